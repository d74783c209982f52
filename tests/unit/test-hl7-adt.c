/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ADT messages: what is taken from them, in the standard's form and in what hospitals send. */
#include <string.h>

#include "gateways/hl7/hcrm-hl7-adt.h"
#include "gateways/hl7/hcrm-hl7-terms.h"
#include "gateways/hl7/hcrm-hl7-time.h"

#define HEAD(event)                                                                                \
  "MSH|^~\\&|HIS|EAST|HCRM||20240102030405||ADT^" event "|C1|P|2.5||||||UNICODE UTF-8\r"
#define PID "PID|1||A1^^^EAST^MR||王芳||19800229|F\r"
#define VISIT "PV1|1|I|W3^301^12^EAST||||D1001^赵敏|||ORTHO^骨科"

static GTimeZone *
zone (void)
{
  return g_time_zone_new_identifier ("Asia/Shanghai");
}

static HcrmRecord *
read_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (HcrmHl7Message) message = hcrm_hl7_message_parse (bytes, error);
  if (!message)
    return NULL;
  g_autoptr (GTimeZone) site = zone ();
  const HcrmHl7Event *event = hcrm_hl7_event_find (message);
  return event ? hcrm_hl7_adt_read (message, event, site, error) : NULL;
}

static HcrmRecord *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  return read_bytes (bytes, error);
}

static HcrmRecord *
read_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  HcrmRecord *record = read_text (text, &error);
  g_assert_no_error (error);
  g_assert_nonnull (record);
  return record;
}

static void
assert_told (HcrmRecord *record, const char *name, const char *expected)
{
  g_test_message ("%s", name);
  g_assert_cmpstr (hcrm_record_get (record, name), ==, expected);
}

/* ---- times ---- */

static void
test_times (void)
{
  static const struct {
    const char *written;
    const char *time;
    const char *date;
  } rows[] = {
    { "2024", "2024-01-01T00:00:00+08:00", "2024-01-01" },
    { "202403", "2024-03-01T00:00:00+08:00", "2024-03-01" },
    { "20240229", "2024-02-29T00:00:00+08:00", "2024-02-29" },
    { "2024022923", "2024-02-29T23:00:00+08:00", "2024-02-29" },
    { "202402292359", "2024-02-29T23:59:00+08:00", "2024-02-29" },
    { "20240229235958", "2024-02-29T23:59:58+08:00", "2024-02-29" },
    { "20240229235958.25", "2024-02-29T23:59:58.250000+08:00", "2024-02-29" },
    { "20240229200000+0000", "2024-03-01T04:00:00+08:00", "2024-02-29" },
    { "198908181126-0215", "1989-08-18T22:41:00+09:00", "1989-08-18" }, /* summer time then */
    { "20230229", NULL, NULL },
    { "20241301", NULL, NULL },
    { "2024022924", NULL, "2024-02-29" },
    { "00000000", NULL, NULL },
    { "24-01-01", NULL, NULL },
    { "20240101x", NULL, NULL },
    { "20240", NULL, NULL },
    { "无", NULL, NULL },
  };
  g_autoptr (GTimeZone) site = zone ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *time = hcrm_hl7_time_parse (rows[i].written, site);
    g_autofree char *date = hcrm_hl7_date_parse (rows[i].written);
    g_test_message ("%s", rows[i].written);
    g_assert_cmpstr (time, ==, rows[i].time);
    g_assert_cmpstr (date, ==, rows[i].date);
  }
}

/* ---- patients ---- */

static void
test_admission (void)
{
  g_autoptr (HcrmRecord) told = read_good (
      HEAD ("A01") "EVN|A01|20240102030000||||20240102025500\r"
                   "PID|1||A1^^^EAST^MR~110105196512290137^^^^NI||王^芳||19651229|F|||人民路1号^^"
                   "杭州市^浙江省"
                   "||13800000001~0571-88886620|138 0000 0001|||M||V9\r"
                   "NK1|1|王^强|1^夫妻||13800000002\r"
                   "NK1|2|李四|CHD||无|13800000003/13800000004\r" VISIT
                   "|||||||||I2024-7^^^EAST|||||||||||||||||||||||||20240102\r"
                   "DG1|1||S72.0^股骨颈骨折^ICD10\rDG1|2||I10^高血压\r"
                   "AL1|1||^青霉素||皮疹\rAL1|2||^海鲜\rPR1|1||81.52^髋关节置换术^I9C\r");
  assert_told (told, "event_at", "2024-01-02T02:55:00+08:00");
  assert_told (told, "name", "王芳");
  assert_told (told, "sex", "female");
  assert_told (told, "birth_date", "1965-12-29");
  assert_told (told, "id_number", "110105196512290137");
  assert_told (told, "address", "浙江省杭州市人民路1号");
  assert_told (told, "allergies", "青霉素（皮疹）；海鲜");
  assert_told (told, "identifiers", "[{\"issuer\":\"EAST\",\"kind\":\"MRN\",\"value\":\"A1\"}]");
  assert_told (told, "kind", "inpatient");
  assert_told (told, "number", "I2024-7");
  assert_told (told, "service", "ORTHO");
  assert_told (told, "point_of_care", "W3");
  assert_told (told, "bed", "12");
  assert_told (told, "attending_number", "D1001");
  assert_told (told, "attending_name", "赵敏");
  assert_told (told, "started_at", "2024-01-02T00:00:00+08:00");
  g_assert_false (hcrm_record_has (told, "ended_at"));
  g_autoptr (GPtrArray) contacts = hcrm_record_get_rows (told, "contacts");
  g_assert_cmpuint (contacts->len, ==, 5);
  HcrmRecord *self = g_ptr_array_index (contacts, 0);
  assert_told (self, "relation", "self");
  assert_told (self, "number_key", "13800000001");
  assert_told (g_ptr_array_index (contacts, 1), "channel", "landline");
  assert_told (g_ptr_array_index (contacts, 2), "relation", "spouse");
  assert_told (g_ptr_array_index (contacts, 2), "name", "王强");
  assert_told (g_ptr_array_index (contacts, 4), "number_key", "13800000004");
  g_autoptr (GPtrArray) codes = hcrm_record_get_rows (told, "codes");
  g_assert_cmpuint (codes->len, ==, 3);
  assert_told (g_ptr_array_index (codes, 1), "code", "I10");
  assert_told (g_ptr_array_index (codes, 1), "system", "icd10");
  assert_told (g_ptr_array_index (codes, 2), "system", "icd9cm3");
}

static void
test_discharge (void)
{
  g_autoptr (HcrmRecord) home =
      read_good (HEAD ("A03") "EVN|A03|20240109100000\r" PID VISIT "|||||||||V1"
                              "|||||||||||||||||1\r");
  assert_told (home, "ended_at", "2024-01-09T10:00:00+08:00");
  assert_told (home, "outcome", "home");
  g_assert_false (hcrm_record_has (home, "deceased_at"));
  g_autoptr (HcrmRecord) died =
      read_good (HEAD ("A03") PID VISIT "|||||||||V1|||||||||||||||||20|||||||||20240108\r");
  assert_told (died, "outcome", "died");
  assert_told (died, "deceased_at", "2024-01-08T00:00:00+08:00");
}

static void
test_nulls (void)
{
  g_autoptr (HcrmRecord) told = read_good (
      HEAD ("A08") "PID|1||A1^^^EAST^MR||||\"\"||||||||||||||||||||||\"\"|N\rPV1|1|I|^^\"\"\r");
  g_assert_false (hcrm_record_has (told, "name"));
  g_assert_true (hcrm_record_has (told, "birth_date"));
  assert_told (told, "birth_date", NULL);
  g_assert_true (hcrm_record_has (told, "bed"));
  g_assert_true (hcrm_record_has (told, "deceased_at"));
  g_assert_false (hcrm_record_has (told, "number"));
}

static void
test_names (void)
{
  static const struct {
    const char *written;
    const char *name;
  } rows[] = {
    { "王芳", "王芳" },
    { "欧阳^修", "欧阳修" },
    { "^李", "李" },
    { "DOE^JOHN^Q", "JOHN Q DOE" },
    { "Zoë^Renée~山田^太郎", "山田太郎" },
    { "李明~LI^MING", "李明" },
    { "A&x^B", "B A" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strconcat (HEAD ("A31") "PID|1||A1||", rows[i].written, "\r", NULL);
    g_autoptr (HcrmRecord) told = read_good (text);
    assert_told (told, "name", rows[i].name);
    assert_told (told, "identifiers", "[{\"issuer\":\"EAST\",\"kind\":\"MRN\",\"value\":\"A1\"}]");
  }
}

/* ---- what cannot be used ---- */

static void
assert_complaints (const char *text, const char *const *places)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRecord) told = read_text (text, &error);
  g_assert_null (told);
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
  g_assert_cmpuint (hcrm_error_get_n_fields (error), ==, g_strv_length ((char **) places));
  for (guint i = 0; places[i]; i++)
    g_assert_cmpstr (hcrm_error_get_field (error, i), ==, places[i]);
}

static void
test_complaints (void)
{
  assert_complaints (HEAD ("A01") "PID|1||^^^EAST||王芳\r" VISIT "\r",
                     (const char *[]){ "PV1-19", "PID-3", NULL });
  assert_complaints (HEAD ("A01") "PID|1||A1||王芳||1980-02-02\r"
                                  "PV1|1|X|||||||||||||||||V1|||||||||||||||||||||||||yesterday\r",
                     (const char *[]){ "PV1-2", "PV1-44", "PID-7", NULL });
  assert_complaints (HEAD ("A03") PID "PV1|1|I|||||||||||||||||V1"
                                      "|||||||||||||||||||||||||20240105|20240104\r",
                     (const char *[]){ "PV1-45", NULL });
  assert_complaints (HEAD ("A08") "EVN|A08\r", (const char *[]){ "PID-3", NULL });
  assert_complaints (HEAD ("A28") "PID|1||A1||王芳||29990101\r", (const char *[]){ "PID-7", NULL });
}

static void
test_other_events (void)
{
  static const char *const types[] = { "ADT^A19", "SIU^S12", "ADT", "" };
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *text = g_strdup_printf ("MSH|^~\\&|A||||2024||%s|1|P|2.5\rPID|1\r", types[i]);
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
    g_autoptr (HcrmHl7Message) message = hcrm_hl7_message_parse (bytes, NULL);
    g_autofree char *type = hcrm_hl7_message_dup_type (message);
    g_autofree char *sender = hcrm_hl7_message_dup_sender (message);
    g_assert_null (hcrm_hl7_event_find (message));
    g_assert_cmpstr (type, ==, types[i]);
    g_assert_cmpstr (sender, ==, "A");
  }
}

/* ---- terms ---- */

static void
test_terms (void)
{
  g_assert_cmpstr (hcrm_hl7_relation ("1", "夫妻"), ==, "spouse");
  g_assert_cmpstr (hcrm_hl7_relation ("51", NULL), ==, "parent");
  g_assert_cmpstr (hcrm_hl7_relation ("MTH", "Mother"), ==, "parent");
  g_assert_cmpstr (hcrm_hl7_relation (NULL, NULL), ==, "other");
  g_assert_cmpstr (hcrm_hl7_sex ("男"), ==, "male");
  g_assert_null (hcrm_hl7_sex ("?"));
  g_assert_cmpstr (hcrm_hl7_encounter_kind ("03"), ==, "inpatient");
  g_assert_cmpstr (hcrm_hl7_encounter_kind ("1"), ==, "outpatient");
  g_assert_null (hcrm_hl7_encounter_kind ("0"));
  g_assert_cmpstr (hcrm_hl7_outcome ("5"), ==, "died");
  g_assert_cmpstr (hcrm_hl7_outcome ("05"), ==, "transfer");
  g_assert_cmpstr (hcrm_hl7_identifier_kind (NULL), ==, "MRN");
  g_assert_cmpstr (hcrm_hl7_identifier_kind ("XX"), ==, "XX");
  g_assert_nonnull (hcrm_hl7_document_kind ("01", "11010519920130533X"));
  g_assert_null (hcrm_hl7_document_kind ("MR", "110105199201305331"));
  g_assert_null (hcrm_hl7_document_kind (NULL, "12345"));
}

/* ---- the collected messages ---- */

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("HCRM_TEST_DATA"), "hl7v2", name, NULL);
  char *data = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &data, &length, NULL)) {
    g_test_skip ("HCRM_TEST_DATA names no folder with hl7v2 in it");
    return NULL;
  }
  return g_bytes_new_take (data, length);
}

static void
test_chinese_admission (gconstpointer name)
{
  g_autoptr (GBytes) bytes = load (name);
  if (!bytes)
    return;
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRecord) told = read_bytes (bytes, &error);
  g_assert_no_error (error);
  assert_told (told, "name", "单测试");
  assert_told (told, "id_number", "110105198810020249");
  assert_told (told, "identifiers",
               "[{\"issuer\":\"HIS\",\"kind\":\"card\",\"value\":\"0000900001\"},"
               "{\"issuer\":\"HIS\",\"kind\":\"MRN\",\"value\":\"0000800001\"}]");
  assert_told (told, "birth_date", "1988-10-02");
  assert_told (told, "address", "广东省深圳市龙华新区民治");
  assert_told (told, "point_of_care", "9505");
  assert_told (told, "facility", "4506");
  assert_told (told, "facility_name", "妇三科");
  assert_told (told, "attending_number", "003109");
  assert_told (told, "number", "112998108");
  g_autoptr (GPtrArray) contacts = hcrm_record_get_rows (told, "contacts");
  g_assert_cmpuint (contacts->len, ==, 2);
  assert_told (g_ptr_array_index (contacts, 0), "number", "13800000001");
  assert_told (g_ptr_array_index (contacts, 1), "relation", "spouse");
}

static void
test_microsoft (void)
{
  g_autoptr (GBytes) bytes = load ("microsoft/ADT-A03-02.hl7.5a0ef6.hl7");
  if (!bytes)
    return;
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRecord) told = read_bytes (bytes, &error);
  g_assert_no_error (error);
  assert_told (told, "name", "ADAM A EVERYMAN");
  assert_told (told, "service", "SUR");
  assert_told (told, "attending_number", "1122334");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hl7/adt/times", test_times);
  g_test_add_func ("/hl7/adt/admission", test_admission);
  g_test_add_func ("/hl7/adt/discharge", test_discharge);
  g_test_add_func ("/hl7/adt/nulls", test_nulls);
  g_test_add_func ("/hl7/adt/names", test_names);
  g_test_add_func ("/hl7/adt/complaints", test_complaints);
  g_test_add_func ("/hl7/adt/other-events", test_other_events);
  g_test_add_func ("/hl7/adt/terms", test_terms);
  g_test_add_data_func ("/hl7/adt/chinese/utf8", "chinese/adt-a01-his-eai-2.4-crlf.utf8.hl7",
                        test_chinese_admission);
  g_test_add_data_func ("/hl7/adt/chinese/gb18030", "chinese/adt-a01-his-eai-2.4-crlf.gb18030.hl7",
                        test_chinese_admission);
  g_test_add_func ("/hl7/adt/microsoft", test_microsoft);
  return g_test_run ();
}
