/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ways in which messages leave the hospital. A new one is a file here and a row in the registry. */

#pragma once

#include "core/hcrm-job.h"

/**
 * HcrmMessageOut:
 * @id: the same however often it is sent: the other side's key against sending twice
 * @channel: sms, wechat or email
 */
typedef struct {
  gint64 id;
  const char *channel;
  const char *address;
  const char *body;
  const char *language;
} HcrmMessageOut;

/**
 * HcrmMessageProvider:
 * @name: as settings name it
 * @send: hands a message over, perhaps for the second time; %NULL if people do
 *
 * One way of sending. @send fails with %HCRM_ERROR_INVALID if trying again is of no use.
 */
typedef struct {
  const char *name;
  gboolean (*send) (HcrmJob *job,
                    const HcrmMessageOut *message,
                    char **provider_id,
                    GError **error);
} HcrmMessageProvider;

/* Returns: (nullable): the provider named @name. */
const HcrmMessageProvider *hcrm_message_provider_find (const char *name);

/* Writes the message as a file into `outbox` of the server's folder of files. */
gboolean hcrm_message_file_send (HcrmJob *job,
                                 const HcrmMessageOut *message,
                                 char **provider_id,
                                 GError **error);

/* The job that sends one message. Its payload: {"id"}. */
#define HCRM_MESSAGE_JOB "message"
gboolean hcrm_message_send (HcrmJob *job, GError **error);

/* Lets messages expire, looks again at those whose patient or contact changed, and has sent what is
 * due. */
gboolean hcrm_message_sweep (HcrmJob *sweep, GError **error);
