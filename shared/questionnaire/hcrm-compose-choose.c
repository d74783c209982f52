/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which questionnaires are asked of somebody with these diagnoses on this day. */

#include <string.h>

#include "core/hcrm-icd10.h"
#include "hcrm-compose.h"

HcrmCandidate *
hcrm_candidate_new (const char *id, const char *url, const char *const *categories)
{
  HcrmCandidate *self = g_new0 (HcrmCandidate, 1);

  self->id = g_strdup (id);
  self->url = g_strdup (url);
  self->categories = g_strdupv ((char **) categories);
  self->first_day = self->last_day = -1;
  return self;
}

void
hcrm_candidate_free (HcrmCandidate *self)
{
  g_free (self->id);
  g_free (self->url);
  g_strfreev (self->categories);
  g_free (self);
}

static void
free_part (HcrmChoicePart *part)
{
  g_free (part->diagnosis);
  g_free (part->category);
  g_clear_pointer (&part->more, g_ptr_array_unref);
  g_free (part);
}

static gboolean
fits_day (const HcrmCandidate *candidate, int day)
{
  return day < 0
         || ((candidate->first_day < 0 || day >= candidate->first_day)
             && (candidate->last_day < 0 || day <= candidate->last_day));
}

/* Days it is meant for; open ends count as for ever. */
static int
count_days (const HcrmCandidate *candidate)
{
  int first = MAX (candidate->first_day, 0);

  return candidate->last_day < 0 ? G_MAXINT - first : candidate->last_day - first;
}

/* The narrowest of its categories that holds the diagnosis. */
static const char *
find_category (const HcrmCandidate *candidate, const char *diagnosis)
{
  const char *found = NULL;

  for (char **category = candidate->categories; category != NULL && *category != NULL; category++)
    if (hcrm_icd10_covers (*category, diagnosis)
        && (found == NULL || hcrm_icd10_covers (found, *category)))
      found = *category;
  return found;
}

static gboolean
is_general (const char *category)
{
  return g_ascii_strcasecmp (category, HCRM_COMPOSE_ANYTHING) == 0;
}

/* Wide categories first; within one, the best candidate. All hold one diagnosis, so any two of them
 * are nested or the same. */
static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const HcrmChoicePart *one = *(HcrmChoicePart *const *) a;
  const HcrmChoicePart *two = *(HcrmChoicePart *const *) b;
  int order = hcrm_icd10_compare (one->category, two->category);
  int days_one = count_days (one->candidate), days_two = count_days (two->candidate);

  if (order != 0)
    return order;
  if (days_one != days_two)
    return days_one < days_two ? -1 : 1;
  order = (int) g_strv_length (one->candidate->categories)
          - (int) g_strv_length (two->candidate->categories);
  return order != 0 ? order : strcmp (one->candidate->url, two->candidate->url);
}

static GPtrArray *
find_parts (const GPtrArray *candidates, const char *diagnosis, int day)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) free_part);

  for (guint i = 0; i < candidates->len; i++) {
    const HcrmCandidate *candidate = g_ptr_array_index (candidates, i);
    const char *category = find_category (candidate, diagnosis);

    if (category == NULL || !fits_day (candidate, day))
      continue;
    HcrmChoicePart *part = g_new0 (HcrmChoicePart, 1);
    part->candidate = candidate;
    part->diagnosis = g_strdup (diagnosis);
    part->category = g_strdup (category);
    g_ptr_array_add (parts, part);
  }
  g_ptr_array_sort (parts, compare_parts);
  return parts;
}

static gboolean
has_narrower (const GPtrArray *parts)
{
  const HcrmChoicePart *last = parts->len > 0 ? g_ptr_array_index (parts, parts->len - 1) : NULL;

  return last != NULL && !is_general (last->category);
}

static const char *
explain_part (const HcrmChoicePart *part, gboolean last)
{
  if (is_general (part->category))
    return "compose.general";
  if (!last)
    return "compose.inherited";
  return strchr (part->category, '-') != NULL ? "compose.parent" : "compose.own";
}

static HcrmChoicePart *
find_chosen (const GPtrArray *chosen, const HcrmCandidate *candidate)
{
  for (guint i = 0; i < chosen->len; i++) {
    HcrmChoicePart *part = g_ptr_array_index (chosen, i);
    if (part->candidate == candidate)
      return part;
  }
  return NULL;
}

static void
add_diagnosis (HcrmChoicePart *part, const char *diagnosis)
{
  if (part->more == NULL)
    part->more = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (part->more, g_strdup (diagnosis));
}

static gboolean
loses (const GPtrArray *parts, guint i, gboolean narrower)
{
  const HcrmChoicePart *part = g_ptr_array_index (parts, i);
  const HcrmChoicePart *before = i > 0 ? g_ptr_array_index (parts, i - 1) : NULL;

  return (narrower && is_general (part->category))
         || (before != NULL && hcrm_icd10_compare (before->category, part->category) == 0);
}

static gboolean
is_last_category (const GPtrArray *parts, guint i)
{
  const HcrmChoicePart *part = g_ptr_array_index (parts, i);
  const HcrmChoicePart *last = g_ptr_array_index (parts, parts->len - 1);

  return hcrm_icd10_compare (part->category, last->category) == 0;
}

static void
choose_for (GPtrArray *chosen, GPtrArray *passed_over, GPtrArray *parts)
{
  gboolean narrower = has_narrower (parts);
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func ((GDestroyNotify) free_part);

  for (guint i = 0; i < parts->len; i++) {
    HcrmChoicePart *part = g_ptr_array_index (parts, i);
    gboolean lost = loses (parts, i, narrower);
    part->code = lost ? "compose.passed-over" : explain_part (part, is_last_category (parts, i));
    HcrmChoicePart *there = lost ? NULL : find_chosen (chosen, part->candidate);
    if (there != NULL)
      add_diagnosis (there, part->diagnosis);
    g_ptr_array_add (there != NULL ? again : lost ? passed_over : chosen, part);
  }
  g_ptr_array_set_free_func (parts, NULL);
}

GPtrArray *
hcrm_compose_choose (const GPtrArray *candidates,
                     const char *const *diagnoses,
                     int day,
                     GPtrArray **passed_over)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) free_part);
  g_autoptr (GPtrArray) rest = g_ptr_array_new_with_free_func ((GDestroyNotify) free_part);

  for (; diagnoses != NULL && *diagnoses != NULL; diagnoses++) {
    g_autoptr (GPtrArray) parts = find_parts (candidates, *diagnoses, day);
    choose_for (chosen, rest, parts);
  }
  if (passed_over != NULL)
    *passed_over = g_steal_pointer (&rest);
  return chosen;
}
