/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-db.h"

G_BEGIN_DECLS

/**
 * Users as an operator on the server's host makes and mends them, as user `system`, audited. @db
 * must have no transaction open; @operator is who did it, for the audit, such as "root@host".
 */

/**
 * hcrm_account_make_first:
 * @password: (out) (nullable): the password of user `admin`, to be shown once and changed at the
 *   first sign-in; %NULL if there are users already
 */
gboolean hcrm_account_make_first (HcrmDb *db, char **password, GError **error);

/**
 * hcrm_account_create:
 * @role: code of a role, such as "admin"
 *
 * Returns: (transfer full): the password, to be changed at the first sign-in
 */
char *hcrm_account_create (HcrmDb *db,
                           const char *username,
                           const char *role,
                           const char *
                           operator,
                           GError ** error);

/* Returns: (transfer full): the new password. Ends the user's sessions. */
char *hcrm_account_reset_password (HcrmDb *db,
                                   const char *username,
                                   const char *
                                   operator,
                                   GError ** error);

/* Keeps a user out, ending the sessions, or lets them in again. */
gboolean hcrm_account_lock (HcrmDb *db,
                            const char *username,
                            gboolean locked,
                            const char *
                            operator,
                            GError ** error);

G_END_DECLS
