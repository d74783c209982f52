/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-api.h"
#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * HcrmListJump:
 *
 * Jumping to a value of the column that a list is sorted by: what is typed is looked up on the
 * server, which says where it stands. Signals: `found` (position: where in the list), `beyond`
 * (key: it stands further down than rows are counted), `closed`.
 */
#define HCRM_TYPE_LIST_JUMP (hcrm_list_jump_get_type ())
G_DECLARE_FINAL_TYPE (HcrmListJump, hcrm_list_jump, HCRM, LIST_JUMP, AdwBin)

/**
 * hcrm_list_jump_open:
 * @path: the list as it is shown, with filters and sorting
 * @field: what it is sorted by
 * @title: what the column is called
 * @text: what was typed already
 */
void hcrm_list_jump_open (HcrmListJump *self,
                          HcrmApi *api,
                          const char *path,
                          const HcrmField *field,
                          const char *title,
                          const char *text);
void hcrm_list_jump_close (HcrmListJump *self);

/* Returns: (transfer full) (nullable): what was typed as a value of @field; %NULL if it is none. */
char *hcrm_list_jump_make_key (const HcrmField *field, const char *text);

G_END_DECLS
