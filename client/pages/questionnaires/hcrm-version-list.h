/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The versions of a questionnaire, and what differs between two of them. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Signal `open` (id): the user wants to see a version. */
#define HCRM_TYPE_VERSION_LIST (hcrm_version_list_get_type ())
G_DECLARE_FINAL_TYPE (HcrmVersionList, hcrm_version_list, HCRM, VERSION_LIST, AdwBin)

GtkWidget *hcrm_version_list_new (HcrmPage *page);

/* Fetches the versions of what @id is one of. */
void hcrm_version_list_load (HcrmVersionList *self, const char *id);

G_END_DECLS
