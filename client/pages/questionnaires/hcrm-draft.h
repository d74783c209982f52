/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A questionnaire while it is edited: the very tree of its JSON, so that what the editor does not
 * know stays as it is, its items in document order, and what was done, to be undone. */

#pragma once

#include "hcrm-item-node.h"

G_BEGIN_DECLS

typedef struct _HcrmDraft HcrmDraft;

/* One item in document order. The help text of a question is none of its own. */
typedef struct {
  HcrmFhirNode *node;
  HcrmFhirNode *siblings; /* the array it stands in */
  guint index;            /* its place there */
  guint depth;
  int parent; /* which item it stands in; -1: the questionnaire */
} HcrmDraftItem;

HcrmDraft *hcrm_draft_new (const char *resource, GError **error);
void hcrm_draft_free (HcrmDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmDraft, hcrm_draft_free)

/* The text: the bytes it came as until something is changed. (transfer full) */
char *hcrm_draft_dup_text (HcrmDraft *self);
HcrmFhirNode *hcrm_draft_get_root (HcrmDraft *self);

/* Whether its texts are written in English, with Chinese as the translation. */
gboolean hcrm_draft_is_english (HcrmDraft *self);

guint hcrm_draft_get_n (HcrmDraft *self);
const HcrmDraftItem *hcrm_draft_get_nth (HcrmDraft *self, guint n);
int hcrm_draft_find (HcrmDraft *self, const char *link_id);

/* The item in which a finding's path lies; -1: the questionnaire itself. */
int hcrm_draft_find_path (HcrmDraft *self, const char *path);

/**
 * hcrm_draft_begin:
 * @what: (nullable): the same word as the last time makes one step of both
 *
 * To be called before each change: keeps what to go back to.
 */
void hcrm_draft_begin (HcrmDraft *self, const char *what);

/* To be called after a change that was made to the tree from outside. */
void hcrm_draft_touch (HcrmDraft *self);
gboolean hcrm_draft_can_undo (HcrmDraft *self);
gboolean hcrm_draft_can_redo (HcrmDraft *self);
void hcrm_draft_undo (HcrmDraft *self);
void hcrm_draft_redo (HcrmDraft *self);

/* Steps on items; each begins by itself and returns where the item is then, -1 if it cannot be. */
int hcrm_draft_add (HcrmDraft *self, int after, const char *type);
int hcrm_draft_duplicate (HcrmDraft *self, guint n);
int hcrm_draft_remove (HcrmDraft *self, guint n); /* -1 also if none is left */
int hcrm_draft_move (HcrmDraft *self, guint n, int by);
int hcrm_draft_indent (HcrmDraft *self, guint n);
int hcrm_draft_outdent (HcrmDraft *self, guint n);

/* Renames an item; conditions on it follow. Returns: whether the name is free and not empty. */
gboolean hcrm_draft_rename (HcrmDraft *self, guint n, const char *link_id);

G_END_DECLS
