/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics of complaints. */

#pragma once

#include "hcrm-report.h"

G_BEGIN_DECLS

/* The one report of complaints, `/reports/complaints`. */
extern const HcrmReport hcrm_complaint_report;
extern const HcrmFieldSet hcrm_complaint_report_query;
extern const HcrmFieldSet hcrm_complaint_report_fields;

/* Figures by the name under which a list of complaints is narrowed to what one of them counts. */
extern const HcrmChoice hcrm_complaint_figure_choices[];

G_END_DECLS
