/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sites as read once, and the choice among them. */
#include "hcrm-hl7-sites.h"

struct _HcrmHl7Sites {
  gatomicrefcount references;
  GPtrArray *sites; /* of HcrmHl7Site */
};

static void
site_free (HcrmHl7Site *site)
{
  g_free (site->code);
  g_time_zone_unref (site->zone);
  g_free (site);
}

static HcrmHl7Site *
read_site (HcrmRows *rows, guint row)
{
  HcrmHl7Site *site = g_new0 (HcrmHl7Site, 1);
  site->id = hcrm_rows_get_int (rows, row, "id");
  site->code = g_strdup (hcrm_rows_get (rows, row, "code"));
  site->zone = g_time_zone_new_identifier (hcrm_rows_get (rows, row, "time_zone"));
  if (!site->zone)
    site->zone = g_time_zone_new_utc ();
  return site;
}

HcrmHl7Sites *
hcrm_hl7_sites_new (HcrmRows *rows)
{
  HcrmHl7Sites *self = g_new0 (HcrmHl7Sites, 1);
  g_atomic_ref_count_init (&self->references);
  self->sites = g_ptr_array_new_with_free_func ((GDestroyNotify) site_free);
  for (guint i = 0; i < hcrm_rows_get_n (rows); i++)
    g_ptr_array_add (self->sites, read_site (rows, i));
  return self;
}

HcrmHl7Sites *
hcrm_hl7_sites_ref (HcrmHl7Sites *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
hcrm_hl7_sites_unref (HcrmHl7Sites *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->sites);
  g_free (self);
}

static const HcrmHl7Site *
find_site (HcrmHl7Sites *self, const char *code)
{
  for (guint i = 0; code && i < self->sites->len; i++) {
    const HcrmHl7Site *site = g_ptr_array_index (self->sites, i);
    if (g_str_equal (site->code, code))
      return site;
  }
  return NULL;
}

const HcrmHl7Site *
hcrm_hl7_sites_choose (HcrmHl7Sites *self,
                       const HcrmHl7Message *message,
                       gboolean *facility_is_site)
{
  static const struct {
    const char *segment;
    guint field;
    guint component;
  } places[] = { { "PV1", 3, 4 }, { "MSH", 4, 1 }, { "MSH", 6, 1 } };
  *facility_is_site = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *code = hcrm_hl7_message_get (message, places[i].segment, 0, places[i].field, 0,
                                                  places[i].component, 1);
    const HcrmHl7Site *site = find_site (self, code);
    *facility_is_site |= site && i == 0;
    if (site)
      return site;
  }
  return self->sites->len ? g_ptr_array_index (self->sites, 0) : NULL;
}
