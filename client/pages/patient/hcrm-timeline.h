/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"

G_BEGIN_DECLS

/* What has happened, by days, the newest first. J and K go from event to event, Space shows all of
 * one, Enter opens the follow-up it belongs to. */
#define HCRM_TYPE_TIMELINE (hcrm_timeline_get_type ())
G_DECLARE_FINAL_TYPE (HcrmTimeline, hcrm_timeline, HCRM, TIMELINE, HcrmPatientSection)

G_END_DECLS
