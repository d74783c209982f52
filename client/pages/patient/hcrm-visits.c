/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The visits of a patient. */

#include "hcrm-visits.h"

#include "model/hcrm-encounter.h"
#include "model/hcrm-followup.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmVisits {
  HcrmPatientSection parent_instance;

  GtkBox *cards;
  GtkWidget *empty;
};

G_DEFINE_FINAL_TYPE (HcrmVisits, hcrm_visits, HCRM_TYPE_PATIENT_SECTION)

static GtkLabel *
get_label (GtkBuilder *builder, const char *id)
{
  return GTK_LABEL (gtk_builder_get_object (builder, id));
}

static const char *
get_state_pill (const char *state)
{
  static const char *const pills[] = { "planned",  "bare wait", "active",    "info",
                                       "finished", "bare ok",   "cancelled", "bare stop" };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (pills); i += 2)
    if (g_strcmp0 (state, pills[i]) == 0)
      return pills[i + 1];
  return "plain";
}

/* "main · I10 · Hypertension", a line each. */
static char *
make_diagnoses (HcrmRecord *visit)
{
  const char *text = hcrm_record_get (visit, "diagnoses");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    JsonObject *diagnosis = json_array_get_object_element (array, i);
    g_string_append_printf (lines, "%s%s  %s", i > 0 ? "\n" : "",
                            hcrm_text_member (diagnosis, "code"),
                            hcrm_text_member (diagnosis, "text"));
  }
  return lines->len > 0 ? g_strdup (lines->str) : g_strdup (hcrm_text_field (visit, "diagnosis"));
}

static char *
make_place (HcrmRecord *visit)
{
  const char *bed = hcrm_record_get (visit, "bed");
  g_autofree char *where = bed != NULL ? g_strdup_printf (_ ("bed %s"), bed) : g_strdup ("");

  g_autofree char *attending = hcrm_text_attending (visit);

  return hcrm_text_join (hcrm_text_field (visit, "department"), hcrm_text_field (visit, "ward"),
                         where, attending, NULL);
}

static char *
make_decision (HcrmRecord *visit)
{
  g_autofree char *when = hcrm_patient_dup_words (visit, "decided_at");

  return hcrm_text_join (hcrm_text_field (visit, "decided_by"), when,
                         hcrm_text_field (visit, "decision_reason"), NULL);
}

static void
show_states (GtkBuilder *builder, HcrmRecord *visit)
{
  const char *state = hcrm_record_get (visit, "state");
  const char *decision = hcrm_record_get (visit, "followup_decision");
  g_autofree char *words = hcrm_patient_dup_words (visit, "state");

  hcrm_pill_set (get_label (builder, "state"), state != NULL ? words : NULL,
                 get_state_pill (state));
  hcrm_pill_set_state (get_label (builder, "decision"), &hcrm_followup_decision_workflow, decision);
}

static void
add_visit (HcrmVisits *self, HcrmRecord *visit)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/hcrm/Client/pages/patient/hcrm-visit.ui");
  g_autofree char *kind = hcrm_patient_dup_words (visit, "kind");
  g_autofree char *span = hcrm_patient_dup_span (hcrm_record_get (visit, "started_at"),
                                                 hcrm_record_get (visit, "ended_at"));
  g_autofree char *place = make_place (visit);
  g_autofree char *diagnoses = make_diagnoses (visit);
  g_autofree char *decided = make_decision (visit);
  g_autofree char *outcome = hcrm_patient_dup_words (visit, "outcome");

  gtk_label_set_text (get_label (builder, "kind"), kind);
  gtk_label_set_text (get_label (builder, "span"), span);
  hcrm_patient_set_label (get_label (builder, "number"), hcrm_record_get (visit, "number"));
  hcrm_patient_set_label (get_label (builder, "place"), place);
  hcrm_patient_set_label (get_label (builder, "diagnoses"), diagnoses);
  hcrm_patient_set_label (get_label (builder, "outcome"), outcome);
  hcrm_patient_set_label (get_label (builder, "summary"), hcrm_record_get (visit, "summary"));
  hcrm_patient_set_label (get_label (builder, "decided"), decided);
  show_states (builder, visit);
  gtk_box_append (self->cards, GTK_WIDGET (gtk_builder_get_object (builder, "card")));
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmVisits *self = data;
  g_autoptr (GPtrArray) visits = hcrm_patient_read_items (reply, &hcrm_encounter_fields);

  hcrm_clear_box (self->cards);
  for (guint i = 0; i < visits->len; i++)
    add_visit (self, g_ptr_array_index (visits, i));
  gtk_widget_set_visible (self->empty, visits->len == 0);
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), visits->len);
}

static void
hcrm_visits_load (HcrmPatientSection *section)
{
  g_autofree char *path =
      hcrm_api_query ("/encounters", "patient_id", hcrm_patient_section_get_patient (section),
                      "sort", "-started_at", "limit", "200", NULL);

  hcrm_patient_section_fetch_list (section, path, loaded_cb);
}

static void
hcrm_visits_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_VISITS);
  G_OBJECT_CLASS (hcrm_visits_parent_class)->dispose (object);
}

static void
hcrm_visits_class_init (HcrmVisitsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_visits_dispose;
  HCRM_PATIENT_SECTION_CLASS (klass)->load = hcrm_visits_load;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/patient/hcrm-visits.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmVisits, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmVisits, empty);
}

static void
hcrm_visits_init (HcrmVisits *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
