/* node tests/faults/kill.mjs [POINTS]
   Eight clients ask, reply, note and attach over HTTP; the program is killed with SIGKILL at POINTS random
   moments (a fifth as many on PostgreSQL) and started again.  Whatever was acknowledged (the answer read to its end) must
   be there, once; guichet check must find nothing; the files must hold what their names promise.
   This proves the commit before the answer; it does not prove the disk: a kill loses no page cache. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { abreast, engines, expect, finish, house, ok, pause } from "../stories/house.mjs";

const POINTS = Number(process.argv[2] || 25);
const CLIENTS = ["ines", "theo", "ines", "theo", "karim", "lea", "karim", "ada"];

let last = 0; /* words are never used twice */

class Load {
  constructor(h) {
    this.h = h;
    this.acknowledged = new Map(); /* word → "ticket", "entry" or "file" */
    this.tickets = [];
    this.refused = [];
    this.count = 0;
    this.running = false;
  }

  word() {
    this.count++;
    return `m${process.pid}x${++last}x`;
  }

  /* One act; what it acknowledges is noted only when the whole answer is here. */
  async act(who, i) {
    const word = this.word(), page = i % 2 === 0;
    if (!this.tickets.length || this.count % 3 === 0) {
      const reply = page ? await who.post("/requests", { service: "aide", subject: word, body: "sous charge", urgency: "2" })
        : await who.api("POST", "/api/v1/incidents", { subject: word, description: "sous charge" });
      const number = page ? reply.headers.location?.split("/").pop() : reply.status === 201 && reply.json.number;
      return { reply, word, what: "ticket", number: reply.status < 400 && number };
    }
    const t = this.tickets[this.count % this.tickets.length];
    if (this.count % 7 === 0) {
      const reply = await who.post(`/requests/${t}/messages`, { body: word, files: { name: `${word}.txt`, type: "text/plain", bytes: word.repeat(200) } });
      return { reply, word, what: "file" };
    }
    const reply = page ? await who.post(`/requests/${t}/messages`, { body: word }) : await who.api("POST", `/api/v1/tickets/${t}/comments`, { body: word });
    return { reply, word, what: "entry" };
  }

  async client(who, i) {
    while (this.running) {
      try {
        const done = await this.act(who, i);
        if (done.reply.status >= 400) this.refused.push(`${done.reply.status} to ${done.what}: ${done.reply.text.slice(0, 120)}`);
        else {
          this.acknowledged.set(done.word, done.what);
          if (done.number) this.tickets.push(done.number);
        }
      } catch (error) {
        if (this.h.alive() && !/ECONN|socket|cut off/.test(error.message)) throw error;
        return;
      }
    }
  }
}

/* Requesters write to their own tickets only: one list of tickets each, the desk's people share theirs. */
function loads(h) {
  const by = new Map();
  for (const login of CLIENTS) {
    const key = ["ines", "theo"].includes(login) ? login : "desk";
    if (!by.has(key)) by.set(key, new Load(h));
  }
  return by;
}

/* Until so many more acts are acknowledged: the point lies anywhere in the work, whatever the machine's pace. */
async function some(by, n) {
  const size = () => [...by.values()].reduce((sum, load) => sum + load.acknowledged.size, 0);
  const until = size() + n, late = Date.now() + 3000;
  while (size() < until && Date.now() < late) await pause(1);
  await pause(Math.random() * 5);
}

async function found(h) {
  const lines = async (text) => (await h.sql(text)).split("\n").filter(Boolean);
  return {
    ticket: await lines("SELECT subject FROM ticket"),
    entry: await lines("SELECT b.body FROM entry e JOIN entry_body b ON b.entry_id = e.id WHERE e.kind = 10"),
    file: await lines("SELECT name FROM attachment"),
  };
}

async function compare(h, by, wrong, label) {
  const there = await found(h), count = new Map();
  for (const [what, list] of Object.entries(there)) for (const text of list) count.set(what + text, (count.get(what + text) ?? 0) + 1);
  for (const load of by.values())
    for (const [word, what] of load.acknowledged) {
      const n = what === "file" ? Math.min(count.get("file" + word + ".txt") ?? 0, count.get("entry" + word) ?? 0) : count.get(what + word) ?? 0;
      if (n === 0) wrong.push(`${label}: the ${what} ${word} was acknowledged and is lost`);
    }
  for (const [key, n] of count) if (/m\d+x\d+x/.test(key) && n > 1) wrong.push(`${label}: ${key} is there ${n} times`);
}

async function filesHold(h, wrong) {
  for (const line of (await h.sql("SELECT file, name FROM attachment")).split("\n").filter(Boolean)) {
    const [file] = line.split("|");
    const hash = createHash("sha256").update(readFileSync(path.join(h.place.data, "files", file.slice(0, 2), file))).digest("hex");
    if (!file.startsWith(hash)) wrong.push(`the file ${file} does not hold what its name promises`);
  }
}

async function points(engine, n) {
  const h = await house(engine), wrong = [], by = loads(h);
  let acknowledged = 0, worst = 0;
  try {
    const people = [];
    for (const [i, login] of CLIENTS.entries()) people.push([login, await h.as(login, String(i))]);
    for (const [, who] of people) await who.token();
    for (let point = 1; point <= n; point++) {
      const groups = [...by].map(([key, load]) => [load, people.filter(([login]) => key === (["ines", "theo"].includes(login) ? login : "desk")).map(([, who]) => who)]);
      for (const [load] of groups) load.running = true;
      const clients = groups.flatMap(([load, list]) => list.map((who, i) => load.client(who, i)));
      await some(by, 1 + Math.floor(Math.random() * 80));
      await h.kill();
      for (const [load] of groups) load.running = false;
      await Promise.all(clients);
      const check = await h.command(["check"]);
      if (check.code !== 0) wrong.push(`point ${point}: guichet check: ${check.out.split("\n").filter((l) => l.startsWith("BAD")).join(", ")} ${check.err}`);
      await compare(h, by, wrong, `point ${point}`);
      const began = performance.now();
      await h.start();
      worst = Math.max(worst, performance.now() - began);
      if (wrong.length) break;
    }
    for (const load of by.values()) {
      acknowledged += load.acknowledged.size;
      wrong.push(...load.refused.slice(0, 3));
    }
    await filesHold(h, wrong);
    expect(acknowledged > n, `only ${acknowledged} acts were acknowledged`);
  } catch (error) {
    wrong.push(error.message);
  } finally {
    await h.remove();
  }
  ok(`kill -9 at ${n} points: ${acknowledged} acknowledged, ${wrong.length ? "NOT all" : "all"} there, restart at most ${(worst / 1000).toFixed(2)} s (${engine.name})`,
    !wrong.length, wrong.slice(0, 5).join("; "));
}

await abreast(2, engines(), (engine) => points(engine, engine.name === "sqlite" ? POINTS : Math.max(3, Math.round(POINTS / 5))));
await finish("kill");
