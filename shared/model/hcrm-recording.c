/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of recordings, and the first bytes of files of sound. */

#include "hcrm-recording.h"

#include <string.h>

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
const HcrmChoice hcrm_recording_state_choices[] = {
  { "received", N_("Being prepared") },
  { "ready",    N_("Ready to Play") },
  { "failed",   N_("Cannot be read") },
  { "deleted",  N_("Deleted") },
  { NULL }
};

const HcrmChoice hcrm_recording_care_choices[] = {
  { "kept",    N_("Kept") },
  { "held",    N_("Legal hold") },
  { "asked",   N_("To be deleted") },
  { "deleted", N_("Deleted") },
  { NULL }
};

const HcrmChoice hcrm_recording_layout_choices[] = {
  { "mono",        N_("Both in one channel") },
  { "agent-left",  N_("Agent left") },
  { "agent-right", N_("Agent right") },
  { NULL }
};

const HcrmChoice hcrm_recording_problem_choices[] = {
  { "damaged",  N_("The file is damaged") },
  { "empty",    N_("There is no sound in the file") },
  { "too-long", N_("The recording is too long to be measured") },
  { "missing",  N_("The file is no longer there") },
  { "timeout",  N_("Reading the file took too long") },
  { NULL }
};

const HcrmChoice hcrm_recording_note_choices[] = {
  { "note",   N_("Note") },
  { "praise", N_("Well done") },
  { "fault",  N_("To be improved") },
  { NULL }
};

static const HcrmChoice rule_choices[] = {
  { "followup_task", N_("Follow-up") },
  { "complaint",     N_("Complaint") },
  { NULL }
};

/* --- Recordings ----------------------------------------------------------------------------- */

static const HcrmField recording_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),      RO },
  { "call_id",       HCRM_KIND_INT,  N_("Call"),         RO },
  { "name",          HCRM_KIND_TEXT, N_("File"),         RO },
  { "media_type",    HCRM_KIND_TEXT, N_("Kind of file"), RO },
  { "size",          HCRM_KIND_INT,  N_("Size"),         RO },
  { "sha256",        HCRM_KIND_TEXT, N_("Checksum"),     RO },
  { "site_id",       HCRM_KIND_INT,  N_("Site"),         RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  { "user_id",       HCRM_KIND_INT,  N_("Agent"),        RO },
  { "agent",         HCRM_KIND_TEXT, N_("Agent"),        RO },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),      RO },
  { "patient",       HCRM_KIND_TEXT, N_("Patient"),      RO },
  { "activity_id",   HCRM_KIND_INT,  N_("Made for"),     RO },
  { "activity_kind", HCRM_KIND_TEXT, N_("Made for"),     RO },
  { "started_at",    HCRM_KIND_TIME, N_("Begins at"),    RO },
  { "offset_ms",     HCRM_KIND_INT,  N_("Begins in the call at"), RO, "ms" },
  { "layout",        HCRM_KIND_CODE, N_("Channels"),     RO, NULL, 0, 0, hcrm_recording_layout_choices },
  { "duration_ms",   HCRM_KIND_INT,  N_("Length"),       RO, "ms" },
  { "channels",      HCRM_KIND_INT,  N_("Channels"),     RO },
  { "sample_rate",   HCRM_KIND_INT,  N_("Sample rate"),  RO, "Hz" },
  { "longest_silence_ms", HCRM_KIND_INT, N_("Longest silence"), RO, "ms" },
  { "state",         HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, hcrm_recording_state_choices },
  { "problem",       HCRM_KIND_CODE, N_("Problem"),      RO, NULL, 0, 0, hcrm_recording_problem_choices },
  { "care",          HCRM_KIND_CODE, N_("Keeping"),      RO, NULL, 0, 0, hcrm_recording_care_choices },
  { "retain_until",  HCRM_KIND_DATE, N_("Kept until"),   RO },
  { "due",           HCRM_KIND_BOOL, N_("Kept long enough"), RO },
  { "hold_reason",   HCRM_KIND_TEXT, N_("Reason for the hold"), RO | LINES },
  { "held_at",       HCRM_KIND_TIME, N_("Held at"),      RO },
  { "held_by",       HCRM_KIND_TEXT, N_("Held by"),      RO },
  { "ask_reason",    HCRM_KIND_TEXT, N_("Reason for deleting"), RO | LINES },
  { "asked_at",      HCRM_KIND_TIME, N_("Deletion asked for at"), RO },
  { "asked_by",      HCRM_KIND_TEXT, N_("Deletion asked for by"), RO },
  { "deleted_at",    HCRM_KIND_TIME, N_("Deleted at"),   RO },
  { "deleted_by",    HCRM_KIND_TEXT, N_("Deleted by"),   RO },
  { "notes",         HCRM_KIND_INT,  N_("Notes"),        RO },
  { "created_at",    HCRM_KIND_TIME, N_("Received at"),  RO },
};

static const HcrmField recording_query[] = {
  { "agent_id",        HCRM_KIND_INT,  N_("Agent"),           MANY },
  { "department_id",   HCRM_KIND_INT,  N_("Department"),      MANY },
  { "patient_id",      HCRM_KIND_INT,  N_("Patient"),         0 },
  { "activity_id",     HCRM_KIND_INT,  N_("Made for"),        0 },
  { "call_id",         HCRM_KIND_INT,  N_("Call"),            0 },
  { "started_at_from", HCRM_KIND_DATE, N_("From"),            0 },
  { "started_at_to",   HCRM_KIND_DATE, N_("Before"),          0 },
  { "duration_min",    HCRM_KIND_INT,  N_("Not shorter than"), 0, "s" },
  { "duration_max",    HCRM_KIND_INT,  N_("Not longer than"), 0, "s" },
  { "silence_min",     HCRM_KIND_INT,  N_("Silence of at least"), 0, "s" },
  { "state",           HCRM_KIND_CODE, N_("State"),           MANY, NULL, 0, 0, hcrm_recording_state_choices },
  { "care",            HCRM_KIND_CODE, N_("Keeping"),         MANY, NULL, 0, 0, hcrm_recording_care_choices },
  { "due",             HCRM_KIND_BOOL, N_("Kept long enough"), 0 },
};

static const HcrmField order[] = {
  { "upload_id",   HCRM_KIND_INT,  N_("Upload"),       0, NULL, 1 },
  { "call",        HCRM_KIND_TEXT, N_("Call"),         0, NULL, 1, 300 },
  { "call_id",     HCRM_KIND_INT,  N_("Call"),         0, NULL, 1 },
  { "patient_id",  HCRM_KIND_INT,  N_("Patient"),      0, NULL, 1 },
  { "activity_id", HCRM_KIND_INT,  N_("Made for"),     0, NULL, 1 },
  { "started_at",  HCRM_KIND_TIME, N_("Begins at"),    0 },
  { "name",        HCRM_KIND_TEXT, N_("File"),         0, NULL, 1, 200 },
  { "sha256",      HCRM_KIND_TEXT, N_("Checksum"),     0, NULL, 64, 64 },
  { "layout",      HCRM_KIND_CODE, N_("Channels"),     0, NULL, 0, 0, hcrm_recording_layout_choices },
};

static const HcrmField listening[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), 0, NULL, 2, 500 },
};

static const HcrmField peaks[] = {
  { "per_second", HCRM_KIND_INT, N_("Pairs a second"), 0, NULL, 1, HCRM_PEAKS_PER_SECOND },
};

static const HcrmField reason[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 500 },
};

static const HcrmField note_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),     RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),    RO },
  { "recording_id",  HCRM_KIND_INT,  N_("Recording"),  RO },
  { "at_ms",         HCRM_KIND_INT,  N_("At"),         REQ, "ms", 0, HCRM_RECORDING_MAX_MS },
  { "until_ms",      HCRM_KIND_INT,  N_("Until"),      0, "ms", 0, HCRM_RECORDING_MAX_MS },
  { "text",          HCRM_KIND_TEXT, N_("Note"),       REQ | LINES, NULL, 1, 2000 },
  { "kind",          HCRM_KIND_CODE, N_("Kind"),       0, NULL, 0, 0, hcrm_recording_note_choices },
  { "created_by_id", HCRM_KIND_INT,  N_("Written by"), RO },
  { "created_by",    HCRM_KIND_TEXT, N_("Written by"), RO },
  { "created_at",    HCRM_KIND_TIME, N_("Written at"), RO },
  { "own",           HCRM_KIND_BOOL, N_("Written by the reader"), RO },
};

static const HcrmField rule_fields[] = {
  { "id",      HCRM_KIND_INT,  N_("Number"),   RO },
  { "version", HCRM_KIND_INT,  N_("Version"),  RO },
  { "kind",    HCRM_KIND_CODE, N_("Made for"), RO, NULL, 0, 0, rule_choices },
  { "days",    HCRM_KIND_INT,  N_("Kept for"), REQ, N_("days"), 1, 36500 },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"), 0 },
  { "due",     HCRM_KIND_INT,  N_("Kept long enough"), RO },
};

static const HcrmField rule_new[] = {
  { "kind",    HCRM_KIND_CODE, N_("Made for"), REQ, NULL, 0, 0, rule_choices },
  { "days",    HCRM_KIND_INT,  N_("Kept for"), REQ, N_("days"), 1, 36500 },
};

static const HcrmField rule_query[] = {
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

#define ITEMS { "items", HCRM_KIND_ROWS, N_("Recordings"), REQ, NULL, 1, 1000, NULL, &hcrm_record_items }

static const HcrmField many[] = {
  ITEMS,
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 500 },
};
static const HcrmField many_confirm[] = { ITEMS };

/* --- What becomes of it --------------------------------------------------------------------- */

static const HcrmState cares[] = {
  { "kept",    N_("Kept"),          "bare" },
  { "held",    N_("Legal hold"),       "info" },
  { "asked",   N_("To be deleted"), "warn" },
  { "deleted", N_("Deleted"),       "bare" },
};

#define MANAGE HCRM_PERM_RECORDING_MANAGE
static const HcrmStep steps[] = {
  { "kept",  "hold",             "held",    MANAGE, N_("Put on Hold"),       HCRM_STEP_REASON },
  { "asked", "hold",             "held",    MANAGE, N_("Put on Hold"),       HCRM_STEP_REASON },
  { "held",  "release",          "kept",    MANAGE, N_("End the Hold"),      HCRM_STEP_REASON },
  { "kept",  "ask-deletion",     "asked",   MANAGE, N_("Ask for Deletion"),  HCRM_STEP_REASON },
  { "asked", "confirm-deletion", "deleted", MANAGE, N_("Delete for Good"),   HCRM_STEP_DESTRUCTIVE },
  { "asked", "refuse-deletion",  "kept",    MANAGE, N_("Keep It"),           HCRM_STEP_REASON },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_recording_fields, recording_fields)
HCRM_DEFINE_FIELD_SET (hcrm_recording_query, recording_query)
HCRM_DEFINE_FIELD_SET (hcrm_recording_order, order)
HCRM_DEFINE_FIELD_SET (hcrm_recording_listening, listening)
HCRM_DEFINE_FIELD_SET (hcrm_recording_peaks, peaks)
HCRM_DEFINE_FIELD_SET (hcrm_recording_reason, reason)
HCRM_DEFINE_FIELD_SET (hcrm_recording_many, many)
HCRM_DEFINE_FIELD_SET (hcrm_recording_many_confirm, many_confirm)
HCRM_DEFINE_FIELD_SET (hcrm_recording_note_fields, note_fields)
HCRM_DEFINE_FIELD_SET (hcrm_recording_rule_fields, rule_fields)
HCRM_DEFINE_FIELD_SET (hcrm_recording_rule_new, rule_new)
HCRM_DEFINE_FIELD_SET (hcrm_recording_rule_query, rule_query)

const HcrmWorkflow hcrm_recording_workflow = { "recording", cares, G_N_ELEMENTS (cares), steps,
                                               G_N_ELEMENTS (steps) };

/* --- First bytes ---------------------------------------------------------------------------- */

static const struct {
  HcrmAudioKind kind;
  const char *name, *media;
} kinds[] = {
  { HCRM_AUDIO_WAV, "wav", "audio/x-wav" },
  { HCRM_AUDIO_OPUS, "opus", "audio/ogg" },
  { HCRM_AUDIO_MP3, "mp3", "audio/mpeg" },
  { HCRM_AUDIO_FLAC, "flac", "audio/flac" },
};

static guint32
read_le (const guint8 *at, guint n)
{
  guint32 number = 0;

  for (guint i = n; i > 0; i--)
    number = number << 8 | at[i - 1];
  return number;
}

#define WAVE_EXTENSIBLE 0xFFFE
#define FMT_TAG 0      /* in a chunk "fmt " */
#define FMT_CHANNELS 2 /* in a chunk "fmt " */
#define FMT_SUBTAG 24  /* the first bytes of its GUID, of an extensible one */

static HcrmWaveCoding
read_wave_format (const guint8 *format, gsize length)
{
  guint32 tag = length >= 16 ? read_le (format + FMT_TAG, 2) : HCRM_WAVE_NONE;

  if (tag == WAVE_EXTENSIBLE && length >= FMT_SUBTAG + 2)
    tag = read_le (format + FMT_SUBTAG, 2);
  gboolean known = tag == HCRM_WAVE_PCM || tag == HCRM_WAVE_FLOAT || tag == HCRM_WAVE_ALAW
                   || tag == HCRM_WAVE_MULAW;
  return known && read_le (format + FMT_CHANNELS, 2) > 0 ? (HcrmWaveCoding) tag : HCRM_WAVE_NONE;
}

/* "RIFF" size "WAVE", then chunks, each a name, a size and as many bytes, evened. */
HcrmWaveCoding
hcrm_audio_get_wave_coding (const guint8 *head, gsize length)
{
  if (length < 12 || memcmp (head, "RIFF", 4) != 0 || memcmp (head + 8, "WAVE", 4) != 0)
    return HCRM_WAVE_NONE;
  for (gsize at = 12; at + 8 <= length;) {
    gsize size = read_le (head + at + 4, 4);
    if (memcmp (head + at, "fmt ", 4) == 0)
      return read_wave_format (head + at + 8, MIN (size, length - at - 8));
    at += 8 + size + (size & 1);
  }
  return HCRM_WAVE_NONE;
}

/* The first page: 27 bytes, the table of its segments, the packet. */
static gboolean
is_opus (const guint8 *head, gsize length)
{
  if (length < 28 || memcmp (head, "OggS", 4) != 0)
    return FALSE;
  gsize packet = 27 + head[26];
  return packet + 8 <= length && memcmp (head + packet, "OpusHead", 8) == 0;
}

/* An MPEG frame header, layer III: 11 bits of ones, version, layer, and no value that is reserved.
 */
static gboolean
is_mpeg_frame (const guint8 *at)
{
  guint version = at[1] >> 3 & 3, layer = at[1] >> 1 & 3, rate = at[2] >> 4,
        sampling = at[2] >> 2 & 3;

  return at[0] == 0xFF && at[1] >> 5 == 7 && version != 1 && layer == 1 && rate != 0 && rate != 15
         && sampling != 3;
}

/* The length of an MPEG layer III frame; see ISO/IEC 11172-3, 2.4.3.1, and 13818-3. */
static gsize
get_mpeg_length (const guint8 *at)
{
  static const guint16 rates[2][15] = {
    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 },
    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 },
  };
  static const guint samplings[3] = { 44100, 48000, 32000 };
  guint version = at[1] >> 3 & 3, low = version != 3;
  guint sampling = samplings[at[2] >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);

  return (low ? 72 : 144) * 1000 * rates[low][at[2] >> 4] / sampling + (at[2] >> 1 & 1);
}

/* After an ID3 tag, whose size has seven bits a byte, or after what precedes it; two frames in a
 * row, since one header may be chance. */
static gboolean
is_mp3 (const guint8 *head, gsize length)
{
  gsize at = 0;

  if (length < 10)
    return FALSE;
  if (memcmp (head, "ID3", 3) == 0)
    at = 10
         + ((head[6] & 0x7F) << 21 | (head[7] & 0x7F) << 14 | (head[8] & 0x7F) << 7
            | (head[9] & 0x7F));
  if (at > 0 && at + 4 > length)
    return TRUE; /* a tag with a picture: the frames begin behind what was looked at */
  if (!is_mpeg_frame (head + at))
    return FALSE;
  gsize next = at + get_mpeg_length (head + at);
  return next + 4 > length || is_mpeg_frame (head + next);
}

HcrmAudioKind
hcrm_audio_sniff (const guint8 *head, gsize length)
{
  if (hcrm_audio_get_wave_coding (head, length) != HCRM_WAVE_NONE)
    return HCRM_AUDIO_WAV;
  if (is_opus (head, length))
    return HCRM_AUDIO_OPUS;
  if (length >= 8 && memcmp (head, "fLaC", 4) == 0 && (head[4] & 0x7F) == 0)
    return HCRM_AUDIO_FLAC;
  return is_mp3 (head, length) ? HCRM_AUDIO_MP3 : HCRM_AUDIO_NONE;
}

const char *
hcrm_audio_get_media (HcrmAudioKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].media;
  return "application/octet-stream";
}

const char *
hcrm_audio_get_name (HcrmAudioKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].kind == kind)
      return kinds[i].name;
  return "none";
}

HcrmAudioKind
hcrm_audio_from_media (const char *media)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].media, media) == 0)
      return kinds[i].kind;
  return HCRM_AUDIO_NONE;
}

HcrmAudioKind
hcrm_audio_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      return kinds[i].kind;
  return HCRM_AUDIO_NONE;
}
