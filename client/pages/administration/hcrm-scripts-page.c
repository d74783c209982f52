/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Call scripts: what agents say, with variables, seen as it will be read. */

#include "hcrm-scripts-page.h"

#include "core/hcrm-date.h"
#include "core/hcrm-language.h"
#include "model/hcrm-administration.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

/* Whom a script is tried on: the words change with sex and age. */
typedef struct {
  const char *label;
  const char *sex;
  int age;
  const char *name;
  const char *name_en;
} Sample;

struct _HcrmScriptsPage {
  HcrmTextsPage parent_instance;
};

G_DEFINE_FINAL_TYPE (HcrmScriptsPage, hcrm_scripts_page, HCRM_TYPE_TEXTS_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       N_("Script"), 200, HCRM_CELL_TEXT, HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "code",       NULL,         180, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "retired_at", N_("State"),  100, HCRM_CELL_PILL, 0, hcrm_column_text_retired },
};

static const HcrmField form_fields[] = {
  { "code",    HCRM_KIND_TEXT, N_("Code"),         HCRM_FIELD_REQUIRED, NULL, 1, 60 },
  { "name",    HCRM_KIND_TEXT, N_("Script name"),  HCRM_FIELD_REQUIRED, NULL, 1, 100 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
};
static const HcrmFieldSet form_set = { "script", form_fields, G_N_ELEMENTS (form_fields) };
static const char *const fixed[] = { "code", NULL };

static const Sample samples[] = {
  { N_("a woman of 67"),       "female",  67, "王秀兰", "Wang Xiulan" },
  { N_("a man of 52"),         "male",    52, "李建国", "Li Jianguo" },
  { N_("a child of 8 months"), "female",  0,  "陈雨桐", "Chen Yutong" },
  { N_("sex not recorded"),    "unknown", 40, "赵宁",   "Zhao Ning" },
};

static const HcrmListInfo list_info = {
  .name = "scripts",
  .path = "/scripts",
  .set = &hcrm_script_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "code",
  .title = N_("Call scripts"),
  .empty = N_("No script fits these conditions."),
};

static const char *const filters[] = { "q", "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/scripts",
  .entity = "script",
  .title = N_("Call scripts"),
  .query = &hcrm_script_query,
  .filters = filters,
  .create = N_("New Script"),
  .edit = HCRM_PERM_SETTING_EDIT,
  .whole = TRUE,
  .width = 480,
};
/* clang-format on */

/* --- the sample patient ----------------------------------------------------------------------- */

static char *
make_day (gboolean english, int days_ago)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day = g_date_time_add_days (now, -days_ago);
  GDate date, today;

  if (english != hcrm_language_is_english ())
    return g_date_time_format (day, english ? "%Y-%m-%d" : "%-m月%-d日");
  hcrm_text_get_today (&today);
  date = today;
  g_date_subtract_days (&date, days_ago);
  return hcrm_date_label (&date, &today);
}

static const char *
find_plain (const char *name, const Sample *sample, gboolean english)
{
  const struct {
    const char *name, *chinese, *english;
  } values[] = {
    { "name", sample->name, sample->name_en },
    { "department", "心血管内科", "Cardiology" },
    { "doctor", "周明", "Zhou Ming" },
    { "days", "7", "7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (values[i].name, name))
      return english ? values[i].english : values[i].chinese;
  return NULL;
}

static char *
look_up (HcrmTextsPage *page, const char *name, guint n, const char *language)
{
  const Sample *sample = &samples[n];
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (page));
  gboolean english = g_str_equal (language, "en");
  const char *plain = find_plain (name, sample, english);
  const char *person = hcrm_script_get_person (name, sample->age, language);

  if (g_str_equal (name, "title"))
    return g_strdup (hcrm_script_get_title (sample->sex, sample->age, language));
  if (g_str_equal (name, "agent"))
    return g_strdup (hcrm_session_get_text (session, "name"));
  if (g_str_equal (name, "hospital"))
    return g_strdup (hcrm_session_get_text (session, "hospital"));
  if (g_str_equal (name, "discharge_date"))
    return make_day (english, 7);
  return g_strdup (person != NULL ? person : plain);
}

static const char *
get_sample (guint n)
{
  return n < G_N_ELEMENTS (samples) ? gettext (samples[n].label) : NULL;
}

/* --- the page --------------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *script)
{
  return g_strdup (hcrm_record_get (script, "code"));
}

static void
hcrm_scripts_page_class_init (HcrmScriptsPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmTextsPageClass *texts = HCRM_TEXTS_PAGE_CLASS (klass);

  HCRM_PAGE_CLASS (klass)->help =
      N_("What agents say on the telephone. Variables in braces are filled for each patient; if "
         "one is not known, the agent sees the script with what is missing, and nothing half "
         "filled is ever sent.\n\n{title} is the form of address, {you} and {your} speak of the "
         "child where a parent answers, {You} begins a sentence. A retired script stays in the "
         "plans that name it and is no longer shown.");
  admin->info = &info;
  admin->describe = describe;
  texts->form = &form_set;
  texts->fixed = fixed;
  texts->use = HCRM_SCRIPT_CALL;
  texts->label = N_("What is said");
  texts->missing = N_("Write what is to be said");
  texts->get_sample = get_sample;
  texts->look_up = look_up;
}

static void
hcrm_scripts_page_init (HcrmScriptsPage *self)
{
}
