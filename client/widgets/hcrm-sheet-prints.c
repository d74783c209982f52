/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was printed of a follow-up step. */

#include "hcrm-sheet-prints.h"

#include <glib/gi18n.h>

#include "core/hcrm-page.h"
#include "hcrm-text.h"

struct _HcrmSheetPrints {
  AdwBin parent_instance;

  GtkLabel *label;
  char *task;        /* (nullable) */
  JsonArray *prints; /* (nullable): oldest first */
};

G_DEFINE_FINAL_TYPE (HcrmSheetPrints, hcrm_sheet_prints, ADW_TYPE_BIN)

static HcrmPage *
get_page (HcrmSheetPrints *self)
{
  return (HcrmPage *) gtk_widget_get_ancestor (GTK_WIDGET (self), HCRM_TYPE_PAGE);
}

static void
show (HcrmSheetPrints *self)
{
  guint n = self->prints != NULL ? json_array_get_length (self->prints) : 0;

  gtk_widget_set_visible (GTK_WIDGET (self->label), n > 0);
  if (n == 0)
    return;
  JsonObject *last = json_array_get_object_element (self->prints, n - 1);
  g_autofree char *times = g_strdup_printf (ngettext ("Printed %u time", "Printed %u times", n), n);
  g_autofree char *at = hcrm_text_time (hcrm_text_member (last, "at"));
  g_autofree char *when = g_strdup_printf (_ ("last %s"), at);
  const char *tag = hcrm_text_member (last, "version_tag");
  g_autofree char *version = *tag != '\0' ? g_strdup_printf (_ ("Version %s"), tag) : g_strdup ("");
  g_autofree char *text =
      hcrm_text_join (times, when, hcrm_text_member (last, "user"), version, NULL);

  gtk_label_set_text (self->label, text);
}

static void
take_items (HcrmSheetPrints *self, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  g_clear_pointer (&self->prints, json_array_unref);
  self->prints = json_array_ref (items);
  show (self);
}

static void
fetched_cb (gpointer data, JsonNode *reply)
{
  take_items (data, reply);
}

static void
fetch (HcrmSheetPrints *self)
{
  g_autofree char *path = g_strdup_printf ("/followup-tasks/%s/prints", self->task);

  hcrm_page_send_for (get_page (self), self,
                      &(HcrmRequest){ .method = "GET", .path = path, .fills = "prints" },
                      fetched_cb, NULL);
}

void
hcrm_sheet_prints_set (HcrmSheetPrints *self, const char *task, JsonArray *prints)
{
  g_return_if_fail (HCRM_IS_SHEET_PRINTS (self));
  g_free (self->task);
  self->task = g_strdup (task);
  g_clear_pointer (&self->prints, json_array_unref);
  if (prints != NULL)
    self->prints = json_array_ref (prints);
  show (self);
  hcrm_page_drop (get_page (self), "prints");
  if (task != NULL && prints == NULL && hcrm_page_may (get_page (self), HCRM_PERM_FOLLOWUP_READ))
    fetch (self);
}

JsonArray *
hcrm_sheet_prints_get (HcrmSheetPrints *self)
{
  g_return_val_if_fail (HCRM_IS_SHEET_PRINTS (self), NULL);
  return self->prints;
}

/* --- one more --------------------------------------------------------------------------------- */

static JsonObject *
make_print (const char *sheet, const char *version, guint copies, const char *at)
{
  JsonObject *print = json_object_new ();

  json_object_set_string_member (print, "sheet", sheet);
  if (version != NULL)
    json_object_set_string_member (print, "version_tag", version);
  json_object_set_int_member (print, "copies", copies);
  json_object_set_string_member (print, "printed_at", at);
  return print;
}

/* It is known of here at once: the next one from this page is a reprint. @print: (transfer full) */
static void
add_print (HcrmSheetPrints *self, JsonObject *print, const char *at)
{
  JsonArray *all = json_array_new ();

  for (guint i = 0; self->prints != NULL && i < json_array_get_length (self->prints); i++)
    json_array_add_element (all, json_array_dup_element (self->prints, i));
  json_object_set_string_member (print, "at", at);
  json_array_add_object_element (all, print);
  g_clear_pointer (&self->prints, json_array_unref);
  self->prints = all;
  show (self);
}

/* Without a reply it waits in the journal. */
static void
noted_cb (gpointer data, JsonNode *reply)
{
  HcrmSheetPrints *self = data;

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  take_items (self, reply);
}

void
hcrm_sheet_prints_note (HcrmSheetPrints *self, const char *sheet, const char *version, guint copies)
{
  g_return_if_fail (HCRM_IS_SHEET_PRINTS (self));
  if (self->task == NULL || get_page (self) == NULL)
    return;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *at = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autoptr (JsonObject) print = make_print (sheet, version, copies, at);
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), print);
  g_autofree char *path = g_strdup_printf ("/followup-tasks/%s/actions/print", self->task);
  g_autofree char *record =
      g_strdup_printf ("followup_print:%s-%" G_GINT64_FORMAT, self->task, g_get_real_time ());

  add_print (self, make_print (sheet, version, copies, at), at);
  hcrm_page_send_for (
      get_page (self), self,
      &(HcrmRequest){
          .method = "POST", .path = path, .body = body, .record = record, .queue = TRUE },
      noted_cb, NULL);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_sheet_prints_finalize (GObject *object)
{
  HcrmSheetPrints *self = HCRM_SHEET_PRINTS (object);

  g_free (self->task);
  g_clear_pointer (&self->prints, json_array_unref);
  G_OBJECT_CLASS (hcrm_sheet_prints_parent_class)->finalize (object);
}

static void
hcrm_sheet_prints_class_init (HcrmSheetPrintsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_sheet_prints_finalize;
}

static void
hcrm_sheet_prints_init (HcrmSheetPrints *self)
{
  self->label = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->label), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
}
