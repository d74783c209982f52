/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of follow-up tasks with the steps that can be taken from it. */

#include "hcrm-worklist-page.h"

#include "hcrm-task-form.h"
#include "hcrm-task-panel.h"
#include "hcrm-worklist-columns.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

#define DETAILS_AFTER_MS 120
#define LAST_ATTEMPTS 5
#define OPEN_BUCKETS "bucket=overdue&bucket=today&bucket=soon"
#define N_BUCKETS 3

struct _HcrmWorklistPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  HcrmTaskPanel *panel;
  GtkStack *actions;
  GtkWidget *manage;
  HcrmTaskForm *form;
  guint details_id;
  gint64 in_buckets[N_BUCKETS]; /* as in buckets[]; -1 while not known */
  gboolean focused;
  gboolean people_loaded;
};

G_DEFINE_FINAL_TYPE (HcrmWorklistPage, hcrm_worklist_page, HCRM_TYPE_LIST_PAGE)

static const char *const buckets[N_BUCKETS] = { "overdue", "today", "soon" };

static const HcrmView centre_view = { N_ ("Service centre"), "owner=centre&" OPEN_BUCKETS };
static const HcrmView ward_view = { N_ ("Nurses"), "owner=nurse&" OPEN_BUCKETS };
static const HcrmView own_view = { N_ ("My first calls"),
                                       "assignee=me&owner=doctor&" OPEN_BUCKETS };

static const HcrmView common_views[] = {
  { N_ ("Third attempt"), "state=open&attempts_from=2" },
    { N_ ("Mine"), "assignee=me&" OPEN_BUCKETS }, { N_ ("All overdue"), "bucket=overdue" },
                                                    { N_ ("All due today"), "bucket=today" },
     };

static HcrmPage *
page (gpointer self)
{
  return HCRM_PAGE (self);
}

/* --- counts ----------------------------------------------------------------------------------- */

static void
show_counts (HcrmWorklistPage *self)
{
  static const char *const words[] = { N_ ("%s overdue"), N_ ("%s today"), N_ ("%s soon") };
  g_autofree char *count = hcrm_record_list_dup_count (self->list);
  g_autoptr (GString) text = g_string_new (NULL);

  if (*count != '\0')
    g_string_append_printf (text, _ ("%s in all"), count);
  for (guint i = 0; i < N_BUCKETS; i++) {
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, self->in_buckets[i]);
    if (self->in_buckets[i] < 0)
      continue;
    g_string_append (text, "\u2003");
    g_string_append_printf (text, gettext (words[i]), number);
  }
  gtk_label_set_text (self->counts, text->str);
}

/* The keys of the list work from the first moment; later the focus is the user's. */
static void
loaded_cb (HcrmWorklistPage *self)
{
  show_counts (self);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
take_count (HcrmWorklistPage *self, guint bucket, JsonNode *reply)
{
  JsonObject *object = json_node_get_object (reply);

  if (!json_object_has_member (object, "total"))
    return;
  self->in_buckets[bucket] =
      json_object_get_int_member_with_default (json_object_get_object_member (object, "total"),
                                               "value", -1);
  show_counts (self);
}

static void
overdue_cb (gpointer self, JsonNode *reply)
{
  take_count (self, 0, reply);
}

static void
today_cb (gpointer self, JsonNode *reply)
{
  take_count (self, 1, reply);
}

static void
soon_cb (gpointer self, JsonNode *reply)
{
  take_count (self, 2, reply);
}

/* The list's own conditions, with another bucket in place of theirs. */
static char *
make_count_path (HcrmWorklistPage *self, const char *bucket)
{
  g_autofree char *query = hcrm_filter_bar_dup_query (self->filters);
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);
  GString *path = g_string_new ("/followup-tasks?limit=1&bucket=");

  g_string_append (path, bucket);
  for (char **pair = pairs; *pair != NULL; pair++)
    if (**pair != '\0' && !g_str_has_prefix (*pair, "bucket="))
      g_string_append_printf (path, "&%s", *pair);
  return g_string_free (path, FALSE);
}

static gboolean
ignore_failure (gpointer self, const GError *error)
{
  return TRUE;
}

/* What is fetched beside the list: the list says what is wrong with the line, and once is enough.
 */
static void
fetch (HcrmWorklistPage *self, const char *path, HcrmReplyFunc done)
{
  hcrm_page_send (page (self), &(HcrmRequest){ .method = "GET", .path = path }, done,
                  ignore_failure);
}

static void
fetch_counts (HcrmWorklistPage *self)
{
  static const HcrmReplyFunc done[N_BUCKETS] = { overdue_cb, today_cb, soon_cb };

  for (guint i = 0; i < N_BUCKETS; i++) {
    g_autofree char *path = make_count_path (self, buckets[i]);
    fetch (self, path, done[i]);
  }
}

/* --- the panel -------------------------------------------------------------------------------- */

static void
plan_cb (gpointer self, JsonNode *reply)
{
  hcrm_task_panel_set_plan (HCRM_WORKLIST_PAGE (self)->panel, reply);
}

/* A reply may come when another patient is chosen already. */
static gboolean
is_about_chosen (HcrmWorklistPage *self, JsonNode *reply)
{
  HcrmRecord *task = hcrm_record_list_get_selected (self->list);
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  if (task == NULL || json_array_get_length (items) == 0)
    return task != NULL;
  gint64 about = json_object_get_int_member_with_default (json_array_get_object_element (items, 0),
                                                          "patient_id", 0);
  return about == 0 || about == hcrm_record_get_int (task, "patient_id")
         || about == hcrm_record_get_int (task, "survivor_id");
}

static void
attempts_cb (gpointer self, JsonNode *reply)
{
  if (is_about_chosen (self, reply))
    hcrm_task_panel_set_attempts (HCRM_WORKLIST_PAGE (self)->panel, reply);
}

static void
contacts_cb (gpointer self, JsonNode *reply)
{
  if (is_about_chosen (self, reply))
    hcrm_task_panel_set_contacts (HCRM_WORKLIST_PAGE (self)->panel, reply);
}

static void
details_cb (gpointer data)
{
  HcrmWorklistPage *self = data;
  HcrmRecord *task = hcrm_record_list_get_selected (self->list);

  self->details_id = 0;
  if (task == NULL)
    return;
  gint64 patient = hcrm_record_get_int (task, "survivor_id");
  if (patient == 0)
    patient = hcrm_record_get_int (task, "patient_id");
  g_autofree char *plan =
      g_strdup_printf ("/followup-plans/%" G_GINT64_FORMAT, hcrm_record_get_int (task, "plan_id"));
  g_autofree char *attempts =
      g_strdup_printf ("/attempts?sort=-started_at&patient_id=%" G_GINT64_FORMAT "&limit=%d",
                       patient, LAST_ATTEMPTS);
  g_autofree char *contacts = g_strdup_printf ("/contacts?patient_id=%" G_GINT64_FORMAT, patient);
  fetch (self, plan, plan_cb);
  fetch (self, attempts, attempts_cb);
  fetch (self, contacts, contacts_cb);
}

/* Holding Down goes through many patients: only where it stops is worth asking. */
static void
schedule_details (HcrmWorklistPage *self)
{
  g_clear_handle_id (&self->details_id, g_source_remove);
  self->details_id = g_timeout_add_once (DETAILS_AFTER_MS, details_cb, self);
}

/* --- steps ------------------------------------------------------------------------------------ */

static const char *const steps[] = { "call-now", "reschedule", "assign", "lost", "cancel" };

static gboolean
is_bulk (HcrmWorklistPage *self)
{
  return hcrm_record_list_get_n_marked (self->list) > 1;
}

static void
show_steps (HcrmWorklistPage *self)
{
  HcrmRecord *task = hcrm_record_list_get_selected (self->list);
  const char *state = task != NULL ? hcrm_record_get (task, "state") : NULL;
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (page (self)));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *action = g_strconcat ("task.", steps[i], NULL);
    gboolean may =
        state != NULL && (!is_bulk (self) || g_str_equal (steps[i], "assign"))
        && hcrm_workflow_find (&hcrm_followup_task_workflow, state, steps[i], held, NULL) != NULL;
    gtk_widget_action_set_enabled (GTK_WIDGET (self), action, may);
  }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "task.open", task != NULL);
}

static void
close_form (HcrmWorklistPage *self)
{
  if (g_str_equal (gtk_stack_get_visible_child_name (self->actions), "buttons"))
    return;
  gtk_stack_set_visible_child_name (self->actions, "buttons");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
people_cb (gpointer data, JsonNode *reply)
{
  HcrmWorklistPage *self = data;

  self->people_loaded = TRUE;
  hcrm_task_form_set_people (self->form, reply);
}

static char *
make_about (HcrmRecord *task)
{
  g_autofree char *due = hcrm_text_date (hcrm_record_get (task, "due_on"));
  g_autofree char *when = g_strdup_printf (_ ("due %s"), due);

  return hcrm_text_join (hcrm_text_field (task, "patient"), hcrm_text_field (task, "template"),
                         when, NULL);
}

static char *
make_bulk_about (HcrmWorklistPage *self)
{
  guint n = hcrm_record_list_get_n_marked (self->list);

  return g_strdup_printf (ngettext ("%u follow-up step", "%u follow-up steps", n), n);
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (widget);
  HcrmRecord *task = hcrm_record_list_get_selected (self->list);
  const char *step = name + strlen ("task.");

  if (task == NULL)
    return;
  g_autofree char *about = is_bulk (self) ? make_bulk_about (self) : make_about (task);
  if (g_str_equal (step, "assign") && !self->people_loaded)
    hcrm_page_send (page (self),
                    &(HcrmRequest){ .method = "GET",
                                    .path = "/colleagues?permission=followup.work&limit=200",
                                    .whole = TRUE },
                    people_cb, ignore_failure);
  gtk_stack_set_visible_child_name (self->actions, "form");
  hcrm_task_form_open (self->form, step, about);
}

static void
stepped_cb (gpointer data, JsonNode *reply)
{
  HcrmWorklistPage *self = data;

  close_form (self);
  hcrm_page_refresh (page (self));
}

static JsonNode *
record_to_node (HcrmRecord *record)
{
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  return json_node_init_object (json_node_alloc (), object);
}

/* --- a step with several ---------------------------------------------------------------------- */

/* What was not done is listed with its reason and stays marked, to be tried again. */
static void
assigned_many_cb (gpointer data, JsonNode *reply)
{
  HcrmWorklistPage *self = data;
  guint n = hcrm_record_list_get_n_marked (self->list);
  guint failed = hcrm_record_list_take_results (self->list, reply, "patient");
  g_autofree char *done =
      g_strdup_printf (ngettext ("%u step assigned", "%u steps assigned", n - failed), n - failed);

  if (failed < n)
    hcrm_page_toast (page (self), done, NULL, NULL);
  close_form (self);
  hcrm_page_refresh (page (self));
}

static void
submit_many (HcrmWorklistPage *self)
{
  g_autoptr (HcrmRecord) record = hcrm_task_form_dup_record (self->form);
  g_autoptr (JsonObject) body = hcrm_record_to_json (record);

  hcrm_record_list_send_marked (self->list, page (self), "/followup-tasks/actions/assign", body,
                                assigned_many_cb);
}

static void
form_submit_cb (HcrmWorklistPage *self)
{
  HcrmRecord *task = hcrm_record_list_get_selected (self->list);

  if (task == NULL)
    return;
  if (is_bulk (self) && g_str_equal (hcrm_task_form_get_action (self->form), "assign")) {
    submit_many (self);
    return;
  }
  g_autoptr (HcrmRecord) record = hcrm_task_form_dup_record (self->form);
  g_autoptr (JsonNode) body = record_to_node (record);
  g_autofree char *path =
      g_strdup_printf ("/followup-tasks/%" G_GINT64_FORMAT "/actions/%s",
                       hcrm_record_get_int (task, "id"), hcrm_task_form_get_action (self->form));
  hcrm_page_send (page (self),
                  &(HcrmRequest){ .method = "POST", .path = path, .body = body, .seen = task },
                  stepped_cb, NULL);
}

static gboolean
hcrm_worklist_page_show_field_error (HcrmPage *base, const char *field, const char *message)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (base);

  return g_str_equal (gtk_stack_get_visible_child_name (self->actions), "form")
         && hcrm_task_form_show_error (self->form, field, message);
}

/* --- calling ---------------------------------------------------------------------------------- */

static void
open_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  gint64 id = hcrm_record_list_get_selected_id (HCRM_WORKLIST_PAGE (widget)->list);

  if (id != 0)
    hcrm_page_open_id (HCRM_PAGE (widget), "call", id);
}

static void
activate_cb (HcrmWorklistPage *self, HcrmRecord *task)
{
  hcrm_page_open_id (page (self), "call", hcrm_record_get_int (task, "id"));
}

static void
next_cb (gpointer self, JsonNode *reply)
{
  JsonNode *task = json_object_get_member (json_node_get_object (reply), "task");

  if (task == NULL || !JSON_NODE_HOLDS_OBJECT (task)) {
    hcrm_page_toast (self, _ ("Nothing is due that nobody works on already."), NULL, NULL);
    return;
  }
  hcrm_page_open_id (self, "call", json_object_get_int_member (json_node_get_object (task), "id"));
}

/* The next call comes from the department and the kind of work that the list is narrowed to. */
static void
narrow_next (HcrmWorklistPage *self, HcrmRecord *body)
{
  g_autofree char *query = hcrm_filter_bar_dup_query (self->filters);
  g_autoptr (GHashTable) params = g_uri_parse_params (query, -1, "&", 0, NULL);
  const char *department = g_hash_table_lookup (params, "department_id");
  const char *owner = g_hash_table_lookup (params, "owner");

  if (department != NULL && strstr (strstr (query, "department_id=") + 1, "department_id=") == NULL)
    hcrm_record_set (body, "department_id", department);
  if (owner != NULL && strstr (strstr (query, "owner=") + 1, "owner=") == NULL)
    hcrm_record_set (body, "owner", owner);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  g_autoptr (HcrmRecord) body = hcrm_record_new (&hcrm_followup_next);

  narrow_next (HCRM_WORKLIST_PAGE (widget), body);
  hcrm_page_call (HCRM_PAGE (widget), "POST", "/followup-tasks/actions/next", body, next_cb);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *by)
{
  hcrm_record_list_move (HCRM_WORKLIST_PAGE (widget)->list, g_variant_get_int32 (by));
}

/* --- views and filters ------------------------------------------------------------------------ */

static void
view_chosen_cb (HcrmWorklistPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
hcrm_worklist_page_narrowed (HcrmListPage *base, const char *query)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (base);

  for (guint i = 0; i < N_BUCKETS; i++)
    self->in_buckets[i] = -1;
  hcrm_view_switch_show_query (self->views, query);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fetch_counts (self);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
selection_changed_cb (HcrmWorklistPage *self)
{
  hcrm_task_panel_set_task (self->panel, hcrm_record_list_get_selected (self->list));
  show_steps (self);
  schedule_details (self);
}

static void
hcrm_worklist_page_refresh (HcrmPage *base)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (base);

  HCRM_PAGE_CLASS (hcrm_worklist_page_parent_class)->refresh (base);
  fetch_counts (self);
  hcrm_view_switch_read (self->views);
}

static gboolean
hcrm_worklist_page_back (HcrmPage *base)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (base);

  if (g_str_equal (gtk_stack_get_visible_child_name (self->actions), "buttons"))
    return HCRM_PAGE_CLASS (hcrm_worklist_page_parent_class)->back (base);
  close_form (self);
  return TRUE;
}

/* Ctrl+Enter: what is being asked, else the next call. */
static void
hcrm_worklist_page_submit (HcrmPage *base)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (base);

  if (g_str_equal (gtk_stack_get_visible_child_name (self->actions), "form"))
    hcrm_task_form_submit (self->form);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "task.next", NULL);
}

/* Doctors see the first calls they owe, wards their nurses' steps, the centre its own. */
static const HcrmView *
choose_view (HcrmWorklistPage *self)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (page (self)));

  if (held->scope[HCRM_PERM_FOLLOWUP_WORK] == HCRM_SCOPE_NONE
      || hcrm_page_may (page (self), HCRM_PERM_FOLLOWUP_MANAGE))
    return &centre_view;
  if (hcrm_page_may (page (self), HCRM_PERM_FOLLOWUP_DECIDE))
    return &own_view;
  return held->scope[HCRM_PERM_FOLLOWUP_WORK] == HCRM_SCOPE_DEPARTMENT ? &ward_view : &centre_view;
}

static void
hcrm_worklist_page_constructed (GObject *object)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (object);
  const HcrmView *first = choose_view (self);

  G_OBJECT_CLASS (hcrm_worklist_page_parent_class)->constructed (object);
  hcrm_view_switch_add (self->views, first);
  for (guint i = 0; i < G_N_ELEMENTS (common_views); i++)
    hcrm_view_switch_add (self->views, &common_views[i]);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &hcrm_worklist_list, self->filters,
                        hcrm_worklist_filters, hcrm_worklist_n_filters, first->query);
  hcrm_view_switch_keep_for (self->views, page (self), self->filters, "worklist");
  if (hcrm_page_may (page (self), HCRM_PERM_FOLLOWUP_MANAGE))
    hcrm_record_list_add_bulk_action (self->list, _ ("Assign"), "A", "task.assign");
  gtk_widget_set_visible (self->manage, hcrm_page_may (page (self), HCRM_PERM_FOLLOWUP_MANAGE));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "task.next",
                                 hcrm_page_may (page (self), HCRM_PERM_FOLLOWUP_WORK));
  show_steps (self);
}

static void
hcrm_worklist_page_dispose (GObject *object)
{
  HcrmWorklistPage *self = HCRM_WORKLIST_PAGE (object);

  g_clear_handle_id (&self->details_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_worklist_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "task.next", NULL, next_action);
  gtk_widget_class_install_action (klass, "task.open", NULL, open_action);
  gtk_widget_class_install_action (klass, "task.move", "i", move_action);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autofree char *name = g_strconcat ("task.", steps[i], NULL);
    gtk_widget_class_install_action (klass, name, NULL, step_action);
  }
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F9, 0, "task.next", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_l, 0, "task.reschedule", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_a, 0, "task.assign", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_b, 0, "task.call-now", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_j, 0, "task.move", "i", 1);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_k, 0, "task.move", "i", -1);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "followup_task", "followup_plan", "claim", NULL };
  static const HcrmKeyHint hints[] = {
    { "J K", N_ ("choose") },
      { "Enter", N_ ("open") },
        { "F9", N_ ("call next"), HCRM_PERM_FOLLOWUP_WORK },
          { "Shift F9", N_ ("call this one"), HCRM_PERM_CALL_WORK },
            { "B", N_ ("call now") }, { NULL },
          };

  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Every follow-up step that is due, most overdue first. F9 hands you the next one that "
          "nobody works on and opens it; two people never get the same patient. Shift+F9, or a click "
          "on the number, takes the chosen one and dials.\n\n"
          "Enter opens the chosen task, J and K or the arrows go through the list. Conditions "
          "narrow it; keep the ones you use every day as a view with the plus sign. Ctrl+G, or a "
          "letter that is no key, goes to a name or a day in the sorted column.\n\n"
          "Shift and Ctrl mark several steps, Ctrl+A all of them, to be assigned at once.\n\n"
          "A step that is rescheduled, assigned, cancelled or lost stays on record with its "
          "reason.");
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, counts);
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, views);
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, filters);
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, list);
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, panel);
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, actions);
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, manage);
  gtk_widget_class_bind_template_child (klass, HcrmWorklistPage, form);
  gtk_widget_class_bind_template_callback (klass, view_chosen_cb);
  gtk_widget_class_bind_template_callback (klass, selection_changed_cb);
  gtk_widget_class_bind_template_callback (klass, loaded_cb);
  gtk_widget_class_bind_template_callback (klass, activate_cb);
  gtk_widget_class_bind_template_callback (klass, form_submit_cb);
  gtk_widget_class_bind_template_callback (klass, close_form);
}

static void
ensure_types (void)
{
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  g_type_ensure (HCRM_TYPE_TASK_PANEL);
  g_type_ensure (HCRM_TYPE_TASK_FORM);
}

static void
hcrm_worklist_page_class_init (HcrmWorklistPageClass *klass)
{
  HcrmPageClass *page_class = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_worklist_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_worklist_page_dispose;
  HCRM_LIST_PAGE_CLASS (klass)->narrowed = hcrm_worklist_page_narrowed;
  page_class->refresh = hcrm_worklist_page_refresh;
  page_class->show_field_error = hcrm_worklist_page_show_field_error;
  page_class->back = hcrm_worklist_page_back;
  page_class->submit = hcrm_worklist_page_submit;
  describe_page (page_class);
  ensure_types ();
  install_actions (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/org/hcrm/Client/pages/followup/hcrm-worklist-page.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
hcrm_worklist_page_init (HcrmWorklistPage *self)
{
  for (guint i = 0; i < N_BUCKETS; i++)
    self->in_buckets[i] = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}
