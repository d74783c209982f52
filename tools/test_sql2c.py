#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of sql2c.py: what it reads, what it refuses, what it writes."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

import sql2c

HERE = os.path.dirname(os.path.abspath(__file__))


def one(sql, name="get"):
    """The only statement of a file with this SQL."""
    (statement,) = sql2c.statements(f"-- name: {name}\n{sql}")
    return statement


def text_of(sql):
    statement = one(sql)
    return sql2c.render(statement.tokens, sql2c.params_of(statement.tokens))


def params_of(sql):
    return sql2c.params_of(one(sql).tokens)


class Parameters(unittest.TestCase):
    def check(self, sql, params, text=None):
        self.assertEqual(params_of(sql), params)
        self.assertEqual(text_of(sql), sql if text is None else text)

    def test_numbered_by_first_use(self):
        self.check("SELECT :b, :a, :b", ["b", "a"], "SELECT $1, $2, $1")

    def test_next_to_casts(self):
        self.check("SELECT :a::text, x::int, :b ::bigint[]", ["a", "b"],
                   "SELECT $1::text, x::int, $2 ::bigint[]")

    def test_not_in_strings(self):
        self.check("""SELECT '{"a":true}', 'a--b :c', 'it''s :d'""", [])

    def test_not_in_strings_with_prefix(self):
        self.check(r"""SELECT E'\' :a', e'\\', U&'\0041 :b', B'01', N':c', :d""", ["d"],
                   r"""SELECT E'\' :a', e'\\', U&'\0041 :b', B'01', N':c', $1""")

    def test_backslash_ends_nothing_in_plain_strings(self):
        self.check(r"SELECT 'a\', :b", ["b"], r"SELECT 'a\', $1")

    def test_word_ending_in_e_is_no_prefix(self):
        self.check(r"SELECT type'a\' || :b", ["b"], r"SELECT type'a\' || $1")

    def test_not_in_dollar_quotes(self):
        self.check("DO $$ SELECT :a; $$", [])
        self.check("SELECT $x$ :a $$ :b $x$, :c", ["c"], "SELECT $x$ :a $$ :b $x$, $1")

    def test_dollar_within_a_name_is_no_quote(self):
        self.check("SELECT a$b$c, :d", ["d"], "SELECT a$b$c, $1")

    def test_not_in_quoted_names(self):
        self.check('SELECT "a:b""c :d" FROM "--x"', [])

    def test_not_in_comments(self):
        self.check("SELECT 1 -- :a ' \"\n/* :b /* :c */ ' */ + :d", ["d"], "SELECT 1\n+ $1")

    def test_slices(self):
        self.check("SELECT a[1:2], a[lo:hi], a[f(x):g(y)], a[:n], a[:m:4]", ["n", "m"],
                   "SELECT a[1:2], a[lo:hi], a[f(x):g(y)], a[$1], a[$2:4]")

    def test_in_array_constructors(self):
        self.check("SELECT ARRAY[:a, CASE WHEN x THEN :b END]", ["a", "b"],
                   "SELECT ARRAY[$1, CASE WHEN x THEN $2 END]")

    def test_named_arguments(self):
        self.check("SELECT f(a := :a, b => :b, c:=1)", ["a", "b"], "SELECT f(a := $1, b => $2, c:=1)")

    def test_other_writing(self):
        self.check("SELECT 'é🙂', \"名\", 名 FROM x WHERE y = :id", ["id"],
                   "SELECT 'é🙂', \"名\", 名 FROM x WHERE y = $1")

    def test_strings_joined_over_lines(self):
        self.assertEqual(text_of("SELECT 'a' -- and\n   'b'"), "SELECT 'a'\n'b'")


class Statements(unittest.TestCase):
    def test_several(self):
        found = sql2c.statements("-- A module.\n\n-- name: a\nSELECT 1;\n-- About b.\n-- name: b_2\nSELECT 2\n")
        self.assertEqual([(s.name, s.line) for s in found], [("a", 3), ("b_2", 6)])

    def test_parts(self):
        found = sql2c.statements("-- part: mine\n-- Whose.\nv.user = :u\n  AND v.open\n-- name: a\n-- sort: b int\nSELECT 1 FROM x AS v WHERE {mine} AND v.c = :c\n"
                                 "-- name: b\nSELECT count(*) FROM x AS v WHERE (v.d OR ({mine}))\n")
        self.assertEqual([s.name for s in found], ["a", "b"])
        self.assertEqual(sql2c.params_of(found[0].tokens), ["u", "c"])
        self.assertEqual(sql2c.render(found[1].tokens, ["u"]), "SELECT count(*) FROM x AS v WHERE (v.d OR (v.user = $1\nAND v.open))")
        self.assertEqual({t.depth for t in found[1].tokens if t.text == "open"}, {2})

    def test_header_in_a_string_is_none(self):
        self.assertEqual(len(sql2c.statements("-- name: a\nSELECT '\n-- name: b\n'")), 1)

    def test_plan(self):
        self.assertTrue(sql2c.custom_plan(one("SELECT (:a::int IS NULL  OR :a = 1)")))
        self.assertFalse(sql2c.custom_plan(one("SELECT 'IS NULL OR'")))
        self.assertFalse(sql2c.custom_plan(one("-- plan: generic\nSELECT :a IS NULL OR b")))
        self.assertTrue(sql2c.custom_plan(one("-- plan: custom\nSELECT 1")))

    def test_sorts(self):
        self.assertEqual(sql2c.sorts_of(one("-- sort: a date, b text\n-- sort: c double precision\nSELECT 1")),
                         [("a", "date", None), ("b", "text", None), ("c", "double precision", None)])
        self.assertEqual(sql2c.sorts_of(one("-- sort: a date null -infinity\nSELECT 1")), [("a", "date", "-infinity")])


class Faults(unittest.TestCase):
    def check(self, text, line, part):
        with self.assertRaises(sql2c.SqlError) as caught:
            sql2c.c_header("m", "m.sql", text)
        self.assertIn(part, str(caught.exception))
        self.assertEqual(caught.exception.line, line)

    def test_names(self):
        self.check("\n-- name: Bad\nSELECT 1", 2, "lower_snake")
        self.check("--name: a\nSELECT 1", 1, "lower_snake")
        self.check("-- name: a\nSELECT 1\n-- name: a\nSELECT 2", 3, "line 1 already")
        self.check("SELECT 1", 1, "before the first")

    def test_bodies(self):
        self.check("-- name: a\n-- name: b\nSELECT 1", 1, "has no SQL")
        self.check("-- name: a\nSELECT 1;\nSELECT 2", 2, "second statement")

    def test_tokens(self):
        self.check("-- name: a\nSELECT\n'x", 3, "not closed")
        self.check('-- name: a\nSELECT "x', 2, "not closed")
        self.check("-- name: a\nSELECT /* /* */", 2, "comment is not closed")
        self.check("-- name: a\nSELECT $x$ :a", 2, "dollar quote")
        self.check("-- name: a\nSELECT $1", 2, ":name")
        self.check("-- name: a\nSELECT :userId", 2, ":userId")

    def test_brackets(self):
        self.check("-- name: a\nSELECT (1\n-- name: b\nSELECT 1", 2, "( is not closed")
        self.check("-- name: a\nSELECT (1]", 2, "] closes nothing")
        self.check("-- name: a\nSELECT 1)", 2, ") closes nothing")

    def test_directives(self):
        self.check("-- name: a\n-- sorts: b\nSELECT 1", 2, '"sorts:"')
        self.check("-- name: a\n-- plan: fast\nSELECT 1", 2, '"fast"')
        self.check("-- name: a\nSELECT 1\n WHERE {b}", 3, "no part")
        self.check("-- name: a\nSELECT 1 WHERE {b}\n-- part: b\ntrue", 2, "no part")
        self.check("-- part: a\n-- sort: b int\ntrue", 2, "a part has no")
        self.check("-- name: a\n-- sort: b\nSELECT 1 FROM x AS v", 2, "column type")
        self.check("-- name: a\n-- sort: b int, b int\nSELECT 1 FROM x AS v", 2, "twice")
        self.check("-- name: a\n-- key: A\n-- sort: b int\nSELECT 1 FROM x AS v", 2, "not a column")

    def test_lists(self):
        head = "-- name: a\n-- sort: b int\n"
        self.check(head + "SELECT v.* FROM x AS v\nORDER BY v.b", 4, "ORDER")
        self.check(head + "SELECT v.* FROM x AS v\nUNION SELECT 1", 4, "UNION")
        self.check(head + "SELECT y.* FROM x AS y", 1, 'alias "v"')
        self.check(head + "SELECT v.* FROM x AS v WHERE v.b > :offset", 1, ":offset is taken")

    def test_too_many_parameters(self):
        self.check("-- name: a\nSELECT " + ", ".join(f":p{i}" for i in range(49)), 1, "49 parameters")

    def test_reported_with_file_and_line(self):
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "m.sql")
            with open(source, "wb") as file:
                file.write(b"-- name: a\nSELECT '\xff'\n")
            run = subprocess.run([sys.executable, os.path.join(HERE, "sql2c.py"), "m", source, os.devnull],
                                 capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stderr), (1, f"{source}:2: not UTF-8\n"))


class Lists(unittest.TestCase):
    def pages(self, sql, sort="b int"):
        """{label: (text, params)} of a list's statements."""
        writer = sql2c.ListWriter("m", one(f"-- sort: {sort}\n{sql}", "list"))
        found = re.findall(r'\{ "(m\.list/[^"]+)", SQL_M_LIST_BODY "(.*?)", \d+, (?:NULL|\(.*?\{ (.*?) \})',
                           "".join(writer.sort_table()))
        return writer, {label[7:]: (text, re.findall(r'"(\w+)"', params)) for label, text, params in found}

    def test_every_order(self):
        writer, pages = self.pages("SELECT v.* FROM x AS v WHERE v.q = :q", "b int, c text")
        self.assertEqual(len(pages), 2 * 2 * 4 * 3)
        self.assertEqual(len(list(writer.expressions())), len(pages) + 2 * len(writer.sorts) + 2)

    def test_first(self):
        _, pages = self.pages("SELECT v.* FROM x AS v")
        self.assertEqual(pages["b/asc/first/50"], (r"\nORDER BY v.b ASC, v.id ASC LIMIT 51", []))

    def test_after(self):
        _, pages = self.pages("SELECT v.* FROM x AS v WHERE v.q = :q")
        self.assertEqual(pages["b/desc/after/200"],
                         (r"\nAND (v.b, v.id) < ($2::int, $3::bigint)\nORDER BY v.b DESC, v.id DESC LIMIT 201",
                          ["q", "after_key", "after_id"]))

    def test_offset_and_from(self):
        _, pages = self.pages("SELECT v.* FROM x AS v")
        self.assertEqual(pages["b/asc/offset/1000"],
                         (r"\nORDER BY v.b ASC, v.id ASC OFFSET $1::bigint LIMIT 1001", ["offset"]))
        self.assertEqual(pages["b/desc/from/50"],
                         (r"\nWHERE v.b <= $1::int\nORDER BY v.b DESC, v.id DESC LIMIT 51", ["from"]))

    def test_how_many_come_before(self):
        writer, _ = self.pages("SELECT v.* FROM x AS v WHERE v.q = :q")
        down = writer.before(("b", "int", None), ("DESC", "<"))
        self.assertIn(r'\nAND v.b > $2::int" ") AS c LIMIT 100001) AS d"', down)
        self.assertIn('"q", "from"', down)

    def test_sorted_by_its_key(self):
        _, pages = self.pages("SELECT v.* FROM x AS v", "id bigint")
        self.assertEqual(pages["id/asc/after/50"],
                         (r"\nWHERE v.id > $1::bigint\nORDER BY v.id ASC LIMIT 51", ["after_id"]))

    def test_sorted_by_what_may_be_null(self):
        _, pages = self.pages("SELECT v.* FROM x AS v", "b date null -infinity")
        self.assertEqual(pages["b/asc/after/50"][0],
                         r"\nWHERE (coalesce(v.b, '-infinity'::date), v.id) > "
                         r"(coalesce(nullif($1::text, '')::date, '-infinity'::date), $2::bigint)"
                         r"\nORDER BY coalesce(v.b, '-infinity'::date) ASC, v.id ASC LIMIT 51")

    def test_another_key(self):
        _, pages = self.pages("-- key: code\nSELECT v.* FROM x AS v")
        self.assertEqual(pages["b/asc/first/50"][0], r"\nORDER BY v.b ASC, v.code ASC LIMIT 51")

    def test_narrow(self):
        writer, pages = self.pages("-- narrow: v.new = :new\nSELECT v.* FROM x AS v WHERE v.a = :a")
        text, params = pages["b/asc/after/50"]
        self.assertEqual(params, ["a", "after_key", "after_id", "b_first", "b_last"])
        self.assertIn(r"AND ($4::int IS NULL OR v.b >= $4::int) AND ($5::int IS NULL OR v.b <= $5::int)", text)
        self.assertIn(r'"\nAND (v.new = $2) LIMIT 10001)\nUNION ALL ("', writer.found_macro())
        self.assertIn(r'"\nAND (v.new = $2) IS NOT TRUE LIMIT 10001) LIMIT 10001)\n"', writer.found_macro())
        made = writer.narrow_page(writer.sorts[0], "AFTER", sql2c.DIRECTIONS[0], 50)
        self.assertIn(r"FROM found AS v\nWHERE (v.b, v.id) > ($3::int, $4::bigint)", made)
        self.assertIn('4, (const char *const[]) { "a", "new", "after_key", "after_id" }', made)
        self.assertNotIn("b_first", made)

    def test_condition_stays_together(self):
        writer, _ = self.pages("SELECT v.* FROM x AS v WHERE (SELECT 1 FROM y WHERE z) OR v.a")
        self.assertEqual(writer.body, "SELECT v.* FROM x AS v\nWHERE ((SELECT 1 FROM y WHERE z) OR v.a)")

    def test_with_query(self):
        writer, pages = self.pages("WITH y AS (SELECT 1 WHERE true) SELECT v.* FROM y AS v")
        self.assertEqual(writer.join, "WHERE")
        self.assertEqual(len(pages), 24)


class Writing(unittest.TestCase):
    def test_c_string(self):
        self.assertEqual(sql2c.c_string('a"b\\c\n\x011é'), '"a\\"b\\\\c\\n\\0011é"')

    def test_compiles(self):
        """gcc takes the header, counts what it lists, and names a statement that nobody uses."""
        with tempfile.TemporaryDirectory() as folder:
            self.write_sample(folder)
            complaints = self.compile(folder, '#include "m-sql.h"\nint main (void) { return SQL_M_GET.n_params == 0; }\n')
            self.assertIn("SQL_M_LIST", complaints)
            self.assertNotIn("SQL_M_GET", complaints)
            self.assertEqual(self.compile(folder, None), "")

    def write_sample(self, folder):
        os.mkdir(os.path.join(folder, "core"))
        os.symlink(os.path.join(HERE, "../server/core/hcrm-sql.h"), os.path.join(folder, "core/hcrm-sql.h"))
        with open(os.path.join(folder, "m.sql"), "w", encoding="utf-8") as file:
            file.write("-- name: get\nSELECT 'é' WHERE :id\n\n-- name: list\n-- sort: b int\nSELECT v.* FROM x AS v\n")
        self.assertEqual(sql2c.main(["m", os.path.join(folder, "m.sql"), os.path.join(folder, "m-sql.h")]), 0)

    def compile(self, folder, program):
        """What gcc says of a program; without one, of the index."""
        source = os.path.join(folder, "program.c")
        if program is None:
            sql2c.main(["--index", source, "m"])
        else:
            sql2c.write(source, program)
        flags = subprocess.run(["pkg-config", "--cflags", "glib-2.0"], capture_output=True, text=True, check=True)
        run = subprocess.run(["gcc", "-std=gnu17", "-Wall", "-Wextra", "-Wunused-const-variable=2", "-I", folder,
                              "-c", "-o", os.devnull, source, *flags.stdout.split()],
                             capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stderr


if __name__ == "__main__":
    unittest.main()
