/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-error.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_KIND_TEXT,
  HCRM_KIND_INT,     /* up to 64 bits; a JSON number */
  HCRM_KIND_DECIMAL, /* exact; travels as a string, never as a double */
  HCRM_KIND_BOOL,
  HCRM_KIND_DATE, /* YYYY-MM-DD, in the site's time zone */
  HCRM_KIND_TIME, /* an instant: RFC 3339 with offset; stored as timestamptz */
  HCRM_KIND_CODE, /* one of @choices, or of a code list kept in the database */
  HCRM_KIND_JSON, /* any JSON value, carried as its text; with choices, a list of some of them */
  HCRM_KIND_ROWS, /* a JSON array of objects, each checked against @rows */
} HcrmKind;

typedef enum {
  HCRM_FIELD_REQUIRED = 1 << 0,
  HCRM_FIELD_READONLY = 1 << 1,  /* the server sets it; refused in a request */
  HCRM_FIELD_MULTIPLE = 1 << 2,  /* a list filter that may be repeated; values joined as {a,b} */
  HCRM_FIELD_MULTILINE = 1 << 3, /* a form shows several lines */
  HCRM_FIELD_MASKED = 1 << 4,    /* shown masked; neither sortable nor accepted back masked */
  HCRM_FIELD_LISTED = 1 << 5,    /* of records, by their numbers: a form offers those it may be */
  HCRM_FIELD_DERIVED = 1 << 6,   /* worked out from other fields: no news of its own */
} HcrmFieldFlags;

typedef struct _HcrmFieldSet HcrmFieldSet;

typedef struct {
  const char *value;
  const char *label; /* marked with N_() */
} HcrmChoice;

/**
 * HcrmField:
 * @name: one spelling for SQL column, JSON member, parameter and form row
 * @label: what people see; marked with N_()
 * @unit: (nullable): unit of @min, @max and the value, such as "min" or "mmHg"
 * @min: least value, or least length in characters for text, or least number of rows
 * @max: greatest value, length or number of rows; 0 for no limit (text: 10,000)
 * @choices: (nullable): what a code may be, ended by a %NULL value; of a text, the codes that may
 * stand in it where no person wrote it
 * @rows: (nullable): the field set of each row, for %HCRM_KIND_ROWS
 */
typedef struct {
  const char *name;
  HcrmKind kind;
  const char *label;
  HcrmFieldFlags flags;
  const char *unit;
  double min;
  double max;
  const HcrmChoice *choices;
  const HcrmFieldSet *rows;
} HcrmField;

struct _HcrmFieldSet {
  const char *name;
  const HcrmField *fields;
  guint n_fields;
};

/* Defines and exports a field set whose fields are the rows of @table. */
#define HCRM_DEFINE_FIELD_SET(symbol, table)                                                       \
  const HcrmFieldSet symbol = { #symbol, table, G_N_ELEMENTS (table) };

/* The rows `items` of a step with several records: each its `id` and, where it is guarded, the
 * `version` that was seen. */
extern const HcrmFieldSet hcrm_record_items;

/* Returns: the row number of the field named @name, or -1. */
int hcrm_field_set_find (const HcrmFieldSet *set, const char *name);

/* Whether a value is several of the field's choices. */
gboolean hcrm_field_is_several (const HcrmField *field);

/* Returns: (transfer full): the choices that a value of such a field names, ended by %NULL. */
char **hcrm_field_split_several (const char *value);

/* Returns: the translated label of the choice @value, or @value itself if it is none. */
const char *hcrm_field_get_choice_label (const HcrmField *field, const char *value);

/**
 * HcrmRecord:
 *
 * Values for the fields of a set, as canonical text: a JSON value without the quotes. A field is
 * *absent* (never mentioned), *null* (mentioned, no value) or has a value. Emits `changed` with
 * the field's name as detail. Not thread safe; may be handed from thread to thread.
 */
#define HCRM_TYPE_RECORD (hcrm_record_get_type ())
G_DECLARE_FINAL_TYPE (HcrmRecord, hcrm_record, HCRM, RECORD, GObject)

HcrmRecord *hcrm_record_new (const HcrmFieldSet *set);
HcrmRecord *hcrm_record_copy (HcrmRecord *self);
const HcrmFieldSet *hcrm_record_get_set (HcrmRecord *self);

/* Fields by name; an unknown name has no value. Borrowed text, %NULL for null or absent. */
const char *hcrm_record_get (HcrmRecord *self, const char *name);
gint64 hcrm_record_get_int (HcrmRecord *self, const char *name); /* 0 if there is none */
gboolean hcrm_record_get_bool (HcrmRecord *self, const char *name);
gboolean hcrm_record_has (HcrmRecord *self, const char *name); /* not absent */

/* Sets a field; @value %NULL makes it null. The name must be one of the set's. */
void hcrm_record_set (HcrmRecord *self, const char *name, const char *value);
void hcrm_record_set_int (HcrmRecord *self, const char *name, gint64 value);
void hcrm_record_unset (HcrmRecord *self, const char *name); /* makes it absent */

/* Lays the present fields of @changes over @self. Both have the same set. */
void hcrm_record_overlay (HcrmRecord *self, HcrmRecord *changes);

/**
 * hcrm_record_read_json:
 * @object: a JSON object from a request or a reply
 * @trusted: a reply of the server: read-only fields are taken and unknown members ignored
 * @error: %HCRM_ERROR_INVALID naming every bad field at once
 *
 * Fills @self from @object, checking the shape of every member, but not what is missing:
 * see hcrm_record_check().
 */
gboolean
hcrm_record_read_json (HcrmRecord *self, JsonObject *object, gboolean trusted, GError **error);

/**
 * hcrm_record_check:
 *
 * Checks the whole record: kinds, bounds, choices, rows and what is required. Adds every bad field
 * to @error, also to one that hcrm_record_read_json() has set.
 *
 * Returns: whether @error is unset
 */
gboolean hcrm_record_check (HcrmRecord *self, GError **error);

/* Returns: (transfer full): an object of the present fields, nulls included. */
JsonObject *hcrm_record_to_json (HcrmRecord *self);

/**
 * hcrm_record_get_rows:
 * @name: a field of kind %HCRM_KIND_ROWS
 *
 * Returns: (transfer full) (element-type HcrmRecord): the rows as records; empty if there are none
 */
GPtrArray *hcrm_record_get_rows (HcrmRecord *self, const char *name);

G_END_DECLS
