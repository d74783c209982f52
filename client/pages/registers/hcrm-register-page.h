/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-list-page.h"

G_BEGIN_DECLS

/* The members of one register, what is known of them since, and who is to leave. */
#define HCRM_TYPE_REGISTER_PAGE (hcrm_register_page_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRegisterPage, hcrm_register_page, HCRM, REGISTER_PAGE, HcrmListPage)

G_END_DECLS
