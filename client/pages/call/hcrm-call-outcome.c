/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What came of a call, and what follows. */

#include "hcrm-call-outcome.h"

#include "core/hcrm-explain.h"
#include "core/hcrm-template.h"
#include "hcrm-call-time.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-reveal.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-wrap-box.h"

struct _HcrmCallOutcome {
  AdwBin parent_instance;

  GtkImage *state_icon;
  GtkLabel *state;
  GtkLabel *who;
  GtkLabel *number;
  GtkLabel *clock;
  GtkButton *dial;
  GtkButton *hang_up;
  GtkWidget *choices; /* all that may be typed or chosen */
  GtkGrid *dispositions;
  GtkMenuButton *more;
  GtkLabel *disposition_error;
  GtkWidget *call_back_row;
  GtkEditable *call_back;
  GtkLabel *call_back_echo;
  GtkLabel *call_back_error;
  GtkWidget *opinion_row;
  GtkTextView *opinion;
  GtkTextView *note;
  GtkLabel *note_error;
  HcrmWrapBox *phrases;
  GtkLabel *outcome;
  GtkWidget *refused_row;
  GtkLabel *refused;
  GtkWidget *next_row;
  GtkLabel *next_step;
  GtkWidget *alarm_row;
  GtkLabel *alarms;
  GtkImage *kept_icon;
  GtkLabel *kept;
  GtkLabel *kept_where;
  GtkButton *save;
  GtkLabel *save_words;

  HcrmResponse *response;
  const HcrmDisposition *disposition;
  JsonObject *ladder; /* what each failure would lead to */
  GPtrArray *buttons; /* unowned, in the order of the dispositions with keys */
  char *called;       /* (nullable): whom the last call went to */
  char *next;         /* (nullable): whom the next would go to */
  guint wrong;        /* of the answers */
  char *started_at;
  char *ended_at;
  char *line;        /* (nullable): what the telephone says of the call */
  gint64 line_since; /* monotonic us */
  char *opened_at;
  char *channel;
  guint clock_id;
  gboolean reading; /* what is set comes from a draft */
  gboolean read_only;
};

G_DEFINE_FINAL_TYPE (HcrmCallOutcome, hcrm_call_outcome, ADW_TYPE_BIN)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *const phrases[] = {
  N_ ("Family answered"),
      N_ ("Takes medicine"),
          N_ ("Revisit advised"),
              N_ ("Doctor to call back"),
          };

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

void
hcrm_call_outcome_refuse (HcrmCallOutcome *self, const char *why)
{
  g_autofree char *text = why != NULL ? g_strdup_printf (_ ("Not saved. %s"), why) : NULL;

  set_label (self->refused, text);
  gtk_widget_set_visible (self->refused_row, text != NULL);
}

static void
tell_changed (HcrmCallOutcome *self)
{
  hcrm_call_outcome_refuse (self, NULL);
  if (!self->reading)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_string (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static char *
dup_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

/* --- the call --------------------------------------------------------------------------------- */

gboolean
hcrm_call_outcome_is_running (HcrmCallOutcome *self)
{
  return self->started_at != NULL && self->ended_at == NULL;
}

static gint64
get_seconds (HcrmCallOutcome *self)
{
  if (self->line != NULL && hcrm_call_outcome_is_running (self))
    return (g_get_monotonic_time () - self->line_since) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) start =
      self->started_at != NULL ? g_date_time_new_from_iso8601 (self->started_at, NULL) : NULL;
  g_autoptr (GDateTime) end = self->ended_at != NULL
                                  ? g_date_time_new_from_iso8601 (self->ended_at, NULL)
                                  : g_date_time_new_now_local ();

  return start != NULL && end != NULL ? g_date_time_difference (end, start) / G_TIME_SPAN_SECOND
                                      : 0;
}

static void
show_clock (HcrmCallOutcome *self)
{
  gint64 seconds = MAX (get_seconds (self), 0);
  g_autofree char *text = g_strdup_printf ("%02d:%02d", (int) (seconds / 60), (int) (seconds % 60));

  gtk_label_set_label (self->clock, text);
}

static gboolean
clock_cb (gpointer data)
{
  show_clock (data);
  return G_SOURCE_CONTINUE;
}

static void
set_classes (GtkWidget *widget, const char *on, const char *off)
{
  gtk_widget_remove_css_class (widget, off);
  gtk_widget_add_css_class (widget, on);
}

/* Who is on the line or was; and whom the button beside it dials, if that is somebody else. */
static void
show_who (HcrmCallOutcome *self)
{
  gboolean other = !hcrm_call_outcome_is_running (self) && self->next != NULL
                   && g_strcmp0 (self->next, self->called) != 0;
  g_autofree char *next =
      other && self->called != NULL ? g_strdup_printf (_ ("Next: %s"), self->next) : NULL;

  gtk_label_set_label (self->who, next != NULL ? next : other ? self->next : self->called);
}

void
hcrm_call_outcome_set_next (HcrmCallOutcome *self, const char *name)
{
  set_string (&self->next, name);
  show_who (self);
}

static const char *
get_words (HcrmCallOutcome *self)
{
  if (hcrm_call_outcome_is_running (self))
    return self->line != NULL ? self->line : _ ("On call");
  return self->ended_at != NULL ? _ ("Call ended") : _ ("Not called yet");
}

static void
show_call (HcrmCallOutcome *self)
{
  gboolean running = hcrm_call_outcome_is_running (self);
  const char *look = running ? "ok-text" : "dim-label", *other = running ? "dim-label" : "ok-text";

  set_classes (GTK_WIDGET (self->state_icon), look, other);
  set_classes (GTK_WIDGET (self->state), look, other);
  gtk_label_set_label (self->state, get_words (self));
  gtk_widget_set_visible (GTK_WIDGET (self->dial), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->hang_up), running);
  gtk_widget_set_visible (GTK_WIDGET (self->number), running);
  show_who (self);
  show_clock (self);
  if (running && self->clock_id == 0)
    self->clock_id = g_timeout_add_seconds (1, clock_cb, self);
  else if (!running)
    g_clear_handle_id (&self->clock_id, g_source_remove);
}

void
hcrm_call_outcome_start (HcrmCallOutcome *self, const char *number, const char *name)
{
  g_autofree char *now = hcrm_call_time_dup_now ();

  set_string (&self->started_at, now);
  g_clear_pointer (&self->ended_at, g_free);
  g_clear_pointer (&self->line, g_free);
  g_autofree char *grouped = hcrm_text_group_digits (number != NULL ? number : "");
  gtk_label_set_label (self->number, grouped);
  set_string (&self->called, name);
  show_call (self);
  tell_changed (self);
}

void
hcrm_call_outcome_set_line (HcrmCallOutcome *self, const char *words, gint64 seconds)
{
  set_string (&self->line, words);
  self->line_since = g_get_monotonic_time () - seconds * G_USEC_PER_SEC;
  show_call (self);
}

void
hcrm_call_outcome_stop (HcrmCallOutcome *self)
{
  if (!hcrm_call_outcome_is_running (self))
    return;
  self->ended_at = hcrm_call_time_dup_now ();
  show_call (self);
  tell_changed (self);
}

void
hcrm_call_outcome_cancel (HcrmCallOutcome *self)
{
  g_clear_pointer (&self->started_at, g_free);
  g_clear_pointer (&self->ended_at, g_free);
  g_clear_pointer (&self->called, g_free);
  show_call (self);
  tell_changed (self);
}

/* --- the disposition -------------------------------------------------------------------------- */

static void
mark_button (GtkWidget *button, gboolean chosen)
{
  if (chosen)
    gtk_widget_add_css_class (button, "chosen");
  else
    gtk_widget_remove_css_class (button, "chosen");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                               chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                      : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

static void
show_more (HcrmCallOutcome *self)
{
  gboolean chosen = self->disposition != NULL && self->disposition->key == 0;

  gtk_menu_button_set_label (self->more,
                             chosen ? gettext (self->disposition->label) : _ ("More outcomes"));
  if (chosen)
    gtk_widget_add_css_class (GTK_WIDGET (self->more), "chosen");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->more), "chosen");
}

/* What the ladder makes of it, as it stands; a number that is marked, say, is told besides. */
static char *
dup_outcome (HcrmCallOutcome *self, const HcrmDisposition *disposition)
{
  JsonObject *next =
      self->ladder != NULL && json_object_has_member (self->ladder, disposition->code)
          ? json_object_get_object_member (self->ladder, disposition->code)
          : NULL;

  if (next == NULL)
    return g_strdup (gettext (disposition->outcome));
  g_autoptr (HcrmExplanation) said = hcrm_explain (json_object_get_string_member (next, "code"),
                                                   json_object_get_object_member (next, "params"));
  g_autofree char *line = hcrm_text_join (said->title, said->detail, NULL);
  if (!disposition->invalidates && !disposition->reached)
    return g_steal_pointer (&line);
  return g_strdup_printf ("%s\n%s", gettext (disposition->outcome), line);
}

/* Returns: (transfer full) (nullable): what keeps the answers from being saved with what was
 * chosen: only whoever was reached has to have answered all. */
static char *
dup_obstacle (HcrmCallOutcome *self)
{
  gboolean whole = self->response != NULL && self->disposition->task == HCRM_TASK_DONE;
  guint missing = whole ? hcrm_response_get_score (self->response)->required_missing : 0;
  g_autofree char *left =
      missing > 0
          ? g_strdup_printf (ngettext ("%u required left", "%u required left", missing), missing)
          : g_strdup ("");
  g_autofree char *wrong =
      self->wrong > 0
          ? g_strdup_printf (ngettext ("%u wrong", "%u wrong", self->wrong), self->wrong)
          : g_strdup ("");
  g_autofree char *both = hcrm_text_join (left, wrong, NULL);

  return *both != '\0' ? g_strdup_printf (_ ("Cannot be saved yet: %s"), both) : NULL;
}

static char *
dup_expected (HcrmCallOutcome *self)
{
  char *obstacle = self->read_only ? NULL : dup_obstacle (self);

  return obstacle != NULL ? obstacle : dup_outcome (self, self->disposition);
}

static void
show_outcome (HcrmCallOutcome *self)
{
  g_autofree char *text = self->disposition != NULL
                              ? dup_expected (self)
                              : g_strdup (_ ("Choose what came of the call."));

  gtk_label_set_label (self->outcome, text);
}

static void
show_disposition (HcrmCallOutcome *self)
{
  const HcrmDisposition *disposition = self->disposition;

  for (guint i = 0; i < self->buttons->len; i++) {
    GtkWidget *button = g_ptr_array_index (self->buttons, i);
    mark_button (button, disposition != NULL
                             && g_strcmp0 (gtk_widget_get_name (button), disposition->code) == 0);
  }
  show_more (self);
  gtk_widget_set_visible (self->call_back_row, disposition != NULL && disposition->asks_time);
  gtk_widget_set_visible (self->next_row,
                          disposition == NULL || disposition->plan == HCRM_PLAN_GOES_ON);
  show_outcome (self);
  set_label (self->disposition_error, NULL);
}

void
hcrm_call_outcome_set_wrong (HcrmCallOutcome *self, guint wrong)
{
  self->wrong = wrong;
  show_outcome (self);
}

void
hcrm_call_outcome_choose (HcrmCallOutcome *self, const char *code)
{
  const HcrmDisposition *disposition = hcrm_disposition_find (code);

  if (disposition == NULL || self->read_only)
    return;
  self->disposition = disposition;
  show_disposition (self);
  if (disposition->asks_time && !self->reading) {
    gtk_widget_grab_focus (GTK_WIDGET (self->call_back));
    hcrm_reveal (self->call_back_row);
  }
  tell_changed (self);
}

const char *
hcrm_call_outcome_get_disposition (HcrmCallOutcome *self)
{
  return self->disposition != NULL ? self->disposition->code : NULL;
}

static GtkWidget *
make_disposition (const HcrmDisposition *disposition)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (gettext (disposition->label));
  g_autofree char *key = g_strdup_printf ("%u", disposition->key);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), hcrm_key_cap_new (key));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_name (button, disposition->code);
  gtk_widget_add_css_class (button, "disp");
  gtk_widget_add_css_class (button, "act");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "call.disposition");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", disposition->code);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gettext (disposition->label), -1);
  return button;
}

static void
add_to_menu (GMenu *menu, const HcrmDisposition *disposition)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (gettext (disposition->label), NULL);

  g_menu_item_set_action_and_target (item, "call.disposition", "s", disposition->code);
  g_menu_append_item (menu, item);
}

static void
add_dispositions (HcrmCallOutcome *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < hcrm_n_dispositions; i++) {
    if (hcrm_dispositions[i].key == 0) {
      add_to_menu (menu, &hcrm_dispositions[i]);
      continue;
    }
    GtkWidget *button = make_disposition (&hcrm_dispositions[i]);
    gtk_grid_attach (self->dispositions, button, self->buttons->len % 2, self->buttons->len / 2, 1,
                     1);
    g_ptr_array_add (self->buttons, button);
  }
  gtk_menu_button_set_menu_model (self->more, G_MENU_MODEL (menu));
}

/* --- when to call back ------------------------------------------------------------------------ */

static GDateTime *
read_call_back (HcrmCallOutcome *self, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return hcrm_call_time_parse (gtk_editable_get_text (self->call_back), now, error);
}

static void
call_back_changed_cb (HcrmCallOutcome *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local (), at = read_call_back (self, NULL);
  g_autofree char *label = at != NULL ? hcrm_call_time_label (at, now) : NULL;

  gtk_label_set_label (self->call_back_echo, label != NULL ? label : "");
  set_label (self->call_back_error, NULL);
  tell_changed (self);
}

static void
call_back_left_cb (HcrmCallOutcome *self)
{
  g_autoptr (GError) error = NULL;

  if (*gtk_editable_get_text (self->call_back) == '\0')
    return;
  g_autoptr (GDateTime) at = read_call_back (self, &error);
  set_label (self->call_back_error, error != NULL ? error->message : NULL);
}

/* --- notes ------------------------------------------------------------------------------------ */

void
hcrm_call_outcome_focus_note (HcrmCallOutcome *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->note));
  hcrm_reveal (gtk_widget_get_ancestor (GTK_WIDGET (self->note), GTK_TYPE_FRAME));
}

static void
text_changed_cb (HcrmCallOutcome *self)
{
  set_label (self->note_error, NULL);
  tell_changed (self);
}

static void
phrase_cb (HcrmCallOutcome *self, GtkButton *button)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->note);
  const char *phrase = g_object_get_data (G_OBJECT (button), "phrase");
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (gtk_text_buffer_get_char_count (buffer) > 0)
    /* Translators: stands between two phrases of a note. */
    gtk_text_buffer_insert (buffer, &end, _ ("; "), -1);
  gtk_text_buffer_insert (buffer, &end, gettext (phrase), -1);
  hcrm_call_outcome_focus_note (self);
}

static void
add_phrases (HcrmCallOutcome *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++) {
    g_autofree char *label = g_strdup_printf ("+ %s", gettext (phrases[i]));
    GtkWidget *button = gtk_button_new_with_label (label);
    gtk_widget_add_css_class (button, "chip");
    g_object_set_data (G_OBJECT (button), "phrase", (gpointer) phrases[i]);
    g_signal_connect_swapped (button, "clicked", G_CALLBACK (phrase_cb), self);
    hcrm_wrap_box_append (self->phrases, button);
  }
}

/* --- what follows ----------------------------------------------------------------------------- */

static void
show_alarms (HcrmCallOutcome *self)
{
  guint n = self->response != NULL ? hcrm_response_get_score (self->response)->alarms : 0;
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u alarming answer. The doctor is told of it when you save.",
                                 "%u alarming answers. The doctor is told of them when you save.",
                                 n),
                       n);

  gtk_widget_set_visible (self->alarm_row, n > 0);
  gtk_label_set_label (self->alarms, text);
}

static void
show_next_step (HcrmCallOutcome *self, JsonObject *step)
{
  if (step == NULL) {
    gtk_label_set_label (self->next_step, _ ("This is the plan's last step."));
    return;
  }
  const HcrmField field = { .choices = hcrm_followup_owner_choices };
  g_autofree char *day =
      g_strdup_printf (_ ("Day %d"),
                          (int) json_object_get_int_member_with_default (step, "offset_days", 0));
  g_autofree char *date =
      hcrm_text_date (json_object_get_string_member_with_default (step, "due_on", ""));
  g_autofree char *text =
      hcrm_text_join (day, date,
                      hcrm_field_get_choice_label (
                          &field, json_object_get_string_member_with_default (step, "owner", "")),
                      NULL);
  g_autofree char *label = g_strdup_printf (_ ("Next step: %s"), text);
  gtk_label_set_label (self->next_step, label);
}

void
hcrm_call_outcome_set_response (HcrmCallOutcome *self, HcrmResponse *response)
{
  if (self->response != NULL)
    g_signal_handlers_disconnect_by_data (self->response, self);
  g_set_object (&self->response, response);
  if (response != NULL)
    g_signal_connect_object (response, "score-changed", G_CALLBACK (show_alarms), self,
                             G_CONNECT_SWAPPED);
  show_alarms (self);
}

/* --- what is kept ----------------------------------------------------------------------------- */

void
hcrm_call_outcome_set_kept (HcrmCallOutcome *self, gboolean encrypted_here)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *text = g_strdup_printf (_ ("Draft saved %s"), time);

  gtk_label_set_label (self->kept, text);
  gtk_label_set_label (self->kept_where, encrypted_here ? _ ("Kept encrypted here") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->kept_icon), TRUE);
}

static void
set_text_member (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
}

void
hcrm_call_outcome_write_draft (HcrmCallOutcome *self, JsonObject *draft)
{
  g_autofree char *note = dup_text (self->note), *opinion = dup_text (self->opinion);

  set_text_member (draft, "disposition", hcrm_call_outcome_get_disposition (self));
  set_text_member (draft, "note", note);
  set_text_member (draft, "opinion", opinion);
  set_text_member (draft, "call_back", gtk_editable_get_text (self->call_back));
  set_text_member (draft, "started_at", self->started_at);
  set_text_member (draft, "ended_at", self->ended_at);
  set_text_member (draft, "number", gtk_label_get_label (self->number));
  set_text_member (draft, "who", self->called);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, "");
}

static char *
dup_member (JsonObject *object, const char *name)
{
  const char *text = get_text (object, name);

  return *text != '\0' ? g_strdup (text) : NULL;
}

void
hcrm_call_outcome_read_draft (HcrmCallOutcome *self, JsonObject *draft)
{
  self->reading = TRUE;
  g_free (self->started_at);
  g_free (self->ended_at);
  g_clear_pointer (&self->line, g_free);
  self->started_at = dup_member (draft, "started_at");
  self->ended_at = dup_member (draft, "ended_at");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note), get_text (draft, "note"), -1);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->opinion), get_text (draft, "opinion"),
                            -1);
  gtk_editable_set_text (self->call_back, get_text (draft, "call_back"));
  gtk_label_set_label (self->number, get_text (draft, "number"));
  g_free (self->called);
  self->called = dup_member (draft, "who");
  self->disposition = hcrm_disposition_find (get_text (draft, "disposition"));
  show_disposition (self);
  show_call (self);
  self->reading = FALSE;
}

/* --- saving ----------------------------------------------------------------------------------- */

static gboolean
refuse (HcrmCallOutcome *self, GtkLabel *label, const char *message, GtkWidget *focus)
{
  set_label (label, message);
  hcrm_call_outcome_refuse (self, message);
  gtk_widget_grab_focus (focus);
  return FALSE;
}

static gboolean
write_call_back (HcrmCallOutcome *self, JsonObject *body)
{
  g_autoptr (GError) error = NULL;

  if (!self->disposition->asks_time)
    return TRUE;
  if (*gtk_editable_get_text (self->call_back) == '\0')
    return refuse (self, self->call_back_error,
                   _ ("Say when to call back"), GTK_WIDGET (self->call_back));
  g_autoptr (GDateTime) at = read_call_back (self, &error);
  if (at == NULL)
    return refuse (self, self->call_back_error, error->message, GTK_WIDGET (self->call_back));
  g_autofree char *text = hcrm_call_time_to_text (at);
  json_object_set_string_member (body, "call_back_at", text);
  return TRUE;
}

gboolean
hcrm_call_outcome_write_body (HcrmCallOutcome *self, JsonObject *body)
{
  g_autofree char *note = dup_text (self->note), *opinion = dup_text (self->opinion);
  g_autofree char *now = hcrm_call_time_dup_now ();

  if (self->disposition == NULL)
    return refuse (self, self->disposition_error,
                   _ ("Choose what came of the call."), g_ptr_array_index (self->buttons, 0));
  json_object_set_string_member (body, "disposition", self->disposition->code);
  set_text_member (body, "channel", self->channel);
  json_object_set_string_member (body, "started_at",
                                 self->started_at != NULL ? self->started_at : self->opened_at);
  json_object_set_string_member (body, "ended_at", self->ended_at != NULL ? self->ended_at : now);
  set_text_member (body, "note", note);
  set_text_member (body, "opinion", opinion);
  return write_call_back (self, body);
}

gboolean
hcrm_call_outcome_set_error (HcrmCallOutcome *self, const char *field, const char *message)
{
  const struct {
    const char *field;
    GtkLabel *label;
  } labels[] = { { "disposition", self->disposition_error },
                 { "call_back_at", self->call_back_error },
                 { "note", self->note_error },
                 { "opinion", self->note_error },
                 { "contact_id", self->disposition_error },
                 { "started_at", self->disposition_error },
                 { "ended_at", self->disposition_error } };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (field, labels[i].field)) {
      set_label (labels[i].label, message);
      hcrm_call_outcome_refuse (self, message);
      return TRUE;
    }
  return FALSE;
}

/* --- the type --------------------------------------------------------------------------------- */

static void
hcrm_call_outcome_dispose (GObject *object)
{
  HcrmCallOutcome *self = HCRM_CALL_OUTCOME (object);

  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_object (&self->response);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_call_outcome_parent_class)->dispose (object);
}

static void
hcrm_call_outcome_finalize (GObject *object)
{
  HcrmCallOutcome *self = HCRM_CALL_OUTCOME (object);

  g_ptr_array_unref (self->buttons);
  g_clear_pointer (&self->ladder, json_object_unref);
  g_free (self->called);
  g_free (self->next);
  g_free (self->started_at);
  g_free (self->ended_at);
  g_free (self->line);
  g_free (self->opened_at);
  g_free (self->channel);
  G_OBJECT_CLASS (hcrm_call_outcome_parent_class)->finalize (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmCallOutcome, child)

static void
bind_call (GtkWidgetClass *klass)
{
  BIND (state_icon);
  BIND (state);
  BIND (who);
  BIND (number);
  BIND (clock);
  BIND (dial);
  BIND (hang_up);
  BIND (choices);
  BIND (dispositions);
  BIND (more);
  BIND (disposition_error);
}

static void
bind_rest (GtkWidgetClass *klass)
{
  BIND (call_back_row);
  BIND (call_back);
  BIND (call_back_echo);
  BIND (call_back_error);
  BIND (opinion_row);
  BIND (opinion);
  BIND (note);
  BIND (note_error);
  BIND (phrases);
  BIND (outcome);
  BIND (refused_row);
  BIND (refused);
  BIND (next_row);
  BIND (next_step);
  BIND (alarm_row);
  BIND (alarms);
  BIND (kept_icon);
  BIND (kept);
  BIND (kept_where);
  BIND (save);
  BIND (save_words);
}

static void
hcrm_call_outcome_class_init (HcrmCallOutcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_call_outcome_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_call_outcome_finalize;
  g_type_ensure (HCRM_TYPE_WRAP_BOX);
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_CALL_OUTCOME, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/call/hcrm-call-outcome.ui");
  bind_call (widget_class);
  bind_rest (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, call_back_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, call_back_left_cb);
}

static void
watch_text (HcrmCallOutcome *self, GtkTextView *view)
{
  g_signal_connect_object (gtk_text_view_get_buffer (view), "changed", G_CALLBACK (text_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
hcrm_call_outcome_init (HcrmCallOutcome *self)
{
  self->buttons = g_ptr_array_new ();
  self->opened_at = hcrm_call_time_dup_now ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_dispositions (self);
  add_phrases (self);
  watch_text (self, self->note);
  watch_text (self, self->opinion);
  show_disposition (self);
  show_call (self);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

void
hcrm_call_outcome_set_sheet (HcrmCallOutcome *self, JsonObject *sheet)
{
  JsonObject *task = get_object (sheet, "task"), *ladder = get_object (sheet, "ladder");
  gboolean centre = g_str_equal (get_text (task, "owner"), "centre");

  set_string (&self->channel, get_text (task, "channel"));
  gtk_widget_set_visible (self->opinion_row, g_str_equal (get_text (task, "owner"), "doctor"));
  gtk_label_set_label (self->save_words, centre ? _ ("Save, next") : _ ("Save"));
  show_next_step (self, get_object (sheet, "next_step"));
  g_clear_pointer (&self->ladder, json_object_unref);
  if (ladder != NULL && get_object (ladder, "next") != NULL)
    self->ladder = json_object_ref (get_object (ladder, "next"));
  show_outcome (self);
}

void
hcrm_call_outcome_set_read_only (HcrmCallOutcome *self, gboolean read_only)
{
  self->read_only = read_only;
  gtk_widget_set_sensitive (self->choices, !read_only);
  gtk_widget_set_sensitive (GTK_WIDGET (self->dial), !read_only);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), !read_only);
}

void
hcrm_call_outcome_set_saving (HcrmCallOutcome *self, gboolean saving)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->save), !saving && !self->read_only);
}
