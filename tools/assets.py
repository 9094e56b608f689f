#!/usr/bin/env python3
"""Writes the C table of the files that the program carries (see src/app/assets.h).

usage: assets.py OUT.c FILE...

The bytes themselves go in by .incbin, relative to the folder in which the compiler runs; the hash of
each file stands in the text, so that the object is made again when a file changes.
"""
import hashlib
import os
import sys

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


def main(out, files):
    every = hashlib.sha256()
    blobs, rows = [], []
    for number, path in enumerate(sorted(files, key=os.path.basename)):
        name = os.path.basename(path)
        kind = TYPES.get(os.path.splitext(name)[1])
        if kind is None:
            sys.exit(f"{path}: no content type known for this file; add it to tools/assets.py")
        with open(path, "rb") as f:
            data = f.read()
        digest = hashlib.sha256(data).hexdigest()[:16]
        every.update(name.encode() + b"\0" + data)
        blobs.append(
            f'__asm__(".section .rodata\\n.balign 16\\n.globl guichet_asset_{number}\\n'
            f'guichet_asset_{number}:\\n.incbin \\"{path}\\"\\n.byte 0\\n.previous\\n"); /* {digest} */\n'
            f"extern const unsigned char guichet_asset_{number}[];\n")
        rows.append(f'        {{"{name}", "{kind}", guichet_asset_{number}, {len(data)}, "{digest}"}},\n')
    text = ("/* Made by tools/assets.py. */\n" '#include "app/assets.h"\n\n' + "".join(blobs)
            + f'\nconst char assets_hash[] = "{every.hexdigest()[:12]}";\n'
            + "\nconst struct asset assets[] = {\n" + "".join(rows) + "        {0},\n};\n"
            + "\nconst struct asset *asset_find(const char *name)\n{\n"
            + "        for (const struct asset *a = assets; a->name; a++)\n"
            + "                if (!strcmp(a->name, name))\n"
            + "                        return a;\n"
            + "        return NULL;\n}\n")
    with open(out, "w", encoding="utf-8") as f:
        f.write(text)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
