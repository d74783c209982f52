/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Says everything that is wrong with the answers at once. */

#include "hcrm-response-private.h"

#include <string.h>

typedef struct {
  GPtrArray *faults;
  gboolean complete;
  const HcrmItem *item;
  guint repeat;
} Check;

static void
free_fault (HcrmFault *fault)
{
  g_free (fault->detail);
  g_free (fault);
}

static void add_fault (Check *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_fault (Check *self, const char *format, ...)
{
  HcrmFault *fault = g_new0 (HcrmFault, 1);
  va_list args;

  va_start (args, format);
  fault->link_id = self->item->link_id;
  fault->repeat = self->repeat;
  fault->detail = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->faults, fault);
}

static gboolean
kind_suits (const HcrmItem *item, const HcrmAnswer *answer)
{
  if (item->open && answer->kind == HCRM_ANSWER_STRING)
    return TRUE;
  if (item->open_options)
    return answer->kind == HCRM_ANSWER_CODING;
  return answer->kind == hcrm_item_get_answer_kind (item)
         || hcrm_item_find_option (item, answer) != NULL;
}

static void
check_limits (Check *self, const HcrmAnswer *answer)
{
  const HcrmItem *item = self->item;
  int order = 0;

  if (item->min_value != NULL && hcrm_answer_compare (answer, item->min_value, &order) && order < 0)
    add_fault (self, _("At least %s"), item->min_value->text);
  if (item->max_value != NULL && hcrm_answer_compare (answer, item->max_value, &order) && order > 0)
    add_fault (self, _("At most %s"), item->max_value->text);
}

static void
check_length (Check *self, const HcrmAnswer *answer)
{
  glong length = g_utf8_strlen (answer->text, -1);

  if (self->item->max_length > 0 && length > (glong) self->item->max_length)
    add_fault (self, _("At most %u characters; these are %ld"), self->item->max_length, length);
}

static void
check_answer (Check *self, const HcrmAnswer *answer)
{
  const HcrmItem *item = self->item;

  if (!kind_suits (item, answer)) {
    add_fault (self, _("This is not the kind of answer the question asks for"));
    return;
  }
  if (!hcrm_answer_is_well_formed (answer->kind, answer->text))
    add_fault (self, _("This cannot be read"));
  if (item->type != HCRM_ITEM_OPEN_CHOICE && item->options->len > 0
      && hcrm_item_find_option (item, answer) == NULL)
    add_fault (self, _("This is none of the options"));
  check_limits (self, answer);
  check_length (self, answer);
}

static void
check_number (Check *self, guint n)
{
  const HcrmItem *item = self->item;

  if (n == 0 && self->complete && item->required && hcrm_item_is_answerable (item))
    add_fault (self, _("This must be answered"));
  if (n > 1 && !item->repeats)
    add_fault (self, _("Only one answer is possible"));
  if (n > 0 && self->complete && n < item->min_occurs)
    add_fault (self, _("At least %u answers"), item->min_occurs);
  if (item->max_occurs > 0 && n > item->max_occurs)
    add_fault (self, _("At most %u answers"), item->max_occurs);
}

static void
check_twice (Check *self, const GPtrArray *answers)
{
  if (self->item->options->len == 0)
    return;
  for (guint i = 1; i < answers->len; i++)
    for (guint k = 0; k < i; k++)
      if (hcrm_answer_equal (g_ptr_array_index (answers, i), g_ptr_array_index (answers, k))) {
        add_fault (self, _("An option is chosen twice"));
        return;
      }
}

static void
check_slot (HcrmResponse *response,
            const HcrmItem *item,
            guint repeat,
            HcrmSlot *slot,
            gpointer data)
{
  Check *self = data;

  if (!slot->enabled || !hcrm_item_asks (item))
    return;
  self->item = item;
  self->repeat = repeat;
  check_number (self, slot->answers->len);
  check_twice (self, slot->answers);
  for (guint i = 0; i < slot->answers->len; i++)
    check_answer (self, g_ptr_array_index (slot->answers, i));
}

GPtrArray *
hcrm_response_validate (HcrmResponse *self, gboolean complete)
{
  Check check = { g_ptr_array_new_with_free_func ((GDestroyNotify) free_fault), complete };

  hcrm_response_foreach (self, check_slot, &check);
  return check.faults;
}

gboolean
hcrm_response_check (HcrmResponse *self, gboolean complete, GError **error)
{
  g_autoptr (GPtrArray) faults = hcrm_response_validate (self, complete);

  for (guint i = 0; i < faults->len; i++) {
    const HcrmFault *fault = g_ptr_array_index (faults, i);
    g_autofree char *field = fault->repeat > 0
                                 ? g_strdup_printf ("%s[%u]", fault->link_id, fault->repeat)
                                 : g_strdup (fault->link_id);
    hcrm_error_add_field (error, field, fault->detail);
  }
  return faults->len == 0;
}
