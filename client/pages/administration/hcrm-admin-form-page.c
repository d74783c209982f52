/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every page of the administration does whose right side is a form, and rows below it. */

#include "hcrm-admin-form-page.h"

#include "widgets/hcrm-choices.h"

typedef struct {
  const char *name;
  HcrmRowsEditor *editor; /* the page's own */
} Rows;

typedef struct {
  const HcrmFieldSet *set;
  HcrmForm *form; /* the page's own */
  GArray *rows;   /* (element-type Rows) */
} HcrmAdminFormPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmAdminFormPage, hcrm_admin_form_page, HCRM_TYPE_ADMIN_PAGE)

static HcrmAdminFormPagePrivate *
get_private (gpointer page)
{
  return hcrm_admin_form_page_get_instance_private (HCRM_ADMIN_FORM_PAGE (page));
}

/* --- what it is made of ----------------------------------------------------------------------- */

void
hcrm_admin_form_page_setup (HcrmAdminFormPage *self, const HcrmFieldSet *set)
{
  HcrmAdminFormPagePrivate *priv = get_private (self);

  g_return_if_fail (priv->form == NULL);
  priv->set = set;
  priv->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (priv->form, set, NULL);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, GTK_WIDGET (priv->form));
  g_signal_connect_swapped (priv->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
}

void
hcrm_admin_form_page_set_lines (HcrmAdminFormPage *self, const char *const *lines)
{
  hcrm_form_set_lines (get_private (self)->form, lines);
}

HcrmRowsEditor *
hcrm_admin_form_page_add_rows (HcrmAdminFormPage *self,
                               const char *title,
                               const char *name,
                               const HcrmFieldSet *set,
                               const HcrmRowsColumn *columns,
                               guint n_columns,
                               const char *add)
{
  HcrmApi *api = hcrm_page_get_api (HCRM_PAGE (self));
  GtkWidget *editor = hcrm_rows_editor_new (api, set, columns, n_columns, add);
  Rows rows = { name, HCRM_ROWS_EDITOR (editor) };

  g_array_append_val (get_private (self)->rows, rows);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), title, editor);
  g_signal_connect_swapped (editor, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  return rows.editor;
}

void
hcrm_admin_form_page_fill_choices (HcrmAdminFormPage *self, const char *name, JsonNode *reply)
{
  hcrm_choices_fill_form (get_private (self)->form, name,
                          hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self)), reply);
}

static Rows *
get_rows (HcrmAdminFormPagePrivate *priv, guint i)
{
  return &g_array_index (priv->rows, Rows, i);
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void
fill_rows (Rows *rows, HcrmRecord *record)
{
  g_autoptr (GPtrArray) array = record != NULL ? hcrm_record_get_rows (record, rows->name) : NULL;

  hcrm_rows_editor_set_rows (rows->editor, array);
}

static void
hcrm_admin_form_page_show (HcrmAdminPage *page, HcrmRecord *record)
{
  HcrmAdminFormPagePrivate *priv = get_private (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (priv->set);

  for (guint i = 0; record != NULL && i < priv->set->n_fields; i++) {
    const char *name = priv->set->fields[i].name;
    hcrm_record_set (fields, name, hcrm_record_get (record, name));
  }
  hcrm_form_set_record (priv->form, fields);
  for (guint i = 0; i < priv->rows->len; i++)
    fill_rows (get_rows (priv, i), record);
}

static void
hcrm_admin_form_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmAdminFormPagePrivate *priv = get_private (page);

  gtk_widget_set_sensitive (GTK_WIDGET (priv->form), editable);
  for (guint i = 0; i < priv->rows->len; i++)
    hcrm_rows_editor_set_editable (get_rows (priv, i)->editor, editable);
}

static gboolean
hcrm_admin_form_page_check (HcrmAdminPage *page)
{
  HcrmAdminFormPagePrivate *priv = get_private (page);
  gboolean good = TRUE;

  for (guint i = 0; i < priv->rows->len; i++)
    good = hcrm_rows_editor_check (get_rows (priv, i)->editor) && good;
  return hcrm_form_check (priv->form) && good;
}

static gboolean
hcrm_admin_form_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmAdminFormPagePrivate *priv = get_private (page);

  for (guint i = 0; i < priv->rows->len; i++) {
    Rows *rows = get_rows (priv, i);
    if (hcrm_rows_editor_show_error (rows->editor, rows->name, field, message))
      return TRUE;
  }
  return hcrm_form_show_error (priv->form, field, message);
}

/* --- what is saved ---------------------------------------------------------------------------- */

static gboolean
is_id (const HcrmField *field)
{
  return field->kind == HCRM_KIND_CODE && field->choices == NULL;
}

static JsonNode *
hcrm_admin_form_page_dup_body (HcrmAdminPage *page)
{
  HcrmAdminFormPagePrivate *priv = get_private (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (priv->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);

  for (guint i = 0; i < priv->set->n_fields; i++) {
    const HcrmField *field = &priv->set->fields[i];
    const char *id = hcrm_record_get (fields, field->name);

    if (is_id (field) && id != NULL)
      json_object_set_int_member (object, field->name, g_ascii_strtoll (id, NULL, 10));
  }
  for (guint i = 0; i < priv->rows->len; i++)
    json_object_set_member (object, get_rows (priv, i)->name,
                            hcrm_rows_editor_dup_json (get_rows (priv, i)->editor));
  return json_node_init_object (json_node_alloc (), object);
}

static void
spell_id (JsonObject *object, const char *name)
{
  gint64 id = json_object_get_int_member_with_default (object, name, 0);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  if (id != 0)
    json_object_set_string_member (object, name, text);
}

static void
hcrm_admin_form_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmAdminFormPagePrivate *priv = get_private (page);
  JsonObject *object = json_node_get_object (body);

  for (guint i = 0; i < priv->set->n_fields; i++)
    if (is_id (&priv->set->fields[i]))
      spell_id (object, priv->set->fields[i].name);
  hcrm_form_take_draft (priv->form, body);
  for (guint i = 0; i < priv->rows->len; i++) {
    Rows *rows = get_rows (priv, i);
    hcrm_rows_editor_take_json (rows->editor, json_object_get_member (object, rows->name));
  }
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_admin_form_page_finalize (GObject *object)
{
  g_array_unref (get_private (object)->rows);
  G_OBJECT_CLASS (hcrm_admin_form_page_parent_class)->finalize (object);
}

static void
hcrm_admin_form_page_class_init (HcrmAdminFormPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hcrm_admin_form_page_finalize;
  HCRM_PAGE_CLASS (klass)->show_field_error = hcrm_admin_form_page_show_field_error;
  admin->show = hcrm_admin_form_page_show;
  admin->set_editable = hcrm_admin_form_page_set_editable;
  admin->check = hcrm_admin_form_page_check;
  admin->dup_body = hcrm_admin_form_page_dup_body;
  admin->take_body = hcrm_admin_form_page_take_body;
}

static void
hcrm_admin_form_page_init (HcrmAdminFormPage *self)
{
  get_private (self)->rows = g_array_new (FALSE, FALSE, sizeof (Rows));
}
