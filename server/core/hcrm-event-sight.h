/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-worker.h"

G_BEGIN_DECLS

/**
 * HcrmSight:
 * @looking: whether it is asked who may look at a record, and be seen there; else who may know that
 *   something happened to it
 * @users: (element-type gint64): of whom it is asked
 * @keys: (element-type utf8): "kind id", of guarded kinds
 * @seen: (element-type utf8): the answer, "user kind id"
 * @failed: nothing is known
 *
 * One question about records that must not be known to everybody, and its answer.
 */
typedef struct {
  gboolean looking;
  GArray *users;
  GPtrArray *keys;
  GHashTable *seen;
  gboolean failed;
} HcrmSight;

HcrmSight *hcrm_sight_new (gboolean looking);
void hcrm_sight_free (HcrmSight *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmSight, hcrm_sight_free)

/* Each once. */
void hcrm_sight_add_user (HcrmSight *self, gint64 user_id);
void hcrm_sight_add_key (HcrmSight *self, const char *key);

/* Asks the database; on a worker thread. */
void hcrm_sight_read (HcrmSight *self, HcrmDb *db);

/* Whether it was found that @user_id may know of "kind id". */
gboolean hcrm_sight_has (HcrmSight *self, gint64 user_id, const char *key);

/* Whether even that there is such a record is known to some only; @kind may go on, "kind id". */
gboolean hcrm_sight_guards (const char *kind);

G_END_DECLS
