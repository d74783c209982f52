/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps of a complaint and of its shares, as pages take them. */

#include "hcrm-complaint-steps.h"

#include <glib/gi18n.h>

#include "core/hcrm-phone.h"
#include "hcrm-complaint-panel.h"
#include "hcrm-complaint-route.h"
#include "model/hcrm-complaint.h"
#include "model/hcrm-disposition.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form-dialog.h"

#define DRAFT_KIND "complaint"
#define KEY "complaint-steps"

typedef struct _Ask Ask;

struct _HcrmComplaintSteps {
  GObject parent_instance;

  HcrmPage *page;        /* borrowed: it keeps this */
  HcrmRecord *complaint; /* (nullable): as it was last read */
  HcrmRecord *asked;     /* (nullable): the complaint or share a step is taken of, as it was then */
  const Ask *ask;
  const char *action;
  gboolean of_share;
  char *started_at; /* when calling began */
  gint64 call_id;   /* in which call its words were begun, and when; 0: none */
  gint64 offset_ms;
  HcrmForm *form;       /* (nullable): what is being filled in; watched */
  HcrmRowsEditor *rows; /* (nullable): of that, the departments; watched */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintSteps, hcrm_complaint_steps, G_TYPE_OBJECT)

enum { DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

#define REQ HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
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

static const HcrmField write_fields[] = {
  { "text", HCRM_KIND_TEXT, N_("What is written to the caller"), REQ | LINES, NULL, 2, 2000 },
};
static const HcrmFieldSet write_set = { "write", write_fields, G_N_ELEMENTS (write_fields) };

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
  { "channel",     HCRM_KIND_CODE, N_("How the caller was spoken with"), REQ, NULL, 0, 0, hcrm_complaint_spoken_choices },
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
  { "route",    &hcrm_complaint_route, N_("It goes to the head of each department unless somebody is named. With several departments the longer term of the grade holds. Nobody is given a complaint about themselves."), "shares", "/departments?limit=200", "id" },
  { "spot",     &hcrm_complaint_spot, N_("It is closed at once; only with the caller's consent.") },
  { "tell",     &tell_set },
  { "write",    &hcrm_complaint_write, N_("It goes to the contact that the caller left, once that was verified, and to no other. The caller is told when it was sent; whether they are satisfied is for them to say when they are called back or write back.") },
  { "posted",   &hcrm_complaint_posted, N_("The caller is told as of the day the letter was posted.") },
  { "came-back", &hcrm_complaint_why, N_("Who was told by nothing else is to be told again, in the time that was left.") },
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

static const HcrmPermissionSet *
get_held (HcrmComplaintSteps *self)
{
  return hcrm_session_get_permissions (hcrm_page_get_session (self->page));
}

static const char *
get (HcrmComplaintSteps *self, const char *field)
{
  const char *text = hcrm_record_get (self->asked, field);

  return text != NULL ? text : "";
}

/* --- sending ---------------------------------------------------------------------------------- */

/* Each step has words of its own. */
static char *
make_ref (HcrmComplaintSteps *self)
{
  return g_strdup_printf ("%s%s-%s", self->of_share ? "task-" : "", get (self, "id"), self->action);
}

static char *
make_path (HcrmComplaintSteps *self)
{
  if (g_str_equal (self->action, "notes"))
    return g_strdup_printf ("/complaints/%s/notes", get (self, "id"));
  return g_strdup_printf ("/%s/%s/actions/%s", self->of_share ? "complaint-tasks" : "complaints",
                          get (self, "id"), self->action);
}

static void
done_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintSteps *self = data;
  g_autofree char *ref = make_ref (self);

  hcrm_page_clear_draft (self->page, DRAFT_KIND, ref);
  g_signal_emit (self, signals[DONE], 0, self->action);
  hcrm_page_refresh (self->page);
}

static void
send_step (HcrmComplaintSteps *self, JsonObject *object)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  g_autofree char *path = make_path (self);
  gboolean words = g_str_equal (self->action, "notes");

  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "POST",
                                      .path = path,
                                      .body = body,
                                      .seen = words ? NULL : self->asked },
                      done_cb, NULL);
}

static HcrmPhone *
get_phone (HcrmComplaintSteps *self)
{
  return hcrm_phone_get (hcrm_page_get_session (self->page));
}

/* So that a listener hears what was being written down. */
static void
note_moment (HcrmComplaintSteps *self)
{
  JsonObject *call =
      self->call_id == 0
          ? hcrm_phone_find_talk (get_phone (self), hcrm_record_get_int (self->asked, "id"))
          : NULL;

  if (call == NULL)
    return;
  self->call_id = hcrm_call_get_id (call);
  self->offset_ms = hcrm_phone_get_offset (get_phone (self), call);
}

static void
add_moment (HcrmComplaintSteps *self, JsonObject *object)
{
  if (self->call_id == 0)
    return;
  json_object_set_int_member (object, "call_id", self->call_id);
  json_object_set_int_member (object, "offset_ms", self->offset_ms);
}

/* Whoever told them in no call of now did so in the one that was dialled for it. */
static void
name_call (HcrmComplaintSteps *self, JsonObject *object)
{
  JsonObject *call =
      self->call_id == 0
          ? hcrm_phone_find_for (get_phone (self), hcrm_record_get_int (self->asked, "id"))
          : NULL;

  if (call != NULL)
    json_object_set_int_member (object, "call_id", hcrm_call_get_id (call));
}

static void
add_call (HcrmComplaintSteps *self, JsonObject *object)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *ended = g_date_time_format_iso8601 (now);

  json_object_set_string_member (object, "started_at",
                                 self->started_at != NULL ? self->started_at : ended);
  json_object_set_string_member (object, "ended_at", ended);
}

/* What is chosen from a list by its number is sent as one. */
static void
make_numbers (HcrmRecord *record, JsonObject *object)
{
  static const char *const numbers[] = { "department_id", "assignee_id", "grade" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (json_object_has_member (object, numbers[i])
        && !json_object_get_null_member (object, numbers[i]))
      json_object_set_int_member (object, numbers[i], hcrm_record_get_int (record, numbers[i]));
}

static void
filled_cb (gpointer page, HcrmRecord *record)
{
  HcrmComplaintSteps *self = g_object_get_data (page, KEY);
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  make_numbers (record, object);
  gboolean tells = g_str_equal (self->action, "tell");
  gboolean called = tells && g_strcmp0 (hcrm_record_get (record, "channel"), "phone") == 0;
  if (called || g_str_equal (self->action, "notes"))
    add_moment (self, object);
  if (tells)
    add_call (self, object);
  if (called)
    name_call (self, object);
  send_step (self, object);
}

/* --- filling in ------------------------------------------------------------------------------- */

static JsonNode *
dup_draft (HcrmComplaintSteps *self, HcrmForm *form)
{
  JsonNode *draft = hcrm_form_dup_draft (form);

  if (self->rows != NULL)
    json_object_set_member (json_node_get_object (draft), "shares",
                            hcrm_rows_editor_dup_json (self->rows));
  return draft;
}

/* What is typed is kept from the first key. */
static void
changed_cb (HcrmComplaintSteps *self)
{
  if (self->form == NULL)
    return;
  g_autoptr (JsonNode) draft = dup_draft (self, self->form);
  g_autofree char *ref = make_ref (self);

  note_moment (self);
  hcrm_page_save_draft (self->page, DRAFT_KIND, ref, draft);
}

/* A false number ends nothing where there is an address to write to. */
static const char *
guess_close (HcrmComplaintSteps *self)
{
  gboolean address = *get (self, "caller_address") != '\0';

  if (g_str_equal (get (self, "state"), "mediation"))
    return "mediated";
  if (hcrm_record_get_bool (self->asked, "satisfied"))
    return "satisfied";
  if (address)
    return NULL;
  if (*get (self, "number_false_at") != '\0')
    return "false-number";
  return *get (self, "caller_number") == '\0' ? "no-contact" : NULL;
}

/* Who left a postal address alone writes back. */
static const char *
guess_channel (HcrmComplaintSteps *self)
{
  if (*get (self, "caller_number") != '\0')
    return "phone";
  return *get (self, "caller_address") != '\0' ? "message" : "visit";
}

/* Who wrote is written to, and whoever cannot be reached by their number. */
static void
lay_answer (HcrmComplaintSteps *self, HcrmForm *form)
{
  g_autofree char *answer = hcrm_complaint_panel_dup_answer (self->asked);
  gboolean letter = *get (self, "caller_number") == '\0' || *get (self, "number_false_at") != '\0'
                    || g_str_equal (get (self, "channel"), "letter");

  hcrm_input_set_value (hcrm_form_get_input (form, "text"), answer);
  if (*get (self, "caller_address") != '\0')
    hcrm_input_set_value (hcrm_form_get_input (form, "letter"), letter ? "true" : "false");
}

/* What is likely, until something was typed. */
static void
lay_guess (HcrmComplaintSteps *self, HcrmForm *form)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%F");

  if (g_str_equal (self->action, "close"))
    hcrm_input_set_value (hcrm_form_get_input (form, "closed_as"), guess_close (self));
  if (g_str_equal (self->action, "tell"))
    hcrm_input_set_value (hcrm_form_get_input (form, "channel"), guess_channel (self));
  if (g_str_equal (self->action, "write"))
    lay_answer (self, form);
  if (g_str_equal (self->action, "posted"))
    hcrm_input_set_value (hcrm_form_get_input (form, "posted_on"), today);
  if (self->of_share && g_str_equal (self->action, "answer"))
    hcrm_input_set_value (hcrm_form_get_input (form, "answer"), get (self, "answer"));
}

static void
take_rows (HcrmComplaintSteps *self, JsonNode *draft)
{
  JsonNode *shares = draft != NULL && JSON_NODE_HOLDS_OBJECT (draft)
                         ? json_object_get_member (json_node_get_object (draft), "shares")
                         : NULL;

  if (shares != NULL)
    hcrm_complaint_route_take_draft (self->rows, shares);
  g_signal_connect_object (self->rows, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
take_draft (HcrmComplaintSteps *self, HcrmForm *form)
{
  g_autofree char *ref = make_ref (self);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (self->page, DRAFT_KIND, ref);

  g_set_weak_pointer (&self->form, form);
  self->call_id = 0;
  if (draft == NULL)
    lay_guess (self, form);
  hcrm_form_take_draft (form, draft);
  if (self->rows != NULL)
    take_rows (self, draft);
  g_signal_emit_by_name (form, "changed", ""); /* so that a whole draft can be confirmed */
  g_signal_connect_object (form, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/* A letter is for who left an address to send it to. */
static const HcrmFieldSet *
get_set (HcrmComplaintSteps *self)
{
  gboolean plain = self->ask->set == &hcrm_complaint_write && *get (self, "caller_address") == '\0';

  return plain ? &write_set : self->ask->set;
}

static HcrmForm *
open_form (HcrmComplaintSteps *self, const char *label, const char *body, const char *number)
{
  gboolean looks = self->ask->set == &hcrm_complaint_join;
  HcrmPhoneDial dial = { .activity_id = hcrm_record_get_int (self->asked, "id") };

  return hcrm_form_dialog_ask (self->page,
                               &(HcrmFormQuestion){ .heading = label,
                                                    .body = body,
                                                    .label = label,
                                                    .set = get_set (self),
                                                    .rows = self->rows,
                                                    .rows_field =
                                                        self->rows != NULL ? "shares" : NULL,
                                                    .lookup = looks ? &complaint_lookup : NULL,
                                                    .looked_up = looks ? "into_id" : NULL,
                                                    .number = number,
                                                    .dial = dial },
                               filled_cb);
}

static const char *
find_label (HcrmComplaintSteps *self)
{
  const HcrmWorkflow *flow =
      self->of_share ? &hcrm_complaint_task_workflow : &hcrm_complaint_workflow;
  const HcrmStep *step =
      hcrm_workflow_find (flow, get (self, "state"), self->action, get_held (self), NULL);

  if (g_str_equal (self->action, "notes"))
    return _ ("Add a Note");
  return step != NULL ? gettext (step->label) : NULL;
}

static const char *
get_body (HcrmComplaintSteps *self)
{
  return self->ask->body != NULL ? gettext (self->ask->body) : NULL;
}

static void
routes_cb (HcrmComplaintSteps *self, JsonNode *reply)
{
  g_set_weak_pointer (&self->rows,
                      hcrm_complaint_route_new (hcrm_page_get_api (self->page), get (self, "id"),
                                                hcrm_record_get_int (self->asked, "grade"), reply,
                                                hcrm_complaint_panel_is_led (self->asked)));
  take_draft (self, open_form (self, find_label (self), get_body (self), NULL));
}

static void
choices_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintSteps *self = data;

  if (self->ask->set == &hcrm_complaint_route) {
    routes_cb (self, reply);
    return;
  }
  HcrmForm *form = open_form (self, find_label (self), get_body (self), NULL);

  hcrm_choices_fill_input (hcrm_form_get_input (form, self->ask->chosen), reply, self->ask->value);
  take_draft (self, form);
}

static void
begin_choosing (HcrmComplaintSteps *self)
{
  g_autofree char *colleagues =
      g_strdup_printf ("/complaints/%s/colleagues?department_id=%s&limit=200",
                       hcrm_record_get (self->complaint, "id"), get (self, "department_id"));

  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "GET",
                                      .path = self->ask->choices != NULL ? self->ask->choices
                                                                         : colleagues,
                                      .whole = TRUE,
                                      .fills = "choices" },
                      choices_cb, NULL);
}

/* The number to call; that it was shown is noted. */
static void
dial_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintSteps *self = data;
  JsonObject *object = json_node_get_object (reply);
  const char *number = json_object_get_string_member (object, "number");
  gboolean may = hcrm_page_may (self->page, HCRM_PERM_CALL_WORK);
  g_autofree char *body = !may ? g_strdup_printf (C_ ("by telephone", "Call %s"), number) : NULL;

  take_draft (self, open_form (self, find_label (self), body, may ? number : NULL));
}

static void
begin_telling (HcrmComplaintSteps *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *path = g_strdup_printf ("/complaints/%s/actions/dial", get (self, "id"));

  g_free (self->started_at);
  self->started_at = g_date_time_format_iso8601 (now);
  if (*get (self, "caller_number") == '\0') {
    take_draft (self, open_form (self, find_label (self), NULL, NULL));
    return;
  }
  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "POST", .path = path, .fills = "choices" }, dial_cb,
                      NULL);
}

/* --- beginning -------------------------------------------------------------------------------- */

/* A draft is discarded without a word. */
static gboolean
is_plain (HcrmComplaintSteps *self)
{
  return self->ask->set == NULL
         || (!self->of_share && g_str_equal (self->action, "withdraw")
             && g_str_equal (get (self, "state"), "draft"));
}

static void
begin (HcrmComplaintSteps *self, const Ask *ask)
{
  self->ask = ask;
  self->action = ask->action;
  hcrm_page_drop (self->page, "choices");
  g_clear_weak_pointer (&self->rows);
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
    take_draft (self, open_form (self, find_label (self), get_body (self), NULL));
  }
}

static void
begin_one (HcrmComplaintSteps *self, const Ask *asks, guint n, const char *action)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (asks[i].action, action))
      begin (self, &asks[i]);
}

void
hcrm_complaint_steps_begin (HcrmComplaintSteps *self, const char *action)
{
  if (self->complaint == NULL)
    return;
  self->of_share = FALSE;
  g_set_object (&self->asked, self->complaint);
  begin_one (self, case_asks, G_N_ELEMENTS (case_asks), action);
}

static gboolean
take_share (HcrmComplaintSteps *self, gint64 id)
{
  g_autoptr (HcrmRecord) share =
      self->complaint != NULL ? hcrm_complaint_panel_find_share (self->complaint, id) : NULL;

  if (share == NULL)
    return FALSE;
  self->of_share = TRUE;
  g_set_object (&self->asked, share);
  return TRUE;
}

void
hcrm_complaint_steps_begin_share (HcrmComplaintSteps *self, gint64 id, const char *action)
{
  if (take_share (self, id))
    begin_one (self, share_asks, G_N_ELEMENTS (share_asks), action);
}

void
hcrm_complaint_steps_send_share (HcrmComplaintSteps *self,
                                 gint64 id,
                                 const char *action,
                                 JsonObject *object)
{
  if (!take_share (self, id))
    return;
  self->action = action;
  send_step (self, object);
}

void
hcrm_complaint_steps_set_complaint (HcrmComplaintSteps *self, HcrmRecord *complaint)
{
  g_set_object (&self->complaint, complaint);
}

/* --- the object ------------------------------------------------------------------------------- */

HcrmComplaintSteps *
hcrm_complaint_steps_add (HcrmPage *page)
{
  HcrmComplaintSteps *self = g_object_new (HCRM_TYPE_COMPLAINT_STEPS, NULL);

  self->page = page;
  g_object_set_data_full (G_OBJECT (page), KEY, self, g_object_unref);
  return self;
}

static void
hcrm_complaint_steps_finalize (GObject *object)
{
  HcrmComplaintSteps *self = HCRM_COMPLAINT_STEPS (object);

  g_clear_object (&self->complaint);
  g_clear_object (&self->asked);
  g_clear_weak_pointer (&self->form);
  g_clear_weak_pointer (&self->rows);
  g_free (self->started_at);
  G_OBJECT_CLASS (hcrm_complaint_steps_parent_class)->finalize (object);
}

static void
hcrm_complaint_steps_class_init (HcrmComplaintStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_complaint_steps_finalize;
  signals[DONE] = g_signal_new ("done", HCRM_TYPE_COMPLAINT_STEPS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_complaint_steps_init (HcrmComplaintSteps *self)
{
}
