/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Message templates: what patients are written, seen as a sample patient gets it. */

#include "hcrm-message-templates-page.h"

#include "hcrm-script-editor.h"
#include "model/hcrm-message.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

/* One language of the template as the sample patient reads it. */
typedef struct {
  HcrmMessageTemplatesPage *page;
  const char *language;
} Voice;

struct _HcrmMessageTemplatesPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  GtkCheckButton *retired;
  GtkDropDown *sample;
  HcrmScriptEditor *text;
  HcrmScriptEditor *text_en;
  GtkLabel *revisions;
  GtkWidget *earlier;
  Voice chinese;
  Voice english;
};

G_DEFINE_FINAL_TYPE (HcrmMessageTemplatesPage, hcrm_message_templates_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *template, const char **pill)
{
  gboolean retired = hcrm_record_get (template, "retired_at") != NULL;

  *pill = retired ? "bare stop" : "ok";
  return g_strdup (retired ? _("Retired") : _("In use"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       N_("Message template"), 180, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "purpose",    NULL,         184, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "code",       NULL,         130, HCRM_CELL_TEXT, HCRM_COLUMN_SORT, .leaves = 2 },
  { "revision",   NULL,          80, HCRM_CELL_NUMBER, 0, .leaves = 3 },
  { "retired_at", N_("State"),  100, HCRM_CELL_PILL, 0, make_state },
};

static const HcrmField form_fields[] = {
  { "code",    HCRM_KIND_TEXT, N_("Code"),         HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "purpose", HCRM_KIND_CODE, N_("Purpose"),      HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_message_purpose_choices },
  { "name",    HCRM_KIND_TEXT, N_("Name"),         HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
};
static const HcrmFieldSet form_set = { "message_template", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmListInfo list_info = {
  .name = "message_templates",
  .path = "/message-templates",
  .set = &hcrm_message_template_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "code",
  .title = N_("Message templates"),
  .empty = N_("No template fits these conditions."),
};

static const char *const filters[] = { "q", "purpose", "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/message-templates",
  .entity = "message_template",
  .title = N_("Message templates"),
  .query = &hcrm_message_template_query,
  .filters = filters,
  .create = N_("New Message Template"),
  .edit = HCRM_PERM_SETTING_EDIT,
  .whole = TRUE,
  .width = 480,
};
/* clang-format on */

/* --- the sample patient ----------------------------------------------------------------------- */

static char *
look_up_cb (const char *name, gpointer data)
{
  Voice *voice = data;
  HcrmMessageFacts facts;
  const char *label = NULL;
  g_autofree char *variable = g_strdup_printf ("{%s}", name);

  if (!hcrm_message_get_sample (gtk_drop_down_get_selected (voice->page->sample), voice->language,
                                &facts, &label))
    return NULL;
  return hcrm_message_fill (variable, &facts, NULL);
}

static void
show_samples (HcrmMessageTemplatesPage *self)
{
  hcrm_script_editor_set_sample (self->text, look_up_cb, &self->chinese);
  hcrm_script_editor_set_sample (self->text_en, look_up_cb, &self->english);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *template)
{
  g_autofree char *revision =
      g_strdup_printf (_("revision %s"), hcrm_text_field (template, "revision"));
  int place = hcrm_field_set_find (&hcrm_message_template_fields, "purpose");

  return hcrm_text_join (hcrm_field_get_choice_label (&hcrm_message_template_fields.fields[place],
                                                      hcrm_record_get (template, "purpose")),
                         hcrm_text_field (template, "code"), revision, NULL);
}

static void
append_revision (GString *out, JsonObject *revision)
{
  const char *at = json_object_get_string_member_with_default (revision, "at", NULL);
  g_autofree char *time = hcrm_text_time (at);
  g_autofree char *head =
      g_strdup_printf (_("revision %d"),
                          (int) json_object_get_int_member_with_default (revision, "revision", 0));
  g_autofree char *line = hcrm_text_join (head, time, hcrm_text_member (revision, "user"), NULL);

  g_string_append_printf (out, "%s%s\n%s", out->len > 0 ? "\n\n" : "", line,
                          json_object_get_string_member_with_default (revision, "text", ""));
}

/* The text in force stands above; these are the ones before it. */
static void
show_revisions (HcrmMessageTemplatesPage *self, HcrmRecord *template)
{
  const char *text = template != NULL ? hcrm_record_get (template, "revisions") : NULL;
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = node != NULL ? json_array_get_length (json_node_get_array (node)) : 0;

  for (guint i = 1; i < n; i++)
    append_revision (out, json_array_get_object_element (json_node_get_array (node), i));
  gtk_label_set_text (self->revisions, out->str);
  gtk_widget_set_visible (self->earlier, n > 1);
}

static void
hcrm_message_templates_page_show (HcrmAdminPage *page, HcrmRecord *template)
{
  HcrmMessageTemplatesPage *self = HCRM_MESSAGE_TEMPLATES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&form_set);

  for (guint i = 0; template != NULL && i < G_N_ELEMENTS (form_fields); i++)
    hcrm_record_set (fields, form_fields[i].name, hcrm_record_get (template, form_fields[i].name));
  hcrm_form_set_record (self->form, fields);
  hcrm_form_set_field_visible (self->form, "code", template == NULL);
  hcrm_form_set_field_visible (self->form, "purpose", template == NULL);
  show_revisions (self, template);
  hcrm_script_editor_set_text (self->text,
                               template != NULL ? hcrm_record_get (template, "text") : NULL);
  hcrm_script_editor_set_text (self->text_en,
                               template != NULL ? hcrm_record_get (template, "text_en") : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->retired), template != NULL);
  gtk_check_button_set_active (self->retired,
                               template != NULL
                                   && hcrm_record_get (template, "retired_at") != NULL);
}

static void
hcrm_message_templates_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmMessageTemplatesPage *self = HCRM_MESSAGE_TEMPLATES_PAGE (page);

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
    hcrm_script_editor_show_error (editor, _("Write what is to be sent"));
  else if (!hcrm_script_check (text, HCRM_SCRIPT_MESSAGE, &bad))
    hcrm_script_editor_show_error (editor, bad->message);
  else
    return TRUE;
  return FALSE;
}

static gboolean
hcrm_message_templates_page_check (HcrmAdminPage *page)
{
  HcrmMessageTemplatesPage *self = HCRM_MESSAGE_TEMPLATES_PAGE (page);
  gboolean english = check_editor (self->text_en, FALSE);
  gboolean chinese = check_editor (self->text, TRUE);

  return hcrm_form_check (self->form) && chinese && english;
}

/* When it was retired stays as it is; otherwise it is now. */
static void
add_retired (HcrmMessageTemplatesPage *self, JsonObject *body)
{
  HcrmRecord *template = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));
  const char *since = template != NULL ? hcrm_record_get (template, "retired_at") : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *text = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  if (gtk_check_button_get_active (self->retired))
    json_object_set_string_member (body, "retired_at", since != NULL ? since : text);
  else
    json_object_set_null_member (body, "retired_at");
}

/* Code and purpose stay what they were. */
static void
unset_fixed (HcrmRecord *fields)
{
  hcrm_record_unset (fields, "code");
  hcrm_record_unset (fields, "purpose");
}

static JsonNode *
hcrm_message_templates_page_dup_body (HcrmAdminPage *page)
{
  HcrmMessageTemplatesPage *self = HCRM_MESSAGE_TEMPLATES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  const char *english = hcrm_script_editor_get_text (self->text_en);

  if (!hcrm_admin_page_is_new (page))
    unset_fixed (fields);
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
hcrm_message_templates_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmMessageTemplatesPage *self = HCRM_MESSAGE_TEMPLATES_PAGE (page);
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
hcrm_message_templates_page_show_field_error (HcrmPage *page,
                                              const char *field,
                                              const char *message)
{
  HcrmMessageTemplatesPage *self = HCRM_MESSAGE_TEMPLATES_PAGE (page);

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
make_sample (HcrmMessageTemplatesPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_("Preview for"));
  GtkStringList *list = gtk_string_list_new (NULL);

  HcrmMessageFacts facts;
  const char *word = NULL;

  for (guint i = 0; hcrm_message_get_sample (i, "en", &facts, &word); i++)
    gtk_string_list_append (list, word);
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
make_editor (HcrmMessageTemplatesPage *self, const char *label)
{
  GtkWidget *editor = hcrm_script_editor_new (label, HCRM_SCRIPT_MESSAGE);

  g_signal_connect_swapped (editor, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  return editor;
}

static void
add_form (HcrmMessageTemplatesPage *self)
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

static GtkWidget *
make_earlier (HcrmMessageTemplatesPage *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->revisions = GTK_LABEL (label);
  gtk_label_set_wrap (self->revisions, TRUE);
  gtk_label_set_xalign (self->revisions, 0);
  gtk_label_set_selectable (self->revisions, TRUE);
  gtk_widget_add_css_class (label, "caption");
  self->earlier = gtk_expander_new (_("Earlier texts"));
  gtk_expander_set_child (GTK_EXPANDER (self->earlier), label);
  return self->earlier;
}

static void
hcrm_message_templates_page_constructed (GObject *object)
{
  HcrmMessageTemplatesPage *self = HCRM_MESSAGE_TEMPLATES_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);

  G_OBJECT_CLASS (hcrm_message_templates_page_parent_class)->constructed (object);
  add_form (self);
  self->text = HCRM_SCRIPT_EDITOR (make_editor (self, _("What is sent")));
  self->text_en = HCRM_SCRIPT_EDITOR (make_editor (self, _("In English")));
  hcrm_admin_page_add (page, NULL, make_sample (self));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->text));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->text_en));
  hcrm_admin_page_add (page, NULL, make_earlier (self));
  show_samples (self);
}

static void
hcrm_message_templates_page_class_init (HcrmMessageTemplatesPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_message_templates_page_constructed;
  page->show_field_error = hcrm_message_templates_page_show_field_error;
  page->help =
      N_("What patients are written. Variables in braces are filled for each patient and in the "
         "patient's language; if one is not known, the message is not sent and waits on the page "
         "Messages, which names what is missing.\n\n{title} is the form of address; of a child, "
         "its parents are written to. A changed text holds for messages from now on; the earlier "
         "ones stay on record.");
  admin->info = &info;
  admin->show = hcrm_message_templates_page_show;
  admin->describe = describe;
  admin->check = hcrm_message_templates_page_check;
  admin->dup_body = hcrm_message_templates_page_dup_body;
  admin->take_body = hcrm_message_templates_page_take_body;
  admin->set_editable = hcrm_message_templates_page_set_editable;
}

static void
hcrm_message_templates_page_init (HcrmMessageTemplatesPage *self)
{
  self->chinese = (Voice){ self, "zh_CN" };
  self->english = (Voice){ self, "en" };
}
