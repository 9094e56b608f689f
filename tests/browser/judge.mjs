/* One page, loaded once and judged as everybody meets it: wide, on a phone and at 320 px, light and dark.
   Nothing is loaded again between two looks: the window is resized and the preferred colours change. */
import { axe, axeLoad, complaints, manners, outside, overflow, shot, SIZES } from "./harness.mjs";

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

async function size(page, name, wrong, pictures) {
  const { width, height } = SIZES[name];
  await page.emulateMedia({ colorScheme: "light" });
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
  await stretch(page, width);
  for (const violation of await axe(page)) wrong.push(`${name}: axe ${violation}`);
  await page.emulateMedia({ colorScheme: "dark" });
  for (const violation of await axe(page)) wrong.push(`${name} dark: axe ${violation}`);
}

/* The page as any reader has it, without who reads, tokens and figures: what it says, and the frame around it.  What axe
   said of both for one reader it would say for another, word for word. */
const likeness = (page) => page.evaluate(() => {
  const copy = document.documentElement.cloneNode(true), said = copy.querySelector("main");
  for (const one of copy.querySelectorAll(".avatar, meta[name^=csrf], meta[name^=session], input[name=csrf], input[name=once]")) one.remove();
  const name = document.querySelector(".desk__top .menu summary, .site__top .menu summary")?.textContent.trim() ?? "";
  const bare = (html) => html.replaceAll(name || "\u0000", "").replace(/[\w-]{43,64}/g, "").replace(/datetime="[^"]*"/g, "").replace(/\d+/g, "0").replace(/\s+/g, " ");
  const main = bare(said.outerHTML), title = bare(copy.querySelector("title").outerHTML);
  said.remove();
  copy.querySelector("title").remove();
  return [title + main, bare(copy.outerHTML).replaceAll(' aria-current="page"', "")];
});

/** What is wrong with that page, in words; null when whoever looks may not see it (another status, or led
    elsewhere).  `pictures` is { name, light, dark }: which sizes are kept as pictures. */
export async function judge(context, path, { lang, status = 200, pictures = {}, seen = new Set() }) {
  const page = await context.newPage();
  try {
    const wrong = [], heard = complaints(page);
    await page.setViewportSize(SIZES.wide);
    await page.emulateMedia({ colorScheme: "light" });
    const answer = await page.goto(path);
    if (answer.status() !== status || new URL(page.url()).pathname !== path.split("?")[0]) return null;
    await settle(page);
    wrong.push(...(await manners(page)));
    const spoken = await page.evaluate(() => document.documentElement.lang);
    if (spoken !== lang) wrong.push(`speaks ${spoken}`);
    const alike = await likeness(page);
    if (!pictures.name && alike.every((part) => seen.has(part))) return [...heard, ...wrong];
    for (const part of alike) seen.add(part);
    await axeLoad(page);
    for (const name of Object.keys(SIZES)) await size(page, name, wrong, pictures);
    await page.setViewportSize({ width: 320, height: 640 });
    const narrow = await overflow(page);
    if (narrow) wrong.push(`at 320 px ${narrow} px too wide: ${await outside(page)}`);
    return [...heard, ...wrong];
  } finally {
    await page.close();
  }
}
