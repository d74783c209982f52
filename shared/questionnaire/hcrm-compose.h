/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "hcrm-questionnaire.h"

G_BEGIN_DECLS

/* The category of what is asked of everybody for whose diseases nothing narrower is at hand. */
#define HCRM_COMPOSE_ANYTHING "A00-Z99"

/* How the address of a questionnaire begins that was put together for somebody. */
#define HCRM_COMPOSED_URL "urn:hcrm:composed:"

/**
 * HcrmCandidate:
 * @id: whatever the caller knows it by
 * @categories: (array zero-terminated=1): ICD-10 codes and ranges it is filed under
 * @first_day: least day after discharge it is meant for; -1 for none
 * @last_day: greatest day; -1 for none
 *
 * A questionnaire of the right purpose that may be asked.
 */
typedef struct {
  char *id;
  char *url;
  char **categories;
  int first_day;
  int last_day;
} HcrmCandidate;

HcrmCandidate *hcrm_candidate_new (const char *id, const char *url, const char *const *categories);
void hcrm_candidate_free (HcrmCandidate *self);

/**
 * HcrmChoicePart:
 * @candidate: borrowed
 * @code: why it was chosen: `compose.own`, `compose.inherited`, `compose.parent` (the disease has
 *   none of its own) or `compose.general`; or why not: `compose.passed-over`
 * @diagnosis: for which diagnosis
 * @category: by which category
 * @more: (nullable) (element-type utf8): other diagnoses for which it was chosen
 */
typedef struct {
  const HcrmCandidate *candidate;
  const char *code;
  char *diagnosis;
  char *category;
  GPtrArray *more;
} HcrmChoicePart;

/**
 * hcrm_compose_choose:
 * @candidates: (element-type HcrmCandidate)
 * @diagnoses: (array zero-terminated=1): ICD-10 codes, the main one first
 * @day: days after discharge; -1 if that does not matter
 * @passed_over: (out) (optional) (transfer full) (element-type HcrmChoicePart): what would fit too
 *
 * Chooses what is asked: for each diagnosis one questionnaire for each category that holds it, the
 * widest first, so that a disease's form is its ancestors' plus its own. Of several in one category
 * the one for the fewest days wins, then the one filed under the fewest categories.
 *
 * Returns: (transfer full) (element-type HcrmChoicePart): in the order in which they are asked
 */
GPtrArray *hcrm_compose_choose (const GPtrArray *candidates,
                                const char *const *diagnoses,
                                int day,
                                GPtrArray **passed_over);

/**
 * HcrmComposer:
 *
 * Puts questionnaires together into one without asking anything twice.
 *
 * A question is the same as an earlier one if it takes the same answers and has the same code, the
 * same link id and definition, or the same words; it is dropped, and conditions on it ask for the
 * earlier one, unless that one is asked under conditions of its own. A question that has the code,
 * or the link id and definition, of one inherited from a wider category, but other words or
 * answers, takes its place. Link ids that are taken get the name of their questionnaire before
 * them; conditions and expressions follow.
 */
typedef struct _HcrmComposer HcrmComposer;

HcrmComposer *hcrm_composer_new (void);
void hcrm_composer_free (HcrmComposer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmComposer, hcrm_composer_free)

/**
 * hcrm_composer_add:
 * @lineage: (nullable): what it was chosen for: of one lineage, the later one refines the earlier;
 *   added again with another, it is of both
 * @code: why it is there
 * @params: (transfer full) (nullable): of the explanation
 *
 * Returns: %FALSE if it is there already
 */
gboolean hcrm_composer_add (HcrmComposer *self,
                            HcrmQuestionnaire *form,
                            const char *lineage,
                            const char *code,
                            JsonObject *params);

/**
 * HcrmComposition:
 * @resource: a Questionnaire that is `active`; of one source alone, its very bytes
 * @url: made from a hash of the contents, so the same parts always give the same address
 * @sources: [{url, version_tag, title, title_en, items, asked, because: {code, params}}]; @asked
 * are the link ids that are its in the whole, none if it is the only source
 * @dropped: [{item, from, same_as, because: {code, params}}]
 */
typedef struct {
  char *resource;
  char *url;
  char *version_tag;
  JsonArray *sources;
  JsonArray *dropped;
} HcrmComposition;

/* Returns: (transfer full) (nullable): what came of it; %HCRM_ERROR_INVALID if there are no sources
 * or they cannot be put together. */
HcrmComposition *hcrm_composer_finish (HcrmComposer *self, GError **error);
void hcrm_composition_free (HcrmComposition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmComposition, hcrm_composition_free)

G_END_DECLS
