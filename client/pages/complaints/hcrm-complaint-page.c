/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One complaint and its steps. */

#include "hcrm-complaint-page.h"

#include "core/hcrm-session.h"
#include "hcrm-complaint-panel.h"
#include "hcrm-complaint-words.h"
#include "model/hcrm-complaint.h"
#include "model/hcrm-disposition.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "complaint"

typedef struct _Ask Ask;

struct _HcrmComplaintPage {
  HcrmPage parent_instance;

  GtkLabel *number;
  GtkLabel *state;
  GtkLabel *grade;
  GtkLabel *facts;
  GtkLabel *matter;
  GtkLabel *wish;
  GtkLabel *patient;
  AdwBin *objects;
  AdwBin *shares;
  AdwBin *notes;
  AdwBin *history;
  GtkLabel *due;
  GtkExpander *why;
  AdwBin *clock;
  GtkBox *steps;

  HcrmRecord *complaint; /* (nullable): as it was last read */
  HcrmRecord *asked;     /* (nullable): the complaint or share a step is taken of, as it was then */
  const Ask *ask;
  const char *action;
  gboolean of_share;
  char *started_at; /* when calling began */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintPage, hcrm_complaint_page, HCRM_TYPE_PAGE)

#define REQ HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
static const HcrmField route_fields[] = {
  { "department_id", HCRM_KIND_CODE, N_("Department"), REQ },
  { "lead",          HCRM_KIND_BOOL, N_("Leads"),      0 },
  { "request",       HCRM_KIND_TEXT, N_("What is asked of them"), LINES, NULL, 0, 2000 },
};
static const HcrmFieldSet route_set = { "route", route_fields, G_N_ELEMENTS (route_fields) };

static const HcrmField regrade_fields[] = {
  { "grade",  HCRM_KIND_CODE, N_("Grade"),  REQ },
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 1000 },
};
static const HcrmFieldSet regrade_set = { "regrade", regrade_fields, G_N_ELEMENTS (regrade_fields) };

static const HcrmField reclass_fields[] = {
  { "class",  HCRM_KIND_CODE, N_("Class"),  REQ },
  { "reason", HCRM_KIND_TEXT, N_("Reason"), LINES, NULL, 0, 1000 },
};
static const HcrmFieldSet reclass_set = { "reclass", reclass_fields, G_N_ELEMENTS (reclass_fields) };

static const HcrmField hand_fields[] = {
  { "assignee_id", HCRM_KIND_CODE, N_("In hand of"), REQ },
};
static const HcrmFieldSet hand_set = { "hand", hand_fields, G_N_ELEMENTS (hand_fields) };

static const HcrmChoice word_choices[] = {
  { "satisfied",   N_("Satisfied with the handling") },
  { "unsatisfied", N_("Not satisfied") },
  { "undecided",   N_("Wants to think about it") },
  { NULL }
};

static const HcrmField tell_fields[] = {
  { "disposition", HCRM_KIND_CODE, N_("Disposition"),       REQ, NULL, 0, 0, hcrm_disposition_choices },
  { "word",        HCRM_KIND_CODE, N_("The caller's word"), 0, NULL, 0, 0, word_choices },
  { "note",        HCRM_KIND_TEXT, N_("Note"),              LINES, NULL, 0, 2000 },
};
static const HcrmFieldSet tell_set = { "tell", tell_fields, G_N_ELEMENTS (tell_fields) };

static const HcrmLookupInfo complaint_lookup = {
  "/complaints?open=true", "id", "number", { "matter", "caller_name" }, N_("Number or words of the complaint"),
};

/* What a step asks for. choices: a list whose items are what the field `chosen` may be, by `value`;
 * chosen is sent as a number unless its value is a code. */
struct _Ask {
  const char *action;
  const HcrmFieldSet *set; /* (nullable): it is taken at once */
  const char *body;
  const char *chosen;
  const char *choices;
  const char *value;
};

static const Ask case_asks[] = {
  { "take",     NULL },
  { "route",    &route_set, N_("It goes to the head of the department, who may hand it on. Nobody is given a complaint about themselves."), "department_id", "/departments?limit=200", "id" },
  { "spot",     &hcrm_complaint_spot, N_("It is closed at once; only with the caller's consent.") },
  { "tell",     &tell_set },
  { "close",    &hcrm_complaint_close, NULL },
  { "reopen",   &hcrm_complaint_why, N_("It goes back to the departments, and the clock begins anew.") },
  { "mediate",  &hcrm_complaint_why, NULL },
  { "withdraw", &hcrm_complaint_why, N_("Nobody answers it any more; the reason stands in its history.") },
  { "pause",    &hcrm_complaint_pause, N_("The time that the clock stands still is added to the due date.") },
  { "resume",   NULL },
  { "regrade",  &regrade_set, N_("The due date is computed anew from the grade's term."), "grade", "/complaint-grades", "id" },
  { "reclass",  &reclass_set, NULL, "class", "/complaint-classes?limit=200", "code" },
  { "number",   &hcrm_complaint_number, NULL },
  { "join",     &hcrm_complaint_join, N_("Nothing is moved; it can be parted again.") },
  { "part",     &hcrm_complaint_why, NULL },
  { "notes",    &hcrm_complaint_say_fields, N_("Everybody who works on the complaint reads it.") },
};

static const Ask share_asks[] = {
  { "accept",   NULL },
  { "lead",     NULL },
  { "return",   &hcrm_complaint_why, N_("It goes back to whoever routes it.") },
  { "withdraw", &hcrm_complaint_why, NULL },
  { "answer",   &hcrm_complaint_task_answer, N_("When the share that leads is answered, the caller is called back.") },
  { "ask-back", &hcrm_complaint_say_fields, N_("Your question goes to whoever took the complaint.") },
  { "reply",    &hcrm_complaint_say_fields, NULL },
  { "hand",     &hand_set, NULL, "assignee_id", NULL, "id" },
};
/* clang-format on */

/* --- what is shown ---------------------------------------------------------------------------- */

static const char *
get (HcrmComplaintPage *self, const char *field)
{
  const char *text = hcrm_record_get (self->complaint, field);

  return text != NULL ? text : "";
}

/* A label without words takes no room. */
static void
show (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static char *
make_named (const char *format, const char *text)
{
  return *text != '\0' ? g_strdup_printf (format, text) : g_strdup ("");
}

static char *
make_value (HcrmComplaintPage *self, const char *field)
{
  const HcrmFieldSet *set = &hcrm_complaint_fields;

  return *get (self, field) != '\0'
             ? hcrm_text_value (self->complaint, &set->fields[hcrm_field_set_find (set, field)])
             : g_strdup ("");
}

static void
show_facts (HcrmComplaintPage *self)
{
  const char *pill = NULL;
  g_autofree char *caller = hcrm_complaint_words_caller (self->complaint, &pill);
  g_autofree char *relation = make_value (self, "caller_relation");
  g_autofree char *channel = make_value (self, "channel");
  g_autofree char *at = hcrm_text_time (get (self, "received_at"));
  g_autofree char *received = make_named (_ ("received %s"), at);
  g_autofree char *receiver = make_named (_ ("taken by %s"), get (self, "first_receiver"));
  g_autofree char *facts =
      hcrm_text_join (caller, relation, get (self, "caller_number"), channel, received, receiver,
                      hcrm_text_field (self->complaint, "class_name"), NULL);

  show (self->facts, facts);
}

static void
show_matter (HcrmComplaintPage *self)
{
  g_autofree char *wish = make_named (_ ("Wants: %s"), get (self, "wish"));
  g_autofree char *sex_age = hcrm_text_sex_age (get (self, "sex"), get (self, "birth_date"));
  g_autofree char *who =
      *get (self, "patient") != '\0'
          ? hcrm_text_join (get (self, "patient"), sex_age, get (self, "mrn"), NULL)
          : g_strdup ("");
  g_autofree char *patient = make_named (_ ("Patient: %s"), who);

  show (self->matter, get (self, "matter"));
  show (self->wish, wish);
  show (self->patient, patient);
}

static void
show_head (HcrmComplaintPage *self)
{
  const char *grade_pill = NULL, *due_pill = NULL;
  g_autofree char *grade = hcrm_complaint_words_grade (self->complaint, &grade_pill);
  g_autofree char *due = hcrm_complaint_words_due (self->complaint, &due_pill);
  gboolean open = *get (self, "bucket") != '\0';
  g_autofree char *by = open && !g_str_equal (get (self, "bucket"), "overdue")
      ? g_strdup_printf (_ ("to be answered by %s"), due)
      : g_strdup (due);

  gtk_label_set_text (self->number, get (self, "number"));
  hcrm_page_set_title (HCRM_PAGE (self), get (self, "number"));
  hcrm_pill_set_state (self->state, &hcrm_complaint_workflow, get (self, "state"));
  hcrm_pill_set (self->grade, *grade != '\0' ? grade : NULL, grade_pill);
  show (self->due, by);
  gtk_widget_set_visible (GTK_WIDGET (self->why), *get (self, "due_at") != '\0');
}

static const HcrmPermissionSet *
get_held (HcrmComplaintPage *self)
{
  return hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
}

/* A clock that runs is paused, one that stands is resumed. */
static void
show_steps (HcrmComplaintPage *self)
{
  gboolean paused = *get (self, "paused_at") != '\0';

  hcrm_step_bar_fill (self->steps, "complaint.step", &hcrm_complaint_workflow, get (self, "state"),
                      get_held (self));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->steps)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (child));
    const char *action = g_variant_get_string (target, NULL);
    gtk_widget_set_visible (child, !g_str_equal (action, paused ? "pause" : "resume"));
  }
}

static void
show_complaint (HcrmComplaintPage *self)
{
  show_head (self);
  show_facts (self);
  show_matter (self);
  adw_bin_set_child (self->objects, hcrm_complaint_panel_new_objects (self->complaint));
  adw_bin_set_child (self->shares,
                     hcrm_complaint_panel_new_shares (self->complaint, get_held (self)));
  adw_bin_set_child (self->notes, hcrm_complaint_panel_new_notes (self->complaint));
  adw_bin_set_child (self->history, hcrm_complaint_panel_new_history (self->complaint));
  show_steps (self);
}

/* --- reading it ------------------------------------------------------------------------------- */

static void
clock_cb (gpointer data, JsonNode *reply)
{
  adw_bin_set_child (HCRM_COMPLAINT_PAGE (data)->clock, hcrm_complaint_panel_new_clock (reply));
}

static void
read_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintPage *self = data;
  g_autoptr (HcrmRecord) complaint = hcrm_record_new (&hcrm_complaint_fields);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (complaint, json_node_get_object (reply), TRUE, NULL))
    return;
  g_set_object (&self->complaint, complaint);
  show_complaint (self);
  if (*get (self, "due_at") == '\0')
    return;
  g_autofree char *path =
      g_strdup_printf ("/complaints/%s/clock", hcrm_page_get_argument (HCRM_PAGE (self)));
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "GET", .path = path, .fills = "clock" }, clock_cb,
                  NULL);
}

static void
hcrm_complaint_page_refresh (HcrmPage *page)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%s", hcrm_page_get_argument (page));

  hcrm_page_send (page, &(HcrmRequest){ .method = "GET", .path = path, .fills = "complaint" },
                  read_cb, NULL);
}

/* --- steps ------------------------------------------------------------------------------------ */

/* Each step has words of its own. */
static char *
make_ref (HcrmComplaintPage *self)
{
  return g_strdup_printf ("%s%s-%s", self->of_share ? "task-" : "",
                          hcrm_record_get (self->asked, "id"), self->action);
}

static char *
make_path (HcrmComplaintPage *self)
{
  const char *id = hcrm_record_get (self->asked, "id");

  if (g_str_equal (self->action, "notes"))
    return g_strdup_printf ("/complaints/%s/notes", id);
  return g_strdup_printf ("/%s/%s/actions/%s", self->of_share ? "complaint-tasks" : "complaints",
                          id, self->action);
}

static void
done_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintPage *self = data;
  g_autofree char *ref = make_ref (self);

  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
  hcrm_page_refresh (HCRM_PAGE (self));
}

static void
send_step (HcrmComplaintPage *self, JsonObject *object)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *path = make_path (self);
  gboolean words = g_str_equal (self->action, "notes");

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = body,
                                  .seen = words ? NULL : self->asked },
                  done_cb, NULL);
}

static void
add_call (HcrmComplaintPage *self, JsonObject *object)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *ended = g_date_time_format_iso8601 (now);

  json_object_set_string_member (object, "started_at",
                                 self->started_at != NULL ? self->started_at : ended);
  json_object_set_string_member (object, "ended_at", ended);
}

static void
filled_cb (gpointer data, HcrmRecord *record)
{
  HcrmComplaintPage *self = data;
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  const char *chosen =
      self->ask->chosen != NULL ? hcrm_record_get (record, self->ask->chosen) : NULL;

  if (chosen != NULL && g_str_equal (self->ask->value, "id"))
    json_object_set_int_member (object, self->ask->chosen, g_ascii_strtoll (chosen, NULL, 10));
  if (g_str_equal (self->action, "tell"))
    add_call (self, object);
  send_step (self, object);
}

/* What is typed is kept from the first key. */
static void
changed_cb (HcrmComplaintPage *self, const char *field, HcrmForm *form)
{
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (form);
  g_autofree char *ref = make_ref (self);

  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, ref, draft);
}

static void
take_draft (HcrmComplaintPage *self, HcrmForm *form)
{
  g_autofree char *ref = make_ref (self);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, ref);

  hcrm_form_take_draft (form, draft);
  g_signal_emit_by_name (form, "changed", ""); /* so that a whole draft can be confirmed */
  g_signal_connect_object (form, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static HcrmForm *
open_form (HcrmComplaintPage *self, const char *label, const char *body)
{
  gboolean looks = self->ask->set == &hcrm_complaint_join;

  return hcrm_form_dialog_ask (HCRM_PAGE (self),
                               &(HcrmFormQuestion){ .heading = label,
                                                    .body = body,
                                                    .label = label,
                                                    .set = self->ask->set,
                                                    .lookup = looks ? &complaint_lookup : NULL,
                                                    .looked_up = looks ? "into_id" : NULL },
                               filled_cb);
}

static const char *
find_label (HcrmComplaintPage *self)
{
  const HcrmWorkflow *flow =
      self->of_share ? &hcrm_complaint_task_workflow : &hcrm_complaint_workflow;
  const HcrmStep *step = hcrm_workflow_find (flow, hcrm_record_get (self->asked, "state"),
                                             self->action, get_held (self), NULL);

  if (g_str_equal (self->action, "notes"))
    return _ ("Add a Note");
  return step != NULL ? gettext (step->label) : NULL;
}

static const char *
get_body (HcrmComplaintPage *self)
{
  return self->ask->body != NULL ? gettext (self->ask->body) : NULL;
}

static void
choices_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintPage *self = data;
  HcrmForm *form = open_form (self, find_label (self), get_body (self));

  hcrm_choices_fill_input (hcrm_form_get_input (form, self->ask->chosen), reply, self->ask->value);
  take_draft (self, form);
}

static void
begin_choosing (HcrmComplaintPage *self)
{
  g_autofree char *colleagues =
      g_strdup_printf ("/complaints/%s/colleagues?department_id=%s&limit=200",
                       hcrm_page_get_argument (HCRM_PAGE (self)),
                       self->of_share ? hcrm_record_get (self->asked, "department_id") : "");

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "GET",
                                  .path =
                                      self->ask->choices != NULL ? self->ask->choices : colleagues,
                                  .fills = "choices" },
                  choices_cb, NULL);
}

/* The number to call; that it was shown is noted. */
static void
dial_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintPage *self = data;
  JsonObject *object = json_node_get_object (reply);
  g_autofree char *body =
      g_strdup_printf (_ ("Call %s"), json_object_get_string_member (object, "number"));

  take_draft (self, open_form (self, find_label (self), body));
}

static void
begin_telling (HcrmComplaintPage *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *path =
      g_strdup_printf ("/complaints/%s/actions/dial", hcrm_record_get (self->asked, "id"));

  g_free (self->started_at);
  self->started_at = g_date_time_format_iso8601 (now);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = path, .fills = "choices" }, dial_cb,
                  NULL);
}

/* A draft is discarded without a word. */
static gboolean
is_plain (HcrmComplaintPage *self)
{
  return self->ask->set == NULL
         || (!self->of_share && g_str_equal (self->action, "withdraw")
             && g_strcmp0 (hcrm_record_get (self->asked, "state"), "draft") == 0);
}

static void
begin (HcrmComplaintPage *self, const Ask *ask)
{
  self->ask = ask;
  self->action = ask->action;
  hcrm_page_drop (HCRM_PAGE (self), "choices");
  if (find_label (self) == NULL)
    return;
  if (is_plain (self)) {
    g_autoptr (JsonObject) empty = json_object_new ();
    send_step (self, empty);
  } else if (g_str_equal (ask->action, "tell")) {
    begin_telling (self);
  } else if (ask->chosen != NULL) {
    begin_choosing (self);
  } else {
    take_draft (self, open_form (self, find_label (self), get_body (self)));
  }
}

static void
begin_step (HcrmComplaintPage *self, const char *action)
{
  if (self->complaint == NULL)
    return;
  self->of_share = FALSE;
  g_set_object (&self->asked, self->complaint);
  for (guint i = 0; i < G_N_ELEMENTS (case_asks); i++)
    if (g_str_equal (case_asks[i].action, action))
      begin (self, &case_asks[i]);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  begin_step (HCRM_COMPLAINT_PAGE (widget), g_variant_get_string (action, NULL));
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (widget);
  gint64 id = 0;
  const char *action = NULL;

  g_variant_get (target, "(x&s)", &id, &action);
  g_autoptr (HcrmRecord) share = hcrm_complaint_panel_find_share (self->complaint, id);
  if (share == NULL)
    return;
  self->of_share = TRUE;
  g_set_object (&self->asked, share);
  for (guint i = 0; i < G_N_ELEMENTS (share_asks); i++)
    if (g_str_equal (share_asks[i].action, action))
      begin (self, &share_asks[i]);
}

/* The step that is suggested in this state. */
static void
hcrm_complaint_page_submit (HcrmPage *page)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (page);
  const HcrmWorkflow *flow = &hcrm_complaint_workflow;

  for (guint i = 0; self->complaint != NULL && i < flow->n_steps; i++)
    if (g_str_equal (flow->steps[i].from, get (self, "state"))
        && (flow->steps[i].flags & HCRM_STEP_SUGGESTED))
      begin_step (self, flow->steps[i].action);
}

static void
patient_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (widget);

  if (self->complaint != NULL && *get (self, "survivor_id") != '\0')
    hcrm_page_open_id (HCRM_PAGE (self), "patient",
                       hcrm_record_get_int (self->complaint, "survivor_id"));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_complaint_page_constructed (GObject *object)
{
  const char *id = hcrm_page_get_argument (HCRM_PAGE (object));

  G_OBJECT_CLASS (hcrm_complaint_page_parent_class)->constructed (object);
  hcrm_page_set_record (HCRM_PAGE (object), "complaint",
                        id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0);
}

static void
hcrm_complaint_page_dispose (GObject *object)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (object);

  g_clear_object (&self->complaint);
  g_clear_object (&self->asked);
  g_clear_pointer (&self->started_at, g_free);
  G_OBJECT_CLASS (hcrm_complaint_page_parent_class)->dispose (object);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "complaint", "complaint_task", NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl Enter", N_ ("next step") },
      { "F2", N_ ("patient") }, { NULL },
    };

  klass->refresh = hcrm_complaint_page_refresh;
  klass->submit = hcrm_complaint_page_submit;
  klass->watches = watches;
  klass->hints = hints;
  klass->help =
      N_ ("One complaint: what was said, whom it is about, which departments have a share of it, and all that happened.\n\n"
                    "Why it is due when it is stands below the due date, step by step. The steps that are possible now stand to the right, those of a department's share on its card.\n\n"
                    "What is typed for a step is kept until it is sent.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintPage, child)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-page.ui");
  BIND (number);
  BIND (state);
  BIND (grade);
  BIND (facts);
  BIND (matter);
  BIND (wish);
  BIND (patient);
  BIND (objects);
  BIND (shares);
  BIND (notes);
  BIND (history);
  BIND (due);
  BIND (why);
  BIND (clock);
  BIND (steps);
}

static void
hcrm_complaint_page_class_init (HcrmComplaintPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_complaint_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_complaint_page_dispose;
  describe_page (HCRM_PAGE_CLASS (klass));
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "complaint.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "complaint.share", "(xs)", share_action);
  gtk_widget_class_install_action (widget_class, "complaint.patient", NULL, patient_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "complaint.patient", NULL);
}

static void
hcrm_complaint_page_init (HcrmComplaintPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
