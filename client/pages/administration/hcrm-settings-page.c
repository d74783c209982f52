/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings: what holds everywhere, and where a site has its own. */

#include "hcrm-settings-page.h"

#include "model/hcrm-administration.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

struct _HcrmSettingsPage {
  HcrmAdminPage parent_instance;

  HcrmForm *target; /* of a new one: which setting, for which site */
  GtkWidget *target_card;
  HcrmForm *form; /* a row for each setting, of which one is seen */
  GtkLabel *explanation;
  GtkLabel *bounds;
};

G_DEFINE_FINAL_TYPE (HcrmSettingsPage, hcrm_settings_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static const HcrmField *
find_field (const char *code)
{
  int place = hcrm_field_set_find (&hcrm_setting_values, code != NULL ? code : "");

  return place >= 0 ? &hcrm_setting_values.fields[place] : NULL;
}

static char *
make_label (HcrmRecord *setting, const char **pill)
{
  const char *code = hcrm_record_get (setting, "code");
  const HcrmField *field = find_field (code);

  return g_strdup (field != NULL ? gettext (field->label) : code);
}

static char *
make_site (HcrmRecord *setting, const char **pill)
{
  const char *site = hcrm_text_field (setting, "site");

  return g_strdup (hcrm_record_get (setting, "site_id") != NULL ? site : _("Everywhere"));
}

static char *
make_value (HcrmRecord *setting, const char **pill)
{
  const HcrmField *field = find_field (hcrm_record_get (setting, "code"));
  const char *value = hcrm_record_get (setting, "value");

  if (value == NULL)
    return g_strdup (_("as everywhere"));
  if (field == NULL)
    return g_strdup (value);
  return field->unit != NULL ? g_strdup_printf ("%s %s", value, gettext (field->unit))
                             : g_strdup (hcrm_field_get_choice_label (field, value));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "code",  NULL, 240, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_label },
  { "site",  NULL, 160, HCRM_CELL_TEXT, 0, make_site },
  { "value", NULL, 120, HCRM_CELL_TEXT, 0, make_value },
};

/* Those there are; the server says the same. */
static const HcrmField target_fields[] = {
  { "code",    HCRM_KIND_CODE, N_("Setting"), HCRM_FIELD_REQUIRED },
  { "site_id", HCRM_KIND_CODE, N_("Site"),    HCRM_FIELD_REQUIRED },
};
static const HcrmFieldSet target_set = { "setting_target", target_fields, G_N_ELEMENTS (target_fields) };

static const HcrmListInfo list_info = {
  .name = "settings",
  .path = "/settings",
  .set = &hcrm_setting_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "code",
  .title = N_("Settings"),
  .empty = N_("No setting fits these conditions."),
};

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/settings",
  .entity = "setting",
  .title = N_("Settings"),
  .query = &hcrm_setting_query,
  .create = N_("Setting of a Site"),
  .edit = HCRM_PERM_SETTING_EDIT,
  .whole = TRUE,
  .width = 400,
};
/* clang-format on */

/* --- the right side --------------------------------------------------------------------------- */

static char *
make_name (HcrmRecord *setting)
{
  return make_label (setting, NULL);
}

static char *
describe (HcrmRecord *setting)
{
  return make_site (setting, NULL);
}

/* Which setting is shown, be it there already or about to be made. (transfer full) (nullable) */
static char *
dup_code (HcrmSettingsPage *self)
{
  HcrmRecord *record = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));

  return record != NULL ? g_strdup (hcrm_record_get (record, "code"))
                        : hcrm_input_dup_value (hcrm_form_get_input (self->target, "code"));
}

static char *
make_bounds (const HcrmField *field)
{
  if (field->kind != HCRM_KIND_INT)
    return g_strdup ("");
  return g_strdup_printf (_("From %g to %g %s"), field->min, field->max,
                             field->unit != NULL ? gettext (field->unit) : "");
}

static void
show_code (HcrmSettingsPage *self)
{
  g_autofree char *code = dup_code (self);
  const HcrmField *field = find_field (code);
  g_autofree char *bounds = field != NULL ? make_bounds (field) : g_strdup ("");

  for (guint i = 0; i < hcrm_setting_values.n_fields; i++)
    hcrm_form_set_field_visible (self->form, hcrm_setting_values.fields[i].name,
                                 field == &hcrm_setting_values.fields[i]);
  gtk_label_set_text (self->explanation, field != NULL ? hcrm_setting_get_explanation (code) : "");
  gtk_label_set_text (self->bounds, g_strchomp (bounds));
  gtk_widget_set_visible (GTK_WIDGET (self->bounds), *bounds != '\0');
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->form)), field != NULL);
}

static void
hcrm_settings_page_show (HcrmAdminPage *page, HcrmRecord *setting)
{
  HcrmSettingsPage *self = HCRM_SETTINGS_PAGE (page);
  g_autoptr (HcrmRecord) values = hcrm_record_new (&hcrm_setting_values);
  const char *code = setting != NULL ? hcrm_record_get (setting, "code") : NULL;

  if (find_field (code) != NULL)
    hcrm_record_set (values, code, hcrm_record_get (setting, "value"));
  hcrm_form_set_record (self->target, NULL);
  hcrm_form_set_record (self->form, values);
  gtk_widget_set_visible (self->target_card, setting == NULL);
  show_code (self);
}

static gboolean
needs_value (HcrmAdminPage *page)
{
  HcrmRecord *record = hcrm_admin_page_get_record (page);

  return record != NULL && hcrm_record_get (record, "site_id") == NULL;
}

static gboolean
hcrm_settings_page_check (HcrmAdminPage *page)
{
  HcrmSettingsPage *self = HCRM_SETTINGS_PAGE (page);
  g_autofree char *code = dup_code (self);
  HcrmInput *input = code != NULL ? hcrm_form_get_input (self->form, code) : NULL;
  g_autofree char *value = input != NULL ? hcrm_input_dup_value (input) : NULL;

  if (hcrm_admin_page_is_new (page) && !hcrm_form_check (self->target))
    return FALSE;
  if (!hcrm_form_check (self->form))
    return FALSE;
  if (value != NULL || !needs_value (page))
    return TRUE;
  hcrm_form_show_error (self->form, code, _("What holds everywhere needs a value"));
  return FALSE;
}

static void
add_target (HcrmSettingsPage *self, JsonObject *body)
{
  g_autoptr (HcrmRecord) target = hcrm_form_dup_record (self->target);
  const char *site = hcrm_record_get (target, "site_id");

  if (hcrm_record_get (target, "code") != NULL)
    json_object_set_string_member (body, "code", hcrm_record_get (target, "code"));
  if (site != NULL)
    json_object_set_int_member (body, "site_id", g_ascii_strtoll (site, NULL, 10));
}

static JsonNode *
hcrm_settings_page_dup_body (HcrmAdminPage *page)
{
  HcrmSettingsPage *self = HCRM_SETTINGS_PAGE (page);
  g_autofree char *code = dup_code (self);
  HcrmInput *input = code != NULL ? hcrm_form_get_input (self->form, code) : NULL;
  g_autofree char *value = input != NULL ? hcrm_input_dup_value (input) : NULL;
  g_autoptr (JsonObject) body = json_object_new ();

  if (hcrm_admin_page_is_new (page))
    add_target (self, body);
  if (value != NULL)
    json_object_set_string_member (body, "value", value);
  else
    json_object_set_null_member (body, "value");
  return json_node_init_object (json_node_alloc (), body);
}

static void
hcrm_settings_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmSettingsPage *self = HCRM_SETTINGS_PAGE (page);
  JsonObject *object = json_node_get_object (body);
  gint64 site = json_object_get_int_member_with_default (object, "site_id", 0);
  g_autofree char *site_id = site != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, site) : NULL;
  const char *kept = json_object_get_string_member_with_default (object, "code", NULL);

  hcrm_input_set_value (hcrm_form_get_input (self->target, "code"), kept);
  hcrm_input_set_value (hcrm_form_get_input (self->target, "site_id"), site_id);
  show_code (self);
  g_autofree char *code = dup_code (self);
  HcrmInput *input = code != NULL ? hcrm_form_get_input (self->form, code) : NULL;
  if (input != NULL)
    hcrm_input_set_value (input,
                          json_object_get_string_member_with_default (object, "value", NULL));
}

static gboolean
hcrm_settings_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmSettingsPage *self = HCRM_SETTINGS_PAGE (page);
  g_autofree char *code = dup_code (self);

  if (g_str_equal (field, "value"))
    return code != NULL && hcrm_form_show_error (self->form, code, message);
  return hcrm_form_show_error (self->target, field, message);
}

static void
hcrm_settings_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  gtk_widget_set_sensitive (GTK_WIDGET (HCRM_SETTINGS_PAGE (page)->form), editable);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
sites_cb (gpointer page, JsonNode *reply)
{
  hcrm_choices_fill_input (hcrm_form_get_input (HCRM_SETTINGS_PAGE (page)->target, "site_id"),
                           reply, "id");
}

static void
target_changed_cb (HcrmSettingsPage *self)
{
  show_code (self);
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

static void
fill_codes (HcrmSettingsPage *self)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new (), labels = g_ptr_array_new ();

  for (guint i = 0; i < hcrm_setting_values.n_fields; i++) {
    g_ptr_array_add (codes, (gpointer) hcrm_setting_values.fields[i].name);
    g_ptr_array_add (labels, gettext (hcrm_setting_values.fields[i].label));
  }
  g_ptr_array_add (codes, NULL);
  g_ptr_array_add (labels, NULL);
  hcrm_input_set_choices (hcrm_form_get_input (self->target, "code"),
                          (const char *const *) codes->pdata, (const char *const *) labels->pdata);
}

static GtkLabel *
make_words (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return GTK_LABEL (label);
}

static void
hcrm_settings_page_constructed (GObject *object)
{
  HcrmSettingsPage *self = HCRM_SETTINGS_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  G_OBJECT_CLASS (hcrm_settings_page_parent_class)->constructed (object);
  self->target = g_object_new (HCRM_TYPE_FORM, NULL);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  self->explanation = make_words (NULL);
  self->bounds = make_words ("caption");
  hcrm_form_setup (self->target, &target_set, NULL);
  hcrm_form_setup (self->form, &hcrm_setting_values, NULL);
  fill_codes (self);
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->target));
  self->target_card = gtk_widget_get_parent (GTK_WIDGET (self->target));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bounds));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->explanation));
  hcrm_admin_page_add (page, NULL, box);
  g_signal_connect_swapped (self->target, "changed", G_CALLBACK (target_changed_cb), self);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  if (hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (HCRM_PAGE (self), "/sites?limit=200", sites_cb);
}

static void
hcrm_settings_page_class_init (HcrmSettingsPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_settings_page_constructed;
  page->show_field_error = hcrm_settings_page_show_field_error;
  page->help =
      N_("What can be set for the whole hospital, and differently for a site.\n\nA site's "
                  "own value goes before the one that holds everywhere; emptied, the site is as "
                  "all others again. A change holds from the next time it is asked for, without a "
                  "restart.");
  admin->info = &info;
  admin->show = hcrm_settings_page_show;
  admin->name = make_name;
  admin->describe = describe;
  admin->check = hcrm_settings_page_check;
  admin->dup_body = hcrm_settings_page_dup_body;
  admin->take_body = hcrm_settings_page_take_body;
  admin->set_editable = hcrm_settings_page_set_editable;
}

static void
hcrm_settings_page_init (HcrmSettingsPage *self)
{
}
