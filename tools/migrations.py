#!/usr/bin/env python3
"""Turns migrations/NNNN_name.sql into one C file with the table db_migrations.

usage: migrations.py OUT.c FILE.sql…

Numbers must be 0001, 0002, … without a hole; text must be UTF-8.
"""
import os
import re
import sys


def literal(line):
    out = []
    for byte in line.encode():
        char = chr(byte)
        if char in '"\\':
            out.append("\\" + char)
        elif 32 <= byte < 127:
            out.append(char)
        else:
            out.append("\\%03o" % byte)
    # "??" would begin a trigraph
    return '"' + "".join(out).replace("??", '?""?') + '\\n"'


def main():
    out, files = sys.argv[1], sorted(sys.argv[2:], key=os.path.basename)
    rows = []
    for want, path in enumerate(files, 1):
        match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", os.path.basename(path))
        if not match or int(match.group(1)) != want:
            sys.exit("%s: expected a name of the form %04d_name.sql" % (path, want))
        with open(path, encoding="utf-8") as file:
            text = file.read()
        lines = "\n".join("         " + literal(line) for line in text.splitlines())
        rows.append('        {%d, "%s",\n%s},\n' % (want, match.group(2), lines))
    with open(out, "w", encoding="utf-8") as file:
        file.write('/* Made by tools/migrations.py from migrations/; do not edit. */\n#include "db/db.h"\n\n')
        file.write("const struct db_migration db_migrations[] = {\n%s        {0, NULL, NULL},\n};\n" % "".join(rows))


main()
