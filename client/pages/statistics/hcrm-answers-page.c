/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers on recovery and satisfaction, as the statistics count them. */

#include "hcrm-answers-page.h"

#include "hcrm-figure.h"
#include "model/hcrm-statistic.h"
#include "widgets/hcrm-column-text.h"

struct _HcrmAnswersPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
};

G_DEFINE_FINAL_TYPE (HcrmAnswersPage, hcrm_answers_page, HCRM_TYPE_LIST_PAGE)

static char *
make_verdict (HcrmRecord *answer, const char **pill)
{
  const char *verdict = hcrm_record_get (answer, "verdict");
  int at = hcrm_field_set_find (&hcrm_statistic_answer_fields, "verdict");

  *pill = g_strcmp0 (verdict, "good") == 0  ? "ok"
          : g_strcmp0 (verdict, "bad") == 0 ? "danger stop"
                                            : "bare wait";
  return g_strdup (hcrm_field_get_choice_label (&hcrm_statistic_answer_fields.fields[at], verdict));
}

#define SORT HCRM_COLUMN_SORT

/* clang-format off */
static const HcrmColumn columns[] = {
  { "at",         NULL,           112, HCRM_CELL_TIME, SORT },
  { "verdict",    NULL,           104, HCRM_CELL_PILL, 0, make_verdict },
  { "pinyin",     N_("Patient"),  104, HCRM_CELL_TEXT, SORT, hcrm_column_text_patient, .exports = "patient" },
  { "sex",        N_("Sex, age"), 112, HCRM_CELL_TEXT, 0, hcrm_column_text_sex_age, .leaves = 1, .exports = "sex birth_date" },
  { "question",   NULL,           200, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "answer",     NULL,           160, HCRM_CELL_TEXT },
  { "department", NULL,           140, HCRM_CELL_TEXT },
  { "doctor",     NULL,           120, HCRM_CELL_TEXT, 0, .leaves = 2 },
};

static const HcrmFilter filters[] = {
  { "figure",        N_("Counted as"),       hcrm_answer_figure_choices, NULL, TRUE, -1 },
  { "day_from",      N_("Answered from"),    .need = -1, .day = TRUE },
  { "day_to",        N_("Answered before"),  .need = -1, .day = TRUE },
  { "item_id",       N_("Question"),         NULL, "/statistic-questions", FALSE, HCRM_PERM_FOLLOWUP_OVERVIEW },
  HCRM_FIGURE_FILTERS,
  HCRM_FIGURE_AGENT_FILTER,
};

static const HcrmListInfo list_info = {
  .name = "answers",
  .path = "/statistic-answers",
  .set = &hcrm_statistic_answer_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-at",
  .title = N_("Counted answers"),
  .empty = N_("No answers count here. They come from completed forms that ask for recovery or satisfaction."),
};
/* clang-format on */

static void
loaded_cb (HcrmAnswersPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
}

static void
activate_cb (HcrmAnswersPage *self, HcrmRecord *answer)
{
  hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (answer, "patient_id"));
}

static void
hcrm_answers_page_constructed (GObject *object)
{
  HcrmAnswersPage *self = HCRM_ANSWERS_PAGE (object);

  G_OBJECT_CLASS (hcrm_answers_page_parent_class)->constructed (object);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "");
  hcrm_filter_bar_hide_search (self->filters);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Enter", N_ ("open the patient") }, { NULL } };

  klass->hints = hints;
  klass->help = N_ ("The answers that a figure of the statistics counts, one row for each.");
}

static void
hcrm_answers_page_class_init (HcrmAnswersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_answers_page_constructed;
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/statistics/hcrm-answers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswersPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswersPage, filters);
  gtk_widget_class_bind_template_child (widget_class, HcrmAnswersPage, list);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_answers_page_init (HcrmAnswersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
