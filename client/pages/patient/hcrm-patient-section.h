/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmPatientSection:
 *
 * One tab of a patient's page: the time line, the contacts, ... An abstract type. The property
 * `count` is how many things it holds, for the tab; -1 while that is not known.
 */
#define HCRM_TYPE_PATIENT_SECTION (hcrm_patient_section_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmPatientSection, hcrm_patient_section, HCRM, PATIENT_SECTION, AdwBin)

/**
 * HcrmPatientSectionClass:
 * @load: (nullable): fetches what only this section shows
 * @show_field_error: (nullable): shows @message beside a form row; `FALSE` if there is none
 * @back: (nullable): Esc; `FALSE` if there is nothing to go back from
 * @submit: (nullable): Ctrl+Enter
 */
struct _HcrmPatientSectionClass {
  AdwBinClass parent_class;

  void (*load) (HcrmPatientSection *self);
  gboolean (*show_field_error) (HcrmPatientSection *self, const char *field, const char *message);
  gboolean (*back) (HcrmPatientSection *self);
  void (*submit) (HcrmPatientSection *self);
};

void hcrm_patient_section_load (HcrmPatientSection *self);
gboolean hcrm_patient_section_show_field_error (HcrmPatientSection *self,
                                                const char *field,
                                                const char *message);
gboolean hcrm_patient_section_back (HcrmPatientSection *self);
void hcrm_patient_section_submit (HcrmPatientSection *self);

gint64 hcrm_patient_section_get_count (HcrmPatientSection *self);
void hcrm_patient_section_set_count (HcrmPatientSection *self, gint64 count);

/* The page it stands on, and the id of the patient it shows. */
HcrmPage *hcrm_patient_section_get_page (HcrmPatientSection *self);
const char *hcrm_patient_section_get_patient (HcrmPatientSection *self);

/* Fetches; a failure is shown as the page does. @done runs with the section. */
void hcrm_patient_section_fetch (HcrmPatientSection *self, const char *path, HcrmReplyFunc done);

/* The same for a list, however many pages it has. */
void
hcrm_patient_section_fetch_list (HcrmPatientSection *self, const char *path, HcrmReplyFunc done);

/**
 * hcrm_patient_section_send:
 * @record: (nullable): the body
 * @seen: (nullable): the record that is changed, as the user saw it
 * @failed: (nullable): asked first when it fails
 */
void hcrm_patient_section_send (HcrmPatientSection *self,
                                const char *method,
                                const char *path,
                                HcrmRecord *record,
                                HcrmRecord *seen,
                                HcrmReplyFunc done,
                                HcrmFailFunc failed);

/* --- what the parts of the page share --------------------------------------------------------- */

/* Returns: (transfer full) (element-type HcrmRecord): the items of a list reply. */
GPtrArray *hcrm_patient_read_items (JsonNode *reply, const HcrmFieldSet *set);

/* Returns: (transfer full): the words of a record's field; empty if it has no value. */
char *hcrm_patient_dup_words (HcrmRecord *record, const char *field);

/* Returns: (transfer full): `3 Jan – 12 Jan`, or the one there is. */
char *hcrm_patient_dup_span (const char *started_at, const char *ended_at);

/* Shows @text; a label without words takes no room. */
void hcrm_patient_set_label (GtkLabel *label, const char *text);

G_END_DECLS
