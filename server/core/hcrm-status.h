/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hcrm-job.h"

G_BEGIN_DECLS

/**
 * HcrmStatus:
 *
 * Answers `/healthz` (the process lives), `/readyz` (it can serve: 503 while the database is away
 * or the server shuts down) and `/metrics` (Prometheus text; counts only, nothing about people).
 * None of them waits for a worker. Main loop only.
 */
typedef struct _HcrmStatus HcrmStatus;

HcrmStatus *hcrm_status_new (HcrmHttp *http, HcrmEvents *events, HcrmJobs *jobs);

/* `/readyz` says no from here on, so that a proxy sends nobody any more. */
void hcrm_status_leave (HcrmStatus *self);

void hcrm_status_free (HcrmStatus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmStatus, hcrm_status_free)

G_END_DECLS
