/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where translations and the shipped library are: HCRM_LOCALE_DIR and HCRM_DATA_DIR of the
 * environment, else where the product was configured to be installed. Borrowed. */
const char *hcrm_place_get_locale (void);
const char *hcrm_place_get_data (void);
