/* The scene of the matrix: who there is, what there is, and who may see it; every word that gives a thing
   away is unique, so that one look at any answer tells whether something leaked. */
import { createHash } from "node:crypto";
import { house, multipart, Visitor } from "../stories/house.mjs";

export const ROLES = ["nobody", "theo", "ines", "bruno", "karim", "maya", "ada"];
export const AGENTS = ["bruno", "karim", "maya", "ada"];

/* Who reads a thing at all; who of them reads the desk's side of it and works on it; whose it is. */
export const THINGS = {
  own: { reads: ["ines", "karim", "maya", "ada"], owner: "ines" },             /* department dsi, group desk */
  other: { reads: ["theo", "karim", "maya", "ada"], owner: "theo" },           /* the same, somebody else's */
  learning: { reads: ["ines", "bruno", "ada"], owner: "ines" },                /* department usn */
  closed: { reads: ["ines", "ada"], owner: "ines" },                           /* closed group that nobody is in */
  discreet: { reads: ["theo", "karim", "maya", "ada"], owner: "theo" },        /* confidential, group desk */
};

const SERVICES = { own: "aide", other: "aide", learning: "cours", closed: "signalement", discreet: "aide" };

/** Words that stand in one thing only: subject (two), description, note, public file, inner file. */
export const words = (thing) => ({
  subject: `objet${thing}`, second: `suite${thing}`, description: `texte${thing}`,
  note: `note${thing}`, file: `fichier${thing}`, inner: `interne${thing}`,
});

async function thing(h, name) {
  const owner = await h.as(THINGS[name].owner), ada = await h.as("ada"), w = words(name);
  const made = await owner.post("/requests", { service: SERVICES[name], subject: `${w.subject} ${w.second}`, body: w.description, urgency: "2",
    files: { name: `${w.file}.txt`, type: "text/plain", bytes: w.file } });
  if (made.status !== 303) throw new Error(`${name} is not made: ${made.status}`);
  const number = made.headers.location.split("/").pop();
  if (name === "discreet") {
    const set = await ada.api("PATCH", `/api/v1/tickets/${number}`, { confidential: true });
    if (set.status !== 200) throw new Error(`${name} does not become confidential: ${set.status}`);
  }
  await ada.api("POST", `/api/v1/tickets/${number}/notes`, { body: w.note });
  const { body, type } = multipart({ public: "false", files: { name: `${w.inner}.txt`, type: "text/plain", bytes: w.inner } });
  const inner = await ada.api("POST", `/api/v1/tickets/${number}/attachments`, body, { "Content-Type": type });
  if (inner.status !== 201) throw new Error(`${name} gets no inner file: ${inner.status} ${inner.text}`);
  const id = await h.sql(`SELECT id FROM ticket WHERE num = ${number.split("-")[1]}`);
  return { name, number, id, words: w, inner: inner.json.items[0].id,
    file: await h.sql(`SELECT MIN(id) FROM attachment WHERE ticket_id = ${id}`) };
}

export async function scene(engine) {
  const h = await house(engine);
  const things = {};
  for (const name of Object.keys(THINGS)) things[name] = await thing(h, name);
  for (const what of ["categories", "fields"]) {
    const made = await (await h.as("ada")).post(`/admin/${what}`, { code: "matrice", name_fr: "Matrice", name_en: "Matrix", type: "text", service: "" });
    if (made.status !== 303) throw new Error(`${what}: ${made.status}`);
  }
  const leaks = [];
  for (const role of ROLES) watch(await h.as(role), role, things, leaks);
  return { h, things, leaks };
}

/* From here on every answer this person gets is looked at. */
function watch(who, role, things, leaks) {
  const ask = who.request.bind(who);
  who.request = async (method, target, more) => {
    const reply = await ask(method, target, more);
    for (const name of who.jar.keys()) if (name !== "guichet") who.jar.delete(name); /* what was just done is said on the next page: not here */
    for (const [name, t] of Object.entries(things)) {
      const sees = THINGS[name].reads.includes(role), desk = sees && AGENTS.includes(role);
      const secret = sees ? (desk ? [] : [t.words.note, t.words.inner]) : Object.values(t.words);
      for (const word of secret)
        if (reply.text.includes(word) && !decodeURIComponent(target).includes(word)) leaks.push(`${role}: ${word} in ${method} ${target}`);
    }
    return reply;
  };
}

/* ---- comparing ---- */

/** An answer without what may differ between two sayings of the same: tokens and the thing's own name. */
export function bare(reply, ...names) {
  let text = `${reply.status} ${reply.headers["content-type"] ?? ""} ${reply.headers.location ?? ""}\n${reply.text}`;
  for (const name of names) text = text.replaceAll(String(name), "NAME");
  return text.replace(/\b[0-9a-f]{64}\b/g, "TOKEN").replace(/(?<![\w-])[\w-]{43}(?![\w-])/g, "TOKEN")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "WHEN").replace(/datetime="[^"]*"/g, "").replace(/(name="session-expires" content=")\d+/g, "$1WHEN")
    /* the time of day, how long ago, how long still: what a minute that passes may change */
    .replace(/width="\d+"/g, "WIDE").replace(/(à l.instant|il y a [^<]*|just now|[\w\s\u00a0\u202f]+ ago)/g, "AGO")
    .replace(/\d+[\s\u00a0\u202f]*(h|j|min|s|d)\b([\s\u00a0\u202f]*\d+)?([\s\u00a0\u202f]*(h|min))?/g, "SPAN").replace(/\b\d{1,2}:\d\d\b/g, "TIME");
}

const TABLES = ["ticket_link", "ticket_merge", "ticket", "ticket_person", "ticket_share", "entry", "entry_body", "attachment", "person", "person_mail", "credential",
  "affiliation", "group_member", "role_grant", "actor_scope", "support_group", "service", "department", "setting", "draft", "token"];

/** What the database holds of people's work; any write shows. */
export async function state(h) {
  const all = await h.sql(TABLES.map((t) => `SELECT '${t}', x.* FROM ${t} x ORDER BY 2, 3`).join(";\n"));
  return createHash("sha256").update(all).digest("hex");
}

export const isDoor = (reply) => reply.status === 401 || (reply.status === 303 && String(reply.headers.location).startsWith("/login"));

export { Visitor };
