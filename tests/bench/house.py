"""What the bench stands on: processes that end when it ends, databases of each size, wrk, counters of /proc."""
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))
import tickets  # noqa: E402

PASSWORD = "marronnier en automne"
TICK = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 16


class CannotRun(Exception):
    """A measurement that could not be made: the bench fails, by name."""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def run(command, **more):
    more.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **more)
    if done.returncode:
        raise CannotRun(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout[-800:]}{done.stderr[-800:]}")
    return done.stdout


class House:
    """Folder, programs and children of one run."""

    def __init__(self, build):
        self.build = build
        self.guichet = build / "guichet"
        self.cache = build / "bench"
        self.cache.mkdir(parents=True, exist_ok=True)
        self.tmp = pathlib.Path(tempfile.mkdtemp(prefix="guichet-bench-"))
        self.children = []
        self.raw = self.compile("raw", [build / "libguichet.a", "-lsqlite3", "-lsodium", "-lstemmer", "-lpthread"])
        self.idle = self.compile("idle", [])

    def compile(self, name, libraries):
        out = self.tmp / name
        run(["cc", "-O2", "-o", out, HERE / f"{name}.c", *libraries])
        return out

    def start(self, command, **more):
        child = subprocess.Popen([str(c) for c in command], **more)
        self.children.append(child)
        return child

    def stop(self, child):
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if child in self.children:
            self.children.remove(child)

    def close(self):
        for child in list(self.children):
            self.stop(child)
        shutil.rmtree(self.tmp, ignore_errors=True)

    # ---- databases ----

    def lines(self, n):
        """File of n tickets; the million is not kept, it is only needed once."""
        path = self.cache / f"tickets-{n}.jsonl"
        if not path.exists():
            part = path.with_suffix(".part")
            with open(part, "w", encoding="utf-8") as f:
                subprocess.run([sys.executable, HERE / "tickets.py", str(n)], stdout=f, check=True)
            part.rename(path)
        return path

    def key(self, n):
        """The shape of the data; other words in the same shape are not worth loading a million again."""
        return hashlib.sha256(str(n).encode() + (HERE / "tickets.py").read_bytes()).hexdigest()[:16]

    def data(self, n):
        """Folder with n tickets, one agent in four groups, their token; made once, kept in build/bench."""
        folder, key = self.cache / f"data-{n}", self.key(n)
        if (folder / "made").exists() and (folder / "made").read_text() == key:
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        path = self.lines(n)
        print(f"   loading {n} tickets (kept in {folder})", file=sys.stderr, flush=True)
        self.fill(folder, path)
        if n > 200000:
            path.unlink()
        (folder / "made").write_text(key)
        return folder

    def fill(self, folder, path, db=None):
        env = dict(os.environ, GUICHET_DATA=str(folder), **({"GUICHET_DB": db} if db else {}))
        run([self.guichet, "import", "tickets", path], env=env)
        groups = [x for i in range(4) for x in ("--group", tickets.group_name(i))]
        run([self.guichet, "user", "add", "bench", "--name", "Camille Bench", "--mail", "bench@rives.example", "--role", "agent",
             *groups, "--password-stdin"], env=env, input=PASSWORD + "\n", stdin=None)
        token = run([self.guichet, "token", "create", "bench"], env=env).strip()
        (folder / "token").write_text(token)

    def copy(self, folder, name):
        """A copy that may be written to."""
        to = self.tmp / name
        run(["cp", "-r", "--reflink=auto", folder, to])
        return to


class Server:
    """guichet serve on a free port, and an agent's session."""

    def __init__(self, house, folder, db=None):
        self.house, self.folder = house, folder
        self.port = free_port()
        env = dict(os.environ, GUICHET_DATA=str(folder), GUICHET_LISTEN=f"127.0.0.1:{self.port}",
                   **({"GUICHET_DB": db} if db else {}))
        self.log = open(house.tmp / f"serve-{self.port}.log", "w", encoding="utf-8")
        self.started = time.monotonic()
        self.child = house.start([house.guichet, "serve"], env=env, stdout=self.log, stderr=subprocess.STDOUT)
        self.token = (folder / "token").read_text()

    def wait(self, path="/healthz", cookie=""):
        """Seconds from the start of the process to the first good reply."""
        while time.monotonic() - self.started < 60:
            if self.child.poll() is not None:
                break
            try:
                if self.get(path, cookie)[0] == 200:
                    return time.monotonic() - self.started
            except OSError:
                time.sleep(0.002)
        raise CannotRun(f"guichet serve does not answer: {(self.house.tmp / self.log.name).read_text()[-800:]}")

    def get(self, path, cookie=""):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        c.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        r = c.getresponse()
        body = r.read()
        c.close()
        return r.status, body

    def sign_in(self):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        form = urllib.parse.urlencode({"login": "bench", "password": PASSWORD})
        c.request("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        r = c.getresponse()
        r.read()
        cookie = (r.getheader("Set-Cookie") or "").split(";")[0]
        c.close()
        if r.status != 303 or not cookie.startswith("guichet="):
            raise CannotRun(f"signing in answers {r.status}")
        return cookie

    def cpu(self):
        return cpu_of(self.child.pid)

    def cpu_each(self, paths, cookie):
        """CPU milliseconds of each request alone, one after another: what a loaded machine cannot blur."""
        c, found = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20), []
        for path in paths:
            before = schedule_of(self.child.pid)
            c.request("GET", path, headers={"Cookie": cookie})
            c.getresponse().read()
            found.append((schedule_of(self.child.pid) - before) / 1e6)
        c.close()
        return sorted(found)

    def memory(self):
        """Resident kB now and at most."""
        text = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        found = dict(line.split(":", 1) for line in text.splitlines() if line.startswith("Vm"))
        return int(found["VmRSS"].split()[0]), int(found["VmHWM"].split()[0])

    def rest(self):
        """Waits until what begins with the process (jobs that were due) is done: half a second without work, 20 at most."""
        until, quiet = time.monotonic() + 20, 0
        while quiet < 5 and time.monotonic() < until:
            before = schedule_of(self.child.pid)
            time.sleep(0.1)
            quiet = quiet + 1 if schedule_of(self.child.pid) - before < 3e6 else 0

    def stop(self):
        self.house.stop(self.child)
        self.log.close()


class Nginx:
    """Static files of given sizes, the yardstick of pages."""

    def __init__(self, house, bodies):
        self.house, self.port = house, free_port()
        folder = house.tmp / f"nginx-{self.port}"
        (folder / "html").mkdir(parents=True)
        for name, body in bodies.items():
            (folder / "html" / name).write_bytes(body)
        os.chmod(house.tmp, 0o755)
        temps = "".join(f"{t}_temp_path {folder}/{t};" for t in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        conf = folder / "nginx.conf"
        # as Debian ships it: sendfile, tcp_nopush, one line a request in a log, as Guichet writes one
        conf.write_text(f"worker_processes auto; pid {folder}/pid; daemon off; error_log {folder}/errors;"
                        f"events {{ worker_connections 768; }} http {{ access_log {folder}/access; sendfile on;"
                        f" tcp_nopush on; default_type text/html; {temps}"
                        f" server {{ listen 127.0.0.1:{self.port}; root {folder}/html; }} }}\n")
        self.child = house.start(["nginx", "-p", folder, "-e", folder / "errors", "-c", conf], stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise CannotRun("nginx does not start")

    def cpu(self):
        pids = [p for p in os.listdir("/proc") if p.isdigit() and parent_of(p) == self.child.pid]
        return sum(cpu_of(p) for p in pids)

    def stop(self):
        self.house.stop(self.child)


def stat_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None


def parent_of(pid):
    stat = stat_of(pid)
    return int(stat[1]) if stat else 0


def cpu_of(pid):
    """User and system seconds of a process so far."""
    stat = stat_of(pid)
    return (int(stat[11]) + int(stat[12])) / TICK if stat else 0.0


def schedule_of(pid):
    """Nanoseconds that all threads of a process ran."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue
    return total


def wrk(house, server, script, seconds, paths=None, connections=CONNECTIONS, **env):
    """One run of wrk; what it printed as JSON, requests per second and the server's CPU per request."""
    if paths is not None:
        listed = house.tmp / "paths"
        listed.write_text("".join(p + "\n" for p in paths))
        env["BENCH_PATHS"] = str(listed)
    before = server.cpu()
    out = run(["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency",
               "-s", HERE / script, f"http://127.0.0.1:{server.port}/"], env=dict(os.environ, **env))
    found = json.loads(out.strip().splitlines()[-1])
    if not found["requests"]:
        raise CannotRun(f"wrk got no reply: {out[-400:]}")
    found["per_second"] = found["requests"] / found["seconds"]
    found["cpu_us"] = (server.cpu() - before) * 1e6 / found["requests"]
    return found
