/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Message templates: what patients are written, seen as a sample patient gets it. */

#pragma once

#include "hcrm-texts-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_MESSAGE_TEMPLATES_PAGE (hcrm_message_templates_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmMessageTemplatesPage,
                      hcrm_message_templates_page,
                      HCRM,
                      MESSAGE_TEMPLATES_PAGE,
                      HcrmTextsPage)

G_END_DECLS
