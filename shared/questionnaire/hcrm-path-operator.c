/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Operators: arithmetic, comparison, the logic of three values. */

#include "hcrm-path-private.h"

#include <string.h>

static gboolean
fail_operands (HcrmPathRun *run, const HcrmTerm *term)
{
  return hcrm_path_run_fail (run, term,
                             _("“%s” does not go with values of these types"), term->name);
}

/* Collections */

static int
equal_lists (HcrmPathRun *run, const HcrmPathList *a, const HcrmPathList *b)
{
  int all = 1;

  if (a->length == 0 || b->length == 0)
    return -1;
  if (a->length != b->length)
    return 0;
  for (guint i = 0; i < a->length && hcrm_path_run_step (run); i++) {
    int equal = hcrm_path_equal (run, &a->values[i], &b->values[i]);
    if (equal == 0)
      return 0;
    all = MIN (all, equal);
  }
  return all;
}

/* Whatever the order; each value counts once. */
static gboolean
equivalent_lists (HcrmPathRun *run, const HcrmPathList *a, const HcrmPathList *b)
{
  g_autofree guint8 *taken = g_malloc0 (b->length + 1);
  guint found = 0;

  for (guint i = 0; a->length == b->length && i < a->length; i++)
    for (guint k = 0; k < b->length && hcrm_path_run_step (run); k++)
      if (!taken[k] && hcrm_path_equivalent (run, &a->values[i], &b->values[k])) {
        taken[k] = TRUE;
        found++;
        break;
      }
  return a->length == b->length && found == a->length;
}

static gboolean
apply_membership (HcrmPathRun *run,
                  const HcrmTerm *term,
                  const HcrmPathList *element,
                  const HcrmPathList *list,
                  HcrmPathList *out)
{
  HcrmPathValue value;
  int n = hcrm_path_single (run, term, element, &value);

  if (n == 1)
    hcrm_path_add_boolean (run, out, hcrm_path_list_holds (run, list, &value));
  return n >= 0;
}

static gboolean
apply_equality (HcrmPathRun *run,
                const HcrmTerm *term,
                const HcrmPathList *a,
                const HcrmPathList *b,
                HcrmPathList *out)
{
  gboolean wanted = term->op == HCRM_PATH_EQUAL || term->op == HCRM_PATH_EQUIVALENT;
  int equal = term->op == HCRM_PATH_EQUAL || term->op == HCRM_PATH_NOT_EQUAL
                  ? equal_lists (run, a, b)
                  : equivalent_lists (run, a, b);

  if (equal >= 0)
    hcrm_path_add_boolean (run, out, equal == wanted);
  return TRUE;
}

/* Logic: 1, 0, and -1 for what is not known. */

static int
combine (HcrmPathOperator op, int a, int b)
{
  if (op == HCRM_PATH_AND)
    return a == 0 || b == 0 ? 0 : MIN (a, b);
  if (op == HCRM_PATH_OR)
    return a == 1 || b == 1 ? 1 : MIN (a, b);
  if (op == HCRM_PATH_XOR)
    return a < 0 || b < 0 ? -1 : a != b;
  return a == 0 || b == 1 ? 1 : a < 0 ? -1 : b;
}

static gboolean
apply_logic (HcrmPathRun *run,
             const HcrmTerm *term,
             const HcrmPathList *a,
             const HcrmPathList *b,
             HcrmPathList *out)
{
  int left = hcrm_path_truth (run, term, a);
  int right = left >= -1 ? hcrm_path_truth (run, term, b) : -2;

  if (right < -1)
    return FALSE;
  int result = combine (term->op, left, right);
  if (result >= 0)
    hcrm_path_add_boolean (run, out, result);
  return TRUE;
}

/* Order */

static gboolean
holds (HcrmPathOperator op, int order)
{
  switch (op) {
  case HCRM_PATH_LESS:
    return order < 0;
  case HCRM_PATH_LESS_EQUAL:
    return order <= 0;
  case HCRM_PATH_GREATER:
    return order > 0;
  default:
    return order >= 0;
  }
}

/* Arithmetic */

typedef gboolean (*DecimalFunc) (const HcrmDecimal *a, const HcrmDecimal *b, HcrmDecimal *out);

static DecimalFunc
find_arithmetic (HcrmPathOperator op)
{
  switch (op) {
  case HCRM_PATH_PLUS:
    return hcrm_decimal_add;
  case HCRM_PATH_MINUS:
    return hcrm_decimal_subtract;
  case HCRM_PATH_TIMES:
    return hcrm_decimal_multiply;
  case HCRM_PATH_DIVIDE:
    return hcrm_decimal_divide;
  case HCRM_PATH_DIV:
    return hcrm_decimal_divide_whole;
  case HCRM_PATH_MOD:
    return hcrm_decimal_modulo;
  default:
    return NULL;
  }
}

/* Whole numbers stay whole but in a division; FALSE if the result is too large, or none. */
static gboolean
calculate (HcrmPathOperator op, const HcrmPathValue *a, const HcrmPathValue *b, HcrmPathValue *out)
{
  HcrmDecimal one = hcrm_path_get_number (a);
  HcrmDecimal two = hcrm_path_get_number (b);
  gboolean whole = a->type == HCRM_PATH_INTEGER && b->type == HCRM_PATH_INTEGER;

  if (!find_arithmetic (op) (&one, &two, &out->number))
    return FALSE;
  out->type = HCRM_PATH_DECIMAL;
  if ((!whole || op == HCRM_PATH_DIVIDE) && op != HCRM_PATH_DIV)
    return TRUE;
  out->type = HCRM_PATH_INTEGER;
  return hcrm_decimal_to_integer (&out->number, &out->integer);
}

static gboolean
calculate_quantity (HcrmPathOperator op,
                    const HcrmPathValue *a,
                    const HcrmPathValue *b,
                    HcrmPathValue *out)
{
  HcrmPathValue left = *a;
  HcrmPathValue right = *b;
  const char *unit = a->type == HCRM_PATH_QUANTITY ? a->text : b->text;
  gboolean both = a->type == b->type;

  if (!both && op != HCRM_PATH_TIMES && (op != HCRM_PATH_DIVIDE || a->type != HCRM_PATH_QUANTITY))
    return FALSE;
  if (both && (op == HCRM_PATH_TIMES || op == HCRM_PATH_DIV))
    return FALSE;
  if (both && !hcrm_path_convert_unit (b->text, a->text, &right.number))
    return FALSE;
  left.type = a->type == HCRM_PATH_INTEGER ? HCRM_PATH_INTEGER : HCRM_PATH_DECIMAL;
  right.type = b->type == HCRM_PATH_INTEGER ? HCRM_PATH_INTEGER : HCRM_PATH_DECIMAL;
  if (!calculate (op, &left, &right, out))
    return FALSE;
  out->number = hcrm_path_get_number (out);
  out->type = HCRM_PATH_QUANTITY;
  out->text = both && op == HCRM_PATH_DIVIDE ? "1" : unit;
  return TRUE;
}

static gboolean
move_temporal (HcrmPathRun *run,
               HcrmPathOperator op,
               const HcrmPathValue *a,
               const HcrmPathValue *b,
               HcrmPathValue *out)
{
  HcrmDecimal number = op == HCRM_PATH_MINUS ? hcrm_decimal_negate (&b->number) : b->number;
  g_autofree char *text = hcrm_path_move_temporal (a->type, a->text, &number, b->text);

  *out = *a;
  out->text = text != NULL ? hcrm_path_run_copy_text (run, text) : NULL;
  return text != NULL;
}

static gboolean
is_amount (const HcrmPathValue *value)
{
  return hcrm_path_is_number (value) || value->type == HCRM_PATH_QUANTITY;
}

/* Whether the operands go together; @some says whether there is a result. */
static gboolean
apply_values (HcrmPathRun *run,
              HcrmPathOperator op,
              const HcrmPathValue *a,
              const HcrmPathValue *b,
              HcrmPathValue *out,
              gboolean *some)
{
  gboolean sum = op == HCRM_PATH_PLUS || op == HCRM_PATH_MINUS;

  *out = *a;
  if (hcrm_path_is_number (a) && hcrm_path_is_number (b))
    *some = calculate (op, a, b, out);
  else if (is_amount (a) && is_amount (b))
    *some = calculate_quantity (op, a, b, out);
  else if (a->type >= HCRM_PATH_DATE && a->type <= HCRM_PATH_TIME && sum
           && b->type == HCRM_PATH_QUANTITY)
    *some = move_temporal (run, op, a, b, out);
  else if (op == HCRM_PATH_PLUS && a->type == HCRM_PATH_STRING && b->type == a->type) {
    g_autofree char *text = g_strconcat (a->text, b->text, NULL);
    *some = strlen (text) <= HCRM_PATH_MAX_TEXT;
    out->text = hcrm_path_run_copy_text (run, text);
  } else
    return FALSE;
  return TRUE;
}

gboolean
hcrm_path_add_values (HcrmPathRun *run,
                      const HcrmPathValue *a,
                      const HcrmPathValue *b,
                      HcrmPathValue *out)
{
  gboolean some = FALSE;

  return apply_values (run, HCRM_PATH_PLUS, a, b, out, &some) && some;
}

static gboolean
concatenate (HcrmPathRun *run,
             const HcrmTerm *term,
             const HcrmPathValue *a,
             const HcrmPathValue *b,
             HcrmPathList *out)
{
  HcrmPathValue left;
  HcrmPathValue right;

  if (!hcrm_path_convert (run, a, HCRM_PATH_STRING, &left)
      || !hcrm_path_convert (run, b, HCRM_PATH_STRING, &right))
    return fail_operands (run, term);
  g_autofree char *text = g_strconcat (left.text, right.text, NULL);
  hcrm_path_run_add_string (run, out, hcrm_path_run_copy_text (run, text));
  return TRUE;
}

/* Operators that take one value on each side, and give nothing if one is missing. */
static gboolean
apply_singles (HcrmPathRun *run,
               const HcrmTerm *term,
               const HcrmPathList *left,
               const HcrmPathList *right,
               HcrmPathList *out)
{
  HcrmPathValue a = { HCRM_PATH_STRING, .text = "" };
  HcrmPathValue b = { HCRM_PATH_STRING, .text = "" };
  HcrmPathValue result;
  gboolean some = FALSE;
  int n = hcrm_path_single (run, term, left, &a);
  int m = hcrm_path_single (run, term, right, &b);

  if (n < 0 || m < 0)
    return FALSE;
  if (term->op == HCRM_PATH_CONCATENATE)
    return concatenate (run, term, &a, &b, out);
  if (n == 0 || m == 0)
    return TRUE;
  if (term->op <= HCRM_PATH_GREATER) {
    int order = 0;
    if (hcrm_path_compare (run, term, &a, &b, &order))
      hcrm_path_add_boolean (run, out, holds (term->op, order));
    return TRUE;
  }
  if (!apply_values (run, term->op, &a, &b, &result, &some))
    return fail_operands (run, term);
  if (some)
    hcrm_path_run_add (run, out, &result);
  return TRUE;
}

gboolean
hcrm_path_apply (HcrmPathRun *run,
                 const HcrmTerm *term,
                 const HcrmPathList *left,
                 const HcrmPathList *right,
                 HcrmPathList *out)
{
  switch (term->op) {
  case HCRM_PATH_IMPLIES:
  case HCRM_PATH_OR:
  case HCRM_PATH_XOR:
  case HCRM_PATH_AND:
    return apply_logic (run, term, left, right, out);
  case HCRM_PATH_IN:
    return apply_membership (run, term, left, right, out);
  case HCRM_PATH_CONTAINS:
    return apply_membership (run, term, right, left, out);
  case HCRM_PATH_EQUAL:
  case HCRM_PATH_EQUIVALENT:
  case HCRM_PATH_NOT_EQUAL:
  case HCRM_PATH_NOT_EQUIVALENT:
    return apply_equality (run, term, left, right, out);
  case HCRM_PATH_UNION:
    hcrm_path_add_distinct (run, out, left);
    hcrm_path_add_distinct (run, out, right);
    return TRUE;
  default:
    return apply_singles (run, term, left, right, out);
  }
}
