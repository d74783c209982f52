/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of a section of the patient's page: drafts, sending once, closing what was sent. */

#include "hcrm-patient-form.h"

#include "widgets/hcrm-reveal.h"

/* One time that the form was opened: a reply may come when it shows something else. */
typedef struct {
  HcrmPatientForm *form;
  HcrmRecord *edited; /* (nullable) */
  gboolean sending;
} Opening;

struct _HcrmPatientForm {
  HcrmPatientSection *section; /* not owned: it owns this */
  HcrmForm *form;
  const char *kind;
  const char *path;
  HcrmPatientFormFunc show;
  GPtrArray *openings; /* (element-type Opening): replies may come for any */
  Opening *now;        /* (nullable): what is in sight */
};

static HcrmPage *
get_page (HcrmPatientForm *self)
{
  return hcrm_patient_section_get_page (self->section);
}

/* --- drafts ----------------------------------------------------------------------------------- */

static char *
make_ref (Opening *opening)
{
  HcrmPatientForm *self = opening->form;

  if (opening->edited != NULL)
    return g_strdup_printf ("%s-%s", self->kind, hcrm_record_get (opening->edited, "id"));
  return g_strdup_printf ("patient-%s", hcrm_patient_section_get_patient (self->section));
}

static void
clear_draft (Opening *opening)
{
  g_autofree char *ref = make_ref (opening);

  hcrm_page_clear_draft (get_page (opening->form), opening->form->kind, ref);
}

static void
changed_cb (HcrmPatientForm *self)
{
  if (self->now == NULL)
    return;
  if (!hcrm_form_get_dirty (self->form)) {
    clear_draft (self->now);
    return;
  }
  g_autofree char *ref = make_ref (self->now);
  g_autoptr (JsonNode) draft = hcrm_form_dup_draft (self->form);
  hcrm_page_save_draft (get_page (self), self->kind, ref, draft);
}

void
hcrm_patient_form_take_draft (HcrmPatientForm *self,
                              const char *kind,
                              const char *ref,
                              JsonNode *content)
{
  g_autofree char *own = self->now != NULL ? make_ref (self->now) : NULL;

  if (g_str_equal (kind, self->kind) && g_strcmp0 (own, ref) == 0)
    hcrm_form_take_draft (self->form, content);
}

/* --- opening and closing ---------------------------------------------------------------------- */

static void
free_opening (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->edited);
  g_free (opening);
}

static Opening *
add_opening (HcrmPatientForm *self, HcrmRecord *record)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->form = self;
  opening->edited = hcrm_record_get (record, "id") != NULL ? g_object_ref (record) : NULL;
  g_ptr_array_add (self->openings, opening);
  return opening;
}

void
hcrm_patient_form_open (HcrmPatientForm *self, HcrmRecord *record)
{
  self->now = add_opening (self, record);
  hcrm_form_set_record (self->form, record);
  self->show (self->section, TRUE);
  g_autofree char *ref = make_ref (self->now);
  g_autoptr (JsonNode) draft = hcrm_page_load_draft (get_page (self), self->kind, ref);
  hcrm_form_take_draft (self->form, draft);
  hcrm_form_focus (self->form);
  hcrm_reveal (GTK_WIDGET (self->form));
}

gboolean
hcrm_patient_form_is_open (HcrmPatientForm *self)
{
  return self->now != NULL;
}

HcrmRecord *
hcrm_patient_form_get_edited (HcrmPatientForm *self)
{
  return self->now != NULL ? self->now->edited : NULL;
}

gboolean
hcrm_patient_form_back (HcrmPatientForm *self)
{
  if (self->now == NULL)
    return FALSE;
  self->now = NULL;
  self->show (self->section, FALSE);
  return TRUE;
}

void
hcrm_patient_form_cancel (HcrmPatientForm *self)
{
  if (self->now != NULL)
    clear_draft (self->now);
  hcrm_patient_form_back (self);
}

gboolean
hcrm_patient_form_show_error (HcrmPatientForm *self, const char *field, const char *message)
{
  return self->now != NULL && hcrm_form_show_error (self->form, field, message);
}

/* --- sending ---------------------------------------------------------------------------------- */

/* Whether what is typed now is kept under the name of this one: two that are new. */
static gboolean
has_successor (Opening *opening)
{
  Opening *now = opening->form->now;
  g_autofree char *ref = make_ref (opening);
  g_autofree char *next = now != NULL && now != opening ? make_ref (now) : NULL;

  return g_strcmp0 (ref, next) == 0;
}

static void
saved_cb (gpointer data, JsonNode *reply)
{
  Opening *opening = data;
  HcrmPatientForm *self = opening->form;

  opening->sending = FALSE;
  if (!has_successor (opening))
    clear_draft (opening);
  if (self->now == opening)
    hcrm_patient_form_back (self);
  hcrm_page_toast (get_page (self), _ ("Saved"), NULL, NULL);
  hcrm_page_refresh (get_page (self));
}

/* What is wrong is not said beside the fields of another. */
static gboolean
failed_cb (gpointer data, const GError *error)
{
  Opening *opening = data;

  opening->sending = FALSE;
  if (opening->form->now == opening || hcrm_error_get_n_fields (error) == 0)
    return FALSE;
  hcrm_page_toast (get_page (opening->form), error->message, NULL, NULL);
  return TRUE;
}

static void
send_record (Opening *opening, const char *method, const char *path, HcrmRecord *record)
{
  g_autoptr (JsonObject) object = hcrm_record_to_json (record);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  opening->sending = TRUE;
  hcrm_page_send_for (get_page (opening->form), opening,
                      &(HcrmRequest){
                          .method = method, .path = path, .body = body, .seen = opening->edited },
                      saved_cb, failed_cb);
}

static void
send_new (HcrmPatientForm *self)
{
  g_autoptr (HcrmRecord) record = hcrm_form_dup_record (self->form);

  hcrm_record_set (record, "patient_id", hcrm_patient_section_get_patient (self->section));
  send_record (self->now, "POST", self->path, record);
}

static void
send_changes (HcrmPatientForm *self)
{
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (self->form);
  g_autofree char *path =
      g_strdup_printf ("%s/%s", self->path, hcrm_record_get (self->now->edited, "id"));

  send_record (self->now, "PATCH", path, changes);
}

void
hcrm_patient_form_submit (HcrmPatientForm *self)
{
  if (self->now == NULL || self->now->sending || !hcrm_form_check (self->form))
    return;
  if (self->now->edited == NULL)
    send_new (self);
  else
    send_changes (self);
}

/* --- life ------------------------------------------------------------------------------------- */

HcrmPatientForm *
hcrm_patient_form_new (HcrmPatientSection *section,
                       HcrmForm *form,
                       const char *kind,
                       const char *path,
                       HcrmPatientFormFunc show)
{
  HcrmPatientForm *self = g_new0 (HcrmPatientForm, 1);

  self->section = section;
  self->form = g_object_ref (form);
  self->kind = kind;
  self->path = path;
  self->show = show;
  self->openings = g_ptr_array_new_with_free_func (free_opening);
  g_signal_connect_swapped (form, "changed", G_CALLBACK (changed_cb), self);
  return self;
}

void
hcrm_patient_form_free (HcrmPatientForm *self)
{
  g_signal_handlers_disconnect_by_data (self->form, self);
  g_object_unref (self->form);
  g_ptr_array_unref (self->openings);
  g_free (self);
}
