/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-phone.h"

G_BEGIN_DECLS

/* One call in a line: its state, who it is, how long it lasts, and what can be done with it. Its
 * buttons activate `phone.step` with (the call's id, the step) and, for a step that asks for
 * something, `phone.transfer` and `phone.keys` with the id. */
#define HCRM_TYPE_CALL_ROW (hcrm_call_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallRow, hcrm_call_row, HCRM, CALL_ROW, AdwBin)

GtkWidget *hcrm_call_row_new (HcrmPhone *phone);
/* @in_front: whether it is the call that keys are about */
void hcrm_call_row_set (HcrmCallRow *self, JsonObject *call, gint64 user_id, gboolean in_front);

/* Shows how long the call lasts by now. */
void hcrm_call_row_tick (HcrmCallRow *self);

/* Who a call is with, as far as that is known; (transfer full). */
char *hcrm_call_row_dup_who (JsonObject *call);

G_END_DECLS
