/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The data of a study without names: variables across the versions of its forms, and their code
 * book. */

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-export.h"
#include "core/hcrm-form.h"
#include "model/hcrm-patient.h"
#include "model/hcrm-study.h"
#include "study-data-sql.h"
#include "study.h"

/* One question, whatever the version that asks it; what it says of itself is the newest's. */
typedef struct {
  char *name;
  char *url;
  char *item;
  HcrmItemType type;
  char *label;
  char *unit;
  GString *codes;
  GString *versions;
  GHashTable *forms; /* ids of the questionnaires that ask it */
} Variable;

static void
free_variable (gpointer data)
{
  Variable *self = data;

  g_free (self->name);
  g_free (self->url);
  g_free (self->item);
  g_free (self->label);
  g_free (self->unit);
  g_string_free (self->codes, TRUE);
  g_string_free (self->versions, TRUE);
  g_hash_table_unref (self->forms);
  g_free (self);
}

static Variable *
find_variable (GPtrArray *variables, const char *url, const char *item)
{
  for (guint i = 0; i < variables->len; i++) {
    Variable *variable = variables->pdata[i];
    if (g_strcmp0 (variable->url, url) == 0 && g_strcmp0 (variable->item, item) == 0)
      return variable;
  }
  return NULL;
}

/* --- What there is -------------------------------------------------------------------------- */

/* What people write in their own words may name somebody, and so may a file. */
static gboolean
is_told (const HcrmItem *item)
{
  switch (item->type) {
  case HCRM_ITEM_STRING:
  case HCRM_ITEM_TEXT:
  case HCRM_ITEM_URL:
  case HCRM_ITEM_OPEN_CHOICE:
  case HCRM_ITEM_ATTACHMENT:
  case HCRM_ITEM_REFERENCE:
    return FALSE;
  default:
    return hcrm_item_asks (item);
  }
}

static void
append_word (GString *name, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    g_string_append_c (name, g_ascii_isalnum (*p) ? *p : '_');
}

/* phq9_q1: the end of the form's address and the linkId; told apart by a number if need be. */
static char *
make_name (GPtrArray *variables, const char *url, const char *item)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *end = url + strlen (url);
  guint taken = 0;

  while (end > url && !strchr ("/:#", end[-1]))
    end--;
  append_word (name, *end != '\0' ? end : "form");
  g_string_append_c (name, '_');
  append_word (name, item);
  for (guint i = 0; i < variables->len; i++)
    taken += g_str_has_prefix (((Variable *) variables->pdata[i])->name, name->str)
             && strlen (((Variable *) variables->pdata[i])->name) <= name->len + 3;
  if (taken > 0)
    g_string_append_printf (name, "_%u", taken + 1);
  return g_strdup (name->str);
}

static void
describe_options (Variable *self, const HcrmItem *item, const char *language)
{
  if (item->type == HCRM_ITEM_BOOLEAN)
    g_string_append_printf (self->codes, "1=%s; 0=%s", _ ("Yes"), _ ("No"));
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = item->options->pdata[i];
    g_string_append_printf (self->codes, "%s%s=%s", i > 0 ? "; " : "", option->value->text,
                            hcrm_option_get_label (option, language));
  }
}

static Variable *
add_variable (GPtrArray *variables, const char *url, const HcrmItem *item, const char *language)
{
  Variable *self = g_new0 (Variable, 1);

  self->name = make_name (variables, url, item->link_id);
  self->url = g_strdup (url);
  self->item = g_strdup (item->link_id);
  self->type = item->type;
  self->label = g_strdup (hcrm_text_get (item->text, language));
  self->unit = g_strdup (hcrm_text_get (item->unit, language));
  self->codes = g_string_new (NULL);
  self->versions = g_string_new (NULL);
  self->forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  describe_options (self, item, language);
  g_ptr_array_add (variables, self);
  return self;
}

static void
add_version (GPtrArray *variables,
             HcrmQuestionnaire *form,
             HcrmRows *rows,
             guint row,
             const char *language)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (form);
  const char *url = hcrm_rows_get (rows, row, "url");

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = items->pdata[i];
    Variable *variable = is_told (item) ? find_variable (variables, url, item->link_id) : NULL;

    if (!is_told (item))
      continue;
    if (variable == NULL)
      variable = add_variable (variables, url, item, language);
    g_hash_table_add (variable->forms, g_strdup (hcrm_rows_get (rows, row, "questionnaire_id")));
    g_string_append_printf (variable->versions, "%s%s", variable->versions->len > 0 ? ", " : "",
                            hcrm_rows_get (rows, row, "version_tag"));
  }
}

/* (element-type Variable): all of the study, by the newest version that asks them. */
static GPtrArray *
read_all (HcrmRequest *req, HcrmRecord *args, GError **error)
{
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_STUDY_DATA_VERSIONS, args, error);
  g_autoptr (GPtrArray) variables = g_ptr_array_new_with_free_func (free_variable);

  for (guint i = 0; rows != NULL && i < hcrm_rows_get_n (rows); i++) {
    g_autoptr (HcrmQuestionnaire) form =
        hcrm_form_find (req->db, hcrm_rows_get (rows, i, "questionnaire_id"), error);
    if (form == NULL)
      return NULL;
    add_version (variables, form, rows, i, req->language);
  }
  return rows != NULL ? g_steal_pointer (&variables) : NULL;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

/* The wanted ones in the order of a saved list; what no version asks any more is not among them. */
static GPtrArray *
read_variables (HcrmRequest *req, GError **error)
{
  g_autoptr (GPtrArray) all = read_all (req, req->args, error);
  if (all == NULL || hcrm_record_get (req->args, "list_id") == NULL)
    return g_steal_pointer (&all);
  g_autoptr (HcrmRows) list = hcrm_db_one (req->db, &SQL_STUDY_DATA_VARIABLES, req->args, error);
  if (list == NULL)
    return NULL;
  g_autoptr (JsonNode) node = json_from_string (hcrm_rows_get (list, 0, "variables"), NULL);
  JsonArray *wanted = json_node_get_array (node);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (free_variable);

  for (guint i = 0; i < json_array_get_length (wanted); i++) {
    JsonObject *one = json_array_get_object_element (wanted, i);
    Variable *variable = find_variable (all, get_text (one, "url"), get_text (one, "item"));
    guint at;
    if (variable != NULL && g_ptr_array_find (all, variable, &at))
      g_ptr_array_add (chosen, g_ptr_array_steal_index (all, at));
  }
  return g_steal_pointer (&chosen);
}

/* --- The data ------------------------------------------------------------------------------- */

/* Dates become days of the study. */
static char *
make_day (const char *text, const char *anchor)
{
  g_autofree char *day = g_strndup (text, 10);
  GDate date, first;

  if (!hcrm_date_from_iso (day, &date) || !hcrm_date_from_iso (anchor, &first))
    return g_strdup (HCRM_STUDY_NO_DAY);
  return g_strdup_printf ("%d", g_date_days_between (&first, &date));
}

static char *
make_cell (Variable *self, JsonObject *forms, const char *anchor)
{
  JsonObject *entry = json_object_has_member (forms, self->url)
                          ? json_object_get_object_member (forms, self->url)
                          : NULL;
  if (entry == NULL)
    return g_strdup (HCRM_STUDY_NOT_ASKED);
  const char *state = get_text (entry, "state");
  g_autofree char *form =
      g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (entry, "form"));
  JsonObject *answers = json_object_get_object_member (entry, "answers");

  if (g_str_equal (state, "due") || g_str_equal (state, "cancelled"))
    return g_strdup (HCRM_STUDY_NOT_VISITED);
  if (!g_hash_table_contains (self->forms, form))
    return g_strdup (HCRM_STUDY_NOT_IN_VERSION);
  if (!json_object_has_member (answers, self->item))
    return g_strdup (HCRM_STUDY_NOT_ANSWERED);
  const char *value = get_text (answers, self->item);
  gboolean dated = self->type == HCRM_ITEM_DATE || self->type == HCRM_ITEM_DATE_TIME;
  return dated ? make_day (value, anchor) : g_strdup (value);
}

static void
add_row (GPtrArray *cells, GPtrArray *variables, HcrmRows *rows, guint row)
{
  g_autoptr (JsonNode) node = json_from_string (hcrm_rows_get (rows, row, "forms"), NULL);

  for (guint i = 0; i < hcrm_study_data_fields.n_fields; i++)
    g_ptr_array_add (cells,
                     g_strdup (hcrm_rows_get (rows, row, hcrm_study_data_fields.fields[i].name)));
  for (guint i = 0; i < variables->len; i++)
    g_ptr_array_add (cells, make_cell (variables->pdata[i], json_node_get_object (node),
                                       hcrm_rows_get (rows, row, "anchor_on")));
}

static HcrmKind
find_kind (const Variable *self)
{
  gboolean number = self->type == HCRM_ITEM_DECIMAL || self->type == HCRM_ITEM_INTEGER
                    || self->type == HCRM_ITEM_QUANTITY;

  return number ? HCRM_KIND_DECIMAL : HCRM_KIND_TEXT;
}

/* The columns by the names of the variables, for they are what a program reads. */
static HcrmField *
make_fields (GPtrArray *variables, guint *n)
{
  guint fixed = hcrm_study_data_fields.n_fields;
  HcrmField *fields = g_new0 (HcrmField, fixed + variables->len);

  for (guint i = 0; i < fixed; i++) {
    fields[i] = hcrm_study_data_fields.fields[i];
    fields[i].label = fields[i].name;
  }
  for (guint i = 0; i < variables->len; i++) {
    Variable *variable = variables->pdata[i];
    fields[fixed + i] =
        (HcrmField){ variable->name, find_kind (variable), variable->name, HCRM_FIELD_READONLY };
  }
  *n = fixed + variables->len;
  return fields;
}

/* What the rows of every page are made with. */
typedef struct {
  GPtrArray *variables; /* of Variable */
  GPtrArray *names;     /* of the columns, ended by %NULL */
} Table;

/* Returns: (nullable) (transfer full): the visits of the subjects */
static HcrmRows *
make_rows (HcrmRequest *req, HcrmRows *subjects, guint n, gpointer data, GError **error)
{
  Table *self = data;
  g_autofree char *ids = hcrm_rows_join_ids (subjects, n);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  hcrm_db_let (req->db, "subjects", ids);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (req->db, &SQL_STUDY_DATA_ROWS, NULL, error);
  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    add_row (cells, self->variables, rows, i);
  return hcrm_rows_new_table ((const char *const *) self->names->pdata, cells);
}

/* Paged by subjects, so that the visits of one stay together. */
static gboolean
get_data (HcrmRequest *req, GError **error)
{
  g_autoptr (GPtrArray) variables = read_variables (req, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint n;

  if (variables == NULL)
    return FALSE;
  g_autofree HcrmField *fields = make_fields (variables, &n);
  HcrmFieldSet set = { "study_data", fields, n };
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) fields[i].name);
  g_ptr_array_add (names, NULL);
  Table table = { variables, names };
  return hcrm_request_reply_made (req,
                                  &(HcrmMadeList){ &SQL_STUDY_DATA_SUBJECTS,
                                                   &SQL_STUDY_DATA_ROW_COUNT, &set, make_rows,
                                                   &table },
                                  error);
}

/* --- The code book -------------------------------------------------------------------------- */

static char *
describe_missing (void)
{
  return g_strdup_printf (HCRM_STUDY_NO_DAY
                          "=%s; " HCRM_STUDY_NOT_ASKED "=%s; " HCRM_STUDY_NOT_VISITED
                          "=%s; " HCRM_STUDY_NOT_IN_VERSION "=%s; " HCRM_STUDY_NOT_ANSWERED "=%s",
                          _ ("date not whole"), _ ("not part of this visit"),
                                                   _ ("visit not done"),
                                                      _ ("not in this version of the form"),
                                                         _ ("not answered"));
}

static void
add_line (GPtrArray *cells, const char *const *line)
{
  for (guint i = 0; i < hcrm_study_variable_fields.n_fields; i++)
    g_ptr_array_add (cells, g_strdup (line[i]));
}

static const char *
describe_kind (const Variable *self)
{
  gboolean dated = self->type == HCRM_ITEM_DATE || self->type == HCRM_ITEM_DATE_TIME;

  return dated ? _ ("Study day") : hcrm_item_type_get_label (self->type);
}

static char *
describe_sexes (void)
{
  g_autoptr (GString) codes = g_string_new (NULL);

  for (const HcrmChoice *sex = hcrm_sex_choices; sex->value != NULL; sex++)
    g_string_append_printf (codes, "%s%s=%s", codes->len > 0 ? "; " : "", sex->value,
                            gettext (sex->label));
  return g_string_free (g_steal_pointer (&codes), FALSE);
}

/* What every row has before the variables of its forms. */
static gboolean
add_fixed (HcrmRequest *req, GPtrArray *cells, GError **error)
{
  g_autoptr (HcrmRows) study = hcrm_db_one (req->db, &SQL_STUDY_DATA_CODES, req->args, error);
  g_autofree char *sexes = describe_sexes ();

  if (study == NULL)
    return FALSE;
  for (guint i = 0; i < hcrm_study_data_fields.n_fields; i++) {
    const HcrmField *field = &hcrm_study_data_fields.fields[i];
    const char *codes = strcmp (field->name, "sex") == 0     ? sexes
                        : strcmp (field->name, "arm") == 0   ? hcrm_rows_get (study, 0, "arms")
                        : strcmp (field->name, "visit") == 0 ? hcrm_rows_get (study, 0, "visits")
                                                             : NULL;
    const char *kind = hcrm_item_type_get_label (field->kind == HCRM_KIND_INT ? HCRM_ITEM_INTEGER
                                                 : codes != NULL              ? HCRM_ITEM_CHOICE
                                                                              : HCRM_ITEM_STRING);
    add_line (cells, (const char *const[]){ field->name, gettext (field->label), kind,
                                            field->unit != NULL ? gettext (field->unit) : NULL,
                                            codes, NULL, NULL, NULL, NULL });
  }
  return TRUE;
}

static gboolean
get_variables (HcrmRequest *req, GError **error)
{
  g_autoptr (GPtrArray) variables = read_variables (req, error);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *missing = describe_missing ();
  static const char *const names[] = { "variable", "label",    "kind", "unit", "codes",
                                       "missing",  "versions", "url",  "item", NULL };

  if (variables == NULL || !add_fixed (req, cells, error))
    return FALSE;
  for (guint i = 0; i < variables->len; i++) {
    Variable *v = variables->pdata[i];
    add_line (cells,
              (const char *const[]){ v->name, v->label, describe_kind (v), v->unit, v->codes->str,
                                     missing, v->versions->str, v->url, v->item });
  }
  g_autoptr (HcrmRows) table = hcrm_rows_new_table (names, cells);
  hcrm_request_reply_items (req, table);
  return TRUE;
}

/* --- Saved lists ---------------------------------------------------------------------------- */

static gboolean
check_list (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (hcrm_record_get (record, "variables"), NULL);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) all = read_all (req, record, error);
  g_autoptr (GError) bad = NULL;

  if (all == NULL)
    return FALSE;
  if (array == NULL || json_array_get_length (array) == 0)
    hcrm_error_add_field (&bad, "variables", _ ("Choose the variables"));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonNode *one = json_array_get_element (array, i);
    JsonObject *object = JSON_NODE_HOLDS_OBJECT (one) ? json_node_get_object (one) : NULL;
    g_autofree char *field = g_strdup_printf ("variables[%u]", i);
    if (object == NULL
        || find_variable (all, get_text (object, "url"), get_text (object, "item")) == NULL)
      hcrm_error_add_field (&bad, field, _ ("No form of the study asks this, or it is free text"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

#define READ HCRM_PERM_STUDY_READ
#define LISTS "/study-lists"

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/study-data",      READ, HCRM_ROUTE_REPORT | HCRM_ROUTE_PAGED, &hcrm_study_data_query, .handler = get_data },
  HCRM_EXPORT ("/study-data", READ, &hcrm_study_data_fields),
  { "GET",   "/study-variables", READ, HCRM_ROUTE_REPORT, &hcrm_study_data_query, .handler = get_variables },
  HCRM_EXPORT ("/study-variables", READ, &hcrm_study_variable_fields),
  { "GET",   LISTS,              READ, 0, &hcrm_study_list_query, .list = &SQL_STUDY_DATA_LISTS },
  HCRM_EXPORT (LISTS, READ, &hcrm_study_list_fields),
  { "POST",  LISTS,              READ, HCRM_ROUTE_CREATES, &hcrm_study_list_fields, &SQL_STUDY_DATA_LIST_CREATE,
    .check = check_list, .reread = &SQL_STUDY_DATA_LIST_GET, .event = "study_list" },
  { "PATCH", LISTS "/{id}",      READ, 0, &hcrm_study_list_fields, &SQL_STUDY_DATA_LIST_UPDATE,
    .lock = &SQL_STUDY_DATA_LIST_LOCK, .check = check_list, .reread = &SQL_STUDY_DATA_LIST_GET, .event = "study_list" },
};

static const HcrmConstraint constraints[] = {
  { "study_list_name", "name", N_("Another list has this name") },
};
/* clang-format on */

const HcrmModule hcrm_study_data_module = { "study-data", routes, G_N_ELEMENTS (routes),
                                            constraints, G_N_ELEMENTS (constraints) };
