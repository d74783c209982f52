/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Call scripts: what agents say, with variables, seen as it will be read. */

#include "hcrm-scripts-page.h"

#include "core/hcrm-date.h"
#include "core/hcrm-language.h"
#include "hcrm-script-editor.h"
#include "model/hcrm-administration.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

/* Whom a script is tried on: the words change with sex and age. */
typedef struct {
  const char *label;
  const char *sex;
  int age;
  const char *name;
  const char *name_en;
} Sample;

/* One language of the script as the sample patient hears it. */
typedef struct {
  HcrmScriptsPage *page;
  const char *language;
} Voice;

struct _HcrmScriptsPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  GtkCheckButton *retired;
  GtkDropDown *sample;
  HcrmScriptEditor *text;
  HcrmScriptEditor *text_en;
  Voice chinese;
  Voice english;
};

G_DEFINE_FINAL_TYPE (HcrmScriptsPage, hcrm_scripts_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *script, const char **pill)
{
  gboolean retired = hcrm_record_get (script, "retired_at") != NULL;

  *pill = retired ? "bare stop" : "ok";
  return g_strdup (retired ? _("Retired") : _("In use"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       N_("Script"), 200, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "code",       NULL,         180, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "retired_at", N_("State"),  100, HCRM_CELL_PILL, 0, make_state },
};

static const HcrmField form_fields[] = {
  { "code",    HCRM_KIND_TEXT, N_("Code"),         HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "name",    HCRM_KIND_TEXT, N_("Script name"),  HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
};
static const HcrmFieldSet form_set = { "script", form_fields, G_N_ELEMENTS (form_fields) };

static const Sample samples[] = {
  { N_("a woman of 67"),       "female",  67, "王秀兰", "Wang Xiulan" },
  { N_("a man of 52"),         "male",    52, "李建国", "Li Jianguo" },
  { N_("a child of 8 months"), "female",  0,  "陈雨桐", "Chen Yutong" },
  { N_("sex not recorded"),    "unknown", 40, "赵宁",   "Zhao Ning" },
};

static const HcrmListInfo list_info = {
  .name = "scripts",
  .path = "/scripts",
  .set = &hcrm_script_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "code",
  .title = N_("Call scripts"),
  .empty = N_("No script fits these conditions."),
};

static const char *const filters[] = { "q", "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/scripts",
  .entity = "script",
  .title = N_("Call scripts"),
  .query = &hcrm_script_query,
  .filters = filters,
  .create = N_("New Script"),
  .edit = HCRM_PERM_SETTING_EDIT,
  .whole = TRUE,
  .width = 480,
};
/* clang-format on */

/* --- the sample patient ----------------------------------------------------------------------- */

static char *
make_day (gboolean english, int days_ago)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day = g_date_time_add_days (now, -days_ago);
  GDate date, today;

  if (english != hcrm_language_is_english ())
    return g_date_time_format (day, english ? "%Y-%m-%d" : "%-m月%-d日");
  hcrm_text_get_today (&today);
  date = today;
  g_date_subtract_days (&date, days_ago);
  return hcrm_date_label (&date, &today);
}

static const char *
find_plain (const char *name, const Sample *sample, gboolean english)
{
  const struct {
    const char *name, *chinese, *english;
  } values[] = {
    { "name", sample->name, sample->name_en },
    { "department", "心血管内科", "Cardiology" },
    { "doctor", "周明", "Zhou Ming" },
    { "days", "7", "7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (values[i].name, name))
      return english ? values[i].english : values[i].chinese;
  return NULL;
}

static char *
look_up_cb (const char *name, gpointer data)
{
  Voice *voice = data;
  const Sample *sample = &samples[gtk_drop_down_get_selected (voice->page->sample)];
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (voice->page));
  gboolean english = g_str_equal (voice->language, "en");
  const char *plain = find_plain (name, sample, english);
  const char *person = hcrm_script_get_person (name, sample->age, voice->language);

  if (g_str_equal (name, "title"))
    return g_strdup (hcrm_script_get_title (sample->sex, sample->age, voice->language));
  if (g_str_equal (name, "agent"))
    return g_strdup (hcrm_session_get_text (session, "name"));
  if (g_str_equal (name, "hospital"))
    return g_strdup (hcrm_session_get_text (session, "hospital"));
  if (g_str_equal (name, "discharge_date"))
    return make_day (english, 7);
  return g_strdup (person != NULL ? person : plain);
}

static void
show_samples (HcrmScriptsPage *self)
{
  hcrm_script_editor_set_sample (self->text, look_up_cb, &self->chinese);
  hcrm_script_editor_set_sample (self->text_en, look_up_cb, &self->english);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *script)
{
  return g_strdup (hcrm_record_get (script, "code"));
}

static void
hcrm_scripts_page_show (HcrmAdminPage *page, HcrmRecord *script)
{
  HcrmScriptsPage *self = HCRM_SCRIPTS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&form_set);

  for (guint i = 0; script != NULL && i < G_N_ELEMENTS (form_fields); i++)
    hcrm_record_set (fields, form_fields[i].name, hcrm_record_get (script, form_fields[i].name));
  hcrm_form_set_record (self->form, fields);
  hcrm_form_set_field_visible (self->form, "code", script == NULL);
  hcrm_script_editor_set_text (self->text,
                               script != NULL ? hcrm_record_get (script, "text") : NULL);
  hcrm_script_editor_set_text (self->text_en,
                               script != NULL ? hcrm_record_get (script, "text_en") : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->retired), script != NULL);
  gtk_check_button_set_active (self->retired,
                               script != NULL && hcrm_record_get (script, "retired_at") != NULL);
}

static void
hcrm_scripts_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmScriptsPage *self = HCRM_SCRIPTS_PAGE (page);

  gtk_widget_set_sensitive (GTK_WIDGET (self->form), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->retired), editable);
  hcrm_script_editor_set_editable (self->text, editable);
  hcrm_script_editor_set_editable (self->text_en, editable);
}

static gboolean
check_editor (HcrmScriptEditor *editor, gboolean required)
{
  const char *text = hcrm_script_editor_get_text (editor);
  g_autoptr (GError) bad = NULL;

  if (required && *text == '\0')
    hcrm_script_editor_show_error (editor, _("Write what is to be said"));
  else if (!hcrm_script_check (text, HCRM_SCRIPT_CALL, &bad))
    hcrm_script_editor_show_error (editor, bad->message);
  else
    return TRUE;
  return FALSE;
}

static gboolean
hcrm_scripts_page_check (HcrmAdminPage *page)
{
  HcrmScriptsPage *self = HCRM_SCRIPTS_PAGE (page);
  gboolean english = check_editor (self->text_en, FALSE);
  gboolean chinese = check_editor (self->text, TRUE);

  return hcrm_form_check (self->form) && chinese && english;
}

/* When it was retired stays as it is; otherwise it is now. */
static void
add_retired (HcrmScriptsPage *self, JsonObject *body)
{
  HcrmRecord *script = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));
  const char *since = script != NULL ? hcrm_record_get (script, "retired_at") : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *text = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  if (gtk_check_button_get_active (self->retired))
    json_object_set_string_member (body, "retired_at", since != NULL ? since : text);
  else
    json_object_set_null_member (body, "retired_at");
}

static JsonNode *
hcrm_scripts_page_dup_body (HcrmAdminPage *page)
{
  HcrmScriptsPage *self = HCRM_SCRIPTS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  const char *english = hcrm_script_editor_get_text (self->text_en);

  if (!hcrm_admin_page_is_new (page))
    hcrm_record_unset (fields, "code");
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  json_object_set_string_member (object, "text", hcrm_script_editor_get_text (self->text));
  if (*english != '\0')
    json_object_set_string_member (object, "text_en", english);
  else
    json_object_set_null_member (object, "text_en");
  if (!hcrm_admin_page_is_new (page))
    add_retired (self, object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_scripts_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmScriptsPage *self = HCRM_SCRIPTS_PAGE (page);
  JsonObject *object = json_node_get_object (body);

  hcrm_form_take_draft (self->form, body);
  hcrm_script_editor_set_text (self->text,
                               json_object_get_string_member_with_default (object, "text", ""));
  hcrm_script_editor_set_text (self->text_en,
                               json_object_get_string_member_with_default (object, "text_en", ""));
  gtk_check_button_set_active (self->retired,
                               json_object_get_string_member_with_default (object, "retired_at",
                                                                           NULL)
                                   != NULL);
}

static gboolean
hcrm_scripts_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmScriptsPage *self = HCRM_SCRIPTS_PAGE (page);

  if (g_str_equal (field, "text"))
    hcrm_script_editor_show_error (self->text, message);
  else if (g_str_equal (field, "text_en"))
    hcrm_script_editor_show_error (self->text_en, message);
  else
    return hcrm_form_show_error (self->form, field, message);
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static GtkWidget *
make_sample (HcrmScriptsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_("Preview for"));
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    gtk_string_list_append (list, gettext (samples[i].label));
  self->sample = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (list), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sample), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Preview for"), -1);
  gtk_widget_add_css_class (label, "field-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sample));
  g_signal_connect_swapped (self->sample, "notify::selected", G_CALLBACK (show_samples), self);
  return box;
}

static GtkWidget *
make_editor (HcrmScriptsPage *self, const char *label)
{
  GtkWidget *editor = hcrm_script_editor_new (label, HCRM_SCRIPT_CALL);

  g_signal_connect_swapped (editor, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  return editor;
}

static void
add_form (HcrmScriptsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  self->retired = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("No longer used")));
  hcrm_form_setup (self->form, &form_set, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->retired));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->retired, "toggled", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_scripts_page_constructed (GObject *object)
{
  HcrmScriptsPage *self = HCRM_SCRIPTS_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);

  G_OBJECT_CLASS (hcrm_scripts_page_parent_class)->constructed (object);
  add_form (self);
  self->text = HCRM_SCRIPT_EDITOR (make_editor (self, _("What is said")));
  self->text_en = HCRM_SCRIPT_EDITOR (make_editor (self, _("In English")));
  hcrm_admin_page_add (page, NULL, make_sample (self));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->text));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->text_en));
  show_samples (self);
}

static void
hcrm_scripts_page_class_init (HcrmScriptsPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_scripts_page_constructed;
  page->show_field_error = hcrm_scripts_page_show_field_error;
  page->help =
      N_("What agents say on the telephone. Variables in braces are filled for each patient; if "
         "one is not known, the agent sees the script with what is missing, and nothing half "
         "filled is ever sent.\n\n{title} is the form of address, {you} and {your} speak of the "
         "child where a parent answers, {You} begins a sentence. A retired script stays in the "
         "plans that name it and is no longer shown.");
  admin->info = &info;
  admin->show = hcrm_scripts_page_show;
  admin->describe = describe;
  admin->check = hcrm_scripts_page_check;
  admin->dup_body = hcrm_scripts_page_dup_body;
  admin->take_body = hcrm_scripts_page_take_body;
  admin->set_editable = hcrm_scripts_page_set_editable;
}

static void
hcrm_scripts_page_init (HcrmScriptsPage *self)
{
  self->chinese = (Voice){ self, "zh_CN" };
  self->english = (Voice){ self, "en" };
}
