/* The phone entry by keyboard alone, 200 ms a key: a call registered in under 30 seconds, two calls parked and
   resumed (one of them in another browser), the seconds clock that a reload keeps, an unknown caller. */
import { complaints, context, expect, ok, shot, signIn, step } from "./harness.mjs";
import { WHO } from "./people.mjs";

const KEY = 200, LIMIT = 30000;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/* Somebody who only has a keyboard: every key takes its time, and is counted. */
function hands(page) {
  const press = async (key, times = 1) => {
    for (let i = 0; i < times; i++) {
      await page.keyboard.press(key);
      await pause(KEY);
    }
  };
  return {
    press,
    type: (text) => page.keyboard.type(text, { delay: KEY }),
    /* Tab until that field has the focus; as many keys as it takes. */
    async to(name) {
      for (let i = 0; i < 12; i++) {
        if (await page.evaluate((n) => document.activeElement?.getAttribute("name") === n, name)) return;
        await press("Tab");
      }
      throw new Error(`Tab does not reach ${name}`);
    },
  };
}

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("name") || document.activeElement?.textContent?.trim() || "");
const seconds = async (page) => {
  const [m, s] = (await page.textContent("[data-call-clock]")).split(":").map(Number);
  return m * 60 + s;
};

async function pickUp(page, keys) {
  await page.waitForFunction(() => document.activeElement?.matches("form[action='/calls'] button"));
  await Promise.all([page.waitForURL(/\/calls\/\d+$/), keys.press("Enter")]);
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "person");
}

/* The choice is taken when the list has come: nobody presses Enter on nothing. */
async function choose(page, keys, typed, name) {
  await keys.type(typed);
  await page.locator("#people [role=option]", { hasText: name }).first().waitFor();
  await keys.press("Enter");
  expect((await page.inputValue("#f-person")).startsWith(name), "chosen: " + await page.inputValue("#f-person"));
}

export default async function calls(browser, { base }) {
  const session = await signIn(browser, base, WHO.agent.login, WHO.agent.password);
  const made = await context(browser, base, { state: session });
  const page = await made.newPage();
  const wrong = complaints(page), keys = hands(page);
  let number = "";
  await page.goto("/desk");

  await step("calls: registered in under 30 s, keyboard only", async () => {
    await page.waitForFunction(() => window.htmx);
    const begun = Date.now();
    await Promise.all([page.waitForURL(/\/calls\/new$/), keys.press("p")]);
    await pickUp(page, keys);
    await choose(page, keys, "caron", "Inès Caron");
    await keys.to("description");
    await keys.type("Son examen s’est fermé seul avant la dernière question.");
    await keys.to("urgency");
    await keys.press("ArrowDown");
    await keys.to("school");
    await keys.press("ArrowDown");
    await keys.to("programme");
    await keys.type("L2 Droit");
    await keys.to("course");
    await keys.type("DRT1010");
    await keys.to("study_year");
    await keys.type("2");
    await Promise.all([page.waitForURL(/\/tickets\/[A-Z]+-\d+$/), keys.press("Control+Enter")]);
    const took = Date.now() - begun;
    number = page.url().match(/[A-Z]+-\d+$/)[0];
    console.log(`# the call took ${(took / 1000).toFixed(1)} s at ${KEY} ms a key`);
    expect(took < LIMIT, `${took} ms`);
    const text = await page.textContent("main");
    for (const part of ["Inès Caron", "Son examen s’est fermé seul", "L2 Droit", "DRT1010", "décroché"]) expect(text.includes(part), "the ticket does not show " + part);
  });

  await step("calls: the response promise is met at once", async () => {
    const clocks = await page.textContent("[aria-labelledby=s-clocks]");
    expect(!/réponse[^]*dans \d/i.test(clocks.split("Résolution")[0] || ""), clocks);
    const api = await page.evaluate(async (n) => (await fetch("/api/v1/tickets/" + n)).json(), number);
    expect(api.channel === "phone" && api.clocks.find((k) => k.name === "response").state === "met", JSON.stringify(api.clocks));
  });

  await step("calls: two parked and resumed, one in another browser; a reload keeps words and clock", async () => {
    await page.goto("/calls/new");
    await pickUp(page, keys);
    await choose(page, keys, "caron", "Inès Caron");
    await keys.to("description");
    await keys.type("Wifi");
    await page.waitForFunction(() => document.querySelector("form[data-call] [role=status]").textContent.trim() !== "");
    await pause(1200);
    const before = await seconds(page);
    expect(before > 0, "the clock does not run");
    await page.reload();
    expect(await page.inputValue("#f-description") === "Wifi", "the words are lost: " + await page.inputValue("#f-description"));
    expect(await seconds(page) >= before, "the clock began anew");
    await shot(page, "calls-line");
    await page.focus("#f-description");
    await Promise.all([page.waitForURL(/\/calls\/new$/), keys.press("Alt+p")]);
    await pickUp(page, keys);
    await keys.type("Somebody Else");
    await keys.to("description");
    await keys.type("Son");
    await Promise.all([page.waitForURL(/\/calls\/new$/), keys.press("Alt+p")]);
    expect(await page.locator("form[action$='/resume']").count() === 2, "two calls are not in the list");
    const names = await page.textContent("[aria-labelledby=h-parked]");
    expect(names.includes("Inès Caron") && names.includes("Somebody Else"), names);
    await shot(page, "calls-parked");
    /* the first one here: Tab to its button, Enter */
    for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement?.closest("form[action$='/resume']"))); i++) await keys.press("Tab");
    await Promise.all([page.waitForURL(/\/calls\/\d+$/), keys.press("Enter")]);
    expect(await page.inputValue("#f-description") === "Wifi", "resumed without its words");
    expect((await page.inputValue("#f-person")).startsWith("Inès Caron"), "resumed without its caller");
    await page.focus("#f-description");
    await Promise.all([page.waitForURL(/\/tickets\//), keys.press("Control+Enter")]);
    /* the other one in another browser */
    const other = await context(browser, base, { state: session });
    const there = await other.newPage();
    const theirs = hands(there);
    await there.goto("/calls/new");
    for (let i = 0; i < 12 && !(await there.evaluate(() => document.activeElement?.closest("form[action$='/resume']"))); i++) await theirs.press("Tab");
    await Promise.all([there.waitForURL(/\/calls\/\d+$/), theirs.press("Enter")]);
    expect(await there.inputValue("#f-description") === "Son", "the other browser does not have it");
    /* nobody is called so: the record is made from a phone number, without the mouse */
    await there.focus("#f-description");
    await theirs.press("Control+Enter");
    await there.locator(".errsum").waitFor();
    for (let i = 0; i < 20 && (await focused(there)) !== "phone"; i++) await theirs.press("Tab");
    await theirs.type("0639987766");
    await Promise.all([there.waitForURL(/\/tickets\//), theirs.press("Control+Enter")]);
    expect((await there.textContent("main")).includes("Somebody Else"), "the new person is not on the ticket");
    await other.close();
  });

  await step("calls: solved during the call", async () => {
    await page.goto("/calls/new");
    await pickUp(page, keys);
    await choose(page, keys, "caron", "Inès Caron");
    await keys.to("description");
    await keys.type("Mot de passe");
    await page.focus("#f-solution");
    await keys.type("Refait");
    await Promise.all([page.waitForURL(/\/tickets\//), keys.press("Alt+s")]);
    expect(await page.locator("main .status--done").count() > 0, "it is not resolved");
  });
  await step("calls: the questions follow the kind", async () => {
    await page.goto("/calls/new");
    await pickUp(page, keys);
    await page.focus("#f-kind");
    await page.selectOption("#f-kind", { index: 3 });
    await page.locator("#fields textarea[name=q_k_q1]").waitFor();
    expect(await page.evaluate(() => document.activeElement.id) === "f-kind", "the focus is lost");
    await shot(page, "calls-kind");
    await page.locator("button[value=drop]").focus();
    await Promise.all([page.waitForURL(/\/calls\/new$/), keys.press("Enter")]);
  });
  ok("calls: nothing refused, nothing broken", wrong.length === 0, wrong.join(" | "));
  await made.close();
}
