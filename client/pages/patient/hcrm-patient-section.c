/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tabs of a patient's page have in common. */

#include "hcrm-patient-section.h"

#include "widgets/hcrm-text.h"

typedef struct {
  gint64 count;
} HcrmPatientSectionPrivate;

enum { PROP_0, PROP_COUNT, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmPatientSection, hcrm_patient_section, ADW_TYPE_BIN)

#define PRIV(self) ((HcrmPatientSectionPrivate *) hcrm_patient_section_get_instance_private (self))
#define KLASS(self) HCRM_PATIENT_SECTION_GET_CLASS (self)

void
hcrm_patient_section_load (HcrmPatientSection *self)
{
  if (KLASS (self)->load != NULL)
    KLASS (self)->load (self);
}

gboolean
hcrm_patient_section_show_field_error (HcrmPatientSection *self,
                                       const char *field,
                                       const char *message)
{
  return KLASS (self)->show_field_error != NULL
         && KLASS (self)->show_field_error (self, field, message);
}

gboolean
hcrm_patient_section_back (HcrmPatientSection *self)
{
  return KLASS (self)->back != NULL && KLASS (self)->back (self);
}

void
hcrm_patient_section_submit (HcrmPatientSection *self)
{
  if (KLASS (self)->submit != NULL)
    KLASS (self)->submit (self);
}

gint64
hcrm_patient_section_get_count (HcrmPatientSection *self)
{
  return PRIV (self)->count;
}

void
hcrm_patient_section_set_count (HcrmPatientSection *self, gint64 count)
{
  if (PRIV (self)->count == count)
    return;
  PRIV (self)->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

HcrmPage *
hcrm_patient_section_get_page (HcrmPatientSection *self)
{
  return HCRM_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (self), HCRM_TYPE_PAGE));
}

const char *
hcrm_patient_section_get_patient (HcrmPatientSection *self)
{
  return hcrm_page_get_argument (hcrm_patient_section_get_page (self));
}

void
hcrm_patient_section_fetch (HcrmPatientSection *self, const char *path, HcrmReplyFunc done)
{
  hcrm_patient_section_send (self, "GET", path, NULL, NULL, done, NULL);
}

void
hcrm_patient_section_fetch_list (HcrmPatientSection *self, const char *path, HcrmReplyFunc done)
{
  hcrm_page_send_for (hcrm_patient_section_get_page (self), self,
                      &(HcrmRequest){ .method = "GET", .path = path, .whole = TRUE }, done, NULL);
}

void
hcrm_patient_section_send (HcrmPatientSection *self,
                           const char *method,
                           const char *path,
                           HcrmRecord *record,
                           HcrmRecord *seen,
                           HcrmReplyFunc done,
                           HcrmFailFunc failed)
{
  g_autoptr (JsonObject) object = record != NULL ? hcrm_record_to_json (record) : NULL;
  g_autoptr (JsonNode) body =
      object != NULL ? json_node_init_object (json_node_alloc (), object) : NULL;
  HcrmRequest request = { .method = method, .path = path, .body = body, .seen = seen };

  hcrm_page_send_for (hcrm_patient_section_get_page (self), self, &request, done, failed);
}

static void
hcrm_patient_section_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int64 (value, PRIV (HCRM_PATIENT_SECTION (object))->count);
}

static void
hcrm_patient_section_class_init (HcrmPatientSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = hcrm_patient_section_get_property;
  properties[PROP_COUNT] = g_param_spec_int64 ("count", NULL, NULL, -1, G_MAXINT64, -1,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
hcrm_patient_section_init (HcrmPatientSection *self)
{
  PRIV (self)->count = -1;
}

/* --- what the parts of the page share --------------------------------------------------------- */

GPtrArray *
hcrm_patient_read_items (JsonNode *reply, const HcrmFieldSet *set)
{
  g_autoptr (GListStore) store = g_list_store_new (HCRM_TYPE_RECORD);
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);

  hcrm_store_load (store, set, reply);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    g_ptr_array_add (records, g_list_model_get_item (G_LIST_MODEL (store), i));
  return records;
}

char *
hcrm_patient_dup_words (HcrmRecord *record, const char *field)
{
  const HcrmFieldSet *set = hcrm_record_get_set (record);
  int i = hcrm_field_set_find (set, field);

  if (i < 0 || hcrm_record_get (record, field) == NULL)
    return g_strdup ("");
  return hcrm_text_value (record, &set->fields[i]);
}

/* The day of an instant, as the server wrote it: in the site's own time. */
static char *
dup_day (const char *instant)
{
  g_autofree char *day = instant != NULL ? g_strndup (instant, strlen ("YYYY-MM-DD")) : NULL;

  return hcrm_text_date (day);
}

char *
hcrm_patient_dup_span (const char *started_at, const char *ended_at)
{
  g_autofree char *from = dup_day (started_at), *to = dup_day (ended_at);

  if (*from == '\0' || *to == '\0' || g_str_equal (from, to))
    return g_strdup (*from != '\0' ? from : to);
  return g_strdup_printf ("%s – %s", from, to);
}

void
hcrm_patient_set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}
