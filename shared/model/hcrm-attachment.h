/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files on their way up, and what they are attached to. */

#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* Files go up in parts of this size, the last one perhaps smaller. */
#define HCRM_UPLOAD_PART (1024 * 1024)

extern const HcrmFieldSet hcrm_upload_fields;
extern const HcrmFieldSet hcrm_upload_order;

extern const HcrmFieldSet hcrm_attachment_fields;
extern const HcrmFieldSet hcrm_attachment_order;
extern const HcrmFieldSet hcrm_attachment_removal;

/**
 * hcrm_media_is_attachable:
 *
 * Returns: whether files of this media type may be attached: documents, pictures, sound and film;
 *   nothing that a desk might run
 */
gboolean hcrm_media_is_attachable (const char *media);

/* Returns: (nullable): the usual ending of such a file, `.pdf`; %NULL if it has none. */
const char *hcrm_media_get_ending (const char *media);

/* Returns: (transfer full): @name, with the ending that files of @media have if it has another. */
char *hcrm_media_fix_name (const char *media, const char *name);

/* What a file that was given another ending by its content had called itself, `.png` of
 * `letter.png.csv`. Returns: (transfer full) (nullable): %NULL for what is called what it is */
char *hcrm_media_dup_claim (const char *name);

G_END_DECLS
