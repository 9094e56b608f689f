"""The delays of the server that a timed test would only blur: events that reach many, people who leave, bodies that
are refused, an orderly stop.  Each is measured five times, the median counts."""
import http.client
import re
import selectors
import signal
import socket
import statistics
import time

from house import CannotRun

CLIENTS, TIMES = 1000, 5


def streams(server, cookie, n):
    found = []
    for _ in range(n):
        s = socket.create_connection(("127.0.0.1", server.port), 10)
        s.sendall(f"GET /events?topics=desk HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        found.append(s)
    for s in found:
        if not s.recv(512).startswith(b"HTTP/1.1 200"):
            raise CannotRun("a live client was not let in")
        s.setblocking(False)
    return found


def live_clients(server):
    return int(re.search(rb"\nguichet_live_clients (\d+)", server.get("/metrics")[1]).group(1))


def settled(server, n):
    """Seconds until the server counts n live clients."""
    begun = time.monotonic()
    while live_clients(server) != n:
        if time.monotonic() - begun > 30:
            raise CannotRun(f"{live_clients(server)} live clients are counted, not {n}")
        time.sleep(0.002)
    return time.monotonic() - begun


def reached(server, number, heard):
    """Seconds from a comment's acknowledgement to the last of all who listen."""
    waiting = selectors.DefaultSelector()
    for s in heard:
        waiting.register(s, selectors.EVENT_READ)
    c = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    c.request("POST", f"/api/v1/tickets/{number}/comments", '{"body": "mesure"}',
              {"Content-Type": "application/json", "Authorization": f"Bearer {server.token}"})
    if c.getresponse().status not in (200, 201):
        raise CannotRun("a comment is refused")
    c.close()
    begun, left = time.monotonic(), len(heard)
    while left and time.monotonic() - begun < 30:
        for key, _ in waiting.select(1):
            if b"event:" in key.fileobj.recv(65536):
                waiting.unregister(key.fileobj)
                left -= 1
    if left:
        raise CannotRun(f"{left} of {len(heard)} live clients heard nothing")
    time.sleep(0.5)  # what follows of the same change
    for s in heard:
        try:
            s.recv(65536)
        except BlockingIOError:
            continue
    return time.monotonic() - begun - 0.5


def refused(server, cookie, head):
    """Seconds until a body that is too large, or never ends, is answered."""
    with socket.create_connection(("127.0.0.1", server.port), 30) as s:
        begun = time.monotonic()
        s.sendall(f"POST /tickets/new HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n{head}\r\n\r\n".encode())
        s.setblocking(False)
        chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        while time.monotonic() - begun < 30:
            try:
                s.sendall(chunk)
            except BlockingIOError:
                pass
            except OSError:
                break
            try:
                if s.recv(64).startswith(b"HTTP/1.1 4"):
                    return time.monotonic() - begun
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                break
    raise CannotRun("a body without end is not refused")


def stopped(server):
    begun = time.monotonic()
    server.child.send_signal(signal.SIGTERM)
    server.child.wait(60)
    return time.monotonic() - begun


def measure(server, number, report):
    """Leaves the server stopped."""
    cookie = server.sign_in()
    heard = streams(server, cookie, CLIENTS)
    settled(server, CLIENTS)
    last = [reached(server, number, heard) for _ in range(TIMES)]
    report.bar(f"seconds from a change to the last of {CLIENTS} live clients", statistics.median(last), 2, at_most=True)
    gone = []
    for i in range(TIMES):
        for s in heard[:20]:
            s.close()
        heard = heard[20:]
        gone.append(settled(server, CLIENTS - 20 * (i + 1)))
    report.bar("seconds until 20 who left are noticed", statistics.median(gone), 1, at_most=True)
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    for what, head, bar in (("a body announced too large", kind + "Content-Length: 99999999999", 0.5),
                            ("a body without end", kind + "Transfer-Encoding: chunked", 4)):
        took = [refused(server, cookie, head) for _ in range(TIMES)]
        report.bar(f"seconds until {what} is refused", statistics.median(took), bar, at_most=True)
    report.bar(f"seconds of an orderly stop with {len(heard)} live clients", stopped(server), 1.5, at_most=True)
    for s in heard:
        s.close()
