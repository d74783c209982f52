/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "print/hcrm-sheet.h"

G_BEGIN_DECLS

/* A letter to whoever complained: head of the hospital, address, subject, text, regards, who signs
 * it, day. @letter: of POST /complaints/{id}/actions/letter, in whose language it is. Returns:
 * (transfer full): the sheet, to be printed or saved */
HcrmSheet *hcrm_letter_sheet_new (JsonObject *letter);

G_END_DECLS
