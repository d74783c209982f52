/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Members of a questionnaire's JSON read and changed one by one, so that all others stay as they
 * are. */

#pragma once

#include "questionnaire/hcrm-fhir-edit.h"

G_BEGIN_DECLS

#define HCRM_URL_FHIR "http://hl7.org/fhir/StructureDefinition/"
#define HCRM_URL_UNIT HCRM_URL_FHIR "questionnaire-unit"
#define HCRM_URL_CONTROL HCRM_URL_FHIR "questionnaire-itemControl"
#define HCRM_URL_HIDDEN HCRM_URL_FHIR "questionnaire-hidden"
#define HCRM_URL_MIN HCRM_URL_FHIR "minValue"
#define HCRM_URL_MAX HCRM_URL_FHIR "maxValue"
#define HCRM_URL_ORDINAL HCRM_URL_FHIR "ordinalValue"
#define HCRM_URL_WEIGHT HCRM_URL_FHIR "itemWeight"
#define HCRM_URL_SDC "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
#define HCRM_URL_CALCULATED HCRM_URL_SDC "sdc-questionnaire-calculatedExpression"
#define HCRM_URL_ENABLE HCRM_URL_SDC "sdc-questionnaire-enableWhenExpression"
#define HCRM_SYSTEM_CONTROL "http://hl7.org/fhir/questionnaire-item-control"
#define HCRM_SYSTEM_PURPOSE "urn:hcrm:purpose"
#define HCRM_SYSTEM_ICD10 "http://hl7.org/fhir/sid/icd-10"
#define HCRM_SYSTEM_USAGE "http://terminology.hl7.org/CodeSystem/usage-context-type"

/* A member that may be changed; NULL if there is none. @node may be NULL. */
HcrmFhirNode *hcrm_node_get (HcrmFhirNode *node, const char *name);
HcrmFhirNode *hcrm_node_get_nth (HcrmFhirNode *array, guint n);

/* The text of a scalar member of any kind; NULL if there is none. */
const char *hcrm_node_get_scalar (const HcrmFhirNode *node, const char *name);

/* Texts; empty or NULL takes the member away. Its translations stay. */
void hcrm_node_set_string (HcrmFhirNode *node, const char *name, const char *text);

/* TRUE is written, FALSE takes the member away. */
void hcrm_node_set_flag (HcrmFhirNode *node, const char *name, gboolean value);

/* A number as it was typed; NULL takes it away. */
void hcrm_node_set_number (HcrmFhirNode *node, const char *name, const char *text);

/* The text of @name in @language (`en`, `zh-CN`); only translations, not the member itself. */
const char *
hcrm_node_get_translation (const HcrmFhirNode *node, const char *name, const char *language);
void hcrm_node_set_translation (HcrmFhirNode *node,
                                const char *name,
                                const char *language,
                                const char *text);

/* The `value[x]` of something; NULL if it has none. */
HcrmFhirNode *hcrm_node_get_value (HcrmFhirNode *node);

/* Replaces the `value[x]`, whatever it was; takes @value, NULL for none. */
void hcrm_node_set_value (HcrmFhirNode *node, const char *member, HcrmFhirNode *value);

/* The first extension with this address; made if @make. */
HcrmFhirNode *hcrm_node_open_extension (HcrmFhirNode *node, const char *url, gboolean make);

/* The text of an extension's scalar value; of a coding, its code; of an expression, its words. */
const char *hcrm_node_get_extension_text (HcrmFhirNode *node, const char *url);

/* Sets an extension's value; takes @value, NULL takes the extension away. */
void hcrm_node_set_extension (HcrmFhirNode *node,
                              const char *url,
                              const char *member,
                              HcrmFhirNode *value);

/* Takes away an array or object member that has become empty. */
void hcrm_node_prune (HcrmFhirNode *node, const char *name);

/* A number as JSON writes it: `.5`, `+3` and full-width digits are mended; NULL if it is none.
 * Returns: (transfer full) */
char *hcrm_node_dup_number (const char *text, gboolean whole);

G_END_DECLS
