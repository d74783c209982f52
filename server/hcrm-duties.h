/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

/* Every kind of job and every sweep that modules and gateways have: a new one adds a line in
 * hcrm-duties.c. */
extern const HcrmJobKind hcrm_job_kinds[];
extern const HcrmSweep hcrm_sweeps[];
