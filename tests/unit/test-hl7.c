/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HL7 v2: what is read from real messages, what is refused and where, and how it is answered. */
#include <string.h>

#include "gateways/hl7/hcrm-hl7-ack.h"
#include "gateways/hl7/hcrm-hl7-message.h"

#define MSH "MSH|^~\\&|HIS|HOSP|HCRM|CRM|20240102030405||ADT^A01^ADT_A01|C1|P|2.5"

static HcrmHl7Message *
parse_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  return hcrm_hl7_message_parse (bytes, error);
}

static HcrmHl7Message *
parse_good (const char *text)
{
  g_autoptr (GError) error = NULL;
  HcrmHl7Message *message = parse_text (text, &error);
  g_assert_no_error (error);
  return message;
}

static void
assert_field (HcrmHl7Message *message,
              const char *segment,
              guint field,
              guint component,
              guint subcomponent,
              const char *expected)
{
  g_autofree char *text =
      hcrm_hl7_message_get (message, segment, 0, field, 0, component, subcomponent);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (const char *text, HcrmErrorCode code, const char *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmHl7Message) message = parse_text (text, &error);
  g_assert_null (message);
  g_assert_error (error, HCRM_ERROR, (int) code);
  g_assert_cmpstr (hcrm_error_get_field (error, 0), ==, place);
}

static void
test_parts (void)
{
  g_autoptr (HcrmHl7Message) message =
      parse_good (MSH "\rPID|1||A1^^^H&1.2&ISO^MR~B2^^^ID||李明^L\rNK1|1|甲\rNK1|2|乙|\"\"\r");
  assert_field (message, "MSH", 1, 1, 1, "|");
  assert_field (message, "MSH", 2, 1, 1, "^~\\&");
  assert_field (message, "MSH", 3, 1, 1, "HIS");
  assert_field (message, "MSH", 9, 2, 1, "A01");
  assert_field (message, "PID", 3, 4, 1, "H");
  assert_field (message, "PID", 3, 4, 2, "1.2");
  assert_field (message, "PID", 5, 1, 1, "李明");
  assert_field (message, "PID", 2, 1, 1, NULL);
  assert_field (message, "PID", 99, 1, 1, NULL);
  assert_field (message, "ZZZ", 1, 1, 1, NULL);
  g_assert_cmpuint (hcrm_hl7_message_count (message, "NK1"), ==, 2);
  g_assert_cmpuint (hcrm_hl7_message_count_repetitions (message, "PID", 0, 3), ==, 2);
  g_assert_cmpuint (hcrm_hl7_message_count_repetitions (message, "PID", 0, 2), ==, 0);
  g_autofree char *second = hcrm_hl7_message_get (message, "PID", 0, 3, 1, 4, 1);
  g_assert_cmpstr (second, ==, "ID");
  g_autofree char *deleted = hcrm_hl7_message_get (message, "NK1", 1, 3, 0, 1, 1);
  g_assert_cmpstr (deleted, ==, "");
}

static void
test_escapes (void)
{
  static const struct {
    const char *written;
    const char *read;
  } rows[] = {
    { "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", "a|b^c&d~e\\f" },
    { "one\\.br\\two", "one\ntwo" },
    { "\\X41\\\\X0D\\", "A\r" },
    { "\\XE68EE69D8E\\", "\\XE68EE69D8E\\" },
    { "\\XE69D8E\\", "李" },
    { "\\X4\\", "\\X4\\" },
    { "\\X00\\", "\\X00\\" },
    { "\\Z99\\ kept", "\\Z99\\ kept" },
    { "lone \\ one", "lone \\ one" },
    { "ends \\", "ends \\" },
    { "\\\\", "\\\\" },
    { "\\H\\loud\\N\\", "loud" },
    { "\"\"\"", "\"\"\"" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strconcat (MSH "\rNTE|1||", rows[i].written, NULL);
    g_autoptr (HcrmHl7Message) message = parse_good (text);
    assert_field (message, "NTE", 3, 1, 1, rows[i].read);
  }
}

static void
test_delimiters (void)
{
  g_autoptr (HcrmHl7Message) message =
      parse_good ("MSH@~&#\\*@S@F@R@G@2024@@ADT~A01@9@P@2.7\nPID@1@@M~~~H\\I@@a#P#b#T#c");
  assert_field (message, "MSH", 9, 2, 1, "A01");
  assert_field (message, "PID", 3, 4, 2, "I");
  assert_field (message, "PID", 5, 1, 1, "a*b\\c");
  assert_refused ("", HCRM_ERROR_MALFORMED, "MSH");
  assert_refused ("PID|1", HCRM_ERROR_MALFORMED, "MSH");
  assert_refused ("MSH", HCRM_ERROR_MALFORMED, "MSH");
  assert_refused ("MSH|^~|A", HCRM_ERROR_MALFORMED, "MSH-2");
  assert_refused ("MSH|^^\\&|A", HCRM_ERROR_MALFORMED, "MSH-2");
  assert_refused ("MSHA^~\\&A", HCRM_ERROR_MALFORMED, "MSH-2");
}

static void
test_segments (void)
{
  static const char *const ends[] = { "\r", "\n", "\r\n", "\r\r\n" };
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    g_autofree char *text = g_strconcat (MSH, ends[i], "EVN|A01", ends[i], "PV1|1|I", NULL);
    g_autoptr (HcrmHl7Message) message = parse_good (text);
    assert_field (message, "EVN", 1, 1, 1, "A01");
    assert_field (message, "PV1", 2, 1, 1, "I");
  }
  assert_refused (MSH "\rPID|1\rnot a segment\r", HCRM_ERROR_MALFORMED, "3");
  assert_refused (MSH "\r" MSH "\rPID|1", HCRM_ERROR_MALFORMED, "2");
}

static void
test_bounds (void)
{
  g_autofree char *huge = g_strnfill (HCRM_HL7_MAX_BYTES + 1, 'x');
  assert_refused (huge, HCRM_ERROR_TOO_LARGE, "MSH");
  g_autofree char *bars = g_strnfill (HCRM_HL7_MAX_FIELDS, '|');
  g_autofree char *wide = g_strconcat (MSH "\rZZZ", bars, NULL);
  assert_refused (wide, HCRM_ERROR_TOO_LARGE, "ZZZ");
  g_autoptr (GString) many = g_string_new (MSH);
  for (guint i = 0; i < HCRM_HL7_MAX_SEGMENTS; i++)
    g_string_append (many, "\rZZZ");
  assert_refused (many->str, HCRM_ERROR_TOO_LARGE, "5001");
}

static void
test_charset_names (void)
{
  static const char *const names[] = { "UNICODE UTF-8", "UTF-8", "UNICODE",
                                       "ASCII",         "",      "unicode utf8~GB 18030-2000" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *text = g_strconcat (MSH "||||||", names[i], "\rPID|||||张三", NULL);
    g_autoptr (HcrmHl7Message) message = parse_good (text);
    assert_field (message, "PID", 5, 1, 1, "张三");
  }
  g_autoptr (HcrmHl7Message) latin = parse_good (MSH "||||||8859/1\rPID|||||Ren\xE9");
  assert_field (latin, "PID", 5, 1, 1, "René");
  g_autoptr (HcrmHl7Message) silent = parse_good (MSH "\rPID|||||\xD5\xC5\xC8\xFD");
  assert_field (silent, "PID", 5, 1, 1, "张三");
  g_autoptr (HcrmHl7Message) hex = parse_good (MSH "||||||GBK\rPID|||||\\XD5C5\\\xC8\xFD");
  assert_field (hex, "PID", 5, 1, 1, "张三");
  assert_refused (MSH "||||||KLINGON\rPID|1", HCRM_ERROR_MALFORMED, "MSH-18");
  assert_refused (MSH "||||||UTF-8\rPID|||||\xD5\xC5", HCRM_ERROR_MALFORMED, "MSH-18");
}

/* 縷 is BF 7C in GBK: its second byte is the bar that separates fields. */
static void
test_bar_inside_character (void)
{
  g_autoptr (HcrmHl7Message) message = parse_good (
      "MSH|^~\\&|\xBF\x7C|H|R|G|2024||ADT^A08|7|P|2.4||||||GB18030\rPID|||||\xBF\x7C\xC8\xFD|x");
  assert_field (message, "MSH", 10, 1, 1, "7");
  assert_field (message, "PID", 6, 1, 1, "x");
}

static void
test_split (void)
{
  static const char FILE_TEXT[] =
      "FHS|^~\\&|A\rBHS|^~\\&|A\r" MSH "\rPID|1\r\n" MSH "\rPID|2\rBTS|2\rFTS|1\r" MSH "\rPID|3";
  g_autoptr (GBytes) bytes = g_bytes_new_static (FILE_TEXT, strlen (FILE_TEXT));
  g_autoptr (GPtrArray) parts = hcrm_hl7_split (bytes);
  g_assert_cmpuint (parts->len, ==, 3);
  for (guint i = 0; i < parts->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HcrmHl7Message) message =
        hcrm_hl7_message_parse (g_ptr_array_index (parts, i), &error);
    g_assert_no_error (error);
    g_autofree char *expected = g_strdup_printf ("%u", i + 1);
    assert_field (message, "PID", 1, 1, 1, expected);
  }
}

/* ---- acknowledgements ---- */

static GBytes *
answer (const char *text, HcrmHl7AckCode code, const GError *problem)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (HcrmHl7Message) message = hcrm_hl7_message_parse_header (bytes, NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) at = g_date_time_new (zone, 2024, 5, 6, 7, 8, 9);
  return hcrm_hl7_ack_new (message, code, problem, "R1", at);
}

static void
assert_bytes (GBytes *bytes, const char *expected)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data, length);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_ack (void)
{
  g_autoptr (GBytes) plain = answer (MSH "||||||UNICODE UTF-8\rPID|1", HCRM_HL7_ACCEPT, NULL);
  assert_bytes (plain, "MSH|^~\\&|HCRM|CRM|HIS|HOSP|20240506070809+0800||ACK^A01^ACK|R1|P|2.5"
                       "||||||UNICODE UTF-8\rMSA|AA|C1\r");
  /* What the sender calls its characters is not what these are. */
  g_autoptr (GBytes) unknown = answer (MSH "||||||KLINGON\rPID|1", HCRM_HL7_ACCEPT, NULL);
  assert_bytes (unknown, "MSH|^~\\&|HCRM|CRM|HIS|HOSP|20240506070809+0800||ACK^A01^ACK|R1|P|2.5"
                         "||||||UNICODE UTF-8\rMSA|AA|C1\r");
  g_autoptr (GError) error = NULL;
  hcrm_fail (&error, HCRM_ERROR_INVALID, "PID-3", "没有|号码");
  g_autoptr (GBytes) bad =
      answer ("MSH!@~\\&!A!B!!!2024!!ADT@A08!7!T!2.4!!!!!!GBK\rnonsense", HCRM_HL7_ERROR, error);
  g_autofree char *text = g_convert (g_bytes_get_data (bad, NULL), g_bytes_get_size (bad), "UTF-8",
                                     "GB18030", NULL, NULL, NULL);
  g_assert_cmpstr (text, ==,
                   "MSH!@~\\&!HCRM!!A!B!20240506070809+0800!!ACK@A08@ACK!R1!T!2.4!!!!!!GBK\r"
                   "MSA!AE!7!没有|号码\r"
                   "ERR!PID@1@3@101&Required field missing&HL70357!PID@1@3!101@Required field "
                   "missing@HL70357!E!!!!没有|号码\r");
  g_autoptr (HcrmHl7Ack) ack = hcrm_hl7_ack_parse (bad, NULL);
  g_assert_nonnull (ack);
  g_assert_cmpstr (ack->code, ==, "AE");
  g_assert_cmpstr (ack->control_id, ==, "7");
  g_assert_cmpstr (ack->text, ==, "没有|号码");
  g_assert_cmpstr (ack->place, ==, "PID-3");
}

static void
test_ack_of_nothing (void)
{
  g_autoptr (GError) error = NULL;
  hcrm_fail (&error, HCRM_ERROR_MALFORMED, "MSH", "no | here\nat all");
  g_autoptr (GBytes) bytes = answer ("hello", HCRM_HL7_REJECT, error);
  assert_bytes (bytes,
                "MSH|^~\\&|HCRM||||20240506070809+0800||ACK|R1|P|2.4\r"
                "MSA|AR||no \\F\\ here\\.br\\at all\r"
                "ERR||MSH^1|100^Segment sequence error^HL70357|E||||no \\F\\ here\\.br\\at all\r");
  g_autoptr (GBytes) message = g_bytes_new_static (MSH, strlen (MSH));
  g_assert_null (hcrm_hl7_ack_parse (message, NULL));
}

/* ---- the collected messages ---- */

typedef void (*FileCheck) (const char *path, GBytes *bytes);

static void
for_each_file (const char *folder, FileCheck check)
{
  const char *root = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *path = g_build_filename (root ? root : "", "hl7v2", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  if (!dir) {
    g_test_skip ("HCRM_TEST_DATA names no folder with hl7v2 in it");
    return;
  }
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir)) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    char *data = NULL;
    gsize length = 0;
    g_assert_true (g_file_get_contents (file, &data, &length, NULL));
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
    check (file, bytes);
  }
}

static gboolean
is_broken_on_purpose (const char *path)
{
  static const char *const names[] = { "invalid-encoding-characters", "malformed-mid",
                                       "duplicate-required-segment" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strstr (path, names[i]))
      return TRUE;
  return FALSE;
}

static void
check_readable (const char *path, GBytes *bytes)
{
  g_autoptr (GPtrArray) parts = hcrm_hl7_split (bytes);
  g_assert_cmpuint (parts->len, >, 0);
  for (guint i = 0; i < parts->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HcrmHl7Message) message =
        hcrm_hl7_message_parse (g_ptr_array_index (parts, i), &error);
    g_test_message ("%s [%u]: %s", path, i, error ? error->message : "read");
    if (message)
      continue;
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_MALFORMED);
    g_assert_nonnull (hcrm_error_get_field (error, 0));
    g_assert_true (is_broken_on_purpose (path));
  }
}

static char *
dump_text (HcrmHl7Message *message)
{
  GString *dump = g_string_new (NULL);
  static const char *const segments[] = { "EVN", "PID", "NK1", "PV1", "DG1",
                                          "MFI", "MFE", "Z01", "SCH" };
  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    for (guint field = 1; field < 50; field++) {
      g_autofree char *raw = hcrm_hl7_message_dup_raw (message, segments[i], 0, field);
      g_string_append_printf (dump, "%s-%u:%s\n", segments[i], field, raw);
    }
  return g_string_free (dump, FALSE);
}

static void
check_twin (const char *path, GBytes *bytes)
{
  g_autofree char *twin_path = NULL;
  if (!g_str_has_suffix (path, ".gb18030.hl7"))
    return;
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".gb18030.hl7"));
  twin_path = g_strconcat (stem, ".utf8.hl7", NULL);
  char *data = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (twin_path, &data, &length, NULL));
  g_autoptr (GBytes) twin = g_bytes_new_take (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmHl7Message) left = hcrm_hl7_message_parse (bytes, &error);
  g_assert_no_error (error);
  g_autoptr (HcrmHl7Message) right = hcrm_hl7_message_parse (twin, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hcrm_hl7_message_get_charset (left), ==, "GB18030");
  g_assert_cmpstr (hcrm_hl7_message_get_charset (right), ==, "UTF-8");
  g_autofree char *left_text = dump_text (left);
  g_autofree char *right_text = dump_text (right);
  g_assert_cmpstr (left_text, ==, right_text);
}

static void
test_collected (gconstpointer folder)
{
  for_each_file (folder, check_readable);
}

static void
test_twins (void)
{
  for_each_file ("chinese", check_twin);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hl7/parts", test_parts);
  g_test_add_func ("/hl7/escapes", test_escapes);
  g_test_add_func ("/hl7/delimiters", test_delimiters);
  g_test_add_func ("/hl7/segments", test_segments);
  g_test_add_func ("/hl7/bounds", test_bounds);
  g_test_add_func ("/hl7/charset-names", test_charset_names);
  g_test_add_func ("/hl7/bar-inside-character", test_bar_inside_character);
  g_test_add_func ("/hl7/split", test_split);
  g_test_add_func ("/hl7/ack", test_ack);
  g_test_add_func ("/hl7/ack-of-nothing", test_ack_of_nothing);
  g_test_add_data_func ("/hl7/collected/chinese", "chinese", test_collected);
  g_test_add_data_func ("/hl7/collected/cosyte", "cosyte", test_collected);
  g_test_add_data_func ("/hl7/collected/microsoft", "microsoft", test_collected);
  g_test_add_func ("/hl7/twins", test_twins);
  return g_test_run ();
}
