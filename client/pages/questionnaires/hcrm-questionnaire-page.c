/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One questionnaire in a tab. A draft is saved as one types; what cannot be saved is kept. */

#include "hcrm-questionnaire-page.h"

#include <string.h>

#include "core/hcrm-language.h"
#include "hcrm-difference.h"
#include "hcrm-item-editor.h"
#include "hcrm-item-tree.h"
#include "hcrm-questionnaire-about.h"
#include "hcrm-questionnaire-steps.h"
#include "model/hcrm-questionnaire-model.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-questionnaire-print.h"
#include "widgets/hcrm-text.h"

#define CHECK_AFTER_MS 250
#define SAVE_AFTER_MS 900
#define DRAFT_KIND "questionnaire"

struct _HcrmQuestionnairePage {
  HcrmPage parent_instance;

  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *about;
  GtkLabel *saved;
  GtkWidget *conflict;
  AdwBin *differences;
  GtkWidget *tools;
  AdwBin *tree_place;
  AdwBin *editor_place;
  AdwBin *steps_place;
  GtkBox *preview_head;
  GtkLabel *broken;
  HcrmQuestionnaireForm *preview;
  HcrmItemTree *tree;
  HcrmItemEditor *editor;
  HcrmQuestionnaireSteps *steps;

  HcrmRecord *record;
  HcrmDraft *draft;
  char *theirs;  /* on a conflict, what stands on the server */
  char *sending; /* the text that is on its way */
  HcrmResponse *response;
  GPtrArray *findings; /* of HcrmFinding-like pairs: path, detail */
  guint check_id;
  guint save_id;
  gboolean dirty;
};

G_DEFINE_FINAL_TYPE (HcrmQuestionnairePage, hcrm_questionnaire_page, HCRM_TYPE_PAGE)

static HcrmPage *
page (gpointer self)
{
  return HCRM_PAGE (self);
}

static gboolean
is_editable (HcrmQuestionnairePage *self)
{
  return self->record != NULL && g_strcmp0 (hcrm_record_get (self->record, "state"), "draft") == 0
         && hcrm_page_may (page (self), HCRM_PERM_QUESTIONNAIRE_EDIT);
}

static char *
make_path (HcrmQuestionnairePage *self)
{
  return g_strconcat ("/questionnaires/", hcrm_page_get_argument (page (self)), NULL);
}

/* --- findings and preview --------------------------------------------------------------------- */

typedef struct {
  int item; /* -1: the questionnaire */
  gboolean fault;
  char *detail;
} Found;

static void
free_found (gpointer data)
{
  g_free (((Found *) data)->detail);
  g_free (data);
}

static void
add_found (HcrmQuestionnairePage *self, const char *path, const char *detail, gboolean fault)
{
  Found *found = g_new (Found, 1);

  *found = (Found){ hcrm_draft_find_path (self->draft, path != NULL ? path : ""), fault,
                    g_strdup (detail) };
  g_ptr_array_add (self->findings, found);
}

static void
collect_findings (HcrmQuestionnairePage *self, HcrmQuestionnaire *form, const GError *bad)
{
  const GPtrArray *notes = form != NULL ? hcrm_questionnaire_get_findings (form) : NULL;
  guint n = bad != NULL ? hcrm_error_get_n_fields (bad) : 0;

  g_ptr_array_set_size (self->findings, 0);
  for (guint i = 0; i < n; i++)
    add_found (self, hcrm_error_get_field (bad, i), hcrm_error_get_field_detail (bad, i), TRUE);
  if (bad != NULL && n == 0)
    add_found (self, NULL, bad->message, TRUE);
  for (guint i = 0; notes != NULL && i < notes->len; i++) {
    const HcrmFinding *note = g_ptr_array_index (notes, i);
    add_found (self, note->path, note->detail, FALSE);
  }
}

static void
show_item_findings (HcrmQuestionnairePage *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  int chosen = hcrm_item_tree_get_chosen (self->tree);

  for (guint i = 0; i < self->findings->len; i++) {
    Found *found = g_ptr_array_index (self->findings, i);
    if (found->item == chosen)
      g_ptr_array_add (texts, found->detail);
  }
  hcrm_item_editor_set_findings (self->editor, texts);
}

static void
show_tree (HcrmQuestionnairePage *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->findings->len; i++) {
    Found *found = g_ptr_array_index (self->findings, i);
    gpointer key = GUINT_TO_POINTER ((guint) (found->item + 1));
    guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));
    if (found->fault)
      g_hash_table_insert (counts, key, GUINT_TO_POINTER (count + 1));
  }
  hcrm_item_tree_show (self->tree, self->draft, counts);
}

/* What was tried out stays, as far as it still fits. */
static void
show_preview (HcrmQuestionnairePage *self, HcrmQuestionnaire *form)
{
  g_autoptr (HcrmResponse) response = hcrm_response_new (form);
  g_autofree char *answers =
      self->response != NULL ? hcrm_response_to_fhir (self->response, "in-progress", NULL) : NULL;

  if (answers != NULL)
    hcrm_response_load (response, answers, -1, NULL);
  g_set_object (&self->response, response);
  hcrm_questionnaire_form_set_response (self->preview, response, NULL, hcrm_language_get ());
}

static void
check (HcrmQuestionnairePage *self)
{
  g_autofree char *text = hcrm_draft_dup_text (self->draft);
  g_autoptr (GError) bad = NULL;
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (text, -1, &bad);

  collect_findings (self, form, bad);
  show_tree (self);
  show_item_findings (self);
  if (form != NULL)
    show_preview (self, form);
  gtk_widget_set_visible (GTK_WIDGET (self->broken), form == NULL);
}

static void
check_due_cb (gpointer data)
{
  HCRM_QUESTIONNAIRE_PAGE (data)->check_id = 0;
  check (data);
}

/* --- head ------------------------------------------------------------------------------------- */

static void
show_saved (HcrmQuestionnairePage *self)
{
  gtk_label_set_text (self->saved, !is_editable (self) ? ""
                                                       : self->sending != NULL
                                       ? _ ("Saving…")
                                       : self->dirty
                                       ? _ ("Not saved yet")
                                       : _ ("Saved"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->steps), !self->dirty && self->sending == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "item.undo",
                                 self->draft != NULL && hcrm_draft_can_undo (self->draft));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "item.redo",
                                 self->draft != NULL && hcrm_draft_can_redo (self->draft));
}

static void
show_head (HcrmQuestionnairePage *self)
{
  const char *title = hcrm_text_field (self->record, "title");
  g_autofree char *version =
      g_strdup_printf (_ ("Version %s"), hcrm_record_get (self->record, "version_tag"));
  g_autofree char *about = hcrm_text_join (version, hcrm_record_get (self->record, "url"), NULL);

  hcrm_page_set_title (page (self), title);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->about, about);
  hcrm_pill_set_state (self->state, &hcrm_questionnaire_workflow,
                       hcrm_record_get (self->record, "state"));
  gtk_widget_set_visible (self->tools, is_editable (self));
  hcrm_item_editor_set_editable (self->editor, is_editable (self));
}

static void
show_steps (HcrmQuestionnairePage *self)
{
  g_autofree char *text = hcrm_draft_dup_text (self->draft);

  hcrm_questionnaire_steps_show (self->steps, self->record, text);
  show_saved (self);
}

/* --- saving ----------------------------------------------------------------------------------- */

static void save (HcrmQuestionnairePage *self);

static void
save_due_cb (gpointer data)
{
  HCRM_QUESTIONNAIRE_PAGE (data)->save_id = 0;
  save (data);
}

static void
save_soon (HcrmQuestionnairePage *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add_once (SAVE_AFTER_MS, save_due_cb, self);
}

static void
take_record (HcrmQuestionnairePage *self, JsonNode *reply)
{
  g_autoptr (HcrmRecord) record = hcrm_record_new (&hcrm_questionnaire_fields);

  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
      && hcrm_record_read_json (record, json_node_get_object (reply), TRUE, NULL))
    g_set_object (&self->record, record);
}

static void
saved_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnairePage *self = data;
  g_autofree char *sent = g_steal_pointer (&self->sending);
  g_autofree char *text = hcrm_draft_dup_text (self->draft);

  take_record (self, reply);
  self->dirty = g_strcmp0 (sent, text) != 0;
  if (self->dirty)
    save_soon (self);
  else
    hcrm_page_clear_draft (page (self), DRAFT_KIND, hcrm_page_get_argument (page (self)));
  show_head (self);
  show_steps (self);
}

static const char *
get_resource (JsonNode *reply)
{
  return json_object_get_string_member_with_default (json_node_get_object (reply), "resource",
                                                     "{}");
}

static void
conflict_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnairePage *self = data;
  g_autofree char *mine = hcrm_draft_dup_text (self->draft);

  take_record (self, reply);
  g_free (self->theirs);
  self->theirs = g_strdup (get_resource (reply));
  g_autoptr (GPtrArray) found = hcrm_difference_find_in_texts (self->theirs, mine);
  adw_bin_set_child (self->differences, hcrm_difference_list_new (found));
  gtk_widget_set_visible (self->conflict, TRUE);
  show_head (self);
}

static gboolean
save_failed_cb (gpointer data, const GError *error)
{
  HcrmQuestionnairePage *self = data;
  g_autofree char *path = make_path (self);

  g_clear_pointer (&self->sending, g_free);
  show_saved (self);
  if (!g_error_matches (error, HCRM_ERROR, HCRM_ERROR_STALE))
    return FALSE;
  hcrm_page_call (page (self), "GET", path, NULL, conflict_cb);
  return TRUE;
}

static void
save (HcrmQuestionnairePage *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *path = make_path (self);

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (!self->dirty || self->sending != NULL || self->theirs != NULL || !is_editable (self))
    return;
  self->sending = hcrm_draft_dup_text (self->draft);
  json_object_set_string_member (object, "resource", self->sending);
  show_saved (self);
  hcrm_page_send (page (self),
                  &(HcrmRequest){ .method = "PATCH",
                                  .path = path,
                                  .body = body,
                                  .version = hcrm_record_get_int (self->record, "version") },
                  saved_cb, save_failed_cb);
}

static void
keep (HcrmQuestionnairePage *self)
{
  g_autofree char *text = hcrm_draft_dup_text (self->draft);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "resource", text);
  json_object_set_int_member (object, "version", hcrm_record_get_int (self->record, "version"));
  hcrm_page_save_draft (page (self), DRAFT_KIND, hcrm_page_get_argument (page (self)), node);
}

static void
changed (HcrmQuestionnairePage *self)
{
  self->dirty = TRUE;
  keep (self);
  show_tree (self);
  show_saved (self);
  save_soon (self);
  g_clear_handle_id (&self->check_id, g_source_remove);
  self->check_id = g_timeout_add_once (CHECK_AFTER_MS, check_due_cb, self);
}

/* --- the draft -------------------------------------------------------------------------------- */

static void
choose (HcrmQuestionnairePage *self, int n, gboolean focus)
{
  n = CLAMP (n, -1, (int) hcrm_draft_get_n (self->draft) - 1);
  hcrm_item_tree_choose (self->tree, n, focus);
  hcrm_item_editor_show (self->editor, self->draft, n);
  show_item_findings (self);
}

static void
set_draft (HcrmQuestionnairePage *self, const char *text)
{
  int chosen = self->draft != NULL ? hcrm_item_tree_get_chosen (self->tree) : -1;
  HcrmDraft *draft = hcrm_draft_new (text, NULL);

  if (draft == NULL)
    return;
  hcrm_item_editor_show (self->editor, NULL, -1);
  g_clear_pointer (&self->draft, hcrm_draft_free);
  self->draft = draft;
  g_ptr_array_set_size (self->findings, 0);
  show_tree (self);
  choose (self, chosen, FALSE);
  check (self);
}

/* What was typed and could not be saved comes back. */
static void
take_kept (HcrmQuestionnairePage *self)
{
  g_autoptr (JsonNode) kept =
      hcrm_page_load_draft (page (self), DRAFT_KIND, hcrm_page_get_argument (page (self)));
  g_autofree char *text = hcrm_draft_dup_text (self->draft);

  if (kept == NULL || !JSON_NODE_HOLDS_OBJECT (kept) || !is_editable (self)
      || g_str_equal (get_resource (kept), text))
    return;
  g_autofree char *theirs = g_steal_pointer (&text);
  set_draft (self, get_resource (kept));
  self->dirty = TRUE;
  if (json_object_get_int_member_with_default (json_node_get_object (kept), "version", 0)
      == hcrm_record_get_int (self->record, "version")) {
    save_soon (self);
    return;
  }
  g_autoptr (GPtrArray) found = hcrm_difference_find_in_texts (theirs, get_resource (kept));
  self->theirs = g_steal_pointer (&theirs);
  adw_bin_set_child (self->differences, hcrm_difference_list_new (found));
  gtk_widget_set_visible (self->conflict, TRUE);
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmQuestionnairePage *self = data;
  gboolean first = self->draft == NULL;

  if (self->dirty || self->sending != NULL)
    return;
  take_record (self, reply);
  set_draft (self, get_resource (reply));
  if (self->draft == NULL)
    return;
  show_head (self);
  if (first)
    take_kept (self);
  show_steps (self);
  if (first)
    hcrm_item_tree_choose (self->tree, hcrm_item_tree_get_chosen (self->tree), TRUE);
}

static void
mine_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (widget);

  g_clear_pointer (&self->theirs, g_free);
  gtk_widget_set_visible (self->conflict, FALSE);
  save (self);
}

static void
theirs_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (widget);
  g_autofree char *theirs = g_steal_pointer (&self->theirs);

  gtk_widget_set_visible (self->conflict, FALSE);
  self->dirty = FALSE;
  hcrm_page_clear_draft (page (self), DRAFT_KIND, hcrm_page_get_argument (page (self)));
  if (theirs != NULL)
    set_draft (self, theirs);
  show_steps (self);
}

/* --- steps on items --------------------------------------------------------------------------- */

static int
move (HcrmDraft *draft, int n, const char *step)
{
  if (g_str_equal (step, "up"))
    return hcrm_draft_move (draft, (guint) n, -1);
  if (g_str_equal (step, "down"))
    return hcrm_draft_move (draft, (guint) n, 1);
  if (g_str_equal (step, "indent"))
    return hcrm_draft_indent (draft, (guint) n);
  if (g_str_equal (step, "outdent"))
    return hcrm_draft_outdent (draft, (guint) n);
  if (g_str_equal (step, "duplicate"))
    return hcrm_draft_duplicate (draft, (guint) n);
  return -1;
}

static void
after_step (HcrmQuestionnairePage *self, int n)
{
  changed (self);
  choose (self, n, TRUE);
}

static void
step_item (HcrmQuestionnairePage *self, const char *step)
{
  int n = hcrm_item_tree_get_chosen (self->tree);

  if (!is_editable (self) || n < 0)
    return;
  if (g_str_equal (step, "remove")) {
    after_step (self, hcrm_draft_remove (self->draft, (guint) n));
    hcrm_page_toast (page (self), _ ("Question removed"), _ ("Undo"), "item.undo");
    return;
  }
  int to = move (self->draft, n, step);
  if (to >= 0)
    after_step (self, to);
}

static void
undo (HcrmQuestionnairePage *self, gboolean forward)
{
  int chosen = hcrm_item_tree_get_chosen (self->tree);

  if (!is_editable (self))
    return;
  hcrm_item_editor_show (self->editor, NULL, -1);
  if (forward)
    hcrm_draft_redo (self->draft);
  else
    hcrm_draft_undo (self->draft);
  after_step (self, chosen);
}

static void
step_cb (HcrmQuestionnairePage *self, const char *step)
{
  if (g_str_equal (step, "undo") || g_str_equal (step, "redo"))
    undo (self, g_str_equal (step, "redo"));
  else
    step_item (self, step);
}

static void
add (HcrmQuestionnairePage *self, const char *type)
{
  if (!is_editable (self) || self->draft == NULL)
    return;
  int n = hcrm_item_tree_get_chosen (self->tree);
  /* With the questionnaire itself chosen, at its end. */
  for (guint i = 0; n < 0 && i < hcrm_draft_get_n (self->draft); i++)
    if (hcrm_draft_get_nth (self->draft, hcrm_draft_get_n (self->draft) - 1 - i)->depth == 0)
      n = (int) (hcrm_draft_get_n (self->draft) - 1 - i);
  n = hcrm_draft_add (self->draft, n, type);
  changed (self);
  choose (self, n, FALSE);
  hcrm_item_editor_focus (self->editor);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *type)
{
  add (HCRM_QUESTIONNAIRE_PAGE (widget), g_variant_get_string (type, NULL));
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *step)
{
  step_cb (HCRM_QUESTIONNAIRE_PAGE (widget), g_variant_get_string (step, NULL));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  undo (HCRM_QUESTIONNAIRE_PAGE (widget), g_str_equal (name, "item.redo"));
}

static void
chosen_cb (HcrmQuestionnairePage *self, int n)
{
  choose (self, n, FALSE);
}

static void
opened_cb (HcrmQuestionnairePage *self)
{
  hcrm_item_editor_focus (self->editor);
}

static void
taken_cb (HcrmQuestionnairePage *self, const char *action, gint64 id)
{
  if (id != 0 && (g_str_equal (action, "revise") || g_str_equal (action, "clone")))
    hcrm_page_open_id (page (self), "questionnaire", id);
  hcrm_page_refresh (page (self));
}

static HcrmResponse *
print_cb (gpointer data, HcrmQuestionnairePrint *print)
{
  return HCRM_QUESTIONNAIRE_PAGE (data)->response;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_questionnaire_page_refresh (HcrmPage *base)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (base);
  g_autofree char *path = make_path (self);

  if (self->dirty)
    save (self);
  else
    hcrm_page_call (base, "GET", path, NULL, loaded_cb);
}

static void
hcrm_questionnaire_page_event (HcrmPage *base, const char *kind, gint64 id, gint64 version)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (base);

  if (self->record != NULL && id == hcrm_record_get_int (self->record, "id")
      && version != hcrm_record_get_int (self->record, "version") && self->sending == NULL
      && !self->dirty)
    hcrm_page_refresh (base);
}

static void
hcrm_questionnaire_page_create (HcrmPage *base)
{
  add (HCRM_QUESTIONNAIRE_PAGE (base), "choice");
}

/* The likely next step; what was just typed is saved first, and the key pressed again. */
static void
hcrm_questionnaire_page_submit (HcrmPage *base)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (base);

  if (self->dirty || self->sending != NULL)
    save (self);
  else
    hcrm_questionnaire_steps_take (self->steps, is_editable (self) ? "publish" : "revise");
}

static gboolean
hcrm_questionnaire_page_back (HcrmPage *base)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (base);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (base));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  save (self);
  if (focus == NULL || self->draft == NULL
      || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->tree)))
    return FALSE;
  hcrm_item_tree_choose (self->tree, hcrm_item_tree_get_chosen (self->tree), TRUE);
  return TRUE;
}

static void
add_parts (HcrmQuestionnairePage *self)
{
  self->tree = HCRM_ITEM_TREE (hcrm_item_tree_new ());
  self->editor = HCRM_ITEM_EDITOR (hcrm_item_editor_new (page (self)));
  self->steps = HCRM_QUESTIONNAIRE_STEPS (hcrm_questionnaire_steps_new (page (self), "edit"));
  adw_bin_set_child (self->tree_place, GTK_WIDGET (self->tree));
  adw_bin_set_child (self->editor_place, GTK_WIDGET (self->editor));
  adw_bin_set_child (self->steps_place, GTK_WIDGET (self->steps));
  gtk_box_append (self->preview_head, hcrm_questionnaire_print_button_new (print_cb, self));
  g_signal_connect_swapped (self->tree, "chosen", G_CALLBACK (chosen_cb), self);
  g_signal_connect_swapped (self->tree, "step", G_CALLBACK (step_cb), self);
  g_signal_connect_swapped (self->tree, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect_swapped (self->editor, "changed", G_CALLBACK (changed), self);
  g_signal_connect_swapped (self->steps, "taken", G_CALLBACK (taken_cb), self);
}

static void
hcrm_questionnaire_page_constructed (GObject *object)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (object);

  G_OBJECT_CLASS (hcrm_questionnaire_page_parent_class)->constructed (object);
  self->findings = g_ptr_array_new_with_free_func (free_found);
  add_parts (self);
}

static void
hcrm_questionnaire_page_dispose (GObject *object)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (object);

  g_clear_handle_id (&self->check_id, g_source_remove);
  g_clear_handle_id (&self->save_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_questionnaire_page_parent_class)->dispose (object);
}

static void
hcrm_questionnaire_page_finalize (GObject *object)
{
  HcrmQuestionnairePage *self = HCRM_QUESTIONNAIRE_PAGE (object);

  g_clear_object (&self->record);
  g_clear_object (&self->response);
  g_clear_pointer (&self->draft, hcrm_draft_free);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_free (self->theirs);
  g_free (self->sending);
  G_OBJECT_CLASS (hcrm_questionnaire_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "questionnaire", NULL };
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl N", N_("new question") }, { "Alt ↑ ↓ ← →", N_("move") }, { "Ctrl D", N_("copy") },
    { "Delete", N_("remove") }, { "Ctrl Z", N_("undo") }, { "Ctrl Enter", N_("publish") }, { NULL },
  };
  /* clang-format on */

  klass->refresh = hcrm_questionnaire_page_refresh;
  klass->event = hcrm_questionnaire_page_event;
  klass->create = hcrm_questionnaire_page_create;
  klass->submit = hcrm_questionnaire_page_submit;
  klass->back = hcrm_questionnaire_page_back;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ (
      "One questionnaire: its questions to the left, the chosen one in the middle, the form as it "
      "will be to the right, to be tried out. The first row is the questionnaire itself: title, "
      "purposes, diseases, score bands.\n\nIn the list of questions Alt+Up and Alt+Down move a "
      "question, Alt+Right puts it into the group above, Alt+Left takes it out; Ctrl+D copies it, "
      "Delete removes it, Ctrl+Z brings it back. Enter goes to its words, Esc comes back.\n\nA "
      "draft is saved as you type. What is found wrong stands beside its question; a questionnaire "
      "with faults can be saved but not published. Ctrl+Enter publishes it.");
}

#define BIND(name) gtk_widget_class_bind_template_child (klass, HcrmQuestionnairePage, name)

static void
bind_children (GtkWidgetClass *klass)
{
  BIND (title);
  BIND (state);
  BIND (about);
  BIND (saved);
  BIND (conflict);
  BIND (differences);
  BIND (tools);
  BIND (tree_place);
  BIND (editor_place);
  BIND (steps_place);
  BIND (preview_head);
  BIND (broken);
  BIND (preview);
}

static void
hcrm_questionnaire_page_class_init (HcrmQuestionnairePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_questionnaire_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_questionnaire_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_questionnaire_page_finalize;
  set_page_class (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_QUESTIONNAIRE_FORM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/questionnaires/hcrm-questionnaire-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "item.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "item.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "item.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "item.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "conflict.mine", NULL, mine_action);
  gtk_widget_class_install_action (widget_class, "conflict.theirs", NULL, theirs_action);
}

static void
hcrm_questionnaire_page_init (HcrmQuestionnairePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
