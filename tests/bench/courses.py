"""3,500 dated sessions over 300 courses: the sheet of a course, the report of sessions that nobody supports and the
week of the calendar, each against the queue page, one after the other in the same run.  All of them keep what they showed
while nothing happens: asked again and again over the queue asked again and again, and made anew after an event over the
queue made anew after an event.  What a page costs that was not looked at before, over the queue as it is kept, stands beside."""
import http.client
import json
import sqlite3
import statistics
import time

from house import CannotRun, PASSWORD, Server, run

COURSES, SESSIONS, PRESENTERS = 300, 3500, 4
FIRST = 1768809600000  # Monday 19 January 2026, 9:00 in Paris
HOUR, DAY = 3600000, 86400000
LOOKS = 40
QUEUE = "/tickets?view=groups"
REPORT = "/courses/sessions?from=2026-01-19"
WEEK = "/calendar?scale=week&show=sessions&from=2026-03-02"


def fill(db, covered):
    """Courses of one term, their presenters and sessions; every session that covered() says has a support task."""
    department, group = (db.execute(f"SELECT MIN(id) FROM {t}").fetchone()[0] for t in ("department", "support_group"))
    people = [row[0] for row in db.execute("SELECT id FROM person ORDER BY id LIMIT 40")]
    tickets = [row[0] for row in db.execute("SELECT id FROM ticket WHERE state < 60 ORDER BY id LIMIT ?", (SESSIONS,))]
    db.execute("INSERT INTO support_template (id, code, name_fr, name_en, group_id, mode, minutes) VALUES (9001, 'bench', 'x', 'x', ?,"
               " (SELECT COALESCE(MIN(mode), 'class_call') FROM support_template), 60)", (group,))
    for i in range(COURSES):
        db.execute("INSERT INTO course (id, code, term, title, department_id, owner_id, first_at, activity_at, sort_fold) VALUES"
                   " (?, ?, 'H26', 'Cours', ?, ?, ?, ?, ?)",
                   (90000 + i, f"BEN{i:04}", department, people[i % len(people)], FIRST, FIRST, f"ben{i:04} h26"))
        for word in (f"ben{i:04}", "h26", "cours"):
            db.execute("INSERT INTO course_word (word, course_id) VALUES (?, ?)", (word, 90000 + i))
        for k in range(PRESENTERS):
            db.execute("INSERT INTO presenter (course_id, person_id, informed_at) VALUES (?, ?, ?)",
                       (90000 + i, people[(i + k) % len(people)], FIRST if k else None))
    for i in range(SESSIONS):
        at = FIRST + (i // 50) * DAY + (i % 8) * HOUR + (i % 50) // 8
        db.execute("INSERT INTO course_session (id, course_id, from_at, to_at, theme) VALUES (?, ?, ?, ?, 'Séance')",
                   (90000 + i, 90000 + i % COURSES, at, at + 2 * HOUR))
        if covered(i) and i < len(tickets):
            db.execute("INSERT INTO support_task (ticket_id, template_id, mode, from_at, to_at, session_id) SELECT ?, id, mode, ?, ?, ?"
                       " FROM support_template WHERE id = 9001", (tickets[i], at, at + 2 * HOUR, 90000 + i))


def renewed(server, cookie, token, paths, times):
    """CPU of pages asked after an event each time, which is when what they show is made anew."""
    c, found = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20), []
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for i in range(times):
        c.request("POST", "/api/v1/tickets/INC-1/notes", json.dumps({"body": "mesure"}), headers)
        reply = c.getresponse()
        reply.read()
        if reply.status != 201:
            raise CannotRun(f"a note answers {reply.status}")
        time.sleep(0.1)  # what the note still sets off is not the page's cost
        found += server.cpu_each([paths[i % len(paths)]], cookie)
    c.close()
    return statistics.median(found)


def asked_again(server, cookie, path):
    return statistics.median(server.cpu_each([path] * LOOKS, cookie))


def measured(server, cookie, token, paths, rounds):
    """Median CPU of each page over that of the queue, in turn: as both are kept, both made anew, and as nobody looked at it
    before over the queue as it is kept; then the milliseconds of all three."""
    found = {name: [] for name in paths}
    for path in [QUEUE, *(p for many in paths.values() for p in many[:1])]:
        status, _ = server.get(path, cookie)
        if status != 200:
            raise CannotRun(f"{path} answers {status}")
    for _ in range(rounds):
        queue_anew = renewed(server, cookie, token, [QUEUE], LOOKS // 2)
        for name, many in paths.items():
            anew = renewed(server, cookie, token, many, LOOKS // 2)
            kept, page = asked_again(server, cookie, QUEUE), asked_again(server, cookie, many[0])
            first = statistics.median(server.cpu_each([f"{many[i % len(many)]}&look={i}" for i in range(LOOKS)], cookie))
            found[name].append((page / kept, anew / queue_anew, first / kept, page, anew, first))
    return {name: [statistics.median(row[i] for row in rows) for i in range(6)] for name, rows in found.items()}


def measure(house, report, n, rounds):
    sheets = [f"/courses/BEN{i:04}?term=H26" for i in range(0, COURSES, 7)]
    for what, covered in (("half of them supported", lambda i: i % 2 == 0), ("all of them supported", lambda _: True)):
        folder = house.copy(house.data(n), f"courses-{what.split()[0]}")
        run([house.guichet, "migrate", "--data", folder])
        with sqlite3.connect(folder / "guichet.db") as db:
            fill(db, covered)
        db.close()
        run([house.guichet, "user", "add", "clerk", "--name", "Alex Clerk", "--mail", "clerk@rives.example", "--role", "admin",
             "--password-stdin", "--data", folder], input=PASSWORD + "\n", stdin=None)
        token = run([house.guichet, "token", "create", "clerk", "--data", folder]).strip()
        server = Server(house, folder)
        server.wait()
        cookie = server.sign_in()
        paths = {"course page": sheets, "sessions not covered": [REPORT]}
        if server.get(WEEK, cookie)[0] == 200:
            paths["week of the calendar"] = [WEEK]
        for name, (kept, anew, first, *ms) in measured(server, cookie, token, paths, rounds).items():
            title = f"{name}, {SESSIONS} sessions, {what}"
            report.put(f"courses.{name}.{what}", kept)
            report.put(f"courses.{name}.{what}.made_anew", anew)
            report.put(f"courses.{name}.{what}.first_look_over_the_queue_kept", first)
            for word, found in zip(("asked_again", "made_anew", "first_look"), ms):
                report.put(f"courses.{name}.{what}.cpu_ms_{word}", found)
            report.bar(f"{title}: asked again, CPU over the queue page's", kept, 1.5, at_most=True)
            report.bar(f"{title}: made anew, CPU over the queue made anew", anew, 1.5, at_most=True)
        server.stop()
