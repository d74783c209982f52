/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes to the user while they look elsewhere, told once. */

#include "hcrm-news.h"

#include "hcrm-page-info.h"

struct _HcrmNews {
  GObject parent_instance;

  HcrmSession *session;
  GHashTable *told; /* `page/id` of what the user was told */
};

G_DEFINE_FINAL_TYPE (HcrmNews, hcrm_news, G_TYPE_OBJECT)

enum { CAME, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  HcrmNews *self;
  const HcrmPageInfo *info;
  gint64 id; /* 0 of a list */
  gboolean now;
} Question;

static void
free_question (Question *question)
{
  g_object_unref (question->self);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, free_question)

/* What is no longer the user's may come to them anew. */
static void
tell (Question *question, gint64 id, JsonObject *record)
{
  HcrmNews *self = question->self;
  g_autofree char *key = g_strdup_printf ("%s/%" G_GINT64_FORMAT, question->info->id, id);
  g_autofree char *text =
      record != NULL ? question->info->news->make (record, self->session) : NULL;

  if (text == NULL)
    g_hash_table_remove (self->told, key);
  else if (g_hash_table_add (self->told, g_steal_pointer (&key)) || question->info->news->every)
    g_signal_emit (self, signals[CAME], 0, question->info->id, id, text, question->now);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, &error);
  gboolean gone = g_error_matches (error, HCRM_ERROR, HCRM_ERROR_NOT_FOUND);

  if (reply != NULL && JSON_NODE_HOLDS_OBJECT (reply))
    tell (question, question->id, json_node_get_object (reply));
  else if (gone)
    tell (question, question->id, NULL);
}

static void
look (HcrmNews *self, const HcrmPageInfo *info, gint64 id)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  g_auto (GStrv) parts = g_strsplit (info->news->path, "%s", 2);
  g_autofree char *path = g_strjoinv (number, parts);
  Question *question = g_new (Question, 1);

  *question = (Question){ g_object_ref (self), info, id, TRUE };
  hcrm_api_send_async (hcrm_session_get_api (self->session),
                       &(HcrmRequest){ .method = "GET", .path = path }, NULL, read_cb, question);
}

void
hcrm_news_look (HcrmNews *self, const char *kind, gint64 id)
{
  for (guint i = 0; i < hcrm_n_pages; i++)
    if (hcrm_pages[i].news != NULL && g_str_equal (hcrm_pages[i].news->kind, kind)
        && hcrm_page_info_allows (&hcrm_pages[i], self->session))
      look (self, &hcrm_pages[i], id);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Question) question = data;
  g_autoptr (JsonNode) reply = hcrm_api_send_finish (HCRM_API (source), result, NULL);
  JsonArray *items = hcrm_api_get_items (reply);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++) {
    JsonObject *item = json_array_get_object_element (items, i);
    tell (question, json_object_get_int_member (item, "id"), item);
  }
}

void
hcrm_news_catch_up (HcrmNews *self, gboolean now)
{
  for (guint i = 0; i < hcrm_n_pages; i++) {
    const HcrmPageInfo *info = &hcrm_pages[i];
    if (info->news == NULL || info->news->waiting == NULL
        || !hcrm_page_info_allows (info, self->session))
      continue;
    Question *question = g_new (Question, 1);
    *question = (Question){ g_object_ref (self), info, 0, now };
    hcrm_api_send_async (hcrm_session_get_api (self->session),
                         &(HcrmRequest){ .method = "GET", .path = info->news->waiting }, NULL,
                         listed_cb, question);
  }
}

HcrmNews *
hcrm_news_new (HcrmSession *session)
{
  HcrmNews *self = g_object_new (HCRM_TYPE_NEWS, NULL);

  self->session = g_object_ref (session);
  return self;
}

static void
hcrm_news_finalize (GObject *object)
{
  HcrmNews *self = HCRM_NEWS (object);

  g_clear_object (&self->session);
  g_hash_table_unref (self->told);
  G_OBJECT_CLASS (hcrm_news_parent_class)->finalize (object);
}

static void
hcrm_news_class_init (HcrmNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hcrm_news_finalize;
  signals[CAME] =
      g_signal_new ("came", HCRM_TYPE_NEWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                    G_TYPE_STRING, G_TYPE_INT64, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
hcrm_news_init (HcrmNews *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
