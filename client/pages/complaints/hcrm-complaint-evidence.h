/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Asks why a complaint is handed out and where to, has the server make the signed file, and says
 * where it was saved. */
void hcrm_complaint_evidence_ask (HcrmPage *page, HcrmRecord *complaint);

G_END_DECLS
