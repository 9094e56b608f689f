/* Makes what the program embeds: one style sheet, two bundles, the icons used, four fonts.
   node web/build.mjs OUT [DEPFILE] — no network, the same bytes every time.

   Files whose content did not change are not written again, so that a new page without a new icon
   compiles nothing else. */
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const web = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(web, "..", "src");
const [out, depfile] = process.argv.slice(2);
if (!out) {
  console.error("usage: node web/build.mjs OUT [DEPFILE]");
  process.exit(64);
}

const require = createRequire(import.meta.url);
let esbuild;
try {
  esbuild = require("esbuild");
} catch {
  console.error("web/node_modules is missing or incomplete: run `make deps` (npm ci in web/)");
  process.exit(1);
}

const seen = new Set(); /* everything looked at, for the dependency file */
const read = (file, encoding) => (seen.add(file), readFileSync(file, encoding));

function write(name, bytes) {
  const file = path.join(out, name);
  try {
    if (readFileSync(file).equals(bytes)) return;
  } catch { /* not there yet */ }
  writeFileSync(file, bytes);
}

/* Old telephones and the browsers of the support floor: see docs of the interface. */
const target = ["safari15.4", "chrome100", "firefox102"];

async function bundle(entry, options) {
  const result = await esbuild.build({
    entryPoints: [path.join(web, "src", entry)],
    bundle: true, minify: true, write: false, metafile: true, target,
    charset: "utf8", legalComments: "none", logLevel: "error", absWorkingDir: web,
    ...options,
  });
  for (const input of Object.keys(result.metafile.inputs)) seen.add(path.join(web, input));
  return Buffer.from(result.outputFiles[0].contents);
}

function* templates(folder) {
  seen.add(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* templates(file);
    else if (entry.name.endsWith(".html")) yield file;
  }
}

/* Names in templates, and in web/icons.txt those chosen at run time. */
function iconNames() {
  const names = new Map();
  for (const file of templates(source))
    for (const [, name] of read(file, "utf8").matchAll(/\{\{\s*icon\s+"([^"]+)"/g)) names.set(name, file);
  const list = path.join(web, "icons.txt");
  for (const line of read(list, "utf8").split("\n")) {
    const name = line.replace(/#.*/, "").trim();
    if (name) names.set(name, list);
  }
  return new Map([...names].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sprite() {
  const folder = path.join(web, "node_modules/@tabler/icons/icons/outline");
  const missing = [];
  let text = '<svg xmlns="http://www.w3.org/2000/svg">\n';
  for (const [name, from] of iconNames()) {
    let svg;
    try {
      svg = read(path.join(folder, name + ".svg"), "utf8");
    } catch {
      missing.push(`${path.relative(process.cwd(), from)}: no Tabler outline icon "${name}"`);
      continue;
    }
    const body = svg.replace(/<!--[^]*?-->/g, "").replace(/^[^]*?<svg[^>]*>/, "").replace(/<\/svg>[^]*$/, "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/\s*\n\s*/g, "");
    text += `<symbol id="i-${name}" viewBox="0 0 24 24">${body}</symbol>\n`;
  }
  if (missing.length) {
    console.error(missing.join("\n"));
    process.exit(1);
  }
  return Buffer.from(text + "</svg>\n");
}

const font = (family, file) => read(path.join(web, "node_modules/@fontsource-variable", family, "files", file + ".woff2"));

mkdirSync(out, { recursive: true });
seen.add(fileURLToPath(import.meta.url));
write("guichet.css", await bundle("guichet.css", { external: ["*.woff2"] }));
write("portal.js", await bundle("portal.js", { format: "iife" }));
write("desk.js", await bundle("desk.js", { format: "iife" }));
write("icons.svg", sprite());
write("favicon.svg", read(path.join(web, "src/favicon.svg")));
write("atkinson.woff2", font("atkinson-hyperlegible-next", "atkinson-hyperlegible-next-latin-wght-normal"));
write("atkinson-ext.woff2", font("atkinson-hyperlegible-next", "atkinson-hyperlegible-next-latin-ext-wght-normal"));
write("bricolage.woff2", font("bricolage-grotesque", "bricolage-grotesque-latin-wght-normal"));
write("bricolage-ext.woff2", font("bricolage-grotesque", "bricolage-grotesque-latin-ext-wght-normal"));

if (depfile) {
  const escape = (file) => file.replace(/[ #$]/g, "\\$&");
  writeFileSync(depfile, `${path.join(out, "guichet.css")}: ${[...seen].map(escape).join(" ")}\n`);
}
