/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A calibration session: who is done, and then what each of them gave. */

#include "hcrm-calibration-session.h"

#include <glib/gi18n.h>

#include "model/hcrm-review.h"
#include "widgets/hcrm-clear.h"
#include "widgets/hcrm-pill.h"
#include "widgets/hcrm-sideways.h"
#include "widgets/hcrm-text.h"

#define FILLS "session"

struct _HcrmCalibrationSession {
  GtkBox parent_instance;

  HcrmPage *page;        /* not owned: it holds this */
  gint64 id;             /* what is asked for */
  JsonObject *session;   /* (nullable): what is shown */
  GPtrArray *reviewers;  /* (element-type JsonObject): a review of each; of the session */
  GPtrArray *recordings; /* the same */
};

G_DEFINE_FINAL_TYPE (HcrmCalibrationSession, hcrm_calibration_session, GTK_TYPE_BOX)

/* --- what is in it ---------------------------------------------------------------------------- */

static JsonArray *
get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
get_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

static gint64
get_int (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

static gboolean
get_number (JsonObject *object, const char *name, double *value)
{
  const char *text = hcrm_text_member (object, name);

  if (text != NULL && *text != '\0')
    *value = g_ascii_strtod (text, NULL);
  return text != NULL && *text != '\0';
}

/* The reviews of the session, one for each value of a member. */
static GPtrArray *
find_each (HcrmCalibrationSession *self, const char *name)
{
  JsonArray *reviews = get_array (self->session, "reviews");
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < get_length (reviews); i++) {
    JsonObject *review = json_array_get_object_element (reviews, i);
    gint64 id = get_int (review, name);

    if (g_hash_table_add (seen, g_memdup2 (&id, sizeof id)))
      g_ptr_array_add (found, review);
  }
  return found;
}

static JsonObject *
find_in (JsonArray *array, JsonObject *reviewer, JsonObject *recording)
{
  for (guint i = 0; i < get_length (array); i++) {
    JsonObject *one = json_array_get_object_element (array, i);

    if (get_int (one, "reviewer_id") == get_int (reviewer, "reviewer_id")
        && get_int (one, "recording_id") == get_int (recording, "recording_id"))
      return one;
  }
  return NULL;
}

const char *
hcrm_calibration_word (double kappa)
{
  static const struct {
    double to;
    const char *word;
  } bands[] = {
    { 0.0, N_ ("no agreement beyond chance") },
      { 0.20, N_ ("slight agreement") },
        { 0.40, N_ ("fair agreement") },
          { 0.60, N_ ("moderate agreement") },
            { 0.80, N_ ("substantial agreement") },
          };

  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    if (kappa <= bands[i].to)
      return gettext (bands[i].word);
  return _ ("almost perfect agreement");
}

static const char *
get_pill (double kappa)
{
  return kappa > 0.60 ? "ok" : kappa > 0.40 ? "info" : kappa > 0.20 ? "warn" : "danger";
}

/* --- while it goes on ------------------------------------------------------------------------- */

static GtkWidget *
new_progress (JsonObject *one)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = gtk_label_new (hcrm_text_member (one, "reviewer"));
  int done = (int) get_int (one, "submitted"), wanted = (int) get_int (one, "wanted");
  g_autofree char *words = g_strdup_printf (_ ("%d of %d submitted"), done, wanted);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), hcrm_pill_new (words, done == wanted ? "bare ok"
                                                       : done > 0     ? "bare info"
                                                                      : "bare wait"));
  return row;
}

static void
add_progress (HcrmCalibrationSession *self)
{
  GtkWidget *card = hcrm_card_new (_ ("Who has submitted"));
  JsonArray *progress = get_array (self->session, "progress");

  for (guint i = 0; i < get_length (progress); i++)
    gtk_box_append (GTK_BOX (card), new_progress (json_array_get_object_element (progress, i)));
  gtk_box_append (GTK_BOX (self), card);
}

static GtkWidget *
new_open (const char *page, gint64 id, const char *text)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "calibration.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sx)", page, id);
  return button;
}

static GtkWidget *
new_own (HcrmCalibrationSession *self, JsonObject *review, guint number)
{
  g_autofree char *name = g_strdup_printf (_ ("Recording %u"), number);
  GtkWidget *button = new_open ("review", get_int (review, "id"), name);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9), *label = gtk_label_new (name);
  GtkWidget *state = hcrm_pill_new ("", NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  hcrm_pill_set_state (GTK_LABEL (state), &hcrm_review_workflow,
                       hcrm_text_member (review, "state"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), state);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "outline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

/* Before all are in, the server tells of nobody else's. */
static void
add_own (HcrmCalibrationSession *self)
{
  GtkWidget *card = hcrm_card_new (_ ("What I score"));
  JsonArray *reviews = get_array (self->session, "reviews");
  gint64 next = get_int (self->session, "my_review_id");

  if (get_length (reviews) == 0)
    return;
  for (guint i = 0; i < get_length (reviews); i++)
    gtk_box_append (GTK_BOX (card),
                    new_own (self, json_array_get_object_element (reviews, i), i + 1));
  if (next != 0) {
    GtkWidget *button = new_open ("review", next, _ ("Score the Next Recording"));
    gtk_widget_add_css_class (button, "suggested-action");
    gtk_box_append (GTK_BOX (card), button);
  }
  gtk_box_append (GTK_BOX (self), card);
}

/* --- side by side ----------------------------------------------------------------------------- */

static void
attach_text (GtkGrid *grid, const char *text, const char *style, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 0.5);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

static GtkGrid *
new_grid (HcrmCalibrationSession *self)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());

  gtk_grid_set_column_spacing (grid, 12);
  gtk_grid_set_row_spacing (grid, 3);
  attach_text (grid, _ ("Recording"), "caption", 0, 0);
  for (guint i = 0; i < self->recordings->len; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i + 1);
    g_autofree char *name = g_strdup_printf (_ ("Open recording %u"), i + 1);
    GtkWidget *button =
        new_open ("recording", get_int (g_ptr_array_index (self->recordings, i), "recording_id"),
                  number);

    gtk_widget_add_css_class (button, "flat");
    gtk_widget_add_css_class (button, "figure-link");
    gtk_widget_set_tooltip_text (button, name);
    gtk_grid_attach (grid, button, (int) i + 1, 0, 1, 1);
  }
  for (guint i = 0; i < self->reviewers->len; i++)
    attach_text (grid, hcrm_text_member (g_ptr_array_index (self->reviewers, i), "reviewer"), NULL,
                 0, (int) i + 1);
  return grid;
}

static GtkWidget *
new_score (JsonObject *review)
{
  double score;
  gboolean known = get_number (review, "score", &score);
  g_autofree char *text = known ? g_strdup_printf ("%.1f", score) : g_strdup ("–");
  GtkWidget *button = new_open ("review", get_int (review, "id"), text);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "figure-link");
  gtk_widget_add_css_class (button, "num");
  return button;
}

static void
add_scores (HcrmCalibrationSession *self)
{
  GtkWidget *card = hcrm_card_new (_ ("Scores"));
  GtkGrid *grid = new_grid (self);
  JsonArray *reviews = get_array (self->session, "reviews");

  for (guint r = 0; r < self->reviewers->len; r++)
    for (guint c = 0; c < self->recordings->len; c++) {
      JsonObject *review = find_in (reviews, g_ptr_array_index (self->reviewers, r),
                                    g_ptr_array_index (self->recordings, c));
      if (review != NULL)
        gtk_grid_attach (grid, new_score (review), (int) c + 1, (int) r + 1, 1, 1);
    }
  gtk_box_append (GTK_BOX (card), hcrm_sideways_new (GTK_WIDGET (grid)));
  gtk_box_append (GTK_BOX (self), card);
}

static char *
dup_value (JsonObject *item, JsonObject *given)
{
  JsonNode *value = given != NULL ? json_object_get_member (given, "value") : NULL;

  if (value == NULL || json_node_is_null (value))
    return g_strdup ("–");
  if (g_strcmp0 (hcrm_text_member (item, "kind"), "fatal") == 0)
    return g_strdup (json_node_get_int (value) > 0 ? _ ("Respected") : _ ("Broken"));
  if (g_strcmp0 (hcrm_text_member (item, "kind"), "scale") != 0)
    return g_strdup (json_node_get_int (value) > 0 ? _ ("Yes") : _ ("No"));
  return g_strdup_printf ("%d", (int) json_node_get_int (value));
}

/* Whether reviewers gave different values; those who gave none are left out. */
static gboolean
differs (HcrmCalibrationSession *self, JsonObject *item, JsonObject *recording)
{
  JsonArray *values = get_array (item, "values");
  gint64 first = -1;

  for (guint i = 0; i < get_length (values); i++) {
    JsonObject *given = json_array_get_object_element (values, i);
    JsonNode *value = json_object_get_member (given, "value");

    if (get_int (given, "recording_id") != get_int (recording, "recording_id") || value == NULL
        || json_node_is_null (value))
      continue;
    if (first >= 0 && json_node_get_int (value) != first)
      return TRUE;
    first = json_node_get_int (value);
  }
  return FALSE;
}

static void
attach_values (HcrmCalibrationSession *self, GtkGrid *grid, JsonObject *item, guint column)
{
  JsonObject *recording = g_ptr_array_index (self->recordings, column);
  gboolean apart = differs (self, item, recording);
  int last = (int) self->reviewers->len + 1;

  for (guint r = 0; r < self->reviewers->len; r++) {
    JsonObject *given =
        find_in (get_array (item, "values"), g_ptr_array_index (self->reviewers, r), recording);
    g_autofree char *text = dup_value (item, given);
    attach_text (grid, text, apart ? "strong" : "num", (int) column + 1, (int) r + 1);
  }
  /* Translators: reviewers gave different values */
  attach_text (grid, apart ? "≠" : "=", apart ? "warn-text" : "dim-label", (int) column + 1, last);
}

/* Why there is no kappa: only values that vary tell whether two agree by more than chance. */
static const char *
explain_none (double agreement)
{
  return agreement >= 1 ? _ ("no kappa: all gave one and the same value")
                        : _ ("no kappa: one of the two gave the same value throughout, so chance alone would have them agree as "
         "often");
}

static char *
dup_kappa (JsonObject *item, double agreement)
{
  double kappa, low, high;
  int couples = (int) get_int (item, "couples"), with = (int) get_int (item, "kappas");

  if (!get_number (item, "kappa", &kappa))
    return g_strdup (explain_none (agreement));
  if (get_number (item, "kappa_low", &low) && get_number (item, "kappa_high", &high))
    return g_strdup_printf (_ ("kappa %.2f (%.2f to %.2f with 95 %%)"), kappa, low, high);
  if (couples == 1)
    return g_strdup_printf (_ ("kappa %.2f (no interval: the two never differed)"), kappa);
  if (with == couples)
    return g_strdup_printf (_ ("kappa %.2f, the mean of all pairs of reviewers"), kappa);
  return g_strdup_printf (_ ("kappa %.2f, the mean of %d of %d pairs of reviewers: in the others one gave the same value "
                             "throughout"),
      kappa, with, couples);
}

static char *
dup_agreement (JsonObject *item)
{
  double agreement;
  g_autofree char *agreed = NULL, *words = NULL;
  int pairs = (int) get_int (item, "pairs");

  if (!get_number (item, "agreement", &agreement))
    return g_strdup (_ ("no two reviewers gave a value"));
  agreed = g_strdup_printf (ngettext ("same value in %.0f %% of %d pair",
                                      "same value in %.0f %% of %d pairs", pairs),
                            100 * agreement, pairs);
  words = dup_kappa (item, agreement);
  return hcrm_text_join (agreed, words, NULL);
}

static void
add_item (HcrmCalibrationSession *self, JsonObject *item)
{
  GtkWidget *card = hcrm_card_new (NULL), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *text = hcrm_wrapped_label_new (hcrm_text_member (item, "text"), "strong");
  g_autofree char *agreement = dup_agreement (item);
  GtkGrid *grid = new_grid (self);
  double kappa;

  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (head), text);
  if (get_number (item, "kappa", &kappa)) {
    GtkWidget *pill = hcrm_pill_new (hcrm_calibration_word (kappa), get_pill (kappa));
    gtk_widget_set_valign (pill, GTK_ALIGN_START);
    gtk_box_append (GTK_BOX (head), pill);
  }
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), hcrm_wrapped_label_new (agreement, "num"));
  for (guint i = 0; i < self->recordings->len; i++)
    attach_values (self, grid, item, i);
  gtk_box_append (GTK_BOX (card), hcrm_sideways_new (GTK_WIDGET (grid)));
  gtk_box_append (GTK_BOX (self), card);
}

static void
add_comparison (HcrmCalibrationSession *self)
{
  JsonArray *items = get_array (self->session, "items");

  add_scores (self);
  for (guint i = 0; i < get_length (items); i++)
    add_item (self, json_array_get_object_element (items, i));
  gtk_box_append (GTK_BOX (self),
                  hcrm_wrapped_label_new (_ ("Kappa is 1 if two reviewers always agree, 0 if they agree as often as by chance. Its words are those of "
                "Landis and Koch (1977)."),
                                             "caption"));
}

/* --- showing ---------------------------------------------------------------------------------- */

static void
show_session (HcrmCalibrationSession *self)
{
  const char *state = hcrm_text_member (self->session, "state");

  hcrm_clear_box (GTK_BOX (self));
  g_clear_pointer (&self->reviewers, g_ptr_array_unref);
  g_clear_pointer (&self->recordings, g_ptr_array_unref);
  self->reviewers = find_each (self, "reviewer_id");
  self->recordings = find_each (self, "recording_id");
  if (g_strcmp0 (state, "done") == 0) {
    add_comparison (self);
    return;
  }
  if (g_strcmp0 (state, "open") == 0)
    add_own (self);
  add_progress (self);
}

static void
session_cb (gpointer data, JsonNode *reply)
{
  HcrmCalibrationSession *self = data;

  if (reply == NULL || !JSON_NODE_HOLDS_OBJECT (reply)
      || get_int (json_node_get_object (reply), "id") != self->id)
    return;
  g_clear_pointer (&self->session, json_object_unref);
  self->session = json_object_ref (json_node_get_object (reply));
  show_session (self);
}

void
hcrm_calibration_session_load (HcrmCalibrationSession *self, gint64 id)
{
  g_autofree char *path = g_strdup_printf ("/calibrations/%" G_GINT64_FORMAT, id);

  g_return_if_fail (HCRM_IS_CALIBRATION_SESSION (self));
  if (id != self->id) {
    hcrm_clear_box (GTK_BOX (self));
    hcrm_page_drop (self->page, FILLS);
  }
  self->id = id;
  if (id != 0)
    hcrm_page_send_for (self->page, self,
                        &(HcrmRequest){ .method = "GET", .path = path, .fills = FILLS }, session_cb,
                        NULL);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
hcrm_calibration_session_finalize (GObject *object)
{
  HcrmCalibrationSession *self = HCRM_CALIBRATION_SESSION (object);

  g_clear_pointer (&self->reviewers, g_ptr_array_unref);
  g_clear_pointer (&self->recordings, g_ptr_array_unref);
  g_clear_pointer (&self->session, json_object_unref);
  G_OBJECT_CLASS (hcrm_calibration_session_parent_class)->finalize (object);
}

static void
hcrm_calibration_session_class_init (HcrmCalibrationSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_calibration_session_finalize;
}

static void
hcrm_calibration_session_init (HcrmCalibrationSession *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

GtkWidget *
hcrm_calibration_session_new (HcrmPage *page)
{
  HcrmCalibrationSession *self = g_object_new (HCRM_TYPE_CALIBRATION_SESSION, NULL);

  self->page = page;
  return GTK_WIDGET (self);
}
