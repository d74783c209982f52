/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers as people give them: typed text, and options chosen by their number. */

#include "hcrm-response-private.h"

#include <string.h>

static const HcrmSlot *
find_slot (HcrmResponse *self, const char *link_id, guint repeat)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);

  return item != NULL ? hcrm_response_slot (self, item, repeat) : NULL;
}

static const char *
describe_shape (HcrmAnswerKind kind)
{
  if (kind == HCRM_ANSWER_INTEGER)
    return _("Write a whole number");
  if (kind == HCRM_ANSWER_DECIMAL)
    return _("Write a number");
  if (kind == HCRM_ANSWER_DATE)
    return _("Write a date as 2024-02-29");
  if (kind == HCRM_ANSWER_DATE_TIME)
    return _("Write a date and a time as 2024-02-29T08:30:00+08:00");
  if (kind == HCRM_ANSWER_TIME)
    return _("Write a time as 08:30:00");
  if (kind == HCRM_ANSWER_QUANTITY)
    return _("Write a number");
  if (kind == HCRM_ANSWER_CODING)
    return _("Choose one of the options");
  return _("This cannot be read");
}

/* An option by its code, or by the text of its value. */
static HcrmAnswer *
read_option (const HcrmItem *item, const char *text)
{
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (item->options, i);
    if (strcmp (option->value->text, text) == 0)
      return hcrm_answer_copy (option->value);
  }
  return NULL;
}

/* A quantity has the first of its item's units until somebody chooses. */
static HcrmAnswer *
read_quantity (const HcrmItem *item, const char *text)
{
  const HcrmAnswer *unit = item->units->len > 0 ? g_ptr_array_index (item->units, 0) : NULL;

  if (!hcrm_answer_is_well_formed (HCRM_ANSWER_DECIMAL, text))
    return NULL;
  if (unit == NULL)
    return hcrm_answer_new_quantity (text, NULL, NULL, NULL);
  return hcrm_answer_new_quantity (text, unit->system, unit->text,
                                   unit->display != NULL ? unit->display : unit->text);
}

static HcrmAnswer *
read_text (const HcrmItem *item, const char *text)
{
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (item);
  HcrmAnswer *option = read_option (item, text);

  if (option != NULL)
    return option;
  if (item->open)
    return hcrm_answer_new (HCRM_ANSWER_STRING, text);
  if (kind == HCRM_ANSWER_QUANTITY)
    return read_quantity (item, text);
  if (item->options->len > 0)
    return NULL;
  if (kind >= HCRM_ANSWER_CODING || !hcrm_answer_is_well_formed (kind, text))
    return NULL;
  return hcrm_answer_new (kind, text);
}

gboolean
hcrm_response_set_text (HcrmResponse *self,
                        const char *link_id,
                        guint repeat,
                        const char *text,
                        GError **error)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);
  g_autofree char *stripped = text != NULL ? g_strstrip (g_strdup (text)) : NULL;

  g_return_val_if_fail (item != NULL, FALSE);
  if (stripped == NULL || *stripped == '\0') {
    hcrm_response_set_answer (self, link_id, repeat, NULL);
    return TRUE;
  }
  g_autoptr (HcrmAnswer) answer = read_text (item, stripped);
  if (answer == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, link_id, "%s",
                      describe_shape (hcrm_item_get_answer_kind (item)));
  hcrm_response_set_answer (self, link_id, repeat, answer);
  return TRUE;
}

static const HcrmOption *
get_option (HcrmResponse *self, const char *link_id, guint n)
{
  const HcrmItem *item = hcrm_questionnaire_find (self->questionnaire, link_id);

  return item != NULL && n < item->options->len ? g_ptr_array_index (item->options, n) : NULL;
}

static guint
find_answer (const HcrmSlot *slot, const HcrmAnswer *answer)
{
  for (guint i = 0; i < slot->answers->len; i++)
    if (hcrm_answer_equal (g_ptr_array_index (slot->answers, i), answer))
      return i;
  return G_MAXUINT;
}

static GPtrArray *
copy_answers (const GPtrArray *answers)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_answer_free);

  for (guint i = 0; i < answers->len; i++)
    g_ptr_array_add (copy, hcrm_answer_copy (g_ptr_array_index (answers, i)));
  return copy;
}

/* An exclusive option takes the others away, and is taken away by them. */
static void
add_choice (const HcrmItem *item, const HcrmOption *option, GPtrArray *answers)
{
  for (guint i = answers->len; i > 0; i--) {
    const HcrmOption *other = hcrm_item_find_option (item, g_ptr_array_index (answers, i - 1));
    if (option->exclusive || (other != NULL && other->exclusive))
      g_ptr_array_remove_index (answers, i - 1);
  }
  g_ptr_array_add (answers, hcrm_answer_copy (option->value));
}

void
hcrm_response_choose (HcrmResponse *self, const char *link_id, guint repeat, guint n)
{
  const HcrmOption *option = get_option (self, link_id, n);
  const HcrmSlot *slot = find_slot (self, link_id, repeat);

  g_return_if_fail (option != NULL && slot != NULL);
  if (!hcrm_questionnaire_find (self->questionnaire, link_id)->repeats) {
    hcrm_response_set_answer (self, link_id, repeat, option->value);
    return;
  }
  g_autoptr (GPtrArray) answers = copy_answers (slot->answers);
  guint found = find_answer (slot, option->value);
  if (found != G_MAXUINT)
    g_ptr_array_remove_index (answers, found);
  else
    add_choice (hcrm_questionnaire_find (self->questionnaire, link_id), option, answers);
  hcrm_response_set_answers (self, link_id, repeat, answers);
}

gboolean
hcrm_response_is_chosen (HcrmResponse *self, const char *link_id, guint repeat, guint n)
{
  const HcrmOption *option = get_option (self, link_id, n);
  const HcrmSlot *slot = find_slot (self, link_id, repeat);

  return option != NULL && slot != NULL && find_answer (slot, option->value) != G_MAXUINT;
}
