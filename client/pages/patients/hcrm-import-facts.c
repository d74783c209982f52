/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of an import beside its columns: where it is from, how far it is, what is wrong. */

#include "hcrm-import-facts.h"

#include "core/hcrm-explain.h"
#include "core/hcrm-language.h"
#include "model/hcrm-import.h"
#include "widgets/hcrm-text.h"

gboolean
hcrm_import_facts_is_editable (HcrmRecord *import)
{
  const char *state = hcrm_record_get (import, "state");

  return g_strcmp0 (state, "ready") == 0 || g_strcmp0 (state, "checked") == 0;
}

char *
hcrm_import_facts_describe (HcrmRecord *import)
{
  const char *size = hcrm_record_get (import, "size");
  g_autofree char *bytes = size != NULL ? g_format_size (g_ascii_strtoull (size, NULL, 10)) : NULL;
  g_autofree char *created = hcrm_text_time (hcrm_record_get (import, "created_at"));

  return hcrm_text_join (hcrm_text_field (import, "user"), created, bytes != NULL ? bytes : "",
                         g_strcmp0 (hcrm_record_get (import, "format"), "xlsx") == 0
                             ? "Excel"
                             : hcrm_record_get (import, "charset"),
                         NULL);
}

char *
hcrm_import_facts_count (HcrmRecord *import)
{
  static const char *const names[] = { "settled", "added",    "updated", "visits",
                                       "skipped", "rejected", "undone" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    int n = hcrm_field_set_find (&hcrm_import_fields, names[i]);
    if (hcrm_record_get_int (import, names[i]) > 0)
      g_string_append_printf (text, "%s%s %'d", text->len > 0 ? "  ·  " : "",
                              gettext (hcrm_import_fields.fields[n].label),
                              (int) hcrm_record_get_int (import, names[i]));
  }
  return g_strdup (text->str);
}

char *
hcrm_import_facts_warn (HcrmRecord *import)
{
  if (hcrm_record_get (import, "problem") != NULL)
    return g_strdup (hcrm_record_get (import, "problem"));
  if (g_strcmp0 (hcrm_record_get (import, "state"), "uploading") == 0)
    return g_strdup (_ ("The list did not arrive whole. Choose the same file again: the upload goes on where it stopped."));
  if (hcrm_import_facts_is_editable (import) && hcrm_record_get_int (import, "same_as") > 0)
    return g_strdup (
        _ ("The same file was imported before. Rows that are on record are not doubled."));
  return g_strdup ("");
}

static char *
tell_row (JsonObject *row, const char *text)
{
  g_autofree char *number =
      g_strdup_printf (_ ("Row %d"), (int) json_object_get_int_member (row, "id"));

  return hcrm_text_join (number, text, NULL);
}

char *
hcrm_import_facts_tell_rejected (JsonObject *row)
{
  JsonArray *reasons = json_object_get_array_member (row, "reasons");
  const char *language = hcrm_language_get ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (reasons); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "",
                            json_object_get_string_member_with_default (
                                json_array_get_object_element (reasons, i), language, ""));
  return tell_row (row, text->str);
}

char *
hcrm_import_facts_tell_kept (JsonObject *row)
{
  g_autoptr (HcrmExplanation) reason =
      hcrm_explain (json_object_get_string_member (row, "reason"), NULL);
  const char *patient = json_object_get_string_member_with_default (row, "patient", "");
  g_autofree char *text = hcrm_text_join (patient, reason->title, NULL);

  return tell_row (row, text);
}
