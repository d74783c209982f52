/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one HL7 v2 message (ER7, the form with bars): any delimiters, any usual character set. */
#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/* Bounds of what is read at all; a message beyond them is refused. */
#define HCRM_HL7_MAX_BYTES (1024 * 1024)
#define HCRM_HL7_MAX_SEGMENTS 5000
#define HCRM_HL7_MAX_FIELDS 100000

typedef struct _HcrmHl7Message HcrmHl7Message;

/* The delimiters of MSH-1 and MSH-2. */
typedef struct {
  char field;
  char component;
  char repetition;
  char escape;
  char subcomponent;
  char truncation; /* 0 if the message has none */
} HcrmHl7Delimiters;

/**
 * hcrm_hl7_message_parse:
 * @bytes: a message from MSH on, its segments ended by CR, LF or both
 * @error: %HCRM_ERROR_MALFORMED or %HCRM_ERROR_TOO_LARGE with the place as its field: `MSH-2`, or
 *   `7` for the seventh segment
 *
 * Returns: (transfer full) (nullable): the message; it keeps nothing of @bytes
 */
HcrmHl7Message *hcrm_hl7_message_parse (GBytes *bytes, GError **error);

/**
 * hcrm_hl7_message_parse_header:
 *
 * Reads MSH alone, whatever follows and however it is encoded, so that a broken message can still
 * be answered.
 */
HcrmHl7Message *hcrm_hl7_message_parse_header (GBytes *bytes, GError **error);

void hcrm_hl7_message_free (HcrmHl7Message *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmHl7Message, hcrm_hl7_message_free)

const HcrmHl7Delimiters *hcrm_hl7_message_get_delimiters (const HcrmHl7Message *self);

/* Returns: iconv's name of the set the message is in, said or found out. */
const char *hcrm_hl7_message_get_charset (const HcrmHl7Message *self);

/* Segments in their order, MSH first; names are borrowed. Unknown and Z-segments are kept too. */
guint hcrm_hl7_message_get_n_segments (const HcrmHl7Message *self);
const char *hcrm_hl7_message_get_segment_name (const HcrmHl7Message *self, guint nth);

/* Returns: how many segments are named @segment. */
guint hcrm_hl7_message_count (const HcrmHl7Message *self, const char *segment);

/* Returns: how many repetitions a field has; 0 if it is empty or not there. */
guint hcrm_hl7_message_count_repetitions (const HcrmHl7Message *self,
                                          const char *segment,
                                          guint nth,
                                          guint field);

/**
 * hcrm_hl7_message_get:
 * @segment: such as `PID`
 * @nth: which of the segments of that name, from 0
 * @field: number of the field as the standard counts, from 1 (MSH-1 is the separator)
 * @repetition: from 0
 * @component: from 1
 * @subcomponent: from 1
 *
 * Returns: (transfer full) (nullable): the text with its escapes resolved; %NULL if there is
 * nothing, and an empty string for the explicit null `""`, which asks to delete
 */
char *hcrm_hl7_message_get (const HcrmHl7Message *self,
                            const char *segment,
                            guint nth,
                            guint field,
                            guint repetition,
                            guint component,
                            guint subcomponent);

/* The same of the first segment of that name, first repetition and first subcomponent. */
char *hcrm_hl7_message_get_first (const HcrmHl7Message *self,
                                  const char *segment,
                                  guint field,
                                  guint component);

/* Returns: (transfer full): a whole field as written, escapes and all; empty if there is none. */
char *
hcrm_hl7_message_dup_raw (const HcrmHl7Message *self, const char *segment, guint nth, guint field);

/* What stands in a file, in the order it usually comes. */
typedef enum {
  HCRM_HL7_FILE_HEAD,  /* FHS */
  HCRM_HL7_BATCH_HEAD, /* BHS */
  HCRM_HL7_MESSAGE,    /* from MSH to before whatever comes next */
  HCRM_HL7_BATCH_END,  /* BTS */
  HCRM_HL7_FILE_END,   /* FTS */
} HcrmHl7PartKind;

typedef struct {
  HcrmHl7PartKind kind;
  GBytes *bytes;
} HcrmHl7Part;

/**
 * hcrm_hl7_split_parts:
 * @bytes: a file: one message, several, or batches (FHS, BHS)
 *
 * Returns: (transfer full) (element-type HcrmHl7Part): all that stands in it
 */
GPtrArray *hcrm_hl7_split_parts (GBytes *bytes);

/**
 * hcrm_hl7_split:
 * @bytes: a file: one message, several, or batches (FHS, BHS)
 *
 * Returns: (transfer full) (element-type GBytes): its messages, none if its batches are empty; all
 * of @bytes as one if it has neither
 */
GPtrArray *hcrm_hl7_split (GBytes *bytes);

/* Whether @bytes begin with FHS or BHS, or with a byte order mark or blank lines before them. */
gboolean hcrm_hl7_is_batch (GBytes *bytes);

G_END_DECLS
