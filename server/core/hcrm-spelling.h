/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-db.h"

G_BEGIN_DECLS

/**
 * hcrm_spelling_write:
 *
 * Writes down how names of drugs and departments are spelt in pinyin, of those that are not spelt
 * yet; up to a thousand of them. Within a transaction of the system.
 */
gboolean hcrm_spelling_write (HcrmDb *db, GError **error);

G_END_DECLS
