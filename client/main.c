/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starts the client. */

#include "core/hcrm-application.h"
#include "core/hcrm-language.h"
#include "core/hcrm-settings.h"

int
main (int argc, char **argv)
{
  hcrm_language_init ();
  g_autofree char *language = hcrm_settings_get ("client", "language");
  hcrm_language_set (language);
  g_set_application_name ("HCRM");
  g_autoptr (HcrmApplication) application = hcrm_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
