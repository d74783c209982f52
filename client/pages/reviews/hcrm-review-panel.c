/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is to be read of a review beside its scores: appeal, outcome, history. */

#include "hcrm-review-panel.h"

#include <glib/gi18n.h>

#include "core/hcrm-explain.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

static GtkWidget *
new_caption (const char *words)
{
  GtkWidget *label = hcrm_wrapped_label_new (words, "caption");

  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* Words that somebody wrote, with who and when. Returns: (transfer none): the card */
static GtkWidget *
add_words (GtkBox *box, const char *title, const char *words, const char *who, const char *at)
{
  GtkWidget *card = hcrm_card_new (title);
  g_autofree char *time = hcrm_text_time (at);
  g_autofree char *head = hcrm_text_join (time, who, NULL);

  gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (words, "quote"));
  if (*head != '\0')
    gtk_box_append (GTK_BOX (card), new_caption (head));
  gtk_box_append (box, card);
  return card;
}

/* Returns: (transfer none) (nullable): the card, if there are any words */
static GtkWidget *
add_member (GtkBox *box,
            JsonObject *review,
            const char *title,
            const char *member,
            const char *who,
            const char *at)
{
  const char *words = hcrm_text_member (review, member);

  return *words != '\0' ? add_words (box, title, words, hcrm_text_member (review, who),
                                     hcrm_text_member (review, at))
                        : NULL;
}

/* --- what was appealed against ---------------------------------------------------------------- */

static gboolean
is_named (JsonArray *named, gint64 id)
{
  for (guint i = 0; i < json_array_get_length (named); i++)
    if (json_array_get_int_element (named, i) == id)
      return TRUE;
  return FALSE;
}

static void
add_items (GtkBox *card, JsonObject *review)
{
  JsonNode *node = json_object_get_member (review, "appeal_items");
  JsonArray *items = json_object_get_array_member (review, "items");

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
      || json_array_get_length (json_node_get_array (node)) == 0)
    return;
  gtk_box_append (card, new_caption (_ ("Items appealed against")));
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    if (is_named (json_node_get_array (node), json_object_get_int_member (item, "id")))
      gtk_box_append (card, hcrm_wrapped_label_new (hcrm_text_member (item, "text"), NULL));
  }
}

static void
add_appeal (GtkBox *box, JsonObject *review)
{
  GtkWidget *card =
      add_member (box, review,
                  _ ("Reason of the appeal"), "appeal_reason", "subject", "appealed_at");

  if (card != NULL)
    add_items (GTK_BOX (card), review);
}

/* --- how it was settled ----------------------------------------------------------------------- */

static char *
make_outcome (JsonObject *review)
{
  int at = hcrm_field_set_find (&hcrm_review_fields, "outcome");
  const char *label = hcrm_field_get_choice_label (&hcrm_review_fields.fields[at],
                                                   hcrm_text_member (review, "outcome"));

  return g_strdup_printf (_ ("%s (before the appeal: %s)"), label,
                             hcrm_text_member (review, "first_score"));
}

static void
add_outcome (GtkBox *box, JsonObject *review)
{
  g_autofree char *title =
      *hcrm_text_member (review, "outcome") != '\0' ? make_outcome (review) : NULL;

  if (title != NULL)
    add_member (box, review, title, "settle_note", "settled_by", "settled_at");
}

/* --- history ---------------------------------------------------------------------------------- */

static GtkWidget *
new_event (JsonObject *item)
{
  JsonNode *params = json_object_get_member (item, "params");
  g_autoptr (HcrmExplanation) words =
      hcrm_explain (hcrm_text_member (item, "code"),
                    params != NULL && JSON_NODE_HOLDS_OBJECT (params)
                        ? json_node_get_object (params)
                        : NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *at = hcrm_text_time (hcrm_text_member (item, "at"));
  g_autofree char *head = hcrm_text_join (at, hcrm_text_member (item, "user"), NULL);

  gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (words->title, NULL));
  if (*words->detail != '\0')
    gtk_box_append (GTK_BOX (box), hcrm_wrapped_label_new (words->detail, "caption"));
  gtk_box_append (GTK_BOX (box), new_caption (head));
  return box;
}

static void
add_history (GtkBox *box, JsonObject *review)
{
  JsonNode *node = json_object_get_member (review, "history");
  JsonArray *history =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = history != NULL ? json_array_get_length (history) : 0;

  if (n == 0)
    return;
  GtkWidget *card = hcrm_card_new (_ ("History"));
  gtk_box_set_spacing (GTK_BOX (card), 6);
  for (guint i = n; i > 0; i--)
    gtk_box_append (GTK_BOX (card), new_event (json_array_get_object_element (history, i - 1)));
  gtk_box_append (box, card);
}

void
hcrm_review_panel_fill (GtkBox *box, JsonObject *review)
{
  hcrm_clear_box (box);
  add_outcome (box, review);
  add_appeal (box, review);
  add_member (box, review, _ ("Why it was passed over"), "skip_reason", "reviewer", "");
  add_member (box, review, _ ("Note"), "note", "reviewer", "submitted_at");
  add_history (box, review);
}
