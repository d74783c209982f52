/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file of a list, attached or on its way. */

#include "hcrm-attachment-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "hcrm-pill.h"
#include "hcrm-text.h"
#include "model/hcrm-attachment.h"

#define BAR "bar"
#define WORDS "words"
#define RETRY "retry"

const char *
hcrm_attachment_row_get_icon (const char *media)
{
  static const struct {
    const char *begin, *icon;
  } kinds[] = {
    { "image/", "image-x-generic-symbolic" },
    { "audio/", "audio-x-generic-symbolic" },
    { "video/", "video-x-generic-symbolic" },
    { "message/", "mail-unread-symbolic" },
    { "application/pdf", "x-office-document-symbolic" },
    { "application/vnd.openxmlformats-officedocument.spreadsheet",
      "x-office-spreadsheet-symbolic" },
    { "application/", "x-office-document-symbolic" },
  };

  for (guint i = 0; media != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (media, kinds[i].begin))
      return kinds[i].icon;
  return "text-x-generic-symbolic";
}

static GtkLabel *
add_label (GtkWidget *column, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_tooltip_text (label, text);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (column), label);
  return GTK_LABEL (label);
}

static GtkWidget *
add_button (GtkWidget *line, const char *icon, const char *words, const char *action, gint64 key)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", key);
  gtk_box_append (GTK_BOX (line), button);
  return button;
}

/* Returns: the row, with its line and the column of words in that. */
static GtkWidget *
new_row (const char *icon, const char *name, GtkWidget **line, GtkWidget **column)
{
  GtkWidget *row = gtk_list_box_row_new ();

  *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_margin_start (*line, 3);
  gtk_widget_set_margin_end (*line, 3);
  gtk_box_append (GTK_BOX (*line), gtk_image_new_from_icon_name (icon));
  gtk_widget_set_hexpand (*column, TRUE);
  gtk_widget_set_valign (*column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (*line), *column);
  add_label (*column, name, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), *line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

/* --- attached --------------------------------------------------------------------------------- */

static const char *
get (HcrmRecord *attachment, const char *field)
{
  const char *text = hcrm_record_get (attachment, field);

  return text != NULL ? text : "";
}

/* What was taken off stays in the list: it says by whom and why. */
static char *
make_removed (HcrmRecord *attachment)
{
  g_autofree char *at = hcrm_text_time (get (attachment, "removed_at"));
  g_autofree char *off = g_strdup_printf (_ ("taken off: %s"), get (attachment, "removed_reason"));

  return hcrm_text_join (off, get (attachment, "removed_by"), at, NULL);
}

static char *
make_facts (HcrmRecord *attachment)
{
  g_autofree char *size = g_format_size ((guint64) hcrm_record_get_int (attachment, "size"));
  g_autofree char *at = hcrm_text_time (get (attachment, "created_at"));

  return hcrm_text_join (size, get (attachment, "created_by"), at, NULL);
}

/* A file that is not what its name says: whoever opens it knows before. */
static void
add_claim (GtkWidget *column, const char *name)
{
  g_autofree char *claim = hcrm_media_dup_claim (name);
  const char *is = strrchr (name, '.');

  if (claim == NULL)
    return;
  g_autofree char *words = g_strdup_printf (_ ("named %s, but %s by its content"), claim, is);
  GtkWidget *pill = hcrm_pill_new (words, "warn");
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (column), pill);
}

GtkWidget *
hcrm_attachment_row_new (HcrmRecord *attachment, gboolean may_remove)
{
  gboolean removed = *get (attachment, "removed_at") != '\0';
  gint64 id = hcrm_record_get_int (attachment, "id");
  g_autofree char *facts = removed ? make_removed (attachment) : make_facts (attachment);
  GtkWidget *line, *column;
  GtkWidget *row = new_row (hcrm_attachment_row_get_icon (get (attachment, "media_type")),
                            get (attachment, "name"), &line, &column);

  gtk_widget_add_css_class (GTK_WIDGET (add_label (column, facts, "caption")), "dim-label");
  add_claim (column, get (attachment, "name"));
  gtk_widget_set_sensitive (column, !removed);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !removed);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), removed ? NULL : "attachments.open");
  if (!removed)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "x", id);
  if (may_remove && !removed)
    add_button (line, "user-trash-symbolic", _ ("Take off"), "attachments.remove", id);
  return row;
}

/* --- on its way ------------------------------------------------------------------------------- */

GtkWidget *
hcrm_attachment_row_new_upload (gint64 key, const char *name)
{
  GtkWidget *bar = gtk_progress_bar_new (), *line, *column, *retry;
  GtkWidget *row = new_row ("document-send-symbolic", name, &line, &column);
  GtkLabel *words = add_label (column, _ ("is sent …"), "caption");

  gtk_label_set_ellipsize (words, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (words, TRUE);
  gtk_box_append (GTK_BOX (column), bar);
  retry = add_button (line, "view-refresh-symbolic", _ ("Send again"), "attachments.retry", key);
  gtk_widget_set_visible (retry, FALSE);
  add_button (line, "window-close-symbolic", _ ("Do not send"), "attachments.stop", key);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_object_set_data (G_OBJECT (row), BAR, bar);
  g_object_set_data (G_OBJECT (row), WORDS, words);
  g_object_set_data (G_OBJECT (row), RETRY, retry);
  return row;
}

void
hcrm_attachment_row_set_progress (GtkWidget *row, double done)
{
  gtk_progress_bar_set_fraction (g_object_get_data (G_OBJECT (row), BAR), done);
}

void
hcrm_attachment_row_set_words (GtkWidget *row, const char *words, gboolean failed)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (row), WORDS);

  gtk_label_set_text (GTK_LABEL (label), words);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), BAR), FALSE);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), RETRY), failed);
  if (failed)
    gtk_widget_add_css_class (label, "error");
  else
    gtk_widget_remove_css_class (label, "error");
}
