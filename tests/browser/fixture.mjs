/* A page of the desk made by hand, served with the program's bundles under its content policy: the
   scripts are tried without a database. */
import { readFileSync } from "node:fs";
import http from "node:http";
import { buildPath } from "./harness.mjs";

const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", woff2: "font/woff2" };

const row = (n, text = "Sujet") => `<tr id="row-INC-${n}" data-row><td><input type="checkbox" aria-label="INC-${n}"></td>
<td><a class="t" href="/tickets/INC-${n}">${text} ${n}</a></td><td><button type="button" data-key="a" class="btn">Prendre</button></td></tr>`;

/* What the queue looks like when nothing is in it. */
const nothing = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Vide</title><link rel="icon" href="/assets/x/favicon.svg">
<script src="/assets/x/desk.js" defer></script></head><body><h1>Plus rien à prendre</h1><div hx-ext="sse" sse-connect="/events">
<button type="button" data-action="release" data-for="rows" data-one="1 nouvelle demande, afficher" data-many="{n} nouvelles" hidden></button>
<table hidden><tbody id="rows" data-hold hx-get="/rows" hx-trigger="sse:queue, resync from:body" hx-swap="outerHTML"></tbody></table></div></body></html>`;

const page = (rows) => `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="csrf" content="token-123">
<link rel="stylesheet" href="/assets/x/guichet.css"><link rel="icon" href="/assets/x/favicon.svg"><script src="/assets/x/desk.js" defer></script></head>
<body class="desk" data-msg-error="Cela n’a pas abouti." data-msg-offline="Connexion perdue." data-msg-expired="Session finie.">
<a class="skip" href="#contenu">Aller au contenu</a>
<div class="desk__body" hx-ext="sse" sse-connect="/events"><main id="contenu" class="desk__main" tabindex="-1" data-presence="/presence">
<h1>Essai</h1><span class="live" data-live-on="En direct" data-live-off="Hors ligne">…</span>
<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><use href="/assets/x/icons.svg#i-clock"/></svg>
<button type="button" data-action="theme" class="btn">Thème</button>
<details class="menu"><summary class="btn">Menu</summary><div class="menu__list"><button type="button">Un</button></div></details>
<a href="/keys" data-action="dialog" data-dialog="keys" data-hotkey="?">Raccourcis</a>
<a href="/elsewhere" data-hotkey="g b" id="goto">Bureau</a>
<button type="button" class="btn" data-action="copy" data-copy="INC-1" data-copied="Copié">Copier</button>
<div class="bulk" data-bulk hidden><strong data-count data-one="1 sélectionnée" data-many="{n} sélectionnées"></strong><button type="button" class="btn" data-action="unselect">Rien</button></div>
<div class="panel"><button type="button" class="hold" data-action="release" data-for="rows" data-one="1 nouvelle demande, afficher" data-many="{n} nouvelles demandes, afficher" hidden></button>
<table class="grid"><caption class="vh">Liste</caption><thead><tr><th scope="col"><input type="checkbox" data-all aria-label="Tout"></th><th scope="col">Objet</th><th scope="col">Action</th></tr></thead>
<tbody id="rows" data-hold hx-get="/rows" hx-trigger="sse:queue, resync from:body" hx-swap="outerHTML">${rows}</tbody></table></div>
<form class="composer" data-mode="reply" action="/messages" method="post"><input type="hidden" name="mode" value="reply">
<div class="composer__modes" role="group" aria-label="Type"><button type="button" data-action="mode" data-mode="reply" aria-pressed="true" data-hotkey="r">Répondre</button><button type="button" data-action="mode" data-mode="note" aria-pressed="false" data-hotkey="m">Note</button></div>
<label class="vh" for="body">Message</label><textarea class="textarea" id="body" name="body" hx-put="/draft" hx-include="closest form" hx-trigger="input changed delay:1s" hx-swap="none" data-draft-note="note gardée"></textarea>
<button class="btn" data-for-mode="reply">Envoyer</button><button class="btn" data-for-mode="note" hidden>Garder</button></form>
<form id="upload"><div class="drop"><label for="files">Fichiers</label><input type="file" id="files" name="files" multiple data-heavy="{name} est trop lourd." data-many="Dix au plus."><ul data-files data-remove="Retirer {name}"></ul></div><label for="say">Texte</label><input id="say" name="say"></form>
<form id="wrong" hx-post="/wrong" hx-swap="outerHTML"><button class="btn" id="send-wrong">Faux</button></form>
<button class="btn" id="fail" hx-post="/fail">Échec</button><button class="btn" id="undo" hx-post="/undone" hx-target="#toasts" hx-swap="beforeend">Fait</button>
<label for="who">Personne</label><div class="picker"><input id="who" class="input" name="q" role="combobox" aria-expanded="false" aria-controls="people" autocomplete="off" hx-get="/people" hx-trigger="input changed delay:50ms" hx-target="#people"><ul class="listbox" role="listbox" id="people" aria-label="Personnes" hidden></ul></div>
<dialog id="keys" aria-labelledby="keys-title" data-light><h2 id="keys-title">Raccourcis</h2><button type="button" class="btn" data-action="close">Fermer</button></dialog>
</main></div><p id="live" class="vh" role="status"></p><div id="toasts" role="status"></div></body></html>`;

/** { base, seen, state, push, stop }: `seen` is every request with its body and headers. */
export async function fixture() {
  const seen = [];
  const streams = new Set();
  const state = { rows: [1, 2, 3], text: "Sujet" };
  const rows = () => state.rows.map((n) => row(n, n === 2 ? state.text : "Sujet")).join("\n");
  const answers = {
    "/": (send) => send(200, "text/html; charset=utf-8", page(rows())),
    "/empty": (send) => send(200, "text/html; charset=utf-8", nothing),
    "/rows": (send) => send(200, "text/html; charset=utf-8", `<tbody id="rows" data-hold hx-get="/rows" hx-trigger="sse:queue, resync from:body" hx-swap="outerHTML">${rows()}</tbody>`),
    "/wrong": (send) => send(422, "text/html; charset=utf-8", '<form id="wrong"><div class="errsum" role="alert"><h2>1 erreur</h2></div></form>'),
    "/fail": (send) => send(500, "text/html; charset=utf-8", "<h1>panne</h1>"),
    "/undone": (send) => send(200, "text/html; charset=utf-8", '<div class="toast" data-toast="2"><span>Fait</span><button type="button">Annuler <span data-countdown>2</span></button></div>'),
    "/people": (send) => send(200, "text/html; charset=utf-8", '<li role="option" id="p1" data-value="1" data-text="Inès Caron">Inès Caron</li><li role="option" id="p2" data-value="2">Karim Benali</li>'),
  };
  const server = http.createServer((request, response) => {
    const at = request.url.split("?")[0];
    let body = "";
    request.on("data", (bytes) => { body += bytes; });
    request.on("end", () => {
      seen.push({ method: request.method, at, body, csrf: request.headers["x-csrf-token"] });
      const send = (status, type, text) => {
        response.writeHead(status, { "content-type": type, "content-security-policy": CSP });
        response.end(text);
      };
      const file = at.match(/^\/assets\/x\/([\w.-]+)$/);
      if (file) send(200, TYPES[file[1].split(".").pop()], readFileSync(buildPath("web", file[1])));
      else if (at === "/events") {
        response.writeHead(200, { "content-type": "text/event-stream", "content-security-policy": CSP });
        response.write("retry: 300\n: hello\n\n");
        streams.add(response);
        response.on("close", () => streams.delete(response));
      } else if (answers[at]) answers[at](send);
      else send(204, "text/plain", "");
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    seen, state,
    push: (name) => { for (const stream of streams) stream.write(`event: ${name}\ndata: 1\n\n`); },
    cut: () => { for (const stream of streams) stream.destroy(); },
    stop: () => { server.closeAllConnections(); return new Promise((done) => server.close(done)); },
  };
}
