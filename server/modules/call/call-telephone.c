/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telephones: whose extension is whose, what one's own can do, and the simulator's bell. */

#include "call-private.h"
#include "call-telephone-sql.h"

static gboolean
show_mine (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) mine = hcrm_db_one (req->db, &SQL_CALL_TELEPHONE_MINE, NULL, error);

  if (mine == NULL)
    return FALSE;
  const HcrmTelephone *telephone = hcrm_telephone_find (hcrm_rows_get (mine, 0, "provider"));
  hcrm_rows_append_json (mine, 0, req->reply);
  g_string_truncate (req->reply, req->reply->len - 1);
  g_string_append (req->reply, ",\"capabilities\":[");
  for (guint n = 0; hcrm_telephone_get_nth_capability (telephone, n) != NULL; n++)
    g_string_append_printf (req->reply, "%s\"%s\"", n > 0 ? "," : "",
                            hcrm_telephone_get_nth_capability (telephone, n));
  g_string_append (req->reply, "]}");
  return TRUE;
}

static gboolean
ring (HcrmRequest *req, GError **error)
{
  g_autoptr (HcrmRows) whom =
      hcrm_db_one (req->db, &SQL_CALL_TELEPHONE_SIMULATED, req->args, error);

  if (whom == NULL)
    return FALSE;
  if (!hcrm_rows_get_bool (whom, 0, "simulates"))
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("Telephones are not simulated here"));
  if (hcrm_rows_get (whom, 0, "rung") == NULL)
    return hcrm_fail (error, HCRM_ERROR_INVALID, "extension", "%s",
                      _ ("Nobody sits at this extension"));
  gint64 id = hcrm_telephone_simulate (req->db, req->events, hcrm_record_get (req->args, "number"),
                                       hcrm_rows_get_int (whom, 0, "rung"), error);
  return id != 0 && hcrm_call_reply (req, id, error);
}

#define WORK HCRM_PERM_CALL_WORK
#define EDIT HCRM_PERM_SETTING_EDIT
#define TELEPHONES "/telephones"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   TELEPHONES,           HCRM_PERM_ORGANISATION_READ, 0, &hcrm_telephone_query, .list = &SQL_CALL_TELEPHONE_LIST },
  { "GET",   TELEPHONES "/me",     WORK, .handler = show_mine },
  { "GET",   TELEPHONES "/{id}",   HCRM_PERM_ORGANISATION_READ, .sql = &SQL_CALL_TELEPHONE_GET },
  { "POST",  TELEPHONES,           EDIT, HCRM_ROUTE_CREATES, &hcrm_telephone_fields, &SQL_CALL_TELEPHONE_CREATE,
    .reread = &SQL_CALL_TELEPHONE_GET, .event = "telephone" },
  { "PATCH", TELEPHONES "/{id}",   EDIT, 0, &hcrm_telephone_fields, &SQL_CALL_TELEPHONE_UPDATE,
    .lock = &SQL_CALL_TELEPHONE_LOCK, .reread = &SQL_CALL_TELEPHONE_GET, .event = "telephone" },
  { "POST",  TELEPHONES "/simulator/actions/ring", WORK, 0, &hcrm_telephone_ring_fields, .handler = ring },
};

static const HcrmConstraint constraints[] = {
  { "telephone_extension",       "extension", N_("There is such an extension already") },
  { "telephone_extension_check", "extension", N_("An extension consists of digits") },
  { "telephone_user",            "agent_id",  N_("They sit at another telephone") },
};
/* clang-format on */

const HcrmModule hcrm_call_telephone_module = { "call-telephone", routes, G_N_ELEMENTS (routes),
                                                constraints, G_N_ELEMENTS (constraints) };
