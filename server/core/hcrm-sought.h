/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-db.h"

G_BEGIN_DECLS

/**
 * HcrmSought:
 * @key: what the keys of patients begin with
 * @end: the first key behind those
 * @number: (nullable): the key of a complete telephone number
 * @identity: (nullable): a complete document number
 *
 * What somebody who types in a search field may mean.
 */
typedef struct {
  char *key;
  char *end;
  char *number;
  char *identity;
} HcrmSought;

void hcrm_sought_read (HcrmSought *sought, const char *typed);
void hcrm_sought_clear (HcrmSought *sought);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HcrmSought, hcrm_sought_clear)

/**
 * hcrm_sought_bind:
 * @typed: (nullable): what was typed
 *
 * Binds :q_key, :q_end, :q_number and :q_identity; all NULL if nothing was typed.
 */
void hcrm_sought_bind (HcrmDb *db, const char *typed);

G_END_DECLS
