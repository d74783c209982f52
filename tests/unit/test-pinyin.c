/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names as they are typed: surnames, given names, and names that are not Han. */

#include "core/hcrm-pinyin.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *pinyin;
  const char *initials;
} Case;

static const Case cases[] = {
  /* clang-format off */
  { "周桂兰", "zhou gui lan", "zgl" },
  { "单田芳", "shan tian fang", "stf" },
  { "李单", "li dan", "ld" },
  { "曾志伟", "zeng zhi wei", "zzw" },
  { "仇英", "qiu ying", "qy" },
  { "解缙", "xie jin", "xj" },
  { "查良镛", "zha liang yong", "zly" },
  { "区伟", "ou wei", "ow" },
  { "缪昌明", "miao chang ming", "mcm" },
  { "阚泽", "kan ze", "kz" },
  { "朴敏英", "piao min ying", "pmy" },
  { "任华", "ren hua", "rh" },
  { "华罗", "hua luo", "hl" },
  { "盖叫天", "ge jiao tian", "gjt" },
  { "尉迟恭", "yu chi gong", "ycg" },
  { "尉文", "wei wen", "ww" },
  { "长孙无忌", "zhang sun wu ji", "zswj" },
  { "万俟卨", "mo qi xie", "mqx" },
  { "万里", "wan li", "wl" },
  { "尹红", "yin hong", "yh" },
  { "翟天", "zhai tian", "zt" },
  { "覃丽", "qin li", "ql" },
  { "员半千", "yun ban qian", "ybq" },
  { "贠小", "yun xiao", "yx" },
  { "种师道", "chong shi dao", "csd" },
  { "黑明", "he ming", "hm" },
  { "乐毅", "yue yi", "yy" },
  { "王乐", "wang le", "wl" },
  { "折克行", "she ke xing", "skx" },
  { "纪晓", "ji xiao", "jx" },
  { "葛优", "ge you", "gy" },
  { "宁浩", "ning hao", "nh" },
  { "洗文", "xian wen", "xw" },
  { "冼星", "xian xing", "xx" },
  { "祭遵", "zhai zun", "zz" },
  { "秘宜", "bi yi", "by" },
  { "句践", "gou jian", "gj" },
  { "逄涛", "pang tao", "pt" },
  { "郇海", "xun hai", "xh" },
  { "呙林", "guo lin", "gl" },
  { "燕青", "yan qing", "yq" },
  { "那英", "na ying", "ny" },
  { "能图", "nai tu", "nt" },
  { "乜洪", "nie hong", "nh" },
  { "召平", "shao ping", "sp" },
  { "繁钦", "po qin", "pq" },
  { "令狐冲", "ling hu chong", "lhc" },
  { "澹台灭", "tan tai mie", "ttm" },
  { "单于明", "chan yu ming", "cym" },
  { "宿平", "su ping", "sp" },
  { "牟其", "mou qi", "mq" },
  { "欧阳修", "ou yang xiu", "oyx" },
  { "诸葛亮", "zhu ge liang", "zgl" },
  { "司马光", "si ma guang", "smg" },
  { "上官婉儿", "shang guan wan er", "sgwe" },
  { "皇甫嵩", "huang fu song", "hfs" },
  { "乐正子春", "yue zheng zi chun", "yzzc" },
  { "吕布", "lv bu", "lb" },
  { "田女绿", "tian nv lv", "tnl" },
  { "張長青", "zhang chang qing", "zcq" },
  { "單雄信", "shan xiong xin", "sxx" },
  { "王珩", "wang heng", "wh" },
  { "李晟", "li sheng", "ls" },
  { "曾", "zeng", "z" },
  { "  张　三 ", "zhang san", "zs" },
  { "无名氏3", "wu ming shi 3", "wms3" },
  { "王𬱖", "wang di", "wd" },
  { "豈", "qi", "q" },
  { "John Smith", "john smith", "js" },
  { "O’Brien, Séan", "obrien sean", "os" },
  { "Jean-Luc", "jean luc", "jl" },
  { "Müller", "muller", "m" },
  { "Groß", "gross", "g" },
  { "Иван Петров", "ivan petrov", "ip" },
  { "ＡＢ", "ab", "a" },
  { "Lucy王", "lucy wang", "lw" },
  { "阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt" },
  { "解提·乐乐", "jie ti le le", "jtll" },
  { "", "", "" },
  { " ·!", "", "" },
  /* clang-format on */
};

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *initials = NULL;
    g_autofree char *pinyin = hcrm_pinyin_of_name (cases[i].name, &initials);

    g_assert_cmpstr (pinyin, ==, cases[i].pinyin);
    g_assert_cmpstr (initials, ==, cases[i].initials);
  }
}

/* Where we follow 现代汉语词典 against the list, and why. */
static const Case exceptions[] = {
  { "祭", "zhai", "the surname is Zhài; ji is the verb" },
  { "佫", "he", "the surname is Hè; the list read it by its right half" },
  { "薳", "wei", "the surname is Wěi; the list read it by its lower half" },
  { "藉", "ji", "the surname is Jí; jie is the other word" },
  { "还", "huan", "the surname is Huán; hai is the adverb" },
  { "傕", "jue", "read Jué everywhere; que is another character, 榷" },
};

static char *
strip_tones (const char *numbered)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = numbered; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar letter = g_utf8_get_char (at);
    if (letter == 0xfc)
      g_string_append_c (plain, 'v');
    else if (!g_ascii_isdigit (letter) && letter != '\r')
      g_string_append_unichar (plain, letter);
  }
  return g_string_free (plain, FALSE);
}

static const char *
exception_for (const char *surname)
{
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    if (g_str_equal (exceptions[i].name, surname))
      return exceptions[i].pinyin;
  return NULL;
}

static void
check_surname (const char *surname, const char *numbered)
{
  g_autofree char *listed = strip_tones (numbered);
  g_autofree char *alone = hcrm_pinyin_of_name (surname, NULL);
  g_autofree char *name = g_strconcat (surname, "明", NULL);
  g_autofree char *named = hcrm_pinyin_of_name (name, NULL);
  const char *exception = exception_for (surname);
  g_autofree char *expected = g_strconcat (exception != NULL ? exception : listed, " ming", NULL);

  if (exception != NULL)
    g_assert_cmpstr (exception, !=, listed);
  g_assert_cmpstr (named, ==, expected);
  g_assert_true (g_str_has_prefix (named, alone));
}

static void
test_surnames (void)
{
  const char *folder = g_getenv ("HCRM_TEST_DATA");
  g_autofree char *path =
      g_build_filename (folder != NULL ? folder : "", "chinese", "surnames_pinyin_pro.csv", NULL);
  g_autofree char *text = NULL;

  if (folder == NULL || !g_file_get_contents (path, &text, NULL, NULL)) {
    g_test_skip ("HCRM_TEST_DATA has no chinese/surnames_pinyin_pro.csv");
    return;
  }
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 700);
  for (guint i = 1; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], ",", 2);
    check_surname (cells[0], cells[1]);
  }
}

static gpointer
name_all_cb (gpointer unused)
{
  for (guint i = 0; i < 50; i++)
    test_names ();
  return NULL;
}

static void
test_typed (void)
{
  static const char *const typed[][2] = {
    { "zhougui", "zhou gui" },
    { "ZhouG", "zhou g" },
    { "fanguilan", "fan gui lan" },
    { "xiang", "xiang" },
    { "ouyang", "ou yang" },
    { "liuer", "liu er" },
    { "zhou gui", "zhou gui" },
    { "周桂", "zhou gui" },
    { "lv", "lv" },
    { "huangangguo", "huan gang guo" },
    { "z", "z" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autofree char *pinyin = hcrm_pinyin_of_typed (typed[i][0]);
    g_assert_cmpstr (pinyin, ==, typed[i][1]);
  }
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("names", name_all_cb, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_speed (void)
{
  static const char *const names[] = { "周桂兰", "欧阳娜娜", "单田芳", "John Smith",
                                       "阿依古丽·买买提" };
  const guint rounds = g_test_perf () ? 1000000 : 1000;
  g_autofree char *first = hcrm_pinyin_of_name (names[0], NULL);

  g_test_timer_start ();
  for (guint i = 0; i < rounds; i++) {
    g_autofree char *initials = NULL;
    g_autofree char *pinyin = hcrm_pinyin_of_name (names[i % G_N_ELEMENTS (names)], &initials);
  }
  g_test_maximized_result (rounds / g_test_timer_elapsed (), "names a second");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pinyin/threads", test_threads);
  g_test_add_func ("/pinyin/names", test_names);
  g_test_add_func ("/pinyin/surnames", test_surnames);
  g_test_add_func ("/pinyin/typed", test_typed);
  g_test_add_func ("/pinyin/speed", test_speed);
  return g_test_run ();
}
