/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changing the steps of one running plan, with the dates shown before. */

#include <string.h>

#include "core/hcrm-date.h"
#include "followup-change-sql.h"
#include "followup-form.h"
#include "followup-rules.h"
#include "followup.h"
#include "model/hcrm-followup.h"

/* A plan that is being changed: `steps` are those there are, as they will be, and after them the
 * new ones; each of `changes` is the row of the request beside the step it is about. */
typedef struct {
  JsonArray *steps;
  GPtrArray *rows;    /* of HcrmRecord, as sent */
  GPtrArray *changes; /* of JsonObject: for each row its step; %NULL if there is none */
  HcrmFollowupDays *days;
  GDate base, today;
  GError *bad;
} Change;

static void
clear_change (Change *self)
{
  g_clear_pointer (&self->steps, json_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->days, hcrm_followup_days_free);
  g_clear_error (&self->bad);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, clear_change)

static const char *
get (JsonObject *step, const char *name)
{
  return json_object_get_string_member_with_default (step, name, NULL);
}

static gint64
get_int (JsonObject *step, const char *name)
{
  return json_object_get_int_member_with_default (step, name, 0);
}

static void
set (JsonObject *step, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (step, name, text);
  else
    json_object_set_null_member (step, name);
}

static gboolean
is_dropped (JsonObject *step)
{
  return g_strcmp0 (get (step, "change"), "dropped") == 0;
}

/* Whether a step is still to be carried out. */
static gboolean
is_left (JsonObject *step)
{
  const char *fixed = get (step, "fixed");

  return !is_dropped (step) && (fixed == NULL || strcmp (fixed, "begun") == 0);
}

static void
refuse (Change *self, guint row, const char *field, const char *message)
{
  g_autofree char *name = g_strdup_printf ("steps[%u].%s", row, field);

  hcrm_error_add_field (&self->bad, name, message);
}

/* --- Reading -------------------------------------------------------------------------------- */

static gboolean
read_steps (HcrmRequest *req, Change *self, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_CHANGE_STEPS, NULL, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (rows == NULL)
    return FALSE;
  hcrm_rows_append_json_array (rows, hcrm_rows_get_n (rows), text);
  g_autoptr (JsonNode) node = json_from_string (text->str, error);
  if (node == NULL)
    return FALSE;
  self->steps = json_node_dup_array (node);
  for (guint i = 0; i < json_array_get_length (self->steps); i++)
    set (json_array_get_object_element (self->steps, i), "change", "kept");
  return TRUE;
}

static gboolean
read_days (HcrmRequest *req, Change *self, HcrmRows *plan, GError **error)
{
  static const char *const names[] = { "patient_id",    "site_id",  "department_id", "attending_id",
                                       "discharged_on", "template", "template_en",   "version" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_db_let (req->db, names[i], hcrm_rows_get (plan, 0, names[i]));
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_CHANGE_DAYS, NULL, error);
  if (rows == NULL)
    return FALSE;
  self->days = hcrm_followup_days_new (hcrm_rows_get_bool (plan, 0, "works_weekends"));
  hcrm_followup_days_read (self->days, rows);
  hcrm_date_from_iso (hcrm_rows_get (plan, 0, "today"), &self->today);
  return hcrm_date_from_iso (hcrm_rows_get (plan, 0, "discharged_on"), &self->base)
         || hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("The plan has no steps"));
}

/* --- One row -------------------------------------------------------------------------------- */

static JsonObject *
find_step (Change *self, gint64 id)
{
  for (guint i = 0; i < json_array_get_length (self->steps); i++) {
    JsonObject *step = json_array_get_object_element (self->steps, i);

    if (json_object_has_member (step, "id") && get_int (step, "id") == id)
      return step;
  }
  return NULL;
}

static gboolean
check_day (Change *self, guint row, const GDate *day)
{
  gint64 offset = g_date_days_between (&self->base, day);

  if (g_date_compare (day, &self->today) < 0)
    refuse (self, row, "planned_on", _ ("This day is past"));
  else if (offset < 1)
    refuse (self, row, "planned_on", _ ("A step comes after the day of discharge"));
  else if (offset > HCRM_FOLLOWUP_MAX_DAYS)
    refuse (self, row, "planned_on", _ ("This day is too far away"));
  else
    return TRUE;
  return FALSE;
}

static void
set_day (Change *self, guint row, JsonObject *step, const char *planned_on)
{
  HcrmFollowupDue due;
  GDate day;

  if (g_strcmp0 (planned_on, get (step, "planned_on")) == 0)
    return;
  if (!hcrm_date_from_iso (planned_on, &day) || !check_day (self, row, &day))
    return;
  int offset = g_date_days_between (&self->base, &day);
  hcrm_followup_schedule (self->days, &self->base, offset, &due);
  g_autofree char *due_on = hcrm_date_to_iso (&due.due);
  set (step, "was_on", get (step, "due_on"));
  json_object_set_int_member (step, "offset_days", offset);
  set (step, "planned_on", planned_on);
  set (step, "due_on", due_on);
  set (step, "moved", due.moved);
  set (step, "holiday", due.holiday);
  set (step, "holiday_en", due.holiday_en);
}

/* Notes what is other than it was, beside the day. */
static void
set_member (JsonObject *step, HcrmRecord *row, const char *name, const char *note)
{
  const char *value = hcrm_record_get (row, name);

  if (!hcrm_record_has (row, name) || g_strcmp0 (value, get (step, name)) == 0)
    return;
  set (step, name, value);
  json_object_set_boolean_member (step, note, TRUE);
  json_object_set_boolean_member (step, "altered", TRUE);
}

static void
set_window (JsonObject *step, HcrmRecord *row)
{
  gint64 days = hcrm_record_get_int (row, "window_days");

  if (hcrm_record_get (row, "window_days") == NULL || days == get_int (step, "window_days"))
    return;
  json_object_set_int_member (step, "window_days", days);
  json_object_set_boolean_member (step, "new_window", TRUE);
  json_object_set_boolean_member (step, "altered", TRUE);
}

static void
overlay (Change *self, guint n, JsonObject *step, HcrmRecord *row)
{
  if (hcrm_record_get (row, "planned_on") != NULL)
    set_day (self, n, step, hcrm_record_get (row, "planned_on"));
  set_window (step, row);
  if (hcrm_record_get (row, "owner") != NULL)
    set_member (step, row, "owner", "new_owner");
  if (hcrm_record_get (row, "channel") != NULL)
    set_member (step, row, "channel", "new_channel");
  set_member (step, row, "questionnaire_url", "new_form");
  set_member (step, row, "script_code", "new_script");
}

static JsonObject *
add_step (Change *self, guint n, HcrmRecord *row)
{
  JsonObject *step = json_object_new ();

  json_array_add_object_element (self->steps, step);
  set (step, "change", "added");
  set (step, "state", "waiting");
  set (step, "channel", "phone");
  json_object_set_int_member (step, "window_days", 3);
  json_object_set_boolean_member (step, "new_form", TRUE);
  if (hcrm_record_get (row, "owner") == NULL)
    refuse (self, n, "owner", _ ("Say who carries this step out"));
  if (hcrm_record_get (row, "planned_on") == NULL)
    refuse (self, n, "planned_on", _ ("Say for which day this step is planned"));
  overlay (self, n, step, row);
  return step;
}

/* What is over or under way stays as it is, and what somebody else has changed is looked at again.
 */
static gboolean
check_free (Change *self, guint n, JsonObject *step, HcrmRecord *row)
{
  const char *fixed = get (step, "fixed");
  const char *field = hcrm_record_get_bool (row, "drop") ? "drop" : "planned_on";

  if (fixed != NULL)
    refuse (self, n, field,
            strcmp (fixed, "begun") == 0 ? _ ("This step is under way: it stays as it is")
                                         : _ ("This step is over: it stays as it is"));
  else if (hcrm_record_get_int (row, "version") != get_int (step, "version"))
    refuse (self, n, field, _ ("Someone else has changed this step: look at it again"));
  else
    return TRUE;
  return FALSE;
}

static JsonObject *
change_step (Change *self, guint n, HcrmRecord *row)
{
  JsonObject *step = find_step (self, hcrm_record_get_int (row, "id"));

  if (step == NULL) {
    refuse (self, n, "id", _ ("The plan has no such step"));
    return NULL;
  }
  if (!check_free (self, n, step, row))
    return step;
  if (hcrm_record_get_bool (row, "drop")) {
    set (step, "change", "dropped");
    return step;
  }
  overlay (self, n, step, row);
  if (get (step, "was_on") != NULL || json_object_has_member (step, "altered"))
    set (step, "change", "changed");
  return step;
}

/* --- All of them ---------------------------------------------------------------------------- */

static void
check_own_day (Change *self, guint n)
{
  JsonObject *step = self->changes->pdata[n];

  if (step == NULL || is_dropped (step) || get (step, "planned_on") == NULL)
    return;
  for (guint i = 0; i < json_array_get_length (self->steps); i++) {
    JsonObject *other = json_array_get_object_element (self->steps, i);
    const char *state = get (other, "state");

    if (other != step && !is_dropped (other) && g_strcmp0 (state, "cancelled") != 0
        && g_strcmp0 (get (other, "planned_on"), get (step, "planned_on")) == 0) {
      refuse (self, n, "planned_on", _ ("Another step lies on the same day"));
      return;
    }
  }
}

static void
check_left (Change *self)
{
  guint left = 0;

  for (guint i = 0; i < json_array_get_length (self->steps); i++)
    left += is_left (json_array_get_object_element (self->steps, i));
  if (left == 0)
    hcrm_error_add_field (&self->bad, "steps",
                          _ ("Nothing would be left to do: cancel the plan instead"));
  if (json_array_get_length (self->steps) > HCRM_FOLLOWUP_MAX_STEPS)
    hcrm_error_add_field (&self->bad, "steps", _ ("A plan cannot have so many steps"));
}

/* Seeing what there is changes nothing; saving nothing is a mistake. */
static void
check_any (Change *self)
{
  for (guint i = 0; i < self->changes->len; i++) {
    JsonObject *step = self->changes->pdata[i];
    if (step == NULL || g_strcmp0 (get (step, "change"), "kept") != 0)
      return;
  }
  hcrm_error_add_field (&self->bad, "steps", _ ("Nothing was changed"));
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  JsonObject *first = *(JsonObject **) a, *second = *(JsonObject **) b;
  int days = g_strcmp0 (get (first, "planned_on"), get (second, "planned_on"));

  return days != 0 ? days : (int) (get_int (first, "position") - get_int (second, "position"));
}

/* What stays keeps its number; the others share what numbers are left, by their days. */
static void
number_steps (Change *self)
{
  g_autoptr (GPtrArray) free_steps = g_ptr_array_new ();
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  guint number = 0;

  for (guint i = 0; i < json_array_get_length (self->steps); i++) {
    JsonObject *step = json_array_get_object_element (self->steps, i);
    if (get (step, "fixed") != NULL || is_dropped (step))
      g_hash_table_add (taken, GINT_TO_POINTER (get_int (step, "position")));
    else
      g_ptr_array_add (free_steps, step);
  }
  g_ptr_array_sort (free_steps, compare_days);
  for (guint i = 0; i < free_steps->len; i++) {
    while (g_hash_table_contains (taken, GINT_TO_POINTER (++number)))
      ;
    json_object_set_int_member (free_steps->pdata[i], "position", number);
  }
}

static void
apply_rows (Change *self, HcrmRecord *args)
{
  self->rows = hcrm_record_get_rows (args, "steps");
  self->changes = g_ptr_array_new ();
  for (guint i = 0; i < self->rows->len; i++) {
    HcrmRecord *row = self->rows->pdata[i];
    g_ptr_array_add (self->changes, hcrm_record_get (row, "id") != NULL ? change_step (self, i, row)
                                                                        : add_step (self, i, row));
  }
  for (guint i = 0; i < self->changes->len; i++)
    check_own_day (self, i);
  check_left (self);
}

/* Questionnaires that are chosen by diagnosis are put together for this patient. */
static gboolean
let_forms (HcrmRequest *req, Change *self, HcrmRows *plan, GError **error)
{
  g_autoptr (JsonArray) chosen = json_array_new ();

  for (guint i = 0; i < self->changes->len; i++)
    json_array_add_object_element (chosen, json_object_ref (self->changes->pdata[i]));
  hcrm_db_let (req->db, "id", hcrm_rows_get (plan, 0, "encounter_id"));
  gboolean done = hcrm_followup_let_forms (req, chosen, error);
  hcrm_db_let (req->db, "id", hcrm_rows_get (plan, 0, "id"));
  return done;
}

static void
let_rows (HcrmRequest *req, Change *self)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), self->steps);
  g_autofree char *text = json_to_string (node, FALSE);

  hcrm_db_let (req->db, "rows", text);
}

/* What was chosen now has a name if there is such a thing. */
static void
check_chosen (HcrmRows *rows, guint row, GError **bad)
{
  static const struct {
    const char *note, *code, *name, *message;
  } choices[] = {
    { "new_form", "questionnaire_url", "questionnaire", N_ ("There is no such questionnaire") },
      { "new_script", "script_code", "script", N_ ("There is no such script") },
    };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autofree char *field =
        g_strdup_printf ("%s.%s", hcrm_rows_get (rows, row, "field"), choices[i].code);

    if (hcrm_rows_get_bool (rows, row, choices[i].note)
        && hcrm_rows_get (rows, row, choices[i].code) != NULL
        && hcrm_rows_get (rows, row, choices[i].name) == NULL)
      hcrm_error_add_field (bad, field, gettext (choices[i].message));
  }
}

/* Returns: (nullable): the plan as it will be */
static HcrmRows *
resolve (HcrmRequest *req, Change *self, GError **error)
{
  for (guint i = 0; i < self->changes->len; i++) {
    g_autofree char *field = g_strdup_printf ("steps[%u]", i);
    set (self->changes->pdata[i], "field", field);
  }
  let_rows (req, self);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_CHANGE_RESOLVE, NULL, error);
  g_autoptr (GError) bad = NULL;
  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++)
    check_chosen (rows, i, &bad);
  if (bad == NULL)
    return g_steal_pointer (&rows);
  g_propagate_error (error, g_steal_pointer (&bad));
  return NULL;
}

/* Returns: (nullable): the plan as it will be, which is bound as :rows too. */
static HcrmRows *
work_out (HcrmRequest *req, Change *self, HcrmRows *plan, gboolean saves, GError **error)
{
  if (!read_days (req, self, plan, error) || !read_steps (req, self, error))
    return NULL;
  apply_rows (self, req->args);
  if (saves && self->bad == NULL)
    check_any (self);
  if (self->bad != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->bad));
    return NULL;
  }
  if (!let_forms (req, self, plan, error))
    return NULL;
  number_steps (self);
  return resolve (req, self, error);
}

/* --- Routes --------------------------------------------------------------------------------- */

static gboolean
preview (HcrmRequest *req, GError **error)
{
  g_auto (Change) change = { 0 };
  g_autoptr (HcrmRows) plan = hcrm_db_one (req->db, &SQL_FOLLOWUP_CHANGE_PLAN, NULL, error);
  g_autoptr (HcrmRows) rows = plan != NULL ? work_out (req, &change, plan, FALSE, error) : NULL;

  if (rows == NULL)
    return FALSE;
  g_string_assign (req->reply, "{\"steps\":");
  hcrm_rows_append_json_array (rows, hcrm_rows_get_n (rows), req->reply);
  g_string_append_c (req->reply, '}');
  return TRUE;
}

static gboolean
reply_plan (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) plan =
      hcrm_request_reply_record (req, &SQL_FOLLOWUP_CHANGE_GET, "followup_plan", error);

  return plan != NULL && hcrm_followup_tell_plan (req, plan, error);
}

static gboolean
save (HcrmRequest *req, GError **error)
{
  static const HcrmSql *const statements[] = {
    &SQL_FOLLOWUP_CHANGE_TOUCH, &SQL_FOLLOWUP_CHANGE_DROP, &SQL_FOLLOWUP_CHANGE_WRITE,
    &SQL_FOLLOWUP_CHANGE_HAND,  &SQL_FOLLOWUP_CHANGE_FREE, &SQL_FOLLOWUP_CHANGE_ADD,
    &SQL_FOLLOWUP_CHANGE_WAKE,  &SQL_FOLLOWUP_CHANGE_NOTE,
  };
  g_auto (Change) change = { 0 };
  const HcrmStep *step = NULL;
  g_autoptr (HcrmRows) plan =
      hcrm_request_take_record (req, &SQL_FOLLOWUP_CHANGE_LOCK, &SQL_FOLLOWUP_CHANGE_GET,
                                &hcrm_followup_plan_workflow, "change", &step, error);
  if (plan == NULL)
    return FALSE;
  g_autoptr (HcrmRows) locked =
      hcrm_db_rows (req->db, &SQL_FOLLOWUP_CHANGE_LOCK_STEPS, NULL, error);
  g_autoptr (HcrmRows) rows = locked != NULL ? work_out (req, &change, plan, TRUE, error) : NULL;
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    hcrm_db_queue (req->db, statements[i], req->args);
  if (hcrm_rows_get (plan, 0, "attending_id") != NULL
      && !hcrm_db_run (req->db, &SQL_FOLLOWUP_CHANGE_HAND_OVER, NULL, error))
    return FALSE;
  return reply_plan (req, error);
}

#define PLANS "/followup-plans"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "POST", PLANS "/{id}/actions/preview-change", HCRM_PERM_FOLLOWUP_PLAN, HCRM_ROUTE_ONCE, &hcrm_followup_change_preview, .handler = preview },
  { "POST", PLANS "/{id}/actions/change", HCRM_PERM_FOLLOWUP_PLAN, HCRM_ROUTE_VERSIONED, &hcrm_followup_change, .handler = save },
};
/* clang-format on */

const HcrmModule hcrm_followup_change_module = { "followup-change", routes, G_N_ELEMENTS (routes),
                                                 NULL, 0 };
