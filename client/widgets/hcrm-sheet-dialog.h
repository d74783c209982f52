/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks where a sheet is printed or saved, and does. */

#pragma once

#include <gtk/gtk.h>

#include "print/hcrm-sheet.h"

G_BEGIN_DECLS

/* Asks for a printer and prints; takes @self. */
void hcrm_sheet_print (HcrmSheet *self, GtkWindow *parent);

/* Asks where to save it as PDF, under that name at first, and does; takes @self. */
void hcrm_sheet_save_as (HcrmSheet *self, GtkWindow *parent, const char *name);

G_END_DECLS
