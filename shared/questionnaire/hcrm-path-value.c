/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values: their equality and order, their types, what they can be turned into, how they are
 * written.
 */

#include "hcrm-path-private.h"

#include <string.h>

gboolean
hcrm_path_is_number (const HcrmPathValue *value)
{
  return value->type == HCRM_PATH_INTEGER || value->type == HCRM_PATH_DECIMAL;
}

HcrmDecimal
hcrm_path_get_number (const HcrmPathValue *value)
{
  return value->type == HCRM_PATH_INTEGER ? hcrm_decimal_from_integer (value->integer)
                                          : value->number;
}

static gboolean
is_temporal (const HcrmPathValue *value)
{
  return value->type >= HCRM_PATH_DATE && value->type <= HCRM_PATH_TIME;
}

static gboolean
is_quantity (const HcrmPathValue *value)
{
  return value->type == HCRM_PATH_QUANTITY || hcrm_path_is_number (value);
}

static const char *
get_unit (const HcrmPathValue *value)
{
  return value->type == HCRM_PATH_QUANTITY ? value->text : "1";
}

static gboolean
compare_quantities (const HcrmPathValue *a, const HcrmPathValue *b, int *order)
{
  HcrmDecimal one = hcrm_path_get_number (a);
  HcrmDecimal two = hcrm_path_get_number (b);

  if (!hcrm_path_convert_unit (get_unit (a), get_unit (b), &one))
    return FALSE;
  *order = hcrm_decimal_compare (&one, &two);
  return TRUE;
}

/* The type in which two dates or times can be compared, a text being taken for what the other is;
 * FALSE if there is none. */
static gboolean
find_temporal (const HcrmPathValue *a, const HcrmPathValue *b, HcrmPathType *type)
{
  gboolean texts = a->type == HCRM_PATH_STRING || b->type == HCRM_PATH_STRING;
  HcrmPathType coarse = is_temporal (a) ? a->type : b->type;
  HcrmPathType fine = is_temporal (b) ? b->type : a->type;

  if (!is_temporal (a) && !is_temporal (b))
    return FALSE;
  if ((!is_temporal (a) || !is_temporal (b)) && !texts)
    return FALSE;
  if ((coarse == HCRM_PATH_TIME) != (fine == HCRM_PATH_TIME))
    return FALSE;
  *type = coarse == HCRM_PATH_TIME ? HCRM_PATH_TIME : HCRM_PATH_DATE_TIME;
  return hcrm_path_is_temporal (*type, a->text) && hcrm_path_is_temporal (*type, b->text);
}

/* Nodes */

static gboolean
is_node_type (const HcrmPathValue *value, const char *type)
{
  const char *name =
      value->type == HCRM_PATH_NODE ? value->node.klass->get_type (&value->node) : NULL;

  return g_strcmp0 (name, type) == 0;
}

const char *
hcrm_path_get_text_member (HcrmPathRun *run, const HcrmPathNode *node, const char *name)
{
  HcrmPathList *list = hcrm_path_list_new (run);
  HcrmPathValue value;

  node->klass->visit (node, name, run, list);
  if (list->length == 0)
    return NULL;
  hcrm_path_resolve (run, &list->values[0], &value);
  return value.type == HCRM_PATH_STRING ? value.text : NULL;
}

static gboolean
same_codings (HcrmPathRun *run, const HcrmPathNode *a, const HcrmPathNode *b, gboolean display)
{
  static const char *const names[] = { "system", "code", "display" };

  for (guint i = 0; i < (display ? 3 : 2); i++)
    if (g_strcmp0 (hcrm_path_get_text_member (run, a, names[i]),
                   hcrm_path_get_text_member (run, b, names[i]))
        != 0)
      return FALSE;
  return TRUE;
}

static gboolean
same_trees (HcrmPathRun *run, const HcrmFhirNode *a, const HcrmFhirNode *b)
{
  g_autoptr (GString) one = g_string_new (NULL);
  g_autoptr (GString) two = g_string_new (NULL);

  hcrm_fhir_write (a, one);
  hcrm_fhir_write (b, two);
  run->steps += (one->len + two->len) / 8;
  return strcmp (one->str, two->str) == 0;
}

static gboolean
same_nodes (HcrmPathRun *run, const HcrmPathValue *a, const HcrmPathValue *b, gboolean display)
{
  const HcrmPathNode *one = &a->node;
  const HcrmPathNode *two = &b->node;

  if (one->klass == two->klass && one->object == two->object && one->other == two->other
      && one->a == two->a && one->b == two->b)
    return TRUE;
  if (is_node_type (a, "Coding") && is_node_type (b, "Coding"))
    return same_codings (run, one, two, display);
  return one->klass == &hcrm_path_fhir_class && two->klass == &hcrm_path_fhir_class
         && same_trees (run, one->object, two->object);
}

/* Equality */

static int
equal_temporal (HcrmPathRun *run, const HcrmPathValue *a, const HcrmPathValue *b, HcrmPathType type)
{
  int order = 0;

  return hcrm_path_compare_temporal (type, a->text, b->text, run->now, &order) ? order == 0 : -1;
}

int
hcrm_path_equal (HcrmPathRun *run, const HcrmPathValue *first, const HcrmPathValue *second)
{
  HcrmPathValue a;
  HcrmPathValue b;
  HcrmPathType type = HCRM_PATH_DATE;
  int order = 0;

  hcrm_path_resolve (run, first, &a);
  hcrm_path_resolve (run, second, &b);
  if (is_quantity (&a) && is_quantity (&b))
    return compare_quantities (&a, &b, &order) ? order == 0 : -1;
  if (find_temporal (&a, &b, &type))
    return equal_temporal (run, &a, &b, type);
  if (a.type != b.type)
    return FALSE;
  if (a.type == HCRM_PATH_BOOLEAN)
    return a.boolean == b.boolean;
  if (a.type == HCRM_PATH_NODE)
    return same_nodes (run, &a, &b, TRUE);
  return strcmp (a.text, b.text) == 0;
}

static char *
fold_text (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " \t\r\n", -1);
  g_autoptr (GString) folded = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (folded, "%s%s", folded->len > 0 ? " " : "", words[i]);
  return g_string_free (g_steal_pointer (&folded), FALSE);
}

static gboolean
equivalent_numbers (const HcrmPathValue *a, const HcrmPathValue *b)
{
  HcrmDecimal one = hcrm_path_get_number (a);
  HcrmDecimal two = hcrm_path_get_number (b);
  guint places = MIN (one.places, two.places);

  one = hcrm_decimal_round (&one, places);
  two = hcrm_decimal_round (&two, places);
  return hcrm_decimal_compare (&one, &two) == 0;
}

gboolean
hcrm_path_equivalent (HcrmPathRun *run, const HcrmPathValue *first, const HcrmPathValue *second)
{
  HcrmPathValue a;
  HcrmPathValue b;

  hcrm_path_resolve (run, first, &a);
  hcrm_path_resolve (run, second, &b);
  if (hcrm_path_is_number (&a) && hcrm_path_is_number (&b))
    return equivalent_numbers (&a, &b);
  if (a.type == HCRM_PATH_STRING && b.type == HCRM_PATH_STRING) {
    g_autofree char *one = fold_text (a.text);
    g_autofree char *two = fold_text (b.text);
    run->steps += (strlen (one) + strlen (two)) / 8;
    return strcmp (one, two) == 0;
  }
  if (a.type == HCRM_PATH_NODE && b.type == HCRM_PATH_NODE)
    return same_nodes (run, &a, &b, FALSE);
  return hcrm_path_equal (run, &a, &b) == TRUE;
}

gboolean
hcrm_path_list_holds (HcrmPathRun *run, const HcrmPathList *list, const HcrmPathValue *value)
{
  for (guint i = 0; i < list->length && hcrm_path_run_step (run); i++)
    if (hcrm_path_equal (run, &list->values[i], value) == TRUE)
      return TRUE;
  return FALSE;
}

void
hcrm_path_add_distinct (HcrmPathRun *run, HcrmPathList *out, const HcrmPathList *list)
{
  for (guint i = 0; i < list->length && run->error == NULL; i++)
    if (!hcrm_path_list_holds (run, out, &list->values[i]))
      hcrm_path_run_add (run, out, &list->values[i]);
}

gboolean
hcrm_path_compare (HcrmPathRun *run,
                   const HcrmTerm *term,
                   const HcrmPathValue *a,
                   const HcrmPathValue *b,
                   int *order)
{
  HcrmPathType type = HCRM_PATH_DATE;

  if (is_quantity (a) && is_quantity (b))
    return compare_quantities (a, b, order);
  if (find_temporal (a, b, &type))
    return hcrm_path_compare_temporal (type, a->text, b->text, run->now, order);
  if (a->type != HCRM_PATH_STRING || b->type != HCRM_PATH_STRING)
    return hcrm_path_run_fail (run, term, _("Values of these types have no order"));
  *order = strcmp (a->text, b->text);
  return TRUE;
}

/* Types */

/* Names of types: of the language itself, and FHIR's for the same. */
static const struct {
  const char *name;
  HcrmPathType type;
} type_names[] = {
  { "Boolean", HCRM_PATH_BOOLEAN },     { "boolean", HCRM_PATH_BOOLEAN },
  { "Integer", HCRM_PATH_INTEGER },     { "integer", HCRM_PATH_INTEGER },
  { "positiveInt", HCRM_PATH_INTEGER }, { "unsignedInt", HCRM_PATH_INTEGER },
  { "Decimal", HCRM_PATH_DECIMAL },     { "decimal", HCRM_PATH_DECIMAL },
  { "String", HCRM_PATH_STRING },       { "string", HCRM_PATH_STRING },
  { "code", HCRM_PATH_STRING },         { "uri", HCRM_PATH_STRING },
  { "url", HCRM_PATH_STRING },          { "canonical", HCRM_PATH_STRING },
  { "id", HCRM_PATH_STRING },           { "markdown", HCRM_PATH_STRING },
  { "Date", HCRM_PATH_DATE },           { "date", HCRM_PATH_DATE },
  { "DateTime", HCRM_PATH_DATE_TIME },  { "dateTime", HCRM_PATH_DATE_TIME },
  { "instant", HCRM_PATH_DATE_TIME },   { "Time", HCRM_PATH_TIME },
  { "time", HCRM_PATH_TIME },           { "Quantity", HCRM_PATH_QUANTITY },
};

gboolean
hcrm_path_is_type (HcrmPathRun *run, const HcrmPathValue *value, const char *name)
{
  HcrmPathValue resolved;

  if (is_node_type (value, name))
    return TRUE;
  hcrm_path_resolve (run, value, &resolved);
  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (strcmp (type_names[i].name, name) == 0)
      return type_names[i].type == resolved.type;
  return FALSE;
}

/* Conversions */

static gboolean
to_boolean (const HcrmPathValue *value, HcrmPathValue *out)
{
  static const char *const words[] = { "false", "f", "no",  "n", "0", "0.0",
                                       "true",  "t", "yes", "y", "1", "1.0" };

  *out = (HcrmPathValue){ HCRM_PATH_BOOLEAN };
  if (value->type == HCRM_PATH_STRING)
    for (guint i = 0; i < G_N_ELEMENTS (words); i++)
      if (g_ascii_strcasecmp (words[i], value->text) == 0) {
        out->boolean = i >= G_N_ELEMENTS (words) / 2;
        return TRUE;
      }
  if (!hcrm_path_is_number (value))
    return FALSE;
  HcrmDecimal number = hcrm_path_get_number (value);
  HcrmDecimal one = hcrm_decimal_from_integer (1);
  out->boolean = number.size != 0;
  return number.size == 0 || hcrm_decimal_compare (&number, &one) == 0;
}

/* Only digits with a sign and a point, as the language has it: no exponent. */
static gboolean
is_plain_number (const char *text, gboolean point)
{
  const char *p = text + (*text == '-' || *text == '+');
  gsize whole = strspn (p, "0123456789");

  if (whole == 0 || strlen (text) > 60)
    return FALSE;
  p += whole;
  if (point && *p == '.' && g_ascii_isdigit (p[1]))
    p += 1 + strspn (p + 1, "0123456789");
  return *p == '\0';
}

static gboolean
to_decimal (const HcrmPathValue *value, gboolean point, HcrmPathValue *out)
{
  *out = (HcrmPathValue){ HCRM_PATH_DECIMAL };
  if (value->type == HCRM_PATH_STRING)
    return is_plain_number (value->text, point) && hcrm_decimal_parse (value->text, &out->number);
  if (value->type == HCRM_PATH_BOOLEAN)
    out->number = hcrm_decimal_from_integer (value->boolean);
  else if (hcrm_path_is_number (value))
    out->number = hcrm_path_get_number (value);
  else
    return FALSE;
  return TRUE;
}

static gboolean
to_integer (const HcrmPathValue *value, HcrmPathValue *out)
{
  if (!to_decimal (value, FALSE, out))
    return FALSE;
  out->type = HCRM_PATH_INTEGER;
  return hcrm_decimal_to_integer (&out->number, &out->integer);
}

static gboolean
to_string (HcrmPathRun *run, const HcrmPathValue *value, HcrmPathValue *out)
{
  g_autofree char *text = value->type == HCRM_PATH_NODE ? NULL : hcrm_path_value_to_text (value);

  *out = *value;
  out->type = HCRM_PATH_STRING;
  if (value->type == HCRM_PATH_STRING)
    return TRUE;
  if (is_temporal (value))
    return TRUE;
  out->text = text != NULL ? hcrm_path_run_copy_text (run, text) : NULL;
  return text != NULL;
}

static gboolean
to_temporal (HcrmPathRun *run, const HcrmPathValue *value, HcrmPathType type, HcrmPathValue *out)
{
  gboolean suits =
      value->type == HCRM_PATH_STRING
      || (is_temporal (value) && (type == HCRM_PATH_TIME) == (value->type == HCRM_PATH_TIME));

  *out = *value;
  out->type = type;
  if (suits && type == HCRM_PATH_DATE && value->type == HCRM_PATH_DATE_TIME) {
    g_autofree char *day = g_strndup (value->text, strcspn (value->text, "T"));
    out->text = hcrm_path_run_copy_text (run, day);
  }
  return suits && hcrm_path_is_temporal (type, out->text);
}

/* A number, and perhaps a unit in quotes or of the calendar. */
static gboolean
read_quantity (HcrmPathRun *run, const char *text, HcrmPathValue *out)
{
  gsize length = strcspn (text, " ");
  g_autofree char *number = g_strndup (text, length);
  const char *unit = text + length + strspn (text + length, " ");
  gsize end = strlen (unit);

  if (!is_plain_number (number, TRUE) || !hcrm_decimal_parse (number, &out->number))
    return FALSE;
  out->text = *unit == '\0' ? "1" : hcrm_path_calendar_unit (unit);
  if (out->text == NULL && end > 2 && *unit == '\'' && unit[end - 1] == '\'') {
    g_autofree char *inner = g_strndup (unit + 1, end - 2);
    out->text = hcrm_path_run_copy_text (run, inner);
  }
  return out->text != NULL;
}

static gboolean
to_quantity (HcrmPathRun *run, const HcrmPathValue *value, HcrmPathValue *out)
{
  gboolean good = value->type == HCRM_PATH_STRING ? read_quantity (run, value->text, out)
                                                  : to_decimal (value, TRUE, out);

  if (value->type != HCRM_PATH_STRING)
    out->text = "1";
  out->type = HCRM_PATH_QUANTITY;
  return good;
}

gboolean
hcrm_path_convert (HcrmPathRun *run,
                   const HcrmPathValue *value,
                   HcrmPathType type,
                   HcrmPathValue *out)
{
  *out = *value;
  if (value->type == type && type != HCRM_PATH_NODE)
    return TRUE;
  switch (type) {
  case HCRM_PATH_BOOLEAN:
    return to_boolean (value, out);
  case HCRM_PATH_INTEGER:
    return to_integer (value, out);
  case HCRM_PATH_DECIMAL:
    return to_decimal (value, TRUE, out);
  case HCRM_PATH_STRING:
    return to_string (run, value, out);
  case HCRM_PATH_DATE:
  case HCRM_PATH_DATE_TIME:
  case HCRM_PATH_TIME:
    return to_temporal (run, value, type, out);
  case HCRM_PATH_QUANTITY:
    return to_quantity (run, value, out);
  case HCRM_PATH_NODE:
    break;
  }
  return FALSE;
}

gboolean
hcrm_path_read_value (HcrmPathType type, const char *text, HcrmPathValue *value)
{
  *value = (HcrmPathValue){ type, .text = text };
  switch (type) {
  case HCRM_PATH_BOOLEAN:
    value->boolean = strcmp (text, "true") == 0;
    return value->boolean || strcmp (text, "false") == 0;
  case HCRM_PATH_INTEGER:
    return hcrm_decimal_parse (text, &value->number)
           && hcrm_decimal_to_integer (&value->number, &value->integer);
  case HCRM_PATH_DECIMAL:
  case HCRM_PATH_QUANTITY:
    return hcrm_decimal_parse (text, &value->number);
  case HCRM_PATH_STRING:
    return TRUE;
  case HCRM_PATH_DATE:
  case HCRM_PATH_DATE_TIME:
  case HCRM_PATH_TIME:
    return hcrm_path_is_temporal (type, text);
  case HCRM_PATH_NODE:
    break;
  }
  return FALSE;
}

/* Writing */

static char *
quantity_to_text (const HcrmPathValue *value)
{
  g_autofree char *number = hcrm_decimal_to_text (&value->number);
  HcrmDecimal one = hcrm_decimal_from_integer (1);

  if (hcrm_path_calendar_unit (value->text) == NULL)
    return g_strdup_printf ("%s '%s'", number, value->text);
  return g_strdup_printf ("%s %s%s", number, value->text,
                          hcrm_decimal_compare (&value->number, &one) == 0 ? "" : "s");
}

char *
hcrm_path_value_to_text (const HcrmPathValue *value)
{
  switch (value->type) {
  case HCRM_PATH_BOOLEAN:
    return g_strdup (value->boolean ? "true" : "false");
  case HCRM_PATH_INTEGER:
    return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  case HCRM_PATH_DECIMAL:
    return hcrm_decimal_to_text (&value->number);
  case HCRM_PATH_STRING:
    return g_strdup_printf ("'%s'", value->text);
  case HCRM_PATH_DATE:
  case HCRM_PATH_DATE_TIME:
    return g_strconcat ("@", value->text, NULL);
  case HCRM_PATH_TIME:
    return g_strconcat ("@T", value->text, NULL);
  case HCRM_PATH_QUANTITY:
    return quantity_to_text (value);
  case HCRM_PATH_NODE:
    break;
  }
  const char *type = value->node.klass->get_type (&value->node);
  return g_strdup_printf ("{%s}", type != NULL ? type : "");
}
