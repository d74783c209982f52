/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the list of a study's subjects shows, with names and without. */

#include "hcrm-study-columns.h"

#include "model/hcrm-study.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

static char *
make_state (HcrmRecord *subject, const char **pill)
{
  return hcrm_column_text_state (subject, &hcrm_study_subject_workflow, pill);
}

static char *
make_progress (HcrmRecord *subject, const char **pill)
{
  return g_strdup_printf ("%s / %s", hcrm_record_get (subject, "done"),
                          hcrm_record_get (subject, "entries"));
}

static char *
make_next (HcrmRecord *subject, const char **pill)
{
  const char *next = hcrm_record_get (subject, "next_on");

  return next != NULL ? hcrm_text_due (next, pill) : NULL;
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "number",  NULL,             150, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "patient", NULL,             100, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "state",   NULL,             132, HCRM_CELL_PILL, 0, make_state },
  { "arm",     NULL,              60, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "done",    N_("Forms"),       70, HCRM_CELL_TEXT, 0, make_progress, .leaves = 2 },
  { "next_on", NULL,             172, HCRM_CELL_PILL, HCRM_COLUMN_SORT, make_next },
};

const HcrmListInfo hcrm_study_subject_list = {
  .name = "study-subjects",
  .path = "/study-subjects",
  .set = &hcrm_study_subject_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "number",
  .title = N_("Subjects"),
  .empty = N_("Nobody whom you may see takes part. Add a patient, or all members of a register."),
};

static const HcrmColumn participant_columns[] = {
  { "number", NULL, 150, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "arm",    NULL,  80, HCRM_CELL_TEXT,   0 },
  { "sex",    NULL,  80, HCRM_CELL_TEXT,   0 },
  { "age",    NULL,  70, HCRM_CELL_NUMBER, 0 },
  { "state",  NULL, 132, HCRM_CELL_PILL,   0, make_state },
  { "done",   NULL,  90, HCRM_CELL_NUMBER, 0 },
  { "clean",  NULL,  90, HCRM_CELL_NUMBER, 0 },
};

const HcrmListInfo hcrm_study_participant_list = {
  .name = "study-participants",
  .path = "/study-participants",
  .set = &hcrm_study_participant_fields,
  .columns = participant_columns,
  .n_columns = G_N_ELEMENTS (participant_columns),
  .sort = "number",
  .title = N_("Subjects"),
  .empty = N_("Nobody has consented yet."),
};
/* clang-format on */
