/* The first run in a browser, from the line that serve prints to the administration in trial mode; both sizes and
   themes under axe on the way.  In English once, so that both languages are looked at. */
import { axe, axeLoad, complaints, context, manners, ok, overflow, serve, shot } from "./harness.mjs";

async function looked(browser, base, path, how) {
  const wrong = [];
  const strict = await context(browser, base, how);
  try {
    const page = await strict.newPage(), heard = complaints(page);
    await page.goto(path);
    wrong.push(...heard, ...(await manners(page)));
    if (await overflow(page)) wrong.push("too wide");
    await shot(page, `first-${how.lang}-${how.theme}-${how.size}`);
    await axeLoad(page);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: how.size === "phone" ? 390 : 1440, height: Math.min(height + 8, 8000) });
    wrong.push(...(await axe(page)));
  } finally {
    await strict.close();
  }
  return wrong;
}

export default async function run(browser) {
  const server = await serve([], {}, false);
  try {
    const code = server.log.join("").match(/\/first\?code=([a-z0-9-]+)/)?.[1];
    ok("first: serve prints an opening code", Boolean(code), server.log.join("").slice(0, 200));
    for (const [lang, theme, size] of [["fr", "light", "wide"], ["fr", "dark", "phone"], ["en", "light", "phone"], ["fr", "dark", "wide"]])
      for (const path of ["/first", `/first?code=${code}`]) {
        const wrong = await looked(browser, server.base, path, { lang, theme, size });
        ok(`first: ${path.split("=")[0]} ${lang} ${theme} ${size}`, wrong.length === 0, wrong.join(" | "));
      }
    const made = await context(browser, server.base);
    const page = await made.newPage();
    await page.goto(`/first?code=${code}`);
    await page.fill("input[name=site_name]", "Comptoir du lac");
    await page.press("input[name=site_name]", "Enter");
    await page.waitForSelector(".errsum");
    ok("first: what is missing is said at once, what was typed stays",
      await page.inputValue("input[name=site_name]") === "Comptoir du lac" && await page.locator(".is-error").count() >= 4);
    for (const [name, value] of [["institution", "Université du Lac"], ["name", "Ada Min"], ["login", "ada"], ["mail", "ada@exemple.org"], ["password", "pommier en fleur"]])
      await page.fill(`input[name=${name}]`, value);
    await page.click("main button.btn--primary");
    await page.waitForURL((url) => url.pathname === "/admin");
    ok("first: the administration, under its name, in trial mode",
      await page.locator(".brandmark", { hasText: "Comptoir du lac" }).count() === 1 && await page.locator(".trialbar").count() === 1);
    await shot(page, "first-admin");
    await page.goto("/admin/services");
    ok("first: the ready services are there", await page.locator("main .grid a", { hasText: "Examens en ligne" }).count() === 1);
    await page.goto("/admin/support-types");
    ok("first: the types of support are there", await page.locator("main table.grid a", { hasText: "Accompagnement" }).count() === 1);
    await page.goto("/admin/offers");
    ok("first: the course support is offered", (await page.locator("main table.grid").innerText()).includes("Soutien à l’enseignement à distance"));
    ok("first: the code opens nothing any more", (await page.goto(`/first?code=${code}`)).status() === 404);
    await made.close();
  } finally {
    await server.stop();
  }
}
