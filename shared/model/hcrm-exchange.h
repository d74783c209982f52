/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists as files: exports. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* What an export is ordered with: the list's query as it would be sent with GET, the columns (a
 * JSON array of names; all if it is missing), the format, a title for the file, and why. */
extern const HcrmFieldSet hcrm_export_order;

/* One export, as /exports gives it, and what narrows the list of them. */
extern const HcrmFieldSet hcrm_export_fields;
extern const HcrmFieldSet hcrm_export_query;

G_END_DECLS
