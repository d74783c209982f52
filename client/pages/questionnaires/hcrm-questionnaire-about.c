/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told about a questionnaire of the library. */

#include "hcrm-questionnaire-about.h"

#include <glib/gi18n.h>

#include "core/hcrm-language.h"
#include "hcrm-item-node.h"
#include "hcrm-questionnaire-detail.h"
#include "hcrm-questionnaire-steps.h"
#include "questionnaire/hcrm-questionnaire.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define NAME_WIDTH 92

void
hcrm_library_add_line (GtkBox *box, const char *name, const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *key = hcrm_wrapped_label_new (name, "dim-label");
  GtkWidget *value = hcrm_wrapped_label_new (text, NULL);

  if (text == NULL || *text == '\0')
    return;
  gtk_widget_set_size_request (key, NAME_WIDTH, -1);
  gtk_label_set_yalign (GTK_LABEL (key), 0);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_focusable (value, FALSE);
  gtk_box_append (GTK_BOX (line), key);
  gtk_box_append (GTK_BOX (line), value);
  gtk_box_append (box, line);
}

/* --- about ------------------------------------------------------------------------------------ */

/* `I21 急性心肌梗死`, one a line. */
static char *
dup_diseases (const HcrmFhirNode *root)
{
  const HcrmFhirNode *contexts = hcrm_fhir_get (root, "useContext");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < hcrm_fhir_get_length (contexts); i++) {
    const HcrmFhirNode *concept =
        hcrm_fhir_get (hcrm_fhir_get_nth (contexts, i), "valueCodeableConcept");
    const HcrmFhirNode *coding = hcrm_fhir_get_nth (hcrm_fhir_get (concept, "coding"), 0);
    const char *english = hcrm_node_get_translation (coding, "display", "en");
    const char *display = hcrm_fhir_get_string (coding, "display");
    if (g_strcmp0 (hcrm_fhir_get_string (coding, "system"), HCRM_SYSTEM_ICD10) != 0)
      continue;
    if (hcrm_language_is_english () && english != NULL)
      display = english;
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n" : "",
                            hcrm_fhir_get_string (coding, "code"), display != NULL ? display : "");
  }
  return g_string_free (text, FALSE);
}

static GtkWidget *
new_band (const HcrmBand *band)
{
  static const char *const pills[] = { "ok", "warn", "danger" };
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autofree char *low = band->low != G_MININT64 ? hcrm_score_to_text (band->low) : g_strdup ("");
  g_autofree char *high =
      band->high != G_MAXINT64 ? hcrm_score_to_text (band->high) : g_strdup ("");
  g_autofree char *range = g_strdup_printf ("%s–%s", low, high);
  GtkWidget *key = hcrm_wrapped_label_new (range, "num");

  gtk_widget_set_size_request (key, NAME_WIDTH, -1);
  gtk_box_append (GTK_BOX (line), key);
  gtk_box_append (GTK_BOX (line), hcrm_pill_new (hcrm_text_get (band->label, hcrm_language_get ()),
                                                 pills[band->severity]));
  return line;
}

static void
add_bands (GtkBox *box, const char *resource)
{
  g_autoptr (HcrmQuestionnaire) form = hcrm_questionnaire_new_from_json (resource, -1, NULL);
  const GPtrArray *bands = form != NULL ? hcrm_questionnaire_get_bands (form) : NULL;
  gint64 low, high;

  if (form == NULL || !hcrm_questionnaire_get_score_range (form, &low, &high))
    return;
  g_autofree char *from = hcrm_score_to_text (low), *to = hcrm_score_to_text (high);
  g_autofree char *range = g_strdup_printf ("%s–%s", from, to);
  gtk_box_append (box, hcrm_wrapped_label_new (_ ("Score"), "heading"));
  hcrm_library_add_line (box, _ ("Range"), range);
  for (guint i = 0; i < bands->len; i++)
    gtk_box_append (box, new_band (g_ptr_array_index (bands, i)));
}

static void
add_days (GtkBox *box, HcrmRecord *record)
{
  const char *first = hcrm_record_get (record, "first_day");
  const char *last = hcrm_record_get (record, "last_day");

  if (first == NULL && last == NULL)
    return;
  g_autofree char *days =
      g_strdup_printf (_ ("day %s to %s after discharge"), first != NULL ? first : "0",
                          last != NULL ? last : "…");
  hcrm_library_add_line (box, _ ("Days"), days);
}

GtkWidget *
hcrm_questionnaire_about_new (HcrmRecord *record, const char *resource)
{
  GtkWidget *widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkBox *box = GTK_BOX (widget);
  g_autoptr (HcrmFhirNode) root = hcrm_fhir_parse (resource, -1, NULL);
  g_autofree char *purposes = hcrm_questionnaire_purposes_dup (record);
  g_autofree char *diseases = dup_diseases (root);
  g_autofree char *published = hcrm_text_time (hcrm_record_get (record, "published_at"));
  guint faults;

  hcrm_library_add_line (box, _ ("Questionnaire title"), hcrm_record_get (record, "title"));
  hcrm_library_add_line (box, _ ("English title"), hcrm_record_get (record, "title_en"));
  hcrm_library_add_line (box, _ ("Version"), hcrm_record_get (record, "version_tag"));
  hcrm_library_add_line (box, _ ("Published"), published);
  hcrm_library_add_line (box, _ ("Address"), hcrm_record_get (record, "url"));
  hcrm_library_add_line (box, _ ("Purposes"), purposes);
  add_days (box, record);
  hcrm_library_add_line (box, _ ("Diseases"), diseases);
  hcrm_library_add_line (box, _ ("Questions"), hcrm_record_get (record, "items"));
  add_bands (box, resource);
  GtkWidget *findings = hcrm_findings_list_new (resource, &faults);
  gtk_box_append (box, hcrm_wrapped_label_new (_ ("Findings"), "heading"));
  gtk_box_append (box, findings);
  return widget;
}

/* --- used ------------------------------------------------------------------------------------- */

static GtkWidget *
new_link (const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))),
                           PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_add_css_class (button, "small");
  return button;
}

static void
open_cb (GtkWidget *button, HcrmPage *page)
{
  const char *name = g_object_get_data (G_OBJECT (button), "page");
  const char *query = g_object_get_data (G_OBJECT (button), "query");
  const char *argument = g_object_get_data (G_OBJECT (button), "argument");

  if (query != NULL)
    hcrm_page_open_query (page, name, query);
  else
    hcrm_page_open (page, name, argument);
}

static void
set_target (GtkWidget *button, HcrmPage *page, const char *name, char *query, char *argument)
{
  g_object_set_data (G_OBJECT (button), "page", (gpointer) name);
  g_object_set_data_full (G_OBJECT (button), "query", query, g_free);
  g_object_set_data_full (G_OBJECT (button), "argument", argument, g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (open_cb), page);
}

static GtkWidget *
new_template (HcrmPage *page, JsonObject *template)
{
  gint64 id = json_object_get_int_member_with_default (template, "id", 0);
  gint64 revision = json_object_get_int_member_with_default (template, "revision", 0);
  g_autofree char *number = g_strdup_printf (_ ("Revision %s"), "");
  g_autofree char *text = g_strdup_printf ("%s · %s%" G_GINT64_FORMAT,
                                           hcrm_text_member (template, "name"), number, revision);
  GtkWidget *button = new_link (text);

  gtk_widget_set_sensitive (button, hcrm_page_may (page, HCRM_PERM_TEMPLATE_EDIT));
  set_target (button, page, "templates", g_strdup_printf ("id=%" G_GINT64_FORMAT, id), NULL);
  return button;
}

static void
add_number (GtkBox *box, JsonObject *used, const char *name, const char *label)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT,
                                           json_object_get_int_member_with_default (used, name, 0));

  hcrm_library_add_line (box, label, text);
}

GtkWidget *
hcrm_questionnaire_used_new (HcrmPage *page, JsonNode *reply)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  JsonObject *used = json_node_get_object (reply);
  JsonArray *templates = json_object_has_member (used, "templates")
                             ? json_object_get_array_member (used, "templates")
                             : NULL;
  guint n = templates != NULL ? json_array_get_length (templates) : 0;

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("Plan templates"), "heading"));
  if (n == 0)
    gtk_box_append (GTK_BOX (box),
                    hcrm_wrapped_label_new (_ ("No template asks it by name."), "dim-label"));
  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (box),
                    new_template (page, json_array_get_object_element (templates, i)));
  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("This version"), "heading"));
  add_number (GTK_BOX (box), used, "plans", _ ("Plans"));
  add_number (GTK_BOX (box), used, "tasks", _ ("Follow-ups"));
  add_number (GTK_BOX (box), used, "open_tasks", _ ("Still to be done"));
  add_number (GTK_BOX (box), used, "responses", _ ("Answers"));
  return box;
}

static GtkWidget *
new_answer (HcrmPage *page, JsonObject *response)
{
  gint64 patient = json_object_get_int_member_with_default (response, "patient_id", 0);
  g_autofree char *time =
      hcrm_text_time (json_object_get_string_member_with_default (response, "authored_at", NULL));
  g_autofree char *text =
      hcrm_text_join (time, hcrm_text_member (response, "patient"),
                      json_object_get_string_member_with_default (response, "score", ""),
                      hcrm_text_member (response, "band"), NULL);
  GtkWidget *button = new_link (text);

  gtk_widget_set_sensitive (button, patient != 0 && hcrm_page_may (page, HCRM_PERM_PATIENT_READ));
  set_target (button, page, "patient", NULL, g_strdup_printf ("%" G_GINT64_FORMAT, patient));
  return button;
}

GtkWidget *
hcrm_questionnaire_answers_new (HcrmPage *page, JsonNode *reply)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (_ ("Latest answers"), "heading"));
  for (guint i = 0; i < json_array_get_length (items); i++)
    gtk_box_append (GTK_BOX (box), new_answer (page, json_array_get_object_element (items, i)));
  gtk_widget_set_visible (box, json_array_get_length (items) > 0);
  return box;
}
