/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one list of pages: sidebar, finder, keys and tabs are made from it. */

#include "core/hcrm-page-info.h"
#include "pages/administration/hcrm-audit-page.h"
#include "pages/administration/hcrm-categories-page.h"
#include "pages/administration/hcrm-complaint-settings-page.h"
#include "pages/administration/hcrm-groups-page.h"
#include "pages/administration/hcrm-holidays-page.h"
#include "pages/administration/hcrm-ladders-page.h"
#include "pages/administration/hcrm-letters-page.h"
#include "pages/administration/hcrm-measures-page.h"
#include "pages/administration/hcrm-message-templates-page.h"
#include "pages/administration/hcrm-organisation-pages.h"
#include "pages/administration/hcrm-recording-rules-page.h"
#include "pages/administration/hcrm-roles-page.h"
#include "pages/administration/hcrm-scripts-page.h"
#include "pages/administration/hcrm-settings-page.h"
#include "pages/administration/hcrm-templates-page.h"
#include "pages/administration/hcrm-users-page.h"
#include "pages/calibrations/hcrm-calibrations-page.h"
#include "pages/call/hcrm-call-page.h"
#include "pages/calls/hcrm-call-statistics-page.h"
#include "pages/calls/hcrm-calls-page.h"
#include "pages/complaints/hcrm-complaint-charts-page.h"
#include "pages/complaints/hcrm-complaint-form-page.h"
#include "pages/complaints/hcrm-complaint-news.h"
#include "pages/complaints/hcrm-complaint-page.h"
#include "pages/complaints/hcrm-complaint-shares-page.h"
#include "pages/complaints/hcrm-complaint-statistics-page.h"
#include "pages/complaints/hcrm-complaint-warnings-page.h"
#include "pages/complaints/hcrm-complaints-page.h"
#include "pages/discharges/hcrm-discharges-page.h"
#include "pages/followup/hcrm-gaps-page.h"
#include "pages/followup/hcrm-leave-page.h"
#include "pages/followup/hcrm-undecided-page.h"
#include "pages/followup/hcrm-worklist-page.h"
#include "pages/health/hcrm-health-page.h"
#include "pages/health/hcrm-programmes-page.h"
#include "pages/messages/hcrm-messages-page.h"
#include "pages/opinions/hcrm-opinions-page.h"
#include "pages/overview/hcrm-overview-page.h"
#include "pages/patient/hcrm-patient-page.h"
#include "pages/patients/hcrm-anonymisations-page.h"
#include "pages/patients/hcrm-duplicates-page.h"
#include "pages/patients/hcrm-imports-page.h"
#include "pages/patients/hcrm-patients-page.h"
#include "pages/quality/hcrm-review-statistics-page.h"
#include "pages/quality/hcrm-suspicions-page.h"
#include "pages/questionnaires/hcrm-composition-page.h"
#include "pages/questionnaires/hcrm-library-page.h"
#include "pages/questionnaires/hcrm-questionnaire-page.h"
#include "pages/questions/hcrm-question-news.h"
#include "pages/questions/hcrm-questions-page.h"
#include "pages/recordings/hcrm-recording-page.h"
#include "pages/recordings/hcrm-recordings-page.h"
#include "pages/refills/hcrm-refills-page.h"
#include "pages/refused/hcrm-refused-page.h"
#include "pages/registers/hcrm-register-page.h"
#include "pages/registers/hcrm-registers-page.h"
#include "pages/reviews/hcrm-review-page.h"
#include "pages/reviews/hcrm-reviews-page.h"
#include "pages/samples/hcrm-samples-page.h"
#include "pages/scorecards/hcrm-scorecards-page.h"
#include "pages/statistics/hcrm-answers-page.h"
#include "pages/statistics/hcrm-statistics-page.h"
#include "pages/studies/hcrm-studies-page.h"
#include "pages/studies/hcrm-study-lists-page.h"
#include "pages/studies/hcrm-study-page.h"
#include "pages/today/hcrm-today-page.h"

#define NEED(...)                                                                                  \
  {                                                                                                \
    __VA_ARGS__, -1                                                                                \
  }

/* clang-format off */
const HcrmPageInfo hcrm_pages[] = {
  { "today", N_ ("Today"), "user-home-symbolic", N_ ("My work"),
    NEED (HCRM_PERM_SESSION), hcrm_today_page_get_type, "today", 0 },
  { "refused", N_ ("Work not accepted"), "mail-mark-important-symbolic", N_ ("My work"),
    NEED (HCRM_PERM_SESSION), hcrm_refused_page_get_type, NULL, HCRM_PAGE_ASIDE },
  { "worklist", N_ ("Follow-ups"), "task-due-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_FOLLOWUP_READ), hcrm_worklist_page_get_type, "worklist", 0 },
  { "call", N_ ("Follow-up call"), "call-start-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_FOLLOWUP_READ), hcrm_call_page_get_type, NULL, HCRM_PAGE_RECORD, "followup_task" },
  { "undecided", N_ ("To decide"), "document-edit-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_FOLLOWUP_DECIDE), hcrm_undecided_page_get_type, "undecided", 0, "encounter" },
  { "questions", N_ ("Questions and alarms"), "dialog-question-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_QUESTION_READ), hcrm_questions_page_get_type, "questions", 0, "question alarm",
    &hcrm_question_news },
  { "opinions", N_ ("Opinions"), "user-available-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_OPINION_CODE), hcrm_opinions_page_get_type, NULL, 0 },
  { "messages", N_ ("Messages"), "hcrm-message-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_OUTBOX_READ), hcrm_messages_page_get_type, "messages", 0 },
  { "refills", N_ ("Refills"), "alarm-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_FOLLOWUP_READ), hcrm_refills_page_get_type, NULL, 0 },
  { "leave", N_ ("Leave and stand-ins"), "user-away-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_LEAVE_EDIT), hcrm_leave_page_get_type, NULL, 0 },
  { "templates", N_ ("Plan templates"), "view-list-ordered-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_TEMPLATE_EDIT), hcrm_templates_page_get_type, NULL, 0 },
  { "ladders", N_ ("Escalation ladder"), "view-sort-ascending-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_RULE_EDIT), hcrm_ladders_page_get_type, NULL, 0 },
  { "groups", N_ ("Mandatory groups"), "starred-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_RULE_EDIT), hcrm_groups_page_get_type, NULL, 0 },
  { "questionnaires", N_ ("Questionnaire library"), "view-paged-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_QUESTIONNAIRE_READ), hcrm_library_page_get_type, NULL, 0 },
  { "composition", N_ ("Combined form"), "view-paged-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_QUESTIONNAIRE_READ), hcrm_composition_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "questionnaire", N_ ("Questionnaire"), "view-paged-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_QUESTIONNAIRE_READ), hcrm_questionnaire_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "scripts", N_ ("Call scripts"), "format-justify-left-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_SETTING_EDIT), hcrm_scripts_page_get_type, NULL, 0 },
  { "message_templates", N_ ("Message templates"), "mail-unread-symbolic", N_ ("Follow-up"),
    NEED (HCRM_PERM_SETTING_EDIT), hcrm_message_templates_page_get_type, NULL, 0 },
  { "calls", N_ ("Telephone calls"), "hcrm-call-symbolic", N_ ("Telephone"),
    NEED (HCRM_PERM_CALL_READ), hcrm_calls_page_get_type, NULL, 0 },
  { "call_statistics", N_ ("Telephone calls in figures"), "hcrm-overview-symbolic", N_ ("Telephone"),
    NEED (HCRM_PERM_CALL_STATISTICS), hcrm_call_statistics_page_get_type, NULL, 0 },
  { "complaint_shares", N_ ("What came to me"), "mail-reply-sender-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_ANSWER), hcrm_complaint_shares_page_get_type, "shares", 0, "complaint_task",
    &hcrm_complaint_share_news },
  { "complaints", N_ ("Complaints"), "hcrm-complaint-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_READ), hcrm_complaints_page_get_type, "complaints", 0 },
  { "complaint", N_ ("Complaint"), "hcrm-complaint-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_READ), hcrm_complaint_page_get_type, NULL, HCRM_PAGE_RECORD, "complaint",
    &hcrm_complaint_notice_news },
  { "complaint_form", N_ ("Take a complaint"), "hcrm-complaint-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_TAKE), hcrm_complaint_form_page_get_type, NULL, HCRM_PAGE_ASIDE },
  { "complaint_change", N_ ("Change a complaint"), "hcrm-complaint-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_TAKE), hcrm_complaint_form_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "complaint_warnings", N_ ("Early warnings"), "dialog-warning-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_STATISTICS), hcrm_complaint_warnings_page_get_type, "warnings", 0, "complaint_warning",
    &hcrm_complaint_warning_news },
  { "complaint_charts", N_ ("Rising numbers"), "hcrm-overview-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_STATISTICS), hcrm_complaint_charts_page_get_type, NULL, HCRM_PAGE_ASIDE },
  { "complaint_statistics", N_ ("Complaints in figures"), "hcrm-overview-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_STATISTICS), hcrm_complaint_statistics_page_get_type, NULL, 0 },
  { "complaint_classes", N_ ("Classes of complaints"), "user-bookmarks-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_SETTINGS), hcrm_complaint_classes_page_get_type, NULL, 0 },
  { "complaint_grades", N_ ("Grades of complaints"), "starred-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_SETTINGS), hcrm_complaint_grades_page_get_type, NULL, 0 },
  { "complaint_levels", N_ ("Escalation of complaints"), "view-sort-ascending-symbolic", N_ ("Complaints"),
    NEED (HCRM_PERM_COMPLAINT_SETTINGS), hcrm_complaint_levels_page_get_type, NULL, 0 },
  { "recordings", N_ ("Recordings"), "audio-x-generic-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_RECORDING_READ), hcrm_recordings_page_get_type, NULL, 0 },
  { "recording", N_ ("Recording"), "audio-x-generic-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_RECORDING_READ), hcrm_recording_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "recording_rules", N_ ("Keeping of recordings"), "document-open-recent-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_RECORDING_MANAGE), hcrm_recording_rules_page_get_type, NULL, 0 },
  { "reviews", N_ ("Reviews"), "emblem-ok-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_REVIEW_READ), hcrm_reviews_page_get_type, "reviews", 0 },
  { "review", N_ ("Review"), "emblem-ok-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_REVIEW_READ), hcrm_review_page_get_type, NULL, HCRM_PAGE_RECORD, "review review_result" },
  { "samples", N_ ("Samples"), "media-playlist-shuffle-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_REVIEW_MANAGE), hcrm_samples_page_get_type, NULL, 0 },
  { "scorecards", N_ ("Scorecards"), "emblem-ok-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_REVIEW_MANAGE), hcrm_scorecards_page_get_type, NULL, 0 },
  { "calibrations", N_ ("Calibration"), "view-dual-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_REVIEW_SCORE), hcrm_calibrations_page_get_type, NULL, 0 },
  { "review_statistics", N_ ("Quality in figures"), "x-office-spreadsheet-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_REVIEW_READ), hcrm_review_statistics_page_get_type, NULL, 0 },
  { "suspicions", N_ ("Suspicious follow-ups"), "dialog-warning-symbolic", N_ ("Quality"),
    NEED (HCRM_PERM_REVIEW_SCORE), hcrm_suspicions_page_get_type, NULL, 0 },
  { "patients", N_ ("Patients"), "system-users-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_PATIENT_READ), hcrm_patients_page_get_type, NULL, 0 },
  { "patient", N_ ("Patient"), "system-users-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_PATIENT_READ), hcrm_patient_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "discharges", N_ ("Discharged patients"), "hcrm-encounter-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_PATIENT_READ), hcrm_discharges_page_get_type, NULL, 0 },
  { "duplicates", N_ ("Duplicates"), "edit-copy-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_PATIENT_MERGE), hcrm_duplicates_page_get_type, NULL, 0 },
  { "imports", N_ ("Imports"), "document-open-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_PATIENT_IMPORT), hcrm_imports_page_get_type, NULL, 0 },
  { "registers", N_ ("Disease registers"), "x-office-address-book-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_REGISTER_READ), hcrm_registers_page_get_type, NULL, 0 },
  { "register", N_ ("Disease register"), "x-office-address-book-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_REGISTER_MEMBER), hcrm_register_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "health", N_ ("Health management"), "emblem-favorite-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_HEALTH_READ), hcrm_health_page_get_type, NULL, 0 },
  { "health_programmes", N_ ("Health programmes"), "view-list-ordered-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_HEALTH_READ), hcrm_programmes_page_get_type, NULL, 0 },
  { "studies", N_ ("Studies"), "accessories-dictionary-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_STUDY_READ), hcrm_studies_page_get_type, NULL, 0 },
  { "study", N_ ("Study"), "accessories-dictionary-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_STUDY_READ), hcrm_study_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "study_lists", N_ ("Lists of variables"), "accessories-dictionary-symbolic", N_ ("Patients"),
    NEED (HCRM_PERM_STUDY_READ), hcrm_study_lists_page_get_type, NULL, HCRM_PAGE_RECORD },
  { "overview", N_ ("Overview"), "hcrm-overview-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_FOLLOWUP_OVERVIEW), hcrm_overview_page_get_type, NULL, 0 },
  { "gaps", N_ ("Follow-up gaps"), "view-list-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_FOLLOWUP_OVERVIEW), hcrm_gaps_page_get_type, NULL, 0 },
  { "statistics", N_ ("Statistics"), "x-office-spreadsheet-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_FOLLOWUP_OVERVIEW), hcrm_statistics_page_get_type, NULL, 0 },
  { "answers", N_ ("Counted answers"), "x-office-spreadsheet-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_RESPONSE_READ), hcrm_answers_page_get_type, NULL, HCRM_PAGE_ASIDE },
  { "measures", N_ ("Counted questions"), "emblem-ok-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_SETTING_EDIT), hcrm_measures_page_get_type, NULL, 0 },
  { "categories", N_ ("Categories of opinions"), "user-bookmarks-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_SETTING_EDIT), hcrm_categories_page_get_type, NULL, 0 },
  { "dead_letters", N_ ("Dead letters"), "mail-mark-important-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_MESSAGE_READ), hcrm_letters_page_get_type, "dead_letters", 0 },
  { "sites", N_ ("Sites"), "go-home-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_ORGANISATION_EDIT), hcrm_sites_page_get_type, NULL, 0 },
  { "departments", N_ ("Departments and wards"), "view-list-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_ORGANISATION_EDIT), hcrm_departments_page_get_type, NULL, 0 },
  { "staff", N_ ("Staff"), "system-users-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_ORGANISATION_EDIT), hcrm_staff_page_get_type, NULL, 0 },
  { "users", N_ ("Users"), "system-users-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_USER_MANAGE), hcrm_users_page_get_type, NULL, 0 },
  { "roles", N_ ("Roles"), "dialog-password-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_USER_MANAGE), hcrm_roles_page_get_type, NULL, 0 },
  { "holidays", N_ ("Holidays"), "x-office-calendar-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_SETTING_EDIT), hcrm_holidays_page_get_type, NULL, 0 },
  { "settings", N_ ("Settings"), "emblem-system-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_SETTING_EDIT), hcrm_settings_page_get_type, NULL, 0 },
  { "anonymisations", N_ ("Anonymisation"), "edit-clear-all-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_PATIENT_ANONYMISE), hcrm_anonymisations_page_get_type, NULL, 0 },
  { "audit", N_ ("Audit log"), "view-list-symbolic", N_ ("Management"),
    NEED (HCRM_PERM_AUDIT_READ), hcrm_audit_page_get_type, NULL, 0 },
};
/* clang-format on */

const guint hcrm_n_pages = G_N_ELEMENTS (hcrm_pages);
