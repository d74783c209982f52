/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether this machine's clock can be worked with. */

#include "hcrm-clock.h"

#include <glib/gi18n.h>

static char *
describe (gint64 seconds)
{
  guint minutes = MIN ((seconds + 30) / 60, G_MAXINT);

  if (minutes < 120)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
  return g_strdup_printf (ngettext ("%u hour", "%u hours", minutes / 60), minutes / 60);
}

char *
hcrm_clock_dup_warning (gint64 ahead_s)
{
  if (ABS (ahead_s) <= HCRM_CLOCK_TOLERANCE_S)
    return NULL;
  g_autofree char *much = describe (ABS (ahead_s));
  return g_strdup_printf (ahead_s > 0
                          ? _ ("The clock of this computer is %s fast. Times of calls would be "
                                   "wrong: have it set, then sign in again.")
                          : _ ("The clock of this computer is %s slow. Times of calls would be "
                                   "wrong: have it set, then sign in again."),
                               much);
}
