#!/usr/bin/env python3
"""Writes src/base/fold_table.c: lower case without accents for Latin, Greek and Cyrillic.

Usage: tools/fold-table.py > src/base/fold_table.c
Decomposes (NFKD), drops marks, folds case, again until nothing changes; letters that Unicode does
not decompose (ø, ł, œ …) and quotes, spaces and hyphens are listed here.
"""
import sys
import unicodedata

RANGES = [(0xA0, 0x24F), (0x250, 0x2AF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1AB0, 0x1AFF),
          (0x1C80, 0x1C88), (0x1DC0, 0x1DFF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF), (0x2000, 0x202F), (0x205F, 0x205F),
          (0x20D0, 0x20F0), (0x2C60, 0x2C7F), (0xA640, 0xA69F), (0xA720, 0xA7CA), (0xFB00, 0xFB06), (0xFE20, 0xFE2F),
          (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)]
OWN = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ĸ": "k",
       "ŋ": "n", "ŧ": "t", "ƒ": "f", "ƀ": "b", "ɓ": "b", "ɖ": "d", "ɗ": "d", "ɨ": "i", "ɫ": "l", "ʼ": "'", "ŀ": "l",
       "‘": "'", "’": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-"}
KEEP = set("§¨ª¯°²³´¸¹º¼½¾·«»¡¿…‥")


def fold(c):
    if c in KEEP:
        return c
    s, before = c, None
    while s != before:
        before = s
        s = unicodedata.normalize("NFKD", s)
        s = "".join(x for x in s if unicodedata.category(x) != "Mn")
        s = "".join(OWN.get(x, x) for x in s.casefold())
    if unicodedata.category(c) == "Zs":
        return " "
    return s


def main():
    rows = []
    for first, last in RANGES:
        for cp in range(first, last + 1):
            c = chr(cp)
            if unicodedata.category(c) in ("Cn", "Cs", "Co", "Cf"):
                continue
            to = fold(c)
            if to == c or (0x2000 <= cp <= 0x206F and unicodedata.category(c) not in ("Zs",) and c not in OWN):
                continue
            if len(to.encode()) > min(3, len(c.encode())):
                continue
            rows.append((cp, to))
    out = sys.stdout.write
    out("/* Made by tools/fold-table.py from Unicode %s; do not edit. */\n" % unicodedata.unidata_version)
    out('#include "base/fold_table.h"\n\nconst struct fold fold_table[] = {\n')
    line = "       "
    for cp, to in rows:
        c = "".join(x if 0x20 <= ord(x) < 0x7F and x not in '"\\' else "\\" + x if x in '"\\' else
                    "".join("\\%03o" % b for b in x.encode()) for x in to)
        cell = ' {0x%x, "%s"},' % (cp, c)
        if len(line) + len(cell) > 110:
            out(line + "\n")
            line = "       "
        line += cell
    out(line + "\n};\n\nconst size_t fold_table_n = sizeof(fold_table) / sizeof(fold_table[0]);\n")


main()
