#!/usr/bin/env python3
"""Turns the slices' *.html templates into C (syntax: docs/internals/html.md).

One .c per template and one templates.h with all prototypes.  The generator walks the HTML around
each {{…}} with a small state machine, so it knows whether a value lands in text, in a quoted
attribute or somewhere a value may not be, and refuses the last at build.  Expressions are checked
by the C compiler: #line directives make its errors point into the template.

  templates.py --header templates.h --depfile templates.d --locale DIR --c 'tpl_{}.c' TEMPLATE…
  templates.py --check --locale DIR TEMPLATE…        refuse or accept, write nothing
"""
import argparse
import pathlib
import re
import sys

import messages

HEADER = re.compile(r'\A\{\{!\s*(\w+)\s+(?:struct\s+(\w+)|void)((?:\s+"[^"]+")*)\s*\}\}[ \t]*\n?')
TAG = re.compile(r'\{\{(.*?)\}\}', re.S)
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[A-Za-z_]\w*|\d[\w.]*|->|\+\+|--|[=!<>]=|<<|>>|&&|\|\||\s+|.', re.S)
PATH = re.compile(r'[A-Za-z_]\w*(?:(?:\.|->)\w+|\[\w+\])*\Z')
IDENT = re.compile(r'[A-Za-z_]\w*\Z')

# Words that print one moment, length or number; usable as {{word x}} and as word(x) in an expression.
FORMATS = {'date', 'day', 'time', 'datetime', 'ago', 'duration', 'number', 'size', 'iso'}
URL_ATTRIBUTES = {'href', 'src', 'action', 'formaction', 'poster', 'cite', 'data', 'ping', 'background', 'xlink:href',
                  'hx-get', 'hx-post', 'hx-put', 'hx-patch', 'hx-delete', 'sse-connect'}
NO_VALUE_ATTRIBUTES = {'srcdoc', 'srcset', 'http-equiv', 'sandbox', 'nonce', 'hx-vals', 'hx-vars', 'hx-headers', 'hx-trigger'}
RAW_ELEMENTS = {'script', 'style'}
RCDATA_ELEMENTS = {'title', 'textarea'}
VERBATIM_ELEMENTS = {'textarea', 'pre'}
C_WORDS = {'true', 'false', 'NULL', 'sizeof', 'int64_t', 'size_t', 'int', 'char', 'const', 'struct'}


class Refused(Exception):
    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


class Place:
    """Where in the HTML we stand.  kind: text, tag (between attributes), value (inside quotes)."""

    def __init__(self):
        self.kind = 'text'
        self.element = ''     # of the tag we are in
        self.raw = ''         # script or style whose content we are in
        self.rcdata = ''      # title or textarea whose content we are in
        self.verbatim = 0     # inside pre or textarea: white space counts
        self.attribute = ''
        self.quote = ''
        self.so_far = ''      # literal start of the attribute's value
        self.values = 0       # values printed into it so far
        self.pending = ''     # attribute name or unquoted value being read

    def copy(self):
        other = Place()
        other.__dict__.update(self.__dict__)
        return other

    def same(self, other):
        return all(getattr(self, k) == getattr(other, k)
                   for k in ('kind', 'element', 'raw', 'rcdata', 'verbatim', 'attribute', 'quote'))

    def words(self):
        if self.kind == 'value':
            return 'the value of %s=' % self.attribute
        if self.kind == 'tag':
            return 'the tag <%s>' % self.element
        return 'the content of <%s>' % (self.raw or self.rcdata) if self.raw or self.rcdata else 'text'


def quote_c(text):
    """C string literal, one line of source per line of text."""
    special = {'"': '\\"', '\\': '\\\\', '\n': '\\n'}
    lines = [''.join(special.get(c) or ('\\%03o' % ord(c) if ord(c) < 32 else c) for c in line) for line in text.splitlines(True)]
    return '\n        '.join('"%s"' % line for line in lines)


class HtmlWalk:
    """Feeds literal text through the place; gives back what goes out (indentation and blank lines dropped)."""

    def __init__(self):
        self.place = Place()
        self.last = '\n'

    def feed(self, text, line):
        self.out = []
        i = 0
        while i < len(text):
            i = getattr(self, 'in_' + self.place.kind)(text, i, line + text.count('\n', 0, i))
        return ''.join(self.out)

    def emit(self, s):
        if s:
            self.out.append(s)
            self.last = s[-1]

    def space(self, text, i):
        """A run of white space outside values: one line break, or what stands inside a line."""
        j = i
        while j < len(text) and text[j] in ' \t\r\n':
            j += 1
        run = text[i:j]
        if '\n' in run:
            if self.last != '\n':
                self.emit('\n')
        elif self.last != '\n':
            self.emit(run)
        return j

    def in_text(self, text, i, line):
        p = self.place
        if p.raw or p.rcdata:
            end = re.compile('</%s' % (p.raw or p.rcdata), re.I).match(text, i)
            if not end:
                self.emit(text[i])
                return i + 1
            p.raw = p.rcdata = ''
        if not p.verbatim and text[i] in ' \t\r\n':
            return self.space(text, i)
        tag = re.compile(r'<(/?)([A-Za-z][\w:-]*)').match(text, i)
        if not tag:
            j = i + 1
            while j < len(text) and text[j] not in '<' + ('' if p.verbatim else ' \t\r\n'):
                j += 1
            self.emit(text[i:j])
            return j
        p.kind, p.element, p.pending = 'tag', tag[1] + tag[2].lower(), ''
        self.emit(tag[0])
        return tag.end()

    def in_tag(self, text, i, line):
        p = self.place
        c = text[i]
        if c == '>':
            self.emit(c)
            self.tag_ends()
            return i + 1
        if c in ' \t\r\n':
            return self.space(text, i)
        if c == '/':
            self.emit(c)
            return i + 1
        name = re.compile(r'[^\s=>/"\']+').match(text, i)
        if not name:
            raise Refused(line, 'stray %s in the tag <%s>' % (c, p.element))
        p.attribute = name[0].lower()
        self.check_attribute(p.attribute, line)
        rest = re.compile(r'\s*=\s*(["\']?)').match(text, name.end())
        if not rest:
            self.emit(name[0])
            p.attribute = ''
            return name.end()
        if rest[1]:
            p.kind, p.quote, p.so_far, p.values = 'value', rest[1], '', 0
            self.emit(name[0] + '=' + rest[1])
            return rest.end()
        bare = re.compile(r'[^\s>"\'=<`]+').match(text, rest.end())
        if not bare or bare.end() == len(text):
            raise Refused(line, 'the value of %s= must stand in quotes' % p.attribute)
        self.emit(name[0] + '=' + bare[0])
        p.attribute = ''
        return bare.end()

    def check_attribute(self, name, line):
        if re.match(r'on[a-z]|hx-on\b', name):
            raise Refused(line, 'event attribute %s=: the page\'s policy forbids it, listen in web/*.js' % name)
        if name == 'style':
            raise Refused(line, 'style=: the page\'s policy forbids it, use a class')

    def in_value(self, text, i, line):
        p = self.place
        j = text.find(p.quote, i)
        part = text[i:] if j < 0 else text[i:j]
        self.emit(part)
        p.so_far += part
        if p.attribute in URL_ATTRIBUTES and re.match(r'\s*(javascript|data|vbscript)\s*:', p.so_far, re.I):
            raise Refused(line, 'address with a scheme that runs code in %s=' % p.attribute)
        if j < 0:
            return len(text)
        self.emit(p.quote)
        p.kind, p.quote, p.attribute, p.so_far, p.values = 'tag', '', '', '', 0
        return j + 1

    def tag_ends(self):
        p = self.place
        name = p.element
        p.kind, p.element, p.attribute = 'text', '', ''
        if name in RAW_ELEMENTS:
            p.raw = name
        if name in RCDATA_ELEMENTS:
            p.rcdata = name
        if name in VERBATIM_ELEMENTS:
            p.verbatim += 1
        if name[1:] in VERBATIM_ELEMENTS and name[0] == '/':
            p.verbatim = max(0, p.verbatim - 1)


class Template:
    def __init__(self, path, catalogue):
        self.path = str(path)
        self.catalogue = catalogue
        source = pathlib.Path(path).read_text(encoding='utf-8')
        head = HEADER.match(source)
        if not head:
            raise Refused(1, 'first line must be {{! name struct type "header.h" }}')
        self.name, self.type = head[1], head[2]
        self.headers = re.findall(r'"([^"]+)"', head[3])
        self.body = source[head.end():]
        self.first_line = 1 + source.count('\n', 0, head.end())
        self.code, self.literal, self.literal_line = [], '', 0
        self.walk = HtmlWalk()
        self.blocks, self.variables, self.counter = [], ['v', 'h'], 0

    # --- reading -------------------------------------------------------------------------------

    def pieces(self):
        """[[is_tag, text, line, lone]], comments dropped, lines that hold only block tags dropped."""
        body = re.sub(r'<!--.*?-->', lambda m: '\n' * m[0].count('\n'), self.body, flags=re.S)
        out, at = [], 0
        for m in TAG.finditer(body):
            out.append([False, body[at:m.start()], self.line_of(body, at), False])
            out.append([True, m[1].strip(), self.line_of(body, m.start()), False])
            at = m.end()
        out.append([False, body[at:], self.line_of(body, at), False])
        for is_tag, text, line, _ in out:
            if not is_tag and ('{{' in text or '}}' in text):
                raise Refused(line + text[:re.search(r'\{\{|\}\}', text).start()].count('\n'), 'unpaired {{ or }}')
        self.drop_lone_lines(out)
        return out

    def line_of(self, body, at):
        return self.first_line + body.count('\n', 0, at)

    @staticmethod
    def silent(text):
        return bool(re.match(r'[#/!>]|else\b', text))

    def drop_lone_lines(self, out):
        """Block tags alone on their line take the line with them; they are marked in piece[3]."""
        head, tail, i = set(), set(), 1
        while i < len(out):
            j = i
            while j + 2 < len(out) and self.silent(out[j + 2][1]) and not out[j + 1][1].strip(' \t'):
                j += 2
            line_starts = re.search(r'\n[ \t]*\Z' if i > 1 else r'(\A|\n)[ \t]*\Z', out[i - 1][1])
            line_ends = re.match(r'[ \t]*\n' if j + 2 < len(out) else r'[ \t]*(\n|\Z)', out[j + 1][1])
            if self.silent(out[i][1]) and line_starts and line_ends:
                tail.add(i - 1)
                head.add(j + 1)
                for k in range(i, j + 1):
                    out[k][3] = True
            i = j + 2
        for k in range(0, len(out), 2):
            if out[k][3]:
                out[k][1] = ''
            if k in head:
                end = re.match(r'[ \t]*\n?', out[k][1]).end()
                out[k][2] += out[k][1].count('\n', 0, end)
                out[k][1] = out[k][1][end:]
            if k in tail:
                out[k][1] = out[k][1].rstrip(' \t')

    # --- writing -------------------------------------------------------------------------------

    def say(self, line, code):
        self.flush()
        self.code.append('#line %d "%s"\n        %s' % (line, self.path, code))

    def flush(self):
        if self.literal:
            text, self.literal = self.literal, ''
            self.code.append('#line %d "%s"\n        html_lit(h, %s, %d);' %
                             (self.literal_line, self.path, quote_c(text), len(text.encode())))

    def compile(self):
        pieces = self.pieces()
        for k, (is_tag, text, line, lone) in enumerate(pieces):
            if is_tag:
                self.walk.last = '\n' if lone else ''
                self.tag(text, line)
                continue
            if not self.literal:
                self.literal_line = line
            self.literal += self.walk.feed(text, line)
            p = self.walk.place
            if text.lower().endswith('>') and p.kind == 'text' and p.verbatim and k + 1 < len(pieces):
                self.literal += '\n'    # the parser eats one line break here: let it be ours
        if self.blocks:
            raise Refused(self.blocks[-1]['line'], 'block {{#%s}} is never closed' % self.blocks[-1]['kind'])
        if self.walk.place.kind != 'text':
            raise Refused(line + text.rstrip().count('\n'), 'the template ends inside ' + self.walk.place.words())
        self.flush()

    def tag(self, text, line):
        if not text:
            raise Refused(line, 'empty {{}}')
        if text[0] == '{':
            raise Refused(line, '{{{…}}} does not exist: make a struct html_safe')
        if text[0] == '!':
            return None
        if text[0] == '#':
            return self.open(text[1:].strip(), line)
        if text[0] == '/':
            return self.close(text[1:].strip(), line)
        if text == 'else' or text.startswith('else '):
            return self.otherwise(text[4:].strip(), line)
        if text[0] == '>':
            return self.partial(text[1:].strip(), line)
        return self.value(text, line)

    # --- blocks --------------------------------------------------------------------------------

    def open(self, text, line):
        kind, _, rest = text.partition(' ')
        rest = rest.strip()
        if kind not in ('if', 'each', 'with') or not rest:
            raise Refused(line, 'unknown block {{#%s}}' % text)
        self.flush()
        block = {'kind': kind, 'line': line, 'start': self.walk.place.copy(), 'end': None, 'else': False, 'vars': 0}
        if self.walk.place.raw:
            raise Refused(line, 'no {{}} inside <%s>' % self.walk.place.raw)
        if kind == 'if':
            self.say(line, 'if (%s) {' % self.expression(rest, line))
        else:
            getattr(self, 'open_' + kind)(rest, line, block)
        self.blocks.append(block)

    def declare(self, name, line):
        if name in self.variables:
            raise Refused(line, 'the name %s is already taken here' % name)
        self.variables.append(name)

    def open_each(self, rest, line, block):
        m = re.match(r'([A-Za-z_]\w*)\s+in\s+(.+)\Z', rest, re.S)
        if not m or not PATH.match(m[2].strip()):
            raise Refused(line, 'expected {{#each x in v.list}}')
        name, lst = m[1], self.expression(m[2], line)
        count = re.sub(r'(\w+)\Z', r'n_\1', lst)
        self.say(line, 'if (%s > 0) {' % count)
        self.say(line, 'for (size_t %s_index = 0; %s_index < (size_t)%s; %s_index++) {' % (name, name, count, name))
        self.say(line, '__auto_type %s = TPL_ELEMENT(%s, %s_index); (void)%s;' % (name, lst, name, name))
        self.declare(name, line)
        block['vars'] = 1

    def open_with(self, rest, line, block):
        m = re.match(r'([A-Za-z_]\w*)\s*=\s*(.+)\Z', rest, re.S)
        if not m:
            raise Refused(line, 'expected {{#with x = v.member}}')
        self.say(line, '{ __auto_type %s = %s; (void)%s;' % (m[1], self.reference(m[2], line), m[1]))
        self.say(line, 'if (TPL_THERE(%s)) {' % m[1])
        self.declare(m[1], line)
        block['vars'] = 1

    def branch_ends(self, block, line):
        place = self.walk.place
        if block['end'] and not place.same(block['end']):
            raise Refused(line, 'branches of {{#%s}} (line %d) end differently: one in %s, one in %s' %
                          (block['kind'], block['line'], block['end'].words(), place.words()))
        if block['end']:
            place.values = max(place.values, block['end'].values)
        block['end'] = place.copy()

    def otherwise(self, condition, line):
        if not self.blocks:
            raise Refused(line, '{{else}} without a block')
        block = self.blocks[-1]
        if block['else']:
            raise Refused(line, 'second {{else}} of the block of line %d' % block['line'])
        self.flush()
        self.branch_ends(block, line)
        self.walk.place = block['start'].copy()
        if condition:
            if block['kind'] != 'if' or not condition.startswith('if '):
                raise Refused(line, 'expected {{else}} or {{else if …}}')
            return self.say(line, '} else if (%s) {' % self.expression(condition[3:], line))
        block['else'] = True
        if block['kind'] == 'each':
            self.variables.pop()
            block['vars'] = 0
            return self.say(line, '}} else {')
        return self.say(line, '} else {')

    def close(self, kind, line):
        if not self.blocks or self.blocks[-1]['kind'] != kind:
            open_one = '{{#%s}} of line %d is open' % (self.blocks[-1]['kind'], self.blocks[-1]['line']) if self.blocks else 'no block is open'
            raise Refused(line, '{{/%s}}, but %s' % (kind, open_one))
        block = self.blocks.pop()
        self.flush()
        self.branch_ends(block, line)
        whole = block['else'] and kind != 'each'
        if not whole and not self.walk.place.same(block['start']):
            raise Refused(line, 'block {{#%s}} (line %d) begins in %s and ends in %s' %
                          (kind, block['line'], block['start'].words(), self.walk.place.words()))
        for _ in range(block['vars']):
            self.variables.pop()
        ends = {'if': '}', 'with': '}}', 'each': '}' if block['else'] else '}}'}
        self.say(line, ends[kind])

    def partial(self, text, line):
        name, _, rest = text.partition(' ')
        if not IDENT.match(name):
            raise Refused(line, 'expected {{> name expression}}')
        if self.walk.place.kind != 'text' or self.walk.place.raw:
            raise Refused(line, 'a partial stands in text, not in ' + self.walk.place.words())
        self.say(line, '%s_html(h, %s);' % (name, self.reference(rest.strip() or 'v', line)))

    # --- values --------------------------------------------------------------------------------

    def value(self, text, line):
        p = self.walk.place
        if p.raw:
            raise Refused(line, 'no {{}} inside <%s>' % p.raw)
        if p.kind == 'tag':
            raise Refused(line, 'a value in %s must stand inside a quoted attribute' % p.words())
        if p.kind == 'value' and p.attribute in NO_VALUE_ATTRIBUTES:
            raise Refused(line, 'no value inside %s=' % p.attribute)
        self.value_code(text, line)
        p.values += 1

    def value_code(self, text, line):
        p = self.walk.place
        words = split_words(text)
        head = words[0]
        if head == 't' and len(words) > 1:
            return self.message(words[1:], line)
        if head == 'n' and len(words) > 2:
            return self.plural(words[1:], line)
        if head in FORMATS and len(words) == 2:
            return self.say(line, 'tpl_put_%s(h, %s);' % (head, self.expression(words[1], line)))
        if head in ('icon', 'csrf') and (p.kind != 'text' or p.rcdata):
            raise Refused(line, '{{%s}} stands in text, not in %s' % (head, p.words()))
        if head == 'icon' and len(words) == 2:
            if words[1][0] == '"' and not re.match(r'"[a-z0-9-]+"\Z', words[1]):
                raise Refused(line, 'icon names are made of a-z, 0-9 and -')
            return self.say(line, 'html_icon(h, %s);' % self.expression(words[1], line))
        if text == 'csrf':
            return self.say(line, 'html_csrf(h);')
        if text == 'lang':
            return self.say(line, 'html_text(h, tpl_lang(h));')
        if head == 'asset' and len(words) == 2:
            if p.kind != 'value' or p.so_far or p.values:
                raise Refused(line, '{{asset}} is the whole value of an attribute')
            return self.say(line, 'tpl_put_asset(h, %s);' % self.expression(words[1], line))
        if head == 'url' and len(words) == 2:
            if p.kind != 'value':
                raise Refused(line, '{{url}} stands in an attribute, not in ' + p.words())
            return self.say(line, 'TPL_URL(h, %s);' % self.expression(words[1], line))
        return self.plain_value(text, line)

    def plain_value(self, text, line):
        p = self.walk.place
        code = self.expression(text, line)
        if p.kind == 'text':
            return self.say(line, '%s(h, %s);' % ('TPL_ATTRIBUTE' if p.rcdata else 'TPL_TEXT', code))
        if p.attribute not in URL_ATTRIBUTES:
            return self.say(line, 'TPL_ATTRIBUTE(h, %s);' % code)
        if not p.so_far.strip() and not p.values:
            return self.say(line, 'TPL_ADDRESS(h, %s);' % code)
        if not re.search(r'[/?#:]', p.so_far):
            raise Refused(line, 'the address in %s= must start with one value or with literal text' % p.attribute)
        return self.say(line, 'TPL_ATTRIBUTE(h, %s);' % code)

    def key(self, word, line, plural):
        """C expression for a message: checked when it is a literal."""
        if word[0] != '"':
            return 'TPL_MESSAGE(%s)' % self.expression(word, line), None
        entry = self.catalogue.get(word[1:-1])
        if not entry:
            raise Refused(line, 'unknown message %s in locale/' % word)
        if entry.plural != plural:
            raise Refused(line, 'message %s %s a plural: use {{%s}}' % (word, 'has' if entry.plural else 'is not', 'n' if entry.plural else 't'))
        return entry.constant, entry

    def arguments(self, words, line, entry, given):
        names, items = set(given), []
        for word in words:
            m = re.match(r'([a-z]\w*)=(.+)\Z', word, re.S)
            if not m:
                raise Refused(line, 'expected name=value, got %s' % word)
            names.add(m[1])
            items.append('TPL_ARGUMENT("%s", %s)' % (m[1], self.expression(m[2], line)))
        if entry and names - given != entry.names - given:
            raise Refused(line, 'message "%s" wants %s, got %s' % (entry.key, listed(entry.names - given), listed(names - given)))
        if not items:
            return '0, NULL'
        return '%d, (const struct html_arg[]){%s}' % (len(items), ', '.join(items))

    def message(self, words, line):
        key, entry = self.key(words[0], line, False)
        self.say(line, 'html_msg(h, %s, %s);' % (key, self.arguments(words[1:], line, entry, set())))

    def plural(self, words, line):
        key, entry = self.key(words[0], line, True)
        count = self.expression(words[1], line)
        self.say(line, 'html_plural(h, %s, (int64_t)(%s), %s);' % (key, count, self.arguments(words[2:], line, entry, {'n'})))

    # --- expressions ---------------------------------------------------------------------------

    def expression(self, text, line):
        """C of an expression over v and the block variables: '.' after a variable becomes '->'."""
        out, previous, was_variable = [], '', False
        tokens = TOKEN.findall(text.strip())
        for k, token in enumerate(tokens):
            following = next((t for t in tokens[k + 1:] if not t.isspace()), '')
            if token in (';', '{', '}', '=', '++', '--', '#', '\\'):
                raise Refused(line, 'no %s in an expression: %s' % (token, text))
            if IDENT.match(token) and previous not in ('.', '->'):
                self.check_name(token, following, text, line)
                if following == '(' and token in FORMATS:
                    token = 'tpl_%s' % token
                    out.append(token)
                    previous = token
                    continue
            if token == '.' and previous in self.variables and was_variable:
                out.append('->')
            elif token == '(' and previous.startswith('tpl_') and previous[4:] in FORMATS:
                out.append('(h, ')
            else:
                out.append(token)
            if not token.isspace():
                was_variable = previous not in ('.', '->') and token in self.variables
                previous = token
        return ''.join(out)

    def check_name(self, token, following, text, line):
        if token in self.variables or token in C_WORDS or following == '(' or token.isupper():
            return
        if re.match(r'[A-Z][A-Za-z0-9_]*\Z', token):
            return
        if token.endswith('_index') and token[:-6] in self.variables:
            return
        raise Refused(line, 'unknown name %s in %s (known: %s)' % (token, text, ', '.join(self.variables)))

    def reference(self, text, line):
        """Address of a struct member, or the pointer itself."""
        code = self.expression(text, line)
        if PATH.match(text.strip()) and text.strip() not in self.variables:
            return 'TPL_REFERENCE(%s)' % code
        return code

    def source(self, header):
        own = ''.join('#include "%s"\n' % h for h in self.headers)
        kind = 'struct ' + self.type if self.type else 'void'
        return ('/* Made from %s by tools/templates.py. */\n#include "html/template.h"\n#include "base/text.h"\n'
                '#include "locale/messages.h"\n%s#include "%s"\n\nvoid %s_html(struct html *h, const %s *v)\n{\n'
                '        (void)h;\n        (void)v;\n%s\n}\n' %
                (pathlib.PurePath(self.path).name, own, header, self.name, kind, '\n'.join(self.code)))

    def prototype(self):
        if not self.type:
            return 'void %s_html(struct html *h, const void *v);\n' % self.name
        return 'struct %s;\nvoid %s_html(struct html *h, const struct %s *v);\n' % (self.type, self.name, self.type)


def listed(names):
    return ', '.join('{%s}' % n for n in sorted(names)) or 'no arguments'


def split_words(text):
    """Split at white space outside quotes and brackets."""
    words, depth, word = [], 0, ''
    for token in TOKEN.findall(text):
        depth += token in '([' if len(token) == 1 else 0
        depth -= token in ')]' if len(token) == 1 else 0
        if token.isspace() and depth == 0:
            if word:
                words.append(word)
            word = ''
        else:
            word += token
    return words + [word] if word else words


def write_changed(path, text):
    path = pathlib.Path(path)
    if not path.exists() or path.read_text(encoding='utf-8') != text:
        path.write_text(text, encoding='utf-8')


def compile_all(paths, catalogue):
    done, failed, names = [], False, {}
    for path in paths:
        try:
            t = Template(path, catalogue)
            if t.name in names:
                raise Refused(1, 'template %s exists already in %s' % (t.name, names[t.name]))
            names[t.name] = path
            t.compile()
            done.append(t)
        except Refused as e:
            print('%s:%d: error: %s' % (path, e.line, e), file=sys.stderr)
            failed = True
        except OSError as e:
            print('%s: error: %s' % (path, e.strerror), file=sys.stderr)
            failed = True
    if failed:
        sys.exit(1)
    return done


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--header')
    ap.add_argument('--depfile')
    ap.add_argument('--locale', required=True)
    ap.add_argument('--c', default='', help='pattern of the C files, {} is the index')
    ap.add_argument('--check', action='store_true')
    ap.add_argument('templates', nargs='*')
    args = ap.parse_args()
    catalogue = messages.load(args.locale)
    done = compile_all(args.templates, catalogue)
    if args.check:
        return
    for k, t in enumerate(done):
        write_changed(args.c.format(k), t.source(pathlib.PurePath(args.header).name))
    write_changed(args.header, '/* Made by tools/templates.py: every template of the program. */\n#ifndef GUICHET_TEMPLATES_H\n'
                  '#define GUICHET_TEMPLATES_H\n\n#include "html/html.h"\n\n' + '\n'.join(t.prototype() for t in done) + '\n#endif\n')
    if args.depfile:
        here = pathlib.Path(__file__)
        depends = messages.files(args.locale) + [pathlib.Path(args.locale), here, here.with_name('messages.py')]
        pathlib.Path(args.depfile).write_text('%s: %s\n' % (args.header, ' '.join(str(d).replace(' ', '\\ ') for d in depends)))


if __name__ == '__main__':
    main()
