/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Judges a QuestionnaireResponse as it was received from elsewhere. */

#include "hcrm-questionnaire-private.h"
#include "hcrm-response-private.h"

#include <string.h>

/**
 * Judge:
 * @paths: (nullable): HcrmFhirNode → its path, made when the first is asked for
 */
typedef struct {
  HcrmLoader loader;
  GHashTable *paths;
} Judge;

/* Paths */

/* Calls itself as deep as items are nested, which the load has bounded. */
static void
name_items (GHashTable *paths, const HcrmFhirNode *object, const char *path)
{
  static const char *const names[] = { "item", "answer" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++) {
    const HcrmFhirNode *array = hcrm_fhir_get (object, names[k]);
    for (guint i = 0; i < hcrm_fhir_get_length (array); i++) {
      const HcrmFhirNode *node = hcrm_fhir_get_nth (array, i);
      char *place = g_strdup_printf ("%s.%s[%u]", path, names[k], i);
      g_hash_table_insert (paths, (gpointer) node, place);
      name_items (paths, node, place);
    }
  }
}

static const char *
get_path (Judge *self, const HcrmFhirNode *node)
{
  const HcrmFhirNode *root = self->loader.response->source;

  if (self->paths == NULL) {
    self->paths = g_hash_table_new_full (NULL, NULL, NULL, g_free);
    g_hash_table_insert (self->paths, (gpointer) root, g_strdup ("QuestionnaireResponse"));
    name_items (self->paths, root, "QuestionnaireResponse");
  }
  return g_hash_table_lookup (self->paths, node);
}

static const HcrmFhirNode *
get_instance_source (HcrmResponse *response, const HcrmItem *group, guint repeat)
{
  const GArray *instances = hcrm_response_state (response, group)->instances;

  for (guint i = 0; i < instances->len; i++) {
    const HcrmInstance *instance = &g_array_index (instances, HcrmInstance, i);
    if (instance->id == repeat)
      return instance->source;
  }
  return NULL;
}

/* What stands around the place of @item: its parent's item, or the first answer of that. */
static const HcrmFhirNode *
find_around (HcrmResponse *response, const HcrmItem *item, guint repeat)
{
  const HcrmItem *parent = item->parent;

  if (parent == NULL)
    return response->source;
  if (parent == item->scope)
    return get_instance_source (response, parent, repeat);
  const HcrmSlot *slot = hcrm_response_slot (response, parent, repeat);
  const HcrmFhirNode *answer = hcrm_slot_get_source (slot, 0);
  return answer != NULL ? answer : slot->source;
}

/* A place that is not there is named as FHIRPath would look for it. */
static char *
dup_place_path (Judge *self, const HcrmItem *item, guint repeat)
{
  HcrmResponse *response = self->loader.response;
  const HcrmSlot *slot = hcrm_response_slot (response, item, repeat);
  g_autoptr (GString) missing = g_string_new (NULL);

  if (slot->source != NULL)
    return g_strdup (get_path (self, slot->source));
  for (; item != NULL; item = item->parent) {
    const HcrmFhirNode *around = find_around (response, item, repeat);
    g_autofree char *step = g_strdup_printf (".item.where(linkId='%s')", item->link_id);
    g_string_prepend (missing, step);
    if (around != NULL)
      return g_strconcat (get_path (self, around), missing->str, NULL);
    if (item->parent != NULL && item->parent == item->scope)
      repeat = hcrm_response_get_instance_parent (response, item->scope->link_id, repeat);
  }
  return g_strconcat ("QuestionnaireResponse", missing->str, NULL);
}

/* Faults */

/* A place of which something could not even be loaded, one of the first @n faults, is not also said
 * to be missing. */
static gboolean
is_named_already (const Judge *self, guint n, const char *path)
{
  for (guint i = 0; i < n; i++) {
    const char *field = hcrm_error_get_field (self->loader.error, i);
    if (g_str_has_prefix (field, path)
        && (field[strlen (path)] == '\0' || g_str_has_prefix (field + strlen (path), ".answer")))
      return TRUE;
  }
  return FALSE;
}

static char *
dup_fault_path (Judge *self, const HcrmFault *fault)
{
  HcrmResponse *response = self->loader.response;
  const HcrmItem *item = hcrm_questionnaire_find (response->questionnaire, fault->link_id);

  if (item == NULL)
    return g_strdup ("QuestionnaireResponse");
  const HcrmSlot *slot = hcrm_response_slot (response, item, fault->repeat);
  const HcrmFhirNode *answer =
      fault->answer > 0 ? hcrm_slot_get_source (slot, fault->answer - 1) : NULL;
  return answer != NULL ? g_strdup (get_path (self, answer))
                        : dup_place_path (self, item, fault->repeat);
}

static void
add_faults (Judge *self, gboolean complete)
{
  g_autoptr (GPtrArray) faults = hcrm_response_validate (self->loader.response, complete);
  guint n = self->loader.error != NULL ? hcrm_error_get_n_fields (self->loader.error) : 0;

  for (guint i = 0; i < faults->len; i++) {
    const HcrmFault *fault = g_ptr_array_index (faults, i);
    if (fault->warning)
      continue;
    g_autofree char *path = dup_fault_path (self, fault);
    if (!is_named_already (self, n, path))
      hcrm_loader_add_fault (&self->loader, path, fault->detail);
  }
}

static void
add_disabled (HcrmResponse *response,
              const HcrmItem *item,
              guint repeat,
              HcrmSlot *slot,
              gpointer data)
{
  Judge *self = data;

  if (slot->enabled || slot->answers->len == 0)
    return;
  g_autofree char *path = dup_place_path (self, item, repeat);
  hcrm_loader_add_fault (&self->loader, path,
                         _("This is not asked, as its conditions do not hold"));
}

/* Displays */

static char *
normalize (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\r\n", -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (out, "%s ", words[i]);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
reads_as (const char *a, const char *b)
{
  if (strcmp (a, b) == 0)
    return TRUE;
  g_autofree char *one = normalize (a);
  g_autofree char *other = normalize (b);
  return strcmp (one, other) == 0;
}

static gboolean
display_suits (const HcrmText *label, const char *display)
{
  if (reads_as (label->value, display))
    return TRUE;
  for (guint i = 1; label->translations != NULL && i < label->translations->len; i += 2)
    if (reads_as (g_ptr_array_index (label->translations, i), display))
      return TRUE;
  return FALSE;
}

/* A display that is not the code's, in any language, may mean that another answer was meant. */
static void
add_displays (HcrmResponse *response,
              const HcrmItem *item,
              guint repeat,
              HcrmSlot *slot,
              gpointer data)
{
  Judge *self = data;

  for (guint i = 0; slot->enabled && i < slot->answers->len; i++) {
    const HcrmAnswer *answer = g_ptr_array_index (slot->answers, i);
    if (answer->kind != HCRM_ANSWER_CODING || answer->display == NULL
        || hcrm_slot_get_source (slot, i) == NULL)
      continue;
    const HcrmOption *option = hcrm_item_find_option (item, answer);
    if (option == NULL || option->label == NULL || display_suits (option->label, answer->display))
      continue;
    g_autofree char *detail =
        g_strdup_printf (_("“%s” is not what the code means"), answer->display);
    hcrm_loader_add_fault (&self->loader, get_path (self, hcrm_slot_get_source (slot, i)), detail);
  }
}

/* The root */

/* A response that was begun, stopped or entered in error may lack what is required. */
static gboolean
check_status (Judge *self)
{
  static const char *const states[] = { "in-progress",      "completed", "amended",
                                        "entered-in-error", "stopped",   NULL };
  const char *status = hcrm_fhir_get_string (self->loader.response->source, "status");

  if (status == NULL || !g_strv_contains (states, status))
    hcrm_loader_add_fault (
        &self->loader, "QuestionnaireResponse.status",
        _("The status must be in-progress, completed, amended, entered-in-error or stopped"));
  return g_strcmp0 (status, "completed") == 0 || g_strcmp0 (status, "amended") == 0;
}

static void
check_authored (Judge *self)
{
  const HcrmFhirNode *authored = hcrm_fhir_get (self->loader.response->source, "authored");

  if (authored != NULL
      && (authored->kind != HCRM_FHIR_STRING
          || !hcrm_answer_is_well_formed (HCRM_ANSWER_DATE_TIME, authored->text)))
    hcrm_loader_add_fault (&self->loader, "QuestionnaireResponse.authored",
                           _("This is no date and time"));
}

gboolean
hcrm_response_check_resource (HcrmQuestionnaire *questionnaire,
                              const char *json,
                              gssize length,
                              gboolean complete,
                              GError **error)
{
  HcrmFhirNode *root = hcrm_fhir_parse (json, length, error);

  if (root == NULL)
    return FALSE;
  g_autoptr (HcrmResponse) response = hcrm_response_new_empty (questionnaire);
  Judge judge = { { response, TRUE, NULL }, NULL };
  response->source = root;
  response->loading = TRUE;
  gboolean whole = check_status (&judge);
  check_authored (&judge);
  hcrm_loader_run (&judge.loader);
  hcrm_response_finish_loading (response);
  add_faults (&judge, complete || whole);
  hcrm_response_foreach (response, add_disabled, &judge);
  hcrm_response_foreach (response, add_displays, &judge);
  g_clear_pointer (&judge.paths, g_hash_table_unref);
  if (judge.loader.error == NULL)
    return TRUE;
  g_propagate_error (error, judge.loader.error);
  return FALSE;
}
