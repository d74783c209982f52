/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmNews:
 *
 * Looks at live events for what has come to the user, by the pages' tables. Emits `came` (page, id,
 * text, now) once for each record, and again if it went and came back; @now is %FALSE of what came
 * before the user did.
 */
#define HCRM_TYPE_NEWS (hcrm_news_get_type ())
G_DECLARE_FINAL_TYPE (HcrmNews, hcrm_news, HCRM, NEWS, GObject)

HcrmNews *hcrm_news_new (HcrmSession *session);

/* An event; what it concerns is read if a page of the user's takes it for news. */
void hcrm_news_look (HcrmNews *self, const char *kind, gint64 id);

/* Reads what waits for the user and was not told yet: when they sign in, and when events may have
 * been missed. */
void hcrm_news_catch_up (HcrmNews *self, gboolean now);

G_END_DECLS
