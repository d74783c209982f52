/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list that drops down: one of more options than chips have room for. */

#include "hcrm-drop-down.h"
#include "hcrm-question-input-private.h"

static guint
find_chosen (HcrmQuestionInput *self)
{
  for (guint i = 0; i < self->item->options->len; i++)
    if (hcrm_question_input_is_chosen (self, i))
      return i + 1;
  return 0;
}

static void
sync_list (HcrmQuestionInput *self)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), find_chosen (self));
}

static gboolean
choose_in_list (HcrmQuestionInput *self, guint n)
{
  if (n >= self->item->options->len)
    return FALSE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), n + 1);
  return TRUE;
}

static void
selected_cb (HcrmQuestionInput *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (self->showing || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected == 0)
    hcrm_question_input_write (self, none);
  else
    hcrm_question_input_write_choice (self, selected - 1);
  hcrm_question_input_tell_edited (self);
}

/* Options may have one code in two systems: they are told apart by their place. */
static GListStore *
make_choices (HcrmQuestionInput *self)
{
  GListStore *choices = g_list_store_new (HCRM_TYPE_CHOICE_ITEM);
  g_autoptr (HcrmChoiceItem) none = hcrm_choice_item_new ("", _ ("Not answered"), NULL);

  g_list_store_append (choices, none);
  for (guint i = 0; i < self->item->options->len; i++) {
    g_autofree char *place = g_strdup_printf ("%u", i);
    g_autoptr (HcrmChoiceItem) item =
        hcrm_choice_item_new (place, hcrm_question_input_get_option (self, i), NULL);
    g_list_store_append (choices, item);
  }
  return choices;
}

static void
build_list (HcrmQuestionInput *self)
{
  g_autoptr (GListStore) choices = make_choices (self);

  self->control = gtk_drop_down_new (NULL, NULL);
  hcrm_drop_down_setup (GTK_DROP_DOWN (self->control));
  hcrm_drop_down_fill (GTK_DROP_DOWN (self->control), G_LIST_MODEL (choices));
  gtk_widget_set_halign (self->control, GTK_ALIGN_START);
  hcrm_question_input_name (self, self->control);
  g_signal_connect_swapped (self->control, "notify::selected", G_CALLBACK (selected_cb), self);
  adw_bin_set_child (ADW_BIN (self), self->control);
}

static gboolean
open_list (HcrmQuestionInput *self)
{
  hcrm_drop_down_open (GTK_DROP_DOWN (self->control));
  return TRUE;
}

const HcrmQuestionKind hcrm_question_list = {
  .build = build_list,
  .sync = sync_list,
  .choose = choose_in_list,
  .open = open_list,
};
