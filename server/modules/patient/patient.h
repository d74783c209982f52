/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-http.h"

/* Patients, contacts, encounters, the time line, attempts, and the search that finds patients. */
extern const HcrmModule hcrm_patient_module;
