/* What a form may not carry: fields that nobody offered, another session's token, another site's request, a
   way out of the house. */
import http from "node:http";
import { form, multipart, Visitor } from "../stories/house.mjs";
import { state } from "./scene.mjs";

/* ---- mass assignment ---- */

/* Every column and every word of the API, with a value that would show. */
const LOOT = {
  id: 4242, number: "INC-4242", num: 4242, kind: "request", version: 77, state: "closed", pending: 10, pending_reason: "supplier", scope: 1,
  due_at: "2031-01-01T00:00:00Z", group: "cours", group_id: 2, assignee: "theo", assignee_id: 2, assigned_to: "theo", department: "usn", department_id: 2,
  service_id: 2, category: "x", category_id: 1, requester_id: 2, requested_for_id: 2, opened_by: "theo", opened_by_id: 2, contact_id: 2,
  parent_id: 1, parent: "INC-2", course_id: 1, course: "x", channel: "phone", impact: 1, priority: 1, transfers: 9, diagnosis: 9, news_at: 1, news_kind: 2,
  created_at: "2001-01-01T00:00:00Z", updated_at: "2001-01-01T00:00:00Z", resolved_at: "2001-01-01T00:00:00Z", closed_at: "2001-01-01T00:00:00Z",
  at: "2001-01-01T00:00:00Z", author: "ada", author_id: 7, is_public: 0, public: false, by_agent: 1, entry_id: 1, ticket_id: 1, ticket: "INC-2", file: "../../x", sha256: "x",
  size: 1, evidence: 1, role: "admin", roles: ["admin"], is_admin: true, admin: 1, login: "ada", person_id: 7, source: "ldap", source_key: "x",
  charter_at: 1, prefs: "{\"x\":1}", password: "x", password_hash: "x", secret: "x", scopes: "write", token: "x", csrf_token: "x", level: 99, persona_id: 1,
  name_fold: "x", phone_fold: "x", student_number: "999", active: false, affiliation: "staff", verified_at: 1, external: 1, closed: 1, lead: 1,
  clocks: [{ name: "response", state: "met" }], met_at: 1, reply: "x", send_at: 1, quiet: true, system: true, desk: true, force: "1", contact: true,
};

const TICKET_COLUMNS = "kind, state, pending, scope, group_id, assignee_id, department_id, service_id, category_id, requester_id, requested_for_id," +
  " opened_by_id, contact_id, parent_id, course_id, channel, impact, urgency, priority, confidential, transfers, diagnosis, news_kind, resolved_at, closed_at," +
  " CASE WHEN created_at > 1700000000000 THEN 1 ELSE 0 END";

const newest = (h) => h.sql(`SELECT ${TICKET_COLUMNS} FROM ticket ORDER BY id DESC LIMIT 1`);
const row = (h, id) => h.sql(`SELECT version, num, ${TICKET_COLUMNS}, created_at, subject FROM ticket WHERE id = ${id}`);
const texts = (o) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, typeof v === "object" ? JSON.stringify(v) : String(v)]));
const query = (o) => form(texts(o));

async function massOpen(h, wrong) {
  const ines = await h.as("ines");
  const pageForm = { service: "aide", subject: "essai", body: "essai", urgency: "2" };
  const plainly = async (run) => { const r = await run(); return r.status < 400 ? newest(h) : `refused ${r.status}`; };
  const byPage = await plainly(() => ines.post("/requests", pageForm));
  const byApi = await plainly(() => ines.api("POST", "/api/v1/incidents", { subject: "essai", service: "aide" }));
  let cells = 0;
  const same = async (what, should, run) => {
    cells++;
    const reply = await run();
    if (reply.status >= 400) { if (reply.status >= 500) wrong.push(`${what}: ${reply.status}`); return; }
    const got = await newest(h);
    if (got !== should) wrong.push(`${what} opens ${got}, not ${should}`);
  };
  const loot = texts(LOOT);
  await same("all fields in the form", byPage, () => ines.post("/requests", { ...loot, ...pageForm }));
  await same("all fields in the address", byPage, () => ines.post("/requests?" + query(LOOT), pageForm));
  await same("all fields in the JSON", byApi, () => ines.api("POST", "/api/v1/incidents", { ...LOOT, subject: "essai", service: "aide" }));
  await same("all fields in the address of the API", byApi, () => ines.api("POST", "/api/v1/incidents?" + query(LOOT), { subject: "essai", service: "aide" }));
  await same("nested", byApi, () => ines.api("POST", "/api/v1/incidents", { subject: "essai", service: "aide", ticket: LOOT, incident: LOOT, data: LOOT, attributes: LOOT }));
  await same("twice", byApi, () => ines.api("POST", "/api/v1/incidents", '{"subject":"essai","group":"cours","service":"aide","group":"cours","impact":1,"impact":1}'));
  for (const [name, value] of Object.entries(LOOT)) {
    await same(`${name} in the form`, byPage, () => ines.post("/requests", { ...pageForm, [name]: loot[name] }));
    await same(`${name} in the JSON`, byApi, () => ines.api("POST", "/api/v1/incidents", { subject: "essai", service: "aide", [name]: value }));
  }
  for (const who of ["theo", { login: "theo" }, "ada"]) {
    cells++;
    const r = await ines.api("POST", "/api/v1/incidents", { subject: "au nom d'un autre", requester: who });
    if (r.status < 400) wrong.push(`a requester opens for ${JSON.stringify(who)}`);
  }
  return cells;
}

async function massChange(s, wrong) {
  const { h, things } = s, ines = await h.as("ines"), karim = await h.as("karim"), t = things.own;
  const before = await row(h, t.id);
  let cells = 0;
  const still = async (what, run, should = before) => {
    cells++;
    const reply = await run();
    if (reply.status >= 500) wrong.push(`${what}: ${reply.status}`);
    const now = await row(h, t.id);
    if (now !== should) wrong.push(`${what} makes ${now} of ${should}`);
  };
  const target = `/api/v1/tickets/${t.number}`;
  for (const [name, value] of Object.entries({ ...LOOT, subject: "autre", description: "autre", urgency: 1, confidential: true, service: "cours" }))
    await still(`the requester's PATCH of ${name}`, () => ines.api("PATCH", target, { [name]: value }));
  await still("the requester's PATCH of everything", () => ines.api("PATCH", target, { ...LOOT, subject: "autre" }));
  /* what the desk may not set either */
  const offered = ["group", "assigned_to", "state", "impact", "channel", "pending_reason"];
  for (const [name, value] of Object.entries(LOOT).filter(([n]) => !offered.includes(n)))
    await still(`the desk's PATCH of ${name}`, () => karim.api("PATCH", target, { [name]: value }));
  await still("the desk's note with more", async () => {
    const r = await karim.api("POST", `${target}/notes`, { ...LOOT, body: "une note de plus" });
    const said = await h.sql("SELECT e.author_id = p.id AND e.is_public = 0 AND e.at > 1700000000000 FROM entry e, person p WHERE p.login = 'karim' ORDER BY e.id DESC LIMIT 1");
    if (r.status === 201 && !/^(1|t)$/.test(said)) wrong.push("a note takes another author, moment or publicity");
    return r;
  }, await row(h, t.id).then((r) => r.replace(/^(\d+)/, (n) => Number(n) + 1)));
  const comment = await ines.api("POST", `${target}/comments`, { ...LOOT, body: "un mot de plus" });
  const said = await h.sql("SELECT e.author_id = p.id AND e.is_public = 1 AND e.channel = 60 AND e.at > 1700000000000 FROM entry e, person p WHERE p.login = 'ines' AND e.kind = 10 ORDER BY e.id DESC LIMIT 1");
  if (comment.status === 201 && !/^(1|t)$/.test(said)) wrong.push("a comment takes another author, moment, channel or publicity");
  return cells + 1;
}

async function massPerson(h, wrong) {
  const ines = await h.as("ines"), loot = texts(LOOT);
  const me = () => h.sql("SELECT id, login, name, student_number, state, source, source_key, charter_at, prefs FROM person WHERE login = 'ines'");
  const rights = () => h.sql("SELECT * FROM role_grant ORDER BY 1, 2; SELECT * FROM actor_scope ORDER BY 1, 2; SELECT * FROM group_member ORDER BY 1, 2; SELECT COUNT(*) FROM credential; SELECT COUNT(*) FROM token");
  await ines.post("/me", { name: "Inès Caron", phone: "", lang: "fr", theme: "" });
  const before = [await me(), await rights()].join("\n");
  let cells = 0;
  for (const [name, value] of [...Object.entries(loot), ["all", null]]) {
    const more = name === "all" ? loot : { [name]: value };
    for (const [at, base] of [["/me", { name: "Inès Caron", phone: "", lang: "fr", theme: "" }], ["/me/accessibility", { shortcuts: "1" }]]) {
      cells++;
      const r = await ines.post(at, { ...more, ...base });
      if (r.status >= 500) wrong.push(`${at} with ${name}: ${r.status}`);
    }
  }
  const after = [await me(), await rights()].join("\n");
  if (after !== before) wrong.push(`/me makes ${after} of ${before}`);
  const ada = await h.as("ada");
  await ada.api("POST", "/api/v1/people", { ...LOOT, login: "nouveau", name: "Nouveau Venu", mail: "nouveau@rives.example" });
  if (await h.sql("SELECT COUNT(*) FROM role_grant r JOIN person p ON p.id = r.person_id WHERE p.login = 'nouveau'") !== "0") wrong.push("POST /people gives rights");
  return cells + 1;
}

export async function mass(s, engine, report) {
  const wrong = [];
  const cells = await massOpen(s.h, wrong) + await massChange(s, wrong) + await massPerson(s.h, wrong);
  report("mass assignment", engine, { cells, wrong });
}

/* ---- forged requests ---- */

const EFFECTS = {
  "POST /requests": { service: "aide", subject: "forgé", body: "forgé", urgency: "2" },
  "POST /me": { name: "Forgée", lang: "en", phone: "", theme: "" }, "POST /me/accessibility": {}, "POST /me/theme": { theme: "dark" },
  "POST /me/absences": { from: "2126-01-01", to: "2126-01-02" }, "POST /desk/available": {},
  "POST /tickets/new": { person: "ines", subject: "forgé" }, "POST /admin/people": { login: "forge", name: "Forgé" },
  "POST /admin/groups": { code: "forge", name: "Forgé", department: "1" }, "POST /admin/groups/{code}": { name: "Forgé" },
  "POST /admin/groups/{code}/members": { member: "theo" }, "PUT /services/{slug}/draft": { body: "forgé" },
  "POST /tickets/{id}/messages": { mode: "note", body: "forgé" }, "PUT /tickets/{id}/draft": { mode: "note", body: "forgé" },
  "POST /tickets/{id}/state": { move: "40", reason: "forgé" }, "POST /tickets/{id}/fields": { subject: "forgé" }, "POST /tickets/{id}/assign": { group: "2" },
  "POST /requests/{id}/messages": { body: "forgé" }, "POST /requests/{id}/cancel": { body: "forgé" }, "POST /requests/{id}/reopen": { body: "forgé" },
};
const JSON_EFFECT = { subject: "forgé", body: "forgé", reason: "forgé", assigned_to: null, login: "forge", name: "Forgé" };

function owner(route) {
  /* ready answers and absences are of agents */
  return / \/(requests|services|me(?!\/canned|\/absences))|POST \/api\/v1\/incidents$/.test(route) ? "ines" : "ada";
}

/* The same request in every way that is not ours. */
function* forgeries(host, own, foreign) {
  yield ["no token", {}, null];
  yield ["an empty token", {}, ""];
  yield ["another session's token", {}, foreign];
  yield ["half a token", {}, own.slice(0, 32)];
  yield ["the token from another site", { Origin: "https://ailleurs.example" }, own];
  yield ["the token from no site at all", { Origin: "null" }, own];
  yield ["the token from a name that only begins like ours", { Origin: `http://${host}.ailleurs.example` }, own];
  yield ["the token across sites", { "Sec-Fetch-Site": "cross-site" }, own];
  yield ["the token from a sister site", { "Sec-Fetch-Site": "same-site" }, own];
}

export async function forged(s, engine, report, routes) {
  const { h, things } = s, wrong = [];
  let cells = 0;
  const host = `127.0.0.1:${h.port}`;
  const foreign = await (await h.as("theo")).token();
  for (const route of routes) {
    const [method, path] = route.split(" "), login = owner(route), who = await h.as(login), own = await who.token();
    const api = path.startsWith("/api/");
    const target = path.replace(/\{(\w+)\}/g, (all, name) => ({ slug: "aide", code: "desk", state: "close", login: "ines" })[name]
      ?? (path.startsWith("/admin") ? "2" : things.own.number));
    const before = await state(h);
    for (const [what, headers, token] of forgeries(host, own, foreign)) {
      const json = api && !path.endsWith("attachments");
      const types = json ? ["application/json", "text/plain", "application/x-www-form-urlencoded"] : path.endsWith("attachments")
        ? ["multipart"] : ["application/x-www-form-urlencoded"];
      for (const type of types) {
        const fields = { ...(EFFECTS[route] ?? {}), ...(token === null || api ? {} : { csrf: token }) };
        const made = type === "multipart" ? multipart({ files: { name: "forge.txt", bytes: "forgé" } }) : { body: json ? JSON.stringify(JSON_EFFECT) : form(fields), type };
        const reply = await who.request(method, target, { headers: { "Content-Type": made.type, "Content-Length": Buffer.byteLength(made.body), ...(api && token !== null ? { "X-CSRF-Token": token } : {}), ...headers }, body: made.body });
        cells++;
        if (reply.status !== 403) wrong.push(`${route} with ${what} (${type}) gets ${reply.status}`);
      }
    }
    for (const [what, headers, more] of [["a GET that says it is a POST", { "X-HTTP-Method-Override": method, "X-Method-Override": method }, `?_method=${method}&csrf=${own}`]]) {
      const reply = await who.get(target + more + "&" + form(EFFECTS[route] ?? {}), headers);
      cells++;
      if (reply.status >= 500) wrong.push(`${route} as ${what}: ${reply.status}`);
    }
    if (before !== await state(h)) wrong.push(`${route}: a forged request changed something`);
  }
  for (const path of ["/login", "/me/theme", "/logout"])
    for (const headers of [{ Origin: "https://ailleurs.example" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site" }]) {
      const reply = await new Visitor(h, "nobody").post(path, { login: "theo", password: "trois petits phoques", theme: "dark" }, { headers });
      cells++;
      if (reply.status !== 403 || /guichet=/.test(String(reply.headers["set-cookie"]))) wrong.push(`${path} without a session from elsewhere gets ${reply.status}`);
    }
  const ines = await h.as("ines");
  for (const path of ["/api/v1/tickets", "/requests", "/events"])
    for (const origin of ["https://ailleurs.example", "null"])
      for (const method of ["OPTIONS", "HEAD"]) {
        const reply = await ines.request(method, path, { headers: { Origin: origin, "Access-Control-Request-Method": "POST" }, timeout: 3000 }).catch(() => ({ headers: {} }));
        cells++;
        if (Object.keys(reply.headers).some((n) => n.startsWith("access-control"))) wrong.push(`${method} ${path} invites ${origin}`);
      }
  report("forged requests", engine, { cells, wrong });
}

/* ---- ways out ---- */

const SHAPES = ["//h.example", "///h.example", "////h.example", "/\\h.example", "\\/h.example", "\\\\h.example", "/\\/h.example", "https://h.example", "http://h.example",
  "HTTPS://h.example", "https:h.example", "https:/h.example", "https:///h.example", "http:h.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)",
  "data:text/html,x", "vbscript:x", "/%09/h.example", "/\t/h.example", "/\n/h.example", "\t//h.example", " //h.example", "/ /h.example", "//h.example/%2f..", "/%2f/h.example",
  "/%5ch.example", "//user@h.example", "https://guichet@h.example", "//h.example:80", "/x\r\nLocation: https://h.example", "/x%0d%0aSet-Cookie:a=b", "/x\r\nSet-Cookie: a=b",
  "///\\;@h.example", ".h.example", "@h.example", "h.example", "//\u3002h.example", "/\u2028/h.example", "//[::1]", "//0x7f000001", "?next=//h.example", "#//h.example", "/..//h.example", "/.//h.example", "/a/..//h.example", "\u0000//h.example"];

/* The headers as they came, since node tidies them. */
function answer(h, method, target, headers, body) {
  return new Promise((done, fail) => {
    const request = http.request({ host: "127.0.0.1", port: h.port, method, path: target, headers }, (r) => { r.resume(); r.on("end", () => done({ status: r.statusCode, headers: r.headers, rawHeaders: r.rawHeaders })); });
    request.on("error", fail);
    request.end(body);
  });
}

function strays(reply, base) {
  const location = reply.headers.location ?? reply.headers["hx-redirect"];
  if (reply.rawHeaders.some((v, i) => i % 2 === 0 && /^(a|location)$/i.test(v) && i !== reply.rawHeaders.findIndex((x) => /^location$/i.test(x)))) return "a header of its own";
  if (/a=b/.test(String(reply.headers["set-cookie"]))) return "a cookie of its own";
  if (location === undefined) return "";
  if (!/^\/(?![/\\])/.test(location) || /[\s\\]/.test(location)) return location;
  return new URL(location, base).origin === new URL(base).origin ? "" : location;
}

export async function redirects(s, engine, report) {
  const { h, things } = s, wrong = [], ines = await h.as("ines"), ada = await h.as("ada");
  let cells = 0;
  const look = (what, shape, reply) => {
    cells++;
    const out = strays(reply, h.base);
    if (out || reply.status >= 500) wrong.push(`${what} with ${JSON.stringify(shape)}: ${reply.status} ${out}`);
  };
  const post = (who, target, fields, more = {}) => {
    const body = form(fields);
    return answer(h, "POST", target, { Cookie: who.cookies(), "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body), ...more }, body);
  };
  for (const shape of SHAPES) {
    const q = encodeURIComponent(shape);
    for (const name of ["next", "return", "back", "url", "redirect"]) look(`GET /login?${name}=`, shape, await answer(h, "GET", `/login?${name}=${q}`, { Cookie: ines.cookies() }));
    const csrf = await ada.token();
    const nobody = new Visitor(h, "nobody");
    look("POST /me/theme", shape, await post(nobody, `/me/theme?back=${q}&next=${q}`, { theme: "dark", back: shape, next: shape, url: shape }, { Referer: "http://h.example/x" }));
    look("POST /tickets/change", shape, await post(ada, "/tickets/change", { csrf, assignee: "me", act: "apply", ticket: things.other.number, back: shape }));
    look("POST take", shape, await post(ada, `/tickets/${things.other.number}/take`, { csrf, from: "queue", back: shape }));
    look("the way to sign in", shape, await answer(h, "GET", `/requests?next=${q}`, {}));
    look("GET / in another language", shape, await answer(h, "GET", `/?lang=en&next=${q}&back=${q}`, { Cookie: ines.cookies() }));
    look("GET /search", shape, await answer(h, "GET", `/search?q=${q}`, { Cookie: ada.cookies() }));
  }
  /* signing in costs a password each time: the shapes that browsers read most freely */
  for (const shape of SHAPES.filter((_, i) => i % 4 === 0 || i < 8))
    look("POST /login", shape, await post(new Visitor(h, "nobody"), "/login", { login: "theo", password: "trois petits phoques", next: shape }));
  for (const path of ["//h.example/..", "//h.example", "/\\h.example", "/%2f%2fh.example", "/%5c%5ch.example/", "/..//h.example", "/requests//h.example"])
    look("the address itself", path, await answer(h, "GET", path, {}).catch(() => ({ status: 400, headers: {}, rawHeaders: [] })));
  report("ways out of the house", engine, { cells, wrong });
}

