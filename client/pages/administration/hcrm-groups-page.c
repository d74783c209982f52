/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mandatory groups: the rules, with a count of the discharges that one fits while it is written. */

#include "hcrm-groups-page.h"

#include "model/hcrm-encounter.h"
#include "model/hcrm-followup-rule.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-codes.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-lookup-row.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-rows-editor.h"
#include "widgets/hcrm-text.h"

#define COUNT_AFTER_MS 500

struct _HcrmGroupsPage {
  HcrmAdminPage parent_instance;

  HcrmForm *about;
  HcrmLookupRow *template;
  GtkCheckButton *retired;
  HcrmForm *condition;
  HcrmRowsEditor *departments;
  GtkLabel *departments_error;
  GtkLabel *settling;
  GtkLabel *count;
  GtkBox *examples;
  guint count_id;
  char *counted; /* the conditions that the count is of */
  gint64 shown;  /* the group; 0: a new one */
};

G_DEFINE_FINAL_TYPE (HcrmGroupsPage, hcrm_groups_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static const char *
get_retired (HcrmRecord *rule)
{
  return rule != NULL ? hcrm_record_get (rule, "retired_at") : NULL;
}

static char *
make_name (HcrmRecord *rule, const char **pill)
{
  return g_strdup (hcrm_text_field (rule, "name"));
}

static gboolean
is_settling (HcrmRecord *rule)
{
  return rule != NULL && hcrm_record_get_bool (rule, "settling");
}

static char *
make_state (HcrmRecord *rule, const char **pill)
{
  if (get_retired (rule) != NULL || !is_settling (rule))
    return hcrm_column_text_retired (rule, pill);
  *pill = "info";
  return g_strdup (_ ("Being applied"));
}

static char *
make_ages (HcrmRecord *rule)
{
  const char *from = hcrm_record_get (rule, "age_from"), *to = hcrm_record_get (rule, "age_to");

  if (from != NULL && to != NULL)
    return g_strdup_printf (_ ("age %s–%s"), from, to);
  if (from != NULL)
    return g_strdup_printf (_ ("age %s and over"), from);
  return to != NULL ? g_strdup_printf (_ ("age %s and under"), to) : g_strdup ("");
}

/* What a rule asks, in a line. */
static char *
make_conditions (HcrmRecord *rule, const char **pill)
{
  g_autofree char *diagnoses = hcrm_codes_join (hcrm_record_get (rule, "icd10"));
  g_autofree char *operations = hcrm_codes_join (hcrm_record_get (rule, "procedures"));
  g_autofree char *departments = hcrm_text_names (hcrm_record_get (rule, "departments"));
  g_autofree char *ages = make_ages (rule);
  const char *sex = hcrm_record_get (rule, "sex");
  g_autofree char *text =
      hcrm_text_join (diagnoses != NULL ? diagnoses : "", operations != NULL ? operations : "",
                      departments, sex != NULL ? hcrm_text_sex (sex) : "", ages, NULL);

  return *text != '\0' ? g_steal_pointer (&text) : g_strdup (_ ("Every discharge"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",          NULL,             170, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_name },
  { "mandatory_as",  NULL,             144, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "icd10",         N_("Conditions"), 190, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_conditions,
    .exports = "icd10 procedures departments sex age_from age_to combine" },
  { "template",      NULL,             130, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "retired_at",    N_("State"),       90, HCRM_CELL_PILL, 0, make_state },
  { "since",         NULL,             110, HCRM_CELL_DATE, HCRM_COLUMN_HIDDEN },
  { "until",         NULL,             110, HCRM_CELL_DATE, HCRM_COLUMN_HIDDEN },
};

static const HcrmField about_fields[] = {
  { "name",         HCRM_KIND_TEXT, N_("Name of the group"), HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en",      HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
  { "mandatory_as", HCRM_KIND_CODE, N_("Kind of group"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_followup_mandatory_choices },
  { "since",        HCRM_KIND_DATE, N_("Discharged from"),  0 },
  { "until",        HCRM_KIND_DATE, N_("Discharged until"), 0 },
};
static const HcrmFieldSet about_set = { "followup_rule", about_fields, G_N_ELEMENTS (about_fields) };

static const HcrmChoice sexes[] = { { "male", N_("Male") }, { "female", N_("Female") }, { NULL } };

static const HcrmField condition_fields[] = {
  { "kinds",      HCRM_KIND_JSON, N_("Kinds of visit"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_encounter_kind_choices },
  { "combine",    HCRM_KIND_CODE, N_("Of what follows"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_followup_combine_choices },
  { "icd10",      HCRM_KIND_TEXT, N_("Diagnoses (ICD-10, beginnings or ranges)"), 0, NULL, 0, 8000 },
  { "procedures", HCRM_KIND_TEXT, N_("Operations (beginnings of codes)"), 0, NULL, 0, 8000 },
  { "sex",        HCRM_KIND_CODE, N_("Sex"),      0, NULL, 0, 0, sexes },
  { "age_from",   HCRM_KIND_INT,  N_("Age from"), 0, N_("years"), 0, 150 },
  { "age_to",     HCRM_KIND_INT,  N_("Age to"),   0, N_("years"), 0, 150 },
};
static const HcrmFieldSet condition_set = { "condition", condition_fields, G_N_ELEMENTS (condition_fields) };

static const HcrmField department_fields[] = {
  { "id",      HCRM_KIND_INT,  N_("Department or ward"), HCRM_FIELD_REQUIRED },
  { "name",    HCRM_KIND_TEXT, N_("Name"),         0 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0 },
};
static const HcrmFieldSet department_set = { "departments", department_fields, G_N_ELEMENTS (department_fields) };

static const HcrmLookupInfo template_lookup = {
  "/followup-templates?state=published", "code", "name", { "code" }, N_("Name of a plan template"),
};
static const HcrmLookupInfo department_lookup = {
  "/departments?retired=false", "id", "name", { "code", "site" }, N_("Name, pinyin or code"),
};
static const HcrmRowsColumn department_columns[] = {
  { { "id", HCRM_KIND_INT, N_("Department or ward"), HCRM_FIELD_REQUIRED }, &department_lookup, "name", .expand = TRUE },
};

static const HcrmListInfo list_info = {
  .name = "groups",
  .path = "/followup-rules",
  .set = &hcrm_followup_rule_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "name",
  .title = N_("Mandatory groups"),
  .empty = N_("There is no mandatory group yet. Ctrl+N writes down whose follow-up must be planned."),
};

static const char *const filters[] = { "q", "mandatory_as", "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/followup-rules",
  .entity = "followup_rule",
  .title = N_("Mandatory groups"),
  .query = &hcrm_followup_rule_query,
  .filters = filters,
  .create = N_("New Group"),
  .edit = HCRM_PERM_RULE_EDIT,
  .width = 460,
};
/* clang-format on */

/* --- what is sent ----------------------------------------------------------------------------- */

static const char *const lists[] = { "icd10", "procedures" };

static JsonArray *
make_department_ids (HcrmGroupsPage *self)
{
  g_autoptr (JsonNode) rows = hcrm_rows_editor_dup_json (self->departments);
  JsonArray *from = json_node_get_array (rows), *ids = json_array_new ();

  for (guint i = 0; i < json_array_get_length (from); i++) {
    gint64 id =
        json_object_get_int_member_with_default (json_array_get_object_element (from, i), "id", 0);
    if (id != 0)
      json_array_add_int_element (ids, id);
  }
  return ids;
}

/* What the form asks of a discharge, as the server takes it. */
static JsonObject *
make_condition (HcrmGroupsPage *self)
{
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->condition);
  JsonObject *object = hcrm_record_to_json (fields);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    json_object_set_array_member (object, lists[i],
                                  hcrm_codes_split (hcrm_record_get (fields, lists[i])));
  json_object_set_array_member (object, "department_ids", make_department_ids (self));
  return object;
}

static void
add_members (JsonObject *to, JsonObject *from)
{
  g_autoptr (GList) names = json_object_get_members (from);

  for (GList *name = names; name != NULL; name = name->next)
    json_object_set_member (to, name->data, json_object_dup_member (from, name->data));
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

/* The names of the departments are there for a draft, and are not sent. */
static JsonNode *
hcrm_groups_page_dup_body (HcrmAdminPage *page)
{
  HcrmGroupsPage *self = HCRM_GROUPS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->about);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  g_autoptr (JsonObject) condition = make_condition (self);

  add_members (object, condition);
  set_text (object, "template_code", hcrm_lookup_row_get_value (self->template));
  json_object_set_member (object, "departments", hcrm_rows_editor_dup_json (self->departments));
  hcrm_admin_page_add_retired (page, gtk_check_button_get_active (self->retired), object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_groups_page_finish_body (HcrmAdminPage *page, JsonObject *body)
{
  json_object_remove_member (body, "departments");
}

/* --- the count -------------------------------------------------------------------------------- */

static void
patient_action (GtkWidget *widget, const char *name, GVariant *id)
{
  hcrm_page_open_id (HCRM_PAGE (widget), "patient", g_variant_get_int64 (id));
}

static void
add_example (HcrmGroupsPage *self, JsonObject *one)
{
  g_autofree char *ended = hcrm_text_time (hcrm_text_member (one, "ended_at"));
  g_autofree char *text =
      hcrm_text_join (hcrm_text_member (one, "patient"), hcrm_text_member (one, "diagnosis"),
                      hcrm_text_member (one, "department"), ended, NULL);
  GtkWidget *button = gtk_button_new_with_label (text);
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (label, 0);
  gtk_widget_set_tooltip_text (button, text);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "figure-link");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "groups.patient");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x",
                                    json_object_get_int_member (one, "patient_id"));
  gtk_widget_set_sensitive (button, hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_PATIENT_READ));
  gtk_box_append (self->examples, button);
}

static void
show_count (HcrmGroupsPage *self, const char *words, JsonArray *examples)
{
  guint n = examples != NULL ? json_array_get_length (examples) : 0;

  gtk_label_set_text (self->count, words);
  hcrm_clear_box (self->examples);
  for (guint i = 0; i < n; i++)
    add_example (self, json_array_get_object_element (examples, i));
}

static void
counted_cb (gpointer data, JsonNode *reply)
{
  JsonObject *object = json_node_get_object (reply);
  g_autofree char *words =
      g_strdup_printf (_ ("%d of the %d discharges of the last 30 days; %d of them have a plan"),
                          (int) json_object_get_int_member (object, "fitting"),
                          (int) json_object_get_int_member (object, "discharges"),
                          (int) json_object_get_int_member (object, "planned"));

  show_count (data, words, json_object_get_array_member (object, "examples"));
}

/* While it is being written it may well be wrong: that is said here, and nowhere else. */
static gboolean
count_failed_cb (gpointer data, const GError *error)
{
  HcrmGroupsPage *self = data;

  if (!g_error_matches (error, HCRM_ERROR, HCRM_ERROR_INVALID))
    g_clear_pointer (&self->counted, g_free);
  show_count (self, error->message, NULL);
  return TRUE;
}

static gboolean
count_now (gpointer data)
{
  HcrmGroupsPage *self = data;
  g_autoptr (JsonObject) object = make_condition (self);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (body, FALSE);

  self->count_id = 0;
  if (g_strcmp0 (text, self->counted) == 0)
    return G_SOURCE_REMOVE;
  g_free (self->counted);
  self->counted = g_steal_pointer (&text);
  show_count (self, _ ("Counting…"), NULL);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = "/followup-rules/actions/count",
                                  .body = body,
                                  .fills = "count" },
                  counted_cb, count_failed_cb);
  return G_SOURCE_REMOVE;
}

static void
count_soon (HcrmGroupsPage *self)
{
  g_clear_handle_id (&self->count_id, g_source_remove);
  self->count_id = g_timeout_add (COUNT_AFTER_MS, count_now, self);
}

static void
show_departments_error (HcrmGroupsPage *self, const char *message)
{
  gtk_label_set_text (self->departments_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->departments_error), message != NULL);
}

static void
changed_cb (HcrmGroupsPage *self)
{
  show_departments_error (self, NULL);
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
  count_soon (self);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *rule)
{
  const HcrmField *field =
      &hcrm_followup_rule_fields
           .fields[hcrm_field_set_find (&hcrm_followup_rule_fields, "mandatory_as")];
  const char *group = hcrm_field_get_choice_label (field, hcrm_record_get (rule, "mandatory_as"));
  g_autofree char *conditions = make_conditions (rule, NULL);

  return hcrm_text_join (group, conditions, get_retired (rule) != NULL ? _ ("Retired") : "", NULL);
}

static void
load_form (HcrmForm *form, const HcrmFieldSet *set, HcrmRecord *rule)
{
  g_autoptr (HcrmRecord) fields = hcrm_record_new (set);

  for (guint i = 0; rule != NULL && i < set->n_fields; i++) {
    const char *name = set->fields[i].name;
    gboolean list = g_str_equal (name, "icd10") || g_str_equal (name, "procedures");
    g_autofree char *codes = list ? hcrm_codes_join (hcrm_record_get (rule, name)) : NULL;
    hcrm_record_set (fields, name, list ? codes : hcrm_record_get (rule, name));
  }
  if (rule == NULL && set == &condition_set) {
    hcrm_record_set (fields, "kinds", "[\"inpatient\"]");
    hcrm_record_set (fields, "combine", "all");
  }
  hcrm_form_set_record (form, fields);
}

static void
show_template (HcrmGroupsPage *self, HcrmRecord *rule)
{
  const char *code = rule != NULL ? hcrm_record_get (rule, "template_code") : NULL;
  gboolean published = code != NULL && hcrm_record_get (rule, "template") != NULL;

  hcrm_lookup_row_set (self->template, code, published ? hcrm_text_field (rule, "template") : code);
}

static void
take_departments (HcrmGroupsPage *self, const char *json)
{
  g_autoptr (JsonNode) rows = json_from_string (json != NULL ? json : "[]", NULL);

  hcrm_rows_editor_take_json (self->departments, rows);
}

/* What was counted, or is being counted, was of another group. */
static void
forget_count (HcrmGroupsPage *self, gint64 shown)
{
  if (self->shown == shown)
    return;
  self->shown = shown;
  hcrm_page_drop (HCRM_PAGE (self), "count");
  g_clear_pointer (&self->counted, g_free);
  show_count (self, "", NULL);
}

static void
hcrm_groups_page_show (HcrmAdminPage *page, HcrmRecord *rule)
{
  HcrmGroupsPage *self = HCRM_GROUPS_PAGE (page);

  forget_count (self, rule != NULL ? hcrm_record_get_int (rule, "id") : 0);
  load_form (self->about, &about_set, rule);
  load_form (self->condition, &condition_set, rule);
  show_template (self, rule);
  take_departments (self, rule != NULL ? hcrm_record_get (rule, "departments") : NULL);
  show_departments_error (self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->retired), rule != NULL);
  gtk_check_button_set_active (self->retired, get_retired (rule) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->settling), is_settling (rule));
  count_soon (self);
}

static gboolean
hcrm_groups_page_check (HcrmAdminPage *page)
{
  HcrmGroupsPage *self = HCRM_GROUPS_PAGE (page);
  gboolean departments = hcrm_rows_editor_check (self->departments);
  gboolean condition = hcrm_form_check (self->condition);

  return hcrm_form_check (self->about) && condition && departments;
}

/* A draft is what would be sent, and the names of the departments. */
static void
hcrm_groups_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmGroupsPage *self = HCRM_GROUPS_PAGE (page);
  JsonObject *object = json_node_get_object (body);
  g_autoptr (HcrmRecord) draft = hcrm_record_new (&hcrm_followup_rule_fields);

  hcrm_record_read_json (draft, object, TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autofree char *codes = hcrm_codes_join (hcrm_record_get (draft, lists[i]));
    set_text (object, lists[i], codes);
  }
  hcrm_form_take_draft (self->about, body);
  hcrm_form_take_draft (self->condition, body);
  if (g_strcmp0 (hcrm_record_get (draft, "template_code"),
                 hcrm_lookup_row_get_value (self->template))
      != 0)
    show_template (self, draft);
  take_departments (self, hcrm_record_get (draft, "departments"));
  gtk_check_button_set_active (self->retired, get_retired (draft) != NULL);
  count_soon (self);
}

static gboolean
hcrm_groups_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmGroupsPage *self = HCRM_GROUPS_PAGE (page);

  if (g_str_equal (field, "department_ids"))
    show_departments_error (self, message);
  else if (g_str_equal (field, "template_code"))
    hcrm_lookup_row_show_error (self->template, message);
  else
    return hcrm_form_show_error (self->condition, field, message)
           || hcrm_form_show_error (self->about, field, message);
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
add_about (HcrmGroupsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->about = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->about, &about_set, NULL);
  self->template =
      HCRM_LOOKUP_ROW (hcrm_lookup_row_new (hcrm_page_get_api (HCRM_PAGE (self)), &template_lookup,
                                            _ ("Proposed plan"), FALSE));
  self->retired = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("No longer used")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->about));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->template));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->retired));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  g_signal_connect_swapped (self->about, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->template, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->retired, "toggled", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
add_condition (HcrmGroupsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->condition = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->condition, &condition_set, NULL);
  self->departments =
      HCRM_ROWS_EDITOR (hcrm_rows_editor_new (hcrm_page_get_api (HCRM_PAGE (self)), &department_set,
                                              department_columns, G_N_ELEMENTS (department_columns),
                                              _ ("+ Department or Ward")));
  self->departments_error = GTK_LABEL (hcrm_wrapped_label_new ("", "field-error"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->condition));
  gtk_box_append (GTK_BOX (box),
                  hcrm_wrapped_label_new (_ ("Departments and wards"), "field-label"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->departments));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->departments_error));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("Which Discharges"), box);
  g_signal_connect_swapped (self->condition, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->departments, "changed", G_CALLBACK (changed_cb), self);
}

static void
add_count (HcrmGroupsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->settling = GTK_LABEL (
      hcrm_wrapped_label_new (_ ("The groups are being applied to all discharges. Until that is "
                                 "done, lists and reports may show them as they were."),
                                 "warn-text"));
  self->count = GTK_LABEL (hcrm_wrapped_label_new ("", NULL));
  self->examples = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->settling));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->examples));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("How Many It Fits"), box);
}

static void
hcrm_groups_page_constructed (GObject *object)
{
  HcrmGroupsPage *self = HCRM_GROUPS_PAGE (object);

  G_OBJECT_CLASS (hcrm_groups_page_parent_class)->constructed (object);
  add_about (self);
  add_condition (self);
  add_count (self);
}

static void
hcrm_groups_page_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_GROUPS_PAGE (object)->count_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_groups_page_parent_class)->dispose (object);
}

static void
hcrm_groups_page_finalize (GObject *object)
{
  g_free (HCRM_GROUPS_PAGE (object)->counted);
  G_OBJECT_CLASS (hcrm_groups_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "followup_rule", NULL };

  klass->show_field_error = hcrm_groups_page_show_field_error;
  klass->watches = watches;
  klass->help =
      N_ ("Whose follow-up must be planned: key patients, patients after an operation, whoever "
          "else. A discharge that a group fits needs a plan, or an exemption with a reason; the "
          "report of gaps shows what is missing.\n\nDiagnoses are ICD-10 codes, beginnings (I21) "
          "or ranges (C00-C97), operations the beginnings of codes (36.0). What is left empty is "
          "not asked. Below stands how many discharges of the last month it fits, while you "
          "write.\n\nA group that is no longer used makes nothing mandatory. What is "
          "changed here is applied to all discharges in the background; the list says so while "
          "that lasts.");
}

static void
hcrm_groups_page_class_init (HcrmGroupsPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_groups_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_groups_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_groups_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "groups.patient", "x", patient_action);
  admin->info = &info;
  admin->show = hcrm_groups_page_show;
  admin->describe = describe;
  admin->check = hcrm_groups_page_check;
  admin->dup_body = hcrm_groups_page_dup_body;
  admin->finish_body = hcrm_groups_page_finish_body;
  admin->take_body = hcrm_groups_page_take_body;
}

static void
hcrm_groups_page_init (HcrmGroupsPage *self)
{
}
