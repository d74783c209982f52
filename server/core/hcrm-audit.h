/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-db.h"

G_BEGIN_DECLS

/**
 * hcrm_audit_seal:
 * @db: in a transaction
 *
 * Chains what the audit log took in since the last seal, of transactions that are all over, into
 * one SHA-256, and says the new head in the system log, out of reach of whoever can write the
 * database.
 */
gboolean hcrm_audit_seal (HcrmDb *db, GError **error);

/**
 * HcrmAuditBreak:
 * @id: of the seal
 * @first_id: of the audit rows it covers, with @last_id
 * @expected: rows that were sealed
 * @found: rows that are there now
 */
typedef struct {
  gint64 id;
  gint64 first_id;
  gint64 last_id;
  gint64 expected;
  gint64 found;
} HcrmAuditBreak;

/**
 * HcrmAuditReport:
 * @n_seals: all there are
 * @n_rows: rows they cover
 * @head: (nullable): hash of the last seal, in hexadecimal digits; %NULL if there is none
 * @has_head: whether the head asked for is among the seals
 * @breaks: (element-type HcrmAuditBreak): seals that their rows, or the seal before, do not fit
 */
typedef struct {
  guint n_seals;
  gint64 n_rows;
  char *head;
  gboolean has_head;
  GArray *breaks;
} HcrmAuditReport;

void hcrm_audit_report_clear (HcrmAuditReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmAuditReport, hcrm_audit_report_clear)

/**
 * hcrm_audit_verify:
 * @db: with no transaction open
 * @head: (nullable): a head that the system log once said; if it is gone, seals were taken away
 *
 * Computes every seal anew from the rows. Reads the whole log.
 */
gboolean hcrm_audit_verify (HcrmDb *db, const char *head, HcrmAuditReport *report, GError **error);

G_END_DECLS
