/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds arbitrary bytes to the frame reader, the parser, the mappings and the acknowledgements. */
#include "gateways/hl7/hcrm-hl7-ack.h"
#include "gateways/hl7/hcrm-hl7-adt.h"
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

/* What is taken of a message is either read or complained about. */
static void
map (HcrmHl7Message *message)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const HcrmHl7Event *event = hcrm_hl7_event_find (message);
  g_autoptr (HcrmRecord) told = event ? hcrm_hl7_adt_read (message, event, zone, &problem) : NULL;
  g_assert_true (!event || !told == !!problem);
}

static void
acknowledge (HcrmHl7Message *header, const GError *error)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (0);
  HcrmHl7AckCode code = error ? HCRM_HL7_ERROR : HCRM_HL7_ACCEPT;
  g_autoptr (GPtrArray) acks = hcrm_hl7_ack_answer (header, code, error, NULL, "1", at);
  g_assert_cmpuint (acks->len, <=, 2);
  g_autoptr (GBytes) frame = hcrm_mllp_join (acks);
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
  if (message)
    map (message);
  acknowledge (header, error);
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (0);
  g_autoptr (GBytes) ack =
      hcrm_hl7_ack_new (header, error ? HCRM_HL7_REJECT : HCRM_HL7_ACCEPT, error, "1", at);
  g_autoptr (GPtrArray) parts = hcrm_hl7_split_parts (bytes);
  g_autoptr (GPtrArray) messages = hcrm_hl7_split (bytes);
  g_assert_true (messages->len > 0 || parts->len > 0);
  g_autoptr (GBytes) batch = hcrm_hl7_ack_batch (parts, messages, "2", at);
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
