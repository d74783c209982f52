/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter on paper. */

#include "hcrm-letter-sheet.h"

/* How far to the right it is signed. */
#define SIGNED 14

static const char *
get (JsonObject *letter, const char *member)
{
  return json_object_get_string_member_with_default (letter, member, "");
}

static void
add (HcrmSheet *sheet, HcrmSheetStyle style, guint indent, const char *text)
{
  if (*text != '\0')
    hcrm_sheet_add (sheet, style, indent)->text = g_strdup (text);
}

/* A paragraph stands by itself. */
static void
add_text (HcrmSheet *sheet, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    add (sheet, HCRM_SHEET_TEXT, 0, g_strstrip (*line));
}

HcrmSheet *
hcrm_letter_sheet_new (JsonObject *letter)
{
  HcrmSheet *sheet =
      hcrm_sheet_new (get (letter, "hospital"), NULL, NULL, get (letter, "language"));

  add (sheet, HCRM_SHEET_TITLE, 0, get (letter, "hospital"));
  add (sheet, HCRM_SHEET_TEXT, 0, get (letter, "address"));
  add (sheet, HCRM_SHEET_TEXT, 0, get (letter, "name"));
  add (sheet, HCRM_SHEET_SECTION, 0, get (letter, "subject"));
  add (sheet, HCRM_SHEET_TEXT, 0, get (letter, "dear"));
  add_text (sheet, get (letter, "text"));
  add_text (sheet, get (letter, "regards"));
  add (sheet, HCRM_SHEET_HEADING, SIGNED, get (letter, "department"));
  add (sheet, HCRM_SHEET_TEXT, SIGNED, get (letter, "hospital"));
  add (sheet, HCRM_SHEET_TEXT, SIGNED, get (letter, "day"));
  return sheet;
}
