/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables, workflows and the judgement of health management. */

#include "hcrm-health.h"

#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE
#define DERIVED HCRM_FIELD_DERIVED

/* clang-format off */
static const HcrmChoice programme_states[] = {
  { "draft",   N_("Draft") },
  { "active",  N_("In use") },
  { "retired", N_("Retired") },
  { NULL }
};

const HcrmChoice hcrm_health_source_choices[] = {
  { "result", N_("Laboratory or examination result") },
  { "answer", N_("Answer to a questionnaire") },
  { "score",  N_("Score of a questionnaire") },
  { "manual", N_("Entered by hand") },
  { NULL }
};

const HcrmChoice hcrm_health_substance_choices[] = {
  { "glucose",       N_("Glucose") },
  { "hba1c",         N_("HbA1c") },
  { "cholesterol",   N_("Cholesterol") },
  { "triglycerides", N_("Triglycerides") },
  { "creatinine",    N_("Creatinine") },
  { "urate",         N_("Uric acid") },
  { "pressure",      N_("Pressure") },
  { "weight",        N_("Body weight") },
  { "length",        N_("Length") },
  { NULL }
};

const HcrmChoice hcrm_health_pick_choices[] = {
  { "latest", N_("The newest") },
  { "mean",   N_("The mean of all") },
  { NULL }
};

const HcrmChoice hcrm_health_sex_choices[] = {
  { "male",   N_("Male") },
  { "female", N_("Female") },
  { NULL }
};

/* What advice is given for; no advice is for a value without a target. */
const HcrmChoice hcrm_health_advised_choices[] = {
  { "within",  N_("At target") },
  { "above",   N_("Above target") },
  { "below",   N_("Below target") },
  { "missing", N_("Value missing") },
  { NULL }
};

const HcrmChoice hcrm_health_finding_choices[] = {
  { "within",  N_("At target") },
  { "above",   N_("Above target") },
  { "below",   N_("Below target") },
  { "noted",   N_("No target") },
  { "missing", N_("Value missing") },
  { NULL }
};

const HcrmChoice hcrm_health_gap_choices[] = {
  { "none",        N_("nothing was found") },
  { "preliminary", N_("the result is preliminary") },
  { "no-number",   N_("it is no number") },
  { "no-unit",     N_("its unit was not told") },
  { "unit",        N_("its unit cannot be converted") },
  { "implausible", N_("it is more likely a mistake") },
  { NULL }
};

const HcrmChoice hcrm_health_judgement_choices[] = {
  { "controlled",   N_("At target") },
  { "partly",       N_("Partly at target") },
  { "uncontrolled", N_("Not at target") },
  { "unjudged",     N_("Cannot be judged") },
  { NULL }
};

const HcrmChoice hcrm_health_exit_choices[] = {
  { "died",      N_("Died") },
  { "withdrawn", N_("Does not want it any more") },
  { "moved",     N_("Moved away") },
  { "finished",  N_("No longer needed") },
  { "other",     N_("Another reason") },
  { NULL }
};

/* As above: nobody says by hand that somebody died; the record does. */
static const HcrmChoice exits[] = {
  { "withdrawn", N_("Does not want it any more") },
  { "moved",     N_("Moved away") },
  { "finished",  N_("No longer needed") },
  { "other",     N_("Another reason") },
  { NULL }
};

const HcrmChoice hcrm_health_step_choices[] = {
  { "begin",     N_("Begun") },
  { "collect",   N_("Collect") },
  { "assess",    N_("Assess") },
  { "guide",     N_("Guide") },
  { "intervene", N_("Intervene") },
  { "evaluate",  N_("Evaluate") },
  { "reopen",    N_("Collected again") },
  { "move",      N_("Moved") },
  { "skip",      N_("Left out") },
  { "cancel",    N_("Cancelled") },
  { NULL }
};

static const HcrmChoice origins[] = {
  { "result", N_("Result") },
  { "answer", N_("Answer") },
  { "score",  N_("Score") },
  { "manual", N_("By hand") },
  { NULL }
};

const HcrmChoice hcrm_health_trend_choices[] = {
  { "rising",  N_("Rising") },
  { "falling", N_("Falling") },
  { "steady",  N_("Steady") },
  { "unknown", N_("Not known") },
  { NULL }
};

const HcrmChoice hcrm_health_effect_choices[] = {
  { "reached", N_("Target reached") },
  { "kept",    N_("Stayed at target") },
  { "lost",    N_("No longer at target") },
  { "closer",  N_("Closer to target") },
  { "farther", N_("Farther from target") },
  { "same",    N_("Unchanged") },
  { "noted",   N_("No target") },
  { "unknown", N_("Cannot be said") },
  { NULL }
};

const HcrmChoice hcrm_health_state_choices[] = {
  { "planned",   N_("Planned") },
  { "collect",   N_("To collect") },
  { "assess",    N_("To assess") },
  { "guide",     N_("To guide") },
  { "intervene", N_("To intervene") },
  { "evaluate",  N_("To evaluate") },
  { "closed",    N_("Closed") },
  { "skipped",   N_("Left out") },
  { "cancelled", N_("Cancelled") },
  { NULL }
};

const HcrmChoice hcrm_health_bucket_choices[] = {
  { "overdue", N_("Overdue") },
  { "today",   N_("Due today") },
  { "soon",    N_("Due soon") },
  { "later",   N_("Later") },
  { "over",    N_("Closed") },
  { NULL }
};

static const HcrmChoice moves[] = {
  { "holiday", N_("not on a public holiday") },
  { "weekend", N_("not at the weekend") },
  { "person",  N_("moved by hand") },
  { NULL }
};

static const HcrmChoice care_states[] = {
  { "active", N_("In care") },
  { "ended",  N_("Ended") },
  { NULL }
};

static const HcrmField indicator_fields[] = {
  { "code",              HCRM_KIND_TEXT, N_("Code"),          REQ, NULL, 1, 40 },
  { "name",              HCRM_KIND_TEXT, N_("Indicator"),     REQ, NULL, 1, 60 },
  { "name_en",           HCRM_KIND_TEXT, N_("English name"),  0, NULL, 0, 60 },
  { "source",            HCRM_KIND_CODE, N_("Collected from"), REQ, NULL, 0, 0, hcrm_health_source_choices },
  { "lookup",            HCRM_KIND_TEXT, N_("Codes or names of results"), 0, NULL, 0, 400 },
  { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"), 0, NULL, 0, 500 },
  { "questionnaire",     HCRM_KIND_TEXT, N_("Questionnaire"), 0, NULL, 0, 500 },
  { "questionnaire_en",  HCRM_KIND_TEXT, N_("Questionnaire"), 0, NULL, 0, 500 },
  { "item",              HCRM_KIND_TEXT, N_("Item"),          0, NULL, 0, 255 },
  { "substance",         HCRM_KIND_CODE, N_("Converted as"),  0, NULL, 0, 0, hcrm_health_substance_choices },
  { "unit",              HCRM_KIND_TEXT, N_("Unit"),          0, NULL, 0, 20 },
  { "low",               HCRM_KIND_DECIMAL, N_("Target from"), 0, NULL, -100000, 100000 },
  { "high",              HCRM_KIND_DECIMAL, N_("Target to"),  0, NULL, -100000, 100000 },
  { "high_strict",       HCRM_KIND_BOOL, N_("Less than that"), 0 },
  { "plausible_from",    HCRM_KIND_DECIMAL, N_("Believed from"), 0, NULL, -100000, 100000 },
  { "plausible_to",      HCRM_KIND_DECIMAL, N_("Believed to"), 0, NULL, -100000, 100000 },
  { "sex",               HCRM_KIND_CODE, N_("Only for"),      0, NULL, 0, 0, hcrm_health_sex_choices },
  { "pick",              HCRM_KIND_CODE, N_("Of several values"), 0, NULL, 0, 0, hcrm_health_pick_choices },
  { "target_source",     HCRM_KIND_TEXT, N_("Source of the target"), 0, NULL, 0, 300 },
  { "target_source_en",  HCRM_KIND_TEXT, N_("Source in English"), 0, NULL, 0, 300 },
};
HCRM_DEFINE_FIELD_SET (hcrm_health_indicator_fields, indicator_fields)

static const HcrmField advice_fields[] = {
  { "indicator", HCRM_KIND_TEXT, N_("Indicator"), REQ, NULL, 1, 40 },
  { "finding",   HCRM_KIND_CODE, N_("Finding"),   REQ, NULL, 0, 0, hcrm_health_advised_choices },
  { "text",      HCRM_KIND_TEXT, N_("Advice"),    REQ | LINES, NULL, 2, 600 },
  { "text_en",   HCRM_KIND_TEXT, N_("Advice in English"), LINES, NULL, 0, 600 },
  { "source",    HCRM_KIND_TEXT, N_("Source"),    REQ, NULL, 2, 300 },
  { "source_en", HCRM_KIND_TEXT, N_("Source in English"), 0, NULL, 0, 300 },
};
HCRM_DEFINE_FIELD_SET (hcrm_health_advice_fields, advice_fields)

static const HcrmField programme_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),      RO },
  { "code",          HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 2, 40 },
  { "name",          HCRM_KIND_TEXT, N_("Programme"),    REQ, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),       RO | DERIVED },
  { "note",          HCRM_KIND_TEXT, N_("Note"),         LINES, NULL, 0, 2000 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   0 },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  { "state",         HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, programme_states },
  { "cycle_months",  HCRM_KIND_INT,  N_("A cycle every"), REQ, N_("months"), 1, 24 },
  { "window_days",   HCRM_KIND_INT,  N_("Values count for"), REQ, N_("days"), 1, 366 },
  { "indicators",    HCRM_KIND_ROWS, N_("Indicators"),   REQ, NULL, 1, 60, NULL, &hcrm_health_indicator_fields },
  { "advice",        HCRM_KIND_ROWS, N_("Advice"),       0, NULL, 0, 240, NULL, &hcrm_health_advice_fields },
  { "people",        HCRM_KIND_INT,  N_("In care"),      RO },
  { "editable",      HCRM_KIND_BOOL, N_("May be edited"), RO },
  { "created_at",    HCRM_KIND_TIME, N_("Created"),      RO },
};

static const HcrmField programme_query[] = {
  { "q",     HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
  { "state", HCRM_KIND_CODE, N_("State"),  MANY, NULL, 0, 0, programme_states },
};

#define PERSON                                                                                           \
  { "programme_id",   HCRM_KIND_INT,  N_("Programme"),     RO },                                         \
  { "programme",      HCRM_KIND_TEXT, N_("Programme"),     RO },                                         \
  { "programme_en",   HCRM_KIND_TEXT, N_("Programme"),     RO },                                         \
  { "patient_id",     HCRM_KIND_INT,  N_("Patient"),       RO },                                         \
  { "patient",        HCRM_KIND_TEXT, N_("Patient"),       RO },                                         \
  { "pinyin",         HCRM_KIND_TEXT, N_("Pinyin"),        RO | DERIVED },                               \
  { "sex",            HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },           \
  { "birth_date",     HCRM_KIND_DATE, N_("Date of birth"), RO },                                         \
  { "mrn",            HCRM_KIND_TEXT, N_("MRN"),           RO },                                         \
  { "manager_id",     HCRM_KIND_INT,  N_("Health manager"), RO },                                        \
  { "manager",        HCRM_KIND_TEXT, N_("Health manager"), RO }

static const HcrmField care_fields[] = {
  { "id",             HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",        HCRM_KIND_INT,  N_("Version"),       RO },
  PERSON,
  { "state",          HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, care_states },
  { "started_on",     HCRM_KIND_DATE, N_("Since"),         RO },
  { "exit",           HCRM_KIND_CODE, N_("Ended because"), RO, NULL, 0, 0, hcrm_health_exit_choices },
  { "reason",         HCRM_KIND_TEXT, N_("Reason"),        RO },
  { "ended_on",       HCRM_KIND_DATE, N_("Ended"),         RO },
  { "cycle_months",   HCRM_KIND_INT,  N_("A cycle every"), RO, N_("months") },
  { "rests",          HCRM_KIND_BOOL, N_("Rests: cared for by another record"), RO },
  { "cycle_id",       HCRM_KIND_INT,  N_("Cycle"),         RO },
  { "cycle",          HCRM_KIND_INT,  N_("Cycle"),         RO },
  { "cycle_state",    HCRM_KIND_CODE, N_("Next step"),     RO, NULL, 0, 0, hcrm_health_state_choices },
  { "due_on",         HCRM_KIND_DATE, N_("Due"),           RO },
  { "last_judgement", HCRM_KIND_CODE, N_("Last judgement"), RO, NULL, 0, 0, hcrm_health_judgement_choices },
  { "last_closed_on", HCRM_KIND_DATE, N_("Last evaluated"), RO },
};

static const HcrmField care_query[] = {
  { "q",            HCRM_KIND_TEXT, N_("Search"),    0, NULL, 0, 100 },
  { "programme_id", HCRM_KIND_INT,  N_("Programme"), MANY },
  { "patient_id",   HCRM_KIND_INT,  N_("Patient"),   0 },
  { "state",        HCRM_KIND_CODE, N_("State"),     MANY, NULL, 0, 0, care_states },
};

static const HcrmField care_new[] = {
  { "programme_id", HCRM_KIND_INT,  N_("Programme"),      REQ | HCRM_FIELD_LISTED, NULL, 1 },
  { "patient_id",   HCRM_KIND_INT,  N_("Patient"),        REQ, NULL, 1 },
  { "first_on",     HCRM_KIND_DATE, N_("First cycle on"), 0 },
};

static const HcrmField care_item[] = {
  { "patient_id", HCRM_KIND_INT, N_("Patient"), REQ, NULL, 1 },
};
static HCRM_DEFINE_FIELD_SET (care_items, care_item)

static const HcrmField care_many[] = {
  { "programme_id", HCRM_KIND_INT,  N_("Programme"),      REQ, NULL, 1 },
  { "first_on",     HCRM_KIND_DATE, N_("First cycle on"), 0 },
  { "items",        HCRM_KIND_ROWS, N_("Patients"),       REQ, NULL, 1, HCRM_HEALTH_MAX_ENROLLED, NULL, &care_items },
};

static const HcrmField care_end[] = {
  { "exit",   HCRM_KIND_CODE, N_("Ended because"), REQ, NULL, 0, 0, exits },
  { "reason", HCRM_KIND_TEXT, N_("Reason"),        REQ, NULL, 2, 300 },
};

static const HcrmField care_assign[] = {
  { "manager_id", HCRM_KIND_INT, N_("Health manager"), REQ | HCRM_FIELD_LISTED, NULL, 1 },
};

static const HcrmField value_fields[] = {
  { "code",             HCRM_KIND_TEXT, N_("Code"),      RO },
  { "name",             HCRM_KIND_TEXT, N_("Indicator"), RO },
  { "name_en",          HCRM_KIND_TEXT, N_("Indicator"), RO },
  { "unit",             HCRM_KIND_TEXT, N_("Unit"),      RO },
  { "source",           HCRM_KIND_CODE, N_("Collected from"), RO, NULL, 0, 0, hcrm_health_source_choices },
  { "low",              HCRM_KIND_DECIMAL, N_("Target from"), RO },
  { "high",             HCRM_KIND_DECIMAL, N_("Target to"), RO },
  { "high_strict",      HCRM_KIND_BOOL, N_("Less than that"), RO },
  { "target_source",    HCRM_KIND_TEXT, N_("Source of the target"), RO },
  { "target_source_en", HCRM_KIND_TEXT, N_("Source of the target"), RO },
  { "pick",             HCRM_KIND_CODE, N_("Of several values"), RO, NULL, 0, 0, hcrm_health_pick_choices },
  { "value",            HCRM_KIND_DECIMAL, N_("Value"),  RO },
  { "gap",              HCRM_KIND_CODE, N_("Missing because"), RO, NULL, 0, 0, hcrm_health_gap_choices },
  { "origin",           HCRM_KIND_CODE, N_("From"),      RO, NULL, 0, 0, origins },
  { "said",             HCRM_KIND_TEXT, N_("As told"),   RO },
  { "said_unit",        HCRM_KIND_TEXT, N_("Unit"),      RO },
  { "observed_on",      HCRM_KIND_DATE, N_("Taken on"),  RO },
  { "others",           HCRM_KIND_INT,  N_("More values in the window"), RO },
  { "note",             HCRM_KIND_TEXT, N_("Note"),      RO },
  { "entered_by",       HCRM_KIND_TEXT, N_("Entered by"), RO },
  { "finding",          HCRM_KIND_CODE, N_("Finding"),   RO, NULL, 0, 0, hcrm_health_finding_choices },
  { "was",              HCRM_KIND_DECIMAL, N_("Last cycle"), RO },
  { "was_on",           HCRM_KIND_DATE, N_("Last cycle"), RO },
  { "trend",            HCRM_KIND_CODE, N_("Trend"),     RO, NULL, 0, 0, hcrm_health_trend_choices },
  { "effect",           HCRM_KIND_CODE, N_("Since the last cycle"), RO, NULL, 0, 0, hcrm_health_effect_choices },
};
HCRM_DEFINE_FIELD_SET (hcrm_health_value_fields, value_fields)

static const HcrmField guidance_fields[] = {
  { "indicator", HCRM_KIND_TEXT, N_("Indicator"), 0, NULL, 0, 40 },
  { "finding",   HCRM_KIND_CODE, N_("Finding"),   0, NULL, 0, 0, hcrm_health_advised_choices },
  { "text",      HCRM_KIND_TEXT, N_("Advice"),    REQ | LINES, NULL, 2, 600 },
  { "source",    HCRM_KIND_TEXT, N_("Source"),    0, NULL, 0, 300 },
};
HCRM_DEFINE_FIELD_SET (hcrm_health_guidance_fields, guidance_fields)

static const HcrmField cycle_fields[] = {
  { "id",             HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",        HCRM_KIND_INT,  N_("Version"),       RO },
  { "care_id",        HCRM_KIND_INT,  N_("Care"),          RO },
  PERSON,
  { "department_id",  HCRM_KIND_INT,  N_("Department"),    RO },
  { "department",     HCRM_KIND_TEXT, N_("Department"),    RO },
  { "department_en",  HCRM_KIND_TEXT, N_("Department"),    RO },
  { "number",         HCRM_KIND_INT,  N_("Cycle"),         RO },
  { "state",          HCRM_KIND_CODE, N_("Next step"),     RO, NULL, 0, 0, hcrm_health_state_choices },
  { "planned_on",     HCRM_KIND_DATE, N_("Planned for"),   RO },
  { "due_on",         HCRM_KIND_DATE, N_("Due"),           RO },
  { "moved",          HCRM_KIND_CODE, N_("Moved because"), RO, NULL, 0, 0, moves },
  { "reason",         HCRM_KIND_TEXT, N_("Reason"),        RO },
  { "bucket",         HCRM_KIND_CODE, N_("Due"),           RO, NULL, 0, 0, hcrm_health_bucket_choices },
  { "overdue_days",   HCRM_KIND_INT,  N_("Days overdue"),  RO },
  { "begun_on",       HCRM_KIND_DATE, N_("Begun"),         RO },
  { "from_on",        HCRM_KIND_DATE, N_("Values from"),   RO },
  { "until_on",       HCRM_KIND_DATE, N_("Values until"),  RO },
  { "missing",        HCRM_KIND_TEXT, N_("Missing values"), RO },
  { "missing_en",     HCRM_KIND_TEXT, N_("Missing values"), RO },
  { "missing_count",  HCRM_KIND_INT,  N_("Missing values"), RO },
  { "off_target",     HCRM_KIND_INT,  N_("Off target"),    RO },
  { "judgement",      HCRM_KIND_CODE, N_("Judgement"),     RO, NULL, 0, 0, hcrm_health_judgement_choices },
  { "late_on",        HCRM_KIND_DATE, N_("Something came later"), RO },
  { "closed_on",      HCRM_KIND_DATE, N_("Closed"),        RO },
  { "rests",          HCRM_KIND_BOOL, N_("Rests: cared for by another record"), RO },
  { "values",         HCRM_KIND_JSON, N_("Values"),        RO },
  { "last_number",    HCRM_KIND_INT,  N_("Last cycle"),    RO },
  { "last_closed_on", HCRM_KIND_DATE, N_("Last evaluated"), RO },
  { "last_judgement", HCRM_KIND_CODE, N_("Last judgement"), RO, NULL, 0, 0, hcrm_health_judgement_choices },
  { "steps",          HCRM_KIND_JSON, N_("Steps"),         RO },
  { "proposals",      HCRM_KIND_JSON, N_("Advice of the programme"), RO },
  { "guidance",       HCRM_KIND_JSON, N_("Guidance"),      RO },
  { "plans",          HCRM_KIND_JSON, N_("Follow-up"),     RO },
  { "message",        HCRM_KIND_JSON, N_("Message"),       RO },
};

static const HcrmField cycle_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),      0, NULL, 0, 100 },
  { "programme_id",  HCRM_KIND_INT,  N_("Programme"),   MANY },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),     0 },
  { "care_id",       HCRM_KIND_INT,  N_("Care"),        0 },
  { "state",         HCRM_KIND_CODE, N_("Next step"),   MANY, NULL, 0, 0, hcrm_health_state_choices },
  { "bucket",        HCRM_KIND_CODE, N_("Due"),         MANY, NULL, 0, 0, hcrm_health_bucket_choices },
  { "department_id", HCRM_KIND_INT,  N_("Department"),  MANY },
  { "manager_id",    HCRM_KIND_INT,  N_("Health manager"), MANY },
  { "judgement",     HCRM_KIND_CODE, N_("Judgement"),   MANY, NULL, 0, 0, hcrm_health_judgement_choices },
  { "open",          HCRM_KIND_BOOL, N_("Open"),        0 },
  { "missing",       HCRM_KIND_BOOL, N_("Something is missing"), 0 },
  { "late",          HCRM_KIND_BOOL, N_("Something came later"), 0 },
  { "due_on_from",   HCRM_KIND_DATE, N_("Due from"),    0 },
  { "due_on_to",     HCRM_KIND_DATE, N_("Due before"),  0 },
};

static const HcrmField reason_fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 300 },
};

static const HcrmField move_fields[] = {
  { "due_on", HCRM_KIND_DATE, N_("Due"),    REQ },
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 300 },
};

static const HcrmField enter_fields[] = {
  { "code",        HCRM_KIND_TEXT, N_("Indicator"), REQ, NULL, 1, 40 },
  { "value",       HCRM_KIND_DECIMAL, N_("Value"),  REQ, NULL, -100000, 100000 },
  { "unit",        HCRM_KIND_TEXT, N_("Unit"),      0, NULL, 0, 20 },
  { "observed_on", HCRM_KIND_DATE, N_("Taken on"),  REQ },
  { "note",        HCRM_KIND_TEXT, N_("Note"),      0, NULL, 0, 300 },
};

static const HcrmField note_fields[] = {
  { "note", HCRM_KIND_TEXT, N_("Note"), LINES, NULL, 0, 1000 },
};

static const HcrmField assess_fields[] = {
  { "judgement", HCRM_KIND_CODE, N_("Judgement"), REQ, NULL, 0, 0, hcrm_health_judgement_choices },
  { "note",      HCRM_KIND_TEXT, N_("Note"),      LINES, NULL, 0, 2000 },
};

static const HcrmField guide_fields[] = {
  { "guidance", HCRM_KIND_ROWS, N_("Advice"), 0, NULL, 0, 60, NULL, &hcrm_health_guidance_fields },
  { "send",     HCRM_KIND_BOOL, N_("Send it to the patient"), 0 },
  { "note",     HCRM_KIND_TEXT, N_("Note"),   LINES, NULL, 0, 1000 },
};

static const HcrmField intervene_fields[] = {
  { "template_id", HCRM_KIND_INT,  N_("Follow-up plan"), HCRM_FIELD_LISTED, NULL, 1 },
  { "note",        HCRM_KIND_TEXT, N_("Note"),           LINES, NULL, 0, 1000 },
};

static const HcrmField evaluate_fields[] = {
  { "note",    HCRM_KIND_TEXT, N_("Note"),          LINES, NULL, 0, 2000 },
  { "next_on", HCRM_KIND_DATE, N_("Next cycle on"), 0 },
  { "reason",  HCRM_KIND_TEXT, N_("Why on that day"), 0, NULL, 0, 300 },
};

#define EDIT HCRM_PERM_HEALTH_EDIT
#define WORK HCRM_PERM_HEALTH_WORK

static const HcrmState programme_flow_states[] = {
  { "draft",   N_("Draft"),   "bare wait" },
  { "active",  N_("In use"),  "ok" },
  { "retired", N_("Retired"), "bare stop" },
};

static const HcrmStep programme_steps[] = {
  { "draft",  "edit",     "draft",   EDIT, N_("Save"),       0 },
  { "active", "edit",     "active",  EDIT, N_("Save"),       0 },
  { "draft",  "activate", "active",  EDIT, N_("Put to Use"), HCRM_STEP_SUGGESTED },
  { "active", "retire",   "retired", EDIT, N_("Retire"),     HCRM_STEP_DESTRUCTIVE },
  { "draft",  "retire",   "retired", EDIT, N_("Retire"),     HCRM_STEP_DESTRUCTIVE },
};

static const HcrmState care_flow_states[] = {
  { "active", N_("In care"), "ok" },
  { "ended",  N_("Ended"),   "bare stop" },
};

static const HcrmStep care_steps[] = {
  { "active", "assign", "active", WORK, N_("Change Manager"), 0 },
  { "active", "leave",  "ended",  WORK, N_("End Care"), HCRM_STEP_DESTRUCTIVE | HCRM_STEP_REASON },
};

static const HcrmState cycle_flow_states[] = {
  { "planned",   N_("Planned"),      "bare wait" },
  { "collect",   N_("To collect"),   "info" },
  { "assess",    N_("To assess"),    "info" },
  { "guide",     N_("To guide"),     "info" },
  { "intervene", N_("To intervene"), "info" },
  { "evaluate",  N_("To evaluate"),  "info" },
  { "closed",    N_("Closed"),       "ok" },
  { "skipped",   N_("Left out"),     "bare stop" },
  { "cancelled", N_("Cancelled"),    "bare stop" },
};

#define SUGGESTED HCRM_STEP_SUGGESTED
#define REASON HCRM_STEP_REASON
#define ONCE_BEGUN(from)                                                            \
  { from, "reopen", "collect", WORK, N_("Collect Again"),        REASON },          \
  { from, "skip",   "skipped", WORK, N_("Leave This Cycle Out"), REASON | HCRM_STEP_DESTRUCTIVE }

static const HcrmStep cycle_steps[] = {
  { "planned",   "begin",     "collect",   WORK, N_("Begin Now"),                SUGGESTED },
  { "planned",   "move",      "planned",   WORK, N_("Move"),                     REASON },
  { "planned",   "skip",      "skipped",   WORK, N_("Leave This Cycle Out"),     REASON | HCRM_STEP_DESTRUCTIVE },
  { "collect",   "collect",   "assess",    WORK, N_("Finish Collecting"),        SUGGESTED },
  { "collect",   "enter",     "collect",   WORK, N_("Enter a Value"),            0 },
  { "collect",   "gather",    "collect",   WORK, N_("Look Again"),               0 },
  { "collect",   "ask",       "collect",   WORK, N_("Have Missing Values Asked"), 0 },
  { "collect",   "skip",      "skipped",   WORK, N_("Leave This Cycle Out"),     REASON | HCRM_STEP_DESTRUCTIVE },
  { "assess",    "assess",    "guide",     WORK, N_("Assess"),                   SUGGESTED },
  ONCE_BEGUN ("assess"),
  { "guide",     "guide",     "intervene", WORK, N_("Give Guidance"),            SUGGESTED },
  ONCE_BEGUN ("guide"),
  { "intervene", "intervene", "evaluate",  WORK, N_("Record Intervention"),      SUGGESTED },
  ONCE_BEGUN ("intervene"),
  { "evaluate",  "evaluate",  "closed",    WORK, N_("Evaluate and Plan the Next"), SUGGESTED },
  ONCE_BEGUN ("evaluate"),
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_health_programme_fields, programme_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_programme_query, programme_query)
HCRM_DEFINE_FIELD_SET (hcrm_health_care_fields, care_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_care_query, care_query)
HCRM_DEFINE_FIELD_SET (hcrm_health_care_new, care_new)
HCRM_DEFINE_FIELD_SET (hcrm_health_care_many, care_many)
HCRM_DEFINE_FIELD_SET (hcrm_health_care_end, care_end)
HCRM_DEFINE_FIELD_SET (hcrm_health_care_assign, care_assign)
HCRM_DEFINE_FIELD_SET (hcrm_health_cycle_fields, cycle_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_cycle_query, cycle_query)
HCRM_DEFINE_FIELD_SET (hcrm_health_reason, reason_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_move, move_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_enter, enter_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_note, note_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_assess, assess_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_guide, guide_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_intervene, intervene_fields)
HCRM_DEFINE_FIELD_SET (hcrm_health_evaluate, evaluate_fields)

#define WORKFLOW(symbol, name, states, steps)                                                      \
  const HcrmWorkflow symbol = { name, states, G_N_ELEMENTS (states), steps, G_N_ELEMENTS (steps) };

WORKFLOW (hcrm_health_programme_workflow,
          "health_programme",
          programme_flow_states,
          programme_steps)
WORKFLOW (hcrm_health_care_workflow, "health_care", care_flow_states, care_steps)
WORKFLOW (hcrm_health_cycle_workflow, "health_cycle", cycle_flow_states, cycle_steps)

const char *
hcrm_health_judge (guint within, guint outside, guint missing)
{
  if (within + outside == 0)
    return "unjudged";
  if (outside == 0)
    return missing == 0 ? "controlled" : "partly";
  return within == 0 ? "uncontrolled" : "partly";
}
