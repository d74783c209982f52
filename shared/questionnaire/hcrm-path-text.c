/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions on texts; positions and lengths count characters. */

#include "hcrm-path-private.h"

#include <string.h>

/* Of a text searched by a regular expression, of one, and of what replaces a match; in bytes. */
#define MAX_SUBJECT 20000
#define MAX_PATTERN 1000
#define MAX_SUBSTITUTE 1000
/* Counted by the library itself: beyond it, matching is an error. */
#define MATCH_LIMITS "(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=2000)"

/* The text a function is applied to: 1, 0 if there is none, -1 if it failed. */
static int
read_input (const HcrmCall *call, const char **text)
{
  HcrmPathValue value;
  int n = hcrm_path_single (call->run, call->term, call->input, &value);

  if (n != 1)
    return n;
  if (value.type != HCRM_PATH_STRING) {
    hcrm_path_run_fail (call->run, call->term, _("“%s” takes a text"), call->term->name);
    return -1;
  }
  *text = value.text;
  call->run->steps += strlen (value.text) / 16;
  return 1;
}

static int
read_argument (const HcrmCall *call, guint n, HcrmPathType type, HcrmPathValue *value)
{
  const HcrmTerm *term = hcrm_term_argument (call->term, n);
  int found = hcrm_path_single (call->run, term, hcrm_call_argument (call, n), value);

  if (found == 1 && value->type != type) {
    hcrm_path_run_fail (call->run, term, _("“%s” takes something else here"), call->term->name);
    return -1;
  }
  return found;
}

/* The text a function is applied to and its first argument, a text too; FALSE if one is missing. */
static gboolean
read_both (const HcrmCall *call, const char **text, const char **other)
{
  HcrmPathValue value;

  if (read_input (call, text) != 1 || read_argument (call, 0, HCRM_PATH_STRING, &value) != 1)
    return FALSE;
  *other = value.text;
  return TRUE;
}

static gboolean
add_text (const HcrmCall *call, const char *text)
{
  if (strlen (text) > HCRM_PATH_MAX_TEXT)
    return hcrm_path_run_fail (call->run, call->term, _("The text gets too long"));
  hcrm_path_run_add_string (call->run, call->out, hcrm_path_run_copy_text (call->run, text));
  return TRUE;
}

static gboolean
call_index_of (const HcrmCall *call)
{
  const char *text = NULL;
  const char *part = NULL;

  if (!read_both (call, &text, &part))
    return TRUE;
  const char *found = strstr (text, part);
  hcrm_path_add_integer (call->run, call->out,
                         found != NULL ? g_utf8_pointer_to_offset (text, found) : -1);
  return TRUE;
}

static gboolean
call_substring (const HcrmCall *call)
{
  const char *text = NULL;
  HcrmPathValue start;
  HcrmPathValue length = { HCRM_PATH_INTEGER, .integer = G_MAXINT32 };

  if (read_input (call, &text) != 1 || read_argument (call, 0, HCRM_PATH_INTEGER, &start) != 1)
    return TRUE;
  if (hcrm_term_argument (call->term, 1) != NULL
      && read_argument (call, 1, HCRM_PATH_INTEGER, &length) < 0)
    return FALSE;
  gint64 size = g_utf8_strlen (text, -1);
  if (start.integer < 0 || start.integer >= size)
    return TRUE;
  gint64 end = start.integer + CLAMP (length.integer, 0, size - start.integer);
  g_autofree char *part = g_utf8_substring (text, start.integer, end);
  return add_text (call, part);
}

static gboolean
call_starts_with (const HcrmCall *call)
{
  const char *text = NULL;
  const char *part = NULL;

  if (read_both (call, &text, &part))
    hcrm_path_add_boolean (call->run, call->out, g_str_has_prefix (text, part));
  return TRUE;
}

static gboolean
call_ends_with (const HcrmCall *call)
{
  const char *text = NULL;
  const char *part = NULL;

  if (read_both (call, &text, &part))
    hcrm_path_add_boolean (call->run, call->out, g_str_has_suffix (text, part));
  return TRUE;
}

static gboolean
call_contains (const HcrmCall *call)
{
  const char *text = NULL;
  const char *part = NULL;

  if (read_both (call, &text, &part))
    hcrm_path_add_boolean (call->run, call->out, strstr (text, part) != NULL);
  return TRUE;
}

static gboolean
call_upper (const HcrmCall *call)
{
  const char *text = NULL;

  if (read_input (call, &text) != 1)
    return TRUE;
  g_autofree char *upper = g_utf8_strup (text, -1);
  return add_text (call, upper);
}

static gboolean
call_lower (const HcrmCall *call)
{
  const char *text = NULL;

  if (read_input (call, &text) != 1)
    return TRUE;
  g_autofree char *lower = g_utf8_strdown (text, -1);
  return add_text (call, lower);
}

static gboolean
call_trim (const HcrmCall *call)
{
  const char *text = NULL;

  if (read_input (call, &text) != 1)
    return TRUE;
  g_autofree char *copy = g_strdup (text);
  return add_text (call, g_strstrip (copy));
}

static gboolean
call_length (const HcrmCall *call)
{
  const char *text = NULL;

  if (read_input (call, &text) == 1)
    hcrm_path_add_integer (call->run, call->out, g_utf8_strlen (text, -1));
  return TRUE;
}

static gboolean
call_to_chars (const HcrmCall *call)
{
  const char *text = NULL;

  if (read_input (call, &text) != 1)
    return TRUE;
  for (const char *p = text; *p != '\0' && call->run->error == NULL; p = g_utf8_next_char (p)) {
    g_autofree char *character = g_strndup (p, g_utf8_next_char (p) - p);
    add_text (call, character);
  }
  return TRUE;
}

static guint
count_parts (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + strlen (part), part))
    n++;
  return n;
}

/* Puts @by in place of each @part; an empty one is found around every character. */
static char *
replace_parts (const char *text, const char *part, const char *by)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize length = strlen (part);

  while (*text != '\0') {
    const char *found = length > 0 ? strstr (text, part) : text;
    const char *end = found != NULL ? found : text + strlen (text);
    g_string_append_len (out, text, end - text);
    text = end;
    if (found == NULL)
      break;
    g_string_append (out, by);
    if (length == 0)
      g_string_append_len (out, text, g_utf8_next_char (text) - text);
    text += length > 0 ? (gssize) length : g_utf8_next_char (text) - text;
  }
  if (length == 0)
    g_string_append (out, by);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
call_replace (const HcrmCall *call)
{
  const char *text = NULL;
  const char *part = NULL;
  HcrmPathValue by;

  if (!read_both (call, &text, &part) || read_argument (call, 1, HCRM_PATH_STRING, &by) != 1)
    return TRUE;
  guint n = *part != '\0' ? count_parts (text, part) : strlen (text) + 1;
  if ((guint64) n * strlen (by.text) + strlen (text) > HCRM_PATH_MAX_TEXT)
    return hcrm_path_run_fail (call->run, call->term, _("The text gets too long"));
  g_autofree char *replaced = replace_parts (text, part, by.text);
  return add_text (call, replaced);
}

static gboolean
call_split (const HcrmCall *call)
{
  const char *text = NULL;
  const char *separator = NULL;

  if (!read_both (call, &text, &separator))
    return TRUE;
  if (*separator == '\0')
    return call_to_chars (call);
  g_auto (GStrv) parts = g_strsplit (text, separator, -1);
  for (guint i = 0; parts[i] != NULL && call->run->error == NULL; i++)
    add_text (call, parts[i]);
  return TRUE;
}

static gboolean
call_join (const HcrmCall *call)
{
  HcrmPathValue separator = { HCRM_PATH_STRING, .text = "" };
  g_autoptr (GString) joined = g_string_new (NULL);

  if (hcrm_term_argument (call->term, 0) != NULL
      && read_argument (call, 0, HCRM_PATH_STRING, &separator) < 0)
    return FALSE;
  for (guint i = 0; i < call->input->length && hcrm_path_run_step (call->run); i++) {
    HcrmPathValue value;
    HcrmPathValue text;
    hcrm_path_resolve (call->run, &call->input->values[i], &value);
    if (!hcrm_path_convert (call->run, &value, HCRM_PATH_STRING, &text))
      return hcrm_path_run_fail (call->run, call->term, _("“%s” takes texts"), call->term->name);
    g_string_append_printf (joined, "%s%s", i > 0 ? separator.text : "", text.text);
    if (joined->len > HCRM_PATH_MAX_TEXT)
      break;
  }
  return call->input->length == 0 || add_text (call, joined->str);
}

/* Regular expressions */

static void
free_pattern (GRegex *regex)
{
  g_clear_pointer (&regex, g_regex_unref);
}

/* Compiled once in a run; NULL, and a failure, if it is wrong. */
static GRegex *
compile (const HcrmCall *call, const char *pattern, gboolean whole)
{
  HcrmPathRun *run = call->run;
  g_autofree char *text =
      g_strdup_printf (MATCH_LIMITS "%s(?:%s)%s", whole ? "^" : "", pattern, whole ? "$" : "");
  g_autoptr (GError) error = NULL;

  if (run->patterns == NULL)
    run->patterns =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) free_pattern);
  GRegex *regex = g_hash_table_lookup (run->patterns, text);
  if (regex == NULL && strlen (pattern) <= MAX_PATTERN)
    regex = g_regex_new (text, G_REGEX_DOTALL, 0, &error);
  if (regex == NULL)
    hcrm_path_run_fail (run, call->term, _("This regular expression is wrong"));
  else if (!g_hash_table_contains (run->patterns, text))
    g_hash_table_insert (run->patterns, g_steal_pointer (&text), regex);
  return regex;
}

static gboolean
fail_match (const HcrmCall *call)
{
  return hcrm_path_run_fail (call->run, call->term,
                             _("The regular expression takes too much to match"));
}

static gboolean
match (const HcrmCall *call, gboolean whole)
{
  const char *text = NULL;
  const char *pattern = NULL;
  g_autoptr (GError) error = NULL;

  if (!read_both (call, &text, &pattern))
    return TRUE;
  GRegex *regex = compile (call, pattern, whole);
  if (regex == NULL)
    return FALSE;
  call->run->steps += 50;
  if (strlen (text) > MAX_SUBJECT)
    return fail_match (call);
  gboolean matches = g_regex_match_full (regex, text, -1, 0, 0, NULL, &error);
  if (error != NULL) {
    call->run->steps += 20000;
    return fail_match (call);
  }
  hcrm_path_add_boolean (call->run, call->out, matches);
  return TRUE;
}

static gboolean
call_matches (const HcrmCall *call)
{
  return match (call, FALSE);
}

static gboolean
call_matches_full (const HcrmCall *call)
{
  return match (call, TRUE);
}

/* From $1 and ${name} to what GLib writes for these. */
static char *
rewrite_substitute (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '$' && g_ascii_isdigit (p[1])) {
      g_string_append_printf (out, "\\g<%c>", p[1]);
      p++;
    } else if (p[0] == '$' && p[1] == '{' && strchr (p, '}') != NULL) {
      gsize length = strcspn (p + 2, "}");
      g_string_append_printf (out, "\\g<%.*s>", (int) length, p + 2);
      p += 2 + length;
    } else if (*p == '\\') {
      g_string_append (out, "\\\\");
    } else {
      g_string_append_c (out, *p);
    }
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
call_replace_matches (const HcrmCall *call)
{
  const char *text = NULL;
  const char *pattern = NULL;
  HcrmPathValue by;

  if (!read_both (call, &text, &pattern) || read_argument (call, 1, HCRM_PATH_STRING, &by) != 1)
    return TRUE;
  GRegex *regex = compile (call, pattern, FALSE);
  if (regex == NULL)
    return FALSE;
  call->run->steps += 50 + strlen (text);
  if (strlen (text) > MAX_SUBJECT || strlen (by.text) > MAX_SUBSTITUTE)
    return fail_match (call);
  g_autofree char *substitute = rewrite_substitute (by.text);
  g_autofree char *replaced = g_regex_replace (regex, text, -1, 0, substitute, 0, NULL);
  return replaced != NULL ? add_text (call, replaced) : fail_match (call);
}

const HcrmPathFunction hcrm_path_text_functions[] = {
  { "indexOf", 1, 1, call_index_of },
  { "substring", 1, 2, call_substring },
  { "startsWith", 1, 1, call_starts_with },
  { "endsWith", 1, 1, call_ends_with },
  { "contains", 1, 1, call_contains },
  { "upper", 0, 0, call_upper },
  { "lower", 0, 0, call_lower },
  { "trim", 0, 0, call_trim },
  { "length", 0, 0, call_length },
  { "toChars", 0, 0, call_to_chars },
  { "replace", 2, 2, call_replace },
  { "split", 1, 1, call_split },
  { "join", 0, 1, call_join },
  { "matches", 1, 1, call_matches },
  { "matchesFull", 1, 1, call_matches_full },
  { "replaceMatches", 2, 2, call_replace_matches },
  { NULL },
};
