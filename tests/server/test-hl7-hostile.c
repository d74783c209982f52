/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing one sender does stops the others: the real listener, intake and database. */
#include <string.h>
#include <sys/resource.h>

#include "gateways/hl7/hcrm-hl7-gateway.h"
#include "gateways/hl7/hcrm-mllp-client.h"
#include "hcrm-feed.h"

typedef struct {
  Feed feed;
  HcrmHl7Gateway *gateway;
  guint16 port;
} House;

typedef void (*Misdeed) (House *house);

typedef struct {
  House *house;
  Misdeed misdeed;
  gint done;
} Villain;

static void
set_up (House *house, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  feed_set_up (&house->feed, NULL);
  house->gateway = hcrm_hl7_gateway_new (house->feed.base.http, house->feed.base.events);
  g_assert_true (hcrm_hl7_gateway_listen (house->gateway, "127.0.0.1:0", &error));
  house->port = hcrm_hl7_gateway_get_port (house->gateway);
}

static void
tear_down (House *house, gconstpointer unused)
{
  hcrm_hl7_gateway_stop (house->gateway);
  feed_tear_down (&house->feed, NULL);
}

static GSocketConnection *
connect_to (House *house)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_socket_client_set_timeout (client, 20);
  return g_socket_client_connect_to_host (client, "127.0.0.1", house->port, NULL, NULL);
}

/* As much as the other side takes. */
static void
pour (GSocketConnection *connection, const char *bytes, gsize length)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_output_stream_write_all (out, bytes, length, NULL, NULL, NULL);
}

/* A good sender is let in and answered, and soon, whatever goes on besides. */
static void
send_good (House *house)
{
  static gint counter;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", house->port);
  g_autoptr (HcrmMllpClient) client = hcrm_mllp_client_connect (address, 10, &error);
  g_assert_no_error (error);
  g_autofree char *id = g_strdup_printf ("G%d", g_atomic_int_add (&counter, 1));
  char *text = feed_make (id, "A31", "20240102080000", WANG, "", NULL);
  g_autoptr (GBytes) message = g_bytes_new_take (text, strlen (text));
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GBytes) answer = hcrm_mllp_client_exchange (client, message, &error);
  g_assert_no_error (error);
  g_autoptr (HcrmHl7Ack) ack = hcrm_hl7_ack_parse (answer, &error);
  g_assert_nonnull (ack);
  g_assert_cmpstr (ack->code, ==, "AA");
  g_assert_cmpstr (ack->control_id, ==, id);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 8 * G_USEC_PER_SEC);
}

static gpointer
run_villain (gpointer data)
{
  Villain *villain = data;
  villain->misdeed (villain->house);
  g_atomic_int_set (&villain->done, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

static gsize
read_memory (void)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return g_ascii_strtoull (strchr (text, ' '), NULL, 10) * 4096;
}

static void
run (House *house, Misdeed misdeed)
{
  Villain villain = { house, misdeed, 0 };
  gsize before = read_memory ();
  GThread *thread = g_thread_new ("villain", run_villain, &villain);
  while (!g_atomic_int_get (&villain.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  gsize after = read_memory ();
  g_test_message ("%zu KB more", after > before ? (after - before) / 1024 : 0);
  g_assert_cmpuint (after, <, before + 150 * 1024 * 1024);
}

static void
be_slow (House *house)
{
  g_autoptr (GPtrArray) slow = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < 50; i++) {
    GSocketConnection *connection = connect_to (house);
    pour (connection, "\x0bMSH|^~\\&|", 10);
    g_ptr_array_add (slow, connection);
  }
  for (guint i = 0; i < 5; i++) {
    send_good (house);
    for (guint j = 0; j < slow->len; j++)
      pour (g_ptr_array_index (slow, j), "x", 1);
  }
}

static void
test_slow (House *house, gconstpointer unused)
{
  run (house, be_slow);
}

static void
leave_half (House *house)
{
  for (guint i = 0; i < 100; i++) {
    g_autoptr (GSocketConnection) connection = connect_to (house);
    pour (connection, "\x0bMSH|^~\\&|HIS|EAST|||2024||ADT^A01|H", 36);
  }
  send_good (house);
}

static void
test_half_frames (House *house, gconstpointer unused)
{
  run (house, leave_half);
  feed_assert_sql (&house->feed, "SELECT count(*) FROM his_message", "1");
}

static void
send_huge (House *house)
{
  g_autofree char *mega = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GSocketConnection) connection = connect_to (house);
  pour (connection, "\x0bMSH|^~\\&|", 10);
  for (guint i = 0; i < 50; i++)
    pour (connection, mega, 1024 * 1024);
  send_good (house);
}

static void
test_huge (House *house, gconstpointer unused)
{
  run (house, send_huge);
  feed_assert_sql (&house->feed, "SELECT count(*) FROM his_message", "1");
}

/* The crowd and the server have their sockets in one process here. */
static void
allow_sockets (void)
{
  struct rlimit files = { 0 };
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &files), ==, 0);
  files.rlim_cur = MIN (files.rlim_max, 4096);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &files), ==, 0);
}

/* All thousand stay as long as they can; those who come after them get through all the same. */
static void
crowd_in (House *house)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  allow_sockets ();
  for (guint i = 0; i < 1000; i++) {
    GSocketConnection *connection = connect_to (house);
    g_assert_nonnull (connection);
    g_ptr_array_add (crowd, connection);
  }
  for (guint i = 0; i < 3; i++)
    send_good (house);
}

static void
test_thousand (House *house, gconstpointer unused)
{
  run (house, crowd_in);
}

static void
send_garbage (House *house)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  for (guint i = 0; i < 60; i++) {
    g_autoptr (GSocketConnection) connection = connect_to (house);
    char bytes[2000];
    for (guint j = 0; j < sizeof bytes; j++)
      bytes[j] = g_rand_int_range (rand, 0, 256);
    if (i % 2)
      memcpy (bytes, "\x0bMSH|^~\\&|HIS|EAST", 18);
    bytes[1998] = 0x1c;
    bytes[1999] = '\r';
    pour (connection, bytes, sizeof bytes);
  }
  send_good (house);
}

static void
test_garbage (House *house, gconstpointer unused)
{
  run (house, send_garbage);
  feed_assert_sql (&house->feed, "SELECT count(*) FROM patient", "1");
}

/* Hundreds of messages of nothing but errors keep nobody waiting. */
static void
send_errors (House *house)
{
  g_autoptr (GSocketConnection) connection = connect_to (house);
  g_autoptr (GString) frames = g_string_new (NULL);
  for (guint i = 0; i < 300; i++)
    g_string_append_printf (frames,
                            "\x0bMSH|^~\\&|BAD|EAST|||20240102||ADT^A01|E%u|P|2.5\rPID|1\r\x1c\r",
                            i);
  pour (connection, frames->str, frames->len);
  for (guint i = 0; i < 3; i++)
    send_good (house);
}

static void
test_errors (House *house, gconstpointer unused)
{
  run (house, send_errors);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/hl7/hostile/" path, House, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("slow", test_slow);
  ADD ("half-frames", test_half_frames);
  ADD ("huge", test_huge);
  ADD ("thousand", test_thousand);
  ADD ("garbage", test_garbage);
  ADD ("errors", test_errors);
  return g_test_run ();
}
