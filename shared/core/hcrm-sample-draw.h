/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Samples drawn by chance, the same again from the same seed, on every machine. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HcrmDice:
 * @state: the seed at first
 *
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014): each step adds 0x9e3779b97f4a7c15 to the state and mixes it. Small, fast, and good enough
 * for choosing recordings; not for secrets.
 */
typedef struct {
  guint64 state;
} HcrmDice;

/* The next 64 bits. */
guint64 hcrm_dice_next (HcrmDice *self);

/* A number from 0 to @n - 1, each with the same chance: what would favour some is thrown again. */
guint64 hcrm_dice_below (HcrmDice *self, guint64 n);

/**
 * HcrmDrawUnit:
 * @id: of what may be drawn
 * @stratum: (nullable): which part it belongs to; borrowed
 * @weight: how much likelier than one of weight 1 it is drawn first; 0 for never
 */
typedef struct {
  gint64 id;
  const char *stratum;
  guint weight;
} HcrmDrawUnit;

/*
 * What follows draws @size of @n units, or all there are, and returns their places in @units in the
 * order drawn (transfer full) (element-type guint). @units must stand in one order, such as that
 * of their ids: the seed speaks of places, not of ids.
 */

/* Each with the same chance: the first steps of Fisher and Yates' shuffle. */
GArray *hcrm_draw_simple (const HcrmDrawUnit *units, guint n, guint size, HcrmDice *dice);

/* One after the other, each by the share of its weight in what is left. */
GArray *hcrm_draw_weighted (const HcrmDrawUnit *units, guint n, guint size, HcrmDice *dice);

/* Of each stratum as many as hcrm_draw_allocate() says, the strata in the order of their names. */
GArray *
hcrm_draw_stratified (const HcrmDrawUnit *units, guint n, guint size, guint least, HcrmDice *dice);

/**
 * hcrm_draw_allocate:
 * @sizes: of the strata
 * @size: of the sample
 * @least: how many of each at least, as far as it has them
 * @parts: (out caller-allocates): how many of each
 *
 * First each gets the least, of a sample that is too small for that the larger strata first; what
 * is left is shared out in proportion to the sizes by the largest remainder (Hamilton), the earlier
 * stratum first where remainders are equal. None gets more than it has; what it cannot take is
 * shared out among the others. A stratum whose fair share is more than @least gets that, not both.
 */
void hcrm_draw_allocate (const guint *sizes, guint n, guint size, guint least, guint *parts);

G_END_DECLS
