/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drawing with whole numbers only, so that no machine rounds in another way. */

#include "hcrm-sample-draw.h"

#include <string.h>

/* --- Dice ----------------------------------------------------------------------------------- */

guint64
hcrm_dice_next (HcrmDice *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint64
hcrm_dice_below (HcrmDice *self, guint64 n)
{
  g_return_val_if_fail (n > 0, 0);
  guint64 unfair = (0 - n) % n; /* 2⁶⁴ mod n: so many numbers too many */
  guint64 thrown = hcrm_dice_next (self);

  while (thrown < unfair)
    thrown = hcrm_dice_next (self);
  return thrown % n;
}

/* --- Simple --------------------------------------------------------------------------------- */

/* Draws @size of the places in @places, which are shuffled, and appends them to @drawn. */
static void
draw_places (guint *places, guint n, guint size, HcrmDice *dice, GArray *drawn)
{
  for (guint i = 0; i < MIN (n, size); i++) {
    guint j = i + hcrm_dice_below (dice, n - i);
    guint place = places[j];

    places[j] = places[i];
    places[i] = place;
    g_array_append_val (drawn, place);
  }
}

GArray *
hcrm_draw_simple (const HcrmDrawUnit *units, guint n, guint size, HcrmDice *dice)
{
  GArray *drawn = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *places = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    places[i] = i;
  draw_places (places, n, size, dice, drawn);
  return drawn;
}

/* --- Weighted ------------------------------------------------------------------------------- */

/* Sums of weights as a tree of Fenwick's: sums[i] is that of the places (i - (i & -i), i]. */
static void
tree_add (gint64 *sums, guint n, guint place, gint64 weight)
{
  for (guint i = place + 1; i <= n; i += i & -i)
    sums[i] += weight;
}

/* The place whose weight lies over @at. */
static guint
tree_find (const gint64 *sums, guint n, gint64 at)
{
  guint place = 0, step = 1;

  while (step <= n / 2)
    step *= 2;
  for (; step > 0; step /= 2)
    if (place + step <= n && sums[place + step] <= at) {
      place += step;
      at -= sums[place];
    }
  return place;
}

GArray *
hcrm_draw_weighted (const HcrmDrawUnit *units, guint n, guint size, HcrmDice *dice)
{
  GArray *drawn = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gint64 *sums = g_new0 (gint64, n + 1);
  gint64 left = 0;

  for (guint i = 0; i < n; i++) {
    tree_add (sums, n, i, units[i].weight);
    left += units[i].weight;
  }
  while (drawn->len < size && left > 0) {
    guint place = tree_find (sums, n, hcrm_dice_below (dice, left));

    tree_add (sums, n, place, -(gint64) units[place].weight);
    left -= units[place].weight;
    g_array_append_val (drawn, place);
  }
  return drawn;
}

/* --- Allocation ----------------------------------------------------------------------------- */

/* What each gets of @size in proportion to @sizes, as far as @room: the whole parts, then one more
 * to the largest remainders. Those without room are left out. Returns: how many were given */
static guint
share_out (const guint *sizes, guint n, guint size, const guint *room, guint *parts)
{
  g_autofree guint64 *remainders = g_new0 (guint64, n);
  guint64 whole = 0;
  guint given = 0;

  for (guint i = 0; i < n; i++)
    whole += room[i] > 0 ? sizes[i] : 0;
  for (guint i = 0; whole > 0 && i < n; i++) {
    guint64 share = room[i] > 0 ? (guint64) size * sizes[i] : 0;
    guint part = MIN (share / whole, room[i]);

    parts[i] += part;
    given += part;
    remainders[i] = part < room[i] ? share % whole : 0;
  }
  while (given < size) {
    guint best = 0;

    for (guint i = 1; i < n; i++)
      best = remainders[i] > remainders[best] ? i : best;
    if (n == 0 || remainders[best] == 0)
      break;
    remainders[best] = 0;
    parts[best]++;
    given++;
  }
  return given;
}

/* Until all is given, or nobody has room. */
static void
share_all (const guint *sizes, guint n, guint size, const guint *most, guint *parts)
{
  g_autofree guint *room = g_new0 (guint, n + 1);

  for (guint given = 1; size > 0 && given > 0; size -= given) {
    for (guint i = 0; i < n; i++)
      room[i] = most[i] - parts[i];
    given = share_out (sizes, n, size, room, parts);
  }
}

/* Each gets the least it has; of too few, the larger strata first. */
static void
give_least (const guint *sizes, guint n, guint size, guint least, guint *parts)
{
  guint given = 0;

  for (guint round = 0; round < least; round++) {
    g_autofree gboolean *had = g_new0 (gboolean, n + 1);
    for (guint k = 0; k < n && given < size; k++) {
      guint best = n;
      for (guint i = 0; i < n; i++)
        if (!had[i] && sizes[i] > parts[i] && (best == n || sizes[i] > sizes[best]))
          best = i;
      if (best == n)
        break;
      had[best] = TRUE;
      parts[best]++;
      given++;
    }
  }
}

/* Shares out the sample, those marked getting just the least. Returns: whether another one got less
 * than that, and is marked now */
static gboolean
share_above (const guint *sizes, guint n, guint size, guint least, gboolean *marked, guint *parts)
{
  g_autofree guint *most = g_new0 (guint, n + 1);
  guint held = 0;
  gboolean found = FALSE;

  for (guint i = 0; i < n; i++) {
    parts[i] = marked[i] ? MIN (least, sizes[i]) : 0;
    most[i] = marked[i] ? parts[i] : sizes[i];
    held += parts[i];
  }
  share_all (sizes, n, size - held, most, parts);
  for (guint i = 0; i < n; i++)
    if (parts[i] < MIN (least, sizes[i]))
      found = marked[i] = TRUE;
  return found;
}

void
hcrm_draw_allocate (const guint *sizes, guint n, guint size, guint least, guint *parts)
{
  g_autofree gboolean *marked = g_new0 (gboolean, n + 1);
  guint64 wanted = 0;

  memset (parts, 0, n * sizeof (guint));
  for (guint i = 0; i < n; i++)
    wanted += MIN (least, sizes[i]);
  if (wanted >= size) {
    give_least (sizes, n, size, least, parts);
    return;
  }
  while (share_above (sizes, n, size, least, marked, parts))
    ;
}

/* --- Stratified ----------------------------------------------------------------------------- */

/* The places of each stratum: (element-type utf8 GArray). */
static GHashTable *
sort_by_stratum (const HcrmDrawUnit *units, guint n)
{
  GHashTable *strata =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < n; i++) {
    const char *name = units[i].stratum != NULL ? units[i].stratum : "";
    GArray *places = g_hash_table_lookup (strata, name);

    if (places == NULL) {
      places = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (strata, (gpointer) name, places);
    }
    g_array_append_val (places, i);
  }
  return strata;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

GArray *
hcrm_draw_stratified (const HcrmDrawUnit *units, guint n, guint size, guint least, HcrmDice *dice)
{
  GArray *drawn = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) strata = sort_by_stratum (units, n);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (strata), compare_names);
  guint n_strata = g_hash_table_size (strata), at = 0;
  g_autofree guint *sizes = g_new0 (guint, n_strata + 1), *parts = g_new0 (guint, n_strata + 1);

  for (GList *name = names; name != NULL; name = name->next)
    sizes[at++] = ((GArray *) g_hash_table_lookup (strata, name->data))->len;
  hcrm_draw_allocate (sizes, n_strata, MIN (size, n), least, parts);
  at = 0;
  for (GList *name = names; name != NULL; name = name->next, at++) {
    GArray *places = g_hash_table_lookup (strata, name->data);
    draw_places ((guint *) places->data, places->len, parts[at], dice, drawn);
  }
  return drawn;
}
