/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a complaint may end, and how: pure rules. */

#include "complaint-rules.h"

#include "model/hcrm-complaint.h"

static gboolean
refuse (GError **error, const char *why)
{
  return hcrm_fail (error, HCRM_ERROR_CONFLICT, "closed_as", "%s", why);
}

static gboolean
check_satisfied (const HcrmComplaintFacts *facts, GError **error)
{
  return facts->satisfied
         || refuse (error, _ ("The caller has not said that this is settled: call back first"));
}

static gboolean
check_unreached (const HcrmComplaintFacts *facts, GError **error)
{
  if (!facts->contact)
    return refuse (error, _ ("No contact was left: nobody can be called"));
  if (facts->days >= HCRM_COMPLAINT_CALLS)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_CONFLICT, "closed_as",
                    _ ("The caller must have been called on %d working days; so far it is %d"),
                       HCRM_COMPLAINT_CALLS, facts->days);
}

static gboolean
check_no_contact (const HcrmComplaintFacts *facts, GError **error)
{
  return !facts->contact || refuse (error, _ ("The caller left a contact: tell the answer there"));
}

static gboolean
check_false_number (const HcrmComplaintFacts *facts, GError **error)
{
  if (!facts->contact || !facts->number_false)
    return refuse (error, _ ("The number was not found false"));
  if (facts->address)
    return refuse (error, _ ("The caller left a postal address: write there"));
  if (facts->calls >= HCRM_COMPLAINT_CALLS)
    return TRUE;
  return hcrm_fail (error, HCRM_ERROR_CONFLICT, "closed_as",
                    _ ("There must have been %d attempts; so far it is %d"), HCRM_COMPLAINT_CALLS,
                       facts->calls);
}

static gboolean
check_mediated (const HcrmComplaintFacts *facts, GError **error)
{
  if (facts->solution == NULL || *facts->solution == '\0')
    return hcrm_fail (error, HCRM_ERROR_INVALID, "solution", "%s", _ ("Say what was agreed"));
  return TRUE;
}

static const struct {
  const char *closed_as;
  const char *states; /* it may come from, in blanks */
  gboolean (*check) (const HcrmComplaintFacts *facts, GError **error);
} ends[] = {
  { "satisfied", " told ", check_satisfied },
  { "unreached", " answered told ", check_unreached },
  { "no-contact", " answered ", check_no_contact },
  { "false-number", " answered told ", check_false_number },
  { "mediated", " mediation ", check_mediated },
};

gboolean
hcrm_complaint_check_close (const HcrmComplaintFacts *facts, const char *closed_as, GError **error)
{
  g_autofree char *word = g_strdup_printf (" %s ", facts->state);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    if (g_strcmp0 (ends[i].closed_as, closed_as) != 0)
      continue;
    if (strstr (ends[i].states, word) == NULL)
      return refuse (error, _ ("A complaint in this state cannot be closed like that"));
    return ends[i].check (facts, error);
  }
  return hcrm_fail (error, HCRM_ERROR_INVALID, "closed_as", "%s",
                    _ ("A complaint cannot be closed as this"));
}
