/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

__extension__ typedef unsigned __int128 HcrmWide;

/* Digits kept after the point, and those a quotient is rounded to when it becomes an answer. */
#define HCRM_DECIMAL_PLACES 12
#define HCRM_DECIMAL_SHOWN_PLACES 8

/**
 * HcrmDecimal:
 * @size: the number without its sign, in units of 10^-12
 * @places: digits after the point it was written with, or that its calculation gives
 *
 * An exact decimal number below 10^25: sums, differences, products of what was written have no
 * rounding error as binary fractions would. Only a 13th digit after the point is rounded, half away
 * from zero. There is no negative zero.
 */
typedef struct {
  HcrmWide size;
  gboolean negative;
  guint places;
} HcrmDecimal;

/* Reads a number as JSON or FHIR write it, also with an exponent; FALSE if it is too large. */
gboolean hcrm_decimal_parse (const char *text, HcrmDecimal *out);
HcrmDecimal hcrm_decimal_from_integer (gint64 number);
/* From a calculation that is not exact anyway; FALSE if it is no number or too large. */
gboolean hcrm_decimal_from_double (double number, HcrmDecimal *out);
double hcrm_decimal_to_double (const HcrmDecimal *self);

/* Whether it is a whole number within 64 bits, and which. */
gboolean hcrm_decimal_to_integer (const HcrmDecimal *self, gint64 *number);

/* Returns: (transfer full): such as `-37.20`, with as many digits as its places say. */
char *hcrm_decimal_to_text (const HcrmDecimal *self);

/* All of these give FALSE if the result is too large, and division by zero. A quotient is rounded
 * to 12 places and has no needless zeros. */
gboolean hcrm_decimal_add (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out);
gboolean hcrm_decimal_subtract (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out);
gboolean hcrm_decimal_multiply (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out);
gboolean hcrm_decimal_divide (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out);
/* The whole part of the quotient, towards zero, and what remains, with the sign of @a. */
gboolean hcrm_decimal_divide_whole (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out);
gboolean hcrm_decimal_modulo (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out);

HcrmDecimal hcrm_decimal_negate (const HcrmDecimal *self);
int hcrm_decimal_compare (const HcrmDecimal *a, const HcrmDecimal *b);

/* Rounded half away from zero to at most @places digits, and without needless zeros. */
HcrmDecimal hcrm_decimal_round (const HcrmDecimal *self, guint places);
HcrmDecimal hcrm_decimal_trim (const HcrmDecimal *self);
HcrmDecimal hcrm_decimal_truncate (const HcrmDecimal *self);
HcrmDecimal hcrm_decimal_floor (const HcrmDecimal *self);
HcrmDecimal hcrm_decimal_ceiling (const HcrmDecimal *self);

G_END_DECLS
