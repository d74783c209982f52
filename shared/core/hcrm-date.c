/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days as people type and read them, and ages. */

#include "hcrm-date.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_YEAR 1850
#define LAST_YEAR 2200

typedef enum {
  NOT_THIS, /* the text is none of this reader's */
  NO_DAY,   /* it is, but there is no such day */
  READ,
} Outcome;

typedef Outcome (*Reader) (const char *text, const GDate *today, GDate *date);

static Outcome
set_day (int year, int month, int day, GDate *date)
{
  if (year < FIRST_YEAR || year > LAST_YEAR || month > 12 || day > 31
      || !g_date_valid_dmy (day, month, year))
    return NO_DAY;
  g_date_set_dmy (date, day, month, year);
  return READ;
}

static Outcome
set_offset (const GDate *from, int days, GDate *date)
{
  *date = *from;
  if (days >= 0)
    g_date_add_days (date, days);
  else
    g_date_subtract_days (date, -days);
  return READ;
}

gboolean
hcrm_date_from_iso (const char *text, GDate *date)
{
  static const char shape[] = "9999-99-99";

  if (text == NULL || strlen (text) != strlen (shape))
    return FALSE;
  for (guint i = 0; shape[i] != '\0'; i++)
    if (shape[i] == '9' ? !g_ascii_isdigit (text[i]) : text[i] != shape[i])
      return FALSE;
  const int year = atoi (text), month = atoi (text + 5), day = atoi (text + 8);
  if (!g_date_valid_dmy (day, month, year))
    return FALSE;
  g_date_set_dmy (date, day, month, year);
  return TRUE;
}

char *
hcrm_date_to_iso (const GDate *date)
{
  g_return_val_if_fail (g_date_valid (date), NULL);

  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (date), g_date_get_month (date),
                          g_date_get_day (date));
}

static Outcome
read_word (const char *text, const GDate *today, GDate *date)
{
  static const struct {
    const char *word;
    int days;
  } words[] = {
    { "t", 0 },     { "today", 0 }, { "今天", 0 },  { "今日", 0 },    { "tomorrow", 1 },
    { "明天", 1 },  { "明日", 1 },  { "后天", 2 },  { "大后天", 3 },  { "yesterday", -1 },
    { "昨天", -1 }, { "昨日", -1 }, { "前天", -2 }, { "大前天", -3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, text))
      return set_offset (today, words[i].days, date);
  return NOT_THIS;
}

typedef enum { DAYS, WEEKS, MONTHS, YEARS } Unit;

static const struct {
  const char *word;
  Unit unit;
} units[] = {
  { "个星期", WEEKS }, { "星期", WEEKS }, { "个月", MONTHS }, { "weeks", WEEKS },
  { "week", WEEKS },   { "w", WEEKS },    { "周", WEEKS },    { "months", MONTHS },
  { "month", MONTHS }, { "m", MONTHS },   { "月", MONTHS },   { "years", YEARS },
  { "year", YEARS },   { "y", YEARS },    { "年", YEARS },    { "days", DAYS },
  { "day", DAYS },     { "d", DAYS },     { "天", DAYS },     { "日", DAYS },
};

/* Reads a unit, days if there is none. */
static Unit
skip_unit (const char **text)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (*text, units[i].word)) {
      *text += strlen (units[i].word);
      return units[i].unit;
    }
  return DAYS;
}

/* Returns: 1 for later, -1 for earlier, 0 if @text says neither. */
static int
read_direction (const char *text)
{
  static const char *const later[] = { "后", "後", "以后", "之后", NULL };
  static const char *const earlier[] = { "前", "以前", "之前", NULL };

  return g_strv_contains (later, text) ? 1 : g_strv_contains (earlier, text) ? -1 : 0;
}

static Outcome
add_units (const GDate *today, int n, Unit unit, GDate *date)
{
  *date = *today;
  switch (unit) {
  case DAYS:
    return set_offset (today, n, date);
  case WEEKS:
    return set_offset (today, 7 * n, date);
  case YEARS:
    n *= 12;
    break;
  case MONTHS:
    break;
  }
  /* Beyond this, years would leave what GDate can hold. */
  if (ABS (n) > 12 * (LAST_YEAR - FIRST_YEAR))
    return NO_DAY;
  if (n >= 0)
    g_date_add_months (date, n);
  else
    g_date_subtract_months (date, -n);
  return READ;
}

/* +7d, -3, 3天后 */
static Outcome
read_offset (const char *text, const GDate *today, GDate *date)
{
  int direction = *text == '+' ? 1 : *text == '-' ? -1 : 0;
  const char *number = text + ABS (direction);
  gsize n_digits = strspn (number, "0123456789");

  if (n_digits == 0 || n_digits > 4)
    return NOT_THIS;
  const char *rest = number + n_digits;
  Unit unit = skip_unit (&rest);
  if (*rest != '\0' && direction == 0)
    direction = read_direction (rest);
  else if (*rest != '\0')
    return NOT_THIS;
  return direction != 0 ? add_units (today, direction * atoi (number), unit, date) : NOT_THIS;
}

/* Returns: Monday as 1 to Sunday as 7, or 0. */
static int
read_chinese_weekday (const char *text)
{
  static const char *const days[] = { "一", "二", "三", "四", "五", "六", "日", "天", NULL };

  for (int i = 0; days[i] != NULL; i++)
    if (g_str_equal (days[i], text))
      return MIN (i + 1, 7);
  return text[0] >= '1' && text[0] <= '7' && text[1] == '\0' ? text[0] - '0' : 0;
}

static int
read_english_weekday (const char *text)
{
  static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
                                      "friday", "saturday", "sunday" };
  gsize length = strlen (text);

  for (int i = 0; length >= 3 && i < 7; i++)
    if (strncmp (days[i], text, length) == 0)
      return i + 1;
  return 0;
}

/* Takes the first of @words that @text begins with; returns: which, or -1. */
static int
skip_word (const char **text, const char *const *words)
{
  for (int i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (*text, words[i])) {
      *text += strlen (words[i]);
      return i;
    }
  return -1;
}

static Outcome
read_weekday (const char *text, const GDate *today, GDate *date)
{
  static const char *const which[] = { "上", "本", "下", "这", NULL };
  static const char *const week[] = { "个星期", "星期", "个礼拜", "礼拜", "周", "週", NULL };
  int week_of = skip_word (&text, which);
  int today_is = g_date_get_weekday (today);
  gboolean chinese = skip_word (&text, week) >= 0;
  int weekday = chinese       ? read_chinese_weekday (text)
                : week_of < 0 ? read_english_weekday (text)
                              : 0;

  if (weekday == 0)
    return NOT_THIS;
  if (week_of < 0)
    return set_offset (today, (weekday - today_is + 7) % 7, date);
  return set_offset (today, weekday - today_is + 7 * (week_of == 3 ? 0 : week_of - 1), date);
}

static Outcome
set_nearest (int month, int day, const GDate *today, GDate *date)
{
  Outcome outcome = NO_DAY;
  int nearest = G_MAXINT;

  for (int year = g_date_get_year (today) - 1; year <= g_date_get_year (today) + 1; year++) {
    GDate candidate;
    g_date_clear (&candidate, 1);
    if (set_day (year, month, day, &candidate) != READ)
      continue;
    int distance = ABS (g_date_days_between (today, &candidate));
    if (distance <= nearest) {
      nearest = distance;
      *date = candidate;
      outcome = READ;
    }
  }
  return outcome;
}

/* 20260315, 0315 */
static Outcome
read_digits (const char *text, const GDate *today, GDate *date)
{
  gsize length = strlen (text);
  int value = length <= 8 ? atoi (text) : 0;

  if (strspn (text, "0123456789") != length)
    return NOT_THIS;
  if (length == 8)
    return set_day (value / 10000, value / 100 % 100, value % 100, date);
  return length == 4 ? set_nearest (value / 100, value % 100, today, date) : NOT_THIS;
}

static Outcome
set_parts (const int *parts, guint n_parts, gboolean day_marked, const GDate *today, GDate *date)
{
  if (n_parts == 3)
    return set_day (parts[0], parts[1], parts[2], date);
  if (n_parts == 2)
    return set_nearest (parts[0], parts[1], today, date);
  return day_marked ? set_day (g_date_get_year (today), g_date_get_month (today), parts[0], date)
                    : NOT_THIS;
}

/* Numbers with one sign between them, 日 perhaps behind the last. */
static Outcome
read_parts (const char *text, const GDate *today, GDate *date)
{
  static const char *const signs[] = { "-", "/", ".", "年", "月", NULL };
  static const char *const marks[] = { "日", "号", "號", NULL };
  int parts[3];
  guint n_parts = 0;

  do {
    gsize n_digits = strspn (text, "0123456789");
    if (n_parts == 3 || n_digits == 0 || n_digits > 4)
      return NOT_THIS;
    parts[n_parts++] = atoi (text);
    text += n_digits;
  } while (skip_word (&text, signs) >= 0);
  gboolean marked = skip_word (&text, marks) >= 0;
  return *text == '\0' ? set_parts (parts, n_parts, marked, today, date) : NOT_THIS;
}

static const Reader readers[] = {
  read_word, read_offset, read_weekday, read_digits, read_parts,
};

/* Copies @text narrow, in small letters, without spaces. */
static char *
make_plain (const char *text)
{
  g_autofree char *narrow = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = g_utf8_strdown (narrow != NULL ? narrow : "", -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " \t\r\n", -1);

  return g_strjoinv ("", words);
}

gboolean
hcrm_date_parse_typed (const char *text, const GDate *today, GDate *date, GError **error)
{
  g_return_val_if_fail (text != NULL && today != NULL && g_date_valid (today), FALSE);
  g_autofree char *plain = make_plain (text);
  Outcome outcome = NOT_THIS;
  GDate found;

  g_date_clear (&found, 1);
  for (guint i = 0; outcome == NOT_THIS && i < G_N_ELEMENTS (readers); i++)
    outcome = readers[i](plain, today, &found);
  if (outcome == NOT_THIS)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL,
                      _("This is not a date; try 3/15, 2026-03-15, +7d or t for today"));
  if (outcome == NO_DAY || g_date_get_year (&found) < FIRST_YEAR
      || g_date_get_year (&found) > LAST_YEAR)
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _("There is no such day"));
  *date = found;
  return TRUE;
}

char *
hcrm_date_label (const GDate *date, const GDate *today)
{
  g_return_val_if_fail (g_date_valid (date) && g_date_valid (today), NULL);
  char label[128];
  const char *format = g_date_get_year (date) == g_date_get_year (today)
      /* Translators: a day of this year, for strftime(3) */
      ? _("%A, %-d %B")
      /* Translators: a day of another year, for strftime(3) */
      : _("%-d %B %Y");

  g_date_strftime (label, sizeof label, format, date);
  return g_strdup (label);
}

char *
hcrm_date_due_label (const GDate *due, const GDate *today)
{
  const int days = g_date_days_between (today, due);

  if (days < 0)
    return g_strdup_printf (ngettext ("%d day overdue", "%d days overdue", -days), -days);
  if (days == 0)
    return g_strdup (_("Today"));
  if (days == 1)
    return g_strdup (_("Tomorrow"));
  return hcrm_date_label (due, today);
}

/* Completed months, negative before birth. */
static int
count_months (const GDate *birth, const GDate *day)
{
  int months = 12 * (g_date_get_year (day) - g_date_get_year (birth)) + (int) g_date_get_month (day)
               - (int) g_date_get_month (birth);

  return g_date_get_day (day) < g_date_get_day (birth) ? months - 1 : months;
}

int
hcrm_age_at (const GDate *birth, const GDate *day)
{
  g_return_val_if_fail (g_date_valid (birth) && g_date_valid (day), -1);

  return g_date_compare (birth, day) > 0 ? -1 : count_months (birth, day) / 12;
}

char *
hcrm_age_label (const GDate *birth, const GDate *day)
{
  const int years = hcrm_age_at (birth, day);
  const int months = count_months (birth, day);
  const int days = g_date_days_between (birth, day);

  if (years < 0)
    return g_strdup ("");
  if (years >= 2)
    return g_strdup_printf (ngettext ("%d year old", "%d years old", years), years);
  if (months >= 1)
    return g_strdup_printf (ngettext ("%d month old", "%d months old", months), months);
  return g_strdup_printf (ngettext ("%d day old", "%d days old", days), days);
}
