/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts the answers of two people together, as is chosen question by question. */

#include "hcrm-response-merge.h"

#include "hcrm-response-private.h"

struct _HcrmResponseMerge {
  HcrmResponse *mine;
  HcrmResponse *theirs;
  HcrmResponse *merged;
  GPtrArray *rows;
};

/* --- what differs ----------------------------------------------------------------------------- */

/* What people, or programs for them, answer: not what follows from other answers. */
static gboolean
is_answered (const HcrmItem *item)
{
  return hcrm_item_asks (item) && !item->calculated;
}

static guint
count_answers (HcrmResponse *self, const HcrmItem *item, guint repeat)
{
  return hcrm_response_is_enabled (self, item->link_id, repeat)
             ? hcrm_response_get_n_answers (self, item->link_id, repeat)
             : 0;
}

/* What means the same, however it is written: in the words of another language, say. */
static gboolean
is_same_place (HcrmResponse *one,
               guint repeat,
               HcrmResponse *other,
               guint other_repeat,
               const HcrmItem *item)
{
  guint n = count_answers (one, item, repeat);

  if (n != count_answers (other, item, other_repeat))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const HcrmAnswer *a = hcrm_response_get_answer (one, item->link_id, repeat, i);
    const HcrmAnswer *b = hcrm_response_get_answer (other, item->link_id, other_repeat, i);
    if (!hcrm_answer_equal (a, b) && !hcrm_answer_identical (a, b))
      return FALSE;
  }
  return TRUE;
}

/* Returns: (element-type guint): the instances of @group in one around it, in their order. */
static GArray *
list_instances (HcrmResponse *self, const HcrmItem *group, guint parent)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint n = 0; n < hcrm_response_get_n_instances (self, group->link_id); n++) {
    guint repeat = hcrm_response_get_instance (self, group->link_id, n);
    if (hcrm_response_get_instance_parent (self, group->link_id, repeat) == parent)
      g_array_append_val (list, repeat);
  }
  return list;
}

static gboolean is_same_within (HcrmResponse *one,
                                guint parent,
                                HcrmResponse *other,
                                guint other_parent,
                                const HcrmItem *group);

static gboolean
is_same_instance (HcrmResponse *one,
                  guint repeat,
                  HcrmResponse *other,
                  guint other_repeat,
                  const HcrmItem *group)
{
  const GPtrArray *all = hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (one));

  for (guint i = group->index + 1; i < all->len; i++) {
    const HcrmItem *item = g_ptr_array_index (all, i);
    if (item->scope != group)
      continue;
    if (hcrm_item_is_repeating_group (item)
            ? !is_same_within (one, repeat, other, other_repeat, item)
            : is_answered (item) && !is_same_place (one, repeat, other, other_repeat, item))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_same_within (HcrmResponse *one,
                guint parent,
                HcrmResponse *other,
                guint other_parent,
                const HcrmItem *group)
{
  g_autoptr (GArray) a = list_instances (one, group, parent);
  g_autoptr (GArray) b = list_instances (other, group, other_parent);
  gboolean same = a->len == b->len;

  for (guint i = 0; same && i < a->len; i++)
    same = is_same_instance (one, g_array_index (a, guint, i), other, g_array_index (b, guint, i),
                             group);
  return same;
}

static gboolean
is_same (HcrmResponse *one, HcrmResponse *other, const HcrmItem *item)
{
  return hcrm_item_is_repeating_group (item) ? is_same_within (one, 0, other, 0, item)
                                             : is_same_place (one, 0, other, 0, item);
}

/* --- taking a side ---------------------------------------------------------------------------- */

static void
copy_place (HcrmResponse *from, HcrmResponse *to, const HcrmItem *item, guint source, guint repeat)
{
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  guint n = hcrm_response_get_n_answers (from, item->link_id, source);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (answers, (gpointer) hcrm_response_get_answer (from, item->link_id, source, i));
  hcrm_response_set_answers (to, item->link_id, repeat, answers);
}

/* What is left is one instance, as a new one is. */
static guint
clear_instances (HcrmResponse *self, const HcrmItem *group, guint parent)
{
  g_autoptr (GArray) old = list_instances (self, group, parent);

  for (guint i = 0; i < old->len; i++)
    hcrm_response_remove_instance (self, group->link_id, g_array_index (old, guint, i));
  g_autoptr (GArray) left = list_instances (self, group, parent);
  return g_array_index (left, guint, 0);
}

static void copy_instances (HcrmResponse *from,
                            HcrmResponse *to,
                            const HcrmItem *group,
                            guint source,
                            guint parent);

static void
copy_instance (HcrmResponse *from,
               HcrmResponse *to,
               const HcrmItem *group,
               guint source,
               guint repeat)
{
  const GPtrArray *all = hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (from));

  for (guint i = group->index + 1; i < all->len; i++) {
    const HcrmItem *item = g_ptr_array_index (all, i);
    if (item->scope == group && hcrm_item_is_repeating_group (item))
      copy_instances (from, to, item, source, repeat);
    else if (item->scope == group && is_answered (item))
      copy_place (from, to, item, source, repeat);
  }
}

static void
copy_instances (HcrmResponse *from,
                HcrmResponse *to,
                const HcrmItem *group,
                guint source,
                guint parent)
{
  g_autoptr (GArray) list = list_instances (from, group, source);
  guint repeat = clear_instances (to, group, parent);

  for (guint i = 0; i < list->len; i++) {
    if (i > 0 && !hcrm_response_add_instance (to, group->link_id, parent, &repeat))
      return;
    copy_instance (from, to, group, g_array_index (list, guint, i), repeat);
  }
}

void
hcrm_response_merge_take (HcrmResponseMerge *self, guint row, gboolean theirs)
{
  g_return_if_fail (row < self->rows->len);
  HcrmMergeRow *chosen = g_ptr_array_index (self->rows, row);
  HcrmResponse *from = theirs ? self->theirs : self->mine;

  chosen->theirs = theirs;
  if (hcrm_item_is_repeating_group (chosen->item))
    copy_instances (from, self->merged, chosen->item, 0, 0);
  else
    copy_place (from, self->merged, chosen->item, 0, 0);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
add_row (HcrmResponseMerge *self, HcrmResponse *before, const HcrmItem *item)
{
  gboolean kept = before != NULL && is_same (before, self->mine, item);
  gboolean alone = before != NULL && is_same (before, self->theirs, item);
  HcrmMergeRow *row = g_new0 (HcrmMergeRow, 1);

  row->item = item;
  row->open = !kept && !alone && !item->hidden;
  g_ptr_array_add (self->rows, row);
  if (kept || (!alone && !hcrm_response_is_enabled (self->mine, item->link_id, 0)))
    hcrm_response_merge_take (self, self->rows->len - 1, TRUE);
}

static void
add_rows (HcrmResponseMerge *self, HcrmResponse *before)
{
  const GPtrArray *all =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (self->mine));

  for (guint i = 0; i < all->len; i++) {
    const HcrmItem *item = g_ptr_array_index (all, i);
    if (item->scope == NULL && (hcrm_item_is_repeating_group (item) || is_answered (item))
        && !is_same (self->mine, self->theirs, item))
      add_row (self, before, item);
  }
}

/* Without the answers where nothing is asked: nobody chose those. */
static HcrmResponse *
copy_response (HcrmQuestionnaire *questionnaire, HcrmResponse *from)
{
  HcrmResponse *copy = hcrm_response_new (questionnaire);
  g_autofree char *text = hcrm_response_to_fhir (from, "in-progress", NULL);

  hcrm_response_load (copy, text, -1, NULL);
  return copy;
}

HcrmResponseMerge *
hcrm_response_merge_new (HcrmResponse *before, HcrmResponse *mine, HcrmResponse *theirs)
{
  HcrmQuestionnaire *questionnaire = hcrm_response_get_questionnaire (mine);
  g_autoptr (HcrmResponse) first = before != NULL ? copy_response (questionnaire, before) : NULL;
  HcrmResponseMerge *self = g_new0 (HcrmResponseMerge, 1);

  self->mine = copy_response (questionnaire, mine);
  self->theirs = copy_response (questionnaire, theirs);
  self->merged = copy_response (questionnaire, mine);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  add_rows (self, first);
  return self;
}

void
hcrm_response_merge_free (HcrmResponseMerge *self)
{
  g_object_unref (self->mine);
  g_object_unref (self->theirs);
  g_object_unref (self->merged);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

const GPtrArray *
hcrm_response_merge_get_rows (HcrmResponseMerge *self)
{
  return self->rows;
}

HcrmResponse *
hcrm_response_merge_get_response (HcrmResponseMerge *self)
{
  return self->merged;
}

gboolean
hcrm_response_merge_is_theirs (HcrmResponseMerge *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    const HcrmMergeRow *row = g_ptr_array_index (self->rows, i);
    if (!row->theirs && hcrm_response_is_enabled (self->merged, row->item->link_id, 0))
      return FALSE;
  }
  return TRUE;
}
