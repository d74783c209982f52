/* SPDX-License-Identifier: GPL-3.0-or-later */

/* To which departments a complaint goes: a row for each. */

#include "hcrm-complaint-route.h"

#include <glib/gi18n.h>

#include "model/hcrm-complaint.h"
#include "widgets/hcrm-choices.h"

#define KEY "complaint-route"
#define ASKED "department-asked" /* of a row: whose people its list has */
#define FIRST "department-first" /* of a row: who of them has it where nobody is named */

typedef struct {
  HcrmApi *api;
  char *complaint;
  GtkWidget *lead; /* (nullable): of the row that leads; only compared */
  gboolean led;    /* whether another department has a share already */
  gint64 grade;
  gint64 days; /* to answer in, of one department and of several; 0: not known yet */
  gint64 days_several;
} Route;

#define REQ HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE
#define LISTED HCRM_FIELD_LISTED

/* clang-format off */
static const HcrmRowsColumn columns[] = {
  { { "department_id", HCRM_KIND_CODE, N_("Department"), REQ | LISTED }, .line = 0, .expand = TRUE },
  { { "assignee_id",   HCRM_KIND_CODE, N_("In hand of"), LISTED }, .line = 0, .expand = TRUE },
  { { "request",       HCRM_KIND_TEXT, N_("What is asked of them"), LINES, NULL, 0, 2000 }, .line = 1, .expand = TRUE },
  { { "lead",          HCRM_KIND_BOOL, N_("Leads"),      0 }, .line = 1, .initial = "false" },
};
/* clang-format on */

static void
free_route (gpointer data)
{
  Route *self = data;

  g_object_unref (self->api);
  g_free (self->complaint);
  g_free (self);
}

static HcrmInput *
get_cell (HcrmRowsEditor *rows, guint row, const char *column)
{
  return HCRM_INPUT (hcrm_rows_editor_get_cell (rows, row, column));
}

/* --- what will come of it --------------------------------------------------------------------- */

/* Who will have it, unless somebody is named. Returns: (transfer full) (nullable) */
static char *
make_first (HcrmRowsEditor *rows, guint row)
{
  HcrmInput *assignee = get_cell (rows, row, "assignee_id");
  g_autofree char *named = hcrm_input_dup_value (assignee);
  g_autofree char *department = hcrm_input_dup_value (get_cell (rows, row, "department_id"));
  const char *first = g_object_get_data (G_OBJECT (assignee), FIRST);

  if (named != NULL || department == NULL || first == NULL)
    return NULL;
  return *first != '\0'
      ? g_strdup_printf (_ ("It goes to %s, unless somebody else is named."), first)
      : g_strdup (_ ("It goes to nobody by name: whoever leads the department "
                                       "finds it. Name somebody if you can."));
}

static guint
count_departments (Route *self, HcrmRowsEditor *rows)
{
  guint n = self->led ? 1 : 0;

  for (guint i = 0; i < hcrm_rows_editor_get_n (rows); i++) {
    g_autofree char *department = hcrm_input_dup_value (get_cell (rows, i, "department_id"));
    n += department != NULL ? 1 : 0;
  }
  return n;
}

/* A second department changes by when the caller is answered. Returns: (transfer full) (nullable)
 */
static char *
make_term (Route *self, HcrmRowsEditor *rows)
{
  if (self->days == self->days_several || count_departments (self, rows) < 2)
    return NULL;
  return g_strdup_printf (_ ("With several departments the caller is answered within %d working "
                             "days instead of %d."),
                             (int) self->days_several, (int) self->days);
}

static void
show_notes (Route *self, HcrmRowsEditor *rows)
{
  guint n = hcrm_rows_editor_get_n (rows);
  g_autofree char *term = make_term (self, rows);

  for (guint i = 0; i < n; i++) {
    g_autofree char *first = make_first (rows, i);
    const char *last = i + 1 == n ? term : NULL;
    g_autofree char *note =
        first != NULL && last != NULL ? g_strconcat (first, " ", last, NULL) : NULL;
    hcrm_rows_editor_set_note (rows, i, note != NULL ? note : first != NULL ? first : last);
  }
}

static void
grades_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmRowsEditor) rows = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, NULL);
  JsonArray *items = reply != NULL ? hcrm_api_get_items (reply) : NULL;
  Route *self = g_object_get_data (G_OBJECT (rows), KEY);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonObject *grade = json_array_get_object_element (items, i);
    if (json_object_get_int_member_with_default (grade, "id", 0) != self->grade)
      continue;
    self->days = json_object_get_int_member_with_default (grade, "days", 0);
    self->days_several = json_object_get_int_member_with_default (grade, "days_several", 0);
  }
  show_notes (self, rows);
}

/* --- who answers ------------------------------------------------------------------------------ */

typedef struct {
  HcrmRowsEditor *rows;
  HcrmInput *assignee;
} People;

static void
free_people (People *people)
{
  g_object_unref (people->rows);
  g_object_unref (people->assignee);
  g_free (people);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (People, free_people)

static void
keep_first (HcrmInput *assignee, JsonNode *reply)
{
  JsonArray *items = hcrm_api_get_items (reply);
  const char *first = "";

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    if (json_object_get_boolean_member_with_default (item, "first", FALSE))
      first = json_object_get_string_member_with_default (item, "name", "");
  }
  g_object_set_data_full (G_OBJECT (assignee), FIRST, g_strdup (first), g_free);
}

static void
colleagues_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (People) people = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (reply == NULL)
    return;
  hcrm_choices_fill_input (people->assignee, reply, "id");
  keep_first (people->assignee, reply);
  show_notes (g_object_get_data (G_OBJECT (people->rows), KEY), people->rows);
}

static void
ask_colleagues (Route *self, HcrmRowsEditor *rows, const char *department, HcrmInput *assignee)
{
  People *people = g_new0 (People, 1);

  g_autofree char *path = g_strdup_printf ("/complaints/%s/colleagues?department_id=%s&limit=200",
                                           self->complaint, department);

  people->rows = g_object_ref (rows);
  people->assignee = g_object_ref (assignee);
  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path, .whole = TRUE },
                       NULL, colleagues_cb, people);
}

/* Who was chosen of another department is no longer. */
static void
follow_department (Route *self, HcrmRowsEditor *rows, guint row)
{
  HcrmInput *assignee = get_cell (rows, row, "assignee_id");
  g_autofree char *department = hcrm_input_dup_value (get_cell (rows, row, "department_id"));
  const char *asked = g_object_get_data (G_OBJECT (assignee), ASKED);

  if (g_strcmp0 (department, asked) == 0)
    return;
  if (asked != NULL)
    hcrm_input_set_value (assignee, NULL);
  g_object_set_data (G_OBJECT (assignee), FIRST, NULL);
  g_object_set_data_full (G_OBJECT (assignee), ASKED, g_strdup (department), g_free);
  if (department != NULL)
    ask_colleagues (self, rows, department, assignee);
}

/* --- which one leads -------------------------------------------------------------------------- */

static gboolean
leads (HcrmRowsEditor *rows, guint row)
{
  g_autofree char *value = hcrm_input_dup_value (get_cell (rows, row, "lead"));

  return g_strcmp0 (value, "true") == 0;
}

/* Whichever was said to lead last does, and no other. */
static void
keep_one_lead (Route *self, HcrmRowsEditor *rows)
{
  GtkWidget *last = NULL;

  for (guint i = 0; i < hcrm_rows_editor_get_n (rows); i++) {
    GtkWidget *cell = GTK_WIDGET (get_cell (rows, i, "lead"));
    if (leads (rows, i) && (last == NULL || last == self->lead))
      last = cell;
  }
  for (guint i = 0; i < hcrm_rows_editor_get_n (rows); i++)
    if (leads (rows, i) && GTK_WIDGET (get_cell (rows, i, "lead")) != last)
      hcrm_input_set_value (get_cell (rows, i, "lead"), "false");
  self->lead = last;
}

static void
changed_cb (HcrmRowsEditor *rows)
{
  Route *self = g_object_get_data (G_OBJECT (rows), KEY);

  keep_one_lead (self, rows);
  for (guint i = 0; i < hcrm_rows_editor_get_n (rows); i++)
    follow_department (self, rows, i);
  show_notes (self, rows);
}

/* --- the rows --------------------------------------------------------------------------------- */

void
hcrm_complaint_route_take_draft (HcrmRowsEditor *rows, JsonNode *shares)
{
  hcrm_rows_editor_take_json (rows, shares);
  if (hcrm_rows_editor_get_n (rows) == 0)
    hcrm_rows_editor_add (rows);
  changed_cb (rows);
}

HcrmRowsEditor *
hcrm_complaint_route_new (HcrmApi *api,
                          const char *complaint,
                          gint64 grade,
                          JsonNode *departments,
                          gboolean led)
{
  GtkWidget *rows = hcrm_rows_editor_new (api, &hcrm_complaint_route_share, columns,
                                          G_N_ELEMENTS (columns), _ ("Another Department"));
  Route *self = g_new0 (Route, 1);

  self->api = g_object_ref (api);
  self->complaint = g_strdup (complaint);
  self->grade = grade;
  self->led = led;
  g_object_set_data_full (G_OBJECT (rows), KEY, self, free_route);
  hcrm_choices_fill (HCRM_ROWS_EDITOR (rows), "department_id", departments, "id");
  hcrm_rows_editor_add (HCRM_ROWS_EDITOR (rows));
  if (!led)
    hcrm_input_set_value (get_cell (HCRM_ROWS_EDITOR (rows), 0, "lead"), "true");
  g_signal_connect (rows, "changed", G_CALLBACK (changed_cb), NULL);
  changed_cb (HCRM_ROWS_EDITOR (rows));
  hcrm_api_send_async (api, &(HcrmRequest){ .method = "GET", .path = "/complaint-grades" }, NULL,
                       grades_cb, g_object_ref_sink (rows));
  return HCRM_ROWS_EDITOR (rows);
}
