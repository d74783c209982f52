/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads and writes JSON as FHIR needs it: numbers keep their text, nothing recurses on input. */

#include "hcrm-fhir.h"

#include <string.h>

/* Up to so many members are compared one by one. */
#define FEW_MEMBERS 12

typedef struct {
  const char *start;
  const char *at;
  const char *end;
  GPtrArray *open; /* (element-type HcrmFhirNode) borrowed: the containers around @at */
  HcrmFhirNode *root;
  GError **error;
} Reader;

typedef enum { STEP_FAILED, STEP_OPENED, STEP_COMPLETE } Step;

void
hcrm_fhir_node_free (HcrmFhirNode *node)
{
  g_free (node->name);
  g_free (node->text);
  g_clear_pointer (&node->nodes, g_ptr_array_unref);
  g_free (node);
}

static gboolean
fail_here (Reader *self, const char *detail)
{
  guint line = 1;

  for (const char *p = self->start; p < self->at; p++)
    line += *p == '\n';
  return hcrm_fail (self->error, HCRM_ERROR_MALFORMED, NULL, _("Line %u: %s"), line, detail);
}

static void
skip_space (Reader *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL && *self->at != '\0')
    self->at++;
}

static int
peek (Reader *self)
{
  skip_space (self);
  return self->at < self->end ? (guchar) *self->at : -1;
}

static HcrmFhirNode *
get_container (Reader *self)
{
  return self->open->len > 0 ? g_ptr_array_index (self->open, self->open->len - 1) : NULL;
}

static int
read_hex (const char *at, const char *end)
{
  int value = 0;

  if (end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    if (!g_ascii_isxdigit (at[i]))
      return -1;
    value = value * 16 + g_ascii_xdigit_value (at[i]);
  }
  return value;
}

/* Reads what follows \u, a pair of surrogates included. */
static gboolean
read_code_point (Reader *self, GString *out)
{
  int code = read_hex (self->at, self->end);

  self->at += 4;
  if (code >= 0xd800 && code < 0xdc00) {
    int low = self->end - self->at >= 6 && self->at[0] == '\\' && self->at[1] == 'u'
                  ? read_hex (self->at + 2, self->end)
                  : -1;
    code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : -1;
    self->at += 6;
  }
  if (code <= 0 || (code >= 0xd800 && code < 0xe000)) {
    self->at = MIN (self->at, self->end);
    return fail_here (self, _("A wrong escape in a string"));
  }
  g_string_append_unichar (out, code);
  return TRUE;
}

static gboolean
read_escape (Reader *self, GString *out)
{
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  char letter = self->at < self->end ? *self->at++ : '\0';
  const char *found = letter != '\0' ? strchr (from, letter) : NULL;

  if (letter == 'u')
    return read_code_point (self, out);
  if (found == NULL)
    return fail_here (self, _("A wrong escape in a string"));
  g_string_append_c (out, to[found - from]);
  return TRUE;
}

/* How many characters follow that stand for themselves. */
static gsize
count_plain (const Reader *self)
{
  const char *p = self->at;

  while (p < self->end && *p != '"' && *p != '\\' && (guchar) *p >= 0x20)
    p++;
  return p - self->at;
}

/* Most strings have no escapes and are taken in one piece. */
static char *
read_string (Reader *self)
{
  self->at++;
  gsize plain = count_plain (self);
  const char *start = self->at;
  if (start + plain < self->end && start[plain] == '"') {
    self->at += plain + 1;
    return g_strndup (start, plain);
  }
  g_autoptr (GString) out = g_string_new (NULL);
  while (self->at < self->end && *self->at != '"') {
    if ((guchar) *self->at < 0x20) {
      fail_here (self, _("A control character in a string"));
      return NULL;
    }
    if (*self->at == '\\') {
      self->at++;
      if (!read_escape (self, out))
        return NULL;
    } else {
      g_string_append_c (out, *self->at++);
    }
  }
  if (self->at >= self->end) {
    fail_here (self, _("A string does not end"));
    return NULL;
  }
  self->at++;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
skip_digits (const char **at, const char *end)
{
  const char *from = *at;

  while (*at < end && g_ascii_isdigit (**at))
    (*at)++;
  return *at > from;
}

static gboolean
skip_number (const char **at, const char *end)
{
  if (*at < end && **at == '-')
    (*at)++;
  if (*at < end && **at == '0')
    (*at)++;
  else if (!skip_digits (at, end))
    return FALSE;
  if (*at < end && **at == '.') {
    (*at)++;
    if (!skip_digits (at, end))
      return FALSE;
  }
  if (*at < end && (**at == 'e' || **at == 'E')) {
    (*at)++;
    if (*at < end && (**at == '+' || **at == '-'))
      (*at)++;
    return skip_digits (at, end);
  }
  return TRUE;
}

static gboolean
read_number (Reader *self, HcrmFhirNode *node)
{
  const char *from = self->at;

  node->kind = HCRM_FHIR_NUMBER;
  if (!skip_number (&self->at, self->end) || self->at - from > 64)
    return fail_here (self, _("This is no JSON value"));
  node->text = g_strndup (from, self->at - from);
  return TRUE;
}

static gboolean
read_word (Reader *self, HcrmFhirNode *node)
{
  static const struct {
    const char *word;
    HcrmFhirKind kind;
  } words[] = {
    { "true", HCRM_FHIR_BOOLEAN },
    { "false", HCRM_FHIR_BOOLEAN },
    { "null", HCRM_FHIR_NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i].word);
    if ((gsize) (self->end - self->at) < length || memcmp (self->at, words[i].word, length) != 0)
      continue;
    node->kind = words[i].kind;
    node->text = node->kind == HCRM_FHIR_BOOLEAN ? g_strdup (words[i].word) : NULL;
    self->at += length;
    return TRUE;
  }
  return fail_here (self, _("This is no JSON value"));
}

static gboolean
read_scalar (Reader *self, HcrmFhirNode *node)
{
  int next = peek (self);

  if (next == '"') {
    node->kind = HCRM_FHIR_STRING;
    node->text = read_string (self);
    return node->text != NULL;
  }
  if (next == '-' || g_ascii_isdigit (next))
    return read_number (self, node);
  return read_word (self, node);
}

static gboolean
read_name (Reader *self, HcrmFhirNode *node)
{
  if (peek (self) != '"')
    return fail_here (self, _("A member's name is missing"));
  node->name = read_string (self);
  if (node->name == NULL)
    return FALSE;
  if (peek (self) != ':')
    return fail_here (self, _("A colon is missing"));
  self->at++;
  return TRUE;
}

/* Puts @node where it belongs; the tree owns it from then on. */
static void
attach (Reader *self, HcrmFhirNode *node)
{
  HcrmFhirNode *container = get_container (self);

  if (container != NULL)
    g_ptr_array_add (container->nodes, node);
  else
    self->root = node;
}

static Step
open_container (Reader *self, HcrmFhirNode *node)
{
  char closer = *self->at == '{' ? '}' : ']';

  if (self->open->len >= HCRM_FHIR_MAX_DEPTH) {
    fail_here (self, _("The JSON is nested too deeply"));
    return STEP_FAILED;
  }
  node->kind = *self->at == '{' ? HCRM_FHIR_OBJECT : HCRM_FHIR_ARRAY;
  node->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_fhir_node_free);
  self->at++;
  if (peek (self) == closer) {
    self->at++;
    return STEP_COMPLETE;
  }
  g_ptr_array_add (self->open, node);
  return STEP_OPENED;
}

static Step
read_value (Reader *self)
{
  HcrmFhirNode *container = get_container (self);
  HcrmFhirNode *node = g_new0 (HcrmFhirNode, 1);

  attach (self, node);
  if (container != NULL && container->kind == HCRM_FHIR_OBJECT && !read_name (self, node))
    return STEP_FAILED;
  int next = peek (self);
  if (next == '{' || next == '[')
    return open_container (self, node);
  return read_scalar (self, node) ? STEP_COMPLETE : STEP_FAILED;
}

static gboolean
has_twins (const HcrmFhirNode *object)
{
  for (guint i = 1; i < object->nodes->len; i++)
    for (guint k = 0; k < i; k++) {
      const HcrmFhirNode *one = g_ptr_array_index (object->nodes, i);
      const HcrmFhirNode *other = g_ptr_array_index (object->nodes, k);
      if (strcmp (one->name, other->name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_members (Reader *self, const HcrmFhirNode *object)
{
  if (object->kind != HCRM_FHIR_OBJECT)
    return TRUE;
  if (object->nodes->len <= FEW_MEMBERS)
    return !has_twins (object) || fail_here (self, _("A member stands twice in one object"));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < object->nodes->len; i++) {
    HcrmFhirNode *member = g_ptr_array_index (object->nodes, i);
    if (!g_hash_table_add (seen, member->name))
      return fail_here (self, _("A member stands twice in one object"));
  }
  return TRUE;
}

/* After a value: closes what ends here, up to a comma or the end of the document. */
static gboolean
close_containers (Reader *self)
{
  while (self->open->len > 0) {
    HcrmFhirNode *container = get_container (self);
    int next = peek (self);

    if (next == ',') {
      self->at++;
      return TRUE;
    }
    if (next != (container->kind == HCRM_FHIR_OBJECT ? '}' : ']'))
      return fail_here (self, _("A comma or a closing bracket is missing"));
    self->at++;
    if (!check_members (self, container))
      return FALSE;
    g_ptr_array_set_size (self->open, self->open->len - 1);
  }
  return TRUE;
}

static gboolean
read_document (Reader *self)
{
  do {
    Step step = read_value (self);
    if (step == STEP_FAILED || (step == STEP_COMPLETE && !close_containers (self)))
      return FALSE;
  } while (self->open->len > 0);
  return peek (self) == -1 || fail_here (self, _("Something follows the end of the document"));
}

HcrmFhirNode *
hcrm_fhir_parse (const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;

  if (size > HCRM_FHIR_MAX_BYTES) {
    hcrm_fail (error, HCRM_ERROR_TOO_LARGE, NULL, _("This is too large"));
    return NULL;
  }
  if (!g_utf8_validate_len (text, size, NULL)) {
    hcrm_fail (error, HCRM_ERROR_MALFORMED, NULL, _("The text is not UTF-8"));
    return NULL;
  }
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  Reader reader = { text, text, text + size, open, NULL, error };
  g_autoptr (HcrmFhirNode) root = NULL;
  gboolean good = read_document (&reader);

  root = reader.root;
  return good ? g_steal_pointer (&root) : NULL;
}

const HcrmFhirNode *
hcrm_fhir_get (const HcrmFhirNode *node, const char *name)
{
  if (node == NULL || node->kind != HCRM_FHIR_OBJECT)
    return NULL;
  for (guint i = 0; i < node->nodes->len; i++) {
    const HcrmFhirNode *member = g_ptr_array_index (node->nodes, i);
    if (strcmp (member->name, name) == 0)
      return member;
  }
  return NULL;
}

const char *
hcrm_fhir_get_text (const HcrmFhirNode *node, const char *name, HcrmFhirKind kind)
{
  const HcrmFhirNode *member = hcrm_fhir_get (node, name);

  return member != NULL && member->kind == kind ? member->text : NULL;
}

const char *
hcrm_fhir_get_string (const HcrmFhirNode *node, const char *name)
{
  return hcrm_fhir_get_text (node, name, HCRM_FHIR_STRING);
}

gboolean
hcrm_fhir_get_boolean (const HcrmFhirNode *node, const char *name)
{
  return g_strcmp0 (hcrm_fhir_get_text (node, name, HCRM_FHIR_BOOLEAN), "true") == 0;
}

guint
hcrm_fhir_get_length (const HcrmFhirNode *node)
{
  return node != NULL && node->nodes != NULL ? node->nodes->len : 0;
}

const HcrmFhirNode *
hcrm_fhir_get_nth (const HcrmFhirNode *node, guint n)
{
  return n < hcrm_fhir_get_length (node) ? g_ptr_array_index (node->nodes, n) : NULL;
}

const HcrmFhirNode *
hcrm_fhir_get_extension (const HcrmFhirNode *node, const char *url)
{
  const HcrmFhirNode *extensions = hcrm_fhir_get (node, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (extensions); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (extensions, i);
    if (g_strcmp0 (hcrm_fhir_get_string (extension, "url"), url) == 0)
      return extension;
  }
  return NULL;
}

void
hcrm_fhir_write_string (const char *text, GString *out)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p < 0x20)
      g_string_append_printf (out, "\\u%04x", *p);
    else
      g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
write_children (const HcrmFhirNode *node, GString *out)
{
  for (guint i = 0; i < node->nodes->len; i++) {
    const HcrmFhirNode *child = g_ptr_array_index (node->nodes, i);
    if (i > 0)
      g_string_append_c (out, ',');
    if (child->name != NULL) {
      hcrm_fhir_write_string (child->name, out);
      g_string_append_c (out, ':');
    }
    hcrm_fhir_write (child, out);
  }
}

void
hcrm_fhir_write (const HcrmFhirNode *node, GString *out)
{
  switch (node->kind) {
  case HCRM_FHIR_NULL:
    g_string_append (out, "null");
    break;
  case HCRM_FHIR_BOOLEAN:
  case HCRM_FHIR_NUMBER:
    g_string_append (out, node->text);
    break;
  case HCRM_FHIR_STRING:
    hcrm_fhir_write_string (node->text, out);
    break;
  case HCRM_FHIR_ARRAY:
  case HCRM_FHIR_OBJECT:
    g_string_append_c (out, node->kind == HCRM_FHIR_OBJECT ? '{' : '[');
    write_children (node, out);
    g_string_append_c (out, node->kind == HCRM_FHIR_OBJECT ? '}' : ']');
    break;
  }
}
