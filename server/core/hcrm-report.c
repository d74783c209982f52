/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reports: the figures of groups as JSON, with what the rates made of them mean, and as a table. */

#include "hcrm-report.h"

#include <string.h>

#include "hcrm-export.h"

/* --- As JSON -------------------------------------------------------------------------------- */

static void
append_group (GString *out, HcrmRows *rows, guint row, char **figures)
{
  const char *key = hcrm_rows_get (rows, row, "key");

  g_string_append_printf (out, "{\"key\":%s", key != NULL ? key : "null");
  hcrm_json_append_member (out, "code", hcrm_rows_get (rows, row, "code"));
  hcrm_json_append_member (out, "label", hcrm_rows_get (rows, row, "label"));
  hcrm_json_append_member (out, "label_en", hcrm_rows_get (rows, row, "label_en"));
  for (char **figure = figures; *figure != NULL; figure++)
    g_string_append_printf (out, ",\"%s\":%" G_GINT64_FORMAT, *figure,
                            hcrm_rows_get_int (rows, row, *figure));
  g_string_append_c (out, '}');
}

static void
append_definitions (GString *out, const HcrmReport *report)
{
  g_string_append (out, ",\"definitions\":{");
  for (guint i = 0; i < report->n_rates; i++) {
    const HcrmRate *rate = &report->rates[i];
    g_string_append_printf (out, "%s\"%s\":{", i > 0 ? "," : "", rate->name);
    hcrm_json_append_member (out, "title", gettext (rate->title));
    hcrm_json_append_member (out, "text", gettext (rate->definition));
    hcrm_json_append_member (out, "of", rate->whole);
    g_string_append_c (out, '}');
  }
  g_string_append_c (out, '}');
}

static void
reply_json (HcrmRequest *req, const HcrmReport *report, HcrmRows *rows)
{
  guint total = hcrm_rows_get_n (rows) - 1; /* the last row; there always is one */
  g_auto (GStrv) figures = g_strsplit (report->figures, " ", -1);
  GString *out = req->reply;

  g_string_assign (out, "{\"items\":[");
  for (guint i = 0; i < total; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_group (out, rows, i, figures);
  }
  g_string_append (out, "],\"total\":");
  append_group (out, rows, total, figures);
  hcrm_json_append_member (out, "date_from", hcrm_rows_get (rows, total, "date_from"));
  hcrm_json_append_member (out, "date_to", hcrm_rows_get (rows, total, "date_to"));
  append_definitions (out, report);
  g_string_append (out, ",\"as_at\":\"");
  hcrm_rows_append_instant (rows, total, "as_at", out);
  g_string_append (out, "\"}");
}

/* --- As a table ----------------------------------------------------------------------------- */

static const HcrmRate *
find_rate (const HcrmReport *report, const char *figure)
{
  for (guint i = 0; i < report->n_rates; i++)
    if (strcmp (report->rates[i].name, figure) == 0)
      return &report->rates[i];
  return NULL;
}

static GPtrArray *
make_columns (const HcrmReport *report, char **figures)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, g_strdup ("label"));
  g_ptr_array_add (names, g_strdup ("label_en"));
  for (char **figure = figures; *figure != NULL; figure++) {
    g_ptr_array_add (names, g_strdup (*figure));
    if (find_rate (report, *figure) != NULL)
      g_ptr_array_add (names, g_strconcat (*figure, "_rate", NULL));
  }
  g_ptr_array_add (names, NULL);
  return names;
}

/* With one decimal, a dash where there is nothing to count. */
static char *
make_rate (const HcrmRate *rate, HcrmRecord *group)
{
  double value = hcrm_rate_compute (rate, group);

  return value >= 0 ? g_strdup_printf ("%.1f", hcrm_rate_get_scale (rate) * value) : g_strdup ("–");
}

static const char *
get_group (HcrmRequest *req, const HcrmReport *report)
{
  const char *group = hcrm_record_get (req->args, "group");

  return group != NULL ? group : report->groups[0].value;
}

static char *
make_label (HcrmRequest *req, const HcrmReport *report, HcrmRows *rows, guint row, gboolean total)
{
  const char *label = hcrm_rows_get (rows, row, "label"), *group = get_group (req, report);

  if (label == NULL) {
    const char *word = hcrm_report_find_word (report, group, hcrm_rows_get (rows, row, "code"));
    return g_strdup (word != NULL ? gettext (word) : total ? _ ("Total") : _ ("(none)"));
  }
  if (g_str_equal (group, "step"))
    return g_strdup_printf (_ ("Step %s"), label);
  return g_strdup (label);
}

static void
add_cells (GPtrArray *cells, const HcrmReport *report, HcrmRows *rows, guint row, char **figures)
{
  g_autoptr (HcrmRecord) group = hcrm_rows_to_record (rows, row, report->fields);

  for (char **figure = figures; *figure != NULL; figure++) {
    const HcrmRate *rate = find_rate (report, *figure);
    g_ptr_array_add (cells, g_strdup (hcrm_rows_get (rows, row, *figure)));
    if (rate != NULL)
      g_ptr_array_add (cells, make_rate (rate, group));
  }
}

static void
reply_table (HcrmRequest *req, const HcrmReport *report, HcrmRows *rows)
{
  guint n = hcrm_rows_get_n (rows);
  g_auto (GStrv) figures = g_strsplit (report->figures, " ", -1);
  g_autoptr (GPtrArray) columns = make_columns (report, figures);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++) {
    g_ptr_array_add (cells, make_label (req, report, rows, i, i == n - 1));
    g_ptr_array_add (cells, g_strdup (hcrm_rows_get (rows, i, "label_en")));
    add_cells (cells, report, rows, i, figures);
  }
  g_autoptr (HcrmRows) table = hcrm_rows_new_table ((const char *const *) columns->pdata, cells);
  hcrm_request_reply_table (req, report->fields, table);
}

static gboolean
bind_report (HcrmRequest *req, const HcrmReport *report, GError **error)
{
  const char *group = hcrm_record_get (req->args, "group");

  for (const HcrmChoice *choice = report->groups; group != NULL; choice++) {
    if (choice->value == NULL)
      return hcrm_fail (error, HCRM_ERROR_INVALID, "group", "%s",
                        _ ("This report is not grouped by that"));
    if (strcmp (choice->value, group) == 0)
      break;
  }
  hcrm_db_let (req->db, "group", get_group (req, report));
  if (report->kinds != NULL)
    hcrm_db_let (req->db, "kinds", report->kinds);
  return TRUE;
}

gboolean
hcrm_report_reply (HcrmRequest *req, const HcrmReport *report, const HcrmSql *sql, GError **error)
{
  if (!bind_report (req, report, error))
    return FALSE;
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, sql, req->args, error);
  if (rows == NULL)
    return FALSE;
  if (req->sink != NULL || req->csv)
    reply_table (req, report, rows);
  else
    reply_json (req, report, rows);
  return TRUE;
}
