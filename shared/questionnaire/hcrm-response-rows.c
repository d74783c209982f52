/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answers as rows for statistics. */

#include "hcrm-response-private.h"

#include <string.h>

static void
free_row (HcrmAnswerRow *row)
{
  g_free (row->code);
  g_free (row->number);
  g_free (row->text);
  g_free (row->score);
  g_free (row);
}

static char *
get_number_text (const HcrmAnswer *answer)
{
  if (answer->kind == HCRM_ANSWER_BOOLEAN)
    return g_strdup (strcmp (answer->text, "true") == 0 ? "1" : "0");
  if (answer->kind == HCRM_ANSWER_INTEGER || answer->kind == HCRM_ANSWER_DECIMAL
      || (answer->kind == HCRM_ANSWER_QUANTITY && *answer->text != '\0'))
    return g_strdup (answer->text);
  return NULL;
}

static HcrmAnswerRow *
new_row (const HcrmItem *item, const HcrmAnswer *answer)
{
  const HcrmOption *option = hcrm_item_find_option (item, answer);
  HcrmAnswerRow *row = g_new0 (HcrmAnswerRow, 1);

  row->item = item->link_id;
  row->code = answer->kind == HCRM_ANSWER_CODING ? g_strdup (answer->text) : NULL;
  row->number = get_number_text (answer);
  if (answer->kind == HCRM_ANSWER_CODING)
    row->text = g_strdup (option != NULL ? hcrm_option_get_label (option, NULL) : answer->display);
  else if (row->number == NULL)
    row->text = g_strdup (answer->text);
  if (option != NULL && option->weighed)
    row->score = hcrm_score_to_text (option->weight);
  return row;
}

static guint
get_position (HcrmResponse *self, const HcrmItem *item, guint repeat)
{
  const GArray *instances =
      item->scope != NULL ? hcrm_response_state (self, item->scope)->instances : NULL;
  guint n = 0;

  while (instances != NULL && n < instances->len
         && g_array_index (instances, HcrmInstance, n).id != repeat)
    n++;
  return n;
}

static void
add_rows (HcrmResponse *self, const HcrmItem *item, guint repeat, HcrmSlot *slot, gpointer rows)
{
  for (guint i = 0; slot->enabled && i < slot->answers->len; i++) {
    HcrmAnswerRow *row = new_row (item, g_ptr_array_index (slot->answers, i));
    row->repeat = get_position (self, item, repeat);
    row->ordinal = i;
    g_ptr_array_add (rows, row);
  }
}

GPtrArray *
hcrm_response_get_rows (HcrmResponse *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) free_row);

  hcrm_response_foreach (self, add_rows, rows);
  return rows;
}

static void
write_row (const HcrmAnswerRow *row, GString *out)
{
  const struct {
    const char *name, *value;
  } members[] = {
    { "code", row->code }, { "number", row->number }, { "text", row->text }, { "score", row->score }
  };

  g_string_append (out, "{\"item\":");
  hcrm_fhir_write_string (row->item, out);
  g_string_append_printf (out, ",\"repeat\":%u,\"ordinal\":%u", row->repeat, row->ordinal);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_string_append_printf (out, ",\"%s\":", members[i].name);
    if (members[i].value != NULL)
      hcrm_fhir_write_string (members[i].value, out);
    else
      g_string_append (out, "null");
  }
  g_string_append_c (out, '}');
}

char *
hcrm_response_rows_to_json (HcrmResponse *self)
{
  g_autoptr (GPtrArray) rows = hcrm_response_get_rows (self);
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < rows->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    write_row (g_ptr_array_index (rows, i), out);
  }
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}
