/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the time line says of a visit's turn: the parameters of its code. */
#pragma once

#include "core/hcrm-rows.h"
#include "hcrm-hl7-adt.h"

G_BEGIN_DECLS

typedef struct {
  HcrmRecord *told; /* of %HCRM_HL7_ADT */
  HcrmRows *place; /* (nullable): names on record, as the statements `find` and `place` have them */
  const char *from;    /* (nullable): the department before */
  const char *from_en; /* (nullable): and in English */
} HcrmHl7Line;

/* Returns: (transfer full): a JSON object */
char *
hcrm_hl7_line_describe (const HcrmHl7Line *line, HcrmRecord *visit, gboolean facility_is_site);

/* Appends a member to @json, an object that is not closed yet; nothing if there is no value. */
void hcrm_hl7_line_append (GString *json, const char *name, const char *value);

G_END_DECLS
