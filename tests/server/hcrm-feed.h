/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small hospital with the HIS feed's intake: what the tests of the feed share. */
#pragma once

#include "gateways/hl7/hcrm-hl7-intake.h"
#include "hcrm-fixture.h"

typedef struct {
  Fixture base;
  HcrmDb *db;
  HcrmHl7Intake *intake;
  GPtrArray *events;
} Feed;

void feed_set_up (Feed *self, gconstpointer unused);
void feed_tear_down (Feed *self, gconstpointer unused);

/* Returns: (transfer full): @event such as A01 at @at; @pid and @visit begin with the segments'
 * third fields. */
char *feed_make (const char *id,
                 const char *event,
                 const char *at,
                 const char *pid,
                 const char *visit,
                 const char *rest);

/* Returns: (transfer full) (element-type HcrmHl7Ack): every acknowledgement in what a frame holds
 */
GPtrArray *feed_split (GBytes *answer);

/* Takes a message or a batch. */
GPtrArray *feed_answer (Feed *self, GBytes *bytes);

/* Takes a message with one acknowledgement. */
HcrmHl7Ack *feed_take_bytes (Feed *self, GBytes *bytes);

/* Takes @message (transfer full) and asserts the acknowledgement's code. */
void feed_take (Feed *self, const char *expected, char *message);

/* Takes a message that cannot be used, at @place. */
void feed_take_dead (Feed *self, const char *place, char *message);

void feed_assert_sql (Feed *self, const char *sql, const char *expected);

#define WANG "A1^^^EAST^MR||王芳||19650129|F|||杭州市||13800000001"
#define STAY "PV1|1|I|ORTHO-2^301^12^EAST||||D1001^陈一帆|||ORTHO|||||||||I1"
#define DISCHARGE STAY "|||||||||||||||||1\r"
#define HIP "DG1|1||S72.0^股骨颈骨折^ICD10\r"
