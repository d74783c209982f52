/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

/* Every module the server has, ended by %NULL: a new one adds a line in hcrm-modules.c. */
extern const HcrmModule *const hcrm_modules[];
