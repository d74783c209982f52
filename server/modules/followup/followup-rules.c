/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When steps fall due, and what they must fulfil. */

#include "followup-rules.h"

#include <string.h>

#include "core/hcrm-calendar.h"
#include "core/hcrm-date.h"
#include "model/hcrm-questionnaire-model.h"

#define DEFAULT_WINDOW 3
#define MAX_MOVE 60 /* days; no stretch of days off is longer */

struct _HcrmFollowupDays {
  gboolean works_weekends;
  HcrmCalendar *calendar;
};

HcrmFollowupDays *
hcrm_followup_days_new (gboolean works_weekends)
{
  HcrmFollowupDays *self = g_new (HcrmFollowupDays, 1);

  self->works_weekends = works_weekends;
  self->calendar = hcrm_calendar_new ();
  return self;
}

void
hcrm_followup_days_free (HcrmFollowupDays *self)
{
  hcrm_calendar_unref (self->calendar);
  g_free (self);
}

void
hcrm_followup_days_add (HcrmFollowupDays *self,
                        const GDate *day,
                        const char *kind,
                        const char *name,
                        const char *name_en)
{
  hcrm_calendar_add (self->calendar, day, hcrm_day_kind_find (kind), name, name_en);
}

void
hcrm_followup_days_read (HcrmFollowupDays *self, HcrmRows *rows)
{
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++) {
    GDate day;

    if (hcrm_date_from_iso (hcrm_rows_get (rows, i, "day"), &day))
      hcrm_followup_days_add (self, &day, hcrm_rows_get (rows, i, "kind"),
                              hcrm_rows_get (rows, i, "name"), hcrm_rows_get (rows, i, "name_en"));
  }
}

/* --- Dates ---------------------------------------------------------------------------------- */

static const HcrmDay *
find_holiday (const HcrmFollowupDays *self, const GDate *date)
{
  const HcrmDay *day = hcrm_calendar_find (self->calendar, date);

  return day != NULL && day->kind == HCRM_DAY_HOLIDAY ? day : NULL;
}

static void
note_reason (HcrmFollowupDue *due, const char *reason, const HcrmDay *holiday)
{
  /* A weekend before a holiday is moved for the holiday. */
  if (due->moved == NULL || (holiday != NULL && due->holiday == NULL))
    due->moved = reason;
  if (holiday != NULL && due->holiday == NULL) {
    due->holiday = holiday->name;
    due->holiday_en = holiday->name_en;
  }
}

void
hcrm_followup_schedule (const HcrmFollowupDays *days,
                        const GDate *discharged,
                        int offset_days,
                        HcrmFollowupDue *due)
{

  *due = (HcrmFollowupDue){ .planned = *discharged };
  g_date_add_days (&due->planned, offset_days);
  due->due = due->planned;
  for (guint i = 0; i < MAX_MOVE; i++) {
    const char *reason = hcrm_calendar_get_closed (days->calendar, days->works_weekends, &due->due);
    if (reason == NULL)
      return;
    note_reason (due, reason, find_holiday (days, &due->due));
    g_date_add_days (&due->due, 1);
  }
}

/* --- Steps ---------------------------------------------------------------------------------- */

gboolean
hcrm_followup_check_steps (GPtrArray *steps, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < steps->len; i++) {
    gint64 offset = hcrm_record_get_int (g_ptr_array_index (steps, i), "offset_days");
    g_autofree char *field = g_strdup_printf ("steps[%u].offset_days", i);

    if (!g_hash_table_add (seen, GINT_TO_POINTER (offset)))
      hcrm_error_add_field (&bad, field, _ ("Another step lies on the same day"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

static gboolean
can_join (HcrmRecord *kept, HcrmRecord *step)
{
  gint64 apart =
      ABS (hcrm_record_get_int (kept, "offset_days") - hcrm_record_get_int (step, "offset_days"));
  const char *window = hcrm_record_get (kept, "window_days");
  gint64 room = window != NULL ? g_ascii_strtoll (window, NULL, 10) : DEFAULT_WINDOW;

  return apart == 0
         || (apart <= room
             && g_strcmp0 (hcrm_record_get (kept, "channel"), hcrm_record_get (step, "channel"))
                    == 0);
}

static gboolean
is_by_diagnosis (const char *url)
{
  return url != NULL && g_str_has_prefix (url, HCRM_QUESTIONNAIRE_BY_DIAGNOSIS);
}

static void
add_extra (HcrmRecord *step, const char *url)
{
  g_auto (GStrv) known = hcrm_field_split_several (hcrm_record_get (step, "extra_urls"));
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);

  for (guint i = 0; known[i] != NULL; i++)
    json_array_add_string_element (array, known[i]);
  if (!g_strv_contains ((const char *const *) known, url))
    json_array_add_string_element (array, url);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_record_set (step, "extra_urls", text);
}

/* The form made for the diagnosis stays the step's own; named ones are added to it. */
static void
join_questionnaire (HcrmRecord *kept, const char *url)
{
  g_autofree char *own = g_strdup (hcrm_record_get (kept, "questionnaire_url"));

  if (url == NULL || g_strcmp0 (own, url) == 0 || (is_by_diagnosis (own) && is_by_diagnosis (url)))
    return;
  if (own == NULL || is_by_diagnosis (url))
    hcrm_record_set (kept, "questionnaire_url", url);
  if (own != NULL)
    add_extra (kept, is_by_diagnosis (url) ? own : url);
}

void
hcrm_followup_join_step (GPtrArray *steps, HcrmRecord *step)
{
  for (guint i = 0; i < steps->len; i++) {
    HcrmRecord *kept = g_ptr_array_index (steps, i);

    if (!can_join (kept, step))
      continue;
    join_questionnaire (kept, hcrm_record_get (step, "questionnaire_url"));
    if (hcrm_record_get (kept, "script_code") == NULL)
      hcrm_record_set (kept, "script_code", hcrm_record_get (step, "script_code"));
    return;
  }
  g_ptr_array_add (steps, g_object_ref (step));
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  gint64 first = hcrm_record_get_int (*(HcrmRecord **) a, "offset_days");
  gint64 second = hcrm_record_get_int (*(HcrmRecord **) b, "offset_days");

  return first < second ? -1 : first > second;
}

static void
set_text (JsonObject *row, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (row, name, text);
  else
    json_object_set_null_member (row, name);
}

static void
set_date (JsonObject *row, const char *name, const GDate *date)
{
  g_autofree char *text = hcrm_date_to_iso (date);

  json_object_set_string_member (row, name, text);
}

static void
set_due (JsonObject *row, const HcrmFollowupDue *due, const GDate *today)
{
  set_date (row, "planned_on", &due->planned);
  set_date (row, "due_on", &due->due);
  set_text (row, "moved", due->moved);
  set_text (row, "holiday", due->holiday);
  set_text (row, "holiday_en", due->holiday_en);
  json_object_set_boolean_member (row, "past", g_date_compare (&due->due, today) < 0);
}

static void
set_step (JsonObject *row, HcrmRecord *step)
{
  const char *channel = hcrm_record_get (step, "channel");
  const char *window = hcrm_record_get (step, "window_days");

  json_object_set_int_member (row, "offset_days", hcrm_record_get_int (step, "offset_days"));
  json_object_set_int_member (row, "window_days",
                              window != NULL ? g_ascii_strtoll (window, NULL, 10) : DEFAULT_WINDOW);
  set_text (row, "owner", hcrm_record_get (step, "owner"));
  set_text (row, "channel", channel != NULL ? channel : "phone");
  set_text (row, "questionnaire_url", hcrm_record_get (step, "questionnaire_url"));
  set_text (row, "extra_urls", hcrm_record_get (step, "extra_urls"));
  set_text (row, "script_code", hcrm_record_get (step, "script_code"));
}

static gboolean
is_doctors (HcrmRecord *step)
{
  return g_strcmp0 (hcrm_record_get (step, "owner"), "doctor") == 0;
}

/* --- Late decisions ------------------------------------------------------------------------- */

/* Returns: which of the steps, whose days have gone by, is carried out all the same: the doctor's
 * first call, else the last one; @n if there is none */
static guint
find_kept (GPtrArray *sorted, const HcrmFollowupDue *dues, const GDate *today)
{
  guint kept = sorted->len;

  for (guint i = 0; i < sorted->len && g_date_compare (&dues[i].due, today) < 0; i++)
    if (i == 0 || !is_doctors (g_ptr_array_index (sorted, 0)))
      kept = i;
  return kept;
}

/* What is carried out asks what the steps would have asked that it stands for. The doctor's call,
 * for which the others wait, is due today. */
static void
catch_up (GPtrArray *sorted,
          guint kept,
          const HcrmFollowupDays *days,
          HcrmFollowupDue *dues,
          const GDate *today)
{
  HcrmRecord *step = g_ptr_array_index (sorted, kept);
  HcrmFollowupDue now;

  for (guint i = 0; i < sorted->len; i++) {
    HcrmRecord *other = g_ptr_array_index (sorted, i);
    if (i == kept || g_date_compare (&dues[i].due, today) >= 0)
      continue;
    dues[i].moved = "passed";
    dues[i].holiday = dues[i].holiday_en = NULL;
    if (is_doctors (other) == is_doctors (step))
      join_questionnaire (step, hcrm_record_get (other, "questionnaire_url"));
  }
  if (kept > 0 || !is_doctors (step))
    return;
  hcrm_followup_schedule (days, today, 0, &now);
  dues[kept] = (HcrmFollowupDue){ .planned = dues[kept].planned, .due = now.due, .moved = "late" };
}

static void
set_passed (JsonObject *row, guint kept)
{
  json_object_set_string_member (row, "state", "cancelled");
  json_object_set_int_member (row, "folded_into", kept + 1);
}

/* --- Rows ----------------------------------------------------------------------------------- */

static gpointer
copy_step (gconstpointer step, gpointer unused)
{
  return hcrm_record_copy ((HcrmRecord *) step);
}

JsonArray *
hcrm_followup_plan_rows (GPtrArray *steps,
                         const HcrmFollowupDays *days,
                         const GDate *discharged,
                         const GDate *today)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (steps, copy_step, NULL);
  g_autofree HcrmFollowupDue *dues = g_new (HcrmFollowupDue, steps->len);
  JsonArray *rows = json_array_new ();

  g_ptr_array_sort (sorted, compare_steps);
  for (guint i = 0; i < sorted->len; i++)
    hcrm_followup_schedule (days, discharged, hcrm_record_get_int (sorted->pdata[i], "offset_days"),
                            &dues[i]);
  guint kept = find_kept (sorted, dues, today);
  if (kept < sorted->len)
    catch_up (sorted, kept, days, dues, today);
  for (guint i = 0; i < sorted->len; i++) {
    gboolean waits = i > 0 && is_doctors (sorted->pdata[0]);
    JsonObject *row = json_object_new ();

    json_object_set_int_member (row, "position", i + 1);
    json_object_set_string_member (row, "state", waits ? "waiting" : "open");
    set_step (row, sorted->pdata[i]);
    set_due (row, &dues[i], today);
    if (g_strcmp0 (dues[i].moved, "passed") == 0)
      set_passed (row, kept);
    json_array_add_object_element (rows, row);
  }
  return rows;
}

gboolean
hcrm_followup_opens_others (const char *owner, gint64 position, const char *task_state)
{
  return position == 1 && g_strcmp0 (owner, "doctor") == 0 && g_strcmp0 (task_state, "open") != 0;
}
