/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialogs of a cycle's steps: made from the fields that the step takes. */

#include "hcrm-health-step.h"

#include "hcrm-health-card.h"
#include "model/hcrm-health.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-text.h"

#define ASKED "health-step"

/* clang-format off */
/* As hcrm_health_enter, but the indicator is chosen by its name. */
static const HcrmField enter_fields[] = {
  { "code",        HCRM_KIND_CODE, N_("Indicator"), HCRM_FIELD_REQUIRED },
  { "value",       HCRM_KIND_DECIMAL, N_("Value"),  HCRM_FIELD_REQUIRED, NULL, -100000, 100000 },
  { "unit",        HCRM_KIND_TEXT, N_("Unit (empty: the indicator's)"), 0, NULL, 0, 20 },
  { "observed_on", HCRM_KIND_DATE, N_("Taken on"),  HCRM_FIELD_REQUIRED },
  { "note",        HCRM_KIND_TEXT, N_("Note"),      0, NULL, 0, 300 },
};
static const HcrmFieldSet enter_set = { "enter", enter_fields, G_N_ELEMENTS (enter_fields) };

static const HcrmField template_fields[] = {
  { "template_id", HCRM_KIND_CODE, N_("Follow-up plan"), 0 },
  { "note",        HCRM_KIND_TEXT, N_("Note"),           HCRM_FIELD_MULTILINE, NULL, 0, 1000 },
};
static const HcrmFieldSet template_set = { "intervene", template_fields, G_N_ELEMENTS (template_fields) };

/* Steps without fields are taken at once. */
static const struct {
  const char *action;
  const HcrmFieldSet *set;
  const char *body;
} steps[] = {
  { "move",      &hcrm_health_move,     N_("A day off becomes the next working day.") },
  { "skip",      &hcrm_health_reason,   N_("The next cycle is planned by the interval of the programme.") },
  { "reopen",    &hcrm_health_reason,   N_("The values are looked for again; what was assessed is to be assessed again.") },
  { "enter",     &enter_set,            NULL },
  { "ask",       &hcrm_health_note,     N_("The service centre gets a task with the names of what is missing.") },
  { "collect",   &hcrm_health_note,     NULL },
  { "assess",    &hcrm_health_assess,   NULL },
  { "intervene", &template_set,         N_("The plan's days are counted from today. Without one, note what is done or why nothing is.") },
  { "evaluate",  &hcrm_health_evaluate, N_("This closes the cycle and plans the next. Left empty, its day comes from the programme.") },
};
/* clang-format on */

/* A dialog that is open, and what it is about. */
typedef struct {
  HcrmPage *page;
  HcrmRecord *cycle;
  char *action;
  HcrmRecord *typed; /* (nullable): what was sent last */
} Asked;

static void
free_asked (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->cycle);
  g_clear_object (&asked->typed);
  g_free (asked->action);
  g_free (asked);
}

static Asked *
get_asked (HcrmPage *page)
{
  return g_object_get_data (G_OBJECT (page), ASKED);
}

static int
find_step (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].action, action))
      return i;
  return -1;
}

/* --- sending ---------------------------------------------------------------------------------- */

static void
send_step (HcrmPage *page,
           HcrmRecord *cycle,
           const char *action,
           JsonObject *object,
           HcrmReplyFunc done,
           HcrmFailFunc failed)
{
  g_autofree char *path =
      g_strdup_printf ("/health-cycles/%s/actions/%s", hcrm_record_get (cycle, "id"), action);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  hcrm_page_send (page,
                  &(HcrmRequest){ .method = "POST", .path = path, .body = body, .seen = cycle },
                  done, failed);
}

void
hcrm_health_step_send (HcrmPage *page,
                       HcrmRecord *cycle,
                       const char *action,
                       JsonObject *body,
                       HcrmReplyFunc done)
{
  send_step (page, cycle, action, body, done, NULL);
}

static void open_dialog (HcrmPage *page);

/* The dialog looks at once whether all is there. */
static void
set_values (HcrmForm *form, HcrmRecord *values)
{
  hcrm_form_set_record (form, values);
  g_signal_emit_by_name (form, "changed", hcrm_record_get_set (values)->fields[0].name);
}

/* What was typed is shown again, with what is wrong beside it. */
static gboolean
failed_cb (gpointer page, const GError *error)
{
  if (get_asked (page) == NULL || !g_error_matches (error, HCRM_ERROR, HCRM_ERROR_INVALID))
    return FALSE;
  open_dialog (page);
  HcrmForm *form = g_object_get_data (G_OBJECT (page), ASKED "-form");
  set_values (form, get_asked (page)->typed);
  for (guint i = 0; i < hcrm_error_get_n_fields (error); i++)
    hcrm_form_show_error (form, hcrm_error_get_field (error, i),
                          hcrm_error_get_field_detail (error, i));
  return TRUE;
}

static void
filled_cb (gpointer page, HcrmRecord *record)
{
  Asked *asked = get_asked (page);
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  const char *template = hcrm_record_get (record, "template_id");

  g_set_object (&asked->typed, record);
  if (template != NULL)
    json_object_set_int_member (object, "template_id", g_ascii_strtoll (template, NULL, 10));
  send_step (page, asked->cycle, asked->action, object, NULL, failed_cb);
}

/* --- asking ----------------------------------------------------------------------------------- */

static const char *
get_step_label (const char *action)
{
  for (guint i = 0; i < hcrm_health_cycle_workflow.n_steps; i++)
    if (g_str_equal (hcrm_health_cycle_workflow.steps[i].action, action))
      return gettext (hcrm_health_cycle_workflow.steps[i].label);
  return action;
}

/* The indicators of the cycle by their names; those that are missing come first. */
static void
offer_indicators (HcrmForm *form, HcrmRecord *cycle)
{
  g_autoptr (JsonArray) values = hcrm_health_card_dup_array (cycle, "values");
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new (), names = g_strv_builder_new ();

  for (guint turn = 0; values != NULL && turn < 2; turn++)
    for (guint i = 0; i < json_array_get_length (values); i++) {
      JsonObject *value = json_array_get_object_element (values, i);
      gboolean missing = json_object_get_null_member (value, "value");
      const char *unit =
          json_object_get_null_member (value, "unit") ? NULL : hcrm_text_member (value, "unit");
      g_autofree char *name = hcrm_text_join (hcrm_text_member (value, "name"), unit, NULL);
      if (missing != (turn == 0))
        continue;
      g_strv_builder_add (codes, hcrm_text_member (value, "code"));
      g_strv_builder_add (names, name);
    }
  g_auto (GStrv) all = g_strv_builder_end (codes);
  g_auto (GStrv) labels = g_strv_builder_end (names);
  hcrm_input_set_choices (hcrm_form_get_input (form, "code"), (const char *const *) all,
                          (const char *const *) labels);
}

static void
templates_cb (gpointer page, JsonNode *reply)
{
  HcrmForm *form = g_object_get_data (G_OBJECT (page), ASKED "-form");

  if (form != NULL && hcrm_form_get_input (form, "template_id") != NULL)
    hcrm_choices_fill_form (form, "template_id", NULL, reply);
}

/* What the values say is proposed, for a person to confirm or not. */
static const char *
judge (HcrmRecord *cycle)
{
  g_autoptr (JsonArray) values = hcrm_health_card_dup_array (cycle, "values");
  guint within = 0, outside = 0, missing = 0;

  for (guint i = 0; values != NULL && i < json_array_get_length (values); i++) {
    const char *finding = hcrm_text_member (json_array_get_object_element (values, i), "finding");
    within += g_str_equal (finding, "within");
    outside += g_str_equal (finding, "above") || g_str_equal (finding, "below");
    missing += g_str_equal (finding, "missing");
  }
  return hcrm_health_judge (within, outside, missing);
}

static void
fill_first (HcrmPage *page, HcrmForm *form, const HcrmFieldSet *set)
{
  HcrmRecord *cycle = get_asked (page)->cycle;
  g_autoptr (HcrmRecord) first = hcrm_record_new (set);

  if (set == &enter_set)
    offer_indicators (form, cycle);
  if (set == &template_set)
    hcrm_page_call_list (page, "/followup-templates?state=published&limit=200", templates_cb);
  if (set == &hcrm_health_assess)
    hcrm_record_set (first, "judgement", judge (cycle));
  if (set == &hcrm_health_move)
    hcrm_record_set (first, "due_on", hcrm_record_get (cycle, "due_on"));
  set_values (form, first);
}

/* What could not be judged is said where it is judged. */
static char *
dup_body (HcrmRecord *cycle, int step)
{
  g_autofree char *missing = hcrm_record_get (cycle, "missing") != NULL
      ? g_strdup_printf (_ ("Missing: %s"), hcrm_text_field (cycle, "missing"))
      : NULL;

  return g_strjoin (missing != NULL && steps[step].body != NULL ? "\n" : "",
                    missing != NULL ? missing : "",
                    steps[step].body != NULL ? gettext (steps[step].body) : "", NULL);
}

static void
open_dialog (HcrmPage *page)
{
  Asked *asked = get_asked (page);
  int step = find_step (asked->action);
  const char *label = get_step_label (asked->action);
  g_autofree char *body = dup_body (asked->cycle, step);
  HcrmForm *form = hcrm_form_dialog_ask (
      page,
      &(HcrmFormQuestion){ .heading = label, .body = body, .label = label, .set = steps[step].set },
      filled_cb);

  g_object_set_data_full (G_OBJECT (page), ASKED "-form", g_object_ref (form), g_object_unref);
  fill_first (page, form, steps[step].set);
}

void
hcrm_health_step_ask (HcrmPage *page, HcrmRecord *cycle, const char *action)
{
  g_autoptr (JsonObject) nothing = json_object_new ();
  Asked *asked = NULL;

  if (find_step (action) < 0) {
    send_step (page, cycle, action, nothing, NULL, NULL);
    return;
  }
  asked = g_new0 (Asked, 1);
  *asked = (Asked){ .page = page, .cycle = g_object_ref (cycle), .action = g_strdup (action) };
  g_object_set_data_full (G_OBJECT (page), ASKED, asked, free_asked);
  open_dialog (page);
}
