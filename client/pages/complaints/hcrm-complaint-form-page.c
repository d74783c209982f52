/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking a complaint: one column by keyboard, and proposals while one types. */

#include "hcrm-complaint-form-page.h"

#include <glib/gi18n.h>

#include "core/hcrm-dial.h"
#include "core/hcrm-number.h"
#include "hcrm-complaint-form-fields.h"
#include "hcrm-complaint-moments.h"
#include "hcrm-complaint-proposals.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-attachments.h"
#include "widgets/hcrm-caller-list.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-lookup-row.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "complaint"
#define DRAFT_REF "new"
#define PROPOSAL_DELAY 400 /* ms after the last key */

struct _HcrmComplaintFormPage {
  HcrmPage parent_instance;

  GtkBox *column;
  HcrmForm *form;
  HcrmLookupRow *patient;
  HcrmRowsEditor *objects;
  HcrmCallerList *callers;
  HcrmComplaintProposals *proposals;
  GtkBox *head;
  GtkLabel *title;
  GtkWidget *dial;
  GtkLabel *joined;
  GtkButton *take;
  GtkWidget *spot;
  HcrmAttachments *files;
  guint timer;
  guint choices; /* lists of codes that have come */
  gboolean busy;
  gboolean filling;
  gint64 taken_id;
  gint64 taken_version;
  gint64 call_id;    /* in which call it is taken; 0: none */
  char *number;      /* (nullable): as it was dialled or could be */
  char *call_number; /* (nullable): of that call, masked */
  HcrmComplaintMoments *moments;
  gint64 join_id;       /* which one it will be joined with; 0: none */
  char *proposed_class; /* (nullable): what was filled in by the words */
  char *proposed_grade;
  char *objects_were;    /* (nullable): as they were read */
  char *asked_codes;     /* (nullable): the day and the codes that were looked up last */
  HcrmRecord *complaint; /* (nullable): what is changed, as it was read */
  gboolean drafted;      /* whether that is a draft: all of it can be changed */
  JsonNode *settled;     /* (nullable): solution and consent, if it was settled on the spot */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintFormPage, hcrm_complaint_form_page, HCRM_TYPE_PAGE)

/* Whether what was taken is changed, rather than a new one taken. */
static gboolean
is_change (HcrmComplaintFormPage *self)
{
  return hcrm_page_get_argument (HCRM_PAGE (self)) != NULL;
}

static char *
dup_ref (HcrmComplaintFormPage *self)
{
  const char *id = hcrm_page_get_argument (HCRM_PAGE (self));

  return id != NULL ? g_strdup_printf ("%s-change", id) : g_strdup (DRAFT_REF);
}

static char *
dup_value (HcrmComplaintFormPage *self, const char *field)
{
  char *value = hcrm_input_dup_value (hcrm_form_get_input (self->form, field));

  return value != NULL ? value : g_strdup ("");
}

/* --- what is typed ---------------------------------------------------------------------------- */

static JsonNode *
dup_draft (HcrmComplaintFormPage *self)
{
  JsonObject *object = json_object_new ();
  const char *patient = hcrm_lookup_row_get_value (self->patient);

  hcrm_complaint_moments_write (self->moments, object);
  json_object_set_member (object, "form", hcrm_form_dup_draft (self->form));
  json_object_set_member (object, "objects", hcrm_rows_editor_dup_json (self->objects));
  if (self->call_id != 0) {
    json_object_set_int_member (object, "call_id", self->call_id);
    json_object_set_string_member (object, "call_number", self->call_number);
  }
  if (patient != NULL) {
    json_object_set_string_member (object, "patient_id", patient);
    json_object_set_string_member (object, "patient",
                                   hcrm_lookup_get_label (
                                       hcrm_lookup_row_get_lookup (self->patient)));
  }
  return json_node_init_object (json_node_alloc (), object);
}

/* The number that stands in the form is that of the call, which the server knows. */
static gboolean
is_of_call (HcrmComplaintFormPage *self, const char *number)
{
  return self->call_id != 0 && *number != '\0' && g_strcmp0 (number, self->call_number) == 0;
}

static void
set_call (HcrmComplaintFormPage *self, gint64 id, const char *number)
{
  self->call_id = id;
  g_free (self->call_number);
  self->call_number = g_strdup (number);
}

static void show_fields (HcrmComplaintFormPage *self);
static void show_dial (HcrmComplaintFormPage *self);
static void follow_words (HcrmComplaintFormPage *self, gboolean now);
static void take_value (HcrmComplaintFormPage *self, const char *field, const char *value);

/* What was typed of somebody else is not of the call that goes on. */
static void
lay_call (HcrmComplaintFormPage *self, JsonObject *draft)
{
  g_autofree char *number = dup_value (self, "caller_number");

  if (json_object_has_member (draft, "call_id"))
    set_call (self, json_object_get_int_member (draft, "call_id"),
              hcrm_text_member (draft, "call_number"));
  else if (self->call_id != 0 && *number == '\0')
    take_value (self, "caller_number", self->call_number);
  else if (!is_of_call (self, number))
    set_call (self, 0, NULL);
}

static void
lay_draft (HcrmComplaintFormPage *self, JsonNode *node)
{
  JsonObject *draft = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (draft == NULL || !json_object_has_member (draft, "form"))
    return;
  self->filling = TRUE;
  hcrm_form_take_draft (self->form, json_object_get_member (draft, "form"));
  lay_call (self, draft);
  follow_words (self, FALSE);
  hcrm_complaint_moments_read (self->moments, draft);
  if (json_object_has_member (draft, "objects"))
    hcrm_rows_editor_take_json (self->objects, json_object_get_member (draft, "objects"));
  if (json_object_has_member (draft, "patient_id"))
    hcrm_lookup_row_set (self->patient, json_object_get_string_member (draft, "patient_id"),
                         json_object_get_string_member_with_default (draft, "patient", ""));
  self->filling = FALSE;
  show_fields (self);
}

static void
hcrm_complaint_form_page_take_draft (HcrmPage *page,
                                     const char *kind,
                                     const char *ref,
                                     JsonNode *content)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (page);
  g_autofree char *mine = dup_ref (self);

  if (g_str_equal (kind, DRAFT_KIND) && g_str_equal (ref, mine))
    lay_draft (self, content);
}

static void ask_proposals (HcrmComplaintFormPage *self);

static gboolean
timer_cb (gpointer data)
{
  HcrmComplaintFormPage *self = data;

  self->timer = 0;
  ask_proposals (self);
  return G_SOURCE_REMOVE;
}

/* From the first key. */
static void
changed_cb (HcrmComplaintFormPage *self)
{
  show_fields (self);
  show_dial (self);
  if (self->filling)
    return;
  follow_words (self, TRUE);
  g_autoptr (JsonNode) draft = dup_draft (self);
  g_autofree char *ref = dup_ref (self);
  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, ref, draft);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (PROPOSAL_DELAY, timer_cb, self);
}

/* --- proposals -------------------------------------------------------------------------------- */

static void
take_value (HcrmComplaintFormPage *self, const char *field, const char *value)
{
  HcrmInput *input = hcrm_form_get_input (self->form, field);

  hcrm_input_set_value (input, value);
  g_signal_emit_by_name (input, "changed");
}

static void
take_join (HcrmComplaintFormPage *self, const char *id, const char *number)
{
  g_autofree char *words = g_strdup_printf (_ ("It will be joined with %s"), number);

  self->join_id = g_ascii_strtoll (id, NULL, 10);
  gtk_label_set_text (self->joined, words);
  gtk_widget_set_visible (GTK_WIDGET (self->joined), TRUE);
}

static void
chosen_cb (HcrmComplaintFormPage *self, const char *field, const char *value, const char *label)
{
  if (g_str_equal (field, "similar")) {
    hcrm_page_open (HCRM_PAGE (self), "complaint", value);
  } else if (g_str_equal (field, "join")) {
    take_join (self, value, label);
  } else {
    take_value (self, field, value);
  }
}

/* Whoever called has a name and a relation already, unless others were typed. */
static void
propose_value (HcrmComplaintFormPage *self, const char *field, const char *value)
{
  g_autofree char *typed = dup_value (self, field);

  if (*typed == '\0' && *value != '\0')
    take_value (self, field, value);
}

static HcrmPhone *
get_phone (HcrmComplaintFormPage *self)
{
  return hcrm_phone_get (hcrm_page_get_session (HCRM_PAGE (self)));
}

/* The call, if it is still at hand. */
static JsonObject *
get_call (HcrmComplaintFormPage *self)
{
  return self->call_id != 0 ? hcrm_phone_find (get_phone (self), self->call_id) : NULL;
}

/* A listener hears later what the caller said while each sentence was written. */
static void
follow_words (HcrmComplaintFormPage *self, gboolean now)
{
  static const char *const fields[] = { "matter", "wish" };
  JsonObject *call = now ? get_call (self) : NULL;
  gint64 offset = call != NULL && hcrm_call_is (call, "talking")
                      ? hcrm_phone_get_offset (get_phone (self), call)
                      : -1;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *text = dup_value (self, fields[i]);
    hcrm_complaint_moments_follow (self->moments, fields[i], text, offset);
  }
}

/* The number of the call that goes on is not called. Who called is called back; a number that is
 * masked is the complaint's own. */
static gboolean
hcrm_complaint_form_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (page);
  const char *patient = hcrm_lookup_row_get_value (self->patient);
  g_autofree char *number = dup_value (self, "caller_number");
  gboolean back = is_of_call (self, number), typed = !back && strchr (number, '*') == NULL;

  dial->call_id = back ? self->call_id : 0;
  if (is_change (self))
    dial->activity_id = g_ascii_strtoll (hcrm_page_get_argument (page), NULL, 10);
  else if (!back && patient != NULL)
    dial->patient_id = g_ascii_strtoll (patient, NULL, 10);
  g_free (self->number);
  self->number = g_steal_pointer (&number);
  dial->number = typed ? self->number : NULL;
  return typed ? hcrm_number_check (self->number, "caller_number", NULL)
               : is_change (self) || (back && get_call (self) == NULL);
}

static void
show_dial (HcrmComplaintFormPage *self)
{
  HcrmPhoneDial dial = { 0 };
  gboolean may = hcrm_complaint_form_page_dial (HCRM_PAGE (self), &dial);

  hcrm_dial_number_show (self->dial, may ? self->number : NULL, NULL, &dial);
}

static void
send_moments (HcrmComplaintFormPage *self)
{
  JsonArray *moments = hcrm_complaint_moments_make (self->moments, self->taken_id);

  if (self->call_id != 0 && json_array_get_length (moments) > 0)
    hcrm_phone_add_moments (get_phone (self), self->call_id, moments);
  else
    json_array_unref (moments);
}

/* Whose call it is stands with the call as well. */
static void
identify (HcrmComplaintFormPage *self)
{
  JsonObject *call = get_call (self);

  if (call != NULL && hcrm_call_came_in (call)
      && json_object_get_int_member_with_default (call, "patient_id", 0) == 0)
    hcrm_phone_step (get_phone (self), call, "identify",
                     hcrm_caller_list_dup_identity (self->callers), self, NULL);
}

static void
caller_cb (HcrmComplaintFormPage *self)
{
  JsonObject *caller = hcrm_caller_list_get_chosen (self->callers);
  const char *relation = hcrm_text_member (caller, "relation");
  g_autofree char *id =
      g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (caller, "id"));

  hcrm_lookup_row_set (self->patient, id, hcrm_text_member (caller, "name"));
  propose_value (self, "caller_relation", relation);
  propose_value (self, "caller_name",
                 hcrm_text_member (caller, g_str_equal (relation, "self") ? "name" : "contact"));
  identify (self);
  changed_cb (self);
  hcrm_input_focus (hcrm_form_get_input (self->form, "matter"));
}

/* What nobody has chosen yet follows the words. */
static void
follow (HcrmComplaintFormPage *self, const char *field, const char *best, char **proposed)
{
  g_autofree char *value = dup_value (self, field);

  if (*best == '\0' || g_str_equal (value, best)
      || (*value != '\0' && g_strcmp0 (value, *proposed) != 0))
    return;
  g_free (*proposed);
  *proposed = g_strdup (best);
  take_value (self, field, best);
}

static void
found_cb (HcrmComplaintFormPage *self, const char *class, const char *grade)
{
  if (is_change (self))
    return;
  follow (self, "class", class, &self->proposed_class);
  follow (self, "grade", grade, &self->proposed_grade);
}

/* The codes of those whom it is about. */
static char **
dup_codes (HcrmComplaintFormPage *self)
{
  g_autoptr (JsonNode) node = hcrm_rows_editor_dup_json (self->objects);
  JsonArray *rows = json_node_get_array (node);
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++) {
    JsonObject *row = json_array_get_object_element (rows, i);
    const char *code = json_object_get_string_member_with_default (row, "service_code", NULL);
    if (code != NULL && *code != '\0')
      g_strv_builder_add (codes, code);
  }
  return g_strv_builder_end (codes);
}

/* Whether the user is among those whom it is about, by name. */
static gboolean
names_user (HcrmComplaintFormPage *self)
{
  g_autoptr (JsonNode) node = hcrm_complaint_form_dup_objects (self->objects);
  JsonArray *rows = json_node_get_array (node);
  gint64 user = hcrm_session_get_staff_id (hcrm_page_get_session (HCRM_PAGE (self)));

  for (guint i = 0; user != 0 && i < json_array_get_length (rows); i++)
    if (json_object_get_int_member_with_default (json_array_get_object_element (rows, i),
                                                 "staff_id", 0)
        == user)
      return TRUE;
  return FALSE;
}

/* Asked again only when a code, the day or whether it is about the user is another. */
static void
ask_codes (HcrmComplaintFormPage *self)
{
  g_auto (GStrv) codes = dup_codes (self);
  gboolean own = names_user (self);
  g_autofree char *on = hcrm_input_dup_value (hcrm_form_get_input (self->form, "incident_on"));
  g_autofree char *all = g_strjoinv (" ", codes);
  g_autofree char *asked = g_strconcat (on != NULL ? on : "", own ? "!" : "/", all, NULL);

  if (g_strcmp0 (asked, self->asked_codes) == 0)
    return;
  g_free (self->asked_codes);
  self->asked_codes = g_steal_pointer (&asked);
  hcrm_complaint_proposals_ask_codes (self->proposals, HCRM_PAGE (self),
                                      (const char *const *) codes, on, own);
}

static void
ask_proposals (HcrmComplaintFormPage *self)
{
  g_autofree char *matter = dup_value (self, "matter"), *number = dup_value (self, "caller_number");

  ask_codes (self);
  if (is_change (self))
    return;
  gboolean of_call = is_of_call (self, number);
  if (!of_call)
    hcrm_caller_list_look_up (self->callers, strchr (number, '@') == NULL ? number : NULL);
  hcrm_complaint_proposals_ask (self->proposals, HCRM_PAGE (self), matter, of_call ? "" : number,
                                of_call ? self->call_id : 0,
                                hcrm_lookup_row_get_value (self->patient));
}

static void
nth_action (GtkWidget *widget, const char *name, GVariant *n)
{
  hcrm_complaint_proposals_choose (HCRM_COMPLAINT_FORM_PAGE (widget)->proposals,
                                   g_variant_get_int32 (n));
}

/* What only some complaints have is asked of those. */
static void
show_fields (HcrmComplaintFormPage *self)
{
  g_autofree char *channel = dup_value (self, "channel"), *behalf = dup_value (self, "behalf");
  gboolean fixed = is_change (self) && !self->drafted;
  static const char *const counted[] = { "channel", "class", "grade" };

  hcrm_complaint_form_show_cells (self->objects);
  for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
    hcrm_form_set_field_visible (self->form, counted[i], !fixed);
  hcrm_form_set_field_visible (self->form, "received_on",
                               !fixed && *channel != '\0' && !g_str_equal (channel, "phone"));
  hcrm_form_set_field_visible (self->form, "behalf_name",
                               *behalf != '\0' && !g_str_equal (behalf, "self"));
}

/* --- taking it -------------------------------------------------------------------------------- */

static void
leave (HcrmComplaintFormPage *self)
{
  hcrm_page_open_id (HCRM_PAGE (self), "complaint", self->taken_id);
  hcrm_page_close (HCRM_PAGE (self));
}

/* It is about whoever took it, and out of their sight: nothing more can be done with it here. */
static void
part_from (HcrmComplaintFormPage *self)
{
  const char *said = hcrm_attachments_get_waiting (self->files)
      ? _ ("The complaint is recorded and a supervisor has it, as it is about "
                              "you; give its files to them")
      : _ ("The complaint is recorded and a supervisor has it, as it is about "
                              "you");

  hcrm_page_toast (HCRM_PAGE (self), said, NULL, NULL);
  hcrm_page_close (HCRM_PAGE (self));
}

/* Its files have somewhere to go now; the page stays until they have gone. */
static void
finish (HcrmComplaintFormPage *self)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%" G_GINT64_FORMAT, self->taken_id);

  if (!hcrm_attachments_get_waiting (self->files)) {
    leave (self);
    return;
  }
  g_signal_connect_object (self->files, "settled", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  hcrm_page_toast (HCRM_PAGE (self), _ ("The complaint is taken; its files are still on their way"),
                                        NULL, NULL);
  hcrm_attachments_set (self->files, path, path);
}

static gboolean
failed_cb (gpointer data, const GError *error)
{
  HCRM_COMPLAINT_FORM_PAGE (data)->busy = FALSE;
  return FALSE;
}

static void
settled_cb (gpointer data, JsonNode *reply)
{
  finish (data);
}

/* It is taken and could not be closed: its own page has the step again. */
static gboolean
not_settled_cb (gpointer data, const GError *error)
{
  HcrmComplaintFormPage *self = data;

  hcrm_page_show_error (HCRM_PAGE (self), error);
  finish (self);
  return TRUE;
}

/* A step right after it was taken, of the version that was. */
static void
send_after (HcrmComplaintFormPage *self, const char *action, JsonNode *body, gint64 version)
{
  g_autofree char *path =
      g_strdup_printf ("/complaints/%" G_GINT64_FORMAT "/actions/%s", self->taken_id, action);

  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "POST", .path = path, .body = body, .version = version },
                  settled_cb, not_settled_cb);
}

static void
join_it (HcrmComplaintFormPage *self, gint64 version)
{
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "into_id", self->join_id);
  json_object_set_string_member (object, "reason", _ ("The same matter, reported again"));
  json_node_take_object (body, object);
  send_after (self, "join", body, version);
}

static void
settle (HcrmComplaintFormPage *self)
{
  if (self->settled != NULL)
    send_after (self, "spot", self->settled, self->taken_version);
  else if (self->join_id != 0)
    join_it (self, self->taken_version);
  else
    finish (self);
}

static void
recorded_cb (gpointer data, JsonNode *reply)
{
  settle (data);
}

/* The complaint is what matters: who called stands in it as well. */
static gboolean
not_recorded_cb (gpointer data, const GError *error)
{
  settle (data);
  return TRUE;
}

/* Whoever was on the line is proposed first the next time. */
static void
record_caller (HcrmComplaintFormPage *self)
{
  const char *patient = hcrm_lookup_row_get_value (self->patient);
  gint64 patient_id = patient != NULL ? g_ascii_strtoll (patient, NULL, 10) : 0;
  g_autoptr (JsonNode) body =
      hcrm_caller_list_dup_record (self->callers, patient_id, self->taken_id);

  if (body == NULL)
    settle (self);
  else
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "POST", .path = "/callers", .body = body },
                    recorded_cb, not_recorded_cb);
}

static void
taken_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintFormPage *self = data;
  JsonObject *taken = reply != NULL ? json_node_get_object (reply) : NULL;
  g_autofree char *ref = dup_ref (self);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (taken == NULL) {
    hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
    part_from (self);
    return;
  }
  self->taken_id = json_object_get_int_member (taken, "id");
  self->taken_version = json_object_get_int_member (taken, "version");
  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
  send_moments (self);
  record_caller (self);
}

/* Another number than that of the call, or none, is what the user says. */
static void
put_call (HcrmComplaintFormPage *self, JsonObject *object)
{
  g_autofree char *number = dup_value (self, "caller_number");

  if (self->call_id == 0)
    return;
  json_object_set_int_member (object, "call_id", self->call_id);
  if (is_of_call (self, number))
    json_object_remove_member (object, "caller_number");
  else if (*number == '\0' && *self->call_number != '\0')
    json_object_set_null_member (object, "caller_number");
}

static JsonNode *
dup_body (HcrmComplaintFormPage *self)
{
  g_autoptr (HcrmRecord) record = hcrm_form_dup_record (self->form);
  const char *patient = hcrm_lookup_row_get_value (self->patient);

  hcrm_complaint_form_drop_hidden (record);
  JsonObject *object = hcrm_record_to_json (record);
  hcrm_complaint_form_put_receipt (record, object);
  hcrm_complaint_form_put_number (object, "grade", hcrm_record_get (record, "grade"));
  if (patient != NULL)
    hcrm_complaint_form_put_number (object, "patient_id", patient);
  if (hcrm_rows_editor_get_n (self->objects) > 0)
    json_object_set_member (object, "objects", hcrm_complaint_form_dup_objects (self->objects));
  put_call (self, object);
  json_object_set_string_member (object, "draft_ref", DRAFT_REF);
  return json_node_init_object (json_node_alloc (), object);
}

static gboolean
check (HcrmComplaintFormPage *self)
{
  gboolean well = hcrm_form_check (self->form);

  hcrm_rows_editor_settle (self->objects);
  return hcrm_rows_editor_check (self->objects) && well;
}

static void
take (HcrmComplaintFormPage *self)
{
  g_autoptr (JsonNode) body = dup_body (self);

  self->busy = TRUE;
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST", .path = "/complaints", .body = body }, taken_cb,
                  failed_cb);
}

/* What was typed and not yet sent. */
static void
lay_kept (HcrmComplaintFormPage *self)
{
  g_autofree char *ref = dup_ref (self);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, ref);

  if (draft != NULL)
    lay_draft (self, draft);
  g_autofree char *number = dup_value (self, "caller_number");
  if (is_of_call (self, number))
    hcrm_input_focus (hcrm_form_get_input (self->form, "matter"));
  else
    hcrm_form_focus (self->form);
}

/* --- changing it ------------------------------------------------------------------------------ */

static void
leave_change (HcrmComplaintFormPage *self, gboolean seen)
{
  g_autofree char *ref = dup_ref (self);

  g_clear_handle_id (&self->timer, g_source_remove);
  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
  self->taken_id = hcrm_record_get_int (self->complaint, "id");
  if (seen)
    finish (self);
  else
    part_from (self);
}

static void
changed_it_cb (gpointer data, JsonNode *reply)
{
  leave_change (data, reply != NULL);
}

static void
put_changed_parts (HcrmComplaintFormPage *self, JsonObject *object)
{
  g_autoptr (JsonNode) objects = hcrm_complaint_form_dup_objects (self->objects);
  g_autofree char *text = json_to_string (objects, FALSE);
  const char *patient = hcrm_lookup_row_get_value (self->patient);
  gint64 was = hcrm_record_get_int (self->complaint, "survivor_id");
  gint64 is = patient != NULL ? g_ascii_strtoll (patient, NULL, 10) : 0;

  if (g_strcmp0 (text, self->objects_were) != 0)
    json_object_set_member (object, "objects", g_steal_pointer (&objects));
  if (is != was && is == 0)
    json_object_set_null_member (object, "patient_id");
  else if (is != was)
    json_object_set_int_member (object, "patient_id", is);
}

static JsonNode *
dup_changes (HcrmComplaintFormPage *self)
{
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (self->form);
  JsonObject *object = hcrm_record_to_json (changes);

  hcrm_complaint_form_put_receipt (changes, object);
  if (json_object_has_member (object, "grade"))
    hcrm_complaint_form_put_number (object, "grade", hcrm_record_get (changes, "grade"));
  put_changed_parts (self, object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
change (HcrmComplaintFormPage *self)
{
  g_autoptr (JsonNode) body = dup_changes (self);
  g_autofree char *path =
      g_strdup_printf ("/complaints/%s", hcrm_page_get_argument (HCRM_PAGE (self)));

  if (json_object_get_size (json_node_get_object (body)) == 0) {
    leave_change (self, TRUE);
    return;
  }
  self->busy = TRUE;
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){
                      .method = "PATCH", .path = path, .body = body, .seen = self->complaint },
                  changed_it_cb, failed_cb);
}

static void
fill_parts (HcrmComplaintFormPage *self)
{
  g_autoptr (JsonNode) objects = hcrm_complaint_form_make_objects (self->complaint);

  hcrm_rows_editor_take_json (self->objects, objects);
  g_autoptr (JsonNode) taken = hcrm_complaint_form_dup_objects (self->objects);
  g_free (self->objects_were);
  self->objects_were = json_to_string (taken, FALSE);
  if (hcrm_record_get (self->complaint, "survivor_id") != NULL)
    hcrm_lookup_row_set (self->patient, hcrm_record_get (self->complaint, "survivor_id"),
                         hcrm_record_get (self->complaint, "patient"));
}

static void
complaint_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintFormPage *self = data;
  g_autoptr (HcrmRecord) complaint = hcrm_record_new (&hcrm_complaint_fields);

  if (!JSON_NODE_HOLDS_OBJECT (reply)
      || !hcrm_record_read_json (complaint, json_node_get_object (reply), TRUE, NULL))
    return;
  g_autoptr (HcrmRecord) record = hcrm_complaint_form_make_record (complaint);
  g_set_object (&self->complaint, complaint);
  self->drafted = g_strcmp0 (hcrm_record_get (complaint, "state"), "draft") == 0;
  self->filling = TRUE;
  hcrm_form_set_record (self->form, record);
  fill_parts (self);
  self->filling = FALSE;
  show_fields (self);
  lay_kept (self);
}

static void
read_complaint (HcrmComplaintFormPage *self)
{
  g_autofree char *path =
      g_strdup_printf ("/complaints/%s", hcrm_page_get_argument (HCRM_PAGE (self)));

  hcrm_page_set_record (HCRM_PAGE (self), "complaint",
                        g_ascii_strtoll (hcrm_page_get_argument (HCRM_PAGE (self)), NULL, 10));
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "GET", .path = path, .fills = "complaint" },
                  complaint_cb, NULL);
}

static void
hcrm_complaint_form_page_submit (HcrmPage *page)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (page);

  if (self->busy || (is_change (self) && self->complaint == NULL) || !check (self))
    return;
  g_clear_pointer (&self->settled, json_node_unref);
  if (is_change (self))
    change (self);
  else
    take (self);
}

static void
consent_cb (gpointer data, HcrmRecord *record)
{
  HcrmComplaintFormPage *self = data;

  if (self->busy)
    return;
  g_clear_pointer (&self->settled, json_node_unref);
  self->settled = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (self->settled, hcrm_record_to_json (record));
  take (self);
}

static void
spot_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (widget);

  if (self->busy || is_change (self) || !check (self))
    return;
  if (hcrm_complaint_proposals_is_own (self->proposals))
    hcrm_page_toast (HCRM_PAGE (self),
                     _ ("Nobody settles a complaint about themselves: take it, and a supervisor "
                        "receives it"),
                        NULL, NULL);
  else
    hcrm_form_dialog_ask (
        HCRM_PAGE (self),
        &(HcrmFormQuestion){
            .heading = _ ("Settled on the Spot"),
                          .body =
                              _ ("It is closed at once; only with the caller's consent."),
                                 .label = _ ("Settled on the Spot"), .set = &hcrm_complaint_spot },
                          consent_cb);
}

static void
take_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_complaint_form_page_submit (HCRM_PAGE (widget));
}

static gboolean
hcrm_complaint_form_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (page);

  if (g_str_equal (field, "patient_id")) {
    hcrm_lookup_row_show_error (self->patient, message);
    return TRUE;
  }
  return hcrm_rows_editor_show_error (self->objects, "objects", field, message)
         || hcrm_form_show_error (self->form, field, message);
}

/* --- the page --------------------------------------------------------------------------------- */

/* A draft is laid over the form once the codes in it have words. */
static void
begin (HcrmComplaintFormPage *self)
{
  if (is_change (self))
    read_complaint (self);
  else
    lay_kept (self);
}

/* What is typed before the lists come stays: only the choices of its field are filled. */
static void
fill (HcrmComplaintFormPage *self, const char *field, const char *value, JsonNode *reply)
{
  self->filling = TRUE;
  hcrm_choices_fill_input (hcrm_form_get_input (self->form, field), reply, value);
  self->filling = FALSE;
  if (++self->choices == 2)
    begin (self);
}

static void
classes_cb (gpointer data, JsonNode *reply)
{
  fill (data, "class", "code", reply);
}

static void
grades_cb (gpointer data, JsonNode *reply)
{
  fill (data, "grade", "id", reply);
}

/* The lists are read once: a form that is being filled is not filled anew. */
static void
hcrm_complaint_form_page_refresh (HcrmPage *page)
{
  if (HCRM_COMPLAINT_FORM_PAGE (page)->choices > 0)
    return;
  hcrm_page_send (page,
                  &(HcrmRequest){ .method = "GET",
                                  .path = "/complaint-classes?retired=false&limit=200",
                                  .whole = TRUE,
                                  .fills = "classes" },
                  classes_cb, NULL);
  hcrm_page_send (page,
                  &(HcrmRequest){ .method = "GET", .path = "/complaint-grades", .fills = "grades" },
                  grades_cb, NULL);
}

static JsonNode *
hcrm_complaint_form_page_save_state (HcrmPage *page)
{
  return dup_draft (HCRM_COMPLAINT_FORM_PAGE (page));
}

static void
hcrm_complaint_form_page_restore_state (HcrmPage *page, JsonNode *state)
{
  lay_draft (HCRM_COMPLAINT_FORM_PAGE (page), state);
}

static void
show_purpose (HcrmComplaintFormPage *self)
{
  if (!is_change (self))
    return;
  gtk_label_set_text (self->title, _ ("Change What Was Taken"));
  gtk_button_set_label (self->take, _ ("Save"));
  gtk_widget_set_visible (self->spot, FALSE);
}

static void
hcrm_complaint_form_page_constructed (GObject *object)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (object);
  HcrmApi *api = NULL;

  G_OBJECT_CLASS (hcrm_complaint_form_page_parent_class)->constructed (object);
  api = hcrm_page_get_api (HCRM_PAGE (self));
  hcrm_form_setup (self->form, &hcrm_complaint_form_set, NULL);
  hcrm_form_set_lines (self->form, hcrm_complaint_form_lines);
  g_autoptr (HcrmRecord) first = hcrm_record_new (&hcrm_complaint_form_set);
  hcrm_record_set (first, "channel", "phone");
  hcrm_form_set_record (self->form, first);
  self->patient =
      HCRM_LOOKUP_ROW (hcrm_lookup_row_new (api, &hcrm_lookup_patient, _ ("Patient"), FALSE));
  self->objects = HCRM_ROWS_EDITOR (
      hcrm_rows_editor_new (api, &hcrm_complaint_form_about, hcrm_complaint_form_columns,
                            hcrm_complaint_form_n_columns, _ ("Add Whom or What It Is About")));
  hcrm_caller_list_set_api (self->callers, api);
  g_signal_connect_object (self->callers, "chosen", G_CALLBACK (caller_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->column, GTK_WIDGET (self->patient));
  gtk_box_append (self->column, GTK_WIDGET (self->objects));
  show_purpose (self);
  show_fields (self);
  self->files = g_object_new (HCRM_TYPE_ATTACHMENTS, NULL);
  gtk_box_append (self->column, GTK_WIDGET (self->files));
  hcrm_attachments_set (self->files, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->files), !is_change (self));
  g_signal_connect_object (self->form, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->patient, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->objects, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
hcrm_complaint_form_page_dispose (GObject *object)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->settled, json_node_unref);
  g_clear_pointer (&self->proposed_class, g_free);
  g_clear_pointer (&self->proposed_grade, g_free);
  g_clear_pointer (&self->objects_were, g_free);
  g_clear_pointer (&self->number, g_free);
  g_clear_pointer (&self->asked_codes, g_free);
  g_clear_pointer (&self->call_number, g_free);
  g_clear_pointer (&self->moments, hcrm_complaint_moments_free);
  g_clear_object (&self->complaint);
  G_OBJECT_CLASS (hcrm_complaint_form_page_parent_class)->dispose (object);
}

/* Who is known to be on the line already. */
static void
show_identified (HcrmComplaintFormPage *self, JsonObject *call)
{
  gint64 patient = json_object_get_int_member_with_default (call, "patient_id", 0);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, patient);

  if (patient == 0 || hcrm_lookup_row_get_value (self->patient) != NULL)
    return;
  hcrm_lookup_row_set (self->patient, id, hcrm_text_member (call, "patient"));
  propose_value (self, "caller_relation", hcrm_text_member (call, "relation"));
  propose_value (self, "caller_name", hcrm_text_member (call, "contact"));
}

/* Whoever is on the telephone has its number, and is who calls, unless another was typed. */
static void
hcrm_complaint_form_page_show_query (HcrmPage *page, const char *query)
{
  HcrmComplaintFormPage *self = HCRM_COMPLAINT_FORM_PAGE (page);
  g_autoptr (GHashTable) members = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  const char *id = members != NULL ? g_hash_table_lookup (members, "call_id") : NULL;
  JsonObject *call =
      id != NULL ? hcrm_phone_find (get_phone (self), g_ascii_strtoll (id, NULL, 10)) : NULL;
  g_autofree char *typed = dup_value (self, "caller_number");

  if (call == NULL || *typed != '\0')
    return;
  set_call (self, hcrm_call_get_id (call), hcrm_text_member (call, "number"));
  propose_value (self, "caller_number", self->call_number);
  hcrm_caller_list_show_call (self->callers, call);
  show_identified (self, call);
  changed_cb (self);
}

static void
describe_page (HcrmPageClass *klass)
{
  static const HcrmKeyHint hints[] = {
    { "Tab", N_ ("next field") },
      { "F4", N_ ("who is calling") },
        { "Ctrl 1…8", N_ ("take what is proposed") },
          { "Shift F9", N_ ("call the number"), HCRM_PERM_CALL_WORK },
            { "Ctrl Enter", N_ ("take the complaint, or save it") }, { NULL },
          };

  klass->refresh = hcrm_complaint_form_page_refresh;
  klass->submit = hcrm_complaint_form_page_submit;
  klass->show_query = hcrm_complaint_form_page_show_query;
  klass->dial = hcrm_complaint_form_page_dial;
  klass->save_state = hcrm_complaint_form_page_save_state;
  klass->restore_state = hcrm_complaint_form_page_restore_state;
  klass->take_draft = hcrm_complaint_form_page_take_draft;
  klass->show_field_error = hcrm_complaint_form_page_show_field_error;
  klass->hints = hints;
  klass->help =
      N_ ("A complaint is taken here while the caller speaks. What is typed is kept from the first key.\n\n"
                    "To the right stands what fits: who may be calling, the likeliest first, class and grade by the words of the matter, who carried a service code that day, and open complaints that are similar. Class and grade follow the words until you choose them; Ctrl and a digit take one of the proposals, F4 and a digit a caller.\n\n"
                    "Without a grade it is graded by the words. The clock runs from the moment it is taken. What is settled on the spot is closed at once, with the caller's consent.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmComplaintFormPage, child)
#define CALLBACK(function) gtk_widget_class_bind_template_callback (klass, function)

static void
hcrm_complaint_form_page_class_init (HcrmComplaintFormPageClass *type)
{
  GtkWidgetClass *klass = GTK_WIDGET_CLASS (type);

  G_OBJECT_CLASS (type)->constructed = hcrm_complaint_form_page_constructed;
  G_OBJECT_CLASS (type)->dispose = hcrm_complaint_form_page_dispose;
  describe_page (HCRM_PAGE_CLASS (type));
  g_type_ensure (HCRM_TYPE_FORM);
  g_type_ensure (HCRM_TYPE_CALLER_LIST);
  g_type_ensure (HCRM_TYPE_COMPLAINT_PROPOSALS);
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/complaints/hcrm-complaint-form-page.ui");
  BIND (column);
  BIND (form);
  BIND (callers);
  BIND (proposals);
  BIND (head);
  BIND (title);
  BIND (joined);
  BIND (take);
  BIND (spot);
  CALLBACK (chosen_cb);
  CALLBACK (found_cb);
  gtk_widget_class_install_action (klass, "taking.nth", "i", nth_action);
  for (int i = 1; i <= 8; i++)
    gtk_widget_class_add_binding_action (klass, GDK_KEY_0 + i, GDK_CONTROL_MASK, "taking.nth", "i",
                                         i);
  gtk_widget_class_install_action (klass, "taking.take", NULL, take_action);
  gtk_widget_class_install_action (klass, "taking.spot", NULL, spot_action);
}

static void
hcrm_complaint_form_page_init (HcrmComplaintFormPage *self)
{
  self->moments = hcrm_complaint_moments_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->dial = hcrm_dial_number_new ();
  gtk_box_append (self->head, self->dial);
}
