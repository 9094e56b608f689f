/* web/src under the production content policy, on a hand-made page (fixture.mjs). */
import { axe, axeLoad, complaints, context, expect, ok, step } from "./harness.mjs";
import { fixture } from "./fixture.mjs";

/* What the cases provoke themselves is no complaint: the 500 and the cut stream. */
const refused = (list) => list.filter((line) => !/\/fail|\[object Event\]/.test(line));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, test, ms = 4000) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(40)) if (await test()) return;
  throw new Error("waited in vain for " + what);
}

export default async function scripts(browser) {
  const site = await fixture();
  try {
    const made = await context(browser, site.base);
    const page = await made.newPage();
    const wrong = complaints(page);
    await page.goto("/");
    await page.waitForFunction(() => window.htmx);
    for (const [name, run] of Object.entries(cases)) await step("scripts: " + name, () => run(page, site));
    ok("scripts: nothing refused by the content policy", refused(wrong).length === 0, refused(wrong).join(" | "));
    await made.close();
    const audit = await context(browser, site.base);
    const audited = await audit.newPage();
    await audited.goto("/");
    await axeLoad(audited);
    const found = await axe(audited);
    ok("scripts: axe", found.length === 0, found.join(" | "));
    await audit.close();
  } finally {
    await site.stop();
  }
}

const cases = {
  async "icons come from the sprite"(page) {
    const width = await page.evaluate(() => document.querySelector("svg.i use").getBoundingClientRect().width);
    expect(width > 5, `the icon is ${width} px wide`);
  },
  async "fonts load"(page) {
    await page.evaluate(() => document.fonts.ready);
    expect(await page.evaluate(() => document.fonts.check('16px "Atkinson Next"') && document.fonts.check('16px "Bricolage"')), "a font is missing");
  },
  async "theme is kept here and at the server"(page, site) {
    await page.click("[data-action=theme]");
    expect(await page.evaluate(() => document.documentElement.dataset.theme) === "dark", "not dark");
    await until("POST /me/theme", () => site.seen.some((r) => r.at === "/me/theme" && r.body === "theme=dark" && r.csrf === "token-123"));
    expect((await page.evaluate(() => document.cookie)).includes("theme=dark"), "no cookie");
    await page.click("[data-action=theme]");
    expect(await page.evaluate(() => document.documentElement.dataset.theme) === "light", "not light again");
  },
  async "a menu closes with Escape and gives focus back"(page) {
    await page.click("details.menu summary");
    await page.focus("details.menu button");
    await page.keyboard.press("Escape");
    expect(!(await page.evaluate(() => document.querySelector("details.menu").open)), "still open");
    expect(await page.evaluate(() => document.activeElement.tagName) === "SUMMARY", "focus is lost");
    await page.click("details.menu summary");
    await page.click("h1");
    expect(!(await page.evaluate(() => document.querySelector("details.menu").open)), "a click elsewhere leaves it open");
  },
  async "? opens the sheet, Escape closes it"(page) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("?");
    await until("the dialog", () => page.evaluate(() => document.getElementById("keys").open));
    await page.keyboard.press("Escape");
    expect(!(await page.evaluate(() => document.getElementById("keys").open)), "still open");
  },
  async "J and K move, X ticks, the bar counts"(page) {
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    expect(await page.evaluate(() => document.querySelector(".is-cursor").id) === "row-INC-1", "wrong row");
    await page.keyboard.press("x");
    expect(await page.textContent("[data-count]") === "1 sélectionnée", "count");
    await page.click("input[data-all]");
    expect(await page.textContent("[data-count]") === "3 sélectionnées", "count of all");
    await page.click("[data-action=unselect]");
    expect(await page.isHidden("[data-bulk]"), "the bar stays");
  },
  async "a letter presses the row's own button"(page) {
    await page.evaluate(() => { window.pressed = 0; document.querySelector(".is-cursor [data-key=a]").addEventListener("click", () => window.pressed++); document.activeElement.blur(); });
    await page.keyboard.press("a");
    expect(await page.evaluate(() => window.pressed) === 1, "not pressed once");
  },
  async "presence while the page is seen"(page, site) {
    await page.focus("#body");
    await page.keyboard.type(".");
    await until("presence", () => site.seen.some((r) => r.at === "/presence" && r.body === "typing=1" && r.csrf === "token-123"));
  },
  async "keys are silent inside a field"(page) {
    await page.fill("#say", "");
    await page.type("#say", "jxar?");
    expect(await page.inputValue("#say") === "jxar?", "a letter was eaten");
    expect(!(await page.evaluate(() => document.getElementById("keys").open)), "the sheet opened");
  },
  async "reply and note keep separate texts and drafts"(page, site) {
    await page.fill("#body", "");
    await page.type("#body", "pour elle");
    site.seen.length = 0;
    await page.click("[data-mode=note][data-action]");
    expect(await page.inputValue("#body") === "note gardée", "the kept note is not shown");
    await until("the draft of the reply", () => site.seen.some((r) => r.method === "PUT" && r.at === "/draft" && r.body.includes("body=pour+elle") && r.body.includes("mode=reply")));
    expect(await page.isVisible("[data-for-mode=note]") && await page.isHidden("button[data-for-mode=reply]"), "buttons");
    await page.type("#body", " et plus");
    await until("the draft of the note", () => site.seen.some((r) => r.method === "PUT" && r.body.includes("plus") && r.body.includes("mode=note")));
    await page.click("[data-mode=reply][data-action]");
    expect(await page.inputValue("#body") === "pour elle", "the reply is lost");
    expect(await page.inputValue("input[name=mode]") === "reply", "mode");
  },
  async "the stream says En direct, then Hors ligne, then asks again"(page, site) {
    await until("En direct", async () => (await page.textContent("[data-live-on]")) === "En direct");
    site.seen.length = 0;
    site.cut();
    await until("the mark without stream or the new stream", async () => site.seen.some((r) => r.at === "/events"), 8000);
    await until("resync", () => site.seen.some((r) => r.at === "/rows"), 8000);
    await until("En direct again", async () => (await page.textContent("[data-live-on]")) === "En direct");
    await page.context().setOffline(true);
    await until("Hors ligne", async () => (await page.textContent("[data-live-on]")) === "Hors ligne");
    await page.context().setOffline(false);
    await until("En direct at last", async () => (await page.textContent("[data-live-on]")) === "En direct", 12000);
  },
  async "a list nobody is in follows; one somebody is in holds"(page, site) {
    await page.mouse.move(5, 5);
    await page.evaluate(() => document.activeElement.blur());
    await pause(600);
    site.state.rows = [4, 1, 2, 3];
    site.push("queue");
    await until("the new row", () => page.isVisible("#row-INC-4"));
    await page.check("#row-INC-2 input");
    await page.hover("#row-INC-1");
    site.state.rows = [6, 5, 4, 1, 2, 3];
    site.state.text = "Changé";
    site.push("queue");
    await until("the notice", async () => (await page.textContent("[data-action=release]")) === "2 nouvelles demandes, afficher");
    expect(!(await page.$("#row-INC-5")), "a row came under the pointer");
    expect((await page.textContent("#row-INC-2")).includes("Changé"), "the changed row was not replaced in place");
    expect(await page.isChecked("#row-INC-2 input"), "its tick is lost");
    await page.click("[data-action=release]");
    expect(await page.isVisible("#row-INC-6"), "not released");
    expect(await page.isChecked("#row-INC-2 input"), "the tick is lost by the release");
    expect(await page.isHidden("[data-action=release]"), "the notice stays");
  },
  async "htmx requests carry the token; 422 comes in with focus on the errors"(page, site) {
    site.seen.length = 0;
    await page.click("#send-wrong");
    await until("focus on the summary", () => page.evaluate(() => document.activeElement.className === "errsum"));
    expect(site.seen.find((r) => r.at === "/wrong").csrf === "token-123", "no token");
  },
  async "a failure speaks in the layout's words"(page) {
    await page.click("#fail");
    await until("the toast", async () => (await page.textContent("#toasts")).includes("Cela n’a pas abouti."));
    expect(!(await page.textContent("body")).includes("panne"), "the error page was swapped in");
  },
  async "a toast counts down and goes"(page) {
    await page.click("#undo");
    await until("the toast", () => page.isVisible("[data-toast='2']"));
    await page.mouse.move(5, 5);
    await page.focus("#say");
    await until("its end", async () => !(await page.$("[data-toast='2']")), 5000);
  },
  async "a file too heavy and an eleventh are left out, and said"(page) {
    const choose = (files) => page.evaluate((list) => {
      const bag = new DataTransfer(), input = document.getElementById("files");
      for (const [name, bytes] of list) bag.items.add(new File([new Uint8Array(bytes)], name));
      input.files = bag.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      return Array.from(input.files, (f) => f.name).join();
    }, files);
    expect(await choose([["film.mp4", (20 << 20) + 1], ["note.txt", 20 << 20]]) === "note.txt", "the heavy one goes too, or the other does not");
    expect(await page.textContent("[data-left-out]") === "film.mp4 est trop lourd.", "it is not said");
    expect(await page.locator("[data-files] li").count() === 1, "the list shows what is not sent");
    expect(await choose(Array.from({ length: 11 }, (_, i) => [`${i}.txt`, 1])) === "0.txt,1.txt,2.txt,3.txt,4.txt,5.txt,6.txt,7.txt,8.txt,9.txt", "not the first ten");
    expect(await page.textContent("[data-left-out]") === "Dix au plus.", "the eleventh is not said");
    expect(await choose([["a.txt", 1]]) === "a.txt" && await page.locator("[data-left-out]").count() === 0, "it is still said");
    expect(await choose([]) === "", "not emptied");
  },
  async "files dropped and pasted go into the field"(page) {
    const put = (type) => page.evaluate((kind) => {
      const bag = new DataTransfer();
      bag.items.add(new File(["abc"], kind === "paste" ? "image.png" : "preuve.txt", { type: kind === "paste" ? "image/png" : "text/plain" }));
      const target = kind === "paste" ? document.getElementById("say") : document.querySelector(".drop");
      target.dispatchEvent(kind === "paste" ? new ClipboardEvent("paste", { clipboardData: bag, bubbles: true, cancelable: true }) : new DragEvent("drop", { dataTransfer: bag, bubbles: true, cancelable: true }));
      return Array.from(document.getElementById("files").files, (f) => f.name);
    }, type);
    const dropped = await put("drop");
    expect(dropped.join() === "preuve.txt", "drop: " + dropped);
    const names = await put("paste");
    expect(names.length === 2 && /^capture-.*\.png$/.test(names[1]), "paste: " + names);
    expect(await page.locator("[data-files] li").count() === 2, "the list");
    await page.click("[data-files] li:first-child button");
    expect(await page.evaluate(() => document.getElementById("files").files.length) === 1, "not removed");
  },
  async "a picker lists, takes the arrow and Enter"(page) {
    await page.type("#who", "in");
    await until("the list", () => page.isVisible("#people li"));
    await page.keyboard.press("Enter");
    expect(await page.inputValue("#who") === "Inès Caron", "value " + await page.inputValue("#who"));
    expect(await page.isHidden("#people"), "the list stays");
  },
  async "g b goes to the desk"(page) {
    await page.evaluate(() => { document.activeElement.blur(); window.went = 0; document.getElementById("goto").addEventListener("click", (e) => { e.preventDefault(); window.went++; }); });
    await page.keyboard.press("g");
    await page.keyboard.press("b");
    expect(await page.evaluate(() => window.went) === 1, "did not go");
  },
  async "the first arrival in an empty list is announced and brings the page"(page, site) {
    site.state.rows = [];
    await page.goto("/empty");
    await page.waitForFunction(() => window.htmx);
    await pause(300);
    site.push("queue");
    await pause(300);
    expect(await page.isHidden("[data-action=release]"), "announced nothing");
    site.state.rows = [9];
    site.push("queue");
    await until("the announcement", () => page.isVisible("[data-action=release]"));
    expect(await page.textContent("[data-action=release]") === "1 nouvelle demande, afficher", "words");
    await Promise.all([page.waitForEvent("load"), page.click("[data-action=release]")]);
  },
};
