/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shares of complaints that a head or whoever they are handed to has to answer. */

#include "hcrm-complaint-shares-page.h"

#include <glib/gi18n.h>

#include "hcrm-complaint-clock.h"
#include "hcrm-complaint-panel.h"
#include "hcrm-complaint-steps.h"
#include "hcrm-complaint-view.h"
#include "hcrm-complaint-words.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

#define DRAFT_KIND "complaint"

struct _HcrmComplaintSharesPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  HcrmComplaintView *view;
  GtkStack *stack;
  HcrmComplaintClock *clock;
  GtkWidget *asked;
  GtkLabel *request;
  GtkTextView *answer;
  GtkLabel *error;
  GtkLabel *kept;
  GtkLabel *next;
  GtkWidget *send;
  GtkWidget *accept;
  GtkWidget *accept_key; /* which sends, once something is written */
  GtkWidget *ask_back;
  GtkWidget *hand;
  GtkWidget *give_back;
  HcrmComplaintSteps *steps; /* owned by this as its data */
  HcrmRecord *share;         /* (nullable): as it was last read */
  gint64 answered_id;        /* whose answer is being written */
  gboolean filling;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmComplaintSharesPage, hcrm_complaint_shares_page, HCRM_TYPE_LIST_PAGE)

static char *
make_state (HcrmRecord *share, const char **pill)
{
  return hcrm_column_text_state (share, &hcrm_complaint_task_workflow, pill);
}

/* Of what waits, by when, the shape of the pill saying whether that is past; of all else, how it
 * stands. */
static char *
make_due (HcrmRecord *share, const char **pill)
{
  g_autofree char *due = hcrm_complaint_words_due (share, pill);

  if (hcrm_record_get (share, "bucket") != NULL)
    return hcrm_text_time (hcrm_record_get (share, "due_at"));
  return hcrm_record_get (share, "paused_at") != NULL ? g_steal_pointer (&due)
                                                      : make_state (share, pill);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "due_at",         NULL, 122, HCRM_CELL_PILL, HCRM_COLUMN_SORT, make_due, N_("11-19 17:30") },
  { "matter",         NULL, 140, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, hcrm_complaint_words_matter },
  { "state",          NULL,  90, HCRM_CELL_PILL, HCRM_COLUMN_HIDDEN, make_state },
  { "number",         NULL, 112, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "grade",          NULL,  80, HCRM_CELL_PILL, HCRM_COLUMN_HIDDEN, hcrm_complaint_words_grade, .exports = "grade_name" },
  { "department",     NULL, 110, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "assignee",       NULL,  90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "created_at",     NULL, 100, HCRM_CELL_TIME, HCRM_COLUMN_SORT | HCRM_COLUMN_HIDDEN },
  { "lead",           NULL,  60, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "patient",        NULL,  90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "first_receiver", NULL,  90, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmChoice yes[] = { { "true", N_("Yes") }, { NULL } };

static const HcrmFilter filters[] = {
  { "state",         N_("State"),      hcrm_complaint_task_state_choices },
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "mine",          N_("Waits for me"), yes, NULL, TRUE },
};

static const HcrmView views[] = {
  { N_("Waits for me"), "mine=true" },
  { N_("To be answered"), "state=assigned&state=accepted" },
  { N_("Has answered"), "state=answered" },
  { N_("All"), "" },
};

static const HcrmListInfo list_info = {
  .name = "complaint-shares",
  .path = "/complaint-tasks",
  .set = &hcrm_complaint_task_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "due_at",
  .title = N_("What came to me"),
  .empty = N_("Nothing waits. What is routed to your department, or handed to you, comes here by itself."),
};
/* clang-format on */

/* --- the answer ------------------------------------------------------------------------------- */

static char *
dup_answer (HcrmComplaintSharesPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->answer);
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  return g_strstrip (g_steal_pointer (&text));
}

static void
set_answer (HcrmComplaintSharesPage *self, const char *text)
{
  self->filling = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->answer), text != NULL ? text : "", -1);
  self->filling = FALSE;
}

static char *
make_ref (HcrmComplaintSharesPage *self)
{
  return g_strdup_printf ("task-%" G_GINT64_FORMAT "-answer", self->answered_id);
}

static void
show_error (HcrmComplaintSharesPage *self, const char *message)
{
  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
}

static gboolean
can (HcrmComplaintSharesPage *self, const char *action)
{
  return self->share != NULL
         && hcrm_workflow_find (
                &hcrm_complaint_task_workflow, hcrm_record_get (self->share, "state"), action,
                hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self))), NULL)
                != NULL;
}

static void
show_send (HcrmComplaintSharesPage *self)
{
  g_autofree char *text = dup_answer (self);

  gboolean sends = *text != '\0' && can (self, "answer");

  gtk_widget_set_sensitive (self->send, sends);
  gtk_widget_set_visible (self->accept_key, !sends);
}

/* What is typed is kept from the first key. */
static void
typed_cb (HcrmComplaintSharesPage *self)
{
  show_send (self);
  if (self->filling || self->answered_id == 0)
    return;
  g_autofree char *text = dup_answer (self), *ref = make_ref (self);
  g_autoptr (JsonNode) draft = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "answer", text);
  json_node_take_object (draft, object);
  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, ref, draft);
  gtk_label_set_text (self->kept, _ ("What you write is kept"));
  show_error (self, NULL);
}

static void
lay_draft (HcrmComplaintSharesPage *self, JsonNode *draft)
{
  if (draft == NULL || !JSON_NODE_HOLDS_OBJECT (draft))
    return;
  set_answer (self, json_object_get_string_member_with_default (json_node_get_object (draft),
                                                                "answer", ""));
  gtk_label_set_text (self->kept, _ ("What you wrote was kept"));
}

static void
hcrm_complaint_shares_page_take_draft (HcrmPage *page,
                                       const char *kind,
                                       const char *ref,
                                       JsonNode *content)
{
  HcrmComplaintSharesPage *self = HCRM_COMPLAINT_SHARES_PAGE (page);
  g_autofree char *mine = make_ref (self);

  if (g_str_equal (kind, DRAFT_KIND) && g_str_equal (ref, mine))
    lay_draft (self, content);
  show_send (self);
}

/* Another share: its draft, or the answer it has. */
static void
begin_answer (HcrmComplaintSharesPage *self)
{
  gint64 id = hcrm_record_get_int (self->share, "id");

  if (self->answered_id == id)
    return;
  self->answered_id = id;
  gtk_label_set_text (self->kept, "");
  show_error (self, NULL);
  set_answer (self, hcrm_record_get (self->share, "answer"));
  g_autofree char *ref = make_ref (self);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
  lay_draft (self, draft);
}

/* --- what is shown ---------------------------------------------------------------------------- */

/* Where the answer goes, said before it is sent: to whoever calls back, or to the department that
 * puts the answers together. */
static void
show_next (HcrmComplaintSharesPage *self, HcrmRecord *complaint, gboolean now)
{
  gboolean leads = hcrm_record_get_bool (self->share, "lead");
  const char *receiver = hcrm_record_get (complaint, "first_receiver");
  g_autofree char *words = leads ? g_strdup_printf (
      _ ("Once it is sent, %s tells the caller."),
         receiver != NULL ? receiver : _ ("the service centre"))
      : g_strdup (_ ("Once it is sent, the department that leads puts the answers together."));

  gtk_label_set_text (self->next, words);
  gtk_widget_set_visible (GTK_WIDGET (self->next), now && can (self, "answer"));
}

static void
show_steps (HcrmComplaintSharesPage *self, HcrmRecord *complaint)
{
  const char *state = hcrm_record_get (complaint, "state");
  gboolean present =
      hcrm_record_get_int (self->share, "round") == hcrm_record_get_int (complaint, "reopened");
  gboolean now = present && g_strcmp0 (state, "handling") == 0;
  gboolean mends = present && g_strcmp0 (state, "answered") == 0;

  show_next (self, complaint, now);
  gtk_text_view_set_editable (self->answer, (now || mends) && can (self, "answer"));
  gtk_widget_set_visible (self->send, now || mends);
  gtk_widget_set_visible (self->accept, now && can (self, "accept"));
  gtk_widget_set_visible (self->ask_back, now && can (self, "ask-back"));
  gtk_widget_set_visible (self->hand, now && can (self, "hand"));
  gtk_widget_set_visible (self->give_back, now && can (self, "return"));
  show_send (self);
}

static void
show_request (HcrmComplaintSharesPage *self)
{
  const char *text = hcrm_record_get (self->share, "request");

  gtk_label_set_text (self->request, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->request), text != NULL && *text != '\0');
  gtk_widget_set_visible (self->asked, text != NULL && *text != '\0');
}

/* Evidence goes with the answer. */
static void
show_files (HcrmComplaintSharesPage *self, HcrmRecord *complaint)
{
  g_autofree char *path = g_strconcat ("/complaints/", hcrm_record_get (complaint, "id"), NULL);
  g_autofree char *answers = g_strconcat (path, "/answers", NULL);
  gboolean may = hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_ANSWER);

  hcrm_attachments_set (hcrm_complaint_view_get_files (self->view), path, may ? answers : NULL);
}

static void
show_complaint (HcrmComplaintSharesPage *self, HcrmRecord *complaint, HcrmRecord *share)
{
  g_set_object (&self->share, share);
  hcrm_complaint_steps_set_complaint (self->steps, complaint);
  hcrm_complaint_view_show (self->view, complaint, NULL);
  hcrm_complaint_clock_show (self->clock, HCRM_PAGE (self), complaint);
  show_files (self, complaint);
  show_request (self);
  begin_answer (self);
  show_steps (self, complaint);
  gtk_stack_set_visible_child_name (self->stack, "share");
}

static void
read_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintSharesPage *self = data;
  g_autoptr (HcrmRecord) complaint = hcrm_record_new (&hcrm_complaint_fields);
  HcrmRecord *selected = hcrm_record_list_get_selected (self->list);

  if (selected == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (complaint, json_node_get_object (reply), TRUE, NULL))
    return;
  g_autoptr (HcrmRecord) share =
      hcrm_complaint_panel_find_share (complaint, hcrm_record_get_int (selected, "id"));
  if (share != NULL)
    show_complaint (self, complaint, share);
}

static void
read_share (HcrmComplaintSharesPage *self)
{
  HcrmRecord *share = hcrm_record_list_get_selected (self->list);

  if (share == NULL) {
    gtk_stack_set_visible_child_name (self->stack, "none");
    return;
  }
  g_autofree char *path =
      g_strdup_printf ("/complaints/%s", hcrm_record_get (share, "complaint_id"));
  hcrm_page_set_record (HCRM_PAGE (self), "complaint", hcrm_record_get_int (share, "complaint_id"));
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "GET", .path = path, .fills = "complaint" }, read_cb,
                  NULL);
}

/* --- the list --------------------------------------------------------------------------------- */

static void
selection_changed_cb (HcrmComplaintSharesPage *self)
{
  HcrmRecord *share = hcrm_record_list_get_selected (self->list);

  if (share == NULL || self->share == NULL
      || hcrm_record_get_int (share, "id") != hcrm_record_get_int (self->share, "id"))
    read_share (self);
}

static void
loaded_cb (HcrmComplaintSharesPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self->list);

  gtk_label_set_text (self->counts, count);
  if (hcrm_record_list_get_selected (self->list) == NULL)
    hcrm_record_list_move (self->list, 1);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
activate_cb (HcrmComplaintSharesPage *self, HcrmRecord *share)
{
  hcrm_page_open_id (HCRM_PAGE (self), "complaint", hcrm_record_get_int (share, "complaint_id"));
}

static void
view_chosen_cb (HcrmComplaintSharesPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
}

static void
hcrm_complaint_shares_page_narrowed (HcrmListPage *base, const char *query)
{
  hcrm_view_switch_show_query (HCRM_COMPLAINT_SHARES_PAGE (base)->views, query);
}

static void
hcrm_complaint_shares_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_complaint_shares_page_parent_class)->refresh (page);
  if (hcrm_record_list_get_selected (HCRM_COMPLAINT_SHARES_PAGE (page)->list) != NULL)
    read_share (HCRM_COMPLAINT_SHARES_PAGE (page));
}

static void
hcrm_complaint_shares_page_choose (HcrmPage *page, gint64 id)
{
  hcrm_record_list_select_id (HCRM_COMPLAINT_SHARES_PAGE (page)->list, id);
}

/* --- steps ------------------------------------------------------------------------------------ */

/* What is dealt with makes room for the next; what was accepted is to be answered. */
static void
done_cb (HcrmComplaintSharesPage *self, const char *action)
{
  static const char *const over[] = { "answer", "return", "hand", NULL };

  if (g_strv_contains (over, action))
    hcrm_record_list_move (self->list, 1);
  else if (g_str_equal (action, "accept"))
    gtk_widget_grab_focus (GTK_WIDGET (self->answer));
}

static void
send_answer (HcrmComplaintSharesPage *self, const char *text)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "answer", text);
  hcrm_complaint_steps_send_share (self->steps, self->answered_id, "answer", object);
}

/* What is written is sent; before a word is written, the share is accepted. */
static void
hcrm_complaint_shares_page_submit (HcrmPage *page)
{
  HcrmComplaintSharesPage *self = HCRM_COMPLAINT_SHARES_PAGE (page);
  g_autofree char *text = dup_answer (self);

  if (*text != '\0' && gtk_text_view_get_editable (self->answer))
    send_answer (self, text);
  else if (gtk_widget_get_visible (self->accept))
    hcrm_complaint_steps_begin_share (self->steps, self->answered_id, "accept");
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_complaint_shares_page_submit (HCRM_PAGE (widget));
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *action)
{
  HcrmComplaintSharesPage *self = HCRM_COMPLAINT_SHARES_PAGE (widget);

  if (self->share != NULL)
    hcrm_complaint_steps_begin_share (self->steps, self->answered_id,
                                      g_variant_get_string (action, NULL));
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  hcrm_complaint_steps_begin (HCRM_COMPLAINT_SHARES_PAGE (widget)->steps,
                              g_variant_get_string (action, NULL));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *id)
{
  hcrm_page_open_id (HCRM_PAGE (widget), "complaint", g_variant_get_int64 (id));
}

static void
answer_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  gtk_widget_grab_focus (GTK_WIDGET (HCRM_COMPLAINT_SHARES_PAGE (widget)->answer));
}

static gboolean
hcrm_complaint_shares_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  if (!g_str_equal (field, "answer"))
    return FALSE;
  show_error (HCRM_COMPLAINT_SHARES_PAGE (page), message);
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_complaint_shares_page_constructed (GObject *object)
{
  HcrmComplaintSharesPage *self = HCRM_COMPLAINT_SHARES_PAGE (object);

  G_OBJECT_CLASS (hcrm_complaint_shares_page_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    hcrm_view_switch_add (self->views, &views[i]);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "mine=true");
  hcrm_filter_bar_hide_search (self->filters);
  hcrm_complaint_clock_fold (self->clock);
  self->steps = hcrm_complaint_steps_add (HCRM_PAGE (self));
  g_signal_connect_object (self->steps, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->answer), "changed",
                           G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
}

static void
hcrm_complaint_shares_page_dispose (GObject *object)
{
  g_clear_object (&HCRM_COMPLAINT_SHARES_PAGE (object)->share);
  G_OBJECT_CLASS (hcrm_complaint_shares_page_parent_class)->dispose (object);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "complaint", "complaint_task", "attachment", NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl Enter", N_ ("accept, or send the answer") },
      { "F2", N_ ("write the answer") },
        { "Enter", N_ ("the whole complaint") }, { NULL },
      };

  klass->refresh = hcrm_complaint_shares_page_refresh;
  klass->choose = hcrm_complaint_shares_page_choose;
  klass->submit = hcrm_complaint_shares_page_submit;
  klass->take_draft = hcrm_complaint_shares_page_take_draft;
  klass->show_field_error = hcrm_complaint_shares_page_show_field_error;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("What you or your department have to answer, the most urgent first: choose one on the left, read it in the middle, write the answer on the right.\n\n"
                    "What you write is kept from the first key, and sent with Ctrl Enter. Ask back if something is missing, hand it to a colleague, or send it back with a reason if it is not yours to answer.\n\n"
                    "When the share that leads is answered, the caller is called back.");
}

static void
install_actions (GtkWidgetClass *klass)
{
  static const struct {
    guint key;
    const char *action;
  } keys[] = { { GDK_KEY_q, "ask-back" }, { GDK_KEY_h, "hand" }, { GDK_KEY_r, "return" } };

  gtk_widget_class_install_action (klass, "shares.send", NULL, send_action);
  gtk_widget_class_install_action (klass, "shares.answer", NULL, answer_action);
  gtk_widget_class_install_action (klass, "shares.step", "s", share_action);
  gtk_widget_class_install_action (klass, "complaint.step", "s", step_action);
  gtk_widget_class_install_action (klass, "complaint.open", "x", open_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F2, 0, "shares.answer", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, GDK_ALT_MASK, "shares.step", "s",
                                         keys[i].action);
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintSharesPage, child)
#define CALLBACK(function) gtk_widget_class_bind_template_callback (klass, function)

static void
hcrm_complaint_shares_page_class_init (HcrmComplaintSharesPageClass *type)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (type);

  G_OBJECT_CLASS (type)->constructed = hcrm_complaint_shares_page_constructed;
  G_OBJECT_CLASS (type)->dispose = hcrm_complaint_shares_page_dispose;
  HCRM_LIST_PAGE_CLASS (type)->narrowed = hcrm_complaint_shares_page_narrowed;
  describe_page (HCRM_PAGE_CLASS (type));
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  g_type_ensure (HCRM_TYPE_COMPLAINT_VIEW);
  g_type_ensure (HCRM_TYPE_COMPLAINT_CLOCK);
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-shares-page.ui");
  BIND (counts);
  BIND (views);
  BIND (filters);
  BIND (list);
  BIND (view);
  BIND (stack);
  BIND (clock);
  BIND (asked);
  BIND (request);
  BIND (answer);
  BIND (error);
  BIND (kept);
  BIND (next);
  BIND (send);
  BIND (accept);
  BIND (accept_key);
  BIND (ask_back);
  BIND (hand);
  BIND (give_back);
  CALLBACK (selection_changed_cb);
  CALLBACK (view_chosen_cb);
  CALLBACK (loaded_cb);
  CALLBACK (activate_cb);
  install_actions (klass);
}

static void
hcrm_complaint_shares_page_init (HcrmComplaintSharesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
