/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The few kinds of dead letters, and what carries them out again. */

#include "hcrm-replay.h"

#define MAX_KINDS 4

static struct {
  const char *kind;
  HcrmReplay replay;
} table[MAX_KINDS];

void
hcrm_replay_register (const char *kind, HcrmReplay replay)
{
  guint i = 0;

  while (i < MAX_KINDS && table[i].kind != NULL && g_strcmp0 (table[i].kind, kind) != 0)
    i++;
  g_return_if_fail (i < MAX_KINDS);
  table[i].kind = kind;
  table[i].replay = replay;
}

HcrmReplay
hcrm_replay_find (const char *kind)
{
  for (guint i = 0; i < MAX_KINDS; i++)
    if (g_strcmp0 (table[i].kind, kind) == 0)
      return table[i].replay;
  return NULL;
}
