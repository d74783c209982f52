/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a discharge is not followed up. */

#include "hcrm-decision-reason.h"

#include <glib/gi18n.h>

#include "core/hcrm-template.h"
#include "widgets/hcrm-text.h"

struct _HcrmDecisionReason {
  AdwBin parent_instance;

  GtkWidget *exemption_part;
  GtkDropDown *exemption;
  GtkLabel *exemption_error;
  GtkLabel *label;
  GtkEditable *reason;
  GtkLabel *error;
  GStrv codes;  /* of the drop-down, from its second row on */
  char *chosen; /* (nullable): until the exemptions are there */
  gboolean needs_exemption;
  gboolean needs_words;
  gboolean quiet;
};

static guint changed;

G_DEFINE_FINAL_TYPE (HcrmDecisionReason, hcrm_decision_reason, ADW_TYPE_BIN)

static void
show (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static const char *
get_code (HcrmDecisionReason *self)
{
  guint n = gtk_drop_down_get_selected (self->exemption);

  if (self->codes == NULL)
    return self->chosen;
  return n > 0 && n <= g_strv_length (self->codes) ? self->codes[n - 1] : NULL;
}

static void
choose (HcrmDecisionReason *self, const char *code)
{
  guint n = 0;

  g_free (self->chosen);
  self->chosen = g_strdup (code);
  for (guint i = 0; self->codes != NULL && self->codes[i] != NULL; i++)
    if (g_strcmp0 (self->codes[i], code) == 0)
      n = i + 1;
  self->quiet = TRUE;
  gtk_drop_down_set_selected (self->exemption, n);
  self->quiet = FALSE;
}

void
hcrm_decision_reason_set_exemptions (HcrmDecisionReason *self, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  g_autofree char *chosen = g_strdup (get_code (self));

  gtk_string_list_append (names, _ ("Choose"));
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    gtk_string_list_append (names, hcrm_text_member (item, "name"));
    g_strv_builder_add (codes, json_object_get_string_member (item, "code"));
  }
  g_strfreev (self->codes);
  self->codes = g_strv_builder_end (codes);
  self->quiet = TRUE;
  gtk_drop_down_set_model (self->exemption, G_LIST_MODEL (names));
  choose (self, chosen);
}

void
hcrm_decision_reason_set_needed (HcrmDecisionReason *self, gboolean exemption, gboolean words)
{
  self->needs_exemption = exemption;
  self->needs_words = words;
  gtk_widget_set_visible (self->exemption_part, exemption);
  gtk_label_set_text (self->label, words ? _ ("Reason *") : _ ("Reason"));
  show (self->exemption_error, NULL);
  show (self->error, NULL);
}

static char *
dup_reason (HcrmDecisionReason *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->reason)));
}

gboolean
hcrm_decision_reason_check (HcrmDecisionReason *self)
{
  g_autofree char *reason = dup_reason (self);
  gboolean words = !self->needs_words || *reason != '\0';
  gboolean exemption = !self->needs_exemption || get_code (self) != NULL;

  show (self->error, words ? NULL : _ ("Say why; it stays on record"));
  show (self->exemption_error,
        exemption ? NULL : _ ("This follow-up is mandatory: choose why this patient is exempt"));
  if (!exemption)
    gtk_widget_grab_focus (GTK_WIDGET (self->exemption));
  else if (!words)
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
  return words && exemption;
}

void
hcrm_decision_reason_write (HcrmDecisionReason *self, JsonObject *body)
{
  g_autofree char *reason = dup_reason (self);

  if (self->needs_exemption && get_code (self) != NULL)
    json_object_set_string_member (body, "exemption", get_code (self));
  if (*reason != '\0')
    json_object_set_string_member (body, "reason", reason);
}

void
hcrm_decision_reason_read (HcrmDecisionReason *self, JsonObject *body)
{
  self->quiet = TRUE;
  gtk_editable_set_text (self->reason,
                         json_object_get_string_member_with_default (body, "reason", ""));
  choose (self, json_object_get_string_member_with_default (body, "exemption", NULL));
  self->quiet = FALSE;
}

gboolean
hcrm_decision_reason_show_error (HcrmDecisionReason *self, const char *field, const char *message)
{
  if (g_str_equal (field, "exemption"))
    show (self->exemption_error, message);
  else if (g_str_equal (field, "reason"))
    show (self->error, message);
  else
    return FALSE;
  return TRUE;
}

static gboolean
hcrm_decision_reason_grab_focus (GtkWidget *widget)
{
  HcrmDecisionReason *self = HCRM_DECISION_REASON (widget);

  return gtk_widget_grab_focus (self->needs_exemption ? GTK_WIDGET (self->exemption)
                                                      : GTK_WIDGET (self->reason));
}

static void
typed_cb (HcrmDecisionReason *self)
{
  if (self->quiet)
    return;
  show (self->error, NULL);
  show (self->exemption_error, NULL);
  g_signal_emit (self, changed, 0);
}

static void
hcrm_decision_reason_dispose (GObject *object)
{
  HcrmDecisionReason *self = HCRM_DECISION_REASON (object);

  self->quiet = TRUE;
  g_clear_pointer (&self->codes, g_strfreev);
  g_clear_pointer (&self->chosen, g_free);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_decision_reason_parent_class)->dispose (object);
}

static void
hcrm_decision_reason_class_init (HcrmDecisionReasonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_decision_reason_dispose;
  widget_class->grab_focus = hcrm_decision_reason_grab_focus;
  changed = g_signal_new ("changed", HCRM_TYPE_DECISION_REASON, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/hcrm/Client/pages/followup/hcrm-decision-reason.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmDecisionReason, exemption_part);
  gtk_widget_class_bind_template_child (widget_class, HcrmDecisionReason, exemption);
  gtk_widget_class_bind_template_child (widget_class, HcrmDecisionReason, exemption_error);
  gtk_widget_class_bind_template_child (widget_class, HcrmDecisionReason, label);
  gtk_widget_class_bind_template_child (widget_class, HcrmDecisionReason, reason);
  gtk_widget_class_bind_template_child (widget_class, HcrmDecisionReason, error);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
hcrm_decision_reason_init (HcrmDecisionReason *self)
{
  self->quiet = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->quiet = FALSE;
}
