/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the audit log keeps by the names of columns, in the words of the forms. */

#include "hcrm-audit-words.h"

#include <glib/gi18n.h>

#include "core/hcrm-record.h"
#include "model/hcrm-administration.h"
#include "model/hcrm-anonymisation.h"
#include "model/hcrm-attachment.h"
#include "model/hcrm-call.h"
#include "model/hcrm-caller.h"
#include "model/hcrm-complaint-warning.h"
#include "model/hcrm-complaint.h"
#include "model/hcrm-contact.h"
#include "model/hcrm-encounter.h"
#include "model/hcrm-exchange.h"
#include "model/hcrm-followup-ladder.h"
#include "model/hcrm-followup-rule.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-health.h"
#include "model/hcrm-import.h"
#include "model/hcrm-medication.h"
#include "model/hcrm-merge.h"
#include "model/hcrm-message.h"
#include "model/hcrm-patient.h"
#include "model/hcrm-question.h"
#include "model/hcrm-questionnaire-model.h"
#include "model/hcrm-recording.h"
#include "model/hcrm-register.h"
#include "model/hcrm-review.h"
#include "model/hcrm-statistic.h"
#include "model/hcrm-study.h"
#include "model/hcrm-workspace.h"
#include "widgets/hcrm-text.h"

/* An entity may stand here more than once: rows that belong to it are written down with it. */
typedef struct {
  const char *entity;
  const HcrmFieldSet *set;
} Words;

/* clang-format off */
static const Words words[] = {
  { "patient",                &hcrm_patient_fields },
  { "contact",                &hcrm_contact_fields },
  { "encounter",              &hcrm_encounter_fields },
  { "anonymisation",          &hcrm_anonymisation_fields },
  { "medication_reminder",    &hcrm_reminder_fields },
  { "medication_dose",        &hcrm_dose_reply },
  { "followup_plan",          &hcrm_followup_plan_fields },
  { "followup_task",          &hcrm_followup_task_fields },
  { "attempt",                &hcrm_attempt_fields },
  { "caller",                 &hcrm_caller_fields },
  { "call",                   &hcrm_call_fields },
  { "telephone",              &hcrm_telephone_fields },
  { "attachment",             &hcrm_attachment_fields },
  { "response",               &hcrm_response_fields },
  { "question",               &hcrm_question_fields },
  { "complaint",              &hcrm_complaint_fields },
  { "complaint",              &hcrm_complaint_object_fields },
  { "complaint",              &hcrm_complaint_task_fields },
  { "complaint_class",        &hcrm_complaint_class_fields },
  { "complaint_grade",        &hcrm_complaint_grade_fields },
  { "complaint_level",        &hcrm_complaint_level_fields },
  { "complaint_warning",      &hcrm_complaint_warning_fields },
  { "complaint_warning_rule", &hcrm_complaint_warning_rule_fields },
  { "recording",              &hcrm_recording_fields },
  { "recording_note",         &hcrm_recording_note_fields },
  { "recording_rule",         &hcrm_recording_rule_fields },
  { "scorecard",              &hcrm_scorecard_fields },
  { "scorecard",              &hcrm_scorecard_item_fields },
  { "review_sample",          &hcrm_sample_fields },
  { "review",                 &hcrm_review_fields },
  { "review",                 &hcrm_review_score_fields },
  { "calibration",            &hcrm_calibration_fields },
  { "suspicion_note",         &hcrm_suspicion_fields },
  { "message",                &hcrm_message_fields },
  { "opinion",                &hcrm_opinion_fields },
  { "opinion_category",       &hcrm_opinion_category_fields },
  { "statistic_item",         &hcrm_statistic_item_fields },
  { "register",               &hcrm_register_fields },
  { "register_member",        &hcrm_register_member_fields },
  { "study",                  &hcrm_study_fields },
  { "study",                  &hcrm_study_arm_fields },
  { "study",                  &hcrm_study_visit_fields },
  { "study",                  &hcrm_study_form_fields },
  { "study_subject",          &hcrm_study_subject_fields },
  { "study_entry",            &hcrm_study_entry_fields },
  { "study_list",             &hcrm_study_list_fields },
  { "study_list",             &hcrm_study_variable_fields },
  { "health_programme",       &hcrm_health_programme_fields },
  { "health_programme",       &hcrm_health_indicator_fields },
  { "health_programme",       &hcrm_health_advice_fields },
  { "health_care",            &hcrm_health_care_fields },
  { "health_cycle",           &hcrm_health_cycle_fields },
  { "health_cycle",           &hcrm_health_value_fields },
  { "questionnaire",          &hcrm_questionnaire_fields },
  { "followup_template",      &hcrm_followup_template_fields },
  { "followup_template",      &hcrm_followup_step_fields },
  { "followup_rule",          &hcrm_followup_rule_fields },
  { "followup_ladder",        &hcrm_followup_ladder_fields },
  { "message_template",       &hcrm_message_template_fields },
  { "script",                 &hcrm_script_fields },
  { "site",                   &hcrm_site_fields },
  { "department",             &hcrm_department_fields },
  { "staff",                  &hcrm_staff_fields },
  { "staff",                  &hcrm_staff_post_rows },
  { "staff_leave",            &hcrm_leave_fields },
  { "user",                   &hcrm_user_fields },
  { "user",                   &hcrm_user_role_rows },
  { "role",                   &hcrm_role_fields },
  { "role",                   &hcrm_role_permission_rows },
  { "view",                   &hcrm_view_fields },
  { "holiday",                &hcrm_holiday_day_rows },
  { "setting",                &hcrm_setting_fields },
  { "export",                 &hcrm_export_fields },
  { "dead_letter",            &hcrm_dead_letter_fields },
  { "import",                 &hcrm_import_fields },
  { "patient_duplicate",      &hcrm_duplicate_fields },
};
/* clang-format on */

static const HcrmField *
find_in (const HcrmFieldSet *set, const char *column)
{
  int place = hcrm_field_set_find (set, column);

  return place >= 0 ? &set->fields[place] : NULL;
}

/* What only another form has is called the same there, but its choices may be others. */
static const HcrmField *
find (const char *entity, const char *column, gboolean anywhere)
{
  const HcrmField *field = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words) && field == NULL; i++)
    if (anywhere || g_strcmp0 (words[i].entity, entity) == 0)
      field = find_in (words[i].set, column);
  return field;
}

const char *
hcrm_audit_words_label (const char *entity, const char *column)
{
  const HcrmField *own = find (entity, column, FALSE);
  const HcrmField *field = own != NULL ? own : find (entity, column, TRUE);

  return field != NULL ? gettext (field->label) : column;
}

/* A day, a number and most words say themselves; an instant is told from words by how it is
 * written. */
static char *
format_text (const HcrmField *field, const char *text)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (text, NULL);

  if (field != NULL && field->choices != NULL)
    return g_strdup (hcrm_field_get_choice_label (field, text));
  return at != NULL ? hcrm_text_time (text) : g_strdup (text);
}

static char *format_node (const HcrmField *field, JsonNode *node);

/* Each row of several stands in a line of its own. */
static char *
join_array (const HcrmField *field, JsonArray *array)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *one = json_array_get_element (array, i);
    g_autofree char *text = format_node (field, one);
    const char *parted = JSON_NODE_HOLDS_OBJECT (one) ? "\n" : _ (", ");
    g_string_append_printf (all, "%s%s", i > 0 ? parted : "", text);
  }
  return g_strdup (all->len > 0 ? all->str : "—");
}

static char *
join_object (const HcrmField *rows, JsonObject *object)
{
  g_autoptr (GString) all = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    const HcrmField *own = rows != NULL && rows->rows != NULL ? find_in (rows->rows, name) : NULL;
    const HcrmField *other = own != NULL ? own : find (NULL, name, TRUE);
    g_autofree char *text = format_node (own, node);
    if (!JSON_NODE_HOLDS_NULL (node))
      g_string_append_printf (all, "%s%s %s", all->len > 0 ? " · " : "",
                              other != NULL ? gettext (other->label) : name, text);
  }
  return g_strdup (all->len > 0 ? all->str : "—");
}

static char *
format_node (const HcrmField *field, JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("—");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return join_array (field, json_node_get_array (node));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return join_object (field, json_node_get_object (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? _ ("Yes") : _ ("No"));
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_to_string (node, FALSE);
  return format_text (field, json_node_get_string (node));
}

char *
hcrm_audit_words_value (const char *entity, const char *column, JsonNode *value)
{
  return value != NULL ? format_node (find (entity, column, FALSE), value) : g_strdup ("—");
}
