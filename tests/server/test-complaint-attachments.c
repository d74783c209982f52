/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files attached to complaints: what they are, whose they are, and to whom they are never shown. */

#include <string.h>

#include "hcrm-desk.h"
#include "model/hcrm-attachment.h"

/* The smallest picture there is. */
static const guchar picture[] = {
  0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,  'I',  'H',  'D',  'R',  0,
  0,    0,    1,    0,    0,    0,    1,    8,    0,    0,    0,    0,   0x3a, 0x7e, 0x9b, 0x55, 0,
  0,    0,    10,   'I',  'D',  'A',  'T',  0x78, 0x9c, 0x63, 0x60, 0,   0,    0,    2,    0,    1,
  0x48, 0xaf, 0xa4, 0x71, 0,    0,    0,    0,    'I',  'E',  'N',  'D', 0xae, 0x42, 0x60, 0x82,
};

static gint64
begin (Fixture *self, guint status, const char *user, const char *name, gsize size)
{
  g_autofree char *body =
      g_strdup_printf ("{\"name\":\"%s\",\"size\":%" G_GSIZE_FORMAT "}", name, size);

  fixture_expect (self, status, user, "POST", "/uploads", body);
  return status == 201 ? g_ascii_strtoll (fixture_at ("id"), NULL, 10) : 0;
}

static void
put (Fixture *self, const char *user, gint64 upload, guint part, const void *data, gsize length)
{
  g_autofree char *path = g_strdup_printf ("/uploads/%d/parts/%u", (int) upload, part);

  g_assert_cmpuint (fixture_put_bytes (self, user, path, data, length), ==, 200);
}

static void
complete (Fixture *self, guint status, const char *user, gint64 upload)
{
  g_autofree char *path = g_strdup_printf ("/uploads/%d/actions/complete", (int) upload);

  fixture_expect (self, status, user, "POST", path, "{}");
}

static gint64
upload (Fixture *self, const char *user, const char *name, const void *data, gsize length)
{
  gint64 id = begin (self, 201, user, name, length);

  put (self, user, id, 0, data, length);
  complete (self, 200, user, id);
  return id;
}

/* @place: "" for the complaint itself, "/answers" for who answers it */
static gint64
attach (Fixture *self,
        guint status,
        const char *user,
        gint64 complaint,
        const char *place,
        gint64 uploaded)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d%s/attachments", (int) complaint, place);
  g_autofree char *body = g_strdup_printf ("{\"upload_id\":%d}", (int) uploaded);

  fixture_expect (self, status, user, "POST", path, body);
  return status == 201 ? g_ascii_strtoll (fixture_at ("id"), NULL, 10) : 0;
}

static gint64
attach_text (Fixture *self, const char *user, gint64 complaint, const char *place, const char *text)
{
  return attach (self, 201, user, complaint, place,
                 upload (self, user, "note.txt", text, strlen (text)));
}

static void
get (Fixture *self, guint status, const char *user, gint64 complaint, const char *rest)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d/attachments%s", (int) complaint, rest);

  fixture_expect (self, status, user, "GET", path, NULL);
}

static void
take_off (Fixture *self,
          guint status,
          const char *user,
          gint64 complaint,
          const char *place,
          gint64 id)
{
  g_autofree char *path = g_strdup_printf ("/complaints/%d%s/attachments/%d/actions/remove",
                                           (int) complaint, place, (int) id);

  fixture_step (self, status, user, path, "{\"reason\":\"传错了\"}",
                fixture_get_version (self, "attachment", id));
}

/* --- What may be attached ------------------------------------------------------------------- */

static void
test_life (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 first = attach_text (self, "agent", id, "", "来信原文");

  desk_assert_at ("name", "note.txt");
  desk_assert_at ("media_type", "text/plain");
  desk_assert_at ("created_by", "林晓");
  get (self, 200, "supervisor", id, "/1/content");
  g_assert_cmpstr (fixture_answer.text, ==, "来信原文");
  fixture_assert_sql (self, "1",
                      "SELECT count(*) FROM audit WHERE entity = 'attachment' AND action = "
                      "'download'");
  take_off (self, 200, "agent", id, "", first);
  desk_assert_at ("removed_reason", "传错了");
  get (self, 404, "agent", id, "/1/content");
  get (self, 200, "agent", id, "");
  desk_assert_at ("items.0.removed_by", "林晓");
  take_off (self, 409, "agent", id, "", first);
  desk_assert_history (self, id, "taken attached detached");
}

/* What it is decides; the name is made to fit. */
static void
test_lies (Fixture *self, gconstpointer unused)
{
  static const char script[] = "#!/bin/sh\nrm -rf /\n";
  gint64 id = desk_take (self, "");
  gint64 lie = begin (self, 201, "agent", "photo.jpg", strlen (script));

  put (self, "agent", lie, 0, script, strlen (script));
  complete (self, 415, "agent", lie);
  attach (self, 422, "agent", id, "", lie);
  attach (self, 201, "agent", id, "",
          upload (self, "agent", "letter.pdf", picture, sizeof picture));
  desk_assert_at ("name", "letter.pdf.png");
  desk_assert_at ("media_type", "image/png");
}

static void
test_too_large (Fixture *self, gconstpointer unused)
{
  begin (self, 413, "agent", "film.mp4", 51 * 1048576);
  desk_assert_fault (0, "size");
  fixture_run_sql (self, "UPDATE setting SET value = '1' WHERE code = 'attachment_megabytes'");
  begin (self, 413, "agent", "film.mp4", 1048577);
  begin (self, 201, "agent", "film.mp4", 1048576);
}

/* The line breaks after the first part: nothing is attached, and the rest is enough. */
static void
test_cut (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gsize length = HCRM_UPLOAD_PART + 3;
  g_autofree char *text = g_strnfill (length, 'a');
  gint64 cut = begin (self, 201, "agent", "long.txt", length);
  g_autofree char *path = g_strdup_printf ("/uploads/%d", (int) cut);

  put (self, "agent", cut, 0, text, HCRM_UPLOAD_PART);
  complete (self, 409, "agent", cut);
  attach (self, 422, "agent", id, "", cut);
  fixture_expect (self, 200, "agent", "GET", path, NULL);
  desk_assert_at ("received", "1048576");
  put (self, "agent", cut, 1, text, 3);
  complete (self, 200, "agent", cut);
  attach (self, 201, "agent", id, "", cut);
  desk_assert_at ("size", "1048579");
}

static void
test_twice (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 first = attach_text (self, "agent", id, "", "同一封信");
  gint64 again = attach_text (self, "supervisor", id, "", "同一封信");

  g_assert_cmpint (first, ==, again);
  get (self, 200, "agent", id, "");
  desk_assert_at ("total.value", "1");
  take_off (self, 200, "agent", id, "", first);
  g_assert_cmpint (attach_text (self, "agent", id, "", "同一封信"), !=, first);
  get (self, 200, "agent", id, "");
  desk_assert_at ("total.value", "2");
  fixture_assert_sql (self, "1", "SELECT count(*) FROM file");
}

/* --- Whose they are ------------------------------------------------------------------------- */

static void
test_draft (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"draft\":true");

  attach_text (self, "agent", id, "", "扫描件");
  get (self, 404, "agent2", id, "");
  get (self, 404, "supervisor", id, "");
  attach (self, 404, "supervisor", id, "", upload (self, "supervisor", "a.txt", "abc", 3));
}

/* Nobody attaches what somebody else sent up. */
static void
test_stolen (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");

  attach (self, 422, "agent", id, "", upload (self, "supervisor", "a.txt", "abc", 3));
}

/* Who answers attaches evidence, and takes off nothing but that. */
static void
test_answer (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, "");
  gint64 letter = attach_text (self, "agent", id, "", "来信"), proof;

  attach (self, 404, "head", id, "/answers", upload (self, "head", "a.txt", "abc", 3));
  desk_route (self, id, DESK_ORTHO);
  attach (self, 403, "head", id, "", upload (self, "head", "a.txt", "abc", 3));
  proof = attach_text (self, "head", id, "/answers", "监控截图说明");
  attach (self, 403, "agent", id, "/answers", upload (self, "agent", "b.txt", "abcd", 4));
  attach (self, 404, "head2", id, "/answers", upload (self, "head2", "b.txt", "abcd", 4));
  get (self, 200, "head", id, "/1/content");
  take_off (self, 403, "head", id, "/answers", letter);
  take_off (self, 200, "head", id, "/answers", proof);
  desk_assert_history (self, id, "taken attached routed attached detached");
}

/* Whoever it is about gets none of it, not even with a share or with the right to all. */
static void
test_concerned (Fixture *self, gconstpointer unused)
{
  gint64 id = desk_take (self, ",\"objects\":[{\"kind\":\"person\",\"service_code\":\"10039\"}]");
  gint64 proof = attach_text (self, "agent", id, "", "偷录的谈话");

  fixture_run_sql (self, "UPDATE role_permission SET scope = 'all' WHERE permission LIKE "
                         "'complaint.%%' AND role_id = (SELECT id FROM role WHERE code = 'head')");
  get (self, 200, "head2", id, "/1/content");
  get (self, 404, "head", id, "");
  get (self, 404, "head", id, "/1");
  get (self, 404, "head", id, "/1/content");
  attach (self, 404, "head", id, "/answers", upload (self, "head", "a.txt", "abc", 3));
  take_off (self, 404, "head", id, "/answers", proof);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, function)                                                                       \
  FIXTURE_TEST_FROM (desk_setup, "/complaint-attachments/" path, function)
  CASE ("life", test_life);
  CASE ("lies", test_lies);
  CASE ("too-large", test_too_large);
  CASE ("cut", test_cut);
  CASE ("twice", test_twice);
  CASE ("draft", test_draft);
  CASE ("stolen", test_stolen);
  CASE ("answer", test_answer);
  CASE ("concerned", test_concerned);
  return g_test_run ();
}
