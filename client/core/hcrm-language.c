/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The language of the interface, switched while the client runs. */

#include "hcrm-language.h"

#include <glib/gi18n.h>
#include <locale.h>

/* glibc and GNU gettext forget their cached translations when this counter moves. */
extern int _nl_msg_cat_cntr;

const HcrmLanguage hcrm_languages[] = { { "en", "English" }, { "zh_CN", "中文" } };
const guint hcrm_n_languages = G_N_ELEMENTS (hcrm_languages);

static const char *current = "en";
static gboolean insisted = FALSE;

static const char *
find_code (const char *code)
{
  for (guint i = 0; i < hcrm_n_languages; i++)
    if (g_strcmp0 (hcrm_languages[i].code, code) == 0)
      return hcrm_languages[i].code;
  return NULL;
}

/* The first name that is one of ours; `zh` in any form is Chinese. */
static const char *
guess_code (void)
{
  for (const char *const *name = g_get_language_names (); *name != NULL; name++) {
    if (g_str_has_prefix (*name, "zh"))
      return "zh_CN";
    if (g_str_has_prefix (*name, "en"))
      return "en";
  }
  return "en";
}

void
hcrm_language_init (void)
{
  const char *dir = g_getenv ("HCRM_LOCALE_DIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, dir != NULL ? dir : HCRM_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  hcrm_language_set (guess_code ());
}

/* A machine without the locale still gets the words, by LANGUAGE in the plain UTF-8 locale. */
static void
set_locale (const char *const *names)
{
  for (; *names != NULL; names++)
    if (setlocale (LC_ALL, *names) != NULL)
      return;
}

void
hcrm_language_set (const char *code)
{
  static const char *const english[] = { "en_US.UTF-8", "en_GB.UTF-8", "C.UTF-8", NULL };
  static const char *const chinese[] = { "zh_CN.UTF-8", "en_US.UTF-8", "C.UTF-8", NULL };

  if (find_code (code) == NULL)
    return;
  current = find_code (code);
  g_setenv ("LANGUAGE", current, TRUE);
  set_locale (hcrm_language_is_english () ? english : chinese);
  setlocale (LC_NUMERIC, "C");
  _nl_msg_cat_cntr++;
}

void
hcrm_language_insist (const char *code)
{
  hcrm_language_set (code);
  insisted = find_code (code) != NULL;
}

gboolean
hcrm_language_is_insisted (void)
{
  return insisted;
}

const char *
hcrm_language_get (void)
{
  return current;
}

const char *
hcrm_language_get_tag (void)
{
  return hcrm_language_is_english () ? "en" : "zh-CN";
}

gboolean
hcrm_language_is_english (void)
{
  return g_str_equal (current, "en");
}
