/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* Wire values as words in the interface's language. What has no value gives an empty text. */

/**
 * hcrm_text_member:
 * @name: a member of @object
 *
 * Its text; where there is an English twin (`name_en`) and the interface is English, that one.
 *
 * Returns: (transfer none): the text, never %NULL
 */
const char *hcrm_text_member (JsonObject *object, const char *name);

/* The same for a record's field; a code that the field names is what it stands for. */
const char *hcrm_text_field (HcrmRecord *record, const char *name);

/* Returns: (transfer full): the texts that are not empty, joined by ` · `. Ends with %NULL. */
char *hcrm_text_join (const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Returns: (transfer full): who attends, the responsible doctor first: `attending` and
 * `also_attending`. */
char *hcrm_text_attending (HcrmRecord *record);

/* Returns: (transfer full): the text in its place in @format, `MRN %s`, translated; of nothing, the
 * empty text */
char *hcrm_text_named (const char *format, const char *text) G_GNUC_FORMAT (1);

/* Shows a text in a label, which without words takes no room. */
void hcrm_text_show (GtkLabel *label, const char *text);

/* Returns: (transfer full): the names in a JSON array of objects with `name` and `name_en`, joined
 * by ` · `. @json: (nullable) */
char *hcrm_text_names (const char *json);

/* Returns: (transfer full): `F 67` or `女 67`; @birth_date is YYYY-MM-DD. */
char *hcrm_text_sex_age (const char *sex, const char *birth_date);
const char *hcrm_text_sex (const char *sex);

/* Returns: (transfer full): a day, as `Thu 19 Nov` in this year and with the year otherwise. */
char *hcrm_text_date (const char *iso_date);

/* Returns: (transfer full): a day with its weekday where there is little room: `Sun 22 Nov` */
char *hcrm_text_day (const char *iso_date);

/* Returns: (transfer full): a day with two figures each, for columns: `11-19`, `2025-11-19`. */
char *hcrm_text_short_date (const char *iso_date);

/* (nullable): who did something, as people know them: a person by name, the two accounts that every
 * hospital has by what they are. */
const char *hcrm_text_doer (const char *user);

/* Returns: (transfer full): an instant, `14:05` today, `11-19 14:05` otherwise. */
char *hcrm_text_time (const char *rfc3339);

/* Returns: (transfer full): when something is due: `3 days overdue`, `Today`, `Tomorrow`, a day. */
char *hcrm_text_due (const char *iso_date, const char **pill);

/* Returns: (transfer full): a field's value for reading: choices, days, instants, yes and no. */
char *hcrm_text_value (HcrmRecord *record, const HcrmField *field);

/* Fills @date with today in this desktop's time zone. */
void hcrm_text_get_today (GDate *date);

/* Pixels that follow the text size are multiplied by this: 1 at 100 %. */
double hcrm_text_get_scale (void);

/* Returns: (transfer full): a mobile number, masked or not, as people read it out: 138 0000 5520;
 * any other as it is. */
char *hcrm_text_group_digits (const char *number);

G_END_DECLS
