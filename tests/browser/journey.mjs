/* One request from end to end, with two browsers side by side: asked on the portal, seen live in the
   queue within two seconds, taken, answered, resolved, accepted.  Then asking and answering without
   any script. */
import { complaints, context, expect, ok, shot, signIn, step } from "./harness.mjs";
import { WHO } from "./people.mjs";

const SUBJECT = "Le micro reste muet pendant la soutenance";

async function enter(browser, base, who, more = {}) {
  const made = await context(browser, base, { ...more, state: await signIn(browser, base, WHO[who].login, WHO[who].password) });
  return made.newPage();
}

/** Fills the form that opens an incident, whatever its service asks besides. */
async function fillIn(page) {
  await page.fill("main form [name=subject]", SUBJECT);
  await page.fill("main form [name=body]", "Depuis ce matin, personne ne m’entend dans la salle Zoom.");
  if (await page.locator("main form input[name=urgency]").count()) await page.check("main form input[name=urgency][value='2']");
  for (const select of await page.locator("main form select[required]").all())
    if (!(await select.inputValue())) await select.selectOption({ index: 1 });
}

async function send(page) {
  await Promise.all([page.waitForURL(/\/requests\/[A-Z]+-\d+/), page.locator("main form[method=post] .btn--primary").last().click()]);
  return page.url().match(/\/requests\/([A-Z]+-\d+)/)[1];
}

async function newRequest(page) {
  await page.goto("/services");
  const href = await page.locator("main a[href^='/services/examens']").first().getAttribute("href");
  await page.goto(href.split("?")[0] + "/new");
}

/* hx or plain: the button that posts to …/ACTION of the ticket. */
const button = (page, number, action) =>
  page.locator(`form[action='/tickets/${number}/${action}'] button:visible, button[hx-post='/tickets/${number}/${action}']:visible`).first();

export default async function journey(browser, server) {
  const { base } = server;
  const asking = await enter(browser, base, "requester", { size: "phone" });
  const desk = await enter(browser, base, "agent");
  const heard = [complaints(asking), complaints(desk)];
  let number = "", rung = 0;

  const story = [
    ["an empty form says everything at once and keeps what was typed", async () => {
      await newRequest(asking);
      await asking.fill("main form [name=body]", "Il manque un objet.");
      await asking.locator("main form").last().evaluate((form) => { form.noValidate = true; });
      await asking.locator("main form[method=post] .btn--primary").last().click();
      await asking.waitForSelector(".errsum");
      expect(await asking.inputValue("main form [name=body]") === "Il manque un objet.", "the typed text is lost");
      expect(await asking.evaluate(() => document.activeElement.closest(".errsum") !== null), "the summary has no focus");
      expect(/^\d/.test(await asking.title()), "the title does not begin with the count: " + await asking.title());
    }],
    ["asked on the portal, live in the queue within two seconds", async () => {
      await desk.goto("/tickets?view=take");
      await desk.waitForFunction(() => document.querySelector("[data-live-on]")?.textContent === document.querySelector("[data-live-on]")?.dataset.liveOn);
      await desk.mouse.move(2, 2);
      await newRequest(asking);
      await fillIn(asking);
      number = await send(asking);
      const sent = Date.now();
      /* A row, or above an empty list the offer to show it. */
      await desk.waitForFunction((n) => document.querySelector("main").textContent.includes(n) ||
        document.querySelector("[data-action=release]")?.hidden === false, number, { timeout: 6000 });
      const took = Date.now() - sent;
      expect(took < 2000, `${number} came after ${took} ms`);
      if (await desk.isVisible("[data-action=release]")) await desk.click("[data-action=release]");
      await desk.locator(`#row-${number}`).waitFor();
    }],
    ["the requester sees the promise, not the machinery", async () => {
      expect((await asking.textContent("main")).includes(number), "no number");
      expect(await asking.locator("main .notice, main .promise").count() > 0, "no confirmation");
      rung = Number(await asking.locator("#bell .dot").count() ? await asking.textContent("#bell .dot") : 0);
      await shot(asking, "journey-asked");
    }],
    ["taken", async () => {
      await desk.goto(`/tickets/${number}`);
      await button(desk, number, "take").click();
      await desk.waitForFunction((name) => document.querySelector(".ticket__side, aside.ticket__side, main").textContent.includes(name), WHO.agent.name, { timeout: 5000 });
    }],
    ["a form of the side comes when it is opened, by its key, and changes the ticket", async () => {
      await desk.goto(`/tickets/${number}`);
      expect(await desk.locator("#f-group").count() === 0, "the form is there before anybody asks for it");
      await desk.keyboard.press("u");
      await desk.locator("#f-group").waitFor();
      await desk.locator("#p-state summary").click();
      await desk.selectOption("#f-move", "30-40");
      await desk.fill("#f-reason", "Le technicien passe demain.");
      await desk.locator("#p-state button[type=submit]").click();
      await desk.waitForFunction(() => document.querySelector("#ticket-head .status--wait") !== null);
      expect(await desk.locator("#f-move").count() === 0, "the form stays open after it was sent");
    }],
    ["an internal note stays inside", async () => {
      await desk.goto(`/tickets/${number}`);
      await desk.click(".composer [data-action=mode][data-mode=note]");
      await desk.fill(".composer textarea", "Vérifier la licence Zoom.");
      await desk.locator(".composer .btn--note:visible").click();
      await desk.waitForFunction(() => document.querySelector(".thread").textContent.includes("Vérifier la licence Zoom."));
      await asking.goto(`/requests/${number}`);
      expect(!(await asking.content()).includes("Vérifier la licence"), "the note is visible to the requester");
    }],
    ["answered, and the answer appears at the requester's without reloading", async () => {
      await desk.goto(`/tickets/${number}`);
      await desk.click(".composer [data-action=mode][data-mode=reply]");
      await desk.fill(".composer textarea", "Bonjour, essayez de **relancer** Zoom.");
      await desk.locator(".composer .btn--primary:visible").click();
      await asking.waitForFunction(() => document.querySelector("main").textContent.includes("relancer"), null, { timeout: 30000 });
      expect(await asking.locator("main strong", { hasText: "relancer" }).count() === 1, "Markdown was not rendered");
    }],
    ["the requester's bell counts what is said while they are elsewhere, live, until they have been there", async () => {
      const rings = (n) => asking.waitForFunction((want) => Number(document.querySelector("#bell .dot")?.textContent ?? 0) === want, n, { timeout: 30000 });
      await rings(rung); /* the page of the request itself was looked at */
      await asking.goto("/requests");
      await desk.goto(`/tickets/${number}`);
      await desk.fill(".composer textarea", "Est-ce que cela a suffi ?");
      await desk.locator(".composer .btn--primary:visible").click();
      await rings(rung + 1);
      await asking.goto(`/requests/${number}`);
      await rings(rung);
    }],
    ["a page that nobody looks at does not say that its news was read", async () => {
      await asking.evaluate(() => {
        window.hid = true;
        Object.defineProperty(document, "visibilityState", { configurable: true, get: () => window.hid ? "hidden" : "visible" });
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await desk.goto(`/tickets/${number}`);
      await desk.fill(".composer textarea", "Nous restons à votre écoute.");
      await desk.locator(".composer .btn--primary:visible").click();
      const bell = (want) => asking.waitForFunction((n) => Number(document.querySelector("#bell .dot")?.textContent ?? 0) === n, want, { timeout: 30000 });
      await bell(rung + 1);
      await asking.waitForFunction(() => document.querySelector("main").textContent.includes("Nous restons à votre écoute."));
      await asking.waitForTimeout(1100); /* shorter absences are not asked about */
      await asking.evaluate(() => { window.hid = false; document.dispatchEvent(new Event("visibilitychange")); });
      await bell(rung);
    }],
    ["resolved, with a last word", async () => {
      await desk.goto(`/tickets/${number}`);
      await shot(desk, "journey-ticket");
      await desk.selectOption(".composer select[name=engage]", "resolved");
      await desk.fill(".composer textarea", "Zoom relancé, le micro fonctionne.");
      await desk.locator(".composer .btn--primary:visible").click();
      await desk.waitForFunction(() => document.querySelector("main .status--done") !== null, null, { timeout: 15000 });
    }],
    ["accepted by the requester", async () => {
      await asking.goto(`/requests/${number}`);
      await shot(asking, "journey-resolved");
      await asking.locator(`form[action='/requests/${number}/close'] button:visible`).first().click();
      await asking.waitForLoadState("load");
      await asking.goto(`/requests/${number}`);
      expect(await asking.locator(`form[action='/requests/${number}/close'] button`).count() === 0, "it still asks whether it is settled");
    }],
  ];
  for (const [name, run] of story) if (!(await step("journey: " + name, run))) break;
  const all = heard.flat();
  ok("journey: nothing refused, nothing broken", all.length === 0, all.join(" | "));
  await asking.context().close();
  await desk.context().close();
  await step("journey: asked and answered without script", () => plain(browser, base));
}

/* What the form asks besides, with what every browser has: as whom, the questions of a kind (a button asks
   for them), a screenshot.  What was answered, to be found again at the desk. */
async function asked(page) {
  const answer = "Dans la salle d’examen en ligne";
  expect(await page.locator("input[name=persona][type=radio]").count() > 1, "it does not ask as whom");
  await page.check("input[name=persona][value=student]");
  await page.selectOption("select[name=kind]", { index: 3 });
  await Promise.all([page.waitForNavigation(), page.locator("button[name=do][value=fields]").click()]);
  expect(await page.inputValue("main form [name=subject]") === SUBJECT, "asking for the questions loses what was typed");
  expect(await page.isChecked("input[name=persona][value=student]"), "asking for the questions loses as whom");
  await page.locator("[name=q_k_q1]").first().waitFor();
  await page.fill("textarea[name=q_k_q1], input[name=q_k_q1]", answer);
  await page.setInputFiles("main form input[type=file]", { name: "capture.png", mimeType: "image/png",
    buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") });
  return answer;
}

async function plain(browser, base) {
  const session = await signIn(browser, base, WHO.requester.login, WHO.requester.password);
  const made = await browser.newContext({ baseURL: base, javaScriptEnabled: false, storageState: session, locale: "fr-FR" });
  made.setDefaultTimeout(10000);
  const page = await made.newPage();
  await newRequest(page);
  await fillIn(page);
  const answered = await asked(page);
  const number = await send(page);
  expect((await page.textContent("main")).includes("capture.png"), "the file did not come with it");
  await page.fill("main form textarea[name=body]", "J’ajoute : c’est la salle 12.");
  await page.locator("main form", { has: page.locator("textarea[name=body]") }).locator("button").last().click();
  await page.locator(".thread", { hasText: "la salle 12" }).waitFor();
  await made.close();
  const agent = await browser.newContext({ baseURL: base, javaScriptEnabled: false, locale: "fr-FR",
    storageState: await signIn(browser, base, WHO.agent.login, WHO.agent.password) });
  agent.setDefaultTimeout(10000);
  const desk = await agent.newPage();
  await desk.goto(`/tickets/${number}`);
  expect((await desk.textContent("main")).includes(answered), "the agent does not see the answers");
  await desk.locator("#p-assign summary").click();
  await desk.locator("#p-assign a").click();
  await desk.locator("#f-group").waitFor();
  await desk.fill(".composer textarea", "Nous regardons.");
  await desk.locator(".composer .btn--primary:visible").first().click();
  await desk.locator("main button", { hasText: "Annuler" }).or(desk.locator("#toasts button")).first().waitFor();
  /* It leaves after the ten seconds of undo; without script, one looks again. */
  const sent = desk.locator(".thread", { hasText: "Nous regardons." });
  for (let i = 0; i < 10 && !(await sent.count()); i++) {
    await desk.waitForTimeout(2000);
    await desk.goto(`/tickets/${number}`);
  }
  expect(await sent.count() === 1, "the agent's answer did not leave");
  await agent.close();
}
