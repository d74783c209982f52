/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library of questionnaires. */

#include "hcrm-library-page.h"

#include "core/hcrm-language.h"
#include "hcrm-category-tree.h"
#include "hcrm-library-files.h"
#include "hcrm-questionnaire-detail.h"
#include "model/hcrm-questionnaire-model.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

#define SHOW_AFTER_MS 80

struct _HcrmLibraryPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  GtkLabel *category;
  AdwBin *tree_place;
  HcrmRecordList *list;
  AdwBin *detail_place;
  HcrmCategoryTree *tree;
  HcrmQuestionnaireDetail *detail;
  guint show_id;
  gint64 shown;      /* in the detail */
  gint64 wanted;     /* to be shown though it is not in the list */
  gboolean narrowed; /* other rows are coming; the first of them is chosen then */
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE (HcrmLibraryPage, hcrm_library_page, HCRM_TYPE_LIST_PAGE)

static HcrmPage *
page (gpointer self)
{
  return HCRM_PAGE (self);
}

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_title (HcrmRecord *questionnaire, const char **pill)
{
  return g_strdup (hcrm_text_field (questionnaire, "title"));
}

static char *
make_state (HcrmRecord *questionnaire, const char **pill)
{
  return hcrm_column_text_state (questionnaire, &hcrm_questionnaire_workflow, pill);
}

static char *
make_purposes (HcrmRecord *questionnaire, const char **pill)
{
  return hcrm_questionnaire_purposes_dup (questionnaire);
}

/* The server counts no further than this. */
#define MOST_RESPONSES 1000

static char *
make_responses (HcrmRecord *questionnaire, const char **pill)
{
  const char *n = hcrm_record_get (questionnaire, "responses");

  if (hcrm_record_get_int (questionnaire, "responses") < MOST_RESPONSES)
    return g_strdup (n);
  return g_strdup_printf ("%s+", n);
}

static char *
make_diseases (HcrmRecord *questionnaire, const char **pill)
{
  const char *text = hcrm_record_get (questionnaire, "categories");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  GString *codes = g_string_new (NULL);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return g_string_free (codes, FALSE);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_string_append_printf (codes, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (json_node_get_array (node), i));
  return g_string_free (codes, FALSE);
}

/* clang-format off */
#define REST                                                                                       \
  { "state",        NULL,            114, HCRM_CELL_PILL,   0, make_state },                       \
  { "version_tag",  NULL,             60, HCRM_CELL_TEXT,   0, .leaves = 3 },                      \
  { "items",        NULL,             64, HCRM_CELL_NUMBER, 0, .leaves = 2 },                      \
  { "responses",    NULL,             64, HCRM_CELL_NUMBER, 0, make_responses, .leaves = 1 },      \
  { "purposes",     NULL,            110, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN, make_purposes },   \
  { "categories",   NULL,            110, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN, make_diseases },   \
  { "published_at", NULL,            100, HCRM_CELL_TIME,   HCRM_COLUMN_SORT | HCRM_COLUMN_HIDDEN }, \
  { "updated_at",   NULL,            100, HCRM_CELL_TIME,   HCRM_COLUMN_SORT | HCRM_COLUMN_HIDDEN }, \
  { "created_by",   NULL,            100, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN }

static const HcrmColumn columns[] = {
  { "pinyin",       N_("Questionnaire title"),     200, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_title, .exports = "title" },
  REST,
};

/* In the order of the words that are shown. */
static const HcrmColumn english_columns[] = {
  { "title_en",     N_("Questionnaire title"),     200, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_title, .exports = "title_en" },
  REST,
};

static const HcrmFilter filters[] = {
  { "state",    N_("State"),        hcrm_questionnaire_state_choices,   NULL, FALSE, -1 },
  { "purpose",  N_("Purpose"),      hcrm_questionnaire_purpose_choices, NULL, FALSE, -1 },
  { "url",      N_("Address"),      NULL, NULL, TRUE, -1, TRUE },
  { "diagnosis", N_("Diagnosis"),   NULL, NULL, TRUE, -1, TRUE },
};

#define INFO(table, first)                                                                         \
  {                                                                                                \
    .name = "questionnaires", .path = "/questionnaires", .set = &hcrm_questionnaire_fields,        \
    .columns = table, .n_columns = G_N_ELEMENTS (table), .sort = first,                            \
    .title = N_("Questionnaires"), .empty = EMPTY                                                  \
  }
#define EMPTY N_("No questionnaire fits these conditions. Take a filter away, or choose another disease.")

static const HcrmListInfo list_info = INFO (columns, "pinyin");
static const HcrmListInfo english_list_info = INFO (english_columns, "title_en");
/* clang-format on */

/* --- one of them ------------------------------------------------------------------------------ */

static void
fetched_cb (gpointer data, JsonNode *reply)
{
  HcrmLibraryPage *self = data;
  gint64 id = json_object_get_int_member_with_default (json_node_get_object (reply), "id", 0);

  if (id == self->wanted)
    hcrm_questionnaire_detail_show (self->detail, reply);
  self->shown = id;
}

static void
fetch (HcrmLibraryPage *self)
{
  g_autofree char *path = g_strdup_printf ("/questionnaires/%" G_GINT64_FORMAT, self->wanted);

  if (self->wanted != 0)
    hcrm_page_call (page (self), "GET", path, NULL, fetched_cb);
}

static void
show_due_cb (gpointer data)
{
  HCRM_LIBRARY_PAGE (data)->show_id = 0;
  fetch (data);
}

/* Whoever holds Down does not have every form built. */
static void
show (HcrmLibraryPage *self, gint64 id)
{
  if (id == 0 || id == self->wanted)
    return;
  self->wanted = id;
  g_clear_handle_id (&self->show_id, g_source_remove);
  self->show_id = g_timeout_add_once (SHOW_AFTER_MS, show_due_cb, self);
}

static void
selection_changed_cb (HcrmLibraryPage *self)
{
  show (self, hcrm_record_list_get_selected_id (self->list));
}

/* Steps belong to a form that can be seen in the list. */
static void
show_none (HcrmLibraryPage *self)
{
  g_clear_handle_id (&self->show_id, g_source_remove);
  self->wanted = self->shown = 0;
  hcrm_questionnaire_detail_show (self->detail, NULL);
}

/* The chosen one stays if it is among the rows that came; else the first of them is. */
static void
choose_listed (HcrmLibraryPage *self)
{
  gint64 id = hcrm_record_list_get_selected_id (self->list);
  HcrmListModel *model = hcrm_record_list_get_model (self->list);

  if (self->narrowed && g_list_model_get_n_items (G_LIST_MODEL (model)) == 0)
    show_none (self);
  else if (id == 0
           || (self->narrowed && hcrm_list_model_find (model, id) == GTK_INVALID_LIST_POSITION))
    hcrm_record_list_move (self->list, 1);
  else
    show (self, id);
  self->narrowed = FALSE;
}

static void
loaded_cb (HcrmLibraryPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self->list);

  gtk_label_set_text (self->count, count);
  choose_listed (self);
  if (!self->loaded && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
  self->loaded = TRUE;
}

static void
open_editor (HcrmLibraryPage *self, gint64 id)
{
  hcrm_page_open_id (page (self), "questionnaire", id);
}

static void
activate_cb (HcrmLibraryPage *self, HcrmRecord *record)
{
  open_editor (self, hcrm_record_get_int (record, "id"));
}

/* What a step made is a draft to be edited, or the same one in another state. */
static void
taken_cb (HcrmLibraryPage *self, const char *action, gint64 id)
{
  if (g_str_equal (action, "show")) {
    show (self, id);
    hcrm_record_list_select_id (self->list, id);
    return;
  }
  if (!g_str_equal (action, "edit")) {
    self->wanted = 0;
    show (self, id);
    hcrm_record_list_select_id (self->list, id);
    hcrm_record_list_refresh (self->list);
    hcrm_category_tree_load (self->tree);
  }
  if (g_str_equal (action, "edit") || g_str_equal (action, "revise")
      || g_str_equal (action, "clone"))
    open_editor (self, id);
}

/* --- conditions ------------------------------------------------------------------------------- */

static void
hcrm_library_page_narrowed (HcrmListPage *base, const char *query)
{
  HCRM_LIBRARY_PAGE (base)->narrowed = TRUE;
}

static void
category_cb (HcrmLibraryPage *self)
{
  const char *code = hcrm_category_tree_get_code (self->tree);
  const char *name = hcrm_category_tree_get_name (self->tree);
  g_autofree char *text = code != NULL ? g_strdup_printf ("%s %s", code, name) : g_strdup ("");

  gtk_label_set_text (self->category, text);
  self->narrowed = TRUE;
  hcrm_record_list_set_filter (self->list, "category", code);
}

/* --- more of them ----------------------------------------------------------------------------- */

static void
created_cb (gpointer data, JsonNode *reply)
{
  HcrmLibraryPage *self = data;
  gint64 id = reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
                  ? json_object_get_int_member_with_default (json_node_get_object (reply), "id", 0)
                  : 0;

  if (id != 0)
    taken_cb (self, "clone", id);
}

static gboolean
may_edit (HcrmLibraryPage *self)
{
  return hcrm_page_may (page (self), HCRM_PERM_QUESTIONNAIRE_EDIT);
}

static void
hcrm_library_page_create (HcrmPage *base)
{
  if (may_edit (HCRM_LIBRARY_PAGE (base)))
    hcrm_library_create (base, created_cb);
}

static void
create_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_library_page_create (HCRM_PAGE (widget));
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_library_import (HCRM_PAGE (widget), created_cb);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmLibraryPage *self = HCRM_LIBRARY_PAGE (widget);
  HcrmRecord *record = hcrm_questionnaire_detail_get_record (self->detail);

  if (record != NULL)
    hcrm_library_export (HCRM_PAGE (widget), hcrm_questionnaire_detail_get_resource (self->detail),
                         hcrm_text_field (record, "title"));
}

static void
compose_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_page_open (HCRM_PAGE (widget), "composition", NULL);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  hcrm_questionnaire_detail_take_step (HCRM_LIBRARY_PAGE (widget)->detail,
                                       g_variant_get_string (action, NULL));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_library_page_refresh (HcrmPage *base)
{
  HcrmLibraryPage *self = HCRM_LIBRARY_PAGE (base);

  HCRM_PAGE_CLASS (hcrm_library_page_parent_class)->refresh (base);
  hcrm_category_tree_load (self->tree);
  if (self->shown != 0)
    fetch (self);
}

/* A form that somebody tries out stays as it is; the list follows. */
static void
hcrm_library_page_event (HcrmPage *base, const char *kind, gint64 id, gint64 version)
{
  HcrmLibraryPage *self = HCRM_LIBRARY_PAGE (base);
  HcrmRecord *record = hcrm_questionnaire_detail_get_record (self->detail);

  hcrm_record_list_refresh (self->list);
  if (record == NULL || (id == self->shown && version != hcrm_record_get_int (record, "version")))
    fetch (self);
}

static gboolean
hcrm_library_page_back (HcrmPage *base)
{
  HcrmLibraryPage *self = HCRM_LIBRARY_PAGE (base);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (base));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
allow (HcrmLibraryPage *self)
{
  static const char *const editing[] = { "library.new", "library.import" };

  for (guint i = 0; i < G_N_ELEMENTS (editing); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), editing[i], may_edit (self));
}

static void
hcrm_library_page_constructed (GObject *object)
{
  HcrmLibraryPage *self = HCRM_LIBRARY_PAGE (object);

  G_OBJECT_CLASS (hcrm_library_page_parent_class)->constructed (object);
  self->tree = HCRM_CATEGORY_TREE (hcrm_category_tree_new (page (self)));
  self->detail = HCRM_QUESTIONNAIRE_DETAIL (hcrm_questionnaire_detail_new (page (self)));
  adw_bin_set_child (self->tree_place, GTK_WIDGET (self->tree));
  adw_bin_set_child (self->detail_place, GTK_WIDGET (self->detail));
  g_signal_connect_swapped (self->tree, "changed", G_CALLBACK (category_cb), self);
  g_signal_connect_swapped (self->detail, "taken", G_CALLBACK (taken_cb), self);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list,
                        hcrm_language_is_english () ? &english_list_info : &list_info,
                        self->filters, filters, G_N_ELEMENTS (filters), "");
  allow (self);
}

static void
hcrm_library_page_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_LIBRARY_PAGE (object)->show_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_library_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmLibraryPage, count);
  gtk_widget_class_bind_template_child (klass, HcrmLibraryPage, category);
  gtk_widget_class_bind_template_child (klass, HcrmLibraryPage, filters);
  gtk_widget_class_bind_template_child (klass, HcrmLibraryPage, tree_place);
  gtk_widget_class_bind_template_child (klass, HcrmLibraryPage, list);
  gtk_widget_class_bind_template_child (klass, HcrmLibraryPage, detail_place);
  gtk_widget_class_bind_template_callback (klass, activate_cb);
  gtk_widget_class_bind_template_callback (klass, loaded_cb);
  gtk_widget_class_bind_template_callback (klass, selection_changed_cb);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "questionnaire", NULL };
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_("find") }, { "Enter", N_("open") }, { "Ctrl N", N_("new"), HCRM_PERM_QUESTIONNAIRE_EDIT },
    { "Ctrl R", N_("revise"), HCRM_PERM_QUESTIONNAIRE_EDIT }, { "Ctrl D", N_("copy"), HCRM_PERM_QUESTIONNAIRE_EDIT }, { NULL },
  };
  /* clang-format on */

  klass->refresh = hcrm_library_page_refresh;
  klass->event = hcrm_library_page_event;
  klass->create = hcrm_library_page_create;
  klass->back = hcrm_library_page_back;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ (
      "All questionnaires. Ctrl+F finds by title, pinyin, initials or address; the tree to the "
      "left narrows to a disease: Right opens a part, Left closes it. The figures are what is "
      "filed there, and + what is inherited from above.\n\nTo the right is the chosen one: its "
      "form to try out, its versions and what differs between them, and who uses it. Enter opens "
      "it; a draft can be edited there. A published version never changes: Ctrl+R makes a draft of "
      "the next one, Ctrl+D a copy.");
}

static void
hcrm_library_page_class_init (HcrmLibraryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_library_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_library_page_dispose;
  HCRM_LIST_PAGE_CLASS (klass)->narrowed = hcrm_library_page_narrowed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/questionnaires/hcrm-library-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "library.new", NULL, create_action);
  gtk_widget_class_install_action (widget_class, "library.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "library.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "library.compose", NULL, compose_action);
  gtk_widget_class_install_action (widget_class, "library.step", "s", step_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "library.step",
                                       "s", "revise");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "library.step",
                                       "s", "clone");
}

static void
hcrm_library_page_init (HcrmLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
