/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/**
 * HcrmCallerList:
 *
 * Whom a telephone number may mean, the likeliest first: each with why it stands there and what the
 * caller may be told. F4 goes to the list from anywhere in the window, where a digit, or arrows and
 * Enter, choose a row. Emits `chosen` when one was.
 */
#define HCRM_TYPE_CALLER_LIST (hcrm_caller_list_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallerList, hcrm_caller_list, HCRM, CALLER_LIST, AdwBin)

void hcrm_caller_list_set_api (HcrmCallerList *self, HcrmApi *api);

/**
 * hcrm_caller_list_look_up:
 * @number: (nullable): as typed, or as the telephone shows it
 *
 * Asks who may be calling and shows them when they have come; the same number again asks nothing.
 * Nothing typed shows nothing. What was chosen is forgotten with another number.
 */
void hcrm_caller_list_look_up (HcrmCallerList *self, const char *number);

/**
 * hcrm_caller_list_show:
 * @reply: as `GET /callers` gives it
 *
 * Shows who may be calling without asking, where that was told already. What was chosen is
 * forgotten.
 */
void hcrm_caller_list_show (HcrmCallerList *self, JsonObject *reply);

/**
 * hcrm_caller_list_show_call:
 * @call: as `GET /calls/current` gives it
 *
 * The same of a call, which was told with who it may be; its number is masked and looked up
 * nowhere.
 */
void hcrm_caller_list_show_call (HcrmCallerList *self, JsonObject *call);

/* What `GET /callers` says of the one that was chosen; %NULL for nobody. */
JsonObject *hcrm_caller_list_get_chosen (HcrmCallerList *self);

/* As if the user had chosen the nth, from 0; `FALSE` if there are not so many. */
gboolean hcrm_caller_list_choose (HcrmCallerList *self, guint n);

/**
 * hcrm_caller_list_dup_record:
 * @patient_id: whose matter it was in the end
 * @activity_id: what the call was about; 0 for nothing in particular
 *
 * Returns: (transfer full) (nullable): the body of `POST /callers` that records who was on the
 *   line; %NULL if nobody was chosen, or another patient's caller, or of a call, which is
 * identified instead: see hcrm_caller_list_dup_identity()
 */
JsonNode *hcrm_caller_list_dup_record (HcrmCallerList *self, gint64 patient_id, gint64 activity_id);

/* Returns: (transfer full): whom the one that was chosen is, as a call is identified by it. */
JsonObject *hcrm_caller_list_dup_identity (HcrmCallerList *self);

/* Words for one of the items of `GET /callers`; (transfer full): "child 周敏 · Cardiology". */
char *hcrm_caller_dup_who (JsonObject *caller);

/* (nullable): why nobody, or not everybody, is named: `withheld`, `unknown`, … in words. */
const char *hcrm_caller_get_note (const char *reason);

/* The reason that counts most besides the relation, and its pill; (transfer full), empty for none.
 */
char *hcrm_caller_dup_why (JsonObject *caller, const char **pill);

G_END_DECLS
