/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Programmes: indicators with their targets and where these come from, and what is advised. */

#include "hcrm-programmes-page.h"

#include "model/hcrm-health.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

struct _HcrmProgrammesPage {
  HcrmAdminFormPage parent_instance;
};

G_DEFINE_FINAL_TYPE (HcrmProgrammesPage, hcrm_programmes_page, HCRM_TYPE_ADMIN_FORM_PAGE)

static char *
make_state (HcrmRecord *record, const char **pill)
{
  return hcrm_column_text_state (record, &hcrm_health_programme_workflow, pill);
}

static char *
make_name (HcrmRecord *record, const char **pill)
{
  return g_strdup (hcrm_text_field (record, "name"));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",         NULL, 200, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND, make_name },
  { "state",        NULL, 100, HCRM_CELL_PILL,   0, make_state },
  { "cycle_months", NULL,  90, HCRM_CELL_NUMBER, 0, .leaves = 2 },
  { "people",       NULL,  80, HCRM_CELL_NUMBER, 0 },
  { "department",   NULL, 120, HCRM_CELL_TEXT,   0, .leaves = 1 },
};

static const HcrmField form_fields[] = {
  { "code",          HCRM_KIND_TEXT, N_("Code"),         HCRM_FIELD_REQUIRED, NULL, 2, 40 },
  { "name",          HCRM_KIND_TEXT, N_("Programme"),    HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en",       HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
  { "department_id", HCRM_KIND_CODE, N_("Department"),   0 },
  { "cycle_months",  HCRM_KIND_INT,  N_("A cycle every"), HCRM_FIELD_REQUIRED, N_("months"), 1, 24 },
  { "window_days",   HCRM_KIND_INT,  N_("Values count for"), HCRM_FIELD_REQUIRED, N_("days"), 1, 366 },
  { "note",          HCRM_KIND_TEXT, N_("Note"),         HCRM_FIELD_MULTILINE, NULL, 0, 2000 },
};
static const HcrmFieldSet form_set = { "programme", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmLookupInfo questionnaire_lookup = {
  "/questionnaires?state=published", "url", "title", { "version_tag" }, N_("Title of a questionnaire"),
};

#define REQUIRED HCRM_FIELD_REQUIRED
#define TARGET -100000, 100000

static const HcrmRowsColumn indicator_columns[] = {
  { { "code",    HCRM_KIND_TEXT, N_("Code"),           REQUIRED, NULL, 1, 40 }, .line = 0, .expand = TRUE },
  { { "name",    HCRM_KIND_TEXT, N_("Indicator"),      REQUIRED, NULL, 1, 60 }, .line = 1, .expand = TRUE },
  { { "name_en", HCRM_KIND_TEXT, N_("English name"),   0, NULL, 0, 60 }, .line = 1, .expand = TRUE },
  { { "source",  HCRM_KIND_CODE, N_("Collected from"), REQUIRED, NULL, 0, 0, hcrm_health_source_choices }, .line = 2, .expand = TRUE, .initial = "result" },
  { { "pick",    HCRM_KIND_CODE, N_("Of several values"), 0, NULL, 0, 0, hcrm_health_pick_choices }, .line = 2, .initial = "latest" },
  { { "lookup",  HCRM_KIND_TEXT, N_("Codes or names of results"), 0, NULL, 0, 400 }, .line = 3, .expand = TRUE },
  { { "questionnaire_url", HCRM_KIND_TEXT, N_("Questionnaire"), 0, NULL, 0, 500 }, &questionnaire_lookup, "questionnaire", .line = 4, .expand = TRUE },
  { { "item",    HCRM_KIND_TEXT, N_("Item"),           0, NULL, 0, 255 }, .line = 4 },
  { { "unit",    HCRM_KIND_TEXT, N_("Unit"),           0, NULL, 0, 20 }, .line = 5, .expand = TRUE },
  { { "substance", HCRM_KIND_CODE, N_("Converted as"), 0, NULL, 0, 0, hcrm_health_substance_choices }, .line = 5, .expand = TRUE },
  { { "sex",     HCRM_KIND_CODE, N_("Only for"),       0, NULL, 0, 0, hcrm_health_sex_choices }, .line = 5, .expand = TRUE },
  { { "low",     HCRM_KIND_DECIMAL, N_("Target from"), 0, NULL, TARGET }, .line = 6, .expand = TRUE },
  { { "high",    HCRM_KIND_DECIMAL, N_("Target to"),   0, NULL, TARGET }, .line = 6, .expand = TRUE },
  { { "high_strict", HCRM_KIND_BOOL, N_("Less than that"), 0 }, .line = 6 },
  { { "plausible_from", HCRM_KIND_DECIMAL, N_("Believed from"), 0, NULL, TARGET }, .line = 7, .expand = TRUE },
  { { "plausible_to",   HCRM_KIND_DECIMAL, N_("Believed to"),   0, NULL, TARGET }, .line = 7, .expand = TRUE },
  { { "target_source",    HCRM_KIND_TEXT, N_("Source of the target"), 0, NULL, 0, 300 }, .line = 8, .expand = TRUE },
  { { "target_source_en", HCRM_KIND_TEXT, N_("Source in English"),    0, NULL, 0, 300 }, .line = 9, .expand = TRUE },
};

static const HcrmRowsColumn advice_columns[] = {
  { { "indicator", HCRM_KIND_TEXT, N_("Indicator (its code)"), REQUIRED, NULL, 1, 40 }, .line = 0, .expand = TRUE },
  { { "finding",   HCRM_KIND_CODE, N_("Finding"),   REQUIRED, NULL, 0, 0, hcrm_health_advised_choices }, .line = 0, .initial = "above" },
  { { "text",      HCRM_KIND_TEXT, N_("Advice"),    REQUIRED | HCRM_FIELD_MULTILINE, NULL, 2, 600 }, .line = 1, .expand = TRUE },
  { { "text_en",   HCRM_KIND_TEXT, N_("Advice in English"), HCRM_FIELD_MULTILINE, NULL, 0, 600 }, .line = 2, .expand = TRUE },
  { { "source",    HCRM_KIND_TEXT, N_("Source"),    REQUIRED, NULL, 2, 300 }, .line = 3, .expand = TRUE },
  { { "source_en", HCRM_KIND_TEXT, N_("Source in English"), 0, NULL, 0, 300 }, .line = 4, .expand = TRUE },
};

static const HcrmListInfo list_info = {
  .name = "health-programmes",
  .path = "/health-programmes",
  .set = &hcrm_health_programme_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "pinyin",
  .title = N_("Health programmes"),
  .empty = N_("There is no programme yet. Ctrl+N writes down what is collected, its targets and the advice."),
};

static const char *const filters[] = { "q", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/health-programmes",
  .entity = "health_programme",
  .title = N_("Health programmes"),
  .query = &hcrm_health_programme_query,
  .filters = filters,
  .create = N_("New Programme"),
  .edit = HCRM_PERM_HEALTH_EDIT,
  .flow = &hcrm_health_programme_workflow,
  .width = 560,
};
/* clang-format on */

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *record)
{
  const char *department = hcrm_record_get (record, "department") != NULL
                               ? hcrm_text_field (record, "department")
                               : _ ("Whole hospital");
  g_autofree char *people =
      g_strdup_printf (_ ("%d in care"), (int) hcrm_record_get_int (record, "people"));

  return hcrm_text_join (department, people, NULL);
}

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *record)
{
  return hcrm_record_get_bool (record, "editable")
         && g_strcmp0 (hcrm_record_get (record, "state"), "retired") != 0;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
departments_cb (gpointer page, JsonNode *reply)
{
  hcrm_admin_form_page_fill_choices (page, "department_id", reply);
}

static void
hcrm_programmes_page_constructed (GObject *object)
{
  HcrmAdminFormPage *self = HCRM_ADMIN_FORM_PAGE (object);
  HcrmPage *page = HCRM_PAGE (object);

  G_OBJECT_CLASS (hcrm_programmes_page_parent_class)->constructed (object);
  hcrm_admin_form_page_setup (self, &form_set);
  HcrmRowsEditor *indicators =
      hcrm_admin_form_page_add_rows (self, _ ("Indicators"), "indicators",
                                              &hcrm_health_indicator_fields, indicator_columns,
                                              G_N_ELEMENTS (indicator_columns), _ ("+ Indicator"));
  hcrm_rows_editor_set_ordered (indicators, TRUE);
  hcrm_admin_form_page_add_rows (self, _ ("Advice"), "advice", &hcrm_health_advice_fields,
                                          advice_columns, G_N_ELEMENTS (advice_columns),
                                          _ ("+ Advice"));
  if (hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
}

static void
hcrm_programmes_page_class_init (HcrmProgrammesPageClass *klass)
{
  static const char *const watches[] = { "health_programme", NULL };
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_("filter") },
    { "Ctrl N", N_("new"), HCRM_PERM_HEALTH_EDIT }, { "Enter", N_("edit"), HCRM_PERM_HEALTH_EDIT },
    { "Ctrl Enter", N_("save"), HCRM_PERM_HEALTH_EDIT }, { NULL },
  };
  /* clang-format on */
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_programmes_page_constructed;
  page->watches = watches;
  page->hints = hints;
  page->help = N_ (
      "A programme says which values are collected of somebody, how often, what their targets are "
      "and where these come from, and what is advised for what is found.\n\nResults are found by "
      "their codes or names. A value in another unit is converted where the substance is told, "
      "else it is not used. What lies beyond what can be believed is not used, either.\n\nA cycle "
      "keeps the indicators it began with; changes apply from the next one on.");
  admin->info = &info;
  admin->describe = describe;
  admin->may_edit = may_edit;
}

static void
hcrm_programmes_page_init (HcrmProgrammesPage *self)
{
}
