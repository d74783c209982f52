/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-job.h"

extern const HcrmModule hcrm_complaint_module;
extern const HcrmModule hcrm_complaint_case_module;
extern const HcrmModule hcrm_complaint_task_module;
extern const HcrmModule hcrm_complaint_clock_module;
extern const HcrmModule hcrm_complaint_evidence_module;
extern const HcrmModule hcrm_complaint_report_module;
extern const HcrmModule hcrm_complaint_setting_module;
extern const HcrmModule hcrm_complaint_warning_module;
extern const HcrmModule hcrm_complaint_chart_module;

/* Computes all due dates from the ledgers, of complaints that came from elsewhere; in a transaction
 * of `system`. */
gboolean hcrm_complaint_settle (HcrmDb *db, GError **error);

/* Tells whom the levels of escalation name, each once; and computes due dates anew where a calendar
 * changed. */
gboolean hcrm_complaint_escalate (HcrmJob *sweep, GError **error);

/* What was answered in writing is told once that went out. */
gboolean hcrm_complaint_note_sent (HcrmJob *sweep, GError **error);

/* Looks by all rules at what came in or was changed, and opens warnings or lets them grow. */
gboolean hcrm_complaint_watch (HcrmJob *sweep, GError **error);

/* Computes all charts anew; signals warn. */
gboolean hcrm_complaint_draw (HcrmJob *sweep, GError **error);
