/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the answers add up to: score and band, how much is answered, what alarms. */

#include "hcrm-response-private.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

static void
add_weights (const HcrmItem *item, const HcrmSlot *slot, HcrmScore *score)
{
  score->scored_total++;
  score->scored_answered += slot->answers->len > 0;
  for (guint i = 0; i < slot->answers->len; i++) {
    const HcrmOption *option = hcrm_item_find_option (item, g_ptr_array_index (slot->answers, i));
    if (option != NULL && option->weighed)
      score->value += option->weight;
  }
}

static void
add_alarms (const HcrmItem *item, const HcrmSlot *slot, HcrmScore *score)
{
  for (guint i = 0; i < slot->answers->len; i++)
    score->alarms += hcrm_response_answer_is_alarming (item, g_ptr_array_index (slot->answers, i));
}

static void
add_slot (HcrmResponse *self, const HcrmItem *item, guint repeat, HcrmSlot *slot, gpointer data)
{
  HcrmScore *score = data;

  if (!slot->enabled || !hcrm_item_asks (item))
    return;
  if (item->weighed)
    add_weights (item, slot, score);
  add_alarms (item, slot, score);
  if (item->read_only || item->hidden)
    return;
  score->required_missing += item->required && slot->answers->len == 0;
  if (!hcrm_item_is_answerable (item))
    return;
  score->total++;
  score->answered += slot->answers->len > 0;
}

/* Member by member: padding may differ. */
static gboolean
scores_are_same (const HcrmScore *a, const HcrmScore *b)
{
  return a->scored == b->scored && a->value == b->value && a->high == b->high
         && a->scored_answered == b->scored_answered && a->scored_total == b->scored_total
         && a->answered == b->answered && a->total == b->total
         && a->required_missing == b->required_missing && a->alarms == b->alarms
         && a->band == b->band;
}

gboolean
hcrm_response_update_score (HcrmResponse *self)
{
  HcrmScore score = { 0 };
  gint64 low = 0;

  score.scored = hcrm_questionnaire_get_score_range (self->questionnaire, &low, &score.high);
  hcrm_response_foreach (self, add_slot, &score);
  if (score.scored_answered > 0)
    score.band = hcrm_questionnaire_find_band (self->questionnaire, score.value);
  if (scores_are_same (&score, &self->score))
    return FALSE;
  self->score = score;
  return TRUE;
}

const HcrmScore *
hcrm_response_get_score (HcrmResponse *self)
{
  return &self->score;
}

static gboolean
is_beyond (const HcrmAnswer *answer, const HcrmAnswer *limit, int sign)
{
  int order = 0;

  return limit != NULL && hcrm_answer_compare (answer, limit, &order) && order * sign > 0;
}

/* What cannot be is a slip of the hand, to be mended before anybody is told of it. */
gboolean
hcrm_response_answer_is_alarming (const HcrmItem *item, const HcrmAnswer *answer)
{
  const HcrmOption *option = hcrm_item_find_option (item, answer);

  if (is_beyond (answer, item->max_value, 1) || is_beyond (answer, item->min_value, -1))
    return FALSE;
  return (option != NULL && option->alarming) || is_beyond (answer, item->alarm_above, 1)
         || is_beyond (answer, item->alarm_below, -1);
}

gboolean
hcrm_response_is_alarming (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);
  const HcrmSlot *slot = item != NULL ? hcrm_response_slot (self, item, repeat) : NULL;
  HcrmScore score = { 0 };

  if (slot == NULL || !slot->enabled)
    return FALSE;
  add_alarms (item, slot, &score);
  return score.alarms > 0;
}

static char *
label_value (const HcrmAnswer *answer)
{
  if (answer->kind == HCRM_ANSWER_BOOLEAN)
    return g_strdup (strcmp (answer->text, "true") == 0 ? _("Yes") : _("No"));
  if (answer->kind == HCRM_ANSWER_QUANTITY && answer->display != NULL)
    return g_strdup_printf ("%s %s", answer->text, answer->display);
  if (answer->kind >= HCRM_ANSWER_CODING && answer->display != NULL)
    return g_strdup (answer->display);
  return g_strdup (answer->text);
}

char *
hcrm_response_label_answer (const HcrmItem *item, const HcrmAnswer *answer, const char *language)
{
  const HcrmOption *option = hcrm_item_find_option (item, answer);
  const char *unit = hcrm_text_get (item->unit, language);

  if (option != NULL && option->label != NULL)
    return g_strdup (hcrm_option_get_label (option, language));
  g_autofree char *value = label_value (answer);
  return unit != NULL ? g_strdup_printf ("%s %s", value, unit) : g_steal_pointer (&value);
}

typedef struct {
  GPtrArray *alarms;
  const char *language;
} AlarmList;

static void
free_alarm (HcrmAlarm *alarm)
{
  g_free (alarm->answer);
  g_free (alarm->note);
  g_free (alarm);
}

static void
list_alarms (HcrmResponse *self, const HcrmItem *item, guint repeat, HcrmSlot *slot, gpointer data)
{
  AlarmList *list = data;

  for (guint i = 0; slot->enabled && i < slot->answers->len; i++) {
    const HcrmAnswer *answer = g_ptr_array_index (slot->answers, i);
    const HcrmOption *option = hcrm_item_find_option (item, answer);
    if (!hcrm_response_answer_is_alarming (item, answer))
      continue;
    HcrmAlarm *alarm = g_new0 (HcrmAlarm, 1);
    alarm->item = item;
    alarm->repeat = repeat;
    alarm->answer = hcrm_response_label_answer (item, answer, list->language);
    alarm->note = option != NULL ? g_strdup (hcrm_text_get (option->alarm, list->language)) : NULL;
    alarm->severity =
        option != NULL && option->alarming ? option->alarm_severity : item->alarm_severity;
    g_ptr_array_add (list->alarms, alarm);
  }
}

GPtrArray *
hcrm_response_get_alarms (HcrmResponse *self, const char *language)
{
  AlarmList list = { g_ptr_array_new_with_free_func ((GDestroyNotify) free_alarm), language };

  hcrm_response_foreach (self, list_alarms, &list);
  return list.alarms;
}

static void
add_words (JsonObject *object, const HcrmAlarm *alarm, const char *language, const char *suffix)
{
  const struct {
    const char *name, *text;
  } words[] = {
    { "question", hcrm_text_get (alarm->item->text, language) },
    { "answer", alarm->answer },
    { "note", alarm->note },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autofree char *name = g_strconcat (words[i].name, suffix, NULL);
    if (words[i].text != NULL)
      json_object_set_string_member (object, name, words[i].text);
  }
}

char *
hcrm_response_alarms_to_json (HcrmResponse *self)
{
  g_autoptr (GPtrArray) own = hcrm_response_get_alarms (self, NULL);
  g_autoptr (GPtrArray) english = hcrm_response_get_alarms (self, "en");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < own->len; i++) {
    const HcrmAlarm *alarm = own->pdata[i];
    JsonObject *object = json_object_new ();
    json_object_set_string_member (object, "item", alarm->item->link_id);
    json_object_set_int_member (object, "repeat", alarm->repeat);
    json_object_set_string_member (object, "severity",
                                   hcrm_alarm_severity_get_name (alarm->severity));
    add_words (object, alarm, NULL, "");
    add_words (object, english->pdata[i], "en", "_en");
    json_array_add_object_element (array, object);
  }
  json_node_take_array (node, array);
  return json_to_string (node, FALSE);
}
