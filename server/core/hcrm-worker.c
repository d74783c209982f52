/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Worker threads: business code runs here, one connection at a time to itself. */

#include "hcrm-worker.h"

#include <stdatomic.h>

struct _HcrmWorkers {
  GThreadPool *pool;
  GAsyncQueue *connections; /* of HcrmDb, idle */
  guint max_queue;
  atomic_uint waiting, running;
  _Atomic guint64 busy_us;
};

typedef struct {
  HcrmWork work;
  gpointer data;
} Item;

static void
run_item (gpointer data, gpointer user_data)
{
  g_autofree Item *item = data;
  HcrmWorkers *self = user_data;
  gint64 start = g_get_monotonic_time ();
  HcrmDb *db = g_async_queue_pop (self->connections);

  atomic_fetch_sub (&self->waiting, 1);
  atomic_fetch_add (&self->running, 1);
  item->work (db, item->data);
  g_async_queue_push (self->connections, db);
  atomic_fetch_sub (&self->running, 1);
  atomic_fetch_add (&self->busy_us, g_get_monotonic_time () - start);
}

static gboolean
open_connections (HcrmWorkers *self, const char *conninfo, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    HcrmDb *db = hcrm_db_open (conninfo, error);

    if (db == NULL)
      return FALSE;
    g_async_queue_push (self->connections, db);
  }
  return TRUE;
}

HcrmWorkers *
hcrm_workers_new (const char *conninfo, guint n, guint max_queue, GError **error)
{
  HcrmWorkers *self = g_new0 (HcrmWorkers, 1);

  self->max_queue = max_queue;
  self->connections = g_async_queue_new_full ((GDestroyNotify) hcrm_db_close);
  if (open_connections (self, conninfo, n, error))
    self->pool = g_thread_pool_new (run_item, self, n, TRUE, error);
  if (self->pool != NULL)
    return self;
  hcrm_workers_free (self);
  return NULL;
}

void
hcrm_workers_free (HcrmWorkers *self)
{
  if (self->pool != NULL)
    g_thread_pool_free (self->pool, FALSE, TRUE);
  g_async_queue_unref (self->connections);
  g_free (self);
}

gboolean
hcrm_workers_push (HcrmWorkers *self, HcrmWork work, gpointer data)
{
  if (atomic_fetch_add (&self->waiting, 1) >= self->max_queue) {
    atomic_fetch_sub (&self->waiting, 1);
    return FALSE;
  }
  Item *item = g_new (Item, 1);
  *item = (Item){ work, data };
  g_thread_pool_push (self->pool, item, NULL);
  return TRUE;
}

guint
hcrm_workers_get_n_waiting (HcrmWorkers *self)
{
  return atomic_load (&self->waiting);
}

guint
hcrm_workers_get_n_running (HcrmWorkers *self)
{
  return atomic_load (&self->running);
}

guint64
hcrm_workers_get_busy_us (HcrmWorkers *self)
{
  return atomic_load (&self->busy_us);
}
