/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-rows-editor.h"

G_BEGIN_DECLS

/* The fields of the form in which a complaint is taken, the lines they stand in, and the columns of
 * whom or what it is about. */
extern const HcrmFieldSet hcrm_complaint_form_set;
extern const char *const hcrm_complaint_form_lines[];
extern const HcrmFieldSet hcrm_complaint_form_about;
extern const HcrmRowsColumn hcrm_complaint_form_columns[];
extern const guint hcrm_complaint_form_n_columns;

/* A day of receipt as the instant that is sent: a day that is past was not noted down then, so at
 * noon of it. */
void hcrm_complaint_form_put_receipt (HcrmRecord *record, JsonObject *object);

/* @number: (nullable): sent as a number; %NULL takes the member away */
void hcrm_complaint_form_put_number (JsonObject *object, const char *name, const char *number);

/* What is not in sight is not meant. */
void hcrm_complaint_form_drop_hidden (HcrmRecord *record);

/* Returns: (transfer full): a complaint as it was read, in the form's own fields; and its objects,
 * whoever a known code is of being found by the code again. */
HcrmRecord *hcrm_complaint_form_make_record (HcrmRecord *complaint);
JsonNode *hcrm_complaint_form_make_objects (HcrmRecord *complaint);

/* Returns: (transfer full): the rows as they are sent. */
JsonNode *hcrm_complaint_form_dup_objects (HcrmRowsEditor *rows);

/* Shows of each row what its kind has. */
void hcrm_complaint_form_show_cells (HcrmRowsEditor *rows);

G_END_DECLS
