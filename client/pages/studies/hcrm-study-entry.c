/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A form of a visit: its line in the list, and what was typed into it and over which answers. */

#include "hcrm-study-entry.h"

#include "model/hcrm-study.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

GtkWidget *
hcrm_study_entry_new_row (HcrmRecord *entry)
{
  GtkWidget *button = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *pill = hcrm_pill_new ("", NULL);
  const char *day = hcrm_record_get (entry, "done_on");
  g_autofree char *when =
      hcrm_text_short_date (day != NULL ? day : hcrm_record_get (entry, "planned_on"));
  g_autofree char *words = hcrm_text_join (hcrm_text_field (entry, "visit_name"), when,
                                           hcrm_text_field (entry, "questionnaire"), NULL);
  GtkWidget *label = hcrm_wrapped_label_new (words, NULL);

  hcrm_pill_set_state (GTK_LABEL (pill), &hcrm_study_entry_workflow,
                       hcrm_record_get (entry, "state"));
  if (g_strcmp0 (hcrm_record_get (entry, "timing"), "overdue") == 0)
    hcrm_pill_set (GTK_LABEL (pill), _ ("Overdue"), "danger");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), pill);
  gtk_button_set_child (GTK_BUTTON (button), row);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "entry", g_object_ref (entry), g_object_unref);
  return button;
}

/* --- drafts ----------------------------------------------------------------------------------- */

gboolean
hcrm_study_entry_has_same_answers (HcrmRecord *entry, HcrmRecord *other)
{
  return g_strcmp0 (hcrm_record_get (entry, "response"), hcrm_record_get (other, "response")) == 0;
}

static char *
make_sum (const char *answers)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, answers != NULL ? answers : "", -1);
}

JsonNode *
hcrm_study_entry_make_draft (HcrmRecord *base, JsonNode *answers)
{
  g_autoptr (JsonObject) draft = json_object_new ();
  g_autofree char *sum = make_sum (hcrm_record_get (base, "response"));

  json_object_set_string_member (draft, "over", sum);
  json_object_set_int_member (draft, "version", hcrm_record_get_int (base, "version"));
  json_object_set_member (draft, "response", answers);
  return json_node_init_object (json_node_alloc (), draft);
}

HcrmRecord *
hcrm_study_entry_find_base (HcrmRecord *entry, JsonObject *draft)
{
  HcrmRecord *base = hcrm_record_copy (entry);
  g_autofree char *sum = make_sum (hcrm_record_get (entry, "response")), *none = make_sum (NULL);
  const char *over = json_object_get_string_member_with_default (draft, "over", sum);

  if (g_str_equal (sum, over))
    return base;
  hcrm_record_set_int (base, "version",
                       json_object_get_int_member_with_default (draft, "version", 1));
  if (g_str_equal (none, over))
    hcrm_record_set (base, "response", NULL);
  else
    hcrm_record_unset (base, "response");
  return base;
}
