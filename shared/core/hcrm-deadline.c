/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Folds a ledger into a due date, and says how. */

#include "hcrm-deadline.h"

#include "hcrm-date.h"

/* clang-format off */
const HcrmChoice hcrm_deadline_kind_choices[] = {
  { "start",   N_("Clock started") },
  { "pause",   N_("Clock paused") },
  { "resume",  N_("Clock goes on") },
  { "extend",  N_("Another term") },
  { "stop",    N_("Clock stopped") },
  { "restart", N_("Clock began anew") },
  { NULL }
};

const HcrmChoice hcrm_deadline_reason_choices[] = {
  { "caller",      N_("waiting for the caller") },
  { "evidence",    N_("waiting for evidence from outside") },
  { "appraisal",   N_("waiting for an expert's appraisal") },
  { "mediation",   N_("in mediation") },
  { "joined",      N_("joined into another complaint") },
  { "departments", N_("several departments take part") },
  { "department",  N_("only one department takes part") },
  { "grade",       N_("the grade was changed") },
  { "reopened",    N_("the matter was reopened") },
  { "undelivered", N_("the answer was not delivered") },
  { NULL }
};
/* clang-format on */

HcrmDeadlineKind
hcrm_deadline_kind_find (const char *name)
{
  for (guint i = 0; i < HCRM_DEADLINE_N_KINDS; i++)
    if (g_strcmp0 (hcrm_deadline_kind_choices[i].value, name) == 0)
      return i;
  return HCRM_DEADLINE_N_KINDS;
}

/* The clock while its ledger is read. */
typedef struct {
  HcrmDeadline *self;
  const HcrmServiceTime *service;
  GDateTime *as_of;
  GDateTime *counts_from; /* when the first day that counts opens */
  GDateTime *paused_at;   /* borrowed from its entry */
  const char *paused_why;
  gint64 pausing; /* the length so far of a pause that has not ended */
  GDateTime *stopped_at;
} Clock;

/* --- Saying it ------------------------------------------------------------------------------ */

static JsonObject *
add_step (Clock *clock, const char *code)
{
  JsonObject *step = json_object_new (), *params = json_object_new ();

  json_object_set_string_member (step, "code", code);
  json_object_set_object_member (step, "params", params);
  json_array_add_object_element (clock->self->steps, step);
  return params;
}

static void
set_text (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (params, name, text);
}

static void
set_time (Clock *clock, JsonObject *params, const char *name, GDateTime *at)
{
  g_autoptr (GDateTime) local = g_date_time_to_timezone (at, clock->service->zone);
  g_autofree char *text = g_date_time_format_iso8601 (local);

  json_object_set_string_member (params, name, text);
}

static void
set_day (JsonObject *params, const char *name, const GDate *day)
{
  g_autofree char *text = hcrm_date_to_iso (day);

  json_object_set_string_member (params, name, text);
}

/* Hours and minutes of service. */
static void
set_length (JsonObject *params, const char *name, gint64 seconds)
{
  g_autofree char *text =
      g_strdup_printf ("%" G_GINT64_FORMAT ":%02d", seconds / 3600, (int) (seconds / 60 % 60));

  json_object_set_string_member (params, name, text);
}

static void
set_name (JsonObject *params, const HcrmDay *day)
{
  if (day == NULL)
    return;
  set_text (params, "holiday", day->name);
  set_text (params, "holiday_en", day->name_en);
}

/* --- Days that do not count ------------------------------------------------------------------ */

/* Days in a row on which nothing is counted, from @day on. */
static void
add_closed (Clock *clock, GDate *day, const GDate *last)
{
  GDate first = *day, until = *day;
  const HcrmDay *holiday = NULL;

  for (; g_date_compare (day, last) <= 0 && !hcrm_calendar_is_working (clock->service->days, day);
       g_date_add_days (day, 1)) {
    const HcrmDay *found = hcrm_calendar_find (clock->service->days, day);
    holiday = holiday == NULL && found != NULL && found->name != NULL ? found : holiday;
    until = *day;
  }
  gboolean one = g_date_compare (&first, &until) == 0;
  JsonObject *params = add_step (clock, one ? "deadline.closed-day" : "deadline.closed");
  set_day (params, "day", &first);
  set_day (params, "until", &until);
  set_name (params, holiday);
}

/* Names the days after @from that do not count, and the weekend days that do. */
static void
explain_days (Clock *clock, const GDate *from, const GDate *last)
{
  GDate day = *from;

  g_date_add_days (&day, 1);
  while (g_date_compare (&day, last) <= 0) {
    if (!hcrm_calendar_is_working (clock->service->days, &day)) {
      add_closed (clock, &day, last);
      continue;
    }
    if (g_date_get_weekday (&day) >= G_DATE_SATURDAY) {
      JsonObject *params = add_step (clock, "deadline.swapped");
      set_day (params, "day", &day);
      set_name (params, hcrm_calendar_find (clock->service->days, &day));
    }
    g_date_add_days (&day, 1);
  }
}

static void
get_local_day (Clock *clock, GDateTime *at, GDate *day)
{
  g_autoptr (GDateTime) local = g_date_time_to_timezone (at, clock->service->zone);

  g_date_clear (day, 1);
  g_date_set_dmy (day, g_date_time_get_day_of_month (local), g_date_time_get_month (local),
                  g_date_time_get_year (local));
}

/* --- Reading the ledger --------------------------------------------------------------------- */

/* @late: why it does not count as received when it was; what lies between is named as well. */
static void
explain_late (Clock *clock, const HcrmDeadlineEntry *entry, const char *late)
{
  g_autofree char *code = g_strconcat ("deadline.next-", late, NULL);
  GDate received, last = clock->self->day;

  set_day (add_step (clock, code), "day", &clock->self->day);
  get_local_day (clock, entry->at, &received);
  g_date_subtract_days (&last, 1);
  explain_days (clock, &received, &last);
}

static void
begin (Clock *clock, const HcrmDeadlineEntry *entry, const char *code)
{
  HcrmDeadline *self = clock->self;
  GDate next;

  set_time (clock, add_step (clock, code), "at", entry->at);
  const char *late = hcrm_service_time_get_day (clock->service, entry->at, &self->day);
  if (late != NULL)
    explain_late (clock, entry, late);
  hcrm_calendar_next_working_day (clock->service->days, &self->day, &next);
  g_clear_pointer (&clock->counts_from, g_date_time_unref);
  clock->counts_from = hcrm_service_time_open (clock->service, &next);
  clock->paused_at = clock->stopped_at = NULL;
  self->state = "running";
  self->days = entry->days;
  self->paused = 0;
  json_object_set_int_member (add_step (clock, "deadline.term"), "days", entry->days);
}

/* The service between @from and @until that belongs to days that count. */
static gint64
measure_pause (Clock *clock, GDateTime *from, GDateTime *until)
{
  if (g_date_time_compare (from, clock->counts_from) < 0)
    from = clock->counts_from;
  return hcrm_service_time_between (clock->service, from, until);
}

static gint64
end_pause (Clock *clock, GDateTime *until, const char *code)
{
  JsonObject *params = add_step (clock, code);
  gint64 length = measure_pause (clock, clock->paused_at, until);

  set_time (clock, params, "from", clock->paused_at);
  set_time (clock, params, "until", until);
  set_length (params, "length", length);
  set_text (params, "why", clock->paused_why);
  clock->self->paused += length;
  return length;
}

static void
resume (Clock *clock, GDateTime *until)
{
  end_pause (clock, until, "deadline.paused");
  clock->paused_at = NULL;
  clock->self->state = "running";
}

static void
extend (Clock *clock, const HcrmDeadlineEntry *entry)
{
  JsonObject *params = add_step (clock, "deadline.extended");

  json_object_set_int_member (params, "days", entry->days);
  json_object_set_int_member (params, "was", clock->self->days);
  set_text (params, "why", entry->why);
  clock->self->days = entry->days;
}

static void
stop (Clock *clock, const HcrmDeadlineEntry *entry)
{
  if (clock->paused_at != NULL)
    resume (clock, entry->at);
  clock->stopped_at = entry->at;
  clock->self->state = "stopped";
}

/* It was stopped for nothing: what was left then is left now. */
static void
go_on (Clock *clock, const HcrmDeadlineEntry *entry)
{
  clock->paused_at = clock->stopped_at;
  clock->paused_why = entry->why;
  clock->stopped_at = NULL;
  resume (clock, entry->at);
}

static void
read_entry (Clock *clock, const HcrmDeadlineEntry *entry)
{
  gboolean begun = clock->counts_from != NULL;
  gboolean going = begun && clock->stopped_at == NULL;

  if (entry->kind == HCRM_DEADLINE_START && !begun) {
    begin (clock, entry, "deadline.received");
  } else if (entry->kind == HCRM_DEADLINE_RESTART && begun) {
    begin (clock, entry, "deadline.reopened");
  } else if (entry->kind == HCRM_DEADLINE_PAUSE && going && clock->paused_at == NULL) {
    clock->paused_at = entry->at;
    clock->paused_why = entry->why;
    clock->self->state = "paused";
  } else if (entry->kind == HCRM_DEADLINE_RESUME && going && clock->paused_at != NULL) {
    resume (clock, entry->at);
  } else if (entry->kind == HCRM_DEADLINE_RESUME && clock->stopped_at != NULL) {
    go_on (clock, entry);
  } else if (entry->kind == HCRM_DEADLINE_EXTEND && going) {
    extend (clock, entry);
  } else if (entry->kind == HCRM_DEADLINE_STOP && going) {
    stop (clock, entry);
  }
}

static void
read_ledger (Clock *clock, const HcrmDeadlineEntry *entries, guint n_entries)
{
  for (guint i = 0; i < n_entries; i++)
    if (g_date_time_compare (entries[i].recorded_at, clock->as_of) <= 0)
      read_entry (clock, &entries[i]);
  if (clock->paused_at != NULL)
    clock->pausing = end_pause (clock, clock->as_of, "deadline.pausing");
}

/* --- The end of it -------------------------------------------------------------------------- */

/* The service left at @at, negative if it is past the end. */
static gint64
measure_left (Clock *clock, GDateTime *at)
{
  return g_date_time_compare (at, clock->self->due) <= 0
             ? hcrm_service_time_between (clock->service, at, clock->self->due)
             : -hcrm_service_time_between (clock->service, clock->self->due, at);
}

/* Who was late by less than a second of service, at night, was late all the same. */
static void
explain_stop (Clock *clock)
{
  gboolean late = g_date_time_compare (clock->stopped_at, clock->self->due) > 0;
  JsonObject *params = add_step (clock, late ? "deadline.late" : "deadline.in-time");

  set_time (clock, params, "at", clock->stopped_at);
  set_length (params, "length", ABS (clock->self->left));
}

static void
explain_due (Clock *clock)
{
  HcrmDeadline *self = clock->self;

  set_time (clock, add_step (clock, self->held != NULL ? "deadline.due-held" : "deadline.due"),
            "at", self->held != NULL ? self->held : self->due);
  if (self->held != NULL)
    set_time (clock, add_step (clock, "deadline.due-resumed"), "at", self->due);
}

static void
finish (Clock *clock)
{
  HcrmDeadline *self = clock->self;
  GDate last;

  hcrm_calendar_add_working_days (clock->service->days, &self->day, self->days, &last);
  g_autoptr (GDateTime) end = hcrm_service_time_close (clock->service, &last);
  self->due = hcrm_service_time_add (clock->service, end, self->paused);
  get_local_day (clock, self->due, &last);
  explain_days (clock, &self->day, &last);
  if (clock->paused_at != NULL)
    self->held = hcrm_service_time_add (clock->service, end, self->paused - clock->pausing);
  explain_due (clock);
  self->left = measure_left (clock, clock->stopped_at != NULL ? clock->stopped_at : clock->as_of);
  if (clock->stopped_at != NULL)
    explain_stop (clock);
}

HcrmDeadline *
hcrm_deadline_compute (const HcrmDeadlineEntry *entries,
                       guint n_entries,
                       const HcrmServiceTime *service,
                       GDateTime *as_of)
{
  g_return_val_if_fail (service->n_spans > 0, NULL);
  HcrmDeadline *self = g_new0 (HcrmDeadline, 1);
  Clock clock = { .self = self, .service = service, .as_of = as_of };

  self->state = "none";
  self->steps = json_array_new ();
  g_date_clear (&self->day, 1);
  read_ledger (&clock, entries, n_entries);
  if (clock.counts_from != NULL)
    finish (&clock);
  g_clear_pointer (&clock.counts_from, g_date_time_unref);
  return self;
}

void
hcrm_deadline_free (HcrmDeadline *self)
{
  g_clear_pointer (&self->due, g_date_time_unref);
  g_clear_pointer (&self->held, g_date_time_unref);
  g_clear_pointer (&self->steps, json_array_unref);
  g_free (self);
}
