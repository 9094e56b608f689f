/* What browser tests stand on: a throw-away server with the demo, a browser, signed-in people, and the
   checks every page must pass.  Results are printed as "ok NAME" and "not ok NAME: why". */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");
const require = createRequire(path.join(root, "web", "package.json"));
const buildFolder = path.resolve(root, process.env.BUILD || "build");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
export const shots = path.join(buildFolder, "shots");

/* ---- results ---- */

export const results = { passed: 0, failed: 0 };

export function ok(name, good, why = "") {
  if (good) {
    results.passed++;
    console.log(`ok ${name}`);
  } else {
    results.failed++;
    console.log(`not ok ${name}${why ? ": " + String(why).replace(/\s+/g, " ").slice(0, 600) : ""}`);
  }
  return good;
}

/** A step that may throw: what it threw is the reason. */
export async function step(name, run) {
  try {
    await run();
    return ok(name, true);
  } catch (error) {
    return ok(name, false, error.message || error);
  }
}

export function expect(good, why) {
  if (!good) throw new Error(why);
}

/* ---- the server ---- */

export const buildPath = (...parts) => path.join(buildFolder, ...parts);

function freePort() {
  return new Promise((done, fail) => {
    const probe = net.createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function answers(base, server) {
  for (let i = 0; i < 150; i++) {
    if (server.exitCode !== null) return false;
    try {
      if ((await fetch(base + "/healthz")).ok) return true;
    } catch { /* not yet */ }
    await new Promise((next) => setTimeout(next, 100));
  }
  return false;
}

/** The routes that the program declares: { method, path, access, slice }. */
export function routes() {
  const said = spawnSync(path.join(buildFolder, "guichet"), ["routes"], { encoding: "utf8" });
  if (said.status !== 0) throw new Error("guichet routes: " + said.stderr);
  return said.stdout.trim().split("\n").map((line) => {
    const [method, where, access, ...slice] = line.trim().split(/\s+/);
    return { method, path: where, access, slice: slice.join(" ") };
  });
}

/* Parts that nobody of the demo plays. */
const ADDED = [{ login: "nlemaire", name: "Nadia Lemaire", password: "guichet-demo", role: "department_admin", group: "e-learning" }];

/** Starts guichet on a temporary folder, with the demo unless told otherwise; { base, data, stop, log }. */
export async function serve(more = [], settings = {}, withDemo = true) {
  const program = path.join(buildFolder, "guichet");
  const data = mkdtempSync(path.join(os.tmpdir(), "guichet-browser-"));
  const folder = path.join(data, "data");
  const env = { ...process.env };
  for (const name of Object.keys(env)) if (name.startsWith("GUICHET_")) delete env[name];
  Object.assign(env, settings);
  const demo = withDemo ? spawnSync(program, ["demo", "--data", folder], { encoding: "utf8", env }) : { status: 0 };
  if (demo.status !== 0) {
    rmSync(data, { recursive: true, force: true });
    throw new Error(`guichet demo ended with ${demo.status ?? demo.error}: ${demo.stderr || demo.stdout}`);
  }
  for (const { login, name, password, role, group } of withDemo ? ADDED : []) {
    const made = spawnSync(program, ["user", "add", login, "--name", name, "--role", role, "--group", group, "--password-stdin", "--data", folder], { encoding: "utf8", env, input: password + "\n" });
    if (made.status !== 0) throw new Error(`guichet user add ${login}: ${made.stderr}`);
  }
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const log = [];
  const server = spawn(program, ["serve", "--data", folder, "--listen", `127.0.0.1:${port}`, ...more], { env });
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (bytes) => log.push(String(bytes)));
  const ended = new Promise((done) => server.once("exit", done));
  const stop = async () => {
    server.kill("SIGTERM");
    const late = setTimeout(() => server.kill("SIGKILL"), 8000);
    await ended;
    clearTimeout(late);
    rmSync(data, { recursive: true, force: true });
  };
  if (!(await answers(base, server))) {
    await stop();
    throw new Error("guichet serve does not answer: " + log.join("").slice(-800));
  }
  return { base, data: folder, stop, log };
}

/* ---- the browser ---- */

export async function launch() {
  const { chromium } = require("playwright-core");
  const found = process.env.CHROMIUM || spawnSync("sh", ["-c", "command -v chromium || command -v google-chrome"], { encoding: "utf8" }).stdout.trim();
  if (!found) throw new Error("no chromium: tools/install check installs it");
  return chromium.launch({
    executablePath: found,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
  });
}

export const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** A context of its own: { lang, theme, size }. */
export async function context(browser, base, { lang = "fr", theme = "light", size = "wide", state } = {}) {
  const phone = size === "phone";
  const made = await browser.newContext({
    baseURL: base,
    viewport: typeof size === "string" ? SIZES[size] : size,
    colorScheme: theme, isMobile: phone, hasTouch: phone,
    locale: lang === "fr" ? "fr-FR" : "en-GB", timezoneId: "Europe/Paris",
    reducedMotion: "reduce", storageState: state,
  });
  await made.addCookies([{ name: "lang", value: lang, url: base }]);
  made.setDefaultTimeout(10000);
  return made;
}

/** Collects what a page complains about: console errors, refused policies, broken scripts, 5xx answers,
    parts that are missing, a stream that is refused.  A form answered by 422 is no complaint, though
    Chromium writes it down as one; nor is a stream that ends with its page, which htmx writes as an Event. */
export function complaints(page) {
  const list = [];
  const expected = /^(Failed to load resource|\[object Event\]$)/;
  page.on("console", (message) => message.type() === "error" && !expected.test(message.text()) && list.push("console: " + message.text()));
  page.on("pageerror", (error) => list.push("script: " + error));
  page.on("response", (response) => {
    const part = /^(stylesheet|script|font|image|manifest|eventsource)$/.test(response.request().resourceType());
    if (response.status() >= (part ? 400 : 500)) list.push(`${response.status()} ${response.url()}`);
  });
  return list;
}

/* The password of all accounts of the demo; guichet demo prints them. */
export const PASSWORD = "guichet-demo";

const states = new Map();

/** Signs in through the form and returns the browser state to give to context(); once per login. */
export async function signIn(browser, base, login, password = PASSWORD) {
  const key = base + " " + login;
  if (states.has(key)) return states.get(key);
  const made = await context(browser, base);
  const page = await made.newPage();
  await page.goto("/login");
  await page.locator("input[name=login]").first().evaluate((field) => { for (let d = field.closest("details"); d; d = d.parentElement.closest("details")) d.open = true; });
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", password);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/login")), page.press("input[name=password]", "Enter")]);
  const state = await made.storageState();
  state.cookies = state.cookies.filter((cookie) => cookie.name !== "lang" && cookie.name !== "theme");
  await made.close();
  states.set(key, state);
  return state;
}

/* ---- checks of a page ---- */

/** Pixels by which the page is wider than its window. */
export const overflow = (page) => page.evaluate(() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return Math.max(0, wide);
});

/** What sticks out, for the message. */
export const outside = (page) => page.evaluate(() => {
  const limit = document.documentElement.clientWidth;
  const inScroll = (e) => { for (let p = e.parentElement; p; p = p.parentElement) { const o = getComputedStyle(p).overflowX; if (o === "auto" || o === "scroll" || o === "hidden") return true; } return false; };
  return Array.from(document.querySelectorAll("body *"))
    .filter((e) => e.getBoundingClientRect().right > limit + 1 && !inScroll(e)).slice(0, 4)
    .map((e) => e.tagName.toLowerCase() + (e.className && typeof e.className === "string" ? "." + e.className.split(" ").join(".") : "")).join(", ");
});

/** Puts axe-core into the page, past its content policy, which stays in force for the page itself. */
export async function axeLoad(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send("Runtime.evaluate", { expression: axeSource + ";0" });
  await wire.detach();
}

/** axe-core, WCAG A and AA to 2.2: the list of violations as text.  `rules` names the only ones asked, else all. */
export async function axe(page, rules = null) {
  const asked = rules ? { type: "rule", values: rules } : { type: "tag", values: AXE_TAGS };
  return page.evaluate((runOnly) => window.axe.run(document, { runOnly, preload: false, resultTypes: ["violations"] })
    .then((result) => result.violations.map((v) => `${v.id} (${v.nodes.length}) ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message || "")).join(" ; ")}`)), asked);
}

/** The rules whose answer depends on the colours: what the dark is asked after the light was asked everything. */
export const COLOURS = ["color-contrast", "link-in-text-block"];

/** House rules that axe does not know: one h1, language, skip link first, no inline style or handler, no raw key. */
export const manners = (page) => page.evaluate(() => {
  const wrong = [];
  const h1 = document.querySelectorAll("h1").length;
  if (h1 !== 1) wrong.push(`${h1} h1`);
  if (!/^(fr|en)$/.test(document.documentElement.lang)) wrong.push("html lang");
  if (!document.querySelector("main[tabindex='-1']")) wrong.push("main is not focusable");
  if (!document.body.querySelector("a, button, input")?.matches(".skip, .skip *")) wrong.push("the skip link is not first");
  if (document.querySelector("[style]:not(svg *):not(html):not(body)")) wrong.push("inline style on " + document.querySelector("[style]:not(svg *)").outerHTML.slice(0, 80));
  if (document.querySelector("[onclick],[onload],[onsubmit],[onchange]")) wrong.push("inline handler");
  if (document.querySelector("script:not([src])")) wrong.push("inline script");
  for (const image of document.querySelectorAll("svg.i use")) {
    const drawn = image.getBoundingClientRect().width > 0 || image.closest("svg").getBoundingClientRect().width === 0;
    if (!drawn) wrong.push("an icon that the sprite does not have: " + image.getAttribute("href"));
  }
  const text = document.body.innerText;
  const raw = text.match(/\{\{|\}\}|\bMSG_\w+|(?:^|\s)(?:\(null\)|undefined|NaN)(?:\s|$)/);
  if (raw) wrong.push("raw text: " + raw[0]);
  return wrong;
});

/** Writes build/shots/NAME-THEME-SIZE.png. */
export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, name + ".png"), fullPage: true, animations: "allow", caret: "initial" }); /* else the driver writes styles that the policy refuses */
}

export function note(name, text) {
  mkdirSync(shots, { recursive: true });
  writeFileSync(path.join(shots, name), text);
}
