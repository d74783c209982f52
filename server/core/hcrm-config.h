/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/hcrm-error.h"
#include "hcrm-seal.h"

G_BEGIN_DECLS

/**
 * HcrmConfig:
 * @data_dir: with the private PostgreSQL, if there is no @database
 * @files: recordings and attachments
 * @keys: what evidence is signed with; `keys` in @data_dir
 * @listen: "127.0.0.1:8421"
 *
 * What the server was told on its command line or in its configuration file; the line wins.
 */
typedef struct {
  char *config;         /* (nullable) */
  char *database;       /* (nullable): connection string of the application's role */
  char *owner_database; /* (nullable): of the owner, to migrate with */
  char *data_dir;
  char *archive; /* (nullable): see hcrm-archive.h */
  char *files;
  char *keys;
  char *file_keys; /* (nullable): see hcrm-seal.h */
  char *listen;
  char *mllp;      /* (nullable) */
  char *telephone; /* (nullable): the telephone system from now on */
  char *tls_certificate;
  char *tls_key;
  char *sample; /* (nullable): "small", "medium", "large" */
  int workers;  /* 0 for the usual number */
  gboolean version;
  HcrmSealKeys *seal_keys;      /* (nullable): read from @file_keys */
  GTlsCertificate *certificate; /* (nullable): read from @tls_certificate and @tls_key */
} HcrmConfig;

/**
 * hcrm_config_read:
 * @args: (inout): options are taken out
 *
 * Reads the line, then the file named in it, else /etc/hcrm/server.conf if there is one: group
 * [server], keys named as the options. Reads the certificate, while the process still may.
 */
HcrmConfig *hcrm_config_read (char ***args, GError **error);
void hcrm_config_free (HcrmConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmConfig, hcrm_config_free)

G_END_DECLS
