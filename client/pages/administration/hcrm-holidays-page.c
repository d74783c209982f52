/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Holidays and swapped working weekends of a site, a year at a glance. */

#include "hcrm-holidays-page.h"

#include "core/hcrm-date.h"
#include "model/hcrm-administration.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-text.h"
#include "widgets/hcrm-year-view.h"

/* As many days as one entry may make. */
#define LONGEST 60

struct _HcrmHolidaysPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form;
  HcrmYearView *year_view;
  GtkLabel *year_label;
  HcrmInput *site;
  GHashTable *ids; /* (element-type utf8 utf8): of the days there are, by day */
  char *wanted;    /* the day a new one is to be for */
};

G_DEFINE_FINAL_TYPE (HcrmHolidaysPage, hcrm_holidays_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_kind (HcrmRecord *holiday, const char **pill)
{
  static const struct {
    const char *kind, *pill;
  } pills[] = { { "holiday", "danger" }, { "working", "info" }, { "none", "bare wait" } };
  int place = hcrm_field_set_find (&hcrm_holiday_fields, "kind");
  const char *kind = hcrm_record_get (holiday, "kind");

  for (guint i = 0; i < G_N_ELEMENTS (pills); i++)
    if (g_strcmp0 (kind, pills[i].kind) == 0)
      *pill = pills[i].pill;
  return g_strdup (hcrm_field_get_choice_label (&hcrm_holiday_fields.fields[place], kind));
}

static char *
make_day (HcrmRecord *holiday, const char **pill)
{
  GDate day;

  if (!hcrm_date_from_iso (hcrm_record_get (holiday, "day"), &day))
    return g_strdup (hcrm_record_get (holiday, "day"));
  return hcrm_date_label (&day, &day);
}

/* clang-format off */
static const HcrmColumn columns[] = {
  { "day",  NULL, 160, HCRM_CELL_TEXT, HCRM_COLUMN_SORT, make_day },
  { "kind", NULL, 130, HCRM_CELL_PILL, 0, make_kind },
  { "name", N_("Holiday name"), 160, HCRM_CELL_TEXT, HCRM_COLUMN_EXPAND },
};

static const HcrmField form_fields[] = {
  { "day",     HCRM_KIND_DATE, N_("Day"),            HCRM_FIELD_REQUIRED },
  { "until",   HCRM_KIND_DATE, N_("Until, if it is several days"), 0 },
  { "kind",    HCRM_KIND_CODE, N_("Kind"),           HCRM_FIELD_REQUIRED, NULL, 0, 0, hcrm_holiday_kind_choices },
  { "name",    HCRM_KIND_TEXT, N_("Holiday name"),   0, NULL, 0, 60 },
  { "name_en", HCRM_KIND_TEXT, N_("English name"),   0, NULL, 0, 60 },
};
static const HcrmFieldSet form_set = { "holiday", form_fields, G_N_ELEMENTS (form_fields) };

static const HcrmField site_field = { "site_id", HCRM_KIND_CODE, N_("Site"), HCRM_FIELD_REQUIRED };

static const HcrmListInfo list_info = {
  .name = "holidays",
  .path = "/holidays",
  .set = &hcrm_holiday_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "day",
  .title = N_("Holidays"),
  .empty = N_("Nothing is entered for this year yet. The State Council publishes its holidays and swapped weekends every autumn."),
};

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/holidays",
  .entity = "holiday",
  .title = N_("Holidays"),
  .query = &hcrm_holiday_query,
  .create = N_("New Days"),
  .create_path = "/holidays/actions/set",
  .edit = HCRM_PERM_SETTING_EDIT,
  .whole = TRUE,
  .width = 340,
};
/* clang-format on */

/* --- the year --------------------------------------------------------------------------------- */

static void
mark (HcrmHolidaysPage *self, JsonObject *item)
{
  const char *iso = json_object_get_string_member (item, "day");
  const char *kind = json_object_get_string_member (item, "kind");
  g_autofree char *id =
      g_strdup_printf ("%" G_GINT64_FORMAT, json_object_get_int_member (item, "id"));
  GDate day;

  g_hash_table_insert (self->ids, g_strdup (iso), g_steal_pointer (&id));
  if (!hcrm_date_from_iso (iso, &day) || g_str_equal (kind, "none"))
    return;
  hcrm_year_view_mark (self->year_view, &day,
                       g_str_equal (kind, "holiday") ? HCRM_DAY_HOLIDAY : HCRM_DAY_WORKING,
                       hcrm_text_member (item, "name"));
}

static void
year_cb (gpointer data, JsonNode *reply)
{
  HcrmHolidaysPage *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  hcrm_year_view_clear (self->year_view);
  g_hash_table_remove_all (self->ids);
  for (guint i = 0; i < json_array_get_length (items); i++)
    mark (self, json_array_get_object_element (items, i));
}

static void
load_year (HcrmHolidaysPage *self)
{
  GDateYear year = hcrm_year_view_get_year (self->year_view);
  g_autofree char *site = hcrm_input_dup_value (self->site);
  g_autofree char *from = g_strdup_printf ("%04u-01-01", year);
  g_autofree char *to = g_strdup_printf ("%04u-01-01", year + 1);

  if (site == NULL)
    return;
  g_autofree char *path = hcrm_api_query ("/holidays", "site_id", site, "day_from", from, "day_to",
                                          to, "limit", "200", NULL);
  hcrm_page_call_list (HCRM_PAGE (self), path, year_cb);
}

/* Site and year say what both views show. */
static void
narrow (HcrmHolidaysPage *self)
{
  HcrmRecordList *list = hcrm_admin_page_get_list (HCRM_ADMIN_PAGE (self));
  GDateYear year = hcrm_year_view_get_year (self->year_view);
  g_autofree char *site = hcrm_input_dup_value (self->site);
  g_autofree char *from = g_strdup_printf ("%04u-01-01", year);
  g_autofree char *to = g_strdup_printf ("%04u-01-01", year + 1);
  g_autofree char *label = g_strdup_printf ("%u", year);

  hcrm_record_list_set_filter (list, "site_id", site);
  hcrm_record_list_set_filter (list, "day_from", from);
  hcrm_record_list_set_filter (list, "day_to", to);
  gtk_label_set_text (self->year_label, label);
  load_year (self);
}

static void
turn_year (HcrmHolidaysPage *self, int by)
{
  hcrm_year_view_set_year (self->year_view, hcrm_year_view_get_year (self->year_view) + by);
  narrow (self);
}

static void
turn_action (GtkWidget *widget, const char *name, GVariant *by)
{
  turn_year (HCRM_HOLIDAYS_PAGE (widget), g_variant_get_int32 (by));
}

static void
select_shown (HcrmHolidaysPage *self, const char *iso)
{
  GDate day;
  gboolean known = iso != NULL && hcrm_date_from_iso (iso, &day);

  hcrm_year_view_select (self->year_view, known ? &day : NULL);
}

/* A day that is in the calendar is shown, any other is begun. */
static void
chosen_cb (HcrmHolidaysPage *self, const char *day)
{
  const char *id = g_hash_table_lookup (self->ids, day);

  if (id != NULL) {
    hcrm_admin_page_select (HCRM_ADMIN_PAGE (self), g_ascii_strtoll (id, NULL, 10));
    return;
  }
  g_free (self->wanted);
  self->wanted = g_strdup (day);
  hcrm_page_clear_draft (HCRM_PAGE (self), info.entity, "new");
  gtk_widget_activate_action (GTK_WIDGET (self), "admin.create", NULL);
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
make_name (HcrmRecord *holiday)
{
  const char *name = hcrm_text_field (holiday, "name");

  return *name != '\0' ? g_strdup (name) : make_day (holiday, NULL);
}

static char *
describe (HcrmRecord *holiday)
{
  const char *pill = NULL;
  g_autofree char *day = make_day (holiday, NULL);
  g_autofree char *kind = make_kind (holiday, &pill);

  return hcrm_text_join (day, kind, NULL);
}

/* A new day off is likely a weekday, a new working day a weekend. */
static void
propose (HcrmHolidaysPage *self, HcrmRecord *fields)
{
  GDate day;

  if (self->wanted == NULL || !hcrm_date_from_iso (self->wanted, &day))
    return;
  gboolean weekend = g_date_get_weekday (&day) >= G_DATE_SATURDAY;
  hcrm_record_set (fields, "day", self->wanted);
  hcrm_record_set (fields, "kind", weekend ? "working" : "holiday");
}

static void
hcrm_holidays_page_show (HcrmAdminPage *page, HcrmRecord *holiday)
{
  static const char *const names[] = { "day", "kind", "name", "name_en" };
  HcrmHolidaysPage *self = HCRM_HOLIDAYS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&form_set);

  for (guint i = 0; holiday != NULL && i < G_N_ELEMENTS (names); i++)
    hcrm_record_set (fields, names[i], hcrm_record_get (holiday, names[i]));
  if (holiday == NULL)
    propose (self, fields);
  hcrm_form_set_record (self->form, fields);
  hcrm_form_set_field_visible (self->form, "until", holiday == NULL);
  select_shown (self, hcrm_record_get (fields, "day"));
}

static void
hcrm_holidays_page_set_editable (HcrmAdminPage *page, gboolean editable)
{
  gtk_widget_set_sensitive (GTK_WIDGET (HCRM_HOLIDAYS_PAGE (page)->form), editable);
}

/* How many days a new entry is; 0 if its end is none. */
static int
count_days (HcrmRecord *fields)
{
  const char *until = hcrm_record_get (fields, "until");
  GDate first, last;

  if (until == NULL || !hcrm_date_from_iso (hcrm_record_get (fields, "day"), &first))
    return 1;
  if (!hcrm_date_from_iso (until, &last))
    return 0;
  int n = g_date_days_between (&first, &last) + 1;
  return n >= 1 && n <= LONGEST ? n : 0;
}

static gboolean
hcrm_holidays_page_check (HcrmAdminPage *page)
{
  HcrmHolidaysPage *self = HCRM_HOLIDAYS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);

  if (!hcrm_form_check (self->form))
    return FALSE;
  if (count_days (fields) > 0)
    return TRUE;
  hcrm_form_show_error (self->form, "until", _("The end lies before the start, or too far off"));
  return FALSE;
}

static void
add_day (JsonArray *days, HcrmRecord *fields, const GDate *day)
{
  g_autofree char *iso = hcrm_date_to_iso (day);
  g_autoptr (HcrmRecord) row = hcrm_record_new (&hcrm_holiday_day_rows);

  hcrm_record_set (row, "day", iso);
  hcrm_record_set (row, "kind", hcrm_record_get (fields, "kind"));
  hcrm_record_set (row, "name", hcrm_record_get (fields, "name"));
  hcrm_record_set (row, "name_en", hcrm_record_get (fields, "name_en"));
  json_array_add_object_element (days, hcrm_record_to_json (row));
}

static JsonObject *
make_days (HcrmHolidaysPage *self, HcrmRecord *fields)
{
  JsonObject *body = json_object_new ();
  JsonArray *days = json_array_new ();
  g_autofree char *site = hcrm_input_dup_value (self->site);
  GDate day;

  if (hcrm_date_from_iso (hcrm_record_get (fields, "day"), &day))
    for (int n = count_days (fields); n > 0; n--) {
      add_day (days, fields, &day);
      g_date_add_days (&day, 1);
    }
  if (site != NULL)
    json_object_set_int_member (body, "site_id", g_ascii_strtoll (site, NULL, 10));
  json_object_set_array_member (body, "days", days);
  return body;
}

static JsonNode *
hcrm_holidays_page_dup_body (HcrmAdminPage *page)
{
  HcrmHolidaysPage *self = HCRM_HOLIDAYS_PAGE (page);
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);

  if (hcrm_admin_page_is_new (page)) {
    g_autoptr (JsonObject) days = make_days (self, fields);
    return json_node_init_object (json_node_alloc (), days);
  }
  hcrm_record_unset (fields, "until");
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  return json_node_init_object (json_node_alloc (), object);
}

/* Of a new entry, the first and the last of its days are what was typed. */
static void
hcrm_holidays_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmHolidaysPage *self = HCRM_HOLIDAYS_PAGE (page);
  JsonObject *object = json_node_get_object (body);
  JsonArray *days = json_object_has_member (object, "days")
                        ? json_object_get_array_member (object, "days")
                        : NULL;
  guint n = days != NULL ? json_array_get_length (days) : 0;

  if (n == 0) {
    hcrm_form_take_draft (self->form, body);
    return;
  }
  JsonNode *first = json_array_get_element (days, 0);
  JsonObject *last = json_array_get_object_element (days, n - 1);
  hcrm_form_take_draft (self->form, first);
  if (n > 1)
    hcrm_input_set_value (hcrm_form_get_input (self->form, "until"),
                          json_object_get_string_member (last, "day"));
}

static gboolean
hcrm_holidays_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  const char *dot = strrchr (field, '.');

  return hcrm_form_show_error (HCRM_HOLIDAYS_PAGE (page)->form, dot != NULL ? dot + 1 : field,
                               message);
}

static void
hcrm_holidays_page_saved (HcrmAdminPage *page, gboolean created)
{
  HcrmHolidaysPage *self = HCRM_HOLIDAYS_PAGE (page);

  g_clear_pointer (&self->wanted, g_free);
  load_year (self);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
hcrm_holidays_page_refresh (HcrmPage *page)
{
  HCRM_PAGE_CLASS (hcrm_holidays_page_parent_class)->refresh (page);
  load_year (HCRM_HOLIDAYS_PAGE (page));
}

/* The first site is shown, until another is chosen. */
static void
sites_cb (gpointer data, JsonNode *reply)
{
  HcrmHolidaysPage *self = data;
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  hcrm_choices_fill_input (self->site, reply, "id");
  if (json_array_get_length (items) == 0)
    return;
  gint64 id = json_object_get_int_member (json_array_get_object_element (items, 0), "id");
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  hcrm_input_set_value (self->site, first);
  gtk_widget_set_visible (GTK_WIDGET (self->site), json_array_get_length (items) > 1);
  narrow (self);
}

static GtkWidget *
make_turn (const char *icon, const char *label, int by)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "holidays.turn");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", by);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
make_year (HcrmHolidaysPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  self->year_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->year_label), "name");
  gtk_widget_add_css_class (GTK_WIDGET (self->year_label), "num");
  gtk_box_append (GTK_BOX (box), make_turn ("go-previous-symbolic", _("Year before"), -1));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->year_label));
  gtk_box_append (GTK_BOX (box), make_turn ("go-next-symbolic", _("Year after"), 1));
  return box;
}

static void
hcrm_holidays_page_constructed (GObject *object)
{
  HcrmHolidaysPage *self = HCRM_HOLIDAYS_PAGE (object);
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (object);
  GDate today;

  G_OBJECT_CLASS (hcrm_holidays_page_parent_class)->constructed (object);
  hcrm_text_get_today (&today);
  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &form_set, NULL);
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->form));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  self->year_view = HCRM_YEAR_VIEW (hcrm_year_view_new ());
  hcrm_year_view_set_year (self->year_view, g_date_get_year (&today));
  g_signal_connect_swapped (self->year_view, "chosen", G_CALLBACK (chosen_cb), self);
  self->site = HCRM_INPUT (hcrm_input_new (&site_field));
  hcrm_input_set_label (self->site, _("Site"));
  g_signal_connect_swapped (self->site, "changed", G_CALLBACK (narrow), self);
  hcrm_admin_page_add_filter (page, GTK_WIDGET (self->site));
  hcrm_admin_page_add_filter (page, make_year (self));
  hcrm_admin_page_set_view (page, _("Year"), GTK_WIDGET (self->year_view));
  narrow (self);
  if (hcrm_page_may (HCRM_PAGE (self), HCRM_PERM_ORGANISATION_READ))
    hcrm_page_call_list (HCRM_PAGE (self), "/sites?limit=200", sites_cb);
}

static void
hcrm_holidays_page_finalize (GObject *object)
{
  g_hash_table_unref (HCRM_HOLIDAYS_PAGE (object)->ids);
  g_free (HCRM_HOLIDAYS_PAGE (object)->wanted);
  G_OBJECT_CLASS (hcrm_holidays_page_parent_class)->finalize (object);
}

static void
hcrm_holidays_page_class_init (HcrmHolidaysPageClass *klass)
{
  static const char *const watches[] = { "holiday", NULL };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_holidays_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_holidays_page_finalize;
  page->show_field_error = hcrm_holidays_page_show_field_error;
  page->refresh = hcrm_holidays_page_refresh;
  page->watches = watches;
  page->help = N_("Days that are not like others: public holidays, and weekends that are worked in exchange. "
         "Steps of follow-up plans that would fall on a holiday are moved to the next day on which "
         "the centre works; plans made before keep their days.\n\nChoose a day in the year, with "
         "the arrow keys and Enter too; several days in a row are entered at once. Every site has "
         "its own calendar, every year is entered anew: dates of the lunar calendar move. A day "
         "entered by mistake becomes “Nothing special”.");
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "holidays.turn", "i", turn_action);
  admin->info = &info;
  admin->show = hcrm_holidays_page_show;
  admin->name = make_name;
  admin->describe = describe;
  admin->check = hcrm_holidays_page_check;
  admin->dup_body = hcrm_holidays_page_dup_body;
  admin->take_body = hcrm_holidays_page_take_body;
  admin->set_editable = hcrm_holidays_page_set_editable;
  admin->saved = hcrm_holidays_page_saved;
}

static void
hcrm_holidays_page_init (HcrmHolidaysPage *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}
