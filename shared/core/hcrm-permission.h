/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n.h>

G_BEGIN_DECLS

/* One row per permission: id, wire name, what people read. Roles are sets of these. */
#define HCRM_PERMISSIONS(P)                                                                        \
  P (SESSION, "session", N_ ("Sign in"))                                                           \
  P (PATIENT_READ, "patient.read", N_ ("See patients"))                                            \
  P (PATIENT_EDIT, "patient.edit", N_ ("Edit patients and contacts"))                              \
  P (PATIENT_REVEAL, "patient.reveal", N_ ("See full numbers"))                                    \
  P (FOLLOWUP_DECIDE, "followup.decide", N_ ("Decide on follow-up after discharge"))               \
  P (FOLLOWUP_READ, "followup.read", N_ ("See follow-up"))                                         \
  P (FOLLOWUP_WORK, "followup.work", N_ ("Carry out follow-up"))                                   \
  P (FOLLOWUP_MANAGE, "followup.manage", N_ ("Reassign, bring forward and cancel follow-up"))      \
  P (FOLLOWUP_PLAN, "followup.plan", N_ ("Suspend, resume and cancel follow-up plans"))            \
  P (FOLLOWUP_OVERVIEW, "followup.overview", N_ ("See the follow-up overview"))                    \
  P (TEMPLATE_EDIT, "template.edit", N_ ("Edit follow-up templates"))                              \
  P (QUESTIONNAIRE_READ, "questionnaire.read", N_ ("See questionnaires"))                          \
  P (QUESTIONNAIRE_EDIT, "questionnaire.edit", N_ ("Edit questionnaires"))                         \
  P (RESPONSE_READ, "response.read", N_ ("See answers"))                                           \
  P (RESPONSE_EDIT, "response.edit", N_ ("Enter and amend answers"))                               \
  P (ORGANISATION_READ, "organisation.read", N_ ("See sites, departments and staff"))              \
  P (ORGANISATION_EDIT, "organisation.edit", N_ ("Edit sites, departments and staff"))             \
  P (USER_MANAGE, "user.manage", N_ ("Manage users and roles"))                                    \
  P (SETTING_EDIT, "setting.edit", N_ ("Edit settings, scripts, codes and holidays"))              \
  P (MESSAGE_READ, "his.read", N_ ("See HIS messages and dead letters"))                           \
  P (MESSAGE_REPLAY, "his.replay", N_ ("Replay dead letters"))                                     \
  P (AUDIT_READ, "audit.read", N_ ("Read the audit log"))                                          \
  P (PATIENT_MERGE, "patient.merge", N_ ("Merge duplicate patients and undo it"))                  \
  P (OUTBOX_READ, "message.read", N_ ("See messages to patients"))                                 \
  P (OUTBOX_SEND, "message.send", N_ ("Send, stop and repeat messages to patients"))               \
  P (REGISTER_READ, "register.read", N_ ("See disease registers"))                                 \
  P (REGISTER_MEMBER, "register.member", N_ ("See and change the members of disease registers"))   \
  P (REGISTER_EDIT, "register.edit", N_ ("Edit disease registers"))                                \
  P (QUESTION_READ, "question.read", N_ ("See questions to physicians and alarms"))                \
  P (QUESTION_ASK, "question.ask", N_ ("Put questions to physicians and give the answers back"))   \
  P (QUESTION_ANSWER, "question.answer", N_ ("Answer questions and handle alarms"))                \
  P (PATIENT_IMPORT, "patient.import", N_ ("Import lists of patients and undo it"))                \
  P (RULE_EDIT, "rule.edit", N_ ("Edit the rules of follow-up"))                                   \
  P (LEAVE_EDIT, "leave.edit", N_ ("Enter leave and who stands in"))                               \
  P (STUDY_READ, "study.read", N_ ("See studies and their data without names"))                    \
  P (STUDY_ENTER, "study.enter", N_ ("See subjects of studies and enter their data"))              \
  P (STUDY_EDIT, "study.edit", N_ ("Edit, lock and unlock studies"))                               \
  P (HEALTH_READ, "health.read", N_ ("See health management"))                                     \
  P (HEALTH_WORK, "health.work", N_ ("Carry out health management"))                               \
  P (HEALTH_EDIT, "health.edit", N_ ("Edit programmes of health management"))                      \
  P (PATIENT_STAFF, "patient.staff", N_ ("See members of staff as patients"))                      \
  P (PATIENT_ANONYMISE, "patient.anonymise", N_ ("Anonymise patients"))                            \
  P (OPINION_CODE, "opinion.code", N_ ("Read and sort patients' opinions"))                        \
  P (COMPLAINT_READ, "complaint.read", N_ ("See complaints"))                                      \
  P (COMPLAINT_TAKE, "complaint.take", N_ ("Take complaints and call back"))                       \
  P (COMPLAINT_ROUTE, "complaint.route", N_ ("Route complaints to departments"))                   \
  P (COMPLAINT_ANSWER, "complaint.answer", N_ ("Answer complaints"))                               \
  P (COMPLAINT_MANAGE, "complaint.manage", N_ ("Mediate, join and part complaints"))               \
  P (COMPLAINT_SETTINGS, "complaint.settings",                                                     \
     N_ ("Edit classes, grades and deadlines of complaints"))                                      \
  P (COMPLAINT_STATISTICS, "complaint.statistics", N_ ("See statistics of complaints"))            \
  P (CALL_READ, "call.read", N_ ("See calls"))                                                     \
  P (CALL_WORK, "call.work", N_ ("Make and take calls"))                                           \
  P (CALL_FEED, "call.feed", N_ ("Report calls of a telephone system"))                            \
  P (CALL_STATISTICS, "call.statistics", N_ ("See statistics of calls"))                           \
  P (RECORDING_READ, "recording.read", N_ ("See recordings and what was measured of them"))        \
  P (RECORDING_LISTEN, "recording.listen", N_ ("Listen to recordings and write notes"))            \
  P (RECORDING_ADD, "recording.add", N_ ("Upload recordings"))                                     \
  P (RECORDING_MANAGE, "recording.manage", N_ ("Hold, keep and delete recordings"))                \
  P (REVIEW_READ, "review.read", N_ ("See reviews of calls and their results"))                    \
  P (REVIEW_SCORE, "review.score", N_ ("Review calls"))                                            \
  P (REVIEW_MANAGE, "review.manage", N_ ("Draw samples, assign and settle reviews"))

typedef enum {
#define P(id, wire, label) HCRM_PERM_##id,
  HCRM_PERMISSIONS (P)
#undef P
      HCRM_N_PERMISSIONS
} HcrmPermission;

/* How far a permission reaches; a wider scope holds the narrower ones. */
typedef enum {
  HCRM_SCOPE_NONE,
  HCRM_SCOPE_OWN,
  HCRM_SCOPE_DEPARTMENT,
  HCRM_SCOPE_SITE,
  HCRM_SCOPE_ALL,
} HcrmScope;

/* What somebody may do: the scope of each permission. */
typedef struct {
  guint8 scope[HCRM_N_PERMISSIONS];
} HcrmPermissionSet;

gboolean hcrm_permission_set_has (const HcrmPermissionSet *set, HcrmPermission permission);

/* Raises @permission to @scope; never lowers it. */
void hcrm_permission_set_add (HcrmPermissionSet *set, HcrmPermission permission, HcrmScope scope);

/* Wire names and translated labels; -1 for an unknown name. */
const char *hcrm_permission_get_name (HcrmPermission permission);
const char *hcrm_permission_get_label (HcrmPermission permission);
int hcrm_permission_from_name (const char *name);
const char *hcrm_scope_get_name (HcrmScope scope);
const char *hcrm_scope_get_label (HcrmScope scope);
HcrmScope hcrm_scope_from_name (const char *name);

G_END_DECLS
