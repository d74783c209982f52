/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Members of a questionnaire's JSON read and changed one by one. */

#include "hcrm-item-node.h"

#include <string.h>

#include "questionnaire/hcrm-decimal.h"

#define URL_TRANSLATION HCRM_URL_FHIR "translation"

HcrmFhirNode *
hcrm_node_get (HcrmFhirNode *node, const char *name)
{
  return (HcrmFhirNode *) hcrm_fhir_get (node, name);
}

HcrmFhirNode *
hcrm_node_get_nth (HcrmFhirNode *array, guint n)
{
  return (HcrmFhirNode *) hcrm_fhir_get_nth (array, n);
}

const char *
hcrm_node_get_scalar (const HcrmFhirNode *node, const char *name)
{
  const HcrmFhirNode *member = hcrm_fhir_get (node, name);

  return member != NULL ? member->text : NULL;
}

void
hcrm_node_set_string (HcrmFhirNode *node, const char *name, const char *text)
{
  gboolean empty = text == NULL || *text == '\0';

  hcrm_fhir_set (node, name, empty ? NULL : hcrm_fhir_new_string (text));
}

void
hcrm_node_set_flag (HcrmFhirNode *node, const char *name, gboolean value)
{
  if (value != hcrm_fhir_get_boolean (node, name))
    hcrm_fhir_set (node, name, value ? hcrm_fhir_new_boolean (TRUE) : NULL);
}

static HcrmFhirNode *
new_number (const char *text)
{
  HcrmFhirNode *node = hcrm_fhir_new (HCRM_FHIR_NUMBER);

  node->text = g_strdup (text);
  return node;
}

void
hcrm_node_set_number (HcrmFhirNode *node, const char *name, const char *text)
{
  hcrm_fhir_set (node, name, text != NULL ? new_number (text) : NULL);
}

void
hcrm_node_prune (HcrmFhirNode *node, const char *name)
{
  const HcrmFhirNode *member = hcrm_fhir_get (node, name);

  if (member != NULL && member->nodes != NULL && member->nodes->len == 0)
    hcrm_fhir_set (node, name, NULL);
}

/* --- translations ----------------------------------------------------------------------------- */

/* `zh`, `zh-CN` and `zh_CN` are one language here. */
static gboolean
same_language (const char *a, const char *b)
{
  return a != NULL && b != NULL && strcspn (a, "-_") == strcspn (b, "-_")
         && g_ascii_strncasecmp (a, b, strcspn (a, "-_")) == 0;
}

static HcrmFhirNode *
find_translation (HcrmFhirNode *shadow, const char *language, guint *place)
{
  HcrmFhirNode *extensions = hcrm_node_get (shadow, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    HcrmFhirNode *extension = hcrm_node_get_nth (extensions, i);
    const HcrmFhirNode *lang = hcrm_fhir_get_extension (extension, "lang");
    if (g_strcmp0 (hcrm_fhir_get_string (extension, "url"), URL_TRANSLATION) == 0
        && same_language (hcrm_fhir_get_string (lang, "valueCode"), language)) {
      *place = i;
      return extension;
    }
  }
  return NULL;
}

static HcrmFhirNode *
get_shadow (const HcrmFhirNode *node, const char *name)
{
  g_autofree char *shadow = g_strconcat ("_", name, NULL);

  return (HcrmFhirNode *) hcrm_fhir_get (node, shadow);
}

static HcrmFhirNode *
find_content (HcrmFhirNode *translation)
{
  return translation != NULL ? hcrm_node_open_extension (translation, "content", FALSE) : NULL;
}

const char *
hcrm_node_get_translation (const HcrmFhirNode *node, const char *name, const char *language)
{
  guint place;
  HcrmFhirNode *content =
      find_content (find_translation (get_shadow (node, name), language, &place));
  HcrmFhirNode *value = content != NULL ? hcrm_node_get_value (content) : NULL;

  return value != NULL ? value->text : NULL;
}

static void
add_translation (HcrmFhirNode *shadow, const char *language, const char *text)
{
  HcrmFhirNode *extension = hcrm_fhir_add (hcrm_fhir_open (shadow, "extension", HCRM_FHIR_ARRAY),
                                           hcrm_fhir_new (HCRM_FHIR_OBJECT));

  hcrm_fhir_set (extension, "url", hcrm_fhir_new_string (URL_TRANSLATION));
  hcrm_node_set_extension (extension, "lang", "valueCode", hcrm_fhir_new_string (language));
  hcrm_node_set_extension (extension, "content", "valueString", hcrm_fhir_new_string (text));
}

void
hcrm_node_set_translation (HcrmFhirNode *node,
                           const char *name,
                           const char *language,
                           const char *text)
{
  g_autofree char *member = g_strconcat ("_", name, NULL);
  gboolean empty = text == NULL || *text == '\0';
  guint place;
  HcrmFhirNode *shadow = get_shadow (node, name);
  HcrmFhirNode *found = find_translation (shadow, language, &place);

  if (found != NULL && !empty) {
    HcrmFhirNode *content = hcrm_node_open_extension (found, "content", TRUE);
    hcrm_node_set_value (content, "valueString", hcrm_fhir_new_string (text));
  } else if (found != NULL) {
    g_ptr_array_remove_index (hcrm_node_get (shadow, "extension")->nodes, place);
    hcrm_node_prune (shadow, "extension");
    hcrm_node_prune (node, member);
  } else if (!empty) {
    add_translation (hcrm_fhir_open (node, member, HCRM_FHIR_OBJECT), language, text);
  }
}

/* --- values and extensions -------------------------------------------------------------------- */

HcrmFhirNode *
hcrm_node_get_value (HcrmFhirNode *node)
{
  for (guint i = 0; i < hcrm_fhir_get_length (node); i++) {
    HcrmFhirNode *member = hcrm_node_get_nth (node, i);
    if (member->name != NULL && g_str_has_prefix (member->name, "value"))
      return member;
  }
  return NULL;
}

void
hcrm_node_set_value (HcrmFhirNode *node, const char *member, HcrmFhirNode *value)
{
  HcrmFhirNode *old = hcrm_node_get_value (node);

  if (old != NULL && g_strcmp0 (old->name, member) != 0) {
    g_autofree char *name = g_strdup (old->name);
    hcrm_fhir_set (node, name, NULL);
  }
  hcrm_fhir_set (node, member, value);
}

HcrmFhirNode *
hcrm_node_open_extension (HcrmFhirNode *node, const char *url, gboolean make)
{
  HcrmFhirNode *found = (HcrmFhirNode *) hcrm_fhir_get_extension (node, url);

  if (found != NULL || !make)
    return found;
  found = hcrm_fhir_add (hcrm_fhir_open (node, "extension", HCRM_FHIR_ARRAY),
                         hcrm_fhir_new (HCRM_FHIR_OBJECT));
  hcrm_fhir_set (found, "url", hcrm_fhir_new_string (url));
  return found;
}

const char *
hcrm_node_get_extension_text (HcrmFhirNode *node, const char *url)
{
  HcrmFhirNode *extension = hcrm_node_open_extension (node, url, FALSE);
  HcrmFhirNode *value = extension != NULL ? hcrm_node_get_value (extension) : NULL;

  if (value == NULL || value->kind != HCRM_FHIR_OBJECT)
    return value != NULL ? value->text : NULL;
  if (g_strcmp0 (value->name, "valueExpression") == 0)
    return hcrm_fhir_get_string (value, "expression");
  if (g_strcmp0 (value->name, "valueCodeableConcept") == 0)
    return hcrm_fhir_get_string (hcrm_fhir_get_nth (hcrm_fhir_get (value, "coding"), 0), "code");
  return hcrm_fhir_get_string (value, "code");
}

static void
remove_extension (HcrmFhirNode *node, HcrmFhirNode *extension)
{
  HcrmFhirNode *extensions = hcrm_node_get (node, "extension");

  if (extension == NULL)
    return;
  g_ptr_array_remove (extensions->nodes, extension);
  hcrm_node_prune (node, "extension");
}

void
hcrm_node_set_extension (HcrmFhirNode *node,
                         const char *url,
                         const char *member,
                         HcrmFhirNode *value)
{
  if (value == NULL)
    remove_extension (node, hcrm_node_open_extension (node, url, FALSE));
  else
    hcrm_node_set_value (hcrm_node_open_extension (node, url, TRUE), member, value);
}

/* --- numbers ---------------------------------------------------------------------------------- */

char *
hcrm_node_dup_number (const char *text, gboolean whole)
{
  g_autofree char *plain =
      text != NULL ? g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE) : g_strdup ("");
  char *start = g_strstrip (plain);
  gboolean minus = *start == '-';

  if (*start == '+' || minus)
    start++;
  gsize digits = strspn (start, "0123456789");
  gsize decimals = start[digits] == '.' ? strspn (start + digits + 1, "0123456789") : 0;
  gsize length = digits + (decimals > 0 ? decimals + 1 : 0);
  if (digits + decimals == 0 || start[length] != '\0' || (whole && decimals > 0) || length > 30)
    return NULL;
  while (digits > 1 && *start == '0') {
    start++;
    digits--;
  }
  return g_strconcat (minus ? "-" : "", digits == 0 ? "0" : "", start, NULL);
}
