/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-admin-page.h"

G_BEGIN_DECLS

/* What complaints are sorted into, what grade gives how long, and who is told when one is late: a
 * type for each, alike but for their fields. */
#define HCRM_TYPE_COMPLAINT_SETTINGS_PAGE (hcrm_complaint_settings_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmComplaintSettingsPage,
                          hcrm_complaint_settings_page,
                          HCRM,
                          COMPLAINT_SETTINGS_PAGE,
                          HcrmAdminPage)

/**
 * HcrmComplaintSettingsPageClass:
 * @set: the fields of the form
 * @retires: whether one may be no longer used
 */
struct _HcrmComplaintSettingsPageClass {
  HcrmAdminPageClass parent_class;

  const HcrmFieldSet *set;
  gboolean retires;
};

GType hcrm_complaint_classes_page_get_type (void);
GType hcrm_complaint_grades_page_get_type (void);
GType hcrm_complaint_levels_page_get_type (void);

G_END_DECLS
