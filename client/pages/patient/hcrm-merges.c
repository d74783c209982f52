/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The records that are merged into a patient's, and parting them again. */

#include "hcrm-merges.h"

#include <glib/gi18n.h>

#include "hcrm-patient-section.h"
#include "model/hcrm-merge.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmMerges {
  AdwBin parent_instance;

  HcrmPage *page; /* it stands on */
  HcrmRecord *asked;
};

G_DEFINE_FINAL_TYPE (HcrmMerges, hcrm_merges, ADW_TYPE_BIN)

/* --- parting ---------------------------------------------------------------------------------- */

static void
parted_cb (gpointer data, JsonNode *reply)
{
  HcrmMerges *self = data;

  hcrm_page_toast (self->page, _ ("Both records are again as they were"), NULL, NULL);
  hcrm_page_refresh (self->page);
}

static void
part (HcrmMerges *self, const char *reason)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *path =
      g_strdup_printf ("/patients/%s/actions/unmerge", hcrm_record_get (self->asked, "from_id"));

  json_object_set_int_member (object, "into_version",
                              hcrm_record_get_int (self->asked, "into_version"));
  json_object_set_string_member (object, "reason", reason);
  body = json_node_init_object (json_node_alloc (), object);
  HcrmRequest request = { .method = "POST", .path = path, .body = body, .seen = self->asked };
  hcrm_page_send_for (self->page, self, &request, parted_cb, NULL);
}

static void
answered_cb (gpointer data, gboolean yes, const char *reason)
{
  if (yes)
    part (data, reason);
}

static char *
make_name (HcrmRecord *merge)
{
  return hcrm_text_join (hcrm_text_field (merge, "name"), hcrm_text_field (merge, "mrn"), NULL);
}

static void
part_cb (GtkWidget *button, HcrmMerges *self)
{
  HcrmRecord *merge = g_object_get_data (G_OBJECT (button), "merge");
  g_autofree char *name = make_name (merge);
  g_autofree char *body = g_strdup_printf (_ ("%s is a record of its own again, as before the merge. What was added to the other "
         "since then stays there."),
      name);

  g_set_object (&self->asked, merge);
  hcrm_ask (GTK_WIDGET (self), _ ("Undo this merge?"), body,
                                  _ ("Undo the Merge"), TRUE, answered_cb, self);
}

/* --- the card --------------------------------------------------------------------------------- */

static GtkWidget *
new_part_button (HcrmMerges *self, HcrmRecord *merge)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Undo the Merge…"));

  gtk_widget_add_css_class (button, "outline");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 3);
  g_object_set_data_full (G_OBJECT (button), "merge", g_object_ref (merge), g_object_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (part_cb), self);
  return button;
}

static void
append_caption (GtkWidget *box, const char *text)
{
  GtkWidget *label = hcrm_wrapped_label_new (text, "caption");

  gtk_widget_add_css_class (label, "dim-label");
  if (*text != '\0')
    gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
new_row (HcrmMerges *self, HcrmRecord *merge)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gboolean his = g_strcmp0 (hcrm_record_get (merge, "source"), "his") == 0;
  g_autofree char *name = make_name (merge);
  g_autofree char *who =
      hcrm_text_sex_age (hcrm_record_get (merge, "sex"), hcrm_record_get (merge, "birth_date"));
  g_autofree char *at = hcrm_text_time (hcrm_record_get (merge, "merged_at"));
  g_autofree char *when =
      hcrm_text_join (at, his ? _ ("by the HIS") : hcrm_text_field (merge, "user"), NULL);

  gtk_widget_set_margin_top (row, 6);
  gtk_box_append (GTK_BOX (row), hcrm_wrapped_label_new (name, NULL));
  append_caption (row, who);
  append_caption (row, when);
  append_caption (row, hcrm_text_field (merge, "reason"));
  if (hcrm_page_may (self->page, HCRM_PERM_PATIENT_MERGE))
    gtk_box_append (GTK_BOX (row), new_part_button (self, merge));
  return row;
}

void
hcrm_merges_set (HcrmMerges *self, HcrmPage *page, GPtrArray *merges)
{
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u merged record", "%u merged records", merges->len),
                       merges->len);
  GtkWidget *card = hcrm_card_new (title);

  self->page = page;
  for (guint i = 0; i < merges->len; i++)
    gtk_box_append (GTK_BOX (card), new_row (self, g_ptr_array_index (merges, i)));
  adw_bin_set_child (ADW_BIN (self), card);
  gtk_widget_set_visible (GTK_WIDGET (self), merges->len > 0);
}

static void
hcrm_merges_dispose (GObject *object)
{
  g_clear_object (&HCRM_MERGES (object)->asked);
  G_OBJECT_CLASS (hcrm_merges_parent_class)->dispose (object);
}

static void
hcrm_merges_class_init (HcrmMergesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_merges_dispose;
}

static void
hcrm_merges_init (HcrmMerges *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
