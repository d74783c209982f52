/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of variables: which of a study's go into a report, and that report's data as a file. */

#include "hcrm-study-lists-page.h"

#include "hcrm-study-export.h"
#include "hcrm-variable-choice.h"
#include "model/hcrm-study.h"
#include "widgets/hcrm-text.h"

struct _HcrmStudyListsPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  HcrmVariableChoice *choice;
  GtkWidget *data;    /* the button that exports it */
  JsonNode *book;     /* (nullable): the code book */
  char *code;         /* (nullable): of the study */
  GHashTable *titles; /* addresses of its forms to their titles */
  HcrmRecord *asked;  /* (nullable): the list that is exported */
};

G_DEFINE_FINAL_TYPE (HcrmStudyListsPage, hcrm_study_lists_page, HCRM_TYPE_ADMIN_PAGE)

static JsonNode *
parse_variables (HcrmRecord *list)
{
  const char *text = list != NULL ? hcrm_record_get (list, "variables") : NULL;
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? g_steal_pointer (&node) : NULL;
}

static char *
make_number (HcrmRecord *list, const char **pill)
{
  g_autoptr (JsonNode) node = parse_variables (list);

  return g_strdup_printf ("%u",
                          node != NULL ? json_array_get_length (json_node_get_array (node)) : 0);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       NULL, 220, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "variables",  NULL,  90, HCRM_CELL_NUMBER, 0, make_number },
  { "created_at", NULL, 120, HCRM_CELL_TIME,   0 },
};

static const HcrmField form_fields[] = {
  { "name", HCRM_KIND_TEXT, N_("Name"), HCRM_FIELD_REQUIRED, NULL, 1, 100 },
};
static const HcrmFieldSet form_set = { "study_list", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmListInfo list_info = {
  .name = "study-lists",
  .path = "/study-lists",
  .set = &hcrm_study_list_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "name",
  .title = N_("Lists of variables"),
  .empty = N_("There is no list yet. Ctrl+N chooses the variables of a report."),
};

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/study-lists",
  .entity = "study_list",
  .title = N_("Lists of variables"),
  .query = &hcrm_study_list_query,
  .create = N_("New List"),
  .edit = HCRM_PERM_STUDY_READ,
  .whole = TRUE,
  .width = 520,
};
/* clang-format on */

/* --- what there is ---------------------------------------------------------------------------- */

static void
show_book (HcrmStudyListsPage *self)
{
  if (self->book != NULL && self->code != NULL)
    hcrm_variable_choice_set_variables (
        self->choice, json_object_get_array_member (json_node_get_object (self->book), "items"),
        self->titles);
}

/* As long as it is the same, the lines stay, with the cursor in them. */
static void
book_cb (gpointer data, JsonNode *reply)
{
  HcrmStudyListsPage *self = data;

  if (self->book != NULL && json_node_equal (self->book, reply))
    return;
  g_clear_pointer (&self->book, json_node_unref);
  self->book = json_node_copy (reply);
  show_book (self);
}

/* The titles of its forms are known once the first of these has come. */
static void
study_cb (gpointer data, JsonNode *reply)
{
  HcrmStudyListsPage *self = data;
  JsonObject *study = json_node_get_object (reply);
  JsonArray *versions = json_object_get_array_member (study, "versions");
  gboolean first = self->code == NULL;

  g_free (self->code);
  self->code = g_strdup (hcrm_text_member (study, "code"));
  g_autofree char *title = g_strdup_printf (_ ("%s: variables"), self->code);
  hcrm_page_set_title (HCRM_PAGE (self), title);
  for (guint i = 0; i < json_array_get_length (versions); i++) {
    JsonObject *version = json_array_get_object_element (versions, i);
    g_hash_table_replace (self->titles, g_strdup (hcrm_text_member (version, "url")),
                          g_strdup (hcrm_text_member (version, "title")));
  }
  if (first)
    show_book (self);
}

static void
load (HcrmStudyListsPage *self)
{
  HcrmPage *page = HCRM_PAGE (self);
  const char *id = hcrm_page_get_argument (page);
  g_autofree char *study = g_strconcat ("/studies/", id, NULL);
  g_autofree char *book = g_strconcat ("/study-variables?study_id=", id, NULL);

  hcrm_page_send (page, &(HcrmRequest){ .method = "GET", .path = study, .fills = "study" },
                  study_cb, NULL);
  hcrm_page_send (page, &(HcrmRequest){ .method = "GET", .path = book, .fills = "book" }, book_cb,
                  NULL);
}

/* --- exporting -------------------------------------------------------------------------------- */

static void
export_asked_cb (gpointer data, HcrmRecord *record)
{
  HcrmStudyListsPage *self = data;
  g_autofree char *query =
      g_strdup_printf ("study_id=%s&list_id=%s", hcrm_record_get (self->asked, "study_id"),
                       hcrm_record_get (self->asked, "id"));
  g_autofree char *name = g_strdup_printf ("%s %s", self->code != NULL ? self->code : "",
                                           hcrm_record_get (self->asked, "name"));

  hcrm_study_export_order (HCRM_PAGE (self), query, name, hcrm_record_get (record, "reason"));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (widget);
  HcrmRecord *list = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget));

  if (list == NULL)
    return;
  g_set_object (&self->asked, list);
  hcrm_study_export_ask (HCRM_PAGE (self), export_asked_cb);
}

/* --- the right side --------------------------------------------------------------------------- */

static void
hcrm_study_lists_page_show (HcrmAdminPage *page, HcrmRecord *list)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&form_set);
  g_autoptr (JsonNode) chosen = parse_variables (list);

  hcrm_record_set (fields, "name", list != NULL ? hcrm_record_get (list, "name") : NULL);
  hcrm_form_set_record (self->form, fields);
  hcrm_variable_choice_set_chosen (self->choice,
                                   chosen != NULL ? json_node_get_array (chosen) : NULL);
  gtk_widget_set_visible (gtk_widget_get_parent (self->data), list != NULL);
}

static gboolean
hcrm_study_lists_page_check (HcrmAdminPage *page)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (page);
  g_autoptr (JsonArray) chosen = hcrm_variable_choice_dup_chosen (self->choice);
  gboolean some = json_array_get_length (chosen) > 0;

  hcrm_variable_choice_show_error (self->choice, some ? "" : _ ("Choose the variables"));
  return hcrm_form_check (self->form) && some;
}

static JsonNode *
hcrm_study_lists_page_dup_body (HcrmAdminPage *page)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);

  json_object_set_int_member (object, "study_id",
                              g_ascii_strtoll (hcrm_page_get_argument (HCRM_PAGE (page)), NULL,
                                               10));
  json_object_set_array_member (object, "variables",
                                hcrm_variable_choice_dup_chosen (self->choice));
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_study_lists_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (page);
  JsonObject *draft = json_node_get_object (body);
  JsonNode *variables = json_object_get_member (draft, "variables");
  gint64 study = g_ascii_strtoll (hcrm_page_get_argument (HCRM_PAGE (page)), NULL, 10);

  /* A new list of another study is none of this one. */
  if (json_object_get_int_member_with_default (draft, "study_id", study) != study)
    return;
  hcrm_form_take_draft (self->form, body);
  if (variables != NULL && JSON_NODE_HOLDS_ARRAY (variables))
    hcrm_variable_choice_set_chosen (self->choice, json_node_get_array (variables));
}

static gboolean
hcrm_study_lists_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (page);

  if (!g_str_has_prefix (field, "variables"))
    return hcrm_form_show_error (self->form, field, message);
  hcrm_variable_choice_show_error (self->choice, message);
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_study_lists_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_study_lists_page_parent_class)->refresh (page);
  load (HCRM_STUDY_LISTS_PAGE (page));
}

static void
hcrm_study_lists_page_constructed (GObject *object)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Export Data and Code Book…"));

  G_OBJECT_CLASS (hcrm_study_lists_page_parent_class)->constructed (object);
  hcrm_record_list_set_scope (hcrm_admin_page_get_list (page), "study_id",
                              hcrm_page_get_argument (HCRM_PAGE (page)));
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &form_set, NULL);
  self->choice = HCRM_VARIABLE_CHOICE (hcrm_variable_choice_new ());
  self->data = button;
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "lists.export");
  hcrm_admin_page_add (page, NULL, button);
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->form));
  hcrm_admin_page_add (page, _ ("Variables"), GTK_WIDGET (self->choice));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->choice, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_study_lists_page_finalize (GObject *object)
{
  HcrmStudyListsPage *self = HCRM_STUDY_LISTS_PAGE (object);

  g_clear_pointer (&self->book, json_node_unref);
  g_clear_object (&self->asked);
  g_hash_table_unref (self->titles);
  g_free (self->code);
  G_OBJECT_CLASS (hcrm_study_lists_page_parent_class)->finalize (object);
}

static void
hcrm_study_lists_page_class_init (HcrmStudyListsPageClass *klass)
{
  static const char *const watches[] = { "study_list", "study", NULL };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_study_lists_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_study_lists_page_finalize;
  page->refresh = hcrm_study_lists_page_refresh;
  page->show_field_error = hcrm_study_lists_page_show_field_error;
  page->watches = watches;
  page->help = N_ (
      "A report takes some of the study's variables. A list keeps which, by form and question: it "
      "is the same whatever version of a form was filled in, and can be exported again and again.\n\n"
      "The columns of the data stand in the order in which the variables were chosen; those of the "
      "subject and the visit come first.");
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "lists.export", NULL, export_action);
  admin->info = &info;
  admin->show = hcrm_study_lists_page_show;
  admin->check = hcrm_study_lists_page_check;
  admin->dup_body = hcrm_study_lists_page_dup_body;
  admin->take_body = hcrm_study_lists_page_take_body;
}

static void
hcrm_study_lists_page_init (HcrmStudyListsPage *self)
{
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}
