/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The values of one programme through time, one indicator at a time. When it is opened it activates
 * the action `health.values` with the care's number, and waits for hcrm_health_trend_fill(). */
#define HCRM_TYPE_HEALTH_TREND (hcrm_health_trend_get_type ())
G_DECLARE_FINAL_TYPE (HcrmHealthTrend, hcrm_health_trend, HCRM, HEALTH_TREND, AdwBin)

GtkWidget *hcrm_health_trend_new (gint64 care);
gint64 hcrm_health_trend_get_care (HcrmHealthTrend *self);

gboolean hcrm_health_trend_is_open (HcrmHealthTrend *self);
void hcrm_health_trend_open (HcrmHealthTrend *self);

/* @items: rows of `/health-cares/{id}/values`, indicator by indicator */
void hcrm_health_trend_fill (HcrmHealthTrend *self, JsonArray *items);

G_END_DECLS
