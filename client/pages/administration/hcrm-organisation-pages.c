/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sites, departments and staff: who has no HIS that tells of them enters them here. */

#include "hcrm-organisation-pages.h"

#include <glib/gi18n.h>

#include "model/hcrm-administration.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-column-text.h"

struct _HcrmSitesPage {
  HcrmAdminFormPage parent_instance;
};

struct _HcrmDepartmentsPage {
  HcrmAdminFormPage parent_instance;
};

struct _HcrmStaffPage {
  HcrmAdminFormPage parent_instance;

  HcrmRowsEditor *posts;
};

G_DEFINE_FINAL_TYPE (HcrmSitesPage, hcrm_sites_page, HCRM_TYPE_ADMIN_FORM_PAGE)
G_DEFINE_FINAL_TYPE (HcrmDepartmentsPage, hcrm_departments_page, HCRM_TYPE_ADMIN_FORM_PAGE)
G_DEFINE_FINAL_TYPE (HcrmStaffPage, hcrm_staff_page, HCRM_TYPE_ADMIN_FORM_PAGE)

#define REQUIRED HCRM_FIELD_REQUIRED
#define EDIT HCRM_PERM_ORGANISATION_EDIT

/* clang-format off */
static const HcrmColumn site_columns[] = {
  { "name",      NULL, 200, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "code",      NULL, 100, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "time_zone", NULL, 140, HCRM_CELL_TEXT, 0 },
};

static const HcrmField site_form_fields[] = {
  { "code",      HCRM_KIND_TEXT, N_("Code"),         REQUIRED, NULL, 1, 20 },
  { "name",      HCRM_KIND_TEXT, N_("Name"),         REQUIRED, NULL, 1, 100 },
  { "name_en",   HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
  { "parent_id", HCRM_KIND_CODE, N_("Belongs to"),   0 },
  { "time_zone", HCRM_KIND_TEXT, N_("Time zone"),    REQUIRED, NULL, 1, 60 },
};
static const HcrmFieldSet site_form = { "site", site_form_fields, G_N_ELEMENTS (site_form_fields) };

static const HcrmListInfo site_list = {
  .name = "sites", .path = "/sites", .set = &hcrm_site_fields, .columns = site_columns, .n_columns = G_N_ELEMENTS (site_columns), .sort = "code",
  .title = N_("Sites"), .empty = N_("There is no site yet. Ctrl+N enters the hospital itself."),
};

static const HcrmAdminInfo site_info = {
  .list = &site_list, .path = "/sites", .entity = "site", .title = N_("Sites"), .query = &hcrm_site_query,
  .create = N_("New Site"), .edit = EDIT, .width = 420,
};

static const HcrmColumn department_columns[] = {
  { "name",       NULL, 180, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "code",       NULL, 100, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "kind",       NULL, 172, HCRM_CELL_TEXT, 0 },
  { "site",       NULL, 130, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "retired_at", N_("State"), 110, HCRM_CELL_PILL, 0, hcrm_column_text_retired },
};

static const HcrmField department_form_fields[] = {
  { "code",       HCRM_KIND_TEXT, N_("Code"),         REQUIRED, NULL, 1, 20 },
  { "name",       HCRM_KIND_TEXT, N_("Name"),         REQUIRED, NULL, 1, 100 },
  { "name_en",    HCRM_KIND_TEXT, N_("English name"), 0, NULL, 0, 100 },
  { "kind",       HCRM_KIND_CODE, N_("Kind"),         REQUIRED, NULL, 0, 0, hcrm_department_kind_choices },
  { "site_id",    HCRM_KIND_CODE, N_("Site"),         REQUIRED },
  { "parent_id",  HCRM_KIND_CODE, N_("Belongs to"),   0 },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),      0 },
};
static const HcrmFieldSet department_form = { "department", department_form_fields, G_N_ELEMENTS (department_form_fields) };

static const HcrmListInfo department_list = {
  .name = "departments", .path = "/departments", .set = &hcrm_department_fields, .columns = department_columns,
  .n_columns = G_N_ELEMENTS (department_columns), .sort = "code", .title = N_("Departments and wards"),
  .empty = N_("There is no department yet. Ctrl+N enters one; a site must be there first."),
};

static const char *const department_filters[] = { "q", "kind", "retired", NULL };

static const HcrmAdminInfo department_info = {
  .list = &department_list, .path = "/departments", .entity = "department", .title = N_("Departments and wards"),
  .query = &hcrm_department_query, .filters = department_filters, .create = N_("New Department"), .edit = EDIT, .width = 420,
};

static const HcrmColumn staff_columns[] = {
  { "name",       NULL, 140, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "number",     NULL, 110, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "title",      NULL, 130, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "department", NULL, 150, HCRM_CELL_TEXT, 0 },
  { "retired_at", N_("State"), 110, HCRM_CELL_PILL, 0, hcrm_column_text_retired },
};

static const HcrmField staff_form_fields[] = {
  { "number",     HCRM_KIND_TEXT, N_("Staff number"),       REQUIRED, NULL, 1, 40 },
  { "name",       HCRM_KIND_TEXT, N_("Full name"),          REQUIRED, NULL, 1, 100 },
  { "title",      HCRM_KIND_TEXT, N_("Professional title"), 0, NULL, 0, 60 },
  { "retired_at", HCRM_KIND_TIME, N_("Retired"),            0 },
};
static const HcrmFieldSet staff_form = { "staff", staff_form_fields, G_N_ELEMENTS (staff_form_fields) };

static const HcrmRowsColumn post_columns[] = {
  { { "department_id", HCRM_KIND_CODE, N_("Department"), REQUIRED }, .line = 0, .expand = TRUE },
  { { "service_code",  HCRM_KIND_TEXT, N_("Service code"), 0, NULL, 1, 20 }, .line = 1, .expand = TRUE },
  { { "head",          HCRM_KIND_BOOL, N_("Head"), 0 }, .line = 1 },
  { { "from",          HCRM_KIND_DATE, N_("From"), 0 }, .line = 2, .expand = TRUE },
  { { "until",         HCRM_KIND_DATE, N_("Until"), 0 }, .line = 2, .expand = TRUE },
};

static const HcrmListInfo staff_list = {
  .name = "staff", .path = "/staff", .set = &hcrm_staff_fields, .columns = staff_columns, .n_columns = G_N_ELEMENTS (staff_columns), .sort = "number",
  .title = N_("Staff"), .empty = N_("Nobody works here yet. Ctrl+N enters somebody; a department must be there first."),
};

static const char *const staff_filters[] = { "q", "retired", NULL };

static const HcrmAdminInfo staff_info = {
  .list = &staff_list, .path = "/staff", .entity = "staff", .title = N_("Staff"), .query = &hcrm_staff_query,
  .filters = staff_filters, .create = N_("New Member of Staff"), .edit = EDIT, .width = 460,
};

static const HcrmKeyHint hints[] = {
  { "Ctrl F", N_("filter") }, { "Ctrl N", N_("new"), EDIT }, { "Enter", N_("edit"), EDIT },
  { "Ctrl Enter", N_("save"), EDIT }, { NULL },
};
/* clang-format on */

/* --- what they refer to ----------------------------------------------------------------------- */

static void
parents_cb (gpointer page, JsonNode *reply)
{
  hcrm_admin_form_page_fill_choices (page, "parent_id", reply);
}

static void
sites_cb (gpointer page, JsonNode *reply)
{
  hcrm_admin_form_page_fill_choices (page, "site_id", reply);
}

static void
posts_cb (gpointer page, JsonNode *reply)
{
  hcrm_choices_fill (HCRM_STAFF_PAGE (page)->posts, "department_id", reply, "id");
}

/* --- the pages -------------------------------------------------------------------------------- */

static void
hcrm_sites_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (hcrm_sites_page_parent_class)->constructed (object);
  hcrm_admin_form_page_setup (HCRM_ADMIN_FORM_PAGE (object), &site_form);
  hcrm_page_call_list (HCRM_PAGE (object), "/sites?limit=200", parents_cb);
}

static void
hcrm_departments_page_constructed (GObject *object)
{
  G_OBJECT_CLASS (hcrm_departments_page_parent_class)->constructed (object);
  hcrm_admin_form_page_setup (HCRM_ADMIN_FORM_PAGE (object), &department_form);
  hcrm_page_call_list (HCRM_PAGE (object), "/sites?limit=200", sites_cb);
  hcrm_page_call_list (HCRM_PAGE (object), "/departments?limit=200", parents_cb);
}

static void
hcrm_staff_page_constructed (GObject *object)
{
  HcrmAdminFormPage *self = HCRM_ADMIN_FORM_PAGE (object);

  G_OBJECT_CLASS (hcrm_staff_page_parent_class)->constructed (object);
  hcrm_admin_form_page_setup (self, &staff_form);
  HCRM_STAFF_PAGE (object)->posts =
      hcrm_admin_form_page_add_rows (self, _ ("Posts"), "posts", &hcrm_staff_post_rows,
                                              post_columns, G_N_ELEMENTS (post_columns),
                                              _ ("+ Post"));
  hcrm_page_call_list (HCRM_PAGE (object), "/departments?limit=200", posts_cb);
}

static void
hcrm_sites_page_class_init (HcrmSitesPageClass *klass)
{
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_sites_page_constructed;
  page->hints = hints;
  page->help = N_ ("The hospital and the places it works at. The first that belongs to no other is "
                   "the hospital: its name stands in the client and in messages to patients.");
  HCRM_ADMIN_PAGE_CLASS (klass)->info = &site_info;
}

static void
hcrm_departments_page_class_init (HcrmDepartmentsPageClass *klass)
{
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_departments_page_constructed;
  page->hints = hints;
  page->help = N_ ("Departments and wards by the codes that the HIS names them by. A ward belongs "
                   "to its department. One that is retired stays where it is written down and is "
                   "not offered any more.");
  HCRM_ADMIN_PAGE_CLASS (klass)->info = &department_info;
}

static void
hcrm_staff_page_class_init (HcrmStaffPageClass *klass)
{
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);
  static const char *const watches[] = { "staff", NULL };

  G_OBJECT_CLASS (klass)->constructed = hcrm_staff_page_constructed;
  page->hints = hints;
  page->watches = watches;
  page->help = N_ ("Who works here, by the numbers that the HIS names them by, and where. Posts "
                   "decide whose patients somebody sees; the head of a department gets what nobody "
                   "else answers. A post that is taken away ends today. Who is to sign in gets a "
                   "user as well, on the page of users.");
  HCRM_ADMIN_PAGE_CLASS (klass)->info = &staff_info;
}

static void
hcrm_sites_page_init (HcrmSitesPage *self)
{
}

static void
hcrm_departments_page_init (HcrmDepartmentsPage *self)
{
}

static void
hcrm_staff_page_init (HcrmStaffPage *self)
{
}
