/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-api.h"

G_BEGIN_DECLS

/**
 * HcrmLookupInfo:
 * @path: a list that takes `q`, `/staff`
 * @value: the member that is chosen by, `id`
 * @label: the member that people read; its English twin in English
 * @details: members beside it that tell two of one name apart, ended by %NULL
 * @placeholder: what may be typed; marked with N_()
 */
typedef struct {
  const char *path;
  const char *value;
  const char *label;
  const char *details[4];
  const char *placeholder;
} HcrmLookupInfo;

/* A patient, by the id. */
extern const HcrmLookupInfo hcrm_lookup_patient;

/**
 * HcrmLookup:
 *
 * An entry that finds one of a long list of the server while one types: characters, pinyin,
 * initials, numbers, whatever its `q` finds. Down and Enter choose; emptied, nothing is chosen;
 * left without choosing, what was chosen before is there again. Emits `changed`, and `unfound`
 * (text) where something was typed and nothing is chosen.
 */
#define HCRM_TYPE_LOOKUP (hcrm_lookup_get_type ())
G_DECLARE_FINAL_TYPE (HcrmLookup, hcrm_lookup, HCRM, LOOKUP, AdwBin)

/* @info is kept: a static table. @label is the name that a screen reader speaks. */
GtkWidget *hcrm_lookup_new (HcrmApi *api, const HcrmLookupInfo *info, const char *label);

/* What is chosen; both %NULL: nothing. */
void hcrm_lookup_set (HcrmLookup *self, const char *value, const char *label);
const char *hcrm_lookup_get_value (HcrmLookup *self); /* (nullable) */
const char *hcrm_lookup_get_label (HcrmLookup *self); /* (nullable) */

void hcrm_lookup_set_invalid (HcrmLookup *self, gboolean invalid);
void hcrm_lookup_focus (HcrmLookup *self);

/* Ends the search, as when it is left. */
void hcrm_lookup_settle (HcrmLookup *self);

/* For tests: types a text and chooses the nth of what is found, once it is. */
void hcrm_lookup_type (HcrmLookup *self, const char *text);
void hcrm_lookup_choose (HcrmLookup *self, guint n);

G_END_DECLS
