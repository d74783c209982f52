/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a message wherever one is shown. */

#include "hcrm-message-words.h"

#include "core/hcrm-script.h"
#include "widgets/hcrm-text.h"

const char *
hcrm_message_words_choice (HcrmRecord *message, const char *field)
{
  int place = hcrm_field_set_find (&hcrm_message_fields, field);
  const char *value = hcrm_record_get (message, field);

  return value != NULL ? hcrm_field_get_choice_label (&hcrm_message_fields.fields[place], value)
                       : "";
}

static char *
name_variables (const char *names)
{
  g_auto (GStrv) parts = g_strsplit (names, ", ", -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (char **part = parts; *part != NULL; part++)
    g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "",
                            hcrm_script_get_variable_label (*part));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
hcrm_message_words_why (HcrmRecord *message)
{
  const char *detail = hcrm_record_get (message, "reason_detail");
  gboolean variable = g_strcmp0 (hcrm_record_get (message, "reason"), "variable") == 0;
  g_autofree char *words = detail != NULL && variable ? name_variables (detail) : g_strdup (detail);

  return hcrm_text_join (hcrm_message_words_choice (message, "reason"), words != NULL ? words : "",
                         NULL);
}

char *
hcrm_message_words_to (HcrmRecord *message)
{
  return hcrm_text_join (hcrm_text_field (message, "contact"),
                         hcrm_message_words_choice (message, "relation"),
                         hcrm_message_words_choice (message, "channel"), NULL);
}

/* Who called for a complaint has the number that stands there. */
void
hcrm_message_words_dial (HcrmRecord *message, HcrmPhoneDial *dial)
{
  const char *channel = hcrm_record_get (message, "channel");

  if (g_strcmp0 (channel, "sms") != 0 && g_strcmp0 (channel, "voice") != 0)
    return;
  dial->contact_id = hcrm_record_get_int (message, "contact_id");
  if (dial->contact_id == 0 && hcrm_record_get (message, "survivor_id") != NULL)
    return;
  dial->activity_id = hcrm_record_get_int (message, "activity_id");
}

void
hcrm_message_words_show_number (GtkWidget *number, HcrmRecord *message)
{
  HcrmPhoneDial dial = { 0 };

  hcrm_message_words_dial (message, &dial);
  hcrm_dial_number_show (number, hcrm_record_get (message, "address"),
                         hcrm_text_field (message, "contact"), &dial);
}

/* @format has one place for an instant; nothing if there is none. */
static char *
say_time (HcrmRecord *message, const char *field, const char *format)
{
  const char *value = hcrm_record_get (message, field);
  g_autofree char *time = value != NULL ? hcrm_text_time (value) : NULL;

  /* The format is one of ours, translated. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return time != NULL ? g_strdup_printf (format, time) : NULL;
#pragma GCC diagnostic pop
}

char *
hcrm_message_words_when (HcrmRecord *message)
{
  const char *state = hcrm_record_get (message, "state");
  gboolean waits = g_strcmp0 (state, "queued") == 0 || g_strcmp0 (state, "blocked") == 0;
  g_autofree char *from = waits ? say_time (message, "not_before", _ ("not before %s")) : NULL;
  g_autofree char *until = waits ? say_time (message, "expires_at", _ ("of use until %s")) : NULL;
  g_autofree char *sent = say_time (message, "sent_at", _ ("sent %s"));
  g_autofree char *got = say_time (message, "received_at", _ ("delivered %s"));

  return hcrm_text_join (from != NULL ? from : "", until != NULL ? until : "",
                         sent != NULL ? sent : "", hcrm_text_field (message, "sent_by"),
                         got != NULL ? got : "", NULL);
}
