/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of recordings, each of which opens in a tab of its own. */

#include "hcrm-recordings-page.h"

#include "model/hcrm-recording.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-talk.h"

struct _HcrmRecordingsPage {
  HcrmListPage parent_instance;

  GtkLabel *count;
  HcrmFilterBar *filters;
  HcrmRecordList *list;
  char *step; /* (nullable): that is asked for, for all that are marked */
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (HcrmRecordingsPage, hcrm_recordings_page, HCRM_TYPE_LIST_PAGE)

/* --- columns and conditions ------------------------------------------------------------------- */

static char *
make_time (HcrmRecord *recording, const char *field)
{
  return hcrm_record_get (recording, field) != NULL
             ? hcrm_talk_dup_time (hcrm_record_get_int (recording, field), FALSE)
             : NULL;
}

static char *
make_length (HcrmRecord *recording, const char **pill)
{
  return make_time (recording, "duration_ms");
}

/* Of one that has not been measured nobody knows yet. */
static char *
make_silence (HcrmRecord *recording, const char **pill)
{
  gboolean measured = g_strcmp0 (hcrm_record_get (recording, "state"), "ready") == 0;

  return measured ? make_time (recording, "longest_silence_ms") : NULL;
}

static char *
make_choice (HcrmRecord *recording, const char *name)
{
  int at = hcrm_field_set_find (&hcrm_recording_fields, name);
  const char *value = hcrm_record_get (recording, name);

  return value != NULL
             ? g_strdup (hcrm_field_get_choice_label (&hcrm_recording_fields.fields[at], value))
             : NULL;
}

/* What is wrong with it, if anything is. */
static char *
make_state (HcrmRecord *recording, const char **pill)
{
  const char *state = hcrm_record_get (recording, "state");

  *pill = g_strcmp0 (state, "ready") == 0    ? "bare ok"
          : g_strcmp0 (state, "failed") == 0 ? "danger"
                                             : "bare wait";
  return hcrm_record_get (recording, "problem") != NULL ? make_choice (recording, "problem")
                                                        : make_choice (recording, "state");
}

static char *
make_care (HcrmRecord *recording, const char **pill)
{
  const char *care = hcrm_record_get (recording, "care");
  const HcrmState *state =
      care != NULL ? hcrm_workflow_get_state (&hcrm_recording_workflow, care) : NULL;

  *pill = state != NULL ? state->pill : "bare plain";
  return g_strdup (state != NULL ? gettext (state->label) : NULL);
}

#define SORT HCRM_COLUMN_SORT
#define HIDDEN HCRM_COLUMN_HIDDEN

/* clang-format off */
static const HcrmColumn columns[] = {
  { "started_at",         NULL, 112, HCRM_CELL_TIME,   SORT },
  { "agent",              NULL, 112, HCRM_CELL_TEXT,   0 },
  { "patient",            NULL, 112, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND },
  { "duration_ms",        NULL,  84, HCRM_CELL_NUMBER, SORT, make_length },
  { "longest_silence_ms", NULL, 124, HCRM_CELL_NUMBER, SORT, make_silence, .leaves = 2 },
  { "state",              NULL, 148, HCRM_CELL_PILL,   0, make_state },
  { "care",               NULL, 124, HCRM_CELL_PILL,   0, make_care, .leaves = 3 },
  { "department",         NULL, 140, HCRM_CELL_TEXT,   0, .leaves = 4 },
  { "notes",              NULL,  72, HCRM_CELL_NUMBER, 0, .leaves = 1 },
  { "retain_until",       NULL, 108, HCRM_CELL_DATE,   HIDDEN },
  { "name",               NULL, 180, HCRM_CELL_TEXT,   HIDDEN },
};

static const HcrmChoice silence_choices[] = {
  { "5",  N_("5 s") },
  { "10", N_("10 s") },
  { "20", N_("20 s") },
  { "60", N_("60 s") },
  { NULL }
};

static const HcrmChoice shortest_choices[] = {
  { "30",   N_("30 s") },
  { "300",  N_("5 min") },
  { "900",  N_("15 min") },
  { NULL }
};

static const HcrmChoice longest_choices[] = {
  { "12",  N_("12 s") },
  { "30",  N_("30 s") },
  { "300", N_("5 min") },
  { NULL }
};

static const HcrmChoice due_choices[] = {
  { "true",  N_("Yes") },
  { "false", N_("No") },
  { NULL }
};

static const HcrmFilter filters[] = {
  { "started_at_from", N_("From"),               .need = -1, .day = TRUE },
  { "started_at_to",   N_("Before"),             .need = -1, .day = TRUE },
  { "agent_id",        N_("Agent"),              NULL, "/colleagues?permission=recording.add&limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "department_id",   N_("Department"),         NULL, "/departments?limit=200", FALSE, HCRM_PERM_ORGANISATION_READ },
  { "silence_min",     N_("Silence of at least"), silence_choices, NULL, TRUE, -1 },
  { "duration_min",    N_("Not shorter than"),   shortest_choices, NULL, TRUE, -1 },
  { "duration_max",    N_("Not longer than"),    longest_choices, NULL, TRUE, -1 },
  { "state",           N_("State"),              hcrm_recording_state_choices, NULL, FALSE, -1 },
  { "care",            N_("Keeping"),            hcrm_recording_care_choices, NULL, FALSE, -1 },
  { "due",             N_("Kept long enough"),   due_choices, NULL, TRUE, HCRM_PERM_RECORDING_MANAGE },
  { "patient_id",      N_("Patient"),            .need = -1, .hidden = TRUE },
  { "activity_id",     N_("Made for"),           .need = -1, .hidden = TRUE },
  { "call_id",         N_("Call"),               .need = -1, .hidden = TRUE },
};

static const HcrmListInfo list_info = {
  .name = "recordings",
  .path = "/recordings",
  .set = &hcrm_recording_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-started_at",
  .title = N_("Recordings"),
  .empty = N_("No recording fits. They come from the telephone system, and from desks that record."),
};
/* clang-format on */

/* --- what becomes of several ------------------------------------------------------------------ */

static const struct {
  const char *action, *step, *from;
} bulk[] = {
  { "recordings.ask", "ask-deletion", "kept" },
  { "recordings.confirm", "confirm-deletion", "asked" },
  { "recordings.refuse", "refuse-deletion", "asked" },
  { "recordings.hold", "hold", "kept" },
};

static const HcrmStep *
find_step (HcrmRecordingsPage *self, guint i)
{
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (self));

  return hcrm_workflow_find (&hcrm_recording_workflow, bulk[i].from, bulk[i].step,
                             hcrm_session_get_permissions (session), NULL);
}

static void
taken_many_cb (gpointer data, JsonNode *reply)
{
  HcrmRecordingsPage *self = data;
  guint n = hcrm_record_list_get_n_marked (self->list);
  guint failed = hcrm_record_list_take_results (self->list, reply, "started_at");
  g_autofree char *done =
      g_strdup_printf (ngettext ("Done with %u recording", "Done with %u recordings", n - failed),
                       n - failed);

  if (failed < n)
    hcrm_page_toast (data, done, NULL, NULL);
  hcrm_page_refresh (data);
}

static void
asked_cb (gpointer data, gboolean yes, const char *reason)
{
  HcrmRecordingsPage *self = data;
  g_autofree char *path = g_strconcat ("/recordings/actions/", self->step, NULL);
  g_autoptr (JsonObject) body = json_object_new ();

  if (!yes)
    return;
  if (reason != NULL)
    json_object_set_string_member (body, "reason", reason);
  hcrm_record_list_send_marked (self->list, data, path, body, taken_many_cb);
}

static void
bulk_action (GtkWidget *widget, const char *name, GVariant *none)
{
  HcrmRecordingsPage *self = HCRM_RECORDINGS_PAGE (widget);
  guint i = 0, n = hcrm_record_list_get_n_marked (self->list);

  while (!g_str_equal (bulk[i].action, name))
    i++;
  const HcrmStep *step = find_step (self, i);
  if (step == NULL || n == 0)
    return;
  g_autofree char *about =
      g_strdup_printf (ngettext ("%u recording is marked. Those that cannot are left as they are, "
                                 "and say why.",
                                 "%u recordings are marked. Those that cannot are left as they "
                                 "are, and say why.",
                                 n),
                       n);
  g_free (self->step);
  self->step = g_strdup (bulk[i].step);
  hcrm_ask (widget, gettext (step->label), about, gettext (step->label),
            (step->flags & HCRM_STEP_REASON) != 0, asked_cb, self);
}

static void
add_bulk_actions (HcrmRecordingsPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (bulk); i++) {
    const HcrmStep *step = find_step (self, i);
    if (step != NULL)
      hcrm_record_list_add_bulk_action (self->list, gettext (step->label), NULL, bulk[i].action);
  }
}

/* --- the page --------------------------------------------------------------------------------- */

static void
loaded_cb (HcrmRecordingsPage *self)
{
  hcrm_record_list_show_count (self->list, self->count);
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
activate_cb (HcrmRecordingsPage *self, HcrmRecord *recording)
{
  hcrm_page_open_id (HCRM_PAGE (self), "recording", hcrm_record_get_int (recording, "id"));
}

static void
hcrm_recordings_page_constructed (GObject *object)
{
  HcrmRecordingsPage *self = HCRM_RECORDINGS_PAGE (object);

  G_OBJECT_CLASS (hcrm_recordings_page_parent_class)->constructed (object);
  hcrm_list_page_setup (HCRM_LIST_PAGE (self), self->list, &list_info, self->filters, filters,
                        G_N_ELEMENTS (filters), "");
  hcrm_filter_bar_hide_search (self->filters);
  add_bulk_actions (self);
}

static void
hcrm_recordings_page_finalize (GObject *object)
{
  g_free (HCRM_RECORDINGS_PAGE (object)->step);
  G_OBJECT_CLASS (hcrm_recordings_page_parent_class)->finalize (object);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "recording", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Enter", N_ ("listen") }, { NULL } };

  klass->watches = watches;
  klass->hints = hints;
  klass->help = N_ ("Recordings of calls, the newest first. Conditions find the short ones, those "
                    "with long silences, and what may be deleted; Enter opens one to listen.\n\n"
                    "What was kept long enough is deleted by two people: one marks it and asks, "
                    "another narrows the list to what is to be deleted, marks it and confirms. A "
                    "legal hold stops both.");
}

static void
hcrm_recordings_page_class_init (HcrmRecordingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_recordings_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_recordings_page_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (bulk); i++)
    gtk_widget_class_install_action (widget_class, bulk[i].action, NULL, bulk_action);
  set_page_class (HCRM_PAGE_CLASS (klass));
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/recordings/hcrm-recordings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingsPage, count);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, HcrmRecordingsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
hcrm_recordings_page_init (HcrmRecordingsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
