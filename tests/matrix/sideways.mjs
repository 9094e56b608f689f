/* What tells of a ticket beside its own page: files, papers, notices, kept lists, ready answers, what else somebody asked
   for, courses, calls, suggestions.  A row is a place; nobody may find a thing there that they may not see, and each row must
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
  "merging: what is offered": { by: AGENTS, at: (s, t) => [`/tickets/${t.number}/together?to=${t.number}`, ...Object.values(s.things).filter((x) => x !== t).map((x) => `/tickets/${x.number}/together?to=${t.number}`)] },
  "suggestions while typing": { by: ROLES.slice(1), at: (s, t) => [`/search/suggest?q=${word(t)}`, `/desk/search?q=${word(t)}`, `/desk/search?q=${t.number}`] },
  "what is offered to a filter": { by: [], at: (s, t) => [`/tickets/filters?add=tag`, `/tickets/filters?view=scope&filter=tag:is:${t.words.subject}`, `/tickets/${s.things.own.number}?open=mark`, "/tickets/filters?add=subject"] },
};

/* Whoever is of `by` and reads the thing finds it in one of the places, each of them. */
async function row(s, name, { by, at }) {
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
      if (!found && reads && by.includes(role)) wrong.push(`${role} does not find ${t.name}: ${at(s, t)[0]} proves nothing`);
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

/* Everybody was told of everything long ago, whatever the hour is now: who reads a thing finds the notice in the list, by
   the desk's side of it or their own, nobody else does, and the bell counts what the list shows. */
async function notices(s) {
  const { h } = s, wrong = [], places = ["/notifications", "/notifications?all=1", "/desk", "/desk/parts/notices"];
  let cells = 0;
  await h.sql("DELETE FROM notification");
  for (const role of ROLES.slice(1)) {
    const desk = AGENTS.includes(role) ? 1 : 0, who = await h.as(role);
    await h.sql("INSERT INTO notification (person_id, about, ticket_id, events, desk, by_id, at, due_at)" +
      ` SELECT ${s.person[role]}, id, id, 8, ${desk}, ${s.person.ada}, 1000, 1000 FROM ticket WHERE id IN (${Object.values(s.things).map((t) => t.id)})`);
    for (const place of places.slice(0, desk ? 4 : 2)) {
      const reply = await who.get(place);
      for (const t of Object.values(s.things)) {
        const reads = THINGS[t.name].reads.includes(role), told = new RegExp(`${t.number}\\b|${t.words.second}`).test(reply.text);
        cells++;
        if (told !== reads && (told || place !== "/desk")) wrong.push(`${role} is ${told ? "" : "not "}told of ${t.name} at ${place}`);
      }
    }
    const bell = Number((await who.get("/parts/bell")).text.match(/>(\d+)</)?.[1] ?? 0), right = Object.values(THINGS).filter((t) => t.reads.includes(role)).length;
    if (bell !== right) wrong.push(`${role}'s bell says ${bell}, not ${right}`);
  }
  return { cells, wrong };
}

/* A course with a confidential task of the desk, and one of a closed group: who works there reads of it on the course's
   pages and in its lists, nobody else does, whoever presents it either. */
async function courses(s) {
  const { h } = s, wrong = [], ada = await h.as("ada"), secret = { desk: ["karim", "maya", "ada"], juristes: ["ada"] };
  const day = new Date(Date.now() + 40 * 86400000).toISOString().slice(0, 10), hours = { from: `${day}T15:00:00Z`, to: `${day}T16:00:00Z` };
  const made = (what, reply, right) => { if (reply.status !== right) throw new Error(`${what} is not made: ${reply.status} ${reply.text.slice(0, 300)}`); return reply; };
  made("a course", await ada.api("POST", "/api/v1/courses", { code: "MAT1000", term: "H26", title: "Matrice", presenters: ["ines"], sessions: [hours] }), 201);
  const number = {};
  for (const group of Object.keys(secret)) {
    const id = await h.sql(`SELECT id FROM support_group WHERE code = '${group}'`);
    made("a kind of support", await ada.post("/admin/support-types/new", { code: `cours${group}`, name_fr: `Soutien${group}`, name_en: `Support${group}`, group: id, mode: "class_room", minutes: "60", points: "" }), 303);
    number[group] = made("a task", await ada.api("POST", "/api/v1/support-tasks", { type: `cours${group}`, course: "MAT1000", ...hours }), 201).json.number;
    made("a confidential task", await ada.api("PATCH", `/api/v1/tickets/${number[group]}`, { confidential: true }), 200);
  }
  const places = ["/courses/MAT1000", "/courses/MAT1000/support", "/api/v1/tickets?course=MAT1000", "/tickets?view=all&filter=course:is:MAT1000",
    "/tickets/export?view=all&filter=course:is:MAT1000&format=csv", "/courses", "/api/v1/courses/MAT1000", "/courses/sessions"];
  for (const role of ROLES) for (const [i, place] of places.entries()) {
    const reply = await (await h.as(role)).get(place);
    for (const [group, reads] of Object.entries(secret)) {
      const told = reply.status === 200 && reply.text.includes(number[group]), right = reads.includes(role);
      if (told && !right) wrong.push(`${role} reads of ${group}'s task at ${place}`);
      if (!told && right && i < 5) wrong.push(`${role} does not find ${group}'s task at ${place}: ${reply.status}`);
    }
  }
  return { cells: ROLES.length * places.length * 2, wrong };
}

/* A call is read by whoever took it; once registered where they do not read, it is gone for them, asked again too; who reads
   there is led to it.  So is a new ticket; and finding a person tells of no ticket. */
async function calls(s) {
  const { h } = s, wrong = [], service = await h.sql("SELECT id FROM service WHERE code = 'signalement'"), last = () => h.sql("SELECT MAX(num) FROM ticket WHERE kind = 1");
  const check = (good, why) => { if (!good) wrong.push(why); };
  for (const role of ["karim", "ada"]) {
    const who = await h.as(role), typed = { person: "ines", person_id: s.person.ines, description: `motappel${role}`, service, urgency: "2" };
    const at = (await who.post("/calls", {})).headers.location;
    await who.post(`${at}/draft`, typed, { method: "PUT" });
    for (const other of ROLES) {
      const told = (await Promise.all([at, "/calls/new"].map((place) => h.as(other).then((v) => v.get(place))))).map((r) => r.text).join();
      check(told.includes(typed.description) === (other === role), `${other} ${other === role ? "does not read" : "reads"} the call of ${role}`);
    }
    const first = (await who.post(at, typed)).headers.location ?? "", number = `INC-${await last()}`;
    const again = (await who.post(at, typed)).headers.location ?? "";
    const right = role === "ada" ? `/tickets/${number}` : "/calls/new";
    check(first === right && again === right, `${role}'s call leads to ${first}, sent again to ${again}, not to ${right}`);
    const seen = await who.get(`/tickets/${number}`);
    check((seen.status === 200 && seen.text.includes(typed.description)) === (role === "ada"), `${role} is answered ${seen.status} for the ticket of their call`);
    const opened = await who.post("/tickets/new", { person: "ines", person_id: s.person.ines, subject: `motneuf${role}`, description: "x", service, impact: "3", urgency: "2", channel: "30", once: `une-fois-${role}` });
    const page = await who.get(opened.headers.location ?? "/tickets/new");
    check(opened.status === 303 && page.text.includes(`motneuf${role}`) === (role === "ada"), `${role} is answered ${opened.status}, then ${page.status} for a new ticket`);
  }
  for (const role of ROLES) for (const place of ["/desk/people?person=In%C3%A8s", "/tickets/new?person=ines", "/people/search?q=ines"]) {
    const reply = await (await h.as(role)).get(place);
    check((reply.status === 200) === AGENTS.includes(role), `${role} is answered ${reply.status} at ${place}`);
    if (reply.status === 200) check(/In(è|&#)/.test(reply.text) || reply.text.includes("ines"), `${role} does not find Inès at ${place}`);
    for (const t of Object.values(s.things)) check(!reply.text.includes(t.number) && !reply.text.includes(t.words.second), `${role} reads of ${t.name} at ${place}`);
  }
  return { cells: 2 * (ROLES.length + 5) + ROLES.length * 3, wrong };
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
  report("notices and the bell", engine, await notices(s));
  report("courses", engine, await courses(s));
  report("a new ticket of a person, and a call", engine, await calls(s));
  report("what one may no longer see is gone", engine, await gone(s));
}
