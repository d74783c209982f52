/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What columns of several lists say. */

#include "hcrm-column-text.h"

#include <glib/gi18n.h>

#include "hcrm-text.h"

char *
hcrm_column_text_patient (HcrmRecord *record, const char **pill)
{
  return g_strdup (hcrm_record_get (record, "patient"));
}

char *
hcrm_column_text_sex_age (HcrmRecord *record, const char **pill)
{
  return hcrm_text_sex_age (hcrm_record_get (record, "sex"),
                            hcrm_record_get (record, "birth_date"));
}

char *
hcrm_column_text_attending (HcrmRecord *record, const char **pill)
{
  return hcrm_text_attending (record);
}

char *
hcrm_column_text_retired (HcrmRecord *record, const char **pill)
{
  gboolean retired = hcrm_record_get (record, "retired_at") != NULL;

  *pill = retired ? "bare stop" : "ok";
  return g_strdup (retired ? _ ("Retired") : _ ("In use"));
}

char *
hcrm_column_text_state (HcrmRecord *record, const HcrmWorkflow *flow, const char **pill)
{
  const HcrmState *state = hcrm_workflow_get_state (flow, hcrm_record_get (record, "state"));

  if (state == NULL)
    return NULL;
  *pill = state->pill;
  return g_strdup (gettext (state->label));
}

void
hcrm_column_dial_patient (HcrmRecord *record, HcrmPhoneDial *dial)
{
  dial->patient_id = hcrm_record_get_int (record, "patient_id");
}
