/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fills the variables of what an agent says, and finds how to address the one called. */

#include "hcrm-script.h"

#include <string.h>

/* Below this age a parent answers for the child; 14 is where paediatrics ends in China. */
#define ADULT_AGE 14

static const char *const variables[] = {
  "name", "title", "agent", "department", "doctor", "discharge_date", "days", "hospital", NULL,
};

typedef struct {
  HcrmScriptLookup lookup;
  gpointer data;
  GString *out;
  GHashTable *told; /* (element-type utf8): variables at fault that are named already */
  GError *error;
} Filling;

const char *const *
hcrm_script_get_variables (void)
{
  return variables;
}

static void
add_fault (Filling *self, const char *name, const char *format)
{
  if (!g_hash_table_add (self->told, g_strdup (name)))
    return;
  g_autofree char *detail = g_strdup_printf (format, name);
  hcrm_error_add_field (&self->error, name, detail);
}

static void
put_variable (Filling *self, const char *name)
{
  if (!g_strv_contains (variables, name)) {
    add_fault (self, name, _("There is no variable called “%s”"));
    return;
  }
  g_autofree char *value = self->lookup (name, self->data);
  /* A neutral title is empty, and still known. */
  if (value == NULL || (*value == '\0' && strcmp (name, "title") != 0))
    add_fault (self, name, _("The script has no text for “%s”"));
  else
    g_string_append (self->out, value);
}

static void
add_stray_brace (Filling *self)
{
  if (g_hash_table_add (self->told, g_strdup ("{")))
    hcrm_error_add_field (&self->error, "body", _("A brace is not closed"));
}

/* Reads what stands at a brace; returns where to go on. */
static const char *
fill_brace (Filling *self, const char *at)
{
  const char *end = at + 1 + strcspn (at + 1, "{}");

  if (at[1] == at[0]) {
    g_string_append_c (self->out, *at);
    return at + 2;
  }
  if (*at == '}' || *end != '}') {
    add_stray_brace (self);
    return at + 1;
  }
  g_autofree char *name = g_strndup (at + 1, end - at - 1);
  put_variable (self, name);
  return end + 1;
}

char *
hcrm_script_fill (const char *body, HcrmScriptLookup lookup, gpointer data, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Filling filling = { lookup, data, out, told, NULL };

  while (*body != '\0') {
    gsize plain = strcspn (body, "{}");
    g_string_append_len (out, body, plain);
    body += plain;
    if (*body != '\0')
      body = fill_brace (&filling, body);
  }
  if (filling.error != NULL) {
    g_propagate_error (error, filling.error);
    return NULL;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
accept_any (const char *name, gpointer unused)
{
  return g_strdup (name);
}

gboolean
hcrm_script_check (const char *body, GError **error)
{
  g_autofree char *filled = hcrm_script_fill (body, accept_any, NULL, error);

  return filled != NULL;
}

const char *
hcrm_script_get_title (const char *sex, int age, const char *language)
{
  static const struct {
    const char *sex, *chinese, *english;
  } titles[] = {
    { "male", "先生", "Mr " },
    { "female", "女士", "Ms " },
  };
  gboolean chinese = language == NULL || g_str_has_prefix (language, "zh");

  if (age >= 0 && age < ADULT_AGE)
    return chinese ? "小朋友家长" : "the parent of ";
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (sex, titles[i].sex) == 0)
      return chinese ? titles[i].chinese : titles[i].english;
  return "";
}
