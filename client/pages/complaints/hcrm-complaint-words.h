/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* What lists, board and record page say of a complaint in the same words. (transfer full) */

/* Of what is open, by when it is due; of all else, how it stands. @pill: style of a pill. */
char *hcrm_complaint_words_due (HcrmRecord *complaint, const char **pill);
char *hcrm_complaint_words_grade (HcrmRecord *complaint, const char **pill);

/* The matter on one line. */
char *hcrm_complaint_words_matter (HcrmRecord *complaint, const char **pill);

/* Who called, or that nobody said. */
char *hcrm_complaint_words_caller (HcrmRecord *complaint, const char **pill);

G_END_DECLS
