/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/hcrm-record-list.h"

G_BEGIN_DECLS

extern const HcrmListInfo hcrm_study_subject_list;
extern const HcrmListInfo hcrm_study_participant_list; /* without names */

G_END_DECLS
