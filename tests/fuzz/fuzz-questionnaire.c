/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeds arbitrary forms and, after a NUL, answer sheets; what is accepted must come back the same.
 */

#include "questionnaire/hcrm-response.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
answer_all (HcrmResponse *response)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->scope != NULL || !hcrm_item_asks (item))
      continue;
    if (item->options->len > 0)
      hcrm_response_choose (response, item->link_id, 0, item->options->len - 1);
    else
      hcrm_response_set_text (response, item->link_id, 0, "1", NULL);
  }
}

static void
round_trip (HcrmResponse *response)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = hcrm_response_to_fhir (response, "completed", NULL);
  g_autoptr (HcrmResponse) back = hcrm_response_new (hcrm_response_get_questionnaire (response));

  hcrm_response_load (back, json, -1, &error);
  g_assert_no_error (error);
  g_autofree char *again = hcrm_response_to_fhir (back, "completed", NULL);
  g_assert_cmpstr (again, ==, json);
  g_autoptr (GPtrArray) faults = hcrm_response_validate (back, TRUE);
  g_autoptr (GPtrArray) alarms = hcrm_response_get_alarms (back, "en");
  g_autofree char *rows = hcrm_response_rows_to_json (back);
  g_autoptr (HcrmFhirNode) table = hcrm_fhir_parse (rows, -1, NULL);
  g_assert_nonnull (table);
}

/* What is good as received can be loaded and is written again member for member. */
static void
judge (HcrmQuestionnaire *questionnaire, const char *json, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  gboolean good = hcrm_response_check_resource (questionnaire, json, length, FALSE, &error);

  g_assert_true (good == (error == NULL));
  if (good)
    g_assert_true (hcrm_response_load (response, json, length, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *end = size > 0 ? memchr (data, '\0', size) : NULL;
  gsize length = end != NULL ? (gsize) (end - data) : size;
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmQuestionnaire) questionnaire =
      hcrm_questionnaire_new_from_json ((const char *) data, length, &error);

  g_assert_true ((questionnaire == NULL) == (error != NULL));
  if (questionnaire == NULL)
    return 0;
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  if (end != NULL)
    judge (questionnaire, (const char *) end + 1, size - length - 1);
  if (end != NULL && hcrm_response_load (response, (const char *) end + 1, size - length - 1, NULL))
    round_trip (response);
  answer_all (response);
  round_trip (response);
  return 0;
}
