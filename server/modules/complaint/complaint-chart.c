/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Charts of complaints (M12): for each department, ward, member of staff and drug a Poisson CUSUM
 * of the weeks, against those before; shared/core/hcrm-cusum.h says by which formula. Expected is
 * the rate per visit of the weeks before, or their average where visits are missing; half a
 * complaint is added to what was counted then, so that nobody is expected to have none for ever.
 */

#include <math.h>

#include "complaint-chart-sql.h"
#include "complaint-private.h"
#include "core/hcrm-cusum.h"
#include "core/hcrm-date.h"
#include "model/hcrm-complaint-warning.h"

/* So many weeks are drawn, and fewer where little is known yet; fewer than this are no basis. */
#define DRAWN 26
#define LEAST_BASE 4

/* How everything is made in one run, and the weeks of whatever is being made. */
typedef struct {
  HcrmJob *sweep;
  GDate first; /* of all weeks, a Monday */
  guint n;     /* all weeks */
  guint base;  /* the first of them, which the others are compared with */
  double ratio;
  double run_length;
  guint *counts;
  guint *visits;
} Charts;

/* --- What is expected ----------------------------------------------------------------------- */

static guint *
read_numbers (const char *json, guint n)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  JsonArray *array = json_node_get_array (node);
  guint *numbers = g_new0 (guint, n);

  for (guint i = 0; i < n && i < json_array_get_length (array); i++)
    numbers[i] = json_array_get_int_element (array, i);
  return numbers;
}

static guint
sum_up (const guint *numbers, guint from, guint until)
{
  guint sum = 0;

  for (guint i = from; i < until; i++)
    sum += numbers[i];
  return sum;
}

/* Visits tell nothing where a whole week has none; this week may have just begun. */
static gboolean
has_visits (const Charts *self)
{
  for (guint i = 0; i + 1 < self->n; i++)
    if (self->visits[i] == 0)
      return FALSE;
  return TRUE;
}

static double
get_mean (const Charts *self)
{
  return CLAMP ((sum_up (self->counts, 0, self->base) + 0.5) / self->base, 0.01, 100);
}

static double *
expect (const Charts *self, double mean, gboolean by_visits)
{
  double *expected = g_new (double, self->n);
  double usual = (double) sum_up (self->visits, 0, self->base) / self->base;

  for (guint i = 0; i < self->n; i++)
    expected[i] = by_visits ? MAX (mean * self->visits[i] / usual, mean / 100) : mean;
  return expected;
}

/* --- Writing it down ------------------------------------------------------------------------ */

static void
let_real (HcrmDb *db, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  hcrm_db_let (db, name, g_ascii_formatd (text, sizeof text, "%.4f", value));
}

static char *
dup_week (const Charts *self, guint week)
{
  GDate day = self->first;

  g_date_add_days (&day, 7 * week);
  return hcrm_date_to_iso (&day);
}

static void
add_real (JsonObject *object, const char *name, double value)
{
  json_object_set_double_member (object, name, round (value * 1000) / 1000);
}

static JsonObject *
describe_point (const Charts *self,
                guint i,
                const HcrmCusumPoint *point,
                double expected,
                double h,
                gboolean by_visits)
{
  JsonObject *object = json_object_new ();
  g_autofree char *week = dup_week (self, self->base + i);
  g_autofree char *since = dup_week (self, self->base + point->since);

  json_object_set_string_member (object, "week", week);
  json_object_set_int_member (object, "count", self->counts[self->base + i]);
  if (by_visits)
    json_object_set_int_member (object, "visits", self->visits[self->base + i]);
  else
    json_object_set_null_member (object, "visits");
  add_real (object, "expected", expected);
  add_real (object, "sum", point->sum);
  add_real (object, "h", h);
  json_object_set_boolean_member (object, "signal", point->signal);
  json_object_set_string_member (object, "since", since);
  return object;
}

/* Binds the points, and the last signal with the week it began in. */
static void
let_points (const Charts *self, const HcrmCusum *chart, const double *expected, gboolean by_visits)
{
  guint n = self->n - self->base;
  g_autofree HcrmCusumPoint *points = g_new (HcrmCusumPoint, n);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  HcrmDb *db = self->sweep->db;

  hcrm_db_let (db, "chart_signal", NULL);
  hcrm_db_let (db, "chart_since", NULL);
  hcrm_cusum_follow (chart, self->counts + self->base, expected + self->base, n, points);
  for (guint i = 0; i < n; i++) {
    json_array_add_object_element (array,
                                   describe_point (self, i, &points[i], expected[self->base + i],
                                                   chart->h, by_visits));
    if (points[i].signal) {
      g_autofree char *week = dup_week (self, self->base + i);
      g_autofree char *since = dup_week (self, self->base + points[i].since);
      hcrm_db_let (db, "chart_signal", week);
      hcrm_db_let (db, "chart_since", since);
    }
  }
  json_node_take_array (node, array);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_db_let (db, "chart_points", text);
}

static void
let_chart (const Charts *self, const HcrmCusum *chart, gboolean by_visits)
{
  HcrmDb *db = self->sweep->db;

  hcrm_db_let (db, "chart_basis", by_visits ? "visits" : "counts");
  let_real (db, "chart_mean", chart->mean);
  let_real (db, "chart_ratio", chart->ratio);
  let_real (db, "chart_k", chart->k);
  let_real (db, "chart_h", chart->h);
  let_real (db, "chart_in", chart->in_control);
  let_real (db, "chart_out", chart->out_of_control);
  hcrm_db_let_int (db, "chart_base", self->base);
  hcrm_db_let_int (db, "chart_n", sum_up (self->counts, self->base, self->n));
}

static void
let_subject (const Charts *self, HcrmRows *rows, guint row)
{
  static const char *const names[][2] = {
    { "chart_kind", "kind" },
    { "chart_site", "site_id" },
    { "chart_department", "department_id" },
    { "chart_staff", "staff_id" },
    { "chart_drug", "drug_id" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (self->sweep->db, names[i][0], hcrm_rows_get (rows, row, names[i][1]));
}

/* --- One after the other -------------------------------------------------------------------- */

static gboolean
warn_of (const Charts *self, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (self->sweep->db, &SQL_COMPLAINT_CHART_RAISE, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_event_add_rows (self->sweep->events, "complaint_warning", rows);
  return TRUE;
}

/* Of what cannot be designed for there is no chart. */
static gboolean
make_chart (Charts *self, HcrmRows *rows, guint row, GError **error)
{
  g_autofree guint *counts = self->counts =
      read_numbers (hcrm_rows_get (rows, row, "counts"), self->n);
  g_autofree guint *visits = self->visits =
      read_numbers (hcrm_rows_get (rows, row, "visits"), self->n);
  gboolean by_visits = hcrm_rows_get (rows, row, "staff_id") == NULL && has_visits (self);
  HcrmCusum chart;

  if (!hcrm_cusum_design (get_mean (self), self->ratio, self->run_length, &chart))
    return TRUE;
  g_autofree double *expected = expect (self, chart.mean, by_visits);
  let_subject (self, rows, row);
  let_chart (self, &chart, by_visits);
  let_points (self, &chart, expected, by_visits);
  return hcrm_db_run (self->sweep->db, &SQL_COMPLAINT_CHART_KEEP, NULL, error)
         && warn_of (self, error);
}

/* The last weeks are drawn, and those before are what they are compared with: as many as the rule
 * says, and half of all where little is known yet. */
static gboolean
read_weeks (Charts *self, HcrmRows *rule)
{
  guint known = hcrm_rows_get_int (rule, 0, "known");
  guint wanted = hcrm_rows_get_int (rule, 0, "weeks");

  self->n = MIN (known, wanted + DRAWN);
  self->base = self->n >= 2 * DRAWN ? self->n - DRAWN : self->n / 2;
  self->ratio = g_ascii_strtod (hcrm_rows_get (rule, 0, "ratio"), NULL);
  self->run_length = hcrm_rows_get_int (rule, 0, "run_length");
  hcrm_date_from_iso (hcrm_rows_get (rule, 0, "last"), &self->first);
  g_date_subtract_days (&self->first, 7 * (self->n - 1));
  return self->base >= LEAST_BASE;
}

static gboolean
make_charts (Charts *self, GError **error)
{
  g_autofree char *first = hcrm_date_to_iso (&self->first);

  hcrm_db_let (self->sweep->db, "chart_first", first);
  hcrm_db_let_int (self->sweep->db, "chart_weeks", self->n);
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (self->sweep->db, &SQL_COMPLAINT_CHART_SERIES, NULL, error);
  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    if (!make_chart (self, rows, i, error))
      return FALSE;
  if (rows == NULL || !hcrm_db_run (self->sweep->db, &SQL_COMPLAINT_CHART_FORGET, NULL, error))
    return FALSE;
  /* Whoever looks at them sees the new ones; of whom they are is not said. */
  g_ptr_array_add (self->sweep->events, hcrm_event_new ("complaint_chart", 0, 0));
  return TRUE;
}

gboolean
hcrm_complaint_draw (HcrmJob *sweep, GError **error)
{
  Charts self = { .sweep = sweep };
  g_autoptr (HcrmRows) rule = hcrm_db_rows (sweep->db, &SQL_COMPLAINT_CHART_RULE, NULL, error);

  if (rule == NULL)
    return FALSE;
  return hcrm_rows_get_n (rule) == 0 || !read_weeks (&self, rule) || make_charts (&self, error);
}

#define WATCH HCRM_PERM_COMPLAINT_STATISTICS
#define CHARTS "/complaint-charts"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET", CHARTS,         WATCH, 0, &hcrm_complaint_chart_query, .list = &SQL_COMPLAINT_CHART_LIST },
  HCRM_EXPORT (CHARTS, WATCH, &hcrm_complaint_chart_fields),
  { "GET", CHARTS "/{id}", WATCH, .sql = &SQL_COMPLAINT_CHART_GET },
};
/* clang-format on */

const HcrmModule hcrm_complaint_chart_module = { "complaint-chart", routes, G_N_ELEMENTS (routes) };
