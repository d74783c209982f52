/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_user_module;
extern const HcrmModule hcrm_role_module;
