/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of modules. */

#include "hcrm-modules.h"

#include "modules/patient/patient.h"
#include "modules/session/session.h"
#include "modules/workspace/workspace.h"

const HcrmModule *const hcrm_modules[] = {
  &hcrm_session_module,
  &hcrm_patient_module,
  &hcrm_workspace_module,
  NULL,
};
