/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The overview for supervisors and heads: covered, contacted, completed, lost. */

#include "followup-report-sql.h"
#include "followup.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"

static const char *const figures[] = { "discharged", "covered",   "exempt", "due",
                                       "contacted",  "completed", "lost" };

/* The dispositions that count as contact, as an array of the database. */
static char *
make_reached (void)
{
  GString *out = g_string_new ("{");

  for (guint i = 0; i < hcrm_n_dispositions; i++)
    if (hcrm_dispositions[i].reached)
      g_string_append_printf (out, "%s%s", out->len > 1 ? "," : "", hcrm_dispositions[i].code);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

static void
append_name (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, "\"%s\":", name);
  if (text != NULL)
    hcrm_json_append_string (out, text);
  else
    g_string_append (out, "null");
  g_string_append_c (out, ',');
}

static void
append_group (GString *out, HcrmRows *rows, guint row)
{
  const char *key = hcrm_rows_get (rows, row, "key");

  g_string_append_printf (out, "{\"key\":%s,", key != NULL ? key : "null");
  append_name (out, "label", hcrm_rows_get (rows, row, "label"));
  append_name (out, "label_en", hcrm_rows_get (rows, row, "label_en"));
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_string_append_printf (out, "%s\"%s\":%" G_GINT64_FORMAT, i > 0 ? "," : "", figures[i],
                            hcrm_rows_get_int (rows, row, figures[i]));
  g_string_append_c (out, '}');
}

static void
append_groups (GString *out, HcrmRows *rows, guint n)
{
  g_string_append (out, "{\"items\":[");
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_group (out, rows, i);
  }
  g_string_append_c (out, ']');
}

/* What each rate is a rate of: part, whole. */
#define DEFINITIONS                                                                                \
  "\"definitions\":{\"covered\":[\"covered\",\"discharged\"],\"contacted\":[\"contacted\","        \
  "\"due\"],\"completed\":[\"completed\",\"due\"],\"lost\":[\"lost\",\"due\"]},"

static gboolean
report (HcrmRequest *req, GError **error)
{
  const char *group = hcrm_record_get (req->args, "group");
  g_autofree char *reached = make_reached ();

  hcrm_db_let (req->db, "group", group != NULL ? group : "department");
  hcrm_db_let (req->db, "reached", reached);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_REPORT_REPORT, req->args, error);
  if (rows == NULL)
    return FALSE;

  guint total = hcrm_rows_get_n (rows) - 1; /* the last row; there always is one */
  g_string_truncate (req->reply, 0);
  append_groups (req->reply, rows, total);
  g_string_append (req->reply, ",\"total\":");
  append_group (req->reply, rows, total);
  g_string_append_c (req->reply, ',');
  append_name (req->reply, "date_from", hcrm_rows_get (rows, total, "date_from"));
  append_name (req->reply, "date_to", hcrm_rows_get (rows, total, "date_to"));
  g_string_append (req->reply, DEFINITIONS "\"as_at\":\"");
  hcrm_rows_append_instant (rows, total, "as_at", req->reply);
  g_string_append (req->reply, "\"}");
  return TRUE;
}

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", "/reports/followup", HCRM_PERM_FOLLOWUP_OVERVIEW, HCRM_ROUTE_REPORT, &hcrm_followup_report_query, .handler = report },
};
/* clang-format on */

const HcrmModule hcrm_followup_report_module = { "followup-report", routes, G_N_ELEMENTS (routes) };
