/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dialling, from wherever a number is shown. */

#include "hcrm-dial.h"

#include <string.h>

#include <glib/gi18n.h>

#include "core/hcrm-error.h"
#include "widgets/hcrm-ask.h"
#include "widgets/hcrm-text.h"

typedef struct {
  HcrmSession *session;
  HcrmPhoneDial dial;
  char *number;
  HcrmPhoneFunc done;
  GError *refused;
} Dialling;

static void
free_dialling (Dialling *dialling)
{
  g_object_unref (dialling->session);
  g_clear_error (&dialling->refused);
  g_free (dialling->number);
  g_free (dialling);
}

static void
finish (Dialling *dialling, GtkWidget *widget, JsonObject *call, const GError *error)
{
  if (dialling->done != NULL)
    dialling->done (widget, call, error);
  g_object_set_data (G_OBJECT (widget), "hcrm-dialling", NULL);
}

static void
take (Dialling *dialling, GtkWidget *widget)
{
  g_object_set_data_full (G_OBJECT (widget), "hcrm-dialling", dialling,
                          (GDestroyNotify) free_dialling);
}

static void dialled_cb (gpointer part, JsonObject *call, const GError *error);

static void
reason_cb (gpointer data, gboolean yes, const char *reason)
{
  GtkWidget *widget = data;
  Dialling *dialling = g_object_get_data (G_OBJECT (widget), "hcrm-dialling");

  if (dialling == NULL)
    return;
  if (!yes) {
    finish (dialling, widget, NULL, dialling->refused);
    return;
  }
  dialling->dial.force_reason = reason;
  hcrm_phone_dial (hcrm_phone_get (dialling->session), &dialling->dial, widget, dialled_cb);
  dialling->dial.force_reason = NULL;
}

static void
dialled_cb (gpointer part, JsonObject *call, const GError *error)
{
  Dialling *dialling = g_object_get_data (part, "hcrm-dialling");

  if (dialling == NULL)
    return;
  if (!g_error_matches (error, HCRM_ERROR, HCRM_ERROR_TOO_MANY)) {
    finish (dialling, part, call, error);
    return;
  }
  g_clear_error (&dialling->refused);
  dialling->refused = g_error_copy (error);
  hcrm_ask (part, _ ("Call Again Nevertheless?"), error->message,
                     _ ("Call"), TRUE, reason_cb, part);
}

void
hcrm_dial (GtkWidget *widget, HcrmSession *session, const HcrmPhoneDial *dial, HcrmPhoneFunc done)
{
  Dialling *dialling = g_new0 (Dialling, 1);

  dialling->session = g_object_ref (session);
  dialling->dial = *dial;
  dialling->number = g_strdup (dial->number);
  dialling->dial.number = dialling->number;
  dialling->done = done;
  take (dialling, widget);
  hcrm_phone_dial (hcrm_phone_get (session), &dialling->dial, widget, dialled_cb);
}

GVariant *
hcrm_dial_to_variant (const HcrmPhoneDial *dial)
{
  return g_variant_new (HCRM_DIAL_TYPE, dial->number != NULL ? dial->number : "",
                        (gint64) dial->contact_id, (gint64) dial->patient_id,
                        (gint64) dial->activity_id, (gint64) dial->call_id,
                        dial->page != NULL ? dial->page : "");
}

void
hcrm_dial_from_variant (GVariant *target, HcrmPhoneDial *dial)
{
  *dial = (HcrmPhoneDial){ 0 };
  g_variant_get (target, "(&sxxxx&s)", &dial->number, &dial->contact_id, &dial->patient_id,
                 &dial->activity_id, &dial->call_id, &dial->page);
  if (*dial->page == '\0')
    dial->page = NULL;
  if (*dial->number == '\0')
    dial->number = NULL;
}

gboolean
hcrm_dial_has_any (const HcrmPhoneDial *dial)
{
  return dial->number != NULL || dial->contact_id != 0 || dial->patient_id != 0
         || dial->activity_id != 0 || dial->call_id != 0;
}

void
hcrm_dial_button_setup (GtkWidget *button, const HcrmPhoneDial *dial, gboolean may)
{
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), hcrm_dial_to_variant (dial));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "shell.dial");
  gtk_widget_set_visible (button, may);
}

/* --- a number that is shown ------------------------------------------------------------------- */

GtkWidget *
hcrm_dial_number_new (void)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("hcrm-call-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "number");
  gtk_widget_set_visible (button, FALSE); /* until it has a number */
  return button;
}

/* Where nobody may call, the action is not enabled, and with it the button. */
static void
set_dial (GtkWidget *button, const HcrmPhoneDial *dial)
{
  GtkActionable *actionable = GTK_ACTIONABLE (button);
  gboolean before = gtk_actionable_get_action_name (actionable) != NULL;

  if (dial != NULL)
    gtk_actionable_set_action_target_value (actionable, hcrm_dial_to_variant (dial));
  if (before != (dial != NULL))
    gtk_actionable_set_action_name (actionable, dial != NULL ? "shell.dial" : NULL);
  if (dial == NULL)
    gtk_widget_set_sensitive (button, FALSE);
}

void
hcrm_dial_number_show (GtkWidget *button,
                       const char *number,
                       const char *whom,
                       const HcrmPhoneDial *dial)
{
  GtkWidget *box = gtk_button_get_child (GTK_BUTTON (button));
  gboolean any = number != NULL && *number != '\0';
  gboolean telephone =
      any && strchr (number, '@') == NULL && dial != NULL && hcrm_dial_has_any (dial);
  g_autofree char *who = hcrm_text_join (whom != NULL ? whom : "", any ? number : "", NULL);
  g_autofree char *words = g_strdup_printf (C_ ("by telephone", "Call %s"), who);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), any ? number : "");
  gtk_widget_set_visible (button, any);
  gtk_widget_set_tooltip_text (button, telephone ? words : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  telephone ? words
                                  : any     ? number
                                            : "",
                                  -1);
  set_dial (button, telephone ? dial : NULL);
}
