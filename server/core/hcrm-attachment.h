/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Attachments of whatever is an activity. */

#pragma once

#include "hcrm-http.h"
#include "model/hcrm-attachment.h"

G_BEGIN_DECLS

/* clang-format off */
#define HCRM_ATTACHMENTS_BY(path_, read_, write_, remove_)                                                             \
  { "GET",  path_ "/attachments",                        read_,  .handler = hcrm_attachment_list, .rows = &hcrm_attachment_fields }, \
  { "POST", path_ "/attachments",                        write_, HCRM_ROUTE_CREATES, &hcrm_attachment_order, .handler = hcrm_attachment_add }, \
  { "GET",  path_ "/attachments/{attachment}",           read_,  .handler = hcrm_attachment_get }, \
  { "GET",  path_ "/attachments/{attachment}/content",   read_,  .handler = hcrm_attachment_send }, \
  { "POST", path_ "/attachments/{attachment}/actions/remove", write_, HCRM_ROUTE_VERSIONED, &hcrm_attachment_removal, .handler = remove_ }
/* clang-format on */

/**
 * HCRM_ATTACHMENTS:
 * @path_: of a record that is an activity, `"/complaints/{id}"`
 * @read_: the permission to see it, @write_: the permission to attach to it
 *
 * The lines that let a record have files: list, attach what was uploaded, fetch, and take off. What
 * may be seen is asked of the view `KIND_scoped` of the activity's kind, under these permissions.
 */
#define HCRM_ATTACHMENTS(path_, read_, write_)                                                     \
  HCRM_ATTACHMENTS_BY (path_, read_, write_, hcrm_attachment_remove)

/* The same for people who take part in it: they take off what they attached themselves. */
#define HCRM_ATTACHMENTS_OWN(path_, read_, write_)                                                 \
  HCRM_ATTACHMENTS_BY (path_, read_, write_, hcrm_attachment_remove_own)

gboolean hcrm_attachment_list (HcrmRequest *req, GError **error);
gboolean hcrm_attachment_add (HcrmRequest *req, GError **error);
gboolean hcrm_attachment_get (HcrmRequest *req, GError **error);
gboolean hcrm_attachment_send (HcrmRequest *req, GError **error);
gboolean hcrm_attachment_remove (HcrmRequest *req, GError **error);
gboolean hcrm_attachment_remove_own (HcrmRequest *req, GError **error);

G_END_DECLS
