/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which list a figure counts, and what its conditions are called there. */

#include "hcrm-figure.h"

#include <string.h>

#include "core/hcrm-date.h"

typedef enum { DISCHARGES, STEPS, ANSWERS, OPINIONS, COMPLAINTS, REVIEWS, N_LISTS } List;

/* clang-format off */
static const char *const pages[] = { "discharges", "worklist", "answers", "opinions", "complaints", "reviews" };

static const struct {
  const char *figure;
  List list;
} figures[] = {
  { "discharged", DISCHARGES },
  { "covered",    DISCHARGES },
  { "exempt",     DISCHARGES },
  { "withdrawn",  DISCHARGES },
  { "due",        STEPS },
  { "contacted",  STEPS },
  { "completed",  STEPS },
  { "lost",       STEPS },
  { "assessed",   ANSWERS },
  { "improved",   ANSWERS },
  { "worse",      ANSWERS },
  { "rated",      ANSWERS },
  { "satisfied",  ANSWERS },
  { "dissatisfied", ANSWERS },
  { "opinions",   OPINIONS },
  { "coded",      OPINIONS },
  { "named",      OPINIONS },
  { "received",   COMPLAINTS },
  { "on_spot",    COMPLAINTS },
  { "ended",      COMPLAINTS },
  { "on_time",    COMPLAINTS },
  { "told",       COMPLAINTS },
  { "contented",  COMPLAINTS },
  { "reopened",   COMPLAINTS },
  { "unclosed",   COMPLAINTS },
  { "n",          REVIEWS },
  { "passed",     REVIEWS },
  { "fatal",      REVIEWS },
  { "appealed",   REVIEWS },
};

/* A condition of the report, the group that stands for it, and its name in each list; NULL where it
 * does not narrow the list. */
static const struct {
  const char *name;
  const char *group;
  const char *in[N_LISTS];
} conditions[] = {
  { "date_from",     NULL,         { "ended_on_from", "due_on_from",   "day_from",      "day_from", "received_on_from" } },
  { "date_to",       NULL,         { "ended_on_to",   "due_on_to",     "day_to",        "day_to", "received_on_to" } },
  { "department_id", "department", { "department_id", "department_id", "department_id", "department_id" } },
  { "ward_id",       "ward",       { "ward_id",       "ward_id",       "ward_id",       "ward_id" } },
  { "disease",       "disease",    { "disease",       "disease",       "disease",       "disease" } },
  { "doctor_id",     "doctor",     { "attending_id",  "doctor_id",     "doctor_id",     "doctor_id" } },
  { "template_id",   "template",   { "template_id",   "template_id",   "template_id",   "template_id" } },
  { "position",      "step",       { NULL,            "position",      "position",      "position" } },
  { "agent_id",      "agent",      { NULL,            "agent_id",      "agent_id",      "agent_id" } },
  { "item_id",       "question",   { NULL,            NULL,            "item_id",       NULL } },
  { "category",      "category",   { NULL,            NULL,            NULL,            "category" } },
  { "about_department_id", "department", { [COMPLAINTS] = "about_department_id" } },
  { "about_staff_id", "person", { [COMPLAINTS] = "about_staff_id" } },
  { "about_kind", "about_kind", { [COMPLAINTS] = "about_kind" } },
  { "nature", "class", { [COMPLAINTS] = "nature" } },
  { "grade", "grade", { [COMPLAINTS] = "grade" } },
  { "channel", "channel", { [COMPLAINTS] = "channel" } },
  { "handler_id", "handler", { [COMPLAINTS] = "handler_id" } },
  { "first_receiver_id", "agent", { [COMPLAINTS] = "first_receiver_id" } },
  { "date_from", NULL, { [REVIEWS] = "submitted_from" } },
  { "date_to", NULL, { [REVIEWS] = "submitted_to" } },
  { "department_id", "department", { [REVIEWS] = "department_id" } },
  { "subject_id", "agent", { [REVIEWS] = "subject_id" } },
  { "reviewer_id", "reviewer", { [REVIEWS] = "reviewer_id" } },
  { "scorecard", "scorecard", { [REVIEWS] = "scorecard" } },
  { "item", "item", { [REVIEWS] = "item" } },
};
/* clang-format on */

static int
find_figure (const char *figure)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (g_str_equal (figures[i].figure, figure))
      return i;
  return -1;
}

const char *
hcrm_figure_get_page (const char *figure)
{
  int i = find_figure (figure);

  return i >= 0 ? pages[figures[i].list] : NULL;
}

/* --- the report's own query ------------------------------------------------------------------- */

/* Returns: (element-type utf8): names and values in turn */
static GPtrArray *
read_pairs (const char *query)
{
  GPtrArray *pairs = g_ptr_array_new_with_free_func (g_free);
  GUriParamsIter iter;
  char *name, *value;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL)) {
    g_ptr_array_add (pairs, name);
    g_ptr_array_add (pairs, value);
  }
  return pairs;
}

static void
drop (GPtrArray *pairs, const char *name)
{
  for (guint i = 0; i < pairs->len;)
    if (g_str_equal (g_ptr_array_index (pairs, i), name))
      g_ptr_array_remove_range (pairs, i, 2);
    else
      i += 2;
}

static const char *
find (GPtrArray *pairs, const char *name)
{
  for (guint i = 0; i < pairs->len; i += 2)
    if (g_str_equal (g_ptr_array_index (pairs, i), name))
      return g_ptr_array_index (pairs, i + 1);
  return NULL;
}

/* @value: (transfer full) */
static void
put (GPtrArray *pairs, const char *name, char *value)
{
  drop (pairs, name);
  g_ptr_array_add (pairs, g_strdup (name));
  g_ptr_array_add (pairs, value);
}

/* A week or a month, as far as it lies in the period: days compare as texts. */
static void
narrow_days (GPtrArray *pairs, const char *first, gboolean month)
{
  const char *from = find (pairs, "date_from"), *to = find (pairs, "date_to");
  GDate day;

  if (!hcrm_date_from_iso (first, &day))
    return;
  if (month)
    g_date_add_months (&day, 1);
  else
    g_date_add_days (&day, 7);
  g_autofree char *end = hcrm_date_to_iso (&day);
  char *low = g_strdup (from != NULL && strcmp (from, first) > 0 ? from : first);
  char *high = g_strdup (to != NULL && *to != '\0' && strcmp (to, end) < 0 ? to : end);
  put (pairs, "date_from", low);
  put (pairs, "date_to", high);
}

static void
narrow (GPtrArray *pairs, HcrmRecord *record)
{
  g_autofree char *group = g_strdup (find (pairs, "group"));
  const char *key = hcrm_record_get (record, "key"), *code = hcrm_record_get (record, "code");

  if (g_strcmp0 (group, "week") == 0 || g_strcmp0 (group, "month") == 0) {
    narrow_days (pairs, code, g_str_equal (group, "month"));
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (conditions[i].group != NULL && g_strcmp0 (conditions[i].group, group) == 0)
      put (pairs, conditions[i].name, g_strdup (code != NULL ? code : key != NULL ? key : "0"));
}

/* --- as the list has it ----------------------------------------------------------------------- */

static void
append_pair (GString *out, List list, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    if (conditions[i].in[list] != NULL && g_str_equal (conditions[i].name, name))
      g_string_append_printf (out, "&%s=%s", conditions[i].in[list], escaped);
}

/* Second reviews and those of calibration count nowhere. */
static void
append_review_figure (GString *out, const char *figure)
{
  g_string_append (out, "kind=review");
  if (g_str_equal (figure, "appealed"))
    g_string_append (out, "&state=appealed&state=second&state=settled");
  else if (!g_str_equal (figure, "n"))
    g_string_append_printf (out, "&%s=true", figure);
}

/* Of opinions, those that are sorted have that state; all others need no condition. */
static void
append_figure (GString *out, const char *figure, List list)
{
  if (list == REVIEWS)
    append_review_figure (out, figure);
  else if (list != OPINIONS)
    g_string_append_printf (out, "figure=%s", figure);
  else if (g_str_equal (figure, "opinions"))
    g_string_append (out, "state=open&state=coded");
  else
    g_string_append (out, "state=coded");
}

char *
hcrm_figure_dup_narrowed (const char *report, HcrmRecord *group)
{
  g_autoptr (GPtrArray) pairs = read_pairs (report);
  g_autoptr (GString) out = g_string_new (NULL);

  narrow (pairs, group);
  for (guint n = 0; n < pairs->len; n += 2) {
    g_autofree char *escaped = g_uri_escape_string (g_ptr_array_index (pairs, n + 1), NULL, TRUE);
    g_string_append_printf (out, "%s%s=%s", n > 0 ? "&" : "", (char *) g_ptr_array_index (pairs, n),
                            escaped);
  }
  return g_strdup (out->str);
}

char *
hcrm_figure_dup_query (const char *figure, const char *report, HcrmRecord *group)
{
  g_autoptr (GPtrArray) pairs = read_pairs (report);
  int i = find_figure (figure);

  g_return_val_if_fail (i >= 0, NULL);
  if (group != NULL)
    narrow (pairs, group);
  g_autoptr (GString) out = g_string_new (NULL);
  append_figure (out, figure, figures[i].list);
  for (guint n = 0; n < pairs->len; n += 2)
    append_pair (out, figures[i].list, g_ptr_array_index (pairs, n),
                 g_ptr_array_index (pairs, n + 1));
  return g_strdup (out->str);
}
