/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The FHIR R4 REST face: /fhir/R4. docs/fhir.md says what it offers. */

#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_fhir_module;
