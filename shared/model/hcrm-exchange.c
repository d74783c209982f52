/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of exports. */

#include "hcrm-exchange.h"

#include <glib/gi18n.h>

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MANY HCRM_FIELD_MULTIPLE

/* clang-format off */
static const HcrmChoice formats[] = {
  { "xlsx", N_("Excel workbook (XLSX)") },
  { "csv",  N_("Text table (CSV)") },
  { NULL }
};

static const HcrmChoice export_states[] = {
  { "queued",    N_("Waiting") },
  { "running",   N_("In progress") },
  { "done",      N_("Ready") },
  { "failed",    N_("Failed") },
  { "cancelled", N_("Cancelled") },
  { "expired",   N_("No longer kept") },
  { NULL }
};

static const HcrmField order_fields[] = {
  { "query",   HCRM_KIND_TEXT, N_("Conditions"), 0, NULL, 0, 4000 },
  { "columns", HCRM_KIND_JSON, N_("Columns"),    0 },
  { "format",  HCRM_KIND_CODE, N_("Format"),     REQ, NULL, 0, 0, formats },
  { "title",   HCRM_KIND_TEXT, N_("Title"),      0, NULL, 1, 80 },
  { "reason",  HCRM_KIND_TEXT, N_("Reason"),     REQ, NULL, 2, 200 },
};

static const HcrmField export_fields[] = {
  { "id",          HCRM_KIND_INT,  N_("Number"),       RO },
  { "path",        HCRM_KIND_TEXT, N_("List"),         RO },
  { "title",       HCRM_KIND_TEXT, N_("Title"),        RO },
  { "name",        HCRM_KIND_TEXT, N_("File"),         RO },
  { "format",      HCRM_KIND_CODE, N_("Format"),       RO, NULL, 0, 0, formats },
  { "reason",      HCRM_KIND_TEXT, N_("Reason"),       RO },
  { "state",       HCRM_KIND_CODE, N_("State"),        RO, NULL, 0, 0, export_states },
  { "total",       HCRM_KIND_INT,  N_("Rows"),         RO },
  { "done",        HCRM_KIND_INT,  N_("Rows written"), RO },
  { "size",        HCRM_KIND_INT,  N_("Size"),         RO, "B" },
  { "problem",     HCRM_KIND_TEXT, N_("Problem"),      RO },
  { "created_at",  HCRM_KIND_TIME, N_("Ordered"),      RO },
  { "finished_at", HCRM_KIND_TIME, N_("Finished"),     RO },
  { "expires_at",  HCRM_KIND_TIME, N_("Kept until"),   RO },
};

static const HcrmField export_query[] = {
  { "state", HCRM_KIND_CODE, N_("State"), MANY, NULL, 0, 0, export_states },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_export_order, order_fields)
HCRM_DEFINE_FIELD_SET (hcrm_export_fields, export_fields)
HCRM_DEFINE_FIELD_SET (hcrm_export_query, export_query)
