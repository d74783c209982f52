/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmPeriod:
 *
 * From when to when is counted: chips for the last days, and two days that are typed. Signal:
 * `changed`. In a `.ui` file `<object class="HcrmPeriod">`.
 */
#define HCRM_TYPE_PERIOD (hcrm_period_get_type ())
G_DECLARE_FINAL_TYPE (HcrmPeriod, hcrm_period, HCRM, PERIOD, GtkBox)

/* Returns: (transfer full) (nullable): the first day; the day after the last one */
char *hcrm_period_dup_from (HcrmPeriod *self);
char *hcrm_period_dup_to (HcrmPeriod *self);

/* Members `from` and `to` of a page's state. */
void hcrm_period_save (HcrmPeriod *self, JsonObject *state);
void hcrm_period_restore (HcrmPeriod *self, JsonObject *state);

G_END_DECLS
