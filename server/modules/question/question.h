/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

extern const HcrmModule hcrm_question_module;

/* What no physician answered in time goes to the department's head. */
gboolean hcrm_question_escalate (HcrmJob *sweep, GError **error);
