/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-page-info.h"

G_BEGIN_DECLS

/**
 * HcrmShell:
 *
 * What is around the pages while somebody is signed in: sidebar, header, tabs, foot, finder,
 * toasts, and the keys that work everywhere. It is thrown away and made anew when the language
 * changes; its state brings tabs and drafts over.
 */
#define HCRM_TYPE_SHELL (hcrm_shell_get_type ())
G_DECLARE_FINAL_TYPE (HcrmShell, hcrm_shell, HCRM, SHELL, AdwBin)

/* @state: (nullable): what hcrm_shell_dup_state() gave; %NULL opens the first page. */
GtkWidget *hcrm_shell_new (HcrmSession *session, JsonNode *state);
JsonNode *hcrm_shell_dup_state (HcrmShell *self);

/**
 * hcrm_shell_open:
 * @page: id of a row of the page table
 * @argument: (nullable): which record
 *
 * Goes to the tab of that page, opening it if need be.
 *
 * Returns: (nullable) (transfer none): the page; %NULL if the user may not use it
 */
HcrmPage *hcrm_shell_open (HcrmShell *self, const char *page, const char *argument);

/* The same for a list, narrowed to @query. */
HcrmPage *hcrm_shell_open_query (HcrmShell *self, const char *page, const char *query);
HcrmPage *hcrm_shell_get_page (HcrmShell *self);
void hcrm_shell_toast (HcrmShell *self, const char *message);

/* A key that works everywhere, for the shortcuts window. */
typedef struct {
  const char *trigger; /* as GTK parses it, `<Control>k` */
  const char *key;     /* as people read it, `Ctrl K` */
  const char *action;  /* (nullable): %NULL if what it is for minds it itself */
  const char *target;  /* (nullable): GVariant text */
  const char *label;   /* (nullable): marked with N_(); %NULL is not shown */
} HcrmShellKey;

extern const HcrmShellKey hcrm_shell_keys[];
extern const guint hcrm_n_shell_keys;

G_END_DECLS
