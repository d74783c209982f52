/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Discharged, not decided: the list to the left, the decision to the right. */

#include "hcrm-undecided-page.h"

#include "hcrm-decision-form.h"
#include "model/hcrm-encounter.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-view-switch.h"

#define PREVIEW_AFTER_MS 200
#define DRAFT_KIND "followup_decision"
#define S_PER_HOUR 3600

struct _HcrmUndecidedPage {
  HcrmListPage parent_instance;

  GtkLabel *counts;
  HcrmViewSwitch *views;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  HcrmDecisionForm *form;
  guint preview_id;
  guint previews;  /* under way */
  gint64 shown_id; /* the discharge in the form */
  gint64 saved_id; /* decided on just now; it may still be in the list */
  gint64 sent_id;  /* whose decision was sent last */
  gboolean saving;
  gboolean exempts; /* the exemptions are there to choose from */
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmUndecidedPage, hcrm_undecided_page, HCRM_TYPE_LIST_PAGE)

static HcrmPage *
page (gpointer self)
{
  return HCRM_PAGE (self);
}

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_waited (HcrmRecord *encounter, const char **pill)
{
  const char *text = hcrm_record_get (encounter, "ended_at");
  const char *by = hcrm_record_get (encounter, "decide_by");
  g_autoptr (GDateTime) ended = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) limit = by != NULL ? g_date_time_new_from_iso8601 (by, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  gint64 hours = ended != NULL
                     ? MAX (0, g_date_time_to_unix (now) - g_date_time_to_unix (ended)) / S_PER_HOUR
                     : 0;

  *pill = limit != NULL && g_date_time_compare (now, limit) > 0 ? "danger" : "warn";
  if (hours < 1)
    return g_strdup (_ ("< 1 hour"));
  if (hours < 48)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) hours), (int) hours);
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (hours / 24)),
                          (int) (hours / 24));
}

static char *
make_mandatory (HcrmRecord *encounter, const char **pill)
{
  const char *rules = hcrm_record_get (encounter, "rules");
  const char *handed = hcrm_record_get (encounter, "handed");
  gboolean mandatory = rules != NULL && !g_str_equal (rules, "[]");

  *pill = mandatory ? "warn" : "bare wait";
  if (handed != NULL && strstr (handed, "\"decision.leave\"") != NULL) {
    *pill = "violet";
    return g_strdup (mandatory ? _ ("mandatory, stand-in") : _ ("stand-in"));
  }
  return g_strdup (mandatory ? _ ("mandatory") : "");
}

static char *
make_ward (HcrmRecord *encounter, const char **pill)
{
  return hcrm_text_join (hcrm_text_field (encounter, "ward"), hcrm_text_field (encounter, "bed"),
                         NULL);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "decide_by",  N_("Has waited"), 118, HCRM_CELL_PILL, 0, make_waited },
  { "pinyin",     N_("Patient"),   90, HCRM_CELL_TEXT, HCRM_COLUMN_SORT, hcrm_column_text_patient, .exports = "patient" },
  { "rules",      N_("Mandatory"), 152, HCRM_CELL_PILL, 0, make_mandatory, .leaves = 5, .exports = "rules" },
  { "sex",        N_("Sex, age"),  84, HCRM_CELL_TEXT, 0, hcrm_column_text_sex_age, .leaves = 3, .exports = "sex birth_date" },
  { "diagnosis",  NULL,           180, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "ward",       N_("Ward, bed"), 176, HCRM_CELL_TEXT, 0, make_ward, .leaves = 2 },
  { "ended_at",   NULL,           100, HCRM_CELL_TIME, HCRM_COLUMN_SORT, .leaves = 4 },
  { "attending",  NULL,           110, HCRM_CELL_TEXT, 0, hcrm_column_text_attending, .leaves = 1, .exports = "attending also_attending" },
  { "department", NULL,           110, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "mrn",        NULL,           100, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "number",     NULL,           120, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "outcome",    NULL,           100, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmFilter filters[] = {
  { "department_id", N_("Department"), NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "attending",     N_("Attending doctor"), NULL, NULL, TRUE, -1, TRUE },
};
/* clang-format on */

static const HcrmListInfo list_info = {
  .name = "undecided",
  .path = "/encounters?followup_decision=undecided",
  .set = &hcrm_encounter_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "ended_at",
  .keys = "123456789jk",
  .title = N_ ("Discharges that are not decided on"),
               .empty =
                   N_ ("Every discharge has been decided on. New ones come here by themselves."),
               };

static const HcrmView views[] = {
  { N_ ("My patients"), "attending=me" }, { N_ ("All"), "" },
  };

static void
show_counts (HcrmUndecidedPage *self)
{
  g_autofree char *count = hcrm_record_list_dup_count (self->list);
  g_autofree char *text =
      *count != '\0' ? g_strdup_printf (_ ("%s waiting"), count) : g_strdup ("");

  gtk_label_set_text (self->counts, text);
}

/* The keys of the list work from the first moment; later the focus is the user's. */
static void
loaded_cb (HcrmUndecidedPage *self)
{
  show_counts (self);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* --- preview ---------------------------------------------------------------------------------- */

static void
preview_cb (gpointer data, JsonNode *reply)
{
  HcrmUndecidedPage *self = data;

  if (--self->previews == 0)
    hcrm_decision_form_set_preview (self->form, reply);
}

static gboolean
preview_failed_cb (gpointer data, const GError *error)
{
  HCRM_UNDECIDED_PAGE (data)->previews--;
  return FALSE;
}

static void
send_preview (HcrmUndecidedPage *self)
{
  g_autoptr (JsonNode) body = hcrm_decision_form_dup_preview (self->form);

  if (body == NULL)
    return;
  self->previews++;
  hcrm_page_send (page (self),
                  &(HcrmRequest){
                      .method = "POST", .path = "/followup-plans/actions/preview", .body = body },
                  preview_cb, preview_failed_cb);
}

static void
preview_due_cb (gpointer data)
{
  HCRM_UNDECIDED_PAGE (data)->preview_id = 0;
  send_preview (data);
}

static void
form_preview_cb (HcrmUndecidedPage *self)
{
  g_clear_handle_id (&self->preview_id, g_source_remove);
  self->preview_id = g_timeout_add_once (PREVIEW_AFTER_MS, preview_due_cb, self);
}

/* --- the form --------------------------------------------------------------------------------- */

static char *
make_ref (gint64 id)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, id);
}

static void
form_changed_cb (HcrmUndecidedPage *self)
{
  g_autoptr (JsonNode) body = hcrm_decision_form_dup_body (self->form);
  g_autofree char *ref = make_ref (self->shown_id);

  if (self->shown_id != 0)
    hcrm_page_save_draft (page (self), DRAFT_KIND, ref, body);
}

static void
templates_cb (gpointer data, JsonNode *reply)
{
  HcrmUndecidedPage *self = data;

  hcrm_decision_form_set_templates (self->form, reply);
}

static void
fetch_templates (HcrmUndecidedPage *self)
{
  g_autofree char *path = g_strdup_printf (
      "/followup-templates?state=published&limit=200&encounter_id=%" G_GINT64_FORMAT,
      self->shown_id);

  hcrm_page_call_list (page (self), path, templates_cb);
}

static void
exemptions_cb (gpointer data, JsonNode *reply)
{
  HcrmUndecidedPage *self = data;

  self->exempts = TRUE;
  hcrm_decision_form_set_exemptions (self->form, reply);
}

static void
take_draft (HcrmUndecidedPage *self)
{
  g_autofree char *ref = make_ref (self->shown_id);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (page (self), DRAFT_KIND, ref);

  if (draft != NULL && JSON_NODE_HOLDS_OBJECT (draft))
    hcrm_decision_form_take_body (self->form, draft);
}

static void
hcrm_undecided_page_take_draft (HcrmPage *base,
                                const char *kind,
                                const char *ref,
                                JsonNode *content)
{
  HcrmUndecidedPage *self = HCRM_UNDECIDED_PAGE (base);
  g_autofree char *shown = make_ref (self->shown_id);

  if (g_strcmp0 (shown, ref) == 0 && JSON_NODE_HOLDS_OBJECT (content))
    hcrm_decision_form_take_body (self->form, content);
}

static void
selection_changed_cb (HcrmUndecidedPage *self)
{
  HcrmRecord *encounter = hcrm_record_list_get_selected (self->list);
  gint64 id = encounter != NULL ? hcrm_record_get_int (encounter, "id") : 0;

  if (id == self->saved_id)
    encounter = NULL;
  hcrm_page_set_record (HCRM_PAGE (self), "encounter", id);
  hcrm_decision_form_set_encounter (self->form, encounter);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "decision.save", encounter != NULL);
  if (encounter == NULL || id == self->shown_id)
    return;
  self->shown_id = id;
  take_draft (self);
  fetch_templates (self);
}

static gboolean
hcrm_undecided_page_show_field_error (HcrmPage *base, const char *field, const char *message)
{
  return hcrm_decision_form_show_error (HCRM_UNDECIDED_PAGE (base)->form, field, message);
}

/* --- saving ----------------------------------------------------------------------------------- */

/* Unless the user has gone on already. */
static void
go_on (HcrmUndecidedPage *self)
{
  if (hcrm_record_list_get_selected_id (self->list) != self->saved_id)
    return;
  /* Before the form is filled anew: a focus that goes with its row leaves nobody told. */
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  hcrm_record_list_move (self->list, 1);
  if (hcrm_record_list_get_selected_id (self->list) == self->saved_id)
    hcrm_record_list_move (self->list, -1);
  if (hcrm_record_list_get_selected_id (self->list) == self->saved_id)
    hcrm_decision_form_set_encounter (self->form, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
saved_cb (gpointer data, JsonNode *reply)
{
  HcrmUndecidedPage *self = data;
  g_autofree char *ref = make_ref (self->sent_id);

  self->saving = FALSE;
  self->saved_id = self->sent_id;
  hcrm_page_clear_draft (page (self), DRAFT_KIND, ref);
  go_on (self);
  hcrm_page_refresh (page (self));
}

static gboolean
save_failed_cb (gpointer data, const GError *error)
{
  HCRM_UNDECIDED_PAGE (data)->saving = FALSE;
  return FALSE;
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmUndecidedPage *self = HCRM_UNDECIDED_PAGE (widget);
  HcrmRecord *encounter = hcrm_decision_form_get_encounter (self->form);

  if (self->saving || encounter == NULL || !hcrm_decision_form_check (self->form))
    return;
  g_autoptr (JsonNode) body = hcrm_decision_form_dup_body (self->form);
  g_autofree char *path = g_strdup_printf ("/encounters/%" G_GINT64_FORMAT "/actions/decide",
                                           hcrm_record_get_int (encounter, "id"));
  self->saving = TRUE;
  self->sent_id = hcrm_record_get_int (encounter, "id");
  hcrm_page_send (page (self),
                  &(HcrmRequest){ .method = "POST", .path = path, .body = body, .seen = encounter },
                  saved_cb, save_failed_cb);
}

static void
hcrm_undecided_page_submit (HcrmPage *base)
{
  gtk_widget_activate_action (GTK_WIDGET (base), "decision.save", NULL);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void
choose_action (GtkWidget *widget, const char *name, GVariant *decision)
{
  HcrmUndecidedPage *self = HCRM_UNDECIDED_PAGE (widget);

  if (hcrm_decision_form_get_encounter (self->form) != NULL)
    hcrm_decision_form_choose (self->form, g_variant_get_string (decision, NULL));
}

static void
note_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_decision_form_focus_note (HCRM_UNDECIDED_PAGE (widget)->form);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *by)
{
  hcrm_record_list_move (HCRM_UNDECIDED_PAGE (widget)->list, g_variant_get_int32 (by));
}

static void
activate_cb (HcrmUndecidedPage *self)
{
  hcrm_decision_form_choose (self->form, "plan");
}

/* Esc in the form goes back to the list; what was typed is kept as a draft. */
static gboolean
hcrm_undecided_page_back (HcrmPage *base)
{
  HcrmUndecidedPage *self = HCRM_UNDECIDED_PAGE (base);
  GtkWidget *form = GTK_WIDGET (self->form);
  GtkRoot *root = gtk_widget_get_root (form);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, form))
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
view_chosen_cb (HcrmUndecidedPage *self, const char *query)
{
  hcrm_filter_bar_set_query (self->filters, query);
}

static void
hcrm_undecided_page_narrowed (HcrmListPage *base, const char *query)
{
  hcrm_view_switch_show_query (HCRM_UNDECIDED_PAGE (base)->views, query);
}

static void
hcrm_undecided_page_refresh (HcrmPage *base)
{
  HcrmUndecidedPage *self = HCRM_UNDECIDED_PAGE (base);

  HCRM_PAGE_CLASS (hcrm_undecided_page_parent_class)->refresh (base);
  if (!self->exempts)
    hcrm_page_call (base, "GET", "/exemptions", NULL, exemptions_cb);
}

static void
hcrm_undecided_page_choose (HcrmPage *base, gint64 id)
{
  hcrm_record_list_select_id (HCRM_UNDECIDED_PAGE (base)->list, id);
}

/* A head of a department sees them all; a doctor, the own patients. */
static const char *
choose_query (HcrmUndecidedPage *self)
{
  return hcrm_page_may (page (self), HCRM_PERM_FOLLOWUP_MANAGE)
                 || hcrm_page_may (page (self), HCRM_PERM_FOLLOWUP_OVERVIEW)
             ? ""
             : "attending=me";
}

static void
hcrm_undecided_page_constructed (GObject *object)
{
  HcrmUndecidedPage *self = HCRM_UNDECIDED_PAGE (object);

  G_OBJECT_CLASS (hcrm_undecided_page_parent_class)->constructed (object);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    hcrm_view_switch_add (self->views, &views[i]);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), choose_query (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "decision.save", FALSE);
}

static void
hcrm_undecided_page_dispose (GObject *object)
{
  g_clear_handle_id (&HCRM_UNDECIDED_PAGE (object)->preview_id, g_source_remove);
  G_OBJECT_CLASS (hcrm_undecided_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "decision.save", NULL, save_action);
  gtk_widget_class_install_action (klass, "decision.choose", "s", choose_action);
  gtk_widget_class_install_action (klass, "decision.note", NULL, note_action);
  gtk_widget_class_install_action (klass, "decision.move", "i", move_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_1, 0, "decision.choose", "s", "plan");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_2, 0, "decision.choose", "s", "none");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_3, 0, "decision.choose", "s", "exempt");
  gtk_widget_class_add_binding_action (klass, GDK_KEY_F2, 0, "decision.note", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_j, 0, "decision.move", "i", 1);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_k, 0, "decision.move", "i", -1);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "encounter", "followup_plan", "patient", NULL };
  static const HcrmKeyHint hints[] = {
    { "J K", N_ ("choose") },
      { "1 2 3", N_ ("decide") },
        { "F2", N_ ("note") },
          { "Ctrl Enter", N_ ("save, next") }, { NULL },
        };

  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Discharges that wait for a decision on follow-up. After 24 hours they count as late.\n\n"
          "1 plans follow-up, 2 decides against it, 3 exempts the patient. In the list of plans a "
          "digit chooses one and letters find one. The dates are those that will stand: holidays "
          "and weekends are already avoided, and steps whose day is past are marked.\n\n"
          "Every step can be changed, removed or added for this patient alone. Ctrl+Enter saves and "
          "goes on to the next.\n\nThe note to the callers has three parts: the condition, what to "
          "ask for, and what not to overlook. F2 goes to the first that is empty, then from part to "
          "part. A mandatory follow-up needs at least one, and a reason where another plan is chosen "
          "than its rule asks for.");
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, HcrmUndecidedPage, counts);
  gtk_widget_class_bind_template_child (klass, HcrmUndecidedPage, views);
  gtk_widget_class_bind_template_child (klass, HcrmUndecidedPage, filters);
  gtk_widget_class_bind_template_child (klass, HcrmUndecidedPage, list);
  gtk_widget_class_bind_template_child (klass, HcrmUndecidedPage, form);
  gtk_widget_class_bind_template_callback (klass, view_chosen_cb);
  gtk_widget_class_bind_template_callback (klass, selection_changed_cb);
  gtk_widget_class_bind_template_callback (klass, loaded_cb);
  gtk_widget_class_bind_template_callback (klass, activate_cb);
  gtk_widget_class_bind_template_callback (klass, form_preview_cb);
  gtk_widget_class_bind_template_callback (klass, form_changed_cb);
}

static void
hcrm_undecided_page_class_init (HcrmUndecidedPageClass *klass)
{
  HcrmPageClass *page_class = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_undecided_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_undecided_page_dispose;
  HCRM_LIST_PAGE_CLASS (klass)->narrowed = hcrm_undecided_page_narrowed;
  page_class->refresh = hcrm_undecided_page_refresh;
  page_class->show_field_error = hcrm_undecided_page_show_field_error;
  page_class->back = hcrm_undecided_page_back;
  page_class->choose = hcrm_undecided_page_choose;
  page_class->take_draft = hcrm_undecided_page_take_draft;
  page_class->submit = hcrm_undecided_page_submit;
  describe_page (page_class);
  g_type_ensure (HCRM_TYPE_VIEW_SWITCH);
  g_type_ensure (HCRM_TYPE_DECISION_FORM);
  install_actions (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/org/hcrm/Client/pages/followup/hcrm-undecided-page.ui");
  bind_children (GTK_WIDGET_CLASS (klass));
}

static void
hcrm_undecided_page_init (HcrmUndecidedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
