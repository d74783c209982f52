/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions on types: telling them, and turning values of one into another. */

#include "hcrm-path-private.h"

#include <string.h>

static gboolean
call_is (const HcrmCall *call)
{
  const char *type = hcrm_term_argument (call->term, 0)->name;

  if (call->input->length > 1)
    return hcrm_path_run_fail (call->run, call->term,
                               _("One value is needed here, these are %u"), call->input->length);
  if (call->input->length == 1)
    hcrm_path_add_boolean (call->run, call->out,
                           hcrm_path_is_type (call->run, &call->input->values[0], type));
  return TRUE;
}

static gboolean
call_of_type (const HcrmCall *call)
{
  const char *type = hcrm_term_argument (call->term, 0)->name;

  for (guint i = 0; i < call->input->length && hcrm_path_run_step (call->run); i++)
    if (hcrm_path_is_type (call->run, &call->input->values[i], type))
      hcrm_path_run_add (call->run, call->out, &call->input->values[i]);
  return TRUE;
}

/* The conversions, by the name of the type: `toInteger`, `convertsToInteger`. */
static const struct {
  const char *name;
  HcrmPathType type;
} targets[] = {
  { "Boolean", HCRM_PATH_BOOLEAN }, { "Integer", HCRM_PATH_INTEGER },
  { "Decimal", HCRM_PATH_DECIMAL }, { "String", HCRM_PATH_STRING },
  { "Date", HCRM_PATH_DATE },       { "DateTime", HCRM_PATH_DATE_TIME },
  { "Time", HCRM_PATH_TIME },       { "Quantity", HCRM_PATH_QUANTITY },
};

static HcrmPathType
find_target (const char *name)
{
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (targets) && strcmp (targets[i].name, name) != 0)
    i++;
  return targets[i].type;
}

/* Turns the input into the type @name: 1, 0 if it cannot be, -1 if there is none or it failed. */
static int
convert (const HcrmCall *call, const char *name, HcrmPathValue *out)
{
  HcrmPathValue value;

  if (hcrm_path_single (call->run, call->term, call->input, &value) != 1)
    return -1;
  return hcrm_path_convert (call->run, &value, find_target (name), out);
}

/* A quantity may be asked for in a unit. */
static gboolean
suits_unit (const HcrmCall *call, HcrmPathValue *value)
{
  HcrmPathValue unit;

  if (hcrm_term_argument (call->term, 0) == NULL)
    return TRUE;
  if (hcrm_path_single (call->run, call->term, hcrm_call_argument (call, 0), &unit) != 1
      || unit.type != HCRM_PATH_STRING
      || !hcrm_path_convert_unit (value->text, unit.text, &value->number))
    return FALSE;
  value->text = unit.text;
  return TRUE;
}

static gboolean
call_to (const HcrmCall *call)
{
  HcrmPathValue value;

  if (convert (call, call->term->name + strlen ("to"), &value) == 1 && suits_unit (call, &value))
    hcrm_path_run_add (call->run, call->out, &value);
  return TRUE;
}

static gboolean
call_converts_to (const HcrmCall *call)
{
  HcrmPathValue value;
  int converts = convert (call, call->term->name + strlen ("convertsTo"), &value);

  if (converts >= 0)
    hcrm_path_add_boolean (call->run, call->out, converts && suits_unit (call, &value));
  return TRUE;
}

const HcrmPathFunction hcrm_path_type_functions[] = {
  { "is", 1, 1, call_is },
  { "as", 1, 1, call_of_type },
  { "ofType", 1, 1, call_of_type },
  { "toBoolean", 0, 0, call_to },
  { "toInteger", 0, 0, call_to },
  { "toDecimal", 0, 0, call_to },
  { "toString", 0, 0, call_to },
  { "toDate", 0, 0, call_to },
  { "toDateTime", 0, 0, call_to },
  { "toTime", 0, 0, call_to },
  { "toQuantity", 0, 1, call_to },
  { "convertsToBoolean", 0, 0, call_converts_to },
  { "convertsToInteger", 0, 0, call_converts_to },
  { "convertsToDecimal", 0, 0, call_converts_to },
  { "convertsToString", 0, 0, call_converts_to },
  { "convertsToDate", 0, 0, call_converts_to },
  { "convertsToDateTime", 0, 0, call_converts_to },
  { "convertsToTime", 0, 0, call_converts_to },
  { "convertsToQuantity", 0, 1, call_converts_to },
  { NULL },
};
