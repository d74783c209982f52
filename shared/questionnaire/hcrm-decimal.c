/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Exact decimal arithmetic for scores: 128 bits wide, twelve digits after the point. */

#include "hcrm-decimal.h"

#include <math.h>

#define UNIT G_GUINT64_CONSTANT (1000000000000)    /* 10^12 */
#define LIMIT ((HcrmWide) UNIT * UNIT * UNIT * 10) /* 10^37: ten times that still fits */

static HcrmWide
power_of_ten (guint exponent)
{
  HcrmWide power = 1;

  while (exponent-- > 0)
    power *= 10;
  return power;
}

static gboolean
make (HcrmWide size, gboolean negative, guint places, HcrmDecimal *out)
{
  *out = (HcrmDecimal){ size, negative && size != 0, MIN (places, HCRM_DECIMAL_PLACES) };
  return size < LIMIT;
}

static gboolean
multiply_sizes (HcrmWide a, HcrmWide b, HcrmWide *out)
{
  *out = a * b;
  return b == 0 || a <= (LIMIT - 1) / b;
}

/* The size of @digits times ten to the @exponent, which is below zero for what lies after the
 * point; more than twelve places are rounded. */
static gboolean
scale (HcrmWide digits, int exponent, HcrmWide *size)
{
  int shift = exponent + HCRM_DECIMAL_PLACES;

  if (digits == 0 || shift < -37) {
    *size = 0;
    return TRUE;
  }
  if (shift > 37)
    return FALSE;
  if (shift >= 0)
    return multiply_sizes (digits, power_of_ten (shift), size);
  HcrmWide divisor = power_of_ten (-shift);
  *size = digits / divisor + (digits % divisor >= (divisor + 1) / 2);
  return TRUE;
}

/* Reads digits with a point among them; those beyond 37 only count for the size. */
static const char *
read_mantissa (const char *p, HcrmWide *digits, int *exponent, guint *places)
{
  gboolean fraction = FALSE;

  for (; g_ascii_isdigit (*p) || (*p == '.' && !fraction); p++) {
    if (*p == '.') {
      fraction = TRUE;
      continue;
    }
    gboolean kept = *digits < LIMIT / 10;
    if (kept)
      *digits = *digits * 10 + (*p - '0');
    *exponent += !kept - (fraction ? 1 : 0);
    *places += fraction ? 1 : 0;
  }
  return p;
}

gboolean
hcrm_decimal_parse (const char *text, HcrmDecimal *out)
{
  gboolean negative = *text == '-';
  HcrmWide digits = 0;
  HcrmWide size = 0;
  int exponent = 0;
  guint places = 0;

  text += negative || *text == '+';
  if (!g_ascii_isdigit (*text))
    return FALSE;
  const char *end = read_mantissa (text, &digits, &exponent, &places);
  if (*end == 'e' || *end == 'E') {
    gint64 written = g_ascii_strtoll (end + 1, (char **) &end, 10);
    written = CLAMP (written, -100000, 100000);
    exponent += written;
    places = CLAMP ((gint64) places - written, 0, HCRM_DECIMAL_PLACES);
  }
  return *end == '\0' && scale (digits, exponent, &size) && make (size, negative, places, out);
}

HcrmDecimal
hcrm_decimal_from_integer (gint64 number)
{
  guint64 size = number < 0 ? -(guint64) number : (guint64) number;

  return (HcrmDecimal){ (HcrmWide) size * UNIT, number < 0, 0 };
}

gboolean
hcrm_decimal_from_double (double number, HcrmDecimal *out)
{
  char text[64];

  if (!isfinite (number) || fabs (number) > 1e24)
    return FALSE;
  g_ascii_formatd (text, sizeof text, "%.10f", number);
  if (!hcrm_decimal_parse (text, out))
    return FALSE;
  *out = hcrm_decimal_trim (out);
  return TRUE;
}

double
hcrm_decimal_to_double (const HcrmDecimal *self)
{
  double size = (double) self->size / (double) UNIT;

  return self->negative ? -size : size;
}

gboolean
hcrm_decimal_to_integer (const HcrmDecimal *self, gint64 *number)
{
  HcrmWide whole = self->size / UNIT;

  if (self->size % UNIT != 0 || whole > (HcrmWide) G_MAXINT64)
    return FALSE;
  *number = self->negative ? -(gint64) whole : (gint64) whole;
  return TRUE;
}

char *
hcrm_decimal_to_text (const HcrmDecimal *self)
{
  char digits[64];
  guint n = 0;
  g_autoptr (GString) text = g_string_new (self->negative ? "-" : "");
  HcrmWide rest = self->size / power_of_ten (HCRM_DECIMAL_PLACES - self->places);

  for (; rest != 0 || n <= self->places; rest /= 10)
    digits[n++] = '0' + (int) (rest % 10);
  while (n > 0) {
    if (n == self->places)
      g_string_append_c (text, '.');
    g_string_append_c (text, digits[--n]);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
hcrm_decimal_add (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out)
{
  guint places = MAX (a->places, b->places);

  if (a->negative == b->negative)
    return make (a->size + b->size, a->negative, places, out);
  if (a->size >= b->size)
    return make (a->size - b->size, a->negative, places, out);
  return make (b->size - a->size, b->negative, places, out);
}

HcrmDecimal
hcrm_decimal_negate (const HcrmDecimal *self)
{
  return (HcrmDecimal){ self->size, !self->negative && self->size != 0, self->places };
}

gboolean
hcrm_decimal_subtract (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out)
{
  HcrmDecimal negated = hcrm_decimal_negate (b);

  return hcrm_decimal_add (a, &negated, out);
}

/* Whole part times whole part and so on, so that only the last of the four products is rounded. */
gboolean
hcrm_decimal_multiply (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out)
{
  HcrmWide whole = 0;
  HcrmWide part = 0;
  HcrmWide low = (a->size % UNIT) * (b->size % UNIT);

  if (!multiply_sizes (a->size / UNIT, b->size, &whole)
      || !multiply_sizes (a->size % UNIT, b->size / UNIT, &part))
    return FALSE;
  part += low / UNIT + (low % UNIT >= UNIT / 2);
  return make (whole + part, a->negative != b->negative, a->places + b->places, out);
}

gboolean
hcrm_decimal_divide (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out)
{
  if (b->size == 0)
    return FALSE;
  HcrmWide size = a->size / b->size;
  HcrmWide rest = a->size % b->size;
  for (guint i = 0; i < HCRM_DECIMAL_PLACES; i++) {
    if (!multiply_sizes (size, 10, &size))
      return FALSE;
    size += rest * 10 / b->size;
    rest = rest * 10 % b->size;
  }
  size += rest >= b->size - rest;
  gboolean good = make (size, a->negative != b->negative, HCRM_DECIMAL_PLACES, out);
  *out = hcrm_decimal_trim (out);
  return good;
}

gboolean
hcrm_decimal_divide_whole (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out)
{
  HcrmWide size = 0;

  return b->size != 0 && multiply_sizes (a->size / b->size, UNIT, &size)
         && make (size, a->negative != b->negative, 0, out);
}

gboolean
hcrm_decimal_modulo (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out)
{
  return b->size != 0 && make (a->size % b->size, a->negative, MAX (a->places, b->places), out);
}

int
hcrm_decimal_compare (const HcrmDecimal *a, const HcrmDecimal *b)
{
  int larger = (a->size > b->size) - (a->size < b->size);

  if (a->negative != b->negative)
    return a->negative ? -1 : 1;
  return a->negative ? -larger : larger;
}

HcrmDecimal
hcrm_decimal_round (const HcrmDecimal *self, guint places)
{
  HcrmDecimal rounded = *self;

  if (places >= self->places && places >= HCRM_DECIMAL_PLACES)
    return rounded;
  HcrmWide step = power_of_ten (HCRM_DECIMAL_PLACES - MIN (places, HCRM_DECIMAL_PLACES));
  HcrmWide size = self->size / step + (self->size % step >= (step + 1) / 2);
  make (size * step, self->negative, MIN (places, self->places), &rounded);
  return rounded;
}

HcrmDecimal
hcrm_decimal_trim (const HcrmDecimal *self)
{
  HcrmDecimal trimmed = *self;
  HcrmWide step = power_of_ten (HCRM_DECIMAL_PLACES - self->places) * 10;

  for (; trimmed.places > 0 && trimmed.size % step == 0; step *= 10)
    trimmed.places--;
  return trimmed;
}

HcrmDecimal
hcrm_decimal_truncate (const HcrmDecimal *self)
{
  HcrmDecimal whole = { self->size - self->size % UNIT, FALSE, 0 };

  whole.negative = self->negative && whole.size != 0;
  return whole;
}

HcrmDecimal
hcrm_decimal_floor (const HcrmDecimal *self)
{
  HcrmDecimal whole = hcrm_decimal_truncate (self);

  if (self->negative && self->size % UNIT != 0)
    whole = (HcrmDecimal){ whole.size + UNIT, TRUE, 0 };
  return whole;
}

HcrmDecimal
hcrm_decimal_ceiling (const HcrmDecimal *self)
{
  HcrmDecimal negated = hcrm_decimal_negate (self);
  HcrmDecimal lower = hcrm_decimal_floor (&negated);

  return hcrm_decimal_negate (&lower);
}
