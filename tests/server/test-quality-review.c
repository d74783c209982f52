/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Quality review: scorecards, samples, scoring, appeals, calibration, reports; who sees what. */

#include "hcrm-desk.h"
#include "hcrm-ward.h"
#include "modules/review/review-rules.h"

#define AGENT 3
#define AGENT2 4
#define SUPERVISOR 5

/* Two more reviewers, and recordings 1 … 40 of both agents, in turn, an hour apart. */
static void
seed (Fixture *self)
{
  fixture_run_sql (self, "INSERT INTO app_user (username, password_hash) SELECT n, (SELECT "
                         "password_hash FROM app_user WHERE username = 'agent') FROM "
                         "unnest('{reviewer,reviewer2,reviewer3}'::text[]) AS n");
  fixture_run_sql (self, "INSERT INTO user_role (user_id, role_id) SELECT u.id, r.id FROM app_user "
                         "AS u JOIN role AS r ON r.code = 'reviewer' WHERE u.username ~ "
                         "'^reviewer'");
  fixture_run_sql (self, "INSERT INTO file (sha256, size, media_type) SELECT "
                         "sha256(n::text::bytea), 100, 'audio/ogg' FROM generate_series(1, 40) AS "
                         "n");
  fixture_run_sql (
      self, "INSERT INTO recording (file, name, media_type, site_id, department_id, user_id, "
            "started_at, duration_ms, longest_silence_ms, state, created_at) SELECT "
            "sha256(n::text::bytea), 'call', 'audio/ogg', 2, 4, (SELECT id FROM app_user WHERE "
            "username = CASE WHEN n %% 4 = 0 THEN 'agent2' ELSE 'agent' END), '2026-03-02 "
            "08:00+08'::timestamptz + make_interval(hours => n), 60000 + n * 1000, CASE WHEN n %% "
            "10 = 0 THEN 20000 ELSE 0 END, 'ready', '2026-03-05' FROM generate_series(1, 40) AS n "
            "ORDER BY n");
}

static void
set_up (Fixture *self, gconstpointer modules)
{
  fixture_setup (self, modules);
  ward_live_at (self, "2026-03-10 09:00");
  seed (self);
}

static gint64
find_user (Fixture *self, const char *name)
{
  g_autofree char *id = fixture_sql (self, "SELECT id FROM app_user WHERE username = '%s'", name);

  return atoi (id);
}

#define ITEMS                                                                                      \
  "\"items\":[{\"code\":\"greeting\",\"text\":\"问候\",\"kind\":\"yes-no\",\"weight\":\"20\"},"  \
  "{\"code\":\"skill\",\"text\":\"专业\",\"kind\":\"scale\",\"max\":5,\"weight\":\"80\","        \
  "\"may_na\":true},{\"code\":\"privacy\",\"text\":\"隐私\",\"kind\":\"fatal\"}]"
#define CARD "{\"code\":\"service\",\"name\":\"服务\",\"pass_mark\":\"80\"," ITEMS "}"

static void
step (Fixture *self,
      guint status,
      const char *user,
      const char *table,
      gint64 id,
      const char *to,
      const char *body)
{
  const char *path = g_str_equal (table, "review_sample") ? "sample" : table;
  g_autofree char *url = g_strdup_printf ("/%ss/%d/actions/%s", path, (int) id, to);

  fixture_step (self, status, user, url, body, fixture_get_version (self, table, id));
}

/* A published scorecard with items 1, 2 and 3. */
static void
publish_card (Fixture *self)
{
  fixture_expect (self, 201, "supervisor", "POST", "/scorecards", CARD);
  step (self, 200, "supervisor", "scorecard", 1, "publish", "{}");
  desk_assert_at ("state", "published");
}

/* Gives a recording to a reviewer as supervisor. Returns: the review */
static gint64
give (Fixture *self, int recording, const char *reviewer)
{
  g_autofree char *body = g_strdup_printf (
      "{\"recording_id\":%d,\"scorecard_id\":1,\"reviewer_id\":%d,\"due_on\":\"2026-03-12\"}",
      recording, (int) find_user (self, reviewer));

  fixture_expect (self, 201, "supervisor", "POST", "/reviews", body);
  return atoi (fixture_at ("id"));
}

/* @privacy: 0 breaks the fatal item */
static void
submit (Fixture *self,
        guint status,
        const char *user,
        gint64 id,
        int greeting,
        int skill,
        int privacy)
{
  g_autofree char *body = g_strdup_printf (
      "{\"scores\":[{\"item_id\":1,\"value\":%d},{\"item_id\":2,\"value\":%d,\"note\":\"x\","
      "\"offset_ms\":1500,\"until_ms\":2500},{\"item_id\":3,\"value\":%d}]}",
      greeting, skill, privacy);

  step (self, status, user, "review", id, "submit", body);
}

static void
read_review (Fixture *self, guint status, const char *user, gint64 id)
{
  g_autofree char *path = g_strdup_printf ("/reviews/%d", (int) id);

  fixture_expect (self, status, user, "GET", path, NULL);
}

static void
assert_listed (Fixture *self, const char *user, const char *path, const char *n)
{
  fixture_expect (self, 200, user, "GET", path, NULL);
  desk_assert_at ("total.value", n);
}

/* --- Scorecards ----------------------------------------------------------------------------- */

static void
test_scorecard (Fixture *self, gconstpointer unused)
{
  fixture_expect (self, 403, "agent", "POST", "/scorecards", CARD);
  fixture_expect (self, 422, "supervisor", "POST", "/scorecards",
                  "{\"code\":\"A\",\"name\":\"x\",\"pass_mark\":\"80\",\"items\":[{\"code\":\"a\","
                  "\"text\":\"a\",\"kind\":\"fatal\",\"weight\":\"3\"},{\"code\":\"b\",\"text\":"
                  "\"b\",\"kind\":\"scale\",\"weight\":\"3\"},{\"code\":\"c\",\"text\":\"c\","
                  "\"kind\":\"yes-no\",\"max\":3,\"weight\":\"1\"},{\"code\":\"d\",\"text\":\"d\","
                  "\"kind\":\"yes-no\"}]}");
  desk_assert_fault (0, "code");
  desk_assert_fault (1, "items[0].weight");
  desk_assert_fault (2, "items[1].max");
  desk_assert_fault (3, "items[2].max");
  desk_assert_fault (4, "items[3].weight");
  publish_card (self);
  desk_assert_at ("items.1.max", "5");
  desk_assert_at ("items.1.weight", "80");
  desk_assert_at ("n_items", "3");
  /* What is published never changes, by whatever way. */
  fixture_send (self, 409, "supervisor", "PATCH", "/scorecards/1", "{\"name\":\"y\"}", 2);
  g_assert_null (fixture_sql (self, "SELECT 1 FROM scorecard WHERE name = 'y'"));
  step (self, 200, "supervisor", "scorecard", 1, "revise", "{}");
  desk_assert_at ("id", "2");
  desk_assert_at ("revision", "2");
  desk_assert_at ("items.2.kind", "fatal");
  step (self, 409, "supervisor", "scorecard", 1, "revise", "{}");
  fixture_send (self, 200, "supervisor", "PATCH", "/scorecards/2",
                "{\"name\":\"y\",\"items\":[{\"code\":\"only\",\"text\":\"z\",\"kind\":\"scale\","
                "\"max\":10,\"weight\":\"1\"}]}",
                1);
  desk_assert_at ("n_items", "1");
  step (self, 200, "supervisor", "scorecard", 2, "publish", "{}");
  fixture_expect (self, 200, "agent", "GET", "/scorecards/1", NULL);
  desk_assert_at ("state", "retired");
  assert_listed (self, "reviewer", "/scorecards?state=published", "1");
}

/* --- Scoring -------------------------------------------------------------------------------- */

static void
test_scoring (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  gint64 id = give (self, 1, "reviewer");

  desk_assert_at ("state", "assigned");
  desk_assert_at ("subject", "林晓");
  /* Nobody else scores it, and the agent does not know of it. */
  fixture_send (self, 403, "reviewer2", "PATCH", "/reviews/1", "{\"note\":\"x\"}", 1);
  read_review (self, 404, "agent", id);
  fixture_send (self, 428, "reviewer", "PATCH", "/reviews/1", "{\"note\":\"x\"}", 0);
  fixture_send (self, 422, "reviewer", "PATCH", "/reviews/1",
                "{\"scores\":[{\"item_id\":1,\"value\":2},{\"item_id\":9,\"value\":1},{\"item_id\":"
                "3,\"na\":true},{\"item_id\":2,\"value\":1,\"na\":true},{\"item_id\":2,"
                "\"offset_ms\":9,\"until_ms\":3}]}",
                1);
  desk_assert_fault (0, "scores[0].value");
  desk_assert_fault (1, "scores[1].item_id");
  desk_assert_fault (2, "scores[2].na");
  desk_assert_fault (3, "scores[3].value");
  desk_assert_fault (4, "scores[4].item_id");
  fixture_send (self, 200, "reviewer", "PATCH", "/reviews/1",
                "{\"scores\":[{\"item_id\":2,\"value\":3}],\"coaching\":\"多听\"}", 1);
  desk_assert_at ("state", "begun");
  desk_assert_at ("scores.0.value", "3");
  desk_assert_at ("version", "2");
  /* A draft is nobody else's, though they see that there is one. */
  read_review (self, 200, "supervisor", id);
  desk_assert_at ("state", "begun");
  desk_assert_at ("coaching", NULL);
  desk_assert_at ("scores.0.value", NULL);
  step (self, 422, "reviewer", "review", id, "submit", "{}");
  desk_assert_fault (0, "scores[0].value");
  desk_assert_fault (1, "scores[2].value");
  submit (self, 403, "reviewer2", id, 1, 4, 1);
  submit (self, 200, "reviewer", id, 1, 4, 1);
  desk_assert_at ("score", "84.00");
  desk_assert_at ("passed", "true");
  desk_assert_at ("fatal", "false");
  desk_assert_at ("coaching", "多听");
  desk_assert_at ("scores.1.offset_ms", "1500");
  submit (self, 409, "reviewer", id, 1, 5, 1);
  fixture_send (self, 409, "reviewer", "PATCH", "/reviews/1", "{\"note\":\"x\"}", 3);
}

static void
test_result (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  gint64 good = give (self, 1, "reviewer"), fatal = give (self, 2, "reviewer"),
         na = give (self, 3, "reviewer");

  submit (self, 200, "reviewer", good, 1, 5, 1);
  desk_assert_at ("next_id", "2");
  submit (self, 200, "reviewer", fatal, 1, 5, 0);
  desk_assert_at ("score", "0.00");
  desk_assert_at ("fatal", "true");
  desk_assert_at ("passed", "false");
  step (self, 200, "reviewer", "review", na, "submit",
        "{\"scores\":[{\"item_id\":1,\"value\":1},{\"item_id\":2,\"na\":true},{\"item_id\":3,"
        "\"value\":1}]}");
  desk_assert_at ("score", "100.00");
  /* Whose call it is sees the result, once looked at; others of that department do not. */
  assert_listed (self, "agent", "/reviews", "3");
  assert_listed (self, "agent2", "/reviews", "0");
  fixture_expect (self, 200, "agent", "POST", "/reviews/1/actions/see", "{}");
  g_assert_nonnull (fixture_at ("seen_at"));
  desk_assert_at ("mine", "true");
  desk_assert_at ("version", "2");
  read_review (self, 404, "agent2", good);
  fixture_expect (self, 403, "doctor", "GET", "/reviews", NULL);
  assert_listed (self, "manager", "/reviews?passed=false", "1");
  assert_listed (self, "manager", "/reviews?submitted_from=2026-03-10&submitted_to=2026-03-11",
                 "3");
  assert_listed (self, "manager", "/reviews?submitted_from=2026-03-11", "0");
  fixture_expect (self, 403, "manager", "POST", "/reviews",
                  "{\"recording_id\":9,\"scorecard_id\":1}");
}

/* --- Who scores ----------------------------------------------------------------------------- */

static void
ask_for (Fixture *self, guint status, const char *user, int recording, int reviewer)
{
  g_autofree char *body =
      g_strdup_printf ("{\"recording_id\":%d,\"scorecard_id\":1,\"reviewer_id\":%d}", recording,
                       reviewer);

  fixture_expect (self, status, user, "POST", "/reviews", body);
}

static void
test_conflicts (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  int reviewer = find_user (self, "reviewer"), reviewer2 = find_user (self, "reviewer2");

  fixture_run_sql (self, "UPDATE recording SET user_id = %d WHERE id = 1", reviewer);
  ask_for (self, 422, "supervisor", 1, reviewer);
  desk_assert_fault (0, "reviewer_id");
  ask_for (self, 422, "reviewer", 1, reviewer);
  ask_for (self, 201, "supervisor", 1, reviewer2);
  gint64 id = atoi (fixture_at ("id"));
  ask_for (self, 409, "supervisor", 1, find_user (self, "reviewer3"));
  /* Agents do not score, and reviewers do not give work to each other. */
  ask_for (self, 422, "supervisor", 2, find_user (self, "agent2"));
  desk_assert_fault (0, "reviewer_id");
  ask_for (self, 403, "reviewer", 2, reviewer2);
  ask_for (self, 422, "supervisor", 999, reviewer2);
  desk_assert_fault (0, "recording_id");
  /* The patient of a call, and whom the complaint is about that it was made for. */
  fixture_run_sql (self, "INSERT INTO staff (number, name) VALUES ('Q1', '质检')");
  fixture_run_sql (self, "UPDATE app_user SET staff_id = (SELECT max(id) FROM staff) WHERE id = %d",
                   reviewer2);
  fixture_run_sql (self, "INSERT INTO patient (name) VALUES ('质检')");
  fixture_run_sql (
      self, "UPDATE staff SET patient_id = (SELECT max(id) FROM patient) WHERE number = 'Q1'");
  fixture_run_sql (self,
                   "UPDATE recording SET patient_id = (SELECT max(id) FROM patient) WHERE id = 5");
  ask_for (self, 422, "supervisor", 5, reviewer2);
  fixture_expect (self, 200, "supervisor", "GET", "/reviewers?recording_id=5", NULL);
  desk_assert_at ("total.value", "4");
  g_assert_nonnull (strstr (fixture_answer.text, "\"conflict\":\"patient\""));
  /* Nor in the database. */
  g_assert_cmpint (find_user (self, "agent"), ==, AGENT);
  step (self, 200, "supervisor", "review", id, "assign", "{\"reviewer_id\":5}");
  desk_assert_at ("reviewer_id", "5");
}

static void
test_skip (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  gint64 id = give (self, 1, "reviewer");

  step (self, 422, "reviewer", "review", id, "skip", "{}");
  step (self, 403, "reviewer2", "review", id, "skip", "{\"reason\":\"听不清\"}");
  step (self, 200, "reviewer", "review", id, "skip", "{\"reason\":\"听不清\"}");
  desk_assert_at ("state", "skipped");
  read_review (self, 404, "agent", id);
  /* It can be given to somebody else. */
  give (self, 1, "reviewer2");
}

/* --- Appeals -------------------------------------------------------------------------------- */

static void
test_appeal (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  gint64 id = give (self, 1, "reviewer");

  submit (self, 200, "reviewer", id, 0, 2, 1);
  desk_assert_at ("score", "32.00");
  desk_assert_at ("appeal_until", "2026-03-17");
  step (self, 404, "agent2", "review", id, "appeal", "{\"reason\":\"不公\"}");
  step (self, 403, "supervisor", "review", id, "appeal", "{\"reason\":\"不公\"}");
  step (self, 422, "agent", "review", id, "appeal", "{}");
  step (self, 200, "agent", "review", id, "appeal", "{\"reason\":\"问候过了\",\"items\":[1]}");
  desk_assert_at ("state", "appealed");
  desk_assert_at ("appeal_items.0", "1");
  step (self, 409, "agent", "review", id, "appeal", "{\"reason\":\"再来\"}");
  step (self, 403, "reviewer", "review", id, "second", "{\"reviewer_id\":1}");
  g_autofree char *first =
      g_strdup_printf ("{\"reviewer_id\":%d}", (int) find_user (self, "reviewer"));
  g_autofree char *other =
      g_strdup_printf ("{\"reviewer_id\":%d}", (int) find_user (self, "reviewer2"));
  step (self, 422, "supervisor", "review", id, "second", first);
  desk_assert_fault (0, "reviewer_id");
  step (self, 200, "supervisor", "review", id, "second", other);
  desk_assert_at ("state", "second");
  desk_assert_at ("second_state", "assigned");
  gint64 again = atoi (fixture_at ("second_id"));
  fixture_run_sql (self,
                   "INSERT INTO recording_note (recording_id, at_ms, text, created_by) VALUES (1, "
                   "500, '没有问候', %d)",
                   (int) find_user (self, "reviewer"));
  assert_listed (self, "reviewer3", "/recordings/1/notes", "1");
  assert_listed (self, "reviewer2", "/recordings/1/notes", "0");
  /* Blind: the first review, its list, history and audit are out of sight until the second is in.
   */
  read_review (self, 404, "reviewer2", id);
  assert_listed (self, "reviewer2", "/reviews", "1");
  read_review (self, 200, "reviewer2", again);
  desk_assert_at ("kind", "second");
  step (self, 409, "supervisor", "review", id, "settle",
        "{\"outcome\":\"second\",\"note\":\"同意\"}");
  submit (self, 200, "reviewer2", again, 1, 4, 1);
  assert_listed (self, "reviewer2", "/recordings/1/notes", "1");
  read_review (self, 200, "reviewer2", id);
  /* The agent never sees who scored it again, nor how. */
  read_review (self, 404, "agent", again);
  read_review (self, 200, "agent", id);
  desk_assert_at ("second_id", NULL);
  g_assert_null (strstr (fixture_answer.text, "reviewer2"));
  step (self, 403, "reviewer", "review", id, "settle", "{\"outcome\":\"kept\",\"note\":\"同意\"}");
  step (self, 200, "supervisor", "review", id, "settle",
        "{\"outcome\":\"second\",\"note\":\"同意\"}");
  desk_assert_at ("state", "settled");
  desk_assert_at ("score", "84.00");
  desk_assert_at ("first_score", "32.00");
  desk_assert_at ("passed", "true");
  desk_assert_at ("first_passed", "false");
  desk_assert_at ("settled_scores.0.value", "1");
  desk_assert_at ("scores.0.value", "0");
  fixture_assert_sql (
      self,
      "review.assigned review.submitted review.appealed review.second "
      "review.second-submitted review.settled",
      "SELECT string_agg(code, ' ' ORDER BY id) FROM review_history WHERE review_id = 1");
}

static void
test_settle (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  gint64 kept = give (self, 1, "reviewer"), changed = give (self, 2, "supervisor"),
         late = give (self, 3, "reviewer");

  submit (self, 200, "reviewer", kept, 0, 5, 1);
  submit (self, 200, "supervisor", changed, 0, 5, 1);
  submit (self, 200, "reviewer", late, 0, 5, 1);
  step (self, 200, "agent", "review", kept, "appeal", "{\"reason\":\"不公\"}");
  step (self, 200, "agent", "review", changed, "appeal", "{\"reason\":\"不公\"}");
  step (self, 200, "supervisor", "review", kept, "settle",
        "{\"outcome\":\"kept\",\"note\":\"录音清楚\"}");
  desk_assert_at ("score", "80.00");
  desk_assert_at ("outcome", "kept");
  /* Nobody judges what is said against their own scores. */
  step (self, 403, "supervisor", "review", changed, "settle",
        "{\"outcome\":\"kept\",\"note\":\"录音清楚\"}");
  fixture_run_sql (self, "UPDATE review SET reviewer_id = %d WHERE id = 2",
                   (int) find_user (self, "reviewer"));
  step (self, 422, "supervisor", "review", changed, "settle",
        "{\"outcome\":\"changed\",\"note\":\"改\"}");
  step (self, 422, "supervisor", "review", changed, "settle",
        "{\"outcome\":\"changed\",\"note\":\"改为\"}");
  desk_assert_fault (0, "scores");
  step (self, 200, "supervisor", "review", changed, "settle",
        "{\"outcome\":\"changed\",\"note\":\"问候过了\",\"scores\":[{\"item_id\":1,\"value\":1},{"
        "\"item_id\":2,\"value\":5},{\"item_id\":3,\"value\":1}]}");
  desk_assert_at ("score", "100.00");
  ward_live_at (self, "2026-03-18 00:30");
  step (self, 409, "agent", "review", late, "appeal", "{\"reason\":\"不公\"}");
  fixture_run_sql (self, "UPDATE setting SET value = '30' WHERE code = 'review_appeal_days'");
  step (self, 200, "agent", "review", late, "appeal", "{\"reason\":\"不公\"}");
}

/* --- Samples -------------------------------------------------------------------------------- */

#define DAYS "\"date_from\":\"2026-03-01\",\"date_to\":\"2026-03-10\",\"scorecard_id\":1"

static void
draw (Fixture *self, guint status, const char *more)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"三月\"," DAYS ",%s}", more);

  fixture_expect (self, status, "supervisor", "POST", "/samples", body);
}

static char *
get_drawn (Fixture *self, int sample)
{
  return fixture_sql (self,
                      "SELECT string_agg(recording_id::text, ' ' ORDER BY position) FROM "
                      "review_sample_item WHERE sample_id = %d",
                      sample);
}

static void
assert_redrawn (Fixture *self, int sample, const char *population_now)
{
  g_autofree char *path = g_strdup_printf ("/samples/%d/actions/redraw", sample);

  fixture_expect (self, 200, "supervisor", "POST", path, "{}");
  desk_assert_at ("same", "true");
  desk_assert_at ("population_now", population_now);
}

/* The same seed gives the same sample, whatever has happened since. */
static void
test_same_seed (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  static const char *const methods[] = {
    "\"method\":\"random\",\"size\":8,\"seed\":\"20260301\"",
    "\"method\":\"stratified\",\"size\":8,\"seed\":\"20260301\",\"strata\":[\"agent\"]",
    "\"method\":\"risk\",\"size\":8,\"seed\":\"20260301\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autofree char *as_of =
        g_strconcat (methods[i], ",\"as_of\":\"2026-03-09T00:00:00+08:00\"", NULL);
    draw (self, 201, as_of);
    desk_assert_at ("population", "40");
    desk_assert_at ("drawn", "8");
    fixture_run_sql (self,
                     "INSERT INTO file (sha256, size, media_type) VALUES (sha256('new%u'), 9, "
                     "'audio/ogg')",
                     i);
    fixture_run_sql (
        self,
        "INSERT INTO recording (file, name, media_type, site_id, user_id, started_at, "
        "duration_ms, state, created_at) SELECT sha256('new%u'), 'new', media_type, 2, user_id, "
        "started_at, duration_ms, 'ready', '2026-03-09 12:00+08' FROM recording WHERE id = 1",
        i);
    draw (self, 201, as_of);
    g_autofree char *one = get_drawn (self, 2 * i + 1), *again = get_drawn (self, 2 * i + 2);
    g_assert_cmpstr (one, ==, again);
    assert_redrawn (self, 2 * i + 1, "40");
  }
  /* What is not as it was is told. */
  fixture_run_sql (self, "UPDATE recording SET duration_ms = 1000 WHERE id = 7");
  assert_redrawn (self, 1, "39");
  draw (self, 201, "\"method\":\"random\",\"size\":8,\"seed\":\"20260302\"");
  desk_assert_at ("population", "42");
  g_autofree char *one = get_drawn (self, 1), *other = get_drawn (self, 7);
  g_assert_cmpstr (one, !=, other);
}

static void
test_sample (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  fixture_expect (self, 403, "reviewer", "GET", "/samples", NULL);
  draw (self, 422, "\"method\":\"stratified\",\"size\":8");
  desk_assert_fault (0, "strata");
  draw (self, 422, "\"method\":\"random\",\"size\":8,\"seed\":\"abc\"");
  draw (self, 422, "\"method\":\"random\",\"size\":8,\"as_of\":\"2027-03-10T09:00:00+08:00\"");
  draw (self, 409, "\"method\":\"random\",\"size\":8,\"agents\":[999]");
  fixture_expect (self, 200, "supervisor", "POST", "/samples/actions/preview",
                  "{" DAYS
                  ",\"method\":\"stratified\",\"size\":10,\"strata\":[\"agent\"],\"least\":4}");
  desk_assert_at ("population", "40");
  desk_assert_at ("strata.0.n", "30");
  desk_assert_at ("strata.0.drawn", "6");
  desk_assert_at ("strata.1.n", "10");
  desk_assert_at ("strata.1.drawn", "4");
  desk_assert_at ("risks.1.risk", "silence");
  desk_assert_at ("risks.1.n", "4");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM review_sample");
  draw (self, 201, "\"method\":\"risk\",\"size\":40,\"seed\":\"5\",\"risk_silence\":100");
  desk_assert_at ("items.39.position", "40");
  /* The risky ones come first: the four with silence among the first twelve. */
  fixture_assert_sql (
      self, "4",
      "SELECT count(*) FROM review_sample_item WHERE risks ? 'silence' AND position <= 12");
  fixture_send (self, 200, "supervisor", "PATCH", "/samples/1", "{\"name\":\"四月\"}", 1);
  desk_assert_at ("name", "四月");
  fixture_send (self, 422, "supervisor", "PATCH", "/samples/1", "{\"seed\":\"6\"}", 2);
}

/* Shared out evenly, nobody getting their own. */
static void
test_assign (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  int reviewer = find_user (self, "reviewer"), reviewer2 = find_user (self, "reviewer2");
  g_autofree char *both =
      g_strdup_printf ("{\"reviewers\":[%d,%d],\"due_on\":\"2026-03-20\"}", reviewer, reviewer2);

  fixture_run_sql (self, "UPDATE recording SET user_id = %d WHERE id IN (2, 6, 10)", reviewer);
  draw (self, 201, "\"method\":\"random\",\"size\":40,\"seed\":\"1\"");
  step (self, 422, "supervisor", "review_sample", 1, "assign", "{\"reviewers\":[3]}");
  desk_assert_fault (0, "reviewers");
  step (self, 200, "supervisor", "review_sample", 1, "assign", both);
  desk_assert_at ("assigned", "40");
  fixture_assert_sql (self, "20 20",
                      "SELECT string_agg(n::text, ' ') FROM (SELECT count(*) AS n FROM review "
                      "GROUP BY reviewer_id) AS x");
  fixture_assert_sql (self, "0", "SELECT count(*) FROM review WHERE reviewer_id = subject_id");
  /* Again gives nothing twice. */
  step (self, 200, "supervisor", "review_sample", 1, "assign", both);
  fixture_assert_sql (self, "40", "SELECT count(*) FROM review");
  assert_listed (self, "reviewer", "/reviews?own=true&sample_id=1", "20");
}

static void
test_share_out (void)
{
  gboolean barred[5 * 3] = { FALSE };
  guint loads[3] = { 4, 0, 0 };
  int given[5];

  barred[0] = barred[1] = TRUE;             /* only the third */
  barred[3] = barred[4] = barred[5] = TRUE; /* nobody */
  hcrm_review_share_out (5, 3, barred, loads, given);
  g_assert_cmpint (given[0], ==, 2);
  g_assert_cmpint (given[1], ==, -1);
  g_assert_cmpuint (loads[0], ==, 4);
  g_assert_cmpuint (loads[1], ==, 2);
  g_assert_cmpuint (loads[2], ==, 2);
}

/* --- Calibration ---------------------------------------------------------------------------- */

static void
test_calibration (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  int one = find_user (self, "reviewer"), two = find_user (self, "reviewer2");
  g_autofree char *body = g_strdup_printf (
      "{\"name\":\"校准\",\"scorecard_id\":1,\"recordings\":[1,2,3,4],\"reviewers\":[%d,%d]}", one,
      two);

  fixture_expect (self, 403, "reviewer", "POST", "/calibrations", body);
  fixture_expect (self, 201, "supervisor", "POST", "/calibrations", body);
  desk_assert_at ("wanted", "8");
  /* Reviews 1, 3, 5, 7 are the first's; before all are in, nobody sees another's, not even who
   * began it. */
  for (int i = 0; i < 4; i++)
    submit (self, 200, "reviewer", 2 * i + 1, i < 2, i + 1, 1);
  read_review (self, 404, "reviewer2", 1);
  read_review (self, 404, "supervisor", 1);
  fixture_expect (self, 200, "reviewer2", "GET", "/calibrations/1", NULL);
  desk_assert_at ("items", NULL);
  desk_assert_at ("reviews.4.id", NULL);
  desk_assert_at ("my_review_id", "2");
  /* But all see who is done. */
  desk_assert_at ("progress.0.submitted", "4");
  desk_assert_at ("progress.0.wanted", "4");
  desk_assert_at ("progress.1.submitted", "0");
  for (int i = 0; i < 4; i++)
    submit (self, 200, "reviewer2", 2 * i + 2, i < 1, i + 1, 1);
  fixture_expect (self, 200, "reviewer", "GET", "/calibrations/1", NULL);
  desk_assert_at ("state", "done");
  desk_assert_at ("reviews.7.state", "submitted");
  /* 1 1 0 0 against 1 0 0 0: observed .75, expected .5. */
  desk_assert_at ("items.0.kappa", "0.500");
  desk_assert_at ("items.0.agreement", "0.750");
  desk_assert_at ("items.0.pairs", "4");
  desk_assert_at ("items.1.kappa", "1.000");
  /* They never differed: no interval. */
  desk_assert_at ("items.1.kappa_low", NULL);
  /* Both always said the same one thing: there is none. */
  desk_assert_at ("items.2.kappa", NULL);
  desk_assert_at ("items.0.values.7.value", "0");
  /* It counts in no agent's figures, and agents see nothing of it. */
  assert_listed (self, "agent", "/reviews", "0");
  fixture_expect (self, 200, "supervisor", "GET",
                  "/reports/reviews?date_from=2026-03-01&date_to=2026-04-01", NULL);
  desk_assert_at ("total.n", "0");
  fixture_expect (self, 200, "supervisor", "GET",
                  "/reports/reviews?group=item&date_from=2026-03-01&date_to=2026-04-01", NULL);
  step (self, 409, "supervisor", "calibration", 1, "cancel", "{}");
}

/* Of three, the mean of the pairs that have one: none with whoever gave one value throughout. */
static void
test_calibration_one_value (Fixture *self, gconstpointer unused)
{
  static const char *const who[] = { "reviewer", "reviewer2", "supervisor" };

  publish_card (self);
  g_autofree char *body = g_strdup_printf (
      "{\"name\":\"校准\",\"scorecard_id\":1,\"recordings\":[1,2,3,4],\"reviewers\":[%d,%d,%d]}",
      (int) find_user (self, who[0]), (int) find_user (self, who[1]),
      (int) find_user (self, who[2]));
  fixture_expect (self, 201, "supervisor", "POST", "/calibrations", body);
  for (int i = 0; i < 12; i++)
    submit (self, 200, who[i % 3], i + 1, i % 3 < 2 ? i / 3 < 2 - i % 3 : 1, i % 3 < 2 ? 3 : i / 3,
            1);
  fixture_expect (self, 200, "reviewer", "GET", "/calibrations/1", NULL);
  /* 1 1 0 0 against 1 0 0 0 against 1 1 1 1 */
  desk_assert_at ("items.0.couples", "3");
  desk_assert_at ("items.0.kappas", "1");
  desk_assert_at ("items.0.kappa", "0.500");
  desk_assert_at ("items.0.kappa_low", NULL);
  /* 3 3 3 3 against 3 3 3 3 against 0 1 2 3 */
  desk_assert_at ("items.1.couples", "3");
  desk_assert_at ("items.1.kappas", "0");
  desk_assert_at ("items.1.kappa", NULL);
}

static void
test_calibration_cancelled (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  g_autofree char *body = g_strdup_printf (
      "{\"name\":\"校准\",\"scorecard_id\":1,\"recordings\":[1],\"reviewers\":[%d,%d]}",
      (int) find_user (self, "reviewer"), (int) find_user (self, "reviewer2"));

  fixture_expect (self, 201, "supervisor", "POST", "/calibrations", body);
  submit (self, 200, "reviewer", 1, 1, 1, 1);
  step (self, 200, "supervisor", "calibration", 1, "cancel", "{}");
  desk_assert_at ("state", "cancelled");
  fixture_assert_sql (self, "submitted skipped",
                      "SELECT string_agg(state, ' ' ORDER BY id) FROM review");
}

/* --- What waits ----------------------------------------------------------------------------- */

static void
assert_today (Fixture *self, const char *user, const char *total, const char *kind)
{
  fixture_expect (self, 200, user, "GET", "/today", NULL);
  desk_assert_at ("counts.reviews.total", total);
  desk_assert_at ("items.0.kind", kind);
}

/* Work for the reviewer, then the result for the agent, then the appeal for the supervisor. */
static void
test_today (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  gint64 id = give (self, 1, "reviewer");

  assert_today (self, "reviewer", "1", "review");
  desk_assert_at ("items.0.caller_name", "林晓");
  assert_today (self, "agent", "0", NULL);
  submit (self, 200, "reviewer", id, 0, 5, 1);
  assert_today (self, "reviewer", "0", NULL);
  g_free (fixture_sql (self, "UPDATE review SET due_on = hcrm_today() - 27 RETURNING id"));
  assert_today (self, "agent", "1", "review_result");
  desk_assert_at ("items.0.urgency", "today");
  desk_assert_at ("items.0.due_on", NULL);
  fixture_expect (self, 200, "agent", "POST", "/reviews/1/actions/see", "{}");
  assert_today (self, "agent", "0", NULL);
  step (self, 200, "agent", "review", id, "appeal", "{\"reason\":\"不公\"}");
  assert_today (self, "reviewer", "0", NULL);
  assert_today (self, "supervisor", "1", "review");
  desk_assert_at ("items.0.urgency", "now");
  step (self, 200, "supervisor", "review", id, "settle",
        "{\"outcome\":\"kept\",\"note\":\"录音清楚\"}");
  assert_today (self, "supervisor", "0", NULL);
  assert_today (self, "agent", "1", "review_result");
}

/* --- Suspicious follow-ups -------------------------------------------------------------------- */

/* A follow-up that agent finished at a time of Shanghai, with so many answers. Returns: the task */
static gint64
finish_task (Fixture *self, const char *at, int n_answers, const char *code)
{
  g_autofree char *task = fixture_sql (
      self,
      "WITH p AS (INSERT INTO patient (name) VALUES ('患者 %s') RETURNING id), a AS (INSERT INTO "
      "activity (kind, site_id, patient_id) SELECT 'followup_task', 2, id FROM p RETURNING id), e "
      "AS "
      "(INSERT INTO encounter (patient_id, site_id, kind, number, state, department_id) SELECT id, "
      "2, 'inpatient', 'N' || id, 'active', 1 FROM p RETURNING id), f AS (INSERT INTO "
      "followup_plan "
      "(patient_id, encounter_id, site_id, department_id) SELECT p.id, e.id, 2, 1 FROM p, e "
      "RETURNING id) INSERT INTO followup_task (id, plan_id, patient_id, position, offset_days, "
      "owner, site_id, department_id, channel, due_on, planned_on, state, finished_at) SELECT "
      "a.id, "
      "f.id, p.id, 1, 7, 'centre', 2, 1, 'phone', '2026-03-05', '2026-03-05', 'done', '%s+08' FROM "
      "p, a, f RETURNING id",
      at, at);

  fixture_run_sql (self,
                   "INSERT INTO attempt (activity_id, patient_id, channel, user_id, started_at, "
                   "disposition) SELECT t.id, t.patient_id, 'phone', %d, t.finished_at, 'reached' "
                   "FROM followup_task AS t WHERE t.id = %s",
                   AGENT, task);
  fixture_run_sql (
      self,
      "INSERT INTO response (questionnaire_id, patient_id, activity_id, state, site_id, "
      "channel, author_id, authored_at, resource) SELECT (SELECT max(id) FROM "
      "questionnaire), t.patient_id, t.id, 'completed', 2, 'phone', %d, t.finished_at, "
      "'{}' FROM followup_task AS t WHERE t.id = %s",
      AGENT, task);
  fixture_run_sql (self,
                   "INSERT INTO answer (response_id, item, code, at) SELECT max(r.id), 'q' || n, "
                   "'%s', max(r.authored_at) FROM response AS r, generate_series(1, %d) AS n GROUP "
                   "BY n",
                   code, n_answers);
  return atoi (task);
}

static void
add_call (Fixture *self, gint64 task, const char *answered, int seconds)
{
  fixture_run_sql (
      self,
      "INSERT INTO call (provider, provider_call_id, site_id, direction, user_id, "
      "activity_id, state, started_at, answered_at, ended_at) VALUES ('pbx', 'c%d', 2, "
      "'out', %d, nullif(%d, 0), 'ended', '%s+08', '%s+08', '%s+08'::timestamptz + "
      "make_interval(secs => %d))",
      (int) task, AGENT, (int) task, answered, answered, answered, seconds);
}

static void
assert_reasons (Fixture *self, gint64 task, const char *expected)
{
  g_autofree char *reasons =
      fixture_sql (self,
                   "SELECT array_to_string(s.reasons, ' ') FROM hcrm_suspicions('2026-03-01', "
                   "'2026-03-10') AS s WHERE s.id = %d",
                   (int) task);

  g_assert_cmpstr (reasons, ==, expected);
}

/* A recording of its call, heard by the agent at a time of Shanghai. */
static void
play_call (Fixture *self, gint64 task, const char *at)
{
  fixture_run_sql (self,
                   "UPDATE recording SET call_id = (SELECT id FROM call WHERE activity_id = %d) "
                   "WHERE id = (SELECT min(id) FROM recording)",
                   (int) task);
  fixture_run_sql (self,
                   "INSERT INTO audit (at, user_id, action, entity, entity_id) SELECT '%s+08', %d, "
                   "'listen', 'recording', min(id) FROM recording",
                   at, AGENT);
}

static void
assert_evidence (Fixture *self, gint64 task, const char *expected)
{
  g_autofree char *params = fixture_sql (
      self,
      "SELECT 'from=' || (p ->> 'from') || ' n=' || coalesce(p ->> 'n', '') || ' user=' || "
      "coalesce(p ->> 'user', '') || ' at=' || to_char((p ->> 'at')::timestamptz AT TIME ZONE "
      "'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') FROM hcrm_suspicions('2026-03-01', '2026-03-10') AS "
      "s, LATERAL (SELECT s.evidence #> '{0,params}') AS e (p) WHERE s.id = %d",
      (int) task);

  g_assert_cmpstr (params, ==, expected);
}

/* Which call it was, when, with which result and how long. */
static void
test_suspicion_evidence (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "INSERT INTO questionnaire (url, version_tag, title, state, resource, "
                         "tree_hash, published_at) VALUES ('u', '1', 't', 'published', '{}', "
                         "'\\x00', '2026-01-01')");
  gint64 task = finish_task (self, "2026-03-04 10:00", 20, "rung");
  add_call (self, task, "2026-03-04 09:59:30", 21);
  fixture_run_sql (self,
                   "UPDATE call SET answered_at = NULL, state = 'failed', hangup = 'no-answer'");
  fixture_expect (
      self, 200, "supervisor", "GET",
      "/suspicious-followups?finished_from=2026-03-01&finished_to=2026-03-10&reason=not-answered",
      NULL);
  desk_assert_at ("items.0.evidence.0.params.at", "2026-03-04T09:59:30+08:00");
  desk_assert_at ("items.0.evidence.0.params.cause", "no-answer");
  desk_assert_at ("items.0.evidence.0.params.rang", "21");
  desk_assert_at ("items.0.evidence.0.params.said", "reached");
}

static void
test_suspicions (Fixture *self, gconstpointer unused)
{
  fixture_run_sql (self, "INSERT INTO questionnaire (url, version_tag, title, state, resource, "
                         "tree_hash, published_at) VALUES ('u', '1', 't', 'published', '{}', "
                         "'\\x00', '2026-01-01')");
  gint64 silent = finish_task (self, "2026-03-03 10:00", 20, "silent");

  /* Of an agent whose telephone tells of nothing, no call is missed. */
  assert_reasons (self, silent, NULL);
  add_call (self, 0, "2026-03-03 09:00", 60);
  assert_reasons (self, silent, "no-call");
  /* Twelve seconds for twenty answers. */
  gint64 hasty = finish_task (self, "2026-03-04 10:00", 20, "hasty");
  add_call (self, hasty, "2026-03-04 09:59:30", 12);
  assert_reasons (self, hasty, "short-call");
  gint64 good = finish_task (self, "2026-03-04 11:00", 20, "good");
  add_call (self, good, "2026-03-04 10:55", 280);
  assert_reasons (self, good, NULL);
  /* Played by day it is nothing, by night it is told with who and when. */
  play_call (self, good, "2026-03-05 20:59");
  assert_reasons (self, good, NULL);
  play_call (self, good, "2026-03-06 02:17");
  assert_reasons (self, good, "odd-playback");
  assert_evidence (self, good, "from=7 n= user=林晓 at=2026-03-06 02:17");
  gint64 night = finish_task (self, "2026-03-05 23:10", 20, "night");
  add_call (self, night, "2026-03-05 23:00", 280);
  assert_reasons (self, night, "after-hang-up odd-hours");
  /* The same for four patients. */
  gint64 same = 0;
  for (guint i = 0; i < 4; i++) {
    g_autofree char *at = g_strdup_printf ("2026-03-06 1%u:10", i);
    g_autofree char *call = g_strdup_printf ("2026-03-06 1%u:05", i);

    assert_reasons (self, same, NULL);
    same = finish_task (self, at, 6, "same");
    add_call (self, same, call, 290);
  }
  assert_reasons (self, same, "same-answers");
  fixture_expect (
      self, 200, "supervisor", "GET",
      "/suspicious-followups?finished_from=2026-03-01&finished_to=2026-03-10&reason=same-answers",
      NULL);
  g_autofree char *others = g_strdup_printf (
      "SELECT string_agg(DISTINCT p.name, '、') FROM followup_task AS t JOIN patient "
      "AS p ON p.id = t.patient_id WHERE t.finished_at::date = '2026-03-06' AND "
      "t.id <> %s",
      fixture_at ("items.0.id"));
  fixture_assert_sql (self, fixture_at ("items.0.evidence.0.params.names"), "%s", others);
  desk_assert_at ("items.0.evidence.0.params.tasks", NULL);
  for (guint i = 0; i < 5; i++) {
    g_autofree char *at = g_strdup_printf ("2026-03-07 10:0%u", i);

    g_autofree char *code = g_strdup_printf ("row%u", i);
    same = finish_task (self, at, 1, code);
    add_call (self, same, at, 30);
  }
  assert_reasons (self, same, "in-a-row");
  fixture_expect (
      self, 200, "supervisor", "GET",
      "/suspicious-followups?finished_from=2026-03-01&finished_to=2026-03-10&reason=short-call",
      NULL);
  desk_assert_at ("total.value", "1");
  desk_assert_at ("items.0.evidence.0.code", "suspicion.short-call");
  desk_assert_at ("items.0.evidence.0.params.talk", "12");
  desk_assert_at ("items.0.user", "林晓");
  fixture_expect (self, 403, "agent", "GET", "/suspicious-followups", NULL);
}

/* Looked into once, by nobody who did it; then it is listed no more among what waits. */
static void
test_suspicion_looked (Fixture *self, gconstpointer unused)
{
  const char *fine = "{\"outcome\":\"fine\",\"note\":\"录音清楚\"}";
  const char *not_fine = "{\"outcome\":\"not-fine\",\"note\":\"没有打过\"}";
  const char *days = "/suspicious-followups?finished_from=2026-03-01&finished_to=2026-03-10";

  fixture_run_sql (self, "INSERT INTO questionnaire (url, version_tag, title, state, resource, "
                         "tree_hash, published_at) VALUES ('u', '1', 't', 'published', '{}', "
                         "'\\x00', '2026-01-01')");
  gint64 task = finish_task (self, "2026-03-04 10:00", 20, "hasty");
  add_call (self, task, "2026-03-04 09:59:30", 12);
  g_autofree char *waiting = g_strconcat (days, "&looked=false", NULL);
  g_autofree char *looked = g_strconcat (days, "&looked=true", NULL);
  g_autofree char *bad = g_strconcat (days, "&outcome=not-fine", NULL);
  g_autofree char *path = g_strdup_printf ("/suspicious-followups/%d/actions/look", (int) task);
  assert_listed (self, "reviewer", waiting, "1");
  assert_listed (self, "reviewer", looked, "0");
  fixture_send (self, 428, "reviewer", "POST", path, fine, 0);
  fixture_send (self, 422, "reviewer", "POST", path, "{\"outcome\":\"fine\"}", 1);
  desk_assert_fault (0, "note");
  fixture_send (self, 403, "agent", "POST", path, fine, 1);
  fixture_send (self, 200, "reviewer", "POST", path, fine, 1);
  desk_assert_at ("version", "2");
  desk_assert_at ("outcome", "fine");
  assert_listed (self, "reviewer", waiting, "0");
  assert_listed (self, "reviewer", looked, "1");
  desk_assert_at ("items.0.note", "录音清楚");
  desk_assert_at ("items.0.version", "2");
  /* Who came second is shown what was found; and may then say otherwise. */
  fixture_send (self, 412, "supervisor", "POST", path, not_fine, 1);
  desk_assert_at ("current.note", "录音清楚");
  fixture_send (self, 200, "supervisor", "POST", path, not_fine, 2);
  assert_listed (self, "reviewer", bad, "1");
  desk_assert_at ("items.0.version", "3");
  fixture_assert_sql (self, "2", "SELECT count(*) FROM audit WHERE entity = 'suspicion_note'");
  /* Nobody judges what they did. */
  fixture_run_sql (self, "UPDATE attempt SET user_id = %d WHERE activity_id = %d",
                   (int) find_user (self, "reviewer"), (int) task);
  fixture_send (self, 422, "reviewer", "POST", path, fine, 3);
  fixture_send (self, 404, "reviewer", "POST", "/suspicious-followups/99/actions/look", fine, 1);
}

/* --- Reports -------------------------------------------------------------------------------- */

static void
test_report (Fixture *self, gconstpointer unused)
{
  publish_card (self);
  for (int i = 1; i <= 4; i++)
    submit (self, 200, "reviewer", give (self, i, "reviewer"), 1, i, 1);
  /* agent: 36, 52, 68; agent2: 84. */
  fixture_expect (self, 200, "supervisor", "GET",
                  "/reports/reviews?date_from=2026-03-01&date_to=2026-04-01", NULL);
  desk_assert_at ("items.0.n", "1");
  desk_assert_at ("items.0.mean_low", NULL);
  desk_assert_at ("items.1.label", "林晓");
  desk_assert_at ("items.1.n", "3");
  desk_assert_at ("items.1.mean", "52.00");
  /* 52 ± 4.303 · 16 / √3 */
  desk_assert_at ("items.1.mean_low", "12.25");
  desk_assert_at ("items.1.mean_high", "91.75");
  desk_assert_at ("items.1.passed", "0");
  desk_assert_at ("total.pass_rate", "25.0");
  desk_assert_at ("total.pass_low", "4.6");
  desk_assert_at ("total.pass_high", "69.9");
  fixture_expect (self, 200, "supervisor", "GET",
                  "/reports/reviews?group=item&date_from=2026-03-01&date_to=2026-04-01", NULL);
  desk_assert_at ("items.0.code", "service/greeting");
  desk_assert_at ("items.2.mean", "50.00");
  fixture_expect (
      self, 200, "supervisor", "GET",
      "/reports/reviews?group=week&item=service%2Fskill&date_from=2026-03-01&date_to=2026-04-01",
      NULL);
  desk_assert_at ("items.0.code", "2026-03-09");
  desk_assert_at ("items.0.n", "4");
  /* Agents see their own figures. */
  fixture_expect (self, 200, "agent2", "GET",
                  "/reports/reviews?date_from=2026-03-01&date_to=2026-04-01", NULL);
  desk_assert_at ("total.n", "1");
  fixture_expect (self, 202, "supervisor", "POST", "/reports/reviews/actions/export",
                  "{\"query\":\"group=item\",\"format\":\"csv\",\"reason\":\"月报\"}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(name, function) FIXTURE_TEST_FROM (set_up, "/review/" name, function)
  g_test_add_func ("/review/share-out", test_share_out);
  CASE ("scorecard", test_scorecard);
  CASE ("scoring", test_scoring);
  CASE ("result", test_result);
  CASE ("conflicts", test_conflicts);
  CASE ("skip", test_skip);
  CASE ("appeal", test_appeal);
  CASE ("settle", test_settle);
  CASE ("same-seed", test_same_seed);
  CASE ("sample", test_sample);
  CASE ("assign", test_assign);
  CASE ("calibration", test_calibration);
  CASE ("calibration-one-value", test_calibration_one_value);
  CASE ("calibration-cancelled", test_calibration_cancelled);
  CASE ("today", test_today);
  CASE ("suspicions", test_suspicions);
  CASE ("suspicion-evidence", test_suspicion_evidence);
  CASE ("suspicion-looked", test_suspicion_looked);
  CASE ("report", test_report);
  return g_test_run ();
}
