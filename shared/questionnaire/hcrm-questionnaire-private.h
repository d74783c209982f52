/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files that make up the questionnaire share: its struct, and the steps of a parse. */

#include "hcrm-questionnaire.h"

G_BEGIN_DECLS

#define HCRM_URL_FHIR "http://hl7.org/fhir/StructureDefinition/"
#define HCRM_URL_SDC "http://hl7.org/fhir/uv/sdc/StructureDefinition/"

struct _HcrmText {
  char *value;
  GPtrArray *translations; /* (nullable) (element-type utf8): language, content, language, … */
};

struct _HcrmQuestionnaire {
  char *resource;
  char *url;
  char *version;
  char *name;
  char *status;
  HcrmText *title;
  GPtrArray *codes;
  GPtrArray *items;
  GPtrArray *all_items; /* owns */
  GPtrArray *order;
  GPtrArray *bands;
  GPtrArray *findings;
  GHashTable *expressions; /* (nullable): the index + 1, or 0 → HcrmExpressions */
  HcrmFhirNode *tree;      /* (nullable): the resource, if expressions ask for it */
  gboolean keeps_tree;
  GHashTable *by_link_id; /* link id (borrowed from the item) → HcrmItem */
};

/**
 * HcrmParse:
 * @root: the resource
 * @error: all that is wrong so far
 * @n_concepts: options taken from value sets so far
 * @pending: (element-type HcrmPending): conditions whose questions are still to be looked up
 *
 * A parse under way.
 */
typedef struct {
  HcrmQuestionnaire *questionnaire;
  const HcrmFhirNode *root;
  GError *error;
  GPtrArray *pending;
  guint n_concepts;
  guint n_expressions;
} HcrmParse;

typedef struct {
  HcrmItem *item;
  HcrmCondition *condition;
  char *question;
  char *path;
} HcrmPending;

/* Whether an address, with or without a version, is the questionnaire's. */
gboolean hcrm_questionnaire_is_named (const HcrmQuestionnaire *self, const char *canonical);

void hcrm_text_free (HcrmText *self);
HcrmText *hcrm_text_read (const HcrmFhirNode *object, const char *name);
/* The display of a value set's concept, with its designations in other languages. */
HcrmText *hcrm_text_read_concept (const HcrmFhirNode *concept);

void hcrm_parse_fault (HcrmParse *self, const char *path, const char *member, const char *detail);
void hcrm_parse_find (HcrmParse *self, const char *path, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Reads a weight or a limit of a band in millionths. */
gboolean hcrm_parse_score (const HcrmAnswer *answer, gint64 *score);

/* Lists the extensions of @node that have no effect here. */
void hcrm_parse_check_extensions (HcrmParse *self, const HcrmFhirNode *node, const char *path);
/* Lists members of @node that are not among @known, ended by NULL. */
void hcrm_parse_check_members (HcrmParse *self,
                               const HcrmFhirNode *node,
                               const char *path,
                               const char *const *known);

void hcrm_item_free (HcrmItem *item);
void
hcrm_parse_items (HcrmParse *self, const HcrmFhirNode *array, const char *path, HcrmItem *parent);
/* What @node, an item or an option, says on how soon its alarm is to be looked at. */
HcrmAlarmSeverity hcrm_parse_alarm_severity (const HcrmFhirNode *node);
void hcrm_parse_bounds (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item);
void hcrm_parse_units (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item);
void hcrm_parse_codings (const HcrmFhirNode *array, GPtrArray *codes);

typedef void (*HcrmConceptFunc) (HcrmParse *self,
                                 const HcrmFhirNode *concept,
                                 const char *system,
                                 HcrmItem *item);

/**
 * hcrm_parse_concepts:
 * @address: (nullable): of a value set
 *
 * Calls @func for each concept of the value set, if it is at hand and lists all of them.
 *
 * Returns: whether it is
 */
gboolean
hcrm_parse_concepts (HcrmParse *self, const char *address, HcrmItem *item, HcrmConceptFunc func);
/* Returns: (nullable): one of FHIR's own value sets, which lasts for ever. */
const HcrmFhirNode *hcrm_value_set_find_standard (const char *address);
void hcrm_parse_options (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item);
void hcrm_parse_conditions (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item);
void hcrm_parse_bands (HcrmParse *self, const HcrmFhirNode *root);

/* Reads the expressions that stand in @node, which is @item's, or the questionnaire's if that is
 * NULL; looks up what they use; whether there is an effect for extensions of this address. */
void hcrm_parse_expressions (HcrmParse *self, const HcrmFhirNode *node, HcrmItem *item);
void hcrm_parse_link_expressions (HcrmParse *self);
gboolean hcrm_questionnaire_knows_expression (const char *url);

/* Looks up the questions of conditions, and puts all items into an order without cycles. */
void hcrm_parse_link (HcrmParse *self);

G_END_DECLS
