/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls: reported by telephone systems, made, taken, wrapped up and listed. */

#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_call_module;
extern const HcrmModule hcrm_call_report_module;
extern const HcrmModule hcrm_call_step_module;
extern const HcrmModule hcrm_call_telephone_module;
