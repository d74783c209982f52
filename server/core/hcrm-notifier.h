/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/* The longest payload that PostgreSQL's NOTIFY takes. */
#define HCRM_NOTIFIER_MAX_PAYLOAD 7999

/**
 * HcrmNotifier:
 *
 * One connection for NOTIFY and LISTEN on one channel, asynchronous, with synchronous_commit off.
 * Connects again by itself; what was not certainly sent by then is sent again. Main loop only.
 */
typedef struct _HcrmNotifier HcrmNotifier;

/* @payload is borrowed; every process hears, the sender too. */
typedef void (*HcrmHeardFunc) (const char *payload, gpointer data);

/* Hearing works again after a break, in which anything may have been missed. */
typedef void (*HcrmRestoredFunc) (gpointer data);

/* The first connection blocks, so that a wrong @conninfo is told at once. */
HcrmNotifier *hcrm_notifier_new (const char *conninfo,
                                 const char *channel,
                                 HcrmHeardFunc heard,
                                 HcrmRestoredFunc restored,
                                 gpointer data,
                                 GError **error);
void hcrm_notifier_free (HcrmNotifier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmNotifier, hcrm_notifier_free)

/**
 * hcrm_notifier_send:
 * @payload: up to %HCRM_NOTIFIER_MAX_PAYLOAD bytes of UTF-8
 *
 * Sends with what else waits, in one transaction, as soon as the connection is free.
 *
 * Returns: `FALSE` if too much waits for a lost database: then it is dropped
 */
gboolean hcrm_notifier_send (HcrmNotifier *self, const char *payload);

gboolean hcrm_notifier_is_connected (HcrmNotifier *self);

G_END_DECLS
