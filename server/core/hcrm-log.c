/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line a message, for people and for programs. */

#include "hcrm-log.h"

#include <stdio.h>
#include <unistd.h>

static const char *
level_name (GLogLevelFlags level)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
    return "error";
  if ((level & G_LOG_LEVEL_WARNING) != 0)
    return "warning";
  return "info";
}

static const char *
find_text (const GLogField *fields, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0)
      return fields[i].value;
  return "";
}

static GLogWriterOutput
write_cb (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer unused)
{
  if (g_log_writer_default_would_drop (level, NULL))
    return G_LOG_WRITER_HANDLED;
  if (g_log_writer_is_journald (STDERR_FILENO)
      && g_log_writer_journald (level, fields, n, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;

  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *at = g_date_time_format (now, "%FT%TZ");
  g_autofree char *text = g_strdelimit (g_strchomp (g_strdup (find_text (fields, n))), "\n\r", ' ');
  fprintf (stderr, "%s %s %s\n", at, level_name (level), text);
  return G_LOG_WRITER_HANDLED;
}

void
hcrm_log_start (void)
{
  g_log_set_writer_func (write_cb, NULL, NULL);
}
