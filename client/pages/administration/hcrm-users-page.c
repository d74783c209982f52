/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Users: who may sign in, in which roles. */

#include "hcrm-users-page.h"

#include <sodium.h>

#include "model/hcrm-administration.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmUsersPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form; /* of a new user: with the user name */
  GtkWidget *staff_box;
  HcrmLookup *staff;
  GtkLabel *staff_error;
  HcrmRowsEditor *roles;
  GtkWidget *secret; /* a new password, shown once */
  GtkLabel *secret_text;
  gint64 secret_id; /* whose it is */
  char *password;
};

G_DEFINE_FINAL_TYPE (HcrmUsersPage, hcrm_users_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_name (HcrmRecord *user)
{
  const char *name = hcrm_record_get (user, "name");

  return g_strdup (name != NULL ? name : hcrm_record_get (user, "username"));
}

static char *
make_name_cell (HcrmRecord *user, const char **pill)
{
  return make_name (user);
}

static char *
make_roles (HcrmRecord *user, const char **pill)
{
  g_autoptr (GPtrArray) rows = hcrm_record_get_rows (user, "roles");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " · " : "",
                            hcrm_text_field (rows->pdata[i], "role"));
  return g_string_free (text, FALSE);
}

static char *
make_state (HcrmRecord *user, const char **pill)
{
  return hcrm_column_text_state (user, &hcrm_user_workflow, pill);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",         NULL, 130, HCRM_CELL_TEXT, 0, make_name_cell },
  { "username",     NULL, 110, HCRM_CELL_TEXT, HCRM_COLUMN_SORT },
  { "department",   NULL, 130, HCRM_CELL_TEXT, 0, .leaves = 2 },
  { "roles",        NULL, 170, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND, make_roles },
  { "state",        NULL, 100, HCRM_CELL_PILL, 0, make_state, .leaves = 3 },
  { "last_seen_at", NULL, 110, HCRM_CELL_TIME, HCRM_COLUMN_SORT, .leaves = 1 },
  { "title",        NULL, 110, HCRM_CELL_TEXT, HCRM_COLUMN_HIDDEN },
};

static const HcrmLookupInfo staff_lookup = {
  "/staff", "id", "name", { "number", "title", "department" }, N_("Name, pinyin or staff number"),
};

static const HcrmRowsColumn role_columns[] = {
  { { "role_id",       HCRM_KIND_CODE, N_("Role"),       HCRM_FIELD_REQUIRED }, .line = 0, .expand = TRUE },
  { { "department_id", HCRM_KIND_CODE, N_("Department"), 0 }, .line = 1, .expand = TRUE },
  { { "until",         HCRM_KIND_TIME, N_("Until"),      0 }, .line = 2, .expand = TRUE },
};
/* clang-format on */

/* clang-format off */
static const HcrmListInfo list_info = {
  .name = "users",
  .path = "/users",
  .set = &hcrm_user_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "username",
  .title = N_("Users"),
  .empty = N_("No user fits these conditions."),
};

static const char *const filters[] = { "q", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/users",
  .entity = "user",
  .title = N_("Users"),
  .query = &hcrm_user_query,
  .filters = filters,
  .create =
          N_("New User"), .edit = HCRM_PERM_USER_MANAGE, .flow = &hcrm_user_workflow, .width = 420,
};
/* clang-format on */

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *user)
{
  return hcrm_text_join (hcrm_record_get (user, "username"), hcrm_text_field (user, "title"),
                         hcrm_text_field (user, "department"), NULL);
}

static gint64
get_shown_id (HcrmUsersPage *self)
{
  HcrmRecord *user = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));

  return user != NULL ? hcrm_record_get_int (user, "id") : 0;
}

/* Shown until another user is: it cannot be had again. */
static void
set_secret (HcrmUsersPage *self, const char *password)
{
  self->secret_id = password != NULL ? get_shown_id (self) : 0;
  gtk_label_set_text (self->secret_text, password != NULL ? password : "");
  gtk_widget_set_visible (self->secret, password != NULL);
}

static void
hcrm_users_page_show (HcrmAdminPage *page, HcrmRecord *user)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&hcrm_user_new);
  g_autoptr (GPtrArray) roles = user != NULL ? hcrm_record_get_rows (user, "roles") : NULL;

  hcrm_record_set (fields, "username", user != NULL ? hcrm_record_get (user, "username") : NULL);
  hcrm_record_set (fields, "language", user != NULL ? hcrm_record_get (user, "language") : "zh_CN");
  hcrm_form_set_record (self->form, fields);
  hcrm_form_set_field_visible (self->form, "username", user == NULL);
  hcrm_lookup_set (self->staff, user != NULL ? hcrm_record_get (user, "staff_id") : NULL,
                   user != NULL ? hcrm_record_get (user, "name") : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->staff_error), FALSE);
  hcrm_lookup_set_invalid (self->staff, FALSE);
  hcrm_rows_editor_set_rows (self->roles, roles);
  if (user == NULL || get_shown_id (self) != self->secret_id)
    set_secret (self, NULL);
}

static void
hcrm_users_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);

  gtk_widget_set_sensitive (GTK_WIDGET (self->form), editable);
  gtk_widget_set_sensitive (self->staff_box, editable);
  hcrm_rows_editor_set_editable (self->roles, editable);
}

/* --- saving ----------------------------------------------------------------------------------- */

static gboolean
hcrm_users_page_check (HcrmAdminPage *page)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);
  gboolean roles = hcrm_rows_editor_check (self->roles);

  /* The form's check also asks for what only the server is sent. */
  return hcrm_form_check (self->form) && roles;
}

static JsonNode *
hcrm_users_page_dup_body (HcrmAdminPage *page)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);

  hcrm_record_set (fields, "staff_id", hcrm_lookup_get_value (self->staff));
  if (!hcrm_admin_page_is_new (page))
    hcrm_record_unset (fields, "username");
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  json_object_set_member (object, "roles", hcrm_rows_editor_dup_json (self->roles));
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_users_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);

  hcrm_form_take_draft (self->form, body);
  hcrm_rows_editor_take_json (self->roles,
                              json_object_get_member (json_node_get_object (body), "roles"));
}

/* Signs that cannot be taken for one another, as the server's own new passwords have. */
static char *
make_password (void)
{
  static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789";
  GString *password = g_string_new (NULL);

  for (guint i = 0; i < 12; i++) {
    if (i > 0 && i % 4 == 0)
      g_string_append_c (password, '-');
    g_string_append_c (password, signs[randombytes_uniform (sizeof signs - 1)]);
  }
  return g_string_free (password, FALSE);
}

/* Never part of a draft. */
static void
hcrm_users_page_finish_body (HcrmAdminPage *page, JsonObject *body)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);

  if (!hcrm_admin_page_is_new (page))
    return;
  g_free (self->password);
  self->password = make_password ();
  json_object_set_string_member (body, "password", self->password);
}

static void
hcrm_users_page_saved (HcrmAdminPage *page, gboolean created)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);

  if (created)
    set_secret (self, self->password);
  g_clear_pointer (&self->password, g_free);
}

static void
hcrm_users_page_stepped (HcrmAdminPage *page, const char *action, JsonNode *reply)
{
  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    set_secret (HCRM_USERS_PAGE (page),
                json_object_get_string_member_with_default (json_node_get_object (reply),
                                                            "password", NULL));
}

static gboolean
hcrm_users_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (page);

  if (g_str_equal (field, "staff_id")) {
    gtk_label_set_text (self->staff_error, message);
    gtk_widget_set_visible (GTK_WIDGET (self->staff_error), TRUE);
    hcrm_lookup_set_invalid (self->staff, TRUE);
    return TRUE;
  }
  return hcrm_rows_editor_show_error (self->roles, "roles", field, message)
         || hcrm_form_show_error (self->form, field, message);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
copy_cb (HcrmUsersPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->secret_text));
  hcrm_page_toast (HCRM_PAGE (self), _ ("Copied"), NULL, NULL);
}

static void
add_secret (HcrmUsersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *words =
      gtk_label_new (_ ("Shown only now. It has to be changed at the first sign-in."));
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *text = gtk_label_new (NULL), *copy = gtk_button_new_with_label (_ ("Copy"));

  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_add_css_class (words, "caption");
  gtk_widget_add_css_class (text, "monospace");
  gtk_widget_add_css_class (text, "name");
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_add_css_class (copy, "outline");
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  gtk_box_append (GTK_BOX (line), text);
  gtk_box_append (GTK_BOX (line), copy);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), words);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), _ ("New password"), box);
  self->secret = gtk_widget_get_parent (box);
  self->secret_text = GTK_LABEL (text);
}

static GtkWidget *
make_staff (HcrmUsersPage *self, HcrmApi *api)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (_ ("Member of staff")), *error = gtk_label_new (NULL);

  self->staff = HCRM_LOOKUP (hcrm_lookup_new (api, &staff_lookup, _ ("Member of staff")));
  self->staff_error = GTK_LABEL (error);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (error), 0);
  gtk_label_set_wrap (GTK_LABEL (error), TRUE);
  gtk_widget_add_css_class (label, "field-label");
  gtk_widget_add_css_class (error, "field-error");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->staff));
  gtk_box_append (GTK_BOX (box), error);
  g_signal_connect_swapped (self->staff, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  return self->staff_box = box;
}

static void
roles_cb (gpointer page, JsonNode *reply)
{
  hcrm_choices_fill (HCRM_USERS_PAGE (page)->roles, "role_id", reply, "id");
}

static void
departments_cb (gpointer page, JsonNode *reply)
{
  hcrm_choices_fill (HCRM_USERS_PAGE (page)->roles, "department_id", reply, "id");
}

static void
add_form (HcrmUsersPage *self)
{
  static const char *const names[] = { "username", "language", NULL };
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (self);
  HcrmApi *api = hcrm_page_get_api (HCRM_PAGE (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &hcrm_user_new, names);
  self->roles = HCRM_ROWS_EDITOR (hcrm_rows_editor_new (api, &hcrm_user_role_rows, role_columns,
                                                        G_N_ELEMENTS (role_columns), _ ("+ Role")));
  gtk_box_append (GTK_BOX (box), make_staff (self, api));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  hcrm_admin_page_add (page, NULL, box);
  hcrm_admin_page_add (page, _ ("Roles"), GTK_WIDGET (self->roles));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->roles, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_users_page_constructed (GObject *object)
{
  HcrmUsersPage *self = HCRM_USERS_PAGE (object);

  G_OBJECT_CLASS (hcrm_users_page_parent_class)->constructed (object);
  add_secret (self);
  add_form (self);
  hcrm_page_call_list (HCRM_PAGE (self), "/roles?limit=200", roles_cb);
  if (hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (HCRM_PAGE (self), "/departments?limit=200", departments_cb);
}

static void
hcrm_users_page_finalize (GObject *object)
{
  g_free (HCRM_USERS_PAGE (object)->password);
  G_OBJECT_CLASS (hcrm_users_page_parent_class)->finalize (object);
}

static void
hcrm_users_page_class_init (HcrmUsersPageClass *klass)
{
  static const char *const watches[] = { "user", NULL };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_users_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_users_page_finalize;
  page->show_field_error = hcrm_users_page_show_field_error;
  page->watches = watches;
  page->help = N_ ("Who may sign in. A user belongs to a member of staff and has roles, for a "
                   "department or everywhere, and until a day if wanted.\n\nWhoever leaves is "
                   "locked or retired: all sessions end at once. A new password is shown once.");
  admin->info = &info;
  admin->show = hcrm_users_page_show;
  admin->name = make_name;
  admin->describe = describe;
  admin->check = hcrm_users_page_check;
  admin->dup_body = hcrm_users_page_dup_body;
  admin->finish_body = hcrm_users_page_finish_body;
  admin->take_body = hcrm_users_page_take_body;
  admin->set_editable = hcrm_users_page_set_editable;
  admin->stepped = hcrm_users_page_stepped;
  admin->saved = hcrm_users_page_saved;
}

static void
hcrm_users_page_init (HcrmUsersPage *self)
{
}
