/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who can be taken into a register, a programme or a study. */

#include "hcrm-enrol.h"

#include <glib/gi18n.h>

#include "core/hcrm-error.h"

gboolean
hcrm_enrol_check_patient (HcrmRows *place, GError **error)
{
  if (hcrm_rows_get (place, 0, "patient_id") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "patient_id", "%s",
                      _ ("There is no such patient"));
  if (hcrm_rows_get (place, 0, "deceased_at") != NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "patient_id", "%s", _ ("The patient has died"));
  return TRUE;
}
