/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A language the client can speak: code, its own name for itself. */
typedef struct {
  const char *code; /* `en` or `zh_CN`, as the server stores it */
  const char *name; /* in that language, so that its speakers find it */
} HcrmLanguage;

extern const HcrmLanguage hcrm_languages[];
extern const guint hcrm_n_languages;

/**
 * hcrm_language_init:
 *
 * Binds the translations (from `$HCRM_LOCALE_DIR` if it is set, else where they were installed) and
 * takes the language of the environment.
 */
void hcrm_language_init (void);

/**
 * hcrm_language_set:
 * @code: `en` or `zh_CN`; others are ignored
 *
 * From now on gettext answers in that language. Widgets that exist keep their words: whoever calls
 * this builds its pages anew.
 */
void hcrm_language_set (const char *code);

/**
 * hcrm_language_insist:
 * @code: as for hcrm_language_set()
 *
 * The same, but the language kept for a user does not replace it at the sign-in; the menu still
 * does.
 */
void hcrm_language_insist (const char *code);
gboolean hcrm_language_is_insisted (void);

/* The language in use, as a code and as an HTTP language tag (`zh-CN`). */
const char *hcrm_language_get (void);
const char *hcrm_language_get_tag (void);

/* Whether names that hospitals keep in two languages are shown in English (`x_en`). */
gboolean hcrm_language_is_english (void);

G_END_DECLS
