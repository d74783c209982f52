/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fields of signing in and of one's own settings. */

#include "hcrm-session-model.h"

#define REQ HCRM_FIELD_REQUIRED

const HcrmChoice hcrm_language_choices[] = { { "zh_CN", "简体中文" },
                                             { "en", "English" },
                                             { NULL } };

/* clang-format off */
static const HcrmField sign_in_fields[] = {
  { "username", HCRM_KIND_TEXT, N_("User name"), REQ, NULL, 1, 100 },
  { "password", HCRM_KIND_TEXT, N_("Password"),  REQ, NULL, 1, 200 },
  { "client",   HCRM_KIND_TEXT, N_("Client"),    0,   NULL, 0, 200 },
};

static const HcrmField password_change_fields[] = {
  { "old_password", HCRM_KIND_TEXT, N_("Old password"), REQ, NULL, 1, 200 },
  { "new_password", HCRM_KIND_TEXT, N_("New password"), REQ, NULL, 1, 200 },
};

static const HcrmField unlock_fields[] = {
  { "password", HCRM_KIND_TEXT, N_("Password"), REQ, NULL, 1, 200 },
};

static const HcrmField language_fields[] = {
  /* Named apart: :language is the session's own. */
  { "new_language", HCRM_KIND_CODE, N_("Language"), REQ, NULL, 0, 0, hcrm_language_choices },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_sign_in_set, sign_in_fields)
HCRM_DEFINE_FIELD_SET (hcrm_password_change_set, password_change_fields)
HCRM_DEFINE_FIELD_SET (hcrm_unlock_set, unlock_fields)
HCRM_DEFINE_FIELD_SET (hcrm_language_change_set, language_fields)
