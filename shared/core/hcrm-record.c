/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records: the values of a field set as canonical text, read from and written to JSON. */

#include "hcrm-record.h"

#include <string.h>

#include "hcrm-json.h"

#define MAX_TEXT 10000 /* characters, where a field sets no limit */

typedef enum { ABSENT, NOTHING, VALUE } Presence;

struct _HcrmRecord {
  GObject parent_instance;
  const HcrmFieldSet *set;
  char **values;
  guint8 *presence;
};

G_DEFINE_FINAL_TYPE (HcrmRecord, hcrm_record, G_TYPE_OBJECT)

static guint changed_signal;

static void
hcrm_record_finalize (GObject *object)
{
  HcrmRecord *self = HCRM_RECORD (object);

  for (guint i = 0; i < self->set->n_fields; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_free (self->presence);
  G_OBJECT_CLASS (hcrm_record_parent_class)->finalize (object);
}

static void
hcrm_record_class_init (HcrmRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_record_finalize;
  changed_signal = g_signal_new ("changed", HCRM_TYPE_RECORD, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
hcrm_record_init (HcrmRecord *self)
{
}

HcrmRecord *
hcrm_record_new (const HcrmFieldSet *set)
{
  HcrmRecord *self = g_object_new (HCRM_TYPE_RECORD, NULL);

  self->set = set;
  self->values = g_new0 (char *, MAX (set->n_fields, 1));
  self->presence = g_new0 (guint8, MAX (set->n_fields, 1));
  return self;
}

HcrmRecord *
hcrm_record_copy (HcrmRecord *self)
{
  HcrmRecord *copy = hcrm_record_new (self->set);

  hcrm_record_overlay (copy, self);
  return copy;
}

const HcrmFieldSet *
hcrm_record_get_set (HcrmRecord *self)
{
  return self->set;
}

static const HcrmField item_fields[] = {
  { "id", HCRM_KIND_INT, N_("Number"), HCRM_FIELD_REQUIRED },
    { "version", HCRM_KIND_INT, N_("Version"), 0 },
  };
HCRM_DEFINE_FIELD_SET (hcrm_record_items, item_fields)

int
hcrm_field_set_find (const HcrmFieldSet *set, const char *name)
{
  for (guint i = 0; i < set->n_fields; i++)
    if (strcmp (set->fields[i].name, name) == 0)
      return i;
  return -1;
}

gboolean
hcrm_field_is_several (const HcrmField *field)
{
  return field->kind == HCRM_KIND_JSON && field->choices != NULL;
}

char **
hcrm_field_split_several (const char *value)
{
  g_autoptr (JsonNode) node = value != NULL ? json_from_string (value, NULL) : NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    if (json_node_get_value_type (element) == G_TYPE_STRING)
      g_strv_builder_add (names, json_node_get_string (element));
  }
  return g_strv_builder_end (names);
}

const char *
hcrm_field_get_choice_label (const HcrmField *field, const char *value)
{
  for (const HcrmChoice *choice = field->choices; choice != NULL && choice->value != NULL; choice++)
    if (g_strcmp0 (choice->value, value) == 0)
      return gettext (choice->label);
  return value;
}

const char *
hcrm_record_get (HcrmRecord *self, const char *name)
{
  int i = hcrm_field_set_find (self->set, name);

  return i >= 0 ? self->values[i] : NULL;
}

gint64
hcrm_record_get_int (HcrmRecord *self, const char *name)
{
  const char *text = hcrm_record_get (self, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
hcrm_record_get_bool (HcrmRecord *self, const char *name)
{
  return g_strcmp0 (hcrm_record_get (self, name), "true") == 0;
}

gboolean
hcrm_record_has (HcrmRecord *self, const char *name)
{
  int i = hcrm_field_set_find (self->set, name);

  return i >= 0 && self->presence[i] != ABSENT;
}

static void
set_at (HcrmRecord *self, guint i, Presence presence, const char *value)
{
  if (self->presence[i] == presence && g_strcmp0 (self->values[i], value) == 0)
    return;
  g_autofree char *old = self->values[i];
  self->values[i] = g_strdup (value);
  self->presence[i] = presence;
  const char *name = self->set->fields[i].name;
  if (g_signal_has_handler_pending (self, changed_signal, 0, TRUE))
    g_signal_emit (self, changed_signal, g_quark_from_static_string (name), name);
}

void
hcrm_record_set (HcrmRecord *self, const char *name, const char *value)
{
  int i = hcrm_field_set_find (self->set, name);

  g_return_if_fail (i >= 0);
  set_at (self, i, value != NULL ? VALUE : NOTHING, value);
}

void
hcrm_record_set_int (HcrmRecord *self, const char *name, gint64 value)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  hcrm_record_set (self, name, text);
}

void
hcrm_record_unset (HcrmRecord *self, const char *name)
{
  int i = hcrm_field_set_find (self->set, name);

  g_return_if_fail (i >= 0);
  set_at (self, i, ABSENT, NULL);
}

void
hcrm_record_overlay (HcrmRecord *self, HcrmRecord *changes)
{
  g_return_if_fail (self->set == changes->set);
  for (guint i = 0; i < self->set->n_fields; i++)
    if (changes->presence[i] != ABSENT)
      set_at (self, i, changes->presence[i], changes->values[i]);
}

/* --- Checking ------------------------------------------------------------------------------- */

static gboolean
is_digits (const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return n > 0;
}

static gboolean
is_int (const char *text)
{
  char *end = NULL;
  errno = 0;
  g_ascii_strtoll (text, &end, 10);

  return errno == 0 && is_digits (text + (*text == '-'), strlen (text + (*text == '-')));
}

static gboolean
is_decimal (const char *text)
{
  const char *digits = text + (*text == '-');
  const char *point = strchr (digits, '.');
  gsize whole = point != NULL ? (gsize) (point - digits) : strlen (digits);

  return whole <= 15 && is_digits (digits, whole)
         && (point == NULL
             || (strlen (point + 1) <= 12 && is_digits (point + 1, strlen (point + 1))));
}

static gboolean
is_bool (const char *text)
{
  return strcmp (text, "true") == 0 || strcmp (text, "false") == 0;
}

static gboolean
is_date (const char *text)
{
  if (strlen (text) != 10 || text[4] != '-' || text[7] != '-' || !is_digits (text, 4)
      || !is_digits (text + 5, 2) || !is_digits (text + 8, 2))
    return FALSE;
  int day = atoi (text + 8), month = atoi (text + 5), year = atoi (text);
  return year > 0 && month >= 1 && month <= 12 && g_date_valid_dmy (day, month, year);
}

static gboolean
is_time (const char *text)
{
  /* GLib takes dates without a zone only with a default; ours must name an offset. */
  g_autoptr (GDateTime) parsed = g_date_time_new_from_iso8601 (text, NULL);

  return parsed != NULL && text[4] == '-';
}

static gboolean
is_json (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return node != NULL;
}

static gboolean
is_text (const char *text)
{
  return g_utf8_validate (text, -1, NULL);
}

static gboolean
has_kind (const HcrmField *field, const char *text)
{
  switch (field->kind) {
  case HCRM_KIND_TEXT:
  case HCRM_KIND_CODE:
    return is_text (text);
  case HCRM_KIND_INT:
    return is_int (text);
  case HCRM_KIND_DECIMAL:
    return is_decimal (text);
  case HCRM_KIND_BOOL:
    return is_bool (text);
  case HCRM_KIND_DATE:
    return is_date (text);
  case HCRM_KIND_TIME:
    return is_time (text);
  case HCRM_KIND_JSON:
  case HCRM_KIND_ROWS:
    return is_json (text);
  }
  return FALSE;
}

static gboolean
is_choice (const HcrmField *field, const char *text)
{
  for (const HcrmChoice *choice = field->choices; choice->value != NULL; choice++)
    if (strcmp (choice->value, text) == 0)
      return TRUE;
  return FALSE;
}

/* A list of some of the choices, each once. */
static gboolean
are_choices (const HcrmField *field, const char *text)
{
  g_auto (GStrv) names = hcrm_field_split_several (text);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  guint n = g_strv_length (names);

  if (!JSON_NODE_HOLDS_ARRAY (node) || n != json_array_get_length (json_node_get_array (node))
      || n < field->min)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if ((!(field->flags & HCRM_FIELD_LISTED) && !is_choice (field, names[i]))
        || g_strv_contains ((const char *const *) names + i + 1, names[i]))
      return FALSE;
  return TRUE;
}

static double
size_of (const HcrmField *field, const char *text)
{
  if (field->kind == HCRM_KIND_INT || field->kind == HCRM_KIND_DECIMAL)
    return g_ascii_strtod (text, NULL);
  return g_utf8_strlen (text, -1);
}

static char *
describe_bounds (const HcrmField *field)
{
  const char *unit = field->unit != NULL ? gettext (field->unit) : "";
  gboolean number = field->kind == HCRM_KIND_INT || field->kind == HCRM_KIND_DECIMAL;

  if (number && field->max > 0)
    return g_strdup_printf (_ ("%s must be from %g to %g %s"), gettext (field->label), field->min,
                               field->max, unit);
  if (number)
    return g_strdup_printf (_ ("%s must be at least %g %s"), gettext (field->label), field->min,
                               unit);
  if (field->min > 0)
    return g_strdup_printf (_ ("%s must have %g to %g characters"), gettext (field->label),
                               field->min, field->max > 0 ? field->max : MAX_TEXT);
  return g_strdup_printf (_ ("%s may have at most %g characters"), gettext (field->label),
                             field->max > 0 ? field->max : MAX_TEXT);
}

static gboolean
has_size (const HcrmField *field, const char *text)
{
  gboolean number = field->kind == HCRM_KIND_INT || field->kind == HCRM_KIND_DECIMAL;
  gboolean sized = number || field->kind == HCRM_KIND_TEXT;
  double size = size_of (field, text);

  if (!sized)
    return TRUE;
  if (field->max > 0 && size > field->max)
    return FALSE;
  if (!number && field->max <= 0 && size > MAX_TEXT)
    return FALSE;
  return size >= field->min || (number && field->min == 0 && field->max == 0);
}

/* Returns: (transfer full) (nullable): what is wrong with one value. */
static char *
find_fault (const HcrmField *field, const char *text)
{
  if (field->flags & HCRM_FIELD_MULTIPLE)
    return NULL; /* each value was checked as it was read */
  if (!has_kind (field, text))
    return g_strdup_printf (_ ("%s is not written correctly"), gettext (field->label));
  if (hcrm_field_is_several (field) && !are_choices (field, text))
    return g_strdup_printf (_ ("%s: choose from the list, each once"), gettext (field->label));
  if (hcrm_field_is_several (field))
    return NULL;
  if (field->choices != NULL && field->kind != HCRM_KIND_TEXT && !is_choice (field, text))
    return g_strdup_printf (_ ("%s cannot be “%s”"), gettext (field->label), text);
  return has_size (field, text) ? NULL : describe_bounds (field);
}

static void
add_fault (GError **error, const char *prefix, const HcrmField *field, char *detail)
{
  g_autofree char *name = g_strconcat (prefix, field->name, NULL);

  hcrm_error_add_field (error, name, detail);
  g_free (detail);
}

static void check_fields (HcrmRecord *self, const char *prefix, GError **error);

static void
check_rows (const HcrmField *field, const char *text, const char *prefix, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    add_fault (error, prefix, field,
               g_strdup_printf (_ ("%s is not a list"), gettext (field->label)));
    return;
  }
  JsonArray *rows = json_node_get_array (node);
  guint n = json_array_get_length (rows);
  if (n < field->min || (field->max > 0 && n > field->max))
    add_fault (error, prefix, field,
               g_strdup_printf (_ ("%s must have %g to %g rows"), gettext (field->label),
                                   field->min, field->max));
  for (guint i = 0; i < n; i++) {
    g_autofree char *inner = g_strdup_printf ("%s%s[%u].", prefix, field->name, i);
    g_autoptr (HcrmRecord) row = hcrm_record_new (field->rows);
    g_autoptr (GError) bad = NULL;

    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (rows, i))) {
      hcrm_error_add_field (error, inner, _ ("This is not a row"));
      continue;
    }
    hcrm_record_read_json (row, json_array_get_object_element (rows, i), FALSE, &bad);
    for (guint k = 0; bad != NULL && k < hcrm_error_get_n_fields (bad); k++) {
      g_autofree char *name = g_strconcat (inner, hcrm_error_get_field (bad, k), NULL);
      hcrm_error_add_field (error, name, hcrm_error_get_field_detail (bad, k));
    }
    check_fields (row, inner, error);
  }
}

static gboolean
already_named (GError **error, const char *prefix, const char *name)
{
  if (error == NULL || *error == NULL)
    return FALSE;
  g_autofree char *full = g_strconcat (prefix, name, NULL);
  for (guint i = 0; i < hcrm_error_get_n_fields (*error); i++)
    if (strcmp (hcrm_error_get_field (*error, i), full) == 0)
      return TRUE;
  return FALSE;
}

static void
check_field (HcrmRecord *self, guint i, const char *prefix, GError **error)
{
  const HcrmField *field = &self->set->fields[i];
  const char *text = self->values[i];

  if (already_named (error, prefix, field->name))
    return;
  if (text == NULL || (*text == '\0' && (field->flags & HCRM_FIELD_REQUIRED))) {
    if (field->flags & HCRM_FIELD_REQUIRED)
      add_fault (error, prefix, field,
                 g_strdup_printf (_ ("%s is required"), gettext (field->label)));
    return;
  }
  char *detail = find_fault (field, text);
  if (detail != NULL)
    add_fault (error, prefix, field, detail);
  else if (field->kind == HCRM_KIND_ROWS)
    check_rows (field, text, prefix, error);
}

static void
check_fields (HcrmRecord *self, const char *prefix, GError **error)
{
  for (guint i = 0; i < self->set->n_fields; i++)
    check_field (self, i, prefix, error);
}

gboolean
hcrm_record_check (HcrmRecord *self, GError **error)
{
  g_autoptr (GError) found = NULL;

  if (error == NULL)
    error = &found;
  check_fields (self, "", error);
  return *error == NULL;
}

/* --- JSON ----------------------------------------------------------------------------------- */

static char *
node_to_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return hcrm_json_to_text (node);
}

/* Whether the JSON type of @node is the one that the field travels as. */
static gboolean
has_shape (const HcrmField *field, JsonNode *node)
{
  gboolean value = JSON_NODE_HOLDS_VALUE (node);
  GType type = value ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (JSON_NODE_HOLDS_NULL (node) || field->kind == HCRM_KIND_JSON)
    return TRUE;
  if (field->kind == HCRM_KIND_ROWS)
    return JSON_NODE_HOLDS_ARRAY (node);
  if (type == G_TYPE_STRING)
    return TRUE; /* its text is checked; so a query and a body are read alike */
  if (field->kind == HCRM_KIND_INT)
    return type == G_TYPE_INT64;
  if (field->kind == HCRM_KIND_DECIMAL)
    return type == G_TYPE_INT64;
  return field->kind == HCRM_KIND_BOOL && type == G_TYPE_BOOLEAN;
}

/* PostgreSQL's array literal, every element quoted. */
static void
append_element (GString *literal, const char *text)
{
  g_string_append (literal, literal->len > 1 ? ",\"" : "\"");
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (literal, '\\');
    g_string_append_c (literal, *p);
  }
  g_string_append_c (literal, '"');
}

static void
read_multiple (HcrmRecord *self, guint i, JsonNode *node, GError **error)
{
  const HcrmField *field = &self->set->fields[i];
  HcrmField single = *field;
  g_autoptr (GString) literal = g_string_new ("{");
  g_autoptr (JsonArray) one = json_array_new ();
  JsonArray *array = one;

  single.flags &= ~HCRM_FIELD_MULTIPLE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    array = json_node_get_array (node);
  else
    json_array_add_element (one, json_node_copy (node));
  for (guint k = 0; k < json_array_get_length (array); k++) {
    JsonNode *element = json_array_get_element (array, k);
    g_autofree char *text = has_shape (&single, element) ? node_to_text (element) : NULL;
    char *fault = text != NULL
                      ? find_fault (&single, text)
                      : g_strdup_printf (_ ("%s is not written correctly"), gettext (field->label));
    if (fault != NULL) {
      add_fault (error, "", field, fault);
      return;
    }
    append_element (literal, text);
  }
  g_string_append_c (literal, '}');
  set_at (self, i, VALUE, literal->str);
}

static void
read_member (HcrmRecord *self, const char *name, JsonNode *node, gboolean trusted, GError **error)
{
  int i = hcrm_field_set_find (self->set, name);
  if (i < 0) {
    if (!trusted)
      hcrm_error_add_field (error, name, _ ("There is no such field"));
    return;
  }
  const HcrmField *field = &self->set->fields[i];
  if (!trusted && (field->flags & HCRM_FIELD_READONLY)) {
    add_fault (error, "", field, g_strdup_printf (_ ("%s cannot be set"), gettext (field->label)));
    return;
  }
  if (field->flags & HCRM_FIELD_MULTIPLE && !JSON_NODE_HOLDS_NULL (node)) {
    read_multiple (self, i, node, error);
    return;
  }
  if (!trusted && !has_shape (field, node)) {
    add_fault (error, "", field,
               g_strdup_printf (_ ("%s is not written correctly"), gettext (field->label)));
    return;
  }
  g_autofree char *text = node_to_text (node);
  set_at (self, i, text != NULL ? VALUE : NOTHING, text);
}

gboolean
hcrm_record_read_json (HcrmRecord *self, JsonObject *object, gboolean trusted, GError **error)
{
  g_autoptr (GError) found = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (error == NULL)
    error = &found;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    read_member (self, name, node, trusted, error);
  return *error == NULL;
}

static JsonNode *
value_to_node (const HcrmField *field, const char *text)
{
  switch (field->kind) {
  case HCRM_KIND_INT:
    return json_node_init_int (json_node_alloc (), g_ascii_strtoll (text, NULL, 10));
  case HCRM_KIND_BOOL:
    return json_node_init_boolean (json_node_alloc (), strcmp (text, "true") == 0);
  case HCRM_KIND_JSON:
  case HCRM_KIND_ROWS:
    return json_from_string (text, NULL);
  case HCRM_KIND_TEXT:
  case HCRM_KIND_DECIMAL:
  case HCRM_KIND_DATE:
  case HCRM_KIND_TIME:
  case HCRM_KIND_CODE:
    break;
  }
  return json_node_init_string (json_node_alloc (), text);
}

JsonObject *
hcrm_record_to_json (HcrmRecord *self)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < self->set->n_fields; i++) {
    const HcrmField *field = &self->set->fields[i];

    if (self->presence[i] == NOTHING)
      json_object_set_null_member (object, field->name);
    else if (self->presence[i] == VALUE)
      json_object_set_member (object, field->name, value_to_node (field, self->values[i]));
  }
  return object;
}

GPtrArray *
hcrm_record_get_rows (HcrmRecord *self, const char *name)
{
  int i = hcrm_field_set_find (self->set, name);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (i >= 0 && self->set->fields[i].kind == HCRM_KIND_ROWS, NULL);
  g_autoptr (JsonNode) node = self->values[i] ? json_from_string (self->values[i], NULL) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint k = 0; array != NULL && k < json_array_get_length (array); k++) {
    HcrmRecord *row = hcrm_record_new (self->set->fields[i].rows);

    hcrm_record_read_json (row, json_array_get_object_element (array, k), TRUE, NULL);
    g_ptr_array_add (rows, row);
  }
  return g_steal_pointer (&rows);
}
