/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-store.h"

G_BEGIN_DECLS

/* The sizes a sample hospital comes in, by name; ended by a %NULL name. */
typedef struct {
  const char *name;
  guint n_patients;
  guint days; /* discharges lie this many days back at most */
} HcrmSampleSize;
extern const HcrmSampleSize hcrm_sample_sizes[];

/**
 * hcrm_sample_load:
 * @owner_conninfo: of a session that may write every table
 * @size: name of a size
 * @store: where its recordings are kept
 * @error: if the size is unknown, the database is not empty, or it refuses something
 *
 * Fills an empty, migrated database with the sample hospital: departments of two campuses, staff
 * and users (password `demo`), patients, discharges, plans, tasks, attempts and answers, calls with
 * their recordings and reviews. Made from a fixed random number, so that every run is the same
 * relative to today. One transaction.
 */
gboolean hcrm_sample_load (const char *owner_conninfo,
                           const char *size,
                           const HcrmStore *store,
                           GError **error);

/* Whether the database holds a sample hospital already: a restart leaves it as it is. */
gboolean hcrm_sample_is_loaded (const char *owner_conninfo);

G_END_DECLS
