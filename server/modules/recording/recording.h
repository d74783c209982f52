/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

G_BEGIN_DECLS

extern const HcrmModule hcrm_recording_module;
extern const HcrmModule hcrm_recording_care_module;

#define HCRM_RECORDING_JOB "recording.make"

/* Makes of a recording what is played and shown, by the program hcrm-audio; again what is lost. */
gboolean hcrm_recording_make (HcrmJob *job, GError **error);

/* Has it made, if it is not made yet or is no longer whole; in the transaction of @db. */
gboolean hcrm_recording_have_made (HcrmDb *db, const char *id, GError **error);

/* The same for every recording of which the lost file @sha256 was made; @n grows by their number.
 * In a transaction of its own. */
gboolean hcrm_recording_have_made_lost (HcrmDb *db, const char *sha256, guint *n, GError **error);

/* Settles what was cut short on its way into the store or out of it. */
gboolean hcrm_recording_tidy (HcrmJob *sweep, GError **error);

G_END_DECLS
