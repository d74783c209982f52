/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds one or several of many options while one types: words, pinyin, initials. */

#include <string.h>

#include "core/hcrm-pinyin.h"
#include "hcrm-question-input-private.h"
#include "hcrm-question-value.h"
#include "hcrm-reveal.h"
#include "hcrm-wrap-box.h"

#define MAX_FOUND 10

/* What an input of this kind has beside the entry; kept as data of its popover. */
typedef struct {
  GtkListBox *found;
  GtkWidget *chosen; /* (nullable): the answers of a repeating question */
} Search;

static Search *
get_search (HcrmQuestionInput *self)
{
  return g_object_get_data (G_OBJECT (self->extra), "search");
}

static const char *
get_typed (HcrmQuestionInput *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->control));
}

static gboolean
is_open (HcrmQuestionInput *self)
{
  return gtk_widget_get_visible (self->extra);
}

/* --- what is found ---------------------------------------------------------------------------- */

static gboolean
has_han (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

/* `zhou gui lan` is found by `zhougui` and by `zgl`. */
static gboolean
sounds_like (const char *label, const char *typed)
{
  g_autofree char *initials = NULL;

  if (!has_han (label) || !g_str_is_ascii (typed))
    return FALSE;
  g_autofree char *pinyin = hcrm_pinyin_of_name (label, &initials);
  g_auto (GStrv) syllables = g_strsplit (pinyin, " ", -1);
  g_autofree char *joined = g_strjoinv (NULL, syllables);
  return strstr (joined, typed) != NULL || strstr (initials, typed) != NULL;
}

/* @typed: folded. */
static gboolean
matches (const char *label, const char *typed)
{
  g_autofree char *folded = g_utf8_casefold (label, -1);

  return strstr (folded, typed) != NULL || sounds_like (label, typed);
}

static void
add_found (HcrmQuestionInput *self, guint n)
{
  GtkWidget *label = gtk_label_new (hcrm_question_input_get_option (self, n));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  gtk_widget_add_css_class (label, "notice");
  gtk_list_box_append (get_search (self)->found, label);
  GtkWidget *row = gtk_widget_get_parent (label);
  g_object_set_data (G_OBJECT (row), "option", GUINT_TO_POINTER (n));
}

static void
find (HcrmQuestionInput *self)
{
  g_autofree char *typed = g_utf8_casefold (get_typed (self), -1);
  GtkListBox *found = get_search (self)->found;
  GtkListBoxRow *row;
  guint n_found = 0;

  while ((row = gtk_list_box_get_row_at_index (found, 0)) != NULL)
    gtk_list_box_remove (found, GTK_WIDGET (row));
  g_strstrip (typed);
  for (guint i = 0; i < self->item->options->len && n_found < MAX_FOUND; i++)
    if (*typed == '\0' || matches (hcrm_question_input_get_option (self, i), typed)) {
      add_found (self, i);
      n_found++;
    }
  gtk_list_box_select_row (found, gtk_list_box_get_row_at_index (found, 0));
  if (hcrm_reveal_is_in_sight (self->control))
    gtk_popover_popup (GTK_POPOVER (self->extra));
}

/* --- showing ---------------------------------------------------------------------------------- */

static void
show_typed (HcrmQuestionInput *self, const char *text)
{
  gboolean showing = self->showing;

  self->showing = TRUE;
  if (!g_str_equal (get_typed (self), text))
    gtk_editable_set_text (GTK_EDITABLE (self->control), text);
  self->showing = showing;
}

static const char *
find_label (HcrmQuestionInput *self)
{
  const char *other = hcrm_question_input_get_other (self);

  for (guint i = 0; i < self->item->options->len; i++)
    if (hcrm_question_input_is_chosen (self, i))
      return hcrm_question_input_get_option (self, i);
  return other != NULL ? other : "";
}

static void
untick_cb (HcrmQuestionInput *self, GtkWidget *chip)
{
  guint n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "option"));

  gtk_widget_grab_focus (self->control);
  if (n < self->item->options->len)
    hcrm_question_input_write_choice (self, n);
  else
    hcrm_question_input_write_other (self, NULL);
  hcrm_question_input_show (self);
  hcrm_question_input_tell_edited (self);
}

static void
add_chosen (HcrmQuestionInput *self, guint n, const char *text)
{
  GtkWidget *chip = gtk_button_new (), *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *name = g_strdup_printf (_ ("Take %s away"), text);

  gtk_box_append (GTK_BOX (words), gtk_label_new (text));
  gtk_box_append (GTK_BOX (words), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), words);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_add_css_class (chip, "on");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (chip), "option", GUINT_TO_POINTER (n));
  g_signal_connect_swapped (chip, "clicked", G_CALLBACK (untick_cb), self);
  hcrm_wrap_box_append (HCRM_WRAP_BOX (get_search (self)->chosen), chip);
}

static void
show_chosen (HcrmQuestionInput *self)
{
  GtkWidget *chosen = get_search (self)->chosen;

  hcrm_wrap_box_clear (HCRM_WRAP_BOX (chosen));
  for (guint i = 0; i < self->item->options->len; i++)
    if (hcrm_question_input_is_chosen (self, i))
      add_chosen (self, i, hcrm_question_input_get_option (self, i));
  if (hcrm_question_input_get_other (self) != NULL)
    add_chosen (self, self->item->options->len, hcrm_question_input_get_other (self));
  gtk_widget_set_visible (chosen, gtk_widget_get_first_child (chosen) != NULL);
}

static void
sync_search (HcrmQuestionInput *self)
{
  if (self->item->repeats)
    show_chosen (self);
  else if (!is_open (self))
    show_typed (self, find_label (self));
}

/* --- choosing --------------------------------------------------------------------------------- */

static gboolean
choose_found (HcrmQuestionInput *self, guint n)
{
  if (n >= self->item->options->len)
    return FALSE;
  gtk_popover_popdown (GTK_POPOVER (self->extra));
  if (!hcrm_question_input_is_chosen (self, n))
    hcrm_question_input_write_choice (self, n);
  show_typed (self, "");
  hcrm_question_input_show (self);
  hcrm_question_input_tell_edited (self);
  return TRUE;
}

static void
activated_cb (HcrmQuestionInput *self, GtkListBoxRow *row)
{
  choose_found (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "option")));
}

static void
clear_one (HcrmQuestionInput *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  if (self->item->repeats)
    return;
  hcrm_question_input_write (self, none);
  hcrm_question_input_tell_edited (self);
}

static void
typed_cb (HcrmQuestionInput *self)
{
  if (self->showing)
    return;
  if (*get_typed (self) != '\0') {
    find (self);
    return;
  }
  gtk_popover_popdown (GTK_POPOVER (self->extra));
  clear_one (self);
}

static void
move (HcrmQuestionInput *self, int by)
{
  GtkListBox *found = get_search (self)->found;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (found);
  int index = row != NULL ? gtk_list_box_row_get_index (row) + by : 0;
  GtkListBoxRow *next = index >= 0 ? gtk_list_box_get_row_at_index (found, index) : NULL;

  if (next != NULL)
    gtk_list_box_select_row (found, next);
}

/* Words that are no option's are an answer to an open choice. */
static void
take_typed (HcrmQuestionInput *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (get_typed (self)));

  gboolean other = self->item->open && *typed != '\0' && !g_str_equal (typed, find_label (self));

  gtk_popover_popdown (GTK_POPOVER (self->extra));
  if (other)
    hcrm_question_input_write_other (self, typed);
  show_typed (self, "");
  hcrm_question_input_show (self);
  if (other)
    hcrm_question_input_tell_edited (self);
}

static gboolean
press_search (HcrmQuestionInput *self, guint keyval)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (get_search (self)->found);

  if (keyval == GDK_KEY_Down && !is_open (self))
    find (self);
  else if (!is_open (self))
    return FALSE;
  else if (keyval == GDK_KEY_Down || keyval == GDK_KEY_Up)
    move (self, keyval == GDK_KEY_Down ? 1 : -1);
  else if (keyval == GDK_KEY_Escape)
    gtk_popover_popdown (GTK_POPOVER (self->extra));
  else if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter)
    return FALSE;
  else if (row != NULL)
    activated_cb (self, row);
  else
    take_typed (self);
  return keyval != GDK_KEY_Return || self->item->repeats;
}

/* Left without choosing, what was chosen before is there again. */
static void
left_cb (HcrmQuestionInput *self)
{
  take_typed (self);
}

/* --- building --------------------------------------------------------------------------------- */

static void
add_popover (HcrmQuestionInput *self, Search *search)
{
  GtkWidget *nothing =
      gtk_label_new (self->item->open ? _ ("Enter takes it as it is typed") : _ ("Nothing found"));

  search->found = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (search->found), "found");
  gtk_widget_set_can_focus (GTK_WIDGET (search->found), FALSE);
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_widget_add_css_class (nothing, "notice");
  gtk_list_box_set_placeholder (search->found, nothing);
  g_signal_connect_swapped (search->found, "row-activated", G_CALLBACK (activated_cb), self);
  self->extra = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->extra), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->extra), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->extra), GTK_POS_BOTTOM);
  gtk_popover_set_child (GTK_POPOVER (self->extra), GTK_WIDGET (search->found));
  g_object_set_data_full (G_OBJECT (self->extra), "search", search, g_free);
  gtk_widget_set_parent (self->extra, GTK_WIDGET (self));
}

static gpointer
warm_up (gpointer data)
{
  g_free (hcrm_pinyin_of_name ("一", NULL));
  return NULL;
}

/* The first pinyin takes a fifth of a second, which nobody is to notice while typing. */
static void
entered_cb (HcrmQuestionInput *self)
{
  static gboolean warm = FALSE;

  if (!warm)
    g_thread_unref (g_thread_new ("pinyin", warm_up, NULL));
  warm = TRUE;
}

static void
add_entry (HcrmQuestionInput *self, GtkBox *box)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->control = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), _ ("Words, pinyin or initials"));
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->control), GTK_ENTRY_ICON_PRIMARY,
                                     "system-search-symbolic");
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control), 40);
  gtk_widget_set_halign (self->control, GTK_ALIGN_START);
  hcrm_question_input_name (self, self->control);
  hcrm_question_value_watch (self->control);
  g_signal_connect_swapped (self->control, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (entered_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (self->control, focus);
  gtk_box_append (box, self->control);
}

static void
build_search (HcrmQuestionInput *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Search *search = g_new0 (Search, 1);

  if (self->item->repeats) {
    search->chosen = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);
    gtk_box_append (GTK_BOX (box), search->chosen);
  }
  adw_bin_set_child (ADW_BIN (self), box);
  add_popover (self, search);
  add_entry (self, GTK_BOX (box));
}

static gboolean
open_search (HcrmQuestionInput *self)
{
  find (self);
  return TRUE;
}

/* What has been typed is a search, not an answer: the answers go one by one. */
static void
clear_search (HcrmQuestionInput *self)
{
  show_typed (self, "");
}

const HcrmQuestionKind hcrm_question_search = {
  .build = build_search,
  .sync = sync_search,
  .choose = choose_found,
  .press = press_search,
  .open = open_search,
  .clear = clear_search,
};
