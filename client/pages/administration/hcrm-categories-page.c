/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What patients' opinions are sorted into: names, their order, and which are used no longer. */

#include "hcrm-categories-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-statistic.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"

struct _HcrmCategoriesPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  GtkCheckButton *retired;
};

G_DEFINE_FINAL_TYPE (HcrmCategoriesPage, hcrm_categories_page, HCRM_TYPE_ADMIN_PAGE)

/* In both languages the Chinese name: the English one stands beside it. */
static char *
make_name (HcrmRecord *category, const char **pill)
{
  return g_strdup (hcrm_record_get (category, "name"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "position",   NULL,                70, HCRM_CELL_NUMBER, HCRM_COLUMN_SORT },
  { "name",       N_("Category"),     180, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_name },
  { "name_en",    NULL,               180, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND, .leaves = 1 },
  { "retired_at", N_("State"),        110, HCRM_CELL_PILL,   0, hcrm_column_text_retired },
};

static const HcrmField form_fields[] = {
  { "name",     HCRM_KIND_TEXT, N_("Name of the category"), HCRM_FIELD_REQUIRED, NULL, 1, 40 },
  { "name_en",  HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 80 },
  { "position", HCRM_KIND_INT,  N_("Place"),        0, NULL, 1, 999 },
};
static const HcrmFieldSet form_set = { "opinion_category", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmListInfo list_info = {
  .name = "categories",
  .path = "/opinion-categories",
  .set = &hcrm_opinion_category_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "position",
  .title = N_("Categories of opinions"),
  .empty = N_("No category fits these conditions."),
};

static const char *const filters[] = { "q", "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/opinion-categories",
  .entity = "opinion_category",
  .title = N_("Categories of opinions"),
  .query = &hcrm_opinion_category_query,
  .filters = filters,
  .create = N_("New Category"),
  .edit = HCRM_PERM_SETTING_EDIT,
  .whole = TRUE,
  .width = 420,
};
/* clang-format on */

static const char *
get_retired (HcrmRecord *category)
{
  return category != NULL ? hcrm_record_get (category, "retired_at") : NULL;
}

/* --- the right side --------------------------------------------------------------------------- */

static void
hcrm_categories_page_show (HcrmAdminPage *page, HcrmRecord *category)
{
  HcrmCategoriesPage *self = HCRM_CATEGORIES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&form_set);

  for (guint i = 0; category != NULL && i < form_set.n_fields; i++)
    hcrm_record_set (fields, form_fields[i].name, hcrm_record_get (category, form_fields[i].name));
  hcrm_form_set_record (self->form, fields);
  gtk_widget_set_visible (GTK_WIDGET (self->retired), category != NULL);
  gtk_check_button_set_active (self->retired, get_retired (category) != NULL);
}

static gboolean
hcrm_categories_page_check (HcrmAdminPage *page)
{
  return hcrm_form_check (HCRM_CATEGORIES_PAGE (page)->form);
}

static JsonNode *
hcrm_categories_page_dup_body (HcrmAdminPage *page)
{
  HcrmCategoriesPage *self = HCRM_CATEGORIES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);

  hcrm_admin_page_add_retired (page, gtk_check_button_get_active (self->retired), object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_categories_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmCategoriesPage *self = HCRM_CATEGORIES_PAGE (page);
  JsonObject *object = json_node_get_object (body);

  hcrm_form_take_draft (self->form, body);
  gtk_check_button_set_active (self->retired,
                               json_object_get_string_member_with_default (object, "retired_at",
                                                                           NULL)
                                   != NULL);
}

static gboolean
hcrm_categories_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  return hcrm_form_show_error (HCRM_CATEGORIES_PAGE (page)->form, field, message);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_categories_page_constructed (GObject *object)
{
  HcrmCategoriesPage *self = HCRM_CATEGORIES_PAGE (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  G_OBJECT_CLASS (hcrm_categories_page_parent_class)->constructed (object);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &form_set, NULL);
  self->retired = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("No longer used")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->retired));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->retired, "toggled", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_categories_page_class_init (HcrmCategoriesPageClass *klass)
{
  static const char *const watches[] = { "opinion_category", NULL };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_categories_page_constructed;
  page->show_field_error = hcrm_categories_page_show_field_error;
  page->watches = watches;
  page->help = N_("What patients say in their own words is sorted into these categories on the page of "
         "opinions, and counted by them in the statistics.\n\nThe place is the order in which they "
         "stand there; the first nine are chosen by the digits 1 to 9. A new one without a place "
         "comes last.\n\nA category that is no longer used stays where it was given, and is "
         "counted there; it is not offered any more.");
  admin->info = &info;
  admin->show = hcrm_categories_page_show;
  admin->check = hcrm_categories_page_check;
  admin->dup_body = hcrm_categories_page_dup_body;
  admin->take_body = hcrm_categories_page_take_body;
}

static void
hcrm_categories_page_init (HcrmCategoriesPage *self)
{
}
