/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages of the administration that are a form and rows: what they send, keep and mark. */

#include "hcrm-canned.h"

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "pages/administration/hcrm-organisation-pages.h"
#include "pages/health/hcrm-programmes-page.h"
#include "pages/studies/hcrm-studies-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-rows-editor.h"

/* @rows: a field of rows, @column: one of its texts, @place: a field that is a number of the
 * database; @locked: the state in which nothing can be changed. */
typedef struct {
  GType (*get_type) (void);
  const char *path;
  const char *entity;
  const char *rows;
  const char *column;
  const char *place;
  const char *locked;
  const char *json;
} Page;

#define INDICATORS                                                                                 \
  "[{\"code\":\"hba1c\",\"name\":\"血红蛋白\",\"source\":\"manual\",\"pick\":\"latest\"},"     \
  "{\"code\":\"weight\",\"name\":\"体重\",\"source\":\"manual\",\"pick\":\"latest\"}]"

/* clang-format off */
static const Page pages[] = {
  { hcrm_programmes_page_get_type, "/health-programmes", "health_programme", "indicators", "name", "department_id", "retired",
    "{\"id\":4,\"version\":2,\"code\":\"diabetes\",\"name\":\"Diabetes\",\"department_id\":3,\"department\":\"内科\","
    "\"cycle_months\":3,\"window_days\":30,\"state\":\"%s\",\"editable\":true,\"people\":5,"
    "\"indicators\":" INDICATORS ",\"advice\":[]}" },
  { hcrm_studies_page_get_type, "/studies", "study", "visits", "name", "register_id", "locked",
    "{\"id\":4,\"version\":2,\"code\":\"HIP-1\",\"name\":\"Hips\",\"register_id\":3,\"register\":\"髋\","
    "\"state\":\"%s\",\"editable\":true,\"arms\":[],\"versions\":[],"
    "\"visits\":[{\"code\":\"V1\",\"name\":\"First\",\"day\":30,\"days_before\":3,\"days_after\":3},"
    "{\"code\":\"V2\",\"name\":\"Second\",\"day\":90,\"days_before\":3,\"days_after\":3}],"
    "\"forms\":[{\"visit\":\"V1\",\"questionnaire_url\":\"urn:x\",\"questionnaire\":\"Hip\"}]}" },
};

/* What a hospital is made of: saved whole, with the number of what it belongs to. */
static const struct {
  GType (*get_type) (void);
  const char *path, *place, *json;
} organisation[] = {
  { hcrm_sites_page_get_type, "/sites", "parent_id",
    "{\"id\":4,\"version\":2,\"parent_id\":3,\"code\":\"H2\",\"name\":\"East\",\"time_zone\":\"Asia/Shanghai\"}" },
  { hcrm_departments_page_get_type, "/departments", "site_id",
    "{\"id\":4,\"version\":2,\"site_id\":3,\"code\":\"D\",\"kind\":\"ward\",\"name\":\"Ward\"}" },
  { hcrm_staff_page_get_type, "/staff", NULL,
    "{\"id\":4,\"version\":2,\"number\":\"7\",\"name\":\"Lin\",\"posts\":[{\"id\":9,\"department_id\":3,\"head\":true}]}" },
};
/* clang-format on */

static const char *const rights[] = {
  "session:all",           "health.read:all",       "health.edit:all",
  "study.read:all",        "study.edit:all",        "register.read:all",
  "organisation.read:all", "organisation.edit:all", NULL
};

static char *
make_path (const Page *kind)
{
  return g_strconcat (kind->path, "/4", NULL);
}

static HcrmPage *
open_page (Canned *canned, const Page *kind, const char *state)
{
  g_auto (GStrv) parts = g_strsplit (kind->json, "%s", 2);
  g_autofree char *one = g_strjoinv (state, parts);
  g_autofree char *list = g_strdup_printf (LIST ("%s", "1"), one);
  g_autofree char *path = make_path (kind);

  canned_set (canned, "GET", kind->path, 200, list);
  canned_set (canned, "GET", path, 200, one);
  canned_set (canned, "PATCH", path, 200, one);
  canned_set (canned, "GET", "/departments", 200, LIST ("{\"id\":3,\"name\":\"内科\"}", "1"));
  canned_set (canned, "GET", "/registers", 200, LIST ("{\"id\":3,\"name\":\"髋\"}", "1"));
  canned_set_drafts (canned);
  HcrmPage *page = canned_open_shown (canned, kind->get_type (), rights, path);
  canned_settle ();
  return page;
}

static HcrmForm *
find_form (HcrmPage *page)
{
  return HCRM_FORM (canned_find (GTK_WIDGET (page), HCRM_TYPE_FORM, NULL));
}

static void
test_organisation (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (organisation); i++) {
    g_autoptr (Canned) canned = canned_new ();
    g_autofree char *path = g_strconcat (organisation[i].path, "/4", NULL);
    g_autofree char *list =
        g_strdup_printf (LIST ("%s,{\"id\":3,\"name\":\"West\"}", "2"), organisation[i].json);

    canned_set (canned, "GET", "/sites", 200, LIST ("{\"id\":3,\"name\":\"West\"}", "1"));
    canned_set (canned, "GET", "/departments", 200, LIST ("{\"id\":3,\"name\":\"内科\"}", "1"));
    canned_set (canned, "GET", organisation[i].path, 200, list);
    canned_set (canned, "GET", path, 200, organisation[i].json);
    canned_set (canned, "PATCH", path, 200, organisation[i].json);
    canned_set_drafts (canned);
    HcrmPage *page = canned_open_shown (canned, organisation[i].get_type (), rights, path);
    canned_settle ();
    hcrm_input_set_value (hcrm_form_get_input (find_form (page), "name"), "Other");
    g_signal_emit_by_name (hcrm_form_get_input (find_form (page), "name"), "changed");
    canned_submit (page);
    canned_wait_request (canned, "PATCH", path);
    JsonObject *body = canned_get_body (canned, "PATCH", path);
    g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "Other");
    if (organisation[i].place != NULL)
      g_assert_cmpint (json_object_get_int_member (body, organisation[i].place), ==, 3);
    else
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (body, "posts")), ==,
                        1);
    canned_settle ();
  }
}

static JsonObject *
save (Canned *canned, const Page *kind, HcrmPage *page)
{
  g_autofree char *path = make_path (kind);

  canned_submit (page);
  canned_wait_request (canned, "PATCH", path);
  canned_settle ();
  return canned_get_body (canned, "PATCH", path);
}

/* The first editor of all is that of the first rows. */
static HcrmInput *
find_cell (const Page *kind, HcrmPage *page, guint row)
{
  GtkWidget *editor = canned_find (GTK_WIDGET (page), HCRM_TYPE_ROWS_EDITOR, NULL);

  return HCRM_INPUT (hcrm_rows_editor_get_cell (HCRM_ROWS_EDITOR (editor), row, kind->column));
}

static void
type (HcrmInput *input, const char *value)
{
  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static JsonObject *
get_row (const Page *kind, JsonObject *body, guint i)
{
  return json_array_get_object_element (json_object_get_array_member (body, kind->rows), i);
}

/* All is sent that is shown, the number of what was chosen as a number; from the first key it is
 * kept as a draft in the same words. */
static void
test_save (gconstpointer data)
{
  const Page *kind = data;
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, kind, "draft");

  type (find_cell (kind, page, 1), "Other");
  canned_wait_request (canned, "PUT", "/drafts/");
  JsonObject *body = save (canned, kind, page);
  g_assert_cmpint (json_object_get_int_member (body, kind->place), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (get_row (kind, body, 1), kind->column), ==,
                   "Other");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (body, kind->rows)), ==, 2);
  g_assert_false (json_object_has_member (body, "state"));
}

/* What was typed comes back whole, and can be saved as it is. */
static void
test_draft (gconstpointer data)
{
  const Page *kind = data;
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, kind, "draft");

  type (hcrm_form_get_input (find_form (page), "name"), "Newly named");
  type (find_cell (kind, page, 0), "Kept");
  g_autoptr (JsonNode) draft = HCRM_ADMIN_PAGE_GET_CLASS (page)->dup_body (HCRM_ADMIN_PAGE (page));
  HCRM_ADMIN_PAGE_GET_CLASS (page)->show (HCRM_ADMIN_PAGE (page), NULL);
  HCRM_PAGE_GET_CLASS (page)->take_draft (page, kind->entity, "4", draft);
  JsonObject *body = save (canned, kind, page);
  g_assert_cmpstr (json_object_get_string_member (body, "name"), ==, "Newly named");
  g_assert_cmpint (json_object_get_int_member (body, kind->place), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (get_row (kind, body, 0), kind->column), ==,
                   "Kept");
}

/* What is wrong in any row or field is said before anything is sent; what only the server knows is
 * said where it stands. */
static void
test_errors (gconstpointer data)
{
  const Page *kind = data;
  g_autoptr (Canned) canned = canned_new ();
  HcrmPage *page = open_page (canned, kind, "draft");
  g_autofree char *path = make_path (kind);
  g_autofree char *field = g_strdup_printf ("%s[1].%s", kind->rows, kind->column);

  type (find_cell (kind, page, 0), "");
  canned_submit (page);
  canned_settle ();
  type (find_cell (kind, page, 0), "Well");
  type (hcrm_form_get_input (find_form (page), "name"), "");
  canned_submit (page);
  canned_settle ();
  g_assert_cmpuint (canned_count (canned, "PATCH", path), ==, 0);
  HcrmPageClass *klass = HCRM_PAGE_GET_CLASS (page);
  g_assert_true (klass->show_field_error (page, field, "wrong in the row"));
  g_assert_true (klass->show_field_error (page, "code", "wrong in the form"));
  g_assert_false (klass->show_field_error (page, "else", "nowhere"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "wrong in the row"));
  g_assert_true (canned_sees (GTK_WIDGET (page), "wrong in the form"));
}

/* Nothing can be typed where nothing can be changed. */
static void
test_locked (gconstpointer data)
{
  const Page *kind = data;
  g_autoptr (Canned) open = canned_new ();
  g_assert_true (
      gtk_widget_is_sensitive (GTK_WIDGET (find_form (open_page (open, kind, "draft")))));
  g_autoptr (Canned) locked = canned_new ();
  HcrmPage *page = open_page (locked, kind, kind->locked);

  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (find_form (page))));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (find_cell (kind, page, 0))));
}

static void
add_tests (const Page *kind)
{
  static const struct {
    const char *name;
    GTestDataFunc run;
  } tests[] = { { "save", test_save },
                { "draft", test_draft },
                { "errors", test_errors },
                { "locked", test_locked } };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path =
        g_strdup_printf ("/admin-form-pages/%s/%s", g_type_name (kind->get_type ()), tests[i].name);
    g_test_add_data_func (path, kind, tests[i].run);
  }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    add_tests (&pages[i]);
  g_test_add_func ("/admin-form-pages/organisation", test_organisation);
  return g_test_run ();
}
