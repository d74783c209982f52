/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An invented patient whose stay is told by the templates of data/hl7. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the sample hospital lies: its days are counted there, wherever this runs. */
#define HCRM_HL7_SAMPLE_ZONE "Asia/Shanghai"

typedef struct _HcrmHl7Sample HcrmHl7Sample;

/**
 * hcrm_hl7_sample_new:
 * @now: in the hospital's zone; the discharge lies 7 days back, the admission 16
 * @seed: chooses the person, and keeps message and visit numbers of one second apart
 */
HcrmHl7Sample *hcrm_hl7_sample_new (GDateTime *now, guint32 seed);
void hcrm_hl7_sample_free (HcrmHl7Sample *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmHl7Sample, hcrm_hl7_sample_free)

/* Returns: (transfer full): the message of the template @name: `admission` or `discharge`. */
GBytes *hcrm_hl7_sample_write (HcrmHl7Sample *self, const char *name);

G_END_DECLS
