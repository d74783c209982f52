/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every route, workflow and permission must keep to, whichever module it is in. */

#include <string.h>

#include "hcrm-fixture.h"
#include "hcrm-modules.h"
#include "model/hcrm-administration.h"
#include "model/hcrm-complaint-warning.h"
#include "model/hcrm-complaint.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-health.h"
#include "model/hcrm-import.h"
#include "model/hcrm-message.h"
#include "model/hcrm-questionnaire-model.h"
#include "model/hcrm-register.h"
#include "model/hcrm-review.h"
#include "model/hcrm-study.h"

typedef void (*Visit) (const HcrmModule *module, const HcrmRoute *route);

static void
visit_routes (Visit visit)
{
  for (guint m = 0; hcrm_modules[m] != NULL; m++)
    for (guint i = 0; i < hcrm_modules[m]->n_routes; i++)
      visit (hcrm_modules[m], &hcrm_modules[m]->routes[i]);
}

static gboolean
is_method (const HcrmRoute *route, const char *method)
{
  return strcmp (route->method, method) == 0;
}

/* Reports what a route breaks, and goes on, so that one run shows all. */
static void
require (const HcrmRoute *route, gboolean kept, const char *rule)
{
  if (kept)
    return;
  g_test_message ("%s %s: %s", route->method, route->path, rule);
  g_test_fail ();
}

/* --- Shapes --------------------------------------------------------------------------------- */

static void
check_get (const HcrmRoute *route)
{
  guint n = (route->handler != NULL) + (route->sql != NULL) + (route->list != NULL);

  require (route, n == 1, "GET has exactly one of sql, list and handler");
  require (route, route->handler != NULL || !(route->flags & HCRM_ROUTE_PAGED),
           "a list is paged anyway, and one row never");
  require (route, route->sql != NULL || !(route->flags & HCRM_ROUTE_ITEMS),
           "all rows are those of a statement");
  require (route, route->lock == NULL && route->reread == NULL && route->check == NULL,
           "GET locks and checks nothing");
  require (route, !(route->flags & (HCRM_ROUTE_CREATES | HCRM_ROUTE_VERSIONED)),
           "GET creates and changes nothing");
}

static void
check_patch (const HcrmRoute *route)
{
  gboolean written =
      route->lock != NULL && route->sql != NULL && route->reread != NULL && route->handler == NULL;
  /* A FHIR resource is no record of fields; its handler is told to ask for the version. */
  gboolean handled = route->handler != NULL && route->lock == NULL && route->sql == NULL
                     && (route->flags & HCRM_ROUTE_VERSIONED);

  require (route, written != handled, "PATCH has lock, sql and reread, or a versioned handler");
  require (route, route->input != NULL, "PATCH has input");
  require (route, route->list == NULL, "PATCH lists nothing");
}

static void
check_post (const HcrmRoute *route)
{
  gboolean written = route->sql != NULL && route->reread != NULL && route->input != NULL
                     && route->handler == NULL && (route->flags & HCRM_ROUTE_CREATES);
  gboolean handled =
      route->handler != NULL && route->sql == NULL && route->reread == NULL && route->check == NULL;

  require (route, written != handled, "POST has a handler, or creates by input, sql and reread");
  require (route, route->list == NULL && route->lock == NULL, "POST lists and locks nothing");
  require (route,
           !g_str_has_suffix (route->path, "/reveal") || (route->flags & HCRM_ROUTE_ONCE) != 0,
           "what is revealed is not kept for another answer");
}

static void
check_shape (const HcrmModule *module, const HcrmRoute *route)
{
  if (is_method (route, "GET"))
    check_get (route);
  else if (is_method (route, "PATCH"))
    check_patch (route);
  else if (is_method (route, "POST"))
    check_post (route);
  else
    require (route, is_method (route, "PUT") || is_method (route, "DELETE"),
             "is GET, POST, PATCH, PUT or DELETE");
}

static void
test_shapes (void)
{
  visit_routes (check_shape);
}

/* --- Paths ---------------------------------------------------------------------------------- */

static GHashTable *paths;

static void
check_path (const HcrmModule *module, const HcrmRoute *route)
{
  const char *base = module->face != NULL ? module->face->base : "";
  const char *words = module->face != NULL ? "[A-Za-z_]+" : "[a-z][a-z0-9-]*";
  g_autofree char *shape = g_strdup_printf ("^(/(%s|\\{[a-z][a-z_]*\\}))+$", words);
  g_autofree char *key = g_strconcat (route->method, " ", base, route->path, NULL);

  require (route, g_regex_match_simple (shape, route->path, 0, 0),
           "a path has words in small letters (a face has its own), and parts in braces");
  require (route, g_hash_table_add (paths, g_steal_pointer (&key)), "stands in two tables");
}

static void
test_paths (void)
{
  paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  visit_routes (check_path);
  g_clear_pointer (&paths, g_hash_table_unref);
}

/* --- Permissions ---------------------------------------------------------------------------- */

static void
check_permission (const HcrmModule *module, const HcrmRoute *route)
{
  static const char *const own[] = { "session", "workspace", "export", "file", NULL };
  gboolean public = (route->flags & HCRM_ROUTE_PUBLIC) != 0;
  gboolean metadata = strcmp (route->path, "/metadata") == 0;

  /* The first of the enumeration is also what a forgotten permission is. */
  require (route,
           route->need != HCRM_PERM_SESSION || metadata || g_strv_contains (own, module->name),
           "needs a permission of its own");
  require (route, !public || metadata || strcmp (module->name, "session") == 0,
           "is not for everybody");
}

static void
test_permissions (void)
{
  visit_routes (check_permission);
}

/* --- Parameters ----------------------------------------------------------------------------- */

static gboolean
is_known (const HcrmRoute *route, const char *param)
{
  static const char *const always[] = { "user_id",    "staff_id",  "language",
                                        "request_id", "after_key", "after_id",
                                        "offset",     "from",      NULL };
  g_autofree char *part = g_strdup_printf ("{%s}", param);

  return g_strv_contains (always, param) || strstr (route->path, part) != NULL
         || (route->input != NULL && hcrm_field_set_find (route->input, param) >= 0);
}

/* A misspelt parameter would be NULL for ever. What a check binds begins with new_ or is a hash. */
static void
check_params (const HcrmRoute *route, const HcrmSql *sql)
{
  for (guint i = 0; sql != NULL && i < sql->n_params; i++) {
    const char *param = sql->params[i];
    gboolean bound = route->check != NULL
                     && (g_str_has_prefix (param, "new_") || g_str_has_suffix (param, "_hash")
                         || g_str_has_suffix (param, "_key"));
    g_autofree char *rule = g_strdup_printf ("%s: nothing binds :%s", sql->name, param);
    require (route, bound || is_known (route, param), rule);
  }
}

static gboolean
binds (const HcrmSql *sql, const char *name)
{
  for (guint i = 0; i < sql->n_params; i++)
    if (strcmp (sql->params[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* What is taken and not written, with the reason. */
static const struct {
  const char *statement;
  const char *field;
} dropped[] = {
  { "patient.contact_create", "position" },   /* a new contact comes last */
  { "patient.contact_update", "patient_id" }, /* a contact stays with its patient */
  { "patient-caller.create", "number" },      /* kept as its key */
  { "reminder.update", "patient_id" },        /* a reminder stays with its patient */
  { "complaint.update", "class" },            /* these three by statements of their own */
  { "complaint.update", "other_classes" },
  { "complaint.update", "objects" },
  { "study.update", "code" }, /* subjects are numbered by it */
  { "study.update", "arms" }, /* these three by statements of their own */
  { "study.update", "visits" },
  { "study.update", "forms" },
  { "health-programme.update", "indicators" }, /* these two by statements of their own */
  { "health-programme.update", "advice" },
};

static gboolean
is_dropped (const HcrmSql *sql, const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (dropped); i++)
    if (strcmp (dropped[i].statement, sql->name) == 0 && strcmp (dropped[i].field, field) == 0)
      return TRUE;
  return FALSE;
}

static void
check_field_used (const HcrmRoute *route, const HcrmSql *sql, const char *name)
{
  g_autofree char *renamed = g_strconcat ("new_", name, NULL);
  g_autofree char *hashed = g_strconcat (name, "_hash", NULL);
  g_autofree char *rule = g_strdup_printf ("%s: takes %s, and drops it", sql->name, name);

  require (route,
           binds (sql, name) || binds (sql, renamed) || binds (sql, hashed)
               || is_dropped (sql, name),
           rule);
}

/* What a client may send is written; what narrows a list narrows it. */
static void
check_input_used (const HcrmRoute *route, const HcrmSql *sql)
{
  for (guint i = 0; route->input != NULL && i < route->input->n_fields; i++)
    if (!(route->input->fields[i].flags & HCRM_FIELD_READONLY))
      check_field_used (route, sql, route->input->fields[i].name);
}

static void
check_parameters (const HcrmModule *module, const HcrmRoute *route)
{
  const HcrmSql *list = route->list != NULL ? &route->list->count : NULL;
  const HcrmSql *main_sql = list != NULL ? list : route->sql;

  if (route->handler != NULL)
    return;
  check_params (route, main_sql);
  check_params (route, route->lock);
  if (main_sql != NULL)
    check_input_used (route, main_sql);
}

static void
test_parameters (void)
{
  visit_routes (check_parameters);
}

/* --- Workflows ------------------------------------------------------------------------------ */

/* automatic: states that the server brings about by itself; route: the one action for all steps. */
static const struct {
  const HcrmWorkflow *flow;
  const char *automatic[6];
  const char *route;
} workflows[] = {
  { &hcrm_user_workflow, { NULL }, NULL },
  { &hcrm_dead_letter_workflow, { NULL }, NULL },
  { &hcrm_followup_template_workflow, { NULL }, NULL },
  { &hcrm_followup_plan_workflow, { "finished", "lost" }, NULL },
  { &hcrm_followup_task_workflow, { "skipped" }, NULL },
  { &hcrm_followup_decision_workflow, { NULL }, "decide" },
  { &hcrm_questionnaire_workflow, { NULL }, NULL },
  { &hcrm_response_workflow, { NULL }, "edit" },
  { &hcrm_complaint_workflow, { "answered" }, NULL },
  { &hcrm_complaint_task_workflow, { NULL }, NULL },
  { &hcrm_complaint_warning_workflow, { NULL }, NULL },
  { &hcrm_scorecard_workflow, { NULL }, NULL },
  { &hcrm_review_workflow, { NULL }, NULL },
  { &hcrm_calibration_workflow, { "done" }, NULL },
  { &hcrm_message_workflow, { "blocked", "sending", "delivered", "failed", "expired" }, NULL },
  { &hcrm_register_workflow, { NULL }, NULL },
  { &hcrm_study_workflow, { NULL }, NULL },
  { &hcrm_study_subject_workflow, { NULL }, NULL },
  { &hcrm_study_entry_workflow, { "cancelled" }, NULL },
  { &hcrm_health_programme_workflow, { NULL }, NULL },
  { &hcrm_health_care_workflow, { NULL }, NULL },
  { &hcrm_health_cycle_workflow, { "cancelled" }, NULL },
  { &hcrm_register_member_workflow, { "proposed" }, NULL },
  { &hcrm_import_workflow, { "checked", "done", "failed", "undone" }, NULL },
};

static gboolean
is_reached (const HcrmWorkflow *flow, const char *state)
{
  for (guint i = 0; i < flow->n_steps; i++)
    if (strcmp (flow->steps[i].to, state) == 0 && strcmp (flow->steps[i].from, state) != 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_route (const char *action)
{
  g_autofree char *end = g_strconcat ("/actions/", action, NULL);

  for (guint m = 0; hcrm_modules[m] != NULL; m++)
    for (guint i = 0; i < hcrm_modules[m]->n_routes; i++)
      if (g_str_has_suffix (hcrm_modules[m]->routes[i].path, end))
        return TRUE;
  return FALSE;
}

static void
check_step (const HcrmWorkflow *flow, const HcrmStep *step, const char *route)
{
  const char *action = route != NULL ? route : step->action;

  g_assert_nonnull (hcrm_workflow_get_state (flow, step->from));
  g_assert_nonnull (hcrm_workflow_get_state (flow, step->to));
  g_assert_nonnull (step->label);
  /* Editing is the record's PATCH. */
  if (strcmp (action, "edit") != 0 && !has_route (action))
    g_error ("%s: no route for %s", flow->name, action);
}

static void
check_workflow (const HcrmWorkflow *flow, const char *const *automatic, const char *route)
{
  for (guint i = 0; i < flow->n_steps; i++)
    check_step (flow, &flow->steps[i], route);
  /* The first state is where records begin. */
  for (guint i = 1; i < flow->n_states; i++)
    if (!is_reached (flow, flow->states[i].name)
        && !g_strv_contains (automatic, flow->states[i].name))
      g_error ("%s: no step leads to %s", flow->name, flow->states[i].name);
}

static void
test_workflows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (workflows); i++)
    check_workflow (workflows[i].flow, workflows[i].automatic, workflows[i].route);
}

/* --- Permissions of roles ------------------------------------------------------------------- */

static void
check_held (const char *name, const char *scope)
{
  int permission = hcrm_permission_from_name (name);

  g_test_message ("%s %s", name, scope);
  g_assert_cmpint (permission, >=, 0);
  g_assert_cmpint (hcrm_scope_from_name (scope), >=, hcrm_permission_get_least_scope (permission));
}

static void
test_roles (Fixture *self, gconstpointer unused)
{
  g_autofree char *text = fixture_sql (
      self, "SELECT string_agg(DISTINCT permission || ' ' || scope, ',') FROM role_permission");
  g_auto (GStrv) held = g_strsplit (text, ",", -1);

  for (char **item = held; *item != NULL; item++) {
    g_auto (GStrv) pair = g_strsplit (*item, " ", 2);
    check_held (pair[0], pair[1]);
  }
  for (guint i = 0; i < HCRM_N_PERMISSIONS; i++) {
    g_autofree char *n =
        fixture_sql (self, "SELECT count(*) FROM role_permission WHERE permission = '%s'",
                     hcrm_permission_get_name (i));
    g_assert_cmpint (atoi (n), >, 0);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registry/shapes", test_shapes);
  g_test_add_func ("/registry/paths", test_paths);
  g_test_add_func ("/registry/permissions", test_permissions);
  g_test_add_func ("/registry/parameters", test_parameters);
  g_test_add_func ("/registry/workflows", test_workflows);
  FIXTURE_TEST ("/registry/roles", test_roles);
  return g_test_run ();
}
