/* What there is once, however many ask for it at the same moment: a new thing of each kind, a change of what one
   had read, and the first account of a new house. */
import { forms } from "../matrix/html.mjs";
import { expect, House, Visitor } from "../stories/house.mjs";
import { many, one, only, tally, told } from "./kit.mjs";

/* A new thing: where it is made, what is sent, the row that there must be once.  The page's form is filled as it
   comes; the others are told that the code is taken. */
const MADE = {
  person: ["/admin/people", "/admin/people", { login: "unique", name: "Une Seule", password: "" }, "person WHERE login = 'unique'"],
  group: ["/admin/groups", "/admin/groups", { code: "unique", name: "Un Seul" }, "support_group WHERE code = 'unique'"],
  department: ["/admin/departments/new", "/admin/departments/new", { code: "unique", name_fr: "Un Seul", name_en: "One" }, "department WHERE code = 'unique'"],
  service: ["/admin/services/new", "/admin/services/new", { code: "unique", name_fr: "Un Seul", name_en: "One", group: "desk" }, "service WHERE code = 'unique'"],
  category: ["/admin/categories", "/admin/categories", { code: "unique", name_fr: "Une Seule", name_en: "One" }, "category WHERE code = 'unique'"],
  field: ["/admin/fields", "/admin/fields", { code: "unique", name_fr: "Un Seul", name_en: "One" }, "field WHERE code = 'unique'"],
  nature: ["/admin/routing/new", "/admin/routing/new", { code: "unique", name_fr: "Une Seule", name_en: "One", group: "desk" }, "nature WHERE code = 'unique'"],
  site: ["/admin/sites/new", "/admin/sites/new", { code: "unique", name: "Un Seul" }, "site WHERE code = 'unique'"],
  article: ["/admin/articles/new", "/admin/articles", { slug: "unique", title_fr: "Un seul", body_fr: "x" }, "article WHERE slug = 'unique'"],
  promise: ["/admin/promises/new", "/admin/promises/new", { code: "unique", name_fr: "Une Seule", name_en: "One", number: "2", unit: "h" }, "promise WHERE code = 'unique'"],
};

/* A change of what was read: the page, its form, the field that each sends differently, what the row says then. */
const CHANGED = {
  group: ["/admin/groups/desk", "/admin/groups/desk", "name", "SELECT name FROM support_group WHERE code = 'desk'"],
  department: ["/admin/departments/usn", "/admin/departments/usn", "name_fr", "SELECT name_fr FROM department WHERE code = 'usn'"],
  service: ["/admin/services/cours", "/admin/services/cours", "name_fr", "SELECT name_fr FROM service WHERE code = 'cours'"],
  category: ["/admin/categories/unique", "/admin/categories/unique", "name_fr", "SELECT name_fr FROM category WHERE code = 'unique'"],
  nature: ["/admin/routing/unique", "/admin/routing/unique", "name_fr", "SELECT name_fr FROM nature WHERE code = 'unique'"],
  site: ["/admin/sites/unique", "/admin/sites/unique", "name", "SELECT name FROM site WHERE code = 'unique'"],
  article: ["/admin/articles/unique", "/admin/articles/unique", "title_fr", null],
  promise: ["/admin/promises/incident.response", "/admin/promises/incident.response", "name_fr", null],
  calendar: ["/admin/calendars/standard", "/admin/calendars/standard", "name", null],
};

async function form(who, page, action) {
  const reply = await who.get(page);
  const found = forms(reply.text).find((f) => f.method === "POST" && (f.action || page) === action);
  expect(found, `${page} has no form to ${action}: ${reply.status}`);
  return found.fields;
}

export const ONCE = {};
for (const [what, [page, action, fields, rows]] of Object.entries(MADE))
  ONCE[`a new ${what}: made once`] = async (r) => {
    const ada = await r.h.as("ada"), filled = { ...(await form(ada, page, action)), ...fields };
    one(await many(() => ada.post(action, filled)), 303, 409, 422);
    expect(await r.count(rows) === 1, "not one row");
  };
for (const [what, [page, action, field, said]] of Object.entries(CHANGED))
  ONCE[`a ${what} that several had read: one change`] = async (r) => {
    const ada = await r.h.as("ada"), filled = await form(ada, page, action);
    const replies = await many((i) => ada.post(action, { ...filled, [field]: `Changé ${i}` }));
    one(replies, 303, 409, 412, 422);
    const winner = replies.findIndex((x) => x.status === 303);
    if (said) expect(await r.h.sql(said) === `Changé ${winner}`, `it says ${await r.h.sql(said)}, not what ${winner} was told`);
  };
ONCE["a member of a group, a role: given once"] = async (r) => {
  const ada = await r.h.as("ada"), id = await r.h.sql("SELECT id FROM person WHERE login = 'bruno'"), dsi = await r.h.sql("SELECT department_id FROM support_group WHERE code = 'desk'");
  const replies = await many((i) => (i % 2 ? ada.post("/admin/groups/juristes/members", { member: "bruno" }) : ada.post(`/admin/people/${id}/roles`, { role: "manager", department: dsi })));
  expect(only(tally(replies), 303, 409, 422), told(tally(replies)));
  expect(await r.count(`group_member m JOIN support_group g ON g.id = m.group_id WHERE g.code = 'juristes' AND m.person_id = ${id}`) === 1, "not one member");
  expect(await r.count(`role_grant WHERE person_id = ${id} AND role = 'manager'`) === 1, "not one role");
  const back = await many((i) => (i % 2 ? ada.post(`/admin/people/${id}/roles/take`, { role: "manager", department: dsi }) : ada.post(`/admin/groups/juristes/members/${id}/remove`)));
  expect(only(tally(back), 303, 404, 409), told(tally(back)));
  expect(await r.count(`group_member m JOIN support_group g ON g.id = m.group_id WHERE g.code = 'juristes'`) === 0, "still a member");
};

/* The code of the first run, in a house of its own: whoever asks, with another name each, one account is made. */
export async function firstRun(engine) {
  const h = new House(engine, await engine.make());
  try {
    await h.start();
    const code = h.log.join("").match(/\/first\?code=([a-z0-9-]+)/)?.[1];
    expect(code, () => "no code is said: " + h.tail());
    const replies = await many((i) => new Visitor(h, "nobody").post("/first", { code, site_name: "Guichet", institution: "Université", country: "fr", name: `Ada ${i}`,
      login: `ada${i}`, mail: `ada${i}@rives.example`, password: "pommier en fleur", pack_services: "1", pack_typology: "1", trial: "1" }));
    one(replies, 303, 404, 409, 422);
    expect(h.alive(), () => "the program ended: " + h.tail());
    const rows = (await h.sql("SELECT p.login FROM role_grant r JOIN person p ON p.id = r.person_id WHERE r.role = 'admin'")).split("\n");
    expect(rows.length === 1 && rows[0] === `ada${replies.findIndex((x) => x.status === 303)}`, `administrators: ${rows}`);
    const how = await h.stop(), check = await h.command(["check"]);
    expect(how.code === 0 && check.code === 0, `${how.code ?? how.signal} ${check.out}`);
  } finally {
    await h.remove();
  }
}
