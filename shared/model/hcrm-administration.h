/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What administrators keep: organisation, users, roles, calendar, settings, scripts, dead letters,
 * audit. */

#pragma once

#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/*
 * The members of each entity as its route gives them. Those not read-only are what a form edits;
 * rows are sent back without their read-only members.
 */
extern const HcrmFieldSet hcrm_site_fields;
extern const HcrmFieldSet hcrm_department_fields;
extern const HcrmFieldSet hcrm_staff_fields; /* with rows `posts`; a post left out ends today */
extern const HcrmFieldSet hcrm_user_fields;  /* with rows `roles`, replaced as a whole */
extern const HcrmFieldSet hcrm_colleague_fields;
extern const HcrmFieldSet hcrm_role_fields; /* with rows `permissions`, replaced as a whole */
extern const HcrmFieldSet hcrm_permission_fields;
extern const HcrmFieldSet hcrm_holiday_fields;
extern const HcrmFieldSet hcrm_setting_fields;
extern const HcrmFieldSet hcrm_script_fields;
extern const HcrmFieldSet hcrm_dead_letter_fields; /* `raw` only in one, not in the list */
extern const HcrmFieldSet hcrm_audit_fields;

/* The rows within them. */
extern const HcrmFieldSet hcrm_staff_post_rows;
extern const HcrmFieldSet hcrm_user_role_rows;
extern const HcrmFieldSet hcrm_role_permission_rows;
extern const HcrmFieldSet hcrm_holiday_day_rows;

/* What makes a new one, where that is more than what may be edited later. */
extern const HcrmFieldSet hcrm_user_new;
extern const HcrmFieldSet hcrm_role_new;
extern const HcrmFieldSet hcrm_setting_new;
extern const HcrmFieldSet hcrm_script_new;

/* Many days at once; those that are in the calendar already are changed. */
extern const HcrmFieldSet hcrm_holiday_set;

/* What narrows a list of them. */
extern const HcrmFieldSet hcrm_site_query;
extern const HcrmFieldSet hcrm_department_query;
extern const HcrmFieldSet hcrm_staff_query;
extern const HcrmFieldSet hcrm_user_query;
extern const HcrmFieldSet hcrm_colleague_query; /* permission: only those who hold it */
extern const HcrmFieldSet hcrm_role_query;
extern const HcrmFieldSet hcrm_holiday_query;
extern const HcrmFieldSet hcrm_setting_query;
extern const HcrmFieldSet hcrm_script_query;
extern const HcrmFieldSet hcrm_dead_letter_query;
extern const HcrmFieldSet hcrm_audit_query;

/* What a step takes. */
extern const HcrmFieldSet
    hcrm_dead_letter_replay; /* raw: the message as mended; none: as it came */
extern const HcrmFieldSet hcrm_dead_letter_replay_many; /* items: each as it came */
extern const HcrmFieldSet hcrm_dead_letter_dismiss;     /* reason */

/*
 * The settings there are, by code: kind, label, unit and bounds of each one's value. Those that
 * only tests and the sample use are not among them.
 */
extern const HcrmFieldSet hcrm_setting_values;

/* Returns: what the setting @code is for and what a change of it does, translated. */
const char *hcrm_setting_get_explanation (const char *code);

/* active, locked, retired: lock, unlock, reset-password, retire. */
extern const HcrmWorkflow hcrm_user_workflow;

/* dead, replayed, dismissed: replay, dismiss. */
extern const HcrmWorkflow hcrm_dead_letter_workflow;

/* Ended by a %NULL value. */
extern const HcrmChoice hcrm_department_kind_choices[];
extern const HcrmChoice hcrm_user_state_choices[];
extern const HcrmChoice hcrm_permission_choices[];
extern const HcrmChoice hcrm_scope_choices[];
extern const HcrmChoice hcrm_holiday_kind_choices[];
extern const HcrmChoice hcrm_dead_letter_kind_choices[];
extern const HcrmChoice hcrm_dead_letter_state_choices[];
extern const HcrmChoice hcrm_audit_action_choices[];
extern const HcrmChoice hcrm_audit_entity_choices[];

/**
 * hcrm_permission_get_least_scope:
 *
 * Some permissions reach everything or nothing, such as managing users: no record under them
 * belongs to a department.
 *
 * Returns: the narrowest scope that a role may hold @permission in
 */
HcrmScope hcrm_permission_get_least_scope (HcrmPermission permission);

G_END_DECLS
