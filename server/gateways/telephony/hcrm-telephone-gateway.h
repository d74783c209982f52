/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Says at the start of the server which telephone system there is. */

#pragma once

#include "hcrm-gateways.h"

/* Writes the setting `telephone` where the server was told one; runs nothing of its own. */
gboolean
hcrm_telephone_gateway_start (const HcrmGatewayServices *services, gpointer *state, GError **error);
