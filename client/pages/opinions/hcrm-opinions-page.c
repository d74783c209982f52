/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opinions and what they are about: read, choose by keys, save, next. */

#include "hcrm-opinions-page.h"

#include <string.h>

#include "model/hcrm-statistic.h"
#include "pages/statistics/hcrm-figure.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

#define KEYS "1234567890abcdefgh"

struct _HcrmOpinionsPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  GtkLabel *who;
  GtkLabel *question;
  GtkLabel *text;
  GtkLabel *sorted;
  GtkBox *categories;
  GtkWidget *save;
  HcrmRecord *opinion; /* (nullable): the one that is shown */
  gboolean asked;
};

G_DEFINE_FINAL_TYPE (HcrmOpinionsPage, hcrm_opinions_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *opinion, const char **pill)
{
  const char *state = hcrm_record_get (opinion, "state");
  int at = hcrm_field_set_find (&hcrm_opinion_fields, "state");

  *pill = g_strcmp0 (state, "coded") == 0 ? "bare ok" : "bare wait";
  return g_strdup (hcrm_field_get_choice_label (&hcrm_opinion_fields.fields[at], state));
}

static char *
make_text (HcrmRecord *opinion, const char **pill)
{
  return g_strdelimit (g_strdup (hcrm_text_field (opinion, "text")), "\n", ' ');
}

#define SORT HCRM_COLUMN_SORT

/* clang-format off */
static const HcrmColumn columns[] = {
  { "at",         NULL,          112, HCRM_CELL_TIME, SORT },
  { "state",      NULL,           92, HCRM_CELL_PILL, 0, make_state },
  { "pinyin",     N_("Patient"), 104, HCRM_CELL_TEXT, SORT, hcrm_column_text_patient, .exports = "patient" },
  { "text",       NULL,          240, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_text },
  { "department", NULL,          120, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "source",     NULL,          124, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "agent",      NULL,           96, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "coded_by",   NULL,           96, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmFilter filters[] = {
  { "state",         N_("State"),            hcrm_opinion_state_choices, NULL, FALSE, -1 },
  { "category",      N_("Category"),         NULL, "/opinion-categories?limit=200", FALSE, -1 },
  { "source",        N_("Source"),           hcrm_opinion_source_choices, NULL, FALSE, -1 },
  { "day_from",      N_("Said from"),        .need = -1, .day = TRUE },
  { "day_to",        N_("Said before"),      .need = -1, .day = TRUE },
  HCRM_FIGURE_FILTERS,
  HCRM_FIGURE_AGENT_FILTER,
};

static const HcrmListInfo list_info = {
  .name = "opinions",
  .path = "/opinions",
  .set = &hcrm_opinion_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-at",
  .keys = KEYS,
  .title = N_("Opinions"),
  .empty = N_("Nothing is to be sorted. Opinions come from free texts of forms, and from notes of calls that reached somebody."),
};
/* clang-format on */

#define TO_SORT "state=open"

/* --- categories ------------------------------------------------------------------------------- */

static const char *
get_code (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "code");
}

static JsonNode *
make_body (HcrmOpinionsPage *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *codes = json_array_new ();
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->categories));

  for (; button != NULL; button = gtk_widget_get_next_sibling (button))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
      json_array_add_string_element (codes, get_code (button));
  json_object_set_array_member (object, "categories", codes);
  json_object_set_string_member (object, "digest", hcrm_record_get (self->opinion, "digest"));
  return json_node_init_object (json_node_alloc (), object);
}

static gboolean
any_chosen (HcrmOpinionsPage *self)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->categories));

  for (; button != NULL; button = gtk_widget_get_next_sibling (button))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)))
      return TRUE;
  return FALSE;
}

static void
toggled_cb (HcrmOpinionsPage *self)
{
  gtk_widget_set_sensitive (self->save, self->opinion != NULL && any_chosen (self));
}

static gboolean
holds (HcrmRecord *opinion, const char *code)
{
  const char *text = opinion != NULL ? hcrm_record_get (opinion, "categories") : NULL;
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *codes =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    if (g_strcmp0 (json_array_get_string_element (codes, i), code) == 0)
      return TRUE;
  return FALSE;
}

static void
show_categories (HcrmOpinionsPage *self)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->categories));

  for (; button != NULL; button = gtk_widget_get_next_sibling (button)) {
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                  holds (self->opinion, get_code (button)));
    gtk_widget_set_sensitive (button, self->opinion != NULL);
  }
  toggled_cb (self);
}

static void
add_category (HcrmOpinionsPage *self, JsonObject *category, guint n)
{
  GtkWidget *button = gtk_toggle_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  const char key[] = { n < strlen (KEYS) ? (char) g_ascii_toupper (KEYS[n]) : ' ', '\0' };
  GtkWidget *cap = gtk_label_new (key), *name = gtk_label_new (hcrm_text_member (category, "name"));

  gtk_widget_add_css_class (cap, "key");
  gtk_widget_set_valign (cap, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (row), cap);
  gtk_box_append (GTK_BOX (row), name);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hcrm_text_member (category, "name"), -1);
  g_object_set_data_full (G_OBJECT (button), "code",
                          g_strdup (json_object_get_string_member (category, "code")), g_free);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_box_append (self->categories, button);
}

static void
categories_cb (gpointer data, JsonNode *reply)
{
  HcrmOpinionsPage *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  hcrm_clear_box (self->categories);
  for (guint i = 0, n = 0; i < json_array_get_length (items); i++) {
    JsonObject *category = json_array_get_object_element (items, i);
    if (*hcrm_text_member (category, "retired_at") == '\0')
      add_category (self, category, n++);
  }
  self->asked = TRUE;
  show_categories (self);
}

/* What is typed in a field does not come here. */
static gboolean
key_cb (HcrmOpinionsPage *self, guint key, guint code, GdkModifierType modifiers)
{
  guint32 typed = gdk_keyval_to_unicode (gdk_keyval_to_lower (key));
  const char *at = typed > 0 && typed < 128 ? strchr (KEYS, (int) typed) : NULL;
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->categories));

  if (at == NULL || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) || self->opinion == NULL)
    return FALSE;
  for (int n = (int) (at - KEYS); n > 0 && button != NULL; n--)
    button = gtk_widget_get_next_sibling (button);
  if (button == NULL)
    return FALSE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)));
  return TRUE;
}

/* Whether other categories are chosen than the opinion that is shown has. */
static gboolean
is_touched (HcrmOpinionsPage *self)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->categories));

  for (; button != NULL; button = gtk_widget_get_next_sibling (button))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button))
        != holds (self->opinion, get_code (button)))
      return TRUE;
  return FALSE;
}

/* --- the opinion ------------------------------------------------------------------------------ */

static void
show_sorted (HcrmOpinionsPage *self)
{
  const char *by = self->opinion != NULL ? hcrm_record_get (self->opinion, "coded_by") : NULL;
  g_autofree char *at =
      by != NULL ? hcrm_text_time (hcrm_record_get (self->opinion, "coded_at")) : NULL;
  g_autofree char *words = by != NULL ? g_strdup_printf (_ ("Sorted by %s, %s"), by, at) : NULL;

  gtk_label_set_text (self->sorted, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sorted), words != NULL);
}

static gboolean
is_shown (HcrmOpinionsPage *self, HcrmRecord *opinion)
{
  return self->opinion != NULL && opinion != NULL
         && hcrm_record_get_int (self->opinion, "id") == hcrm_record_get_int (opinion, "id");
}

/* What somebody has begun to choose stays when the same opinion comes again. */
static void
show_selected (HcrmOpinionsPage *self)
{
  HcrmRecord *opinion = hcrm_record_list_get_selected (self->list);
  gboolean kept = is_shown (self, opinion) && is_touched (self);

  g_set_object (&self->opinion, opinion);
  if (opinion != NULL) {
    g_autofree char *age = hcrm_text_sex_age (hcrm_record_get (opinion, "sex"),
                                              hcrm_record_get (opinion, "birth_date"));
    g_autofree char *who = hcrm_text_join (hcrm_text_field (opinion, "patient"), age,
                                           hcrm_text_field (opinion, "department"), NULL);
    gtk_label_set_text (self->who, who);
    gtk_label_set_text (self->question, hcrm_text_field (opinion, "question"));
    gtk_label_set_text (self->text, hcrm_text_field (opinion, "text"));
  } else {
    gtk_label_set_text (self->who, _ ("Choose an opinion to sort it."));
    gtk_label_set_text (self->question, "");
    gtk_label_set_text (self->text, "");
  }
  show_sorted (self);
  if (!kept)
    show_categories (self);
}

static void
saved_cb (gpointer data, JsonNode *reply)
{
  HcrmOpinionsPage *self = data;
  gint64 id = json_object_get_int_member (json_node_get_object (reply), "id");

  if (id == hcrm_record_list_get_selected_id (self->list))
    hcrm_record_list_move (self->list, 1);
  hcrm_record_list_refresh (self->list);
}

static void
hcrm_opinions_page_submit (HcrmPage *page)
{
  HcrmOpinionsPage *self = HCRM_OPINIONS_PAGE (page);

  if (self->opinion == NULL || !any_chosen (self))
    return;
  g_autofree char *path = g_strdup_printf ("/opinions/%" G_GINT64_FORMAT "/actions/code",
                                           hcrm_record_get_int (self->opinion, "id"));
  g_autoptr (JsonNode) body = make_body (self);
  hcrm_page_send (page,
                  &(HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = body,
                                  .version = hcrm_record_get_int (self->opinion, "version") },
                  saved_cb, NULL);
}

static void
save_cb (HcrmOpinionsPage *self)
{
  hcrm_opinions_page_submit (HCRM_PAGE (self));
}

static void
activate_cb (HcrmOpinionsPage *self, HcrmRecord *opinion)
{
  hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (opinion, "patient_id"));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmOpinionsPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  show_selected (self);
}

static void
hcrm_opinions_page_refresh (HcrmPage *page)
{
  HcrmOpinionsPage *self = HCRM_OPINIONS_PAGE (page);

  if (!self->asked)
    hcrm_page_call_list (page, "/opinion-categories?limit=200", categories_cb);
  HCRM_PAGE_CLASS (hcrm_opinions_page_parent_class)->refresh (page);
}

static void
hcrm_opinions_page_constructed (GObject *object)
{
  HcrmOpinionsPage *self = HCRM_OPINIONS_PAGE (object);
  GtkEventController *keys = gtk_event_controller_key_new ();

  G_OBJECT_CLASS (hcrm_opinions_page_parent_class)->constructed (object);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), TO_SORT);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  show_selected (self);
}

static void
hcrm_opinions_page_finalize (GObject *object)
{
  g_clear_object (&HCRM_OPINIONS_PAGE (object)->opinion);
  G_OBJECT_CLASS (hcrm_opinions_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "opinion", NULL };
  static const HcrmKeyHint hints[] = { { "1 – 9", N_ ("choose categories") },
                                         { "Ctrl Enter", N_ ("save and next") },
                                           { "Ctrl F", N_ ("filter") },
                                             { "Enter", N_ ("open the patient") }, { NULL } };

  klass->refresh = hcrm_opinions_page_refresh;
  klass->submit = hcrm_opinions_page_submit;
  klass->watches = watches;
  klass->hints = hints;
  klass->help =
      N_ ("What patients said in their own words: free texts of completed forms, and notes "
                    "of calls that reached somebody.\n\nEach is sorted into one or more categories: "
                    "digits and letters choose them, Ctrl+Enter saves and goes on to the next. The "
                    "statistics count how often each category is named. If the words are changed "
                    "afterwards, they are to be sorted again.");
}

static void
hcrm_opinions_page_class_init (HcrmOpinionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_opinions_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_opinions_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/opinions/hcrm-opinions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, list);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, who);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, question);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, text);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, categories);
  gtk_widget_class_bind_template_child (widget_class, HcrmOpinionsPage, save);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_selected);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
hcrm_opinions_page_init (HcrmOpinionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
