/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Measures the questionnaire engine alone: parsing a form, judging responses, one answer. Prints a
 * table in Markdown for docs/performance.md and judges nothing: machines differ. */

#include "questionnaire/hcrm-response.h"

#include <string.h>
#include <time.h>

#define N_ITEMS 100

/* A hundred items, as in a long survey: mostly choices with weights, every tenth a group of its
 * own with a condition, numbers with bounds, texts. */
static char *
make_form (void)
{
  g_autoptr (GString) out = g_string_new (
      "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"url\":\"urn:q\",\"item\":[");

  for (guint i = 0; i < N_ITEMS; i++) {
    g_string_append_printf (out, "%s{\"linkId\":\"q%u\",\"text\":\"问题 %u\",", i > 0 ? "," : "", i,
                            i);
    if (i % 10 == 9)
      g_string_append_printf (out,
                              "\"enableWhen\":[{\"question\":\"q%u\",\"operator\":\"=\","
                              "\"answerCoding\":{\"code\":\"c1\"}}],",
                              i - 9);
    if (i % 5 == 4) {
      g_string_append (out, "\"type\":\"decimal\",\"extension\":[{\"url\":\"http://hl7.org/fhir/"
                            "StructureDefinition/maxValue\",\"valueDecimal\":300}]}");
      continue;
    }
    g_string_append (out, "\"type\":\"choice\",\"required\":true,\"answerOption\":[");
    for (guint k = 0; k < 5; k++)
      g_string_append_printf (
          out,
          "%s{\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"c%u\",\"display\""
          ":\"选项 %u\"},\"extension\":[{\"url\":\"http://hl7.org/fhir/"
          "StructureDefinition/ordinalValue\",\"valueDecimal\":%u}]}",
          k > 0 ? "," : "", k, k, k);
    g_string_append (out, "]}");
  }
  g_string_append (out, "]}");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
make_response (HcrmQuestionnaire *form)
{
  g_autoptr (HcrmResponse) response = hcrm_response_new (form);
  const GPtrArray *items = hcrm_questionnaire_get_all_items (form);

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (item->options->len > 0)
      hcrm_response_choose (response, item->link_id, 0, 1);
    else
      hcrm_response_set_text (response, item->link_id, 0, "37.20", NULL);
  }
  return hcrm_response_to_fhir (response, "completed", NULL);
}

typedef struct {
  HcrmQuestionnaire *form;
  HcrmResponse *response;
  const char *form_json;
  const char *response_json;
  guint n;
} Bench;

static void
parse_form (Bench *self)
{
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (self->form_json, -1, NULL);

  g_assert_nonnull (form);
}

static void
judge (Bench *self)
{
  g_autoptr (GError) error = NULL;

  hcrm_response_check_resource (self->form, self->response_json, -1, TRUE, &error);
  g_assert_no_error (error);
}

static void
load (Bench *self)
{
  g_autoptr (HcrmResponse) response = hcrm_response_new (self->form);

  g_assert_true (hcrm_response_load (response, self->response_json, -1, NULL));
}

static void
write_back (Bench *self)
{
  g_autofree char *json = hcrm_response_to_fhir (self->response, "completed", NULL);
}

static void
answer_one (Bench *self)
{
  hcrm_response_choose (self->response, "q0", 0, 1 + self->n++ % 2);
}

/* Processor time, so that whatever else the machine does matters little. */
static double
get_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void
measure (Bench *self, const char *name, void (*func) (Bench *self))
{
  double start = get_seconds ();
  double spent = 0;
  guint n = 0;

  for (; spent < 1; spent = get_seconds () - start, n++)
    func (self);
  g_print ("| %s | %.3f ms | %.0f /s |\n", name, spent / n * 1000, n / spent);
}

int
main (void)
{
  g_autofree char *form_json = make_form ();
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (form_json, -1, NULL);
  g_autofree char *response_json = make_response (form);
  g_autoptr (HcrmResponse) response = hcrm_response_new (form);
  Bench bench = { form, response, form_json, response_json, 0 };

  g_assert_true (hcrm_response_load (response, response_json, -1, NULL));
  g_print ("| %d items, %zu KB; response %zu KB | each | rate |\n|---|---|---|\n", N_ITEMS,
           strlen (form_json) / 1024, strlen (response_json) / 1024);
  measure (&bench, "form parsed", parse_form);
  measure (&bench, "response judged as received", judge);
  measure (&bench, "response loaded", load);
  measure (&bench, "response written", write_back);
  measure (&bench, "one answer: enabling and score", answer_one);
  return 0;
}
