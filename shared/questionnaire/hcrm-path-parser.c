/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From tokens to a tree, by precedence; only nesting is followed by recursion, and it is bounded.
 */

#include "hcrm-path-private.h"

#include <string.h>

#define POSTFIX 1000 /* binds tighter than any operator */

typedef struct {
  HcrmPath *path;
  const GArray *tokens;
  guint next;
  guint depth;
  GError **error;
} Parser;

/* Operators from the loosest to the tightest; `is` and `as` stand between | and +. */
static const struct {
  const char *text;
  guint strength;
} operators[] = {
  [HCRM_PATH_IMPLIES] = { "implies", 1 }, [HCRM_PATH_OR] = { "or", 2 },
  [HCRM_PATH_XOR] = { "xor", 2 },         [HCRM_PATH_AND] = { "and", 3 },
  [HCRM_PATH_IN] = { "in", 4 },           [HCRM_PATH_CONTAINS] = { "contains", 4 },
  [HCRM_PATH_EQUAL] = { "=", 5 },         [HCRM_PATH_EQUIVALENT] = { "~", 5 },
  [HCRM_PATH_NOT_EQUAL] = { "!=", 5 },    [HCRM_PATH_NOT_EQUIVALENT] = { "!~", 5 },
  [HCRM_PATH_LESS_EQUAL] = { "<=", 6 },   [HCRM_PATH_GREATER_EQUAL] = { ">=", 6 },
  [HCRM_PATH_LESS] = { "<", 6 },          [HCRM_PATH_GREATER] = { ">", 6 },
  [HCRM_PATH_UNION] = { "|", 7 },         [HCRM_PATH_PLUS] = { "+", 9 },
  [HCRM_PATH_MINUS] = { "-", 9 },         [HCRM_PATH_CONCATENATE] = { "&", 9 },
  [HCRM_PATH_TIMES] = { "*", 10 },        [HCRM_PATH_DIVIDE] = { "/", 10 },
  [HCRM_PATH_DIV] = { "div", 10 },        [HCRM_PATH_MOD] = { "mod", 10 },
};

#define TYPE_STRENGTH 8

static HcrmTerm *parse_level (Parser *self, guint strength);

static const HcrmToken *
peek (const Parser *self)
{
  return &g_array_index (self->tokens, HcrmToken, self->next);
}

static gboolean
fail_here (const Parser *self, const char *detail)
{
  return hcrm_path_fail_at (self->error, self->path->text, peek (self)->at, "%s", detail);
}

static gboolean
is_text (const Parser *self, HcrmTokenKind kind, const char *text)
{
  return peek (self)->kind == kind && strcmp (peek (self)->text, text) == 0;
}

static gboolean
take_sign (Parser *self, const char *sign)
{
  if (!is_text (self, HCRM_TOKEN_SIGN, sign))
    return FALSE;
  self->next++;
  return TRUE;
}

static gboolean
expect_sign (Parser *self, const char *sign)
{
  return take_sign (self, sign)
         || hcrm_path_fail_at (self->error, self->path->text, peek (self)->at,
                               _("“%s” is missing"), sign);
}

static void
free_term (HcrmTerm *term)
{
  g_clear_pointer (&term->arguments, g_ptr_array_unref);
  g_free (term);
}

static HcrmTerm *
new_term (Parser *self, HcrmTermKind kind, const HcrmTerm *left)
{
  HcrmTerm *term = g_new0 (HcrmTerm, 1);

  term->kind = kind;
  term->at = peek (self)->at;
  term->name = peek (self)->text;
  term->left = left;
  g_ptr_array_add (self->path->terms, term);
  return term;
}

static void
add_argument (HcrmTerm *term, HcrmTerm *argument)
{
  if (term->arguments == NULL)
    term->arguments = g_ptr_array_new ();
  g_ptr_array_add (term->arguments, argument);
}

const HcrmTerm *
hcrm_term_argument (const HcrmTerm *term, guint n)
{
  return term->arguments != NULL && n < term->arguments->len
             ? g_ptr_array_index (term->arguments, n)
             : NULL;
}

static HcrmTerm *
parse_number (Parser *self)
{
  HcrmTerm *term = new_term (self, HCRM_TERM_LITERAL, NULL);
  HcrmPathValue *value = &term->literal;
  gboolean whole = strchr (term->name, '.') == NULL;

  value->type = whole ? HCRM_PATH_INTEGER : HCRM_PATH_DECIMAL;
  if (!hcrm_decimal_parse (term->name, &value->number)
      || (whole && !hcrm_decimal_to_integer (&value->number, &value->integer))) {
    fail_here (self, _("The number is too large"));
    return NULL;
  }
  self->next++;
  gboolean calendar =
      peek (self)->kind == HCRM_TOKEN_WORD && hcrm_path_calendar_unit (peek (self)->text) != NULL;
  if (calendar || peek (self)->kind == HCRM_TOKEN_STRING) {
    value->type = HCRM_PATH_QUANTITY;
    value->text = calendar ? hcrm_path_calendar_unit (peek (self)->text) : peek (self)->text;
    self->next++;
  }
  return term;
}

static HcrmTerm *
parse_date (Parser *self)
{
  HcrmTerm *term = new_term (self, HCRM_TERM_LITERAL, NULL);
  const char *text = term->name;

  term->literal.text = text;
  if (*text == 'T')
    term->literal = (HcrmPathValue){ HCRM_PATH_TIME, .text = text + 1 };
  else
    term->literal.type = strchr (text, 'T') != NULL ? HCRM_PATH_DATE_TIME : HCRM_PATH_DATE;
  if (!hcrm_path_is_temporal (term->literal.type, term->literal.text)) {
    fail_here (self, _("There is no such date or time"));
    return NULL;
  }
  self->next++;
  return term;
}

static HcrmTerm *
parse_this (Parser *self)
{
  HcrmTermKind kind = is_text (self, HCRM_TOKEN_THIS, "$this")    ? HCRM_TERM_THIS
                      : is_text (self, HCRM_TOKEN_THIS, "$index") ? HCRM_TERM_INDEX
                                                                  : HCRM_TERM_TOTAL;
  HcrmTerm *term = new_term (self, kind, NULL);

  self->next++;
  return term;
}

static gboolean
check_arguments (Parser *self, const HcrmTerm *term)
{
  guint n = term->arguments != NULL ? term->arguments->len : 0;

  if (n >= term->function->least && n <= term->function->most)
    return TRUE;
  return hcrm_path_fail_at (self->error, self->path->text, term->at,
                            _("The function “%s” does not take %u arguments"), term->name, n);
}

static gboolean
parse_arguments (Parser *self, HcrmTerm *term)
{
  if (take_sign (self, ")"))
    return TRUE;
  do {
    HcrmTerm *argument = parse_level (self, 0);
    if (argument == NULL)
      return FALSE;
    add_argument (term, argument);
  } while (take_sign (self, ","));
  return expect_sign (self, ")");
}

/* A member, or a function if a parenthesis follows. */
static HcrmTerm *
parse_word (Parser *self, const HcrmTerm *left)
{
  HcrmTerm *term = new_term (self, HCRM_TERM_MEMBER, left);
  gboolean quoted = peek (self)->kind == HCRM_TOKEN_QUOTED;

  self->next++;
  if (quoted || !take_sign (self, "("))
    return term;
  term->kind = HCRM_TERM_CALL;
  term->function = hcrm_path_find_function (term->name);
  if (term->function == NULL) {
    hcrm_path_fail_at (self->error, self->path->text, term->at,
                       _("There is no function “%s” here"), term->name);
    return NULL;
  }
  return parse_arguments (self, term) && check_arguments (self, term) ? term : NULL;
}

static HcrmTerm *
parse_parenthesis (Parser *self)
{
  self->next++;
  HcrmTerm *term = parse_level (self, 0);
  return term != NULL && expect_sign (self, ")") ? term : NULL;
}

static HcrmTerm *
parse_nothing (Parser *self)
{
  HcrmTerm *term = new_term (self, HCRM_TERM_NOTHING, NULL);

  self->next++;
  return expect_sign (self, "}") ? term : NULL;
}

static HcrmTerm *
parse_literal (Parser *self, HcrmPathType type)
{
  HcrmTerm *term = new_term (self, HCRM_TERM_LITERAL, NULL);

  term->literal.type = type;
  term->literal.boolean = strcmp (term->name, "true") == 0;
  term->literal.text = term->name;
  self->next++;
  return term;
}

static HcrmTerm *
parse_variable (Parser *self)
{
  HcrmTerm *term = new_term (self, HCRM_TERM_VARIABLE, NULL);

  g_ptr_array_add (self->path->variables, term);
  self->next++;
  return term;
}

static HcrmTerm *
parse_sign (Parser *self)
{
  if (is_text (self, HCRM_TOKEN_SIGN, "("))
    return parse_parenthesis (self);
  if (take_sign (self, "{")) {
    self->next--;
    return parse_nothing (self);
  }
  gboolean negative = is_text (self, HCRM_TOKEN_SIGN, "-");
  if (!negative && !is_text (self, HCRM_TOKEN_SIGN, "+")) {
    fail_here (self, _("A value is missing"));
    return NULL;
  }
  HcrmTerm *term = new_term (self, HCRM_TERM_NEGATE, NULL);
  term->literal.boolean = negative;
  self->next++;
  HcrmTerm *operand = parse_level (self, POSTFIX);
  if (operand == NULL)
    return NULL;
  term->left = operand;
  return term;
}

static HcrmTerm *
parse_operand (Parser *self)
{
  switch (peek (self)->kind) {
  case HCRM_TOKEN_WORD:
    if (is_text (self, HCRM_TOKEN_WORD, "true") || is_text (self, HCRM_TOKEN_WORD, "false"))
      return parse_literal (self, HCRM_PATH_BOOLEAN);
    return parse_word (self, NULL);
  case HCRM_TOKEN_QUOTED:
    return parse_word (self, NULL);
  case HCRM_TOKEN_STRING:
    return parse_literal (self, HCRM_PATH_STRING);
  case HCRM_TOKEN_NUMBER:
    return parse_number (self);
  case HCRM_TOKEN_DATE:
    return parse_date (self);
  case HCRM_TOKEN_VARIABLE:
    return parse_variable (self);
  case HCRM_TOKEN_THIS:
    return parse_this (self);
  case HCRM_TOKEN_SIGN:
    return parse_sign (self);
  case HCRM_TOKEN_END:
    break;
  }
  fail_here (self, _("A value is missing"));
  return NULL;
}

/* What follows an operand: members, calls, subscripts. */
static HcrmTerm *
parse_postfix (Parser *self, HcrmTerm *term)
{
  while (term != NULL) {
    if (take_sign (self, ".")) {
      if (peek (self)->kind != HCRM_TOKEN_WORD && peek (self)->kind != HCRM_TOKEN_QUOTED) {
        fail_here (self, _("A name is missing after the dot"));
        return NULL;
      }
      term = parse_word (self, term);
    } else if (is_text (self, HCRM_TOKEN_SIGN, "[")) {
      HcrmTerm *subscript = new_term (self, HCRM_TERM_SUBSCRIPT, term);
      self->next++;
      HcrmTerm *index = parse_level (self, 0);
      if (index == NULL || !expect_sign (self, "]"))
        return NULL;
      add_argument (subscript, index);
      term = subscript;
    } else {
      return term;
    }
  }
  return NULL;
}

/* The name of a type, its name space left away. */
static HcrmTerm *
parse_type (Parser *self, HcrmTermKind kind, HcrmTerm *left)
{
  HcrmTerm *term = new_term (self, kind, left);

  self->next++;
  do {
    if (peek (self)->kind != HCRM_TOKEN_WORD && peek (self)->kind != HCRM_TOKEN_QUOTED) {
      fail_here (self, _("The name of a type is missing"));
      return NULL;
    }
    term->name = peek (self)->text;
    self->next++;
  } while (take_sign (self, "."));
  return term;
}

static gboolean
find_operator (const Parser *self, HcrmPathOperator *op)
{
  if (peek (self)->kind != HCRM_TOKEN_SIGN && peek (self)->kind != HCRM_TOKEN_WORD)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strcmp (operators[i].text, peek (self)->text) == 0) {
      *op = i;
      return TRUE;
    }
  return FALSE;
}

static HcrmTerm *
parse_binary (Parser *self, HcrmTerm *left, HcrmPathOperator op)
{
  HcrmTerm *term = new_term (self, HCRM_TERM_BINARY, left);

  term->op = op;
  self->next++;
  HcrmTerm *right = parse_level (self, operators[op].strength + 1);
  if (right == NULL)
    return NULL;
  add_argument (term, right);
  return term;
}

/* Operators at least as strong as @strength, those of one strength from left to right. */
static HcrmTerm *
parse_chain (Parser *self, guint strength)
{
  HcrmTerm *term = parse_postfix (self, parse_operand (self));
  HcrmPathOperator op = 0;

  while (term != NULL) {
    gboolean is = is_text (self, HCRM_TOKEN_WORD, "is");
    if ((is || is_text (self, HCRM_TOKEN_WORD, "as")) && strength <= TYPE_STRENGTH)
      term = parse_type (self, is ? HCRM_TERM_IS : HCRM_TERM_AS, term);
    else if (find_operator (self, &op) && operators[op].strength >= strength)
      term = parse_binary (self, term, op);
    else
      return term;
  }
  return NULL;
}

static HcrmTerm *
parse_level (Parser *self, guint strength)
{
  HcrmTerm *term = NULL;

  if (++self->depth > HCRM_PATH_MAX_NESTING)
    fail_here (self, _("The expression is nested too deeply"));
  else
    term = parse_chain (self, strength);
  self->depth--;
  return term;
}

static gboolean
parse_all (HcrmPath *path, GError **error)
{
  g_autoptr (GArray) tokens = hcrm_path_cut (path->text, path->chunk, error);

  if (tokens == NULL)
    return FALSE;
  Parser parser = { path, tokens, 0, 0, error };
  path->root = parse_level (&parser, 0);
  if (path->root == NULL)
    return FALSE;
  return peek (&parser)->kind == HCRM_TOKEN_END
         || fail_here (&parser, _("An operator is missing before this"));
}

HcrmPath *
hcrm_path_new (const char *expression, GError **error)
{
  if (strlen (expression) > HCRM_PATH_MAX_LENGTH || !g_utf8_validate (expression, -1, NULL)) {
    hcrm_fail (error, HCRM_ERROR_INVALID, NULL, _("The expression is too long, or no text"));
    return NULL;
  }
  g_autoptr (HcrmPath) self = g_new0 (HcrmPath, 1);
  self->text = g_strdup (expression);
  self->chunk = g_string_chunk_new (256);
  self->terms = g_ptr_array_new_with_free_func ((GDestroyNotify) free_term);
  self->variables = g_ptr_array_new ();
  return parse_all (self, error) ? g_steal_pointer (&self) : NULL;
}

void
hcrm_path_free (HcrmPath *self)
{
  g_free (self->text);
  g_clear_pointer (&self->chunk, g_string_chunk_free);
  g_clear_pointer (&self->terms, g_ptr_array_unref);
  g_clear_pointer (&self->variables, g_ptr_array_unref);
  g_free (self);
}

const char *
hcrm_path_get_text (const HcrmPath *self)
{
  return self->text;
}

guint
hcrm_path_get_n_variables (const HcrmPath *self)
{
  return self->variables->len;
}

const char *
hcrm_path_get_variable (const HcrmPath *self, guint n, guint *character)
{
  g_return_val_if_fail (n < self->variables->len, NULL);
  const HcrmTerm *term = g_ptr_array_index (self->variables, n);

  if (character != NULL)
    *character = g_utf8_pointer_to_offset (self->text, self->text + term->at) + 1;
  return term->name;
}
