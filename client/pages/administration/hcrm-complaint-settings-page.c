/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Classes and grades of complaints, and the levels at which a late one is told of. */

#include "hcrm-complaint-settings-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-complaint.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

typedef struct {
  HcrmForm *form;
  GtkCheckButton *retired;
} HcrmComplaintSettingsPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmComplaintSettingsPage,
                                     hcrm_complaint_settings_page,
                                     HCRM_TYPE_ADMIN_PAGE)

#define PRIV(self)                                                                                 \
  ((HcrmComplaintSettingsPagePrivate *) hcrm_complaint_settings_page_get_instance_private (        \
      HCRM_COMPLAINT_SETTINGS_PAGE (self)))

/* --- the right side --------------------------------------------------------------------------- */

static const HcrmFieldSet *
get_set (gpointer self)
{
  return HCRM_COMPLAINT_SETTINGS_PAGE_GET_CLASS (self)->set;
}

/* Codes of roles parted by blanks, as an array of them. */
static char *
make_array (const char *codes)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_auto (GStrv) names = g_strsplit (codes != NULL ? codes : "", " ", -1);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0')
      json_array_add_string_element (array, names[i]);
  json_node_set_array (node, array);
  return json_to_string (node, FALSE);
}

static HcrmRecord *
make_shown (gpointer self, HcrmRecord *record)
{
  const HcrmFieldSet *set = get_set (self);
  HcrmRecord *shown = hcrm_record_new (set);

  for (guint i = 0; record != NULL && i < set->n_fields; i++) {
    const char *value = hcrm_record_get (record, set->fields[i].name);
    g_autofree char *array = set->fields[i].kind == HCRM_KIND_JSON ? make_array (value) : NULL;
    hcrm_record_set (shown, set->fields[i].name, array != NULL ? array : value);
  }
  return shown;
}

/* As the server has them: parted by blanks. */
static void
put_roles (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "tell");

  if (node == NULL)
    return;
  g_autofree char *text = JSON_NODE_HOLDS_ARRAY (node) ? json_to_string (node, FALSE) : NULL;
  g_auto (GStrv) codes = hcrm_field_split_several (text);
  g_autofree char *joined = g_strjoinv (" ", codes);
  json_object_set_string_member (object, "tell", joined);
}

/* A code is given once. */
static void
show_setting (HcrmAdminPage *self, HcrmRecord *record)
{
  gboolean retires = HCRM_COMPLAINT_SETTINGS_PAGE_GET_CLASS (self)->retires;
  g_autoptr (HcrmRecord) shown = make_shown (self, record);

  hcrm_form_set_record (PRIV (self)->form, shown);
  hcrm_form_set_field_visible (PRIV (self)->form, "code", record == NULL);
  gtk_widget_set_visible (GTK_WIDGET (PRIV (self)->retired), retires && record != NULL);
  gtk_check_button_set_active (PRIV (self)->retired,
                               retires && record != NULL
                                   && hcrm_record_get (record, "retired_at") != NULL);
}

static gboolean
check_setting (HcrmAdminPage *self)
{
  return hcrm_form_check (PRIV (self)->form);
}

static JsonNode *
dup_setting (HcrmAdminPage *self)
{
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (PRIV (self)->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (changes);

  put_roles (object);
  if (HCRM_COMPLAINT_SETTINGS_PAGE_GET_CLASS (self)->retires)
    hcrm_admin_page_add_retired (self, gtk_check_button_get_active (PRIV (self)->retired), object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
take_setting (HcrmAdminPage *self, JsonNode *body)
{
  const char *retired =
      json_object_get_string_member_with_default (json_node_get_object (body), "retired_at", NULL);

  hcrm_form_take_draft (PRIV (self)->form, body);
  gtk_check_button_set_active (PRIV (self)->retired, retired != NULL);
}

static void
roles_cb (gpointer data, JsonNode *reply)
{
  static const char *const fields[] = { "tell", "role_code" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (hcrm_field_set_find (get_set (data), fields[i]) >= 0)
      hcrm_choices_fill_input (hcrm_form_get_input (PRIV (data)->form, fields[i]), reply, "code");
}

static void
read_roles (gpointer self)
{
  if (hcrm_field_set_find (get_set (self), "tell") >= 0
      || hcrm_field_set_find (get_set (self), "role_code") >= 0)
    hcrm_page_send_for (self, self,
                        &(HcrmRequest){
                            .method = "GET", .path = "/complaint-roles", .fills = "roles" },
                        roles_cb, NULL);
}

static gboolean
show_field_error (HcrmPage *self, const char *field, const char *message)
{
  return hcrm_form_show_error (PRIV (self)->form, field, message);
}

static void
hcrm_complaint_settings_page_constructed (GObject *object)
{
  HcrmComplaintSettingsPagePrivate *priv = PRIV (object);
  HcrmComplaintSettingsPageClass *klass = HCRM_COMPLAINT_SETTINGS_PAGE_GET_CLASS (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  G_OBJECT_CLASS (hcrm_complaint_settings_page_parent_class)->constructed (object);
  priv->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (priv->form, klass->set, NULL);
  priv->retired = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("No longer used")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->retired));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (object), NULL, box);
  read_roles (object);
  g_signal_connect_swapped (priv->form, "changed", G_CALLBACK (hcrm_admin_page_changed), object);
  g_signal_connect_swapped (priv->retired, "toggled", G_CALLBACK (hcrm_admin_page_changed), object);
}

static void
hcrm_complaint_settings_page_class_init (HcrmComplaintSettingsPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_complaint_settings_page_constructed;
  HCRM_PAGE_CLASS (klass)->show_field_error = show_field_error;
  admin->show = show_setting;
  admin->check = check_setting;
  admin->dup_body = dup_setting;
  admin->take_body = take_setting;
}

static void
hcrm_complaint_settings_page_init (HcrmComplaintSettingsPage *self)
{
}

/* --- what the three differ by ----------------------------------------------------------------- */

/* In both languages the Chinese name: the English one stands beside it. */
static char *
make_name (HcrmRecord *record, const char **pill)
{
  return g_strdup (hcrm_record_get (record, "name"));
}

static char *
make_grade (HcrmRecord *grade, const char **pill)
{
  *pill = hcrm_complaint_grade_get_pill (hcrm_record_get_int (grade, "id"));
  return g_strdup (hcrm_text_field (grade, "name"));
}

/* Of a role, which one: that nobody else is told goes without saying. */
static char *
make_told (HcrmRecord *level, const char **pill)
{
  const HcrmFieldSet *set = &hcrm_complaint_level_fields;
  const char *role = hcrm_text_field (level, "role");

  return role != NULL && *role != '\0'
             ? g_strdup (role)
             : hcrm_text_value (level, &set->fields[hcrm_field_set_find (set, "who")]);
}

/* clang-format off */
static const HcrmColumn class_columns[] = {
  { "code",       NULL,            120, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "name",       NULL,            140, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_name },
  { "name_en",    NULL,            160, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "words",      NULL,            160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, .leaves = 2 },
  { "retired_at", N_("State"),     100, HCRM_CELL_PILL, 0, hcrm_column_text_retired },
};

static const HcrmListInfo class_list = {
  .name = "complaint-classes", .path = "/complaint-classes", .set = &hcrm_complaint_class_fields,
  .columns = class_columns, .n_columns = G_N_ELEMENTS (class_columns), .sort = "code",
  .title = N_("Classes of complaints"), .empty = N_("No class fits these conditions."),
};
static const char *const class_filters[] = { "q", "retired", NULL };
static const HcrmAdminInfo class_info = {
  .list = &class_list, .path = "/complaint-classes", .entity = "complaint_class", .title = N_("Classes of complaints"),
  .query = &hcrm_complaint_class_query, .filters = class_filters, .create = N_("New Class"),
  .edit = HCRM_PERM_COMPLAINT_SETTINGS, .whole = TRUE, .width = 420,
};
static const HcrmField class_fields[] = {
  { "code",        HCRM_KIND_TEXT, N_("Code"),           HCRM_FIELD_REQUIRED, NULL, 2, 60 },
  { "parent_code", HCRM_KIND_TEXT, N_("Code of the class above it"), 0, NULL, 1, 60 },
  { "name",        HCRM_KIND_TEXT, N_("Name"),           HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "name_en",     HCRM_KIND_TEXT, N_("English name"),   0, NULL, 0, 60 },
  { "words",       HCRM_KIND_TEXT, N_("Words that propose it"), HCRM_FIELD_MULTILINE, NULL, 0, 1000 },
};
static const HcrmFieldSet class_set = { "complaint_class", class_fields, G_N_ELEMENTS (class_fields) };

static const HcrmColumn grade_columns[] = {
  { "id",           N_("Grade"),  120, HCRM_CELL_PILL,   HCRM_COLUMN_SORT, make_grade },
  { "name_en",      NULL,         120, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
  { "days",         NULL,         130, HCRM_CELL_NUMBER, 0 },
  { "days_several", NULL,         130, HCRM_CELL_NUMBER, 0 },
  { "words",        NULL,         160, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND },
};

static const HcrmListInfo grade_list = {
  .name = "complaint-grades", .path = "/complaint-grades", .set = &hcrm_complaint_grade_fields,
  .columns = grade_columns, .n_columns = G_N_ELEMENTS (grade_columns), .sort = "id",
  .title = N_("Grades of complaints"), .empty = N_("There is no grade."),
};
static const HcrmFieldSet no_query = { "none", NULL, 0 };
static const char *const no_filters[] = { NULL };
static const HcrmAdminInfo grade_info = {
  .list = &grade_list, .path = "/complaint-grades", .entity = "complaint_grade", .title = N_("Grades of complaints"),
  .query = &no_query, .filters = no_filters, .edit = HCRM_PERM_COMPLAINT_SETTINGS, .whole = TRUE, .width = 420,
};
/* Roles are those of the server. */
static const HcrmChoice no_choices[] = { { NULL } };

static const HcrmField grade_fields[] = {
  { "name",         HCRM_KIND_TEXT, N_("Name"),         HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "name_en",      HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 60 },
  { "days",         HCRM_KIND_INT,  N_("To be answered within"), HCRM_FIELD_REQUIRED, N_("working days"), 1, 60 },
  { "days_several", HCRM_KIND_INT,  N_("With several departments within"), HCRM_FIELD_REQUIRED, N_("working days"), 1, 60 },
  { "tell",         HCRM_KIND_JSON, N_("Roles told at once"), HCRM_FIELD_LISTED, NULL, 0, 0, no_choices },
  { "words",        HCRM_KIND_TEXT, N_("Words that propose it"), HCRM_FIELD_MULTILINE, NULL, 0, 1000 },
};
static const HcrmFieldSet grade_set = { "complaint_grade", grade_fields, G_N_ELEMENTS (grade_fields) };

static const HcrmColumn level_columns[] = {
  { "minutes",    N_("From the due date"), 140, HCRM_CELL_NUMBER, HCRM_COLUMN_SORT },
  { "name",       NULL,        240, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND },
  { "name_en",    NULL,        160, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
  { "who",        NULL,        194, HCRM_CELL_TEXT,   0, make_told },
  { "role",       NULL,        120, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
  { "grade",      N_("Grade"),  60, HCRM_CELL_NUMBER, 0 },
  { "retired_at", N_("State"),  92, HCRM_CELL_PILL,   0, hcrm_column_text_retired },
};

static const HcrmListInfo level_list = {
  .name = "complaint-levels", .path = "/complaint-levels", .set = &hcrm_complaint_level_fields,
  .columns = level_columns, .n_columns = G_N_ELEMENTS (level_columns), .sort = "minutes",
  .title = N_("Escalation of complaints"), .empty = N_("No level fits these conditions."),
};
static const char *const level_filters[] = { "retired", NULL };
static const HcrmAdminInfo level_info = {
  .list = &level_list, .path = "/complaint-levels", .entity = "complaint_level", .title = N_("Escalation of complaints"),
  .query = &hcrm_complaint_level_query, .filters = level_filters, .create = N_("New Level"),
  .edit = HCRM_PERM_COMPLAINT_SETTINGS, .whole = TRUE, .width = 420,
};
static const HcrmField level_fields[] = {
  { "name",      HCRM_KIND_TEXT, N_("Name"),         HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "name_en",   HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
  { "minutes",   HCRM_KIND_INT,  N_("After the due date (before: negative)"), HCRM_FIELD_REQUIRED, N_("min of service"), -14400, 14400 },
  { "who",       HCRM_KIND_CODE, N_("Who is told"),  HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_complaint_who_choices },
  { "role_code", HCRM_KIND_CODE, N_("Role"),         HCRM_FIELD_LISTED },
  { "grade",     HCRM_KIND_INT,  N_("Of this grade or graver"), HCRM_FIELD_REQUIRED, NULL, 1, 4 },
};
static const HcrmFieldSet level_set = { "complaint_level", level_fields, G_N_ELEMENTS (level_fields) };
/* clang-format on */

typedef HcrmComplaintSettingsPage HcrmComplaintClassesPage;
typedef HcrmComplaintSettingsPageClass HcrmComplaintClassesPageClass;
typedef HcrmComplaintSettingsPage HcrmComplaintGradesPage;
typedef HcrmComplaintSettingsPageClass HcrmComplaintGradesPageClass;
typedef HcrmComplaintSettingsPage HcrmComplaintLevelsPage;
typedef HcrmComplaintSettingsPageClass HcrmComplaintLevelsPageClass;

G_DEFINE_FINAL_TYPE (HcrmComplaintClassesPage,
                     hcrm_complaint_classes_page,
                     HCRM_TYPE_COMPLAINT_SETTINGS_PAGE)
G_DEFINE_FINAL_TYPE (HcrmComplaintGradesPage,
                     hcrm_complaint_grades_page,
                     HCRM_TYPE_COMPLAINT_SETTINGS_PAGE)
G_DEFINE_FINAL_TYPE (HcrmComplaintLevelsPage,
                     hcrm_complaint_levels_page,
                     HCRM_TYPE_COMPLAINT_SETTINGS_PAGE)

static void
describe (HcrmComplaintSettingsPageClass *klass,
          const HcrmAdminInfo *info,
          const HcrmFieldSet *set,
          gboolean retires,
          const char *help)
{
  HCRM_ADMIN_PAGE_CLASS (klass)->info = info;
  HCRM_PAGE_CLASS (klass)->help = help;
  klass->set = set;
  klass->retires = retires;
}

static void
hcrm_complaint_classes_page_class_init (HcrmComplaintClassesPageClass *klass)
{
  static const char *const watches[] = { "complaint_class", NULL };

  HCRM_PAGE_CLASS (klass)->watches = watches;
  describe (
      klass, &class_info, &class_set, TRUE,
      N_ ("What complaints are sorted into and counted by. A class may stand below another.\n\n"
                          "The words, parted by blanks, propose the class when a complaint that has one of them is taken."));
}

static void
hcrm_complaint_grades_page_class_init (HcrmComplaintGradesPageClass *klass)
{
  static const char *const watches[] = { "complaint_grade", NULL };

  HCRM_PAGE_CLASS (klass)->watches = watches;
  describe (klass, &grade_info, &grade_set, FALSE,
            N_ ("How grave a complaint is says by when it is answered: in working days for one department, and for several.\n\n"
                          "The words, parted by blanks, give a complaint the grade when it is taken. The roles that are ticked are told at once."));
}

static void
hcrm_complaint_levels_page_class_init (HcrmComplaintLevelsPageClass *klass)
{
  static const char *const watches[] = { "complaint_level", NULL };

  HCRM_PAGE_CLASS (klass)->watches = watches;
  describe (klass, &level_info, &level_set, TRUE,
            N_ ("Who is told, and when, of a complaint that is not answered: in minutes of service after its due date, before it with a minus.\n\n"
                          "A level is for complaints of its grade and of graver ones. Everybody with a role is told where its code is given."));
}

static void
hcrm_complaint_classes_page_init (HcrmComplaintClassesPage *self)
{
}

static void
hcrm_complaint_grades_page_init (HcrmComplaintGradesPage *self)
{
}

static void
hcrm_complaint_levels_page_init (HcrmComplaintLevelsPage *self)
{
}
