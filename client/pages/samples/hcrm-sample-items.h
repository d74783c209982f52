/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recordings that were drawn: a row for each. */

#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* @names: of agents and departments, as hcrm_sample_words_part() takes them; replaces all rows. */
void hcrm_sample_items_fill (GtkListBox *list, HcrmRecord *sample, GHashTable *names);

/* (transfer none): the item, of #hcrm_sample_item_fields, that a row shows. */
HcrmRecord *hcrm_sample_items_get (GtkListBoxRow *row);

/* How many of a sample nobody reviews. */
guint hcrm_sample_items_count_free (HcrmRecord *sample);

/* How many of these are @agent's own calls, which they are barred from. */
guint hcrm_sample_items_count_own (HcrmRecord *sample, gint64 agent);

G_END_DECLS
