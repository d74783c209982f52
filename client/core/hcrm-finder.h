/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-page-info.h"

G_BEGIN_DECLS

/**
 * HcrmFinder:
 *
 * Finds patients (on the server), pages and commands (here) by what is typed; keys only are enough.
 * A child of the window's overlay, not a popover, whose corners would be black where nothing
 * composites.
 */
#define HCRM_TYPE_FINDER (hcrm_finder_get_type ())
G_DECLARE_FINAL_TYPE (HcrmFinder, hcrm_finder, HCRM, FINDER, AdwBin)

void hcrm_finder_set_session (HcrmFinder *self, HcrmSession *session);

/* Shows it with the old words selected, or hides it and gives the focus back. */
void hcrm_finder_toggle (HcrmFinder *self);

G_END_DECLS
