/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follow-up: templates, plans, tasks, calls, and what comes of them. */

#pragma once

#include "core/hcrm-job.h"

extern const HcrmModule hcrm_followup_template_module;
extern const HcrmModule hcrm_followup_plan_module;
extern const HcrmModule hcrm_followup_change_module;
extern const HcrmModule hcrm_followup_task_module;
extern const HcrmModule hcrm_followup_call_module;
extern const HcrmModule hcrm_followup_group_module;
extern const HcrmModule hcrm_followup_leave_module;
extern const HcrmModule hcrm_followup_gap_module;
extern const HcrmModule hcrm_followup_ladder_module;

/* The job {encounter_id, template_id, user_id}: plans the template for a patient from today on. Who
 * runs it already, or has died, is left as they are. */
#define HCRM_FOLLOWUP_ENROL_JOB "followup-enrol"
gboolean hcrm_followup_enrol (HcrmJob *job, GError **error);

/* Tells who shows @plan, which is `:id`, its steps or the patient's time line that it changed. */
gboolean hcrm_followup_tell_plan (HcrmRequest *req, HcrmRows *plan, GError **error);

/* The job that tries changed rules on all discharges; and the sweep that asks for it, because a
 * discharge and its patient may have been changed at the same moment. */
#define HCRM_FOLLOWUP_RULES_JOB "followup-rules"
gboolean hcrm_followup_settle_rules (HcrmJob *job, GError **error);
gboolean hcrm_followup_review_rules (HcrmJob *sweep, GError **error);

/* Opens steps that waited too long for the doctor's; finishes plans with nothing left to do. */
gboolean hcrm_followup_escalate (HcrmJob *sweep, GError **error);
gboolean hcrm_followup_finish (HcrmJob *sweep, GError **error);

/* Does what a ladder leaves to the server: sends messages, counts patients as lost. */
gboolean hcrm_followup_go_on (HcrmJob *sweep, GError **error);

/* Writes to patients whose step is asked by message and has come. */
gboolean hcrm_followup_invite (HcrmJob *sweep, GError **error);

/* Gives calls to who stands in and takes them back; notes discharges that became the head's. */
gboolean hcrm_followup_settle_leave (HcrmJob *sweep, GError **error);
gboolean hcrm_followup_note_late (HcrmJob *sweep, GError **error);
