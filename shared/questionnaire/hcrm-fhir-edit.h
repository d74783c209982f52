/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-fhir.h"

G_BEGIN_DECLS

/* Making and changing resources without losing how their numbers are written. All of these take
 * over the nodes handed to them. */

HcrmFhirNode *hcrm_fhir_new (HcrmFhirKind kind);
HcrmFhirNode *hcrm_fhir_new_string (const char *text);
HcrmFhirNode *hcrm_fhir_new_boolean (gboolean value);
HcrmFhirNode *hcrm_fhir_new_int (gint64 value);
HcrmFhirNode *hcrm_fhir_copy (const HcrmFhirNode *node);

/**
 * hcrm_fhir_set:
 * @object: an object
 * @value: (transfer full) (nullable): what becomes its member; %NULL takes the member away
 *
 * A member that is there keeps its place; a new one comes last.
 *
 * Returns: (transfer none) (nullable): @value
 */
HcrmFhirNode *hcrm_fhir_set (HcrmFhirNode *object, const char *name, HcrmFhirNode *value);

/* Returns: (transfer none): @value, now the last of @array. */
HcrmFhirNode *hcrm_fhir_add (HcrmFhirNode *array, HcrmFhirNode *value);

/* A member to be changed; made as an empty @kind if it is missing. */
HcrmFhirNode *hcrm_fhir_open (HcrmFhirNode *object, const char *name, HcrmFhirKind kind);

/**
 * hcrm_fhir_set_text:
 * @translation: (nullable): the text in English
 *
 * Sets a text and its translation; translations of the old text go.
 */
void hcrm_fhir_set_text (HcrmFhirNode *object,
                         const char *name,
                         const char *text,
                         const char *translation);

/* Whether the two are the same JSON, the order of members counting. */
gboolean hcrm_fhir_equal (const HcrmFhirNode *a, const HcrmFhirNode *b);

/* Returns: (transfer full): compact JSON. */
char *hcrm_fhir_to_text (const HcrmFhirNode *node);

G_END_DECLS
