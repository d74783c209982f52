/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records at this desk, visibly, and sees that the server gets it. */

#include "hcrm-desk-recorder.h"

#include <glib/gi18n.h>

#include "hcrm-recording-outbox.h"
#include "widgets/hcrm-talk.h"

#define KEY "hcrm-desk"

/* One for each session. */
typedef struct {
  HcrmRecorder *recorder;
  HcrmRecordingOutbox *outbox;
} Desk;

struct _HcrmDeskRecorder {
  AdwBin parent_instance;

  GtkWidget *button;
  GtkLabel *time;
  HcrmSession *session;
  guint clock;
};

enum { TOLD, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmDeskRecorder, hcrm_desk_recorder, ADW_TYPE_BIN)

/* --- the session's ---------------------------------------------------------------------------- */

static void
free_desk (gpointer data)
{
  Desk *desk = data;

  g_object_unref (desk->recorder);
  g_object_unref (desk->outbox);
  g_free (desk);
}

static void
stopped_cb (HcrmRecorder *recorder, const char *path, const char *problem, gpointer outbox)
{
  hcrm_recording_outbox_end (outbox, path);
}

static Desk *
get_desk (HcrmSession *session)
{
  Desk *desk = g_object_get_data (G_OBJECT (session), KEY);

  if (desk != NULL)
    return desk;
  desk = g_new0 (Desk, 1);
  desk->recorder = hcrm_recorder_new ();
  desk->outbox = hcrm_recording_outbox_new (hcrm_session_get_api (session),
                                            hcrm_session_get_user_id (session), NULL);
  g_signal_connect_object (desk->recorder, "stopped", G_CALLBACK (stopped_cb), desk->outbox, 0);
  g_object_set_data_full (G_OBJECT (session), KEY, desk, free_desk);
  return desk;
}

/* Whoever signs out records no longer; what there is waits for their next time. */
static void
state_cb (HcrmSession *session)
{
  if (hcrm_session_get_state (session) == HCRM_SESSION_OUT)
    g_object_set_data (G_OBJECT (session), KEY, NULL);
}

HcrmRecorder *
hcrm_desk_recorder_get (HcrmSession *session)
{
  g_return_val_if_fail (HCRM_IS_SESSION (session), NULL);
  return get_desk (session)->recorder;
}

gboolean
hcrm_desk_recorder_start (HcrmSession *session, JsonObject *of, GError **error)
{
  Desk *desk = get_desk (session);
  g_autoptr (JsonObject) facts = of != NULL ? json_object_ref (of) : json_object_new ();

  if (hcrm_recorder_is_recording (desk->recorder))
    return TRUE;
  g_autofree char *path = hcrm_recording_outbox_begin (desk->outbox, facts, error);
  if (path == NULL)
    return FALSE;
  if (hcrm_recorder_start (desk->recorder, path, error))
    return TRUE;
  hcrm_recording_outbox_end (desk->outbox, path);
  return FALSE;
}

void
hcrm_desk_recorder_stop (HcrmSession *session)
{
  hcrm_recorder_stop (get_desk (session)->recorder);
}

/* --- the button ------------------------------------------------------------------------------- */

static void
show_time (HcrmDeskRecorder *self)
{
  HcrmRecorder *recorder = hcrm_desk_recorder_get (self->session);
  gboolean on = hcrm_recorder_is_recording (recorder);
  g_autofree char *time = hcrm_talk_dup_time (hcrm_recorder_get_elapsed (recorder), FALSE);
  g_autofree char *words = g_strdup_printf (_ ("Recording %s"), time);
  const char *tip = on ? _ ("This desk is being recorded: stop") : _ ("Record at this desk");

  gtk_label_set_text (self->time, words);
  gtk_widget_set_visible (GTK_WIDGET (self->time), on);
  gtk_widget_set_tooltip_text (self->button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip,
                                  -1);
}

static gboolean
clock_cb (gpointer self)
{
  show_time (self);
  return G_SOURCE_CONTINUE;
}

static void
recording_cb (HcrmDeskRecorder *self)
{
  gboolean on = hcrm_recorder_is_recording (hcrm_desk_recorder_get (self->session));

  g_clear_handle_id (&self->clock, g_source_remove);
  if (on) {
    self->clock = g_timeout_add (500, clock_cb, self);
    gtk_widget_remove_css_class (self->button, "flat");
    gtk_widget_add_css_class (self->button, "hang");
  } else {
    gtk_widget_remove_css_class (self->button, "hang");
    gtk_widget_add_css_class (self->button, "flat");
  }
  show_time (self);
}

static void
problem_cb (HcrmDeskRecorder *self, const char *path, const char *problem)
{
  if (problem != NULL)
    g_signal_emit (self, signals[TOLD], 0, problem);
}

static void
sent_cb (HcrmDeskRecorder *self, gint64 id)
{
  g_signal_emit (self, signals[TOLD], 0, _ ("The recording of this desk is at the server."));
}

static void
failed_cb (HcrmDeskRecorder *self, const char *words)
{
  g_autofree char *text =
      g_strdup_printf (_ ("A recording of this desk is kept here, and not yet sent: %s"), words);

  g_signal_emit (self, signals[TOLD], 0, text);
}

static void
clicked_cb (HcrmDeskRecorder *self)
{
  g_autoptr (GError) error = NULL;

  if (hcrm_recorder_is_recording (hcrm_desk_recorder_get (self->session)))
    hcrm_desk_recorder_stop (self->session);
  else if (!hcrm_desk_recorder_start (self->session, NULL, &error))
    g_signal_emit (self, signals[TOLD], 0, error->message);
}

void
hcrm_desk_recorder_set_session (HcrmDeskRecorder *self, HcrmSession *session)
{
  gboolean may;

  g_return_if_fail (HCRM_IS_DESK_RECORDER (self) && self->session == NULL);
  may = hcrm_session_may (session, HCRM_PERM_RECORDING_ADD);
  gtk_widget_set_visible (GTK_WIDGET (self), may);
  if (!may)
    return;
  Desk *desk = get_desk (session);
  self->session = g_object_ref (session);
  g_signal_handlers_disconnect_by_func (session, state_cb, NULL);
  g_signal_connect (session, "state-changed", G_CALLBACK (state_cb), NULL);
  g_signal_connect_object (desk->recorder, "notify::recording", G_CALLBACK (recording_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk->recorder, "stopped", G_CALLBACK (problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk->outbox, "sent", G_CALLBACK (sent_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk->outbox, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  recording_cb (self);
  hcrm_recording_outbox_send (desk->outbox);
}

static void
hcrm_desk_recorder_dispose (GObject *object)
{
  HcrmDeskRecorder *self = HCRM_DESK_RECORDER (object);

  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hcrm_desk_recorder_parent_class)->dispose (object);
}

static void
hcrm_desk_recorder_class_init (HcrmDeskRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_desk_recorder_dispose;
  signals[TOLD] = g_signal_new ("told", HCRM_TYPE_DESK_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_desk_recorder_init (HcrmDeskRecorder *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->time = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "num");
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("media-record-symbolic"));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->time));
  self->button = gtk_button_new ();
  /* The keys of the page go on working. */
  gtk_widget_set_focus_on_click (self->button, FALSE);
  gtk_button_set_child (GTK_BUTTON (self->button), line);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  adw_bin_set_child (ADW_BIN (self), self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
