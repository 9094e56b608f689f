/* node tests/browser/pictures.mjs
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
  { name: "bureau", who: "croy", path: "/desk" },
  { name: "file", who: "croy", path: "/tickets?view=groups" },
  { name: "billet", who: "croy", ticket: true },
  { name: "billet-sombre", who: "croy", ticket: true, theme: "dark" },
  { name: "billet-telephone", who: "croy", ticket: true, size: "phone" },
  { name: "pourquoi", who: "croy", ticket: true, more: "/clocks/resolution" },
];

async function signIn(page, login) {
  await page.goto("/login");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", "guichet-demo");
  await Promise.all([page.waitForNavigation(), page.click("form[action^='/login'] button")]);
}

/* The ticket of the demo's story: the closed test of Inès Caron. */
async function story(page) {
  await page.goto("/tickets?view=groups");
  const href = await page.locator("a:has-text('Anatomie 2')").first().getAttribute("href");
  return href.split("?")[0];
}

mkdirSync(out, { recursive: true });
const server = await serve([], { GUICHET_NOW: clock });
const browser = await launch();
try {
  for (const shot of pictures) {
    const made = await context(browser, server.base, { theme: shot.theme ?? "light", size: shot.size ?? "wide" });
    const page = await made.newPage();
    await signIn(page, shot.who);
    const where = shot.ticket ? (await story(page)) + (shot.more ?? "") : shot.path;
    const answer = await page.goto(where);
    if (answer.status() !== 200) throw new Error(`${where}: ${answer.status()}`);
    await page.waitForTimeout(500);
    await page.screenshot({ path: path.join(out, `${shot.name}.png`) });
    console.log(`${shot.name}.png  ${where}`);
    await made.close();
  }
} finally {
  await browser.close();
  await server.stop();
}
