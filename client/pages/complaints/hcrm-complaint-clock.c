/* SPDX-License-Identifier: GPL-3.0-or-later */

/* By when a complaint is due, and how that came about. */

#include "hcrm-complaint-clock.h"

#include <glib/gi18n.h>

#include "core/hcrm-template.h"
#include "hcrm-complaint-panel.h"
#include "hcrm-complaint-words.h"
#include "widgets/hcrm-input.h"
#include "widgets/hcrm-text.h"

struct _HcrmComplaintClock {
  AdwBin parent_instance;

  GtkBox *card;
  GtkLabel *due;
  GtkLabel *left;
  GtkExpander *why;
  AdwBin *steps;
  GtkLabel *then;
  AdwBin *place;
  HcrmInput *as_of;
  HcrmPage *page; /* borrowed: it holds this */
  gint64 id;
};

G_DEFINE_FINAL_TYPE (HcrmComplaintClock, hcrm_complaint_clock, ADW_TYPE_BIN)

static const HcrmField as_of_field = { "as_of", HCRM_KIND_DATE, N_ ("As it was on"), 0 };

/* The end of the day that was typed; %NULL for now. */
static char *
dup_as_of (HcrmComplaintClock *self)
{
  g_autofree char *day = hcrm_input_dup_value (self->as_of);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *late = g_strdup_printf ("%sT23:59:59", day != NULL ? day : "");
  g_autoptr (GDateTime) end = g_date_time_new_from_iso8601 (late, zone);

  return end != NULL && g_strcmp0 (day, today) < 0 ? g_date_time_format_iso8601 (end) : NULL;
}

/* What it said then, where that is asked. */
static void
show_then (HcrmComplaintClock *self, JsonObject *clock)
{
  g_autofree char *as_of = dup_as_of (self);
  g_autofree char *due =
      hcrm_text_time (json_object_get_string_member_with_default (clock, "due_at", ""));
  g_autofree char *words = *due != '\0' ? g_strdup_printf (_ ("It was due %s then"), due)
                                        : g_strdup (_ ("It had not been taken by then"));

  gtk_label_set_text (self->then, words);
  gtk_widget_set_visible (GTK_WIDGET (self->then), as_of != NULL);
}

static void
clock_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintClock *self = data;

  adw_bin_set_child (self->steps, hcrm_complaint_panel_new_clock (reply));
  show_then (self, json_node_get_object (reply));
}

static void
ask (HcrmComplaintClock *self)
{
  g_autofree char *as_of = dup_as_of (self);
  g_autofree char *escaped = as_of != NULL ? g_uri_escape_string (as_of, NULL, FALSE) : NULL;
  g_autofree char *path =
      g_strdup_printf ("/complaints/%" G_GINT64_FORMAT "/clock%s%s", self->id,
                       escaped != NULL ? "?as_of=" : "", escaped != NULL ? escaped : "");

  hcrm_page_send_for (self->page, self,
                      &(HcrmRequest){ .method = "GET", .path = path, .fills = "clock" }, clock_cb,
                      NULL);
}

/* How long there is, at a glance. */
static char *
make_left (HcrmRecord *complaint)
{
  const char *at = hcrm_record_get (complaint, "due_at");
  g_autoptr (GDateTime) due = at != NULL ? g_date_time_new_from_iso8601 (at, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  gint64 hours = due != NULL ? g_date_time_difference (due, now) / G_TIME_SPAN_HOUR : 0;

  if (due == NULL || hcrm_record_get (complaint, "bucket") == NULL)
    return g_strdup ("");
  if (hours <= -48)
    return g_strdup_printf (ngettext ("%d day late", "%d days late", -hours / 24),
                            (int) (-hours / 24));
  if (hours < 0)
    return g_strdup_printf (ngettext ("%d hour late", "%d hours late", -hours), (int) -hours);
  if (hours < 48)
    return g_strdup_printf (ngettext ("%d hour left", "%d hours left", hours), (int) hours);
  return g_strdup_printf (ngettext ("%d day left", "%d days left", hours / 24), (int) (hours / 24));
}

static char *
make_due (HcrmRecord *complaint)
{
  const char *pill = NULL, *bucket = hcrm_record_get (complaint, "bucket");
  g_autofree char *due = hcrm_complaint_words_due (complaint, &pill);

  if (g_strcmp0 (hcrm_record_get (complaint, "state"), "told") == 0)
    return g_strdup (_ ("The caller was told"));
  return bucket != NULL && !g_str_equal (bucket, "overdue")
      ? g_strdup_printf (_ ("to be answered by %s"), due)
      : g_steal_pointer (&due);
}

void
hcrm_complaint_clock_show (HcrmComplaintClock *self, HcrmPage *page, HcrmRecord *complaint)
{
  g_autofree char *due = make_due (complaint), *left = make_left (complaint);
  const char *bucket = hcrm_record_get (complaint, "bucket");
  gboolean timed = hcrm_record_get (complaint, "due_at") != NULL;
  gint64 id = hcrm_record_get_int (complaint, "id");

  gtk_label_set_text (self->due, due);
  gtk_label_set_text (self->left, left);
  gtk_widget_set_visible (GTK_WIDGET (self->left), *left != '\0');
  gtk_widget_remove_css_class (GTK_WIDGET (self->card), "calm");
  gtk_widget_remove_css_class (GTK_WIDGET (self->card), "late");
  if (g_strcmp0 (bucket, "today") != 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->card),
                              g_strcmp0 (bucket, "overdue") == 0 ? "late" : "calm");
  gtk_widget_set_visible (GTK_WIDGET (self->why), timed);
  if (self->id != id)
    hcrm_input_set_value (self->as_of, NULL);
  self->page = page;
  self->id = id;
  if (timed)
    ask (self);
}

void
hcrm_complaint_clock_fold (HcrmComplaintClock *self)
{
  gtk_expander_set_expanded (self->why, FALSE);
}

static void
changed_cb (HcrmComplaintClock *self)
{
  if (self->page != NULL)
    ask (self);
}

static void
hcrm_complaint_clock_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_complaint_clock_parent_class)->dispose (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintClock, child)

static void
hcrm_complaint_clock_class_init (HcrmComplaintClockClass *type)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (type);

  G_OBJECT_CLASS (type)->dispose = hcrm_complaint_clock_dispose;
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-clock.ui");
  BIND (card);
  BIND (due);
  BIND (left);
  BIND (why);
  BIND (steps);
  BIND (then);
  BIND (place);
}

static void
hcrm_complaint_clock_init (HcrmComplaintClock *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->as_of = HCRM_INPUT (hcrm_input_new (&as_of_field));
  hcrm_input_set_label (self->as_of, gettext (as_of_field.label));
  adw_bin_set_child (self->place, GTK_WIDGET (self->as_of));
  g_signal_connect_object (self->as_of, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}
