/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who speaks when in a recording, as the server measured it; and its times in words. */

#pragma once

#include <json-glib/json-glib.h>

#include "core/hcrm-player.h"

G_BEGIN_DECLS

/**
 * HcrmTalk:
 * @duration: ms
 * @n_channels: 1 or 2; 0 where nothing was measured
 * @agent: the channel in which the agent speaks; with one channel, nobody is told apart
 * @segments: (element-type HcrmStretch): speech in each channel, in its order
 * @silences: (element-type HcrmStretch): where nobody speaks for long
 * @overlaps: (element-type HcrmStretch): where both do
 * @n_interruptions: how often one began while the other spoke on
 */
typedef struct {
  gint64 duration;
  guint n_channels;
  guint agent;
  GArray *segments[2];
  GArray *silences;
  GArray *overlaps;
  guint n_interruptions;
} HcrmTalk;

/* @measures: (nullable): the recording's member `measures`. What is not in it, or makes no sense,
 * is left out. */
HcrmTalk *hcrm_talk_new (JsonObject *measures);
void hcrm_talk_free (HcrmTalk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmTalk, hcrm_talk_free)

/* Parts of the whole, which make 1 together. */
typedef struct {
  double alone[2]; /* one channel only */
  double both;
  double nobody;
  double silent; /* what of that is long silences */
} HcrmTalkShares;

HcrmTalkShares hcrm_talk_get_shares (const HcrmTalk *self);

/* Returns: (transfer full): a place in a recording, `1:38` or `1:02:05`; with tenths `1:38.7`. */
char *hcrm_talk_dup_time (gint64 ms, gboolean tenths);

/* Returns: (transfer full): the same as it is spoken: `1 minute 38 seconds`, `1 hour`. */
char *hcrm_talk_dup_spoken (gint64 ms);

G_END_DECLS
