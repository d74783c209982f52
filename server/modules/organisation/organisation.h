/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_organisation_module;
