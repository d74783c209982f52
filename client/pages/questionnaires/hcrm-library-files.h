/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Questionnaires that come from nothing or from a file, and go to one. */

#pragma once

#include "core/hcrm-page.h"

G_BEGIN_DECLS

/* Asks for a title and makes a draft; @done gets it. */
void hcrm_library_create (HcrmPage *page, HcrmReplyFunc done);

/* Asks for a FHIR file, shows its findings, and sends it as a draft; @done gets it. */
void hcrm_library_import (HcrmPage *page, HcrmReplyFunc done);

/* The same with a file's text, for tests. */
void hcrm_library_import_text (HcrmPage *page, const char *text, HcrmReplyFunc done);

/* Asks where to save it, byte for byte. */
void hcrm_library_export (HcrmPage *page, const char *resource, const char *name);

G_END_DECLS
