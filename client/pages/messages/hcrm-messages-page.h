/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox: what waits, what needs attention and why, sending by hand. */

#pragma once

#include "pages/administration/hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_MESSAGES_PAGE (hcrm_messages_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmMessagesPage, hcrm_messages_page, HCRM, MESSAGES_PAGE, HcrmAdminPage)

G_END_DECLS
