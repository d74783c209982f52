/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which site a message is about: the codes and time zones of all sites. */
#pragma once

#include "core/hcrm-rows.h"
#include "hcrm-hl7-message.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;
  char *code;
  GTimeZone *zone;
} HcrmHl7Site;

/* Immutable and counted; may be used from several threads. */
typedef struct _HcrmHl7Sites HcrmHl7Sites;

/* From rows of id, code and time_zone, the likeliest site first. */
HcrmHl7Sites *hcrm_hl7_sites_new (HcrmRows *rows);
HcrmHl7Sites *hcrm_hl7_sites_ref (HcrmHl7Sites *self);
void hcrm_hl7_sites_unref (HcrmHl7Sites *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmHl7Sites, hcrm_hl7_sites_unref)

/**
 * hcrm_hl7_sites_choose:
 * @facility_is_site: (out): whether PV1-3.4 is a site's code
 *
 * Returns: (nullable): the site named by PV1-3.4, MSH-4 or MSH-6, else the first without sites of
 * its own under it; %NULL if there are no sites
 */
const HcrmHl7Site *hcrm_hl7_sites_choose (HcrmHl7Sites *self,
                                          const HcrmHl7Message *message,
                                          gboolean *facility_is_site);

G_END_DECLS
