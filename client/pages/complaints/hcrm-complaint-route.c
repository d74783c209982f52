/* SPDX-License-Identifier: GPL-3.0-or-later */

/* To which departments a complaint goes: a row for each. */

#include "hcrm-complaint-route.h"

#include <glib/gi18n.h>

#include "model/hcrm-complaint.h"
#include "widgets/hcrm-choices.h"

#define KEY "complaint-route"
#define ASKED "department-asked" /* of a row: whose people its list has */

typedef struct {
  HcrmApi *api;
  char *complaint;
  GtkWidget *lead; /* (nullable): of the row that leads; only compared */
} Route;

#define REQ HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE
#define LISTED HCRM_FIELD_LISTED

/* clang-format off */
static const HcrmRowsColumn columns[] = {
  { { "department_id", HCRM_KIND_CODE, N_("Department"), REQ | LISTED }, .line = 0, .expand = TRUE },
  { { "assignee_id",   HCRM_KIND_CODE, N_("In hand of"), LISTED }, .line = 0, .expand = TRUE },
  { { "request",       HCRM_KIND_TEXT, N_("What is asked of them"), LINES, NULL, 0, 2000 }, .line = 1, .expand = TRUE },
  { { "lead",          HCRM_KIND_BOOL, N_("Leads"),      0 }, .line = 1 },
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

/* --- who answers ------------------------------------------------------------------------------ */

static void
colleagues_cb (GObject *api, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmInput) assignee = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (api), result, &error);

  if (reply != NULL)
    hcrm_choices_fill_input (assignee, reply, "id");
}

static void
ask_colleagues (Route *self, const char *department, HcrmInput *assignee)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%s/colleagues?department_id=%s&limit=200",
                                           self->complaint, department);

  hcrm_api_send_async (self->api, &(HcrmRequest){ .method = "GET", .path = path, .whole = TRUE },
                       NULL, colleagues_cb, g_object_ref (assignee));
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
  g_object_set_data_full (G_OBJECT (assignee), ASKED, g_strdup (department), g_free);
  if (department != NULL)
    ask_colleagues (self, department, assignee);
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
hcrm_complaint_route_new (HcrmApi *api, const char *complaint, JsonNode *departments, gboolean led)
{
  GtkWidget *rows = hcrm_rows_editor_new (api, &hcrm_complaint_route_share, columns,
                                          G_N_ELEMENTS (columns), _ ("Another Department"));
  Route *self = g_new0 (Route, 1);

  self->api = g_object_ref (api);
  self->complaint = g_strdup (complaint);
  g_object_set_data_full (G_OBJECT (rows), KEY, self, free_route);
  hcrm_choices_fill (HCRM_ROWS_EDITOR (rows), "department_id", departments, "id");
  hcrm_rows_editor_add (HCRM_ROWS_EDITOR (rows));
  if (!led)
    hcrm_input_set_value (get_cell (HCRM_ROWS_EDITOR (rows), 0, "lead"), "true");
  g_signal_connect (rows, "changed", G_CALLBACK (changed_cb), NULL);
  changed_cb (HCRM_ROWS_EDITOR (rows));
  return HCRM_ROWS_EDITOR (rows);
}
