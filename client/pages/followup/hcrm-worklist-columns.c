/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Columns and conditions of the list of follow-up tasks. */

#include "hcrm-worklist-columns.h"

#include "model/hcrm-disposition.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-statistic.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

static gboolean
is (HcrmRecord *task, const char *field, const char *value)
{
  return g_strcmp0 (hcrm_record_get (task, field), value) == 0;
}

static gboolean
is_to_do (HcrmRecord *task)
{
  return is (task, "state", "open") || is (task, "state", "waiting");
}

/* The time before which a task that was tried does not come back; NULL if it may be done now. */
static GDateTime *
get_time_to_come (HcrmRecord *task)
{
  const char *text = hcrm_record_get (task, "not_before");
  g_autoptr (GDateTime) at = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return at != NULL && g_date_time_compare (at, now) > 0 ? g_steal_pointer (&at) : NULL;
}

char *
hcrm_worklist_make_due (HcrmRecord *task, const char **pill)
{
  g_autofree char *due = hcrm_text_due (hcrm_record_get (task, "due_on"), pill);
  g_autoptr (GDateTime) at = get_time_to_come (task);

  if (!is_to_do (task))
    *pill = "bare plain";
  else if (g_str_has_prefix (*pill, "bare"))
    *pill = "bare plain";
  else if (at != NULL && is (task, "bucket", "today")) {
    g_autofree char *time = hcrm_text_time (hcrm_record_get (task, "not_before"));
    return g_strdup_printf ("%s %s", due, time);
  }
  return g_steal_pointer (&due);
}

static char *
make_retry (HcrmRecord *task, const char **pill)
{
  g_autofree char *time = hcrm_text_time (hcrm_record_get (task, "not_before"));

  *pill = is (task, "last_disposition", "call_later") ? "warn" : "bare warn";
  return g_strdup_printf (is (task, "last_disposition", "call_later") ? _ ("Call back %s")
                                                                      : _ ("Again %s"), time);
}

char *
hcrm_worklist_make_state (HcrmRecord *task, const char **pill)
{
  const char *name = hcrm_record_get (task, "state");
  const HcrmState *state =
      name != NULL ? hcrm_workflow_get_state (&hcrm_followup_task_workflow, name) : NULL;
  g_autoptr (GDateTime) at = is_to_do (task) ? get_time_to_come (task) : NULL;

  *pill = state != NULL ? state->pill : "plain";
  if (!is (task, "state", "open"))
    return g_strdup (state != NULL ? gettext (state->label) : name);
  *pill = "info";
  if (hcrm_record_get (task, "claimed_by_id") != NULL)
    return g_strdup (_ ("In progress"));
  if (at != NULL)
    return make_retry (task, pill);
  *pill = "bare wait";
  if (is (task, "bucket", "soon") || is (task, "bucket", "later"))
    return g_strdup (_ ("Not due yet"));
  return g_strdup (hcrm_record_get (task, "assignee_id") != NULL ? _ ("Assigned")
                                                                 : _ ("Not taken"));
}

const char *
hcrm_worklist_get_result_pill (const char *code)
{
  const HcrmDisposition *found = code != NULL ? hcrm_disposition_find (code) : NULL;

  if (found == NULL)
    return "bare plain";
  if (found->task == HCRM_TASK_DONE)
    return "bare ok";
  return found->asks_time ? "bare warn" : "bare stop";
}

/* The figures first: names of plans are long, and what is cut off should be their end. */
static char *
make_step (HcrmRecord *task, const char **pill)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT " · %s",
                          hcrm_record_get_int (task, "position"),
                          hcrm_record_get_int (task, "n_steps"),
                          hcrm_text_field (task, "template"));
}

static char *
make_result (HcrmRecord *task, const char **pill)
{
  const char *code = hcrm_record_get (task, "last_disposition");
  gint64 attempts = hcrm_record_get_int (task, "attempts");

  *pill = hcrm_worklist_get_result_pill (code);
  if (code == NULL)
    return g_strdup ("—");
  if (attempts < 2)
    return g_strdup (hcrm_disposition_get_label (code));
  return g_strdup_printf (_ ("%s, %d calls"), hcrm_disposition_get_label (code), (int) attempts);
}

/* What came of the call is written on the step's own page, which takes the patient first. */
void
hcrm_worklist_dial (HcrmRecord *task, HcrmPhoneDial *dial)
{
  dial->page = "call";
  dial->patient_id = hcrm_record_get_int (task, "patient_id");
  dial->activity_id = hcrm_record_get_int (task, "id");
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "due_on",           NULL,             104, HCRM_CELL_PILL, SORT, hcrm_worklist_make_due, N_("28 days overdue") },
  { "state",            NULL,             104, HCRM_CELL_PILL, 0, hcrm_worklist_make_state, N_("In progress"), 6 },
  { "pinyin",           N_("Patient"),     76, HCRM_CELL_TEXT, SORT, hcrm_column_text_patient, .exports = "patient" },
  { "sex",              N_("Sex, age"),    66, HCRM_CELL_TEXT, 0, hcrm_column_text_sex_age, .leaves = 4, .exports = "sex birth_date" },
  { "department",       NULL,              86, HCRM_CELL_TEXT, 0, NULL, N_("General Surgery"), 3 },
  { "diagnosis",        NULL,             124, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "discharged_on",    NULL,              62, HCRM_CELL_DATE, 0, .leaves = 2 },
  { "template",         N_("Step · plan"), 144, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_step },
  { "last_disposition", NULL,             112, HCRM_CELL_PILL, 0, make_result, N_("Switched off, 2 calls"), 5 },
  { "claimed_by",       N_("Taken by"),              62, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "assignee",         NULL,              80, HCRM_CELL_TEXT, HIDDEN },
  { "owner",            NULL,             110, HCRM_CELL_TEXT, HIDDEN },
  { "offset_days",      NULL,              90, HCRM_CELL_NUMBER, HIDDEN },
  { "questionnaire",    NULL,             160, HCRM_CELL_TEXT, HIDDEN },
  { "phone",            NULL,             132, HCRM_CELL_DIAL, HIDDEN, .dial = hcrm_worklist_dial },
  { "mrn",              NULL,             100, HCRM_CELL_TEXT, HIDDEN },
  { "doctor",           NULL,              90, HCRM_CELL_TEXT, HIDDEN },
  { "last_attempt_at",  NULL,              96, HCRM_CELL_TIME, HIDDEN },
  { "finished_at",      NULL,              96, HCRM_CELL_TIME, HIDDEN | SORT },
};

static const HcrmChoice attempts_choices[] = {
  { "1", N_("Tried once or more") },
  { "2", N_("Third attempt or later") },
  { "3", N_("Tried three times or more") },
  { NULL }
};

static const HcrmChoice reached_choices[] = {
  { "true",  N_("Reached") },
  { "false", N_("Not reached") },
  { NULL }
};

const HcrmFilter hcrm_worklist_filters[] = {
  { "assignee",      N_("Assigned to"),    NULL, "/colleagues?permission=followup.work&limit=200", TRUE, HCRM_PERM_ORGANISATION_READ },
  { "owner",         N_("Carried out by"), hcrm_followup_owner_choices, NULL, FALSE, -1 },
  { "bucket",        N_("Urgency"),        hcrm_followup_bucket_choices, NULL, FALSE, -1 },
  { "department_id", N_("Department"),     NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "template_id",   N_("Template"),       NULL, "/followup-templates?state=published&limit=200", FALSE, -1 },
  { "state",         N_("State"),          hcrm_followup_task_state_choices, NULL, FALSE, -1 },
  { "attempts_from", N_("Attempts"),       attempts_choices, NULL, TRUE, -1 },
  { "reached",       N_("Contact"),        reached_choices, NULL, TRUE, -1 },
  { "due_on_from",   N_("Due from"),       .need = -1, .day = TRUE },
  { "due_on_to",     N_("Due before"),     .need = -1, .day = TRUE },
  { "doctor_id",     N_("Attending doctor"), NULL, "/staff?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "agent_id",      N_("Called by"),      NULL, "/colleagues?permission=followup.work&limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "ward_id",       N_("Ward"),           NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "disease",       N_("Disease group"),  NULL, "/disease-groups", FALSE, -1 },
  { "position",      N_("Step"),           hcrm_report_step_choices, NULL, FALSE, -1 },
  { "figure",        N_("Counted as"),     hcrm_step_figure_choices, NULL, TRUE, -1 },
};
/* clang-format on */

const guint hcrm_worklist_n_filters = G_N_ELEMENTS (hcrm_worklist_filters);

const HcrmListInfo hcrm_worklist_list = {
  .name = "worklist",
  .path = "/followup-tasks",
  .set = &hcrm_followup_task_fields,
  .keys = "abjkl",
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "due_on",
  .title = N_ ("Follow-up tasks"),
      .empty = N_ ("No follow-up is due. Tasks come here when a discharge has been decided on."),
      };
