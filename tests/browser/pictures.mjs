/* node tests/browser/pictures.mjs [NAME…]
   Takes the pictures of README.md and of the guides from the demo, at a fixed moment (a Tuesday of January,
   10:12 in Paris), so that taking them again changes them only when the pages changed. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { context, launch, root, serve } from "./harness.mjs";

const out = path.join(root, "docs", "pictures");
const clock = "2026-01-13T09:12:00Z";

const pictures = [
  { name: "portail", who: "icaron", path: "/" },
  { name: "demande", who: "icaron", path: "/services/examens/new" },
  { name: "suivi", who: "icaron", path: link("/requests", "main a[href^='/requests/']:has-text('Anatomie 2')") },
  { name: "aide", who: "icaron", path: "/kb" },
  { name: "compte", who: "icaron", path: "/me/security" },
  { name: "notifications", who: "icaron", path: "/me/notifications" },
  { name: "bureau", who: "croy", path: "/desk" },
  { name: "file", who: "croy", path: "/tickets?view=groups" },
  { name: "filtres", who: "croy", path: "/tickets/filters?view=groups&filter=state%3Ais%3Anew%2Copen&filter=created%3Alast%3A30" },
  { name: "billet", who: "croy", path: story() },
  { name: "billet-sombre", who: "croy", path: story(), theme: "dark" },
  { name: "billet-telephone", who: "croy", path: story(), size: "phone" },
  { name: "pourquoi", who: "croy", path: story("/clocks/resolution") },
  { name: "travail", who: "croy", path: story("/work") },
  { name: "reunir", who: "croy", path: story("/together") },
  { name: "imprimer", who: "croy", path: story("/print") },
  { name: "pretes", who: "croy", path: "/me/canned" },
  { name: "absences", who: "croy", path: "/me/absences" },
  { name: "appel", who: "croy", path: call },
  { name: "admin", who: "admin", path: "/admin" },
  { name: "personne", who: "admin", path: async (page) => "/admin" + (await link("/admin/people?q=roy", "main a[href^='/people/']")(page)) },
  { name: "groupe", who: "admin", path: "/admin/groups/e-learning" },
  { name: "services", who: "admin", path: "/admin/services" },
  { name: "questions", who: "admin", path: "/admin/questions/kind:use" },
  { name: "aiguillage", who: "admin", path: "/admin/routing" },
  { name: "champs", who: "admin", path: "/admin/fields" },
  { name: "articles", who: "admin", path: "/admin/articles" },
  { name: "annonces", who: "admin", path: "/admin/notifications" },
  { name: "calendrier", who: "admin", path: "/admin/calendars/standard" },
  { name: "verifier", who: "admin", path: "/admin/promises/check" },
  { name: "reglages", who: "admin", path: "/admin/settings" },
  { name: "audit", who: "admin", path: "/admin/audit" },
  { name: "configuration", who: "admin", path: "/admin/config" },
  { name: "importer", who: "admin", path: "/admin/people/import" },
  { name: "essai", who: "admin", path: "/admin/trial" },
  /* last: it invites somebody, which shows on the ticket */
  { name: "lien", who: "icaron", path: guest },
];

/** The address behind the first link that matches, on that page. */
function link(on, selector) {
  return async (page) => {
    await page.goto(on);
    const href = await page.locator(selector).first().getAttribute("href");
    return new URL(href, page.url()).pathname;
  };
}

/** The ticket of the demo's story: the closed test of Inès Caron. */
function story(more = "") {
  return async (page) => (await link("/tickets?view=groups", "a:has-text('Anatomie 2')")(page)) + more;
}

async function call(page) {
  await page.goto("/calls/new");
  await page.click("form[action='/calls'] button");
  await page.waitForURL(/\/calls\/\d+$/);
  await page.fill("#f-person", "caron");
  await page.locator("#people [role=option]").first().waitFor();
  await page.press("#f-person", "Enter");
  await page.fill("#f-description", "Son examen s’est fermé seul avant la dernière question.");
  return null; /* stays where it is */
}

async function guest(page) {
  await page.goto(await link("/requests", "main a[href^='/requests/']")(page));
  await page.fill("#f-who", "tuteur@ecole.example");
  await page.fill("#f-name", "Jean Tuteur");
  await Promise.all([page.waitForURL(/invite/), page.locator("form[action$='/invite'] button").click()]);
  return new URL(await page.locator("#f-link").inputValue()).pathname;
}

async function signIn(page, login) {
  await page.goto("/login");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", "guichet-demo");
  await Promise.all([page.waitForNavigation(), page.click("form[action^='/login'] button")]);
}

mkdirSync(out, { recursive: true });
const browser = await launch();

async function take(base, shot) {
  const made = await context(browser, base, { theme: shot.theme ?? "light", size: shot.size ?? "wide" });
  await made.clock.setFixedTime(new Date(clock)); /* else the browser believes that the session is over */
  const page = await made.newPage();
  if (shot.who) await signIn(page, shot.who);
  const where = typeof shot.path === "function" ? await shot.path(page) : shot.path;
  if (where) {
    const answer = await page.goto(where);
    if (answer.status() !== 200) throw new Error(`${where}: ${answer.status()}`);
  }
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(out, `${shot.name}.png`) });
  console.log(`${shot.name}.png`);
  await made.close();
}

const wanted = process.argv.slice(2), chosen = (shot) => !wanted.length || wanted.includes(shot.name);
const server = await serve([], { GUICHET_NOW: clock });
try {
  for (const shot of pictures) if (chosen(shot)) await take(server.base, shot);
} finally {
  await server.stop();
}
const fresh = await serve([], { GUICHET_NOW: clock }, false);
try {
  const code = fresh.log.join("").match(/\/first\?code=([a-z0-9-]+)/)[1];
  if (chosen({ name: "premier" })) await take(fresh.base, { name: "premier", path: `/first?code=${code}` });
} finally {
  await fresh.stop();
  await browser.close();
}
