/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-page-info.h"

G_BEGIN_DECLS

/* The list of pages the user may use, with what waits on each. */
#define HCRM_TYPE_SIDEBAR (hcrm_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (HcrmSidebar, hcrm_sidebar, HCRM, SIDEBAR, AdwBin)

void hcrm_sidebar_set_session (HcrmSidebar *self, HcrmSession *session);
void hcrm_sidebar_select (HcrmSidebar *self, const char *page);

/* Returns: (nullable): the id of the nth page shown, from 0. */
const char *hcrm_sidebar_get_nth (HcrmSidebar *self, int n);

G_END_DECLS
