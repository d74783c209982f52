#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn a module's .sql file into a C header of named, checked statements.

    sql2c.py MODULE INPUT.sql OUTPUT.h      one module's statements
    sql2c.py --index OUTPUT.c MODULE...     hcrm_sql_all[], every statement of every module, for tests

A statement starts at a line "-- name: lower_snake" and runs to the next one. Comment lines right
below the name may say

    -- plan: generic|custom     (default: custom when the statement has "IS NULL OR", else generic)
    -- sort: due_on date, pinyin text, ended_at timestamptz null -infinity   (null: sorted as that value)
    -- key: id                  (the column that breaks ties in a sorted list; default id)
    -- narrow: v.new = :new     (a sorted list that reads what it is sorted by alone; see HcrmSqlSort. Looks
                                first at what fulfils this; null looks at all at once. Its pages lie
                                between :KEY_first and :KEY_last, where these are bound)

What several statements of a file say in the same words stands once, under "-- part: lower_snake", above
them; {lower_snake} puts it there.

Parameters are written :name and become $1, $2 ... in the order of their first use. They are found by
a tokenizer that knows PostgreSQL's strings, dollar quotes, quoted names, nested comments, casts, :=
and array slices (a colon right behind an operand within brackets, as in a[lo:hi]).

A statement with "-- sort:" is a list, SELECT ... FROM x AS v [WHERE ...] without ORDER BY and LIMIT.
It becomes an HcrmSqlList: per sort key one statement for each direction, page limit and way to begin
(see server/core/hcrm-sql.h), and two counts. Faults are reported as FILE:LINE: what is wrong.
"""
import re
import sys
from dataclasses import dataclass, field, replace

MAX_PARAMS = 48
LIMITS = (50, 200, 1000)
COUNT_LIMIT = 10000
BEFORE_LIMIT = 100000  # as far as offset= goes
MODES = ("FIRST", "AFTER", "OFFSET", "FROM")
EXTRA_PARAMS = {"FIRST": (), "AFTER": ("after_key", "after_id"), "OFFSET": ("offset",), "FROM": ("from",)}
DIRECTIONS = (("ASC", ">"), ("DESC", "<"))
DIRECTIVES = ("sort", "plan", "key", "narrow")
NOT_IN_LISTS = ("GROUP", "HAVING", "WINDOW", "UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET",
                "FETCH", "FOR")

# The order matters: the first alternative that matches is the token.
TOKENS = re.compile(r"""
    (?P<space>\s+)
  | (?P<comment>--[^\n]*)
  | (?P<block>/\*)
  | (?P<escape>[eE]'(?:[^'\\]|\\.|'')*')
  | (?P<string>(?:[uU]&|[bBxXnN])?'(?:[^']|'')*')
  | (?P<dollar>\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$)
  | (?P<quoted>(?:[uU]&)?"(?:[^"]|"")*")
  | (?P<number>\d[\w.]*)
  | (?P<word>[^\W\d][\w$]*)
  | (?P<cast>::|:=)
  | (?P<param>:[^\W\d]\w*)
  | (?P<open>[(\[]) | (?P<close>[)\]])
  | (?P<end>;)
  | (?P<other>.)
""", re.VERBOSE | re.DOTALL)
BLOCK_PART = re.compile(r"/\*|\*/")
OPERANDS = ("word", "quoted", "number", "param", "close", "string")


class SqlError(Exception):
    """A fault in the source, with the line it stands on."""

    def __init__(self, line, what):
        super().__init__(what)
        self.line = line


@dataclass
class Token:
    kind: str
    text: str
    line: int
    depth: int = 0


@dataclass
class Statement:
    name: str
    line: int
    kind: str = "name"
    directives: dict = field(default_factory=dict)
    tokens: list = field(default_factory=list)


# ---- reading

def skip_block(text, start, line):
    """The end of a block comment; PostgreSQL nests them."""
    depth = 0
    for part in BLOCK_PART.finditer(text, start):
        depth += 1 if part[0] == "/*" else -1
        if depth == 0:
            return part.end()
    raise SqlError(line, "comment is not closed")


def refine(kind, text, line, brackets, before):
    """What one match is once its neighbours are known."""
    if kind == "other" and text in "'\"":
        raise SqlError(line, "string or quoted name is not closed")
    if kind == "other" and text == "$":
        raise SqlError(line, "a dollar quote is not closed, or a parameter is written $1 instead of :name")
    if kind != "param":
        return kind
    if brackets and brackets[-1].text == "[" and before in OPERANDS:
        return "slice"
    if not re.fullmatch(r":[a-z][a-z0-9_]*", text):
        raise SqlError(line, f"parameter {text} is not written in lower_snake")
    return "param"


def follow_brackets(token, brackets):
    """Keeps the stack of open brackets and refuses a wrong one."""
    if token.kind == "open":
        brackets.append(token)
    elif token.kind == "close":
        if not brackets or brackets.pop().text + token.text not in ("()", "[]"):
            raise SqlError(token.line, f"{token.text} closes nothing")
        token.depth -= 1


def tokenize(text):
    """Every token of the text, blanks and comments included, so that joining them gives it back."""
    position, line, before, brackets = 0, 1, "", []
    while position < len(text):
        match = TOKENS.match(text, position)
        kind, end = match.lastgroup if match.lastgroup != "tag" else "dollar", match.end()
        if kind == "block":
            end = skip_block(text, position, line)
        kind = refine(kind, text[position:end], line, brackets, before)
        if kind == "slice":
            end = position + 1
        token = Token(kind, text[position:end], line, len(brackets))
        follow_brackets(token, brackets)
        yield token
        line += token.text.count("\n")
        position, before = end, kind
        if header(token):
            refuse_open(brackets)
    refuse_open(brackets)


def refuse_open(brackets):
    if brackets:
        raise SqlError(brackets[-1].line, f"{brackets[-1].text} is not closed")


def header(token):
    return token.kind == "comment" and re.match(r"--\s*(name|part)\s*:", token.text)


def statement_head(token):
    match = re.fullmatch(r"-- (name|part): ([a-z][a-z0-9_]*)\s*", token.text)
    if not match:
        raise SqlError(token.line, f'"{token.text}" is not "-- name: lower_snake"')
    return Statement(match[2], token.line, match[1])


def read_directive(statement, token):
    match = re.fullmatch(r"--\s*([a-z]+):\s*(.*?)\s*", token.text)
    if not match:
        return
    name, value = match.groups()
    if name not in DIRECTIVES:
        raise SqlError(token.line, f'"{name}:" is none of {", ".join(DIRECTIVES)}')
    if statement.kind == "part":
        raise SqlError(token.line, f'a part has no "{name}:"')
    statement.directives.setdefault(name, []).append((value, token.line))


def blank(token):
    return token.kind in ("space", "comment", "block")


def take(statement, token):
    """Adds one token to its statement."""
    if statement is None:
        if not blank(token):
            raise SqlError(token.line, 'SQL before the first "-- name:"')
    elif token.kind == "comment" and not statement.tokens:
        read_directive(statement, token)
    elif statement.tokens or not blank(token):
        statement.tokens.append(token)


def statements(text):
    """All statements of a file, checked one by one and for names used twice."""
    found, current = {}, None
    for token in tokenize(text):
        if not header(token):
            take(current, token)
            continue
        current = statement_head(token)
        if current.name in found:
            raise SqlError(token.line, f'"{current.name}" was named on line {found[current.name].line} already')
        found[current.name] = current
    parts = {}
    for statement in found.values():
        trim(statement)
        statement.tokens = list(with_parts(statement.tokens, parts))
        if statement.kind == "part":
            parts[statement.name] = statement.tokens
    return [statement for statement in found.values() if statement.kind == "name"]


def with_parts(tokens, parts):
    """The tokens with each {name} replaced by the part of that name, as deep in brackets as it stands."""
    position = 0
    while position < len(tokens):
        token, name = tokens[position], "".join(t.text for t in tokens[position + 1:position + 3])
        position += 1
        if token.kind != "other" or token.text != "{":
            yield token
            continue
        if name.rstrip("}") not in parts or not name.endswith("}"):
            raise SqlError(token.line, f'"{{{name}" is no part that stands above')
        yield from (replace(part, depth=part.depth + token.depth) for part in parts[name[:-1]])
        position += 2


def trim(statement):
    """Removes the closing semicolon and what follows it; refuses a second statement."""
    tokens = statement.tokens
    while tokens and blank(tokens[-1]):
        tokens.pop()
    if tokens and tokens[-1].kind == "end":
        tokens.pop()
    for token in tokens:
        if token.kind == "end":
            raise SqlError(token.line, "a second statement under one name")
    if not [token for token in tokens if not blank(token)]:
        raise SqlError(statement.line, f'"{statement.name}" has no SQL')


# ---- rewriting

def params_of(tokens):
    return list(dict.fromkeys(token.text[1:] for token in tokens if token.kind == "param"))


def render(tokens, params):
    """The tokens as text: parameters numbered, comments gone, each run of blanks one blank or newline.

    A newline stays one, for SQL joins two strings only across a newline."""
    out, gap = [], ""
    for token in tokens:
        if blank(token):
            gap = "\n" if "\n" in gap + token.text else " "
            continue
        text = f"${params.index(token.text[1:]) + 1}" if token.kind == "param" else token.text
        out.append(gap + text)
        gap = ""
    return "".join(out).strip()


def number(text, params):
    """A generated piece of SQL with its parameters numbered."""
    return render(list(tokenize(text)), params)


def has_optional(tokens):
    words = " ".join(token.text.upper() if token.kind == "word" else "?" for token in tokens if not blank(token))
    return "IS NULL OR" in words


def custom_plan(statement):
    plans = statement.directives.get("plan")
    if not plans:
        return has_optional(statement.tokens)
    value, line = plans[-1]
    if value not in ("generic", "custom"):
        raise SqlError(line, f'plan "{value}" is neither generic nor custom')
    return value == "custom"


def sorts_of(statement):
    """[(key, type, what NULL counts as, or None)] in the order written."""
    sorts = []
    for value, line in statement.directives.get("sort", []):
        for part in value.split(","):
            match = re.fullmatch(r"\s*([a-z][a-z0-9_]*)\s+([a-z][a-z0-9_ ]*?)(?:\s+null\s+([\w-]+))?\s*", part)
            if not match:
                raise SqlError(line, f'sort "{part.strip()}" is not "column type" or "column type null value"')
            if match[1] in [key for key, *_ in sorts]:
                raise SqlError(line, f'sort "{match[1]}" stands there twice')
            sorts.append(match.groups())
    return sorts


def key_of(statement):
    value, line = statement.directives.get("key", [("id", statement.line)])[-1]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", value):
        raise SqlError(line, f'key "{value}" is not a column')
    return value


def top_words(tokens):
    """(index, word) of the words outside all brackets."""
    return [(i, token.text.upper()) for i, token in enumerate(tokens)
            if token.kind == "word" and token.depth == 0]


def check_list(statement):
    for i, word in top_words(statement.tokens):
        if word in NOT_IN_LISTS:
            raise SqlError(statement.tokens[i].line, f"{word} cannot stand in a statement with sort:")
    if not re.search(r"\b[vV]\b", render(statement.tokens, params_of(statement.tokens))):
        raise SqlError(statement.line, 'a sorted list gives what it reads the alias "v"')


def split_where(statement):
    """The statement up to its WHERE, and its condition's tokens (none if it has no WHERE)."""
    tokens = statement.tokens
    found = [i for i, word in top_words(tokens) if word == "WHERE"]
    if not found:
        return tokens, []
    return tokens[:found[-1]], tokens[found[-1] + 1:]


def list_parts(statement, params):
    """The list's text without page condition, and the word that joins one to it.

    The condition gets brackets of its own, so that an OR in it stays in it."""
    head, condition = split_where(statement)
    if not condition:
        return render(head, params), "WHERE"
    return f"{render(head, params)}\nWHERE ({render(condition, params)})", "AND"


def sort_column(sort):
    """What is sorted by: the column, or, if it may be NULL, the column with a value in its place."""
    key, kind, null = sort
    return f"v.{key}" if null is None else f"coalesce(v.{key}, '{null}'::{kind})"


def after_key(sort):
    """The last row's key: empty if that was NULL."""
    _, kind, null = sort
    return f":after_key::{kind}" if null is None else f"coalesce(nullif(:after_key::text, '')::{kind}, '{null}'::{kind})"


def narrow_of(statement):
    """What a list that may be narrowed is looked through for first, if it is such a list."""
    return statement.directives.get("narrow", [("", statement.line)])[-1][0]


def page_condition(mode, sort, compare, tie):
    if mode == "FROM":
        return f"{sort_column(sort)} {compare}= :from::{sort[1]}"
    if mode != "AFTER":
        return ""
    if sort[0] == tie:
        return f"v.{tie} {compare} :after_id::bigint"
    return f"({sort_column(sort)}, v.{tie}) {compare} ({after_key(sort)}, :after_id::bigint)"


def page_tail(mode, sort, direction, join, tie):
    """Condition, order and offset of one page, everything but its limit."""
    word, compare = direction
    condition = page_condition(mode, sort, compare, tie)
    order = f"v.{tie} {word}" if sort[0] == tie else f"{sort_column(sort)} {word}, v.{tie} {word}"
    offset = " OFFSET :offset::bigint" if mode == "OFFSET" else ""
    return f"{join} {condition}\n" * bool(condition) + f"ORDER BY {order}{offset}"


# ---- writing C

def c_string(text):
    """A C string literal in UTF-8; control characters in octal, which cannot swallow what follows."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda m: f"\\{ord(m[0]):03o}", escaped) + '"'


def c_lines(text, indent="  "):
    """A long text as one literal a line."""
    return ("\n" + indent).join(c_string(line) for line in text.splitlines(keepends=True))


def c_names(names):
    return "NULL" if not names else f"(const char *const[]) {{ {', '.join(map(c_string, names))} }}"


def c_bool(value):
    return "TRUE" if value else "FALSE"


def symbol(module, name):
    return f"SQL_{module}_{name}".upper().replace("-", "_")


def check_params(statement, params):
    if len(params) > MAX_PARAMS:
        raise SqlError(statement.line, f'"{statement.name}" has {len(params)} parameters, {MAX_PARAMS} at most')


def c_simple(module, statement):
    """(C, [expressions of its statements]) of a plain statement."""
    params = params_of(statement.tokens)
    check_params(statement, params)
    name = symbol(module, statement.name)
    text = (f"static const HcrmSql {name} = {{\n  {c_string(f'{module}.{statement.name}')},\n"
            f"  {c_lines(render(statement.tokens, params))},\n"
            f"  {len(params)}, {c_names(params)}, {c_bool(custom_plan(statement))},\n}};\n")
    return text, [f"&{name}"]


class ListWriter:
    """Writes one list: a macro for the text all its statements share, its sorts, its counts."""

    def __init__(self, module, statement):
        check_list(statement)
        self.statement = statement
        self.label = f"{module}.{statement.name}"
        self.name = symbol(module, statement.name)
        self.sorts, self.tie, self.narrow = sorts_of(statement), key_of(statement), narrow_of(statement)
        self.params = params_of(statement.tokens)
        for extra in (name for names in EXTRA_PARAMS.values() for name in names):
            if extra in self.params:
                raise SqlError(statement.line, f":{extra} is taken: the list's pages bind it themselves")
        check_params(statement, self.params + ["after_key", "after_id"])
        self.body, self.join = list_parts(statement, self.params)
        self.plan = c_bool(custom_plan(statement))

    def mode_params(self, mode, key):
        extra = [p for p in EXTRA_PARAMS[mode] if not (p == "after_key" and key == self.tie)]
        return self.params + extra

    def bounds(self, sort):
        """Where in its order the page is to be looked for, and the word that joins more to it."""
        key, kind, _ = sort
        column = sort_column(sort)
        return (f"{self.join} (:{key}_first::{kind} IS NULL OR {column} >= :{key}_first::{kind})"
                f" AND (:{key}_last::{kind} IS NULL OR {column} <= :{key}_last::{kind})\n", "AND")

    def page(self, sort, mode, direction, limit):
        params = self.mode_params(mode, sort[0])
        bounds, join = self.bounds(sort) if self.narrow else ("", self.join)
        params += [f"{sort[0]}_first", f"{sort[0]}_last"] * bool(self.narrow)
        tail = number(bounds + page_tail(mode, sort, direction, join, self.tie), params)
        label = f"{self.label}/{sort[0]}/{direction[0]}/{mode}/{limit}".lower()
        return (f"      {{ {c_string(label)}, {self.name}_BODY {c_string(f'{chr(10)}{tail} LIMIT {limit + 1}')},"
                f" {len(params)}, {c_names(params)}, {self.plan} }},\n")

    def narrow_page(self, sort, mode, direction, limit):
        """The same of what is found first, with its number, n."""
        params = self.found_params() + [p for p in self.mode_params(mode, sort[0]) if p not in self.found_params()]
        tail = number(page_tail(mode, sort, direction, "WHERE", self.tie), params)
        label = f"{self.label}/{sort[0]}/{direction[0]}/{mode}/{limit}/narrow".lower()
        found = f"SELECT v.*, (SELECT count(*) FROM found) AS n FROM found AS v\n{tail} LIMIT {limit + 1}"
        return (f"      {{ {c_string(label)}, {self.name}_FOUND {c_string(found)},"
                f" {len(params)}, {c_names(params)}, {self.plan} }},\n")

    def pages(self, sort, page):
        for limit in LIMITS:
            yield "    {\n"
            for mode in MODES:
                yield "     {\n" + "".join(page(sort, mode, d, limit) for d in DIRECTIONS) + "     },\n"
            yield "    },\n"

    def narrow_name(self, sort):
        return f"{self.name}_NARROW_{sort[0].upper()}" if self.narrow else "NULL"

    def found_params(self):
        return list(dict.fromkeys(self.params + params_of(tokenize(self.narrow))))

    def found_macro(self):
        """What is found before it is sorted: of what is looked at first, then of the rest."""
        first, limit = number(self.narrow, self.found_params()), f"LIMIT {COUNT_LIMIT + 1})"
        return (f"#define {self.name}_FOUND \\\n  \"WITH found AS MATERIALIZED ((\" {self.name}_BODY \\\n"
                f"  {c_string(f'{chr(10)}{self.join} ({first}) {limit}{chr(10)}UNION ALL (')} {self.name}_BODY \\\n"
                f"  {c_string(f'{chr(10)}{self.join} ({first}) IS NOT TRUE {limit} {limit}{chr(10)}')}\n")

    def narrow_tables(self):
        if self.narrow:
            yield self.found_macro()
        for sort in self.sorts * bool(self.narrow):
            yield (f"static const HcrmSql {self.narrow_name(sort)}[HCRM_SQL_N_LIMITS][HCRM_SQL_N_MODES][2] = {{\n"
                   f"{''.join(self.pages(sort, self.narrow_page))}}};\n")

    def before(self, sort, direction):
        """How many rows come before a value of the sort key."""
        params = self.params + ["from"]
        # Strictly before: the direction's comparison the other way round.
        compare = "<" if direction[1] == ">" else ">"
        tail = number(f"{self.join} {sort_column(sort)} {compare} :from::{sort[1]}", params)
        label = f"{self.label}/{sort[0]}/{direction[0]}/before".lower()
        return (f"    {{ {c_string(label)},\n"
                f"      \"SELECT count(*)::bigint AS n FROM (SELECT 1 FROM (\" {self.name}_BODY {c_string(chr(10) + tail)}"
                f" \") AS c LIMIT {BEFORE_LIMIT + 1}) AS d\",\n"
                f"      {len(params)}, {c_names(params)}, {self.plan} }},\n")

    def sort_table(self):
        yield f"static const HcrmSqlSort {self.name}_SORTS[] = {{\n"
        for sort in self.sorts:
            before = "".join(self.before(sort, direction) for direction in DIRECTIONS)
            yield (f"  {{ {c_string(sort[0])}, {c_string(sort[1])}, {{\n{''.join(self.pages(sort, self.page))}  }},\n"
                   f"  {{\n{before}  }}, {self.narrow_name(sort)} }},\n")
        yield "};\n"

    def count(self, label, limit):
        return (f"  {{ {c_string(f'{self.label}/{label}')},\n"
                f"    \"SELECT count(*)::bigint AS n FROM (SELECT 1 FROM (\" {self.name}_BODY \") AS c{limit}) AS d\",\n"
                f"    {len(self.params)}, {c_names(self.params)}, {self.plan} }},\n")

    def write(self):
        body = c_lines(self.body).replace("\n", " \\\n")
        return (f"#define {self.name}_BODY \\\n  {body}\n" + "".join(self.narrow_tables()) + "".join(self.sort_table()) +
                f"static const HcrmSqlList {self.name} = {{\n"
                f"  {c_string(self.label)}, {self.name}_SORTS, {len(self.sorts)},\n"
                f"{self.count('count', f' LIMIT {COUNT_LIMIT + 1}')}{self.count('count_exact', '')}}};\n")

    def expressions(self):
        """Every statement of the list as a constant address."""
        for i, limit, mode, direction in ((i, li, m, d) for i in range(len(self.sorts))
                                          for li in range(len(LIMITS)) for m in range(len(MODES))
                                          for d in range(len(DIRECTIONS))):
            yield f"&{self.name}_SORTS[{i}].pages[{limit}][{mode}][{direction}]"
            if self.narrow:
                yield f"&{self.narrow_name(self.sorts[i])}[{limit}][{mode}][{direction}]"
        for i, direction in ((i, d) for i in range(len(self.sorts)) for d in range(len(DIRECTIONS))):
            yield f"&{self.name}_SORTS[{i}].before[{direction}]"
        yield f"&{self.name}.count"
        yield f"&{self.name}.count_exact"


def c_statement(module, statement):
    if statement.directives.get("sort"):
        writer = ListWriter(module, statement)
        return writer.write(), list(writer.expressions())
    return c_simple(module, statement)


def c_header(module, source, text):
    """The whole header of one module."""
    parts = [c_statement(module, statement) for statement in statements(text)]
    everything = "".join(f"  {expression},\n" for _, found in parts for expression in found)
    return (f"/* Made from {source.rsplit('/', 1)[-1]}; do not edit. */\n#pragma once\n"
            '#include "core/hcrm-sql.h"\n\n' + "\n".join(part for part, _ in parts) +
            # Only the index of all statements may name them all; elsewhere an unused statement is a
            # compiler error (-Wunused-const-variable=2).
            f"\n#ifdef HCRM_SQL_ALL\nstatic const HcrmSql *const {symbol(module, 'ALL')}[] = {{\n"
            f"{everything}  NULL,\n}};\n#endif\n")


def c_index(modules):
    """A C file that lists the statements of all modules."""
    includes = "".join(f'#include "{module}-sql.h"\n' for module in modules)
    rows = "".join(f"  {symbol(module, 'ALL')},\n" for module in modules)
    return ("/* Made by sql2c.py; do not edit. */\n#define HCRM_SQL_ALL\n#include \"core/hcrm-sql.h\"\n" + includes +
            f"\nconst HcrmSql *const *const hcrm_sql_all[] = {{\n{rows}  NULL,\n}};\n")


def read(source):
    with open(source, "rb") as file:
        data = file.read()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SqlError(data[:error.start].count(b"\n") + 1, "not UTF-8") from error


def write(target, text):
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)


def main(arguments):
    if arguments[:1] == ["--index"]:
        write(arguments[1], c_index(arguments[2:]))
        return 0
    module, source, target = arguments
    try:
        write(target, c_header(module, source, read(source)))
    except SqlError as error:
        print(f"{source}:{error.line}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
