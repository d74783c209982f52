/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "hcrm-sample.h"
#include "questionnaire/hcrm-response.h"

G_BEGIN_DECLS

/* --- The hospital (hcrm-sample-hospital.c) --- */

typedef enum { ANYBODY, MEN, WOMEN, MOTHERS } HcrmSampleWho;

typedef struct {
  const char *code, *text, *text_en; /* ICD-10 */
  const char *procedure;             /* (nullable) */
  const char *template;              /* (nullable): of a follow-up template */
  const char *note;                  /* what the doctor asks to watch */
  const char *condition;             /* how it went, at discharge */
  const char *cautions;              /* what whoever calls must not overlook */
  guint weight;
} HcrmSampleDiagnosis;

typedef struct {
  const char *code, *name, *name_en;
  const char *campus; /* EAST or WEST */
  const char *ward, *ward_en;
  guint age_from, age_to;
  HcrmSampleWho who;
  guint stay; /* days, on average */
  guint weight;
  const HcrmSampleDiagnosis *diagnoses;
  guint n_diagnoses;
} HcrmSampleDepartment;

extern const HcrmSampleDepartment hcrm_sample_departments[];
extern const guint hcrm_sample_n_departments;

typedef struct {
  const char *username, *role, *name, *number, *title;
  const char *campus, *department; /* by code */
} HcrmSampleUser;

extern const HcrmSampleUser hcrm_sample_users[];
extern const guint hcrm_sample_n_users;

/* --- People (hcrm-sample-people.c): (transfer full) texts --- */

char *hcrm_sample_name (GRand *rand, gboolean woman);
char *hcrm_sample_identity (GRand *rand, GDate *birth, gboolean woman);
char *hcrm_sample_mobile (GRand *rand);
char *hcrm_sample_landline (GRand *rand);
char *hcrm_sample_address (GRand *rand);
const char *hcrm_sample_allergy (GRand *rand); /* (nullable) */
const char *hcrm_sample_remark (GRand *rand);  /* (nullable): what to know when calling */

/* --- Answers (hcrm-sample-answers.c) --- */

/* Returns: (transfer full): what somebody answers. @well: whether in everything as well as can be
 */
HcrmResponse *hcrm_sample_answer (GRand *rand, HcrmQuestionnaire *form, gboolean *well);

/* What is noted of a call: of one that reached somebody, fitting what was answered; of another, its
 * disposition. (nullable) */
char *hcrm_sample_reached_note (GRand *rand, HcrmResponse *response, gboolean well);
const char *hcrm_sample_missed_note (GRand *rand, const char *disposition);

/* --- Sound (hcrm-sample-talk.c) --- */

/* Returns: (transfer full): a WAVE file of two who talk, the agent left; the same for each @seed */
GBytes *hcrm_sample_talk (guint32 seed, guint seconds);

/* --- Loading (hcrm-sample-copy.c) --- */

/**
 * HcrmCopy:
 *
 * Rows for one table, gathered as COPY text and sent together.
 */
typedef struct _HcrmCopy HcrmCopy;
HcrmCopy *hcrm_copy_new (const char *table, const char *columns);
void hcrm_copy_free (HcrmCopy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HcrmCopy, hcrm_copy_free)

/* Adds a cell; %NULL for NULL. Then ends the row. */
void hcrm_copy_text (HcrmCopy *self, const char *text);
void hcrm_copy_int (HcrmCopy *self, gint64 value);
void hcrm_copy_format (HcrmCopy *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void hcrm_copy_end_row (HcrmCopy *self);

/* Sends what was gathered and starts anew. */
gboolean hcrm_copy_flush (HcrmCopy *self, PGconn *conn, GError **error);

gboolean hcrm_sample_run (PGconn *conn, const char *text, GError **error);

/* What the pharmacy handed out to those who went home lately. */
gboolean hcrm_sample_write_drugs (PGconn *conn, GError **error);

/* Who is in a health programme, with what the laboratory told of them. */
gboolean hcrm_sample_write_health (PGconn *conn, GError **error);
/* Families who share one telephone, when patients are there. */
gboolean hcrm_sample_write_families (PGconn *conn, GError **error);
/* Complaints in every state, when patients and staff are there. */
gboolean hcrm_sample_write_complaints (PGconn *conn, GError **error);
/* Telephones and calls, when patients, attempts and staff are there. */
gboolean hcrm_sample_write_calls (PGconn *conn, GError **error);
/* What is heard of some calls of theirs, kept in @store; it is measured once the server runs. */
gboolean
hcrm_sample_write_recordings (PGconn *conn, const HcrmStore *store, GRand *rand, GError **error);
/* What was scored of those, when they are there. */
gboolean hcrm_sample_write_reviews (PGconn *conn, GError **error);
/* Afterwards, when all is committed. */

/* One cell of a query as text; (transfer full) (nullable). */
char *hcrm_sample_ask (PGconn *conn, const char *text, GError **error);

/* --- Bulk (hcrm-sample-bulk.c) --- */

typedef gboolean (*HcrmSampleWrite) (PGconn *conn, gpointer data, GError **error);

/* Runs @write, which fills the tables of care, as their owner in an open transaction: their
 * indexes, foreign keys and triggers are away meanwhile, checked or made anew afterwards, and what
 * triggers derive is derived at once. */
gboolean hcrm_sample_in_bulk (PGconn *conn, HcrmSampleWrite write, gpointer data, GError **error);

/* --- Care (hcrm-sample-care.c): patients and what happened to them --- */

gboolean
hcrm_sample_write_care (PGconn *conn, const HcrmSampleSize *size, GRand *rand, GError **error);

G_END_DECLS
