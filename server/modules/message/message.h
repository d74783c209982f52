/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox over HTTP: what waits, what stops it, and what people send on purpose. */

#pragma once

#include "core/hcrm-http.h"

extern const HcrmModule hcrm_consent_module;
extern const HcrmModule hcrm_message_module;
extern const HcrmModule hcrm_message_send_module;
