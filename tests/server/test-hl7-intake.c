/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HIS feed against a real database: taken once, in any order, or kept with a reason. */
#include <string.h>

#include "admin/hcrm-hl7-sample.h"
#include "gateways/hl7/hcrm-hl7-gateway.h"
#include "gateways/hl7/hcrm-mllp-client.h"
#include "hcrm-feed.h"

#define ENCOUNTER                                                                                  \
  "SELECT concat_ws(' ', e.state, d.code, w.code, e.bed, s.number, e.followup_decision, "          \
  "e.outcome,"                                                                                     \
  " to_char(e.started_at AT TIME ZONE 'Asia/Shanghai', 'DD HH24:MI'),"                             \
  " to_char(e.ended_at AT TIME ZONE 'Asia/Shanghai', 'DD HH24:MI')) FROM encounter AS e"           \
  " LEFT JOIN department AS d ON d.id = e.department_id"                                           \
  " LEFT JOIN department AS w ON w.id = e.ward_id LEFT JOIN staff AS s ON s.id = e.attending_id"

static void
test_stay (Feed *room, gconstpointer unused)
{
  feed_take (room, "AA",
             feed_make ("1", "A01", "20240102080000", WANG, STAY "\r",
                        "NK1|1|王强|SPO||13800000002\rAL1|1||^青霉素\r"));
  feed_assert_sql (
      room,
      "SELECT concat_ws(' ', name, pinyin, initials, sex, birth_date, address, allergies) "
      "FROM patient",
      "王芳 wang fang wf female 1965-01-29 杭州市 青霉素");
  feed_assert_sql (
      room,
      "SELECT string_agg(concat_ws(' ', position, relation, name, channel, number_key), ', "
      "' ORDER BY position) FROM contact",
      "1 self phone 13800000001, 2 spouse 王强 phone 13800000002");
  feed_assert_sql (room, "SELECT concat_ws(' ', issuer, kind, value) FROM patient_identifier",
                   "EAST MRN A1");
  feed_assert_sql (room, ENCOUNTER, "active ORTHO ORTHO-2 12 D1001 02 08:00");
  g_assert_cmpuint (room->events->len, ==, 2);
  fixture_script (&room->base, "INSERT INTO code (system, code, name, name_en) VALUES "
                               "('icd10', 'S72', '股骨骨折', 'Fracture of femur')");
  feed_take (room, "AA", feed_make ("2", "A03", "20240109100000", WANG, DISCHARGE, HIP));
  feed_assert_sql (room, ENCOUNTER,
                   "finished ORTHO ORTHO-2 12 D1001 undecided home 02 08:00 09 10:00");
  feed_assert_sql (room,
                   "SELECT concat_ws(' ', kind, rank, system, code, text) FROM encounter_code",
                   "diagnosis 1 icd10 S72.0 股骨颈骨折");
  feed_assert_sql (
      room,
      "SELECT string_agg(concat_ws(' ', code, coalesce(params ->> 'diagnosis', '-'), params ->> "
      "'diagnosis_en'), ', ' ORDER BY id) FROM timeline",
      "encounter.admitted -, encounter.discharged 股骨颈骨折 Fracture of femur");
  feed_assert_sql (room,
                   "SELECT count(*) || ' ' || count(*) FILTER (WHERE patient_id IS NOT NULL AND "
                   "encounter_id IS NOT NULL) FROM his_message WHERE state = 'taken'",
                   "2 2");
  feed_assert_sql (room, "SELECT count(*) FROM patient", "1");
  g_autofree char *user =
      fixture_sql (&room->base,
                   "SELECT username FROM app_user WHERE id = (SELECT created_by FROM patient)");
  g_assert_cmpstr (user, ==, "his");
}

static void
test_same_again (Feed *room, gconstpointer unused)
{
  for (guint i = 0; i < 3; i++)
    feed_take (room, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_assert_sql (room, "SELECT count(*) FROM his_message", "1");
  feed_assert_sql (room, "SELECT count(*) FROM timeline", "1");
  feed_assert_sql (room, "SELECT version FROM encounter", "1");
  feed_take_dead (room, "MSH-10",
                  feed_make ("1", "A01", "20240102080000", WANG "~", STAY "\r", NULL));
  feed_take_dead (room, "MSH-10",
                  feed_make ("1", "A01", "20240102080000", WANG "~", STAY "\r", NULL));
  feed_assert_sql (room, "SELECT count(*) FROM his_message WHERE state = 'dead'", "1");
  feed_take (room, "AA", feed_make ("9", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_assert_sql (room, "SELECT version FROM patient", "1");
  feed_assert_sql (room, "SELECT count(*) FROM timeline", "1");
}

/* The discharge comes first, then a change from after it, then the admission. */
static void
test_out_of_order (Feed *room, gconstpointer unused)
{
  feed_take (room, "AA", feed_make ("3", "A03", "20240109100000", WANG, DISCHARGE, NULL));
  feed_assert_sql (room, ENCOUNTER, "finished ORTHO ORTHO-2 12 D1001 undecided home 09 10:00");
  feed_take (room, "AA",
             feed_make ("4", "A08", "20240109110000", "A1^^^EAST^MR||王芬||19650129|F|||宁波市",
                        "PV1|1|I|^^13||||||||||||||||I1\r", NULL));
  feed_take (room, "AA",
             feed_make ("1", "A01", "20240102080000", WANG,
                        "PV1|1|I|ORTHO-2^301^1^EAST||||D1002|||CARDIO|||||||||I1\r", HIP));
  feed_assert_sql (room, ENCOUNTER,
                   "finished ORTHO ORTHO-2 13 D1001 undecided home 02 08:00 09 10:00");
  feed_assert_sql (room, "SELECT name || ' ' || address FROM patient", "王芬 宁波市");
  feed_take (room, "AA", feed_make ("5", "A01", "20240110080000", WANG, STAY "\r", NULL));
  feed_assert_sql (room, "SELECT state FROM encounter", "finished");
  feed_take (room, "AA", feed_make ("6", "A13", "20240110090000", WANG, STAY "\r", NULL));
  feed_take (room, "AA", feed_make ("7", "A03", "20240109100001", WANG, DISCHARGE, NULL));
  feed_assert_sql (room, ENCOUNTER, "active ORTHO ORTHO-2 12 D1001 02 08:00");
}

static void
test_death_and_others (Feed *room, gconstpointer unused)
{
  feed_take (room, "AA",
             feed_make ("1", "A03", "20240109100000", WANG, STAY "|||||||||||||||||20\r", NULL));
  feed_assert_sql (room, ENCOUNTER, "finished ORTHO ORTHO-2 12 D1001 exempt died 09 10:00");
  feed_assert_sql (room, "SELECT deceased_at IS NOT NULL FROM patient", "t");
  feed_take (room, "AA",
             feed_make ("2", "A04", "20240209100000", "A2^^^EAST^MR||李四",
                        "PV1|1|O|||||||||||||||||O1\r", NULL));
  feed_assert_sql (room, "SELECT kind || ' ' || state FROM encounter WHERE number = 'O1'",
                   "outpatient active");
  feed_take (room, "AA",
             feed_make ("3", "A11", "20240209110000", "A2^^^EAST^MR",
                        "PV1|1|O|||||||||||||||||O1\r", NULL));
  feed_assert_sql (room, "SELECT state FROM encounter WHERE number = 'O1'", "cancelled");
  feed_take (room, "AA",
             feed_make ("4", "A31", "20240210100000",
                        "A2^^^EAST^MR~C9^^^EAST^card||李四||\"\"|M||||\"\"", "", NULL));
  feed_assert_sql (room,
                   "SELECT sex || ' ' || count(*) FROM patient JOIN patient_identifier AS i ON "
                   "i.patient_id = patient.id WHERE name = '李四' GROUP BY sex",
                   "male 2");
  feed_take (room, "AA", feed_make ("5", "A19", "20240210100000", "A2^^^EAST^MR", "", NULL));
  feed_assert_sql (room, "SELECT state FROM his_message WHERE control_id = '5'", "ignored");
}

static void
test_allergies_are_joined (Feed *room, gconstpointer unused)
{
  feed_take (room, "AA",
             feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", "AL1|1||^青霉素\r"));
  feed_assert_sql (room, "UPDATE patient SET allergies = '青霉素；花生' RETURNING name", "王芳");
  feed_take (room, "AA",
             feed_make ("2", "A08", "20240103080000", WANG, "", "AL1|1||^青霉素\rAL1|2||^海鲜\r"));
  feed_assert_sql (room, "SELECT allergies FROM patient", "青霉素；花生；海鲜");
}

static void
test_unknown_organisation (Feed *room, gconstpointer unused)
{
  feed_take (room, "AA",
             feed_make ("1", "A01", "20240102080000", WANG,
                        "PV1|1|I|9505^^^4506^妇三科||||X9^周^明||||||||||||I1\r", NULL));
  feed_assert_sql (
      room,
      "SELECT string_agg(concat_ws(' ', site_id, kind, code, name), ', ' ORDER BY id) FROM "
      "department WHERE created_by = 2",
      "2 clinical 4506 妇三科, 2 ward 9505 9505");
  feed_assert_sql (
      room,
      "SELECT s.name || ' ' || s.pinyin || ' ' || d.code FROM staff AS s JOIN staff_post AS p ON "
      "p.staff_id = s.id JOIN department AS d ON d.id = p.department_id WHERE s.number = 'X9'",
      "周明 zhou ming 4506");
  feed_take (room, "AA",
             feed_make ("2", "A08", "20240103080000", WANG,
                        "PV1|1|I|9505^^8^4506^妇三科||||X9^周^明||||||||||||I1\r", NULL));
  feed_assert_sql (room, "SELECT count(*) FROM department WHERE created_by = 2", "2");
}

/* ---- dead letters ---- */

static void
test_dead_letters (Feed *room, gconstpointer unused)
{
  feed_take_dead (room, "PID-5",
                  feed_make ("1", "A08", "20240102080000", "A1^^^EAST^MR", "", NULL));
  feed_take_dead (room, "PV1-19",
                  feed_make ("2", "A01", "20240102080000", WANG, "PV1|1|I\r", NULL));
  feed_take_dead (room, "MSH-10", feed_make ("", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take_dead (room, NULL,
                  feed_make ("4", "A01", "20240102080000\rnonsense", WANG, STAY "\r", NULL));
  feed_take_dead (room, "MSH", g_strdup ("hello"));
  feed_take_dead (room, "PV1-45",
                  feed_make ("5", "A03", "20240109100000", WANG,
                             STAY "|||||||||||||||||||||||||20240110|20240109\r", NULL));
  feed_take (room, "AA", feed_make ("6", "A01", "20240109100000", WANG, STAY "\r", NULL));
  feed_take_dead (room, "PV1-19",
                  feed_make ("7", "A03", "20240109100000", "B7^^^EAST^MR||赵六", DISCHARGE, NULL));
  feed_take (room, "AA", feed_make ("8", "A31", "20240109100000", "B7^^^EAST^MR||赵六", "", NULL));
  feed_take_dead (room, "PID-3",
                  feed_make ("9", "A31", "20240109100000", "A1^^^EAST^MR~B7^^^EAST^MR||赵六", "",
                             NULL));
  feed_assert_sql (
      room,
      "SELECT count(*) || ' ' || count(reason) || ' ' || count(field) FROM his_message "
      "WHERE state = 'dead'",
      "8 8 8");
  feed_assert_sql (room, "SELECT convert_from(raw, 'UTF8') FROM his_message WHERE sender = ''",
                   "hello");
  feed_assert_sql (room, "SELECT count(*) FROM patient", "2");
  HcrmEvent *last = g_ptr_array_index (room->events, room->events->len - 1);
  g_assert_cmpstr (last->kind, ==, "dead_letter");
}

/* @n_digits that no compression shortens. */
static char *
make_digits (guint n_digits)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < n_digits; i++)
    g_string_append_printf (text, "%X", g_rand_int_range (rand, 0, 16));
  return g_string_free (text, FALSE);
}

/* What is broken is kept however long its words are, and the feed goes on. */
static void
test_long_word (Feed *room, gconstpointer unused)
{
  g_autofree char *digits = make_digits (5000);
  g_autofree char *rest = g_strdup_printf ("OBX|1|ED|PDF||%s\r", digits);
  feed_take_dead (room, "PID-5",
                  feed_make ("1", "A08", "20240102080000", "A1^^^EAST^MR", "", rest));
  feed_assert_sql (room, "SELECT state || ' ' || (length(raw) > 5000) FROM his_message",
                   "dead true");
  feed_take (room, "AA", feed_make ("2", "A01", "20240102080000", WANG, STAY "\r", NULL));
}

/* The discharge told without the admission's day, but before the admission that is on record. */
static void
test_broken_rule (Feed *room, gconstpointer unused)
{
  HcrmHl7Gateway *gateway = hcrm_hl7_gateway_new (room->base.http, NULL);
  feed_take (room, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take_dead (room, "PV1-45",
                  feed_make ("2", "A03", "20240109100000", WANG,
                             STAY "||||||||||||||||||||||||||20240101\r", NULL));
  feed_assert_sql (room, "SELECT state FROM encounter", "active");
  hcrm_hl7_gateway_stop (gateway);
}

static gboolean
replay (Feed *room, const char *raw, GError **error)
{
  g_autofree char *id =
      fixture_sql (&room->base, "SELECT max(id) FROM his_message WHERE state = 'dead'");
  hcrm_db_begin (room->db, &hcrm_system_context);
  gboolean ok =
      hcrm_hl7_replay (room->db, g_ascii_strtoll (id, NULL, 10), raw, room->events, error);
  return hcrm_db_end (room->db, ok, ok ? error : NULL) && ok;
}

static void
test_replay (Feed *room, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  feed_take_dead (room, "PID-5",
                  feed_make ("1", "A08", "20240102080000", "A1^^^EAST^MR", "", NULL));
  g_assert_false (replay (room, NULL, &error));
  g_assert_cmpstr (hcrm_error_get_field (error, 0), ==, "PID-5");
  g_clear_error (&error);
  g_autofree char *mended = feed_make ("1", "A08", "20240102080000", WANG, "", NULL);
  g_assert_true (replay (room, mended, &error));
  g_assert_no_error (error);
  feed_assert_sql (room, "SELECT name FROM patient", "王芳");
  feed_assert_sql (
      room, "SELECT count(*) FROM his_message WHERE state = 'taken' AND replay_of IS NOT NULL",
      "1");
  feed_take (room, "AA", feed_make ("2", "A31", "20240102080000", "A2^^^EAST^MR||李四", "", NULL));
  feed_take_dead (room, "PID-3",
                  feed_make ("3", "A31", "20240102080000", "A1^^^EAST^MR~A2^^^EAST^MR||李四", "",
                             NULL));
  feed_assert_sql (
      room,
      "UPDATE patient SET merged_into_id = (SELECT id FROM patient WHERE name = '王芳') "
      "WHERE name = '李四' RETURNING name",
      "李四");
  g_assert_true (replay (room, NULL, &error));
  feed_assert_sql (room, "SELECT patient_id IS NOT NULL FROM his_message WHERE control_id = '3'",
                   "t");
}

/* What hcrm-admin hl7-send --sample sends. */
static void
test_sample (Feed *room, gconstpointer unused)
{
  static const char *const names[] = { "admission", "discharge" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HCRM_HL7_SAMPLE_ZONE);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  for (guint seed = 0; seed < 5; seed++) {
    g_autoptr (HcrmHl7Sample) sample = hcrm_hl7_sample_new (now, seed);
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      g_autoptr (GBytes) bytes = hcrm_hl7_sample_write (sample, names[i]);
      g_assert_null (strchr (g_bytes_get_data (bytes, NULL), '@'));
      g_autoptr (HcrmHl7Ack) ack = feed_take_bytes (room, bytes);
      g_assert_cmpstr (ack->code, ==, "AA");
    }
  }
  feed_assert_sql (
      room,
      "SELECT concat_ws(' ', count(*), min(e.state), min(d.code), min(w.code), min(s.number),"
      " min(e.followup_decision), bool_and((e.ended_at AT TIME ZONE 'Asia/Shanghai')::date"
      " = hcrm_today(2) - 7)) FROM encounter AS e JOIN department AS d ON d.id = e.department_id"
      " JOIN department AS w ON w.id = e.ward_id JOIN staff AS s ON s.id = e.attending_id",
      "5 finished ORTHO ORTHO-W D1001 undecided t");
  feed_assert_sql (room, "SELECT count(*) || ' ' || count(DISTINCT id_number) FROM patient", "5 5");
  feed_assert_sql (room, "SELECT count(*) FROM contact", "10");
  feed_assert_sql (room, "SELECT name FROM department WHERE created_by = 2", "骨科二病区");
  feed_assert_sql (room, "SELECT params ->> 'attending' FROM timeline LIMIT 1", "陈一帆");
}

/* ---- the whole gateway ---- */

enum { SENDERS = 8, PATIENTS = 40 };

typedef struct {
  Feed *room;
  guint16 port;
  guint nth;
  gint *left;
} Sender;

/* All senders tell about the same patients, in different order, in the same new departments. */
static gpointer
send_all (gpointer data)
{
  Sender *sender = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", sender->port);
  g_autoptr (HcrmMllpClient) client = hcrm_mllp_client_connect (address, 30, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < PATIENTS; i++) {
    guint patient = sender->nth % 2 ? i : PATIENTS - 1 - i;
    g_autofree char *id = g_strdup_printf ("%u-%u", sender->nth, i);
    g_autofree char *pid = g_strdup_printf ("P%u^^^EAST^MR||张三", patient);
    g_autofree char *visit = g_strdup_printf ("PV1|1|I|N%u^^^EAST||||Y%u|||S%u|||||||||V%u\r",
                                              patient % 3, patient % 5, patient % 7, patient);
    char *text = feed_make (id, i % 2 ? "A01" : "A08", "20240102080000", pid, visit, HIP);
    g_autoptr (GBytes) message = g_bytes_new_take (text, strlen (text));
    g_autoptr (GBytes) answer = hcrm_mllp_client_exchange (client, message, &error);
    g_assert_no_error (error);
    g_autoptr (HcrmHl7Ack) ack = hcrm_hl7_ack_parse (answer, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (ack->text, ==, NULL);
    g_assert_cmpstr (ack->code, ==, "AA");
    g_assert_cmpstr (ack->control_id, ==, id);
  }
  g_atomic_int_add (sender->left, -1);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
test_crowd (Feed *room, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  HcrmHl7Gateway *gateway = hcrm_hl7_gateway_new (room->base.http, room->base.events);
  g_assert_true (hcrm_hl7_gateway_listen (gateway, "127.0.0.1:0", &error));
  Sender senders[SENDERS];
  GThread *threads[SENDERS];
  gint left = SENDERS;
  for (guint i = 0; i < SENDERS; i++) {
    senders[i] = (Sender){ room, hcrm_hl7_gateway_get_port (gateway), i, &left };
    threads[i] = g_thread_new ("sender", send_all, &senders[i]);
  }
  while (g_atomic_int_get (&left) > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < SENDERS; i++)
    g_thread_join (threads[i]);
  hcrm_hl7_gateway_stop (gateway);
  feed_assert_sql (room, "SELECT count(*) FROM his_message WHERE state = 'taken'", "320");
  feed_assert_sql (
      room,
      "SELECT count(*) || ' ' || count(DISTINCT p.id) FROM patient AS p JOIN encounter AS "
      "e ON e.patient_id = p.id",
      "40 40");
  feed_assert_sql (room, "SELECT count(*) FROM encounter_code", "40");
  feed_assert_sql (room, "SELECT count(*) FROM department WHERE created_by = 2", "10");
  feed_assert_sql (room, "SELECT count(*) FROM staff WHERE created_by = 2", "5");
}

static void
limit_connections (Feed *room, int limit)
{
  g_autofree char *database = fixture_sql (&room->base, "SELECT current_database()");
  g_autofree char *done =
      fixture_sql (&room->base, "ALTER DATABASE %s CONNECTION LIMIT %d", database, limit);
  g_assert_null (done);
}

static void
cut_connection (Feed *room)
{
  g_autofree char *done = fixture_sql (&room->base, "SELECT pg_terminate_backend(%d)",
                                       PQbackendPID (hcrm_db_get_connection (room->db)));
  g_assert_cmpstr (done, ==, "t");
}

/* The database goes away: nothing is acknowledged, and the message is good afterwards. */
static void
test_database_gone (Feed *room, gconstpointer unused)
{
  feed_take (room, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  cut_connection (room);
  feed_take (room, "AA", feed_make ("2", "A03", "20240109100000", WANG, DISCHARGE, NULL));
  feed_assert_sql (room, "SELECT state FROM encounter", "finished");
  limit_connections (room, 0);
  cut_connection (room);
  feed_take (room, "AR", feed_make ("3", "A08", "20240109110000", WANG, "", NULL));
  feed_take (room, "AR", g_strdup ("hello"));
  limit_connections (room, -1);
  feed_take (room, "AA", feed_make ("3", "A08", "20240109110000", WANG, "", NULL));
  feed_assert_sql (room, "SELECT count(*) FROM his_message", "3");
}

static void
take_all (Feed *room, const char *const *expected, char **messages, guint n)
{
  g_autofree HcrmHl7Delivery *deliveries = g_new0 (HcrmHl7Delivery, n);
  for (guint i = 0; i < n; i++)
    deliveries[i].bytes = g_bytes_new_take (messages[i], strlen (messages[i]));
  hcrm_hl7_intake_take_all (room->intake, room->db, deliveries, n, room->events);
  for (guint i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HcrmHl7Ack) ack = hcrm_hl7_ack_parse (deliveries[i].ack, &error);
    g_assert_no_error (error);
    g_test_message ("%u %s %s %s", i, ack->code, ack->place, ack->text);
    g_assert_cmpstr (ack->code, ==, expected[i]);
    g_bytes_unref (deliveries[i].bytes);
    g_bytes_unref (deliveries[i].ack);
  }
}

#define LI "A2^^^EAST^MR||李雷||19700101|M|||杭州市||13800000003"
#define VISIT(number) "PV1|1|I|ORTHO-2^301^12^EAST||||D1001^陈一帆|||ORTHO|||||||||" number "\r"

/* Good ones, and in one transaction: each patient, and each message in the audit, its own. */
static void
test_together (Feed *room, gconstpointer unused)
{
  static const char *const good[] = { "AA", "AA", "AA", "AA" };
  char *messages[] = { feed_make ("1", "A01", "20240102080000", WANG, VISIT ("I1"), NULL),
                       feed_make ("2", "A01", "20240102090000", LI, VISIT ("I2"), HIP),
                       feed_make ("3", "A08", "20240102100000", WANG, VISIT ("I1"), HIP),
                       feed_make ("4", "A08", "20240102110000", LI, VISIT ("I3"), NULL) };
  take_all (room, good, messages, G_N_ELEMENTS (messages));
  feed_assert_sql (room, "SELECT string_agg(name, ' ' ORDER BY name) FROM patient", "李雷 王芳");
  feed_assert_sql (room, "SELECT string_agg(number, ' ' ORDER BY number) FROM encounter",
                   "I1 I2 I3");
  feed_assert_sql (room, "SELECT count(*) FROM encounter_code", "2");
  feed_assert_sql (room, "SELECT count(DISTINCT xmin::text) FROM his_message", "1");
  feed_assert_sql (
      room,
      "SELECT string_agg(request_id, ' ' ORDER BY id) FROM audit WHERE entity = 'encounter'"
      " AND before IS NULL",
      "1 2 2 3 4");
}

/* What is wrong with one is none of the others' business, and is told to its own sender. */
static void
test_poison (Feed *room, gconstpointer unused)
{
  static const char *const mixed[] = { "AA", "AE", "AA", "AE", "AA", "AE" };
  char *messages[] = { feed_make ("1", "A01", "20240102080000", WANG, VISIT ("I1"), NULL),
                       feed_make ("2", "A01", "20240102090000", LI, VISIT ("I1"), NULL),
                       feed_make ("3", "A01", "20240102100000", LI, VISIT ("I2"), NULL),
                       g_strdup ("hello"),
                       feed_make ("1", "A01", "20240102080000", WANG, VISIT ("I1"), NULL),
                       feed_make ("3", "A01", "20240102100000", LI, VISIT ("I3"), NULL) };
  take_all (room, mixed, messages, G_N_ELEMENTS (messages));
  feed_assert_sql (room, "SELECT count(*) FROM patient", "2");
  feed_assert_sql (room, "SELECT string_agg(number, ' ' ORDER BY number) FROM encounter", "I1 I2");
  feed_assert_sql (
      room,
      "SELECT string_agg(control_id, ' ' ORDER BY control_id) FROM his_message WHERE state "
      "= 'taken'",
      "1 3");
  feed_assert_sql (room, "SELECT count(*) FROM his_message WHERE state = 'dead'", "3");
}

/* The connection dies under many: each is taken all the same, once. */
static void
test_together_cut (Feed *room, gconstpointer unused)
{
  static const char *const good[] = { "AA", "AA" };
  feed_take (room, "AA", feed_make ("0", "A01", "20240101080000", WANG, VISIT ("I0"), NULL));
  char *messages[] = { feed_make ("1", "A01", "20240102080000", WANG, VISIT ("I1"), NULL),
                       feed_make ("2", "A01", "20240102090000", LI, VISIT ("I2"), HIP) };
  cut_connection (room);
  take_all (room, good, messages, G_N_ELEMENTS (messages));
  feed_assert_sql (room, "SELECT count(*) FROM his_message", "3");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/hl7/intake/" path, Feed, NULL, feed_set_up, function, feed_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("stay", test_stay);
  ADD ("same-again", test_same_again);
  ADD ("out-of-order", test_out_of_order);
  ADD ("death-and-others", test_death_and_others);
  ADD ("allergies-are-joined", test_allergies_are_joined);
  ADD ("unknown-organisation", test_unknown_organisation);
  ADD ("dead-letters", test_dead_letters);
  ADD ("long-word", test_long_word);
  ADD ("broken-rule", test_broken_rule);
  ADD ("replay", test_replay);
  ADD ("sample", test_sample);
  ADD ("crowd", test_crowd);
  ADD ("database-gone", test_database_gone);
  ADD ("together", test_together);
  ADD ("poison", test_poison);
  ADD ("together-cut", test_together_cut);
  return g_test_run ();
}
