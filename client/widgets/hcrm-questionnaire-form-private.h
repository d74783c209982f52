/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files that make up the form share: its struct, and the rows it is built of. */

#include "hcrm-question-card.h"
#include "hcrm-questionnaire-form.h"

G_BEGIN_DECLS

/**
 * HcrmQuestionnaireForm:
 * @cards: (element-type HcrmQuestionCard) (unowned): in reading order
 * @rows: place → widget (unowned), groups and texts included
 * @repeats: place → the box of a repeating group's instances (unowned)
 * @fault: what is wrong with the whole
 * @prefixed: the questions have numbers of their own
 * @undo: (nullable): the answers before an instance was taken away
 */
struct _HcrmQuestionnaireForm {
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *fault;
  HcrmResponse *response;
  HcrmResponse *previous;
  const char *language; /* interned */
  GPtrArray *cards;
  GHashTable *rows;
  GHashTable *repeats;
  char *undo;
  gboolean prefixed;
  gboolean read_only;
};

/* A place as text, `drug[2]`; a link id alone in the first place. */
char *hcrm_form_make_place (const char *link_id, guint repeat);
GtkWidget *hcrm_form_find_row (HcrmQuestionnaireForm *self, const char *link_id, guint repeat);
HcrmQuestionCard *
hcrm_form_find_card (HcrmQuestionnaireForm *self, const char *link_id, guint repeat);

/* Builds all rows anew from the response. */
void hcrm_form_build (HcrmQuestionnaireForm *self);

/* Says why a question is asked, and what was answered last time. */
void hcrm_form_show_reason (HcrmQuestionnaireForm *self, HcrmQuestionCard *card);
void hcrm_form_show_last (HcrmQuestionnaireForm *self, HcrmQuestionCard *card);

/* The question whose answer asks for @item, or NULL. */
const HcrmItem *hcrm_form_find_source (const HcrmItem *item);

/* --- instances of repeating groups ------------------------------------------------------------ */

/* Makes the box of the instances of @group in the instance @repeat of what is around it. */
GtkWidget *
hcrm_form_make_instances (HcrmQuestionnaireForm *self, const HcrmItem *group, guint repeat);

/* Adds and takes away what came to and went from the repeating group @link_id. */
void hcrm_form_sync_instances (HcrmQuestionnaireForm *self, const char *link_id);

/* By key, around or beside the focus. Returns: whether there is a repeating group there. */
gboolean hcrm_form_add_here (HcrmQuestionnaireForm *self);
gboolean hcrm_form_remove_here (HcrmQuestionnaireForm *self);
gboolean hcrm_form_undo (HcrmQuestionnaireForm *self);
void hcrm_form_forget_undo (HcrmQuestionnaireForm *self);

/* Fills @box with what is in one instance; with the place of the rows that are new. */
void hcrm_form_fill_instance (HcrmQuestionnaireForm *self,
                              GtkWidget *box,
                              const HcrmItem *group,
                              guint repeat);

/* Brings @cards into reading order after rows came or went. */
void hcrm_form_collect_cards (HcrmQuestionnaireForm *self);
/* Forgets all rows in @widget, which is about to go. */
void hcrm_form_forget_rows (HcrmQuestionnaireForm *self, GtkWidget *widget);

G_END_DECLS
