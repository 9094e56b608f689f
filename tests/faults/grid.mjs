/* node tests/faults/grid.mjs [POINTS]
   A course grid is applied and the program is killed with SIGKILL at a random moment of it, POINTS times (a third as
   many on PostgreSQL): all of it is there afterwards, or nothing; applying again completes it, once; guichet check
   finds nothing.  Then the same grid brought by two and applied in the same moment: once. */
import { abreast, engines, expect, finish, house, ok, pause } from "../stories/house.mjs";

const POINTS = Number(process.argv[2] || 6), ROWS = 120;

const rows = (mark) => Array.from({ length: ROWS }, (_, i) => ({
  code: `${mark}${1000 + i}`, title: `Cours ${i}`, department: `Département ${i % 5}`, term: `Hiver ${mark}`, owner: `Prof ${i % 20}`,
  mail: `prof${i % 20}@univ.example`, approaches: i % 3 ? "Antem" : "Antem | Enregistrement Zoom",
  presenters: [`Aide ${i % 10} <aide${i % 10}@univ.example>`], sessions: [`2026-02-${String(1 + (i % 27)).padStart(2, "0")} 08:30/10:30`],
}));
const LINES = ROWS + Math.ceil(ROWS / 3);

const count = async (h, mark) => Number(await h.sql(`SELECT count(*) FROM grid_line l JOIN course k ON k.id = l.course_id WHERE k.term = 'Hiver ${mark}'`));

async function brought(who, mark) {
  const reply = await who.api("POST", "/api/v1/grids", { rows: rows(mark) });
  expect(reply.status === 201 && reply.json.created === LINES, `the grid is not read: ${reply.status} ${JSON.stringify(reply.json).slice(0, 300)}`);
  return reply.json.id;
}

async function killed(h, point, wrong) {
  const mark = `K${point}`, ada = await h.as("ada"), id = await brought(ada, mark);
  const applying = ada.api("POST", `/api/v1/grids/${id}/apply`, {}).then((r) => r.status, () => 0);
  await pause(Math.random() * 2500);
  await h.kill();
  const status = await applying;
  const check = await h.command(["check"]);
  if (check.code !== 0) wrong.push(`point ${point}: guichet check: ${check.out.slice(-300)} ${check.err}`);
  await h.start();
  const there = await count(h, mark), items = Number(await h.sql(`SELECT count(*) FROM ticket t JOIN course k ON k.id = t.course_id WHERE t.kind = 3 AND k.term = 'Hiver ${mark}'`));
  const courses = Number(await h.sql(`SELECT count(*) FROM course WHERE term = 'Hiver ${mark}'`));
  if (![0, LINES].includes(there) || items !== there || ![0, ROWS].includes(courses)) wrong.push(`point ${point}: ${there} lines, ${items} items, ${courses} courses`);
  if (status === 200 && there !== LINES) wrong.push(`point ${point}: acknowledged and lost`);
  const again = await (await h.as("ada")).api("POST", `/api/v1/grids/${id}/apply`, {});
  if (again.status !== 200 || (await count(h, mark)) !== LINES) wrong.push(`point ${point}: applied again: ${again.status}, ${await count(h, mark)} lines`);
  return there > 0;
}

async function together(h, wrong) {
  const one = await h.as("ada"), two = await h.as("ada", "other"), ids = [await brought(one, "T"), await brought(two, "T")];
  const replies = await Promise.all([one, two, one, two].map((who, i) => who.api("POST", `/api/v1/grids/${ids[i % 2]}/apply`, {})));
  if (replies.some((r) => r.status !== 200)) wrong.push(`two at once: ${replies.map((r) => r.status)}`);
  const items = Number(await h.sql("SELECT count(*) FROM ticket t JOIN course k ON k.id = t.course_id WHERE t.kind = 3 AND k.term = 'Hiver T'"));
  if ((await count(h, "T")) !== LINES || items !== LINES) wrong.push(`two at once: ${items} items for ${LINES} lines`);
}

async function points(engine, n) {
  const h = await house(engine), wrong = [];
  let whole = 0;
  h.patience = 300000; /* four grids in turn, on a busy machine */
  try {
    for (let point = 1; point <= n && !wrong.length; point++) whole += await killed(h, point, wrong);
    await together(h, wrong);
  } catch (error) {
    wrong.push(error.message);
  } finally {
    await h.remove();
  }
  ok(`a grid, kill -9 at ${n} points: ${whole} times all, ${n - whole} times nothing; by two at once: once (${engine.name})`, !wrong.length, wrong.slice(0, 5).join("; "));
}

await abreast(2, engines(), (engine) => points(engine, engine.name === "sqlite" ? POINTS : Math.max(2, Math.round(POINTS / 3))));
await finish("grid");
