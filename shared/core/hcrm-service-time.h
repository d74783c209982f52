/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Time that passes only while a service is open: on working days, within its hours. */

#pragma once

#include "hcrm-calendar.h"
#include "hcrm-error.h"

G_BEGIN_DECLS

#define HCRM_SERVICE_MAX_SPANS 4

/* Seconds after midnight by the wall clock, @until not included; 86,400 is the end of the day. */
typedef struct {
  int from;
  int until;
} HcrmServiceSpan;

/**
 * HcrmServiceTime:
 * @days: (nullable): those that differ from Monday to Friday
 * @zone: of the site; wall clocks are read there
 * @spans: at least one, in order, apart from each other
 *
 * Borrowed throughout; may be read from any thread.
 */
typedef struct {
  HcrmCalendar *days;
  GTimeZone *zone;
  HcrmServiceSpan spans[HCRM_SERVICE_MAX_SPANS];
  guint n_spans;
} HcrmServiceTime;

/**
 * hcrm_service_time_set_hours:
 * @hours: such as `08:00-12:00,14:00-17:30`
 * @error: %HCRM_ERROR_INVALID without a field: the caller knows which
 *
 * Sets the spans of @self; it stays as it was if @hours cannot be read.
 */
gboolean hcrm_service_time_set_hours (HcrmServiceTime *self, const char *hours, GError **error);

/**
 * hcrm_service_time_get_day:
 * @day: (out caller-allocates): the working day that @at counts for
 *
 * What comes in on a closed day or after the last closing time counts as come in on the next
 * working day.
 *
 * Returns: (nullable): why that is not the day of @at itself: `holiday`, `weekend` or `hours`
 */
const char *hcrm_service_time_get_day (const HcrmServiceTime *self, GDateTime *at, GDate *day);

/* Returns: (transfer full): when @day opens for the first time, or closes for the last. */
GDateTime *hcrm_service_time_open (const HcrmServiceTime *self, const GDate *day);
GDateTime *hcrm_service_time_close (const HcrmServiceTime *self, const GDate *day);

/* Returns: the seconds of service between @from and @until; 0 if @until is not later. */
gint64 hcrm_service_time_between (const HcrmServiceTime *self, GDateTime *from, GDateTime *until);

/**
 * hcrm_service_time_add:
 * @seconds: of service; negative ones go back
 *
 * Returns: (transfer full): the instant nearest to @at by which that much service has passed;
 *   @at itself for 0
 */
GDateTime *hcrm_service_time_add (const HcrmServiceTime *self, GDateTime *at, gint64 seconds);

G_END_DECLS
