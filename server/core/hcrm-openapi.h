/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-http.h"

G_BEGIN_DECLS

/**
 * hcrm_openapi_write:
 * @modules: ended by %NULL
 *
 * Describes the interface as the route tables have it: every route with its parameters, the shape
 * of what it takes, its headers and the permission it needs (`x-permission`).
 *
 * Returns: (transfer full): an OpenAPI 3.0.3 document (https://spec.openapis.org/oas/v3.0.3)
 */
char *hcrm_openapi_write (const HcrmModule *const *modules);

/* Answers `GET /api/v1/openapi.json` from now on; nobody needs to sign in for it. */
void hcrm_openapi_serve (SoupServer *server, const HcrmModule *const *modules);

G_END_DECLS
