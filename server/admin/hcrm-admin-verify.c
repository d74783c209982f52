/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether what must not change has not been changed. */

#include "admin/hcrm-admin-verify.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <stdlib.h>

#include "admin/hcrm-admin-database.h"
#include "admin/hcrm-admin-files.h"
#include "core/hcrm-audit.h"

typedef struct {
  HcrmAdminDatabase database;
  char *head, *file_keys;
  gboolean again;
} Order;

static void
clear_order (Order *order)
{
  hcrm_admin_database_clear (&order->database);
  g_clear_pointer (&order->head, g_free);
  g_clear_pointer (&order->file_keys, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Order, clear_order)

static gboolean
read_order (Order *order, int argc, char **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const GOptionEntry entries[] = {
    { "file-keys", 0, 0, G_OPTION_ARG_FILENAME, &order->file_keys,
      N_ ("Keys of encrypted files, if the settings name none"), N_ ("FILE") },
      { "head", 0, 0, G_OPTION_ARG_STRING, &order->head,
        N_ ("A head that the system log said, which must still be there"), N_ ("HASH") },
        { "make-again", 0, 0, G_OPTION_ARG_NONE, &order->again,
          N_ ("Has the server make again what is played and shown of recordings, where it is "
              "missing or altered") },
          { NULL },
       };

  g_option_context_set_summary (
      context,
      _ ("Computes the seals of the audit log anew, and names what does not fit them; reads every "
                  "file, and names what is missing or altered."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  hcrm_admin_database_add_options (&order->database, context);
  return g_option_context_parse (context, &argc, &argv, error);
}

static gboolean
read_report (const Order *order, const char *conninfo, HcrmAuditReport *report, GError **error)
{
  g_autoptr (HcrmDb) db = hcrm_db_open (conninfo, error);

  return db != NULL && hcrm_audit_verify (db, order->head, report, error);
}

static void
print_break (const HcrmAuditBreak *found)
{
  printf (_ ("Seal %ld: rows %ld to %ld are not what was sealed (%ld then, %ld now)\n"),
             (long) found->id, (long) found->first_id, (long) found->last_id,
             (long) found->expected, (long) found->found);
}

/* Returns: whether all is well. */
static gboolean
print_report (const Order *order, const HcrmAuditReport *report)
{
  gboolean lost = order->head != NULL && !report->has_head;

  for (guint i = 0; i < report->breaks->len; i++)
    print_break (&g_array_index (report->breaks, HcrmAuditBreak, i));
  if (lost)
    printf (_ ("No seal has the head %s: seals were taken away or made anew\n"), order->head);
  printf (ngettext ("Audit log: %u seal, %ld rows, head %s\n",
                    "Audit log: %u seals, %ld rows, head %s\n", report->n_seals),
          report->n_seals, (long) report->n_rows, report->head != NULL ? report->head : "—");
  return !lost && report->breaks->len == 0;
}

/* Both are looked at, whatever the first one says. */
static gboolean
verify (Order *order, gboolean *good, GError **error)
{
  g_autofree char *conninfo = hcrm_admin_database_find (&order->database, FALSE, error);
  g_auto (HcrmAuditReport) report = { 0 };
  gboolean whole = FALSE;

  if (conninfo == NULL || !read_report (order, conninfo, &report, error))
    return FALSE;
  gboolean sealed = print_report (order, &report);
  if (!hcrm_admin_files_verify (&order->database, order->file_keys, conninfo, order->again, &whole,
                                error))
    return FALSE;
  *good = sealed && whole;
  return TRUE;
}

int
hcrm_admin_verify (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_auto (Order) order = { 0 };
  gboolean good = FALSE;

  if (read_order (&order, argc, argv, &error) && verify (&order, &good, &error))
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
  fprintf (stderr, "%s: %s\n", g_get_prgname (), error->message);
  return EXIT_FAILURE;
}
