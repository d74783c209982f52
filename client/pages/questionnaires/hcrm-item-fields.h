/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Items, options, score bands and purposes of a questionnaire as fields that a form shows: read
 * from its JSON, and written back one by one, so that all else stays. */

#pragma once

#include "core/hcrm-record.h"
#include "hcrm-item-node.h"

G_BEGIN_DECLS

extern const HcrmFieldSet hcrm_item_fields;
extern const HcrmFieldSet hcrm_whole_fields;
extern const HcrmFieldSet hcrm_option_fields;
extern const HcrmFieldSet hcrm_band_fields;
extern const HcrmFieldSet hcrm_disease_fields;

/* A text in one of two languages; @main is whether the member itself is in English. */
const char *
hcrm_item_get_text (const HcrmFhirNode *node, const char *name, gboolean main, gboolean english);
void hcrm_item_set_text (HcrmFhirNode *node,
                         const char *name,
                         gboolean main,
                         gboolean english,
                         const char *text);

/* (transfer full): the fields of an item, or of the questionnaire itself. */
HcrmRecord *hcrm_item_read (HcrmFhirNode *item, gboolean main);
HcrmRecord *hcrm_whole_read (HcrmFhirNode *root, gboolean main);

/* Returns: NULL, or why @value cannot be, translated; then nothing is changed. The link id is not
 * for this: see hcrm_draft_rename(). */
const char *
hcrm_item_write (HcrmFhirNode *item, gboolean main, const char *field, const char *value);
const char *
hcrm_whole_write (HcrmFhirNode *root, gboolean main, const char *field, const char *value);

/* Whether a field makes sense for items of @type. */
gboolean hcrm_item_type_has (const char *type, const char *field);

/* Rows, each with its `place` in what is there. (transfer full) (element-type HcrmRecord) */
GPtrArray *hcrm_options_read (HcrmFhirNode *item, gboolean main);
GPtrArray *hcrm_bands_read (HcrmFhirNode *root);
GPtrArray *hcrm_diseases_read (HcrmFhirNode *root, gboolean main);

/* @base: what the places count in, a copy of the node as it was read. @rows: (element-type
 * HcrmRecord) */
void hcrm_options_write (HcrmFhirNode *item, HcrmFhirNode *base, GPtrArray *rows, gboolean main);
void hcrm_bands_write (HcrmFhirNode *root, HcrmFhirNode *base, GPtrArray *rows);
void hcrm_diseases_write (HcrmFhirNode *root, HcrmFhirNode *base, GPtrArray *rows, gboolean main);

gboolean hcrm_purpose_is_set (HcrmFhirNode *root, const char *code);
void hcrm_purpose_set (HcrmFhirNode *root, const char *code, gboolean set);

G_END_DECLS
