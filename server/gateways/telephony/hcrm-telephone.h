/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one small interface to telephone systems: what they can do, and what they tell. */

#pragma once

#include "core/hcrm-job.h"
#include "model/hcrm-call.h"

G_BEGIN_DECLS

/**
 * HcrmTelephoneCall:
 * @extension: (nullable): where the agent sits
 * @user_id: the agent's
 *
 * A call as its provider knows it.
 */
typedef struct {
  gint64 id;
  const char *provider_call_id;
  const char *state;
  const char *number;
  const char *extension;
  gint64 user_id;
} HcrmTelephoneCall;

/**
 * HcrmTelephoneDo:
 * @told: (element-type HcrmEvent): hints to clients, sent after the commit
 * @what: (nullable): where to, which keys, what to play, `on` or `off`
 *
 * Asks a telephone system for something, in the transaction of whoever wants it: what acts outside
 * of the database is a job of it. What comes of it is told by events.
 */
typedef gboolean (*HcrmTelephoneDo) (HcrmDb *db,
                                     GPtrArray *told,
                                     const HcrmTelephoneCall *call,
                                     const char *what,
                                     GError **error);

/**
 * HcrmTelephone:
 *
 * A telephone system; what it cannot do is %NULL.
 */
typedef struct {
  const char *name;
  HcrmTelephoneDo originate;
  HcrmTelephoneDo answer;
  HcrmTelephoneDo hang_up;
  HcrmTelephoneDo hold;
  HcrmTelephoneDo transfer;
  HcrmTelephoneDo play;
  HcrmTelephoneDo send_keys;
  HcrmTelephoneDo record;
} HcrmTelephone;

/* Each agent dials a desk telephone and says so. */
extern const HcrmTelephone hcrm_telephone_manual;

/* Scripted callers, for sample hospitals. */
extern const HcrmTelephone hcrm_telephone_simulator;

/* Returns: the provider of that name; that by hand if there is no such. */
const HcrmTelephone *hcrm_telephone_find (const char *name);

/* Whether @name is one of ours, whose calls nobody else may report. */
gboolean hcrm_telephone_is_own (const char *name);

/* Returns: (nullable): the nth of what @self can do by its wire name, such as `hang-up`. */
const char *hcrm_telephone_get_nth_capability (const HcrmTelephone *self, guint n);

/**
 * HcrmTelephoneFeed:
 * @site: (nullable): code of the site
 * @live: whether it happens now, so that the provider's clock can be told by it
 * @events: a JSON array of hcrm_call_event_fields; also with `user_id`, and without `at` for now
 *
 * What a telephone system tells of a call.
 */
typedef struct {
  const char *provider;
  const char *provider_call_id;
  const char *site;
  gboolean live;
  const char *events;
} HcrmTelephoneFeed;

/**
 * hcrm_telephone_take:
 * @told: (element-type HcrmEvent): gets one for everybody whose telephone the call reached
 *
 * Adds events to a call, which is made if it is not known, and makes of it what all of them come to
 * (hcrm_call_fold()). In any order, any number of times.
 *
 * Returns: the call's id; 0 with @error
 */
gint64
hcrm_telephone_take (HcrmDb *db, GPtrArray *told, const HcrmTelephoneFeed *feed, GError **error);

/**
 * hcrm_telephone_event:
 * @id: (nullable): the event's; made up for one that is told once
 * @user_id: whom it is about; 0 for nobody
 * @more: (nullable) (transfer full): further members, such as `number` or `cause`
 *
 * Tells of one event that happens now; as hcrm_telephone_take().
 */
gint64 hcrm_telephone_event (HcrmDb *db,
                             GPtrArray *told,
                             const char *provider,
                             const char *provider_call_id,
                             const char *id,
                             HcrmCallKind kind,
                             gint64 user_id,
                             JsonObject *more,
                             GError **error);

/* Ends calls that a telephone system forgot to end half a day ago. */
gboolean hcrm_telephone_forget (HcrmJob *sweep, GError **error);

/* --- The simulator --- */

/**
 * hcrm_telephone_simulate:
 * @number: (nullable): who calls; withheld if %NULL
 *
 * Lets somebody ring a user, and do what their script says.
 *
 * Returns: the call's id; 0 with @error
 */
gint64 hcrm_telephone_simulate (HcrmDb *db,
                                GPtrArray *told,
                                const char *number,
                                gint64 user_id,
                                GError **error);

/* The next step of a simulated caller. */
#define HCRM_TELEPHONE_JOB "telephone.simulate"
gboolean hcrm_telephone_go_on (HcrmJob *job, GError **error);

/* Lets somebody ring an agent who is there, now and then. */
gboolean hcrm_telephone_ring (HcrmJob *sweep, GError **error);

G_END_DECLS
