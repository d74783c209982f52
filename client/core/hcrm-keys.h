/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-shell.h"

G_BEGIN_DECLS

/* Shows the keys that work everywhere and, if there is a @page, its own. */
void hcrm_keys_present (GtkWindow *parent, HcrmPage *page);

G_END_DECLS
