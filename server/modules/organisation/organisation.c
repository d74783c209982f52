/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sites, departments and staff: who everybody is and where they belong. */

#include "organisation.h"

#include "core/hcrm-export.h"
#include "core/hcrm-pinyin.h"
#include "model/hcrm-administration.h"
#include "organisation-sql.h"

static gboolean
check_time_zone (HcrmRecord *record, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (hcrm_record_get (record, "time_zone"));

  return zone != NULL
         || hcrm_fail (error, HCRM_ERROR_INVALID, "time_zone", "%s",
                       _ ("A time zone is named like Asia/Shanghai"));
}

static gboolean
check_site (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (!check_time_zone (record, error))
    return FALSE;
  if (hcrm_record_get (record, "parent_id") == NULL || hcrm_request_get_part (req, "id") == NULL)
    return TRUE;
  g_autoptr (HcrmRows) rows = hcrm_db_one (req->db, &SQL_ORGANISATION_SITE_PARENT, record, error);
  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_bool (rows, 0, "circle"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "parent_id", "%s",
                      _ ("A site cannot belong to one below itself"));
  return TRUE;
}

static gboolean
check_department (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (hcrm_record_get (record, "parent_id") == NULL)
    return TRUE;
  if (hcrm_request_get_part (req, "id") == NULL)
    hcrm_db_let (req->db, "id", NULL);
  g_autoptr (HcrmRows) rows =
      hcrm_db_rows (req->db, &SQL_ORGANISATION_DEPARTMENT_PARENT, record, error);
  if (rows == NULL)
    return FALSE;
  if (hcrm_rows_get_n (rows) == 0 || !hcrm_rows_get_bool (rows, 0, "same_site"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "parent_id", "%s",
                      _ ("A department belongs to one of the same site"));
  if (hcrm_rows_get_bool (rows, 0, "circle"))
    return hcrm_fail (error, HCRM_ERROR_INVALID, "parent_id", "%s",
                      _ ("A department cannot belong to one below itself"));
  return TRUE;
}

/* The first letter of each syllable. */
static char *
make_initials (const char *pinyin)
{
  g_auto (GStrv) syllables = g_strsplit (pinyin, " ", -1);
  g_autoptr (GString) initials = g_string_new (NULL);

  for (char **syllable = syllables; *syllable != NULL; syllable++)
    if (**syllable != '\0')
      g_string_append_unichar (initials, g_utf8_get_char (*syllable));
  return g_string_free (g_steal_pointer (&initials), FALSE);
}

/* A new name is spelt anew, unless somebody spelt it along with it. */
static void
spell_name (HcrmRequest *req, HcrmRecord *record)
{
  const char *pinyin = hcrm_record_get (record, "pinyin");
  gboolean renamed = hcrm_record_has (req->args, "name") && !hcrm_record_has (req->args, "pinyin");

  if (pinyin == NULL || *pinyin == '\0' || renamed) {
    g_autofree char *spelt = hcrm_pinyin_of_name (hcrm_record_get (record, "name"), NULL);
    hcrm_record_set (record, "pinyin", spelt);
  }
  g_autofree char *initials = make_initials (hcrm_record_get (record, "pinyin"));
  hcrm_record_set (record, "initials", initials);
}

static gboolean
check_posts (HcrmRecord *record, GError **error)
{
  g_autoptr (GPtrArray) posts = hcrm_record_get_rows (record, "posts");
  g_autoptr (GError) bad = NULL;

  for (guint i = 0; i < posts->len; i++) {
    const char *from = hcrm_record_get (posts->pdata[i], "from");
    const char *until = hcrm_record_get (posts->pdata[i], "until");
    g_autofree char *field = g_strdup_printf ("posts[%u].until", i);

    /* Dates written as YYYY-MM-DD sort as text. */
    if (from != NULL && until != NULL && g_strcmp0 (until, from) < 0)
      hcrm_error_add_field (&bad, field, _ ("This is before it begins"));
  }
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* Where people have posts decides what they see. */
static gboolean
check_member (HcrmRequest *req, HcrmRecord *record, GError **error)
{
  if (!check_posts (record, error))
    return FALSE;
  spell_name (req, record);
  hcrm_request_forget_user (req, 0);
  return TRUE;
}

#define READ HCRM_PERM_ORGANISATION_READ
#define EDIT HCRM_PERM_ORGANISATION_EDIT

/* clang-format off */
static const HcrmRoute routes[] = {
  { "GET",   "/sites",      READ, .input = &hcrm_site_query, .list = &SQL_ORGANISATION_SITES },
  HCRM_EXPORT ("/sites", READ, &hcrm_site_fields),
  { "GET",   "/sites/{id}", READ, .sql = &SQL_ORGANISATION_SITE },
  { "POST",  "/sites",      EDIT, HCRM_ROUTE_CREATES, &hcrm_site_fields, .check = check_site,
    .sql = &SQL_ORGANISATION_SITE_CREATE, .reread = &SQL_ORGANISATION_SITE },
  { "PATCH", "/sites/{id}", EDIT, .input = &hcrm_site_fields, .lock = &SQL_ORGANISATION_SITE_LOCK,
    .check = check_site, .sql = &SQL_ORGANISATION_SITE_UPDATE, .reread = &SQL_ORGANISATION_SITE },

  { "GET",   "/departments",      READ, .input = &hcrm_department_query, .list = &SQL_ORGANISATION_DEPARTMENTS },
  HCRM_EXPORT ("/departments", READ, &hcrm_department_fields),
  { "GET",   "/departments/{id}", READ, .sql = &SQL_ORGANISATION_DEPARTMENT },
  { "POST",  "/departments",      EDIT, HCRM_ROUTE_CREATES, &hcrm_department_fields, .check = check_department,
    .sql = &SQL_ORGANISATION_DEPARTMENT_CREATE, .reread = &SQL_ORGANISATION_DEPARTMENT },
  { "PATCH", "/departments/{id}", EDIT, .input = &hcrm_department_fields,
    .lock = &SQL_ORGANISATION_DEPARTMENT_LOCK, .check = check_department,
    .sql = &SQL_ORGANISATION_DEPARTMENT_UPDATE, .reread = &SQL_ORGANISATION_DEPARTMENT },

  { "GET",   "/staff",      READ, .input = &hcrm_staff_query, .list = &SQL_ORGANISATION_STAFF },
  HCRM_EXPORT ("/staff", READ, &hcrm_staff_fields),
  { "GET",   "/staff/{id}", READ, .sql = &SQL_ORGANISATION_MEMBER },
  { "POST",  "/staff",      EDIT, HCRM_ROUTE_CREATES, &hcrm_staff_fields, .check = check_member,
    .sql = &SQL_ORGANISATION_MEMBER_CREATE, .reread = &SQL_ORGANISATION_MEMBER },
  { "PATCH", "/staff/{id}", EDIT, .input = &hcrm_staff_fields, .lock = &SQL_ORGANISATION_MEMBER_LOCK,
    .check = check_member, .sql = &SQL_ORGANISATION_MEMBER_UPDATE, .reread = &SQL_ORGANISATION_MEMBER, .event = "staff" },
};

static const HcrmConstraint constraints[] = {
  { "site_code_key",               "code",   N_("This code is taken") },
  { "site_parent_id_fkey",         "parent_id", N_("There is no such site") },
  { "department_site_id_code_key", "code",   N_("This code is taken") },
  { "department_site_id_fkey",     "site_id", N_("There is no such site") },
  { "staff_number_key",            "number", N_("This number is taken") },
  { "staff_post_department_id_fkey", "posts", N_("There is no such department") },
  { "staff_post_service_code_during_excl",   "posts", N_("This service code is another person's") },
  { "staff_post_service_code_staff_id_excl", "posts", N_("This service code is another person's") },
};
/* clang-format on */

const HcrmModule hcrm_organisation_module = {
  "organisation", routes, G_N_ELEMENTS (routes), constraints, G_N_ELEMENTS (constraints),
};
