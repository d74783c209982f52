/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What is shown of personal data to those who may not see it. SQL masks by the same rules, so that
 * a list and a record never show different parts of the same thing; lengths are in characters, and
 * an empty text stays empty.
 */

/**
 * hcrm_number_mask:
 * @text: a phone number, as typed or as key
 *
 * Goes by the number's key (see hcrm_number_key()); the extension is not shown. The first rule that
 * fits, of a key `k` with `n` digits:
 *
 * | key                                        | shown |
 * |--------------------------------------------|----------------------------------------------------|
 * | none, though there is text                 | `'****'` | | `n <= 2` | `repeat('*', n)` | | `n <=
 * 6`: short                            | `repeat('*', n - 2) \|\| right(k, 2)`              | | `n
 * <= 8`: without area code                | `'****' \|\| right(k, 4)`                          | |
 * `^(010\|02[0-9])[0-9]{6,}$`                | `left(k, 3) \|\| '-****' \|\| right(k, 4)`         |
 * | `^0[3-9][0-9]{7,}$`                        | `left(k, 4) \|\| '-****' \|\| right(k, 4)` | | all
 * others: mobile, 400, foreign           | `left(k, 3) \|\| '****' \|\| right(k, 4)`          |
 *
 * So `13812345678` is `138****5678`, and `0571-88886620` is `0571-****6620`.
 *
 * Returns: (transfer full): what may be shown
 */
char *hcrm_number_mask (const char *text);

/**
 * hcrm_identity_mask:
 * @number: number of an identity document, of any kind
 *
 * Of a number `t` of `n` characters:
 *
 * | length    | shown                                                 |
 * |-----------|-------------------------------------------------------|
 * | `n >= 12` | `left(t, 4) \|\| repeat('*', n - 8) \|\| right(t, 4)` |
 * | `n >= 8`  | `left(t, 1) \|\| repeat('*', n - 5) \|\| right(t, 4)` |
 * | `n >= 3`  | `repeat('*', n - 2) \|\| right(t, 2)`                 |
 * | fewer     | `repeat('*', n)`                                      |
 *
 * So `330102195903024421` is `3301**********4421`, the passport `E12345678` is `E****5678`.
 *
 * Returns: (transfer full): what may be shown
 */
char *hcrm_identity_mask (const char *number);

/**
 * hcrm_address_mask:
 *
 * The first 6 characters and `****`, whatever follows: `left(t, 6) || '****'`; just `****` if there
 * are no more than 6, since that would show all.
 *
 * Returns: (transfer full): what may be shown
 */
char *hcrm_address_mask (const char *address);

G_END_DECLS
