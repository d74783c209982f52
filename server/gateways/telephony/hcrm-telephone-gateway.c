/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The telephone system that the server was told of at its start. */

#include "hcrm-telephone-gateway.h"

#include "hcrm-telephone.h"
#include "telephone-gateway-sql.h"

static void
choose (HcrmDb *db, gpointer data)
{
  const HcrmTelephone *telephone = data;
  g_autoptr (GError) error = NULL;

  hcrm_db_begin (db, &hcrm_system_context);
  hcrm_db_let (db, "chosen", telephone->name);
  gboolean ok = hcrm_db_run (db, &SQL_TELEPHONE_GATEWAY_CHOOSE, NULL, &error);
  ok = hcrm_db_end (db, ok, ok ? &error : NULL) && ok;
  if (!ok)
    g_warning ("The telephone system was not chosen: %s", error->message);
}

gboolean
hcrm_telephone_gateway_start (const HcrmGatewayServices *services, gpointer *state, GError **error)
{
  const char *name = services->config->telephone;

  *state = NULL;
  if (name == NULL)
    return TRUE;
  if (!hcrm_telephone_is_own (name))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "telephone",
                      _ ("There is no telephone system “%s”: manual or simulator"), name);
  return hcrm_http_run (services->http, choose, (gpointer) hcrm_telephone_find (name))
         || hcrm_fail (error, HCRM_ERROR_BUSY, NULL, "%s", _ ("The server is busy"));
}
