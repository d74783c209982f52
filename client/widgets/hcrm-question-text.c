/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads answers as they are typed and writes them as they are read. */

#include "hcrm-question-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/hcrm-date.h"
#include "widgets/hcrm-text.h"

/* --- reading ---------------------------------------------------------------------------------- */

/* Full-width forms of ASCII, and the Chinese full stop for a point, as an input method gives them.
 */
static char *
make_narrow (const char *text)
{
  GString *narrow = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c >= 0xFF01 && c <= 0xFF5E)
      c -= 0xFEE0;
    else if (c == 0x3000)
      c = ' ';
    else if (c == 0x3002)
      c = '.';
    g_string_append_unichar (narrow, c);
  }
  return g_strstrip (g_string_free (narrow, FALSE));
}

static const char *
describe_shape (HcrmAnswerKind kind)
{
  switch (kind) {
  case HCRM_ANSWER_INTEGER:
    return _ ("Write a whole number");
  case HCRM_ANSWER_DECIMAL:
  case HCRM_ANSWER_QUANTITY:
    return _ ("Write a number");
  case HCRM_ANSWER_DATE:
    return _ ("Write a date as 2024-02-29");
  case HCRM_ANSWER_DATE_TIME:
    return _ ("Write a day and a time as 2024-02-29 14:05");
  case HCRM_ANSWER_TIME:
    return _ ("Write a time as 14:05");
  case HCRM_ANSWER_URI:
    return _ ("Write an address without spaces");
  case HCRM_ANSWER_BOOLEAN:
  case HCRM_ANSWER_STRING:
  case HCRM_ANSWER_CODING:
  case HCRM_ANSWER_ATTACHMENT:
  case HCRM_ANSWER_REFERENCE:
    break;
  }
  return _ ("This cannot be read");
}

static char *
read_day (const char *text)
{
  GDate date, today;

  hcrm_text_get_today (&today);
  return hcrm_date_parse_typed (text, &today, &date, NULL) ? hcrm_date_to_iso (&date) : NULL;
}

static gboolean
is_now (const char *text)
{
  return g_ascii_strcasecmp (text, "now") == 0 || g_ascii_strcasecmp (text, "n") == 0
         || strcmp (text, "现在") == 0;
}

/* Matches the hour, minute, second and half of day of a typed time. */
static GMatchInfo *
match_time (const char *text)
{
  static GRegex *regex = NULL;
  GMatchInfo *match = NULL;

  if (g_once_init_enter (&regex))
    g_once_init_leave (
        &regex,
        g_regex_new (
            "^(上午|下午|晚上)?\\s*(\\d{1,2})(?:\\s*[:.点时]\\s*(\\d{1,2})?分?(?:[:.](\\d{2})秒?)?"
            "|(\\d{2}))?\\s*([ap]m?)?$",
            G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL));
  g_regex_match (regex, text, 0, &match);
  return match;
}

static guint
fetch_number (GMatchInfo *match, int n)
{
  g_autofree char *text = g_match_info_fetch (match, n);

  return text != NULL ? (guint) atoi (text) : 0;
}

static gboolean
is_afternoon (GMatchInfo *match)
{
  g_autofree char *before = g_match_info_fetch (match, 1);
  g_autofree char *after = g_match_info_fetch (match, 6);

  return (before != NULL && *before != '\0' && strcmp (before, "上午") != 0)
         || (after != NULL && g_ascii_tolower (*after) == 'p');
}

/* Returns: (nullable): `14:05:00`. */
static char *
read_time (const char *text)
{
  if (is_now (text)) {
    g_autoptr (GDateTime) now = g_date_time_new_now_local ();
    return g_date_time_format (now, "%H:%M:00");
  }
  g_autoptr (GMatchInfo) match = match_time (text);
  if (!g_match_info_matches (match))
    return NULL;
  guint hour = fetch_number (match, 2), minute = fetch_number (match, 3) + fetch_number (match, 5);
  if (hour < 12 && is_afternoon (match))
    hour += 12;
  guint second = fetch_number (match, 4);
  if (hour > 23 || minute > 59 || second > 59)
    return NULL;
  return g_strdup_printf ("%02u:%02u:%02u", hour, minute, second);
}

/* @time: `14:05:00`, in this desktop's time zone. */
static char *
join_instant (const char *day, const char *time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *text = g_strdup_printf ("%sT%s", day, time);
  g_autoptr (GDateTime) instant = g_date_time_new_from_iso8601 (text, zone);

  return instant != NULL ? g_date_time_format (instant, "%Y-%m-%dT%H:%M:%S%:z") : NULL;
}

/* A day alone is an instant of that precision; `now` has both. */
static char *
read_instant (const char *text)
{
  char *day = read_day (text);

  if (day != NULL)
    return day;
  if (is_now (text)) {
    g_autofree char *time = read_time (text);
    g_autofree char *today = read_day ("t");
    return join_instant (today, time);
  }
  for (const char *gap = strchr (text, ' '); gap != NULL; gap = strchr (gap + 1, ' ')) {
    g_autofree char *first = g_strndup (text, gap - text);
    g_autofree char *last = g_strstrip (g_strdup (gap));
    g_autofree char *date = read_day (first), *time = read_time (last);
    if (date != NULL && time != NULL)
      return join_instant (date, time);
  }
  return NULL;
}

/* Returns: (transfer full): canonical text, or what was typed if it is to be taken as it is. */
static char *
make_canonical (HcrmAnswerKind kind, const char *text)
{
  g_autofree char *narrow = make_narrow (text);
  char *read = NULL;

  if (kind == HCRM_ANSWER_STRING || kind == HCRM_ANSWER_URI)
    return g_strstrip (g_strdup (text));
  if (kind == HCRM_ANSWER_DATE)
    read = read_day (narrow);
  else if (kind == HCRM_ANSWER_TIME)
    read = read_time (narrow);
  else if (kind == HCRM_ANSWER_DATE_TIME)
    read = read_instant (narrow);
  return read != NULL ? read : g_steal_pointer (&narrow);
}

static HcrmAnswer *
make_quantity (const char *number, const HcrmAnswer *unit)
{
  if (unit == NULL)
    return hcrm_answer_new_quantity (number, NULL, NULL, NULL);
  return hcrm_answer_new_quantity (number, unit->system, *unit->text != '\0' ? unit->text : NULL,
                                   unit->display);
}

/* A choice whose options are not at hand is answered in words. */
static HcrmAnswerKind
get_shape (HcrmAnswerKind kind)
{
  if (kind == HCRM_ANSWER_QUANTITY)
    return HCRM_ANSWER_DECIMAL;
  return kind == HCRM_ANSWER_CODING ? HCRM_ANSWER_STRING : kind;
}

HcrmAnswer *
hcrm_question_text_read (const HcrmItem *item,
                         const char *text,
                         const HcrmAnswer *unit,
                         const char **fault)
{
  HcrmAnswerKind kind = hcrm_item_get_answer_kind (item);
  HcrmAnswerKind shape = get_shape (kind);
  g_autofree char *canonical = make_canonical (shape, text);

  *fault = NULL;
  if (*canonical == '\0')
    return NULL;
  if (!hcrm_answer_is_well_formed (shape, canonical)) {
    *fault = describe_shape (kind);
    return NULL;
  }
  if (kind == HCRM_ANSWER_CODING)
    return hcrm_answer_new_coding (NULL, "", canonical);
  return kind == HCRM_ANSWER_QUANTITY ? make_quantity (canonical, unit)
                                      : hcrm_answer_new (kind, canonical);
}

/* --- writing ---------------------------------------------------------------------------------- */

static GDateTime *
get_instant (const HcrmAnswer *answer)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) instant = g_date_time_new_from_iso8601 (answer->text, zone);

  return instant != NULL ? g_date_time_to_timezone (instant, zone) : NULL;
}

static char *
write_time (const char *text)
{
  return g_strndup (text, g_str_has_suffix (text, ":00") && strlen (text) == 8 ? 5 : strlen (text));
}

static char *
write_instant (const HcrmAnswer *answer)
{
  g_autoptr (GDateTime) instant = get_instant (answer);

  if (instant == NULL)
    return g_strdup (answer->text);
  return g_date_time_format (instant, g_date_time_get_second (instant) != 0 ? "%Y-%m-%d %H:%M:%S"
                                                                            : "%Y-%m-%d %H:%M");
}

char *
hcrm_question_text_write (const HcrmAnswer *answer)
{
  if (answer->kind == HCRM_ANSWER_DATE_TIME)
    return write_instant (answer);
  if (answer->kind == HCRM_ANSWER_TIME)
    return write_time (answer->text);
  if (answer->kind == HCRM_ANSWER_CODING && answer->display != NULL)
    return g_strdup (answer->display);
  return g_strdup (answer->text);
}

static char *
label_day (const char *iso)
{
  GDate date, today;

  hcrm_text_get_today (&today);
  return hcrm_date_from_iso (iso, &date) ? hcrm_date_label (&date, &today) : NULL;
}

static char *
label_instant (const HcrmAnswer *answer)
{
  g_autofree char *text = write_instant (answer);
  char *gap = strchr (text, ' ');

  if (gap == NULL)
    return label_day (text);
  *gap = '\0';
  g_autofree char *day = label_day (text);
  return day != NULL ? g_strdup_printf ("%s %s", day, gap + 1) : NULL;
}

char *
hcrm_question_text_echo (const HcrmAnswer *answer)
{
  char *echo = NULL;

  if (answer->kind == HCRM_ANSWER_DATE)
    echo = label_day (answer->text);
  else if (answer->kind == HCRM_ANSWER_DATE_TIME)
    echo = label_instant (answer);
  return echo != NULL ? echo : g_strdup ("");
}

/* `wound.jpg (image/jpeg, 120 kB)`, as far as it is known. */
static char *
label_attachment (const HcrmAnswer *answer)
{
  g_autoptr (HcrmFhirNode) node =
      answer->json != NULL ? hcrm_fhir_parse (answer->json, -1, NULL) : NULL;
  const char *title = answer->display != NULL ? answer->display : answer->text;
  const char *type = hcrm_fhir_get_string (node, "contentType");
  const char *bytes = hcrm_fhir_get_text (node, "size", HCRM_FHIR_NUMBER);
  g_autofree char *size = bytes != NULL ? g_format_size (g_ascii_strtoull (bytes, NULL, 10)) : NULL;
  g_autofree char *about = type != NULL && size != NULL ? g_strdup_printf ("%s, %s", type, size)
                                                        : g_strdup (type != NULL ? type : size);

  if (title == NULL || *title == '\0')
    title = _ ("File without a name");
  return about != NULL ? g_strdup_printf ("%s (%s)", title, about) : g_strdup (title);
}

static char *
label_quantity (const HcrmItem *item, const HcrmAnswer *answer, const char *language)
{
  const char *unit =
      answer->display != NULL ? answer->display : hcrm_text_get (item->unit, language);

  return unit != NULL ? g_strdup_printf ("%s %s", answer->text, unit) : g_strdup (answer->text);
}

char *
hcrm_question_text_label (const HcrmItem *item, const HcrmAnswer *answer, const char *language)
{
  const HcrmOption *option = hcrm_item_find_option (item, answer);

  if (option != NULL)
    return g_strdup (hcrm_option_get_label (option, language));
  switch (answer->kind) {
  case HCRM_ANSWER_BOOLEAN:
    return g_strdup (g_str_equal (answer->text, "true") ? _ ("Yes") : _ ("No"));
  case HCRM_ANSWER_INTEGER:
  case HCRM_ANSWER_DECIMAL:
  case HCRM_ANSWER_QUANTITY:
    return label_quantity (item, answer, language);
  case HCRM_ANSWER_ATTACHMENT:
    return label_attachment (answer);
  case HCRM_ANSWER_CODING:
  case HCRM_ANSWER_REFERENCE:
    return g_strdup (answer->display != NULL ? answer->display : answer->text);
  case HCRM_ANSWER_DATE:
  case HCRM_ANSWER_DATE_TIME:
  case HCRM_ANSWER_TIME:
  case HCRM_ANSWER_STRING:
  case HCRM_ANSWER_URI:
    break;
  }
  return hcrm_question_text_write (answer);
}

char *
hcrm_question_text_join (HcrmResponse *response,
                         const HcrmItem *item,
                         guint repeat,
                         const char *language)
{
  guint n = hcrm_response_get_n_answers (response, item->link_id, repeat);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    g_autofree char *label =
        hcrm_question_text_label (item,
                                  hcrm_response_get_answer (response, item->link_id, repeat, i),
                                  language);
    /* Translators: between several answers to one question. */
    g_string_append_printf (joined, "%s%s", i > 0 ? _ ("; ") : "", label);
  }
  return g_string_free (joined, FALSE);
}

char *
hcrm_question_text_range (const HcrmItem *item)
{
  g_autofree char *low =
      item->min_value != NULL ? hcrm_question_text_write (item->min_value) : NULL;
  g_autofree char *high =
      item->max_value != NULL ? hcrm_question_text_write (item->max_value) : NULL;

  if (low != NULL && high != NULL)
    return g_strdup_printf ("%s–%s", low, high);
  if (low != NULL)
    return g_strdup_printf (_ ("from %s"), low);
  return high != NULL ? g_strdup_printf (_ ("up to %s"), high) : NULL;
}
