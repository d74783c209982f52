/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What differs between two versions of a questionnaire, item by item. */

#pragma once

#include <gtk/gtk.h>

#include "questionnaire/hcrm-fhir.h"

G_BEGIN_DECLS

typedef enum {
  HCRM_DIFFERENCE_ADDED,
  HCRM_DIFFERENCE_REMOVED,
  HCRM_DIFFERENCE_CHANGED,
} HcrmDifferenceKind;

/* @breaking: answers given before and after cannot be compared
 * @link_id: NULL for the questionnaire itself */
typedef struct {
  HcrmDifferenceKind kind;
  gboolean breaking;
  char *link_id;
  char *title;
  char *detail;
} HcrmDifference;

void hcrm_difference_free (HcrmDifference *self);

/* (transfer full) (element-type HcrmDifference): in the order of the newer version, then what is
 * gone. @language: of the texts. */
GPtrArray *
hcrm_difference_find (const HcrmFhirNode *older, const HcrmFhirNode *newer, const char *language);

/* The same for texts; empty if one cannot be read. */
GPtrArray *hcrm_difference_find_in_texts (const char *older, const char *newer);

/* A list to read; says so if there are none. */
GtkWidget *hcrm_difference_list_new (GPtrArray *differences);

G_END_DECLS
