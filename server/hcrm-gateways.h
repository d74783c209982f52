/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-config.h"
#include "core/hcrm-http.h"

G_BEGIN_DECLS

/* What a gateway works with; lives as long as the gateway. Events are posted with @events. */
typedef struct {
  const HcrmConfig *config;
  HcrmHttp *http;
  HcrmEvents *events;
} HcrmGatewayServices;

/**
 * HcrmGateway:
 * @start: begins to work on the main loop and puts its state into @state; leaves %NULL there, and
 *   returns `TRUE`, if it is not configured
 * @stop: takes nothing more and frees the state; the workers still run
 *
 * One way to the world outside, such as the HIS feed.
 */
typedef struct {
  const char *name;
  gboolean (*start) (const HcrmGatewayServices *services, gpointer *state, GError **error);
  void (*stop) (gpointer state);
} HcrmGateway;

/* Every gateway the server has, ended by one without a name: a new one adds a line. */
extern const HcrmGateway hcrm_gateways[];

G_END_DECLS
