/* SPDX-License-Identifier: GPL-3.0-or-later */

/* People who do not exist: names by their frequency, documents that pass their checks. */

#include <string.h>

#include "hcrm-sample-private.h"

/* Common surnames first, each set drawn with the frequency beside it. */
static const char *const common[] = { "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周" };
static const char *const usual[] = { "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林",
                                     "郑", "谢", "罗", "梁", "宋", "唐", "许", "韩", "冯",
                                     "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘",
                                     "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏" };
static const char *const rare[] = { "单",   "仇",   "解",   "查",   "区",   "缪",   "阚",
                                    "朴",   "秦",   "陶",   "祝",   "鲁",   "贺",   "孔",
                                    "方",   "石",   "欧阳", "诸葛", "上官", "司马", "尉迟",
                                    "令狐", "皇甫", "邵",   "白",   "骆",   "宁" };
static const char *const men[] = { "伟",   "强",   "军",   "勇",   "杰",   "涛",   "明",   "超",
                                   "辉",   "刚",   "建国", "志强", "国栋", "海涛", "文斌", "长林",
                                   "守义", "启明", "思远", "繁舟", "庆和", "兴旺", "茂林", "春生",
                                   "德福", "永康", "浩然", "子轩", "宇航", "明哲", "俊杰", "振华",
                                   "家骏", "天佑", "少波", "立新", "金水", "宝山", "向东", "立群" };
static const char *const women[] = {
  "芳",   "娟",   "敏",   "静",   "丽",   "艳",   "霞",   "燕",   "玲",   "桂英",
  "秀兰", "玉梅", "桂兰", "月娥", "玉芬", "冬梅", "慧敏", "善姬", "雨桐", "小禾",
  "若兰", "梓涵", "思颖", "晓燕", "淑珍", "凤英", "雪梅", "佳怡", "诗涵", "美玲",
  "春花", "海燕", "丽华", "红霞", "文静", "雅琴", "翠萍", "婉清", "素芬", "晓蕾"
};
static const char *const areas[] = { "330102", "330106", "330110", "320102",
                                     "310104", "340102", "330602" };
static const char *const mobiles[] = { "130", "135", "136", "137", "138", "139", "150",
                                       "151", "152", "157", "158", "159", "177", "180",
                                       "186", "187", "188", "189", "191", "199" };
static const char *const streets[] = { "柳荫街道槐安里", "清波街道望江新村", "湖滨街道长生路",
                                       "文晖街道翠苑里", "东新街道沈家弄",   "石桥街道永丰巷",
                                       "丁桥镇景芳苑",   "三墩镇古墩路" };
static const char *const allergies[] = { "青霉素",           "青霉素（皮疹，2019）",
                                         "磺胺类",           "头孢类",
                                         "碘造影剂",         "海鲜",
                                         "阿司匹林（哮喘）", "花粉" };
static const char *const remarks[] = { "听力差，大声慢说", "讲方言，请女儿代答",
                                       "上午 9 点后方便",  "独居",
                                       "视力差",           "下午 3 点后方便",
                                       "轮椅出行" };

#define PICK(rand, list) ((list)[g_rand_int_range (rand, 0, G_N_ELEMENTS (list))])

char *
hcrm_sample_name (GRand *rand, gboolean woman)
{
  guint dice = g_rand_int_range (rand, 0, 100);
  const char *surname = dice < 45   ? PICK (rand, common)
                        : dice < 88 ? PICK (rand, usual)
                                    : PICK (rand, rare);

  return g_strconcat (surname, woman ? PICK (rand, women) : PICK (rand, men), NULL);
}

/* GB 11643-1999: the last character is the weighted sum of the others modulo 11. */
char *
hcrm_sample_identity (GRand *rand, GDate *birth, gboolean woman)
{
  static const guint weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  guint serial = g_rand_int_range (rand, 10, 499) * 2 + !woman;
  char text[19];
  guint sum = 0;

  g_snprintf (text, sizeof text, "%s%04u%02u%02u%03u", PICK (rand, areas), g_date_get_year (birth),
              g_date_get_month (birth), g_date_get_day (birth), serial);
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += weights[i] * (text[i] - '0');
  return g_strdup_printf ("%s%c", text, "10X98765432"[sum % 11]);
}

char *
hcrm_sample_mobile (GRand *rand)
{
  return g_strdup_printf ("%s%08d", PICK (rand, mobiles), g_rand_int_range (rand, 0, 100000000));
}

char *
hcrm_sample_landline (GRand *rand)
{
  return g_strdup_printf ("0571-8%07d", g_rand_int_range (rand, 0, 10000000));
}

char *
hcrm_sample_address (GRand *rand)
{
  return g_strdup_printf ("江州市%s%d号%d室", PICK (rand, streets), g_rand_int_range (rand, 1, 200),
                          g_rand_int_range (rand, 1, 30) * 100 + g_rand_int_range (rand, 1, 6));
}

const char *
hcrm_sample_allergy (GRand *rand)
{
  return g_rand_int_range (rand, 0, 100) < 12 ? PICK (rand, allergies) : NULL;
}

const char *
hcrm_sample_remark (GRand *rand)
{
  return g_rand_int_range (rand, 0, 100) < 15 ? PICK (rand, remarks) : NULL;
}
