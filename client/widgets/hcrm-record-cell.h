/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-record-list.h"

G_BEGIN_DECLS

/* Returns: (transfer full): makes the cells of @column, which show an #HcrmRow. */
GtkListItemFactory *hcrm_record_cell_new_factory (const HcrmColumn *column);

G_END_DECLS
