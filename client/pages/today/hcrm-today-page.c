/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What waits for the user now, by urgency. */

#include "hcrm-today-page.h"

struct _HcrmTodayPage {
  HcrmPage parent_instance;

  GtkLabel *greeting;
};

G_DEFINE_FINAL_TYPE (HcrmTodayPage, hcrm_today_page, HCRM_TYPE_PAGE)

static void
show_today (gpointer data, JsonNode *reply)
{
  HcrmSession *session = hcrm_page_get_session (data);
  g_autofree char *text = g_strdup_printf ("%s", hcrm_session_get_text (session, "name"));

  gtk_label_set_text (HCRM_TODAY_PAGE (data)->greeting, text);
}

static void
hcrm_today_page_refresh (HcrmPage *page)
{
  hcrm_page_call (page, "GET", "/today", NULL, show_today);
}

static void
hcrm_today_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HCRM_TYPE_TODAY_PAGE);
  G_OBJECT_CLASS (hcrm_today_page_parent_class)->dispose (object);
}

static void
hcrm_today_page_class_init (HcrmTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hcrm_today_page_dispose;
  HCRM_PAGE_CLASS (klass)->refresh = hcrm_today_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hcrm/Client/pages/today/hcrm-today-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HcrmTodayPage, greeting);
}

static void
hcrm_today_page_init (HcrmTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
