/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Toasts that give way to one another, each after it could be read. */

#include "hcrm-toast-queue.h"

#define LEAST_MS 3000 /* in sight while another waits */
#define MOST 3        /* that wait */

struct _HcrmToastQueue {
  GObject parent_instance;

  AdwToastOverlay *overlay;
  GQueue waiting;  /* of AdwToast */
  AdwToast *shown; /* (nullable) */
  gint64 since;    /* monotonic, when it was shown */
  guint over_id;
};

G_DEFINE_FINAL_TYPE (HcrmToastQueue, hcrm_toast_queue, G_TYPE_OBJECT)

static gboolean
over_cb (gpointer data)
{
  HcrmToastQueue *self = data;

  self->over_id = 0;
  adw_toast_dismiss (self->shown);
  return G_SOURCE_REMOVE;
}

static void
give_way (HcrmToastQueue *self)
{
  gint64 shown_ms = (g_get_monotonic_time () - self->since) / 1000;

  if (self->over_id == 0)
    self->over_id = g_timeout_add (MAX (LEAST_MS - shown_ms, 0), over_cb, self);
}

static void show_next (HcrmToastQueue *self);

static void
dismissed_cb (HcrmToastQueue *self)
{
  g_clear_handle_id (&self->over_id, g_source_remove);
  g_clear_object (&self->shown);
  show_next (self);
}

static void
show_next (HcrmToastQueue *self)
{
  AdwToast *toast = g_queue_pop_head (&self->waiting);

  if (toast == NULL)
    return;
  self->shown = g_object_ref (toast);
  self->since = g_get_monotonic_time ();
  adw_toast_overlay_add_toast (self->overlay, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
  if (!g_queue_is_empty (&self->waiting))
    give_way (self);
}

void
hcrm_toast_queue_add (HcrmToastQueue *self, AdwToast *toast)
{
  if (g_queue_get_length (&self->waiting) == MOST)
    g_object_unref (g_queue_pop_head (&self->waiting));
  g_queue_push_tail (&self->waiting, toast);
  if (self->shown == NULL)
    show_next (self);
  else
    give_way (self);
}

HcrmToastQueue *
hcrm_toast_queue_new (AdwToastOverlay *overlay)
{
  HcrmToastQueue *self = g_object_new (HCRM_TYPE_TOAST_QUEUE, NULL);

  self->overlay = overlay;
  return self;
}

static void
hcrm_toast_queue_dispose (GObject *object)
{
  HcrmToastQueue *self = HCRM_TOAST_QUEUE (object);

  g_clear_handle_id (&self->over_id, g_source_remove);
  g_clear_object (&self->shown);
  g_queue_clear_full (&self->waiting, g_object_unref);
  G_OBJECT_CLASS (hcrm_toast_queue_parent_class)->dispose (object);
}

static void
hcrm_toast_queue_class_init (HcrmToastQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_toast_queue_dispose;
}

static void
hcrm_toast_queue_init (HcrmToastQueue *self)
{
}
