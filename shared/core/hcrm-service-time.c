/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Arithmetic of wall-clock seconds over working days and hours. */

#include "hcrm-service-time.h"

#include "hcrm-number.h"

#define DAY 86400
/* Far beyond any deadline; so that no calendar without working days is walked for ever. */
#define MOST_DAYS 20000

/* --- Hours ---------------------------------------------------------------------------------- */

/* Reads "HH:MM" at @text. Returns: (nullable): what follows it. */
static const char *
read_clock (const char *text, int *seconds)
{
  for (int i = 0; i < 5; i++)
    if (i == 2 ? text[i] != ':' : !g_ascii_isdigit (text[i]))
      return NULL;
  int hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0';

  *seconds = hours * 3600 + minutes * 60;
  return minutes < 60 && *seconds <= DAY ? text + 5 : NULL;
}

/* Reads "HH:MM-HH:MM" at @text. Returns: (nullable): what follows it. */
static const char *
read_span (const char *text, HcrmServiceSpan *span)
{
  const char *rest = read_clock (text, &span->from);

  if (rest == NULL || *rest != '-')
    return NULL;
  rest = read_clock (rest + 1, &span->until);
  return rest != NULL && span->from < span->until ? rest : NULL;
}

static gboolean
read_spans (const char *text, HcrmServiceSpan *spans, guint *n)
{
  for (*n = 0; *n < HCRM_SERVICE_MAX_SPANS; text++) {
    text = read_span (text, &spans[*n]);
    if (text == NULL || (*n > 0 && spans[*n].from < spans[*n - 1].until))
      return FALSE;
    (*n)++;
    if (*text != ',')
      return *text == '\0';
  }
  return FALSE;
}

gboolean
hcrm_service_time_set_hours (HcrmServiceTime *self, const char *hours, GError **error)
{
  HcrmServiceSpan spans[HCRM_SERVICE_MAX_SPANS];
  guint n;

  if (!read_spans (hours, spans, &n))
    return hcrm_fail (error, HCRM_ERROR_INVALID, NULL, "%s",
                      _ ("Hours are written as 08:00-12:00,14:00-17:30"));
  for (guint i = 0; i < n; i++)
    self->spans[i] = spans[i];
  self->n_spans = n;
  return TRUE;
}

/* --- Wall clock ----------------------------------------------------------------------------- */

/* Days by the Julian number of GDate, seconds of the day by the site's clock. */
typedef struct {
  guint32 day;
  int second;
} Wall;

static Wall
to_wall (const HcrmServiceTime *self, GDateTime *at)
{
  g_autoptr (GDateTime) local = g_date_time_to_timezone (at, self->zone);
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, g_date_time_get_day_of_month (local), g_date_time_get_month (local),
                  g_date_time_get_year (local));
  return (Wall){ g_date_get_julian (&day), g_date_time_get_hour (local) * 3600
                                               + g_date_time_get_minute (local) * 60
                                               + g_date_time_get_second (local) };
}

static GDateTime *
from_wall (const HcrmServiceTime *self, Wall wall)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_julian (&day, wall.day + (wall.second == DAY));
  int second = wall.second % DAY;
  return g_date_time_new (self->zone, g_date_get_year (&day), g_date_get_month (&day),
                          g_date_get_day (&day), second / 3600, second / 60 % 60, second % 60);
}

static gboolean
is_working (const HcrmServiceTime *self, guint32 julian)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_julian (&day, julian);
  return hcrm_calendar_is_working (self->days, &day);
}

/* How much service there is on @day before @second. */
static int
get_service (const HcrmServiceTime *self, Wall until)
{
  int sum = 0;

  for (guint i = 0; i < self->n_spans; i++)
    sum += CLAMP (until.second, self->spans[i].from, self->spans[i].until) - self->spans[i].from;
  return is_working (self, until.day) ? sum : 0;
}

static int
get_whole (const HcrmServiceTime *self, guint32 day)
{
  return get_service (self, (Wall){ day, DAY });
}

/* The first second of the day before which there is @service, more than 0; of a working day. */
static int
find_end (const HcrmServiceTime *self, int service)
{
  guint i = 0;

  for (; i + 1 < self->n_spans && service > self->spans[i].until - self->spans[i].from; i++)
    service -= self->spans[i].until - self->spans[i].from;
  return self->spans[i].from + service;
}

/* The last second of the day before which there is @service, less than all. */
static int
find_start (const HcrmServiceTime *self, int service)
{
  guint i = 0;

  for (; i + 1 < self->n_spans && service >= self->spans[i].until - self->spans[i].from; i++)
    service -= self->spans[i].until - self->spans[i].from;
  return self->spans[i].from + service;
}

/* --- What is asked -------------------------------------------------------------------------- */

const char *
hcrm_service_time_get_day (const HcrmServiceTime *self, GDateTime *at, GDate *day)
{
  Wall wall = to_wall (self, at);
  const char *closed;

  g_date_clear (day, 1);
  g_date_set_julian (day, wall.day);
  closed = hcrm_calendar_get_closed (self->days, FALSE, day);
  if (closed == NULL && wall.second < self->spans[self->n_spans - 1].until)
    return NULL;
  hcrm_calendar_next_working_day (self->days, day, day);
  return closed != NULL ? closed : "hours";
}

GDateTime *
hcrm_service_time_open (const HcrmServiceTime *self, const GDate *day)
{
  return from_wall (self, (Wall){ g_date_get_julian (day), self->spans[0].from });
}

GDateTime *
hcrm_service_time_close (const HcrmServiceTime *self, const GDate *day)
{
  return from_wall (self, (Wall){ g_date_get_julian (day), self->spans[self->n_spans - 1].until });
}

gint64
hcrm_service_time_between (const HcrmServiceTime *self, GDateTime *from, GDateTime *until)
{
  Wall start = to_wall (self, from), end = to_wall (self, until);
  gint64 sum = 0;

  if (g_date_time_compare (until, from) <= 0)
    return 0;
  for (guint32 day = start.day; day < end.day; day++)
    sum += get_whole (self, day);
  return MAX (0, sum + get_service (self, end) - get_service (self, start));
}

static GDateTime *
go_forward (const HcrmServiceTime *self, Wall wall, gint64 seconds)
{
  gint64 left = seconds + get_service (self, wall);

  for (guint n = 0; n < MOST_DAYS && left > get_whole (self, wall.day); n++)
    left -= get_whole (self, wall.day++);
  return from_wall (self, (Wall){ wall.day, find_end (self, left) });
}

static GDateTime *
go_back (const HcrmServiceTime *self, Wall wall, gint64 seconds)
{
  gint64 left = seconds - get_service (self, wall);

  for (guint n = 0; n < MOST_DAYS && left > 0; n++)
    left -= get_whole (self, --wall.day);
  return from_wall (self, (Wall){ wall.day, find_start (self, -left) });
}

GDateTime *
hcrm_service_time_add (const HcrmServiceTime *self, GDateTime *at, gint64 seconds)
{
  if (seconds == 0)
    return g_date_time_ref (at);
  Wall wall = to_wall (self, at);

  return seconds > 0 ? go_forward (self, wall, seconds) : go_back (self, wall, -seconds);
}
