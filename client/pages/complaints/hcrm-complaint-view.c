/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A complaint as it is read, on its own page and on that of whoever answers it. */

#include "hcrm-complaint-view.h"

#include <glib/gi18n.h>

#include "core/hcrm-template.h"
#include "hcrm-complaint-hear.h"
#include "hcrm-complaint-panel.h"
#include "hcrm-complaint-words.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmComplaintView {
  AdwBin parent_instance;

  GtkLabel *number;
  GtkLabel *state;
  GtkLabel *grade;
  GtkLabel *flags;
  GtkLabel *facts;
  GtkLabel *matter;
  GtkLabel *wish;
  GtkLabel *patient;
  GtkLabel *ended;
  AdwBin *objects;
  HcrmAttachments *files;
  GtkWidget *shares_title;
  AdwBin *shares;
  GtkWidget *joins_title;
  AdwBin *joins;
  GtkWidget *calls_title;
  AdwBin *calls;
  GtkWidget *messages_title;
  AdwBin *messages;
  AdwBin *notes;
  AdwBin *history;
  HcrmRecord *complaint; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintView, hcrm_complaint_view, ADW_TYPE_BIN)

static const char *
get (HcrmComplaintView *self, const char *field)
{
  const char *text = hcrm_record_get (self->complaint, field);

  return text != NULL ? text : "";
}

static char *
make_value (HcrmComplaintView *self, const char *field)
{
  const HcrmFieldSet *set = &hcrm_complaint_fields;

  return *get (self, field) != '\0'
             ? hcrm_text_value (self->complaint, &set->fields[hcrm_field_set_find (set, field)])
             : g_strdup ("");
}

/* --- the head --------------------------------------------------------------------------------- */

/* On whose behalf, where it is not the caller's own. */
static char *
make_behalf (HcrmComplaintView *self)
{
  if (*get (self, "behalf") == '\0' || g_str_equal (get (self, "behalf"), "self"))
    return g_strdup ("");
  g_autofree char *whose = make_value (self, "behalf");
  return hcrm_text_join (whose, get (self, "behalf_name"), NULL);
}

static void
show_facts (HcrmComplaintView *self)
{
  const char *pill = NULL;
  g_autofree char *caller = hcrm_complaint_words_caller (self->complaint, &pill);
  g_autofree char *relation = make_value (self, "caller_relation");
  g_autofree char *behalf = make_behalf (self);
  g_autofree char *channel = make_value (self, "channel");
  g_autofree char *at = hcrm_text_time (get (self, "received_at"));
  g_autofree char *received = hcrm_text_named (_ ("received %s"), at);
  g_autofree char *receiver = hcrm_text_named (_ ("taken by %s"), get (self, "first_receiver"));
  g_autofree char *facts =
      hcrm_text_join (caller, relation, behalf, get (self, "caller_number"),
                      get (self, "caller_address"), channel, received, receiver,
                      hcrm_text_field (self->complaint, "class_name"), NULL);

  hcrm_text_show (self->facts, facts);
}

/* What has to be known before one calls. */
static void
show_flags (HcrmComplaintView *self)
{
  gboolean minor = hcrm_record_get_bool (self->complaint, "minor");
  gboolean abusive = hcrm_record_get_bool (self->complaint, "abusive");
  gboolean wrong = *get (self, "number_false_at") != '\0';
  g_autofree char *words = hcrm_text_join (minor ? _ ("The caller is a minor")        : "", abusive
                                                      ? _ ("The caller is abusive")   : "", wrong
                                                           ? _ ("Number found false") : "", NULL);

  hcrm_pill_set (self->flags, *words != '\0' ? words : NULL, "warn");
}

static void
show_head (HcrmComplaintView *self)
{
  const char *pill = NULL;
  g_autofree char *grade = hcrm_complaint_words_grade (self->complaint, &pill);

  gtk_label_set_text (self->number, get (self, "number"));
  hcrm_pill_set_state (self->state, &hcrm_complaint_workflow, get (self, "state"));
  hcrm_pill_set (self->grade, *grade != '\0' ? grade : NULL, pill);
  show_flags (self);
  show_facts (self);
}

/* --- what was said ---------------------------------------------------------------------------- */

/* How it ended, and how it was settled. */
static void
show_ended (HcrmComplaintView *self)
{
  g_autofree char *as = make_value (self, "closed_as");
  g_autofree char *at = hcrm_text_time (get (self, "closed_at"));
  g_autofree char *into = hcrm_text_named (_ ("Joined with %s"), get (self, "joined_into"));
  g_autofree char *words =
      hcrm_text_join (as, *as != '\0' ? at : "", into, get (self, "solution"), NULL);

  hcrm_text_show (self->ended, words);
}

static void
show_matter (HcrmComplaintView *self)
{
  g_autofree char *sex_age = hcrm_text_sex_age (get (self, "sex"), get (self, "birth_date"));
  g_autofree char *who =
      *get (self, "patient") != '\0'
          ? hcrm_text_join (get (self, "patient"), sex_age, get (self, "mrn"), NULL)
          : g_strdup ("");
  g_autofree char *patient = hcrm_text_named (_ ("Patient: %s"), who);

  hcrm_complaint_hear_show_text (self->matter, self->complaint, "matter", "%s");
  hcrm_complaint_hear_show_text (self->wish, self->complaint, "wish", _ ("Wants: %s"));
  hcrm_text_show (self->patient, patient);
  show_ended (self);
  adw_bin_set_child (self->objects, hcrm_complaint_panel_new_objects (self->complaint));
}

/* --- what came of it -------------------------------------------------------------------------- */

/* A part that has nothing has no heading either. @part: (transfer floating) */
static void
put (AdwBin *bin, GtkWidget *title, GtkWidget *part)
{
  gboolean any = gtk_widget_get_first_child (part) != NULL;

  adw_bin_set_child (bin, part);
  if (title != NULL)
    gtk_widget_set_visible (title, any);
  gtk_widget_set_visible (GTK_WIDGET (bin), any);
}

void
hcrm_complaint_view_show (HcrmComplaintView *self,
                          HcrmRecord *complaint,
                          const HcrmPermissionSet *held)
{
  g_set_object (&self->complaint, complaint);
  show_head (self);
  show_matter (self);
  put (self->shares, self->shares_title, hcrm_complaint_panel_new_shares (complaint, held));
  put (self->joins, self->joins_title, hcrm_complaint_panel_new_joins (complaint));
  put (self->calls, self->calls_title, hcrm_complaint_panel_new_calls (complaint));
  put (self->messages, self->messages_title, hcrm_complaint_panel_new_messages (complaint));
  put (self->notes, NULL, hcrm_complaint_panel_new_notes (complaint));
  put (self->history, NULL, hcrm_complaint_panel_new_history (complaint));
}

HcrmAttachments *
hcrm_complaint_view_get_files (HcrmComplaintView *self)
{
  return self->files;
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hcrm_complaint_view_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  g_clear_object (&HCRM_COMPLAINT_VIEW (object)->complaint);
  G_OBJECT_CLASS (hcrm_complaint_view_parent_class)->dispose (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintView, child)

static void
hcrm_complaint_view_class_init (HcrmComplaintViewClass *type)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (type);

  G_OBJECT_CLASS (type)->dispose = hcrm_complaint_view_dispose;
  g_type_ensure (HCRM_TYPE_ATTACHMENTS);
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-view.ui");
  BIND (number);
  BIND (state);
  BIND (grade);
  BIND (flags);
  BIND (facts);
  BIND (matter);
  BIND (wish);
  BIND (patient);
  BIND (ended);
  BIND (objects);
  BIND (files);
  BIND (shares_title);
  BIND (shares);
  BIND (joins_title);
  BIND (joins);
  BIND (calls_title);
  BIND (calls);
  BIND (messages_title);
  BIND (messages);
  BIND (notes);
  BIND (history);
}

static void
hcrm_complaint_view_init (HcrmComplaintView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
