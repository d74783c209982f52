/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shared strings of a workbook, out of memory: texts in one file, where they begin in another. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "hcrm-xlsx-private.h"

#define FLUSH (256 * 1024)
#define MAX_STRINGS 20000000
#define MAX_BYTES (2 * G_GUINT64_CONSTANT (1073741824))
#define N_RECENT 4096

/* A file written from its end and read anywhere. */
typedef struct {
  int fd;
  GString *tail; /* not yet written */
  guint64 size;  /* written */
} Spill;

struct _HcrmXlsxStrings {
  Spill texts, starts;
  guint64 n;
  GString *text; /* of the item being read */
  gboolean in_text;
  guint phonetic; /* how deep within what is only read aloud */
  struct {
    guint64 n; /* + 1 */
    char *text;
  } recent[N_RECENT];
};

/* --- Spilling ----------------------------------------------------------------------------------
 */

static gboolean
fail_disk (GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_INTERNAL, NULL, "%s", _ ("The file cannot be written"));
}

static gboolean
open_spill (Spill *spill, const char *folder, GError **error)
{
  g_autofree char *name = g_build_filename (folder, ".strings-XXXXXX", NULL);

  spill->tail = g_string_new (NULL);
  spill->fd = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (spill->fd < 0)
    return fail_disk (error);
  g_unlink (name);
  return TRUE;
}

static gboolean
flush (Spill *spill, GError **error)
{
  gsize done = 0;

  while (done < spill->tail->len) {
    gssize n = pwrite (spill->fd, spill->tail->str + done, spill->tail->len - done, spill->size);
    if (n < 0 && errno != EINTR)
      return fail_disk (error);
    done += MAX (n, 0);
    spill->size += MAX (n, 0);
  }
  g_string_truncate (spill->tail, 0);
  return TRUE;
}

static gboolean
append (Spill *spill, const char *data, gsize n, GError **error)
{
  g_string_append_len (spill->tail, data, n);
  return spill->tail->len < FLUSH || flush (spill, error);
}

static void
close_spill (Spill *spill)
{
  if (spill->fd > 0)
    close (spill->fd);
  if (spill->tail != NULL)
    g_string_free (spill->tail, TRUE);
}

static gboolean
add_string (HcrmXlsxStrings *self, GError **error)
{
  guint64 start = self->texts.size + self->texts.tail->len;

  if (++self->n > MAX_STRINGS || start > MAX_BYTES)
    return hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s",
                      _ ("The workbook unpacks to far more than a list can hold"));
  return append (&self->starts, (const char *) &start, sizeof start, error)
         && append (&self->texts, self->text->str, self->text->len, error);
}

/* --- Parsing -----------------------------------------------------------------------------------
 */

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  HcrmXlsxStrings *self = data;
  const char *name = hcrm_xlsx_local (element);

  if (strcmp (name, "si") == 0)
    g_string_truncate (self->text, 0);
  self->phonetic += strcmp (name, "rPh") == 0;
  self->in_text = strcmp (name, "t") == 0 && self->phonetic == 0;
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  HcrmXlsxStrings *self = data;
  const char *name = hcrm_xlsx_local (element);

  self->in_text = FALSE;
  self->phonetic -= strcmp (name, "rPh") == 0 && self->phonetic > 0;
  if (strcmp (name, "si") == 0)
    add_string (self, error);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer data,
         GError **error)
{
  HcrmXlsxStrings *self = data;

  if (self->in_text && self->text->len + length <= HCRM_TABLE_MAX_CELL)
    g_string_append_len (self->text, text, length);
  else if (self->in_text)
    hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", _ ("A cell holds too much text"));
}

static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };

HcrmXlsxStrings *
hcrm_xlsx_strings_new (unzFile file, const char *part, const char *folder, GError **error)
{
  g_autoptr (HcrmXlsxStrings) self = g_new0 (HcrmXlsxStrings, 1);

  self->text = g_string_new (NULL);
  if (!open_spill (&self->texts, folder, error) || !open_spill (&self->starts, folder, error)
      || (part != NULL && !hcrm_xlsx_part_parse (file, part, &parser, self, error)))
    return NULL;
  /* One start more than there are strings: where the last one ends. */
  g_string_truncate (self->text, 0);
  if (!add_string (self, error) || !flush (&self->texts, error) || !flush (&self->starts, error))
    return NULL;
  self->n--;
  return g_steal_pointer (&self);
}

void
hcrm_xlsx_strings_free (HcrmXlsxStrings *self)
{
  for (guint i = 0; i < N_RECENT; i++)
    g_free (self->recent[i].text);
  close_spill (&self->texts);
  close_spill (&self->starts);
  g_string_free (self->text, TRUE);
  g_free (self);
}

/* --- Looking up --------------------------------------------------------------------------------
 */

static char *
read_text (HcrmXlsxStrings *self, guint64 n)
{
  guint64 bounds[2];

  if (pread (self->starts.fd, bounds, sizeof bounds, n * sizeof *bounds) != sizeof bounds)
    return NULL;
  gsize length = bounds[1] - bounds[0];
  g_autofree char *text = g_malloc0 (length + 1);
  if (pread (self->texts.fd, text, length, bounds[0]) != (gssize) length)
    return NULL;
  return g_steal_pointer (&text);
}

gboolean
hcrm_xlsx_strings_get (HcrmXlsxStrings *self, guint64 n, GString *text)
{
  guint place = n % N_RECENT;

  if (n >= self->n)
    return FALSE;
  if (self->recent[place].n != n + 1) {
    g_free (self->recent[place].text);
    self->recent[place].text = read_text (self, n);
    self->recent[place].n = n + 1;
    /* Long ones are rare, and many of them would fill the memory. */
    if (self->recent[place].text != NULL && strlen (self->recent[place].text) > 256) {
      g_string_assign (text, self->recent[place].text);
      g_clear_pointer (&self->recent[place].text, g_free);
      self->recent[place].n = 0;
      return TRUE;
    }
  }
  if (self->recent[place].text == NULL)
    return FALSE;
  g_string_assign (text, self->recent[place].text);
  return TRUE;
}
