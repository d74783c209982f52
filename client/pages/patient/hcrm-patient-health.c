/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A patient's programmes: where each stands, the way to its cycle, taking in and ending. */

#include "hcrm-patient-health.h"

#include "hcrm-health-trend.h"
#include "model/hcrm-health.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-text.h"

struct _HcrmPatientHealth {
  HcrmPatientSection parent_instance;

  GtkBox *cards;
  GtkWidget *empty;
  GtkWidget *add;

  GPtrArray *cares;  /* (element-type HcrmRecord) */
  GPtrArray *trends; /* (element-type HcrmHealthTrend): in the cards, borrowed */
  HcrmRecord *asked; /* (nullable): whose step the dialog is about */
};

G_DEFINE_FINAL_TYPE (HcrmPatientHealth, hcrm_patient_health, HCRM_TYPE_PATIENT_SECTION)

/* clang-format off */
static const HcrmField add_fields[] = {
  { "programme_id", HCRM_KIND_CODE, N_("Programme"),      HCRM_FIELD_REQUIRED },
  { "first_on",     HCRM_KIND_DATE, N_("First cycle on"), 0 },
};
static const HcrmFieldSet add_set = { "care", add_fields, G_N_ELEMENTS (add_fields) };

static const HcrmField assign_fields[] = {
  { "manager_id", HCRM_KIND_CODE, N_("Health manager"), HCRM_FIELD_REQUIRED },
};
static const HcrmFieldSet assign_set = { "assign", assign_fields, G_N_ELEMENTS (assign_fields) };
/* clang-format on */

#define SECTION "patient-health"

static HcrmPage *
get_page (HcrmPatientHealth *self)
{
  return hcrm_patient_section_get_page (HCRM_PATIENT_SECTION (self));
}

/* The dialogs know the page; this section is found by it. */
static HcrmPatientHealth *
find_section (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), SECTION);
}

static void
done_cb (gpointer data, JsonNode *reply)
{
  hcrm_page_refresh (get_page (data));
}

static void
send (HcrmPatientHealth *self, const char *path, JsonObject *object, HcrmRecord *seen)
{
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send_for (get_page (self), self,
                      &(HcrmRequest){ .method = "POST", .path = path, .body = body, .seen = seen },
                      done_cb, NULL);
}

static gint64
get_number (HcrmRecord *record, const char *name)
{
  const char *text = hcrm_record_get (record, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/* --- taking in -------------------------------------------------------------------------------- */

static void
add_asked_cb (gpointer page, HcrmRecord *record)
{
  HcrmPatientHealth *self = find_section (page);
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  const char *patient = hcrm_patient_section_get_patient (HCRM_PATIENT_SECTION (self));

  json_object_set_int_member (object, "programme_id", get_number (record, "programme_id"));
  json_object_set_int_member (object, "patient_id", g_ascii_strtoll (patient, NULL, 10));
  send (self, "/health-cares", object, NULL);
}

static void
programmes_cb (gpointer data, JsonNode *reply)
{
  HcrmForm *form = hcrm_form_dialog_ask (
      get_page (data),
      &(HcrmFormQuestion){
          .heading = _ ("Take into a Programme"),
                        .body = _ ("The first cycle begins on that day, or today if none is "
                                           "given; a day off becomes the next working day."),
                                   .label = _ ("Take In"), .set = &add_set,
                                   },
                        add_asked_cb);

  hcrm_choices_fill_input (hcrm_form_get_input (form, "programme_id"), reply, "id");
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmPatientHealth *self = HCRM_PATIENT_HEALTH (widget);

  g_object_set_data (G_OBJECT (get_page (self)), SECTION, self);
  hcrm_patient_section_fetch_list (HCRM_PATIENT_SECTION (self),
                                   "/health-programmes?state=active&limit=200", programmes_cb);
}

/* --- steps ------------------------------------------------------------------------------------ */

static HcrmRecord *
find_care (HcrmPatientHealth *self, gint64 id)
{
  for (guint i = 0; self->cares != NULL && i < self->cares->len; i++)
    if (hcrm_record_get_int (self->cares->pdata[i], "id") == id)
      return self->cares->pdata[i];
  return NULL;
}

static void
send_step (HcrmPatientHealth *self, const char *action, JsonObject *object)
{
  g_autofree char *path =
      g_strdup_printf ("/health-cares/%s/actions/%s", hcrm_record_get (self->asked, "id"), action);

  send (self, path, object, self->asked);
}

static void
leave_asked_cb (gpointer page, HcrmRecord *record)
{
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);

  send_step (find_section (page), "leave", object);
}

static void
assign_asked_cb (gpointer page, HcrmRecord *record)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_int_member (object, "manager_id", get_number (record, "manager_id"));
  send_step (find_section (page), "assign", object);
}

static void
colleagues_cb (gpointer data, JsonNode *reply)
{
  HcrmForm *form =
      hcrm_form_dialog_ask (get_page (data),
                            &(HcrmFormQuestion){ .heading = _ ("Change Manager"),
                                                               .label = _ ("Change Manager"),
                                                                           .set = &assign_set },
                                                 assign_asked_cb);

  hcrm_choices_fill_input (hcrm_form_get_input (form, "manager_id"), reply, "id");
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *target)
{
  HcrmPatientHealth *self = HCRM_PATIENT_HEALTH (widget);
  const char *action;
  gint64 id;

  g_variant_get (target, "(x&s)", &id, &action);
  g_set_object (&self->asked, find_care (self, id));
  g_object_set_data (G_OBJECT (get_page (self)), SECTION, self);
  if (self->asked == NULL)
    return;
  if (g_str_equal (action, "assign"))
    hcrm_patient_section_fetch_list (HCRM_PATIENT_SECTION (self), "/colleagues?limit=200",
                                     colleagues_cb);
  else
    hcrm_form_dialog_ask (get_page (self),
                          &(HcrmFormQuestion){
                              .heading = _ ("End Care"),
                                  .body = _ ("The open cycle is cancelled. What was done stays."),
                                             .label = _ ("End Care"), .set = &hcrm_health_care_end,
                                             },
                                  leave_asked_cb);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *patient)
{
  g_autofree char *query =
      g_strdup_printf ("care_id=%" G_GINT64_FORMAT, g_variant_get_int64 (patient));

  hcrm_page_open_query (get_page (HCRM_PATIENT_HEALTH (widget)), "health", query);
}

/* --- values through time ---------------------------------------------------------------------- */

static HcrmHealthTrend *
find_trend (HcrmPatientHealth *self, gint64 care)
{
  for (guint i = 0; i < self->trends->len; i++)
    if (hcrm_health_trend_get_care (self->trends->pdata[i]) == care)
      return self->trends->pdata[i];
  return NULL;
}

static void
values_cb (gpointer data, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  if (json_array_get_length (items) == 0)
    return;
  HcrmHealthTrend *trend =
      find_trend (data,
                  json_object_get_int_member_with_default (json_array_get_object_element (items, 0),
                                                           "care_id", 0));
  if (trend != NULL)
    hcrm_health_trend_fill (trend, items);
}

static void
values_action (GtkWidget *widget, const char *name, GVariant *care)
{
  g_autofree char *path =
      g_strdup_printf ("/health-cares/%" G_GINT64_FORMAT "/values", g_variant_get_int64 (care));

  hcrm_patient_section_fetch (HCRM_PATIENT_SECTION (widget), path, values_cb);
}

/* Returns: (element-type gint64): whose values are looked at */
static GArray *
list_open (HcrmPatientHealth *self)
{
  GArray *cares = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->trends->len; i++) {
    gint64 care = hcrm_health_trend_get_care (self->trends->pdata[i]);
    if (hcrm_health_trend_is_open (self->trends->pdata[i]))
      g_array_append_val (cares, care);
  }
  return cares;
}

static void
append_trend (HcrmPatientHealth *self, GtkWidget *card, HcrmRecord *care)
{
  GtkWidget *trend = hcrm_health_trend_new (hcrm_record_get_int (care, "id"));

  gtk_box_append (GTK_BOX (card), trend);
  g_ptr_array_add (self->trends, trend);
}

/* --- cards ------------------------------------------------------------------------------------ */

static void
append_button (GtkWidget *box, const char *label, const char *action, GVariant *target)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "outline");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_box_append (GTK_BOX (box), button);
}

static void
append_steps (HcrmPatientHealth *self, GtkWidget *head, HcrmRecord *care)
{
  const HcrmWorkflow *flow = &hcrm_health_care_workflow;
  gint64 id = hcrm_record_get_int (care, "id");

  append_button (head, _ ("Cycles"), "health.open", g_variant_new_int64 (id));
  for (guint i = 0; i < flow->n_steps; i++)
    if (g_strcmp0 (flow->steps[i].from, hcrm_record_get (care, "state")) == 0
        && hcrm_page_may (get_page (self), flow->steps[i].need))
      append_button (head, gettext (flow->steps[i].label), "health.step",
                     g_variant_new ("(xs)", id, flow->steps[i].action));
}

static char *
dup_next (HcrmRecord *care)
{
  const HcrmState *state =
      hcrm_workflow_get_state (&hcrm_health_cycle_workflow, hcrm_record_get (care, "cycle_state"));
  const char *pill = NULL;

  if (state == NULL)
    return g_strdup ("");
  g_autofree char *number =
      g_strdup_printf (_ ("cycle %d"), (int) hcrm_record_get_int (care, "cycle"));
  g_autofree char *due = hcrm_text_due (hcrm_record_get (care, "due_on"), &pill);
  return hcrm_text_join (number, gettext (state->label), due, NULL);
}

static char *
dup_last (HcrmRecord *care)
{
  g_autofree char *judged = hcrm_patient_dup_words (care, "last_judgement");
  g_autofree char *day = hcrm_patient_dup_words (care, "last_closed_on");

  if (*judged == '\0')
    return g_strdup ("");
  g_autofree char *last = g_strdup_printf (_ ("last judged: %s"), judged);
  return hcrm_text_join (last, day, NULL);
}

static void
append_line (GtkWidget *card, const char *text)
{
  if (*text == '\0')
    return;
  GtkWidget *label = hcrm_wrapped_label_new (text, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (card), label);
}

static void
append_facts (GtkWidget *card, HcrmRecord *care)
{
  g_autofree char *next = dup_next (care);
  g_autofree char *last = dup_last (care);
  g_autofree char *since = hcrm_patient_dup_words (care, "started_on");
  g_autofree char *began = g_strdup_printf (_ ("since %s"), since);
  g_autofree char *who = hcrm_text_join (began, hcrm_text_field (care, "manager"), NULL);
  g_autofree char *exit = hcrm_patient_dup_words (care, "exit");
  g_autofree char *ended = hcrm_patient_dup_words (care, "ended_on");
  g_autofree char *end = hcrm_text_join (exit, hcrm_text_field (care, "reason"), ended, NULL);

  if (*next != '\0')
    gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (next, NULL));
  append_line (card, last);
  append_line (card, who);
  append_line (card, end);
  if (hcrm_record_get_bool (care, "rests"))
    append_line (card, _ ("Rests: the person is in this programme by another record, too"));
}

static void
add_care (HcrmPatientHealth *self, HcrmRecord *care)
{
  GtkWidget *card = hcrm_card_new (NULL);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = hcrm_wrapped_label_new (hcrm_text_field (care, "programme"), "strong");
  GtkWidget *pill = hcrm_pill_new ("", NULL);

  hcrm_pill_set_state (GTK_LABEL (pill), &hcrm_health_care_workflow,
                       hcrm_record_get (care, "state"));
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_widget_set_hexpand (pill, TRUE);
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), pill);
  append_steps (self, head, care);
  gtk_box_append (GTK_BOX (card), head);
  append_facts (card, care);
  append_trend (self, card, care);
  gtk_box_append (self->cards, card);
}

static void
loaded_cb (gpointer data, JsonNode *reply)
{
  HcrmPatientHealth *self = data;
  g_autoptr (GArray) open = list_open (self);

  g_clear_pointer (&self->cares, g_ptr_array_unref);
  g_ptr_array_set_size (self->trends, 0);
  self->cares = hcrm_patient_read_items (reply, &hcrm_health_care_fields);
  hcrm_clear_box (self->cards);
  for (guint i = 0; i < self->cares->len; i++)
    add_care (self, self->cares->pdata[i]);
  for (guint i = 0; i < open->len; i++)
    if (find_trend (self, g_array_index (open, gint64, i)) != NULL)
      hcrm_health_trend_open (find_trend (self, g_array_index (open, gint64, i)));
  gtk_widget_set_visible (self->empty, self->cares->len == 0);
  gtk_widget_set_visible (self->add, hcrm_page_may (get_page (self), HCRM_PERM_HEALTH_WORK));
  hcrm_patient_section_set_count (HCRM_PATIENT_SECTION (self), self->cares->len);
}

static void
hcrm_patient_health_load (HcrmPatientSection *section)
{
  g_autofree char *path =
      hcrm_api_query ("/health-cares", "patient_id", hcrm_patient_section_get_patient (section),
                      "limit", "200", NULL);

  hcrm_patient_section_fetch_list (section, path, loaded_cb);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_patient_health_dispose (GObject *object)
{
  HcrmPatientHealth *self = HCRM_PATIENT_HEALTH (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_PATIENT_HEALTH);
  g_clear_pointer (&self->cares, g_ptr_array_unref);
  g_clear_pointer (&self->trends, g_ptr_array_unref);
  g_clear_object (&self->asked);
  G_OBJECT_CLASS (hcrm_patient_health_parent_class)->dispose (object);
}

static void
hcrm_patient_health_class_init (HcrmPatientHealthClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_patient_health_dispose;
  HCRM_PATIENT_SECTION_CLASS (klass)->load = hcrm_patient_health_load;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/patient/hcrm-patient-health.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHealth, cards);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHealth, empty);
  gtk_widget_class_bind_template_child (widget_class, HcrmPatientHealth, add);
  gtk_widget_class_install_action (widget_class, "health.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "health.step", "(xs)", step_action);
  gtk_widget_class_install_action (widget_class, "health.open", "x", open_action);
  gtk_widget_class_install_action (widget_class, "health.values", "x", values_action);
}

static void
hcrm_patient_health_init (HcrmPatientHealth *self)
{
  self->trends = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
