/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drop-downs that are searched by any part of what they offer. */

#pragma once

#include <gtk/gtk.h>

#include "hcrm-choice-item.h"

G_BEGIN_DECLS

/**
 * hcrm_drop_down_setup:
 *
 * Makes a drop-down show and find items: those that stand below another are indented, and a long
 * list is searched from the first key that is typed while it is open, by any part of the words, by
 * code, by pinyin and its initials. Up, Down and Enter choose among what is found.
 */
void hcrm_drop_down_setup (GtkDropDown *self);

/* @items: (element-type HcrmChoiceItem): what it offers from now on. */
void hcrm_drop_down_fill (GtkDropDown *self, GListModel *items);

/* Opens it at once. To activate it, GTK waits a quarter of a second, and the next keys would go
 * elsewhere. */
void hcrm_drop_down_open (GtkDropDown *self);

G_END_DECLS
