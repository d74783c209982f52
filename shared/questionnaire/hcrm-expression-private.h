/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Expressions in a questionnaire: what the parse keeps of them, and what the response asks for. */

#include "hcrm-path-private.h"
#include "hcrm-questionnaire-private.h"
#include "hcrm-response-private.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_EXPRESSION_VARIABLE,
  HCRM_EXPRESSION_CALCULATED,
  HCRM_EXPRESSION_ENABLE,
  HCRM_EXPRESSION_INITIAL,
  HCRM_EXPRESSION_CONSTRAINT,
} HcrmExpressionRole;

/**
 * HcrmExpression:
 * @item: (nullable): where it stands; NULL for the questionnaire itself
 * @place: its path in the resource
 * @name: (nullable): of a variable
 * @path: (nullable): NULL for a variable in another language, which is always empty
 * @human: (nullable): what a violated constraint says
 * @warning: the constraint does not refuse
 * @uses: the items it may look at, one bit each, by index
 * @names: the items it asks for by their own linkId alone
 * @contexts: (element-type utf8): the launch contexts it uses, also by way of variables
 * @timely: whether it asks for the time
 */
typedef struct {
  HcrmExpressionRole role;
  const HcrmItem *item;
  char *place;
  char *name;
  HcrmPath *path;
  HcrmText *human;
  gboolean warning;
  guint64 *uses;
  guint64 *names;
  GPtrArray *contexts;
  gboolean timely;
} HcrmExpression;

/**
 * HcrmExpressions:
 *
 * Those of one item, or of the questionnaire. The variables stand in their order, which matters.
 */
typedef struct {
  GPtrArray *variables;
  GPtrArray *constraints;
  HcrmExpression *calculated;
  HcrmExpression *enable;
  HcrmExpression *initial;
  const HcrmFhirNode *node; /* the item in the questionnaire's tree */
} HcrmExpressions;

/* Those of @item, or the questionnaire's own if NULL; NULL if there are none. */
HcrmExpressions *hcrm_questionnaire_get_expressions (const HcrmQuestionnaire *self,
                                                     const HcrmItem *item);

/**
 * hcrm_questionnaire_find_variable:
 * @item: (nullable): where an expression stands
 * @before: (nullable): if the expression is itself a variable, this one: only earlier ones count
 *
 * Returns: (nullable): the nearest variable of that name that the expression sees
 */
const HcrmExpression *hcrm_questionnaire_find_variable (const HcrmQuestionnaire *self,
                                                        const HcrmItem *item,
                                                        const HcrmExpression *before,
                                                        const char *name);

/* The response as nodes. Nodes of the item @hidden and below are not there. */
HcrmPathNode hcrm_response_get_root_node (HcrmResponse *self);
HcrmPathNode hcrm_response_get_item_node (HcrmResponse *self, const HcrmItem *item, guint repeat);

/* What the nodes find in the run's data: HcrmScope begins with it. */
typedef struct {
  const HcrmItem *hidden;
} HcrmNodeScope;

G_END_DECLS
