/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealing the audit log, and telling whether it is whole. */

#include "hcrm-audit.h"

#include "hcrm-session.h"

#include "audit-seal-sql.h"

gboolean
hcrm_audit_seal (HcrmDb *db, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_AUDIT_SEAL_SEAL, NULL, error);

  if (rows != NULL && hcrm_rows_get_n (rows) > 0)
    g_message ("audit: seal %s over %s rows, head %s", hcrm_rows_get (rows, 0, "id"),
               hcrm_rows_get (rows, 0, "n"), hcrm_rows_get (rows, 0, "hash"));
  return rows != NULL;
}

void
hcrm_audit_report_clear (HcrmAuditReport *report)
{
  g_clear_pointer (&report->head, g_free);
  g_clear_pointer (&report->breaks, g_array_unref);
}

static void
read_seal (HcrmRows *rows, guint row, const char *head, HcrmAuditReport *report)
{
  const HcrmAuditBreak found = { hcrm_rows_get_int (rows, row, "id"),
                                 hcrm_rows_get_int (rows, row, "first_id"),
                                 hcrm_rows_get_int (rows, row, "last_id"),
                                 hcrm_rows_get_int (rows, row, "n"),
                                 hcrm_rows_get_int (rows, row, "found") };

  report->n_rows += found.expected;
  report->has_head |= g_strcmp0 (head, hcrm_rows_get (rows, row, "hash")) == 0;
  if (!hcrm_rows_get_bool (rows, row, "intact"))
    g_array_append_val (report->breaks, found);
}

static HcrmRows *
compute (HcrmDb *db, GError **error)
{
  hcrm_db_begin (db, &hcrm_system_context);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (db, &SQL_AUDIT_SEAL_VERIFY, NULL, error);

  return hcrm_db_end (db, rows != NULL, rows != NULL ? error : NULL) ? g_steal_pointer (&rows)
                                                                     : NULL;
}

gboolean
hcrm_audit_verify (HcrmDb *db, const char *head, HcrmAuditReport *report, GError **error)
{
  g_autoptr (HcrmRows) rows = compute (db, error);

  if (rows == NULL)
    return FALSE;
  report->breaks = g_array_new (FALSE, FALSE, sizeof (HcrmAuditBreak));
  report->n_seals = hcrm_rows_get_n (rows);
  for (guint i = 0; i < report->n_seals; i++)
    read_seal (rows, i, head, report);
  if (report->n_seals > 0)
    report->head = g_strdup (hcrm_rows_get (rows, report->n_seals - 1, "hash"));
  return TRUE;
}
