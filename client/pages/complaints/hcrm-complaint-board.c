/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Open complaints as cards, in columns by their state or by their due date. */

#include "hcrm-complaint-board.h"

#include <glib/gi18n.h>

#include "hcrm-complaint-words.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmComplaintBoard {
  AdwBin parent_instance;

  GtkBox *columns;
  JsonNode *reply; /* (nullable) */
  gboolean by_due;
  gint64 focused;    /* whose card has the focus */
  GtkWidget *regain; /* (nullable): that card, while the board is filled */
};

G_DEFINE_FINAL_TYPE (HcrmComplaintBoard, hcrm_complaint_board, ADW_TYPE_BIN)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* clang-format off */
static const HcrmChoice dues[] = {
  { "overdue", N_("Overdue") },
  { "today",   N_("Due today") },
  { "soon",    N_("Due later") },
  { "",        N_("No clock runs") },
};
/* clang-format on */

/* --- a card ----------------------------------------------------------------------------------- */

static gint64
get_card_id (GtkWidget *card)
{
  return hcrm_record_get_int (g_object_get_data (G_OBJECT (card), "complaint"), "id");
}

static void
clicked_cb (HcrmComplaintBoard *self, GtkWidget *card)
{
  g_signal_emit (self, signals[CHOSEN], 0, get_card_id (card));
}

static GtkWidget *
new_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
new_line (GtkWidget *label, const char *text, const char *pill)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *end = hcrm_pill_new (text, pill);

  gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), end);
  return line;
}

static GtkWidget *
new_matter (const char *matter)
{
  GtkWidget *label = new_label (matter, "strong");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  return label;
}

/* Who called, and who has it in hand. */
static char *
make_who (HcrmRecord *complaint)
{
  const char *pill = NULL;
  g_autofree char *caller = hcrm_complaint_words_caller (complaint, &pill);

  return hcrm_text_join (caller, hcrm_text_field (complaint, "department"), NULL);
}

/* A card is narrow, and its number is read whole: its pill's shape says that a time is past, and
 * what stands still is known to be the clock. */
static char *
make_due (HcrmRecord *complaint, const char **pill)
{
  g_autofree char *due = hcrm_complaint_words_due (complaint, pill);
  const char *bucket = hcrm_record_get (complaint, "bucket");

  if (bucket == NULL && hcrm_record_get (complaint, "paused_at") != NULL)
    return g_strdup (_ ("Paused"));
  return g_strcmp0 (bucket, "overdue") == 0 ? hcrm_text_time (hcrm_record_get (complaint, "due_at"))
                                            : g_steal_pointer (&due);
}

static GtkWidget *
new_face (HcrmRecord *complaint)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  const char *due_pill = NULL, *grade_pill = NULL, *no_pill = NULL;
  g_autofree char *due = make_due (complaint, &due_pill);
  g_autofree char *grade = hcrm_complaint_words_grade (complaint, &grade_pill);
  g_autofree char *matter = hcrm_complaint_words_matter (complaint, &no_pill);
  g_autofree char *who = make_who (complaint);

  gtk_box_append (GTK_BOX (box),
                  new_line (new_label (hcrm_record_get (complaint, "number"), "caption"), due,
                            due_pill));
  gtk_box_append (GTK_BOX (box), new_matter (matter));
  gtk_box_append (GTK_BOX (box), new_line (new_label (who, "caption"), grade, grade_pill));
  return box;
}

static GtkWidget *
new_card (HcrmComplaintBoard *self, HcrmRecord *complaint)
{
  GtkWidget *card = gtk_button_new ();
  g_autofree char *name = hcrm_text_join (hcrm_record_get (complaint, "number"),
                                          hcrm_record_get (complaint, "matter"), NULL);

  gtk_button_set_child (GTK_BUTTON (card), new_face (complaint));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "board-card");
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (card), "complaint", g_object_ref (complaint), g_object_unref);
  g_signal_connect_object (card, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  if (self->focused == get_card_id (card))
    self->regain = card;
  return card;
}

/* --- columns ---------------------------------------------------------------------------------- */

static GtkBox *
add_column (HcrmComplaintBoard *self, const char *title, guint n, gboolean more)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *cards = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *count = g_strdup_printf (more ? "%u+" : "%u", n);
  GtkWidget *counter = gtk_label_new (count);

  gtk_box_append (GTK_BOX (head), new_label (title, "heading"));
  gtk_widget_add_css_class (counter, "dim-label");
  gtk_box_append (GTK_BOX (head), counter);
  gtk_widget_add_css_class (column, "kan");
  gtk_widget_add_css_class (column, "board-column");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), cards);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (column), head);
  gtk_box_append (GTK_BOX (column), scroller);
  gtk_box_append (self->columns, column);
  return GTK_BOX (cards);
}

static void
add_cards (HcrmComplaintBoard *self, GtkBox *cards, GPtrArray *complaints)
{
  for (guint i = 0; i < complaints->len; i++)
    gtk_box_append (cards, new_card (self, complaints->pdata[i]));
}

static GPtrArray *
read_complaints (JsonArray *items)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (items); i++) {
    g_autoptr (HcrmRecord) complaint = hcrm_record_new (&hcrm_complaint_fields);
    if (hcrm_record_read_json (complaint, json_array_get_object_element (items, i), TRUE, NULL))
      g_ptr_array_add (all, g_steal_pointer (&complaint));
  }
  return all;
}

static void
fill_states (HcrmComplaintBoard *self, JsonArray *columns)
{
  for (guint i = 0; i < json_array_get_length (columns); i++) {
    JsonObject *column = json_array_get_object_element (columns, i);
    const HcrmState *state =
        hcrm_workflow_get_state (&hcrm_complaint_workflow,
                                 json_object_get_string_member (column, "state"));
    guint total = json_object_get_int_member (column, "total");
    g_autoptr (GPtrArray) all = read_complaints (json_object_get_array_member (column, "items"));
    add_cards (self,
               add_column (self, state != NULL ? gettext (state->label) : "", total, total >= 1000),
               all);
  }
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  HcrmRecord *const *one = a, *const *other = b;

  return g_strcmp0 (hcrm_record_get (*one, "due_at"), hcrm_record_get (*other, "due_at"));
}

static GPtrArray *
read_all (JsonArray *columns, gboolean *more)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < json_array_get_length (columns); i++) {
    JsonObject *column = json_array_get_object_element (columns, i);
    GPtrArray *some = read_complaints (json_object_get_array_member (column, "items"));
    *more |= some->len < json_object_get_int_member (column, "total");
    g_ptr_array_extend_and_steal (all, some);
  }
  g_ptr_array_sort (all, compare_due);
  return all;
}

static void
fill_dues (HcrmComplaintBoard *self, JsonArray *columns)
{
  gboolean more = FALSE;
  g_autoptr (GPtrArray) all = read_all (columns, &more);

  for (guint i = 0; i < G_N_ELEMENTS (dues); i++) {
    g_autoptr (GPtrArray) some = g_ptr_array_new ();
    for (guint j = 0; j < all->len; j++) {
      const char *bucket = hcrm_record_get (all->pdata[j], "bucket");
      if (g_str_equal (bucket != NULL ? bucket : "", dues[i].value))
        g_ptr_array_add (some, all->pdata[j]);
    }
    add_cards (self, add_column (self, gettext (dues[i].label), some->len, more), some);
  }
}

static void
keep_focus (HcrmComplaintBoard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->focused = 0;
  self->regain = NULL;
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self))
      && g_object_get_data (G_OBJECT (focus), "complaint") != NULL)
    self->focused = get_card_id (focus);
}

static void
fill (HcrmComplaintBoard *self)
{
  JsonArray *columns =
      self->reply != NULL
          ? json_object_get_array_member (json_node_get_object (self->reply), "items")
          : NULL;

  if (columns == NULL)
    return;
  keep_focus (self);
  hcrm_clear_box (self->columns);
  if (self->by_due)
    fill_dues (self, columns);
  else
    fill_states (self, columns);
  if (self->regain != NULL)
    gtk_widget_grab_focus (self->regain);
}

void
hcrm_complaint_board_set (HcrmComplaintBoard *self, JsonNode *reply)
{
  g_return_if_fail (HCRM_IS_COMPLAINT_BOARD (self));
  g_clear_pointer (&self->reply, json_node_unref);
  self->reply = json_node_ref (reply);
  fill (self);
}

void
hcrm_complaint_board_set_by_due (HcrmComplaintBoard *self, gboolean by_due)
{
  g_return_if_fail (HCRM_IS_COMPLAINT_BOARD (self));
  self->by_due = by_due;
  fill (self);
}

static void
hcrm_complaint_board_finalize (GObject *object)
{
  g_clear_pointer (&HCRM_COMPLAINT_BOARD (object)->reply, json_node_unref);
  G_OBJECT_CLASS (hcrm_complaint_board_parent_class)->finalize (object);
}

static void
hcrm_complaint_board_class_init (HcrmComplaintBoardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_complaint_board_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
hcrm_complaint_board_init (HcrmComplaintBoard *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->columns = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  gtk_box_set_homogeneous (self->columns, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->columns), "pad");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->columns));
  adw_bin_set_child (ADW_BIN (self), scroller);
}
