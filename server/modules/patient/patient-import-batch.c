/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a list, and carrying out a batch of its rows in one transaction. */

#include "patient-import-batch.h"

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-http.h"
#include "model/hcrm-encounter.h"
#include "model/hcrm-import.h"
#include "patient-import-batch-sql.h"
#include "patient-import-write.h"

/* --- Opening -----------------------------------------------------------------------------------
 */

static const char *
order_text (HcrmImport *self, const char *column)
{
  return hcrm_rows_get (self->order, 0, column);
}

static void
read_type (HcrmImport *self, HcrmTableType *type)
{
  const char *delimiter = order_text (self, "delimiter");

  type->format =
      g_strcmp0 (order_text (self, "format"), "xlsx") == 0 ? HCRM_TABLE_XLSX : HCRM_TABLE_CSV;
  type->charset = hcrm_table_charset_intern (order_text (self, "charset"));
  type->delimiter = delimiter != NULL ? *delimiter : ',';
  type->sheet = hcrm_rows_get_int (self->order, 0, "sheet");
}

static void
plan_columns (HcrmImport *self, const char *mapping)
{
  g_autoptr (JsonNode) node =
      json_from_string (mapping != NULL ? mapping : order_text (self, "mapping_text"), NULL);
  JsonArray *columns = json_node_get_array (node);
  const int none = -1;

  self->plan.columns = g_array_new (FALSE, FALSE, sizeof (int));
  for (guint i = 0; i < hcrm_import_row_fields.n_fields; i++)
    g_array_append_val (self->plan.columns, none);
  for (guint i = 0; i < json_array_get_length (columns); i++) {
    JsonNode *field = json_array_get_element (columns, i);
    int n = JSON_NODE_HOLDS_VALUE (field)
                ? hcrm_field_set_find (&hcrm_import_row_fields, json_node_get_string (field))
                : -1;
    if (n >= 0)
      g_array_index (self->plan.columns, int, n) = i;
  }
}

static gboolean
skip_headings (HcrmImport *self, GError **error)
{
  guint heading = hcrm_rows_get_int (self->order, 0, "heading_row");
  GError *failure = NULL;

  while (hcrm_table_reader_next (self->reader, &failure)
         && hcrm_table_reader_get_row (self->reader) < heading)
    ;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
hcrm_import_open (HcrmImport *self,
                  HcrmDb *db,
                  HcrmRows *order,
                  const char *path,
                  const char *mapping,
                  const char *today,
                  GError **error)
{
  HcrmTableType type = { 0 };

  self->db = db;
  self->order = order;
  self->updates = g_strcmp0 (order_text (self, "existing"), "update") == 0;
  read_type (self, &type);
  plan_columns (self, mapping);
  self->plan.zone = g_time_zone_new_identifier (order_text (self, "time_zone"));
  self->plan.visit_kind = order_text (self, "visit_kind");
  self->plan.decide_days = hcrm_rows_get_int (order, 0, "decide_days");
  self->reader = hcrm_table_reader_new (path, &type, error);
  self->plan.reader = self->reader;
  return self->reader != NULL && hcrm_date_from_iso (today, &self->plan.today)
         && skip_headings (self, error);
}

void
hcrm_import_clear (HcrmImport *self)
{
  g_clear_pointer (&self->reader, hcrm_table_reader_free);
  g_clear_pointer (&self->order, hcrm_rows_free);
  g_clear_pointer (&self->plan.columns, g_array_unref);
  g_clear_pointer (&self->plan.zone, g_time_zone_unref);
}

HcrmRows *
hcrm_import_load (HcrmDb *db, gint64 id, char **today, GError **error)
{
  hcrm_db_let_int (db, "import_id", id);
  g_autoptr (HcrmRows) order = hcrm_db_one (db, &SQL_PATIENT_IMPORT_BATCH_ORDER, NULL, error);
  if (order == NULL)
    return NULL;
  hcrm_db_let (db, "site_id", hcrm_rows_get (order, 0, "site_id"));
  g_autoptr (HcrmRows) row = hcrm_db_one (db, &SQL_PATIENT_IMPORT_BATCH_TODAY, NULL, error);
  if (row == NULL)
    return NULL;
  *today = g_strdup (hcrm_rows_get (row, 0, "today"));
  return g_steal_pointer (&order);
}

/* --- Looking up --------------------------------------------------------------------------------
 */

static void
append_sought (GString *json, HcrmImportRow *row, guint n)
{
  static const char *const told[] = { "mrn",       "department",   "ward",
                                      "attending", "visit_number", "visit_kind" };
  static const char *const known[] = { "name", "birth_date", "id_number" };

  g_string_append_printf (json, "%s{\"n\":%u", n > 0 ? "," : "", n);
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    hcrm_json_append_member (json, told[i], hcrm_record_get (row->told, told[i]));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    hcrm_json_append_member (json, known[i], hcrm_record_get (row->patient, known[i]));
  hcrm_json_append_member (json, "key", row->key);
  hcrm_json_append_member (json, "person_key", row->person_key);
  hcrm_json_append_member (json, "phone_key", row->phone_key);
  g_string_append_c (json, '}');
}

void
hcrm_import_bind (HcrmImport *self)
{
  hcrm_db_let (self->db, "import_id", order_text (self, "id"));
  hcrm_db_let (self->db, "issuer", order_text (self, "issuer"));
  hcrm_db_let (self->db, "site_id", order_text (self, "site_id"));
}

HcrmRows *
hcrm_import_find (HcrmImport *self, GPtrArray *rows, GError **error)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < rows->len; i++)
    append_sought (json, rows->pdata[i], i);
  g_string_append_c (json, ']');
  hcrm_import_bind (self);
  if (self->is_alone)
    hcrm_db_let (self->db, "import_id", NULL);
  hcrm_db_let (self->db, "rows", json->str);
  return hcrm_db_rows (self->db, &SQL_PATIENT_IMPORT_BATCH_FIND, NULL, error);
}

/* --- Rows that are not taken -------------------------------------------------------------------
 */

/* Everything that is wrong with a row, in the language of the thread. */
static gboolean
examine (HcrmImport *self,
         HcrmImportRow *row,
         HcrmRows *found,
         int n,
         HcrmImportVerdict *verdict,
         GError **error)
{
  return hcrm_import_row_read (row, &self->plan, error)
         && (n < 0 || hcrm_import_judge (self, row, found, n, verdict, error));
}

static GError *
examine_in (HcrmImport *self, HcrmImportRow *row, HcrmRows *found, int n, const char *language)
{
  g_auto (HcrmImportVerdict) verdict = { 0 };
  GError *error = NULL;
  locale_t before = hcrm_speak (language);

  examine (self, row, found, n, &verdict, &error);
  uselocale (before);
  return error;
}

static void
append_reason (HcrmImport *self,
               GString *json,
               const GError *chinese,
               const GError *english,
               guint i)
{
  const char *field = hcrm_error_get_field (english, i);
  int column = field != NULL ? hcrm_import_plan_find (&self->plan, field) : -1;

  g_string_append (json, json->len > 1 ? ",{" : "{");
  hcrm_json_append_member (json, "field", field);
  hcrm_json_append_member (json, "zh_CN", hcrm_error_get_field_detail (chinese, i));
  hcrm_json_append_member (json, "en", hcrm_error_get_field_detail (english, i));
  if (column >= 0)
    g_string_append_printf (json, ",\"column\":%d", column);
  g_string_append_c (json, '}');
}

static void
append_message (GString *json, const char *chinese, const char *english)
{
  g_string_append_c (json, '{');
  hcrm_json_append_member (json, "zh_CN", chinese);
  hcrm_json_append_member (json, "en", english);
  g_string_append_c (json, '}');
}

static char *
write_reasons (HcrmImport *self, const GError *chinese, const GError *english)
{
  GString *json = g_string_new ("[");
  guint n = hcrm_error_get_n_fields (english);

  for (guint i = 0; i < n; i++)
    append_reason (self, json, chinese, english, i);
  if (n == 0)
    append_message (json, chinese->message, english->message);
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static void
append_reject (GString *json, const HcrmImportRow *row, const char *reasons)
{
  g_autofree char *cells = hcrm_import_row_write_cells (row);

  g_string_append_printf (json, "%s{\"line\":%u,\"reasons\":%s,\"cells\":%s}",
                          json->len > 1 ? "," : "", row->line, reasons, cells);
}

/* Reasons are kept in both languages: who fetches the file is asked for theirs then. */
static void
reject (HcrmImport *self, GString *json, HcrmImportRow *row, HcrmRows *found, int n)
{
  g_autoptr (GError) chinese = examine_in (self, row, found, n, "zh_CN");
  g_autoptr (GError) english = examine_in (self, row, found, n, "en");

  if (chinese == NULL || english == NULL)
    return;
  g_autofree char *reasons = write_reasons (self, chinese, english);
  append_reject (json, row, reasons);
}

/* --- A batch -----------------------------------------------------------------------------------
 */

typedef struct {
  HcrmImport *import;
  GPtrArray *good; /* of HcrmImportRow (borrowed): those that are looked up */
  HcrmImportWriter *writer;
  GString *keys, *rejects;
  HcrmImportCounts counts;
} Batch;

static void
count (HcrmImportCounts *counts, const HcrmImportVerdict *verdict)
{
  counts->added += verdict->outcome == HCRM_IMPORT_ADD;
  counts->updated += verdict->outcome == HCRM_IMPORT_UPDATE;
  counts->skipped += verdict->outcome == HCRM_IMPORT_SKIP;
  counts->visits += verdict->adds_visit || verdict->ends_visit;
}

static void
keep_keys (Batch *self, const HcrmImportRow *row)
{
  const char *keys[] = { row->key, row->person_key };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_string_append (self->keys, self->keys->len > 1 ? ",{" : "{");
    hcrm_json_append_member (self->keys, "key", keys[i]);
    g_string_append_printf (self->keys, ",\"line\":%u}", row->line);
  }
}

static gboolean
take_row (Batch *self, HcrmImportRow *row, HcrmRows *found, guint n, GError **error)
{
  g_auto (HcrmImportVerdict) verdict = { 0 };
  g_autoptr (GError) fault = NULL;

  if (hcrm_import_judge (self->import, row, found, n, &verdict, &fault)) {
    count (&self->counts, &verdict);
    keep_keys (self, row);
    if (!self->import->is_dry && verdict.outcome != HCRM_IMPORT_SKIP)
      hcrm_import_writer_add (self->writer, row, found, n, &verdict);
    return TRUE;
  }
  if (!hcrm_import_is_fault (fault)) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  self->counts.rejected++;
  reject (self->import, self->rejects, row, found, n);
  return TRUE;
}

static void
sort_out (Batch *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    HcrmImportRow *row = rows->pdata[i];
    if (row->key != NULL)
      g_ptr_array_add (self->good, row);
    else {
      self->counts.rejected++;
      reject (self->import, self->rejects, row, NULL, -1);
    }
  }
}

static void
reject_for (Batch *self, const HcrmImportRow *row, const GError *failed)
{
  g_autofree char *reasons = write_reasons (self->import, failed, failed);

  self->counts.rejected++;
  append_reject (self->rejects, row, reasons);
}

static gboolean
settle_rows (Batch *self, GPtrArray *rows, const GError *failed, GError **error)
{
  self->counts.settled = rows->len;
  if (failed != NULL) {
    reject_for (self, rows->pdata[0], failed);
    return TRUE;
  }
  sort_out (self, rows);
  if (self->good->len == 0)
    return TRUE;
  g_autoptr (HcrmRows) found = hcrm_import_find (self->import, self->good, error);
  for (guint i = 0; found != NULL && i < self->good->len; i++)
    if (!take_row (self, self->good->pdata[i], found, i, error))
      return FALSE;
  hcrm_import_writer_flush (self->writer);
  return found != NULL;
}

static void
let_counts (Batch *self)
{
  const HcrmImportCounts *n = &self->counts;
  HcrmDb *db = self->import->db;

  hcrm_db_let_int (db, "n_settled", n->settled);
  hcrm_db_let_int (db, "n_added", n->added);
  hcrm_db_let_int (db, "n_updated", n->updated);
  hcrm_db_let_int (db, "n_visits", n->visits);
  hcrm_db_let_int (db, "n_skipped", n->skipped);
  hcrm_db_let_int (db, "n_rejected", n->rejected);
}

/* Whoever finds another row than expected is a worker too many: all it wrote is taken back. */
static gboolean
advance (Batch *self, guint from, guint upto, GError **error)
{
  HcrmImport *import = self->import;

  hcrm_db_unlet (import->db);
  hcrm_import_bind (import);
  let_counts (self);
  hcrm_db_let (import->db, "keys", self->keys->str);
  hcrm_db_let (import->db, "rejects", self->rejects->str);
  hcrm_db_let (import->db, "expected_state", import->is_dry ? "checking" : "running");
  hcrm_db_let_int (import->db, "expected_position", from);
  hcrm_db_let_int (import->db, "upto", upto);
  hcrm_db_let_int (import->db, "progress",
                   MIN (99, (int) (hcrm_table_reader_get_progress (import->reader) * 100)));
  hcrm_db_queue (import->db, &SQL_PATIENT_IMPORT_BATCH_KEEP_KEYS, NULL);
  hcrm_db_queue (import->db, &SQL_PATIENT_IMPORT_BATCH_KEEP_REJECTS, NULL);
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (import->db, &SQL_PATIENT_IMPORT_BATCH_ADVANCE, NULL, error);
  if (rows != NULL && hcrm_rows_get_n (rows) == 0)
    return hcrm_fail (error, HCRM_ERROR_WRONG_STATE, NULL, "%s", _ ("The import was stopped"));
  return rows != NULL;
}

gboolean
hcrm_import_batch_run (HcrmImport *import,
                       const HcrmContext *context,
                       GPtrArray *rows,
                       guint position,
                       const GError *failed,
                       GError **error)
{
  g_auto (HcrmImportWriter) writer;
  Batch self = { .import = import,
                 .writer = &writer,
                 .good = g_ptr_array_new (),
                 .keys = g_string_new ("["),
                 .rejects = g_string_new ("[") };
  const HcrmImportRow *last = rows->pdata[rows->len - 1];

  hcrm_import_writer_init (&writer, import);
  hcrm_db_begin (import->db, context);
  hcrm_db_queue (import->db, &SQL_PATIENT_IMPORT_BATCH_HOLD_CLOCK, NULL);
  gboolean done = settle_rows (&self, rows, failed, error);
  g_string_append_c (self.keys, ']');
  g_string_append_c (self.rejects, ']');
  done = done && advance (&self, position, last->line, error);
  done = hcrm_db_end (import->db, done, done ? error : NULL) && done;
  g_ptr_array_unref (self.good);
  g_string_free (self.keys, TRUE);
  g_string_free (self.rejects, TRUE);
  return done;
}
