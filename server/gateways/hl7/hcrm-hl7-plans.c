/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a visit's turn to its plans. */
#include "hcrm-hl7-plans.h"

#include "hl7_plans-sql.h"

static gboolean
is_in (HcrmRecord *visit, const char *state)
{
  return visit && g_strcmp0 (hcrm_record_get (visit, "state"), state) == 0;
}

static gboolean
is_stay (HcrmRecord *visit)
{
  return (is_in (visit, "active") || is_in (visit, "finished"))
         && g_strcmp0 (hcrm_record_get (visit, "kind"), "inpatient") == 0;
}

static void
withdraw_plans (HcrmHl7Work *self, const char *code, const char *reason)
{
  hcrm_db_let (self->db, "plan_code", code);
  hcrm_db_let (self->db, "plan_reason", reason);
  hcrm_db_queue (self->db, &SQL_HL7_PLANS_WITHDRAW, NULL);
}

static void
hold_plans (HcrmHl7Work *self, HcrmRecord *visit)
{
  const char *start = hcrm_record_get (visit, "started_at");
  hcrm_db_let (self->db, "begun_at", start ? start : hcrm_record_get (visit, "ended_at"));
  hcrm_db_queue (self->db, &SQL_HL7_PLANS_HOLD, visit);
}

/* The calls of one who attends no more are the successor's. */
static void
follow_doctor (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit)
{
  const char *former = known ? hcrm_record_get (known, "attending_id") : NULL;
  const char *doctor = hcrm_record_get (visit, "attending_id");
  if (!former || !doctor || g_str_equal (former, doctor))
    return;
  hcrm_db_let (self->db, "former_id", former);
  hcrm_db_queue (self->db, &SQL_HL7_PLANS_FOLLOW, visit);
}

void
hcrm_hl7_plans_follow (HcrmHl7Work *self, HcrmRecord *known, HcrmRecord *visit)
{
  gboolean cancelled = is_in (visit, "cancelled") && !is_in (known, "cancelled");
  hcrm_db_let (self->db, "visit_number", hcrm_record_get (visit, "number"));
  if (cancelled && known)
    withdraw_plans (self, "plan.visit-cancelled", "visit-cancelled");
  else if (is_in (known, "finished") && !is_in (visit, "finished"))
    withdraw_plans (self, "plan.withdrawn", "discharge-cancelled");
  if (is_stay (known) && !is_stay (visit))
    hcrm_db_queue (self->db, &SQL_HL7_PLANS_RELEASE, NULL);
  if (is_stay (visit) && !is_stay (known) && !self->died)
    hold_plans (self, visit);
  follow_doctor (self, known, visit);
}

void
hcrm_hl7_plans_end (HcrmHl7Work *self)
{
  hcrm_db_queue (self->db, &SQL_HL7_PLANS_END, NULL);
}
