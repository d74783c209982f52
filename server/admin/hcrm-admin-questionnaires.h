/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* hcrm-admin questionnaires: check, import and export FHIR Questionnaires. */
int hcrm_admin_questionnaires (int argc, char **argv);

G_END_DECLS
