/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words only: what is calculated, may not be changed or cannot be answered by people. */

#include "hcrm-question-input-private.h"
#include "hcrm-question-text.h"

static const char *
get_icon (HcrmItemType type)
{
  if (type == HCRM_ITEM_ATTACHMENT)
    return "mail-attachment-symbolic";
  return type == HCRM_ITEM_REFERENCE ? "insert-link-symbolic" : NULL;
}

/* A calculated or fixed value is a figure to be read; a missing one a dash. */
static void
sync_words (HcrmQuestionInput *self)
{
  g_autofree char *answer =
      hcrm_question_text_join (self->response, self->item, self->repeat, self->language);
  gboolean none = *answer == '\0';

  gtk_label_set_label (GTK_LABEL (self->extra), none ? _ ("– no value –") : answer);
  if (none)
    gtk_widget_add_css_class (self->extra, "dim-label");
  else
    gtk_widget_remove_css_class (self->extra, "dim-label");
}

static void
build_words (HcrmQuestionInput *self)
{
  const char *icon = get_icon (self->item->type);

  self->control = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  if (icon != NULL)
    gtk_box_append (GTK_BOX (self->control), gtk_image_new_from_icon_name (icon));
  self->extra = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->extra), 0);
  gtk_label_set_wrap (GTK_LABEL (self->extra), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->extra), TRUE);
  gtk_widget_set_can_focus (self->extra, FALSE);
  gtk_widget_add_css_class (self->extra, "num");
  gtk_box_append (GTK_BOX (self->control), self->extra);
  gtk_widget_add_css_class (self->control, "shown-value");
  adw_bin_set_child (ADW_BIN (self), self->control);
}

const HcrmQuestionKind hcrm_question_words = {
  .build = build_words,
  .sync = sync_words,
  .on_line = TRUE,
};
