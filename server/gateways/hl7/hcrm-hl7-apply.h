/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries what one ADT message tells into the database: patient, contacts, visit, time line. */
#pragma once

#include "core/hcrm-db.h"
#include "hcrm-hl7-adt.h"
#include "hcrm-hl7-sites.h"

G_BEGIN_DECLS

/**
 * HcrmHl7Work:
 *
 * One message on its way, within an open transaction. Writes are queued as far as nothing waits for
 * their result; the commit sends them.
 */
typedef struct {
  HcrmDb *db;
  const HcrmHl7Message *message;
  const HcrmHl7Event *event;
  HcrmHl7Sites *sites;
  const HcrmHl7Site *site;
  gboolean facility_is_site;
  HcrmRecord *told;
  HcrmRows *found;   /* whom and what the message names: the statement `find` */
  HcrmRows *known;   /* (nullable): what is on record of them: the statement `know` */
  GPtrArray *events; /* (element-type HcrmEvent): to be posted after the commit */
  gint64 patient_id;
  gint64 encounter_id; /* 0 if the message is about no visit */
  gboolean has_visit;
  GPtrArray *tellings;    /* (nullable) (element-type HcrmHl7Telling): if the message came late */
  gboolean died;          /* the patient is dead, */
  gboolean has_just_died; /* and was not before this message */
  gboolean has_kept;      /* the message itself was written too, as :message_state says */
} HcrmHl7Work;

void hcrm_hl7_work_clear (HcrmHl7Work *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmHl7Work, hcrm_hl7_work_clear)

/* Reads the message into @self->told, at the site that @sites names for it. */
gboolean hcrm_hl7_work_read (HcrmHl7Work *self,
                             const HcrmHl7Message *message,
                             HcrmHl7Sites *sites,
                             GError **error);

/* Returns: (transfer full): a JSON array of all patients' numbers that the message names. */
char *hcrm_hl7_work_dup_keys (HcrmHl7Work *self);

/**
 * hcrm_hl7_work_lock:
 * @keys: from hcrm_hl7_work_dup_keys(), of one message or of several joined
 *
 * Queues what makes messages about the same patients wait for each other until the transaction
 * ends. To be called once in a transaction, before anything is found, so that no two wait
 * crosswise.
 */
void hcrm_hl7_work_lock (HcrmDb *db, const char *keys);

/**
 * hcrm_hl7_work_find:
 *
 * Looks up everything the message is about, and the message itself (:sender, :control_id and
 * :sha256 are let).
 */
gboolean hcrm_hl7_work_find (HcrmHl7Work *self, GError **error);

/* Writes what follows from @told and what was found; if it can be done at once, the message too. */
gboolean hcrm_hl7_work_apply (HcrmHl7Work *self, GError **error);

G_END_DECLS
