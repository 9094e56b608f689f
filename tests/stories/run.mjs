/* node tests/stories/run.mjs [-v] [FILE.story…]
   Plays stories against the real program, each on a university of its own, on every engine there is
   (PostgreSQL at GUICHET_TEST_PG).  The language is in README.md. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { abreast, engines, expect, finish, house, ok, pause, PEOPLE, Visitor } from "./house.mjs";

const here = path.dirname(new URL(import.meta.url).pathname);

/* ---- reading ---- */

/* Words parted by blanks; "…" may stand anywhere in a word and hides blanks (\n, \" and \\ inside). */
function words(text) {
  const list = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at])) { at++; continue; }
    if (text[at] === "{" && !/^\{[a-z]\w*\}/.test(text.slice(at))) { /* JSON goes to the end of its braces */
      const end = jsonEnd(text, at);
      list.push({ text: text.slice(at, end), json: true });
      at = end;
      continue;
    }
    let word = "", quoted = false;
    for (; at < text.length && !/\s/.test(text[at]); at++) {
      if (text[at] !== '"') { word += text[at]; continue; }
      quoted = true;
      for (at++; text[at] !== '"'; at++) {
        if (at >= text.length) throw new Error("a quotation that does not end");
        if (text[at] !== "\\") word += text[at];
        else word += { n: "\n", r: "\r", t: "\t", 0: "\0", '"': '"', "\\": "\\" }[text[++at]] ?? "\\" + text[at];
      }
    }
    list.push({ text: word, quoted });
  }
  return list;
}

function jsonEnd(text, from) {
  let depth = 0, quoted = false;
  for (let at = from; at < text.length; at++) {
    if (quoted) {
      if (text[at] === "\\") at++;
      else if (text[at] === '"') quoted = false;
    } else if (text[at] === '"') quoted = true;
    else if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return at + 1;
  }
  throw new Error("braces that do not close");
}

/** [{ name, file, steps: [{ line, verb, args, expects }] }] */
function read(file) {
  const stories = [];
  readFileSync(file, "utf8").split("\n").forEach((text, index) => {
    const line = index + 1;
    if (/^\s*(#|$)/.test(text)) return;
    const all = words(text.trim());
    const arrow = all.findIndex((w) => w.text === "->" && !w.quoted);
    const step = { line, verb: all[0].text, args: arrow < 0 ? all.slice(1) : all.slice(1, arrow), expects: arrow < 0 ? [] : all.slice(arrow + 1) };
    if (step.verb === "story") stories.push({ name: step.args[0].text, file, steps: [] });
    else if (!stories.length) throw new Error(`${file}:${line}: a step before the first story`);
    else stories.at(-1).steps.push(step);
  });
  return stories;
}

/* ---- playing ---- */

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", nbsp: " " };

/** What a reader sees: no tags, entities decoded, blanks folded. */
function readable(html) {
  return html.replace(/<[^>]*>/g, " ").replace(/&(#?\w+);/g, (all, name) => ENTITIES[name] ?? all)
    .replace(/[\u00a0\u202f]/g, " ").replace(/\s+/g, " ");
}

class Player {
  constructor(story, engine) {
    this.story = story;
    this.engine = engine;
    this.kept = new Map();
    this.who = null;
    this.reply = null;
  }

  fill(text) {
    return text.replace(/\{([a-z]\w*)\}/g, (all, name) => {
      if (!this.kept.has(name)) throw new Error(`nothing is kept as ${name}`);
      return this.kept.get(name);
    });
  }

  /* A word of an expectation: {name} not yet kept is learned. */
  meet(word, value, what) {
    const names = [];
    const shape = word.split(/(\{[a-z]\w*\})/).map((part) => {
      const name = part.match(/^\{([a-z]\w*)\}$/)?.[1];
      if (!name) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      if (this.kept.has(name)) return this.kept.get(name).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(name);
      return "([^/?&#\\s]+)";
    }).join("");
    const got = String(value ?? "").match(new RegExp(`^${shape}$`));
    expect(got, `${what} is ${value}, not ${word}`);
    names.forEach((name, i) => this.kept.set(name, got[i + 1]));
  }

  answered(expects) {
    const [status, location] = expects;
    if (status) expect(String(this.reply.status) === status.text, () => `the answer is ${this.reply.status}, not ${status.text}: ${this.gist()}`);
    if (location) this.meet(location.text, this.reply.headers.location, "the address");
  }

  gist() {
    return `${this.reply.headers.location ?? ""} ${readable(this.reply.text.replace(/^[\s\S]*<main/, "<main")).slice(0, 300)}`;
  }

  holds(text) {
    return this.reply.text.includes(text) || readable(this.reply.text).includes(text);
  }

  fields(args) {
    const fields = [], headers = {}, values = {};
    for (const { text } of args) {
      const [, name, kind, value] = this.fill(text).match(/^([\w.:-]+)(=@|=|:)([\s\S]*)$/) || [];
      expect(name, `not NAME=VALUE: ${text}`);
      if (kind === ":") headers[name] = value;
      else if (kind === "=@") {
        const [, file, bytes] = value.match(/^([^:]*):([\s\S]*)$/);
        fields.push([name, { name: file, type: "text/plain", bytes }]);
      } else fields.push([name, value]);
    }
    for (const [name, value] of fields) values[name] = name in values ? [values[name], value].flat() : value; /* sent again: several values */
    return { fields: values, headers };
  }

  async play() {
    if (this.story.steps[0]?.verb !== "at") this.house = await house(this.engine);
    for (const step of this.story.steps) {
      try {
        expect(VERBS[step.verb], `no such word: ${step.verb}`);
        await VERBS[step.verb].call(this, step.args, step.expects);
      } catch (error) {
        throw new Error(`line ${step.line}, ${step.verb}: ${error.message}`);
      }
    }
    await this.ends();
  }

  async ends() {
    expect(this.house.alive(), () => "the program ended on the way: " + this.house.tail());
    const how = await this.house.stop();
    expect(how.code === 0, `the program ended with ${how.code ?? how.signal}`);
    const check = await this.house.command(["check"]);
    expect(check.code === 0, `guichet check: ${check.out} ${check.err}`);
  }
}

/* tests/smtp.py, which ends when its input does. */
async function relay() {
  const child = spawn(path.join(here, "../smtp.py"), ["serve"], { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise((done, fail) => {
    let text = "";
    child.on("error", fail);
    child.on("exit", (code) => fail(new Error(`tests/smtp.py ended with ${code}`)));
    child.stdout.on("data", (bytes) => (text += bytes).includes("\n") && done(text));
  });
  return { ...JSON.parse(line), stop: () => child.stdin.end() };
}

/* What the relay took, each as people would read it: to whom, and headers and text decoded. */
function letters(post) {
  const utf8 = (bytes) => Buffer.from(bytes, "latin1").toString("utf8");
  return readdirSync(post.dir).filter((f) => f.endsWith(".json")).map((f) => {
    const { to, data } = JSON.parse(readFileSync(path.join(post.dir, f), "utf8"));
    const [head, ...rest] = data.split("\r\n\r\n");
    const subject = head.replace(/\?=\r\n =\?UTF-8\?B\?/g, "?==?UTF-8?B?").replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (all, b) => Buffer.from(b, "base64").toString("latin1"));
    const body = rest.join("\r\n\r\n").replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (all, hex) => String.fromCharCode(parseInt(hex, 16)));
    return `${to.join(" ")}\n${utf8(subject)}\n\n${utf8(body)}`;
  });
}

const seconds = (word) => Number(word.text.match(/^([\d.]+)s$/)?.[1] ?? NaN) * 1000;

const VERBS = {
  /* `at TIME`, or `at TIME keeping sessions` */
  async at([moment, ...keeping]) {
    if (this.house) await this.house.stop();
    else this.house = await house(this.engine, { start: false });
    if (!keeping.length) this.house.people.clear(); /* sessions may have ended by then: everybody signs in anew */
    await this.house.start(moment.text);
    if (this.login && !keeping.length) this.who = await this.house.as(this.login, this.browser);
  },

  /* `as ines`, or `as ines/phone` for a second browser */
  async as([name]) {
    [this.login, this.browser = ""] = name.text.split("/");
    expect(this.login === "nobody" || PEOPLE[this.login], `nobody is called ${this.login}`);
    this.who = await this.house.as(this.login, this.browser);
  },

  async get([target, ...more], expects) {
    this.reply = await this.who.get(this.fill(target.text), this.fields(more).headers);
    this.answered(expects);
  },

  async post([target, ...more], expects) {
    const { fields, headers } = this.fields(more);
    this.reply = await this.who.post(this.fill(target.text), fields, { headers });
    this.answered(expects);
  },

  async put([target, ...more], expects) {
    const { fields, headers } = this.fields(more);
    this.reply = await this.who.post(this.fill(target.text), fields, { headers, method: "PUT" });
    this.answered(expects);
  },

  async api([method, target, ...more], expects) {
    const json = more.find((w) => w.json);
    const { headers } = this.fields(more.filter((w) => !w.json));
    this.reply = await this.who.api(method.text, this.fill(target.text), json && this.fill(json.text), headers);
    this.answered(expects);
  },

  async has(texts) {
    for (const { text } of texts) expect(this.holds(this.fill(text)), () => `“${text}” is not in: ${this.gist()}`);
  },

  async lacks(texts) {
    for (const { text } of texts) expect(!this.holds(this.fill(text)), `“${text}” is there`);
  },

  async header([name], [value]) {
    this.meet(value.text, this.reply.headers[name.text.toLowerCase()], name.text);
  },

  async keep([name, pattern]) {
    const found = this.reply.text.match(new RegExp(this.fill(pattern.text)));
    expect(found, () => `${pattern.text} is not in: ${this.gist()}`);
    this.kept.set(name.text, found[1] ?? found[0]);
  },

  async sql([query], [value]) {
    const got = await this.house.sql(this.fill(query.text));
    if (value) this.meet(value.text, got, "the value");
  },

  async listen([target]) {
    this.who.stream = await this.who.listen(target ? this.fill(target.text) : "/events");
    expect(this.who.stream.status === 200, `the stream is ${this.who.stream.status}`);
    await pause(150); /* the first lines are on their way */
    this.who.heard = this.who.stream.events.length;
  },

  /* live within 2s "ticket-new" */
  async live([, time, name]) {
    const { stream } = this.who;
    let at = -1;
    const come = await stream.wait(() => (at = stream.events.findIndex((e, i) => i >= this.who.heard && e.event === name.text)) >= 0, seconds(time));
    expect(come, `no event ${name.text}, only ${stream.events.slice(this.who.heard).map((e) => e.event).join(", ") || "silence"}`);
    this.who.heard = at + 1;
  },

  /* silent for 1s */
  async silent([, time]) {
    await pause(seconds(time));
    const news = this.who.stream.events.slice(this.who.heard);
    expect(!news.length, `heard ${news.map((e) => e.event).join(", ")}`);
  },

  /* closed within 5s */
  async closed([, time]) {
    expect(await this.who.stream.wait((s) => s.closed, seconds(time)), "the stream is still open");
  },

  /* within 5s get /path has "text" */
  async within([time, , target, , ...texts]) {
    const end = Date.now() + seconds(time);
    for (;;) {
      this.reply = await this.who.get(this.fill(target.text));
      if (texts.every(({ text }) => this.holds(this.fill(text)))) return;
      expect(Date.now() < end, () => `not seen: ${texts.map((t) => t.text).join(", ")} in: ${this.gist()}`);
      await pause(100);
    }
  },

  /* times 12 post /login …: the same step again and again, without a word on the answers but the last */
  async times([count, verb, ...args], expects) {
    for (let i = 1; i <= Number(count.text); i++) await VERBS[verb.text].call(this, args, i === Number(count.text) ? expects : []);
  },

  async guichet(args, expects) {
    const r = await this.house.command(args.map((w) => this.fill(w.text)));
    this.reply = { status: r.code, text: r.out + r.err, headers: {} };
    this.answered(expects.length ? expects : [{ text: "0" }]);
  },

  /* A relay that takes letters; {relay} is its port. */
  async relay() {
    this.post = await relay();
    this.kept.set("relay", String(this.post.plain));
  },

  /* letter within 60s "text" "text": one came that holds them all; no letter "text": none did */
  async letter([, time, ...texts]) {
    const end = Date.now() + seconds(time), wanted = texts.map(({ text }) => this.fill(text));
    for (;;) {
      const found = letters(this.post).find((l) => wanted.every((t) => l.includes(t)));
      if (found) {
        this.reply = { status: 250, text: found, headers: {} };
        return;
      }
      expect(Date.now() < end, () => `no such letter: ${wanted.join(", ")} in: ${letters(this.post).join("\n----\n").slice(-1500)}`);
      await pause(200);
    }
  },

  async no([, ...texts]) {
    const wanted = texts.map(({ text }) => this.fill(text));
    expect(!letters(this.post).some((l) => wanted.every((t) => l.includes(t))), () => `a letter holds ${wanted.join(", ")}`);
  },

  /* A browser that has never been here. */
  async stranger() {
    this.who = new Visitor(this.house, "stranger");
  },
};

/* ---- all of them ---- */

const given = process.argv.slice(2).filter((a) => a !== "-v");
const files = given.length ? given : readdirSync(here).filter((f) => f.endsWith(".story")).sort().map((f) => path.join(here, f));
const stories = files.flatMap(read);
const plays = engines().flatMap((engine) => stories.map((story) => ({ story, engine })));

await abreast(4, plays, async ({ story, engine }) => {
  const player = new Player(story, engine);
  const name = `story ${path.basename(story.file, ".story")}: ${story.name} (${engine.name})`;
  try {
    await player.play();
    ok(name, true);
  } catch (error) {
    ok(name, false, error.message);
    if (process.argv.includes("-v")) console.log(error.stack, "\n", player.house?.log.slice(-12).join(""));
  } finally {
    player.post?.stop();
    await player.house?.remove();
  }
});
await finish("stories");
