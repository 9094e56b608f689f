#!/usr/bin/env python3
"""tools/messages.py: what it makes of catalogues, and what it must refuse.

  messages_test.py REPOSITORY
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1))
sys.path.insert(0, str(ROOT / 'tools'))
import messages  # noqa: E402  (the path is an argument)

GOOD = 'msgid "a.b"\nmsgstr "x {n}"\n'


class Catalogues(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory()
        self.addCleanup(self.holder.cleanup)
        self.folder = pathlib.Path(self.holder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding='utf-8')

    def run_tool(self, *more):
        out = self.folder / 'out'
        out.mkdir(exist_ok=True)
        return subprocess.run([sys.executable, ROOT / 'tools/messages.py', '--locale', self.folder, '--out', out, *more],
                              capture_output=True, text=True)

    def refused(self, fr, en, words):
        self.write('x.fr.po', fr)
        self.write('x.en.po', en)
        result = self.run_tool()
        self.assertEqual(result.returncode, 1)
        self.assertIn(words, result.stderr)

    def test_makes_constants_and_texts(self):
        self.write('x.fr.po', 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n' + GOOD + '\nmsgid "a.c"\nmsgstr "l\'un "\n"et l\'autre"\n')
        self.write('x.en.po', GOOD + 'msgid "a.c"\nmsgstr "both"\n')
        self.assertEqual(self.run_tool().returncode, 0)
        self.assertIn('MSG_a_b,\n        MSG_a_c,\n        MSG__MAX', (self.folder / 'out/messages.h').read_text())
        self.assertIn('{"a.c", {{"l’un et l’autre", NULL}, {"both", NULL}}}', (self.folder / 'out/messages.c').read_text())

    def test_plural(self):
        po = 'msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "{n} x"\nmsgstr[1] "{n} xs"\n'
        self.write('x.fr.po', po)
        self.write('x.en.po', po)
        self.assertEqual(self.run_tool().returncode, 0)
        self.assertIn('{"{n} x", "{n} xs"}', (self.folder / 'out/messages.c').read_text())

    def test_refuses(self):
        self.refused(GOOD, '', 'is missing in en')
        self.refused('', GOOD, 'is missing in fr')
        self.refused(GOOD, GOOD.replace('{n}', '{m}'), 'placeholders')
        self.refused(GOOD, GOOD.replace('x {n}', ''), 'none empty')
        self.refused(GOOD + GOOD, GOOD, 'exists already')
        self.refused(GOOD.replace('a.b', 'A b'), GOOD, 'is not of the form')
        self.refused(GOOD + 'msgid "a.b.c"\nmsgstr "x"\nmsgid "a.b_c"\nmsgstr "x"\n',
                     GOOD + 'msgid "a.b.c"\nmsgstr "x"\nmsgid "a.b_c"\nmsgstr "x"\n', 'same constant')
        self.refused(GOOD, GOOD.replace('msgid', 'msgidd'), 'not understood')
        self.refused('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "x"\nmsgstr[1] "xs"\n', GOOD, 'does not mention {n}')
        self.refused('msgid "a.b"\nmsgid_plural "a.b"\nmsgstr[0] "x"\nmsgstr[1] "{n} xs"\n', GOOD, 'in one language only')

    def test_french_typography(self):
        for plain, fine in (("l'an", 'l’an'), ('Quoi ?', 'Quoi\u202f?'), ('Oui !', 'Oui\u202f!'), ('a ; b', 'a\u202f; b'), ('a : b', 'a\u00a0: b'),
                            ('« a »', '«\u00a0a\u00a0»'), ('5 %', '5\u202f%'), ('http://x/?a=1', 'http://x/?a=1'), ("{l'x}", "{l'x}"), ('a...', 'a…'),
                            ('9:42', '9:42'), ('{n} ?', '{n}\u202f?')):
            self.assertEqual(messages.french(plain), fine)

    def test_unused(self):
        self.write('x.fr.po', GOOD + 'msgid "a.c"\nmsgstr "y"\n#. found at run time\nmsgid "a.d"\nmsgstr "z"\n')
        self.write('x.en.po', GOOD + 'msgid "a.c"\nmsgstr "y"\nmsgid "a.d"\nmsgstr "z"\n')
        self.write('p.html', '<p>{{t "a.b" n=v.n}}</p>')
        result = self.run_tool('--unused', str(self.folder))
        self.assertEqual((result.returncode, result.stdout.count('unused')), (1, 1))
        self.assertIn('unused: a.c', result.stdout)


unittest.main()
