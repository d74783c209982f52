/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pinyin of names, as they are typed to find someone. */

#include "hcrm-pinyin.h"

#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

/* Unified ideographs of the basic plane; the rare ones beyond are asked for one by one. */
#define FIRST_HAN 0x3400
#define LAST_HAN 0x9fff
#define LONGEST_SYLLABLE 6 /* zhuang */

typedef struct {
  const char *text;
  const char *pinyin;
} Reading;

/* Only surnames that are read otherwise than elsewhere in a name; longer ones first. */
static const Reading surnames[] = {
  /* clang-format off */
  { "吐谷浑", "tu yu hun" },
  { "万俟", "mo qi" },     { "萬俟", "mo qi" },     { "尉迟", "yu chi" },   { "尉遲", "yu chi" },
  { "长孙", "zhang sun" }, { "長孫", "zhang sun" }, { "单于", "chan yu" },  { "單于", "chan yu" },
  { "澹台", "tan tai" },   { "澹臺", "tan tai" },   { "乐正", "yue zheng" }, { "樂正", "yue zheng" },
  { "子车", "zi ju" },     { "子車", "zi ju" },
  { "丌", "qi" },    { "乜", "nie" },   { "乐", "yue" },   { "樂", "yue" },   { "仇", "qiu" },
  { "佫", "he" },    { "佴", "nai" },   { "区", "ou" },    { "區", "ou" },    { "单", "shan" },
  { "單", "shan" },  { "召", "shao" },  { "员", "yun" },   { "員", "yun" },   { "句", "gou" },
  { "尨", "meng" },  { "折", "she" },   { "朴", "piao" },  { "查", "zha" },   { "沓", "ta" },
  { "洗", "xian" },  { "炔", "que" },   { "盖", "ge" },    { "蓋", "ge" },    { "祭", "zhai" },
  { "种", "chong" }, { "秘", "bi" },    { "繁", "po" },    { "缪", "miao" },  { "繆", "miao" },
  { "耏", "er" },    { "能", "nai" },   { "菑", "zi" },    { "薳", "wei" },   { "藇", "yu" },
  { "藉", "ji" },    { "覃", "qin" },   { "解", "xie" },   { "贲", "ben" },    { "郇", "xun" },
  { "铫", "yao" },   { "镡", "tan" },   { "隗", "wei" },   { "黑", "he" },    { "撒", "sa" },
  { "贠", "yun" },
  /* clang-format on */
};

/* Characters that stand in names for another reading than the first of the dictionary. */
static const Reading corrections[] = {
  /* clang-format off */
  { "仝", "tong" },  { "傕", "jue" },  { "傀", "kui" },   { "卜", "bu" },    { "堡", "bao" },
  { "峤", "qiao" },  { "帧", "zhen" }, { "徵", "zheng" }, { "拓", "tuo" },   { "於", "yu" },
  { "晟", "sheng" }, { "曾", "zeng" }, { "朴", "pu" },    { "椎", "zhui" },  { "湫", "qiu" },
  { "焘", "tao" },   { "燾", "tao" },  { "珩", "heng" },  { "珲", "hun" },   { "琿", "hun" },
  { "玚", "yang" },  { "瑒", "yang" }, { "纥", "he" },    { "翟", "zhai" },  { "芎", "xiong" },
  { "芾", "fu" },    { "著", "zhu" },  { "薄", "bo" },    { "诘", "jie" },   { "蹊", "xi" },
  { "还", "huan" },  { "還", "huan" }, { "都", "du" },    { "长", "chang" }, { "長", "chang" },
  { "阚", "kan" },   { "闞", "kan" },  { "隽", "jun" },   { "雋", "jun" },   { "靓", "liang" },
  { "靚", "liang" }, { "鹄", "hu" },   { "乾", "qian" },  { "行", "xing" },  { "重", "zhong" },
  /* clang-format on */
};

typedef struct {
  GMutex mutex; /* guards the transliterators */
  UTransliterator *han;
  UTransliterator *other; /* opened for the first name that needs it */
  char syllables[LAST_HAN - FIRST_HAN + 1][LONGEST_SYLLABLE + 1];
} Readings;

static UTransliterator *
open_transliterator (const char *id)
{
  UErrorCode status = U_ZERO_ERROR;
  UChar wide[64];
  UTransliterator *transliterator =
      utrans_openU (u_uastrcpy (wide, id), -1, UTRANS_FORWARD, NULL, 0, NULL, &status);

  if (U_FAILURE (status))
    g_error ("ICU has no transliterator %s: %s", id, u_errorName (status));
  return transliterator;
}

static gboolean
romanise (const UTransliterator *transliterator, gunichar character, char out[static 64])
{
  UErrorCode status = U_ZERO_ERROR;
  UChar wide[32];
  int32_t length = 0;

  U16_APPEND_UNSAFE (wide, length, character);
  int32_t limit = length;
  utrans_transUChars (transliterator, wide, &length, G_N_ELEMENTS (wide), 0, &limit, &status);
  u_strToUTF8 (out, 64, NULL, wide, length, &status);
  return U_SUCCESS (status);
}

/* Keeps the letters of @romanised without their tones; ü, which has lost its dots by then, is v. */
static void
strip_tones (const char *romanised, char *out, gsize size)
{
  g_autofree char *apart = g_utf8_normalize (romanised, -1, G_NORMALIZE_NFD);
  gsize length = 0;

  for (const char *at = apart; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar letter = g_utf8_get_char (at);
    if (letter == 0x308 && length > 0 && out[length - 1] == 'u')
      out[length - 1] = 'v';
    else if (letter < 0x80 && g_ascii_isalpha (letter) && length + 1 < size)
      out[length++] = g_ascii_tolower (letter);
  }
  out[length] = '\0';
}

static void
read_han (const UTransliterator *transliterator, gunichar character, char *out)
{
  char romanised[64];

  out[0] = '\0';
  if (romanise (transliterator, character, romanised))
    strip_tones (romanised, out, LONGEST_SYLLABLE + 1);
}

static Readings *
make_readings (void)
{
  Readings *readings = g_new0 (Readings, 1);

  g_mutex_init (&readings->mutex);
  readings->han = open_transliterator ("Han-Latin");
  for (gunichar character = FIRST_HAN; character <= LAST_HAN; character++)
    read_han (readings->han, character, readings->syllables[character - FIRST_HAN]);
  for (guint i = 0; i < G_N_ELEMENTS (corrections); i++)
    g_strlcpy (readings->syllables[g_utf8_get_char (corrections[i].text) - FIRST_HAN],
               corrections[i].pinyin, LONGEST_SYLLABLE + 1);
  return readings;
}

/* Made once, kept for good. */
static Readings *
get_readings (void)
{
  static Readings *readings;

  if (g_once_init_enter (&readings))
    g_once_init_leave (&readings, make_readings ());
  return readings;
}

static gboolean
is_han (gunichar character)
{
  return (character >= FIRST_HAN && character <= LAST_HAN)
         || (character >= 0xf900 && g_unichar_get_script (character) == G_UNICODE_SCRIPT_HAN);
}

static const char *
look_up_han (gunichar character, char rare[static LONGEST_SYLLABLE + 1])
{
  Readings *readings = get_readings ();

  if (character >= FIRST_HAN && character <= LAST_HAN)
    return readings->syllables[character - FIRST_HAN];
  g_mutex_lock (&readings->mutex);
  read_han (readings->han, character, rare);
  g_mutex_unlock (&readings->mutex);
  return rare;
}

static void
romanise_other (gunichar character, char out[static 64])
{
  Readings *readings = get_readings ();

  g_mutex_lock (&readings->mutex);
  if (readings->other == NULL)
    readings->other = open_transliterator ("Any-Latin; Latin-ASCII; Lower");
  if (!romanise (readings->other, character, out))
    out[0] = '\0';
  g_mutex_unlock (&readings->mutex);
}

/* What has been written, and whether the next letter begins a word. */
typedef struct {
  GString *pinyin;
  GString *initials;
  gboolean apart;
} Writer;

static void
write_letter (Writer *writer, char letter)
{
  if (writer->apart) {
    if (writer->pinyin->len > 0)
      g_string_append_c (writer->pinyin, ' ');
    g_string_append_c (writer->initials, letter);
  }
  g_string_append_c (writer->pinyin, letter);
  writer->apart = FALSE;
}

/* Writes whole syllables, apart from what stands around them. */
static void
write_syllables (Writer *writer, const char *syllables)
{
  writer->apart = TRUE;
  for (; *syllables != '\0'; syllables++) {
    if (*syllables == ' ')
      writer->apart = TRUE;
    else
      write_letter (writer, *syllables);
  }
  writer->apart = TRUE;
}

static void
write_other (Writer *writer, gunichar character)
{
  char romanised[64];

  romanise_other (character, romanised);
  for (const char *at = romanised; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      write_letter (writer, *at);
}

static gboolean
is_apostrophe (gunichar character)
{
  return character == '\'' || character == 0x2019 || character == 0x2bc;
}

static void
write_character (Writer *writer, gunichar character)
{
  char rare[LONGEST_SYLLABLE + 1];

  if (is_han (character))
    write_syllables (writer, look_up_han (character, rare));
  else if (character < 0x80 && g_ascii_isalnum (character))
    write_letter (writer, g_ascii_tolower (character));
  else if (character >= 0x80 && (g_unichar_isalnum (character) || g_unichar_ismark (character)))
    write_other (writer, character);
  else if (!is_apostrophe (character))
    writer->apart = TRUE;
}

static gboolean
has_middle_dot (const char *name)
{
  static const char *const dots[] = { "·", "•", "‧", "・", "．", "∙" };

  for (guint i = 0; i < G_N_ELEMENTS (dots); i++)
    if (strstr (name, dots[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Returns: the rest of the name. */
static const char *
write_surname (Writer *writer, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (surnames); i++) {
    if (!g_str_has_prefix (name, surnames[i].text))
      continue;
    if (has_middle_dot (name))
      return name;
    write_syllables (writer, surnames[i].pinyin);
    return name + strlen (surnames[i].text);
  }
  return name;
}

static const char *
skip_space (const char *name)
{
  while (g_unichar_isspace (g_utf8_get_char (name)))
    name = g_utf8_next_char (name);
  return name;
}

/* Writes what is left, gives the initials if they are asked for, and the pinyin. */
static char *
finish (Writer *writer, const char *at, char **initials)
{
  for (; *at != '\0'; at = g_utf8_next_char (at))
    write_character (writer, g_utf8_get_char (at));
  if (initials != NULL)
    *initials = g_string_free (writer->initials, FALSE);
  else
    g_string_free (writer->initials, TRUE);
  return g_string_free (writer->pinyin, FALSE);
}

char *
hcrm_pinyin_of_name (const char *name, char **initials)
{
  g_return_val_if_fail (name != NULL && g_utf8_validate (name, -1, NULL), NULL);
  Writer writer = { g_string_sized_new (32), g_string_sized_new (8), TRUE };

  return finish (&writer, write_surname (&writer, skip_space (name)), initials);
}

char *
hcrm_pinyin_of_text (const char *text, char **initials)
{
  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);
  Writer writer = { g_string_sized_new (32), g_string_sized_new (8), TRUE };

  return finish (&writer, text, initials);
}

/* One syllable of typed pinyin: an initial, and the longest final that leaves the next syllable its
 * own initial. */
#define SYLLABLE                                                                                   \
  "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"                                                             \
  "(?:(?:[iu]?ang|i?ong|[ei]ng|[iuv]?an|[eiuv]n|er)(?![aeiouv])|iao|uai|ia|ie|iu|ua|uo|ui|ue|ve"   \
  "|ai|ei|ao|ou|a|e|i|o|u|v)"

char *
hcrm_pinyin_of_typed (const char *text)
{
  g_autofree char *plain = g_ascii_strdown (text, -1);
  g_autoptr (GRegex) syllable = g_regex_new (SYLLABLE, 0, 0, NULL);

  for (const char *c = plain; *c != '\0'; c++)
    if (!g_ascii_isalpha (*c))
      return hcrm_pinyin_of_name (text, NULL);
  g_autofree char *split = g_regex_replace (syllable, plain, -1, 0, "\\0 ", 0, NULL);
  return g_strchomp (g_steal_pointer (&split));
}
