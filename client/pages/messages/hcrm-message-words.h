/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of a message wherever one is shown. */

#pragma once

#include "core/hcrm-dial.h"
#include "model/hcrm-message.h"

G_BEGIN_DECLS

/* Returns: (transfer full): why it is as it is, with what is missing or somebody's words; may be
 * empty. */
char *hcrm_message_words_why (HcrmRecord *message);

/* Returns: (transfer full): whom it goes to: name, relation, channel. */
char *hcrm_message_words_to (HcrmRecord *message);

/* Returns: (transfer full): what happened to it and when, or what will. */
char *hcrm_message_words_when (HcrmRecord *message);

/* Whom to call at the number it goes to, and about what; nobody if that is none. */
void hcrm_message_words_dial (HcrmRecord *message, HcrmPhoneDial *dial);

/* Shows that number in what hcrm_dial_number_new() made. */
void hcrm_message_words_show_number (GtkWidget *number, HcrmRecord *message);

/* Returns: the label of a field's choice. */
const char *hcrm_message_words_choice (HcrmRecord *message, const char *field);

G_END_DECLS
