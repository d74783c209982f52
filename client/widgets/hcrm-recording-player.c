/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A recording that is listened to: fetched, shown, played and noted. */

#include "hcrm-recording-player-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "hcrm-clear.h"
#include "hcrm-recording-facts.h"
#include "hcrm-recording-legend.h"
#include "hcrm-recording-moments.h"
#include "hcrm-recording-notes.h"
#include "hcrm-text.h"
#include "hcrm-waveform.h"

#define RATE "rate"
#define NOWHERE (-1)
#define SHORTEST_LOOP_MS 200

struct _HcrmRecordingPlayer {
  GtkBox parent_instance;

  GtkWidget *why;
  GtkEditable *reason;
  GtkLabel *reason_fault;
  GtkBox *legend;
  GtkLabel *problem;
  GtkWidget *measuring;
  HcrmWaveform *waveform;
  GtkLabel *silent;
  GtkButton *play;
  GtkLabel *time;
  GtkLabel *length;
  GtkBox *speeds;
  GtkWidget *other_speed;
  GtkToggleButton *skip;
  GtkToggleButton *loop;
  GtkMenuButton *volumes;
  GtkBox *volume_rows;
  HcrmRecordingNotes *notes;
  HcrmRecordingMoments *moments;

  HcrmPlayer *player;
  HcrmApi *api;
  GCancellable *cancel;
  HcrmRecordingFacts *now, *next; /* (nullable) */
  JsonObject *shown; /* (nullable): the record that is shown, as it came; only compared */
  HcrmTalk *talk;
  gint64 mark; /* ms: A, while there is no B; NOWHERE otherwise */
  gint64 wish; /* ms: where to play once the sound has come; NOWHERE if nowhere */
  guint tick;
  gboolean digits;
};

enum { OPENED, MOMENT_CHOSEN, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmRecordingPlayer, hcrm_recording_player, GTK_TYPE_BOX)

/* --- time ------------------------------------------------------------------------------------- */

static void
show_position (HcrmRecordingPlayer *self)
{
  gint64 position = hcrm_player_get_position (self->player);
  g_autofree char *text = hcrm_talk_dup_time (position, TRUE);

  hcrm_waveform_set_position (self->waveform, position);
  if (!g_str_equal (gtk_label_get_text (self->time), text))
    gtk_label_set_text (self->time, text);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  show_position (HCRM_RECORDING_PLAYER (widget));
  return G_SOURCE_CONTINUE;
}

/* Only while it plays is every frame looked at. */
static void
follow_player (HcrmRecordingPlayer *self, gboolean playing)
{
  if (playing && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  else if (!playing && self->tick != 0) {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
    self->tick = 0;
  }
  show_position (self);
}

static void
show_problem (HcrmRecordingPlayer *self, const char *words)
{
  gtk_label_set_text (self->problem, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), words != NULL);
}

static void
show_length (HcrmRecordingPlayer *self, gint64 duration)
{
  g_autofree char *text = hcrm_talk_dup_time (duration, FALSE);
  g_autofree char *words = g_strconcat ("/ ", text, NULL);

  gtk_label_set_text (self->length, duration > 0 ? words : "");
  hcrm_waveform_set_duration (self->waveform, duration);
}

/* --- what the player tells -------------------------------------------------------------------- */

static void
state_cb (HcrmRecordingPlayer *self)
{
  HcrmPlayerState state = hcrm_player_get_state (self->player);
  gboolean playing = state == HCRM_PLAYER_PLAYING;

  gtk_button_set_icon_name (self->play, playing ? "media-playback-pause-symbolic"
                                                : "media-playback-start-symbolic");
  gtk_widget_set_sensitive (GTK_WIDGET (self->play),
                            state == HCRM_PLAYER_PAUSED || state == HCRM_PLAYER_PLAYING);
  if (state == HCRM_PLAYER_FAILED)
    show_problem (self, hcrm_player_get_problem (self->player));
  follow_player (self, playing);
}

static void
duration_cb (HcrmRecordingPlayer *self)
{
  if (hcrm_player_get_duration (self->player) > 0)
    show_length (self, hcrm_player_get_duration (self->player));
}

static void
silent_cb (HcrmRecordingPlayer *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->silent), hcrm_player_get_silent (self->player));
}

static void
skip_changed_cb (HcrmRecordingPlayer *self)
{
  gtk_toggle_button_set_active (self->skip, hcrm_player_get_skip_silence (self->player));
}

static gboolean
is_loop (HcrmStretch loop)
{
  return loop.to > loop.from;
}

static void
loop_changed_cb (HcrmRecordingPlayer *self)
{
  HcrmStretch loop = hcrm_player_get_loop (self->player);

  if (!is_loop (loop) && self->mark != NOWHERE)
    loop = (HcrmStretch){ MAX (self->mark, 1), MAX (self->mark, 1) };
  hcrm_waveform_set_loop (self->waveform, loop);
  gtk_toggle_button_set_active (self->loop, is_loop (loop));
}

/* --- speed ------------------------------------------------------------------------------------ */

static double
get_button_rate (GtkWidget *button)
{
  return *(double *) g_object_get_data (G_OBJECT (button), RATE);
}

static void
set_button_rate (GtkWidget *button, double rate)
{
  g_autofree char *label = g_strdup_printf ("%g×", rate);

  g_object_set_data_full (G_OBJECT (button), RATE, g_memdup2 (&rate, sizeof rate), g_free);
  gtk_button_set_label (GTK_BUTTON (button), label);
}

/* Returns: (nullable): the button that always stands there for that speed. */
static GtkWidget *
find_speed (HcrmRecordingPlayer *self, double rate)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->speeds));

  while (button != NULL
         && (button == self->other_speed || fabs (get_button_rate (button) - rate) > 0.001))
    button = gtk_widget_get_next_sibling (button);
  return button;
}

/* A speed that only keys reach stands among the others for as long as it is played with. */
static void
rate_changed_cb (HcrmRecordingPlayer *self)
{
  double rate = hcrm_player_get_rate (self->player);
  GtkWidget *button = find_speed (self, rate), *after = NULL;

  if (button == NULL) {
    button = self->other_speed;
    set_button_rate (button, rate);
    for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->speeds)); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      if (get_button_rate (child) < rate)
        after = child;
    gtk_box_reorder_child_after (self->speeds, button, after);
  }
  gtk_widget_set_visible (self->other_speed, button == self->other_speed);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
}

static void
speed_cb (GtkToggleButton *button, HcrmRecordingPlayer *self)
{
  if (gtk_toggle_button_get_active (button))
    hcrm_player_set_rate (self->player, get_button_rate (GTK_WIDGET (button)));
}

static GtkWidget *
add_speed (HcrmRecordingPlayer *self, double rate, GtkWidget *group)
{
  GtkWidget *button = gtk_toggle_button_new ();

  set_button_rate (button, rate);
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, _ ("Speed: [ slower, ] faster"));
  if (group != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (group));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), rate == 1);
  g_signal_connect (button, "toggled", G_CALLBACK (speed_cb), self);
  gtk_box_append (self->speeds, button);
  return button;
}

static void
add_speeds (HcrmRecordingPlayer *self)
{
  GtkWidget *group = add_speed (self, HCRM_PLAYER_SLOWEST, NULL);

  add_speed (self, 1, group);
  add_speed (self, 1.5, group);
  add_speed (self, 2, group);
  add_speed (self, HCRM_PLAYER_FASTEST, group);
  self->other_speed = add_speed (self, 0.75, group);
  gtk_widget_set_visible (self->other_speed, FALSE);
}

/* --- volume ----------------------------------------------------------------------------------- */

static guint
get_channel (HcrmRecordingPlayer *self, guint side)
{
  guint agent = self->talk != NULL ? self->talk->agent : 0;

  return (side + agent) % 2;
}

static void
volume_cb (GtkRange *range, HcrmRecordingPlayer *self)
{
  guint side = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (range), "side"));

  hcrm_player_set_volume (self->player, get_channel (self, side),
                          gtk_range_get_value (range) / 100);
}

static void
add_volume (HcrmRecordingPlayer *self, guint side, const char *name, const char *style)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 100, 10);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_size_request (scale, 160, -1);
  gtk_range_set_value (GTK_RANGE (scale), 100);
  g_object_set_data (G_OBJECT (scale), "side", GUINT_TO_POINTER (side));
  gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (scale, "value-changed", G_CALLBACK (volume_cb), self);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), scale);
  gtk_box_append (self->volume_rows, line);
}

/* Whoever has set the volume or written a note listens on: the keys are the player's again. */
static void
listen_on_cb (HcrmRecordingPlayer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->waveform));
}

void
hcrm_recording_player_show_volumes (HcrmRecordingPlayer *self)
{
  gtk_menu_button_popup (self->volumes);
}

/* --- the loop --------------------------------------------------------------------------------- */

static gboolean
has_sound (HcrmRecordingPlayer *self)
{
  return hcrm_player_get_duration (self->player) > 0;
}

static void
set_loop (HcrmRecordingPlayer *self, gint64 from, gint64 to)
{
  HcrmStretch loop = { MIN (from, to), MAX (from, to) };

  if (loop.to - loop.from < SHORTEST_LOOP_MS)
    return;
  self->mark = NOWHERE;
  hcrm_player_set_loop (self->player, loop);
}

void
hcrm_recording_player_end_loop (HcrmRecordingPlayer *self)
{
  self->mark = NOWHERE;
  hcrm_player_set_loop (self->player, (HcrmStretch){ 0 });
}

void
hcrm_recording_player_mark_a (HcrmRecordingPlayer *self)
{
  HcrmStretch loop = hcrm_player_get_loop (self->player);
  gint64 at = hcrm_player_get_position (self->player);

  if (!has_sound (self))
    return;
  if (is_loop (loop) && at < loop.to - SHORTEST_LOOP_MS) {
    set_loop (self, at, loop.to);
    return;
  }
  hcrm_recording_player_end_loop (self);
  self->mark = at;
  loop_changed_cb (self);
}

void
hcrm_recording_player_mark_b (HcrmRecordingPlayer *self)
{
  HcrmStretch loop = hcrm_player_get_loop (self->player);
  gint64 from = self->mark != NOWHERE ? self->mark : loop.from;

  if (has_sound (self))
    set_loop (self, from, hcrm_player_get_position (self->player));
}

/* The button alone loops the last ten seconds, what was just not understood. */
static void
loop_cb (HcrmRecordingPlayer *self)
{
  gboolean on = gtk_toggle_button_get_active (self->loop);
  gint64 at = hcrm_player_get_position (self->player);

  if (on == is_loop (hcrm_player_get_loop (self->player)))
    return;
  if (!on)
    hcrm_recording_player_end_loop (self);
  else if (self->mark != NOWHERE)
    hcrm_recording_player_mark_b (self);
  else if (has_sound (self))
    set_loop (self, MAX (at - 10000, 0),
              MAX (at, MIN (10000, hcrm_player_get_duration (self->player))));
  loop_changed_cb (self);
}

/* --- controls --------------------------------------------------------------------------------- */

static void
toggle_cb (HcrmRecordingPlayer *self)
{
  hcrm_recording_player_toggle (self);
}

static void
back_cb (HcrmRecordingPlayer *self)
{
  hcrm_recording_player_step (self, -5000);
}

static void
forth_cb (HcrmRecordingPlayer *self)
{
  hcrm_recording_player_step (self, 5000);
}

static void
skip_cb (HcrmRecordingPlayer *self)
{
  hcrm_player_set_skip_silence (self->player, gtk_toggle_button_get_active (self->skip));
}

static void
wave_seek_cb (HcrmRecordingPlayer *self, gint64 ms)
{
  hcrm_player_seek (self->player, ms);
}

static void
wave_loop_cb (HcrmRecordingPlayer *self, gint64 from, gint64 to)
{
  set_loop (self, from, to);
}

static void
wave_flag_cb (HcrmRecordingPlayer *self, guint index)
{
  g_autoptr (GArray) flags = hcrm_recording_notes_dup_flags (self->notes);

  hcrm_recording_notes_show (self->notes, index);
  if (index < flags->len)
    hcrm_recording_player_seek (self, g_array_index (flags, HcrmWaveformFlag, index).at);
}

static void
chosen_cb (HcrmRecordingPlayer *self, gint64 ms)
{
  hcrm_recording_player_seek (self, ms);
  g_signal_emit (self, signals[MOMENT_CHOSEN], 0, ms);
}

static void
notes_changed_cb (HcrmRecordingPlayer *self)
{
  g_autoptr (GArray) flags = hcrm_recording_notes_dup_flags (self->notes);

  hcrm_waveform_set_flags (self->waveform, (HcrmWaveformFlag *) flags->data, flags->len);
}

static void
note_failed_cb (HcrmRecordingPlayer *self, const char *words)
{
  g_signal_emit (self, signals[FAILED], 0, words);
}

void
hcrm_recording_player_note (HcrmRecordingPlayer *self)
{
  hcrm_recording_notes_add (self->notes, hcrm_player_get_position (self->player));
}

/* --- what is known of it ---------------------------------------------------------------------- */

static JsonObject *
get_object (JsonObject *parent, const char *name)
{
  JsonNode *node = parent != NULL ? json_object_get_member (parent, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gint64
get_int (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name)
                 && !json_object_get_null_member (object, name)
             ? json_object_get_int_member (object, name)
             : 0;
}

static JsonObject *
get_recording (HcrmRecordingPlayer *self)
{
  return self->now != NULL ? hcrm_recording_facts_get_recording (self->now) : NULL;
}

static void
set_talk (HcrmRecordingPlayer *self, HcrmTalk *talk)
{
  hcrm_waveform_set_talk (self->waveform, talk);
  hcrm_recording_legend_fill (self->legend, talk);
  g_clear_pointer (&self->talk, hcrm_talk_free);
  self->talk = talk;
}

static void
apply_silences (HcrmRecordingPlayer *self)
{
  if (self->talk != NULL)
    hcrm_player_set_silences (self->player, (HcrmStretch *) self->talk->silences->data,
                              self->talk->silences->len);
}

static void
show_names (HcrmRecordingPlayer *self, guint n_channels)
{
  if (n_channels == 2)
    hcrm_waveform_set_names (self->waveform, _ ("Agent"), _ ("Other side"));
  else
    hcrm_waveform_set_names (self->waveform, NULL, NULL);
}

static void
show_peaks (HcrmRecordingPlayer *self)
{
  guint n = MAX (get_int (get_recording (self), "channels"), 1);
  GBytes *peaks = hcrm_recording_facts_get_peaks (self->now);

  if (peaks != NULL)
    hcrm_waveform_set_peaks (self->waveform, peaks, MIN (n, 2), HCRM_RECORDING_PEAKS);
}

/* Until the picture has come, what it waits for stands in its place. */
static void
show_measuring (HcrmRecordingPlayer *self)
{
  JsonObject *recording = get_recording (self);
  const char *state = recording != NULL ? hcrm_text_member (recording, "state") : "";

  gtk_widget_set_visible (self->measuring, g_str_equal (state, "received"));
}

static void
show_facts (HcrmRecordingPlayer *self)
{
  JsonObject *recording = get_recording (self);

  self->shown = recording;
  set_talk (self, hcrm_talk_new (get_object (recording, "measures")));
  show_names (self, get_int (recording, "channels"));
  if (!has_sound (self))
    show_length (self, get_int (recording, "duration_ms"));
  show_peaks (self);
  show_measuring (self);
  apply_silences (self);
  gtk_widget_set_visible (GTK_WIDGET (self->moments), get_int (recording, "call_id") != 0);
  hcrm_recording_moments_open (self->moments, self->api, get_int (recording, "call_id"),
                               get_int (recording, "offset_ms"));
  g_signal_emit (self, signals[OPENED], 0, recording);
}

/* Only what is open is shown; what is to come next waits. */
static void
facts_cb (HcrmRecordingPlayer *self, HcrmRecordingFacts *facts)
{
  if (facts != self->now || get_recording (self) == NULL)
    return;
  if (get_recording (self) != self->shown)
    show_facts (self);
  else
    show_peaks (self);
}

static void
facts_failed_cb (HcrmRecordingPlayer *self, const char *words, HcrmRecordingFacts *facts)
{
  if (facts == self->now)
    show_problem (self, words);
}

static HcrmRecordingFacts *
fetch_facts (HcrmRecordingPlayer *self, HcrmApi *api, gint64 id)
{
  HcrmRecordingFacts *facts = hcrm_recording_facts_new (api, id);

  g_signal_connect_object (facts, "changed", G_CALLBACK (facts_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (facts, "failed", G_CALLBACK (facts_failed_cb), self, G_CONNECT_SWAPPED);
  hcrm_recording_facts_fetch (facts);
  return facts;
}

/* --- the sound -------------------------------------------------------------------------------- */

/* Asked for a reason, or told that it will not do. */
static gboolean
ask_reason (HcrmRecordingPlayer *self, const GError *error)
{
  for (guint i = 0; i < hcrm_error_get_n_fields (error); i++) {
    if (!g_str_equal (hcrm_error_get_field (error, i), "reason"))
      continue;
    gboolean again = gtk_widget_get_visible (self->why);
    gtk_label_set_text (self->reason_fault, hcrm_error_get_field_detail (error, i));
    gtk_widget_set_visible (GTK_WIDGET (self->reason_fault), again);
    gtk_widget_set_visible (self->why, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
    return TRUE;
  }
  return FALSE;
}

static void
take_sound (HcrmRecordingPlayer *self, GBytes *bytes)
{
  gtk_widget_set_visible (self->why, FALSE);
  hcrm_player_set_bytes (self->player, bytes);
  apply_silences (self);
  if (self->wish != NOWHERE)
    hcrm_recording_player_seek (self, self->wish);
  self->wish = NOWHERE;
}

static void
sound_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRecordingPlayer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = hcrm_api_read_finish (HCRM_API (api), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (bytes != NULL)
    take_sound (self, bytes);
  else if (!ask_reason (self, error))
    show_problem (self, error->message);
}

/* @reason: (nullable) */
static void
fetch_sound (HcrmRecordingPlayer *self, const char *reason)
{
  g_autofree char *path = g_strdup_printf ("/recordings/%" G_GINT64_FORMAT "/audio",
                                           hcrm_recording_facts_get_id (self->now));
  g_autofree char *full = hcrm_api_query (path, "reason", reason, NULL);

  show_problem (self, NULL);
  hcrm_api_read_async (self->api, full, self->cancel, sound_cb, g_object_ref (self));
}

static void
reason_cb (HcrmRecordingPlayer *self)
{
  const char *reason = gtk_editable_get_text (self->reason);

  if (*reason == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
  else
    fetch_sound (self, reason);
}

/* --- for pages -------------------------------------------------------------------------------- */

gboolean
hcrm_recording_player_submit (HcrmRecordingPlayer *self)
{
  gboolean asked = gtk_widget_get_visible (self->why);

  if (asked)
    reason_cb (self);
  return asked;
}

static void
begin_anew (HcrmRecordingPlayer *self)
{
  g_cancellable_cancel (self->cancel);
  g_object_unref (self->cancel);
  self->cancel = g_cancellable_new ();
  self->mark = self->wish = NOWHERE;
  self->shown = NULL;
  hcrm_player_set_bytes (self->player, NULL);
  set_talk (self, NULL);
  hcrm_waveform_set_peaks (self->waveform, NULL, 0, 0);
  hcrm_waveform_set_zoom (self->waveform, 1);
  show_length (self, 0);
  gtk_widget_set_visible (self->measuring, FALSE);
  show_problem (self, NULL);
  gtk_editable_set_text (self->reason, "");
  gtk_widget_set_visible (self->why, FALSE);
}

void
hcrm_recording_player_open (HcrmRecordingPlayer *self, HcrmApi *api, gint64 recording_id)
{
  g_autoptr (HcrmRecordingFacts) ready = NULL;

  g_return_if_fail (HCRM_IS_RECORDING_PLAYER (self));
  begin_anew (self);
  g_set_object (&self->api, api);
  if (self->next != NULL && hcrm_recording_facts_get_id (self->next) == recording_id)
    ready = g_steal_pointer (&self->next);
  g_clear_object (&self->now);
  self->now = ready != NULL ? g_object_ref (ready) : fetch_facts (self, api, recording_id);
  if (get_recording (self) != NULL)
    show_facts (self);
  fetch_sound (self, NULL);
  hcrm_recording_notes_open (self->notes, api, recording_id);
}

static gboolean
is_of (HcrmRecordingFacts *facts, gint64 id)
{
  return facts != NULL && hcrm_recording_facts_get_id (facts) == id;
}

void
hcrm_recording_player_preload (HcrmRecordingPlayer *self, HcrmApi *api, gint64 recording_id)
{
  g_return_if_fail (HCRM_IS_RECORDING_PLAYER (self));
  if (is_of (self->next, recording_id) || is_of (self->now, recording_id))
    return;
  g_clear_object (&self->next);
  self->next = fetch_facts (self, api, recording_id);
}

void
hcrm_recording_player_refresh (HcrmRecordingPlayer *self)
{
  g_return_if_fail (HCRM_IS_RECORDING_PLAYER (self));
  if (self->now == NULL)
    return;
  hcrm_recording_facts_fetch (self->now);
  hcrm_recording_notes_refresh (self->notes);
}

void
hcrm_recording_player_seek (HcrmRecordingPlayer *self, gint64 ms)
{
  HcrmPlayerState state;

  g_return_if_fail (HCRM_IS_RECORDING_PLAYER (self));
  state = hcrm_player_get_state (self->player);
  if (state == HCRM_PLAYER_EMPTY) {
    self->wish = ms;
    return;
  }
  hcrm_player_seek (self->player, ms);
  hcrm_player_play (self->player);
}

gint64
hcrm_recording_player_get_position (HcrmRecordingPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDING_PLAYER (self), 0);
  return hcrm_player_get_position (self->player);
}

HcrmPlayer *
hcrm_recording_player_get_player (HcrmRecordingPlayer *self)
{
  g_return_val_if_fail (HCRM_IS_RECORDING_PLAYER (self), NULL);
  return self->player;
}

void
hcrm_recording_player_set_digits (HcrmRecordingPlayer *self, gboolean digits)
{
  self->digits = digits;
}

void
hcrm_recording_player_set_editable (HcrmRecordingPlayer *self, gboolean editable)
{
  hcrm_recording_notes_set_editable (self->notes, editable);
}

gboolean
hcrm_recording_player_back (HcrmRecordingPlayer *self)
{
  gboolean typing = hcrm_recording_notes_is_typing (self->notes);

  if (typing)
    hcrm_recording_notes_cancel (self->notes);
  return typing;
}

/* Letters are for whoever types them. */
static gboolean
is_typing (HcrmRecordingPlayer *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus));
}

gboolean
hcrm_recording_player_take_key (HcrmRecordingPlayer *self, guint key, GdkModifierType state)
{
  g_return_val_if_fail (HCRM_IS_RECORDING_PLAYER (self), FALSE);
  if (is_typing (self) || self->now == NULL)
    return FALSE;
  return hcrm_recording_player_press (self, key, state, self->digits);
}

/* --- the box ---------------------------------------------------------------------------------- */

static gboolean
key_cb (HcrmRecordingPlayer *self, guint key, guint code, GdkModifierType state)
{
  return hcrm_recording_player_take_key (self, key, state);
}

/* A page that is not looked at is not listened to. */
static void
unmap_cb (HcrmRecordingPlayer *self)
{
  hcrm_player_pause (self->player);
}

static void
hcrm_recording_player_dispose (GObject *object)
{
  HcrmRecordingPlayer *self = HCRM_RECORDING_PLAYER (object);

  g_cancellable_cancel (self->cancel);
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  if (self->waveform != NULL)
    hcrm_waveform_set_talk (self->waveform, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HCRM_TYPE_RECORDING_PLAYER);
  g_clear_object (&self->player);
  g_clear_object (&self->api);
  G_OBJECT_CLASS (hcrm_recording_player_parent_class)->dispose (object);
}

static void
hcrm_recording_player_finalize (GObject *object)
{
  HcrmRecordingPlayer *self = HCRM_RECORDING_PLAYER (object);

  g_object_unref (self->cancel);
  g_clear_object (&self->now);
  g_clear_object (&self->next);
  g_clear_pointer (&self->talk, hcrm_talk_free);
  G_OBJECT_CLASS (hcrm_recording_player_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, why);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, reason);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, reason_fault);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, legend);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, problem);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, measuring);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, waveform);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, silent);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, play);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, time);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, length);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, speeds);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, skip);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, loop);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, volumes);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, volume_rows);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, notes);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingPlayer, moments);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, reason_cb);
  gtk_widget_class_bind_template_callback (widget_class, wave_seek_cb);
  gtk_widget_class_bind_template_callback (widget_class, wave_loop_cb);
  gtk_widget_class_bind_template_callback (widget_class, wave_flag_cb);
  gtk_widget_class_bind_template_callback (widget_class, toggle_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, forth_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_cb);
  gtk_widget_class_bind_template_callback (widget_class, loop_cb);
  gtk_widget_class_bind_template_callback (widget_class, listen_on_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, notes_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, note_failed_cb);
}

static void
hcrm_recording_player_class_init (HcrmRecordingPlayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_recording_player_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_recording_player_finalize;
  signals[OPENED] = g_signal_new ("opened", HCRM_TYPE_RECORDING_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[MOMENT_CHOSEN] =
      g_signal_new ("moment-chosen", HCRM_TYPE_RECORDING_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[FAILED] = g_signal_new ("failed", HCRM_TYPE_RECORDING_PLAYER, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (HCRM_TYPE_WAVEFORM);
  g_type_ensure (HCRM_TYPE_RECORDING_NOTES);
  g_type_ensure (HCRM_TYPE_RECORDING_MOMENTS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/widgets/hcrm-recording-player.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
listen_to_player (HcrmRecordingPlayer *self)
{
  static const struct {
    const char *signal;
    void (*call) (HcrmRecordingPlayer *self);
  } calls[] = {
    { "notify::state", state_cb },       { "notify::duration-ms", duration_cb },
    { "notify::silent", silent_cb },     { "notify::rate", rate_changed_cb },
    { "notify::loop", loop_changed_cb }, { "notify::skip-silence", skip_changed_cb },
    { "moved", show_position },
  };

  self->player = hcrm_player_new ();
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    g_signal_connect_swapped (self->player, calls[i].signal, G_CALLBACK (calls[i].call), self);
}

static void
hcrm_recording_player_init (HcrmRecordingPlayer *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cancel = g_cancellable_new ();
  self->digits = TRUE;
  self->mark = self->wish = NOWHERE;
  listen_to_player (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_speeds (self);
  add_volume (self, 0, _ ("Agent"), "accent-text");
  add_volume (self, 1, _ ("Other side"), "violet-text");
  hcrm_recording_legend_fill (self->legend, NULL);
  state_cb (self);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
hcrm_recording_player_new (void)
{
  return g_object_new (HCRM_TYPE_RECORDING_PLAYER, NULL);
}
