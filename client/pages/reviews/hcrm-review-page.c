/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A review: the recording to the left, its scorecard to the right, scored by keys alone. */

#include "hcrm-review-page.h"

#include "hcrm-review-card.h"
#include "hcrm-review-panel.h"
#include "hcrm-review-steps.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-recording-player.h"
#include "widgets/hcrm-step-bar.h"
#include "widgets/hcrm-talk.h"
#include "widgets/hcrm-text.h"

#define DRAFT_KIND "review"
#define SCORE_KEYS "0–9 Y N −"
#define KEEP_KEY "M"
#define SAVE_AFTER_MS 800
#define SAVE_AGAIN_MS 5000 /* while the line is down */

struct _HcrmReviewPage {
  HcrmPage parent_instance;

  GtkLabel *name;
  GtkLabel *state;
  GtkLabel *kind;
  GtkLabel *detail;
  GtkButton *other;
  GtkBox *steps;
  HcrmRecordingPlayer *player;
  GtkBox *panel;
  HcrmReviewCard *card;
  GtkLabel *saved;
  GtkWidget *ahead;
  GtkWidget *primary;
  GtkLabel *primary_label;

  HcrmReviewSteps *taken; /* owned by this as its data */
  gint64 id;
  gint64 recording;
  JsonObject *review; /* (nullable): as it was last read */
  JsonObject *next;   /* (nullable): the one to score after this, read meanwhile */
  guint save_id;
  gboolean typed; /* since it was sent last */
  gboolean saving;
  gboolean submits;  /* once what is being saved is */
  gboolean corrects; /* items are put right before the appeal is settled */
};

G_DEFINE_FINAL_TYPE (HcrmReviewPage, hcrm_review_page, HCRM_TYPE_PAGE)

/* --- what is known of it ---------------------------------------------------------------------- */

static const char *
get (HcrmReviewPage *self, const char *name)
{
  return self->review != NULL ? hcrm_text_member (self->review, name) : "";
}

static gint64
get_int (JsonObject *object, const char *name)
{
  return object != NULL && json_object_has_member (object, name)
                 && !json_object_get_null_member (object, name)
             ? json_object_get_int_member (object, name)
             : 0;
}

static gboolean
is_true (HcrmReviewPage *self, const char *name)
{
  return self->review != NULL && json_object_has_member (self->review, name)
         && !json_object_get_null_member (self->review, name)
         && json_object_get_boolean_member (self->review, name);
}

/* Whether it is open, and the user's to score. */
static gboolean
is_scoring (HcrmReviewPage *self)
{
  return is_true (self, "own") && hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_REVIEW_SCORE)
         && (g_str_equal (get (self, "state"), "assigned")
             || g_str_equal (get (self, "state"), "begun"));
}

static HcrmReviewMode
get_mode (HcrmReviewPage *self)
{
  return is_scoring (self) ? HCRM_REVIEW_SCORE
         : self->corrects  ? HCRM_REVIEW_CORRECT
                           : HCRM_REVIEW_READ;
}

static gint64
get_next (HcrmReviewPage *self)
{
  return get_int (self->review, "next_id");
}

static char *
make_ref (HcrmReviewPage *self)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, self->id);
}

/* --- what it says ----------------------------------------------------------------------------- */

static void
show_name (HcrmReviewPage *self)
{
  gboolean both = *get (self, "subject") != '\0' && *get (self, "patient") != '\0';
  g_autofree char *name =
      g_strconcat (get (self, "subject"), both ? " → " : "", get (self, "patient"), NULL);
  g_autofree char *title = g_strdup_printf (_ ("Review %s"), name);

  gtk_label_set_text (self->name, *name != '\0' ? name : _ ("Review"));
  hcrm_page_set_title (HCRM_PAGE (self), *name != '\0' ? title : NULL);
}

static void
show_detail (HcrmReviewPage *self)
{
  g_autofree char *at = hcrm_text_time (get (self, "started_at"));
  g_autofree char *length = get_int (self->review, "duration_ms") > 0
                                ? hcrm_talk_dup_spoken (get_int (self->review, "duration_ms"))
                                : NULL;
  g_autofree char *day = hcrm_text_date (get (self, "due_on"));
  g_autofree char *due = hcrm_text_named (_ ("due %s"), is_scoring (self) ? day : "");
  g_autofree char *by =
      hcrm_text_named (_ ("reviewed by %s"), is_true (self, "own") ? "" : get (self, "reviewer"));
  g_autofree char *words =
      hcrm_text_join (at, length != NULL ? length : "", get (self, "department"), by, due, NULL);

  gtk_label_set_text (self->detail, words);
}

/* Whoever scores blind is told that they do. */
static void
show_kind (HcrmReviewPage *self)
{
  int at = hcrm_field_set_find (&hcrm_review_fields, "kind");
  const char *kind = get (self, "kind");
  gboolean news = *kind != '\0' && !g_str_equal (kind, "review");
  const char *label = hcrm_field_get_choice_label (&hcrm_review_fields.fields[at], kind);

  hcrm_pill_set_state (self->state, &hcrm_review_workflow, get (self, "state"));
  hcrm_pill_set (self->kind, news ? label : NULL, "violet");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->kind), news && is_scoring (self)
                               ? _ ("You see nothing of what others scored before you submit")
                               : NULL);
}

/* The first review from the second, and the second from the first. */
static gint64
get_other (HcrmReviewPage *self)
{
  gint64 second = get_int (self->review, "second_id");

  if (is_scoring (self))
    return 0;
  return second != 0 ? second : get_int (self->review, "second_of");
}

static void
show_steps (HcrmReviewPage *self)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));
  GtkWidget *child;

  hcrm_step_bar_fill (self->steps, "review.step", &hcrm_review_workflow,
                      self->corrects ? NULL : get (self, "state"), held);
  child = gtk_widget_get_first_child (GTK_WIDGET (self->steps));
  for (; child != NULL; child = gtk_widget_get_next_sibling (child)) {
    GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (child));
    gtk_widget_set_visible (child, hcrm_review_steps_allows (self->taken,
                                                             g_variant_get_string (target, NULL)));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->other), get_other (self) != 0);
  gtk_button_set_label (self->other, get_int (self->review, "second_id") != 0 ? _ ("Second Review")
                                                                              : _ ("First Review"));
}

/* The one thing to do next, at the foot of the scorecard. */
static void
show_primary (HcrmReviewPage *self)
{
  const char *label = is_scoring (self) ? _ ("Submit")
                                        : self->corrects
      ? _ ("Settle")
      : is_true (self, "own") && get_next (self) != 0
      ? _ ("Next Review")
      : NULL;

  gtk_label_set_text (self->primary_label, label != NULL ? label : "");
  gtk_widget_set_visible (self->primary, label != NULL);
  gtk_widget_set_visible (self->ahead, is_true (self, "own") && self->next != NULL);
}

static void
show_saved (HcrmReviewPage *self, const char *words, const char *style)
{
  static const char *const styles[] = { "ok-text", "warn-text", "dim-label" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->saved), styles[i]);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->saved), style);
  gtk_label_set_text (self->saved, words != NULL ? words : "");
}

/* --- the recording ---------------------------------------------------------------------------- */

static void
open_recording (HcrmReviewPage *self)
{
  gint64 recording = get_int (self->review, "recording_id");

  if (recording == self->recording || recording == 0)
    return;
  self->recording = recording;
  hcrm_recording_player_set_editable (self->player,
                                      hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_RECORDING_LISTEN));
  hcrm_recording_player_open (self->player, hcrm_page_get_api (HCRM_PAGE (self)), recording);
}

static void
player_opened_cb (HcrmReviewPage *self)
{
  if (self->next != NULL)
    hcrm_recording_player_preload (self->player, hcrm_page_get_api (HCRM_PAGE (self)),
                                   get_int (self->next, "recording_id"));
}

static void
player_failed_cb (HcrmReviewPage *self, const char *words)
{
  hcrm_page_toast (HCRM_PAGE (self), words, NULL, NULL);
}

static void
play_cb (HcrmReviewPage *self, gint64 ms)
{
  hcrm_recording_player_seek (self->player, ms);
}

static void
stamp_cb (HcrmReviewPage *self)
{
  gint64 ms = hcrm_recording_player_get_position (self->player);
  const char *item = hcrm_review_card_stamp (self->card, ms);

  if (item == NULL)
    return;
  g_autofree char *time = hcrm_talk_dup_time (ms, FALSE);
  /* Translators: a moment of the recording, an item of the scorecard. */
  g_autofree char *words = g_strdup_printf (_ ("%s kept with “%s”"), time, item);
  hcrm_page_toast (HCRM_PAGE (self), words, NULL, NULL);
}

/* --- what comes next -------------------------------------------------------------------------- */

static void
next_cb (gpointer data, JsonNode *reply)
{
  HcrmReviewPage *self = data;

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  g_clear_pointer (&self->next, json_object_unref);
  self->next = json_node_dup_object (reply);
  hcrm_recording_player_preload (self->player, hcrm_page_get_api (HCRM_PAGE (self)),
                                 get_int (self->next, "recording_id"));
  show_primary (self);
}

/* That it could not be had beforehand matters to nobody. */
static gboolean
next_failed_cb (gpointer self, const GError *error)
{
  return TRUE;
}

/* Reads the next one while this one is scored. */
static void
look_ahead (HcrmReviewPage *self)
{
  g_autofree char *path = g_strdup_printf ("/reviews/%" G_GINT64_FORMAT, get_next (self));

  if (get_int (self->next, "id") == get_next (self))
    return;
  g_clear_pointer (&self->next, json_object_unref);
  if (get_next (self) != 0 && is_true (self, "own"))
    hcrm_page_send (HCRM_PAGE (self),
                    &(HcrmRequest){ .method = "GET", .path = path, .fills = "next" }, next_cb,
                    next_failed_cb);
}

/* --- showing it ------------------------------------------------------------------------------- */

static void
show_review (HcrmReviewPage *self)
{
  hcrm_review_steps_set_review (self->taken, self->review);
  show_name (self);
  show_kind (self);
  show_detail (self);
  show_steps (self);
  hcrm_review_card_show (self->card, self->review, get_mode (self));
  hcrm_review_panel_fill (self->panel, self->review);
  open_recording (self);
  look_ahead (self);
  show_primary (self);
  hcrm_page_keys_changed (HCRM_PAGE (self));
}

/* The result of one's own call is then no longer new. */
static void
see (HcrmReviewPage *self)
{
  g_autofree char *path = g_strdup_printf ("/reviews/%" G_GINT64_FORMAT "/actions/see", self->id);
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (body, json_object_new ());
  if (is_true (self, "mine") && *get (self, "seen_at") == '\0'
      && *get (self, "submitted_at") != '\0')
    hcrm_api_send_async (hcrm_page_get_api (HCRM_PAGE (self)),
                         &(HcrmRequest){ .method = "POST", .path = path, .body = body }, NULL, NULL,
                         NULL);
}

static void save_soon (HcrmReviewPage *self, guint after_ms);

static void
take_draft (HcrmReviewPage *self)
{
  g_autofree char *ref = make_ref (self);
  g_autoptr (JsonNode) draft =
      is_scoring (self) ? hcrm_page_load_draft (HCRM_PAGE (self), DRAFT_KIND, ref) : NULL;

  hcrm_review_card_take_typed (self->card, draft);
  self->typed = draft != NULL;
}

static void
focus_first (HcrmReviewPage *self)
{
  if (is_scoring (self))
    hcrm_review_card_focus (self->card);
  else if (!gtk_widget_child_focus (GTK_WIDGET (self->steps), GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (GTK_WIDGET (self->player), GTK_DIR_TAB_FORWARD);
}

/* @review: of any reply; what was typed meanwhile stays, and is saved over it. */
static void
take_review (HcrmReviewPage *self, JsonObject *review)
{
  gboolean first = self->review == NULL;

  if (get_int (review, "id") != self->id)
    return;
  json_object_ref (review);
  g_clear_pointer (&self->review, json_object_unref);
  self->review = review;
  show_review (self);
  if (first) {
    take_draft (self);
    focus_first (self);
    see (self);
  }
  if (is_scoring (self) && self->typed)
    save_soon (self, SAVE_AFTER_MS);
}

static void
read_cb (gpointer data, JsonNode *reply)
{
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    take_review (data, json_node_get_object (reply));
}

static void
hcrm_review_page_refresh (HcrmPage *page)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (page);
  g_autofree char *path = g_strdup_printf ("/reviews/%" G_GINT64_FORMAT, self->id);

  if (self->recording != 0)
    hcrm_recording_player_refresh (self->player);
  hcrm_page_send (page, &(HcrmRequest){ .method = "GET", .path = path, .fills = "review" }, read_cb,
                  NULL);
}

/* --- saving ----------------------------------------------------------------------------------- */

static void submit (HcrmReviewPage *self);

static void
end_saving (HcrmReviewPage *self)
{
  self->saving = FALSE;
  if (self->submits)
    submit (self);
}

static void
saved_cb (gpointer data, JsonNode *reply)
{
  HcrmReviewPage *self = data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *at = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *words = g_strdup_printf (_ ("Saved %s"), at);
  g_autofree char *ref = make_ref (self);

  self->saving = FALSE;
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    take_review (self, json_node_get_object (reply));
  if (!self->typed) {
    hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
    show_saved (self, words, "ok-text");
  }
  end_saving (self);
}

/* What was typed stays. Scored elsewhere meanwhile, it is read again and what was typed here is
 * saved over it; without a line it is saved later. */
static gboolean
save_failed_cb (gpointer data, const GError *error)
{
  HcrmReviewPage *self = data;
  gboolean stale = g_error_matches (error, HCRM_ERROR, HCRM_ERROR_STALE);
  gboolean offline = g_error_matches (error, HCRM_ERROR, HCRM_ERROR_OFFLINE);

  self->saving = self->submits = FALSE;
  self->typed = stale || offline;
  show_saved (self, offline ? _ ("Kept on this desktop until the line is back")
                            : _ ("Not saved"), "warn-text");
  if (offline)
    save_soon (self, SAVE_AGAIN_MS);
  if (stale) {
    hcrm_page_toast (HCRM_PAGE (self),
                     _ ("This was scored elsewhere too. What you typed here was kept."), NULL,
                        NULL);
    hcrm_page_refresh (HCRM_PAGE (self));
  }
  return stale || offline;
}

static void
save (HcrmReviewPage *self)
{
  g_autofree char *path = g_strdup_printf ("/reviews/%" G_GINT64_FORMAT, self->id);
  g_autoptr (JsonNode) body = NULL;

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->saving || !is_scoring (self) || !self->typed)
    return;
  body = hcrm_review_card_dup_typed (self->card);
  self->saving = TRUE;
  self->typed = FALSE;
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "PATCH",
                                  .path = path,
                                  .body = body,
                                  .version = get_int (self->review, "version") },
                  saved_cb, save_failed_cb);
}

static void
save_later_cb (gpointer data)
{
  HCRM_REVIEW_PAGE (data)->save_id = 0;
  save (data);
}

static void
save_soon (HcrmReviewPage *self, guint after_ms)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add_once (after_ms, save_later_cb, self);
}

/* Kept on this desktop at once, on the server a moment after the last key. */
static void
changed_cb (HcrmReviewPage *self)
{
  if (!is_scoring (self))
    return;
  g_autoptr (JsonNode) typed = hcrm_review_card_dup_typed (self->card);
  g_autofree char *ref = make_ref (self);

  hcrm_page_save_draft (HCRM_PAGE (self), DRAFT_KIND, ref, typed);
  self->typed = TRUE;
  show_saved (self, _ ("Kept on this desktop, being saved…"), "dim-label");
  save_soon (self, SAVE_AFTER_MS);
}

/* --- submitting ------------------------------------------------------------------------------- */

static void
tell_result (HcrmReviewPage *self)
{
  gboolean passed = is_true (self, "passed");
  g_autofree char *words =
      g_strdup_printf (passed ? _ ("Submitted: %s, passed")
                              : _ ("Submitted: %s, not passed"), get (self, "score"));

  show_saved (self, words, passed ? "ok-text" : "warn-text");
}

static void
submitted_cb (gpointer data, JsonNode *reply)
{
  HcrmReviewPage *self = data;
  g_autofree char *ref = make_ref (self);

  self->typed = self->saving = self->submits = FALSE;
  hcrm_page_clear_draft (HCRM_PAGE (self), DRAFT_KIND, ref);
  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply))
    return;
  take_review (self, json_node_get_object (reply));
  tell_result (self);
  gtk_widget_grab_focus (self->primary);
}

static void
submit (HcrmReviewPage *self)
{
  g_autofree char *path =
      g_strdup_printf ("/reviews/%" G_GINT64_FORMAT "/actions/submit", self->id);
  g_autoptr (JsonNode) body = NULL;

  g_clear_handle_id (&self->save_id, g_source_remove);
  self->submits = self->saving;
  if (self->saving || !is_scoring (self) || !hcrm_review_card_check (self->card))
    return;
  body = hcrm_review_card_dup_typed (self->card);
  self->saving = TRUE;
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = path,
                                  .body = body,
                                  .version = get_int (self->review, "version") },
                  submitted_cb, save_failed_cb);
}

/* --- the next one ----------------------------------------------------------------------------- */

static void
forget (HcrmReviewPage *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_pointer (&self->review, json_object_unref);
  self->typed = self->saving = self->submits = self->corrects = FALSE;
  show_saved (self, NULL, NULL);
}

/* In the same tab, so that what was fetched beforehand is there at once; read again all the same.
 */
static void
open_next (HcrmReviewPage *self)
{
  g_autofree char *argument = g_strdup_printf ("%" G_GINT64_FORMAT, get_next (self));
  JsonObject *next = g_steal_pointer (&self->next);

  self->id = get_next (self);
  forget (self);
  hcrm_page_set_argument (HCRM_PAGE (self), argument);
  hcrm_page_set_record (HCRM_PAGE (self), "review", self->id);
  if (next != NULL)
    take_review (self, next);
  g_clear_pointer (&next, json_object_unref);
  hcrm_page_refresh (HCRM_PAGE (self));
}

static gboolean
can_go_on (HcrmReviewPage *self)
{
  return self->review != NULL && !is_scoring (self) && !self->corrects && is_true (self, "own")
         && get_next (self) != 0;
}

/* Ctrl+N. */
static void
hcrm_review_page_create (HcrmPage *page)
{
  if (can_go_on (HCRM_REVIEW_PAGE (page)))
    open_next (HCRM_REVIEW_PAGE (page));
}

/* --- steps ------------------------------------------------------------------------------------ */

static void
done_cb (HcrmReviewPage *self, JsonObject *review)
{
  self->corrects = FALSE;
  take_review (self, review);
  focus_first (self);
}

static void
correct_cb (HcrmReviewPage *self)
{
  self->corrects = TRUE;
  show_review (self);
  hcrm_review_card_focus (self->card);
  show_saved (self, _ ("Put right what is to count, then settle. Esc leaves it as it is."), NULL);
}

static void
settle (HcrmReviewPage *self)
{
  g_autoptr (JsonNode) typed = hcrm_review_card_dup_typed (self->card);

  if (hcrm_review_card_check (self->card))
    hcrm_review_steps_settle (self->taken,
                              json_object_dup_member (json_node_get_object (typed), "scores"));
}

static void
step_action (GtkWidget *widget, const char *name, GVariant *action)
{
  hcrm_review_steps_begin (HCRM_REVIEW_PAGE (widget)->taken, g_variant_get_string (action, NULL));
}

/* Whether the focus is in @part, one of the two sides. */
static gboolean
has_focus_in (HcrmReviewPage *self, gpointer part)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, part);
}

/* Ctrl+Enter: gives the reason to listen where it is typed; submits, then goes on; or takes the
 * step that is suggested. */
static void
hcrm_review_page_submit (HcrmPage *page)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (page);
  const HcrmWorkflow *flow = &hcrm_review_workflow;

  if (has_focus_in (self, self->player) && hcrm_recording_player_submit (self->player))
    return;
  if (is_scoring (self))
    submit (self);
  else if (self->corrects)
    settle (self);
  else if (can_go_on (self))
    open_next (self);
  else
    for (guint i = 0; self->review != NULL && i < flow->n_steps; i++)
      if (g_str_equal (flow->steps[i].from, get (self, "state"))
          && (flow->steps[i].flags & HCRM_STEP_SUGGESTED))
        hcrm_review_steps_begin (self->taken, flow->steps[i].action);
}

static void
primary_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  hcrm_review_page_submit (HCRM_PAGE (widget));
}

static void
other_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (widget);

  if (get_other (self) != 0)
    hcrm_page_open_id (HCRM_PAGE (self), "review", get_other (self));
}

/* --- keys ------------------------------------------------------------------------------------- */

/* Those that mean something else in the scorecard. */
static gboolean
is_of_card (guint key)
{
  return (key >= GDK_KEY_0 && key <= GDK_KEY_9) || (key >= GDK_KEY_KP_0 && key <= GDK_KEY_KP_9)
         || gdk_keyval_to_lower (key) == GDK_KEY_n;
}

/* F6: from the scorecard to the player, and back. */
static void
side_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (widget);

  if (has_focus_in (self, self->card))
    gtk_widget_child_focus (GTK_WIDGET (self->player), GTK_DIR_TAB_FORWARD);
  else
    hcrm_review_card_focus (self->card);
}

/* What has the focus has its keys; the player has those, too, that are nobody else's. */
static gboolean
key_cb (HcrmReviewPage *self, guint key, guint code, GdkModifierType state)
{
  if (has_focus_in (self, self->card)) {
    if (hcrm_review_card_take_key (self->card, key, state))
      return TRUE;
    if (is_of_card (key))
      return FALSE;
  }
  return hcrm_recording_player_take_key (self->player, key, state);
}

static gboolean
hcrm_review_page_back (HcrmPage *page)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (page);

  if (hcrm_recording_player_back (self->player) || hcrm_review_card_back (self->card))
    return TRUE;
  if (!self->corrects)
    return FALSE;
  self->corrects = FALSE;
  show_saved (self, NULL, NULL);
  show_review (self);
  return TRUE;
}

static gboolean
hcrm_review_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  return hcrm_review_card_show_error (HCRM_REVIEW_PAGE (page)->card, field, message);
}

/* What was just saved here is no news. */
static void
hcrm_review_page_event (HcrmPage *page, const char *kind, gint64 id, gint64 version)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (page);

  if (kind != NULL && (id != self->id || self->saving))
    return;
  if (kind == NULL || version == 0 || version != get_int (self->review, "version"))
    hcrm_page_refresh (page);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_review_page_constructed (GObject *object)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (object);
  const char *id = hcrm_page_get_argument (HCRM_PAGE (object));

  G_OBJECT_CLASS (hcrm_review_page_parent_class)->constructed (object);
  self->id = id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0;
  self->taken = hcrm_review_steps_add (HCRM_PAGE (object));
  g_signal_connect_object (self->taken, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->taken, "correct", G_CALLBACK (correct_cb), self,
                           G_CONNECT_SWAPPED);
  hcrm_page_set_record (HCRM_PAGE (object), "review", self->id);
}

/* Whoever looks elsewhere finds all of it there. */
static void
hcrm_review_page_unmap (GtkWidget *widget)
{
  save (HCRM_REVIEW_PAGE (widget));
  GTK_WIDGET_CLASS (hcrm_review_page_parent_class)->unmap (widget);
}

static void
hcrm_review_page_dispose (GObject *object)
{
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_pointer (&self->review, json_object_unref);
  g_clear_pointer (&self->next, json_object_unref);
  G_OBJECT_CLASS (hcrm_review_page_parent_class)->dispose (object);
}

/* Whoever only reads is offered no key that writes. */
static gboolean
hcrm_review_page_has_key (HcrmPage *page, const char *key)
{
  static const char *const typing[] = { SCORE_KEYS, KEEP_KEY, "Enter", NULL };
  HcrmReviewPage *self = HCRM_REVIEW_PAGE (page);

  if (g_str_equal (key, "Ctrl Enter"))
    return get_mode (self) != HCRM_REVIEW_READ || can_go_on (self);
  return get_mode (self) != HCRM_REVIEW_READ || !g_strv_contains (typing, key);
}

static void
set_page_class (HcrmPageClass *klass)
{
  static const char *const watches[] = { "review", NULL };
  static const HcrmKeyHint hints[] = {
    { "↑ ↓", N_ ("item") },
      { SCORE_KEYS, N_ ("score") },
        { KEEP_KEY, N_ ("keep moment") },
          { "P", N_ ("play moment") },
            { "Enter", N_ ("note on the item") },
              { "Space J K L", N_ ("player") },
                { "F6", N_ ("player or scorecard") },
                  { "Ctrl Enter", N_ ("submit, next") }, { NULL },
                };

  klass->refresh = hcrm_review_page_refresh;
  klass->submit = hcrm_review_page_submit;
  klass->create = hcrm_review_page_create;
  klass->back = hcrm_review_page_back;
  klass->event = hcrm_review_page_event;
  klass->show_field_error = hcrm_review_page_show_field_error;
  klass->watches = watches;
  klass->hints = hints;
  klass->has_key = hcrm_review_page_has_key;
  klass->help = N_ ("The recording is on the left, its scorecard on the right. What has the focus has its "
          "keys; F6 goes from one to the other.\n\n"
          "In the scorecard, digits are points, Y and N answer yes and no, − means that an item does "
          "not apply, Delete takes an answer back; a whole answer goes on to the next item, the up "
          "and down arrows go to any. M keeps the second that is playing with the item, Shift+M "
          "takes it away, P plays it; right after an answer they are about the item just answered. The arrow down goes from the last item to the coaching. Enter writes a note on the item, Esc leaves it.\n\n"
          "The player's keys work here as well: Space plays and pauses, J and L and the arrows to "
          "the left and right go back and on, [ and ] change the speed, A and B are a loop, X leaves "
          "silences out. Only digits and N are the player's alone where the player has the "
          "focus.\n\n"
          "All is saved as you go. Ctrl+Enter submits and names what is not scored; once it is "
          "submitted, Ctrl+Enter or Ctrl+N opens the next one.");
}

#define BIND(child) gtk_widget_class_bind_template_child (klass, HcrmReviewPage, child)

static void
bind_template (GtkWidgetClass *klass)
{
  g_type_ensure (HCRM_TYPE_RECORDING_PLAYER);
  g_type_ensure (HCRM_TYPE_REVIEW_CARD);
  gtk_widget_class_set_template_from_resource (
      klass, "/org/hcrm/Client/pages/reviews/hcrm-review-page.ui");
  BIND (name);
  BIND (state);
  BIND (kind);
  BIND (detail);
  BIND (other);
  BIND (steps);
  BIND (player);
  BIND (panel);
  BIND (card);
  BIND (saved);
  BIND (ahead);
  BIND (primary);
  BIND (primary_label);
  gtk_widget_class_bind_template_callback (klass, player_opened_cb);
  gtk_widget_class_bind_template_callback (klass, player_failed_cb);
  gtk_widget_class_bind_template_callback (klass, changed_cb);
  gtk_widget_class_bind_template_callback (klass, stamp_cb);
  gtk_widget_class_bind_template_callback (klass, play_cb);
}

static void
hcrm_review_page_class_init (HcrmReviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_review_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = hcrm_review_page_dispose;
  widget_class->unmap = hcrm_review_page_unmap;
  set_page_class (HCRM_PAGE_CLASS (klass));
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "review.step", "s", step_action);
  gtk_widget_class_install_action (widget_class, "review.primary", NULL, primary_action);
  gtk_widget_class_install_action (widget_class, "review.other", NULL, other_action);
  gtk_widget_class_install_action (widget_class, "review.side", NULL, side_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, 0, "review.side", NULL);
}

static void
hcrm_review_page_init (HcrmReviewPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  hcrm_page_set_status (HCRM_PAGE (self), _ ("Your listening is in the audit log"));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
