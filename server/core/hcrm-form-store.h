/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-form.h"

G_BEGIN_DECLS

/* What a questionnaire says of itself in useContext, besides its diseases: why one asks, and the
 * days after discharge (a valueRange) it is meant for. */
#define HCRM_SYSTEM_PURPOSE "urn:hcrm:purpose"
#define HCRM_SYSTEM_CONTEXT "urn:hcrm:context"
#define HCRM_CONTEXT_DAY "day"

typedef enum {
  HCRM_FORM_UNFINISHED = 1 << 0, /* a draft may have faults; they are counted */
  HCRM_FORM_PUBLISH = 1 << 1,    /* published at once, and its bytes stay as they are */
  HCRM_FORM_COMPOSED = 1 << 2,   /* put together for somebody; not shown in the library */
} HcrmFormFlags;

/**
 * hcrm_form_create:
 * @resource: a Questionnaire
 * @length: in bytes, or -1
 * @error: %HCRM_ERROR_INVALID naming every fault by its path, %HCRM_ERROR_CONFLICT if there is this
 *   version or a draft of it already
 *
 * Stores a new version of a questionnaire, byte for byte: a draft, or published in the place of the
 * version published before. Without a `url` it gets one of its own, without a `version` the next
 * number; these stand in the row, the resource stays as it is.
 *
 * Returns: (transfer full) (nullable): the id
 */
char *hcrm_form_create (HcrmDb *db,
                        const char *resource,
                        gssize length,
                        HcrmFormFlags flags,
                        GError **error);

/* The same for a draft, which the caller has locked; %HCRM_FORM_PUBLISH publishes it as it is. */
gboolean hcrm_form_update (HcrmDb *db,
                           const char *id,
                           const char *resource,
                           gssize length,
                           HcrmFormFlags flags,
                           GError **error);

/**
 * hcrm_form_publish:
 * @id: of a draft that the caller has locked
 * @error: %HCRM_ERROR_INVALID naming every fault by its path
 *
 * Publishes a draft and retires the version published before. Its resource says so: `status`
 * becomes `active`, and `url` and `version` are those of the row.
 */
gboolean hcrm_form_publish (HcrmDb *db, const char *id, GError **error);

/**
 * hcrm_form_find_version:
 * @version_tag: (nullable): %NULL for the version that is published
 * @same: (out) (optional): whether its resource is @resource, byte for byte
 *
 * Returns: (transfer full) (nullable): its id; %NULL without @error if there is none
 */
char *hcrm_form_find_version (HcrmDb *db,
                              const char *url,
                              const char *version_tag,
                              const char *resource,
                              gboolean *same,
                              GError **error);

/**
 * hcrm_form_find_canonical:
 * @canonical: a questionnaire's address, with `|version` or without
 *
 * Returns: (transfer full) (nullable): the id of that version, or of the one that is published
 */
char *hcrm_form_find_canonical (HcrmDb *db, const char *canonical, GError **error);

/* Returns: (transfer full): the version after @tag that is none of @taken: 2 after 1, 1.0.1 after
 * 1.0.0; 1 if there is none before it. */
char *hcrm_form_next_version (const char *tag, const char *const *taken);

/* Returns: (transfer full) (nullable): the next version of all that @url has. */
char *hcrm_form_dup_next_version (HcrmDb *db, const char *url, const char *tag, GError **error);

G_END_DECLS
