/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Field tables of uploads and attachments, and the kinds of files that may be attached. */

#include "hcrm-attachment.h"

#include <string.h>

#define RO HCRM_FIELD_READONLY
#define REQ HCRM_FIELD_REQUIRED

/* clang-format off */
static const HcrmField upload_fields[] = {
  { "id",         HCRM_KIND_INT,  N_("Number"),   RO },
  { "name",       HCRM_KIND_TEXT, N_("File"),     RO },
  { "size",       HCRM_KIND_INT,  N_("Size"),     RO },
  { "received",   HCRM_KIND_INT,  N_("Received"), RO },
  { "sha256",     HCRM_KIND_TEXT, N_("Checksum"), RO },
  { "media_type", HCRM_KIND_TEXT, N_("Kind of file"), RO },
  { "created_at", HCRM_KIND_TIME, N_("Made at"),   RO },
};

static const HcrmField upload_order[] = {
  { "name",   HCRM_KIND_TEXT, N_("File"),     REQ, NULL, 1, 200 },
  { "size",   HCRM_KIND_INT,  N_("Size"),     REQ, NULL, 1 },
  { "sha256", HCRM_KIND_TEXT, N_("Checksum"), 0, NULL, 64, 64 },
};

static const HcrmField attachment_fields[] = {
  { "id",             HCRM_KIND_INT,  N_("Number"),       RO },
  { "version",        HCRM_KIND_INT,  N_("Version"),      RO },
  { "activity_id",    HCRM_KIND_INT,  N_("Attached to"),  RO },
  { "name",           HCRM_KIND_TEXT, N_("File"),         RO },
  { "size",           HCRM_KIND_INT,  N_("Size"),         RO },
  { "media_type",     HCRM_KIND_TEXT, N_("Kind of file"), RO },
  { "sha256",         HCRM_KIND_TEXT, N_("Checksum"),     RO },
  { "created_at",     HCRM_KIND_TIME, N_("Attached at"),  RO },
  { "created_by",     HCRM_KIND_TEXT, N_("Attached by"),  RO },
  { "removed_at",     HCRM_KIND_TIME, N_("Removed at"),   RO },
  { "removed_by",     HCRM_KIND_TEXT, N_("Removed by"),   RO },
  { "removed_reason", HCRM_KIND_TEXT, N_("Reason"),       RO },
};

static const HcrmField attachment_order[] = {
  { "upload_id", HCRM_KIND_INT,  N_("Upload"), REQ, NULL, 1 },
  { "name",      HCRM_KIND_TEXT, N_("File"),   0, NULL, 1, 200 },
};

static const HcrmField attachment_removal[] = {
  { "reason", HCRM_KIND_TEXT, N_("Reason"), REQ, NULL, 2, 500 },
};

static const struct {
  const char *media;
  const char *endings[4]; /* the usual one first */
} kinds[] = {
  { "application/pdf", { ".pdf" } },
  { "image/jpeg",      { ".jpg", ".jpeg", ".jpe" } },
  { "image/png",       { ".png" } },
  { "image/gif",       { ".gif" } },
  { "image/webp",      { ".webp" } },
  { "image/tiff",      { ".tif", ".tiff" } },
  { "image/heic",      { ".heic", ".heif" } },
  { "image/bmp",       { ".bmp" } },
  { "text/plain",      { ".txt", ".csv", ".md" } },
  { "text/csv",        { ".csv", ".txt" } },
  { "message/rfc822",  { ".eml" } },
  { "audio/x-wav",     { ".wav" } },
  { "audio/ogg",       { ".ogg", ".opus", ".oga" } },
  { "audio/mpeg",      { ".mp3" } },
  { "audio/flac",      { ".flac" } },
  { "audio/x-m4a",     { ".m4a" } },
  { "video/mp4",       { ".mp4", ".m4v" } },
  { "application/msword", { ".doc", ".wps" } },
  { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", { ".docx" } },
  { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",       { ".xlsx" } },
};
/* clang-format on */

HCRM_DEFINE_FIELD_SET (hcrm_upload_fields, upload_fields)
HCRM_DEFINE_FIELD_SET (hcrm_upload_order, upload_order)
HCRM_DEFINE_FIELD_SET (hcrm_attachment_fields, attachment_fields)
HCRM_DEFINE_FIELD_SET (hcrm_attachment_order, attachment_order)
HCRM_DEFINE_FIELD_SET (hcrm_attachment_removal, attachment_removal)

static const char *const *
find_endings (const char *media)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].media, media) == 0)
      return kinds[i].endings;
  return NULL;
}

gboolean
hcrm_media_is_attachable (const char *media)
{
  return find_endings (media) != NULL;
}

const char *
hcrm_media_get_ending (const char *media)
{
  const char *const *endings = find_endings (media);

  return endings != NULL ? endings[0] : NULL;
}

/* Returns: (nullable) */
static const char *
find_media (const char *ending)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < G_N_ELEMENTS (kinds[0].endings) && kinds[i].endings[j] != NULL; j++)
      if (g_ascii_strcasecmp (kinds[i].endings[j], ending) == 0)
        return kinds[i].media;
  return NULL;
}

char *
hcrm_media_dup_claim (const char *name)
{
  const char *last = strrchr (name, '.');
  g_autofree char *rest = last != NULL ? g_strndup (name, last - name) : NULL;
  const char *claim = rest != NULL ? strrchr (rest, '.') : NULL;
  const char *claimed = claim != NULL ? find_media (claim) : NULL;
  const char *is = claimed != NULL ? find_media (last) : NULL;

  return is != NULL && strcmp (is, claimed) != 0 ? g_strdup (claim) : NULL;
}

char *
hcrm_media_fix_name (const char *media, const char *name)
{
  const char *const *endings = find_endings (media);
  const char *ending = strrchr (name, '.');

  if (endings == NULL)
    return g_strdup (name);
  for (guint i = 0; ending != NULL && i < G_N_ELEMENTS (kinds[0].endings) && endings[i] != NULL;
       i++)
    if (g_ascii_strcasecmp (endings[i], ending) == 0)
      return g_strdup (name);
  return g_strconcat (name, endings[0], NULL);
}
