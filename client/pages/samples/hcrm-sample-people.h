/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Some people of a list, or some departments, by ticking them. */

#pragma once

#include <json-glib/json-glib.h>

#include "widgets/hcrm-wrap-box.h"

G_BEGIN_DECLS

/* Adds one to tick; @changed runs with @data whenever it is ticked or no longer. */
void hcrm_sample_people_add (HcrmWrapBox *box,
                             gint64 id,
                             const char *words,
                             GCallback changed,
                             gpointer data);

/* Returns: (transfer full): the numbers of those who are ticked. */
JsonArray *hcrm_sample_people_dup (HcrmWrapBox *box);

/* Ticks these and no others, be it that they are added later. @ids: (nullable) */
void hcrm_sample_people_set (HcrmWrapBox *box, JsonArray *ids);

G_END_DECLS
