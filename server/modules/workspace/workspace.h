/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

/* What belongs to one user: drafts, saved views, and the page that says what waits today. */
extern const HcrmModule hcrm_workspace_module;
