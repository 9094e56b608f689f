/* One page, loaded once and judged as everybody meets it: wide, on a phone and at 320 px, light and dark.
   Nothing is loaded again between two looks: the window is resized and the preferred colours change.

   What costs is axe, so that it is asked once for each shape of a page: readers and languages whose pages
   differ in words and figures alone share its answer.  Everything else is looked at every time. */
import { axe, axeLoad, COLOURS, complaints, manners, outside, overflow, shot, SIZES } from "./harness.mjs";

async function settle(page) {
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 60))));
}

/* Bars of tabs that a wide window cuts: on a phone they scroll, and show it. */
const cut = (page) => page.evaluate(() => Array.from(document.querySelectorAll("nav.tabs"), (bar) => bar.scrollWidth - bar.clientWidth)
  .filter((more) => more > 1).map((more) => `a bar of tabs is cut by ${more} px`));

/* As tall as the page: nothing lies by chance under the bar that sticks to the bottom. */
async function stretch(page, width) {
  await page.setViewportSize({ width, height: SIZES.wide.height });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(height + 8, 8000) });
}

/* Is it as wide as its window?  Pictures of it, where wanted. */
async function size(page, name, wrong, pictures) {
  const { width, height } = SIZES[name];
  await page.setViewportSize({ width, height });
  const wide = await overflow(page);
  if (wide) wrong.push(`${name}: ${wide} px too wide: ${await outside(page)}`);
  if (name === "wide") wrong.push(...(await cut(page)));
  if (pictures.light === name) await shot(page, `${pictures.name}-light-${name}`);
  if (pictures.dark === name) {
    await page.emulateMedia({ colorScheme: "dark" });
    await shot(page, `${pictures.name}-dark-${name}`);
    await page.emulateMedia({ colorScheme: "light" });
  }
}

/* axe in that size: every rule in the light, and in the dark those that colours decide. */
async function ask(page, name, wrong) {
  await stretch(page, SIZES[name].width);
  for (const violation of await axe(page)) wrong.push(`${name}: axe ${violation}`);
  await page.emulateMedia({ colorScheme: "dark" });
  for (const violation of await axe(page, COLOURS)) wrong.push(`${name} dark: axe ${violation}`);
  await page.emulateMedia({ colorScheme: "light" });
}

/* The shapes of what a page says and of the frame around it: its elements with what axe reads of them, a word for any
   words, and neighbours that are alike told once.  An empty name or label changes the shape. */
const shapes = (page) => page.evaluate(() => {
  const KEPT = /^(class|type|role|scope|colspan|rowspan|hidden|open|disabled|required|checked|selected|multiple|tabindex|autocomplete|lang|dir|target)$/;
  const SAID = /^(alt|title|placeholder|href|src|aria-.*|for|value)$/;
  const told = (element) => {
    const marks = [];
    for (const { name, value } of element.attributes) {
      if (name === "aria-current") continue;
      if (KEPT.test(name)) marks.push(`${name}=${value.trim().replace(/^(fr|en)$/, "known")}`);
      else if (/^aria-(?!label$|labelledby$|describedby$|controls$|owns$|details$|valuetext$)/.test(name)) marks.push(`${name}=${value.replace(/\d+/g, "0")}`);
      else if (SAID.test(name)) marks.push(`${name}${value.trim() ? "" : " empty"}`);
    }
    return marks.sort().join(" ");
  };
  const draw = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "t" : "";
    if (node.nodeType !== Node.ELEMENT_NODE || /^(script|style|link|meta|use|path)$/.test(node.localName)) return "";
    if (node.matches(".avatar")) return "avatar";
    let inside = "", last = "";
    for (const child of node.childNodes) {
      const drawn = draw(child);
      if (drawn && drawn !== last) inside += drawn;
      if (drawn) last = drawn;
    }
    return `<${node.localName} ${node === document.documentElement ? "" : told(node)}>${inside}</>`;
  };
  const said = document.querySelector("main"), main = draw(said);
  const frame = draw(document.documentElement).replace(main, "<main>");
  return [main, (document.title.trim() ? "" : "untitled ") + frame];
});

/* Pages wait for the next look at that reader's desk: a tab made anew costs as much as what it shows. */
const idle = new WeakMap();

async function tab(context) {
  const free = idle.get(context) ?? [];
  idle.set(context, free);
  const waiting = free.pop();
  if (waiting) {
    waiting.heard.length = 0;
    return waiting;
  }
  const page = await context.newPage();
  return { page, heard: complaints(page) };
}

/* An empty page keeps no stream open; more than one tab a reader is not worth its memory. */
async function leave(context, used) {
  const free = idle.get(context);
  if (free.length) return used.page.close();
  await used.page.goto("about:blank");
  free.push(used);
}

/** What is wrong with that page, in words; null when whoever looks may not see it (another status, or led
    elsewhere).  `pictures` is { name, light, dark }: which sizes are kept as pictures; `seen` the shapes axe judged. */
export async function judge(context, path, { lang, status = 200, pictures = {}, seen = new Set() }) {
  const used = await tab(context), { page, heard } = used, asked = [];
  try {
    const wrong = [];
    await page.setViewportSize(SIZES.wide);
    const answer = await page.goto(path);
    if (answer.status() !== status || new URL(page.url()).pathname !== path.split("?")[0]) {
      await leave(context, used);
      return null;
    }
    await settle(page);
    wrong.push(...(await manners(page)));
    const spoken = await page.evaluate(() => document.documentElement.lang);
    if (spoken !== lang) wrong.push(`speaks ${spoken}`);
    const drawn = await shapes(page), known = drawn.every((part) => seen.has(part));
    asked.push(...drawn.filter((part) => !seen.has(part)));
    for (const part of asked) seen.add(part);
    for (const name of Object.keys(SIZES)) await size(page, name, wrong, pictures);
    await page.setViewportSize({ width: 320, height: 640 });
    const narrow = await overflow(page);
    if (narrow) wrong.push(`at 320 px ${narrow} px too wide: ${await outside(page)}`);
    if (!known) {
      await axeLoad(page);
      for (const name of Object.keys(SIZES)) await ask(page, name, wrong);
    }
    wrong.unshift(...heard);
    await leave(context, used);
    return wrong;
  } catch (error) {
    for (const part of asked) seen.delete(part); /* not judged after all */
    await page.close().catch(() => {});
    throw error;
  }
}
