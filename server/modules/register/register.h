/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Special-disease registers: conditions that enrol, and their members. */

#pragma once

#include "core/hcrm-job.h"

extern const HcrmModule hcrm_register_module;
extern const HcrmModule hcrm_register_member_module;

/* Enrols once a day for each register. */
gboolean hcrm_register_sweep (HcrmJob *sweep, GError **error);
