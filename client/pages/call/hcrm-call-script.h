/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What to say: the step's script, filled in, and the others to choose from. What a script lacks is
 * said instead of reading it out half filled. */
#define HCRM_TYPE_CALL_SCRIPT (hcrm_call_script_get_type ())
G_DECLARE_FINAL_TYPE (HcrmCallScript, hcrm_call_script, HCRM, CALL_SCRIPT, AdwBin)

/* @scripts: (nullable): the sheet's `scripts`. */
void hcrm_call_script_set (HcrmCallScript *self, JsonArray *scripts);

G_END_DECLS
