/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Samples of recordings: what is drawn from, what would be drawn, what was, and who reviews it. */

#include "hcrm-samples-page.h"

#include <glib/gi18n.h>

#include "core/hcrm-date.h"
#include "hcrm-sample-assign.h"
#include "hcrm-sample-items.h"
#include "hcrm-sample-people.h"
#include "hcrm-sample-words.h"
#include "model/hcrm-review.h"
#include "widgets/hcrm-choices.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-form.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-text.h"

#define PREVIEW "preview"
#define DAYS_AT_FIRST 7
#define DEPARTMENTS_HEIGHT 108

struct _HcrmSamplesPage {
  HcrmAdminPage parent_instance;

  HcrmForm *form; /* of a new one */
  HcrmWrapBox *agents;
  HcrmWrapBox *departments;
  GtkBox *preview;
  HcrmForm *name; /* of one that was drawn */
  GtkBox *facts;
  GtkBox *redrawn;
  GtkListBox *items;
  GHashTable *names; /* `agent=3` → name */
};

G_DEFINE_FINAL_TYPE (HcrmSamplesPage, hcrm_samples_page, HCRM_TYPE_ADMIN_PAGE)

/* --- the list --------------------------------------------------------------------------------- */

static char *
make_card (HcrmRecord *sample, const char **pill)
{
  return g_strdup (hcrm_text_field (sample, "scorecard"));
}

#define REQUIRED HCRM_FIELD_REQUIRED

/* clang-format off */
static const HcrmColumn columns[] = {
  { "name",       NULL, 160, HCRM_CELL_TEXT,   HCRM_COLUMN_SORT | HCRM_COLUMN_EXPAND },
  { "created_at", NULL, 112, HCRM_CELL_TIME,   HCRM_COLUMN_SORT },
  { "drawn",      NULL,  70, HCRM_CELL_NUMBER, 0 },
  { "assigned",   NULL,  80, HCRM_CELL_NUMBER, 0 },
  { "submitted",  NULL,  90, HCRM_CELL_NUMBER, 0 },
  { "scorecard",  NULL, 140, HCRM_CELL_TEXT,   0, make_card, .leaves = 1, .exports = "scorecard scorecard_en" },
  { "method",     NULL, 130, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
  { "population", NULL,  90, HCRM_CELL_NUMBER, HCRM_COLUMN_HIDDEN },
  { "created_by", NULL, 110, HCRM_CELL_TEXT,   HCRM_COLUMN_HIDDEN },
};

/* As hcrm_sample_new takes it, with what is chosen from the database. */
static const HcrmField form_fields[] = {
  { "name",            HCRM_KIND_TEXT,    N_("Name"),                  REQUIRED, NULL, 1, 60 },
  { "scorecard_id",    HCRM_KIND_INT,     N_("Scorecard"),             REQUIRED | HCRM_FIELD_LISTED },
  { "date_from",       HCRM_KIND_DATE,    N_("Called from"),           REQUIRED },
  { "date_to",         HCRM_KIND_DATE,    N_("Called before"),         REQUIRED },
  { "least_seconds",   HCRM_KIND_INT,     N_("Calls of at least"),     0, N_("s"), 0, 86400 },
  { "size",            HCRM_KIND_INT,     N_("How many"),              REQUIRED, NULL, 1, 1000 },
  { "method",          HCRM_KIND_CODE,    N_("Method"),                REQUIRED, NULL, 0, 0, hcrm_sample_method_choices },
  { "seed",            HCRM_KIND_TEXT,    N_("Seed (by chance if none)"), 0, NULL, 0, 20 },
  { "strata",          HCRM_KIND_JSON,    N_("Parts by"),              0, NULL, 0, 0, hcrm_sample_stratum_choices },
  { "least",           HCRM_KIND_INT,     N_("Of each part at least"), 0, NULL, 0, 100 },
  { "risk_short",      HCRM_KIND_INT,     N_("Weight of a short call"),       0, NULL, 0, 100 },
  { "short_seconds",   HCRM_KIND_INT,     N_("Short, if below"),       0, N_("s"), 0, 3600 },
  { "risk_silence",    HCRM_KIND_INT,     N_("Weight of a long silence"),     0, NULL, 0, 100 },
  { "silence_seconds", HCRM_KIND_INT,     N_("A long silence, from"),  0, N_("s"), 1, 3600 },
  { "risk_new",        HCRM_KIND_INT,     N_("Weight of a new agent"),        0, NULL, 0, 100 },
  { "new_days",        HCRM_KIND_INT,     N_("An agent is new for"),   0, N_("days"), 1, 1000 },
  { "risk_low",        HCRM_KIND_INT,     N_("Weight of a low survey score"), 0, NULL, 0, 100 },
  { "low_score",       HCRM_KIND_DECIMAL, N_("A low score, if below"), 0, NULL, -1000, 1000 },
  { "risk_complaint",  HCRM_KIND_INT,     N_("Weight of a complaint"),        0, NULL, 0, 100 },
};
static const HcrmFieldSet form_set = { "sample", form_fields, G_N_ELEMENTS (form_fields) };

static const char *const lines[] = {
  "name:6 scorecard_id:6", "date_from:6 date_to:6", "least_seconds:6 size:6", "method:6 seed:6", "strata:9 least:3",
  "risk_short:6 short_seconds:6", "risk_silence:6 silence_seconds:6", "risk_new:6 new_days:6", "risk_low:6 low_score:6",
  "risk_complaint:6", NULL,
};

/* What a new one says at first: as the server would take it. */
static const struct {
  const char *field, *value;
} defaults[] = {
  { "least_seconds", "10" }, { "size", "20" }, { "method", "random" }, { "least", "1" }, { "risk_short", "3" },
  { "short_seconds", "30" }, { "risk_silence", "3" }, { "silence_seconds", "10" }, { "risk_new", "3" }, { "new_days", "90" },
  { "risk_low", "4" }, { "low_score", "60" }, { "risk_complaint", "5" },
};

static const HcrmListInfo list_info = {
  .name = "samples",
  .path = "/samples",
  .set = &hcrm_sample_fields,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .sort = "-created_at",
  .title = N_("Samples"),
  .empty = N_("No sample fits. Ctrl+N draws one from the recordings of some days."),
};

static const char *const filters[] = { "q", "method", NULL };

static const HcrmAdminInfo info = {
  .list = &list_info,
  .path = "/samples",
  .entity = "review_sample",
  .title = N_("Samples"),
  .query = &hcrm_sample_query,
  .filters = filters,
  .create = N_("New Sample"),
  .submit_new = N_("Draw"),
  .edit = HCRM_PERM_REVIEW_MANAGE,
  .width = 600,
};
/* clang-format on */

static void
set_card_visible (gpointer child, gboolean visible)
{
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (child)), visible);
}

/* --- a new one -------------------------------------------------------------------------------- */

static gboolean
is_asked (const char *field, const char *method)
{
  static const char *const of_risk[] = { "short_seconds", "silence_seconds", "new_days",
                                         "low_score", NULL };

  if (g_str_equal (field, "strata") || g_str_equal (field, "least"))
    return g_strcmp0 (method, "stratified") == 0;
  if (g_str_has_prefix (field, "risk_") || g_strv_contains (of_risk, field))
    return g_strcmp0 (method, "risk") == 0;
  return TRUE;
}

static void
show_method (HcrmSamplesPage *self)
{
  g_autofree char *method = hcrm_input_dup_value (hcrm_form_get_input (self->form, "method"));

  for (guint i = 0; i < form_set.n_fields; i++)
    hcrm_form_set_field_visible (self->form, form_fields[i].name,
                                 is_asked (form_fields[i].name, method));
}

static void
clear_preview (HcrmSamplesPage *self)
{
  hcrm_page_drop (HCRM_PAGE (self), PREVIEW);
  hcrm_clear_box (self->preview);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), FALSE);
}

/* What was shown is not what would be drawn now. */
static void
changed_cb (HcrmSamplesPage *self)
{
  clear_preview (self);
  hcrm_admin_page_changed (HCRM_ADMIN_PAGE (self));
}

static void
form_changed_cb (HcrmSamplesPage *self, const char *field)
{
  if (g_strcmp0 (field, "method") == 0)
    show_method (self);
  changed_cb (self);
}

static char *
dup_day (int days)
{
  GDate day;

  hcrm_text_get_today (&day);
  g_date_subtract_days (&day, days);
  return hcrm_date_to_iso (&day);
}

static void
fill_form (HcrmSamplesPage *self)
{
  g_autoptr (HcrmRecord) record = hcrm_record_new (&form_set);
  g_autofree char *from = dup_day (DAYS_AT_FIRST), *to = dup_day (0);

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    hcrm_record_set (record, defaults[i].field, defaults[i].value);
  hcrm_record_set (record, "date_from", from);
  hcrm_record_set (record, "date_to", to);
  hcrm_form_set_record (self->form, record);
  show_method (self);
}

/* What the method does not ask is not sent. */
static JsonNode *
make_request (HcrmSamplesPage *self)
{
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (self->form);
  g_autofree char *method = g_strdup (hcrm_record_get (fields, "method"));

  for (guint i = 0; i < form_set.n_fields; i++)
    if (!is_asked (form_fields[i].name, method))
      hcrm_record_unset (fields, form_fields[i].name);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  json_object_set_array_member (object, "agents", hcrm_sample_people_dup (self->agents));
  json_object_set_array_member (object, "departments", hcrm_sample_people_dup (self->departments));
  return json_node_init_object (json_node_alloc (), object);
}

/* --- the preview ------------------------------------------------------------------------------ */

static int
get_int (JsonObject *object, const char *name)
{
  return (int) json_object_get_int_member_with_default (object, name, 0);
}

static void
say (GtkBox *box, const char *words, const char *style)
{
  gtk_box_append (box, hcrm_wrapped_label_new (words, style));
}

static void
add_part (HcrmSamplesPage *self, JsonObject *part)
{
  g_autofree char *name =
      hcrm_sample_words_part (self->names,
                              json_object_get_string_member_with_default (part, "stratum", ""));
  g_autofree char *words =
      g_strdup_printf (_ ("%s: %d of %d"), name, get_int (part, "drawn"), get_int (part, "n"));

  if (*name != '\0')
    say (self->preview, words, NULL);
}

static void
add_risk (HcrmSamplesPage *self, JsonObject *risk)
{
  g_autofree char *list =
      g_strdup_printf ("[\"%s\"]", json_object_get_string_member_with_default (risk, "risk", ""));
  g_autofree char *name = hcrm_sample_words_risks (list);
  g_autofree char *words = g_strdup_printf (_ ("%s: %d recordings, weight +%d"), name,
                                               get_int (risk, "n"), get_int (risk, "weight"));

  say (self->preview, words, NULL);
}

static void
add_each (HcrmSamplesPage *self,
          JsonObject *reply,
          const char *member,
          void (*add) (HcrmSamplesPage *self, JsonObject *one))
{
  JsonArray *array = json_object_get_array_member (reply, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    add (self, json_array_get_object_element (array, i));
}

static void
preview_cb (gpointer page, JsonNode *reply)
{
  HcrmSamplesPage *self = page;
  JsonObject *object = json_node_get_object (reply);
  g_autofree char *method = hcrm_input_dup_value (hcrm_form_get_input (self->form, "method"));
  g_autofree char *words =
      g_strdup_printf (_ ("%d recordings to draw from, %d would be drawn"),
                          get_int (object, "population"), get_int (object, "drawn"));

  clear_preview (self);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), TRUE);
  say (self->preview, words, "heading");
  if (g_strcmp0 (method, "stratified") == 0)
    add_each (self, object, "strata", add_part);
  if (g_strcmp0 (method, "risk") == 0)
    add_each (self, object, "risks", add_risk);
}

static void
preview_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmSamplesPage *self = HCRM_SAMPLES_PAGE (widget);

  if (!hcrm_form_check (self->form))
    return;
  g_autoptr (JsonNode) body = make_request (self);
  hcrm_page_send (HCRM_PAGE (self),
                  &(HcrmRequest){ .method = "POST",
                                  .path = "/samples/actions/preview",
                                  .body = body,
                                  .fills = PREVIEW },
                  preview_cb, NULL);
}

/* --- one that was drawn ----------------------------------------------------------------------- */

static char *
join_names (HcrmSamplesPage *self, const char *json, const char *part, const char *none)
{
  g_autoptr (JsonNode) ids = json != NULL ? json_from_string (json, NULL) : NULL;
  GString *names = g_string_new (NULL);

  for (guint i = 0; ids != NULL && i < json_array_get_length (json_node_get_array (ids)); i++) {
    g_autofree char *key =
        g_strdup_printf ("%s=%" G_GINT64_FORMAT, part,
                         json_array_get_int_element (json_node_get_array (ids), i));
    const char *name = g_hash_table_lookup (self->names, key);
    g_string_append_printf (names, "%s%s", names->len > 0 ? "、" : "", name != NULL ? name : "?");
  }
  if (names->len == 0)
    g_string_append (names, none);
  return g_string_free (names, FALSE);
}

static void
say_field (HcrmSamplesPage *self, HcrmRecord *sample, const char *name)
{
  const HcrmField *field =
      &hcrm_sample_fields.fields[hcrm_field_set_find (&hcrm_sample_fields, name)];
  g_autofree char *value = hcrm_text_value (sample, field);
  g_autofree char *words = g_strdup_printf (_ ("%s: %s"), gettext (field->label), value);

  say (self->facts, words, NULL);
}

/* What it was drawn from and how, so that anybody can follow it. */
static void
show_facts (HcrmSamplesPage *self, HcrmRecord *sample)
{
  const char *method = hcrm_record_get (sample, "method");
  g_autofree char *from = hcrm_text_date (hcrm_record_get (sample, "date_from"));
  g_autofree char *to = hcrm_text_date (hcrm_record_get (sample, "date_to"));
  g_autofree char *agents =
      join_names (self, hcrm_record_get (sample, "agents"), "agent", _ ("all agents"));
  g_autofree char *departments = join_names (self, hcrm_record_get (sample, "departments"),
                                             "department", _ ("all departments"));
  g_autofree char *days =
      g_strdup_printf (_ ("Calls from %s on, before %s, of %s"), from, to, agents);
  g_autofree char *from_departments = g_strdup_printf (_ ("Departments: %s"), departments);
  g_autofree char *drawn =
      g_strdup_printf (_ ("%d drawn of %d recordings"), (int) hcrm_record_get_int (sample, "drawn"),
                          (int) hcrm_record_get_int (sample, "population"));

  hcrm_clear_box (self->facts);
  say (self->facts, drawn, "heading");
  say (self->facts, days, NULL);
  say (self->facts, from_departments, NULL);
  say_field (self, sample, "method");
  for (guint i = 0; i < form_set.n_fields; i++)
    if (!is_asked (form_fields[i].name, "random") && is_asked (form_fields[i].name, method))
      say_field (self, sample, form_fields[i].name);
  say_field (self, sample, "least_seconds");
  say_field (self, sample, "seed");
}

static int
find_item (GPtrArray *items, gint64 recording)
{
  for (guint i = 0; i < items->len; i++)
    if (hcrm_record_get_int (items->pdata[i], "recording_id") == recording)
      return i;
  return -1;
}

/* By their places in the list of what was drawn, where each is named. */
static char *
join_places (HcrmRecord *sample, JsonArray *ids)
{
  g_autoptr (GPtrArray) items = hcrm_record_get_rows (sample, "items");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (ids); i++) {
    int at = find_item (items, json_array_get_int_element (ids, i));
    if (text->len > 0)
      g_string_append_c (text, ' ');
    if (at >= 0)
      g_string_append_printf (text, "%d", at + 1);
    else
      g_string_append (text, "–");
  }
  return g_string_free (text, FALSE);
}

static void
redrawn_cb (gpointer page, JsonNode *reply)
{
  HcrmSamplesPage *self = page;
  HcrmRecord *sample = hcrm_admin_page_get_record (page);
  JsonObject *object = json_node_get_object (reply);
  gboolean same = json_object_get_boolean_member_with_default (object, "same", FALSE);

  if (sample == NULL)
    return;
  g_autofree char *places =
      join_places (sample, json_object_get_array_member (object, "recordings"));
  g_autofree char *now =
      g_strdup_printf (_ ("Drawn again came, as they are numbered below: %s (– is not among them)"),
                          places);
  g_autofree char *there =
      g_strdup_printf (_ ("It was drawn from %d recordings; now %d would be there."),
                          get_int (object, "population"), get_int (object, "population_now"));
  GtkWidget *pill = hcrm_pill_new (same ? _ ("The same recordings in the same order")
                                        : _ ("Not what was drawn"), same ? "ok" : "danger");

  hcrm_clear_box (self->redrawn);
  gtk_widget_set_visible (GTK_WIDGET (self->redrawn), TRUE);
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_box_append (self->redrawn, pill);
  if (!same)
    say (self->redrawn, now, "caption");
  say (self->redrawn, there, "caption");
}

static void
redraw_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRecord *sample = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget));
  g_autofree char *path = sample != NULL ? g_strdup_printf ("/samples/%s/actions/redraw",
                                                            hcrm_record_get (sample, "id"))
                                         : NULL;
  g_autoptr (JsonObject) empty = json_object_new ();
  g_autoptr (JsonNode) body = json_node_init_object (json_node_alloc (), empty);

  if (path != NULL)
    hcrm_page_send (HCRM_PAGE (widget),
                    &(HcrmRequest){
                        .method = "POST", .path = path, .body = body, .fills = "redrawn" },
                    redrawn_cb, NULL);
}

static void
assign_action (GtkWidget *widget, const char *name, GVariant *unused)
{
  HcrmRecord *sample = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (widget));

  if (sample != NULL)
    hcrm_sample_assign_ask (HCRM_PAGE (widget), sample);
}

/* The review, if somebody does one, else what there is to listen to. */
static void
open_cb (HcrmSamplesPage *self, GtkListBoxRow *row)
{
  HcrmRecord *item = hcrm_sample_items_get (row);

  if (hcrm_record_get (item, "review_id") != NULL)
    hcrm_page_open_id (HCRM_PAGE (self), "review", hcrm_record_get_int (item, "review_id"));
  else if (hcrm_record_get (item, "started_at") != NULL)
    hcrm_page_open_id (HCRM_PAGE (self), "recording", hcrm_record_get_int (item, "recording_id"));
}

/* --- the right side --------------------------------------------------------------------------- */

static char *
describe (HcrmRecord *sample)
{
  g_autofree char *at = hcrm_text_time (hcrm_record_get (sample, "created_at"));
  g_autofree char *revision =
      g_strdup_printf (_ ("Revision %d"), (int) hcrm_record_get_int (sample, "revision"));

  return hcrm_text_join (hcrm_text_field (sample, "scorecard"), revision,
                         hcrm_text_field (sample, "created_by"), at, NULL);
}

static void
show_drawn (HcrmSamplesPage *self, HcrmRecord *sample)
{
  g_autoptr (HcrmRecord) fields = hcrm_record_new (&hcrm_sample_edit);

  hcrm_record_set (fields, "name", hcrm_record_get (sample, "name"));
  hcrm_form_set_record (self->name, fields);
  show_facts (self, sample);
  hcrm_sample_items_fill (self->items, sample, self->names);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "samples.assign",
                                 hcrm_sample_items_count_free (sample) > 0);
}

static void
hcrm_samples_page_show (HcrmAdminPage *page, HcrmRecord *sample)
{
  HcrmSamplesPage *self = HCRM_SAMPLES_PAGE (page);
  gboolean drawn = sample != NULL;

  clear_preview (self);
  hcrm_page_drop (HCRM_PAGE (self), "redrawn");
  gtk_widget_set_visible (GTK_WIDGET (self->redrawn), FALSE);
  set_card_visible (self->form, !drawn);
  set_card_visible (self->agents, !drawn);
  set_card_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->departments),
                                             GTK_TYPE_SCROLLED_WINDOW),
                    !drawn);
  set_card_visible (gtk_widget_get_parent (GTK_WIDGET (self->preview)), !drawn);
  set_card_visible (self->name, drawn);
  set_card_visible (gtk_widget_get_parent (GTK_WIDGET (self->facts)), drawn);
  set_card_visible (self->items, drawn);
  if (drawn) {
    show_drawn (self, sample);
    return;
  }
  fill_form (self);
  hcrm_sample_people_set (self->agents, NULL);
  hcrm_sample_people_set (self->departments, NULL);
}

static HcrmForm *
get_form (gpointer self)
{
  return hcrm_admin_page_is_new (self) ? HCRM_SAMPLES_PAGE (self)->form
                                       : HCRM_SAMPLES_PAGE (self)->name;
}

static gboolean
hcrm_samples_page_check (HcrmAdminPage *page)
{
  return hcrm_form_check (get_form (page));
}

static JsonNode *
hcrm_samples_page_dup_body (HcrmAdminPage *page)
{
  if (hcrm_admin_page_is_new (page))
    return make_request (HCRM_SAMPLES_PAGE (page));
  g_autoptr (HcrmRecord) fields = hcrm_form_dup_record (HCRM_SAMPLES_PAGE (page)->name);
  g_autoptr (JsonObject) object = hcrm_record_to_json (fields);
  return json_node_init_object (json_node_alloc (), object);
}

static void
hcrm_samples_page_take_body (HcrmAdminPage *page, JsonNode *body)
{
  HcrmSamplesPage *self = HCRM_SAMPLES_PAGE (page);
  JsonObject *object = json_node_get_object (body);

  hcrm_form_take_draft (get_form (page), body);
  if (!hcrm_admin_page_is_new (page))
    return;
  if (json_object_has_member (object, "agents"))
    hcrm_sample_people_set (self->agents, json_object_get_array_member (object, "agents"));
  if (json_object_has_member (object, "departments"))
    hcrm_sample_people_set (self->departments,
                            json_object_get_array_member (object, "departments"));
  show_method (self);
}

static gboolean
hcrm_samples_page_show_field_error (HcrmPage *page, const char *field, const char *message)
{
  return hcrm_form_show_error (get_form (page), field, message);
}

/* --- who and what may be chosen --------------------------------------------------------------- */

static void
name_all (HcrmSamplesPage *self, const char *part, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");
  HcrmRecord *sample = hcrm_admin_page_get_record (HCRM_ADMIN_PAGE (self));

  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    g_hash_table_insert (self->names, g_strdup_printf ("%s=%d", part, get_int (item, "id")),
                         g_strdup (hcrm_text_member (item, "name")));
  }
  if (sample == NULL)
    return;
  show_facts (self, sample);
  hcrm_sample_items_fill (self->items, sample, self->names);
}

static void
add_all (HcrmSamplesPage *self, HcrmWrapBox *box, JsonNode *reply)
{
  JsonArray *items = json_object_get_array_member (json_node_get_object (reply), "items");

  hcrm_wrap_box_clear (box);
  for (guint i = 0; i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    hcrm_sample_people_add (box, get_int (item, "id"), hcrm_text_member (item, "name"),
                            G_CALLBACK (changed_cb), self);
  }
}

static void
agents_cb (gpointer page, JsonNode *reply)
{
  add_all (page, HCRM_SAMPLES_PAGE (page)->agents, reply);
  name_all (page, "agent", reply);
}

static void
departments_cb (gpointer page, JsonNode *reply)
{
  add_all (page, HCRM_SAMPLES_PAGE (page)->departments, reply);
  name_all (page, "department", reply);
}

static void
cards_cb (gpointer page, JsonNode *reply)
{
  hcrm_choices_fill_form (HCRM_SAMPLES_PAGE (page)->form, "scorecard_id", NULL, reply);
}

static void
fetch_choices (HcrmPage *page)
{
  hcrm_page_call_list (page, "/scorecards?state=published&limit=200", cards_cb);
  if (!hcrm_page_may (page, HCRM_PERM_ORGANISATION_READ))
    return;
  hcrm_page_call_list (page, "/colleagues?permission=recording.add&limit=200", agents_cb);
  hcrm_page_call_list (page, "/departments?limit=200", departments_cb);
}

/* --- the page --------------------------------------------------------------------------------- */

static GtkBox *
new_box (void)
{
  return GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
}

static void
add_button (GtkBox *box, const char *words, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (words);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "outline");
  gtk_box_append (box, button);
}

/* A large hospital has more departments than are worth the room. */
static GtkWidget *
scroll (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), DEPARTMENTS_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  return scroller;
}

static void
add_new (HcrmSamplesPage *self)
{
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (self);
  GtkBox *box = new_box (), *buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));

  self->form = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->form, &form_set, NULL);
  hcrm_form_set_lines (self->form, lines);
  self->agents = HCRM_WRAP_BOX (hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6));
  self->departments = HCRM_WRAP_BOX (hcrm_wrap_box_new (GTK_ACCESSIBLE_ROLE_GROUP, 6));
  self->preview = new_box ();
  add_button (buttons, _ ("_Preview"), "samples.preview");
  gtk_box_append (box, GTK_WIDGET (buttons));
  gtk_box_append (box, GTK_WIDGET (self->preview));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->form));
  hcrm_admin_page_add (page, _ ("Only of these agents (all if none)"), GTK_WIDGET (self->agents));
  hcrm_admin_page_add (page, _ ("Only of these departments (all if none)"),
                                scroll (GTK_WIDGET (self->departments)));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (box));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (form_changed_cb), self);
}

static void
add_drawn (HcrmSamplesPage *self)
{
  HcrmAdminPage *page = HCRM_ADMIN_PAGE (self);
  GtkBox *box = new_box (), *buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));

  self->name = g_object_new (HCRM_TYPE_FORM, NULL);
  hcrm_form_setup (self->name, &hcrm_sample_edit, NULL);
  self->facts = new_box ();
  self->redrawn = new_box ();
  self->items = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->items, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->items), "plain");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->items), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Recordings"), -1);
  add_button (buttons, _ ("_Assign…"), "samples.assign");
  add_button (buttons, _ ("Draw A_gain"), "samples.redraw");
  gtk_box_append (box, GTK_WIDGET (self->facts));
  gtk_box_append (box, GTK_WIDGET (buttons));
  gtk_box_append (box, GTK_WIDGET (self->redrawn));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (box));
  hcrm_admin_page_add (page, _ ("Recordings"), GTK_WIDGET (self->items));
  hcrm_admin_page_add (page, NULL, GTK_WIDGET (self->name));
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (hcrm_admin_page_changed), self);
  g_signal_connect_swapped (self->items, "row-activated", G_CALLBACK (open_cb), self);
}

static void
hcrm_samples_page_constructed (GObject *object)
{
  HcrmSamplesPage *self = HCRM_SAMPLES_PAGE (object);

  G_OBJECT_CLASS (hcrm_samples_page_parent_class)->constructed (object);
  add_new (self);
  add_drawn (self);
  fetch_choices (HCRM_PAGE (object));
}

static void
hcrm_samples_page_finalize (GObject *object)
{
  HcrmSamplesPage *self = HCRM_SAMPLES_PAGE (object);

  g_hash_table_unref (self->names);
  G_OBJECT_CLASS (hcrm_samples_page_parent_class)->finalize (object);
}

static void
hcrm_samples_page_class_init (HcrmSamplesPageClass *klass)
{
  static const char *const watches[] = { "review_sample", "review", NULL };
  static const HcrmKeyHint hints[] = { { "Ctrl F", N_ ("filter") },
                                         { "Ctrl N", N_ ("new") },
                                           { "Enter", N_ ("edit") },
                                             { "Ctrl Enter", N_ ("draw, or rename") }, { NULL } };
  HcrmAdminPageClass *admin = HCRM_ADMIN_PAGE_CLASS (klass);
  HcrmPageClass *page = HCRM_PAGE_CLASS (klass);
  GtkWidgetClass *widget = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = hcrm_samples_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = hcrm_samples_page_finalize;
  page->show_field_error = hcrm_samples_page_show_field_error;
  page->watches = watches;
  page->hints = hints;
  page->help = N_ (
      "Recordings drawn for review: by chance, from each part by chance, or the likelier the "
      "riskier. The preview tells how many there are before anything is drawn. The seed and what "
      "was drawn from are kept, so that the same sample can be drawn again at any time: Draw Again "
      "compares both.\n\nAssigned, each recording goes to who has the least in hand; nobody reviews "
      "their own calls. Enter opens the review of a recording, or the recording where there is "
      "none.");
  gtk_widget_class_install_action (widget, "samples.preview", NULL, preview_action);
  gtk_widget_class_install_action (widget, "samples.redraw", NULL, redraw_action);
  gtk_widget_class_install_action (widget, "samples.assign", NULL, assign_action);
  admin->info = &info;
  admin->describe = describe;
  admin->show = hcrm_samples_page_show;
  admin->check = hcrm_samples_page_check;
  admin->dup_body = hcrm_samples_page_dup_body;
  admin->take_body = hcrm_samples_page_take_body;
}

static void
hcrm_samples_page_init (HcrmSamplesPage *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}
