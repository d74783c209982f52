/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What columns hold, by their headings. */

#include <glib/gi18n.h>
#include <string.h>

#include "model/hcrm-import.h"
#include "patient-import-row.h"

typedef struct {
  const char *field;
  const char *names; /* parted by bars, without spaces and punctuation, in small letters */
} Synonyms;

/* clang-format off */
/* 住院号 is the number of the patient in many hospitals and of the stay in others: see below. */
static const Synonyms synonyms[] = {
  { "name", "姓名|患者姓名|病人姓名|患者|病人|名字|患者名称|name|fullname|patient|patientname" },
  { "mrn", "病案号|病历号|病案编号|病历编号|患者id|病人id|患者编号|病人编号|登记号|门诊号|就诊卡号|患者号|mrn|medicalrecordnumber|patientid|patientno|patientnumber|recordnumber" },
  { "sex", "性别|患者性别|病人性别|sex|gender" },
  { "birth_date", "出生日期|出生年月日|生日|出生年月|出生时间|birthdate|dateofbirth|dob|birthday" },
  { "id_kind", "证件类型|证件类别|证件种类|idtype|documenttype|kindofdocument" },
  { "id_number", "身份证号|身份证|身份证号码|证件号|证件号码|身份证件号码|idnumber|idno|idcard|idcardnumber|documentnumber|residentid" },
  { "phone", "电话|联系电话|手机|手机号|手机号码|本人电话|患者电话|病人电话|电话号码|联系方式|移动电话|phone|telephone|mobile|mobilephone|phonenumber|tel|cell" },
  { "contact_name", "联系人|联系人姓名|家属|家属姓名|紧急联系人|contact|contactname|contactperson|nextofkin" },
  { "contact_relation", "与患者关系|联系人关系|关系|与病人关系|家属关系|relation|relationship" },
  { "contact_phone", "联系人电话|家属电话|联系人手机|紧急联系电话|联系人联系电话|contactphone|contactstelephone|contacttelephone" },
  { "address", "地址|住址|家庭住址|现住址|家庭地址|联系地址|居住地址|address|homeaddress" },
  { "allergies", "过敏史|过敏|药物过敏|过敏药物|allergies|allergy" },
  { "notes", "备注|说明|附注|notes|note|remarks|remark|comment" },
  { "visit_number", "住院号|住院流水号|就诊号|就诊流水号|住院编号|流水号|就诊编号|visitnumber|visitno|encounternumber|admissionnumber|visitid|encounterid" },
  { "visit_kind", "就诊类型|就诊类别|患者类型|病人类型|kindofvisit|visittype|encountertype|patientclass" },
  { "started_at", "入院日期|入院时间|就诊日期|就诊时间|住院日期|admitted|admissiondate|admitdate|dateofadmission|visitdate" },
  { "ended_at", "出院日期|出院时间|离院日期|离院时间|discharged|dischargedate|dateofdischarge" },
  { "department", "科室|出院科室|出院科别|科别|科室名称|所在科室|住院科室|就诊科室|department|dept|departmentname" },
  { "ward", "病区|病房|出院病区|护理单元|ward" },
  { "bed", "床号|床位|床位号|bed|bednumber|bedno" },
  { "attending", "主治医生|主治医师|主管医生|主管医师|经治医生|经治医师|管床医生|医生|医师|责任医生|住院医师|attending|attendingdoctor|doctor|physician|attendingphysician" },
  { "diagnosis", "诊断|出院诊断|主要诊断|诊断名称|出院主要诊断|主诊断|疾病名称|diagnosis|diagnosisname|maindiagnosis|principaldiagnosis" },
  { "diagnosis_code", "诊断编码|疾病编码|icd编码|icd10|icd10编码|主要诊断编码|出院诊断编码|icd|诊断代码|diagnosiscode|icdcode|icd10code" },
  { "procedure", "手术|手术名称|主要手术|手术及操作|procedure|operation|surgery" },
  { "outcome", "离院方式|出院方式|出院情况|转归|治疗结果|出院转归|outcome|disposition|dischargedisposition" },
};
/* clang-format on */

/* Without spaces and punctuation, narrow and in small letters; what stands in brackets goes. */
static char *
simplify (const char *heading)
{
  g_autofree char *narrow = g_utf8_normalize (heading, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *small = g_utf8_strdown (narrow != NULL ? narrow : "", -1);
  GString *plain = g_string_new (NULL);
  guint depth = 0;

  for (const char *p = small; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == '(' || c == '[')
      depth++;
    else if ((c == ')' || c == ']') && depth > 0)
      depth--;
    else if (depth == 0 && g_unichar_isalnum (c))
      g_string_append_unichar (plain, c);
  }
  return g_string_free (plain, FALSE);
}

static gboolean
is_among (const char *names, const char *name)
{
  gsize n = strlen (name);

  for (const char *p = strstr (names, name); n > 0 && p != NULL; p = strstr (p + 1, name))
    if ((p == names || p[-1] == '|') && (p[n] == '|' || p[n] == '\0'))
      return TRUE;
  return FALSE;
}

static const char *
name_of (const char *field)
{
  return hcrm_import_row_fields.fields[hcrm_field_set_find (&hcrm_import_row_fields, field)].name;
}

/* By the synonyms, else by what our own exports write. */
static const char *
find_field (const char *heading)
{
  g_autofree char *plain = simplify (heading);

  for (guint i = 0; i < G_N_ELEMENTS (synonyms); i++)
    if (is_among (synonyms[i].names, plain))
      return name_of (synonyms[i].field);
  for (guint i = 0; i < hcrm_import_row_fields.n_fields; i++) {
    g_autofree char *label = simplify (hcrm_import_row_fields.fields[i].label);
    if (strcmp (label, plain) == 0)
      return hcrm_import_row_fields.fields[i].name;
  }
  return NULL;
}

guint
hcrm_import_headings_count (GPtrArray *headings)
{
  guint n = 0;

  for (guint i = 0; i < headings->len; i++)
    n += find_field (headings->pdata[i]) != NULL;
  return n;
}

/* Where nothing else tells patients apart, 住院号 does. */
static void
settle_numbers (GPtrArray *fields, GPtrArray *headings)
{
  gboolean has_mrn = FALSE;

  for (guint i = 0; i < fields->len; i++)
    has_mrn |= g_strcmp0 (fields->pdata[i], "mrn") == 0;
  for (guint i = 0; i < fields->len && !has_mrn; i++) {
    g_autofree char *plain = simplify (headings->pdata[i]);
    if (g_strcmp0 (fields->pdata[i], "visit_number") == 0 && is_among ("住院号|住院编号", plain))
      fields->pdata[i] = (gpointer) "mrn";
  }
}

char *
hcrm_import_headings_propose (GPtrArray *headings)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < headings->len; i++) {
    const char *field = find_field (headings->pdata[i]);
    gboolean taken = field == NULL || g_ptr_array_find (fields, field, NULL);
    g_ptr_array_add (fields, taken ? NULL : (gpointer) field);
  }
  settle_numbers (fields, headings);
  for (guint i = 0; i < fields->len; i++)
    if (fields->pdata[i] != NULL)
      json_array_add_string_element (array, fields->pdata[i]);
    else
      json_array_add_null_element (array);
  json_node_set_array (node, array);
  return json_to_string (node, FALSE);
}

static const char *const added[HCRM_IMPORT_ADDED] = { N_ ("Row"), N_ ("Column"), N_ ("Reason") };

const char *
hcrm_import_headings_get_added (guint i)
{
  return gettext (added[i]);
}

gboolean
hcrm_import_headings_are_returned (GPtrArray *headings)
{
  for (guint i = 0; i < HCRM_IMPORT_ADDED; i++)
    if (i >= headings->len
        || (g_strcmp0 (headings->pdata[i], added[i]) != 0
            && g_strcmp0 (headings->pdata[i], gettext (added[i])) != 0))
      return FALSE;
  return headings->len > HCRM_IMPORT_ADDED;
}

char *
hcrm_import_headings_hash (GPtrArray *headings, guint from)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = from; i < headings->len; i++) {
    g_autofree char *plain = simplify (headings->pdata[i]);
    g_string_append_printf (all, "%s|", plain);
  }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, all->len);
}
