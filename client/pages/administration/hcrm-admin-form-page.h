/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a page of the administration is whose right side is a form, and rows below it. */

#pragma once

#include "hcrm-admin-page.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-rows-editor.h"

G_BEGIN_DECLS

/**
 * HcrmAdminFormPage:
 *
 * A page of the administration that saves what a form and some lists of rows say, and nothing
 * else. An abstract type: showing one, checking it, keeping it as a draft, putting what is wrong
 * beside its field and locking it need nothing more. A page that shows more than that calls its
 * parent class for the rest.
 */
#define HCRM_TYPE_ADMIN_FORM_PAGE (hcrm_admin_form_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmAdminFormPage,
                          hcrm_admin_form_page,
                          HCRM,
                          ADMIN_FORM_PAGE,
                          HcrmAdminPage)

struct _HcrmAdminFormPageClass {
  HcrmAdminPageClass parent_class;
};

/**
 * hcrm_admin_form_page_setup:
 * @set: a static table, of fields that the record has by the same names; a code without choices is
 *   the number of something in the database
 *
 * Adds the form, once and before any rows.
 */
void hcrm_admin_form_page_setup (HcrmAdminFormPage *self, const HcrmFieldSet *set);

/* Several of its fields beside each other, see hcrm_form_set_lines(). */
void hcrm_admin_form_page_set_lines (HcrmAdminFormPage *self, const char *const *lines);

/**
 * hcrm_admin_form_page_add_rows:
 * @title: the heading above it
 * @name: the field of kind %HCRM_KIND_ROWS; static
 * @columns: a static table of the row's columns
 * @add: words of the button that adds one
 *
 * Returns: (transfer none): its editor
 */
HcrmRowsEditor *hcrm_admin_form_page_add_rows (HcrmAdminFormPage *self,
                                               const char *title,
                                               const char *name,
                                               const HcrmFieldSet *set,
                                               const HcrmRowsColumn *columns,
                                               guint n_columns,
                                               const char *add);

/* Offers for the field @name what a reply lists, keeping what is chosen. */
void hcrm_admin_form_page_fill_choices (HcrmAdminFormPage *self, const char *name, JsonNode *reply);

G_END_DECLS
