/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From bytes to an acknowledgement, with a row of his_message in between, whatever happens. */
#include "hcrm-hl7-intake.h"

#include <locale.h>
#include <string.h>

#include "core/hcrm-event.h"
#include "hcrm-hl7-apply.h"
#include "hcrm-mllp-reader.h"
#include "hl7_intake-sql.h"

/* User `his`, as the first migration numbers it: what it made shows that nobody has looked at it
 * yet. */
static const HcrmContext HIS_CONTEXT = { .user_id = "2",
                                         .all = "on",
                                         .staff_patients = "on",
                                         .language = "en" };

enum { SITES_KEPT_S = 30, MAX_RUNS = 8, BATCH_STEP = 16 };

struct _HcrmHl7Intake {
  GMutex lock;
  HcrmHl7Sites *sites;
  gint64 sites_read_at;
};

HcrmHl7Intake *
hcrm_hl7_intake_new (void)
{
  HcrmHl7Intake *self = g_new0 (HcrmHl7Intake, 1);
  g_mutex_init (&self->lock);
  return self;
}

void
hcrm_hl7_intake_free (HcrmHl7Intake *self)
{
  g_clear_pointer (&self->sites, hcrm_hl7_sites_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static HcrmHl7Sites *
read_sites (HcrmDb *db, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_HL7_INTAKE_SITES, NULL, error);
  return rows ? hcrm_hl7_sites_new (rows) : NULL;
}

static HcrmHl7Sites *
get_kept_sites (HcrmHl7Intake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 age = g_get_monotonic_time () - self->sites_read_at;
  return self->sites && age < SITES_KEPT_S * G_USEC_PER_SEC ? hcrm_hl7_sites_ref (self->sites)
                                                            : NULL;
}

static HcrmHl7Sites *
get_sites (HcrmHl7Intake *self, HcrmDb *db, GError **error)
{
  HcrmHl7Sites *sites = get_kept_sites (self);
  if (sites)
    return sites;
  hcrm_db_begin_single (db, &HIS_CONTEXT);
  sites = read_sites (db, error);
  if (!hcrm_db_end (db, sites != NULL, sites ? error : NULL) || !sites)
    return NULL;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_clear_pointer (&self->sites, hcrm_hl7_sites_unref);
  self->sites = hcrm_hl7_sites_ref (sites);
  self->sites_read_at = g_get_monotonic_time ();
  return sites;
}

/* ---- one letter ---- */

/* What names a message, and what is kept of it. */
typedef struct {
  GBytes *bytes;
  HcrmHl7Message *message; /* whole, or its header, or NULL */
  char *sender;
  char *control_id;
  char *type;
  char *sha256; /* as PostgreSQL writes bytea */
  char *raw;
} Letter;

static void
letter_clear (Letter *self)
{
  g_clear_pointer (&self->message, hcrm_hl7_message_free);
  g_clear_pointer (&self->sender, g_free);
  g_clear_pointer (&self->control_id, g_free);
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->raw, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Letter, letter_clear)

static char *
to_bytea (GBytes *bytes)
{
  static const char HEX[] = "0123456789abcdef";
  gsize n = 0;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  char *text = g_malloc (2 * n + 3);
  text[0] = '\\';
  text[1] = 'x';
  for (gsize i = 0; i < n; i++) {
    text[2 + 2 * i] = HEX[data[i] >> 4];
    text[3 + 2 * i] = HEX[data[i] & 15];
  }
  text[2 * n + 2] = '\0';
  return text;
}

/* Reads as much as can be read; @problem says why it is not all. */
static void
letter_read (Letter *self, GBytes *bytes, GError **problem)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  self->bytes = bytes;
  self->sha256 = g_strconcat ("\\x", sum, NULL);
  self->raw = to_bytea (bytes);
  self->message = hcrm_hl7_message_parse (bytes, problem);
  if (!self->message)
    self->message = hcrm_hl7_message_parse_header (bytes, NULL);
  if (self->message) {
    self->sender = hcrm_hl7_message_dup_sender (self->message);
    self->type = hcrm_hl7_message_dup_type (self->message);
    self->control_id = hcrm_hl7_message_get (self->message, "MSH", 0, 10, 0, 1, 1);
  }
}

static const char *
or_nothing (const char *text)
{
  return text ? text : "";
}

static void
let_letter (HcrmDb *db, const Letter *letter)
{
  hcrm_db_let (db, "sender", or_nothing (letter->sender));
  hcrm_db_let (db, "control_id", or_nothing (letter->control_id));
  hcrm_db_let (db, "type", or_nothing (letter->type));
  hcrm_db_let (db, "sha256", letter->sha256);
  hcrm_db_let (db, "raw", letter->raw);
}

/* What the header itself rules out is not even kept: a test of the HIS, or another standard. */
static gboolean
is_refusal (const GError *problem)
{
  const char *place = hcrm_error_get_field (problem, 0);
  return g_strcmp0 (place, "MSH-11") == 0 || g_strcmp0 (place, "MSH-12") == 0;
}

static gboolean
check_purpose (const Letter *letter, GError **error)
{
  if (!letter->message)
    return TRUE;
  g_autofree char *version = hcrm_hl7_message_get (letter->message, "MSH", 0, 12, 0, 1, 1);
  g_autofree char *purpose = hcrm_hl7_message_get (letter->message, "MSH", 0, 11, 0, 1, 1);
  if (*or_nothing (version) && !g_str_equal (version, "2") && !g_str_has_prefix (version, "2."))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "MSH-12",
                      _ ("Only HL7 version 2 is taken, not “%s”"), version);
  return !*or_nothing (purpose) || g_str_equal (purpose, "P")
         || hcrm_fail (error, HCRM_ERROR_INVALID, "MSH-11",
                       _ ("Only messages of production (P) are taken, not “%s”"), purpose);
}

static gboolean
check_header (const Letter *letter, GError **error)
{
  if (!check_purpose (letter, error))
    return FALSE;
  if (!*or_nothing (letter->type) || *letter->type == '^')
    return hcrm_fail (error, HCRM_ERROR_INVALID, "MSH-9", _ ("The message has no type"));
  return *or_nothing (letter->control_id)
         || hcrm_fail (error, HCRM_ERROR_INVALID, "MSH-10", _ ("The message has no number"));
}

/* ---- its fate ---- */

typedef enum {
  FATE_NONE,    /* not decided */
  FATE_TAKEN,   /* now or before */
  FATE_IGNORED, /* of no interest */
  FATE_DEAD,    /* kept, with its problem */
  FATE_REFUSED, /* not kept, and not to be sent again */
  FATE_LATER,   /* not kept */
} Fate;

/* @rows holds a message with the same number, if there is one: the same message, or another. */
static Fate
find_fate (HcrmRows *rows, GError **problem)
{
  const char *state = hcrm_rows_get_n (rows) ? hcrm_rows_get (rows, 0, "message_state") : NULL;
  if (!state)
    return FATE_NONE;
  if (!hcrm_rows_get_bool (rows, 0, "message_same")) {
    hcrm_fail (problem, HCRM_ERROR_CONFLICT, "MSH-10",
               _ ("Another message with this number has come before"));
    return FATE_NONE;
  }
  if (!g_str_equal (state, "dead"))
    return FATE_TAKEN;
  hcrm_fail (problem, HCRM_ERROR_INVALID, hcrm_rows_get (rows, 0, "field"), "%s",
             or_nothing (hcrm_rows_get (rows, 0, "reason")));
  return FATE_DEAD;
}

static void
queue_letter (HcrmDb *db, const char *state)
{
  hcrm_db_let (db, "message_state", state);
  hcrm_db_queue (db, &SQL_HL7_INTAKE_ADD_MESSAGE, NULL);
}

/* Within a transaction: finds what is known, and writes. */
static Fate
apply (HcrmHl7Work *work, GError **problem)
{
  if (!hcrm_hl7_work_find (work, problem))
    return FATE_NONE;
  Fate fate = find_fate (work->found, problem);
  if (fate != FATE_NONE || (problem && *problem))
    return fate;
  hcrm_db_let (work->db, "message_state", "taken");
  if (!hcrm_hl7_work_apply (work, problem))
    return FATE_NONE;
  if (!work->has_kept)
    queue_letter (work->db, "taken");
  return FATE_TAKEN;
}

static void
forget_run (HcrmHl7Work *work)
{
  g_clear_pointer (&work->found, hcrm_rows_free);
  g_clear_pointer (&work->known, hcrm_rows_free);
  g_clear_pointer (&work->tellings, g_ptr_array_unref);
  g_ptr_array_set_size (work->events, 0);
  work->has_kept = work->died = work->has_just_died = FALSE;
}

static Fate
run_once (HcrmHl7Work *work, const Letter *letter, GError **problem)
{
  HcrmContext context = HIS_CONTEXT;
  context.request_id = or_nothing (letter->control_id);
  forget_run (work);
  hcrm_db_begin (work->db, &context);
  g_autofree char *keys = hcrm_hl7_work_dup_keys (work);
  hcrm_hl7_work_lock (work->db, keys);
  let_letter (work->db, letter);
  Fate fate = apply (work, problem);
  gboolean ok = fate == FATE_TAKEN;
  if (!hcrm_db_end (work->db, ok, ok ? problem : NULL) && ok)
    fate = FATE_NONE;
  return fate;
}

/* A conflict that the message itself makes names its place, as PID-3; the database names columns.
 */
static gboolean
is_of_message (const GError *problem)
{
  const char *field = hcrm_error_get_field (problem, 0);
  return field && g_ascii_isupper (*field);
}

/* Two messages may meet where no lock parts them, as at a new department: the loser runs again. */
static gboolean
is_worth_another_run (HcrmDb *db, const GError *problem, guint run)
{
  gboolean met =
      g_error_matches (problem, HCRM_ERROR, HCRM_ERROR_BUSY)
      || (g_error_matches (problem, HCRM_ERROR, HCRM_ERROR_CONFLICT) && !is_of_message (problem));
  return met && run + 1 < MAX_RUNS && hcrm_db_ensure (db, NULL);
}

static Fate
take_event (HcrmHl7Intake *self, HcrmHl7Work *work, const Letter *letter, GError **problem)
{
  g_autoptr (HcrmHl7Sites) sites = get_sites (self, work->db, problem);
  if (!sites || !hcrm_hl7_work_read (work, letter->message, sites, problem))
    return FATE_NONE;
  g_autoptr (GError) last = NULL;
  Fate fate = FATE_NONE;
  for (guint run = 0;
       fate == FATE_NONE && (run == 0 || is_worth_another_run (work->db, last, run - 1)); run++) {
    g_clear_error (&last);
    fate = run_once (work, letter, &last);
  }
  if (last)
    g_propagate_error (problem, g_steal_pointer (&last));
  return fate;
}

/* ---- what is not applied is kept ---- */

static Fate
keep_in_transaction (HcrmDb *db, Fate fate, GPtrArray *events, GError **problem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmRows) known = hcrm_db_rows (db, &SQL_HL7_INTAKE_FIND_MESSAGE, NULL, &error);
  if (!known)
    return FATE_LATER;
  gboolean same = hcrm_rows_get_n (known) && hcrm_rows_get_bool (known, 0, "message_same");
  if (same) {
    g_clear_error (problem);
    return find_fate (known, problem);
  }
  hcrm_db_let (db, "message_state", fate == FATE_IGNORED ? "ignored" : "dead");
  g_autoptr (HcrmRows) row = hcrm_db_one (db, &SQL_HL7_INTAKE_ADD_MESSAGE, NULL, &error);
  if (!row)
    return FATE_LATER;
  if (fate == FATE_DEAD)
    g_ptr_array_add (events, hcrm_event_new ("dead_letter", hcrm_rows_get_int (row, 0, "id"), 0));
  return fate;
}

static Fate
keep (HcrmDb *db, const Letter *letter, Fate fate, GPtrArray *events, GError **problem)
{
  if (!hcrm_db_ensure (db, NULL))
    return FATE_LATER;
  hcrm_db_begin (db, &HIS_CONTEXT);
  let_letter (db, letter);
  if (*problem) {
    hcrm_db_let (db, "reason", (*problem)->message);
    hcrm_db_let (db, "field", hcrm_error_get_field (*problem, 0));
  }
  Fate kept = keep_in_transaction (db, fate, events, problem);
  return hcrm_db_end (db, kept != FATE_LATER, NULL) ? kept : FATE_LATER;
}

/* ---- answering ---- */

static char *
make_control_id (void)
{
  static gint counter;
  return g_strdup_printf ("%" G_GINT64_MODIFIER "X%04X", g_get_real_time (),
                          (guint) g_atomic_int_add (&counter, 1) & 0xffff);
}

static GBytes *
answer (const HcrmHl7Message *message, HcrmHl7AckCode code, const GError *problem, const char *note)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *id = make_control_id ();
  g_autoptr (GPtrArray) answers = hcrm_hl7_ack_answer (message, code, problem, note, id, now);
  return hcrm_mllp_join (answers);
}

/* Kept all the same, so that people see and mend it. */
static gboolean
is_untyped (const GError *problem)
{
  return g_strcmp0 (hcrm_error_get_field (problem, 0), "MSH-9") == 0;
}

static GBytes *
answer_fate (const Letter *letter, Fate fate, const GError *problem)
{
  g_autoptr (GError) later = NULL;
  switch (fate) {
  case FATE_TAKEN:
    return answer (letter->message, HCRM_HL7_ACCEPT, NULL, NULL);
  case FATE_IGNORED:
    return answer (letter->message, HCRM_HL7_ACCEPT, NULL,
                   _ ("Messages of this type are not taken"));
  case FATE_DEAD:
    return answer (letter->message, is_untyped (problem) ? HCRM_HL7_REJECT : HCRM_HL7_ERROR,
                   problem, NULL);
  case FATE_REFUSED:
    return answer (letter->message, HCRM_HL7_REJECT, problem, NULL);
  case FATE_NONE:
  case FATE_LATER:
    break;
  }
  hcrm_fail (&later, HCRM_ERROR_BUSY, NULL, _ ("The message was not kept; try again"));
  return answer (letter->message, HCRM_HL7_REJECT, later, NULL);
}

GBytes *
hcrm_hl7_intake_refuse (GBytes *bytes, const GError *problem)
{
  g_autoptr (HcrmHl7Message) header = bytes ? hcrm_hl7_message_parse_header (bytes, NULL) : NULL;
  return answer (header, HCRM_HL7_REJECT, problem, NULL);
}

static Fate
judge_header (const Letter *letter, GError **problem)
{
  g_autoptr (GError) header = NULL;
  check_header (letter, &header);
  if (header && (!*problem || is_refusal (header))) {
    g_clear_error (problem);
    g_propagate_error (problem, g_steal_pointer (&header));
  }
  if (!*problem)
    return FATE_NONE;
  return is_refusal (*problem) ? FATE_REFUSED : FATE_DEAD;
}

static Fate
decide (HcrmHl7Intake *self, HcrmHl7Work *work, const Letter *letter, GError **problem)
{
  Fate header = judge_header (letter, problem);
  if (header != FATE_NONE)
    return header;
  work->event = hcrm_hl7_event_find (letter->message);
  if (!work->event)
    return FATE_IGNORED;
  Fate fate = take_event (self, work, letter, problem);
  if (fate != FATE_NONE)
    return fate;
  return g_error_matches (*problem, HCRM_ERROR, HCRM_ERROR_BUSY) ? FATE_LATER : FATE_DEAD;
}

static GBytes *
take (HcrmHl7Intake *self, HcrmDb *db, GBytes *bytes, GPtrArray *events)
{
  g_autoptr (GError) problem = NULL;
  g_auto (Letter) letter = { NULL };
  g_auto (HcrmHl7Work) work = { .db = db, .events = events };
  letter_read (&letter, bytes, &problem);
  Fate fate = decide (self, &work, &letter, &problem);
  gboolean known = work.found && hcrm_rows_get_bool (work.found, 0, "message_same");
  if (fate != FATE_TAKEN)
    g_ptr_array_set_size (events, 0);
  if ((fate == FATE_DEAD && !known) || fate == FATE_IGNORED)
    fate = keep (db, &letter, fate, events, &problem);
  return answer_fate (&letter, fate, problem);
}

/* ---- several together ---- */

/* A message that can be applied, on its way with others. */
typedef struct {
  HcrmHl7Delivery *delivery;
  Letter letter;
  HcrmHl7Work work;
} Fellow;

static void
fellow_free (Fellow *self)
{
  letter_clear (&self->letter);
  g_ptr_array_unref (self->work.events);
  hcrm_hl7_work_clear (&self->work);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fellow, fellow_free)

/* Returns: NULL if the message must go alone */
static Fellow *
fellow_new (HcrmDb *db, HcrmHl7Sites *sites, HcrmHl7Delivery *delivery)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (Fellow) self = g_new0 (Fellow, 1);
  self->delivery = delivery;
  self->work.db = db;
  self->work.events = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  letter_read (&self->letter, delivery->bytes, &problem);
  if (problem || !check_header (&self->letter, NULL))
    return NULL;
  self->work.event = hcrm_hl7_event_find (self->letter.message);
  if (!self->work.event || !hcrm_hl7_work_read (&self->work, self->letter.message, sites, NULL))
    return NULL;
  return g_steal_pointer (&self);
}

static GPtrArray *
find_fellows (HcrmHl7Intake *self, HcrmDb *db, HcrmHl7Delivery *deliveries, guint n)
{
  GPtrArray *fellows = g_ptr_array_new_with_free_func ((GDestroyNotify) fellow_free);
  g_autoptr (HcrmHl7Sites) sites = get_sites (self, db, NULL);
  for (guint i = 0; sites && i < n; i++) {
    Fellow *fellow = fellow_new (db, sites, &deliveries[i]);
    if (fellow)
      g_ptr_array_add (fellows, fellow);
  }
  return fellows;
}

/* Appends what is within the brackets of @array, a JSON array. */
static void
append_items (GString *json, const char *array)
{
  gsize length = array ? strlen (array) : 0;
  if (length <= 2)
    return;
  if (json->len > 1)
    g_string_append_c (json, ',');
  g_string_append_len (json, array + 1, length - 2);
}

static void
lock_all (HcrmDb *db, GPtrArray *fellows)
{
  g_autoptr (GString) identifiers = g_string_new ("[");
  for (guint i = 0; i < fellows->len; i++) {
    g_autofree char *keys = hcrm_hl7_work_dup_keys (&((Fellow *) fellows->pdata[i])->work);
    append_items (identifiers, keys);
  }
  g_string_append_c (identifiers, ']');
  hcrm_hl7_work_lock (db, identifiers->str);
}

static gboolean
run_fellow (HcrmDb *db, Fellow *fellow)
{
  g_autoptr (GError) problem = NULL;
  forget_run (&fellow->work);
  hcrm_db_unlet (db);
  let_letter (db, &fellow->letter);
  hcrm_db_queue (db, &SQL_HL7_INTAKE_BEGIN_MESSAGE, NULL);
  return apply (&fellow->work, &problem) == FATE_TAKEN;
}

/* Returns: whether all are taken; else none is, and @failed, if it could be told, must go alone. */
static gboolean
run_fellows (HcrmDb *db, GPtrArray *fellows, Fellow **failed)
{
  hcrm_db_begin (db, &HIS_CONTEXT);
  lock_all (db, fellows);
  for (guint i = 0; i < fellows->len && !*failed; i++)
    if (!run_fellow (db, fellows->pdata[i]))
      *failed = fellows->pdata[i];
  return hcrm_db_end (db, !*failed, NULL) && !*failed;
}

static void
acknowledge (Fellow *fellow, GPtrArray *events)
{
  fellow->delivery->ack = answer_fate (&fellow->letter, FATE_TAKEN, NULL);
  g_ptr_array_extend_and_steal (events, g_steal_pointer (&fellow->work.events));
  fellow->work.events = g_ptr_array_new ();
}

static void
take_together (HcrmHl7Intake *self,
               HcrmDb *db,
               HcrmHl7Delivery *deliveries,
               guint n,
               GPtrArray *events)
{
  g_autoptr (GPtrArray) fellows = find_fellows (self, db, deliveries, n);
  while (fellows->len > 1) {
    Fellow *failed = NULL;
    if (run_fellows (db, fellows, &failed)) {
      for (guint i = 0; i < fellows->len; i++)
        acknowledge (fellows->pdata[i], events);
      return;
    }
    if (!failed)
      return;
    g_ptr_array_remove (fellows, failed);
  }
}

static void
take_alone (HcrmHl7Intake *self, HcrmDb *db, HcrmHl7Delivery *delivery, GPtrArray *events)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_event_free);
  hcrm_db_ensure (db, NULL);
  delivery->ack = take (self, db, delivery->bytes, own);
  g_ptr_array_extend_and_steal (events, g_steal_pointer (&own));
}

static gpointer
make_english_locale (gpointer unused)
{
  return newlocale (LC_ALL_MASK, "C.UTF-8", (locale_t) 0);
}

static void
take_some (HcrmHl7Intake *self, HcrmDb *db, HcrmHl7Delivery *deliveries, guint n, GPtrArray *events)
{
  if (n > 1 && hcrm_db_ensure (db, NULL))
    take_together (self, db, deliveries, n, events);
  for (guint i = 0; i < n; i++)
    if (!deliveries[i].ack)
      take_alone (self, db, &deliveries[i], events);
}

/* ---- batches ---- */

/* Answers of one message may be two; in a batch they stand one after the other. */
static GBytes *
unframe (GBytes *answer)
{
  g_auto (HcrmMllpReader) reader;
  g_autoptr (GBytes) framed = hcrm_mllp_frame (answer);
  GByteArray *plain = g_byte_array_new ();
  GBytes *ack = NULL;
  hcrm_mllp_reader_init (&reader, g_bytes_get_size (framed));
  hcrm_mllp_reader_push (&reader, g_bytes_get_data (framed, NULL), g_bytes_get_size (framed));
  while (hcrm_mllp_reader_next (&reader, &ack) == HCRM_MLLP_FRAME) {
    g_byte_array_append (plain, g_bytes_get_data (ack, NULL), g_bytes_get_size (ack));
    g_bytes_unref (ack);
  }
  return g_byte_array_free_to_bytes (plain);
}

static GBytes *
take_batch (HcrmHl7Intake *self, HcrmDb *db, GBytes *bytes, GPtrArray *events)
{
  g_autoptr (GPtrArray) messages = hcrm_hl7_split (bytes);
  g_autoptr (GPtrArray) acks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint start = 0; start < messages->len; start += BATCH_STEP) {
    HcrmHl7Delivery part[BATCH_STEP] = { 0 };
    guint n = MIN (BATCH_STEP, messages->len - start);
    for (guint i = 0; i < n; i++)
      part[i].bytes = g_ptr_array_index (messages, start + i);
    take_some (self, db, part, n, events);
    for (guint i = 0; i < n; i++) {
      g_ptr_array_add (acks, unframe (part[i].ack));
      g_bytes_unref (part[i].ack);
    }
  }
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *id = make_control_id ();
  g_autoptr (GPtrArray) parts = hcrm_hl7_split_parts (bytes);
  return hcrm_hl7_ack_batch (parts, acks, id, now);
}

/* Batches one by one; all others together. */
static void
take_sorted (HcrmHl7Intake *self,
             HcrmDb *db,
             HcrmHl7Delivery *deliveries,
             guint n,
             GPtrArray *events)
{
  g_autofree HcrmHl7Delivery *single = g_new0 (HcrmHl7Delivery, n);
  g_autofree guint *from = g_new0 (guint, n);
  guint singles = 0;
  for (guint i = 0; i < n; i++) {
    if (hcrm_hl7_is_batch (deliveries[i].bytes)) {
      deliveries[i].ack = take_batch (self, db, deliveries[i].bytes, events);
    } else {
      from[singles] = i;
      single[singles++].bytes = deliveries[i].bytes;
    }
  }
  take_some (self, db, single, singles, events);
  for (guint i = 0; i < singles; i++)
    deliveries[from[i]].ack = single[i].ack;
}

void
hcrm_hl7_intake_take_all (HcrmHl7Intake *self,
                          HcrmDb *db,
                          HcrmHl7Delivery *deliveries,
                          guint n,
                          GPtrArray *events)
{
  g_return_if_fail (self && db && deliveries && events);
  static GOnce english = G_ONCE_INIT;
  /* Reasons are stored untranslated, and a worker may still speak its last user's language. */
  locale_t before = uselocale ((locale_t) g_once (&english, make_english_locale, NULL));
  take_sorted (self, db, deliveries, n, events);
  uselocale (before);
}

GBytes *
hcrm_hl7_intake_take (HcrmHl7Intake *self, HcrmDb *db, GBytes *bytes, GPtrArray *events)
{
  g_return_val_if_fail (self && db && bytes && events, NULL);
  HcrmHl7Delivery delivery = { bytes, NULL };
  hcrm_hl7_intake_take_all (self, db, &delivery, 1, events);
  return delivery.ack;
}

/* ---- replay ---- */

static GBytes *
dup_raw (HcrmRows *row, const char *mended)
{
  if (mended)
    return g_bytes_new (mended, strlen (mended));
  gsize length = 0;
  guchar *data = g_base64_decode (hcrm_rows_get (row, 0, "raw"), &length);
  return g_bytes_new_take (data, length);
}

static gboolean
replay_letter (HcrmHl7Work *work, const Letter *letter, GError **error)
{
  g_autoptr (HcrmHl7Sites) sites = read_sites (work->db, error);
  if (!sites)
    return FALSE;
  work->event = hcrm_hl7_event_find (letter->message);
  if (!work->event)
    return hcrm_fail (error, HCRM_ERROR_METHOD, "MSH-9", _ ("Messages of this type are not taken"));
  if (!hcrm_hl7_work_read (work, letter->message, sites, error))
    return FALSE;
  g_autofree char *keys = hcrm_hl7_work_dup_keys (work);
  hcrm_hl7_work_lock (work->db, keys);
  return hcrm_hl7_work_find (work, error) && hcrm_hl7_work_apply (work, error);
}

/* What was mended is a message of its own; what came stays as it came. */
static void
queue_outcome (HcrmDb *db, gint64 id, gboolean mended)
{
  if (mended) {
    hcrm_db_let_int (db, "replay_of", id);
    queue_letter (db, "taken");
  }
  hcrm_db_queue (db, &SQL_HL7_INTAKE_DESCRIBE_LETTER, NULL);
}

gboolean
hcrm_hl7_replay (HcrmDb *db, gint64 id, const char *raw, GPtrArray *events, GError **error)
{
  g_return_val_if_fail (db && events, FALSE);
  hcrm_db_let_int (db, "letter_id", id);
  g_autoptr (HcrmRows) row = hcrm_db_one (db, &SQL_HL7_INTAKE_FIND_LETTER, NULL, error);
  if (!row)
    return FALSE;
  g_autoptr (GBytes) bytes = dup_raw (row, raw);
  g_autoptr (GError) problem = NULL;
  g_auto (Letter) letter = { NULL };
  letter_read (&letter, bytes, &problem);
  if (problem || !check_header (&letter, &problem)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  g_auto (HcrmHl7Work) work = { .db = db, .events = events };
  let_letter (db, &letter);
  if (!replay_letter (&work, &letter, error))
    return FALSE;
  queue_outcome (db, id, g_strcmp0 (letter.sha256, hcrm_rows_get (row, 0, "sha256")) != 0);
  return TRUE;
}
