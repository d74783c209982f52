/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What complaints warn of: fields of warnings, of the rules behind them, and of charts. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A warning as /complaint-warnings gives it (one alone also has `cases`), and what narrows a list.
 */
extern const HcrmFieldSet hcrm_complaint_warning_fields;
extern const HcrmFieldSet hcrm_complaint_warning_query;

/* Input of the step `close`. */
extern const HcrmFieldSet hcrm_complaint_warning_close;

/* A rule as people keep it: which of its numbers count is a matter of its kind. */
extern const HcrmFieldSet hcrm_complaint_warning_rule_fields;
extern const HcrmFieldSet hcrm_complaint_warning_rule_query;

/* A chart as /complaint-charts gives it; one alone also has `points` and `signals`. */
extern const HcrmFieldSet hcrm_complaint_chart_fields;
extern const HcrmFieldSet hcrm_complaint_chart_query;

/* Open until somebody has looked at it; closed with a reason, whether or not there was anything. */
extern const HcrmWorkflow hcrm_complaint_warning_workflow;

/* Choices, each ended by a %NULL value. */
extern const HcrmChoice hcrm_complaint_warning_state_choices[];
extern const HcrmChoice hcrm_complaint_warning_kind_choices[];
extern const HcrmChoice hcrm_complaint_chart_kind_choices[];
extern const HcrmChoice hcrm_complaint_chart_basis_choices[];

G_END_DECLS
