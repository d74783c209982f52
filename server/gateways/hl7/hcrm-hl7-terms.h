/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of HL7 tables, of Chinese national standards and of daily use, turned into our own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Returns: whether a field says in words that there is nothing: 无, 不详 and the like. */
gboolean hcrm_hl7_is_none (const char *text);

/* Table 0001 and GB/T 2261.1. (nullable): %NULL for what is not known. */
const char *hcrm_hl7_sex (const char *code);

/* Table 0004 and the national CV09.00.404 (患者类型). (nullable). */
const char *hcrm_hl7_encounter_kind (const char *code);

/* Table 0063 and GB/T 4761, by word or by code; `other` if neither is known. */
const char *hcrm_hl7_relation (const char *code, const char *text);

/* Table 0112 (two digits) and the national 离院方式 (one digit); `other` if not known. */
const char *hcrm_hl7_outcome (const char *code);

/* Table 0203: the kind of a patient's number; `MRN` if nothing is said, else as written. */
const char *hcrm_hl7_identifier_kind (const char *type);

/* Returns: (nullable): the document whose number @value is, by its type or by its shape. */
const char *hcrm_hl7_document_kind (const char *type, const char *value);

/* Table 0396; what is usual in China where nothing is said. @kind is diagnosis or procedure. */
const char *hcrm_hl7_code_system (const char *name, const char *kind);

G_END_DECLS
