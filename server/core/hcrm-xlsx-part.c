/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One part of a workbook, unpacked and parsed piece by piece. */

#include <glib/gi18n.h>
#include <string.h>

#include "hcrm-xlsx-private.h"

#define PIECE (8 * 1024)
#define MAX_RUN (1024 * 1024)
#define MAX_DEPTH 32
#define MAX_SIZE (8 * G_GUINT64_CONSTANT (1073741824))
#define FREE_SIZE (64 * G_GUINT64_CONSTANT (1048576))
#define MAX_RATIO 400

static gboolean
damaged (GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s", _ ("The workbook is damaged"));
}

static gboolean
harmful (GError **error)
{
  return hcrm_fail (error, HCRM_ERROR_MEDIA, "file", "%s",
                    _ ("The workbook unpacks to far more than a list can hold"));
}

const char *
hcrm_xlsx_local (const char *name)
{
  const char *colon = strchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

const char *
hcrm_xlsx_attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (hcrm_xlsx_local (names[i]), name) == 0)
      return values[i];
  return NULL;
}

gboolean
hcrm_xlsx_part_open (HcrmXlsxPart *part,
                     unzFile file,
                     const char *name,
                     const GMarkupParser *parser,
                     gpointer data,
                     GError **error)
{
  unz_file_info64 info;

  *part = (HcrmXlsxPart){ .file = file };
  if (unzLocateFile (file, name, 2) != UNZ_OK
      || unzGetCurrentFileInfo64 (file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK
      || unzOpenCurrentFile (file) != UNZ_OK)
    return damaged (error);
  part->is_open = TRUE;
  part->packed = info.compressed_size;
  part->context = g_markup_parse_context_new (parser, G_MARKUP_DEFAULT_FLAGS, data, NULL);
  return TRUE;
}

/* No list is this dense, and no element this long. */
static gboolean
check_bounds (HcrmXlsxPart *part, const char *piece, gsize n, GError **error)
{
  part->size += n;
  if (part->size > MAX_SIZE
      || (part->size > FREE_SIZE && part->size / MAX_RATIO > MAX (part->packed, 1)))
    return harmful (error);
  for (gsize i = 0; i < n; i++) {
    gboolean mark = piece[i] == '<' || piece[i] == '>';
    part->run = mark ? 0 : part->run + 1;
    if (part->run > MAX_RUN)
      return harmful (error);
  }
  return TRUE;
}

static gboolean
check_depth (HcrmXlsxPart *part, GError **error)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (part->context);

  for (guint depth = 0; stack != NULL; stack = stack->next)
    if (++depth > MAX_DEPTH)
      return harmful (error);
  return TRUE;
}

/* What GMarkup itself says about a fault is of no use to anybody who fills in lists. */
static gboolean
settle (GError *failure, GError **error)
{
  if (failure->domain != HCRM_ERROR)
    return damaged (error);
  g_propagate_error (error, g_error_copy (failure));
  return FALSE;
}

static gboolean
finish (HcrmXlsxPart *part, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (unzCloseCurrentFile (part->file) != UNZ_OK) {
    part->is_open = FALSE;
    return damaged (error);
  }
  part->is_open = FALSE;
  if (!g_markup_parse_context_end_parse (part->context, &failure))
    settle (failure, error);
  return FALSE;
}

gboolean
hcrm_xlsx_part_step (HcrmXlsxPart *part, GError **error)
{
  g_autoptr (GError) failure = NULL;
  char piece[PIECE];

  if (!part->is_open)
    return FALSE;
  int n = unzReadCurrentFile (part->file, piece, sizeof piece);
  if (n < 0)
    return damaged (error);
  if (n == 0)
    return finish (part, error);
  part->read = unzGetCurrentFileZStreamPos64 (part->file);
  if (!check_bounds (part, piece, n, error))
    return FALSE;
  if (!g_markup_parse_context_parse (part->context, piece, n, &failure))
    return settle (failure, error);
  return check_depth (part, error);
}

void
hcrm_xlsx_part_clear (HcrmXlsxPart *part)
{
  g_clear_pointer (&part->context, g_markup_parse_context_free);
  if (part->is_open)
    unzCloseCurrentFile (part->file);
  part->is_open = FALSE;
}

gboolean
hcrm_xlsx_part_parse (unzFile file,
                      const char *name,
                      const GMarkupParser *parser,
                      gpointer data,
                      GError **error)
{
  HcrmXlsxPart part;
  GError *failure = NULL;

  if (unzLocateFile (file, name, 2) != UNZ_OK)
    return TRUE;
  if (!hcrm_xlsx_part_open (&part, file, name, parser, data, error))
    return FALSE;
  while (hcrm_xlsx_part_step (&part, &failure))
    ;
  hcrm_xlsx_part_clear (&part);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
