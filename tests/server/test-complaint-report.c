/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statistics of complaints: figures counted by hand, what counts where, and the lists behind them.
 */

#include <string.h>

#include "hcrm-desk.h"
#include "hcrm-figures.h"
#include "model/hcrm-complaint-report.h"
#include "model/hcrm-complaint.h"

#define REPORT "/reports/complaints"
#define ABOUT_DOCTOR ",\"objects\":[{\"kind\":\"person\",\"service_code\":\"10012\"}]"
#define ABOUT_TWO                                                                                  \
  ",\"objects\":[{\"kind\":\"department\",\"department_id\":1},"                                   \
  "{\"kind\":\"department\",\"department_id\":3},{\"kind\":\"price\"}]"

/*
 * Seven: about the doctor of ORTHO, settled on the spot; about two departments and a price, of two
 * natures and by letter, routed to both; answered and the caller content; answered, not content and
 * opened again; overdue; withdrawn; joined into the second. And a draft.
 */
static void
seed (Fixture *self)
{
  gint64 spot = desk_take (self, ABOUT_DOCTOR);
  desk_step (self, 200, "agent", spot, "spot", "{\"solution\":\"当场退费\",\"consent\":true}");

  gint64 two =
      desk_take (self, ABOUT_TWO ",\"grade\":2,\"other_classes\":[{\"class\":\"cost-charge\"}]");
  desk_route (self, two, DESK_ORTHO);
  desk_route (self, two, DESK_CARDIO);

  gint64 content = desk_answered (self);
  desk_tell (self, 200, content, "reached", "satisfied", NULL);
  gint64 again = desk_answered (self);
  desk_tell (self, 200, again, "reached", "unsatisfied", NULL);
  gint64 late = desk_take (self, "");
  fixture_run_sql (self, "UPDATE complaint SET due_at = hcrm_now() - interval '1 hour' WHERE id = "
                         "(SELECT max(id) FROM complaint)");
  (void) late;
  gint64 gone = desk_take (self, "");
  desk_step (self, 200, "agent", gone, "withdraw", "{\"reason\":\"不再追究\"}");
  gint64 joined = desk_take (self, "");
  g_autofree char *into =
      g_strdup_printf ("{\"into_id\":%" G_GINT64_FORMAT ",\"reason\":\"同一件事\"}", two);
  desk_step (self, 200, "supervisor", joined, "join", into);
  desk_take (self, ",\"draft\":true");
}

static void
test_figures (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autoptr (JsonNode) all = figures_get (self, "supervisor", REPORT);
  figures_assert (all, "total",
                  "received 6 visits 1 on_spot 1 ended 3 on_time 2 told 2 contented 1 reopened 1 "
                  "unclosed 4");
  figures_assert_group (all, "Orthopaedics", "received 2 visits 1 on_spot 1 unclosed 1");
  figures_assert_group (all, "Cardiology", "received 1 visits 0 unclosed 1");
  g_assert_cmpstr (json_at (all, "definitions.on_time.of"), ==, "ended");
  g_assert_cmpstr (json_at (all, "definitions.received.text"), ==,
                   hcrm_complaint_report.rates[0].definition);

  g_autoptr (JsonNode) persons = figures_get (self, "supervisor", REPORT "?group=person");
  figures_assert_group (persons, "陈一帆", "received 1 on_spot 1 visits 1");
  g_autoptr (JsonNode) classes = figures_get (self, "supervisor", REPORT "?group=class");
  figures_assert_group (classes, "Manner", "received 6 visits 1");
  figures_assert_group (classes, "Charges", "received 1 visits 1");
  g_autoptr (JsonNode) handlers = figures_get (self, "supervisor", REPORT "?group=handler");
  figures_assert_group (handlers, "Orthopaedics", "received 3 told 2 reopened 1");
  figures_assert_group (handlers, "Cardiology", "received 1 told 0");
  g_autoptr (JsonNode) grades = figures_get (self, "supervisor", REPORT "?group=grade");
  figures_assert_group (grades, "Serious", "received 1");
  g_autoptr (JsonNode) months = figures_get (self, "supervisor", REPORT "?group=month");
  g_assert_cmpuint (json_length_at (months, "items"), ==, 1);
  fixture_expect (self, 422, "supervisor", "GET", REPORT "?group=ward", NULL);
}

/* The day counts on which it happened: where a person has moved to since takes nothing along. */
static void
test_moved (Fixture *self, gconstpointer unused)
{
  seed (self);
  fixture_run_sql (self, "UPDATE staff_post SET department_id = 3 WHERE staff_id = 1");
  g_autoptr (JsonNode) all = figures_get (self, "supervisor", REPORT);
  figures_assert_group (all, "Orthopaedics", "received 2");
  figures_assert_group (all, "Cardiology", "received 1");
}

/* What it is counted by follows what it is put right to. */
static void
test_kept (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ABOUT_DOCTOR);
  gint64 task = desk_route (self, id, DESK_CARDIO);

  fixture_assert_sql (self, "{1} {1} {person} {service-attitude} {3}",
                      "SELECT concat_ws(' ', about_departments, about_staff, about_kinds, natures, "
                      "handlers) FROM complaint");
  desk_share_step (self, 200, "head2", task, "return", "{\"reason\":\"与我科无关\"}");
  desk_step (self, 200, "agent", id, "reclass",
             "{\"class\":\"cost-charge\",\"reason\":\"另一类\"}");
  fixture_assert_sql (self, "{1} {cost-charge} {}",
                      "SELECT concat_ws(' ', about_departments, natures, handlers) FROM complaint");
}

/* Weeks and months are made of days, each of which is that of the site. */
static void
test_weeks (Fixture *self, gconstpointer unused)
{
  static const char *const groups[] = { "week", "month" };

  seed (self);
  fixture_run_sql (self,
                   "UPDATE complaint SET received_at = received_at - id * interval '107 hours'");
  for (guint g = 0; g < G_N_ELEMENTS (groups); g++) {
    g_autofree char *path = g_strconcat (REPORT "?date_from=2020-01-01&group=", groups[g], NULL);
    g_autoptr (JsonNode) reply = figures_get (self, "supervisor", path);
    g_autoptr (GString) found = g_string_new (NULL);
    for (guint i = 0; i < json_length_at (reply, "items"); i++) {
      g_autofree char *code = g_strdup_printf ("items.%u.code", i);
      g_autofree char *received = g_strdup_printf ("items.%u.received", i);
      g_string_append_printf (found, "%s:%s ", json_at (reply, code), json_at (reply, received));
    }
    fixture_assert_sql (
        self, g_strchomp (found->str),
        "SELECT string_agg(x.day || ':' || x.n, ' ' ORDER BY x.day) FROM (SELECT date_trunc('%s', "
        "c.received_at AT TIME ZONE s.time_zone)::date AS day, count(*) AS n FROM complaint AS c "
        "JOIN site AS s ON s.id = c.site_id WHERE c.taken_at IS NOT NULL AND c.state <> 'joined' "
        "GROUP BY 1) AS x",
        groups[g]);
  }
}

/* Days, departments and the rest narrow both the complaints and, where they have any, the visits.
 */
static void
test_filters (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autoptr (JsonNode) cardio =
      figures_get (self, "supervisor", REPORT "?about_department_id=3&group=class");
  figures_assert (cardio, "total", "received 1 visits 0");
  g_autoptr (JsonNode) grade =
      figures_get (self, "supervisor", REPORT "?grade=2&nature=cost-charge");
  figures_assert (grade, "total", "received 1 visits 1");
  g_autoptr (JsonNode) nobody = figures_get (self, "supervisor", REPORT "?about_staff_id=0");
  figures_assert (nobody, "total", "received 5");
  g_autoptr (JsonNode) before =
      figures_get (self, "supervisor", REPORT "?date_from=2020-01-01&date_to=2020-02-01");
  figures_assert (before, "total", "received 0 visits 0 ended 0");
}

/* A head counts what the department has a share in, and never what is about the head. */
static void
test_scopes (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autoptr (JsonNode) head = figures_get (self, "head", REPORT);
  figures_assert (head, "total", "received 3");
  g_autoptr (JsonNode) other = figures_get (self, "head2", REPORT);
  figures_assert (other, "total", "received 1");
  gint64 about =
      desk_take (self, ",\"objects\":[{\"kind\":\"person\",\"service_code\":\"10039\"}]");
  desk_route (self, about, DESK_ORTHO);
  g_autoptr (JsonNode) hidden = figures_get (self, "head", REPORT);
  figures_assert (hidden, "total", "received 3");
  g_autoptr (JsonNode) all = figures_get (self, "supervisor", REPORT);
  figures_assert (all, "total", "received 7");
  fixture_expect (self, 403, "agent", "GET", REPORT, NULL);
  fixture_expect (self, 403, "doctor", "GET", REPORT, NULL);
}

/* --- What opens from a figure --------------------------------------------------------------- */

/* Who counts, and what they narrow the figures to. */
typedef struct {
  const char *user;
  const char *name; /* (nullable) */
  const char *value;
} Asker;

/* As the client opens it: a group takes the place of what was asked for by the same. */
static char *
make_list_path (const Asker *asker,
                JsonNode *reply,
                const char *figure,
                const char *name,
                const char *value)
{
  gboolean both = asker->name != NULL && strcmp (asker->name, name) != 0;

  return g_strdup_printf (
      "/complaints?figure=%s&received_on_from=%s&received_on_to=%s&%s=%s%s%s%s%s", figure,
      json_at (reply, "date_from"), json_at (reply, "date_to"), name, value != NULL ? value : "0",
      both ? "&" : "", both ? asker->name : "", both ? "=" : "", both ? asker->value : "");
}

static void
assert_list (Fixture *self,
             const Asker *asker,
             JsonNode *reply,
             guint i,
             const char *name,
             const char *figure)
{
  g_autofree char *key = g_strdup_printf ("items.%u.key", i);
  g_autofree char *code = g_strdup_printf ("items.%u.code", i);
  g_autofree char *at = g_strdup_printf ("items.%u.%s", i, figure);
  const char *value = json_at (reply, code) != NULL ? json_at (reply, code) : json_at (reply, key);
  g_autofree char *path = make_list_path (asker, reply, figure, name, value);
  g_autoptr (JsonNode) list = figures_get (self, asker->user, path);

  if (g_strcmp0 (json_at (list, "total.value"), json_at (reply, at)) != 0)
    g_test_message ("%s, but %s", at, path);
  g_assert_cmpstr (json_at (list, "total.value"), ==, json_at (reply, at));
}

static void
assert_lists (Fixture *self, const Asker *asker, const char *group, const char *name)
{
  g_autofree char *path =
      g_strdup_printf (REPORT "?group=%s%s%s%s%s", group, asker->name != NULL ? "&" : "",
                       asker->name != NULL ? asker->name : "", asker->name != NULL ? "=" : "",
                       asker->name != NULL ? asker->value : "");
  g_autoptr (JsonNode) reply = figures_get (self, asker->user, path);
  guint n = json_length_at (reply, "items");

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    for (const HcrmChoice *figure = hcrm_complaint_figure_choices; figure->value != NULL; figure++)
      assert_list (self, asker, reply, i, name, figure->value);
}

/* Of every figure of every group, by whoever asks and however it is narrowed. */
static void
test_lists (Fixture *self, gconstpointer unused)
{
  static const Asker askers[] = {
    { "supervisor", NULL, NULL },
    { "supervisor", "about_department_id", "1" },
    { "supervisor", "nature", "cost-charge" },
    { "supervisor", "about_kind", "price" },
    { "supervisor", "handler_id", "3" },
    { "supervisor", "grade", "3" },
    { "head", NULL, NULL },
    { "head", "about_department_id", "1" },
    { "head2", NULL, NULL },
  };
  static const char *const groups[][2] = {
    { "department", "about_department_id" },
    { "person", "about_staff_id" },
    { "about_kind", "about_kind" },
    { "class", "nature" },
    { "grade", "grade" },
    { "channel", "channel" },
    { "handler", "handler_id" },
    { "agent", "first_receiver_id" },
  };

  seed (self);
  for (guint a = 0; a < G_N_ELEMENTS (askers); a++)
    for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
      assert_lists (self, &askers[a], groups[g][0], groups[g][1]);
}

/* Narrowed to a department, no other one is told of, though a complaint is about both. */
static void
test_narrowed (Fixture *self, gconstpointer unused)
{
  seed (self);
  g_autoptr (JsonNode) one = figures_get (self, "supervisor", REPORT "?about_department_id=1");
  g_assert_cmpuint (json_length_at (one, "items"), ==, 1);
  figures_assert_group (one, "Orthopaedics", "received 2");
  figures_assert (one, "total", "received 2");
}

/* --- As a table ----------------------------------------------------------------------------- */

/* The cells of a line of CSV, without what keeps a spreadsheet from reading them otherwise. */
static GPtrArray *
read_line (const char **at)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  const char *p = *at;

  do {
    g_autoptr (GString) cell = g_string_new (NULL);
    gboolean quoted = *p == '"';
    for (p += quoted; *p != '\0' && (quoted || (*p != ',' && *p != '\r')); p++) {
      if (quoted && *p == '"' && *++p != '"')
        break;
      g_string_append_c (cell, *p);
    }
    gboolean kept = g_str_has_prefix (cell->str, "=\"");
    g_ptr_array_add (cells, kept ? g_strndup (cell->str + 2, cell->len - 3)
                                 : g_strdup (cell->str + (cell->str[0] == '\'')));
  } while (*p++ == ',');
  *at = *p == '\n' ? p + 1 : p;
  return cells;
}

/* What stands on the screen of a value. (transfer full) */
static char *
show (const HcrmField *field, const char *value)
{
  if (value == NULL)
    return g_strdup ("");
  if (field->kind == HCRM_KIND_BOOL)
    return g_strdup (strcmp (value, "true") == 0 ? "Yes" : "No");
  if (field->kind == HCRM_KIND_TIME) {
    char *text = g_strndup (value, 19);
    text[10] = ' ';
    return text;
  }
  return g_strdup (field->choices != NULL ? hcrm_field_get_choice_label (field, value) : value);
}

/* What an order for a table of these columns gives. (transfer full) */
static char *
export_table (Fixture *self, const char *list, const char *query, const char *columns)
{
  g_autofree char *path = g_strconcat (list, "/actions/export", NULL);
  g_autofree char *body =
      g_strdup_printf ("{\"query\":\"%s\",\"format\":\"csv\",\"reason\":\"月报\"%s%s%s}", query,
                       *columns != '\0' ? ",\"columns\":[" : "", columns,
                       *columns != '\0' ? "]" : "");

  fixture_expect (self, 202, "supervisor", "POST", path, body);
  g_autofree char *file = g_strdup_printf ("/exports/%s/file", fixture_at ("id"));
  fixture_do_jobs (self);
  fixture_call (self, "supervisor", "GET", file, NULL, NULL);
  g_assert_true (g_str_has_prefix (fixture_answer.text, "\xef\xbb\xbf"));
  return g_strdup (fixture_answer.text + 3);
}

static void
assert_row (JsonNode *list,
            guint row,
            const HcrmFieldSet *set,
            const char *const *names,
            const char **at)
{
  g_autoptr (GPtrArray) cells = read_line (at);

  for (guint i = 0; names[i] != NULL; i++) {
    const HcrmField *field = &set->fields[hcrm_field_set_find (set, names[i])];
    g_autofree char *english = g_strdup_printf ("items.%u.%s_en", row, names[i]);
    g_autofree char *plain = g_strdup_printf ("items.%u.%s", row, names[i]);
    const char *value = json_at (list, json_at (list, english) != NULL ? english : plain);
    g_autofree char *expected = show (field, value);
    if (strcmp (expected, cells->pdata[i]) != 0)
      g_test_message ("row %u, %s", row, names[i]);
    g_assert_cmpstr (cells->pdata[i], ==, expected);
  }
}

/* Cell by cell what the list says, of open and ended ones, in its order. */
static void
test_same_cells (Fixture *self, gconstpointer unused)
{
  static const char *const names[] = {
    "number",        "state",       "closed_as",        "grade_name", "class_name",
    "channel",       "received_at", "matter",           "anonymous",  "caller_name",
    "caller_number", "patient",     "department",       "assignee",   "first_receiver",
    "due_at",        "bucket",      "solution",         "reason",     "reopened",
    "shares",        "answers",     "last_disposition", "satisfied",  "taken_at",
    "told_at",       "closed_at",   "created_by",       NULL,
  };
  g_autoptr (GString) columns = g_string_new (NULL);

  seed (self);
  fixture_run_sql (self,
                   "UPDATE app_user SET language = 'en' WHERE username = 'supervisor'; UPDATE "
                   "complaint SET matter = E'=1+1, \"态度\"\\n第二行' WHERE id = 5");
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (columns, "%s\"%s\"", i > 0 ? "," : "", names[i]);
  g_autoptr (JsonNode) list =
      figures_get (self, "supervisor", "/complaints?sort=-received_at&limit=200");
  g_autofree char *text = export_table (self, "/complaints", "sort=-received_at", columns->str);
  const char *at = text;
  g_autoptr (GPtrArray) heads = read_line (&at);
  g_assert_cmpuint (heads->len, ==, G_N_ELEMENTS (names) - 1);
  g_assert_cmpuint (json_length_at (list, "items"), ==, 7);
  for (guint row = 0; row < 7; row++)
    assert_row (list, row, &hcrm_complaint_fields, names, &at);
  g_assert_cmpstr (at, ==, "");
}

/* The cell below a head. */
static const char *
find_cell (GPtrArray *heads, GPtrArray *cells, const char *head)
{
  for (guint i = 0; i < heads->len; i++)
    if (strcmp (heads->pdata[i], head) == 0)
      return cells->pdata[i];
  g_test_message ("no column %s", head);
  return NULL;
}

/* The figures as they are counted, below heads that say what they are. */
static void
assert_figures (JsonNode *report, guint row, GPtrArray *heads, GPtrArray *cells)
{
  const HcrmFieldSet *set = hcrm_complaint_report.fields;

  for (guint i = 0; i < set->n_fields; i++) {
    const HcrmField *field = &set->fields[i];
    g_autofree char *at = g_strdup_printf ("items.%u.%s", row, field->name);
    if (field->kind != HCRM_KIND_INT || strcmp (field->name, "key") == 0)
      continue;
    const char *cell = find_cell (heads, cells, field->label);
    if (g_strcmp0 (cell, json_at (report, at)) != 0)
      g_test_message ("%s", at);
    g_assert_cmpstr (cell, ==, json_at (report, at));
  }
}

static void
test_same_figures (Fixture *self, gconstpointer unused)
{
  seed (self);
  fixture_run_sql (self, "UPDATE app_user SET language = 'en' WHERE username = 'supervisor'");
  for (const HcrmChoice *group = hcrm_complaint_report.groups; group->value != NULL; group++) {
    g_autofree char *query = g_strdup_printf ("group=%s", group->value);
    g_autofree char *path = g_strconcat (REPORT "?", query, NULL);
    g_autoptr (JsonNode) report = figures_get (self, "supervisor", path);
    g_autofree char *text = export_table (self, REPORT, query, "");
    const char *at = text;
    g_autoptr (GPtrArray) heads = read_line (&at);
    guint n = json_length_at (report, "items");
    g_assert_cmpuint (n, >, 0);
    for (guint row = 0; row < n; row++) {
      g_autoptr (GPtrArray) cells = read_line (&at);
      g_assert_cmpuint (cells->len, ==, heads->len);
      assert_figures (report, row, heads, cells);
    }
  }
}

/* As a table: the figures of the screen, the rates beside them, and choices in words. */
static void
test_table (Fixture *self, gconstpointer unused)
{
  seed (self);
  fixture_expect (self, 202, "supervisor", "POST", REPORT "/actions/export",
                  "{\"query\":\"group=channel\",\"format\":\"csv\",\"reason\":\"月报\"}");
  fixture_do_jobs (self);
  g_autoptr (JsonNode) file =
      fixture_call (self, "supervisor", "GET", "/exports/1/file", NULL, NULL);
  g_assert_null (file);
  g_assert_nonnull (strstr (fixture_answer.text, "Telephone"));
  g_assert_nonnull (strstr (fixture_answer.text, "Per 1,000 visits"));
  g_assert_nonnull (strstr (fixture_answer.text, "6000.0"));
  g_assert_nonnull (strstr (fixture_answer.text, "66.7"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function) FIXTURE_TEST_FROM (desk_setup, "/complaint-report/" path, function)
  CASE ("figures", test_figures);
  CASE ("moved", test_moved);
  CASE ("kept", test_kept);
  CASE ("weeks", test_weeks);
  CASE ("filters", test_filters);
  CASE ("scopes", test_scopes);
  CASE ("lists", test_lists);
  CASE ("narrowed", test_narrowed);
  CASE ("table", test_table);
  CASE ("same-cells", test_same_cells);
  CASE ("same-figures", test_same_figures);
  return g_test_run ();
}
