/* node tests/faults/nodes.mjs [ITEMS]
   Two programs on one database (one on SQLite), and what they must agree on.
   Two agents close 2.1 and 2.2 in the same instant, in both orders: task 3 opens exactly once.  On PostgreSQL
   each agent is on a node of their own, two programs on one database; on SQLite, which one program holds, they are
   two clients.  GUICHET_PLAN_RACES says how many items when the command does not.
   A grid that a job applies: both nodes say how far it is, by page and by API, while nothing of it can be seen yet. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { abreast, engines, expect, finish, house, House, ok, pause, Visitor } from "../stories/house.mjs";

const ITEMS = Number(process.argv[2] || process.env.GUICHET_PLAN_RACES || 40);

/* A grid with a course for each race: importing it opens the items with their tasks. */
async function items(h) {
  const file = path.join(h.place.data, "courses.csv"), lines = ["Code;Titre;Département;Trimestre;Responsable;Courriel;Approche(s);Présentateurs;Séances"];
  for (let i = 1; i <= ITEMS; i++)
    lines.push(`RAC${String(i).padStart(4, "0")};Cours ${i};Pathologie;Hiver 2026;Jean Lemaire;jean.lemaire@univ.example;Classe virtuelle Zoom;Jean Lemaire <jean.lemaire@univ.example>;2026-01-12 09:00/12:00`);
  writeFileSync(file, lines.join("\n") + "\n");
  await h.must(["import", "grid", file, "--apply"]);
  const rows = await h.sql("SELECT k.item_id, s.code, t.num, k.ticket_id FROM service_task k JOIN plan_step s ON s.id = k.step_id JOIN ticket t ON t.id = k.ticket_id ORDER BY k.item_id");
  const found = new Map();
  for (const [item, code, num, id] of rows.split("\n").map((line) => line.split("|"))) {
    if (!found.has(item)) found.set(item, {});
    found.get(item)[code] = { number: `SCTASK-${num.padStart(7, "0")}`, id };
  }
  expect(found.size === ITEMS, `${found.size} items of ${ITEMS}`);
  return [...found.values()];
}

/* karim does the technology, lea the teaching: each signed in on both nodes. */
async function agents(nodes) {
  const ada = await nodes[0].as("ada"), both = {};
  for (const [group, login] of [["technologues", "karim"], ["techno-pedagogues", "lea"]]) {
    const reply = await ada.post(`/admin/groups/${group}/members`, { member: login });
    expect(reply.status === 303, `${login} is not of ${group}: ${reply.status}`);
    both[login] = [];
    for (const node of nodes) {
      const who = new Visitor(node, login);
      await who.signIn();
      await who.token();
      both[login].push(who);
    }
  }
  return both;
}

const close = (who, task) => who.api("PATCH", `/api/v1/tasks/${task.number}`, { state: "closed", reason: "fait" });

/* Round i: who is asked first, on which node, and how many milliseconds lie between. */
async function race(i, tasks, { karim, lea }) {
  const turn = i >> 1 & 1, late = [0, 0, 1, 0, 2, 3][i % 6];
  const calls = [() => close(karim[turn], tasks["2.1"]), () => close(lea[1 - turn], tasks["2.2"])];
  if (i & 1) calls.reverse();
  const replies = await Promise.all(calls.map(async (call, n) => {
    if (n && late) await pause(late);
    return call();
  }));
  expect(replies.every((r) => r.status === 200), () => `item ${i}: ${replies.map((r) => `${r.status} ${r.status === 200 ? "" : r.text}`).join(", ")}`);
}

const opened = (step) => "SELECT COUNT(*) FROM (SELECT k.ticket_id FROM service_task k JOIN plan_step s ON s.id = k.step_id JOIN ticket t ON t.id = k.ticket_id" +
  ` LEFT JOIN entry e ON e.ticket_id = k.ticket_id AND e.changes LIKE '%"state":[30,20]%' WHERE s.code = '${step}' AND k.phase = 1 AND t.state = 20` +
  " GROUP BY k.ticket_id HAVING COUNT(e.id) = 1) x";

async function run(nodes) {
  const all = await items(nodes[0]), who = await agents(nodes), [h] = nodes;
  await abreast(4, [...all], async (tasks) => {
    const reply = await close(who.lea[0], tasks["1"]);
    expect(reply.status === 200, () => `the interview: ${reply.status} ${reply.text}`);
  });
  for (const step of ["2.1", "2.2"]) expect(await h.sql(opened(step)) === String(ITEMS), `${step} is not open everywhere`);
  const began = Date.now();
  await abreast(3, all.map((tasks, i) => [i, tasks]), ([i, tasks]) => race(i, tasks, who));
  const took = Date.now() - began;
  const once = await h.sql(opened("3"));
  expect(once === String(ITEMS), `task 3 opened exactly once in ${once} of ${ITEMS}`);
  /* the last two of an item are the same race: closing 3 twice closes the item once */
  await abreast(3, all, async (tasks) => {
    const replies = await Promise.all(who.karim.map((k) => close(k, tasks["3"])));
    expect(replies.some((r) => r.status === 200) && replies.every((r) => [200, 409].includes(r.status)), () => `3: ${replies.map((r) => r.status)}`);
  });
  const ended = (kind) => "SELECT COUNT(*) FROM (SELECT t.id FROM ticket t LEFT JOIN entry e ON e.ticket_id = t.id AND e.changes LIKE '%\"state\":[%,50]%'" +
    ` WHERE t.kind = ${kind} AND t.state = 50 GROUP BY t.id HAVING COUNT(e.id) <= 1) x`;
  for (const kind of [2, 3]) expect(await h.sql(ended(kind)) === String(ITEMS), `of ${ITEMS} of kind ${kind}, ${await h.sql(ended(kind))} closed once`);
  return took;
}

/* ---- how far a grid is ---- */

const COURSES = 420; /* more than 400 lines: a job applies them */
const FAR = /(\d+) cours sur (\d+)/;

/* Until fn gives something, asked again and again. */
async function until(what, fn, ms = 120000) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) {
    const got = await fn();
    if (got) return got;
  }
  throw new Error(`${what}: not in ${ms / 1000} s`);
}

/* Another session holds the place of one of its courses: applying gets so far and waits there, until free() is called. */
async function held(h, code) {
  const child = spawn("psql", [h.place.url, "-X", "-q", "-v", "ON_ERROR_STOP=1"], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((done) => child.once("exit", done)), ready = new Promise((done) => child.stdout.once("data", done));
  child.stdin.write(`BEGIN; INSERT INTO course (code, term, title, department_id) SELECT '${code}', 'Hiver 2027', '', MIN(id) FROM department; SELECT 'held';\n`);
  expect(await Promise.race([ready.then(() => true), ended.then(() => false)]), `${code} cannot be held`);
  return async () => {
    child.stdin.end("ROLLBACK;\n");
    await ended;
  };
}

async function far(nodes) {
  const who = await Promise.all(nodes.map((n) => n.as("ada"))), code = (i) => `LOIN${String(i).padStart(4, "0")}`;
  const rows = Array.from({ length: COURSES }, (_, i) => ({ code: code(i), title: `Cours ${i}`, department: "Pathologie", term: "Hiver 2027", owner: "Jean Lemaire",
    mail: "jean.lemaire@univ.example", approaches: "Classe virtuelle Zoom" }));
  const made = await who[0].api("POST", "/api/v1/grids", { rows });
  expect(made.status === 201 && made.json.progress === null, () => `the grid: ${made.status} ${made.text.slice(0, 200)}`);
  const free = await held(nodes[0], code(200)), at = `/imports/${made.json.id}/create`;
  try {
    const reply = await who[0].post(at, { seen: made.json.digest });
    expect(reply.status === 303, () => `applied: ${reply.status} ${reply.text.slice(0, 300)}`);
    for (const [i, one] of who.entries()) {
      const [, done, total] = await until(`node ${i + 1} says how far it is`, async () => (await one.get(at)).text.match(FAR));
      const { json } = await one.api("GET", `/api/v1/grids/${made.json.id}`);
      expect(json.state === "applying" && json.progress, () => `node ${i + 1}: ${json.state} ${JSON.stringify(json.progress)}`);
      for (const [n, of] of [[Number(done), Number(total)], [json.progress.done, json.progress.total]])
        expect(n >= 1 && n <= 200 && of === COURSES, `node ${i + 1}: ${n} of ${of}`);
    }
    expect(await nodes[0].sql("SELECT COUNT(*) FROM course WHERE term = 'Hiver 2027'") === "0", "a course can be seen before all are");
  } finally {
    await free();
  }
  for (const one of who)
    await until("it is done", async () => (await one.api("GET", `/api/v1/grids/${made.json.id}`)).json.state === "applied" && new RegExp(`Créées\\s:\\s${COURSES}\\b`).test((await one.get(at)).text), 300000);
  await until("what was told is gone", async () => (await nodes[0].sql("SELECT COUNT(*) FROM grid_progress")) === "0");
}

for (const engine of engines()) {
  const name = `${ITEMS} items, 2.1 and 2.2 closed at once on ${engine.name === "postgres" ? "two nodes" : "one program"}: 3 opens exactly once (${engine.name})`;
  const first = await house(engine), nodes = [first, first];
  try {
    if (engine.name === "postgres") {
      nodes[1] = new House(engine, first.place);
      await nodes[1].start();
    }
    const took = await run(nodes);
    ok(name, nodes.every((n) => n.alive()), first.tail());
    console.log(`# ${took} ms for ${ITEMS} races (${engine.name})`);
    if (nodes[1] !== first) {
      await far(nodes);
      ok(`a grid that a job applies: both nodes say how far it is (${engine.name})`, nodes.every((n) => n.alive()), first.tail());
      await nodes[1].stop();
    }
    const how = await first.stop(), check = await first.command(["check"]);
    ok(`after the races of two nodes everything is whole (${engine.name})`, how.code === 0 && check.code === 0, `${how.code ?? how.signal} ${check.out}`);
  } catch (error) {
    ok(name, false, `${error.message} ${first.tail()}`);
    if (nodes[1] !== first && nodes[1].server) await nodes[1].stop();
  } finally {
    await first.remove();
  }
}
await finish("nodes");
