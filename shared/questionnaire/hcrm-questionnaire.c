/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The questionnaire as its readers see it: members, items, bands, texts in a language. */

#include "hcrm-questionnaire-private.h"

#include <string.h>

typedef struct {
  const char *code;
  HcrmAnswerKind kind;
  gboolean asks;
  gboolean answerable;
  const char *label;
} TypeInfo;

static const TypeInfo types[] = {
#define T(symbol, code, kind, asks, answerable, label)                                             \
  [HCRM_ITEM_##symbol] = { code, kind, asks, answerable, label },
  HCRM_ITEM_TYPES (T)
#undef T
};

G_DEFINE_BOXED_TYPE (HcrmQuestionnaire,
                     hcrm_questionnaire,
                     hcrm_questionnaire_ref,
                     hcrm_questionnaire_unref)

HcrmQuestionnaire *
hcrm_questionnaire_ref (HcrmQuestionnaire *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_questionnaire (HcrmQuestionnaire *self)
{
  g_free (self->resource);
  g_free (self->url);
  g_free (self->version);
  g_free (self->name);
  g_free (self->status);
  g_clear_pointer (&self->title, hcrm_text_free);
  g_clear_pointer (&self->codes, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_pointer (&self->bands, g_ptr_array_unref);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->by_link_id, g_hash_table_unref);
  g_clear_pointer (&self->expressions, g_hash_table_unref);
  g_clear_pointer (&self->tree, hcrm_fhir_node_free);
  g_clear_pointer (&self->all_items, g_ptr_array_unref);
}

void
hcrm_questionnaire_unref (HcrmQuestionnaire *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear_questionnaire);
}

const char *
hcrm_questionnaire_get_resource (const HcrmQuestionnaire *self)
{
  return self->resource;
}

const char *
hcrm_questionnaire_get_url (const HcrmQuestionnaire *self)
{
  return self->url;
}

const char *
hcrm_questionnaire_get_version (const HcrmQuestionnaire *self)
{
  return self->version;
}

gboolean
hcrm_questionnaire_is_named (const HcrmQuestionnaire *self, const char *canonical)
{
  gsize length = strcspn (canonical, "|");

  if (self->url == NULL)
    return TRUE;
  if (strlen (self->url) != length || strncmp (self->url, canonical, length) != 0)
    return FALSE;
  return canonical[length] == '\0' || self->version == NULL
         || strcmp (canonical + length + 1, self->version) == 0;
}

const char *
hcrm_questionnaire_get_name (const HcrmQuestionnaire *self)
{
  return self->name;
}

const char *
hcrm_questionnaire_get_status (const HcrmQuestionnaire *self)
{
  return self->status;
}

const char *
hcrm_questionnaire_get_title (const HcrmQuestionnaire *self, const char *language)
{
  return hcrm_text_get (self->title, language);
}

const GPtrArray *
hcrm_questionnaire_get_codes (const HcrmQuestionnaire *self)
{
  return self->codes;
}

const GPtrArray *
hcrm_questionnaire_get_items (const HcrmQuestionnaire *self)
{
  return self->items;
}

const GPtrArray *
hcrm_questionnaire_get_all_items (const HcrmQuestionnaire *self)
{
  return self->all_items;
}

const GPtrArray *
hcrm_questionnaire_get_findings (const HcrmQuestionnaire *self)
{
  return self->findings;
}

const GPtrArray *
hcrm_questionnaire_get_order (const HcrmQuestionnaire *self)
{
  return self->order;
}

const GPtrArray *
hcrm_questionnaire_get_bands (const HcrmQuestionnaire *self)
{
  return self->bands;
}

const HcrmItem *
hcrm_questionnaire_find (const HcrmQuestionnaire *self, const char *link_id)
{
  return link_id != NULL ? g_hash_table_lookup (self->by_link_id, link_id) : NULL;
}

const HcrmBand *
hcrm_questionnaire_find_band (const HcrmQuestionnaire *self, gint64 score)
{
  const HcrmBand *found = NULL;
  gboolean last = FALSE;

  for (guint i = 0; i < self->bands->len; i++) {
    const HcrmBand *band = g_ptr_array_index (self->bands, i);
    if (band->low > score)
      continue;
    found = band;
    last = i + 1 == self->bands->len;
  }
  return found != NULL && last && score > found->high ? NULL : found;
}

static void
add_item_range (const HcrmItem *item, gint64 *low, gint64 *high)
{
  gint64 least = 0;
  gint64 greatest = 0;
  gboolean first = TRUE;

  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (item->options, i);
    if (!option->weighed)
      continue;
    if (item->repeats) {
      least += MIN (option->weight, 0);
      greatest += MAX (option->weight, 0);
    } else {
      least = first ? option->weight : MIN (least, option->weight);
      greatest = first ? option->weight : MAX (greatest, option->weight);
      first = FALSE;
    }
  }
  *low += MIN (least, 0);
  *high += MAX (greatest, 0);
}

gboolean
hcrm_questionnaire_get_score_range (const HcrmQuestionnaire *self, gint64 *low, gint64 *high)
{
  gboolean scored = FALSE;

  *low = *high = 0;
  for (guint i = 0; i < self->all_items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (self->all_items, i);
    if (!item->weighed)
      continue;
    scored = TRUE;
    add_item_range (item, low, high);
  }
  return scored;
}

/* Whether two language tags name the same: all of them, or only what stands before the region. */
static gboolean
language_matches (const char *a, const char *b, gboolean whole)
{
  for (; *a != '\0' && *b != '\0'; a++, b++) {
    char one = *a == '_' ? '-' : g_ascii_tolower (*a);
    char two = *b == '_' ? '-' : g_ascii_tolower (*b);
    if (one != two)
      return FALSE;
    if (one == '-' && !whole)
      return TRUE;
  }
  if (whole)
    return *a == *b;
  return strchr ("-_.@", *a) != NULL && strchr ("-_.@", *b) != NULL;
}

static const char *
find_translation (const HcrmText *self, const char *language, gboolean whole)
{
  if (self->translations == NULL || language == NULL)
    return NULL;
  for (guint i = 0; i + 1 < self->translations->len; i += 2)
    if (language_matches (g_ptr_array_index (self->translations, i), language, whole))
      return g_ptr_array_index (self->translations, i + 1);
  return NULL;
}

const char *
hcrm_text_get (const HcrmText *self, const char *language)
{
  if (self == NULL)
    return NULL;
  const char *found = find_translation (self, language, TRUE);
  if (found == NULL)
    found = find_translation (self, language, FALSE);
  return found != NULL ? found : self->value;
}

gboolean
hcrm_text_has (const HcrmText *self, const char *language)
{
  return self != NULL && find_translation (self, language, FALSE) != NULL;
}

void
hcrm_text_free (HcrmText *self)
{
  g_free (self->value);
  g_clear_pointer (&self->translations, g_ptr_array_unref);
  g_free (self);
}

const char *
hcrm_option_get_label (const HcrmOption *self, const char *language)
{
  const char *label = hcrm_text_get (self->label, language);

  return label != NULL ? label : self->value->text;
}

const HcrmOption *
hcrm_item_find_option (const HcrmItem *item, const HcrmAnswer *answer)
{
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (item->options, i);
    if (hcrm_answer_equal (option->value, answer))
      return option;
  }
  return NULL;
}

HcrmAnswerKind
hcrm_item_get_answer_kind (const HcrmItem *item)
{
  if (types[item->type].kind != HCRM_ANSWER_CODING || item->options->len == 0)
    return types[item->type].kind;
  const HcrmOption *option = g_ptr_array_index (item->options, 0);
  return option->value->kind;
}

gboolean
hcrm_item_asks (const HcrmItem *item)
{
  return types[item->type].asks;
}

gboolean
hcrm_item_is_answerable (const HcrmItem *item)
{
  return types[item->type].asks && types[item->type].answerable && !item->read_only
         && !item->hidden;
}

const char *
hcrm_item_type_get_code (HcrmItemType type)
{
  return types[type].code;
}

const char *
hcrm_item_type_get_label (HcrmItemType type)
{
  return _(types[type].label);
}

const char *
hcrm_severity_get_code (HcrmSeverity severity)
{
  static const char *const codes[] = { "ok", "warn", "danger" };

  return codes[severity];
}

char *
hcrm_score_to_text (gint64 score)
{
  g_autoptr (GString) text = g_string_new (score < 0 ? "-" : "");
  guint64 size = score < 0 ? -(guint64) score : (guint64) score;

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, size / 1000000);
  if (size % 1000000 != 0) {
    g_string_append_printf (text, ".%06" G_GUINT64_FORMAT, size % 1000000);
    while (text->str[text->len - 1] == '0')
      g_string_truncate (text, text->len - 1);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
