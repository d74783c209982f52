/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires as they are kept, and the answers given to them. */

#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_questionnaire_module;
