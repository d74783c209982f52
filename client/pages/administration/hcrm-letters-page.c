/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dead letters: read, mended, carried out again or laid aside. */

#include "hcrm-letters-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-administration.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-text.h"

#define FAULT_TAG "fault"

struct _HcrmLettersPage {
  HcrmAdminPage parent_instance;

  GtkLabel *reason;
  GtkTextView *view;
  GtkTextBuffer *buffer;
  GtkWidget *hint;
  GtkLabel *mended; /* what was replayed instead */
  char *raw;        /* as it came, a segment a line */
};

G_DEFINE_FINAL_TYPE (HcrmLettersPage, hcrm_letters_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_state (HcrmRecord *letter, const char **pill)
{
  return hcrm_column_text_state (letter, &hcrm_dead_letter_workflow, pill);
}

/* Kept in English, as the sender was told; where we know the sentence we say it in the reader's. */
static const char *
translate_reason (HcrmRecord *letter)
{
  const char *reason = hcrm_record_get (letter, "reason");

  return reason != NULL && *reason != '\0' ? gettext (reason) : reason;
}

static char *
make_reason (HcrmRecord *letter, const char **pill)
{
  return g_strdup (translate_reason (letter));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "received_at", NULL, 110, HCRM_CELL_TIME, HCRM_COLUMN_SORT },
  { "kind",        NULL, 112, HCRM_CELL_TEXT, 0, .leaves = 4 },
  { "sender",      NULL, 100, HCRM_CELL_TEXT, 0, .leaves = 3 },
  { "type",        NULL,  90, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "reason",      NULL, 180, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_reason },
  { "field",       NULL,  80, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "state",       NULL, 176, HCRM_CELL_PILL, 0, make_state },
  { "control_id",  NULL, 120, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};
/* clang-format on */

/* clang-format off */
static const HcrmListInfo list_info = {
  .name = "dead_letters",
  .path = "/dead-letters",
  .set = &hcrm_dead_letter_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-received_at",
  .title = N_("Dead letters"),
  .empty = N_("No dead letters: every message was used and every job was done."),
};

static const char *const filters[] = { "state", "kind", "type", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/dead-letters",
  .entity = "dead_letter",
  .title = N_("Dead letters"),
  .query = &hcrm_dead_letter_query,
  .filters = filters,
  .edit = HCRM_PERM_MESSAGE_REPLAY,
  .flow = &hcrm_dead_letter_workflow,
  .steps_only = TRUE,
  .width = 480,
};
/* clang-format on */

/* --- the field at fault ----------------------------------------------------------------------- */

/* The sender chooses it: what comes after MSH. */
static gunichar
get_separator (HcrmLettersPage *self)
{
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &at, strlen ("MSH"));
  return g_str_has_prefix (self->raw, "MSH") ? gtk_text_iter_get_char (&at) : '|';
}

/* Finds the end of the nth part from @at, not going beyond the line. */
static gboolean
skip_parts (GtkTextIter *at, gunichar separator, guint n)
{
  while (n > 0) {
    if (gtk_text_iter_ends_line (at))
      return FALSE;
    if (gtk_text_iter_get_char (at) == separator)
      n--;
    gtk_text_iter_forward_char (at);
  }
  return TRUE;
}

static void
mark_field (HcrmLettersPage *self, GtkTextIter *line, guint n)
{
  GtkTextIter begin = *line, end;
  gunichar separator = get_separator (self);

  if (!skip_parts (&begin, separator, n)) {
    begin = *line;
    n = 0;
  }
  end = begin;
  while (!gtk_text_iter_ends_line (&end) && (n == 0 || gtk_text_iter_get_char (&end) != separator))
    gtk_text_iter_forward_char (&end);
  if (gtk_text_iter_equal (&begin, &end))
    gtk_text_iter_backward_char (&begin);
  gtk_text_buffer_apply_tag_by_name (self->buffer, FAULT_TAG, &begin, &end);
  gtk_text_buffer_place_cursor (self->buffer, &begin);
}

/* A segment without a name is known by its number. */
static gboolean
is_number (const char *field)
{
  return field != NULL && g_ascii_isdigit (*field);
}

static void
mark_line (HcrmLettersPage *self, int number)
{
  GtkTextIter line;

  gtk_text_buffer_get_iter_at_line (self->buffer, &line, number - 1);
  mark_field (self, &line, 0);
}

/* `PID-7.1` is the seventh field of the first segment PID; of MSH, the first is the separator. */
static void
mark_named (HcrmLettersPage *self, const char *field)
{
  g_autofree char *segment = g_strndup (field, strcspn (field, "-[.("));
  const char *number = strchr (field, '-');
  guint n = number != NULL ? (guint) g_ascii_strtoull (number + 1, NULL, 10) : 0;
  GtkTextIter line;

  gtk_text_buffer_get_start_iter (self->buffer, &line);
  do {
    GtkTextIter end = line;
    gtk_text_iter_forward_to_line_end (&end);
    g_autofree char *text = gtk_text_iter_get_slice (&line, &end);
    if (*segment != '\0' && g_str_has_prefix (text, segment)) {
      mark_field (self, &line, g_str_equal (segment, "MSH") && n > 0 ? n - 1 : n);
      return;
    }
  } while (gtk_text_iter_forward_line (&line));
}

static void
mark_fault (HcrmLettersPage *self, const char *field)
{
  if (is_number (field))
    mark_line (self, atoi (field));
  else
    mark_named (self, field);
}

/* --- the right side --------------------------------------------------------------------------- */

/* Segments end with a carriage return; people read lines. */
static char *
make_lines (const char *raw)
{
  g_auto (GStrv) lines = g_strsplit (raw != NULL ? raw : "", "\r", -1);
  g_autofree char *text = g_strjoinv ("\n", lines);

  g_strchomp (text);
  return g_steal_pointer (&text);
}

static char *
make_raw (HcrmLettersPage *self)
{
  HcrmRecord *letter = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));
  g_autofree char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  if (letter != NULL && g_strcmp0 (hcrm_record_get (letter, "kind"), "his") == 0)
    g_strdelimit (text, "\n", '\r');
  return g_steal_pointer (&text);
}

static gboolean
is_mended (HcrmLettersPage *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->buffer, "text", &text, NULL);
  return g_strcmp0 (text, self->raw) != 0;
}

static char *
make_name (HcrmRecord *letter)
{
  return hcrm_text_join (hcrm_text_field (letter, "type"), hcrm_text_field (letter, "control_id"),
                         NULL);
}

static char *
describe (HcrmRecord *letter)
{
  g_autofree char *at = hcrm_text_time (hcrm_record_get (letter, "received_at"));
  int kind = hcrm_field_set_find (&hcrm_dead_letter_fields, "kind");

  return hcrm_text_join (hcrm_field_get_choice_label (&hcrm_dead_letter_fields.fields[kind],
                                                      hcrm_record_get (letter, "kind")),
                         hcrm_text_field (letter, "sender"), at, NULL);
}

static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *letter)
{
  return g_strcmp0 (hcrm_record_get (letter, "state"), "dead") == 0;
}

static char *
make_place (const char *field)
{
  if (is_number (field))
    return g_strdup_printf (_ ("Segment %s"), field);
  return g_strdup (field != NULL && !g_str_equal (field, "raw") ? field : "");
}

static void
show_reason (HcrmLettersPage *self, HcrmRecord *letter)
{
  g_autofree char *place = make_place (hcrm_record_get (letter, "field"));
  g_autofree char *text = hcrm_text_join (place, translate_reason (letter), NULL);

  gtk_label_set_text (self->reason, text);
}

static void
show_mended (HcrmLettersPage *self, HcrmRecord *letter)
{
  const char *mended = hcrm_record_get (letter, "mended");
  g_autofree char *lines = make_lines (mended);
  g_autofree char *text = g_strdup_printf ("%s\n%s", _ ("As mended:"), lines);

  gtk_label_set_text (self->mended, text);
  gtk_widget_set_visible (GTK_WIDGET (self->mended), mended != NULL);
}

static void
hcrm_letters_page_show (HcrmAdminPage *page, HcrmRecord *letter)
{
  HcrmLettersPage *self = HCRM_LETTERS_PAGE (page);
  const char *field = letter != NULL ? hcrm_record_get (letter, "field") : NULL;

  if (letter == NULL)
    return;
  g_free (self->raw);
  self->raw = make_lines (hcrm_record_get (letter, "raw"));
  gtk_text_buffer_set_text (self->buffer, self->raw, -1);
  show_reason (self, letter);
  show_mended (self, letter);
  gtk_widget_set_visible (self->hint, FALSE);
  if (field != NULL)
    mark_fault (self, field);
}

static void
hcrm_letters_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  gtk_text_view_set_editable (HCRM_LETTERS_PAGE (page)->view, editable);
}

/* --- replaying -------------------------------------------------------------------------------- */

static JsonNode *
dup_body (HcrmAdminPage *page)
{
  HcrmLettersPage *self = HCRM_LETTERS_PAGE (page);
  g_autoptr (JsonObject) object = json_object_new ();

  if (is_mended (self)) {
    g_autofree char *raw = make_raw (self);
    json_object_set_string_member (object, "raw", raw);
  }
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_letters_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmLettersPage *self = HCRM_LETTERS_PAGE (page);
  const char *raw =
      json_object_get_string_member_with_default (json_node_get_object (body), "raw", NULL);
  g_autofree char *text = raw != NULL ? make_lines (raw) : NULL;

  if (text != NULL)
    gtk_text_buffer_set_text (self->buffer, text, -1);
}

static JsonNode *
hcrm_letters_page_dup_step_body (HcrmAdminPage *page, const char *action, const char *reason)
{
  return g_str_equal (action, "replay") ? dup_body (page) : NULL;
}

/* To where the cursor stands, at the fault, and past the reason, which can be focused to be copied.
 */
static void
hcrm_letters_page_enter (HcrmAdminPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (HCRM_LETTERS_PAGE (page)->view));
}

static void
text_changed_cb (HcrmLettersPage *self)
{
  gtk_widget_set_visible (self->hint, is_mended (self));
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

static void
hcrm_letters_page_submit (HcrmPage *page)
{
  hcrm_admin_page_take_step (HCRM_ADMIN_PAGE (page), "replay");
}

static gboolean
hcrm_letters_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmLettersPage *self = HCRM_LETTERS_PAGE (page);
  g_autofree char *place = make_place (field);
  g_autofree char *text = hcrm_text_join (place, message, NULL);

  gtk_label_set_text (self->reason, text);
  mark_fault (self, field);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return TRUE;
}

/* --- several ---------------------------------------------------------------------------------- */

static void
replayed_many_cb (gpointer data, JsonNode *reply)
{
  HcrmRecordList *list = hcrm_admin_page_get_list (HCRM_ADMIN_PAGE (data));
  guint n = hcrm_record_list_get_n_marked (list);
  guint failed = hcrm_record_list_take_results (list, reply, "control_id");
  g_autofree char *done =
      g_strdup_printf (ngettext ("%u letter replayed", "%u letters replayed", n - failed),
                       n - failed);

  if (failed < n)
    hcrm_page_toast (HCRM_PAGE (data), done, NULL, NULL);
  hcrm_page_refresh (HCRM_PAGE (data));
}

/* Each as it came; one alone goes with its text, as it stands. */
static void
replay_action (GtkWidget *widget, const char *action, GVariant *unused)
{
  HcrmRecordList *list = hcrm_admin_page_get_list (HCRM_ADMIN_PAGE (widget));
  g_autoptr (JsonObject) body = json_object_new ();

  if (hcrm_record_list_get_n_marked (list) < 2)
    hcrm_admin_page_take_step (HCRM_ADMIN_PAGE (widget), "replay");
  else
    hcrm_record_list_send_marked (list, HCRM_PAGE (widget), "/dead-letters/actions/replay", body,
                                  replayed_many_cb);
}

/* --- the page --------------------------------------------------------------------------------- */

static GtkWidget *
make_view (HcrmLettersPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view = gtk_text_view_new ();

  self->view = GTK_TEXT_VIEW (view);
  self->buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_create_tag (self->buffer, FAULT_TAG, "underline", PANGO_UNDERLINE_ERROR,
                              "background", "rgba(224,27,36,0.22)", NULL);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_CHAR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Message"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (scroller, "field");
  g_signal_connect_swapped (self->buffer, "changed", G_CALLBACK (text_changed_cb), self);
  return scroller;
}

static GtkWidget *
make_words (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
hcrm_letters_page_constructed (GObject *object)
{
  HcrmLettersPage *self = HCRM_LETTERS_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  G_OBJECT_CLASS (hcrm_letters_page_parent_class)->constructed (object);
  self->reason = GTK_LABEL (make_words (NULL, "danger-text"));
  gtk_label_set_selectable (self->reason, TRUE);
  self->hint = make_words (_ ("Mended: it is replayed as it stands here."), "caption");
  hcrm_admin_page_add (page, _ ("What is wrong"), GTK_WIDGET (self->reason));
  gtk_box_append (GTK_BOX (box), make_view (self));
  self->mended = GTK_LABEL (make_words (NULL, "monospace"));
  gtk_label_set_selectable (self->mended, TRUE);
  gtk_box_append (GTK_BOX (box), self->hint);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->mended));
  if (hcrm_page_may (HCRM_PAGE (object), HCRM_PERM_MESSAGE_REPLAY))
    hcrm_record_list_add_bulk_action (hcrm_admin_page_get_list (page), _ ("Replay"), NULL,
                                                                          "letter.replay");
  hcrm_admin_page_add (page, _ ("Message"), box);
}

static void
hcrm_letters_page_finalize (GObject *object)
{
  g_free (HCRM_LETTERS_PAGE (object)->raw);
  G_OBJECT_CLASS (hcrm_letters_page_parent_class)->finalize (object);
}

static void
hcrm_letters_page_class_init (HcrmLettersPageClass *klass)
{
  static const char *const watches[] = { "dead_letter", NULL };
  static const HcrmKeyHint hints[] = {
    { "Ctrl F", N_ ("filter") },
      { "Enter", N_ ("mend") },
        { "Ctrl Enter", N_ ("replay") }, { NULL },
      };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_letters_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_letters_page_finalize;
  page->show_field_error = hcrm_letters_page_show_field_error;
  page->submit = hcrm_letters_page_submit;
  page->watches = watches;
  page->hints = hints;
  page->help =
      N_ ("Messages of the HIS that could not be used, and jobs that failed for good. What "
                   "is at fault is marked.\n\nMend the text and replay it, replay it as it came "
                   "once the cause is gone, or dismiss it with a reason. Several marked in the list are "
                   "replayed as they came.");
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "letter.replay", NULL, replay_action);
  admin->info = &info;
  admin->show = hcrm_letters_page_show;
  admin->name = make_name;
  admin->describe = describe;
  admin->may_edit = may_edit;
  admin->dup_body = dup_body;
  admin->take_body = hcrm_letters_page_take_body;
  admin->enter = hcrm_letters_page_enter;
  admin->set_editable = hcrm_letters_page_set_editable;
  admin->dup_step_body = hcrm_letters_page_dup_step_body;
}

static void
hcrm_letters_page_init (HcrmLettersPage *self)
{
}
