/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* One thing that waits: what it is, for whom, by when, and the button that begins it. */
#define HCRM_TYPE_TODAY_ROW (hcrm_today_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmTodayRow, hcrm_today_row, HCRM, TODAY_ROW, GtkListBoxRow)

/* @item: a row of `/today`; @number: the digit that begins it, 0 for none. */
GtkWidget *hcrm_today_row_new (JsonObject *item, guint number);

gint64 hcrm_today_row_get_id (HcrmTodayRow *self);
const char *hcrm_today_row_get_kind (HcrmTodayRow *self);
gint64 hcrm_today_row_get_patient_id (HcrmTodayRow *self);

/* Whom Shift+F9 calls; `FALSE` if it is about nobody who could be. */
gboolean hcrm_today_row_get_dial (HcrmTodayRow *self, HcrmPhoneDial *dial);

/* Returns: the heading it stands under, translated. */
const char *hcrm_today_row_get_section (HcrmTodayRow *self);

G_END_DECLS
