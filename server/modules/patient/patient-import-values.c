/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words, days and long numbers as lists have them. */

#include <stdlib.h>
#include <string.h>

#include "patient-import-row.h"

typedef struct {
  const char *field;
  const char *word;
  const char *value;
} Word;

/* clang-format off */
/* Words of daily use, codes of GB/T 2261.1, GB/T 4761 and of the front page of the medical record. */
static const Word words[] = {
  { "sex", "男", "male" }, { "sex", "男性", "male" }, { "sex", "m", "male" }, { "sex", "1", "male" },
  { "sex", "女", "female" }, { "sex", "女性", "female" }, { "sex", "f", "female" }, { "sex", "2", "female" },
  { "sex", "未知", "unknown" }, { "sex", "不详", "unknown" }, { "sex", "不明", "unknown" }, { "sex", "未说明", "unknown" }, { "sex", "u", "unknown" },
  { "sex", "0", "unknown" }, { "sex", "9", "unknown" }, { "sex", "其他", "other" }, { "sex", "o", "other" },

  { "id_kind", "身份证", "resident-id" }, { "id_kind", "居民身份证", "resident-id" }, { "id_kind", "二代身份证", "resident-id" },
  { "id_kind", "01", "resident-id" }, { "id_kind", "id", "resident-id" }, { "id_kind", "id card", "resident-id" },
  { "id_kind", "护照", "passport" }, { "id_kind", "港澳通行证", "hk-macau-permit" },
  { "id_kind", "港澳居民来往内地通行证", "hk-macau-permit" }, { "id_kind", "台胞证", "taiwan-permit" },
  { "id_kind", "台湾居民来往大陆通行证", "taiwan-permit" }, { "id_kind", "外国人永久居留证", "foreigner-permit" },
  { "id_kind", "外国人居留证", "foreigner-permit" }, { "id_kind", "军官证", "military" }, { "id_kind", "士兵证", "military" },
  { "id_kind", "出生证", "birth-certificate" }, { "id_kind", "出生医学证明", "birth-certificate" }, { "id_kind", "其他", "other" },

  { "contact_relation", "本人", "self" }, { "contact_relation", "患者本人", "self" }, { "contact_relation", "0", "self" },
  { "contact_relation", "配偶", "spouse" }, { "contact_relation", "丈夫", "spouse" }, { "contact_relation", "妻子", "spouse" },
  { "contact_relation", "夫", "spouse" }, { "contact_relation", "妻", "spouse" }, { "contact_relation", "夫妻", "spouse" },
  { "contact_relation", "爱人", "spouse" }, { "contact_relation", "husband", "spouse" }, { "contact_relation", "wife", "spouse" },
  { "contact_relation", "1", "spouse" },
  { "contact_relation", "子女", "child" }, { "contact_relation", "儿子", "child" }, { "contact_relation", "女儿", "child" },
  { "contact_relation", "子", "child" }, { "contact_relation", "女", "child" }, { "contact_relation", "儿媳", "child" },
  { "contact_relation", "女婿", "child" }, { "contact_relation", "son", "child" }, { "contact_relation", "daughter", "child" },
  { "contact_relation", "2", "child" }, { "contact_relation", "3", "child" },
  { "contact_relation", "父母", "parent" }, { "contact_relation", "父亲", "parent" }, { "contact_relation", "母亲", "parent" },
  { "contact_relation", "父", "parent" }, { "contact_relation", "母", "parent" }, { "contact_relation", "爸爸", "parent" },
  { "contact_relation", "妈妈", "parent" }, { "contact_relation", "father", "parent" }, { "contact_relation", "mother", "parent" },
  { "contact_relation", "5", "parent" },
  { "contact_relation", "兄弟姐妹", "sibling" }, { "contact_relation", "哥哥", "sibling" }, { "contact_relation", "弟弟", "sibling" },
  { "contact_relation", "姐姐", "sibling" }, { "contact_relation", "妹妹", "sibling" }, { "contact_relation", "兄弟", "sibling" },
  { "contact_relation", "姐妹", "sibling" }, { "contact_relation", "brother", "sibling" }, { "contact_relation", "sister", "sibling" },
  { "contact_relation", "7", "sibling" }, { "contact_relation", "亲属", "other-relative" }, { "contact_relation", "亲戚", "other-relative" },
  { "contact_relation", "4", "other-relative" }, { "contact_relation", "6", "other-relative" }, { "contact_relation", "朋友", "friend" },
  { "contact_relation", "护工", "carer" }, { "contact_relation", "保姆", "carer" }, { "contact_relation", "监护人", "guardian" },
  { "contact_relation", "其他", "other" }, { "contact_relation", "8", "other" },

  { "visit_kind", "住院", "inpatient" }, { "visit_kind", "出院", "inpatient" }, { "visit_kind", "i", "inpatient" },
  { "visit_kind", "门诊", "outpatient" }, { "visit_kind", "o", "outpatient" }, { "visit_kind", "急诊", "emergency" },
  { "visit_kind", "e", "emergency" }, { "visit_kind", "体检", "checkup" }, { "visit_kind", "健康体检", "checkup" },

  { "outcome", "1", "home" }, { "outcome", "医嘱离院", "home" }, { "outcome", "出院", "home" }, { "outcome", "治愈", "home" },
  { "outcome", "好转", "home" }, { "outcome", "正常出院", "home" }, { "outcome", "回家", "home" }, { "outcome", "home", "home" },
  { "outcome", "2", "transfer" }, { "outcome", "医嘱转院", "transfer" }, { "outcome", "转院", "transfer" },
  { "outcome", "3", "community" }, { "outcome", "医嘱转社区", "community" }, { "outcome", "转社区", "community" },
  { "outcome", "医嘱转社区卫生服务机构/乡镇卫生院", "community" },
  { "outcome", "4", "against-advice" }, { "outcome", "非医嘱离院", "against-advice" }, { "outcome", "自动出院", "against-advice" },
  { "outcome", "5", "died" }, { "outcome", "死亡", "died" }, { "outcome", "died", "died" }, { "outcome", "death", "died" },
  { "outcome", "9", "other" }, { "outcome", "其他", "other" }, { "outcome", "未愈", "other" },
};

static const char *const nones[] = { "-", "--", "/", "\\", "无", "不详", "未知", "空", "n/a", "na", "null", "none", "nil" };
/* clang-format on */

const char *
hcrm_import_value_find_choice (const HcrmField *field, const char *word)
{
  g_autofree char *small = g_utf8_strdown (word, -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].field, field->name) == 0 && strcmp (words[i].word, small) == 0)
      return words[i].value;
  for (const HcrmChoice *c = field->choices; c->value != NULL; c++) {
    g_autofree char *label = g_utf8_strdown (c->label, -1);
    if (strcmp (c->value, small) == 0 || strcmp (label, small) == 0
        || strcmp (gettext (c->label), word) == 0)
      return c->value;
  }
  return NULL;
}

gboolean
hcrm_import_value_is_none (const char *text)
{
  g_autofree char *small = g_utf8_strdown (text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (nones); i++)
    if (strcmp (nones[i], small) == 0)
      return TRUE;
  return FALSE;
}

/* --- Days --------------------------------------------------------------------------------------
 */

/* Narrow, with `-` between the parts of a day, and nothing else but a time behind it. */
static char *
simplify_day (const char *text)
{
  static const struct {
    const char *theirs, *ours;
  } marks[] = { { "年", "-" }, { "月", "-" }, { "日", " " }, { "号", " " },
                { "时", ":" }, { "点", ":" }, { "分", ":" }, { "秒", "" },
                { "/", "-" },  { ".", "-" },  { "T", " " },  { "：", ":" } };
  g_autofree char *narrow = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *plain = g_string_new (narrow);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_string_replace (plain, marks[i].theirs, marks[i].ours, 0);
  g_strstrip (plain->str);
  return g_string_free (plain, FALSE);
}

static gboolean
read_number (const char **p, guint least, guint most, int *number)
{
  gsize n = strspn (*p, "0123456789");

  if (n < least || n > most)
    return FALSE;
  *number = atoi (*p);
  *p += n;
  return TRUE;
}

static gboolean
read_mark (const char **p, char mark)
{
  if (**p != mark)
    return FALSE;
  (*p)++;
  return TRUE;
}

static gboolean
read_day (const char **p, int *year, int *month, int *day)
{
  int all = 0;

  if (strspn (*p, "0123456789") == 8 && read_number (p, 8, 8, &all)) {
    *year = all / 10000;
    *month = all / 100 % 100;
    *day = all % 100;
    return TRUE;
  }
  return read_number (p, 4, 4, year) && read_mark (p, '-') && read_number (p, 1, 2, month)
         && read_mark (p, '-') && read_number (p, 1, 2, day);
}

/* 14:30, 14:30:00, 14:30:00-123 (a fraction, whose point has become a dash), 14:30: */
static gboolean
read_time (const char *p, int *hour, int *minute, int *second)
{
  p += strspn (p, " ");
  if (*p == '\0')
    return TRUE;
  if (!read_number (&p, 1, 2, hour) || !read_mark (&p, ':') || !read_number (&p, 1, 2, minute))
    return FALSE;
  if (read_mark (&p, ':') && *p != '\0' && !read_number (&p, 1, 2, second))
    return FALSE;
  if (read_mark (&p, '-'))
    p += strspn (p, "0123456789");
  return *p == '\0' && *hour < 24 && *minute < 60 && *second < 60;
}

char *
hcrm_import_value_dup_day (const char *text)
{
  g_autofree char *plain = simplify_day (text);
  const char *p = plain;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;

  if (!read_day (&p, &year, &month, &day) || !read_time (p, &hour, &minute, &second)
      || !g_date_valid_dmy (day, month, year))
    return NULL;
  if (hour + minute + second == 0)
    return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute, second);
}

/* --- Long numbers ------------------------------------------------------------------------------
 */

char *
hcrm_import_value_dup_digits (const char *scientific)
{
  const char *exponent = strpbrk (scientific, "eE");
  gint64 power = exponent != NULL ? g_ascii_strtoll (exponent + 1, NULL, 10) : 0;

  /* `4.40106E+17` has six digits of eighteen. */
  if (exponent == NULL || exponent - scientific - 1 < power + 1)
    return NULL;
  return hcrm_table_plain_number (scientific, 0);
}
