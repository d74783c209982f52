/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One follow-up task, from claiming to saving. */

#include "hcrm-call-page.h"

#include <string.h>

#include "core/hcrm-dial.h"
#include "core/hcrm-finder.h"
#include "core/hcrm-json.h"
#include "core/hcrm-language.h"
#include "hcrm-call-moments.h"
#include "hcrm-call-outcome.h"
#include "hcrm-call-script.h"
#include "hcrm-call-time.h"
#include "hcrm-call-who.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-ask-physician.h"
#include "widgets/hcrm-plan-note.h"
#include "widgets/hcrm-questionnaire-form.h"
#include "widgets/hcrm-questionnaire-print.h"
#include "widgets/hcrm-score-gauge.h"
#include "widgets/hcrm-text.h"

#define RENEW_EVERY_S 60
#define DRAFT_KIND "followup_task"

struct _HcrmCallPage {
  HcrmPage parent_instance;

  GtkStack *stack;
  GtkLabel *loading;
  HcrmCallWho *who;
  GtkLabel *heading;
  GtkLabel *progress;
  HcrmScoreGauge *gauge;
  AdwBin *print_place;
  HcrmSheetPrints *prints;
  GtkInfoBar *banner;
  GtkLabel *banner_text;
  HcrmCallScript *script;
  HcrmQuestionnaireForm *form;
  GtkLabel *no_form;
  HcrmCallOutcome *outcome;

  JsonObject *sheet; /* (nullable) until it is loaded */
  HcrmResponse *response;
  JsonNode *state;   /* (nullable): what to take up once the sheet is there */
  gint64 contact_id; /* whom the last call went to */
  gint64 call_id;    /* which call that was; 0 if no telephone knows */
  HcrmCallMoments *moments;
  guint renew_id;
  gboolean held;        /* the claim is ours */
  gboolean loaded_once; /* what is typed is not to be loaded over */
  gboolean dials;       /* as soon as it is loaded */
  gboolean loading_now;
  gboolean saving;
  gboolean finished;     /* saved: nothing is to be kept or released */
  gboolean handing_over; /* this page is being made anew, with the claim */
};

G_DEFINE_FINAL_TYPE (HcrmCallPage, hcrm_call_page, HCRM_TYPE_PAGE)

static void load_sheet (HcrmCallPage *self);

/* --- the sheet -------------------------------------------------------------------------------- */

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_string_member_with_default (object, name, "") : "";
}

static JsonObject *
get_task (HcrmCallPage *self)
{
  return get_object (self->sheet, "task");
}

static const char *
get_id (HcrmCallPage *self)
{
  const char *argument = hcrm_page_get_argument (HCRM_PAGE (self));

  return argument != NULL ? argument : "0";
}

static char *
make_path (HcrmCallPage *self, const char *what)
{
  return g_strdup_printf ("/followup-tasks/%s/%s", get_id (self), what);
}

static gboolean
is_open (HcrmCallPage *self)
{
  return g_str_equal (get_text (get_task (self), "state"), "open");
}

/* --- whom the next call goes to --------------------------------------------------------------- */

static gboolean
is_reached (HcrmCallPage *self)
{
  return g_strcmp0 (hcrm_call_outcome_get_disposition (self->outcome), "reached") == 0;
}

static void
show_next (HcrmCallPage *self)
{
  hcrm_call_who_set_reached (self->who, is_reached (self));
  gint64 next = hcrm_call_who_get_next (self->who);
  g_autofree char *name = next != 0 ? hcrm_call_who_dup_name (self->who, next) : NULL;

  hcrm_call_outcome_set_next (self->outcome, name);
}

/* --- the claim -------------------------------------------------------------------------------- */

static void
ignore_reply (gpointer data, JsonNode *reply)
{
}

static void
post (HcrmCallPage *self, const char *action, HcrmReplyFunc done, HcrmFailFunc failed)
{
  g_autofree char *path = make_path (self, action);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send (HCRM_PAGE (self), &(HcrmRequest){ .method = "POST", .path = path, .body = body },
                  done, failed);
}

static void
set_held (HcrmCallPage *self, gboolean held)
{
  self->held = held;
}

static void
claimed_cb (gpointer data, JsonNode *reply)
{
  set_held (data, TRUE);
  load_sheet (data);
}

/* Whatever kept us from it, the sheet says how things stand. */
static gboolean
not_claimed_cb (gpointer data, const GError *error)
{
  set_held (data, FALSE);
  load_sheet (data);
  return !g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE);
}

static gboolean
not_renewed_cb (gpointer data, const GError *error)
{
  if (g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE))
    return TRUE;
  set_held (data, FALSE);
  post (data, "actions/claim", claimed_cb, not_claimed_cb);
  return TRUE;
}

static gboolean
renew_cb (gpointer data)
{
  HcrmCallPage *self = data;

  if (self->held && !self->finished)
    post (self, "actions/renew", ignore_reply, not_renewed_cb);
  return G_SOURCE_CONTINUE;
}

/* Goes on its own: the page may be closing. */
static void
release (HcrmCallPage *self)
{
  g_autofree char *path = make_path (self, "actions/release");
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (self));

  if (!self->held || self->finished || self->handing_over || session == NULL)
    return;
  set_held (self, FALSE);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  hcrm_api_send_async (hcrm_session_get_api (session),
                       &(HcrmRequest){ .method = "POST", .path = path, .body = body }, NULL, NULL,
                       NULL);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static JsonNode *
parse (const char *text)
{
  return text != NULL ? json_from_string (text, NULL) : NULL;
}

static JsonNode *
make_draft (HcrmCallPage *self)
{
  g_autoptr (JsonObject) draft = json_object_new ();
  g_autofree char *kept_at = hcrm_call_time_dup_now ();

  json_object_set_string_member (draft, "kept_at", kept_at);
  if (self->contact_id != 0)
    json_object_set_int_member (draft, "contact_id", self->contact_id);
  if (self->call_id != 0)
    json_object_set_int_member (draft, "call_id", self->call_id);
  hcrm_call_moments_write (self->moments, draft);
  hcrm_call_outcome_write_draft (self->outcome, draft);
  if (self->response != NULL) {
    g_autofree char *answers = hcrm_response_to_fhir (self->response, "in-progress", NULL);
    json_object_set_member (draft, "response", parse (answers));
  }
  return json_node_init_object (json_node_alloc (), draft);
}

static void
keep_draft (HcrmCallPage *self)
{
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (self));

  if (self->loading_now || self->finished || self->sheet == NULL || !is_open (self))
    return;
  g_autoptr (JsonNode) draft = make_draft (self);
  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, get_id (self), draft);
  hcrm_call_outcome_set_kept (self->outcome, hcrm_session_get_journal (session) != NULL);
}

static void phone_cb (HcrmCallPage *self);

static void
take_draft (HcrmCallPage *self, JsonObject *draft)
{
  JsonNode *answers = json_object_get_member (draft, "response");

  self->contact_id = json_object_get_int_member_with_default (draft, "contact_id", 0);
  self->call_id = json_object_get_int_member_with_default (draft, "call_id", 0);
  hcrm_call_moments_read (self->moments, draft);
  hcrm_call_outcome_read_draft (self->outcome, draft);
  if (self->contact_id != 0)
    hcrm_call_who_set_called (self->who, self->contact_id);
  if (hcrm_call_outcome_is_running (self->outcome))
    hcrm_call_who_set_calling (self->who, self->contact_id);
  phone_cb (self);
  if (answers == NULL || self->response == NULL)
    return;
  g_autofree char *text = hcrm_json_to_text (answers);
  g_autoptr (GError) error = NULL;
  if (!hcrm_response_load (self->response, text, -1, &error))
    hcrm_page_show_error (HCRM_PAGE (self), error);
}

static gboolean
is_later (const char *a, const char *b)
{
  g_autoptr (GDateTime) first = a != NULL ? g_date_time_new_from_iso8601 (a, NULL) : NULL;
  g_autoptr (GDateTime) second = b != NULL ? g_date_time_new_from_iso8601 (b, NULL) : NULL;

  return first != NULL && (second == NULL || g_date_time_compare (first, second) > 0);
}

/* The state of the page before it was made anew, else the newer of what this desktop and what the
 * server kept. */
static JsonObject *
find_draft (HcrmCallPage *self, JsonNode *here)
{
  JsonObject *local =
      here != NULL && JSON_NODE_HOLDS_OBJECT (here) ? json_node_get_object (here) : NULL;
  JsonObject *there = get_object (get_object (self->sheet, "draft"), "content");

  if (self->state != NULL)
    return json_node_get_object (self->state);
  if (local == NULL || there == NULL)
    return local != NULL ? local : there;
  return is_later (get_text (there, "kept_at"), get_text (local, "kept_at")) ? there : local;
}

/* What another desktop kept; newer than what is here, or asked for. */
static void
hcrm_call_page_take_draft (HcrmPage *page, const char *kind, const char *ref, JsonNode *content)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (page);

  if (!g_str_equal (kind, DRAFT_KIND) || g_strcmp0 (ref, get_id (self)) != 0
      || !JSON_NODE_HOLDS_OBJECT (content) || self->finished || self->saving || !is_open (self))
    return;
  self->loading_now = TRUE;
  take_draft (self, json_node_get_object (content));
  self->loading_now = FALSE;
}

static void
restore_draft (HcrmCallPage *self)
{
  g_autoptr (JsonNode) here = hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, get_id (self));
  JsonObject *draft = find_draft (self, here);

  if (draft != NULL)
    take_draft (self, draft);
  g_clear_pointer (&self->state, json_node_unref);
}

static void
changed_cb (HcrmCallPage *self)
{
  show_next (self);
  keep_draft (self);
}

/* --- showing ---------------------------------------------------------------------------------- */

/* What is wrong stands in the way as well as what is missing. */
static char *
dup_left (const HcrmScore *score, guint wrong)
{
  g_autofree char *missing =
      score->required_missing > 0
          ? g_strdup_printf (ngettext ("%u required left", "%u required left",
                                       score->required_missing),
                             score->required_missing)
          : g_strdup (wrong == 0 ? _ ("nothing required left") : "");
  g_autofree char *faults =
      wrong > 0 ? g_strdup_printf (ngettext ("%u wrong", "%u wrong", wrong), wrong) : g_strdup ("");

  return hcrm_text_join (missing, faults, NULL);
}

static void
show_progress (HcrmCallPage *self)
{
  if (self->response == NULL)
    return;
  const HcrmScore *score = hcrm_response_get_score (self->response);
  guint wrong = hcrm_questionnaire_form_count_wrong (self->form);
  g_autofree char *answered =
      g_strdup_printf (_ ("%u of %u answered"), score->answered, score->total);
  g_autofree char *left = dup_left (score, wrong);
  g_autofree char *text = hcrm_text_join (answered, left, NULL);
  gtk_label_set_label (self->progress, text);
  hcrm_call_outcome_set_wrong (self->outcome, wrong);
}

static HcrmPhone *
get_phone (HcrmCallPage *self)
{
  return hcrm_phone_get (hcrm_page_get_session (HCRM_PAGE (self)));
}

/* The telephone's call, while it goes on or is not wrapped up. */
static JsonObject *
get_call (HcrmCallPage *self)
{
  return self->call_id != 0 ? hcrm_phone_find (get_phone (self), self->call_id) : NULL;
}

static void
answered_cb (HcrmCallPage *self, const char *item, guint repeat)
{
  if (!self->loading_now)
    hcrm_call_moments_note (self->moments, get_phone (self), get_call (self), item, repeat);
  hcrm_call_outcome_refuse (self->outcome, NULL);
  show_progress (self);
  keep_draft (self);
}

static void
set_response (HcrmCallPage *self, HcrmResponse *response)
{
  const char *language = hcrm_language_get ();

  if (self->response != NULL)
    g_signal_handlers_disconnect_by_data (self->response, self);
  g_set_object (&self->response, response);
  if (response != NULL) {
    g_signal_connect_object (response, "answer-changed", G_CALLBACK (answered_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (response, "score-changed", G_CALLBACK (show_progress), self,
                             G_CONNECT_SWAPPED);
  }
  hcrm_questionnaire_form_set_response (self->form, response, NULL, language);
  hcrm_score_gauge_set_response (self->gauge, response, language);
  gtk_widget_set_visible (GTK_WIDGET (self->print_place), response != NULL);
  hcrm_call_outcome_set_response (self->outcome, response);
  show_progress (self);
}

/* --- what was answered last time -------------------------------------------------------------- */

static gboolean
ignore_failure (gpointer data, const GError *error)
{
  return TRUE;
}

static void
previous_cb (gpointer data, JsonNode *reply)
{
  HcrmCallPage *self = data;

  if (self->response == NULL || reply == NULL)
    return;
  g_autofree char *text = hcrm_json_to_text (reply);
  g_autoptr (HcrmResponse) previous =
      hcrm_response_new (hcrm_response_get_questionnaire (self->response));
  if (hcrm_response_load (previous, text, -1, NULL))
    hcrm_questionnaire_form_set_previous (self->form, previous);
}

/* Returns: the newest response to the same questionnaire that is not this task's; 0 if none. */
static gint64
find_previous (HcrmCallPage *self, JsonArray *items)
{
  JsonObject *task = get_task (self);
  gint64 form = json_object_get_int_member_with_default (task, "questionnaire_id", 0);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    if (json_object_get_int_member_with_default (item, "questionnaire_id", 0) == form
        && json_object_get_int_member_with_default (item, "activity_id", 0)
               != json_object_get_int_member_with_default (task, "id", 0))
      return json_object_get_int_member_with_default (item, "id", 0);
  }
  return 0;
}

static void
responses_cb (gpointer data, JsonNode *reply)
{
  HcrmCallPage *self = data;
  gint64 id = 0;

  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    id = find_previous (self, get_array (json_node_get_object (reply), "items"));
  if (id == 0)
    return;
  g_autofree char *path = g_strdup_printf ("/responses/%" G_GINT64_FORMAT, id);
  hcrm_page_send (HCRM_PAGE (self), &(HcrmRequest){ .method = "GET", .path = path }, previous_cb,
                  ignore_failure);
}

static void
ask_previous (HcrmCallPage *self)
{
  g_autofree char *patient =
      g_strdup_printf ("%" G_GINT64_FORMAT,
                       json_object_get_int_member_with_default (get_task (self), "patient_id", 0));
  g_autofree char *path = hcrm_api_query ("/responses", "patient_id", patient, "sort",
                                          "-authored_at", "limit", "50", NULL);

  hcrm_page_send (HCRM_PAGE (self), &(HcrmRequest){ .method = "GET", .path = path }, responses_cb,
                  ignore_failure);
}

static HcrmQuestionnaire *
read_questionnaire (HcrmCallPage *self, GError **error)
{
  JsonObject *resource = get_object (self->sheet, "questionnaire");

  if (resource == NULL)
    return NULL;
  g_autofree char *text = hcrm_json_to_text (json_object_get_member (self->sheet, "questionnaire"));
  return hcrm_questionnaire_new_from_json (text, -1, error);
}

static HcrmResponse *
read_response (HcrmQuestionnaire *questionnaire, JsonObject *holder, const char *member)
{
  JsonObject *resource = get_object (holder, member);

  if (resource == NULL)
    return NULL;
  g_autofree char *text = hcrm_json_to_text (json_object_get_member (holder, member));
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  return hcrm_response_load (response, text, -1, NULL) ? g_steal_pointer (&response) : NULL;
}

static void
load_form (HcrmCallPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire = read_questionnaire (self, &error);

  if (error != NULL)
    hcrm_page_show_error (HCRM_PAGE (self), error);
  gtk_widget_set_visible (GTK_WIDGET (self->no_form), questionnaire == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), questionnaire != NULL);
  if (questionnaire == NULL) {
    set_response (self, NULL);
    return;
  }
  g_autoptr (HcrmResponse) given = read_response (questionnaire, self->sheet, "response");
  g_autoptr (HcrmResponse) response =
      given != NULL ? g_steal_pointer (&given) : hcrm_response_new (questionnaire);
  set_response (self, response);
  ask_previous (self);
}

/* Returns: (transfer full): which version is asked, to be compared with what stands on paper. */
static char *
dup_edition (HcrmCallPage *self)
{
  JsonObject *form = get_object (self->sheet, "questionnaire");
  const char *version = form != NULL ? get_text (form, "version") : "";
  const char *newer = get_text (self->sheet, "newer_version");

  if (*version == '\0')
    return g_strdup ("");
  if (*newer == '\0')
    return g_strdup_printf (_ ("Version %s"), version);
  return g_strdup_printf (_ ("Version %s (version %s was published since)"), version, newer);
}

static void
show_heading (HcrmCallPage *self)
{
  JsonObject *task = get_task (self);
  g_autofree char *day =
      g_strdup_printf (_ ("Day %d"),
                          (int) json_object_get_int_member_with_default (task, "offset_days", 0));
  g_autofree char *step = hcrm_text_join (hcrm_text_member (task, "template"), day, NULL);
  g_autofree char *edition = dup_edition (self);
  const char *form = hcrm_text_member (task, "questionnaire");
  /* Translators: the title of a tab: whom one calls */
  g_autofree char *title = g_strdup_printf (_ ("%s · call"), get_text (task, "patient"));
  const char *changed = *get_text (self->sheet, "newer_version") != '\0' ? edition : NULL;
  g_autofree char *heading = hcrm_text_join (*form != '\0' ? form : step, changed, NULL);

  gtk_label_set_label (self->heading, heading);
  hcrm_sheet_prints_set (self->prints, get_id (self), get_array (self->sheet, "prints"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->heading), *edition != '\0' ? edition : NULL);
  hcrm_page_set_title (HCRM_PAGE (self), title);
  hcrm_page_set_status (HCRM_PAGE (self), step);
}

static gboolean
is_own (HcrmCallPage *self, JsonObject *claim)
{
  return json_object_get_int_member_with_default (claim, "user_id", 0)
         == hcrm_session_get_user_id (hcrm_page_get_session (HCRM_PAGE (self)));
}

/* Returns: (transfer full) (nullable): why nothing can be saved. */
static char *
explain_read_only (HcrmCallPage *self)
{
  JsonObject *task = get_task (self), *claim = get_object (self->sheet, "claim");
  const char *state = get_text (task, "state");

  if (g_str_equal (state, "waiting"))
    return g_strdup (
        _ ("This step is not due yet: it opens by itself, or with Call Now in the list."));
  if (!g_str_equal (state, "open"))
    return g_strdup (_ ("This step is finished. What was answered is shown as it was."));
  if (!hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_FOLLOWUP_WORK))
    return g_strdup (_ ("You may look at this step, but not work on it."));
  if (self->held || claim == NULL || is_own (self, claim))
    return NULL;
  g_autofree char *until = hcrm_text_time (get_text (claim, "expires_at"));
  return g_strdup_printf (_ ("%s is working with this patient (until %s at the least). You can look on."),
      get_text (claim, "user"), until);
}

static void
show_access (HcrmCallPage *self)
{
  g_autofree char *why = explain_read_only (self);

  gtk_info_bar_set_revealed (self->banner, why != NULL);
  gtk_label_set_label (self->banner_text, why != NULL ? why : "");
  hcrm_call_who_set_read_only (self->who, why != NULL);
  hcrm_call_outcome_set_read_only (self->outcome, why != NULL);
  hcrm_questionnaire_form_set_read_only (self->form, why != NULL);
}

static void
focus_work (HcrmCallPage *self)
{
  if (!hcrm_questionnaire_form_focus (self->form))
    hcrm_call_outcome_focus_note (self->outcome);
}

/* The note of a plan that is over stays as it was. */
static gboolean
may_edit_note (HcrmCallPage *self)
{
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (self));

  return hcrm_workflow_find (&hcrm_followup_plan_workflow, get_text (self->sheet, "plan_state"),
                             "edit", hcrm_session_get_permissions (session), NULL)
         != NULL;
}

/* It was opened to be dialled; whoever else has the patient is told by the banner. */
static void
dial_at_once (HcrmCallPage *self)
{
  self->dials = FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "call.dial-next", NULL);
}

/* Later loads bring the version and what others changed; what is typed here stays. */
static void
show_sheet (HcrmCallPage *self)
{
  gboolean first = !self->loaded_once;

  self->loading_now = TRUE;
  self->loaded_once = TRUE;
  hcrm_call_who_set_sheet (self->who, self->sheet);
  hcrm_call_who_set_edits_note (self->who, may_edit_note (self));
  hcrm_call_outcome_set_sheet (self->outcome, self->sheet);
  hcrm_call_script_set (self->script, get_array (self->sheet, "scripts"));
  show_heading (self);
  if (first) {
    load_form (self);
    if (is_open (self))
      restore_draft (self);
  }
  show_access (self);
  show_next (self);
  gtk_stack_set_visible_child_name (self->stack, "call");
  self->loading_now = FALSE;
  if (first)
    focus_work (self);
  if (self->dials)
    dial_at_once (self);
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmCallPage *self = data;
  JsonObject *sheet =
      reply != NULL && JSON_NODE_HOLDS_OBJECT (reply) ? json_node_get_object (reply) : NULL;

  if (sheet == NULL || get_object (sheet, "task") == NULL)
    return;
  g_clear_pointer (&self->sheet, json_object_unref);
  self->sheet = json_object_ref (sheet);
  show_sheet (self);
}

static gboolean
not_loaded_cb (gpointer data, const GError *error)
{
  HcrmCallPage *self = data;

  if (self->sheet == NULL)
    gtk_label_set_label (self->loading, error->message);
  return FALSE;
}

static void
load_sheet (HcrmCallPage *self)
{
  g_autofree char *path = make_path (self, "sheet");

  hcrm_page_send (HCRM_PAGE (self), &(HcrmRequest){ .method = "GET", .path = path }, loaded_cb,
                  not_loaded_cb);
}

/* --- the call --------------------------------------------------------------------------------- */

static gboolean
is_read_only (HcrmCallPage *self)
{
  return self->sheet == NULL || gtk_info_bar_get_revealed (self->banner);
}

/* Whoever may not be called now was not. While the line is down, it is dialled by hand. */
static void
called_cb (gpointer data, JsonObject *call, const GError *error)
{
  HcrmCallPage *self = data;

  if (call != NULL) {
    self->call_id = hcrm_call_get_id (call);
    phone_cb (self);
    keep_draft (self);
    return;
  }
  if (error == NULL || g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE))
    return;
  hcrm_call_outcome_cancel (self->outcome);
  hcrm_call_who_set_calling (self->who, 0);
  if (!g_error_matches (error, HCRM_ERROR, HCRM_ERROR_TOO_MANY))
    hcrm_page_show_error (HCRM_PAGE (self), error);
}

static void
dial_by_telephone (HcrmCallPage *self, gint64 contact_id)
{
  HcrmPhoneDial whom = { .contact_id = contact_id,
                         .activity_id = g_ascii_strtoll (get_id (self), NULL, 10) };

  self->call_id = 0;
  if (hcrm_phone_works (get_phone (self)))
    hcrm_dial (GTK_WIDGET (self), hcrm_page_get_session (HCRM_PAGE (self)), &whom, called_cb);
}

/* Says what the telephone says of the call, or that the other side or the telephone has ended it.
 */
static void
phone_cb (HcrmCallPage *self)
{
  JsonObject *call = get_call (self);

  if (call == NULL || !hcrm_call_outcome_is_running (self->outcome))
    return;
  if (hcrm_call_is_live (call)) {
    hcrm_call_outcome_set_line (self->outcome, hcrm_call_get_words (call, NULL),
                                hcrm_phone_get_seconds (get_phone (self), call));
    hcrm_call_who_set_line (self->who, hcrm_call_get_words (call, NULL));
    return;
  }
  hcrm_call_outcome_stop (self->outcome);
  hcrm_call_who_set_calling (self->who, 0);
}

static void
dial (HcrmCallPage *self, gint64 contact_id)
{
  const char *number = hcrm_call_who_get_number (self->who, contact_id);

  if (number == NULL || hcrm_call_outcome_is_running (self->outcome) || is_read_only (self))
    return;
  g_autofree char *name = hcrm_call_who_dup_name (self->who, contact_id);
  self->contact_id = contact_id;
  hcrm_call_who_set_called (self->who, contact_id);
  hcrm_call_who_set_calling (self->who, contact_id);
  hcrm_call_outcome_start (self->outcome, number, name);
  dial_by_telephone (self, contact_id);
}

static void
dial_action (GtkWidget *widget, const char *name, GVariant *target)
{
  dial (HCRM_CALL_PAGE (widget), g_variant_get_int64 (target));
}

static void
dial_next_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (widget);

  dial (self, hcrm_call_who_get_next (self->who));
}

static void
hang_up_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (widget);
  JsonObject *call = get_call (self);

  if (!hcrm_call_outcome_is_running (self->outcome)) {
    gtk_widget_activate_action (widget, "shell.hang-up", NULL); /* another call */
    return;
  }
  if (call != NULL && hcrm_call_is_live (call))
    hcrm_phone_step (get_phone (self), call, "hang-up", NULL, NULL, NULL);
  hcrm_call_outcome_stop (self->outcome);
  hcrm_call_who_set_calling (self->who, 0);
}

static void
disposition_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_call_outcome_choose (HCRM_CALL_PAGE (widget)->outcome, g_variant_get_string (target, NULL));
}

static void
note_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_call_outcome_focus_note (HCRM_CALL_PAGE (widget)->outcome);
}

static gint64
get_plan_id (HcrmCallPage *self)
{
  return self->sheet != NULL
             ? json_object_get_int_member_with_default (get_task (self), "plan_id", 0)
             : 0;
}

static void
edit_note_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_plan_note_edit (HCRM_PAGE (widget), get_plan_id (HCRM_CALL_PAGE (widget)));
}

static void
note_versions_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_plan_note_show_versions (HCRM_PAGE (widget), get_plan_id (HCRM_CALL_PAGE (widget)));
}

static void
finished_cb (HcrmCallPage *self)
{
  hcrm_call_outcome_focus_note (self->outcome);
}

/* --- saving ----------------------------------------------------------------------------------- */

static AdwTabPage *
find_tab (HcrmCallPage *self, AdwTabView **view)
{
  *view = ADW_TAB_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TAB_VIEW));
  return *view != NULL ? adw_tab_view_get_page (*view, GTK_WIDGET (self)) : NULL;
}

static void
leave (HcrmCallPage *self)
{
  AdwTabView *view;
  AdwTabPage *tab = find_tab (self, &view);

  if (tab != NULL)
    adw_tab_view_close_page (view, tab);
}

/* The next task takes this one's tab. It may be the same one, with another contact to call: what
 * is on the screen is over all the same. */
static void
open_next (HcrmCallPage *self, gint64 id)
{
  AdwTabView *view;
  AdwTabPage *tab = find_tab (self, &view);
  g_autofree char *argument = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  if (tab == NULL)
    return;
  int place = adw_tab_view_get_page_position (view, tab);
  adw_tab_view_close_page (view, tab);
  gtk_widget_activate_action (GTK_WIDGET (view), "shell.open", "(ss)", "call", argument);
  AdwTabPage *opened = adw_tab_view_get_selected_page (view);
  if (opened != NULL)
    adw_tab_view_reorder_page (view, opened, place);
}

static void
next_cb (gpointer data, JsonNode *reply)
{
  JsonObject *task = reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
                         ? get_object (json_node_get_object (reply), "task")
                         : NULL;
  gint64 id = task != NULL ? json_object_get_int_member_with_default (task, "id", 0) : 0;

  if (id != 0) {
    open_next (data, id);
    return;
  }
  hcrm_page_toast (data, _ ("Saved. Nothing more is due."), NULL, NULL);
  leave (data);
}

static gboolean
no_next_cb (gpointer data, const GError *error)
{
  hcrm_page_toast (data, _ ("Saved. The next task could not be fetched; choose one from the list."),
                            NULL, NULL);
  leave (data);
  return TRUE;
}

static void
go_next (HcrmCallPage *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = "/followup-tasks/actions/next", .body = body },
                  next_cb, no_next_cb);
}

static gboolean
is_late (JsonNode *reply)
{
  return reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
         && json_object_get_boolean_member_with_default (json_node_get_object (reply), "late",
                                                         FALSE);
}

static void
end_work (HcrmCallPage *self)
{
  self->saving = FALSE;
  self->finished = TRUE;
  set_held (self, FALSE);
  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, get_id (self));
}

/* Without a reply, the call waits in the journal: there is no next one before the line is back. */
static void
saved_cb (gpointer data, JsonNode *reply)
{
  HcrmCallPage *self = data;

  end_work (self);
  hcrm_phone_settle (get_phone (self), self->call_id);
  hcrm_call_moments_send (self->moments, get_phone (self));
  if (is_late (reply))
    hcrm_page_toast (
        HCRM_PAGE (self),
        _ ("Somebody finished this step meanwhile. Your call is kept beside theirs as a late one."),
           NULL, NULL);
  if (reply != NULL && g_str_equal (get_text (get_task (self), "owner"), "centre")) {
    go_next (self);
    return;
  }
  if (reply != NULL && !is_late (reply))
    hcrm_page_toast (HCRM_PAGE (self), _ ("Saved"), NULL, NULL);
  leave (self);
}

static gboolean
not_saved_cb (gpointer data, const GError *error)
{
  HcrmCallPage *self = data;

  self->saving = FALSE;
  hcrm_call_outcome_set_saving (self->outcome, FALSE);
  hcrm_call_outcome_refuse (self->outcome, error->message);
  return FALSE;
}

/* Answers must be whole if the step is done; an empty form of a call nobody took is not sent. */
static gboolean
write_answers (HcrmCallPage *self, JsonObject *body)
{
  g_autofree char *now = hcrm_call_time_dup_now ();
  gboolean reached = is_reached (self);

  if (self->response == NULL)
    return TRUE;
  if (!hcrm_questionnaire_form_check (self->form, reached)) {
    show_progress (self);
    hcrm_call_outcome_refuse (self->outcome, _ ("Look at the questions marked in red."));
    return FALSE;
  }
  if (!reached && hcrm_response_get_score (self->response)->answered == 0)
    return TRUE;
  g_autofree char *text =
      hcrm_response_to_fhir (self->response, reached ? "completed" : "stopped", now);
  json_object_set_member (body, "response", parse (text));
  return TRUE;
}

/* Which note the caller has read. */
static void
write_note_version (HcrmCallPage *self, JsonObject *body)
{
  gint64 n = json_object_get_int_member_with_default (get_task (self), "note_version", 0);

  if (n > 0)
    json_object_set_int_member (body, "note_version", n);
}

/* The task as this page shows it. Its note is the doctor's, not the one that is typed here. */
static HcrmRecord *
dup_seen (HcrmCallPage *self)
{
  HcrmRecord *seen = hcrm_record_new (&hcrm_followup_task_fields);

  hcrm_record_read_json (seen, get_task (self), TRUE, NULL);
  hcrm_record_unset (seen, "note");
  hcrm_record_unset (seen, "note_version");
  return seen;
}

static void
send (HcrmCallPage *self, JsonObject *body)
{
  g_autofree char *path = make_path (self, "actions/complete");
  g_autofree char *record = g_strdup_printf ("followup_task:%s", get_id (self));
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr (HcrmRecord) seen = dup_seen (self);
  HcrmRequest request = {
    .method = "POST",
    .path = path,
    .body = node,
    .seen = seen,
    .record = record,
    .queue = TRUE,
  };

  self->saving = TRUE;
  hcrm_call_outcome_set_saving (self->outcome, TRUE);
  hcrm_page_send (HCRM_PAGE (self), &request, saved_cb, not_saved_cb);
}

/* Whom the call went to: where no number was dialled from here, a call in vain was to the one who
 * was to be called, and what is said of that number holds for it. */
static gint64
get_called (HcrmCallPage *self)
{
  const HcrmDisposition *disposition =
      hcrm_disposition_find (hcrm_call_outcome_get_disposition (self->outcome));

  if (self->contact_id != 0 || disposition == NULL || !hcrm_disposition_is_failure (disposition))
    return self->contact_id;
  return hcrm_call_who_get_next (self->who);
}

static void
hcrm_call_page_submit (HcrmPage *page)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (page);
  g_autoptr (JsonObject) body = json_object_new ();

  if (self->saving || self->finished || is_read_only (self))
    return;
  if (hcrm_call_outcome_is_running (self->outcome))
    hang_up_action (GTK_WIDGET (self), NULL, NULL);
  if (!hcrm_call_outcome_write_body (self->outcome, body) || !write_answers (self, body))
    return;
  if (get_called (self) != 0)
    json_object_set_int_member (body, "contact_id", get_called (self));
  if (self->call_id != 0)
    json_object_set_int_member (body, "call_id", self->call_id);
  write_note_version (self, body);
  send (self, body);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_call_page_submit (HCRM_PAGE (widget));
}

static gboolean
hcrm_call_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (page);

  if (g_str_has_prefix (field, "response."))
    return hcrm_questionnaire_form_set_error (self->form, field + strlen ("response."), message);
  return hcrm_call_outcome_set_error (self->outcome, field, message);
}

/* --- the page --------------------------------------------------------------------------------- */

/* The one thing that can be asked for is that it is dialled, as soon as the numbers are there. */
static void
hcrm_call_page_show_query (HcrmPage *page, const char *query)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (page);

  self->dials = g_str_equal (query, "dial");
  if (self->dials && self->loaded_once)
    dial_at_once (self);
}

static gboolean
hcrm_call_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  dial->page = "call";
  dial->activity_id = g_ascii_strtoll (get_id (HCRM_CALL_PAGE (page)), NULL, 10);
  return TRUE;
}

static gboolean
may_claim (HcrmCallPage *self)
{
  return !self->held && !self->finished && hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_FOLLOWUP_WORK)
         && (self->sheet == NULL || is_open (self));
}

static void
hcrm_call_page_refresh (HcrmPage *page)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (page);

  hcrm_page_set_record (page, "followup_task", g_ascii_strtoll (get_id (self), NULL, 10));
  if (self->renew_id == 0)
    self->renew_id = g_timeout_add_seconds (RENEW_EVERY_S, renew_cb, self);
  if (may_claim (self))
    post (self, "actions/claim", claimed_cb, not_claimed_cb);
  else if (!self->finished)
    load_sheet (self);
}

/* Whether it is one of the questions to physicians that the sheet shows. */
static gboolean
asked_about (HcrmCallPage *self, const char *kind, gint64 id)
{
  JsonArray *questions = self->sheet != NULL ? get_array (self->sheet, "questions") : NULL;
  guint n = questions != NULL ? json_array_get_length (questions) : 0;

  for (guint i = 0; g_str_equal (kind, "question") && i < n; i++)
    if (json_object_get_int_member (json_array_get_object_element (questions, i), "id") == id)
      return TRUE;
  return FALSE;
}

static void
hcrm_call_page_event (HcrmPage *page, const char *kind, gint64 id, gint64 version)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (page);
  gint64 own = g_ascii_strtoll (get_id (self), NULL, 10);

  if (!self->saving && !self->finished
      && (kind == NULL || id == own || asked_about (self, kind, id)
          || (g_str_equal (kind, "followup_plan") && id == get_plan_id (self))))
    hcrm_call_page_refresh (page);
}

/* Esc: leaves; what was entered is in the draft, and the patient is free for others. */
static gboolean
hcrm_call_page_back (HcrmPage *page)
{
  leave (HCRM_CALL_PAGE (page));
  return TRUE;
}

static JsonNode *
hcrm_call_page_save_state (HcrmPage *page)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (page);

  if (self->sheet == NULL)
    return NULL;
  self->handing_over = TRUE;
  return make_draft (self);
}

static void
hcrm_call_page_restore_state (HcrmPage *page, JsonNode *state)
{
  if (JSON_NODE_HOLDS_OBJECT (state))
    HCRM_CALL_PAGE (page)->state = json_node_copy (state);
}

/* Somebody is looking for something else. */
static gboolean
is_finding (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return focus != NULL && gtk_widget_get_ancestor (focus, HCRM_TYPE_FINDER) != NULL;
}

/* Keys work wherever the focus is in the window, for the page that is on top, but not below the
 * finder. */
static gboolean
key_cb (GtkWidget *widget, GVariant *arguments, gpointer action)
{
  return gtk_widget_get_mapped (widget) && !is_finding (widget)
         && gtk_widget_activate_action_variant (widget, action, arguments);
}

static void
add_key (GtkShortcutController *keys,
         guint keyval,
         GdkModifierType modifiers,
         const char *action,
         const char *code)
{
  GtkShortcut *shortcut =
      gtk_shortcut_new (gtk_keyval_trigger_new (keyval, modifiers),
                        gtk_callback_action_new (key_cb, (gpointer) action, NULL));

  if (code != NULL)
    gtk_shortcut_set_arguments (shortcut, g_variant_new_string (code));
  gtk_shortcut_controller_add_shortcut (keys, shortcut);
}

static void
add_keys (HcrmCallPage *self)
{
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());

  gtk_shortcut_controller_set_scope (keys, GTK_SHORTCUT_SCOPE_GLOBAL);
  /* Before a text that is being written, for which F7 shows the cursor. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (keys), GTK_PHASE_CAPTURE);
  add_key (keys, GDK_KEY_F2, 0, "call.note", NULL);
  add_key (keys, GDK_KEY_F8, 0, "call.hang-up", NULL);
  add_key (keys, GDK_KEY_F7, 0, "call.ask", NULL);
  add_key (keys, GDK_KEY_F9, 0, "call.dial-next", NULL);
  for (guint i = 0; i < hcrm_n_dispositions; i++)
    if (hcrm_dispositions[i].key > 0) {
      add_key (keys, GDK_KEY_0 + hcrm_dispositions[i].key, GDK_CONTROL_MASK, "call.disposition",
               hcrm_dispositions[i].code);
      add_key (keys, GDK_KEY_KP_0 + hcrm_dispositions[i].key, GDK_CONTROL_MASK, "call.disposition",
               hcrm_dispositions[i].code);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (keys));
}

static void
hcrm_call_page_constructed (GObject *object)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (object);

  G_OBJECT_CLASS (hcrm_call_page_parent_class)->constructed (object);
  gboolean asks = hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_QUESTION_ASK);
  hcrm_call_who_set_asks (self->who, asks);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "call.ask", asks);
  g_signal_connect_object (get_phone (self), "changed", G_CALLBACK (phone_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
hcrm_call_page_dispose (GObject *object)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (object);

  g_clear_handle_id (&self->renew_id, g_source_remove);
  release (self);
  g_clear_object (&self->response);
  g_clear_pointer (&self->moments, hcrm_call_moments_free);
  g_clear_pointer (&self->sheet, json_object_unref);
  g_clear_pointer (&self->state, json_node_unref);
  G_OBJECT_CLASS (hcrm_call_page_parent_class)->dispose (object);
}

/* clang-format off */
static const HcrmKeyHint hints[] = {
  { "1–9", N_ ("answer") },
  { "Tab", N_ ("next question") },
  { "Ctrl J", N_ ("next missing") },
  { "Ctrl 1–8", N_ ("outcome") },
  { "F2", N_ ("note") },
  { "F7", N_ ("ask a physician"), HCRM_PERM_QUESTION_ASK },
  { "F9", N_ ("call") },
  { "F8", N_ ("hang up") },
  { "Ctrl Enter", N_ ("save") },
  { "Esc", N_ ("leave, all is kept") },
  { NULL },
};
/* clang-format on */

static const char help[] = N_ (
    "Press F9 to call: your telephone dials, or the number appears and you dial it. F8 when the call "
    "is over. The time of each answer in the call is kept, so that it can be heard again.\n\n"
    "Digits answer the question with the blue frame and go on to the next one; Tab and Enter go on "
    "without answering, Delete takes an answer away. Ctrl+J goes to the next question that is "
    "missing or wrong. Alt and + adds one more answer where several are possible, Alt and − removes "
    "one.\n\n"
    "Choose the outcome with Ctrl and its digit, add a note with F2, and save with Ctrl+Enter. "
    "Everything you enter is kept as you go; Esc leaves without losing it.");

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmCallPage, child)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass,
                                               "/org/hcrm/Client/pages/call/hcrm-call-page.ui");
  BIND (stack);
  BIND (loading);
  BIND (who);
  BIND (heading);
  BIND (progress);
  BIND (gauge);
  BIND (print_place);
  BIND (prints);
  BIND (banner);
  BIND (banner_text);
  BIND (script);
  BIND (form);
  BIND (no_form);
  BIND (outcome);
  gtk_widget_class_bind_template_callback (klass, changed_cb);
  gtk_widget_class_bind_template_callback (klass, finished_cb);
}

/* Only a physician can say: it goes to one, and what they reply comes back. */
static void
ask_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmCallPage *self = HCRM_CALL_PAGE (widget);

  if (self->sheet != NULL)
    hcrm_ask_physician (HCRM_PAGE (self), g_ascii_strtoll (get_id (self), NULL, 10));
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "call.dial", "x", dial_action);
  gtk_widget_class_install_action (klass, "call.dial-next", NULL, dial_next_action);
  gtk_widget_class_install_action (klass, "call.hang-up", NULL, hang_up_action);
  gtk_widget_class_install_action (klass, "call.disposition", "s", disposition_action);
  gtk_widget_class_install_action (klass, "call.note", NULL, note_action);
  gtk_widget_class_install_action (klass, "call.edit-note", NULL, edit_note_action);
  gtk_widget_class_install_action (klass, "call.note-versions", NULL, note_versions_action);
  gtk_widget_class_install_action (klass, "call.save", NULL, save_action);
  gtk_widget_class_install_action (klass, "call.ask", NULL, ask_action);
}

static void
hcrm_call_page_class_init (HcrmCallPageClass *klass)
{
  static const char *const watches[] = { "followup_task", "claim", "question", NULL };
  HcrmPageClass *page_class = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_call_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_call_page_dispose;
  page_class->refresh = hcrm_call_page_refresh;
  page_class->show_query = hcrm_call_page_show_query;
  page_class->dial = hcrm_call_page_dial;
  page_class->show_field_error = hcrm_call_page_show_field_error;
  page_class->event = hcrm_call_page_event;
  page_class->save_state = hcrm_call_page_save_state;
  page_class->restore_state = hcrm_call_page_restore_state;
  page_class->back = hcrm_call_page_back;
  page_class->submit = hcrm_call_page_submit;
  page_class->take_draft = hcrm_call_page_take_draft;
  page_class->watches = watches;
  page_class->hints = hints;
  page_class->help = help;
  g_type_ensure (HCRM_TYPE_CALL_WHO);
  g_type_ensure (HCRM_TYPE_CALL_SCRIPT);
  g_type_ensure (HCRM_TYPE_CALL_OUTCOME);
  g_type_ensure (HCRM_TYPE_SCORE_GAUGE);
  g_type_ensure (HCRM_TYPE_SHEET_PRINTS);
  g_type_ensure (HCRM_TYPE_QUESTIONNAIRE_FORM);
  bind_template (GTK_WIDGET_CLASS (klass));
  install_actions (GTK_WIDGET_CLASS (klass));
}

/* Whom the printed form is about. */
static HcrmResponse *
get_printed_cb (gpointer data, HcrmQuestionnairePrint *print)
{
  HcrmCallPage *self = data;
  JsonObject *patient = get_object (self->sheet, "patient");
  g_autofree char *who =
      hcrm_text_sex_age (get_text (patient, "sex"), get_text (patient, "birth_date"));

  g_object_set_data_full (data, "printed-patient",
                          g_strdup_printf ("%s %s", get_text (patient, "name"), who), g_free);
  print->patient = g_object_get_data (data, "printed-patient");
  print->number = get_text (patient, "mrn");
  print->questions = get_array (self->sheet, "questions");
  print->plan_note = get_task (self);
  print->task = get_id (self);
  print->log = self->prints;
  print->newer = json_object_get_string_member_with_default (self->sheet, "newer_version", NULL);
  return self->response;
}

static void
hcrm_call_page_init (HcrmCallPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->moments = hcrm_call_moments_new ();
  adw_bin_set_child (self->print_place, hcrm_questionnaire_print_button_new (get_printed_cb, self));
  add_keys (self);
}
