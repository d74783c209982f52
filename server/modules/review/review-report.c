/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The report of reviews: means and rates with their intervals, and kappa of each item. */

#include <string.h>

#include "core/hcrm-estimate.h"
#include "core/hcrm-export.h"
#include "review-private.h"
#include "review-report-sql.h"

/* The figures of a group in the order of the table's columns, after its label. */
enum {
  N,
  MEAN,
  MEAN_LOW,
  MEAN_HIGH,
  PASSED,
  PASS_RATE,
  PASS_LOW,
  PASS_HIGH,
  FATAL,
  APPEALED,
  CHANGED,
  NOT_APPLIED,
  PAIRS,
  KAPPA,
  KAPPA_LOW,
  KAPPA_HIGH,
  N_FIGURES
};

static const struct {
  const char *name;
  int decimals; /* 0: a whole number */
} figures[N_FIGURES] = {
  [N] = { "n", 0 },
  [MEAN] = { "mean", 2 },
  [MEAN_LOW] = { "mean_low", 2 },
  [MEAN_HIGH] = { "mean_high", 2 },
  [PASSED] = { "passed", 0 },
  [PASS_RATE] = { "pass_rate", 1 },
  [PASS_LOW] = { "pass_low", 1 },
  [PASS_HIGH] = { "pass_high", 1 },
  [FATAL] = { "fatal", 0 },
  [APPEALED] = { "appealed", 0 },
  [CHANGED] = { "changed", 0 },
  [NOT_APPLIED] = { "na", 0 },
  [PAIRS] = { "pairs", 0 },
  [KAPPA] = { "kappa", 3 },
  [KAPPA_LOW] = { "kappa_low", 3 },
  [KAPPA_HIGH] = { "kappa_high", 3 },
};

typedef struct {
  char *text[N_FIGURES]; /* %NULL where there is none */
} Group;

static void
group_free (Group *self)
{
  for (guint i = 0; i < N_FIGURES; i++)
    g_free (self->text[i]);
  g_free (self);
}

static void
set_number (Group *self, guint figure, double value)
{
  char format[] = { '%', '.', '0' + figures[figure].decimals, 'f', '\0' };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  self->text[figure] = g_strdup (g_ascii_formatd (text, sizeof text, format, value));
}

/* Only an item may not apply. */
static void
set_counts (Group *self, HcrmRows *rows, guint row, gboolean of_items)
{
  static const guint counts[] = { N, PASSED, FATAL, APPEALED, CHANGED, NOT_APPLIED };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (of_items || counts[i] != NOT_APPLIED)
      self->text[counts[i]] = g_strdup (hcrm_rows_get (rows, row, figures[counts[i]].name));
}

static void
set_mean (Group *self, HcrmRows *rows, guint row)
{
  const char *mean = hcrm_rows_get (rows, row, "mean");
  const char *deviation = hcrm_rows_get (rows, row, "deviation");
  double low, high, middle = mean != NULL ? g_ascii_strtod (mean, NULL) : 0;

  if (mean == NULL)
    return;
  set_number (self, MEAN, middle);
  if (deviation == NULL
      || !hcrm_estimate_mean (hcrm_rows_get_int (rows, row, "n"), middle,
                              g_ascii_strtod (deviation, NULL), &low, &high))
    return;
  set_number (self, MEAN_LOW, MAX (0, low));
  set_number (self, MEAN_HIGH, MIN (100, high));
}

static void
set_share (Group *self, HcrmRows *rows, guint row)
{
  guint n = hcrm_rows_get_int (rows, row, "n"), passed = hcrm_rows_get_int (rows, row, "passed");
  double low, high;

  if (!hcrm_estimate_share (passed, n, &low, &high))
    return;
  set_number (self, PASS_RATE, 100.0 * passed / n);
  set_number (self, PASS_LOW, 100 * low);
  set_number (self, PASS_HIGH, 100 * high);
}

/* Of an item, by its code; the rows of one stand together. */
static void
set_kappa (Group *self, HcrmRows *pairs, const char *code)
{
  guint first = 0, n = hcrm_rows_get_n (pairs);
  HcrmKappa kappa;

  while (first < n && g_strcmp0 (hcrm_rows_get (pairs, first, "code"), code) != 0)
    first++;
  guint end = first;
  while (end < n && g_strcmp0 (hcrm_rows_get (pairs, end, "code"), code) == 0)
    end++;
  if (first == end)
    return;
  gboolean known =
      hcrm_review_fill_kappa (pairs, first, end, hcrm_rows_get_int (pairs, first, "max"), &kappa);
  self->text[PAIRS] = g_strdup_printf ("%u", kappa.n);
  if (!known)
    return;
  set_number (self, KAPPA, kappa.kappa);
  if (!hcrm_review_has_interval (&kappa))
    return;
  set_number (self, KAPPA_LOW, kappa.low);
  set_number (self, KAPPA_HIGH, kappa.high);
}

static GPtrArray *
make_groups (HcrmRows *rows, HcrmRows *pairs, gboolean of_items)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);

  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    Group *group = g_new0 (Group, 1);

    set_counts (group, rows, i, of_items);
    set_mean (group, rows, i);
    set_share (group, rows, i);
    if (pairs != NULL && !hcrm_rows_get_bool (rows, i, "is_total"))
      set_kappa (group, pairs, hcrm_rows_get (rows, i, "code"));
    g_ptr_array_add (groups, group);
  }
  return groups;
}

/* --- As JSON -------------------------------------------------------------------------------- */

static void
append_group (GString *out, HcrmRows *rows, guint row, const Group *group)
{
  const char *key = hcrm_rows_get (rows, row, "key");

  g_string_append_printf (out, "{\"key\":%s", key != NULL ? key : "null");
  hcrm_json_append_member (out, "code", hcrm_rows_get (rows, row, "code"));
  hcrm_json_append_member (out, "label", hcrm_rows_get (rows, row, "label"));
  hcrm_json_append_member (out, "label_en", hcrm_rows_get (rows, row, "label_en"));
  for (guint i = 0; i < N_FIGURES; i++) {
    const char *text = group->text[i];
    const char *quote = text != NULL && figures[i].decimals > 0 ? "\"" : "";
    g_string_append_printf (out, ",\"%s\":%s%s%s", figures[i].name, quote,
                            text != NULL ? text : "null", quote);
  }
  g_string_append_c (out, '}');
}

static void
reply_json (HcrmRequest *req, HcrmRows *rows, GPtrArray *groups)
{
  guint total = groups->len - 1; /* the last row; there always is one */
  GString *out = req->reply;

  g_string_assign (out, "{\"items\":[");
  for (guint i = 0; i < total; i++) {
    g_string_append (out, i > 0 ? "," : "");
    append_group (out, rows, i, groups->pdata[i]);
  }
  g_string_append (out, "],\"total\":");
  append_group (out, rows, total, groups->pdata[total]);
  hcrm_json_append_member (out, "date_from", hcrm_rows_get (rows, total, "date_from"));
  hcrm_json_append_member (out, "date_to", hcrm_rows_get (rows, total, "date_to"));
  g_string_append (out, ",\"as_at\":\"");
  hcrm_rows_append_instant (rows, total, "as_at", out);
  g_string_append (out, "\"}");
}

/* --- As a table ----------------------------------------------------------------------------- */

static void
reply_table (HcrmRequest *req, HcrmRows *rows, GPtrArray *groups)
{
  const char *names[N_FIGURES + 3] = { "label", "label_en" };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < N_FIGURES; i++)
    names[i + 2] = figures[i].name;
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    const char *label = hcrm_rows_get (rows, i, "label");
    const char *none = i == groups->len - 1 ? _ ("Total") : _ ("(none)");

    g_ptr_array_add (cells, g_strdup (label != NULL ? label : none));
    g_ptr_array_add (cells, g_strdup (hcrm_rows_get (rows, i, "label_en")));
    for (guint figure = 0; figure < N_FIGURES; figure++)
      g_ptr_array_add (cells, g_strdup (group->text[figure]));
  }
  g_autoptr (HcrmRows) table = hcrm_rows_new_table (names, cells);
  hcrm_request_reply_table (req, &hcrm_review_report_fields, table);
}

/* --- Route ---------------------------------------------------------------------------------- */

static gboolean
reply_report (HcrmRequest *req, GError **error)
{
  const char *asked = hcrm_record_get (req->args, "group");
  const char *group = asked != NULL ? asked : hcrm_review_group_choices[0].value;
  gboolean by_item = strcmp (group, "item") == 0;

  hcrm_db_let (req->db, "group", group);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_REVIEW_REPORT_REPORT, req->args, error);
  if (rows == NULL)
    return FALSE;
  g_autoptr (HcrmRows) pairs =
      by_item ? hcrm_db_rows (req->db, &SQL_REVIEW_REPORT_PAIRS, req->args, error) : NULL;
  if (by_item && pairs == NULL)
    return FALSE;
  g_autoptr (GPtrArray) groups =
      make_groups (rows, pairs, by_item || hcrm_record_get (req->args, "item") != NULL);
  if (req->sink != NULL || req->csv)
    reply_table (req, rows, groups);
  else
    reply_json (req, rows, groups);
  return TRUE;
}

#define PATH "/reports/reviews"
#define READ HCRM_PERM_REVIEW_READ

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", PATH, READ, HCRM_ROUTE_REPORT, &hcrm_review_report_query, .handler = reply_report },
  HCRM_EXPORT (PATH, READ, &hcrm_review_report_fields),
  { "GET", "/review-scorecards", READ, HCRM_ROUTE_ITEMS, .sql = &SQL_REVIEW_REPORT_SCORECARDS },
  { "GET", "/review-items",      READ, HCRM_ROUTE_ITEMS, .sql = &SQL_REVIEW_REPORT_ITEMS },
};
/* clang-format on */

const HcrmModule hcrm_review_report_module = { "review-report", routes, G_N_ELEMENTS (routes) };
