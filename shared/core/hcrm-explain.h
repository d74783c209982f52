/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is stored as a code with parameters, said in the reader's language. */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * HcrmExplanation:
 * @title: one short line
 * @detail: more about it, its parts separated by " · "; may be empty
 * @icon: name of a symbolic icon
 * @pill: style classes of its pill, such as "ok" or "bare wait"
 * @kind: encounter, followup, message, record, complaint or call: where it belongs in the time line
 */
typedef struct {
  char *title;
  char *detail;
  const char *icon;
  const char *pill;
  const char *kind;
} HcrmExplanation;

/**
 * hcrm_explain:
 * @code: such as `followup.done`
 * @params: (nullable): what it is about; a member `x_en` is read for `x` where English is spoken
 *
 * Says what happened, or why something is as it is, in the language of the thread. Of the detail,
 * the parts whose parameters are missing are left out. A code that is not known is its own title.
 *
 * Returns: (transfer full): the explanation
 */
HcrmExplanation *hcrm_explain (const char *code, JsonObject *params);
void hcrm_explanation_free (HcrmExplanation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmExplanation, hcrm_explanation_free)

/* Returns: (nullable): the kind of row that @code is in the time line; %NULL if it is unknown. */
const char *hcrm_explain_get_kind (const char *code);

/* Every known code, for tests; %NULL at the end. */
const char *hcrm_explain_get_nth_code (guint n);

G_END_DECLS
