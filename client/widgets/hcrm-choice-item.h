/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HCRM_CHOICE_SEARCH_FROM 10 /* choices; a list longer than this can be searched */

/**
 * HcrmChoiceItem:
 *
 * One of a list to choose from: its value, what people read, where it stands in a tree. Its
 * property `key` is what it is found by: its words, its code, the words it stands below, and the
 * pinyin of them, whole and by initials.
 */
#define HCRM_TYPE_CHOICE_ITEM (hcrm_choice_item_get_type ())
G_DECLARE_FINAL_TYPE (HcrmChoiceItem, hcrm_choice_item, HCRM, CHOICE_ITEM, GObject)

/* @value: an empty one is that nothing is chosen, which no search finds. @code: (nullable): what
 * else it is called by */
HcrmChoiceItem *hcrm_choice_item_new (const char *value, const char *text, const char *code);

/* @above: (nullable): what it stands below */
void hcrm_choice_item_set_above (HcrmChoiceItem *self, HcrmChoiceItem *above);

const char *hcrm_choice_item_get_value (HcrmChoiceItem *self);
const char *hcrm_choice_item_get_text (HcrmChoiceItem *self);

/* (nullable): the words of what it stands below. */
const char *hcrm_choice_item_get_above (HcrmChoiceItem *self);
guint hcrm_choice_item_get_depth (HcrmChoiceItem *self);

/* Whether others stand below it. */
gboolean hcrm_choice_item_is_group (HcrmChoiceItem *self);

/* Items of codes and what people read, each ended by %NULL. Returns: (transfer full)
 * (element-type HcrmChoiceItem) */
GPtrArray *hcrm_choice_items_new (const char *const *values, const char *const *labels);

G_END_DECLS
