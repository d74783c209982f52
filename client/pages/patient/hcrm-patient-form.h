/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-patient-section.h"
#include "widgets/hcrm-form.h"

G_BEGIN_DECLS

/**
 * HcrmPatientForm:
 *
 * The form of a section in which what belongs to a patient is written down and changed, one after
 * the other. Each has a draft of its own, `contact-3`, and `patient-7` what is new. What is on its
 * way is not sent again, and its reply closes no other that was opened since.
 */
typedef struct _HcrmPatientForm HcrmPatientForm;

/* Shows the form in the section, or hides it. */
typedef void (*HcrmPatientFormFunc) (gpointer section, gboolean open);

/**
 * hcrm_patient_form_new:
 * @kind: of its drafts: `contact`
 * @path: the list that takes what is new; what is changed has its id after it
 */
HcrmPatientForm *hcrm_patient_form_new (HcrmPatientSection *section,
                                        HcrmForm *form,
                                        const char *kind,
                                        const char *path,
                                        HcrmPatientFormFunc show);
void hcrm_patient_form_free (HcrmPatientForm *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmPatientForm, hcrm_patient_form_free)

/* Opens it with @record, which is new if it has no id, and what its draft says. */
void hcrm_patient_form_open (HcrmPatientForm *self, HcrmRecord *record);
gboolean hcrm_patient_form_is_open (HcrmPatientForm *self);

/* Returns: (nullable) (transfer none): what is changed; %NULL for what is new. */
HcrmRecord *hcrm_patient_form_get_edited (HcrmPatientForm *self);

/* Checks it and sends it: of what is changed only what differs. */
void hcrm_patient_form_submit (HcrmPatientForm *self);

/* Esc: what was typed is kept. Returns: whether it was open. */
gboolean hcrm_patient_form_back (HcrmPatientForm *self);

/* The same, and what was typed is forgotten. */
void hcrm_patient_form_cancel (HcrmPatientForm *self);

/* For the section's and the page's functions of these names. */
gboolean
hcrm_patient_form_show_error (HcrmPatientForm *self, const char *field, const char *message);
void hcrm_patient_form_take_draft (HcrmPatientForm *self,
                                   const char *kind,
                                   const char *ref,
                                   JsonNode *content);

G_END_DECLS
