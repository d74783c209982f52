/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * HcrmAttachments:
 *
 * The files of a record: a list of them, and more by dialog, by dropping them here, or by pasting a
 * picture. They go up in parts; what was cut off by the line goes on where it was. Stands on a
 * page, which it asks the server through. In a `.ui` file `<object class="HcrmAttachments">`. Emits
 * `settled` when nothing is on its way any more.
 */
#define HCRM_TYPE_ATTACHMENTS (hcrm_attachments_get_type ())
G_DECLARE_FINAL_TYPE (HcrmAttachments, hcrm_attachments, HCRM, ATTACHMENTS, AdwBin)

/**
 * hcrm_attachments_set:
 * @read: (nullable): the record's path, `/complaints/7`; %NULL while there is none yet: files go up
 *   all the same, and are attached once there is a path
 * @write: (nullable): the path that files are attached to; %NULL where nothing may be
 *
 * Says whose files they are, and reads them again.
 */
void hcrm_attachments_set (HcrmAttachments *self, const char *read, const char *write);

/* Adds a file as if it had been dropped. */
void hcrm_attachments_add (HcrmAttachments *self, GFile *file);

/* Whether a file is still on its way up, or waits for the record to be attached to. */
gboolean hcrm_attachments_get_waiting (HcrmAttachments *self);

G_END_DECLS
