/* Somebody who only has a keyboard: asks on the portal, takes it, answers from both sides, resolves and accepts.
   At every stop of the Tab key something must show where one is, and no page may keep it; Escape closes what
   is open and gives the focus back.  Not one movement of a mouse. */
import { complaints, context, expect, ok, step } from "./harness.mjs";
import { WHO } from "./people.mjs";

const SUBJECT = "Le clavier seul suffit";

/* Where the focus is: whether anything shows it, and a name for the message. */
const here = (page) => page.evaluate(() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return { none: true, shown: true, name: "the page" };
  const drawn = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== "rgba(0, 0, 0, 0)";
  };
  const box = at.getBoundingClientRect(), label = at.closest("label"), form = at.closest("form");
  const shown = drawn(at) || (label && drawn(label)) || (form && drawn(form));
  const name = at.tagName.toLowerCase() + (at.id ? "#" + at.id : "") + " " + (at.getAttribute("name") || at.textContent.trim().slice(0, 40));
  return { shown: Boolean(shown) && box.width > 0 && box.height > 0, name };
});

function hands(page) {
  const tab = async (key = "Tab") => {
    await page.keyboard.press(key);
    const at = await here(page);
    expect(at.shown, `nothing shows that the focus is on ${at.name} of ${page.url()}`);
    return at;
  };
  /** Tab until the focus is on what that selector names; `key` may walk backwards. */
  const to = async (selector, { key = "Tab", most = 120 } = {}) => {
    for (let i = 0; i < most; i++) {
      if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
      await tab(key);
    }
    throw new Error(`${key} does not reach ${selector} on ${page.url()}; it is on ${(await here(page)).name}`);
  };
  const follow = async (selector, url) => {
    await to(selector);
    await Promise.all([page.waitForURL(url), page.keyboard.press("Enter")]);
    await page.waitForLoadState("load");
  };
  return { tab, to, follow, press: (key) => page.keyboard.press(key), type: (text) => page.keyboard.type(text) };
}

/** All of the page by Tab, from its beginning to its beginning: { stops }; what keeps the focus throws. */
async function round(page, keys) {
  await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); getSelection().removeAllRanges(); });
  await keys.to(".skip");
  for (let stops = 1; stops < 400; stops++) {
    await keys.tab();
    if (await page.evaluate(() => document.activeElement?.matches(".skip"))) return stops;
  }
  throw new Error(`Tab does not come round on ${page.url()}; it is on ${(await here(page)).name}`);
}

/* The focus is there, or comes there, and what is fetched afterwards does not take it away. */
async function stays(page, selector, when) {
  const on = (s) => document.activeElement?.matches(s);
  await page.waitForFunction(on, selector, { timeout: 5000 }).catch(() => {});
  for (let i = 0; i < 2; i++) {
    const at = await here(page);
    expect(await page.evaluate(on, selector), `${when} the focus is on ${at.name}, not on ${selector}`);
    await page.waitForTimeout(1500);
  }
}

async function signInByKeys(page, keys, who) {
  await page.goto("/login");
  await keys.to("input[name=login]");
  await keys.type(WHO[who].login);
  await keys.to("input[name=password]");
  await keys.type(WHO[who].password);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith("/login")), keys.press("Enter")]);
  await page.waitForLoadState("load");
}

/* Every field of the form as Tab meets it, until the button that sends. */
async function ask(page, keys) {
  for (let i = 0; i < 60; i++) {
    await keys.tab();
    const field = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at.closest("main form[method=post]")) return { other: true };
      return { name: at.getAttribute("name"), tag: at.tagName, type: at.type, value: at.value, needed: at.required, sends: at.matches(".btn--primary") };
    });
    if (field.sends) return;
    if (field.name === "subject") await keys.type(SUBJECT);
    else if (field.name === "body") await keys.type("Sans souris depuis ce matin.");
    else if (field.name === "urgency") await keys.press("ArrowDown");
    else if (field.tag === "SELECT" && field.needed && !field.value) await keys.press("ArrowDown");
  }
  throw new Error("Tab does not reach the button that sends");
}

async function closes(page, keys, summary) {
  await keys.to(summary);
  await keys.press("Enter");
  expect(await page.evaluate((s) => document.querySelector(s).parentElement.open, summary), "Enter does not open the menu");
  await keys.tab();
  expect(await page.evaluate((s) => document.querySelector(s).parentElement.contains(document.activeElement), summary), "Tab leaves the open menu");
  await keys.press("Escape");
  expect(await page.evaluate((s) => !document.querySelector(s).parentElement.open && document.activeElement === document.querySelector(s), summary),
    "Escape does not close the menu, or does not give the focus back");
}

export default async function keyboard(browser, { base }) {
  const requester = await context(browser, base), agent = await context(browser, base);
  const asking = await requester.newPage(), desk = await agent.newPage();
  const heard = [complaints(asking), complaints(desk)];
  const mine = hands(asking), theirs = hands(desk);
  let number = "";

  const story = [
    ["signing in, both", async () => {
      await signInByKeys(asking, mine, "requester");
      await signInByKeys(desk, theirs, "agent");
    }],
    ["the first stop skips to what the page says", async () => {
      await asking.goto("/");
      await mine.tab();
      expect(await asking.evaluate(() => document.activeElement.matches(".skip")), "the first stop is not the skip link");
      await mine.press("Enter");
      expect(await asking.evaluate(() => document.activeElement.id === "contenu"), "it does not lead to the content");
      await mine.tab();
      expect(await asking.evaluate(() => document.activeElement.closest("main") !== null), "the next stop is not in the content");
    }],
    ["asking", async () => {
      await mine.follow("header a[href='/services']", /\/services$/);
      await mine.follow("main a[href^='/services/examens']", /\/services\/./);
      if (!/\/new(\?|$)/.test(asking.url())) await mine.follow("main a[href*='/new']", /\/new(\?|$)/);
      await ask(asking, mine);
      await Promise.all([asking.waitForURL(/\/requests\/[A-Z]+-\d+/), mine.press("Enter")]);
      number = asking.url().match(/\/requests\/([A-Z]+-\d+)/)[1];
      expect((await asking.textContent("main")).includes(SUBJECT), "the request does not show its subject");
    }],
    ["found in the list and opened", async () => {
      await desk.goto("/tickets?view=take&sort=created");
      await theirs.follow(`#row-${number} a.t`, new RegExp(`/tickets/${number}$`));
    }],
    ["taken", async () => {
      await theirs.to("form[action$='/take'] button");
      await theirs.press("Enter");
      await desk.waitForFunction((name) => document.querySelector(".ticket__side").textContent.includes(name), WHO.agent.name);
      await stays(desk, "#ticket-head h1", "after taking");
      await theirs.tab();
    }],
    ["taken and given back on the home page: the line, then the heading of the list", async () => {
      await desk.goto("/desk");
      await theirs.to("#part-take [data-row] form[action$='/take'] button");
      const line = await desk.evaluate(() => document.activeElement.closest("[data-row]").id);
      await theirs.press("Enter");
      await desk.waitForFunction((id) => document.querySelector(`#${id} form[action*='/undo']`) !== null, line);
      await stays(desk, `#${line}`, "after taking");
      await theirs.to(`#${line} form[action*='/undo'] button`);
      await theirs.press("Enter");
      await desk.waitForFunction((id) => document.querySelector(`#${id} form[action*='/undo']`) === null, line);
      await stays(desk, "#part-take h2, #part-take [data-row], #part-take [data-row] *", "after giving it back");
      await desk.goto(`/tickets/${number}`);
    }],
    ["taken by its key: the line has the focus, and one goes on from there", async () => {
      await desk.goto("/desk");
      await desk.waitForFunction(() => document.querySelectorAll("#part-take [data-row] [data-key=a]").length > 1);
      await theirs.press("j");
      const line = await desk.evaluate(() => document.querySelector("[data-row].is-cursor").id);
      await theirs.press("a");
      await desk.waitForFunction((id) => document.querySelector(`#${id} form[action*='/undo']`) !== null, line);
      await stays(desk, `#${line}`, "after the key that takes");
      await theirs.press("j");
      expect(await desk.evaluate((id) => document.activeElement.closest("[data-row]")?.previousElementSibling?.id === id, line), "the next key begins at the top again");
      await theirs.to(`#${line} form[action*='/undo'] button`, { key: "Shift+Tab" });
      await theirs.press("Enter");
      await desk.waitForFunction((id) => document.querySelector(`#${id} form[action*='/undo']`) === null, line);
      await desk.goto(`/tickets/${number}`);
    }],
    ["answered from the desk", async () => {
      await theirs.to(".composer textarea");
      await theirs.type("Bonjour, quelle est la page ?");
      await theirs.to(".composer .btn--primary");
      await theirs.press("Enter");
      await asking.waitForFunction(() => document.querySelector("main").textContent.includes("quelle est la page"), null, { timeout: 30000 });
    }],
    ["answered from the portal", async () => {
      await asking.goto(`/requests/${number}`);
      await mine.to("form[action$='/messages'] textarea");
      await mine.type("Celle des notes.");
      await mine.to("form[action$='/messages'] .btn--primary");
      await Promise.all([asking.waitForNavigation(), mine.press("Enter")]);
      await asking.locator(".thread", { hasText: "Celle des notes." }).waitFor();
    }],
    ["resolved, with the shortcut and without", async () => {
      await desk.goto(`/tickets/${number}`);
      await theirs.press("r");
      await desk.waitForFunction(() => document.activeElement.matches(".composer textarea"));
      await theirs.type("C’est réparé.");
      await theirs.to("select[name=engage]");
      for (let i = 0; i < 6 && (await desk.inputValue("select[name=engage]")) !== "resolved"; i++) await theirs.press("ArrowDown");
      expect(await desk.inputValue("select[name=engage]") === "resolved", "the arrows do not choose « resolved »");
      await theirs.to(".composer textarea", { key: "Shift+Tab" });
      await theirs.press("Control+Enter");
      await desk.waitForFunction(() => document.querySelector("main .status--done") !== null, null, { timeout: 30000 });
    }],
    ["accepted", async () => {
      await asking.goto(`/requests/${number}`);
      await mine.to("form[action$='/close'] button");
      await Promise.all([asking.waitForNavigation(), mine.press("Enter")]);
      await asking.goto(`/requests/${number}`);
      expect(await asking.locator("form[action$='/close'] button").count() === 0, "it still asks whether it is settled");
    }],
    ["Escape closes a menu and gives the focus back", async () => {
      await asking.goto("/");
      await closes(asking, mine, ".site__top details.menu:last-of-type > summary");
      await desk.goto("/desk");
      await closes(desk, theirs, ".desk__top details.menu:last-of-type > summary");
    }],
    ["a dialog keeps the focus while it is open, Escape gives it back", async () => {
      await desk.goto("/desk");
      await theirs.to("[data-action=dialog][data-dialog=keys]");
      await theirs.press("Enter");
      expect(await desk.evaluate(() => document.querySelector("dialog#keys").open), "the dialog does not open");
      for (let i = 0; i < 4; i++) {
        await theirs.press("Tab");
        expect(await desk.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog#keys") !== null), "Tab goes behind the dialog");
      }
      await theirs.press("Escape");
      expect(await desk.evaluate(() => !document.querySelector("dialog#keys").open && document.activeElement.matches("[data-dialog=keys]")),
        "Escape does not close the dialog, or does not give the focus back");
    }],
    ["Tab comes round on every page of the way", async () => {
      for (const where of ["/", "/services", `/requests/${number}`]) {
        await asking.goto(where);
        await round(asking, mine);
      }
      for (const where of ["/desk", "/tickets/new", "/calls/new", "/tickets/filters", `/tickets/${number}`]) {
        await desk.goto(where);
        await round(desk, theirs);
      }
    }],
  ];
  for (const [name, run] of story) if (!(await step("keyboard: " + name, run))) break;
  const all = heard.flat();
  ok("keyboard: nothing refused, nothing broken", all.length === 0, all.join(" | "));
  await requester.close();
  await agent.close();
}
