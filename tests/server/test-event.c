/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Events between two servers on one database, over real WebSockets. */

#include "hcrm-desk.h"
#include "hcrm-fixture.h"

#include <string.h>

#define PATIENCE_US (10 * G_TIME_SPAN_SECOND)

/* A second server process, as far as events are concerned. */
typedef struct {
  Fixture first;
  HcrmEvents *events;
  HcrmHttp *http;
  char *base;
} Two;

/* One client: what it was told. */
typedef struct {
  SoupWebsocketConnection *connection;
  GHashTable *seen; /* "kind id version" */
  guint messages, resyncs;
  char *viewers;
  gushort closed_with;
} Client;

static void
set_up (Two *two, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint port = 0;

  fixture_setup (&two->first, NULL);
  two->events = hcrm_events_new (two->first.conninfo, &error);
  g_assert_no_error (error);
  HcrmHttpOptions options = { .modules = (const HcrmModule *const[]){ NULL },
                              .conninfo = two->first.conninfo,
                              .events = two->events,
                              .n_workers = 2 };
  two->http = hcrm_http_new (&options, &error);
  g_assert_no_error (error);
  hcrm_http_listen (two->http, "127.0.0.1:0", NULL, &port, &error);
  g_assert_no_error (error);
  two->base = g_strdup_printf ("http://127.0.0.1:%u/api/v1", port);
}

static void
tear_down (Two *two, gconstpointer unused)
{
  hcrm_events_close_sockets (two->events);
  hcrm_events_close_sockets (two->first.events);
  hcrm_http_drain (two->http, 2000);
  g_clear_pointer (&two->http, hcrm_http_free);
  g_clear_pointer (&two->events, hcrm_events_free);
  g_free (two->base);
  fixture_teardown (&two->first, NULL);
}

/* --- A client --- */

static void
note_event (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  Client *client = data;

  g_hash_table_add (client->seen, g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                                   json_at (node, "kind"), json_int_at (node, "id"),
                                                   json_int_at (node, "version")));
}

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer data)
{
  Client *client = data;
  g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (node);

  if (json_object_has_member (object, "viewers")) {
    g_free (client->viewers);
    client->viewers = g_strdup (text);
    return;
  }
  client->messages++;
  client->resyncs += json_object_get_boolean_member_with_default (object, "resync", FALSE);
  json_array_foreach_element (json_object_get_array_member (object, "events"), note_event, client);
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer data)
{
  ((Client *) data)->closed_with = soup_websocket_connection_get_close_code (connection);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Client *client = data;

  client->connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 until_ = g_get_monotonic_time () + PATIENCE_US;                                         \
    while (!(condition) && g_get_monotonic_time () < until_)                                       \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (500);                                                                            \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

/* Returns as soon as the client is connected; it is told of events a little later. */
static Client *
connect_with (Two *two, const char *base, const char *token)
{
  g_autofree char *url = g_strconcat (base, "/events", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  Client *client = g_new0 (Client, 1);

  client->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_session_websocket_connect_async (two->first.session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        NULL, connected_cb, client);
  WAIT_FOR (client->connection != NULL);
  g_signal_connect (client->connection, "message", G_CALLBACK (message_cb), client);
  g_signal_connect (client->connection, "closed", G_CALLBACK (closed_cb), client);
  return client;
}

static Client *
connect_as (Two *two, gboolean second, const char *user)
{
  HcrmEvents *events = second ? two->events : two->first.events;
  guint n = hcrm_events_get_n_sockets (events) + 1;

  fixture_expect (&two->first, 200, user, "GET", "/session", NULL);
  Client *client = connect_with (two, second ? two->base : two->first.base,
                                 g_hash_table_lookup (two->first.tokens, user));
  WAIT_FOR (hcrm_events_get_n_sockets (events) == n);
  return client;
}

static void
free_client (Client *client)
{
  g_signal_handlers_disconnect_by_data (client->connection, client);
  if (soup_websocket_connection_get_state (client->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (client->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  g_object_unref (client->connection);
  g_hash_table_unref (client->seen);
  g_free (client->viewers);
  g_free (client);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, free_client)

static void
post (HcrmEvents *events, const char *kind, gint64 first, guint n, gint64 version)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, hcrm_event_new (kind, first + i, version));
  hcrm_events_post (events, list);
  g_assert_cmpuint (list->len, ==, 0);
}

static gboolean
is_ready (Two *two)
{
  return hcrm_events_is_connected (two->events) && hcrm_events_is_connected (two->first.events);
}

/* --- Tests --- */

static void
test_both (Two *two, gconstpointer unused)
{
  g_autoptr (Client) here = connect_as (two, FALSE, "agent");
  g_autoptr (Client) there = connect_as (two, TRUE, "doctor");

  WAIT_FOR (is_ready (two));
  post (two->first.events, "followup_task", 7, 1, 3);
  WAIT_FOR (g_hash_table_contains (here->seen, "followup_task 7 3"));
  WAIT_FOR (g_hash_table_contains (there->seen, "followup_task 7 3"));
  post (two->events, "patient", 8, 1, 1);
  WAIT_FOR (g_hash_table_contains (here->seen, "patient 8 1"));
}

static void
test_batch (Two *two, gconstpointer unused)
{
  g_autoptr (Client) there = connect_as (two, TRUE, "agent");

  WAIT_FOR (is_ready (two));
  for (guint i = 0; i < 1000; i += 10)
    post (two->first.events, "followup_task", G_GINT64_CONSTANT (4000000000) + i, 10, 1);
  for (guint i = 0; i < 50; i++)
    post (two->first.events, "encounter", 1, 1, i);
  WAIT_FOR (g_hash_table_size (there->seen) == 1001);
  g_assert_true (g_hash_table_contains (there->seen, "encounter 1 49"));
  g_assert_cmpuint (there->messages, <, 20);
}

/* Whose telephone rings is told to them alone, at once, wherever they are connected. */
static void
test_one_user (Two *two, gconstpointer unused)
{
  g_autoptr (Client) agent = connect_as (two, TRUE, "agent");
  g_autoptr (Client) again = connect_as (two, FALSE, "agent");
  g_autoptr (Client) other = connect_as (two, TRUE, "agent2");

  WAIT_FOR (is_ready (two));
  fixture_expect (&two->first, 201, "agent", "POST", "/calls/actions/pick-up", "{}");
  WAIT_FOR (g_hash_table_contains (agent->seen, "call 1 0"));
  WAIT_FOR (g_hash_table_contains (again->seen, "call 1 0"));
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  for (guint i = 0; i < 900; i++)
    g_ptr_array_add (list, hcrm_event_new_for ("call", 1000 + i, 0, 3 + i % 2));
  g_ptr_array_add (list, hcrm_event_new ("patient", 1, 1));
  hcrm_events_post (two->first.events, list);
  WAIT_FOR (g_hash_table_size (agent->seen) == 452 && g_hash_table_size (other->seen) == 451);
  g_assert_true (g_hash_table_contains (agent->seen, "call 1000 0"));
  g_assert_true (g_hash_table_contains (other->seen, "call 1001 0"));
  g_assert_true (g_hash_table_contains (other->seen, "patient 1 1"));
  g_assert_false (g_hash_table_contains (other->seen, "call 1 0"));
}

static void
test_reconnect (Two *two, gconstpointer unused)
{
  g_autoptr (Client) here = connect_as (two, TRUE, "agent");

  WAIT_FOR (is_ready (two));
  guint resyncs = here->resyncs;
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "The connection for events is lost*");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "The connection for events is lost*");
  g_autofree char *n =
      fixture_sql (&two->first,
                   "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                   "WHERE application_name = 'hcrm-events' AND datname = current_database()");
  g_assert_cmpstr (n, ==, "2");
  WAIT_FOR (!is_ready (two));
  post (two->events, "patient", 1, 1, 1);
  WAIT_FOR (here->resyncs > resyncs);
  WAIT_FOR (g_hash_table_contains (here->seen, "patient 1 1"));
  WAIT_FOR (is_ready (two));
  g_test_assert_expected_messages ();
}

/* Signed out at one server, with the socket at the other. */
static void
test_session_end (Two *two, gconstpointer unused)
{
  g_autoptr (Client) agent = connect_as (two, TRUE, "agent");
  g_autoptr (Client) doctor = connect_as (two, TRUE, "doctor");

  fixture_expect (&two->first, 204, "agent", "DELETE", "/session", NULL);
  WAIT_FOR (agent->closed_with == 4401);
  WAIT_FOR (hcrm_events_get_n_sockets (two->events) == 1);
  g_assert_cmpuint (doctor->closed_with, ==, 0);
}

static void
test_no_session (Two *two, gconstpointer unused)
{
  g_autoptr (Client) client = connect_with (two, two->first.base, "not-a-token");

  WAIT_FOR (client->closed_with == 4401);
  g_assert_cmpuint (hcrm_events_get_n_sockets (two->first.events), ==, 0);
}

static void
say (Client *client, const char *text)
{
  soup_websocket_connection_send_text (client->connection, text);
}

#define VIEWERS(users) "{\"viewers\":{\"kind\":\"followup_task\",\"id\":5,\"users\":[" users "]}}"
#define AGENT "{\"username\":\"agent\",\"name\":\"林晓\"}"
#define DOCTOR "{\"username\":\"doctor\",\"name\":\"陈一帆\"}"
#define VIEW "{\"viewing\":{\"kind\":\"followup_task\",\"id\":5}}"

static void
test_viewing (Two *two, gconstpointer unused)
{
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) doctor = connect_as (two, TRUE, "doctor");

  WAIT_FOR (is_ready (two));
  say (agent, VIEW);
  WAIT_FOR (g_strcmp0 (agent->viewers, VIEWERS (AGENT)) == 0);
  say (doctor, VIEW);
  WAIT_FOR (g_strcmp0 (agent->viewers, VIEWERS (AGENT "," DOCTOR)) == 0);
  WAIT_FOR (g_strcmp0 (doctor->viewers, VIEWERS (AGENT "," DOCTOR)) == 0);
  say (doctor, "{\"viewing\":null}");
  WAIT_FOR (g_strcmp0 (agent->viewers, VIEWERS (AGENT)) == 0);
  say (doctor, VIEW);
  WAIT_FOR (g_strcmp0 (agent->viewers, VIEWERS (AGENT "," DOCTOR)) == 0);
  g_clear_pointer (&doctor, free_client);
  WAIT_FOR (g_strcmp0 (agent->viewers, VIEWERS (AGENT)) == 0);
}

#define CASE_VIEWERS(users) "{\"viewers\":{\"kind\":\"complaint\",\"id\":1,\"users\":[" users "]}}"
#define HEAD "{\"username\":\"head\",\"name\":\"邵文远\"}"
#define LOOK "{\"viewing\":{\"kind\":\"complaint\",\"id\":1}}"

static gboolean
heard_of_complaints (Client *client)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, client->seen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (g_str_has_prefix (key, "complaint"))
      return TRUE;
  return FALSE;
}

/* A head of one department, one of another, whom it is about, and a clerk of another campus. */
static void
make_people (Two *two)
{
  desk_seed (&two->first);
  fixture_run_sql (
      &two->first,
      "SELECT set_config('hcrm.user', '1', false), set_config('hcrm.all', 'on', false);"
      "INSERT INTO staff (number, name) VALUES ('X1', '文员');"
      "INSERT INTO staff_post (staff_id, department_id) VALUES (9, 5);"
      "INSERT INTO app_user (staff_id, username, password_hash) SELECT 9, 'clerk', password_hash "
      "FROM app_user WHERE username = 'agent';"
      "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user AS u, role AS r "
      "WHERE u.username = 'clerk' AND r.code = 'clerk'");
}

/* Nobody hears that there is a complaint, nor who looks at it, but who may read it. */
static void
test_out_of_sight (Two *two, gconstpointer unused)
{
  static const char *const others[] = { "head2", "doctor", "clerk" };
  g_autoptr (GPtrArray) strangers = g_ptr_array_new_with_free_func ((GDestroyNotify) free_client);

  make_people (two);
  desk_take (&two->first, ",\"objects\":[{\"kind\":\"person\",\"service_code\":\"10012\"}]");
  gint64 task = desk_route (&two->first, 1, DESK_ORTHO);
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) head = connect_as (two, FALSE, "head");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_ptr_array_add (strangers, connect_as (two, FALSE, others[i]));
  WAIT_FOR (is_ready (two));
  say (agent, LOOK);
  WAIT_FOR (g_strcmp0 (agent->viewers, CASE_VIEWERS (AGENT)) == 0);
  for (guint i = 0; i < strangers->len; i++) {
    Client *stranger = strangers->pdata[i];
    say (stranger, LOOK);
    WAIT_FOR (g_strcmp0 (stranger->viewers, CASE_VIEWERS ("")) == 0);
  }
  say (head, LOOK);
  WAIT_FOR (g_strcmp0 (agent->viewers, CASE_VIEWERS (AGENT "," HEAD)) == 0);
  desk_share_step (&two->first, 200, "head", task, "accept", "{}");
  WAIT_FOR (heard_of_complaints (agent) && heard_of_complaints (head));
  post (two->first.events, "patient", 1, 1, 1);
  for (guint i = 0; i < strangers->len; i++) {
    Client *stranger = strangers->pdata[i];
    WAIT_FOR (g_hash_table_contains (stranger->seen, "patient 1 1"));
    g_assert_false (heard_of_complaints (stranger));
    g_assert_cmpstr (stranger->viewers, ==, CASE_VIEWERS (""));
  }
}

/* Who took it is told what departments do with it, at once; nobody else is. */
static void
test_notices (Two *two, gconstpointer unused)
{
  make_people (two);
  desk_take (&two->first, "");
  gint64 task = desk_route (&two->first, 1, DESK_ORTHO);
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) head = connect_as (two, FALSE, "head");
  g_autoptr (Client) other = connect_as (two, FALSE, "agent2");

  WAIT_FOR (is_ready (two));
#define NOTICED(client) g_hash_table_contains ((client)->seen, "complaint_notice 1 0")
#define FORGET g_hash_table_remove_all (agent->seen), g_hash_table_remove_all (head->seen)
  desk_share_step (&two->first, 200, "head", task, "ask-back", "{\"text\":\"请补充\"}");
  WAIT_FOR (NOTICED (agent));
  g_assert_false (NOTICED (head));
  FORGET;
  desk_share_step (&two->first, 200, "agent", task, "reply", "{\"text\":\"已补充\"}");
  WAIT_FOR (NOTICED (head));
  g_assert_false (NOTICED (agent));
  FORGET;
  desk_share_step (&two->first, 200, "head", task, "answer", "{\"answer\":\"已致歉\"}");
  WAIT_FOR (NOTICED (agent));
  FORGET;
  desk_tell (&two->first, 200, 1, "reached", "unsatisfied", NULL);
  WAIT_FOR (NOTICED (head));
  FORGET;
  desk_share_step (&two->first, 200, "head", task + 1, "return", "{\"reason\":\"非本科\"}");
  WAIT_FOR (NOTICED (agent));
  post (two->first.events, "patient", 1, 1, 1);
  WAIT_FOR (g_hash_table_contains (other->seen, "patient 1 1"));
  g_assert_false (NOTICED (other));
}

/* The agent sees that the supervisor looks at the complaint, too. */
static void
both_look (Two *two, Client *agent, Client *supervisor)
{
  WAIT_FOR (is_ready (two));
  say (agent, LOOK);
  say (supervisor, LOOK);
  WAIT_FOR (agent->viewers != NULL && strstr (agent->viewers, "supervisor") != NULL);
}

static void
end_roles (Two *two, const char *username)
{
  fixture_run_sql (&two->first,
                   "UPDATE user_role SET during = tstzrange(lower(during), hcrm_now()) "
                   "WHERE user_id = (SELECT id FROM app_user WHERE username = '%s')",
                   username);
}

/* Who loses the role that let them see it is not seen there any more, with nothing happening to it.
 */
static void
test_lost_role (Two *two, gconstpointer unused)
{
  make_people (two);
  desk_take (&two->first, "");
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) other = connect_as (two, FALSE, "supervisor");

  both_look (two, agent, other);
  g_autofree char *user =
      fixture_sql (&two->first, "SELECT id FROM app_user WHERE username = 'supervisor'");
  end_roles (two, "supervisor");
  g_assert_nonnull (strstr (agent->viewers, "supervisor"));
  post (two->first.events, "user", atoi (user), 1, 2);
  WAIT_FOR (g_strcmp0 (agent->viewers, CASE_VIEWERS (AGENT)) == 0);
  /* Nor once what the role allows, or where somebody works, is another. */
  end_roles (two, "agent");
  post (two->first.events, "role", 1, 1, 2);
  WAIT_FOR (g_strcmp0 (agent->viewers, CASE_VIEWERS ("")) == 0);
  WAIT_FOR (g_strcmp0 (other->viewers, CASE_VIEWERS ("")) == 0);
}

/* A role that ends by its date ends what it let them see, with nobody telling of it. */
static void
test_ended_role (Two *two, gconstpointer unused)
{
  make_people (two);
  desk_take (&two->first, "");
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) other = connect_as (two, FALSE, "supervisor");

  both_look (two, agent, other);
  hcrm_events_tend (two->first.events);
  end_roles (two, "supervisor");
  g_assert_nonnull (strstr (agent->viewers, "supervisor"));
  hcrm_events_tend (two->first.events);
  WAIT_FOR (g_strcmp0 (agent->viewers, CASE_VIEWERS (AGENT)) == 0);
  WAIT_FOR (g_strcmp0 (other->viewers, CASE_VIEWERS ("")) == 0);
}

/* Whom it is about from now on is told a last time, and is not seen there any more. */
static void
test_lost_sight (Two *two, gconstpointer unused)
{
  make_people (two);
  desk_take (&two->first, "");
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) head = connect_as (two, FALSE, "supervisor");

  both_look (two, agent, head);
  fixture_send (&two->first, 200, "agent", "PATCH", "/complaints/1",
                "{\"objects\":[{\"kind\":\"person\",\"staff_id\":5}]}",
                fixture_get_version (&two->first, "complaint", 1));
  WAIT_FOR (g_strcmp0 (agent->viewers, CASE_VIEWERS (AGENT)) == 0);
  WAIT_FOR (g_strcmp0 (head->viewers, CASE_VIEWERS ("")) == 0);
  g_assert_true (heard_of_complaints (head));
  g_hash_table_remove_all (head->seen);
  g_hash_table_remove_all (agent->seen);
  fixture_expect (&two->first, 200, "agent", "POST", "/complaints/1/notes",
                  "{\"text\":\"已电话沟通\"}");
  WAIT_FOR (heard_of_complaints (agent));
  post (two->first.events, "patient", 1, 1, 1);
  WAIT_FOR (g_hash_table_contains (head->seen, "patient 1 1"));
  g_assert_false (heard_of_complaints (head));
}

/* Departments and roles count as they are when something happens, though nobody signs in anew. */
static void
test_rights (Two *two, gconstpointer unused)
{
  static const char *const changes[][2] = {
    { "UPDATE user_role SET during = tstzrange(lower(during), hcrm_now()) WHERE user_id = (SELECT "
      "id FROM app_user WHERE username = 'head')",
      "UPDATE user_role SET during = tstzrange(lower(during), NULL) WHERE user_id = (SELECT id "
      "FROM app_user WHERE username = 'head')" },
    { "UPDATE staff_post SET department_id = 3, head = false WHERE staff_id = (SELECT staff_id "
      "FROM app_user WHERE username = 'head')",
      "UPDATE staff_post SET department_id = 1, head = true WHERE staff_id = (SELECT staff_id "
      "FROM app_user WHERE username = 'head')" },
    { "UPDATE app_user SET state = 'locked' WHERE username = 'head'",
      "UPDATE app_user SET state = 'active' WHERE username = 'head'" },
  };

  make_people (two);
  desk_take (&two->first, "");
  desk_route (&two->first, 1, DESK_ORTHO);
  fixture_run_sql (&two->first, "UPDATE complaint_task SET assignee_id = NULL");
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) head = connect_as (two, FALSE, "head");
  WAIT_FOR (is_ready (two));
  for (guint i = 0; i < 2 * G_N_ELEMENTS (changes); i++) {
    gboolean may = i % 2 == 1;
    g_autofree char *key = g_strdup_printf ("complaint 1 %u", 100 + i);
    g_autofree char *after = g_strdup_printf ("complaint 1 %u", 200 + i);
    fixture_run_sql (&two->first, "%s", changes[i / 2][may]);
    post (two->first.events, "complaint", 1, 1, 100 + i);
    WAIT_FOR (g_hash_table_contains (agent->seen, key));
    post (two->first.events, "complaint", 1, 1, 200 + i);
    WAIT_FOR (g_hash_table_contains (agent->seen, after));
    post (two->first.events, "patient", 1, 1, i);
    g_autofree char *last = g_strdup_printf ("patient 1 %u", i);
    WAIT_FOR (g_hash_table_contains (head->seen, last));
    g_assert_cmpint (g_hash_table_contains (head->seen, key), ==, may);
  }
}

/* Work that is not done before it is said so. */
static gboolean
hold (gpointer held, HcrmWork work, gpointer data)
{
  g_ptr_array_add (held, data);
  g_ptr_array_add (held, work);
  return TRUE;
}

static void
release (GPtrArray *held, HcrmDb *db)
{
  HcrmWork work = g_ptr_array_steal_index (held, 1);
  gpointer data = g_ptr_array_steal_index (held, 0);

  work (db, data);
}

/* While the database is being asked who may know, what comes meanwhile waits and is asked about
 * together: one question, however many events. */
static void
test_burst (Two *two, gconstpointer unused)
{
  g_autoptr (GPtrArray) held = g_ptr_array_new ();
  g_autoptr (HcrmDb) db = hcrm_db_open (two->first.conninfo, NULL);

  make_people (two);
  desk_take (&two->first, "");
  g_autoptr (Client) agent = connect_as (two, TRUE, "agent");
  WAIT_FOR (is_ready (two));
  post (two->first.events, "complaint", 1, 1, 99);
  WAIT_FOR (g_hash_table_contains (agent->seen, "complaint 1 99"));
  g_hash_table_remove_all (agent->seen);
  hcrm_events_set_runner (two->events, hold, held);
  for (guint i = 1; i <= 6; i++) {
    g_autofree char *key = g_strdup_printf ("patient %u 1", i);
    post (two->first.events, "complaint", 1, 1, i);
    post (two->first.events, "patient", i, 1, 1);
    WAIT_FOR (g_hash_table_contains (agent->seen, key));
  }
  /* The two of a batch may come in either order; after the next batch both are there. */
  post (two->first.events, "patient", 7, 1, 1);
  WAIT_FOR (g_hash_table_contains (agent->seen, "patient 7 1"));
  g_assert_cmpuint (held->len, ==, 2);
  g_assert_false (heard_of_complaints (agent));
  release (held, db);
  WAIT_FOR (g_hash_table_contains (agent->seen, "complaint 1 1"));
  WAIT_FOR (held->len == 2);
  release (held, db);
  WAIT_FOR (g_hash_table_contains (agent->seen, "complaint 1 6"));
  g_assert_true (g_hash_table_contains (agent->seen, "complaint 1 3"));
  g_assert_cmpuint (held->len, ==, 0);
}

/* Whatever a client says, nothing but its own socket suffers. */
static void
test_nonsense (Two *two, gconstpointer unused)
{
  static const char *const texts[] = {
    "",
    "[",
    "null",
    "[]",
    "{}",
    "{\"viewing\":7}",
    "{\"viewing\":{\"kind\":[],\"id\":{}}}",
    "{\"viewing\":{\"kind\":\"x\\\"y\",\"id\":1}}",
    "{\"viewing\":{\"kind\":\"x\",\"id\":-1}}",
    "{\"viewing\":{\"id\":1}}",
  };
  g_autoptr (Client) agent = connect_as (two, FALSE, "agent");
  g_autoptr (Client) doctor = connect_as (two, FALSE, "doctor");
  g_autofree char *deep = g_strnfill (400, '[');
  g_autofree char *large = g_strnfill (5000, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    say (agent, texts[i]);
  say (agent, deep);
  say (agent, VIEW);
  WAIT_FOR (g_strcmp0 (agent->viewers, VIEWERS (AGENT)) == 0);
  say (agent, large);
  WAIT_FOR (hcrm_events_get_n_sockets (two->first.events) == 1);
  post (two->first.events, "patient", 1, 1, 1);
  WAIT_FOR (g_hash_table_contains (doctor->seen, "patient 1 1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) g_test_add ("/event/" name, Two, NULL, set_up, function, tear_down)
  CASE ("both-servers", test_both);
  CASE ("batch", test_batch);
  CASE ("one-user", test_one_user);
  CASE ("reconnect", test_reconnect);
  CASE ("session-end", test_session_end);
  CASE ("no-session", test_no_session);
  CASE ("viewing", test_viewing);
  CASE ("out-of-sight", test_out_of_sight);
  CASE ("lost-role", test_lost_role);
  CASE ("ended-role", test_ended_role);
  CASE ("lost-sight", test_lost_sight);
  CASE ("notices", test_notices);
  CASE ("rights", test_rights);
  CASE ("burst", test_burst);
  CASE ("nonsense", test_nonsense);
  return g_test_run ();
}
