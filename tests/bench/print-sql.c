/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints statements of the server as JSON, so that pgbench can send the very same: a line each, a
 * name, its text and its parameters' names. Arguments: names; none prints all names. */

#include <stdio.h>
#include <string.h>

#include "core/hcrm-rows.h"
#include "core/hcrm-sql.h"

static void
print_statement (const HcrmSql *sql)
{
  g_autoptr (GString) out = g_string_new ("{\"name\":");

  hcrm_json_append_string (out, sql->name);
  g_string_append (out, ",\"text\":");
  hcrm_json_append_string (out, sql->text);
  g_string_append_printf (out, ",\"custom_plan\":%s,\"params\":[",
                          sql->custom_plan ? "true" : "false");
  for (guint i = 0; i < sql->n_params; i++) {
    g_string_append (out, i > 0 ? "," : "");
    hcrm_json_append_string (out, sql->params[i]);
  }
  g_string_append (out, "]}");
  puts (out->str);
}

static void
visit (const char *wanted)
{
  for (const HcrmSql *const *const *module = hcrm_sql_all; *module != NULL; module++)
    for (const HcrmSql *const *sql = *module; *sql != NULL; sql++) {
      if (wanted == NULL)
        puts ((*sql)->name);
      else if (strcmp ((*sql)->name, wanted) == 0)
        print_statement (*sql);
    }
}

int
main (int argc, char **argv)
{
  if (argc == 1)
    visit (NULL);
  for (int i = 1; i < argc; i++)
    visit (argv[i]);
  return 0;
}
