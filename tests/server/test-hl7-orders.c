/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drugs, results, batches and who is answered how. */
#include <string.h>

#include "hcrm-feed.h"

static char *
make_order (const char *id, const char *type, const char *at, const char *rest)
{
  return g_strdup_printf ("MSH|^~\\&|LIS|EAST|HCRM||%s||%s|%s|P|2.5||||||UNICODE UTF-8\r"
                          "PID|1||A1^^^EAST^MR||王芳\r%s",
                          at, type, id, rest);
}

/* ---- results ---- */

#define BLOOD(hgb, state)                                                                          \
  "PV1|1|I|||||||||||||||||I1\r"                                                                   \
  "OBR|1||R77|CBC^血常规^L|||20240103060000||||||||||||||||||" state "\r"                          \
  "OBX|1|NM|HGB^血红蛋白||" hgb "|g/L|115-150|L|||" state "\r"                                     \
  "OBX|2|NM|WBC^白细胞||6.1|10*9/L|3.5-9.5|N|||" state "\r"

static void
test_results (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take (feed, "AA", make_order ("2", "ORU^R01", "20240103080000", BLOOD ("98", "F")));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', r.state, r.abnormal, r.name, r.items -> 0 ->> 'value', "
                   "r.items -> 0 ->> 'unit',"
                   " r.items -> 0 ->> 'flag', e.number) FROM result AS r JOIN encounter AS e ON "
                   "e.id = r.encounter_id",
                   "final 1 血常规 98 g/L L I1");
  feed_assert_sql (
      feed, "SELECT code || ' ' || (params - 'result_id') FROM timeline WHERE code LIKE 'result.%'",
      "result.reported {\"name\": \"血常规\", \"flags\": \"血红蛋白 ↓\", \"items\": 2, "
      "\"abnormal\": 1}");
  feed_take (feed, "AA", make_order ("4", "ORU^R01", "20240103100000", BLOOD ("96", "C")));
  feed_take (feed, "AA", make_order ("3", "ORU^R01", "20240103090000", BLOOD ("97", "F")));
  feed_assert_sql (feed, "SELECT concat_ws(' ', state, items -> 0 ->> 'value') FROM result",
                   "corrected 96");
  feed_assert_sql (
      feed, "SELECT string_agg(code, ' ' ORDER BY id) FROM timeline WHERE code LIKE 'result.%'",
      "result.reported result.corrected");
  feed_assert_sql (feed, "SELECT concat_ws(' ', sex, birth_date) FROM patient",
                   "female 1965-01-29");
}

/* A laboratory tells of a number that the HIS has not told of yet: nothing is lost, nothing made
 * up. */
static void
test_results_of_unknown (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", make_order ("1", "ORU^R01", "20240103080000", BLOOD ("98", "F")));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', p.name, i.value, t.code, r.items -> 0 ->> 'value') FROM "
                   "patient AS p JOIN patient_identifier AS i ON i.patient_id = p.id JOIN timeline "
                   "AS t ON t.patient_id = p.id JOIN result AS r ON r.patient_id = p.id",
                   "王芳 A1 result.reported 98");
  feed_take_dead (feed, "PID-5",
                  g_strdup_printf ("MSH|^~\\&|LIS|EAST|HCRM||20240103080000||ORU^R01|2|P|2.5\r"
                                   "PID|1||B9^^^EAST^MR\r%s",
                                   BLOOD ("98", "F")));
  feed_take (feed, "AA", feed_make ("3", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take (feed, "AA", make_order ("4", "ORU^R01", "20240103100000", BLOOD ("96", "C")));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', count(DISTINCT p.id), count(DISTINCT r.id), max(p.sex), "
                   "max(e.number)) FROM patient AS p LEFT JOIN result AS r ON r.patient_id = p.id "
                   "LEFT JOIN encounter AS e ON e.id = r.encounter_id",
                   "1 1 female I1");
}

static char *
make_order_of (const char *patient,
               const char *id,
               const char *type,
               const char *at,
               const char *rest)
{
  return g_strdup_printf ("MSH|^~\\&|LIS|EAST|HCRM||%s||%s|%s|P|2.5||||||UNICODE UTF-8\r"
                          "PID|1||%s^^^EAST^MR||某人\r%s",
                          at, type, id, patient, rest);
}

/* Reported under the wrong patient first: what is corrected goes to whom it is of, with a line for
 * both; what is told late moves nothing back. */
static void
test_results_moved (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take (feed, "AA", make_order ("2", "ORU^R01", "20240103080000", BLOOD ("98", "F")));
  feed_take (feed, "AA",
             make_order_of ("A2", "3", "ORU^R01", "20240103100000",
                            "OBR|1||R77|CBC^血常规^L|||20240103060000||||||||||||||||||C\r"
                            "OBX|1|NM|HGB^血红蛋白||98|g/L|115-150|L|||C\r"));
  feed_take (feed, "AA", make_order ("4", "ORU^R01", "20240103090000", BLOOD ("97", "F")));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', i.value, r.state, r.encounter_id) FROM result AS r"
                   " JOIN patient_identifier AS i ON i.patient_id = r.patient_id",
                   "A2 corrected");
  feed_assert_sql (feed,
                   "SELECT string_agg(concat_ws(' ', i.value, t.code, t.params ->> 'order'), ', '"
                   " ORDER BY t.code) FROM timeline AS t JOIN patient_identifier AS i"
                   " ON i.patient_id = t.patient_id WHERE t.code LIKE 'result.%'",
                   "A2 result.corrected, A1 result.moved R77, A1 result.reported");
}

/* A laboratory adds what is missing, and knows nothing better; nor does it make the HIS come late.
 */
static void
test_results_change_nothing (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", make_order ("2", "ORU^R01", "20240105080000", BLOOD ("98", "F")));
  feed_take (feed, "AA",
             feed_make ("1", "A01", "20240102080000", "A1^^^EAST^MR||王芬||19650129|F", STAY "\r",
                        NULL));
  feed_assert_sql (feed, "SELECT concat_ws(' ', name, sex) FROM patient", "王芬 female");
  feed_take_dead (feed, "OBR-4", make_order ("5", "ORU^R01", "20240105080000", "OBR|1||R9\r"));
  feed_take_dead (feed, "OBR-1", make_order ("6", "ORU^R01", "20240105080000", ""));
}

/* ---- drugs ---- */

static void
assert_drugs (Feed *feed, const char *expected)
{
  feed_assert_sql (feed,
                   "SELECT string_agg(concat_ws(' ', order_number, drug_code, quantity, unit, "
                   "daily_dose, daily_dose_unit,"
                   " days_supply, as_needed, refills_left, state), ', ' ORDER BY dispensed_at, "
                   "drug_code) FROM dispensing",
                   expected);
}

static void
test_dispensed (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA",
             make_order ("1", "RDS^O13", "20240103080000",
                         "ORC|RE|P1|F1\rRXD|1|M10^美托洛尔片^L|20240103|28|片||RX1|2||||2^片\r"
                         "ORC|RE|P2|F2\rRXE||M20^阿托伐他汀^L|1||片\rTQ1|1||QD|||28^D\rRXD|1|M20^"
                         "阿托伐他汀^L|20240103|28|片||RX2|0\r"));
  assert_drugs (feed, "F1 M10 28 片 2 片 f 2 dispensed, F2 M20 28 片 1 片 28 f 0 dispensed");
}

static void
test_ordered_and_stopped (Feed *feed, gconstpointer unused)
{
  feed_take (
      feed, "AA",
      make_order ("1", "RDE^O11", "20240103080000",
                  "ORC|NW|P1|F1\rRXE||M10^美托洛尔片^L|1||片|||||28|片||||RX1|3\rTQ1|1||BID\r"
                  "ORC|NW|P2|F2\rRXE||M30^硝酸甘油^L|1||片\rTQ1|1||PRN\r"));
  assert_drugs (feed, "F1 M10 28 片 2 片 f 3 ordered, F2 M30 片 t ordered");
  feed_take (feed, "AA",
             make_order ("3", "RDE^O11", "20240106080000",
                         "ORC|DC|P1|F1||||||20240106\rRXE||M10^美托洛尔片^L\r"));
  feed_take (feed, "AA",
             make_order ("2", "RDS^O13", "20240105080000",
                         "ORC|RE|P1|F1\rRXD|1|M10^美托洛尔片^L|20240105|28|片||||||2^片\r"));
  feed_assert_sql (feed,
                   "SELECT string_agg(concat_ws(' ', order_number, to_char(dispensed_at AT TIME "
                   "ZONE 'Asia/Shanghai', 'DD'), "
                   "state), ', ' ORDER BY id) FROM dispensing",
                   "F1 03 stopped, F2 03 ordered, F1 05 stopped");
  feed_take (feed, "AA",
             make_order ("4", "RDS^O13", "20240108080000",
                         "ORC|RE|P1|F1\rRXD|1|M10^美托洛尔片^L|20240108|28|片\r"));
  feed_assert_sql (feed, "SELECT state FROM dispensing WHERE dispensed_at > '2024-01-07'",
                   "dispensed");
  feed_assert_sql (feed, "SELECT string_agg(code, ' ' ORDER BY at, id) FROM timeline",
                   "drug.ordered drug.ordered drug.dispensed drug.stopped drug.dispensed");
}

/* Handed out to another than was told first: her refills are computed without it. */
static void
test_drugs_moved (Feed *feed, gconstpointer unused)
{
  static const char drug[] = "ORC|RE|P1|F1\rRXD|1|M10^美托洛尔片^L|20240103|28|片||||||2^片\r";

  feed_take (feed, "AA", feed_make ("1", "A01", "20240102080000", WANG, STAY "\r", NULL));
  feed_take (feed, "AA", make_order ("2", "RDS^O13", "20240103080000", drug));
  feed_assert_sql (feed, "DELETE FROM refill_stale RETURNING patient_id", "1");
  feed_take (feed, "AA", make_order_of ("A2", "3", "RDS^O13", "20240103100000", drug));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', i.value, d.state, d.encounter_id) FROM dispensing AS d"
                   " JOIN patient_identifier AS i ON i.patient_id = d.patient_id",
                   "A2 dispensed");
  feed_assert_sql (feed, "SELECT count(*) FROM refill_stale", "2");
  feed_assert_sql (feed,
                   "SELECT string_agg(concat_ws(' ', i.value, t.code), ', ' ORDER BY t.code,"
                   " i.value) FROM timeline AS t JOIN patient_identifier AS i"
                   " ON i.patient_id = t.patient_id WHERE t.code LIKE 'drug.%'",
                   "A1 drug.dispensed, A2 drug.dispensed, A1 drug.moved");
  feed_take (feed, "AA",
             make_order ("4", "RDE^O11", "20240106080000",
                         "ORC|DC|P1|F1||||||20240106\rRXE||M10^美托洛尔片^L\r"));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', i.value, d.state) FROM dispensing AS d"
                   " JOIN patient_identifier AS i ON i.patient_id = d.patient_id",
                   "A1 stopped");
}

/* One and the same under two records that are one patient stays where it is. */
static void
test_merged_keeps (Feed *feed, gconstpointer unused)
{
  feed_take (feed, "AA", make_order ("1", "ORU^R01", "20240103080000", BLOOD ("98", "F")));
  feed_take (feed, "AA",
             feed_make ("3", "A40", "20240103084000", "A2^^^EAST^MR||王芳", "MRG|A1^^^EAST^MR\r",
                        NULL));
  feed_take (feed, "AA", make_order_of ("A2", "4", "ORU^R01", "20240103100000", BLOOD ("96", "C")));
  feed_assert_sql (feed,
                   "SELECT concat_ws(' ', i.value, r.state) FROM result AS r"
                   " JOIN patient_identifier AS i ON i.patient_id = r.patient_id",
                   "A1 corrected");
  feed_assert_sql (feed, "SELECT count(*) FROM timeline WHERE code = 'result.moved'", "0");
}

static void
test_unusable_drugs (Feed *feed, gconstpointer unused)
{
  feed_take_dead (feed, "RXD-4",
                  make_order ("1", "RDS^O13", "20240103080000", "RXD|1|M1^药|20240103|many\r"));
  feed_take_dead (feed, "RXD-2",
                  make_order ("2", "RDS^O13", "20240103080000", "RXD|1||20240103|3\r"));
  feed_take_dead (feed, "RXE-1", make_order ("3", "RDE^O11", "20240103080000", "ORC|NW|1\r"));
  feed_assert_sql (feed, "SELECT count(*) FROM dispensing", "0");
}

/* ---- what a sender asks to hear ---- */

static void
assert_answer (Feed *feed, char *message, const char *expected)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (message, strlen (message));
  g_autoptr (GPtrArray) acks = feed_answer (feed, bytes);
  g_autoptr (GString) got = g_string_new (NULL);
  for (guint i = 0; i < acks->len; i++)
    g_string_append_printf (got, "%s%s", i ? " " : "", ((HcrmHl7Ack *) acks->pdata[i])->code);
  g_assert_cmpstr (got->str, ==, expected);
}

static char *
make_wanting (guint id, const char *accept, const char *application, gboolean good)
{
  return g_strdup_printf ("MSH|^~\\&|HIS|EAST|HCRM||20240102080000||ADT^A31|%u|P|2.5|||%s|%s\r"
                          "PID|1||A1^^^EAST^MR||%s\r",
                          id, accept, application, good ? "Wang" : "");
}

static void
test_wants (Feed *feed, gconstpointer unused)
{
  static const struct {
    const char *accept, *application, *good, *bad;
  } rows[] = {
    { "", "", "AA", "AE" },           { "AL", "NE", "CA", "CA" }, { "NE", "NE", "", "" },
    { "AL", "AL", "CA AA", "CA AE" }, { "NE", "AL", "AA", "AE" }, { "ER", "ER", "", "AE" },
    { "SU", "SU", "CA AA", "CA" },    { "AL", "", "CA", "CA" },   { "", "AL", "AA", "AE" },
    { "AL", "ER", "CA", "CA AE" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_answer (feed, make_wanting (i, rows[i].accept, rows[i].application, FALSE), rows[i].bad);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_answer (feed, make_wanting (100 + i, rows[i].accept, rows[i].application, TRUE),
                   rows[i].good);
  assert_answer (feed, g_strdup ("MSH|^~\\&|HIS|EAST|||2024|||7|P|2.5|||AL|AL\rPID|1\r"), "CR");
  assert_answer (feed, g_strdup ("MSH|^~\\&|HIS|EAST|||2024||ADT^A01||P|2.5|||AL|AL\rPID|1\r"),
                 "CE");
  assert_answer (feed, g_strdup ("MSH|^~\\&|HIS|EAST|||2024||ADT^A01|9|P|2.5|||ER|AL\r??"), "CE");
}

static void
test_answers_of_their_own (Feed *feed, gconstpointer unused)
{
  static const char *const rows[][2] = { { "RDS^O13^RDS_O13", "RRD^O14^RRD_O14" },
                                         { "RDE^O11", "RRE^O12^RRE_O12" },
                                         { "ORU^R01", "ACK^R01^ACK" },
                                         { "RDS^O01", "RRD^O02" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = make_order ("1", rows[i][0], "20240103080000", "");
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
    g_autoptr (GBytes) answer = hcrm_hl7_intake_take (feed->intake, feed->db, bytes, feed->events);
    g_autofree char *reply = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
    g_autofree char *type = g_strdup_printf ("|%s|", rows[i][1]);
    g_assert_nonnull (strstr (reply, type));
    g_assert_nonnull (strstr (reply, "\rMSA|AE|1|"));
  }
}

/* ---- what the header rules out ---- */

static void
assert_refused (Feed *feed, const char *header, const char *code, const char *place)
{
  g_autofree char *text = g_strconcat (header, "\rPID|1||A1^^^EAST^MR||王芳\r", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) answer = hcrm_hl7_intake_take (feed->intake, feed->db, bytes, feed->events);
  g_autofree char *reply = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_autofree char *condition = g_strconcat ("|", code, "^", NULL);
  g_autoptr (GPtrArray) acks = feed_split (answer);
  g_assert_cmpuint (acks->len, ==, 1);
  const HcrmHl7Ack *ack = g_ptr_array_index (acks, 0);
  g_assert_cmpstr (ack->code, ==, "AR");
  g_assert_cmpstr (ack->place, ==, place);
  g_assert_nonnull (strstr (reply, condition));
}

/* A test of the HIS, or another standard, leaves nothing behind; one without a type is kept. */
static void
test_header_refused (Feed *feed, gconstpointer unused)
{
#define HEADER "MSH|^~\\&|HIS|EAST|||20240102080000||"
  assert_refused (feed, HEADER "ADT^A31|1|T|2.5", "202", "MSH-11");
  assert_refused (feed, HEADER "ADT^A31|2|D^A|2.5", "202", "MSH-11");
  assert_refused (feed, HEADER "ADT^A31|3|T|2.5\r??", "202", "MSH-11");
  assert_refused (feed, HEADER "ADT^A31|4|P|3.0", "203", "MSH-12");
  feed_assert_sql (feed, "SELECT count(*) FROM his_message", "0");
  assert_refused (feed, HEADER "|5|P|2.5", "101", "MSH-9");
  assert_refused (feed, HEADER "|5|P|2.5", "101", "MSH-9");
  assert_refused (feed, HEADER "^A31|6|P|2.5", "102", "MSH-9");
  feed_assert_sql (feed, "SELECT count(*) FROM his_message WHERE state = 'dead'", "2");
  feed_assert_sql (feed, "SELECT count(*) FROM patient", "0");
  feed_take (feed, "AA", g_strdup (HEADER "ADT^A31|7|P^T|2\rPID|1||A1^^^EAST^MR||王芳\r"));
  feed_take (feed, "AA", g_strdup (HEADER "ADT^A31|8\rPID|1||A1^^^EAST^MR||王芳\r"));
}

/* ---- batches ---- */

#define BATCHED(id, name)                                                                          \
  "MSH|^~\\&|HIS|EAST|HCRM||20240102080000||ADT^A31|" id "|P|2.5\rPID|1||B" id "^^^EAST^MR||" name \
  "\r"

static void
test_batch (Feed *feed, gconstpointer unused)
{
  static const char text[] =
      "FHS|^~\\&|HIS|EAST|HCRM||2024||||F7\rBHS|^~\\&|HIS|EAST|HCRM||2024||||B7\r" BATCHED ("1",
                                                                                            "Wang")
          BATCHED ("2", "") BATCHED ("3", "Li") "BTS|4\rFTS|1\r";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) answer = hcrm_hl7_intake_take (feed->intake, feed->db, bytes, feed->events);
  g_autofree char *reply = g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
  g_autoptr (GPtrArray) acks = feed_split (answer);
  g_assert_cmpuint (acks->len, ==, 3);
  g_assert_true (g_str_has_prefix (reply, "FHS|^~\\&|HCRM||HIS|EAST|"));
  g_assert_nonnull (strstr (reply, "|F7\rBHS|^~\\&|HCRM||HIS|EAST|"));
  g_assert_nonnull (strstr (reply, "|B7\rMSH|"));
  g_assert_nonnull (strstr (reply, "\rMSA|AA|1\r"));
  g_assert_nonnull (strstr (reply, "\rMSA|AE|2|"));
  g_assert_nonnull (strstr (reply, "\rBTS|3|4 messages announced, 3 found\rFTS|1\r"));
  feed_assert_sql (feed, "SELECT count(*) FROM patient", "2");
  feed_assert_sql (feed, "SELECT count(*) FROM his_message WHERE state = 'dead'", "1");
}

/* Returns: (transfer full): the answer to a frame, whole */
static char *
take_text (Feed *feed, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) answer = hcrm_hl7_intake_take (feed->intake, feed->db, bytes, feed->events);
  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

/* The first field, the count or the reference, and what the counts say, of each line. */
static char *
outline (const char *reply)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_auto (GStrv) segments = g_strsplit (reply, "\r", -1);
  for (guint i = 0; segments[i] && *segments[i]; i++) {
    g_auto (GStrv) fields = g_strsplit (segments[i], "|", -1);
    guint n = g_strv_length (fields);
    if (g_str_has_prefix (segments[i], "MSA"))
      g_string_append_printf (lines, "%s:%s ", fields[1], fields[2]);
    else if (strchr ("FB", *fields[0]) && fields[0][1] == 'H')
      g_string_append_printf (lines, "%s:%s ", fields[0], fields[n - 1]);
    else if (strchr ("FB", *fields[0]))
      g_string_append_printf (lines, "%s:%s%s%s ", fields[0], fields[1], n > 2 ? "," : "",
                              n > 2 ? fields[2] : "");
  }
  return g_strchomp (g_strdup (lines->str));
}

static void
assert_outline (Feed *feed, const char *text, const char *expected)
{
  g_autofree char *reply = take_text (feed, text);
  g_autofree char *got = outline (reply);
  g_assert_cmpstr (got, ==, expected);
}

#define FILE_HEAD(id) "FHS|^~\\&|HIS|EAST|HCRM||2024||||" id "\r"
#define HEAD(id) "BHS|^~\\&|HIS|EAST|HCRM||2024||||" id "\r"

/* Each batch of a file is answered by one of its own. */
static void
test_batches (Feed *feed, gconstpointer unused)
{
  assert_outline (feed,
                  FILE_HEAD ("F1") HEAD ("B1") BATCHED ("1", "Wang")
                      BATCHED ("2", "Li") "BTS|2\r" HEAD ("B2")
                          BATCHED ("3", "Wu") "BTS|1\rFTS|2\r",
                  "FHS:F1 BHS:B1 AA:1 AA:2 BTS:2 BHS:B2 AA:3 BTS:1 FTS:2");
  assert_outline (feed,
                  FILE_HEAD ("F2") HEAD ("B3") BATCHED ("4", "Wang") "BTS|2\r" HEAD ("B4")
                      BATCHED ("5", "Wu") "BTS|1\rFTS|3\r",
                  "FHS:F2 BHS:B3 AA:4 BTS:1,2 messages announced, 1 found BHS:B4 AA:5 BTS:1"
                  " FTS:2,3 batches announced, 2 found");
  assert_outline (feed, HEAD ("B5") BATCHED ("6", "Wang") HEAD ("B6") BATCHED ("7", "Li"),
                  "BHS:B5 AA:6 BTS:1 BHS:B6 AA:7 BTS:1");
  assert_outline (feed, FILE_HEAD ("F3") BATCHED ("8", "Wang") "FTS|1\r", "FHS:F3 AA:8 FTS:1");
}

/* Nothing in it is nothing wrong with it. */
static void
test_empty_batch (Feed *feed, gconstpointer unused)
{
  assert_outline (feed, HEAD ("B1") "BTS|0\r", "BHS:B1 BTS:0");
  assert_outline (feed, FILE_HEAD ("F1") HEAD ("B1") "BTS|0\rFTS|1\r", "FHS:F1 BHS:B1 BTS:0 FTS:1");
  assert_outline (feed, FILE_HEAD ("F2") "FTS|0\r", "FHS:F2 FTS:0");
  feed_assert_sql (feed, "SELECT count(*) FROM his_message", "0");
}

static void
test_batch_after_mark (Feed *feed, gconstpointer unused)
{
  assert_outline (feed, "\xEF\xBB\xBF" HEAD ("B1") BATCHED ("1", "Wang") "BTS|1\r",
                  "BHS:B1 AA:1 BTS:1");
  assert_outline (feed, "\r\n" FILE_HEAD ("F1") HEAD ("B2") BATCHED ("2", "Li") "BTS|1\rFTS|1\r",
                  "FHS:F1 BHS:B2 AA:2 BTS:1 FTS:1");
}

/* 东院 in GB 18030 comes back as it went. */
static void
test_batch_encoding (Feed *feed, gconstpointer unused)
{
#define EAST "\xB6\xAB\xD4\xBA"
  g_autofree char *reply =
      take_text (feed, "BHS|^~\\&|HIS|" EAST "|HCRM||2024||||B1\r"
                       "MSH|^~\\&|HIS|" EAST "|HCRM||20240102080000||ADT^A31|1|P|2.5||||||GB18030\r"
                       "PID|1||B1^^^EAST^MR||Li\rBTS|1\r");
  g_assert_true (g_str_has_prefix (reply, "BHS|^~\\&|HCRM||HIS|" EAST "|"));
  g_assert_nonnull (strstr (reply, "MSH|^~\\&|HCRM||HIS|" EAST "|"));
}

/* Many, some broken: none stops those behind it. */
static void
test_long_batch (Feed *feed, gconstpointer unused)
{
  g_autoptr (GString) text = g_string_new ("BHS|^~\\&|HIS|EAST\r");
  for (guint i = 0; i < 50; i++)
    g_string_append_printf (
        text,
        i % 7 == 3
            ? "MSH|^~\r"
            : "MSH|^~\\&|HIS|EAST|||20240102080000||ADT^A31|%u|P|2.5\rPID|1||N%u^^^EAST^MR||Li\r",
        i, i);
  g_string_append (text, "BTS|50\r");
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
  g_autoptr (GPtrArray) acks = feed_answer (feed, bytes);
  g_assert_cmpuint (acks->len, ==, 50);
  feed_assert_sql (feed, "SELECT count(*) FROM patient", "43");
  feed_assert_sql (feed, "SELECT count(*) FROM his_message WHERE state = 'dead'", "1");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/hl7/" path, Feed, NULL, feed_set_up, function, feed_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("results", test_results);
  ADD ("results-of-unknown", test_results_of_unknown);
  ADD ("results-moved", test_results_moved);
  ADD ("drugs-moved", test_drugs_moved);
  ADD ("merged-keeps", test_merged_keeps);
  ADD ("results-change-nothing", test_results_change_nothing);
  ADD ("dispensed", test_dispensed);
  ADD ("ordered-and-stopped", test_ordered_and_stopped);
  ADD ("unusable-drugs", test_unusable_drugs);
  ADD ("wants", test_wants);
  ADD ("answers-of-their-own", test_answers_of_their_own);
  ADD ("batch", test_batch);
  ADD ("header-refused", test_header_refused);
  ADD ("batches", test_batches);
  ADD ("empty-batch", test_empty_batch);
  ADD ("batch-after-mark", test_batch_after_mark);
  ADD ("batch-encoding", test_batch_encoding);
  ADD ("long-batch", test_long_batch);
  return g_test_run ();
}
