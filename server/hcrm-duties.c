/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of jobs and sweeps. */

#include "hcrm-duties.h"

#include "core/hcrm-export.h"
#include "gateways/message/hcrm-message-gateway.h"
#include "gateways/telephony/hcrm-telephone.h"
#include "modules/complaint/complaint.h"
#include "modules/file/file.h"
#include "modules/followup/followup.h"
#include "modules/health/health.h"
#include "modules/patient/patient-import.h"
#include "modules/patient/patient.h"
#include "modules/question/question.h"
#include "modules/recording/recording.h"
#include "modules/refill/refill.h"
#include "modules/register/register.h"

const HcrmJobKind hcrm_job_kinds[] = {
  { HCRM_EXPORT_JOB, hcrm_export_run, 3, 10, TRUE },
  { HCRM_MESSAGE_JOB, hcrm_message_send, 5, 30 },
  { HCRM_TELEPHONE_JOB, hcrm_telephone_go_on, 3, 1 },
  { HCRM_FOLLOWUP_ENROL_JOB, hcrm_followup_enrol, 5, 10, FALSE },
  { HCRM_FOLLOWUP_RULES_JOB, hcrm_followup_settle_rules, 10, 10, TRUE },
  { HCRM_RECORDING_JOB, hcrm_recording_make, 3, 30, TRUE },
  { HCRM_PATIENT_IMPORT_JOB, hcrm_patient_import_run, 3, 10, TRUE },
  { HCRM_PATIENT_DUPLICATES_JOB, hcrm_patient_look_for_duplicates, 3, 10, TRUE },
  { NULL, NULL, 0, 0 },
};

const HcrmSweep hcrm_sweeps[] = {
  { "followup-escalate", 300, hcrm_followup_escalate },
  { "followup-ladder", 60, hcrm_followup_go_on },
  { "followup-invite", 60, hcrm_followup_invite },
  { "followup-finish", 3600, hcrm_followup_finish },
  { "questions-escalate", 60, hcrm_question_escalate },
  { "followup-rules", 86400, hcrm_followup_review_rules },
  { "complaints-escalate", 60, hcrm_complaint_escalate },
  { "complaints-told", 10, hcrm_complaint_note_sent },
  { "complaints-watch", 10, hcrm_complaint_watch },
  { "complaints-draw", 3600, hcrm_complaint_draw },
  { "followup-leave", 300, hcrm_followup_settle_leave },
  { "followup-late", 300, hcrm_followup_note_late },
  { "exports", 600, hcrm_export_sweep },
  { "uploads", 3600, hcrm_upload_sweep },
  { "recordings", 1800, hcrm_recording_tidy },
  { "patient-imports", 3600, hcrm_patient_import_sweep },
  { "patient-duplicates", HCRM_PATIENT_DUPLICATES_S, hcrm_patient_find_duplicates },
  { "patient-anonymise", 3600, hcrm_patient_propose_anonymising },
  { "refills", 60, hcrm_refill_sweep },
  { "reminders", 120, hcrm_reminder_sweep },
  { "messages", 20, hcrm_message_sweep },
  { "telephones", 60, hcrm_telephone_ring },
  { "calls-forgotten", 3600, hcrm_telephone_forget },
  { "registers", 300, hcrm_register_sweep },
  { "health", 60, hcrm_health_sweep },
  { NULL, 0, NULL },
};
