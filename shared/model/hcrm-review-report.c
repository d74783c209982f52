/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What reviews come to: the figures, what is estimated from them, and what each means. */

#include "hcrm-review.h"

/* clang-format off */
static const HcrmMeasure measures[] = {
  { .name = "mean", .low = "mean_low", .high = "mean_high", .whole = "n", .title = N_("Mean score"),
    .definition = N_("of the scores of 100 as they count now; by item, of its points. Interval of 95 %: Student's t."),
    .color = "accent_bg_color", .decimals = 1, .drawn = TRUE },
  { .name = "pass_rate", .low = "pass_low", .high = "pass_high", .part = "passed", .whole = "n", .title = N_("Passed (%)"),
    .definition = N_("reviews passed of all submitted; by item, those with full points. Interval of 95 %: Wilson's."),
    .color = "ok_fg", .decimals = 1 },
  { .name = "kappa", .low = "kappa_low", .high = "kappa_high", .whole = "pairs", .title = N_("Kappa"),
    .definition = N_("how far first and second reviewers agree beyond chance, item by item: 1 always, 0 as by chance; none where one of them gave the same value throughout."),
    .color = "violet_fg", .decimals = 2 },
};

static const HcrmRate rates[] = {
  { "fatal",    "n",        N_("Fatal items broken"), N_("reviews with a broken fatal item, of all submitted"), "danger_fg", TRUE },
  { "appealed", "n",        N_("Appealed"),           N_("reviews that the agent appealed against, of all submitted"), "warn_fg", TRUE },
  { "changed",  "appealed", N_("Changed by appeal"),  N_("appeals that changed the score, of all appeals"), "warn_fg", TRUE },
};
/* clang-format on */

const HcrmReport hcrm_review_report = {
  .name = "reviews",
  .title = N_ ("Quality in figures"),
               .permission = HCRM_PERM_REVIEW_READ,
               .figures = "n mean pass_rate pairs kappa fatal appealed changed na",
               .rates = rates,
               .n_rates = G_N_ELEMENTS (rates),
               .measures = measures,
               .n_measures = G_N_ELEMENTS (measures),
               .groups = hcrm_review_group_choices,
               .query = &hcrm_review_report_query,
               .fields = &hcrm_review_report_fields,
  };
