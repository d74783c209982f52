/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page-info.h"

G_BEGIN_DECLS

/* An alarming answer or a question that waits for the user, and what the physician said to one of
 * the user's own. */
extern const HcrmPageNews hcrm_question_news;

/* (transfer full): what @question, of the server's, is about, and whose turn it is where it is the
 * asker's. */
char *hcrm_question_news_say (JsonObject *question);

G_END_DECLS
