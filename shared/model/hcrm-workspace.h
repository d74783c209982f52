/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What belongs to one user: drafts and saved views, and the rows of the page Today. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* What PUT /drafts/{kind}/{ref} takes. */
extern const HcrmFieldSet hcrm_draft_fields;

/* A saved view of a page, and what narrows a list of them. */
extern const HcrmFieldSet hcrm_view_fields;
extern const HcrmFieldSet hcrm_view_query;

/* One row of "items" in GET /today. */
extern const HcrmFieldSet hcrm_today_fields;

G_END_DECLS
