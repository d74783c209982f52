/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Instances of repeating groups: framed, numbered, added and taken away. */

#include <glib/gi18n.h>

#include "hcrm-questionnaire-form-private.h"
#include "hcrm-reveal.h"
#include "widgets/hcrm-pill.h"

#define REPEATS "hcrm-repeats"   /* of the box: Repeats */
#define INSTANCE "hcrm-instance" /* of a frame: Instance */

/**
 * Repeats:
 * @parent: the instance around the group
 * @frames: the box of the frames
 *
 * The instances of one group in one place.
 */
typedef struct {
  HcrmQuestionnaireForm *form; /* not owned: it owns the box */
  const HcrmItem *group;
  guint parent;
  GtkWidget *frames;
  GtkWidget *add;
  GtkWidget *undo;
} Repeats;

typedef struct {
  Repeats *repeats;
  guint number;
  GtkLabel *title;
  GtkWidget *remove;
} Instance;

static Instance *
get_instance (GtkWidget *frame)
{
  return frame != NULL ? g_object_get_data (G_OBJECT (frame), INSTANCE) : NULL;
}

static GtkWidget *
find_frame (Repeats *self, guint number)
{
  for (GtkWidget *frame = gtk_widget_get_first_child (self->frames); frame != NULL;
       frame = gtk_widget_get_next_sibling (frame))
    if (get_instance (frame)->number == number)
      return frame;
  return NULL;
}

static const char *
get_name (Repeats *self)
{
  const char *name = hcrm_text_get (self->group->text, self->form->language);

  /* Translators: an instance of a group of questions that has no name of its own. */
  return name != NULL ? name : _ ("Entry");
}

/* --- the focus -------------------------------------------------------------------------------- */

static GtkWidget *
find_card (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *card = HCRM_IS_QUESTION_CARD (child) ? child : find_card (child);
    if (card != NULL && gtk_widget_get_visible (card)
        && hcrm_item_is_answerable (hcrm_question_card_get_item (HCRM_QUESTION_CARD (card))))
      return card;
  }
  return NULL;
}

static void
focus_frame (GtkWidget *frame)
{
  GtkWidget *card = frame != NULL ? find_card (frame) : NULL;

  if (card == NULL)
    return;
  hcrm_question_input_focus (hcrm_question_card_get_input (HCRM_QUESTION_CARD (card)));
  hcrm_reveal (card);
}

/* --- adding and taking away ------------------------------------------------------------------- */

static void
add_instance (Repeats *self)
{
  guint number;

  if (!hcrm_response_add_instance (self->form->response, self->group->link_id, self->parent,
                                   &number)) {
    gtk_widget_error_bell (self->frames);
    return;
  }
  focus_frame (find_frame (self, number));
}

static gboolean
has_answers (HcrmQuestionnaireForm *form, GtkWidget *frame)
{
  for (guint i = 0; i < form->cards->len; i++) {
    GtkWidget *card = g_ptr_array_index (form->cards, i);
    if (gtk_widget_is_ancestor (card, frame)
        && hcrm_question_card_is_answered (HCRM_QUESTION_CARD (card)))
      return TRUE;
  }
  return FALSE;
}

/* The focus goes to the instance before, else the one behind. Answers can be brought back. */
static void
remove_instance (Instance *self)
{
  Repeats *repeats = self->repeats;
  HcrmQuestionnaireForm *form = repeats->form;
  GtkWidget *frame = find_frame (repeats, self->number);
  GtkWidget *next = gtk_widget_get_prev_sibling (frame);
  gboolean answered = has_answers (form, frame);
  g_autofree char *before =
      answered ? hcrm_response_to_fhir (form->response, "in-progress", NULL) : NULL;

  if (next == NULL)
    next = gtk_widget_get_next_sibling (frame);
  focus_frame (next != NULL ? next : frame);
  hcrm_form_forget_undo (form);
  hcrm_response_remove_instance (form->response, repeats->group->link_id, self->number);
  form->undo = g_steal_pointer (&before);
  gtk_widget_set_visible (repeats->undo, answered);
}

static void
hide_undo_cb (gpointer place, gpointer box, gpointer unused)
{
  Repeats *self = g_object_get_data (G_OBJECT (box), REPEATS);

  gtk_widget_set_visible (self->undo, FALSE);
}

void
hcrm_form_forget_undo (HcrmQuestionnaireForm *self)
{
  if (self->undo == NULL)
    return;
  g_clear_pointer (&self->undo, g_free);
  g_hash_table_foreach (self->repeats, hide_undo_cb, NULL);
}

gboolean
hcrm_form_undo (HcrmQuestionnaireForm *self)
{
  g_autofree char *before = g_steal_pointer (&self->undo);

  if (before == NULL)
    return FALSE;
  g_hash_table_foreach (self->repeats, hide_undo_cb, NULL);
  return hcrm_response_load (self->response, before, -1, NULL);
}

static void
undo_cb (Repeats *self)
{
  HcrmQuestionnaireForm *form = self->form;

  focus_frame (gtk_widget_get_first_child (self->frames));
  hcrm_form_undo (form);
}

/* --- building --------------------------------------------------------------------------------- */

static GtkWidget *
make_button (const char *label, const char *key)
{
  GtkWidget *button = gtk_button_new (), *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (words), gtk_label_new (label));
  gtk_box_append (GTK_BOX (words), hcrm_key_cap_new (key));
  gtk_button_set_child (GTK_BUTTON (button), words);
  gtk_widget_add_css_class (button, "chip");
  gtk_widget_add_css_class (button, "add");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
make_head (Instance *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "strong");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  self->remove = make_button (_ ("Remove"), "Alt −");
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_instance), self);
  gtk_box_append (GTK_BOX (head), self->remove);
  return head;
}

static void
append_frame (Repeats *self, guint number)
{
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Instance *instance = g_new0 (Instance, 1);

  instance->repeats = self;
  instance->number = number;
  g_object_set_data_full (G_OBJECT (frame), INSTANCE, instance, g_free);
  gtk_widget_add_css_class (frame, "instance");
  gtk_box_append (GTK_BOX (frame), make_head (instance));
  gtk_box_append (GTK_BOX (self->frames), frame);
  hcrm_form_fill_instance (self->form, frame, self->group, number);
}

/* Numbers the instances, and says what can be done with them. */
static void
show_state (Repeats *self)
{
  guint nth = 0;

  for (GtkWidget *frame = gtk_widget_get_first_child (self->frames); frame != NULL;
       frame = gtk_widget_get_next_sibling (frame)) {
    g_autofree char *title = g_strdup_printf ("%s %u", get_name (self), ++nth);
    gtk_label_set_label (get_instance (frame)->title, title);
    gtk_widget_set_visible (get_instance (frame)->remove, !self->form->read_only);
  }
  gtk_widget_set_visible (self->add,
                          !self->form->read_only
                              && (self->group->max_occurs == 0 || nth < self->group->max_occurs));
}

static gboolean
is_instance (Repeats *self, guint number)
{
  HcrmResponse *response = self->form->response;
  const char *link_id = self->group->link_id;

  for (guint i = 0; i < hcrm_response_get_n_instances (response, link_id); i++)
    if (hcrm_response_get_instance (response, link_id, i) == number)
      return hcrm_response_get_instance_parent (response, link_id, number) == self->parent;
  return FALSE;
}

static void
drop_frames (Repeats *self)
{
  GtkWidget *next;

  for (GtkWidget *frame = gtk_widget_get_first_child (self->frames); frame != NULL; frame = next) {
    next = gtk_widget_get_next_sibling (frame);
    if (is_instance (self, get_instance (frame)->number))
      continue;
    hcrm_form_forget_rows (self->form, frame);
    gtk_box_remove (GTK_BOX (self->frames), frame);
  }
}

static void
sync_frames (Repeats *self)
{
  HcrmResponse *response = self->form->response;
  guint n = hcrm_response_get_n_instances (response, self->group->link_id);

  drop_frames (self);
  for (guint i = 0; i < n; i++) {
    guint number = hcrm_response_get_instance (response, self->group->link_id, i);
    if (hcrm_response_get_instance_parent (response, self->group->link_id, number) == self->parent
        && find_frame (self, number) == NULL)
      append_frame (self, number);
  }
  show_state (self);
}

static char *
make_add_label (Repeats *self)
{
  return g_strdup_printf (_ ("+ Another: %s"), get_name (self));
}

GtkWidget *
hcrm_form_make_instances (HcrmQuestionnaireForm *form, const HcrmItem *group, guint repeat)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Repeats *self = g_new0 (Repeats, 1);

  *self = (Repeats){ form, group, repeat, gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), NULL, NULL };
  g_autofree char *label = make_add_label (self);
  self->add = make_button (label, "Alt +");
  self->undo = make_button (_ ("Bring back what was removed"), "Ctrl Z");
  gtk_widget_set_visible (self->undo, FALSE);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_instance), self);
  g_signal_connect_swapped (self->undo, "clicked", G_CALLBACK (undo_cb), self);
  gtk_box_append (GTK_BOX (box), self->frames);
  gtk_box_append (GTK_BOX (box), self->undo);
  gtk_box_append (GTK_BOX (box), self->add);
  g_object_set_data_full (G_OBJECT (box), REPEATS, self, g_free);
  g_hash_table_insert (form->repeats, hcrm_form_make_place (group->link_id, repeat), box);
  sync_frames (self);
  return box;
}

void
hcrm_form_sync_instances (HcrmQuestionnaireForm *self, const char *link_id)
{
  g_autoptr (GPtrArray) boxes = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer box;

  g_hash_table_iter_init (&iter, self->repeats);
  while (g_hash_table_iter_next (&iter, NULL, &box)) {
    Repeats *repeats = g_object_get_data (G_OBJECT (box), REPEATS);
    if (g_str_equal (repeats->group->link_id, link_id))
      g_ptr_array_add (boxes, g_object_ref (box));
  }
  for (guint i = 0; i < boxes->len; i++)
    sync_frames (g_object_get_data (G_OBJECT (g_ptr_array_index (boxes, i)), REPEATS));
  hcrm_form_collect_cards (self);
}

/* --- by key ----------------------------------------------------------------------------------- */

static GtkWidget *
get_focus (HcrmQuestionnaireForm *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

static gpointer
find_around (HcrmQuestionnaireForm *self, const char *name)
{
  for (GtkWidget *widget = get_focus (self); widget != NULL && widget != GTK_WIDGET (self);
       widget = gtk_widget_get_parent (widget)) {
    gpointer found = g_object_get_data (G_OBJECT (widget), name);
    if (found != NULL)
      return found;
  }
  return NULL;
}

gboolean
hcrm_form_add_here (HcrmQuestionnaireForm *self)
{
  Repeats *repeats = find_around (self, REPEATS);

  if (repeats == NULL || !gtk_widget_get_visible (repeats->add))
    return FALSE;
  add_instance (repeats);
  return TRUE;
}

gboolean
hcrm_form_remove_here (HcrmQuestionnaireForm *self)
{
  Instance *instance = find_around (self, INSTANCE);

  if (instance == NULL)
    return FALSE;
  remove_instance (instance);
  return TRUE;
}
