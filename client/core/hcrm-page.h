/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/hcrm-record.h"
#include "hcrm-phone.h"
#include "hcrm-session.h"

G_BEGIN_DECLS

/**
 * HcrmPage:
 *
 * A tab of the main window. A page is a template widget of its own type, made by the shell from one
 * row of the table in `client/pages/hcrm-pages.c`: to add a page, write the type and its `.ui`, add
 * its sources to `client/meson.build`, its `.ui` to `ui/client.gresource.xml`, and that row.
 *
 * A page needs no dispose for its template: this class takes its child down; it only frees what it
 * owns. For other bins and for list rows see hcrm-template.h.
 *
 * What the page gets for nothing: calls of the server that show busy, failed, retried and offline
 * states; refreshing when its records change elsewhere; drafts; being built anew in another
 * language.
 *
 * Properties: `session` and `argument` (set by the shell: which record, or %NULL), `title` (the
 * tab's; the table's title if not set), `icon-name`, `attention`, `status` (the foot's left half),
 * `busy`, `viewers` (who else is here).
 */
#define HCRM_TYPE_PAGE (hcrm_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (HcrmPage, hcrm_page, HCRM, PAGE, AdwBin)

/* A key and what it does, shown in the foot to whoever may do it: `{ "F9", N_("dial") }`. */
typedef struct {
  const char *key;
  const char *label;
  HcrmPermission need;
} HcrmKeyHint;

/**
 * HcrmPageClass:
 * @refresh: loads the page's data again. Called when the page is first shown, with F5, when a
 * record it watches has changed, and after a conflict; never while the page is hidden
 * @show_field_error: (nullable): shows @message beside a form row; `FALSE` if there is no such row
 * @event: (nullable): a record of a kind in @watches changed; refreshes the page if not overridden
 * @save_state: (nullable): (transfer full): what must survive being built anew in another language:
 *   selection, filters, what was typed
 * @restore_state: (nullable): takes that up; called before the first refresh
 * @back: (nullable): Esc; `FALSE` if there is nothing to go back from, so that the tab may close
 * @filter: (nullable): Ctrl+F
 * @create: (nullable): Ctrl+N
 * @submit: (nullable): Ctrl+Enter, the page's one primary action
 * @show_query: (nullable): narrows the page to what a link asks for, `department_id=3&state=open`;
 *   for pages that hcrm_page_open_query() may open
 * @dial: (nullable): whom Shift+F9 calls: the number that is shown, or stands in the chosen row;
 *   `FALSE` for nobody. A number that @dial has is (transfer none) and the page's
 * @choose: (nullable): goes to one of its list, by id, where the page was opened for it; the page
 * may have been open already
 * @take_draft: (nullable): lays a draft over what is shown, if it still is what @kind and @ref say;
 *   pages that have it are also given drafts that were kept on another desktop
 * @watches: (nullable): kinds of events that concern the page, ended by %NULL
 * @hints: (nullable): its keys, ended by a row without key
 * @has_key: (nullable): whether a key of @hints does something for who is signed in; all do that
 *   they may
 * @help: (nullable): what F1 says, marked with N_(); blank lines separate paragraphs
 */
struct _HcrmPageClass {
  AdwBinClass parent_class;

  void (*refresh) (HcrmPage *self);
  gboolean (*show_field_error) (HcrmPage *self, const char *field, const char *message);
  void (*event) (HcrmPage *self, const char *kind, gint64 id, gint64 version);
  JsonNode *(*save_state) (HcrmPage *self);
  void (*restore_state) (HcrmPage *self, JsonNode *state);
  gboolean (*back) (HcrmPage *self);
  void (*filter) (HcrmPage *self);
  void (*create) (HcrmPage *self);
  void (*submit) (HcrmPage *self);
  void (*show_query) (HcrmPage *self, const char *query);
  gboolean (*dial) (HcrmPage *self, HcrmPhoneDial *dial);
  void (*choose) (HcrmPage *self, gint64 id);
  void (*take_draft) (HcrmPage *self, const char *kind, const char *ref, JsonNode *content);

  const char *const *watches;
  const HcrmKeyHint *hints;
  gboolean (*has_key) (HcrmPage *self, const char *key);
  const char *help;
};

/* @reply: (nullable): the reply. Runs only on success and only while the page lives. */
typedef void (*HcrmReplyFunc) (gpointer self, JsonNode *reply);

/* Returns: whether the page has dealt with @error; otherwise it is shown as usual. */
typedef gboolean (*HcrmFailFunc) (gpointer self, const GError *error);

HcrmSession *hcrm_page_get_session (HcrmPage *self);
HcrmApi *hcrm_page_get_api (HcrmPage *self);
gboolean hcrm_page_may (HcrmPage *self, HcrmPermission permission);

/* Returns: whether a key of the page's own is to be shown. */
gboolean hcrm_page_has_key (HcrmPage *self, const HcrmKeyHint *hint);

/* Tells that @has_key answers otherwise now. */
void hcrm_page_keys_changed (HcrmPage *self);

/* Which record the page shows: the id it was opened with, or %NULL. */
const char *hcrm_page_get_argument (HcrmPage *self);

/* Says that the page now shows another record, under which it is found, kept and built anew. */
void hcrm_page_set_argument (HcrmPage *self, const char *argument);

void hcrm_page_set_title (HcrmPage *self, const char *title);
void hcrm_page_set_status (HcrmPage *self, const char *status);
void hcrm_page_set_attention (HcrmPage *self, gboolean attention);
void hcrm_page_refresh (HcrmPage *self);

/**
 * hcrm_page_set_record:
 * @kind: (nullable): `patient`, `followup_task`; %NULL for none
 *
 * Says which record is shown or edited. While the page is in sight others see who is here, and the
 * property `viewers` names those who look at it elsewhere; the foot shows them.
 */
void hcrm_page_set_record (HcrmPage *self, const char *kind, gint64 id);

/**
 * hcrm_page_call_list:
 * @path: a list, with how many items a page of it has: `/departments?limit=200`
 *
 * Reads all of a list that somebody chooses from, however many pages it has. Otherwise as
 * hcrm_page_call().
 */
void hcrm_page_call_list (HcrmPage *self, const char *path, HcrmReplyFunc done);

/**
 * hcrm_page_call:
 * @body: (nullable): the record to send; a GET sends it as its query
 * @done: (nullable): what to do with the reply; %NULL refreshes the page
 *
 * Calls the server. A failure becomes a message beside the form row it names, else a toast, with
 * a button to try again where that may help; a conflict also refreshes the page.
 */
void hcrm_page_call (HcrmPage *self,
                     const char *method,
                     const char *path,
                     HcrmRecord *body,
                     HcrmReplyFunc done);

/**
 * hcrm_page_send:
 * @failed: (nullable): asked first when the call fails
 *
 * The same with everything a request can have: a version, any JSON, waiting in the journal while
 * the line is down (@done then runs with a %NULL reply, and a toast says that it was kept).
 *
 * What a person edits is sent with `.seen`, the record it was typed over. If someone else changed
 * that record meanwhile, and @failed has not dealt with it, both are laid side by side, field by
 * field; what is chosen is sent again, or, where all of theirs was, @done runs with the record as
 * it now is. Whoever goes on typing finds the form untouched.
 */
void hcrm_page_send (HcrmPage *self,
                     const HcrmRequest *request,
                     HcrmReplyFunc done,
                     HcrmFailFunc failed);

/**
 * hcrm_page_send_for:
 * @part: a widget of the page that lives as long as the page does
 *
 * The same for a part of a page that does its own calls: @done and @failed run with @part.
 */
void hcrm_page_send_for (HcrmPage *self,
                         gpointer part,
                         const HcrmRequest *request,
                         HcrmReplyFunc done,
                         HcrmFailFunc failed);

/* What comes for this part of the page, `rows`, is for something that is shown no more. */
void hcrm_page_drop (HcrmPage *self, const char *fills);

/* Shows any error: beside its form rows, else as a toast. */
void hcrm_page_show_error (HcrmPage *self, const GError *error);

/* Shows a toast; @button with its action (`visits.undo`) may be %NULL. */
void hcrm_page_toast (HcrmPage *self, const char *message, const char *button, const char *action);

/* Opens a page of the table in a tab, or goes to it if it is open. @argument may be %NULL. */
void hcrm_page_open (HcrmPage *self, const char *page, const char *argument);
void hcrm_page_open_id (HcrmPage *self, const char *page, gint64 id);

/**
 * hcrm_page_open_query:
 * @page: a page whose class has `show_query`
 * @query: the conditions, as filter bars and saved views have them
 *
 * Opens a list narrowed to exactly these conditions; if it is open, it is narrowed anew.
 */
void hcrm_page_open_query (HcrmPage *self, const char *page, const char *query);

/* Closes the page's own tab. */
void hcrm_page_close (HcrmPage *self);

/**
 * hcrm_page_save_draft:
 *
 * Keeps what is being typed, in the journal within a second and on the server a little later. Cheap
 * enough for every keystroke. hcrm_page_load_draft() gives what this desktop kept, and, where the
 * page's class has `take_draft`, asks the server for what another one did: the newest wins, and the
 * other is offered.
 */
void hcrm_page_save_draft (HcrmPage *self, const char *kind, const char *ref, JsonNode *content);
JsonNode *hcrm_page_load_draft (HcrmPage *self, const char *kind, const char *ref);
void hcrm_page_clear_draft (HcrmPage *self, const char *kind, const char *ref);

/* Fills @store with records of @set from a JSON array, or from the `items` of a list reply. */
void hcrm_store_load (GListStore *store, const HcrmFieldSet *set, JsonNode *reply);

/* --- for the shell ---------------------------------------------------------------------------- */

/* Tells the page that something changed, or (@kind %NULL) that anything may have. */
void hcrm_page_notify_event (HcrmPage *self, const char *kind, gint64 id, gint64 version);
JsonNode *hcrm_page_dup_state (HcrmPage *self);
void hcrm_page_take_state (HcrmPage *self, JsonNode *state);
void hcrm_page_show_query (HcrmPage *self, const char *query);

/* For the shell: goes to one of the page's list. */
void hcrm_page_choose (HcrmPage *self, gint64 id);

G_END_DECLS
