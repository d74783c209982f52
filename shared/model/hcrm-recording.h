/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings of calls: fields, what becomes of them, and what a file is by its first bytes. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A recording as /recordings gives it; one alone also has `measures`, and `asked_own`: whether the
 * reader asked for its deletion. */
extern const HcrmFieldSet hcrm_recording_fields;
extern const HcrmFieldSet hcrm_recording_query;

/* Query of POST /recordings beside the file itself; or JSON with `upload_id` instead of a body. */
extern const HcrmFieldSet hcrm_recording_order;

/* Query of …/audio and …/peaks; input of the steps that need a reason. */
extern const HcrmFieldSet hcrm_recording_listening;
extern const HcrmFieldSet hcrm_recording_peaks;
extern const HcrmFieldSet hcrm_recording_reason;
extern const HcrmFieldSet hcrm_recording_many;         /* a step with several, and why */
extern const HcrmFieldSet hcrm_recording_many_confirm; /* a step that needs no reason */

extern const HcrmFieldSet hcrm_recording_note_fields;

/* For how long recordings are kept: those of complaints, of follow-up, and all others. `due`, how
 * many the reader sees that were kept long enough by the rule, is counted up to 10,001. */
extern const HcrmFieldSet hcrm_recording_rule_fields;
extern const HcrmFieldSet hcrm_recording_rule_new;
extern const HcrmFieldSet hcrm_recording_rule_query;

/* What becomes of a recording; its states are the column `care`. The second of two people who
 * delete it is never the first. */
extern const HcrmWorkflow hcrm_recording_workflow;

extern const HcrmChoice hcrm_recording_state_choices[];
extern const HcrmChoice hcrm_recording_care_choices[];
extern const HcrmChoice hcrm_recording_layout_choices[];
extern const HcrmChoice hcrm_recording_problem_choices[];
extern const HcrmChoice hcrm_recording_note_choices[];

/* Peaks are kept at so many pairs a second, and given at any that divides it. */
#define HCRM_PEAKS_PER_SECOND 20

/* Longer ones are kept, and not measured. */
#define HCRM_RECORDING_MAX_MS (12 * 3600 * 1000)

typedef enum {
  HCRM_AUDIO_NONE, /* no sound that is known */
  HCRM_AUDIO_WAV,  /* PCM, float, A-law or µ-law */
  HCRM_AUDIO_OPUS, /* in Ogg */
  HCRM_AUDIO_MP3,
  HCRM_AUDIO_FLAC,
} HcrmAudioKind;

/**
 * hcrm_audio_sniff:
 * @head: the first bytes of a file, 64 KiB of them if it has as many
 *
 * What a file of sound is by its content: RIFF/WAVE of a coding that is known, Ogg whose first
 * packet is OpusHead (RFC 7845), FLAC (RFC 9639), MPEG audio layer III, after an ID3 tag or not.
 */
HcrmAudioKind hcrm_audio_sniff (const guint8 *head, gsize length);

/* How the samples of a WAVE file are coded (RFC 2361); of an extensible one, what is in it. */
typedef enum {
  HCRM_WAVE_NONE,
  HCRM_WAVE_PCM = 0x0001,
  HCRM_WAVE_FLOAT = 0x0003,
  HCRM_WAVE_ALAW = 0x0006,
  HCRM_WAVE_MULAW = 0x0007,
} HcrmWaveCoding;
HcrmWaveCoding hcrm_audio_get_wave_coding (const guint8 *head, gsize length);

/* The media type of such files, `audio/x-wav`; and their name for hcrm-audio, `wav`. */
const char *hcrm_audio_get_media (HcrmAudioKind kind);
const char *hcrm_audio_get_name (HcrmAudioKind kind);
HcrmAudioKind hcrm_audio_from_media (const char *media);
HcrmAudioKind hcrm_audio_from_name (const char *name);

G_END_DECLS
