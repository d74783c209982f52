/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_administration_module;
extern const HcrmModule hcrm_dead_letter_module;
extern const HcrmModule hcrm_audit_module;
