/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A questionnaire while it is edited. */

#include "hcrm-draft.h"

#include <string.h>

#define MOST_STEPS 100

typedef struct {
  HcrmFhirNode *root;
  char *what;
} Step;

struct _HcrmDraft {
  char *text; /* as it came; NULL once it is changed */
  HcrmFhirNode *root;
  GPtrArray *items;
  GQueue undo;
  GQueue redo;
};

static void
free_step (gpointer data)
{
  Step *step = data;

  hcrm_fhir_node_free (step->root);
  g_free (step->what);
  g_free (step);
}

/* --- items in order --------------------------------------------------------------------------- */

static gboolean
is_help (HcrmFhirNode *item)
{
  return g_strcmp0 (hcrm_fhir_get_string (item, "type"), "display") == 0
         && g_strcmp0 (hcrm_node_get_extension_text (item, HCRM_URL_CONTROL), "help") == 0;
}

static void
collect (HcrmDraft *self, HcrmFhirNode *siblings, int parent, guint depth)
{
  for (guint i = 0; i < hcrm_fhir_get_length (siblings); i++) {
    HcrmFhirNode *node = hcrm_node_get_nth (siblings, i);
    HcrmDraftItem *item;

    if (node->kind != HCRM_FHIR_OBJECT || (parent >= 0 && is_help (node)))
      continue;
    item = g_new (HcrmDraftItem, 1);
    *item = (HcrmDraftItem){ node, siblings, i, depth, parent };
    g_ptr_array_add (self->items, item);
    collect (self, hcrm_node_get (node, "item"), (int) self->items->len - 1, depth + 1);
  }
}

static void
number (HcrmDraft *self)
{
  g_ptr_array_set_size (self->items, 0);
  collect (self, hcrm_node_get (self->root, "item"), -1, 0);
}

static int
find_node (HcrmDraft *self, const HcrmFhirNode *node)
{
  for (guint i = 0; i < self->items->len; i++)
    if (hcrm_draft_get_nth (self, i)->node == node)
      return (int) i;
  return -1;
}

HcrmDraft *
hcrm_draft_new (const char *resource, GError **error)
{
  HcrmFhirNode *root = hcrm_fhir_parse (resource, -1, error);
  HcrmDraft *self;

  if (root == NULL)
    return NULL;
  self = g_new0 (HcrmDraft, 1);
  self->text = g_strdup (resource);
  self->root = root;
  self->items = g_ptr_array_new_with_free_func (g_free);
  number (self);
  return self;
}

void
hcrm_draft_free (HcrmDraft *self)
{
  g_free (self->text);
  hcrm_fhir_node_free (self->root);
  g_ptr_array_unref (self->items);
  g_queue_clear_full (&self->undo, free_step);
  g_queue_clear_full (&self->redo, free_step);
  g_free (self);
}

char *
hcrm_draft_dup_text (HcrmDraft *self)
{
  return self->text != NULL ? g_strdup (self->text) : hcrm_fhir_to_text (self->root);
}

HcrmFhirNode *
hcrm_draft_get_root (HcrmDraft *self)
{
  return self->root;
}

gboolean
hcrm_draft_is_english (HcrmDraft *self)
{
  const char *language = hcrm_fhir_get_string (self->root, "language");

  return language != NULL && g_ascii_strncasecmp (language, "en", 2) == 0;
}

guint
hcrm_draft_get_n (HcrmDraft *self)
{
  return self->items->len;
}

const HcrmDraftItem *
hcrm_draft_get_nth (HcrmDraft *self, guint n)
{
  return g_ptr_array_index (self->items, n);
}

int
hcrm_draft_find (HcrmDraft *self, const char *link_id)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_strcmp0 (hcrm_fhir_get_string (hcrm_draft_get_nth (self, i)->node, "linkId"), link_id)
        == 0)
      return (int) i;
  return -1;
}

/* `Questionnaire.item[2].item[0].answerOption[1]`: as deep as it goes. */
int
hcrm_draft_find_path (HcrmDraft *self, const char *path)
{
  HcrmFhirNode *node = self->root;
  int found = -1;
  const char *at = path;

  while ((at = strstr (at, ".item[")) != NULL) {
    at += strlen (".item[");
    node =
        hcrm_node_get_nth (hcrm_node_get (node, "item"), (guint) g_ascii_strtoull (at, NULL, 10));
    int place = node != NULL ? find_node (self, node) : -1;
    if (place < 0)
      break;
    found = place;
  }
  return found;
}

/* --- undoing ---------------------------------------------------------------------------------- */

void
hcrm_draft_begin (HcrmDraft *self, const char *what)
{
  Step *last = g_queue_peek_tail (&self->undo);

  g_queue_clear_full (&self->redo, free_step);
  if (what != NULL && last != NULL && g_strcmp0 (last->what, what) == 0)
    return;
  Step *step = g_new (Step, 1);
  *step = (Step){ hcrm_fhir_copy (self->root), g_strdup (what) };
  g_queue_push_tail (&self->undo, step);
  if (g_queue_get_length (&self->undo) > MOST_STEPS)
    free_step (g_queue_pop_head (&self->undo));
}

void
hcrm_draft_touch (HcrmDraft *self)
{
  g_clear_pointer (&self->text, g_free);
  number (self);
}

gboolean
hcrm_draft_can_undo (HcrmDraft *self)
{
  return !g_queue_is_empty (&self->undo);
}

gboolean
hcrm_draft_can_redo (HcrmDraft *self)
{
  return !g_queue_is_empty (&self->redo);
}

/* What is now goes to @to, what was last on @from comes. */
static void
swap (HcrmDraft *self, GQueue *from, GQueue *to)
{
  Step *step = g_queue_pop_tail (from);

  if (step == NULL)
    return;
  HcrmFhirNode *now = g_steal_pointer (&self->root);
  self->root = g_steal_pointer (&step->root);
  step->root = now;
  g_clear_pointer (&step->what, g_free);
  g_queue_push_tail (to, step);
  hcrm_draft_touch (self);
}

void
hcrm_draft_undo (HcrmDraft *self)
{
  swap (self, &self->undo, &self->redo);
}

void
hcrm_draft_redo (HcrmDraft *self)
{
  swap (self, &self->redo, &self->undo);
}

/* --- names ------------------------------------------------------------------------------------ */

static void
collect_names (HcrmFhirNode *siblings, GHashTable *names)
{
  for (guint i = 0; i < hcrm_fhir_get_length (siblings); i++) {
    HcrmFhirNode *item = hcrm_node_get_nth (siblings, i);
    const char *name = hcrm_fhir_get_string (item, "linkId");
    if (name != NULL)
      g_hash_table_add (names, g_strdup (name));
    collect_names (hcrm_node_get (item, "item"), names);
  }
}

static GHashTable *
get_names (HcrmDraft *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  collect_names (hcrm_node_get (self->root, "item"), names);
  return names;
}

/* The first of stem + number that is free, which is then taken. */
static char *
take_name (GHashTable *names, const char *stem, guint first)
{
  for (guint n = first;; n++) {
    g_autofree char *name = g_strdup_printf ("%s%u", stem, n);
    if (g_hash_table_add (names, g_strdup (name)))
      return g_steal_pointer (&name);
  }
}

/* @names: old name → new name. */
static void
rename_conditions (HcrmFhirNode *siblings, GHashTable *names)
{
  for (guint i = 0; i < hcrm_fhir_get_length (siblings); i++) {
    HcrmFhirNode *item = hcrm_node_get_nth (siblings, i);
    HcrmFhirNode *conditions = hcrm_node_get (item, "enableWhen");
    for (guint k = 0; k < hcrm_fhir_get_length (conditions); k++) {
      HcrmFhirNode *condition = hcrm_node_get_nth (conditions, k);
      const char *source = hcrm_fhir_get_string (condition, "question");
      const char *name = source != NULL ? g_hash_table_lookup (names, source) : NULL;
      if (name != NULL)
        hcrm_fhir_set (condition, "question", hcrm_fhir_new_string (name));
    }
    rename_conditions (hcrm_node_get (item, "item"), names);
  }
}

gboolean
hcrm_draft_rename (HcrmDraft *self, guint n, const char *link_id)
{
  HcrmFhirNode *item = hcrm_draft_get_nth (self, n)->node;
  const char *old = hcrm_fhir_get_string (item, "linkId");
  g_autoptr (GHashTable) taken = get_names (self);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (link_id == NULL || *link_id == '\0' || g_hash_table_contains (taken, link_id))
    return g_strcmp0 (link_id, old) == 0;
  if (old != NULL)
    g_hash_table_insert (names, g_strdup (old), g_strdup (link_id));
  hcrm_fhir_set (item, "linkId", hcrm_fhir_new_string (link_id));
  rename_conditions (hcrm_node_get (self->root, "item"), names);
  hcrm_draft_touch (self);
  return TRUE;
}

/* --- steps on items --------------------------------------------------------------------------- */

/* Without freeing it. */
static HcrmFhirNode *
take_out (HcrmFhirNode *siblings, guint index)
{
  return g_ptr_array_steal_index (siblings->nodes, index);
}

static void
put_in (HcrmFhirNode *siblings, guint index, HcrmFhirNode *node)
{
  g_clear_pointer (&node->name, g_free);
  g_ptr_array_insert (siblings->nodes, (int) index, node);
}

static int
finish (HcrmDraft *self, const HcrmFhirNode *node)
{
  hcrm_draft_touch (self);
  return find_node (self, node);
}

static gboolean
is_group (HcrmFhirNode *item)
{
  return g_strcmp0 (hcrm_fhir_get_string (item, "type"), "group") == 0;
}

static HcrmFhirNode *
new_item (HcrmDraft *self, const char *type)
{
  HcrmFhirNode *node = hcrm_fhir_new (HCRM_FHIR_OBJECT);
  g_autoptr (GHashTable) names = get_names (self);
  g_autofree char *name = take_name (names, "q", self->items->len + 1);

  hcrm_fhir_set (node, "linkId", hcrm_fhir_new_string (name));
  hcrm_fhir_set (node, "type", hcrm_fhir_new_string (type));
  return node;
}

/* Below an open group, else beside the item. */
int
hcrm_draft_add (HcrmDraft *self, int after, const char *type)
{
  HcrmFhirNode *node = new_item (self, type);

  hcrm_draft_begin (self, NULL);
  if (after < 0) {
    put_in (hcrm_fhir_open (self->root, "item", HCRM_FHIR_ARRAY), 0, node);
    return finish (self, node);
  }
  const HcrmDraftItem *item = hcrm_draft_get_nth (self, (guint) after);
  if (is_group (item->node) && hcrm_fhir_get_length (hcrm_fhir_get (item->node, "item")) == 0)
    put_in (hcrm_fhir_open (item->node, "item", HCRM_FHIR_ARRAY), 0, node);
  else
    put_in (item->siblings, item->index + 1, node);
  return finish (self, node);
}

static void
name_anew (HcrmFhirNode *item, GHashTable *taken, GHashTable *names)
{
  const char *old = hcrm_fhir_get_string (item, "linkId");
  HcrmFhirNode *children = hcrm_node_get (item, "item");

  if (old != NULL) {
    g_autofree char *stem = g_strconcat (old, "-", NULL);
    char *name = take_name (taken, stem, 2);
    g_hash_table_insert (names, g_strdup (old), name);
    hcrm_fhir_set (item, "linkId", hcrm_fhir_new_string (name));
  }
  for (guint i = 0; i < hcrm_fhir_get_length (children); i++)
    name_anew (hcrm_node_get_nth (children, i), taken, names);
}

int
hcrm_draft_duplicate (HcrmDraft *self, guint n)
{
  const HcrmDraftItem *item = hcrm_draft_get_nth (self, n);
  HcrmFhirNode *copy = hcrm_fhir_copy (item->node);
  g_autoptr (GHashTable) taken = get_names (self);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  hcrm_draft_begin (self, NULL);
  name_anew (copy, taken, names);
  rename_conditions (hcrm_node_get (copy, "item"), names);
  put_in (item->siblings, item->index + 1, copy);
  return finish (self, copy);
}

/* An array that has become empty goes; FHIR has none. */
static void
tidy (HcrmDraft *self, int parent)
{
  hcrm_node_prune (parent >= 0 ? hcrm_draft_get_nth (self, (guint) parent)->node : self->root,
                   "item");
}

int
hcrm_draft_remove (HcrmDraft *self, guint n)
{
  const HcrmDraftItem *item = hcrm_draft_get_nth (self, n);

  hcrm_draft_begin (self, NULL);
  hcrm_fhir_node_free (take_out (item->siblings, item->index));
  tidy (self, item->parent);
  hcrm_draft_touch (self);
  return MIN ((int) n, (int) self->items->len - 1);
}

/* The item beside it on the same level; -1 if there is none. */
static int
find_beside (HcrmDraft *self, guint n, int by)
{
  const HcrmDraftItem *item = hcrm_draft_get_nth (self, n);

  for (int i = (int) n + by; i >= 0 && i < (int) self->items->len; i += by) {
    const HcrmDraftItem *other = hcrm_draft_get_nth (self, (guint) i);
    if (other->siblings == item->siblings)
      return i;
    if (other->depth < item->depth)
      return -1;
  }
  return -1;
}

static int
put_beside_parent (HcrmDraft *self, guint n, guint offset)
{
  const HcrmDraftItem *item = hcrm_draft_get_nth (self, n);

  if (item->parent < 0)
    return -1;
  const HcrmDraftItem *parent = hcrm_draft_get_nth (self, (guint) item->parent);
  hcrm_draft_begin (self, NULL);
  HcrmFhirNode *node = take_out (item->siblings, item->index);
  put_in (parent->siblings, parent->index + offset, node);
  tidy (self, item->parent);
  return finish (self, node);
}

/* Past its neighbour; at the end of a group, out of it. */
int
hcrm_draft_move (HcrmDraft *self, guint n, int by)
{
  const HcrmDraftItem *item = hcrm_draft_get_nth (self, n);
  int beside = find_beside (self, n, by);

  if (beside < 0)
    return put_beside_parent (self, n, by > 0 ? 1 : 0);
  guint place = hcrm_draft_get_nth (self, (guint) beside)->index;
  HcrmFhirNode *siblings = item->siblings;
  hcrm_draft_begin (self, NULL);
  HcrmFhirNode *node = take_out (siblings, item->index);
  put_in (siblings, place, node);
  return finish (self, node);
}

int
hcrm_draft_indent (HcrmDraft *self, guint n)
{
  const HcrmDraftItem *item = hcrm_draft_get_nth (self, n);
  int beside = find_beside (self, n, -1);

  if (beside < 0)
    return -1;
  HcrmFhirNode *above = hcrm_draft_get_nth (self, (guint) beside)->node;
  if (g_strcmp0 (hcrm_fhir_get_string (above, "type"), "display") == 0)
    return -1;
  hcrm_draft_begin (self, NULL);
  HcrmFhirNode *node = take_out (item->siblings, item->index);
  HcrmFhirNode *children = hcrm_fhir_open (above, "item", HCRM_FHIR_ARRAY);
  put_in (children, children->nodes->len, node);
  return finish (self, node);
}

int
hcrm_draft_outdent (HcrmDraft *self, guint n)
{
  return put_beside_parent (self, n, 1);
}
