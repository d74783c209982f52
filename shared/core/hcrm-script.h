/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-error.h"

G_BEGIN_DECLS

/**
 * HcrmScriptLookup:
 * @name: a variable, such as `department`
 *
 * Returns: (transfer full) (nullable): what to say for it; %NULL or empty if that is not known
 */
typedef char *(*HcrmScriptLookup) (const char *name, gpointer data);

/* The variables a script may use, ended by NULL: name, title, agent, department, doctor,
 * discharge_date, days, hospital. */
const char *const *hcrm_script_get_variables (void);

/**
 * hcrm_script_fill:
 * @body: text with variables in braces, such as `您好，{name}{title}`; `{{` and `}}` are braces
 * @error: %HCRM_ERROR_INVALID whose fields are all the variables that are missing or unknown, each
 *   once, and `body` for a brace that is not closed
 *
 * What is put in is not looked through for variables again.
 *
 * Returns: (transfer full) (nullable): what to say; nothing at all if anything is missing, since a
 *   half-filled script must be neither read out nor sent (F036)
 */
char *hcrm_script_fill (const char *body, HcrmScriptLookup lookup, gpointer data, GError **error);

/* Whether all of @body's variables are known ones, whatever a patient's record holds. */
gboolean hcrm_script_check (const char *body, GError **error);

/**
 * hcrm_script_get_title:
 * @sex: (nullable): male, female, other or unknown
 * @age: in whole years on the day of the call, -1 if unknown
 * @language: `zh_CN` or `en`
 *
 * How to address a patient after the name: 先生 or 女士 from the age of 14, below that the parent
 * (小朋友家长), and neutrally if the sex is not known.
 *
 * Returns: the title, ready to stand where `{title}` stands in a script of that language: after
 *   the name in Chinese, before it and with a space in English. Neutral is the bare name: empty.
 */
const char *hcrm_script_get_title (const char *sex, int age, const char *language);

G_END_DECLS
