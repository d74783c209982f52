/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the questionnaire form takes: to the first frame, and from an answer to what it brings
 * about. Run by hand: tests/harness/with-display build/release/tests/bench-form */

#include <glib/gprintf.h>
#include <time.h>

#include "core/hcrm-popover-keeper.h"
#include "widgets/hcrm-question-card.h"
#include "widgets/hcrm-questionnaire-form.h"

#define ROUNDS 5

/* Every fifth item is asked only after a certain answer to the one before. */
static char *
make_resource (guint n)
{
  GString *json = g_string_new (
      "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"title\":\"Bench\",\"item\":[");

  for (guint i = 0; i < n; i++) {
    g_string_append_printf (json, "%s{\"linkId\":\"q%u\",\"text\":\"Question %u of some length?\",",
                            i > 0 ? "," : "", i, i);
    if (i % 5 == 4)
      g_string_append_printf (json,
                              "\"enableWhen\":[{\"question\":\"q%u\",\"operator\":\"=\","
                              "\"answerCoding\":{\"code\":\"c2\"}}],",
                              i - 4);
    if (i % 5 != 0) {
      static const char *const types[] = { "boolean", "integer", "string", "date" };
      g_string_append_printf (json, "\"type\":\"%s\"}", types[i % 4]);
      continue;
    }
    g_string_append (json, "\"type\":\"choice\",\"answerOption\":[");
    for (guint j = 0; j < 4; j++)
      g_string_append_printf (
          json,
          "%s{\"valueCoding\":{\"code\":\"c%u\",\"display\":\"Answer %u\"},\"extension\":[{\"url\":"
          "\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":%u}]}",
          j > 0 ? "," : "", j, j, j);
    g_string_append (json, "]}");
  }
  g_string_append (json, "]}");
  return g_string_free (json, FALSE);
}

/* Of the processor, so that whatever else runs on the machine does not count. */
static gint64
get_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static double
get_ms (gint64 since)
{
  return (double) (get_time () - since) / 1000;
}

static double
get_least (double a, double b)
{
  return MIN (a, b);
}

static GtkWidget *
show (GtkWidget *form)
{
  GtkWidget *window = gtk_window_new (), *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), form);
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 800);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static double
answer_all (HcrmResponse *response, guint n, double *worst)
{
  double sum = 0;
  guint count = 0;

  for (guint i = 0; i < n; i += 5) {
    g_autofree char *link_id = g_strdup_printf ("q%u", i);
    gint64 start = get_time ();
    hcrm_response_choose (response, link_id, 0, 2);
    double ms = get_ms (start);
    *worst = MAX (*worst, ms);
    sum += ms;
    count++;
  }
  return sum / count;
}

static void
measure (guint n)
{
  g_autofree char *json = make_resource (n);
  double built = G_MAXDOUBLE, drawn = G_MAXDOUBLE, mean = G_MAXDOUBLE, worst = 0, frame = 0;

  for (guint round = 0; round < ROUNDS; round++) {
    g_autoptr (HcrmQuestionnaire) questionnaire = hcrm_questionnaire_new_from_json (json, -1, NULL);
    g_autoptr (HcrmResponse) response = hcrm_response_new (questionnaire);
    double slowest = 0;
    gint64 start = get_time ();
    GtkWidget *form = hcrm_questionnaire_form_new ();
    hcrm_questionnaire_form_set_response (HCRM_QUESTIONNAIRE_FORM (form), response, NULL, "en");
    built = get_least (built, get_ms (start));
    GtkWidget *window = show (form);
    gtk_test_widget_wait_for_draw (window);
    drawn = get_least (drawn, get_ms (start));
    double each = answer_all (response, n, &slowest);
    mean = get_least (mean, each);
    worst = round == 0 ? slowest : get_least (worst, slowest);
    start = get_time ();
    gtk_test_widget_wait_for_draw (window);
    frame = round == 0 ? get_ms (start) : get_least (frame, get_ms (start));
    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_printf ("| %u | %.0f | %.0f | %.2f | %.2f | %.0f |\n", n, built, drawn, mean, worst, frame);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  hcrm_popovers_keep ();
  g_printf (
      "| items | built ms | first frame ms | answer ms, mean | worst | frame after all ms |\n");
  g_printf ("|---|---|---|---|---|---|\n");
  measure (100);
  measure (500);
  return 0;
}
