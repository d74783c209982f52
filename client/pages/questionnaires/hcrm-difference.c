/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What differs between two versions of a questionnaire, item by item. */

#include "hcrm-difference.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-item-node.h"
#include "widgets/hcrm-pill.h"

/* Members of an item and of the questionnaire that people have words for; whether a change of it
 * keeps answers from being compared. Members that are not here are called by their own names. */
static const struct {
  const char *name;
  const char *label;
  gboolean breaking;
} members[] = {
  { "text", N_ ("wording"), FALSE },
    { "_text", N_ ("translation"), FALSE },
      { "type", N_ ("kind of answer"), TRUE },
        { "prefix", N_ ("number"), FALSE },
          { "required", N_ ("required"), FALSE },
            { "repeats", N_ ("several answers"), FALSE },
              { "readOnly", N_ ("read-only"), FALSE },
                { "maxLength", N_ ("greatest length"), FALSE },
                  { "answerOption", N_ ("options"), FALSE },
                    { "answerValueSet", N_ ("options"), TRUE },
                      { "enableWhen", N_ ("conditions"), FALSE },
                        { "enableBehavior", N_ ("conditions"), FALSE },
                          { "initial", N_ ("initial value"), FALSE },
                            { "extension", N_ ("bounds and rules"), FALSE },
                              { "code", N_ ("codes"), FALSE },
                                { "title", N_ ("title"), FALSE },
                                  { "_title", N_ ("translation"), FALSE },
                                    { "useContext", N_ ("purposes and diseases"), FALSE },
                                  };

/* What every version has anew. */
static const char *const passing[] = { "version", "status", "date", "item",
                                       "linkId",  "id",     "meta", NULL };

void
hcrm_difference_free (HcrmDifference *self)
{
  g_free (self->link_id);
  g_free (self->title);
  g_free (self->detail);
  g_free (self);
}

/* --- one item --------------------------------------------------------------------------------- */

static const char *
get_text (const HcrmFhirNode *node, const char *name, const char *language)
{
  const char *translated = hcrm_node_get_translation (node, name, language);
  const char *text = translated != NULL ? translated : hcrm_fhir_get_string (node, name);

  return text != NULL ? text : hcrm_fhir_get_string (node, "linkId");
}

static int
find_member (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i].name, name))
      return (int) i;
  return -1;
}

static const char *
get_answer (const HcrmFhirNode *option)
{
  const HcrmFhirNode *value = hcrm_node_get_value ((HcrmFhirNode *) option);

  return value == NULL                     ? NULL
         : value->kind == HCRM_FHIR_OBJECT ? hcrm_fhir_get_string (value, "code")
                                           : value->text;
}

static gboolean
has_answer (const HcrmFhirNode *options, const char *answer)
{
  for (guint i = 0; i < hcrm_fhir_get_length (options); i++)
    if (g_strcmp0 (get_answer (hcrm_fhir_get_nth (options, i)), answer) == 0)
      return TRUE;
  return FALSE;
}

/* Whether an answer that could be given then cannot be given any more. */
static gboolean
loses_answers (const HcrmFhirNode *older, const HcrmFhirNode *newer)
{
  const HcrmFhirNode *before = hcrm_fhir_get (older, "answerOption");
  const HcrmFhirNode *after = hcrm_fhir_get (newer, "answerOption");

  for (guint i = 0; i < hcrm_fhir_get_length (before); i++)
    if (!has_answer (after, get_answer (hcrm_fhir_get_nth (before, i))))
      return TRUE;
  return FALSE;
}

static void
add_word (GPtrArray *words, const char *word)
{
  if (!g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL))
    g_ptr_array_add (words, g_strdup (word));
}

static void
tell_member (const HcrmFhirNode *before,
             const HcrmFhirNode *after,
             const char *name,
             GPtrArray *words,
             gboolean *breaking)
{
  int known = find_member (name);
  const char *label = known >= 0 ? gettext (members[known].label) : name;
  gboolean scalars =
      (before == NULL || before->text != NULL) && (after == NULL || after->text != NULL);

  if (g_strv_contains (passing, name))
    return;
  *breaking |= known >= 0 && members[known].breaking;
  if (!scalars) {
    add_word (words, label);
    return;
  }
  g_autofree char *word =
      g_strdup_printf ("%s: %s → %s", label, before != NULL ? before->text : "–",
                       after != NULL ? after->text : "–");
  add_word (words, word);
}

static GPtrArray *
compare_members (const HcrmFhirNode *older, const HcrmFhirNode *newer, gboolean *breaking)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < hcrm_fhir_get_length (newer); i++) {
    const HcrmFhirNode *after = hcrm_fhir_get_nth (newer, i);
    const HcrmFhirNode *before = hcrm_fhir_get (older, after->name);
    if (!hcrm_fhir_equal (before, after))
      tell_member (before, after, after->name, words, breaking);
  }
  for (guint i = 0; i < hcrm_fhir_get_length (older); i++) {
    const HcrmFhirNode *before = hcrm_fhir_get_nth (older, i);
    if (hcrm_fhir_get (newer, before->name) == NULL)
      tell_member (before, NULL, before->name, words, breaking);
  }
  return words;
}

/* --- all of them ------------------------------------------------------------------------------ */

typedef struct {
  const HcrmFhirNode *node;
  const char *parent; /* link id of the item around it; empty at the top */
} Place;

static void
collect (const HcrmFhirNode *node, const char *parent, GPtrArray *list, GHashTable *table)
{
  const HcrmFhirNode *items = hcrm_fhir_get (node, "item");

  for (guint i = 0; i < hcrm_fhir_get_length (items); i++) {
    const HcrmFhirNode *item = hcrm_fhir_get_nth (items, i);
    const char *name = hcrm_fhir_get_string (item, "linkId");
    Place *place = g_new (Place, 1);
    *place = (Place){ item, parent };
    g_ptr_array_add (list, place);
    if (name != NULL)
      g_hash_table_insert (table, (char *) name, place);
    collect (item, name != NULL ? name : "", list, table);
  }
}

static void
add (GPtrArray *out,
     HcrmDifferenceKind kind,
     const HcrmFhirNode *node,
     const char *title,
     GPtrArray *words,
     gboolean breaking)
{
  HcrmDifference *difference = g_new0 (HcrmDifference, 1);

  difference->kind = kind;
  difference->breaking = breaking;
  difference->link_id = g_strdup (hcrm_fhir_get_string (node, "linkId"));
  difference->title = g_strdup (title != NULL ? title : "");
  if (words != NULL) {
    g_ptr_array_add (words, NULL);
    difference->detail = g_strjoinv (" · ", (char **) words->pdata);
  }
  g_ptr_array_add (out, difference);
}

static void
compare_item (const Place *before, const Place *after, const char *language, GPtrArray *out)
{
  gboolean breaking = FALSE;
  g_autoptr (GPtrArray) words = compare_members (before->node, after->node, &breaking);

  if (g_strcmp0 (before->parent, after->parent) != 0)
    g_ptr_array_add (words, g_strdup (_ ("moved to another group")));
  if (loses_answers (before->node, after->node)) {
    g_ptr_array_add (words, g_strdup (_ ("options taken away")));
    breaking = TRUE;
  }
  if (words->len > 0)
    add (out, HCRM_DIFFERENCE_CHANGED, after->node, get_text (after->node, "text", language), words,
         breaking);
}

static void
compare_whole (const HcrmFhirNode *older,
               const HcrmFhirNode *newer,
               const char *language,
               GPtrArray *out)
{
  gboolean breaking = FALSE;
  g_autoptr (GPtrArray) words = compare_members (older, newer, &breaking);

  if (words->len > 0)
    add (out, HCRM_DIFFERENCE_CHANGED, newer, get_text (newer, "title", language), words, FALSE);
}

GPtrArray *
hcrm_difference_find (const HcrmFhirNode *older, const HcrmFhirNode *newer, const char *language)
{
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_difference_free);
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) then = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) now = g_hash_table_new (g_str_hash, g_str_equal);

  collect (older, "", before, then);
  collect (newer, "", after, now);
  compare_whole (older, newer, language, out);
  for (guint i = 0; i < after->len; i++) {
    const Place *place = g_ptr_array_index (after, i);
    const char *name = hcrm_fhir_get_string (place->node, "linkId");
    const Place *old = name != NULL ? g_hash_table_lookup (then, name) : NULL;
    if (old != NULL)
      compare_item (old, place, language, out);
    else
      add (out, HCRM_DIFFERENCE_ADDED, place->node, get_text (place->node, "text", language), NULL,
           FALSE);
  }
  for (guint i = 0; i < before->len; i++) {
    const Place *place = g_ptr_array_index (before, i);
    const char *name = hcrm_fhir_get_string (place->node, "linkId");
    if (name == NULL || !g_hash_table_contains (now, name))
      add (out, HCRM_DIFFERENCE_REMOVED, place->node, get_text (place->node, "text", language),
           NULL, TRUE);
  }
  return out;
}

GPtrArray *
hcrm_difference_find_in_texts (const char *older, const char *newer)
{
  g_autoptr (HcrmFhirNode) before = hcrm_fhir_parse (older, -1, NULL);
  g_autoptr (HcrmFhirNode) after = hcrm_fhir_parse (newer, -1, NULL);

  if (before == NULL || after == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_difference_free);
  return hcrm_difference_find (before, after, hcrm_language_get ());
}

/* --- to be read ------------------------------------------------------------------------------- */

static GtkWidget *
new_pill (const HcrmDifference *difference)
{
  static const char *const labels[] = { N_ ("Added"), N_ ("Removed"), N_ ("Changed") };
  static const char *const pills[] = { "ok", "stop", "info" };

  return hcrm_pill_new (gettext (labels[difference->kind]), pills[difference->kind]);
}

static GtkWidget *
new_row (const HcrmDifference *difference)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (head), new_pill (difference));
  if (difference->link_id != NULL)
    gtk_box_append (GTK_BOX (head), hcrm_wrapped_label_new (difference->link_id, "dim-label"));
  if (difference->breaking)
    gtk_box_append (GTK_BOX (head), hcrm_pill_new (_ ("Answers differ"), "warn"));
  gtk_box_append (GTK_BOX (row), head);
  gtk_box_append (GTK_BOX (row), hcrm_wrapped_label_new (difference->title, NULL));
  if (difference->detail != NULL && *difference->detail != '\0')
    gtk_box_append (GTK_BOX (row), hcrm_wrapped_label_new (difference->detail, "caption"));
  return row;
}

GtkWidget *
hcrm_difference_list_new (GPtrArray *differences)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  if (differences->len == 0)
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("Nothing differs."), "dim-label"));
  for (guint i = 0; i < differences->len; i++)
    gtk_box_append (GTK_BOX (box), new_row (g_ptr_array_index (differences, i)));
  return box;
}
