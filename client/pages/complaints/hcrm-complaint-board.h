/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Open complaints as cards in columns, each button one complaint. Emits `chosen` (id). In a `.ui`
 * file `<object class="HcrmComplaintBoard">`. */
#define HCRM_TYPE_COMPLAINT_BOARD (hcrm_complaint_board_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintBoard, hcrm_complaint_board, HCRM, COMPLAINT_BOARD, AdwBin)

/* @reply: of GET /complaints/board. The card that had the focus has it again. */
void hcrm_complaint_board_set (HcrmComplaintBoard *self, JsonNode *reply);

/* Whether the columns are the due dates rather than the states. */
void hcrm_complaint_board_set_by_due (HcrmComplaintBoard *self, gboolean by_due);

G_END_DECLS
