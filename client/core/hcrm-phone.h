/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmPhone:
 *
 * The telephone of whoever is signed in: what it can do, and their calls that go on or are yet to
 * be wrapped up, as `GET /calls/current` has them. Follows the live events by itself. Emits
 * `changed` when any of that is new.
 */
#define HCRM_TYPE_PHONE (hcrm_phone_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPhone, hcrm_phone, HCRM, PHONE, GObject)

/* Returns: (transfer none): the one telephone of @session, which lives as long as that does. */
HcrmPhone *hcrm_phone_get (HcrmSession *session);

/* Whether the user may make and take calls; without that there is never a call. */
gboolean hcrm_phone_works (HcrmPhone *self);

/* Whether the telephone can be made to do that: `originate`, `answer`, `hold`, … */
gboolean hcrm_phone_can (HcrmPhone *self, const char *capability);

/* Whether it is a telephone that is only told of: the user says what happened. */
gboolean hcrm_phone_is_manual (HcrmPhone *self, JsonObject *call);

/* The calls, those that go on before those that are over, the newest first. */
guint hcrm_phone_get_n_calls (HcrmPhone *self);
JsonObject *hcrm_phone_get_nth (HcrmPhone *self, guint n);

/* (nullable): one of them by its id; the newest of an activity. */
JsonObject *hcrm_phone_find (HcrmPhone *self, gint64 id);
JsonObject *hcrm_phone_find_for (HcrmPhone *self, gint64 activity_id);

/* (nullable): the one in which somebody is being talked with, unless it is about anything but this
 * activity. */
JsonObject *hcrm_phone_find_talk (HcrmPhone *self, gint64 activity_id);

/* Reads them again. */
void hcrm_phone_refresh (HcrmPhone *self);

/* What is asked of the telephone has an end: @call as it then is, or %NULL and @error. While the
 * line is down, what may wait has neither. */
typedef void (*HcrmPhoneFunc) (gpointer part, JsonObject *call, const GError *error);

/**
 * HcrmPhoneDial:
 * @number: (nullable): what to dial; a contact has their own
 * @call_id: a call whose number it is, that is called back
 * @page: (nullable): the page on which what comes of it is written, opened with @activity_id; it
 *   dials by itself, as it does for the query `dial`
 * @force_reason: (nullable): why a number is called again that was called often enough
 *
 * Whom to call, and for what; 0 for what is not known. Without number, contact and call the server
 * dials the number that it shows of the patient, or of whoever complained.
 */
typedef struct {
  const char *number;
  gint64 contact_id;
  gint64 patient_id;
  gint64 activity_id;
  gint64 call_id;
  const char *page;
  const char *force_reason;
} HcrmPhoneDial;

/**
 * hcrm_phone_dial:
 * @part: a GObject; @done runs with it if it still lives
 * @done: (nullable): gets %HCRM_ERROR_TOO_MANY if the number was called often enough already
 */
void
hcrm_phone_dial (HcrmPhone *self, const HcrmPhoneDial *dial, gpointer part, HcrmPhoneFunc done);

/**
 * hcrm_phone_step:
 * @action: of the calls' workflow
 * @body: (nullable) (transfer full)
 * @done: (nullable)
 *
 * Does a step of a call. Wrapping up waits in the journal while the line is down.
 */
void hcrm_phone_step (HcrmPhone *self,
                      JsonObject *call,
                      const char *action,
                      JsonObject *body,
                      gpointer part,
                      HcrmPhoneFunc done);

/* What came of @call_id (0 for none) has been written down elsewhere: it is not asked for again. */
void hcrm_phone_settle (HcrmPhone *self, gint64 call_id);

/* Tells when in a call something was said, as `POST /calls/{id}/moments` takes it; waits in the
 * journal while the line is down. @moments: (transfer full). */
void hcrm_phone_add_moments (HcrmPhone *self, gint64 call_id, JsonArray *moments);

/* Milliseconds from the call's beginning until now, by the server's clock; never below 0. */
gint64 hcrm_phone_get_offset (HcrmPhone *self, JsonObject *call);

/* Seconds that have been talked; until somebody picks up, that it has rung. */
gint64 hcrm_phone_get_seconds (HcrmPhone *self, JsonObject *call);

/* --- Calls ------------------------------------------------------------------------------------ */

gint64 hcrm_call_get_id (JsonObject *call);
gboolean hcrm_call_is (JsonObject *call, const char *state);

/* Whether it goes on: it is dialled, rings, or is talked in. */
gboolean hcrm_call_is_live (JsonObject *call);
gboolean hcrm_call_came_in (JsonObject *call);

/* Its state as it is said everywhere; @style: (out) (nullable): of a pill. */
const char *hcrm_call_get_words (JsonObject *call, const char **style);

/* Returns: (transfer full): its number as people read it, or that there is none. */
char *hcrm_call_dup_number (JsonObject *call);

/* Returns: (transfer full) (nullable): who had the call before @user_id. */
char *hcrm_call_dup_passed_by (JsonObject *call, gint64 user_id);

G_END_DECLS
