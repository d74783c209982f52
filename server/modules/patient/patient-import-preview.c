/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The beginning of a list, and the rows of it that were not taken. */

#include "patient-import-preview.h"

#include <string.h>

#include "core/hcrm-table-writer.h"
#include "model/hcrm-import.h"
#include "patient-import-batch.h"

#define ROWS_ABOVE 15
#define PREVIEWED 20

/* --- Headings ----------------------------------------------------------------------------------
 */

void
hcrm_import_look_clear (HcrmImportLook *look)
{
  g_clear_pointer (&look->headings, g_ptr_array_unref);
  g_clear_pointer (&look->sheets, g_ptr_array_unref);
}

static GPtrArray *
take_texts (HcrmTableReader *reader)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < hcrm_table_reader_get_n_cells (reader); i++)
    g_ptr_array_add (texts, g_strdup (hcrm_table_reader_get_cell (reader, i)->text));
  return texts;
}

static void
consider (HcrmImportLook *look, HcrmTableReader *reader, guint *most)
{
  g_autoptr (GPtrArray) texts = take_texts (reader);
  guint n = hcrm_import_headings_count (texts);

  if (look->headings != NULL && n <= *most)
    return;
  *most = n;
  g_clear_pointer (&look->headings, g_ptr_array_unref);
  look->headings = g_steal_pointer (&texts);
  look->heading_row = hcrm_table_reader_get_row (reader);
}

static void
take_sheets (HcrmImportLook *look, HcrmTableReader *reader)
{
  look->sheets = g_ptr_array_new_with_free_func (g_free);
  for (const char *const *name = hcrm_table_reader_get_sheets (reader); *name != NULL; name++)
    g_ptr_array_add (look->sheets, g_strdup (*name));
}

gboolean
hcrm_import_look_read (HcrmImportLook *look,
                       const char *path,
                       const HcrmTableType *type,
                       GError **error)
{
  g_autoptr (HcrmTableReader) reader = hcrm_table_reader_new (path, type, error);
  GError *failure = NULL;
  guint most = 0;

  if (reader == NULL)
    return FALSE;
  take_sheets (look, reader);
  for (guint i = 0; i < ROWS_ABOVE && hcrm_table_reader_next (reader, &failure); i++)
    consider (look, reader, &most);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return look->headings != NULL
         || hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", _ ("The file is empty"));
}

static char *
write_texts (GPtrArray *texts)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < texts->len; i++) {
    g_string_append (json, i > 0 ? "," : "");
    hcrm_json_append_string (json, texts->pdata[i]);
  }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

char *
hcrm_import_look_write_headings (const HcrmImportLook *look)
{
  return write_texts (look->headings);
}

char *
hcrm_import_look_write_sheets (const HcrmImportLook *look)
{
  return write_texts (look->sheets);
}

GPtrArray *
hcrm_import_headings_parse (JsonNode *node)
{
  GPtrArray *headings = g_ptr_array_new_with_free_func (g_free);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (headings, g_strdup (json_array_get_string_element (array, i)));
  return headings;
}

/* --- The first rows ----------------------------------------------------------------------------
 */

static void
append_problem (GString *json, const HcrmImport *import, const GError *error, guint i)
{
  const char *field = hcrm_error_get_field (error, i);
  int column = field != NULL ? hcrm_import_plan_find (&import->plan, field) : -1;

  g_string_append_printf (json, "%s{\"column\":", i > 0 ? "," : "");
  if (column >= 0)
    g_string_append_printf (json, "%d", column);
  else
    g_string_append (json, "null");
  g_string_append (json, ",\"field\":");
  if (field != NULL)
    hcrm_json_append_string (json, field);
  else
    g_string_append (json, "null");
  g_string_append (json, ",\"detail\":");
  hcrm_json_append_string (json, hcrm_error_get_field_detail (error, i));
  g_string_append_c (json, '}');
}

/* What would be taken, by field; the number and the date of birth as the document tells them. */
static void
append_values (GString *json, HcrmImportRow *row)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *values = row->told != NULL ? hcrm_record_to_json (row->told) : json_object_new ();

  json_node_take_object (node, values);
  g_autofree char *text = json_to_string (node, FALSE);
  g_string_append (json, text);
}

static void
append_row (GString *json,
            const HcrmImport *import,
            HcrmImportRow *row,
            HcrmImportOutcome outcome,
            const GError *fault)
{
  g_autofree char *cells = hcrm_import_row_write_cells (row);

  g_string_append_printf (json, "%s{\"row\":%u,\"outcome\":\"%s\",\"cells\":%s,\"values\":",
                          json->str[json->len - 1] == '[' ? "" : ",", row->line,
                          hcrm_import_outcome_name (outcome), cells);
  append_values (json, row);
  g_string_append (json, ",\"problems\":[");
  for (guint i = 0; fault != NULL && i < hcrm_error_get_n_fields (fault); i++)
    append_problem (json, import, fault, i);
  g_string_append (json, "]}");
}

/* Each by itself: rows that contradict each other show when all are checked. */
static gboolean
judge_row (HcrmImport *import, HcrmImportRow *row, GString *json, GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_auto (HcrmImportVerdict) verdict = { 0 };
  g_autoptr (GError) fault = NULL;

  if (hcrm_import_row_read (row, &import->plan, &fault)) {
    g_ptr_array_add (one, row);
    g_autoptr (HcrmRows) found = hcrm_import_find (import, one, error);
    if (found == NULL)
      return FALSE;
    if (!hcrm_import_judge (import, row, found, 0, &verdict, &fault))
      verdict.outcome = HCRM_IMPORT_REJECT;
  }
  if (fault != NULL && hcrm_error_get_n_fields (fault) == 0) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  append_row (json, import, row, verdict.outcome, fault);
  return TRUE;
}

static gboolean
judge_rows (HcrmImport *import, GString *json, GError **error)
{
  GError *failure = NULL;

  for (guint i = 0; i < PREVIEWED && hcrm_table_reader_next (import->reader, &failure); i++) {
    g_autoptr (HcrmImportRow) row = hcrm_import_row_new (import->reader);
    if (!judge_row (import, row, json, error))
      return FALSE;
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* What was sent with the preview counts instead of what is on record. */
static void
try_out (HcrmRequest *req, HcrmImport *import)
{
  const char *existing = hcrm_record_get (req->args, "existing");
  const char *kind = hcrm_record_get (req->args, "visit_kind");

  if (existing != NULL)
    import->updates = strcmp (existing, "update") == 0;
  if (kind != NULL)
    import->plan.visit_kind = kind;
  import->sees_all = req->user->held.scope[HCRM_PERM_PATIENT_IMPORT] == HCRM_SCOPE_ALL;
}

gboolean
hcrm_import_preview (HcrmRequest *req, const char *path, GError **error)
{
  g_auto (HcrmImport) import = { .db = req->db, .is_alone = TRUE };
  g_autofree char *today = NULL;

  import.order =
      hcrm_import_load (req->db, g_ascii_strtoll (hcrm_request_get_part (req, "id"), NULL, 10),
                        &today, error);
  if (import.order == NULL
      || !hcrm_import_open (&import, req->db, import.order, path,
                            hcrm_record_get (req->args, "mapping"), today, error))
    return FALSE;
  try_out (req, &import);
  g_string_assign (req->reply, "{\"rows\":[");
  if (!judge_rows (&import, req->reply, error))
    return FALSE;
  g_string_append (req->reply, "]}");
  return TRUE;
}

/* --- Rows that were not taken ------------------------------------------------------------------
 */

void
hcrm_import_reject_write_heads (HcrmTableWriter *writer, GPtrArray *headings)
{
  g_autoptr (GPtrArray) heads = g_ptr_array_new ();

  for (guint i = 0; i < HCRM_IMPORT_ADDED; i++)
    g_ptr_array_add (heads, (gpointer) hcrm_import_headings_get_added (i));
  g_ptr_array_extend (heads, headings, NULL, NULL);
  g_ptr_array_add (heads, NULL);
  hcrm_table_writer_set_heads (writer, (char **) heads->pdata);
}

static const char *
find_heading (JsonObject *reason, GPtrArray *headings)
{
  gint64 column = json_object_get_int_member_with_default (reason, "column", -1);
  const char *field = json_object_get_string_member_with_default (reason, "field", NULL);
  int n = field != NULL ? hcrm_field_set_find (&hcrm_import_row_fields, field) : -1;

  if (column >= 0 && column < headings->len)
    return headings->pdata[column];
  return n >= 0 ? gettext (hcrm_import_row_fields.fields[n].label) : NULL;
}

static void
append_part (GString *all, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (all, "%s%s", all->len > 0 ? "; " : "", part);
}

void
hcrm_import_reject_write (HcrmTableWriter *writer,
                          HcrmRows *rows,
                          guint row,
                          GPtrArray *headings,
                          const char *language)
{
  g_autoptr (JsonNode) reasons = json_from_string (hcrm_rows_get (rows, row, "reasons"), NULL);
  g_autoptr (JsonNode) cells = json_from_string (hcrm_rows_get (rows, row, "cells"), NULL);
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (json_node_get_array (reasons)); i++) {
    JsonObject *reason = json_array_get_object_element (json_node_get_array (reasons), i);
    append_part (columns, find_heading (reason, headings));
    append_part (texts, json_object_get_string_member_with_default (reason, language, NULL));
  }
  hcrm_table_writer_add (writer, HCRM_KIND_INT, hcrm_rows_get (rows, row, "id"));
  hcrm_table_writer_add (writer, HCRM_KIND_TEXT, columns->str);
  hcrm_table_writer_add (writer, HCRM_KIND_TEXT, texts->str);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (cells)); i++)
    hcrm_table_writer_add (writer, HCRM_KIND_TEXT,
                           json_array_get_string_element (json_node_get_array (cells), i));
  hcrm_table_writer_end_row (writer);
}
