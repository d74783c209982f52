/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One department or all of them. Emits `changed` when the user chooses. In a `.ui` file `<object
 * class="HcrmDepartmentChoice">`. */
#define HCRM_TYPE_DEPARTMENT_CHOICE (hcrm_department_choice_get_type ())
G_DECLARE_FINAL_TYPE (HcrmDepartmentChoice, hcrm_department_choice, HCRM, DEPARTMENT_CHOICE, AdwBin)

/* @reply: of GET /departments. */
void hcrm_department_choice_fill (HcrmDepartmentChoice *self, JsonNode *reply);
gboolean hcrm_department_choice_is_filled (HcrmDepartmentChoice *self);

/* (nullable): the chosen one's id; %NULL for all. Set before or after it is filled. */
const char *hcrm_department_choice_get_id (HcrmDepartmentChoice *self);
void hcrm_department_choice_set_id (HcrmDepartmentChoice *self, const char *id);

G_END_DECLS
