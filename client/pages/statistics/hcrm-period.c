/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The period of a report. */

#include "hcrm-period.h"

#include <glib/gi18n.h>

#include "core/hcrm-date.h"
#include "model/hcrm-statistic.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-text.h"

#define FIRST_PERIOD 30

struct _HcrmPeriod {
  GtkBox parent_instance;

  GtkWidget *chips;
  HcrmInput *from;
  HcrmInput *to;
  gboolean quiet;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmPeriod, hcrm_period, GTK_TYPE_BOX)

static void
emit_changed (HcrmPeriod *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- chips ------------------------------------------------------------------------------------ */

static void
set_days (HcrmPeriod *self, int days)
{
  GDate from, to;

  hcrm_text_get_today (&to);
  from = to;
  g_date_subtract_days (&from, days - 1);
  g_autofree char *first = hcrm_date_to_iso (&from), *last = hcrm_date_to_iso (&to);
  hcrm_input_set_value (self->from, first);
  hcrm_input_set_value (self->to, last);
}

static int
get_chip_days (GtkWidget *chip)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chip), "days"));
}

/* Presses the chip of the last @days days, and no other; 0 for none. */
static void
press_chip (HcrmPeriod *self, int days)
{
  GtkWidget *chip = gtk_widget_get_first_child (self->chips);

  self->quiet = TRUE;
  for (; chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), get_chip_days (chip) == days);
  self->quiet = FALSE;
}

static void
chip_cb (GtkToggleButton *chip, gpointer data)
{
  HcrmPeriod *self = data;

  if (self->quiet || !gtk_toggle_button_get_active (chip))
    return;
  set_days (self, get_chip_days (GTK_WIDGET (chip)));
  emit_changed (self);
}

static GtkWidget *
add_chip (HcrmPeriod *self, int days, GtkWidget *group)
{
  g_autofree char *label = g_strdup_printf (ngettext ("%d day", "%d days", days), days);
  GtkWidget *chip = gtk_toggle_button_new_with_label (label);

  gtk_widget_add_css_class (chip, "chip");
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip), (GtkToggleButton *) group);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), group == NULL);
  g_object_set_data (G_OBJECT (chip), "days", GINT_TO_POINTER (days));
  g_signal_connect (chip, "toggled", G_CALLBACK (chip_cb), self);
  gtk_box_append (GTK_BOX (self->chips), chip);
  return chip;
}

static void
add_chips (HcrmPeriod *self)
{
  GtkWidget *first = add_chip (self, FIRST_PERIOD, NULL);

  add_chip (self, 90, first);
  add_chip (self, 365, first);
}

/* --- days ------------------------------------------------------------------------------------- */

/* Typed days count when they can be understood, and Enter or leaving the field says that they are
 * complete; the chips then no longer say what is shown. */
static void
date_cb (HcrmPeriod *self)
{
  g_autofree char *from = hcrm_input_dup_value (self->from);
  g_autofree char *to = hcrm_input_dup_value (self->to);
  GDate first, last;

  press_chip (self, 0);
  gboolean good_from = from != NULL && hcrm_date_from_iso (from, &first);
  gboolean good_to = to != NULL && hcrm_date_from_iso (to, &last);
  hcrm_input_set_invalid (self->from, from != NULL && !good_from);
  hcrm_input_set_invalid (self->to, to != NULL && !good_to);
  if (good_from && good_to && g_date_compare (&first, &last) <= 0)
    emit_changed (self);
}

static HcrmInput *
add_date (HcrmPeriod *self, const char *name)
{
  const HcrmField *field =
      &hcrm_report_query.fields[hcrm_field_set_find (&hcrm_report_query, name)];
  GtkWidget *label = gtk_label_new (gettext (field->label));
  HcrmInput *input = HCRM_INPUT (hcrm_input_new (field));

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self), label);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (input));
  g_signal_connect_swapped (input, "changed", G_CALLBACK (date_cb), self);
  return input;
}

/* --- what it says ----------------------------------------------------------------------------- */

char *
hcrm_period_dup_from (HcrmPeriod *self)
{
  return hcrm_input_dup_value (self->from);
}

/* The last day shown counts; the interface asks for the day after, which does not. */
char *
hcrm_period_dup_to (HcrmPeriod *self)
{
  g_autofree char *last = hcrm_input_dup_value (self->to);
  GDate date;

  if (last == NULL || !hcrm_date_from_iso (last, &date))
    return g_steal_pointer (&last);
  g_date_add_days (&date, 1);
  return hcrm_date_to_iso (&date);
}

void
hcrm_period_save (HcrmPeriod *self, JsonObject *state)
{
  g_autofree char *from = hcrm_input_dup_value (self->from);
  g_autofree char *to = hcrm_input_dup_value (self->to);

  json_object_set_string_member (state, "from", from != NULL ? from : "");
  json_object_set_string_member (state, "to", to != NULL ? to : "");
}

/* How many days it has, if today is the last of them; 0 otherwise. */
static int
find_days (HcrmPeriod *self)
{
  g_autofree char *from = hcrm_input_dup_value (self->from);
  g_autofree char *to = hcrm_input_dup_value (self->to);
  GDate first, last, today;

  if (from == NULL || to == NULL || !hcrm_date_from_iso (from, &first)
      || !hcrm_date_from_iso (to, &last))
    return 0;
  hcrm_text_get_today (&today);
  return g_date_compare (&last, &today) == 0 ? MAX (g_date_days_between (&first, &last) + 1, 0) : 0;
}

void
hcrm_period_restore (HcrmPeriod *self, JsonObject *state)
{
  hcrm_input_set_value (self->from,
                        json_object_get_string_member_with_default (state, "from", NULL));
  hcrm_input_set_value (self->to, json_object_get_string_member_with_default (state, "to", NULL));
  press_chip (self, find_days (self));
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_period_class_init (HcrmPeriodClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_PERIOD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
hcrm_period_init (HcrmPeriod *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_valign (self->chips, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), self->chips);
  add_chips (self);
  self->from = add_date (self, "date_from");
  self->to = add_date (self, "date_to");
  set_days (self, FIRST_PERIOD);
}
