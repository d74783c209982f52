/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-permission.h"
#include "core/hcrm-record.h"
#include "widgets/hcrm-attachments.h"

G_BEGIN_DECLS

/* A complaint to be read: what was said and by whom, what it is about, who has a share of it, what
 * it is joined with, calls and messages, words and history. Its buttons are the actions
 * `complaint.step`, `complaint.share` and `complaint.open` of the page. In a `.ui` file `<object
 * class="HcrmComplaintView">`. */
#define HCRM_TYPE_COMPLAINT_VIEW (hcrm_complaint_view_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintView, hcrm_complaint_view, HCRM, COMPLAINT_VIEW, AdwBin)

/* @complaint: of GET /complaints/{id}; @held: the steps of shares that are offered, %NULL: none. */
void hcrm_complaint_view_show (HcrmComplaintView *self,
                               HcrmRecord *complaint,
                               const HcrmPermissionSet *held);

/* Its files; whose they are is for the page to say. */
HcrmAttachments *hcrm_complaint_view_get_files (HcrmComplaintView *self);

G_END_DECLS
