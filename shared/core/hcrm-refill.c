/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fills laid end to end, hospital days left out, closed days avoided. */

#include "hcrm-refill.h"

#include <string.h>

#include "hcrm-date.h"

#define MICRO G_GINT64_CONSTANT (1000000)
#define MOST_WHOLE G_GINT64_CONSTANT (1000000) /* of a quantity */
#define MOST_DAYS 1000                         /* longer is a mistake in a unit */

/* --- Days that are closed ------------------------------------------------------------------- */

/* Moves @day back to an open one. Returns: (nullable): why it moved; a holiday says more. */
static const char *
move_back (const HcrmRefillRule *rule, gboolean weekends, GDate *day, const HcrmDay **holiday)
{
  const char *moved = NULL;
  const char *why = hcrm_calendar_get_closed (rule->days, weekends, day);

  for (guint i = 0; i < 60 && why != NULL; i++) {
    if (strcmp (why, "holiday") == 0 && *holiday == NULL)
      *holiday = hcrm_calendar_find (rule->days, day);
    moved = *holiday != NULL ? "holiday" : "weekend";
    g_date_subtract_days (day, 1);
    why = hcrm_calendar_get_closed (rule->days, weekends, day);
  }
  return moved;
}

/* --- Decimals, in millionths ---------------------------------------------------------------- */

/* Reads a decimal that is not negative and at most @MOST_WHOLE. */
static gboolean
read_micro (const char *text, gint64 *micro)
{
  gint64 unit = MICRO;
  gboolean fraction = FALSE;

  *micro = 0;
  if (text == NULL || *text == '\0')
    return FALSE;
  for (; *text != '\0'; text++) {
    if (*text == '.' && !fraction) {
      fraction = TRUE;
      continue;
    }
    if (!g_ascii_isdigit (*text))
      return FALSE;
    if (fraction)
      *micro += (*text - '0') * (unit /= 10);
    else
      *micro = *micro * 10 + (*text - '0') * MICRO;
    if (*micro > MOST_WHOLE * MICRO)
      return FALSE;
  }
  return TRUE;
}

static char *
write_micro (gint64 micro)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT,
                                           micro / MICRO, micro % MICRO / (MICRO / 1000));

  for (gsize end = strlen (text); text[end - 1] == '0' || text[end - 1] == '.'; end--) {
    gboolean point = text[end - 1] == '.';

    text[end - 1] = '\0';
    if (point)
      break;
  }
  return g_steal_pointer (&text);
}

/* --- Steps ---------------------------------------------------------------------------------- */

static JsonObject *
add_step (HcrmRefill *self, const char *code)
{
  JsonObject *step = json_object_new ();
  JsonObject *params = json_object_new ();

  json_object_set_string_member (step, "code", code);
  json_object_set_object_member (step, "params", params);
  json_array_add_object_element (self->steps, step);
  return params;
}

static void
set_text (JsonObject *params, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (params, name, text);
}

static void
set_day (JsonObject *params, const char *name, const GDate *day)
{
  g_autofree char *text = hcrm_date_to_iso (day);

  json_object_set_string_member (params, name, text);
}

static void
set_micro (JsonObject *params, const char *name, gint64 micro)
{
  g_autofree char *text = write_micro (micro);

  json_object_set_string_member (params, name, text);
}

static void
set_holiday (JsonObject *params, const HcrmDay *holiday)
{
  if (holiday == NULL)
    return;
  set_text (params, "holiday", holiday->name);
  set_text (params, "holiday_en", holiday->name_en);
}

/* --- What a fill is ------------------------------------------------------------------------- */

/* stock and dose in @unit; without a unit, stock in days and dose 1. */
typedef struct {
  gint64 stock;
  gint64 dose;
  const char *unit;
} Supply;

/* Returns: (nullable): why it cannot be known how long @fill lasts. */
static const char *
read_supply (const HcrmRefillFill *fill, Supply *supply)
{
  gboolean same = g_strcmp0 (fill->unit, fill->daily_dose_unit) == 0;
  gboolean has_quantity = read_micro (fill->quantity, &supply->stock);
  gboolean has_dose = read_micro (fill->daily_dose, &supply->dose) && supply->dose > 0;

  supply->unit = fill->unit != NULL ? fill->unit : "";
  if (has_quantity && has_dose && same)
    return NULL;
  if (read_micro (fill->days_supply, &supply->stock)) {
    supply->dose = MICRO;
    supply->unit = NULL;
    return NULL;
  }
  if (!has_quantity)
    return "no-quantity";
  return has_dose ? "units-differ" : "no-dose";
}

static gint64
get_days (const Supply *supply)
{
  return supply->stock / supply->dose;
}

/* What is left in the measure of the next fill: units stay units, else days stay days. */
static gint64
carry (const Supply *left, const Supply *next)
{
  if (g_strcmp0 (left->unit, next->unit) == 0)
    return left->stock;
  gint64 days = MIN (left->stock / left->dose, MOST_DAYS) * 1000
                + left->stock % left->dose * 1000 / left->dose; /* in thousandths */
  return days * (next->dose / 1000) + days * (next->dose % 1000) / 1000;
}

/* --- The stays ------------------------------------------------------------------------------ */

typedef struct {
  const HcrmRefillStay *stays;
  guint n;
} Stays;

static const HcrmRefillStay *
find_stay (const Stays *stays, const GDate *day)
{
  for (guint i = 0; i < stays->n; i++) {
    const HcrmRefillStay *stay = &stays->stays[i];

    if (g_date_compare (day, &stay->from) >= 0
        && (!g_date_valid (&stay->until) || g_date_compare (day, &stay->until) < 0))
      return stay;
  }
  return NULL;
}

/* Handed out in hospital, and not to take home on the last day. */
static gboolean
is_of_ward (const Stays *stays, const GDate *day)
{
  GDate next = *day;

  g_date_add_days (&next, 1);
  return find_stay (stays, day) != NULL && find_stay (stays, &next) != NULL;
}

/* Takes the drug for a day: not in hospital. */
static void
take_day (const Stays *stays, Supply *supply, GDate *day)
{
  if (find_stay (stays, day) == NULL)
    supply->stock -= supply->dose;
  g_date_add_days (day, 1);
}

/* --- Fill after fill ------------------------------------------------------------------------ */

typedef struct {
  Supply supply;
  GDate day; /* up to before which the drug was taken */
  guint n;   /* fills that count */
  const char *problem;
} Count;

static void
skip_to (Count *count, const Stays *stays, const GDate *day)
{
  while (count->supply.dose > 0 && count->supply.stock >= count->supply.dose
         && g_date_compare (&count->day, day) < 0)
    take_day (stays, &count->supply, &count->day);
  if (g_date_compare (&count->day, day) < 0)
    count->supply.stock = 0;
  count->day = *day;
}

static void
explain_fill (HcrmRefill *self, const HcrmRefillFill *fill, const Supply *supply, gint64 left)
{
  JsonObject *params = add_step (self, "refill.dispensed");
  Supply whole = *supply;

  set_day (params, "day", &fill->day);
  set_text (params, "quantity", fill->quantity);
  set_text (params, "unit", fill->unit);
  if (supply->unit != NULL) {
    set_text (params, "dose", fill->daily_dose);
    set_text (params, "dose_unit", fill->daily_dose_unit);
  }
  if (fill->dose_from_order && supply->unit != NULL)
    set_text (params, "from_order", "true");
  if (left > 0)
    set_micro (params, supply->unit != NULL ? "left" : "left_days", left);
  whole.stock += left;
  json_object_set_int_member (params, "days", get_days (&whole));
}

static void
count_fill (HcrmRefill *self, Count *count, const Stays *stays, const HcrmRefillFill *fill)
{
  Supply next = { 0 };

  skip_to (count, stays, &fill->day);
  count->problem = read_supply (fill, &next);
  if (count->problem != NULL) {
    g_autofree char *code = g_strdup_printf ("refill.%s", count->problem);
    JsonObject *params = add_step (self, code);

    set_day (params, "day", &fill->day);
    set_text (params, "quantity", fill->quantity);
    set_text (params, "unit", fill->unit);
    set_text (params, "dose_unit", fill->daily_dose_unit);
    count->supply = (Supply){ 0 };
    return;
  }
  gint64 left =
      count->supply.dose > 0 && count->supply.stock > 0 ? carry (&count->supply, &next) : 0;
  explain_fill (self, fill, &next, left);
  next.stock += left;
  count->supply = next;
  count->n++;
}

static gboolean
stop (HcrmRefill *self, const char *state, const char *reason)
{
  self->state = state;
  self->reason = reason;
  return FALSE;
}

/* What the last fill alone says. */
static gboolean
check_last (HcrmRefill *self, const HcrmRefillFill *last)
{
  if (last->stopped) {
    set_day (add_step (self, "refill.stopped"), "day", &last->stopped_on);
    return stop (self, "excluded", "stopped");
  }
  if (last->as_needed) {
    set_day (add_step (self, "refill.as-needed"), "day", &last->day);
    return stop (self, "excluded", "as-needed");
  }
  return TRUE;
}

static gboolean
count_fills (HcrmRefill *self,
             Count *count,
             const HcrmRefillFill *fills,
             guint n,
             const Stays *stays)
{
  guint seen = 0;

  for (guint i = 0; i < n; i++) {
    if (fills[i].stopped) {
      count->supply = (Supply){ 0 };
      continue;
    }
    if (is_of_ward (stays, &fills[i].day)) {
      set_day (add_step (self, "refill.ward"), "day", &fills[i].day);
      continue;
    }
    count_fill (self, count, stays, &fills[i]);
    seen++;
  }
  if (seen == 0)
    return stop (self, "excluded", "ward");
  if (count->problem != NULL)
    return stop (self, "unknown", count->problem);
  if (get_days (&count->supply) <= MOST_DAYS)
    return TRUE;
  json_object_set_int_member (add_step (self, "refill.implausible"), "days",
                              get_days (&count->supply));
  return stop (self, "unknown", "implausible");
}

/* A stay that begins before the drug has run out pushes the end off. */
static void
explain_stay (HcrmRefill *self, const HcrmRefillStay *stay, const GDate *from)
{
  JsonObject *params;
  const GDate *first = g_date_compare (from, &stay->from) > 0 ? from : &stay->from;

  if (!g_date_valid (&stay->until)) {
    set_day (add_step (self, "refill.in-hospital"), "from", &stay->from);
    return;
  }
  params = add_step (self, "refill.stay");
  set_day (params, "from", &stay->from);
  set_day (params, "until", &stay->until);
  json_object_set_int_member (params, "days", g_date_days_between (first, &stay->until));
}

/* Returns: whether it ends: in a stay that lasts, it does not. */
static gboolean
run_out (HcrmRefill *self, Count *count, const Stays *stays)
{
  const HcrmRefillStay *told = NULL;

  while (count->supply.stock >= count->supply.dose) {
    const HcrmRefillStay *stay = find_stay (stays, &count->day);

    if (stay != NULL && stay != told)
      explain_stay (self, told = stay, &count->day);
    if (stay != NULL && !g_date_valid (&stay->until))
      return FALSE;
    take_day (stays, &count->supply, &count->day);
  }
  self->run_out = count->day;
  return TRUE;
}

/* --- The days to act ------------------------------------------------------------------------ */

static void
find_fetch_day (HcrmRefill *self, const HcrmRefillRule *rule)
{
  const HcrmDay *holiday = NULL;
  JsonObject *params;
  const char *moved;

  self->fetch_by = self->run_out;
  moved = move_back (rule, rule->pharmacy_weekends, &self->fetch_by, &holiday);
  if (moved == NULL)
    return;
  params = add_step (self, strcmp (moved, "holiday") == 0 ? "refill.pharmacy-holiday"
                                                          : "refill.pharmacy-weekend");
  set_day (params, "run_out", &self->run_out);
  set_day (params, "day", &self->fetch_by);
  set_holiday (params, holiday);
}

static void
find_call_day (HcrmRefill *self, const HcrmRefillRule *rule)
{
  const HcrmDay *holiday = NULL;
  JsonObject *params;

  self->call_planned = self->fetch_by;
  g_date_subtract_days (&self->call_planned, rule->days_before);
  self->call_on = self->call_planned;
  self->moved = move_back (rule, rule->centre_weekends, &self->call_on, &holiday);
  params = add_step (self, "refill.call");
  set_day (params, "day", &self->call_on);
  json_object_set_int_member (params, "before", rule->days_before);
  if (self->moved == NULL)
    return;
  set_day (params, "planned", &self->call_planned);
  if (holiday != NULL)
    set_holiday (params, holiday);
  else
    set_text (params, "weekend", "true");
}

static gboolean
check_worth (HcrmRefill *self, const HcrmRefillRule *rule, const Count *count, gint64 days)
{
  if (count->n == 1 && days < rule->min_days) {
    json_object_set_int_member (add_step (self, "refill.short-course"), "days", days);
    return stop (self, "excluded", "short-course");
  }
  if (g_date_days_between (&self->run_out, &rule->today) > (int) rule->lapsed_days) {
    json_object_set_int_member (add_step (self, "refill.lapsed"), "days",
                                g_date_days_between (&self->run_out, &rule->today));
    return stop (self, "excluded", "lapsed");
  }
  return TRUE;
}

static void
compute (HcrmRefill *self,
         const HcrmRefillFill *fills,
         guint n_fills,
         const Stays *stays,
         const HcrmRefillRule *rule)
{
  Count count = { .day = fills[0].day };

  if (!check_last (self, &fills[n_fills - 1]) || !count_fills (self, &count, fills, n_fills, stays))
    return;
  gint64 days = get_days (&count.supply);
  if (!run_out (self, &count, stays)) {
    stop (self, "suspended", "in-hospital");
    return;
  }
  set_day (add_step (self, "refill.run-out"), "day", &self->run_out);
  const HcrmRefillStay *now = find_stay (stays, &rule->today);
  if (now != NULL && !g_date_valid (&now->until)) {
    explain_stay (self, now, &rule->today);
    stop (self, "suspended", "in-hospital");
    return;
  }
  if (!check_worth (self, rule, &count, days))
    return;
  find_fetch_day (self, rule);
  find_call_day (self, rule);
}

HcrmRefill *
hcrm_refill_compute (const HcrmRefillFill *fills,
                     guint n_fills,
                     const HcrmRefillStay *stays,
                     guint n_stays,
                     const HcrmRefillRule *rule)
{
  const Stays all = { stays, n_stays };
  HcrmRefill *self = g_new0 (HcrmRefill, 1);

  g_return_val_if_fail (n_fills > 0, self);
  self->state = "running";
  self->fill_id = fills[n_fills - 1].id;
  self->steps = json_array_new ();
  compute (self, fills, n_fills, &all, rule);
  return self;
}

void
hcrm_refill_free (HcrmRefill *self)
{
  g_clear_pointer (&self->steps, json_array_unref);
  g_free (self);
}
