/* node tests/faults/races.mjs [TOGETHER [PART OF A NAME]]
   The same request TOGETHER times at once: exactly one wins, or all get the one answer, and what the
   database holds fits what was answered.  On both engines; nothing may answer 5xx. */
import { code } from "../matrix/accounts.mjs";
import { abreast, engines, expect, finish, house, ok, PASSWORD, Visitor } from "../stories/house.mjs";
import { many, only, Race, tally, TOGETHER, told } from "./kit.mjs";
import { HOUSE } from "./races_house.mjs";
import { firstRun, ONCE } from "./races_once.mjs";

const RACES = {
  async "the same room at overlapping hours: one has it, who comes after another is not in the way"(r) {
    const ada = await r.h.as("ada"), desk = await r.desk(), day = `${new Date(Date.now() + 40 * 86400000).toISOString().slice(0, 10)}T`;
    const made = await ada.api("POST", "/api/v1/rooms", { code: "COURSE", name: "Course", kind: "cubicle" });
    expect([201, 422].includes(made.status), `no room: ${made.status}`);
    const hours = (i) => ({ room: "COURSE", from: `${day}09:${String(i % 20).padStart(2, "0")}:00Z`, to: `${day}10:${String(30 + (i % 20)).padStart(2, "0")}:00Z` });
    const count = tally(await many((i) => desk[i % desk.length].api("POST", "/api/v1/bookings", hours(i)), Math.max(TOGETHER, 200)));
    expect(only(count, 201, 409) && count[201] === 1, told(count));
    expect(await r.count("booking b JOIN room m ON m.id = b.room_id WHERE m.code = 'COURSE' AND b.state = 10") === 1, "more than one has the room");
    const taken = (await ada.api("GET", `/api/v1/rooms/COURSE/bookings?from=${day}00:00:00Z&to=${day}23:00:00Z`)).json.items[0];
    const next = await ada.api("POST", "/api/v1/bookings", { room: "COURSE", from: taken.to, to: `${day}12:00:00Z` });
    expect(next.status === 201, `back to back: ${next.status}`);
  },

  async "support tasks of one session, all cancelled at once: nobody covers it any more"(r) {
    const ada = await r.h.as("ada"), group = await r.h.sql("SELECT id FROM support_group WHERE code = 'desk'");
    expect((await ada.post("/admin/support-types/new", { code: "salle", name_fr: "En salle", name_en: "In the room", group, mode: "class_room", minutes: "60", points: "" })).status === 303, "no type");
    const day = new Date(Date.now() + 50 * 86400000).toISOString().slice(0, 10), hours = { from: `${day}T09:00:00Z`, to: `${day}T11:00:00Z` };
    const course = await ada.api("POST", "/api/v1/courses", { code: "COU1000", term: "H26", title: "Couvert", presenters: ["ines", "theo"], sessions: [hours] });
    expect(course.status === 201, () => `no course: ${course.status} ${course.text}`);
    const session = Number(await r.h.sql("SELECT s.id FROM course_session s JOIN course h ON h.id = s.course_id WHERE h.code = 'COU1000'"));
    const covered = () => r.h.sql(`SELECT covered FROM course_session WHERE id = ${session}`);
    for (let round = 0; round < 8; round++) {
      const made = await Promise.all(["ines", "theo"].map((person) => ada.api("POST", "/api/v1/support-tasks", { type: "salle", course: "COU1000", session, person, ...hours })));
      expect(made.every((m) => m.status === 201), () => made.map((m) => m.text).join());
      expect(await covered() === "1", "made, and not covered");
      const gone = await Promise.all(made.map((m) => ada.api("PATCH", `/api/v1/tickets/${m.json.number}`, { state: "cancelled" })));
      expect(gone.every((g) => g.status === 200), () => gone.map((g) => g.status).join());
      expect(await covered() === "0", `round ${round}: no task is left, and the session counts as covered`);
    }
  },

  async "a course's sessions move while its support tasks end: both are done, and what is left open is flagged"(r) {
    const ada = await r.h.as("ada"), people = ["ines", "theo", "karim", "lea"], day = new Date(Date.now() + 60 * 86400000).toISOString().slice(0, 10);
    await ada.api("POST", "/api/v1/support-types", { code: "bouge", name_fr: "En salle", name_en: "In the room", group: "desk", mode: "class_room", minutes: 60 });
    const hours = (h) => ({ from: `${day}T${h}:00:00Z`, to: `${day}T${h + 1}:00:00Z` });
    const course = await ada.api("POST", "/api/v1/courses", { code: "BOU1000", term: "H26", title: "Bouge", sessions: [hours(10)] });
    expect(course.status === 201, () => `no course: ${course.status} ${course.text}`);
    const session = course.json.sessions[0].id;
    const deadlocks = async () => r.h.engine.name === "postgres" ? Number(await r.h.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) : 0;
    const before = await deadlocks();
    for (let round = 0; round < 6; round++) {
      const made = await ada.api("POST", "/api/v1/support-tasks/many", { type: "bouge", sessions: [session], people });
      expect(made.status === 201 && made.json.items.length === people.length, () => `round ${round}: ${made.status} ${made.text}`);
      const [kept, ...ended] = made.json.items.map((t) => t.number), move = hours(11 + round);
      const replies = await Promise.all([...ended.map((t) => ada.api("PATCH", `/api/v1/tickets/${t}`, { state: "cancelled" })),
        ada.api("PATCH", "/api/v1/courses/BOU1000", { sessions: [{ id: session, ...move }] })]);
      expect(replies.every((x) => x.status === 200), () => replies.map((x) => `${x.status} ${x.status === 200 ? "" : x.text}`).join());
      const left = (await ada.api("GET", `/api/v1/support-tasks/${kept}`)).json;
      expect(left.flag === "moved", `round ${round}: the task that is left says ${left.flag}`);
      expect(await r.h.sql(`SELECT covered FROM course_session WHERE id = ${session}`) === "1", `round ${round}: one task is left, and nobody covers it`);
      expect((await ada.api("PATCH", `/api/v1/tickets/${kept}`, { state: "cancelled" })).status === 200, "the last one");
    }
    /* PostgreSQL's processes tell their numbers once a second, after what they do next */
    await new Promise((done) => setTimeout(done, 1100));
    await many(() => ada.api("GET", "/api/v1/courses/BOU1000"), 24);
    await ada.api("PATCH", "/api/v1/courses/BOU1000", { title: "Bouge encore" });
    expect(await deadlocks() === before, "they met in a circle, and PostgreSQL ended one of them");
  },

  async "merge both ways: one goes into the other"(r) {
    const a = await r.open(), b = await r.open("theo"), desk = await r.desk();
    const replies = await many((i) => desk[i % desk.length].api("POST", `/api/v1/tickets/${(i % 2 ? a : b).number}/merge`, { to: (i % 2 ? b : a).number }));
    const count = tally(replies);
    expect(only(count, 200, 409, 422) && count[200] === 1, told(count));
    expect(await r.count(`ticket_merge WHERE ticket_id IN (${a.id}, ${b.id})`) === 1, "merged more than once");
    expect(await r.count(`ticket WHERE id IN (${a.id}, ${b.id}) AND state < 40`) === 1, "not exactly one is left open");
  },

  async "parents in a circle: nobody is their own ancestor"(r) {
    const t = [await r.open(), await r.open(), await r.open()], desk = await r.desk();
    const replies = await many((i) => desk[i % desk.length].api("POST", `/api/v1/tickets/${t[i % 3].number}/links`, { to: t[(i + 1) % 3].number, kind: "child_of" }));
    expect(only(tally(replies), 201, 422), told(tally(replies)));
    expect(await r.count(`ticket WHERE parent_id IS NOT NULL AND id IN (${t.map((x) => x.id)})`) === 2, `a circle: ${told(tally(replies))}`);
  },

  async "an answer to all children, the same form again and again: one reply each"(r) {
    const parent = await r.open(), kids = [await r.open(), await r.open("theo")], karim = await r.h.as("karim");
    for (const k of kids) await karim.api("POST", `/api/v1/tickets/${k.number}/links`, { to: parent.number, kind: "child_of" });
    const form = { body: "pour tous", once: "une-seule-fois" };
    for (const k of kids) form[`child_${k.id}`] = "1";
    const replies = await many(() => karim.post(`/tickets/${parent.number}/children`, form), 12);
    expect(only(tally(replies), 200), told(tally(replies)));
    expect(await r.changes(parent, "children_told") === 1, "told more than once");
    expect(await r.count(`draft WHERE place IN ('send:${kids[0].id}', 'send:${kids[1].id}')`) + await r.count(`entry e JOIN entry_body b ON b.entry_id = e.id WHERE b.body = 'pour tous'`) === 2, "not one reply each");
  },

  async "take: one has it"(r) {
    const t = await r.open(), desk = await r.desk();
    const replies = await many((i) => desk[i % desk.length].api("POST", `/api/v1/tickets/${t.number}/take`, {}));
    const count = tally(replies), winners = new Set(replies.map((x, i) => (x.status === 200 ? i % desk.length : -1)).filter((i) => i >= 0));
    expect(only(count, 200, 409), told(count));
    expect(winners.size === 1, `${winners.size} people have it: ${told(count)}`);
    expect(await r.changes(t, "assignee") === 1, "the journal says it was taken more than once");
    expect(await r.h.sql(`SELECT p.login FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE t.id = ${t.id}`) === desk[[...winners][0]].login, "another has it than was told");
  },

  async "take on the page: one has it"(r) {
    const t = await r.open(), desk = await r.desk();
    const replies = await many((i) => desk[i % desk.length].post(`/tickets/${t.number}/take`));
    expect(only(tally(replies), 303, 409), told(tally(replies)));
    expect(new Set(replies.map((x, i) => (x.status === 303 ? i % desk.length : -1)).filter((i) => i >= 0)).size === 1, told(tally(replies)));
    expect(await r.changes(t, "assignee") === 1, "taken more than once");
  },

  async "resolve: done once"(r) {
    const t = await r.open(), desk = await r.desk();
    const count = tally(await many((i) => desk[i % desk.length].api("POST", `/api/v1/tickets/${t.number}/resolve`, { reason: "fait" })));
    expect(count[200] === 1 && only(count, 200, 409), told(count));
    expect(await r.changes(t, "state") === 1, "the journal says it was resolved more than once");
  },

  async "accept: closed once"(r) {
    const t = await r.open(), ines = await r.h.as("ines"), ada = await r.h.as("ada");
    await ada.api("POST", `/api/v1/tickets/${t.number}/resolve`, { reason: "fait" });
    const before = await r.changes(t, "state");
    const count = tally(await many(() => ines.post(`/requests/${t.number}/close`)));
    expect(count[303] === 1 && only(count, 303, 409, 422), told(count));
    expect(await r.changes(t, "state") === before + 1, "closed more than once");
  },

  async "accept and refuse: one of them"(r) {
    const t = await r.open(), ines = await r.h.as("ines"), ada = await r.h.as("ada");
    await ada.api("POST", `/api/v1/tickets/${t.number}/resolve`, { reason: "fait" });
    const replies = await many((i) => ines.api("PATCH", `/api/v1/tickets/${t.number}`, { state: i % 2 ? "closed" : "open", reason: "non" }));
    const count = tally(replies);
    expect(only(count, 200, 409), told(count));
    /* a closed request may be reopened, an open one not accepted: states alternate and end where the journal ends */
    const moves = await r.changes(t, "state");
    expect(moves >= 2 && moves <= 4, `${moves} moves`);
    const state = Number(await r.h.sql(`SELECT state FROM ticket WHERE id = ${t.id}`));
    expect([20, 50].includes(state), `state ${state}`);
  },

  async "the same form: one request"(r) {
    const ines = await r.h.as("ines"), before = await r.count("ticket");
    const once = (await ines.get("/services/aide/new")).text.match(/name="once" value="([^"]+)"/)[1];
    const replies = await many(() => ines.post("/requests", { service: "aide", once, subject: "double clic", body: "x", urgency: "2" }));
    expect(only(tally(replies), 303), told(tally(replies)));
    expect(new Set(replies.map((x) => x.headers.location)).size === 1, "they lead to different requests");
    expect(await r.count("ticket") === before + 1, "more than one request");
  },

  async "the same message: said once"(r) {
    const t = await r.open(), ines = await r.h.as("ines");
    const once = (await ines.get(`/requests/${t.number}`)).text.match(/name="once" value="([^"]+)"/)[1];
    const count = tally(await many(() => ines.post(`/requests/${t.number}/messages`, { once, body: "une fois" })));
    expect(only(count, 303), told(count));
    expect(await r.count(`entry WHERE ticket_id = ${t.id} AND kind = 10`) === 1, "said more than once");
  },

  async "the same note of the desk: written once"(r) {
    const t = await r.open(), karim = await r.h.as("karim");
    const once = (await karim.get(`/tickets/${t.number}`)).text.match(/name="once" value="([^"]+)"/)[1];
    const count = tally(await many(() => karim.post(`/tickets/${t.number}/messages`, { once, mode: "note", body: "une fois" })));
    expect(only(count, 303), told(count));
    expect(await r.count(`entry WHERE ticket_id = ${t.id} AND kind = 20`) === 1, "written more than once");
  },

  async "the same Idempotency-Key: one incident, one answer"(r) {
    const ines = await r.h.as("ines"), before = await r.count("ticket");
    const replies = await many(() => ines.api("POST", "/api/v1/incidents", { subject: "une clé" }, { "Idempotency-Key": "course-1" }));
    expect(only(tally(replies), 201), told(tally(replies)));
    expect(new Set(replies.map((x) => x.json.number)).size === 1, "different answers");
    expect(await r.count("ticket") === before + 1, "more than one incident");
  },

  async "the same If-Match: one change"(r) {
    const t = await r.open(), desk = await r.desk();
    const version = (await desk[0].api("GET", `/api/v1/tickets/${t.number}`)).json.version;
    const replies = await many((i) => desk[i % desk.length].api("PATCH", `/api/v1/tickets/${t.number}`, { subject: `objet ${i}` }, { "If-Match": `"${version}"` }));
    const count = tally(replies);
    expect(count[200] === 1 && only(count, 200, 412), told(count));
    const winner = replies.findIndex((x) => x.status === 200);
    expect(await r.h.sql(`SELECT subject FROM ticket WHERE id = ${t.id}`) === `objet ${winner}`, "another subject than was told");
  },

  async "many new ones: no number twice"(r) {
    const ines = await r.h.as("ines"), theo = await r.h.as("theo");
    const replies = await many((i) => (i % 2 ? ines : theo).api("POST", "/api/v1/incidents", { subject: `nouveau ${i}` }));
    expect(only(tally(replies), 201), told(tally(replies)));
    expect(new Set(replies.map((x) => x.json.number)).size === replies.length, "a number was given twice");
    /* on PostgreSQL a sequence: a request that ran again leaves a hole, which guichet check lists */
    if (r.h.engine.name === "sqlite") expect(await r.h.sql("SELECT MAX(num) - COUNT(*) FROM ticket WHERE kind = 1") === "0", "a hole in the series");
  },

  async "reply and resolve: every word is kept, states follow"(r) {
    const t = await r.open(), ines = await r.h.as("ines"), karim = await r.h.as("karim");
    const replies = await many((i) => (i % 2 ? ines.api("POST", `/api/v1/tickets/${t.number}/comments`, { body: `mot ${i}` })
      : karim.api("POST", `/api/v1/tickets/${t.number}/resolve`, { reason: `solution ${i}` })));
    const count = tally(replies), said = replies.filter((x, i) => i % 2 && x.status === 201).length;
    expect(only(count, 200, 201, 409), told(count));
    expect(said === TOGETHER >> 1, `only ${said} words were taken`);
    const words = await r.h.sql(`SELECT b.body FROM entry e JOIN entry_body b ON b.entry_id = e.id WHERE e.ticket_id = ${t.id} AND e.kind = 10 AND b.body LIKE 'mot %'`);
    expect(new Set(words.split("\n")).size === said, "words are lost or doubled");
    const [state, resolved] = (await r.h.sql(`SELECT state, CASE WHEN resolved_at IS NULL THEN 0 ELSE 1 END FROM ticket WHERE id = ${t.id}`)).split("|");
    expect((state === "40") === (resolved === "1"), `state ${state} with resolved ${resolved}`);
    const resolutions = replies.filter((x, i) => i % 2 === 0 && x.status === 200).length;
    const clock = (await karim.api("GET", `/api/v1/tickets/${t.number}`)).json.clocks.find((k) => k.name === "resolution");
    expect(resolutions >= 1 && (state === "40" ? clock.stopped_at : !clock.stopped_at), `the clock says ${JSON.stringify(clock)} in state ${state}`);
  },

  async "take and transfer: the group and the person fit"(r) {
    const t = await r.open(), karim = await r.h.as("karim"), ada = await r.h.as("ada");
    const count = tally(await many((i) => (i % 2 ? karim.api("POST", `/api/v1/tickets/${t.number}/take`, {})
      : ada.api("POST", `/api/v1/tickets/${t.number}/assign`, { group: i % 4 ? "cours" : "desk", assigned_to: null }))));
    expect(only(count, 200, 403, 404, 409), told(count));
    const fits = await r.count(`ticket t WHERE t.id = ${t.id} AND (t.assignee_id IS NULL OR EXISTS (SELECT 1 FROM group_member m WHERE m.group_id = t.group_id AND m.person_id = t.assignee_id))`);
    expect(fits === 1, "somebody holds a ticket of a group they are not in");
  },

  async "the same file many times: each is there"(r) {
    const t = await r.open(), ines = await r.h.as("ines"), n = TOGETHER;
    const count = tally(await many((i) => ines.post(`/requests/${t.number}/messages`, { body: `fichier ${i}`, files: { name: "même nom.txt", type: "text/plain", bytes: "mêmes octets" } }), n));
    expect(only(count, 303), told(count));
    expect(await r.count(`attachment WHERE ticket_id = ${t.id}`) === n, "files are missing");
    expect(Number(await r.h.sql(`SELECT COUNT(DISTINCT file) FROM attachment WHERE ticket_id = ${t.id}`)) === n, "two share a place");
  },

  async "a reply taken back many times: once"(r) {
    const t = await r.open(), karim = await r.h.as("karim");
    await karim.post(`/tickets/${t.number}/messages`, { mode: "reply", body: "trop vite" });
    const count = tally(await many(() => karim.post(`/tickets/${t.number}/undo`)));
    expect(count[303] === 1 && only(count, 303, 409), told(count));
    const text = (await karim.get(`/tickets/${t.number}`)).text;
    expect(text.includes("trop vite") && !text.includes("trop vite\n\ntrop vite"), "the text came back twice, or not at all");
  },

  async "split, the same form again and again: one new ticket"(r) {
    const t = await r.open(), karim = await r.h.as("karim"), before = await r.count("ticket");
    const replies = await many(() => karim.post(`/tickets/${t.number}/split`, { subject: "À part", body: "x", once: "une-seule-part" }));
    expect(only(tally(replies), 303), told(tally(replies)));
    expect(new Set(replies.map((x) => x.headers.location)).size === 1 && await r.count("ticket") === before + 1, "more than one part");
  },

  async "pause: the clock stands still once"(r) {
    const t = await r.open(), desk = await r.desk();
    const count = tally(await many((i) => desk[i % desk.length].api("PATCH", `/api/v1/tickets/${t.number}`, { state: "pending", pending_reason: "requester", reason: "Quel poste ?" })));
    expect(count[200] >= 1 && only(count, 200, 409, 422), told(count));
    expect(await r.changes(t, "state") === 1, `the journal says it waits more than once: ${told(count)}`);
  },

  async "a restated need is confirmed once"(r) {
    const t = await r.open(), ines = await r.h.as("ines"), karim = await r.h.as("karim");
    await karim.post(`/tickets/${t.number}/restated`, { restated: "Le wifi tombe.", once: "redite" });
    const id = await r.h.sql(`SELECT MAX(id) FROM restated WHERE ticket_id = ${t.id}`);
    const lines = `entry WHERE ticket_id = ${t.id}`, before = await r.count(lines);
    const count = tally(await many(() => ines.post(`/requests/${t.number}/restated`, { do: "confirm", wording: id })));
    expect(count[303] >= 1 && only(count, 303, 409, 422), told(count));
    expect(await r.count(lines) === before + 1, `${await r.count(lines) - before} lines say that it was confirmed`);
  },

  async "a recovery code opens one session"(r) {
    const login = "secours";
    await r.h.must(["user", "add", login, "--name", "Sacha Cours", "--role", "admin", "--password-stdin"], PASSWORD + "\n");
    const own = new Visitor(r.h, login);
    await own.signIn();
    await own.post("/me/security/totp/start");
    const secret = (await own.get("/me/security/totp")).text.match(/<code[^>]*>([A-Z2-7 ]+)<\/code>/)[1];
    const list = (await own.post("/me/security/totp", { code: code(secret) })).text.match(/id="codes">([\s\S]*?)<\/ul>/)[1];
    const recovery = list.match(/<li>(?:<[^>]*>)*([\w -]+)/)[1].trim();
    const half = [];
    for (let i = 0; i < 4; i++) {
      const visitor = new Visitor(r.h, login);
      await visitor.signIn();
      await visitor.token();
      half.push(visitor);
    }
    const count = tally(await Promise.all(half.map((v) => v.post("/login/code", { recovery }))));
    expect(count[303] === 1 && only(count, 303, 403, 429), told(count));
  },

  async "an import, sent again and again: applied once"(r) {
    const ada = await r.h.as("ada"), text = "login;name;mail\nimporte1;Un Importé;importe1@rives.example\nimporte2;Deux Importé;importe2@rives.example\n";
    const seen = (await ada.post("/admin/people/import", { text })).text.match(/name="seen" value="([^"]+)"/)[1];
    const count = tally(await many(() => ada.post("/admin/people/import/apply", { text, seen })));
    expect(count[303] >= 1 && only(count, 303, 409, 412, 422), told(count));
    expect(await r.count("person WHERE login IN ('importe1', 'importe2')") === 2, "not everybody once");
  },

  async "a configuration: applied once, whoever comes later is told that it moved"(r) {
    const ada = await r.h.as("ada"), text = (await ada.get("/admin/config/export")).text.replace(/"Usages du numérique"/, '"Usages communs"');
    const seen = (await ada.post("/admin/config", { text })).text.match(/name="seen" value="([^"]+)"/)[1];
    const count = tally(await many(() => ada.post("/admin/config/apply", { text, seen }), 20));
    expect(count[303] === 1 && only(count, 303, 409), told(count));
    expect(await r.count("department WHERE name_fr = 'Usages communs'") === 1, "not applied");
    expect(await r.count("audit WHERE verb = 'config.apply'") === 1, "not applied once");
  },
};

/* Last: they change how the group works, and shut the door for a while. */
const LAST = {
  async "in turn: the rotation is exact"(r) {
    const ada = await r.h.as("ada"), ines = await r.h.as("ines");
    expect((await ada.api("PATCH", "/api/v1/groups/desk", { assign: "round_robin" })).status === 200, "not in turn");
    const last = await r.h.sql("SELECT MAX(id) FROM ticket"), n = TOGETHER - TOGETHER % 3;
    const count = tally(await many((i) => ines.api("POST", "/api/v1/incidents", { subject: `tour ${i}`, service: "aide" }), n));
    expect(only(count, 201), told(count));
    const each = (await r.h.sql(`SELECT COUNT(*) FROM ticket WHERE id > ${last} AND assignee_id IS NOT NULL GROUP BY assignee_id`)).split("\n").map(Number);
    expect(each.length === 3 && each.every((x) => x === n / 3), `they got ${each}`);
  },

  async "guesses at once: no more than ten are looked at"(r) {
    const count = tally(await many(() => new Visitor(r.h, "nobody").post("/login", { login: "lea", password: "deviné" })));
    expect((count[403] ?? 0) <= 10 && only(count, 403, 429), told(count));
  },
};

const PART = process.argv[3] ?? "";

async function tried(engine, name, race) {
  try {
    await race();
    ok(`${TOGETHER} at once, ${name} (${engine.name})`, true);
  } catch (error) {
    ok(`${TOGETHER} at once, ${name} (${engine.name})`, false, error.message);
  }
}

await abreast(2, engines(), async (engine) => {
  const h = await house(engine);
  try {
    for (const login of ["ines", "theo", "karim", "lea", "maya", "ada"]) await (await h.as(login)).token();
    for (const [name, race] of Object.entries({ ...RACES, ...HOUSE, ...ONCE, ...LAST }).filter(([name]) => name.includes(PART)))
      await tried(engine, name, async () => {
        await race(new Race(h));
        expect(h.alive(), () => "the program ended: " + h.tail());
      });
    const how = await h.stop(), check = await h.command(["check"]);
    ok(`after the races everything is whole (${engine.name})`, how.code === 0 && check.code === 0, `${how.code ?? how.signal} ${check.out}`);
  } catch (error) {
    ok(`races (${engine.name})`, false, error.message);
  } finally {
    await h.remove();
  }
  await tried(engine, "the code of the first run: one account", () => firstRun(engine));
});
await finish("races");
