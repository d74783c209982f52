/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Samples of recordings: previewed, drawn, drawn again from what was kept, given to reviewers. */

#include <sodium.h>
#include <string.h>

#include "core/hcrm-export.h"
#include "core/hcrm-sample-draw.h"
#include "review-private.h"
#include "review-rules.h"
#include "sample-sql.h"

/* --- The population ------------------------------------------------------------------------- */

typedef struct {
  HcrmRows *rows; /* (nullable): of the population */
  HcrmDrawUnit *units;
  GPtrArray *strata; /* of char: owns the units' */
  guint n;
} Population;

static void
population_clear (Population *self)
{
  g_clear_pointer (&self->rows, hcrm_rows_free);
  g_clear_pointer (&self->units, g_free);
  g_clear_pointer (&self->strata, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Population, population_clear)

static const struct {
  const char *part;
  const char *column;
} parts[] = {
  { "agent", "user_id" },
  { "hour", "hour" },
  { "weekday", "weekday" },
  { "kind", "kind" },
  { "department", "department_id" },
};

/* Such as "agent=3 hour=09": parts in the order of the list above, so that names are the same. */
static char *
make_stratum (HcrmRows *rows, guint row, char **wanted)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    const char *value = hcrm_rows_get (rows, row, parts[i].column);
    if (!g_strv_contains ((const char *const *) wanted, parts[i].part))
      continue;
    g_string_append_printf (out, "%s%s=%s%s", out->len > 0 ? " " : "", parts[i].part,
                            strcmp (parts[i].part, "hour") == 0 && strlen (value) < 2 ? "0" : "",
                            value != NULL ? value : "-");
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const struct {
  const char *risk;
  const char *field;
  guint weight;
} risks[] = {
  { "short", "risk_short", 3 },
  { "silence", "risk_silence", 3 },
  { "complaint", "risk_complaint", 5 },
  { "new", "risk_new", 3 },
  { "low", "risk_low", 4 },
};

static guint
get_weight (HcrmRecord *args, guint risk)
{
  const char *text = hcrm_record_get (args, risks[risk].field);

  return text != NULL ? hcrm_record_get_int (args, risks[risk].field) : risks[risk].weight;
}

/* 1, and what each of its risks adds. */
static guint
sum_weights (HcrmRecord *args, const char *found)
{
  g_auto (GStrv) words = g_strsplit (found != NULL ? found : "", " ", -1);
  guint weight = 1;

  for (guint i = 0; i < G_N_ELEMENTS (risks); i++)
    if (g_strv_contains ((const char *const *) words, risks[i].risk))
      weight += get_weight (args, i);
  return weight;
}

static char **
split_strata (HcrmRecord *args)
{
  const char *text = hcrm_record_get (args, "strata");

  return hcrm_field_split_several (text != NULL ? text : "[]");
}

static void
fill_units (Population *self, HcrmRecord *args)
{
  g_auto (GStrv) wanted = split_strata (args);

  self->n = hcrm_rows_get_n (self->rows);
  self->units = g_new0 (HcrmDrawUnit, self->n + 1);
  self->strata = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->n; i++) {
    char *stratum = make_stratum (self->rows, i, wanted);

    g_ptr_array_add (self->strata, stratum);
    self->units[i] = (HcrmDrawUnit){ hcrm_rows_get_int (self->rows, i, "recording_id"), stratum,
                                     sum_weights (args, hcrm_rows_get (self->rows, i, "risks")) };
  }
}

static gboolean
check_sample (HcrmRows *card, HcrmRecord *args, GError **error)
{
  g_autoptr (GError) bad = NULL;
  g_auto (GStrv) strata = split_strata (args);

  if (g_strcmp0 (hcrm_rows_get (card, 0, "state"), "published") != 0)
    hcrm_error_add_field (&bad, "scorecard_id", _ ("Choose a published scorecard"));
  if (!hcrm_rows_get_bool (card, 0, "forward"))
    hcrm_error_add_field (&bad, "date_to", _ ("The end comes before the beginning"));
  if (hcrm_rows_get_bool (card, 0, "ahead"))
    hcrm_error_add_field (&bad, "as_of", _ ("This moment is still to come"));
  if (strcmp (hcrm_record_get (args, "method"), "stratified") == 0 && strata[0] == NULL)
    hcrm_error_add_field (&bad, "strata", _ ("Say which parts to draw from"));
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
bind_ids (HcrmRequest *req, const char *field, const char *name, GError **error)
{
  g_autofree char *ids = hcrm_review_read_ids (req->args, field, error);

  if (ids != NULL)
    hcrm_db_let (req->db, name, ids);
  return ids != NULL;
}

static gboolean
read_population (HcrmRequest *req, Population *self, GError **error)
{
  g_autoptr (HcrmRows) card = hcrm_db_one (req->db, &SQL_SAMPLE_CARD, req->args, error);

  if (card == NULL || !check_sample (card, req->args, error)
      || !bind_ids (req, "agents", "for_agents", error)
      || !bind_ids (req, "departments", "for_departments", error))
    return FALSE;
  hcrm_db_let (req->db, "for_as_of", hcrm_rows_get (card, 0, "as_of"));
  self->rows = hcrm_db_rows (req->db, &SQL_SAMPLE_POPULATION, req->args, error);
  if (self->rows == NULL)
    return FALSE;
  fill_units (self, req->args);
  return TRUE;
}

/* --- Drawing -------------------------------------------------------------------------------- */

static GArray *
draw (const HcrmDrawUnit *units, guint n, const char *method, guint size, guint least, gint64 seed)
{
  HcrmDice dice = { seed };

  if (strcmp (method, "stratified") == 0)
    return hcrm_draw_stratified (units, n, size, least, &dice);
  if (strcmp (method, "risk") == 0)
    return hcrm_draw_weighted (units, n, size, &dice);
  return hcrm_draw_simple (units, n, size, &dice);
}

static guint
get_least (HcrmRecord *args)
{
  return hcrm_record_get (args, "least") != NULL ? hcrm_record_get_int (args, "least") : 1;
}

/* The one that was given, or one by chance. */
static gboolean
read_seed (HcrmRecord *args, gint64 *seed, GError **error)
{
  const char *text = hcrm_record_get (args, "seed");
  g_autoptr (GError) bad = NULL;

  if (text == NULL || *text == '\0') {
    randombytes_buf (seed, sizeof *seed);
    *seed &= G_MAXINT64;
    return TRUE;
  }
  if (g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, seed, &bad))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "seed", "%s", _ ("A seed is a whole number"));
}

static char *
write_units (const Population *self)
{
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < self->n; i++) {
    g_string_append_printf (out, "%s[%" G_GINT64_FORMAT ",", i > 0 ? "," : "", self->units[i].id);
    hcrm_json_append_string (out, self->units[i].stratum);
    g_string_append_printf (out, ",%u]", self->units[i].weight);
  }
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
write_items (const Population *self, GArray *drawn)
{
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < drawn->len; i++) {
    guint place = g_array_index (drawn, guint, i);
    const char *found = hcrm_rows_get (self->rows, place, "risks");

    g_string_append_printf (out, "%s[%" G_GINT64_FORMAT ",", i > 0 ? "," : "",
                            self->units[place].id);
    hcrm_json_append_string (out, self->units[place].stratum);
    g_string_append_c (out, ',');
    hcrm_json_append_string (out, found != NULL ? found : "");
    g_string_append_c (out, ']');
  }
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
reply_sample (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows =
      hcrm_request_reply_record (req, &SQL_SAMPLE_GET, "review_sample", error);

  return rows != NULL;
}

static gboolean
create (HcrmRequest *req, GError **error)
{
  g_auto (Population) population = { NULL };
  gint64 seed = 0;

  if (hcrm_record_get (req->args, "name") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "name", "%s", _ ("Give the sample a name"));
  if (!read_seed (req->args, &seed, error) || !read_population (req, &population, error))
    return FALSE;
  if (population.n == 0)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("There is no such recording to draw from"));
  g_autoptr (GArray) drawn =
      draw (population.units, population.n, hcrm_record_get (req->args, "method"),
            hcrm_record_get_int (req->args, "size"), get_least (req->args), seed);
  g_autofree char *units = write_units (&population), *items = write_items (&population, drawn);
  hcrm_db_let_int (req->db, "for_seed", seed);
  hcrm_db_let_int (req->db, "for_population", population.n);
  hcrm_db_let (req->db, "for_units", units);
  hcrm_db_let (req->db, "for_items", items);
  g_autoptr (HcrmRows) made = hcrm_db_one (req->db, &SQL_SAMPLE_CREATE, req->args, error);
  if (made == NULL)
    return FALSE;
  hcrm_db_let (req->db, "id", hcrm_rows_get (made, 0, "id"));
  return reply_sample (req, error);
}

/* --- Preview -------------------------------------------------------------------------------- */

typedef struct {
  guint n, drawn;
} Count;

static GHashTable *
count_strata (const Population *self, GArray *drawn)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < self->n; i++) {
    Count *count = g_hash_table_lookup (counts, self->units[i].stratum);
    if (count == NULL) {
      count = g_new0 (Count, 1);
      g_hash_table_insert (counts, (gpointer) self->units[i].stratum, count);
    }
    count->n++;
  }
  for (guint i = 0; i < drawn->len; i++) {
    Count *count =
        g_hash_table_lookup (counts, self->units[g_array_index (drawn, guint, i)].stratum);
    count->drawn++;
  }
  return counts;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
append_strata (GString *out, const Population *self, GArray *drawn)
{
  g_autoptr (GHashTable) counts = count_strata (self, drawn);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (counts), compare_names);

  g_string_append (out, ",\"strata\":[");
  for (GList *name = names; name != NULL; name = name->next) {
    const Count *count = g_hash_table_lookup (counts, name->data);
    g_string_append (out, name == names ? "{\"stratum\":" : ",{\"stratum\":");
    hcrm_json_append_string (out, name->data);
    g_string_append_printf (out, ",\"n\":%u,\"drawn\":%u}", count->n, count->drawn);
  }
  g_string_append_c (out, ']');
}

static guint
count_risk (const Population *self, const char *risk)
{
  guint n = 0;

  for (guint i = 0; i < self->n; i++) {
    const char *found = hcrm_rows_get (self->rows, i, "risks");
    g_auto (GStrv) words = g_strsplit (found != NULL ? found : "", " ", -1);
    n += g_strv_contains ((const char *const *) words, risk);
  }
  return n;
}

static void
append_risks (GString *out, const Population *self, HcrmRecord *args)
{
  g_string_append (out, ",\"risks\":[");
  for (guint i = 0; i < G_N_ELEMENTS (risks); i++)
    g_string_append_printf (out, "%s{\"risk\":\"%s\",\"n\":%u,\"weight\":%u}", i > 0 ? "," : "",
                            risks[i].risk, count_risk (self, risks[i].risk), get_weight (args, i));
  g_string_append_c (out, ']');
}

/* How many there are, and how many of each part would be drawn: by which chance, does not matter.
 */
static gboolean
preview (HcrmRequest *req, GError **error)
{
  g_auto (Population) population = { NULL };
  gint64 seed = 0;

  if (!read_seed (req->args, &seed, error) || !read_population (req, &population, error))
    return FALSE;
  g_autoptr (GArray) drawn =
      draw (population.units, population.n, hcrm_record_get (req->args, "method"),
            hcrm_record_get_int (req->args, "size"), get_least (req->args), seed);
  g_string_printf (req->reply, "{\"population\":%u,\"drawn\":%u", population.n, drawn->len);
  append_strata (req->reply, &population, drawn);
  append_risks (req->reply, &population, req->args);
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* --- Drawing again -------------------------------------------------------------------------- */

static HcrmDrawUnit *
read_units (HcrmRows *rows)
{
  guint n = hcrm_rows_get_n (rows);
  HcrmDrawUnit *units = g_new0 (HcrmDrawUnit, n + 1);

  for (guint i = 0; i < n; i++)
    units[i] =
        (HcrmDrawUnit){ hcrm_rows_get_int (rows, i, "recording_id"),
                        hcrm_rows_get (rows, i, "stratum"), hcrm_rows_get_int (rows, i, "weight") };
  return units;
}

static gboolean
is_same (HcrmRows *kept, const HcrmDrawUnit *units, GArray *drawn)
{
  if (hcrm_rows_get_n (kept) != drawn->len)
    return FALSE;
  for (guint i = 0; i < drawn->len; i++)
    if (hcrm_rows_get_int (kept, i, "recording_id") != units[g_array_index (drawn, guint, i)].id)
      return FALSE;
  return TRUE;
}

/* From the same units by the same seed: whether it is the sample that was kept. */
static gboolean
redraw (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) sample = hcrm_db_one (req->db, &SQL_SAMPLE_LOCK, NULL, error);
  g_autoptr (HcrmRows) kept =
      sample != NULL ? hcrm_db_rows (req->db, &SQL_SAMPLE_DRAWN, NULL, error) : NULL;
  g_autoptr (HcrmRows) rows =
      kept != NULL ? hcrm_db_rows (req->db, &SQL_SAMPLE_UNITS, NULL, error) : NULL;
  g_autoptr (HcrmRows) today =
      rows != NULL ? hcrm_db_one (req->db, &SQL_SAMPLE_TODAY, NULL, error) : NULL;

  if (today == NULL)
    return FALSE;
  g_autofree HcrmDrawUnit *units = read_units (rows);
  g_autoptr (GArray) drawn =
      draw (units, hcrm_rows_get_n (rows), hcrm_rows_get (sample, 0, "method"),
            hcrm_rows_get_int (sample, 0, "size"), hcrm_rows_get_int (sample, 0, "least"),
            hcrm_rows_get_int (sample, 0, "seed"));
  g_string_printf (req->reply,
                   "{\"same\":%s,\"population\":%u,\"population_now\":%s,\"recordings\":[",
                   is_same (kept, units, drawn) ? "true" : "false", hcrm_rows_get_n (rows),
                   hcrm_rows_get (today, 0, "n"));
  for (guint i = 0; i < drawn->len; i++)
    g_string_append_printf (req->reply, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            units[g_array_index (drawn, guint, i)].id);
  g_string_append (req->reply, "]}");
  return TRUE;
}

/* --- Assigning ------------------------------------------------------------------------------ */

static gboolean
check_reviewers (HcrmRows *reviewers, GError **error)
{
  if (hcrm_rows_get_n (reviewers) == 0)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "reviewers", "%s", _ ("Choose reviewers"));
  for (guint i = 0; i < hcrm_rows_get_n (reviewers); i++)
    if (!hcrm_rows_get_bool (reviewers, i, "scores"))
      return hcrm_fail (error, HCRM_ERROR_INVALID, "reviewers", "%s",
                        _ ("Choose somebody who reviews calls"));
  return TRUE;
}

static gboolean *
read_barred (HcrmRows *items, HcrmRows *reviewers)
{
  guint n = hcrm_rows_get_n (items), n_reviewers = hcrm_rows_get_n (reviewers);
  gboolean *barred = g_new0 (gboolean, n * n_reviewers + 1);

  for (guint i = 0; i < n; i++) {
    g_auto (GStrv) words = g_strsplit (hcrm_rows_get (items, i, "barred"), " ", -1);
    for (guint k = 0; k < n_reviewers; k++)
      barred[i * n_reviewers + k] =
          g_strv_contains ((const char *const *) words, hcrm_rows_get (reviewers, k, "who"));
  }
  return barred;
}

static gboolean
share_out (HcrmRequest *req, HcrmRows *items, HcrmRows *reviewers, GError **error)
{
  guint n = hcrm_rows_get_n (items), n_reviewers = hcrm_rows_get_n (reviewers);
  g_autofree gboolean *barred = read_barred (items, reviewers);
  g_autofree guint *loads = g_new0 (guint, n_reviewers);
  g_autofree int *given = g_new0 (int, n + 1);

  for (guint i = 0; i < n_reviewers; i++)
    loads[i] = hcrm_rows_get_int (reviewers, i, "open");
  hcrm_review_share_out (n, n_reviewers, barred, loads, given);
  for (guint i = 0; i < n; i++)
    if (given[i] >= 0
        && !hcrm_review_give (req, &SQL_SAMPLE_ASSIGN, items, i,
                              hcrm_rows_get (items, i, "recording_id"),
                              hcrm_rows_get (reviewers, given[i], "who"), error))
      return FALSE;
  return TRUE;
}

/* Of what nobody reviews yet; what all of them are barred from stays. */
static gboolean
assign (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) sample = hcrm_db_one (req->db, &SQL_SAMPLE_LOCK, NULL, error);

  if (sample == NULL || !hcrm_request_check_version (req, sample, error)
      || !bind_ids (req, "reviewers", "for_reviewers", error))
    return FALSE;
  hcrm_db_let (req->db, "for_card", hcrm_rows_get (sample, 0, "scorecard_id"));
  g_autoptr (HcrmRows) reviewers = hcrm_db_rows (req->db, &SQL_SAMPLE_REVIEWERS, NULL, error);
  if (reviewers == NULL || !check_reviewers (reviewers, error))
    return FALSE;
  g_autoptr (HcrmRows) items = hcrm_db_rows (req->db, &SQL_SAMPLE_UNASSIGNED, NULL, error);
  return items != NULL && share_out (req, items, reviewers, error) && reply_sample (req, error);
}

#define MANAGE HCRM_PERM_REVIEW_MANAGE
#define VERSIONED HCRM_ROUTE_VERSIONED
#define REPORT HCRM_ROUTE_REPORT
#define SAMPLES "/samples"
#define STEP SAMPLES "/{id}/actions/"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   SAMPLES,          MANAGE, 0, &hcrm_sample_query, .list = &SQL_SAMPLE_LIST },
  HCRM_EXPORT (SAMPLES, MANAGE, &hcrm_sample_fields),
  { "GET",   SAMPLES "/{id}",  MANAGE, .sql = &SQL_SAMPLE_GET },
  { "POST",  SAMPLES,          MANAGE, HCRM_ROUTE_CREATES | REPORT, &hcrm_sample_new, .handler = create },
  { "PATCH", SAMPLES "/{id}",  MANAGE, 0, &hcrm_sample_edit, &SQL_SAMPLE_RENAME, .lock = &SQL_SAMPLE_LOCK, .reread = &SQL_SAMPLE_GET,
    .event = "review_sample" },
  { "POST",  SAMPLES "/actions/preview", MANAGE, REPORT, &hcrm_sample_new, .handler = preview },
  { "POST",  STEP "redraw",    MANAGE, REPORT, .handler = redraw },
  { "POST",  STEP "assign",    MANAGE, VERSIONED, &hcrm_sample_assign, .handler = assign },
};
/* clang-format on */

const HcrmModule hcrm_review_sample_module = { "sample", routes, G_N_ELEMENTS (routes) };
