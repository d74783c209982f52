/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-error.h"

G_BEGIN_DECLS

/* Calendar days. All of this is pure: the caller says which day is today, in the site's time zone.
 */

/* Reads YYYY-MM-DD and nothing else. Returns: whether it is a day. */
gboolean hcrm_date_from_iso (const char *text, GDate *date);

/* Returns: (transfer full): @date as YYYY-MM-DD, as fields and JSON carry it. */
char *hcrm_date_to_iso (const GDate *date);

/**
 * hcrm_date_parse_typed:
 * @text: what somebody typed
 * @today: the day it was typed
 * @date: (out caller-allocates): the day meant
 * @error: %HCRM_ERROR_INVALID without a field: the caller knows which
 *
 * Understands, in narrow or full-width characters and without regard to case or spaces:
 *
 * - `t`, `today`, `tomorrow`, `yesterday`, 今天, 明天, 后天, 大后天, 昨天, 前天
 * - from today: `+7d`, `-3d`, `+2w`, `+1m`, `+1y`, `+7` (days), 3天后, 2周前, 1个月后; a month
 * later is the same day of the month, or that month's last
 * - `2026-03-15`, `2026/3/15`, `2026.3.15`, `20260315`, 2026年3月15日
 * - `3/15`, `3-15`, `3.15`, `0315`, 3月15日: in the year that brings the day nearest to today
 * - 15日, 15号: in the month of today
 * - `wed`, `wednesday`, 周三, 星期三, 礼拜三: today or the first such day to come; 本周三, 下周三,
 *   上周三: in this week, the next, the last, which begin on Monday
 *
 * Days lie between 1850 and 2200.
 */
gboolean hcrm_date_parse_typed (const char *text, const GDate *today, GDate *date, GError **error);

/**
 * hcrm_date_label:
 *
 * Returns: (transfer full): @date for people, with its weekday in the year of @today, with its year
 *   otherwise; in the language of the interface
 */
char *hcrm_date_label (const GDate *date, const GDate *today);

/**
 * hcrm_date_due_label:
 *
 * Returns: (transfer full): when something due on @due is due, seen from @today: `3 days overdue`,
 *   `Today`, `Tomorrow`, or as hcrm_date_label()
 */
char *hcrm_date_due_label (const GDate *due, const GDate *today);

/**
 * hcrm_age_at:
 *
 * Returns: completed years on @day, -1 before birth; who is born on 29 February completes one on
 *   1 March of a common year
 */
int hcrm_age_at (const GDate *birth, const GDate *day);

/**
 * hcrm_age_label:
 *
 * Returns: (transfer full): the age on @day in words: days up to one month, months up to two years,
 *   then years; empty before birth
 */
char *hcrm_age_label (const GDate *birth, const GDate *day);

G_END_DECLS
