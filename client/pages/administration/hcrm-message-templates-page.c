/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Message templates: what patients are written, seen as a sample patient gets it. */

#include "hcrm-message-templates-page.h"

#include "model/hcrm-message.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

struct _HcrmMessageTemplatesPage {
  HcrmTextsPage parent_instance;

  GtkLabel *revisions;
  GtkWidget *earlier;
};

G_DEFINE_FINAL_TYPE (HcrmMessageTemplatesPage, hcrm_message_templates_page, HCRM_TYPE_TEXTS_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       N_("Message template"), 180, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "purpose",    NULL,         184, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "code",       NULL,         130, HCRM_CELL_TEXT, HCRM_COLUMN_SORT, .leaves = 2 },
  { "revision",   NULL,          80, HCRM_CELL_NUMBER, 0, .leaves = 3 },
  { "retired_at", N_("State"),  100, HCRM_CELL_PILL, 0, hcrm_column_text_retired },
};

static const HcrmField form_fields[] = {
  { "code",    HCRM_KIND_TEXT, N_("Code"),         HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "purpose", HCRM_KIND_CODE, N_("Purpose"),      HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_message_purpose_choices },
  { "name",    HCRM_KIND_TEXT, N_("Name"),         HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
};
static const HcrmFieldSet form_set = { "message_template", form_fields, G_N_ELEMENTS (form_fields) };
static const char *const fixed[] = { "code", "purpose", NULL };

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

/* What a message of the purpose cannot say is missing from its sample, too. */
static char *
look_up (HcrmTextsPage *page, const char *name, guint sample, const char *language)
{
  g_autofree char *purpose = hcrm_texts_page_dup_value (page, "purpose");
  HcrmMessageFacts facts;
  const char *label = NULL;
  g_autofree char *variable = g_strdup_printf ("{%s}", name);

  return (purpose == NULL || hcrm_message_knows (purpose, name))
                 && hcrm_message_get_sample (sample, language, &facts, &label)
             ? hcrm_message_fill (variable, &facts, NULL)
             : NULL;
}

static const char *
get_sample (guint n)
{
  HcrmMessageFacts facts;
  const char *label = NULL;

  return hcrm_message_get_sample (n, "en", &facts, &label) ? label : NULL;
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
  HCRM_ADMIN_PAGE_CLASS (hcrm_message_templates_page_parent_class)->show (page, template);
  show_revisions (HCRM_MESSAGE_TEMPLATES_PAGE (page), template);
}

/* --- the page --------------------------------------------------------------------------------- */

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

  G_OBJECT_CLASS (hcrm_message_templates_page_parent_class)->constructed (object);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, make_earlier (self));
}

static void
hcrm_message_templates_page_class_init (HcrmMessageTemplatesPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmTextsPageClass *texts = HCRM_TEXTS_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_message_templates_page_constructed;
  HCRM_PAGE_CLASS (klass)->help =
      N_("What patients are written. Variables in braces are filled for each patient and in the "
         "patient's language; if one is not known, the message is not sent and waits on the page "
         "Messages, which names what is missing.\n\n{title} is the form of address; of a child, "
         "its parents are written to. A changed text holds for messages from now on; the earlier "
         "ones stay on record.");
  admin->info = &info;
  admin->show = hcrm_message_templates_page_show;
  admin->describe = describe;
  texts->form = &form_set;
  texts->fixed = fixed;
  texts->use = HCRM_SCRIPT_MESSAGE;
  texts->label = N_("What is sent");
  texts->missing = N_("Write what is to be sent");
  texts->get_sample = get_sample;
  texts->look_up = look_up;
}

static void
hcrm_message_templates_page_init (HcrmMessageTemplatesPage *self)
{
}
