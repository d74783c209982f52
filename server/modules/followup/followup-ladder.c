/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ladders as people keep them, and what would happen to a patient who never answers. */

#include "core/hcrm-export.h"
#include "followup-ladder-rules.h"
#include "followup-ladder-sql.h"
#include "followup.h"
#include "model/hcrm-followup-ladder.h"

static gboolean
check_ladder (HcrmRequest *unused, HcrmRecord *record, GError **error)
{
  g_autoptr (GPtrArray) steps = hcrm_record_get_rows (record, "steps");

  return hcrm_ladder_check (steps, error);
}

/* --- Trying it out -------------------------------------------------------------------------- */

static void
add_contact (HcrmLadder *ladder, gint64 id, const char *name, gboolean own)
{
  HcrmLadderContact *contact = hcrm_ladder_add_contact (ladder, id);

  contact->name = g_strdup (name);
  contact->own = own;
  contact->told = TRUE;
}

/* A patient with a number, a relative, a doctor and a department. */
static HcrmLadder *
make_ladder (GPtrArray *steps, HcrmRows *place)
{
  HcrmLadder *ladder = hcrm_ladder_new (steps);
  const char *head = hcrm_rows_get (place, 0, "head");

  ladder->zone = g_time_zone_new_identifier (hcrm_rows_get (place, 0, "time_zone"));
  if (ladder->zone == NULL)
    ladder->zone = g_time_zone_new_utc ();
  ladder->night = hcrm_rows_get_int (place, 0, "night");
  ladder->morning = hcrm_rows_get_int (place, 0, "morning");
  ladder->takes_messages = TRUE;
  ladder->head = g_strdup (head != NULL ? head : _ ("the department's head"));
  ladder->doctor = g_strdup (_ ("the attending doctor"));
  add_contact (ladder, 1, _ ("the patient"), TRUE);
  add_contact (ladder, 2, _ ("a relative"), FALSE);
  return ladder;
}

static JsonArray *
rehearse (HcrmRequest *req, GPtrArray *steps, GError **error)
{
  const char *outcome = hcrm_record_get (req->args, "outcome");
  g_autoptr (HcrmRows) place = hcrm_db_one (req->db, &SQL_FOLLOWUP_LADDER_PLACE, req->args, error);
  if (place == NULL)
    return NULL;
  hcrm_db_let (req->db, "site_id", hcrm_rows_get (place, 0, "site_id"));
  g_autoptr (HcrmRows) days = hcrm_db_rows (req->db, &SQL_FOLLOWUP_LADDER_DAYS, NULL, error);
  if (days == NULL)
    return NULL;
  g_autoptr (HcrmLadder) ladder = make_ladder (steps, place);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (hcrm_rows_get_int (place, 0, "now"));

  ladder->days = hcrm_followup_days_new (hcrm_rows_get_bool (place, 0, "works_weekends"));
  hcrm_followup_days_read (ladder->days, days);
  return hcrm_ladder_rehearse (ladder, outcome != NULL ? outcome : "no_answer", now);
}

static gboolean
preview (HcrmRequest *req, GError **error)
{
  g_autoptr (GPtrArray) steps = hcrm_record_get_rows (req->args, "steps");
  g_autoptr (JsonArray) scenes =
      hcrm_ladder_check (steps, error) ? rehearse (req, steps, error) : NULL;

  if (scenes == NULL)
    return FALSE;
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), scenes);
  g_autofree char *text = json_to_string (node, FALSE);
  g_string_append_printf (req->reply, "{\"items\":%s}", text);
  return TRUE;
}

#define EDIT HCRM_PERM_RULE_EDIT
#define LADDERS "/followup-ladders"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   LADDERS,         EDIT, 0, &hcrm_followup_ladder_query, .list = &SQL_FOLLOWUP_LADDER_LIST },
  HCRM_EXPORT (LADDERS, EDIT, &hcrm_followup_ladder_fields),
  { "GET",   LADDERS "/{id}", EDIT, .sql = &SQL_FOLLOWUP_LADDER_GET },
  { "POST",  LADDERS,         EDIT, HCRM_ROUTE_CREATES, &hcrm_followup_ladder_fields, &SQL_FOLLOWUP_LADDER_CREATE,
    .check = check_ladder, .reread = &SQL_FOLLOWUP_LADDER_GET, .event = "followup_ladder" },
  { "PATCH", LADDERS "/{id}", EDIT, 0, &hcrm_followup_ladder_fields, &SQL_FOLLOWUP_LADDER_UPDATE,
    .lock = &SQL_FOLLOWUP_LADDER_LOCK, .check = check_ladder, .reread = &SQL_FOLLOWUP_LADDER_GET, .event = "followup_ladder" },
  { "POST",  LADDERS "/actions/preview", EDIT, HCRM_ROUTE_ONCE, &hcrm_followup_ladder_trial, .handler = preview },
};

static const HcrmConstraint constraints[] = {
  { "followup_ladder_department", "department_id", N_("There is another ladder for this department") },
  { "followup_ladder_hospital",   "department_id", N_("The hospital's own ladder stays: change its steps instead") },
  { "followup_ladder_whole",      "steps",         N_("A ladder tries something and ends with “lost”") },
};
/* clang-format on */

const HcrmModule hcrm_followup_ladder_module = { "followup-ladder", routes, G_N_ELEMENTS (routes),
                                                 constraints, G_N_ELEMENTS (constraints) };
