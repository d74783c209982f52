/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables, choices and workflows of quality review. */

#include "hcrm-review.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
/* --- Choices -------------------------------------------------------------------------------- */

const HcrmChoice hcrm_scorecard_state_choices[] = {
  { "draft",     N_("Draft") },
  { "published", N_("Published") },
  { "retired",   N_("Retired") },
  { NULL }
};

const HcrmChoice hcrm_scorecard_kind_choices[] = {
  { "scale",  N_("Points") },
  { "yes-no", N_("Yes or no") },
  { "fatal",  N_("Fatal item") },
  { NULL }
};

const HcrmChoice hcrm_sample_method_choices[] = {
  { "random",     N_("By chance") },
  { "stratified", N_("By chance from each part") },
  { "risk",       N_("The riskier, the likelier") },
  { NULL }
};

const HcrmChoice hcrm_sample_stratum_choices[] = {
  { "agent",      N_("Agent") },
  { "hour",       N_("Hour of day") },
  { "weekday",    N_("Day of week") },
  { "kind",       N_("What the call was for") },
  { "department", N_("Department") },
  { NULL }
};

const HcrmChoice hcrm_sample_risk_choices[] = {
  { "short",     N_("Short call") },
  { "silence",   N_("Long silence") },
  { "complaint", N_("Complaint") },
  { "new",       N_("New agent") },
  { "low",       N_("Low survey score") },
  { NULL }
};

const HcrmChoice hcrm_review_state_choices[] = {
  { "assigned",  N_("To be scored") },
  { "begun",     N_("Being scored") },
  { "submitted", N_("Submitted") },
  { "appealed",  N_("Appealed") },
  { "second",    N_("Being scored again") },
  { "settled",   N_("Appeal settled") },
  { "skipped",   N_("Passed over") },
  { NULL }
};

const HcrmChoice hcrm_review_kind_choices[] = {
  { "review",      N_("Review") },
  { "second",      N_("Second review") },
  { "calibration", N_("Calibration") },
  { NULL }
};

const HcrmChoice hcrm_review_outcome_choices[] = {
  { "kept",    N_("The first score stands") },
  { "second",  N_("The second score counts") },
  { "changed", N_("Put right") },
  { NULL }
};

const HcrmChoice hcrm_calibration_state_choices[] = {
  { "open",      N_("Being scored") },
  { "done",      N_("Compared") },
  { "cancelled", N_("Cancelled") },
  { NULL }
};

const HcrmChoice hcrm_suspicion_reason_choices[] = {
  { "no-call",       N_("No call") },
  { "not-answered",  N_("Call not answered") },
  { "short-call",    N_("Call too short") },
  { "after-hang-up", N_("Answered after hanging up") },
  { "same-answers",  N_("Same answers as others") },
  { "odd-hours",     N_("Odd hours") },
  { "odd-playback",  N_("Played at odd hours") },
  { "in-a-row",      N_("Many in a row") },
  { NULL }
};

const HcrmChoice hcrm_suspicion_outcome_choices[] = {
  { "fine",     N_("In order") },
  { "not-fine", N_("Not in order") },
  { NULL }
};

const HcrmChoice hcrm_review_group_choices[] = {
  { "agent",      N_("Agent") },
  { "item",       N_("Item") },
  { "week",       N_("Week") },
  { "month",      N_("Month") },
  { "reviewer",   N_("Reviewer") },
  { "scorecard",  N_("Scorecard") },
  { "department", N_("Department") },
  { NULL }
};

/* --- Scorecards ----------------------------------------------------------------------------- */

static const HcrmField item_fields[] = {
  { "id",         HCRM_KIND_INT,     N_("Number"),           RO },
  { "position",   HCRM_KIND_INT,     N_("Place"),            RO },
  { "code",       HCRM_KIND_TEXT,    N_("Code"),             REQ, NULL, 1, 60 },
  { "section",    HCRM_KIND_TEXT,    N_("Section"),          0, NULL, 0, 60 },
  { "section_en", HCRM_KIND_TEXT,    N_("English section"),  0, NULL, 0, 100 },
  { "text",       HCRM_KIND_TEXT,    N_("Item"),             REQ, NULL, 1, 200 },
  { "text_en",    HCRM_KIND_TEXT,    N_("English item"),     0, NULL, 0, 300 },
  { "kind",       HCRM_KIND_CODE,    N_("Kind"),             REQ, NULL, 0, 0, hcrm_scorecard_kind_choices },
  { "max",        HCRM_KIND_INT,     N_("Points at most"),   0, NULL, 1, 100 },
  { "weight",     HCRM_KIND_DECIMAL, N_("Weight"),           0, NULL, 0, 1000 },
  { "may_na",     HCRM_KIND_BOOL,    N_("May not apply"),    0 },
  { "hint",       HCRM_KIND_TEXT,    N_("What to look for"), LINES, NULL, 0, 1000 },
  { "hint_en",    HCRM_KIND_TEXT,    N_("What to look for, in English"), LINES, NULL, 0, 1500 },
};
HCRM_DEFINE_FIELD_SET (hcrm_scorecard_item_fields, item_fields)

static const HcrmField scorecard_fields[] = {
  { "id",           HCRM_KIND_INT,     N_("Number"),       RO },
  { "version",      HCRM_KIND_INT,     N_("Version"),      RO },
  { "code",         HCRM_KIND_TEXT,    N_("Code"),         REQ, NULL, 1, 60 },
  { "revision",     HCRM_KIND_INT,     N_("Revision"),     RO },
  { "name",         HCRM_KIND_TEXT,    N_("Name"),         REQ, NULL, 1, 60 },
  { "name_en",      HCRM_KIND_TEXT,    N_("English name"), 0, NULL, 0, 100 },
  { "note",         HCRM_KIND_TEXT,    N_("Note"),         LINES, NULL, 0, 2000 },
  { "state",        HCRM_KIND_CODE,    N_("State"),        RO, NULL, 0, 0, hcrm_scorecard_state_choices },
  { "pass_mark",    HCRM_KIND_DECIMAL, N_("Pass mark"),    REQ, NULL, 0, 100 },
  { "n_items",      HCRM_KIND_INT,     N_("Items"),        RO },
  { "published_at", HCRM_KIND_TIME,    N_("Published"),    RO },
  { "created_at",   HCRM_KIND_TIME,    N_("Created"),      RO },
  { "created_by",   HCRM_KIND_TEXT,    N_("Created by"),   RO },
  { "updated_at",   HCRM_KIND_TIME,    N_("Changed"),      RO },
  { "items",        HCRM_KIND_ROWS,    N_("Items"),        REQ, NULL, 1, 100, NULL, &hcrm_scorecard_item_fields },
};

static const HcrmField scorecard_query[] = {
  { "q",     HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
  { "state", HCRM_KIND_CODE, N_("State"),  MANY, NULL, 0, 0, hcrm_scorecard_state_choices },
  { "code",  HCRM_KIND_TEXT, N_("Code"),   0, NULL, 0, 60 },
};

/* --- Samples -------------------------------------------------------------------------------- */

#define SAMPLE_PARAMS(flag)                                                                                        \
  { "scorecard_id",    HCRM_KIND_INT,     N_("Scorecard"),             flag | (flag ? 0 : REQ) },                   \
  { "method",          HCRM_KIND_CODE,    N_("Method"),                flag | (flag ? 0 : REQ), NULL, 0, 0, hcrm_sample_method_choices }, \
  { "size",            HCRM_KIND_INT,     N_("How many"),              flag | (flag ? 0 : REQ), NULL, 1, 1000 },    \
  { "seed",            HCRM_KIND_TEXT,    N_("Random seed"),           flag, NULL, 0, 20 },                         \
  { "date_from",       HCRM_KIND_DATE,    N_("From"),                  flag | (flag ? 0 : REQ) },                   \
  { "date_to",         HCRM_KIND_DATE,    N_("To"),                    flag | (flag ? 0 : REQ) },                   \
  { "as_of",           HCRM_KIND_TIME,    N_("As of"),                 flag },                                      \
  { "agents",          HCRM_KIND_JSON,    N_("Agents"),                flag },                                      \
  { "departments",     HCRM_KIND_JSON,    N_("Departments"),           flag },                                      \
  { "least_seconds",   HCRM_KIND_INT,     N_("Calls of at least"),     flag, N_("s"), 0, 86400 },                   \
  { "strata",          HCRM_KIND_JSON,    N_("Parts by"),              flag, NULL, 0, 0, hcrm_sample_stratum_choices }, \
  { "least",           HCRM_KIND_INT,     N_("Of each part at least"), flag, NULL, 0, 100 },                        \
  { "risk_short",      HCRM_KIND_INT,     N_("Weight of a short call"),       flag, NULL, 0, 100 },                 \
  { "risk_silence",    HCRM_KIND_INT,     N_("Weight of a long silence"),     flag, NULL, 0, 100 },                 \
  { "risk_complaint",  HCRM_KIND_INT,     N_("Weight of a complaint"),        flag, NULL, 0, 100 },                 \
  { "risk_new",        HCRM_KIND_INT,     N_("Weight of a new agent"),        flag, NULL, 0, 100 },                 \
  { "risk_low",        HCRM_KIND_INT,     N_("Weight of a low survey score"), flag, NULL, 0, 100 },                 \
  { "short_seconds",   HCRM_KIND_INT,     N_("Short, if below"),       flag, N_("s"), 0, 3600 },                    \
  { "silence_seconds", HCRM_KIND_INT,     N_("A long silence, from"),  flag, N_("s"), 1, 3600 },                    \
  { "new_days",        HCRM_KIND_INT,     N_("An agent is new for"),   flag, N_("days"), 1, 1000 },                 \
  { "low_score",       HCRM_KIND_DECIMAL, N_("A low score, if below"), flag, NULL, -1000, 1000 }

static const HcrmField sample_item_fields[] = {
  { "position",     HCRM_KIND_INT,  N_("Place"),     RO },
  { "recording_id", HCRM_KIND_INT,  N_("Recording"), RO },
  { "stratum",      HCRM_KIND_TEXT, N_("Part"),      RO },
  { "risks",        HCRM_KIND_JSON, N_("Risks"),     RO, NULL, 0, 0, hcrm_sample_risk_choices },
  { "started_at",   HCRM_KIND_TIME, N_("Time of the call"), RO },
  { "duration_ms",  HCRM_KIND_INT,  N_("Length"),    RO, N_("ms") },
  { "agent_id",     HCRM_KIND_INT,  N_("Agent"),     RO },
  { "agent",        HCRM_KIND_TEXT, N_("Agent"),     RO },
  { "review_id",    HCRM_KIND_INT,  N_("Review"),    RO },
  { "review_state", HCRM_KIND_CODE, N_("State"),     RO, NULL, 0, 0, hcrm_review_state_choices },
  { "reviewer",     HCRM_KIND_TEXT, N_("Reviewer"),  RO },
};
HCRM_DEFINE_FIELD_SET (hcrm_sample_item_fields, sample_item_fields)

static const HcrmField sample_fields[] = {
  { "id",           HCRM_KIND_INT,  N_("Number"),     RO },
  { "version",      HCRM_KIND_INT,  N_("Version"),    RO },
  { "name",         HCRM_KIND_TEXT, N_("Name"),       RO },
  SAMPLE_PARAMS (HCRM_FIELD_READONLY),
  { "scorecard",    HCRM_KIND_TEXT, N_("Scorecard"),  RO },
  { "scorecard_en", HCRM_KIND_TEXT, N_("Scorecard"),  RO },
  { "revision",     HCRM_KIND_INT,  N_("Revision"),   RO },
  { "population",   HCRM_KIND_INT,  N_("Drawn from"), RO },
  { "drawn",        HCRM_KIND_INT,  N_("Drawn"),      RO },
  { "assigned",     HCRM_KIND_INT,  N_("Assigned"),   RO },
  { "submitted",    HCRM_KIND_INT,  N_("Submitted"),  RO },
  { "created_at",   HCRM_KIND_TIME, N_("Drawn at"),   RO },
  { "created_by",   HCRM_KIND_TEXT, N_("Drawn by"),   RO },
  { "items",        HCRM_KIND_ROWS, N_("Recordings"), RO, NULL, 0, 1000, NULL, &hcrm_sample_item_fields },
};

static const HcrmField sample_new[] = {
  { "name", HCRM_KIND_TEXT, N_("Name"), 0, NULL, 0, 60 },
  SAMPLE_PARAMS (0),
};

static const HcrmField sample_edit[] = {
  { "name", HCRM_KIND_TEXT, N_("Name"), REQ, NULL, 1, 60 },
};

static const HcrmField sample_query[] = {
  { "q",            HCRM_KIND_TEXT, N_("Search"),    0, NULL, 0, 100 },
  { "method",       HCRM_KIND_CODE, N_("Method"),    MANY, NULL, 0, 0, hcrm_sample_method_choices },
  { "scorecard_id", HCRM_KIND_INT,  N_("Scorecard"), MANY },
};

static const HcrmField sample_assign[] = {
  { "reviewers", HCRM_KIND_JSON, N_("Reviewers"), REQ },
  { "due_on",    HCRM_KIND_DATE, N_("Due on"),    0 },
};

/* --- Reviews -------------------------------------------------------------------------------- */

static const HcrmField score_fields[] = {
  { "item_id",   HCRM_KIND_INT,  N_("Item"),           REQ },
  { "value",     HCRM_KIND_INT,  N_("Points"),         0, NULL, 0, 100 },
  { "na",        HCRM_KIND_BOOL, N_("Does not apply"), 0 },
  { "note",      HCRM_KIND_TEXT, N_("Note"),           LINES, NULL, 0, 1000 },
  { "offset_ms", HCRM_KIND_INT,  N_("From"),           0, N_("ms"), 0, 86400000 },
  { "until_ms",  HCRM_KIND_INT,  N_("Until"),          0, N_("ms"), 0, 86400000 },
};
HCRM_DEFINE_FIELD_SET (hcrm_review_score_fields, score_fields)

static const HcrmField review_fields[] = {
  { "id",             HCRM_KIND_INT,     N_("Number"),          RO },
  { "version",        HCRM_KIND_INT,     N_("Version"),         RO },
  { "state",          HCRM_KIND_CODE,    N_("State"),           RO, NULL, 0, 0, hcrm_review_state_choices },
  { "kind",           HCRM_KIND_CODE,    N_("Kind"),            RO, NULL, 0, 0, hcrm_review_kind_choices },
  { "recording_id",   HCRM_KIND_INT,     N_("Recording"),       RO },
  { "scorecard_id",   HCRM_KIND_INT,     N_("Scorecard"),       RO },
  { "scorecard",      HCRM_KIND_TEXT,    N_("Scorecard"),       RO },
  { "scorecard_en",   HCRM_KIND_TEXT,    N_("Scorecard"),       RO },
  { "revision",       HCRM_KIND_INT,     N_("Revision"),        RO },
  { "pass_mark",      HCRM_KIND_DECIMAL, N_("Pass mark"),       RO },
  { "sample_id",      HCRM_KIND_INT,     N_("Sample"),          RO },
  { "calibration_id", HCRM_KIND_INT,     N_("Calibration"),     RO },
  { "second_of",      HCRM_KIND_INT,     N_("First review"),    RO },
  { "site_id",        HCRM_KIND_INT,     N_("Site"),            RO },
  { "department_id",  HCRM_KIND_INT,     N_("Department"),      RO },
  { "department",     HCRM_KIND_TEXT,    N_("Department"),      RO },
  { "department_en",  HCRM_KIND_TEXT,    N_("Department"),      RO },
  { "reviewer_id",    HCRM_KIND_INT,     N_("Reviewer"),        RO },
  { "reviewer",       HCRM_KIND_TEXT,    N_("Reviewer"),        RO },
  { "subject_id",     HCRM_KIND_INT,     N_("Agent"),           RO },
  { "subject",        HCRM_KIND_TEXT,    N_("Agent"),           RO },
  { "call_id",        HCRM_KIND_INT,     N_("Call"),            RO },
  { "activity_id",    HCRM_KIND_INT,     N_("Work"),            RO },
  { "patient_id",     HCRM_KIND_INT,     N_("Patient"),         RO },
  { "patient",        HCRM_KIND_TEXT,    N_("Patient"),         RO },
  { "started_at",     HCRM_KIND_TIME,    N_("Time of the call"), RO },
  { "duration_ms",    HCRM_KIND_INT,     N_("Length"),          RO, N_("ms") },
  { "due_on",         HCRM_KIND_DATE,    N_("Due on"),          RO },
  { "begun_at",       HCRM_KIND_TIME,    N_("Begun"),           RO },
  { "submitted_at",   HCRM_KIND_TIME,    N_("Submitted"),       RO },
  { "score",          HCRM_KIND_DECIMAL, N_("Score"),           RO },
  { "fatal",          HCRM_KIND_BOOL,    N_("Fatal item broken"), RO },
  { "passed",         HCRM_KIND_BOOL,    N_("Passed"),          RO },
  { "first_score",    HCRM_KIND_DECIMAL, N_("Score before the appeal"), RO },
  { "first_fatal",    HCRM_KIND_BOOL,    N_("Fatal item broken before the appeal"), RO },
  { "first_passed",   HCRM_KIND_BOOL,    N_("Passed before the appeal"), RO },
  { "note",           HCRM_KIND_TEXT,    N_("Note"),            RO },
  { "coaching",       HCRM_KIND_TEXT,    N_("Coaching"),        RO },
  { "skip_reason",    HCRM_KIND_TEXT,    N_("Why it was passed over"), RO },
  { "seen_at",        HCRM_KIND_TIME,    N_("Seen by the agent"), RO },
  { "appealed_at",    HCRM_KIND_TIME,    N_("Appealed"),        RO },
  { "appeal_reason",  HCRM_KIND_TEXT,    N_("Reason of the appeal"), RO },
  { "appeal_items",   HCRM_KIND_JSON,    N_("Items appealed against"), RO },
  { "appeal_until",   HCRM_KIND_DATE,    N_("Appeal until"),    RO },
  { "settled_at",     HCRM_KIND_TIME,    N_("Appeal settled"),  RO },
  { "settled_by",     HCRM_KIND_TEXT,    N_("Settled by"),      RO },
  { "outcome",        HCRM_KIND_CODE,    N_("Outcome"),         RO, NULL, 0, 0, hcrm_review_outcome_choices },
  { "settle_note",    HCRM_KIND_TEXT,    N_("Reason of the outcome"), RO },
  { "own",            HCRM_KIND_BOOL,    N_("Mine to score"),   RO },
  { "mine",           HCRM_KIND_BOOL,    N_("About my call"),   RO },
  { "second_id",      HCRM_KIND_INT,     N_("Second review"),   RO },
  { "second_state",   HCRM_KIND_CODE,    N_("Second review"),   RO, NULL, 0, 0, hcrm_review_state_choices },
  { "created_at",     HCRM_KIND_TIME,    N_("Created"),         RO },
};

static const HcrmField review_query[] = {
  { "state",          HCRM_KIND_CODE, N_("State"),       MANY, NULL, 0, 0, hcrm_review_state_choices },
  { "kind",           HCRM_KIND_CODE, N_("Kind"),        MANY, NULL, 0, 0, hcrm_review_kind_choices },
  { "reviewer_id",    HCRM_KIND_INT,  N_("Reviewer"),    MANY },
  { "subject_id",     HCRM_KIND_INT,  N_("Agent"),       MANY },
  { "scorecard_id",   HCRM_KIND_INT,  N_("Scorecard"),   MANY },
  { "sample_id",      HCRM_KIND_INT,  N_("Sample"),      0 },
  { "calibration_id", HCRM_KIND_INT,  N_("Calibration"), 0 },
  { "recording_id",   HCRM_KIND_INT,  N_("Recording"),   0 },
  { "department_id",  HCRM_KIND_INT,  N_("Department"),  MANY },
  { "own",            HCRM_KIND_BOOL, N_("Mine to score"), 0 },
  { "mine",           HCRM_KIND_BOOL, N_("About my call"), 0 },
  { "passed",         HCRM_KIND_BOOL, N_("Passed"),      0 },
  { "fatal",          HCRM_KIND_BOOL, N_("Fatal item broken"), 0 },
  { "submitted_from", HCRM_KIND_DATE, N_("From"),        0 },
  { "submitted_to",   HCRM_KIND_DATE, N_("Before"),      0 },
  { "scorecard",      HCRM_KIND_TEXT, N_("Scorecard"),   MANY, NULL, 0, 60 },
  { "item",           HCRM_KIND_TEXT, N_("Item"),        0, NULL, 0, 121 },
};

static const HcrmField review_new[] = {
  { "recording_id", HCRM_KIND_INT,  N_("Recording"), REQ },
  { "scorecard_id", HCRM_KIND_INT,  N_("Scorecard"), REQ },
  { "reviewer_id",  HCRM_KIND_INT,  N_("Reviewer"),  0 },
  { "due_on",       HCRM_KIND_DATE, N_("Due on"),    0 },
};

static const HcrmField review_edit[] = {
  { "state",        HCRM_KIND_CODE, N_("State"),     RO, NULL, 0, 0, hcrm_review_state_choices },
  { "reviewer_id",  HCRM_KIND_INT,  N_("Reviewer"),  RO },
  { "scorecard_id", HCRM_KIND_INT,  N_("Scorecard"), RO },
  { "note",     HCRM_KIND_TEXT, N_("Note"),     LINES, NULL, 0, 4000 },
  { "coaching", HCRM_KIND_TEXT, N_("Coaching"), LINES, NULL, 0, 4000 },
  { "scores",   HCRM_KIND_ROWS, N_("Scores"),   0, NULL, 0, 100, NULL, &hcrm_review_score_fields },
};

static const HcrmField review_assign[] = {
  { "reviewer_id", HCRM_KIND_INT,  N_("Reviewer"), REQ },
  { "due_on",      HCRM_KIND_DATE, N_("Due on"),   0 },
};

static const HcrmField review_skip[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 1000 },
};

static const HcrmField review_appeal[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ | LINES, NULL, 2, 2000 },
  { "items",  HCRM_KIND_JSON, N_("Items appealed against"), 0 },
};

static const HcrmField review_settle[] = {
  { "outcome", HCRM_KIND_CODE, N_("Outcome"), REQ, NULL, 0, 0, hcrm_review_outcome_choices },
  { "note",    HCRM_KIND_TEXT, N_("Reason"),  REQ | LINES, NULL, 2, 2000 },
  { "scores",  HCRM_KIND_ROWS, N_("Scores"),  0, NULL, 0, 100, NULL, &hcrm_review_score_fields },
};

static const HcrmField reviewer_fields[] = {
  { "id",       HCRM_KIND_INT,  N_("Number"),   RO },
  { "name",     HCRM_KIND_TEXT, N_("Name"),     RO },
  { "pinyin",   HCRM_KIND_TEXT, N_("Pinyin"),   RO },
  { "open",     HCRM_KIND_INT,  N_("In hand"),  RO },
  { "conflict", HCRM_KIND_TEXT, N_("Conflict"), RO },
};

static const HcrmField reviewer_query[] = {
  { "recording_id", HCRM_KIND_INT, N_("Recording"), 0 },
};

/* --- Calibration ---------------------------------------------------------------------------- */

static const HcrmField calibration_fields[] = {
  { "id",           HCRM_KIND_INT,  N_("Number"),     RO },
  { "version",      HCRM_KIND_INT,  N_("Version"),    RO },
  { "name",         HCRM_KIND_TEXT, N_("Name"),       RO },
  { "scorecard_id", HCRM_KIND_INT,  N_("Scorecard"),  RO },
  { "scorecard",    HCRM_KIND_TEXT, N_("Scorecard"),  RO },
  { "scorecard_en", HCRM_KIND_TEXT, N_("Scorecard"),  RO },
  { "revision",     HCRM_KIND_INT,  N_("Revision"),   RO },
  { "due_on",       HCRM_KIND_DATE, N_("Due on"),     RO },
  { "state",        HCRM_KIND_CODE, N_("State"),      RO, NULL, 0, 0, hcrm_calibration_state_choices },
  { "done_at",      HCRM_KIND_TIME, N_("Done"),       RO },
  { "recordings",   HCRM_KIND_INT,  N_("Recordings"), RO },
  { "reviewers",    HCRM_KIND_INT,  N_("Reviewers"),  RO },
  { "submitted",    HCRM_KIND_INT,  N_("Submitted"),  RO },
  { "wanted",       HCRM_KIND_INT,  N_("To be submitted"), RO },
  { "my_review_id", HCRM_KIND_INT,  N_("My next review"), RO },
  { "created_at",   HCRM_KIND_TIME, N_("Created"),    RO },
  { "created_by",   HCRM_KIND_TEXT, N_("Created by"), RO },
};

static const HcrmField calibration_new[] = {
  { "name",         HCRM_KIND_TEXT, N_("Name"),       REQ, NULL, 1, 60 },
  { "scorecard_id", HCRM_KIND_INT,  N_("Scorecard"),  REQ },
  { "recordings",   HCRM_KIND_JSON, N_("Recordings"), REQ },
  { "reviewers",    HCRM_KIND_JSON, N_("Reviewers"),  REQ },
  { "due_on",       HCRM_KIND_DATE, N_("Due on"),     0 },
};

static const HcrmField calibration_query[] = {
  { "state", HCRM_KIND_CODE, N_("State"), MANY, NULL, 0, 0, hcrm_calibration_state_choices },
};

/* --- Reports -------------------------------------------------------------------------------- */

static const HcrmField report_fields[] = {
  { "key",        HCRM_KIND_INT,     N_("Number"),          RO },
  { "code",       HCRM_KIND_TEXT,    N_("Code"),            RO },
  { "label",      HCRM_KIND_TEXT,    N_("Group"),           RO },
  { "label_en",   HCRM_KIND_TEXT,    N_("Group"),           RO },
  { "n",          HCRM_KIND_INT,     N_("Reviews"),         RO },
  { "mean",       HCRM_KIND_DECIMAL, N_("Mean score"),      RO },
  { "mean_low",   HCRM_KIND_DECIMAL, N_("Mean, at least (95 %)"), RO },
  { "mean_high",  HCRM_KIND_DECIMAL, N_("Mean, at most (95 %)"),  RO },
  { "passed",     HCRM_KIND_INT,     N_("Passed"),          RO },
  { "pass_rate",  HCRM_KIND_DECIMAL, N_("Passed (%)"),      RO },
  { "pass_low",   HCRM_KIND_DECIMAL, N_("Passed, at least (95 %)"), RO },
  { "pass_high",  HCRM_KIND_DECIMAL, N_("Passed, at most (95 %)"),  RO },
  { "fatal",      HCRM_KIND_INT,     N_("Fatal items broken"), RO },
  { "appealed",   HCRM_KIND_INT,     N_("Appealed"),        RO },
  { "changed",    HCRM_KIND_INT,     N_("Changed by appeal"), RO },
  { "na",         HCRM_KIND_INT,     N_("Did not apply"),   RO },
  { "pairs",      HCRM_KIND_INT,     N_("Scored twice"),    RO },
  { "kappa",      HCRM_KIND_DECIMAL, N_("Kappa"),           RO },
  { "kappa_low",  HCRM_KIND_DECIMAL, N_("Kappa, at least (95 %)"), RO },
  { "kappa_high", HCRM_KIND_DECIMAL, N_("Kappa, at most (95 %)"),  RO },
};

static const HcrmField report_query[] = {
  { "date_from",     HCRM_KIND_DATE, N_("From"),       0 },
  { "date_to",       HCRM_KIND_DATE, N_("To"),         0 },
  { "group",         HCRM_KIND_CODE, N_("Group by"),   0, NULL, 0, 0, hcrm_review_group_choices },
  { "subject_id",    HCRM_KIND_INT,  N_("Agent"),      MANY },
  { "reviewer_id",   HCRM_KIND_INT,  N_("Reviewer"),   MANY },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "scorecard",     HCRM_KIND_TEXT, N_("Scorecard"),  MANY, NULL, 0, 60 },
  { "item",          HCRM_KIND_TEXT, N_("Item"),       0, NULL, 0, 121 },
  { "sample_id",     HCRM_KIND_INT,  N_("Sample"),     MANY },
};

static const HcrmField suspicion_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),       RO },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),       RO },
  { "patient",       HCRM_KIND_TEXT, N_("Patient"),       RO },
  { "user_id",       HCRM_KIND_INT,  N_("Agent"),         RO },
  { "user",          HCRM_KIND_TEXT, N_("Agent"),         RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"),    RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),    RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),    RO },
  { "finished_at",   HCRM_KIND_TIME, N_("Finished"),      RO },
  { "weight",        HCRM_KIND_INT,  N_("Weight"),        RO },
  { "reasons",       HCRM_KIND_JSON, N_("Reasons"),       RO },
  { "evidence",      HCRM_KIND_JSON, N_("Evidence"),      RO },
  { "answers",       HCRM_KIND_INT,  N_("Answers"),       RO },
  { "response_id",   HCRM_KIND_INT,  N_("Response"),      RO },
  { "call_id",       HCRM_KIND_INT,  N_("Call"),          RO },
  { "talk_seconds",  HCRM_KIND_INT,  N_("Talk time"),     RO, N_("s") },
  { "recording_id",  HCRM_KIND_INT,  N_("Recording"),     RO },
  { "outcome",       HCRM_KIND_CODE, N_("Finding"),       RO, NULL, 0, 0, hcrm_suspicion_outcome_choices },
  { "note",          HCRM_KIND_TEXT, N_("What was found"), RO },
  { "looked_at",     HCRM_KIND_TIME, N_("When looked into"),   RO },
  { "looked_by",     HCRM_KIND_TEXT, N_("Looked into by"), RO },
};

static const HcrmField suspicion_look[] = {
  { "outcome", HCRM_KIND_CODE, N_("Finding"),        REQ, NULL, 0, 0, hcrm_suspicion_outcome_choices },
  { "note",    HCRM_KIND_TEXT, N_("What was found"), REQ | LINES, NULL, 2, 2000 },
};

static const HcrmField suspicion_query[] = {
  { "finished_from", HCRM_KIND_DATE, N_("From"),       0 },
  { "finished_to",   HCRM_KIND_DATE, N_("To"),         0 },
  { "agent_id",      HCRM_KIND_INT,  N_("Agent"),      MANY },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "reason",        HCRM_KIND_CODE, N_("Reason"),     MANY, NULL, 0, 0, hcrm_suspicion_reason_choices },
  { "looked",        HCRM_KIND_BOOL, N_("Looked into"), 0 },
  { "outcome",       HCRM_KIND_CODE, N_("Finding"),    MANY, NULL, 0, 0, hcrm_suspicion_outcome_choices },
};

/* --- Workflows ------------------------------------------------------------------------------ */

#define MANAGE HCRM_PERM_REVIEW_MANAGE
#define SCORE HCRM_PERM_REVIEW_SCORE

static const HcrmState scorecard_states[] = {
  { "draft",     N_("Draft"),     "wait" },
  { "published", N_("Published"), "ok" },
  { "retired",   N_("Retired"),   "bare stop" },
};

static const HcrmStep scorecard_steps[] = {
  { "draft",     "edit",    "draft",     MANAGE, N_("Edit"),    0 },
  { "draft",     "publish", "published", MANAGE, N_("Publish"), HCRM_STEP_SUGGESTED },
  { "draft",     "retire",  "retired",   MANAGE, N_("Discard"), HCRM_STEP_DESTRUCTIVE },
  { "published", "revise",  "published", MANAGE, N_("Revise"),  HCRM_STEP_SUGGESTED },
  { "published", "retire",  "retired",   MANAGE, N_("Retire"),  HCRM_STEP_DESTRUCTIVE },
  { "retired",   "revise",  "retired",   MANAGE, N_("Revise"),  0 },
};

static const HcrmState review_states[] = {
  { "assigned",  N_("To be scored"),       "wait" },
  { "begun",     N_("Being scored"),       "info" },
  { "submitted", N_("Submitted"),          "ok" },
  { "appealed",  N_("Appealed"),           "warn" },
  { "second",    N_("Being scored again"), "violet" },
  { "settled",   N_("Appeal settled"),     "bare ok" },
  { "skipped",   N_("Passed over"),        "bare stop" },
};

static const HcrmStep review_steps[] = {
  { "assigned",  "edit",   "begun",     SCORE,  N_("Score"),             0 },
  { "begun",     "edit",   "begun",     SCORE,  N_("Score"),             0 },
  { "assigned",  "submit", "submitted", SCORE,  N_("Submit"),            HCRM_STEP_SUGGESTED },
  { "begun",     "submit", "submitted", SCORE,  N_("Submit"),            HCRM_STEP_SUGGESTED },
  { "assigned",  "skip",   "skipped",   SCORE,  N_("Pass Over"),         HCRM_STEP_REASON | HCRM_STEP_DESTRUCTIVE },
  { "begun",     "skip",   "skipped",   SCORE,  N_("Pass Over"),         HCRM_STEP_REASON | HCRM_STEP_DESTRUCTIVE },
  { "assigned",  "assign", "assigned",  MANAGE, N_("Assign"),            0 },
  { "begun",     "assign", "assigned",  MANAGE, N_("Assign"),            0 },
  { "submitted", "appeal", "appealed",  HCRM_PERM_REVIEW_READ, N_("Appeal"), HCRM_STEP_REASON },
  { "appealed",  "second", "second",    MANAGE, N_("Have Scored Again"), HCRM_STEP_SUGGESTED },
  { "second",    "second", "second",    MANAGE, N_("Have Scored Again"), 0 },
  { "appealed",  "settle", "settled",   MANAGE, N_("Settle"),            HCRM_STEP_REASON },
  { "second",    "settle", "settled",   MANAGE, N_("Settle"),            HCRM_STEP_REASON | HCRM_STEP_SUGGESTED },
};

static const HcrmState calibration_states[] = {
  { "open",      N_("Being scored"), "info" },
  { "done",      N_("Compared"),     "ok" },
  { "cancelled", N_("Cancelled"),    "bare stop" },
};

static const HcrmStep calibration_steps[] = {
  { "open", "cancel", "cancelled", MANAGE, N_("Cancel"), HCRM_STEP_DESTRUCTIVE },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_scorecard_fields, scorecard_fields)
HCRM_DEFINE_FIELD_SET (hcrm_scorecard_query, scorecard_query)
HCRM_DEFINE_FIELD_SET (hcrm_sample_fields, sample_fields)
HCRM_DEFINE_FIELD_SET (hcrm_sample_new, sample_new)
HCRM_DEFINE_FIELD_SET (hcrm_sample_edit, sample_edit)
HCRM_DEFINE_FIELD_SET (hcrm_sample_query, sample_query)
HCRM_DEFINE_FIELD_SET (hcrm_sample_assign, sample_assign)
HCRM_DEFINE_FIELD_SET (hcrm_review_fields, review_fields)
HCRM_DEFINE_FIELD_SET (hcrm_review_query, review_query)
HCRM_DEFINE_FIELD_SET (hcrm_review_new, review_new)
HCRM_DEFINE_FIELD_SET (hcrm_review_edit, review_edit)
HCRM_DEFINE_FIELD_SET (hcrm_review_assign, review_assign)
HCRM_DEFINE_FIELD_SET (hcrm_review_skip, review_skip)
HCRM_DEFINE_FIELD_SET (hcrm_review_appeal, review_appeal)
HCRM_DEFINE_FIELD_SET (hcrm_review_settle, review_settle)
HCRM_DEFINE_FIELD_SET (hcrm_reviewer_fields, reviewer_fields)
HCRM_DEFINE_FIELD_SET (hcrm_reviewer_query, reviewer_query)
HCRM_DEFINE_FIELD_SET (hcrm_calibration_fields, calibration_fields)
HCRM_DEFINE_FIELD_SET (hcrm_calibration_new, calibration_new)
HCRM_DEFINE_FIELD_SET (hcrm_calibration_query, calibration_query)
HCRM_DEFINE_FIELD_SET (hcrm_review_report_fields, report_fields)
HCRM_DEFINE_FIELD_SET (hcrm_review_report_query, report_query)
HCRM_DEFINE_FIELD_SET (hcrm_suspicion_fields, suspicion_fields)
HCRM_DEFINE_FIELD_SET (hcrm_suspicion_look, suspicion_look)
HCRM_DEFINE_FIELD_SET (hcrm_suspicion_query, suspicion_query)

#define WORKFLOW(symbol, name, states, steps)                                                      \
  const HcrmWorkflow symbol = { name, states, G_N_ELEMENTS (states), steps, G_N_ELEMENTS (steps) };
WORKFLOW (hcrm_scorecard_workflow, "scorecard", scorecard_states, scorecard_steps)
WORKFLOW (hcrm_review_workflow, "review", review_states, review_steps)
WORKFLOW (hcrm_calibration_workflow, "calibration", calibration_states, calibration_steps)
