/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

G_BEGIN_DECLS

extern const HcrmModule hcrm_recording_module;
extern const HcrmModule hcrm_recording_care_module;

#define HCRM_RECORDING_JOB "recording.make"

/* Makes of a recording what is played and shown, by the program hcrm-audio. */
gboolean hcrm_recording_make (HcrmJob *job, GError **error);

/* Settles what was cut short on its way into the store or out of it. */
gboolean hcrm_recording_tidy (HcrmJob *sweep, GError **error);

G_END_DECLS
