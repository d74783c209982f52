/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of a recording that is listened to. */

#include "hcrm-recording-player-private.h"

#include <math.h>

#define STEP_MS 5000
#define SMALL_STEP_MS 1000
#define LARGE_STEP_MS 30000

static const double speeds[] = { 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3 };

void
hcrm_recording_player_step (HcrmRecordingPlayer *self, gint64 by_ms)
{
  HcrmPlayer *player = hcrm_recording_player_get_player (self);

  hcrm_player_seek (player, hcrm_player_get_position (player) + by_ms);
}

void
hcrm_recording_player_toggle (HcrmRecordingPlayer *self)
{
  HcrmPlayer *player = hcrm_recording_player_get_player (self);

  if (hcrm_player_get_state (player) == HCRM_PLAYER_PLAYING)
    hcrm_player_pause (player);
  else
    hcrm_player_play (player);
}

void
hcrm_recording_player_change_speed (HcrmRecordingPlayer *self, int by)
{
  HcrmPlayer *player = hcrm_recording_player_get_player (self);
  double rate = hcrm_player_get_rate (player);
  int at = 0;

  while (at + 1 < (int) G_N_ELEMENTS (speeds)
         && fabs (speeds[at + 1] - rate) <= fabs (speeds[at] - rate))
    at++;
  hcrm_player_set_rate (player, speeds[CLAMP (at + by, 0, (int) G_N_ELEMENTS (speeds) - 1)]);
}

static void
skip (HcrmRecordingPlayer *self)
{
  HcrmPlayer *player = hcrm_recording_player_get_player (self);

  hcrm_player_set_skip_silence (player, !hcrm_player_get_skip_silence (player));
}

static void
go_to_tenth (HcrmRecordingPlayer *self, guint tenth)
{
  HcrmPlayer *player = hcrm_recording_player_get_player (self);

  hcrm_player_seek (player, hcrm_player_get_duration (player) * tenth / 10);
}

static void
slower (HcrmRecordingPlayer *self)
{
  hcrm_recording_player_change_speed (self, -1);
}

static void
faster (HcrmRecordingPlayer *self)
{
  hcrm_recording_player_change_speed (self, 1);
}

static void
back (HcrmRecordingPlayer *self)
{
  hcrm_recording_player_step (self, -STEP_MS);
}

static void
forth (HcrmRecordingPlayer *self)
{
  hcrm_recording_player_step (self, STEP_MS);
}

static const struct {
  guint key;
  void (*act) (HcrmRecordingPlayer *self);
} plain_keys[] = {
  { GDK_KEY_space, hcrm_recording_player_toggle },
  { GDK_KEY_k, hcrm_recording_player_toggle },
  { GDK_KEY_j, back },
  { GDK_KEY_l, forth },
  { GDK_KEY_bracketleft, slower },
  { GDK_KEY_bracketright, faster },
  { GDK_KEY_a, hcrm_recording_player_mark_a },
  { GDK_KEY_b, hcrm_recording_player_mark_b },
  { GDK_KEY_n, hcrm_recording_player_note },
  { GDK_KEY_x, skip },
  { GDK_KEY_v, hcrm_recording_player_show_volumes },
};

static gboolean
press_arrow (HcrmRecordingPlayer *self, guint key, GdkModifierType state)
{
  gint64 step = state & GDK_SHIFT_MASK     ? SMALL_STEP_MS
                : state & GDK_CONTROL_MASK ? LARGE_STEP_MS
                                           : STEP_MS;

  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    hcrm_recording_player_step (self, -step);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    hcrm_recording_player_step (self, step);
  else
    return FALSE;
  return TRUE;
}

static gboolean
press_digit (HcrmRecordingPlayer *self, guint key)
{
  if (key >= GDK_KEY_0 && key <= GDK_KEY_9)
    go_to_tenth (self, key - GDK_KEY_0);
  else if (key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9)
    go_to_tenth (self, key - GDK_KEY_KP_0);
  else
    return FALSE;
  return TRUE;
}

gboolean
hcrm_recording_player_press (HcrmRecordingPlayer *self,
                             guint key,
                             GdkModifierType state,
                             gboolean digits)
{
  if (state & (GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  if (press_arrow (self, key, state))
    return TRUE;
  if (state & GDK_CONTROL_MASK)
    return FALSE;
  if (digits && press_digit (self, key))
    return TRUE;
  if (key == GDK_KEY_A && (state & GDK_SHIFT_MASK)) {
    hcrm_recording_player_end_loop (self);
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (plain_keys); i++)
    if (plain_keys[i].key == gdk_keyval_to_lower (key)) {
      plain_keys[i].act (self);
      return TRUE;
    }
  return FALSE;
}
