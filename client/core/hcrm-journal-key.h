/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-journal.h"

G_BEGIN_DECLS

/**
 * hcrm_journal_key_load:
 * @folder: where the key file lies if there is no Secret Service
 * @key: (out caller-allocates): %HCRM_JOURNAL_KEY_SIZE bytes
 *
 * Gets this desktop's journal key, made on first use: from the key file if there is one, else from
 * the Secret Service, else from a new key file with mode 0600. Blocks; for a worker thread.
 */
gboolean hcrm_journal_key_load (const char *folder, guint8 *key, GError **error);

G_END_DECLS
