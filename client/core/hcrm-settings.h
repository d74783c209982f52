/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_settings_get:
 *
 * What this desktop remembers: the server's address, style, columns. Kept as text in
 * `$XDG_CONFIG_HOME/hcrm/client.ini`, read on first use and written a moment after a change.
 * Never holds anything about a patient. Main thread only.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL if nothing is remembered
 */
char *hcrm_settings_get (const char *group, const char *key);

/* @text %NULL forgets the key. */
void hcrm_settings_set (const char *group, const char *key, const char *text);

/* Writes now what is not written yet; the application calls it before it ends. */
void hcrm_settings_flush (void);

G_END_DECLS
