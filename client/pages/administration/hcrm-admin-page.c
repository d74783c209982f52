/* SPDX-License-Identifier: GPL-3.0-or-later */

/* List, one of it, saving, steps, drafts and conflicts: the same for all that is administered. */

#include "hcrm-admin-page.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

typedef struct {
  GtkLabel *heading;
  GtkLabel *count;
  GtkWidget *create;
  GtkLabel *create_label;
  GtkBox *filters;
  GtkBox *head;
  GtkStack *views;
  HcrmRecordList *list;
  GtkStack *stack;
  GtkWidget *panel;
  GtkLabel *name;
  GtkLabel *state;
  GtkLabel *detail;
  GtkBox *body;
  GtkWidget *actions;
  GtkBox *steps;
  GtkWidget *save;
  GtkLabel *save_label;

  HcrmRecord *record;
  char *step; /* under way, or asked about */
  gboolean is_new;
  gint64 beneath; /* the row that was chosen when the new one was begun; 0: none yet */
  gboolean dirty;
  gboolean quiet; /* the program fills in, nobody types */
  gboolean saving;
  gboolean loaded;
} HcrmAdminPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmAdminPage, hcrm_admin_page, HCRM_TYPE_PAGE)

#define PRIV(self) ((HcrmAdminPagePrivate *) hcrm_admin_page_get_instance_private (self))

static const HcrmAdminInfo *
get_info (HcrmAdminPage *self)
{
  return HCRM_ADMIN_PAGE_GET_CLASS (self)->info;
}

static const HcrmPermissionSet *
get_held (HcrmAdminPage *self)
{
  return hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
}

static gboolean
may_save (HcrmAdminPage *self)
{
  int edit = get_info (self)->edit;

  return edit >= 0 && hcrm_page_may (HCRM_PAGE (self), edit);
}

gboolean
hcrm_admin_page_get_editable (HcrmAdminPage *self)
{
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  HcrmRecord *record = PRIV (self)->record;

  return may_save (self)
         && (record == NULL || klass->may_edit == NULL || klass->may_edit (self, record));
}

HcrmRecord *
hcrm_admin_page_get_record (HcrmAdminPage *self)
{
  return PRIV (self)->record;
}

gboolean
hcrm_admin_page_is_new (HcrmAdminPage *self)
{
  return PRIV (self)->is_new;
}

HcrmRecordList *
hcrm_admin_page_get_list (HcrmAdminPage *self)
{
  return PRIV (self)->list;
}

void
hcrm_admin_page_add_retired (HcrmAdminPage *self, gboolean retired, JsonObject *body)
{
  HcrmRecord *record = PRIV (self)->record;
  const char *since = record != NULL ? hcrm_record_get (record, "retired_at") : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *text = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  if (PRIV (self)->is_new)
    return;
  if (retired)
    json_object_set_string_member (body, "retired_at", since != NULL ? since : text);
  else
    json_object_set_null_member (body, "retired_at");
}

static char *
make_path (HcrmAdminPage *self, const char *action)
{
  HcrmAdminPagePrivate *priv = PRIV (self);
  g_autofree char *one = g_strdup_printf ("%s/%" G_GINT64_FORMAT, get_info (self)->path,
                                          hcrm_record_get_int (priv->record, "id"));

  return action != NULL ? g_strconcat (one, "/actions/", action, NULL) : g_steal_pointer (&one);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static char *
make_ref (HcrmAdminPage *self)
{
  HcrmRecord *record = PRIV (self)->record;

  return record != NULL ? g_strdup (hcrm_record_get (record, "id")) : g_strdup ("new");
}

static void
set_dirty (HcrmAdminPage *self, gboolean dirty)
{
  PRIV (self)->dirty = dirty;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "admin.save",
                                 (dirty || PRIV (self)->is_new)
                                     && hcrm_admin_page_get_editable (self));
}

static void
clear_draft (HcrmAdminPage *self)
{
  g_autofree char *ref = make_ref (self);

  if (HCRM_ADMIN_PAGE_GET_CLASS (self)->dup_body != NULL)
    hcrm_page_clear_draft (HCRM_PAGE (self), get_info (self)->entity, ref);
}

void
hcrm_admin_page_changed (HcrmAdminPage *self)
{
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  g_autofree char *ref = make_ref (self);

  if (PRIV (self)->quiet || !hcrm_admin_page_get_editable (self))
    return;
  set_dirty (self, TRUE);
  g_autoptr (JsonNode) body = klass->dup_body (self);
  hcrm_page_save_draft (HCRM_PAGE (self), get_info (self)->entity, ref, body);
}

static void
take_body (HcrmAdminPage *self, JsonNode *body)
{
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);

  if (body == NULL || !JSON_NODE_HOLDS_OBJECT (body) || klass->take_body == NULL)
    return;
  PRIV (self)->quiet = TRUE;
  klass->take_body (self, body);
  PRIV (self)->quiet = FALSE;
  set_dirty (self, TRUE);
}

static void
take_draft (HcrmAdminPage *self)
{
  g_autofree char *ref = make_ref (self);
  g_autoptr (JsonNode) draft =
      hcrm_admin_page_get_editable (self)
          ? hcrm_page_load_draft (HCRM_PAGE (self), get_info (self)->entity, ref)
          : NULL;

  take_body (self, draft);
}

static void
hcrm_admin_page_take_draft (HcrmPage *page, const char *kind, const char *ref, JsonNode *content)
{
  HcrmAdminPage *self = HCRM_ADMIN_PAGE (page);
  g_autofree char *shown = make_ref (self);

  if (g_strcmp0 (shown, ref) == 0 && hcrm_admin_page_get_editable (self))
    take_body (self, content);
}

/* --- one of them ------------------------------------------------------------------------------ */

static void
show_head (HcrmAdminPage *self)
{
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  HcrmAdminPagePrivate *priv = PRIV (self);
  HcrmRecord *record = priv->record;
  g_autofree char *name = record == NULL        ? g_strdup (gettext (klass->info->create))
                          : klass->name != NULL ? klass->name (record)
                                                : g_strdup (hcrm_text_field (record, "name"));
  g_autofree char *detail =
      record != NULL && klass->describe != NULL ? klass->describe (record) : g_strdup ("");

  gtk_label_set_text (priv->name, name);
  gtk_label_set_text (priv->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (priv->detail), *detail != '\0');
  gtk_widget_set_visible (GTK_WIDGET (priv->state), FALSE);
  if (klass->info->flow != NULL && record != NULL) {
    gtk_widget_set_visible (GTK_WIDGET (priv->state), TRUE);
    hcrm_pill_set_state (priv->state, klass->info->flow, hcrm_record_get (record, "state"));
  }
}

/* What the panel itself does by its primary button needs no button of its own. */
static void
hide_edit_step (HcrmAdminPage *self)
{
  for (GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (PRIV (self)->steps));
       button != NULL; button = gtk_widget_get_next_sibling (button)) {
    GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));
    if (g_strcmp0 (g_variant_get_string (target, NULL), "edit") == 0)
      gtk_widget_set_visible (button, FALSE);
  }
}

static void
show_actions (HcrmAdminPage *self)
{
  HcrmAdminPagePrivate *priv = PRIV (self);
  const HcrmWorkflow *flow = get_info (self)->flow;
  gboolean editable = hcrm_admin_page_get_editable (self);

  if (flow != NULL)
    hcrm_step_bar_fill (priv->steps, "admin.step", flow,
                        priv->record != NULL ? hcrm_record_get (priv->record, "state") : NULL,
                        get_held (self));
  hide_edit_step (self);
  gboolean steps = gtk_widget_get_first_child (GTK_WIDGET (priv->steps)) != NULL;
  gtk_widget_set_visible (GTK_WIDGET (priv->steps), steps);
  gtk_label_set_text (priv->save_label, priv->is_new && get_info (self)->submit_new != NULL
                                            ? gettext (get_info (self)->submit_new)
                                            : _ ("Save"));
  gtk_widget_set_visible (priv->save, editable && !get_info (self)->steps_only);
  gtk_widget_set_visible (priv->actions, editable || steps);
}

static void
show_one (HcrmAdminPage *self)
{
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  HcrmAdminPagePrivate *priv = PRIV (self);

  hcrm_page_set_record (HCRM_PAGE (self), get_info (self)->entity,
                        priv->record != NULL ? hcrm_record_get_int (priv->record, "id") : 0);
  gtk_stack_set_visible_child_name (priv->stack,
                                    priv->record != NULL || priv->is_new ? "one" : "none");
  if (priv->record == NULL && !priv->is_new)
    return;
  show_head (self);
  priv->quiet = TRUE;
  klass->show (self, priv->record);
  if (klass->set_editable != NULL)
    klass->set_editable (self, hcrm_admin_page_get_editable (self));
  priv->quiet = FALSE;
  show_actions (self);
  set_dirty (self, FALSE);
  take_draft (self);
}

static void
take_record (HcrmAdminPage *self, JsonNode *reply)
{
  HcrmAdminPagePrivate *priv = PRIV (self);
  g_autoptr (HcrmRecord) record = hcrm_record_new (get_info (self)->list->set);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (record, json_node_get_object (reply), TRUE, NULL))
    return;
  priv->is_new = FALSE;
  g_set_object (&priv->record, record);
}

static void
fetched_cb (gpointer data, JsonNode *reply)
{
  HcrmAdminPage *self = data;
  HcrmAdminPagePrivate *priv = PRIV (self);
  gint64 id = json_object_get_int_member_with_default (json_node_get_object (reply), "id", 0);

  if (priv->is_new || id != hcrm_record_list_get_selected_id (priv->list))
    return;
  take_record (self, reply);
  show_one (self);
}

static void
fetch (HcrmAdminPage *self)
{
  gint64 id = hcrm_record_list_get_selected_id (PRIV (self)->list);
  g_autofree char *path = g_strdup_printf ("%s/%" G_GINT64_FORMAT, get_info (self)->path, id);

  if (id != 0)
    hcrm_page_call (HCRM_PAGE (self), "GET", path, NULL, fetched_cb);
}

static void
selection_changed_cb (HcrmAdminPage *self)
{
  HcrmAdminPagePrivate *priv = PRIV (self);
  HcrmRecord *record = hcrm_record_list_get_selected (priv->list);
  gint64 id = hcrm_record_list_get_selected_id (priv->list);

  if (id == 0 || (priv->record != NULL && hcrm_record_get_int (priv->record, "id") == id))
    return;
  /* The list has chosen its first row by itself, as it was loaded: nobody left the new one. */
  if (priv->is_new && (priv->beneath == 0 || priv->beneath == id)) {
    priv->beneath = id;
    return;
  }
  priv->is_new = FALSE;
  if (!get_info (self)->whole) {
    fetch (self);
    return;
  }
  g_set_object (&priv->record, record);
  show_one (self);
}

void
hcrm_admin_page_leave (HcrmAdminPage *self)
{
  HcrmAdminPagePrivate *priv = PRIV (self);
  gint64 left = hcrm_record_list_get_selected_id (priv->list);

  hcrm_record_list_move (priv->list, 1);
  if (hcrm_record_list_get_selected_id (priv->list) == left)
    hcrm_record_list_move (priv->list, -1);
  if (hcrm_record_list_get_selected_id (priv->list) != left)
    return;
  hcrm_record_list_select_id (priv->list, 0);
  g_clear_object (&priv->record);
  show_one (self);
}

void
hcrm_admin_page_select (HcrmAdminPage *self, gint64 id)
{
  PRIV (self)->is_new = FALSE;
  if (hcrm_record_list_get_selected_id (PRIV (self)->list) == id)
    selection_changed_cb (self);
  hcrm_record_list_select_id (PRIV (self)->list, id);
  /* One that the list does not show now is not told of by it. */
  if (!get_info (self)->whole && hcrm_record_list_get_selected (PRIV (self)->list) == NULL)
    fetch (self);
}

/* --- saving ----------------------------------------------------------------------------------- */

static void
saved_cb (gpointer data, JsonNode *reply)
{
  HcrmAdminPage *self = data;
  HcrmAdminPagePrivate *priv = PRIV (self);
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  gboolean created = priv->is_new;

  priv->saving = FALSE;
  clear_draft (self);
  take_record (self, reply);
  show_one (self);
  if (klass->saved != NULL)
    klass->saved (self, created);
  hcrm_page_toast (HCRM_PAGE (self), _ ("Saved"), NULL, NULL);
  hcrm_record_list_refresh (priv->list);
  if (created && priv->record != NULL)
    hcrm_record_list_select_id (priv->list, hcrm_record_get_int (priv->record, "id"));
}

static gboolean
save_failed_cb (gpointer data, const GError *error)
{
  PRIV (data)->saving = FALSE;
  return FALSE;
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmAdminPage *self = HCRM_ADMIN_PAGE (widget);
  HcrmAdminPagePrivate *priv = PRIV (self);
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);

  if (priv->saving || klass->info->steps_only || !hcrm_admin_page_get_editable (self)
      || klass->dup_body == NULL || (priv->record == NULL && !priv->is_new)
      || (klass->check != NULL && !klass->check (self)))
    return;
  g_autoptr (JsonNode) body = klass->dup_body (self);
  g_autofree char *path =
      priv->is_new ? g_strdup (klass->info->create_path != NULL ? klass->info->create_path
                                                                : klass->info->path)
                   : make_path (self, NULL);

  if (klass->finish_body != NULL)
    klass->finish_body (self, json_node_get_object (body));
  priv->saving = TRUE;
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = priv->is_new ? "POST" : "PATCH",
                                  .path = path,
                                  .body = body,
                                  .seen = priv->is_new ? NULL : priv->record },
                  saved_cb, save_failed_cb);
}

/* The first of what is typed. Tab would go by where things stand, and what has only just come into
 * sight stands nowhere yet. */
static void
focus_first (HcrmAdminPage *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (PRIV (self)->body));

  while (
      child != NULL
      && !(gtk_widget_get_visible (child) && gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD)))
    child = gtk_widget_get_next_sibling (child);
}

static void
create_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmAdminPage *self = HCRM_ADMIN_PAGE (widget);
  HcrmAdminPagePrivate *priv = PRIV (self);

  if (get_info (self)->create == NULL || !may_save (self))
    return;
  priv->is_new = TRUE;
  priv->beneath = hcrm_record_list_get_selected_id (priv->list);
  g_clear_object (&priv->record);
  show_one (self);
  focus_first (self);
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
stepped_cb (gpointer data, JsonNode *reply)
{
  HcrmAdminPage *self = data;
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  g_autofree char *action = g_steal_pointer (&PRIV (self)->step);

  clear_draft (self);
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply)
      && json_object_get_int_member_with_default (json_node_get_object (reply), "id", 0)
             == hcrm_record_get_int (PRIV (self)->record, "id"))
    take_record (self, reply);
  show_one (self);
  if (klass->stepped != NULL)
    klass->stepped (self, action, reply);
  hcrm_page_refresh (HCRM_PAGE (self));
}

static gboolean
step_failed_cb (gpointer data, const GError *error)
{
  g_clear_pointer (&PRIV (data)->step, g_free);
  return FALSE;
}

static JsonNode *
make_step_body (const char *reason)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (reason != NULL)
    json_object_set_string_member (object, "reason", reason);
  return json_node_init_object (json_node_alloc (), object);
}

static void
send_step (HcrmAdminPage *self, const char *reason)
{
  HcrmAdminPagePrivate *priv = PRIV (self);
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  g_autofree char *path = make_path (self, priv->step);
  g_autoptr (JsonNode) own =
      klass->dup_step_body != NULL ? klass->dup_step_body (self, priv->step, reason) : NULL;
  g_autoptr (JsonNode) body = own != NULL ? g_steal_pointer (&own) : make_step_body (reason);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .seen = priv->record },
                  stepped_cb, step_failed_cb);
}

static const HcrmStep *
find_step (HcrmAdminPage *self, const char *action)
{
  const char *state =
      PRIV (self)->record != NULL ? hcrm_record_get (PRIV (self)->record, "state") : NULL;

  return get_info (self)->flow != NULL && state != NULL
             ? hcrm_workflow_find (get_info (self)->flow, state, action, get_held (self), NULL)
             : NULL;
}

static void
answered_cb (gpointer data, gboolean yes, const char *reason)
{
  HcrmAdminPage *self = data;

  if (yes && PRIV (self)->record != NULL)
    send_step (self, reason);
  else
    g_clear_pointer (&PRIV (self)->step, g_free);
}

static void
ask (HcrmAdminPage *self, const HcrmStep *step)
{
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);
  g_autofree char *own =
      klass->dup_question != NULL ? klass->dup_question (self, step->action) : NULL;

  hcrm_ask (GTK_WIDGET (self), gettext (step->label),
            own != NULL ? own : gtk_label_get_text (PRIV (self)->name), gettext (step->label),
            (step->flags & HCRM_STEP_REASON) != 0, answered_cb, self);
}

void
hcrm_admin_page_take_step (HcrmAdminPage *self, const char *action)
{
  const HcrmStep *step = find_step (self, action);

  if (step == NULL || PRIV (self)->step != NULL)
    return;
  if (PRIV (self)->dirty && !get_info (self)->steps_only) {
    hcrm_page_toast (HCRM_PAGE (self), _ ("Save what you changed first"), NULL, NULL);
    return;
  }
  PRIV (self)->step = g_strdup (action);
  if (step->flags & (HCRM_STEP_DESTRUCTIVE | HCRM_STEP_REASON))
    ask (self, step);
  else
    send_step (self, NULL);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  hcrm_admin_page_take_step (HCRM_ADMIN_PAGE (widget), g_variant_get_string (action, NULL));
}

/* --- the list --------------------------------------------------------------------------------- */

static void
show_count (HcrmAdminPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (PRIV (self)->list);

  gtk_label_set_text (PRIV (self)->count, count);
  if (hcrm_record_list_get_selected_id (PRIV (self)->list) == 0 && !PRIV (self)->is_new)
    hcrm_record_list_move (PRIV (self)->list, 1);
  /* Who has begun a new one meanwhile types there. */
  if (!PRIV (self)->loaded && !PRIV (self)->is_new)
    gtk_widget_grab_focus (gtk_stack_get_visible_child (PRIV (self)->views));
  PRIV (self)->loaded = TRUE;
}

static void
status_cb (HcrmAdminPage *self)
{
  g_autofree char *status = NULL;

  g_object_get (PRIV (self)->list, "status", &status, NULL);
  hcrm_page_set_status (HCRM_PAGE (self), status);
}

static void
activate_cb (HcrmAdminPage *self)
{
  HcrmAdminPageClass *klass = HCRM_ADMIN_PAGE_GET_CLASS (self);

  if (klass->enter != NULL)
    klass->enter (self);
  else
    gtk_widget_child_focus (GTK_WIDGET (PRIV (self)->body), GTK_DIR_TAB_FORWARD);
}

static void
filter_changed_cb (HcrmAdminPage *self, HcrmInput *input)
{
  const HcrmField *field = hcrm_input_get_field (input);
  g_autofree char *value = hcrm_input_dup_value (input);
  g_autoptr (HcrmRecord) record = hcrm_record_new (get_info (self)->query);

  hcrm_record_set (record, field->name, value);
  gboolean good = hcrm_record_check (record, NULL);
  hcrm_input_set_invalid (input, !good);
  if (good)
    hcrm_record_list_set_filter (PRIV (self)->list, field->name, value);
}

static void
add_filter (HcrmAdminPage *self, const HcrmField *field)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (gettext (field->label)), *input = hcrm_input_new_filter (field);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), input);
  g_signal_connect_swapped (input, "changed", G_CALLBACK (filter_changed_cb), self);
  gtk_box_append (PRIV (self)->filters, box);
}

static void
add_filters (HcrmAdminPage *self)
{
  const HcrmAdminInfo *info = get_info (self);

  for (const char *const *name = info->filters; name != NULL && *name != NULL; name++)
    add_filter (self, &info->query->fields[hcrm_field_set_find (info->query, *name)]);
  GtkWidget *columns = hcrm_record_list_new_buttons (PRIV (self)->list);
  gtk_widget_set_hexpand (columns, TRUE);
  gtk_widget_set_halign (columns, GTK_ALIGN_END);
  gtk_box_append (PRIV (self)->filters, columns);
}

/* --- the page --------------------------------------------------------------------------------- */

void
hcrm_admin_page_add (HcrmAdminPage *self, const char *title, GtkWidget *widget)
{
  GtkWidget *card = hcrm_card_new (title);

  gtk_box_append (GTK_BOX (card), widget);
  gtk_box_append (PRIV (self)->body, card);
}

void
hcrm_admin_page_add_filter (HcrmAdminPage *self, GtkWidget *widget)
{
  gtk_box_prepend (PRIV (self)->filters, widget);
}

void
hcrm_admin_page_add_head (HcrmAdminPage *self, GtkWidget *widget)
{
  gtk_box_append (PRIV (self)->head, widget);
}

void
hcrm_admin_page_set_view (HcrmAdminPage *self, const char *title, GtkWidget *view)
{
  HcrmAdminPagePrivate *priv = PRIV (self);
  GtkWidget *switcher = gtk_stack_switcher_new ();

  gtk_stack_add_titled (priv->views, view, "view", title);
  gtk_stack_set_visible_child_name (priv->views, "view");
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (switcher), priv->views);
  gtk_widget_add_css_class (switcher, "views");
  hcrm_admin_page_add_filter (self, switcher);
}

static void
hcrm_admin_page_refresh (HcrmPage *base)
{
  HcrmAdminPage *self = HCRM_ADMIN_PAGE (base);
  HcrmAdminPagePrivate *priv = PRIV (self);

  hcrm_record_list_refresh (priv->list);
  if (!priv->dirty && !priv->is_new && priv->record != NULL && !get_info (self)->whole)
    fetch (self);
}

/* Esc goes back to the list; what was typed is kept as a draft. */
static gboolean
hcrm_admin_page_back (HcrmPage *base)
{
  HcrmAdminPagePrivate *priv = PRIV (HCRM_ADMIN_PAGE (base));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (base));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (priv->is_new) {
    priv->is_new = FALSE;
    show_one (HCRM_ADMIN_PAGE (base));
    selection_changed_cb (HCRM_ADMIN_PAGE (base));
  } else if (focus == NULL || !gtk_widget_is_ancestor (focus, priv->panel)) {
    return FALSE;
  }
  gtk_widget_grab_focus (GTK_WIDGET (priv->list));
  return TRUE;
}

static void
hcrm_admin_page_filter (HcrmPage *base)
{
  gtk_widget_child_focus (GTK_WIDGET (PRIV (HCRM_ADMIN_PAGE (base))->filters), GTK_DIR_TAB_FORWARD);
}

static void
hcrm_admin_page_create (HcrmPage *base)
{
  gtk_widget_activate_action (GTK_WIDGET (base), "admin.create", NULL);
}

static const HcrmKeyHint hints[] = {
  { "Ctrl F", N_ ("filter") },
    { "Ctrl N", N_ ("new") },
      { "Enter", N_ ("edit") },
        { "Ctrl Enter", N_ ("save") }, { NULL },
      };

/* Who may change nothing here is offered no key for it. Pages with keys of their own say whose each
 * is. */
static gboolean
hcrm_admin_page_has_key (HcrmPage *base, const char *key)
{
  HcrmAdminPage *self = HCRM_ADMIN_PAGE (base);

  if (HCRM_PAGE_GET_CLASS (base)->hints != hints || g_str_equal (key, "Ctrl F"))
    return TRUE;
  if (g_str_equal (key, "Ctrl N"))
    return get_info (self)->create != NULL && may_save (self);
  return may_save (self);
}

static void
hcrm_admin_page_submit (HcrmPage *base)
{
  gtk_widget_activate_action (GTK_WIDGET (base), "admin.save", NULL);
}

static JsonNode *
hcrm_admin_page_save_state (HcrmPage *base)
{
  return hcrm_record_list_dup_state (PRIV (HCRM_ADMIN_PAGE (base))->list);
}

static void
hcrm_admin_page_restore_state (HcrmPage *base, JsonNode *state)
{
  hcrm_record_list_take_state (PRIV (HCRM_ADMIN_PAGE (base))->list, state);
}

/* `id=4`: goes to that one. */
static void
hcrm_admin_page_show_query (HcrmPage *base, const char *query)
{
  if (g_str_has_prefix (query, "id="))
    hcrm_admin_page_select (HCRM_ADMIN_PAGE (base), g_ascii_strtoll (query + 3, NULL, 10));
}

static void
hcrm_admin_page_constructed (GObject *object)
{
  HcrmAdminPage *self = HCRM_ADMIN_PAGE (object);
  HcrmAdminPagePrivate *priv = PRIV (self);
  const HcrmAdminInfo *info = get_info (self);

  G_OBJECT_CLASS (hcrm_admin_page_parent_class)->constructed (object);
  gtk_label_set_text (priv->heading, gettext (info->title));
  gtk_widget_set_visible (priv->create, info->create != NULL && may_save (self));
  if (info->create != NULL)
    gtk_label_set_text (priv->create_label, gettext (info->create));
  gtk_widget_set_size_request (GTK_WIDGET (priv->stack), info->width, -1);
  hcrm_record_list_setup (priv->list, hcrm_page_get_session (HCRM_PAGE (self)), info->list);
  hcrm_record_list_set_readonly (priv->list, !gtk_widget_get_visible (priv->create));
  add_filters (self);
}

static void
hcrm_admin_page_dispose (GObject *object)
{
  g_clear_object (&PRIV (HCRM_ADMIN_PAGE (object))->record);
  /* The template is the parent type's; GTK only lets the widget's own type dispose of one. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (hcrm_admin_page_parent_class)->dispose (object);
}

static void
hcrm_admin_page_finalize (GObject *object)
{
  g_free (PRIV (HCRM_ADMIN_PAGE (object))->step);
  G_OBJECT_CLASS (hcrm_admin_page_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child_private (klass, HcrmAdminPage, name)

static void
bind_children (GtkWidgetClass *klass)
{
  BIND (heading);
  BIND (count);
  BIND (create);
  BIND (create_label);
  BIND (filters);
  BIND (head);
  BIND (views);
  BIND (list);
  BIND (stack);
  BIND (panel);
  BIND (name);
  BIND (state);
  BIND (detail);
  BIND (body);
  BIND (actions);
  BIND (steps);
  BIND (save);
  BIND (save_label);
  gtk_widget_class_bind_template_callback (klass, activate_cb);
  gtk_widget_class_bind_template_callback (klass, selection_changed_cb);
  gtk_widget_class_bind_template_callback (klass, show_count);
  gtk_widget_class_bind_template_callback (klass, status_cb);
}

static void
hcrm_admin_page_class_init (HcrmAdminPageClass *klass)
{
  HcrmPageClass *page_class = HCRM_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_admin_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_admin_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_admin_page_finalize;
  page_class->refresh = hcrm_admin_page_refresh;
  page_class->back = hcrm_admin_page_back;
  page_class->filter = hcrm_admin_page_filter;
  page_class->take_draft = hcrm_admin_page_take_draft;
  page_class->create = hcrm_admin_page_create;
  page_class->submit = hcrm_admin_page_submit;
  page_class->save_state = hcrm_admin_page_save_state;
  page_class->restore_state = hcrm_admin_page_restore_state;
  page_class->show_query = hcrm_admin_page_show_query;
  page_class->hints = hints;
  page_class->has_key = hcrm_admin_page_has_key;
  gtk_widget_class_install_action (widget_class, "admin.create", NULL, create_action);
  gtk_widget_class_install_action (widget_class, "admin.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "admin.step", "s", step_action);
  g_type_ensure (HCRM_TYPE_RECORD_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/administration/hcrm-admin-page.ui");
  bind_children (widget_class);
}

static void
hcrm_admin_page_init (HcrmAdminPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
