/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Judges a QuestionnaireResponse as it was received from elsewhere. */

#include "hcrm-response-private.h"

gboolean
hcrm_response_check_resource (HcrmQuestionnaire *questionnaire,
                              const char *json,
                              gssize length,
                              gboolean complete,
                              GError **error)
{
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);

  return hcrm_response_load (response, json, length, error)
         && hcrm_response_check (response, complete, error);
}
