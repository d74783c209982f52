/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeds arbitrary expressions and, after a NUL, a JSON tree to evaluate them over: each ends soon,
 * with a result or one error. */

#include "questionnaire/hcrm-path.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static const char tree[] =
    "{\"resourceType\":\"Patient\",\"a\":[1,2.50,\"x\",true,null],\"birthDate\":\"2024-02-29\","
    "\"item\":[{\"linkId\":\"a\",\"answer\":[{\"valueCoding\":{\"code\":\"c\",\"system\":\"s\"}},"
    "{\"valueQuantity\":{\"value\":1,\"code\":\"kg\"}},{\"valueDateTime\":\"2024-01-01T10:00:00Z\"}"
    "]}]}";

static gboolean
look_up (gpointer data, HcrmPathRun *run, const char *name, HcrmPathList *out)
{
  HcrmPathNode node = hcrm_path_node_for_fhir (data);

  hcrm_path_run_add_node (run, out, &node);
  return TRUE;
}

static void
evaluate (const HcrmPath *path, HcrmFhirNode *root)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (1700000000);
  g_autoptr (HcrmPathRun) run = hcrm_path_run_new (look_up, root, now);
  HcrmPathNode focus = hcrm_path_node_for_fhir (root);
  g_autoptr (GError) error = NULL;
  const HcrmPathList *list = hcrm_path_evaluate (path, run, &focus, &error);

  g_assert_true ((list == NULL) == (error != NULL));
  if (list == NULL)
    return;
  g_autofree char *text = hcrm_path_list_to_text (list, run);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize length = strlen (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (HcrmPath) path = hcrm_path_new (text, &error);

  g_assert_true ((path == NULL) == (error != NULL));
  if (path == NULL)
    return 0;
  g_autoptr (HcrmFhirNode) root =
      length < size ? hcrm_fhir_parse ((const char *) data + length + 1, size - length - 1, NULL)
                    : NULL;
  if (root == NULL)
    root = hcrm_fhir_parse (tree, -1, NULL);
  evaluate (path, root);
  return 0;
}
