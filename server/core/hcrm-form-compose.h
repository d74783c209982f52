/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-form-store.h"
#include "questionnaire/hcrm-compose.h"

G_BEGIN_DECLS

/**
 * HcrmFormWish:
 * @diagnoses: (nullable) (array zero-terminated=1): ICD-10 codes, the main one first
 * @purpose: why one asks, such as `follow-up`
 * @day: days after discharge; -1 if that does not matter
 * @extra: (nullable) (array zero-terminated=1): addresses of questionnaires that are asked as well
 */
typedef struct {
  const char *const *diagnoses;
  const char *purpose;
  int day;
  const char *const *extra;
} HcrmFormWish;

/**
 * hcrm_form_compose:
 * @passed_over: (out) (optional) (transfer full): [{url, title, title_en, because}] that fit too
 * @error: %HCRM_ERROR_INVALID naming `diagnoses` or `extra[n]`
 *
 * Chooses among the published questionnaires and puts them together. Stores nothing.
 */
HcrmComposition *
hcrm_form_compose (HcrmDb *db, const HcrmFormWish *wish, JsonArray **passed_over, GError **error);

/**
 * hcrm_form_store_composition:
 *
 * Makes sure that the composition is among the published questionnaires, so that answers can be
 * given to exactly these bytes. The same composition is stored once.
 *
 * Returns: (transfer full) (nullable): its id
 */
char *hcrm_form_store_composition (HcrmDb *db, const HcrmComposition *made, GError **error);

G_END_DECLS
