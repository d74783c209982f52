/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Roles: which permissions they hold, and how far each reaches. */

#include "hcrm-roles-page.h"

#include "model/hcrm-administration.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"

typedef struct {
  GtkDropDown *reach; /* none, then from the least scope on */
  GtkLabel *error;
} Permission;

struct _HcrmRolesPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  Permission permissions[HCRM_N_PERMISSIONS];
  GPtrArray *sent; /* which permissions the last body held, in its order */
};

G_DEFINE_FINAL_TYPE (HcrmRolesPage, hcrm_roles_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_count (HcrmRecord *role, const char **pill)
{
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (role, "permissions");

  return g_strdup_printf ("%u", rows->len);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",        NULL, 180, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "code",        NULL, 140, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT },
  { "permissions", NULL, 110, HCRM_CELL_NUMBER, 0, make_count },
};

/* Headings before the permission they begin with. */
static const struct { HcrmPermission first; const char *title; } groups[] = {
  { HCRM_PERM_SESSION,            N_("Patients") },
  { HCRM_PERM_FOLLOWUP_DECIDE,    N_("Follow-up") },
  { HCRM_PERM_QUESTIONNAIRE_READ, N_("Questionnaires") },
  { HCRM_PERM_ORGANISATION_READ,  N_("Management") },
};
/* clang-format on */

/* clang-format off */
static const HcrmListInfo list_info = {
  .name = "roles",
  .path = "/roles",
  .set = &hcrm_role_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "code",
  .title = N_("Roles"),
  .empty = N_("No role fits these conditions."),
};

static const char *const filters[] = { "q", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/roles",
  .entity = "role",
  .title = N_("Roles"),
  .query = &hcrm_role_query,
  .filters = filters,
  .create = N_("New Role"), .edit = HCRM_PERM_USER_MANAGE, .width = 440,
};
/* clang-format on */

/* --- reach ------------------------------------------------------------------------------------ */

/* The first place of a drop-down is `none`; the others begin at the least scope. */
static guint
scope_to_place (HcrmPermission permission, HcrmScope scope)
{
  return scope == HCRM_SCOPE_NONE ? 0 : scope - hcrm_permission_get_least_scope (permission) + 1;
}

static HcrmScope
place_to_scope (HcrmPermission permission, guint place)
{
  return place == 0 || place == GTK_INVALID_LIST_POSITION
             ? HCRM_SCOPE_NONE
             : hcrm_permission_get_least_scope (permission) + place - 1;
}

static void
set_reach (HcrmRolesPage *self, const char *name, const char *scope)
{
  int permission = hcrm_permission_from_name (name);

  if (permission >= 0)
    gtk_drop_down_set_selected (self->permissions[permission].reach,
                                scope_to_place (permission, hcrm_scope_from_name (scope)));
}

static void
clear_reaches (HcrmRolesPage *self)
{
  for (guint i = 0; i < HCRM_N_PERMISSIONS; i++) {
    gtk_drop_down_set_selected (self->permissions[i].reach, 0);
    gtk_widget_set_visible (GTK_WIDGET (self->permissions[i].error), FALSE);
  }
}

GtkDropDown *
hcrm_roles_page_get_reach (HcrmRolesPage *self, HcrmPermission permission)
{
  return self->permissions[permission].reach;
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *role)
{
  return g_strdup (hcrm_record_get (role, "code"));
}

static void
hcrm_roles_page_show (HcrmAdminPage *page, HcrmRecord *role)
{
  static const char *const names[] = { "code", "name", "name_en" };
  HcrmRolesPage *self = HCRM_ROLES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&hcrm_role_new);
  g_autoptr (GPtrArray) rows = role != NULL ? hcrm_record_get_rows (role, "permissions") : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    hcrm_record_set (fields, names[i], role != NULL ? hcrm_record_get (role, names[i]) : NULL);
  hcrm_form_set_record (self->form, fields);
  hcrm_form_set_field_visible (self->form, "code", role == NULL);
  clear_reaches (self);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    set_reach (self, hcrm_record_get (rows->pdata[i], "permission"),
               hcrm_record_get (rows->pdata[i], "scope"));
}

static gboolean
hcrm_roles_page_check (HcrmAdminPage *page)
{
  return hcrm_form_check (HCRM_ROLES_PAGE (page)->form);
}

static void
add_permission (HcrmRolesPage *self, JsonArray *array, HcrmPermission permission)
{
  guint place = gtk_drop_down_get_selected (self->permissions[permission].reach);
  HcrmScope scope = place_to_scope (permission, place);
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "permission", hcrm_permission_get_name (permission));
  json_object_set_string_member (row, "scope", hcrm_scope_get_name (scope));
  json_array_add_object_element (array, row);
  g_ptr_array_add (self->sent, &self->permissions[permission]);
}

static JsonNode *
hcrm_roles_page_dup_body (HcrmAdminPage *page)
{
  HcrmRolesPage *self = HCRM_ROLES_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  JsonArray *array = json_array_new ();

  g_ptr_array_set_size (self->sent, 0);
  for (guint i = 0; i < HCRM_N_PERMISSIONS; i++)
    if (gtk_drop_down_get_selected (self->permissions[i].reach) > 0)
      add_permission (self, array, i);
  if (!hcrm_admin_page_is_new (page))
    hcrm_record_unset (fields, "code");
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  json_object_set_array_member (object, "permissions", array);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_roles_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmRolesPage *self = HCRM_ROLES_PAGE (page);
  JsonNode *rows = json_object_get_member (json_node_get_object (body), "permissions");

  hcrm_form_take_draft (self->form, body);
  if (rows == NULL || !JSON_NODE_HOLDS_ARRAY (rows))
    return;
  clear_reaches (self);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (rows)); i++) {
    JsonObject *row = json_array_get_object_element (json_node_get_array (rows), i);
    set_reach (self, json_object_get_string_member_with_default (row, "permission", ""),
               json_object_get_string_member_with_default (row, "scope", "none"));
  }
}

/* `permissions[3].scope` is the fourth of those that were sent. */
static gboolean
hcrm_roles_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmRolesPage *self = HCRM_ROLES_PAGE (page);
  const char *prefix = "permissions[";

  if (!g_str_has_prefix (field, prefix))
    return hcrm_form_show_error (self->form, field, message);
  guint64 n = g_ascii_strtoull (field + strlen (prefix), NULL, 10);
  if (n >= self->sent->len)
    return FALSE;
  Permission *row = self->sent->pdata[n];
  gtk_label_set_text (row->error, message);
  gtk_widget_set_visible (GTK_WIDGET (row->error), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (row->reach));
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static void
reach_changed_cb (HcrmRolesPage *self, GParamSpec *pspec, GtkDropDown *reach)
{
  for (guint i = 0; i < HCRM_N_PERMISSIONS; i++)
    if (self->permissions[i].reach == reach && self->permissions[i].error != NULL)
      gtk_widget_set_visible (GTK_WIDGET (self->permissions[i].error), FALSE);
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

static GtkWidget *
make_reach (HcrmRolesPage *self, HcrmPermission permission)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, "—");
  for (HcrmScope scope = hcrm_permission_get_least_scope (permission); scope <= HCRM_SCOPE_ALL;
       scope++)
    gtk_string_list_append (list, hcrm_scope_get_label (scope));
  GtkWidget *reach = gtk_drop_down_new (G_LIST_MODEL (list), NULL);
  gtk_widget_set_size_request (reach, 120, -1);
  gtk_widget_set_valign (reach, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (reach), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hcrm_permission_get_label (permission), -1);
  g_signal_connect_object (reach, "notify::selected", G_CALLBACK (reach_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return reach;
}

static GtkLabel *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return GTK_LABEL (label);
}

static GtkWidget *
make_permission (HcrmRolesPage *self, HcrmPermission permission)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  Permission *row = &self->permissions[permission];

  row->reach = GTK_DROP_DOWN (make_reach (self, permission));
  row->error = make_label (NULL, "field-error");
  gtk_box_append (GTK_BOX (line),
                  GTK_WIDGET (make_label (hcrm_permission_get_label (permission), NULL)));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (row->reach));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->error));
  return box;
}

static void
add_group (HcrmRolesPage *self, guint group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  HcrmPermission end =
      group + 1 < G_N_ELEMENTS (groups) ? groups[group + 1].first : HCRM_N_PERMISSIONS;

  for (HcrmPermission i = groups[group].first; i < end; i++)
    gtk_box_append (GTK_BOX (box), make_permission (self, i));
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), gettext (groups[group].title), box);
}

static void
hcrm_roles_page_constructed (GObject *object)
{
  static const char *const names[] = { "code", "name", "name_en", NULL };
  HcrmRolesPage *self = HCRM_ROLES_PAGE (object);

  G_OBJECT_CLASS (hcrm_roles_page_parent_class)->constructed (object);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &hcrm_role_new, names);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, GTK_WIDGET (self->form));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    add_group (self, i);
}

static void
hcrm_roles_page_finalize (GObject *object)
{
  g_ptr_array_unref (HCRM_ROLES_PAGE (object)->sent);
  G_OBJECT_CLASS (hcrm_roles_page_parent_class)->finalize (object);
}

static void
hcrm_roles_page_class_init (HcrmRolesPageClass *klass)
{
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_roles_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_roles_page_finalize;
  page->show_field_error = hcrm_roles_page_show_field_error;
  page->help =
      N_ ("What each role may do, and how far: on own records, those of the own department, "
                   "of the own site, or all.\n\nA change holds at once for everybody who has the "
                   "role. Nobody can widen their own permissions.");
  admin->info = &info;
  admin->show = hcrm_roles_page_show;
  admin->describe = describe;
  admin->check = hcrm_roles_page_check;
  admin->dup_body = hcrm_roles_page_dup_body;
  admin->take_body = hcrm_roles_page_take_body;
}

static void
hcrm_roles_page_init (HcrmRolesPage *self)
{
  self->sent = g_ptr_array_new ();
}
