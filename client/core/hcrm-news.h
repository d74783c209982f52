/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmNews:
 *
 * Looks at live events for what has come to the user, by the pages' tables. Emits `came` (page, id,
 * text) once for each record, and again if it went and came back.
 */
#define HCRM_TYPE_NEWS (hcrm_news_get_type ())
G_DECLARE_FINAL_TYPE (HcrmNews, hcrm_news, HCRM, NEWS, GObject)

HcrmNews *hcrm_news_new (HcrmSession *session);

/* An event; what it concerns is read if a page of the user's takes it for news. */
void hcrm_news_look (HcrmNews *self, const char *kind, gint64 id);

G_END_DECLS
