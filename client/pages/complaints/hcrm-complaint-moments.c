/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When in a call each sentence of a complaint was written down. */

#include "hcrm-complaint-moments.h"

#include <string.h>

#define MEMBER "moments"
#define NO_MOMENT (-1)

typedef struct {
  char *text;
  gint64 from, to; /* characters */
  gint64 offset_ms;
} Sentence;

struct _HcrmComplaintMoments {
  GHashTable *fields; /* of char to GPtrArray of Sentence */
};

static void
sentence_free (Sentence *self)
{
  g_free (self->text);
  g_free (self);
}

HcrmComplaintMoments *
hcrm_complaint_moments_new (void)
{
  HcrmComplaintMoments *self = g_new0 (HcrmComplaintMoments, 1);

  self->fields =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
hcrm_complaint_moments_free (HcrmComplaintMoments *self)
{
  g_hash_table_unref (self->fields);
  g_free (self);
}

/* --- Sentences ------------------------------------------------------------------------------ */

/* A full stop within a number ends none. */
static gboolean
is_end (const char *p)
{
  static const char *const ends = "。！？；!?;\n";
  gunichar next = g_utf8_get_char (g_utf8_next_char (p));

  return g_utf8_strchr (ends, -1, g_utf8_get_char (p)) != NULL
         || (*p == '.' && (next == '\0' || g_unichar_isspace (next)));
}

static const char *
skip_space (const char *p)
{
  while (g_unichar_isspace (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return p;
}

/* Where the sentence that begins at @p is over. */
static const char *
find_end (const char *p)
{
  for (; *p != '\0'; p = g_utf8_next_char (p))
    if (is_end (p))
      return *p == '\n' ? p : g_utf8_next_char (p);
  return p;
}

/* Counted from where the text is kept to begin: spaces before it are not kept. */
static GPtrArray *
split (const char *text)
{
  GPtrArray *sentences = g_ptr_array_new_with_free_func ((GDestroyNotify) sentence_free);
  const char *start = skip_space (text);

  for (const char *p = start; *p != '\0'; p = skip_space (p)) {
    Sentence *sentence = g_new0 (Sentence, 1);
    const char *end = find_end (p);
    sentence->text = g_strndup (p, end - p);
    sentence->from = g_utf8_pointer_to_offset (start, p);
    sentence->to = g_utf8_pointer_to_offset (start, end);
    sentence->offset_ms = NO_MOMENT;
    g_ptr_array_add (sentences, sentence);
    p = end;
  }
  return sentences;
}

/* --- Following ------------------------------------------------------------------------------ */

static gboolean
is_same (GPtrArray *were, guint i, GPtrArray *are, guint j)
{
  return strcmp (((Sentence *) were->pdata[i])->text, ((Sentence *) are->pdata[j])->text) == 0;
}

static void
keep (GPtrArray *were, guint i, GPtrArray *are, guint j)
{
  ((Sentence *) are->pdata[j])->offset_ms = ((Sentence *) were->pdata[i])->offset_ms;
}

/* What stands before and after what was typed is what it was; in between one after the other is,
 * and what is more than there was is written now. */
static void
carry_over (GPtrArray *were, GPtrArray *are, gint64 now)
{
  guint first = 0, last = 0;

  while (first < MIN (were->len, are->len) && is_same (were, first, are, first)) {
    keep (were, first, are, first);
    first++;
  }
  while (last < MIN (were->len, are->len) - first
         && is_same (were, were->len - 1 - last, are, are->len - 1 - last)) {
    keep (were, were->len - 1 - last, are, are->len - 1 - last);
    last++;
  }
  for (guint i = first; i + last < are->len; i++)
    if (i + last < were->len)
      keep (were, i, are, i);
    else
      ((Sentence *) are->pdata[i])->offset_ms = now;
}

void
hcrm_complaint_moments_follow (HcrmComplaintMoments *self,
                               const char *field,
                               const char *text,
                               gint64 offset_ms)
{
  GPtrArray *were = g_hash_table_lookup (self->fields, field);
  GPtrArray *are = split (text);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  carry_over (were != NULL ? were : none, are, offset_ms);
  g_hash_table_insert (self->fields, g_strdup (field), are);
}

/* --- Telling -------------------------------------------------------------------------------- */

static void
add_moment (JsonArray *moments, gint64 id, const char *field, const Sentence *sentence)
{
  JsonObject *moment = json_object_new ();

  json_object_set_int_member (moment, "offset_ms", sentence->offset_ms);
  json_object_set_string_member (moment, "kind", "sentence");
  json_object_set_int_member (moment, "complaint_id", id);
  json_object_set_string_member (moment, "field", field);
  json_object_set_int_member (moment, "from_char", sentence->from);
  json_object_set_int_member (moment, "to_char", sentence->to);
  json_array_add_object_element (moments, moment);
}

JsonArray *
hcrm_complaint_moments_make (HcrmComplaintMoments *self, gint64 id)
{
  JsonArray *moments = json_array_new ();
  GHashTableIter iter;
  gpointer field, sentences;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, &field, &sentences))
    for (guint i = 0; i < ((GPtrArray *) sentences)->len; i++) {
      const Sentence *sentence = ((GPtrArray *) sentences)->pdata[i];
      if (sentence->offset_ms != NO_MOMENT)
        add_moment (moments, id, field, sentence);
    }
  return moments;
}

/* --- Drafts --------------------------------------------------------------------------------- */

void
hcrm_complaint_moments_write (HcrmComplaintMoments *self, JsonObject *draft)
{
  JsonObject *fields = json_object_new ();
  GHashTableIter iter;
  gpointer field, sentences;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, &field, &sentences)) {
    JsonArray *offsets = json_array_new ();
    for (guint i = 0; i < ((GPtrArray *) sentences)->len; i++)
      json_array_add_int_element (offsets,
                                  ((Sentence *) ((GPtrArray *) sentences)->pdata[i])->offset_ms);
    json_object_set_array_member (fields, field, offsets);
  }
  json_object_set_object_member (draft, MEMBER, fields);
}

static void
read_offsets (JsonObject *fields, const char *field, JsonNode *node, gpointer data)
{
  HcrmComplaintMoments *self = data;
  GPtrArray *sentences = g_hash_table_lookup (self->fields, field);
  JsonArray *offsets = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (sentences == NULL || offsets == NULL || json_array_get_length (offsets) != sentences->len)
    return;
  for (guint i = 0; i < sentences->len; i++)
    ((Sentence *) sentences->pdata[i])->offset_ms = json_array_get_int_element (offsets, i);
}

void
hcrm_complaint_moments_read (HcrmComplaintMoments *self, JsonObject *draft)
{
  JsonNode *node = json_object_get_member (draft, MEMBER);

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), read_offsets, self);
}
