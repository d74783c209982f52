/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of modules. */

#include "hcrm-modules.h"

#include "gateways/fhir/hcrm-fhir-gateway.h"
#include "modules/administration/administration.h"
#include "modules/call/call.h"
#include "modules/complaint/complaint.h"
#include "modules/export/export.h"
#include "modules/file/file.h"
#include "modules/followup/followup.h"
#include "modules/health/health.h"
#include "modules/message/message.h"
#include "modules/organisation/organisation.h"
#include "modules/patient/patient-import.h"
#include "modules/patient/patient.h"
#include "modules/question/question.h"
#include "modules/questionnaire/questionnaire.h"
#include "modules/recording/recording.h"
#include "modules/refill/refill.h"
#include "modules/register/register.h"
#include "modules/review/review.h"
#include "modules/session/session.h"
#include "modules/statistic/statistic.h"
#include "modules/study/study.h"
#include "modules/user/user.h"
#include "modules/workspace/workspace.h"

/* clang-format off */
const HcrmModule *const hcrm_modules[] = {
  &hcrm_administration_module,
  &hcrm_audit_module,
  &hcrm_dead_letter_module,
  &hcrm_organisation_module,
  &hcrm_role_module,
  &hcrm_session_module,
  &hcrm_user_module,
  &hcrm_patient_module,
  &hcrm_patient_merge_module,
  &hcrm_patient_caller_module,
  &hcrm_patient_anonymise_module,
  &hcrm_question_module,
  &hcrm_patient_import_module,
  &hcrm_questionnaire_module,
  &hcrm_response_module,
  &hcrm_workspace_module,
  &hcrm_followup_template_module,
  &hcrm_followup_plan_module,
  &hcrm_followup_change_module,
  &hcrm_followup_task_module,
  &hcrm_followup_call_module,
  &hcrm_statistic_module,
  &hcrm_statistic_item_module,
  &hcrm_opinion_module,
  &hcrm_refill_module,
  &hcrm_reminder_module,
  &hcrm_dose_module,
  &hcrm_message_module,
  &hcrm_consent_module,
  &hcrm_message_send_module,
  &hcrm_register_module,
  &hcrm_register_member_module,
  &hcrm_followup_group_module,
  &hcrm_followup_leave_module,
  &hcrm_followup_gap_module,
  &hcrm_followup_ladder_module,
  &hcrm_study_module,
  &hcrm_study_subject_module,
  &hcrm_study_entry_module,
  &hcrm_study_data_module,
  &hcrm_health_programme_module,
  &hcrm_health_care_module,
  &hcrm_health_cycle_module,
  &hcrm_health_loop_module,
  &hcrm_complaint_module,
  &hcrm_complaint_case_module,
  &hcrm_complaint_task_module,
  &hcrm_complaint_clock_module,
  &hcrm_complaint_evidence_module,
  &hcrm_complaint_report_module,
  &hcrm_complaint_setting_module,
  &hcrm_complaint_warning_module,
  &hcrm_complaint_chart_module,
  &hcrm_call_module,
  &hcrm_call_step_module,
  &hcrm_call_telephone_module,
  &hcrm_call_report_module,
  &hcrm_recording_module,
  &hcrm_recording_care_module,
  &hcrm_scorecard_module,
  &hcrm_review_sample_module,
  &hcrm_review_module,
  &hcrm_review_appeal_module,
  &hcrm_calibration_module,
  &hcrm_review_report_module,
  &hcrm_suspicion_module,
  &hcrm_export_module,
  &hcrm_file_module,
  &hcrm_fhir_module,
  NULL,
};
/* clang-format on */
