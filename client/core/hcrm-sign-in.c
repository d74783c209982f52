/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first page: which server, which user, which password. */

#include "hcrm-sign-in.h"

#include "hcrm-settings.h"
#include "hcrm-template.h"
#include "hcrm-update.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-text.h"

#define SAMPLE_PASSWORD "demo"

struct _HcrmSignIn {
  AdwBin parent_instance;

  HcrmSession *session;
  char *user_at_once;
  gboolean too_old; /* this client, for the server */
  GCancellable *cancellable;
  GtkLabel *hospital;
  GtkLabel *subtitle;
  GtkStack *stack;
  GtkEditable *server;
  GtkWidget *certificate;
  GtkLabel *fingerprint;
  GtkLabel *certificate_text;
  GtkWidget *trust;
  GtkLabel *server_name;
  GtkEditable *username;
  GtkEditable *password;
  GtkWidget *submit;
  GtkSpinner *spinner;
  GtkLabel *message;
  HcrmUpdate *update;
  GtkWidget *sample;
  GtkFlowBox *users;
};

G_DEFINE_FINAL_TYPE (HcrmSignIn, hcrm_sign_in, ADW_TYPE_BIN)

static void
show_message (HcrmSignIn *self, const char *text)
{
  gtk_label_set_text (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
}

static void
set_busy (HcrmSignIn *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->submit, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->users), !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
focus_first_empty (HcrmSignIn *self)
{
  GtkEditable *first =
      *gtk_editable_get_text (self->username) == '\0' ? self->username : self->password;

  gtk_widget_grab_focus (GTK_WIDGET (first));
}

/* --- signing in ------------------------------------------------------------------------------- */

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (HcrmSignIn) self = data;
  g_autoptr (GError) error = NULL;

  if (!hcrm_session_finish (HCRM_SESSION (source), result, &error)) {
    set_busy (self, FALSE);
    show_message (self, error->message);
    gtk_editable_select_region (self->password, 0, -1);
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
  }
}

static void
sign_in (HcrmSignIn *self, const char *username, const char *password)
{
  set_busy (self, TRUE);
  show_message (self, NULL);
  hcrm_settings_set ("client", "user", username);
  hcrm_session_sign_in_async (self->session, username, password, signed_in_cb, g_object_ref (self));
}

static void
submit_cb (HcrmSignIn *self)
{
  const char *username = gtk_editable_get_text (self->username);
  const char *password = gtk_editable_get_text (self->password);

  if (self->too_old)
    return;
  if (*username == '\0' || *password == '\0') {
    show_message (self, _ ("Enter your user name and password"));
    focus_first_empty (self);
    return;
  }
  sign_in (self, username, password);
}

static void
user_activated_cb (HcrmSignIn *self, GtkFlowBoxChild *child)
{
  const char *username = g_object_get_data (G_OBJECT (child), "username");

  gtk_editable_set_text (self->username, username);
  sign_in (self, username, SAMPLE_PASSWORD);
}

/* --- the sample's users ----------------------------------------------------------------------- */

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
add_user (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  HcrmSignIn *self = data;
  JsonObject *user = json_node_get_object (node);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *child = gtk_flow_box_child_new ();
  const char *name = hcrm_text_member (user, "name"), *role = hcrm_text_member (user, "role");
  const char *username = hcrm_text_member (user, "username");
  g_autofree char *who = g_strdup_printf ("%s · %s", name, username);
  g_autofree char *label = g_strdup_printf ("%s, %s", role, who);

  gtk_box_append (GTK_BOX (card), adw_avatar_new (30, name, TRUE));
  gtk_box_append (GTK_BOX (words), new_label (role, "strong"));
  gtk_box_append (GTK_BOX (words), new_label (who, "dim-label"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (words), "caption");
  gtk_box_append (GTK_BOX (card), words);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
  gtk_widget_add_css_class (child, "user-card");
  g_object_set_data_full (G_OBJECT (child), "username", g_strdup (username), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_flow_box_append (self->users, child);
}

static void
show_users (HcrmSignIn *self, JsonObject *about)
{
  JsonNode *users = json_object_get_member (about, "users");

  hcrm_clear_flow (self->users);
  if (users != NULL && JSON_NODE_HOLDS_ARRAY (users))
    json_array_foreach_element (json_node_get_array (users), add_user, self);
  gtk_widget_set_visible (self->sample,
                          gtk_widget_get_first_child (GTK_WIDGET (self->users)) != NULL);
}

/* --- the server ------------------------------------------------------------------------------- */

/* A certificate that is not the one trusted before may be a new one, or somebody else's server. */
static const char *
describe_certificate (HcrmSignIn *self)
{
  HcrmApi *api = hcrm_session_get_api (self->session);
  g_autofree char *before = hcrm_settings_get ("certificates", hcrm_api_get_server (api));

  if (!hcrm_api_get_untrusted (api))
    return _ ("The fingerprint of the server's certificate:");
  if (before != NULL)
    return _ ("Warning: the server shows another certificate than the one you trusted. Somebody may "
              "be posing as it. Ask your administrator whether it was changed, and compare the "
              "fingerprint before you trust it.");
  return _ ("No authority vouches for this server. Compare the fingerprint of its certificate "
               "with the one your administrator gave you before you trust it.");
}

static void
show_server_form (HcrmSignIn *self)
{
  HcrmApi *api = hcrm_session_get_api (self->session);
  const char *fingerprint = hcrm_api_get_fingerprint (api);

  gtk_stack_set_visible_child_name (self->stack, "server");
  gtk_widget_set_visible (self->certificate, fingerprint != NULL);
  gtk_widget_set_visible (self->trust, hcrm_api_get_untrusted (api));
  gtk_label_set_text (self->fingerprint, fingerprint != NULL ? fingerprint : "");
  gtk_label_set_text (self->certificate_text, describe_certificate (self));
}

static gboolean
is_too_old (HcrmSignIn *self, JsonObject *about)
{
  g_autofree char *text = hcrm_update_dup_too_old (about);

  self->too_old = text != NULL;
  if (!self->too_old)
    return FALSE;
  show_message (self, text);
  gtk_widget_set_sensitive (self->submit, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->users), FALSE);
  return TRUE;
}

static void
show_user_form (HcrmSignIn *self, JsonObject *about)
{
  const char *server = hcrm_api_get_server (hcrm_session_get_api (self->session));
  gboolean sample = json_object_get_boolean_member_with_default (about, "sample", FALSE);

  hcrm_settings_set ("client", "server", server);
  const char *hospital = hcrm_text_member (about, "hospital");
  gtk_label_set_text (self->hospital, *hospital != '\0' ? hospital : "HCRM");
  gtk_label_set_text (self->server_name, server);
  gtk_label_set_text (self->subtitle, sample ? _ ("Sample hospital: nobody in it exists")
                                             : _ ("Patient relations"));
  gtk_stack_set_visible_child_name (self->stack, "user");
  show_users (self, about);
  hcrm_update_offer (self->update, hcrm_session_get_api (self->session), about);
  if (is_too_old (self, about))
    return;
  if (sample && self->user_at_once != NULL) {
    g_autofree char *user = g_steal_pointer (&self->user_at_once);
    gtk_editable_set_text (self->username, user);
    sign_in (self, user, SAMPLE_PASSWORD);
  } else {
    focus_first_empty (self);
  }
}

static void
about_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  HcrmSignIn *self = data;
  set_busy (self, FALSE);
  show_message (self, error != NULL ? error->message : NULL);
  if (error != NULL)
    show_server_form (self);
  else if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    show_user_form (self, json_node_get_object (reply));
}

static void
ask_server (HcrmSignIn *self)
{
  set_busy (self, TRUE);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  hcrm_api_send_async (hcrm_session_get_api (self->session),
                       &(HcrmRequest){ .method = "GET", .path = "/about" }, self->cancellable,
                       about_cb, self);
}

/* `ward7:8421` means `https://ward7:8421`; only this machine goes without encryption. */
static char *
complete_address (const char *typed)
{
  if (strstr (typed, "://") != NULL)
    return g_strdup (typed);
  gboolean here = g_str_has_prefix (typed, "localhost") || g_str_has_prefix (typed, "127.");
  return g_strconcat (here ? "http://" : "https://", typed, NULL);
}

static void
connect_cb (HcrmSignIn *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->server)));
  g_autofree char *address = complete_address (typed);

  if (*typed == '\0') {
    show_message (self, _ ("Enter the server's address"));
    return;
  }
  hcrm_session_set_server (self->session, address);
  show_message (self, NULL);
  ask_server (self);
}

static void
trust_cb (HcrmSignIn *self)
{
  HcrmApi *api = hcrm_session_get_api (self->session);

  hcrm_settings_set ("certificates", hcrm_api_get_server (api), hcrm_api_get_fingerprint (api));
  hcrm_api_trust (api, hcrm_api_get_fingerprint (api));
  ask_server (self);
}

static void
change_server_cb (HcrmSignIn *self)
{
  show_message (self, NULL);
  gtk_editable_set_text (self->server, hcrm_api_get_server (hcrm_session_get_api (self->session)));
  gtk_widget_set_visible (self->sample, FALSE);
  show_server_form (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->server));
}

/* Nothing is asked of the network before the first frame has been drawn. */
static void
mapped_cb (HcrmSignIn *self)
{
  if (hcrm_session_get_api (self->session) != NULL)
    ask_server (self);
}

GtkWidget *
hcrm_sign_in_new (HcrmSession *session, const char *user)
{
  HcrmSignIn *self = g_object_new (HCRM_TYPE_SIGN_IN, NULL);
  HcrmApi *api = hcrm_session_get_api (session);
  g_autofree char *last = hcrm_settings_get ("client", "user");

  self->session = g_object_ref (session);
  self->user_at_once = g_strdup (user);
  if (last != NULL)
    gtk_editable_set_text (self->username, last);
  gtk_editable_set_text (self->server, api != NULL ? hcrm_api_get_server (api) : "");
  gtk_stack_set_visible_child_name (self->stack, api != NULL ? "waiting" : "server");
  return GTK_WIDGET (self);
}

static void
hcrm_sign_in_dispose (GObject *object)
{
  HcrmSignIn *self = HCRM_SIGN_IN (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  hcrm_template_dispose (object);
  g_clear_object (&self->session);
  g_clear_pointer (&self->user_at_once, g_free);
  G_OBJECT_CLASS (hcrm_sign_in_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, hospital);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, subtitle);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, stack);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, server);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, certificate);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, fingerprint);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, certificate_text);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, trust);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, server_name);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, username);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, password);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, submit);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, spinner);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, message);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, update);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, sample);
  gtk_widget_class_bind_template_child (klass, HcrmSignIn, users);
}

static void
hcrm_sign_in_class_init (HcrmSignInClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_sign_in_dispose;
  g_type_ensure (HCRM_TYPE_UPDATE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-sign-in.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, trust_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_server_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_activated_cb);
}

static gboolean
first_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  if (gdk_frame_clock_get_frame_counter (clock) < 1)
    return G_SOURCE_CONTINUE;
  mapped_cb (HCRM_SIGN_IN (widget));
  return G_SOURCE_REMOVE;
}

static void
hcrm_sign_in_init (HcrmSignIn *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_tick_callback (GTK_WIDGET (self), first_frame_cb, NULL, NULL);
}
