/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-http.h"

G_BEGIN_DECLS

/* Where the packages for clients lie, below the server's files. */
#define HCRM_CLIENT_PACKAGE_FOLDER "client"

/**
 * hcrm_client_package_dup_version:
 * @name: (nullable): of a file, `hcrm-client_1.2.0_amd64.deb`
 *
 * Returns: (transfer full) (nullable): the version in it; %NULL if it is no package's name
 */
char *hcrm_client_package_dup_version (const char *name);

/**
 * hcrm_client_package_append:
 * @name: (nullable): of the package
 *
 * Appends {version, file, size, sha256} as JSON, or null if there is no such file. What was hashed
 * once is remembered as long as the file stays as it is. Any thread.
 */
void hcrm_client_package_append (HcrmHttp *http, const char *name, GString *json);

G_END_DECLS
