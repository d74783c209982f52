/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the segments in their order: an ORC or OBR heads what follows it. */
#include "hcrm-hl7-orders.h"

#include <string.h>

#include "hcrm-hl7-time.h"

enum { MAX_VALUE = 4000 };

/* clang-format off */
static const HcrmField DRUG_FIELDS[] = {
  { "order_number",    HCRM_KIND_TEXT,    N_ ("Order number") },
  { "drug_code",       HCRM_KIND_TEXT,    N_ ("Code") },
  { "drug_system",     HCRM_KIND_TEXT,    N_ ("Code system") },
  { "drug",            HCRM_KIND_TEXT,    N_ ("Drug") },
  { "dispensed_at",    HCRM_KIND_TIME,    N_ ("Dispensed") },
  { "quantity",        HCRM_KIND_DECIMAL, N_ ("Quantity") },
  { "unit",            HCRM_KIND_TEXT,    N_ ("Unit") },
  { "daily_dose",      HCRM_KIND_DECIMAL, N_ ("Daily dose") },
  { "daily_dose_unit", HCRM_KIND_TEXT,    N_ ("Unit") },
  { "dose",            HCRM_KIND_DECIMAL, N_ ("Dose") },
  { "times",           HCRM_KIND_DECIMAL, N_ ("Times a day") },
  { "days_supply",     HCRM_KIND_DECIMAL, N_ ("Days") },
  { "as_needed",       HCRM_KIND_BOOL,    N_ ("As needed") },
  { "instructions",    HCRM_KIND_TEXT,    N_ ("Instructions") },
  { "refills_left",    HCRM_KIND_INT,     N_ ("Refills left") },
  { "state",           HCRM_KIND_TEXT,    N_ ("State") },
  { "stopped_at",      HCRM_KIND_TIME,    N_ ("Stopped") },
};

static const HcrmField RESULT_FIELDS[] = {
  { "order_number", HCRM_KIND_TEXT, N_ ("Order number") },
  { "code",         HCRM_KIND_TEXT, N_ ("Code") },
  { "name",         HCRM_KIND_TEXT, N_ ("Name") },
  { "observed_at",  HCRM_KIND_TIME, N_ ("Observed") },
  { "state",        HCRM_KIND_TEXT, N_ ("State") },
  { "abnormal",     HCRM_KIND_INT,  N_ ("Abnormal") },
  { "flags",        HCRM_KIND_TEXT, N_ ("Flags") },
  { "items",        HCRM_KIND_JSON, N_ ("Items") },
};
/* clang-format on */
HCRM_DEFINE_FIELD_SET (HCRM_HL7_DRUG, DRUG_FIELDS)
HCRM_DEFINE_FIELD_SET (HCRM_HL7_RESULT, RESULT_FIELDS)

typedef struct {
  const HcrmHl7Message *message;
  GTimeZone *zone;
  HcrmRecord *record;
  GError **error;
  int orc, obr, tq1, rxe; /* the segments that hold for what follows; -1 for none */
} Walk;

static gboolean
is_empty (const char *text)
{
  return !text || !*text;
}

/* Nothing for a segment that is not there. */
static char *
get (const Walk *w, const char *segment, int nth, guint field, guint component)
{
  if (nth < 0)
    return NULL;
  char *text = hcrm_hl7_message_get (w->message, segment, nth, field, 0, component, 1);
  if (is_empty (text))
    g_clear_pointer (&text, g_free);
  return text;
}

static void
complain (const Walk *w, const char *segment, guint field, const char *detail)
{
  g_autofree char *place = g_strdup_printf ("%s-%u", segment, field);
  hcrm_error_add_field (w->error, place, detail);
}

/* One of the places where the same may stand, in this order. */
typedef struct {
  const char *segment;
  int nth;
  guint field;
  guint component;
} Place;

static char *
get_first (const Walk *w, const Place *places, guint n)
{
  for (guint i = 0; i < n; i++) {
    char *text = get (w, places[i].segment, places[i].nth, places[i].field, places[i].component);
    if (text)
      return text;
  }
  return NULL;
}

#define FIRST(w, ...)                                                                              \
  get_first (w, (const Place[]){ __VA_ARGS__ },                                                    \
             sizeof ((const Place[]){ __VA_ARGS__ }) / sizeof (Place))

static char *
read_time (const Walk *w, const char *segment, int nth, guint field)
{
  g_autofree char *text = get (w, segment, nth, field, 1);
  char *time = text ? hcrm_hl7_time_parse (text, w->zone) : NULL;
  if (text && !time)
    complain (w, segment, field, _ ("This is not a date and time"));
  return time;
}

static char *
dup_event_time (const Walk *w)
{
  return g_strdup (hcrm_record_get (w->record, "event_at"));
}

/* Digits with at most one point: what PostgreSQL's numeric takes, of a sane size. */
static gboolean
is_decimal (const char *text)
{
  gsize whole = strspn (text, "0123456789");
  const char *rest = text + whole;
  gsize part = *rest == '.' ? strspn (rest + 1, "0123456789") : 0;
  return whole + part > 0 && whole <= 9 && part <= 9 && rest[*rest == '.' ? part + 1 : 0] == '\0';
}

static void
tell_decimal (const Walk *w,
              HcrmRecord *row,
              const char *name,
              const char *segment,
              int nth,
              guint field)
{
  g_autofree char *text = get (w, segment, nth, field, 1);
  if (!text)
    return;
  if (is_decimal (text))
    hcrm_record_set (row, name, text);
  else
    complain (w, segment, field, _ ("This is not a number"));
}

/* ---- drugs ---- */

static const struct {
  const char *interval;
  const char *times;
} TIMES[] = {
  { "QD", "1" },       { "QN", "1" },        { "QHS", "1" },      { "QAM", "1" },
  { "QPM", "1" },      { "BID", "2" },       { "TID", "3" },      { "QID", "4" },
  { "QOD", "0.5" },    { "QW", "0.142857" }, { "Q24H", "1" },     { "Q12H", "2" },
  { "Q8H", "3" },      { "Q6H", "4" },       { "Q4H", "6" },      { "Q3H", "8" },
  { "Q2H", "12" },     { "Q1H", "24" },      { "1/日", "1" },     { "2/日", "2" },
  { "3/日", "3" },     { "4/日", "4" },      { "每日一次", "1" }, { "每日二次", "2" },
  { "每日两次", "2" }, { "每日三次", "3" },  { "每日四次", "4" },
};

const char *
hcrm_hl7_times_a_day (const char *interval)
{
  for (guint i = 0; interval && i < G_N_ELEMENTS (TIMES); i++)
    if (g_ascii_strcasecmp (TIMES[i].interval, interval) == 0)
      return TIMES[i].times;
  return NULL;
}

/* `D28`, `W4`, `L1`, or a number with its unit. */
static char *
read_days (const char *text, const char *unit)
{
  static const struct {
    char letter;
    int days;
  } units[] = { { 'D', 1 }, { 'W', 7 }, { 'L', 30 } };
  char letter = g_ascii_isalpha (*text) ? *text : unit ? g_ascii_toupper (*unit) : 'D';
  const char *digits = g_ascii_isalpha (*text) ? text + 1 : text;
  if (strspn (digits, "0123456789") != strlen (digits) || strlen (digits) > 4)
    return NULL;
  gint64 n = g_ascii_strtoll (digits, NULL, 10);
  for (guint i = 0; n > 0 && i < G_N_ELEMENTS (units); i++)
    if (units[i].letter == g_ascii_toupper (letter))
      return g_strdup_printf ("%" G_GINT64_FORMAT, n * units[i].days);
  return NULL;
}

static void
read_timing (const Walk *w, HcrmRecord *row)
{
  g_autofree char *interval =
      FIRST (w, { "TQ1", w->tq1, 3, 1 }, { "ORC", w->orc, 7, 2 }, { "RXE", w->rxe, 1, 2 });
  g_autofree char *length =
      FIRST (w, { "TQ1", w->tq1, 6, 1 }, { "ORC", w->orc, 7, 3 }, { "RXE", w->rxe, 1, 3 });
  g_autofree char *unit = get (w, "TQ1", w->tq1, 6, 2);
  g_autofree char *priority =
      FIRST (w, { "TQ1", w->tq1, 9, 1 }, { "ORC", w->orc, 7, 6 }, { "RXE", w->rxe, 1, 6 });
  g_autofree char *days = length ? read_days (length, unit) : NULL;
  gboolean as_needed = (interval && strstr (interval, "PRN")) || g_strcmp0 (priority, "PRN") == 0;
  hcrm_record_set (row, "as_needed", as_needed ? "true" : "false");
  hcrm_record_set (row, "times", as_needed ? NULL : hcrm_hl7_times_a_day (interval));
  hcrm_record_set (row, "days_supply", days);
}

static gboolean
is_stopped (const Walk *w)
{
  static const char *const codes[] = { "CA", "DC", "OC", "OD", "CR", "DR", NULL };
  g_autofree char *control = get (w, "ORC", w->orc, 1, 1);
  return control && g_strv_contains (codes, control);
}

static void
read_stop (const Walk *w, HcrmRecord *row)
{
  g_autofree char *at = read_time (w, "ORC", w->orc, 9);
  hcrm_record_set (row, "state", "stopped");
  hcrm_record_set (row, "stopped_at", at ? at : hcrm_record_get (w->record, "event_at"));
}

/* RXD and RXE say the same in different places. */
typedef struct {
  const char *segment;
  guint at, quantity, unit, number, refills, daily, instructions;
} Layout;

static const Layout DISPENSE = { "RXD", 3, 4, 5, 7, 8, 12, 9 };
static const Layout ORDER = { "RXE", 18, 10, 11, 15, 16, 19, 7 };

static void
read_drug_name (const Walk *w, const Layout *l, guint nth, HcrmRecord *row)
{
  g_autofree char *code = get (w, l->segment, nth, 2, 1);
  g_autofree char *name = get (w, l->segment, nth, 2, 2);
  g_autofree char *system = get (w, l->segment, nth, 2, 3);
  if (!code && !name)
    complain (w, l->segment, 2, _ ("The message names no drug"));
  hcrm_record_set (row, "drug_code", code ? code : name);
  hcrm_record_set (row, "drug", name ? name : code);
  hcrm_record_set (row, "drug_system", system);
}

static void
read_doses (const Walk *w, const Layout *l, guint nth, HcrmRecord *row)
{
  g_autofree char *unit =
      FIRST (w, { l->segment, nth, l->unit, 2 }, { l->segment, nth, l->unit, 1 });
  g_autofree char *daily_unit = get (w, l->segment, nth, l->daily, 2);
  g_autofree char *dose_unit = FIRST (w, { "RXE", w->rxe, 5, 2 }, { "RXE", w->rxe, 5, 1 });
  tell_decimal (w, row, "quantity", l->segment, nth, l->quantity);
  tell_decimal (w, row, "daily_dose", l->segment, nth, l->daily);
  tell_decimal (w, row, "dose", "RXE", w->rxe, 3);
  hcrm_record_set (row, "unit", unit);
  hcrm_record_set (row, "daily_dose_unit",
                   hcrm_record_get (row, "daily_dose") ? daily_unit : dose_unit);
}

static void
read_refills (const Walk *w, const Layout *l, guint nth, HcrmRecord *row)
{
  g_autofree char *text = get (w, l->segment, nth, l->refills, 1);
  if (text && strspn (text, "0123456789") == strlen (text) && strlen (text) < 6)
    hcrm_record_set (row, "refills_left", text);
}

static HcrmRecord *
read_drug (const Walk *w, const Layout *l, guint nth)
{
  HcrmRecord *row = hcrm_record_new (&HCRM_HL7_DRUG);
  g_autofree char *number = FIRST (w, { "ORC", w->orc, 3, 1 }, { "ORC", w->orc, 2, 1 },
                                   { l->segment, nth, l->number, 1 }, { "MSH", 0, 10, 1 });
  g_autofree char *at = read_time (w, l->segment, nth, l->at);
  g_autofree char *happened = at ? g_strdup (at) : dup_event_time (w);
  g_autofree char *words =
      FIRST (w, { l->segment, nth, l->instructions, 2 }, { l->segment, nth, l->instructions, 1 },
             { "TQ1", w->tq1, 11, 1 });
  hcrm_record_set (row, "order_number", number ? number : "");
  hcrm_record_set (row, "dispensed_at", happened);
  hcrm_record_set (row, "instructions", words);
  read_drug_name (w, l, nth, row);
  read_doses (w, l, nth, row);
  read_refills (w, l, nth, row);
  read_timing (w, row);
  if (is_stopped (w))
    read_stop (w, row);
  else
    hcrm_record_set (row, "state", l == &DISPENSE ? "dispensed" : "ordered");
  return row;
}

/* ---- results ---- */

/* Tables 0078 and what laboratories print instead; "" for what is normal. */
static const struct {
  const char *flag;
  const char *mark;
} FLAGS[] = {
  { "N", "" },    { "S", "" },    { "NEG", "" }, { "阴性", "" },  { "正常", "" },  { "-", "" },
  { "H", "↑" },   { "HH", "↑↑" }, { ">", "↑↑" }, { "↑", "↑" },    { "偏高", "↑" }, { "L", "↓" },
  { "LL", "↓↓" }, { "<", "↓↓" },  { "↓", "↓" },  { "偏低", "↓" },
};

static const char *
find_mark (const char *flag)
{
  if (is_empty (flag))
    return "";
  for (guint i = 0; i < G_N_ELEMENTS (FLAGS); i++)
    if (g_str_equal (FLAGS[i].flag, flag))
      return FLAGS[i].mark;
  return flag;
}

/* A value's parts in their order: `<^10` is <10, a coded one is its words. */
static char *
read_value (const Walk *w, guint nth)
{
  g_autofree char *type = get (w, "OBX", nth, 2, 1);
  gboolean coded = type && (g_str_equal (type, "CE") || g_str_equal (type, "CWE"));
  guint n = hcrm_hl7_message_count_repetitions (w->message, "OBX", nth, 5);
  g_autoptr (GString) value = g_string_new (NULL);
  for (guint rep = 0; rep < n && value->len < MAX_VALUE; rep++) {
    g_string_append (value, rep ? "\n" : "");
    for (guint part = coded ? 2 : 1; part <= (coded ? 2 : 4); part++) {
      g_autofree char *text = hcrm_hl7_message_get (w->message, "OBX", nth, 5, rep, part, 1);
      g_string_append (value, text ? text : "");
    }
  }
  g_autofree char *whole = g_utf8_make_valid (value->str, MIN (value->len, MAX_VALUE));
  return g_steal_pointer (&whole);
}

static void
set_member (JsonObject *object, const char *name, const char *value)
{
  if (!is_empty (value))
    json_object_set_string_member (object, name, value);
}

static void
note_flag (const Walk *w, HcrmRecord *row, const char *name, const char *mark)
{
  const char *known = hcrm_record_get (row, "flags");
  gint64 n = hcrm_record_get_int (row, "abnormal") + 1;
  hcrm_record_set_int (row, "abnormal", n);
  if (n > 5)
    return;
  g_autofree char *flags =
      g_strconcat (known ? known : "", known ? ", " : "", name, " ", mark, NULL);
  hcrm_record_set (row, "flags", flags);
}

static const char *
find_item_state (const char *code)
{
  if (g_strcmp0 (code, "C") == 0)
    return "corrected";
  if (g_strcmp0 (code, "X") == 0 || g_strcmp0 (code, "D") == 0 || g_strcmp0 (code, "W") == 0)
    return "cancelled";
  return g_strcmp0 (code, "P") == 0 || g_strcmp0 (code, "R") == 0 || g_strcmp0 (code, "I") == 0
             ? "preliminary"
             : "final";
}

static void
add_item (const Walk *w, guint nth, HcrmRecord *row, JsonArray *items)
{
  g_autofree char *code = get (w, "OBX", nth, 3, 1);
  g_autofree char *name = get (w, "OBX", nth, 3, 2);
  g_autofree char *unit = get (w, "OBX", nth, 6, 1);
  g_autofree char *range = get (w, "OBX", nth, 7, 1);
  g_autofree char *flag = get (w, "OBX", nth, 8, 1);
  g_autofree char *state = get (w, "OBX", nth, 11, 1);
  g_autofree char *value = read_value (w, nth);
  const char *mark = find_mark (flag);
  JsonObject *item = json_object_new ();
  set_member (item, "code", code);
  set_member (item, "name", name ? name : code);
  set_member (item, "value", value);
  set_member (item, "unit", unit);
  set_member (item, "range", range);
  set_member (item, "flag", flag);
  set_member (item, "state", state ? find_item_state (state) : NULL);
  json_array_add_object_element (items, item);
  if (*mark && (name || code))
    note_flag (w, row, name ? name : code, mark);
  if (g_strcmp0 (state, "C") == 0 && g_strcmp0 (hcrm_record_get (row, "state"), "final") == 0)
    hcrm_record_set (row, "state", "corrected");
}

/* Without a number a report is told by its time: the same again is not another one. */
static char *
read_report_number (const Walk *w, guint nth, const char *observed_at)
{
  char *number = FIRST (w, { "OBR", nth, 3, 1 }, { "ORC", w->orc, 3, 1 }, { "OBR", nth, 2, 1 },
                        { "ORC", w->orc, 2, 1 });
  return number ? number : g_strdup (observed_at ? observed_at : "");
}

static HcrmRecord *
read_report (const Walk *w, guint nth)
{
  HcrmRecord *row = hcrm_record_new (&HCRM_HL7_RESULT);
  g_autofree char *code = get (w, "OBR", nth, 4, 1);
  g_autofree char *name = get (w, "OBR", nth, 4, 2);
  g_autofree char *state = get (w, "OBR", nth, 25, 1);
  g_autofree char *taken_at = read_time (w, "OBR", nth, 7);
  g_autofree char *at = taken_at ? g_strdup (taken_at) : read_time (w, "OBR", nth, 22);
  g_autofree char *observed_at = at ? g_strdup (at) : dup_event_time (w);
  g_autofree char *number = read_report_number (w, nth, observed_at);
  if (!code && !name)
    complain (w, "OBR", 4, _ ("The message does not say what was examined"));
  hcrm_record_set (row, "code", code ? code : name);
  hcrm_record_set (row, "name", name ? name : code);
  hcrm_record_set (row, "observed_at", observed_at);
  hcrm_record_set (row, "order_number", number);
  hcrm_record_set (row, "state", find_item_state (state));
  hcrm_record_set_int (row, "abnormal", 0);
  return row;
}

/* ---- the walk ---- */

static void
set_items (HcrmRecord *row, JsonArray *items)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), items);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_record_set (row, "items", text);
}

static void
add_row (JsonArray *rows, HcrmRecord *row)
{
  json_array_add_object_element (rows, hcrm_record_to_json (row));
}

typedef struct {
  Walk walk;
  JsonArray *rows;
  HcrmRecord *report; /* the OBR whose OBX follow */
  JsonArray *items;
  guint counts[6];
} Course;

static void
end_report (Course *c)
{
  if (!c->report)
    return;
  set_items (c->report, c->items);
  add_row (c->rows, c->report);
  g_clear_pointer (&c->items, json_array_unref);
  g_clear_object (&c->report);
}

static void
begin_report (Course *c, guint nth)
{
  end_report (c);
  c->walk.obr = nth;
  c->report = read_report (&c->walk, nth);
  c->items = json_array_new ();
}

static void
take_result_segment (Course *c, const char *name)
{
  if (g_str_equal (name, "ORC"))
    c->walk.orc = c->counts[0]++;
  else if (g_str_equal (name, "OBR"))
    begin_report (c, c->counts[1]++);
  else if (g_str_equal (name, "OBX")) {
    guint nth = c->counts[2]++;
    if (c->report)
      add_item (&c->walk, nth, c->report, c->items);
  }
}

static void
take_drug (Course *c, const Layout *layout, guint nth)
{
  g_autoptr (HcrmRecord) row = read_drug (&c->walk, layout, nth);
  add_row (c->rows, row);
}

/* The TQ1 of an RXE stands behind it, before the next order begins. */
static gboolean
has_timing_behind (const Walk *w, guint segment)
{
  guint n = hcrm_hl7_message_get_n_segments (w->message);
  for (guint i = segment + 1; i < n; i++) {
    const char *name = hcrm_hl7_message_get_segment_name (w->message, i);
    if (g_str_equal (name, "TQ1"))
      return TRUE;
    if (g_str_equal (name, "ORC") || g_str_equal (name, "RXE"))
      return FALSE;
  }
  return FALSE;
}

static void
begin_order (Walk *w, int orc)
{
  w->orc = orc;
  w->rxe = w->tq1 = -1;
}

static void
take_drug_segment (Course *c, guint segment, gboolean dispenses)
{
  Walk *w = &c->walk;
  const char *name = hcrm_hl7_message_get_segment_name (w->message, segment);
  if (g_str_equal (name, "ORC"))
    begin_order (w, c->counts[0]++);
  else if (g_str_equal (name, "TQ1"))
    w->tq1 = c->counts[5]++;
  else if (g_str_equal (name, "RXE")) {
    w->rxe = c->counts[3]++;
    if (has_timing_behind (w, segment))
      w->tq1 = c->counts[5];
    if (!dispenses)
      take_drug (c, &ORDER, w->rxe);
  } else if (g_str_equal (name, "RXD") && dispenses)
    take_drug (c, &DISPENSE, c->counts[4]++);
}

static void
tell_rows (Course *c, const char *name)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), c->rows);
  g_autofree char *text = json_to_string (node, FALSE);
  hcrm_record_set (c->walk.record, name, text);
}

void
hcrm_hl7_orders_read (const HcrmHl7Message *message,
                      const HcrmHl7Event *event,
                      GTimeZone *zone,
                      HcrmRecord *record,
                      GError **error)
{
  g_return_if_fail (message && event && zone && record);
  g_autoptr (JsonArray) rows = json_array_new ();
  gboolean results = event->effect == HCRM_HL7_RESULTS;
  gboolean dispenses = event->effect == HCRM_HL7_DISPENSE;
  Course c = { { message, zone, record, error, -1, -1, -1, -1 }, rows, NULL, NULL, { 0 } };
  guint n = hcrm_hl7_message_get_n_segments (message);
  for (guint i = 0; i < n; i++) {
    if (results)
      take_result_segment (&c, hcrm_hl7_message_get_segment_name (message, i));
    else
      take_drug_segment (&c, i, dispenses);
  }
  end_report (&c);
  if (json_array_get_length (rows) == 0)
    complain (&c.walk,
              results     ? "OBR"
              : dispenses ? "RXD"
                          : "RXE",
              1, _ ("There is nothing in the message"));
  tell_rows (&c, results ? "results" : "drugs");
}
