/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the outbox: what a message says, to whom and when it goes, or why it does not. */

#include "hcrm-message.h"

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-number.h"
#include "core/hcrm-script.h"
#include "message-sql.h"

/* Who puts letters into envelopes does not do so every day. */
#define LETTER_HOURS (14 * 24)

/* One message being written. Texts are borrowed from the rows. */
typedef struct {
  HcrmDb *db;
  const HcrmMessagePurpose *purpose;
  JsonObject *params;
  HcrmRows *facts;
  HcrmRows *contacts;
  int contact; /* the row of @contacts it goes to; -1 for none */
  char *body;  /* (nullable) */
  const char *state;
  const char *reason;
  char *detail;
} Letter;

static void
clear_letter (Letter *self)
{
  g_clear_pointer (&self->facts, hcrm_rows_free);
  g_clear_pointer (&self->contacts, hcrm_rows_free);
  g_clear_pointer (&self->body, g_free);
  g_clear_pointer (&self->detail, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Letter, clear_letter)

static void
let_id (HcrmDb *db, const char *name, gint64 id)
{
  if (id > 0)
    hcrm_db_let_int (db, name, id);
  else
    hcrm_db_let (db, name, NULL);
}

static void
let_flag (HcrmDb *db, const char *name, gboolean value)
{
  hcrm_db_let (db, name, value ? "true" : "false");
}

/* --- What it says --------------------------------------------------------------------------- */

static const char *
get_fact (const Letter *self, const char *name)
{
  return hcrm_rows_get (self->facts, 0, name);
}

static int
find_age (const Letter *self)
{
  GDate birth, today;

  if (!hcrm_date_from_iso (get_fact (self, "birth_date"), &birth)
      || !hcrm_date_from_iso (get_fact (self, "today"), &today))
    return -1;
  return hcrm_age_at (&birth, &today);
}

static int
count_days (const Letter *self)
{
  GDate discharged, today;

  if (!hcrm_date_from_iso (get_fact (self, "discharged_on"), &discharged)
      || !hcrm_date_from_iso (get_fact (self, "today"), &today))
    return -1;
  return g_date_days_between (&discharged, &today);
}

/* A name in the message's language; names without an English one are the same in both. */
static const char *
get_name (const Letter *self, const char *name, const char *name_en)
{
  gboolean english = g_strcmp0 (get_fact (self, "language"), "en") == 0;
  const char *text = english ? get_fact (self, name_en) : NULL;

  return text != NULL ? text : get_fact (self, name);
}

static void
name_missing (Letter *self, const GError *bad)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < hcrm_error_get_n_fields (bad); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", hcrm_error_get_field (bad, i));
  self->reason = "variable";
  self->detail = g_strdup (names->str);
}

static void
write_body (Letter *self)
{
  const char *text = get_fact (self, "text");
  g_autoptr (GError) bad = NULL;
  HcrmMessageFacts facts = {
    .language = get_fact (self, "language"),
    .name = get_fact (self, "name"),
    .sex = get_fact (self, "sex"),
    .age = find_age (self),
    .department = get_name (self, "department", "department_en"),
    .doctor = get_fact (self, "doctor"),
    .hospital = get_name (self, "hospital", "hospital_en"),
    .discharged_on = get_fact (self, "discharged_on"),
    .days = count_days (self),
    .params = self->params,
  };

  if (text == NULL) {
    self->reason = "template";
    return;
  }
  self->body = hcrm_message_fill (text, &facts, &bad);
  if (self->body == NULL)
    name_missing (self, bad);
}

/* --- Whom it goes to ------------------------------------------------------------------------ */

static gboolean
find_contacts (Letter *self, GError **error)
{
  let_flag (self->db, "m_verified", self->purpose->verified);
  let_flag (self->db, "m_child", hcrm_script_is_child (find_age (self)));
  self->contacts = hcrm_db_rows (self->db, &SQL_MESSAGE_CONTACTS, NULL, error);
  return self->contacts != NULL;
}

/* The first that nothing speaks against; if there is none, what speaks against the best. */
static void
choose_contact (Letter *self)
{
  guint n = hcrm_rows_get_n (self->contacts);

  self->contact = -1;
  for (guint i = 0; i < n && self->contact < 0; i++)
    if (hcrm_rows_get (self->contacts, i, "problem") == NULL)
      self->contact = i;
  if (self->contact < 0 && self->reason == NULL)
    self->reason = n > 0 ? hcrm_rows_get (self->contacts, 0, "problem") : "address";
}

/* Nobody need see to it if thanks cannot be sent. */
static gboolean
is_for_good (const Letter *self)
{
  static const char *const nowhere[] = { "address", "invalid", "unverified", "untold", NULL };

  return hcrm_message_reason_is_final (self->reason)
         || (self->purpose->optional && g_strv_contains (nowhere, self->reason));
}

/* --- What becomes of it --------------------------------------------------------------------- */

static void
settle (Letter *self)
{
  const char *refusal = get_fact (self, "refusal");
  gboolean later = g_strcmp0 (get_fact (self, "asked"), get_fact (self, "not_before")) != 0;

  if (refusal != NULL) {
    self->reason = refusal;
    g_clear_pointer (&self->detail, g_free);
  }
  if (self->reason == NULL)
    self->state = "queued";
  else
    self->state = is_for_good (self) ? "cancelled" : "blocked";
  if (self->reason == NULL && later)
    self->reason = "night";
}

static const char *
get_contact (const Letter *self, const char *column)
{
  return self->contact >= 0 ? hcrm_rows_get (self->contacts, self->contact, column) : NULL;
}

static void
let_letter (const Letter *self)
{
  HcrmDb *db = self->db;

  hcrm_db_let (db, "m_contact_id", get_contact (self, "contact_id"));
  hcrm_db_let (db, "m_channel", get_contact (self, "channel"));
  hcrm_db_let (db, "m_address", get_contact (self, "address"));
  hcrm_db_let (db, "m_revision", get_fact (self, "revision"));
  hcrm_db_let (db, "m_language", get_fact (self, "language"));
  hcrm_db_let (db, "m_body", self->body);
  hcrm_db_let (db, "m_site_id", get_fact (self, "site_id"));
  hcrm_db_let (db, "m_department_id", get_fact (self, "department_id"));
  hcrm_db_let (db, "m_state", self->state);
  hcrm_db_let (db, "m_reason", self->reason);
  hcrm_db_let (db, "m_detail", self->detail);
  hcrm_db_let (db, "m_send_at", get_fact (self, "not_before"));
  hcrm_db_let_int (db, "m_hours", self->purpose->hours);
}

/* With patient, activity, contact, template and time bound. */
static gboolean
write_letter (Letter *self, GError **error)
{
  hcrm_db_let (self->db, "m_purpose", self->purpose->code);
  let_flag (self->db, "m_about_care", self->purpose->about_care);
  let_flag (self->db, "m_at_night", self->purpose->at_night);
  self->facts = hcrm_db_one (self->db, &SQL_MESSAGE_FACTS, NULL, error);
  if (self->facts == NULL || !find_contacts (self, error))
    return FALSE;
  write_body (self);
  choose_contact (self);
  settle (self);
  let_letter (self);
  return TRUE;
}

static char *
dup_params (JsonObject *params)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  if (params == NULL)
    return g_strdup ("{}");
  json_node_set_object (node, params);
  return json_to_string (node, FALSE);
}

/* Returns: 0 with @error; another transaction's message with the same key is found, too. */
static gint64
store_letter (HcrmDb *db, GError **error)
{
  g_autoptr (HcrmRows) made = hcrm_db_rows (db, &SQL_MESSAGE_ADD, NULL, error);

  if (made == NULL)
    return 0;
  if (hcrm_rows_get_n (made) > 0)
    return hcrm_rows_get_int (made, 0, "id");
  g_autoptr (HcrmRows) found = hcrm_db_one (db, &SQL_MESSAGE_FIND, NULL, error);
  return found != NULL ? hcrm_rows_get_int (found, 0, "id") : 0;
}

gint64
hcrm_message_add (HcrmDb *db, const HcrmMessageOrder *order, GError **error)
{
  g_auto (Letter) letter = { .db = db,
                             .purpose = hcrm_message_purpose_find (order->purpose),
                             .params = order->params };
  g_autofree char *text = dup_params (order->params);

  if (letter.purpose == NULL) {
    hcrm_fail (error, HCRM_ERROR_INVALID, "purpose", "%s", _ ("There is no such purpose"));
    return 0;
  }
  let_id (db, "m_patient_id", order->patient_id);
  let_id (db, "m_wanted_id", order->contact_id);
  let_id (db, "m_activity_id", order->activity_id);
  hcrm_db_let (db, "m_wanted_channel", order->spoken ? "voice" : NULL);
  hcrm_db_let (db, "m_template", order->template_code);
  hcrm_db_let (db, "m_params", text);
  hcrm_db_let (db, "m_not_before", order->not_before);
  hcrm_db_let (db, "m_unique_key", order->unique_key);
  return write_letter (&letter, error) ? store_letter (db, error) : 0;
}

/* --- To somebody who called ----------------------------------------------------------------- */

const char *
hcrm_message_find_channel (const char *number)
{
  g_autofree char *key = hcrm_number_key (number, NULL);

  if (strchr (number, '@') != NULL)
    return "email";
  return hcrm_number_is_mobile (key) ? "sms" : NULL;
}

/* What was left as the one contact there is, or none where that takes no messages. */
static HcrmRows *
make_contact (const HcrmMessageCaller *caller)
{
  static const char *const names[] = { "contact_id", "channel", "address", "problem", NULL };
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  const char *address = caller->address != NULL ? caller->address : caller->number;
  const char *channel =
      caller->address != NULL ? "letter" : hcrm_message_find_channel (caller->number);

  if (channel == NULL)
    return hcrm_rows_new_table (names, cells);
  g_ptr_array_add (cells, NULL);
  g_ptr_array_add (cells, g_strdup (channel));
  g_ptr_array_add (cells, g_strdup (address));
  g_ptr_array_add (cells, NULL);
  return hcrm_rows_new_table (names, cells);
}

static gboolean
write_caller_letter (Letter *self, const HcrmMessageCaller *caller, GError **error)
{
  hcrm_db_let (self->db, "m_purpose", self->purpose->code);
  hcrm_db_let (self->db, "m_caller_language", caller->language);
  let_flag (self->db, "m_at_night", caller->address != NULL);
  hcrm_db_let_int (self->db, "m_site_id", caller->site_id);
  self->facts = hcrm_db_one (self->db, &SQL_MESSAGE_CALLER_FACTS, NULL, error);
  if (self->facts == NULL)
    return FALSE;
  self->contacts = make_contact (caller);
  write_body (self);
  choose_contact (self);
  settle (self);
  let_letter (self);
  if (caller->address != NULL)
    hcrm_db_let_int (self->db, "m_hours", LETTER_HOURS);
  return TRUE;
}

gint64
hcrm_message_add_caller (HcrmDb *db,
                         const char *purpose,
                         const HcrmMessageCaller *caller,
                         const char *template_code,
                         JsonObject *params,
                         const char *unique_key,
                         GError **error)
{
  g_auto (Letter)
      letter = { .db = db, .purpose = hcrm_message_purpose_find (purpose), .params = params };
  g_autofree char *text = dup_params (params);

  g_return_val_if_fail (letter.purpose != NULL, 0);
  let_id (db, "m_patient_id", 0);
  let_id (db, "m_wanted_id", 0);
  hcrm_db_let (db, "m_wanted_channel", NULL);
  let_id (db, "m_activity_id", caller->activity_id);
  hcrm_db_let (db, "m_template", template_code);
  hcrm_db_let (db, "m_params", text);
  hcrm_db_let (db, "m_not_before", NULL);
  hcrm_db_let (db, "m_unique_key", unique_key);
  return write_caller_letter (&letter, caller, error) ? store_letter (db, error) : 0;
}

/* It says what it said and goes where it went: the caller left nothing else. */
static gboolean
renew_caller (HcrmDb *db, HcrmRows *stored, GError **error)
{
  const HcrmMessagePurpose *purpose =
      hcrm_message_purpose_find (hcrm_rows_get (stored, 0, "purpose"));

  if (hcrm_rows_get (stored, 0, "body") == NULL || hcrm_rows_get (stored, 0, "address") == NULL)
    return hcrm_fail (error, HCRM_ERROR_CONFLICT, NULL, "%s",
                      _ ("What the caller left takes no messages"));
  hcrm_db_let_int (db, "m_hours", purpose->hours);
  return hcrm_db_run (db, &SQL_MESSAGE_REQUEUE, NULL, error);
}

gboolean
hcrm_message_renew (HcrmDb *db, gint64 id, GError **error)
{
  hcrm_db_let_int (db, "m_id", id);
  g_autoptr (HcrmRows) stored = hcrm_db_one (db, &SQL_MESSAGE_STORED, NULL, error);
  if (stored == NULL)
    return FALSE;
  if (hcrm_rows_get (stored, 0, "patient_id") == NULL)
    return renew_caller (db, stored, error);
  g_autoptr (JsonNode) params = json_from_string (hcrm_rows_get (stored, 0, "params"), NULL);
  g_auto (Letter) letter = {
    .db = db,
    .purpose = hcrm_message_purpose_find (hcrm_rows_get (stored, 0, "purpose")),
    .params = json_node_get_object (params),
  };

  let_id (db, "m_patient_id", hcrm_rows_get_int (stored, 0, "patient_id"));
  let_id (db, "m_wanted_id", hcrm_rows_get_int (stored, 0, "wanted_id"));
  hcrm_db_let (db, "m_wanted_channel", hcrm_rows_get (stored, 0, "wanted_channel"));
  let_id (db, "m_activity_id", hcrm_rows_get_int (stored, 0, "activity_id"));
  hcrm_db_let (db, "m_template", hcrm_rows_get (stored, 0, "template"));
  hcrm_db_let (db, "m_not_before", hcrm_rows_get (stored, 0, "not_before"));
  return write_letter (&letter, error) && hcrm_db_run (db, &SQL_MESSAGE_RENEW, NULL, error);
}

gboolean
hcrm_message_move (HcrmDb *db,
                   gint64 id,
                   const char *state,
                   const char *reason,
                   const char *detail,
                   GError **error)
{
  hcrm_db_let_int (db, "m_id", id);
  hcrm_db_let (db, "m_state", state);
  hcrm_db_let (db, "m_reason", reason);
  hcrm_db_let (db, "m_detail", detail);
  return hcrm_db_run (db, &SQL_MESSAGE_MOVE, NULL, error);
}
