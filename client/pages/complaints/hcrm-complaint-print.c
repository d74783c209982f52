/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A complaint on paper. */

#include "hcrm-complaint-print.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/hcrm-explain.h"
#include "core/hcrm-workflow.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-text.h"

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

static void
add (HcrmSheet *sheet, HcrmSheetStyle style, guint indent, const char *text, const char *note)
{
  HcrmSheetRow *row;

  if (text == NULL || *text == '\0')
    return;
  row = hcrm_sheet_add (sheet, style, indent);
  row->text = g_strdup (text);
  row->note = note != NULL && *note != '\0' ? g_strdup (note) : NULL;
}

/* A field with its name, where it has a value. */
static void
add_field (HcrmSheet *sheet, HcrmRecord *complaint, const char *field)
{
  const HcrmFieldSet *set = hcrm_record_get_set (complaint);
  const HcrmField *found = &set->fields[hcrm_field_set_find (set, field)];
  gboolean time = found->kind == HCRM_KIND_TIME;

  if (*get (complaint, field) == '\0')
    return;
  g_autofree char *value =
      time ? make_stamp (get (complaint, field)) : hcrm_text_value (complaint, found);
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), gettext (found->label), value);
  add (sheet, HCRM_SHEET_TEXT, 0, text, NULL);
}

static void
add_head (HcrmSheet *sheet, HcrmRecord *complaint)
{
  static const char *const fields[] = { "channel",     "received_at",   "incident_on",
                                        "caller_name", "caller_number", "behalf_name",
                                        "patient",     "mrn",           "first_receiver",
                                        "due_at",      "closed_at",     "closed_as",
                                        "solution" };
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_complaint_workflow, get (complaint, "state"));
  g_autofree char *facts = hcrm_text_join (state != NULL ? gettext (state->label) : "",
                                           hcrm_text_field (complaint, "grade_name"),
                                           hcrm_text_field (complaint, "class_name"), NULL);

  add (sheet, HCRM_SHEET_TITLE, 0, get (complaint, "number"), facts);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (sheet, complaint, fields[i]);
  add (sheet, HCRM_SHEET_SECTION, 0, _ ("Matter"), NULL);
  add (sheet, HCRM_SHEET_TEXT, 0, get (complaint, "matter"), NULL);
  add_field (sheet, complaint, "wish");
}

/* --- lists ------------------------------------------------------------------------------------ */

typedef void (*AddFunc) (HcrmSheet *sheet, JsonObject *item);

static void
add_list (HcrmSheet *sheet,
          HcrmRecord *complaint,
          const char *field,
          const char *title,
          AddFunc add_item)
{
  g_autoptr (JsonNode) node = json_from_string (get (complaint, field), NULL);
  JsonArray *items =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = items != NULL ? json_array_get_length (items) : 0;

  if (n > 0)
    add (sheet, HCRM_SHEET_SECTION, 0, title, NULL);
  for (guint i = 0; i < n; i++)
    add_item (sheet, json_array_get_object_element (items, i));
}

static void
add_object (HcrmSheet *sheet, JsonObject *item)
{
  g_autofree char *text =
      hcrm_text_join (hcrm_text_member (item, "staff"), hcrm_text_member (item, "department"),
                      hcrm_text_member (item, "service_code"), hcrm_text_member (item, "note"),
                      NULL);

  add (sheet, HCRM_SHEET_TEXT, 0, text, NULL);
}

static void
add_share (HcrmSheet *sheet, JsonObject *item)
{
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_complaint_task_workflow, hcrm_text_member (item, "state"));
  g_autofree char *stamp = make_stamp (hcrm_text_member (item, "answered_at"));
  g_autofree char *who =
      hcrm_text_join (hcrm_text_member (item, "department"), hcrm_text_member (item, "assignee"),
                      state != NULL ? gettext (state->label) : "", NULL);
  g_autofree char *by = hcrm_text_join (hcrm_text_member (item, "answered_by"), stamp, NULL);

  add (sheet, HCRM_SHEET_HEADING, 0, who, NULL);
  add (sheet, HCRM_SHEET_TEXT, 1, hcrm_text_member (item, "request"), NULL);
  add (sheet, HCRM_SHEET_TEXT, 1, hcrm_text_member (item, "reason"), NULL);
  add (sheet, HCRM_SHEET_TEXT, 1, hcrm_text_member (item, "answer"), by);
}

static void
add_note (HcrmSheet *sheet, JsonObject *item)
{
  g_autofree char *stamp = make_stamp (hcrm_text_member (item, "at"));
  g_autofree char *by = hcrm_text_join (hcrm_text_member (item, "user"), stamp, NULL);

  add (sheet, HCRM_SHEET_TEXT, 0, hcrm_text_member (item, "text"), by);
}

static void
add_event (HcrmSheet *sheet, JsonObject *item)
{
  JsonNode *params = json_object_get_member (item, "params");
  g_autoptr (HcrmExplanation) told = hcrm_explain (hcrm_text_member (item, "code"),
                                                   params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                                                       ? json_node_get_object (params)
                                                       : NULL);
  g_autofree char *stamp = make_stamp (hcrm_text_member (item, "at"));
  g_autofree char *text =
      hcrm_text_join (stamp, told->title, hcrm_text_member (item, "user"), NULL);

  add (sheet, HCRM_SHEET_TEXT, 0, text, told->detail);
}

HcrmSheet *
hcrm_complaint_print_new (HcrmRecord *complaint, const char *language)
{
  HcrmSheet *sheet = hcrm_sheet_new (_ ("Complaint"), get (complaint, "number"),
                                        get (complaint, "number"), language);

  add_head (sheet, complaint);
  add_list (sheet, complaint, "objects", _ ("Whom or what it is about"), add_object);
  add_list (sheet, complaint, "tasks", _ ("Departments"), add_share);
  add_list (sheet, complaint, "notes", _ ("Notes"), add_note);
  add_list (sheet, complaint, "history", _ ("History"), add_event);
  return sheet;
}
