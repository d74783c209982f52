/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Parts, risks and weights of a sample in words. */

#include "hcrm-sample-words.h"

#include <glib/gi18n.h>

#include "model/hcrm-review.h"

/* clang-format off */
static const char *const weekdays[] = {
  N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
};

static const HcrmChoice purposes[] = {
  { "followup_task", N_("Follow-up") },
  { "complaint",     N_("Complaint") },
  { "call",          N_("Other call") },
  { NULL }
};
/* clang-format on */

static char *
name_value (const char *key, const char *value)
{
  if (g_str_equal (key, "hour"))
    return g_strdup_printf ("%s:00–%s:59", value, value);
  if (g_str_equal (key, "weekday") && value[0] >= '1' && value[0] <= '7')
    return g_strdup (gettext (weekdays[value[0] - '1']));
  for (const HcrmChoice *purpose = purposes; purpose->value != NULL; purpose++)
    if (g_str_equal (key, "kind") && g_str_equal (value, purpose->value))
      return g_strdup (gettext (purpose->label));
  return g_strdup (g_str_equal (value, "-") ? _ ("unknown") : value);
}

char *
hcrm_sample_words_part (GHashTable *names, const char *stratum)
{
  g_auto (GStrv) parts = g_strsplit (stratum != NULL ? stratum : "", " ", -1);
  GString *words = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++) {
    g_auto (GStrv) pair = g_strsplit (parts[i], "=", 2);
    const char *name = g_hash_table_lookup (names, parts[i]);
    if (pair[0] == NULL || pair[1] == NULL)
      continue;
    g_autofree char *value = name != NULL ? g_strdup (name) : name_value (pair[0], pair[1]);
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", value);
  }
  return g_string_free (words, FALSE);
}

char *
hcrm_sample_words_risks (const char *risks)
{
  g_auto (GStrv) names = hcrm_field_split_several (risks != NULL ? risks : "[]");
  const HcrmField field = { "risks", HCRM_KIND_CODE, .choices = hcrm_sample_risk_choices };
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer) hcrm_field_get_choice_label (&field, names[i]));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" · ", (char **) words->pdata);
}

guint
hcrm_sample_words_weight (HcrmRecord *sample, const char *risks)
{
  g_auto (GStrv) names = hcrm_field_split_several (risks != NULL ? risks : "[]");
  guint weight = 1;

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *field = g_strconcat ("risk_", names[i], NULL);
    weight += hcrm_record_get_int (sample, field);
  }
  return weight;
}
