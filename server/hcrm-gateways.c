/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of gateways. */

#include "hcrm-gateways.h"

#include "gateways/hl7/hcrm-hl7-gateway.h"
#include "gateways/telephony/hcrm-telephone-gateway.h"

static void
stop_hl7 (gpointer state)
{
  hcrm_hl7_gateway_stop (state);
}

const HcrmGateway hcrm_gateways[] = {
  { "hl7", hcrm_hl7_gateway_start, stop_hl7 },
  { "telephone", hcrm_telephone_gateway_start, NULL },
  { NULL, NULL, NULL },
};
