/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The call page in one reply: who, why, what to say, what to ask, what came before. */

#include "followup-sheet.h"

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-script.h"
#include "followup-climb.h"
#include "followup-sheet-sql.h"

/* One script and what its variables stand for. */
typedef struct {
  HcrmRows *rows;
  guint row;
  const char *language;
} Said;

static int
find_age (const Said *said)
{
  GDate birth, today;

  if (!hcrm_date_from_iso (hcrm_rows_get (said->rows, said->row, "birth_date"), &birth)
      || !hcrm_date_from_iso (hcrm_rows_get (said->rows, said->row, "today"), &today))
    return -1;
  return hcrm_age_at (&birth, &today);
}

static char *
dup_discharge_date (const Said *said)
{
  GDate day, today;

  if (!hcrm_date_from_iso (hcrm_rows_get (said->rows, said->row, "discharged_on"), &day)
      || !hcrm_date_from_iso (hcrm_rows_get (said->rows, said->row, "today"), &today))
    return NULL;
  return hcrm_date_label (&day, &today);
}

static char *
look_up_cb (const char *name, gpointer data)
{
  const Said *said = data;
  const char *person = hcrm_script_get_person (name, find_age (said), said->language);

  if (person != NULL)
    return g_strdup (person);
  if (strcmp (name, "title") == 0)
    return g_strdup (hcrm_script_get_title (hcrm_rows_get (said->rows, said->row, "sex"),
                                            find_age (said), said->language));
  if (strcmp (name, "discharge_date") == 0)
    return dup_discharge_date (said);
  if (strcmp (name, "name") == 0)
    name = "patient";
  return g_strdup (hcrm_rows_get (said->rows, said->row, name));
}

static void
append_text (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, "\"%s\":", name);
  if (text != NULL)
    hcrm_json_append_string (out, text);
  else
    g_string_append (out, "null");
  g_string_append_c (out, ',');
}

static void
append_missing (GString *out, const GError *bad)
{
  guint n = bad != NULL ? hcrm_error_get_n_fields (bad) : 0;

  g_string_append (out, "\"missing\":[");
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    hcrm_json_append_string (out, hcrm_error_get_field (bad, i));
  }
  g_string_append_c (out, ']');
}

/* A script that cannot be filled is shown as it is, with what it lacks. */
static void
append_script (GString *out, const Said *said)
{
  const char *text = hcrm_rows_get (said->rows, said->row, "text");
  g_autoptr (GError) bad = NULL;
  g_autofree char *filled = hcrm_script_fill (text, look_up_cb, (gpointer) said, &bad);

  g_string_append_c (out, '{');
  append_text (out, "code", hcrm_rows_get (said->rows, said->row, "code"));
  append_text (out, "name", hcrm_rows_get (said->rows, said->row, "name"));
  append_text (out, "name_en", hcrm_rows_get (said->rows, said->row, "name_en"));
  append_text (out, "text", filled != NULL ? filled : text);
  append_missing (out, bad);
  g_string_append_c (out, '}');
}

static gboolean
append_scripts (HcrmRequest *req, GString *out, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_SHEET_SCRIPTS, NULL, error);
  Said said = { rows, 0, req->language };

  if (rows == NULL)
    return FALSE;
  g_string_append (out, ",\"scripts\":[");
  for (; said.row < hcrm_rows_get_n (rows); said.row++) {
    if (said.row > 0)
      g_string_append_c (out, ',');
    append_script (out, &said);
  }
  g_string_append_c (out, ']');
  return TRUE;
}

/* A step is seen by more people than the answers to it: these, as far as the right to them goes. */
static void
let_results (HcrmRequest *req)
{
  const HcrmScope scope = req->user->held.scope[HCRM_PERM_RESPONSE_READ];
  const char *departments = req->user->departments[HCRM_PERM_RESPONSE_READ];

  hcrm_db_let (req->db, "results_all", scope >= HCRM_SCOPE_ALL ? "true" : "false");
  hcrm_db_let (req->db, "results_own", scope >= HCRM_SCOPE_OWN ? "true" : "false");
  hcrm_db_let (req->db, "results_departments",
               departments != NULL && *departments != '\0' ? departments : "{}");
}

/* Of a call that is still to be made. */
static gboolean
append_ladder (HcrmRequest *req, HcrmRows *sheet, GError **error)
{
  g_string_append (req->reply, ",\"ladder\":");
  if (g_strcmp0 (hcrm_rows_get (sheet, 0, "state"), "open") == 0)
    return hcrm_followup_append_outlook (req->db, hcrm_request_get_part (req, "id"), req->reply,
                                         error);
  g_string_append (req->reply, "null");
  return TRUE;
}

gboolean
hcrm_followup_reply_sheet (HcrmRequest *req, GError **error)
{
  let_results (req);
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_FOLLOWUP_SHEET_SHEET, NULL, error);
  if (rows == NULL)
    return FALSE;

  g_string_truncate (req->reply, 0);
  hcrm_rows_append_json (rows, 0, req->reply);
  g_string_truncate (req->reply, req->reply->len - 1);
  if (!append_scripts (req, req->reply, error) || !append_ladder (req, rows, error))
    return FALSE;
  g_string_append_c (req->reply, '}');
  return TRUE;
}

/* --- On paper ------------------------------------------------------------------------------- */

gboolean
hcrm_followup_reply_prints (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_FOLLOWUP_SHEET_PRINTS, NULL, error);

  if (rows == NULL)
    return FALSE;
  hcrm_request_reply_items (req, rows);
  return TRUE;
}

/* It is printed already: nothing about the step can be in the way of saying so. */
gboolean
hcrm_followup_note_print (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) task = hcrm_db_one (req->db, &SQL_FOLLOWUP_SHEET_LOCK_PRINTED, NULL, error);
  g_autoptr (HcrmRows) added =
      task != NULL ? hcrm_db_one (req->db, &SQL_FOLLOWUP_SHEET_ADD_PRINT, req->args, error) : NULL;

  if (added == NULL)
    return FALSE;
  hcrm_request_add_event (req, "followup_task", hcrm_rows_get_int (task, 0, "id"),
                          hcrm_rows_get_int (task, 0, "version"));
  hcrm_request_add_event (req, "timeline", hcrm_rows_get_int (task, 0, "patient_id"), 0);
  return hcrm_followup_reply_prints (req, error);
}
