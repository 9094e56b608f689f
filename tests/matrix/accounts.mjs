/* Doors of one's own account that a table cannot tell: the second factor between the password and everything
   else. */
import { createHmac } from "node:crypto";
import { PASSWORD, Visitor } from "../stories/house.mjs";
import { isDoor } from "./scene.mjs";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of RFC 6238 for a secret in base32, `later` steps from now. */
export function code(secret, later = 0) {
  const bits = [...secret.replace(/\s/g, "")].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const mac = createHmac("sha1", key).update(step).digest(), at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/** Half signed in: no route but the page of the code opens, whatever is asked; the code opens them all. */
export async function factor(s, routes, fill) {
  const wrong = [], h = s.h, login = "double";
  let cells = 0;
  await h.must(["user", "add", login, "--name", "Dorine Ouble", "--role", "admin", "--password-stdin"], PASSWORD + "\n");
  const first = new Visitor(h, login), half = new Visitor(h, login);
  await first.signIn();
  await first.post("/me/security/totp/start");
  const secret = (await first.get("/me/security/totp")).text.match(/<code[^>]*>([A-Z2-7 ]+)<\/code>/)?.[1] ?? "";
  const on = await first.post("/me/security/totp", { code: code(secret) });
  if (on.status !== 200) wrong.push(`the factor is not turned on: ${on.status}`);
  if (on.text.includes(secret) || (await first.get("/me/security")).text.includes(secret)) wrong.push("the secret is shown again");
  first.csrf = null;
  const reply = await half.signIn();
  if (reply.headers.location !== "/login/code") wrong.push(`the password leads to ${reply.headers.location}`);
  const before = half.jar.get("guichet");
  const stranger = await h.as("nobody");
  for (const route of routes.filter((r) => r.startsWith("GET ") && r !== "GET /login/code" && r !== "GET /metrics")) {
    const target = fill(route, {}), answer = await half.get(target), nobody = await stranger.get(target);
    cells++;
    if (answer.status !== nobody.status || answer.headers.location !== nobody.headers.location)
      wrong.push(`${route} answers ${answer.status} to whom lacks the code, ${nobody.status} to a stranger`);
  }
  if ((await half.get("/")).text.includes("Dorine")) wrong.push("the home page greets whom lacks the code");
  const refused = await half.post("/login/code", { code: "000000" });
  if (refused.status !== 403) wrong.push(`a wrong code gets ${refused.status}`);
  const crossed = await half.post("/login/code", { code: code(secret, 1), csrf: "x" });
  if (crossed.status !== 403) wrong.push(`a foreign form gets ${crossed.status}`);
  const let_in = await half.post("/login/code", { code: code(secret, 1) });
  if (let_in.status !== 303 || half.jar.get("guichet") === before) wrong.push(`the right code gets ${let_in.status}, or no new session`);
  half.csrf = null;
  if ((await half.get("/admin/people")).status !== 200) wrong.push("the code opens nothing");
  return { cells: cells + 6, wrong };
}

/** A department administrator among the others: role × department × act, by pages and by the API. */
export async function delegated(s) {
  const wrong = [], h = s.h;
  let cells = 0;
  const say = (what, reply, ...right) => { cells++; if (!right.includes(reply.status)) wrong.push(`${what}: ${reply.status}, not ${right.join(" or ")}`); };
  await h.must(["user", "add", "chloe", "--name", "Chloé Administre", "--role", "department_admin", "--group", "desk", "--password-stdin"], PASSWORD + "\n");
  await h.must(["user", "add", "cible", "--name", "Camille Ible", "--password-stdin"], PASSWORD + "\n");
  const id = await h.sql("SELECT id FROM person WHERE login = 'cible'"), ada = await h.sql("SELECT id FROM person WHERE login = 'ada'");
  const [mine, theirs] = (await h.sql("SELECT department_id FROM support_group WHERE code IN ('desk', 'cours') ORDER BY code DESC")).split(/\s+/);
  const chloe = new Visitor(h, "chloe");
  await chloe.signIn();
  for (const [role, right] of [["nobody", null], ["theo", 404], ["bruno", 404], ["karim", 404], ["maya", 404]]) {
    const who = await h.as(role), page = await who.get(`/admin/people/${id}`);
    cells++;
    if (right ? page.status !== right : !isDoor(page)) wrong.push(`${role} gets the page of a person: ${page.status}`);
    const post = await who.post(`/admin/people/${id}/roles`, { role: "agent", department: mine });
    cells++;
    if (right ? post.status !== right : !isDoor(post)) wrong.push(`${role} gives a role: ${post.status}`);
  }
  say("ada's page", await (await h.as("ada")).get(`/admin/people/${id}`), 200);
  say("chloe's page", await chloe.get(`/admin/people/${id}`), 200);
  say("nobody of that number", await chloe.get("/admin/people/999999"), 404);
  say("a role of mine", await chloe.post(`/admin/people/${id}/roles`, { role: "manager", department: mine }), 303);
  for (const [role, department] of [["agent", theirs], ["agent", "0"], ["admin", "0"], ["department_admin", theirs]])
    say(`giving ${role} of ${department}`, await chloe.post(`/admin/people/${id}/roles`, { role, department }), 403);
  say("a department that is not", await chloe.post(`/admin/people/${id}/roles`, { role: "agent", department: "999999" }), 422);
  say("taking the administrator's", await chloe.post(`/admin/people/${ada}/roles/take`, { role: "admin", department: "0" }), 403);
  for (const act of ["totp/reset", "sessions/end", "close", "reopen"]) say(`${act} by a department`, await chloe.post(`/admin/people/${id}/${act}`), 404);
  const api = (method, target, value) => chloe.api(method, `/api/v1/people/${target}`, value);
  say("API: a role of mine", await api("POST", "cible/roles", { role: "lead", department: "dsi" }), 201);
  say("API: a role of theirs", await api("POST", "cible/roles", { role: "lead", department: "usn" }), 403, 422);
  say("API: everywhere", await api("POST", "cible/roles", { role: "agent" }), 403);
  say("API: administrator", await api("POST", "chloe/roles", { role: "admin" }), 403);
  say("API: an affiliation of mine", await api("POST", "cible/affiliations", { kind: "staff", department: "dsi" }), 201);
  say("API: somebody else's name", await api("PATCH", "cible", { name: "Autre" }), 403);
  say("API: one's own name, and nothing undeclared", await api("PATCH", "chloe", { name: "Chloé A.", id: 1, login: "ada", roles: 31, state: 30, source: "x" }), 200);
  say("API: a version of long ago", await chloe.api("PATCH", "/api/v1/people/chloe", { name: "X" }, { "If-Match": "\"99\"" }), 412);
  say("API: taking", await api("DELETE", "cible/roles/lead?department=dsi"), 204);
  const held = await h.sql(`SELECT role FROM role_grant WHERE person_id = ${id} ORDER BY role`);
  cells++;
  if (held.trim() !== "manager") wrong.push(`cible holds ${held}`);
  const me = await h.sql("SELECT login || ' ' || state || ' ' || source FROM person WHERE name = 'Chloé A.'");
  if (me.trim() !== "chloe 10 local") wrong.push(`the name brought more with it: ${me}`);
  return { cells, wrong };
}
