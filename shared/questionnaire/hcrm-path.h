/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-decimal.h"
#include "hcrm-fhir.h"

G_BEGIN_DECLS

/* Limits of one expression, and of one evaluation: what exceeds them is an error, never a wait. */
#define HCRM_PATH_MAX_LENGTH 20000 /* bytes */
#define HCRM_PATH_MAX_NESTING 60   /* parentheses, arguments, signs */
#define HCRM_PATH_MAX_STEPS 1000000
#define HCRM_PATH_MAX_VALUES 100000 /* in one collection */
#define HCRM_PATH_MAX_TEXT (1024 * 1024)

/**
 * HcrmPath:
 *
 * An expression in the part of FHIRPath (http://hl7.org/fhirpath/N1) that questionnaires use: all
 * of its literals, operators and functions but those that need a model or a terminology server
 * (`conformsTo`, `memberOf`, `resolve`, `subsumes`), with `answers()`, `ordinal()` and `weight()`
 * of SDC (http://hl7.org/fhir/uv/sdc/expressions.html). Immutable; may be shared by threads.
 *
 * Numbers are exact decimals (#HcrmDecimal). A quotient is rounded to 12 places. `sqrt`, `ln`,
 * `log`, `exp` and `power` with a broken exponent are calculated in binary and rounded to 10
 * places. A result too large, and a division by zero, is empty.
 */
typedef struct _HcrmPath HcrmPath;

/* An evaluation: it owns all values that come up in it. */
typedef struct _HcrmPathRun HcrmPathRun;

typedef enum {
  HCRM_PATH_BOOLEAN,
  HCRM_PATH_INTEGER,
  HCRM_PATH_DECIMAL,
  HCRM_PATH_STRING,
  HCRM_PATH_DATE,
  HCRM_PATH_DATE_TIME,
  HCRM_PATH_TIME,
  HCRM_PATH_QUANTITY,
  HCRM_PATH_NODE,
} HcrmPathType;

typedef struct _HcrmPathNodeClass HcrmPathNodeClass;

/**
 * HcrmPathNode:
 * @object: what the node stands for
 * @other: (nullable): for the class's own use
 * @a: for the class's own use
 * @b: for the class's own use
 *
 * Something with members, whatever it is kept in: a JSON tree, or a response while it is answered.
 * Two nodes of the same four values are the same.
 */
typedef struct {
  const HcrmPathNodeClass *klass;
  gconstpointer object;
  gconstpointer other;
  guint a;
  guint b;
} HcrmPathNode;

/**
 * HcrmPathValue:
 * @number: of a decimal and a quantity
 * @text: a string; a date or time as ISO 8601 has it, perhaps without its end; a quantity's unit
 */
typedef struct {
  HcrmPathType type;
  gboolean boolean;
  union {
    HcrmPathNode node;
    struct {
      gint64 integer;
      const char *text;
      HcrmDecimal number;
    };
  };
} HcrmPathValue;

/* A collection. */
typedef struct {
  HcrmPathValue *values;
  guint length;
  guint size;
} HcrmPathList;

/**
 * HcrmPathNodeClass:
 * @visit: adds the members called @name to @out, or all if @name is %NULL, with
 *   hcrm_path_run_add() and its like; `value` means any `value[x]`
 * @get_value: (nullable): the node as a value that is no node, if it is one
 * @get_type: the FHIR type's name, such as `Coding`, or %NULL
 */
struct _HcrmPathNodeClass {
  void (*visit) (const HcrmPathNode *node, const char *name, HcrmPathRun *run, HcrmPathList *out);
  gboolean (*get_value) (const HcrmPathNode *node, HcrmPathRun *run, HcrmPathValue *value);
  const char *(*get_type) (const HcrmPathNode *node);
};

/**
 * HcrmPathLookup:
 * @name: a variable, without its percent sign
 * @out: where to add its values
 *
 * Gives a variable that an expression uses. May evaluate another expression in the same run.
 *
 * Returns: whether there is such a variable; %FALSE too if the run failed
 */
typedef gboolean (*HcrmPathLookup) (gpointer data,
                                    HcrmPathRun *run,
                                    const char *name,
                                    HcrmPathList *out);

/**
 * hcrm_path_new:
 * @error: %HCRM_ERROR_INVALID, saying at which character what is wrong: also that a function is not
 *   known or takes other arguments
 *
 * Returns: (transfer full) (nullable): the expression
 */
HcrmPath *hcrm_path_new (const char *expression, GError **error);
void hcrm_path_free (HcrmPath *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmPath, hcrm_path_free)

const char *hcrm_path_get_text (const HcrmPath *self);

/* The variables it names, in the order of the text, `%` left away; and the character it stands at,
 * counted from 1. */
guint hcrm_path_get_n_variables (const HcrmPath *self);
const char *hcrm_path_get_variable (const HcrmPath *self, guint n, guint *character);

/**
 * hcrm_path_run_new:
 * @lookup: (nullable): gives variables
 * @now: (nullable): the time of the evaluation; the clock's if %NULL
 */
HcrmPathRun *hcrm_path_run_new (HcrmPathLookup lookup, gpointer data, GDateTime *now);
void hcrm_path_run_free (HcrmPathRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmPathRun, hcrm_path_run_free)

/* Forgets all values and steps, so that the run can be used once more. */
void hcrm_path_run_reset (HcrmPathRun *self);

/**
 * hcrm_path_evaluate:
 * @focus: (nullable): what the expression is about; nothing if %NULL
 * @error: %HCRM_ERROR_INVALID if an operand has the wrong type or number, %HCRM_ERROR_TOO_LARGE if
 * a limit is exceeded
 *
 * Returns: (nullable): the result, which lives as long as the run is neither reset nor freed
 */
const HcrmPathList *hcrm_path_evaluate (const HcrmPath *self,
                                        HcrmPathRun *run,
                                        const HcrmPathNode *focus,
                                        GError **error);

/**
 * hcrm_path_to_boolean:
 * @list: (nullable): a result
 *
 * Returns: 1 or 0 for true and false, 1 for any single value that is no boolean, -1 if empty or
 * many
 */
int hcrm_path_to_boolean (const HcrmPathList *list, HcrmPathRun *run);

/* Returns: (transfer full): the values as literals with a comma between; nodes as their type. */
char *hcrm_path_list_to_text (const HcrmPathList *list, HcrmPathRun *run);

/* A node for a JSON tree, which must outlive the run. */
HcrmPathNode hcrm_path_node_for_fhir (const HcrmFhirNode *node);

gpointer hcrm_path_run_get_data (HcrmPathRun *self);

/* For node classes: add to a collection; what is added is copied, texts live in the run. */
void hcrm_path_run_add (HcrmPathRun *self, HcrmPathList *out, const HcrmPathValue *value);
void hcrm_path_run_add_node (HcrmPathRun *self, HcrmPathList *out, const HcrmPathNode *node);
void hcrm_path_run_add_string (HcrmPathRun *self, HcrmPathList *out, const char *text);
/* Adds the members of a JSON tree called @name, or all; takes care of arrays and of `value[x]`. */
void hcrm_path_run_add_members (HcrmPathRun *self,
                                const HcrmFhirNode *node,
                                const char *name,
                                HcrmPathList *out);
const char *hcrm_path_run_copy_text (HcrmPathRun *self, const char *text);
/* Reads JSON that lives as long as the run's values; NULL if it is none. */
const HcrmFhirNode *hcrm_path_run_parse (HcrmPathRun *self, const char *json);
/* Reads a value of a FHIR primitive type: FALSE if @text is none. @type is lent. */
gboolean hcrm_path_read_value (HcrmPathType type, const char *text, HcrmPathValue *value);

G_END_DECLS
