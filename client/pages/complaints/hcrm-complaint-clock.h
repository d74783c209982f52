/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* By when a complaint is due, and why, step by step; also as the clock would have said on a day
 * that is past. In a `.ui` file `<object class="HcrmComplaintClock">`. */
#define HCRM_TYPE_COMPLAINT_CLOCK (hcrm_complaint_clock_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintClock, hcrm_complaint_clock, HCRM, COMPLAINT_CLOCK, AdwBin)

/* @page: which it is part of; @complaint: of GET /complaints/{id}. */
void hcrm_complaint_clock_show (HcrmComplaintClock *self, HcrmPage *page, HcrmRecord *complaint);

/* Where there is little room: the steps are shown once they are asked for. */
void hcrm_complaint_clock_fold (HcrmComplaintClock *self);

G_END_DECLS
