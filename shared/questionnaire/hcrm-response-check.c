/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Says everything that is wrong with the answers at once. */

#include "hcrm-response-private.h"
#include "hcrm-unit.h"

#include <math.h>
#include <string.h>

typedef struct {
  GPtrArray *faults;
  gboolean complete;
  const HcrmItem *item;
  guint repeat;
  guint answer;
} Check;

HcrmFault *
hcrm_fault_new (const char *link_id, guint repeat, gboolean warning, const char *detail)
{
  HcrmFault *fault = g_new0 (HcrmFault, 1);

  fault->link_id = link_id;
  fault->repeat = repeat;
  fault->warning = warning;
  fault->detail = g_strdup (detail);
  return fault;
}

void
hcrm_fault_free (HcrmFault *fault)
{
  g_free (fault->detail);
  g_free (fault);
}

static void add_fault (Check *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_fault (Check *self, const char *format, ...)
{
  HcrmFault *fault = g_new0 (HcrmFault, 1);
  va_list args;

  va_start (args, format);
  fault->link_id = self->item->link_id;
  fault->repeat = self->repeat;
  fault->answer = self->answer;
  fault->detail = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->faults, fault);
}

static gboolean
kind_suits (const HcrmItem *item, const HcrmAnswer *answer)
{
  if (item->open && answer->kind == HCRM_ANSWER_STRING)
    return TRUE;
  if (item->open_options || item->options->len == 0)
    return answer->kind == hcrm_item_get_answer_kind (item);
  return answer->kind == hcrm_item_get_answer_kind (item)
         || hcrm_item_find_option (item, answer) != NULL;
}

/* Of an open choice, only text of one's own need not be an option. */
static gboolean
must_be_option (const HcrmItem *item, const HcrmAnswer *answer)
{
  return item->options->len > 0
         && !(item->open && answer->kind == HCRM_ANSWER_STRING
              && hcrm_item_get_answer_kind (item) != HCRM_ANSWER_STRING);
}

static gboolean
has_system (const HcrmItem *item, const char *system)
{
  return item->systems->len == 0
         || (system != NULL
             && g_ptr_array_find_with_equal_func (item->systems, system, g_str_equal, NULL));
}

static void
check_option (Check *self, const HcrmAnswer *answer)
{
  const HcrmItem *item = self->item;

  if (must_be_option (item, answer) && hcrm_item_find_option (item, answer) == NULL
      && !(item->open && answer->kind == HCRM_ANSWER_STRING))
    add_fault (self, _("This is none of the options"));
  if (item->open_options && answer->kind == HCRM_ANSWER_CODING
      && !has_system (item, answer->system))
    add_fault (self, _("The code is of none of the value set's code systems"));
}

static gboolean
has_unit (const HcrmItem *item, const HcrmAnswer *answer)
{
  for (guint i = 0; i < item->units->len; i++)
    if (hcrm_unit_matches (answer, g_ptr_array_index (item->units, i)))
      return TRUE;
  return item->units->len == 0;
}

static void
check_unit (Check *self, const HcrmAnswer *answer)
{
  const HcrmItem *item = self->item;

  if (answer->kind != HCRM_ANSWER_QUANTITY)
    return;
  if (isnan (hcrm_answer_get_number (answer)))
    add_fault (self, _("The quantity has no number"));
  if (item->open_units && answer->code == NULL)
    add_fault (self, _("The unit has no code"));
  else if (item->open_units ? !has_system (item, answer->system) : !has_unit (item, answer))
    add_fault (self, _("The unit is none of those allowed"));
}

static void
check_limit (Check *self, const HcrmAnswer *answer, const HcrmAnswer *limit, int sign)
{
  int order = 0;

  if (limit == NULL)
    return;
  gboolean comparable = hcrm_answer_compare (answer, limit, &order);
  if (!comparable && limit->kind == HCRM_ANSWER_QUANTITY)
    add_fault (self, _("The unit cannot be compared with that of the limit"));
  if (!comparable || order * sign <= 0)
    return;
  g_autofree char *label =
      hcrm_response_label_answer (self->item, limit, g_get_language_names ()[0]);
  if (sign < 0)
    add_fault (self, _("At least %s"), label);
  else
    add_fault (self, _("At most %s"), label);
}

static void
check_length (Check *self, const HcrmAnswer *answer)
{
  const HcrmItem *item = self->item;
  glong length = g_utf8_strlen (answer->text, -1);

  if (answer->kind >= HCRM_ANSWER_CODING)
    return;
  if (item->max_length > 0 && length > (glong) item->max_length)
    add_fault (self, _("At most %u characters; these are %ld"), item->max_length, length);
  if (length < (glong) item->min_length)
    add_fault (self, _("At least %u characters; these are %ld"), item->min_length, length);
}

/* A pattern that takes too long to try is as good as one that does not match. */
static void
check_pattern (Check *self, const HcrmAnswer *answer)
{
  const HcrmItem *item = self->item;

  if (item->pattern == NULL || answer->kind >= HCRM_ANSWER_CODING
      || g_regex_match (item->pattern, answer->text, 0, NULL))
    return;
  if (item->entry_format != NULL)
    add_fault (self, _("Write it like this: %s"), hcrm_text_get (item->entry_format, NULL));
  else
    add_fault (self, _("This is not written as it should be"));
}

/* What a decimal's zeros at the end say counts as places, too: 1.50 has two. */
static void
check_decimals (Check *self, const HcrmAnswer *answer)
{
  const char *point = strchr (answer->text, '.');

  if (self->item->max_decimals < 0 || isnan (hcrm_answer_get_number (answer)) || point == NULL)
    return;
  if ((int) strspn (point + 1, "0123456789") > self->item->max_decimals)
    add_fault (self, _("At most %d decimal places"), self->item->max_decimals);
}

static guint64
get_size (const HcrmFhirNode *attachment)
{
  const char *size = hcrm_fhir_get_text (attachment, "size", HCRM_FHIR_NUMBER);
  const char *data = hcrm_fhir_get_string (attachment, "data");
  guint64 said = size != NULL ? g_ascii_strtoull (size, NULL, 10) : 0;

  return data != NULL ? MAX (said, strlen (data) / 4 * 3 - (g_str_has_suffix (data, "=") ? 2 : 0))
                      : said;
}

static void
check_attachment (Check *self, const HcrmAnswer *answer)
{
  const HcrmItem *item = self->item;
  g_autoptr (HcrmFhirNode) node =
      answer->json != NULL ? hcrm_fhir_parse (answer->json, -1, NULL) : NULL;

  if (item->mime_types->len > 0
      && (answer->system == NULL
          || !g_ptr_array_find_with_equal_func (item->mime_types, answer->system, g_str_equal,
                                                NULL)))
    add_fault (self, _("The file is of none of the types allowed"));
  if (item->max_size > 0 && get_size (node) > item->max_size)
    add_fault (self, _("The file is too large"));
}

/* The type that a reference names or that its address begins with; NULL if neither tells. */
static char *
dup_reference_type (const HcrmAnswer *answer)
{
  g_auto (GStrv) parts = g_strsplit (answer->text, "/", -1);
  guint n = g_strv_length (parts);

  for (guint i = n; i > 1; i--)
    if (g_ascii_isupper (parts[i - 2][0]))
      return g_strdup (parts[i - 2]);
  return g_strdup (answer->system);
}

static void
check_reference (Check *self, const HcrmAnswer *answer)
{
  g_autofree char *type = dup_reference_type (answer);

  if (*answer->text == '\0' && answer->json == NULL)
    add_fault (self, _("The reference names nothing"));
  if (type != NULL && self->item->reference_types->len > 0
      && !g_ptr_array_find_with_equal_func (self->item->reference_types, type, g_str_equal, NULL))
    add_fault (self, _("The reference names a record of another type"));
}

static void
check_answer (Check *self, const HcrmAnswer *answer)
{
  if (!kind_suits (self->item, answer)) {
    add_fault (self, _("This is not the kind of answer the question asks for"));
    return;
  }
  if (!hcrm_answer_is_well_formed (answer->kind, answer->text))
    add_fault (self, _("This cannot be read"));
  check_option (self, answer);
  check_unit (self, answer);
  check_limit (self, answer, self->item->min_value, -1);
  check_limit (self, answer, self->item->max_value, 1);
  check_length (self, answer);
  check_pattern (self, answer);
  check_decimals (self, answer);
  if (answer->kind == HCRM_ANSWER_ATTACHMENT)
    check_attachment (self, answer);
  if (answer->kind == HCRM_ANSWER_REFERENCE)
    check_reference (self, answer);
}

static void
check_number (Check *self, guint n)
{
  const HcrmItem *item = self->item;

  if (n == 0 && self->complete && item->required && !item->read_only && !item->hidden)
    add_fault (self, _("This must be answered"));
  if (n > 1 && !item->repeats)
    add_fault (self, _("Only one answer is possible"));
  if (n > 0 && self->complete && n < item->min_occurs)
    add_fault (self, _("At least %u answers"), item->min_occurs);
  if (item->max_occurs > 0 && n > item->max_occurs)
    add_fault (self, _("At most %u answers"), item->max_occurs);
}

static void
check_together (Check *self, const GPtrArray *answers)
{
  for (guint i = 0; answers->len > 1 && i < answers->len; i++) {
    const HcrmAnswer *answer = g_ptr_array_index (answers, i);
    const HcrmOption *option = hcrm_item_find_option (self->item, answer);
    if (option != NULL && option->exclusive) {
      add_fault (self, _("“%s” can only be chosen alone"), hcrm_option_get_label (option, NULL));
      return;
    }
    for (guint k = 0; self->item->options->len > 0 && k < i; k++)
      if (hcrm_answer_equal (answer, g_ptr_array_index (answers, k))) {
        add_fault (self, _("An option is chosen twice"));
        return;
      }
  }
}

/* Groups: whether anything in them is answered, in so many instances as there have to be. */

typedef struct {
  const HcrmItem *group;
  guint repeat;
  gboolean found;
} Search;

static gboolean
lies_in (HcrmResponse *response, const HcrmItem *item, guint repeat, const Search *search)
{
  const HcrmItem *scope = item->scope;

  while (scope != NULL && scope != search->group->scope && scope != search->group) {
    repeat = hcrm_response_get_instance_parent (response, scope->link_id, repeat);
    scope = scope->scope;
  }
  return repeat == search->repeat;
}

static void
find_answered (HcrmResponse *response,
               const HcrmItem *item,
               guint repeat,
               HcrmSlot *slot,
               gpointer data)
{
  Search *search = data;

  if (!search->found && slot->enabled && slot->answers->len > 0
      && item->index > search->group->index && lies_in (response, item, repeat, search))
    search->found = TRUE;
}

static const HcrmItem *
get_end (const HcrmItem *group)
{
  while (group->children->len > 0)
    group = g_ptr_array_index (group->children, group->children->len - 1);
  return group;
}

static gboolean
is_answered (HcrmResponse *response, const HcrmItem *group, guint repeat)
{
  Search search = { group, repeat, FALSE };

  hcrm_response_foreach_between (response, group->index + 1, get_end (group)->index + 1,
                                 find_answered, &search);
  return search.found;
}

static guint
count_answered_instances (HcrmResponse *response, const HcrmItem *group, guint parent)
{
  const GArray *instances = hcrm_response_state (response, group)->instances;
  guint n = 0;

  for (guint i = 0; i < instances->len; i++) {
    const HcrmInstance *instance = &g_array_index (instances, HcrmInstance, i);
    n += instance->parent == parent && is_answered (response, group, instance->id);
  }
  return n;
}

static guint
count_instances (HcrmResponse *response, const HcrmItem *group, guint parent)
{
  const GArray *instances = hcrm_response_state (response, group)->instances;
  guint n = 0;

  for (guint i = 0; i < instances->len; i++)
    n += g_array_index (instances, HcrmInstance, i).parent == parent;
  return n;
}

static void
check_group (Check *self, HcrmResponse *response)
{
  const HcrmItem *group = self->item;
  gboolean repeats = hcrm_item_is_repeating_group (group);

  if (repeats && group->max_occurs > 0
      && count_instances (response, group, self->repeat) > group->max_occurs)
    add_fault (self, _("At most %u of these"), group->max_occurs);
  if (!self->complete || group->hidden || (!group->required && group->min_occurs == 0))
    return;
  guint n = 0;
  if (repeats)
    n = count_answered_instances (response, group, self->repeat);
  else if (is_answered (response, group, self->repeat))
    n = 1;
  if (n == 0 && group->required)
    add_fault (self, _("Something in here must be answered"));
  else if (n > 0 && n < group->min_occurs)
    add_fault (self, _("At least %u of these"), group->min_occurs);
}

static void
check_slot (HcrmResponse *response,
            const HcrmItem *item,
            guint repeat,
            HcrmSlot *slot,
            gpointer data)
{
  Check *self = data;

  if (!slot->enabled || item->type == HCRM_ITEM_DISPLAY)
    return;
  self->item = item;
  self->repeat = repeat;
  self->answer = 0;
  if (item->type == HCRM_ITEM_GROUP) {
    check_group (self, response);
    return;
  }
  check_number (self, slot->answers->len);
  check_together (self, slot->answers);
  for (guint i = 0; i < slot->answers->len; i++) {
    self->answer = i + 1;
    check_answer (self, g_ptr_array_index (slot->answers, i));
  }
}

GPtrArray *
hcrm_response_validate (HcrmResponse *self, gboolean complete)
{
  Check check = { g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_fault_free), complete };

  hcrm_response_foreach (self, check_slot, &check);
  hcrm_response_check_expressions (self, check.faults);
  return check.faults;
}

gboolean
hcrm_response_check (HcrmResponse *self, gboolean complete, GError **error)
{
  g_autoptr (GPtrArray) faults = hcrm_response_validate (self, complete);

  gboolean good = TRUE;

  for (guint i = 0; i < faults->len; i++) {
    const HcrmFault *fault = g_ptr_array_index (faults, i);
    if (fault->warning)
      continue;
    good = FALSE;
    g_autofree char *field = fault->repeat > 0
                                 ? g_strdup_printf ("%s[%u]", fault->link_id, fault->repeat)
                                 : g_strdup (fault->link_id);
    hcrm_error_add_field (error, field, fault->detail);
  }
  return good;
}
