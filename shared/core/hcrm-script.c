/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fills the variables of what an agent says, and finds how to address the one called. */

#include "hcrm-script.h"

#include <string.h>

/* Below this age a parent answers for the child; 14 is where paediatrics ends in China. */
#define ADULT_AGE 14

/* clang-format off */
#define OF_ALL                                                       \
  { "name",           N_("patient's name") },                        \
  { "title",          N_("form of address") },                       \
  { "you",            N_("you, or the child whose parent answers") }, \
  { "your",           N_("your, or the child's") },                  \
  { "department",     N_("department") },                            \
  { "doctor",         N_("doctor") },                                \
  { "discharge_date", N_("discharge date") },                        \
  { "days",           N_("days since discharge") },                  \
  { "hospital",       N_("hospital") }

static const HcrmChoice of_call[] = {
  OF_ALL,
  { "agent",          N_("your name") },
  { NULL }
};

static const HcrmChoice of_message[] = {
  OF_ALL,
  { "date",           N_("date it is about") },
  { "time",           N_("time it is about") },
  { "drug",           N_("drugs") },
  { "items",          N_("examinations") },
  { "plan",           N_("next treatment and follow-up") },
  { "number",         N_("complaint number") },
  { "answer",         N_("answer to a complaint") },
  { "questionnaire",  N_("questionnaire") },
  { "link",           N_("address where it is answered") },
  { NULL }
};

static const HcrmChoice *const variables[] = {
  [HCRM_SCRIPT_CALL]    = of_call,
  [HCRM_SCRIPT_MESSAGE] = of_message,
};
/* clang-format on */

typedef struct {
  HcrmScriptLookup lookup;
  gpointer data;
  GString *out;
  GHashTable *told; /* (element-type utf8): variables at fault that are named already */
  GError *error;
} Filling;

const HcrmChoice *
hcrm_script_get_variables (HcrmScriptUse use)
{
  return variables[use];
}

static const HcrmChoice *
find_variable (HcrmScriptUse use, const char *name)
{
  for (const HcrmChoice *variable = variables[use]; variable->value != NULL; variable++)
    if (strcmp (variable->value, name) == 0)
      return variable;
  return NULL;
}

static const HcrmChoice *
find_any (const char *name)
{
  const HcrmChoice *variable = find_variable (HCRM_SCRIPT_CALL, name);

  return variable != NULL ? variable : find_variable (HCRM_SCRIPT_MESSAGE, name);
}

const char *
hcrm_script_get_variable_label (const char *name)
{
  const HcrmChoice *variable = find_any (name);

  return variable != NULL ? gettext (variable->label) : name;
}

static void
add_fault (Filling *self, const char *name, const char *format)
{
  if (!g_hash_table_add (self->told, g_strdup (name)))
    return;
  g_autofree char *detail = g_strdup_printf (format, name);
  hcrm_error_add_field (&self->error, name, detail);
}

/* `{You}` begins a sentence: it is `{you}` with a capital. */
static void
append_value (Filling *self, const char *value, gboolean capital)
{
  if (!capital || *value == '\0') {
    g_string_append (self->out, value);
    return;
  }
  g_string_append_unichar (self->out, g_unichar_toupper (g_utf8_get_char (value)));
  g_string_append (self->out, g_utf8_next_char (value));
}

static void
put_variable (Filling *self, const char *written)
{
  gboolean capital = g_ascii_isupper (*written);
  g_autofree char *name = g_strdup (written);

  *name = g_ascii_tolower (*name);
  if (find_any (name) == NULL) {
    add_fault (self, written, _("There is no variable called “%s”"));
    return;
  }
  g_autofree char *value = self->lookup (name, self->data);
  /* A neutral title is empty, and still known. */
  if (value == NULL || (*value == '\0' && strcmp (name, "title") != 0))
    add_fault (self, name, _("There is nothing to say for “%s” here"));
  else
    append_value (self, value, capital);
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
accept_cb (const char *name, gpointer use)
{
  return find_variable (GPOINTER_TO_UINT (use), name) != NULL ? g_strdup (name) : NULL;
}

gboolean
hcrm_script_check (const char *body, HcrmScriptUse use, GError **error)
{
  g_autofree char *filled = hcrm_script_fill (body, accept_cb, GUINT_TO_POINTER (use), error);

  return filled != NULL;
}

gboolean
hcrm_script_is_child (int age)
{
  return age >= 0 && age < ADULT_AGE;
}

const char *
hcrm_script_get_person (const char *name, int age, const char *language)
{
  static const struct {
    const char *name, *chinese, *english, *chinese_child, *english_child;
  } words[] = {
    { "you", "您", "you", "孩子", "your child" },
    { "your", "您的", "your", "孩子的", "your child's" },
  };
  gboolean chinese = language == NULL || g_str_has_prefix (language, "zh");
  gboolean child = hcrm_script_is_child (age);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].name, name) == 0)
      return child ? (chinese ? words[i].chinese_child : words[i].english_child)
                   : (chinese ? words[i].chinese : words[i].english);
  return NULL;
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

  if (hcrm_script_is_child (age))
    return chinese ? "小朋友家长" : "the parent of ";
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (sex, titles[i].sex) == 0)
      return chinese ? titles[i].chinese : titles[i].english;
  return "";
}
