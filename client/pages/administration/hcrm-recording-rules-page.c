/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For how long recordings are kept: one rule for all, and others for what needs its own. */

#include "hcrm-recording-rules-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-recording.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

#define COUNTED_TO 10000

struct _HcrmRecordingRulesPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  GtkCheckButton *retired;
  GtkLabel *due;
  GtkWidget *show_due;
};

G_DEFINE_FINAL_TYPE (HcrmRecordingRulesPage, hcrm_recording_rules_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

/* The rule that names none is for all that have no rule of their own. */
static char *
name_rule (HcrmRecord *rule)
{
  const HcrmField *kind =
      &hcrm_recording_rule_fields.fields[hcrm_field_set_find (&hcrm_recording_rule_fields, "kind")];
  const char *value = hcrm_record_get (rule, "kind");

  return g_strdup (value != NULL ? hcrm_field_get_choice_label (kind, value)
                                 : _ ("All other recordings"));
}

static char *
make_kind (HcrmRecord *rule, const char **pill)
{
  return name_rule (rule);
}

static char *
make_days (HcrmRecord *rule, const char **pill)
{
  int days = hcrm_record_get_int (rule, "days");

  return g_strdup_printf (ngettext ("%d day", "%d days", days), days);
}

static char *
make_due (HcrmRecord *rule, const char **pill)
{
  gint64 due = hcrm_record_get_int (rule, "due");

  *pill = due > 0 ? "warn" : "bare ok";
  return due > COUNTED_TO ? g_strdup_printf (_ ("more than %d"), COUNTED_TO)
                          : g_strdup_printf ("%" G_GINT64_FORMAT, due);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "kind",       N_("Recordings made for"), 200, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND, make_kind },
  { "days",       NULL,                      140, HCRM_CELL_NUMBER, 0, make_days },
  { "due",        NULL,                      140, HCRM_CELL_PILL,   0, make_due },
  { "retired_at", N_("State"),               110, HCRM_CELL_PILL,   0, hcrm_column_text_retired },
};

static const HcrmListInfo list_info = {
  .name = "recording_rules",
  .path = "/recording-rules",
  .set = &hcrm_recording_rule_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "sorted",
  .title = N_("Keeping of recordings"),
  .empty = N_("No rule fits these conditions."),
};

static const char *const filters[] = { "retired", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/recording-rules",
  .entity = "recording_rule",
  .title = N_("Keeping of recordings"),
  .query = &hcrm_recording_rule_query,
  .filters = filters,
  .create = N_("New Rule"),
  .edit = HCRM_PERM_RECORDING_MANAGE,
  .whole = TRUE,
  .width = 420,
};
/* clang-format on */

/* --- the right side --------------------------------------------------------------------------- */

static char *
make_due_words (guint n)
{
  if (n > COUNTED_TO)
    return g_strdup_printf (_ ("More than %d recordings were kept long enough by this rule."),
                               COUNTED_TO);
  if (n > 0)
    return g_strdup_printf (ngettext ("%u recording was kept long enough by this rule.",
                                      "%u recordings were kept long enough by this rule.", n),
                            n);
  return g_strdup (_ ("No recording was kept long enough by this rule yet."));
}

static void
show_due (HcrmRecordingRulesPage *self, HcrmRecord *rule)
{
  guint n = rule != NULL ? hcrm_record_get_int (rule, "due") : 0;
  g_autofree char *words = make_due_words (n);

  gtk_label_set_text (self->due, words);
  gtk_widget_set_visible (GTK_WIDGET (self->due), rule != NULL);
  gtk_widget_set_visible (self->show_due, n > 0);
}

/* What a rule is for is said once. The general one stays. */
static void
hcrm_recording_rules_page_show (HcrmAdminPage *page, HcrmRecord *rule)
{
  HcrmRecordingRulesPage *self = HCRM_RECORDING_RULES_PAGE (page);
  g_autoptr (HcrmRecord) shown = hcrm_record_new (&hcrm_recording_rule_new);
  gboolean special = rule != NULL && hcrm_record_get (rule, "kind") != NULL;

  if (rule != NULL) {
    hcrm_record_set (shown, "kind", hcrm_record_get (rule, "kind"));
    hcrm_record_set (shown, "days", hcrm_record_get (rule, "days"));
  }
  hcrm_form_set_record (self->form, shown);
  hcrm_form_set_field_visible (self->form, "kind", rule == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->retired), special);
  gtk_check_button_set_active (self->retired,
                               special && hcrm_record_get (rule, "retired_at") != NULL);
  show_due (self, rule);
}

static gboolean
hcrm_recording_rules_page_check (HcrmAdminPage *page)
{
  return hcrm_form_check (HCRM_RECORDING_RULES_PAGE (page)->form);
}

static JsonNode *
hcrm_recording_rules_page_dup_body (HcrmAdminPage *page)
{
  HcrmRecordingRulesPage *self = HCRM_RECORDING_RULES_PAGE (page);
  g_autoptr (HcrmRecord) changes = hcrm_form_dup_changes (self->form);
  g_autoptr (JsonObject) object = hcrm_record_to_json (changes);

  hcrm_admin_page_add_retired (page, gtk_check_button_get_active (self->retired), object);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_recording_rules_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmRecordingRulesPage *self = HCRM_RECORDING_RULES_PAGE (page);
  JsonObject *object = json_node_get_object (body);

  hcrm_form_take_draft (self->form, body);
  gtk_check_button_set_active (self->retired,
                               json_object_get_string_member_with_default (object, "retired_at",
                                                                           NULL)
                                   != NULL);
}

static gboolean
hcrm_recording_rules_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  return hcrm_form_show_error (HCRM_RECORDING_RULES_PAGE (page)->form, field, message);
}

static void
due_action (GtkWidget *widget, const char *name, GVariant *none)
{
  hcrm_page_open_query (HCRM_PAGE (widget), "recordings", "due=true");
}

/* --- the page --------------------------------------------------------------------------------- */

static void
add_due (HcrmRecordingRulesPage *self, GtkBox *box)
{
  GtkWidget *due = gtk_label_new (NULL);

  self->due = GTK_LABEL (due);
  gtk_label_set_wrap (self->due, TRUE);
  gtk_label_set_xalign (self->due, 0);
  gtk_widget_add_css_class (due, "dim-label");
  self->show_due = gtk_button_new_with_label (_ ("Show What Is Due"));
  gtk_widget_set_halign (self->show_due, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->show_due), "recording-rules.due");
  gtk_box_append (box, due);
  gtk_box_append (box, self->show_due);
}

static void
hcrm_recording_rules_page_constructed (GObject *object)
{
  HcrmRecordingRulesPage *self = HCRM_RECORDING_RULES_PAGE (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  G_OBJECT_CLASS (hcrm_recording_rules_page_parent_class)->constructed (object);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &hcrm_recording_rule_new, NULL);
  self->retired = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_ ("No longer used")));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->retired));
  add_due (self, GTK_BOX (box));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->retired, "toggled", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_recording_rules_page_class_init (HcrmRecordingRulesPageClass *klass)
{
  static const char *const watches[] = { "recording_rule", NULL };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_recording_rules_page_constructed;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "recording-rules.due", NULL,
                                   due_action);
  page->show_field_error = hcrm_recording_rules_page_show_field_error;
  page->watches = watches;
  page->help = N_ ("For how many days recordings are kept: those made for complaints or for "
                   "follow-up, where they have a rule of their own, and all others.\n\nNothing is "
                   "deleted by itself. What was kept long enough is due: one person asks for its "
                   "deletion on the page of recordings, and another confirms it. A recording under "
                   "a legal hold is not due.\n\nA rule that is no longer used gives its recordings "
                   "back to the general one, which stays.");
  admin->info = &info;
  admin->name = name_rule;
  admin->show = hcrm_recording_rules_page_show;
  admin->check = hcrm_recording_rules_page_check;
  admin->dup_body = hcrm_recording_rules_page_dup_body;
  admin->take_body = hcrm_recording_rules_page_take_body;
}

static void
hcrm_recording_rules_page_init (HcrmRecordingRulesPage *self)
{
}
