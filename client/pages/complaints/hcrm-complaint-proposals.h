/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/**
 * HcrmComplaintProposals:
 *
 * What fits a complaint that is being taken, as buttons: class and grade by the words, open ones
 * that are similar, and who carried a service code. Emits `chosen` (field, value, label), with the
 * field `similar` for one to look at and `join` for one to join it with, and `found` (class, grade)
 * with what fits best; either may be empty. In a `.ui` file
 * `<object class="HcrmComplaintProposals">`.
 */
#define HCRM_TYPE_COMPLAINT_PROPOSALS (hcrm_complaint_proposals_get_type ())
G_DECLARE_FINAL_TYPE (HcrmComplaintProposals,
                      hcrm_complaint_proposals,
                      HCRM,
                      COMPLAINT_PROPOSALS,
                      AdwBin)

/* What is typed so far. @call_id: whose number it is, instead of @number; 0: nobody's. @patient_id:
 * (nullable) */
void hcrm_complaint_proposals_ask (HcrmComplaintProposals *self,
                                   HcrmPage *page,
                                   const char *matter,
                                   const char *number,
                                   gint64 call_id,
                                   const char *patient_id);

/* @codes: service codes, ended by %NULL; @on: (nullable): the day it happened; @own: whether it is
 * about the user by name already. */
void hcrm_complaint_proposals_ask_codes (HcrmComplaintProposals *self,
                                         HcrmPage *page,
                                         const char *const *codes,
                                         const char *on,
                                         gboolean own);

/* Whether it is about the user, by name or code: who takes it sees it no more then. */
gboolean hcrm_complaint_proposals_is_own (HcrmComplaintProposals *self);

/* Takes the nth of the buttons, counted from 1. */
void hcrm_complaint_proposals_choose (HcrmComplaintProposals *self, guint n);

G_END_DECLS
