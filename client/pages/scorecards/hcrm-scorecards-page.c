/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scorecards: their items, what each weighs, and how the reviewer will see them. */

#include "hcrm-scorecards-page.h"

#include <glib/gi18n.h>

#include "hcrm-scorecard-preview.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define FILLS "revisions"

struct _HcrmScorecardsPage {
  HcrmAdminFormPage parent_instance;

  HcrmRowsEditor *items;
  GtkBox *preview;
  GtkBox *revisions;
  guint n_coded; /* items that have had a code */
};

G_DEFINE_FINAL_TYPE (HcrmScorecardsPage, hcrm_scorecards_page, HCRM_TYPE_ADMIN_FORM_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *card, const char **pill)
{
  return hcrm_column_text_state (card, &hcrm_scorecard_workflow, pill);
}

static char *
make_name (HcrmRecord *card, const char **pill)
{
  return g_strdup (hcrm_text_field (card, "name"));
}

#define REQUIRED HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",         NULL, 180, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_name },
  { "state",        NULL, 110, HCRM_CELL_PILL,   0, make_state },
  { "revision",     NULL,  80, HCRM_CELL_NUMBER, 0 },
  { "n_items",      NULL,  70, HCRM_CELL_NUMBER, 0, .leaves = 1 },
  { "pass_mark",    NULL,  90, HCRM_CELL_NUMBER, 0, .leaves = 3 },
  { "published_at", NULL, 112, HCRM_CELL_TIME,   0, .leaves = 2 },
  { "code",         NULL, 120, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_HIDDEN },
};

static const HcrmField form_fields[] = {
  { "code",      HCRM_KIND_TEXT,    N_("Code"),         REQUIRED, NULL, 1, 60 },
  { "name",      HCRM_KIND_TEXT,    N_("Name"),         REQUIRED, NULL, 1, 60 },
  { "name_en",   HCRM_KIND_TEXT,    N_("English name"), 0, NULL, 0, 100 },
  { "pass_mark", HCRM_KIND_DECIMAL, N_("Passed from"),  REQUIRED, N_("points of 100"), 0, 100 },
  { "note",      HCRM_KIND_TEXT,    N_("Note"),         LINES, NULL, 0, 2000 },
};
/* So low that the first item is in sight below it. */
static const char *const form_lines[] = { "code:3 name:4 name_en:5", "pass_mark:4 note:8", NULL };
static const HcrmFieldSet form_set = { "scorecard", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmRowsColumn item_columns[] = {
  { { "text",       HCRM_KIND_TEXT,    N_("What is scored"),              REQUIRED, NULL, 1, 200 }, .line = 0, .expand = TRUE },
  { { "text_en",    HCRM_KIND_TEXT,    N_("English item"),      0, NULL, 0, 300 }, .line = 1, .expand = TRUE },
  { { "kind",       HCRM_KIND_CODE,    N_("Kind"),              REQUIRED, NULL, 0, 0, hcrm_scorecard_kind_choices }, .line = 2, .expand = TRUE, .initial = "scale" },
  { { "max",        HCRM_KIND_INT,     N_("Points at most"),    0, NULL, 1, 100 }, .line = 2, .initial = "5" },
  { { "weight",     HCRM_KIND_DECIMAL, N_("Weight"),            0, NULL, 0, 1000 }, .line = 2 },
  { { "may_na",     HCRM_KIND_BOOL,    N_("May not apply"),     0 }, .line = 2, .initial = "false" },
  { { "section",    HCRM_KIND_TEXT,    N_("Section"),           0, NULL, 0, 60 }, .line = 3, .expand = TRUE },
  { { "section_en", HCRM_KIND_TEXT,    N_("English section"),   0, NULL, 0, 100 }, .line = 3, .expand = TRUE },
  { { "code",       HCRM_KIND_TEXT,    N_("Lasting code"), REQUIRED, NULL, 1, 60 }, .line = 3, .expand = TRUE },
  { { "hint",       HCRM_KIND_TEXT,    N_("What to look for"),  LINES, NULL, 0, 1000 }, .line = 4, .expand = TRUE },
  { { "hint_en",    HCRM_KIND_TEXT,    N_("What to look for, in English"), LINES, NULL, 0, 1500 }, .line = 4, .expand = TRUE },
};

static const HcrmListInfo list_info = {
  .name = "scorecards",
  .path = "/scorecards",
  .set = &hcrm_scorecard_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "name",
  .title = N_("Scorecards"),
  .empty = N_("No scorecard fits. Ctrl+N writes one."),
};

static const char *const filters[] = { "q", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/scorecards",
  .entity = "scorecard",
  .title = N_("Scorecards"),
  .query = &hcrm_scorecard_query,
  .filters = filters,
  .create = N_("New Scorecard"),
  .edit = HCRM_PERM_REVIEW_MANAGE,
  .flow = &hcrm_scorecard_workflow,
  .width = 600,
};
/* clang-format on */

/* --- items ------------------------------------------------------------------------------------ */

static HcrmInput *
get_cell (HcrmScorecardsPage *self, guint row, const char *column)
{
  return HCRM_INPUT (hcrm_rows_editor_get_cell (self->items, row, column));
}

static void
copy_cell (HcrmScorecardsPage *self, guint row, const char *name, HcrmRecord *item)
{
  g_autofree char *value = hcrm_input_dup_value (get_cell (self, row, name));

  hcrm_record_set (item, name, value);
}

/* (element-type HcrmRecord): the items as they stand, also what could not be saved. */
static GPtrArray *
dup_items (HcrmScorecardsPage *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < hcrm_rows_editor_get_n (self->items); i++) {
    HcrmRecord *item = hcrm_record_new (&hcrm_scorecard_item_fields);
    for (guint k = 0; k < G_N_ELEMENTS (item_columns); k++)
      copy_cell (self, i, item_columns[k].field.name, item);
    g_ptr_array_add (items, item);
  }
  return items;
}

static gboolean
has_code (HcrmScorecardsPage *self, const char *code)
{
  for (guint i = 0; i < hcrm_rows_editor_get_n (self->items); i++) {
    g_autofree char *other = hcrm_input_dup_value (get_cell (self, i, "code"));
    if (g_strcmp0 (other, code) == 0)
      return TRUE;
  }
  return FALSE;
}

static char *
dup_free_code (HcrmScorecardsPage *self, guint number)
{
  char *code = g_strdup_printf ("item-%u", number);

  while (has_code (self, code)) {
    g_free (code);
    code = g_strdup_printf ("item-%u", ++number);
  }
  return code;
}

/* A code only ties an item to itself in later revisions: a new item gets one that is free, and
 * whoever would rather name it does. */
static void
propose_codes (HcrmScorecardsPage *self)
{
  guint n = hcrm_rows_editor_get_n (self->items);

  for (guint i = self->n_coded; i < n; i++) {
    g_autofree char *had = hcrm_input_dup_value (get_cell (self, i, "code"));
    g_autofree char *code = dup_free_code (self, i + 1);
    if (had == NULL || *had == '\0')
      hcrm_input_set_value (get_cell (self, i, "code"), code);
  }
  self->n_coded = n;
}

/* Only what is scored in points has a best value, and a fatal item weighs nothing. */
static void
follow_kind (HcrmScorecardsPage *self, guint row, HcrmRecord *item)
{
  const char *kind = hcrm_record_get (item, "kind");
  gboolean scale = g_strcmp0 (kind, "scale") == 0, fatal = g_strcmp0 (kind, "fatal") == 0;
  gboolean editable = hcrm_admin_page_get_editable (HCRM_ADMIN_PAGE (self));

  gtk_widget_set_sensitive (GTK_WIDGET (get_cell (self, row, "max")), scale && editable);
  gtk_widget_set_sensitive (GTK_WIDGET (get_cell (self, row, "weight")), !fatal && editable);
  if (!scale)
    hcrm_input_set_value (get_cell (self, row, "max"), NULL);
  if (fatal)
    hcrm_input_set_value (get_cell (self, row, "weight"), NULL);
}

static void
show_share (HcrmScorecardsPage *self, guint row, HcrmRecord *item, gint64 sum)
{
  g_autofree char *share = hcrm_scorecard_dup_share (item, sum);
  g_autofree char *weight = hcrm_scorecard_dup_weight (hcrm_scorecard_get_weight (item));
  g_autofree char *all = hcrm_scorecard_dup_weight (sum);
  g_autofree char *weighs =
      g_strdup_printf (_ ("%u · weighs %s of %s: %s of the score"), row + 1, weight, all, share);
  g_autofree char *fatal = g_strdup_printf (_ ("%u · if this is broken, the score is 0"), row + 1);

  hcrm_rows_editor_set_note (self->items, row,
                             g_strcmp0 (hcrm_record_get (item, "kind"), "fatal") == 0 ? fatal
                                                                                      : weighs);
}

static void
show_items (HcrmScorecardsPage *self)
{
  propose_codes (self);
  g_autoptr (GPtrArray) items = dup_items (self);
  gint64 sum = hcrm_scorecard_sum_weights (items);

  for (guint i = 0; i < items->len; i++) {
    follow_kind (self, i, items->pdata[i]);
    show_share (self, i, items->pdata[i], sum);
  }
  hcrm_scorecard_preview_fill (self->preview, items);
}

/* --- revisions -------------------------------------------------------------------------------- */

static void
revision_cb (HcrmScorecardsPage *self, GtkButton *button)
{
  hcrm_admin_page_select (HCRM_ADMIN_PAGE (self),
                          GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "id")));
}

static void
add_revision (HcrmScorecardsPage *self, HcrmRecord *card)
{
  HcrmRecord *shown = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));
  gint64 id = hcrm_record_get_int (card, "id");
  GtkWidget *button = gtk_button_new (), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *state = hcrm_pill_new (NULL, NULL);
  g_autofree char *name =
      g_strdup_printf (_ ("Revision %d"), (int) hcrm_record_get_int (card, "revision"));

  hcrm_pill_set_state (GTK_LABEL (state), &hcrm_scorecard_workflow,
                       hcrm_record_get (card, "state"));
  gtk_box_append (GTK_BOX (line), gtk_label_new (name));
  gtk_box_append (GTK_BOX (line), state);
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_sensitive (button, shown == NULL || hcrm_record_get_int (shown, "id") != id);
  g_object_set_data (G_OBJECT (button), "id", GINT_TO_POINTER ((int) id));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (revision_cb), self);
  gtk_box_append (self->revisions, button);
}

static int
compare_revisions (gconstpointer a, gconstpointer b)
{
  return (int) (hcrm_record_get_int (*(HcrmRecord **) b, "revision")
                - hcrm_record_get_int (*(HcrmRecord **) a, "revision"));
}

static void
revisions_cb (gpointer page, JsonNode *reply)
{
  HcrmScorecardsPage *self = page;
  g_autoptr (GListStore) store = g_list_store_new (HCRM_TYPE_RECORD);
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func (g_object_unref);

  hcrm_store_load (store, &hcrm_scorecard_fields, reply);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    g_ptr_array_add (cards, g_list_model_get_item (G_LIST_MODEL (store), i));
  g_ptr_array_sort (cards, compare_revisions);
  hcrm_clear_box (self->revisions);
  for (guint i = 0; i < cards->len; i++)
    add_revision (self, cards->pdata[i]);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->revisions)), cards->len > 1);
}

static void
fetch_revisions (HcrmScorecardsPage *self, HcrmRecord *card)
{
  g_autofree char *path =
      card != NULL ? hcrm_api_query ("/scorecards", "code", hcrm_record_get (card, "code"), "limit",
                                     "200", NULL)
                   : NULL;

  hcrm_page_drop (HCRM_PAGE (self), FILLS);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->revisions)), FALSE);
  if (path != NULL)
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "GET", .path = path, .whole = TRUE, .fills = FILLS },
                    revisions_cb, NULL);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *card)
{
  g_autofree char *revision =
      g_strdup_printf (_ ("Revision %d"), (int) hcrm_record_get_int (card, "revision"));
  g_autofree char *passed =
      g_strdup_printf (_ ("passed from %s points"), hcrm_record_get (card, "pass_mark"));

  return hcrm_text_join (hcrm_record_get (card, "code"), revision, passed, NULL);
}

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *card)
{
  return g_strcmp0 (hcrm_record_get (card, "state"), "draft") == 0;
}

static void
hcrm_scorecards_page_show (HcrmAdminPage *page, HcrmRecord *card)
{
  HCRM_SCORECARDS_PAGE (page)->n_coded = 0;
  HCRM_ADMIN_PAGE_CLASS (hcrm_scorecards_page_parent_class)->show (page, card);
  if (card == NULL)
    hcrm_rows_editor_add (HCRM_SCORECARDS_PAGE (page)->items);
  fetch_revisions (HCRM_SCORECARDS_PAGE (page), card);
}

/* What cannot be changed is shown once, as it is used. */
static void
hcrm_scorecards_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmScorecardsPage *self = HCRM_SCORECARDS_PAGE (page);

  HCRM_ADMIN_PAGE_CLASS (hcrm_scorecards_page_parent_class)->set_editable (page, editable);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->items)), editable);
  show_items (self);
}

static void
hcrm_scorecards_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HCRM_ADMIN_PAGE_CLASS (hcrm_scorecards_page_parent_class)->take_body (page, body);
  show_items (HCRM_SCORECARDS_PAGE (page));
}

/* A revision is a new draft: go there. */
static void
hcrm_scorecards_page_stepped (HcrmAdminPage *page, const char *action, JsonNode *reply)
{
  if (g_strcmp0 (action, "revise") == 0 && reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    hcrm_admin_page_select (page,
                            json_object_get_int_member_with_default (json_node_get_object (reply),
                                                                     "id", 0));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_scorecards_page_constructed (GObject *object)
{
  HcrmScorecardsPage *self = HCRM_SCORECARDS_PAGE (object);
  HcrmAdminFormPage *page = HCRM_ADMIN_FORM_PAGE (object);

  G_OBJECT_CLASS (hcrm_scorecards_page_parent_class)->constructed (object);
  hcrm_admin_form_page_setup (page, &form_set);
  hcrm_admin_form_page_set_lines (page, form_lines);
  self->items = hcrm_admin_form_page_add_rows (page, _ ("What is scored"), "items",
                                                        &hcrm_scorecard_item_fields, item_columns,
                                                        G_N_ELEMENTS (item_columns), _ ("+ Item"));
  hcrm_rows_editor_set_ordered (self->items, TRUE);
  g_signal_connect_swapped (self->items, "changed", G_CALLBACK (show_items), self);
  self->preview = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("As the reviewer will see it"),
                                                  GTK_WIDGET (self->preview));
  self->revisions = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("Revisions"), GTK_WIDGET (self->revisions));
}

static void
hcrm_scorecards_page_class_init (HcrmScorecardsPageClass *klass)
{
  static const char *const watches[] = { "scorecard", NULL };
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_("filter") }, { "Ctrl N", N_("new") }, { "Enter", N_("edit") },
    { "Alt ↑ ↓", N_("move the item") }, { "Ctrl Enter", N_("save") }, { NULL },
  };
  /* clang-format on */
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_scorecards_page_constructed;
  page->watches = watches;
  page->hints = hints;
  page->help = N_ (
      "What calls are scored by. Each item is scored in points, with yes or no, or is fatal: if a "
      "fatal item is broken, the score is 0. The others count by their weights; what any sum of "
      "weights means in percent is shown above each item.\n\nA draft is edited and published. What "
      "is published never changes: it is revised as a new draft, and reviews keep the revision "
      "they were scored by. The code of an item stays the same, so that its trend goes on.");
  admin->info = &info;
  admin->describe = describe;
  admin->may_edit = may_edit;
  admin->show = hcrm_scorecards_page_show;
  admin->set_editable = hcrm_scorecards_page_set_editable;
  admin->take_body = hcrm_scorecards_page_take_body;
  admin->stepped = hcrm_scorecards_page_stepped;
}

static void
hcrm_scorecards_page_init (HcrmScorecardsPage *self)
{
}
