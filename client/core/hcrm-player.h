/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HCRM_PLAYER_EMPTY,   /* nothing to play */
  HCRM_PLAYER_LOADING, /* bytes are there, their first sound is not yet */
  HCRM_PLAYER_PAUSED,
  HCRM_PLAYER_PLAYING,
  HCRM_PLAYER_FAILED, /* see hcrm_player_get_problem() */
} HcrmPlayerState;

/* A stretch of the recording in ms; @to is the first millisecond after it. */
typedef struct {
  gint64 from;
  gint64 to;
} HcrmStretch;

/* Speeds that hcrm_player_set_rate() allows. */
#define HCRM_PLAYER_SLOWEST 0.5
#define HCRM_PLAYER_FASTEST 3.0

/**
 * HcrmPlayer:
 *
 * Plays a recording whose bytes are in memory: no file of what a patient said is left behind, and
 * every place in it is reached exactly. Seeking, speed, loop and what is skipped are exact to the
 * sample, for each stretch is played to its very end before the next one begins.
 *
 * A desk without sound card plays silently at the right pace, and `silent` says so. Works on the
 * main loop; GStreamer's threads are its own affair.
 *
 * Properties, all notified: `state`, `duration-ms`, `silent`, `rate`, `skip-silence`, `loop`.
 * Signal: `moved` when the position has jumped; while playing ask for it at every frame.
 */
#define HCRM_TYPE_PLAYER (hcrm_player_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPlayer, hcrm_player, HCRM, PLAYER, GObject)

HcrmPlayer *hcrm_player_new (void);

/**
 * hcrm_player_set_bytes:
 * @bytes: (nullable): a whole file of any kind that GStreamer can decode; %NULL for none
 *
 * Loads a recording and stays at its beginning, paused. Speed and volumes are kept, a loop and the
 * silences are not.
 */
void hcrm_player_set_bytes (HcrmPlayer *self, GBytes *bytes);

HcrmPlayerState hcrm_player_get_state (HcrmPlayer *self);

/* (nullable): why it cannot be played, in words. */
const char *hcrm_player_get_problem (HcrmPlayer *self);

/* Whether nothing can be heard, for there is no sound card. */
gboolean hcrm_player_get_silent (HcrmPlayer *self);
gint64 hcrm_player_get_duration (HcrmPlayer *self);  /* ms; 0 while not known */
guint hcrm_player_get_n_channels (HcrmPlayer *self); /* of the recording; 0 while not known */

/* Playing at the end begins at the beginning. Asked for while loading, it plays when it can. */
void hcrm_player_play (HcrmPlayer *self);
void hcrm_player_pause (HcrmPlayer *self);

/* In ms. Seeking takes effect at once: the position is the new one though it is still on its way.
 */
gint64 hcrm_player_get_position (HcrmPlayer *self);
void hcrm_player_seek (HcrmPlayer *self, gint64 position_ms);

/* The pitch stays. Speeds beyond the bounds are the bounds. */
void hcrm_player_set_rate (HcrmPlayer *self, double rate);
double hcrm_player_get_rate (HcrmPlayer *self);

/* How loud a channel is: 0 agent or left, 1 the other; @volume from 0 to 1. */
void hcrm_player_set_volume (HcrmPlayer *self, guint channel, double volume);
double hcrm_player_get_volume (HcrmPlayer *self, guint channel);

/**
 * hcrm_player_set_silences:
 * @silences: in their order, not overlapping
 *
 * What hcrm_player_set_skip_silence() leaves out, but for a quarter of a second at either end, so
 * that a pause is still heard to be one.
 */
void hcrm_player_set_silences (HcrmPlayer *self, const HcrmStretch *silences, guint n);
void hcrm_player_set_skip_silence (HcrmPlayer *self, gboolean skip);
gboolean hcrm_player_get_skip_silence (HcrmPlayer *self);

/* Plays from @from to @to again and again; an empty stretch ends that. */
void hcrm_player_set_loop (HcrmPlayer *self, HcrmStretch loop);
HcrmStretch hcrm_player_get_loop (HcrmPlayer *self);

/* For tests: a GStreamer description of where the sound goes instead of to the card. */
void hcrm_player_set_sink (HcrmPlayer *self, const char *description);

/* (transfer full) (nullable) (type GstElement): the pipeline, for tests. */
gpointer hcrm_player_dup_pipeline (HcrmPlayer *self);

G_END_DECLS
