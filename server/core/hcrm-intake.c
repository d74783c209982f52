/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The body of a request, from libsoup's main loop to a thread that writes it. */

#include "hcrm-intake.h"

#define MOST_WAITING (1024 * 1024)
#define FEW_WAITING (256 * 1024)
#define MAX_WRITERS 4
#define STALL_S 60
#define LOOK_S 10

struct _HcrmIntake {
  int refs; /* the owner's, the writing thread's, and one for each look at the state */
  SoupServerMessage *message;
  HcrmStoreWriter *writer;
  guint64 most, received;
  HcrmIntakeSettled settled; /* (nullable): once it was called, or is not wanted any more */
  gpointer data;
  gboolean paused, ended;
  guint look_id;
  gint64 heard_at;
  GMutex lock;
  GQueue waiting; /* of GBytes */
  gsize n_waiting;
  gboolean writing;
  GError *failure;
};

static void
unref (HcrmIntake *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&self->writer, hcrm_store_writer_free);
  g_clear_error (&self->failure);
  g_mutex_clear (&self->lock);
  g_object_unref (self->message);
  g_free (self);
}

static void
settle (HcrmIntake *self, const GError *failure)
{
  HcrmIntakeSettled settled = g_steal_pointer (&self->settled);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (settled != NULL)
    settled (failure, self->data);
}

/* --- What the writing thread has done -------------------------------------------------------- */

static gboolean
look_cb (gpointer data)
{
  HcrmIntake *self = data;
  g_autoptr (GError) failure = NULL;

  g_mutex_lock (&self->lock);
  gboolean idle = !self->writing && g_queue_is_empty (&self->waiting);
  gboolean room = self->n_waiting <= FEW_WAITING;
  failure = self->failure != NULL ? g_error_copy (self->failure) : NULL;
  g_mutex_unlock (&self->lock);
  if (self->settled != NULL && failure != NULL)
    settle (self, failure);
  else if (self->settled != NULL && self->ended && idle)
    settle (self, NULL);
  else if (self->settled != NULL && self->paused && room) {
    self->paused = FALSE;
    self->heard_at = g_get_monotonic_time ();
    soup_server_message_unpause (self->message);
  }
  unref (self);
  return G_SOURCE_REMOVE;
}

static void
have_looked_at (HcrmIntake *self)
{
  g_atomic_int_inc (&self->refs);
  g_idle_add_full (G_PRIORITY_DEFAULT, look_cb, self, NULL);
}

/* --- On the writing thread ------------------------------------------------------------------ */

static GBytes *
take_next (HcrmIntake *self)
{
  g_mutex_lock (&self->lock);
  GBytes *chunk = self->failure == NULL ? g_queue_pop_head (&self->waiting) : NULL;
  self->writing = chunk != NULL;
  g_mutex_unlock (&self->lock);
  return chunk;
}

/* Returns: whether the client may wait for what is written now */
static gboolean
note_written (HcrmIntake *self, gsize n, GError *failure)
{
  g_mutex_lock (&self->lock);
  gsize before = self->n_waiting;
  self->n_waiting -= n;
  gboolean crossed = before > FEW_WAITING && self->n_waiting <= FEW_WAITING;
  self->failure = failure;
  g_mutex_unlock (&self->lock);
  return crossed;
}

static void
write_cb (gpointer data, gpointer unused)
{
  HcrmIntake *self = data;

  for (GBytes *chunk; (chunk = take_next (self)) != NULL; g_bytes_unref (chunk)) {
    gsize n = 0;
    const void *bytes = g_bytes_get_data (chunk, &n);
    GError *failure = NULL;
    hcrm_store_writer_write (self->writer, bytes, n, &failure);
    if (note_written (self, n, failure))
      have_looked_at (self);
  }
  have_looked_at (self);
  unref (self);
}

static GThreadPool *
get_pool (void)
{
  static GThreadPool *pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, g_thread_pool_new (write_cb, NULL, MAX_WRITERS, FALSE, NULL));
  return pool;
}

/* --- On the main loop ----------------------------------------------------------------------- */

/* Returns: whether the client is to wait */
static gboolean
push (HcrmIntake *self, GBytes *chunk)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->waiting, g_bytes_ref (chunk));
  self->n_waiting += g_bytes_get_size (chunk);
  gboolean much = self->n_waiting > MOST_WAITING, start = !self->writing;
  self->writing = TRUE;
  g_mutex_unlock (&self->lock);
  if (start) {
    g_atomic_int_inc (&self->refs);
    g_thread_pool_push (get_pool (), self, NULL);
  }
  return much;
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  HcrmIntake *self = data;
  g_autoptr (GError) failure = NULL;

  if (self->settled == NULL)
    return;
  self->heard_at = g_get_monotonic_time ();
  self->received += g_bytes_get_size (chunk);
  if (self->received > self->most) {
    hcrm_fail (&failure, HCRM_ERROR_TOO_LARGE, NULL, "%s", _ ("This is too large"));
    settle (self, failure);
  } else if (push (self, chunk) && !self->paused) {
    self->paused = TRUE;
    soup_server_message_pause (message);
  }
}

static gboolean
stall_cb (gpointer data)
{
  HcrmIntake *self = data;
  g_autoptr (GError) failure = NULL;

  if (self->paused || self->ended
      || g_get_monotonic_time () - self->heard_at < STALL_S * G_TIME_SPAN_SECOND)
    return G_SOURCE_CONTINUE;
  self->look_id = 0;
  hcrm_fail (&failure, HCRM_ERROR_MALFORMED, NULL, "%s", _ ("The file did not come up whole"));
  settle (self, failure);
  return G_SOURCE_REMOVE;
}

HcrmIntake *
hcrm_intake_new (SoupServerMessage *message,
                 HcrmStoreWriter *writer,
                 guint64 most,
                 HcrmIntakeSettled settled,
                 gpointer data)
{
  HcrmIntake *self = g_new0 (HcrmIntake, 1);

  self->refs = 1;
  self->message = g_object_ref (message);
  self->writer = writer;
  self->most = most;
  self->settled = settled;
  self->data = data;
  self->heard_at = g_get_monotonic_time ();
  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  self->look_id = g_timeout_add_seconds (LOOK_S, stall_cb, self);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  return self;
}

void
hcrm_intake_end (HcrmIntake *self)
{
  self->ended = TRUE;
  have_looked_at (self);
}

HcrmStoreWriter *
hcrm_intake_steal_writer (HcrmIntake *self)
{
  return g_steal_pointer (&self->writer);
}

void
hcrm_intake_close (HcrmIntake *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->settled = NULL;
  g_mutex_lock (&self->lock);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_mutex_unlock (&self->lock);
  unref (self);
}
