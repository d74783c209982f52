/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The figures and rates of calls, each said once. docs/calls.md tells them as well. */

#include "hcrm-call.h"

#define RO HCRM_FIELD_READONLY
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
static const HcrmRate rates[] = {
  { "answered",  "calls",    N_("Answered calls"),
    N_("Calls that somebody answered, on either side, of all that began in those days"), "ok_fg", FALSE },
  { "abandoned", "incoming", N_("Abandoned"),
    N_("Callers who hung up before anybody answered, of all incoming calls; one that an agent turned down is missed, not abandoned"),
    "danger_fg", TRUE },
  { "prompt",    "incoming", N_("Answered within 20 s"),
    N_("Incoming calls answered within 20 seconds, of all incoming ones"), "accent_bg_color", FALSE },
};

static const HcrmChoice groups[] = {
  { "agent",      N_("Agent") },
  { "hour",       N_("Hour of the day") },
  { "weekday",    N_("Day of the week") },
  { "day",        N_("Day") },
  { "department", N_("Department") },
  { "result",     N_("Result") },
  { "direction",  N_("Direction") },
  { NULL }
};

static const HcrmChoice weekdays[] = {
  { "1", N_("Monday") }, { "2", N_("Tuesday") }, { "3", N_("Wednesday") }, { "4", N_("Thursday") },
  { "5", N_("Friday") }, { "6", N_("Saturday") }, { "7", N_("Sunday") },
  { NULL }
};

/* What people said came of it; else how it ended. */
static const HcrmChoice results[] = {
  { "reached",          N_("Reached") },
  { "no_answer",        N_("No answer") },
  { "busy",             N_("Busy") },
  { "switched_off",     N_("Switched off") },
  { "wrong_number",     N_("Wrong number") },
  { "refused",          N_("Refused") },
  { "call_later",       N_("Call later") },
  { "readmitted",       N_("Readmitted") },
  { "deceased",         N_("Deceased") },
  { "moved",            N_("Moved away") },
  { "language_barrier", N_("Language barrier") },
  { "missed",           N_("Missed") },
  { "failed",           N_("Not reached, not wrapped up") },
  { "ended",            N_("Talked, not wrapped up") },
  { "live",             N_("Goes on") },
  { NULL }
};

static const HcrmField query_fields[] = {
  { "date_from",     HCRM_KIND_DATE, N_("From"),       0 },
  { "date_to",       HCRM_KIND_DATE, N_("To"),         0 },
  { "agent_id",      HCRM_KIND_INT,  N_("Agent"),      MANY },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "direction",     HCRM_KIND_CODE, N_("Direction"),  MANY, NULL, 0, 0, hcrm_call_direction_choices },
  { "weekday",       HCRM_KIND_CODE, N_("Day of the week"), MANY, NULL, 0, 0, weekdays },
  { "result",        HCRM_KIND_CODE, N_("Result"),     MANY, NULL, 0, 0, results },
  { "group",         HCRM_KIND_CODE, N_("Group by"),   0, NULL, 0, 0, groups },
};

static const HcrmField report_fields[] = {
  { "key",            HCRM_KIND_INT,     N_("Number"),               RO },
  { "code",           HCRM_KIND_TEXT,    N_("Code"),                 RO },
  { "label",          HCRM_KIND_TEXT,    N_("Group"),                RO },
  { "label_en",       HCRM_KIND_TEXT,    N_("Group"),                RO },
  { "calls",          HCRM_KIND_INT,     N_("Telephone calls"),      RO },
  { "incoming",       HCRM_KIND_INT,     N_("Incoming"),             RO },
  { "outgoing",       HCRM_KIND_INT,     N_("Outgoing"),             RO },
  { "answered",       HCRM_KIND_INT,     N_("Answered calls"),       RO },
  { "answered_rate",  HCRM_KIND_DECIMAL, N_("Answered calls (%)"),   RO },
  { "missed",         HCRM_KIND_INT,     N_("Missed"),               RO },
  { "abandoned",      HCRM_KIND_INT,     N_("Abandoned"),            RO },
  { "abandoned_rate", HCRM_KIND_DECIMAL, N_("Abandoned (%)"),        RO },
  { "prompt",         HCRM_KIND_INT,     N_("Answered within 20 s"), RO },
  { "prompt_rate",    HCRM_KIND_DECIMAL, N_("Answered within 20 s (%)"), RO },
  { "wait_mean",      HCRM_KIND_INT,     N_("Mean waiting time"),    RO, N_("s") },
  { "wait_median",    HCRM_KIND_INT,     N_("Median waiting time"),  RO, N_("s") },
  { "wait_90",        HCRM_KIND_INT,     N_("Nine of ten waited up to"), RO, N_("s") },
  { "talk_seconds",   HCRM_KIND_INT,     N_("Conversation in all"),  RO, N_("s") },
  { "talk_mean",      HCRM_KIND_INT,     N_("Mean conversation"),    RO, N_("s") },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_call_report_query, query_fields)
HCRM_DEFINE_FIELD_SET (hcrm_call_report_fields, report_fields)

const HcrmReport hcrm_call_report = {
  .name = "calls",
  .title = N_ ("Telephone calls"),
               .permission = HCRM_PERM_CALL_STATISTICS,
               .figures =
                   "calls incoming outgoing answered missed abandoned prompt wait_mean wait_median "
                   "wait_90 talk_seconds talk_mean",
               .rates = rates,
               .n_rates = G_N_ELEMENTS (rates),
               .groups = groups,
               .query = &hcrm_call_report_query,
               .fields = &hcrm_call_report_fields,
  };
