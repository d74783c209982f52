/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-db.h"

G_BEGIN_DECLS

/**
 * HcrmWorkers:
 *
 * Threads with a connection each, and a bounded queue of work for them.
 */
typedef struct _HcrmWorkers HcrmWorkers;

/* Straight-line work on a worker thread; leaves no transaction open on @db. */
typedef void (*HcrmWork) (HcrmDb *db, gpointer data);

HcrmWorkers *hcrm_workers_new (const char *conninfo, guint n, guint max_queue, GError **error);

/* Waits for what runs and what is queued. */
void hcrm_workers_free (HcrmWorkers *self);

/* From any thread. Returns: `FALSE` if the queue is full; then @work will not run. */
gboolean hcrm_workers_push (HcrmWorkers *self, HcrmWork work, gpointer data);

guint hcrm_workers_get_n_waiting (HcrmWorkers *self);
guint hcrm_workers_get_n_running (HcrmWorkers *self);

/* Microseconds that all workers together have spent on work. */
guint64 hcrm_workers_get_busy_us (HcrmWorkers *self);

G_END_DECLS
