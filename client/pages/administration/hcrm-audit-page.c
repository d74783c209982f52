/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The audit log: who did what, and what was different afterwards. */

#include "hcrm-audit-page.h"

#include "hcrm-audit-words.h"
#include "model/hcrm-administration.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-text.h"

struct _HcrmAuditPage {
  HcrmAdminPage parent_instance;

  GtkGrid *changes;
  GtkLabel *reason;
  GtkLabel *where;
  const char *entity; /* of the entry while it is being shown */
};

G_DEFINE_FINAL_TYPE (HcrmAuditPage, hcrm_audit_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
read_value (HcrmRecord *entry, const char *name)
{
  return hcrm_text_value (
      entry, &hcrm_audit_fields.fields[hcrm_field_set_find (&hcrm_audit_fields, name)]);
}

static char *
make_entity (HcrmRecord *entry, const char **pill)
{
  g_autofree char *kind = read_value (entry, "entity");
  const char *id = hcrm_record_get (entry, "entity_id");

  return g_strdup_printf ("%s%s%s", kind, id != NULL ? " " : "", id != NULL ? id : "");
}

static char *
make_user (HcrmRecord *entry, const char **pill)
{
  return g_strdup (hcrm_text_doer (hcrm_record_get (entry, "user")));
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "at",         NULL, 110, HCRM_CELL_TIME, HCRM_COLUMN_SORT },
  { "user",       NULL, 110, HCRM_CELL_TEXT, 0, make_user },
  { "action",     NULL, 100, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "entity",     NULL, 200, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_entity },
  { "address",    NULL, 120, HCRM_CELL_TEXT, 0, .leaves = 1 },
  { "reason",     NULL, 140, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
  { "request_id", NULL, 140, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};
/* clang-format on */

/* clang-format off */
static const HcrmListInfo list_info = {
  .name = "audit",
  .path = "/audit",
  .set = &hcrm_audit_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-at",
  .title = N_("Audit log"),
  .empty = N_("Nothing was written down under these conditions."),
};

static const char *const filters[] = { "entity", "entity_id", "user_id", "at_from", "at_to", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/audit",
  .entity = "audit",
  .title = N_("Audit log"),
  .query = &hcrm_audit_query,
  .filters = filters,
  .edit = -1,
  .whole = TRUE,
  .width = 440,
};
/* clang-format on */

/* --- what changed ----------------------------------------------------------------------------- */

static JsonObject *
read_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonNode *
parse (HcrmRecord *entry, const char *name)
{
  const char *text = hcrm_record_get (entry, name);

  return text != NULL ? json_from_string (text, NULL) : NULL;
}

/* The same value whatever it is said with: two codes may have one word. */
static gboolean
is_same (JsonNode *old, JsonNode *new)
{
  gboolean none = old == NULL || JSON_NODE_HOLDS_NULL (old);

  if (none || new == NULL)
    return none && (new == NULL || JSON_NODE_HOLDS_NULL (new));
  return json_node_equal (old, new);
}

static void
attach (HcrmAuditPage *self, const char *text, const char *style, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), column > 0 && row > 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 18);
  gtk_widget_set_hexpand (label, column > 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_grid_attach (self->changes, label, column, row, 1, 1);
}

static int
add_change (HcrmAuditPage *self, JsonObject *before, JsonObject *after, const char *name, int row)
{
  JsonNode *was = before != NULL ? json_object_get_member (before, name) : NULL;
  JsonNode *is = after != NULL ? json_object_get_member (after, name) : NULL;
  g_autofree char *old = hcrm_audit_words_value (self->entity, name, was);
  g_autofree char *new = hcrm_audit_words_value (self->entity, name, is);

  if (before != NULL && after != NULL && is_same (was, is))
    return row;
  attach (self, hcrm_audit_words_label (self->entity, name), "caption", 0, row);
  attach (self, old, before != NULL ? NULL : "dim-label", 1, row);
  attach (self, new, after != NULL ? NULL : "dim-label", 2, row);
  return row + 1;
}

static int
add_changes (HcrmAuditPage *self, JsonObject *before, JsonObject *after, int row)
{
  g_autoptr (GList) names = json_object_get_members (after != NULL ? after : before);
  g_autoptr (GList) old = before != NULL && after != NULL ? json_object_get_members (before) : NULL;

  for (GList *at = names; at != NULL; at = at->next)
    row = add_change (self, before, after, at->data, row);
  for (GList *at = old; at != NULL; at = at->next)
    if (!json_object_has_member (after, at->data))
      row = add_change (self, before, after, at->data, row);
  return row;
}

static void
show_changes (HcrmAuditPage *self, HcrmRecord *entry)
{
  g_autoptr (JsonNode) old = parse (entry, "before"), new = parse (entry, "after");
  JsonObject *before = read_object (old), *after = read_object (new);
  gboolean any = before != NULL || after != NULL;

  self->entity = hcrm_record_get (entry, "entity");
  hcrm_clear_grid (self->changes);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->changes)), any);
  if (!any)
    return;
  attach (self, _ ("Field"), "section", 0, 0);
  attach (self, _ ("Before"), "section", 1, 0);
  attach (self, _ ("After"), "section", 2, 0);
  add_changes (self, before, after, 1);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
make_name (HcrmRecord *entry)
{
  g_autofree char *action = read_value (entry, "action");
  g_autofree char *entity = make_entity (entry, NULL);

  return hcrm_text_join (action, entity, NULL);
}

static char *
describe (HcrmRecord *entry)
{
  g_autofree char *at = hcrm_text_time (hcrm_record_get (entry, "at"));

  const char *user = hcrm_text_doer (hcrm_record_get (entry, "user"));

  return hcrm_text_join (user != NULL ? user : "", at, NULL);
}

static void
hcrm_audit_page_show (HcrmAdminPage *page, HcrmRecord *entry)
{
  HcrmAuditPage *self = HCRM_AUDIT_PAGE (page);
  const char *reason = hcrm_record_get (entry, "reason"),
             *id = hcrm_record_get (entry, "request_id");
  const char *address = hcrm_record_get (entry, "address");
  g_autofree char *request = id != NULL ? g_strdup_printf (_ ("Request %s"), id) : g_strdup ("");
  g_autofree char *where = hcrm_text_join (address != NULL ? address : "", request, NULL);

  show_changes (self, entry);
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->reason)), reason != NULL);
  gtk_label_set_text (self->where, where);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->where)), *where != '\0');
}

/* --- the page --------------------------------------------------------------------------------- */

static GtkLabel *
make_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return GTK_LABEL (label);
}

static void
hcrm_audit_page_constructed (GObject *object)
{
  HcrmAuditPage *self = HCRM_AUDIT_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);

  G_OBJECT_CLASS (hcrm_audit_page_parent_class)->constructed (object);
  self->changes = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->changes, 12);
  gtk_grid_set_row_spacing (self->changes, 6);
  self->reason = make_label ();
  self->where = make_label ();
  hcrm_admin_page_add (page, _ ("What changed"), GTK_WIDGET (self->changes));
  hcrm_admin_page_add (page, _ ("Reason"), GTK_WIDGET (self->reason));
  hcrm_admin_page_add (page, _ ("From where"), GTK_WIDGET (self->where));
}

static void
hcrm_audit_page_class_init (HcrmAuditPageClass *klass)
{
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") }, { NULL } };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_audit_page_constructed;
  HCRM_PAGE_CLASS (klass)->hints = hints;
  HCRM_PAGE_CLASS (klass)->help =
      N_ ("Who did what, when and from where. It is written by the database itself; nobody can "
          "change it.\n\nNarrow it by the kind of record, its number, the user and days: `t`, "
          "`-7d 8:00`, `3/15 9:00`.");
  admin->info = &info;
  admin->show = hcrm_audit_page_show;
  admin->name = make_name;
  admin->describe = describe;
}

static void
hcrm_audit_page_init (HcrmAuditPage *self)
{
}
