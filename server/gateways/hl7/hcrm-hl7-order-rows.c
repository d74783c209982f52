/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One statement for all rows of a message. */
#include "hcrm-hl7-order-rows.h"

#include "hl7_orders-sql.h"

void
hcrm_hl7_orders_queue (HcrmHl7Work *self)
{
  const HcrmSql *sql = self->event->effect == HCRM_HL7_RESULTS ? &SQL_HL7_ORDERS_ADD_RESULTS
                                                               : &SQL_HL7_ORDERS_ADD_DRUGS;
  g_autofree char *issuer = hcrm_hl7_message_dup_sender (self->message);
  hcrm_db_let (self->db, "issuer", issuer);
  hcrm_db_queue (self->db, sql, self->told);
}
