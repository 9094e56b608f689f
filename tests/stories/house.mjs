/* What the black-box tests stand on: the real program on a throw-away database, people who sign in through
   the form, and their requests byte for byte.  Only node's own modules.

   A seed is made once per engine (commands and a few rows that no command makes yet), then copied for each
   test: a folder on SQLite, CREATE DATABASE … TEMPLATE on PostgreSQL. */
import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
export const program = path.join(path.resolve(root, process.env.BUILD || "build"), "guichet");
export const PASSWORD = "trois petits phoques";
export const pause = (ms) => new Promise((next) => setTimeout(next, ms));

const environment = { ...process.env };
for (const name of Object.keys(environment)) if (name.startsWith("GUICHET_")) delete environment[name];

/* Who there is: department dsi (group desk), department usn (groups cours and a closed one, juristes). */
export const PEOPLE = {
  ines: { name: "Inès Caron", options: ["--affiliation", "student"] },
  theo: { name: "Théo Marchal", options: ["--affiliation", "student"] },
  karim: { name: "Karim Benali", options: ["--role", "agent", "--group", "desk"] },
  lea: { name: "Léa Fontaine", options: ["--role", "agent", "--group", "desk"] },
  bruno: { name: "Bruno Sève", options: ["--role", "agent", "--group", "cours"] },
  maya: { name: "Maya Roy", options: ["--role", "manager", "--group", "desk"] },
  ada: { name: "Ada Moreau", options: ["--role", "admin"] },
};

const SEED_ROWS = [
  "INSERT INTO department (code, name_fr, name_en) VALUES ('usn', 'Usages du numérique', 'Digital learning')",
  "INSERT INTO support_group (code, name, department_id) SELECT 'cours', 'Cours en ligne', id FROM department WHERE code = 'usn'",
  "INSERT INTO support_group (code, name, department_id, closed) SELECT 'juristes', 'Juristes', id, 1 FROM department WHERE code = 'usn'",
  "INSERT INTO service (code, department_id, group_id, name_fr, name_en, summary_fr, summary_en, family_fr, family_en)" +
    " SELECT 'cours', d.id, g.id, 'Cours en ligne', 'Online courses', 'Espaces de cours', 'Course spaces', 'Enseigner', 'Teach'" +
    " FROM department d, support_group g WHERE d.code = 'usn' AND g.code = 'cours'",
  "INSERT INTO service (code, department_id, group_id, name_fr, name_en, confidential)" +
    " SELECT 'signalement', d.id, g.id, 'Signalement', 'Report', 1 FROM department d, support_group g WHERE d.code = 'usn' AND g.code = 'juristes'",
];

/** Runs a program to its end: { code, out, err }. */
export function run(file, args, { input, env = environment } = {}) {
  return new Promise((done) => {
    const child = execFile(file, args, { env, maxBuffer: 64 << 20 }, (error, out, err) =>
      done({ code: error ? error.code ?? 1 : 0, out, err }));
    child.stdin.on("error", () => {}); /* a program that refuses at once does not read */
    child.stdin.end(input ?? "");
  });
}

export function freePort() {
  return new Promise((done, fail) => {
    const probe = net.createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/* Whatever ends the tests, no server and no folder stays behind. */
const scratch = [], servers = new Set();
process.on("exit", () => {
  for (const server of servers) server.kill("SIGKILL");
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));
process.stdout.on("error", () => process.exit(1));

function folder() {
  const made = mkdtempSync(path.join(os.tmpdir(), "guichet-blackbox-"));
  scratch.push(made);
  return made;
}

/* ---- engines ---- */

class Sqlite {
  name = "sqlite";
  async make() {
    return { data: folder() };
  }
  async copy(from) {
    const data = folder();
    for (const entry of readdirSync(from.data)) cpSync(path.join(from.data, entry), path.join(data, entry), { recursive: true });
    return { data };
  }
  options(place) {
    return ["--data", place.data];
  }
  async sql(place, text) {
    return run("sqlite3", ["-batch", "-noheader", "-cmd", ".timeout 5000", path.join(place.data, "guichet.db"), text]);
  }
  async drop(place) {
    rmSync(place.data, { recursive: true, force: true });
  }
}

class Postgres {
  name = "postgres";
  constructor(url) {
    this.url = url;
    this.count = 0;
  }
  at(name) {
    const url = new URL(this.url);
    url.pathname = "/" + name;
    return url.href;
  }
  async must(url, text) {
    const r = await run("psql", [url, "-X", "-At", "-q", "-v", "ON_ERROR_STOP=1", "-c", text]);
    if (r.code) throw new Error(`psql: ${r.err.trim()}`);
    return r.out;
  }
  name_next() {
    return `blackbox_${process.pid}_${++this.count}`;
  }
  async make() {
    const name = this.name_next();
    await this.must(this.url, `CREATE DATABASE ${name}`);
    return { data: folder(), name, url: this.at(name) };
  }
  async copy(from) {
    const name = this.name_next();
    await this.must(this.url, `CREATE DATABASE ${name} TEMPLATE ${from.name}`);
    const data = folder();
    for (const entry of readdirSync(from.data)) cpSync(path.join(from.data, entry), path.join(data, entry), { recursive: true });
    return { data, name, url: this.at(name) };
  }
  options(place) {
    return ["--data", place.data, "--db", place.url];
  }
  async sql(place, text) {
    return run("psql", [place.url, "-X", "-At", "-q", "-v", "ON_ERROR_STOP=1", "-c", text]);
  }
  async drop(place) {
    await run("psql", [this.url, "-X", "-q", "-c", `DROP DATABASE IF EXISTS ${place.name} WITH (FORCE)`]);
    rmSync(place.data, { recursive: true, force: true });
  }
}

/** The engines to test on: SQLite, and PostgreSQL at GUICHET_TEST_PG (a superuser's URL). */
export function engines() {
  const list = [new Sqlite()];
  if (process.env.GUICHET_TEST_PG) list.push(new Postgres(process.env.GUICHET_TEST_PG));
  return list;
}

/* ---- houses ---- */

const seeds = new Map();

async function seedMake(engine) {
  const place = await engine.make();
  const house = new House(engine, place);
  await house.must(["user", "list"]);
  for (const row of SEED_ROWS) await house.sql(row);
  for (const [login, who] of Object.entries(PEOPLE))
    await house.must(["user", "add", login, "--name", who.name, "--mail", `${login}@rives.example`, ...who.options, "--password-stdin"], PASSWORD + "\n");
  return place;
}

function seed(engine) {
  if (!seeds.has(engine)) seeds.set(engine, seedMake(engine));
  return seeds.get(engine);
}

/** A university of its own for one test; `now` moves its clock. */
export async function house(engine, { now, start = true } = {}) {
  const from = await seed(engine);
  const made = new House(engine, await engine.copy(from));
  if (start) await made.start(now);
  return made;
}

/** Removes what the seeds left; the last call of a program. */
export async function clear() {
  for (const [engine, place] of seeds) await engine.drop(await place);
  seeds.clear();
}

export class House {
  constructor(engine, place) {
    this.engine = engine;
    this.place = place;
    this.people = new Map();
    this.log = [];
  }

  options() {
    return this.engine.options(this.place);
  }

  command(args, input) {
    return run(program, [...args, ...this.options()], { input });
  }

  async must(args, input) {
    const r = await this.command(args, input);
    if (r.code) throw new Error(`guichet ${args.join(" ")} ended with ${r.code}: ${r.err || r.out}`);
    return r.out;
  }

  /** One value, or lines of values parted by |. */
  async sql(text) {
    const r = await this.engine.sql(this.place, text);
    if (r.code) throw new Error(`sql: ${r.err.trim()} in ${text}`);
    return r.out.trimEnd();
  }

  async start(now) {
    this.port = await freePort();
    this.base = `http://127.0.0.1:${this.port}`;
    const env = now ? { ...environment, GUICHET_NOW: now } : environment;
    this.server = spawn(program, ["serve", ...this.options(), "--listen", `127.0.0.1:${this.port}`], { env });
    const server = this.server;
    servers.add(server);
    this.ended = new Promise((done) => server.once("exit", (code, signal) => { servers.delete(server); done({ code, signal }); }));
    for (const stream of [this.server.stdout, this.server.stderr])
      stream.on("data", (bytes) => { this.log.push(String(bytes)); if (this.log.length > 400) this.log.shift(); });
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
    for (let i = 0; i < 1500; i++) {
      if (this.server.exitCode !== null) break;
      try {
        if ((await this.raw("GET", "/readyz")).status === 200) return;
      } catch { /* not yet */ }
      await pause(i < 100 ? 5 : 20);
    }
    this.server.kill("SIGKILL");
    throw new Error("guichet serve does not answer: " + this.tail());
  }

  tail() {
    return this.log.join("").split("\n").slice(-8).join(" / ");
  }

  /** Asks the server to end; what it answered with: { code, signal }. */
  async stop() {
    if (!this.server) return null;
    this.server.kill("SIGTERM");
    const late = setTimeout(() => this.server.kill("SIGKILL"), 15000);
    const how = await this.ended;
    clearTimeout(late);
    this.agent.destroy();
    this.server = null;
    return how;
  }

  async kill() {
    this.server.kill("SIGKILL");
    await this.ended;
    this.agent.destroy();
    this.server = null;
  }

  async remove() {
    if (this.server) await this.stop();
    await this.engine.drop(this.place);
  }

  /** True while the program runs: a crash is a failure of whatever was going on. */
  alive() {
    return this.server && this.server.exitCode === null && this.server.signalCode === null;
  }

  /** One request as given: { status, headers, body (Buffer), text, json }.  `patience`: how long this house is waited for. */
  raw(method, target, { headers = {}, body, timeout = this.patience ?? 30000 } = {}) {
    return new Promise((done, fail) => {
      const request = http.request({ host: "127.0.0.1", port: this.port, method, path: target, agent: this.agent, headers, setHost: !("Host" in headers) }, (response) => {
        const parts = [];
        response.on("data", (bytes) => parts.push(bytes));
        response.on("error", fail);
        response.on("aborted", () => fail(new Error("cut off")));
        response.on("end", () => {
          const bytes = Buffer.concat(parts);
          done({ status: response.statusCode, headers: response.headers, body: bytes, text: bytes.toString("utf8"),
            get json() { return JSON.parse(bytes.toString("utf8")); } });
        });
      });
      request.setTimeout(timeout, () => request.destroy(new Error("no answer in time")));
      request.on("error", fail);
      request.end(body);
    });
  }

  /** Somebody of PEOPLE, signed in at first use; "nobody" has no session. */
  async as(login, which = "") {
    const key = login + which;
    if (!this.people.has(key)) {
      const who = new Visitor(this, login);
      this.people.set(key, who);
      if (login !== "nobody") await who.signIn();
    }
    return this.people.get(key);
  }

  async token(login, ...scopes) {
    return (await this.must(["token", "create", login, ...scopes.flatMap((s) => ["--scope", s])])).trim();
  }
}

/* ---- people ---- */

export function form(fields) {
  const list = (Array.isArray(fields) ? fields : Object.entries(fields)).flatMap(([name, value]) => Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]);
  return list.map(([name, value]) => encodeURIComponent(name) + "=" + encodeURIComponent(value)).join("&");
}

/** A multipart body; a field whose value is { name, type, bytes } is a file. */
export function multipart(fields) {
  const boundary = "----guichet" + Math.random().toString(36).slice(2);
  const parts = [];
  for (const [name, value] of Array.isArray(fields) ? fields : Object.entries(fields)) {
    const file = value !== null && typeof value === "object" && !Buffer.isBuffer(value);
    parts.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
      (file ? `; filename="${value.name}"\r\nContent-Type: ${value.type || "application/octet-stream"}` : "") + "\r\n\r\n");
    parts.push(file ? value.bytes : value, "\r\n");
  }
  parts.push(`--${boundary}--\r\n`);
  return { body: Buffer.concat(parts.map((p) => Buffer.isBuffer(p) ? p : Buffer.from(p))), type: `multipart/form-data; boundary=${boundary}` };
}

const HAS_FILE = (fields) => Object.values(fields).some((v) => v !== null && typeof v === "object" && !Array.isArray(v));

export class Visitor {
  constructor(house, login) {
    this.house = house;
    this.login = login;
    this.jar = new Map();
    this.csrf = null;
  }

  cookies() {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async request(method, target, { headers = {}, body, timeout } = {}) {
    const cookie = this.cookies();
    const reply = await this.house.raw(method, target, { headers: { ...(cookie ? { Cookie: cookie } : {}), ...headers }, body, timeout });
    for (const line of reply.headers["set-cookie"] || []) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value === "" || /Max-Age=0\b/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return reply;
  }

  get(target, headers) {
    return this.request("GET", target, { headers });
  }

  async token() {
    if (this.csrf === null) this.csrf = (await this.get("/")).text.match(/<meta name="csrf" content="([^"]*)"/)?.[1] ?? "";
    return this.csrf;
  }

  /** A form as a browser sends it, with the session's CSRF token. */
  async post(target, fields = {}, { headers = {}, method = "POST" } = {}) {
    const all = { csrf: await this.token(), ...fields };
    const { body, type } = HAS_FILE(all) ? multipart(all) : { body: form(all), type: "application/x-www-form-urlencoded" };
    return this.request(method, target, { headers: { "Content-Type": type, "Content-Length": Buffer.byteLength(body), ...headers }, body });
  }

  /** The API with the session's cookie, or with `bearer`. */
  async api(method, target, value, headers = {}) {
    const own = this.bearer ? { Authorization: "Bearer " + this.bearer } : { "X-CSRF-Token": await this.token() };
    const body = value === undefined ? undefined : typeof value === "string" || Buffer.isBuffer(value) ? value : JSON.stringify(value);
    return this.request(method, target, {
      headers: { ...own, ...(body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }), ...headers }, body });
  }

  async signIn(password = PASSWORD) {
    this.csrf = null;
    const reply = await this.post("/login", { login: this.login, password });
    this.csrf = null;
    if (reply.status !== 303) throw new Error(`${this.login} cannot sign in: ${reply.status}`);
    return reply;
  }

  /** Server-sent events from now on: { events, closed, close, wait(test, ms) }. */
  async listen(target = "/events", headers = {}) {
    const stream = new Stream();
    await new Promise((done, fail) => {
      const request = http.request({ host: "127.0.0.1", port: this.house.port, path: target, agent: false,
        headers: { Cookie: this.cookies(), Accept: "text/event-stream", ...headers } }, (response) => {
        stream.status = response.statusCode;
        response.setEncoding("utf8");
        response.on("data", (text) => stream.feed(text));
        response.on("error", () => stream.end());
        response.on("close", () => stream.end());
        done();
      });
      request.on("error", (error) => { stream.end(); fail(error); });
      request.end();
      stream.close = () => request.destroy();
    });
    return stream;
  }
}

class Stream {
  events = [];
  text = "";
  closed = false;
  wake = new Set();

  feed(text) {
    this.text += text;
    let at;
    while ((at = this.text.indexOf("\n\n")) >= 0) {
      const event = {};
      for (const line of this.text.slice(0, at).split("\n")) {
        const [, name, value] = line.match(/^(\w*): ?(.*)$/) || [];
        if (name) event[name] = value;
      }
      this.text = this.text.slice(at + 2);
      if (event.event || event.data) this.events.push(event);
    }
    for (const look of this.wake) look();
  }

  end() {
    this.closed = true;
    for (const look of this.wake) look();
  }

  /** Waits until `test(this)` is true; false when `ms` pass first. */
  wait(test, ms) {
    return new Promise((done) => {
      const look = () => { if (test(this)) finish(true); };
      const late = setTimeout(() => finish(false), ms);
      const finish = (good) => { clearTimeout(late); this.wake.delete(look); done(good); };
      this.wake.add(look);
      look();
    });
  }
}

/* ---- results ---- */

export const results = { passed: 0, failed: 0 };

export function ok(name, good, why = "") {
  if (good) results.passed++;
  else results.failed++;
  console.log(`${good ? "ok" : "not ok"} ${name}${!good && why ? ": " + String(why).replace(/\s+/g, " ").slice(0, 700) : ""}`);
  return good;
}

export function expect(good, why) {
  if (!good) throw new Error(typeof why === "function" ? why() : why);
}

/** The end of a program of tests. */
export async function finish(what) {
  await clear();
  if (!existsSync(program)) ok(what, false, program + " is not built");
  console.log(`# ${what}: ${results.passed} passed, ${results.failed} failed`);
  process.exitCode = results.failed || !results.passed ? 1 : 0;
}

/** Runs `work` over `list`, at most `width` at a time. */
export async function abreast(width, list, work) {
  const rest = [...list];
  await Promise.all(Array.from({ length: width }, async () => {
    while (rest.length) await work(rest.shift());
  }));
}

