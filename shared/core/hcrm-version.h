/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a client names itself, before its version. */
#define HCRM_USER_AGENT "hcrm/"

/**
 * hcrm_version_reaches:
 *
 * Compares versions made of numbers and dots.
 *
 * Returns: whether @version is at least @least
 */
gboolean hcrm_version_reaches (const char *version, const char *least);

/**
 * hcrm_version_of_client:
 * @user_agent: (nullable): of a request
 *
 * Returns: (nullable): the version of our own client within @user_agent, perhaps with more behind
 *   it; %NULL if it is another program's
 */
const char *hcrm_version_of_client (const char *user_agent);

G_END_DECLS
