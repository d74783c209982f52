/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a doctor asks one patient besides what everybody is asked. */

#include "hcrm-plan-extras.h"

#include <glib/gi18n.h>

#include "core/hcrm-page.h"
#include "widgets/hcrm-lookup.h"
#include "widgets/hcrm-wrap-box.h"

typedef struct {
  char *url;
  char *title;
} Extra;

struct _HcrmPlanExtras {
  GtkBox parent_instance;

  GPtrArray *extras; /* of Extra */
  HcrmWrapBox *chips;
  GtkPopover *popover;
  HcrmLookup *lookup; /* (nullable): not before somebody looks */
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmPlanExtras, hcrm_plan_extras, GTK_TYPE_BOX)

static const HcrmLookupInfo lookup_info = {
  "/questionnaires?state=published",     "url", "title", { "version_tag" },
  N_ ("Title of a questionnaire"),
};

static void
free_extra (gpointer data)
{
  Extra *extra = data;

  g_free (extra->url);
  g_free (extra->title);
  g_free (extra);
}

static void show (HcrmPlanExtras *self);

static void
removed_cb (HcrmPlanExtras *self, GtkWidget *chip)
{
  Extra *extra = g_object_get_data (G_OBJECT (chip), "extra");

  g_ptr_array_remove (self->extras, extra);
  show (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_chip (HcrmPlanExtras *self, Extra *extra)
{
  GtkWidget *chip = gtk_button_new (), *inside = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *title = gtk_label_new (extra->title);
  g_autofree char *name = g_strdup_printf (_ ("Take out %s"), extra->title);

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 24);
  gtk_box_append (GTK_BOX (inside), title);
  gtk_box_append (GTK_BOX (inside), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), inside);
  gtk_widget_set_tooltip_text (chip, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (chip, "chip");
  g_object_set_data (G_OBJECT (chip), "extra", extra);
  g_signal_connect_object (chip, "clicked", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  return chip;
}

static void
show (HcrmPlanExtras *self)
{
  hcrm_wrap_box_clear (self->chips);
  for (guint i = 0; i < self->extras->len; i++)
    hcrm_wrap_box_append (self->chips, make_chip (self, self->extras->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->chips), self->extras->len > 0);
}

static gboolean
has (HcrmPlanExtras *self, const char *url)
{
  for (guint i = 0; i < self->extras->len; i++)
    if (g_str_equal (((Extra *) self->extras->pdata[i])->url, url))
      return TRUE;
  return FALSE;
}

static void
add (HcrmPlanExtras *self, const char *url, const char *title)
{
  Extra *extra = g_new (Extra, 1);

  *extra = (Extra){ g_strdup (url), g_strdup (title) };
  g_ptr_array_add (self->extras, extra);
}

static void
chosen_cb (HcrmPlanExtras *self)
{
  const char *url = hcrm_lookup_get_value (self->lookup);

  if (url == NULL)
    return;
  gboolean known = has (self, url);
  if (!known)
    add (self, url, hcrm_lookup_get_label (self->lookup));
  gtk_popover_popdown (self->popover);
  hcrm_lookup_set (self->lookup, NULL, NULL);
  if (known)
    return;
  show (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
opened_cb (HcrmPlanExtras *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), HCRM_TYPE_PAGE);

  if (self->lookup == NULL && page != NULL) {
    self->lookup = HCRM_LOOKUP (
        hcrm_lookup_new (hcrm_page_get_api (HCRM_PAGE (page)), &lookup_info, _ ("Questionnaire")));
    gtk_widget_set_size_request (GTK_WIDGET (self->lookup), 280, -1);
    g_signal_connect_object (self->lookup, "changed", G_CALLBACK (chosen_cb), self,
                             G_CONNECT_SWAPPED);
    gtk_popover_set_child (self->popover, GTK_WIDGET (self->lookup));
  }
  if (self->lookup != NULL)
    hcrm_lookup_focus (self->lookup);
}

/* A draft knows addresses alone: their last part is a name of a kind. */
void
hcrm_plan_extras_set (HcrmPlanExtras *self, JsonArray *urls)
{
  g_return_if_fail (HCRM_IS_PLAN_EXTRAS (self));

  g_ptr_array_set_size (self->extras, 0);
  for (guint i = 0; urls != NULL && i < json_array_get_length (urls); i++) {
    const char *url = json_array_get_string_element (urls, i), *last = strrchr (url, '/');
    add (self, url, last != NULL ? last + 1 : url);
  }
  show (self);
}

JsonArray *
hcrm_plan_extras_dup (HcrmPlanExtras *self)
{
  g_return_val_if_fail (HCRM_IS_PLAN_EXTRAS (self), NULL);

  if (self->extras->len == 0)
    return NULL;
  JsonArray *urls = json_array_new ();
  for (guint i = 0; i < self->extras->len; i++)
    json_array_add_string_element (urls, ((Extra *) self->extras->pdata[i])->url);
  return urls;
}

static void
hcrm_plan_extras_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_PLAN_EXTRAS (object)->extras);
  G_OBJECT_CLASS (hcrm_plan_extras_parent_class)->finalize (object);
}

static void
hcrm_plan_extras_class_init (HcrmPlanExtrasClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_plan_extras_finalize;
  signals[CHANGED] = g_signal_new ("changed", HCRM_TYPE_PLAN_EXTRAS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
hcrm_plan_extras_init (HcrmPlanExtras *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  GtkWidget *chips = hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 4);

  self->extras = g_ptr_array_new_with_free_func (free_extra);
  self->chips = HCRM_WRAP_BOX (chips);
  self->popover = GTK_POPOVER (popover);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), gtk_label_new (_ ("+ Questions")));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_tooltip_text (button, _ ("Ask this patient more in this step"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Ask this patient more in this step"), -1);
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_add_css_class (button, "chip-add");
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_widget_set_visible (chips, FALSE);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 2);
  gtk_box_append (GTK_BOX (self), button);
  gtk_box_append (GTK_BOX (self), chips);
  g_signal_connect_object (popover, "show", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
}
