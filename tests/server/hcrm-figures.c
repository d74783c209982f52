/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hcrm-figures.h"

void
figures_assert (JsonNode *reply, const char *at, const char *expected)
{
  g_auto (GStrv) words = g_strsplit (expected, " ", -1);

  for (guint i = 0; words[i] != NULL; i += 2) {
    g_autofree char *path = g_strconcat (at, ".", words[i], NULL);
    if (g_strcmp0 (json_at (reply, path), words[i + 1]) != 0)
      g_test_message ("%s is %s: %s", path, json_at (reply, path), fixture_answer.text);
    g_assert_cmpstr (json_at (reply, path), ==, words[i + 1]);
  }
}

void
figures_assert_group (JsonNode *reply, const char *name, const char *expected)
{
  for (guint i = 0; i < json_length_at (reply, "items"); i++) {
    g_autofree char *item = g_strdup_printf ("items.%u", i);
    g_autofree char *en = g_strconcat (item, ".label_en", NULL);
    g_autofree char *label = g_strconcat (item, ".label", NULL);
    if (g_strcmp0 (json_at (reply, en), name) == 0
        || g_strcmp0 (json_at (reply, label), name) == 0) {
      figures_assert (reply, item, expected);
      return;
    }
  }
  g_error ("no %s in %s", name, fixture_answer.text);
}

JsonNode *
figures_get (Fixture *self, const char *user, const char *path)
{
  JsonNode *reply = fixture_call (self, user, "GET", path, NULL, NULL);

  if (fixture_answer.status != 200)
    g_test_message ("%s: %s", path, fixture_answer.text);
  g_assert_cmpuint (fixture_answer.status, ==, 200);
  return reply;
}
