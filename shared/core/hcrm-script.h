/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmScriptLookup:
 * @name: a variable, such as `department`
 *
 * Returns: (transfer full) (nullable): what to say for it; %NULL or empty if that is not known
 */
typedef char *(*HcrmScriptLookup) (const char *name, gpointer data);

/**
 * HcrmScriptUse:
 * @HCRM_SCRIPT_CALL: an agent reads it out
 * @HCRM_SCRIPT_MESSAGE: it is sent
 */
typedef enum {
  HCRM_SCRIPT_CALL,
  HCRM_SCRIPT_MESSAGE,
} HcrmScriptUse;

/* The variables a text may use and what each stands for, ended by a %NULL value. Of both: name,
 * title, you, your, department, doctor, discharge_date, days, hospital. Of a call: agent. Of a
 * message, given by whoever has it sent: date, time, drug, items, plan. */
const HcrmChoice *hcrm_script_get_variables (HcrmScriptUse use);

/* Returns: what the variable @name stands for, translated; @name itself if it is none. */
const char *hcrm_script_get_variable_label (const char *name);

/**
 * hcrm_script_fill:
 * @body: text with variables in braces, such as `您好，{name}{title}`; `{{` and `}}` are braces,
 *   and a variable with a capital (`{You}`) begins with one
 * @error: %HCRM_ERROR_INVALID whose fields are all the variables that are missing or unknown, each
 *   once, and `body` for a brace that is not closed
 *
 * What is put in is not looked through for variables again.
 *
 * Returns: (transfer full) (nullable): what to say; nothing at all if anything is missing, since a
 *   half-filled script must be neither read out nor sent (F036)
 */
char *hcrm_script_fill (const char *body, HcrmScriptLookup lookup, gpointer data, GError **error);

/* Whether all of @body's variables are such as @use has, whatever a patient's record holds. */
gboolean hcrm_script_check (const char *body, HcrmScriptUse use, GError **error);

/**
 * hcrm_script_get_person:
 * @name: `you` or `your`
 * @age: in whole years on the day of the call, -1 if unknown
 * @language: `zh_CN` or `en`
 *
 * Below the age of 14 a parent is spoken to, and the script is about the child: 您 and `you` are
 * then 孩子 and `your child`.
 *
 * Returns: (nullable): the word; %NULL for another @name
 */
const char *hcrm_script_get_person (const char *name, int age, const char *language);

/* Whether a parent is spoken to instead of somebody of this @age in whole years, -1 if unknown. */
gboolean hcrm_script_is_child (int age);

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
