/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The program: `hcrm [--server URL] [--user NAME]`. */
#define HCRM_TYPE_APPLICATION (hcrm_application_get_type ())
G_DECLARE_FINAL_TYPE (HcrmApplication, hcrm_application, HCRM, APPLICATION, AdwApplication)

HcrmApplication *hcrm_application_new (void);

G_END_DECLS
