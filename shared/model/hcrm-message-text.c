/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fills the templates of messages, for a patient or for one who shows how it looks. */

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-script.h"
#include "hcrm-message.h"

static gboolean
is_chinese (const HcrmMessageFacts *facts)
{
  return g_strcmp0 (facts->language, "en") != 0;
}

/* The patient's language is not the thread's, so not gettext's either. */
static char *
write_day (const HcrmMessageFacts *facts, const char *text)
{
  static const char *const months[] = { "January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December" };
  GDate day;

  if (text == NULL || !hcrm_date_from_iso (text, &day))
    return g_strdup (text);
  if (is_chinese (facts))
    return g_strdup_printf ("%d年%d月%d日", g_date_get_year (&day), g_date_get_month (&day),
                            g_date_get_day (&day));
  return g_strdup_printf ("%d %s %d", g_date_get_day (&day), months[g_date_get_month (&day) - 1],
                          g_date_get_year (&day));
}

static const char *
get_text (JsonObject *params, const char *name)
{
  JsonNode *node = json_object_get_member (params, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static char *
dup_param (const HcrmMessageFacts *facts, const char *name)
{
  g_autofree char *english = g_strconcat (name, "_en", NULL);
  const char *text = NULL;

  if (facts->params == NULL)
    return NULL;
  if (!is_chinese (facts))
    text = get_text (facts->params, english);
  return write_day (facts, text != NULL ? text : get_text (facts->params, name));
}

static char *
dup_days (const HcrmMessageFacts *facts)
{
  return facts->days >= 0 ? g_strdup_printf ("%d", facts->days) : NULL;
}

static char *
dup_fact (const HcrmMessageFacts *facts, const char *name)
{
  const struct {
    const char *name, *text;
  } known[] = {
    { "name", facts->name },
    { "department", facts->department },
    { "doctor", facts->doctor },
    { "hospital", facts->hospital },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].name, name) == 0)
      return g_strdup (known[i].text);
  if (strcmp (name, "discharge_date") == 0)
    return write_day (facts, facts->discharged_on);
  return strcmp (name, "days") == 0 ? dup_days (facts) : NULL;
}

static char *
look_up_cb (const char *name, gpointer data)
{
  const HcrmMessageFacts *facts = data;
  const char *person = hcrm_script_get_person (name, facts->age, facts->language);
  char *given = dup_param (facts, name);

  if (given != NULL)
    return given;
  if (person != NULL)
    return g_strdup (person);
  if (strcmp (name, "title") == 0)
    return g_strdup (hcrm_script_get_title (facts->sex, facts->age, facts->language));
  return dup_fact (facts, name);
}

char *
hcrm_message_fill (const char *text, const HcrmMessageFacts *facts, GError **error)
{
  return hcrm_script_fill (text, look_up_cb, (gpointer) facts, error);
}

/* --- What a template may say ---------------------------------------------------------------- */

gboolean
hcrm_message_knows (const char *purpose, const char *name)
{
  const HcrmMessagePurpose *known = hcrm_message_purpose_find (purpose);
  g_auto (GStrv) variables = known != NULL ? g_strsplit (known->variables, " ", -1) : NULL;

  return variables != NULL && g_strv_contains ((const char *const *) variables, name);
}

static char *
know_cb (const char *name, gpointer purpose)
{
  return hcrm_message_knows (purpose, name) ? g_strdup (name) : NULL;
}

gboolean
hcrm_message_check_text (const char *text, const char *purpose, GError **error)
{
  g_autofree char *filled = hcrm_script_fill (text, know_cb, (gpointer) purpose, error);

  return filled != NULL;
}

/* --- Samples -------------------------------------------------------------------------------- */

static JsonObject *
get_sample_params (void)
{
  static JsonObject *params;
  static const char text[] =
      "{\"date\":\"2026-03-16\",\"time\":\"09:30\",\"drug\":\"阿司匹林肠溶片\","
      "\"drug_en\":\"aspirin\",\"items\":\"血常规、髋关节 X 线\",\"items_en\":\"blood count, hip "
      "X-ray\","
      "\"plan\":\"两周后拆线，继续抗凝四周\",\"plan_en\":\"stitches out in two weeks, "
      "anticoagulant "
      "for four more weeks\",\"number\":\"T202603160001\",\"answer\":\"多收的费用已退回\","
      "\"answer_en\":\"what was charged too much was paid "
      "back\",\"questionnaire\":\"髋关节置换术后恢复\","
      "\"questionnaire_en\":\"Recovery after hip replacement\","
      "\"link\":\"https://survey.example.org/?t=8f14e45fceea167a\"}";

  if (g_once_init_enter (&params)) {
    g_autoptr (JsonNode) node = json_from_string (text, NULL);
    g_once_init_leave (&params, json_node_dup_object (node));
  }
  return params;
}

gboolean
hcrm_message_get_sample (guint n, const char *language, HcrmMessageFacts *facts, const char **label)
{
  static const struct {
    const char *label, *name, *name_en, *sex;
    int age;
  } samples[] = {
    { N_ ("a man"), "王建国", "Wang Jianguo", "male", 66 },
      { N_ ("a woman"), "李秀英", "Li Xiuying", "female", 58 },
        { N_ ("a child"), "陈小雨", "Chen Xiaoyu", "female", 6 },
          { N_ ("sex unknown"), "周宁", "Zhou Ning", "unknown", 40 },
        };
  gboolean english = g_strcmp0 (language, "en") == 0;

  if (n >= G_N_ELEMENTS (samples))
    return FALSE;
  *label = gettext (samples[n].label);
  *facts = (HcrmMessageFacts){
    .language = language,
    .name = english ? samples[n].name_en : samples[n].name,
    .sex = samples[n].sex,
    .age = samples[n].age,
    .department = english ? "Orthopaedics" : "骨科",
    .doctor = english ? "Chen Yifan" : "陈一帆",
    .hospital = english ? "Model Hospital" : "示范医院",
    .discharged_on = "2026-03-02",
    .days = 14,
    .params = get_sample_params (),
  };
  return TRUE;
}
