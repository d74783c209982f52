/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scorecard of a review. */

#include "hcrm-review-card.h"

#include <stdio.h>

#include "hcrm-review-item.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmReviewCard {
  GtkBox parent_instance;

  GtkLabel *name;
  GtkLabel *detail;
  GtkLabel *figure;
  GtkLabel *result;
  GtkBox *list;
  GtkWidget *scroller;
  GtkWidget *coaching_box;
  GtkLabel *coaching_title;
  GtkTextView *coaching;
  GtkWidget *coaching_scroller;
  GtkLabel *coaching_shown;

  GPtrArray *items;        /* of HcrmReviewItem, borrowed: the list has them */
  HcrmReviewItem *scored;  /* (nullable): the one that was answered with the last key */
  HcrmReviewItem *stamped; /* (nullable): whose moment is asked for */
  gint64 id;
  int pass_mark;
  HcrmReviewMode mode;
  JsonObject *review; /* (nullable): as it was last shown */
  char *words;        /* the coaching as the server has it */
  gboolean showing;
};

enum { CHANGED, STAMP, PLAY, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HcrmReviewCard, hcrm_review_card, GTK_TYPE_BOX)

/* --- the score -------------------------------------------------------------------------------- */

static char *
make_figure (int hundredths)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text, sizeof text, "%.5g", hundredths / 100.0));
}

static void
show_result (HcrmReviewCard *self, const HcrmReviewResult *result, guint n)
{
  if (result->fatal)
    hcrm_pill_set (self->result, _ ("Fatal item broken"), "danger");
  else if (n < self->items->len)
    hcrm_pill_set (self->result, n > 0 ? _ ("so far") : NULL, "bare info");
  else
    hcrm_pill_set (self->result,
                   result->passed ? _ ("Passed")
                                  : _ ("Not passed"), result->passed ? "ok" : "danger");
}

static void
show_detail (HcrmReviewCard *self, guint n)
{
  g_autofree char *revision = g_strdup_printf (_ ("Revision %d"), (int) json_object_get_int_member_with_default (self->review, "revision", 1));
  g_autofree char *mark = make_figure (self->pass_mark);
  g_autofree char *pass = g_strdup_printf (_ ("passed from %s"), mark);
  g_autofree char *scored = g_strdup_printf (_ ("%u of %u scored"), n, self->items->len);
  g_autofree char *words =
      hcrm_text_join (revision, pass, self->mode != HCRM_REVIEW_READ ? scored : "", NULL);

  gtk_label_set_text (self->detail, words);
}

/* What is not the score yet does not look like it. */
static void
show_weight (HcrmReviewCard *self, gboolean final)
{
  GtkWidget *figure = GTK_WIDGET (self->figure);

  gtk_widget_remove_css_class (figure, final ? "dim-label" : "figure");
  gtk_widget_add_css_class (figure, final ? "figure" : "dim-label");
}

/* Of what has been scored so far; what has not been yet is left out. */
static void
show_score (HcrmReviewCard *self)
{
  g_autofree HcrmReviewMark *marks = g_new0 (HcrmReviewMark, self->items->len + 1);
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += hcrm_review_item_get_mark (self->items->pdata[i], &marks[i]);
  HcrmReviewResult result = hcrm_review_score (marks, self->items->len, self->pass_mark);
  g_autofree char *figure = n > 0 ? make_figure (result.score) : g_strdup ("–");

  gtk_label_set_text (self->figure, figure);
  show_weight (self, n == self->items->len || result.fatal);
  show_result (self, &result, n);
  show_detail (self, n);
}

/* --- what it holds ---------------------------------------------------------------------------- */

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
find_score (JsonArray *scores, gint64 item)
{
  for (guint i = 0; scores != NULL && i < json_array_get_length (scores); i++) {
    JsonObject *score = json_array_get_object_element (scores, i);
    if (json_object_get_int_member (score, "item_id") == item)
      return score;
  }
  return NULL;
}

static void
changed_cb (HcrmReviewCard *self)
{
  if (self->showing)
    return;
  show_score (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
play_cb (HcrmReviewCard *self, gint64 ms)
{
  g_signal_emit (self, signals[PLAY], 0, ms);
}

static HcrmReviewItem *
find_focused (HcrmReviewCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *item = focus != NULL ? gtk_widget_get_ancestor (focus, HCRM_TYPE_REVIEW_ITEM) : NULL;

  return item != NULL && gtk_widget_is_ancestor (item, GTK_WIDGET (self)) ? HCRM_REVIEW_ITEM (item)
                                                                          : NULL;
}

static void
stamp_cb (HcrmReviewCard *self, HcrmReviewItem *item)
{
  if (item != self->scored)
    gtk_widget_grab_focus (GTK_WIDGET (item));
  self->stamped = item;
  g_signal_emit (self, signals[STAMP], 0);
  self->stamped = NULL;
}

/* To the item that follows or precedes; after the last, to the coaching. */
static void
move (HcrmReviewCard *self, HcrmReviewItem *item, int by)
{
  guint at = 0;

  if (!g_ptr_array_find (self->items, item, &at))
    return;
  if (by < 0 && at == 0)
    return;
  if (by > 0 && at + 1 == self->items->len) {
    if (self->mode == HCRM_REVIEW_SCORE)
      gtk_widget_grab_focus (GTK_WIDGET (self->coaching));
    return;
  }
  gtk_widget_grab_focus (self->items->pdata[at + by]);
}

static gpointer
get_last (HcrmReviewCard *self)
{
  return self->items->len > 0 ? self->items->pdata[self->items->len - 1] : NULL;
}

/* Who has answered the last one stays there, where M and P are its moment's; the coaching is asked
 * for. */
static void
scored_cb (HcrmReviewCard *self, HcrmReviewItem *item)
{
  if (item != get_last (self))
    move (self, item, 1);
  self->scored = item;
}

static void
add_section (HcrmReviewCard *self, JsonObject *item, const char **last)
{
  const char *section = hcrm_text_member (item, "section");
  GtkWidget *label = gtk_label_new (section);

  g_object_ref_sink (label);
  if (!g_str_equal (section, *last)) {
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_widget_add_css_class (label, "section");
    gtk_box_append (self->list, label);
  }
  *last = section;
  g_object_unref (label);
}

static void
add_item (HcrmReviewCard *self, JsonObject *object)
{
  GtkWidget *item = hcrm_review_item_new (object);

  gtk_box_append (self->list, item);
  g_ptr_array_add (self->items, item);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (item, "scored", G_CALLBACK (scored_cb), self);
  g_signal_connect_swapped (item, "stamp", G_CALLBACK (stamp_cb), self);
  g_signal_connect_swapped (item, "play", G_CALLBACK (play_cb), self);
}

static void
build (HcrmReviewCard *self, JsonArray *items)
{
  const char *section = "";

  hcrm_clear_box (self->list);
  g_ptr_array_set_size (self->items, 0);
  self->scored = NULL;
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    add_section (self, item, &section);
    add_item (self, item);
  }
}

/* --- the coaching ----------------------------------------------------------------------------- */

static char *
dup_coaching (HcrmReviewCard *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->coaching);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_coaching (HcrmReviewCard *self, const char *words)
{
  g_autofree char *old = dup_coaching (self);

  if (!g_str_equal (old, words))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->coaching), words, -1);
}

static gboolean
is_coaching_dirty (HcrmReviewCard *self)
{
  g_autofree char *words = dup_coaching (self);

  return self->mode == HCRM_REVIEW_SCORE && !g_str_equal (words, self->words);
}

static void
show_coaching (HcrmReviewCard *self, gboolean keep)
{
  const char *words = hcrm_text_member (self->review, "coaching");
  gboolean stays = keep && is_coaching_dirty (self), typed = self->mode == HCRM_REVIEW_SCORE;

  g_free (self->words);
  self->words = g_strdup (words);
  if (!stays)
    set_coaching (self, words);
  gtk_widget_set_visible (self->coaching_scroller, typed);
  hcrm_text_show (self->coaching_shown, typed ? "" : words);
  gtk_widget_set_visible (self->coaching_box, typed || *words != '\0');
}

/* --- for the page ----------------------------------------------------------------------------- */

/* What counts: after an appeal, what it was settled to. */
static void
show_scores (HcrmReviewCard *self, gboolean keep)
{
  JsonArray *first = get_array (self->review, "scores");
  JsonArray *settled = get_array (self->review, "settled_scores");

  for (guint i = 0; i < self->items->len; i++) {
    HcrmReviewItem *item = self->items->pdata[i];
    JsonObject *was = find_score (first, hcrm_review_item_get_id (item));
    JsonObject *is = find_score (settled, hcrm_review_item_get_id (item));

    hcrm_review_item_set_score (item, settled != NULL ? is : was, keep);
    hcrm_review_item_set_before (item, settled != NULL ? was : NULL);
    hcrm_review_item_set_editable (item, self->mode != HCRM_REVIEW_READ);
  }
}

void
hcrm_review_card_show (HcrmReviewCard *self, JsonObject *review, HcrmReviewMode mode)
{
  gint64 id = json_object_get_int_member (review, "id");
  gboolean keep = self->id == id && self->mode == mode;

  json_object_ref (review);
  g_clear_pointer (&self->review, json_object_unref);
  self->review = review;
  self->showing = TRUE;
  if (self->id != id)
    build (self, get_array (review, "items"));
  self->id = id;
  self->mode = mode;
  self->pass_mark = hcrm_review_to_hundredths (hcrm_text_member (review, "pass_mark"));
  gtk_label_set_text (self->name, hcrm_text_member (review, "scorecard"));
  show_scores (self, keep);
  show_coaching (self, keep);
  show_score (self);
  self->showing = FALSE;
}

JsonNode *
hcrm_review_card_dup_typed (HcrmReviewCard *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonArray *scores = json_array_new ();
  g_autofree char *words = dup_coaching (self);

  for (guint i = 0; i < self->items->len; i++)
    json_array_add_object_element (scores, hcrm_review_item_dup_score (self->items->pdata[i]));
  json_object_set_array_member (object, "scores", scores);
  if (self->mode == HCRM_REVIEW_SCORE)
    json_object_set_string_member (object, "coaching", words);
  json_node_take_object (node, object);
  return node;
}

void
hcrm_review_card_take_typed (HcrmReviewCard *self, JsonNode *typed)
{
  JsonObject *object =
      typed != NULL && JSON_NODE_HOLDS_OBJECT (typed) ? json_node_get_object (typed) : NULL;
  JsonArray *scores = get_array (object, "scores");

  self->showing = TRUE;
  for (guint i = 0; i < self->items->len; i++) {
    HcrmReviewItem *item = self->items->pdata[i];
    JsonObject *score = find_score (scores, hcrm_review_item_get_id (item));
    if (score != NULL)
      hcrm_review_item_type_score (item, score);
  }
  if (object != NULL && json_object_has_member (object, "coaching"))
    set_coaching (self, hcrm_text_member (object, "coaching"));
  show_score (self);
  self->showing = FALSE;
}

gboolean
hcrm_review_card_check (HcrmReviewCard *self)
{
  HcrmReviewItem *first = NULL;
  HcrmReviewMark mark;

  for (guint i = 0; i < self->items->len; i++) {
    HcrmReviewItem *item = self->items->pdata[i];
    if (hcrm_review_item_get_mark (item, &mark))
      continue;
    hcrm_review_item_set_fault (item, _ ("Score this item"));
    first = first != NULL ? first : item;
  }
  if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
  return first == NULL;
}

void
hcrm_review_card_focus (HcrmReviewCard *self)
{
  HcrmReviewMark mark;

  for (guint i = 0; i < self->items->len; i++)
    if (!hcrm_review_item_get_mark (self->items->pdata[i], &mark)) {
      gtk_widget_grab_focus (self->items->pdata[i]);
      return;
    }
  if (self->items->len > 0)
    gtk_widget_grab_focus (self->items->pdata[0]);
}

const char *
hcrm_review_card_stamp (HcrmReviewCard *self, gint64 ms)
{
  if (self->stamped == NULL || self->mode == HCRM_REVIEW_READ)
    return NULL;
  hcrm_review_item_stamp (self->stamped, ms);
  return hcrm_review_item_get_text (self->stamped);
}

gboolean
hcrm_review_card_show_error (HcrmReviewCard *self, const char *field, const char *message)
{
  guint at = 0;

  if (sscanf (field, "scores[%u]", &at) != 1 || at >= self->items->len)
    return FALSE;
  hcrm_review_item_set_fault (self->items->pdata[at], message);
  gtk_widget_grab_focus (self->items->pdata[at]);
  return TRUE;
}

/* --- keys ------------------------------------------------------------------------------------- */

static GtkWidget *
get_focus (HcrmReviewCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* Up and down leave the one line of a note, too. */
static gboolean
press_arrow (HcrmReviewCard *self, HcrmReviewItem *item, guint key)
{
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    move (self, item, 1);
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    move (self, item, -1);
  else
    return FALSE;
  return TRUE;
}

/* An answer goes on to the next item; the moment asked for right after it is still the answer's. */
static HcrmReviewItem *
find_meant (HcrmReviewCard *self, HcrmReviewItem *focused, guint key)
{
  HcrmReviewItem *scored = self->scored;
  guint lower = gdk_keyval_to_lower (key), at = 0;
  gboolean follows = scored != NULL && g_ptr_array_find (self->items, scored, &at)
                     && at + 1 < self->items->len && self->items->pdata[at + 1] == focused;

  if (follows && (lower == GDK_KEY_m || lower == GDK_KEY_p))
    return scored;
  if (key != GDK_KEY_Shift_L && key != GDK_KEY_Shift_R)
    self->scored = NULL;
  return focused;
}

gboolean
hcrm_review_card_take_key (HcrmReviewCard *self, guint key, GdkModifierType state)
{
  HcrmReviewItem *item = find_focused (self);

  if (item == NULL || state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  if (press_arrow (self, item, key)) {
    self->scored = NULL;
    return TRUE;
  }
  if (GTK_IS_EDITABLE (get_focus (self))
      || (get_focus (self) != GTK_WIDGET (item) && key == GDK_KEY_Return))
    return FALSE;
  return hcrm_review_item_take_key (find_meant (self, item, key), key, state);
}

gboolean
hcrm_review_card_back (HcrmReviewCard *self)
{
  HcrmReviewItem *item = find_focused (self);

  if (get_focus (self) == GTK_WIDGET (self->coaching))
    item = get_last (self);
  if (item == NULL || get_focus (self) == GTK_WIDGET (item))
    return FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (item));
  return TRUE;
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hcrm_review_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_REVIEW_CARD);
  G_OBJECT_CLASS (hcrm_review_card_parent_class)->dispose (object);
}

static void
hcrm_review_card_finalize (GObject *object)
{
  HcrmReviewCard *self = HCRM_REVIEW_CARD (object);

  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->review, json_object_unref);
  g_free (self->words);
  G_OBJECT_CLASS (hcrm_review_card_parent_class)->finalize (object);
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmReviewCard, child)

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/reviews/hcrm-review-card.ui");
  BIND (name);
  BIND (detail);
  BIND (figure);
  BIND (result);
  BIND (list);
  BIND (scroller);
  BIND (coaching_box);
  BIND (coaching_title);
  BIND (coaching);
  BIND (coaching_scroller);
  BIND (coaching_shown);
}

static void
hcrm_review_card_class_init (HcrmReviewCardClass *klass)
{
  GType type = HCRM_TYPE_REVIEW_CARD;

  G_OBJECT_CLASS (klass)->dispose = hcrm_review_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = hcrm_review_card_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STAMP] =
      g_signal_new ("stamp", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PLAY] = g_signal_new ("play", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_INT64);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
hcrm_review_card_init (HcrmReviewCard *self)
{
  self->items = g_ptr_array_new ();
  self->words = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->coaching), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (self->coaching_title), -1);
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->coaching), "changed",
                            G_CALLBACK (changed_cb), self);
}
