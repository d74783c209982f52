/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One complaint and its steps. */

#include "hcrm-complaint-page.h"

#include "core/hcrm-dial.h"
#include "core/hcrm-language.h"
#include "core/hcrm-session.h"
#include "hcrm-complaint-clock.h"
#include "hcrm-complaint-evidence.h"
#include "hcrm-complaint-panel.h"
#include "hcrm-complaint-steps.h"
#include "hcrm-complaint-view.h"
#include "model/hcrm-complaint.h"
#include "print/hcrm-complaint-sheet.h"
#include "print/hcrm-letter-sheet.h"
#include "widgets/hcrm-sheet-dialog.h"
#include "widgets/hcrm-step-bar.h"

struct _HcrmComplaintPage {
  HcrmPage parent_instance;

  HcrmComplaintView *view;
  HcrmComplaintClock *clock;
  GtkBox *steps;
  GtkWidget *dial;
  GtkWidget *change;
  GtkWidget *evidence;
  GtkWidget *letter;
  HcrmComplaintSteps *taken; /* owned by this as its data */
  HcrmRecord *complaint;     /* (nullable): as it was last read */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintPage, hcrm_complaint_page, HCRM_TYPE_PAGE)

/* --- what is shown ---------------------------------------------------------------------------- */

static const char *
get (HcrmComplaintPage *self, const char *field)
{
  const char *text = hcrm_record_get (self->complaint, field);

  return text != NULL ? text : "";
}

static const HcrmPermissionSet *
get_held (HcrmComplaintPage *self)
{
  return hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
}

static gboolean
has_contact (HcrmComplaintPage *self)
{
  return *get (self, "caller_number") != '\0' || *get (self, "caller_address") != '\0';
}

/* A clock that runs is paused, one that stands is resumed; a letter is posted that waits, and comes
 * back that was; nothing is written to nowhere. */
static gboolean
is_possible (HcrmComplaintPage *self, const char *action)
{
  gboolean paused = *get (self, "paused_at") != '\0';

  if (g_str_equal (action, "write"))
    return has_contact (self);
  if (g_str_equal (action, "number"))
    return *get (self, "caller_number") != '\0';
  if (g_str_equal (action, "posted"))
    return hcrm_complaint_panel_has_letter (self->complaint, "queued");
  if (g_str_equal (action, "came-back"))
    return hcrm_complaint_panel_has_letter (self->complaint, "sent");
  return !g_str_equal (action, paused ? "pause" : "resume");
}

/* Told, and not content: that it was not opened again says that mediation is offered. */
static gboolean
is_mediation_offered (HcrmComplaintPage *self)
{
  return g_str_equal (get (self, "state"), "told") && g_str_equal (get (self, "satisfied"), "false")
         && hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_MANAGE);
}

/* What comes first here, whatever does in this state otherwise. Who left no contact is told by
 * nobody. Returns: (nullable) */
static const char *
get_offered (HcrmComplaintPage *self)
{
  if (is_mediation_offered (self))
    return "mediate";
  return g_str_equal (get (self, "state"), "answered") && !has_contact (self)
                 && hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_TAKE)
             ? "close"
             : NULL;
}

static void
show_steps (HcrmComplaintPage *self)
{
  const char *offered = get_offered (self);

  hcrm_step_bar_fill (self->steps, "complaint.step", &hcrm_complaint_workflow, get (self, "state"),
                      get_held (self));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->steps)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (child));
    gtk_widget_set_visible (child, is_possible (self, g_variant_get_string (target, NULL)));
  }
  if (offered != NULL)
    hcrm_step_bar_suggest (self->steps, offered);
}

static gboolean
can_change (HcrmComplaintPage *self)
{
  static const char *const ended[] = { "closed", "withdrawn", "joined", NULL };

  return hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_TAKE)
         && !g_strv_contains (ended, get (self, "state"));
}

/* Who takes complaints attaches to them, who answers them to their answers. */
static void
show_files (HcrmComplaintPage *self)
{
  g_autofree char *path = g_strconcat ("/complaints/", get (self, "id"), NULL);
  g_autofree char *answers = g_strconcat (path, "/answers", NULL);
  const char *write = hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_TAKE)     ? path
                      : hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_ANSWER) ? answers
                                                                                     : NULL;

  hcrm_attachments_set (hcrm_complaint_view_get_files (self->view), path, write);
}

/* By the number that was left, if it is a telephone's; the call is the complaint's. */
static gboolean
hcrm_complaint_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (page);
  const char *number = get (self, "caller_number");

  dial->activity_id = self->complaint != NULL ? hcrm_record_get_int (self->complaint, "id") : 0;
  return *number != '\0' && strchr (number, '@') == NULL
         && hcrm_page_may (page, HCRM_PERM_CALL_WORK);
}

static void
show_dial (HcrmComplaintPage *self)
{
  HcrmPhoneDial dial = { 0 };
  gboolean may = hcrm_complaint_page_dial (HCRM_PAGE (self), &dial);

  hcrm_dial_button_setup (self->dial, &dial, may);
}

static gboolean
has_letter (HcrmComplaintPage *self)
{
  return hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_TAKE)
         && (hcrm_complaint_panel_has_letter (self->complaint, "queued")
             || hcrm_complaint_panel_has_letter (self->complaint, "sent"));
}

static gboolean
may_hand_out (HcrmComplaintPage *self)
{
  return hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_COMPLAINT_MANAGE);
}

static void
show_complaint (HcrmComplaintPage *self)
{
  hcrm_page_set_title (HCRM_PAGE (self), get (self, "number"));
  hcrm_complaint_view_show (self->view, self->complaint, get_held (self));
  hcrm_complaint_clock_show (self->clock, HCRM_PAGE (self), self->complaint);
  gtk_widget_set_visible (self->change, can_change (self));
  gtk_widget_set_visible (self->evidence, may_hand_out (self));
  gtk_widget_set_visible (self->letter, has_letter (self));
  show_files (self);
  show_dial (self);
  show_steps (self);
}

/* The step that is suggested can be taken at once. */
static void
focus_first (HcrmComplaintPage *self)
{
  if (!gtk_widget_child_focus (GTK_WIDGET (self->steps), GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

static void
read_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintPage *self = data;
  g_autoptr (HcrmRecord) complaint = hcrm_record_new (&hcrm_complaint_fields);

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (complaint, json_node_get_object (reply), TRUE, NULL))
    return;
  gboolean first = self->complaint == NULL;
  g_set_object (&self->complaint, complaint);
  hcrm_complaint_steps_set_complaint (self->taken, complaint);
  show_complaint (self);
  if (first)
    focus_first (self);
}

static void
hcrm_complaint_page_refresh (HcrmPage *page)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%s", hcrm_page_get_argument (page));

  hcrm_page_send (page, &(HcrmRequest){ .method = "GET", .path = path, .fills = "complaint" },
                  read_cb, NULL);
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  hcrm_complaint_steps_begin (HCRM_COMPLAINT_PAGE (widget)->taken,
                              g_variant_get_string (action, NULL));
}

static void
share_action (GtkWidget *widget, const char *name, GVariant *target)
{
  gint64 id = 0;
  const char *action = NULL;

  g_variant_get (target, "(x&s)", &id, &action);
  hcrm_complaint_steps_begin_share (HCRM_COMPLAINT_PAGE (widget)->taken, id, action);
}

/* The step that is suggested in this state. */
static void
hcrm_complaint_page_submit (HcrmPage *page)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (page);
  const HcrmWorkflow *flow = &hcrm_complaint_workflow;
  const char *offered = self->complaint != NULL ? get_offered (self) : NULL;

  if (offered != NULL) {
    hcrm_complaint_steps_begin (self->taken, offered);
    return;
  }
  for (guint i = 0; self->complaint != NULL && i < flow->n_steps; i++)
    if (g_str_equal (flow->steps[i].from, get (self, "state"))
        && (flow->steps[i].flags & HCRM_STEP_SUGGESTED))
      hcrm_complaint_steps_begin (self->taken, flow->steps[i].action);
}

static void
patient_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (widget);

  if (self->complaint != NULL && *get (self, "survivor_id") != '\0')
    hcrm_page_open_id (HCRM_PAGE (self), "patient",
                       hcrm_record_get_int (self->complaint, "survivor_id"));
}

static void
dial_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  GtkWidget *dial = HCRM_COMPLAINT_PAGE (widget)->dial;

  if (gtk_widget_get_visible (dial))
    gtk_widget_activate (dial);
}

static void
change_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (widget);

  if (self->complaint != NULL && can_change (self))
    hcrm_page_open (HCRM_PAGE (self), "complaint_change", get (self, "id"));
}

static void
evidence_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (widget);

  if (self->complaint != NULL && may_hand_out (self))
    hcrm_complaint_evidence_ask (HCRM_PAGE (self), self->complaint);
}

/* --- paper ------------------------------------------------------------------------------------ */

static HcrmSheet *
new_sheet (HcrmComplaintPage *self, JsonNode *clock)
{
  return hcrm_complaint_sheet_new (self->complaint, json_node_get_object (clock),
                                   hcrm_language_get ());
}

static void
print_cb (gpointer data, JsonNode *clock)
{
  hcrm_sheet_print (new_sheet (data, clock), GTK_WINDOW (gtk_widget_get_root (data)));
}

static void
pdf_cb (gpointer data, JsonNode *clock)
{
  hcrm_sheet_save_as (new_sheet (data, clock), GTK_WINDOW (gtk_widget_get_root (data)),
                      get (data, "number"));
}

/* As the clock says now, whatever day the page asked about. */
static void
ask_clock (HcrmComplaintPage *self, HcrmReplyFunc then)
{
  if (self->complaint == NULL)
    return;
  g_autofree char *path = g_strdup_printf ("/complaints/%s/clock", get (self, "id"));

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "GET", .path = path, .fills = "sheet" }, then, NULL);
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  ask_clock (HCRM_COMPLAINT_PAGE (widget), print_cb);
}

static void
pdf_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  ask_clock (HCRM_COMPLAINT_PAGE (widget), pdf_cb);
}

static void
letter_cb (gpointer data, JsonNode *letter)
{
  hcrm_sheet_print (hcrm_letter_sheet_new (json_node_get_object (letter)),
                    GTK_WINDOW (gtk_widget_get_root (data)));
}

/* With the whole address; that it was shown is noted. */
static void
letter_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (widget);

  if (self->complaint == NULL || !has_letter (self))
    return;
  g_autofree char *path = g_strdup_printf ("/complaints/%s/actions/letter", get (self, "id"));
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = path, .fills = "sheet" }, letter_cb,
                  NULL);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *id)
{
  hcrm_page_open_id (HCRM_PAGE (widget), "complaint", g_variant_get_int64 (id));
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_complaint_page_constructed (GObject *object)
{
  const char *id = hcrm_page_get_argument (HCRM_PAGE (object));

  G_OBJECT_CLASS (hcrm_complaint_page_parent_class)->constructed (object);
  HCRM_COMPLAINT_PAGE (object)->taken = hcrm_complaint_steps_add (HCRM_PAGE (object));
  hcrm_page_set_record (HCRM_PAGE (object), "complaint",
                        id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0);
}

static void
hcrm_complaint_page_dispose (GObject *object)
{
  HcrmComplaintPage *self = HCRM_COMPLAINT_PAGE (object);

  g_clear_object (&self->complaint);
  G_OBJECT_CLASS (hcrm_complaint_page_parent_class)->dispose (object);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const char *const watches[] = { "complaint", "complaint_task", "attachment", "recording",
                                         NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl Enter", N_ ("next step") },
      { "F2", N_ ("patient") },
        { "F9", N_ ("call"), HCRM_PERM_CALL_WORK },
          { "F4", N_ ("change what was taken"), HCRM_PERM_COMPLAINT_TAKE }, { NULL },
        };

  klass->refresh = hcrm_complaint_page_refresh;
  klass->dial = hcrm_complaint_page_dial;
  klass->submit = hcrm_complaint_page_submit;
  klass->watches = watches;
  klass->hints = hints;
  klass->help =
      N_ ("One complaint: what was said, whom it is about, which departments have a share of it, and all that happened.\n\n"
                    "Why it is due when it is stands below the due date, step by step. The steps that are possible now stand to the right, those of a department's share on its card.\n\n"
                    "F9 calls whoever complained, and the call stays with the complaint. What was said in a recorded call can be heard: the time behind a sentence or a note plays that moment.\n\n"
                    "What is typed for a step is kept until it is sent.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintPage, child)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-page.ui");
  BIND (view);
  BIND (clock);
  BIND (steps);
  BIND (dial);
  BIND (change);
  BIND (evidence);
  BIND (letter);
}

static void
hcrm_complaint_page_class_init (HcrmComplaintPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_complaint_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_complaint_page_dispose;
  describe_page (HCRM_PAGE_CLASS (klass));
  g_type_ensure (HCRM_TYPE_COMPLAINT_VIEW);
  g_type_ensure (HCRM_TYPE_COMPLAINT_CLOCK);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "complaint.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "complaint.share", "(xs)", share_action);
  gtk_widget_class_install_action (widget_class, "complaint.patient", NULL, patient_action);
  gtk_widget_class_install_action (widget_class, "complaint.change", NULL, change_action);
  gtk_widget_class_install_action (widget_class, "complaint.evidence", NULL, evidence_action);
  gtk_widget_class_install_action (widget_class, "complaint.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "complaint.letter", NULL, letter_action);
  gtk_widget_class_install_action (widget_class, "complaint.pdf", NULL, pdf_action);
  gtk_widget_class_install_action (widget_class, "complaint.open", "x", open_action);
  gtk_widget_class_install_action (widget_class, "complaint.dial", NULL, dial_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "complaint.dial", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F4, 0, "complaint.change", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "complaint.patient", NULL);
}

static void
hcrm_complaint_page_init (HcrmComplaintPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
