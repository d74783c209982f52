/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts with variables in both languages: what call scripts and message templates have in common.
 */

#pragma once

#include "core/hcrm-script.h"
#include "hcrm-admin-page.h"

G_BEGIN_DECLS

#define HCRM_TYPE_TEXTS_PAGE (hcrm_texts_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmTextsPage, hcrm_texts_page, HCRM, TEXTS_PAGE, HcrmAdminPage)

/**
 * HcrmTextsPageClass:
 * @form: what is typed beside the texts
 * @fixed: which of that stays what it was when it was made, ended by %NULL
 * @use: whose variables the texts may have
 * @label: above the Chinese text; marked with N_()
 * @missing: what is said if it is empty; marked with N_()
 * @get_sample: (transfer none) (nullable): words of the nth sample patient, translated; %NULL
 *   behind the last
 * @look_up: (transfer full) (nullable): what a variable is for the nth sample patient, in
 *   `zh_CN` or `en`
 *
 * The record has `text`, `text_en` and `retired_at`. A class fills in what stands here, and of its
 * parent's the list and the heading.
 */
struct _HcrmTextsPageClass {
  HcrmAdminPageClass parent_class;

  const HcrmFieldSet *form;
  const char *const *fixed;
  HcrmScriptUse use;
  const char *label;
  const char *missing;
  const char *(*get_sample) (guint n);
  char *(*look_up) (HcrmTextsPage *self, const char *name, guint sample, const char *language);
};

/* Returns: (transfer full) (nullable): what is typed in @field of the form beside the texts. */
char *hcrm_texts_page_dup_value (HcrmTextsPage *self, const char *field);

G_END_DECLS
