/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Choosing variables of a study from its code book. */

#include "hcrm-variable-choice.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

typedef struct {
  char *key;
  char *words; /* what is searched in */
  GtkWidget *heading;
  GtkCheckButton *check;
} Line;

struct _HcrmVariableChoice {
  AdwBin parent_instance;

  GtkEditable *search;
  GtkLabel *count;
  GtkLabel *gone;
  GtkLabel *error;
  GtkBox *rows;
  GPtrArray *lines;  /* of Line, as they stand */
  GHashTable *asked; /* their keys, which they own */
  GPtrArray *chosen; /* keys in the order in which they were chosen */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (HcrmVariableChoice, hcrm_variable_choice, ADW_TYPE_BIN)

static guint changed_signal;

static void
free_line (gpointer data)
{
  Line *line = data;

  g_free (line->key);
  g_free (line->words);
  g_free (line);
}

/* --- what is chosen --------------------------------------------------------------------------- */

static char *
make_key (JsonObject *variable)
{
  return g_strconcat (hcrm_text_member (variable, "url"), "\n", hcrm_text_member (variable, "item"),
                      NULL);
}

static gboolean
find_key (HcrmVariableChoice *self, const char *key, guint *at)
{
  return g_ptr_array_find_with_equal_func (self->chosen, key, g_str_equal, at);
}

static gboolean
is_asked (HcrmVariableChoice *self, const char *key)
{
  return self->lines->len == 0 /* not known yet */ || g_hash_table_contains (self->asked, key);
}

static void
show_count (HcrmVariableChoice *self)
{
  guint gone = 0;

  for (guint i = 0; i < self->chosen->len; i++)
    gone += !is_asked (self, self->chosen->pdata[i]);
  g_autofree char *count =
      g_strdup_printf (_ ("%u of %u chosen"), self->chosen->len - gone, self->lines->len);
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u is asked by no form any more; saving leaves it out",
                                 "%u are asked by no form any more; saving leaves them out", gone),
                       gone);
  gtk_label_set_text (self->count, count);
  gtk_label_set_text (self->gone, words);
  gtk_widget_set_visible (GTK_WIDGET (self->gone), gone > 0);
}

static GHashTable *
make_set (GPtrArray *keys)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < keys->len; i++)
    g_hash_table_add (set, keys->pdata[i]);
  return set;
}

static void
show_chosen (HcrmVariableChoice *self)
{
  g_autoptr (GHashTable) chosen = make_set (self->chosen);

  self->filling = TRUE;
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    gtk_check_button_set_active (line->check, g_hash_table_contains (chosen, line->key));
  }
  self->filling = FALSE;
}

/* What is chosen is no longer what it was. */
static void
choice_changed (HcrmVariableChoice *self)
{
  hcrm_variable_choice_show_error (self, "");
  show_count (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
toggled_cb (GtkCheckButton *check, gpointer data)
{
  HcrmVariableChoice *self = data;
  const char *key = g_object_get_data (G_OBJECT (check), "key");
  guint at;

  if (self->filling)
    return;
  if (gtk_check_button_get_active (check))
    g_ptr_array_add (self->chosen, g_strdup (key));
  else if (find_key (self, key, &at))
    g_ptr_array_remove_index (self->chosen, at);
  choice_changed (self);
}

/* --- the lines -------------------------------------------------------------------------------- */

static GtkWidget *
new_words (JsonObject *variable)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *title = hcrm_text_join (hcrm_text_member (variable, "label"),
                                           hcrm_text_member (variable, "unit"), NULL);
  g_autofree char *versions =
      g_strdup_printf (_ ("versions %s"), hcrm_text_member (variable, "versions"));
  g_autofree char *detail = hcrm_text_join (hcrm_text_member (variable, "variable"),
                                            hcrm_text_member (variable, "kind"), versions, NULL);
  GtkWidget *caption = hcrm_wrapped_label_new (detail, "caption");

  gtk_widget_add_css_class (caption, "dim-label");
  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (title, NULL));
  gtk_box_append (GTK_BOX (box), caption);
  return box;
}

static void
add_line (HcrmVariableChoice *self, JsonObject *variable, GtkWidget *heading)
{
  Line *line = g_new0 (Line, 1);
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *words =
      g_strjoin (" ", hcrm_text_member (variable, "label"), hcrm_text_member (variable, "variable"),
                 gtk_label_get_text (GTK_LABEL (heading)), NULL);

  line->key = make_key (variable);
  line->words = g_utf8_casefold (words, -1);
  line->heading = heading;
  line->check = GTK_CHECK_BUTTON (check);
  gtk_check_button_set_child (line->check, new_words (variable));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hcrm_text_member (variable, "label"), -1);
  g_object_set_data_full (G_OBJECT (check), "key", g_strdup (line->key), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_box_append (self->rows, check);
  g_ptr_array_add (self->lines, line);
  g_hash_table_add (self->asked, line->key);
}

static GtkWidget *
add_heading (HcrmVariableChoice *self, const char *title)
{
  GtkWidget *label = hcrm_wrapped_label_new (title, "heading");

  gtk_widget_set_margin_top (label, 6);
  gtk_box_append (self->rows, label);
  return label;
}

/* Every form's heading goes with the last of its lines. */
static void
show_found (HcrmVariableChoice *self)
{
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  for (guint i = 0; i < self->lines->len; i++)
    gtk_widget_set_visible (((Line *) self->lines->pdata[i])->heading, FALSE);
  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    gboolean found = strstr (line->words, wanted) != NULL;
    gtk_widget_set_visible (GTK_WIDGET (line->check), found);
    if (found)
      gtk_widget_set_visible (line->heading, TRUE);
  }
}

void
hcrm_variable_choice_set_variables (HcrmVariableChoice *self, JsonArray *lines, GHashTable *titles)
{
  GtkWidget *heading = NULL;
  const char *form = "";

  g_hash_table_remove_all (self->asked);
  g_ptr_array_set_size (self->lines, 0);
  hcrm_clear_box (self->rows);
  for (guint i = 0; i < json_array_get_length (lines); i++) {
    JsonObject *variable = json_array_get_object_element (lines, i);
    const char *url = hcrm_text_member (variable, "url");
    const char *title = g_hash_table_lookup (titles, url);

    if (*url == '\0') /* of the subject: always there */
      continue;
    if (!g_str_equal (url, form))
      heading = add_heading (self, title != NULL ? title : url);
    form = url;
    add_line (self, variable, heading);
  }
  show_found (self);
  show_chosen (self);
  show_count (self);
}

void
hcrm_variable_choice_set_chosen (HcrmVariableChoice *self, JsonArray *chosen)
{
  g_ptr_array_set_size (self->chosen, 0);
  for (guint i = 0; chosen != NULL && i < json_array_get_length (chosen); i++)
    g_ptr_array_add (self->chosen, make_key (json_array_get_object_element (chosen, i)));
  hcrm_variable_choice_show_error (self, "");
  show_chosen (self);
  show_count (self);
}

JsonArray *
hcrm_variable_choice_dup_chosen (HcrmVariableChoice *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->chosen->len; i++) {
    g_auto (GStrv) parts = g_strsplit (self->chosen->pdata[i], "\n", 2);
    JsonObject *one = json_object_new ();
    json_object_set_string_member (one, "url", parts[0]);
    json_object_set_string_member (one, "item", parts[1]);
    if (is_asked (self, self->chosen->pdata[i]))
      json_array_add_object_element (array, one);
    else
      json_object_unref (one);
  }
  return array;
}

void
hcrm_variable_choice_show_error (HcrmVariableChoice *self, const char *message)
{
  gtk_label_set_text (self->error, message);
  gtk_widget_set_visible (GTK_WIDGET (self->error), *message != '\0');
}

/* --- all at once ------------------------------------------------------------------------------ */

static gboolean
is_shown (Line *line)
{
  return gtk_widget_get_visible (GTK_WIDGET (line->check));
}

/* Those that are shown are chosen after those that were, as they stand. */
static void
choose_shown (HcrmVariableChoice *self)
{
  g_autoptr (GHashTable) chosen = make_set (self->chosen);

  for (guint i = 0; i < self->lines->len; i++) {
    Line *line = self->lines->pdata[i];
    if (is_shown (line) && !g_hash_table_contains (chosen, line->key))
      g_ptr_array_add (self->chosen, g_strdup (line->key));
  }
}

static void
drop_shown (HcrmVariableChoice *self)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) chosen = g_steal_pointer (&self->chosen);

  for (guint i = 0; i < self->lines->len; i++)
    if (is_shown (self->lines->pdata[i]))
      g_hash_table_add (shown, ((Line *) self->lines->pdata[i])->key);
  self->chosen = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < chosen->len; i++)
    if (!g_hash_table_contains (shown, chosen->pdata[i]))
      g_ptr_array_add (self->chosen, g_strdup (chosen->pdata[i]));
}

/* Told once, however many they are. */
static void
shown_changed (HcrmVariableChoice *self)
{
  show_chosen (self);
  choice_changed (self);
}

static void
all_cb (HcrmVariableChoice *self)
{
  choose_shown (self);
  shown_changed (self);
}

static void
none_cb (HcrmVariableChoice *self)
{
  drop_shown (self);
  shown_changed (self);
}

static GtkWidget *
new_button (HcrmVariableChoice *self,
            const char *label,
            const char *name,
            void (*clicked) (HcrmVariableChoice *))
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "outline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked), self);
  return button;
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_variable_choice_finalize (GObject *object)
{
  g_hash_table_unref (HCRM_VARIABLE_CHOICE (object)->asked);
  g_ptr_array_unref (HCRM_VARIABLE_CHOICE (object)->lines);
  g_ptr_array_unref (HCRM_VARIABLE_CHOICE (object)->chosen);
  G_OBJECT_CLASS (hcrm_variable_choice_parent_class)->finalize (object);
}

static void
hcrm_variable_choice_class_init (HcrmVariableChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_variable_choice_finalize;
  changed_signal = g_signal_new ("changed", HCRM_TYPE_VARIABLE_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_tools (HcrmVariableChoice *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *search = gtk_search_entry_new ();

  self->search = GTK_EDITABLE (search);
  g_object_set (search, "placeholder-text", _ ("Question or variable"), "hexpand", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Question or variable"), -1);
  g_signal_connect_swapped (search, "search-changed", G_CALLBACK (show_found), self);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box),
                  new_button (self, _ ("All"), _ ("Choose all that are shown"), all_cb));
  gtk_box_append (GTK_BOX (box),
                  new_button (self, _ ("None"), _ ("Choose none of those that are shown"),
                                                   none_cb));
  return box;
}

static void
hcrm_variable_choice_init (HcrmVariableChoice *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->lines = g_ptr_array_new_with_free_func (free_line);
  self->asked = g_hash_table_new (g_str_hash, g_str_equal);
  self->chosen = g_ptr_array_new_with_free_func (g_free);
  self->count = GTK_LABEL (hcrm_wrapped_label_new ("", "dim-label"));
  self->gone = GTK_LABEL (hcrm_wrapped_label_new ("", "warning"));
  self->error = GTK_LABEL (hcrm_wrapped_label_new ("", "error"));
  self->rows = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  gtk_box_append (GTK_BOX (box), new_tools (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->gone));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->error));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows));
  adw_bin_set_child (ADW_BIN (self), box);
  hcrm_variable_choice_show_error (self, "");
  show_count (self);
}

GtkWidget *
hcrm_variable_choice_new (void)
{
  return g_object_new (HCRM_TYPE_VARIABLE_CHOICE, NULL);
}
