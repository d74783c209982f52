/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmCalibrationSession:
 *
 * One session: while it goes on, who has submitted how much, and the reader's own reviews; once it
 * is over, what each gave side by side, item by item, and how far they agree.
 */
#define HCRM_TYPE_CALIBRATION_SESSION (hcrm_calibration_session_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCalibrationSession,
                      hcrm_calibration_session,
                      HCRM,
                      CALIBRATION_SESSION,
                      GtkBox)

/* @page: which it is part of */
GtkWidget *hcrm_calibration_session_new (HcrmPage *page);

/* Asks for a session and shows it; what was asked before comes no more. @id: 0 for none */
void hcrm_calibration_session_load (HcrmCalibrationSession *self, gint64 id);

/**
 * hcrm_calibration_word:
 *
 * Returns: what a kappa is called, translated: none beyond chance, slight (to 0.20), fair (0.40),
 * moderate (0.60), substantial (0.80), almost perfect. The bands are those of Landis and Koch, The
 * measurement of observer agreement for categorical data, Biometrics 33 (1977) 159–174.
 */
const char *hcrm_calibration_word (double kappa);

G_END_DECLS
