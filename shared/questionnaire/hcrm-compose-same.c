/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When two questions of different questionnaires ask the same. */

#include <string.h>

#include "hcrm-compose-private.h"

static gboolean
have_same_unit (const HcrmItem *a, const HcrmItem *b)
{
  return g_strcmp0 (hcrm_text_get (a->unit, NULL), hcrm_text_get (b->unit, NULL)) == 0;
}

static gboolean
have_same_options (const HcrmItem *a, const HcrmItem *b)
{
  if (a->options->len != b->options->len || a->open_options != b->open_options)
    return FALSE;
  for (guint i = 0; i < a->options->len; i++) {
    const HcrmOption *one = g_ptr_array_index (a->options, i);
    const HcrmOption *two = hcrm_item_find_option (b, one->value);
    if (two == NULL || two->weighed != one->weighed || two->weight != one->weight)
      return FALSE;
  }
  return TRUE;
}

gboolean
hcrm_compose_take_same_answers (const HcrmItem *a, const HcrmItem *b)
{
  return a->type == b->type && a->repeats == b->repeats && a->read_only == b->read_only
         && a->hidden == b->hidden && have_same_unit (a, b) && have_same_options (a, b);
}

static gboolean
share_code (const HcrmFhirNode *a, const HcrmFhirNode *b)
{
  const HcrmFhirNode *ours = hcrm_fhir_get (a, "code");
  const HcrmFhirNode *theirs = hcrm_fhir_get (b, "code");

  for (guint i = 0; i < hcrm_fhir_get_length (ours); i++)
    for (guint j = 0; j < hcrm_fhir_get_length (theirs); j++) {
      const HcrmFhirNode *one = hcrm_fhir_get_nth (ours, i), *two = hcrm_fhir_get_nth (theirs, j);
      const char *code = hcrm_fhir_get_string (one, "code");
      if (code != NULL && g_strcmp0 (code, hcrm_fhir_get_string (two, "code")) == 0
          && g_strcmp0 (hcrm_fhir_get_string (one, "system"), hcrm_fhir_get_string (two, "system"))
                 == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
share_definition (const HcrmFhirNode *a, const HcrmFhirNode *b)
{
  const char *definition = hcrm_fhir_get_string (a, "definition");

  return definition != NULL && g_strcmp0 (definition, hcrm_fhir_get_string (b, "definition")) == 0
         && g_strcmp0 (hcrm_fhir_get_string (a, "linkId"), hcrm_fhir_get_string (b, "linkId")) == 0;
}

/* Words alone: no spaces, marks or capitals. */
static char *
dup_plain (const HcrmItem *item)
{
  const char *text = hcrm_text_get (item->text, NULL);
  g_autofree char *wide = g_utf8_normalize (text != NULL ? text : "", -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *small = g_utf8_strdown (wide != NULL ? wide : "", -1);
  GString *plain = g_string_new (NULL);

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      g_string_append_unichar (plain, g_utf8_get_char (p));
  return g_string_free (plain, FALSE);
}

static gboolean
share_words (const HcrmItem *a, const HcrmItem *b)
{
  g_autofree char *one = dup_plain (a);
  g_autofree char *two = dup_plain (b);

  return *one != '\0' && strcmp (one, two) == 0;
}

const char *
hcrm_compose_find_meaning (const HcrmFhirNode *a, const HcrmFhirNode *b)
{
  if (share_code (a, b))
    return "compose.same-code";
  return share_definition (a, b) ? "compose.same-definition" : NULL;
}

const char *
hcrm_compose_find_identity (const HcrmFhirNode *a,
                            const HcrmItem *item_a,
                            const HcrmFhirNode *b,
                            const HcrmItem *item_b)
{
  const char *meaning = hcrm_compose_find_meaning (a, b);

  if (meaning != NULL)
    return meaning;
  return share_words (item_a, item_b) ? "compose.same-words" : NULL;
}
