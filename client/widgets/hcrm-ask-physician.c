/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A patient's question for a physician, from wherever a patient is talked to. */

#include "hcrm-ask-physician.h"

#include <glib/gi18n.h>

#include "hcrm-form-dialog.h"
#include "model/hcrm-question.h"

#define DRAFT_KIND "question"
#define TASK_REF "task-"

const HcrmLookupInfo hcrm_physician_lookup = { "/physicians",
                                               "id",
                                               "name",
                                               { "title", "department" },
                                               N_ ("Name, pinyin or title") };

/* clang-format off */
static const HcrmField fields[] = {
  { "doctor_id", HCRM_KIND_INT,  N_("Physician (left empty: who answers for the patient)"), 0, NULL, 1 },
  { "matter",    HCRM_KIND_TEXT, N_("Question"), HCRM_FIELD_REQUIRED | HCRM_FIELD_MULTILINE, NULL, 2, 2000 },
  { "severity",  HCRM_KIND_CODE, N_("Severity"), 0, NULL, 0, 0, hcrm_question_severity_choices },
};
static const HcrmFieldSet set = { "ask_physician", fields, G_N_ELEMENTS (fields) };
/* clang-format on */

/* What the question of a page is about, "task-12", as its draft is called. */
static const char *
get_ref (gpointer page)
{
  return g_object_get_data (page, "asked-about");
}

static void
asked_cb (gpointer data, JsonNode *reply)
{
  hcrm_page_clear_draft (data, DRAFT_KIND, get_ref (data));
  hcrm_page_toast (data, _ ("The question is on its way to the physician"), NULL, NULL);
  hcrm_page_refresh (data);
}

static void
filled_cb (gpointer data, HcrmRecord *record)
{
  JsonObject *object = hcrm_record_to_json (record);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (object, "source_id",
                              g_ascii_strtoll (get_ref (data) + strlen (TASK_REF), NULL, 10));
  json_node_take_object (body, object);
  hcrm_page_send (data, &(HcrmRequest){ .method = "POST", .path = "/questions", .body = body },
                  asked_cb, NULL);
}

static void
changed_cb (HcrmPage *page, const char *field, HcrmForm *form)
{
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (form);

  hcrm_page_save_draft (page, DRAFT_KIND, get_ref (page), draft);
}

void
hcrm_ask_physician (HcrmPage *page, gint64 task_id)
{
  char *ref = g_strdup_printf (TASK_REF "%" G_GINT64_FORMAT, task_id);
  HcrmForm *form = NULL;

  g_return_if_fail (HCRM_IS_PAGE (page));
  g_object_set_data_full (G_OBJECT (page), "asked-about", ref, g_free);
  form = hcrm_form_dialog_ask (
      page,
      &(HcrmFormQuestion){
          .heading = _ ("Question to a Physician"),
                        .body = _ ("The reply comes back to you, to be given back to the patient."),
                                   .label = _ ("Send the Question"), .set = &set,
                                               .lookup = &hcrm_physician_lookup,
                                               .looked_up = "doctor_id" },
                        filled_cb);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (page, DRAFT_KIND, ref);
  if (draft != NULL && JSON_NODE_HOLDS_OBJECT (draft))
    hcrm_form_take_draft (form, draft);
  g_signal_emit_by_name (form, "changed", ""); /* so that a whole draft can be confirmed */
  g_signal_connect_object (form, "changed", G_CALLBACK (changed_cb), page, G_CONNECT_SWAPPED);
  hcrm_input_focus (hcrm_form_get_input (form, "matter"));
}
