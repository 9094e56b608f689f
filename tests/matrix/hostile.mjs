/* node tests/matrix/hostile.mjs
   Text that nobody types by accident, in every field there is: an answer is never 5xx, and what is kept is
   clean UTF-8.  Then scripts in every text that is shown: every page is fetched and read tag by tag. */
import { readFileSync } from "node:fs";
import { abreast, engines, expect, finish, form, House, house, ok, Visitor } from "../stories/house.mjs";
import { everything } from "./fields.mjs";
import { dangers, forms } from "./html.mjs";
import { MARK, VECTORS } from "./vectors.mjs";

/* ---- odd bytes ---- */

const b = (...parts) => Buffer.concat(parts.map((p) => (typeof p === "string" ? Buffer.from(p) : Buffer.from(p))));
const ODD = {
  "empty": b(""),
  "blank": b(" \u00a0\u3000\t "),
  "HTML": b(`"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;&#0;<!--`),
  "SQL": b("x' OR '1'='1'; DROP TABLE ticket; --"),
  "template": b("{{v.page}}{{#each x}}{{/each}}{{{csrf}}} {prenom} {{t \"x\"}} %s %n"),
  "no number": b("-99999999999999999999"),
  "NUL": b("avant", [0], "après"),
  "overlong": b("a", [0xc0, 0xaf], "b", [0xe0, 0x80, 0xaf]),
  "lone surrogate": b("a", [0xed, 0xa0, 0x80], "b"),
  "cut short": b("a", [0xe2, 0x82]),
  "beyond Unicode": b("a", [0xf4, 0x90, 0x80, 0x80], [0xff, 0xfe]),
  "Latin-1": b("caf", [0xe9]),
  "bidirectional": b("a\u202ebc\u2066d\u2069\u200f"),
  "zero width": b("a\u200bb\u200cc\u2060d\ufeffe"),
  "only zero width": b("\u200b\u200b\ufeff"),
  "controls": b("a", [1, 2, 7, 8, 11, 12, 14, 27, 127], "b\u0085\u009b"),
  "line ends": b("a\r\nb\rc\nd\u2028e\u2029f"),
  "emoji": b("👩‍👩‍👧‍👦 🏳️‍🌈 é 𝒜"),
  "right to left": b("مرحبا بالعالم שלום"),
  "stacked": b("Z" + "\u0351\u0322".repeat(500)),
  "non-characters": b("a\uffffb\ufffe\u{10ffff}"),
  "quotes": b(`'";--\\ %s%n%x {{7*7}} \${7*7} <%= 7 %> $(id) \`id\` ../../etc/passwd`),
  "formula": b("=cmd|' /C calc'!A0"),
  "tabs": b("\t\ta\tb\t"),
  "backslash": b("\\u0000\\x00\\"),
  "word of 70,000": b("x".repeat(70000)),
  "ten megabytes": Buffer.alloc(10 << 20, "a"),
  "a megabyte of emoji": Buffer.from("😀".repeat(240000)), /* just what is still read */
};

/* What may never be in the database: controls, malformed bytes, bidirectional and zero-width characters. */
const UNFIT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/* The same bytes go into every field there is: each is written for a form and for JSON once. */
const once = (write) => {
  const known = new WeakMap();
  return (bytes) => {
    if (!known.has(bytes)) known.set(bytes, write(bytes));
    return known.get(bytes);
  };
};
const encode = once((bytes) => Buffer.from(bytes.length > 100000 ? bytes.toString("latin1") : [...bytes].map((c) => "%" + c.toString(16).padStart(2, "0")).join("")));
const escape = once((bytes) => Buffer.from(bytes.toString("latin1").replace(/[\\"]/g, "\\$&"), "latin1"));

function multipartBytes(fields) {
  const parts = [];
  for (const [name, value] of Object.entries(fields)) parts.push(Buffer.from(`--Grenze\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`), Buffer.from(value), Buffer.from("\r\n"));
  return Buffer.concat([...parts, Buffer.from("--Grenze--\r\n")]);
}

/* JSON with the bytes as they are (only what JSON itself needs is escaped). */
function jsonBytes(base, name, bytes) {
  const head = Buffer.from(JSON.stringify(base).slice(0, -1) + (Object.keys(base).length ? "," : "") + JSON.stringify(name) + ':"');
  return Buffer.concat([head, escape(bytes), Buffer.from('"}')]);
}

const ESCAPED = ["a\\u0000b", "a\\ud800b", "a\\udfff\\ud800b", "\\u202e\\u200b", "\\ud83d\\ude00", "\\u0007"];

/* What is no text one types, but comes with a form: fewer kinds, since a choice is compared and never kept. */
const CHOSEN = ["empty", "NUL", "overlong", "quotes", "emoji", "word of 70,000", "no number"];
const LARGE = 100000;
const ALREADY = /ECONNRESET|EPIPE|cut off/; /* a server that refuses the first byte may close before all is sent */

class Tries {
  constructor(h, wrong) {
    this.h = h;
    this.wrong = wrong;
    this.cells = 0;
  }

  async send(what, who, method, target, type, body) {
    this.cells++;
    let reply = null;
    try {
      reply = await who.request(method, target, { headers: { "Content-Type": type, "Content-Length": body.length, "X-CSRF-Token": await who.token() }, body });
      if (reply.status >= 500 || reply.status < 200) this.wrong.push(`${what} gets ${reply.status}`);
    } catch (error) {
      if (body.length < 1 << 20 || !ALREADY.test(error.code || error.message)) this.wrong.push(`${what}: ${error.message}`);
    }
    expect(this.h.alive(), () => `${what} ends the program: ${this.h.tail()}`);
    return reply;
  }

  form(what, who, method, target, fields, name, bytes) {
    const rest = form(Object.entries(fields).filter(([n]) => n !== name));
    return this.send(what, who, method, target, "application/x-www-form-urlencoded", Buffer.concat([Buffer.from(`${rest}${rest ? "&" : ""}${encodeURIComponent(name)}=`), encode(bytes)]));
  }
}

/* Somebody whom what was tried has signed out comes in again. */
async function present(h, login) {
  const who = await h.as(login);
  if (login !== "nobody" && (await who.get("/me")).status !== 200) {
    who.jar.clear();
    await who.signIn();
  }
  who.csrf = null;
  return who;
}

/* One form: each field in turn is odd, the others as the page gave them.  What was taken makes the page another: it is
   read again.  Tickets are new ones, so that no form finds what another left. */
async function oddForm(tries, f) {
  const { h } = tries, who = await present(h, f.who);
  const number = f.action.match(/^\/(?:tickets|requests)\/(INC-\d+)/)?.[1];
  let { fields } = f, { action } = f;
  if (number) {
    const made = await (await h.as("ines")).post("/requests", { service: "aide", subject: "essai", body: "x", urgency: "2" });
    const fresh = made.headers.location.split("/").pop();
    action = action.replace(number, fresh);
    fields = Object.fromEntries(Object.entries(fields).filter(([n]) => n !== "version"));
  }
  const plain = ({ csrf, ...others }) => others;
  const names = [...f.typed, ...f.chosen].filter((n) => n !== "csrf"), big = f.typed[0];
  for (const name of names)
    for (const [kind, bytes] of Object.entries(ODD)) {
      if (!f.typed.includes(name) && !CHOSEN.includes(kind)) continue;
      if (bytes.length > LARGE && (f.who === "nobody" || name !== big)) continue; /* ten megabytes once a form */
      const what = `${kind} in ${name} of ${f.route}`, reply = await tries.form(what, who, f.method, action, { ...plain(fields), csrf: await who.token() }, name, bytes);
      if (bytes.length < LARGE && f.typed.includes(name) && kind !== "empty")
        await tries.send(`${what} (multipart)`, who, f.method, action, "multipart/form-data; boundary=Grenze", multipartBytes({ ...plain(fields), [name]: bytes }));
      if (reply?.status === 303 && f.page && !number) fields = forms((await who.get(f.page)).text).find((x) => (x.action || f.page) === f.action && x.typed.join() === f.typed.join())?.fields ?? fields;
    }
}

async function oddBody(tries, { route, method, who: login, target, base, names }) {
  const who = await present(tries.h, login), type = "application/json";
  const raw = (name, text) => Buffer.from(`{${Object.entries(base).filter(([n]) => n !== name).map(([n, v]) => `${JSON.stringify(n)}:${JSON.stringify(v)},`).join("")}"${name}":${text}}`);
  for (const name of names) {
    for (const [kind, bytes] of Object.entries(ODD).filter(([, bytes]) => bytes.length < LARGE || name === names[0])) await tries.send(`${kind} in ${name} of ${route}`, who, method, target, type, jsonBytes(base, name, bytes));
    for (const text of ESCAPED) await tries.send(`${text} in ${name} of ${route}`, who, method, target, type, raw(name, `"${text}"`));
    for (const value of ["null", "true", "[]", "{}", "-1", "1e999", "9223372036854775808", "[[[[]]]]"]) await tries.send(`${value} in ${name} of ${route}`, who, method, target, type, raw(name, value));
  }
  for (const body of ["", "{", "[]", "null", '"x"', "{}{}", '{"a":1,}', "\ufeff{}", "[".repeat(100000), '{"a":'.repeat(20000), "{" + '"k":1,'.repeat(5000) + '"k":1}', b([0xff, 0xfe], "{}")])
    await tries.send(`a body of ${String(body).slice(0, 12)} to ${route}`, who, method, target, type, Buffer.from(body));
}

/* The fields are tried in two houses at once, since one waits for each answer: every second route in each. */
const SHARES = 2;

async function oddBytes(h, t, share, wrong) {
  const tries = new Tries(h, wrong), all = await everything(h, t);
  for (const route of all.missing) wrong.push(`${route} takes text and is not tried: its form is on no page that is walked, give it a row in fields.mjs`);
  for (const route of all.gone) wrong.push(`${route} of fields.mjs is no route any more`);
  const last = (f) => (f.who === "nobody" ? 2 : / \/me\/(password|confirm|security)/.test(f.route) ? 1 : 0); /* what is guessed wrong shuts the door for a while */
  const mine = (list) => list.filter((x) => all.routes.indexOf(x.route) % SHARES === share);
  for (const f of mine(all.forms).sort((x, y) => last(x) - last(y))) await oddForm(tries, f);
  for (const body of mine(all.bodies)) await oddBody(tries, body);
  return tries.cells;
}

/* The form of the first run, in a house that nobody administers yet: what is odd stays unfinished or is kept clean. */
async function firstRun(engine, wrong) {
  const h = new House(engine, await engine.make());
  try {
    await h.start();
    const code = h.log.join("").match(/\/first\?code=([a-z0-9-]+)/)[1], who = new Visitor(h, "nobody"), tries = new Tries(h, wrong);
    const page = forms((await who.get(`/first?code=${code}`)).text).find((f) => f.typed.includes("login"));
    const good = { ...page.fields, code, institution: "Université", name: "Ada Min", login: "", mail: "ada@rives.example", password: "pommier en fleur" };
    for (const name of page.typed.filter((n) => n !== "login"))
      for (const [kind, bytes] of Object.entries(ODD).filter(([, bytes]) => bytes.length < LARGE || name === page.typed[0])) await tries.form(`${kind} in ${name} of POST /first`, who, "POST", "/first", good, name, bytes);
    expect(tries.cells > 100, `only ${tries.cells} tries`);
    const made = await tries.form("emoji in institution of POST /first", who, "POST", "/first", { ...good, login: "ada" }, "institution", ODD.emoji);
    if (made.status !== 303) wrong.push(`the first run ends with ${made.status}`);
    tries.cells += await keptClean(h, wrong);
    return tries.cells;
  } finally {
    await h.remove();
  }
}

async function oddAddresses(h, t, wrong) {
  let cells = 0;
  const karim = await h.as("karim"), ines = await h.as("ines"), ada = await h.as("ada");
  const odd = ["%00", "%c0%af", "%ed%a0%80", "%ff", "%e2%80%ae", "%zz", "%", "..%2f..", "%252e%252e", "'%22%3c", "x".repeat(9000), "-1", "9223372036854775808", "0x10", "1e9", "%F0%9F%98%80"];
  for (const value of odd)
    for (const path of [`/tickets?q=${value}`, `/tickets?view=${value}`, `/tickets?cursor=${value}`, `/tickets?group=${value}`, `/tickets?state=${value}&sort=${value}`, `/tickets/${value}`,
      `/tickets/${t}/thread?last=${value}&before=${value}`, `/tickets/${t}/clocks/${value}`, `/requests/${value}`, `/requests/${t}?before=${value}`, `/requests?cursor=${value}`, `/search?q=${value}`, `/desk/search?q=${value}`,
      `/search/suggest?q=${value}`, `/desk/people?person=${value}`, `/people/search?q=${value}`, `/people/${value}`, `/attachments/${value}`, `/services/${value}`, `/services/${value}/new`,
      `/assets/${value}/${value}`, `/admin/promises/check?at=${value}&service=${value}&promise=${value}&priority=${value}`, `/admin/promises/${value}`, `/admin/calendars/${value}`, `/events?topics=${value}`, `/login?next=${value}`, `/?lang=${value}`, `/api/v1/tickets?q=${value}&limit=${value}&cursor=${value}`,
      `/api/v1/tickets?state=${value}`, `/api/v1/tickets?group=${value}`, `/api/v1/tickets/${value}`, `/api/v1/people?q=${value}`, `/api/v1/courses?q=${value}&term=${value}&department=${value}&cursor=${value}`, `/api/v1/course-reports/${value}`, `/api/v1/course-reports/items?presenter=${value}&approach=${value}&cursor=${value}`, `/api/v1/rooms/availability?from=${value}&to=${value}`, `/api/v1/support-tasks?person=${value}&room=${value}&task=${value}&course=${value}&from=${value}`, `/calendar?from=${value}&scale=${value}&group=${value}&person=${value}&room=${value}&show=${value}`, `/api/v1/people/${value}`, `/api/v1/services/${value}`, `/api/v1/tickets/${t}/journal?cursor=${value}&limit=${value}`, `/${value}`, `/?${value}=${value}`]) {
      if (path.startsWith("/events")) {
        const stream = await karim.listen(path).catch(() => ({ status: 400, close() {} }));
        stream.close();
        cells++;
        if (stream.status >= 500) wrong.push(`${path.slice(0, 60)} gets ${stream.status}`);
        continue;
      }
      const reply = await (path.startsWith("/admin") ? ada : karim).get(path).catch((error) => ({ status: error.code === "ECONNRESET" ? 400 : 599 }));
      cells++;
      if (reply.status >= 500) wrong.push(`GET ${path.slice(0, 60)} gets ${reply.status}`);
      expect(h.alive(), () => `GET ${path.slice(0, 80)} ends the program: ${h.tail()}`);
    }
  const headers = [["Cookie", "guichet=" + "x".repeat(43)], ["Cookie", "guichet=;;;=;==;lang=\u00e9;theme=<"], ["Accept-Language", "x,".repeat(2000)], ["Accept-Language", ";q=;,-"], ["If-None-Match", '"'.repeat(100)],
    ["Last-Event-ID", "-1"], ["Last-Event-ID", "99999999999999999999"], ["Range", "bytes=5-1"], ["Range", "bytes=0-,0-,0-"], ["HX-Request", "true"], ["Authorization", "Bearer "], ["Authorization", "Bearer " + "x".repeat(5000)],
    ["X-Forwarded-For", "'\"<script>"], ["Host", "h.example"], ["Accept", "*/*;q=zzz"], ["Expect", "100-continue"], ["Content-Type", "multipart/form-data"], ["Transfer-Encoding", "identity"]];
  for (const [name, value] of headers)
    for (const path of ["/", "/requests", "/api/v1/tickets", "/login", `/requests/${t}`]) {
      const reply = await h.raw("GET", path, { headers: { Cookie: ines.cookies(), [name]: value } }).catch((error) => ({ status: error.code === "ECONNRESET" ? 400 : 599, text: "" }));
      cells++;
      if (reply.status >= 500 && !(name === "Transfer-Encoding" && reply.status === 501)) wrong.push(`${name}: ${value.slice(0, 30)} at ${path} gets ${reply.status}`);
      if (name === "Host" && reply.text.includes("h.example")) wrong.push("a foreign Host is believed");
    }
  for (const [name, value] of [["Idempotency-Key", "k".repeat(300)], ["Idempotency-Key", "\u00e9\u00ff"], ["If-Match", "x"], ["If-Match", '"-1"'], ["If-Match", '"9223372036854775808"'], ["Content-Type", "application/json; charset=utf-16"], ["Content-Type", ""]])
    for (const [method, path] of [["POST", "/api/v1/incidents"], ["PATCH", `/api/v1/tickets/${t}`], ["POST", `/api/v1/tickets/${t}/comments`]]) {
      const reply = await karim.api(method, path, { subject: "x", body: "x", requester: "ines" }, { [name]: value });
      cells++;
      if (reply.status >= 500) wrong.push(`${name}: ${value.slice(0, 30)} at ${method} ${path} gets ${reply.status}`);
    }
  return cells;
}

/* What is larger than any form is refused before it is read, by a page that says so in the reader's language.  The server
   takes what still comes for two seconds: whoever was held up longer by all the others asks again. */
async function tooMuch(h, wrong) {
  const ines = await h.as("ines"), body = Buffer.alloc(4 << 20, "a"), token = await ines.token();
  const send = async (target, type, tries = 5) => {
    const headers = { "Content-Type": type, "Content-Length": body.length, Accept: "text/html,*/*;q=0.8", "X-CSRF-Token": token };
    const reply = await ines.request("POST", target, { headers, body }).catch((error) => ({ status: error.code || error.message, text: "", headers: {} }));
    return tries > 1 && ALREADY.test(reply.status) ? send(target, type, tries - 1) : reply;
  };
  let cells = 0;
  for (const [lang, said] of [["fr", "ce que vous avez écrit y est encore"], ["en", "what you wrote is still there"]])
    for (const target of ["/requests", "/login", "/rien"]) {
      ines.jar.set("lang", lang);
      const reply = await send(target, "application/x-www-form-urlencoded");
      cells++;
      if (reply.status !== 413 || !reply.text.includes(said) || !reply.text.includes(`<html lang="${lang}"`)) wrong.push(`too much for ${target} (${lang}) gets ${reply.status} ${reply.text.slice(0, 100)}`);
      else if (!/default-src/.test(reply.headers["content-security-policy"])) wrong.push(`the refusal of ${target} has no content policy`);
    }
  const program = await send("/api/v1/incidents", "application/json");
  if (program.status !== 413 || !/problem\+json/.test(program.headers["content-type"])) wrong.push(`too much by the API gets ${program.status}`);
  return cells + 1;
}

/* Every text of every table: what search and packed values hold is made from these. */
async function keptClean(h, wrong) {
  const columns = h.engine.name === "sqlite"
    ? "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND p.type = 'TEXT' AND m.name NOT LIKE 'search%'"
    : "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'";
  let cells = 0;
  for (const [table, column] of (await h.sql(columns)).split("\n").map((line) => line.split("|"))) {
    cells++;
    let text = await h.sql(`SELECT ${column} FROM ${table} WHERE ${column} IS NOT NULL`);
    if (`${table}.${column}` === "grid.body") text = text.replace(/[\u001e\u001f]/g, ""); /* what parts the rows and cells of a kept file */
    const found = text.match(UNFIT);
    if (found) wrong.push(`${table}.${column} holds U+${found[0].codePointAt(0).toString(16)}`);
  }
  expect(cells > 100, `only ${cells} columns are looked at`);
  return cells;
}

/** What is meant to be kept comes back as it was. */
async function roundTrip(h, wrong) {
  const ines = await h.as("ines");
  let cells = 0;
  for (const kind of ["emoji", "right to left", "quotes", "formula"]) {
    const text = ODD[kind].toString();
    const made = await ines.api("POST", "/api/v1/incidents", { subject: text, description: text });
    cells++;
    if (made.status !== 201 || made.json.subject !== text || made.json.description !== text) wrong.push(`${kind} comes back as ${made.text.slice(0, 150)}`);
  }
  return cells;
}

/* ---- scripts ---- */

const quoted = (name) => name.replace(/["\\\r\n]/g, (c) => ({ '"': "%22", "\\": "\\\\", "\r": "%0D", "\n": "%0A" })[c]);

async function plant(h) {
  const ines = await h.as("ines"), karim = await h.as("karim"), ada = await h.as("ada"), numbers = [];
  for (const [i, v] of VECTORS.entries()) {
    const made = await ines.post("/requests", { service: "aide", subject: v, body: v, place: v.slice(0, 100), reach: v.slice(0, 100), urgency: "2",
      files: { name: quoted(v), type: i % 2 ? "text/html" : `image/svg+xml${MARK}`, bytes: v } });
    expect(made.status === 303, `${v} is not taken: ${made.status}`);
    const number = made.headers.location.split("/").pop();
    numbers.push(number);
    await karim.api("POST", `/api/v1/tickets/${number}/notes`, { body: v });
    await karim.api("POST", `/api/v1/tickets/${number}/comments`, { body: v });
    await karim.api("PATCH", `/api/v1/tickets/${number}`, { site: v, room: v, equipment: v });
    await karim.post(`/tickets/${number}/draft`, { mode: "reply", body: v }, { method: "PUT" });
    if (i % 8 === 0) await ada.post("/admin/groups", { code: `g${i}`, name: v, department: "1" });
    if (i % 8 === 1) await ada.post("/admin/people", { login: `p${i}`, name: v, mail: "", phone: "", role: "agent", group: "desk" });
  }
  await ines.post("/services/aide/draft", { body: VECTORS[4] }, { method: "PUT" });
  await ines.post("/me", { name: VECTORS[1], phone: "", lang: "fr", theme: "" });
  await karim.post("/me", { name: VECTORS[12], phone: "", lang: "fr", theme: "" });
  return numbers;
}

async function scripts(h, wrong) {
  const numbers = await plant(h);
  const desk = ["/", "/desk", "/desk/parts/take", "/desk/parts/unread", "/desk/parts/due", "/desk/parts/counts", "/desk/keys", "/tickets", "/tickets?view=all", "/tickets?view=take", "/tickets/new", "/people/1", "/people/3", "/people/search?q=a",
    "/desk/people?person=in", "/me", "/me/sessions", "/me/accessibility", "/requests", "/services", "/services/aide"];
  const admin = ["/admin/people", "/admin/groups", "/admin/groups/desk", "/admin/groups/g0", "/admin/groups/g8"];
  const echo = VECTORS.filter((_, i) => i % 3 === 0).flatMap((v) => ["/tickets?q=", "/desk/search?q=", "/tickets?view=", "/people/search?q=", "/desk/people?person=", "/admin/people?q=", "/tickets/new?person="].map((p) => p + encodeURIComponent(v)));
  const pages = { ines: ["/", "/requests", "/parts/requests", "/me", "/services/aide/new", `/search?q=${MARK}`, `/search/suggest?q=${MARK}`,
    ...VECTORS.filter((_, i) => i % 3 === 1).flatMap((v) => ["/search?q=", "/search/suggest?q=", "/services/aide/new?subject=", "/login?next=", "/"].map((p) => p + encodeURIComponent(v)))], ada: [...desk, ...admin, ...echo], karim: ["/me", "/desk", "/tickets?view=all"] };
  for (const n of numbers) {
    pages.ines.push(`/requests/${n}`, `/requests/${n}/thread`);
    pages.ada.push(`/tickets/${n}`, `/tickets/${n}/thread`, `/tickets/${n}/side`, `/tickets/${n}/members?group=1`, `/tickets/${n}/presence`, `/tickets/${n}/clocks/response`);
    pages.karim.push(`/tickets/${n}`, `/tickets/${n}?mode=note`);
  }
  let cells = 0, seen = 0;
  for (const [login, list] of Object.entries(pages)) {
    const who = await h.as(login);
    for (const target of list) {
      const reply = await who.get(target);
      cells++;
      if (reply.status >= 500) wrong.push(`${target} gets ${reply.status}`);
      if (reply.text.includes(MARK)) seen++;
      if (!/^text\/html/.test(reply.headers["content-type"] ?? "")) continue;
      if (!/default-src|script-src/.test(reply.headers["content-security-policy"] ?? "") || /unsafe-inline|unsafe-eval/.test(reply.headers["content-security-policy"])) wrong.push(`${target} has a weak content policy`);
      for (const danger of dangers(reply.text, MARK).slice(0, 1)) wrong.push(`${login} ${decodeURIComponent(target).slice(0, 60)}: ${danger.slice(0, 200)}`);
    }
  }
  if (seen < numbers.length * 4) wrong.push(`only ${seen} of ${cells} pages show what was planted`);
  const broken = await (await h.as("ada")).post("/tickets/new", { person: VECTORS[1], subject: VECTORS[1], description: VECTORS[4], site: VECTORS[12], room: VECTORS[13] });
  for (const danger of dangers(broken.text, MARK)) wrong.push(`the form with errors: ${danger.slice(0, 200)}`);
  const again = await (await h.as("ines")).post("/requests", { service: "aide", subject: "", body: VECTORS[4], place: VECTORS[12], reach: VECTORS[1], urgency: "9" });
  for (const danger of dangers(again.text, MARK)) wrong.push(`the help form with errors: ${danger.slice(0, 200)}`);
  const login = await new Visitor(h, "nobody").post("/login", { login: VECTORS[12], password: "", next: VECTORS[1] });
  for (const danger of dangers(login.text, MARK)) wrong.push(`the sign-in form: ${danger.slice(0, 200)}`);
  return cells + 3;
}

/** Files never run here: downloads, of types that no browser runs, sandboxed. */
async function downloads(h, wrong) {
  const ada = await h.as("ada"), ids = (await h.sql("SELECT id FROM attachment ORDER BY id")).split("\n");
  let cells = 0;
  for (const id of ids)
    for (const accept of ["*/*", "text/html", "image/svg+xml"]) {
      const reply = await ada.get(`/attachments/${id}`, { Accept: accept });
      cells++;
      const h_ = reply.headers;
      if (reply.status !== 200 || !/^attachment;/.test(h_["content-disposition"]) || h_["x-content-type-options"] !== "nosniff" || !/sandbox/.test(h_["content-security-policy"]) ||
        /html|svg|xml|script/.test(h_["content-type"])) wrong.push(`file ${id}: ${reply.status} ${h_["content-type"]} ${h_["content-disposition"]} ${h_["x-content-type-options"]} ${h_["content-security-policy"]}`);
    }
  const api = await ada.get("/api/v1/tickets?limit=100");
  if (!/^application\/json/.test(api.headers["content-type"]) || api.headers["x-content-type-options"] !== "nosniff") wrong.push("the API's answers may be sniffed");
  return cells + 1;
}

function resident(h) {
  return Number(readFileSync(`/proc/${h.server.pid}/status`, "utf8").match(/VmHWM:\s*(\d+)/)[1]) >> 10;
}

async function all([engine, share]) {
  const h = await house(engine), where = `${engine.name}, house ${share + 1}`, last = share === SHARES - 1;
  const part = async (name, run) => {
    const wrong = [];
    let cells = 0;
    try {
      cells = await run(wrong);
    } catch (error) {
      wrong.push(error.message);
    }
    const list = [...new Set(wrong)];
    ok(`hostile ${name}, ${cells} tries (${where})`, !list.length, `${list.length} wrong: ${list.slice(0, 8).join("; ")}`);
  };
  try {
    const made = await (await h.as("ines")).post("/requests", { service: "aide", subject: "témoin", body: "x", urgency: "2" });
    const t = made.headers.location.split("/").pop();
    await part("bytes in every field", (wrong) => oddBytes(h, t, share, wrong));
    if (last) await part("bytes in the first run", (wrong) => firstRun(engine, wrong));
    if (last) await part("addresses and headers", (wrong) => oddAddresses(h, t, wrong));
    if (last) await part("too much", (wrong) => tooMuch(h, wrong));
    await part("text is kept clean", (wrong) => keptClean(h, wrong));
    await part("good text is kept whole", (wrong) => roundTrip(h, wrong));
    if (last) await part("scripts in every text", (wrong) => scripts(h, wrong));
    if (last) await part("files as downloads", (wrong) => downloads(h, wrong));
    const peak = resident(h);
    ok(`hostile memory stays bounded: ${peak} MB at the peak (${where})`, peak < 400, `${peak} MB`);
    const how = await h.stop(), check = await h.command(["check"]);
    ok(`hostile leaves everything whole (${where})`, how.code === 0 && check.code === 0, `${how.code ?? how.signal} ${check.out}`);
  } catch (error) {
    ok(`hostile (${where})`, false, error.stack);
  } finally {
    await h.remove();
  }
}

/* A reader that finds nothing proves nothing: unescaped, most of the vectors must be found, and an ordinary page not. */
const found = VECTORS.filter((v) => dangers(`<p>${v}</p><p title="${v}">`, MARK).length).length;
ok(`hostile the reader of pages finds ${found} of ${VECTORS.length} scripts where nothing is escaped`, found >= 53, `only ${found}`);
const calm = `<a href="/tickets?q=${MARK}">x</a><input value="&lt;img onerror=${MARK}&gt;"><script src="/assets/a/desk.js" defer></script><!-- <img onerror=x> -->`;
ok("hostile the reader of pages passes an ordinary page", !dangers(calm, MARK).length, dangers(calm, MARK).join());

await abreast(2 * SHARES, engines().flatMap((engine) => Array.from({ length: SHARES }, (_, share) => [engine, share])), all);
await finish("hostile");
