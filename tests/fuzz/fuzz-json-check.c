/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever bytes come: the gate stands, and json-glib reads what it lets through. */

#include "core/hcrm-json-check.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  /* A copy of its own size: reading past its end is found out. */
  g_autofree char *text = g_memdup2 (data, size);

  if (!hcrm_json_check (text, size, &error)) {
    g_assert_nonnull (error);
    return 0;
  }
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) unread = NULL;
  gboolean read = json_parser_load_from_data (parser, text, size, &unread);
  g_assert_no_error (unread);
  g_assert_true (read);
  return 0;
}
