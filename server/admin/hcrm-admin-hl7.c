/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends messages from files, or those of an invented patient, one after the other. */
#include "hcrm-admin-hl7.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateways/hl7/hcrm-hl7-ack.h"
#include "gateways/hl7/hcrm-hl7-adt.h"
#include "gateways/hl7/hcrm-mllp-client.h"
#include "gateways/hl7/hcrm-mllp-reader.h"
#include "hcrm-hl7-sample.h"

typedef struct {
  gboolean sample;
  gboolean verbose;
  gboolean batch; /* a file as one frame */
  int timeout_s;
  char **rest; /* the address, then the files */
} Options;

typedef struct {
  char *source; /* where it is from, for people */
  GBytes *bytes;
} Letter;

static void
letter_free (Letter *letter)
{
  g_free (letter->source);
  g_bytes_unref (letter->bytes);
  g_free (letter);
}

static void
add_letter (GPtrArray *letters, const char *source, guint nth, GBytes *bytes)
{
  Letter *letter = g_new (Letter, 1);
  letter->source = nth ? g_strdup_printf ("%s[%u]", source, nth) : g_strdup (source);
  letter->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (letters, letter);
}

/* ---- what is sent ---- */

/* A file may also be what was recorded on the wire, frames and all. */
static GPtrArray *
read_frames (GBytes *file)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (file, &length);
  g_auto (HcrmMllpReader) reader;
  hcrm_mllp_reader_init (&reader, length);
  hcrm_mllp_reader_push (&reader, data, length);
  GBytes *frame = NULL;
  while (hcrm_mllp_reader_next (&reader, &frame) == HCRM_MLLP_FRAME)
    g_ptr_array_add (messages, frame);
  return messages;
}

static gboolean
add_file (GPtrArray *letters, const char *path, gboolean batch, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GBytes) bytes = g_file_load_bytes (file, NULL, NULL, error);
  if (!bytes)
    return FALSE;
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  gboolean framed = length && memchr (data, HCRM_MLLP_START, length);
  g_autoptr (GPtrArray) messages = framed ? read_frames (bytes) : hcrm_hl7_split (bytes);
  g_autofree char *name = g_file_get_basename (file);
  if (batch && !framed)
    add_letter (letters, name, 0, bytes);
  for (guint i = 0; (framed || !batch) && i < messages->len; i++)
    add_letter (letters, name, messages->len > 1 ? i + 1 : 0, g_ptr_array_index (messages, i));
  return TRUE;
}

static void
add_sample (GPtrArray *letters)
{
  static const char *const names[] = { "admission", "discharge" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (HCRM_HL7_SAMPLE_ZONE);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  g_autoptr (HcrmHl7Sample) sample = hcrm_hl7_sample_new (now, g_random_int ());
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GBytes) bytes = hcrm_hl7_sample_write (sample, names[i]);
    add_letter (letters, names[i], 0, bytes);
  }
}

/* ---- what comes back ---- */

static void
print_raw (const char *title, GBytes *bytes)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_utf8_make_valid (data, length);
  g_strdelimit (text, "\r", '\n');
  printf ("%s\n%s\n", title, text);
}

static void
print_ack (const Letter *letter, const HcrmHl7Ack *ack)
{
  g_autoptr (HcrmHl7Message) message = hcrm_hl7_message_parse_header (letter->bytes, NULL);
  g_autofree char *type = message ? hcrm_hl7_message_dup_type (message) : g_strdup ("?");
  printf ("%s  %s  %s  %s", ack->code, type, ack->control_id ? ack->control_id : "-",
          letter->source);
  if (ack->place || ack->text)
    printf (":");
  if (ack->place)
    printf (" %s", ack->place);
  if (ack->text)
    printf (" %s", ack->text);
  printf ("\n");
}

static gboolean
is_good (const HcrmHl7Ack *ack)
{
  return ack->code[0] && ack->code[1] == 'A';
}

/* What came back in one frame: an acknowledgement, or a batch of them. Returns: whether all are
 * good */
static gboolean
print_answer (const Letter *letter, GBytes *answer, GError **error)
{
  g_autoptr (GPtrArray) messages = hcrm_hl7_split (answer);
  gboolean good = TRUE;
  for (guint i = 0; i < messages->len; i++) {
    g_autoptr (HcrmHl7Ack) ack = hcrm_hl7_ack_parse (g_ptr_array_index (messages, i), error);
    if (!ack)
      return FALSE;
    print_ack (letter, ack);
    good = is_good (ack) && good;
  }
  return good;
}

/* How many frames come back: for a batch one, for a message as MSH-15 and MSH-16 say. */
static void
expect (const Letter *letter, guint *certain, guint *possible)
{
  g_autoptr (HcrmHl7Message) header = hcrm_hl7_message_parse_header (letter->bytes, NULL);
  *certain = 1;
  *possible = 0;
  if (header)
    hcrm_hl7_ack_expect (header, certain, possible);
}

static gboolean
receive (HcrmMllpClient *client, const Letter *letter, gboolean verbose, GError **error)
{
  g_autoptr (GBytes) answer = hcrm_mllp_client_receive (client, error);
  if (!answer)
    return FALSE;
  if (verbose)
    print_raw ("<<<", answer);
  return print_answer (letter, answer, error);
}

/* An answer that only comes in one case is not waited for long. */
static gboolean
receive_possible (HcrmMllpClient *client, const Letter *letter, const Options *options)
{
  g_autoptr (GError) nothing = NULL;
  hcrm_mllp_client_set_timeout (client, 2);
  gboolean good = receive (client, letter, options->verbose, &nothing) || nothing;
  hcrm_mllp_client_set_timeout (client, options->timeout_s);
  return good;
}

static gboolean
send_letter (HcrmMllpClient *client, const Letter *letter, const Options *options, GError **error)
{
  guint certain, possible;
  gboolean good = TRUE;
  if (options->verbose)
    print_raw (">>>", letter->bytes);
  if (!hcrm_mllp_client_send (client, letter->bytes, error))
    return FALSE;
  expect (letter, &certain, &possible);
  for (guint i = 0; good && i < certain; i++)
    good = receive (client, letter, options->verbose, error);
  for (guint i = 0; good && i < possible; i++)
    good = receive_possible (client, letter, options);
  return good;
}

/* An answer other than AA is printed and the next message sent; a lost connection ends it. */
static gboolean
send_all (const Options *options, GPtrArray *letters, GError **error)
{
  g_autoptr (HcrmMllpClient) client =
      hcrm_mllp_client_connect (options->rest[0], options->timeout_s, error);
  gboolean ok = client != NULL;
  for (guint i = 0; client && i < letters->len; i++) {
    g_autoptr (GError) problem = NULL;
    ok = send_letter (client, g_ptr_array_index (letters, i), options, &problem) && ok;
    fflush (stdout);
    if (problem) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  }
  return ok;
}

/* ---- the command ---- */

static gboolean
collect (const Options *options, GPtrArray *letters, GError **error)
{
  if (options->sample)
    add_sample (letters);
  for (guint i = 1; options->rest[i]; i++)
    if (!add_file (letters, options->rest[i], options->batch, error))
      return FALSE;
  return letters->len > 0
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _ ("Name the files to send, or --sample"));
}

static gboolean
parse (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = { { "sample", 0, 0, G_OPTION_ARG_NONE, &options->sample,
                                     N_ ("Send an admission and a discharge of 7 days ago"), NULL },
                                     { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options->verbose,
                                       N_ ("Show messages and answers whole"), NULL },
                                       { "batch", 0, 0, G_OPTION_ARG_NONE, &options->batch,
                                         N_ ("Send each file whole, as one batch"), NULL },
                                         { "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout_s,
                                           N_ ("How long to wait for an answer"), N_ ("SECONDS") },
                                           { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
                                             &options->rest, NULL, N_ ("HOST:PORT [FILE…]") },
                                             { NULL } };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_summary (context,
                                _ ("Sends HL7 v2 messages over MLLP as a hospital's system does."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  return options->rest
         || hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _ ("Name the server as HOST:PORT"));
}

int
hcrm_admin_hl7_send (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) letters = g_ptr_array_new_with_free_func ((GDestroyNotify) letter_free);
  Options options = { .timeout_s = 30 };
  gboolean ok = parse (&options, &argc, &argv, &error) && collect (&options, letters, &error)
                && send_all (&options, letters, &error);
  if (error)
    fprintf (stderr, "hcrm-admin hl7-send: %s\n", error->message);
  g_strfreev (options.rest);
  return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
