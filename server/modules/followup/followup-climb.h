/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What follows from a call that nobody answered. */

#pragma once

#include "core/hcrm-db.h"

/* Takes the task @id to the next step of its ladder, after its last attempt came to @outcome. */
gboolean hcrm_followup_climb (HcrmDb *db, const char *id, const char *outcome, GError **error);

/* Somebody was reached: the next failure is the first again. */
void hcrm_followup_leave_ladder (HcrmDb *db, const char *id);
