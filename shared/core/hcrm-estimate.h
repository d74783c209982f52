/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How sure figures are: intervals of 95 % of means and of shares. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_estimate_mean:
 * @n: how many values
 * @mean: of them
 * @deviation: their standard deviation, of n - 1
 *
 * Mean ± t · deviation / √n, where t is Student's of n - 1 degrees of freedom.
 *
 * Returns: whether there is one: not of fewer than two values
 */
gboolean hcrm_estimate_mean (guint n, double mean, double deviation, double *low, double *high);

/**
 * hcrm_estimate_share:
 * @hits: of @n
 *
 * Wilson's interval of hits / n (Journal of the American Statistical Association 22, 1927): it
 * never leaves 0 to 1, and says something of no hits at all.
 *
 * Returns: whether there is one: not if @n is 0
 */
gboolean hcrm_estimate_share (guint hits, guint n, double *low, double *high);

/* The value that Student's t of so many degrees of freedom, 1 at least, is within, either way, with
 * a chance of 95 %: 12.706 of 1, 1.960 of very many. */
double hcrm_estimate_get_t (guint degrees);

G_END_DECLS
