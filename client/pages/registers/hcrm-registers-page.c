/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Special-disease registers: the condition, with a count of who meets it while it is written. */

#include "hcrm-registers-page.h"

#include "model/hcrm-register.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-codes.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define COUNT_AFTER_MS 500
#define COUNT_HEIGHT 136 /* two lines that say how many, and the first five */

struct _HcrmRegistersPage {
  HcrmAdminPage parent_instance;

  HcrmForm *about;
  HcrmForm *condition;
  HcrmLookup *questionnaire;
  GtkLabel *count;
  GtkLabel *first;
  GtkWidget *members; /* the button that shows them */
  guint count_id;
  char *counted; /* the condition that the count is of */
};

G_DEFINE_FINAL_TYPE (HcrmRegistersPage, hcrm_registers_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *record, const char **pill)
{
  return hcrm_column_text_state (record, &hcrm_register_workflow, pill);
}

static char *
make_proposals (HcrmRecord *record, const char **pill)
{
  gint64 n = hcrm_record_get_int (record, "proposals");

  *pill = "warn";
  return n > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, n) : NULL;
}

static char *
make_name (HcrmRecord *record, const char **pill)
{
  return g_strdup (hcrm_text_field (record, "name"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",      NULL,              180, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND, make_name },
  { "state",     NULL,              100, HCRM_CELL_PILL,   0, make_state },
  { "members",   NULL,               80, HCRM_CELL_NUMBER, 0 },
  { "proposals", N_("To leave"),     80, HCRM_CELL_PILL,   0, make_proposals, .leaves = 2 },
  { "department", NULL,             120, HCRM_CELL_TEXT,   0, .leaves = 1 },
  { "enrolled_at", NULL,            120, HCRM_CELL_TIME,   HCRM_COLUMN_HIDDEN },
};

static const HcrmField about_fields[] = {
  { "name",          HCRM_KIND_TEXT, N_("Register"),     HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },
  { "department_id", HCRM_KIND_CODE, N_("Kept by"),      0 },
  { "note",          HCRM_KIND_TEXT, N_("Note"),         HCRM_FIELD_MULTILINE, NULL, 0, 2000 },
};
static const HcrmFieldSet about_set = { "register", about_fields, G_N_ELEMENTS (about_fields) };

static const HcrmChoice sexes[] = { { "male", N_("Male") }, { "female", N_("Female") }, { NULL } };
static const HcrmChoice kinds[] = {
  { "outpatient", N_("Outpatient") },
  { "inpatient",  N_("Inpatient") },
  { "emergency",  N_("Emergency") },
  { "checkup",    N_("Check-up") },
  { NULL }
};

static const HcrmField condition_fields[] = {
  { "diagnoses",    HCRM_KIND_TEXT, N_("Diagnoses (ICD-10, beginnings or ranges)"), 0, NULL, 0, 2000 },
  { "excluded",     HCRM_KIND_TEXT, N_("Not with the diagnoses"), 0, NULL, 0, 2000 },
  { "procedures",   HCRM_KIND_TEXT, N_("Procedures (beginnings of codes)"), 0, NULL, 0, 2000 },
  { "primary_only", HCRM_KIND_BOOL, N_("Main diagnosis only"), 0 },
  { "sex",          HCRM_KIND_CODE, N_("Sex"),           0, NULL, 0, 0, sexes },
  { "min_age",      HCRM_KIND_INT,  N_("Age from"),      0, N_("years"), 0, 150 },
  { "max_age",      HCRM_KIND_INT,  N_("Age to"),        0, N_("years"), 0, 150 },
  { "visit_department_id", HCRM_KIND_CODE, N_("Treated in"), 0 },
  { "visit_kind",   HCRM_KIND_CODE, N_("Kind of visit"), 0, NULL, 0, 0, kinds },
  { "since",        HCRM_KIND_DATE, N_("Visits since"),  0 },
  { "min_score",    HCRM_KIND_DECIMAL, N_("Score from"), 0, NULL, -100000, 100000 },
  { "max_score",    HCRM_KIND_DECIMAL, N_("Score to"),   0, NULL, -100000, 100000 },
  { "exit_at_once", HCRM_KIND_BOOL, N_("Leave at once when the condition is no longer met"), 0 },
};
static const HcrmFieldSet condition_set = { "condition", condition_fields, G_N_ELEMENTS (condition_fields) };

static const HcrmLookupInfo questionnaire_lookup = {
  "/questionnaires?state=published", "url", "title", { "version_tag" }, N_("Questionnaire whose score counts"),
};

static const HcrmListInfo list_info = {
  .name = "registers",
  .path = "/registers",
  .set = &hcrm_register_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "pinyin",
  .title = N_("Disease registers"),
  .empty = N_("There is no register yet. Ctrl+N writes down who belongs in one."),
};

static const char *const filters[] = { "q", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/registers",
  .entity = "register",
  .title = N_("Disease registers"),
  .query = &hcrm_register_query,
  .filters = filters,
  .create = N_("New Register"),
  .edit = HCRM_PERM_REGISTER_EDIT,
  .flow = &hcrm_register_workflow,
  .width = 460,
};
/* clang-format on */

/* --- lists of codes --------------------------------------------------------------------------- */

static const char *const lists[] = { "diagnoses", "excluded", "procedures", NULL };
static const char *const places[] = { "department_id", "visit_department_id" };

/* --- the count -------------------------------------------------------------------------------- */

static void
add_members (JsonObject *to, JsonObject *from)
{
  g_autoptr (GList) names = json_object_get_members (from);

  for (GList *name = names; name != NULL; name = name->next)
    json_object_set_member (to, name->data, json_object_dup_member (from, name->data));
}

/* What the form says of who is a member, as the server takes it. */
static JsonObject *
make_condition (HcrmRegistersPage *self)
{
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->condition);
  JsonObject *object = hcrm_record_to_json (fields);
  const char *department = hcrm_record_get (fields, "visit_department_id");
  const char *url = hcrm_lookup_get_value (self->questionnaire);

  for (guint i = 0; lists[i] != NULL; i++)
    json_object_set_array_member (object, lists[i],
                                  hcrm_codes_split (hcrm_record_get (fields, lists[i])));
  if (department != NULL)
    json_object_set_int_member (object, "visit_department_id",
                                g_ascii_strtoll (department, NULL, 10));
  json_object_set_string_member (object, "questionnaire_url", url != NULL ? url : "");
  return object;
}

static char *
make_first (JsonArray *first)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (first); i++) {
    JsonObject *one = json_array_get_object_element (first, i);
    const char *score =
        json_object_get_null_member (one, "score") ? NULL : hcrm_text_member (one, "score");
    g_autofree char *line =
        hcrm_text_join (hcrm_text_member (one, "patient"), hcrm_text_member (one, "code"),
                        hcrm_text_member (one, "diagnosis"), score, NULL);
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", line);
  }
  return g_string_free (text, FALSE);
}

static void
show_count (HcrmRegistersPage *self, const char *words, const char *first)
{
  gtk_label_set_text (self->count, words);
  gtk_label_set_text (self->first, first);
  gtk_widget_set_visible (GTK_WIDGET (self->first), *first != '\0');
}

static void
counted_cb (gpointer data, JsonNode *reply)
{
  HcrmRegistersPage *self = data;
  JsonObject *object = json_node_get_object (reply);
  gint64 n = json_object_get_int_member (object, "patients");
  g_autofree char *words =
      g_strdup_printf (ngettext ("%d patient whom you may see meets the condition",
                                 "%d patients whom you may see meet the condition", n),
                       (int) n);
  g_autofree char *first = make_first (json_object_get_array_member (object, "first"));

  show_count (self, words, first);
}

/* While it is being written it may well be wrong: that is said here, and nowhere else. */
static gboolean
count_failed_cb (gpointer data, const GError *error)
{
  HcrmRegistersPage *self = data;

  if (!g_error_matches (error, HCRM_ERROR, HCRM_ERROR_INVALID))
    g_clear_pointer (&self->counted, g_free);
  show_count (self, error->message, "");
  return TRUE;
}

static gboolean
count_now (gpointer data)
{
  HcrmRegistersPage *self = data;
  g_autoptr (JsonObject) object = make_condition (self);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  self->count_id = 0;
  json_object_remove_member (object, "exit_at_once");
  g_autofree char *text = json_to_string (body, FALSE);
  if (g_strcmp0 (text, self->counted) == 0)
    return G_SOURCE_REMOVE;
  g_free (self->counted);
  self->counted = g_steal_pointer (&text);
  show_count (self, _ ("Counting…"), "");
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = "/registers/actions/count", .body = body },
                  counted_cb, count_failed_cb);
  return G_SOURCE_REMOVE;
}

static void
count_soon (HcrmRegistersPage *self)
{
  if (!hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_REGISTER_EDIT))
    return;
  g_clear_handle_id (&self->count_id, g_source_remove);
  self->count_id = g_timeout_add (COUNT_AFTER_MS, count_now, self);
}

static void
changed_cb (HcrmRegistersPage *self)
{
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
  count_soon (self);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *record)
{
  g_autofree char *enrolled = hcrm_record_get (record, "enrolled_at") != NULL
                                  ? hcrm_text_time (hcrm_record_get (record, "enrolled_at"))
                                  : NULL;
  g_autofree char *when =
      enrolled != NULL ? g_strdup_printf (_ ("last enrolled %s"), enrolled) : NULL;
  const char *department = hcrm_record_get (record, "department") != NULL
                               ? hcrm_text_field (record, "department")
                               : _ ("Whole hospital");

  return hcrm_text_join (department, when, NULL);
}

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *record)
{
  return hcrm_record_get_bool (record, "editable")
         && g_strcmp0 (hcrm_record_get (record, "state"), "retired") != 0;
}

static void
load_form (HcrmForm *form, const HcrmFieldSet *set, HcrmRecord *record)
{
  g_autoptr (HcrmRecord) fields = hcrm_record_new (set);

  for (guint i = 0; record != NULL && i < set->n_fields; i++) {
    const char *name = set->fields[i].name;
    gboolean list = g_strv_contains (lists, name) && set == &condition_set;
    g_autofree char *codes = list ? hcrm_codes_join (hcrm_record_get (record, name)) : NULL;
    hcrm_record_set (fields, name, list ? codes : hcrm_record_get (record, name));
  }
  hcrm_form_set_record (form, fields);
}

static void
hcrm_registers_page_show (HcrmAdminPage *page, HcrmRecord *record)
{
  HcrmRegistersPage *self = HCRM_REGISTERS_PAGE (page);
  const char *url = record != NULL ? hcrm_record_get (record, "questionnaire_url") : NULL;
  gboolean enrols = record != NULL && g_strcmp0 (hcrm_record_get (record, "state"), "draft") != 0;

  load_form (self->about, &about_set, record);
  load_form (self->condition, &condition_set, record);
  hcrm_lookup_set (self->questionnaire, url,
                   url != NULL ? hcrm_text_field (record, "questionnaire") : NULL);
  gtk_widget_set_visible (self->members,
                          enrols && hcrm_page_may (HCRM_PAGE (page), HCRM_PERM_REGISTER_MEMBER));
  count_soon (self);
}

static void
hcrm_registers_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmRegistersPage *self = HCRM_REGISTERS_PAGE (page);

  gtk_widget_set_sensitive (GTK_WIDGET (self->about), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->condition), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->questionnaire), editable);
}

static gboolean
hcrm_registers_page_check (HcrmAdminPage *page)
{
  HcrmRegistersPage *self = HCRM_REGISTERS_PAGE (page);
  gboolean condition = hcrm_form_check (self->condition);

  return hcrm_form_check (self->about) && condition;
}

static JsonNode *
hcrm_registers_page_dup_body (HcrmAdminPage *page)
{
  HcrmRegistersPage *self = HCRM_REGISTERS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->about);
  const char *department = hcrm_record_get (fields, "department_id");
  g_autoptr (JsonObject) condition = make_condition (self);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);

  add_members (object, condition);
  if (department != NULL)
    json_object_set_int_member (object, "department_id", g_ascii_strtoll (department, NULL, 10));
  return json_node_init_object (json_node_alloc (), object);
}

/* A draft is what would be sent. */
static void
hcrm_registers_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmRegistersPage *self = HCRM_REGISTERS_PAGE (page);
  JsonObject *object = json_node_get_object (body);
  g_autoptr (HcrmRecord) draft = hcrm_record_new (&hcrm_register_fields);
  const char *url = json_object_get_string_member_with_default (object, "questionnaire_url", "");

  hcrm_record_read_json (draft, object, TRUE, NULL);
  for (guint i = 0; lists[i] != NULL; i++) {
    g_autofree char *codes = hcrm_codes_join (hcrm_record_get (draft, lists[i]));
    json_object_set_string_member (object, lists[i], codes != NULL ? codes : "");
  }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (hcrm_record_get (draft, places[i]) != NULL)
      json_object_set_string_member (object, places[i], hcrm_record_get (draft, places[i]));
  hcrm_form_take_draft (self->about, body);
  hcrm_form_take_draft (self->condition, body);
  if (g_strcmp0 (url, hcrm_lookup_get_value (self->questionnaire)) != 0)
    hcrm_lookup_set (self->questionnaire, *url != '\0' ? url : NULL, *url != '\0' ? url : NULL);
  count_soon (self);
}

/* What an enrolment did. */
static void
hcrm_registers_page_stepped (HcrmAdminPage *page, const char *action, JsonNode *reply)
{
  JsonObject *object =
      reply != NULL && JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;

  if (g_strcmp0 (action, "enrol") != 0 || object == NULL)
    return;
  g_autofree char *words =
      g_strdup_printf (_ ("%d entered, %d proposed to leave, %d left"),
                          (int) json_object_get_int_member_with_default (object, "entered", 0),
                          (int) json_object_get_int_member_with_default (object, "proposed", 0),
                          (int) json_object_get_int_member_with_default (object, "left", 0));
  hcrm_page_toast (HCRM_PAGE (page), words, NULL, NULL);
}

static gboolean
hcrm_registers_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmRegistersPage *self = HCRM_REGISTERS_PAGE (page);
  g_auto (GStrv) parts = g_strsplit (field, "[", 2); /* diagnoses[1] */

  if (g_str_equal (field, "questionnaire_url")) {
    hcrm_lookup_set_invalid (self->questionnaire, TRUE);
    return hcrm_form_show_error (self->condition, "min_score", message);
  }
  return hcrm_form_show_error (self->condition, parts[0], message)
         || hcrm_form_show_error (self->about, parts[0], message);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
departments_cb (gpointer data, JsonNode *reply)
{
  HcrmRegistersPage *self = data;
  HcrmRecord *record = hcrm_admin_page_get_record (data);

  hcrm_choices_fill_form (self->about, "department_id", record, reply);
  hcrm_choices_fill_form (self->condition, "visit_department_id", record, reply);
}

static void
members_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRecord *record = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget));

  if (record != NULL)
    hcrm_page_open_id (HCRM_PAGE (widget), "register", hcrm_record_get_int (record, "id"));
}

static GtkLabel *
add_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = hcrm_wrapped_label_new ("", style);

  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

/* The count comes while one types below it: its room is always the same, so that nothing moves away
 * from under the mouse. */
static GtkWidget *
make_room (GtkWidget *child)
{
  GtkWidget *room = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (room), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (room), COUNT_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (room), child);
  return room;
}

static void
add_count (HcrmRegistersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *counted = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->count = add_label (counted, NULL);
  self->first = add_label (counted, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->first), "dim-label");
  gtk_widget_set_visible (GTK_WIDGET (self->first), FALSE);
  gtk_box_append (GTK_BOX (box), make_room (counted));
  self->members = gtk_button_new_with_mnemonic (_ ("See the _Members"));
  gtk_widget_set_halign (self->members, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->members), "registers.members");
  gtk_box_append (GTK_BOX (box), self->members);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("Who Meets It Now"), box);
}

static void
hcrm_registers_page_constructed (GObject *object)
{
  HcrmRegistersPage *self = HCRM_REGISTERS_PAGE (object);
  HcrmPage *page = HCRM_PAGE (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  G_OBJECT_CLASS (hcrm_registers_page_parent_class)->constructed (object);
  self->about = g_object_new (HCRM_TYPE_FORM, NULL);
  self->condition = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->about, &about_set, NULL);
  hcrm_form_setup (self->condition, &condition_set, NULL);
  self->questionnaire =
      HCRM_LOOKUP (hcrm_lookup_new (hcrm_page_get_api (page), &questionnaire_lookup,
                                    _ ("Questionnaire whose score counts")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->condition));
  gtk_box_append (GTK_BOX (box),
                  hcrm_wrapped_label_new (_ ("Questionnaire whose score counts"), "caption"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->questionnaire));
  add_count (self);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, GTK_WIDGET (self->about));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("Who Is a Member"), box);
  g_signal_connect_swapped (self->about, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->condition, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->questionnaire, "changed", G_CALLBACK (changed_cb), self);
  if (hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
}

static void
hcrm_registers_page_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_REGISTERS_PAGE (object)->count_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_registers_page_parent_class)->dispose (object);
}

static void
hcrm_registers_page_finalize (GObject *object)
{
  g_free (HCRM_REGISTERS_PAGE (object)->counted);
  G_OBJECT_CLASS (hcrm_registers_page_parent_class)->finalize (object);
}

static void
hcrm_registers_page_class_init (HcrmRegistersPageClass *klass)
{
  static const char *const watches[] = { "register", NULL };
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_("filter") }, { "F4", N_("members") },
    { "Ctrl N", N_("new"), HCRM_PERM_REGISTER_EDIT }, { "Enter", N_("edit"), HCRM_PERM_REGISTER_EDIT },
    { "Ctrl Enter", N_("save"), HCRM_PERM_REGISTER_EDIT }, { NULL },
  };
  /* clang-format on */
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_registers_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_registers_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_registers_page_finalize;
  page->show_field_error = hcrm_registers_page_show_field_error;
  page->watches = watches;
  page->hints = hints;
  page->help = N_ (
      "A register is everybody with a certain disease, whoever treats them. The condition says who "
      "belongs: diagnoses, procedures, age, sex, department, the score of a questionnaire. All of "
      "it must be true of one visit.\n\nOnce a day, and with Enrol Now, those who meet it enter, "
      "with the visit and diagnosis that are the reason. Who no longer does is proposed to "
      "leave, and somebody decides.\n\nF4 shows the members.");
  gtk_widget_class_install_action (widget, "registers.members", NULL, members_action);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_F4, 0, "registers.members", NULL);
  admin->info = &info;
  admin->show = hcrm_registers_page_show;
  admin->describe = describe;
  admin->may_edit = may_edit;
  admin->check = hcrm_registers_page_check;
  admin->dup_body = hcrm_registers_page_dup_body;
  admin->take_body = hcrm_registers_page_take_body;
  admin->set_editable = hcrm_registers_page_set_editable;
  admin->stepped = hcrm_registers_page_stepped;
}

static void
hcrm_registers_page_init (HcrmRegistersPage *self)
{
}
