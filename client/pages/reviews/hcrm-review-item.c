/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An item of a scorecard, scored by keys or by clicks. */

#include "hcrm-review-item.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-talk.h"
#include "widgets/hcrm-text.h"

#define NOTHING (-1)
#define MOST_BUTTONS 10 /* more points than these are counted up and down */
#define VALUE "value"

typedef struct {
  gint64 value; /* NOTHING: not scored */
  gboolean na;
  gint64 offset; /* ms; NOTHING: none */
  gint64 until;
  char *note;
} Score;

struct _HcrmReviewItem {
  GtkBox parent_instance;

  JsonObject *item;
  gint64 max;
  gboolean fatal, yes_no, may_na;
  Score now, base;
  gboolean editable;
  gboolean showing; /* what is set now was not typed */
  gint64 digits;    /* typed so far, of more than one; NOTHING: none */

  GtkLabel *earned;
  GtkWidget *pill;
  GtkBox *answers;
  GtkLabel *count; /* (nullable): where there are too many points for buttons */
  GtkWidget *na;   /* (nullable) */
  GtkButton *moment;
  GtkButton *stamp;
  GtkButton *noting;
  GtkWidget *hint; /* (nullable) */
  GtkText *note;
  GtkWidget *note_box;
  GtkLabel *note_shown;
  GtkLabel *before;
  GtkLabel *fault;
};

enum { CHANGED, SCORED, STAMP, PLAY, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmReviewItem, hcrm_review_item, GTK_TYPE_BOX)

/* --- what it was given ------------------------------------------------------------------------ */

static gint64
get_int (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name)
                 && !json_object_get_null_member (object, name)
             ? json_object_get_int_member (object, name)
             : NOTHING;
}

static gboolean
get_bool (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name)
         && !json_object_get_null_member (object, name)
         && json_object_get_boolean_member (object, name);
}

/* @score: (nullable). Owns its note. */
static Score
read_score (JsonObject *score)
{
  return (Score){ .value = get_int (score, "value"),
                  .na = get_bool (score, "na"),
                  .offset = get_int (score, "offset_ms"),
                  .until = get_int (score, "until_ms"),
                  .note = g_strdup (score != NULL ? hcrm_text_member (score, "note") : "") };
}

static void
take_score (Score *score, Score other)
{
  g_free (score->note);
  *score = other;
}

static Score
copy_score (const Score *score)
{
  Score copy = *score;

  copy.note = g_strdup (score->note);
  return copy;
}

static gboolean
is_same (const Score *a, const Score *b)
{
  return a->value == b->value && a->na == b->na && a->offset == b->offset && a->until == b->until
         && g_str_equal (a->note, b->note);
}

static gboolean
is_scored (const Score *score)
{
  return score->na || score->value != NOTHING;
}

static void
add_int (JsonObject *object, const char *name, gint64 value)
{
  if (value != NOTHING)
    json_object_set_int_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/* --- what it shows ---------------------------------------------------------------------------- */

static const char *
get_answer (HcrmReviewItem *self, gint64 value)
{
  if (self->fatal)
    return value != 0 ? _ ("Respected") : _ ("Broken");
  return value != 0 ? _ ("Yes") : _ ("No");
}

/* In words, as it is spoken. */
static char *
make_answer (HcrmReviewItem *self, const Score *score)
{
  if (score->na)
    return g_strdup (_ ("Does not apply"));
  if (score->value == NOTHING)
    return g_strdup (_ ("Not scored"));
  if (self->fatal || self->yes_no)
    return g_strdup (get_answer (self, score->value));
  return g_strdup_printf (_ ("%d of %d points"), (int) score->value, (int) self->max);
}

static gint64
get_weight (HcrmReviewItem *self)
{
  return hcrm_review_to_hundredths (hcrm_text_member (self->item, "weight"));
}

/* Hundredths without what is not needed: 9, 7.5. */
static char *
make_number (gint64 hundredths)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.4g", hundredths / 100.0));
}

/* What it brings of what it could. */
static void
show_earned (HcrmReviewItem *self)
{
  g_autofree char *whole = make_number (get_weight (self));
  g_autofree char *part = self->now.value != NOTHING
                              ? make_number (get_weight (self) * self->now.value / self->max)
                              : g_strdup (self->now.na ? _ ("n/a") : "–");
  g_autofree char *words = g_strdup_printf ("%s / %s", part, whole);

  gtk_label_set_text (self->earned, self->fatal ? "" : words);
}

static void
show_fatal (HcrmReviewItem *self)
{
  gboolean broken = self->fatal && self->now.value == 0;

  if (self->fatal)
    hcrm_pill_set (GTK_LABEL (self->pill), broken ? _ ("Fatal item broken")
                                                  : _ ("Fatal item"), broken ? "danger" : "plain");
  if (broken)
    gtk_widget_add_css_class (GTK_WIDGET (self), "fatal");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "fatal");
}

static gint64
get_value (GtkWidget *button)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), VALUE));
}

static void
show_answer (HcrmReviewItem *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->answers));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_TOGGLE_BUTTON (child))
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child),
                                    child == self->na ? self->now.na
                                                      : get_value (child) == self->now.value);
  if (self->count != NULL) {
    g_autofree char *points =
        self->now.value != NOTHING ? g_strdup_printf ("%d", (int) self->now.value) : g_strdup ("–");
    g_autofree char *words = g_strdup_printf ("%s / %d", points, (int) self->max);

    gtk_label_set_text (self->count, words);
  }
}

static void
show_moment (HcrmReviewItem *self)
{
  gboolean any = self->now.offset != NOTHING;
  g_autofree char *time = any ? hcrm_talk_dup_time (self->now.offset, FALSE) : NULL;
  g_autofree char *spoken = any ? hcrm_talk_dup_spoken (self->now.offset) : NULL;
  g_autofree char *name = g_strdup_printf (_ ("Play from %s"), any ? spoken : "");

  gtk_button_set_label (self->moment, any ? time : "");
  gtk_widget_set_visible (GTK_WIDGET (self->moment), any);
  gtk_widget_set_visible (GTK_WIDGET (self->stamp), !any && self->editable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->moment), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

static gboolean
is_typing (HcrmReviewItem *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL && gtk_root_get_focus (root) == GTK_WIDGET (self->note);
}

static void
show_note (HcrmReviewItem *self)
{
  gboolean any = *self->now.note != '\0';

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->note)), self->now.note))
    gtk_editable_set_text (GTK_EDITABLE (self->note), self->now.note);
  gtk_label_set_text (self->note_shown, self->now.note);
  gtk_widget_set_visible (GTK_WIDGET (self->note_shown), any && !self->editable);
  gtk_widget_set_visible (self->note_box, self->editable && (any || is_typing (self)));
  gtk_widget_set_visible (GTK_WIDGET (self->noting), self->editable);
}

static void
describe (HcrmReviewItem *self)
{
  g_autofree char *answer = make_answer (self, &self->now);
  const char *fault = gtk_label_get_text (self->fault);
  g_autofree char *name = hcrm_text_join (hcrm_review_item_get_text (self), answer, fault, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show (HcrmReviewItem *self)
{
  self->showing = TRUE;
  show_answer (self);
  show_earned (self);
  show_fatal (self);
  show_moment (self);
  show_note (self);
  describe (self);
  self->showing = FALSE;
}

/* --- what is typed ---------------------------------------------------------------------------- */

static void
changed (HcrmReviewItem *self)
{
  hcrm_review_item_set_fault (self, NULL);
  show (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* @value: NOTHING takes the answer away */
static void
set_value (HcrmReviewItem *self, gint64 value)
{
  self->now.na = FALSE;
  self->now.value = value;
  changed (self);
}

static void
finish (HcrmReviewItem *self)
{
  self->digits = NOTHING;
  g_signal_emit (self, signals[SCORED], 0);
}

static void
set_na (HcrmReviewItem *self)
{
  self->now.na = TRUE;
  self->now.value = NOTHING;
  changed (self);
  finish (self);
}

static void
answer_cb (GtkToggleButton *button, HcrmReviewItem *self)
{
  if (self->showing)
    return;
  if (GTK_WIDGET (button) == self->na)
    set_na (self);
  else
    set_value (self, get_value (GTK_WIDGET (button)));
}

static void
less_cb (HcrmReviewItem *self)
{
  set_value (self, MAX (self->now.value - 1, 0));
}

static void
more_cb (HcrmReviewItem *self)
{
  set_value (self, self->now.value == NOTHING ? self->max : MIN (self->now.value + 1, self->max));
}

static void
moment_cb (HcrmReviewItem *self)
{
  if (self->now.offset != NOTHING)
    g_signal_emit (self, signals[PLAY], 0, self->now.offset);
}

static void
stamp_cb (HcrmReviewItem *self)
{
  g_signal_emit (self, signals[STAMP], 0);
}

static void
begin_note (HcrmReviewItem *self)
{
  gtk_widget_set_visible (self->note_box, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->note));
}

static void
note_changed_cb (HcrmReviewItem *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->note));

  if (self->showing || g_str_equal (text, self->now.note))
    return;
  g_free (self->now.note);
  self->now.note = g_strdup (text);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
note_done_cb (HcrmReviewItem *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  show_note (self);
}

/* Several digits make one number, as long as another one can make more of it. */
static void
press_digit (HcrmReviewItem *self, int digit)
{
  gint64 number = self->digits != NOTHING ? self->digits * 10 + digit : digit;

  if (number > self->max)
    number = digit;
  if (number > self->max)
    return;
  self->digits = number;
  set_value (self, number);
  if (number * 10 > self->max || (number == 0 && self->max < 10))
    finish (self);
}

static int
get_digit (guint key)
{
  return key >= GDK_KEY_0 && key <= GDK_KEY_9         ? (int) (key - GDK_KEY_0)
         : key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9 ? (int) (key - GDK_KEY_KP_0)
                                                      : NOTHING;
}

static void
press_yes_no (HcrmReviewItem *self, gboolean yes)
{
  if (!self->fatal && !self->yes_no)
    return;
  set_value (self, yes);
  finish (self);
}

static gboolean
press_answer (HcrmReviewItem *self, guint key)
{
  int digit = get_digit (key);

  if (digit != NOTHING)
    press_digit (self, digit);
  else if (key == GDK_KEY_y || key == GDK_KEY_n)
    press_yes_no (self, key == GDK_KEY_y);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract) {
    if (self->may_na)
      set_na (self);
    else
      hcrm_review_item_set_fault (self, _ ("This item applies to every call"));
  } else if (key == GDK_KEY_Delete || key == GDK_KEY_BackSpace)
    set_value (self, NOTHING);
  else
    return FALSE;
  return TRUE;
}

static gboolean
press_moment (HcrmReviewItem *self, guint key, GdkModifierType state)
{
  if (key == GDK_KEY_m && state & GDK_SHIFT_MASK)
    hcrm_review_item_stamp (self, NOTHING);
  else if (key == GDK_KEY_m)
    stamp_cb (self);
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    begin_note (self);
  else
    return FALSE;
  return TRUE;
}

gboolean
hcrm_review_item_take_key (HcrmReviewItem *self, guint key, GdkModifierType state)
{
  guint lower = gdk_keyval_to_lower (key);

  g_return_val_if_fail (HCRM_IS_REVIEW_ITEM (self), FALSE);
  if (lower == GDK_KEY_p) {
    moment_cb (self);
    return TRUE;
  }
  if (get_digit (key) == NOTHING)
    self->digits = NOTHING;
  return self->editable && (press_answer (self, lower) || press_moment (self, lower, state));
}

/* --- what pages ask --------------------------------------------------------------------------- */

gint64
hcrm_review_item_get_id (HcrmReviewItem *self)
{
  return get_int (self->item, "id");
}

const char *
hcrm_review_item_get_text (HcrmReviewItem *self)
{
  return hcrm_text_member (self->item, "text");
}

void
hcrm_review_item_set_editable (HcrmReviewItem *self, gboolean editable)
{
  self->editable = editable;
  gtk_widget_set_can_target (GTK_WIDGET (self->answers), editable);
  show (self);
}

void
hcrm_review_item_set_score (HcrmReviewItem *self, JsonObject *score, gboolean keep)
{
  gboolean stays = keep && !is_same (&self->now, &self->base);

  take_score (&self->base, read_score (score));
  if (!stays)
    take_score (&self->now, copy_score (&self->base));
  show (self);
}

void
hcrm_review_item_type_score (HcrmReviewItem *self, JsonObject *score)
{
  take_score (&self->now, read_score (score));
  show (self);
}

JsonObject *
hcrm_review_item_dup_score (HcrmReviewItem *self)
{
  JsonObject *score = json_object_new ();

  json_object_set_int_member (score, "item_id", hcrm_review_item_get_id (self));
  add_int (score, "value", self->now.value);
  json_object_set_boolean_member (score, "na", self->now.na);
  json_object_set_string_member (score, "note", self->now.note);
  add_int (score, "offset_ms", self->now.offset);
  add_int (score, "until_ms", self->now.until);
  return score;
}

void
hcrm_review_item_set_before (HcrmReviewItem *self, JsonObject *before)
{
  Score score = read_score (before);
  g_autofree char *note = score.note;
  g_autofree char *answer = make_answer (self, &score);
  gboolean differs = before != NULL && (score.value != self->now.value || score.na != self->now.na);
  g_autofree char *words = g_strdup_printf (_ ("Before the appeal: %s"), answer);

  hcrm_text_show (self->before, differs ? words : "");
}

gboolean
hcrm_review_item_get_mark (HcrmReviewItem *self, HcrmReviewMark *mark)
{
  *mark = (HcrmReviewMark){ .fatal = self->fatal,
                            .max = self->max,
                            .weight = self->fatal ? 0 : get_weight (self),
                            .value = MAX (self->now.value, 0),
                            .na = self->now.value == NOTHING };
  return is_scored (&self->now);
}

void
hcrm_review_item_stamp (HcrmReviewItem *self, gint64 ms)
{
  self->now.offset = MAX (ms, NOTHING);
  self->now.until = NOTHING;
  changed (self);
}

void
hcrm_review_item_set_fault (HcrmReviewItem *self, const char *words)
{
  hcrm_text_show (self->fault, words != NULL ? words : "");
  if (words != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "wrong");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "wrong");
  describe (self);
}

/* --- its parts -------------------------------------------------------------------------------- */

static GtkWidget *
add_answer (HcrmReviewItem *self, const char *label, gint64 value)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->answers));

  g_object_set_data (G_OBJECT (button), VALUE, GINT_TO_POINTER (value));
  gtk_widget_set_focusable (button, FALSE);
  if (first != NULL && GTK_IS_TOGGLE_BUTTON (first))
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
  g_signal_connect (button, "clicked", G_CALLBACK (answer_cb), self);
  gtk_box_append (self->answers, button);
  return button;
}

static void
add_step (HcrmReviewItem *self, const char *label, const char *name, GCallback pressed)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_focusable (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", pressed, self);
  gtk_box_append (self->answers, button);
}

static void
add_count (HcrmReviewItem *self)
{
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "num");
  gtk_label_set_width_chars (self->count, 9);
  add_step (self, "−", _ ("One point less"), G_CALLBACK (less_cb));
  gtk_box_append (self->answers, GTK_WIDGET (self->count));
  add_step (self, "+", _ ("One point more"), G_CALLBACK (more_cb));
}

static void
add_answers (HcrmReviewItem *self)
{
  self->answers = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_add_css_class (GTK_WIDGET (self->answers), "linked");
  gtk_widget_add_css_class (GTK_WIDGET (self->answers), "score");
  gtk_widget_set_halign (GTK_WIDGET (self->answers), GTK_ALIGN_START);
  if (self->fatal || self->yes_no) {
    add_answer (self, get_answer (self, 1), 1);
    add_answer (self, get_answer (self, 0), 0);
  } else if (self->max > MOST_BUTTONS)
    add_count (self);
  else
    for (int i = 0; i <= self->max; i++) {
      g_autofree char *label = g_strdup_printf ("%d", i);
      add_answer (self, label, i);
    }
  if (self->may_na)
    self->na = add_answer (self, _ ("n/a"), NOTHING);
}

static GtkButton *
new_small (GtkWidget *child, const char *name, HcrmReviewItem *self, GCallback pressed)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), child);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", pressed, self);
  return GTK_BUTTON (button);
}

static GtkLabel *
new_caption (const char *text, const char *style)
{
  GtkWidget *label = hcrm_wrapped_label_new (text, "caption");

  gtk_widget_add_css_class (label, style);
  return GTK_LABEL (label);
}

static GtkWidget *
new_moment (HcrmReviewItem *self)
{
  self->moment = new_small (NULL, _ ("Play this moment"), self, G_CALLBACK (moment_cb));
  gtk_widget_add_css_class (GTK_WIDGET (self->moment), "moment");
  gtk_widget_set_focusable (GTK_WIDGET (self->moment), TRUE);
  return GTK_WIDGET (self->moment);
}

static GtkWidget *
new_head (HcrmReviewItem *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = hcrm_wrapped_label_new (hcrm_review_item_get_text (self), "strong");

  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (line), text);
  gtk_box_append (GTK_BOX (line), new_moment (self));
  if (self->fatal) {
    self->pill = hcrm_pill_new (_ ("Fatal item"), "plain");
    gtk_widget_set_valign (self->pill, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (line), self->pill);
  }
  return line;
}

static GtkWidget *
new_line (HcrmReviewItem *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  add_answers (self);
  gtk_widget_set_hexpand (space, TRUE);
  self->stamp = new_small (hcrm_key_cap_new ("M"), _ ("Keep the present second with this item"),
                                                      self, G_CALLBACK (stamp_cb));
  self->noting = new_small (gtk_image_new_from_icon_name ("document-edit-symbolic"),
                            _ ("Note on this item"), self, G_CALLBACK (begin_note));
  self->earned = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->earned), "num");
  gtk_widget_add_css_class (GTK_WIDGET (self->earned), "dim-label");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->answers));
  gtk_box_append (GTK_BOX (line), space);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->stamp));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->noting));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->earned));
  return line;
}

static void
add_note (HcrmReviewItem *self)
{
  GtkWidget *entry = gtk_entry_new ();

  self->note_box = entry;
  self->note = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("Note on this item"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), 1000);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Note on this item"), -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (note_changed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (note_done_cb), self);
  self->note_shown = new_caption ("", "quote");
  gtk_box_append (GTK_BOX (self), entry);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->note_shown));
}

static void
focus_cb (GtkEventControllerFocus *focus, GParamSpec *pspec, HcrmReviewItem *self)
{
  gboolean within = gtk_event_controller_focus_contains_focus (focus);

  self->digits = NOTHING;
  if (self->hint != NULL)
    gtk_widget_set_visible (self->hint, within);
  if (!within && *self->now.note == '\0')
    gtk_widget_set_visible (self->note_box, FALSE);
}

static void
pressed_cb (HcrmReviewItem *self)
{
  if (!is_typing (self))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
add_controllers (HcrmReviewItem *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (focus, "notify::contains-focus", G_CALLBACK (focus_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
fill (HcrmReviewItem *self)
{
  const char *hint = hcrm_text_member (self->item, "hint");

  gtk_box_append (GTK_BOX (self), new_head (self));
  if (*hint != '\0') {
    self->hint = GTK_WIDGET (new_caption (hint, "dim-label"));
    gtk_widget_set_visible (self->hint, FALSE);
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), hint);
    gtk_box_append (GTK_BOX (self), self->hint);
  }
  gtk_box_append (GTK_BOX (self), new_line (self));
  self->before = new_caption ("", "warn-text");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->before));
  add_note (self);
  self->fault = new_caption ("", "field-error");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->fault));
  hcrm_text_show (self->before, "");
  hcrm_text_show (self->fault, "");
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hcrm_review_item_finalize (GObject *object)
{
  HcrmReviewItem *self = HCRM_REVIEW_ITEM (object);

  g_clear_pointer (&self->item, json_object_unref);
  g_free (self->now.note);
  g_free (self->base.note);
  G_OBJECT_CLASS (hcrm_review_item_parent_class)->finalize (object);
}

static void
hcrm_review_item_class_init (HcrmReviewItemClass *klass)
{
  GType type = HCRM_TYPE_REVIEW_ITEM;

  G_OBJECT_CLASS (klass)->finalize = hcrm_review_item_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SCORED] =
      g_signal_new ("scored", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STAMP] =
      g_signal_new ("stamp", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PLAY] = g_signal_new ("play", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_INT64);
}

static void
hcrm_review_item_init (HcrmReviewItem *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  gtk_widget_add_css_class (GTK_WIDGET (self), "question");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  self->digits = NOTHING;
}

GtkWidget *
hcrm_review_item_new (JsonObject *item)
{
  HcrmReviewItem *self = g_object_new (HCRM_TYPE_REVIEW_ITEM, NULL);
  const char *kind = hcrm_text_member (item, "kind");

  self->item = json_object_ref (item);
  self->fatal = g_str_equal (kind, "fatal");
  self->yes_no = g_str_equal (kind, "yes-no");
  self->may_na = get_bool (item, "may_na");
  self->max = self->fatal || self->yes_no ? 1 : MAX (get_int (item, "max"), 1);
  self->now = read_score (NULL);
  self->base = read_score (NULL);
  fill (self);
  add_controllers (self);
  show (self);
  return GTK_WIDGET (self);
}
