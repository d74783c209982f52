/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Quality review: scorecards, samples, reviews, calibration, reports, suspicious follow-ups. */

#pragma once

#include "core/hcrm-http.h"

G_BEGIN_DECLS

extern const HcrmModule hcrm_scorecard_module;
extern const HcrmModule hcrm_review_sample_module;
extern const HcrmModule hcrm_review_module;
extern const HcrmModule hcrm_review_appeal_module;
extern const HcrmModule hcrm_calibration_module;
extern const HcrmModule hcrm_review_report_module;
extern const HcrmModule hcrm_suspicion_module;

G_END_DECLS
