/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/hcrm-workflow.h"

G_BEGIN_DECLS

/**
 * hcrm_pill_new:
 * @text: what it says
 * @style: (nullable): one of `danger` ▲, `warn` (clock), `info` ◐, `ok` ✓, `wait` ○, `stop` ✕,
 *   `violet` ◆, or `plain` (no shape); `bare` beside one of them takes the fill away
 *
 * A small pill of words, tint and shape; colour never speaks alone. The shape is drawn by the style
 * sheet, so a pill in a `.ui` file is a GtkLabel with the style classes `pill` and these.
 */
GtkWidget *hcrm_pill_new (const char *text, const char *style);

/* Changes a pill, also one from a `.ui` file; @text %NULL hides it. */
void hcrm_pill_set (GtkLabel *pill, const char *text, const char *style);

/* Shows a state of @flow by its label and its pill; %NULL hides it. */
void hcrm_pill_set_state (GtkLabel *pill, const HcrmWorkflow *flow, const char *state);

/**
 * hcrm_pill_set_told:
 * @relation: (nullable): of a contact to the patient; %NULL for somebody who is no contact
 * @may_discuss: (nullable): one of hcrm_may_discuss_choices
 *
 * Shows what somebody may be told of a patient; nothing for patients themselves.
 */
void hcrm_pill_set_told (GtkLabel *pill, const char *relation, const char *may_discuss);

/* Words that take as many lines as they need, in @style (nullable): a style class. */
GtkWidget *hcrm_wrapped_label_new (const char *text, const char *style);

/* A key cap, `Ctrl Enter`; in a `.ui` file a GtkLabel with the style class `key`. */
GtkWidget *hcrm_key_cap_new (const char *key);

/* A button with words, by which a screen reader knows it, and the key that does the same.
 * @key: (nullable); @label: (out) (optional): its words, which may change */
GtkWidget *hcrm_key_button_new (const char *words, const char *key, GtkLabel **label);

/**
 * hcrm_card_new:
 * @title: (nullable): its heading, translated
 *
 * A card with 12 px of padding; append what it holds. In a `.ui` file it is a vertical GtkBox with
 * the style classes `card` and `pad`.
 */
GtkWidget *hcrm_card_new (const char *title);

G_END_DECLS
