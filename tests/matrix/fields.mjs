/* Every field there is: the forms of the pages, found by walking them as a reader does, and the bodies of the API as
   its description has them.  A route that takes text and is in neither fails by its name: it gets a row in ROWS. */
import { expect, Visitor } from "../stories/house.mjs";
import { forms } from "./html.mjs";

/* Routes whose form no page shows as it is sent (scripts send it, or a state that the walk does not meet):
   "METHOD /path": [who, { fields as they are sent }, names that are tried besides].  {t} is a ticket.  One line a route. */
export const ROWS = {
  "POST /tickets/{id}/answers": ["karim", { version: "1" }, ["q_k_q1", "q_k_q2", "q_s_q1"]],
  "POST /tickets/export": ["karim", { once: "f" }],
  "POST /login": ["nobody", { login: "x", password: "y", next: "/" }],
  "PUT /services/{slug}/draft": ["ines", { body: "b" }, ["subject", "site", "room", "equipment", "once"]],
  "PUT /tickets/{id}/draft": ["karim", { mode: "note", body: "b" }],
  "POST /tickets/{id}/presence": ["karim", { typing: "1", version: "1" }],
  "POST /me/theme": ["ines", { theme: "dark", back: "/" }],
  "POST /login/code": ["nobody", { code: "123456", recovery: "", next: "/" }],
  "POST /me/sessions/end": ["ines", { key: "x" }],
  "POST /me/security/totp": ["karim", { code: "123456" }],
  "POST /me/tokens/{id}/end": ["karim", { id: "1" }], "POST /admin/tokens/{id}/end": ["ada", { id: "1" }],
  "POST /tickets/change": ["karim", { act: "preview", back: "/tickets", ticket: "{t}", subject: "b" }, ["once", "all", "n", "group", "assignee", "service", "priority", "tag", "reason", "message", "note", "q", "view", "filter"]],
  "POST /tickets/{id}/canned": ["karim", { mode: "reply", body: "b", canned: "1" }, ["engage"]],
  "POST /tickets/{id}/children": ["karim", { body: "b" }, ["once", "child_1"]],
  "POST /tickets/{id}/evidence": ["karim", { file: "1", on: "1" }],
  "PUT /calls/{id}/draft": ["karim", { person: "b" }, ["description", "phone", "mail", "solution", "urgency", "written"]],
  "POST /i/{secret}/messages": ["nobody", { body: "b" }, ["once"]],
  "POST /password": ["nobody", { who: "x" }], "POST /password/{secret}": ["nobody", { new: "b", again: "b" }],
  "POST /kb/{slug}/feedback": ["ines", { v: "0", remark: "b" }],
  "POST /desk/back": ["karim", { take: "1" }],
  "POST /admin/people/import/apply": ["ada", { text: "login;name\nx;X\n", seen: "x" }],
  "POST /admin/config/apply": ["ada", { text: "[service.\"aide\"]\n", seen: "x" }],
  "POST /admin/trial/erase": ["ada", { word: "x" }], "POST /admin/trial/mail": ["ada", { trial_to: "x" }, ["seen"]],
  "POST /admin/mail/try": ["ada", { to: "x" }], "POST /admin/mail/letters/again": ["ada", { id: "1" }],
  "POST /admin/people/{id}/handover": ["ada", { to: "personne" }], "POST /admin/people/{id}/merge": ["ada", { with: "personne", confirm: "x" }],
  "POST /admin/promises/{code}/rules": ["ada", { rank: "1", kind: "incident" }, ["priority", "service", "audience", "category"]],
  "POST /courses/{code}/recordings": ["ada", { act: "present", session: "1", reason: "b" }], "POST /courses/{code}/facts/{person}/{fact}": ["ada", { state: "10", version: "1" }],
  "POST /courses/intentions": ["ada", { course: "new", code: "X1", term: "H26", title: "b", department: "1", approach: "1", note: "b" }], "POST /courses/intentions/{id}": ["ada", { act: "refuse", reason: "b" }],
  "POST /imports/{id}/create": ["ada", { seen: "x" }], "POST /admin/plans": ["ada", { code: "essai", name_fr: "b", name_en: "b" }],
  "POST /imports/withdrawn": ["ada", { course: "1", approach: "1", do: "keep" }],
  "POST /services/{slug}/items/{code}/fields": ["ines", { form: "1", a_nom: "b" }, ["a_motif", "a_combien"]], "PUT /services/{slug}/items/{code}/draft": ["ines", { form: "1", a_nom: "b" }, ["a_detail", "a_motif", "a_combien"]],
  "POST /tickets/{id}/decision": ["ada", { decision: "yes", reason: "b" }],
  "POST /support/{id}/room": ["ada", { offer: "1-1-2" }],
  "POST /support/{id}/edit": ["ada", { title: "b", day: "2027-01-18", from: "08:30", to: "10:30" }, ["host", "link", "place", "note", "mode", "look", "do", "cancel", "drop", "role"]],
  "POST /intake/fields": ["ines", { kind: "10" }, ["service", "nature", "device", "owner", "lists", "site", "q_k_q1", "q_k_q2"]],
};

/* Routes that take no text at all: a button, or what comes with the session. */
export const TEXTLESS = ["POST /logout", "POST /me/session", "POST /desk/read", "POST /desk/notices", "POST /admin/trial/begin", "POST /admin/trial/end", "POST /admin/support-types", "POST /notifications/read",
  "POST /me/sessions/end-others", "POST /me/security/recovery", "POST /me/security/totp/remove", "POST /desk/stand-in/{id}", "POST /admin/departments/{code}/remove", "POST /admin/handovers/{id}/undo",
  "POST /admin/people/{id}/totp/reset", "POST /admin/groups/{code}/services/{id}/remove", "POST /admin/promises/{code}/rules/{id}/remove", "POST /tickets/{id}/take", "POST /requests/{id}/seen", "POST /i/{secret}/seen",
  "POST /tickets/{id}/unmerge", "POST /tickets/{id}/undo", "POST /tickets/{id}/children/undo", "POST /calls/{id}/resume", "POST /tickets/changes/{id}/undo", "POST /api/v1/changes/{id}/undo", "POST /imports/{id}/undo", "POST /api/v1/grids/{id}/undo", "POST /api/v1/grids/file", "POST /api/v1/files", "POST /support/{id}/seen", "POST /api/v1/tickets/{number}/take", "POST /api/v1/notifications/read",
  "POST /api/v1/notifications/{id}/read", "POST /api/v1/tickets/{number}/stand-in", "POST /api/v1/tickets/{number}/invited/{id}/link", "POST /api/v1/handovers/{id}/undo",
  "POST /api/v1/people/{login}/close", "POST /api/v1/people/{login}/reopen", "POST /api/v1/mail/letters/again", "POST /api/v1/mail/letters/{id}/again", "PUT /api/v1/logo"];

/* Tried in a house of its own: hostile.mjs. */
const ELSEWHERE = ["POST /first"];

/* What an API body holds so that the field tried is the only odd one.  Routes not named here begin from nothing. */
export const BODIES = {
  "POST /api/v1/incidents": ["ines", { subject: "s" }], "POST /api/v1/people": ["ada", { login: "x", name: "X" }], "POST /api/v1/groups": ["ada", { code: "x", name: "X", department: "dsi" }],
  "PATCH /api/v1/mail/relay": ["ada", {}], "POST /api/v1/mail/relay/try": ["ada", { to: "x" }],
  "POST /api/v1/promises/check": ["ada", { promise: "incident.response", at: "2026-01-09T16:00" }],
  "POST /api/v1/calendars/{code}/import": ["ada", { file: "BEGIN:VCALENDAR\nEND:VCALENDAR\n" }], "POST /api/v1/calendars/{code}/import/preview": ["ada", { file: "BEGIN:VCALENDAR\nEND:VCALENDAR\n" }],
  "POST /api/v1/config": ["ada", { text: "[" }], "POST /api/v1/config/preview": ["ada", { text: "[" }],
  "POST /api/v1/intentions": ["ada", { approach: "antem", department: "dsi", course: "X1", term: "H26", title: "b" }], "POST /api/v1/intentions/{id}/decide": ["ada", { decision: "refuse", reason: "b" }],
  "POST /api/v1/approaches": ["ada", { code: "x", name_fr: "X", name_en: "X" }],
  "POST /api/v1/departments": ["ada", { code: "x", name_fr: "X" }], "POST /api/v1/services": ["ada", { code: "x", name_fr: "X", group: "desk", department: "dsi" }],
  "PATCH /api/v1/services/{code}": ["ada", { offered: true }], "PATCH /api/v1/views/{id}": ["karim", {}],
  "POST /api/v1/people/import/preview": ["ada", { text: "login;nom\nx;X\n" }], "POST /api/v1/people/import": ["ada", { text: "login;nom\nx;X\n", digest: "x" }], "POST /api/v1/people/export": ["ada", { format: "csv" }],
  "POST /api/v1/groups/{code}/members": ["ada", { login: "lea" }], "POST /api/v1/tickets/{number}/comments": ["ines", { body: "b" }], "PATCH /api/v1/people/{login}": ["ines", {}],
  "POST /api/v1/tickets/{number}/invited": ["karim", { who: "theo" }], "PUT /api/v1/tickets/{number}/drafts/{mode}": ["karim", { body: "b" }], "PUT /api/v1/services/{code}/draft": ["ines", { body: "b" }],
  "PATCH /api/v1/me": ["ines", {}], "POST /api/v1/basket/items": ["ines", { service: "aide", item: "espace", answers: { nom: "b" } }], "PATCH /api/v1/basket/items/{id}": ["ines", { answers: { nom: "b" } }], "POST /api/v1/basket/send": ["ines", { requested_for: "personne" }],
  "PUT /api/v1/services/{code}/items/{item}/draft": ["ines", { answers: { nom: "b" } }],
  "POST /api/v1/articles/{slug}/feedback": ["ines", { helpful: false }], "POST /api/v1/exports": ["karim", { format: "csv" }], "POST /api/v1/calls": ["karim", { person: "b" }], "PATCH /api/v1/calls/{id}": ["karim", {}], "POST /api/v1/calls/{id}/ticket": ["karim", { solve: true }],
  "POST /api/v1/changes": ["karim", { tickets: ["INC-1"], urgency: 1 }], "POST /api/v1/changes/preview": ["karim", { tickets: ["INC-1"], urgency: 1 }],
};

const VARS = { code: "desk", login: "ines", target: "service:aide", state: "reopen", group: "help", id: "1", other: "INC-99998", role: "lead", name: "x", mode: "note", item: "espace" };

const filled = (path, t, vars) => path.replace("/password/{secret}", `/password/${vars.choose}`).replace(/\{(\w+)\}/g, (all, name) => (name === "number" || (name === "id" && /^\/(tickets|requests|api\/v1\/tickets)\/\{id\}/.test(path)) ? t : name === "code" && /^\/api\/v1\/(departments|services)\//.test(path) ? (path.includes("departments") ? "dsi" : "aide") : name === "slug" ? (path.startsWith("/kb") ? "se-connecter-au-wifi" : "aide") : name === "code" && path.startsWith("/api/v1/calendars/") ? "standard" : name === "code" && path.startsWith("/admin/promises") ? "incident.response" : name === "code" && path.startsWith("/courses") ? "=1" : name === "code" && /\/items\//.test(path) ? "espace" : vars[name] ?? "1"));

/** The route that answers there: the one with the most fixed words. */
export function routeAt(routes, method, address) {
  const parts = address.split("?")[0].split("/");
  let best = null, most = -1;
  for (const route of routes) {
    const [verb, path] = route.split(" "), wanted = path.split("/");
    if (verb !== method || wanted.length !== parts.length || !wanted.every((w, i) => w.startsWith("{") || w === parts[i])) continue;
    const fixed = wanted.filter((w) => !w.startsWith("{")).length;
    if (fixed > most) [best, most] = [route, fixed];
  }
  return best;
}

const day = (later) => new Date(Date.now() + later * 86400000).toISOString().slice(0, 10);

const OFFERS = `[form."espace"]
name_fr = "Espace"
name_en = "Space"
fields = ["nom text required | Nom | Name", "motif choice | Motif | Reason | a: Un = One | b: Deux = Two", "detail long | Détail | Detail", "combien number | Combien ? | How many?"]

[offer."aide/espace"]
name_fr = "Un espace"
name_en = "A space"
form = "espace"
`;
const GRID = `Code;Titre;Département;Trimestre;Responsable;Courriel;Approche(s);Présentateurs;Séances
MED1234;Clinique;Médecine;Hiver 2026;Hélène Dubreuil;helene@univ.example;Classe virtuelle Zoom;Hélène Dubreuil <helene@univ.example>;2026-01-19 08:30/10:30
MED2040;Anatomie;Pathologie;Hiver 2026;Jean Lemaire;pas une adresse;Inconnue;Jean Lemaire <jean@univ.example>;demain
`;

/* Something of everything, so that the pages have their forms.  Returns another's ticket and the secrets of two links,
   which are this house's own: houses are tried side by side. */
async function furnish(h, t) {
  const ines = await h.as("ines"), karim = await h.as("karim"), ada = await h.as("ada"), other = await h.as("theo");
  const made = await other.post("/requests", { service: "aide", subject: "autre", body: "x", urgency: "2" });
  const u = made.headers.location.split("/").pop(), add = async (who, where, fields, ...right) => {
    const reply = await who.post(where, fields);
    expect([303, 200, ...right].includes(reply.status), `${where} is not furnished: ${reply.status}`);
  };
  await add(karim, `/tickets/${t}/take`, {});
  await add(karim, `/tickets/${t}/restated`, { restated: "Ceci." });
  await add(karim, `/tickets/${t}/checks`, { label: "Un point" });
  await add(karim, `/tickets/${t}/time`, { minutes: "5" });
  await add(karim, `/tickets/${t}/messages`, { mode: "reply", body: "Voici." });
  await add(karim, `/tickets/${t}/tags`, { add: "étiquette" });
  await add(karim, `/tickets/${t}/links`, { to: u, kind: "related" });
  await add(karim, "/me/canned", { name: "Bonjour", lang: "fr", body: "Bonjour." });
  await add(karim, "/tickets/views?view=mine", { name: "Ma vue" });
  await add(karim, "/me/absences", { from: day(30), to: day(31) });
  await add(karim, "/calls", {});
  const link = await ines.post(`/requests/${t}/invite`, { who: "tuteur@ecole.example", name: "Jean Tuteur" });
  const secret = link.text.match(/\/i\/([\w-]{43})/)[1];
  const choose = await ada.post("/admin/people/2/password-link", {});
  const chosen = choose.text.match(/\/password\/([\w-]{43})/)[1];
  await add(ada, `/tickets/${t}/advice`, { group: "2", body: "Qu’en pensez-vous ?" });
  for (const what of ["categories", "fields"]) await add(ada, `/admin/${what}`, { code: "matrice", name_fr: "Matrice", name_en: "Matrix", type: "text", service: "" });
  await add(ada, "/admin/sites/new", { code: "rive", name: "Rive", calendar: "standard" });
  const page = await ada.post("/admin/config", { text: OFFERS });
  await add(ada, "/admin/config/apply", { text: OFFERS, seen: page.text.match(/name="seen" value="([^"]+)"/)[1] });
  const asked = forms((await ines.get("/services/aide/items/espace")).text).find((f) => f.typed.includes("a_nom"));
  await add(ines, "/services/aide/items/espace", { ...asked.fields, a_nom: "Un espace", do: "basket" });
  await add(ada, "/imports", { name: "grille", files: { name: "grille.csv", type: "text/csv", bytes: GRID }, file: { name: "grille.csv", type: "text/csv", bytes: GRID } });
  const review = (await ada.get("/imports/1/review")).text;
  await add(ada, "/imports/1/create", { seen: review.match(/name="seen" value="([^"]+)"/)[1] });
  const plan = forms((await ada.get("/admin/plans/soutien-cours")).text).find((f) => f.action.endsWith("/name"));
  await add(ada, "/admin/plans/soutien-cours/name", { ...plan.fields, name_fr: "Soutien", name_en: "Support" }); /* there is a draft */
  await h.sql("INSERT INTO course (code, term, title, department_id, first_at) SELECT 'BIO1101', 'A26', 'Biologie', MIN(id), 1 FROM department");
  await h.sql("INSERT INTO course_session (course_id, from_at, to_at) SELECT id, 1, 2 FROM course");
  await h.sql("INSERT INTO presenter (course_id, person_id) SELECT c.id, p.id FROM course c, person p WHERE p.login = 'theo'");
  await karim.api("POST", `/api/v1/tickets/${u}/resolve`, { reason: "fait" });
  return { u, secret, choose: chosen };
}

const STARTS = {
  ada: ["/admin", "/admin/departments/new", "/admin/services/new", "/admin/articles/new", "/admin/routing/new", "/admin/sites/new", "/admin/promises/new", "/admin/people/2/merge?with=theo", "/admin/people/2/handover",
    "/admin/questions/service:aide", "/people/3/absences", "/admin/people/3", "/admin/calendars/standard", "/admin/articles/contact",
    "/imports", "/imports/new", "/imports/1/columns", "/imports/1/review", "/imports/1/create", "/courses", "/courses/=1", "/courses/=1/edit", "/courses/=1/sessions/1", "/courses/=1/sessions/new", "/courses/=1/support", "/courses/recordings",
    "/admin/plans", "/admin/plans/soutien-cours", "/admin/plans/soutien-cours?step=2.1", "/tickets/RITM-1", "/tickets/SCTASK-1"],
  karim: ["/desk", "/tickets", "/tickets?view=scope", "/tickets/new", "/calls/new", "/tickets/views?view=mine", "/me", "/me/canned", "/me/absences", "/me/security", "/me/notifications", "/kb", "/notifications",
    ...["", "?open=assign", "?open=state", "?open=mark", "?open=fields", "?open=advice", "?mode=note", "?mode=reply", "?canned=1", "/work", "/together", "/together?to={u}", "/forms/state", "/forms/fields", "/forms/mark", "/forms/assign", "/forms/advice"].map((x) => `/tickets/{t}${x}`)],
  ines: ["/", "/requests", "/requests/{t}", "/requests/{t}?correct=1", "/services/aide/new", "/services/aide/items/espace", "/basket", "/services", "/me", "/me/accessibility", "/me/sessions", "/me/password", "/me/confirm", "/me/security", "/kb/se-connecter?why=1"],
  theo: ["/requests/{u}", "/requests"],
  nobody: ["/login", "/"],
};
const PAGES_OF_A_ROUTE = 2;

/* Walks from the starts along links of our own: each form that a POST or PUT route answers, once a set of names. */
async function walk(h, routes, t, u, found) {
  for (const [login, starts] of Object.entries(STARTS)) {
    const who = await h.as(login), seen = new Map(), list = new Set(starts.map((s) => s.replace("{t}", t).replace("{u}", u))), own = new Set(list);
    for (const page of list) {
      const route = routeAt(routes, "GET", page), times = seen.get(route) ?? 0;
      if (!route || (times >= PAGES_OF_A_ROUTE && !own.has(page)) || /logout|\/pdf|export|\/events|\/api\/|\/attachments\//.test(page)) continue;
      seen.set(route, times + 1);
      const reply = await who.get(page);
      if (!/^text\/html/.test(reply.headers["content-type"] ?? "")) continue;
      for (const form of forms(reply.text)) {
        const action = form.action || page, to = routeAt(routes, form.method, action), key = `${to} ${[...form.typed, ...form.chosen].sort()}`;
        form.chosen = form.chosen.filter((name) => name !== "csrf");
        if (to && !to.startsWith("GET ") && !found.has(key)) found.set(key, { route: to, who: login, page, ...form, action });
      }
      for (const [, href] of reply.text.matchAll(/(?:href|hx-get)="(\/[^"#]*)"/g)) list.add(href.replaceAll("&amp;", "&"));
    }
  }
}

/** { routes, forms: [{ route, who, page, action, method, fields, typed, chosen }], bodies: [{ route, who, base, names }], missing: [routes] } */
export async function everything(h, t) {
  const routes = (await h.must(["routes"])).trim().split("\n").map((l) => l.trim().split(/\s+/).slice(0, 2).join(" "));
  const { u, ...secrets } = await furnish(h, t), vars = { ...VARS, ...secrets }, found = new Map(), bodies = [];
  await walk(h, routes, t, u, found);
  for (const [route, [who, fields, more = []]] of Object.entries(ROWS)) {
    const [method, path] = route.split(" ");
    found.set(`${route} row`, { route, who, page: null, action: filled(path, t, vars), method, fields, typed: [...Object.keys(fields), ...more], chosen: [], row: true });
  }
  const doc = (await (await h.as("nobody")).get("/api/v1/openapi.json")).json;
  for (const route of routes.filter((r) => / \/api\//.test(r) && !r.startsWith("GET "))) {
    const [method, path] = route.split(" "), schema = (doc.paths[path] ?? doc.paths[path.replace("/api/v1", "")])?.[method.toLowerCase()]?.requestBody?.content?.["application/json"]?.schema;
    const names = Object.keys((schema?.$ref ? doc.components.schemas[schema.$ref.split("/").pop()] : schema)?.properties ?? {}), [who, base] = BODIES[route] ?? ["ada", {}];
    if (names.length) bodies.push({ route, method, who, target: filled(path, t, vars), base, names });
  }
  const covered = new Set([...[...found.values()].filter((f) => f.typed.length + f.chosen.length).map((f) => f.route), ...bodies.map((x) => x.route), ...TEXTLESS, ...ELSEWHERE]);
  const buttons = new Set([...found.values()].map((f) => f.route));
  const missing = routes.filter((r) => !/^(GET|DELETE) /.test(r) && !covered.has(r) && !buttons.has(r) && !/\/attachments$/.test(r));
  return { routes, forms: [...found.values()], bodies, missing, gone: [...Object.keys(ROWS), ...TEXTLESS, ...Object.keys(BODIES)].filter((r) => !routes.includes(r)) };
}
