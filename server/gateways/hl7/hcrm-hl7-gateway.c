/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries messages from the listener to a worker and acknowledgements back. */
#include "hcrm-hl7-gateway.h"

#include "core/hcrm-replay.h"
#include "hcrm-hl7-intake.h"
#include "hcrm-mllp-server.h"

static const HcrmConstraint CONSTRAINTS[] = {
  { "encounter_check", "PV1-45", N_ ("The discharge lies before the admission") },
};

/* Where the HIS connects if nothing else is said: this machine only. */
#define DEFAULT_ADDRESS "127.0.0.1:2575"

enum { STOP_MS = 1500, BATCH = 16, MAX_DRAINS = 2 };

struct _HcrmHl7Gateway {
  gatomicrefcount references; /* one for the owner, one for each drain on a worker */
  HcrmHttp *http;
  HcrmEvents *events;
  HcrmHl7Intake *intake;
  HcrmMllpServer *server; /* NULL once stopped */
  GMutex lock;            /* of what follows */
  GQueue waiting;         /* of Item: at most one of each connection */
  guint drains;           /* workers that empty it */
};

typedef struct {
  HcrmMllpReply *reply;
  GBytes *bytes;
} Item;

static void
unref (HcrmHl7Gateway *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  hcrm_hl7_intake_free (self->intake);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
item_free (Item *item)
{
  g_bytes_unref (item->bytes);
  g_free (item);
}

/* Of what waits; a drain that finds nothing ends. */
static guint
take_items (HcrmHl7Gateway *self, Item **items)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n = 0;
  while (n < BATCH && !g_queue_is_empty (&self->waiting))
    items[n++] = g_queue_pop_head (&self->waiting);
  self->drains -= n == 0;
  return n;
}

/* The acknowledgements go first: others may hear of the changes a moment later. */
static void
take_batch (HcrmHl7Gateway *self, HcrmDb *db, Item **items, guint n)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  HcrmHl7Delivery deliveries[BATCH] = { 0 };
  for (guint i = 0; i < n; i++)
    deliveries[i].bytes = items[i]->bytes;
  hcrm_hl7_intake_take_all (self->intake, db, deliveries, n, events);
  for (guint i = 0; i < n; i++) {
    hcrm_mllp_reply_send (items[i]->reply, deliveries[i].ack);
    g_bytes_unref (deliveries[i].ack);
    item_free (items[i]);
  }
  if (self->events && events->len)
    hcrm_events_post (self->events, events);
}

/* On a worker, until nothing waits any more. What comes while one batch is written is the next. */
static void
drain (HcrmDb *db, gpointer data)
{
  HcrmHl7Gateway *self = data;
  Item *items[BATCH];
  for (guint n; (n = take_items (self, items)) > 0;)
    take_batch (self, db, items, n);
  unref (self);
}

static void
refuse_busy (Item *item)
{
  g_autoptr (GError) busy = NULL;
  hcrm_fail (&busy, HCRM_ERROR_BUSY, NULL, _ ("The server is busy; try again"));
  g_autoptr (GBytes) ack = hcrm_hl7_intake_refuse (item->bytes, busy);
  hcrm_mllp_reply_send (item->reply, ack);
  item_free (item);
}

/* Returns: whether a drain is to be started for @item */
static gboolean
add_item (HcrmHl7Gateway *self, Item *item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean start = self->drains < MAX_DRAINS;
  g_queue_push_tail (&self->waiting, item);
  self->drains += start;
  return start;
}

/* A drain could not be started. Returns: whether @item is left to nobody */
static gboolean
withdraw_item (HcrmHl7Gateway *self, Item *item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  self->drains--;
  return self->drains == 0 && g_queue_remove (&self->waiting, item);
}

static void
handle (GBytes *bytes, HcrmMllpReply *reply, gpointer data)
{
  HcrmHl7Gateway *self = data;
  Item *item = g_new (Item, 1);
  *item = (Item){ reply, g_bytes_ref (bytes) };
  if (!add_item (self, item))
    return;
  g_atomic_ref_count_inc (&self->references);
  if (hcrm_http_run (self->http, drain, self))
    return;
  unref (self);
  if (withdraw_item (self, item))
    refuse_busy (item);
}

static GBytes *
refuse_large (gpointer data)
{
  g_autoptr (GError) large = NULL;
  hcrm_fail (&large, HCRM_ERROR_TOO_LARGE, "MSH", _ ("The message is larger than 1 MB"));
  return hcrm_hl7_intake_refuse (NULL, large);
}

HcrmHl7Gateway *
hcrm_hl7_gateway_new (HcrmHttp *http, HcrmEvents *events)
{
  g_return_val_if_fail (http, NULL);
  HcrmHl7Gateway *self = g_new0 (HcrmHl7Gateway, 1);
  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->http = http;
  self->events = events;
  self->intake = hcrm_hl7_intake_new ();
  self->server = hcrm_mllp_server_new (&HCRM_MLLP_LIMITS, handle, refuse_large, self);
  hcrm_db_register_constraints (CONSTRAINTS, G_N_ELEMENTS (CONSTRAINTS));
  hcrm_replay_register ("his", hcrm_hl7_replay);
  return self;
}

gboolean
hcrm_hl7_gateway_listen (HcrmHl7Gateway *self, const char *address, GError **error)
{
  return hcrm_mllp_server_listen (self->server, address, error);
}

guint16
hcrm_hl7_gateway_get_port (HcrmHl7Gateway *self)
{
  return hcrm_mllp_server_get_port (self->server);
}

void
hcrm_hl7_gateway_stop (HcrmHl7Gateway *self)
{
  gint64 deadline = g_get_monotonic_time () + STOP_MS * G_TIME_SPAN_MILLISECOND;
  hcrm_mllp_server_stop (self->server);
  while (hcrm_mllp_server_count_busy (self->server) && g_get_monotonic_time () < deadline)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_clear_pointer (&self->server, hcrm_mllp_server_free);
  unref (self);
}

/* Hospitals' systems rarely speak TLS here: then the network must be what is trusted. */
static void
warn_if_open (const char *address)
{
  g_autoptr (GSocketConnectable) where =
      address ? g_network_address_parse (address, 2575, NULL) : NULL;
  g_autoptr (GInetAddress) host = where ? g_inet_address_new_from_string (
                                      g_network_address_get_hostname (G_NETWORK_ADDRESS (where)))
                                        : NULL;
  if (host && !g_inet_address_get_is_loopback (host))
    g_message ("The HIS feed on %s is not encrypted: let only the HIS reach it", address);
}

/* Several servers may run on one machine: only an address somebody asked for must be free. */
gboolean
hcrm_hl7_gateway_start (const HcrmGatewayServices *services, gpointer *state, GError **error)
{
  const char *address = services->config->mllp;
  HcrmHl7Gateway *self = hcrm_hl7_gateway_new (services->http, services->events);
  g_autoptr (GError) problem = NULL;
  *state = self;
  warn_if_open (address);
  if (hcrm_hl7_gateway_listen (self, address ? address : DEFAULT_ADDRESS, &problem)) {
    g_message ("Listening for the HIS on %s", address ? address : DEFAULT_ADDRESS);
    return TRUE;
  }
  if (!address) {
    g_warning ("No HIS feed on %s: %s", DEFAULT_ADDRESS, problem->message);
    return TRUE;
  }
  hcrm_hl7_gateway_stop (self);
  *state = NULL;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
