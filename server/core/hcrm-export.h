/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-job.h"

G_BEGIN_DECLS

/**
 * HCRM_EXPORT:
 * @path_: of a list in the same table, `"/patients"`
 * @need_: the permission of that list
 * @rows_: the field set of its rows: heads, kinds and choices of its columns
 *
 * The one line that makes a list exportable. `POST <path>/actions/export` {query, columns, format,
 * title, reason} is answered with 202 and an export; a job then carries out the list's own route as
 * the user who asked, so that what is listed is what is exported, masked as it is masked there.
 */
#define HCRM_EXPORT(path_, need_, rows_)                                                           \
  {                                                                                                \
    "POST", path_ "/actions/export", need_, .input = &hcrm_export_order,                           \
                                            .handler = hcrm_export_start, .rows = rows_            \
  }

gboolean hcrm_export_start (HcrmRequest *req, GError **error);

/* What is done for `GET /exports/{id}/file`. */
gboolean hcrm_export_send (HcrmRequest *req, GError **error);

/* The job's kind, and what it does. */
#define HCRM_EXPORT_JOB "export"
gboolean hcrm_export_run (HcrmJob *job, GError **error);

/* Takes files away that are older than a day. */
gboolean hcrm_export_sweep (HcrmJob *sweep, GError **error);

/* What an order may hold, and the members of an export: see shared/model/hcrm-exchange.h. */
#include "model/hcrm-exchange.h"

G_END_DECLS
