/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Complaints: fields of the case, of a department's share and of what people keep; both workflows.
 */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* A complaint as /complaints gives it (one alone also has `objects`, `natures`, `tasks`, `notes`,
 * `history`, `calls`, `joins` and `messages`), and what narrows a list of them. */
extern const HcrmFieldSet hcrm_complaint_fields;
extern const HcrmFieldSet hcrm_complaint_query;

/* Whom or what a complaint is about, as it is given and as it is sent. */
extern const HcrmFieldSet hcrm_complaint_object_fields;

/* How a drug is found, among those ever handed out. */
extern const HcrmFieldSet hcrm_drug_query;

/* What a new one takes, and what can be changed of it. Once it is taken, its channel, receipt,
 * class and grade stay, but for the steps `reclass` and `regrade`. */
extern const HcrmFieldSet hcrm_complaint_new;
extern const HcrmFieldSet hcrm_complaint_edit;

/* Inputs of the case's steps. `route` takes rows: the departments that take part, what is asked of
 * each, and which of them leads. */
extern const HcrmFieldSet hcrm_complaint_spot;
extern const HcrmFieldSet hcrm_complaint_route;
extern const HcrmFieldSet hcrm_complaint_route_share;
extern const HcrmFieldSet hcrm_complaint_tell;
extern const HcrmFieldSet hcrm_complaint_write;
extern const HcrmFieldSet hcrm_complaint_posted;
extern const HcrmFieldSet hcrm_complaint_close;
extern const HcrmFieldSet hcrm_complaint_why;
extern const HcrmFieldSet hcrm_complaint_withdraw;
extern const HcrmFieldSet hcrm_complaint_pause;
extern const HcrmFieldSet hcrm_complaint_regrade;
extern const HcrmFieldSet hcrm_complaint_reclass;
extern const HcrmFieldSet hcrm_complaint_join;
extern const HcrmFieldSet hcrm_complaint_number;
extern const HcrmFieldSet hcrm_complaint_say_fields;
extern const HcrmFieldSet hcrm_complaint_note_fields;

/* What proposals are made from; which service code, on which day; as of when the clock is asked. */
extern const HcrmFieldSet hcrm_complaint_proposal_query;
extern const HcrmFieldSet hcrm_service_code_query;
extern const HcrmFieldSet hcrm_complaint_clock_query;

/* A department's share, what narrows a list of shares, and the inputs of its steps. */
extern const HcrmFieldSet hcrm_complaint_task_fields;
extern const HcrmFieldSet hcrm_complaint_task_query;
extern const HcrmFieldSet hcrm_complaint_task_answer;
extern const HcrmFieldSet hcrm_complaint_task_hand;

/* Who may answer for a department: users, none of whom the complaint is about. */
extern const HcrmFieldSet hcrm_complaint_colleague_fields;
extern const HcrmFieldSet hcrm_complaint_colleague_query;

/* Classes, grades and levels of escalation as people keep them. */
extern const HcrmFieldSet hcrm_complaint_class_fields;
extern const HcrmFieldSet hcrm_complaint_class_new;
extern const HcrmFieldSet hcrm_complaint_class_query;
extern const HcrmFieldSet hcrm_complaint_grade_fields;
extern const HcrmFieldSet hcrm_complaint_level_fields;
extern const HcrmFieldSet hcrm_complaint_level_query;

/**
 * hcrm_complaint_workflow:
 *
 * The case. `handling` becomes `answered` when the share that leads is sent; a caller who is not
 * satisfied takes an answered one back there. `closed`, `withdrawn` and `joined` are ends that can
 * be undone: by `reopen`, and by `part`, which restores the state before the join.
 */
extern const HcrmWorkflow hcrm_complaint_workflow;

/* A department's share. Steps are possible only while the case is being handled. */
extern const HcrmWorkflow hcrm_complaint_task_workflow;

/* Choices, each ended by a %NULL value. */
extern const HcrmChoice hcrm_complaint_state_choices[];
extern const HcrmChoice hcrm_complaint_task_state_choices[];
extern const HcrmChoice hcrm_complaint_behalf_choices[];
extern const HcrmChoice hcrm_complaint_who_choices[];
extern const HcrmChoice hcrm_complaint_channel_choices[];
extern const HcrmChoice hcrm_complaint_object_choices[];
extern const HcrmChoice hcrm_complaint_about_choices[];
extern const HcrmChoice hcrm_complaint_closed_as_choices[];
extern const HcrmChoice hcrm_complaint_spoken_choices[];
extern const HcrmChoice hcrm_complaint_bucket_choices[];

/* How many times a complaint is reopened before mediation is offered instead. */
#define HCRM_COMPLAINT_MAX_REOPENED 2
/* How many departments may send it back before a supervisor has to route it. */
#define HCRM_COMPLAINT_MAX_RETURNS 2
/* How many departments it may be routed to at once. */
#define HCRM_COMPLAINT_MAX_SHARES 12
/* How many calls that reach nobody, on as many working days, close a complaint. */
#define HCRM_COMPLAINT_CALLS 3

/* Style classes of the pill that a grade shows as. */
const char *hcrm_complaint_grade_get_pill (gint64 grade);

G_END_DECLS
