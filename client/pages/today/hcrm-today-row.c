/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One thing that waits today. */

#include "hcrm-today-row.h"

#include "core/hcrm-template.h"
#include "model/hcrm-disposition.h"
#include "pages/questions/hcrm-question-news.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define MINUTE G_TIME_SPAN_MINUTE

struct _HcrmTodayRow {
  GtkListBoxRow parent_instance;

  JsonObject *item;
  GtkLabel *key;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *what;
  GtkLabel *subtitle;
  GtkLabel *due;
  GtkButton *verb;
};

G_DEFINE_FINAL_TYPE (HcrmTodayRow, hcrm_today_row, GTK_TYPE_LIST_BOX_ROW)

/* How rows of a kind look: what is not in the table is shown without a verb of its own. */
static const struct {
  const char *kind;
  const char *icon;
  const char *verb;
} kinds[] = {
  { "followup_task", "call-start-symbolic", N_ ("Call") },
    { "encounter", "document-edit-symbolic", N_ ("Decide") },
      { "complaint_task", "hcrm-complaint-symbolic", N_ ("Reply") },
        { "complaint", "hcrm-complaint-symbolic", N_ ("Handle") },
          { "alarm", "dialog-warning-symbolic", N_ ("Handle") },
            { "question", "dialog-question-symbolic", N_ ("Reply") },
              { "review", "emblem-ok-symbolic", N_ ("Review") },
                { "review_result", "emblem-ok-symbolic", N_ ("Read") },
              };

static const struct {
  const char *urgency;
  const char *section;
  const char *style;
} urgencies[] = {
  { "now", N_ ("Now: overdue or waiting"), "danger" },
    { "today", N_ ("To do today"), "info" },
      { "later", N_ ("Later"), NULL },
    };

static const char *
get_text (HcrmTodayRow *self, const char *name)
{
  return json_object_get_string_member_with_default (self->item, name, "");
}

gint64
hcrm_today_row_get_id (HcrmTodayRow *self)
{
  return json_object_get_int_member_with_default (self->item, "id", 0);
}

const char *
hcrm_today_row_get_kind (HcrmTodayRow *self)
{
  return get_text (self, "kind");
}

gint64
hcrm_today_row_get_patient_id (HcrmTodayRow *self)
{
  return json_object_get_int_member_with_default (self->item, "patient_id", 0);
}

/* A follow-up step is called from its own page; whatever else waits, about itself. */
gboolean
hcrm_today_row_get_dial (HcrmTodayRow *self, HcrmPhoneDial *dial)
{
  const char *kind = hcrm_today_row_get_kind (self);
  gboolean task = g_str_equal (kind, "followup_task");

  if (!task && !g_str_equal (kind, "complaint") && !g_str_equal (kind, "question")
      && !g_str_equal (kind, "alarm"))
    return FALSE;
  dial->page = task ? "call" : NULL;
  dial->patient_id = g_str_equal (kind, "complaint") ? 0 : hcrm_today_row_get_patient_id (self);
  dial->activity_id = hcrm_today_row_get_id (self);
  return TRUE;
}

static guint
find_urgency (HcrmTodayRow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (urgencies); i++)
    if (g_str_equal (urgencies[i].urgency, get_text (self, "urgency")))
      return i;
  return G_N_ELEMENTS (urgencies) - 1;
}

const char *
hcrm_today_row_get_section (HcrmTodayRow *self)
{
  return gettext (urgencies[find_urgency (self)].section);
}

/* --- words ------------------------------------------------------------------------------------ */

/* What a complaint or a share of it waits for; a format with its matter. */
static const struct {
  const char *kind;
  const char *state;
  const char *format;
} complaints[] = {
  { "complaint_task", "assigned", N_ ("Complaint for your department: %s") },
    { "complaint_task", "accepted", N_ ("Complaint to be answered: %s") },
      { "complaint", "taken", N_ ("Complaint to be routed: %s") },
        { "complaint", "answered", N_ ("Tell the caller: %s") },
          { "complaint", "told", N_ ("Complaint to be closed: %s") },
            { "complaint", "mediation", N_ ("Complaint in mediation: %s") },
          };

static const char *
find_complaint (HcrmTodayRow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (complaints); i++)
    if (g_str_equal (complaints[i].kind, hcrm_today_row_get_kind (self))
        && g_str_equal (complaints[i].state, get_text (self, "state")))
      return gettext (complaints[i].format);
  return _ ("Complaint: %s");
}

static gboolean
is_complaint (HcrmTodayRow *self)
{
  return g_str_has_prefix (hcrm_today_row_get_kind (self), "complaint");
}

static char *
make_complaint (HcrmTodayRow *self)
{
  g_autofree char *matter =
      g_strdelimit (g_strdup (hcrm_text_member (self->item, "matter")), "\n", ' ');
  g_auto (GStrv) parts = g_strsplit (find_complaint (self), "%s", 2);

  return g_strjoinv (matter, parts);
}

/* Whom it is about, where nobody is known to be a patient: who called. */
static const char *
get_title (HcrmTodayRow *self)
{
  static const char *const names[] = { "patient", "caller_name", "number" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (*get_text (self, names[i]) != '\0')
      return get_text (self, names[i]);
  return "";
}

static char *
make_what (HcrmTodayRow *self)
{
  const char *template = hcrm_text_member (self->item, "template");
  gint64 days = json_object_get_int_member_with_default (self->item, "offset_days", -1);

  if (g_str_equal (hcrm_today_row_get_kind (self), "encounter"))
    return g_strdup (_ ("Discharged: follow-up to be decided"));
  if (is_complaint (self))
    return make_complaint (self);
  if (json_object_has_member (self->item, "matter")
      && !json_object_get_null_member (self->item, "matter"))
    return hcrm_question_news_say (self->item);
  if (g_str_equal (hcrm_today_row_get_kind (self), "review_result"))
    return g_strdup_printf (_ ("How your call was scored: %s"), template);
  if (days < 0)
    return g_strdup (template);
  return g_strdup_printf (_ ("%s, day %d"), template, (int) days);
}

static char *
make_attempts (HcrmTodayRow *self)
{
  gint64 attempts = json_object_get_int_member_with_default (self->item, "attempts", 0);
  const char *last = get_text (self, "last_disposition");

  if (attempts == 0)
    return g_strdup ("");
  if (*last == '\0')
    return g_strdup_printf (_ ("attempt %d"), (int) attempts + 1);
  return g_strdup_printf (_ ("last: %s, attempt %d"), hcrm_disposition_get_label (last),
                             (int) attempts + 1);
}

static char *
make_subtitle (HcrmTodayRow *self)
{
  g_autofree char *attempts = make_attempts (self);
  g_autofree char *who = hcrm_text_sex_age (get_text (self, "sex"), get_text (self, "birth_date"));

  return hcrm_text_join (who, hcrm_text_member (self->item, "department"),
                         hcrm_text_member (self->item, "diagnosis"), get_text (self, "phone"),
                         is_complaint (self) ? get_text (self, "number") : "", attempts, NULL);
}

static char *
make_span (gint64 minutes)
{
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (_ ("%d h"), (int) (minutes / 60));
  return g_strdup_printf (ngettext ("%d day", "%d days", minutes / 1440), (int) (minutes / 1440));
}

/* An instant counts by minutes and hours: how long it has waited, or what is left; of a call that
 * is to be tried again it is the beginning. */
static char *
make_clock (HcrmTodayRow *self, const char *rfc3339, const char **pill)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (rfc3339, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  gint64 rest = at != NULL ? g_date_time_difference (at, now) : 0;
  gint64 left = (rest < 0 ? rest - (MINUTE - 1) : rest) / MINUTE; /* at once overdue by one */
  g_autofree char *span = make_span (ABS (left));
  g_autofree char *moment = hcrm_text_time (rfc3339);

  if (left > 0 && g_str_equal (hcrm_today_row_get_kind (self), "followup_task")) {
    *pill = "wait";
    return g_strdup_printf (_ ("not before %s"), moment);
  }
  *pill = left < 0 ? "danger" : "warn";
  return left < 0 ? g_strdup_printf (_ ("%s overdue"), span)
                  : g_strdup_printf (_ ("%s left"), span);
}

static void
show_due (HcrmTodayRow *self)
{
  const char *at = get_text (self, "due_at"), *pill = NULL;
  g_autofree char *text =
      *at != '\0' ? make_clock (self, at, &pill) : hcrm_text_due (get_text (self, "due_on"), &pill);

  hcrm_pill_set (self->due, text, g_strcmp0 (pill, "bare wait") == 0 ? "wait" : pill);
}

/* What a complaint waits for comes before what can be done with any. */
static const char *
get_verb (HcrmTodayRow *self, guint kind)
{
  static const struct {
    const char *state;
    const char *verb;
  } first[] = { { "assigned", N_ ("Accept") }, { "taken", N_ ("Route") } };

  for (guint i = 0; is_complaint (self) && i < G_N_ELEMENTS (first); i++)
    if (g_str_equal (first[i].state, get_text (self, "state")))
      return gettext (first[i].verb);
  return gettext (kinds[kind].verb);
}

static void
show_kind (HcrmTodayRow *self)
{
  const char *style = urgencies[find_urgency (self)].style;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].kind, hcrm_today_row_get_kind (self))) {
      gtk_image_set_from_icon_name (self->icon, kinds[i].icon);
      gtk_button_set_label (self->verb, get_verb (self, i));
    }
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), style);
}

static void
show_number (HcrmTodayRow *self, guint number)
{
  char text[2] = { number > 0 ? '0' + number : ' ', '\0' };

  gtk_label_set_text (self->key, text);
  if (number == 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->key), "ghost");
}

static void
clicked_cb (HcrmTodayRow *self)
{
  gtk_widget_activate (GTK_WIDGET (self));
}

GtkWidget *
hcrm_today_row_new (JsonObject *item, guint number)
{
  HcrmTodayRow *self = g_object_new (HCRM_TYPE_TODAY_ROW, NULL);

  self->item = json_object_ref (item);
  g_autofree char *what = make_what (self);
  g_autofree char *subtitle = make_subtitle (self);
  g_autofree char *label = g_strdup_printf ("%s, %s", get_title (self), what);
  gtk_label_set_text (self->title, get_title (self));
  gtk_label_set_text (self->what, what);
  gtk_label_set_text (self->subtitle, subtitle);
  show_kind (self);
  show_due (self);
  show_number (self, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

static void
hcrm_today_row_dispose (GObject *object)
{
  hcrm_template_dispose (object);
  g_clear_pointer (&HCRM_TODAY_ROW (object)->item, json_object_unref);
  G_OBJECT_CLASS (hcrm_today_row_parent_class)->dispose (object);
}

static void
hcrm_today_row_class_init (HcrmTodayRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_today_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/today/hcrm-today-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayRow, key);
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayRow, title);
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayRow, what);
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayRow, due);
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayRow, verb);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
hcrm_today_row_init (HcrmTodayRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
