/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-record.h"

G_BEGIN_DECLS

/* What is sent to sign in, to change a password, to unlock a screen, to choose a language. */
extern const HcrmFieldSet hcrm_sign_in_set;
extern const HcrmFieldSet hcrm_password_change_set;
extern const HcrmFieldSet hcrm_unlock_set;
extern const HcrmFieldSet hcrm_language_change_set;

/* The languages of the interface. */
extern const HcrmChoice hcrm_language_choices[];

G_END_DECLS
