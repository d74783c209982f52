/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts a questionnaire, blank or answered, on paper. */

#include "hcrm-questionnaire-print.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-question-text.h"
#include "hcrm-refill-words.h"
#include "hcrm-sheet-dialog.h"
#include "model/hcrm-followup.h"

#define MAX_SCALE 10    /* a line of numbers to ring, up to this many beyond the first */
#define MAX_OPTIONS 20  /* of more only the chosen ones are printed */
#define BLANK_COPIES 2  /* of a repeating group */
#define LINES_OF_TEXT 4 /* to write on */

/**
 * Printer:
 * @prefixed: the questions have numbers of their own
 * @numbers: item → its number as text
 */
typedef struct {
  HcrmSheet *sheet;
  HcrmResponse *response;
  const char *language;
  gboolean blank;
  gboolean prefixed;
  GHashTable *numbers;
} Printer;

typedef struct {
  guint indent;
  guint repeat;
  const char *around;
  guint *nth;
} Level;

static void add_items (Printer *self, const GPtrArray *items, Level level);

static const char *
get_text (Printer *self, const HcrmText *text)
{
  return hcrm_text_get (text, self->language);
}

/* --- when a question is asked ----------------------------------------------------------------- */

static char *
describe_condition (Printer *self, const HcrmCondition *condition)
{
  static const char *const signs[] = { "", "=", "≠", ">", "<", "≥", "≤" };
  const char *number = g_hash_table_lookup (self->numbers, condition->source);

  if (number == NULL || *number == '\0')
    number = get_text (self, condition->source->text);
  if (condition->op == HCRM_OPERATOR_EXISTS)
    return g_strdup_printf (g_strcmp0 (condition->answer->text, "false") == 0
                            ? _ ("%s is not answered")
                            : _ ("%s is answered"), number);
  g_autofree char *answer =
      hcrm_question_text_label (condition->source, condition->answer, self->language);
  return g_strdup_printf ("%s %s %s", number, signs[condition->op], answer);
}

/* Returns: (nullable): `Only if 3 = Discharge`. */
static char *
describe_conditions (Printer *self, const HcrmItem *item)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < item->conditions->len; i++) {
    const HcrmCondition *condition = g_ptr_array_index (item->conditions, i);
    if (condition->source == NULL)
      continue;
    g_autofree char *one = describe_condition (self, condition);
    g_string_append_printf (all, "%s%s",
                            all->len == 0 ? "" : item->enable_any ? _ (" or ") : _ (" and "), one);
  }
  return all->len > 0 ? g_strdup_printf (_ ("Only if %s"), all->str) : NULL;
}

/* --- questions -------------------------------------------------------------------------------- */

static char *
make_number (Printer *self, const HcrmItem *item, Level *level)
{
  const char *prefix = get_text (self, item->prefix);

  if (prefix != NULL)
    return g_strdup (prefix);
  if (self->prefixed || item->read_only)
    return g_strdup ("");
  ++*level->nth;
  return level->around != NULL ? g_strdup_printf ("%s.%u", level->around, *level->nth)
                               : g_strdup_printf ("%u", *level->nth);
}

static char *
join_notes (const char *first, const char *second, const char *third)
{
  GString *notes = g_string_new (NULL);
  const char *const all[] = { first, second, third };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL && *all[i] != '\0')
      g_string_append_printf (notes, "%s%s", notes->len > 0 ? " · " : "", all[i]);
  if (notes->len == 0) {
    g_string_free (notes, TRUE);
    return NULL;
  }
  return g_string_free (notes, FALSE);
}

static char *
make_note (Printer *self, const HcrmItem *item)
{
  g_autofree char *when = self->blank ? describe_conditions (self, item) : NULL;
  const char *many =
      self->blank && item->repeats && item->options->len > 0 ? _ ("Several answers are possible")
                                                             : NULL;

  return join_notes (when, get_text (self, item->help), many);
}

static gboolean
is_chosen (Printer *self, const HcrmItem *item, guint repeat, guint n)
{
  return !self->blank && hcrm_response_is_chosen (self->response, item->link_id, repeat, n);
}

static const char *
find_other (Printer *self, const HcrmItem *item, guint repeat)
{
  guint n = self->blank ? 0 : hcrm_response_get_n_answers (self->response, item->link_id, repeat);

  for (guint i = 0; i < n; i++) {
    const HcrmAnswer *answer = hcrm_response_get_answer (self->response, item->link_id, repeat, i);
    if (hcrm_item_find_option (item, answer) == NULL)
      return answer->display != NULL ? answer->display : answer->text;
  }
  return NULL;
}

static void
add_options (Printer *self, HcrmSheetRow *row, const HcrmItem *item, guint repeat)
{
  const char *other = find_other (self, item, repeat);

  row->square = item->repeats;
  for (guint i = 0; i < item->options->len; i++) {
    const HcrmOption *option = g_ptr_array_index (item->options, i);
    gboolean chosen = is_chosen (self, item, repeat, i);
    if (chosen || self->blank || item->options->len <= MAX_OPTIONS)
      hcrm_sheet_row_add_option (row, hcrm_option_get_label (option, self->language), chosen,
                                 chosen && option->alarming);
  }
  if (other != NULL)
    hcrm_sheet_row_add_option (row, other, TRUE, FALSE);
  else if (item->open && self->blank)
    hcrm_sheet_row_add_option (row, _ ("Other: ____________________"), FALSE, FALSE);
}

static void
add_yes_and_no (Printer *self, HcrmSheetRow *row, const HcrmItem *item, guint repeat)
{
  const char *answer =
      self->blank ? NULL : hcrm_response_get_text (self->response, item->link_id, repeat);

  hcrm_sheet_row_add_option (row, _ ("Yes"), g_strcmp0 (answer, "true") == 0, FALSE);
  hcrm_sheet_row_add_option (row, _ ("No"), g_strcmp0 (answer, "false") == 0, FALSE);
}

/* Whether all possible numbers can be printed to be ringed. */
static gboolean
is_short_scale (const HcrmItem *item)
{
  return item->type == HCRM_ITEM_INTEGER && item->min_value != NULL && item->max_value != NULL
         && hcrm_answer_get_number (item->max_value) - hcrm_answer_get_number (item->min_value)
                <= MAX_SCALE;
}

static void
add_scale (HcrmSheetRow *row, const HcrmItem *item)
{
  int low = (int) hcrm_answer_get_number (item->min_value);
  int high = (int) hcrm_answer_get_number (item->max_value);

  for (int i = low; i <= high; i++) {
    g_autofree char *label = g_strdup_printf ("%d", i);
    hcrm_sheet_row_add_option (row, label, FALSE, FALSE);
  }
}

static const char *
get_unit (Printer *self, const HcrmItem *item)
{
  const char *unit = get_text (self, item->unit);

  if (unit == NULL && item->units->len > 0) {
    const HcrmAnswer *first = g_ptr_array_index (item->units, 0);
    unit = first->display != NULL ? first->display : first->text;
  }
  return unit;
}

static char *
describe_blank (Printer *self, const HcrmItem *item)
{
  g_autofree char *range = hcrm_question_text_range (item);

  switch (item->type) {
  case HCRM_ITEM_DATE:
    return g_strdup (_ ("year – month – day"));
  case HCRM_ITEM_DATE_TIME:
    return g_strdup (_ ("year – month – day, hour : minute"));
  case HCRM_ITEM_TIME:
    return g_strdup (_ ("hour : minute"));
  default: {
    char *about = join_notes (get_unit (self, item), range, get_text (self, item->entry_format));
    return about != NULL ? about : g_strdup ("");
  }
  }
}

static void
add_place_to_write (Printer *self, HcrmSheetRow *row, const HcrmItem *item)
{
  if (item->options->len > 0)
    add_options (self, row, item, 0);
  else if (item->type == HCRM_ITEM_BOOLEAN)
    add_yes_and_no (self, row, item, 0);
  else if (is_short_scale (item))
    add_scale (row, item);
  else if (item->type == HCRM_ITEM_TEXT)
    row->lines = LINES_OF_TEXT;
  else if (item->type == HCRM_ITEM_STRING || item->type == HCRM_ITEM_URL
           || hcrm_item_get_answer_kind (item) == HCRM_ANSWER_CODING)
    row->lines = item->repeats ? 3 : 1;
  else
    row->blank = describe_blank (self, item);
}

/* All options with their marks, so that paper shows what was not chosen too. */
static void
add_answer (Printer *self, HcrmSheetRow *row, const HcrmItem *item, guint repeat)
{
  g_autofree char *answer = hcrm_question_text_join (self->response, item, repeat, self->language);

  if (item->options->len > 0 && (item->options->len <= MAX_OPTIONS || *answer != '\0'))
    add_options (self, row, item, repeat);
  else if (item->type == HCRM_ITEM_BOOLEAN)
    add_yes_and_no (self, row, item, repeat);
  else if (*answer == '\0')
    row->answer = g_strdup ("—");
  else
    row->answer = hcrm_response_is_alarming (self->response, item->link_id, repeat)
                      ? g_strdup_printf ("%s ▲", answer)
                      : g_strdup (answer);
}

static gboolean
is_left_out (Printer *self, const HcrmItem *item, guint repeat)
{
  if (item->hidden || g_strcmp0 (item->control, "help") == 0)
    return TRUE;
  if (!self->blank)
    return !hcrm_response_is_enabled (self->response, item->link_id, repeat);
  return item->type == HCRM_ITEM_ATTACHMENT || item->type == HCRM_ITEM_REFERENCE;
}

static void
add_question (Printer *self, const HcrmItem *item, Level level)
{
  HcrmSheetRow *row = hcrm_sheet_add (self->sheet, HCRM_SHEET_QUESTION, level.indent);
  guint nth = 0;

  row->number = make_number (self, item, &level);
  row->text = g_strdup (get_text (self, item->text));
  row->note = make_note (self, item);
  if (self->blank)
    add_place_to_write (self, row, item);
  else
    add_answer (self, row, item, level.repeat);
  g_hash_table_insert (self->numbers, (gpointer) item, g_strdup (row->number));
  g_autofree char *around = *row->number != '\0' ? g_strdup (row->number) : NULL;
  add_items (self, item->children, (Level){ level.indent + 1, level.repeat, around, &nth });
}

/* --- groups ----------------------------------------------------------------------------------- */

static void
add_copies (Printer *self, const HcrmItem *group, Level level)
{
  guint n =
      self->blank ? BLANK_COPIES : hcrm_response_get_n_instances (self->response, group->link_id);
  const char *name = get_text (self, group->text);
  guint count = 0;

  for (guint i = 0; i < n; i++) {
    guint repeat = self->blank ? 0 : hcrm_response_get_instance (self->response, group->link_id, i);
    guint nth = 0;
    if (!self->blank
        && hcrm_response_get_instance_parent (self->response, group->link_id, repeat)
               != level.repeat)
      continue;
    HcrmSheetRow *row = hcrm_sheet_add (self->sheet, HCRM_SHEET_HEADING, level.indent);
    row->text = g_strdup_printf ("%s %u", name != NULL ? name : _ ("Entry"), ++count);
    add_items (self, group->children, (Level){ level.indent + 1, repeat, NULL, &nth });
  }
}

static void
add_group (Printer *self, const HcrmItem *group, Level level)
{
  const char *text = get_text (self, group->text);
  g_autofree char *note = make_note (self, group);

  if (group->repeats) {
    add_copies (self, group, level);
    return;
  }
  if (text != NULL || note != NULL) {
    HcrmSheetRow *row =
        hcrm_sheet_add (self->sheet, group->depth == 0 ? HCRM_SHEET_SECTION : HCRM_SHEET_HEADING,
                        level.indent);
    const char *prefix = get_text (self, group->prefix);
    row->text =
        prefix != NULL && text != NULL ? g_strdup_printf ("%s %s", prefix, text) : g_strdup (text);
    row->note = g_steal_pointer (&note);
  }
  add_items (self, group->children, level);
}

static void
add_items (Printer *self, const GPtrArray *items, Level level)
{
  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (is_left_out (self, item, level.repeat))
      continue;
    if (item->type == HCRM_ITEM_GROUP)
      add_group (self, item, level);
    else if (item->type == HCRM_ITEM_DISPLAY)
      hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, level.indent)->text =
          g_strdup (get_text (self, item->text));
    else
      add_question (self, item, level);
  }
}

/* --- the whole -------------------------------------------------------------------------------- */

static void
add_score (Printer *self)
{
  const HcrmScore *score = hcrm_response_get_score (self->response);

  if (score->alarms > 0)
    hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0)->note =
        g_strdup (_ ("▲ marks answers that a person has to be told of."));
  if (!score->scored || score->scored_answered == 0)
    return;
  g_autofree char *value = hcrm_score_to_text (score->value);
  g_autofree char *high = hcrm_score_to_text (score->high);
  const char *band = score->band != NULL ? get_text (self, score->band->label) : NULL;
  HcrmSheetRow *row = hcrm_sheet_add (self->sheet, HCRM_SHEET_SECTION, 0);
  row->text = g_strdup_printf (_ ("Score: %s of %s"), value, high);
  if (band != NULL) {
    g_autofree char *text = g_steal_pointer (&row->text);
    row->text = g_strdup_printf ("%s – %s", text, band);
  }
}

/* Whoever holds two sheets that differ sees why. */
static void
add_newer (Printer *self, const char *newer)
{
  const char *version =
      hcrm_questionnaire_get_version (hcrm_response_get_questionnaire (self->response));

  if (newer != NULL && version != NULL)
    hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0)->note =
        g_strdup_printf (_ ("This is version %s, with which the step was planned. Version %s has been published since."),
                            version, newer);
}

/* --- what was printed before ------------------------------------------------------------------ */

/* Earlier prints of such a sheet: an empty form is no reprint of one with answers. Returns: how
 * many; @first is the oldest */
static guint
count_prints (const HcrmQuestionnairePrint *print, JsonObject **first)
{
  guint n = 0;

  for (guint i = print->prints != NULL ? json_array_get_length (print->prints) : 0; i > 0; i--) {
    JsonObject *one = json_array_get_object_element (print->prints, i - 1);
    const char *sheet = json_object_get_string_member_with_default (one, "sheet", "");

    if (g_str_has_prefix (sheet, "blank") != print->blank)
      continue;
    *first = one;
    n++;
  }
  return n;
}

static char *
format_time (const char *at)
{
  g_autoptr (GDateTime) time = at != NULL ? g_date_time_new_from_iso8601 (at, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("—");
}

/* Two papers of one step are told apart. */
static void
add_reprint (Printer *self, const HcrmQuestionnairePrint *print)
{
  JsonObject *first = NULL;
  guint n = count_prints (print, &first);

  if (n == 0)
    return;
  g_autofree char *at =
      format_time (json_object_get_string_member_with_default (first, "at", NULL));
  const char *user = json_object_get_string_member_with_default (first, "user", NULL);
  g_autofree char *text = g_strdup_printf (_ ("Reprint no. %u; first printed %s"), n, at);
  hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0)->text = join_notes (text, user, NULL);
}

/* Whoever calls with this paper has read what the physician noted for them. */
static void
add_plan_note (Printer *self, JsonObject *has_note)
{
  const HcrmFieldSet *set = &hcrm_followup_note;

  for (guint i = 0; has_note != NULL && i < set->n_fields; i++) {
    const char *text =
        json_object_get_string_member_with_default (has_note, set->fields[i].name, NULL);
    if (text == NULL || *text == '\0')
      continue;
    HcrmSheetRow *row = hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0);
    row->text = g_strdup (gettext (set->fields[i].label));
    row->note = g_strdup (text);
  }
}

/* Nor do they have to look up which drugs the call is about. */
static void
add_refills (Printer *self, JsonArray *refills)
{
  guint n = refills != NULL ? json_array_get_length (refills) : 0;

  for (guint i = 0; i < n; i++) {
    HcrmSheetRow *row = hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0);
    row->text = i == 0 ? g_strdup (_ ("Drugs that run out")) : NULL;
    row->note = hcrm_refill_words_new (json_array_get_object_element (refills, i));
  }
  if (n > 0)
    hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0)->note =
        g_strdup (hcrm_refill_words_get_source ());
}

/* Paper is read in other years, too. */
static void
add_answered (Printer *self, const HcrmQuestionnairePrint *print)
{
  g_autofree char *at = format_time (print->answered_at);
  g_autofree char *answered = g_strdup_printf (_ ("answered %s"), at);

  if (print->answered_at != NULL)
    hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0)->note =
        join_notes (answered, print->answered_by, NULL);
}

static void
add_title (Printer *self, const char *title, const HcrmQuestionnairePrint *print)
{
  hcrm_sheet_add (self->sheet, HCRM_SHEET_TITLE, 0)->text = g_strdup (title);
  add_answered (self, print);
  add_newer (self, print->newer);
  add_reprint (self, print);
  add_plan_note (self, print->plan_note);
  add_refills (self, hcrm_refill_words_get_array (print->plan_note));
  if (!print->blank || print->patient != NULL)
    return;
  hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0)->text =
      g_strdup (_ ("Name ____________________  Sex ______  Age ______  MRN ______________"));
}

static void
add_signature (Printer *self)
{
  hcrm_sheet_add (self->sheet, HCRM_SHEET_SECTION, 0);
  hcrm_sheet_add (self->sheet, HCRM_SHEET_TEXT, 0)->text =
      g_strdup (_ ("Answered by ____________________  Date ______________"));
}

/* Whoever goes to the patient with this paper has the physician's words with them. */
static void
add_reply (Printer *self, JsonObject *question)
{
  HcrmSheetRow *row = hcrm_sheet_add (self->sheet, HCRM_SHEET_QUESTION, 0);
  const char *reply = json_object_get_string_member_with_default (question, "answer", NULL);
  const char *matter = json_object_get_string_member_with_default (question, "matter", "");
  const char *english = json_object_get_string_member_with_default (question, "matter_en", NULL);
  const char *by = json_object_get_string_member_with_default (question, "answered_by", NULL);

  row->text = g_strdup (g_str_equal (self->language, "en") && english != NULL ? english : matter);
  if (reply == NULL) {
    row->note = g_strdup (_ ("no reply yet"));
    row->lines = 2;
    return;
  }
  row->note = g_strdup (by);
  row->answer = g_strdup (reply);
}

/* Nobody waits for a reply to what was withdrawn. */
static gboolean
is_withdrawn (JsonObject *question)
{
  return g_strcmp0 (json_object_get_string_member_with_default (question, "state", NULL),
                    "withdrawn")
         == 0;
}

static void
add_replies (Printer *self, JsonArray *questions)
{
  gboolean headed = FALSE;

  for (guint i = questions != NULL ? json_array_get_length (questions) : 0; i > 0; i--) {
    JsonObject *question = json_array_get_object_element (questions, i - 1);
    if (is_withdrawn (question))
      continue;
    if (!headed)
      hcrm_sheet_add (self->sheet, HCRM_SHEET_SECTION, 0)->text =
          g_strdup (_ ("Questions to physicians"));
    headed = TRUE;
    add_reply (self, question);
  }
}

static char *
make_about (const HcrmQuestionnairePrint *print)
{
  g_autofree char *number =
      print->number != NULL ? g_strdup_printf (_ ("MRN %s"), print->number) : NULL;

  return join_notes (print->patient, number, NULL);
}

static char *
make_foot (HcrmQuestionnaire *questionnaire, const HcrmQuestionnairePrint *print)
{
  const char *task = print->task;
  JsonObject *first = NULL;
  guint again = count_prints (print, &first);
  const char *version = hcrm_questionnaire_get_version (questionnaire);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H:%M");
  g_autofree char *printed = again > 0       ? g_strdup_printf (_ ("reprinted %s"), time)
                                             : g_strdup_printf (_ ("printed %s"), time);
  g_autofree char *edition = version != NULL ? g_strdup_printf (_ ("Version %s"), version) : NULL;

  g_autofree char *number = task != NULL ? g_strdup_printf (_ ("Task no. %s"), task) : NULL;

  return join_notes (edition, number, printed);
}

static gboolean
has_prefixes (HcrmQuestionnaire *questionnaire)
{
  const GPtrArray *items = hcrm_questionnaire_get_all_items (questionnaire);

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    if (hcrm_item_asks (item) && item->prefix != NULL && !item->hidden)
      return TRUE;
  }
  return FALSE;
}

HcrmSheet *
hcrm_questionnaire_print_new (HcrmResponse *response,
                              const HcrmQuestionnairePrint *print,
                              const char *language)
{
  HcrmQuestionnaire *questionnaire = hcrm_response_get_questionnaire (response);
  const char *title = hcrm_questionnaire_get_title (questionnaire, language);
  g_autofree char *about = make_about (print);
  g_autofree char *foot = make_foot (questionnaire, print);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  guint nth = 0;

  if (title == NULL)
    title = _ ("Questionnaire");
  Printer self = { hcrm_sheet_new (title, about, foot, language),
                   response,
                   language,
                   print->blank,
                   has_prefixes (questionnaire),
                   numbers };
  add_title (&self, title, print);
  add_items (&self, hcrm_questionnaire_get_items (questionnaire), (Level){ 0, 0, NULL, &nth });
  add_replies (&self, print->questions);
  if (print->blank)
    add_signature (&self);
  else
    add_score (&self);
  return self.sheet;
}

/* --- the menu --------------------------------------------------------------------------------- */

typedef struct {
  HcrmQuestionnairePrintFunc get_response;
  gpointer data;
  GtkWidget *button; /* owns this */
} Menu;

static const struct {
  const char *label;
  gboolean blank;
  gboolean file;
} entries[] = {
  { N_ ("Print the answers…"), FALSE, FALSE }, { N_ ("Answers as PDF…"), FALSE, TRUE },
                                                 { N_ ("Print an empty form…"), TRUE, FALSE },
                                                   { N_ ("Empty form as PDF…"), TRUE, TRUE },
                                                 };

char *
hcrm_questionnaire_print_dup_name (HcrmResponse *response,
                                   const HcrmQuestionnairePrint *print,
                                   const char *language)
{
  const char *title =
      hcrm_questionnaire_get_title (hcrm_response_get_questionnaire (response), language);
  const char *form = title != NULL ? title : _ ("Questionnaire");

  if (print->blank || print->number == NULL || *print->number == '\0')
    return g_strdup (form);
  return g_strdup_printf ("%s %s", form, print->number);
}

/* What is to be told once it is on paper. */
typedef struct {
  GWeakRef log;
  char *version;
  guint entry;
} Told;

static void
free_told (gpointer data)
{
  Told *told = data;

  g_weak_ref_clear (&told->log);
  g_free (told->version);
  g_free (told);
}

static void
done_cb (gpointer data, guint copies)
{
  static const char *const sheets[] = { "answers", "answers_pdf", "blank", "blank_pdf" };
  Told *told = data;
  g_autoptr (HcrmSheetPrints) log = g_weak_ref_get (&told->log);

  if (log != NULL)
    hcrm_sheet_prints_note (log, sheets[told->entry], told->version, copies);
}

static void
watch_done (HcrmSheet *sheet, HcrmSheetPrints *log, const char *version, guint entry)
{
  Told *told = g_new0 (Told, 1);

  g_weak_ref_init (&told->log, log);
  told->version = g_strdup (version);
  told->entry = entry;
  hcrm_sheet_set_done (sheet, done_cb, told, free_told);
}

static void
do_nth (Menu *self, guint n)
{
  HcrmQuestionnairePrint print = { 0 };
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (self->button));
  HcrmResponse *response = self->get_response (self->data, &print);
  const char *language = hcrm_language_get ();

  if (response == NULL)
    return;
  print.blank = entries[n].blank;
  if (print.log != NULL)
    print.prints = hcrm_sheet_prints_get (print.log);
  HcrmSheet *sheet = hcrm_questionnaire_print_new (response, &print, language);
  g_autofree char *name = hcrm_questionnaire_print_dup_name (response, &print, language);
  if (print.log != NULL)
    watch_done (sheet, print.log,
                hcrm_questionnaire_get_version (hcrm_response_get_questionnaire (response)), n);
  if (entries[n].file)
    hcrm_sheet_save_as (sheet, window, name);
  else
    hcrm_sheet_print (sheet, window);
}

static void
clicked_cb (Menu *self, GtkWidget *item)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  do_nth (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), "entry")));
}

static GtkWidget *
make_entry (Menu *self, guint n)
{
  GtkWidget *label = gtk_label_new (gettext (entries[n].label)), *item = gtk_button_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (item), label);
  gtk_widget_add_css_class (item, "flat");
  g_object_set_data (G_OBJECT (item), "entry", GUINT_TO_POINTER (n));
  g_signal_connect_swapped (item, "clicked", G_CALLBACK (clicked_cb), self);
  return item;
}

GtkWidget *
hcrm_questionnaire_print_button_new (HcrmQuestionnairePrintFunc get_response, gpointer data)
{
  Menu *self = g_new (Menu, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *popover = gtk_popover_new ();

  *self = (Menu){ get_response, data, gtk_menu_button_new () };
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_box_append (GTK_BOX (box), make_entry (self, i));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "document-print-symbolic");
  gtk_widget_set_tooltip_text (self->button, _ ("Print or save this form"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Print or save this form"), -1);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->button, "flat");
  g_object_set_data_full (G_OBJECT (self->button), "menu", self, g_free);
  return self->button;
}
