/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hcrm-admin hl7-send: plays the hospital's HIS. */
#pragma once

/* Returns: the exit status: success only if every message was accepted. */
int hcrm_admin_hl7_send (int argc, char **argv);
