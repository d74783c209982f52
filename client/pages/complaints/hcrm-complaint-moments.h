/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-phone.h"

G_BEGIN_DECLS

/**
 * HcrmComplaintMoments:
 *
 * When in a call each sentence of a complaint was begun to be written down, so that a listener
 * hears just that. A sentence that is put right keeps its moment; one written without a call has
 * none.
 */
typedef struct _HcrmComplaintMoments HcrmComplaintMoments;

HcrmComplaintMoments *hcrm_complaint_moments_new (void);
void hcrm_complaint_moments_free (HcrmComplaintMoments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmComplaintMoments, hcrm_complaint_moments_free)

/* What @field says now is @text. @offset_ms: where in the call that is; -1 if there is none. */
void hcrm_complaint_moments_follow (HcrmComplaintMoments *self,
                                    const char *field,
                                    const char *text,
                                    gint64 offset_ms);

/* Returns: (transfer full): those of complaint @id, as hcrm_phone_add_moments() takes them. */
JsonArray *hcrm_complaint_moments_make (HcrmComplaintMoments *self, gint64 id);

/* As a member of a draft; and back, once each field has been followed as it stands in it. */
void hcrm_complaint_moments_write (HcrmComplaintMoments *self, JsonObject *draft);
void hcrm_complaint_moments_read (HcrmComplaintMoments *self, JsonObject *draft);

G_END_DECLS
