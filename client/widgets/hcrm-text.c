/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Wire values as words in the interface's language. */

#include "hcrm-text.h"

#include <gtk/gtk.h>
#include <string.h>

#include "core/hcrm-date.h"
#include "core/hcrm-language.h"

const char *
hcrm_text_member (JsonObject *object, const char *name)
{
  const char *text = NULL;

  if (hcrm_language_is_english ()) {
    g_autofree char *english = g_strconcat (name, "_en", NULL);
    text = json_object_get_string_member_with_default (object, english, NULL);
  }
  return text != NULL ? text : json_object_get_string_member_with_default (object, name, "");
}

/* A code where people write as well is what it stands for. */
static const char *
words_for (HcrmRecord *record, const char *name)
{
  const char *text = hcrm_record_get (record, name);
  const HcrmFieldSet *set = hcrm_record_get_set (record);
  int i = text != NULL ? hcrm_field_set_find (set, name) : -1;

  return i >= 0 && set->fields[i].kind == HCRM_KIND_TEXT
             ? hcrm_field_get_choice_label (&set->fields[i], text)
             : text;
}

const char *
hcrm_text_field (HcrmRecord *record, const char *name)
{
  const char *text = NULL;

  if (hcrm_language_is_english ()) {
    g_autofree char *english = g_strconcat (name, "_en", NULL);
    text = hcrm_record_get (record, english);
  }
  if (text == NULL)
    text = words_for (record, name);
  return text != NULL ? text : "";
}

const char *
hcrm_text_doer (const char *user)
{
  if (g_strcmp0 (user, "system") == 0)
    return _ ("System");
  return g_strcmp0 (user, "his") == 0 ? _ ("Hospital information system") : user;
}

char *
hcrm_text_join (const char *first, ...)
{
  GString *joined = g_string_new (NULL);
  va_list args;

  va_start (args, first);
  for (const char *text = first; text != NULL; text = va_arg (args, const char *))
    if (*text != '\0')
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? " · " : "", text);
  va_end (args);
  return g_string_free (joined, FALSE);
}

char *
hcrm_text_attending (HcrmRecord *record)
{
  const char *also = hcrm_text_field (record, "also_attending");
  const char *comma = C_ ("between names", ", ");
  g_auto (GStrv) others = g_strsplit (also, ", ", -1);
  g_autofree char *joined = g_strjoinv (comma, others);

  return g_strconcat (hcrm_text_field (record, "attending"), *also != '\0' ? comma : "", joined,
                      NULL);
}

const char *
hcrm_text_sex (const char *sex)
{
  if (g_strcmp0 (sex, "male") == 0)
    return C_ ("sex, short", "M");
  if (g_strcmp0 (sex, "female") == 0)
    return C_ ("sex, short", "F");
  return "";
}

void
hcrm_text_get_today (GDate *date)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  g_date_clear (date, 1);
  g_date_set_dmy (date, g_date_time_get_day_of_month (now), g_date_time_get_month (now),
                  g_date_time_get_year (now));
}

char *
hcrm_text_named (const char *format, const char *text)
{
  return *text != '\0' ? g_strdup_printf (format, text) : g_strdup ("");
}

void
hcrm_text_show (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

char *
hcrm_text_names (const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GString *names = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " · " : "",
                            hcrm_text_member (json_array_get_object_element (array, i), "name"));
  return g_string_free (names, FALSE);
}

char *
hcrm_text_sex_age (const char *sex, const char *birth_date)
{
  GDate birth, today;
  g_autofree char *age = NULL;

  hcrm_text_get_today (&today);
  if (birth_date != NULL && hcrm_date_from_iso (birth_date, &birth))
    age = hcrm_age_at (&birth, &today) < 2 ? hcrm_age_label (&birth, &today)
                                           : g_strdup_printf ("%d", hcrm_age_at (&birth, &today));
  return g_strstrip (g_strdup_printf ("%s %s", hcrm_text_sex (sex), age != NULL ? age : ""));
}

char *
hcrm_text_date (const char *iso_date)
{
  GDate date, today;

  hcrm_text_get_today (&today);
  if (iso_date == NULL || !hcrm_date_from_iso (iso_date, &date))
    return g_strdup (iso_date != NULL ? iso_date : "");
  return hcrm_date_label (&date, &today);
}

char *
hcrm_text_short_date (const char *iso_date)
{
  GDate date, today;

  hcrm_text_get_today (&today);
  if (iso_date == NULL || !hcrm_date_from_iso (iso_date, &date))
    return g_strdup (iso_date != NULL ? iso_date : "");
  return g_strdup (g_date_get_year (&date) == g_date_get_year (&today) ? iso_date + 5 : iso_date);
}

char *
hcrm_text_day (const char *iso_date)
{
  GDate date, today;
  char label[64];

  hcrm_text_get_today (&today);
  if (iso_date == NULL || !hcrm_date_from_iso (iso_date, &date))
    return g_strdup (iso_date != NULL ? iso_date : "");
  if (g_date_get_year (&date) != g_date_get_year (&today))
    return hcrm_date_label (&date, &today);
  /* Translators: a day of this year where there is little room, for strftime(3) */
  g_date_strftime (label, sizeof label, _ ("%a %-d %b"), &date);
  return g_strdup (label);
}

char *
hcrm_text_time (const char *rfc3339)
{
  g_autoptr (GDateTime) at = rfc3339 != NULL ? g_date_time_new_from_iso8601 (rfc3339, NULL) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (at == NULL)
    return g_strdup (rfc3339 != NULL ? rfc3339 : "");
  g_autoptr (GDateTime) local = g_date_time_to_local (at);
  if (g_date_time_get_year (local) != g_date_time_get_year (now))
    return g_date_time_format (local, "%Y-%m-%d %H:%M");
  if (g_date_time_get_day_of_year (local) != g_date_time_get_day_of_year (now))
    return g_date_time_format (local, "%m-%d %H:%M");
  return g_date_time_format (local, "%H:%M");
}

char *
hcrm_text_due (const char *iso_date, const char **pill)
{
  GDate due, today;

  hcrm_text_get_today (&today);
  *pill = "bare wait";
  if (iso_date == NULL || !hcrm_date_from_iso (iso_date, &due))
    return g_strdup (iso_date != NULL ? iso_date : "");
  int days = g_date_days_between (&today, &due);
  *pill = days < 0 ? "danger" : days == 0 ? "warn" : "bare wait";
  return hcrm_date_due_label (&due, &today);
}

static char *
make_several (const HcrmField *field, const char *value)
{
  g_auto (GStrv) names = hcrm_field_split_several (value);
  g_autoptr (GString) words = g_string_new (NULL);

  for (char **name = names; *name != NULL; name++)
    g_string_append_printf (words, "%s%s",
                            words->len > 0
                            ? _ (", ") : "", hcrm_field_get_choice_label (field, *name));
  return g_strdup (words->str);
}

char *
hcrm_text_value (HcrmRecord *record, const HcrmField *field)
{
  const char *value = hcrm_record_get (record, field->name);

  if (value == NULL)
    return g_strdup ("");
  switch (field->kind) {
  case HCRM_KIND_DATE:
    return hcrm_text_date (value);
  case HCRM_KIND_TIME:
    return hcrm_text_time (value);
  case HCRM_KIND_BOOL:
    return g_strdup (hcrm_record_get_bool (record, field->name) ? _ ("Yes") : _ ("No"));
  case HCRM_KIND_CODE:
    return g_strdup (field->choices != NULL ? hcrm_field_get_choice_label (field, value)
                                            : hcrm_text_field (record, field->name));
  case HCRM_KIND_INT:
  case HCRM_KIND_DECIMAL:
    return field->unit != NULL ? g_strdup_printf ("%s %s", value, gettext (field->unit))
                               : g_strdup (value);
  case HCRM_KIND_JSON:
    if (hcrm_field_is_several (field))
      return make_several (field, value);
    break;
  case HCRM_KIND_TEXT:
  case HCRM_KIND_ROWS:
    break;
  }
  return g_strdup (hcrm_text_field (record, field->name));
}

double
hcrm_text_get_scale (void)
{
  int dpi = -1;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (96.0 * 1024) : 1;
}

char *
hcrm_text_group_digits (const char *number)
{
  if (strlen (number) != 11 || strspn (number, "0123456789*") != 11 || *number != '1')
    return g_strdup (number);
  return g_strdup_printf ("%.3s %.4s %s", number, number + 3, number + 7);
}
