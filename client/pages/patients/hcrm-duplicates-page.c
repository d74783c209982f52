/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Duplicates: the list of proposals, and two records side by side, merged or told apart. */

#include "hcrm-duplicates-page.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "hcrm-comparison.h"
#include "model/hcrm-merge.h"
#include "model/hcrm-patient.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

#define STATUS_S 60 /* what is said of the search is as old as this at most */

struct _HcrmDuplicatesPage {
  HcrmAdminPage parent_instance;

  AdwBin *reasons;
  HcrmComparison *comparison;
  gint64 kept; /* whom the last merge left */
  GtkLabel *search;
  GtkWidget *look;
  guint search_id;
};

G_DEFINE_FINAL_TYPE (HcrmDuplicatesPage, hcrm_duplicates_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_level (HcrmRecord *pair, const char **pill)
{
  const char *level = hcrm_record_get (pair, "level");
  int field = hcrm_field_set_find (&hcrm_duplicate_fields, "level");

  *pill = g_strcmp0 (level, "certain") == 0  ? "danger"
          : g_strcmp0 (level, "likely") == 0 ? "warn"
                                             : "bare wait";
  return g_strdup (hcrm_field_get_choice_label (&hcrm_duplicate_fields.fields[field], level));
}

static char *
make_first (HcrmRecord *pair, const char **pill)
{
  return hcrm_text_join (hcrm_text_field (pair, "first_name"), hcrm_text_field (pair, "first_mrn"),
                         NULL);
}

static char *
make_second (HcrmRecord *pair, const char **pill)
{
  return hcrm_text_join (hcrm_text_field (pair, "second_name"),
                         hcrm_text_field (pair, "second_mrn"), NULL);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "score",       NULL,         60, HCRM_CELL_NUMBER, HCRM_COLUMN_SORT },
  { "level",       NULL,        140, HCRM_CELL_PILL, 0, make_level },
  { "first_name",  N_("Left"),  140, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_first },
  { "second_name", N_("Right"), 140, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_second },
};

static const HcrmListInfo list_info = {
  .name = "duplicates",
  .path = "/patients/duplicates",
  .set = &hcrm_duplicate_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-score",
  .title = N_("Duplicates"),
  .empty = N_("No duplicates: no two records look like one person's."),
};

static const char *const filters[] = { "level", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/patients/duplicates",
  .entity = "patient_duplicate",
  .title = N_("Duplicates"),
  .query = &hcrm_duplicate_query,
  .filters = filters,
  .edit = -1,
  .flow = &hcrm_duplicate_workflow,
  .whole = TRUE,
  .steps_only = TRUE,
  .width = 600,
};
/* clang-format on */

/* --- why -------------------------------------------------------------------------------------- */

static void
add_reason (HcrmWrapBox *box, JsonObject *reason)
{
  JsonNode *params = json_object_get_member (reason, "params");
  g_autoptr (HcrmExplanation) words =
      hcrm_explain (hcrm_text_member (reason, "code"),
                    params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                        ? json_node_get_object (params)
                        : NULL);
  g_autofree char *text = hcrm_text_join (words->title, words->detail, NULL);

  hcrm_wrap_box_append (box, hcrm_pill_new (text, words->pill));
}

static void
show_reasons (HcrmDuplicatesPage *self, HcrmRecord *pair)
{
  const char *text = hcrm_record_get (pair, "reasons");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *reasons =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GtkWidget *box = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6);

  for (guint i = 0; reasons != NULL && i < json_array_get_length (reasons); i++)
    add_reason (HCRM_WRAP_BOX (box), json_array_get_object_element (reasons, i));
  adw_bin_set_child (self->reasons, box);
}

/* --- side by side ----------------------------------------------------------------------------- */

/* The answer may come when another pair is shown already. */
static gboolean
is_of (JsonArray *items, HcrmRecord *pair)
{
  static const char *const ids[] = { "first_id", "second_id" };

  if (json_array_get_length (items) != G_N_ELEMENTS (ids))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    JsonObject *patient =
        json_object_get_object_member (json_array_get_object_element (items, i), "patient");
    if (json_object_get_int_member (patient, "id") != hcrm_record_get_int (pair, ids[i]))
      return FALSE;
  }
  return TRUE;
}

static void
compared_cb (gpointer data, JsonNode *reply)
{
  HcrmDuplicatesPage *self = data;
  HcrmRecord *pair = hcrm_admin_page_get_record (data);
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  if (pair != NULL && is_of (items, pair))
    hcrm_comparison_set (self->comparison, items);
}

static void
hcrm_duplicates_page_show (HcrmAdminPage *page, HcrmRecord *pair)
{
  HcrmDuplicatesPage *self = HCRM_DUPLICATES_PAGE (page);

  hcrm_comparison_set (self->comparison, NULL);
  if (pair == NULL)
    return;
  show_reasons (self, pair);
  g_autofree char *path =
      g_strdup_printf ("/patients/%s/merge-preview?with=%s", hcrm_record_get (pair, "first_id"),
                       hcrm_record_get (pair, "second_id"));
  hcrm_page_send (HCRM_PAGE (page),
                  &(HcrmRequest){ .method = "GET", .path = path, .fills = "comparison" },
                  compared_cb, NULL);
}

static void
open_cb (HcrmDuplicatesPage *self, gint64 patient)
{
  hcrm_page_open_id (HCRM_PAGE (self), "patient", patient);
}

/* --- what can be done ------------------------------------------------------------------------- */

static char *
make_name (HcrmRecord *pair)
{
  return g_strdup_printf ("%s ⇄ %s", hcrm_text_field (pair, "first_name"),
                          hcrm_text_field (pair, "second_name"));
}

static char *
describe (HcrmRecord *pair)
{
  g_autofree char *found = hcrm_text_time (hcrm_record_get (pair, "found_at"));
  g_autofree char *told_apart = hcrm_text_time (hcrm_record_get (pair, "dismissed_at"));

  if (*told_apart == '\0')
    return g_strdup_printf (_ ("Found %s"), found);
  return hcrm_text_join (told_apart, hcrm_text_field (pair, "reason"), NULL);
}

static char *
hcrm_duplicates_page_dup_question (HcrmAdminPage *page, const char *action)
{
  HcrmRecord *pair = hcrm_admin_page_get_record (page);
  const char *second = NULL;
  g_autofree char *left = make_first (pair, &second), *right = make_second (pair, &second);
  gboolean first = g_str_equal (action, "keep-first");

  if (!g_str_has_prefix (action, "keep-"))
    return g_strdup (_ ("Why are these two persons? They are not proposed again."));
  return g_strdup_printf (_ ("%s stays. %s is read together with it from now on; nothing is moved, "
                             "and it can be undone on the patient's page."),
                             first ? left : right, first ? right : left);
}

static JsonNode *
hcrm_duplicates_page_dup_step_body (HcrmAdminPage *page, const char *action, const char *reason)
{
  HcrmDuplicatesPage *self = HCRM_DUPLICATES_PAGE (page);
  HcrmRecord *pair = hcrm_admin_page_get_record (page);
  g_autoptr (JsonObject) object = NULL;

  if (!g_str_has_prefix (action, "keep-"))
    return NULL;
  self->kept =
      hcrm_record_get_int (pair, g_str_equal (action, "keep-first") ? "first_id" : "second_id");
  object = json_object_new ();
  json_object_set_int_member (object, "first_version",
                              hcrm_comparison_get_version (self->comparison, 0));
  json_object_set_int_member (object, "second_version",
                              hcrm_comparison_get_version (self->comparison, 1));
  json_object_set_string_member (object, "reason", reason);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_duplicates_page_stepped (HcrmAdminPage *page, const char *action, JsonNode *reply)
{
  if (!g_str_has_prefix (action, "keep-"))
    return;
  hcrm_page_toast (HCRM_PAGE (page), _ ("The records are merged"), _ ("Open Patient"),
                                                                      "duplicates.open-kept");
  hcrm_admin_page_leave (page);
}

static void
open_kept_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  open_cb (HCRM_DUPLICATES_PAGE (widget), HCRM_DUPLICATES_PAGE (widget)->kept);
}

static void
hcrm_duplicates_page_submit (HcrmPage *page)
{
  hcrm_admin_page_take_step (HCRM_ADMIN_PAGE (page), "keep-first");
}

/* --- looking for them ---------------------------------------------------------------------------
 */

static char *
describe_search (JsonObject *search)
{
  int waiting = json_object_get_int_member (search, "waiting");
  const char *looked_at = hcrm_text_member (search, "looked_at");
  g_autofree char *last = hcrm_text_time (looked_at);
  g_autofree char *next = hcrm_text_time (hcrm_text_member (search, "next_at"));
  g_autoptr (GString) text = g_string_new (NULL);

  if (json_object_get_boolean_member (search, "running"))
    return g_strdup (_ ("Looking for duplicates…"));
  if (looked_at == NULL || *looked_at == '\0')
    return g_strdup (_ ("Not looked for yet"));
  /* Translators: both are times of the day, `14:05`. */
  g_string_append_printf (text, _ ("Looked for at %s, next at %s"), last, next);
  if (waiting > 0) {
    g_string_append (text, " · ");
    g_string_append_printf (text, ngettext ("%'d record waits", "%'d records wait", waiting),
                            waiting);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
search_cb (gpointer data, JsonNode *reply)
{
  HcrmDuplicatesPage *self = data;
  JsonObject *search = json_node_get_object (reply);
  g_autofree char *text = describe_search (search);

  gtk_label_set_text (self->search, text);
  gtk_widget_set_sensitive (self->look, !json_object_get_boolean_member (search, "running"));
}

static void
fetch_search (HcrmDuplicatesPage *self)
{
  hcrm_page_call (HCRM_PAGE (self), "GET", "/patients/duplicates/search", NULL, search_cb);
}

static void
look_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_page_call (HCRM_PAGE (widget), "POST", "/patients/duplicates/actions/look", NULL, search_cb);
}

static gboolean
status_cb (gpointer data)
{
  if (gtk_widget_get_mapped (data))
    fetch_search (data);
  return G_SOURCE_CONTINUE;
}

static void
hcrm_duplicates_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_duplicates_page_parent_class)->refresh (page);
  fetch_search (HCRM_DUPLICATES_PAGE (page));
}

static void
hcrm_duplicates_page_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_DUPLICATES_PAGE (object)->search_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_duplicates_page_parent_class)->dispose (object);
}

static GtkWidget *
make_search (HcrmDuplicatesPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->search = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->search, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->search), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->search), "num");
  self->look = gtk_button_new_with_label (_ ("Look Now"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->look), "duplicates.look");
  gtk_widget_add_css_class (self->look, "outline");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), self->look);
  return box;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_duplicates_page_constructed (GObject *object)
{
  HcrmDuplicatesPage *self = HCRM_DUPLICATES_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);

  G_OBJECT_CLASS (hcrm_duplicates_page_parent_class)->constructed (object);
  self->reasons = ADW_BIN (adw_bin_new ());
  self->comparison = HCRM_COMPARISON (hcrm_comparison_new ());
  g_signal_connect_swapped (self->comparison, "open", G_CALLBACK (open_cb), self);
  hcrm_admin_page_add (page, _ ("Reasons"), GTK_WIDGET (self->reasons));
  hcrm_admin_page_add (page, _ ("Both records"), GTK_WIDGET (self->comparison));
  hcrm_admin_page_add_head (page, make_search (self));
  self->search_id = g_timeout_add_seconds (STATUS_S, status_cb, self);
}

static void
set_page_class (HcrmPageClass *page)
{
  static const char *const watches[] = { "patient_duplicate", NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl Enter", N_ ("merge into the left") },
      { "Ctrl Shift Enter", N_ ("merge into the right") },
        { "Ctrl D", N_ ("two persons") }, { NULL },
      };

  page->refresh = hcrm_duplicates_page_refresh;
  page->submit = hcrm_duplicates_page_submit;
  page->watches = watches;
  page->hints = hints;
  page->help =
      N_ ("Records that may be of one person, with what speaks for it and against.\n\nA merge "
                   "moves nothing: both records stay as they are and are read together under the one "
                   "you keep. On the patient's page a merge can be undone exactly.");
}

static void
hcrm_duplicates_page_class_init (HcrmDuplicatesPageClass *klass)
{
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_duplicates_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_duplicates_page_dispose;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_install_action (widget, "duplicates.open-kept", NULL, open_kept_action);
  gtk_widget_class_install_action (widget, "duplicates.look", NULL, look_action);
  gtk_widget_class_add_binding_action (widget, GDK_KEY_Return, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "admin.step", "s", "keep-second");
  gtk_widget_class_add_binding_action (widget, GDK_KEY_d, GDK_CONTROL_MASK, "admin.step", "s",
                                       "dismiss");
  admin->info = &info;
  admin->show = hcrm_duplicates_page_show;
  admin->name = make_name;
  admin->describe = describe;
  admin->dup_question = hcrm_duplicates_page_dup_question;
  admin->dup_step_body = hcrm_duplicates_page_dup_step_body;
  admin->stepped = hcrm_duplicates_page_stepped;
}

static void
hcrm_duplicates_page_init (HcrmDuplicatesPage *self)
{
}
