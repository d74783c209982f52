/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A complaint on paper. */

#include "hcrm-complaint-sheet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/hcrm-deadline.h"
#include "core/hcrm-explain.h"
#include "core/hcrm-workflow.h"
#include "model/hcrm-call.h"
#include "model/hcrm-complaint.h"
#include "model/hcrm-message.h"

/* What is being written, and whether in English. */
typedef struct {
  HcrmSheet *sheet;
  gboolean english;
} Paper;

static const char *
get (HcrmRecord *complaint, const char *field)
{
  const char *text = hcrm_record_get (complaint, field);

  return text != NULL ? text : "";
}

/* Paper is read on another day: the whole date. */
static char *
make_stamp (const char *rfc3339)
{
  char *stamp = g_strndup (rfc3339, 16);

  if (strlen (stamp) == 16)
    stamp[10] = ' ';
  return stamp;
}

/* In the language of the paper, where there is a twin. */
static const char *
get_words (Paper *paper, HcrmRecord *complaint, const char *field)
{
  g_autofree char *twin = g_strconcat (field, "_en", NULL);
  const char *text = paper->english ? hcrm_record_get (complaint, twin) : NULL;

  return text != NULL ? text : get (complaint, field);
}

static const char *
get_member (Paper *paper, JsonObject *item, const char *name)
{
  g_autofree char *twin = g_strconcat (name, "_en", NULL);
  const char *text =
      paper->english ? json_object_get_string_member_with_default (item, twin, NULL) : NULL;

  return text != NULL ? text : json_object_get_string_member_with_default (item, name, "");
}

/* Those that are not empty; ended by %NULL. */
static char *
join_words (const char *first, ...)
{
  GString *joined = g_string_new (NULL);
  va_list args;

  va_start (args, first);
  for (const char *text = first; text != NULL; text = va_arg (args, const char *))
    if (*text != '\0')
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? " · " : "", text);
  va_end (args);
  return g_string_free (joined, FALSE);
}

static char *
make_value (HcrmRecord *complaint, const HcrmField *field)
{
  const char *value = get (complaint, field->name);

  if (field->kind == HCRM_KIND_TIME)
    return make_stamp (value);
  return g_strdup (field->choices != NULL ? hcrm_field_get_choice_label (field, value) : value);
}

static void
add (Paper *paper, HcrmSheetStyle style, guint indent, const char *text, const char *note)
{
  HcrmSheetRow *row;

  if (text == NULL || *text == '\0')
    return;
  row = hcrm_sheet_add (paper->sheet, style, indent);
  row->text = g_strdup (text);
  row->note = note != NULL && *note != '\0' ? g_strdup (note) : NULL;
}

/* A field with its name, where it has a value. */
static void
add_field (Paper *paper, HcrmRecord *complaint, const char *field)
{
  const HcrmFieldSet *set = hcrm_record_get_set (complaint);
  const HcrmField *found = &set->fields[hcrm_field_set_find (set, field)];

  if (*get (complaint, field) == '\0')
    return;
  g_autofree char *value = make_value (complaint, found);
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), gettext (found->label), value);
  add (paper, HCRM_SHEET_TEXT, 0, text, NULL);
}

static void
add_head (Paper *paper, HcrmRecord *complaint)
{
  static const char *const fields[] = {
    "channel",        "received_at", "incident_on", "caller_name", "caller_number",
    "caller_address", "behalf_name", "patient",     "mrn",         "first_receiver",
    "due_at",         "paused_at",   "joined_into", "answered_at", "told_at",
    "closed_at",      "closed_as",   "solution",    "reason"
  };
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_complaint_workflow, get (complaint, "state"));
  g_autofree char *facts = join_words (state != NULL ? gettext (state->label) : "",
                                       get_words (paper, complaint, "grade_name"),
                                       get_words (paper, complaint, "class_name"), NULL);

  add (paper, HCRM_SHEET_TITLE, 0, get (complaint, "number"), facts);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (paper, complaint, fields[i]);
  add (paper, HCRM_SHEET_SECTION, 0, _ ("Matter"), NULL);
  add (paper, HCRM_SHEET_TEXT, 0, get (complaint, "matter"), NULL);
  add_field (paper, complaint, "wish");
}

/* --- lists ------------------------------------------------------------------------------------ */

typedef void (*AddFunc) (Paper *paper, JsonObject *item);

static void
add_items (Paper *paper, JsonNode *node, const char *title, AddFunc add_item)
{
  JsonArray *items =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = items != NULL ? json_array_get_length (items) : 0;

  if (n > 0)
    add (paper, HCRM_SHEET_SECTION, 0, title, NULL);
  for (guint i = 0; i < n; i++)
    add_item (paper, json_array_get_object_element (items, i));
}

static void
add_list (Paper *paper,
          HcrmRecord *complaint,
          const char *field,
          const char *title,
          AddFunc add_item)
{
  g_autoptr (JsonNode) node = json_from_string (get (complaint, field), NULL);

  add_items (paper, node, title, add_item);
}

/* The words of a code. */
static const char *
get_label (const HcrmFieldSet *set, const char *field, const char *value)
{
  if (*value == '\0')
    return "";
  return hcrm_field_get_choice_label (&set->fields[hcrm_field_set_find (set, field)], value);
}

static void
add_object (Paper *paper, JsonObject *item)
{
  g_autofree char *text =
      join_words (get_label (&hcrm_complaint_object_fields, "kind",
                             get_member (paper, item, "kind")),
                  get_member (paper, item, "staff"), get_member (paper, item, "department"),
                  get_member (paper, item, "drug"), get_member (paper, item, "service_code"),
                  get_member (paper, item, "note"), NULL);

  add (paper, HCRM_SHEET_TEXT, 0, text, NULL);
}

static void
add_share (Paper *paper, JsonObject *item)
{
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_complaint_task_workflow, get_member (paper, item, "state"));
  g_autofree char *stamp = make_stamp (get_member (paper, item, "answered_at"));
  g_autofree char *who =
      join_words (get_member (paper, item, "department"), get_member (paper, item, "assignee"),
                  state != NULL ? gettext (state->label) : "", NULL);
  g_autofree char *by = join_words (get_member (paper, item, "answered_by"), stamp, NULL);

  add (paper, HCRM_SHEET_HEADING, 0, who, NULL);
  add (paper, HCRM_SHEET_TEXT, 1, get_member (paper, item, "request"), NULL);
  add (paper, HCRM_SHEET_TEXT, 1, get_member (paper, item, "reason"), NULL);
  add (paper, HCRM_SHEET_TEXT, 1, get_member (paper, item, "answer"), by);
}

static void
add_note (Paper *paper, JsonObject *item)
{
  g_autofree char *stamp = make_stamp (get_member (paper, item, "at"));
  g_autofree char *by = join_words (get_member (paper, item, "user"), stamp, NULL);

  add (paper, HCRM_SHEET_TEXT, 0, get_member (paper, item, "text"), by);
}

static void
add_join (Paper *paper, JsonObject *item)
{
  g_autofree char *received = make_stamp (get_member (paper, item, "received_at"));
  g_autofree char *joined = make_stamp (get_member (paper, item, "at"));
  g_autofree char *text =
      join_words (get_member (paper, item, "number"), get_member (paper, item, "caller_name"),
                  get_label (&hcrm_complaint_fields, "channel",
                             get_member (paper, item, "channel")),
                  received, get_member (paper, item, "matter"), NULL);
  g_autofree char *by = join_words (get_member (paper, item, "reason"),
                                    get_member (paper, item, "user"), joined, NULL);

  add (paper, HCRM_SHEET_TEXT, 0, text, by);
}

/* What came of a call, else how it stands. */
static void
add_call (Paper *paper, JsonObject *item)
{
  const char *disposition = get_member (paper, item, "disposition");
  const char *channel = get_member (paper, item, "channel");
  gboolean called = *channel == '\0' || strcmp (channel, "phone") == 0;
  g_autofree char *stamp = make_stamp (get_member (paper, item, "started_at"));
  g_autofree char *text =
      join_words (stamp, called ? "" : get_label (&hcrm_complaint_tell, "channel", channel),
                  get_label (&hcrm_call_fields, "direction", get_member (paper, item, "direction")),
                  *disposition != '\0'
                      ? get_label (&hcrm_complaint_tell, "disposition", disposition)
                      : get_label (&hcrm_call_fields, "state", get_member (paper, item, "state")),
                  get_member (paper, item, "number"), get_member (paper, item, "user"), NULL);

  add (paper, HCRM_SHEET_TEXT, 0, text, get_member (paper, item, "note"));
}

static void
add_message (Paper *paper, JsonObject *item)
{
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_message_workflow, get_member (paper, item, "state"));
  const char *sent = get_member (paper, item, "sent_at");
  g_autofree char *stamp =
      make_stamp (*sent != '\0' ? sent : get_member (paper, item, "created_at"));
  g_autofree char *by = join_words (stamp, get_member (paper, item, "address"),
                                    state != NULL ? gettext (state->label) : "", NULL);

  add (paper, HCRM_SHEET_TEXT, 0, get_member (paper, item, "body"), by);
}

static void
add_nature (Paper *paper, JsonObject *item)
{
  add (paper, HCRM_SHEET_TEXT, 0, get_member (paper, item, "name"), NULL);
}

static void
add_event (Paper *paper, JsonObject *item)
{
  JsonNode *params = json_object_get_member (item, "params");
  g_autoptr (HcrmExplanation) told = hcrm_explain (get_member (paper, item, "code"),
                                                   params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                                                       ? json_node_get_object (params)
                                                       : NULL);
  g_autofree char *stamp = make_stamp (get_member (paper, item, "at"));
  g_autofree char *text = join_words (stamp, told->title, get_member (paper, item, "user"), NULL);

  add (paper, HCRM_SHEET_TEXT, 0, text, told->detail);
}

/* --- the clock -------------------------------------------------------------------------------- */

static char *
make_term (JsonObject *entry)
{
  gint64 days = json_object_get_int_member_with_default (entry, "days", 0);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, days);

  return days > 0 ? g_strdup_printf (ngettext ("%s working day", "%s working days", days), text)
                  : g_strdup ("");
}

/* A row of the ledger; and by whom it was written down, at another time where that differs. */
static void
add_entry (Paper *paper, JsonObject *item)
{
  static const HcrmField kind = { .choices = hcrm_deadline_kind_choices };
  static const HcrmField reason = { .choices = hcrm_deadline_reason_choices };
  g_autofree char *at = make_stamp (get_member (paper, item, "at"));
  g_autofree char *recorded = make_stamp (get_member (paper, item, "recorded_at"));
  g_autofree char *term = make_term (item);
  g_autofree char *text =
      join_words (at, hcrm_field_get_choice_label (&kind, get_member (paper, item, "kind")), term,
                  hcrm_field_get_choice_label (&reason, get_member (paper, item, "why")), NULL);
  g_autofree char *late =
      strcmp (at, recorded) != 0 ? g_strdup_printf (_ ("written down %s"), recorded)
                                 : g_strdup ("");
  g_autofree char *by = join_words (late, get_member (paper, item, "user"), NULL);

  add (paper, HCRM_SHEET_TEXT, 0, text, by);
}

static void
add_reckoning (Paper *paper, JsonObject *item)
{
  JsonNode *params = json_object_get_member (item, "params");
  g_autoptr (HcrmExplanation) told = hcrm_explain (get_member (paper, item, "code"),
                                                   params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                                                       ? json_node_get_object (params)
                                                       : NULL);

  add (paper, HCRM_SHEET_TEXT, 0, told->title, told->detail);
}

HcrmSheet *
hcrm_complaint_sheet_new (HcrmRecord *complaint, JsonObject *clock, const char *language)
{
  HcrmSheet *sheet = hcrm_sheet_new (_ ("Complaint"), get (complaint, "number"),
                                        get (complaint, "number"), language);

  Paper whole = { sheet, strcmp (language, "en") == 0 }, *paper = &whole;

  add_head (paper, complaint);
  add_list (paper, complaint, "objects", _ ("Whom or what it is about"), add_object);
  add_list (paper, complaint, "natures", _ ("Classes"), add_nature);
  add_list (paper, complaint, "joins", _ ("Joined to it"), add_join);
  add_list (paper, complaint, "tasks", _ ("Departments"), add_share);
  add_list (paper, complaint, "notes", _ ("Notes"), add_note);
  add_list (paper, complaint, "calls", _ ("Callbacks"), add_call);
  add_list (paper, complaint, "messages", _ ("Messages"), add_message);
  add_items (paper, json_object_get_member (clock, "entries"), _ ("The clock's ledger"), add_entry);
  add_items (paper, json_object_get_member (clock, "steps"),
             _ ("Why it is due then"), add_reckoning);
  add_list (paper, complaint, "history", _ ("History"), add_event);
  return sheet;
}
