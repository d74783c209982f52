/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kept messages are parsed anew: nothing is stored twice for the rare one that comes late. */
#include "hcrm-hl7-history.h"

#include "hl7_history-sql.h"

static void
set_place (HcrmRecord *told, HcrmRows *place)
{
  static const struct {
    const char *column;
    const char *field;
  } ids[] = { { "told_department_id", "department_id" },
              { "told_ward_id", "ward_id" },
              { "told_attending_id", "attending_id" } };
  const char *also = hcrm_rows_get (place, 0, "told_also_ids");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (hcrm_rows_get (place, 0, ids[i].column))
      hcrm_record_set (told, ids[i].field, hcrm_rows_get (place, 0, ids[i].column));
  if (hcrm_record_has (told, "others"))
    hcrm_record_set (told, "also_ids", also);
}

static gboolean
find_place (HcrmHl7Work *work,
            const HcrmHl7Site *site,
            gboolean facility_is_site,
            HcrmHl7Telling *telling,
            GError **error)
{
  HcrmHl7Place place;
  hcrm_hl7_adt_get_place (telling->told, facility_is_site, &place);
  hcrm_db_let_int (work->db, "site_id", site->id);
  hcrm_db_let (work->db, "department", place.department);
  hcrm_db_let (work->db, "ward", place.ward);
  telling->place = hcrm_db_one (work->db, &SQL_HL7_HISTORY_PLACE, telling->told, error);
  if (telling->place)
    set_place (telling->told, telling->place);
  return telling->place != NULL;
}

/* What can be read no longer, after an update say, counts for nothing. */
static HcrmHl7Telling *
read_telling (HcrmHl7Work *work,
              GBytes *bytes,
              const HcrmHl7Site **site,
              gboolean *facility_is_site)
{
  g_autoptr (HcrmHl7Message) message = hcrm_hl7_message_parse (bytes, NULL);
  const HcrmHl7Event *event = message ? hcrm_hl7_event_find (message) : NULL;
  *site = event ? hcrm_hl7_sites_choose (work->sites, message, facility_is_site) : NULL;
  if (!*site)
    return NULL;
  g_autoptr (HcrmRecord) told = hcrm_hl7_adt_read (message, event, (*site)->zone, NULL);
  return told ? hcrm_hl7_telling_new (event, told, message) : NULL;
}

static gboolean
add_telling (HcrmHl7Work *work, HcrmRows *rows, guint row, GPtrArray *tellings, GError **error)
{
  gsize length = 0;
  guchar *data = g_base64_decode (hcrm_rows_get (rows, row, "raw"), &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  const HcrmHl7Site *site = NULL;
  gboolean facility_is_site = FALSE;
  g_autoptr (HcrmHl7Telling) telling = read_telling (work, bytes, &site, &facility_is_site);
  if (!telling)
    return TRUE;
  telling->of_patient = hcrm_rows_get_bool (rows, row, "of_patient");
  telling->of_visit = hcrm_rows_get_bool (rows, row, "of_visit");
  if (telling->of_visit && !find_place (work, site, facility_is_site, telling, error))
    return FALSE;
  g_ptr_array_add (tellings, g_steal_pointer (&telling));
  return TRUE;
}

static void
add_new (HcrmHl7Work *work, GPtrArray *tellings)
{
  HcrmHl7Telling *telling = hcrm_hl7_telling_new (work->event, work->told, work->message);
  telling->of_patient = telling->is_new = TRUE;
  telling->of_visit = work->has_visit;
  g_ptr_array_add (tellings, telling);
  hcrm_hl7_tellings_sort (tellings);
}

GPtrArray *
hcrm_hl7_history_load (HcrmHl7Work *work, GError **error)
{
  g_autoptr (GPtrArray) tellings =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hcrm_hl7_telling_free);
  g_autoptr (HcrmRows) rows = hcrm_db_rows (work->db, &SQL_HL7_HISTORY_LIST, NULL, error);
  for (guint i = 0; rows && i < hcrm_rows_get_n (rows); i++)
    if (!add_telling (work, rows, i, tellings, error))
      return NULL;
  hcrm_db_let_int (work->db, "site_id", work->site->id);
  if (!rows)
    return NULL;
  add_new (work, tellings);
  return g_steal_pointer (&tellings);
}
