/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "hcrm-phone.h"

G_BEGIN_DECLS

/* What came of a call: its disposition by a digit, a note, what it was for. What is typed is kept
 * in the journal as it is typed. Saving waits until the call is over. */
#define HCRM_TYPE_CALL_WRAP_UP (hcrm_call_wrap_up_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallWrapUp, hcrm_call_wrap_up, HCRM, CALL_WRAP_UP, AdwBin)

GtkWidget *hcrm_call_wrap_up_new (HcrmSession *session);

/* @call: (nullable). What was typed for the same call stays. */
void hcrm_call_wrap_up_set (HcrmCallWrapUp *self, JsonObject *call);

/* Chooses a disposition by its digit; `FALSE` if there is none. */
gboolean hcrm_call_wrap_up_choose_key (HcrmCallWrapUp *self, guint key);
void hcrm_call_wrap_up_submit (HcrmCallWrapUp *self);
gboolean hcrm_call_wrap_up_focus (HcrmCallWrapUp *self);

G_END_DECLS
