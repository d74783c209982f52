/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-phone.h"

G_BEGIN_DECLS

/**
 * HcrmCallBar:
 *
 * The user's calls above the page they are on: who it may be while it rings, what can be done while
 * it lasts, what came of it when it is over. It comes and goes by itself and never takes the
 * keyboard focus; its keys work from anywhere. Its actions are `phone.answer`, `phone.hang-up`,
 * `phone.open` and `phone.focus` for the call in front, and those of its rows.
 */
#define HCRM_TYPE_CALL_BAR (hcrm_call_bar_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallBar, hcrm_call_bar, HCRM, CALL_BAR, AdwBin)

void hcrm_call_bar_set_session (HcrmCallBar *self, HcrmSession *session);

/**
 * hcrm_call_bar_set_in_sight:
 * @activity_id: what the page in sight writes down itself, so that it is not asked for twice; 0 for
 *   nothing
 * @patient_id: the patient whose page it is, whom a call may be about although nobody knew the
 *   number; 0 for none
 * @asks: whether the page asks itself who is calling
 */
void hcrm_call_bar_set_in_sight (HcrmCallBar *self,
                                 gint64 activity_id,
                                 gint64 patient_id,
                                 gboolean asks);

/* The call in front: (nullable). */
JsonObject *hcrm_call_bar_get_call (HcrmCallBar *self);

/* Whether the keyboard is in the bar, which then does what the keys for saving and for going back
 * say. */
gboolean hcrm_call_bar_submit (HcrmCallBar *self);
gboolean hcrm_call_bar_leave (HcrmCallBar *self);

G_END_DECLS
