/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One intake on one connection, without a listener. */
#include "hcrm-feed.h"

#include <string.h>

#include "gateways/hl7/hcrm-mllp-reader.h"

void
feed_set_up (Feed *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  fixture_setup (&self->base, NULL);
  self->db = hcrm_db_open (self->base.conninfo, &error);
  g_assert_no_error (error);
  self->intake = hcrm_hl7_intake_new ();
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
}

void
feed_tear_down (Feed *self, gconstpointer unused)
{
  g_clear_pointer (&self->intake, hcrm_hl7_intake_free);
  g_clear_pointer (&self->db, hcrm_db_close);
  g_ptr_array_unref (self->events);
  fixture_teardown (&self->base, NULL);
}

char *
feed_make (const char *id,
           const char *event,
           const char *at,
           const char *pid,
           const char *visit,
           const char *rest)
{
  return g_strdup_printf ("MSH|^~\\&|HIS|EAST|HCRM||%s||ADT^%s|%s|P|2.5||||||UNICODE UTF-8\r"
                          "EVN|%s|%s\rPID|1||%s\r%s%s",
                          at, event, id, event, at, pid, visit, rest ? rest : "");
}

GPtrArray *
feed_split (GBytes *answer)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_hl7_ack_free);
  g_auto (HcrmMllpReader) reader;
  g_autoptr (GBytes) frames = hcrm_mllp_frame (answer);
  GBytes *frame = NULL;
  hcrm_mllp_reader_init (&reader, g_bytes_get_size (frames));
  hcrm_mllp_reader_push (&reader, g_bytes_get_data (frames, NULL), g_bytes_get_size (frames));
  while (hcrm_mllp_reader_next (&reader, &frame) == HCRM_MLLP_FRAME) {
    g_autoptr (GPtrArray) messages = hcrm_hl7_split (frame);
    for (guint i = 0; g_bytes_get_size (frame) && i < messages->len; i++) {
      g_autoptr (GError) error = NULL;
      HcrmHl7Ack *ack = hcrm_hl7_ack_parse (g_ptr_array_index (messages, i), &error);
      g_assert_no_error (error);
      g_test_message ("%s %s %s %s", ack->code, ack->control_id, ack->place, ack->text);
      g_ptr_array_add (parts, ack);
    }
    g_bytes_unref (frame);
  }
  return parts;
}

GPtrArray *
feed_answer (Feed *self, GBytes *bytes)
{
  g_autoptr (GBytes) answer = hcrm_hl7_intake_take (self->intake, self->db, bytes, self->events);
  return feed_split (answer);
}

HcrmHl7Ack *
feed_take_bytes (Feed *self, GBytes *bytes)
{
  g_autoptr (GPtrArray) acks = feed_answer (self, bytes);
  g_assert_cmpuint (acks->len, ==, 1);
  return g_ptr_array_steal_index (acks, 0);
}

void
feed_take (Feed *self, const char *expected, char *message)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (message, strlen (message));
  g_autoptr (HcrmHl7Ack) ack = feed_take_bytes (self, bytes);
  g_assert_cmpstr (ack->code, ==, expected);
}

void
feed_take_dead (Feed *self, const char *place, char *message)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (message, strlen (message));
  g_autoptr (HcrmHl7Ack) ack = feed_take_bytes (self, bytes);
  g_assert_cmpstr (ack->code, ==, "AE");
  g_assert_cmpstr (ack->place, ==, place);
}

void
feed_assert_sql (Feed *self, const char *sql, const char *expected)
{
  fixture_assert_sql (&self->base, expected, "%s", sql);
}
