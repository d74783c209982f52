/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The bell: what happened while the user looked elsewhere, newest first. */
#define HCRM_TYPE_NOTICES (hcrm_notices_get_type ())
G_DECLARE_FINAL_TYPE (HcrmNotices, hcrm_notices, HCRM, NOTICES, AdwBin)

/* @urgent: whether the bell asks for attention until it is opened. */
void hcrm_notices_add (HcrmNotices *self, const char *text, gboolean urgent);

G_END_DECLS
