/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What columns of several lists say; made for the member `text` of #HcrmColumn. */

#pragma once

#include "core/hcrm-phone.h"
#include "core/hcrm-record.h"
#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): the field `patient`, in a column sorted by `pinyin`. */
char *hcrm_column_text_patient (HcrmRecord *record, const char **pill);

/* Returns: (transfer full): `F 67`, of the fields `sex` and `birth_date`. */
char *hcrm_column_text_sex_age (HcrmRecord *record, const char **pill);

/* Returns: (transfer full): all who attend, of the fields `attending` and `also_attending`. */
char *hcrm_column_text_attending (HcrmRecord *record, const char **pill);

/* Returns: (transfer full): whether it is in use, by the field `retired_at`. */
char *hcrm_column_text_retired (HcrmRecord *record, const char **pill);

/**
 * hcrm_column_text_state:
 * @flow: whose state the field `state` is
 * @pill: (out): its style; left alone if there is no such state
 *
 * Returns: (transfer full) (nullable): the label of @record's state
 */
char *hcrm_column_text_state (HcrmRecord *record, const HcrmWorkflow *flow, const char **pill);

/* Calls the record's patient, by the number that is shown of them. */
void hcrm_column_dial_patient (HcrmRecord *record, HcrmPhoneDial *dial);

G_END_DECLS
