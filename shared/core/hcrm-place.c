/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the product's own files are, installed or in a build tree. */

#include "hcrm-place.h"

#include <glib.h>

static const char *
get_place (const char *variable, const char *installed)
{
  const char *given = g_getenv (variable);

  return given != NULL && *given != '\0' ? given : installed;
}

const char *
hcrm_place_get_locale (void)
{
  return get_place ("HCRM_LOCALE_DIR", HCRM_LOCALE_DIR);
}

const char *
hcrm_place_get_data (void)
{
  return get_place ("HCRM_DATA_DIR", HCRM_DATA_DIR);
}
