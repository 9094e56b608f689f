/* node tests/matrix/matrix.mjs
   Who may do what, as one table, asked of every route that the program declares: role × thing × route.  A
   route that the table does not know is a failure.  What one may not see answers exactly like what does not
   exist; what one may see but not do is refused; neither changes a row.  Then what leaks sideways: lists,
   counts, search, live events. */
import { abreast, engines, expect, finish, ok, PASSWORD, pause, Visitor } from "../stories/house.mjs";
import { delegated, factor } from "./accounts.mjs";
import { forged, mass, redirects } from "./forms.mjs";
import { sideways } from "./sideways.mjs";
import { sameTime } from "./timing.mjs";
import { AGENTS, bare, isDoor, ROLES, scene, state, THINGS, words } from "./scene.mjs";

const ANY = ROLES, SIGNED = ROLES.slice(1), ADMINS = ["ada"], CHIEFS = ["maya", "ada"];

const FORM = (fields) => ({ fields });
const JSON_ = (value) => ({ value });
const page = (who) => ({ who });
/* A thing's page: whoever is of `who` and reads the thing. */
const thing = (who) => ({ who, of: "ticket" });
/* An act: `send` would change something, `tame` is let in and changes nothing (or little). */
const act = (who, may, send, tame) => ({ who, of: "ticket", may, send, tame: tame === undefined ? send : tame });

const worker = (role, name) => AGENTS.includes(role) && THINGS[name].reads.includes(role);
const owner = (role, name) => THINGS[name].owner === role;
const either = (role, name) => worker(role, name) || owner(role, name);
/* Taking needs to be in the group: bruno is in cours, karim and maya in desk, the administrator may. */
const member = (role, name) => worker(role, name);

const BAD = "999999";
const TABLE = {
  /* ---- without a thing ---- */
  "GET /": page(ANY), "GET /healthz": page(ANY), "GET /readyz": page(ANY), "GET /metrics": page(ANY), "GET /favicon.ico": page(ANY),
  "GET /robots.txt": page(ANY), "GET /login": page(ANY), "GET /password": page(ANY), "GET /password/{secret}": { who: ANY, vars: { secret: "x".repeat(43) } }, "GET /services": page(ANY), "GET /search": page(ANY),
  "GET /search/suggest": page(ANY), "GET /assets/{hash}/{name}": page(ANY), "GET /api/v1/openapi.json": page(ANY),
  "GET /notifications": page(SIGNED), "GET /parts/bell": page(SIGNED), "GET /me/notifications": page(SIGNED), "GET /admin/notifications": page(ADMINS),
  "GET /api/v1/notifications": page(SIGNED), "GET /api/v1/me/notifications": page(SIGNED),
  "POST /api/v1/notifications/read": { who: SIGNED, send: JSON_({}) }, "POST /api/v1/notifications/{id}/read": { who: SIGNED, send: JSON_({}), vars: { id: BAD } },
  "PATCH /api/v1/me/notifications": { who: SIGNED, send: JSON_({ choices: [{ event: "rien" }] }) },
  "GET /api/v1/tickets/{number}/advice": thing(AGENTS), "GET /api/v1/tickets/{number}/invited": thing(AGENTS),
  "POST /api/v1/tickets/{number}/advice": act(AGENTS, worker, JSON_({ group: "cours", body: "intrus" }), JSON_({ group: "", body: "" })),
  "DELETE /api/v1/tickets/{number}/advice/{group}": { ...act(AGENTS, worker, JSON_({})), vars: { group: "rien" }, gone: true },
  "POST /api/v1/tickets/{number}/stand-in": { who: AGENTS, send: JSON_({}), vars: { number: "INC-99998" } },
  "POST /api/v1/tickets/{number}/invited": act(SIGNED, either, JSON_({ who: "theo" }), JSON_({ who: "" })),
  "POST /api/v1/tickets/{number}/invited/{id}/link": { ...act(SIGNED, either, JSON_({})), gone: true },
  "DELETE /api/v1/tickets/{number}/invited/{id}": { ...act(AGENTS, worker, JSON_({})), vars: { id: BAD }, gone: true },
  "DELETE /api/v1/groups/{code}/members/{login}": { who: ADMINS, send: JSON_({}), vars: { code: "desk", login: "fantome" } },
  "GET /kb": page(ANY), "GET /kb/{slug}": { who: ANY, vars: { slug: "rien" } }, "GET /pages/{slug}": { who: ANY, vars: { slug: "accessibilite" } },
  "GET /parts/services": page(ANY), "GET /api/v1/articles": page(SIGNED), "GET /api/v1/articles/{slug}": { who: SIGNED, vars: { slug: "accessibilite" } },
  "GET /admin/articles": page(CHIEFS), "GET /admin/articles/new": page(CHIEFS), "GET /admin/articles/{slug}": { who: CHIEFS, vars: { slug: "contact" } },
  "GET /admin/articles/{slug}/history": { who: CHIEFS, vars: { slug: "contact" } },
  "GET /services/{slug}/items/{code}": { who: SIGNED, vars: { slug: "aide", code: "rien" } }, "GET /basket": page(SIGNED),
  "GET /api/v1/services/{code}/offers": page(SIGNED), "GET /api/v1/requests": page(SIGNED),
  "GET /api/v1/requests/{number}": { who: SIGNED, vars: { number: "REQ-99999" } },
  "GET /services/{slug}": page(ANY), "GET /services/{slug}/new": page(SIGNED),
  "GET /me": page(SIGNED), "GET /me/accessibility": page(SIGNED), "GET /me/sessions": page(SIGNED), "GET /me/tokens": page(SIGNED), "GET /admin/tokens": page(ADMINS), "GET /me/password": page(SIGNED),
  "GET /me/security": page(SIGNED), "GET /me/security/totp": page(SIGNED), "GET /me/confirm": page(SIGNED), "GET /login/code": { special: "factor" },
  "GET /me/absences": page(AGENTS), "GET /people/{id}/absences": page(ADMINS),
  "GET /api/v1/me/availability": page(AGENTS), "GET /api/v1/people/{login}/absences": page(ADMINS),
  "GET /requests": page(SIGNED), "GET /parts/requests": page(SIGNED),
  "GET /api/v1/incidents": page(SIGNED), "GET /api/v1/tickets": page(SIGNED), "GET /api/v1/services": page(SIGNED),
  "GET /api/v1/services/{code}": page(SIGNED), "GET /api/v1/courses": page(SIGNED), "GET /api/v1/course-reports/{name}": { who: AGENTS, vars: { name: "sessions" } },
  "GET /calendar": page(AGENTS), "GET /calendar/feeds": page(AGENTS), "GET /calendar/{secret}": { who: ANY, vars: { secret: "rien.ics" } },
  "POST /calendar/feeds": { who: AGENTS, send: FORM({ do: "drop", id: BAD }) },
  "GET /bookings": page(AGENTS), "POST /bookings": { who: AGENTS, send: FORM({ room: BAD }) },
  "GET /admin/rooms": page(ADMINS), "GET /admin/rooms/{code}": { who: ADMINS, vars: { code: "new" } },
  "POST /admin/rooms/{code}": { who: ADMINS, send: FORM({ name: "" }), vars: { code: "new" } },
  "GET /admin/support-types": page(ADMINS), "GET /admin/support-types/{code}": { who: ADMINS, vars: { code: "new" } },
  "GET /admin/approaches": page(ADMINS), "GET /admin/approaches/{code}": { who: ADMINS, vars: { code: "new" } },
  "POST /admin/approaches/{code}": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "new" } },
  "GET /api/v1/approaches": page(SIGNED), "POST /api/v1/approaches": { who: ADMINS, send: JSON_({ code: "é" }) },
  "PATCH /api/v1/approaches/{code}": { who: ADMINS, send: JSON_({}), vars: { code: "rien" } },
  "POST /admin/support-types": { who: ADMINS, send: FORM({}) },
  "POST /admin/support-types/{code}": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "new" } },
  "GET /api/v1/rooms": page(AGENTS), "POST /api/v1/rooms": { who: ADMINS, send: JSON_({ code: "é" }) },
  "PATCH /api/v1/rooms/{code}": { who: ADMINS, send: JSON_({}), vars: { code: "rien" } }, "GET /api/v1/rooms/{code}/bookings": { who: AGENTS, vars: { code: "rien" } },
  "GET /api/v1/bookings": page(AGENTS), "POST /api/v1/bookings": { who: AGENTS, send: JSON_({ room: "rien" }) },
  "PATCH /api/v1/bookings/{id}": { who: AGENTS, send: JSON_({}), vars: { id: BAD } }, "DELETE /api/v1/bookings/{id}": { who: AGENTS, send: JSON_({}), vars: { id: BAD } },
  "GET /api/v1/support-types": page(AGENTS), "GET /api/v1/support-tasks": page(AGENTS), "POST /api/v1/support-tasks": { who: AGENTS, send: JSON_({ type: "rien" }) },
  "GET /api/v1/support-tasks/{number}": { who: AGENTS, vars: { number: "TASK-99998" } },
  "PATCH /api/v1/support-tasks/{number}": { who: AGENTS, send: JSON_({}), vars: { number: "TASK-99998" } },
  "POST /api/v1/support-tasks/many": { who: AGENTS, send: JSON_({ type: "rien" }) }, "POST /api/v1/support-tasks/many/preview": { who: AGENTS, send: JSON_({ type: "rien" }) },
  "POST /api/v1/courses/{code}/sessions/{id}/recording": { who: SIGNED, send: JSON_({ state: "present" }), vars: { code: "rien", id: BAD } }, "GET /api/v1/sessions": page(AGENTS),
  "GET /api/v1/intentions": page(SIGNED), "POST /api/v1/intentions": { who: SIGNED, send: JSON_({ course: "rien" }) },
  "POST /api/v1/intentions/{id}/decide": { who: SIGNED, send: JSON_({ decision: "refuse" }), vars: { id: BAD } },
  "POST /api/v1/courses/{code}/timetable": { who: AGENTS, send: JSON_({ calendar: "rien" }), vars: { code: "rien" } },
  "POST /api/v1/courses/{code}/timetable/preview": { who: AGENTS, send: JSON_({ calendar: "rien" }), vars: { code: "rien" } },
  "GET /support/timetables/{id}": { who: AGENTS, vars: { id: BAD } }, "POST /support/timetables/{id}": { who: AGENTS, send: FORM({}), vars: { id: BAD } },
  "GET /support/new": page(AGENTS), "POST /support/new": { who: AGENTS, send: FORM({ do: "preview" }) },
  "GET /support/{id}/edit": { who: AGENTS, vars: { id: "TASK-99998" } }, "POST /support/{id}/edit": { who: AGENTS, send: FORM({}), vars: { id: "TASK-99998" } },
  "POST /api/v1/support-types": { who: ADMINS, send: JSON_({ code: "é" }) }, "PATCH /api/v1/support-types/{code}": { who: ADMINS, send: JSON_({}), vars: { code: "rien" } },
  "GET /api/v1/rooms/availability": page(AGENTS), "GET /api/v1/calendar-feeds": page(AGENTS),
  "POST /api/v1/calendar-feeds": { who: AGENTS, send: JSON_({}) },
  "DELETE /api/v1/calendar-feeds/{id}": { who: AGENTS, send: JSON_({}), vars: { id: BAD } },
  "POST /support/{id}/room": { who: AGENTS, send: FORM({}), vars: { id: "TASK-99998" } },
  "POST /support/{id}/seen": { who: AGENTS, send: FORM({}), vars: { id: "TASK-99998" } },
  "GET /rooms/{id}/availability": { who: AGENTS, vars: { id: BAD } },
  "GET /desk": page(AGENTS), "GET /desk/keys": page(AGENTS), "GET /desk/parts/{name}": page(AGENTS), "GET /desk/people": page(AGENTS), "GET /desk/courses": page(AGENTS),
  "GET /desk/search": page(AGENTS), "GET /tickets": page(AGENTS), "GET /tickets/filters": page(AGENTS), "GET /tickets/export": page(AGENTS), "GET /tickets/new": page(AGENTS), "GET /calls/new": page(AGENTS),
  "GET /calls/{id}": { who: AGENTS, vars: { id: BAD } }, "GET /people/search": page(AGENTS),
  "GET /people/{id}": page(AGENTS),
  "GET /api/v1/people": page(AGENTS), "GET /api/v1/groups": page(AGENTS), "GET /api/v1/groups/{code}": page(AGENTS),
  "GET /api/v1/departments": page(AGENTS),
  "GET /admin": page(ADMINS), "GET /admin/people": page(ADMINS), "GET /admin/people/{id}": { special: "delegated" }, "GET /admin/people/import": page(ADMINS), "GET /admin/people/{id}/handover": page(ADMINS), "GET /admin/groups": page(ADMINS), "GET /admin/groups/{code}": page(ADMINS),
  "GET /api/v1/grids": page(ADMINS), "GET /api/v1/grids/withdrawn": page(ADMINS), "GET /api/v1/grids/{id}": { who: ADMINS, vars: { id: BAD } },
  "POST /api/v1/grids": { who: ADMINS, send: JSON_({}) }, "POST /api/v1/grids/file": { who: ADMINS, send: FORM({ name: "" }) },
  "POST /api/v1/grids/withdrawn": { who: ADMINS, send: JSON_({}) }, "PATCH /api/v1/grids/{id}": { who: ADMINS, send: JSON_({}), vars: { id: BAD } },
  "POST /api/v1/grids/{id}/apply": { who: ADMINS, send: JSON_({}), vars: { id: BAD } }, "POST /api/v1/grids/{id}/undo": { who: ADMINS, send: JSON_({}), vars: { id: BAD } },
  "GET /imports": page(ADMINS), "GET /imports/new": page(ADMINS), "GET /imports/{id}/columns": { who: ADMINS, vars: { id: BAD } }, "GET /imports/{id}/review": { who: ADMINS, vars: { id: BAD } },
  "GET /imports/{id}/export": { who: ADMINS, vars: { id: BAD } }, "GET /imports/{id}/create": { who: ADMINS, vars: { id: BAD } },
  "GET /admin/promises": page(ADMINS), "GET /admin/promises/check": page(ADMINS),
  "GET /admin/promises/{code}": { who: ADMINS, vars: { code: "incident.response" } },
  "GET /admin/questions": page(ADMINS), "GET /admin/questions/{target}": { who: ADMINS, vars: { target: "kind:use" } },
  "GET /admin/forms": page(ADMINS), "GET /admin/forms/{code}": { who: ADMINS, vars: { code: "new" } },
  "GET /admin/offers": page(ADMINS), "GET /admin/offers/{id}": { who: ADMINS, vars: { id: "new" } },
  "GET /admin/routing": page(ADMINS), "GET /admin/routing/{code}": { who: ADMINS, vars: { code: "outage" } },
  "GET /api/v1/question-lists": page(AGENTS), "GET /api/v1/question-lists/{target}": { who: SIGNED, vars: { target: "kind:use" } },
  "GET /api/v1/natures": page(SIGNED),
  "GET /admin/fields": page(ADMINS), "GET /admin/categories": page(ADMINS), "GET /admin/priorities": page(ADMINS),
  "GET /admin/departments": page(ADMINS), "GET /admin/services": page(ADMINS), "GET /admin/settings": page(ADMINS),
  "GET /admin/departments/{code}": { who: ADMINS, vars: { code: "dsi" } }, "GET /admin/services/{code}": { who: ADMINS, vars: { code: "aide" } },
  "GET /admin/plans": page(ADMINS), "GET /admin/plans/{code}": { who: ADMINS, vars: { code: "new" } }, "GET /admin/plans/{code}/versions": { who: ADMINS, vars: { code: "rien" } },
  "POST /admin/plans": { who: ADMINS, send: FORM({ code: "" }) }, "POST /admin/plans/{code}/step": { who: ADMINS, send: FORM({ code: "" }), vars: { code: "rien" } },
  "POST /admin/plans/{code}/name": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "rien" } },
  "POST /admin/plans/{code}/publish": { who: ADMINS, send: FORM({}), vars: { code: "rien" } }, "POST /admin/plans/{code}/drop": { who: ADMINS, send: FORM({}), vars: { code: "rien" } },
  "GET /api/v1/mail/letters": page(ADMINS), "GET /api/v1/mail/relay": page(ADMINS), "PATCH /api/v1/mail/relay": { who: ADMINS, send: JSON_({ port: 0 }) }, "POST /api/v1/mail/relay/try": { who: ADMINS, send: JSON_({ to: "" }) },
  "POST /api/v1/mail/letters/again": { who: ADMINS, send: JSON_({}) }, "POST /api/v1/mail/letters/{id}/again": { who: ADMINS, send: JSON_({}), vars: { id: BAD } },
  "POST /api/v1/promises/check": { who: ADMINS, send: JSON_({ promise: "rien" }) },
  "POST /api/v1/calendars/{code}/import": { who: ADMINS, send: JSON_({ file: "rien" }), vars: { code: "standard" } }, "POST /api/v1/calendars/{code}/import/preview": { who: ADMINS, send: JSON_({ file: "rien" }), vars: { code: "standard" } },
  "GET /api/v1/config": page(ADMINS), "POST /api/v1/config": { who: ADMINS, send: JSON_({ text: "[" }) }, "POST /api/v1/config/preview": { who: ADMINS, send: JSON_({ text: "[" }) },
  "GET /admin/config": page(ADMINS), "GET /admin/config/export": page(ADMINS),
  "POST /admin/config": { who: ADMINS, send: FORM({ text: "[" }) }, "POST /admin/config/apply": { who: ADMINS, send: FORM({ text: "[", seen: "" }) },
  "GET /admin/categories/{code}": { who: ADMINS, vars: { code: "matrice" } }, "GET /admin/fields/{code}": { who: ADMINS, vars: { code: "matrice" } },
  "POST /admin/categories/{code}": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "matrice" } },
  "POST /admin/fields/{code}": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "matrice" } },
  /* somebody administers: the first run is over, for everybody */
  "GET /first": { who: ANY, vars: {} }, "POST /first": { who: ANY, send: FORM({ code: "" }), vars: {} }, "GET /logo/{hash}": { who: ANY, vars: { hash: "0" } },
  "GET /admin/mail": page(ADMINS), "POST /admin/mail": { who: ADMINS, send: FORM({ relay_port: "x" }) }, "POST /admin/mail/try": { who: ADMINS, send: FORM({ to: "" }) },
  "GET /admin/mail/texts": page(ADMINS), "GET /admin/mail/texts/{code}": { who: ADMINS, vars: { code: "received" } },
  "POST /admin/mail/texts/{code}": { who: ADMINS, send: FORM({ act: "preview" }), vars: { code: "received" } },
  "GET /admin/mail/letters": page(ADMINS), "POST /admin/mail/letters/again": { who: ADMINS, send: FORM({}) }, "POST /admin/trial/mail": { who: ADMINS, send: FORM({ trial_to: "x" }) },
  "GET /admin/trial": page(ADMINS), "POST /admin/trial/begin": { who: ADMINS, send: FORM({}) }, "POST /admin/trial/end": { who: ADMINS, send: FORM({}) },
  "POST /admin/trial/erase": { who: ADMINS, send: FORM({ word: "" }) }, "POST /admin/logo": { who: ADMINS, send: FORM({ act: "" }) },
  "GET /api/v1/logo": page(SIGNED), "PUT /api/v1/logo": { who: ADMINS, send: JSON_({}) }, "DELETE /api/v1/logo": { who: ADMINS, send: JSON_({}) },
  "POST /api/v1/people/export": { who: ADMINS, send: JSON_({ format: "rien" }) },
  "GET /admin/audit": page(ADMINS), "GET /admin/audit.csv": page(ADMINS), "GET /api/v1/audit": page(ADMINS),
  "DELETE /api/v1/groups/{code}/services/{service}": { who: ADMINS, send: JSON_({}), vars: { code: "desk", service: "rien" } },
  "GET /api/v1/people/{login}/security": page(ADMINS), "POST /api/v1/people/{login}/close": { who: ADMINS, send: JSON_({}), vars: { login: "fantome" } },
  "POST /api/v1/people/{login}/reopen": { who: ADMINS, send: JSON_({}), vars: { login: "fantome" } }, "DELETE /api/v1/people/{login}/second-factor": { who: ADMINS, send: JSON_({}), vars: { login: "fantome" } },
  "DELETE /api/v1/people/{login}/sessions": { who: ADMINS, send: JSON_({}), vars: { login: "fantome" } }, "GET /api/v1/me/sessions": page(SIGNED),
  "DELETE /api/v1/me/sessions": { who: SIGNED, send: JSON_({}) }, "DELETE /api/v1/me/sessions/{key}": { who: SIGNED, send: JSON_({}), vars: { key: "rien" } },
  "GET /api/v1/me/tokens": page(SIGNED), "GET /api/v1/tokens": page(ADMINS), "DELETE /api/v1/tokens/{id}": { who: SIGNED, send: JSON_({}), vars: { id: BAD } },
  "GET /api/v1/people/{login}/handover": page(ADMINS), "POST /api/v1/people/{login}/handover": { who: ADMINS, send: JSON_({ to: "personne" }) },
  "POST /api/v1/handovers/{id}/undo": { who: ADMINS, send: JSON_({}), vars: { id: BAD } },
  "GET /api/v1/notification-rules": page(ADMINS), "PATCH /api/v1/notification-rules": { who: ADMINS, send: JSON_({ rules: [{ event: "rien" }] }) },
  "POST /api/v1/people/import/preview": { who: ADMINS, send: JSON_({ text: "" }) }, "POST /api/v1/people/import": { who: ADMINS, send: JSON_({ text: "" }) },
  "GET /api/v1/departments/{code}": { who: ADMINS, vars: { code: "dsi" } }, "PATCH /api/v1/departments/{code}": { who: ADMINS, send: JSON_({ name_fr: "" }), vars: { code: "dsi" } },
  "DELETE /api/v1/departments/{code}": { who: ADMINS, send: JSON_({}), vars: { code: "dsi" } }, "PATCH /api/v1/services/{code}": { who: ADMINS, send: JSON_({ name_fr: "" }), vars: { code: "aide" } },
  "GET /admin/sites": page(ADMINS), "GET /admin/sites/{code}": { who: ADMINS, vars: { code: "new" } },
  "POST /admin/sites/{code}": { who: ADMINS, send: FORM({ name: "" }), vars: { code: "new" } },
  "GET /admin/calendars/{code}": { who: ADMINS, vars: { code: "standard" } },
  "GET /events": { special: "live" }, "GET /api/v1/people/{login}": { special: "people" },

  "GET /courses": page(SIGNED), "GET /courses/items": page(AGENTS), "GET /courses/presenters": page(AGENTS), "GET /courses/sessions": page(AGENTS),
  "GET /courses/recordings": page(AGENTS), "GET /courses/export": page(AGENTS),
  "GET /api/v1/courses/{code}": { who: SIGNED, vars: { code: "rien" } }, "POST /api/v1/courses": { who: ADMINS, send: JSON_({ code: "" }) },
  "PATCH /api/v1/courses/{code}": { who: AGENTS, send: JSON_({ title: "" }), vars: { code: "rien" } },
  "GET /courses/intentions": page(SIGNED), "POST /courses/intentions": { who: SIGNED, send: FORM({ course: BAD, approach: "" }) },
  "POST /courses/intentions/{id}": { who: SIGNED, send: FORM({ act: "refuse" }), vars: { id: BAD } },
  /* a course that is none: who reads and changes a real one is told in course_pages_test.c */
  "GET /courses/{code}": { who: SIGNED, vars: { code: "rien" } }, "GET /courses/{code}/support": { who: AGENTS, vars: { code: "rien" } },
  "GET /courses/{code}/edit": { who: AGENTS, vars: { code: "rien" } }, "POST /courses/{code}/edit": { who: AGENTS, send: FORM({ title: "intrus" }), vars: { code: "rien" } },
  "GET /courses/{code}/sessions/{id}": { who: AGENTS, vars: { code: "rien", id: "new" } },
  "POST /courses/{code}/sessions/{id}": { who: AGENTS, send: FORM({ day: "" }), vars: { code: "rien", id: "new" } },
  "POST /courses/{code}/facts": { who: AGENTS, send: FORM({ fact: "trained", state: "10" }), vars: { code: "rien" } },
  "POST /courses/{code}/facts/{person}/{fact}": { who: AGENTS, send: FORM({}), vars: { code: "rien", person: "1", fact: "trained" } },
  "POST /courses/{code}/people": { who: AGENTS, send: FORM({ who: "ines" }), vars: { code: "rien" } },
  "POST /courses/{code}/recordings": { who: SIGNED, send: FORM({ act: "present" }), vars: { code: "rien" } },

  /* ---- one ticket ---- */
  "GET /tickets/{id}/print": thing(AGENTS), "GET /tickets/{id}/pdf": thing(AGENTS), "GET /requests/{id}/print": thing(SIGNED), "GET /requests/{id}/pdf": thing(SIGNED),
  "GET /requests/{id}": thing(SIGNED), "GET /requests/{id}/thread": thing(SIGNED),
  "GET /tickets/{id}": thing(AGENTS), "GET /tickets/{id}/thread": thing(AGENTS), "GET /tickets/{id}/side": thing(AGENTS),
  "GET /tickets/{id}/members": thing(AGENTS), "GET /tickets/{id}/presence": thing(AGENTS), "GET /tickets/{id}/clocks/{name}": thing(AGENTS),
  "GET /api/v1/incidents/{number}": thing(SIGNED), "GET /api/v1/tickets/{number}": thing(SIGNED),
  "GET /api/v1/tickets/{number}/journal": thing(SIGNED), "GET /api/v1/tickets/{number}/clocks/{name}/ledger": thing(SIGNED),
  "GET /tickets/{id}/forms/{name}": { ...thing(AGENTS), may: worker },
  "GET /tickets/{id}/categories": thing(AGENTS), "GET /api/v1/tickets/{number}/links": thing(SIGNED),
  "GET /attachments/{id}": { special: "files" },
  /* no panel has this name: whoever reads the ticket learns that much */
  "GET /tickets/{id}/panels/{name}": { ...thing(AGENTS), gone: true }, "GET /requests/{id}/panels/{name}": { ...thing(SIGNED), gone: true },
  "GET /desk/panels/{name}": { who: AGENTS, vars: { name: "none" } }, "GET /tasks/{id}": thing(AGENTS),
  /* a secret that is none: how a real one opens and ends is a story */
  "GET /i/{secret}": { who: ANY, vars: { secret: "x".repeat(43) } }, "GET /i/{secret}/thread": { who: ANY, vars: { secret: "x".repeat(43) } },
  "GET /i/{secret}/events": { who: ANY, vars: { secret: "x".repeat(43) } }, "GET /i/{secret}/files/{id}": { who: ANY, vars: { secret: "x".repeat(43) } },
  "GET /me/canned": page(AGENTS), "GET /admin/canned": page(ADMINS), "GET /api/v1/canned": page(AGENTS),
  "GET /tickets/views": page(AGENTS), "GET /api/v1/views": page(AGENTS),
  "GET /tickets/{id}/canned": thing(AGENTS), "GET /tickets/{id}/canned/{canned}": { ...thing(AGENTS), vars: { canned: "1" } },
  "GET /tickets/{id}/work": thing(AGENTS), "GET /api/v1/tickets/{number}/time": thing(AGENTS), "GET /api/v1/tickets/{number}/checks": thing(AGENTS),
  "GET /api/v1/tickets/{number}/evidence": thing(AGENTS), "GET /api/v1/tickets/{number}/restated": thing(SIGNED),

  /* the things are incidents: no item, no task, no plan; whoever reads one learns that much */
  "GET /api/v1/items": page(SIGNED), "GET /api/v1/tasks": page(AGENTS),
  "GET /api/v1/items/{number}": { ...thing(SIGNED), gone: true }, "GET /api/v1/tasks/{number}": { ...thing(AGENTS), gone: true },

  /* ---- acts on one ticket ---- */
  "POST /tickets/{id}/due": { ...act(AGENTS, worker, FORM({ due: "" })), gone: true },
  "POST /tickets/{id}/decision": act(AGENTS, worker, FORM({ decision: "" })),
  "POST /tickets/{id}/ticks": { ...act(AGENTS, worker, FORM({ point: BAD, on: "1" })), gone: true },
  "POST /tickets/{id}/close": act(AGENTS, worker, FORM({ reason: "intrus" }), FORM({ version: BAD })),
  "POST /requests/{id}/messages": act(SIGNED, either, FORM({ body: "intrus" }), FORM({ body: "" })),
  "POST /requests/{id}/close": act(SIGNED, owner, FORM({})),
  "POST /requests/{id}/reopen": act(SIGNED, either, FORM({ body: "intrus" })),
  "POST /requests/{id}/cancel": act(SIGNED, either, FORM({ body: "intrus" }), null),
  "POST /tickets/{id}/presence": act(AGENTS, worker, FORM({ typing: "1" })),
  "POST /tickets/{id}/messages": act(AGENTS, worker, FORM({ mode: "note", body: "intrus" }), FORM({ mode: "note", body: "" })),
  "PUT /tickets/{id}/draft": act(AGENTS, worker, FORM({ mode: "note", body: "intrus" })),
  "POST /tickets/{id}/take": act(AGENTS, member, FORM({})),
  "POST /tickets/{id}/assign": act(AGENTS, worker, FORM({ group: "1", assignee: "" }), FORM({ version: BAD })),
  "POST /tickets/{id}/state": act(AGENTS, worker, FORM({ move: "40", reason: "intrus" }), FORM({ move: "40", reason: "x", version: BAD })),
  "POST /tickets/{id}/fields": act(AGENTS, worker, FORM({ subject: "intrus" }), FORM({ subject: "x", version: BAD })),
  "POST /tickets/{id}/undo": act(AGENTS, worker, FORM({})),
  "POST /tickets/{id}/tags": act(AGENTS, worker, FORM({ add: "intrus" }), FORM({ add: "" })),
  "POST /tickets/{id}/links": act(AGENTS, worker, FORM({ to: "INC-99998", kind: "related" })),
  "POST /tickets/{id}/watch": act(AGENTS, worker, FORM({ on: "1" }), FORM({ on: "0" })),
  "POST /tickets/{id}/invite": act(AGENTS, worker, FORM({ who: "theo" }), FORM({ who: "" })),
  "POST /tickets/{id}/withdraw": act(AGENTS, worker, FORM({ person: BAD })),
  "POST /tickets/{id}/canned": act(AGENTS, worker, FORM({ canned: BAD, body: "intrus" })),
  "POST /i/{secret}/seen": { who: ANY, send: FORM({}), vars: { secret: "x".repeat(43) } }, "POST /requests/{id}/seen": act(SIGNED, either, FORM({}), null),
  "POST /i/{secret}/messages": { who: ANY, send: FORM({ body: "intrus" }), vars: { secret: "x".repeat(43) } },
  "POST /tickets/{id}/link": { ...act(AGENTS, worker, FORM({ person: BAD })), gone: true },
  "POST /requests/{id}/link": { ...act(SIGNED, either, FORM({ person: BAD })), gone: true },
  "POST /me/canned": { who: AGENTS, send: FORM({ name: "" }) }, "POST /admin/canned": { who: ADMINS, send: FORM({ name: "" }) },
  "POST /tickets/views": { who: AGENTS, send: FORM({ name: "" }) },
  "GET /api/v1/changes": page(AGENTS), "POST /api/v1/changes/preview": { who: AGENTS, send: JSON_({ tag: "" }) }, "POST /api/v1/changes": { who: AGENTS, send: JSON_({ tag: "" }) },
  "GET /api/v1/changes/{id}": { who: AGENTS, vars: { id: BAD }, gone: true }, "GET /api/v1/changes/{id}/tickets": { who: AGENTS, vars: { id: BAD }, gone: true },
  "POST /api/v1/changes/{id}/undo": { who: AGENTS, send: JSON_({}), vars: { id: BAD }, gone: true },
  "POST /tickets/export": { who: AGENTS, send: FORM({ once: "f" }) }, "GET /tickets/exports/{id}": { who: AGENTS, vars: { id: BAD }, gone: true }, "GET /tickets/exports/{id}/file": { who: AGENTS, vars: { id: BAD }, gone: true },
  "POST /tickets/{id}/answers": act(AGENTS, worker, FORM({ q_k_q1: "intrus", version: "1" }), FORM({ version: "9999" })),
  "POST /admin/people/export": { who: ADMINS, send: FORM({ format: "csv" }) },
  "POST /api/v1/views": { who: AGENTS, send: JSON_({ name: "" }) },
  "PATCH /api/v1/views/{id}": { who: AGENTS, send: JSON_({ name: "x" }), vars: { id: BAD } },
  "DELETE /api/v1/views/{id}": { who: AGENTS, send: JSON_({}), vars: { id: BAD } },
  "POST /api/v1/canned": { who: AGENTS, send: JSON_({ name: "" }) },
  "PATCH /api/v1/canned/{id}": { who: AGENTS, send: JSON_({ name: "x" }), vars: { id: BAD } },
  "DELETE /api/v1/canned/{id}": { who: AGENTS, send: JSON_({}), vars: { id: BAD } },
  "POST /tickets/{id}/time": act(AGENTS, worker, FORM({ minutes: "5" }), FORM({ minutes: "" })),
  "POST /tickets/{id}/checks": act(AGENTS, worker, FORM({ label: "intrus" }), FORM({ label: "" })),
  "POST /tickets/{id}/restated": act(AGENTS, worker, FORM({ restated: "intrus" }), FORM({ restated: "" })),
  "POST /tickets/{id}/evidence": { ...act(AGENTS, worker, FORM({ file: BAD, on: "1" })), gone: true },
  "POST /requests/{id}/restated": act(SIGNED, owner, FORM({ do: "confirm", wording: BAD })),
  "POST /api/v1/tickets/{number}/time": act(AGENTS, worker, JSON_({ minutes: 5 }), JSON_({ minutes: 0 })),
  "PATCH /api/v1/tickets/{number}/time/{id}": { ...act(AGENTS, worker, JSON_({ minutes: 5 })), vars: { id: BAD }, gone: true },
  "POST /api/v1/tickets/{number}/checks": act(AGENTS, worker, JSON_({ label: "intrus" }), JSON_({ label: "" })),
  "PATCH /api/v1/tickets/{number}/checks/{id}": { ...act(AGENTS, worker, JSON_({ done: true })), vars: { id: BAD }, gone: true },
  "DELETE /api/v1/tickets/{number}/checks/{id}": { ...act(AGENTS, worker, JSON_({})), vars: { id: BAD }, gone: true },
  "POST /api/v1/tickets/{number}/restated": act(AGENTS, worker, JSON_({ restated: "intrus" }), JSON_({ restated: "" })),
  "PATCH /api/v1/tickets/{number}/restated/{id}": { ...act(SIGNED, owner, JSON_({ state: "confirmed" })), vars: { id: BAD } },
  "PATCH /api/v1/tickets/{number}/evidence/{id}": { ...act(AGENTS, worker, JSON_({ checked: true })), vars: { id: BAD }, gone: true },
  "POST /tickets/{id}/advice": act(AGENTS, worker, FORM({ group: "1", body: "intrus" }), FORM({ group: "", body: "" })),
  "POST /tickets/{id}/advice/end": act(AGENTS, worker, FORM({ advice: BAD, group: BAD })),
  "POST /requests/{id}/invite": act(SIGNED, either, FORM({ who: "theo" }), FORM({ who: "" })),
  "POST /requests/{id}/withdraw": act(SIGNED, either, FORM({ person: BAD })),
  "GET /tickets/{id}/together": thing(AGENTS), "POST /tickets/{id}/merge": act(AGENTS, worker, FORM({ to: "INC-99998" })),
  "POST /tickets/{id}/unmerge": act(AGENTS, worker, FORM({})), "POST /tickets/{id}/children/undo": act(AGENTS, worker, FORM({})),
  "POST /tickets/{id}/split": act(AGENTS, worker, FORM({ subject: "intrus", body: "intrus" }), FORM({ subject: "" })),
  "POST /tickets/{id}/children": act(AGENTS, worker, FORM({ body: "intrus" })),
  "POST /api/v1/tickets/{number}/merge": act(AGENTS, worker, JSON_({ to: "INC-99998" })), "DELETE /api/v1/tickets/{number}/merge": act(AGENTS, worker, JSON_({})),
  "POST /api/v1/tickets/{number}/split": act(AGENTS, worker, JSON_({ subject: "intrus", body: "intrus" }), JSON_({ subject: "" })),
  "POST /api/v1/tickets/{number}/follow-up": act(SIGNED, either, JSON_({ body: "intrus" })),
  "GET /api/v1/tickets/{number}/children": thing(AGENTS),
  "POST /api/v1/tickets/{number}/children/comments": act(AGENTS, worker, JSON_({ body: "intrus" })),
  "DELETE /api/v1/tickets/{number}/children/comments": act(AGENTS, worker, JSON_({})),
  "DELETE /api/v1/tickets/{number}/comments": act(AGENTS, worker, JSON_({})),
  "GET /api/v1/tickets/{number}/drafts/{mode}": { ...thing(AGENTS), gone: true },
  "PUT /api/v1/tickets/{number}/drafts/{mode}": act(AGENTS, worker, JSON_({ body: "intrus" })),
  "DELETE /api/v1/tickets/{number}/drafts/{mode}": { ...act(AGENTS, worker, JSON_({})), gone: true },
  "GET /api/v1/services/{code}/draft": { who: SIGNED, vars: { code: "aide" } }, "PUT /api/v1/services/{code}/draft": { who: SIGNED, send: JSON_({ body: "" }), vars: { code: "aide" } },
  "DELETE /api/v1/services/{code}/draft": { who: SIGNED, send: JSON_({}), vars: { code: "aide" } },
  "GET /api/v1/me": page(SIGNED), "PATCH /api/v1/me": { who: SIGNED, send: JSON_({}) },
  "GET /api/v1/basket": page(SIGNED), "POST /api/v1/basket/items": { who: SIGNED, send: JSON_({ service: "aide", item: "rien" }) }, "POST /api/v1/basket/send": { who: SIGNED, send: JSON_({}) },
  "GET /api/v1/basket/items/{id}": { who: SIGNED, vars: { id: "99999" } }, "PATCH /api/v1/basket/items/{id}": { who: SIGNED, send: JSON_({}), vars: { id: "99999" } },
  "DELETE /api/v1/basket/items/{id}": { who: SIGNED, send: JSON_({}), vars: { id: "99999" } },
  "GET /api/v1/services/{code}/items/{item}/draft": { who: SIGNED, vars: { code: "aide", item: "rien" } },
  "PUT /api/v1/services/{code}/items/{item}/draft": { who: SIGNED, send: JSON_({ answers: {} }), vars: { code: "aide", item: "rien" } },
  "DELETE /api/v1/services/{code}/items/{item}/draft": { who: SIGNED, send: JSON_({}), vars: { code: "aide", item: "rien" } },
  "POST /api/v1/tickets/{number}/links": act(AGENTS, worker, JSON_({ to: "INC-99998", kind: "related" })),
  /* there is no such link, so that whoever may remove links is told it is absent */
  "DELETE /api/v1/tickets/{number}/links/{other}": { ...act(AGENTS, worker, JSON_({})), gone: true },
  "PATCH /api/v1/incidents/{number}": act(SIGNED, worker, JSON_({ subject: "intrus" }), JSON_({ urgency: 77 })),
  "PATCH /api/v1/items/{number}": act(SIGNED, worker, JSON_({ subject: "intrus" }), JSON_({ urgency: 77 })),
  "PATCH /api/v1/tasks/{number}": act(AGENTS, worker, JSON_({ subject: "intrus" }), JSON_({ urgency: 77 })),
  "POST /api/v1/tasks/{number}/decide": act(AGENTS, worker, JSON_({ decision: "maybe" })),
  "PATCH /api/v1/tickets/{number}": act(SIGNED, worker, JSON_({ state: "resolved", reason: "intrus" }), JSON_({ urgency: 77 })),
  "POST /api/v1/tickets/{number}/comments": act(SIGNED, either, JSON_({ body: "intrus" }), JSON_({ body: "" })),
  "POST /api/v1/tickets/{number}/notes": act(AGENTS, worker, JSON_({ body: "intrus" }), JSON_({ body: "" })),
  "POST /api/v1/tickets/{number}/take": act(AGENTS, member, JSON_({})),
  "POST /api/v1/tickets/{number}/assign": act(AGENTS, worker, JSON_({ assigned_to: null }), JSON_({ group: "nulle part" })),
  "POST /api/v1/tickets/{number}/resolve": act(AGENTS, worker, JSON_({ reason: "intrus" }), JSON_({ reason: "" })),
  "POST /api/v1/tickets/{number}/reopen": act(SIGNED, either, JSON_({ reason: "intrus" })),
  "POST /api/v1/tickets/{number}/attachments": act(SIGNED, either, FORM({ files: { name: "intrus.txt", bytes: "intrus" } }), FORM({ rien: "" })),

  /* ---- acts without a thing: the door, with a form that is refused ---- */
  "POST /login": { who: ANY, send: FORM({ login: "" }) }, "POST /logout": { special: "told" },
  "POST /password": { who: ANY, send: FORM({ who: "" }) }, "POST /password/{secret}": { who: ANY, send: FORM({ new: "", again: "" }), vars: { secret: "x".repeat(43) } },
  "POST /admin/people/{id}/password-link": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "POST /me/theme": { who: ANY, send: FORM({ theme: "" }) },
  "POST /me": { who: SIGNED, send: FORM({ name: "" }) }, "POST /me/accessibility": { who: SIGNED, send: FORM({ shortcuts: "1" }) },
  "POST /me/tokens": { who: SIGNED, send: FORM({ name: "", ends: "" }) }, "POST /me/tokens/{id}/end": { who: SIGNED, send: FORM({}), vars: { id: BAD } },
  "POST /admin/tokens/{id}/end": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "POST /me/sessions/end": { who: SIGNED, send: FORM({ key: "" }) }, "POST /me/sessions/end-others": { special: "sessions" },
  "POST /me/password": { who: SIGNED, send: FORM({ old: "", new: "", again: "" }) },
  "POST /login/code": { special: "told" }, "POST /me/session": { who: SIGNED, send: FORM({}) }, "POST /me/confirm": { who: SIGNED, send: FORM({ password: "" }) },
  "POST /me/security/totp/start": { who: SIGNED, send: FORM({}) }, "POST /me/security/totp": { who: SIGNED, send: FORM({ code: "" }) },
  "POST /me/security/totp/remove": { who: SIGNED, send: FORM({}) }, "POST /me/security/recovery": { who: SIGNED, send: FORM({}) },
  "POST /admin/people/{id}/roles": { who: ADMINS, send: FORM({ role: "" }), vars: { id: "1" } },
  "POST /admin/people/{id}/roles/take": { who: ADMINS, send: FORM({ role: "roi" }), vars: { id: "1" } },
  "POST /admin/people/{id}/sessions/end": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "PATCH /api/v1/people/{login}": { special: "told" }, "GET /api/v1/people/{login}/roles": page(AGENTS), "GET /api/v1/people/{login}/affiliations": page(AGENTS),
  "POST /api/v1/people/{login}/roles": { who: ADMINS, send: JSON_({ role: "" }) }, "POST /api/v1/people/{login}/affiliations": { who: ADMINS, send: JSON_({ kind: "" }) },
  "DELETE /api/v1/people/{login}/roles/{role}": { who: ADMINS, send: JSON_({}), vars: { role: "lead" } },
  "POST /admin/people/import": { who: ADMINS, send: FORM({ text: "" }) }, "POST /admin/people/import/apply": { who: ADMINS, send: FORM({ text: "" }) },
  "GET /admin/people/{id}/merge": page(ADMINS), "POST /admin/people/{id}/merge": { who: ADMINS, send: FORM({ with: "personne du tout" }) },
  "GET /api/v1/articles/{slug}/history": { who: CHIEFS, vars: { slug: "contact" } },
  "GET /api/v1/people/{login}/merge": page(ADMINS),
  "POST /api/v1/people/{login}/merge": { who: ADMINS, send: JSON_({ login: "" }) },
  "POST /admin/people/{id}/handover": { who: ADMINS, send: FORM({ to: "personne du tout" }) }, "POST /admin/handovers/{id}/undo": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "POST /admin/people/{id}/totp/reset": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "POST /notifications/read": { who: SIGNED, send: FORM({}) }, "POST /notifications/{id}/open": { who: SIGNED, send: FORM({}), vars: { id: BAD } },
  "POST /me/notifications": { who: SIGNED, send: FORM({}) }, "POST /admin/notifications": { who: ADMINS, send: FORM({ "page.reply.requester": "9" }) },
  "POST /kb/{slug}/feedback": { who: SIGNED, send: FORM({ v: "1" }), vars: { slug: "rien" } },
  "POST /imports": { who: ADMINS, send: FORM({ name: "" }) }, "POST /imports/withdrawn": { who: ADMINS, send: FORM({ course: BAD, approach: BAD, do: "keep" }), vars: { id: BAD } },
  "POST /imports/{id}/columns": { who: ADMINS, send: FORM({ code: "1" }), vars: { id: BAD } }, "POST /imports/{id}/review": { who: ADMINS, send: FORM({ row: "2", f_code: "X" }), vars: { id: BAD } },
  "POST /imports/{id}/create": { who: ADMINS, send: FORM({ seen: "" }), vars: { id: BAD } }, "POST /imports/{id}/undo": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "POST /admin/articles": { who: CHIEFS, send: FORM({ title_fr: "" }) },
  "POST /admin/articles/{slug}": { who: CHIEFS, send: FORM({ title_fr: "" }), vars: { slug: "contact" } },
  "POST /api/v1/articles": { who: CHIEFS, send: JSON_({ title_fr: "" }) },
  "PATCH /api/v1/articles/{slug}": { who: CHIEFS, send: JSON_({ kind: "poème" }), vars: { slug: "contact" } },
  "POST /requests": { who: SIGNED, send: FORM({ service: "aide", subject: "" }) },
  "POST /services/{slug}/items/{code}": { who: SIGNED, send: FORM({ do: "send" }), vars: { slug: "aide", code: "rien" } },
  "POST /services/{slug}/items/{code}/fields": { who: SIGNED, send: FORM({}), vars: { slug: "aide", code: "rien" } },
  "PUT /services/{slug}/items/{code}/draft": { who: SIGNED, send: FORM({ a_x: "" }), vars: { slug: "aide", code: "rien" } },
  "POST /basket": { who: SIGNED, send: FORM({}) }, "POST /api/v1/files": { who: SIGNED, send: JSON_({}) }, "POST /api/v1/requests": { who: SIGNED, send: JSON_({ service: "aide", item: "rien" }) },
  "PUT /services/{slug}/draft": { who: SIGNED, send: FORM({ body: "" }) },
  "POST /admin/questions/{target}": { who: ADMINS, send: FORM({ act: "preview" }), vars: { target: "kind:use" } },
  "POST /admin/forms/{code}": { who: ADMINS, send: FORM({ act: "preview" }), vars: { code: "new" } },
  "POST /admin/offers/{id}": { who: ADMINS, send: FORM({ code: "" }), vars: { id: "new" } },
  "POST /admin/routing/{code}": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "outage" } },
  "PUT /api/v1/question-lists/{target}": { who: ADMINS, send: JSON_({}), vars: { target: "kind:use" } },
  "POST /api/v1/natures": { who: ADMINS, send: JSON_({ code: "" }) },
  "PATCH /api/v1/natures/{code}": { who: ADMINS, send: JSON_({ urgency: 9 }), vars: { code: "outage" } },
  "GET /api/v1/tickets/{number}/presence": thing(AGENTS), "POST /api/v1/tickets/{number}/presence": act(AGENTS, worker, JSON_({ typing: true })),
  "POST /api/v1/articles/{slug}/feedback": { who: SIGNED, send: JSON_({ helpful: true }), vars: { slug: "rien" } },
  "GET /api/v1/exports": page(AGENTS), "POST /api/v1/exports": { who: AGENTS, send: JSON_({ list: { filters: ["x"] } }) },
  "GET /api/v1/exports/{id}": { who: AGENTS, vars: { id: BAD } }, "GET /api/v1/exports/{id}/file": { who: AGENTS, vars: { id: BAD } },
  "GET /api/v1/calls": page(AGENTS), "POST /api/v1/calls": { who: AGENTS, send: JSON_({ service: "rien" }) },
  "GET /api/v1/calls/{id}": { who: AGENTS, vars: { id: BAD } }, "PATCH /api/v1/calls/{id}": { who: AGENTS, send: JSON_({ person: "intrus" }), vars: { id: BAD } },
  "DELETE /api/v1/calls/{id}": { who: AGENTS, send: JSON_({}), vars: { id: BAD } }, "POST /api/v1/calls/{id}/ticket": { who: AGENTS, send: JSON_({ person: "ines", description: "intrus" }), vars: { id: BAD } },
  "POST /calls": { who: AGENTS, send: FORM({}) }, "POST /calls/{id}": { who: AGENTS, send: FORM({ do: "drop" }), vars: { id: BAD } },
  "PUT /calls/{id}/draft": { who: AGENTS, send: FORM({ person: "intrus" }), vars: { id: BAD } },
  "POST /calls/{id}/resume": { who: AGENTS, send: FORM({}), vars: { id: BAD } },
  "POST /intake/fields": { who: SIGNED, send: FORM({ kind: "20" }) },
  "POST /tickets/new": { who: AGENTS, send: FORM({ person: "", subject: "" }) }, "POST /desk/read": { who: AGENTS, send: FORM({}) },
  "POST /me/absences": { who: AGENTS, send: FORM({ from: "" }) }, "POST /me/absences/{id}/end": { who: AGENTS, send: FORM({}), vars: { id: BAD } },
  "POST /people/{id}/absences": { who: ADMINS, send: FORM({ from: "" }) },
  "POST /people/{id}/absences/{absence}/end": { who: ADMINS, send: FORM({}), vars: { absence: BAD } },
  "POST /desk/available": { who: AGENTS, send: FORM({ available: "1" }) }, "POST /desk/notices": { who: AGENTS, send: FORM({}) },
  "POST /desk/back": { who: AGENTS, send: FORM({}) }, "POST /desk/stand-in/{id}": { who: AGENTS, send: FORM({}), vars: { id: "INC-99998" } },
  "POST /api/v1/me/availability": { who: AGENTS, send: JSON_({ available: "peut-être" }) },
  "POST /api/v1/people/{login}/absences": { who: ADMINS, send: JSON_({ from: "" }) },
  "DELETE /api/v1/people/{login}/absences/{id}": { who: ADMINS, send: JSON_({}), vars: { id: BAD } },
  "PATCH /api/v1/groups/{code}": { who: ADMINS, send: JSON_({ function: "rien" }) },
  "POST /api/v1/groups/{code}/services": { who: ADMINS, send: JSON_({ service: "rien" }) },
  "POST /admin/groups/{code}/services": { who: ADMINS, send: FORM({ service: "" }) },
  "POST /admin/groups/{code}/services/{id}/remove": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "POST /tickets/change": { who: AGENTS, send: FORM({ act: "preview" }) },
  "GET /tickets/changes": page(AGENTS), "GET /tickets/changes/{id}": { who: AGENTS, vars: { id: BAD }, gone: true },
  "POST /tickets/changes/{id}/undo": { who: AGENTS, send: FORM({}), vars: { id: BAD }, gone: true },
  "POST /admin/people": { who: ADMINS, send: FORM({ login: "" }) }, "POST /admin/groups": { who: ADMINS, send: FORM({ code: "" }) },
  "POST /admin/groups/{code}": { who: ADMINS, send: FORM({ name: "" }) },
  "POST /admin/groups/{code}/members": { who: ADMINS, send: FORM({ member: "personne du tout" }) },
  "POST /admin/groups/{code}/members/{id}/remove": { who: ADMINS, send: FORM({}), vars: { id: BAD } },
  "POST /admin/people/{id}/{state}": { who: ADMINS, send: FORM({}), vars: { state: "reopen" } },
  "POST /admin/promises/{code}": { who: ADMINS, send: FORM({ target: "" }), vars: { code: "incident.response" } },
  "POST /admin/promises/{code}/rules": { who: ADMINS, send: FORM({ rank: "" }), vars: { code: "incident.response" } },
  "POST /admin/promises/{code}/rules/{id}/remove": { who: ADMINS, send: FORM({}), vars: { code: "incident.response", id: BAD } },
  "POST /admin/fields": { who: ADMINS, send: FORM({ code: "" }) }, "POST /admin/categories": { who: ADMINS, send: FORM({ code: "" }) },
  "POST /admin/priorities": { who: ADMINS, send: FORM({}) },
  "POST /admin/departments/{code}": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "dsi" } },
  "POST /admin/departments/{code}/remove": { who: ADMINS, send: FORM({}), vars: { code: "dsi" } },
  "POST /admin/services/{code}": { who: ADMINS, send: FORM({ name_fr: "" }), vars: { code: "aide" } },
  "POST /admin/settings/{group}": { who: ADMINS, send: FORM({ "session.hours": "0" }), vars: { group: "session" } },
  "POST /admin/calendars/{code}/import": { who: ADMINS, send: FORM({ rien: "" }), vars: { code: "standard" } },
  "POST /admin/calendars/{code}": { who: ADMINS, send: FORM({ zone: "" }), vars: { code: "standard" } },
  "POST /api/v1/incidents": { who: SIGNED, send: JSON_({ subject: "" }) }, "POST /api/v1/people": { who: ADMINS, send: JSON_({ login: "" }) },
  "POST /api/v1/groups": { who: ADMINS, send: JSON_({ code: "" }) }, "POST /api/v1/departments": { who: ADMINS, send: JSON_({ code: "" }) },
  "POST /api/v1/services": { who: ADMINS, send: JSON_({ code: "" }) }, "POST /api/v1/groups/{code}/members": { who: ADMINS, send: JSON_({ login: "" }) },
};

const VARS = { hash: "x", slug: "aide", code: "desk", login: "ines", name: "resolution", state: "reopen", id: "1", other: "INC-99998", canned: "1", mode: "note" };

/* A name stands for something else under each address. */
function fill(route, vars) {
  const [, target] = route.split(" ");
  const also = target.startsWith("/tickets/{id}/forms") ? { name: "fields" } : target.startsWith("/desk/parts") ? { name: "take" } : target.startsWith("/assets") ? { name: "guichet.css" }
    : target.startsWith("/api/v1/services") || target.startsWith("/services") ? { code: "aide" } : {};
  return target.replace(/\{(\w+)\}/g, (all, name) => ({ ...VARS, ...also, ...vars })[name]);
}

function ask(who, route, vars, send) {
  const method = route.split(" ")[0], target = fill(route, vars);
  if (method === "GET") return who.get(target);
  if (send?.value !== undefined) return who.api(method, target, send.value);
  return who.post(target, send?.fields ?? {}, { method, headers: target.startsWith("/api/") ? { "X-CSRF-Token": "" } : {} });
}

/** Forms to the API carry the token in the header, as any API call does. */
async function send(who, route, vars, body) {
  if (!body?.fields || !route.includes("/api/")) return ask(who, route, vars, body);
  const token = await who.token();
  return who.post(fill(route, vars), body.fields, { method: route.split(" ")[0], headers: { "X-CSRF-Token": token } });
}

const LET_IN = (r) => (r.status >= 200 && r.status < 300) || (r.status === 303 && !isDoor(r)) || [304, 409, 412, 422, 428].includes(r.status);
const REFUSED = (r) => [403, 404, 409, 412, 422].includes(r.status);

/* ---- routes without a thing ---- */

async function plain(s, route, row) {
  let cells = 0;
  const wrong = [];
  for (const role of ROLES) {
    const who = await s.h.as(role);
    const reply = await send(who, route, row.vars, row.send);
    cells++;
    const good = row.who.includes(role) ? LET_IN(reply) || (row.vars && reply.status === 404) || (route === "POST /login" && REFUSED(reply))
      : role === "nobody" ? isDoor(reply) : reply.status === 404;
    if (!good) wrong.push(`${role} gets ${reply.status}`);
  }
  return { cells, wrong };
}

/* ---- routes of one ticket ---- */

async function absent(s, role, route, row) {
  const none = { id: "INC-99999", number: "INC-99999" };
  return bare(await send(await s.h.as(role), route, none, row.send), "INC-99999");
}

/* Where two answers part. */
function parting(one, other) {
  let at = 0;
  while (one[at] === other[at]) at++;
  return JSON.stringify([one.slice(Math.max(0, at - 60), at + 60), other.slice(Math.max(0, at - 60), at + 60)]);
}

/* One cell; what is wrong about it, or nothing. */
async function cell(s, route, row, role, t, nothing) {
  const vars = { id: t.number, number: t.number }, who = await s.h.as(role);
  const sees = row.who.includes(role) && THINGS[t.name].reads.includes(role);
  const may = sees && (!row.may || row.may(role, t.name));
  const reply = await send(who, route, vars, may ? row.tame : row.send);
  if (role === "nobody") return isDoor(reply) ? "" : `nobody gets ${reply.status}`;
  if (!sees) return bare(reply, t.number) === nothing ? "" : `${role} on ${t.name} gets ${reply.status}, told from what is absent: ${parting(bare(reply, t.number), nothing)}`;
  if (!may) return REFUSED(reply) ? "" : `${role} on ${t.name} gets ${reply.status}, should be refused`;
  if (row.gone && reply.status === 404) return "";
  return LET_IN(reply) ? "" : `${role} on ${t.name} gets ${reply.status}, should be let in`;
}

async function onTickets(s, route, row) {
  const wrong = [], allowed = [];
  let cells = 0;
  const before = row.send ? await state(s.h) : null;
  for (const role of ROLES) {
    const nothing = await absent(s, role, route, row);
    for (const t of Object.values(s.things)) {
      const may = row.who.includes(role) && THINGS[t.name].reads.includes(role) && (!row.may || row.may(role, t.name));
      if (may && row.send) { allowed.push([role, t, nothing]); continue; }
      const said = await cell(s, route, row, role, t, nothing);
      cells++;
      if (said) wrong.push(said);
    }
  }
  if (before && before !== await state(s.h)) wrong.push("a refused request changed something");
  for (const [role, t, nothing] of row.tame ? allowed : []) {
    const said = await cell(s, route, row, role, t, nothing);
    cells++;
    if (said) wrong.push(said);
  }
  return { cells, wrong };
}

/* ---- what is special ---- */

async function files(s) {
  const wrong = [];
  let cells = 0;
  for (const role of ROLES) {
    const who = await s.h.as(role), nothing = bare(await who.get("/attachments/99999"), "attachments/99999");
    for (const t of Object.values(s.things)) {
      for (const inner of [false, true]) {
        const id = inner ? t.inner : t.file;
        const reply = await who.get(`/attachments/${id}`);
        const sees = THINGS[t.name].reads.includes(role) && (!inner || AGENTS.includes(role));
        cells++;
        const good = sees ? reply.status === 200 && reply.text === t.words[inner ? "inner" : "file"]
          : role === "nobody" ? isDoor(reply) : bare(reply, `attachments/${id}`) === nothing;
        if (!good) wrong.push(`${role} on ${inner ? "inner " : ""}file of ${t.name} gets ${reply.status}`);
      }
    }
  }
  return { cells, wrong };
}

/* Agents find everybody; a requester finds themselves, and nobody else exists for them. */
async function people(s) {
  const wrong = [];
  let cells = 0;
  for (const role of ROLES) {
    const who = await s.h.as(role), nothing = bare(await who.api("GET", "/api/v1/people/fantome"), "fantome");
    for (const login of ["ines", "theo", "karim", "ada"]) {
      const reply = await who.api("GET", `/api/v1/people/${login}`);
      cells++;
      const good = role === "nobody" ? isDoor(reply) : AGENTS.includes(role) || role === login ? reply.status === 200 : bare(reply, login) === nothing;
      if (!good) wrong.push(`${role} on ${login} gets ${reply.status}`);
    }
  }
  return { cells, wrong };
}

/* Who hears of which ticket, on the whole stream and on the stream of that ticket. */
async function live(s) {
  const wrong = [], streams = [];
  for (const role of ROLES) {
    const who = await s.h.as(role);
    for (const t of [null, ...Object.values(s.things)]) {
      const stream = await who.listen(t ? `/events?topics=ticket-${t.id}` : "/events");
      if (role === "nobody" ? stream.status === 200 : stream.status !== 200) wrong.push(`${role}: the stream is ${stream.status}`);
      streams.push({ role, only: t, stream });
    }
  }
  await pause(300);
  const ada = await s.h.as("ada");
  for (const t of Object.values(s.things)) await ada.api("POST", `/api/v1/tickets/${t.number}/comments`, { body: "en direct" });
  await streams.find((x) => x.role === "ada" && !x.only).stream.wait((x) => new Set(x.events.map((e) => JSON.parse(e.data || "{}").ticket)).size >= 5, 4000);
  await pause(500);
  const heard = (x, t) => x.stream.events.some((e) => JSON.parse(e.data || "{}").ticket === Number(t.id));
  let cells = 0;
  for (const x of streams.filter((x) => x.role !== "nobody"))
    for (const t of Object.values(s.things)) {
      const should = THINGS[t.name].reads.includes(x.role) && (!x.only || x.only === t);
      cells++;
      if (heard(x, t) !== should) wrong.push(`${x.role}${x.only ? " on the stream of " + x.only.name : ""} ${should ? "does not hear" : "hears"} of ${t.name}`);
    }
  for (const x of streams) {
    const told = x.stream.events.find((e) => !/^\{("(ticket|version)":\d+,?)*\}$/.test(e.data || "{}"));
    if (told) wrong.push(`an event tells more than that something changed: ${told.data}`);
  }
  /* a note is the desk's own affair: the requester's streams stay silent */
  const mine = streams.filter((x) => x.role === "ines" && (!x.only || x.only === s.things.own));
  const before = mine.map((x) => x.stream.events.length);
  await ada.api("POST", `/api/v1/tickets/${s.things.own.number}/notes`, { body: "entre nous" });
  await pause(800);
  mine.forEach((x, i) => { if (x.stream.events.length !== before[i]) wrong.push("the requester hears that a note was written"); });
  for (const x of streams) x.stream.close();
  return { cells, wrong };
}

/* A session has a new name at sign-in and with a new password, is kept as a digest, and ends by its owner's hand alone. */
async function sessions(s) {
  const wrong = [], h = s.h, fixed = new Visitor(h, "lea");
  fixed.jar.set("guichet", "x".repeat(43));
  const names = new Set(["x".repeat(43)]);
  const renamed = (what) => {
    const name = fixed.jar.get("guichet");
    if (!/^[\w-]{43}$/.test(name ?? "")) wrong.push(`${what}: the session is called ${name}`);
    if (names.has(name)) wrong.push(`${what}: the session keeps its name`);
    names.add(name);
  };
  await fixed.signIn();
  renamed("sign-in");
  const other = new Visitor(h, "lea");
  await other.signIn();
  const key = (await other.get("/me/sessions")).text.match(/name="key" value="([^"]+)"/)?.[1];
  if (!key) wrong.push("sessions are not listed");
  await (await h.as("theo")).post("/me/sessions/end", { key });
  if ((await fixed.get("/requests")).status !== 200) wrong.push("somebody else ended the session");
  await other.post("/me/sessions/end", { key });
  if ((await fixed.get("/requests")).status !== 303) wrong.push("the owner cannot end the session");
  await fixed.signIn();
  renamed("signing in again");
  await fixed.post("/me/sessions/end-others");
  if ((await other.get("/requests")).status !== 303) wrong.push("the other session goes on");
  const password = await fixed.post("/me/password", { old: PASSWORD, new: "un autre mot bien long", again: "un autre mot bien long" });
  if (password.status !== 303) wrong.push(`the password does not change: ${password.status}`);
  renamed("a new password");
  const rows = await h.sql("SELECT * FROM session; SELECT * FROM token");
  for (const name of names) if (rows.includes(name)) wrong.push("the database holds a session's name");
  const gone = fixed.jar.get("guichet");
  fixed.csrf = null;
  await fixed.post("/logout");
  fixed.jar.set("guichet", gone);
  if ((await fixed.get("/requests")).status !== 303) wrong.push("the session outlives signing out");
  return { cells: 12, wrong };
}

const SPECIAL = { live, delegated, people, files, sessions, factor: (s) => factor(s, Object.keys(TABLE), fill), told: async () => ({ cells: 0, wrong: [] }) /* by sessions() */ };

/* ---- sideways ---- */

const SEARCHES = (q) => [`/search?q=${q}`, `/search/suggest?q=${q}`, `/desk/search?q=${q}`, `/tickets?q=${q}`, `/tickets?view=all&q=${q}`,
  `/api/v1/tickets?q=${q}`, `/api/v1/incidents?q=${q}`];

async function search(s) {
  const wrong = [];
  let cells = 0;
  for (const role of ROLES) {
    const who = await s.h.as(role);
    for (const t of Object.values(s.things))
      for (const what of ["subject", "description", "note", "number"]) {
        const q = what === "number" ? t.number : t.words[what];
        const sees = THINGS[t.name].reads.includes(role) && (what !== "note" || AGENTS.includes(role));
        let found = false;
        for (const target of SEARCHES(q)) {
          const reply = await who.get(target);
          cells++;
          const there = reply.status === 200 && (reply.text.includes(t.words.second) || (what !== "number" && reply.text.includes(t.number)));
          found ||= there || (reply.status === 303 && reply.headers.location.endsWith(t.number));
          if (there && !sees) wrong.push(`${role} finds ${t.name} by its ${what} at ${target}`);
        }
        if (sees && !found) wrong.push(`${role} does not find ${t.name} by its ${what}`);
      }
  }
  return { cells, wrong };
}

const LISTS = ["/", "/requests", "/requests?state=done", "/parts/requests", "/desk", "/desk/parts/counts", "/desk/parts/take", "/desk/parts/unread",
  "/desk/parts/due", "/tickets", "/tickets?view=take", "/tickets?view=mine", "/tickets?view=all", "/tickets?view=unread", "/tickets?view=breached", "/tickets?view=v1", "/tickets/views", "/notifications", "/parts/bell", "/api/v1/views",
  "/tickets?group=1", "/tickets?group=2", "/tickets?group=3", "/tickets?state=new", "/api/v1/tickets", "/api/v1/tickets?state=new",
  "/api/v1/tickets?group=juristes", "/api/v1/incidents?sort=created_at", "/people/1", "/people/2", "/api/v1/people?q=ines", "/admin/groups", "/admin/people"];

/* Lists and counts do not stir when something happens that one may not see. */
async function lists(s) {
  const wrong = [], before = new Map();
  let cells = 0;
  const look = async (role, target) => bare(await (await s.h.as(role)).get(target));
  const blind = { nobody: true, theo: true, bruno: true, karim: true, maya: true };
  for (const role of Object.keys(blind)) for (const target of LISTS) before.set(role + target, await look(role, target));
  const ines = await s.h.as("ines");
  for (let i = 0; i < 3; i++) {
    const made = await ines.post("/requests", { service: "signalement", subject: "encore une affaire", body: "close", urgency: "1" });
    expect(made.status === 303, `not made: ${made.status}`);
    await ines.post(`${made.headers.location}/messages`, { body: "suite" });
  }
  for (const role of Object.keys(blind))
    for (const target of LISTS) {
      cells++;
      if (before.get(role + target) !== await look(role, target)) wrong.push(`${role} sees ${target} stir`);
    }
  for (const role of ROLES.slice(1)) {
    const reply = await (await s.h.as(role)).get("/api/v1/tickets?limit=100");
    const got = reply.json.items.map((t) => t.subject.split(" ")[0]).filter((w) => w.startsWith("objet")).sort().join();
    const should = Object.keys(THINGS).filter((name) => THINGS[name].reads.includes(role)).map((name) => words(name).subject).sort().join();
    cells++;
    if (got !== should) wrong.push(`${role} lists ${got}, not ${should}`);
  }
  return { cells, wrong };
}

/* Nothing that proves or opens anything leaves through an answer. */
async function secrets(s) {
  const wrong = [];
  let cells = 0;
  for (const role of ["ines", "karim", "ada"]) {
    const who = await s.h.as(role);
    for (const target of ["people/ines", "people?q=ines", "tickets", `tickets/${s.things.own.number}`, "groups", "services", `tickets/${s.things.own.number}/journal`])
      for (const more of ["", "fields=*&include=password,credential,secret,token,session", "expand=all"]) {
        const reply = await who.api("GET", `/api/v1/${target}${target.includes("?") ? "&" : "?"}${more}`);
        cells++;
        const told = reply.text.match(/argon2|"(password|secret|csrf|token|token_hash|credential|session|prefs)"/i);
        if (told) wrong.push(`${role} gets ${told[0]} from ${target}?${more}`);
      }
  }
  return { cells, wrong };
}

/* What belongs to a ticket tells nothing of one that its reader may not see: links both ways, parents and
   children, and the page that shows them.  ada, who sees all, ties own to every other thing. */
async function together(s) {
  const wrong = [], ada = await s.h.as("ada"), { own, ...others } = s.things;
  let cells = 0;
  for (const t of Object.values(others)) {
    for (const kind of ["related", "child_of"]) {
      const made = await ada.api("POST", `/api/v1/tickets/${t.number}/links`, { to: own.number, kind });
      expect(made.status === 201, `${t.name} is not tied: ${made.status} ${made.text}`);
    }
  }
  const targets = (t) => [`/tickets/${t.number}`, `/tickets/${t.number}/together`, `/tickets/${t.number}/side`, `/requests/${t.number}`,
    `/api/v1/tickets/${t.number}/links`, `/api/v1/tickets/${t.number}/children`, `/api/v1/tickets/${t.number}/journal`];
  for (const role of ROLES.slice(1)) {
    const who = await s.h.as(role);
    for (const t of Object.values(s.things))
      for (const target of targets(t)) {
        const reply = await who.get(target);
        for (const x of Object.values(s.things).filter((x) => x !== t && !THINGS[x.name].reads.includes(role))) {
          cells++;
          if (new RegExp(`${x.number}\\b`).test(reply.text)) wrong.push(`${role} reads of ${x.name} at ${target}`);
        }
      }
    /* what one may not see cannot be merged into, nor is it told from what does not exist */
    for (const x of Object.values(others).filter((x) => !THINGS[x.name].reads.includes(role) && worker(role, "own"))) {
      const one = await who.get(`/tickets/${own.number}/together?to=${x.number}`), none = await who.get(`/tickets/${own.number}/together?to=INC-99999`);
      cells++;
      if (bare(one, x.number, own.number) !== bare(none, "INC-99999", own.number)) wrong.push(`${role} tells ${x.name} from nothing when merging`);
    }
  }
  return { cells, wrong };
}

/* ---- all of it ---- */

function report(name, engine, { cells, wrong }) {
  const list = [...new Set(wrong)];
  ok(`matrix ${name}${cells ? `, ${cells} cells` : ""} (${engine.name})`, !list.length, `${list.length} wrong: ${list.slice(0, 6).join("; ")}`);
}

async function declared(s) {
  const routes = (await s.h.must(["routes"])).trim().split("\n").map((l) => l.trim().split(/\s+/).slice(0, 2).join(" "));
  const described = [];
  const doc = (await (await s.h.as("nobody")).get("/api/v1/openapi.json")).json;
  for (const [target, verbs] of Object.entries(doc.paths))
    for (const verb of Object.keys(verbs).filter((v) => v !== "parameters")) described.push(`${verb.toUpperCase()} ${target.startsWith("/api") ? target : "/api/v1" + target}`);
  const wrong = [
    ...routes.filter((r) => !TABLE[r]).map((r) => `${r} is not in the table`),
    ...Object.keys(TABLE).filter((r) => !routes.includes(r)).map((r) => `${r} is no route any more`),
    ...routes.filter((r) => r.includes(" /api/") && !described.includes(r)).map((r) => `${r} is not described`),
    ...described.filter((r) => !routes.includes(r)).map((r) => `${r} is described and no route`),
  ];
  return { routes: routes.filter((r) => TABLE[r]), cells: routes.length + described.length, wrong };
}

async function all(engine) {
  const s = await scene(engine);
  try {
    const known = await declared(s);
    report("knows every route", engine, known);
    report("search", engine, await search(s));
    await sideways(s, engine, report);
    report("lists and counts", engine, await lists(s));
    report("secrets", engine, await secrets(s));
    for (const route of known.routes) {
      const row = TABLE[route];
      const run = row.special ? SPECIAL[row.special] : row.of ? onTickets : plain;
      report(route, engine, await run(s, route, row));
    }
    report("links, parents and children", engine, await together(s));
    report("nothing seen in any answer that one may not see", engine, { cells: 0, wrong: s.leaks });
    await mass(s, engine, report);
    await forged(s, engine, report, known.routes.filter((r) => !r.startsWith("GET ")));
    await redirects(s, engine, report);
    expect(s.h.alive(), "the program ended on the way");
    const how = await s.h.stop();
    const check = await s.h.command(["check"]);
    ok(`matrix leaves everything whole (${engine.name})`, how.code === 0 && check.code === 0, `${how.code} ${check.out}`);
  } finally {
    await s.h.remove();
  }
}

/* Times are measured, not tested: `matrix.mjs timing`, which the bench runs on a quieter machine. */
async function times(engine) {
  const s = await scene(engine);
  try {
    report("what is refused takes the time of what is absent", engine, await sameTime(s));
  } finally {
    await s.h.remove();
  }
}

await abreast(process.argv[2] === "timing" ? 1 : 2, engines(), async (engine) => {
  try {
    await (process.argv[2] === "timing" ? times : all)(engine);
  } catch (error) {
    ok(`matrix (${engine.name})`, false, error.stack);
  }
});
await finish("matrix");
