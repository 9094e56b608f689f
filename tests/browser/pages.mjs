/* Every page, by every role that meets it, in both languages, both themes and on both sizes: no complaint of
   the browser, no overflow (also at 320 px), the house's manners, axe without violation; screenshots in
   build/shots.  A route that answers with a page and has no row here is a failure (guichet routes tells).

   A path may be a function of a signed-in page that finds it, for numbers that the demo chooses; `who` is
   whom the page is for (the others are added from the route's access), `session` gives a browser state that
   no role has.  PAGES=a,b looks at those rows only, LANES=n at so many abreast,
   SHOTS=0 takes no pictures. */
import { availableParallelism } from "node:os";
import { context, launch, ok, PASSWORD, routes, signIn } from "./harness.mjs";
import { code } from "../matrix/accounts.mjs";
import { judge } from "./judge.mjs";
import { WHO } from "./people.mjs";

/** The address behind the first link that matches, on that page. */
const first = (on, selector) => async (page) => {
  await page.goto(on);
  const href = await page.locator(selector).first().getAttribute("href");
  return new URL(href, page.url()).pathname;
};

/** The page of saved views, with one in it and another list to keep. */
const kept = async (page) => {
  await page.goto("/tickets/views");
  if (!(await page.locator("main input[name=name]").count())) {
    await page.goto("/tickets/views?view=waiting");
    await page.fill("#f-name", "Ce que j’attends");
    await page.press("#f-name", "Enter");
    await page.waitForLoadState("load");
  }
  return "/tickets/views?view=mine&filter=state:is:new";
};

/** The page of what that form adds, once. */
const added = (on, code) => async (page) => {
  await page.goto(on);
  if (!(await page.locator(`main a[href='${on}/${code}']`).count())) {
    for (const [name, value] of [["code", code], ["name_fr", "Places"], ["name_en", "Seats"]]) await page.fill(`main [name=${name}]`, value);
    await page.press("main [name=name_en]", "Enter");
    await page.waitForLoadState("load");
  }
  return `${on}/${code}`;
};

/** A ticket of one kind, as the desk's search finds it. */
const kindly = (kind, at = "tickets") => async (page) => {
  const list = await page.request.get(`/api/v1/${kind}?limit=1`);
  return `/${at}/${(await list.json()).items[0].number}`;
};

/** One's tokens, with one in the list. */
const tokenMade = async (page) => {
  await page.goto("/me/tokens");
  if (!(await page.locator("main form[action$='/end']").count())) {
    await page.fill("#f-name", "Tableau de bord du service");
    await page.press("#f-name", "Enter");
    await page.locator("#secret").waitFor();
  }
  return "/me/tokens";
};

/** A step of a course grid just brought: the sample of the tests, two of whose rows are faulty. */
const grid = (step) => async (page) => {
  await page.goto("/imports/new");
  await page.setInputFiles("#f-file", new URL("../grids/grille-hiver-2026.csv", import.meta.url).pathname);
  await page.locator("form[action='/imports'] button").click();
  await page.waitForURL(/\/imports\/\d+\/review/);
  return new URL(page.url()).pathname.replace("review", step);
};

/* A browser that has given the password and not yet the second factor's code. */
async function halfSignedIn(browser, base) {
  const login = "tnguyen", first = await context(browser, base, { state: await signIn(browser, base, login) });
  const page = await first.newPage();
  await page.goto("/me/security");
  if (await page.locator("form[action='/me/security/totp/start']").count()) {
    await page.locator("form[action='/me/security/totp/start'] button").click();
    await page.fill("input[name=code]", code(await page.locator("main code").first().textContent()));
    await page.press("input[name=code]", "Enter");
    await page.waitForLoadState("load");
  }
  await first.close();
  const half = await context(browser, base);
  const door = await half.newPage();
  await door.goto("/login");
  await door.fill("input[name=login]", login);
  await door.fill("input[name=password]", PASSWORD);
  await Promise.all([door.waitForURL(/\/login\/code/), door.press("input[name=password]", "Enter")]);
  const state = await half.storageState();
  state.cookies = state.cookies.filter((cookie) => cookie.name !== "lang");
  await half.close();
  return state;
}

export const pages = [
  { name: "login", path: "/login", who: null },
  { name: "password", path: "/password", who: null },
  { name: "password-gone", path: `/password/${"x".repeat(43)}`, who: null, status: 404 },
  { name: "login-code", path: "/login/code", who: null, session: halfSignedIn },
  { name: "portal-guest", path: "/", who: null },
  { name: "portal", path: "/", who: "requester" },
  { name: "services", path: "/services", who: "requester" },
  { name: "service", path: first("/services", "main a[href^='/services/']"), who: "requester" },
  { name: "request-new", path: first("/services", "main a[href^='/services/']"), then: "/new", who: "requester" },
  { name: "service-offers", path: "/services/materiel", who: "requester" },
  { name: "request-item", path: "/services/materiel/items/pret", who: "requester" },
  { name: "requests-together", path: "/requests", who: "teacher" },
  { name: "basket", path: "/basket", who: "requester" },
  { name: "requests", path: "/requests", who: "requester" },
  { name: "request", path: first("/requests", "main a[href^='/requests/']"), who: "requester" },
  { name: "request-guest", path: async (page) => {
    await page.goto(await first("/requests", "main a[href^='/requests/']")(page));
    await page.fill("#f-who", "tuteur@ecole.example");
    await page.fill("#f-name", "Jean Tuteur");
    await Promise.all([page.waitForURL(/invite/), page.locator("form[action$='/invite'] button").click()]);
    return new URL(await page.locator("#f-link").inputValue()).pathname;
  }, who: "requester" },
  { name: "search", path: "/search?q=moodle", who: "requester" },
  { name: "notifications", path: "/notifications", who: "requester" },
  { name: "notifications-desk", path: "/notifications", who: "agent" },
  { name: "me-notifications", path: "/me/notifications", who: "agent" },
  { name: "admin-notifications", path: "/admin/notifications", who: "admin" },
  { name: "kb", path: "/kb", who: "requester" },
  { name: "kb-guest", path: "/kb?kind=faq", who: null },
  { name: "kb-search", path: "/kb?q=wifi", who: "requester" },
  { name: "article", path: "/kb/mon-test-s-est-ferme", who: "requester" },
  { name: "article-why", path: "/kb/mon-test-s-est-ferme?why=1", who: "requester" },
  { name: "page-accessibility", path: "/pages/accessibilite", who: null },
  { name: "admin-articles", path: "/admin/articles", who: "admin" },
  { name: "admin-article-new", path: "/admin/articles/new", who: "manager" },
  { name: "admin-article", path: "/admin/articles/se-connecter-au-wifi", who: "admin" },
  { name: "admin-article-history", path: "/admin/articles/se-connecter-au-wifi/history", who: "admin" },
  { name: "me", path: "/me", who: "requester" },
  { name: "me-accessibility", path: "/me/accessibility", who: "requester" },
  { name: "me-sessions", path: "/me/sessions", who: "requester" },
  { name: "me-tokens", path: tokenMade, who: "requester" },
  { name: "admin-tokens", path: "/admin/tokens", who: "admin" },
  { name: "me-password", path: "/me/password", who: "agent" },
  { name: "me-security", path: "/me/security", who: "requester" },
  { name: "me-totp", path: async (page) => { await page.goto("/me/security"); await page.locator("form[action='/me/security/totp/start'] button").click(); return "/me/security/totp"; }, who: "requester" },
  { name: "me-confirm", path: "/me/confirm", who: "agent" },
  { name: "not-found", path: "/requests/INC-999999", who: "requester", status: 404 },
  { name: "desk", path: "/desk", who: "agent" },
  { name: "calendar", path: "/calendar?group=all", who: "agent" },
  { name: "calendar-week", path: "/calendar?scale=week&group=all", who: "agent" },
  { name: "calendar-day", path: "/calendar?scale=day&group=all", who: "agent" },
  { name: "calendar-list", path: "/calendar?scale=list&group=all", who: "agent" },
  { name: "calendar-sessions", path: "/calendar?show=sessions", who: "agent" },
  { name: "calendar-feeds", path: "/calendar/feeds", who: "agent" },
  { name: "support-new", path: "/support/new", who: "agent" },
  { name: "support-timetable", path: "/support/timetables/1", who: "admin" },
  { name: "support-edit", path: async (page) => (await first("/calendar?scale=week&group=all", ".week a.ev")(page)).replace("/tickets/", "/support/") + "/edit", who: "agent" },
  { name: "admin-rooms", path: "/admin/rooms", who: "admin" },
  { name: "admin-room", path: "/admin/rooms/CUB-1", who: "admin" },
  { name: "admin-approaches", path: "/admin/approaches", who: "admin" },
  { name: "admin-approach", path: "/admin/approaches/antem", who: "admin" },
  { name: "admin-support-types", path: "/admin/support-types", who: "admin" },
  { name: "admin-support-type", path: "/admin/support-types/classe-salle", who: "admin" },
  { name: "bookings", path: "/bookings", who: "agent" },
  { name: "room-availability", path: first("/bookings", "a[href^='/rooms/']"), who: "agent" },
  { name: "queue", path: "/tickets", who: "agent" },
  { name: "queue-views", path: kept, who: "agent" },
  { name: "ticket", path: first("/tickets", "[data-row] a.t[href*='INC-']"), who: "agent" },
  { name: "ticket-print", path: first("/tickets?view=scope", "[data-row] a.t[href*='INC-']"), then: "/print?journal=all", who: "agent" },
  { name: "request-print", path: first("/requests", "main a[href^='/requests/']"), then: "/print", who: "requester" },
  { name: "ticket-assign", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "?open=assign", who: "agent" },
  { name: "ticket-state", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "?open=state", who: "agent" },
  { name: "ticket-mark", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "?open=mark", who: "agent" },
  { name: "ticket-fields", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "?open=fields", who: "agent" },
  { name: "ticket-answers", path: async (page) => {
      await page.goto("/desk");
      const made = await page.evaluate(async () => (await fetch("/api/v1/incidents", { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector("meta[name=csrf]").content },
        body: JSON.stringify({ subject: "Un écran", intervention: "equipment", answers: { q_k_q1: "Un grand écran" } }) })).json());
      return `/tickets/${made.number}`;
    }, then: "?open=answers", who: "agent" },
  { name: "ticket-advice", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "?open=advice", who: "agent" },
  { name: "ticket-canned", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "?canned=1", who: "agent" },
  { name: "me-canned", path: "/me/canned", who: "agent" },
  { name: "admin-canned", path: "/admin/canned", who: "admin" },
  { name: "ticket-work", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "/work", who: "agent" },
  { name: "ticket-together", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "/together", who: "agent" },
  { name: "support-task", path: "/tickets/TASK-1", who: "admin" },
  { name: "item", path: kindly("items"), who: "agent" }, { name: "task", path: kindly("tasks"), who: "agent" },
  { name: "item-asked", path: kindly("items", "requests"), who: "teacher" }, { name: "request-items", path: kindly("requests"), who: "agent" },
  { name: "ticket-new", path: "/tickets/new", who: "agent" },
  { name: "call-new", path: "/calls/new", who: "agent" },
  { name: "call", path: async (page) => { await page.goto("/calls/new"); await page.click("form[action='/calls'] button"); await page.waitForURL(/\/calls\/\d+$/); return new URL(page.url()).pathname; }, who: "agent" },
  { name: "ticket-note", path: first("/tickets?view=all", "[data-row] a.t[href*='INC-']"), then: "?mode=note", who: "agent" },
  { name: "clock", path: first("/tickets", "[data-row] a.t[href*='INC-']"), then: "/clocks/resolution", who: "agent" },
  { name: "queue-filtered", path: "/tickets?view=scope&filter=state%3Ais%3Anew%2Copen&filter=assignee%3Aempty&sort=priority&cols=state%2Cpriority%2Cdue%2Crequester%2Cservice%2Ccreated", who: "agent" },
  { name: "queue-filters", path: "/tickets/filters?view=groups&filter=state%3Ais%3Anew%2Copen&filter=created%3Alast%3A30&filter=requester%3Ais%3Ame&add=room", who: "agent" },
  { name: "queue-changes", path: "/tickets/changes", who: "agent" },
  { name: "queue-empty", path: "/tickets?view=all&q=zzzzqqq", who: "agent" },
  { name: "person", path: async (page) => { await page.goto(await first("/tickets", "[data-row] a.t[href*='INC-']")(page)); return new URL(await page.locator("a[href^='/people/']").first().getAttribute("href"), page.url()).pathname; }, who: "agent" },
  { name: "person-absences", path: async (page) => (await first("/admin/people?q=roy", "main a[href^='/people/']")(page)) + "/absences", who: "admin" },
  { name: "desk-search", path: "/desk/search?q=moodle", who: "agent" },
  { name: "keys", path: "/desk/keys", who: "agent" },
  { name: "desk-not-found", path: "/tickets/INC-999999", who: "agent", status: 404 },
  { name: "desk-refused", path: "/desk", who: "requester", status: 404 },
  { name: "courses", path: "/courses", who: "agent" },
  { name: "courses-items", path: "/courses/items", who: "agent" },
  { name: "courses-presenters", path: "/courses/presenters?term=H26", who: "agent" },
  { name: "courses-presenter-unknown", path: "/courses/items?presenter=zzzqqq", who: "agent" },
  { name: "courses-sessions", path: "/courses/sessions?from=2026-01-01", who: "agent" },
  { name: "courses-recordings", path: "/courses/recordings?from=2026-01-01", who: "agent" },
  { name: "courses-own", path: "/courses", who: "teacher" },
  { name: "courses-intend", path: "/courses/intentions", who: "teacher" },
  { name: "courses-intentions", path: "/courses/intentions", who: "admin" },
  { name: "course", path: "/courses/MED2105?term=H26", who: "admin" },
  { name: "course-read", path: "/courses/MED2105?term=H26", who: "agent" },
  { name: "course-sheet", path: "/courses/MED2105?term=H26", who: "teacher" },
  { name: "course-support", path: "/courses/MED2105/support", who: "agent" },
  { name: "course-edit", path: "/courses/MED2105/edit", who: "admin" },
  { name: "course-session", path: first("/courses/MED2105", "#sessions a[href*='/sessions/']:not([href*='new'])"), who: "admin" },
  { name: "admin-people", path: "/admin/people", who: "admin" },
  { name: "admin-person", path: async (page) => "/admin" + (await first("/admin/people", "main a[href^='/people/']")(page)), who: "admin" },
  { name: "admin-handover", path: async (page) => "/admin" + (await first("/admin/people", "main a[href^='/people/']")(page)) + "/handover", who: "admin" },
  { name: "admin-merge", path: async (page) => "/admin" + (await first("/admin/people", "main a[href^='/people/']")(page)) + "/merge", who: "admin" },
  { name: "admin-merge-look", path: async (page) => "/admin" + (await first("/admin/people", "main a[href^='/people/']")(page)) + "/merge?with=caubert", who: "admin" },
  { name: "imports", path: "/imports", who: "admin" },
  { name: "imports-new", path: "/imports/new", who: "admin" },
  { name: "imports-columns", path: grid("columns"), who: "admin" },
  { name: "imports-review", path: grid("review"), who: "admin" },
  { name: "imports-create", path: grid("create"), who: "admin" },
  { name: "admin-import", path: "/admin/people/import", who: "admin" },
  { name: "admin-groups", path: "/admin/groups", who: "admin" },
  { name: "admin-group", path: "/admin/groups/desk", who: "admin" },
  { name: "absences", path: "/me/absences", who: "agent" },
  { name: "admin-promises", path: "/admin/promises", who: "admin" },
  { name: "admin-promise", path: "/admin/promises/incident.resolution", who: "admin" },
  { name: "admin-calendar", path: "/admin/calendars/standard", who: "admin" },
  { name: "admin-sites", path: "/admin/sites", who: "admin" },
  { name: "admin-site", path: "/admin/sites/new", who: "admin" },
  { name: "admin-check", path: "/admin/promises/check", who: "admin" },
  { name: "admin", path: "/admin", who: "admin" },
  { name: "admin-departments", path: "/admin/departments", who: "admin" },
  { name: "admin-department", path: first("/admin/departments", "main a[href^='/admin/departments/']:not([href$=new])"), who: "admin" },
  { name: "admin-services", path: "/admin/services", who: "admin" },
  { name: "admin-plans", path: "/admin/plans", who: "admin" }, { name: "admin-plan-new", path: "/admin/plans/new", who: "admin" },
  { name: "admin-plan", path: "/admin/plans/soutien-cours?step=2.1&first=2026-01-26&last=2026-02-20", who: "admin" },
  { name: "admin-plan-versions", path: "/admin/plans/soutien-cours/versions", who: "admin" },
  { name: "admin-service", path: first("/admin/services", "main .grid a"), who: "admin" },
  { name: "admin-forms", path: "/admin/forms", who: "admin" },
  { name: "admin-form", path: "/admin/forms/new", who: "admin" },
  { name: "admin-offers", path: "/admin/offers", who: "admin" },
  { name: "admin-offer", path: "/admin/offers/new", who: "admin" },
  { name: "admin-settings", path: "/admin/settings", who: "admin" },
  { name: "admin-config", path: "/admin/config", who: "admin" },
  { name: "admin-mail", path: "/admin/mail", who: "admin" },
  { name: "admin-mail-letters", path: "/admin/mail/letters", who: "admin" },
  { name: "admin-mail-texts", path: "/admin/mail/texts", who: "admin" },
  { name: "admin-mail-text", path: "/admin/mail/texts/link", who: "admin" },
  { name: "admin-mail-held", path: "/admin/mail/letters?state=held", who: "admin" },
  { name: "admin-trial", path: "/admin/trial", who: "admin" },
  { name: "admin-audit", path: "/admin/audit", who: "admin" },
  { name: "admin-questions", path: "/admin/questions", who: "admin" },
  { name: "admin-question-list", path: "/admin/questions/kind:use", who: "admin" },
  { name: "admin-routing", path: "/admin/routing", who: "admin" },
  { name: "admin-nature", path: "/admin/routing/outage", who: "admin" },
  { name: "admin-fields", path: "/admin/fields", who: "admin" },
  { name: "admin-category", path: added("/admin/categories", "page-visio"), who: "admin" },
  { name: "admin-field", path: added("/admin/fields", "page_places"), who: "admin" },
  { name: "admin-categories", path: "/admin/categories", who: "admin" },
  { name: "admin-priorities", path: "/admin/priorities", who: "admin" },
];

/* Routes that answer with something else than a page of their own, and why no eye looks at them. */
const NO_PAGE = [
  [/\/panels\/\{name\}$/, "a part of a page"],
  [/^\/tasks\/\{id\}$/, "leads to /tickets/{id}"],
  [/^\/api\//, "JSON"],
  [/^\/first$/, "404 once there is an account: first.mjs looks at it"],
  [/^\/logo\/\{hash\}$/, "a picture"],
  [/^\/(healthz|readyz|metrics|robots\.txt|favicon\.ico)$/, "for programs"],
  [/^\/assets\//, "files of the front end"],
  [/(^|\/)events$/, "event stream"],
  [/\/pdf$/, "PDF; its page is /print"],
  [/^\/courses\/export$|^\/imports\/\{id\}\/export$/, "a file to keep"],
  [/^\/calendar\/\{secret\}$/, "iCalendar"],
  [/^\/tickets\/changes\/\{id\}$/, "the report of a change: change.mjs makes one and looks at it"],
  [/^\/tickets\/exports\/\{id\}(\/file)?$/, "a long list as a file: change.mjs asks for one and looks at it"],
  [/^\/tickets\/export$|^\/admin\/audit\.csv$|^\/admin\/config\/export$/, "a file to keep"],
  [/^\/attachments\/|\/files\/\{id\}$/, "a file of a ticket"],
  [/\/parts\/|^\/search\/suggest$|^\/people\/search$|^\/desk\/(courses|people)$/, "a part of a page"],
  [/^\/(tickets|requests|i)\/\{\w+\}\/(thread|side|members|presence|categories|forms\/\{name\}|canned|canned\/\{canned\})$/, "a part of the ticket's page"],
];

/* Who besides the natural reader meets such a page; who is not let in is led away or answered 404. */
const DESK = ["agent", "lead", "delegate", "admin"];
const READERS = {
  public: [null, "requester", ...DESK], "signed-in": ["requester", ...DESK], agent: DESK,
  lead: ["lead", "delegate", "admin"], manager: ["manager", "delegate", "admin"], "dept-admin": ["delegate", "admin"], admin: ["admin"],
};
/* Between agent and administrator: their pages are made of the same parts, looked at once more in one language. */
const BETWEEN = new Set(["lead", "delegate"]);
const LANES = Number(process.env.LANES) || Math.min(6, availableParallelism() + 1);

/** The route that answers at that address: the one with the most fixed words. */
function routeOf(table, address) {
  const parts = address.split("?")[0].split("/");
  let best = null, most = -1;
  for (const route of table) {
    const wanted = route.path.split("/");
    if (wanted.length !== parts.length || !wanted.every((w, i) => w.startsWith("{") || w === parts[i])) continue;
    const fixed = wanted.filter((w) => !w.startsWith("{")).length;
    if (fixed > most) [best, most] = [route, fixed];
  }
  return best;
}

/* Hundreds of pages are long for one browser on a loaded machine: when it ends by itself a new one looks
   at that page again, twice at most in a run, and says so. */
function renewed(first) {
  let current = first, left = 2;
  const all = [];
  return {
    async use(run) {
      const mine = current;
      try {
        return await run(mine);
      } catch (error) {
        if (mine.isConnected()) throw error;
        if (mine === current) {
          if (!left--) throw error;
          console.log("# the browser ended by itself, a new one goes on");
          current = await launch();
          all.push(current);
        }
        return run(current);
      }
    },
    close: () => Promise.all(all.map((browser) => browser.close())),
  };
}

/* One context per reader and language serves all pages: its cache spares the front end's files. */
function desks(browsers, base) {
  const known = new Map();
  const enter = (browser, who, lang) => {
    const key = `${who} ${lang}`;
    let made = known.get(key);
    if (!made || made.browser !== browser) {
      const state = who ? signIn(browser, base, WHO[who].login, WHO[who].password) : Promise.resolve(undefined);
      made = { browser, context: state.then((session) => context(browser, base, { lang, state: session })) };
      known.set(key, made);
    }
    return made.context;
  };
  return {
    within: (who, lang, run) => browsers.use(async (browser) => run(await enter(browser, who, lang))),
    own: (entry, lang, run) => browsers.use(async (browser) => {
      const made = await context(browser, base, { lang, state: await entry.session(browser, base) });
      return run(made).finally(() => made.close());
    }),
  };
}

/* The address of that page for that reader; null when there is none for them. */
async function find(entry, context) {
  if (typeof entry.path === "string") return entry.path;
  const page = await context.newPage();
  page.setDefaultTimeout(6000);
  try {
    const address = await entry.path(page);
    return address && address + (entry.then || "");
  } finally {
    await page.close();
  }
}

/* The shapes that axe has judged: shared by readers and languages whose pages differ in words alone. */
const SEEN = new Set();

async function look(desk, entry, path, who, lang) {
  const natural = who === entry.who;
  const pictures = natural && lang === "fr" && process.env.SHOTS !== "0" ? { name: `${entry.name}-fr`, light: "wide", dark: "phone" } : {};
  const how = { lang, status: entry.status, pictures, seen: SEEN };
  const see = (run) => (entry.session ? desk.own(entry, lang, run) : desk.within(who, lang, run));
  let wrong = await see((open) => judge(open, path, how));
  if (wrong === null && !natural && typeof entry.path === "function")
    wrong = await see(async (open) => {
      const theirs = await find(entry, open).catch(() => null);
      return theirs && theirs !== path ? judge(open, theirs, how) : null;
    });
  const name = `${entry.name} ${who ?? "guest"} ${lang}`;
  if (wrong !== null) ok(name, wrong.length === 0, wrong.join(" | "));
  else if (natural) ok(name, false, "the page does not come");
}

async function abreast(work) {
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (let next = work.shift(); next; next = work.shift()) await next();
  }));
}

export default async function run(first, server) {
  const browsers = renewed(first), desk = desks(browsers, server.base);
  const only = process.env.PAGES ? new Set(process.env.PAGES.split(",")) : null;
  const table = routes().filter((route) => route.method === "GET");
  const missing = new Set(table.filter((route) => !NO_PAGE.some(([path]) => path.test(route.path))).map((route) => route.path));
  const work = [];
  await abreast(pages.filter((entry) => !only || only.has(entry.name)).map((entry) => async () => {
    try {
      const seen = (run) => (entry.session ? desk.own(entry, "fr", run) : desk.within(entry.who, "fr", run));
      const path = await seen((open) => find(entry, open));
      const route = routeOf(table, path);
      missing.delete(route?.path);
      const others = entry.status || entry.session || !route ? [] : READERS[route.access] ?? [];
      for (const who of new Set([entry.who, ...others])) for (const lang of who !== entry.who && BETWEEN.has(who) ? ["fr"] : ["fr", "en"])
        work.push(() => look(desk, entry, path, who, lang).catch((error) => ok(`${entry.name} ${who ?? "guest"} ${lang}`, false, error.message)));
    } catch (error) {
      ok(`${entry.name} is found`, false, error.message);
    }
  }));
  await abreast(work);
  if (!only) ok("every route that answers with a page is looked at", missing.size === 0, "no row for " + [...missing].join(", "));
  console.log(`# ${LANES} abreast, ${SEEN.size} shapes under axe`);
  await browsers.close();
}
