/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* One file in a list: what kind it is, what it is called, and either who attached it or how far it
 * has come. Its buttons are the actions `attachments.open`, `attachments.remove`,
 * `attachments.stop` and `attachments.retry` of the list, with the row's key. (floating) */

/* @attachment: of hcrm_attachment_fields; @may_remove: whether that is offered */
GtkWidget *hcrm_attachment_row_new (HcrmRecord *attachment, gboolean may_remove);

/* A file on its way up; @key tells it from the others. */
GtkWidget *hcrm_attachment_row_new_upload (gint64 key, const char *name);

/* @done: from 0 to 1 */
void hcrm_attachment_row_set_progress (GtkWidget *row, double done);

/* @words: instead of the progress; @failed: it can be tried again */
void hcrm_attachment_row_set_words (GtkWidget *row, const char *words, gboolean failed);

/* Returns: the symbol of a kind of file. */
const char *hcrm_attachment_row_get_icon (const char *media);

G_END_DECLS
