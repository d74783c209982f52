/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HcrmPresence:
 *
 * Who looks at which record, in this process and, by what it hears, in the others. A record is
 * named by its key, "kind id". An announcement says who of one process looks at one record; one not
 * repeated within 90 s is forgotten, so that a dead process's users leave. Knows no network and no
 * clock; not thread safe.
 */
typedef struct _HcrmPresence HcrmPresence;

HcrmPresence *hcrm_presence_new (void);
void hcrm_presence_free (HcrmPresence *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmPresence, hcrm_presence_free)

/* This process's random name. */
const char *hcrm_presence_get_process (HcrmPresence *self);

/* A user of this process looks, or no longer does; counted, since they may have two windows. */
void
hcrm_presence_enter (HcrmPresence *self, const char *key, const char *username, const char *name);
void
hcrm_presence_leave (HcrmPresence *self, const char *key, const char *username, const char *name);

/* Returns: (transfer full): the keys that users of this process look at. */
GPtrArray *hcrm_presence_get_keys (HcrmPresence *self);

/* Returns: (transfer full): this process's announcement about @key, for the others. */
char *hcrm_presence_announce (HcrmPresence *self, const char *key);

/**
 * hcrm_presence_hear:
 * @now_us: monotonic
 *
 * Takes in an announcement.
 *
 * Returns: (transfer full) (nullable): the key, if it changed who looks at it
 */
char *hcrm_presence_hear (HcrmPresence *self, const char *announcement, gint64 now_us);

/* Forgets what was not repeated. Returns: (transfer full): the keys that changed. */
GPtrArray *hcrm_presence_expire (HcrmPresence *self, gint64 now_us);

/* Returns: (transfer full): {"viewers":{kind,id,users}} as clients get it, users as
 * {username,name} in order. */
char *hcrm_presence_render (HcrmPresence *self, const char *key);

G_END_DECLS
