/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of a workbook: a zip archive of XML, both read as a stream and within bounds. */

#pragma once

#include <unzip.h>

#include "hcrm-table-reader-private.h"

G_BEGIN_DECLS

/**
 * HcrmXlsxPart:
 * @file: the archive, in which this part is the one that is open
 *
 * One part being parsed. GMarkup knows no entities but XML's own five and builds no tree; what it
 * would gather without end (a name, a text, a nesting) is bounded here.
 */
typedef struct {
  unzFile file;
  gboolean is_open;
  guint64 packed, size; /* bytes: as the archive says, and unpacked so far */
  guint64 read;         /* bytes of @packed */
  gsize run;            /* bytes since the last angle bracket */
  GMarkupParseContext *context;
} HcrmXlsxPart;

/* @data is given to @parser, whose functions fail with %HCRM_ERROR_MEDIA. */
gboolean hcrm_xlsx_part_open (HcrmXlsxPart *part,
                              unzFile file,
                              const char *name,
                              const GMarkupParser *parser,
                              gpointer data,
                              GError **error);

/* Parses a little more. Returns: %FALSE at the end, and with @error */
gboolean hcrm_xlsx_part_step (HcrmXlsxPart *part, GError **error);
void hcrm_xlsx_part_clear (HcrmXlsxPart *part);

/* All of a part at once; one that does not exist has nothing in it. */
gboolean hcrm_xlsx_part_parse (unzFile file,
                               const char *name,
                               const GMarkupParser *parser,
                               gpointer data,
                               GError **error);

/* The name of an element or attribute without its prefix. */
const char *hcrm_xlsx_local (const char *name);

/* Returns: (nullable): the attribute @name. */
const char *hcrm_xlsx_attribute (const char **names, const char **values, const char *name);

/* Shared strings, kept in a file that has no name: a workbook may have millions. */
typedef struct _HcrmXlsxStrings HcrmXlsxStrings;
HcrmXlsxStrings *
hcrm_xlsx_strings_new (unzFile file, const char *part, const char *folder, GError **error);
void hcrm_xlsx_strings_free (HcrmXlsxStrings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmXlsxStrings, hcrm_xlsx_strings_free)

/* Returns: whether there is such a string; it is put into @text. */
gboolean hcrm_xlsx_strings_get (HcrmXlsxStrings *self, guint64 n, GString *text);

/* What a cell's style makes of its number. */
typedef struct {
  gboolean is_date;
  guint8 zeros; /* digits that are always shown, as in the format 00000 */
} HcrmXlsxStyle;

/* What the workbook itself says. */
typedef struct {
  GPtrArray *sheets; /* names of the visible ones, ended by %NULL */
  GPtrArray *parts;  /* of (nullable) char: where they are */
  char *strings;     /* (nullable): the part of shared strings */
  GArray *styles;    /* of HcrmXlsxStyle */
  gboolean is_1904;
} HcrmXlsxBook;

gboolean hcrm_xlsx_book_read (HcrmXlsxBook *book, unzFile file, GError **error);
void hcrm_xlsx_book_clear (HcrmXlsxBook *book);

G_END_DECLS
