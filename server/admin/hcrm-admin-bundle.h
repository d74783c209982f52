/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* hcrm-admin verify-bundle: 0 if it is what was signed, 1 if it was changed, 2 if it is no bundle
 * or cannot be read, 3 if another key signed it. */
int hcrm_admin_verify_bundle (int argc, char **argv);

/* hcrm-admin evidence-key: shows the public keys, or makes another key. */
int hcrm_admin_evidence_key (int argc, char **argv);

G_END_DECLS
