/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HcrmCalendar:
 *
 * Which days are worked: Monday to Friday, but for exceptional days, which are holidays or, by the
 * State Council's yearly notice, swapped working weekends. Once its days are added it does not
 * change and may be read from any thread.
 */
typedef struct _HcrmCalendar HcrmCalendar;

/* Named as in `calendar_day.kind`: `holiday`, `working`, and `none` for a day like any other. */
typedef enum {
  HCRM_DAY_HOLIDAY,
  HCRM_DAY_WORKING,
  HCRM_DAY_NONE,
} HcrmDayKind;

/* Returns: the kind of that name; %HCRM_DAY_NONE for any other. */
HcrmDayKind hcrm_day_kind_find (const char *name);

/* An exceptional day; a working one need not have a name. */
typedef struct {
  HcrmDayKind kind;
  char *name;
  char *name_en;
} HcrmDay;

HcrmCalendar *hcrm_calendar_new (void);
HcrmCalendar *hcrm_calendar_ref (HcrmCalendar *self);
void hcrm_calendar_unref (HcrmCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmCalendar, hcrm_calendar_unref)

/* Makes @day exceptional; what is given last counts. @name, @name_en: (nullable) */
void hcrm_calendar_add (HcrmCalendar *self,
                        const GDate *day,
                        HcrmDayKind kind,
                        const char *name,
                        const char *name_en);

/* Returns: (nullable): what is exceptional about @day; nothing is if @self is %NULL. */
const HcrmDay *hcrm_calendar_find (HcrmCalendar *self, const GDate *day);

/**
 * hcrm_calendar_get_closed:
 * @self: (nullable)
 * @weekends: whether whoever asks works at weekends
 *
 * Returns: (nullable): why @day is closed: `holiday` or `weekend`
 */
const char *hcrm_calendar_get_closed (HcrmCalendar *self, gboolean weekends, const GDate *day);

gboolean hcrm_calendar_is_working (HcrmCalendar *self, const GDate *day);

/**
 * hcrm_calendar_next_working_day:
 * @next: (out caller-allocates): the first working day after @day
 */
void hcrm_calendar_next_working_day (HcrmCalendar *self, const GDate *day, GDate *next);

/**
 * hcrm_calendar_add_working_days:
 * @n: how many, at most 10,000 either way
 * @end: (out caller-allocates): the @n th working day after @day, or before it if @n is negative;
 *   for 0 @day itself, or the next working day if it is none
 *
 * The day itself never counts, so that what comes in on a Monday and has 5 working days is due on
 * the next Monday.
 */
void hcrm_calendar_add_working_days (HcrmCalendar *self, const GDate *day, int n, GDate *end);

/* Returns: how many working days are after @from, up to and with @to; negative if @to is earlier.
 */
int hcrm_calendar_count_working_days (HcrmCalendar *self, const GDate *from, const GDate *to);

G_END_DECLS
