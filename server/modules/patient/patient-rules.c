/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pure rules of patients and contacts. */

#include "patient-rules.h"

#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-identity.h"
#include "core/hcrm-number.h"
#include "core/hcrm-pinyin.h"

/* --- Patients ------------------------------------------------------------------------------- */

/* Adds the fields of one rule's error to those found before. */
static void
gather (GError **error, GError *found)
{
  g_autoptr (GError) owned = found;

  for (guint i = 0; i < hcrm_error_get_n_fields (owned); i++)
    hcrm_error_add_field (error, hcrm_error_get_field (owned, i),
                          hcrm_error_get_field_detail (owned, i));
}

static gboolean
is_later (const char *iso, const GDate *today)
{
  GDate date;

  return iso != NULL && hcrm_date_from_iso (iso, &date) && g_date_compare (&date, today) > 0;
}

static gboolean
differs_from_record (HcrmRecord *record, const HcrmIdentity *identity)
{
  GDate birth;
  const char *text = hcrm_record_get (record, "birth_date");

  return text != NULL && g_date_valid (&identity->birth) && hcrm_date_from_iso (text, &birth)
         && g_date_compare (&birth, &identity->birth) != 0;
}

/* What a document tells fills what nobody typed; it does not overrule what somebody did. */
static void
take_from_identity (HcrmRecord *record, const HcrmIdentity *identity, GError **error)
{
  if (differs_from_record (record, identity)) {
    hcrm_error_add_field (error, "birth_date",
                          _ ("The document number tells another date of birth"));
    return;
  }
  if (hcrm_record_get (record, "birth_date") == NULL && g_date_valid (&identity->birth)) {
    g_autofree char *iso = hcrm_date_to_iso (&identity->birth);
    hcrm_record_set (record, "birth_date", iso);
  }
  if (identity->sex != NULL && g_strcmp0 (hcrm_record_get (record, "sex"), "unknown") == 0)
    hcrm_record_set (record, "sex", identity->sex);
}

static void
check_identity (HcrmRecord *record, const GDate *today, GError **error)
{
  const char *typed = hcrm_record_get (record, "id_number");
  const char *kind = hcrm_record_get (record, "id_kind");
  HcrmIdentity identity = { 0 };
  GError *wrong = NULL;

  if (typed == NULL || *typed == '\0') {
    hcrm_record_set (record, "id_number", NULL);
    return;
  }
  if (kind == NULL) {
    hcrm_error_add_field (error, "id_kind", _ ("Say what kind of document this is"));
    return;
  }
  g_autofree char *number = hcrm_identity_normalize (typed);
  if (!hcrm_identity_check (kind, number, today, &identity, &wrong)) {
    gather (error, wrong);
    return;
  }
  hcrm_record_set (record, "id_number", number);
  take_from_identity (record, &identity, error);
}

char *
hcrm_patient_rules_initials (const char *pinyin)
{
  g_auto (GStrv) syllables = g_strsplit (pinyin, " ", -1);
  GString *initials = g_string_new (NULL);

  for (guint i = 0; syllables[i] != NULL; i++)
    if (*syllables[i] != '\0')
      g_string_append_unichar (initials, g_utf8_get_char (syllables[i]));
  return g_string_free (initials, FALSE);
}

static void
spell_name (HcrmRecord *record, gboolean spell)
{
  g_autofree char *made = hcrm_pinyin_of_name (hcrm_record_get (record, "name"), NULL);
  const char *typed = hcrm_record_get (record, "pinyin");
  gboolean keep = !spell && typed != NULL && *typed != '\0';
  g_autofree char *pinyin = g_utf8_strdown (keep ? typed : made, -1);
  g_autofree char *initials = hcrm_patient_rules_initials (g_strstrip (pinyin));

  hcrm_record_set (record, "pinyin", pinyin);
  hcrm_record_set (record, "initials", initials);
}

gboolean
hcrm_patient_rules_check (HcrmRecord *record,
                          HcrmRecord *changes,
                          const GDate *today,
                          GError **error)
{
  g_autoptr (GError) bad = NULL;
  gboolean spell = hcrm_record_has (changes, "name") && hcrm_record_get (changes, "pinyin") == NULL;

  if (hcrm_record_has (changes, "id_number") || hcrm_record_has (changes, "id_kind"))
    check_identity (record, today, &bad);
  if (is_later (hcrm_record_get (record, "birth_date"), today))
    hcrm_error_add_field (&bad, "birth_date", _ ("A date of birth does not lie in the future"));
  spell_name (record, spell);
  if (bad == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&bad));
  return FALSE;
}

/* --- Contacts ------------------------------------------------------------------------------- */

static gboolean
is_dialled (const char *channel)
{
  return g_str_equal (channel, "phone") || g_str_equal (channel, "landline")
         || g_str_equal (channel, "sms");
}

static gboolean
is_address (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && strchr (at + 1, '@') == NULL && strchr (at + 1, '.') != NULL;
}

static gboolean
check_number (const char *channel, const char *number, GError **error)
{
  if (is_dialled (channel))
    return hcrm_number_check (number, "number", error);
  if (!g_str_equal (channel, "email") || is_address (number))
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_INVALID, "number", "%s", _ ("This is no e-mail address"));
}

char *
hcrm_contact_rules_check (HcrmRecord *record, HcrmRecord *changes, GError **error)
{
  const char *channel = hcrm_record_get (record, "channel");
  const char *number = hcrm_record_get (record, "number");
  gboolean changed = hcrm_record_has (changes, "number") || hcrm_record_has (changes, "channel");

  if (changed && !check_number (channel, number, error))
    return NULL;
  return is_dialled (channel) ? hcrm_number_key (number, NULL) : g_utf8_strdown (number, -1);
}
