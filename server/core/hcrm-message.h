/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outbox: the one way to have a message sent to a patient. */

#pragma once

#include "hcrm-db.h"
#include "model/hcrm-message.h"

G_BEGIN_DECLS

/**
 * HcrmMessageOrder:
 * @purpose: a code of shared/model/hcrm-message.h
 * @contact_id: to this contact of the patient and no other; 0 for whoever is best: of a child its
 *   parents, of anybody else the patient
 * @activity_id: the work it belongs to, whose department, doctor and visit the text speaks of; 0
 *   for the patient's last visit
 * @template_code: whose words it has, in the patient's language
 * @params: (nullable): variables of the template that the record does not know: `date` and the
 *   like; a day as YYYY-MM-DD; `x_en` for `x` in English
 * @not_before: (nullable): an instant, RFC 3339; now if %NULL. Moved out of the night, unless the
 *   purpose is such as the patient chose the hour of
 * @unique_key: (nullable): a second message with this key is never made
 * @spoken: in a voice call where the contact has a telephone and wants to be called; else, or where
 *   that was refused, in writing
 */
typedef struct {
  const char *purpose;
  gint64 patient_id;
  gint64 contact_id;
  gint64 activity_id;
  const char *template_code;
  JsonObject *params;
  const char *not_before;
  const char *unique_key;
  gboolean spoken;
} HcrmMessageOrder;

/**
 * hcrm_message_add:
 * @db: in the transaction whose effect it is
 *
 * Writes the message into the outbox and why it is not sent, if it is not: state `queued`;
 * `blocked` until somebody sees to it (a variable is missing, there is no address, or none that is
 * known to be right); `cancelled` for good (deceased, refused; thanks with nowhere to go). Each is
 * on the time line, with the reason. None of these is a failure.
 *
 * Returns: the message's id, also of the one that had the unique key already; 0 with @error if the
 *   purpose is none, or the patient is not there
 */
gint64 hcrm_message_add (HcrmDb *db, const HcrmMessageOrder *order, GError **error);

/**
 * HcrmMessageCaller:
 * @activity_id: the work it belongs to
 * @site_id: whose work it is
 * @number: a mobile number or an e-mail address, as it was left
 * @address: (nullable): a postal address, to which a letter goes instead
 * @language: `zh_CN` or `en`
 *
 * Somebody who left a number or address and need be nobody's contact.
 */
typedef struct {
  gint64 activity_id;
  gint64 site_id;
  const char *number;
  const char *address;
  const char *language;
} HcrmMessageCaller;

/**
 * hcrm_message_find_channel:
 * @number: as a caller left it
 *
 * Returns: (nullable): `sms` or `email`; %NULL if it takes no messages
 */
const char *hcrm_message_find_channel (const char *number);

/**
 * hcrm_message_add_caller:
 * @purpose: a code of shared/model/hcrm-message.h; only `complaint` may be about no patient
 * @params: variables of the template
 * @unique_key: (nullable): a second message with this key is never made
 *
 * As hcrm_message_add(), to what a caller left and to nothing else. Where that takes no messages,
 * such as a landline, it is written down as not sent.
 *
 * Returns: the message's id; 0 with @error
 */
gint64 hcrm_message_add_caller (HcrmDb *db,
                                const char *purpose,
                                const HcrmMessageCaller *caller,
                                const char *template_code,
                                JsonObject *params,
                                const char *unique_key,
                                GError **error);

/**
 * hcrm_message_renew:
 *
 * Finds text, address and time of a message anew, which is locked and not yet sent: after a number
 * was mended, say.
 */
gboolean hcrm_message_renew (HcrmDb *db, gint64 id, GError **error);

/**
 * hcrm_message_move:
 * @state: the new one
 * @reason: (nullable): a code
 * @detail: (nullable): somebody's words
 */
gboolean hcrm_message_move (HcrmDb *db,
                            gint64 id,
                            const char *state,
                            const char *reason,
                            const char *detail,
                            GError **error);

G_END_DECLS
