/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of questions and alarms comes to somebody by itself. */

#include "hcrm-question-news.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-text.h"

char *
hcrm_question_news_say (JsonObject *question)
{
  const char *state = hcrm_text_member (question, "state");
  g_autofree char *matter =
      g_strdelimit (g_strdup (hcrm_text_member (question, "matter")), "\n", ' ');

  if (g_str_equal (state, "answered"))
    return g_strdup_printf (_ ("Give the answer back: %s"), matter);
  if (g_str_equal (state, "returned"))
    return g_strdup_printf (_ ("The physician asks back: %s"), matter);
  return g_str_equal (hcrm_text_member (question, "kind"), "alarm")
      ? g_strdup_printf (_ ("Alarming answer: %s"), matter)
      : g_strdup_printf (_ ("Question: %s"), matter);
}

static char *
make_news (JsonObject *question, HcrmSession *session)
{
  if (!json_object_get_boolean_member_with_default (question, "mine", FALSE))
    return NULL;
  g_autofree char *words = hcrm_question_news_say (question);
  return hcrm_text_join (hcrm_text_member (question, "patient"), words, NULL);
}

const HcrmPageNews hcrm_question_news = { "question", "/questions/%s", make_news,
                                          .waiting = "/questions?mine=true&limit=20" };
