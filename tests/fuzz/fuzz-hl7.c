/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds arbitrary bytes to the frame reader, the parser and the acknowledgement. */
#include "gateways/hl7/hcrm-hl7-ack.h"
#include "gateways/hl7/hcrm-hl7-message.h"
#include "gateways/hl7/hcrm-mllp-reader.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
visit_fields (HcrmHl7Message *message)
{
  static const char *const segments[] = { "MSH", "PID", "PV1", "NK1" };
  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    for (guint field = 1; field < 20; field++) {
      g_autofree char *text = hcrm_hl7_message_get (message, segments[i], 0, field, 0, 1, 1);
      g_autofree char *part = hcrm_hl7_message_get (message, segments[i], 0, field, 1, 4, 2);
      g_assert_true (!text || g_utf8_validate (text, -1, NULL));
      g_assert_true (!part || g_utf8_validate (part, -1, NULL));
    }
}

static void
parse (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmHl7Message) header = hcrm_hl7_message_parse_header (bytes, NULL);
  g_autoptr (HcrmHl7Message) message = hcrm_hl7_message_parse (bytes, &error);
  g_assert_true (!message == !!error);
  if (message)
    visit_fields (message);
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (0);
  g_autoptr (GBytes) ack =
      hcrm_hl7_ack_new (header, error ? HCRM_HL7_REJECT : HCRM_HL7_ACCEPT, error, "1", at);
  g_autoptr (GPtrArray) parts = hcrm_hl7_split (bytes);
  g_assert_cmpuint (parts->len, >, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) whole = g_bytes_new_static (data, size);
  parse (whole);
  g_auto (HcrmMllpReader) reader;
  hcrm_mllp_reader_init (&reader, 64 * 1024);
  hcrm_mllp_reader_push (&reader, data, size);
  GBytes *frame = NULL;
  while (hcrm_mllp_reader_next (&reader, &frame) == HCRM_MLLP_FRAME) {
    parse (frame);
    g_bytes_unref (frame);
  }
  return 0;
}
