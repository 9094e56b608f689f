/* node tests/browser/run.mjs [scripts|pages|journey…]
   All browser tests, or those named.  Screenshots are left in build/shots.
   BASE=http://127.0.0.1:8080 looks at a server that already runs, instead of a throw-away one. */
import { results, ok, launch, serve } from "./harness.mjs";

const known = ["scripts", "pages", "journey", "keyboard", "first", "calls", "change", "xss"];
const wanted = process.argv.slice(2).length ? process.argv.slice(2) : known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length) {
  console.error(`no such test: ${unknown.join(", ")}; there are ${known.join(", ")}`);
  process.exit(64);
}

for (const name of wanted) {
  let server, browser;
  const began = Date.now();
  try {
    browser = await launch();
    const { default: run } = await import(`./${name}.mjs`);
    if (run.length > 1) server = process.env.BASE ? { base: process.env.BASE, log: [], stop: async () => {} } : await serve();
    await run(browser, server);
  } catch (error) {
    ok(name, false, error.stack || error);
    if (server) console.log(server.log.join("").split("\n").slice(-12).join("\n"));
  } finally {
    await browser?.close();
    await server?.stop();
  }
  console.log(`# ${name}: ${Math.round((Date.now() - began) / 1000)} s`);
}
console.log(`# browser: ${results.passed} passed, ${results.failed} failed`);
process.exitCode = results.failed || !results.passed ? 1 : 0;
