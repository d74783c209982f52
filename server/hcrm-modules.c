/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of modules. */

#include "hcrm-modules.h"

#include "modules/session/session.h"

const HcrmModule *const hcrm_modules[] = {
  &hcrm_session_module,
  NULL,
};
