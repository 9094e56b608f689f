/* What tells of a ticket beside its own page: files, papers, notices, kept lists, ready answers, what else somebody asked
   for, courses, suggestions.  A row is a place; nobody may find a thing there that they may not see, and each row must
   show things to those who do: a place that shows nothing proves nothing. */
import { inflateRawSync } from "node:zlib";
import { AGENTS, bare, ROLES, THINGS } from "./scene.mjs";

/* All text of a zip (an XLSX): its members inflated, by the words of the format alone. */
function unzipped(bytes) {
  let text = "";
  for (let at = bytes.indexOf("PK\u0001\u0002", 0, "latin1"); at >= 0; at = bytes.indexOf("PK\u0001\u0002", at + 4, "latin1")) {
    const method = bytes.readUInt16LE(at + 10), size = bytes.readUInt32LE(at + 20), head = bytes.readUInt32LE(at + 42);
    const from = head + 30 + bytes.readUInt16LE(head + 26) + bytes.readUInt16LE(head + 28), packed = bytes.subarray(from, from + size);
    text += method === 8 ? inflateRawSync(packed).toString("utf8") : packed.toString("utf8");
  }
  return text;
}

const word = (t) => encodeURIComponent(t.words.subject);

/* name: addresses asked for a thing; `by` whose place it is: the desk (agents), everybody, or the one person named. */
const ROWS = {
  "export as CSV": { by: AGENTS, at: () => ["/tickets/export?view=scope&format=csv", "/tickets/export?view=all&format=csv"] },
  "export as XLSX": { by: AGENTS, at: () => ["/tickets/export?view=scope&format=xlsx"] },
  "export of a kept list": { by: AGENTS, at: (s) => [`/tickets/export?view=v${s.view}&format=csv`] },
  "a list kept for everybody": { by: AGENTS, at: (s) => [`/tickets?view=v${s.view}`] },
  "print": { by: AGENTS, at: (s, t) => [`/tickets/${t.number}/print`, `/tickets/${t.number}/print?journal=all`] },
  "print, of who asked": { by: ["ines", "theo", "ada"], at: (s, t) => [`/requests/${t.number}/print`] },
  "a ready answer filled in": { by: AGENTS, at: (s, t) => [`/tickets/${t.number}/canned/${s.canned}`, `/tickets/${t.number}?canned=${s.canned}`] },
  "what a person asked for": { by: AGENTS, at: (s) => [`/people/${s.person.ines}`, `/people/${s.person.theo}`] },
  "a new ticket of a person, and a call": { by: [], at: (s) => [`/tickets/new?person=ines`, `/tickets/new?person=theo`, `/desk/people?person=ines`, `/desk/people?person=theo`, "/people/search?q=ines"] },
  "merging: what is offered": { by: AGENTS, at: (s, t) => [`/tickets/${t.number}/together?to=${t.number}`, ...Object.values(s.things).filter((x) => x !== t).map((x) => `/tickets/${x.number}/together?to=${t.number}`)] },
  "suggestions while typing": { by: ROLES.slice(1), at: (s, t) => [`/search/suggest?q=${word(t)}`, `/desk/search?q=${word(t)}`, `/desk/search?q=${t.number}`] },
  "what is offered to a filter": { by: [], at: (s, t) => [`/tickets/filters?add=tag`, `/tickets/filters?view=scope&filter=tag:is:${t.words.subject}`, `/tickets/${s.things.own.number}?open=mark`, "/tickets/filters?add=subject"] },
  "courses": { by: [], at: (s, t) => [`/api/v1/courses?q=${word(t)}`, `/desk/courses?q=${word(t)}`, "/courses", `/courses/${s.course}`, "/courses/missing"] },
  "notices and the bell": { by: ROLES.slice(1), own: true, at: () => ["/notifications", "/parts/bell", "/desk", "/desk/parts/notices"] },
};

/* Whoever is of `by` and reads the thing finds it in one of the places, unless it is told to those concerned alone. */
async function row(s, name, { by, own, at }) {
  const wrong = [], shown = new Set();
  let cells = 0;
  for (const role of ROLES) {
    const who = await s.h.as(role);
    for (const t of Object.values(s.things)) {
      const reads = THINGS[t.name].reads.includes(role);
      let found = false;
      for (const target of at(s, t)) {
        const reply = await who.get(target), text = /spreadsheetml/.test(reply.headers["content-type"] ?? "") && reply.status === 200 ? unzipped(reply.body) : reply.text;
        const there = reply.status === 200 && (text.includes(t.words.second) || text.includes(t.words.subject + " ") || (!target.includes(t.number) && new RegExp(`${t.number}\\b`).test(text)));
        cells++;
        found ||= there;
        if (there && !reads) wrong.push(`${role} reads of ${t.name} at ${target}`);
      }
      if (found && reads) shown.add(role);
      if (!found && reads && by.includes(role) && !own) wrong.push(`${role} does not find ${t.name}: ${at(s, t)[0]} proves nothing`);
    }
  }
  if (by.length && !shown.size) wrong.push(`${name}: nobody is shown anything`);
  return { cells, wrong };
}

/* ada keeps a list for everybody, a ready answer that names the ticket, and speaks on every ticket. */
async function furnish(s) {
  const { h } = s, ada = await h.as("ada");
  const made = async (what, reply, right) => { if (reply.status !== right) throw new Error(`${what} is not made: ${reply.status} ${reply.text.slice(0, 200)}`); };
  await made("a list", await ada.post("/tickets/views?view=scope", { name: "Tout ce que je vois", level: "all" }), 303);
  await made("a ready answer", await ada.post("/admin/canned", { name: "Objet", lang: "fr", body: "Au sujet de {objet} ({numero})", level: "all" }), 303);
  s.view = await h.sql("SELECT MAX(id) FROM saved_view");
  s.canned = await h.sql("SELECT MAX(id) FROM canned");
  s.person = Object.fromEntries((await h.sql("SELECT login, id FROM person WHERE login IS NOT NULL")).split("\n").map((l) => l.split("|")));
  for (const t of Object.values(s.things)) {
    await made("a word", await ada.api("POST", `/api/v1/tickets/${t.number}/comments`, { body: "Où en est-on ?" }), 201);
    await made("a tag", await ada.post(`/tickets/${t.number}/tags`, { add: t.words.subject }), 303);
  }
}

/* What one was told of and may no longer see is gone, from the list and from the figure; and a tag, a word, a name of a
   place that only such a ticket has is nobody's suggestion. */
async function gone(s) {
  const { h } = s, wrong = [], ada = await h.as("ada"), bruno = await h.as("bruno"), ines = await h.as("ines");
  const made = await ines.post("/requests", { service: "cours", subject: "venantpartant suitepartant", body: "x", urgency: "2" });
  const number = made.headers.location.split("/").pop();
  await bruno.post(`/tickets/${number}/watch`, { on: "1" });
  await ines.post(`/requests/${number}/messages`, { body: "Encore moi." });
  const look = async () => (await Promise.all(["/notifications", "/parts/bell", "/desk", "/tickets?view=scope", `/desk/search?q=venantpartant`].map((p) => bruno.get(p)))).map((r) => bare(r));
  const before = await look();
  if (!before.some((text) => text.includes("suitepartant") || text.includes(number))) wrong.push("bruno is told of nothing, so that nothing can go");
  const moved = await ada.api("PATCH", `/api/v1/tickets/${number}`, { group: "juristes", assigned_to: null });
  if (moved.status !== 200) wrong.push(`the ticket is not moved: ${moved.status} ${moved.text.slice(0, 200)}`);
  await ada.post(`/tickets/${number}/watch`, { on: "0" });
  await h.sql(`DELETE FROM ticket_person WHERE person_id = ${s.person.bruno}`);
  const after = await look();
  after.forEach((text, i) => { if (text.includes("partant") && i !== 4) wrong.push(`bruno still reads of it (${i})`); if (i === 4 && text.replaceAll("venantpartant", "").includes("suitepartant")) wrong.push("bruno still finds it"); });
  return { cells: 2 * before.length, wrong };
}

export async function sideways(s, engine, report) {
  await furnish(s);
  for (const [name, place] of Object.entries(ROWS)) report(name, engine, await row(s, name, place));
  report("what one may no longer see is gone", engine, await gone(s));
}
