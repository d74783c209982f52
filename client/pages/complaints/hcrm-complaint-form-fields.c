/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is asked for when a complaint is taken, and what is sent of it. */

#include "hcrm-complaint-form-fields.h"

#include <glib/gi18n.h>

#include "model/hcrm-complaint.h"
#include "model/hcrm-contact.h"

#define REQ HCRM_FIELD_REQUIRED
#define LINES HCRM_FIELD_MULTILINE

/* clang-format off */
/* Class and grade are chosen from lists of the server; the rest is as in hcrm_complaint_new. */
static const HcrmField fields[] = {
  { "caller_number",   HCRM_KIND_TEXT, N_("Caller's number"), 0, NULL, 0, 40 },
  { "caller_name",     HCRM_KIND_TEXT, N_("Caller"),          0, NULL, 0, 100 },
  { "caller_address",  HCRM_KIND_TEXT, N_("Caller's postal address"), 0, NULL, 0, 200 },
  { "caller_relation", HCRM_KIND_CODE, N_("Relation"),        0, NULL, 0, 0, hcrm_relation_choices },
  { "channel",         HCRM_KIND_CODE, N_("Channel"),         REQ, NULL, 0, 0, hcrm_complaint_channel_choices },
  { "received_on",     HCRM_KIND_DATE, N_("Day of receipt"),  0 },
  { "matter",          HCRM_KIND_TEXT, N_("Matter"),          REQ | LINES, NULL, 0, 8000 },
  { "wish",            HCRM_KIND_TEXT, N_("What the caller wants"), LINES, NULL, 0, 2000 },
  { "class",           HCRM_KIND_CODE, N_("Class"),           REQ },
  { "grade",           HCRM_KIND_CODE, N_("Grade"),           0 },
  { "incident_on",     HCRM_KIND_DATE, N_("Day it happened"), 0 },
  { "behalf",          HCRM_KIND_CODE, N_("Whose complaint"), 0, NULL, 0, 0, hcrm_complaint_behalf_choices },
  { "behalf_name",     HCRM_KIND_TEXT, N_("On behalf of"),    0, NULL, 0, 100 },
  { "anonymous",       HCRM_KIND_BOOL, N_("Anonymous"),       0 },
  { "minor",           HCRM_KIND_BOOL, N_("The caller is a minor"), 0 },
  { "abusive",         HCRM_KIND_BOOL, N_("The caller is abusive"), 0 },
};
const HcrmFieldSet hcrm_complaint_form_set = { "taking", fields, G_N_ELEMENTS (fields) };

const char *const hcrm_complaint_form_lines[] = {
  "caller_number:4 caller_name:4 caller_relation:4",
  "matter:8 wish:4",
  "incident_on:4 class:4 grade:4",
  "caller_address:12",
  "behalf:4 channel:4 received_on:4",
  "behalf_name:12",
  "anonymous:4 minor:4 abusive:4",
  NULL,
};

/* As hcrm_complaint_object_fields, with the words of who and where, by which a draft is read. */
static const HcrmField about_fields[] = {
  { "kind",          HCRM_KIND_CODE, N_("Whom or what it is about"), REQ, NULL, 0, 0, hcrm_complaint_object_choices },
  { "staff_id",      HCRM_KIND_INT,  N_("Member of staff"), 0, NULL, 1 },
  { "staff",         HCRM_KIND_TEXT, N_("Member of staff"), 0 },
  { "department_id", HCRM_KIND_INT,  N_("Department"),      0, NULL, 1 },
  { "department",    HCRM_KIND_TEXT, N_("Department"),      0 },
  { "drug_id",       HCRM_KIND_INT,  N_("Drug"),            0, NULL, 1 },
  { "drug",          HCRM_KIND_TEXT, N_("Drug"),            0 },
  { "service_code",  HCRM_KIND_TEXT, N_("Service code"),    0, NULL, 1, 30 },
  { "note",          HCRM_KIND_TEXT, N_("Note"),            0, NULL, 0, 500 },
};
HCRM_DEFINE_FIELD_SET (hcrm_complaint_form_about, about_fields)

static const HcrmLookupInfo staff_lookup = {
  "/staff?retired=false", "id", "name", { "title", "department" }, N_("Name, pinyin or service code"),
};
static const HcrmLookupInfo department_lookup = {
  "/departments?retired=false", "id", "name", { "code", "site" }, N_("Name, pinyin or code"),
};

static const HcrmLookupInfo drug_lookup = {
  "/drugs", "id", "name", { "code" }, N_("Name, pinyin or code of the drug"),
};

/* A code that nobody has is kept as one, and flagged; other words stand beside it. */
static const char *
keep_unfound (const char *typed)
{
  for (; *typed != '\0'; typed++)
    if (g_ascii_isdigit (*typed))
      return "service_code";
  return "note";
}

const HcrmRowsColumn hcrm_complaint_form_columns[] = {
  { { "kind", HCRM_KIND_CODE, N_("Whom or what it is about"), REQ, NULL, 0, 0, hcrm_complaint_object_choices }, .initial = "person" },
  { { "staff_id", HCRM_KIND_INT, N_("Member of staff"), 0 }, &staff_lookup, "staff", .expand = TRUE, .unfound = keep_unfound },
  { { "drug_id", HCRM_KIND_INT, N_("Drug"), 0 }, &drug_lookup, "drug", .expand = TRUE },
  { { "department_id", HCRM_KIND_INT, N_("Department"), 0 }, &department_lookup, "department", .expand = TRUE },
  { { "service_code", HCRM_KIND_TEXT, N_("Service code"), 0, NULL, 1, 30 }, .line = 1 },
  { { "note", HCRM_KIND_TEXT, N_("Note"), 0, NULL, 0, 500 }, .line = 1, .expand = TRUE },
};
/* clang-format on */

const guint hcrm_complaint_form_n_columns = G_N_ELEMENTS (hcrm_complaint_form_columns);

/* A day that is past was not yet noted down then: at noon of it. */
void
hcrm_complaint_form_put_receipt (HcrmRecord *record, JsonObject *object)
{
  const char *day = hcrm_record_get (record, "received_on");
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *noon = day != NULL ? g_strdup_printf ("%sT12:00:00", day) : NULL;
  g_autoptr (GDateTime) at = noon != NULL ? g_date_time_new_from_iso8601 (noon, zone) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  json_object_remove_member (object, "received_on");
  if (at == NULL || g_date_time_compare (at, now) > 0)
    return;
  g_autofree char *text = g_date_time_format_iso8601 (at);
  json_object_set_string_member (object, "received_at", text);
}

void
hcrm_complaint_form_put_number (JsonObject *object, const char *name, const char *number)
{
  json_object_remove_member (object, name);
  if (number != NULL)
    json_object_set_int_member (object, name, g_ascii_strtoll (number, NULL, 10));
}

/* What is not in sight is not meant. */
void
hcrm_complaint_form_drop_hidden (HcrmRecord *record)
{
  const char *behalf = hcrm_record_get (record, "behalf");

  if (g_strcmp0 (hcrm_record_get (record, "channel"), "phone") == 0)
    hcrm_record_unset (record, "received_on");
  if (behalf == NULL || g_str_equal (behalf, "self"))
    hcrm_record_unset (record, "behalf_name");
}

/* As it was read, in the form's own fields. */
HcrmRecord *
hcrm_complaint_form_make_record (HcrmRecord *complaint)
{
  HcrmRecord *record = hcrm_record_new (&hcrm_complaint_form_set);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (hcrm_field_set_find (&hcrm_complaint_fields, fields[i].name) >= 0)
      hcrm_record_set (record, fields[i].name, hcrm_record_get (complaint, fields[i].name));
  return record;
}

/* Whoever a known code is of is found by the code again. */
JsonNode *
hcrm_complaint_form_make_objects (HcrmRecord *complaint)
{
  const char *text = hcrm_record_get (complaint, "objects");
  g_autoptr (JsonNode) node = json_from_string (text != NULL ? text : "[]", NULL);
  JsonArray *all = json_array_new (), *items = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    JsonObject *kept = json_object_new ();
    gboolean known = json_object_get_boolean_member_with_default (item, "code_known", FALSE);
    static const char *const names[] = { "kind",       "service_code", "note",
                                         "staff_id",   "staff",        "department_id",
                                         "department", "drug_id",      "drug" };
    for (guint j = 0; j < (known ? 3 : G_N_ELEMENTS (names)); j++)
      if (json_object_has_member (item, names[j]))
        json_object_set_member (kept, names[j], json_object_dup_member (item, names[j]));
    json_array_add_object_element (all, kept);
  }
  return json_node_init_array (json_node_alloc (), all);
}

static gboolean
has (JsonObject *row, const char *name)
{
  JsonNode *node = json_object_get_member (row, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node)
         && g_strcmp0 (json_object_get_string_member_with_default (row, name, NULL), "") != 0;
}

/* Only what is in sight; where somebody worked that day the server knows. */
static void
drop_other (JsonObject *row)
{
  const char *kind = json_object_get_string_member (row, "kind");
  gboolean person = g_str_equal (kind, "person");

  json_object_remove_member (row, "staff");
  json_object_remove_member (row, "department");
  json_object_remove_member (row, "drug");
  if (!g_str_equal (kind, "drug"))
    json_object_remove_member (row, "drug_id");
  if (!person) {
    json_object_remove_member (row, "staff_id");
    json_object_remove_member (row, "service_code");
  } else if (has (row, "staff_id") || has (row, "service_code")) {
    json_object_remove_member (row, "department_id");
  }
}

JsonNode *
hcrm_complaint_form_dup_objects (HcrmRowsEditor *rows)
{
  JsonNode *node = hcrm_rows_editor_dup_json (rows);
  JsonArray *array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    drop_other (json_array_get_object_element (array, i));
  return node;
}

/* Of a department or a thing nobody asks for a name or a code. */
void
hcrm_complaint_form_show_cells (HcrmRowsEditor *rows)
{
  static const struct {
    const char *cell;
    const char *kind;
  } asked[] = { { "staff_id", "person" }, { "service_code", "person" }, { "drug_id", "drug" } };

  for (guint row = 0; row < hcrm_rows_editor_get_n (rows); row++) {
    g_autofree char *kind =
        hcrm_input_dup_value (HCRM_INPUT (hcrm_rows_editor_get_cell (rows, row, "kind")));
    for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
      gtk_widget_set_visible (gtk_widget_get_parent (
                                  hcrm_rows_editor_get_cell (rows, row, asked[i].cell)),
                              g_strcmp0 (kind, asked[i].kind) == 0);
  }
}
