/* Scripts in every text that somebody else reads, fired in a real browser: subjects, descriptions, replies, notes,
   names, files, tags, fields, ready answers, articles, groups, services, views.  No page runs one, asks another site
   for anything, or has its content policy refuse something.  The same texts on a page that escapes nothing must fire,
   or this proves nothing. */
import { engines, house } from "../stories/house.mjs";
import { MARK, MORE, VECTORS } from "../matrix/vectors.mjs";
import { context, expect, ok } from "./harness.mjs";

const ALL = [...new Set([...VECTORS, ...MORE])];
const OPENED = 6, AT_ONCE = 3;
const quoted = (name) => name.replace(/["\\\r\n]/g, (c) => ({ '"': "%22", "\\": "\\\\", "\r": "%0D", "\n": "%0A" })[c]);
/* Every text, in an order that begins elsewhere each time, so that none always stands behind another. */
const many = (at, most = 15000) => [...ALL.slice(at), ...ALL.slice(0, at)].join("\n\n").slice(0, most);

async function plantTickets(h) {
  const ines = await h.as("ines"), karim = await h.as("karim"), ada = await h.as("ada"), numbers = [];
  for (const [i, v] of ALL.entries()) {
    const made = await ines.api("POST", "/api/v1/incidents", { subject: v, description: many(i), service: "aide" });
    expect(made.status === 201, `${v} is not taken: ${made.status} ${made.text.slice(0, 200)}`);
    numbers.push(made.json.number);
  }
  const opened = numbers.filter((_, i) => i % Math.ceil(ALL.length / OPENED) === 0);
  for (const [i, number] of opened.entries()) {
    const v = (k) => ALL[(i * 31 + k * 7) % ALL.length], base = `/api/v1/tickets/${number}`;
    await karim.api("POST", `${base}/comments`, { body: many(i * 9) });
    await karim.api("POST", `${base}/notes`, { body: many(i * 17) });
    await karim.api("PATCH", base, { site: v(1), room: v(2), equipment: v(3) });
    await karim.post(`/tickets/${number}/tags`, { add: v(4) });
    await karim.post(`/tickets/${number}/restated`, { restated: v(5) });
    await karim.post(`/tickets/${number}/checks`, { label: v(6) });
    await karim.post(`/tickets/${number}/time`, { minutes: "5", note: v(7) });
    for (let k = 8; k < 18; k++) await ines.post(`/requests/${number}/messages`, { body: many(k * 5, 3000), files: { name: quoted(v(k)), type: "image/svg+xml", bytes: v(k) } });
    await karim.post(`/tickets/${number}/draft`, { mode: "reply", body: v(9) }, { method: "PUT" });
    await ada.api("POST", `${base}/links`, { to: numbers[i + 1], kind: "related" });
  }
  return opened;
}

async function plantHouse(h) {
  const ada = await h.as("ada"), karim = await h.as("karim"), ines = await h.as("ines"), made = {};
  const count = async (what, reply) => { made[what] = (made[what] ?? 0) + (reply.status < 400 ? 1 : 0); };
  for (let i = 0; i < 12; i++) {
    const v = ALL[i * 11 % ALL.length], w = ALL[(i * 13 + 5) % ALL.length];
    await count("group", await ada.post("/admin/groups", { code: `g${i}`, name: v, department: "1" }));
    await count("person", await ada.post("/admin/people", { login: `p${i}`, name: w, role: "agent", group: "desk", mail: "", phone: "" }));
    await count("service", await ada.api("POST", "/api/v1/services", { code: `s${i}`, name_fr: v, name_en: v, group: "desk", summary_fr: w, family_fr: w }));
    await count("category", await ada.post("/admin/categories", { code: `c${i}`, name_fr: v, name_en: w, service: "" }));
    await count("field", await ada.post("/admin/fields", { code: `f${i}`, name_fr: v, name_en: w, type: "text", service: "" }));
    await count("ready answer", await karim.post("/me/canned", { name: v, lang: "fr", body: w }));
    await count("article", await ada.post("/admin/articles", { slug: `a${i}`, kind: "guide", title_fr: v.slice(0, 120), body_fr: many(i * 3), title_en: w.slice(0, 120), body_en: many(i * 5), audience: "everyone", do: "published" }));
  }
  await ines.post("/me", { name: VECTORS[6], phone: "", lang: "fr", theme: "" });
  await karim.post("/me", { name: VECTORS[1], phone: "", lang: "fr", theme: "" });
  return made;
}

async function link(h, number) {
  const ines = await h.as("ines"), karim = await h.as("karim");
  await ines.post(`/requests/${number}/invite`, { who: "tuteur@ailleurs.example", name: VECTORS[6] });
  const id = (await h.sql("SELECT MAX(id) FROM person"));
  return (await karim.post(`/tickets/${number}/link`, { person: id })).text.match(/\/i\/[\w-]{43}/)?.[0];
}

function pagesOf(h, opened, secret) {
  const q = (at) => ALL.filter((_, i) => i % 40 === at).map(encodeURIComponent);
  const ticket = opened.flatMap((n) => [`/tickets/${n}`, `/tickets/${n}/print`]), first = opened[0];
  return {
    karim: ["/desk", "/tickets?view=all", "/tickets?view=take", ...ticket, `/tickets/${first}?open=fields`, `/tickets/${first}?canned=1`, `/tickets/${first}?open=assign`, `/tickets/${first}/work`, `/tickets/${first}/together`,
      "/notifications", "/me/canned", "/people/1", "/people/3", "/me", "/tickets/filters", "/tickets/new", "/calls/new", `/desk/search?q=${MARK}`, ...q(3).map((v) => `/tickets?q=${v}`)],
    ada: ["/admin/people", "/admin/people/3", "/admin/groups", "/admin/groups/g0", "/admin/groups/desk", "/admin/services", "/admin/services/s1", "/admin/categories", "/admin/fields", "/admin/canned", "/admin/articles", "/admin/articles/a1",
      "/admin/articles/a1/history", "/admin/audit", "/admin/config", "/admin/questions", "/admin/routing", "/admin/departments", ...q(5).map((v) => `/admin/people?q=${v}`)],
    ines: ["/", "/requests", ...opened.slice(0, 3).flatMap((n) => [`/requests/${n}`, `/requests/${n}/print`]), "/kb", "/kb/a1", "/kb/a2", "/services", "/services/s1", "/services/s1/new", "/me", `/search?q=${MARK}`, ...q(7).map((v) => `/search?q=${v}`)],
    nobody: [...(secret ? [secret] : []), "/services", "/kb/a3", ...q(9).map((v) => `/login?next=${v}`)],
  };
}

/* What a page must never do is written here, whatever does it. */
async function watched(browser, base, who, heard) {
  const made = await context(browser, base);
  if (who?.jar.size) await made.addCookies([...who.jar].map(([name, value]) => ({ name, value, url: base })));
  await made.exposeFunction("told", (what) => { heard.push(what); });
  await made.addInitScript((mark) => {
    for (const name of [mark, "alert", "confirm", "prompt", "print"]) window[name] = () => { window.told(`${name} at ${location.pathname}`); };
    document.addEventListener("securitypolicyviolation", (e) => window.told(`policy ${e.effectiveDirective} ${e.blockedURI} at ${location.pathname}`));
  }, MARK);
  made.on("request", (request) => { if (/^https?:/.test(request.url()) && !request.url().startsWith(base + "/")) heard.push(`outside ${request.url()}`); });
  return made;
}

/* What is in the page, and what a reader would touch: every element is pointed at and given focus. */
const touch = (page, mark) => page.evaluate((word) => {
  const bad = [];
  for (const e of document.querySelectorAll("*")) {
    for (const a of e.attributes)
      if (/^on|^hx-on/i.test(a.name) || (/^(href|src|action|formaction|data|srcdoc|xlink:href)$/i.test(a.name) && /^\s*(javascript|data:text|vbscript)|srcdoc/i.test(a.value + (a.name === "srcdoc" ? "srcdoc" : "")))) bad.push(`${e.tagName} ${a.name}=${a.value.slice(0, 60)}`);
    for (const kind of ["mouseover", "focus", "toggle", "animationstart"]) e.dispatchEvent(new Event(kind));
  }
  return { bad, shown: document.documentElement.outerHTML.includes(word) };
}, mark);

async function raw(browser, base) {
  const heard = [], made = await watched(browser, base, null, heard), page = await made.newPage();
  await page.route("**/raw", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>x</title>" + ALL.map((v) => `<div>${v}</div>`).slice(6).join("\n") }));
  await page.route("http://h.example/**", (route) => route.abort());
  await page.goto(base + "/raw", { waitUntil: "domcontentloaded", timeout: 8000 }).catch(() => {});
  await page.waitForTimeout(500);
  await made.close();
  ok(`xss: where nothing is escaped, ${heard.length} things are heard`, heard.some((x) => x.startsWith(MARK)) && heard.some((x) => x.startsWith("outside")), heard.slice(0, 5).join("; "));
}

export default async function xss(browser) {
  const h = await house(engines()[0]);
  try {
    await raw(browser, h.base);
    const opened = await plantTickets(h), made = await plantHouse(h), secret = await link(h, opened[0]);
    const none = Object.entries(made).filter(([, n]) => n < 6).map(([what, n]) => `${n} of ${what}`);
    ok("xss: what is planted is taken", !none.length && secret, `${none.join(", ")} ${secret ? "" : "no link"}`);
    let looked = 0, shown = 0;
    const heard = [], wrong = [];
    for (const [login, list] of Object.entries(pagesOf(h, opened, secret))) {
      const inside = await watched(browser, h.base, await h.as(login), heard), rest = [...list];
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        const page = await inside.newPage();
        page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error}`));
        for (let target; (target = rest.shift());) {
          const reply = await page.goto(h.base + target, { waitUntil: "load" });
          looked++;
          if (reply.status() !== 200) wrong.push(`${login} ${target.slice(0, 60)} gets ${reply.status()}`);
          const { bad, shown: there } = await touch(page, MARK);
          shown += there ? 1 : 0;
          wrong.push(...bad.map((x) => `${login} ${target.slice(0, 60)}: ${x}`));
        }
        await page.waitForTimeout(200);
      }));
      await inside.close();
    }
    ok(`xss: ${ALL.length} scripts on ${looked} pages, ${shown} of which show some: none runs, nothing leaves, nothing is refused`, !heard.length && shown > looked / 2, heard.slice(0, 8).join("; ") || `only ${shown} show any`);
    ok("xss: no page holds a handler or an address that runs", !wrong.length, [...new Set(wrong)].slice(0, 8).join("; "));
  } finally {
    await h.remove();
  }
}
