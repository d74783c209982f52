/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * hcrm_pinyin_of_name:
 * @name: a person's name, UTF-8, in any script
 * @initials: (out) (optional) (transfer full): the first letters of the syllables: `zgl`
 *
 * How a name is typed when it is looked for: toneless pinyin in lower case, one syllable a
 * character, separated by one space: `zhou gui lan`. ü is written v, as input methods have it
 * (`lv`). Surnames have the reading they have as surnames (单 shan, 尉迟 yu chi), but not in a
 * name with a middle dot (阿依古丽·买买提), which is no Han name. Words in other scripts are
 * romanised, lose their accents and stay whole (`john smith`, initials `js`), digits stay, all
 * else parts words, except the apostrophe. A character without a known reading is left out.
 *
 * Readings are ICU's (Unicode Han-Latin, from Unihan kMandarin) with our own corrections: surnames
 * after 现代汉语词典, other characters as people are named with them. The first call reads them all
 * (about 0.2 s); later calls take about a microsecond. Thread safe.
 *
 * Returns: (transfer full): the pinyin, perhaps empty
 */
char *hcrm_pinyin_of_name (const char *name, char **initials);

/**
 * hcrm_pinyin_of_typed:
 * @text: the beginning of a name as it is typed: characters, or pinyin with or without spaces
 *
 * As hcrm_pinyin_of_name() would write it, to be compared with names in their order: `zhougui` is
 * `zhou gui`, 周桂 too. Where a syllable may end in two places, a consonant before a vowel begins
 * the next one, as Hanyu Pinyin is read (GB/T 16159).
 *
 * Returns: (transfer full): the pinyin
 */
char *hcrm_pinyin_of_typed (const char *text);

/**
 * hcrm_pinyin_of_text:
 *
 * The same for what is no person's name: titles, departments. Nothing is read as a surname.
 *
 * Returns: (transfer full): the pinyin, perhaps empty
 */
char *hcrm_pinyin_of_text (const char *text, char **initials);

G_END_DECLS
