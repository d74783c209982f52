/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reports of follow-up, their figures and rates, each said once. */

#include "hcrm-statistic.h"

#include <glib/gi18n.h>

#include "core/hcrm-permission.h"
#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
#define DEPARTMENT { "department", N_("Department") }
#define WARD { "ward", N_("Ward") }
#define DISEASE { "disease", N_("Disease group") }
#define DOCTOR { "doctor", N_("Doctor") }
#define TEMPLATE { "template", N_("Template") }
#define STEP { "step", N_("Step") }
#define AGENT { "agent", N_("Agent") }
#define QUESTION { "question", N_("Question") }
#define CATEGORY { "category", N_("Category") }
#define WEEK { "week", N_("Week") }
#define MONTH { "month", N_("Month") }

static const HcrmRate followup_rates[] = {
  { "covered",   "discharged", N_("Covered"),
    N_("Discharges with a follow-up plan, of all discharges; exempt ones and those whose plan was cancelled are left out"),
    "accent_bg_color", FALSE },
  { "contacted", "due",        N_("Contacted"),
    N_("Due steps in which somebody was reached, of all due steps"), "accent_bg_color", FALSE },
  { "completed", "due",        N_("Completed"),
    N_("Due steps that are done, of all due steps"), "ok_fg", FALSE },
  { "lost",      "due",        N_("Lost to follow-up"),
    N_("Due steps given up because the patient cannot be reached, of all due steps"), "danger_fg", TRUE },
};

static const HcrmRate effect_rates[] = {
  { "improved", "assessed", N_("Better"),
    N_("Answers that say better or somewhat better, of all answers to questions on recovery"), "ok_fg", FALSE },
  { "worse",    "assessed", N_("Worse"),
    N_("Answers that say worse, of all answers to questions on recovery"), "danger_fg", TRUE },
};

static const HcrmRate satisfaction_rates[] = {
  { "satisfied",    "rated", N_("Satisfied"),
    N_("Answers that say satisfied or very satisfied, of all answers to questions on satisfaction"), "ok_fg", FALSE },
  { "dissatisfied", "rated", N_("Dissatisfied"),
    N_("Answers that say dissatisfied or very dissatisfied, of all answers to questions on satisfaction"), "danger_fg", TRUE },
};

static const HcrmRate opinion_rates[] = {
  { "coded", "opinions", N_("Sorted"),
    N_("Opinions that somebody has sorted into categories, of all opinions; free texts of forms and notes of calls that reached somebody are opinions"),
    "accent_bg_color", FALSE },
  { "named", "coded",    N_("Named"),
    N_("Opinions sorted into this category, of all that are sorted; one may be in several"), "accent_bg_color", FALSE, "category" },
};

static const HcrmChoice followup_groups[] = {
  DEPARTMENT, WARD, DISEASE, DOCTOR, TEMPLATE, STEP, AGENT, WEEK, MONTH, { NULL }
};

static const HcrmChoice answer_groups[] = {
  DEPARTMENT, WARD, DISEASE, DOCTOR, TEMPLATE, STEP, AGENT, QUESTION, WEEK, MONTH, { NULL }
};

static const HcrmChoice opinion_groups[] = {
  CATEGORY, DEPARTMENT, WARD, DISEASE, DOCTOR, TEMPLATE, AGENT, WEEK, MONTH, { NULL }
};

static const HcrmChoice all_groups[] = {
  DEPARTMENT, WARD, DISEASE, DOCTOR, TEMPLATE, STEP, AGENT, QUESTION, CATEGORY, WEEK, MONTH, { NULL }
};

#define OVERVIEW HCRM_PERM_FOLLOWUP_OVERVIEW
#define FOLLOWUP &hcrm_report_query, &hcrm_report_fields
const HcrmReport hcrm_reports[] = {
  { "followup", N_("Follow-up"), OVERVIEW, "{discharge,step}", "discharged covered due contacted completed lost exempt withdrawn",
    followup_rates, G_N_ELEMENTS (followup_rates), followup_groups, FOLLOWUP },
  { "effect", N_("Treatment effect"), OVERVIEW, "{effect}", "assessed improved worse",
    effect_rates, G_N_ELEMENTS (effect_rates), answer_groups, FOLLOWUP },
  { "satisfaction", N_("Satisfaction"), OVERVIEW, "{satisfaction}", "rated satisfied dissatisfied",
    satisfaction_rates, G_N_ELEMENTS (satisfaction_rates), answer_groups, FOLLOWUP },
  { "opinions", N_("Opinions"), OVERVIEW, "{opinion,category}", "opinions coded named",
    opinion_rates, G_N_ELEMENTS (opinion_rates), opinion_groups, FOLLOWUP },
};

static const HcrmField query_fields[] = {
  { "date_from",     HCRM_KIND_DATE, N_("From"),          0 },
  { "date_to",       HCRM_KIND_DATE, N_("To"),            0 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),    MANY },
  { "ward_id",       HCRM_KIND_INT,  N_("Ward"),          MANY },
  { "disease",       HCRM_KIND_TEXT, N_("Disease group"), MANY, NULL, 0, 20 },
  { "doctor_id",     HCRM_KIND_INT,  N_("Doctor"),        MANY },
  { "template_id",   HCRM_KIND_INT,  N_("Template"),      MANY },
  { "position",      HCRM_KIND_INT,  N_("Step"),          MANY },
  { "agent_id",      HCRM_KIND_INT,  N_("Agent"),         MANY },
  { "item_id",       HCRM_KIND_INT,  N_("Question"),      MANY },
  { "group",         HCRM_KIND_CODE, N_("Group by"),      0, NULL, 0, 0, all_groups },
};

static const HcrmField report_fields[] = {
  { "key",            HCRM_KIND_INT,     N_("Number"),            RO },
  { "code",           HCRM_KIND_TEXT,    N_("Code"),              RO },
  { "label",          HCRM_KIND_TEXT,    N_("Group"),             RO },
  { "label_en",       HCRM_KIND_TEXT,    N_("Group"),             RO },
  { "discharged",     HCRM_KIND_INT,     N_("Discharges"),        RO },
  { "covered",        HCRM_KIND_INT,     N_("Covered"),           RO },
  { "covered_rate",   HCRM_KIND_DECIMAL, N_("Covered (%)"),       RO },
  { "due",            HCRM_KIND_INT,     N_("Steps due"),         RO },
  { "contacted",      HCRM_KIND_INT,     N_("Contacted"),         RO },
  { "contacted_rate", HCRM_KIND_DECIMAL, N_("Contacted (%)"),     RO },
  { "completed",      HCRM_KIND_INT,     N_("Completed"),         RO },
  { "completed_rate", HCRM_KIND_DECIMAL, N_("Completed (%)"),     RO },
  { "lost",           HCRM_KIND_INT,     N_("Lost to follow-up"), RO },
  { "lost_rate",      HCRM_KIND_DECIMAL, N_("Lost to follow-up (%)"), RO },
  { "exempt",         HCRM_KIND_INT,     N_("Exempt"),            RO },
  { "withdrawn",      HCRM_KIND_INT,     N_("Plan cancelled"),    RO },
  { "assessed",       HCRM_KIND_INT,     N_("Answers"),           RO },
  { "improved",       HCRM_KIND_INT,     N_("Better"),            RO },
  { "improved_rate",  HCRM_KIND_DECIMAL, N_("Better (%)"),        RO },
  { "worse",          HCRM_KIND_INT,     N_("Worse"),             RO },
  { "worse_rate",     HCRM_KIND_DECIMAL, N_("Worse (%)"),         RO },
  { "rated",          HCRM_KIND_INT,     N_("Answers"),           RO },
  { "satisfied",      HCRM_KIND_INT,     N_("Satisfied"),         RO },
  { "satisfied_rate", HCRM_KIND_DECIMAL, N_("Satisfied (%)"),     RO },
  { "dissatisfied",   HCRM_KIND_INT,     N_("Dissatisfied"),      RO },
  { "dissatisfied_rate", HCRM_KIND_DECIMAL, N_("Dissatisfied (%)"), RO },
  { "opinions",       HCRM_KIND_INT,     N_("Opinions"),          RO },
  { "coded",          HCRM_KIND_INT,     N_("Sorted"),            RO },
  { "coded_rate",     HCRM_KIND_DECIMAL, N_("Sorted (%)"),        RO },
  { "named",          HCRM_KIND_INT,     N_("Named"),             RO },
  { "named_rate",     HCRM_KIND_DECIMAL, N_("Named (%)"),         RO },
};

const HcrmChoice hcrm_discharge_figure_choices[] = {
  { "discharged", N_("Discharged, counted") },
  { "covered",    N_("Covered") },
  { "exempt",     N_("Exempt") },
  { "withdrawn",  N_("Plan cancelled") },
  { NULL }
};

const HcrmChoice hcrm_step_figure_choices[] = {
  { "due",       N_("Due") },
  { "contacted", N_("Contacted") },
  { "completed", N_("Completed") },
  { "lost",      N_("Lost to follow-up") },
  { NULL }
};
const HcrmChoice hcrm_answer_figure_choices[] = {
  { "assessed",     N_("Recovery") },
  { "improved",     N_("Better") },
  { "worse",        N_("Worse") },
  { "rated",        N_("Satisfaction") },
  { "satisfied",    N_("Satisfied") },
  { "dissatisfied", N_("Dissatisfied") },
  { NULL }
};

const HcrmChoice hcrm_verdict_choices[] = {
  { "good",    N_("Good") },
  { "between", N_("In between") },
  { "bad",     N_("Bad") },
  { NULL }
};

static const HcrmField answer_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),       RO },
  { "kind",          HCRM_KIND_CODE, N_("Report"),        RO },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),       RO },
  { "patient",       HCRM_KIND_TEXT, N_("Patient"),       RO },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),        RO | HCRM_FIELD_DERIVED },
  { "sex",           HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",    HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"),    RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),    RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),    RO },
  { "ward_id",       HCRM_KIND_INT,  N_("Ward"),          RO },
  { "doctor_id",     HCRM_KIND_INT,  N_("Doctor"),        RO },
  { "doctor",        HCRM_KIND_TEXT, N_("Doctor"),        RO },
  { "template_id",   HCRM_KIND_INT,  N_("Template"),      RO },
  { "agent_id",      HCRM_KIND_INT,  N_("Agent"),         RO },
  { "position",      HCRM_KIND_INT,  N_("Step"),          RO },
  { "diagnosis",     HCRM_KIND_TEXT, N_("Diagnosis"),     RO },
  { "item_id",       HCRM_KIND_INT,  N_("Question"),      RO },
  { "question",      HCRM_KIND_TEXT, N_("Question"),      RO },
  { "question_en",   HCRM_KIND_TEXT, N_("Question"),      RO },
  { "answer",        HCRM_KIND_TEXT, N_("Answer"),        RO },
  { "verdict",       HCRM_KIND_CODE, N_("Verdict"),       RO, NULL, 0, 0, hcrm_verdict_choices },
  { "at",            HCRM_KIND_TIME, N_("Answered"),      RO },
  { "day",           HCRM_KIND_DATE, N_("Day"),           RO },
  { "figures",       HCRM_KIND_JSON, N_("Counted as"),    RO },
};

#define DIMENSIONS                                                                                 \
  { "day_from",      HCRM_KIND_DATE, N_("From"),          0 },                                     \
  { "day_to",        HCRM_KIND_DATE, N_("To"),            0 },                                     \
  { "department_id", HCRM_KIND_INT,  N_("Department"),    MANY },                                  \
  { "ward_id",       HCRM_KIND_INT,  N_("Ward"),          MANY },                                  \
  { "disease",       HCRM_KIND_TEXT, N_("Disease group"), MANY, NULL, 0, 20 },                     \
  { "doctor_id",     HCRM_KIND_INT,  N_("Doctor"),        MANY },                                  \
  { "template_id",   HCRM_KIND_INT,  N_("Template"),      MANY },                                  \
  { "agent_id",      HCRM_KIND_INT,  N_("Agent"),         MANY },                                  \
  { "position",      HCRM_KIND_INT,  N_("Step"),          MANY }

static const HcrmField answer_query[] = {
  DIMENSIONS,
  { "item_id",       HCRM_KIND_INT,  N_("Question"),      MANY },
  { "figure",        HCRM_KIND_CODE, N_("Counted as"),    0, NULL, 0, 0, hcrm_answer_figure_choices },
};

const HcrmChoice hcrm_opinion_state_choices[] = {
  { "open",  N_("To sort") },
  { "coded", N_("Sorted") },
  { NULL }
};

const HcrmChoice hcrm_opinion_source_choices[] = {
  { "answer", N_("Answer") },
  { "note",   N_("Note of a call") },
  { NULL }
};

static const HcrmField opinion_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),        RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),       RO },
  { "source",        HCRM_KIND_CODE, N_("Source"),        RO, NULL, 0, 0, hcrm_opinion_source_choices },
  { "patient_id",    HCRM_KIND_INT,  N_("Patient"),       RO },
  { "patient",       HCRM_KIND_TEXT, N_("Patient"),       RO },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),        RO | HCRM_FIELD_DERIVED },
  { "sex",           HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",    HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"),    RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),    RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),    RO },
  { "at",            HCRM_KIND_TIME, N_("Said"),          RO },
  { "question",      HCRM_KIND_TEXT, N_("Question"),      RO },
  { "question_en",   HCRM_KIND_TEXT, N_("Question"),      RO },
  { "text",          HCRM_KIND_TEXT, N_("Opinion"),       RO | HCRM_FIELD_MULTILINE },
  { "digest",        HCRM_KIND_TEXT, N_("Checksum"),      RO | HCRM_FIELD_DERIVED },
  { "agent",         HCRM_KIND_TEXT, N_("Agent"),         RO },
  { "state",         HCRM_KIND_CODE, N_("State"),         RO, NULL, 0, 0, hcrm_opinion_state_choices },
  { "categories",    HCRM_KIND_JSON, N_("Categories"),    RO },
  { "coded_by",      HCRM_KIND_TEXT, N_("Sorted by"),     RO },
  { "coded_at",      HCRM_KIND_TIME, N_("Sorted at"),     RO },
  { "response_id",   HCRM_KIND_INT,  N_("Answers"),       RO },
  { "attempt_id",    HCRM_KIND_INT,  N_("Call"),          RO },
};

static const HcrmField opinion_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),        0, NULL, 0, 100 },
  DIMENSIONS,
  { "state",         HCRM_KIND_CODE, N_("State"),         MANY, NULL, 0, 0, hcrm_opinion_state_choices },
  { "source",        HCRM_KIND_CODE, N_("Source"),        MANY, NULL, 0, 0, hcrm_opinion_source_choices },
  { "category",      HCRM_KIND_TEXT, N_("Category"),      MANY, NULL, 0, 40 },
};

/* digest: of the words that were read. */
static const HcrmField code_fields[] = {
  { "categories", HCRM_KIND_JSON, N_("Categories"), HCRM_FIELD_REQUIRED },
  { "digest",     HCRM_KIND_TEXT, N_("Checksum"),   HCRM_FIELD_REQUIRED, NULL, 0, 64 },
};

const HcrmChoice hcrm_measure_choices[] = {
  { "effect",       N_("Treatment effect") },
  { "satisfaction", N_("Satisfaction") },
  { "opinion",      N_("Opinions") },
  { NULL }
};

/* What is counted stays what it is; a question that is counted otherwise is another one. */
#define NAMED_ANSWERS                                                                              \
  { "name",    HCRM_KIND_TEXT, N_("Name"),         HCRM_FIELD_REQUIRED, NULL, 1, 100 },            \
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 200 },                              \
  { "good",    HCRM_KIND_JSON, N_("Good answers"), 0 },                                            \
  { "bad",     HCRM_KIND_JSON, N_("Bad answers"),  0 }

static const HcrmField item_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),      RO },
  { "measure",    HCRM_KIND_CODE, N_("Counted for"),  RO, NULL, 0, 0, hcrm_measure_choices },
  { "url",        HCRM_KIND_TEXT, N_("Form"),         RO },
  { "form",       HCRM_KIND_TEXT, N_("Form"),         RO },
  { "form_en",    HCRM_KIND_TEXT, N_("Form"),         RO },
  { "item",       HCRM_KIND_TEXT, N_("Question"),     RO },
  NAMED_ANSWERS,
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),      0 },
  { "created_at", HCRM_KIND_TIME, N_("Created"),      RO },
  { "updated_at", HCRM_KIND_TIME, N_("Changed"),      RO },
  { "questionnaire_id", HCRM_KIND_INT, N_("Form"),    RO },
};

static const HcrmField item_new[] = {
  { "measure", HCRM_KIND_CODE, N_("Counted for"), HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_measure_choices },
  { "url",     HCRM_KIND_TEXT, N_("Form"),        0, NULL, 1, 500 },
  { "item",    HCRM_KIND_TEXT, N_("Question"),    HCRM_FIELD_REQUIRED, NULL, 1, 255 },
  NAMED_ANSWERS,
};

static const HcrmField item_query[] = {
  { "q",       HCRM_KIND_TEXT, N_("Search"),      0, NULL, 0, 100 },
  { "measure", HCRM_KIND_CODE, N_("Counted for"), MANY, NULL, 0, 0, hcrm_measure_choices },
  { "retired", HCRM_KIND_BOOL, N_("Retired"),     0 },
};

static const HcrmField category_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),      RO },
  { "code",       HCRM_KIND_TEXT, N_("Code"),         RO },
  { "position",   HCRM_KIND_INT,  N_("Place"),        0, NULL, 1, 999 },
  { "name",       HCRM_KIND_TEXT, N_("Name"),         HCRM_FIELD_REQUIRED, NULL, 1, 40 },
  { "name_en",    HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 80 },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),      0 },
  { "created_at", HCRM_KIND_TIME, N_("Created"),      RO },
  { "updated_at", HCRM_KIND_TIME, N_("Changed"),      RO },
};

static const HcrmField category_query[] = {
  { "q",       HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

const HcrmChoice hcrm_report_step_choices[] = {
  { "1", "1" }, { "2", "2" }, { "3", "3" }, { "4", "4" }, { "5", "5" }, { "6", "6" },
  { "7", "7" }, { "8", "8" }, { "9", "9" }, { "10", "10" }, { "11", "11" }, { "12", "12" },
  { NULL }
};
/* clang-format on */

const guint hcrm_n_reports = G_N_ELEMENTS (hcrm_reports);

HCRM_DEFINE_FIELD_SET (hcrm_report_query, query_fields)
HCRM_DEFINE_FIELD_SET (hcrm_report_fields, report_fields)
HCRM_DEFINE_FIELD_SET (hcrm_statistic_answer_fields, answer_fields)
HCRM_DEFINE_FIELD_SET (hcrm_statistic_answer_query, answer_query)
HCRM_DEFINE_FIELD_SET (hcrm_opinion_fields, opinion_fields)
HCRM_DEFINE_FIELD_SET (hcrm_opinion_query, opinion_query)
HCRM_DEFINE_FIELD_SET (hcrm_opinion_code, code_fields)
HCRM_DEFINE_FIELD_SET (hcrm_opinion_category_fields, category_fields)
HCRM_DEFINE_FIELD_SET (hcrm_opinion_category_query, category_query)
HCRM_DEFINE_FIELD_SET (hcrm_statistic_item_fields, item_fields)
HCRM_DEFINE_FIELD_SET (hcrm_statistic_item_new, item_new)
HCRM_DEFINE_FIELD_SET (hcrm_statistic_item_query, item_query)

const HcrmReport *
hcrm_report_find (const char *name)
{
  for (guint i = 0; i < hcrm_n_reports; i++)
    if (g_strcmp0 (hcrm_reports[i].name, name) == 0)
      return &hcrm_reports[i];
  return NULL;
}
