/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Studies, their subjects, what is entered, and the data without names. */

#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_study_module;
extern const HcrmModule hcrm_study_subject_module;
extern const HcrmModule hcrm_study_entry_module;
extern const HcrmModule hcrm_study_data_module;
