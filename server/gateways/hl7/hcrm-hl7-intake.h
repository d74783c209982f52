/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes messages of the HIS: whole or not at all, acknowledged when durable, never twice. */
#pragma once

#include "core/hcrm-db.h"
#include "hcrm-hl7-ack.h"

G_BEGIN_DECLS

/* What all workers share; may be used from several threads. */
typedef struct _HcrmHl7Intake HcrmHl7Intake;

HcrmHl7Intake *hcrm_hl7_intake_new (void);
void hcrm_hl7_intake_free (HcrmHl7Intake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmHl7Intake, hcrm_hl7_intake_free)

/**
 * hcrm_hl7_intake_take:
 * @db: without an open transaction
 * @bytes: one message
 * @events: (element-type HcrmEvent): gets what is to be posted now, after the commit
 *
 * AA: taken, or taken before, or of no interest; AE: kept whole as a dead letter with its reason;
 * AR: not kept, to be sent again later.
 *
 * @bytes may be a batch (FHS, BHS): each of its messages is taken and acknowledged by itself.
 *
 * Returns: (transfer full): what a frame holds in answer: the acknowledgement; two, joined by
 * hcrm_mllp_join(); a batch of them; or nothing, as the sender asked
 */
GBytes *hcrm_hl7_intake_take (HcrmHl7Intake *self, HcrmDb *db, GBytes *bytes, GPtrArray *events);

typedef struct {
  GBytes *bytes; /* one message */
  GBytes *ack;   /* (out) (transfer full): as hcrm_hl7_intake_take() returns it */
} HcrmHl7Delivery;

/**
 * hcrm_hl7_intake_take_all:
 * @deliveries: (array length=n): messages of different connections, in no order
 *
 * The same for several messages, good ones in one transaction: a commit, and locks on rows that
 * many messages name, cost as much for many as for one. One that cannot be taken so is taken alone
 * and does the others no harm.
 */
void hcrm_hl7_intake_take_all (HcrmHl7Intake *self,
                               HcrmDb *db,
                               HcrmHl7Delivery *deliveries,
                               guint n,
                               GPtrArray *events);

/* Returns: (transfer full): an AR for what could not even be looked at; @bytes may be %NULL. */
GBytes *hcrm_hl7_intake_refuse (GBytes *bytes, const GError *problem);

/**
 * hcrm_hl7_replay:
 * @db: within the transaction of the request
 * @id: a letter of kind `his` that the caller has locked and found dead, and marks as replayed
 * @raw: (nullable): the message as mended by a person, UTF-8; %NULL for the message as it came
 * @events: (element-type HcrmEvent): gets what is to be posted after the commit
 * @error: what is wrong with the message, as for a dead letter; nothing was changed then
 *
 * Takes a dead letter after all. Its number may have come before with other content: that a person
 * replays it settles which of them counts.
 */
gboolean
hcrm_hl7_replay (HcrmDb *db, gint64 id, const char *raw, GPtrArray *events, GError **error);

G_END_DECLS
