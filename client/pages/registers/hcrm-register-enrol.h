/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Asks for a programme and takes all active members of @reg into it, so many at a time; then says
 * how many were taken in, and of the others why not. */
void hcrm_register_enrol (HcrmPage *page, gint64 reg);

G_END_DECLS
