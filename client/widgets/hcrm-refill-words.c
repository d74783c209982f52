/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a call about drugs is about, in words: for the screen and for paper. */

#include "hcrm-refill-words.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "hcrm-text.h"

JsonArray *
hcrm_refill_words_get_array (JsonObject *has_refills)
{
  JsonNode *node = has_refills != NULL ? json_object_get_member (has_refills, "refills") : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* The day it runs out is said before, and the day of the call is what is being done. */
static gboolean
is_ground (const char *code)
{
  return !g_str_equal (code, "refill.run-out") && !g_str_equal (code, "refill.call");
}

static void
add_ground (GString *words, JsonObject *step)
{
  const char *code = hcrm_text_member (step, "code");
  g_autoptr (HcrmExplanation) said =
      hcrm_explain (code, json_object_get_object_member (step, "params"));
  g_autofree char *line = hcrm_text_join (said->title, said->detail, NULL);

  if (is_ground (code))
    g_string_append_printf (words, "\n%s", line);
}

char *
hcrm_refill_words_new (JsonObject *refill)
{
  const char *day = json_object_get_string_member_with_default (refill, "run_out_on", NULL);
  g_autofree char *date = hcrm_text_date (day);
  g_autofree char *when = day != NULL ? g_strdup_printf (_ ("runs out %s"), date) : NULL;
  g_autofree char *title = hcrm_text_join (hcrm_text_member (refill, "drug"), when, NULL);
  JsonArray *steps = json_object_get_array_member (refill, "steps");
  GString *words = g_string_new (title);

  for (guint i = 0; i < json_array_get_length (steps); i++)
    add_ground (words, json_array_get_object_element (steps, i));
  return g_string_free (words, FALSE);
}

const char *
hcrm_refill_words_get_source (void)
{
  return _ ("By the plan, computed from what the pharmacy handed out");
}
