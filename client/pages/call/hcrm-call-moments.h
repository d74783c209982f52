/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-phone.h"

G_BEGIN_DECLS

/**
 * HcrmCallMoments:
 *
 * When in a call each question was answered, so that a listener hears just that: the last time
 * counts. Answers given without a call have no moment.
 */
typedef struct _HcrmCallMoments HcrmCallMoments;

HcrmCallMoments *hcrm_call_moments_new (void);
void hcrm_call_moments_free (HcrmCallMoments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmCallMoments, hcrm_call_moments_free)

/* The question was answered now, in @call: (nullable). */
void hcrm_call_moments_note (HcrmCallMoments *self,
                             HcrmPhone *phone,
                             JsonObject *call,
                             const char *item,
                             guint repeat);

/* Tells the server of them, once, when the work is saved; waits while the line is down. */
void hcrm_call_moments_send (HcrmCallMoments *self, HcrmPhone *phone);

/* As a member of a draft, and back. */
void hcrm_call_moments_write (HcrmCallMoments *self, JsonObject *draft);
void hcrm_call_moments_read (HcrmCallMoments *self, JsonObject *draft);

G_END_DECLS
