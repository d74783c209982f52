/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The language of FHIR searches: parameters, escapes, patterns, dates with prefixes. Pure. */

#include <string.h>

#include "hcrm-fhir-private.h"

static void
free_term (HcrmFhirTerm *term)
{
  g_free (term->name);
  g_free (term->modifier);
  g_free (term->value);
  g_free (term);
}

static HcrmFhirTerm *
new_term (const char *name, const char *value)
{
  HcrmFhirTerm *term = g_new0 (HcrmFhirTerm, 1);
  const char *colon = strchr (name, ':');

  term->name = colon != NULL ? g_strndup (name, colon - name) : g_strdup (name);
  term->modifier = colon != NULL ? g_strdup (colon + 1) : NULL;
  term->value = g_strdup (value);
  return term;
}

GPtrArray *
hcrm_fhir_terms_new (const char *query, GError **error)
{
  g_autoptr (GPtrArray) terms = g_ptr_array_new_with_free_func ((GDestroyNotify) free_term);
  g_autoptr (GError) bad = NULL;
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, query != NULL ? query : "", -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, &bad)) {
    if (*value != '\0')
      g_ptr_array_add (terms, new_term (name, value));
    g_free (name);
    g_free (value);
  }
  if (bad == NULL)
    return g_steal_pointer (&terms);
  hcrm_fail (error, HCRM_ERROR_MALFORMED, NULL, "%s", _ ("The query cannot be read"));
  return NULL;
}

const char *
hcrm_fhir_terms_take (GPtrArray *terms, const char *name)
{
  for (guint i = 0; i < terms->len; i++) {
    HcrmFhirTerm *term = g_ptr_array_index (terms, i);
    if (strcmp (term->name, name) != 0 || term->modifier != NULL)
      continue;
    term->used = TRUE;
    return term->value;
  }
  return NULL;
}

char **
hcrm_fhir_split (const char *value, char separator)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  const char *start = value;

  for (const char *p = value;; p++) {
    if (*p == '\\' && p[1] != '\0') {
      p++;
    } else if (*p == separator || *p == '\0') {
      g_autofree char *part = g_strndup (start, p - start);
      g_strv_builder_add (parts, part);
      start = p + 1;
    }
    if (*p == '\0')
      return g_strv_builder_end (parts);
  }
}

char *
hcrm_fhir_unescape (const char *value)
{
  GString *out = g_string_new (NULL);

  for (const char *p = value; *p != '\0'; p++) {
    if (*p == '\\' && p[1] != '\0')
      p++;
    g_string_append_c (out, *p);
  }
  return g_string_free (out, FALSE);
}

static void
append_element (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

char *
hcrm_fhir_array (GPtrArray *texts)
{
  GString *out = g_string_new ("{");

  for (guint i = 0; i < texts->len; i++) {
    const char *text = g_ptr_array_index (texts, i);
    if (i > 0)
      g_string_append_c (out, ',');
    if (text != NULL)
      append_element (out, text);
    else
      g_string_append (out, "NULL");
  }
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

/* --- Patterns -----------------------------------------------------------------------------------
 */

/* In PostgreSQL's advanced regular expressions a backslash before anything but letters and digits
 * makes that character mean itself. */
static void
append_literal (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_ispunct (*p))
      g_string_append_c (out, '\\');
    g_string_append_c (out, *p);
  }
}

char *
hcrm_fhir_pattern (char **values, const char *modifier)
{
  gboolean exact = g_strcmp0 (modifier, "exact") == 0;
  gboolean within = g_strcmp0 (modifier, "contains") == 0;
  GString *out = g_string_new (exact ? "(?n)" : "(?in)");

  g_string_append (out, within ? "(?:" : "^(?:");
  for (char **value = values; *value != NULL; value++) {
    g_autofree char *plain = hcrm_fhir_unescape (*value);
    if (value != values)
      g_string_append_c (out, '|');
    append_literal (out, plain);
  }
  g_string_append (out, exact ? ")$" : ")");
  return g_string_free (out, FALSE);
}

/* --- Dates --------------------------------------------------------------------------------------
 */

typedef enum { EQ, NE, GT, GE, LT, LE } Prefix;

static const struct {
  char text[3];
  Prefix prefix;
} prefixes[] = {
  { "eq", EQ }, { "ne", NE }, { "gt", GT }, { "ge", GE },
  { "lt", LT }, { "le", LE }, { "sa", GT }, { "eb", LT },
};

static gboolean
take_prefix (const char **text, Prefix *prefix)
{
  *prefix = EQ;
  if (!g_ascii_isalpha (**text))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (strncmp (*text, prefixes[i].text, 2) == 0) {
      *prefix = prefixes[i].prefix;
      *text += 2;
      return TRUE;
    }
  return FALSE;
}

/* Whether @text is like @shape, whose 9 stand for any digit. */
static gboolean
has_shape (const char *text, const char *shape)
{
  for (; *shape != '\0'; shape++, text++)
    if (*shape == '9' ? !g_ascii_isdigit (*text) : *text != *shape)
      return FALSE;
  return *text == '\0';
}

static void
write_day (const GDate *day, char out[static 40])
{
  g_snprintf (out, 40, "%04d-%02d-%02d", g_date_get_year (day), (int) g_date_get_month (day),
              g_date_get_day (day));
}

/* A year, a month or a day: from its first day to the day behind its last. */
static gboolean
read_day (const char *text, char low[static 40], char high[static 40])
{
  guint parts = has_shape (text, "9999") ? 1 : has_shape (text, "9999-99") ? 2 : 3;
  GDate day;

  if (parts == 3 && !has_shape (text, "9999-99-99"))
    return FALSE;
  guint year = atoi (text), month = parts > 1 ? atoi (text + 5) : 1,
        of = parts > 2 ? atoi (text + 8) : 1;
  if (year < 1 || !g_date_valid_dmy (of, month, year))
    return FALSE;
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, of, month, year);
  write_day (&day, low);
  if (parts == 1)
    g_date_add_years (&day, 1);
  else if (parts == 2)
    g_date_add_months (&day, 1);
  else
    g_date_add_days (&day, 1);
  write_day (&day, high);
  return TRUE;
}

/* In a query + is a blank. */
static char *
mend_zone (const char *text)
{
  return g_strdelimit (g_strdup (text), " ", '+');
}

static gboolean
write_instant (GDateTime *at, gboolean zoned, char out[static 40])
{
  if (at == NULL)
    return FALSE;
  g_autoptr (GDateTime) utc = zoned ? g_date_time_to_utc (at) : g_date_time_ref (at);
  g_autofree char *text =
      g_date_time_format (utc, zoned ? "%Y-%m-%dT%H:%M:%S.%fZ" : "%Y-%m-%dT%H:%M:%S.%f");

  return text != NULL && g_strlcpy (out, text, 40) < 40;
}

/* A minute, a second or a thousandth of one. Without an offset it is in the reader's time zone. */
static gboolean
read_instant (const char *typed, char low[static 40], char high[static 40])
{
  g_autofree char *text = mend_zone (typed);
  gsize plain = strspn (text, "0123456789-T:.");
  gboolean zoned = text[plain] != '\0' || (plain > 16 && strrchr (text, '-') > text + 10);
  const char *time = text + 11;
  gsize length = strspn (time, "0123456789:.");
  g_autofree char *whole =
      length == 5 ? g_strdup_printf ("%.16s:00%s", text, time + 5) : g_strdup (text);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (whole, utc);

  if (at == NULL || length < 5)
    return FALSE;
  GTimeSpan unit = length == 5   ? G_TIME_SPAN_MINUTE
                   : length == 8 ? G_TIME_SPAN_SECOND
                                 : G_TIME_SPAN_MILLISECOND;
  g_autoptr (GDateTime) end = g_date_time_add (at, unit);
  return write_instant (at, zoned, low) && write_instant (end, zoned, high);
}

static gboolean
read_moment (const char *value, char low[static 40], char high[static 40])
{
  return strlen (value) > 10 && value[10] == 'T' ? read_instant (value, low, high)
                                                 : read_day (value, low, high);
}

char *
hcrm_fhir_dup_start (const char *value)
{
  char low[40], high[40];

  return read_moment (value, low, high) ? g_strdup (low) : NULL;
}

gboolean
hcrm_fhir_range (const char *value, GString *out)
{
  char low[40], high[40];
  Prefix prefix;

  if (!take_prefix (&value, &prefix) || !read_moment (value, low, high))
    return FALSE;
  switch (prefix) {
  case EQ:
    g_string_append_printf (out, "[%s,%s)", low, high);
    break;
  case NE:
    g_string_append_printf (out, "(,%s),[%s,)", low, high);
    break;
  case GT:
    g_string_append_printf (out, "[%s,)", high);
    break;
  case GE:
    g_string_append_printf (out, "[%s,)", low);
    break;
  case LT:
    g_string_append_printf (out, "(,%s)", low);
    break;
  case LE:
    g_string_append_printf (out, "(,%s)", high);
    break;
  }
  return TRUE;
}
