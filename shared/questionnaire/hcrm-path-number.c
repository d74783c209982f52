/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions on numbers, and on collections of them. */

#include "hcrm-path-private.h"

#include <math.h>

/* The number, or quantity, a function is applied to: 1, 0 if there is none, -1 if it failed. */
static int
read_number (const HcrmCall *call, const HcrmPathList *list, HcrmPathValue *value)
{
  int n = hcrm_path_single (call->run, call->term, list, value);

  if (n == 1 && !hcrm_path_is_number (value) && value->type != HCRM_PATH_QUANTITY) {
    hcrm_path_run_fail (call->run, call->term, _("“%s” takes a number"), call->term->name);
    return -1;
  }
  return n;
}

static gboolean
call_abs (const HcrmCall *call)
{
  HcrmPathValue value;

  if (read_number (call, call->input, &value) != 1)
    return TRUE;
  value.integer = ABS (value.integer);
  value.number.negative = FALSE;
  hcrm_path_run_add (call->run, call->out, &value);
  return TRUE;
}

typedef HcrmDecimal (*WholeFunc) (const HcrmDecimal *number);

static gboolean
add_whole (const HcrmCall *call, WholeFunc func)
{
  HcrmPathValue value;
  gint64 integer = 0;

  if (read_number (call, call->input, &value) != 1)
    return TRUE;
  HcrmDecimal number = hcrm_path_get_number (&value);
  number = func (&number);
  if (hcrm_decimal_to_integer (&number, &integer))
    hcrm_path_add_integer (call->run, call->out, integer);
  return TRUE;
}

static gboolean
call_ceiling (const HcrmCall *call)
{
  return add_whole (call, hcrm_decimal_ceiling);
}

static gboolean
call_floor (const HcrmCall *call)
{
  return add_whole (call, hcrm_decimal_floor);
}

static gboolean
call_truncate (const HcrmCall *call)
{
  return add_whole (call, hcrm_decimal_truncate);
}

static gboolean
call_round (const HcrmCall *call)
{
  HcrmPathValue value;
  HcrmPathValue places = { HCRM_PATH_INTEGER };

  if (read_number (call, call->input, &value) != 1)
    return TRUE;
  if (hcrm_term_argument (call->term, 0) != NULL
      && hcrm_path_single (call->run, call->term, hcrm_call_argument (call, 0), &places) < 0)
    return FALSE;
  if (places.type != HCRM_PATH_INTEGER || places.integer < 0)
    return hcrm_path_run_fail (call->run, call->term, _("A whole number is needed here"));
  HcrmDecimal number = hcrm_path_get_number (&value);
  number = hcrm_decimal_round (&number, MIN (places.integer, HCRM_DECIMAL_PLACES));
  hcrm_path_add_decimal (call->run, call->out, &number);
  return TRUE;
}

static gboolean
add_double (const HcrmCall *call, double result)
{
  HcrmDecimal number;

  if (hcrm_decimal_from_double (result, &number))
    hcrm_path_add_decimal (call->run, call->out, &number);
  return TRUE;
}

static gboolean
apply_double (const HcrmCall *call, double (*func) (double))
{
  HcrmPathValue value;

  if (read_number (call, call->input, &value) != 1)
    return TRUE;
  HcrmDecimal number = hcrm_path_get_number (&value);
  return add_double (call, func (hcrm_decimal_to_double (&number)));
}

static gboolean
call_sqrt (const HcrmCall *call)
{
  return apply_double (call, sqrt);
}

static gboolean
call_ln (const HcrmCall *call)
{
  return apply_double (call, log);
}

static gboolean
call_exp (const HcrmCall *call)
{
  return apply_double (call, exp);
}

/* The number it is applied to and its argument; FALSE if one is missing. */
static gboolean
read_two (const HcrmCall *call, HcrmPathValue *a, HcrmPathValue *b)
{
  return read_number (call, call->input, a) == 1
         && read_number (call, hcrm_call_argument (call, 0), b) == 1;
}

static gboolean
call_log (const HcrmCall *call)
{
  HcrmPathValue value;
  HcrmPathValue base;

  if (!read_two (call, &value, &base))
    return TRUE;
  HcrmDecimal one = hcrm_path_get_number (&value);
  HcrmDecimal two = hcrm_path_get_number (&base);
  return add_double (call,
                     log (hcrm_decimal_to_double (&one)) / log (hcrm_decimal_to_double (&two)));
}

/* Exact for small whole exponents. */
static gboolean
raise_exactly (const HcrmDecimal *base, gint64 exponent, HcrmDecimal *out)
{
  *out = hcrm_decimal_from_integer (1);
  for (gint64 i = 0; i < exponent; i++)
    if (!hcrm_decimal_multiply (out, base, out))
      return FALSE;
  return TRUE;
}

static gboolean
call_power (const HcrmCall *call)
{
  HcrmPathValue value;
  HcrmPathValue exponent;
  HcrmDecimal power;
  gint64 integer = 0;

  if (!read_two (call, &value, &exponent))
    return TRUE;
  HcrmDecimal base = hcrm_path_get_number (&value);
  HcrmDecimal raised = hcrm_path_get_number (&exponent);
  if (exponent.type != HCRM_PATH_INTEGER || exponent.integer < 0 || exponent.integer > 100)
    return add_double (call,
                       pow (hcrm_decimal_to_double (&base), hcrm_decimal_to_double (&raised)));
  if (!raise_exactly (&base, exponent.integer, &power))
    return TRUE;
  if (value.type == HCRM_PATH_INTEGER && hcrm_decimal_to_integer (&power, &integer))
    hcrm_path_add_integer (call->run, call->out, integer);
  else
    hcrm_path_add_decimal (call->run, call->out, &power);
  return TRUE;
}

/* Of many */

/* The sum: 1, 0 if there is nothing to add or it is too large, -1 if it failed. */
static int
add_up (const HcrmCall *call, HcrmPathValue *sum)
{
  for (guint i = 0; i < call->input->length && hcrm_path_run_step (call->run); i++) {
    HcrmPathValue value;
    HcrmPathValue left = *sum;
    hcrm_path_resolve (call->run, &call->input->values[i], &value);
    if (!hcrm_path_is_number (&value) && value.type != HCRM_PATH_QUANTITY) {
      hcrm_path_run_fail (call->run, call->term, _("“%s” takes a number"), call->term->name);
      return -1;
    }
    if (i == 0)
      *sum = value;
    else if (!hcrm_path_add_values (call->run, &left, &value, sum))
      return 0;
  }
  return call->run->error != NULL ? -1 : call->input->length > 0;
}

static gboolean
call_sum (const HcrmCall *call)
{
  HcrmPathValue sum = { 0 };
  int found = add_up (call, &sum);

  if (found == 1)
    hcrm_path_run_add (call->run, call->out, &sum);
  return found >= 0;
}

static gboolean
call_avg (const HcrmCall *call)
{
  HcrmPathValue sum = { 0 };
  HcrmDecimal n = hcrm_decimal_from_integer (call->input->length);
  int found = add_up (call, &sum);

  if (found != 1)
    return found == 0;
  sum.number = hcrm_path_get_number (&sum);
  if (sum.type == HCRM_PATH_INTEGER)
    sum.type = HCRM_PATH_DECIMAL;
  if (hcrm_decimal_divide (&sum.number, &n, &sum.number))
    hcrm_path_run_add (call->run, call->out, &sum);
  return TRUE;
}

/* The least value, or with @sign below 0 the greatest; of texts and dates too. */
static gboolean
add_extreme (const HcrmCall *call, int sign)
{
  HcrmPathValue best;

  for (guint i = 0; i < call->input->length && hcrm_path_run_step (call->run); i++) {
    HcrmPathValue value;
    int order = 0;
    hcrm_path_resolve (call->run, &call->input->values[i], &value);
    if (i > 0 && !hcrm_path_compare (call->run, call->term, &value, &best, &order))
      return call->run->error == NULL;
    if (i == 0 || order * sign < 0)
      best = value;
  }
  if (call->input->length > 0)
    hcrm_path_run_add (call->run, call->out, &best);
  return TRUE;
}

static gboolean
call_min (const HcrmCall *call)
{
  return add_extreme (call, 1);
}

static gboolean
call_max (const HcrmCall *call)
{
  return add_extreme (call, -1);
}

const HcrmPathFunction hcrm_path_number_functions[] = {
  { "abs", 0, 0, call_abs },
  { "ceiling", 0, 0, call_ceiling },
  { "floor", 0, 0, call_floor },
  { "truncate", 0, 0, call_truncate },
  { "round", 0, 1, call_round },
  { "sqrt", 0, 0, call_sqrt },
  { "ln", 0, 0, call_ln },
  { "exp", 0, 0, call_exp },
  { "log", 1, 1, call_log },
  { "power", 1, 1, call_power },
  { "sum", 0, 0, call_sum },
  { "avg", 0, 0, call_avg },
  { "min", 0, 0, call_min },
  { "max", 0, 0, call_max },
  { NULL },
};
