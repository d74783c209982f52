/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is around the pages: sidebar, header, tabs, foot, finder, and the keys that work everywhere.
 */

#include "hcrm-shell.h"

#include "hcrm-call-bar.h"
#include "hcrm-clock.h"
#include "hcrm-desk-recorder.h"
#include "hcrm-dial.h"
#include "hcrm-finder.h"
#include "hcrm-foot.h"
#include "hcrm-news.h"
#include "hcrm-notices.h"
#include "hcrm-sidebar.h"
#include "hcrm-template.h"
#include "hcrm-toast-queue.h"
#include "hcrm-update.h"
#include "widgets/hcrm-text.h"

#define SIDEBAR_WIDTH 220

#define NEWS_S 15 /* seconds that what came stays in sight */

struct _HcrmShell {
  AdwBin parent_instance;

  HcrmSession *session;
  AdwFlap *flap;
  HcrmSidebar *sidebar;
  GtkLabel *hospital;
  GtkLabel *department;
  AdwAvatar *avatar;
  GtkLabel *user_name;
  GtkLabel *user_role;
  HcrmNotices *notices;
  HcrmDeskRecorder *desk;
  HcrmNews *news;
  GtkMenuButton *user_button;
  GtkWidget *presence;
  GtkImage *presence_icon;
  GtkLabel *presence_text;
  GtkRevealer *offline;
  GtkLabel *offline_text;
  GtkRevealer *clock;
  GtkLabel *clock_text;
  HcrmUpdate *update;
  GtkRevealer *refused;
  GtkLabel *refused_text;
  HcrmCallBar *calls;
  AdwTabView *tabs;
  AdwTabBar *tab_bar;
  HcrmFoot *foot;
  HcrmFinder *finder;
  AdwToastOverlay *toasts;
  HcrmToastQueue *came;
};

G_DEFINE_FINAL_TYPE (HcrmShell, hcrm_shell, ADW_TYPE_BIN)

/* clang-format off */
const HcrmShellKey hcrm_shell_keys[] = {
  { "<Control>k",          "Ctrl K",         "shell.find",     NULL, N_ ("Find anything") },
  { "<Alt>1",              "Alt 1–9",        "shell.number",   "1",  N_ ("Go to a page") },
  { "<Alt>2",              NULL,             "shell.number",   "2",  NULL },
  { "<Alt>3",              NULL,             "shell.number",   "3",  NULL },
  { "<Alt>4",              NULL,             "shell.number",   "4",  NULL },
  { "<Alt>5",              NULL,             "shell.number",   "5",  NULL },
  { "<Alt>6",              NULL,             "shell.number",   "6",  NULL },
  { "<Alt>7",              NULL,             "shell.number",   "7",  NULL },
  { "<Alt>8",              NULL,             "shell.number",   "8",  NULL },
  { "<Alt>9",              NULL,             "shell.number",   "9",  NULL },
  { "<Control>Tab",        "Ctrl Tab",       "shell.tab",      "1",  N_ ("Next tab") },
  { "<Control><Shift>Tab", "Ctrl Shift Tab", "shell.tab",      "-1", N_ ("Previous tab") },
  { "<Control>w",          "Ctrl W",         "shell.close",    NULL, N_ ("Close the tab") },
  { "F5",                  "F5",             "shell.refresh",  NULL, N_ ("Refresh") },
  { "<Control>f",          "Ctrl F",         "shell.filter",   NULL, N_ ("Filter the list") },
  { "<Control>n",          "Ctrl N",         "shell.create",   NULL, N_ ("New") },
  { "<Control>Return",     "Ctrl Enter",     "shell.submit",   NULL, N_ ("Save, and go on to the next") },
  { "<Control>KP_Enter",   NULL,             "shell.submit",   NULL, NULL },
  { "Escape",              "Esc",            "shell.back",     NULL, N_ ("Back, without losing anything") },
  { "F1",                  "F1",             "shell.help",     NULL, N_ ("Help for this page") },
  { "<Shift>F9",          "Shift F9",       "shell.dial-shown", NULL, N_ ("Call the number that is shown") },
  { "F8",                  "F8",             NULL,             NULL, N_ ("Hang up, or decline the call") },
  { "F11",                 "F11",            NULL,             NULL, N_ ("Answer the call") },
  { "<Shift>F11",          "Shift F11",      NULL,             NULL, N_ ("Open whoever is calling") },
  { "F12",                 "F12",            NULL,             NULL, N_ ("Go to the call, to write down what came of it") },
  { "<Shift>F12",          "Shift F12",      NULL,             NULL, N_ ("Take a complaint in the call") },
  { "F10",                 "F10",            "shell.sidebar",  NULL, N_ ("Show or hide the sidebar") },
  { "<Control>question",   NULL,             "win.shortcuts",  NULL, NULL },
  { "<Control>slash",      "Ctrl /",         "win.shortcuts",  NULL, N_ ("These shortcuts") },
  { "<Control>l",          "Ctrl L",         "win.lock",       NULL, N_ ("Lock the screen") },
};
/* clang-format on */
const guint hcrm_n_shell_keys = G_N_ELEMENTS (hcrm_shell_keys);

static HcrmPage *
page_of (AdwTabPage *tab)
{
  return tab != NULL ? HCRM_PAGE (adw_tab_page_get_child (tab)) : NULL;
}

HcrmPage *
hcrm_shell_get_page (HcrmShell *self)
{
  return page_of (adw_tab_view_get_selected_page (self->tabs));
}

void
hcrm_shell_toast (HcrmShell *self, const char *message)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (message));
}

/* --- tabs ------------------------------------------------------------------------------------- */

static const HcrmPageInfo *
info_of (HcrmPage *page)
{
  return g_object_get_data (G_OBJECT (page), "hcrm-page-info");
}

static AdwTabPage *
find_tab (HcrmShell *self, const HcrmPageInfo *info, const char *argument)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++) {
    AdwTabPage *tab = adw_tab_view_get_nth_page (self->tabs, i);
    HcrmPage *page = page_of (tab);

    if (info_of (page) != info)
      continue;
    if (!(info->flags & HCRM_PAGE_RECORD)
        || g_strcmp0 (hcrm_page_get_argument (page), argument) == 0)
      return tab;
  }
  return NULL;
}

static gboolean
icon_from_name (GBinding *binding, const GValue *from, GValue *to, gpointer fallback)
{
  const char *name = g_value_get_string (from);

  g_value_take_object (to, g_themed_icon_new (name != NULL ? name : fallback));
  return TRUE;
}

static gboolean
title_or_default (GBinding *binding, const GValue *from, GValue *to, gpointer fallback)
{
  const char *title = g_value_get_string (from);

  g_value_set_string (to, title != NULL ? title : gettext (fallback));
  return TRUE;
}

static void
bind_tab (AdwTabPage *tab, HcrmPage *page, const HcrmPageInfo *info)
{
  g_object_bind_property_full (page, "title", tab, "title", G_BINDING_SYNC_CREATE, title_or_default,
                               NULL, (gpointer) info->title, NULL);
  g_object_bind_property_full (page, "icon-name", tab, "icon", G_BINDING_SYNC_CREATE,
                               icon_from_name, NULL, (gpointer) info->icon, NULL);
  g_object_bind_property (page, "busy", tab, "loading", G_BINDING_SYNC_CREATE);
  g_object_bind_property (page, "attention", tab, "needs-attention", G_BINDING_SYNC_CREATE);
}

static HcrmPage *
add_page (HcrmShell *self, const HcrmPageInfo *info, const char *argument, JsonNode *state)
{
  HcrmPage *page =
      g_object_new (info->type (), "session", self->session, "argument", argument, NULL);

  g_object_set_data (G_OBJECT (page), "hcrm-page-info", (gpointer) info);
  hcrm_page_take_state (page, state);
  AdwTabPage *tab = adw_tab_view_append (self->tabs, GTK_WIDGET (page));
  bind_tab (tab, page, info);
  return page;
}

/* Back to where it was on this page, or where a new one put it: gtk_widget_child_focus() would go
 * on to what comes next. */
static void
enter_page (HcrmPage *page)
{
  GtkWidget *at = GTK_WIDGET (page), *within;

  while ((within = gtk_widget_get_focus_child (at)) != NULL)
    at = within;
  if (at == GTK_WIDGET (page) || !gtk_widget_grab_focus (at))
    gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

static HcrmPage *
open_page (HcrmShell *self, const HcrmPageInfo *info, const char *argument)
{
  AdwTabPage *tab = find_tab (self, info, argument);
  HcrmPage *page = tab != NULL ? page_of (tab) : add_page (self, info, argument, NULL);
  gboolean shown = gtk_widget_get_root (GTK_WIDGET (self)) != NULL;

  adw_tab_view_set_selected_page (self->tabs,
                                  adw_tab_view_get_page (self->tabs, GTK_WIDGET (page)));
  if (shown)
    enter_page (page);
  if (argument != NULL && !(info->flags & HCRM_PAGE_RECORD))
    hcrm_page_choose (page, g_ascii_strtoll (argument, NULL, 10));
  return page;
}

HcrmPage *
hcrm_shell_open (HcrmShell *self, const char *page, const char *argument)
{
  const HcrmPageInfo *info = hcrm_page_info_find (page);

  g_return_val_if_fail (info != NULL, NULL);
  if (!hcrm_page_info_allows (info, self->session)) {
    hcrm_shell_toast (self, _ ("You may not do this"));
    return NULL;
  }
  return open_page (self, info, argument);
}

HcrmPage *
hcrm_shell_open_query (HcrmShell *self, const char *page, const char *query)
{
  HcrmPage *opened = hcrm_shell_open (self, page, NULL);

  if (opened != NULL)
    hcrm_page_show_query (opened, query);
  return opened;
}

static void
open_first (HcrmShell *self)
{
  for (guint i = 0; i < hcrm_n_pages; i++)
    if (!(hcrm_pages[i].flags & HCRM_PAGE_RECORD)
        && hcrm_page_info_allows (&hcrm_pages[i], self->session)) {
      open_page (self, &hcrm_pages[i], NULL);
      return;
    }
}

/* The first tab may close too: the first page then comes back. */
static gboolean
close_page_cb (HcrmShell *self, AdwTabPage *tab)
{
  adw_tab_view_close_page_finish (self->tabs, tab, TRUE);
  if (adw_tab_view_get_n_pages (self->tabs) == 0)
    open_first (self);
  return GDK_EVENT_STOP;
}

/* The record that a page of that kind shows; 0 for none, or for a page of another kind. */
static gint64
get_record (HcrmPage *page, const char *id)
{
  const char *argument = page != NULL ? hcrm_page_get_argument (page) : NULL;

  return argument != NULL && g_str_equal (info_of (page)->id, id)
             ? g_ascii_strtoll (argument, NULL, 10)
             : 0;
}

static void
selected_page_cb (HcrmShell *self)
{
  HcrmPage *page = hcrm_shell_get_page (self);

  hcrm_foot_set_page (self->foot, page);
  hcrm_call_bar_set_in_sight (self->calls, get_record (page, "call"), get_record (page, "patient"),
                              page != NULL && g_str_equal (info_of (page)->id, "complaint_form"));
  hcrm_sidebar_select (self->sidebar,
                       page != NULL ? hcrm_page_info_get_home (info_of (page))->id : NULL);
}

/* --- state ------------------------------------------------------------------------------------ */

static JsonNode *
dup_tab_state (HcrmPage *page, gboolean selected)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) state = hcrm_page_dup_state (page);

  json_object_set_string_member (object, "page", info_of (page)->id);
  json_object_set_boolean_member (object, "selected", selected);
  if (hcrm_page_get_argument (page) != NULL)
    json_object_set_string_member (object, "argument", hcrm_page_get_argument (page));
  if (state != NULL)
    json_object_set_member (object, "state", g_steal_pointer (&state));
  return json_node_init_object (json_node_alloc (), object);
}

JsonNode *
hcrm_shell_dup_state (HcrmShell *self)
{
  g_autoptr (JsonArray) array = json_array_new ();
  HcrmPage *selected = hcrm_shell_get_page (self);

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++) {
    HcrmPage *page = page_of (adw_tab_view_get_nth_page (self->tabs, i));
    json_array_add_element (array, dup_tab_state (page, page == selected));
  }
  return json_node_init_array (json_node_alloc (), array);
}

static void
take_tab_state (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  HcrmShell *self = data;
  JsonObject *object = json_node_get_object (node);
  const HcrmPageInfo *info =
      hcrm_page_info_find (json_object_get_string_member_with_default (object, "page", ""));

  if (info == NULL || !hcrm_page_info_allows (info, self->session))
    return;
  HcrmPage *page =
      add_page (self, info, json_object_get_string_member_with_default (object, "argument", NULL),
                json_object_get_member (object, "state"));
  if (json_object_get_boolean_member_with_default (object, "selected", FALSE))
    adw_tab_view_set_selected_page (self->tabs,
                                    adw_tab_view_get_page (self->tabs, GTK_WIDGET (page)));
}

/* --- actions ---------------------------------------------------------------------------------- */

static void
open_action (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *page, *argument;

  g_variant_get (target, "(&s&s)", &page, &argument);
  hcrm_shell_open (HCRM_SHELL (widget), page, *argument != '\0' ? argument : NULL);
}

static void
open_query_action (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *page, *query;

  g_variant_get (target, "(&s&s)", &page, &query);
  hcrm_shell_open_query (HCRM_SHELL (widget), page, query);
}

static void
page_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_shell_open (HCRM_SHELL (widget), g_variant_get_string (target, NULL), NULL);
}

static void
number_action (GtkWidget *widget, const char *name, GVariant *target)
{
  const char *id =
      hcrm_sidebar_get_nth (HCRM_SHELL (widget)->sidebar, g_variant_get_int32 (target) - 1);

  if (id != NULL)
    hcrm_shell_open (HCRM_SHELL (widget), id, NULL);
}

static void
tab_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmShell *self = HCRM_SHELL (widget);
  int n = adw_tab_view_get_n_pages (self->tabs);
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tabs);

  if (tab == NULL)
    return;
  int next = adw_tab_view_get_page_position (self->tabs, tab) + g_variant_get_int32 (target);
  adw_tab_view_set_selected_page (self->tabs,
                                  adw_tab_view_get_nth_page (self->tabs, (next + n) % n));
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmShell *self = HCRM_SHELL (widget);
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->tabs);

  if (tab != NULL)
    adw_tab_view_close_page (self->tabs, tab);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_finder_toggle (HCRM_SHELL (widget)->finder);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmShell *self = HCRM_SHELL (widget);
  HcrmPage *page = hcrm_shell_get_page (self);

  hcrm_live_retry (hcrm_session_get_live (self->session));
  hcrm_session_refresh_counts (self->session);
  if (page != NULL)
    hcrm_page_refresh (page);
}

static void
call_page (GtkWidget *widget, gsize offset)
{
  HcrmPage *page = hcrm_shell_get_page (HCRM_SHELL (widget));
  void (*call) (HcrmPage * self) =
      page != NULL ? G_STRUCT_MEMBER (gpointer, HCRM_PAGE_GET_CLASS (page), offset) : NULL;

  if (call != NULL)
    call (page);
}

static void
filter_action (GtkWidget *widget, const char *name, GVariant *target)
{
  call_page (widget, G_STRUCT_OFFSET (HcrmPageClass, filter));
}

static void
create_action (GtkWidget *widget, const char *name, GVariant *target)
{
  call_page (widget, G_STRUCT_OFFSET (HcrmPageClass, create));
}

static void
submit_action (GtkWidget *widget, const char *name, GVariant *target)
{
  if (!hcrm_call_bar_submit (HCRM_SHELL (widget)->calls))
    call_page (widget, G_STRUCT_OFFSET (HcrmPageClass, submit));
}

/* Esc: the finder, then what the page has to go back from, then the sidebar that lies over it. */
static void
back_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmShell *self = HCRM_SHELL (widget);
  HcrmPage *page = hcrm_shell_get_page (self);

  if (gtk_widget_get_visible (GTK_WIDGET (self->finder))) {
    hcrm_finder_toggle (self->finder);
    return;
  }
  if (hcrm_call_bar_leave (self->calls))
    return;
  if (page != NULL && HCRM_PAGE_GET_CLASS (page)->back != NULL
      && HCRM_PAGE_GET_CLASS (page)->back (page))
    return;
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
hang_up_action (GtkWidget *widget, const char *name, GVariant *target)
{
  gtk_widget_activate_action (GTK_WIDGET (HCRM_SHELL (widget)->calls), "phone.hang-up", NULL);
}

static void
dialled_cb (gpointer shell, JsonObject *call, const GError *error)
{
  if (error != NULL && !g_error_matches (error, HCRM_ERROR, HCRM_ERROR_TOO_MANY))
    hcrm_shell_toast (shell, error->message);
}

/* Where there is a page to write on, it opens and dials. */
static void
dial_for (HcrmShell *self, const HcrmPhoneDial *dial)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, dial->activity_id);
  HcrmPage *page = dial->page != NULL ? hcrm_shell_open (self, dial->page, id) : NULL;

  if (page != NULL)
    hcrm_page_show_query (page, "dial");
  else if (dial->page == NULL)
    hcrm_dial (GTK_WIDGET (self), self->session, dial, dialled_cb);
}

static void
dial_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmPhoneDial dial;

  hcrm_dial_from_variant (target, &dial);
  dial_for (HCRM_SHELL (widget), &dial);
}

static void
dial_shown_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmShell *self = HCRM_SHELL (widget);
  HcrmPage *page = hcrm_shell_get_page (self);
  HcrmPhoneDial dial = { 0 };

  if (page != NULL && HCRM_PAGE_GET_CLASS (page)->dial != NULL
      && HCRM_PAGE_GET_CLASS (page)->dial (page, &dial))
    dial_for (self, &dial);
}

static void
focus_page_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmPage *page = hcrm_shell_get_page (HCRM_SHELL (widget));

  if (page != NULL)
    enter_page (page);
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmPage *page = hcrm_shell_get_page (HCRM_SHELL (widget));
  const char *help = page != NULL ? HCRM_PAGE_GET_CLASS (page)->help : NULL;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                              page != NULL ? gettext (info_of (page)->title) : NULL,
                                              help != NULL ? gettext (help)
                                                           : _ ("There is no help for this page."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sidebar_action (GtkWidget *widget, const char *name, GVariant *target)
{
  AdwFlap *flap = HCRM_SHELL (widget)->flap;

  adw_flap_set_reveal_flap (flap, !adw_flap_get_reveal_flap (flap));
}

/* --- the line --------------------------------------------------------------------------------- */

static void
show_offline_text (HcrmShell *self)
{
  HcrmJournal *journal = hcrm_session_get_journal (self->session);
  guint n = journal != NULL ? hcrm_journal_get_n_waiting (journal) : 0;
  g_autofree char *waiting =
      n > 0
          ? g_strdup_printf (ngettext ("%u step waits to be sent.", "%u steps wait to be sent.", n),
                             n)
          : g_strdup ("");
  g_autofree char *text = g_strdup_printf (_ ("The server cannot be reached. You can go on with what is open: what you type is kept on "
         "this desktop, and what you finish is sent when the line is back. %s"),
      waiting);

  gtk_label_set_text (self->offline_text, text);
}

static void
show_clock (HcrmShell *self)
{
  g_autofree char *text =
      hcrm_clock_dup_warning (hcrm_api_get_clock_ahead (hcrm_session_get_api (self->session)));

  gtk_label_set_text (self->clock_text, text != NULL ? text : "");
  gtk_revealer_set_reveal_child (self->clock, text != NULL);
}

static void
show_presence (HcrmShell *self)
{
  gboolean reachable = hcrm_api_get_online (hcrm_session_get_api (self->session));
  gboolean live = hcrm_live_get_online (hcrm_session_get_live (self->session));

  gtk_label_set_text (self->presence_text,
                      !reachable ? _ ("Offline") : live ? _ ("Online") : _ ("Connecting"));
  gtk_image_set_from_icon_name (self->presence_icon, !reachable ? "shape-cross-symbolic"
                                                     : live     ? "shape-check-symbolic"
                                                                : "shape-half-symbolic");
  gtk_widget_set_tooltip_text (self->presence,
                               live ? _ ("Changes made elsewhere show at once")
                                    : _ ("Changes made elsewhere show when you refresh (F5)"));
  for (guint i = 0; i < 2; i++) {
    static const char *const classes[] = { "away", "down" };
    if (i == 0 ? reachable && !live : !reachable)
      gtk_widget_add_css_class (self->presence, classes[i]);
    else
      gtk_widget_remove_css_class (self->presence, classes[i]);
  }
  show_offline_text (self);
  show_clock (self);
  gtk_revealer_set_reveal_child (self->offline, !reachable);
}

static void
tell_pages (HcrmShell *self, const char *kind, gint64 id, gint64 version)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tabs); i++)
    hcrm_page_notify_event (page_of (adw_tab_view_get_nth_page (self->tabs, i)), kind, id, version);
}

static void
event_cb (HcrmShell *self, const char *kind, gint64 id, gint64 version)
{
  tell_pages (self, kind, id, version);
  hcrm_news_look (self->news, kind, id);
}

static void
show_came (HcrmShell *self, const char *page, gint64 id, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);
  g_autofree char *argument = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  adw_toast_set_timeout (toast, NEWS_S);
  adw_toast_set_button_label (toast, C_ ("button", "Open"));
  adw_toast_set_action_name (toast, "shell.open");
  adw_toast_set_action_target (toast, "(ss)", page, argument);
  hcrm_toast_queue_add (self->came, toast);
}

/* In the bell, and for a moment in sight unless it has long waited. */
static void
came_cb (HcrmShell *self, const char *page, gint64 id, const char *text, gboolean now)
{
  hcrm_notices_add_opening (self->notices, text, TRUE, page, id);
  if (now)
    show_came (self, page, id, text);
}

static void
resync_cb (HcrmShell *self)
{
  tell_pages (self, NULL, 0, 0);
  hcrm_news_catch_up (self->news, TRUE);
}

static void
online_cb (HcrmShell *self)
{
  show_presence (self);
  if (hcrm_api_get_online (hcrm_session_get_api (self->session)))
    tell_pages (self, NULL, 0, 0);
}

static void
replayed_cb (HcrmShell *self, const char *record, const char *title, const GError *error)
{
  g_autofree char *text =
      error == NULL ? g_strdup_printf (_ ("Sent after the line came back: %s"), title)
                    : g_strdup_printf (_ ("Not accepted: %s (%s). What you typed is kept."), title,
                                          error->message);

  hcrm_notices_add (self->notices, text, error != NULL);
  hcrm_shell_toast (self, text);
  show_offline_text (self);
}

/* Work that was not accepted stays in sight until somebody has dealt with it. */
static void
show_refused (HcrmShell *self)
{
  HcrmJournal *journal = hcrm_session_get_journal (self->session);
  guint n = journal != NULL ? hcrm_journal_get_n_refused (journal) : 0;
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u piece of your work was not accepted. It is kept here.",
                                 "%u pieces of your work were not accepted. They are kept here.",
                                 n),
                       n);

  gtk_label_set_text (self->refused_text, text);
  gtk_revealer_set_reveal_child (self->refused, n > 0);
}

static void
journal_opened_cb (HcrmShell *self)
{
  HcrmJournal *journal = hcrm_session_get_journal (self->session);

  show_refused (self);
  if (journal != NULL)
    g_signal_connect_object (journal, "refused-changed", G_CALLBACK (show_refused), self,
                             G_CONNECT_SWAPPED);
  if (journal != NULL)
    g_signal_connect_object (journal, "replayed", G_CALLBACK (replayed_cb), self,
                             G_CONNECT_SWAPPED);
}

/* --- construction ----------------------------------------------------------------------------- */

static void
show_user (HcrmShell *self)
{
  const char *name = hcrm_session_get_text (self->session, "name");
  const char *number = hcrm_session_get_text (self->session, "staff_number");
  const char *role = hcrm_session_get_text (self->session, "role");
  const char *hospital = hcrm_session_get_text (self->session, "hospital");
  g_autofree char *line =
      *number != '\0' ? g_strdup_printf (_ ("%s · No. %s"), role, number) : g_strdup (role);

  gtk_label_set_text (self->hospital, *hospital != '\0' ? hospital : "HCRM");
  gtk_label_set_text (self->department, hcrm_session_get_text (self->session, "department"));
  gtk_label_set_text (self->user_name, name);
  gtk_label_set_text (self->user_role, line);
  adw_avatar_set_text (self->avatar, name);
}

static void
add_keys (HcrmShell *self)
{
  GtkEventController *early = gtk_shortcut_controller_new ();
  GtkEventController *late = gtk_shortcut_controller_new ();

  for (guint i = 0; i < hcrm_n_shell_keys; i++) {
    const HcrmShellKey *key = &hcrm_shell_keys[i];
    if (key->action == NULL)
      continue;
    gboolean escape = g_str_equal (key->trigger, "Escape");
    GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (key->trigger),
                                              gtk_named_action_new (key->action));
    if (key->target != NULL)
      gtk_shortcut_set_arguments (shortcut,
                                  g_variant_new_int32 (g_ascii_strtoll (key->target, NULL, 10)));
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (escape ? late : early),
                                          shortcut);
  }
  gtk_event_controller_set_propagation_phase (early, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (early), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (late), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_widget_add_controller (GTK_WIDGET (self), early);
  gtk_widget_add_controller (GTK_WIDGET (self), late);
}

static void
follow_session (HcrmShell *self)
{
  HcrmLive *live = hcrm_session_get_live (self->session);
  HcrmApi *api = hcrm_session_get_api (self->session);
  GObject *object = G_OBJECT (self);

  self->came = hcrm_toast_queue_new (self->toasts);
  self->news = hcrm_news_new (self->session);
  g_signal_connect_object (self->news, "came", G_CALLBACK (came_cb), object, G_CONNECT_SWAPPED);
  g_signal_connect_object (live, "event", G_CALLBACK (event_cb), object, G_CONNECT_SWAPPED);
  g_signal_connect_object (live, "resync", G_CALLBACK (resync_cb), object, G_CONNECT_SWAPPED);
  g_signal_connect_object (live, "notify::online", G_CALLBACK (show_presence), object,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (api, "notify::online", G_CALLBACK (online_cb), object,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "journal-opened", G_CALLBACK (journal_opened_cb), object,
                           G_CONNECT_SWAPPED);
  journal_opened_cb (self);
  hcrm_news_catch_up (self->news, FALSE);
}

static void
allow_dialling (HcrmShell *self)
{
  gboolean may = hcrm_session_may (self->session, HCRM_PERM_CALL_WORK);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "shell.dial", may);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "shell.dial-shown", may);
}

GtkWidget *
hcrm_shell_new (HcrmSession *session, JsonNode *state)
{
  HcrmShell *self = g_object_new (HCRM_TYPE_SHELL, NULL);

  self->session = g_object_ref (session);
  hcrm_sidebar_set_session (self->sidebar, session);
  hcrm_finder_set_session (self->finder, session);
  hcrm_call_bar_set_session (self->calls, session);
  hcrm_update_follow (self->update, session);
  hcrm_desk_recorder_set_session (self->desk, session);
  follow_session (self);
  allow_dialling (self);
  show_user (self);
  show_presence (self);
  if (state != NULL && JSON_NODE_HOLDS_ARRAY (state))
    json_array_foreach_element (json_node_get_array (state), take_tab_state, self);
  if (adw_tab_view_get_n_pages (self->tabs) == 0)
    open_first (self);
  return GTK_WIDGET (self);
}

static void
leave_session (HcrmShell *self)
{
  if (self->session == NULL)
    return;
  g_signal_handlers_disconnect_by_data (hcrm_session_get_live (self->session), self);
  g_signal_handlers_disconnect_by_data (hcrm_session_get_api (self->session), self);
  g_signal_handlers_disconnect_by_data (self->session, self);
}

static void
hcrm_shell_dispose (GObject *object)
{
  HcrmShell *self = HCRM_SHELL (object);

  leave_session (self);
  g_clear_object (&self->came);
  if (self->tabs != NULL)
    g_signal_handlers_disconnect_by_data (self->tabs, self);
  hcrm_template_dispose (self);
  g_clear_object (&self->news);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hcrm_shell_parent_class)->dispose (object);
}

static void
desk_told_cb (HcrmShell *self, const char *words)
{
  hcrm_notices_add (self->notices, words, FALSE);
  hcrm_shell_toast (self, words);
}

static void
install_actions (GtkWidgetClass *klass)
{
  static const struct {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "shell.open", "(ss)", open_action },
    { "shell.open-query", "(ss)", open_query_action },
    { "shell.page", "s", page_action },
    { "shell.number", "i", number_action },
    { "shell.tab", "i", tab_action },
    { "shell.close", NULL, close_action },
    { "shell.find", NULL, find_action },
    { "shell.refresh", NULL, refresh_action },
    { "shell.filter", NULL, filter_action },
    { "shell.create", NULL, create_action },
    { "shell.submit", NULL, submit_action },
    { "shell.back", NULL, back_action },
    { "shell.help", NULL, help_action },
    { "shell.sidebar", NULL, sidebar_action },
    { "shell.focus-page", NULL, focus_page_action },
    { "shell.hang-up", NULL, hang_up_action },
    { "shell.dial", HCRM_DIAL_TYPE, dial_action },
    { "shell.dial-shown", NULL, dial_shown_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].type, actions[i].activate);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmShell, flap);
  gtk_widget_class_bind_template_child (klass, HcrmShell, sidebar);
  gtk_widget_class_bind_template_child (klass, HcrmShell, hospital);
  gtk_widget_class_bind_template_child (klass, HcrmShell, department);
  gtk_widget_class_bind_template_child (klass, HcrmShell, avatar);
  gtk_widget_class_bind_template_child (klass, HcrmShell, user_name);
  gtk_widget_class_bind_template_child (klass, HcrmShell, user_role);
  gtk_widget_class_bind_template_child (klass, HcrmShell, notices);
  gtk_widget_class_bind_template_child (klass, HcrmShell, desk);
  gtk_widget_class_bind_template_child (klass, HcrmShell, user_button);
  gtk_widget_class_bind_template_child (klass, HcrmShell, presence);
  gtk_widget_class_bind_template_child (klass, HcrmShell, presence_icon);
  gtk_widget_class_bind_template_child (klass, HcrmShell, presence_text);
  gtk_widget_class_bind_template_child (klass, HcrmShell, offline);
  gtk_widget_class_bind_template_child (klass, HcrmShell, offline_text);
  gtk_widget_class_bind_template_child (klass, HcrmShell, clock);
  gtk_widget_class_bind_template_child (klass, HcrmShell, clock_text);
  gtk_widget_class_bind_template_child (klass, HcrmShell, update);
  gtk_widget_class_bind_template_child (klass, HcrmShell, refused);
  gtk_widget_class_bind_template_child (klass, HcrmShell, refused_text);
  gtk_widget_class_bind_template_child (klass, HcrmShell, calls);
  gtk_widget_class_bind_template_child (klass, HcrmShell, tabs);
  gtk_widget_class_bind_template_child (klass, HcrmShell, tab_bar);
  gtk_widget_class_bind_template_child (klass, HcrmShell, foot);
  gtk_widget_class_bind_template_child (klass, HcrmShell, finder);
  gtk_widget_class_bind_template_child (klass, HcrmShell, toasts);
}

static void
hcrm_shell_class_init (HcrmShellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_shell_dispose;
  g_type_ensure (HCRM_TYPE_CALL_BAR);
  g_type_ensure (HCRM_TYPE_SIDEBAR);
  g_type_ensure (HCRM_TYPE_UPDATE);
  g_type_ensure (HCRM_TYPE_FINDER);
  g_type_ensure (HCRM_TYPE_FOOT);
  g_type_ensure (HCRM_TYPE_NOTICES);
  g_type_ensure (HCRM_TYPE_DESK_RECORDER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hcrm/Client/core/hcrm-shell.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, selected_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, desk_told_cb);
  install_actions (widget_class);
}

/* What is given in pixels grows with the text; tabs that do not spread never do. */
static void
fit_text (HcrmShell *self)
{
  double scale = hcrm_text_get_scale ();

  adw_tab_bar_set_expand_tabs (self->tab_bar, scale > 1.1);
  gtk_widget_set_size_request (adw_flap_get_flap (self->flap), (int) (SIDEBAR_WIDTH * scale), -1);
}

static void
hcrm_shell_init (HcrmShell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_tab_view_remove_shortcuts (self->tabs, ADW_TAB_VIEW_SHORTCUT_ALL_SHORTCUTS);
  /* Where nothing composites, the room around an arrow is black. */
  gtk_popover_set_has_arrow (gtk_menu_button_get_popover (self->user_button), FALSE);
  fit_text (self);
  add_keys (self);
}
