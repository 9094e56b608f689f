/* The three pages of a change for many tickets, which only a form reaches: choosing, looking before, the
   report; wide and light, small and dark, in both languages, under axe. */
import { axe, axeLoad, complaints, context, expect, manners, overflow, shot, signIn, step } from "./harness.mjs";
import { WHO } from "./people.mjs";

async function clean(page, name) {
  const wrong = await manners(page);
  if (await overflow(page)) wrong.push("wider than the window");
  await shot(page, name);
  const { width } = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: height + 8 }); /* nothing lies by chance under the bar at the bottom */
  await axeLoad(page);
  wrong.push(...(await axe(page)));
  expect(!wrong.length, wrong.join(" | "));
}

const pressed = (page, act) => Promise.all([page.waitForEvent("load"), page.click(`button[name=act][value=${act}]`)]);

async function change(page, name) {
  await page.goto("/tickets?view=groups");
  for (const box of (await page.locator("[data-row] input[name=ticket]").all()).slice(0, 2)) await box.check();
  await Promise.all([page.waitForEvent("load"), page.click("button[formaction='/tickets/change']")]);
  expect(await page.locator("main tbody tr").count() === 2, "the two tickets that were ticked are not there");
  await clean(page, `change-${name}`);
  await page.fill("#b-tag", "relecture");
  await pressed(page, "preview");
  await clean(page, `change-preview-${name}`);
  if (!(await page.locator("button[name=act][value=apply]").count())) return false;
  await pressed(page, "apply");
  expect(await page.locator("#b-tag").count() === 0, "the report still offers the form");
  expect(await page.locator("[data-toast] form").count() === 1, "nothing offers to undo for ten seconds");
  await clean(page, `change-report-${name}`);
  return true;
}

/* A list over the bound of what is downloaded at once: the offer, the page that says how far it is, the file. */
async function prepared(page, name) {
  await page.goto("/tickets/export?view=scope&format=csv");
  await clean(page, `export-offer-${name}`);
  await Promise.all([page.waitForEvent("load"), page.click("form[action^='/tickets/export'] button")]);
  await page.waitForSelector("#export a[download]", { timeout: 120000 });
  await clean(page, `export-ready-${name}`);
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("#export a[download]")]);
  expect(/^guichet-scope-\d{8}\.csv$/.test(file.suggestedFilename()), `the file is called ${file.suggestedFilename()}`);
}

async function bound(browser, server, rows) {
  const open = await context(browser, server.base, { lang: "fr", theme: "light", size: "wide", state: await signIn(browser, server.base, WHO.admin.login, WHO.admin.password) });
  const page = await open.newPage();
  await page.goto("/admin/settings");
  const field = page.locator("[name='export.direct_rows']");
  for (const closed of await page.locator("details:not([open])").all()) await closed.evaluate((d) => { d.open = true; });
  await field.fill(String(rows));
  await Promise.all([page.waitForEvent("load"), field.locator("xpath=ancestor::form").locator("button[type=submit], button:not([type])").first().click()]);
  await open.close();
}

export default async function run(browser, server) {
  const state = await signIn(browser, server.base, WHO.agent.login, WHO.agent.password);
  let applied = 0;
  for (const [lang, theme, size] of [["fr", "light", "wide"], ["en", "dark", "phone"]]) {
    await step(`change: ${lang} ${theme} ${size}`, async () => {
      const open = await context(browser, server.base, { lang, theme, size, state });
      const page = await open.newPage();
      const said = complaints(page);
      applied += await change(page, `${lang}-${theme}-${size}`);
      expect(!said.length, said.join(" | "));
      await open.close();
    });
  }
  await bound(browser, server, 1);
  for (const [lang, theme, size] of [["fr", "light", "wide"], ["en", "dark", "phone"]]) {
    await step(`export: ${lang} ${theme} ${size}`, async () => {
      const open = await context(browser, server.base, { lang, theme, size, state });
      const page = await open.newPage();
      const said = complaints(page);
      await prepared(page, `${lang}-${theme}-${size}`);
      expect(!said.length, said.join(" | "));
      await open.close();
    });
  }
  await bound(browser, server, 500);
  await step("change: the report was seen", async () => expect(applied > 0, "nothing was applied"));
}
