/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_statistic_module;
extern const HcrmModule hcrm_statistic_item_module;
extern const HcrmModule hcrm_opinion_module;
