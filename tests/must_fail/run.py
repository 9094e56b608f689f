#!/usr/bin/env python3
"""Templates that must not build.  Each says in a comment who refuses it, where and why:
<!-- refused LINE: words --> by tools/templates.py, <!-- compiler LINE: words --> by the C compiler
at that line of the template.  A template that builds, or fails elsewhere, fails the test.

  run.py REPOSITORY BUILD COMPILER…
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT, BUILD = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
COMPILER = sys.argv[3:]
HERE = ROOT / 'tests/must_fail'
EXPECTED = re.compile(r'<!-- (refused|compiler) (\d+): (.*) -->\n')


def generate(template, out):
    samples = [ROOT / 'tests/templates/sample.html', ROOT / 'tests/templates/sample_row.html']
    return subprocess.run([sys.executable, ROOT / 'tools/templates.py', '--locale', ROOT / 'locale', '--header', out / 'made.h',
                           '--c', str(out / 'made_{}.c'), template, *samples], capture_output=True, text=True)


def compile_c(out):
    flags = ['-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-fsyntax-only']
    return subprocess.run([*COMPILER, *flags, '-I', ROOT / 'src', '-I', BUILD, out / 'made_0.c'], capture_output=True, text=True)


def judge(template):
    """'' when it fails as it should, else what went wrong."""
    expected = EXPECTED.search(template.read_text(encoding='utf-8'))
    if not expected:
        return 'says not how it must fail'
    who, line, words = expected.groups()
    with tempfile.TemporaryDirectory() as folder:
        result = generate(template, pathlib.Path(folder))
        if who == 'compiler':
            if result.returncode:
                return 'the generator refused it already: ' + result.stderr
            result = compile_c(pathlib.Path(folder))
    if result.returncode == 0:
        return 'it builds'
    if re.search(r'%s:%s:' % (re.escape(template.name), line), result.stderr) and words in result.stderr:
        return ''
    return 'wanted line %s: %s, got\n%s' % (line, words, result.stderr)


def main():
    templates = sorted(HERE.glob('*.html'))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        wrong = [(t.name, w) for t, w in zip(templates, pool.map(judge, templates)) if w]
    for name, why in wrong:
        print('%s: %s' % (name, why))
    print('%d templates, %d wrong' % (len(templates), len(wrong)))
    sys.exit(1 if wrong or not templates else 0)


main()
