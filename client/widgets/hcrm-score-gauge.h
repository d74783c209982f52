/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/* A response's score in figures and words, and where it lies on the scale of the questionnaire's
 * bands. Follows the response; hidden if the questionnaire gives no score. */
#define HCRM_TYPE_SCORE_GAUGE (hcrm_score_gauge_get_type ())
G_DECLARE_FINAL_TYPE (HcrmScoreGauge, hcrm_score_gauge, HCRM, SCORE_GAUGE, GtkBox)

/* @response: (nullable); @language: `en` or `zh_CN`. */
void
hcrm_score_gauge_set_response (HcrmScoreGauge *self, HcrmResponse *response, const char *language);

G_END_DECLS
