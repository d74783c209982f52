/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questions that are counted in the statistics, and which answers to them are good or bad. */

#include "hcrm-measures-page.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-answer-marks.h"
#include "model/hcrm-statistic.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-lookup-row.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define FILLS "form"

struct _HcrmMeasuresPage {
  HcrmAdminPage parent_instance;

  HcrmForm *what;      /* of a new one: what it is counted for */
  HcrmLookupRow *form; /* of a new one: where it is asked */
  HcrmForm *where;     /* of a new one: the question */
  HcrmForm *names;
  GtkCheckButton *retired;
  HcrmAnswerMarks *marks;
  HcrmQuestionnaire *asked; /* (nullable): the form whose question it is */
};

G_DEFINE_FINAL_TYPE (HcrmMeasuresPage, hcrm_measures_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_form (HcrmRecord *item, const char **pill)
{
  const char *form = hcrm_text_field (item, "form");

  if (hcrm_record_get (item, "url") == NULL)
    return g_strdup (_("Every form that asks it"));
  return g_strdup (*form != '\0' ? form : hcrm_record_get (item, "url"));
}

static char *
make_name (HcrmRecord *item, const char **pill)
{
  return g_strdup (hcrm_text_field (item, "name"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "measure",    NULL,         130, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "name",       N_("Question"), 200, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_name },
  { "url",        N_("Form"),   190, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_form, .leaves = 1, .exports = "form url item" },
  { "item",       N_("linkId"), 120, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "retired_at", N_("State"),  100, HCRM_CELL_PILL, 0, hcrm_column_text_retired },
};

static const HcrmField what_fields[] = {
  { "measure", HCRM_KIND_CODE, N_("Counted for"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_measure_choices },
};
static const HcrmFieldSet what_set = { "what", what_fields, G_N_ELEMENTS (what_fields) };

static const HcrmChoice no_choices[] = { { NULL } };

static const HcrmField where_fields[] = {
  { "item", HCRM_KIND_CODE, N_("Question"), HCRM_FIELD_LISTED, NULL, 0, 0, no_choices },
  { "every", HCRM_KIND_BOOL, N_("In every form that asks it"), 0 },
};
static const HcrmFieldSet where_set = { "where", where_fields, G_N_ELEMENTS (where_fields) };

static const HcrmField name_fields[] = {
  { "name",    HCRM_KIND_TEXT, N_("Name in the statistics"), HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
};
static const HcrmFieldSet name_set = { "statistic_item", name_fields, G_N_ELEMENTS (name_fields) };

static const HcrmLookupInfo form_lookup = {
  "/questionnaires?state=published", "id", "title", { "url" }, N_("Title of a form"),
};

static const HcrmListInfo list_info = {
  .name = "measures",
  .path = "/statistic-items",
  .set = &hcrm_statistic_item_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "measure",
  .title = N_("Counted questions"),
  .empty = N_("No question fits these conditions."),
};

static const char *const filters[] = { "q", "measure", "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/statistic-items",
  .entity = "statistic_item",
  .title = N_("Counted questions"),
  .query = &hcrm_statistic_item_query,
  .filters = filters,
  .create = N_("New Question"),
  .edit = HCRM_PERM_SETTING_EDIT,
  .width = 470,
};
/* clang-format on */

/* --- the form and its questions --------------------------------------------------------------- */

static const char *
get_retired (HcrmRecord *item)
{
  return item != NULL ? hcrm_record_get (item, "retired_at") : NULL;
}

static char *
dup_field (HcrmForm *form, const char *name)
{
  return hcrm_input_dup_value (hcrm_form_get_input (form, name));
}

static char *
dup_measure (HcrmMeasuresPage *self)
{
  HcrmRecord *item = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));

  return item != NULL ? g_strdup (hcrm_record_get (item, "measure"))
                      : dup_field (self->what, "measure");
}

static char *
dup_question (HcrmMeasuresPage *self)
{
  HcrmRecord *item = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));

  return item != NULL ? g_strdup (hcrm_record_get (item, "item")) : dup_field (self->where, "item");
}

/* Whether words are asked for, which nobody can mark beforehand. */
static gboolean
is_opinion (HcrmMeasuresPage *self)
{
  g_autofree char *measure = dup_measure (self);

  return g_strcmp0 (measure, "opinion") == 0;
}

static void
show_answers (HcrmMeasuresPage *self)
{
  g_autofree char *question = dup_question (self);
  GtkWidget *card = gtk_widget_get_parent (GTK_WIDGET (self->marks));

  hcrm_answer_marks_show_item (self->marks, self->asked != NULL && question != NULL
                                                ? hcrm_questionnaire_find (self->asked, question)
                                                : NULL);
  gtk_widget_set_visible (card, !is_opinion (self));
}

/* Questions of the kind that is counted: choices, or words. */
static gboolean
fits (HcrmMeasuresPage *self, const HcrmItem *item)
{
  gboolean words = item->type == HCRM_ITEM_STRING || item->type == HCRM_ITEM_TEXT;

  return words == is_opinion (self) && (words || item->options->len > 0);
}

static void
show_questions (HcrmMeasuresPage *self)
{
  const GPtrArray *items =
      self->asked != NULL ? hcrm_questionnaire_get_all_items (self->asked) : NULL;
  g_autoptr (GPtrArray) codes = g_ptr_array_new (), labels = g_ptr_array_new ();
  HcrmInput *input = hcrm_form_get_input (self->where, "item");
  g_autofree char *chosen = hcrm_input_dup_value (input);

  for (guint i = 0; items != NULL && i < items->len; i++) {
    const HcrmItem *item = items->pdata[i];
    const char *text = hcrm_text_get (item->text, hcrm_language_get ());
    if (!fits (self, item))
      continue;
    g_ptr_array_add (codes, item->link_id);
    g_ptr_array_add (labels, (gpointer) (text != NULL ? text : item->link_id));
  }
  g_ptr_array_add (codes, NULL);
  g_ptr_array_add (labels, NULL);
  hcrm_input_set_choices (input, (const char *const *) codes->pdata,
                          (const char *const *) labels->pdata);
  hcrm_input_set_value (input, chosen);
}

static void
take_form (HcrmMeasuresPage *self, const char *resource)
{
  g_clear_pointer (&self->asked, hcrm_questionnaire_unref);
  self->asked = resource != NULL ? hcrm_questionnaire_new_from_json (resource, -1, NULL) : NULL;
  show_questions (self);
  show_answers (self);
}

static void
form_cb (gpointer data, JsonNode *reply)
{
  take_form (data, json_object_get_string_member_with_default (json_node_get_object (reply),
                                                               "resource", NULL));
}

/* @id: (nullable): of a form; %NULL for none */
static void
fetch_form (HcrmMeasuresPage *self, const char *id)
{
  g_autofree char *path = g_strconcat ("/questionnaires/", id, NULL);

  hcrm_page_drop (HCRM_PAGE (self), FILLS);
  take_form (self, NULL);
  if (id != NULL)
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "GET", .path = path, .fills = FILLS }, form_cb, NULL);
}

/* --- what the user changes -------------------------------------------------------------------- */

static void
form_chosen_cb (HcrmMeasuresPage *self)
{
  hcrm_input_set_value (hcrm_form_get_input (self->where, "item"), NULL);
  hcrm_answer_marks_set (self->marks, NULL, NULL);
  fetch_form (self, hcrm_lookup_row_get_value (self->form));
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

static void
what_changed_cb (HcrmMeasuresPage *self)
{
  show_questions (self);
  show_answers (self);
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

/* A question is called what it asks, unless somebody has named it already. */
static void
suggest_name (HcrmMeasuresPage *self, const HcrmItem *item)
{
  g_autofree char *name = dup_field (self->names, "name");
  const char *english = hcrm_text_has (item->text, "en") ? hcrm_text_get (item->text, "en") : NULL;

  if (name != NULL)
    return;
  hcrm_input_set_value (hcrm_form_get_input (self->names, "name"),
                        hcrm_text_get (item->text, NULL));
  hcrm_input_set_value (hcrm_form_get_input (self->names, "name_en"), english);
}

static void
where_changed_cb (HcrmMeasuresPage *self, const char *field)
{
  g_autofree char *question = dup_question (self);
  const HcrmItem *item = self->asked != NULL && question != NULL
                             ? hcrm_questionnaire_find (self->asked, question)
                             : NULL;

  if (g_strcmp0 (field, "item") == 0) {
    hcrm_answer_marks_set (self->marks, NULL, NULL);
    if (item != NULL)
      suggest_name (self, item);
    show_answers (self);
  }
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *item)
{
  const HcrmField *field =
      &hcrm_statistic_item_fields
           .fields[hcrm_field_set_find (&hcrm_statistic_item_fields, "measure")];
  g_autofree char *form = make_form (item, NULL);

  return hcrm_text_join (hcrm_field_get_choice_label (field, hcrm_record_get (item, "measure")),
                         form, hcrm_record_get (item, "item"), NULL);
}

static char *
name (HcrmRecord *item)
{
  return make_name (item, NULL);
}

static JsonNode *
read_codes (HcrmRecord *item, const char *field)
{
  const char *text = item != NULL ? hcrm_record_get (item, field) : NULL;

  return json_from_string (text != NULL ? text : "[]", NULL);
}

static void
show_marks (HcrmMeasuresPage *self, HcrmRecord *item)
{
  g_autoptr (JsonNode) good = read_codes (item, "good"), bad = read_codes (item, "bad");

  hcrm_answer_marks_set (self->marks, json_node_get_array (good), json_node_get_array (bad));
}

static void
show_fields (HcrmForm *form, const HcrmFieldSet *set, HcrmRecord *item)
{
  g_autoptr (HcrmRecord) fields = hcrm_record_new (set);

  for (guint i = 0; item != NULL && i < set->n_fields; i++)
    if (hcrm_field_set_find (&hcrm_statistic_item_fields, set->fields[i].name) >= 0)
      hcrm_record_set (fields, set->fields[i].name, hcrm_record_get (item, set->fields[i].name));
  hcrm_form_set_record (form, fields);
}

static void
hcrm_measures_page_show (HcrmAdminPage *page, HcrmRecord *item)
{
  HcrmMeasuresPage *self = HCRM_MEASURES_PAGE (page);
  gboolean is_new = item == NULL;

  show_fields (self->what, &what_set, NULL);
  show_fields (self->where, &where_set, NULL);
  show_fields (self->names, &name_set, item);
  hcrm_lookup_row_set (self->form, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->what), is_new);
  gtk_widget_set_visible (GTK_WIDGET (self->form), is_new);
  gtk_widget_set_visible (GTK_WIDGET (self->where), is_new);
  gtk_widget_set_visible (GTK_WIDGET (self->retired), !is_new);
  gtk_check_button_set_active (self->retired, get_retired (item) != NULL);
  show_marks (self, item);
  fetch_form (self, is_new ? NULL : hcrm_record_get (item, "questionnaire_id"));
}

static gboolean
check_place (HcrmMeasuresPage *self)
{
  g_autofree char *question = dup_question (self);
  gboolean what = hcrm_form_check (self->what), form = hcrm_lookup_row_check (self->form);

  if (question == NULL && form)
    hcrm_form_show_error (self->where, "item", _("Choose the question"));
  return what && form && question != NULL;
}

static gboolean
check_marks (HcrmMeasuresPage *self)
{
  g_autoptr (JsonArray) good = hcrm_answer_marks_dup (self->marks, "good");
  gboolean missing = !is_opinion (self) && json_array_get_length (good) == 0;

  hcrm_answer_marks_show_error (self->marks,
                                missing ? _("Say of at least one answer that it is good") : NULL);
  return !missing;
}

static gboolean
hcrm_measures_page_check (HcrmAdminPage *page)
{
  HcrmMeasuresPage *self = HCRM_MEASURES_PAGE (page);
  gboolean place = !hcrm_admin_page_is_new (page) || check_place (self);
  gboolean names = hcrm_form_check (self->names);

  return check_marks (self) && names && place;
}

/* --- what is sent ----------------------------------------------------------------------------- */

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

/* Which form it was chosen in is there for a draft, and is not sent. */
static void
add_place (HcrmMeasuresPage *self, JsonObject *object)
{
  g_autofree char *measure = dup_measure (self), *question = dup_question (self);
  g_autofree char *every = dup_field (self->where, "every");
  const char *url = self->asked != NULL ? hcrm_questionnaire_get_url (self->asked) : NULL;

  set_text (object, "measure", measure);
  set_text (object, "item", question);
  set_text (object, "url", g_strcmp0 (every, "true") != 0 ? url : NULL);
  set_text (object, "form", hcrm_lookup_row_get_value (self->form));
  set_text (object, "title", hcrm_lookup_get_label (hcrm_lookup_row_get_lookup (self->form)));
  set_text (object, "every", every);
}

static JsonNode *
hcrm_measures_page_dup_body (HcrmAdminPage *page)
{
  HcrmMeasuresPage *self = HCRM_MEASURES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->names);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  gboolean words = is_opinion (self);

  json_object_set_array_member (object, "good",
                                words ? json_array_new ()
                                      : hcrm_answer_marks_dup (self->marks, "good"));
  json_object_set_array_member (object, "bad",
                                words ? json_array_new ()
                                      : hcrm_answer_marks_dup (self->marks, "bad"));
  if (hcrm_admin_page_is_new (page))
    add_place (self, object);
  hcrm_admin_page_add_retired (page, gtk_check_button_get_active (self->retired), object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_measures_page_finish_body (HcrmAdminPage *page, JsonObject *body)
{
  static const char *const kept[] = { "form", "title", "every" };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (json_object_has_member (body, kept[i]))
      json_object_remove_member (body, kept[i]);
}

static void
take_place (HcrmMeasuresPage *self, JsonObject *object)
{
  static const char *const names[] = { "item", "every" };
  const char *form = json_object_get_string_member_with_default (object, "form", NULL);

  hcrm_input_set_value (hcrm_form_get_input (self->what, "measure"),
                        json_object_get_string_member_with_default (object, "measure", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_input_set_value (hcrm_form_get_input (self->where, names[i]),
                          json_object_get_string_member_with_default (object, names[i], NULL));
  hcrm_lookup_row_set (self->form, form,
                       json_object_get_string_member_with_default (object, "title", NULL));
  fetch_form (self, form);
}

static void
hcrm_measures_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmMeasuresPage *self = HCRM_MEASURES_PAGE (page);
  JsonObject *object = json_node_get_object (body);

  hcrm_form_take_draft (self->names, body);
  hcrm_answer_marks_set (self->marks, json_object_get_array_member (object, "good"),
                         json_object_get_array_member (object, "bad"));
  if (hcrm_admin_page_is_new (page))
    take_place (self, object);
  else
    show_answers (self);
  gtk_check_button_set_active (self->retired,
                               json_object_get_string_member_with_default (object, "retired_at",
                                                                           NULL)
                                   != NULL);
}

static gboolean
hcrm_measures_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmMeasuresPage *self = HCRM_MEASURES_PAGE (page);

  if (g_str_equal (field, "good") || g_str_equal (field, "bad"))
    hcrm_answer_marks_show_error (self->marks, message);
  else if (g_str_equal (field, "url"))
    hcrm_lookup_row_show_error (self->form, message);
  else
    return hcrm_form_show_error (self->where, field, message)
           || hcrm_form_show_error (self->what, field, message)
           || hcrm_form_show_error (self->names, field, message);
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static HcrmForm *
add_form (HcrmMeasuresPage *self, GtkWidget *box, const HcrmFieldSet *set, GCallback changed)
{
  HcrmForm *form = g_object_new (HCRM_TYPE_FORM, NULL);

  hcrm_form_setup (form, set, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (form));
  g_signal_connect_swapped (form, "changed", changed, self);
  return form;
}

static void
hcrm_measures_page_constructed (GObject *object)
{
  HcrmMeasuresPage *self = HCRM_MEASURES_PAGE (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  HcrmApi *api = hcrm_page_get_api (HCRM_PAGE (self));

  G_OBJECT_CLASS (hcrm_measures_page_parent_class)->constructed (object);
  self->what = add_form (self, box, &what_set, G_CALLBACK (what_changed_cb));
  self->form = HCRM_LOOKUP_ROW (hcrm_lookup_row_new (api, &form_lookup, _("Form"), TRUE));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  self->where = add_form (self, box, &where_set, G_CALLBACK (where_changed_cb));
  self->names = add_form (self, box, &name_set, G_CALLBACK (hcrm_admin_page_changed));
  self->retired =
      GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("Answers from now on count no more")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->retired));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  self->marks = HCRM_ANSWER_MARKS (hcrm_answer_marks_new ());
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _("What the Answers Mean"),
                                                  GTK_WIDGET (self->marks));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (form_chosen_cb), self);
  g_signal_connect_swapped (self->retired, "toggled", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->marks, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_measures_page_finalize (GObject *object)
{
  g_clear_pointer (&HCRM_MEASURES_PAGE (object)->asked, hcrm_questionnaire_unref);
  G_OBJECT_CLASS (hcrm_measures_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "statistic_item", NULL };

  klass->show_field_error = hcrm_measures_page_show_field_error;
  klass->watches = watches;
  klass->help = N_("Which questions of forms the statistics count: how patients recover, whether they are "
         "satisfied, and what they say in their own words. A question counts in every version of "
         "its form, or in every form that asks it.\n\nOf each answer it is said whether it is good, "
         "bad or neither; what changes here changes the figures of the past as well. Words are not "
         "marked: they are sorted on the page of opinions.\n\nA question that is counted no "
         "longer keeps the answers that were given until then.");
}

static void
hcrm_measures_page_class_init (HcrmMeasuresPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_measures_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_measures_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  admin->info = &info;
  admin->show = hcrm_measures_page_show;
  admin->name = name;
  admin->describe = describe;
  admin->check = hcrm_measures_page_check;
  admin->dup_body = hcrm_measures_page_dup_body;
  admin->finish_body = hcrm_measures_page_finish_body;
  admin->take_body = hcrm_measures_page_take_body;
}

static void
hcrm_measures_page_init (HcrmMeasuresPage *self)
{
}
