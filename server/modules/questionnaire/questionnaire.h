/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library of questionnaires, and the answers given to them. */

#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_questionnaire_module;
extern const HcrmModule hcrm_response_module;
