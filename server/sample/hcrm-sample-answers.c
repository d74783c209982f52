/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What patients of the sample hospital answer, and what whoever called them notes about it. */

#include <string.h>

#include "hcrm-sample-private.h"

#define WORSE 22    /* in a hundred: how many do less well than the option before says */
#define ALARMING 4  /* the same, where a person has to be told */
#define NOTED 70    /* in a hundred: of how many calls something is noted */
#define MOST_TOLD 2 /* alarming answers in a note */

#define PICK(rand, list) ((list)[g_rand_int_range (rand, 0, G_N_ELEMENTS (list))])

static gboolean
chance (GRand *rand, guint percent)
{
  return g_rand_int_range (rand, 0, 100) < (int) percent;
}

/* --- Figures -------------------------------------------------------------------------------- */

typedef struct {
  double low, high;
} Range;

/* What is measured in people who do well, by the question's link id. */
static const struct {
  const char *item;
  Range range;
} usual[] = {
  { "temperature", { 36.1, 37.2 } },
  { "baby-temperature", { 36.4, 37.3 } },
  { "pain", { 0, 4 } },
  { "back-pain", { 0, 4 } },
  { "saturation", { 93, 99 } },
  { "pulse", { 58, 88 } },
  { "systolic", { 112, 148 } },
  { "diastolic", { 66, 92 } },
  { "fasting", { 5.2, 8.8 } },
  { "after-meal", { 6.8, 8.4 } },
  { "body-weight", { 46, 84 } },
  { "urate", { 280, 480 } },
  { "creatinine", { 62, 140 } },
  { "neutrophils", { 1.8, 5.9 } },
  { "inr", { 1.8, 3 } },
  { "gain", { 0.8, 3.4 } },
  { "falls", { 0, 0 } },
  { "recommend", { 7, 10 } },
  { "height", { 150, 178 } },
};

static double
get_number (const HcrmAnswer *answer, double otherwise)
{
  return answer != NULL ? hcrm_answer_get_number (answer) : otherwise;
}

static Range
find_range (const HcrmItem *item)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (strcmp (usual[i].item, item->link_id) == 0)
      return usual[i].range;
  double low = get_number (item->alarm_below, get_number (item->min_value, 0));
  return (Range){ low, get_number (item->alarm_above, get_number (item->max_value, low + 10)) };
}

/* A step beyond the limit from which somebody has to be told. */
static double
pick_alarming (GRand *rand, const HcrmItem *item)
{
  double high = get_number (item->alarm_above, G_MAXDOUBLE);
  double beyond = g_rand_int_range (rand, 1, 4) * (high < 60 ? 0.3 : 3);

  if (item->alarm_above == NULL)
    return get_number (item->alarm_below, 0) - 1;
  return MIN (high + MAX (beyond, high < 15 && high == (int) high ? 1 : 0),
              get_number (item->max_value, G_MAXDOUBLE));
}

static void
answer_figure (GRand *rand, HcrmResponse *response, const HcrmItem *item, gboolean whole)
{
  gboolean alarms = (item->alarm_above != NULL || item->alarm_below != NULL)
                    && strcmp (item->link_id, "recommend") != 0 && chance (rand, ALARMING);
  Range range = find_range (item);
  double value = alarms ? pick_alarming (rand, item)
                        : range.low + (range.high - range.low) * g_rand_double (rand);
  g_autofree char *text =
      whole ? g_strdup_printf ("%d", (int) (value + 0.5)) : g_strdup_printf ("%.1f", value);

  hcrm_response_set_text (response, item->link_id, 0, text, NULL);
}

/* --- Choices -------------------------------------------------------------------------------- */

/* The first options are the good ones, and most people do well. */
static guint
choose (GRand *rand, HcrmResponse *response, const HcrmItem *item)
{
  guint n = 0;

  while (n + 1 < item->options->len) {
    const HcrmOption *next = g_ptr_array_index (item->options, n + 1);
    if (!chance (rand, next->alarming ? ALARMING : WORSE))
      break;
    n++;
  }
  hcrm_response_choose (response, item->link_id, 0, n);
  return n;
}

static gboolean
answer_item (GRand *rand, HcrmResponse *response, const HcrmItem *item)
{
  if (!hcrm_item_is_answerable (item) || !hcrm_response_is_enabled (response, item->link_id, 0))
    return FALSE;
  if (item->options->len > 0)
    return choose (rand, response, item) > 0;
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (item);
  if (kind == HCRM_ANSWER_BOOLEAN)
    hcrm_response_set_text (response, item->link_id, 0, chance (rand, 80) ? "true" : "false", NULL);
  else if (kind == HCRM_ANSWER_INTEGER || kind == HCRM_ANSWER_DECIMAL)
    answer_figure (rand, response, item, kind == HCRM_ANSWER_INTEGER);
  return FALSE;
}

HcrmResponse *
hcrm_sample_answer (GRand *rand, HcrmQuestionnaire *form, gboolean *well)
{
  HcrmResponse *response = hcrm_response_new (form);
  const GPtrArray *items = hcrm_questionnaire_get_all_items (form);
  guint worse = 0;

  for (guint i = 0; i < items->len; i++)
    worse += answer_item (rand, response, g_ptr_array_index (items, i));
  *well = worse == 0;
  return response;
}

/* --- Notes ---------------------------------------------------------------------------------- */

/* What alarmed, in the words of the question and the answer. */
static char *
note_alarms (const GPtrArray *alarms)
{
  GString *note = g_string_new (NULL);

  for (guint i = 0; i < MIN (alarms->len, MOST_TOLD); i++) {
    const HcrmAlarm *alarm = g_ptr_array_index (alarms, i);
    g_string_append_printf (note, "%s%s。", hcrm_text_get (alarm->item->text, "zh_CN"),
                            alarm->answer);
  }
  g_string_append (note, "已报告主管医生。");
  return g_string_free (note, FALSE);
}

char *
hcrm_sample_reached_note (GRand *rand, HcrmResponse *response, gboolean well)
{
  static const char *const good[] = { "恢复顺利，已嘱按期复诊。", "情况平稳，无不适。",
                                      "家属代答，情况平稳。", "恢复可，已嘱有不适随时来电。" };
  static const char *const fair[] = { "有些方面还不理想，已嘱观察，必要时门诊。",
                                      "已按答案逐项嘱咐注意事项。", "家属代答，已嘱注意观察。",
                                      "已嘱按期复诊，有加重随时来电。" };
  g_autoptr (GPtrArray) alarms =
      response != NULL ? hcrm_response_get_alarms (response, "zh_CN") : NULL;

  if (alarms != NULL && alarms->len > 0)
    return note_alarms (alarms);
  if (!chance (rand, NOTED))
    return NULL;
  return g_strdup (well ? PICK (rand, good) : PICK (rand, fair));
}

const char *
hcrm_sample_missed_note (GRand *rand, const char *disposition)
{
  static const char *const notes[][2] = { { "no_answer", "响铃 40 秒。" },
                                          { "busy", "提示正在通话中。" },
                                          { "switched_off", "提示已关机。" },
                                          { "refused", "本人表示不需要再打电话。" } };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    if (strcmp (notes[i][0], disposition) == 0)
      return chance (rand, NOTED) ? notes[i][1] : NULL;
  return NULL;
}
