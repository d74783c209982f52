/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is to be forgotten, with what becomes blank; one person asks, another confirms. */

#include "hcrm-anonymisations-page.h"

#include <glib/gi18n.h>

#include "model/hcrm-anonymisation.h"
#include "model/hcrm-merge.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmAnonymisationsPage {
  HcrmAdminPage parent_instance;

  GtkGrid *facts;
  GtkLabel *counts_head;
  GtkGrid *counts;
};

G_DEFINE_FINAL_TYPE (HcrmAnonymisationsPage, hcrm_anonymisations_page, HCRM_TYPE_ADMIN_PAGE)

static char *
make_state (HcrmRecord *record, const char **pill)
{
  return hcrm_column_text_state (record, &hcrm_anonymisation_workflow, pill);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "proposed_at",     NULL, 120, HCRM_CELL_TIME, HCRM_COLUMN_SORT },
  { "name",            NULL, 120, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
  { "mrn",             NULL, 110, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "last_contact_on", NULL, 110, HCRM_CELL_DATE, 0 },
  { "ground",          NULL, 180, HCRM_CELL_TEXT, 0, .leaves = 3 },
  { "state",           NULL, 150, HCRM_CELL_PILL, 0, make_state },
  { "asked_by",        NULL, 100, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "confirmed_by",    NULL, 100, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmListInfo list_info = {
  .name = "anonymisations",
  .path = "/anonymisations",
  .set = &hcrm_anonymisation_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-proposed_at",
  .title = N_("Anonymisation"),
  .empty = N_("Nobody is to be anonymised. How long patients are kept after the last contact is a setting; who asks to be forgotten is entered on the patient's page."),
};

static const char *const filters[] = { "state", "ground", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/anonymisations",
  .entity = "anonymisation",
  .title = N_("Anonymisation"),
  .query = &hcrm_anonymisation_query,
  .filters = filters,
  .edit = -1,
  .flow = &hcrm_anonymisation_workflow,
  .steps_only = TRUE,
  .width = 400,
};
/* clang-format on */

/* --- the right side --------------------------------------------------------------------------- */

static gboolean
is_done (HcrmRecord *record)
{
  return g_strcmp0 (hcrm_record_get (record, "state"), "done") == 0;
}

/* Who was forgotten has no name any more. */
static char *
make_name (HcrmRecord *record)
{
  return is_done (record) ? g_strdup (_ ("Anonymised patient"))
                          : g_strdup (hcrm_text_field (record, "name"));
}

static void
add_line (GtkGrid *grid, int row, const char *title, const char *value)
{
  GtkWidget *head = hcrm_wrapped_label_new (title, "dim-label");
  GtkWidget *words = hcrm_wrapped_label_new (value, "num");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_grid_attach (grid, head, 0, row, 1, 1);
  gtk_grid_attach (grid, words, 1, row, 1, 1);
}

static void
show_facts (HcrmAnonymisationsPage *self, HcrmRecord *record)
{
  static const char *const names[] = { "mrn",          "sex",       "birth_year", "last_contact_on",
                                       "ground",       "asked_by",  "asked_at",   "confirmed_by",
                                       "confirmed_at", "kept_until" };
  int row = 0;

  hcrm_clear_grid (self->facts);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    int at = hcrm_field_set_find (&hcrm_anonymisation_fields, names[i]);
    const HcrmField *field = &hcrm_anonymisation_fields.fields[at];
    g_autofree char *value = hcrm_text_value (record, field);
    if (*value != '\0')
      add_line (self->facts, row++, gettext (field->label), value);
  }
}

/* Returns the row of the next one; what there is none of is no line. */
static int
add_count (HcrmAnonymisationsPage *self, int row, JsonNode *counts, const HcrmChoice *part)
{
  gint64 n =
      json_object_get_int_member_with_default (json_node_get_object (counts), part->value, 0);
  g_autofree char *words = g_strdup_printf ("%" G_GINT64_FORMAT, n);

  if (n == 0)
    return row;
  add_line (self->counts, row, gettext (part->label), words);
  return row + 1;
}

static void
show_counts (HcrmAnonymisationsPage *self, HcrmRecord *record)
{
  const HcrmChoice records = { "records", N_ ("Records") };
  const char *text = hcrm_record_get (record, "counts");
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  gtk_label_set_text (self->counts_head,
                      is_done (record) ? _ ("What became blank") : _ ("What becomes blank"));
  hcrm_clear_grid (self->counts);
  if (node == NULL)
    return;
  int row = add_count (self, 0, node, &records);
  for (const HcrmChoice *part = hcrm_patient_part_choices; part->value != NULL; part++)
    row = add_count (self, row, node, part);
}

static void
hcrm_anonymisations_page_show (HcrmAdminPage *page, HcrmRecord *record)
{
  HcrmAnonymisationsPage *self = HCRM_ANONYMISATIONS_PAGE (page);

  if (record == NULL)
    return;
  show_facts (self, record);
  show_counts (self, record);
}

static char *
hcrm_anonymisations_page_dup_question (HcrmAdminPage *page, const char *action)
{
  return g_strdup (_ ("Name, contacts, numbers and everything written down as text become blank, "
                      "here and in the audit log. There is no way back. What statistics count "
                      "stays: the year of birth, sex, visits and scores."));
}

static void
hcrm_anonymisations_page_submit (HcrmPage *page)
{
  HcrmRecord *record = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (page));
  gboolean waiting =
      record != NULL && g_strcmp0 (hcrm_record_get (record, "state"), "waiting") == 0;

  hcrm_admin_page_take_step (HCRM_ADMIN_PAGE (page), waiting ? "confirm" : "ask");
}

/* --- the page --------------------------------------------------------------------------------- */

static GtkGrid *
new_grid (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  return GTK_GRID (grid);
}

static void
hcrm_anonymisations_page_constructed (GObject *object)
{
  HcrmAnonymisationsPage *self = HCRM_ANONYMISATIONS_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);

  G_OBJECT_CLASS (hcrm_anonymisations_page_parent_class)->constructed (object);
  self->facts = new_grid ();
  self->counts = new_grid ();
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->facts));
  GtkWidget *blank = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->counts_head = GTK_LABEL (hcrm_wrapped_label_new ("", "heading"));
  gtk_box_append (GTK_BOX (blank), GTK_WIDGET (self->counts_head));
  gtk_box_append (GTK_BOX (blank), GTK_WIDGET (self->counts));
  hcrm_admin_page_add (page, NULL, blank);
}

static void
hcrm_anonymisations_page_class_init (HcrmAnonymisationsPageClass *klass)
{
  static const char *const watches[] = { "anonymisation", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Ctrl Enter", N_ ("ask, confirm") }, { NULL } };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_anonymisations_page_constructed;
  page->submit = hcrm_anonymisations_page_submit;
  page->watches = watches;
  page->hints = hints;
  page->help = N_ ("Patients who are to be forgotten. They are proposed when there was no contact "
                   "for the years that the setting says, or because the person asked for it.\n\n"
                   "One person asks, another confirms. Then everything that tells who the patient "
                   "was is blank for good, in the audit log too.");
  admin->info = &info;
  admin->show = hcrm_anonymisations_page_show;
  admin->name = make_name;
  admin->dup_question = hcrm_anonymisations_page_dup_question;
}

static void
hcrm_anonymisations_page_init (HcrmAnonymisationsPage *self)
{
}
