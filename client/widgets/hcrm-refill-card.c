/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One drug and the day it runs out, with every step that led there. */

#include "hcrm-refill-card.h"

#include <glib/gi18n.h>

#include "core/hcrm-dial.h"
#include "core/hcrm-explain.h"
#include "model/hcrm-medication.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

/* --- Words ---------------------------------------------------------------------------------- */

static char *
dup_value (HcrmRecord *refill, const char *name)
{
  int place = hcrm_field_set_find (&hcrm_refill_fields, name);

  return hcrm_text_value (refill, &hcrm_refill_fields.fields[place]);
}

static const char *
find_pill (const char *value)
{
  static const char *const pills[] = { "planned",  "bare wait", "open",      "warn",
                                       "done",     "ok",        "ended",     "bare stop",
                                       "unknown",  "danger",    "suspended", "violet",
                                       "no-visit", "danger",    "excluded",  "bare stop" };

  for (guint i = 0; i + 1 < G_N_ELEMENTS (pills); i += 2)
    if (g_strcmp0 (value, pills[i]) == 0)
      return pills[i + 1];
  return "bare plain";
}

char *
hcrm_refill_dup_standing (HcrmRecord *refill, const char **pill)
{
  const char *field = hcrm_record_get (refill, "call") != NULL ? "call" : "state";

  *pill = find_pill (hcrm_record_get (refill, field));
  return dup_value (refill, field);
}

static char *
make_supply (HcrmRecord *refill)
{
  g_autofree char *day = hcrm_text_date (hcrm_record_get (refill, "dispensed_on"));
  g_autofree char *when = g_strdup_printf (_ ("handed out %s"), day);
  const char *quantity = hcrm_record_get (refill, "quantity");
  const char *dose = hcrm_record_get (refill, "daily_dose");
  g_autofree char *much =
      quantity != NULL ? g_strdup_printf ("%s %s", quantity, hcrm_text_field (refill, "unit"))
                       : NULL;
  g_autofree char *daily = dose != NULL
      ? g_strdup_printf (_ ("%s %s a day"), dose, hcrm_text_field (refill, "daily_dose_unit"))
      : NULL;

  return hcrm_text_join (when, much != NULL ? much : "", daily != NULL ? daily : "", NULL);
}

static char *
make_days (HcrmRecord *refill)
{
  const char *out = hcrm_record_get (refill, "run_out_on");
  const char *fetch = hcrm_record_get (refill, "fetch_by");
  g_autofree char *day = hcrm_text_date (out);
  g_autofree char *by = hcrm_text_date (fetch);
  gint64 left = hcrm_record_get_int (refill, "days_left");
  g_autofree char *when = out != NULL ? g_strdup_printf (_ ("runs out %s"), day) : NULL;
  g_autofree char *until =
      fetch != NULL && g_strcmp0 (fetch, out) != 0 ? g_strdup_printf (_ ("fetch by %s"), by) : NULL;
  g_autofree char *days =
      out != NULL && left > 0
          ? g_strdup_printf (ngettext ("%d day left", "%d days left", left), (int) left)
          : NULL;

  return hcrm_text_join (when != NULL ? when : "", until != NULL ? until : "",
                         days != NULL ? days : "", NULL);
}

static char *
make_who (HcrmRecord *refill)
{
  g_autofree char *person =
      hcrm_text_sex_age (hcrm_record_get (refill, "sex"), hcrm_record_get (refill, "birth_date"));

  return hcrm_text_join (hcrm_text_field (refill, "patient"), person,
                         hcrm_text_field (refill, "department"), NULL);
}

void
hcrm_refill_dial (HcrmRecord *refill, HcrmPhoneDial *dial)
{
  gboolean open = g_strcmp0 (hcrm_record_get (refill, "call"), "open") == 0;

  dial->page = open ? "call" : NULL;
  dial->patient_id = hcrm_record_get_int (refill, "patient_id");
  dial->activity_id = open ? hcrm_record_get_int (refill, "task_id") : 0;
}

static GtkWidget *
new_number (HcrmRecord *refill)
{
  GtkWidget *number = hcrm_dial_number_new ();
  HcrmPhoneDial dial = { 0 };

  hcrm_refill_dial (refill, &dial);
  hcrm_dial_number_show (number, hcrm_record_get (refill, "phone"),
                         hcrm_text_field (refill, "patient"), &dial);
  return number;
}

/* --- Steps ---------------------------------------------------------------------------------- */

static GtkWidget *
make_step (guint number, const HcrmExplanation *said)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *text = g_strdup_printf ("%u", number);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_width_chars (GTK_LABEL (label), 2);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "num");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), hcrm_wrapped_label_new (said->title, NULL));
  if (*said->detail != '\0')
    gtk_box_append (GTK_BOX (words), hcrm_wrapped_label_new (said->detail, "dim-label"));
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), words);
  return row;
}

static void
append_steps (GtkBox *card, HcrmRecord *refill)
{
  const char *text = hcrm_record_get (refill, "steps");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *steps =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = steps != NULL ? json_array_get_length (steps) : 0;
  GtkWidget *head = hcrm_wrapped_label_new (_ ("Why this date"), "caption");

  gtk_widget_set_margin_top (head, 6);
  gtk_widget_add_css_class (head, "dim-label");
  gtk_widget_set_visible (head, n > 0);
  gtk_box_append (card, head);
  for (guint i = 0; i < n; i++) {
    JsonObject *step = json_array_get_object_element (steps, i);
    g_autoptr (HcrmExplanation) said =
        hcrm_explain (hcrm_text_member (step, "code"),
                      json_object_get_object_member (step, "params"));

    gtk_box_append (card, make_step (i + 1, said));
  }
}

/* --- The card ------------------------------------------------------------------------------- */

static void
append_words (GtkBox *card, const char *text, const char *style)
{
  if (*text != '\0')
    gtk_box_append (card, hcrm_wrapped_label_new (text, style));
}

static GtkWidget *
make_head (HcrmRecord *refill)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = hcrm_wrapped_label_new (hcrm_text_field (refill, "drug"), "strong");
  const char *pill = NULL;
  g_autofree char *standing = hcrm_refill_dup_standing (refill, &pill);
  GtkWidget *label = hcrm_pill_new (standing, pill);

  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), label);
  return head;
}

GtkWidget *
hcrm_refill_card_new (HcrmRecord *refill, gboolean with_patient)
{
  GtkWidget *card = hcrm_card_new (NULL);
  g_autofree char *who = make_who (refill);
  g_autofree char *supply = make_supply (refill);
  g_autofree char *days = make_days (refill);
  g_autofree char *reason = dup_value (refill, "reason");

  gtk_box_set_spacing (GTK_BOX (card), 3);
  gtk_box_append (GTK_BOX (card), make_head (refill));
  if (with_patient) {
    append_words (GTK_BOX (card), who, NULL);
    gtk_box_append (GTK_BOX (card), new_number (refill));
  }
  append_words (GTK_BOX (card), days, NULL);
  append_words (GTK_BOX (card), reason, NULL);
  append_words (GTK_BOX (card), supply, "dim-label");
  append_steps (GTK_BOX (card), refill);
  return card;
}
