/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Expressions: their results by the specification, what is refused and where, limits. */

#include "questionnaire/hcrm-path.h"

#include <string.h>

static const char resource[] =
    "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"active\":true,\"birthDate\":\"1980-02-29\","
    "\"name\":[{\"use\":\"official\",\"family\":\"Roe\",\"given\":[\"Ann\",\"Mary\"],"
    "\"prefix\":[\"Dr\"]},{\"use\":\"usual\",\"text\":\"Annie\"}],"
    "\"extension\":[{\"url\":\"urn:x\",\"valueCoding\":{\"system\":\"urn:s\",\"code\":\"c\","
    "\"display\":\"C\",\"extension\":[{\"url\":"
    "\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":2.50}]}},"
    "{\"url\":\"urn:y\",\"valueQuantity\":{\"value\":70.5,\"code\":\"kg\"}},"
    "{\"url\":\"urn:z\",\"valueDateTime\":\"2024-03-01T10:00:00+08:00\"}],"
    "\"_gender\":{\"extension\":[{\"url\":\"urn:g\",\"valueString\":\"g\"}]},"
    "\"contact\":[{\"n\":1},{\"n\":2},{\"n\":3}]}";

typedef struct {
  const char *expression;
  const char *result; /* `!` if it fails */
} Case;

static gboolean
look_up (gpointer data, HcrmPathRun *run, const char *name, HcrmPathList *out)
{
  HcrmPathNode node = hcrm_path_node_for_fhir (data);

  if (strcmp (name, "resource") == 0 || strcmp (name, "patient") == 0)
    hcrm_path_run_add_node (run, out, &node);
  else if (strcmp (name, "vs-name") == 0)
    hcrm_path_run_add_string (run, out, "vs");
  else
    return strcmp (name, "nothing") == 0;
  return TRUE;
}

static char *
evaluate (const char *expression, GError **error)
{
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (resource, -1, error);
  g_autoptr (HcrmPath) path = hcrm_path_new (expression, error);

  if (path == NULL)
    return NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2024, 5, 6, 7, 8, 9);
  g_autoptr (HcrmPathRun) run = hcrm_path_run_new (look_up, root, now);
  HcrmPathNode focus = hcrm_path_node_for_fhir (root);
  const HcrmPathList *list = hcrm_path_evaluate (path, run, &focus, error);
  return list != NULL ? hcrm_path_list_to_text (list, run) : NULL;
}

static void
check (gconstpointer data)
{
  for (const Case *one = data; one->expression != NULL; one++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *result = evaluate (one->expression, &error);
    if (strcmp (one->result, "!") == 0)
      g_assert_cmpstr (error != NULL ? "!" : result, ==, "!");
    else
      g_assert_no_error (error);
    if (error == NULL && strcmp (result, one->result) != 0)
      g_error ("%s gives %s, not %s", one->expression, result, one->result);
  }
}

static const Case literals[] = {
  { "true", "true" },
  { "false", "false" },
  { "{}", "" },
  { "42", "42" },
  { "-42", "-42" },
  { "+42", "42" },
  { "1.50", "1.50" },
  { "'it''s'", "!" },
  { "'it\\'s'", "'it's'" },
  { "'a\\n\\t\\\\\\\"\\/\\`'", "'a\n\t\\\"/`'" },
  { "'\\u4e2d\\u6587'", "'中文'" },
  { "'\\ud83d\\ude00'", "'😀'" },
  { "@2024", "@2024" },
  { "@2024-02", "@2024-02" },
  { "@2024-02-29", "@2024-02-29" },
  { "@2023-02-29", "!" },
  { "@2024-02-29T", "@2024-02-29T" },
  { "@2024T", "@2024T" },
  { "@2024-02-29T10:11:12.345+08:00", "@2024-02-29T10:11:12.345+08:00" },
  { "@2024-02-29T10:11Z", "@2024-02-29T10:11Z" },
  { "@T10:11", "@T10:11" },
  { "@T25:00", "!" },
  { "4 days", "4 days" },
  { "1 year", "1 year" },
  { "10.5 'mg'", "10.5 'mg'" },
  { "1 // all of it", "1" },
  { "1 /* one */ + /* two */ 2", "3" },
  { "%ucum", "'http://unitsofmeasure.org'" },
  { "%'vs-name' & %`vs-name` & %vs-name", "'vsvsvs'" },
  { NULL },
};

static const Case precedence[] = {
  { "2 + 3 * 4", "14" },
  { "(2 + 3) * 4", "20" },
  { "10 - 2 - 3", "5" },
  { "100 / 10 / 5", "2" },
  { "-2 * 3", "-6" },
  { "-2.abs()", "-2" },
  { "(-2).abs()", "2" },
  { "1 + 2 = 3 and 2 > 1", "true" },
  { "true or false and false", "true" },
  { "false implies false and true", "true" },
  { "1 | 2 | 3 contains 2", "true" },
  { "(1 | 2 | 3) contains 2", "true" },
  { "2 in (1 | 2)", "true" },
  { "1 in 1 | 2", "true" },
  { "1 is Integer = true", "true" },
  { "7 div 2 mod 2", "1" },
  { "'a' + 'b' & 'c'", "'abc'" },
  { "1 < 2 = true", "true" },
  { "(1|2|3)[1]", "2" },
  { "(1|2|3)[3]", "" },
  { NULL },
};

static const Case arithmetic[] = {
  { "0.1 + 0.2 = 0.3", "true" },
  { "1.10 + 2", "3.10" },
  { "1.5 * 1.5", "2.25" },
  { "2 / 3", "0.666666666667" },
  { "1 / 4", "0.25" },
  { "6 / 2", "3" },
  { "6 / 0", "" },
  { "6 div 0", "" },
  { "6 mod 0", "" },
  { "7 div 2", "3" },
  { "-7 div 2", "-3" },
  { "5.5 div 0.7", "7" },
  { "7 mod 3", "1" },
  { "-7 mod 3", "-1" },
  { "5.5 mod 0.7", "0.6" },
  { "9223372036854775807 + 1", "" },
  { "99999999999999999999999999", "!" },
  { "123456789012345.678 * 1000", "123456789012345678.000" },
  { "1 + {}", "" },
  { "{} * 2", "" },
  { "1 + 'a'", "!" },
  { "'a' + 'b'", "'ab'" },
  { "'a' + {}", "" },
  { "'a' & {}", "'a'" },
  { "'a' & 1", "'a1'" },
  { "(1|2) + 1", "!" },
  { "true + 1", "!" },
  { "4 'mg' + 2 'mg'", "6 'mg'" },
  { "1 'g' + 500 'mg'", "1.5 'g'" },
  { "4 'mg' + 2 'mm'", "" },
  { "4 'mg' * 2", "8 'mg'" },
  { "4 'mg' / 2", "2 'mg'" },
  { "4 'g' / 2 'mg'", "2000 '1'" },
  { NULL },
};

static const Case equality[] = {
  { "1 = 1.0", "true" },
  { "1 = '1'", "false" },
  { "1 != 2", "true" },
  { "{} = {}", "" },
  { "{} != 1", "" },
  { "{} ~ {}", "true" },
  { "{} ~ 1", "false" },
  { "(1|2) = (1|2)", "true" },
  { "(1|2) = (2|1)", "false" },
  { "(1|2) ~ (2|1)", "true" },
  { "(1|2) = 1", "false" },
  { "'a' = 'A'", "false" },
  { "'a  b' ~ 'A B'", "true" },
  { "'a' !~ 'b'", "true" },
  { "1.23 ~ 1.2", "true" },
  { "1.23 ~ 1.3", "false" },
  { "@2024 = @2024-01", "" },
  { "@2024 ~ @2024-01", "false" },
  { "@2024-01-01 = @2024-01-02", "false" },
  { "@2024-01-01T10:00:00+08:00 = @2024-01-01T02:00:00Z", "true" },
  { "@2024-01-01T10:00:00 = @2024-01-01T02:00:00Z", "true" },
  { "@2024-01-01T10:00:00.0 = @2024-01-01T10:00:00", "true" },
  { "1 'g' = 1000 'mg'", "true" },
  { "1 'g' = 1 'm'", "" },
  { "7 days = 1 week", "true" },
  { "true = true", "true" },
  { "%patient = %resource", "true" },
  { "name[0] = name[1]", "false" },
  { NULL },
};

static const Case order[] = {
  { "1 < 2", "true" },
  { "2.0 >= 2", "true" },
  { "'abc' < 'abd'", "true" },
  { "1 < {}", "" },
  { "1 < 'a'", "!" },
  { "true < false", "!" },
  { "@2024-01 < @2024-02-01", "true" },
  { "@2024-01 < @2024-01-15", "" },
  { "@T10:00 < @T11:30", "true" },
  { "@2024-01-01T23:00:00Z < @2024-01-02T08:00:00+08:00", "true" },
  { "1 'kg' > 900 'g'", "true" },
  { "1 'kg' > 1 'm'", "" },
  { "birthDate < @1990-01-01", "true" },
  { "birthDate < '1990-01-01'", "true" },
  { NULL },
};

static const Case logic[] = {
  { "true and true", "true" },
  { "true and false", "false" },
  { "true and {}", "" },
  { "false and {}", "false" },
  { "{} and false", "false" },
  { "{} and {}", "" },
  { "true or {}", "true" },
  { "{} or true", "true" },
  { "false or {}", "" },
  { "{} or {}", "" },
  { "false or false", "false" },
  { "true xor false", "true" },
  { "true xor true", "false" },
  { "true xor {}", "" },
  { "true implies false", "false" },
  { "true implies {}", "" },
  { "false implies {}", "true" },
  { "{} implies true", "true" },
  { "{} implies false", "" },
  { "{} implies {}", "" },
  { "true.not()", "false" },
  { "{}.not()", "" },
  { "'a' and true", "true" },
  { "(true|false) and true", "!" },
  { NULL },
};

static const Case collections[] = {
  { "{}.empty()", "true" },
  { "1.exists()", "true" },
  { "{}.exists()", "false" },
  { "(1|2|3).exists($this > 2)", "true" },
  { "(1|2|3).all($this > 0)", "true" },
  { "{}.all(false)", "true" },
  { "(1|2|3).all($this > 1)", "false" },
  { "(true|false).allTrue()", "false" },
  { "(true|false).anyTrue()", "true" },
  { "{}.allTrue()", "true" },
  { "(false).allFalse()", "true" },
  { "(true|false).anyFalse()", "true" },
  { "(1|2|2).count()", "2" },
  { "1.combine(1).count()", "2" },
  { "1.combine(1).distinct()", "1" },
  { "1.combine(1).isDistinct()", "false" },
  { "(1|2|3|4).where($this mod 2 = 0)", "2, 4" },
  { "(1|2|3).where({})", "" },
  { "(1|2|3).select($this * 2)", "2, 4, 6" },
  { "('a'|'b').select($index)", "0, 1" },
  { "(1|2|3).first()", "1" },
  { "(1|2|3).last()", "3" },
  { "(1|2|3).tail()", "2, 3" },
  { "(1|2|3).skip(1)", "2, 3" },
  { "(1|2|3).take(2)", "1, 2" },
  { "(1|2|3).take(-1)", "" },
  { "(1|2).single()", "!" },
  { "{}.single()", "" },
  { "(1|2|3).intersect(2|3|4)", "2, 3" },
  { "(1|2|3).exclude(2)", "1, 3" },
  { "(1|2).union(2|3)", "1, 2, 3" },
  { "(1|2).subsetOf(1|2|3)", "true" },
  { "(1|2|3).supersetOf(4)", "false" },
  { "1.repeat(iif($this < 5, $this + 1))", "2, 3, 4, 5" },
  { "(1|2|3).aggregate($this + $total, 0)", "6" },
  { "(3|1|2).aggregate(iif($total.empty(), $this, iif($this < $total, $this, $total)))", "1" },
  { "iif(true, 1, 2)", "1" },
  { "iif({}, 1, 2)", "2" },
  { "iif(false, 1)", "" },
  { "iif(true, 1, 1 + 'a')", "1" },
  { "2 in {}", "false" },
  { "{} in (1|2)", "" },
  { "1.trace('x')", "1" },
  { NULL },
};

static const Case texts[] = {
  { "'abcdefg'.indexOf('bc')", "1" },
  { "'abc'.indexOf('x')", "-1" },
  { "'中文字'.indexOf('字')", "2" },
  { "'abcdefg'.substring(3)", "'defg'" },
  { "'abcdefg'.substring(1, 2)", "'bc'" },
  { "'abcdefg'.substring(7, 1)", "" },
  { "'中文字'.substring(1, 1)", "'文'" },
  { "'abc'.startsWith('ab')", "true" },
  { "'abc'.endsWith('bc')", "true" },
  { "'abc'.contains('b')", "true" },
  { "'abc'.upper()", "'ABC'" },
  { "'ABC'.lower()", "'abc'" },
  { "'abcabc'.replace('bc', 'x')", "'axax'" },
  { "'abc'.replace('', 'x')", "'xaxbxcx'" },
  { "'N8000123123'.matches('^N[0-9]{10}$')", "true" },
  { "'abc'.matches('b')", "true" },
  { "'abc'.matchesFull('b')", "false" },
  { "'abc'.matches('(')", "!" },
  { "'11/30/1972'.replaceMatches('(\\\\d+)/(\\\\d+)/(\\\\d+)', '$3-$1-$2')", "'1972-11-30'" },
  { "'中文'.length()", "2" },
  { "'  a '.trim()", "'a'" },
  { "'a,b,c'.split(',').join('-')", "'a-b-c'" },
  { "{}.join(',')", "" },
  { "'ab'.toChars()", "'a', 'b'" },
  { "{}.upper()", "" },
  { "1.upper()", "!" },
  { "(1|2).upper()", "!" },
  { "name.given.join(' ')", "'Ann Mary'" },
  { NULL },
};

static const Case numbers[] = {
  { "(-5).abs()", "5" },
  { "(-5.5).abs()", "5.5" },
  { "1.1.ceiling()", "2" },
  { "(-1.1).ceiling()", "-1" },
  { "2.1.floor()", "2" },
  { "(-2.1).floor()", "-3" },
  { "1.5.round()", "2" },
  { "(-1.5).round()", "-2" },
  { "3.14159.round(3)", "3.142" },
  { "66.666666666667.round(4)", "66.6667" },
  { "101.99.truncate()", "101" },
  { "81.sqrt()", "9" },
  { "(-1).sqrt()", "" },
  { "1.ln()", "0" },
  { "16.log(2)", "4" },
  { "2.power(10)", "1024" },
  { "2.5.power(2)", "6.25" },
  { "4.power(0.5)", "2" },
  { "0.exp()", "1" },
  { "(1|2|3).sum()", "6" },
  { "{}.sum()", "" },
  { "(0.1|0.2).sum() = 0.3", "true" },
  { "(1|2|4).avg()", "2.333333333333" },
  { "(3|1|2).min()", "1" },
  { "('a'|'c'|'b').max()", "'c'" },
  { "('a'|1).sum()", "!" },
  { NULL },
};

static const Case conversions[] = {
  { "'1'.toInteger()", "1" },
  { "'1.5'.toInteger()", "" },
  { "true.toInteger()", "1" },
  { "'1.50'.toDecimal()", "1.50" },
  { "'x'.toDecimal()", "" },
  { "1.toString()", "'1'" },
  { "1.50.toString()", "'1.50'" },
  { "true.toString()", "'true'" },
  { "@2024-01-02.toString()", "'2024-01-02'" },
  { "'yes'.toBoolean()", "true" },
  { "'N'.toBoolean()", "false" },
  { "1.0.toBoolean()", "true" },
  { "2.toBoolean()", "" },
  { "'2024-01-02'.toDate()", "@2024-01-02" },
  { "@2024-01-02T10:00.toDate()", "@2024-01-02" },
  { "'2024-13-02'.toDate()", "" },
  { "'2024-01-02T10:00:00Z'.toDateTime()", "@2024-01-02T10:00:00Z" },
  { "'10:30'.toTime()", "@T10:30" },
  { "'4 days'.toQuantity()", "4 days" },
  { "'1 \\'wk\\''.toQuantity()", "1 'wk'" },
  { "3.toQuantity()", "3 '1'" },
  { "'1'.convertsToInteger()", "true" },
  { "'a'.convertsToInteger()", "false" },
  { "'a'.convertsToString()", "true" },
  { "'2024'.convertsToDate()", "true" },
  { "{}.convertsToDate()", "" },
  { "1 is Integer", "true" },
  { "1 is System.Integer", "true" },
  { "1.0 is Integer", "false" },
  { "(1 | 'a').ofType(String)", "'a'" },
  { "1 as Integer", "1" },
  { "'a'.as(Integer)", "" },
  { "@2024-01-01 is Date", "true" },
  { "{} is Date", "" },
  { NULL },
};

static const Case dates[] = {
  { "today()", "@2024-05-06" },
  { "now()", "@2024-05-06T07:08:09+08:00" },
  { "timeOfDay()", "@T07:08:09" },
  { "@2024-01-31 + 1 month", "@2024-02-29" },
  { "@2024-02-29 + 1 year", "@2025-02-28" },
  { "@2024-03-01 - 1 day", "@2024-02-29" },
  { "@2024-01-01 + 2 weeks", "@2024-01-15" },
  { "@2024 + 24 months", "@2026" },
  { "@2024-01 + 35 days", "@2024-02" },
  { "@2024-01-01T23:30:00Z + 45 minutes", "@2024-01-02T00:15:00Z" },
  { "@2024-01-01T00:00:00 + 1.5 seconds", "@2024-01-01T00:00:01.500" },
  { "@T23:30 + 1 hour", "@T00:30" },
  { "@9999-12-31 + 1 day", "" },
  { "@2024-01-01 + 1 'mg'", "" },
  { "@2024-01-01 + 1", "!" },
  { "today() - 18 years >= %patient.birthDate", "true" },
  { NULL },
};

static const Case trees[] = {
  { "id", "'p1'" },
  { "Patient.id", "'p1'" },
  { "%patient.name.given", "'Ann', 'Mary'" },
  { "name.where(use = 'official').family", "'Roe'" },
  { "name[1].text", "'Annie'" },
  { "missing.deeper", "" },
  { "birthDate is Date", "true" },
  { "active and name.exists()", "true" },
  { "contact.n.sum()", "6" },
  { "contact.n", "1, 2, 3" },
  { "contact.where(n > 1).n.first()", "2" },
  { "extension('urn:x').value.code", "'c'" },
  { "extension('urn:x').valueCoding.code", "'c'" },
  { "extension('urn:x').value is Coding", "true" },
  { "extension('urn:x').value.ordinal()", "2.50" },
  { "extension('urn:x').value.weight() * 2", "5.00" },
  { "extension('urn:y').value > 70 'kg'", "true" },
  { "extension('urn:y').value is Quantity", "true" },
  { "extension('urn:y').value.value", "70.5" },
  { "extension('urn:z').value > @2024-01-01", "true" },
  { "gender.extension('urn:g').value", "'g'" },
  { "extension.where(url = 'urn:x').value = extension('urn:x').value", "true" },
  { "children().count() > 5", "true" },
  { "descendants().where($this = 'Annie').count()", "1" },
  { "repeat(contact | n).count()", "6" },
  { "(%patient.name.where(use='official').select((family | (given | prefix).join(' ')).join(', ')"
    ".where($this != '') | text)).first()",
    "'Roe, Ann Mary Dr'" },
  { "name.select(given.first() & ' ' & family)", "'Ann Roe', ' '" },
  { "id.hasValue()", "true" },
  { "name.first().hasValue()", "false" },
  { "%nothing.a", "" },
  { "%unknown", "!" },
  { "resourceType", "'Patient'" },
  { "`id`", "'p1'" },
  { NULL },
};

/* Where an expression is wrong, counted in characters from 1. */
static void
test_errors (void)
{
  static const struct {
    const char *expression;
    const char *position;
  } cases[] = {
    { "", "character 1:" },         { "1 +", "character 4:" },
    { "1 2", "character 3:" },      { "'中文' + nope(1)", "character 8:" },
    { "(1 + 2", "character 7:" },   { "a.b(", "character 3:" },
    { "count(1)", "character 1:" }, { "where()", "character 1:" },
    { "'abc", "character 5:" },     { "'\\q'", "character 2:" },
    { "1 # 2", "character 3:" },    { "$that", "character 6:" },
    { "a.", "character 3:" },       { "a[1", "character 4:" },
    { "/* x", "character 1:" },     { "@2024-13", "character 1:" },
    { "%", "character 2:" },        { "memberOf('urn:v')", "character 1:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HcrmPath) path = hcrm_path_new (cases[i].expression, &error);
    g_assert_null (path);
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
    if (strstr (error->message, cases[i].position) == NULL)
      g_error ("%s: %s", cases[i].expression, error->message);
  }
}

static void
test_variables (void)
{
  g_autoptr (HcrmPath) path = hcrm_path_new ("%a + %'b c'.where(%d = $this)", NULL);
  guint character = 0;

  g_assert_cmpuint (hcrm_path_get_n_variables (path), ==, 3);
  g_assert_cmpstr (hcrm_path_get_variable (path, 0, &character), ==, "a");
  g_assert_cmpuint (character, ==, 1);
  g_assert_cmpstr (hcrm_path_get_variable (path, 1, &character), ==, "b c");
  g_assert_cmpuint (character, ==, 6);
  g_assert_cmpstr (hcrm_path_get_variable (path, 2, NULL), ==, "d");
}

static char *
repeat_text (const char *before, const char *part, guint n, const char *after)
{
  g_autoptr (GString) text = g_string_new (before);

  while (n-- > 0)
    g_string_append (text, part);
  g_string_append (text, after);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Nesting is refused; a long chain is none and is evaluated. */
static void
test_depth (void)
{
  static const char *const nests[] = { "(", "-", "iif(", "a[", "1 + (" };
  g_autofree char *chain = repeat_text ("1", " + 1", 4000, "");

  for (guint i = 0; i < G_N_ELEMENTS (nests); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = repeat_text ("", nests[i], 3000, "1");
    g_assert_null (hcrm_path_new (text, &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
  }
  g_autofree char *sum = evaluate (chain, NULL);
  g_assert_cmpstr (sum, ==, "4001");
}

/* What would take for ever ends as an error; what only looks like it is done. */
static void
test_limits (void)
{
  static const struct {
    const char *expression;
    gboolean done;
  } cases[] = {
    { "1.repeat($this + 1)", FALSE },
    { "(1|2).repeat($this * 2 + 0.5)", TRUE },
    { "'a'.repeat($this + $this)", TRUE },
    { "contact.select(contact.select(1)).combine(1).repeat($this + 1).count()", FALSE },
    { "descendants().select(%patient.descendants().select(%patient.descendants().select("
      "%patient.descendants().select(%patient.descendants())))).count()",
      FALSE },
    { "(1|2|3|4|5|6|7|8|9).aggregate($total.combine($total).combine($total).combine($total)."
      "combine($total).combine($total), 1|2|3|4|5|6|7|8|9).count()",
      FALSE },
    { "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')", FALSE },
    { "(1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21).aggregate($total & $total, 'ab')"
      ".length()",
      TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *result = evaluate (cases[i].expression, &error);
    g_test_message ("%s: %s", cases[i].expression, error != NULL ? error->message : "done");
    g_assert_true ((error == NULL) == cases[i].done);
  }
}

static void
test_reuse (void)
{
  g_autoptr (HcrmPathRun) run = hcrm_path_run_new (NULL, NULL, NULL);
  g_autoptr (HcrmPath) wrong = hcrm_path_new ("1 + 'a'", NULL);
  g_autoptr (HcrmPath) right = hcrm_path_new ("1 + 1", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (hcrm_path_evaluate (wrong, run, NULL, &error));
  g_assert_error (error, HCRM_ERROR, HCRM_ERROR_INVALID);
  hcrm_path_run_reset (run);
  g_autofree char *text = hcrm_path_list_to_text (hcrm_path_evaluate (right, run, NULL, NULL), run);
  g_assert_cmpstr (text, ==, "2");
}

static void
test_decimals (void)
{
  static const struct {
    const char *written;
    const char *read;
  } cases[] = {
    { "1", "1" },
    { "-0.0", "0.0" },
    { "1.0e2", "100" },
    { "1.5e-3", "0.0015" },
    { "12345678901234567890.123456789012", "12345678901234567890.123456789012" },
    { "0.1234567890125", "0.123456789013" },
    { "1e30", NULL },
    { "1e-40", "0.000000000000" },
    { "x", NULL },
    { "1x", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    HcrmDecimal number;
    gboolean good = hcrm_decimal_parse (cases[i].written, &number);
    g_assert_cmpint (good, ==, cases[i].read != NULL);
    if (!good)
      continue;
    g_autofree char *text = hcrm_decimal_to_text (&number);
    g_assert_cmpstr (text, ==, cases[i].read);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decimal/text", test_decimals);
  g_test_add_data_func ("/path/literals", literals, check);
  g_test_add_data_func ("/path/precedence", precedence, check);
  g_test_add_data_func ("/path/arithmetic", arithmetic, check);
  g_test_add_data_func ("/path/equality", equality, check);
  g_test_add_data_func ("/path/order", order, check);
  g_test_add_data_func ("/path/logic", logic, check);
  g_test_add_data_func ("/path/collections", collections, check);
  g_test_add_data_func ("/path/texts", texts, check);
  g_test_add_data_func ("/path/numbers", numbers, check);
  g_test_add_data_func ("/path/conversions", conversions, check);
  g_test_add_data_func ("/path/dates", dates, check);
  g_test_add_data_func ("/path/trees", trees, check);
  g_test_add_func ("/path/errors", test_errors);
  g_test_add_func ("/path/variables", test_variables);
  g_test_add_func ("/path/depth", test_depth);
  g_test_add_func ("/path/limits", test_limits);
  g_test_add_func ("/path/reuse", test_reuse);
  return g_test_run ();
}
