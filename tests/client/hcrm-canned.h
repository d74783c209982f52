/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server of canned replies, and a page of the client in a window before it, for tests. */

#pragma once

#include <adwaita.h>

#include "core/hcrm-page.h"

/* A list's only page: @items are joined by commas, @n is their number. */
#define LIST(items, n)                                                                             \
  "{\"items\":[" items "],\"next\":null,\"total\":{\"value\":" n ",\"exact\":true}}"

/* What is said with 422 of one field. */
#define INVALID(field, words)                                                                      \
  "{\"type\":\"invalid\",\"status\":422,\"detail\":\"x\",\"fields\":[{\"name\":\"" field           \
  "\",\"detail\":\"" words "\"}]}"

typedef struct _Canned Canned;

/* Nobody knows a route that was not given: it answers 404. */
Canned *canned_new (void);
void canned_free (Canned *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Canned, canned_free)

/**
 * canned_set:
 * @path: path below /api/v1, with or without its query; the longest that a request begins with wins
 */
void
canned_set (Canned *self, const char *method, const char *path, guint status, const char *json);

/* The same for what is no JSON. */
void canned_set_bytes (Canned *self, const char *path, GBytes *bytes);

/* Instead of a status: the line breaks before anything is answered. */
#define CANNED_CUT 0

/**
 * canned_hold:
 * @path: as in canned_set()
 *
 * Requests that begin so wait for their reply, which is the one set when they came.
 */
void canned_hold (Canned *self, const char *method, const char *path);

/* Gives the replies to all that begin so and wait, first come first, and holds no more of them. */
void canned_release (Canned *self, const char *method, const char *path);

/* Takes drafts and drops them; there is none to begin with. */
void canned_set_drafts (Canned *self);

/* Knows patient 7 by name, and nothing else of them. */
void canned_set_patient (Canned *self);

/* The body of the last request that begins so, parsed; NULL if there was none. */
JsonObject *canned_get_body (Canned *self, const char *method, const char *path);
const char *canned_get_version (Canned *self, const char *method, const char *path);

/* The same as it came, whatever it is. */
GBytes *canned_get_bytes (Canned *self, const char *method, const char *path);
guint canned_count (Canned *self, const char *method, const char *path);

/* The last path and query that begin with @path. */
const char *canned_get_path (Canned *self, const char *method, const char *path);
void canned_forget (Canned *self);

/* Signs in with permissions such as "followup.read:all", and shows a page of that type. */
HcrmPage *canned_open (Canned *self, GType type, const char *const *permissions);
/* The same, until it has fetched @path and shows it. */
HcrmPage *
canned_open_shown (Canned *self, GType type, const char *const *permissions, const char *path);
/* The same for a page of one record: @argument is its id. */
HcrmPage *
canned_open_record (Canned *self, GType type, const char *const *permissions, const char *argument);

/* What the page asked to open last, "call/7" or "worklist?state=open"; NULL if nothing. */
const char *canned_get_opened (Canned *self);

/* Turns the main loop until @done says so, for ten seconds at most. */
void canned_wait (gboolean (*done) (gpointer data), gpointer data);
void canned_wait_request (Canned *self, const char *method, const char *path);
void canned_wait_words (HcrmPage *page, const char *words); /* until they can be seen */
void canned_settle (void); /* until nothing has happened for a while */

/* Presses keys as a person would, "ctrl+Return", "j". */
void canned_key (const char *key);
void canned_type (const char *text);

/* Turns the wheel of the mouse a notch down, at the upper left of the window. */
void canned_wheel (void);

/* What Ctrl+Enter does. */
void canned_submit (HcrmPage *page);

/* The first widget below @root of that type whose label or text is @text, if @text is not NULL. */
GtkWidget *canned_find (GtkWidget *root, GType type, const char *text);

/* The widget of that type around the first label with this text. */
GtkWidget *canned_find_around (GtkWidget *root, GType type, const char *text);

/* Whether a label with this text can be seen. */
gboolean canned_sees (GtkWidget *root, const char *text);

/* Every button that shows no words below @root has a name for those who do not see it. */
void canned_assert_named (GtkWidget *root);

/* The dialog that asks something; NULL if there is none. And answers it. */
GtkWidget *canned_find_dialog (void);
void canned_answer (const char *response);
