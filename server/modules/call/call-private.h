/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of this module share. */

#pragma once

#include "call.h"
#include "gateways/telephony/hcrm-telephone.h"

G_BEGIN_DECLS

/* Answers with the call @id as the reader sees it now. */
gboolean hcrm_call_reply (HcrmRequest *req, gint64 id, GError **error);

G_END_DECLS
