/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's tool: one program, many commands. */
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "admin/hcrm-admin-backup.h"
#include "admin/hcrm-admin-bundle.h"
#include "admin/hcrm-admin-database.h"
#include "admin/hcrm-admin-files.h"
#include "admin/hcrm-admin-hl7.h"
#include "admin/hcrm-admin-questionnaires.h"
#include "admin/hcrm-admin-users.h"
#include "admin/hcrm-admin-verify.h"
#include "core/hcrm-place.h"

typedef struct {
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv); /* argv[0] is the command; returns the exit status */
} Command;

/* A new command adds a line. */
static const Command COMMANDS[] = {
  { "backup", N_ ("Copy the running server's private PostgreSQL"), hcrm_admin_backup },
    { "evidence-key",
      N_ ("Show or change the key that evidence is signed with"), hcrm_admin_evidence_key },
      { "file-key",
        N_ ("Make and change the keys that files are encrypted with"), hcrm_admin_file_key },
        { "restore", N_ ("Bring the private PostgreSQL back to a moment"), hcrm_admin_restore },
          { "hl7-send",
            N_ ("Send HL7 messages and show their acknowledgements"), hcrm_admin_hl7_send },
            { "migrate", N_ ("Bring a database to this version"), hcrm_admin_migrate },
              { "verify",
                N_ ("Tell whether the audit log is what was sealed, and all files are there"),
                    hcrm_admin_verify },
                { "verify-bundle",
                  N_ ("Tell whether a bundle of evidence is what was signed"),
                      hcrm_admin_verify_bundle },
                  { "questionnaires",
                    N_ ("Check, import and export questionnaires"), hcrm_admin_questionnaires },
                    { "users",
                      N_ ("Make, lock and unlock users, reset passwords"), hcrm_admin_users },
                  };

static int
print_help (FILE *out, int status)
{
  fprintf (out, _ ("Usage: hcrm-admin COMMAND [OPTION…]\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    fprintf (out, "  %-14s %s\n", COMMANDS[i].name, gettext (COMMANDS[i].summary));
  fprintf (out, _ ("\n“hcrm-admin COMMAND --help” explains a command.\n"));
  return status;
}

static int
run_command (const Command *command, int argc, char **argv)
{
  g_autofree char *name = g_strconcat ("hcrm-admin ", command->name, NULL);
  g_set_prgname (name);
  return command->run (argc, argv);
}

static int
run (int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    if (g_str_equal (argv[0], COMMANDS[i].name))
      return run_command (&COMMANDS[i], argc, argv);
  fprintf (stderr, _ ("hcrm-admin: there is no command “%s”\n"), argv[0]);
  return print_help (stderr, EXIT_FAILURE);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, hcrm_place_get_locale ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (argc < 2)
    return print_help (stderr, EXIT_FAILURE);
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "help"))
    return print_help (stdout, EXIT_SUCCESS);
  if (g_str_equal (argv[1], "--version")) {
    printf ("hcrm-admin %s\n", HCRM_VERSION);
    return EXIT_SUCCESS;
  }
  return run (argc - 1, argv + 1);
}
