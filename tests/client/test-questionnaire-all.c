/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every questionnaire at hand is shown as a form and answered by random keys, in one language or
 * the other. With HCRM_SHOTS=DIR, and HCRM_SHOTS_DARK for the dark style, pictures of them are kept
 * there. */

#include "core/hcrm-language.h"
#include "core/hcrm-popover-keeper.h"
#include "widgets/hcrm-question-card.h"
#include "widgets/hcrm-questionnaire-form.h"

#define N_KEYS 100
#define SHOT_WIDTH 640

typedef struct {
  char *path;
  const char *language;
} Case;

/* --- pressing keys ---------------------------------------------------------------------------- */

/* Until nothing moves: what pops up, scrolls or goes needs some frames. */
static void
settle (void)
{
  for (guint i = 0; i < 200 && g_main_context_iteration (NULL, FALSE); i++)
    ;
}

/* What opens beside a place that is about to move is too fast for any hand. */
static void
wait_for_layout (HcrmQuestionnaireForm *form)
{
  for (guint i = 0; i < 3; i++)
    gtk_test_widget_wait_for_draw (GTK_WIDGET (form));
}

static GtkWidget *
get_focus (GtkWidget *window)
{
  return gtk_root_get_focus (GTK_ROOT (window));
}

/* What holds the keys and the pointer: nothing else hears a hand until it is closed. */
static GtkPopover *
find_open (GtkWidget *widget)
{
  GtkPopover *found = NULL;

  if (GTK_IS_POPOVER (widget) && gtk_widget_get_visible (widget)
      && gtk_popover_get_autohide (GTK_POPOVER (widget)))
    return GTK_POPOVER (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_open (child);
  return found;
}

static const char *
choose_words (void)
{
  static const char *const words[] = { "3",
                                       "37.20",
                                       "+7d",
                                       "14:05",
                                       "a b",
                                       "2026-03-15 14:05",
                                       "120",
                                       "１２",
                                       "zg",
                                       "糖尿病",
                                       "https://example.org" };

  return words[g_test_rand_int_range (0, G_N_ELEMENTS (words))];
}

static void
type_something (GtkWidget *focus)
{
  if (GTK_IS_EDITABLE (focus)) {
    gtk_editable_set_text (GTK_EDITABLE (focus), choose_words ());
  } else if (GTK_IS_TEXT_VIEW (focus)) {
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)), choose_words (),
                              -1);
  }
}

static void
press_something (HcrmQuestionnaireForm *form)
{
  static const struct {
    guint keyval;
    GdkModifierType state;
  } keys[] = {
    { GDK_KEY_1, 0 },
    { GDK_KEY_2, 0 },
    { GDK_KEY_3, 0 },
    { GDK_KEY_5, 0 },
    { GDK_KEY_0, 0 },
    { GDK_KEY_Return, 0 },
    { GDK_KEY_Return, 0 },
    { GDK_KEY_Tab, 0 },
    { GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK },
    { GDK_KEY_Down, 0 },
    { GDK_KEY_Up, 0 },
    { GDK_KEY_Delete, 0 },
    { GDK_KEY_BackSpace, 0 },
    { GDK_KEY_Escape, 0 },
    { GDK_KEY_plus, GDK_ALT_MASK },
    { GDK_KEY_minus, GDK_ALT_MASK },
    { GDK_KEY_z, GDK_CONTROL_MASK },
    { GDK_KEY_j, GDK_CONTROL_MASK },
    { GDK_KEY_J, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  };
  guint n = g_test_rand_int_range (0, G_N_ELEMENTS (keys));

  if (keys[n].keyval == GDK_KEY_Down)
    wait_for_layout (form);
  hcrm_questionnaire_form_press (form, keys[n].keyval, keys[n].state);
}

static void
answer_at_random (GtkWidget *window, HcrmQuestionnaireForm *form)
{
  hcrm_questionnaire_form_focus (form);
  for (guint i = 0; i < N_KEYS; i++) {
    GtkWidget *focus = get_focus (window);
    GtkPopover *open = find_open (window);
    if (open != NULL)
      gtk_popover_popdown (open);
    else if (focus == NULL || hcrm_questionnaire_form_get_current (form) == NULL)
      hcrm_questionnaire_form_focus (form);
    else if (g_test_rand_int_range (0, 3) == 0)
      type_something (focus);
    else
      press_something (form);
    settle ();
  }
}

/* --- what must hold --------------------------------------------------------------------------- */

/* What is on screen is what a form made anew from the same answers shows. */
static void
compare_with_new (HcrmQuestionnaireForm *form, HcrmResponse *response, const char *language)
{
  g_autoptr (HcrmResponse) copy = hcrm_response_new (hcrm_response_get_questionnaire (response));
  g_autofree char *json = hcrm_response_to_fhir (response, "in-progress", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (hcrm_response_load (copy, json, -1, &error));
  g_assert_no_error (error);
  GtkWidget *fresh = g_object_ref_sink (hcrm_questionnaire_form_new ());
  hcrm_questionnaire_form_set_response (HCRM_QUESTIONNAIRE_FORM (fresh), copy, NULL, language);
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));
  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    GtkWidget *here = hcrm_questionnaire_form_find_card (form, item->link_id, 0);
    GtkWidget *there =
        hcrm_questionnaire_form_find_card (HCRM_QUESTIONNAIRE_FORM (fresh), item->link_id, 0);
    if (item->scope != NULL || here == NULL)
      continue;
    g_assert_nonnull (there);
    g_assert_cmpint (gtk_widget_get_visible (here), ==, gtk_widget_get_visible (there));
    g_assert_cmpstr (hcrm_question_card_get_number (HCRM_QUESTION_CARD (here)), ==,
                     hcrm_question_card_get_number (HCRM_QUESTION_CARD (there)));
  }
  g_object_unref (fresh);
}

static void
assert_nothing_hidden_is_shown (HcrmQuestionnaireForm *form, HcrmResponse *response)
{
  const GPtrArray *items =
      hcrm_questionnaire_get_all_items (hcrm_response_get_questionnaire (response));

  for (guint i = 0; i < items->len; i++) {
    const HcrmItem *item = g_ptr_array_index (items, i);
    GtkWidget *card = hcrm_questionnaire_form_find_card (form, item->link_id, 0);
    if (item->hidden)
      g_assert_null (card);
    else if (card != NULL)
      g_assert_cmpint (gtk_widget_get_visible (card), ==,
                       hcrm_response_is_enabled (response, item->link_id, 0));
  }
}

/* --- pictures --------------------------------------------------------------------------------- */

static void
keep_picture (GtkWidget *window, GtkWidget *form, const char *path, const char *language)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (form);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name =
      g_strdup_printf ("%s/%s-%s%s.png", g_getenv ("HCRM_SHOTS"), base, language,
                       g_getenv ("HCRM_SHOTS_DARK") != NULL ? "-dark" : "");
  int width = gtk_widget_get_width (form), height = gtk_widget_get_height (form);
  GdkRGBA ground = { 0.957, 0.961, 0.969, 1 };

  if (g_getenv ("HCRM_SHOTS_DARK") != NULL)
    ground = (GdkRGBA){ 0.09, 0.1, 0.12, 1 };
  gtk_snapshot_append_color (snapshot, &ground, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  g_autoptr (GskRenderNode) node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  g_autoptr (GdkTexture) texture = gsk_renderer_render_texture (renderer, node, NULL);
  gdk_texture_save_to_png (texture, name);
}

static void
load_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();
  gboolean dark = g_getenv ("HCRM_SHOTS_DARK") != NULL;

  gtk_css_provider_load_from_resource (provider, "/org/hcrm/Client/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider), 700);
  if (!dark)
    return;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/hcrm/Client/style-dark.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider), 701);
}

/* --- the test --------------------------------------------------------------------------------- */

static GtkWidget *
make_window (GtkWidget *form)
{
  GtkWidget *window = gtk_window_new (), *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_margin_start (form, 12);
  gtk_widget_set_margin_end (form, 12);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), form);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), SHOT_WIDTH, 600);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static void
test_questionnaire (gconstpointer data)
{
  const Case *self = data;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (self->path, &json, NULL, NULL));
  g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, &error);
  g_assert_no_error (error);
  hcrm_language_set (self->language);
  g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
  GtkWidget *widget = hcrm_questionnaire_form_new ();
  HcrmQuestionnaireForm *form = HCRM_QUESTIONNAIRE_FORM (widget);
  hcrm_questionnaire_form_set_response (form, response, NULL, self->language);
  GtkWidget *window = make_window (widget);
  answer_at_random (window, form);
  settle ();
  assert_nothing_hidden_is_shown (form, response);
  compare_with_new (form, response, self->language);
  hcrm_questionnaire_form_check (form, TRUE);
  gtk_test_widget_wait_for_draw (window);
  if (g_getenv ("HCRM_SHOTS") != NULL)
    keep_picture (window, widget, self->path, self->language);
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
}

static void
free_case (gpointer data)
{
  Case *self = data;

  g_free (self->path);
  g_free (self);
}

static void
add_case (const char *folder, const char *name, const char *language)
{
  g_autofree char *test = g_strdup_printf ("/all/%s/%s", name, language);
  Case *self = g_new (Case, 1);

  *self = (Case){ g_build_filename (folder, name, NULL), language };
  g_test_add_data_func_full (test, self, test_questionnaire, free_case);
}

static void
add_folder (const char *folder)
{
  static const char *const languages[] = { "zh_CN", "en" };
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json")) {
      add_case (folder, name, languages[n++ % G_N_ELEMENTS (languages)]);
    }
}

static void
test_no_data (void)
{
  g_test_skip ("the sample questionnaires are not at hand (HCRM_TEST_DATA)");
}

int
main (int argc, char **argv)
{
  g_autofree char *ours =
      g_build_filename (g_getenv ("HCRM_SOURCE_DIR"), "data", "questionnaires", NULL);
  g_autofree char *samples =
      g_build_filename (g_getenv ("HCRM_TEST_DATA") != NULL ? g_getenv ("HCRM_TEST_DATA") : "",
                        "questionnaires", NULL);

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  hcrm_language_init ();
  load_style ();
  add_folder (ours);
  if (g_file_test (samples, G_FILE_TEST_IS_DIR))
    add_folder (samples);
  else
    g_test_add_func ("/all/samples", test_no_data);
  return g_test_run ();
}
