/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ranks who may be calling: weights, reasons and field tables. */

#include "hcrm-caller.h"

#include <string.h>

#include "core/hcrm-number.h"
#include "hcrm-contact.h"
#include "hcrm-patient.h"

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED
#define MASK HCRM_FIELD_MASKED

/* clang-format off */
static const HcrmField caller_query[] = {
  { "number", HCRM_KIND_TEXT, N_("Telephone"), 0, NULL, 0, 200 },
};

static const HcrmField caller_fields[] = {
  { "id",          HCRM_KIND_INT,  N_("Number"),    RO },
  { "number",      HCRM_KIND_TEXT, N_("Telephone"), MASK, NULL, 0, 200 },
  { "patient_id",  HCRM_KIND_INT,  N_("Patient"),   REQ, NULL, 1 },
  { "patient",     HCRM_KIND_TEXT, N_("Patient"),   RO },
  { "contact_id",  HCRM_KIND_INT,  N_("Contact"),   0, NULL, 1 },
  { "contact",     HCRM_KIND_TEXT, N_("Contact"),   RO },
  { "relation",    HCRM_KIND_CODE, N_("Relation"),  0, NULL, 0, 0, hcrm_relation_choices },
  { "activity_id", HCRM_KIND_INT,  N_("Activity"),  0, NULL, 1 },
  { "at",          HCRM_KIND_TIME, N_("Time"),      RO },
  { "user",        HCRM_KIND_TEXT, N_("User"),      RO },
};

static const HcrmField caller_item_fields[] = {
  { "id",              HCRM_KIND_INT,  N_("Patient"),         RO },
  { "rank",            HCRM_KIND_INT,  N_("Rank"),            RO },
  { "name",            HCRM_KIND_TEXT, N_("Full name"),       RO },
  { "sex",             HCRM_KIND_CODE, N_("Sex"),             RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",      HCRM_KIND_DATE, N_("Date of birth"),   RO },
  { "mrn",             HCRM_KIND_TEXT, N_("MRN"),             RO },
  { "department",      HCRM_KIND_TEXT, N_("Department"),      RO },
  { "department_en",   HCRM_KIND_TEXT, N_("Department"),      RO },
  { "deceased_at",     HCRM_KIND_TIME, N_("Deceased"),        RO },
  { "contact_id",      HCRM_KIND_INT,  N_("Contact"),         RO },
  { "contact",         HCRM_KIND_TEXT, N_("Contact"),         RO },
  { "relation",        HCRM_KIND_CODE, N_("Relation"),        RO, NULL, 0, 0, hcrm_relation_choices },
  { "may_discuss",     HCRM_KIND_CODE, N_("May be told"),     RO, NULL, 0, 0, hcrm_may_discuss_choices },
  { "last_contact",    HCRM_KIND_TIME, N_("Last talk"),       RO },
  { "last_direction",  HCRM_KIND_TEXT, N_("Direction"),       RO },
  { "open_tasks",      HCRM_KIND_INT,  N_("Open tasks"),      RO },
  { "open_complaints", HCRM_KIND_INT,  N_("Open complaints"), RO },
  { "points",          HCRM_KIND_INT,  N_("Points"),          RO },
  { "reasons",         HCRM_KIND_JSON, N_("Reasons"),         RO },
};

static const HcrmField household_fields[] = {
  { "id",           HCRM_KIND_INT,  N_("Patient"),       RO },
  { "name",         HCRM_KIND_TEXT, N_("Full name"),     RO },
  { "sex",          HCRM_KIND_CODE, N_("Sex"),           RO, NULL, 0, 0, hcrm_sex_choices },
  { "birth_date",   HCRM_KIND_DATE, N_("Date of birth"), RO },
  { "deceased_at",  HCRM_KIND_TIME, N_("Deceased"),      RO },
  { "number",       HCRM_KIND_TEXT, N_("Telephone"),     RO | MASK },
  { "contact_id",   HCRM_KIND_INT,  N_("Contact"),       RO },
  { "relation",     HCRM_KIND_CODE, N_("Relation"),      RO, NULL, 0, 0, hcrm_relation_choices },
  { "own_relation", HCRM_KIND_CODE, N_("Relation"),      RO, NULL, 0, 0, hcrm_relation_choices },
};

/*
 * The weights. They were chosen, not fitted: no record of right and wrong guesses exists yet. What
 * they must get right is the order of these cases, and a test holds each:
 *
 *  - A number is first of all that of whom it belongs to (40). Of a child too young to call it is
 *    the parent's or guardian's number that counts as its own.
 *  - Spouse, parents, children, guardian and carer (25) call more often for a patient than others
 *    do (15). What separates the patient from a close relation (15) is more than one mild sign
 *    weighs, and less than two: a step that is due (12), an appointment today (14), an open
 *    complaint made from elsewhere (10), a talk within a week (8).
 *  - Strong signs overturn whose number it is: who was said to be on this very line within a day
 *    (50: cut off, passed on, calling again), and within a month as the last one (30); a call of
 *    ours within two days that reached nobody (30: people call back); an open complaint that was
 *    made from this number (30). Who was said long ago (12), or somebody else since (8), is a mild sign.
 *  - A number said to be no longer valid (-40) names its old owner only if nobody else has it.
 *  - The dead do not call, but their families do, about bills and complaints: they are named, behind
 *    the living (-60), unless a complaint is open or they were just spoken of.
 *  - That the number stands on a merged record changes nothing, and is said.
 */
static const struct {
  const char *code;
  int points;
} reasons[] = {
  [HCRM_CALLER_DECEASED]      = { "caller.deceased",      -60 },
  [HCRM_CALLER_INVALID]       = { "caller.invalid",       -40 },
  [HCRM_CALLER_OWN]           = { "caller.own",            40 },
  [HCRM_CALLER_CHILD]         = { "caller.child",          40 },
  [HCRM_CALLER_CLOSE]         = { "caller.relation",       25 },
  [HCRM_CALLER_RELATION]      = { "caller.relation",       15 },
  [HCRM_CALLER_NAMED_NOW]     = { "caller.named-now",      50 },
  [HCRM_CALLER_NAMED_LAST]    = { "caller.named-last",     30 },
  [HCRM_CALLER_NAMED_ONCE]    = { "caller.named-once",     12 },
  [HCRM_CALLER_NAMED_BEFORE]  = { "caller.named-before",    8 },
  [HCRM_CALLER_MISSED]        = { "caller.missed",         30 },
  [HCRM_CALLER_OWN_COMPLAINT] = { "caller.own-complaint",  30 },
  [HCRM_CALLER_COMPLAINT]     = { "caller.complaint",      10 },
  [HCRM_CALLER_APPOINTMENT]   = { "caller.appointment",    14 },
  [HCRM_CALLER_DUE]           = { "caller.due",            12 },
  [HCRM_CALLER_TALKED]        = { "caller.talked",          8 },
  [HCRM_CALLER_MERGED]        = { "caller.merged",          0 },
};
/* clang-format on */

#define NOW_HOURS 24
#define MONTH_HOURS (30 * 24)
#define MISSED_HOURS 48
#define WEEK_HOURS (7 * 24)
#define MIN_WHOLE 7 /* digits of a number that names somebody outside the house */

HCRM_DEFINE_FIELD_SET (hcrm_caller_query, caller_query)
HCRM_DEFINE_FIELD_SET (hcrm_caller_fields, caller_fields)
HCRM_DEFINE_FIELD_SET (hcrm_caller_item_fields, caller_item_fields)
HCRM_DEFINE_FIELD_SET (hcrm_household_fields, household_fields)

/* --- Numbers -------------------------------------------------------------------------------- */

/* What stands in an address of SIP or TEL: neither its host nor its parameters are dialled. */
static char *
strip_address (const char *text)
{
  const char *scheme = strchr (text, ':');
  const char *start = scheme != NULL ? scheme + 1 : text;

  return g_strndup (start, scheme != NULL ? strcspn (start, "@;>") : strlen (start));
}

HcrmCallerNumber
hcrm_caller_read_number (const char *text, char **key)
{
  g_autofree char *plain = text != NULL ? strip_address (text) : NULL;
  g_autofree char *found = plain != NULL ? hcrm_number_key (plain, NULL) : NULL;

  if (key != NULL)
    *key = NULL;
  if (found == NULL || *found == '\0')
    return HCRM_CALLER_WITHHELD;
  if (strlen (found) < MIN_WHOLE)
    return HCRM_CALLER_SHORT;
  if (key != NULL)
    *key = g_steal_pointer (&found);
  return HCRM_CALLER_NUMBER;
}

const char *
hcrm_caller_number_name (HcrmCallerNumber number)
{
  switch (number) {
  case HCRM_CALLER_NUMBER:
    return NULL;
  case HCRM_CALLER_WITHHELD:
    return "withheld";
  case HCRM_CALLER_SHORT:
    return "short";
  }
  g_return_val_if_reached (NULL);
}

/* --- Reasons -------------------------------------------------------------------------------- */

static gboolean
is_within (gint64 hours, gint64 limit)
{
  return hours != HCRM_CALLER_NEVER && hours <= limit;
}

static guint
reason_if (gboolean holds, HcrmCallerReason reason)
{
  return holds ? 1u << reason : 0;
}

/* Whose number it is, as far as the patient is concerned. */
static guint
judge_relation (const HcrmCallerFacts *facts)
{
  static const char *const close[] = { "spouse", "parent", "child", "guardian", "carer", NULL };
  static const char *const adult[] = { "parent", "guardian", NULL };

  if (facts->relation == NULL)
    return 0;
  if (strcmp (facts->relation, "self") == 0)
    return 1u << HCRM_CALLER_OWN;
  if (facts->child && g_strv_contains (adult, facts->relation))
    return 1u << HCRM_CALLER_CHILD;
  return 1u << (g_strv_contains (close, facts->relation) ? HCRM_CALLER_CLOSE
                                                         : HCRM_CALLER_RELATION);
}

/* Who was said to be on the line. */
static guint
judge_named (const HcrmCallerFacts *facts)
{
  if (facts->named_hours == HCRM_CALLER_NEVER)
    return 0;
  if (!facts->named_last)
    return 1u << HCRM_CALLER_NAMED_BEFORE;
  if (facts->named_hours <= NOW_HOURS)
    return 1u << HCRM_CALLER_NAMED_NOW;
  return 1u << (facts->named_hours <= MONTH_HOURS ? HCRM_CALLER_NAMED_LAST
                                                  : HCRM_CALLER_NAMED_ONCE);
}

static guint
judge (const HcrmCallerFacts *facts)
{
  return reason_if (facts->deceased, HCRM_CALLER_DECEASED)
         | reason_if (facts->invalid, HCRM_CALLER_INVALID) | judge_relation (facts)
         | judge_named (facts)
         | reason_if (is_within (facts->missed_hours, MISSED_HOURS), HCRM_CALLER_MISSED)
         | reason_if (facts->own_complaints > 0, HCRM_CALLER_OWN_COMPLAINT)
         | reason_if (facts->complaints > 0, HCRM_CALLER_COMPLAINT)
         | reason_if (facts->appointments > 0, HCRM_CALLER_APPOINTMENT)
         | reason_if (facts->due > 0, HCRM_CALLER_DUE)
         | reason_if (is_within (facts->talked_hours, WEEK_HOURS), HCRM_CALLER_TALKED)
         | reason_if (facts->merged, HCRM_CALLER_MERGED);
}

static int
add_up (guint set)
{
  int points = 0;

  for (guint i = 0; i < HCRM_CALLER_N_REASONS; i++)
    if (set & (1u << i))
      points += reasons[i].points;
  return points;
}

/* --- Ranks ---------------------------------------------------------------------------------- */

/* Never is longest ago. */
static guint64
since_talk (const HcrmCallerRank *rank)
{
  return (guint64) rank->facts->talked_hours;
}

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  const HcrmCallerRank *one = a, *two = b;

  if (one->points != two->points)
    return one->points > two->points ? -1 : 1;
  if (since_talk (one) != since_talk (two))
    return since_talk (one) < since_talk (two) ? -1 : 1;
  return (one->facts->patient_id > two->facts->patient_id)
         - (one->facts->patient_id < two->facts->patient_id);
}

GArray *
hcrm_caller_rank (const HcrmCallerFacts *facts, gsize n)
{
  GArray *ranks = g_array_sized_new (FALSE, FALSE, sizeof (HcrmCallerRank), n);

  for (gsize i = 0; i < n; i++) {
    guint set = judge (&facts[i]);
    HcrmCallerRank rank = { &facts[i], add_up (set), set };
    g_array_append_val (ranks, rank);
  }
  g_array_sort (ranks, compare_ranks);
  return ranks;
}

static void
add_count (JsonObject *params, const char *name, gint64 n)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  json_object_set_string_member (params, name, text);
}

static JsonObject *
make_params (const HcrmCallerFacts *facts, HcrmCallerReason reason)
{
  JsonObject *params = json_object_new ();

  if (reason == HCRM_CALLER_CLOSE || reason == HCRM_CALLER_RELATION)
    json_object_set_string_member (params, "relation", facts->relation);
  else if (reason == HCRM_CALLER_DUE)
    add_count (params, "due", facts->due);
  else if (reason == HCRM_CALLER_NAMED_LAST || reason == HCRM_CALLER_NAMED_ONCE
           || reason == HCRM_CALLER_NAMED_BEFORE)
    add_count (params, "days", facts->named_hours / 24);
  return params;
}

JsonNode *
hcrm_caller_dup_reasons (const HcrmCallerRank *rank)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < HCRM_CALLER_N_REASONS; i++) {
    if (!(rank->reasons & (1u << i)))
      continue;
    JsonObject *reason = json_object_new ();
    json_object_set_string_member (reason, "code", reasons[i].code);
    json_object_set_object_member (reason, "params", make_params (rank->facts, i));
    json_object_set_int_member (reason, "points", reasons[i].points);
    json_array_add_object_element (array, reason);
  }
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}
