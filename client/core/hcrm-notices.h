/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The bell: what happened while the user looked elsewhere, newest first. */
#define HCRM_TYPE_NOTICES (hcrm_notices_get_type ())
G_DECLARE_FINAL_TYPE (HcrmNotices, hcrm_notices, HCRM, NOTICES, AdwBin)

/* @urgent: whether the bell asks for attention until it is opened. */
void hcrm_notices_add (HcrmNotices *self, const char *text, gboolean urgent);

/* The same, with a button that opens @page for @id. */
void hcrm_notices_add_opening (HcrmNotices *self,
                               const char *text,
                               gboolean urgent,
                               const char *page,
                               gint64 id);

G_END_DECLS
