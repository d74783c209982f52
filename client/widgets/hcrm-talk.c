/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads what the server measured of a recording, and counts who speaks how much. */

#include "hcrm-talk.h"

#include <glib/gi18n.h>

#define SECOND 1000

/* --- reading ---------------------------------------------------------------------------------- */

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

/* (nullable) */
static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* (nullable) */
static JsonObject *
get_element (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
read_stretches (JsonArray *from, GArray *into)
{
  for (guint i = 0; from != NULL && i < json_array_get_length (from); i++) {
    JsonObject *object = get_element (from, i);
    HcrmStretch stretch = { get_int (object, "from"), get_int (object, "to") };
    if (stretch.to > stretch.from)
      g_array_append_val (into, stretch);
  }
}

static void
read_segments (HcrmTalk *self, JsonArray *from)
{
  for (guint i = 0; from != NULL && i < json_array_get_length (from); i++) {
    JsonObject *object = get_element (from, i);
    HcrmStretch stretch = { get_int (object, "from"), get_int (object, "to") };
    gint64 channel = get_int (object, "ch");
    if (stretch.to > stretch.from && channel >= 0 && channel < self->n_channels)
      g_array_append_val (self->segments[channel], stretch);
  }
}

static void
read_channels (HcrmTalk *self, JsonArray *channels)
{
  self->n_channels = channels != NULL ? MIN (json_array_get_length (channels), 2) : 0;
  for (guint i = 0; i < self->n_channels; i++) {
    JsonObject *channel = get_element (channels, i);
    if (channel != NULL
        && g_str_equal (json_object_get_string_member_with_default (channel, "role", ""), "agent"))
      self->agent = i;
  }
}

HcrmTalk *
hcrm_talk_new (JsonObject *measures)
{
  HcrmTalk *self = g_new0 (HcrmTalk, 1);
  JsonArray *interruptions = get_array (measures, "interruptions");

  for (guint i = 0; i < 2; i++)
    self->segments[i] = g_array_new (FALSE, FALSE, sizeof (HcrmStretch));
  self->silences = g_array_new (FALSE, FALSE, sizeof (HcrmStretch));
  self->overlaps = g_array_new (FALSE, FALSE, sizeof (HcrmStretch));
  self->duration = MAX (get_int (measures, "duration_ms"), 0);
  read_channels (self, get_array (measures, "channels"));
  read_segments (self, get_array (measures, "segments"));
  read_stretches (get_array (measures, "silences"), self->silences);
  read_stretches (get_array (measures, "overlaps"), self->overlaps);
  self->n_interruptions = interruptions != NULL ? json_array_get_length (interruptions) : 0;
  return self;
}

void
hcrm_talk_free (HcrmTalk *self)
{
  g_array_unref (self->segments[0]);
  g_array_unref (self->segments[1]);
  g_array_unref (self->silences);
  g_array_unref (self->overlaps);
  g_free (self);
}

/* --- counting --------------------------------------------------------------------------------- */

static gint64
get_length (GArray *stretches)
{
  gint64 length = 0;

  for (guint i = 0; i < stretches->len; i++) {
    HcrmStretch *stretch = &g_array_index (stretches, HcrmStretch, i);
    length += stretch->to - stretch->from;
  }
  return length;
}

/* How long stretches of one lie within those of the other; both are in their order. */
static gint64
get_common (GArray *one, GArray *other)
{
  gint64 common = 0;

  for (guint i = 0, k = 0; i < one->len && k < other->len;) {
    HcrmStretch *a = &g_array_index (one, HcrmStretch, i);
    HcrmStretch *b = &g_array_index (other, HcrmStretch, k);
    common += MAX (MIN (a->to, b->to) - MAX (a->from, b->from), 0);
    if (a->to < b->to)
      i++;
    else
      k++;
  }
  return common;
}

HcrmTalkShares
hcrm_talk_get_shares (const HcrmTalk *self)
{
  double whole = MAX (self->duration, 1);
  double both = get_common (self->segments[0], self->segments[1]) / whole;
  HcrmTalkShares shares = { .both = both };

  for (guint i = 0; i < 2; i++)
    shares.alone[i] = get_length (self->segments[i]) / whole - both;
  shares.nobody = CLAMP (1 - shares.alone[0] - shares.alone[1] - both, 0, 1);
  shares.silent = CLAMP (get_length (self->silences) / whole, 0, shares.nobody);
  return shares;
}

/* --- times ------------------------------------------------------------------------------------ */

char *
hcrm_talk_dup_time (gint64 ms, gboolean tenths)
{
  gint64 s = MAX (ms, 0) / SECOND;
  int hours = s / 3600, minutes = s / 60 % 60, seconds = s % 60;
  g_autofree char *text = hours > 0 ? g_strdup_printf ("%d:%02d:%02d", hours, minutes, seconds)
                                    : g_strdup_printf ("%d:%02d", minutes, seconds);

  if (!tenths)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s.%d", text, (int) (MAX (ms, 0) % SECOND / 100));
}

static void
say (GPtrArray *words, const char *words_of_n, int n)
{
  if (n > 0)
    g_ptr_array_add (words, g_strdup_printf (words_of_n, n));
}

/* What is nothing is not said. */
char *
hcrm_talk_dup_spoken (gint64 ms)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  int s = MAX (ms, 0) / SECOND, hours = s / 3600, minutes = s / 60 % 60, seconds = s % 60;

  say (words, ngettext ("%d hour", "%d hours", hours), hours);
  say (words, ngettext ("%d minute", "%d minutes", minutes), minutes);
  say (words, ngettext ("%d second", "%d seconds", seconds), seconds);
  if (words->len == 0)
    g_ptr_array_add (words, g_strdup_printf (ngettext ("%d second", "%d seconds", 0), 0));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}
