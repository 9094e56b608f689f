/* node tests/faults/catalogue.mjs
   The whole catalogue as one file: exported from the demo, changed, looked at, refused as a whole for one bad
   line, applied on a new folder, and then the same file again.  On both engines; what runs keeps its plan. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { abreast, engines, expect, finish, House, ok } from "../stories/house.mjs";

const ROWS = "SELECT (SELECT COUNT(*) FROM plan_version) || ' ' || (SELECT COUNT(*) FROM form_version) || ' ' || (SELECT COUNT(*) FROM offer) || ' ' ||" +
  " (SELECT COUNT(*) FROM service) || ' ' || (SELECT COUNT(*) FROM department) || ' ' || (SELECT COUNT(*) FROM audit WHERE verb LIKE 'config%')";

function changed(text) {
  const list = [[/Formation des super-utilisateurs/, "Former les super-utilisateurs"], [/name_fr = "PowerPoint narré"/, 'name_fr = "Diaporama narré"'],
    [/Précisions utiles/, "Précisions"], [/"Création d'un espace de cours"\nname_en = "New course space"\nsummary/, '"Un espace de cours"\nname_en = "New course space"\nsummary']];
  for (const [from, to] of list) {
    expect(from.test(text), `the export has no ${from}`);
    text = text.replace(from, to);
  }
  return text;
}

async function apply(h, text, ...more) {
  const file = path.join(h.place.data, "catalogue.toml");
  writeFileSync(file, text);
  return h.command(["config", "apply", file, ...more]);
}

async function played(engine, demo, fresh) {
  await demo.must(["demo"]);
  const before = await demo.must(["config", "export"]), wanted = changed(before);
  await fresh.must(["user", "list"]);
  const empty = await fresh.sql(ROWS);

  const look = await apply(fresh, wanted, "--dry-run");
  expect(look.code === 0 && look.out.includes("soutien-cours") && look.out.includes("Former les super-utilisateurs"), `no difference is shown: ${look.code} ${look.out.slice(0, 300)}${look.err}`);
  expect(await fresh.sql(ROWS) === empty, "looking has changed something");

  /* one bad line, in the last thing that is applied or in the plan: nothing of it is there afterwards */
  const cycle = await apply(fresh, wanted.replace('"1 group=techno-pedagogues due=', '"1 group=techno-pedagogues after=3 due='), "--yes");
  expect(cycle.code !== 0 && /1 → 2\.[12] → 3 → 1|2\.[12] → 3 → 1 → 2\.[12]|3 → 1 → 2\.[12] → 3/.test(cycle.out + cycle.err), `the cycle is not named: ${cycle.code} ${(cycle.err || cycle.out).slice(-500)}`);
  expect(await fresh.sql(ROWS) === empty, "a plan with a cycle has left something behind");
  const bad = await apply(fresh, wanted.replace(/(\[approach\."antem"\][^[]*offer = )"[^"]*"/, '$1"nulle/part"'), "--yes");
  expect(bad.code !== 0 && (bad.out + bad.err).includes("antem"), `an approach of no offer: ${bad.code} ${(bad.err || bad.out).slice(-300)}`);
  expect(await fresh.sql(ROWS) === empty, "a bad approach has left something behind");

  const done = await apply(fresh, wanted, "--yes");
  expect(done.code === 0, `not applied: ${done.code} ${(done.err || done.out).slice(-500)}`);
  expect(await fresh.must(["config", "export"]) === wanted, "what was applied is not what the file said");
  const rows = await fresh.sql(ROWS), again = await apply(fresh, wanted, "--yes");
  expect(again.code === 0 && await fresh.sql(ROWS) === rows, "the same file again has changed something");

  /* where it runs already: the next version, and items keep theirs */
  const running = "SELECT COUNT(*) FROM item i JOIN plan_version v ON v.id = i.plan_version_id WHERE v.version = 1";
  const items = await demo.sql(running);
  expect(Number(items) > 0 && (await apply(demo, wanted, "--yes")).code === 0, "not applied on the demo");
  expect(await demo.sql(running) === items && await demo.sql("SELECT MAX(version) FROM plan_version") === "2", "running items changed their plan");
  for (const h of [demo, fresh]) {
    const check = await h.command(["check"]);
    expect(check.code === 0, check.out);
  }
}

await abreast(2, engines(), async (engine) => {
  const demo = new House(engine, await engine.make()), fresh = new House(engine, await engine.make());
  try {
    await played(engine, demo, fresh);
    ok(`the catalogue goes from the demo to a new folder as one file, all or nothing (${engine.name})`, true);
  } catch (error) {
    ok(`the catalogue goes from the demo to a new folder as one file, all or nothing (${engine.name})`, false, error.message);
  } finally {
    await demo.remove();
    await fresh.remove();
  }
});
await finish("catalogue");
