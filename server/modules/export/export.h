/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

/* A user's exports: how far they are, their files, and cancelling one. */
extern const HcrmModule hcrm_export_module;
