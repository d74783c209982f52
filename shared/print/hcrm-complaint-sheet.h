/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-record.h"
#include "print/hcrm-sheet.h"

G_BEGIN_DECLS

/* The case on paper, for people: what was said, how it stands, departments with their answers,
 * words, the clock's ledger and why it is due then, and history, the oldest first. @complaint: of
 * GET /complaints/{id}; @clock: of GET /complaints/{id}/clock; @language: `en` or `zh_CN`, which is
 * also what is spoken now. Returns: (transfer full): the sheet, to be printed or saved */
HcrmSheet *
hcrm_complaint_sheet_new (HcrmRecord *complaint, JsonObject *clock, const char *language);

G_END_DECLS
