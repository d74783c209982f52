/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One table of codes: title, parts of the detail, icon and pill of each. */

#include "hcrm-explain.h"

#include <glib/gi18n.h>
#include <string.h>

#include "hcrm-date.h"
#include "hcrm-deadline.h"
#include "hcrm-script.h"
#include "model/hcrm-call.h"
#include "model/hcrm-complaint.h"
#include "model/hcrm-contact.h"
#include "model/hcrm-disposition.h"
#include "model/hcrm-encounter.h"
#include "model/hcrm-followup-ladder.h"
#include "model/hcrm-followup.h"
#include "model/hcrm-health.h"
#include "model/hcrm-medication.h"
#include "model/hcrm-message.h"
#include "model/hcrm-register.h"
#include "model/hcrm-review.h"

#define MAX_PARTS 8

/* A part is left out if any parameter in its braces is missing. After the colon stands how to write
 * it: a day, an instant, or the choice of a list below. */
typedef struct {
  const char *code;
  const char *kind;
  const char *icon;
  const char *pill;
  const char *title;
  const char *parts[MAX_PARTS];
} Row;

#define ENCOUNTER "encounter", "hcrm-encounter-symbolic"
#define FOLLOWUP "followup", "hcrm-followup-symbolic"
#define CALL "followup", "hcrm-call-symbolic"
#define MESSAGE "message", "hcrm-message-symbolic"
#define RECORD "record", "hcrm-record-symbolic"
#define PHONE "call", "hcrm-call-symbolic"
#define COMPLAINT "complaint", "hcrm-complaint-symbolic"

/* clang-format off */
#define PLACE "{department}", N_("bed {bed}")
#define ALSO N_("also attending: {also}")
#define STEP N_("step {step} of {steps}"), "{template}"
#define AFTER N_("after: {outcome:disposition}")
#define WHY N_("because: {reason}")
#define SAID N_("the agent's result: {said:disposition}")
#define HOURS N_("hours of calling are {from} to {until} o'clock")
#define NOT_NOW N_("because {why:message_reason}")

static const Row rows[] = {
  { "encounter.registered",  ENCOUNTER, "bare wait", N_("Registered"),        { PLACE, N_("number {number}"), ALSO } },
  { "encounter.admitted",    ENCOUNTER, "info",      N_("Admitted"),          { PLACE, "{diagnosis}", N_("number {number}"), ALSO } },
  { "encounter.transferred", ENCOUNTER, "bare info", N_("Transferred"),       { N_("from {from}"), PLACE, ALSO } },
  { "encounter.discharged",  ENCOUNTER, "ok",        N_("Discharged"),        { "{department}", "{diagnosis}", "{outcome:outcome}", N_("number {number}"), ALSO } },
  { "encounter.updated",     ENCOUNTER, "bare wait", N_("Visit updated by the HIS"), { PLACE, "{diagnosis}", N_("number {number}"), ALSO } },
  { "encounter.cancelled",   ENCOUNTER, "bare stop", N_("Visit cancelled"),   { PLACE, N_("number {number}") } },
  { "encounter.planned",     ENCOUNTER, "bare info", N_("Admission planned"), { N_("expected {expected:time}"), PLACE, N_("number {number}"), ALSO } },
  { "encounter.became-inpatient", ENCOUNTER, "info", N_("Outpatient became inpatient"), { PLACE, "{diagnosis}", N_("number {number}") } },
  { "encounter.became-outpatient", ENCOUNTER, "bare info", N_("Inpatient became outpatient"), { PLACE, N_("number {number}") } },
  { "encounter.transfer-cancelled", ENCOUNTER, "bare info", N_("Transfer taken back"), { PLACE, N_("number {number}") } },
  { "encounter.resumed",     ENCOUNTER, "violet",    N_("Discharge taken back"), { PLACE, N_("number {number}") } },

  { "result.reported",       ENCOUNTER, "bare info", N_("Results: {name}"),   { N_("{abnormal} of {items} abnormal"), "{flags}" } },
  { "result.corrected",      ENCOUNTER, "bare warn", N_("Results corrected: {name}"), { N_("{abnormal} of {items} abnormal"), "{flags}" } },
  { "result.cancelled",      ENCOUNTER, "bare stop", N_("Results withdrawn: {name}"), { NULL } },
  { "result.moved",          ENCOUNTER, "warn",      N_("Results are another patient's: {name}"), { N_("order {order}") } },
  { "drug.ordered",          ENCOUNTER, "bare wait", N_("Drug ordered: {drug}"), { "{quantity} {unit}", N_("for {days:days}") } },
  { "drug.dispensed",        ENCOUNTER, "bare ok",   N_("Drug dispensed: {drug}"), { "{quantity} {unit}", N_("for {days:days}") } },
  { "drug.stopped",          ENCOUNTER, "bare stop", N_("Drug stopped: {drug}"), { NULL } },
  { "drug.moved",            ENCOUNTER, "warn",      N_("Drug is another patient's: {drug}"), { N_("order {order}") } },

  { "followup.decided",      FOLLOWUP, "bare ok",    N_("Follow-up decided: {decision:decision}"), { "{exemption}", WHY } },
  { "decision.late",         FOLLOWUP, "warn",       N_("Nobody decided in time: on the list of the department's head"), { "{head}", N_("attending doctor {doctor}") } },
  { "decision.left",         FOLLOWUP, "warn",       N_("No attending doctor any more: on the list of the department's head"), { "{head}", N_("attending doctor {doctor}") } },
  { "decision.leave",        FOLLOWUP, "info",       N_("Decided by who stands in: {delegate}"), { N_("{doctor} is away"), N_("until {until:date}") } },
  { "followup.lives",        FOLLOWUP, "info",       N_("To be decided on after all"), { N_("the death was taken back") } },
  { "followup.readmitted",   FOLLOWUP, "bare stop",  N_("No follow-up to decide on"), { N_("in hospital again: it is decided on after that stay") } },
  { "followup.not-readmitted", FOLLOWUP, "info",     N_("To be decided on after all"), { N_("the new admission was cancelled") } },
  { "followup.delegated",    FOLLOWUP, "info",       N_("Handed to {assignee}"), { N_("{doctor} is away"), N_("until {until:date}"), WHY, STEP } },
  { "followup.returned",     FOLLOWUP, "info",       N_("Back to {assignee}"), { N_("the leave is over"), STEP } },
  { "followup.left",         FOLLOWUP, "warn",       N_("Handed to {assignee}"), { N_("{doctor} has left"), STEP } },
  { "followup.died",         FOLLOWUP, "bare stop",  N_("No follow-up to decide on"), { N_("the patient is recorded as deceased") } },
  { "followup.planned",      FOLLOWUP, "info",       N_("Follow-up planned"), { "{template}", N_("joined with {joined}"), N_("instead of {instead}"), WHY, "{steps:steps}", N_("first on {first_due:date}") } },
  { "followup.attempt",      CALL,     "warn",       N_("Attempt: {disposition:disposition}"),
    { N_("{contact} ({relation:relation})"), N_("call back {call_back_at:time}"), STEP, N_("note: {note}") } },
  { "followup.attempt-late", CALL,     "violet",     N_("Second attempt, after the work was finished: {disposition:disposition}"), { STEP, N_("note: {note}") } },
  { "followup.done",         CALL,     "ok",         N_("Follow-up done"),
    { N_("{contact} ({relation:relation})"), N_("score {score}"), "{band}", STEP } },
  { "followup.answered",     FOLLOWUP, "ok",         N_("The patient answered the message"), { N_("score {score}"), "{band}", STEP } },
  { "followup.answer-late",  FOLLOWUP, "violet",     N_("Answered when the step was no longer open: kept, but not counted"), { N_("score {score}"), "{band}", STEP } },
  { "followup.moved",        FOLLOWUP, "bare warn",  N_("Moved off a holiday"),
    { "{holiday}", N_("planned for {planned_on:date}"), N_("due {due_on:date}"), STEP } },
  { "followup.moved-weekend", FOLLOWUP, "bare warn", N_("Moved off the weekend"), { N_("planned for {planned_on:date}"), N_("due {due_on:date}"), STEP } },
  { "followup.moved-late",   FOLLOWUP, "bare warn",  N_("Decided late: the first call is due at once"), { N_("planned for {planned_on:date}"), N_("due {due_on:date}"), STEP } },
  { "followup.passed",       FOLLOWUP, "bare stop",  N_("Passed before the decision: folded into step {into}"), { N_("planned for {planned_on:date}"), STEP } },
  { "followup.called-forward", FOLLOWUP, "info",     N_("Brought forward"),   { N_("was due {from:date}"), WHY, STEP } },
  { "followup.rescheduled",  FOLLOWUP, "bare info",  N_("Rescheduled"),       { N_("from {from:date} to {to:date}"), WHY, STEP } },
  { "followup.changed",      FOLLOWUP, "bare info",  N_("Step changed"),
    { N_("carried out by: {owner:owner}"), N_("channel: {channel:task_channel}"), N_("window of {window:days}"), "{questionnaire}", N_("script: {script}"), WHY, STEP } },
  { "followup.added",        FOLLOWUP, "info",       N_("Step added"), { N_("due {due_on:date}"), "{owner:owner}", "{questionnaire}", N_("script: {script}"), WHY, STEP } },
  { "followup.assigned",     FOLLOWUP, "bare info",  N_("Assigned"),          { N_("to {assignee}"), STEP } },
  { "followup.escalated",    FOLLOWUP, "danger",     N_("The doctor's step was not done in time"), { N_("was due {from:date}"), STEP } },
  { "followup.note-changed", FOLLOWUP, "bare info",  N_("Note changed"),      { N_("version {version}"), "{template}" } },
  { "followup.printed",      FOLLOWUP, "bare wait",  N_("Sheet printed"),
    { "{sheet:sheet}", N_("version {version}"), N_("copies: {copies}"), N_("printed before: {before}"), STEP } },
  { "followup.lost",         FOLLOWUP, "danger stop", N_("Lost to follow-up"), { WHY, STEP } },
  { "followup.cancelled",    FOLLOWUP, "bare stop",  N_("Step cancelled"),    { WHY, STEP } },
  { "ladder.first",          CALL,     "info",       N_("First call: {contact}"), { "{at:time}" } },
  { "ladder.again",          CALL,     "bare warn",  N_("To be called again: {at:time}"),
    { AFTER, N_("{contact} ({relation:relation})"), "{off:day_off}", "{holiday}", N_("call {count} of {times} in a row"), STEP } },
  { "ladder.next",           CALL,     "warn",       N_("Next to be called: {contact}"),
    { AFTER, "{relation:relation}", "{at:time}", "{off:day_off}", "{holiday}", STEP } },
  { "ladder.message",        FOLLOWUP, "warn",       N_("Message to be sent: {at:time}"), { AFTER, STEP } },
  { "ladder.department",     FOLLOWUP, "warn",       N_("Task for the department's head: {assignee}"), { AFTER, "{at:time}", "{off:day_off}", "{holiday}", STEP } },
  { "ladder.doctor",         FOLLOWUP, "warn",       N_("Task for the attending doctor: {assignee}"), { AFTER, "{at:time}", "{off:day_off}", "{holiday}", STEP } },
  { "ladder.ends",           FOLLOWUP, "danger",     N_("Nobody reached: lost to follow-up from {at:time}"), { AFTER, STEP } },
  { "ladder.lost",           FOLLOWUP, "danger stop", N_("Lost to follow-up: the ladder is at its end"), { AFTER, STEP } },
  { "ladder.skipped",        FOLLOWUP, "bare stop",  N_("A step of the ladder was passed over"), { N_("because {why:ladder}") } },
  { "refill.dispensed",      RECORD,   "bare ok",    N_("Handed out on {day:date}"),
    { "{quantity} {unit}", N_("{dose} {dose_unit} a day"), N_("{left} {unit} left from before"), N_("{left_days:days} left from before"), N_("for {days:days} in all") } },
  { "refill.no-dose",        RECORD,   "bare warn",  N_("How much is taken a day was not told"), { "{day:date}", "{quantity} {unit}" } },
  { "refill.no-quantity",    RECORD,   "bare warn",  N_("How much was handed out was not told"), { "{day:date}" } },
  { "refill.units-differ",   RECORD,   "bare warn",  N_("Quantity and dose are in different units"), { "{day:date}", "{quantity} {unit}", N_("the dose in {dose_unit}") } },
  { "refill.implausible",    RECORD,   "bare warn",  N_("More likely a mistake in a number or unit"), { N_("it would last for {days:days}") } },
  { "refill.as-needed",      RECORD,   "bare stop",  N_("Taken as needed: nobody can say when it runs out"), { NULL } },
  { "refill.stopped",        RECORD,   "bare stop",  N_("Stopped on {day:date}"), { NULL } },
  { "refill.short-course",   RECORD,   "bare stop",  N_("A course that ends: handed out once"), { N_("for {days:days}") } },
  { "refill.lapsed",         RECORD,   "bare stop",  N_("Too late for a call"), { N_("ran out {days:days} ago") } },
  { "refill.ward",           RECORD,   "bare stop",  N_("Handed out on the ward, not to take home"), { "{day:date}" } },
  { "refill.stay",           RECORD,   "bare info",  N_("In hospital from {from:date} to {until:date}"), { N_("{days} days are not counted: the ward gives the drug") } },
  { "refill.in-hospital",    RECORD,   "bare info",  N_("In hospital since {from:date}"), { N_("computed again after the discharge") } },
  { "refill.run-out",        RECORD,   "warn",       N_("Runs out on {day:date}"), { NULL } },
  { "refill.pharmacy-holiday", RECORD, "bare warn",  N_("To be fetched by {day:date}"), { N_("the pharmacy is closed: {holiday}") } },
  { "refill.pharmacy-weekend", RECORD, "bare warn",  N_("To be fetched by {day:date}"), { N_("the pharmacy is closed at the weekend") } },
  { "refill.call",           RECORD,   "info",       N_("Call on {day:date}"),
    { N_("{before:days} before"), N_("brought forward from {planned:date}"), N_("holiday: {holiday}") } },
  { "refill.planned",        FOLLOWUP, "info",       N_("Refill call planned"), { "{drugs}", N_("first runs out {run_out:date}"), N_("due {due_on:date}") } },
  { "refill.joined",         FOLLOWUP, "bare info",  N_("Joined to the refill call"), { "{drugs}", N_("due {due_on:date}") } },
  { "refill.dropped",        FOLLOWUP, "bare stop",  N_("Taken off the refill call"), { "{drugs}", "{why:refill}" } },
  { "refill.withdrawn",      FOLLOWUP, "bare stop",  N_("Refill call withdrawn"), { "{why:refill}" } },

  { "question.alarm",        FOLLOWUP, "danger",     N_("Alarming answer, the physician was told"), { "{matter}", N_("to {doctor}"), "{department}", N_("to be handled by {due_at:time}") } },
  { "question.changed",      FOLLOWUP, "danger",     N_("Alarming answer corrected, still alarming"), { "{matter}", N_("to be handled by {due_at:time}") } },
  { "question.again",        FOLLOWUP, "warn",       N_("The same alarming answer was given again"), { "{matter}" } },
  { "question.corrected",    FOLLOWUP, "bare stop",  N_("Alarm withdrawn: the answer was corrected"), { "{matter}" } },
  { "question.error",        FOLLOWUP, "bare stop",  N_("Alarm withdrawn: the answers were entered in error"), { "{matter}" } },
  { "question.asked",        FOLLOWUP, "info",       N_("Question put to a physician"), { N_("“{matter}”"), N_("to {doctor}"), "{department}", N_("to be answered by {due_at:time}") } },
  { "question.answered",     FOLLOWUP, "ok",         N_("The physician answered"), { N_("“{answer}”") } },
  { "question.handled",      FOLLOWUP, "ok",         N_("Handled by the physician"), { N_("“{answer}”") } },
  { "question.asked-back",   FOLLOWUP, "violet",     N_("The physician asked back"), { N_("“{text}”") } },
  { "question.replied",      FOLLOWUP, "info",       N_("The physician's question was answered"), { N_("“{text}”") } },
  { "question.asked-again",  FOLLOWUP, "info",       N_("Asked the physician again"), { N_("“{text}”") } },
  { "question.reassigned",   FOLLOWUP, "bare info",  N_("Question passed on"), { N_("from {from}"), N_("to {doctor}"), "{department}", WHY } },
  { "question.escalated",    FOLLOWUP, "danger",     N_("No answer in time, the department head was told"), { N_("was due {due_at:time}"), N_("to {doctor}") } },
  { "question.withdrawn",    FOLLOWUP, "bare stop",  N_("Question withdrawn"), { WHY } },
  { "question.attempt",      CALL,     "warn",       N_("Not yet given back: {disposition:disposition}"), { N_("{contact} ({relation:relation})"), N_("note: {note}") } },
  { "question.told",         CALL,     "ok",         N_("The answer was given back"), { N_("{contact} ({relation:relation})"), N_("note: {note}") } },
  { "reminder.set",          MESSAGE,  "bare info",  N_("Reminders to take a drug: {drug}"), { "{times}", N_("each day, {from:date} to {to:date}") } },
  { "dose.taken",            MESSAGE,  "ok",         N_("Dose taken: {drug}"),     { N_("due {due:time}"), "{way:dose_way}", N_("{contact} ({relation:relation})") } },
  { "dose.not-taken",        MESSAGE,  "violet",     N_("Dose not taken: {drug}"), { N_("due {due:time}"), "{way:dose_way}", N_("{contact} ({relation:relation})") } },
  { "dose.none",             MESSAGE,  "bare stop",  N_("No answer whether it was taken: {drug}"), { N_("due {due:time}") } },
  { "reminder.stopped",      MESSAGE,  "bare stop",  N_("Reminders stopped: {drug}"), { WHY } },

  { "plan.finished",         FOLLOWUP, "ok",         N_("Follow-up plan finished"),  { "{template}" } },
  { "plan.suspended",        FOLLOWUP, "violet",     N_("Follow-up plan suspended"), { N_("after: {disposition:disposition}"), WHY, "{template}" } },
  { "plan.resumed",          FOLLOWUP, "info",       N_("Follow-up plan resumed"),   { WHY, "{template}" } },
  { "plan.cancelled",        FOLLOWUP, "bare stop",  N_("Follow-up plan cancelled"), { N_("after: {disposition:disposition}"), WHY, "{template}" } },
  { "plan.withdrawn",        FOLLOWUP, "bare stop",  N_("Follow-up plan withdrawn: the discharge was taken back"), { N_("number {number}"), "{template}" } },
  { "plan.visit-cancelled",  FOLLOWUP, "bare stop",  N_("Follow-up plan withdrawn: the visit was cancelled"), { N_("number {number}"), "{template}" } },
  { "plan.deceased",         FOLLOWUP, "bare stop",  N_("Follow-up plan ended: the patient has died"), { "{template}" } },
  { "plan.lives",            FOLLOWUP, "info",       N_("Follow-up plan goes on: the death was taken back"), { "{template}" } },
  { "plan.readmitted",       FOLLOWUP, "violet",     N_("Follow-up plan suspended: in hospital again"), { "{department}", N_("number {number}"), "{template}" } },
  { "plan.released",         FOLLOWUP, "info",       N_("Follow-up plan goes on: the new admission was cancelled"), { N_("number {number}"), "{template}" } },
  { "plan.stays",            FOLLOWUP, "violet",     N_("Follow-up plan waits for the discharge"), { "{department}", N_("number {number}"), "{template}" } },
  { "plan.discharged",       FOLLOWUP, "info",       N_("Follow-up plan goes on: the patient was discharged"), { N_("number {number}"), "{template}" } },
  { "plan.lost",             FOLLOWUP, "danger stop", N_("Lost to follow-up"),       { N_("after: {disposition:disposition}"), "{template}" } },

  { "message.queued",        MESSAGE, "bare wait",   N_("Message to be sent: {purpose:purpose}"),
    { "{channel:via}", N_("{contact} ({relation:relation})"), N_("not before {at:time}"), NOT_NOW, N_("“{text}”") } },
  { "message.sent",          MESSAGE, "bare ok",     N_("Message sent: {purpose:purpose}"),
    { "{channel:via}", N_("{contact} ({relation:relation})"), N_("“{text}”") } },
  { "message.delivered",     MESSAGE, "ok",          N_("Message delivered: {purpose:purpose}"), { "{channel:via}", N_("{contact} ({relation:relation})") } },
  { "message.failed",        MESSAGE, "danger stop", N_("Message not delivered: {purpose:purpose}"), { "{channel:via}", NOT_NOW, "{words}" } },
  { "message.blocked",       MESSAGE, "violet",      N_("Message needs attention: {purpose:purpose}"), { NOT_NOW, "{missing:variables}" } },
  { "message.cancelled",     MESSAGE, "bare stop",   N_("Message not sent: {purpose:purpose}"), { NOT_NOW, "{words}" } },
  { "message.expired",       MESSAGE, "bare stop",   N_("Message expired: {purpose:purpose}"), { NOT_NOW } },

  { "call.in",               PHONE, "info",          N_("Call taken: {contact}"),
    { "{disposition:disposition}", "{relation:relation}", N_("note: {note}") } },
  { "call.out",              PHONE, "bare info",     N_("Call made: {contact}"),
    { "{disposition:disposition}", "{relation:relation}", N_("note: {note}") } },

  { "complaint.taken",       COMPLAINT, "info",      N_("Complaint taken"),    { "{number}", "{grade}" } },
  { "complaint.changed",     COMPLAINT, "bare wait", N_("Complaint put right"), { "{number}" } },
  { "complaint.spot",        COMPLAINT, "ok",        N_("Complaint settled on the spot"), { "{number}", "{solution}" } },
  { "complaint.routed",      COMPLAINT, "info",      N_("Complaint routed"),   { "{number}", N_("to {department}") } },
  { "complaint.accepted",    COMPLAINT, "bare info", N_("Share of the complaint accepted"), { "{number}", "{department}" } },
  { "complaint.returned",    COMPLAINT, "warn",      N_("Share of the complaint sent back"), { "{number}", "{department}", WHY } },
  { "complaint.share-withdrawn", COMPLAINT, "bare stop", N_("Share of the complaint withdrawn"), { "{number}", "{department}", WHY } },
  { "complaint.share-answered", COMPLAINT, "bare ok", N_("A department answered the complaint"), { "{number}", "{department}" } },
  { "complaint.answer-changed", COMPLAINT, "bare ok", N_("A department changed its answer to the complaint"), { "{number}", "{department}" } },
  { "complaint.asked-back",  COMPLAINT, "violet",    N_("A department asked back about the complaint"), { "{number}", "{department}" } },
  { "complaint.replied",     COMPLAINT, "info",      N_("The department's question about the complaint was answered"), { "{number}", "{department}" } },
  { "complaint.handed",      COMPLAINT, "bare info", N_("Share of the complaint handed on"), { "{number}", "{department}" } },
  { "complaint.led",         COMPLAINT, "bare info", N_("Another department leads the complaint"), { "{number}", "{department}" } },
  { "complaint.answered",    COMPLAINT, "ok",        N_("Complaint answered"), { "{number}" } },
  { "complaint.attempt",     COMPLAINT, "warn",      N_("The caller was not told yet"), { "{number}", "{disposition:disposition}", N_("note: {note}") } },
  { "complaint.told",        COMPLAINT, "ok",        N_("The caller was told"), { "{number}", N_("note: {note}") } },
  { "complaint.written",     COMPLAINT, "info",      N_("The answer was written to the caller, to be sent"), { "{number}", "{channel:message_channel}" } },
  { "complaint.told-in-writing", COMPLAINT, "ok",    N_("The caller was told in writing"), { "{number}", "{channel:message_channel}", N_("posted on {on:date}") } },
  { "complaint.undelivered", COMPLAINT, "danger stop", N_("The answer in writing was not delivered"), { "{number}", "{channel:message_channel}", NOT_NOW, "{words}" } },
  { "complaint.unwritten",   COMPLAINT, "warn stop", N_("The answer that waited to be sent was withdrawn"), { "{number}", "{channel:message_channel}", NOT_NOW, "{words}" } },
  { "complaint.untold",      COMPLAINT, "danger",    N_("The caller was not told after all: to be told again"), { "{number}" } },
  { "complaint.unsatisfied", COMPLAINT, "danger",    N_("The caller is not satisfied: handled again"), { "{number}", WHY } },
  { "complaint.mediation-offered", COMPLAINT, "danger", N_("Not satisfied for the third time: mediation is offered"), { "{number}" } },
  { "complaint.mediation",   COMPLAINT, "violet",    N_("Complaint in mediation"), { "{number}", WHY } },
  { "complaint.reopened",    COMPLAINT, "violet",    N_("Complaint opened again"), { "{number}", WHY } },
  { "complaint.closed",      COMPLAINT, "ok",        N_("Complaint closed"),   { "{number}", "{closed_as:closed_as}", "{solution}" } },
  { "complaint.withdrawn",   COMPLAINT, "bare stop", N_("Complaint taken back by the caller"), { "{number}", WHY } },
  { "complaint.discarded",   COMPLAINT, "bare stop", N_("Draft of a complaint discarded"), { "{number}", WHY } },
  { "complaint.number-right", COMPLAINT, "bare ok",  N_("The caller's number was verified"), { "{number}" } },
  { "complaint.number-false", COMPLAINT, "warn",     N_("The caller's number was found false"), { "{number}" } },
  { "complaint.paused",      COMPLAINT, "violet",    N_("The complaint's clock stands"), { "{number}", "{why:deadline}" } },
  { "complaint.resumed",     COMPLAINT, "info",      N_("The complaint's clock goes on"), { "{number}" } },
  { "complaint.regraded",    COMPLAINT, "warn",      N_("Complaint graded anew"), { "{number}", N_("from {from}"), N_("to {to}"), WHY } },
  { "complaint.reclassed",   COMPLAINT, "bare info", N_("Complaint classified anew"), { "{number}", N_("from {from}"), N_("to {to}"), WHY } },
  { "complaint.receiver-changed", COMPLAINT, "violet", N_("Somebody else received the complaint: it was about whoever took it"), { "{number}", "{receiver}" } },
  { "complaint.joined",      COMPLAINT, "violet",    N_("Complaint joined into another"), { "{number}", WHY } },
  { "complaint.joined-to",   COMPLAINT, "violet",    N_("Another complaint was joined to this one"), { "{number}" } },
  { "complaint.parted",      COMPLAINT, "violet",    N_("Complaint parted again"), { "{number}", WHY } },
  { "complaint.parted-from", COMPLAINT, "violet",    N_("A joined complaint was parted again"), { "{number}" } },
  { "complaint.attached",    COMPLAINT, "bare info", N_("File attached to the complaint"), { "{number}", "{name}" } },
  { "complaint.detached",    COMPLAINT, "bare stop", N_("File taken off the complaint"), { "{number}", "{name}", WHY } },
  { "complaint.evidence",    COMPLAINT, "violet",    N_("Evidence of the complaint handed out"), { "{number}", WHY, N_("key {key}") } },
  { "complaint.reminded",    COMPLAINT, "warn",      N_("Reminded of the complaint"), { "{number}", "{level}" } },
  { "complaint.level-passed", COMPLAINT, "bare warn", N_("Past this reminder already: who comes after was told"), { "{number}", "{level}" } },

  { "consent.given",         MESSAGE, "bare ok",     N_("Messages allowed: {purpose:purpose}"), { "{channel:via}", "{source:consent}" } },
  { "consent.refused",       MESSAGE, "stop",        N_("Messages refused: {purpose:purpose}"), { "{channel:via}", "{source:consent}" } },

  { "record.created",        RECORD, "bare wait",    N_("Record created"),    { "{source}" } },
  { "record.changed",        RECORD, "bare wait",    N_("Record changed"),    { "{fields}" } },
  { "record.revealed",       RECORD, "bare warn",    N_("Full numbers shown"), { "{fields}", WHY } },
  { "record.merged",         RECORD, "violet",       N_("Records merged"),    { "{source}", N_("MRN {number}"), WHY } },
  { "record.parted",         RECORD, "violet",       N_("Merge undone"),      { "{source}", N_("MRN {number}"), WHY } },
  { "record.deceased",       RECORD, "bare wait",    N_("Recorded as deceased"), { "{source}" } },
  { "record.imported",       RECORD, "bare wait",    N_("Taken from a list"),  { "{file}", N_("row {row}") } },
  { "contact.added",         RECORD, "bare wait",    N_("Contact added"),     { N_("{name} ({relation:relation})") } },
  { "contact.changed",       RECORD, "bare wait",    N_("Contact changed"),   { N_("{name} ({relation:relation})"), "{fields}" } },
  { "contact.invalid",       RECORD, "warn",         N_("Number found invalid"), { N_("{name} ({relation:relation})"), "{number}" } },

  { "register.entered",      RECORD, "info",         N_("Entered the register: {register}"),
    { "{entry:entry}", "{diagnosis} {code}", N_("score {score}"), N_("number {number}"), WHY } },
  { "register.exit-proposed", RECORD, "warn",        N_("To leave the register: {register}"),
    { "{exit:exit}", N_("was {was}"), N_("now {now}"), "{diagnosis}", N_("on {day:date}") } },
  { "register.left",         RECORD, "bare stop",    N_("Left the register: {register}"),
    { "{exit:exit}", N_("was {was}"), N_("now {now}"), N_("on {day:date}"), WHY } },
  { "register.kept",         RECORD, "bare ok",      N_("Stays in the register: {register}"), { WHY } },

  { "study.entered",         RECORD, "bare info",    N_("Considered for the study: {study}"), { N_("subject {number}") } },
  { "study.consented",       RECORD, "info",         N_("Consented to the study: {study}"), { N_("subject {number}"), N_("consent form {version}") } },
  { "study.withdrawn",       RECORD, "bare stop",    N_("Withdrew from the study: {study}"), { N_("subject {number}"), WHY } },

  { "health.enrolled",       FOLLOWUP, "info",       N_("Taken into the programme: {programme}"), { N_("looked after by {manager}") } },
  { "health.planned",        FOLLOWUP, "bare info",  N_("Next cycle planned: {programme}"),
    { N_("cycle {number}"), N_("due {due_on:date}"), N_("every {months:months}"), N_("planned for {planned_on:date}"), "{off:day_off}", "{holiday}", WHY } },
  { "health.begun",          FOLLOWUP, "info",       N_("Cycle begun: {programme}"), { N_("cycle {number}"), N_("missing: {missing}") } },
  { "health.moved",          FOLLOWUP, "bare info",  N_("Cycle moved: {programme}"), { N_("cycle {number}"), N_("from {from:date} to {to:date}"), WHY } },
  { "health.skipped",        FOLLOWUP, "bare stop",  N_("Cycle left out: {programme}"), { N_("cycle {number}"), WHY } },
  { "health.entered",        FOLLOWUP, "bare info",  N_("Value entered by hand: {name}"), { "{programme}", N_("taken on {taken_on:date}") } },
  { "health.asked",          FOLLOWUP, "info",       N_("Missing values are asked for: {programme}"), { N_("missing: {missing}") } },
  { "health.collected",      FOLLOWUP, "bare ok",    N_("Values collected: {programme}"), { N_("cycle {number}"), N_("missing: {missing}") } },
  { "health.assessed",       FOLLOWUP, "bare ok",    N_("Assessed: {programme}"), { "{judgement:health_judgement}", N_("not judged for want of: {missing}") } },
  { "health.guided",         FOLLOWUP, "bare ok",    N_("Guidance given: {programme}"), { "{count:pieces_of_advice}", WHY } },
  { "health.intervened",     FOLLOWUP, "bare ok",    N_("Intervention: {programme}"), { "{template}", WHY } },
  { "health.evaluated",      FOLLOWUP, "ok",         N_("Cycle evaluated: {programme}"),
    { N_("cycle {number}"), N_("{reached} at target"), N_("{closer} closer to target"), N_("{worse} worse"), N_("{unknown} cannot be compared") } },
  { "health.reopened",       FOLLOWUP, "warn",       N_("Values collected again: {programme}"), { N_("cycle {number}"), WHY } },
  { "health.late",           FOLLOWUP, "warn",       N_("Came after the assessment: {names}"), { "{programme}", N_("cycle {number}") } },
  { "health.ended",          FOLLOWUP, "bare stop",  N_("Care in the programme ended: {programme}"), { "{exit:health_exit}", WHY } },

  { "duplicate.id-number",   RECORD, "ok",           N_("Same document number"), { "{number}" } },
  { "duplicate.name",        RECORD, "ok",           N_("Same name"), { NULL } },
  { "duplicate.sound",       RECORD, "info",         N_("Name sounds the same"), { NULL } },
  { "duplicate.birth-date",  RECORD, "ok",           N_("Same date of birth"), { "{date}" } },
  { "duplicate.phone",       RECORD, "info",         N_("Same telephone"), { "{number}" } },
  { "duplicate.twins",       RECORD, "warn",         N_("Another given name: perhaps twins"), { NULL } },
  { "duplicate.id-differs",  RECORD, "danger",       N_("Another document number"), { NULL } },
  { "duplicate.birth-differs", RECORD, "warn",       N_("Another date of birth"), { NULL } },
  { "duplicate.sex-differs", RECORD, "warn",         N_("Another sex"), { NULL } },

  { "undo.merged",           RECORD, "warn",         N_("The record was merged since"), { NULL } },
  { "undo.patient-changed",  RECORD, "warn",         N_("The record was changed since"), { NULL } },
  { "undo.visit-changed",    RECORD, "warn",         N_("The visit was decided on or changed since"), { NULL } },
  { "undo.contact-changed",  RECORD, "warn",         N_("A contact was changed since"), { NULL } },
  { "undo.visit-other",      RECORD, "warn",         N_("There is another visit of the patient"), { NULL } },
  { "undo.contact-other",    RECORD, "warn",         N_("A contact was added since"), { NULL } },
  { "undo.number-other",     RECORD, "warn",         N_("Another number of the patient was added since"), { NULL } },
  { "undo.work",             RECORD, "warn",         N_("Somebody has worked on it since"), { NULL } },

  { "item.removed",          RECORD, "warn",         N_("No longer asked"), { NULL } },
  { "item.type",             RECORD, "danger",       N_("Answered in another way"), { "{was} → {now}" } },
  { "item.words",            RECORD, "warn",         N_("Asked in other words"), { "{was} → {now}" } },
  { "item.unit",             RECORD, "danger",       N_("Measured in another unit"), { "{was} → {now}" } },
  { "item.option-removed",   RECORD, "warn",         N_("An option was taken away"), { "{option}" } },
  { "item.option-weight",    RECORD, "danger",       N_("An option counts differently"), { "{option}" } },
  { "item.moved",            RECORD, "warn",         N_("Asked in another repeating group"), { NULL } },

  { "warning.words",         RECORD, "danger",       N_("Such words were used: {words}"), { "{n:complaints}" } },
  { "warning.grade",         RECORD, "danger",       N_("A grave complaint"), { "{n:complaints}" } },
  { "warning.repeat-person", RECORD, "warn",         N_("Complained of again and again: {staff}"), { N_("{n:complaints} within {days:days}") } },
  { "warning.repeat-department", RECORD, "warn",     N_("Complained of again and again: {department}"), { N_("{n:complaints} within {days:days}") } },
  { "warning.cluster",       RECORD, "danger",       N_("Several callers about one event"), { "{n:complaints}" } },
  { "warning.chart",         RECORD, "warn",         N_("More complaints than there used to be"), { "{staff}", "{department}", "{drug}", "{n:complaints}" } },

  { "review.assigned",       RECORD, "bare wait",    N_("Given to be scored"),       { NULL } },
  { "review.reassigned",     RECORD, "bare wait",    N_("Given to another reviewer"), { NULL } },
  { "review.submitted",      RECORD, "ok",           N_("Review submitted"),         { NULL } },
  { "review.skipped",        RECORD, "bare stop",    N_("Passed over"),              { WHY } },
  { "review.appealed",       RECORD, "warn",         N_("Appealed"),                 { WHY } },
  { "review.second",         RECORD, "violet",       N_("Given to be scored again"), { NULL } },
  { "review.second-submitted", RECORD, "bare info",  N_("Scored again"),             { NULL } },
  { "review.settled",        RECORD, "ok",           N_("Appeal settled"),           { "{outcome:review_outcome}" } },

  { "suspicion.no-call",     RECORD, "danger",       N_("No call"),                  { N_("the telephone system knows of none for it"), SAID, N_("kept as talked at {at:time}"), N_("the agent's last call before ended at {before:time}"), N_("the next began at {after:time}") } },
  { "suspicion.not-answered", RECORD, "danger",      N_("The call was not answered"), { N_("called at {at:time}"), N_("the telephone says: {cause:call_cause}"), N_("over after {rang} seconds"), SAID } },
  { "suspicion.short-call",  RECORD, "danger",       N_("Call too short"),           { N_("{n} answers in {talk} seconds"), N_("answered at {at:time}") } },
  { "suspicion.after-hang-up", RECORD, "warn",       N_("Answered after hanging up"), { N_("{n} of {of} answers"), N_("hung up at {ended:time}"), N_("last answer at {last:time}") } },
  { "suspicion.same-answers", RECORD, "warn",        N_("Same answers as others"),   { N_("{n} answers the same for {patients} other patients"), "{names}" } },
  { "suspicion.odd-hours",   RECORD, "bare warn",    N_("Odd hours"),                { N_("finished at {at}"), HOURS } },
  { "suspicion.odd-playback", RECORD, "bare warn",   N_("Played at odd hours"),      { N_("{user} listened to the recording at {at:time}"), N_("{n} times in all"), HOURS } },
  { "suspicion.in-a-row",    RECORD, "bare warn",    N_("Many in a row"),            { N_("{n} finished within {minutes} minutes"), N_("the first at {first:time}") } },

  { "deadline.received",     RECORD, "bare info",    N_("Received: {at:time}"), { NULL } },
  { "deadline.reopened",     RECORD, "bare info",    N_("Reopened, the clock began anew: {at:time}"), { NULL } },
  { "deadline.next-hours",   RECORD, "bare wait",    N_("After closing time: counts as received on {day:date}"), { NULL } },
  { "deadline.next-weekend", RECORD, "bare wait",    N_("At the weekend: counts as received on {day:date}"), { NULL } },
  { "deadline.next-holiday", RECORD, "bare wait",    N_("On a holiday: counts as received on {day:date}"), { NULL } },
  { "deadline.term",         RECORD, "info",         N_("Term: {days:working_days}"), { N_("that day does not count") } },
  { "deadline.extended",     RECORD, "info",         N_("Another term: {days:working_days} instead of {was}"), { "{why:deadline}" } },
  { "deadline.paused",       RECORD, "violet",       N_("The clock stood still: {length:hours_of_service}"), { "{why:deadline}", N_("{from:time} to {until:time}") } },
  { "deadline.pausing",      RECORD, "violet",       N_("The clock stands still: {length:hours_of_service} so far"), { "{why:deadline}", N_("since {from:time}") } },
  { "deadline.closed",       RECORD, "bare wait",    N_("Not counted: {day:date} to {until:date}"), { "{holiday}" } },
  { "deadline.closed-day",   RECORD, "bare wait",    N_("Not counted: {day:date}"), { "{holiday}" } },
  { "deadline.swapped",      RECORD, "bare wait",    N_("Counted, a weekend day that is worked: {day:date}"), { "{holiday}" } },
  { "deadline.due",          RECORD, "warn",         N_("Due: {at:time}"), { NULL } },
  { "deadline.due-held",     RECORD, "violet",       N_("Due as it stood when the clock was paused: {at:time}"), { NULL } },
  { "deadline.due-resumed",  RECORD, "bare info",    N_("If the clock went on now: {at:time}"), { NULL } },
  { "deadline.in-time",      RECORD, "ok",           N_("Answered in time: {at:time}"), { N_("{length:hours_of_service} were left") } },
  { "deadline.late",         RECORD, "danger",       N_("Answered late: {at:time}"), { N_("by {length:hours_of_service}") } },

  { "caller.own",            RECORD, "ok",           N_("The patient's own number"), { NULL } },
  { "caller.child",          RECORD, "ok",           N_("The number of who cares for the child"), { NULL } },
  { "caller.relation",       RECORD, "bare info",    N_("Contact: {relation:relation}"), { NULL } },
  { "caller.named-now",      RECORD, "ok",           N_("On this line within a day"), { NULL } },
  { "caller.named-last",     RECORD, "info",         N_("Last on this line"), { N_("{days:days} ago") } },
  { "caller.named-once",     RECORD, "bare info",    N_("Last on this line, long ago"), { N_("{days:days} ago") } },
  { "caller.named-before",   RECORD, "bare wait",    N_("On this line before"), { N_("{days:days} ago") } },
  { "caller.missed",         RECORD, "warn",         N_("Our call was not answered"), { NULL } },
  { "caller.own-complaint",  RECORD, "danger",       N_("Complained from this number"), { NULL } },
  { "caller.complaint",      RECORD, "warn",         N_("A complaint is open"), { NULL } },
  { "caller.appointment",    RECORD, "info",         N_("Appointment today"), { NULL } },
  { "caller.due",            RECORD, "warn",         N_("Follow-up due: {due}"), { NULL } },
  { "caller.talked",         RECORD, "bare wait",    N_("Spoken with this week"), { NULL } },
  { "caller.invalid",        RECORD, "danger stop",  N_("The number is no longer valid"), { NULL } },
  { "caller.deceased",       RECORD, "stop",         N_("The patient is deceased"), { NULL } },
  { "caller.merged",         RECORD, "bare wait",    N_("The number stands on a merged record"), { NULL } },

  { "compose.own",           RECORD, "ok",           N_("Made for this disease"), { "{name}", "{category}", N_("diagnosis {diagnosis}") } },
  { "compose.inherited",     RECORD, "info",         N_("Inherited from the wider category"), { "{name}", "{category}", N_("diagnosis {diagnosis}") } },
  { "compose.parent",        RECORD, "info",         N_("The disease has none of its own: from the wider category"), { "{name}", "{category}", N_("diagnosis {diagnosis}") } },
  { "compose.general",       RECORD, "bare info",    N_("Asked whatever the disease"), { N_("diagnosis {diagnosis}") } },
  { "compose.extra",         RECORD, "violet",       N_("Added by hand"), { NULL } },
  { "compose.passed-over",   RECORD, "bare wait",    N_("Another one fits better"), { "{category}", N_("diagnosis {diagnosis}") } },
  { "compose.same-code",     RECORD, "bare wait",    N_("Asked already, by its code"), { NULL } },
  { "compose.same-definition", RECORD, "bare wait",  N_("Asked already, by its definition"), { NULL } },
  { "compose.same-words",    RECORD, "bare wait",    N_("Asked already, in the same words"), { NULL } },
  { "compose.refined",       RECORD, "bare wait",    N_("Asked more exactly for the disease"), { NULL } },
  { "compose.nothing-left",  RECORD, "bare wait",    N_("Nothing in it was left to ask"), { NULL } },
};
/* clang-format on */

static const Row *
find_row (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].code, code) == 0)
      return &rows[i];
  return NULL;
}

/* --- Parameters ----------------------------------------------------------------------------- */

typedef char *(*Writer) (const char *text);

static char *
write_date (const char *text)
{
  GDate date, today;

  if (!hcrm_date_from_iso (text, &date))
    return g_strdup (text);
  g_date_clear (&today, 1);
  g_date_set_time_t (&today, time (NULL));
  return hcrm_date_label (&date, &today);
}

/* The clock as it was written: the server writes instants in the site's zone. */
static char *
write_time (const char *text)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (text, NULL);
  if (at == NULL)
    return g_strdup (text);
  g_autofree char *day = g_date_time_format (at, "%Y-%m-%d");
  g_autofree char *clock = g_date_time_format (at, "%H:%M");
  g_autofree char *date = write_date (day);

  return g_strdup_printf ("%s %s", date, clock);
}

/* The names of a script's variables, as people know them. */
static char *
write_variables (const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ", ", -1);

  for (char **name = names; *name != NULL; name++) {
    char *label = g_strdup (hcrm_script_get_variable_label (*name));
    g_free (*name);
    *name = label;
  }
  return g_strjoinv (", ", names);
}

/* --- Counted: one of a thing is not several --- */

/* What is no whole number, such as 1:30, is several. */
static gulong
count (const char *text)
{
  return strspn (text, "0123456789") < strlen (text) ? 2 : strtoul (text, NULL, 10);
}

static char *
write_days (const char *text)
{
  return g_strdup_printf (ngettext ("%s day", "%s days", count (text)), text);
}

static char *
write_working_days (const char *text)
{
  return g_strdup_printf (ngettext ("%s working day", "%s working days", count (text)), text);
}

static char *
write_months (const char *text)
{
  return g_strdup_printf (ngettext ("%s month", "%s months", count (text)), text);
}

static char *
write_hours_of_service (const char *text)
{
  return g_strdup_printf (ngettext ("%s hour of service", "%s hours of service", count (text)),
                          text);
}

static char *
write_complaints (const char *text)
{
  return g_strdup_printf (ngettext ("%s complaint", "%s complaints", count (text)), text);
}

static char *
write_pieces_of_advice (const char *text)
{
  return g_strdup_printf (ngettext ("%s piece of advice", "%s pieces of advice", count (text)),
                          text);
}

static char *
write_steps (const char *text)
{
  return g_strdup_printf (ngettext ("%s step", "%s steps", count (text)), text);
}

/* clang-format off */
static const HcrmChoice day_off_choices[] = {
  { "holiday", N_("not on a public holiday") },
  { "weekend", N_("not at the weekend") },
  { "night",   N_("not at night") },
  { NULL }
};
/* clang-format on */

static const struct {
  const char *name;
  Writer write;
  const HcrmChoice *choices;
} writers[] = {
  { "date", write_date, NULL },
  { "time", write_time, NULL },
  { "disposition", NULL, hcrm_disposition_choices },
  { "call_cause", NULL, hcrm_call_cause_choices },
  { "decision", NULL, hcrm_followup_decision_choices },
  { "relation", NULL, hcrm_relation_choices },
  { "owner", NULL, hcrm_followup_owner_choices },
  { "task_channel", NULL, hcrm_followup_channel_choices },
  { "sheet", NULL, hcrm_followup_sheet_choices },
  { "outcome", NULL, hcrm_encounter_outcome_choices },
  { "purpose", NULL, hcrm_consent_purpose_choices },
  { "via", NULL, hcrm_consent_channel_choices },
  { "dose_way", NULL, hcrm_dose_way_choices },
  { "consent", NULL, hcrm_consent_source_choices },
  { "message_reason", NULL, hcrm_message_reason_choices },
  { "message_channel", NULL, hcrm_message_channel_choices },
  { "variables", write_variables, NULL },
  { "days", write_days, NULL },
  { "working_days", write_working_days, NULL },
  { "months", write_months, NULL },
  { "hours_of_service", write_hours_of_service, NULL },
  { "complaints", write_complaints, NULL },
  { "pieces_of_advice", write_pieces_of_advice, NULL },
  { "steps", write_steps, NULL },
  { "day_off", NULL, day_off_choices },
  { "deadline", NULL, hcrm_deadline_reason_choices },
  { "ladder", NULL, hcrm_followup_ladder_obstacle_choices },
  { "refill", NULL, hcrm_refill_reason_choices },
  { "review_outcome", NULL, hcrm_review_outcome_choices },
  { "entry", NULL, hcrm_register_entry_choices },
  { "closed_as", NULL, hcrm_complaint_closed_as_choices },
  { "exit", NULL, hcrm_register_exit_choices },
  { "health_exit", NULL, hcrm_health_exit_choices },
  { "health_judgement", NULL, hcrm_health_judgement_choices },
};

static char *
write_choice (const HcrmChoice *choices, const char *text)
{
  for (; choices->value != NULL; choices++)
    if (strcmp (choices->value, text) == 0)
      return g_strdup (gettext (choices->label));
  return g_strdup (text);
}

static char *
write_value (const char *how, const char *text)
{
  for (guint i = 0; how != NULL && i < G_N_ELEMENTS (writers); i++)
    if (strcmp (writers[i].name, how) == 0)
      return writers[i].write != NULL ? writers[i].write (text)
                                      : write_choice (writers[i].choices, text);
  return g_strdup (text);
}

static char *
dup_member (JsonObject *params, const char *name)
{
  JsonNode *node = json_object_get_member (params, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  return json_to_string (node, FALSE);
}

/* Names that people maintain come in two languages. */
static char *
dup_param (JsonObject *params, const char *name)
{
  if (params == NULL)
    return NULL;
  /* Translators: the code of the language you translate to, such as zh_CN */
  gboolean english = strcmp (C_ ("language", "en"), "en") == 0;
  g_autofree char *other = g_strconcat (name, "_en", NULL);
  char *text = english ? dup_member (params, other) : NULL;

  return text != NULL && *text != '\0' ? text : (g_free (text), dup_member (params, name));
}

/* --- Filling in ----------------------------------------------------------------------------- */

/* Appends what stands for @place, "name" or "name:how"; `FALSE` if there is nothing. */
static gboolean
append_place (GString *out, const char *place, JsonObject *params)
{
  g_auto (GStrv) words = g_strsplit (place, ":", 2);
  g_autofree char *value = dup_param (params, words[0]);

  if (value == NULL || *value == '\0')
    return FALSE;
  g_autofree char *text = write_value (words[1], value);
  g_string_append (out, text);
  return TRUE;
}

/* Returns: (transfer full) (nullable): @format with its braces filled; %NULL if one is empty. */
static char *
fill (const char *format, JsonObject *params)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = format; *at != '\0';) {
    const char *open = strchr (at, '{');
    const char *close = open != NULL ? strchr (open, '}') : NULL;

    if (close == NULL) {
      g_string_append (out, at);
      break;
    }
    g_autofree char *place = g_strndup (open + 1, close - open - 1);
    g_string_append_len (out, at, open - at);
    if (!append_place (out, place, params))
      return NULL;
    at = close + 1;
  }
  return g_strdup (out->str);
}

static gboolean
is_colon (gunichar c)
{
  return c == ':' || c == 0xFF1A;
}

/* A title whose parameter is missing ends before its colon, be it narrow or wide. */
static char *
make_title (const Row *row, JsonObject *params)
{
  const char *format = gettext (row->title);
  char *title = fill (format, params);
  const char *end = format;

  if (title != NULL)
    return title;
  while (*end != '\0' && *end != '{' && !is_colon (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  return g_strndup (format, end - format);
}

static char *
make_detail (const Row *row, JsonObject *params)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < MAX_PARTS && row->parts[i] != NULL; i++) {
    g_autofree char *part = fill (gettext (row->parts[i]), params);

    if (part != NULL && out->len > 0)
      g_string_append (out, " · ");
    if (part != NULL)
      g_string_append (out, part);
  }
  return g_strdup (out->str);
}

HcrmExplanation *
hcrm_explain (const char *code, JsonObject *params)
{
  static const Row unknown = {
    NULL, "record", "hcrm-record-symbolic", "bare wait", NULL, { NULL }
  };
  const Row *row = find_row (code);
  HcrmExplanation *self = g_new0 (HcrmExplanation, 1);

  self->title = row != NULL ? make_title (row, params) : g_strdup (code);
  row = row != NULL ? row : &unknown;
  self->detail = make_detail (row, params);
  self->icon = row->icon;
  self->pill = row->pill;
  self->kind = row->kind;
  return self;
}

void
hcrm_explanation_free (HcrmExplanation *self)
{
  g_free (self->title);
  g_free (self->detail);
  g_free (self);
}

const char *
hcrm_explain_get_kind (const char *code)
{
  const Row *row = find_row (code);

  return row != NULL ? row->kind : NULL;
}

const char *
hcrm_explain_get_nth_code (guint n)
{
  return n < G_N_ELEMENTS (rows) ? rows[n].code : NULL;
}
