/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

G_BEGIN_DECLS

extern const HcrmModule hcrm_file_module;

/* Takes away what was never finished, or never attached to anything. */
gboolean hcrm_upload_sweep (HcrmJob *sweep, GError **error);

G_END_DECLS
