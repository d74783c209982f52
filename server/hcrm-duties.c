/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of jobs and sweeps. */

#include "hcrm-duties.h"

const HcrmJobKind hcrm_job_kinds[] = {
  { NULL, NULL, 0, 0 },
};

const HcrmSweep hcrm_sweeps[] = {
  { NULL, 0, NULL },
};
