/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the gate before json-glib lets through, what it refuses, and where it says the fault is. */

#include "core/hcrm-json-check.h"

#include <string.h>

static const char *const good[] = {
  "null",
  " true ",
  "false\r\n\t",
  "0",
  "-0",
  "-0.0e-0",
  "1.5E+3",
  "9223372036854775807",
  "-9223372036854775808",
  "9223372036854775808.0",
  "1e300",
  "\"\"",
  "\"患者\"",
  "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u60a3\\ud83d\\ude00\"",
  "[]",
  "[ ]",
  "{}",
  "{ }",
  "[1,2 , 3]",
  "{\"a\":1,\"b\":{\"a\":1},\"c\":[{\"a\":1},{\"a\":1}]}",
  "{\"\":1,\" \":2}",
  "{\"\\u0061\":1,\"\\u0062\":2,\"c\":3}",
  "\"\x7f\xef\xbf\xbf\"",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_true (hcrm_json_check (good[i], strlen (good[i]), &error));
    g_assert_no_error (error);
  }
}

typedef struct {
  const char *text;
  const char *message;
} Bad;

static const Bad bad[] = {
  { "", "Line 1, column 1: A value is missing" },
  { "\n ", "Line 2, column 2: A value is missing" },
  { "nul", "Line 1, column 1: A value is missing" },
  { "True", "Line 1, column 1: A value is missing" },
  { "NaN", "Line 1, column 1: A value is missing" },
  { "Infinity", "Line 1, column 1: A value is missing" },
  { "-Infinity", "Line 1, column 2: This is not a number" },
  { "+1", "Line 1, column 1: A value is missing" },
  { "01", "Line 1, column 2: This is not a number" },
  { "-", "Line 1, column 2: This is not a number" },
  { ".5", "Line 1, column 1: A value is missing" },
  { "1.", "Line 1, column 3: This is not a number" },
  { "1e", "Line 1, column 3: This is not a number" },
  { "0x10", "Line 1, column 2: Nothing may follow the value" },
  { "[9223372036854775808]", "Line 1, column 2: This number is too large" },
  { "-9223372036854775809", "Line 1, column 1: This number is too large" },
  { "1e999", "Line 1, column 1: This number is too large" },
  { "'a'", "Line 1, column 1: A value is missing" },
  { "\"a", "Line 1, column 3: The string does not end" },
  { "\"a\\", "Line 1, column 4: There is no such escape" },
  { "\"\\x\"", "Line 1, column 3: There is no such escape" },
  { "\"\\u12g4\"", "Line 1, column 6: Four hexadecimal digits are missing" },
  { "\"患\t\"", "Line 1, column 3: A control character must be escaped" },
  { "\"\\u0000\"", "Line 1, column 2: The character U+0000 is not allowed" },
  { "\"\\ud800\"", "Line 1, column 2: This is half a surrogate pair" },
  { "\"\\udc00\\ud800\"", "Line 1, column 2: This is half a surrogate pair" },
  { "\"\\ud83d\\u0041\"", "Line 1, column 2: This is half a surrogate pair" },
  { "\"a\n\"", "Line 1, column 3: A control character must be escaped" },
  { "\"\xff\"", "Line 1, column 2: This is not valid UTF-8" },
  { "\"\xed\xa0\x80\"", "Line 1, column 2: This is not valid UTF-8" },
  { "\"\xc0\xaf\"", "Line 1, column 2: This is not valid UTF-8" },
  { "\xef\xbb\xbf{}", "Line 1, column 1: A value is missing" },
  { "[1,]", "Line 1, column 4: A value is missing" },
  { "[,1]", "Line 1, column 2: A value is missing" },
  { "[1 2]", "Line 1, column 4: A comma or ] is missing" },
  { "[1}", "Line 1, column 3: A comma or ] is missing" },
  { "[", "Line 1, column 2: A value is missing" },
  { "{\"a\":1]", "Line 1, column 7: A comma or } is missing" },
  { "{\"a\":1,}", "Line 1, column 8: A name in quotation marks is missing" },
  { "{a:1}", "Line 1, column 2: A name in quotation marks is missing" },
  { "{\"a\" 1}", "Line 1, column 6: A colon is missing" },
  { "{\"a\":}", "Line 1, column 6: A value is missing" },
  { "{}{}", "Line 1, column 3: Nothing may follow the value" },
  { "1 // no", "Line 1, column 3: Nothing may follow the value" },
  { "{\n \"a\":1,\n \"b\":2,\n \"a\":3}",
    "Line 4, column 2: This name stands twice in one object" },
  { "{\"ab\":1,\"\\u0061b\":2}", "Line 1, column 9: This name stands twice in one object" },
  { "{\"\\u0061\":1,\"b\":0,\"\\u0061\":2}",
    "Line 1, column 19: This name stands twice in one object" },
  { "{\"\":1,\"\":2}", "Line 1, column 7: This name stands twice in one object" },
  { "[{\"x\":{\"a\":1,\"a\":1}}]", "Line 1, column 14: This name stands twice in one object" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (hcrm_json_check (bad[i].text, strlen (bad[i].text), &error));
    g_assert_error (error, HCRM_ERROR, HCRM_ERROR_MALFORMED);
    g_assert_cmpstr (error->message, ==, bad[i].message);
    g_assert_false (hcrm_json_check (bad[i].text, strlen (bad[i].text), NULL));
  }
}

static void
test_nul (void)
{
  g_assert_false (hcrm_json_check ("1\0", 2, NULL));
  g_assert_false (hcrm_json_check ("\"\0\"", 3, NULL));
  g_assert_false (hcrm_json_check ("\0", 1, NULL));
  g_assert_false (hcrm_json_check (NULL, 0, NULL));
  g_assert_true (hcrm_json_check ("12", 1, NULL));
}

static char *
nest (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append (text, "1");
  for (guint i = depth; i-- > 0;)
    g_string_append_c (text, i % 2 == 0 ? ']' : '}');
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deep = nest (64);
  g_autofree char *too_deep = nest (65);
  g_autofree char *far_too_deep = g_strnfill (1000000, '[');

  g_assert_true (hcrm_json_check (deep, strlen (deep), NULL));
  g_assert_false (hcrm_json_check (too_deep, strlen (too_deep), NULL));
  g_assert_false (hcrm_json_check (far_too_deep, strlen (far_too_deep), NULL));
}

static void
test_many_members (void)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "\"a\\u%04x%u\":%u,", 0x4e00 + i % 100, i, i);
  g_string_append (text, "\"z\":0");
  gsize length = text->len;
  g_string_append_c (text, '}');
  g_assert_true (hcrm_json_check (text->str, text->len, NULL));
  g_string_truncate (text, length);
  g_string_append (text, ",\"a\xe4\xb8\x80"
                         "0\":1}");
  g_assert_false (hcrm_json_check (text->str, text->len, NULL));
}

static JsonNode *make_value (guint depth);

static char *
make_text (void)
{
  static const char *const pieces[] = { "a", "\"", "\\", "\n", "患", "😀", "/", "\x01", " ", "é" };
  GString *text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 6); i > 0; i--)
    g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static JsonNode *
make_object (guint depth)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (int i = g_test_rand_int_range (0, 5); i > 0; i--) {
    g_autofree char *name = make_text ();
    json_object_set_member (object, name, make_value (depth - 1));
  }
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
make_array (guint depth)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (int i = g_test_rand_int_range (0, 5); i > 0; i--)
    json_array_add_element (array, make_value (depth - 1));
  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
make_value (guint depth)
{
  g_autofree char *text = make_text ();

  switch (g_test_rand_int_range (0, depth > 0 ? 7 : 5)) {
  case 0:
    return json_node_init_null (json_node_alloc ());
  case 1:
    return json_node_init_boolean (json_node_alloc (), g_test_rand_int () & 1);
  case 2:
    return json_node_init_int (json_node_alloc (),
                               (gint64) (((guint64) (guint32) g_test_rand_int () << 32)
                                         | (guint32) g_test_rand_int ()));
  case 3:
    return json_node_init_double (json_node_alloc (), g_test_rand_double_range (-1e9, 1e9));
  case 4:
    return json_node_init_string (json_node_alloc (), text);
  case 5:
    return make_array (depth);
  default:
    return make_object (depth);
  }
}

/* A container, so that no beginning of its text is a whole value. */
static char *
make_document (gsize *length)
{
  g_autoptr (JsonNode) root = g_test_rand_bit () ? make_object (6) : make_array (6);
  char *text = json_to_string (root, g_test_rand_bit ());

  *length = strlen (text);
  return text;
}

static void
check_beginnings (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i += 1 + length / 50)
    g_assert_false (hcrm_json_check (text, i, NULL));
}

/* Changes some bytes: if the gate still opens, json-glib must be able to read it. */
static void
check_damaged (char *text, gsize length)
{
  static const char bytes[] = "\"\\{}[],:0-1.eEu\n tfn\x80\xe6";

  for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
    text[g_test_rand_int_range (0, length)] = bytes[g_test_rand_int_range (0, sizeof bytes)];
  if (!hcrm_json_check (text, length, NULL))
    return;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_assert_true (json_parser_load_from_data (parser, text, length, NULL));
}

static void
test_property (void)
{
  for (guint i = 0; i < 3000; i++) {
    gsize length;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = make_document (&length);

    g_assert_true (hcrm_json_check (text, length, &error));
    g_assert_no_error (error);
    check_beginnings (text, length);
    check_damaged (text, length);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-check/good", test_good);
  g_test_add_func ("/json-check/bad", test_bad);
  g_test_add_func ("/json-check/nul", test_nul);
  g_test_add_func ("/json-check/depth", test_depth);
  g_test_add_func ("/json-check/many-members", test_many_members);
  g_test_add_func ("/json-check/property", test_property);
  return g_test_run ();
}
