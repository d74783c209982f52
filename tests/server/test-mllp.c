/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MLLP over a real socket: frames in any pieces, order, bounds, slow and too many senders. */
#include <string.h>

#include "gateways/hl7/hcrm-mllp-client.h"
#include "gateways/hl7/hcrm-mllp-reader.h"
#include "gateways/hl7/hcrm-mllp-server.h"

#define SB "\x0b"
#define EB "\x1c\r"

typedef struct {
  HcrmMllpServer *server;
  GString *taken;  /* the messages in the order they came */
  guint in_flight; /* messages without a reply yet */
  guint most_in_flight;
  guint delay_ms;
  GMainLoop *loop;
} Fixture;

typedef struct {
  Fixture *fixture;
  HcrmMllpReply *reply;
  GBytes *answer;
} Pending;

static gboolean
reply_cb (gpointer data)
{
  Pending *pending = data;
  pending->fixture->in_flight--;
  hcrm_mllp_reply_send (pending->reply, pending->answer);
  g_bytes_unref (pending->answer);
  g_free (pending);
  return G_SOURCE_REMOVE;
}

/* Answers "ack:" and the message, a little later. */
static void
handle (GBytes *frame, HcrmMllpReply *reply, gpointer data)
{
  Fixture *f = data;
  g_autofree char *text =
      g_strndup (g_bytes_get_data (frame, NULL), MIN (g_bytes_get_size (frame), 100));
  g_string_append_printf (f->taken, "%s;", text);
  f->in_flight++;
  f->most_in_flight = MAX (f->most_in_flight, f->in_flight);
  Pending *pending = g_new (Pending, 1);
  g_autofree char *answer = g_strconcat ("ack:", text, NULL);
  *pending = (Pending){ f, reply, g_bytes_new (answer, strlen (answer)) };
  g_timeout_add (f->delay_ms, reply_cb, pending);
}

static GBytes *
refuse (gpointer data)
{
  return g_bytes_new_static ("too large", 9);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  guint patient = GPOINTER_TO_UINT (data);
  HcrmMllpLimits limits = { .max_bytes = 1000,
                            .max_connections = 50,
                            .frame_timeout_ms = patient ? patient : 300 };
  g_autoptr (GError) error = NULL;
  f->taken = g_string_new (NULL);
  f->loop = g_main_loop_new (NULL, FALSE);
  f->delay_ms = 1;
  f->server = hcrm_mllp_server_new (&limits, handle, refuse, f);
  g_assert_true (hcrm_mllp_server_listen (f->server, "127.0.0.1:0", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (hcrm_mllp_server_get_port (f->server), !=, 0);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  hcrm_mllp_server_free (f->server);
  g_string_free (f->taken, TRUE);
  g_main_loop_unref (f->loop);
}

/* ---- a sender on a thread of its own, so that the main loop can serve it ---- */

typedef void (*Play) (Fixture *f, GSocketConnection *connection);

typedef struct {
  Fixture *fixture;
  Play play;
  guint16 port;
} Sender;

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static GSocketConnection *
connect_from (const char *host, guint16 port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string (host, 0);
  g_socket_client_set_timeout (client, 10);
  g_socket_client_set_local_address (client, local);
  GSocketConnection *connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static GSocketConnection *
connect_to (guint16 port)
{
  return connect_from ("127.0.0.1", port);
}

static guint16
get_port (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) server = g_socket_connection_get_remote_address (connection, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (server));
}

static gpointer
run_sender (gpointer data)
{
  Sender *sender = data;
  g_autoptr (GSocketConnection) connection = connect_to (sender->port);
  sender->play (sender->fixture, connection);
  g_idle_add (quit_cb, sender->fixture->loop);
  return NULL;
}

static void
run (Fixture *f, Play play)
{
  Sender sender = { f, play, hcrm_mllp_server_get_port (f->server) };
  GThread *thread = g_thread_new ("sender", run_sender, &sender);
  g_main_loop_run (f->loop);
  g_thread_join (thread);
}

static void
send_text (GSocketConnection *connection, const char *text)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

/* Reads until @expected has come, or, if that is NULL, until the connection ends. */
static void
expect (GSocketConnection *connection, const char *expected)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GString) got = g_string_new (NULL);
  char c;
  gssize n = 1;
  while (n > 0 && (!expected || got->len < strlen (expected))) {
    g_autoptr (GError) error = NULL;
    n = g_input_stream_read (in, &c, 1, NULL, &error);
    g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
    if (n > 0)
      g_string_append_c (got, c);
  }
  g_assert_cmpstr (got->str, ==, expected ? expected : "");
}

static void
expect_end (GSocketConnection *connection)
{
  expect (connection, NULL);
}

/* ---- framing ---- */

static void
play_pieces (Fixture *f, GSocketConnection *connection)
{
  static const char TEXT[] = SB "one" EB;
  for (const char *c = TEXT; *c; c++) {
    send_text (connection, (char[]){ *c, 0 });
    g_usleep (2000);
  }
  expect (connection, SB "ack:one" EB);
}

static void
test_pieces (Fixture *f, gconstpointer data)
{
  run (f, play_pieces);
  g_assert_cmpstr (f->taken->str, ==, "one;");
}

static void
play_pipelined (Fixture *f, GSocketConnection *connection)
{
  send_text (connection, SB "1" EB SB "2" EB SB "3" EB SB "4");
  expect (connection, SB "ack:1" EB SB "ack:2" EB SB "ack:3" EB);
  send_text (connection, EB);
  expect (connection, SB "ack:4" EB);
}

static void
test_pipelined (Fixture *f, gconstpointer data)
{
  f->delay_ms = 20;
  run (f, play_pipelined);
  g_assert_cmpstr (f->taken->str, ==, "1;2;3;4;");
  g_assert_cmpuint (f->most_in_flight, ==, 1);
}

static void
play_junk (Fixture *f, GSocketConnection *connection)
{
  send_text (connection, "\r\nhello" SB "1" EB "\n\x1c\x1c junk" SB "broken off" SB "2" EB);
  expect (connection, SB "ack:1" EB SB "ack:2" EB);
  send_text (connection, SB "no CR\x1c");
  expect (connection, SB "ack:no CR" EB);
}

static void
test_junk (Fixture *f, gconstpointer data)
{
  run (f, play_junk);
  g_assert_cmpstr (f->taken->str, ==, "1;2;no CR;");
}

/* ---- bounds ---- */

static void
play_oversize (Fixture *f, GSocketConnection *connection)
{
  g_autofree char *huge = g_strnfill (200 * 1000, 'x');
  send_text (connection, SB);
  send_text (connection, huge);
  send_text (connection, EB SB "after" EB);
  expect (connection, SB "too large" EB);
  expect_end (connection);
}

static void
test_oversize (Fixture *f, gconstpointer data)
{
  run (f, play_oversize);
  g_assert_cmpstr (f->taken->str, ==, "");
}

static void
play_endless_junk (Fixture *f, GSocketConnection *connection)
{
  g_autofree char *junk = g_strnfill (900, 'x');
  for (guint i = 0; i < 5; i++) {
    send_text (connection, junk);
    g_usleep (2000);
  }
  expect_end (connection);
}

static void
test_endless_junk (Fixture *f, gconstpointer data)
{
  run (f, play_endless_junk);
}

/* Trickling does not help: the whole frame has one deadline. */
static void
play_slow (Fixture *f, GSocketConnection *connection)
{
  g_usleep (500 * 1000); /* an idle connection stays */
  send_text (connection, SB "1" EB);
  expect (connection, SB "ack:1" EB);
  send_text (connection, SB);
  for (guint i = 0; i < 8; i++) {
    send_text (connection, "x");
    g_usleep (60 * 1000);
  }
  expect_end (connection);
}

static void
test_slow (Fixture *f, gconstpointer data)
{
  run (f, play_slow);
  g_assert_cmpstr (f->taken->str, ==, "1;");
  g_assert_cmpuint (hcrm_mllp_server_count_connections (f->server), ==, 0);
}

/* 300 senders, of whom the last 50 stay. */
static void
play_crowd (Fixture *f, GSocketConnection *connection)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  guint16 port = get_port (connection);
  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (crowd, connect_to (port));
  expect_end (connection);
  for (guint i = 0; i < 250; i++)
    expect_end (g_ptr_array_index (crowd, i));
  for (guint i = 250; i < 300; i++)
    send_text (g_ptr_array_index (crowd, i), SB "x" EB);
  for (guint i = 250; i < 300; i++)
    expect (g_ptr_array_index (crowd, i), SB "ack:x" EB);
}

static void
test_crowd (Fixture *f, gconstpointer data)
{
  run (f, play_crowd);
  g_assert_cmpuint (f->taken->len, ==, 50 * 2);
}

/* The peer that holds most gives way: another one stays, however long it has been idle. */
static void
play_crowd_apart (Fixture *f, GSocketConnection *connection)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  guint16 port = get_port (connection);
  g_autoptr (GSocketConnection) his = connect_from ("127.0.0.2", port);
  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (crowd, connect_to (port));
  send_text (his, SB "his" EB);
  expect (his, SB "ack:his" EB);
  g_autoptr (GSocketConnection) late = connect_from ("127.0.0.2", port);
  send_text (late, SB "late" EB);
  expect (late, SB "ack:late" EB);
}

static void
test_crowd_apart (Fixture *f, gconstpointer data)
{
  run (f, play_crowd_apart);
  g_assert_cmpstr (f->taken->str, ==, "his;late;");
}

/* Whoever is owed an answer gets it; half a message is given up only where nobody is idle. */
static void
play_crowd_at_work (Fixture *f, GSocketConnection *connection)
{
  g_autoptr (GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  guint16 port = get_port (connection);
  g_autoptr (GSocketConnection) half = connect_to (port);
  send_text (half, SB "one" EB SB "ha");
  expect (half, SB "ack:one" EB);
  send_text (connection, SB "work" EB);
  for (guint i = 0; i < 60; i++)
    g_ptr_array_add (crowd, connect_to (port));
  expect (connection, SB "ack:work" EB);
  send_text (half, "lf" EB);
  expect (half, SB "ack:half" EB);
}

static void
test_crowd_at_work (Fixture *f, gconstpointer data)
{
  f->delay_ms = 200;
  run (f, play_crowd_at_work);
  g_assert_cmpstr (f->taken->str, ==, "one;work;half;");
}

/* ---- leaving ---- */

static void
play_leaving (Fixture *f, GSocketConnection *connection)
{
  send_text (connection, SB "gone" EB);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_usleep (150 * 1000);
}

static void
test_leaving (Fixture *f, gconstpointer data)
{
  f->delay_ms = 50;
  run (f, play_leaving);
  g_assert_cmpstr (f->taken->str, ==, "gone;");
  g_assert_cmpuint (f->in_flight, ==, 0);
  g_assert_cmpuint (hcrm_mllp_server_count_busy (f->server), ==, 0);
}

static gboolean
stop_cb (gpointer data)
{
  Fixture *f = data;
  hcrm_mllp_server_stop (f->server);
  g_assert_cmpuint (hcrm_mllp_server_count_busy (f->server), ==, 1);
  return G_SOURCE_REMOVE;
}

static void
play_stop (Fixture *f, GSocketConnection *connection)
{
  send_text (connection, SB "last" EB SB "too late" EB);
  g_usleep (50 * 1000);
  g_idle_add (stop_cb, f);
  expect (connection, SB "ack:last" EB);
  expect_end (connection);
}

static void
test_stop (Fixture *f, gconstpointer data)
{
  f->delay_ms = 200;
  run (f, play_stop);
  g_assert_cmpstr (f->taken->str, ==, "last;");
}

static void
ignore (GBytes *frame, HcrmMllpReply *reply, gpointer data)
{
  *(HcrmMllpReply **) data = reply;
}

/* A reply given after the server is gone goes nowhere. */
static void
test_orphaned_reply (void)
{
  HcrmMllpReply *reply = NULL;
  HcrmMllpServer *server = hcrm_mllp_server_new (&HCRM_MLLP_LIMITS, ignore, NULL, &reply);
  g_assert_true (hcrm_mllp_server_listen (server, "127.0.0.1:0", NULL));
  g_autoptr (GSocketConnection) connection = connect_to (hcrm_mllp_server_get_port (server));
  send_text (connection, SB "1" EB);
  while (!reply)
    g_main_context_iteration (NULL, TRUE);
  hcrm_mllp_server_free (server);
  g_autoptr (GBytes) answer = g_bytes_new_static ("x", 1);
  hcrm_mllp_reply_send (reply, answer);
  expect_end (connection);
}

/* ---- our own sender ---- */

static void
play_client (Fixture *f, GSocketConnection *unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address =
      g_strdup_printf ("127.0.0.1:%u", hcrm_mllp_server_get_port (f->server));
  g_autoptr (HcrmMllpClient) client = hcrm_mllp_client_connect (address, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GBytes) message = g_bytes_new_static ("hi", 2);
    g_autoptr (GBytes) answer = hcrm_mllp_client_exchange (client, message, &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), "ack:hi", 6);
  }
}

static void
test_client (Fixture *f, gconstpointer data)
{
  run (f, play_client);
  g_assert_cmpstr (f->taken->str, ==, "hi;hi;hi;");
}

static void
play_client_waits (Fixture *f, GSocketConnection *unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address =
      g_strdup_printf ("127.0.0.1:%u", hcrm_mllp_server_get_port (f->server));
  g_autoptr (HcrmMllpClient) client = hcrm_mllp_client_connect (address, 1, &error);
  g_autoptr (GBytes) message = g_bytes_new_static ("hi", 2);
  g_assert_null (hcrm_mllp_client_exchange (client, message, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

static void
test_client_waits (Fixture *f, gconstpointer data)
{
  f->delay_ms = 1500;
  run (f, play_client_waits);
  while (f->in_flight)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(path, function) g_test_add ("/mllp/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("pieces", test_pieces);
  ADD ("pipelined", test_pipelined);
  ADD ("junk", test_junk);
  ADD ("oversize", test_oversize);
  ADD ("endless-junk", test_endless_junk);
  ADD ("slow", test_slow);
  ADD ("crowd", test_crowd);
  ADD ("crowd-apart", test_crowd_apart);
  g_test_add ("/mllp/crowd-at-work", Fixture, GUINT_TO_POINTER (20000), set_up, test_crowd_at_work,
              tear_down);
  ADD ("leaving", test_leaving);
  ADD ("stop", test_stop);
  ADD ("client", test_client);
  ADD ("client-waits", test_client_waits);
  g_test_add_func ("/mllp/orphaned-reply", test_orphaned_reply);
  return g_test_run ();
}
