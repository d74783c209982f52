/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a workbook says of itself: its sheets, its date system, its formats. */

#include <glib/gi18n.h>
#include <string.h>

#include "hcrm-xlsx-private.h"

#define MAX_ENTRIES 10000
#define MAX_SHEETS 1000
#define MAX_STYLES 100000

/* What is gathered while the parts are read. */
typedef struct {
  HcrmXlsxBook *book;
  char *folder;        /* of the relations being read */
  GHashTable *targets; /* id → part */
  char *workbook, *styles;
  GHashTable *formats; /* number → code */
  gboolean in_cell_xfs;
} Reading;

/* --- Relations ---------------------------------------------------------------------------------
 */

/* `/xl/a.xml` and `a.xml` beside the part that names it. */
static char *
resolve (const char *folder, const char *target)
{
  if (*target == '/')
    return g_strdup (target + 1);
  while (g_str_has_prefix (target, "./"))
    target += 2;
  return *folder != '\0' ? g_strconcat (folder, "/", target, NULL) : g_strdup (target);
}

static void
take_relation (Reading *self, const char *type, const char *id, const char *target)
{
  g_autofree char *part = resolve (self->folder, target);

  if (g_str_has_suffix (type, "/officeDocument") && self->workbook == NULL)
    self->workbook = g_strdup (part);
  else if (g_str_has_suffix (type, "/sharedStrings") && self->book->strings == NULL)
    self->book->strings = g_strdup (part);
  else if (g_str_has_suffix (type, "/styles") && self->styles == NULL)
    self->styles = g_strdup (part);
  if (g_hash_table_size (self->targets) < MAX_ENTRIES)
    g_hash_table_replace (self->targets, g_strdup (id), g_steal_pointer (&part));
}

static void
relation_cb (GMarkupParseContext *context,
             const char *element,
             const char **names,
             const char **values,
             gpointer data,
             GError **error)
{
  const char *type = hcrm_xlsx_attribute (names, values, "Type");
  const char *id = hcrm_xlsx_attribute (names, values, "Id");
  const char *target = hcrm_xlsx_attribute (names, values, "Target");

  if (strcmp (hcrm_xlsx_local (element), "Relationship") == 0 && type != NULL && id != NULL
      && target != NULL)
    take_relation (data, type, id, target);
}

static const GMarkupParser relation_parser = { relation_cb, NULL, NULL, NULL, NULL };

static gboolean
read_relations (Reading *self, unzFile file, const char *part, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (part);
  g_autofree char *base = g_path_get_basename (part);
  gboolean top = strcmp (folder, ".") == 0;
  g_autofree char *rels = g_strdup_printf ("%s%s_rels/%s.rels", top ? "" : folder, top ? "" : "/",
                                           *part != '\0' ? base : "");

  g_hash_table_remove_all (self->targets);
  g_free (self->folder);
  self->folder = g_strdup (top ? "" : folder);
  return hcrm_xlsx_part_parse (file, rels, &relation_parser, self, error);
}

/* --- The workbook ------------------------------------------------------------------------------
 */

static gboolean
is_true (const char *text)
{
  return g_strcmp0 (text, "1") == 0 || g_strcmp0 (text, "true") == 0;
}

static void
take_sheet (Reading *self, const char **names, const char **values)
{
  const char *name = hcrm_xlsx_attribute (names, values, "name");
  const char *id = hcrm_xlsx_attribute (names, values, "id");
  const char *state = hcrm_xlsx_attribute (names, values, "state");
  const char *part = id != NULL ? g_hash_table_lookup (self->targets, id) : NULL;

  if ((state != NULL && strcmp (state, "visible") != 0) || part == NULL
      || self->book->sheets->len >= MAX_SHEETS)
    return;
  g_ptr_array_add (self->book->sheets, g_strdup (name != NULL ? name : ""));
  g_ptr_array_add (self->book->parts, g_strdup (part));
}

static void
workbook_cb (GMarkupParseContext *context,
             const char *element,
             const char **names,
             const char **values,
             gpointer data,
             GError **error)
{
  Reading *self = data;

  if (strcmp (hcrm_xlsx_local (element), "workbookPr") == 0)
    self->book->is_1904 |= is_true (hcrm_xlsx_attribute (names, values, "date1904"));
  else if (strcmp (hcrm_xlsx_local (element), "sheet") == 0)
    take_sheet (self, names, values);
}

static const GMarkupParser workbook_parser = { workbook_cb, NULL, NULL, NULL, NULL };

/* --- Styles ------------------------------------------------------------------------------------
 */

/* Built-in formats of days and times, those of East Asia (27 to 36, 50 to 58) among them. */
static gboolean
is_built_in_date (gint64 format)
{
  return (format >= 14 && format <= 22) || (format >= 27 && format <= 36)
         || (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

/* Whether a format shows parts of a day, beside what is quoted, escaped or in brackets. */
static gboolean
shows_date (const char *code)
{
  for (const char *p = code; *p != '\0' && *p != ';'; p++) {
    if (*p == '\\' || *p == '_' || *p == '*') {
      if (p[1] == '\0')
        return FALSE;
      p++;
    } else if (*p == '"' || *p == '[') {
      const char *end = strchr (p + 1, *p == '"' ? '"' : ']');
      if (end == NULL)
        return FALSE;
      p = end;
    } else if (strchr ("yYmMdDhHsS", *p) != NULL)
      return TRUE;
  }
  return FALSE;
}

static HcrmXlsxStyle
make_style (Reading *self, gint64 format)
{
  const char *code = g_hash_table_lookup (self->formats, GINT_TO_POINTER ((gint) format));
  HcrmXlsxStyle style = { 0 };

  if (code == NULL)
    style.is_date = is_built_in_date (format);
  else if (g_ascii_strcasecmp (code, "General") != 0)
    style.is_date = shows_date (code);
  if (code != NULL && *code != '\0' && strspn (code, "0") == strlen (code))
    style.zeros = MIN (strlen (code), 30);
  return style;
}

static void
take_style (Reading *self, const char *format)
{
  HcrmXlsxStyle style = make_style (self, format != NULL ? g_ascii_strtoll (format, NULL, 10) : 0);

  if (self->book->styles->len < MAX_STYLES)
    g_array_append_val (self->book->styles, style);
}

static void
style_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Reading *self = data;
  const char *name = hcrm_xlsx_local (element);
  const char *format = hcrm_xlsx_attribute (names, values, "numFmtId");
  const char *code = hcrm_xlsx_attribute (names, values, "formatCode");

  if (strcmp (name, "cellXfs") == 0)
    self->in_cell_xfs = TRUE;
  else if (strcmp (name, "xf") == 0 && self->in_cell_xfs)
    take_style (self, format);
  else if (strcmp (name, "numFmt") == 0 && format != NULL && code != NULL
           && g_hash_table_size (self->formats) < MAX_STYLES)
    g_hash_table_replace (self->formats,
                          GINT_TO_POINTER ((gint) g_ascii_strtoll (format, NULL, 10)),
                          g_strdup (code));
}

static void
style_end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  if (strcmp (hcrm_xlsx_local (element), "cellXfs") == 0)
    ((Reading *) data)->in_cell_xfs = FALSE;
}

static const GMarkupParser style_parser = { style_cb, style_end_cb, NULL, NULL, NULL };

/* --- All of it ---------------------------------------------------------------------------------
 */

static gboolean
check_archive (unzFile file, GError **error)
{
  unz_global_info64 info;

  if (unzGetGlobalInfo64 (file, &info) == UNZ_OK && info.number_entry <= MAX_ENTRIES)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", _ ("The workbook is damaged"));
}

static gboolean
read_parts (Reading *self, unzFile file, GError **error)
{
  if (!check_archive (file, error) || !read_relations (self, file, "", error))
    return FALSE;
  if (self->workbook == NULL)
    self->workbook = g_strdup ("xl/workbook.xml");
  if (!read_relations (self, file, self->workbook, error)
      || !hcrm_xlsx_part_parse (file, self->workbook, &workbook_parser, self, error))
    return FALSE;
  if (self->book->sheets->len == 0)
    return hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s",
                      _ ("This is no Excel workbook, or it has no sheet that shows"));
  g_ptr_array_add (self->book->sheets, NULL);
  return self->styles == NULL
         || hcrm_xlsx_part_parse (file, self->styles, &style_parser, self, error);
}

gboolean
hcrm_xlsx_book_read (HcrmXlsxBook *book, unzFile file, GError **error)
{
  Reading self = { .book = book };

  book->sheets = g_ptr_array_new_with_free_func (g_free);
  book->parts = g_ptr_array_new_with_free_func (g_free);
  book->styles = g_array_new (FALSE, FALSE, sizeof (HcrmXlsxStyle));
  self.targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.formats = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gboolean good = read_parts (&self, file, error);
  g_hash_table_unref (self.targets);
  g_hash_table_unref (self.formats);
  g_free (self.folder);
  g_free (self.workbook);
  g_free (self.styles);
  return good;
}

void
hcrm_xlsx_book_clear (HcrmXlsxBook *book)
{
  g_clear_pointer (&book->sheets, g_ptr_array_unref);
  g_clear_pointer (&book->parts, g_ptr_array_unref);
  g_clear_pointer (&book->styles, g_array_unref);
  g_clear_pointer (&book->strings, g_free);
}
