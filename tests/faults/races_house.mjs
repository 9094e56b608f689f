/* Races about people: links for who has no account, absences and what comes back, two records of one person,
   lists kept under a name. */
import http from "node:http";
import { code } from "../matrix/accounts.mjs";
import { expect, PASSWORD, Visitor } from "../stories/house.mjs";
import { many, one, only, tally, told } from "./kit.mjs";

const LINK = /\/i\/([\w-]{43})/;
const links = (replies) => [...new Set(replies.map((x) => x.text.match(LINK)?.[1]).filter(Boolean))];
const once = async (who, page) => (await who.get(page)).text.match(/name="once" value="([^"]+)"/)[1];
const day = (later) => new Date(Date.now() + later * 86400000).toISOString().slice(0, 10);

/* Of these, those that open: asked from many addresses, since whoever tries many is not looked at any more. */
async function opening(r, secrets) {
  const asked = secrets.map((s, i) => new Promise((done, fail) => http.get({ host: "127.0.0.1", port: r.h.port, path: `/i/${s}`, localAddress: `127.0.0.${2 + i % 50}`, agent: false },
    (reply) => { reply.resume(); reply.on("end", () => done(reply.statusCode)); }).on("error", fail)));
  const statuses = await Promise.all(asked);
  return secrets.filter((s, i) => statuses[i] === 200);
}

/* A ticket with one guest: their link and who they are. */
async function invited(r, login, mail) {
  const t = await r.open(login), who = await r.h.as(login);
  const reply = await who.post(`/requests/${t.number}/invite`, { who: mail, name: "Jean Tuteur" });
  expect(reply.status === 200, `not invited: ${reply.status}`);
  return { ...t, secret: reply.text.match(LINK)[1], person: await r.h.sql(`SELECT person_id FROM ticket_person WHERE ticket_id = ${t.id} AND part = 50`) };
}

const ACCESS = {
  async "the same invitation: one guest, one link"(r) {
    const t = await r.open(), ines = await r.h.as("ines");
    const form = { who: "tuteur@ecole.example", name: "Jean Tuteur", once: await once(ines, `/requests/${t.number}`) };
    const replies = await many(() => ines.post(`/requests/${t.number}/invite`, form));
    one(replies, 200, 303);
    expect((await opening(r, links(replies))).length === 1, "the link that was shown does not open");
    expect(await r.count("person_mail WHERE address_fold = 'tuteur@ecole.example'") === 1, "not one person");
    expect(await r.count(`token WHERE use = 'invite' AND ticket_id = ${t.id}`) === 1, "not one link");
  },

  async "one address invited by several at once: one guest, one link that opens"(r) {
    const t = await r.open(), who = await Promise.all(["lea", "karim", "ines"].map((login) => r.h.as(login)));
    const replies = await many((i) => who[i % 3].post(`/${i % 3 === 2 ? "requests" : "tickets"}/${t.number}/invite`, { who: "jury@ecole.example", name: "Une Jurée" }));
    expect(only(tally(replies), 200, 409, 422, 429), told(tally(replies)));
    expect(await r.count("person_mail WHERE address_fold = 'jury@ecole.example'") === 1, "not one person");
    expect(await r.count(`ticket_person WHERE ticket_id = ${t.id} AND part = 50`) === 1, "not one guest");
    const open = await opening(r, links(replies));
    expect(open.length === 1 && await r.count(`token WHERE use = 'invite' AND ticket_id = ${t.id}`) === 1, `${open.length} links open, of ${links(replies).length}`);
  },

  async "a link made anew again and again: one opens"(r) {
    const t = await invited(r, "theo", "stage@ecole.example"), theo = await r.h.as("theo");
    const replies = await many(() => theo.post(`/requests/${t.number}/link`, { person: t.person }));
    expect(only(tally(replies), 200, 429), told(tally(replies)));
    const open = await opening(r, [t.secret, ...links(replies)]);
    expect(open.length === 1, `${open.length} links open`);
    expect(await r.count("token WHERE use = 'invite' AND made_by = (SELECT id FROM person WHERE login = 'theo')") <= 30, "more than thirty in a day");
  },

  async "the last seats of a ticket: twenty guests"(r) {
    const t = await r.open(), desk = await r.desk();
    const replies = await many((i) => desk[i % desk.length].post(`/tickets/${t.number}/invite`, { who: `place${i}@ecole.example`, name: `Place ${i}` }));
    expect(only(tally(replies), 200, 409, 429), told(tally(replies)));
    expect(await r.count(`ticket_person WHERE ticket_id = ${t.id} AND part = 50`) === 20, `${await r.count(`ticket_person WHERE ticket_id = ${t.id} AND part = 50`)} guests`);
    expect(tally(replies)[200] === 20, told(tally(replies)));
  },

  async "the last links of a day: thirty"(r) {
    await r.h.must(["user", "add", "invitant", "--name", "Ivan Itant", "--affiliation", "student", "--password-stdin"], PASSWORD + "\n");
    const t = [await r.open("invitant"), await r.open("invitant")], who = await r.h.as("invitant");
    const replies = await many((i) => who.post(`/requests/${t[i % 2].number}/invite`, { who: `jour${i}@ecole.example`, name: `Jour ${i}` }));
    const made = await r.count("token WHERE use = 'invite' AND made_by = (SELECT id FROM person WHERE login = 'invitant')");
    expect(only(tally(replies), 200, 409, 422, 429) && made === 30, `${made} links, ${told(tally(replies))}`);
  },

  async "a guest's same answer: said once; many answers: twenty in an hour"(r) {
    const t = await invited(r, "ines", "bavard@ecole.example"), at = `/i/${t.secret}`, guest = new Visitor(r.h, "guest"), form = { once: await once(guest, at), body: "une fois" };
    const count = tally(await many(() => guest.post(`${at}/messages`, form)));
    expect(only(count, 303), told(count));
    const said = () => r.count(`entry WHERE ticket_id = ${t.id} AND author_id = ${t.person}`);
    expect(await said() === 1, `said ${await said()} times`);
    const more = tally(await many((i) => guest.post(`${at}/messages`, { body: `mot ${i}` })));
    expect(only(more, 303, 429) && await said() === 20, `${await said()} answers: ${told(more)}`);
  },

  async "withdrawn while they write: what was taken is kept, the link is shut"(r) {
    const t = await invited(r, "ines", "sortant@ecole.example"), guest = new Visitor(r.h, "guest"), ines = await r.h.as("ines");
    const replies = await many((i) => (i % 50 === 25 ? ines.post(`/requests/${t.number}/withdraw`, { person: t.person }) : guest.post(`/i/${t.secret}/messages`, { body: `mot ${i}` })));
    const words = replies.filter((x, i) => i % 50 !== 25 && x.status === 303).length;
    expect(only(tally(replies), 303, 404, 409, 422, 429), told(tally(replies)));
    expect(await r.count(`entry WHERE ticket_id = ${t.id} AND author_id = ${t.person}`) === words, "words are lost, or said without an answer");
    expect((await guest.get(`/i/${t.secret}`)).status === 404 && await r.count(`token WHERE ticket_id = ${t.id}`) === 0, "the link still opens");
  },
};

const ABSENCE = {
  async "the same absence: declared once"(r) {
    const karim = await r.h.as("karim");
    one(await many(() => karim.post("/me/absences", { from: day(0), to: day(1), substitute: "lea" })), 303, 422);
    expect(await r.count("absence") === 1, "not one absence");
  },

  async "taken over again and again: once, and the row says whose it was"(r) {
    const t = await r.open(), lea = await r.h.as("lea"), maya = await r.h.as("maya");
    /* karim is away: what he has is what he had before */
    await r.h.sql(`UPDATE ticket SET assignee_id = (SELECT id FROM person WHERE login = 'karim') WHERE id = ${t.id}`);
    const before = await r.changes(t, "assignee");
    const replies = await many((i) => (i % 2 ? lea : maya).post(`/desk/stand-in/${t.number}`));
    expect(replies.every((x, i) => x.status === (i % 2 ? 303 : 403)), told(tally(replies)));
    expect(await r.changes(t, "assignee") === before + 1, "taken over more than once");
    expect(await r.count(`stand_in s JOIN person p ON p.id = s.substitute_id WHERE s.ticket_id = ${t.id} AND p.login = 'lea' AND s.back_at IS NULL`) === 1, "not one row");
    expect(await r.held(t) === "lea", "another has it");
  },

  async "back: the absence ends once, what was taken over comes back once"(r) {
    const karim = await r.h.as("karim"), lea = await r.h.as("lea");
    const id = await r.h.sql("SELECT ticket_id FROM stand_in WHERE back_at IS NULL"), t = { id, number: `INC-${await r.h.sql(`SELECT num FROM ticket WHERE id = ${id}`)}` };
    const absence = await r.h.sql("SELECT id FROM absence");
    one(await many(() => karim.post(`/me/absences/${absence}/end`)), 303, 409);
    const before = await r.changes(t, "assignee");
    const replies = await many((i) => (i % 4 === 3 ? lea.api("POST", `/api/v1/tickets/${t.number}/notes`, { body: `mot ${i}` }) : karim.post("/desk/back", { take: "1" })));
    expect(only(tally(replies), 303, 201), told(tally(replies)));
    expect(await r.changes(t, "assignee") === before + 1 && await r.held(t) === "karim", `came back ${await r.changes(t, "assignee") - before} times, to ${await r.held(t)}`);
    expect(await r.count("stand_in WHERE back_at IS NULL") === 0, "it is still offered");
  },
};

const RECORDS = {
  async "two records of one person, both ways: one stays"(r) {
    const ada = await r.h.as("ada"), login = ["double1", "double2"], t = [];
    for (const l of login) {
      await r.h.must(["user", "add", l, "--name", "Dora Double", "--affiliation", "student", "--password-stdin"], PASSWORD + "\n");
      t.push(await r.open(l));
    }
    const id = await Promise.all(login.map((l) => r.h.sql(`SELECT id FROM person WHERE login = '${l}'`)));
    /* a quarter by the page, the rest by the API */
    const replies = await many((i) => (i % 4 === 3 ? ada.post(`/admin/people/${id[0]}/merge`, { with: login[1], confirm: login[1] })
      : ada.api("POST", `/api/v1/people/${login[i % 2]}/merge`, { login: login[(i + 1) % 2] })));
    const count = tally(replies), won = replies.filter((x) => x.status === 200 && /json/.test(x.headers["content-type"]) || x.status === 303).length;
    expect(only(count, 200, 303, 409, 422) && won === 1, told(count));
    const rows = (await r.h.sql(`SELECT id, COALESCE(merged_into, 0), state FROM person WHERE id IN (${id})`)).split("\n").map((x) => x.split("|"));
    const gone = rows.filter((x) => x[1] !== "0"), stays = rows.find((x) => x[1] === "0");
    expect(gone.length === 1 && gone[0][1] === stays[0] && stays[2] === "10" && gone[0][2] === "20", JSON.stringify(rows));
    expect(await r.count(`ticket WHERE id IN (${t.map((x) => x.id)}) AND requester_id = ${stays[0]}`) === 2, "not everything went over");
    expect(await r.count(`audit WHERE verb = 'person.merge' AND object_id IN (${id})`) === 1, "the audit says it more than once");
  },

  async "a code of the second factor opens one session"(r) {
    const login = "facteur";
    await r.h.must(["user", "add", login, "--name", "Fanny Acteur", "--role", "agent", "--group", "cours", "--password-stdin"], PASSWORD + "\n");
    const own = await r.h.as(login);
    await own.post("/me/security/totp/start");
    const secret = (await own.get("/me/security/totp")).text.match(/<code[^>]*>([A-Z2-7 ]+)<\/code>/)[1];
    expect((await own.post("/me/security/totp", { code: code(secret) })).status === 200, "the factor is not turned on");
    const half = [];
    for (let i = 0; i < 8; i++) {
      const visitor = new Visitor(r.h, login);
      await visitor.signIn();
      await visitor.token();
      half.push(visitor);
    }
    const next = code(secret, 1), replies = await many((i) => half[i % half.length].post("/login/code", { code: next }));
    const winners = new Set(replies.map((x, i) => (x.status === 303 && !String(x.headers.location).startsWith("/login") ? i % half.length : -1)).filter((i) => i >= 0));
    expect(winners.size === 1 && only(tally(replies), 303, 403, 429), `${winners.size} sessions: ${told(tally(replies))}`);
  },
};

const VIEWS = {
  async "the list that opens first: one of them"(r) {
    const lea = await r.h.as("lea"), id = [];
    for (const name of ["Les miennes", "Les autres"]) {
      expect((await lea.post("/tickets/views?view=mine", { name, view: "mine" })).status === 303, "not kept");
      id.push(await r.h.sql(`SELECT id FROM saved_view WHERE name = '${name}'`));
    }
    const count = tally(await many((i) => lea.post("/tickets/views", { do: "first", id: id[i % 2] })));
    expect(only(count, 303), told(count));
    const rows = await r.h.sql("SELECT view_id FROM saved_view_first WHERE person_id = (SELECT id FROM person WHERE login = 'lea')");
    expect(id.includes(rows), `opens first: ${rows}`);
    const mixed = tally(await many((i) => lea.post("/tickets/views", { do: ["first", "none", "up", "down"][i % 4], id: id[i % 2] })));
    expect(only(mixed, 303), told(mixed));
    expect(await r.count("saved_view_first") <= 1 && [200, 303].includes((await lea.get("/tickets")).status), "more than one, or the list does not open");
    const rank = (await r.h.sql(`SELECT rank FROM saved_view WHERE id IN (${id})`)).split("\n");
    expect(rank[0] !== rank[1], "two in one place");
  },

  async "the same list kept: one view; many lists: thirty"(r) {
    const maya = await r.h.as("maya"), key = await once(maya, "/tickets/views?view=mine");
    const mine = () => r.count("saved_view WHERE owner_id = (SELECT id FROM person WHERE login = 'maya')");
    const same = await many(() => maya.post("/tickets/views?view=mine", { name: "Une", once: key }));
    expect(only(tally(same), 303) && await mine() === 1, `${await mine()} views: ${told(tally(same))}`);
    const count = tally(await many((i) => maya.post("/tickets/views?view=mine", { name: `Vue ${i}` })));
    expect(only(count, 303, 409) && await mine() === 30, `${await mine()} views: ${told(count)}`);
  },
};

export const HOUSE = { ...ACCESS, ...ABSENCE, ...RECORDS, ...VIEWS };
