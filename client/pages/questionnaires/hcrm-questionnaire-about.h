/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts of what is told about a questionnaire of the library, built from replies of the server. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Titles, purposes, diseases, score bands and findings. */
GtkWidget *hcrm_questionnaire_about_new (HcrmRecord *record, const char *resource);

/* Templates as buttons that open them, plans and answers by number; @reply of `/used`. */
GtkWidget *hcrm_questionnaire_used_new (HcrmPage *page, JsonNode *reply);

/* Answers given to it, each a button that opens the patient; @reply of `/responses`. */
GtkWidget *hcrm_questionnaire_answers_new (HcrmPage *page, JsonNode *reply);

/* A line beside its name, for columns of them; nothing if there is no text. */
void hcrm_library_add_line (GtkBox *box, const char *name, const char *text);

G_END_DECLS
