/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HcrmRecorder:
 *
 * Records what this desk's sound card hears, where no telephone system does, as Opus in Ogg. What
 * has been recorded is on the disk within a second, so that a crash takes no more than that: such a
 * file can be played as far as it goes.
 *
 * Property `recording`. Signal: `stopped` (path, nullable words of what went wrong) when a file is
 * whole, or is all that there will be of it. Of what holds no sound no file is left.
 */
#define HCRM_TYPE_RECORDER (hcrm_recorder_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecorder, hcrm_recorder, HCRM, RECORDER, GObject)

HcrmRecorder *hcrm_recorder_new (void);

/* Begins @path, which only this user may read. Fails where there is no microphone. */
gboolean hcrm_recorder_start (HcrmRecorder *self, const char *path, GError **error);

/* Ends the file; `stopped` follows. */
void hcrm_recorder_stop (HcrmRecorder *self);
gboolean hcrm_recorder_is_recording (HcrmRecorder *self);
gint64 hcrm_recorder_get_elapsed (HcrmRecorder *self); /* ms */

/* Whether anything can be heard in such a file; what ended at its beginning has only a heading. */
gboolean hcrm_recorder_file_has_sound (const char *path);

/* For tests: after how long it ends by itself instead of three hours. */
void hcrm_recorder_set_longest (HcrmRecorder *self, guint seconds);

/* For tests: a GStreamer description of what is recorded instead of the microphone. */
void hcrm_recorder_set_source (HcrmRecorder *self, const char *description);

G_END_DECLS
