/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A tab in which a recording is listened to. */

#include "hcrm-recording-page.h"

#include "hcrm-recording-review.h"
#include "model/hcrm-recording.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-recording-player.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-talk.h"
#include "widgets/hcrm-text.h"

struct _HcrmRecordingPage {
  HcrmPage parent_instance;

  GtkLabel *name;
  GtkLabel *when;
  GtkLabel *detail;
  GtkLabel *care;
  GtkLabel *why; /* it is held, or to be deleted */
  GtkWidget *review;
  GtkBox *steps;
  HcrmRecordingPlayer *player;
  HcrmRecord *recording; /* (nullable) */
  char *step;            /* (nullable): that is being asked for */
  gint64 id;
  gboolean opened;
};

G_DEFINE_FINAL_TYPE (HcrmRecordingPage, hcrm_recording_page, HCRM_TYPE_PAGE)

/* --- what it says ----------------------------------------------------------------------------- */

static void
show_name (HcrmRecordingPage *self, JsonObject *recording)
{
  const char *agent = hcrm_text_member (recording, "agent");
  const char *patient = hcrm_text_member (recording, "patient");
  g_autofree char *name = *agent != '\0' && *patient != '\0'
                              ? g_strdup_printf ("%s → %s", agent, patient)
                              : g_strconcat (agent, patient, NULL);
  g_autofree char *title = g_strdup_printf (_ ("Recording %s"), name);

  gtk_label_set_text (self->name, *name != '\0' ? name : _ ("Recording"));
  hcrm_page_set_title (HCRM_PAGE (self), *name != '\0' ? title : NULL);
}

static void
show_when (HcrmRecordingPage *self, JsonObject *recording)
{
  g_autofree char *time = hcrm_text_time (hcrm_text_member (recording, "started_at"));
  g_autofree char *length =
      hcrm_talk_dup_spoken (json_object_get_int_member_with_default (recording, "duration_ms", 0));
  g_autofree char *when = hcrm_text_join (time, length, NULL);

  gtk_label_set_text (self->when, when);
}

static void
show_detail (HcrmRecordingPage *self, JsonObject *recording)
{
  g_autofree char *detail = hcrm_text_join (hcrm_text_member (recording, "department"),
                                            hcrm_text_member (recording, "name"), NULL);

  hcrm_text_show (self->detail, detail);
}

/* --- what becomes of it ----------------------------------------------------------------------- */

static const HcrmPermissionSet *
get_held (HcrmRecordingPage *self)
{
  return hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
}

/* What was said for it, by whom and when. */
static char *
dup_said (HcrmRecordingPage *self,
          const char *lead,
          const char *by,
          const char *at,
          const char *why)
{
  g_autofree char *time = hcrm_text_time (hcrm_record_get (self->recording, at));
  const char *who = by != NULL ? hcrm_record_get (self->recording, by) : NULL;
  const char *reason = why != NULL ? hcrm_record_get (self->recording, why) : NULL;

  return hcrm_text_join (lead, who != NULL ? who : "", time, reason != NULL ? reason : "", NULL);
}

/* Nobody confirms what they asked for. */
static char *
dup_asked (HcrmRecordingPage *self, gboolean own)
{
  g_autofree char *said = dup_said (self, own ? _ ("You asked for the deletion")
                                              : _ ("Deletion asked for"), own ? NULL : "asked_by",
                                                   "asked_at", "ask_reason");

  return g_strdup_printf ("%s\n%s", said,
                          own
                          ? _ ("A second person has to confirm it; “Keep It” takes it back.")
                          : _ ("You are the second person: it is gone for good once you confirm."));
}

static char *
dup_why (HcrmRecordingPage *self, gboolean own)
{
  const char *care = hcrm_record_get (self->recording, "care");

  if (g_strcmp0 (care, "held") == 0)
    return dup_said (self, _ ("Legal hold"), "held_by", "held_at", "hold_reason");
  if (g_strcmp0 (care, "asked") == 0)
    return dup_asked (self, own);
  return g_strcmp0 (care, "deleted") == 0
      ? dup_said (self, _ ("Deleted"), "deleted_by", "deleted_at", "ask_reason") : g_strdup ("");
}

static void
show_care (HcrmRecordingPage *self, JsonObject *recording)
{
  g_clear_object (&self->recording);
  self->recording = hcrm_record_new (&hcrm_recording_fields);
  hcrm_record_read_json (self->recording, recording, TRUE, NULL);
  const char *care = hcrm_record_get (self->recording, "care");
  gboolean own = json_object_get_boolean_member_with_default (recording, "asked_own", FALSE);
  hcrm_pill_set_state (self->care, &hcrm_recording_workflow, care);
  hcrm_step_bar_fill (self->steps, "recording.step", &hcrm_recording_workflow, care,
                      get_held (self));
  if (own)
    hcrm_step_bar_withhold (self->steps, "confirm-deletion");
  g_autofree char *why = dup_why (self, own);
  hcrm_text_show (self->why, why);
}

/* @reason: (nullable) */
static void
send_step (HcrmRecordingPage *self, const char *reason)
{
  g_autofree char *path =
      g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "/actions/%s", self->id, self->step);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (body, json_object_new ());
  if (reason != NULL)
    json_object_set_string_member (json_node_get_object (body), "reason", reason);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = reason != NULL ? body : NULL,
                                  .version = hcrm_record_get_int (self->recording, "version") },
                  NULL, NULL);
}

static void
asked_cb (gpointer self, gboolean yes, const char *reason)
{
  if (yes)
    send_step (self, reason);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  HcrmRecordingPage *self = HCRM_RECORDING_PAGE (widget);
  const HcrmStep *step =
      self->recording != NULL
          ? hcrm_workflow_find (&hcrm_recording_workflow, hcrm_record_get (self->recording, "care"),
                                g_variant_get_string (action, NULL), get_held (self), NULL)
          : NULL;

  if (step == NULL)
    return;
  g_free (self->step);
  self->step = g_strdup (step->action);
  hcrm_ask (widget, gettext (step->label), gtk_label_get_text (self->name), gettext (step->label),
            (step->flags & HCRM_STEP_REASON) != 0, asked_cb, self);
}

static void
review_action (GtkWidget *widget, const char *name, GVariant *none)
{
  HcrmRecordingPage *self = HCRM_RECORDING_PAGE (widget);

  if (gtk_widget_get_visible (self->review))
    hcrm_recording_review_ask (HCRM_PAGE (self), self->id);
}

/* What was deleted while it stood here is heard and seen no longer. */
static void
drop_deleted (HcrmRecordingPage *self, JsonObject *recording)
{
  const char *before =
      self->recording != NULL ? hcrm_record_get (self->recording, "care") : "deleted";

  if (g_strcmp0 (before, "deleted") != 0
      && g_str_equal (hcrm_text_member (recording, "care"), "deleted"))
    hcrm_recording_player_open (self->player, hcrm_page_get_api (HCRM_PAGE (self)), self->id);
}

static void
opened_cb (HcrmRecordingPage *self, JsonObject *recording)
{
  drop_deleted (self, recording);
  gtk_widget_set_visible (self->review, hcrm_recording_review_allowed (HCRM_PAGE (self)));
  show_care (self, recording);
  show_name (self, recording);
  show_when (self, recording);
  show_detail (self, recording);
}

static void
failed_cb (HcrmRecordingPage *self, const char *words)
{
  hcrm_page_toast (HCRM_PAGE (self), words, NULL, NULL);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
open_recording (HcrmRecordingPage *self)
{
  const char *argument = hcrm_page_get_argument (HCRM_PAGE (self));
  g_auto (GStrv) parts = g_strsplit (argument != NULL ? argument : "", "@", 2);

  self->opened = TRUE;
  self->id = parts[0] != NULL ? g_ascii_strtoll (parts[0], NULL, 10) : 0;
  hcrm_recording_player_set_editable (self->player,
                                      hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_RECORDING_LISTEN));
  hcrm_recording_player_open (self->player, hcrm_page_get_api (HCRM_PAGE (self)), self->id);
  hcrm_page_set_record (HCRM_PAGE (self), "recording", self->id);
  if (parts[0] != NULL && parts[1] != NULL)
    hcrm_recording_player_seek (self->player, g_ascii_strtoll (parts[1], NULL, 10));
  gtk_widget_grab_focus (GTK_WIDGET (self->player));
}

static void
hcrm_recording_page_refresh (HcrmPage *page)
{
  HcrmRecordingPage *self = HCRM_RECORDING_PAGE (page);

  if (self->opened)
    hcrm_recording_player_refresh (self->player);
  else
    open_recording (self);
}

static gboolean
hcrm_recording_page_back (HcrmPage *page)
{
  return hcrm_recording_player_back (HCRM_RECORDING_PAGE (page)->player);
}

static void
hcrm_recording_page_submit (HcrmPage *page)
{
  hcrm_recording_player_submit (HCRM_RECORDING_PAGE (page)->player);
}

static gboolean
key_cb (HcrmRecordingPage *self, guint key, guint code, GdkModifierType state)
{
  return hcrm_recording_player_take_key (self->player, key, state);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "recording", NULL };
  static const HcrmKeyHint hints[] = {
    { "Space", N_ ("play") },     { "J K L", N_ ("back stop on") }, { "[ ]", N_ ("slower faster") },
    { "A B", N_ ("loop") },       { "X", N_ ("skip silence") },     { "N", N_ ("note here") }, { "F2", N_ ("change note") }, { "Delete", N_ ("remove note") },
    { "0–9", N_ ("jump") },       { NULL },
  };

  klass->refresh = hcrm_recording_page_refresh;
  klass->back = hcrm_recording_page_back;
  klass->submit = hcrm_recording_page_submit;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("A recording is played from the second that you choose: click into its picture, click a "
          "note or an answer, or use the keys. Who speaks is in colour, long silences are hatched, "
          "and where both speak is marked at the top.\n\n"
          "Space plays and pauses, J and L go five seconds back and on, as the arrows do; with "
          "Shift it is one second, with Ctrl thirty. [ and ] change the speed; voices keep their "
          "pitch. A and B are the ends of a stretch that is repeated, Shift+A ends that. X leaves "
          "long silences out, N notes this second, a digit goes to that tenth of the recording, V "
          "is the volume of either side. + and − show less or more of it at once. F2 changes a note of "
          "one's own, Delete removes it.\n\n"
          "That you listen, and when, stands in the audit log.");
}

static void
hcrm_recording_page_finalize (GObject *object)
{
  HcrmRecordingPage *self = HCRM_RECORDING_PAGE (object);

  g_clear_object (&self->recording);
  g_free (self->step);
  G_OBJECT_CLASS (hcrm_recording_page_parent_class)->finalize (object);
}

static void
hcrm_recording_page_class_init (HcrmRecordingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hcrm_recording_page_finalize;
  g_type_ensure (HCRM_TYPE_RECORDING_PLAYER);
  gtk_widget_class_install_action (widget_class, "recording.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "recording.review", NULL, review_action);
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/recordings/hcrm-recording-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, name);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, when);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, detail);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, care);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, why);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, review);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, steps);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPage, player);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, failed_cb);
}

static void
hcrm_recording_page_init (HcrmRecordingPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  hcrm_page_set_status (HCRM_PAGE (self), _ ("Your listening is in the audit log"));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
