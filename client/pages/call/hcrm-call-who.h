/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The call page's left side: whom to call, whom else, why, and what came before. Its buttons
 * activate `call.dial` with a contact's id, and `call.ask`. */
#define HCRM_TYPE_CALL_WHO (hcrm_call_who_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallWho, hcrm_call_who, HCRM, CALL_WHO, AdwBin)

/* @sheet: what /followup-tasks/{id}/sheet gives. */
void hcrm_call_who_set_sheet (HcrmCallWho *self, JsonObject *sheet);

/* Shows who is on the line and who was; 0 for nobody. */
void hcrm_call_who_set_calling (HcrmCallWho *self, gint64 contact_id);
/* What the telephone says of whoever is on the line. */
void hcrm_call_who_set_line (HcrmCallWho *self, const char *words);
void hcrm_call_who_set_called (HcrmCallWho *self, gint64 contact_id);
gboolean hcrm_call_who_was_called (HcrmCallWho *self, gint64 contact_id);

/* Whether the last call came through: then there is nobody else to be tried. */
void hcrm_call_who_set_reached (HcrmCallWho *self, gboolean reached);

/* Whom F9 dials: of the valid contacts who may be told, the first not called yet, else the first; 0
 * if there is none. Whoever was reached is the one to call again. */
gint64 hcrm_call_who_get_next (HcrmCallWho *self);

/* The number of a contact to dial, masked if only that is known; and whose it is. */
const char *hcrm_call_who_get_number (HcrmCallWho *self, gint64 contact_id);
/* Returns: (transfer full). */
char *hcrm_call_who_dup_name (HcrmCallWho *self, gint64 contact_id);

/* Whether there is a button to change the note; at first there is none. */
void hcrm_call_who_set_edits_note (HcrmCallWho *self, gboolean edits);

/* Whether there is a button to ask a physician; at first there is none. */
void hcrm_call_who_set_asks (HcrmCallWho *self, gboolean asks);

void hcrm_call_who_set_read_only (HcrmCallWho *self, gboolean read_only);

G_END_DECLS
