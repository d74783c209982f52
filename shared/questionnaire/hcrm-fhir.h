/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-error.h"

G_BEGIN_DECLS

/* Deeper JSON is refused before anything walks it. */
#define HCRM_FHIR_MAX_DEPTH 300
#define HCRM_FHIR_MAX_BYTES (8 * 1024 * 1024)

typedef enum {
  HCRM_FHIR_NULL,
  HCRM_FHIR_BOOLEAN,
  HCRM_FHIR_NUMBER,
  HCRM_FHIR_STRING,
  HCRM_FHIR_ARRAY,
  HCRM_FHIR_OBJECT,
} HcrmFhirKind;

typedef struct _HcrmFhirNode HcrmFhirNode;

/**
 * HcrmFhirNode:
 * @name: (nullable): the member's name, if the node is a member of an object
 * @text: (nullable): a string without its escapes, a number *as it was written*, `true` or `false`
 * @nodes: (nullable) (element-type HcrmFhirNode): an array's elements or an object's members, in
 *   the order of the source
 *
 * A JSON tree that, unlike json-glib's, keeps the written precision of numbers, as FHIR demands of
 * decimals (http://hl7.org/fhir/R4/datatypes.html#decimal): 37.20 stays 37.20.
 */
struct _HcrmFhirNode {
  HcrmFhirKind kind;
  char *name;
  char *text;
  GPtrArray *nodes;
};

/**
 * hcrm_fhir_parse:
 * @text: UTF-8, at most %HCRM_FHIR_MAX_BYTES
 * @length: in bytes, or -1
 * @error: %HCRM_ERROR_MALFORMED, naming the line
 *
 * Reads one JSON document (RFC 8259) without recursion. A member that stands twice in an object is
 * refused.
 *
 * Returns: (transfer full) (nullable): the tree
 */
HcrmFhirNode *hcrm_fhir_parse (const char *text, gssize length, GError **error);
void hcrm_fhir_node_free (HcrmFhirNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmFhirNode, hcrm_fhir_node_free)

/* A member of an object, and a member's text if it is of @kind; NULL if there is none. All of
 * these take a NULL @node, so that paths can be written without asking at each step. */
const HcrmFhirNode *hcrm_fhir_get (const HcrmFhirNode *node, const char *name);
const char *hcrm_fhir_get_text (const HcrmFhirNode *node, const char *name, HcrmFhirKind kind);
const char *hcrm_fhir_get_string (const HcrmFhirNode *node, const char *name);
gboolean hcrm_fhir_get_boolean (const HcrmFhirNode *node, const char *name);

/* Elements of an array or members of an object. */
guint hcrm_fhir_get_length (const HcrmFhirNode *node);
const HcrmFhirNode *hcrm_fhir_get_nth (const HcrmFhirNode *node, guint n);

/* The first extension of @node with this address, or NULL. */
const HcrmFhirNode *hcrm_fhir_get_extension (const HcrmFhirNode *node, const char *url);

/* Append a tree, or a string with quotes and escapes, as compact JSON. */
void hcrm_fhir_write (const HcrmFhirNode *node, GString *out);
void hcrm_fhir_write_string (const char *text, GString *out);

G_END_DECLS
