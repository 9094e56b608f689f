#!/usr/bin/env python3
"""The catalogues locale/*.fr.po and locale/*.en.po become messages.h and messages.c.

Keys are stable words ("ticket.take"), the text stands in msgstr; a msgid_plural makes a plural with
msgstr[0] and msgstr[1].  Every key must exist in both languages with the same {placeholders}, and in
one file per language only.  French text gets its typography here: ’ for ', no-break spaces before
: ; ? ! % » and after «.

  messages.py --locale DIR --out DIR [--depfile FILE]
  messages.py --locale DIR --unused SRC…      lists keys no source mentions (a lint)
"""
import argparse
import ast
import pathlib
import re
import sys

KEY = re.compile(r'[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\Z')
NAME = re.compile(r'\{([a-z][a-z0-9_]*)\}')
KEPT = re.compile(r'(\{[^}]*\}|https?://\S+|<[^>]*>)')
LANGUAGES = ('fr', 'en')


class Entry:
    def __init__(self, key, where):
        self.key, self.where = key, where
        self.plural, self.texts, self.at_run_time = False, [], False

    @property
    def constant(self):
        return 'MSG_' + self.key.replace('.', '_')

    @property
    def names(self):
        return set(NAME.findall(' '.join(self.texts)))


def files(folder):
    return sorted(p for lang in LANGUAGES for p in pathlib.Path(folder).glob('*.%s.po' % lang))


def complain(problems):
    if problems:
        print('\n'.join(problems), file=sys.stderr)
        sys.exit(1)


def unquote(line, where):
    try:
        return ast.literal_eval(line)
    except (SyntaxError, ValueError):
        complain(['%s: error: malformed string %s' % (where, line)])


def parse(path):
    """Entries of one .po file, in order; the header entry (empty msgid) is left out."""
    entries, entry, target, at_run_time = [], None, None, False
    for number, line in enumerate(pathlib.Path(path).read_text(encoding='utf-8').splitlines(), 1):
        where, line = '%s:%d' % (path, number), line.strip()
        if line.startswith('#.') and 'run time' in line:
            at_run_time = True
        if not line or line.startswith('#'):
            continue
        m = re.match(r'(msgid|msgid_plural|msgstr(?:\[(\d)\])?)\s*(".*")\Z', line)
        if m and m[1] == 'msgid':
            entry, target = Entry(unquote(m[3], where), where), 'id'
            entry.at_run_time, at_run_time = at_run_time, False
            entries.append(entry)
        elif m and entry and m[1] == 'msgid_plural':
            entry.plural, target = True, 'plural'
        elif m and entry:
            if int(m[2] or 0) != len(entry.texts):
                complain(['%s: error: msgstr[%s] out of order' % (where, m[2])])
            entry.texts.append(unquote(m[3], where))
            target = 'text'
        elif entry and line.startswith('"') and target == 'text':
            entry.texts[-1] += unquote(line, where)
        elif entry and line.startswith('"') and target == 'id':
            entry.key += unquote(line, where)
        else:
            complain(['%s: error: not understood: %s' % (where, line)])
    return [e for e in entries if e.key]


def french(text):
    """Typography, outside {placeholders}, addresses and tags."""
    parts = KEPT.split(text)
    for i in range(0, len(parts), 2):
        s = parts[i].replace("'", '’').replace('...', '…')
        s = re.sub(r' +(?=[;?!%])', '\u202f', s)
        s = re.sub(r' +(?=[:»])', '\u00a0', s)
        parts[i] = re.sub(r'(?<=«) +', '\u00a0', s)
    return ''.join(parts)


def check(entry):
    if not KEY.match(entry.key):
        return ['%s: error: key "%s" is not of the form area.words' % (entry.where, entry.key)]
    wanted = 2 if entry.plural else 1
    if len(entry.texts) != wanted or not all(entry.texts):
        return ['%s: error: "%s" needs %d text(s), none empty' % (entry.where, entry.key, wanted)]
    if entry.plural and '{n}' not in entry.texts[1]:
        return ['%s: error: the plural of "%s" does not mention {n}' % (entry.where, entry.key)]
    return []


def load_language(folder, lang, problems):
    found = {}
    for path in sorted(pathlib.Path(folder).glob('*.%s.po' % lang)):
        for entry in parse(path):
            problems += check(entry)
            if entry.key in found:
                problems.append('%s: error: "%s" exists already at %s' % (entry.where, entry.key, found[entry.key].where))
            if lang == 'fr':
                entry.texts = [french(t) for t in entry.texts]
            found[entry.key] = entry
    return found


def load_both(folder):
    problems = []
    fr, en = (load_language(folder, lang, problems) for lang in LANGUAGES)
    for key in sorted(set(fr) | set(en)):
        if key not in fr or key not in en:
            problems.append('%s: error: "%s" is missing in %s' % ((fr.get(key) or en[key]).where, key, 'en' if key in fr else 'fr'))
        elif fr[key].plural != en[key].plural:
            problems.append('%s: error: "%s" is a plural in one language only' % (en[key].where, key))
        elif fr[key].names != en[key].names:
            problems.append('%s: error: placeholders of "%s" differ: fr %s, en %s' %
                            (en[key].where, key, sorted(fr[key].names), sorted(en[key].names)))
    constants = {}
    for key, entry in fr.items():
        other = constants.setdefault(entry.constant, key)
        if other != key:
            problems.append('%s: error: "%s" and "%s" make the same constant' % (entry.where, key, other))
    complain(problems)
    return fr, en


def load(folder):
    """Catalogue for templates.py: key → Entry (of the French side)."""
    return load_both(folder)[0]


def quote(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n').replace('\t', '\\t') + '"'


def header(fr):
    lines = '\n'.join('        %s,' % fr[k].constant for k in sorted(fr))
    return ('/* Made by tools/messages.py: every message of the catalogues. */\n#ifndef GUICHET_LOCALE_MESSAGES_H\n'
            '#define GUICHET_LOCALE_MESSAGES_H\n\nenum message {\n%s\n        MSG__MAX\n};\n\n#endif\n' % lines)


def table(fr, en):
    rows = []
    for key in sorted(fr):
        texts = ['{%s, %s}' % (quote(e.texts[0]), quote(e.texts[1]) if e.plural else 'NULL') for e in (fr[key], en[key])]
        rows.append('        {%s, {%s, %s}},' % (quote(key), *texts))
    return ('/* Made by tools/messages.py from the catalogues of locale/, sorted by key. */\n#include "html/catalogue.h"\n\n'
            'const struct catalogue_entry catalogue[] = {\n%s\n};\nconst size_t n_catalogue = %d;\n' % ('\n'.join(rows), len(rows)))


def write_changed(path, text):
    if not path.exists() or path.read_text(encoding='utf-8') != text:
        path.write_text(text, encoding='utf-8')


def unused(folder, sources):
    """Keys that no .html, .c, .h, .js or .sql mentions, by key or by constant."""
    text = ''
    for root in sources:
        for p in sorted(pathlib.Path(root).rglob('*')):
            if p.suffix in ('.html', '.c', '.h', '.js', '.sql') and p.is_file():
                text += p.read_text(encoding='utf-8', errors='replace')
    mentioned = set(re.findall(r'[a-z0-9_.]+\.[a-z0-9_]+|MSG_\w+', text))
    rest = [e for e in load(folder).values() if not e.at_run_time and e.key not in mentioned and e.constant not in mentioned]
    for e in rest:
        print('%s: unused: %s' % (e.where, e.key))
    sys.exit(1 if rest else 0)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--locale', required=True)
    ap.add_argument('--out')
    ap.add_argument('--depfile')
    ap.add_argument('--unused', nargs='+')
    args = ap.parse_args()
    if args.unused:
        unused(args.locale, args.unused)
    fr, en = load_both(args.locale)
    out = pathlib.Path(args.out)
    write_changed(out / 'messages.h', header(fr))
    write_changed(out / 'messages.c', table(fr, en))
    if args.depfile:
        depends = files(args.locale) + [pathlib.Path(args.locale), pathlib.Path(__file__)]
        pathlib.Path(args.depfile).write_text('%s: %s\n' % (out / 'messages.h', ' '.join(str(d).replace(' ', '\\ ') for d in depends)))


if __name__ == '__main__':
    main()
