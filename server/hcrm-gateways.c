/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The registry of gateways. */

#include "hcrm-gateways.h"

const HcrmGateway hcrm_gateways[] = {
  { NULL, NULL, NULL },
};
