/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files that make up the response share: where answers are kept, and how to walk them. */

#include "hcrm-response.h"

G_BEGIN_DECLS

/**
 * HcrmInstance:
 * @parent: the instance of the scope around the group
 * @source: (nullable): the item it was loaded from
 */
typedef struct {
  guint id;
  guint parent;
  const HcrmFhirNode *source;
} HcrmInstance;

/**
 * HcrmSlot:
 * @answers: (element-type HcrmAnswer)
 * @source: (nullable): the item it was loaded from
 * @sources: (nullable) (element-type HcrmFhirNode): what each answer was loaded from, or %NULL; one
 *   without a value if there are no answers
 * @fresh: nobody has answered yet, so an initial value may still come
 * @overridden: somebody typed over the calculated value
 * @trouble: (nullable): why its expression has no result
 */
typedef struct {
  GPtrArray *answers;
  gboolean enabled;
  const HcrmFhirNode *source;
  GPtrArray *sources;
  gboolean fresh;
  gboolean overridden;
  char *trouble;
} HcrmSlot;

/**
 * HcrmItemState:
 * @slots: the number of the instance of the item's scope → HcrmSlot
 * @instances: (nullable) (element-type HcrmInstance): of a repeating group
 * @next: the number the next instance gets
 */
typedef struct {
  GHashTable *slots;
  GArray *instances;
  guint next;
} HcrmItemState;

/**
 * HcrmResponse:
 * @states: (element-type HcrmItemState): by the item's index
 * @source: (nullable): the resource that was loaded last; owns all other sources
 * @loading: nothing is settled or told until another response takes over
 * @received: what is settled was just loaded
 * @contexts: (nullable): name → HcrmFhirNode, such as the patient
 * @run: (nullable): evaluates expressions while something is settled
 * @differences: (nullable) (element-type HcrmFault): calculated values that were received otherwise
 */
struct _HcrmResponse {
  GObject parent_instance;
  HcrmQuestionnaire *questionnaire;
  GArray *states;
  HcrmFhirNode *source;
  gboolean loading;
  gboolean received;
  GHashTable *contexts;
  struct _HcrmPathRun *run;
  GPtrArray *differences;
  HcrmScore score;
};

#define hcrm_response_state(self, item)                                                            \
  (&g_array_index ((self)->states, HcrmItemState, (item)->index))

gboolean hcrm_item_is_repeating_group (const HcrmItem *item);

/* The slot of @item in an instance of its scope, or NULL if there is no such instance. */
HcrmSlot *hcrm_response_slot (HcrmResponse *self, const HcrmItem *item, guint repeat);

/* Returns: (nullable): what the nth answer was loaded from. */
const HcrmFhirNode *hcrm_slot_get_source (const HcrmSlot *slot, guint n);

/**
 * HcrmLoader:
 * @response: new and empty; its `source` is what is loaded
 * @strict: nothing may be there that is not understood, and all in the questionnaire's order
 *
 * A load under way.
 */
typedef struct {
  HcrmResponse *response;
  gboolean strict;
  GError *error;
} HcrmLoader;

void hcrm_loader_run (HcrmLoader *self);
void hcrm_loader_add_fault (HcrmLoader *self, const char *path, const char *detail);

/* Settles what is enabled and the score after a load. */
void hcrm_response_finish_loading (HcrmResponse *self);

typedef void (*HcrmSlotFunc) (HcrmResponse *self,
                              const HcrmItem *item,
                              guint repeat,
                              HcrmSlot *slot,
                              gpointer data);

/* Calls @func for every slot, items in document order, instances in theirs. */
void hcrm_response_foreach (HcrmResponse *self, HcrmSlotFunc func, gpointer data);
/* The same for the items whose index lies from @from up to @to, without that one. */
void hcrm_response_foreach_between (HcrmResponse *self,
                                    guint from,
                                    guint to,
                                    HcrmSlotFunc func,
                                    gpointer data);

/* The instance of the scope around @scope that holds its instance @repeat. */
guint hcrm_response_get_outer (HcrmResponse *self, const HcrmItem *scope, guint repeat);

/* What an answer was loaded from goes with it, as long as it stays the same. */
void hcrm_slot_keep_sources (HcrmSlot *slot, const GPtrArray *answers);

/* Expressions: whether the item's own one holds; gives the item its calculated answers, and says
 * whether they changed; gives initial values where nobody answered; adds violated constraints. */
gboolean hcrm_response_expression_enables (HcrmResponse *self,
                                           const HcrmItem *item,
                                           guint repeat,
                                           HcrmSlot *slot);
gboolean
hcrm_response_calculate (HcrmResponse *self, const HcrmItem *item, guint repeat, HcrmSlot *slot);
void hcrm_response_fill_initial (HcrmResponse *self);
void hcrm_response_check_expressions (HcrmResponse *self, GPtrArray *faults);
void hcrm_response_end_expressions (HcrmResponse *self);
/* Settles everything anew. */
void hcrm_response_settle_all (HcrmResponse *self);

HcrmFault *hcrm_fault_new (const char *link_id, guint repeat, gboolean warning, const char *detail);
void hcrm_fault_free (HcrmFault *fault);

/* Computes the score anew; whether it changed. */
gboolean hcrm_response_update_score (HcrmResponse *self);
gboolean hcrm_response_answer_is_alarming (const HcrmItem *item, const HcrmAnswer *answer);
char *
hcrm_response_label_answer (const HcrmItem *item, const HcrmAnswer *answer, const char *language);

/* A response without initial values, and one taking over another's answers, with the signals. */
HcrmResponse *hcrm_response_new_empty (HcrmQuestionnaire *questionnaire);
void hcrm_response_take_over (HcrmResponse *self, HcrmResponse *other);

G_END_DECLS
