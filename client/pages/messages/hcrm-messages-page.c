/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox as a page: a list by state, and beside it one message, its reason and its steps. */

#include "hcrm-messages-page.h"

#include <glib/gi18n.h>

#include "hcrm-message-words.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

struct _HcrmMessagesPage {
  HcrmAdminPage parent_instance;

  GtkLabel *why;
  GtkLabel *to;
  GtkLabel *when;
  GtkLabel *body;
  GtkLabel *number; /* in full, once it was asked for */
  GtkWidget *dial;
  GtkWidget *reveal;
  GtkWidget *whom; /* opens the patient; of a message to who called, the complaint */
  gint64 shown_id; /* whose number is shown; 0: nobody's */
};

G_DEFINE_FINAL_TYPE (HcrmMessagesPage, hcrm_messages_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *message, const char **pill)
{
  return hcrm_column_text_state (message, &hcrm_message_workflow, pill);
}

static char *
make_why (HcrmRecord *message, const char **pill)
{
  return hcrm_message_words_why (message);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "created_at", NULL,          104, HCRM_CELL_TIME, HCRM_COLUMN_SORT },
  { "state",      NULL,          132, HCRM_CELL_PILL, 0, make_state },
  { "patient",    NULL,          104, HCRM_CELL_TEXT, 0 },
  { "purpose",    NULL,          184, HCRM_CELL_TEXT, 0, .leaves = 3 },
  { "reason",     NULL,          160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_why, .exports = "reason reason_detail" },
  { "address",    NULL,          140, HCRM_CELL_DIAL, 0, .leaves = 2, .dial = hcrm_message_words_dial },
  { "not_before", NULL,          104, HCRM_CELL_TIME, 0, .leaves = 1 },
  { "department", NULL,          120, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "sent_at",    NULL,          104, HCRM_CELL_TIME, HCRM_COLUMN_HIDDEN },
};

static const HcrmListInfo list_info = {
  .name = "messages",
  .path = "/messages",
  .set = &hcrm_message_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-created_at",
  .title = N_("Messages"),
  .empty = N_("No message fits these conditions."),
};

static const char *const filters[] = { "q", "state", "purpose", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/messages",
  .entity = "message",
  .title = N_("Messages"),
  .query = &hcrm_message_query,
  .filters = filters,
  .edit = -1,
  .flow = &hcrm_message_workflow,
  .steps_only = TRUE,
  .width = 400,
};
/* clang-format on */

/* --- one message ------------------------------------------------------------------------------ */

static char *
make_name (HcrmRecord *message)
{
  return g_strdup (hcrm_text_field (message, "patient"));
}

static char *
describe (HcrmRecord *message)
{
  g_autofree char *at = hcrm_text_time (hcrm_record_get (message, "created_at"));

  return hcrm_text_join (hcrm_message_words_choice (message, "purpose"),
                         hcrm_text_field (message, "department"),
                         hcrm_text_field (message, "created_by"), at, NULL);
}

static void
set_words (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
show_number (HcrmMessagesPage *self, gint64 id, const char *number)
{
  self->shown_id = number != NULL ? id : 0;
  set_words (self->number, number);
}

static gboolean
is_by_hand (HcrmRecord *message)
{
  return g_strcmp0 (hcrm_record_get (message, "state"), "queued") == 0
         && g_strcmp0 (hcrm_record_get (message, "provider"), "manual") == 0;
}

static gboolean
is_to_caller (HcrmRecord *message)
{
  return hcrm_record_get (message, "survivor_id") == NULL;
}

static void
hcrm_messages_page_show (HcrmAdminPage *page, HcrmRecord *message)
{
  HcrmMessagesPage *self = HCRM_MESSAGES_PAGE (page);
  if (message == NULL)
    return;
  g_autofree char *why = hcrm_message_words_why (message);
  g_autofree char *to = hcrm_message_words_to (message);
  g_autofree char *when = hcrm_message_words_when (message);
  const char *body = hcrm_record_get (message, "body");

  gtk_button_set_label (GTK_BUTTON (self->whom),
                        is_to_caller (message) ? _ ("Open the Complaint") : _ ("Open Patient"));
  set_words (self->why, why);
  /* With the card it stands on. */
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->why)), *why != '\0');
  set_words (self->to, *to != '\0' ? to : _ ("Nobody yet"));
  hcrm_message_words_show_number (self->dial, message);
  set_words (self->when, when);
  set_words (self->body, body != NULL ? body : _ ("The text cannot be written yet."));
  gtk_widget_set_visible (self->reveal,
                          is_by_hand (message)
                              && hcrm_page_may (HCRM_PAGE (page), HCRM_PERM_OUTBOX_SEND));
  if (self->shown_id != hcrm_record_get_int (message, "id") || !is_by_hand (message))
    show_number (self, 0, NULL);
}

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *message)
{
  return FALSE;
}

/* --- sending by hand -------------------------------------------------------------------------- */

/* Whoever has gone on meanwhile must not find another's number beside what is shown now. */
static void
revealed_cb (gpointer data, JsonNode *reply)
{
  HcrmMessagesPage *self = data;
  HcrmRecord *message = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));
  JsonObject *object = json_node_get_object (reply);
  gint64 id = json_object_get_int_member_with_default (object, "id", 0);
  const char *number = json_object_get_string_member_with_default (object, "address", "");
  const char *body = json_object_get_string_member_with_default (object, "body", "");
  g_autofree char *text = g_strdup_printf ("%s\n%s", number, body);

  if (message == NULL || id != hcrm_record_get_int (message, "id"))
    return;
  show_number (self, id, number);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  hcrm_page_toast (HCRM_PAGE (self), _ ("Number and text are copied; mark it as sent afterwards"),
                                        NULL, NULL);
}

static void
reveal_action (GtkWidget *widget, const char *action, GVariant *unused)
{
  HcrmRecord *message = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget));
  if (message == NULL || !is_by_hand (message))
    return;
  g_autofree char *path = g_strdup_printf ("/messages/%" G_GINT64_FORMAT "/actions/reveal",
                                           hcrm_record_get_int (message, "id"));

  hcrm_page_call (HCRM_PAGE (widget), "POST", path, NULL, revealed_cb);
}

static void
patient_action (GtkWidget *widget, const char *action, GVariant *unused)
{
  HcrmRecord *message = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget));

  if (message == NULL)
    return;
  if (is_to_caller (message))
    hcrm_page_open_id (HCRM_PAGE (widget), "complaint",
                       hcrm_record_get_int (message, "activity_id"));
  else
    hcrm_page_open_id (HCRM_PAGE (widget), "patient", hcrm_record_get_int (message, "survivor_id"));
}

/* The likeliest step of what is shown. */
static void
hcrm_messages_page_submit (HcrmPage *page)
{
  HcrmRecord *message = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (page));
  gboolean queued =
      message != NULL && g_strcmp0 (hcrm_record_get (message, "state"), "queued") == 0;

  hcrm_admin_page_take_step (HCRM_ADMIN_PAGE (page), queued ? "mark-sent" : "retry");
}

static gboolean
hcrm_messages_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  return hcrm_record_list_get_dial (hcrm_admin_page_get_list (HCRM_ADMIN_PAGE (page)), dial);
}

static gboolean
hcrm_messages_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  return FALSE;
}

/* --- the page --------------------------------------------------------------------------------- */

static GtkLabel *
make_words (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return GTK_LABEL (label);
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "outline");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  return button;
}

static GtkWidget *
make_to (HcrmMessagesPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->to = make_words (NULL);
  self->dial = hcrm_dial_number_new ();
  self->number = make_words ("strong");
  self->when = make_words ("caption");
  self->reveal = make_button (_ ("Copy Number and Text"), "message.reveal");
  gtk_box_append (GTK_BOX (buttons), self->reveal);
  self->whom = make_button (_ ("Open Patient"), "message.patient");
  gtk_box_append (GTK_BOX (buttons), self->whom);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->to));
  gtk_box_append (GTK_BOX (box), self->dial);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->when));
  gtk_box_append (GTK_BOX (box), buttons);
  return box;
}

static void
hcrm_messages_page_constructed (GObject *object)
{
  HcrmMessagesPage *self = HCRM_MESSAGES_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);

  G_OBJECT_CLASS (hcrm_messages_page_parent_class)->constructed (object);
  self->why = make_words ("warn-text");
  self->body = make_words ("quote");
  hcrm_admin_page_add (page, _ ("Reason"), GTK_WIDGET (self->why));
  hcrm_admin_page_add (page, _ ("Addressed to"), make_to (self));
  hcrm_admin_page_add (page, _ ("Text"), GTK_WIDGET (self->body));
}

static void
hcrm_messages_page_class_init (HcrmMessagesPageClass *klass)
{
  static const char *const watches[] = { "message", NULL };
  /* clang-format off */
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_("filter") }, { "Ctrl Enter", N_("mark as sent, or try again") },
    { "Shift F9", N_("call"), HCRM_PERM_CALL_WORK }, { NULL },
  };
  /* clang-format on */
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_messages_page_constructed;
  page->show_field_error = hcrm_messages_page_show_field_error;
  page->submit = hcrm_messages_page_submit;
  page->dial = hcrm_messages_page_dial;
  page->watches = watches;
  page->hints = hints;
  page->help =
      N_ ("Every message to a patient, with what became of it and why. What needs attention is not "
          "sent until it is mended: complete the record or verify the number, then try again.\n\n"
          "Where messages are sent by hand, copy number and text, send it, and mark it as sent. "
          "Nothing is sent at night, to a number found invalid, or to somebody who does not want "
          "it.");
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "message.reveal", NULL, reveal_action);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "message.patient", NULL,
                                   patient_action);
  admin->info = &info;
  admin->show = hcrm_messages_page_show;
  admin->name = make_name;
  admin->describe = describe;
  admin->may_edit = may_edit;
}

static void
hcrm_messages_page_init (HcrmMessagesPage *self)
{
}
