/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files that make up expressions share: tokens, the tree, the run, the functions. */

#include "hcrm-path.h"

G_BEGIN_DECLS

/* Tokens */

typedef enum {
  HCRM_TOKEN_END,
  HCRM_TOKEN_WORD,
  HCRM_TOKEN_QUOTED, /* `word` */
  HCRM_TOKEN_STRING,
  HCRM_TOKEN_NUMBER,
  HCRM_TOKEN_DATE, /* and times */
  HCRM_TOKEN_VARIABLE,
  HCRM_TOKEN_THIS, /* $this, $index, $total */
  HCRM_TOKEN_SIGN, /* operators and punctuation */
} HcrmTokenKind;

/**
 * HcrmToken:
 * @text: a word's, string's, variable's text without quotes and escapes; a sign as written
 * @at: where it begins, in bytes
 */
typedef struct {
  HcrmTokenKind kind;
  const char *text;
  guint at;
} HcrmToken;

/* Cuts @source into tokens, the last of them the end. Texts go into @chunk. */
GArray *hcrm_path_cut (const char *source, GStringChunk *chunk, GError **error);

/* Fails with @detail and the character at @at. */
gboolean hcrm_path_fail_at (GError **error, const char *source, guint at, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* The tree */

/* In the order of the table in hcrm-path-parser.c. */
typedef enum {
  HCRM_PATH_IMPLIES,
  HCRM_PATH_OR,
  HCRM_PATH_XOR,
  HCRM_PATH_AND,
  HCRM_PATH_IN,
  HCRM_PATH_CONTAINS,
  HCRM_PATH_EQUAL,
  HCRM_PATH_EQUIVALENT,
  HCRM_PATH_NOT_EQUAL,
  HCRM_PATH_NOT_EQUIVALENT,
  HCRM_PATH_LESS_EQUAL,
  HCRM_PATH_GREATER_EQUAL,
  HCRM_PATH_LESS,
  HCRM_PATH_GREATER,
  HCRM_PATH_UNION,
  HCRM_PATH_PLUS,
  HCRM_PATH_MINUS,
  HCRM_PATH_CONCATENATE,
  HCRM_PATH_TIMES,
  HCRM_PATH_DIVIDE,
  HCRM_PATH_DIV,
  HCRM_PATH_MOD,
} HcrmPathOperator;

typedef enum {
  HCRM_TERM_LITERAL,
  HCRM_TERM_NOTHING, /* {} */
  HCRM_TERM_VARIABLE,
  HCRM_TERM_THIS,
  HCRM_TERM_INDEX,
  HCRM_TERM_TOTAL,
  HCRM_TERM_MEMBER,
  HCRM_TERM_CALL,
  HCRM_TERM_SUBSCRIPT,
  HCRM_TERM_BINARY,
  HCRM_TERM_NEGATE,
  HCRM_TERM_IS,
  HCRM_TERM_AS,
} HcrmTermKind;

typedef struct _HcrmTerm HcrmTerm;
typedef struct _HcrmPathFunction HcrmPathFunction;

/**
 * HcrmTerm:
 * @name: a member's, variable's or type's name
 * @left: (nullable): what it is applied to, evaluated in the same focus; else the focus itself
 * @arguments: (nullable) (element-type HcrmTerm): of a function; an operator's right side
 */
struct _HcrmTerm {
  HcrmTermKind kind;
  HcrmPathOperator op;
  guint at;
  const char *name;
  const HcrmPathFunction *function;
  HcrmPathValue literal;
  const HcrmTerm *left;
  GPtrArray *arguments;
};

struct _HcrmPath {
  char *text;
  GStringChunk *chunk;
  GPtrArray *terms; /* owns */
  const HcrmTerm *root;
  GPtrArray *variables; /* (element-type HcrmTerm) */
};

const HcrmTerm *hcrm_term_argument (const HcrmTerm *term, guint n);

/* The run */

struct _HcrmPathRun {
  HcrmPathLookup lookup;
  gpointer data;
  GDateTime *now;
  const char *source; /* of the expression being evaluated, for messages */
  GPtrArray *blocks;  /* of one size, used again after a reset */
  GPtrArray *large;   /* what is larger than a block */
  guint block;        /* the one in use, counted from 1 */
  gsize used;         /* of that block */
  gsize bytes;
  guint steps;
  guint depth; /* of expressions within expressions */
  GPtrArray *trees;
  GHashTable *patterns; /* regular expressions by their text, also wrong ones */
  GError *error;
};

/**
 * HcrmFrame:
 * @focus: what names without a left side are looked for in
 *
 * What `$this`, `$index` and `$total` mean at some place of an expression.
 */
typedef struct {
  const HcrmPathList *focus;
  gint64 index; /* below 0 outside of a loop */
  const HcrmPathList *total;
} HcrmFrame;

/* A function's call: what it is applied to, and where its arguments are to be evaluated. */
typedef struct {
  HcrmPathRun *run;
  const HcrmTerm *term;
  const HcrmFrame *frame;
  const HcrmPathList *input;
  HcrmPathList *out;
} HcrmCall;

typedef gboolean (*HcrmCallFunc) (const HcrmCall *call);

struct _HcrmPathFunction {
  const char *name;
  guint least;
  guint most;
  HcrmCallFunc call;
};

/* Returns: (nullable): the function of that name. */
const HcrmPathFunction *hcrm_path_find_function (const char *name);
extern const HcrmPathFunction hcrm_path_collection_functions[];
extern const HcrmPathFunction hcrm_path_loop_functions[];
extern const HcrmPathFunction hcrm_path_text_functions[];
extern const HcrmPathFunction hcrm_path_number_functions[];
extern const HcrmPathFunction hcrm_path_type_functions[];

gpointer hcrm_path_run_alloc (HcrmPathRun *self, gsize size);
/* Counts a step; FALSE once there were too many, or something else failed. */
gboolean hcrm_path_run_step (HcrmPathRun *self);
gboolean hcrm_path_run_fail (HcrmPathRun *self, const HcrmTerm *term, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

HcrmPathList *hcrm_path_list_new (HcrmPathRun *run);
void hcrm_path_list_extend (HcrmPathRun *run, HcrmPathList *out, const HcrmPathList *list);
void hcrm_path_add_boolean (HcrmPathRun *run, HcrmPathList *out, gboolean boolean);
void hcrm_path_add_integer (HcrmPathRun *run, HcrmPathList *out, gint64 integer);
void hcrm_path_add_decimal (HcrmPathRun *run, HcrmPathList *out, const HcrmDecimal *number);

/* Evaluates @term; NULL if the run failed. */
const HcrmPathList *
hcrm_path_run_evaluate (HcrmPathRun *self, const HcrmTerm *term, const HcrmFrame *frame);

/* A call's nth argument, evaluated where the call stands, or for one value of a loop. */
const HcrmPathList *hcrm_call_argument (const HcrmCall *call, guint n);
const HcrmPathList *hcrm_call_each (const HcrmCall *call, guint n, guint index);

/* The only value of a list, nodes turned to values where they can be. Gives 1 for one, 0 for none;
 * fails, giving -1, if there are several. */
int hcrm_path_single (HcrmPathRun *run,
                      const HcrmTerm *term,
                      const HcrmPathList *list,
                      HcrmPathValue *value);
/* 1, 0, or -1 for empty; -2 if it failed as there are several. */
int hcrm_path_truth (HcrmPathRun *run, const HcrmTerm *term, const HcrmPathList *list);
void hcrm_path_resolve (HcrmPathRun *run, const HcrmPathValue *from, HcrmPathValue *to);

/* Values */

extern const HcrmPathNodeClass hcrm_path_fhir_class;

gboolean hcrm_path_is_number (const HcrmPathValue *value);
HcrmDecimal hcrm_path_get_number (const HcrmPathValue *value);
/* The text of a member of a node, or NULL. */
const char *
hcrm_path_get_text_member (HcrmPathRun *run, const HcrmPathNode *node, const char *name);
/* 1, 0, or -1 if it cannot be said. */
int hcrm_path_equal (HcrmPathRun *run, const HcrmPathValue *a, const HcrmPathValue *b);
gboolean hcrm_path_equivalent (HcrmPathRun *run, const HcrmPathValue *a, const HcrmPathValue *b);
/* Whether @list holds a value equal to @value. */
gboolean
hcrm_path_list_holds (HcrmPathRun *run, const HcrmPathList *list, const HcrmPathValue *value);
void hcrm_path_add_distinct (HcrmPathRun *run, HcrmPathList *out, const HcrmPathList *list);
/* Whether they compare, and how. Fails if they are of different types. */
gboolean hcrm_path_compare (HcrmPathRun *run,
                            const HcrmTerm *term,
                            const HcrmPathValue *a,
                            const HcrmPathValue *b,
                            int *order);
gboolean hcrm_path_add_values (HcrmPathRun *run,
                               const HcrmPathValue *a,
                               const HcrmPathValue *b,
                               HcrmPathValue *out);
gboolean hcrm_path_apply (HcrmPathRun *run,
                          const HcrmTerm *term,
                          const HcrmPathList *left,
                          const HcrmPathList *right,
                          HcrmPathList *out);
/* Whether @value is of the type @name. */
gboolean hcrm_path_is_type (HcrmPathRun *run, const HcrmPathValue *value, const char *name);
/* Whether values of @value's type can be turned into @type, and what this one then is. */
gboolean hcrm_path_convert (HcrmPathRun *run,
                            const HcrmPathValue *value,
                            HcrmPathType type,
                            HcrmPathValue *out);
char *hcrm_path_value_to_text (const HcrmPathValue *value);

/* Dates and times */

/* Whether @text is a date, date and time or time as expressions write them, without the @. */
gboolean hcrm_path_is_temporal (HcrmPathType type, const char *text);
/* Compares two texts of such types: whether it can be said, and how. @now gives the time zone. */
gboolean hcrm_path_compare_temporal (HcrmPathType type,
                                     const char *a,
                                     const char *b,
                                     GDateTime *now,
                                     int *order);
/* Returns: (nullable): @text moved by @number (negative to go back) of a calendar unit. */
char *hcrm_path_move_temporal (HcrmPathType type,
                               const char *text,
                               const HcrmDecimal *number,
                               const char *unit);
/* Whether two have the same precision. */
gboolean hcrm_path_same_precision (const char *a, const char *b);

/* Units */

/* Turns so many of the unit @from into the unit @to, if both measure the same. */
gboolean hcrm_path_convert_unit (const char *from, const char *to, HcrmDecimal *number);
/* The calendar's name of a unit, such as `month` for `months`; NULL if it is none. */
const char *hcrm_path_calendar_unit (const char *unit);

G_END_DECLS
