/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-phone.h"
#include "core/hcrm-record.h"

G_BEGIN_DECLS

/**
 * hcrm_refill_card_new:
 * @refill: of #hcrm_refill_fields
 * @with_patient: whether the card says whose it is
 *
 * A card of one drug: when it runs out, until when it is to be fetched, where the call stands, and
 * how the day was found, step by step.
 */
GtkWidget *hcrm_refill_card_new (HcrmRecord *refill, gboolean with_patient);

/* Returns: (transfer full): where a refill stands, in a word or two; @pill is its style. */
char *hcrm_refill_dup_standing (HcrmRecord *refill, const char **pill);

/* Whom the refill's number calls: about the step that is open for it, else about nothing. */
void hcrm_refill_dial (HcrmRecord *refill, HcrmPhoneDial *dial);

G_END_DECLS
