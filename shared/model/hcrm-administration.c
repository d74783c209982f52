/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of what administrators keep, and the workflows of users and dead letters. */

#include "hcrm-administration.h"

#include "hcrm-call.h"
#include "hcrm-message.h"
#include "hcrm-session-model.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE
#define LINES HCRM_FIELD_MULTILINE

/* --- Organisation ---------------------------------------------------------------------------- */

/* clang-format off */
const HcrmChoice hcrm_department_kind_choices[] = {
  { "clinical",   N_("Clinical department") },
  { "ward",       N_("Ward") },
  { "functional", N_("Functional department") },
  { "centre",     N_("Service centre") },
  { "external",   N_("External") },
  { NULL }
};

static const HcrmField site_fields[] = {
  { "id",        HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",   HCRM_KIND_INT,  N_("Version"),      RO },
  { "parent_id", HCRM_KIND_INT,  N_("Belongs to"),   0 },
  { "code",      HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 1, 20 },
  { "name",      HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en",   HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 100 },
  { "time_zone", HCRM_KIND_TEXT, N_("Time zone"),    REQ, NULL, 1, 60 },
};

static const HcrmField site_query[] = {
  { "q", HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
};

static const HcrmField department_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),      RO },
  { "site_id",    HCRM_KIND_INT,  N_("Site"),         REQ },
  { "site",       HCRM_KIND_TEXT, N_("Site"),         RO },
  { "site_en",    HCRM_KIND_TEXT, N_("Site"),         RO },
  { "parent_id",  HCRM_KIND_INT,  N_("Belongs to"),   0 },
  { "code",       HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 1, 20 },
  { "kind",       HCRM_KIND_CODE, N_("Kind"),         REQ, NULL, 0, 0, hcrm_department_kind_choices },
  { "name",       HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en",    HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 100 },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),      0 },
};

static const HcrmField department_query[] = {
  { "q",       HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "site_id", HCRM_KIND_INT,  N_("Site"),    MANY },
  { "kind",    HCRM_KIND_CODE, N_("Kind"),    MANY, NULL, 0, 0, hcrm_department_kind_choices },
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

static const HcrmField staff_post_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       0 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   REQ },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  { "service_code",  HCRM_KIND_TEXT, N_("Service code"), 0, NULL, 1, 20 },
  { "head",          HCRM_KIND_BOOL, N_("Head"),         0 },
  { "from",          HCRM_KIND_DATE, N_("From"),         0 },
  { "until",         HCRM_KIND_DATE, N_("Until"),        0 },
};
HCRM_DEFINE_FIELD_SET (hcrm_staff_post_rows, staff_post_fields)

static const HcrmField staff_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",       HCRM_KIND_INT,  N_("Version"),      RO },
  { "number",        HCRM_KIND_TEXT, N_("Staff number"), REQ, NULL, 1, 40 },
  { "name",          HCRM_KIND_TEXT, N_("Full name"),         REQ, NULL, 1, 100 },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),       0,   NULL, 0, 200 },
  { "initials",      HCRM_KIND_TEXT, N_("Initials"),     RO },
  { "title",         HCRM_KIND_TEXT, N_("Professional title"),        0,   NULL, 0, 60 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),   RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"),   RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"),   RO },
  { "site_id",       HCRM_KIND_INT,  N_("Site"),         RO },
  { "retired_at",    HCRM_KIND_TIME, N_("Retired"),      0 },
  { "posts",         HCRM_KIND_ROWS, N_("Posts"),        0,   NULL, 0, 20, NULL, &hcrm_staff_post_rows },
};

static const HcrmField staff_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "site_id",       HCRM_KIND_INT,  N_("Site"),       MANY },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "retired",       HCRM_KIND_BOOL, N_("Retired"),    0 },
};

/* --- Users and roles ------------------------------------------------------------------------- */

const HcrmChoice hcrm_user_state_choices[] = {
  { "active",  N_("Active") },
  { "locked",  N_("Locked") },
  { "retired", N_("Retired") },
  { NULL }
};

const HcrmChoice hcrm_permission_choices[] = {
#define P(id, wire, label) { wire, label },
  HCRM_PERMISSIONS (P)
#undef P
  { NULL }
};

const HcrmChoice hcrm_scope_choices[] = {
  { "own",        N_("own") },
  { "department", N_("own department") },
  { "site",       N_("own site") },
  { "all",        N_("all") },
  { NULL }
};

static const HcrmField user_role_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),     RO },
  { "role_id",       HCRM_KIND_INT,  N_("Role"),       REQ },
  { "code",          HCRM_KIND_TEXT, N_("Code"),       RO },
  { "role",          HCRM_KIND_TEXT, N_("Role"),       RO },
  { "role_en",       HCRM_KIND_TEXT, N_("Role"),       RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"), 0 },
  { "department",    HCRM_KIND_TEXT, N_("Department"), RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"), RO },
  { "from",          HCRM_KIND_TIME, N_("From"),       0 },
  { "until",         HCRM_KIND_TIME, N_("Until"),      0 },
};
HCRM_DEFINE_FIELD_SET (hcrm_user_role_rows, user_role_fields)

static const HcrmField user_fields[] = {
  { "id",                   HCRM_KIND_INT,  N_("Number"),               RO },
  { "version",              HCRM_KIND_INT,  N_("Version"),              RO },
  { "username",             HCRM_KIND_TEXT, N_("User name"),            RO },
  { "staff_id",             HCRM_KIND_INT,  N_("Member of staff"),      0 },
  { "name",                 HCRM_KIND_TEXT, N_("Full name"),                 RO },
  { "pinyin",               HCRM_KIND_TEXT, N_("Pinyin"),               RO },
  { "title",                HCRM_KIND_TEXT, N_("Professional title"),                RO },
  { "department_id",        HCRM_KIND_INT,  N_("Department"),           RO },
  { "department",           HCRM_KIND_TEXT, N_("Department"),           RO },
  { "department_en",        HCRM_KIND_TEXT, N_("Department"),           RO },
  { "site_id",              HCRM_KIND_INT,  N_("Site"),                 RO },
  { "language",             HCRM_KIND_CODE, N_("Language"),             REQ, NULL, 0, 0, hcrm_language_choices },
  { "state",                HCRM_KIND_CODE, N_("State"),                RO,  NULL, 0, 0, hcrm_user_state_choices },
  { "must_change_password", HCRM_KIND_BOOL, N_("Must change password"), RO },
  { "locked_until",         HCRM_KIND_TIME, N_("Waits until"),          RO },
  { "last_seen_at",         HCRM_KIND_TIME, N_("Last seen"),            RO },
  { "roles",                HCRM_KIND_ROWS, N_("Roles"),                0,   NULL, 0, 30, NULL, &hcrm_user_role_rows },
};

static const HcrmField user_new_fields[] = {
  { "username", HCRM_KIND_TEXT, N_("User name"),       REQ, NULL, 2, 60 },
  { "staff_id", HCRM_KIND_INT,  N_("Member of staff"), 0 },
  { "language", HCRM_KIND_CODE, N_("Language"),        REQ, NULL, 0, 0, hcrm_language_choices },
  { "password", HCRM_KIND_TEXT, N_("Password"),        REQ, NULL, 1, 200 },
  { "roles",    HCRM_KIND_ROWS, N_("Roles"),           0,   NULL, 0, 30, NULL, &hcrm_user_role_rows },
};

static const HcrmField user_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "state",         HCRM_KIND_CODE, N_("State"),      MANY, NULL, 0, 0, hcrm_user_state_choices },
  { "role_id",       HCRM_KIND_INT,  N_("Role"),       MANY },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
};

/* Of a user, only what it takes to give them work. */
static const HcrmField colleague_fields[] = {
  { "id",            HCRM_KIND_INT,  N_("Number"),     RO },
  { "name",          HCRM_KIND_TEXT, N_("Full name"),       RO },
  { "pinyin",        HCRM_KIND_TEXT, N_("Pinyin"),     RO },
  { "title",         HCRM_KIND_TEXT, N_("Professional title"),      RO },
  { "department_id", HCRM_KIND_INT,  N_("Department"), RO },
  { "department",    HCRM_KIND_TEXT, N_("Department"), RO },
  { "department_en", HCRM_KIND_TEXT, N_("Department"), RO },
};

static const HcrmField colleague_query[] = {
  { "q",             HCRM_KIND_TEXT, N_("Search"),     0, NULL, 0, 100 },
  { "department_id", HCRM_KIND_INT,  N_("Department"), MANY },
  { "permission",    HCRM_KIND_CODE, N_("Permission"), 0, NULL, 0, 0, hcrm_permission_choices },
};

static const HcrmField role_permission_fields[] = {
  { "permission", HCRM_KIND_CODE, N_("Permission"), REQ, NULL, 0, 0, hcrm_permission_choices },
  { "scope",      HCRM_KIND_CODE, N_("Reach"),      REQ, NULL, 0, 0, hcrm_scope_choices },
};
HCRM_DEFINE_FIELD_SET (hcrm_role_permission_rows, role_permission_fields)

static const HcrmField role_fields[] = {
  { "id",          HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",     HCRM_KIND_INT,  N_("Version"),      RO },
  { "code",        HCRM_KIND_TEXT, N_("Code"),         RO },
  { "name",        HCRM_KIND_TEXT, N_("Role name"),    REQ, NULL, 1, 60 },
  { "name_en",     HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 60 },
  { "permissions", HCRM_KIND_ROWS, N_("Permissions"),  REQ, NULL, 0, 200, NULL, &hcrm_role_permission_rows },
};

static const HcrmField role_new_fields[] = {
  { "code",        HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 1, 40 },
  { "name",        HCRM_KIND_TEXT, N_("Role name"),    REQ, NULL, 1, 60 },
  { "name_en",     HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 60 },
  { "permissions", HCRM_KIND_ROWS, N_("Permissions"),  REQ, NULL, 0, 200, NULL, &hcrm_role_permission_rows },
};

static const HcrmField role_query[] = {
  { "q", HCRM_KIND_TEXT, N_("Search"), 0, NULL, 0, 100 },
};

static const HcrmField permission_fields[] = {
  { "permission", HCRM_KIND_CODE, N_("Permission"), RO, NULL, 0, 0, hcrm_permission_choices },
  { "scopes",     HCRM_KIND_JSON, N_("Reach"),      RO },
};

/* --- Calendar, settings, scripts ------------------------------------------------------------- */

const HcrmChoice hcrm_holiday_kind_choices[] = {
  { "holiday", N_("Holiday") },
  { "working", N_("Working day") },
  { "none",    N_("Nothing special") },
  { NULL }
};

static const HcrmField holiday_fields[] = {
  { "id",      HCRM_KIND_INT,  N_("Number"),       RO },
  { "version", HCRM_KIND_INT,  N_("Version"),      RO },
  { "site_id", HCRM_KIND_INT,  N_("Site"),         REQ },
  { "day",     HCRM_KIND_DATE, N_("Day"),          REQ },
  { "kind",    HCRM_KIND_CODE, N_("Kind"),         REQ, NULL, 0, 0, hcrm_holiday_kind_choices },
  { "name",    HCRM_KIND_TEXT, N_("Name"),         0,   NULL, 0, 60 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 60 },
};

static const HcrmField holiday_day_fields[] = {
  { "day",     HCRM_KIND_DATE, N_("Day"),          REQ },
  { "kind",    HCRM_KIND_CODE, N_("Kind"),         REQ, NULL, 0, 0, hcrm_holiday_kind_choices },
  { "name",    HCRM_KIND_TEXT, N_("Name"),         0,   NULL, 0, 60 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 60 },
};
HCRM_DEFINE_FIELD_SET (hcrm_holiday_day_rows, holiday_day_fields)

static const HcrmField holiday_set_fields[] = {
  { "site_id", HCRM_KIND_INT,  N_("Site"), REQ },
  { "days",    HCRM_KIND_ROWS, N_("Days"), REQ, NULL, 1, 400, NULL, &hcrm_holiday_day_rows },
};

static const HcrmField holiday_query[] = {
  { "site_id",  HCRM_KIND_INT,  N_("Site"),  MANY },
  { "kind",     HCRM_KIND_CODE, N_("Kind"),  MANY, NULL, 0, 0, hcrm_holiday_kind_choices },
  { "day_from", HCRM_KIND_DATE, N_("From"),  0 },
  { "day_to",   HCRM_KIND_DATE, N_("Until"), 0 },
};

static const HcrmChoice on_off_choices[] = {
  { "on",  N_("Yes") },
  { "off", N_("No") },
  { NULL }
};

static const HcrmField setting_values[] = {
  { "lock_minutes", HCRM_KIND_INT, N_("Lock the screen after"), 0, N_("min"), 1, 480 },
  { "done_goal",    HCRM_KIND_INT, N_("Follow-ups an agent is to finish in a day"), 0, NULL, 1, 1000 },
  { "centre_works_weekends", HCRM_KIND_CODE, N_("Follow-up falls due on weekends too"), 0, NULL, 0, 0, on_off_choices },
  { "thank_you",    HCRM_KIND_CODE, N_("Thank patients by message after a call"), 0, NULL, 0, 0, on_off_choices },
  { "quiet_from",   HCRM_KIND_INT, N_("No messages from"), 0, N_("o'clock"), 0, 23 },
  { "quiet_until",  HCRM_KIND_INT, N_("No messages until"), 0, N_("o'clock"), 0, 23 },
  { "message_sms",    HCRM_KIND_CODE, N_("How text messages are sent"), 0, NULL, 0, 0, hcrm_message_provider_choices },
  { "message_wechat", HCRM_KIND_CODE, N_("How WeChat messages are sent"), 0, NULL, 0, 0, hcrm_message_provider_choices },
  { "message_email",  HCRM_KIND_CODE, N_("How e-mails are sent"), 0, NULL, 0, 0, hcrm_message_provider_choices },
  { "message_voice",  HCRM_KIND_CODE, N_("How voice calls are made"), 0, NULL, 0, 0, hcrm_message_provider_choices },
  { "survey_link", HCRM_KIND_TEXT, N_("Address where patients answer questionnaires"), 0, NULL, 0, 300 },
  { "refill_days_before", HCRM_KIND_INT, N_("Call about a drug before it is to be fetched"), 0, N_("days"), 0, 60 },
  { "pharmacy_open_weekends", HCRM_KIND_CODE, N_("The pharmacy is open at weekends"), 0, NULL, 0, 0, on_off_choices },
  { "alarm_critical_minutes",  HCRM_KIND_INT, N_("A critical alarm is to be handled within"), 0, N_("min"), 1, 10080 },
  { "alarm_urgent_minutes",    HCRM_KIND_INT, N_("An urgent alarm is to be handled within"),  0, N_("min"), 1, 10080 },
  { "alarm_minutes",           HCRM_KIND_INT, N_("Any other alarm is to be handled within"),  0, N_("min"), 1, 43200 },
  { "question_urgent_minutes", HCRM_KIND_INT, N_("An urgent question is to be answered within"), 0, N_("min"), 1, 10080 },
  { "question_minutes",        HCRM_KIND_INT, N_("Any other question is to be answered within"), 0, N_("min"), 1, 43200 },
  { "attachment_megabytes", HCRM_KIND_INT, N_("Files can be attached of up to"), 0, N_("MB"), 1, 2000 },
  { "listening_reason", HCRM_KIND_TEXT, N_("Roles that say why they listen to recordings"), 0, NULL, 0, 200 },
  { "service_hours", HCRM_KIND_TEXT, N_("Service hours that complaints' deadlines are counted in"), 0, NULL, 11, 60 },
  { "complaint_messages", HCRM_KIND_CODE, N_("Tell callers by message how their complaint stands"), 0, NULL, 0, 0, on_off_choices },
  { "review_appeal_days", HCRM_KIND_INT, N_("Agents can appeal against a review for"), 0, N_("days"), 0, 365 },
  { "suspicion_answer_seconds", HCRM_KIND_INT, N_("An answer on the telephone takes at least"), 0, N_("s"), 1, 60 },
  { "suspicion_from",  HCRM_KIND_INT, N_("Follow-ups are odd before"), 0, N_("o'clock"), 0, 23 },
  { "suspicion_until", HCRM_KIND_INT, N_("Follow-ups are odd from"), 0, N_("o'clock"), 1, 24 },
  { "decide_hours", HCRM_KIND_INT, N_("A discharge is to be decided on within"), 0, N_("hours"), 1, 720 },
  { "client_download", HCRM_KIND_TEXT, N_("Package that older clients are offered"), 0, NULL, 0, 120 },
  { "telephone", HCRM_KIND_CODE, N_("Telephone system"), 0, NULL, 0, 0, hcrm_telephone_provider_choices },
  { "simulator_minutes", HCRM_KIND_INT, N_("Simulated callers leave an agent in peace for"), 0, N_("min"), 0, 1440 },
  { "calls_per_number_24h", HCRM_KIND_INT, N_("A number is called within 24 hours at most"), 0, N_("times"), 1, 100 },
  { "retention_years", HCRM_KIND_INT, N_("Keep patients after the last contact"), 0, N_("calendar years"), 1, 100 },
};

#define ESCALATION N_("How long the physician has from the moment it reaches them, nights and holidays included. What is silent after that shows to the head of the department as well. What is open already keeps its time.")

/* What each of them is for, in their order. */
static const char *const setting_explanations[] = {
  N_("A desk where nobody types or points locks itself after this time. Unlocked by password, it shows the work as it was left."),
  N_("What the agents' day on the page Today is measured by. It is a goal: nothing happens if it is not reached."),
  N_("Whether the service centre calls on Saturdays and Sundays. If not, a step planned for a weekend falls due on the next working day. Swapped working weekends of the calendar are worked in any case, holidays never. Plans made before keep their days."),
  N_("Whether a message thanks the patient once a follow-up call is completed. Its words are the message template “thanks”."),
  N_("Messages that fall due at night wait until the morning. From this hour of the evening on nothing is sent."),
  N_("From this hour of the morning on messages are sent again. The same hour as in the evening: there is no night."),
  N_("By hand: a colleague sends the message and marks it as sent. Files: each message is written into the folder “outbox” of the server's files, for a sending program to fetch."),
  N_("By hand: a colleague sends the message and marks it as sent. Files: each message is written into the folder “outbox” of the server's files, for a sending program to fetch."),
  N_("By hand: a colleague sends the message and marks it as sent. Files: each message is written into the folder “outbox” of the server's files, for a sending program to fetch."),
  N_("By hand: a colleague calls, reads the text out, marks it as sent and writes down the answer. Files: each message is written into the folder “outbox” of the server's files, for a calling program to fetch."),
  N_("Written into invitations, with {token} for what stands for the step and {questionnaire} for what is asked, such as https://survey.example.org/?q={questionnaire}&t={token}. The survey service there hands the answers back as FHIR resources. Empty: invitations wait until somebody sees to them."),
  N_("How many days before the last day on which the drug can be fetched the patient is called. Days on which the centre does not call move it to the working day before."),
  N_("Whether drugs are handed out on Saturdays and Sundays. If not, a drug that runs out then is to be fetched on the working day before. Holidays are closed in any case."),
  ESCALATION, ESCALATION, ESCALATION, ESCALATION, ESCALATION,
  N_("The largest file that can be attached, such as a scan or a photo. What is attached already stays."),
  N_("Codes of roles, such as “manager head”. Whoever has one of them gives a reason before a recording of somebody else is played; it is kept in the audit log. Empty: nobody needs to."),
  N_("Written as 08:00-12:00,14:00-17:30. A deadline ends when service closes on its last working day; what comes in after closing time counts as come in on the next working day."),
  N_("Whether callers who left a mobile number or an e-mail address are told when their complaint is taken, is with the departments, and is answered. It goes to the contact they left and to no other."),
  N_("Counted from the day on which the review was submitted; the last day counts in full. Each review can be appealed against once."),
  N_("A call that was shorter than this for each answer is listed among the suspicious follow-ups. People who listen to each question need more."),
  N_("Follow-ups finished earlier in the day are listed as suspicious."),
  N_("Follow-ups finished at this hour or later are listed as suspicious."),
  N_("After this time a discharge that nobody has decided on goes to the list of the head of the department as well, and counts as late."),
  N_("Name of a file in the folder “client” of the server's files, such as hcrm-client_1.2.0_amd64.deb. A client of an older version offers to fetch it when somebody signs in, and checks it; installing it is left to whoever looks after the machine."),
  N_("By hand: agents dial their desk telephones and say what happened. Simulator: scripted callers ring the agents of a sample hospital; nowhere else."),
  N_("Of the telephone system “simulator” only: how long after a call the next one may ring. 0: nobody calls."),
  N_("By all agents together. Whoever calls once more says why."),
  N_("Patients without any contact for so many years are proposed for anonymisation; a person asks for it and another confirms. Empty: nobody is proposed. Clinical records of the HIS have periods of their own."),
};
G_STATIC_ASSERT (G_N_ELEMENTS (setting_explanations) == G_N_ELEMENTS (setting_values));

static const HcrmField setting_fields[] = {
  { "id",      HCRM_KIND_INT,  N_("Number"),  RO },
  { "version", HCRM_KIND_INT,  N_("Version"), RO },
  { "code",    HCRM_KIND_TEXT, N_("Setting"), RO },
  { "site_id", HCRM_KIND_INT,  N_("Site"),    RO },
  { "site",    HCRM_KIND_TEXT, N_("Site"),    RO },
  { "site_en", HCRM_KIND_TEXT, N_("Site"),    RO },
  { "value",   HCRM_KIND_TEXT, N_("Value"),   0, NULL, 1, 1000 },
};

static const HcrmField setting_new_fields[] = {
  { "code",    HCRM_KIND_TEXT, N_("Setting"), REQ, NULL, 1, 60 },
  { "site_id", HCRM_KIND_INT,  N_("Site"),    0 },
  { "value",   HCRM_KIND_TEXT, N_("Value"),   REQ, NULL, 1, 1000 },
};

static const HcrmField setting_query[] = {
  { "site_id", HCRM_KIND_INT, N_("Site"), MANY },
};

static const HcrmField script_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",    HCRM_KIND_INT,  N_("Version"),      RO },
  { "code",       HCRM_KIND_TEXT, N_("Code"),         RO },
  { "name",       HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en",    HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 100 },
  { "text",       HCRM_KIND_TEXT, N_("Text"),         REQ | LINES, NULL, 1, 5000 },
  { "text_en",    HCRM_KIND_TEXT, N_("English text"), LINES, NULL, 0, 5000 },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),      0 },
};

static const HcrmField script_new_fields[] = {
  { "code",    HCRM_KIND_TEXT, N_("Code"),         REQ, NULL, 1, 60 },
  { "name",    HCRM_KIND_TEXT, N_("Name"),         REQ, NULL, 1, 100 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0,   NULL, 0, 100 },
  { "text",    HCRM_KIND_TEXT, N_("Text"),         REQ | LINES, NULL, 1, 5000 },
  { "text_en", HCRM_KIND_TEXT, N_("English text"), LINES, NULL, 0, 5000 },
};

static const HcrmField script_query[] = {
  { "q",       HCRM_KIND_TEXT, N_("Search"),  0, NULL, 0, 100 },
  { "retired", HCRM_KIND_BOOL, N_("Retired"), 0 },
};

/* --- Dead letters and audit ------------------------------------------------------------------ */

const HcrmChoice hcrm_dead_letter_kind_choices[] = {
  { "his", N_("HIS message") },
  { "job", N_("Job") },
  { NULL }
};

const HcrmChoice hcrm_dead_letter_state_choices[] = {
  { "dead",      N_("Waiting for a decision") },
  { "replayed",  N_("Replayed") },
  { "dismissed", N_("Dismissed") },
  { NULL }
};

static const HcrmField dead_letter_fields[] = {
  { "id",          HCRM_KIND_INT,  N_("Number"),     RO },
  { "kind",        HCRM_KIND_CODE, N_("Kind"),       RO, NULL, 0, 0, hcrm_dead_letter_kind_choices },
  { "sender",      HCRM_KIND_TEXT, N_("Sender"),     RO },
  { "control_id",  HCRM_KIND_TEXT, N_("Control ID"), RO },
  { "type",        HCRM_KIND_TEXT, N_("Message type"), RO },
  { "reason",      HCRM_KIND_TEXT, N_("Reason"),     RO },
  { "field",       HCRM_KIND_TEXT, N_("Field"),      RO },
  { "received_at", HCRM_KIND_TIME, N_("Received"),   RO },
  { "state",       HCRM_KIND_CODE, N_("State"),      RO, NULL, 0, 0, hcrm_dead_letter_state_choices },
  { "raw",         HCRM_KIND_TEXT, N_("Message"),    RO | LINES },
  { "mended",      HCRM_KIND_TEXT, N_("As mended"),  RO | LINES },
};

static const HcrmField dead_letter_query[] = {
  { "kind",  HCRM_KIND_CODE, N_("Kind"),  MANY, NULL, 0, 0, hcrm_dead_letter_kind_choices },
  { "state", HCRM_KIND_CODE, N_("State"), MANY, NULL, 0, 0, hcrm_dead_letter_state_choices },
  { "type",  HCRM_KIND_TEXT, N_("Message type"), MANY, NULL, 0, 60 },
};

static const HcrmField dead_letter_replay[] = {
  { "raw", HCRM_KIND_TEXT, N_("Message"), LINES, NULL, 1, 1000000 },
};

static const HcrmField dead_letter_replay_many[] = {
  { "items", HCRM_KIND_ROWS, N_("Dead letters"), REQ, NULL, 1, 200, NULL, &hcrm_record_items },
};

static const HcrmField dead_letter_dismiss[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 200 },
};

const HcrmChoice hcrm_audit_action_choices[] = {
  { "insert",         N_("Added") },
  { "update",         N_("Changed") },
  { "delete",         N_("Removed") },
  { "sign-in",        N_("Signed in") },
  { "reset-password", N_("Password reset") },
  { "create-by-operator",         N_("Created at the server") },
  { "reset-password-by-operator", N_("Password reset at the server") },
  { "lock-by-operator",           N_("Locked at the server") },
  { "unlock-by-operator",         N_("Unlocked at the server") },
  { "reveal",         N_("Revealed") },
  { "dial",           N_("Given to dial") },
  { "look-up",        N_("Looked up by number") },
  { "dismiss",        N_("Dismissed") },
  { "restore",        N_("Brought back") },
  { "replay",         N_("Replayed") },
  { "complete",       N_("File read") },
  { "check",          N_("Checked") },
  { "run",            N_("Imported") },
  { "undo",           N_("Undone") },
  { "cancel",         N_("Cancelled") },
  { "discard",        N_("Discarded") },
  { "anonymise",      N_("Anonymised") },
  { "export",         N_("Export ordered") },
  { "exported",       N_("Exported") },
  { "download",       N_("Downloaded") },
  { "print",          N_("Printed") },
  { "listen",         N_("Listened to") },
  { "hold",           N_("Put on legal hold") },
  { "release",        N_("Hold ended") },
  { "ask-deletion",   N_("Deletion asked for") },
  { "refuse-deletion", N_("Deletion refused") },
  { NULL }
};

const HcrmChoice hcrm_audit_entity_choices[] = {
  { "patient",             N_("Patient") },
  { "contact",             N_("Contact") },
  { "encounter",           N_("Stay or visit") },
  { "anonymisation",       N_("Anonymisation") },
  { "medication_reminder", N_("Medication reminder") },
  { "medication_dose",     N_("Dose of a drug") },
  { "followup_plan",       N_("Follow-up plan") },
  { "followup_task",       N_("Follow-up step") },
  { "attempt",             N_("Call") },
  { "caller",              N_("Caller on the line") },
  { "call",                N_("Telephone call") },
  { "telephone",           N_("Telephone") },
  { "attachment",          N_("Attached file") },
  { "response",            N_("Answered questionnaire") },
  { "question",            N_("Question or alarm") },
  { "complaint",           N_("Complaint") },
  { "complaint_class",     N_("Class of complaints") },
  { "complaint_grade",     N_("Grade of complaints") },
  { "complaint_level",     N_("Escalation of complaints") },
  { "complaint_warning",   N_("Warning of complaints") },
  { "complaint_warning_rule", N_("Rule for warnings") },
  { "recording",           N_("Recording") },
  { "recording_note",      N_("Note on a recording") },
  { "recording_rule",      N_("Keeping of recordings") },
  { "scorecard",           N_("Scorecard") },
  { "review_sample",       N_("Sample of calls") },
  { "review",              N_("Review of a call") },
  { "calibration",         N_("Calibration session") },
  { "suspicion_note",      N_("Finding on a suspicious follow-up") },
  { "message",             N_("Message") },
  { "opinion",             N_("Opinion") },
  { "opinion_category",    N_("Category of opinions") },
  { "statistic_item",      N_("Counted question") },
  { "register",            N_("Disease register") },
  { "register_member",     N_("Member of a register") },
  { "study",               N_("Study") },
  { "study_subject",       N_("Subject of a study") },
  { "study_entry",         N_("Form of a study") },
  { "study_query",         N_("Query of a study") },
  { "study_list",          N_("List of variables") },
  { "health_programme",    N_("Health programme") },
  { "health_care",         N_("Care in a health programme") },
  { "health_cycle",        N_("Cycle of health management") },
  { "questionnaire",       N_("Questionnaire") },
  { "followup_template",   N_("Plan template") },
  { "followup_rule",       N_("Rule of a mandatory group") },
  { "followup_ladder",     N_("Escalation ladder") },
  { "message_template",    N_("Message template") },
  { "script",              N_("Call script") },
  { "site",                N_("Site") },
  { "department",          N_("Department") },
  { "staff",               N_("Member of staff") },
  { "staff_leave",         N_("Leave") },
  { "user",                N_("User") },
  { "role",                N_("Role") },
  { "view",                N_("Saved view") },
  { "holiday",             N_("Holiday") },
  { "setting",             N_("Setting") },
  { "export",              N_("Export") },
  { "dead_letter",         N_("Dead letter") },
  { "import",              N_("Import") },
  { "patient_duplicate",   N_("Possible duplicate") },
  { NULL }
};

static const HcrmField audit_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),     RO },
  { "at",         HCRM_KIND_TIME, N_("Time"),       RO },
  { "user_id",    HCRM_KIND_INT,  N_("User"),       RO },
  { "user",       HCRM_KIND_TEXT, N_("User"),       RO },
  { "action",     HCRM_KIND_CODE, N_("Action"),         RO, NULL, 0, 0, hcrm_audit_action_choices },
  { "entity",     HCRM_KIND_CODE, N_("Kind of record"), RO, NULL, 0, 0, hcrm_audit_entity_choices },
  { "entity_id",  HCRM_KIND_INT,  N_("Number"),     RO },
  { "before",     HCRM_KIND_JSON, N_("Before"),     RO },
  { "after",      HCRM_KIND_JSON, N_("After"),      RO },
  { "reason",     HCRM_KIND_TEXT, N_("Reason"),     RO },
  { "address",    HCRM_KIND_TEXT, N_("Address"),    RO },
  { "request_id", HCRM_KIND_TEXT, N_("Request"),    RO },
};

static const HcrmField audit_query[] = {
  { "entity",    HCRM_KIND_CODE, N_("Kind of record"), MANY, NULL, 0, 0, hcrm_audit_entity_choices },
  { "entity_id", HCRM_KIND_INT,  N_("Number"), 0 },
  { "user_id",   HCRM_KIND_INT,  N_("User"),   0 },
  { "action",    HCRM_KIND_CODE, N_("Action"), MANY, NULL, 0, 0, hcrm_audit_action_choices },
  { "at_from",   HCRM_KIND_TIME, N_("From"),   0 },
  { "at_to",     HCRM_KIND_TIME, N_("Until"),  0 },
};

/* --- Workflows ------------------------------------------------------------------------------- */

static const HcrmState user_states[] = {
  { "active",  N_("Active"),  "ok" },
  { "locked",  N_("Locked"),  "warn" },
  { "retired", N_("Retired"), "bare" },
};

#define MANAGE HCRM_PERM_USER_MANAGE

static const HcrmStep user_steps[] = {
  { "active", "lock",           "locked",  MANAGE, N_("Lock"),           HCRM_STEP_DESTRUCTIVE },
  { "locked", "unlock",         "active",  MANAGE, N_("Unlock"),         HCRM_STEP_SUGGESTED },
  { "active", "reset-password", "active",  MANAGE, N_("Reset Password"), HCRM_STEP_DESTRUCTIVE },
  { "locked", "reset-password", "locked",  MANAGE, N_("Reset Password"), HCRM_STEP_DESTRUCTIVE },
  { "active", "retire",         "retired", MANAGE, N_("Retire"),         HCRM_STEP_DESTRUCTIVE },
  { "locked", "retire",         "retired", MANAGE, N_("Retire"),         HCRM_STEP_DESTRUCTIVE },
};

static const HcrmState dead_letter_states[] = {
  { "dead",      N_("Waiting for a decision"), "danger" },
  { "replayed",  N_("Replayed"),               "ok" },
  { "dismissed", N_("Dismissed"),              "bare" },
};

static const HcrmStep dead_letter_steps[] = {
  { "dead", "replay",  "replayed",  HCRM_PERM_MESSAGE_REPLAY, N_("Replay"),  HCRM_STEP_SUGGESTED },
  { "dead", "dismiss", "dismissed", HCRM_PERM_MESSAGE_REPLAY, N_("Dismiss"), HCRM_STEP_DESTRUCTIVE | HCRM_STEP_REASON },
};

const HcrmWorkflow hcrm_user_workflow = {
  "user", user_states, G_N_ELEMENTS (user_states), user_steps, G_N_ELEMENTS (user_steps)
};
const HcrmWorkflow hcrm_dead_letter_workflow = {
  "dead_letter", dead_letter_states, G_N_ELEMENTS (dead_letter_states),
  dead_letter_steps, G_N_ELEMENTS (dead_letter_steps)
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_site_fields, site_fields)
HCRM_DEFINE_FIELD_SET (hcrm_site_query, site_query)
HCRM_DEFINE_FIELD_SET (hcrm_department_fields, department_fields)
HCRM_DEFINE_FIELD_SET (hcrm_department_query, department_query)
HCRM_DEFINE_FIELD_SET (hcrm_staff_fields, staff_fields)
HCRM_DEFINE_FIELD_SET (hcrm_staff_query, staff_query)
HCRM_DEFINE_FIELD_SET (hcrm_user_fields, user_fields)
HCRM_DEFINE_FIELD_SET (hcrm_user_new, user_new_fields)
HCRM_DEFINE_FIELD_SET (hcrm_user_query, user_query)
HCRM_DEFINE_FIELD_SET (hcrm_colleague_fields, colleague_fields)
HCRM_DEFINE_FIELD_SET (hcrm_colleague_query, colleague_query)
HCRM_DEFINE_FIELD_SET (hcrm_role_fields, role_fields)
HCRM_DEFINE_FIELD_SET (hcrm_role_new, role_new_fields)
HCRM_DEFINE_FIELD_SET (hcrm_role_query, role_query)
HCRM_DEFINE_FIELD_SET (hcrm_permission_fields, permission_fields)
HCRM_DEFINE_FIELD_SET (hcrm_holiday_fields, holiday_fields)
HCRM_DEFINE_FIELD_SET (hcrm_holiday_set, holiday_set_fields)
HCRM_DEFINE_FIELD_SET (hcrm_holiday_query, holiday_query)
HCRM_DEFINE_FIELD_SET (hcrm_setting_values, setting_values)
HCRM_DEFINE_FIELD_SET (hcrm_setting_fields, setting_fields)
HCRM_DEFINE_FIELD_SET (hcrm_setting_new, setting_new_fields)
HCRM_DEFINE_FIELD_SET (hcrm_setting_query, setting_query)
HCRM_DEFINE_FIELD_SET (hcrm_script_fields, script_fields)
HCRM_DEFINE_FIELD_SET (hcrm_script_new, script_new_fields)
HCRM_DEFINE_FIELD_SET (hcrm_script_query, script_query)
HCRM_DEFINE_FIELD_SET (hcrm_dead_letter_fields, dead_letter_fields)
HCRM_DEFINE_FIELD_SET (hcrm_dead_letter_query, dead_letter_query)
HCRM_DEFINE_FIELD_SET (hcrm_dead_letter_replay, dead_letter_replay)
HCRM_DEFINE_FIELD_SET (hcrm_dead_letter_replay_many, dead_letter_replay_many)
HCRM_DEFINE_FIELD_SET (hcrm_dead_letter_dismiss, dead_letter_dismiss)
HCRM_DEFINE_FIELD_SET (hcrm_audit_fields, audit_fields)
HCRM_DEFINE_FIELD_SET (hcrm_audit_query, audit_query)

const char *
hcrm_setting_get_explanation (const char *code)
{
  int place = hcrm_field_set_find (&hcrm_setting_values, code);

  return place >= 0 ? gettext (setting_explanations[place]) : "";
}

HcrmScope
hcrm_permission_get_least_scope (HcrmPermission permission)
{
  static const HcrmPermission whole[] = {
    HCRM_PERM_ORGANISATION_EDIT, HCRM_PERM_USER_MANAGE,    HCRM_PERM_SETTING_EDIT,
    HCRM_PERM_MESSAGE_READ,      HCRM_PERM_MESSAGE_REPLAY, HCRM_PERM_AUDIT_READ,
    HCRM_PERM_REVIEW_MANAGE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    if (whole[i] == permission)
      return HCRM_SCOPE_ALL;
  return HCRM_SCOPE_OWN;
}
