/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-answer.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* Items nested deeper than this are refused at parse, so whoever walks the tree may recurse. */
#define HCRM_QUESTIONNAIRE_MAX_DEPTH 64
#define HCRM_QUESTIONNAIRE_MAX_ITEMS 5000

/* Our own extensions; all others are FHIR's. */
#define HCRM_URL_SCORE_BAND                                                                        \
  "urn:hcrm:score-band"                 /* on the questionnaire: {low, high, label, ..}            \
                                         */
#define HCRM_URL_ALARM "urn:hcrm:alarm" /* on an option: a boolean or what to do */
#define HCRM_URL_ALARM_ABOVE "urn:hcrm:alarm-above" /* on an item: valueDecimal or valueInteger */
#define HCRM_URL_ALARM_BELOW "urn:hcrm:alarm-below"
/* Beside any of these: valueCode, one of hcrm_alarm_severity_get_name(); urgent without it. */
#define HCRM_URL_ALARM_SEVERITY "urn:hcrm:alarm-severity"

/* What an item may be: symbol, FHIR code, kind of its answers, whether it asks, whether people
 * can answer it (the others are set by programs, checked, kept, and shown read-only), label. */
#define HCRM_ITEM_TYPES(T)                                                                         \
  T (GROUP, "group", HCRM_ANSWER_STRING, FALSE, TRUE, N_ ("Group of items"))                       \
  T (DISPLAY, "display", HCRM_ANSWER_STRING, FALSE, TRUE, N_ ("Text to read"))                     \
  T (CHOICE, "choice", HCRM_ANSWER_CODING, TRUE, TRUE, N_ ("Choice"))                              \
  T (BOOLEAN, "boolean", HCRM_ANSWER_BOOLEAN, TRUE, TRUE, N_ ("Yes or no"))                        \
  T (INTEGER, "integer", HCRM_ANSWER_INTEGER, TRUE, TRUE, N_ ("Whole number"))                     \
  T (DECIMAL, "decimal", HCRM_ANSWER_DECIMAL, TRUE, TRUE, N_ ("Decimal number"))                   \
  T (DATE, "date", HCRM_ANSWER_DATE, TRUE, TRUE, N_ ("Date"))                                      \
  T (STRING, "string", HCRM_ANSWER_STRING, TRUE, TRUE, N_ ("Short text"))                          \
  T (TEXT, "text", HCRM_ANSWER_STRING, TRUE, TRUE, N_ ("Long text"))                               \
  T (DATE_TIME, "dateTime", HCRM_ANSWER_DATE_TIME, TRUE, TRUE, N_ ("Date and time"))               \
  T (TIME, "time", HCRM_ANSWER_TIME, TRUE, TRUE, N_ ("Time of day"))                               \
  T (URL, "url", HCRM_ANSWER_URI, TRUE, TRUE, N_ ("Web address"))                                  \
  T (OPEN_CHOICE, "open-choice", HCRM_ANSWER_CODING, TRUE, TRUE, N_ ("Choice or text"))            \
  T (ATTACHMENT, "attachment", HCRM_ANSWER_ATTACHMENT, TRUE, FALSE, N_ ("File"))                   \
  T (REFERENCE, "reference", HCRM_ANSWER_REFERENCE, TRUE, FALSE, N_ ("Reference to a record"))     \
  T (QUANTITY, "quantity", HCRM_ANSWER_QUANTITY, TRUE, TRUE, N_ ("Number with unit"))

typedef enum {
#define T(symbol, code, kind, asks, answerable, label) HCRM_ITEM_##symbol,
  HCRM_ITEM_TYPES (T)
#undef T
} HcrmItemType;

typedef enum {
  HCRM_OPERATOR_EXISTS,
  HCRM_OPERATOR_EQUAL,
  HCRM_OPERATOR_NOT_EQUAL,
  HCRM_OPERATOR_GREATER,
  HCRM_OPERATOR_LESS,
  HCRM_OPERATOR_GREATER_EQUAL,
  HCRM_OPERATOR_LESS_EQUAL,
} HcrmOperator;

/* How soon a physician has to look at an alarming answer. */
typedef enum { HCRM_ALARM_NORMAL, HCRM_ALARM_URGENT, HCRM_ALARM_CRITICAL } HcrmAlarmSeverity;

/* Wire names: `normal`, `urgent`, `critical`; a name that is unknown or missing is urgent. */
const char *hcrm_alarm_severity_get_name (HcrmAlarmSeverity severity);
HcrmAlarmSeverity hcrm_alarm_severity_from_name (const char *name);

typedef enum { HCRM_SEVERITY_OK, HCRM_SEVERITY_WARN, HCRM_SEVERITY_DANGER } HcrmSeverity;

typedef struct _HcrmItem HcrmItem;
typedef struct _HcrmText HcrmText;

/**
 * HcrmOption:
 * @value: coding, string, integer, date or time
 * @label: (nullable): a coding's display with its translations; see hcrm_option_get_label()
 * @weight: its ordinal value, exactly, in millionths, if @weighed
 * @initial: chosen before anybody answers
 * @alarming: a person has to be told of this answer
 * @alarm: (nullable): why, or what to do
 * @alarm_severity: how soon
 * @exclusive: chosen alone or not at all
 */
typedef struct {
  HcrmAnswer *value;
  HcrmText *label;
  gint64 weight;
  gboolean weighed;
  gboolean initial;
  gboolean alarming;
  HcrmText *alarm;
  HcrmAlarmSeverity alarm_severity;
  gboolean exclusive;
} HcrmOption;

/**
 * HcrmCondition:
 * @source: the question asked about
 *
 * One enableWhen. An answer of a disabled question does not count. Apart from `exists`, an
 * unanswered question fulfils no condition, not even `!=`, which holds if there is an answer and
 * none is equal; the others hold if any answer fulfils them. Of a question inside a repeating
 * group that the item is not part of, the answers of all instances count.
 */
typedef struct {
  const HcrmItem *source;
  HcrmOperator op;
  HcrmAnswer *answer;
} HcrmCondition;

/**
 * HcrmItem:
 * @path: its place, such as `Questionnaire.item[2].item[0]`
 * @index: its place in document order, the questionnaire's first item being 0
 * @scope: (nullable): the nearest repeating group around it, of whose instances each has its answer
 * @parent: (nullable): the item around it
 * @children: (element-type HcrmItem): borrowed
 * @options: (element-type HcrmOption)
 * @open_options: the options are in a value set that is not at hand, so any is taken
 * @open: an open choice, which takes a string beside the options
 * @units: (element-type HcrmAnswer): codings of the units a quantity may have; empty if any
 * @open_units: the units are in a value set that is not at hand, so any with a code is taken
 * @systems: (element-type utf8): with @open_options or @open_units, the code systems that the codes
 *   have to be of; empty if any
 * @codes: (element-type HcrmAnswer): codings of what the item means in terminologies
 * @initial: (element-type HcrmAnswer)
 * @conditions: (element-type HcrmCondition)
 * @enable_any: one condition suffices
 * @dependents: (element-type HcrmItem): the items that ask about this one, in conditions or
 *   expressions; borrowed
 * @sources: (element-type HcrmItem): the items that its expressions look at; borrowed
 * @calculated: an expression fills it in; read-only too unless the questionnaire says otherwise
 * @entry_format: (nullable): how an answer is written, to show while there is none
 * @help: (nullable): text of the child whose control is `help`; that child is still among @children
 * @min_length: in characters; 0 for no limit
 * @max_length: in characters; 0 for no limit
 * @regex: (nullable): a pattern that the whole answer has to match
 * @max_decimals: greatest number of decimal places; -1 for no limit
 * @slider_step: (nullable): the number from one position of a slider to the next
 * @max_size: of an attachment, in bytes; 0 for no limit
 * @mime_types: (element-type utf8): that an attachment may have; empty if any
 * @reference_types: (element-type utf8): resource types a reference may name; empty if any
 * @min_occurs: least number of answers once there is one to give; 0 for none
 * @max_occurs: 0 for no limit
 * @control: (nullable): code of the itemControl extension, such as `slider`, `gtable` or `help`
 * @weighed: whether any option has a weight
 *
 * To be read only; lives as long as its questionnaire.
 */
struct _HcrmItem {
  HcrmItemType type;
  char *link_id;
  char *path;
  guint index;
  guint depth;
  const HcrmItem *scope;
  const HcrmItem *parent;
  GPtrArray *children;
  HcrmText *prefix;
  HcrmText *text;
  HcrmText *unit;
  gboolean required;
  gboolean repeats;
  gboolean read_only;
  gboolean hidden;
  gboolean weighed;
  gboolean open_options;
  gboolean open;
  gboolean open_units;
  HcrmText *entry_format;
  HcrmText *help;
  guint min_length;
  guint max_length;
  char *regex;
  GRegex *pattern;
  int max_decimals;
  HcrmAnswer *slider_step;
  guint64 max_size;
  GPtrArray *mime_types;
  GPtrArray *reference_types;
  guint min_occurs;
  guint max_occurs;
  char *control;
  HcrmAnswer *min_value;
  HcrmAnswer *max_value;
  HcrmAnswer *alarm_above;
  HcrmAnswer *alarm_below;
  HcrmAlarmSeverity alarm_severity; /* beyond these two */
  GPtrArray *options;
  GPtrArray *units;
  GPtrArray *systems;
  GPtrArray *codes;
  GPtrArray *initial;
  GPtrArray *conditions;
  gboolean enable_any;
  GPtrArray *dependents;
  GPtrArray *sources;
  gboolean calculated;
};

/**
 * HcrmBand:
 * @low: least score, in millionths; %G_MININT64 if open
 * @high: greatest score, in millionths; %G_MAXINT64 if open
 */
typedef struct {
  gint64 low;
  gint64 high;
  HcrmText *label;
  HcrmSeverity severity;
} HcrmBand;

/* Something in the questionnaire that is kept but has no effect here. */
typedef struct {
  char *path;
  char *detail; /* translated */
} HcrmFinding;

/**
 * HcrmQuestionnaire:
 *
 * A FHIR R4 Questionnaire (http://hl7.org/fhir/R4/questionnaire.html) as an immutable tree.
 * Counted references; may be shared by threads.
 */
typedef struct _HcrmQuestionnaire HcrmQuestionnaire;

#define HCRM_TYPE_QUESTIONNAIRE (hcrm_questionnaire_get_type ())
GType hcrm_questionnaire_get_type (void);
HcrmQuestionnaire *hcrm_questionnaire_ref (HcrmQuestionnaire *self);
void hcrm_questionnaire_unref (HcrmQuestionnaire *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmQuestionnaire, hcrm_questionnaire_unref)

/**
 * hcrm_questionnaire_new_from_json:
 * @json: a Questionnaire resource
 * @length: in bytes, or -1
 * @error: %HCRM_ERROR_MALFORMED if it is not JSON, else %HCRM_ERROR_INVALID naming everything that
 *   is wrong by its path, such as `Questionnaire.item[2].linkId`
 *
 * What is right but not understood is kept in the resource and listed as findings.
 *
 * Returns: (transfer full) (nullable): the questionnaire
 */
HcrmQuestionnaire *
hcrm_questionnaire_new_from_json (const char *json, gssize length, GError **error);

/* The resource, byte for byte as it was read. */
const char *hcrm_questionnaire_get_resource (const HcrmQuestionnaire *self);

/* Members of the resource; NULL if missing. */
const char *hcrm_questionnaire_get_url (const HcrmQuestionnaire *self);
const char *hcrm_questionnaire_get_version (const HcrmQuestionnaire *self);
const char *hcrm_questionnaire_get_name (const HcrmQuestionnaire *self);
const char *hcrm_questionnaire_get_status (const HcrmQuestionnaire *self);
const char *hcrm_questionnaire_get_title (const HcrmQuestionnaire *self, const char *language);

/* Returns: (element-type HcrmAnswer): the codings of `code` and `useContext`, such as ICD-10. */
const GPtrArray *hcrm_questionnaire_get_codes (const HcrmQuestionnaire *self);

/* Returns: (element-type HcrmItem): the top items; all items in document order; the findings. */
const GPtrArray *hcrm_questionnaire_get_items (const HcrmQuestionnaire *self);
const GPtrArray *hcrm_questionnaire_get_all_items (const HcrmQuestionnaire *self);
const GPtrArray *hcrm_questionnaire_get_findings (const HcrmQuestionnaire *self);
const HcrmItem *hcrm_questionnaire_find (const HcrmQuestionnaire *self, const char *link_id);

/* Returns: (element-type HcrmItem): all items, each after its parent and its conditions' sources.
 */
const GPtrArray *hcrm_questionnaire_get_order (const HcrmQuestionnaire *self);

/* Returns: (element-type HcrmBand): in ascending order of the lower limit. */
const GPtrArray *hcrm_questionnaire_get_bands (const HcrmQuestionnaire *self);

/**
 * hcrm_questionnaire_find_band:
 * @score: in millionths
 *
 * A score between two bands belongs to the lower one.
 *
 * Returns: (nullable): the band of @score
 */
const HcrmBand *hcrm_questionnaire_find_band (const HcrmQuestionnaire *self, gint64 score);

/**
 * hcrm_questionnaire_get_score_range:
 * @low: (out): the least score that can be reached, in millionths
 * @high: (out): the greatest, conditions disregarded
 *
 * Returns: whether the questionnaire gives a score at all
 */
gboolean
hcrm_questionnaire_get_score_range (const HcrmQuestionnaire *self, gint64 *low, gint64 *high);

/**
 * hcrm_text_get:
 * @self: (nullable): a text with its translations
 * @language: (nullable): such as `en`, `zh_CN` or `zh-CN`
 *
 * Returns: (nullable): the text in that language, in its language without the region, or as written
 */
const char *hcrm_text_get (const HcrmText *self, const char *language);

/* Whether there is a translation for @language itself, the text as written not counting. */
gboolean hcrm_text_has (const HcrmText *self, const char *language);

/* What to show for an option: its display, else its value. */
const char *hcrm_option_get_label (const HcrmOption *self, const char *language);

/* Returns: (nullable): the option of @item that @answer chooses. */
const HcrmOption *hcrm_item_find_option (const HcrmItem *item, const HcrmAnswer *answer);

/* The kind of answer the item takes, the options' own kind for a choice of, say, strings. */
HcrmAnswerKind hcrm_item_get_answer_kind (const HcrmItem *item);
gboolean hcrm_item_asks (const HcrmItem *item);          /* neither group nor display */
gboolean hcrm_item_is_answerable (const HcrmItem *item); /* asks, supported, not read-only */
const char *hcrm_item_type_get_code (HcrmItemType type);
const char *hcrm_item_type_get_label (HcrmItemType type);   /* translated */
const char *hcrm_severity_get_code (HcrmSeverity severity); /* ok, warn or danger */

/* Returns: (transfer full): a score in millionths as a number without needless zeros. */
char *hcrm_score_to_text (gint64 score);

G_END_DECLS
