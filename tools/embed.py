#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn SQL files into a C array of HcrmSqlFile, in the order of their names.

    embed.py SYMBOL OUTPUT.c FILE...
"""
import hashlib
import os
import sys

from sql2c import c_lines, c_string


def row(path):
    with open(path, "rb") as file:
        data = file.read()
    text = data.decode("utf-8")
    return (f"  {{ {c_string(os.path.basename(path))},\n    {c_lines(text, '    ') or c_string('')},\n"
            f"    {c_string(hashlib.sha256(data).hexdigest())} }},\n")


def main(symbol, target, *paths):
    rows = "".join(row(path) for path in sorted(paths, key=os.path.basename))
    with open(target, "w", encoding="utf-8") as out:
        out.write(f'/* Made by embed.py; do not edit. */\n#include "core/hcrm-sql.h"\n\n'
                  f"const HcrmSqlFile {symbol}[] = {{\n{rows}  {{ NULL, NULL, NULL }},\n}};\n")


main(*sys.argv[1:])
