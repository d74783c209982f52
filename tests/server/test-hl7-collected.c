/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collected messages of other systems: a row for each file, with what a HIS would be told. */
#include <string.h>

#include "hcrm-feed.h"

typedef struct {
  const char *name;
  const char *answer; /* codes, whether it is of a type not taken, the place that is not good */
} Row;

/* clang-format off */
static const Row ROWS[] = {
  { "chinese/adt-a01-his-eai-2.4-crlf.gb18030.hl7", "CA AA" },
  { "chinese/adt-a01-his-eai-2.4-crlf.utf8.hl7", "CA AA" },
  { "chinese/adt-a02-hl7helper-2.6-unicode.gb18030.hl7", "AA" },
  { "chinese/adt-a02-hl7helper-2.6-unicode.utf8.hl7", "AA" },
  { "chinese/adt-a04-his-eai-2.4.gb18030.hl7", "CA AA" },
  { "chinese/adt-a04-his-eai-2.4.utf8.hl7", "CA AA" },
  { "chinese/mfn-m01-z01-department-2.4.gb18030.hl7", "CA AA ignored" },
  { "chinese/mfn-m01-z01-department-2.4.utf8.hl7", "CA AA ignored" },
  { "chinese/siu-s12-ris-2.5.1-nonstandard-sch.gb18030.hl7", "AA ignored" },
  { "chinese/siu-s12-ris-2.5.1-nonstandard-sch.utf8.hl7", "AA ignored" },
  { "cosyte/adt-a01.golden.hl7.c8ef4f.hl7", "AA" },
  { "cosyte/count-mismatch.hl7.e56dc5.hl7", "AE AE PV1-19" },
  { "cosyte/crlf-line-endings.hl7.c67a54.hl7", "AE PV1-19" },
  { "cosyte/custom-msh-delimiters.hl7.f2d423.hl7", "AE PV1-19" },
  { "cosyte/duplicate-required-segment.hl7.a2bda9.hl7", "AE -" },
  { "cosyte/embedded-delimiters.hl7.eee9b7.hl7", "AA" },
  { "cosyte/encoding-mismatch.hl7.704498.hl7", "AE PV1-19" },
  { "cosyte/escape-formatting.hl7.537582.hl7", "AA" },
  { "cosyte/escape-highlight.hl7.5a0120.hl7", "AA" },
  { "cosyte/hex-and-delimiters.hl7.c7547c.hl7", "AA" },
  { "cosyte/highlight.hl7.d714d9.hl7", "AA" },
  { "cosyte/inject-on-encode.hl7.abc96e.hl7", "AE OBR-1" },
  { "cosyte/invalid-encoding-characters.hl7.155b5e.hl7", "AE MSH-2" },
  { "cosyte/lf-line-endings.hl7.b51034.hl7", "AE PV1-19" },
  { "cosyte/malformed-mid-batch.hl7.efbed8.hl7", "AE AE AE PV1-19" },
  { "cosyte/malformed-mid-stream.hl7.8d08fe.hl7", "AE -" },
  { "cosyte/missing-required-field.hl7.523f10.hl7", "AR MSH-9" },
  { "cosyte/mixed-line-endings.hl7.014841.hl7", "AE PV1-19" },
  { "cosyte/mixed-terminators.hl7.0520dc.hl7", "AE -" },
  { "cosyte/multi-batch-file.hl7.11f5fb.hl7", "AE AE AE PV1-19" },
  { "cosyte/oru-r01.golden.hl7.aa37ea.hl7", "AA" },
  { "cosyte/sample-mdm-t02.hl7.1eebc7.hl7", "AA ignored" },
  { "cosyte/sample.hl7.11d83b.hl7", "AA" },
  { "cosyte/single-batch.hl7.ac6ac6.hl7", "AE AE PV1-19" },
  { "cosyte/split-across-chunks.hl7.12e076.hl7", "AE -" },
  { "cosyte/truncation-char-msh2.hl7.01be8b.hl7", "AA" },
  { "cosyte/unicode-names.hl7.168f92.hl7", "AE PV1-19" },
  { "cosyte/unknown-escapes.hl7.9524be.hl7", "AA" },
  { "cosyte/utf8-name.hl7.961aa2.hl7", "AE PV1-19" },
  { "cosyte/z-segments.hl7.cd474b.hl7", "AA" },
  { "microsoft/ADT-A01-01.hl7.a151e4.hl7", "AA" },
  { "microsoft/ADT-A01-02.hl7.95412f.hl7", "AA" },
  { "microsoft/ADT-A03-01.hl7.9fbf26.hl7", "AA" },
  { "microsoft/ADT-A03-02.hl7.5a0ef6.hl7", "AA" },
  { "microsoft/ADT-A04-01.hl7.6da200.hl7", "AA" },
  { "microsoft/ADT-A04-02.hl7.23fd13.hl7", "AA" },
  { "microsoft/ADT-A08-01.hl7.9d0d9f.hl7", "AA" },
  { "microsoft/ADT-A08-02.hl7.e53bd2.hl7", "AA" },
  { "microsoft/ADT-A11-01.hl7.6e0894.hl7", "AA" },
  { "microsoft/ADT-A11-02.hl7.d3c11c.hl7", "AA" },
  { "microsoft/ADT-A40-01.hl7.e3da55.hl7", "" },
  { "microsoft/ADT-A40-02.hl7.3162ea.hl7", "" },
  { "microsoft/ORU-R01-01.hl7.40973b.hl7", "CR MSH-11" },
  { "microsoft/ORU-R01-RMGEAD.hl7.5c2956.hl7", "AA" },
  { "microsoft/SIU-S12-01.hl7.54b19f.hl7", "AA ignored" },
  { "microsoft/SIU-S12-02.hl7.221288.hl7", "AA ignored" },
  { "microsoft/SIU-S14-01.hl7.641f2b.hl7", "AA ignored" },
  { "microsoft/SIU-S14-02.hl7.aa68d7.hl7", "AA ignored" },
  { "microsoft/SIU-S15-01.hl7.04028d.hl7", "AA ignored" },
  { "microsoft/SIU-S15-02.hl7.807567.hl7", "AA ignored" },
  { "microsoft/SIU-S26-01.hl7.0ae306.hl7", "AA ignored" },
  { "microsoft/SIU-S26-02.hl7.46fbc0.hl7", "AA ignored" },
};
/* clang-format on */

static const char *const TABLES[] = { "his_message",      "timeline",         "encounter_code",
                                      "encounter_doctor", "his_visit_number", "result",
                                      "dispensing",       "encounter",        "his_merge",
                                      "patient_merge",    "contact",          "patient_identifier",
                                      "patient" };

/* Files share numbers: each is alone in the hospital. */
static void
empty (Feed *feed)
{
  for (guint i = 0; i < G_N_ELEMENTS (TABLES); i++) {
    g_autofree char *done = fixture_sql (&feed->base, "DELETE FROM %s", TABLES[i]);
    g_assert_null (done);
  }
}

static char *
describe (GPtrArray *acks)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *place = NULL;
  for (guint i = 0; i < acks->len; i++) {
    const HcrmHl7Ack *ack = g_ptr_array_index (acks, i);
    g_string_append_printf (text, "%s%s", i ? " " : "", ack->code);
    if (g_str_equal (ack->code, "AA") && ack->text != NULL && *ack->text != '\0')
      g_string_append (text, " ignored");
    if (ack->code[1] != 'A')
      place = ack->place ? ack->place : "-";
  }
  if (place)
    g_string_append_printf (text, " %s", place);
  return g_strdup (text->str);
}

static const char *
find_row (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (ROWS); i++)
    if (g_str_equal (ROWS[i].name, name))
      return ROWS[i].answer;
  return NULL;
}

static guint
take_folder (Feed *feed, const char *root, const char *folder)
{
  guint n = 0;
  g_autofree char *path = g_build_filename (root, "hl7v2", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *file = g_build_filename (path, name, NULL);
    g_autofree char *key = g_build_filename (folder, name, NULL);
    char *data = NULL;
    gsize length = 0;
    g_assert_true (g_file_get_contents (file, &data, &length, NULL));
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
    empty (feed);
    g_autoptr (GPtrArray) acks = feed_answer (feed, bytes);
    g_autofree char *got = describe (acks);
    g_test_message ("%s: %s", key, got);
    g_assert_cmpstr (got, ==, find_row (key));
    n++;
  }
  return n;
}

static void
test_collected (Feed *feed, gconstpointer unused)
{
  static const char *const folders[] = { "chinese", "cosyte", "microsoft" };
  const char *root = g_getenv ("HCRM_TEST_DATA");
  guint n = 0;
  for (guint i = 0; root && i < G_N_ELEMENTS (folders); i++)
    n += take_folder (feed, root, folders[i]);
  if (n == 0)
    g_test_skip ("HCRM_TEST_DATA names no folder with hl7v2 in it");
  else
    g_assert_cmpuint (n, ==, G_N_ELEMENTS (ROWS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/hl7/collected", Feed, NULL, feed_set_up, test_collected, feed_tear_down);
  return g_test_run ();
}
