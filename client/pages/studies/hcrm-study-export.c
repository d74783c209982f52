/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The data of a study as a file, with the book that explains it. */

#include "hcrm-study-export.h"

/* clang-format off */
static const HcrmField fields[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), HCRM_FIELD_REQUIRED, NULL, 2, 200 },
};
static const HcrmFieldSet set = { "export", fields, G_N_ELEMENTS (fields) };
/* clang-format on */

void
hcrm_study_export_ask (HcrmPage *page, HcrmFilledFunc done)
{
  hcrm_form_dialog_ask (
      page,
      &(HcrmFormQuestion){
          .heading = _ ("Export Data and Code Book"),
              .body =
                  _ ("Only those who consented, without names; dates are days of the study. What "
                   "people wrote in their own words is left out."),
                     .label = _ ("Export"), .set = &set,
                     },
              done);
}

static void
ordered_cb (gpointer page, JsonNode *reply)
{
  hcrm_page_toast (page, _ ("The export is being made; it is shown with your exports"), NULL, NULL);
}

static void
order (HcrmPage *page, const char *list, JsonObject *object, const char *format, const char *title)
{
  g_autofree char *path = g_strconcat (list, "/actions/export", NULL);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "format", format);
  json_object_set_string_member (object, "title", title);
  hcrm_page_send (page, &(HcrmRequest){ .method = "POST", .path = path, .body = body }, ordered_cb,
                  NULL);
}

void
hcrm_study_export_order (HcrmPage *page, const char *query, const char *name, const char *reason)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *data = g_strdup_printf ("%s %s", name, _ ("data"));
  g_autofree char *book = g_strdup_printf ("%s %s", name, _ ("code book"));

  json_object_set_string_member (object, "query", query);
  json_object_set_string_member (object, "reason", reason);
  order (page, "/study-data", object, "csv", data);
  order (page, "/study-variables", object, "xlsx", book);
}
