/* What one may not see is refused in the time that what does not exist takes.  Both are asked in turn, several
   hundred times, so that whatever else the machine does falls on both; two figures must tell them apart before
   they count as told apart, three times in a row: the middle of their times, and how often one is slower than
   the other (0.5 when nothing can be told). */
import { AGENTS, THINGS } from "./scene.mjs";

const PAIRS = 200, WARM = 20, TRIES = 3;
const NONE = "INC-99999";

const middle = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];

/* Of all pairs, the share in which the first is the slower: the effect of Mann and Whitney. */
function slower(one, other) {
  let more = 0;
  for (const x of one) for (const y of other) more += x > y ? 1 : x === y ? 0.5 : 0;
  return more / (one.length * other.length);
}

async function timed(who, target) {
  const from = process.hrtime.bigint();
  const reply = await who.get(target);
  return { ms: Number(process.hrtime.bigint() - from) / 1e6, status: reply.status };
}

/** What parts two addresses: { apart, said }. */
export async function apart(who, hidden, absent) {
  const times = [[], []], statuses = [new Set(), new Set()];
  for (let i = -WARM; i < PAIRS; i++)
    for (const at of i % 2 ? [1, 0] : [0, 1]) {
      const { ms, status } = await timed(who, at ? absent : hidden);
      if (i < 0) continue;
      times[at].push(ms);
      statuses[at].add(status);
    }
  const [one, other] = times.map(middle), share = slower(...times);
  const far = Math.abs(one - other) > 0.15 * Math.max(one, other) + 0.3, often = Math.abs(share - 0.5) > 0.15;
  return { apart: (far && often) || [...statuses[0]].join() !== [...statuses[1]].join(),
    said: `${[...statuses[0]]} in ${one.toFixed(2)} ms, ${[...statuses[1]]} in ${other.toFixed(2)} ms, slower ${share.toFixed(2)}` };
}

/* Who asks for what they may not see, and the same address of nothing. */
function pairs(s) {
  const list = [];
  const ticket = (role, name, shape) => list.push([role, shape.replace("{}", s.things[name].number), shape.replace("{}", NONE)]);
  for (const [role, name] of [["ines", "other"], ["theo", "closed"]])
    for (const shape of ["/requests/{}", "/requests/{}/print", "/api/v1/tickets/{}", "/api/v1/tickets/{}/journal"]) ticket(role, name, shape);
  for (const [role, name] of [["bruno", "own"], ["karim", "closed"]])
    for (const shape of ["/tickets/{}", "/tickets/{}/print", "/tickets/{}/pdf", "/api/v1/tickets/{}", "/tickets/{}/together"]) ticket(role, name, shape);
  list.push(["ines", `/attachments/${s.things.other.file}`, "/attachments/999999"], ["ines", `/attachments/${s.things.own.inner}`, "/attachments/999999"],
    ["karim", `/attachments/${s.things.closed.inner}`, "/attachments/999999"], ["ines", "/api/v1/people/theo", "/api/v1/people/fantome"],
    ["ines", "/people/2", "/people/999999"], ["ines", "/kb/procedure-secrete", "/kb/procedure-absente"], ["ines", "/api/v1/articles/procedure-secrete", "/api/v1/articles/procedure-absente"]);
  for (const [role, hidden] of list) {
    const t = Object.values(s.things).find((x) => hidden.includes(x.number));
    if (t && THINGS[t.name].reads.includes(role) && AGENTS.includes(role)) throw new Error(`${role} may see ${t.name}`);
  }
  return list;
}

export async function sameTime(s) {
  const wrong = [], list = pairs(s);
  const made = await (await s.h.as("ada")).post("/admin/articles", { slug: "procedure-secrete", kind: "procedure", title_fr: "Procédure secrète", body_fr: "Pour le guichet.", do: "published" });
  if (made.status !== 303) wrong.push(`the article of the desk is not made: ${made.status}`);
  if ((await (await s.h.as("karim")).get("/kb/procedure-secrete")).status !== 200) wrong.push("the desk does not read its own article");
  const paper = await apart(await s.h.as("karim"), `/tickets/${s.things.own.number}/pdf`, "/robots.txt");
  if (!paper.apart) wrong.push(`the measure does not tell a PDF from a line: ${paper.said}`);
  for (const [role, hidden, absent] of list) {
    const who = await s.h.as(role), said = [];
    for (let i = 0; i < TRIES; i++) {
      const told = await apart(who, hidden, absent);
      if (!told.apart) { said.length = 0; break; }
      said.push(told.said);
    }
    if (said.length) wrong.push(`${role} tells ${hidden} from ${absent}: ${said.join(" / ")}`);
  }
  return { cells: list.length, wrong };
}
