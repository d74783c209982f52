/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form, the texts in both languages as a sample patient gets them, and whether they are used. */

#include "hcrm-texts-page.h"

#include "hcrm-script-editor.h"
#include "widgets/hcrm-form.h"

/* One language of the text as the sample patient gets it. */
typedef struct {
  HcrmTextsPage *page;
  const char *language;
} Voice;

typedef struct {
  HcrmForm *form;
  GtkCheckButton *retired;
  GtkDropDown *sample;
  HcrmScriptEditor *text;
  HcrmScriptEditor *text_en;
  Voice chinese;
  Voice english;
} HcrmTextsPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmTextsPage, hcrm_texts_page, HCRM_TYPE_ADMIN_PAGE)

#define PRIV(self) ((HcrmTextsPagePrivate *) hcrm_texts_page_get_instance_private (self))

static const char *
get_retired (HcrmRecord *record)
{
  return record != NULL ? hcrm_record_get (record, "retired_at") : NULL;
}

/* --- the sample patient ----------------------------------------------------------------------- */

static char *
look_up_cb (const char *name, gpointer data)
{
  Voice *voice = data;
  guint sample = gtk_drop_down_get_selected (PRIV (voice->page)->sample);

  return HCRM_TEXTS_PAGE_GET_CLASS (voice->page)
      ->look_up (voice->page, name, sample, voice->language);
}

char *
hcrm_texts_page_dup_value (HcrmTextsPage *self, const char *field)
{
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (PRIV (self)->form);

  return g_strdup (hcrm_record_get (fields, field));
}

static void
show_samples (HcrmTextsPage *self)
{
  HcrmTextsPagePrivate *priv = PRIV (self);

  hcrm_script_editor_set_sample (priv->text, look_up_cb, &priv->chinese);
  hcrm_script_editor_set_sample (priv->text_en, look_up_cb, &priv->english);
}

static void
form_changed_cb (HcrmTextsPage *self)
{
  show_samples (self);
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

/* --- the right side --------------------------------------------------------------------------- */

static void
show_fields (HcrmTextsPage *self, HcrmRecord *record)
{
  HcrmTextsPageClass *klass = HCRM_TEXTS_PAGE_GET_CLASS (self);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (klass->form);

  for (guint i = 0; record != NULL && i < klass->form->n_fields; i++) {
    const char *name = klass->form->fields[i].name;
    hcrm_record_set (fields, name, hcrm_record_get (record, name));
  }
  hcrm_form_set_record (PRIV (self)->form, fields);
  for (const char *const *name = klass->fixed; *name != NULL; name++)
    hcrm_form_set_field_visible (PRIV (self)->form, *name, record == NULL);
}

static void
hcrm_texts_page_show (HcrmAdminPage *page, HcrmRecord *record)
{
  HcrmTextsPagePrivate *priv = PRIV (HCRM_TEXTS_PAGE (page));

  show_fields (HCRM_TEXTS_PAGE (page), record);
  hcrm_script_editor_set_text (priv->text,
                               record != NULL ? hcrm_record_get (record, "text") : NULL);
  hcrm_script_editor_set_text (priv->text_en,
                               record != NULL ? hcrm_record_get (record, "text_en") : NULL);
  gtk_widget_set_visible (GTK_WIDGET (priv->retired), record != NULL);
  gtk_check_button_set_active (priv->retired, get_retired (record) != NULL);
}

static void
hcrm_texts_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmTextsPagePrivate *priv = PRIV (HCRM_TEXTS_PAGE (page));

  gtk_widget_set_sensitive (GTK_WIDGET (priv->form), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (priv->retired), editable);
  hcrm_script_editor_set_editable (priv->text, editable);
  hcrm_script_editor_set_editable (priv->text_en, editable);
}

static gboolean
check_editor (HcrmTextsPage *self, HcrmScriptEditor *editor, gboolean required)
{
  HcrmTextsPageClass *klass = HCRM_TEXTS_PAGE_GET_CLASS (self);
  const char *text = hcrm_script_editor_get_text (editor);
  g_autoptr (GError) bad = NULL;

  if (required && *text == '\0')
    hcrm_script_editor_show_error (editor, gettext (klass->missing));
  else if (!hcrm_script_check (text, klass->use, &bad))
    hcrm_script_editor_show_error (editor, bad->message);
  else
    return TRUE;
  return FALSE;
}

static gboolean
hcrm_texts_page_check (HcrmAdminPage *page)
{
  HcrmTextsPage *self = HCRM_TEXTS_PAGE (page);
  gboolean english = check_editor (self, PRIV (self)->text_en, FALSE);
  gboolean chinese = check_editor (self, PRIV (self)->text, TRUE);

  return hcrm_form_check (PRIV (self)->form) && chinese && english;
}

static JsonObject *
make_fields (HcrmTextsPage *self)
{
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (PRIV (self)->form);
  const char *const *fixed = HCRM_TEXTS_PAGE_GET_CLASS (self)->fixed;

  for (; !hcrm_admin_page_is_new (HCRM_ADMIN_PAGE (self)) && *fixed != NULL; fixed++)
    hcrm_record_unset (fields, *fixed);
  return hcrm_record_to_json (fields);
}

static JsonNode *
hcrm_texts_page_dup_body (HcrmAdminPage *page)
{
  HcrmTextsPage *self = HCRM_TEXTS_PAGE (page);
  g_autoptr (JsonObject) object = make_fields (self);
  const char *english = hcrm_script_editor_get_text (PRIV (self)->text_en);

  json_object_set_string_member (object, "text", hcrm_script_editor_get_text (PRIV (self)->text));
  if (*english != '\0')
    json_object_set_string_member (object, "text_en", english);
  else
    json_object_set_null_member (object, "text_en");
  hcrm_admin_page_add_retired (page, gtk_check_button_get_active (PRIV (self)->retired), object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_texts_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmTextsPagePrivate *priv = PRIV (HCRM_TEXTS_PAGE (page));
  JsonObject *object = json_node_get_object (body);

  hcrm_form_take_draft (priv->form, body);
  hcrm_script_editor_set_text (priv->text,
                               json_object_get_string_member_with_default (object, "text", ""));
  hcrm_script_editor_set_text (priv->text_en,
                               json_object_get_string_member_with_default (object, "text_en", ""));
  gtk_check_button_set_active (priv->retired,
                               json_object_get_string_member_with_default (object, "retired_at",
                                                                           NULL)
                                   != NULL);
}

static gboolean
hcrm_texts_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmTextsPagePrivate *priv = PRIV (HCRM_TEXTS_PAGE (page));

  if (g_str_equal (field, "text"))
    hcrm_script_editor_show_error (priv->text, message);
  else if (g_str_equal (field, "text_en"))
    hcrm_script_editor_show_error (priv->text_en, message);
  else
    return hcrm_form_show_error (priv->form, field, message);
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static GtkWidget *
make_sample (HcrmTextsPage *self)
{
  HcrmTextsPageClass *klass = HCRM_TEXTS_PAGE_GET_CLASS (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (_("Preview for"));
  GtkStringList *list = gtk_string_list_new (NULL);
  GtkWidget *sample = gtk_drop_down_new (G_LIST_MODEL (list), NULL);

  for (guint i = 0; klass->get_sample (i) != NULL; i++)
    gtk_string_list_append (list, klass->get_sample (i));
  PRIV (self)->sample = GTK_DROP_DOWN (sample);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sample), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Preview for"), -1);
  gtk_widget_add_css_class (label, "field-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), sample);
  g_signal_connect_swapped (sample, "notify::selected", G_CALLBACK (show_samples), self);
  return box;
}

static HcrmScriptEditor *
make_editor (HcrmTextsPage *self, const char *label)
{
  GtkWidget *editor = hcrm_script_editor_new (label, HCRM_TEXTS_PAGE_GET_CLASS (self)->use);

  g_signal_connect_swapped (editor, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  return HCRM_SCRIPT_EDITOR (editor);
}

static void
add_form (HcrmTextsPage *self)
{
  HcrmTextsPagePrivate *priv = PRIV (self);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  priv->form = g_object_new (HCRM_TYPE_FORM, NULL);
  priv->retired = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("No longer used")));
  hcrm_form_setup (priv->form, HCRM_TEXTS_PAGE_GET_CLASS (self)->form, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (priv->retired));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  g_signal_connect_swapped (priv->form, "changed", G_CALLBACK (form_changed_cb), self);
  g_signal_connect_swapped (priv->retired, "toggled", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_texts_page_constructed (GObject *object)
{
  HcrmTextsPage *self = HCRM_TEXTS_PAGE (object);
  HcrmTextsPagePrivate *priv = PRIV (self);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);

  G_OBJECT_CLASS (hcrm_texts_page_parent_class)->constructed (object);
  add_form (self);
  priv->text = make_editor (self, gettext (HCRM_TEXTS_PAGE_GET_CLASS (self)->label));
  priv->text_en = make_editor (self, _("In English"));
  hcrm_admin_page_add (page, NULL, make_sample (self));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (priv->text));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (priv->text_en));
  show_samples (self);
}

static void
hcrm_texts_page_class_init (HcrmTextsPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_texts_page_constructed;
  HCRM_PAGE_CLASS (klass)->show_field_error = hcrm_texts_page_show_field_error;
  admin->show = hcrm_texts_page_show;
  admin->check = hcrm_texts_page_check;
  admin->dup_body = hcrm_texts_page_dup_body;
  admin->take_body = hcrm_texts_page_take_body;
  admin->set_editable = hcrm_texts_page_set_editable;
}

static void
hcrm_texts_page_init (HcrmTextsPage *self)
{
  PRIV (self)->chinese = (Voice){ self, "zh_CN" };
  PRIV (self)->english = (Voice){ self, "en" };
}
