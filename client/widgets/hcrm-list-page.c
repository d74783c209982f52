/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every page does that is a list and what it is narrowed by. */

#include "hcrm-list-page.h"

typedef struct {
  HcrmRecordList *list; /* both are the page's own */
  HcrmFilterBar *filters;
  const char *first;
} HcrmListPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HcrmListPage, hcrm_list_page, HCRM_TYPE_PAGE)

#define PRIV(self) ((HcrmListPagePrivate *) hcrm_list_page_get_instance_private (self))

static void
narrow (HcrmListPage *self)
{
  HcrmListPageClass *klass = HCRM_LIST_PAGE_GET_CLASS (self);
  g_autofree char *query = hcrm_filter_bar_dup_query (PRIV (self)->filters);

  hcrm_filter_bar_apply (PRIV (self)->filters, PRIV (self)->list);
  if (klass->narrowed != NULL)
    klass->narrowed (self, query);
}

void
hcrm_list_page_setup (HcrmListPage *self,
                      HcrmRecordList *list,
                      const HcrmListInfo *info,
                      HcrmFilterBar *filters,
                      const HcrmFilter *conditions,
                      guint n_conditions,
                      const char *first)
{
  HcrmSession *session = hcrm_page_get_session (HCRM_PAGE (self));

  g_return_if_fail (HCRM_IS_LIST_PAGE (self));
  *PRIV (self) = (HcrmListPagePrivate){ list, filters, first };
  hcrm_record_list_setup (list, session, info);
  hcrm_filter_bar_setup (filters, session, conditions, n_conditions);
  gtk_box_append (GTK_BOX (filters), hcrm_record_list_new_buttons (list));
  g_object_bind_property (list, "status", self, "status", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (filters, "changed", G_CALLBACK (narrow), self, G_CONNECT_SWAPPED);
  if (*first != '\0')
    hcrm_filter_bar_set_query (filters, first);
}

static void
hcrm_list_page_refresh (HcrmPage *page)
{
  hcrm_record_list_refresh (PRIV (HCRM_LIST_PAGE (page))->list);
}

static gboolean
hcrm_list_page_back (HcrmPage *page)
{
  return hcrm_record_list_back (PRIV (HCRM_LIST_PAGE (page))->list);
}

static void
hcrm_list_page_filter (HcrmPage *page)
{
  hcrm_filter_bar_focus (PRIV (HCRM_LIST_PAGE (page))->filters);
}

static void
hcrm_list_page_show_query (HcrmPage *page, const char *query)
{
  hcrm_filter_bar_set_query (PRIV (HCRM_LIST_PAGE (page))->filters, query);
}

static gboolean
hcrm_list_page_dial (HcrmPage *page, HcrmPhoneDial *dial)
{
  return hcrm_record_list_get_dial (PRIV (HCRM_LIST_PAGE (page))->list, dial);
}

static JsonNode *
hcrm_list_page_save_state (HcrmPage *page)
{
  HcrmListPagePrivate *priv = PRIV (HCRM_LIST_PAGE (page));

  return hcrm_filter_bar_dup_state (priv->filters, priv->list);
}

static void
hcrm_list_page_restore_state (HcrmPage *page, JsonNode *state)
{
  HcrmListPagePrivate *priv = PRIV (HCRM_LIST_PAGE (page));

  hcrm_filter_bar_take_state (priv->filters, priv->list, state, priv->first);
}

static void
hcrm_list_page_class_init (HcrmListPageClass *klass)
{
  HcrmPageClass *page_class = HCRM_PAGE_CLASS (klass);

  page_class->refresh = hcrm_list_page_refresh;
  page_class->back = hcrm_list_page_back;
  page_class->filter = hcrm_list_page_filter;
  page_class->show_query = hcrm_list_page_show_query;
  page_class->dial = hcrm_list_page_dial;
  page_class->save_state = hcrm_list_page_save_state;
  page_class->restore_state = hcrm_list_page_restore_state;
  g_type_ensure (HCRM_TYPE_FILTER_BAR);
  g_type_ensure (HCRM_TYPE_RECORD_LIST);
}

static void
hcrm_list_page_init (HcrmListPage *self)
{
}
