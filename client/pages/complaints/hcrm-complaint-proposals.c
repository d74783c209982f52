/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What fits a complaint while it is being taken. */

#include "hcrm-complaint-proposals.h"

#include <glib/gi18n.h>

#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define ROOM 3 /* px, above and below words of several lines */
#define MOST_KEYS 8
#define MOST_CODES 5

struct _HcrmComplaintProposals {
  AdwBin parent_instance;

  GtkBox *codes;
  GtkBox *proposals;
  GPtrArray *buttons; /* borrowed, in their order */
  gboolean joins;     /* whether the user may join cases */
  gboolean worded;    /* whether there are words to go by */
  gboolean own;       /* whether it is about the user */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintProposals, hcrm_complaint_proposals, ADW_TYPE_BIN)

enum { CHOSEN, FOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What is null has no words. */
static const char *
get_words (JsonObject *item, const char *name)
{
  const char *text = hcrm_text_member (item, name);

  return text != NULL ? text : "";
}

static char *
dup_id (JsonObject *item)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (item, "id"));
}

/* --- buttons ---------------------------------------------------------------------------------- */

static void
clicked_cb (HcrmComplaintProposals *self, GtkWidget *button)
{
  GObject *object = G_OBJECT (button);

  g_signal_emit (self, signals[CHOSEN], 0, g_object_get_data (object, "field"),
                 g_object_get_data (object, "value"), g_object_get_data (object, "label"));
}

static void
set_data (GtkWidget *button, const char *name, const char *text)
{
  g_object_set_data_full (G_OBJECT (button), name, g_strdup (text), g_free);
}

static GtkWidget *
new_face (HcrmComplaintProposals *self, const char *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = hcrm_wrapped_label_new (words, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_top (label, ROOM);
  gtk_widget_set_margin_bottom (label, ROOM);
  gtk_box_append (GTK_BOX (box), label);
  if (self->buttons->len < MOST_KEYS) {
    g_autofree char *key = g_strdup_printf ("Ctrl %u", self->buttons->len + 1);
    GtkWidget *cap = hcrm_key_cap_new (key);
    gtk_widget_set_valign (cap, GTK_ALIGN_CENTER);
    gtk_box_append (GTK_BOX (box), cap);
  }
  return box;
}

static void
add_proposal (HcrmComplaintProposals *self,
              const char *field,
              const char *value,
              const char *label,
              const char *words)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), new_face (self, words));
  gtk_widget_add_css_class (button, "outline");
  set_data (button, "field", field);
  set_data (button, "value", value);
  set_data (button, "label", label);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_box_append (self->proposals, button);
  g_ptr_array_add (self->buttons, button);
}

void
hcrm_complaint_proposals_choose (HcrmComplaintProposals *self, guint n)
{
  if (n >= 1 && n <= self->buttons->len)
    clicked_cb (self, self->buttons->pdata[n - 1]);
}

/* --- what fits -------------------------------------------------------------------------------- */

static char *
join_words (JsonObject *item)
{
  JsonArray *words = json_object_get_array_member (item, "words");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (words, i));
  return g_strdup (text->str);
}

static void
add_class (HcrmComplaintProposals *self, JsonObject *item)
{
  g_autofree char *because = join_words (item);
  g_autofree char *words = hcrm_text_join (_ ("Class"), get_words (item, "name"), because, NULL);

  add_proposal (self, "class", json_object_get_string_member (item, "code"), "", words);
}

static void
add_similar (HcrmComplaintProposals *self, JsonObject *item)
{
  g_autofree char *id = dup_id (item);
  const char *number = get_words (item, "number");
  g_autofree char *words =
      hcrm_text_join (number, get_words (item, "caller_name"), get_words (item, "department"),
                      get_words (item, "matter"), NULL);

  add_proposal (self, "similar", id, "", words);
  if (self->joins) {
    g_autofree char *join = g_strdup_printf (_ ("Join with %s"), number);
    add_proposal (self, "join", id, number, join);
  }
}

static JsonObject *
get_grade (JsonObject *proposal)
{
  JsonNode *node = json_object_get_member (proposal, "grade");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
add_grade (HcrmComplaintProposals *self, JsonObject *proposal)
{
  JsonObject *grade = get_grade (proposal);

  if (grade == NULL)
    return;
  g_autofree char *id = dup_id (grade);
  g_autofree char *because = join_words (grade);
  g_autofree char *words = hcrm_text_join (_ ("Grade"), get_words (grade, "name"), because, NULL);
  add_proposal (self, "grade", id, "", words);
}

static void
add_title (HcrmComplaintProposals *self, const char *title)
{
  gtk_box_append (self->proposals, hcrm_wrapped_label_new (title, "section"));
}

static guint
get_length (JsonObject *proposal, const char *member)
{
  JsonArray *items = json_object_get_array_member (proposal, member);

  return items != NULL ? json_array_get_length (items) : 0;
}

static void
add_each (HcrmComplaintProposals *self,
          JsonObject *proposal,
          const char *member,
          void (*add) (HcrmComplaintProposals *self, JsonObject *item))
{
  for (guint i = 0; i < get_length (proposal, member); i++)
    add (self, json_array_get_object_element (json_object_get_array_member (proposal, member), i));
}

/* A grade may be proposed where no class is. */
static void
add_by_words (HcrmComplaintProposals *self, JsonObject *proposal)
{
  if (!self->worded)
    return;
  if (get_length (proposal, "classes") > 0 || get_grade (proposal) != NULL)
    add_title (self, _ ("By the words of the matter"));
  add_each (self, proposal, "classes", add_class);
  add_grade (self, proposal);
}

/* What fits best, for whoever has chosen nothing yet. */
static void
tell_best (HcrmComplaintProposals *self, JsonObject *proposal)
{
  JsonArray *classes = json_object_get_array_member (proposal, "classes");
  JsonObject *grade = get_grade (proposal);
  gboolean any = classes != NULL && json_array_get_length (classes) > 0;
  const char *code = any ? get_words (json_array_get_object_element (classes, 0), "code") : "";
  g_autofree char *id = grade != NULL ? dup_id (grade) : g_strdup ("");

  g_signal_emit (self, signals[FOUND], 0, code, id);
}

static void
proposal_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintProposals *self = data;
  JsonObject *proposal = json_node_get_object (reply);

  g_ptr_array_set_size (self->buttons, 0);
  hcrm_clear_box (self->proposals);
  if (get_length (proposal, "similar") > 0)
    add_title (self, _ ("Similar ones that are open"));
  add_each (self, proposal, "similar", add_similar);
  add_by_words (self, proposal);
  if (self->worded)
    tell_best (self, proposal);
}

void
hcrm_complaint_proposals_ask (HcrmComplaintProposals *self,
                              HcrmPage *page,
                              const char *matter,
                              const char *number,
                              gint64 call_id,
                              const char *patient_id)
{
  g_autofree char *cut = g_utf8_substring (matter, 0, MIN (g_utf8_strlen (matter, -1), 2000));
  g_autofree char *call =
      call_id != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, call_id) : g_strdup ("");
  g_autofree char *path =
      hcrm_api_query ("/complaints/proposal", "text", cut, "number", number, "call_id", call,
                      "patient_id", patient_id != NULL ? patient_id : "", NULL);

  self->joins = hcrm_page_may (page, HCRM_PERM_COMPLAINT_MANAGE);
  self->worded = *matter != '\0';
  if (*matter != '\0' || *number != '\0' || call_id != 0)
    hcrm_page_send_for (page, self,
                        &(HcrmRequest){ .method = "GET", .path = path, .fills = "proposals" },
                        proposal_cb, NULL);
}

/* --- service codes ---------------------------------------------------------------------------- */

/* Said before it is taken, as nothing of it can be seen afterwards. */
static void
tell_own (HcrmComplaintProposals *self)
{
  if (self->own)
    return;
  self->own = TRUE;
  gtk_box_append (self->codes, hcrm_pill_new (_ ("about you"), "warn"));
  gtk_box_append (self->codes,
                  hcrm_wrapped_label_new (_ ("This complaint is about yourself. It can be taken: a supervisor "
                         "receives it then, and you see it no more."),
                      "strong"));
}

/* Who carried it on that day; what nobody did is kept all the same. */
static void
code_cb (gpointer data, JsonNode *reply)
{
  HcrmComplaintProposals *self = data;
  JsonObject *found = json_node_get_object (reply);
  gboolean known = json_object_get_boolean_member_with_default (found, "known", FALSE);
  g_autofree char *words =
      known ? hcrm_text_join (get_words (found, "code"), get_words (found, "staff"),
                              get_words (found, "title"), get_words (found, "department"), NULL)
            : hcrm_text_join (get_words (found, "code"), get_words (found, "problem"), NULL);
  GtkWidget *label = hcrm_wrapped_label_new (words, known ? "strong" : NULL);

  gtk_box_append (self->codes, label);
  if (!known)
    gtk_box_append (self->codes, hcrm_pill_new (_ ("kept, and flagged"), "warn"));
  if (json_object_get_boolean_member_with_default (found, "own", FALSE))
    tell_own (self);
}

/* What is not yet a code is no mistake. */
static gboolean
no_code_cb (gpointer data, const GError *error)
{
  return TRUE;
}

void
hcrm_complaint_proposals_ask_codes (HcrmComplaintProposals *self,
                                    HcrmPage *page,
                                    const char *const *codes,
                                    const char *on,
                                    gboolean own)
{
  hcrm_clear_box (self->codes);
  self->own = FALSE;
  if (own)
    tell_own (self);
  for (guint i = 0; i < MOST_CODES && codes[i] != NULL; i++) {
    g_autofree char *fills = g_strdup_printf ("code-%u", i);
    g_autofree char *code = g_uri_escape_string (codes[i], NULL, FALSE);
    g_autofree char *path = g_strdup_printf ("/service-codes/%s%s%s", code,
                                             on != NULL ? "?on=" : "", on != NULL ? on : "");
    hcrm_page_send_for (page, self, &(HcrmRequest){ .method = "GET", .path = path, .fills = fills },
                        code_cb, no_code_cb);
  }
}

gboolean
hcrm_complaint_proposals_is_own (HcrmComplaintProposals *self)
{
  return self->own;
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
hcrm_complaint_proposals_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_COMPLAINT_PROPOSALS (object)->buttons);
  G_OBJECT_CLASS (hcrm_complaint_proposals_parent_class)->finalize (object);
}

static void
hcrm_complaint_proposals_class_init (HcrmComplaintProposalsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_complaint_proposals_finalize;
  signals[CHOSEN] =
      g_signal_new ("chosen", HCRM_TYPE_COMPLAINT_PROPOSALS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[FOUND] = g_signal_new ("found", HCRM_TYPE_COMPLAINT_PROPOSALS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
hcrm_complaint_proposals_init (HcrmComplaintProposals *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->buttons = g_ptr_array_new ();
  self->codes = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  self->proposals = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->codes));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->proposals));
  adw_bin_set_child (ADW_BIN (self), box);
}
