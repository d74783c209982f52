/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Leave: entered for oneself or one's people, and withdrawn; who stands in is chosen with it. */

#include "hcrm-leave-page.h"

#include "core/hcrm-date.h"
#include "model/hcrm-followup-rule.h"
#include "widgets/hcrm-column-text.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-lookup-row.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

struct _HcrmLeavePage {
  HcrmAdminPage parent_instance;

  HcrmLookupRow *staff;
  HcrmLookupRow *delegate;
  HcrmForm *form;
  GtkWidget *effect; /* what entering it does */
};

G_DEFINE_FINAL_TYPE (HcrmLeavePage, hcrm_leave_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_staff (HcrmRecord *leave, const char **pill)
{
  return g_strdup (hcrm_record_get (leave, "staff"));
}

static char *
make_state (HcrmRecord *leave, const char **pill)
{
  return hcrm_column_text_state (leave, &hcrm_leave_workflow, pill);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "pinyin",      N_("Away"),      110, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND, make_staff, .exports = "staff" },
  { "from_on",     NULL,            100, HCRM_CELL_DATE,   HCRM_COLUMN_SORT },
  { "until_on",    NULL,            100, HCRM_CELL_DATE,   HCRM_COLUMN_SORT },
  { "delegate",    NULL,            110, HCRM_CELL_TEXT,   HCRM_COLUMN_EXPAND },
  { "state",       NULL,            110, HCRM_CELL_PILL,   0, make_state },
  { "tasks",       N_("Calls"),      72, HCRM_CELL_NUMBER, 0, .leaves = 2 },
  { "reason",      NULL,            160, HCRM_CELL_TEXT,   0, .leaves = 1 },
  { "created_by",  NULL,            110, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
  { "created_at",  NULL,            110, HCRM_CELL_TIME,   HCRM_COLUMN_HIDDEN },
};

static const char *const names[] = { "from_on", "until_on", "reason", NULL };

static const HcrmLookupInfo staff_lookup = {
  "/staff?retired=false", "id", "name", { "number", "title", "department" }, N_("Name, pinyin or staff number"),
};

static const HcrmListInfo list_info = {
  .name = "leave",
  .path = "/leaves",
  .set = &hcrm_leave_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-from_on",
  .title = N_("Leave and stand-ins"),
  .empty = N_("Nobody is or will be away. Ctrl+N enters a leave and who stands in."),
};

static const char *const filters[] = { "q", "state", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/leaves",
  .entity = "leave",
  .title = N_("Leave and stand-ins"),
  .query = &hcrm_leave_query,
  .filters = filters,
  .create = N_("Enter Leave"),
  .edit = HCRM_PERM_LEAVE_EDIT,
  .flow = &hcrm_leave_workflow,
  .width = 400,
};
/* clang-format on */

/* --- the right side --------------------------------------------------------------------------- */

/* Whether the user enters leave for nobody else. */
static gboolean
is_own_only (HcrmLeavePage *self)
{
  const HcrmPermissionSet *held =
      hcrm_session_get_permissions (hcrm_page_get_session (HCRM_PAGE (self)));

  return held->scope[HCRM_PERM_LEAVE_EDIT] <= HCRM_SCOPE_OWN;
}

static char *
make_name (HcrmRecord *leave)
{
  return make_staff (leave, NULL);
}

static char *
make_period (HcrmRecord *leave)
{
  g_autofree char *from = hcrm_text_date (hcrm_record_get (leave, "from_on"));
  g_autofree char *until = hcrm_text_date (hcrm_record_get (leave, "until_on"));

  return g_strdup_printf ("%s – %s", from, until);
}

static char *
describe (HcrmRecord *leave)
{
  g_autofree char *period = make_period (leave);
  gint64 n = hcrm_record_get_int (leave, "tasks");
  g_autofree char *tasks =
      n > 0 ? g_strdup_printf (ngettext ("%d call handed over", "%d calls handed over", (gulong) n),
                               (int) n)
            : g_strdup ("");
  const char *by = hcrm_record_get (leave, "created_by");
  g_autofree char *entered = by != NULL ? g_strdup_printf (_ ("entered by %s"), by) : g_strdup ("");

  return hcrm_text_join (period, tasks, entered, NULL);
}

/* A leave is not changed: it is withdrawn, and another one entered. */
static gboolean
may_edit (HcrmAdminPage *page, HcrmRecord *leave)
{
  return FALSE;
}

static HcrmRecord *
make_new (void)
{
  HcrmRecord *fields = hcrm_record_new (&hcrm_leave_fields);
  GDate today;

  hcrm_text_get_today (&today);
  g_autofree char *iso = hcrm_date_to_iso (&today);
  hcrm_record_set (fields, "from_on", iso);
  return fields;
}

static void
show_staff (HcrmLeavePage *self, HcrmRecord *leave)
{
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (self));
  gint64 own = hcrm_session_get_staff_id (session);
  g_autofree char *id = own != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, own) : NULL;

  if (leave != NULL)
    hcrm_lookup_row_set (self->staff, hcrm_record_get (leave, "staff_id"),
                         hcrm_record_get (leave, "staff"));
  else
    hcrm_lookup_row_set (self->staff, id,
                         id != NULL ? hcrm_session_get_text (session, "name") : NULL);
}

static void
hcrm_leave_page_show (HcrmAdminPage *page, HcrmRecord *leave)
{
  HcrmLeavePage *self = HCRM_LEAVE_PAGE (page);
  g_autoptr (HcrmRecord) fields = leave != NULL ? g_object_ref (leave) : make_new ();

  hcrm_form_set_record (self->form, fields);
  show_staff (self, leave);
  hcrm_lookup_row_set (self->delegate,
                       leave != NULL ? hcrm_record_get (leave, "delegate_id") : NULL,
                       leave != NULL ? hcrm_record_get (leave, "delegate") : NULL);
}

static void
hcrm_leave_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  HcrmLeavePage *self = HCRM_LEAVE_PAGE (page);

  gtk_widget_set_sensitive (GTK_WIDGET (self->staff), editable && !is_own_only (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->delegate), editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), editable);
  gtk_widget_set_visible (self->effect, editable);
}

static gboolean
hcrm_leave_page_check (HcrmAdminPage *page)
{
  HcrmLeavePage *self = HCRM_LEAVE_PAGE (page);
  gboolean staff = hcrm_lookup_row_check (self->staff);
  gboolean delegate = hcrm_lookup_row_check (self->delegate);

  /* The form checks only what stands in it. */
  return hcrm_form_check (self->form) && staff && delegate;
}

static void
set_person (JsonObject *object, const char *name, HcrmLookupRow *row)
{
  const char *id = hcrm_lookup_row_get_value (row);

  if (id != NULL)
    json_object_set_int_member (object, name, g_ascii_strtoll (id, NULL, 10));
}

/* The names of the two are there for a draft, and are not sent. */
static JsonNode *
hcrm_leave_page_dup_body (HcrmAdminPage *page)
{
  HcrmLeavePage *self = HCRM_LEAVE_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  g_autoptr (JsonObject) object = json_object_new ();

  for (const char *const *name = names; *name != NULL; name++)
    if (hcrm_record_get (fields, *name) != NULL)
      json_object_set_string_member (object, *name, hcrm_record_get (fields, *name));
  set_person (object, "staff_id", self->staff);
  set_person (object, "delegate_id", self->delegate);
  json_object_set_string_member (object, "staff",
                                 hcrm_lookup_get_label (hcrm_lookup_row_get_lookup (self->staff)));
  json_object_set_string_member (object, "delegate",
                                 hcrm_lookup_get_label (
                                     hcrm_lookup_row_get_lookup (self->delegate)));
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_leave_page_finish_body (HcrmAdminPage *page, JsonObject *body)
{
  json_object_remove_member (body, "staff");
  json_object_remove_member (body, "delegate");
}

static void
hcrm_leave_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmLeavePage *self = HCRM_LEAVE_PAGE (page);
  g_autoptr (HcrmRecord) draft = hcrm_record_new (&hcrm_leave_fields);

  hcrm_record_read_json (draft, json_node_get_object (body), TRUE, NULL);
  hcrm_form_take_draft (self->form, body);
  if (!is_own_only (self))
    show_staff (self, draft);
  hcrm_lookup_row_set (self->delegate, hcrm_record_get (draft, "delegate_id"),
                       hcrm_record_get (draft, "delegate"));
}

static char *
hcrm_leave_page_dup_question (HcrmAdminPage *page, const char *action)
{
  HcrmRecord *leave = hcrm_admin_page_get_record (page);
  g_autofree char *period = leave != NULL ? make_period (leave) : g_strdup ("");

  return g_strdup_printf (_ ("%s\nCalls that were handed over and are not made yet come back."),
                             period);
}

static gboolean
hcrm_leave_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  HcrmLeavePage *self = HCRM_LEAVE_PAGE (page);

  if (g_str_equal (field, "staff_id"))
    hcrm_lookup_row_show_error (self->staff, message);
  else if (g_str_equal (field, "delegate_id"))
    hcrm_lookup_row_show_error (self->delegate, message);
  else
    return hcrm_form_show_error (self->form, field, message);
  return TRUE;
}

/* --- the page --------------------------------------------------------------------------------- */

static HcrmLookupRow *
add_person (HcrmLeavePage *self, GtkWidget *box, const char *label)
{
  HcrmApi *api = hcrm_page_get_api (HCRM_PAGE (self));
  GtkWidget *row = hcrm_lookup_row_new (api, &staff_lookup, label, TRUE);

  gtk_box_append (GTK_BOX (box), row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  return HCRM_LOOKUP_ROW (row);
}

static void
hcrm_leave_page_constructed (GObject *object)
{
  HcrmLeavePage *self = HCRM_LEAVE_PAGE (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  G_OBJECT_CLASS (hcrm_leave_page_parent_class)->constructed (object);
  self->staff = add_person (self, box, _ ("Away"));
  self->delegate = add_person (self, box, _ ("Stands in"));
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &hcrm_leave_fields, names);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  self->effect =
      hcrm_wrapped_label_new (_ ("From the first day on, who stands in decides on discharges and "
                                 "makes the doctor's calls. What is left afterwards comes back."),
                                 "caption");
  gtk_box_append (GTK_BOX (box), self->effect);
  hcrm_admin_page_add (HCRM_ADMIN_PAGE (self), NULL, box);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
}

static void
hcrm_leave_page_class_init (HcrmLeavePageClass *klass)
{
  static const char *const watches[] = { "leave", NULL };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_leave_page_constructed;
  page->show_field_error = hcrm_leave_page_show_field_error;
  page->watches = watches;
  page->help =
      N_ ("Who is away, and who stands in. Everybody enters their own leave; heads of departments "
          "and supervisors also that of others.\n\nWhile somebody is away, the stand-in finds "
          "their discharges to decide on and their calls. A stand-in is of the same department, "
          "can sign in, and is there. A leave is not changed: it is withdrawn or ended, and "
          "another one entered; what is not done yet comes back at once.");
  admin->info = &info;
  admin->show = hcrm_leave_page_show;
  admin->name = make_name;
  admin->describe = describe;
  admin->may_edit = may_edit;
  admin->check = hcrm_leave_page_check;
  admin->dup_body = hcrm_leave_page_dup_body;
  admin->finish_body = hcrm_leave_page_finish_body;
  admin->take_body = hcrm_leave_page_take_body;
  admin->set_editable = hcrm_leave_page_set_editable;
  admin->dup_question = hcrm_leave_page_dup_question;
}

static void
hcrm_leave_page_init (HcrmLeavePage *self)
{
}
