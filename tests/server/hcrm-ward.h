/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ward of the small hospital: discharges, decisions and calls, for the tests of follow-up. */
#pragma once

#include "hcrm-fixture.h"

/* Templates `hip` (doctor day 7, centre days 15 and 30), `any` (centre day 7) and `surgery` (doctor
 * day 8, centre day 16). */
void ward_seed (Fixture *self);

/* A woman born in 1960, discharged from orthopaedics by `doctor` @days ago with S72.001; her
 * encounter. */
gint64 ward_discharge (Fixture *self, const char *name, int days);

/* Decides as @user with @body; asserts the status. */
void
ward_decide (Fixture *self, guint status, const char *user, gint64 encounter, const char *body);

/* A discharge a week ago with one centre call that is due; the call. */
gint64 ward_call (Fixture *self, const char *name);

/* Finishes @task in its present version as @user; asserts the status. */
void ward_complete (Fixture *self,
                    guint status,
                    const char *user,
                    gint64 task,
                    const char *disposition,
                    const char *more);

/* The name of the nth field at fault in the last answer. */
const char *ward_fault (guint n);

/* Puts the clock forward, from now, by an interval such as "1 day". */
void ward_forward (Fixture *self, const char *interval);

/* Puts the clock to a time of Shanghai, "2026-03-02 09:00". Who was signed in signs in again. */
void ward_live_at (Fixture *self, const char *at);
