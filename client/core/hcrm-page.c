/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every page of the main window has: calls with their states, events, drafts. */

#include "hcrm-page.h"

#include "hcrm-focus-keeper.h"
#include "widgets/hcrm-conflict-dialog.h"

#define SPINNER_AFTER_MS 300
#define EVENT_AFTER_MS 250
#define DRAFT_AFTER_MS 2000
#define TOAST_S 6

typedef struct {
  HcrmSession *session;
  char *argument;
  char *title;
  char *icon_name;
  char *status;
  char *viewers;
  char *record_kind; /* (nullable): of the record that others see is shown here */
  gint64 record_id;
  gboolean attention;
  gboolean busy; /* for longer than a moment */
  gboolean stale;
  gboolean mapped_before;
  guint calls; /* under way */
  guint busy_id;
  guint event_id;
  guint draft_id;
  GHashTable *drafts;  /* path to JsonNode: not yet on the server */
  GHashTable *cleared; /* set of paths: not to come back from the server */
  char *other_kind;    /* of the draft that lost, and may be taken instead */
  char *other_ref;
  JsonNode *other;
  GHashTable *filling; /* what a reply is shown in to the newest Call for it, not owned */
  GCancellable *cancellable;
  AdwToast *said; /* (nullable): the last message; not owned */
} HcrmPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmPage, hcrm_page, ADW_TYPE_BIN)

#define PRIV(self) ((HcrmPagePrivate *) hcrm_page_get_instance_private (self))

enum {
  PROP_0,
  PROP_SESSION,
  PROP_ARGUMENT,
  PROP_TITLE,
  PROP_ICON_NAME,
  PROP_ATTENTION,
  PROP_STATUS,
  PROP_BUSY,
  PROP_VIEWERS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint keys_changed;

static void send_drafts (HcrmPage *self);

static void
hcrm_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HcrmPagePrivate *priv = PRIV (HCRM_PAGE (object));

  if (id == PROP_SESSION)
    g_value_set_object (value, priv->session);
  else if (id == PROP_ATTENTION)
    g_value_set_boolean (value, priv->attention);
  else if (id == PROP_BUSY)
    g_value_set_boolean (value, priv->busy);
  else
    g_value_set_string (value, id == PROP_ARGUMENT    ? priv->argument
                               : id == PROP_TITLE     ? priv->title
                               : id == PROP_ICON_NAME ? priv->icon_name
                               : id == PROP_VIEWERS   ? priv->viewers
                                                      : priv->status);
}

static void
set_text (HcrmPage *self, char **text, int property, const char *value)
{
  if (g_strcmp0 (*text, value) == 0)
    return;
  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
hcrm_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HcrmPage *self = HCRM_PAGE (object);
  HcrmPagePrivate *priv = PRIV (self);

  if (id == PROP_SESSION)
    priv->session = g_value_dup_object (value);
  else if (id == PROP_ARGUMENT)
    priv->argument = g_value_dup_string (value);
  else if (id == PROP_ATTENTION)
    hcrm_page_set_attention (self, g_value_get_boolean (value));
  else if (id == PROP_TITLE)
    set_text (self, &priv->title, id, g_value_get_string (value));
  else if (id == PROP_ICON_NAME)
    set_text (self, &priv->icon_name, id, g_value_get_string (value));
  else
    set_text (self, &priv->status, id, g_value_get_string (value));
}

/* --- who else is here ------------------------------------------------------------------------- */

static void
tell_viewing (HcrmPage *self, gboolean here)
{
  HcrmPagePrivate *priv = PRIV (self);

  if (priv->session != NULL && priv->record_kind != NULL)
    hcrm_live_set_viewing (hcrm_session_get_live (priv->session), here ? priv->record_kind : NULL,
                           here ? priv->record_id : 0);
}

/* The names without one's own. */
static char *
dup_others (HcrmPage *self, const char *names)
{
  HcrmSession *session = PRIV (self)->session;
  const char *own[] = { hcrm_session_get_text (session, "username"),
                        hcrm_session_get_text (session, "name"), NULL };
  g_auto (GStrv) all = g_strsplit (names, ", ", -1);
  GString *others = g_string_new (NULL);

  for (guint i = 0; all[i] != NULL; i++)
    if (!g_strv_contains (own, all[i]))
      g_string_append_printf (others, "%s%s", others->len > 0 ? _ (", ") : "", all[i]);
  return g_string_free (others, FALSE);
}

static void
viewers_cb (HcrmPage *self, const char *kind, gint64 id, const char *names)
{
  HcrmPagePrivate *priv = PRIV (self);
  g_autofree char *others = dup_others (self, names);

  if (g_strcmp0 (kind, priv->record_kind) == 0 && id == priv->record_id)
    set_text (self, &priv->viewers, PROP_VIEWERS, *others != '\0' ? others : NULL);
}

void
hcrm_page_set_record (HcrmPage *self, const char *kind, gint64 id)
{
  HcrmPagePrivate *priv = PRIV (self);
  HcrmLive *live = hcrm_session_get_live (priv->session);

  if (id == 0)
    kind = NULL;
  if (g_strcmp0 (priv->record_kind, kind) == 0 && priv->record_id == id)
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tell_viewing (self, FALSE);
  g_signal_handlers_disconnect_by_func (live, viewers_cb, self);
  g_signal_connect_object (live, "viewers", G_CALLBACK (viewers_cb), self, G_CONNECT_SWAPPED);
  g_free (priv->record_kind);
  priv->record_kind = g_strdup (kind);
  priv->record_id = id;
  set_text (self, &priv->viewers, PROP_VIEWERS, NULL);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    tell_viewing (self, TRUE);
}

static void
hcrm_page_unmap (GtkWidget *widget)
{
  HcrmPagePrivate *priv = PRIV (HCRM_PAGE (widget));

  tell_viewing (HCRM_PAGE (widget), FALSE);
  set_text (HCRM_PAGE (widget), &priv->viewers, PROP_VIEWERS, NULL);
  GTK_WIDGET_CLASS (hcrm_page_parent_class)->unmap (widget);
}

static void
hcrm_page_map (GtkWidget *widget)
{
  HcrmPagePrivate *priv = PRIV (HCRM_PAGE (widget));
  gboolean missed =
      priv->session != NULL && !hcrm_live_get_online (hcrm_session_get_live (priv->session));

  GTK_WIDGET_CLASS (hcrm_page_parent_class)->map (widget);
  if (!priv->mapped_before || priv->stale || missed)
    hcrm_page_refresh (HCRM_PAGE (widget));
  priv->mapped_before = TRUE;
  tell_viewing (HCRM_PAGE (widget), TRUE);
}

/* --- on a small screen ------------------------------------------------------------------------ */

/* What one monitor at the least can show. */
static int
find_room (GtkWidget *widget, GtkOrientation orientation)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (widget));
  int room = G_MAXINT;

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++) {
    g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
    GdkRectangle at;
    gdk_monitor_get_geometry (monitor, &at);
    room = MIN (room, orientation == GTK_ORIENTATION_HORIZONTAL ? at.width : at.height);
  }
  return room;
}

/* All tabs are as wide as the widest: with large text one page could push the window's edge, and
 * all that stands there, off the screen. It asks for no more than the screen has, and scrolls. */
static void
measure_page (GtkWidget *widget,
              GtkOrientation orientation,
              int for_size,
              int *minimum,
              int *natural,
              int *minimum_baseline,
              int *natural_baseline)
{
  GtkWidget *scroller = gtk_widget_get_first_child (widget);
  GtkWidget *viewport = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller));
  GtkWidget *content = gtk_viewport_get_child (GTK_VIEWPORT (viewport));

  gtk_widget_measure (content, orientation, -1, minimum, natural, NULL, NULL);
  *minimum = MIN (*minimum, find_room (widget, orientation));
}

static void
allocate_page (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, baseline, NULL);
}

static void
hcrm_page_constructed (GObject *object)
{
  AdwBin *bin = ADW_BIN (object);
  g_autoptr (GtkWidget) content = adw_bin_get_child (bin);

  G_OBJECT_CLASS (hcrm_page_parent_class)->constructed (object);
  if (content == NULL)
    return;
  g_object_ref (content);
  adw_bin_set_child (bin, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new (), *viewport = gtk_viewport_new (NULL, NULL);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), content);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), viewport);
  adw_bin_set_child (bin, scroller);
  gtk_widget_set_layout_manager (GTK_WIDGET (bin),
                                 gtk_custom_layout_new (NULL, measure_page, allocate_page));
}

static void
hcrm_page_dispose (GObject *object)
{
  HcrmPagePrivate *priv = PRIV (HCRM_PAGE (object));

  if (priv->draft_id != 0)
    send_drafts (HCRM_PAGE (object));
  g_clear_handle_id (&priv->draft_id, g_source_remove);
  g_clear_handle_id (&priv->busy_id, g_source_remove);
  g_clear_handle_id (&priv->event_id, g_source_remove);
  g_cancellable_cancel (priv->cancellable);
  g_clear_weak_pointer (&priv->said);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (hcrm_page_parent_class)->dispose (object);
}

static void
hcrm_page_finalize (GObject *object)
{
  HcrmPagePrivate *priv = PRIV (HCRM_PAGE (object));

  g_clear_object (&priv->session);
  g_clear_object (&priv->cancellable);
  g_hash_table_unref (priv->drafts);
  g_hash_table_unref (priv->cleared);
  g_hash_table_unref (priv->filling);
  g_free (priv->argument);
  g_free (priv->title);
  g_free (priv->icon_name);
  g_free (priv->status);
  g_free (priv->viewers);
  g_free (priv->other_kind);
  g_free (priv->other_ref);
  g_clear_pointer (&priv->other, json_node_unref);
  g_free (priv->record_kind);
  G_OBJECT_CLASS (hcrm_page_parent_class)->finalize (object);
}

static void
refresh_on_event (HcrmPage *self, const char *kind, gint64 id, gint64 version)
{
  hcrm_page_refresh (self);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, HCRM_TYPE_SESSION, once);
  properties[PROP_ARGUMENT] = g_param_spec_string ("argument", NULL, NULL, NULL, once);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, rw);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, rw);
  properties[PROP_ATTENTION] = g_param_spec_boolean ("attention", NULL, NULL, FALSE, rw);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, rw);
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VIEWERS] =
      g_param_spec_string ("viewers", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void other_draft_action (GtkWidget *widget, const char *name, GVariant *target);
static void retry_action (GtkWidget *widget, const char *name, GVariant *target);

static void
hcrm_page_class_init (HcrmPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  keys_changed = g_signal_new ("keys-changed", HCRM_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
  object_class->get_property = hcrm_page_get_property;
  object_class->set_property = hcrm_page_set_property;
  object_class->constructed = hcrm_page_constructed;
  object_class->dispose = hcrm_page_dispose;
  object_class->finalize = hcrm_page_finalize;
  GTK_WIDGET_CLASS (klass)->map = hcrm_page_map;
  GTK_WIDGET_CLASS (klass)->unmap = hcrm_page_unmap;
  klass->event = refresh_on_event;
  install_properties (object_class);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "page.refresh", NULL, retry_action);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "page.other-draft", NULL,
                                   other_draft_action);
}

static void
hcrm_page_init (HcrmPage *self)
{
  HcrmPagePrivate *priv = PRIV (self);

  priv->cancellable = g_cancellable_new ();
  priv->drafts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_node_unref);
  priv->cleared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  priv->filling = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "page");
  hcrm_focus_keep (GTK_WIDGET (self));
}

HcrmSession *
hcrm_page_get_session (HcrmPage *self)
{
  return PRIV (self)->session;
}

HcrmApi *
hcrm_page_get_api (HcrmPage *self)
{
  return hcrm_session_get_api (PRIV (self)->session);
}

gboolean
hcrm_page_may (HcrmPage *self, HcrmPermission permission)
{
  return hcrm_session_may (PRIV (self)->session, permission);
}

gboolean
hcrm_page_has_key (HcrmPage *self, const HcrmKeyHint *hint)
{
  HcrmPageClass *klass = HCRM_PAGE_GET_CLASS (self);

  return hcrm_page_may (self, hint->need)
         && (klass->has_key == NULL || klass->has_key (self, hint->key));
}

void
hcrm_page_keys_changed (HcrmPage *self)
{
  g_return_if_fail (HCRM_IS_PAGE (self));
  g_signal_emit (self, keys_changed, 0);
}

const char *
hcrm_page_get_argument (HcrmPage *self)
{
  return PRIV (self)->argument;
}

void
hcrm_page_set_argument (HcrmPage *self, const char *argument)
{
  g_free (PRIV (self)->argument);
  PRIV (self)->argument = g_strdup (argument);
}

void
hcrm_page_set_title (HcrmPage *self, const char *title)
{
  set_text (self, &PRIV (self)->title, PROP_TITLE, title);
}

void
hcrm_page_set_status (HcrmPage *self, const char *status)
{
  set_text (self, &PRIV (self)->status, PROP_STATUS, status);
}

void
hcrm_page_set_attention (HcrmPage *self, gboolean attention)
{
  if (PRIV (self)->attention == attention)
    return;
  PRIV (self)->attention = attention;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTENTION]);
}

void
hcrm_page_refresh (HcrmPage *self)
{
  PRIV (self)->stale = FALSE;
  if (HCRM_PAGE_GET_CLASS (self)->refresh != NULL && PRIV (self)->session != NULL)
    HCRM_PAGE_GET_CLASS (self)->refresh (self);
}

/* --- busy ------------------------------------------------------------------------------------- */

static void
set_busy (HcrmPage *self, gboolean busy)
{
  HcrmPagePrivate *priv = PRIV (self);

  if (priv->busy == busy)
    return;
  priv->busy = busy;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
busy_cb (gpointer data)
{
  PRIV (data)->busy_id = 0;
  set_busy (data, TRUE);
}

static void
count_calls (HcrmPage *self, int change)
{
  HcrmPagePrivate *priv = PRIV (self);

  priv->calls += change;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), priv->calls > 0 ? "progress" : NULL);
  if (priv->calls == 0) {
    g_clear_handle_id (&priv->busy_id, g_source_remove);
    set_busy (self, FALSE);
  } else if (priv->busy_id == 0 && !priv->busy) {
    priv->busy_id = g_timeout_add_once (SPINNER_AFTER_MS, busy_cb, self);
  }
}

/* --- messages --------------------------------------------------------------------------------- */

/* The action is the page's, which the toast does not stand in. */
static void
toast_cb (HcrmPage *self, AdwToast *toast)
{
  gtk_widget_activate_action (GTK_WIDGET (self), g_object_get_data (G_OBJECT (toast), "action"),
                              NULL);
}

/* One that only says something makes way for the next, so that none speaks of what is long past. */
static void
replace_toast (HcrmPage *self, AdwToast *toast)
{
  HcrmPagePrivate *priv = PRIV (self);

  if (priv->said != NULL)
    adw_toast_dismiss (priv->said);
  g_set_weak_pointer (&priv->said, toast);
}

void
hcrm_page_toast (HcrmPage *self, const char *message, const char *button, const char *action)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay == NULL)
    return;
  g_autofree char *escaped = g_markup_escape_text (message, -1);
  AdwToast *toast = adw_toast_new (escaped);
  adw_toast_set_timeout (toast, TOAST_S);
  if (button == NULL)
    replace_toast (self, toast);
  else {
    adw_toast_set_button_label (toast, button);
    g_object_set_data_full (G_OBJECT (toast), "action", g_strdup (action), g_free);
    g_signal_connect_object (toast, "button-clicked", G_CALLBACK (toast_cb), self,
                             G_CONNECT_SWAPPED);
  }
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static gboolean
show_field_errors (HcrmPage *self, const GError *error)
{
  HcrmPageClass *klass = HCRM_PAGE_GET_CLASS (self);
  guint shown = 0, n = hcrm_error_get_n_fields (error);

  for (guint i = 0; klass->show_field_error != NULL && i < n; i++)
    if (klass->show_field_error (self, hcrm_error_get_field (error, i),
                                 hcrm_error_get_field_detail (error, i)))
      shown++;
  if (shown > 1) /* each took the cursor, which belongs to the first */
    klass->show_field_error (self, hcrm_error_get_field (error, 0),
                             hcrm_error_get_field_detail (error, 0));
  return n > 0 && shown == n;
}

static gboolean
is_one_of (const GError *error, const int *codes, guint n_codes)
{
  for (guint i = 0; i < n_codes; i++)
    if (g_error_matches (error, HCRM_ERROR, codes[i]))
      return TRUE;
  return FALSE;
}

void
hcrm_page_show_error (HcrmPage *self, const GError *error)
{
  static const int conflicts[] = { HCRM_ERROR_CONFLICT, HCRM_ERROR_WRONG_STATE, HCRM_ERROR_STALE };
  static const int passing[] = { HCRM_ERROR_OFFLINE, HCRM_ERROR_BUSY, HCRM_ERROR_TOO_MANY };

  if (g_error_matches (error, HCRM_ERROR, HCRM_ERROR_UNAUTHENTICATED)
      || show_field_errors (self, error))
    return;
  gboolean again = is_one_of (error, passing, G_N_ELEMENTS (passing));
  hcrm_page_toast (self, error->message, again ? _ ("Try Again") : NULL, "shell.refresh");
  if (is_one_of (error, conflicts, G_N_ELEMENTS (conflicts)))
    hcrm_page_refresh (self);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *target)
{
  hcrm_page_refresh (HCRM_PAGE (widget));
}

/* --- calls ------------------------------------------------------------------------------------ */

typedef struct {
  HcrmPage *page; /* not owned: disposing the page cancels the call */
  gpointer part;  /* whom the functions are for: the page, or a widget of it */
  HcrmReplyFunc done;
  HcrmFailFunc failed;
  HcrmRequest request; /* its texts are owned by @kept if it may wait */
  char *kept[5];
  JsonNode *body;
  gboolean dropped; /* nobody waits for the reply */
} Call;

static void
free_call (Call *call)
{
  for (guint i = 0; i < G_N_ELEMENTS (call->kept); i++)
    g_free (call->kept[i]);
  g_clear_pointer (&call->body, json_node_unref);
  g_clear_object (&call->request.seen);
  g_clear_pointer (&call->request.questionnaire, hcrm_questionnaire_unref);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, free_call)

static void
keep_request (Call *call, const HcrmRequest *request)
{
  call->request = *request;
  call->request.method = call->kept[0] = g_strdup (request->method);
  call->request.path = call->kept[1] = g_strdup (request->path);
  call->request.record = call->kept[2] = g_strdup (request->record);
  call->request.key = call->kept[3] =
      request->key != NULL ? g_strdup (request->key) : hcrm_api_make_key ();
  call->request.fills = call->kept[4] = g_strdup (request->fills);
  call->request.body = call->body = request->body != NULL ? json_node_copy (request->body) : NULL;
  if (request->questionnaire != NULL)
    hcrm_questionnaire_ref (call->request.questionnaire);
  if (request->seen != NULL) {
    call->request.seen = g_object_ref (request->seen);
    call->request.version = hcrm_record_get_int (request->seen, "version");
  }
}

/* Whether the request now waits in the journal. */
static gboolean
queue_request (Call *call, GError **error)
{
  HcrmPagePrivate *priv = PRIV (call->page);
  HcrmJournal *journal = hcrm_session_get_journal (priv->session);

  if (!call->request.queue || journal == NULL
      || !g_error_matches (*error, HCRM_ERROR, HCRM_ERROR_OFFLINE))
    return FALSE;
  g_clear_error (error);
  if (!hcrm_journal_queue_request (journal, &call->request, priv->title, error))
    return FALSE;
  hcrm_page_toast (call->page, _ ("Kept on this desktop; it is sent when the line is back"), NULL,
                                  NULL);
  return TRUE;
}

static void
finish_call (Call *call, JsonNode *reply)
{
  if (call->done != NULL)
    call->done (call->part, reply);
  else
    hcrm_page_refresh (call->page);
}

static JsonNode *
record_to_node (HcrmRecord *record)
{
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  return json_node_init_object (json_node_alloc (), object);
}

/* What was chosen is another request: it has a key and a version of its own. */
static void
conflict_cb (gpointer data, JsonNode *body, HcrmRecord *theirs)
{
  Call *call = data;
  HcrmRequest request = call->request;

  if (body == NULL) {
    g_autoptr (JsonNode) reply = record_to_node (theirs);
    finish_call (call, reply);
    return;
  }
  request.body = body;
  request.key = NULL;
  request.seen = theirs;
  hcrm_page_send_for (call->page, call->part, &request, call->done, call->failed);
}

static void
fail_call (Call *owned, const GError *error)
{
  g_autoptr (Call) call = owned;
  g_autoptr (HcrmPage) page = g_object_ref (call->page);

  if (call->failed != NULL && call->failed (call->part, error))
    return;
  if (hcrm_conflict_dialog_offer (GTK_WIDGET (page), &call->request, error, conflict_cb, call,
                                  (GDestroyNotify) free_call))
    call = NULL;
  else
    hcrm_page_show_error (page, error);
}

void
hcrm_page_drop (HcrmPage *self, const char *fills)
{
  Call *call = g_hash_table_lookup (PRIV (self)->filling, fills);

  if (call != NULL)
    call->dropped = TRUE;
  g_hash_table_remove (PRIV (self)->filling, fills);
}

/* Whether the reply of @call is still waited for; from now on it is not. */
static gboolean
take_turn (Call *call)
{
  if (!call->dropped && call->request.fills != NULL)
    g_hash_table_remove (PRIV (call->page)->filling, call->request.fills);
  return !call->dropped;
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_autoptr (HcrmPage) page = g_object_ref (call->page);
  count_calls (page, -1);
  if (!take_turn (call))
    return;
  if (error == NULL || queue_request (call, &error))
    finish_call (call, reply);
  else
    fail_call (g_steal_pointer (&call), error);
}

void
hcrm_page_send (HcrmPage *self, const HcrmRequest *request, HcrmReplyFunc done, HcrmFailFunc failed)
{
  hcrm_page_send_for (self, self, request, done, failed);
}

void
hcrm_page_send_for (HcrmPage *self,
                    gpointer part,
                    const HcrmRequest *request,
                    HcrmReplyFunc done,
                    HcrmFailFunc failed)
{
  Call *call = g_new0 (Call, 1);

  call->page = self;
  call->part = part;
  call->done = done;
  call->failed = failed;
  keep_request (call, request);
  if (request->fills != NULL) {
    hcrm_page_drop (self, request->fills);
    g_hash_table_insert (PRIV (self)->filling, g_strdup (request->fills), call);
  }
  count_calls (self, +1);
  hcrm_api_send_async (hcrm_page_get_api (self), &call->request, PRIV (self)->cancellable,
                       called_cb, call);
}

void
hcrm_page_call (HcrmPage *self,
                const char *method,
                const char *path,
                HcrmRecord *body,
                HcrmReplyFunc done)
{
  gboolean query = body != NULL && g_str_equal (method, "GET");
  g_autofree char *full = query ? hcrm_api_query_record (path, body) : g_strdup (path);
  g_autoptr (JsonNode) json = body != NULL && !query ? record_to_node (body) : NULL;

  hcrm_page_send (self, &(HcrmRequest){ .method = method, .path = full, .body = json }, done, NULL);
}

void
hcrm_page_call_list (HcrmPage *self, const char *path, HcrmReplyFunc done)
{
  hcrm_page_send (self, &(HcrmRequest){ .method = "GET", .path = path, .whole = TRUE }, done, NULL);
}

/* --- other pages ------------------------------------------------------------------------------ */

void
hcrm_page_open (HcrmPage *self, const char *page, const char *argument)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "shell.open", "(ss)", page,
                              argument != NULL ? argument : "");
}

void
hcrm_page_open_id (HcrmPage *self, const char *page, gint64 id)
{
  g_autofree char *argument = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  hcrm_page_open (self, page, argument);
}

void
hcrm_page_open_query (HcrmPage *self, const char *page, const char *query)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "shell.open-query", "(ss)", page, query);
}

/* The tab view knows the page's own tab, whichever is selected. */
void
hcrm_page_close (HcrmPage *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TAB_VIEW);

  if (view != NULL)
    adw_tab_view_close_page (ADW_TAB_VIEW (view),
                             adw_tab_view_get_page (ADW_TAB_VIEW (view), GTK_WIDGET (self)));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "shell.close", NULL);
}

/* --- events ----------------------------------------------------------------------------------- */

static gboolean
is_watched (HcrmPage *self, const char *kind)
{
  const char *const *watches = HCRM_PAGE_GET_CLASS (self)->watches;

  return kind == NULL || (watches != NULL && g_strv_contains (watches, kind));
}

static void
event_cb (gpointer data)
{
  HcrmPage *self = data;

  PRIV (self)->event_id = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    HCRM_PAGE_GET_CLASS (self)->event (self, NULL, 0, 0);
  else
    PRIV (self)->stale = TRUE;
}

/* A burst of events, as a batch makes them, is one refresh; overriders hear of each. */
void
hcrm_page_notify_event (HcrmPage *self, const char *kind, gint64 id, gint64 version)
{
  HcrmPageClass *klass = HCRM_PAGE_GET_CLASS (self);

  if (!is_watched (self, kind) || !PRIV (self)->mapped_before)
    return;
  if (klass->event != refresh_on_event && gtk_widget_get_mapped (GTK_WIDGET (self)))
    klass->event (self, kind, id, version);
  else if (PRIV (self)->event_id == 0)
    PRIV (self)->event_id = g_timeout_add_once (EVENT_AFTER_MS, event_cb, self);
}

JsonNode *
hcrm_page_dup_state (HcrmPage *self)
{
  HcrmPageClass *klass = HCRM_PAGE_GET_CLASS (self);

  return klass->save_state != NULL ? klass->save_state (self) : NULL;
}

void
hcrm_page_take_state (HcrmPage *self, JsonNode *state)
{
  if (state != NULL && HCRM_PAGE_GET_CLASS (self)->restore_state != NULL)
    HCRM_PAGE_GET_CLASS (self)->restore_state (self, state);
}

void
hcrm_page_show_query (HcrmPage *self, const char *query)
{
  if (HCRM_PAGE_GET_CLASS (self)->show_query != NULL)
    HCRM_PAGE_GET_CLASS (self)->show_query (self, query);
}

void
hcrm_page_choose (HcrmPage *self, gint64 id)
{
  if (HCRM_PAGE_GET_CLASS (self)->choose != NULL)
    HCRM_PAGE_GET_CLASS (self)->choose (self, id);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static char *
make_draft_path (const char *kind, const char *ref)
{
  return g_strdup_printf ("/drafts/%s/%s", kind, ref);
}

/* Goes on its own: a draft is kept even if its page closes, and its failure disturbs nobody. */
static void
send_draft (HcrmPage *self, const char *path, JsonNode *content)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  json_object_set_member (object, "content", json_node_copy (content));
  hcrm_api_send_async (hcrm_page_get_api (self),
                       &(HcrmRequest){ .method = "PUT", .path = path, .body = body }, NULL, NULL,
                       NULL);
}

static void
send_drafts (HcrmPage *self)
{
  GHashTableIter iter;
  gpointer path, content;

  g_hash_table_iter_init (&iter, PRIV (self)->drafts);
  while (g_hash_table_iter_next (&iter, &path, &content)) {
    send_draft (self, path, content);
    g_hash_table_iter_remove (&iter);
  }
}

static void
draft_cb (gpointer data)
{
  PRIV (data)->draft_id = 0;
  send_drafts (data);
}

void
hcrm_page_save_draft (HcrmPage *self, const char *kind, const char *ref, JsonNode *content)
{
  HcrmPagePrivate *priv = PRIV (self);
  HcrmJournal *journal = hcrm_session_get_journal (priv->session);

  if (journal != NULL)
    hcrm_journal_save_draft (journal, kind, ref, content);
  g_autofree char *path = make_draft_path (kind, ref);
  g_hash_table_remove (priv->cleared, path);
  g_hash_table_replace (priv->drafts, g_strdup (path), json_node_copy (content));
  if (priv->draft_id == 0)
    priv->draft_id = g_timeout_add_once (DRAFT_AFTER_MS, draft_cb, self);
}

/* --- drafts of other desktops ----------------------------------------------------------------- */

typedef struct {
  HcrmPage *page; /* not owned: disposing the page cancels the call */
  char *kind;
  char *ref;
} Ask;

static void
free_ask (Ask *ask)
{
  g_free (ask->kind);
  g_free (ask->ref);
  g_free (ask);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ask, free_ask)

static void
use_draft (HcrmPage *self, const char *kind, const char *ref, JsonNode *content)
{
  HCRM_PAGE_GET_CLASS (self)->take_draft (self, kind, ref, content);
  hcrm_page_save_draft (self, kind, ref, content);
}

static void
offer_other (HcrmPage *self, const Ask *ask, JsonNode *other, const char *message)
{
  HcrmPagePrivate *priv = PRIV (self);

  g_free (priv->other_kind);
  g_free (priv->other_ref);
  g_clear_pointer (&priv->other, json_node_unref);
  priv->other_kind = g_strdup (ask->kind);
  priv->other_ref = g_strdup (ask->ref);
  priv->other = json_node_copy (other);
  hcrm_page_toast (self, message, _ ("Use the Other"), "page.other-draft");
}

static void
other_draft_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmPagePrivate *priv = PRIV (HCRM_PAGE (widget));
  g_autoptr (JsonNode) other = g_steal_pointer (&priv->other);

  if (other != NULL)
    use_draft (HCRM_PAGE (widget), priv->other_kind, priv->other_ref, other);
}

static gboolean
is_newer (JsonObject *there, GDateTime *here)
{
  const char *text = json_object_get_string_member_with_default (there, "saved_at", "");
  g_autoptr (GDateTime) saved = g_date_time_new_from_iso8601 (text, NULL);

  return here == NULL || (saved != NULL && g_date_time_compare (saved, here) > 0);
}

/* What is on the server may also be this desktop's own, sent a little while ago. */
static void
weigh_draft (HcrmPage *self, const Ask *ask, JsonObject *reply)
{
  HcrmJournal *journal = hcrm_session_get_journal (PRIV (self)->session);
  JsonNode *there = json_object_get_member (reply, "content");
  g_autoptr (JsonNode) here =
      journal != NULL ? hcrm_journal_load_draft (journal, ask->kind, ask->ref) : NULL;
  g_autoptr (GDateTime) kept =
      journal != NULL ? hcrm_journal_dup_draft_time (journal, ask->kind, ask->ref) : NULL;

  if (there == NULL || (here != NULL && json_node_equal (here, there)))
    return;
  if (here == NULL) {
    use_draft (self, ask->kind, ask->ref, there);
    hcrm_page_toast (self, _ ("What you typed on another desktop is here"), NULL, NULL);
  } else if (is_newer (reply, kept)) {
    use_draft (self, ask->kind, ask->ref, there);
    offer_other (self, ask, here, _ ("What you typed last, on another desktop, is here"));
  } else {
    offer_other (self, ask, there, _ ("There is an older draft on the server"));
  }
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Ask) ask = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, NULL);

  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    weigh_draft (ask->page, ask, json_node_get_object (reply));
}

/* Without one the server answers that there is none, which is no news. */
static void
ask_for_draft (HcrmPage *self, const char *kind, const char *ref)
{
  g_autofree char *path = make_draft_path (kind, ref);

  if (g_hash_table_contains (PRIV (self)->cleared, path))
    return;
  Ask *ask = g_new0 (Ask, 1);

  ask->page = self;
  ask->kind = g_strdup (kind);
  ask->ref = g_strdup (ref);
  hcrm_api_send_async (hcrm_page_get_api (self), &(HcrmRequest){ .method = "GET", .path = path },
                       PRIV (self)->cancellable, asked_cb, ask);
}

JsonNode *
hcrm_page_load_draft (HcrmPage *self, const char *kind, const char *ref)
{
  HcrmJournal *journal = hcrm_session_get_journal (PRIV (self)->session);

  if (HCRM_PAGE_GET_CLASS (self)->take_draft != NULL)
    ask_for_draft (self, kind, ref);
  return journal != NULL ? hcrm_journal_load_draft (journal, kind, ref) : NULL;
}

void
hcrm_page_clear_draft (HcrmPage *self, const char *kind, const char *ref)
{
  HcrmJournal *journal = hcrm_session_get_journal (PRIV (self)->session);
  g_autofree char *path = make_draft_path (kind, ref);

  if (journal != NULL)
    hcrm_journal_clear_draft (journal, kind, ref);
  g_hash_table_remove (PRIV (self)->drafts, path);
  g_hash_table_add (PRIV (self)->cleared, g_strdup (path));
  hcrm_api_send_async (hcrm_page_get_api (self), &(HcrmRequest){ .method = "DELETE", .path = path },
                       NULL, NULL, NULL);
}

/* --- stores ----------------------------------------------------------------------------------- */

static JsonArray *
find_items (JsonNode *reply)
{
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    reply = json_object_get_member (json_node_get_object (reply), "items");
  return reply != NULL && JSON_NODE_HOLDS_ARRAY (reply) ? json_node_get_array (reply) : NULL;
}

void
hcrm_store_load (GListStore *store, const HcrmFieldSet *set, JsonNode *reply)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *items = find_items (reply);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *item = json_array_get_element (items, i);
    if (!JSON_NODE_HOLDS_OBJECT (item))
      continue;
    HcrmRecord *record = hcrm_record_new (set);
    hcrm_record_read_json (record, json_node_get_object (item), TRUE, NULL);
    g_ptr_array_add (records, record);
  }
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), records->pdata,
                       records->len);
}
