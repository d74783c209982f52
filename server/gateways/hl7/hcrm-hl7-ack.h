/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Acknowledgements of HL7 v2 messages, in original and enhanced mode (chapter 2.9 of the standard):
 * made and read. */
#pragma once

#include "hcrm-hl7-message.h"

G_BEGIN_DECLS

/* Table 0008. */
typedef enum {
  HCRM_HL7_ACCEPT,        /* AA: durable */
  HCRM_HL7_ERROR,         /* AE: kept, but not usable as it is */
  HCRM_HL7_REJECT,        /* AR: not taken; also "try again later" */
  HCRM_HL7_COMMIT_ACCEPT, /* CA: kept; what comes of it is another answer */
  HCRM_HL7_COMMIT_ERROR,  /* CE: not kept, or of no use */
  HCRM_HL7_COMMIT_REJECT, /* CR: of a kind that is not taken at all */
} HcrmHl7AckCode;

/**
 * hcrm_hl7_ack_new:
 * @message: (nullable): the message to answer, or its header; %NULL if there was none to read
 * @problem: (nullable): why not; its field names the place, such as `PID-3`
 * @control_id: the answer's own identifier (MSH-10)
 * @at: when, in the site's zone
 *
 * Delimiters, character set, version and processing id are the message's; sender and receiver
 * change places.
 *
 * Returns: (transfer full): the bytes to put into a frame
 */
GBytes *hcrm_hl7_ack_new (const HcrmHl7Message *message,
                          HcrmHl7AckCode code,
                          const GError *problem,
                          const char *control_id,
                          GDateTime *at);

/**
 * hcrm_hl7_ack_answer:
 * @note: (nullable): what a receiver of AA is told besides
 * @control_id: of the first answer; the second has a letter more
 *
 * What the sender asked to hear in MSH-15 and MSH-16 (AL, NE, ER, SU); without either, the one
 * acknowledgement of the original mode.
 *
 * Returns: (transfer full) (element-type GBytes): none, one, or the accept acknowledgement and the
 * application's
 */
GPtrArray *hcrm_hl7_ack_answer (const HcrmHl7Message *message,
                                HcrmHl7AckCode code,
                                const GError *problem,
                                const char *note,
                                const char *control_id,
                                GDateTime *at);

/**
 * hcrm_hl7_ack_batch:
 * @parts: (element-type HcrmHl7Part): as they came
 * @acks: (element-type GBytes): what answers each message among them, in their order; may be empty
 *
 * Returns: (transfer full): the same files and batches, of acknowledgements, each naming the one
 * answered; BTS-2 and FTS-2 say if the sender counted otherwise
 */
GBytes *
hcrm_hl7_ack_batch (GPtrArray *parts, GPtrArray *acks, const char *control_id, GDateTime *at);

/* Returns: `AA`, `AE` or `AR`; `CA`, `CE` or `CR`. */
const char *hcrm_hl7_ack_code_get_name (HcrmHl7AckCode code);

/* How many answers the sender of @message will get: certain ones, and those that depend on the
 * outcome. */
void hcrm_hl7_ack_expect (const HcrmHl7Message *message, guint *certain, guint *possible);

/* What an acknowledgement says. */
typedef struct {
  char *code;       /* MSA-1, such as AA */
  char *control_id; /* MSA-2: of the message answered */
  char *text;       /* (nullable) MSA-3, or the ERR segment's text */
  char *place;      /* (nullable) from ERR, such as PID-3 */
} HcrmHl7Ack;

/**
 * hcrm_hl7_ack_parse:
 * @error: %HCRM_ERROR_MALFORMED if @bytes is no acknowledgement
 */
HcrmHl7Ack *hcrm_hl7_ack_parse (GBytes *bytes, GError **error);
void hcrm_hl7_ack_free (HcrmHl7Ack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmHl7Ack, hcrm_hl7_ack_free)

G_END_DECLS
