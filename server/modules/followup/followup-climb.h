/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows from a call that nobody answered. */

#pragma once

#include "core/hcrm-db.h"

/* Takes the task @id to the next step of its ladder, after an attempt came to @outcome. What counts
 * is the attempt that began last: one that comes in after it is only added to it. */
gboolean hcrm_followup_climb (HcrmDb *db, const char *id, const char *outcome, GError **error);

/**
 * hcrm_followup_append_outlook:
 *
 * Appends {"contact_id": whom to call now, "next": {outcome: {code, params}}}: what each failure
 * would lead to, so that it can be said before it is saved.
 */
gboolean hcrm_followup_append_outlook (HcrmDb *db, const char *id, GString *out, GError **error);

/* Somebody was reached: the next failure is the first again. @ends: the task is over with it;
 * otherwise only if nobody was called in vain since. */
void hcrm_followup_leave_ladder (HcrmDb *db, const char *id, gboolean ends);
