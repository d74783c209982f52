/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Suspicious follow-ups: what is odd about each, and what came of looking into it. */

#include "hcrm-suspicions-page.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-talk.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

struct _HcrmSuspicionsPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  GtkStack *stack;
  GtkLabel *weight;
  GtkLabel *patient;
  GtkLabel *work;
  GtkLabel *facts;
  GtkBox *evidence;
  GtkLabel *outcome;
  GtkLabel *note;
  GtkLabel *looked;
  GtkWidget *tools;
  GtkWidget *listen;
  GtkWidget *open;
  HcrmRecord *shown; /* (nullable) */
  HcrmRecord *asked; /* (nullable): of which follow-up it is said, as it was read then */
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmSuspicionsPage, hcrm_suspicions_page, HCRM_TYPE_LIST_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static const char *
find_label (const HcrmChoice *choices, const char *value)
{
  for (; choices->value != NULL; choices++)
    if (g_strcmp0 (choices->value, value) == 0)
      return gettext (choices->label);
  return value;
}

static char *
make_reasons (HcrmRecord *suspicion, const char **pill)
{
  const char *json = hcrm_record_get (suspicion, "reasons");
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " · " : "",
                            find_label (hcrm_suspicion_reason_choices,
                                        json_array_get_string_element (json_node_get_array (node),
                                                                       i)));
  return g_strdup (text->str);
}

static char *
make_talk (HcrmRecord *suspicion, const char **pill)
{
  return hcrm_record_get (suspicion, "talk_seconds") != NULL
             ? hcrm_talk_dup_time (1000 * hcrm_record_get_int (suspicion, "talk_seconds"), FALSE)
             : NULL;
}

static char *
make_outcome (HcrmRecord *suspicion, const char **pill)
{
  const char *outcome = hcrm_record_get (suspicion, "outcome");

  *pill = outcome == NULL ? "bare wait" : g_strcmp0 (outcome, "fine") == 0 ? "bare ok" : "danger";
  return g_strdup (outcome != NULL ? find_label (hcrm_suspicion_outcome_choices, outcome)
                                   : _ ("Nobody has looked yet"));
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN
#define ORGANISATION HCRM_PERM_ORGANISATION_READ

/* clang-format off */
static const HcrmColumn columns[] = {
  { "weight",       NULL,  64, HCRM_CELL_NUMBER, SORT },
  { "finished_at",  NULL, 112, HCRM_CELL_TIME,   SORT },
  { "user",         NULL, 100, HCRM_CELL_TEXT,   0 },
  { "patient",      NULL, 100, HCRM_CELL_TEXT,   0 },
  { "reasons",      NULL, 220, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND, make_reasons },
  { "talk_seconds", NULL,  72, HCRM_CELL_NUMBER, 0, make_talk, .leaves = 2 },
  { "answers",      NULL,  72, HCRM_CELL_NUMBER, 0, .leaves = 3 },
  { "department",   NULL, 120, HCRM_CELL_TEXT,   0, .leaves = 1 },
  { "outcome",      NULL, 160, HCRM_CELL_PILL,   HIDDEN, make_outcome, N_("Nobody has looked yet") },
  { "looked_by",    NULL, 100, HCRM_CELL_TEXT,   HIDDEN },
  { "looked_at",    NULL, 112, HCRM_CELL_TIME,   HIDDEN },
  { "note",         NULL, 200, HCRM_CELL_TEXT,   HIDDEN },
};

static const HcrmChoice looked_choices[] = {
  { "false", N_("No") },
  { "true",  N_("Yes") },
  { NULL }
};

static const HcrmFilter filters[] = {
  { "finished_from", N_("From"),        .need = -1, .day = TRUE },
  { "finished_to",   N_("Before"),      .need = -1, .day = TRUE },
  { "agent_id",      N_("Agent"),       NULL, "/colleagues?permission=followup.work&limit=200", FALSE, ORGANISATION },
  { "department_id", N_("Department"),  NULL, "/departments?limit=200", FALSE, ORGANISATION },
  { "reason",        N_("Reason"),      hcrm_suspicion_reason_choices, NULL, FALSE, -1 },
  { "looked",        N_("Looked into"), looked_choices, NULL, TRUE, -1 },
  { "outcome",       N_("Finding"),     hcrm_suspicion_outcome_choices, NULL, FALSE, -1 },
};

#define WAITING "looked=false"

static const HcrmView views[] = {
  { N_("To look into"), WAITING },
  { N_("Not in order"), "outcome=not-fine" },
  { N_("All"), "" },
};

static const HcrmListInfo list_info = {
  .name = "suspicious-followups",
  .path = "/suspicious-followups",
  .set = &hcrm_suspicion_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-weight",
  .keys = "jkl",
  .title = N_("Suspicious follow-ups"),
  .empty = N_("Nothing is odd about the follow-ups of these days. Without conditions the last 30 days are looked at."),
};
/* clang-format on */

static void
loaded_cb (HcrmSuspicionsPage *self)
{
  hcrm_record_list_show_count (self->list, self->counts);
  hcrm_record_list_choose_one (self->list);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* --- what is odd ------------------------------------------------------------------------------ */

static GtkWidget *
new_reason (JsonObject *item)
{
  JsonNode *node = json_object_get_member (item, "params");
  g_autoptr (HcrmExplanation) words =
      hcrm_explain (hcrm_text_member (item, "code"), node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                                                         ? json_node_get_object (node)
                                                         : NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *pill = hcrm_pill_new (words->title, words->pill);

  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), pill);
  if (*words->detail != '\0')
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (words->detail, "num"));
  return box;
}

static void
show_evidence (HcrmSuspicionsPage *self)
{
  const char *json = hcrm_record_get (self->shown, "evidence");
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  hcrm_clear_box (self->evidence);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    gtk_box_append (self->evidence, new_reason (json_array_get_object_element (array, i)));
}

static char *
dup_facts (HcrmSuspicionsPage *self)
{
  g_autofree char *talk = make_talk (self->shown, NULL);
  g_autofree char *talked =
      talk != NULL ? g_strdup_printf (_ ("talk %s"), talk) : g_strdup (_ ("no talk"));
  int n = (int) hcrm_record_get_int (self->shown, "answers");
  g_autofree char *answers = g_strdup_printf (ngettext ("%d answer", "%d answers", n), n);
  const char *recording =
      hcrm_record_get (self->shown, "recording_id") != NULL ? _ ("recorded") : _ ("no recording");

  return hcrm_text_join (answers, talked, recording, NULL);
}

static void
show_who (HcrmSuspicionsPage *self)
{
  int n = (int) hcrm_record_get_int (self->shown, "weight");
  g_autofree char *weight = g_strdup_printf (_ ("Weight %d"), n);
  g_autofree char *at = hcrm_text_time (hcrm_record_get (self->shown, "finished_at"));
  g_autofree char *finished = hcrm_text_named (_ ("finished %s"), at);
  g_autofree char *work =
      hcrm_text_join (hcrm_text_field (self->shown, "user"),
                      hcrm_text_field (self->shown, "department"), finished, NULL);
  g_autofree char *facts = dup_facts (self);

  hcrm_pill_set (self->weight, weight, n >= 3 ? "danger" : n == 2 ? "warn" : "plain");
  hcrm_text_show (self->patient, hcrm_text_field (self->shown, "patient"));
  hcrm_text_show (self->work, work);
  hcrm_text_show (self->facts, facts);
}

static void
show_found (HcrmSuspicionsPage *self)
{
  const char *outcome = hcrm_record_get (self->shown, "outcome"), *pill = NULL;
  g_autofree char *words = make_outcome (self->shown, &pill);
  g_autofree char *at = hcrm_text_time (hcrm_record_get (self->shown, "looked_at"));
  g_autofree char *who = hcrm_text_join (hcrm_text_field (self->shown, "looked_by"), at, NULL);

  hcrm_pill_set (self->outcome, words, pill);
  hcrm_text_show (self->note, hcrm_text_field (self->shown, "note"));
  hcrm_text_show (self->looked, outcome != NULL ? who : "");
}

static void
show_suspicion (HcrmSuspicionsPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->shown != NULL ? "suspicion" : "none");
  gtk_widget_set_visible (self->tools, self->shown != NULL);
  if (self->shown == NULL)
    return;
  gboolean recorded = hcrm_record_get (self->shown, "recording_id") != NULL;
  gtk_widget_set_visible (self->listen,
                          recorded && hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_RECORDING_READ));
  gtk_widget_set_visible (self->open, hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_PATIENT_READ));
  show_who (self);
  show_evidence (self);
  show_found (self);
}

static void
selection_changed_cb (HcrmSuspicionsPage *self)
{
  g_set_object (&self->shown, hcrm_record_list_get_selected (self->list));
  hcrm_page_set_record (HCRM_PAGE (self), "suspicion",
                        hcrm_record_list_get_selected_id (self->list));
  show_suspicion (self);
}

/* --- what came of it -------------------------------------------------------------------------- */

static void
looked_cb (gpointer data, JsonNode *reply)
{
  hcrm_page_toast (HCRM_PAGE (data), _ ("Kept with the follow-up"), NULL, NULL);
  hcrm_page_refresh (HCRM_PAGE (data));
}

static void
filled_cb (gpointer data, HcrmRecord *record)
{
  HcrmSuspicionsPage *self = data;
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), NULL);
  g_autofree char *path = g_strdup_printf ("/suspicious-followups/%s/actions/look",
                                           hcrm_record_get (self->asked, "id"));

  json_node_take_object (body, hcrm_record_to_json (record));
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .seen = self->asked },
                  looked_cb, NULL);
}

static void
hcrm_suspicions_page_submit (HcrmPage *page)
{
  HcrmSuspicionsPage *self = HCRM_SUSPICIONS_PAGE (page);

  if (self->shown == NULL)
    return;
  g_set_object (&self->asked, self->shown);
  hcrm_form_dialog_ask (
      page, &(HcrmFormQuestion){
                .heading = _ ("What was found?"),
                              .body = _ ("It stands with the follow-up, with your name and the time. Whoever looks again can "
                                            "change it; what was said before stays in the audit log."),
                                         .label = _ ("Keep"), .set = &hcrm_suspicion_look },
                              filled_cb);
}

/* --- actions ---------------------------------------------------------------------------------- */

static void
look_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_suspicions_page_submit (HCRM_PAGE (widget));
}

static void
open_record (HcrmSuspicionsPage *self, const char *page, const char *field)
{
  if (self->shown != NULL && hcrm_record_get (self->shown, field) != NULL)
    hcrm_page_open_id (HCRM_PAGE (self), page, hcrm_record_get_int (self->shown, field));
}

static void
listen_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmSuspicionsPage *self = HCRM_SUSPICIONS_PAGE (widget);

  if (gtk_widget_get_visible (self->listen))
    open_record (self, "recording", "recording_id");
  else if (self->shown != NULL)
    hcrm_page_toast (HCRM_PAGE (self), _ ("There is no recording of it"), NULL, NULL);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  open_record (HCRM_SUSPICIONS_PAGE (widget), "patient", "patient_id");
}

static void
activate_cb (HcrmSuspicionsPage *self, HcrmRecord *suspicion)
{
  hcrm_page_open_id (HCRM_PAGE (self), "patient", hcrm_record_get_int (suspicion, "patient_id"));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *by)
{
  hcrm_record_list_move (HCRM_SUSPICIONS_PAGE (widget)->list, g_variant_get_int32 (by));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
view_chosen_cb (HcrmSuspicionsPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
}

static void
hcrm_suspicions_page_narrowed (HcrmListPage *base, const char *query)
{
  hcrm_view_switch_show_query (HCRM_SUSPICIONS_PAGE (base)->views, query);
}

static void
hcrm_suspicions_page_constructed (GObject *object)
{
  HcrmSuspicionsPage *self = HCRM_SUSPICIONS_PAGE (object);

  G_OBJECT_CLASS (hcrm_suspicions_page_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    hcrm_view_switch_add (self->views, &views[i]);
  hcrm_filter_bar_hide_search (self->filters);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), WAITING);
  show_suspicion (self);
}

static void
hcrm_suspicions_page_dispose (GObject *object)
{
  HcrmSuspicionsPage *self = HCRM_SUSPICIONS_PAGE (object);

  g_clear_object (&self->shown);
  g_clear_object (&self->asked);
  G_OBJECT_CLASS (hcrm_suspicions_page_parent_class)->dispose (object);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "suspicion", NULL };
  static const HcrmKeyHint hints[] = {
    { "J K", N_ ("choose") },
      { "Enter", N_ ("open the patient") },
        { "L", N_ ("listen") },
          { "Ctrl Enter", N_ ("say what was found") }, { NULL },
        };

  klass->submit = hcrm_suspicions_page_submit;
  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Follow-ups by telephone that may not have happened as they stand, the oddest first: no call, a call too short for its answers, answers given after hanging up, the same answers for many patients, odd hours, a recording played at odd hours, many in a row.\n\n"
                    "None of it proves anything; each is a reason to listen. Say what was found, so that nobody looks a second time; nobody judges a follow-up of their own.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmSuspicionsPage, child)
#define CALLBACK(function) gtk_widget_class_bind_template_callback (klass, function)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/quality/hcrm-suspicions-page.ui");
  BIND (counts);
  BIND (views);
  BIND (filters);
  BIND (list);
  BIND (stack);
  BIND (weight);
  BIND (patient);
  BIND (work);
  BIND (facts);
  BIND (evidence);
  BIND (outcome);
  BIND (note);
  BIND (looked);
  BIND (tools);
  BIND (listen);
  BIND (open);
  CALLBACK (view_chosen_cb);
  CALLBACK (selection_changed_cb);
  CALLBACK (loaded_cb);
  CALLBACK (activate_cb);
}

static void
hcrm_suspicions_page_class_init (HcrmSuspicionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_suspicions_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_suspicions_page_dispose;
  HCRM_LIST_PAGE_CLASS (klass)->narrowed = hcrm_suspicions_page_narrowed;
  describe_page (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "suspicion.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "suspicion.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "suspicion.listen", NULL, listen_action);
  gtk_widget_class_install_action (widget_class, "suspicion.open", NULL, open_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "suspicion.move", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "suspicion.move", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, 0, "suspicion.listen", NULL);
}

static void
hcrm_suspicions_page_init (HcrmSuspicionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
