/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds patients, complaints, pages and commands by what is typed. */

#include "hcrm-finder.h"

#include "core/hcrm-number.h"
#include "core/hcrm-pinyin.h"
#include "hcrm-dial.h"
#include "hcrm-language.h"
#include "hcrm-template.h"
#include "model/hcrm-complaint.h"
#include "widgets/hcrm-caller-list.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define SEARCH_AFTER_MS 120
#define MAX_COMPLAINTS "6"
#define LEAST_OF_COMPLAINT 2 /* characters: one alone begins half of all names */
#define WHOLE_NUMBER 10      /* digits: shorter ones may be a number of any kind */

typedef struct {
  const char *label;
  const char *icon;
  const char *action;
  const char *target; /* (nullable): a string */
  const char *key;    /* (nullable) */
  HcrmPermission need;
} Command;

/* clang-format off */
static const Command commands[] = {
  { N_ ("Refresh"),              "view-refresh-symbolic",          "shell.refresh", NULL,    "F5",     HCRM_PERM_SESSION },
  { N_ ("New here"),             "list-add-symbolic",              "shell.create",  NULL,    "Ctrl N", HCRM_PERM_SESSION },
  { N_ ("Help for this page"),   "help-about-symbolic",            "shell.help",    NULL,    "F1",     HCRM_PERM_SESSION },
  { N_ ("Keyboard Shortcuts"),   "input-keyboard-symbolic",        "win.shortcuts", NULL,    "Ctrl ?", HCRM_PERM_SESSION },
  { N_ ("Lock the screen"),      "system-lock-screen-symbolic",    "win.lock",      NULL,    "Ctrl L", HCRM_PERM_SESSION },
  { N_ ("Change Password…"),     "dialog-password-symbolic",       "win.password",  NULL,    NULL,     HCRM_PERM_SESSION },
  { N_ ("Dark style"),           "weather-clear-night-symbolic",   "win.style",     "dark",  NULL,     HCRM_PERM_SESSION },
  { N_ ("Light style"),          "weather-clear-symbolic",         "win.style",     "light", NULL,     HCRM_PERM_SESSION },
  { "English",                   "preferences-desktop-locale-symbolic", "win.language", "en", NULL,    HCRM_PERM_SESSION },
  { "中文",                      "preferences-desktop-locale-symbolic", "win.language", "zh_CN", NULL, HCRM_PERM_SESSION },
  { N_ ("Sign Out"),             "system-log-out-symbolic",        "win.sign-out",  NULL,    NULL,     HCRM_PERM_SESSION },
};
/* clang-format on */

#define HCRM_TYPE_FINDER_ROW (hcrm_finder_row_get_type ())
G_DECLARE_FINAL_TYPE (HcrmFinderRow, hcrm_finder_row, HCRM, FINDER_ROW, GtkListBoxRow)

struct _HcrmFinderRow {
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *why;
  GtkLabel *key;
  const char *section; /* marked with N_() */
  char *action;
  GVariant *target;
};

G_DEFINE_FINAL_TYPE (HcrmFinderRow, hcrm_finder_row, GTK_TYPE_LIST_BOX_ROW)

struct _HcrmFinder {
  AdwBin parent_instance;

  HcrmSession *session;
  GtkText *query;
  GtkLabel *summary;
  GtkListBox *list;
  GCancellable *cancellable;
  JsonNode *callers;               /* (nullable): what was said of a whole number that was typed */
  JsonNode *patients, *complaints; /* (nullable): what was found */
  guint awaited;                   /* searches that have not answered */
  guint search_id;
  GtkWidget *focus_before; /* weak */
};

G_DEFINE_FINAL_TYPE (HcrmFinder, hcrm_finder, ADW_TYPE_BIN)

static void
hcrm_finder_row_dispose (GObject *object)
{
  HcrmFinderRow *self = HCRM_FINDER_ROW (object);

  g_clear_pointer (&self->action, g_free);
  g_clear_pointer (&self->target, g_variant_unref);
  hcrm_template_dispose (object);
  G_OBJECT_CLASS (hcrm_finder_row_parent_class)->dispose (object);
}

static void
hcrm_finder_row_class_init (HcrmFinderRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_finder_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-finder-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmFinderRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HcrmFinderRow, title);
  gtk_widget_class_bind_template_child (widget_class, HcrmFinderRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, HcrmFinderRow, why);
  gtk_widget_class_bind_template_child (widget_class, HcrmFinderRow, key);
}

static void
hcrm_finder_row_init (HcrmFinderRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* --- rows ------------------------------------------------------------------------------------- */

static HcrmFinderRow *
add_row (HcrmFinder *self, const char *section, const char *icon, const char *title)
{
  HcrmFinderRow *row = g_object_new (HCRM_TYPE_FINDER_ROW, NULL);

  row->section = section;
  gtk_image_set_from_icon_name (row->icon, icon);
  gtk_label_set_text (row->title, title);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
  return row;
}

static void
set_key (HcrmFinderRow *row, const char *key)
{
  gtk_label_set_text (row->key, key != NULL ? key : "");
  gtk_widget_set_visible (GTK_WIDGET (row->key), key != NULL);
}

/* What was typed is a telephone number from its beginning to its end. */
static gboolean
is_number (const char *query)
{
  g_autofree char *key = hcrm_number_key (query, NULL);

  for (const char *p = query; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return FALSE;
  return strlen (key) >= WHOLE_NUMBER && hcrm_number_check (query, "q", NULL);
}

/* A number can be called whether or not anybody is known by it. */
static void
add_dial (HcrmFinder *self, const char *query)
{
  g_autofree char *words = g_strdup_printf (C_ ("by telephone", "Call %s"), query);
  HcrmPhoneDial dial = { .number = query };

  if (!is_number (query) || !hcrm_session_may (self->session, HCRM_PERM_CALL_WORK))
    return;
  HcrmFinderRow *row = add_row (self, N_ ("Commands"), "hcrm-call-symbolic", words);
  row->action = g_strdup ("shell.dial");
  row->target = g_variant_ref_sink (hcrm_dial_to_variant (&dial));
}

/* The first reading takes a fifth of a second: it is done before it is needed. */
static gpointer
warm_pinyin (gpointer unused)
{
  g_free (hcrm_pinyin_of_name ("暖", NULL));
  return NULL;
}

/* By a part of the words or, in Chinese, by the first letters of their pinyin or by all of it. */
static gboolean
matches (const char *text, const char *query)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *wanted = g_utf8_casefold (query, -1);
  g_autofree char *initials = NULL;

  if (*query == '\0' || strstr (folded, wanted) != NULL)
    return TRUE;
  if (g_str_is_ascii (text) || !g_str_is_ascii (query))
    return FALSE;
  g_autofree char *spaced = hcrm_pinyin_of_text (text, &initials);
  g_auto (GStrv) syllables = g_strsplit (spaced, " ", -1), typed = g_strsplit (wanted, " ", -1);
  g_autofree char *pinyin = g_strjoinv ("", syllables), *joined = g_strjoinv ("", typed);
  return g_str_has_prefix (initials, joined) || g_str_has_prefix (pinyin, joined);
}

/* By the whole of the words or, in Chinese, the first letters of all of them. */
static gboolean
is_named (const char *text, const char *query)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *wanted = g_utf8_casefold (query, -1);
  g_autofree char *initials = NULL;

  if (g_str_equal (folded, wanted))
    return TRUE;
  if (*query == '\0' || g_str_is_ascii (text) || !g_str_is_ascii (query))
    return FALSE;
  g_free (hcrm_pinyin_of_text (text, &initials));
  return g_strcmp0 (initials, wanted) == 0;
}

/* Also by its English name, which instructions may have. @named: those that are called just so, or
 * all others */
static void
add_pages (HcrmFinder *self, const char *query, gboolean named)
{
  for (guint i = 0; i < hcrm_n_pages; i++) {
    const HcrmPageInfo *info = &hcrm_pages[i];

    if (info->flags & HCRM_PAGE_RECORD || !hcrm_page_info_allows (info, self->session)
        || !(matches (gettext (info->title), query) || matches (info->title, query))
        || is_named (gettext (info->title), query) != named)
      continue;
    HcrmFinderRow *row = add_row (self, N_ ("Pages"), info->icon, gettext (info->title));
    gtk_label_set_text (row->subtitle, gettext (info->section));
    row->action = g_strdup ("shell.page");
    row->target = g_variant_ref_sink (g_variant_new_string (info->id));
  }
}

static void
add_commands (HcrmFinder *self, const char *query)
{
  add_dial (self, query);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    const Command *command = &commands[i];
    const char *label = gettext (command->label);

    if (!hcrm_session_may (self->session, command->need) || !matches (label, query))
      continue;
    HcrmFinderRow *row = add_row (self, N_ ("Commands"), command->icon, label);
    set_key (row, command->key);
    row->action = g_strdup (command->action);
    if (command->target != NULL)
      row->target = g_variant_ref_sink (g_variant_new_string (command->target));
  }
}

static const char *
name_match (const char *matched)
{
  static const struct {
    const char *name;
    const char *label;
  } names[] = {
    { "name", N_ ("name") },   { "pinyin", N_ ("pinyin") }, { "initials", N_ ("initials") },
    { "phone", N_ ("phone") }, { "mrn", N_ ("MRN") },       { "id_number", N_ ("ID number") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (names[i].name, matched) == 0)
      return gettext (names[i].label);
  return NULL;
}

static HcrmFinderRow *
add_person (HcrmFinder *self, const char *section, JsonObject *person)
{
  HcrmFinderRow *row =
      add_row (self, section, "avatar-default-symbolic", hcrm_text_member (person, "name"));
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT,
                                         json_object_get_int_member_with_default (person, "id", 0));

  gtk_widget_add_css_class (GTK_WIDGET (row->icon), "info");
  gtk_widget_add_css_class (GTK_WIDGET (row->title), "strong");
  row->action = g_strdup ("shell.open");
  row->target = g_variant_ref_sink (g_variant_new ("(ss)", "patient", id));
  return row;
}

static void
add_patient (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *patient = json_node_get_object (node);
  HcrmFinderRow *row = add_person (data, N_ ("Patients"), patient);
  g_autofree char *who = hcrm_text_sex_age (hcrm_text_member (patient, "sex"),
                                            hcrm_text_member (patient, "birth_date"));
  g_autofree char *subtitle = hcrm_text_join (who, hcrm_text_member (patient, "phone"),
                                              hcrm_text_member (patient, "department"), NULL);

  gtk_label_set_text (row->subtitle, subtitle);
  hcrm_pill_set (row->why, name_match (hcrm_text_member (patient, "matched")), "plain");
}

static void
add_caller (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  const char *pill = "plain";

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *caller = json_node_get_object (node);
  HcrmFinderRow *row = add_person (data, N_ ("Who Is Calling"), caller);
  g_autofree char *age =
      hcrm_text_sex_age (hcrm_text_member (caller, "sex"), hcrm_text_member (caller, "birth_date"));
  g_autofree char *who = hcrm_caller_dup_who (caller);
  g_autofree char *subtitle = hcrm_text_join (age, who, NULL);
  g_autofree char *why = hcrm_caller_dup_why (caller, &pill);
  gtk_label_set_text (row->subtitle, subtitle);
  hcrm_pill_set (row->why, *why != '\0' ? why : NULL, pill);
}

/* The words of a code. */
static const char *
get_choice (const HcrmFieldSet *set, const char *name, const char *value)
{
  return hcrm_field_get_choice_label (&set->fields[hcrm_field_set_find (set, name)], value);
}

static void
add_complaint (JsonArray *array, guint index, JsonNode *node, gpointer data)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  JsonObject *complaint = json_node_get_object (node);
  HcrmFinderRow *row = add_row (data, N_ ("Complaints"), "hcrm-complaint-symbolic",
                                          hcrm_text_member (complaint, "number"));
  g_autofree char *id =
      g_strdup_printf ("%" G_GINT64_FORMAT,
                       json_object_get_int_member_with_default (complaint, "id", 0));
  g_autofree char *subtitle =
      g_strdelimit (hcrm_text_join (hcrm_text_member (complaint, "caller_name"),
                                    hcrm_text_member (complaint, "matter"), NULL),
                    "\n", ' ');

  gtk_widget_add_css_class (GTK_WIDGET (row->title), "strong");
  gtk_label_set_text (row->subtitle, subtitle);
  hcrm_pill_set (row->why,
                 get_choice (&hcrm_complaint_fields, "state",
                             hcrm_text_member (complaint, "state")),
                 "plain");
  row->action = g_strdup ("shell.open");
  row->target = g_variant_ref_sink (g_variant_new ("(ss)", "complaint", id));
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  const char *section = HCRM_FINDER_ROW (row)->section;

  if (before != NULL && g_str_equal (HCRM_FINDER_ROW (before)->section, section)) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  GtkWidget *label = gtk_label_new (gettext (section));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

static void
remove_section (HcrmFinder *self, const char *section)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL;)
    if (section == NULL || g_str_equal (HCRM_FINDER_ROW (row)->section, section))
      gtk_list_box_remove (self->list, GTK_WIDGET (row));
    else
      i++;
}

/* --- searching -------------------------------------------------------------------------------- */

static const char *
get_query (HcrmFinder *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->query));
}

static void
select_first (HcrmFinder *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_list_box_select_row (self->list, row);
}

static void
fill_local (HcrmFinder *self)
{
  const char *query = get_query (self);
  gboolean only_commands = *query == '>';

  remove_section (self, NULL);
  if (!only_commands) {
    add_pages (self, query, TRUE);
    add_pages (self, query, FALSE);
  }
  add_commands (self, only_commands ? query + 1 + strspn (query + 1, " ") : query);
  select_first (self);
}

/* Who may be calling stands first; the search finds them by their number again. */
static gboolean
is_caller (HcrmFinder *self, JsonObject *patient)
{
  JsonArray *callers = hcrm_api_get_items (self->callers);
  gint64 id = json_object_get_int_member_with_default (patient, "id", 0);

  for (guint i = 0; callers != NULL && i < json_array_get_length (callers); i++)
    if (json_object_get_int_member_with_default (json_array_get_object_element (callers, i), "id",
                                                 0)
        == id)
      return TRUE;
  return FALSE;
}

static guint
add_found (HcrmFinder *self)
{
  JsonArray *callers = hcrm_api_get_items (self->callers),
            *items = hcrm_api_get_items (self->patients);
  guint n = callers != NULL ? json_array_get_length (callers) : 0;

  if (callers != NULL)
    json_array_foreach_element (callers, add_caller, self);
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonNode *item = json_array_get_element (items, i);
    if (JSON_NODE_HOLDS_OBJECT (item) && is_caller (self, json_node_get_object (item)))
      continue;
    add_patient (items, i, item, self);
    n++;
  }
  return n;
}

static void
say_how_many (HcrmFinder *self, guint patients, guint complaints)
{
  g_autofree char *people =
      g_strdup_printf (ngettext ("%u patient", "%u patients", patients), patients);
  g_autofree char *cases =
      g_strdup_printf (ngettext ("%u complaint", "%u complaints", complaints), complaints);
  g_autofree char *text =
      hcrm_text_join (self->patients != NULL ? people : "", complaints > 0 ? cases : "", NULL);

  gtk_label_set_text (self->summary, text);
}

/* All at once: rows that come one after the other would move what is being chosen. */
static void
show_found (HcrmFinder *self)
{
  JsonArray *complaints = hcrm_api_get_items (self->complaints);

  remove_section (self, NULL);
  add_pages (self, get_query (self), TRUE);
  guint n = add_found (self);
  if (complaints != NULL)
    json_array_foreach_element (complaints, add_complaint, self);
  add_pages (self, get_query (self), FALSE);
  add_commands (self, get_query (self));
  say_how_many (self, n, complaints != NULL ? json_array_get_length (complaints) : 0);
  select_first (self);
}

/* What one search answered goes to @found; it is shown with what the others answer. */
static void
take_found (HcrmApi *api, GAsyncResult *result, HcrmFinder *self, size_t found)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (api, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  G_STRUCT_MEMBER (JsonNode *, self, found) = g_steal_pointer (&reply);
  if (--self->awaited == 0)
    show_found (self);
  if (error != NULL)
    gtk_label_set_text (self->summary, error->message);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  take_found (HCRM_API (source), result, data, offsetof (HcrmFinder, patients));
}

static void
complaints_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  take_found (HCRM_API (source), result, data, offsetof (HcrmFinder, complaints));
}

static void
ask (HcrmFinder *self, const char *path, GAsyncReadyCallback answered)
{
  hcrm_api_send_async (hcrm_session_get_api (self->session),
                       &(HcrmRequest){ .method = "GET", .path = path }, self->cancellable, answered,
                       self);
}

static void
search_patients (HcrmFinder *self)
{
  g_autofree char *path = hcrm_api_query ("/search", "q", get_query (self), NULL);

  ask (self, path, found_cb);
}

static void
callers_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  HcrmFinder *self = data;
  self->callers = g_steal_pointer (&reply);
  search_patients (self);
}

static gboolean
may_find_patients (HcrmFinder *self)
{
  return hcrm_session_may (self->session, HCRM_PERM_PATIENT_READ);
}

static gboolean
may_find_complaints (HcrmFinder *self)
{
  return hcrm_session_may (self->session, HCRM_PERM_COMPLAINT_READ)
         && g_utf8_strlen (get_query (self), -1) >= LEAST_OF_COMPLAINT;
}

static void
search_cb (gpointer data)
{
  HcrmFinder *self = data;
  const char *query = get_query (self);
  gboolean patients = may_find_patients (self), complaints = may_find_complaints (self);
  g_autofree char *callers = hcrm_api_query ("/callers", "number", query, NULL);
  g_autofree char *cases = hcrm_api_query ("/complaints", "q", query, "sort", "-received_at",
                                           "limit", MAX_COMPLAINTS, NULL);

  self->search_id = 0;
  self->cancellable = g_cancellable_new ();
  self->awaited = patients + complaints;
  if (complaints)
    ask (self, cases, complaints_cb);
  if (patients && is_number (query))
    ask (self, callers, callers_cb);
  else if (patients)
    search_patients (self);
}

static void
stop_search (HcrmFinder *self)
{
  g_clear_handle_id (&self->search_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->callers, json_node_unref);
  g_clear_pointer (&self->patients, json_node_unref);
  g_clear_pointer (&self->complaints, json_node_unref);
}

static void
changed_cb (HcrmFinder *self)
{
  const char *query = get_query (self);
  gboolean typed = *query != '\0' && *query != '>';

  stop_search (self);
  gtk_label_set_text (self->summary, "");
  fill_local (self);
  if (typed && (may_find_patients (self) || may_find_complaints (self)))
    self->search_id = g_timeout_add_once (SEARCH_AFTER_MS, search_cb, self);
}

/* --- choosing --------------------------------------------------------------------------------- */

static void
activate_row (HcrmFinder *self, GtkListBoxRow *chosen)
{
  HcrmFinderRow *row = HCRM_FINDER_ROW (chosen);
  g_autofree char *action = g_strdup (row->action);
  g_autoptr (GVariant) target = row->target != NULL ? g_variant_ref (row->target) : NULL;

  hcrm_finder_toggle (self);
  gtk_widget_activate_action_variant (gtk_widget_get_parent (GTK_WIDGET (self)), action, target);
}

static void
row_activated_cb (HcrmFinder *self, GtkListBoxRow *row)
{
  activate_row (self, row);
}

static void
activate_cb (HcrmFinder *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    activate_row (self, row);
}

static void
move_selection (HcrmFinder *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  GtkListBoxRow *next =
      gtk_list_box_get_row_at_index (self->list,
                                     row != NULL ? gtk_list_box_row_get_index (row) + by : 0);

  if (next == NULL)
    return;
  gtk_list_box_select_row (self->list, next);
  /* Focusing scrolls it into view; the words keep the keyboard. */
  gtk_widget_grab_focus (GTK_WIDGET (next));
  gtk_text_grab_focus_without_selecting (self->query);
}

/* Tab moves as arrows do: out of the finder it would go to what the finder covers. */
static int
get_step (guint key)
{
  if (key == GDK_KEY_Down || key == GDK_KEY_Tab || key == GDK_KEY_KP_Tab)
    return 1;
  return key == GDK_KEY_Up || key == GDK_KEY_ISO_Left_Tab ? -1 : 0;
}

static gboolean
key_cb (HcrmFinder *self, guint key)
{
  if (get_step (key) != 0) {
    move_selection (self, get_step (key));
    return GDK_EVENT_STOP;
  }
  if (key == GDK_KEY_Escape) {
    hcrm_finder_toggle (self);
    return GDK_EVENT_STOP;
  }
  return GDK_EVENT_PROPAGATE;
}

void
hcrm_finder_set_session (HcrmFinder *self, HcrmSession *session)
{
  g_set_object (&self->session, session);
}

static void
show_finder (HcrmFinder *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_set_weak_pointer (&self->focus_before, gtk_root_get_focus (root));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->query));
  if (!hcrm_language_is_english ())
    g_thread_unref (g_thread_new ("pinyin", warm_pinyin, NULL));
}

void
hcrm_finder_toggle (HcrmFinder *self)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self))) {
    show_finder (self);
    return;
  }
  stop_search (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (self->focus_before != NULL && gtk_widget_get_mapped (self->focus_before))
    gtk_widget_grab_focus (self->focus_before);
}

static void
hcrm_finder_dispose (GObject *object)
{
  HcrmFinder *self = HCRM_FINDER (object);

  stop_search (self);
  g_clear_weak_pointer (&self->focus_before);
  hcrm_template_dispose (object);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hcrm_finder_parent_class)->dispose (object);
}

static void
hcrm_finder_class_init (HcrmFinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_finder_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/core/hcrm-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmFinder, query);
  gtk_widget_class_bind_template_child (widget_class, HcrmFinder, summary);
  gtk_widget_class_bind_template_child (widget_class, HcrmFinder, list);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
}

static void
hcrm_finder_init (HcrmFinder *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
}
