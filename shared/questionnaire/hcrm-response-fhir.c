/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The response as a FHIR QuestionnaireResponse, there and back, and as rows for statistics. */

#include "hcrm-response-private.h"

#include <string.h>

/* Writing. All of these recurse as deep as items are nested, which the parse has bounded. */

typedef struct {
  HcrmResponse *response;
  GString *out;
} Writer;

static gboolean write_items (Writer *self, const GPtrArray *items, guint repeat);

static void
open_item (Writer *self, const HcrmItem *item)
{
  g_string_append (self->out, "{\"linkId\":");
  hcrm_fhir_write_string (item->link_id, self->out);
}

/* Ends what began at @start; if nothing worth keeping came, takes it back. */
static gboolean
keep_or_take_back (Writer *self, gsize start, gboolean keep, const char *end)
{
  if (keep)
    g_string_append (self->out, end);
  else
    g_string_truncate (self->out, start);
  return keep;
}

static gboolean
write_group (Writer *self, const HcrmItem *item, guint repeat)
{
  gsize start = self->out->len;

  open_item (self, item);
  g_string_append (self->out, ",\"item\":[");
  return keep_or_take_back (self, start, write_items (self, item->children, repeat), "]}");
}

static gboolean
write_children (Writer *self, const HcrmItem *item, guint repeat, const char *before)
{
  gsize start = self->out->len;

  if (item->children->len == 0)
    return FALSE;
  g_string_append_printf (self->out, "%s\"item\":[", before);
  return keep_or_take_back (self, start, write_items (self, item->children, repeat), "]");
}

/* Items under a question stand in its first answer; an answer may consist of them alone. */
static gboolean
write_question (Writer *self, const HcrmItem *item, guint repeat, const GPtrArray *answers)
{
  gsize start = self->out->len;
  gboolean any = FALSE;

  open_item (self, item);
  g_string_append (self->out, ",\"answer\":[");
  for (guint i = 0; i < MAX (answers->len, 1); i++) {
    g_string_append (self->out, i > 0 ? ",{" : "{");
    if (i < answers->len)
      hcrm_answer_write (g_ptr_array_index (answers, i), "value", self->out);
    any |= i < answers->len;
    if (i == 0)
      any |= write_children (self, item, repeat, any ? "," : "");
    g_string_append_c (self->out, '}');
  }
  return keep_or_take_back (self, start, any, "]}");
}

static gboolean
write_instances (Writer *self, const HcrmItem *item, guint parent)
{
  const GArray *instances = hcrm_response_state (self->response, item)->instances;
  gboolean any = FALSE;

  for (guint i = 0; i < instances->len; i++) {
    HcrmInstance instance = g_array_index (instances, HcrmInstance, i);
    gsize start = self->out->len;
    if (instance.parent != parent)
      continue;
    if (any)
      g_string_append_c (self->out, ',');
    if (write_group (self, item, instance.id))
      any = TRUE;
    else
      g_string_truncate (self->out, start);
  }
  return any;
}

static gboolean
write_item (Writer *self, const HcrmItem *item, guint repeat)
{
  const HcrmSlot *slot = hcrm_response_slot (self->response, item, repeat);

  if (slot == NULL || !slot->enabled || item->type == HCRM_ITEM_DISPLAY)
    return FALSE;
  if (hcrm_item_is_repeating_group (item))
    return write_instances (self, item, repeat);
  if (item->type == HCRM_ITEM_GROUP)
    return write_group (self, item, repeat);
  return write_question (self, item, repeat, slot->answers);
}

static gboolean
write_items (Writer *self, const GPtrArray *items, guint repeat)
{
  gboolean any = FALSE;

  for (guint i = 0; i < items->len; i++) {
    gsize start = self->out->len;
    if (any)
      g_string_append_c (self->out, ',');
    if (write_item (self, g_ptr_array_index (items, i), repeat))
      any = TRUE;
    else
      g_string_truncate (self->out, start);
  }
  return any;
}

static void
write_member (Writer *self, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (self->out, ",\"%s\":", name);
  hcrm_fhir_write_string (value, self->out);
}

static char *
get_canonical (const HcrmQuestionnaire *questionnaire)
{
  const char *url = hcrm_questionnaire_get_url (questionnaire);
  const char *version = hcrm_questionnaire_get_version (questionnaire);

  if (url == NULL || version == NULL)
    return g_strdup (url);
  return g_strconcat (url, "|", version, NULL);
}

char *
hcrm_response_to_fhir (HcrmResponse *self, const char *status, const char *authored)
{
  g_autoptr (GString) out = g_string_new ("{\"resourceType\":\"QuestionnaireResponse\"");
  g_autofree char *canonical = get_canonical (self->questionnaire);
  Writer writer = { self, out };

  write_member (&writer, "questionnaire", canonical);
  write_member (&writer, "status", status);
  write_member (&writer, "authored", authored);
  gsize start = out->len;
  g_string_append (out, ",\"item\":[");
  keep_or_take_back (&writer, start,
                     write_items (&writer, hcrm_questionnaire_get_items (self->questionnaire), 0),
                     "]");
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Reading */

typedef struct {
  HcrmResponse *response;
  GError *error;
} Loader;

static void load_items (Loader *self,
                        const HcrmFhirNode *array,
                        const char *path,
                        const HcrmItem *parent,
                        guint repeat);

static void
add_load_fault (Loader *self, const char *path, const char *detail)
{
  if (self->error == NULL || hcrm_error_get_n_fields (self->error) < 1000)
    hcrm_error_add_field (&self->error, path, detail);
}

static void
load_answer (Loader *self, const HcrmFhirNode *node, const char *path, GPtrArray *answers)
{
  const char *detail = NULL;
  HcrmAnswer *answer = hcrm_answer_read (node, "value", &detail);

  if (answers->len >= HCRM_RESPONSE_MAX_ANSWERS)
    detail = _("There are too many answers");
  else if (answer == NULL && detail == NULL && hcrm_fhir_get (node, "item") == NULL)
    detail = _("An answer needs a value");
  if (detail != NULL)
    add_load_fault (self, path, detail);
  if (detail == NULL && answer != NULL)
    g_ptr_array_add (answers, g_steal_pointer (&answer));
  g_clear_pointer (&answer, hcrm_answer_free);
}

static void
load_question (Loader *self,
               const HcrmFhirNode *node,
               const char *path,
               const HcrmItem *item,
               guint repeat)
{
  const HcrmFhirNode *array = hcrm_fhir_get (node, "answer");
  HcrmSlot *slot = hcrm_response_slot (self->response, item, repeat);

  if (slot->answers->len > 0)
    add_load_fault (self, path, _("The question stands here twice"));
  if (hcrm_fhir_get (node, "item") != NULL)
    add_load_fault (self, path, _("Items under a question stand in its answer"));
  for (guint i = 0; i < hcrm_fhir_get_length (array); i++) {
    const HcrmFhirNode *answer = hcrm_fhir_get_nth (array, i);
    g_autofree char *place = g_strdup_printf ("%s.answer[%u]", path, i);
    load_answer (self, answer, place, slot->answers);
    load_items (self, hcrm_fhir_get (answer, "item"), place, item, repeat);
  }
}

/* The number of the next instance to fill: the one that is there, then new ones. */
static gboolean
take_instance (Loader *self, const HcrmItem *item, guint parent, gboolean first, guint *repeat)
{
  const GArray *instances = hcrm_response_state (self->response, item)->instances;

  for (guint i = 0; first && i < instances->len; i++) {
    HcrmInstance instance = g_array_index (instances, HcrmInstance, i);
    if (instance.parent != parent)
      continue;
    *repeat = instance.id;
    return TRUE;
  }
  return hcrm_response_add_instance (self->response, item->link_id, parent, repeat);
}

static void
load_group (Loader *self,
            const HcrmFhirNode *node,
            const char *path,
            const HcrmItem *item,
            guint repeat,
            gboolean first)
{
  if (hcrm_fhir_get (node, "answer") != NULL)
    add_load_fault (self, path, _("A group has no answers of its own"));
  if (!first && !item->repeats)
    add_load_fault (self, path, _("The group stands here twice"));
  if (hcrm_item_is_repeating_group (item) && !take_instance (self, item, repeat, first, &repeat))
    add_load_fault (self, path, _("There are too many of this group"));
  else
    load_items (self, hcrm_fhir_get (node, "item"), path, item, repeat);
}

static void
load_item (Loader *self,
           const HcrmFhirNode *node,
           const char *path,
           const HcrmItem *parent,
           guint repeat,
           GHashTable *seen)
{
  const char *link_id = hcrm_fhir_get_string (node, "linkId");
  const HcrmItem *item = hcrm_questionnaire_find (self->response->questionnaire, link_id);

  if (item == NULL) {
    add_load_fault (self, path, _("The questionnaire has no such item"));
    return;
  }
  if (item->parent != parent) {
    add_load_fault (self, path, _("The item does not belong here"));
    return;
  }
  gboolean first = g_hash_table_add (seen, (gpointer) item);
  if (item->type == HCRM_ITEM_GROUP)
    load_group (self, node, path, item, repeat, first);
  else if (hcrm_item_asks (item))
    load_question (self, node, path, item, repeat);
  else if (hcrm_fhir_get (node, "answer") != NULL)
    add_load_fault (self, path, _("This item asks nothing"));
}

static void
load_items (Loader *self,
            const HcrmFhirNode *array,
            const char *path,
            const HcrmItem *parent,
            guint repeat)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (array != NULL && array->kind != HCRM_FHIR_ARRAY)
    add_load_fault (self, path, _("This must be a list"));
  for (guint i = 0; i < hcrm_fhir_get_length (array); i++) {
    g_autofree char *place = g_strdup_printf ("%s.item[%u]", path, i);
    load_item (self, hcrm_fhir_get_nth (array, i), place, parent, repeat, seen);
  }
}

/* The address a response names, with or without a version, is the questionnaire's. */
static gboolean
names_questionnaire (const HcrmQuestionnaire *questionnaire, const char *canonical)
{
  const char *url = hcrm_questionnaire_get_url (questionnaire);

  if (canonical == NULL || url == NULL)
    return TRUE;
  gsize length = strcspn (canonical, "|");
  return strlen (url) == length && strncmp (url, canonical, length) == 0;
}

static void
load_root (Loader *self, const HcrmFhirNode *root)
{
  const char *canonical = hcrm_fhir_get_string (root, "questionnaire");

  if (g_strcmp0 (hcrm_fhir_get_string (root, "resourceType"), "QuestionnaireResponse") != 0)
    add_load_fault (self, "QuestionnaireResponse.resourceType",
                    _("This is no QuestionnaireResponse"));
  if (!names_questionnaire (self->response->questionnaire, canonical))
    add_load_fault (self, "QuestionnaireResponse.questionnaire",
                    _("This answers another questionnaire"));
  load_items (self, hcrm_fhir_get (root, "item"), "QuestionnaireResponse", NULL, 0);
}

gboolean
hcrm_response_load (HcrmResponse *self, const char *json, gssize length, GError **error)
{
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (json, length, error);

  if (root == NULL)
    return FALSE;
  g_autoptr (HcrmResponse) loaded = hcrm_response_new_empty (self->questionnaire);
  Loader loader = { loaded, NULL };
  loaded->loading = TRUE;

  load_root (&loader, root);
  if (loader.error != NULL) {
    g_propagate_error (error, loader.error);
    return FALSE;
  }
  hcrm_response_take_over (self, loaded);
  return TRUE;
}

/* Rows */

static void
free_row (HcrmAnswerRow *row)
{
  g_free (row->code);
  g_free (row->number);
  g_free (row->text);
  g_free (row->score);
  g_free (row);
}

static char *
get_number_text (const HcrmAnswer *answer)
{
  if (answer->kind == HCRM_ANSWER_BOOLEAN)
    return g_strdup (strcmp (answer->text, "true") == 0 ? "1" : "0");
  if (answer->kind == HCRM_ANSWER_INTEGER || answer->kind == HCRM_ANSWER_DECIMAL
      || (answer->kind == HCRM_ANSWER_QUANTITY && *answer->text != '\0'))
    return g_strdup (answer->text);
  return NULL;
}

static HcrmAnswerRow *
new_row (const HcrmItem *item, const HcrmAnswer *answer)
{
  const HcrmOption *option = hcrm_item_find_option (item, answer);
  HcrmAnswerRow *row = g_new0 (HcrmAnswerRow, 1);

  row->item = item->link_id;
  row->code = answer->kind == HCRM_ANSWER_CODING ? g_strdup (answer->text) : NULL;
  row->number = get_number_text (answer);
  if (answer->kind == HCRM_ANSWER_CODING)
    row->text = g_strdup (option != NULL ? hcrm_option_get_label (option, NULL) : answer->display);
  else if (row->number == NULL)
    row->text = g_strdup (answer->text);
  if (option != NULL && option->weighed)
    row->score = hcrm_score_to_text (option->weight);
  return row;
}

static guint
get_position (HcrmResponse *self, const HcrmItem *item, guint repeat)
{
  const GArray *instances =
      item->scope != NULL ? hcrm_response_state (self, item->scope)->instances : NULL;
  guint n = 0;

  while (instances != NULL && n < instances->len
         && g_array_index (instances, HcrmInstance, n).id != repeat)
    n++;
  return n;
}

static void
add_rows (HcrmResponse *self, const HcrmItem *item, guint repeat, HcrmSlot *slot, gpointer rows)
{
  for (guint i = 0; slot->enabled && i < slot->answers->len; i++) {
    HcrmAnswerRow *row = new_row (item, g_ptr_array_index (slot->answers, i));
    row->repeat = get_position (self, item, repeat);
    row->ordinal = i;
    g_ptr_array_add (rows, row);
  }
}

GPtrArray *
hcrm_response_get_rows (HcrmResponse *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) free_row);

  hcrm_response_foreach (self, add_rows, rows);
  return rows;
}

static void
write_row (const HcrmAnswerRow *row, GString *out)
{
  const struct {
    const char *name, *value;
  } members[] = {
    { "code", row->code }, { "number", row->number }, { "text", row->text }, { "score", row->score }
  };

  g_string_append (out, "{\"item\":");
  hcrm_fhir_write_string (row->item, out);
  g_string_append_printf (out, ",\"repeat\":%u,\"ordinal\":%u", row->repeat, row->ordinal);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    g_string_append_printf (out, ",\"%s\":", members[i].name);
    if (members[i].value != NULL)
      hcrm_fhir_write_string (members[i].value, out);
    else
      g_string_append (out, "null");
  }
  g_string_append_c (out, '}');
}

char *
hcrm_response_rows_to_json (HcrmResponse *self)
{
  g_autoptr (GPtrArray) rows = hcrm_response_get_rows (self);
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < rows->len; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    write_row (g_ptr_array_index (rows, i), out);
  }
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}
