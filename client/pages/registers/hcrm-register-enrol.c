/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All members of a register into a programme: page by page, and why some are not taken in. */

#include "hcrm-register-enrol.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form-dialog.h"
#include "widgets/hcrm-text.h"

#define KEY "register-enrol"
#define MAX_TOLD 12 /* of those who are not taken in */

typedef struct {
  gint64 reg;
  gint64 programme;
  char *first_on;    /* (nullable) */
  char *next;        /* (nullable): where the next members begin */
  GHashTable *names; /* patient → name, of the members that were sent */
  GString *told;
  guint taken, refused;
} Enrolment;

/* clang-format off */
static const HcrmField fields[] = {
  { "programme_id", HCRM_KIND_CODE, N_("Programme"),      HCRM_FIELD_REQUIRED },
  { "first_on",     HCRM_KIND_DATE, N_("First cycle on"), 0 },
};
static const HcrmFieldSet set = { "enrol", fields, G_N_ELEMENTS (fields) };
/* clang-format on */

static void fetch_members (HcrmPage *page);

static void
free_enrolment (gpointer data)
{
  Enrolment *self = data;

  g_free (self->first_on);
  g_free (self->next);
  g_hash_table_unref (self->names);
  g_string_free (self->told, TRUE);
  g_free (self);
}

static Enrolment *
get_enrolment (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), KEY);
}

/* --- what came of it -------------------------------------------------------------------------- */

static void
tell_refused (HcrmPage *page, Enrolment *self, const char *heading)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));

  if (self->refused > MAX_TOLD)
    g_string_append_printf (self->told,
                            ngettext ("and %u more", "and %u more", self->refused - MAX_TOLD),
                            self->refused - MAX_TOLD);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              heading, self->told->str);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
finish (HcrmPage *page, Enrolment *self)
{
  g_autofree char *words = g_strdup_printf (_ ("%u members taken into the programme, %u not"),
                                               self->taken, self->refused);

  if (self->refused > 0)
    tell_refused (page, self, words);
  else
    hcrm_page_toast (page, words, NULL, NULL);
  g_object_set_data (G_OBJECT (page), KEY, NULL);
  hcrm_page_refresh (page);
}

static void
note_refused (Enrolment *self, JsonObject *result)
{
  gint64 patient = json_object_get_int_member_with_default (result, "patient_id", 0);
  const char *name = g_hash_table_lookup (self->names, GSIZE_TO_POINTER ((gsize) patient));
  JsonNode *problem = json_object_get_member (result, "problem");

  if (++self->refused > MAX_TOLD || problem == NULL || !JSON_NODE_HOLDS_OBJECT (problem))
    return;
  g_string_append_printf (self->told, _ ("%s: %s"), name != NULL ? name : "",
                                         json_object_get_string_member_with_default (
                                             json_node_get_object (problem), "detail", ""));
  g_string_append_c (self->told, '\n');
}

static void
enrolled_cb (gpointer page, JsonNode *reply)
{
  Enrolment *self = get_enrolment (page);

  if (self == NULL || reply == NULL)
    return;
  JsonArray *results = json_object_get_array_member (json_node_get_object (reply), "results");
  for (guint i = 0; i < json_array_get_length (results); i++) {
    JsonObject *result = json_array_get_object_element (results, i);
    if (json_object_get_int_member_with_default (result, "status", 0) < 300)
      self->taken++;
    else
      note_refused (self, result);
  }
  if (self->next != NULL)
    fetch_members (page);
  else
    finish (page, self);
}

/* --- so many at a time ------------------------------------------------------------------------ */

static JsonArray *
make_items (Enrolment *self, JsonArray *members)
{
  JsonArray *items = json_array_new ();

  g_hash_table_remove_all (self->names);
  for (guint i = 0; i < json_array_get_length (members); i++) {
    JsonObject *member = json_array_get_object_element (members, i);
    gint64 patient = json_object_get_int_member_with_default (member, "patient_id", 0);
    JsonObject *item = json_object_new ();

    json_object_set_int_member (item, "patient_id", patient);
    json_array_add_object_element (items, item);
    g_hash_table_insert (self->names, GSIZE_TO_POINTER ((gsize) patient),
                         g_strdup (hcrm_text_member (member, "patient")));
  }
  return items;
}

static void
members_cb (gpointer page, JsonNode *reply)
{
  Enrolment *self = get_enrolment (page);
  JsonObject *list = json_node_get_object (reply);

  if (self == NULL)
    return;
  JsonArray *members = json_object_get_array_member (list, "items");
  g_free (self->next);
  self->next = g_strdup (json_object_get_string_member_with_default (list, "next", NULL));
  if (json_array_get_length (members) == 0) {
    finish (page, self);
    return;
  }
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);
  json_object_set_int_member (object, "programme_id", self->programme);
  if (self->first_on != NULL)
    json_object_set_string_member (object, "first_on", self->first_on);
  json_object_set_array_member (object, "items", make_items (self, members));
  hcrm_page_send (page,
                  &(HcrmRequest){
                      .method = "POST", .path = "/health-cares/actions/enrol", .body = body },
                  enrolled_cb, NULL);
}

static void
fetch_members (HcrmPage *page)
{
  Enrolment *self = get_enrolment (page);
  g_autofree char *reg = g_strdup_printf ("%" G_GINT64_FORMAT, self->reg);
  g_autofree char *path = hcrm_api_query ("/register-members", "register_id", reg, "state",
                                          "active", "limit", "200", "after", self->next, NULL);

  hcrm_page_call (page, "GET", path, NULL, members_cb);
}

/* --- what is asked ---------------------------------------------------------------------------- */

static void
asked_cb (gpointer page, HcrmRecord *record)
{
  Enrolment *self = get_enrolment (page);

  self->programme = g_ascii_strtoll (hcrm_record_get (record, "programme_id"), NULL, 10);
  self->first_on = g_strdup (hcrm_record_get (record, "first_on"));
  fetch_members (page);
}

static void
programmes_cb (gpointer page, JsonNode *reply)
{
  HcrmForm *form = hcrm_form_dialog_ask (
      page,
      &(HcrmFormQuestion){
          .heading = _ ("Take All Members into a Programme"),
              .body =
                  _ ("Each is looked after by you at first. Who is in the programme already stays "
                     "as they are."),
                     .label = _ ("Take In"), .set = &set,
                     },
              asked_cb);

  hcrm_choices_fill_input (hcrm_form_get_input (form, "programme_id"), reply, "id");
}

void
hcrm_register_enrol (HcrmPage *page, gint64 reg)
{
  Enrolment *self = g_new0 (Enrolment, 1);

  self->reg = reg;
  self->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->told = g_string_new (NULL);
  g_object_set_data_full (G_OBJECT (page), KEY, self, free_enrolment);
  hcrm_page_call_list (page, "/health-programmes?state=active&limit=200", programmes_cb);
}
