#!/usr/bin/env python3
"""House rules that a program can prove.  One "ok RULE" or "not ok RULE" line for each, details above.

usage: lint.py [RULE…]     without names, all rules

Floors are those of docs/architecture.md; moving a wall means changing FLOOR here and the table there.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

FLOOR = {"base": 0, "db": 1, "net": 1, "store": 1, "http": 1, "html": 1, "mail": 1, "identity": 1,
         "formats": 1, "app": 2, "main": 5}
# F3, by rank: a module includes those of a lower rank; of the same rank, none but itself.
CORE = {"people": 0, "ticket": 1, "article": 1, "clock": 2, "agreement": 2, "catalog": 2, "plan": 3, "agenda": 3, "grid": 4}
# F1 may include base and these, itself apart from that.
SHARED = {"base", "net"}
# Generated headers without a folder, and the floor from which they may be seen.
GENERATED = {"messages.h": 1, "locale/messages.h": 1, "templates.h": 2}
# An outside library is seen by these folders only.
LIBRARIES = {
    r"sqlite3\.h|libpq-fe\.h|libstemmer\.h": {"db"},
    r"microhttpd\.h": {"http"},
    r"curl/.*": {"net", "mail"},
    r"gmime/.*": {"mail"},
    r"md4c.*\.h": {"html"},
    r"ldap\.h|cjose/.*|oath\.h|liboath/.*|lasso/.*": {"identity"},
    r"jansson\.h|libical/.*|xlsxwriter\.h|zip\.h|expat\.h|csv\.h|qrencode\.h|cairo.*|pango/.*": {"formats"},
    r"sodium\.h": {"base"},
}
# Beside src/base/banned.h, which the compiler enforces: (call, folders where it is right).
BANNED = [
    (r"\b(?:time|gettimeofday|ftime)\s*\(", {"base"}, "use ctx.now or now_ms()"),
    (r"\bCLOCK_REALTIME\b", {"base"}, "use now_ms()"),
    (r"\b(?:random|srandom|drand48|rand_r)\s*\(", {"base"}, "use base/random.h"),
    (r"\b(?:fork|vfork|execl|execv|execve|execvp|posix_spawn)\s*\(", {"main", "identity"}, "we start no program"),
    (r"\b(?:scanf|sscanf|fscanf|vsscanf)\s*\(", set(), "use base/text.h"),
    (r"\b(?:strncpy|strncat|stpcpy)\s*\(", set(), "use arena_strndup or buf"),
    (r"\b(?:setjmp|longjmp)\s*\(", set(), "return a status"),
    (r"(?<![\w.>])exit\s*\(", {"base", "main"}, "return a status"),
    (r"\b(?:dlopen|dlsym)\s*\(", set(), "we load no code"),
]
DEBT = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MAX_FUNCTION, GOAL_FUNCTION = 100, 60
MAX_NESTING, GOAL_NESTING = 5, 4
MAX_FILE = 800
SQL = re.compile(r'"\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\s|WITH\s+\w+.*\bAS\s*\()')
STATEMENT = r"\b(?:DB_STMT|[A-Z]+_SQL|[A-Z]+_STEADY|[A-Z]+_LATER)\s*\("  # and a folder's own short form of it
SQL_HOMES = ("src/db/", "src/desk/ticket/view", "tests/")  # the engines, and the one composer of views

failures = []


def bad(where, text):
    failures.append(f"{where}: {text}")


def tracked(*patterns):
    """Files git knows or would know; what is ignored is not ours."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=ROOT,
                           stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
    return [ROOT / n for n in sorted(set(names)) if n and (ROOT / n).is_file()]


def short(path):
    return str(path.relative_to(ROOT))


TEXTS = {}


def text_of(path):
    if path not in TEXTS:
        TEXTS[path] = path.read_text(encoding="utf-8")
    return TEXTS[path]


TOKENS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
CODE = {}


def code_of(path, keep_strings=False):
    """C text with comments blanked, and strings too; line numbers stay."""
    key = (path, keep_strings)
    if key not in CODE:
        def blank(found):
            token = found.group(0)
            if token[0] in "\"'":
                return token if keep_strings else token[0] + token[0]
            return re.sub(r"[^\n]", " ", token)
        CODE[key] = TOKENS.sub(blank, text_of(path))
    return CODE[key]


def c_files():
    return tracked("src/*.c", "src/*.h", "src/**/*.c", "src/**/*.h")


def is_test(path):
    return path.stem.endswith(("_test", "_fuzz", "_bench")) or path.stem.startswith("test")


def generated(path):
    return bool(re.match(r"/\*\s*(?:Made|Generated) by ", text_of(path)))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def place(name):
    """(floor, module, folder) of a path below src/: desk/people/people.h → (3, "people", "desk/people")."""
    parts = name.split("/")
    if parts[0] == "desk" and len(parts) > 2:
        module = parts[1]
        return (3 if module in CORE else 4), module, "desk/" + module
    return FLOOR.get(parts[0]), parts[0], parts[0]


def allowed(own, other):
    (floor, module, folder), (other_floor, other_module, other_folder) = own, other
    if folder == other_folder:
        return True
    if other_floor < floor:
        return True
    if other_floor > floor:
        return False
    if floor == 1:
        return other_module in SHARED
    if floor == 3:
        return CORE[other_module] < CORE[module]
    return False


# ---- rules ---------------------------------------------------------------------------------------


def rule_floors():
    for path in c_files():
        name = short(path)[len("src/"):]
        own = place(name)
        if own[0] is None:
            bad(short(path), "stands on no floor: add its folder to FLOOR")
            continue
        if is_test(path):
            continue
        for found in re.finditer(r'^\s*#\s*include\s+"([^"]+)"', code_of(path, True), re.M):
            included, where = found.group(1), f"{short(path)}:{line_of(text_of(path), found.start())}"
            if included in GENERATED:
                if own[0] < GENERATED[included]:
                    bad(where, f"floor {own[0]} ({own[2]}) may not include {included}")
                continue
            if "/" not in included or (path.parent / included).is_file():
                continue  # beside the file
            other = place(included)
            if other[0] is None:
                bad(where, f"{included} stands on no floor")
            elif not allowed(own, other):
                bad(where, f"floor {own[0]} ({own[2]}) may not include floor {other[0]} ({other[2]})")


def rule_libraries():
    for path in c_files():
        _, module, folder = place(short(path)[len("src/"):])
        if is_test(path):
            continue
        for found in re.finditer(r"^\s*#\s*include\s+<([^>]+)>", text_of(path), re.M):
            for pattern, homes in LIBRARIES.items():
                if re.fullmatch(pattern, found.group(1)) and folder not in homes:
                    bad(f"{short(path)}:{line_of(text_of(path), found.start())}",
                        f"<{found.group(1)}> is seen by {', '.join(sorted(homes))} only")


def rule_engine_words():
    """F1 does not know what a ticket is."""
    for path in c_files():
        if place(short(path)[len("src/"):])[0] != 1 or is_test(path):
            continue
        code = code_of(path)
        for found in re.finditer(r"\b(ticket|incident|person)(?:_\w+|s)?\b", code):
            bad(f"{short(path)}:{line_of(code, found.start())}", f"an engine does not say «{found.group(0)}»")


def functions(code):
    """(name, first line, last line, body) of each function: its braces stand in column 0."""
    for found in re.finditer(r"^([^\s#}/][^;{}]*?)\)[^;{}=]*\n\{\n", code, re.M):
        end = code.find("\n}", found.end() - 1)
        name = re.search(r"(\w+)\s*\(", found.group(1))
        if end > 0 and name:
            yield name.group(1), line_of(code, found.start()), line_of(code, end + 1), code[found.end():end]


BLOCK = re.compile(r"(?:\)|\belse|\bdo|\bCLEANUP)\s*$")


def nesting(body):
    """Deepest block; braces of initializers do not count."""
    deepest, stack = 0, []
    for at, sign in ((m.start(), m.group(0)) for m in re.finditer(r"[{}]", body)):
        if sign == "{":
            stack.append(bool(BLOCK.search(body[max(0, at - 80):at])) or
                         re.search(r"[;{}:]\s*$", body[:at][-40:]) is not None)
            deepest = max(deepest, sum(stack))
        elif stack:
            stack.pop()
    return deepest


def rule_function_length():
    over = 0
    for path in c_files():
        if path.suffix != ".c" or generated(path):
            continue
        for name, first, last, _ in functions(code_of(path)):
            if last - first + 1 > MAX_FUNCTION:
                bad(f"{short(path)}:{first}", f"{name} has {last - first + 1} lines, at most {MAX_FUNCTION}")
            elif last - first + 1 > GOAL_FUNCTION:
                over += 1
                print(f"note: {short(path)}:{first}: {name} has {last - first + 1} lines, the goal is {GOAL_FUNCTION}")


def rule_nesting():
    for path in c_files():
        if path.suffix != ".c" or generated(path):
            continue
        for name, first, _, body in functions(code_of(path)):
            deep = nesting(body)
            if deep > MAX_NESTING:
                bad(f"{short(path)}:{first}", f"{name} nests {deep} deep, at most {MAX_NESTING}")
            elif deep > GOAL_NESTING:
                print(f"note: {short(path)}:{first}: {name} nests {deep} deep, the goal is {GOAL_NESTING}")


def rule_file_length():
    for path in tracked("src/**", "tests/**", "tools/**", "web/src/**", "web/*.mjs"):
        if path.suffix in (".c", ".h", ".py", ".mjs", ".js", ".sh", ".html") and not generated(path):
            lines = text_of(path).count("\n")
            if lines > MAX_FILE:
                bad(short(path), f"{lines} lines, at most {MAX_FILE}")


def rule_no_debt():
    for path in tracked("*.c", "*.h", "*.py", "*.mjs", "*.js", "*.sh", "*.html", "*.css", "*.sql", "Makefile",
                        "*meson.build", ".ci/*", "tools/install", "tests/run"):
        if path == pathlib.Path(__file__).resolve():
            continue
        for number, line in enumerate(text_of(path).split("\n"), 1):
            if DEBT.search(line):
                bad(f"{short(path)}:{number}", "write it or open an issue: " + line.strip()[:80])


def rule_banned_calls():
    for path in c_files():
        if path.name == "banned.h" or is_test(path):
            continue
        module = place(short(path)[len("src/"):])[2]
        code = code_of(path)
        for pattern, homes, instead in BANNED:
            if module in homes:
                continue
            for found in re.finditer(pattern, code):
                bad(f"{short(path)}:{line_of(code, found.start())}", f"{found.group(0).strip()}…: {instead}")


def rule_statement_names():
    seen = {}
    for path in c_files():
        if is_test(path):
            continue
        for found in re.finditer(STATEMENT + r"\s*(\w+)\s*,", code_of(path)):
            where = f"{short(path)}:{line_of(code_of(path), found.start())}"
            if path.name == "db.h" or "#define" in code_of(path)[:found.start()].rsplit("\n", 1)[-1]:
                continue
            if found.group(1) in seen:
                bad(where, f"statement {found.group(1)} is already at {seen[found.group(1)]}")
            seen.setdefault(found.group(1), where)


def closing(text, at):
    """Offset behind the parenthesis that closes the one at `at`, strings skipped."""
    depth = 0
    for found in re.finditer(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[()]', text[at:]):
        depth += {"(": 1, ")": -1}.get(found.group(0), 0)
        if depth == 0:
            return at + found.end()
    return len(text)


def rule_sql_in_statements():
    for path in c_files():
        if is_test(path) or short(path).startswith(SQL_HOMES):
            continue
        text = code_of(path, True)
        inside = []
        for found in re.finditer(STATEMENT + r"|^#define\b(?:\\\n|[^\n])*", text, re.M):
            end = found.end() if found.group(0).startswith("#") else closing(text, found.end() - 1)
            inside.append((found.start(), end))
        for found in SQL.finditer(text):
            if not any(a <= found.start() < b for a, b in inside):
                bad(f"{short(path)}:{line_of(text, found.start())}", "SQL outside DB_STMT: " + found.group(0).strip('" '))


def rule_templates():
    """The content policy refuses inline style and script; so do we, before a browser does."""
    for path in tracked("src/**/*.html"):
        text = re.sub(r"\{\{.*?\}\}", lambda m: re.sub(r"[^\n]", "_", m.group(0)), text_of(path), flags=re.S)
        for tag in re.finditer(r"<[a-zA-Z][^>]*>", text):
            where = f"{short(path)}:{line_of(text, tag.start())}"
            for pattern, what in ((r"\sstyle\s*=", "style="), (r"\son\w+\s*=", "on…="), (r"\shx-on\b", "hx-on"),
                                  (r"=\s*[\"']\s*javascript:", "javascript:"), (r"=\s*[\"']\s*js:", "js:"),
                                  (r"hx-trigger\s*=\s*[\"'][^\"']*\[", "a filter in hx-trigger")):
                if re.search(pattern, tag.group(0), re.I):
                    bad(where, f"{what} is refused by the content policy")
            if re.match(r"<style\b", tag.group(0), re.I):
                bad(where, "<style> is refused by the content policy")
            if re.match(r"<script\b", tag.group(0), re.I) and not re.search(r"\ssrc\s*=", tag.group(0)):
                bad(where, "a script without src is refused by the content policy")


def rule_icons():
    """Icons named in C are found by nobody else: they stand in web/icons.txt."""
    listed = {line.split("#")[0].strip() for line in text_of(ROOT / "web/icons.txt").split("\n")}
    for path in c_files():
        if is_test(path):
            continue
        code = code_of(path, True)
        for found in re.finditer(r'(?:\bhtml_icon\s*\(\s*[^,]+,\s*|\.icon\s*=\s*)"([^"]+)"', code):
            if found.group(1) not in listed:
                bad(f"{short(path)}:{line_of(code, found.start())}", f"icon {found.group(1)} is not in web/icons.txt")


def tool(*command):
    done = subprocess.run([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = [line for line in done.stdout.split("\n") if line.strip()]
    if done.returncode:
        failures.extend(lines or [f"{command[0]} ended with {done.returncode}"])
    return lines


def rule_slices():
    """A slice that is not in the list does nothing, in silence."""
    listed = code_of(ROOT / "src/main/slices.c", True)
    rows = re.findall(r"&(slice_\w+)", listed)
    for name in sorted({n for n in rows if rows.count(n) > 1}):
        bad("src/main/slices.c", f"{name} stands there twice: its hooks would run twice")
    for path in c_files():
        if is_test(path):
            continue
        code = code_of(path, True)
        for found in re.finditer(r"^const struct slice (slice_\w+)", code, re.M):
            if not re.search(rf"&{found.group(1)}\b", listed):
                bad(f"{short(path)}:{line_of(code, found.start())}", f"{found.group(1)} is not in src/main/slices.c")


def rule_messages():
    """Both languages, same places, and no sentence that nothing says."""
    tool("tools/messages.py", "--locale", "locale", "--unused", "src")


def rule_design_paragraph():
    for path in c_files():
        if path.suffix == ".c" and not is_test(path) and not text_of(path).lstrip().startswith("/*"):
            bad(short(path), "begins without its design paragraph")


def rule_tables():
    """A cell is a formula to no spreadsheet: every CSV is written by formats/table."""
    for path in c_files():
        text = text_of(path)
        if not is_test(path) and re.search(r'type = [^;]*"text/csv', text) and "table_open(" not in text:
            bad(short(path), "writes a CSV without formats/table.h")


def rule_lock_file():
    for path in tracked("web/package-lock.json"):
        if re.search(r'"resolved"\s*:', text_of(path)):
            bad(short(path), "holds download addresses: npm config omit-lockfile-registry-resolved=true")


def main(wanted):
    rules = {name[5:].replace("_", "-"): rule for name, rule in globals().items() if name.startswith("rule_")}
    unknown = set(wanted) - set(rules)
    if unknown:
        sys.exit(f"no such rule: {', '.join(sorted(unknown))}; there are {', '.join(rules)}")
    status = 0
    for name, rule in rules.items():
        if wanted and name not in wanted:
            continue
        failures.clear()
        rule()
        for line in failures:
            print(line)
        print(f"{'not ok' if failures else 'ok'} {name}" + (f" ({len(failures)})" if failures else ""))
        status |= bool(failures)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
