/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Health management: programmes, who is in them, and their cycles. */

#pragma once

#include "core/hcrm-job.h"

extern const HcrmModule hcrm_health_programme_module;
extern const HcrmModule hcrm_health_care_module;
extern const HcrmModule hcrm_health_cycle_module;
extern const HcrmModule hcrm_health_loop_module;

/* Takes what was told meanwhile, ends the care of who died, begins the cycles that are due. */
gboolean hcrm_health_sweep (HcrmJob *sweep, GError **error);

/* Binds :planned_on, :due_on, the first working day of the site from there on, and :moved, :holiday
 * and :holiday_en, which say why these differ. */
gboolean
hcrm_health_let_days (HcrmRequest *req, const char *site, const GDate *planned, GError **error);

/**
 * hcrm_health_plan:
 * @planned: the day that the interval gave, or somebody wished for
 * @months: the interval; 0 if it is not the reason
 * @why: (nullable): somebody's words
 *
 * Plans the next cycle on @planned or the first working day after it, and says so on the time line;
 * one that is due today begins.
 */
gboolean hcrm_health_plan (HcrmRequest *req,
                           const char *care,
                           const char *site,
                           const GDate *planned,
                           int months,
                           const char *why,
                           GError **error);

/* Locks the cycle :id for a step, which a person who died, or is cared for by another record, does
 * not get; binds :today. */
HcrmRows *hcrm_health_take (HcrmRequest *req, const char *action, GError **error);

/* Writes down a step with its day and person, and its line on the time line.
 * @params: (nullable): JSON of both; @words: (nullable): somebody's, with the step. */
gboolean hcrm_health_tell (HcrmRequest *req,
                           const char *step,
                           const char *code,
                           const char *params,
                           const char *words,
                           GError **error);

/* The names of what the cycle :id lacks, `missing` and `missing_en`, both NULL if nothing; and as
 * JSON, `params`. */
HcrmRows *hcrm_health_read_missing (HcrmRequest *req, GError **error);

/* Answers with the cycle :id as it is now. */
gboolean hcrm_health_reply (HcrmRequest *req, GError **error);

/* Returns: (transfer full): pairs of names and values, ended by %NULL, as a JSON object; what has
 * no value is left out. */
char *hcrm_health_params (const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Adds a month to a day as calendars do: the 31st becomes the last of a shorter month. */
void hcrm_health_add_months (const GDate *day, int months, GDate *end);
