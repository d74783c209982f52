#include "core/hcrm-event.h"
HcrmEvent *
hcrm_event_new (const char *kind, gint64 id, gint64 version)
{
  HcrmEvent *e = g_new0 (HcrmEvent, 1);
  e->kind = g_strdup (kind);
  e->id = id;
  e->version = version;
  return e;
}
void
hcrm_event_free (HcrmEvent *e)
{
  g_free (e->kind);
  g_free (e);
}
HcrmEvents *
hcrm_events_new (const char *c, GError **error)
{
  return g_malloc (1);
}
void
hcrm_events_free (HcrmEvents *self)
{
  g_free (self);
}
void
hcrm_events_post (HcrmEvents *self, GPtrArray *events)
{
}
void
hcrm_events_add_socket (HcrmEvents *self,
                        SoupWebsocketConnection *s,
                        gint64 u,
                        const char *n,
                        const char *t)
{
}
void
hcrm_events_end_session (HcrmEvents *self, const char *t)
{
}
guint
hcrm_events_get_n_sockets (HcrmEvents *self)
{
  return 0;
}
