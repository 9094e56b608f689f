#!/usr/bin/env python3
"""Exports of a list, read back by readers that are not ours: csv and zipfile of the standard library.

  run.py GUICHET

Subjects that spreadsheets take for formulas must arrive as text, moments and numbers typed, nothing of what the
reader may not see; 1,200 tickets must come whole and in constant memory.  Exit 1 when something does not.
"""
import csv
import datetime
import html
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree as xml
import zipfile

GUICHET = sys.argv[1]
PASSWORD = "marronnier en automne"
ODD = ["=1+1", "+33 6 39 98 12 07", "-2+3", "@SUM(A1:A9)", "=HYPERLINK(\"http://192.0.2.1\";\"x\")", "＝1+1",
       "été ; \"cité\", l'œuf", "<b>&amp;</b>", "日本 🙂", ";=1+1", "'=1", "\"=1+1\"", "＋1", "－1", "＠SUM(A1)", "﹦1", "−1+2", "’=1",
       "=cmd|' /C calc'!A0", "a=1", "1-1"]
# What a spreadsheet would calculate, behind blanks and quotes too.
FORMULA = re.compile("^[\\s'\"’‘“”＇＂]*[=+\\-@＝＋－＠﹦﹢﹣﹫−\t\r]")
MANY = 1200
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
failed = []


def check(what, good):
    print(("ok " if good else "not ok ") + what)
    if not good:
        failed.append(what)


def ticket(subject, group, at):
    return json.dumps({"kind": "incident", "subject": subject, "body": "x", "requester": {"login": "ines", "name": "Inès Caron", "mail": "ines@rives.example"},
                       "group": group, "service": "aide", "state": "open", "priority": 2, "channel": "email", "created_at": at, "comments": []})


def fill(folder):
    env = dict(os.environ, GUICHET_DATA=folder)
    lines = [ticket(s, "ouvert", "2026-01-09T14:05:00Z") for s in ODD] + [ticket(f"Suite {i}", "ouvert", "2026-01-10T09:00:00Z") for i in range(MANY)]
    path = os.path.join(folder, "in.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    for command, words in ((["import", "tickets", path], ""),
                           (["user", "add", "croy", "--name", "Camille Roy", "--mail", "croy@rives.example", "--role", "agent", "--group", "ouvert",
                             "--password-stdin"], PASSWORD + "\n"),
                           (["user", "add", "autre", "--name", "Autre Agent", "--mail", "autre@rives.example", "--role", "agent", "--group", "ailleurs",
                             "--password-stdin"], PASSWORD + "\n"),
                           (["user", "add", "chef", "--name", "Charles Hef", "--role", "admin", "--password-stdin"], PASSWORD + "\n"),
                           (["user", "add", "dehors", "--name", "Dora Hors", "--mail", "dehors@rives.example", "--password-stdin"], PASSWORD + "\n")):
        subprocess.run([GUICHET, *command], env=env, input=words, text=True, check=True, capture_output=True)


class Server:
    def __init__(self, folder):
        self.token = subprocess.run([GUICHET, "token", "create", "croy"], env=dict(os.environ, GUICHET_DATA=folder), text=True, check=True,
                                    capture_output=True).stdout.strip()
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        env = dict(os.environ, GUICHET_DATA=folder, GUICHET_LISTEN=f"127.0.0.1:{self.port}")
        self.child = subprocess.Popen([GUICHET, "serve"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the server does not start")

    def ask(self, method, path, body=None, cookie="", token=""):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        if token:
            headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
        c.request(method, path, body.encode() if body else None, headers)
        r = c.getresponse()
        data = r.read()
        c.close()
        return r.status, data, r.headers

    def sign_in(self, login):
        status, _, headers = self.ask("POST", "/login", urllib.parse.urlencode({"login": login, "password": PASSWORD}))
        assert status == 303, status
        return headers["Set-Cookie"].split(";")[0]

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(60)


def column(name):
    n = 0
    for letter in re.match("[A-Z]+", name)[0]:
        n = n * 26 + ord(letter) - 64
    return n - 1


def xlsx_rows(data):
    """Cells as (type, value) by the words of the format alone."""
    book = zipfile.ZipFile(io.BytesIO(data))
    assert book.testzip() is None
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        shared = ["".join(t.text or "" for t in s.iter("{%s}t" % NS["m"])) for s in xml.fromstring(book.read("xl/sharedStrings.xml")).findall("m:si", NS)]
    rows = []
    for row in xml.fromstring(book.read("xl/worksheets/sheet1.xml")).iterfind("m:sheetData/m:row", NS):
        cells = {}
        for c in row.iterfind("m:c", NS):
            if c.find("m:f", NS) is not None:
                cells[column(c.get("r"))] = ("formula", c.find("m:f", NS).text)
            elif c.get("t") == "inlineStr":
                cells[column(c.get("r"))] = ("text", "".join(t.text or "" for t in c.iter("{%s}t" % NS["m"])))
            elif c.get("t") == "s":
                cells[column(c.get("r"))] = ("text", shared[int(c.find("m:v", NS).text)])
            elif c.find("m:v", NS) is not None:
                cells[column(c.get("r"))] = ("number", float(c.find("m:v", NS).text))
        rows.append(cells)
    return rows


def export(server, cookie, query):
    """A list as a file; a long one is prepared first: form, page that says how far it is, file."""
    status, data, headers = server.ask("GET", "/tickets/export?" + query, cookie=cookie)
    if status != 200 or "html" not in headers["Content-Type"]:
        return status, data, headers
    page = data.decode()
    form = {name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1]) for name in ("csrf", "once")}
    action = html.unescape(re.search(r'<form method="post" action="(/tickets/export[^"]*)"', page)[1])
    status, _, headers = server.ask("POST", action, urllib.parse.urlencode(form), cookie=cookie)
    assert status == 303, status
    where, until = headers["Location"], time.time() + 300
    while "/file" not in server.ask("GET", where, cookie=cookie)[1].decode():
        assert time.time() < until, "the file is never there"
        time.sleep(0.2)
    return server.ask("GET", where + "/file", cookie=cookie)


def the_csv(server, cookie):
    status, data, headers = export(server, cookie, "view=scope&format=csv&columns=all")
    check("csv: 200, attachment, its rows told", status == 200 and headers["Content-Disposition"].startswith("attachment") and headers["X-Export-Rows"] == str(MANY + len(ODD)))
    check("csv: byte order mark, CRLF alone", data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n"))
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    check("csv: one line a ticket and a head, all as long", len(rows) == MANY + len(ODD) + 1 and len({len(r) for r in rows}) == 1)
    subjects = {r[2] for r in rows}
    check("csv: no cell begins a formula", not any(FORMULA.match(cell) and cell[0] != "'" for r in rows[1:] for cell in r if cell))
    check("csv: every subject is there, marked where it must be", all((("'" + s) if FORMULA.match(s) else s) in subjects for s in ODD))
    check("csv: moments in the zone of the site", any(r[10] == "2026-01-09 15:05" for r in rows))
    status, data, _ = server.ask("GET", "/tickets/export?view=scope&format=csv&columns=all&separator=comma&bom=0&filter=" + urllib.parse.quote("created:before:2026-01-10"), cookie=cookie)
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    check("csv: comma, no mark, filtered", data[:1] != b"\xef" and len(rows) == len(ODD) + 1)


def the_xlsx(server, cookie):
    status, data, headers = export(server, cookie, "view=scope&format=xlsx&columns=all")
    check("xlsx: 200, its type", status == 200 and "spreadsheetml" in headers["Content-Type"])
    rows = xlsx_rows(data)
    check("xlsx: one row a ticket and a head", len(rows) == MANY + len(ODD) + 1)
    check("xlsx: no formula", not any(cell[0] == "formula" for r in rows for cell in r.values()))
    check("xlsx: subjects unchanged, as text", set(ODD) <= {r[2][1] for r in rows if r[2][0] == "text"})
    check("xlsx: priority and moments are numbers", all(r[4][0] == "number" and r[10][0] == "number" for r in rows[1:]))
    days = (datetime.datetime(2026, 1, 9, 15, 5) - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1)
    check("xlsx: the moment itself", any(abs(r[10][1] - days) < 1e-6 for r in rows[1:]))


def the_audit(server, cookie):
    """What people typed stands in the audit too: here the name of a setting's value."""
    token = re.search(rb'name="csrf" content="([^"]*)"', server.ask("GET", "/admin/settings", cookie=cookie)[1])[1].decode()
    page = server.ask("GET", "/admin/settings", cookie=cookie)[1].decode()
    seen = re.search(r'name="seen\.help\.phone" value="([^"]*)"', page)
    for value in ["=1+1", " +33 6", "＝1", "'=1", "@x"]:
        status, _, _ = server.ask("POST", "/admin/settings/help", urllib.parse.urlencode({"csrf": token, "help.phone": value, **({"seen.help.phone": html.unescape(seen[1])} if seen else {})}), cookie=cookie)
        page = server.ask("GET", "/admin/settings", cookie=cookie)[1].decode()
        seen = re.search(r'name="seen\.help\.phone" value="([^"]*)"', page)
        check(f"audit: {value!r} is set", status == 303)
    status, data, headers = server.ask("GET", "/admin/audit.csv", cookie=cookie)
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    check("audit: a file, its lines as long as its head", status == 200 and headers["Content-Disposition"].startswith("attachment") and len({len(r) for r in rows}) == 1 and len(rows) > 5)
    check("audit: what was typed is there", sum("=1" in r[8] or "＝1" in r[8] or "+33" in r[8] or "@x" in r[8] for r in rows) >= 5)
    check("audit: no cell begins a formula", not any(FORMULA.match(cell) and cell[0] != "'" for r in rows[1:] for cell in r if cell))


def pdf_pages(data):
    """Pages and title by the words of the format; streams are deflated."""
    return len(re.findall(rb"/Type /Page\b(?!s)", data)) or int(re.search(rb"/Count (\d+)", data)[1])


def the_pdf(server, cookie, other):
    long = "Un texte long, accentué : œuf, cœur, « guillemets », 日本 🙂 \u202eabc\u202c. " * 700
    status, _, _ = server.ask("POST", "/api/v1/tickets/INC-1/notes", json.dumps({"body": long}), token=server.token)
    check("a long note", status == 201)
    sizes = {}
    for which in ("public", "all"):
        status, data, headers = server.ask("GET", "/tickets/INC-1/pdf?journal=" + which, cookie=cookie)
        check(f"pdf, {which}: 200, whole, an attachment", status == 200 and data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") and "attachment" in headers["Content-Disposition"])
        sizes[which] = (len(data), pdf_pages(data))
    check("pdf: one page of the public journal, many with the note", sizes["public"][1] == 1 and sizes["all"][1] >= 8)
    status, page, _ = server.ask("GET", "/tickets/INC-1/print?journal=public", cookie=cookie)
    check("print: the public journal has no note", status == 200 and "œuf, cœur".encode() not in page)
    check("print: the whole one has it", "œuf, cœur".encode() in server.ask("GET", "/tickets/INC-1/print?journal=all", cookie=cookie)[1])
    check("pdf: a ticket one may not see is not there", all(server.ask("GET", p, cookie=other)[0] == 404 for p in
          ("/tickets/INC-1/pdf", "/tickets/INC-1/print", "/requests/INC-1/pdf", "/requests/INC-1/print")))


def main():
    folder = tempfile.mkdtemp(prefix="guichet-tables-")
    server = None
    try:
        fill(folder)
        server = Server(folder)
        cookie = server.sign_in("croy")
        the_csv(server, cookie)
        the_xlsx(server, cookie)
        the_audit(server, server.sign_in("chef"))
        other = server.sign_in("autre")
        _, data, headers = server.ask("GET", "/tickets/export?view=groups&format=csv&columns=all", cookie=other)
        check("another group's agent gets the head alone", headers["X-Export-Rows"] == "0" and data.count(b"\n") == 1)
        check("without session: no file", server.ask("GET", "/tickets/export?format=csv")[0] in (303, 401, 404))
        check("a condition not understood gives no file", server.ask("GET", "/tickets/export?format=csv&filter=x", cookie=cookie)[0] == 422)
        the_pdf(server, cookie, server.sign_in("dehors"))
        check("another format is none", server.ask("GET", "/tickets/export?format=ods", cookie=cookie)[0] == 404)
        check("no file is left behind", os.listdir(os.path.join(folder, "tmp")) == [])
    finally:
        if server:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
