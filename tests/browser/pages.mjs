/* Every page, in both languages, both themes and on both sizes: no complaint of the browser, no overflow
   (also at 320 px), the house's manners, axe without violation; a screenshot of each in build/shots.

   A path may be a function of a signed-in page that finds it, for numbers that the demo chooses. */
import { axe, complaints, context, launch, manners, ok, outside, overflow, shot, signIn, SIZES } from "./harness.mjs";
import { WHO } from "./people.mjs";

/** The address behind the first link that matches, on that page. */
const first = (on, selector) => async (page) => {
  await page.goto(on);
  const href = await page.locator(selector).first().getAttribute("href");
  return new URL(href, page.url()).pathname;
};

export const pages = [
  { name: "login", path: "/login", who: null },
  { name: "portal-guest", path: "/", who: null },
  { name: "portal", path: "/", who: "requester" },
  { name: "services", path: "/services", who: "requester" },
  { name: "service", path: first("/services", "main a[href^='/services/']"), who: "requester" },
  { name: "request-new", path: first("/services", "main a[href^='/services/']"), then: "/new", who: "requester" },
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
  { name: "me-password", path: "/me/password", who: "agent" },
  { name: "me-security", path: "/me/security", who: "requester" },
  { name: "me-totp", path: async (page) => { await page.goto("/me/security"); await page.locator("form[action='/me/security/totp/start'] button").click(); return "/me/security/totp"; }, who: "requester" },
  { name: "me-confirm", path: "/me/confirm", who: "agent" },
  { name: "not-found", path: "/requests/INC-999999", who: "requester", status: 404 },
  { name: "desk", path: "/desk", who: "agent" },
  { name: "queue", path: "/tickets", who: "agent" },
  { name: "ticket", path: first("/tickets", "[data-row] a.t"), who: "agent" },
  { name: "ticket-print", path: first("/tickets?view=scope", "[data-row] a.t"), then: "/print?journal=all", who: "agent" },
  { name: "request-print", path: first("/requests", "main a[href^='/requests/']"), then: "/print", who: "requester" },
  { name: "ticket-assign", path: first("/tickets", "[data-row] a.t"), then: "?open=assign", who: "agent" },
  { name: "ticket-state", path: first("/tickets", "[data-row] a.t"), then: "?open=state", who: "agent" },
  { name: "ticket-mark", path: first("/tickets", "[data-row] a.t"), then: "?open=mark", who: "agent" },
  { name: "ticket-fields", path: first("/tickets", "[data-row] a.t"), then: "?open=fields", who: "agent" },
  { name: "ticket-advice", path: first("/tickets", "[data-row] a.t"), then: "?open=advice", who: "agent" },
  { name: "ticket-canned", path: first("/tickets", "[data-row] a.t"), then: "?canned=1", who: "agent" },
  { name: "me-canned", path: "/me/canned", who: "agent" },
  { name: "admin-canned", path: "/admin/canned", who: "admin" },
  { name: "ticket-work", path: first("/tickets", "[data-row] a.t"), then: "/work", who: "agent" },
  { name: "ticket-together", path: first("/tickets", "[data-row] a.t"), then: "/together", who: "agent" },
  { name: "ticket-new", path: "/tickets/new", who: "agent" },
  { name: "call-new", path: "/calls/new", who: "agent" },
  { name: "call", path: async (page) => { await page.goto("/calls/new"); await page.click("form[action='/calls'] button"); await page.waitForURL(/\/calls\/\d+$/); return new URL(page.url()).pathname; }, who: "agent" },
  { name: "ticket-note", path: first("/tickets?view=all", "[data-row] a.t"), then: "?mode=note", who: "agent" },
  { name: "clock", path: first("/tickets", "[data-row] a.t"), then: "/clocks/resolution", who: "agent" },
  { name: "queue-filtered", path: "/tickets?view=scope&filter=state%3Ais%3Anew%2Copen&filter=assignee%3Aempty&sort=priority&cols=state%2Cpriority%2Cdue%2Crequester%2Cservice%2Ccreated", who: "agent" },
  { name: "queue-filters", path: "/tickets/filters?view=groups&filter=state%3Ais%3Anew%2Copen&filter=created%3Alast%3A30&filter=requester%3Ais%3Ame&add=room", who: "agent" },
  { name: "queue-empty", path: "/tickets?view=all&q=zzzzqqq", who: "agent" },
  { name: "person", path: async (page) => { await page.goto(await first("/tickets", "[data-row] a.t")(page)); return new URL(await page.locator("a[href^='/people/']").first().getAttribute("href"), page.url()).pathname; }, who: "agent" },
  { name: "desk-search", path: "/desk/search?q=moodle", who: "agent" },
  { name: "keys", path: "/desk/keys", who: "agent" },
  { name: "desk-not-found", path: "/tickets/INC-999999", who: "agent", status: 404 },
  { name: "desk-refused", path: "/desk", who: "requester", status: 404 },
  { name: "admin-people", path: "/admin/people", who: "admin" },
  { name: "admin-person", path: async (page) => "/admin" + (await first("/admin/people", "main a[href^='/people/']")(page)), who: "admin" },
  { name: "admin-handover", path: async (page) => "/admin" + (await first("/admin/people", "main a[href^='/people/']")(page)) + "/handover", who: "admin" },
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
  { name: "admin-service", path: first("/admin/services", "main .grid a"), who: "admin" },
  { name: "admin-settings", path: "/admin/settings", who: "admin" },
  { name: "admin-config", path: "/admin/config", who: "admin" },
  { name: "admin-trial", path: "/admin/trial", who: "admin" },
  { name: "admin-audit", path: "/admin/audit", who: "admin" },
  { name: "admin-questions", path: "/admin/questions", who: "admin" },
  { name: "admin-question-list", path: "/admin/questions/kind:use", who: "admin" },
  { name: "admin-routing", path: "/admin/routing", who: "admin" },
  { name: "admin-nature", path: "/admin/routing/outage", who: "admin" },
  { name: "admin-fields", path: "/admin/fields", who: "admin" },
  { name: "admin-categories", path: "/admin/categories", who: "admin" },
  { name: "admin-priorities", path: "/admin/priorities", who: "admin" },
];

const MATRIX = [];
for (const lang of ["fr", "en"]) for (const theme of ["light", "dark"]) for (const size of Object.keys(SIZES)) MATRIX.push({ lang, theme, size });
const LANES = 3;

async function state(browser, base, who) {
  return who ? signIn(browser, base, WHO[who].login, WHO[who].password) : undefined;
}

async function find(browser, base, entry, session) {
  if (typeof entry.path === "string") return entry.path;
  const made = await context(browser, base, { state: session });
  try {
    return (await entry.path(await made.newPage())) + (entry.then || "");
  } finally {
    await made.close();
  }
}

async function settle(page) {
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(120);
}

async function audit(browser, base, path, session, how) {
  const open = await context(browser, base, { ...how, state: session, audit: true });
  try {
    const page = await open.newPage();
    await page.goto(path);
    await settle(page);
    /* As tall as the page: nothing lies by chance under the bar that sticks to the bottom. */
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: SIZES[how.size].width, height: Math.min(height + 8, 8000) });
    return (await axe(page)).map((violation) => "axe " + violation);
  } finally {
    await open.close();
  }
}

async function look(browser, base, entry, path, session, how) {
  const name = `${entry.name} ${how.lang} ${how.theme} ${how.size}`;
  const wrong = [];
  const strict = await context(browser, base, { ...how, state: session });
  try {
    const page = await strict.newPage();
    const heard = complaints(page);
    const answer = await page.goto(path);
    await settle(page);
    if (answer.status() !== (entry.status || 200)) wrong.push(`answers ${answer.status()}`);
    wrong.push(...heard, ...(await manners(page)));
    const lang = await page.evaluate(() => document.documentElement.lang);
    if (lang !== how.lang) wrong.push(`speaks ${lang}`);
    const wide = await overflow(page);
    if (wide) wrong.push(`${wide} px too wide: ${await outside(page)}`);
    await shot(page, `${entry.name}-${how.lang}-${how.theme}-${how.size}`);
    if (how.lang === "fr" && how.theme === "light" && how.size === "phone") {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.waitForTimeout(60);
      const narrow = await overflow(page);
      if (narrow) wrong.push(`at 320 px ${narrow} px too wide: ${await outside(page)}`);
    }
  } finally {
    await strict.close();
  }
  /* Colours and sizes do not depend on the language: in English one look is enough. */
  if (how.lang === "fr" || (how.theme === "light" && how.size === "wide")) wrong.push(...(await audit(browser, base, path, session, how)));
  ok(name, wrong.length === 0, wrong.join(" | "));
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

export default async function run(first, server) {
  const browsers = renewed(first);
  const only = process.env.PAGES ? new Set(process.env.PAGES.split(",")) : null;
  const work = [];
  for (const entry of pages) {
    if (only && !only.has(entry.name)) continue;
    try {
      const session = await browsers.use((browser) => state(browser, server.base, entry.who));
      const path = await browsers.use((browser) => find(browser, server.base, entry, session));
      for (const how of MATRIX)
        work.push(() => browsers.use((browser) => look(browser, server.base, entry, path, session, how))
          .catch((error) => ok(`${entry.name} ${how.lang} ${how.theme} ${how.size}`, false, error.message)));
    } catch (error) {
      ok(`${entry.name} is found`, false, error.message);
    }
  }
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (let next = work.shift(); next; next = work.shift()) await next();
  }));
  await browsers.close();
}
