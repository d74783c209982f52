/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables from theirs to ours. */
#include "hcrm-hl7-terms.h"

#include <string.h>

typedef struct {
  const char *theirs;
  const char *ours;
} Term;

/* clang-format off */
static const Term SEXES[] = {
  { "M", "male" }, { "1", "male" }, { "男", "male" }, { "F", "female" }, { "2", "female" }, { "女", "female" },
  { "O", "other" }, { "A", "other" }, { "N", "other" }, { "U", "unknown" }, { "0", "unknown" }, { "9", "unknown" },
  { "未知", "unknown" }, { "不详", "unknown" }, { "不明", "unknown" },
};

static const Term CLASSES[] = {
  { "I", "inpatient" }, { "P", "inpatient" }, { "B", "inpatient" }, { "O", "outpatient" }, { "R", "outpatient" },
  { "C", "outpatient" }, { "N", "outpatient" }, { "E", "emergency" }, { "T", "checkup" }, { "H", "checkup" },
};

/* CV09.00.404, with or without a leading zero. */
static const Term CLASS_CODES[] = {
  { "1", "outpatient" }, { "2", "emergency" }, { "3", "inpatient" }, { "4", "checkup" },
};

static const Term RELATIONS[] = {
  { "本人", "self" }, { "SEL", "self" }, { "配偶", "spouse" }, { "夫妻", "spouse" }, { "丈夫", "spouse" },
  { "妻子", "spouse" }, { "夫", "spouse" }, { "妻", "spouse" }, { "SPO", "spouse" }, { "DOM", "spouse" },
  { "子女", "child" }, { "儿子", "child" }, { "女儿", "child" }, { "子", "child" }, { "女", "child" }, { "儿媳", "child" },
  { "女婿", "child" }, { "CHD", "child" }, { "NCH", "child" }, { "SCH", "child" }, { "SON", "child" }, { "DAU", "child" },
  { "父母", "parent" }, { "父亲", "parent" }, { "母亲", "parent" }, { "父", "parent" }, { "母", "parent" },
  { "PAR", "parent" }, { "FTH", "parent" }, { "MTH", "parent" }, { "兄弟姐妹", "sibling" }, { "哥哥", "sibling" },
  { "弟弟", "sibling" }, { "姐姐", "sibling" }, { "妹妹", "sibling" }, { "兄", "sibling" }, { "弟", "sibling" },
  { "姐", "sibling" }, { "妹", "sibling" }, { "SIB", "sibling" }, { "BRO", "sibling" }, { "SIS", "sibling" },
  { "朋友", "friend" }, { "FND", "friend" }, { "GRD", "guardian" }, { "CGV", "carer" }, { "护工", "carer" }, { "保姆", "carer" }, { "EXF", "other-relative" }, { "GRP", "other-relative" }, { "GCH", "other-relative" }, { "监护人", "guardian" },
};

/* GB/T 4761 by its first digit, when nothing else helps. */
static const Term RELATION_CODES[] = {
  { "0", "self" }, { "1", "spouse" }, { "2", "child" }, { "3", "child" }, { "5", "parent" }, { "7", "sibling" }, { "4", "other-relative" }, { "6", "other-relative" },
};

static const Term OUTCOMES[] = {
  { "1", "home" }, { "2", "transfer" }, { "3", "community" }, { "4", "against-advice" }, { "5", "died" },
  { "01", "home" }, { "06", "home" }, { "02", "transfer" }, { "03", "transfer" }, { "04", "transfer" },
  { "05", "transfer" }, { "07", "against-advice" }, { "20", "died" }, { "40", "died" }, { "41", "died" }, { "42", "died" },
  { "EXP", "died" }, { "医嘱离院", "home" }, { "医嘱转院", "transfer" }, { "非医嘱离院", "against-advice" }, { "死亡", "died" },
};

static const Term IDENTIFIERS[] = {
  { "MR", "MRN" }, { "PI", "MRN" }, { "PT", "MRN" }, { "MRN", "MRN" }, { "PATIENTNO", "MRN" }, { "住院号", "MRN" },
  { "门诊号", "MRN" }, { "病历号", "MRN" }, { "IDCARD", "card" }, { "CARD_NO", "card" }, { "HC", "card" }, { "就诊卡", "card" },
  { "MB", "member" },
};

static const Term DOCUMENTS[] = {
  { "NI", "resident-id" }, { "NNCHN", "resident-id" }, { "SS", "resident-id" }, { "IDENTIFYNO", "resident-id" }, { "身份证", "resident-id" },
  { "PPN", "passport" }, { "护照", "passport" }, { "BC", "birth-certificate" },
};

static const Term SYSTEMS[] = {
  { "I10", "icd10" }, { "I10C", "icd10" }, { "ICD10", "icd10" }, { "ICD-10", "icd10" }, { "I9", "icd9cm3" },
  { "I9C", "icd9cm3" }, { "I9CP", "icd9cm3" }, { "ICD9", "icd9cm3" }, { "ICD-9", "icd9cm3" }, { "ICD-9-CM-3", "icd9cm3" },
};

static const Term NONES[] = {
  { "无", "" }, { "不详", "" }, { "未知", "" }, { "没有", "" }, { "-", "" }, { "/", "" },
};
/* clang-format on */

static const char *
find (const Term *terms, guint n, const char *theirs)
{
  for (guint i = 0; theirs && i < n; i++)
    if (g_ascii_strcasecmp (terms[i].theirs, theirs) == 0)
      return terms[i].ours;
  return NULL;
}

#define FIND(table, theirs) find (table, G_N_ELEMENTS (table), theirs)

gboolean
hcrm_hl7_is_none (const char *text)
{
  return FIND (NONES, text) != NULL;
}

const char *
hcrm_hl7_sex (const char *code)
{
  return FIND (SEXES, code);
}

const char *
hcrm_hl7_encounter_kind (const char *code)
{
  const char *kind = FIND (CLASSES, code);
  return kind ? kind : FIND (CLASS_CODES, code + (*code == '0'));
}

const char *
hcrm_hl7_relation (const char *code, const char *text)
{
  const char *relation = FIND (RELATIONS, text);
  if (!relation)
    relation = FIND (RELATIONS, code);
  if (!relation && code && g_ascii_isdigit (*code))
    relation = FIND (RELATION_CODES, ((char[]){ *code, '\0' }));
  return relation ? relation : "other";
}

const char *
hcrm_hl7_outcome (const char *code)
{
  const char *outcome = FIND (OUTCOMES, code);
  return outcome ? outcome : "other";
}

const char *
hcrm_hl7_identifier_kind (const char *type)
{
  if (!type || !*type)
    return "MRN";
  const char *kind = FIND (IDENTIFIERS, type);
  return kind ? kind : type;
}

/* 17 digits and a check digit: nothing else has this shape by chance. */
static gboolean
is_identity_number (const char *value)
{
  gsize digits = strspn (value, "0123456789");
  return strlen (value) == 18 && (digits == 18 || (digits == 17 && strchr ("xX", value[17])));
}

const char *
hcrm_hl7_document_kind (const char *type, const char *value)
{
  const char *kind = FIND (DOCUMENTS, type);
  if (kind)
    return kind;
  gboolean ours = type && FIND (IDENTIFIERS, type);
  return !ours && is_identity_number (value) ? "resident-id" : NULL;
}

const char *
hcrm_hl7_code_system (const char *name, const char *kind)
{
  const char *system = FIND (SYSTEMS, name);
  if (system)
    return system;
  if (name && *name)
    return name;
  return g_str_equal (kind, "diagnosis") ? "icd10" : "icd9cm3";
}
