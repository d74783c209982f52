/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts several questionnaires together into one that asks nothing twice, and says how it did. */

#include <string.h>

#include "hcrm-compose-private.h"
#include "hcrm-fhir-edit.h"

#define URL_HIDDEN "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
#define URL_ENABLE                                                                                 \
  "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"
#define MAX_TITLE 400

/* A questionnaire that goes in. */
typedef struct {
  HcrmQuestionnaire *form;
  HcrmFhirNode *root;  /* a copy that is changed as it goes in */
  char *key;           /* a short name for link ids */
  GPtrArray *lineages; /* what it was chosen for */
  const char *code;
  JsonObject *params;
  GHashTable *renamed; /* its link id → the link id in the whole */
  guint kept;
} Source;

/* A question that is in the whole. */
typedef struct {
  HcrmFhirNode *node;
  const HcrmItem *item; /* of its own questionnaire */
  Source *source;
  char *link_id; /* in the whole */
  gboolean conditional;
  gboolean repeated;
} Kept;

struct _HcrmComposer {
  GPtrArray *sources;
  HcrmFhirNode *whole;
  GPtrArray *kept;      /* of all sources so far */
  GHashTable *link_ids; /* taken in the whole */
  JsonArray *dropped;
  gboolean unweighed; /* something that counts was dropped, so no sum means anything */
};

/* --- Sources -------------------------------------------------------------------------------- */

static void
free_source (Source *source)
{
  hcrm_questionnaire_unref (source->form);
  g_clear_pointer (&source->root, hcrm_fhir_node_free);
  g_free (source->key);
  g_ptr_array_unref (source->lineages);
  g_clear_pointer (&source->params, json_object_unref);
  g_hash_table_unref (source->renamed);
  g_free (source);
}

static void
free_kept (Kept *kept)
{
  g_free (kept->link_id);
  g_free (kept);
}

HcrmComposer *
hcrm_composer_new (void)
{
  HcrmComposer *self = g_new0 (HcrmComposer, 1);

  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) free_source);
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify) free_kept);
  self->link_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->whole = hcrm_fhir_new (HCRM_FHIR_OBJECT);
  self->dropped = json_array_new ();
  return self;
}

void
hcrm_composer_free (HcrmComposer *self)
{
  g_ptr_array_unref (self->kept);
  g_ptr_array_unref (self->sources);
  g_hash_table_unref (self->link_ids);
  hcrm_fhir_node_free (self->whole);
  json_array_unref (self->dropped);
  g_free (self);
}

static Source *
find_source (HcrmComposer *self, HcrmQuestionnaire *form)
{
  const char *url = hcrm_questionnaire_get_url (form);

  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    if (source->form == form
        || (url != NULL && g_strcmp0 (hcrm_questionnaire_get_url (source->form), url) == 0))
      return source;
  }
  return NULL;
}

/* The last part of the address, in characters that are fit for a link id. */
static char *
make_key (HcrmComposer *self, HcrmQuestionnaire *form)
{
  const char *url = hcrm_questionnaire_get_url (form);
  const char *slash = url != NULL ? strrchr (url, '/') : NULL;
  g_autofree char *key = g_strdup (slash != NULL && slash[1] != '\0' ? slash + 1 : "form");

  g_strcanon (key, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-", '-');
  for (guint i = 0; i < self->sources->len; i++)
    if (strcmp (((Source *) g_ptr_array_index (self->sources, i))->key, key) == 0)
      return g_strdup_printf ("%s-%u", key, self->sources->len + 1);
  return g_steal_pointer (&key);
}

static void
add_lineage (Source *source, const char *lineage)
{
  if (lineage != NULL
      && !g_ptr_array_find_with_equal_func (source->lineages, lineage, g_str_equal, NULL))
    g_ptr_array_add (source->lineages, g_strdup (lineage));
}

static gboolean
share_lineage (const Source *a, const Source *b)
{
  for (guint i = 0; i < a->lineages->len; i++)
    if (g_ptr_array_find_with_equal_func (b->lineages, g_ptr_array_index (a->lineages, i),
                                          g_str_equal, NULL))
      return TRUE;
  return FALSE;
}

gboolean
hcrm_composer_add (HcrmComposer *self,
                   HcrmQuestionnaire *form,
                   const char *lineage,
                   const char *code,
                   JsonObject *params)
{
  Source *there = find_source (self, form);
  if (there != NULL) {
    add_lineage (there, lineage);
    g_clear_pointer (&params, json_object_unref);
    return FALSE;
  }
  Source *source = g_new0 (Source, 1);
  source->form = hcrm_questionnaire_ref (form);
  source->key = make_key (self, form);
  source->lineages = g_ptr_array_new_with_free_func (g_free);
  add_lineage (source, lineage);
  source->code = g_intern_string (code);
  source->params = params;
  source->renamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (self->sources, source);
  return TRUE;
}

/* --- Conditions and expressions follow ------------------------------------------------------ */

static gboolean
replace_quoted_cb (const GMatchInfo *match, GString *out, gpointer renamed)
{
  g_autofree char *mark = g_match_info_fetch (match, 1);
  g_autofree char *name = g_match_info_fetch (match, 2);
  const char *now = g_hash_table_lookup (renamed, name);

  g_string_append_printf (out, "%s%s%s", mark, now != NULL ? now : name, mark);
  return FALSE;
}

static void
follow_expression (HcrmFhirNode *node, GHashTable *renamed)
{
  static GRegex *quoted;

  if (g_once_init_enter (&quoted))
    g_once_init_leave (&quoted, g_regex_new ("(['\"])([^'\"]*)\\1", 0, 0, NULL));
  char *text =
      g_regex_replace_eval (quoted, node->text, -1, 0, 0, replace_quoted_cb, renamed, NULL);
  if (text == NULL)
    return;
  g_free (node->text);
  node->text = text;
}

static void
follow_name (HcrmFhirNode *node, GHashTable *renamed)
{
  const char *now = g_hash_table_lookup (renamed, node->text);

  if (now == NULL || strcmp (now, node->text) == 0)
    return;
  g_free (node->text);
  node->text = g_strdup (now);
}

static void
follow_names (HcrmFhirNode *node, GHashTable *renamed)
{
  gboolean text = node->kind == HCRM_FHIR_STRING && node->name != NULL;

  if (text && (strcmp (node->name, "linkId") == 0 || strcmp (node->name, "question") == 0))
    follow_name (node, renamed);
  else if (text && strcmp (node->name, "expression") == 0)
    follow_expression (node, renamed);
  for (guint i = 0; i < hcrm_fhir_get_length (node); i++)
    follow_names (g_ptr_array_index (node->nodes, i), renamed);
}

/* --- What becomes of an item ---------------------------------------------------------------- */

static char *
write_conditions (const HcrmFhirNode *node, GHashTable *renamed)
{
  const HcrmFhirNode *conditions = hcrm_fhir_get (node, "enableWhen");
  GString *out = g_string_new (hcrm_fhir_get_string (node, "enableBehavior"));

  for (guint i = 0; i < hcrm_fhir_get_length (conditions); i++) {
    g_autoptr (HcrmFhirNode) condition = hcrm_fhir_copy (hcrm_fhir_get_nth (conditions, i));
    const char *question = hcrm_fhir_get_string (condition, "question");
    const char *now =
        renamed != NULL && question != NULL ? g_hash_table_lookup (renamed, question) : question;
    hcrm_fhir_set (condition, "question", hcrm_fhir_new_string (now != NULL ? now : ""));
    hcrm_fhir_write (condition, out);
  }
  return g_string_free (out, FALSE);
}

/* Whether the earlier question is asked whenever the later one would be. */
static gboolean
is_asked_as_often (const Kept *kept, const HcrmFhirNode *node, const HcrmItem *item, Source *source)
{
  if (!kept->conditional)
    return TRUE;
  if (item->parent != NULL || kept->item->parent != NULL
      || hcrm_fhir_get_extension (node, URL_ENABLE) != NULL
      || hcrm_fhir_get_extension (kept->node, URL_ENABLE) != NULL)
    return FALSE;
  g_autofree char *ours = write_conditions (kept->node, NULL);
  g_autofree char *theirs = write_conditions (node, source->renamed);
  return *ours != '\0' && strcmp (ours, theirs) == 0;
}

static void
explain_drop (HcrmComposer *self,
              Source *from,
              const char *item,
              const char *same_as,
              const char *code)
{
  JsonObject *row = json_object_new ();
  JsonObject *because = json_object_new ();

  json_object_set_string_member (row, "item", item);
  json_object_set_string_member (row, "from", hcrm_questionnaire_get_url (from->form));
  if (same_as != NULL)
    json_object_set_string_member (row, "same_as", same_as);
  else
    json_object_set_null_member (row, "same_as");
  json_object_set_string_member (because, "code", code);
  json_object_set_object_member (because, "params", json_object_new ());
  json_object_set_object_member (row, "because", because);
  json_array_add_object_element (self->dropped, row);
}

static Kept *
find_same (HcrmComposer *self,
           Source *source,
           HcrmFhirNode *node,
           const HcrmItem *item,
           const char **why)
{
  for (guint i = 0; i < self->kept->len; i++) {
    Kept *kept = g_ptr_array_index (self->kept, i);
    if (kept->source == source || kept->repeated
        || !hcrm_compose_take_same_answers (kept->item, item))
      continue;
    *why = hcrm_compose_find_identity (kept->node, kept->item, node, item);
    if (*why != NULL && is_asked_as_often (kept, node, item, source))
      return kept;
  }
  return NULL;
}

/* What a narrower category of the same lineage says anew. */
static Kept *
find_refined (HcrmComposer *self, Source *source, HcrmFhirNode *node, const HcrmItem *item)
{
  for (guint i = 0; i < self->kept->len; i++) {
    Kept *kept = g_ptr_array_index (self->kept, i);
    if (kept->source == source || kept->repeated || kept->item->children->len > 0
        || !share_lineage (kept->source, source))
      continue;
    if (item->conditions->len == 0 && kept->item->dependents->len == 0
        && hcrm_compose_find_meaning (kept->node, node) != NULL)
      return kept;
  }
  return NULL;
}

static char *
make_link_id (HcrmComposer *self, Source *source, const char *link_id)
{
  g_autofree char *made = g_strdup (link_id);

  for (guint n = 1; g_hash_table_contains (self->link_ids, made); n++) {
    g_free (made);
    made = n == 1 ? g_strdup_printf ("%s.%s", source->key, link_id)
                  : g_strdup_printf ("%s.%s.%u", source->key, link_id, n);
  }
  g_hash_table_add (self->link_ids, g_strdup (made));
  return g_steal_pointer (&made);
}

static void
rename_item (Source *source, const char *link_id, const char *now)
{
  g_hash_table_replace (source->renamed, g_strdup (link_id), g_strdup (now));
}

static void
keep_item (HcrmComposer *self,
           Source *source,
           HcrmFhirNode *node,
           const HcrmItem *item,
           gboolean conditional)
{
  g_autofree char *made = make_link_id (self, source, item->link_id);
  Kept *kept = g_new0 (Kept, 1);

  rename_item (source, item->link_id, made);
  kept->node = node;
  kept->item = item;
  kept->source = source;
  kept->conditional = conditional;
  kept->repeated = item->scope != NULL || (item->type == HCRM_ITEM_GROUP && item->repeats);
  kept->link_id = g_steal_pointer (&made);
  g_ptr_array_add (self->kept, kept);
  source->kept += hcrm_item_asks (item);
}

static void
drop_item (HcrmComposer *self, Source *source, const HcrmItem *item, Kept *same, const char *why)
{
  rename_item (source, item->link_id, same->link_id);
  if (item->required && !same->item->required && item->conditions->len == 0)
    hcrm_fhir_set (same->node, "required", hcrm_fhir_new_boolean (TRUE));
  self->unweighed |= item->weighed;
  explain_drop (self, source, item->link_id, same->link_id, why);
}

/* The refined question takes the place and the link id of the inherited one. */
static void
refine_item (HcrmComposer *self,
             Source *source,
             HcrmFhirNode *node,
             const HcrmItem *item,
             Kept *old)
{
  HcrmFhirNode *copy = hcrm_fhir_copy (node);
  GPtrArray *members = copy->nodes;

  explain_drop (self, old->source, old->item->link_id, old->link_id, "compose.refined");
  rename_item (source, item->link_id, old->link_id);
  copy->nodes = old->node->nodes;
  old->node->nodes = members;
  hcrm_fhir_node_free (copy);
  follow_names (old->node, source->renamed);
  self->unweighed |= old->item->weighed || item->weighed;
  old->source->kept -= hcrm_item_asks (old->item);
  old->source = source;
  old->item = item;
  source->kept += hcrm_item_asks (item);
}

static gboolean
has_condition (const HcrmFhirNode *node)
{
  return hcrm_fhir_get_length (hcrm_fhir_get (node, "enableWhen")) > 0
         || hcrm_fhir_get_extension (node, URL_ENABLE) != NULL
         || hcrm_fhir_get_extension (node, URL_HIDDEN) != NULL;
}

static void
merge_items (HcrmComposer *self, Source *source, HcrmFhirNode *parent, gboolean conditional);

/* Whether anything is still asked below. */
static gboolean
asks_below (const HcrmFhirNode *node, Source *source)
{
  const HcrmFhirNode *items = hcrm_fhir_get (node, "item");

  for (guint i = 0; i < hcrm_fhir_get_length (items); i++) {
    const HcrmFhirNode *child = hcrm_fhir_get_nth (items, i);
    const HcrmItem *item =
        hcrm_questionnaire_find (source->form, hcrm_fhir_get_string (child, "linkId"));
    if (item == NULL || hcrm_item_asks (item) || asks_below (child, source))
      return TRUE;
  }
  return FALSE;
}

static guint
find_first_kept (HcrmComposer *self, const HcrmFhirNode *node)
{
  for (guint i = 0; i < self->kept->len; i++)
    if (((Kept *) g_ptr_array_index (self->kept, i))->node == node)
      return i;
  return self->kept->len;
}

/* A group that asks nothing any more goes with the words that stood in it. */
static void
drop_group (HcrmComposer *self, Source *source, HcrmFhirNode *node)
{
  guint first = find_first_kept (self, node);

  for (guint i = first; i < self->kept->len; i++) {
    Kept *kept = g_ptr_array_index (self->kept, i);
    g_hash_table_remove (self->link_ids, kept->link_id);
    explain_drop (self, source, kept->item->link_id, NULL, "compose.nothing-left");
  }
  g_ptr_array_set_size (self->kept, first);
}

/* Returns: whether the item stays. */
static gboolean
merge_item (HcrmComposer *self, Source *source, HcrmFhirNode *node, gboolean conditional)
{
  const HcrmItem *item =
      hcrm_questionnaire_find (source->form, hcrm_fhir_get_string (node, "linkId"));
  gboolean single =
      item->scope == NULL && item->children->len == 0 && item->type != HCRM_ITEM_GROUP;
  const char *why = NULL;
  Kept *same = single ? find_same (self, source, node, item, &why) : NULL;
  Kept *old = single && same == NULL ? find_refined (self, source, node, item) : NULL;

  if (same != NULL)
    drop_item (self, source, item, same, why);
  else if (old != NULL)
    refine_item (self, source, node, item, old);
  if (same != NULL || old != NULL)
    return FALSE;
  conditional |= has_condition (node);
  keep_item (self, source, node, item, conditional);
  gboolean asked = asks_below (node, source);
  merge_items (self, source, node, conditional);
  if (item->type != HCRM_ITEM_GROUP || !asked || asks_below (node, source))
    return TRUE;
  drop_group (self, source, node);
  return FALSE;
}

static void
merge_items (HcrmComposer *self, Source *source, HcrmFhirNode *parent, gboolean conditional)
{
  HcrmFhirNode *items = (HcrmFhirNode *) hcrm_fhir_get (parent, "item");

  for (guint i = 0; i < hcrm_fhir_get_length (items);) {
    if (merge_item (self, source, g_ptr_array_index (items->nodes, i), conditional))
      i++;
    else
      g_ptr_array_remove_index (items->nodes, i);
  }
  if (items != NULL && items->nodes->len == 0)
    hcrm_fhir_set (parent, "item", NULL);
}

/* --- The rest of the resource --------------------------------------------------------------- */

static gboolean
holds (const HcrmFhirNode *array, const HcrmFhirNode *node)
{
  for (guint i = 0; i < hcrm_fhir_get_length (array); i++)
    if (hcrm_fhir_equal (hcrm_fhir_get_nth (array, i), node))
      return TRUE;
  return FALSE;
}

static void
unite (HcrmComposer *self, Source *source, const char *name)
{
  const HcrmFhirNode *from = hcrm_fhir_get (source->root, name);

  if (hcrm_fhir_get_length (from) == 0)
    return;
  HcrmFhirNode *to = hcrm_fhir_open (self->whole, name, HCRM_FHIR_ARRAY);
  for (guint i = 0; i < hcrm_fhir_get_length (from); i++)
    if (!holds (to, hcrm_fhir_get_nth (from, i)))
      hcrm_fhir_add (to, hcrm_fhir_copy (hcrm_fhir_get_nth (from, i)));
}

static void
unite_extensions (HcrmComposer *self, Source *source)
{
  const HcrmFhirNode *from = hcrm_fhir_get (source->root, "extension");

  for (guint i = 0; i < hcrm_fhir_get_length (from); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (from, i);
    if (g_strcmp0 (hcrm_fhir_get_string (extension, "url"), HCRM_URL_SCORE_BAND) == 0)
      continue;
    HcrmFhirNode *to = hcrm_fhir_open (self->whole, "extension", HCRM_FHIR_ARRAY);
    if (!holds (to, extension))
      hcrm_fhir_add (to, hcrm_fhir_copy (extension));
  }
}

static void
follow_value_set (HcrmFhirNode *node, const char *was, const char *now)
{
  if (node->kind == HCRM_FHIR_STRING && g_strcmp0 (node->name, "answerValueSet") == 0
      && node->text[0] == '#' && strcmp (node->text + 1, was) == 0) {
    g_free (node->text);
    node->text = g_strconcat ("#", now, NULL);
  }
  for (guint i = 0; i < hcrm_fhir_get_length (node); i++)
    follow_value_set (g_ptr_array_index (node->nodes, i), was, now);
}

static gboolean
is_id_taken (const HcrmFhirNode *contained, const HcrmFhirNode *resource)
{
  const char *id = hcrm_fhir_get_string (resource, "id");

  for (guint i = 0; i < hcrm_fhir_get_length (contained); i++) {
    const HcrmFhirNode *other = hcrm_fhir_get_nth (contained, i);
    if (g_strcmp0 (hcrm_fhir_get_string (other, "id"), id) == 0
        && !hcrm_fhir_equal (other, resource))
      return TRUE;
  }
  return FALSE;
}

/* Before the items go in, since their references follow. */
static void
part_value_sets (HcrmComposer *self, Source *source)
{
  const HcrmFhirNode *ours = hcrm_fhir_get (source->root, "contained");

  for (guint i = 0; i < hcrm_fhir_get_length (ours); i++) {
    HcrmFhirNode *resource = g_ptr_array_index (ours->nodes, i);
    const char *id = hcrm_fhir_get_string (resource, "id");
    if (id == NULL || !is_id_taken (hcrm_fhir_get (self->whole, "contained"), resource))
      continue;
    g_autofree char *now = g_strdup_printf ("%s-%s", source->key, id);
    follow_value_set (source->root, id, now);
    hcrm_fhir_set (resource, "id", hcrm_fhir_new_string (now));
  }
}

/* Numbers before questions go through from the first to the last. */
static void
number_items (HcrmFhirNode *items)
{
  guint n = 0;

  for (guint i = 0; i < hcrm_fhir_get_length (items); i++) {
    HcrmFhirNode *item = g_ptr_array_index (items->nodes, i);
    const char *prefix = hcrm_fhir_get_string (item, "prefix");
    if (prefix == NULL || !g_ascii_isdigit (*prefix))
      continue;
    const char *rest = prefix + strspn (prefix, "0123456789");
    g_autofree char *now = g_strdup_printf ("%u%s", ++n, rest);
    hcrm_fhir_set (item, "prefix", hcrm_fhir_new_string (now));
  }
}

static char *
join_titles (HcrmComposer *self, const char *language)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < self->sources->len && all->len < MAX_TITLE; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    const char *title = hcrm_questionnaire_get_title (source->form, language);
    if (title == NULL || source->kept == 0)
      continue;
    g_string_append_printf (all, "%s%s", all->len > 0 ? " + " : "", title);
  }
  return g_strdup (all->str);
}

static gboolean
is_weighed (Source *source)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (source->form);

  for (guint i = 0; i < items->len; i++)
    if (((const HcrmItem *) g_ptr_array_index (items, i))->weighed)
      return TRUE;
  return FALSE;
}

/* Bands mean something only if the sum is that of one questionnaire, whole. */
static void
keep_bands (HcrmComposer *self)
{
  Source *only = NULL;
  guint n = 0;

  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    n += is_weighed (source);
    only = is_weighed (source) ? source : only;
  }
  if (n != 1 || self->unweighed)
    return;
  const HcrmFhirNode *from = hcrm_fhir_get (only->root, "extension");
  for (guint i = 0; i < hcrm_fhir_get_length (from); i++) {
    const HcrmFhirNode *extension = hcrm_fhir_get_nth (from, i);
    if (g_strcmp0 (hcrm_fhir_get_string (extension, "url"), HCRM_URL_SCORE_BAND) == 0)
      hcrm_fhir_add (hcrm_fhir_open (self->whole, "extension", HCRM_FHIR_ARRAY),
                     hcrm_fhir_copy (extension));
  }
}

static void
name_sources (HcrmComposer *self)
{
  HcrmFhirNode *from = hcrm_fhir_open (self->whole, "derivedFrom", HCRM_FHIR_ARRAY);

  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    const char *url = hcrm_questionnaire_get_url (source->form);
    const char *version = hcrm_questionnaire_get_version (source->form);
    g_autofree char *canonical =
        version != NULL ? g_strconcat (url, "|", version, NULL) : g_strdup (url);
    if (url != NULL)
      hcrm_fhir_add (from, hcrm_fhir_new_string (canonical));
  }
}

/* --- The whole ------------------------------------------------------------------------------ */

static gboolean
merge_source (HcrmComposer *self, Source *source, HcrmFhirNode *items, GError **error)
{
  source->root = hcrm_fhir_parse (hcrm_questionnaire_get_resource (source->form), -1, error);
  if (source->root == NULL)
    return FALSE;

  part_value_sets (self, source);
  merge_items (self, source, source->root, FALSE);
  HcrmFhirNode *kept = (HcrmFhirNode *) hcrm_fhir_get (source->root, "item");
  follow_names (source->root, source->renamed);
  unite (self, source, "contained");
  unite (self, source, "subjectType");
  unite (self, source, "useContext");
  unite (self, source, "code");
  unite_extensions (self, source);
  if (kept == NULL)
    return TRUE;
  for (guint i = 0; i < kept->nodes->len; i++)
    hcrm_fhir_add (items, g_ptr_array_index (kept->nodes, i));
  g_ptr_array_set_free_func (kept->nodes, NULL);
  g_ptr_array_set_size (kept->nodes, 0);
  return TRUE;
}

static void
name_whole (HcrmComposer *self)
{
  g_autofree char *title = join_titles (self, "zh_CN");
  g_autofree char *english = join_titles (self, "en");

  hcrm_fhir_set_text (self->whole, "title", title, english);
  g_autofree char *text = hcrm_fhir_to_text (self->whole);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *url = g_strdup_printf (HCRM_COMPOSED_URL "%.32s", hash);
  hcrm_fhir_set (self->whole, "url", hcrm_fhir_new_string (url));
}

/* Which questions of the whole are this one's; none if it is the whole. */
static JsonArray *
list_asked (HcrmComposer *self, const Source *source)
{
  JsonArray *asked = json_array_new ();

  for (guint i = 0; i < self->kept->len; i++) {
    const Kept *kept = g_ptr_array_index (self->kept, i);
    if (kept->source == source && hcrm_item_asks (kept->item))
      json_array_add_string_element (asked, kept->link_id);
  }
  return asked;
}

static JsonArray *
tell_sources (HcrmComposer *self)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < self->sources->len; i++) {
    Source *source = g_ptr_array_index (self->sources, i);
    JsonObject *row = json_object_new ();
    JsonObject *because = json_object_new ();
    json_object_set_string_member (row, "url", hcrm_questionnaire_get_url (source->form));
    json_object_set_string_member (row, "version_tag",
                                   hcrm_questionnaire_get_version (source->form));
    json_object_set_string_member (row, "title", hcrm_questionnaire_get_title (source->form, NULL));
    json_object_set_string_member (row, "title_en",
                                   hcrm_questionnaire_get_title (source->form, "en"));
    json_object_set_int_member (row, "items", source->kept);
    json_object_set_array_member (row, "asked", list_asked (self, source));
    json_object_set_string_member (because, "code", source->code);
    json_object_set_object_member (because, "params",
                                   source->params != NULL ? json_object_ref (source->params)
                                                          : json_object_new ());
    json_object_set_object_member (row, "because", because);
    json_array_add_object_element (rows, row);
  }
  return rows;
}

static HcrmComposition *
new_composition (HcrmComposer *self, HcrmQuestionnaire *form, char *resource)
{
  HcrmComposition *made = g_new0 (HcrmComposition, 1);

  made->resource = resource;
  made->url = g_strdup (hcrm_questionnaire_get_url (form));
  made->version_tag = g_strdup (hcrm_questionnaire_get_version (form));
  made->sources = tell_sources (self);
  made->dropped = json_array_ref (self->dropped);
  return made;
}

static guint
count_questions (const HcrmQuestionnaire *form)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (form);
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    n += hcrm_item_asks (g_ptr_array_index (items, i));
  return n;
}

HcrmComposition *
hcrm_composer_finish (HcrmComposer *self, GError **error)
{
  Source *first = self->sources->len > 0 ? g_ptr_array_index (self->sources, 0) : NULL;

  if (first == NULL) {
    hcrm_fail (error, HCRM_ERROR_INVALID, "diagnoses", "%s",
               _("There is no questionnaire for these diagnoses"));
    return NULL;
  }
  if (self->sources->len == 1) {
    first->kept = count_questions (first->form);
    return new_composition (self, first->form,
                            g_strdup (hcrm_questionnaire_get_resource (first->form)));
  }
  hcrm_fhir_set (self->whole, "resourceType", hcrm_fhir_new_string ("Questionnaire"));
  hcrm_fhir_set (self->whole, "version", hcrm_fhir_new_string ("1"));
  hcrm_fhir_set (self->whole, "status", hcrm_fhir_new_string ("active"));
  g_autoptr (HcrmFhirNode) items = hcrm_fhir_new (HCRM_FHIR_ARRAY);
  for (guint i = 0; i < self->sources->len; i++)
    if (!merge_source (self, g_ptr_array_index (self->sources, i), items, error))
      return NULL;
  keep_bands (self);
  name_sources (self);
  number_items (items);
  hcrm_fhir_set (self->whole, "item", g_steal_pointer (&items));
  name_whole (self);
  g_autofree char *text = hcrm_fhir_to_text (self->whole);
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (text, -1, error);
  return form != NULL ? new_composition (self, form, g_steal_pointer (&text)) : NULL;
}

void
hcrm_composition_free (HcrmComposition *self)
{
  g_free (self->resource);
  g_free (self->url);
  g_free (self->version_tag);
  g_clear_pointer (&self->sources, json_array_unref);
  g_clear_pointer (&self->dropped, json_array_unref);
  g_free (self);
}
