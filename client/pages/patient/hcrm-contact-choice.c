/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of a patient's contacts a message goes to, in a form. */

#include "hcrm-contact-choice.h"

#include "hcrm-patient-section.h"
#include "model/hcrm-contact.h"
#include "widgets/hcrm-text.h"

static gboolean
is_reachable (HcrmRecord *contact)
{
  return hcrm_record_get (contact, "invalid_at") == NULL
         && g_strcmp0 (hcrm_record_get (contact, "channel"), "landline") != 0;
}

/* A choice that will be held up says so. */
static const char *
find_problem (HcrmRecord *contact)
{
  if (hcrm_record_get (contact, "invalid_at") != NULL)
    return _ ("Invalid");
  if (!hcrm_contact_hears_all (hcrm_record_get (contact, "relation"),
                               hcrm_record_get (contact, "may_discuss")))
    return _ ("Must not be told");
  return NULL;
}

static char *
make_label (HcrmRecord *contact)
{
  g_autofree char *relation = hcrm_patient_dup_words (contact, "relation");

  return hcrm_text_join (hcrm_text_field (contact, "name"), relation,
                         hcrm_text_field (contact, "number"), find_problem (contact), NULL);
}

void
hcrm_contact_choice_fill (HcrmForm *form, const char *field, GPtrArray *contacts, const char *kept)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new (),
                        labels = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
    HcrmRecord *contact = g_ptr_array_index (contacts, i);
    const char *id = hcrm_record_get (contact, "id");

    if (!is_reachable (contact) && g_strcmp0 (id, kept) != 0)
      continue;
    g_ptr_array_add (values, (gpointer) id);
    g_ptr_array_add (labels, make_label (contact));
  }
  g_ptr_array_add (values, NULL);
  g_ptr_array_add (labels, NULL);
  hcrm_input_set_choices (hcrm_form_get_input (form, field), (const char *const *) values->pdata,
                          (const char *const *) labels->pdata);
}
