/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dates and times that may lack their end: comparing them, and moving them by calendar units. */

#include "hcrm-path-private.h"

#include <string.h>

enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, N_FIELDS }; /* the last one in milliseconds */

/**
 * Temporal:
 * @first: the first field that is there: the hour of a time, else the year
 * @end: the field after the last one that is there
 * @zone: minutes east of Greenwich, if @zoned
 */
typedef struct {
  gint64 fields[N_FIELDS];
  guint first;
  guint end;
  gboolean zoned;
  int zone;
  gboolean marked; /* written with a T */
} Temporal;

static const char *
read_field (const char *p, guint digits, gint64 *value)
{
  *value = 0;
  for (guint i = 0; i < digits; i++, p++) {
    if (!g_ascii_isdigit (*p))
      return NULL;
    *value = *value * 10 + (*p - '0');
  }
  return p;
}

static const char *
read_fraction (const char *p, gint64 *milliseconds)
{
  gint64 unit = 100;

  if (*p != '.' || !g_ascii_isdigit (p[1]))
    return p;
  for (p++; g_ascii_isdigit (*p); p++, unit /= 10)
    *milliseconds += (*p - '0') * unit;
  return p;
}

static const char *
read_clock (const char *p, Temporal *out)
{
  gint64 second = 0;

  for (guint field = HOUR; p != NULL && field <= SECOND; field++) {
    if (field > HOUR && *p != ':')
      break;
    p = read_field (p + (field > HOUR), 2, &out->fields[field]);
    out->end = field + 1;
  }
  if (p == NULL || out->end <= SECOND)
    return p;
  second = out->fields[SECOND] * 1000;
  p = read_fraction (p, &second);
  out->fields[SECOND] = second;
  return p;
}

static const char *
read_zone (const char *p, Temporal *out)
{
  gint64 hour = 0;
  gint64 minute = 0;
  int sign = *p == '-' ? -1 : 1;

  out->zoned = *p != '\0';
  if (*p == 'Z')
    return p + 1;
  if (*p != '+' && *p != '-')
    return p;
  p = read_field (p + 1, 2, &hour);
  p = p != NULL && *p == ':' ? read_field (p + 1, 2, &minute) : NULL;
  out->zone = sign * (int) (hour * 60 + minute);
  return hour <= 14 && minute < 60 ? p : NULL;
}

static const char *
read_day (const char *p, Temporal *out)
{
  p = read_field (p, 4, &out->fields[YEAR]);
  out->end = MONTH;
  for (guint field = MONTH; p != NULL && field <= DAY && *p == '-'; field++) {
    p = read_field (p + 1, 2, &out->fields[field]);
    out->end = field + 1;
  }
  return p;
}

static gboolean
is_in_range (const Temporal *self)
{
  const gint64 *fields = self->fields;

  if (self->first == YEAR && fields[YEAR] < 1)
    return FALSE;
  if (self->first == YEAR && self->end > MONTH && (fields[MONTH] < 1 || fields[MONTH] > 12))
    return FALSE;
  if (self->first == YEAR && self->end > DAY
      && !g_date_valid_dmy (fields[DAY], fields[MONTH], fields[YEAR]))
    return FALSE;
  return fields[HOUR] < 24 && fields[MINUTE] < 60 && fields[SECOND] < 61000;
}

static gboolean
read_temporal (HcrmPathType type, const char *text, Temporal *out)
{
  *out = (Temporal){ .first = type == HCRM_PATH_TIME ? HOUR : YEAR };
  const char *p = type == HCRM_PATH_TIME ? read_clock (text, out) : read_day (text, out);

  if (type == HCRM_PATH_DATE_TIME && p != NULL && *p == 'T') {
    out->marked = TRUE;
    p++;
    if (*p != '\0')
      p = out->end > DAY ? read_clock (p, out) : NULL;
    if (p != NULL && *p != '\0')
      p = read_zone (p, out);
  }
  return p != NULL && *p == '\0' && is_in_range (out);
}

gboolean
hcrm_path_is_temporal (HcrmPathType type, const char *text)
{
  Temporal unused;

  return read_temporal (type, text, &unused);
}

static char *
write_temporal (const Temporal *self)
{
  static const char *const formats[] = { "%04d", "-%02d", "-%02d", "T%02d", ":%02d" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = self->first; i < self->end && i < SECOND; i++)
    g_string_append_printf (text, i == self->first && i == HOUR ? "%02d" : formats[i],
                            (int) self->fields[i]);
  if (self->end > SECOND) {
    g_string_append_printf (text, ":%02d", (int) (self->fields[SECOND] / 1000));
    if (self->fields[SECOND] % 1000 != 0)
      g_string_append_printf (text, ".%03d", (int) (self->fields[SECOND] % 1000));
  }
  if (self->marked && self->end <= HOUR)
    g_string_append_c (text, 'T');
  if (self->zoned && self->zone == 0)
    g_string_append_c (text, 'Z');
  else if (self->zoned)
    g_string_append_printf (text, "%c%02d:%02d", self->zone < 0 ? '-' : '+', ABS (self->zone) / 60,
                            ABS (self->zone) % 60);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gint64
floor_divide (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* Moves by days; FALSE if that leads out of the years 1 to 9999. */
static gboolean
move_days (Temporal *self, gint64 days)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, self->fields[DAY], self->fields[MONTH], self->fields[YEAR]);
  gint64 julian = g_date_get_julian (&date) + days;
  if (julian < 1 || julian > 3652059)
    return FALSE;
  g_date_set_julian (&date, julian);
  self->fields[YEAR] = g_date_get_year (&date);
  self->fields[MONTH] = g_date_get_month (&date);
  self->fields[DAY] = g_date_get_day (&date);
  return TRUE;
}

static gboolean
move_months (Temporal *self, gint64 months)
{
  gint64 month = self->end > MONTH ? self->fields[MONTH] : 1;
  gint64 total = self->fields[YEAR] * 12 + month - 1 + months;

  self->fields[YEAR] = floor_divide (total, 12);
  if (self->fields[YEAR] < 1 || self->fields[YEAR] > 9999)
    return FALSE;
  month = total - self->fields[YEAR] * 12 + 1;
  self->fields[MONTH] = self->end > MONTH ? month : 0;
  if (self->end > DAY)
    self->fields[DAY] =
        MIN (self->fields[DAY], g_date_get_days_in_month (month, self->fields[YEAR]));
  return TRUE;
}

/* Moves the clock, and with it the day, if there is one. */
static gboolean
move_clock (Temporal *self, gint64 milliseconds)
{
  gint64 total = (self->fields[HOUR] * 60 + self->fields[MINUTE]) * 60000 + self->fields[SECOND]
                 + milliseconds;
  gint64 days = floor_divide (total, 86400000);

  total -= days * 86400000;
  self->fields[HOUR] = total / 3600000;
  self->fields[MINUTE] = total / 60000 % 60;
  self->fields[SECOND] = total % 60000;
  return self->first == HOUR || move_days (self, days);
}

/* The shared time zone in which two times of day can be compared. */
static void
align_zone (Temporal *self, GDateTime *now)
{
  int zone = self->zoned ? self->zone : (int) (g_date_time_get_utc_offset (now) / 60000000);

  if (self->end > HOUR && self->first == YEAR)
    move_clock (self, -(gint64) zone * 60000);
}

gboolean
hcrm_path_compare_temporal (HcrmPathType type,
                            const char *a,
                            const char *b,
                            GDateTime *now,
                            int *order)
{
  Temporal one;
  Temporal two;

  if (!read_temporal (type, a, &one) || !read_temporal (type, b, &two))
    return FALSE;
  if (one.zoned != two.zoned || one.zone != two.zone) {
    align_zone (&one, now);
    align_zone (&two, now);
  }
  for (guint i = one.first; i < MIN (one.end, two.end); i++)
    if (one.fields[i] != two.fields[i]) {
      *order = one.fields[i] < two.fields[i] ? -1 : 1;
      return TRUE;
    }
  *order = 0;
  return one.end == two.end;
}

gboolean
hcrm_path_same_precision (const char *a, const char *b)
{
  Temporal one;
  Temporal two;

  for (HcrmPathType type = HCRM_PATH_DATE_TIME; type <= HCRM_PATH_TIME; type++)
    if (read_temporal (type, a, &one) && read_temporal (type, b, &two))
      return one.end == two.end;
  return FALSE;
}

/* The units with what they are made of, from the finest; those of UCUM that mean the same. */
static const struct {
  const char *name;
  const char *ucum;
  guint field;     /* the precision it needs */
  gint64 amount;   /* in months, days, or milliseconds */
  gint64 per_next; /* how many make one of the next coarser unit */
} units[] = {
  { "millisecond", "ms", SECOND, 1, 1000 },
  { "second", "s", SECOND, 1000, 60 },
  { "minute", "min", MINUTE, 60000, 60 },
  { "hour", "h", HOUR, 3600000, 24 },
  { "day", "d", DAY, 1, 30 },
  { "month", "mo", MONTH, 1, 12 },
  { "year", "a", YEAR, 12, 1 },
  { "week", "wk", DAY, 7, 1 },
};

#define WEEK 7

const char *
hcrm_path_calendar_unit (const char *unit)
{
  gsize length = strlen (unit);

  if (length > 1 && unit[length - 1] == 's')
    length--;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == length && strncmp (units[i].name, unit, length) == 0)
      return units[i].name;
  return NULL;
}

static guint
find_unit (const char *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_strcmp0 (unit, units[i].name) == 0 || g_strcmp0 (unit, units[i].ucum) == 0)
      return i;
  return G_N_ELEMENTS (units);
}

static gboolean
move (Temporal *self, guint unit, gint64 number)
{
  if (units[unit].field >= HOUR)
    return move_clock (self, number * units[unit].amount);
  if (self->first == HOUR)
    return FALSE;
  if (units[unit].field == DAY)
    return move_days (self, number * units[unit].amount);
  return move_months (self, number * units[unit].amount);
}

char *
hcrm_path_move_temporal (HcrmPathType type,
                         const char *text,
                         const HcrmDecimal *number,
                         const char *unit)
{
  HcrmDecimal thousand = hcrm_decimal_from_integer (1000);
  HcrmDecimal size = *number;
  Temporal self;
  gint64 whole = 0;
  guint i = find_unit (unit);

  if (i == G_N_ELEMENTS (units) || !read_temporal (type, text, &self))
    return NULL;
  if (i == 1) { /* seconds may be broken */
    i = 0;
    if (!hcrm_decimal_multiply (&size, &thousand, &size))
      return NULL;
  }
  size = hcrm_decimal_truncate (&size);
  if (!hcrm_decimal_to_integer (&size, &whole) || whole > 400000000000000
      || whole < -400000000000000)
    return NULL;
  if (i == WEEK) {
    whole *= 7;
    i = 4;
  }
  for (; units[i].field >= self.end && i < 6; i++)
    whole /= units[i].per_next;
  if (ABS (whole) > 400000000000000 / units[i].amount || !move (&self, i, whole))
    return NULL;
  return write_temporal (&self);
}

/* Conversions within one kind of measure: unit, kind, how many of the kind's own unit. */
static const struct {
  const char *unit;
  char kind;
  const char *factor;
} measures[] = {
  { "g", 'm', "1" },
  { "kg", 'm', "1000" },
  { "mg", 'm', "0.001" },
  { "ug", 'm', "0.000001" },
  { "[lb_av]", 'm', "453.59237" },
  { "[oz_av]", 'm', "28.349523125" },
  { "m", 'l', "1" },
  { "km", 'l', "1000" },
  { "cm", 'l', "0.01" },
  { "mm", 'l', "0.001" },
  { "[in_i]", 'l', "0.0254" },
  { "[ft_i]", 'l', "0.3048" },
  { "L", 'v', "1" },
  { "l", 'v', "1" },
  { "dL", 'v', "0.1" },
  { "dl", 'v', "0.1" },
  { "mL", 'v', "0.001" },
  { "ml", 'v', "0.001" },
  { "ms", 't', "0.001" },
  { "s", 't', "1" },
  { "min", 't', "60" },
  { "h", 't', "3600" },
  { "d", 't', "86400" },
  { "wk", 't', "604800" },
  { "millisecond", 't', "0.001" },
  { "second", 't', "1" },
  { "minute", 't', "60" },
  { "hour", 't', "3600" },
  { "day", 't', "86400" },
  { "week", 't', "604800" },
  { "mo", 'y', "1" },
  { "a", 'y', "12" },
  { "month", 'y', "1" },
  { "year", 'y', "12" },
  { "1", 'n', "1" },
  { "", 'n', "1" },
  { "%", 'n', "0.01" },
};

static int
find_measure (const char *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (strcmp (measures[i].unit, unit) == 0)
      return i;
  return -1;
}

gboolean
hcrm_path_convert_unit (const char *from, const char *to, HcrmDecimal *number)
{
  HcrmDecimal one;
  HcrmDecimal two;
  int a = find_measure (from != NULL ? from : "");
  int b = find_measure (to != NULL ? to : "");

  if (g_strcmp0 (from, to) == 0)
    return TRUE;
  if (a < 0 || b < 0 || measures[a].kind != measures[b].kind)
    return FALSE;
  return hcrm_decimal_parse (measures[a].factor, &one)
         && hcrm_decimal_parse (measures[b].factor, &two)
         && hcrm_decimal_multiply (number, &one, number)
         && hcrm_decimal_divide (number, &two, number);
}
