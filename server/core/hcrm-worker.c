/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Worker threads: business code runs here, one connection at a time to itself. */

#include "hcrm-worker.h"

#include <stdatomic.h>

typedef struct {
  HcrmWork work;
  gpointer data;
} Item;

typedef struct {
  HcrmWorkers *pool;
  HcrmDb *db;
  GThread *thread;
  GCond wake;
  Item item; /* handed over while it rests */
} Worker;

struct _HcrmWorkers {
  GMutex lock;     /* of what follows */
  GQueue queue;    /* of Item, while all work */
  GPtrArray *idle; /* stack of Worker: the last to rest works first, its caches are warm */
  gboolean ending;

  GPtrArray *all; /* of Worker */
  guint max_queue;
  atomic_uint running;
  _Atomic guint64 busy_us;
};

/* Waits. Returns: whether there is something to do; if not, all is done */
static gboolean
next_item (Worker *self, Item *item)
{
  HcrmWorkers *pool = self->pool;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pool->lock);
  g_autofree Item *queued = g_queue_pop_head (&pool->queue);

  if (queued == NULL) {
    g_ptr_array_add (pool->idle, self);
    while (self->item.work == NULL && !pool->ending)
      g_cond_wait (&self->wake, &pool->lock);
  }
  *item = queued != NULL ? *queued : self->item;
  self->item = (Item){ NULL, NULL };
  return item->work != NULL;
}

static gpointer
run_items (gpointer data)
{
  Worker *self = data;
  HcrmWorkers *pool = self->pool;

  for (Item item; next_item (self, &item);) {
    gint64 start = g_get_monotonic_time ();
    atomic_fetch_add (&pool->running, 1);
    item.work (self->db, item.data);
    atomic_fetch_sub (&pool->running, 1);
    atomic_fetch_add (&pool->busy_us, g_get_monotonic_time () - start);
  }
  return NULL;
}

static void
free_worker (Worker *self)
{
  if (self->thread != NULL)
    g_thread_join (self->thread);
  hcrm_db_close (self->db);
  g_cond_clear (&self->wake);
  g_free (self);
}

static gboolean
add_worker (HcrmWorkers *self, const char *conninfo, GError **error)
{
  HcrmDb *db = hcrm_db_open (conninfo, error);
  if (db == NULL)
    return FALSE;
  Worker *worker = g_new0 (Worker, 1);

  worker->pool = self;
  worker->db = db;
  g_cond_init (&worker->wake);
  g_ptr_array_add (self->all, worker);
  worker->thread = g_thread_try_new ("worker", run_items, worker, error);
  return worker->thread != NULL;
}

HcrmWorkers *
hcrm_workers_new (const char *conninfo, guint n, guint max_queue, GError **error)
{
  HcrmWorkers *self = g_new0 (HcrmWorkers, 1);

  g_mutex_init (&self->lock);
  self->max_queue = max_queue;
  self->idle = g_ptr_array_new ();
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) free_worker);
  for (guint i = 0; i < n; i++)
    if (!add_worker (self, conninfo, error)) {
      hcrm_workers_free (self);
      return NULL;
    }
  return self;
}

static void
end_all (HcrmWorkers *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->ending = TRUE;
  for (guint i = 0; i < self->all->len; i++)
    g_cond_signal (&((Worker *) self->all->pdata[i])->wake);
}

void
hcrm_workers_free (HcrmWorkers *self)
{
  end_all (self);
  g_ptr_array_unref (self->all);
  g_ptr_array_unref (self->idle);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Returns: who is to be woken, NULL if @item waits or is refused. */
static Worker *
hand_over (HcrmWorkers *self, const Item *item, gboolean *taken)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Worker *worker =
      self->idle->len > 0 ? g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1) : NULL;

  *taken = worker != NULL || self->queue.length < self->max_queue;
  if (worker != NULL)
    worker->item = *item;
  else if (*taken)
    g_queue_push_tail (&self->queue, g_memdup2 (item, sizeof *item));
  return worker;
}

gboolean
hcrm_workers_push (HcrmWorkers *self, HcrmWork work, gpointer data)
{
  Item item = { work, data };
  gboolean taken = FALSE;
  Worker *worker = hand_over (self, &item, &taken);

  /* Woken without the lock, which it takes first of all. */
  if (worker != NULL)
    g_cond_signal (&worker->wake);
  return taken;
}

guint
hcrm_workers_get_n_waiting (HcrmWorkers *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->queue.length;
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
