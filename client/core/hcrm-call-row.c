/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A call as a line of the call bar. */

#include "hcrm-call-row.h"

#include "model/hcrm-contact.h"
#include "widgets/hcrm-caller-list.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmCallRow {
  AdwBin parent_instance;

  HcrmPhone *phone;
  JsonObject *call;
  GtkLabel *pill;
  GtkLabel *number;
  GtkLabel *who;
  GtkLabel *passed;
  GtkLabel *clock;
  GtkWidget *recorded;
  GtkWidget *answer;
  GtkLabel *answer_words;
  GtkWidget *hold;
  GtkWidget *resume;
  GtkWidget *keys;
  GtkWidget *transfer;
  GtkWidget *hang_up;
  GtkLabel *hang_up_words;
  GtkWidget *answer_key; /* of the call in front */
  GtkWidget *hang_up_key;
};

G_DEFINE_FINAL_TYPE (HcrmCallRow, hcrm_call_row, ADW_TYPE_BIN)

/* --- words ------------------------------------------------------------------------------------ */

static char *
dup_relation (JsonObject *call)
{
  const char *relation = hcrm_text_member (call, "relation");

  for (const HcrmChoice *choice = hcrm_relation_choices; choice->value != NULL; choice++)
    if (g_str_equal (choice->value, relation) && !g_str_equal (relation, "self"))
      return g_strdup (gettext (choice->label));
  return g_strdup ("");
}

static char *
dup_known (JsonObject *call)
{
  const char *patient = hcrm_text_member (call, "patient");
  const char *contact = hcrm_text_member (call, "contact");
  g_autofree char *relation = dup_relation (call);

  return hcrm_text_join (patient, g_str_equal (contact, patient) ? "" : relation,
                         g_str_equal (contact, patient) ? "" : contact, NULL);
}

static char *
dup_likely (JsonObject *call)
{
  JsonNode *node = json_object_get_member (call, "candidates");
  JsonArray *all = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = all != NULL ? json_array_get_length (all) : 0;

  if (n == 0)
    return NULL;
  JsonObject *first = json_array_get_object_element (all, 0);
  g_autofree char *about = hcrm_caller_dup_who (first);
  g_autofree char *who = hcrm_text_join (hcrm_text_member (first, "name"), about, NULL);
  if (n == 1)
    return g_strdup_printf (_ ("Perhaps %s"), who);
  return g_strdup_printf (ngettext ("Perhaps %s, or %u other", "Perhaps %s, or %u others", n - 1),
                          who, n - 1);
}

char *
hcrm_call_row_dup_who (JsonObject *call)
{
  const char *note = hcrm_caller_get_note (hcrm_text_member (call, "reason"));

  if (*hcrm_text_member (call, "patient") != '\0')
    return dup_known (call);
  char *likely = dup_likely (call);
  return likely != NULL ? likely : g_strdup (note != NULL ? note : "");
}

/* --- showing ---------------------------------------------------------------------------------- */

static gboolean
may (HcrmCallRow *self, const char *capability)
{
  return hcrm_phone_can (self->phone, capability)
         && !hcrm_phone_is_manual (self->phone, self->call);
}

static void
show_pill (HcrmCallRow *self)
{
  const char *style;
  const char *words = hcrm_call_get_words (self->call, &style);

  hcrm_pill_set (self->pill, words, style);
}

/* A telephone that picks up by itself is not told; of one that is only told of, the user says so.
 */
static gboolean
answers (HcrmCallRow *self)
{
  gboolean rings = hcrm_call_is (self->call, "ringing") || hcrm_call_is (self->call, "dialling");

  if (!rings || hcrm_phone_is_manual (self->phone, self->call))
    return rings;
  return hcrm_call_came_in (self->call) && may (self, "answer");
}

static void
show_buttons (HcrmCallRow *self)
{
  gboolean manual = hcrm_phone_is_manual (self->phone, self->call);
  gboolean talking = hcrm_call_is (self->call, "talking");
  gboolean held = json_object_get_boolean_member_with_default (self->call, "on_hold", FALSE);
  gboolean in = hcrm_call_came_in (self->call);
  gboolean refused = in && hcrm_call_is (self->call, "ringing");

  gtk_widget_set_visible (self->answer, answers (self));
  gtk_label_set_text (self->answer_words, !manual ? C_ ("a call", "Answer") : _ ("I'm Connected"));
  gtk_widget_set_visible (self->hold, talking && !held && may (self, "hold"));
  gtk_widget_set_visible (self->resume, talking && held && may (self, "hold"));
  gtk_widget_set_visible (self->keys, talking && may (self, "keys"));
  gtk_widget_set_visible (self->transfer, (talking || refused) && may (self, "transfer"));
  gtk_widget_set_visible (self->hang_up,
                          hcrm_call_is_live (self->call) && (manual || may (self, "hang-up")));
  gtk_label_set_text (self->hang_up_words,
                      refused ? _ ("Decline") : manual ? C_ ("a call", "Over") : _ ("Hang Up"));
}

static void
aim (GtkWidget *button, gint64 id, const char *step)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xs)", id, step);
}

static void
aim_buttons (HcrmCallRow *self)
{
  gint64 id = hcrm_call_get_id (self->call);

  aim (self->answer, id, "answer");
  aim (self->hold, id, "hold");
  aim (self->resume, id, "resume");
  aim (self->hang_up, id, "hang-up");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->keys), "x", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->transfer), "x", id);
}

void
hcrm_call_row_tick (HcrmCallRow *self)
{
  gint64 seconds = hcrm_phone_get_seconds (self->phone, self->call);
  g_autofree char *text = g_strdup_printf ("%02d:%02d", (int) (seconds / 60), (int) (seconds % 60));

  gtk_label_set_text (self->clock, text);
  /* How long others talk on is not theirs who passed it on. */
  gtk_widget_set_visible (GTK_WIDGET (self->clock), !hcrm_call_is (self->call, "passed"));
}

void
hcrm_call_row_set (HcrmCallRow *self, JsonObject *call, gint64 user_id, gboolean in_front)
{
  g_autofree char *number = hcrm_call_dup_number (call);
  g_autofree char *who = hcrm_call_row_dup_who (call);
  g_autofree char *by = hcrm_call_dup_passed_by (call, user_id);
  g_autofree char *passed =
      by != NULL ? g_strdup_printf (_ ("passed on by %s"), by) : g_strdup ("");

  json_object_ref (call);
  g_clear_pointer (&self->call, json_object_unref);
  self->call = call;
  gtk_label_set_text (self->number, number);
  gtk_label_set_text (self->who, who);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->who), who);
  hcrm_text_show (self->passed, passed);
  gtk_widget_set_visible (self->recorded,
                          json_object_get_boolean_member_with_default (call, "recorded", FALSE));
  show_pill (self);
  show_buttons (self);
  aim_buttons (self);
  gtk_widget_set_visible (self->answer_key, in_front);
  gtk_widget_set_visible (self->hang_up_key, in_front);
  hcrm_call_row_tick (self);
}

/* --- life ------------------------------------------------------------------------------------- */

GtkWidget *
hcrm_call_row_new (HcrmPhone *phone)
{
  HcrmCallRow *self = g_object_new (HCRM_TYPE_CALL_ROW, NULL);

  self->phone = g_object_ref (phone);
  return GTK_WIDGET (self);
}

static void
hcrm_call_row_dispose (GObject *object)
{
  HcrmCallRow *self = HCRM_CALL_ROW (object);

  g_clear_object (&self->phone);
  g_clear_pointer (&self->call, json_object_unref);
  G_OBJECT_CLASS (hcrm_call_row_parent_class)->dispose (object);
}

static void
hcrm_call_row_class_init (HcrmCallRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hcrm_call_row_dispose;
}

/* A click leaves the focus where somebody types. */
static GtkWidget *
new_button (GtkBox *box, const char *words, const char *style, GtkLabel **label)
{
  GtkWidget *button = hcrm_key_button_new (words, NULL, label);

  gtk_widget_add_css_class (button, style);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_box_append (box, button);
  return button;
}

static GtkWidget *
add_key (GtkWidget *button, const char *key)
{
  GtkWidget *cap = hcrm_key_cap_new (key);

  gtk_box_append (GTK_BOX (gtk_button_get_child (GTK_BUTTON (button))), cap);
  return cap;
}

static GtkLabel *
new_label (GtkBox *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
add_words (HcrmCallRow *self, GtkBox *box)
{
  self->pill = GTK_LABEL (hcrm_pill_new ("", NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->pill), GTK_ALIGN_CENTER);
  gtk_box_append (box, GTK_WIDGET (self->pill));
  self->clock = new_label (box, "num");
  self->number = new_label (box, "strong");
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "num");
  self->who = new_label (box, "call-who");
  gtk_label_set_ellipsize (self->who, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->who), TRUE);
  self->passed = new_label (box, "caption");
  self->recorded = hcrm_pill_new (_ ("Being recorded"), "danger");
  gtk_widget_set_valign (self->recorded, GTK_ALIGN_CENTER);
  gtk_box_append (box, self->recorded);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clock), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("How long the call lasts"), -1);
}

static void
add_buttons (HcrmCallRow *self, GtkBox *box)
{
  self->answer = new_button (box, "", "suggested-action", &self->answer_words);
  self->hold = new_button (box, _ ("Hold"), "outline", NULL);
  self->resume = new_button (box, _ ("Resume"), "outline", NULL);
  self->keys = new_button (box, _ ("Keys…"), "outline", NULL);
  self->transfer = new_button (box, _ ("Transfer…"), "outline", NULL);
  self->hang_up = new_button (box, "", "hang", &self->hang_up_words);
  self->answer_key = add_key (self->answer, "F11");
  self->hang_up_key = add_key (self->hang_up, "F8");
  for (guint i = 0; i < 4; i++) {
    GtkWidget *stepping[] = { self->answer, self->hold, self->resume, self->hang_up };
    aim (stepping[i], 0, "");
    gtk_actionable_set_action_name (GTK_ACTIONABLE (stepping[i]), "phone.step");
  }
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->keys), "x", G_GINT64_CONSTANT (0));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->transfer), "x", G_GINT64_CONSTANT (0));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->keys), "phone.keys");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->transfer), "phone.transfer");
}

static void
hcrm_call_row_init (HcrmCallRow *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));

  add_words (self, box);
  add_buttons (self, box);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
}
