/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dialling, from wherever a number is shown. */

#include "hcrm-dial.h"

#include <glib/gi18n.h>

#include "core/hcrm-error.h"
#include "widgets/hcrm-ask.h"

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
                        (gint64) dial->activity_id);
}

void
hcrm_dial_from_variant (GVariant *target, HcrmPhoneDial *dial)
{
  *dial = (HcrmPhoneDial){ 0 };
  g_variant_get (target, "(&sxxx)", &dial->number, &dial->contact_id, &dial->patient_id,
                 &dial->activity_id);
  if (*dial->number == '\0')
    dial->number = NULL;
}

void
hcrm_dial_button_setup (GtkWidget *button, const HcrmPhoneDial *dial, gboolean may)
{
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), hcrm_dial_to_variant (dial));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "shell.dial");
  gtk_widget_set_visible (button, may);
}
