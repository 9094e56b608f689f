/* One event stream per page.  The extension makes a new EventSource after an error and forgets
   Last-Event-ID, and telephones kill streams in the background: so every live part also listens to
   `resync from:body`, raised here when the stream is back, when the page is seen again, or when the
   server says that it no longer has what we missed. */
import { all, enhance, message, send } from "./dom.js";

let broken = false;
let opened = false;
let connected = false;
let hiddenAt = 0;
let lastSync = 0;

function resync() {
  if (performance.now() - lastSync < 500) return;
  lastSync = performance.now();
  document.body.dispatchEvent(new CustomEvent("resync", { bubbles: true }));
}

function show() {
  const on = connected && navigator.onLine !== false;
  for (const mark of all("[data-live-on]")) {
    const text = on ? mark.dataset.liveOn : mark.dataset.liveOff;
    if (text && mark.textContent !== text) mark.textContent = text;
    mark.classList.toggle("live--off", !on);
  }
}

const streams = new WeakSet();

/* A part that is replaced by its answer loses what it heard while it was waiting for it: htmx keeps that for the
   element that has gone.  The one that came in its place asks again. */
const names = ["notice", "entry", "ticket-changed", "ticket-new"];
const heard = new Map();
const asked = new WeakMap();
document.addEventListener("htmx:beforeRequest", (event) => { asked.set(event.detail.elt, performance.now()); });
document.addEventListener("htmx:afterSettle", (event) => {
  const gone = event.detail.requestConfig?.elt;
  const at = gone && !gone.isConnected && gone.id ? asked.get(gone) : undefined;
  if (at === undefined) return;
  asked.delete(gone);
  const part = document.getElementById(gone.id);
  const triggers = part?.getAttribute("hx-trigger") ?? "";
  const missed = names.find((name) => heard.get(name) > at && triggers.includes(`sse:${name}`));
  if (missed) window.htmx.trigger(part, `sse:${missed}`);
});

document.addEventListener("htmx:sseOpen", (event) => {
  const source = event.detail?.source;
  if (source && !streams.has(source)) {
    streams.add(source);
    source.addEventListener("resync", resync);
    for (const name of names) source.addEventListener(name, () => heard.set(name, performance.now()));
  }
  /* What this page has said that it read, before it could hear that the bell counts less. */
  const bell = document.querySelector("#bell");
  if (!opened && bell?.querySelector(".dot") && document.querySelector("[data-eyes], [data-presence]")) window.htmx.trigger(bell, "sse:notice");
  opened = true;
  connected = true;
  show();
  if (broken) resync();
  broken = false;
});
/* A panel in which somebody types or chose something waits until they have sent it. */
document.addEventListener("input", (event) => { event.target.closest?.("[data-panel]")?.setAttribute("data-typed", ""); });
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("[data-panel][data-typed]") && event.target === event.detail.elt) event.preventDefault();
});
/* What says "I have read this" is not said by a page that nobody looks at: it is said when it is seen again. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.visibilityState === "hidden" && event.target.matches?.("[data-eyes]")) event.preventDefault();
});
document.addEventListener("htmx:sseError", () => { broken = true; connected = false; show(); });
document.addEventListener("htmx:sseClose", () => { connected = false; show(); });
addEventListener("offline", show);
addEventListener("online", show);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") { hiddenAt = performance.now(); return; }
  if (performance.now() - hiddenAt > 1000) resync();
  ping();
});
addEventListener("pageshow", (event) => { if (event.persisted) resync(); });

/* Presence: <main data-presence="/tickets/INC-1/presence">, every 20 s while the page is seen. */
let typedAt = -Infinity;
function ping() {
  if (document.visibilityState !== "visible") return;
  for (const part of all("[data-presence]")) {
    const writes = performance.now() - typedAt < 20000;
    send("POST", part.dataset.presence, { typing: writes ? "1" : "0" }).catch(() => {});
  }
}
document.addEventListener("input", (event) => {
  if (!(event.target instanceof HTMLTextAreaElement)) return;
  const first = performance.now() - typedAt > 20000;
  typedAt = performance.now();
  if (first) ping();
});
setInterval(ping, 20000);

enhance((part) => {
  if (part === document.body) ping();
  /* A page without stream says nothing; the mark is written by the server as data-live-on. */
  if (part === document.body && !document.querySelector("[sse-connect]"))
    for (const mark of all("[data-live-on]")) mark.hidden = true;
});

/* Session: <meta name="session-expires" content="MS"> and <dialog id="session" data-extend="/me/session">.
   Five minutes before the end the dialog opens; any key of its button extends. */
let expiry;
function arm(at) {
  clearTimeout(expiry);
  const dialog = document.getElementById("session");
  if (!at || !dialog) return;
  const wait = at - Date.now() - 300000;
  if (wait > 2 ** 31 - 1) return;
  expiry = setTimeout(() => { if (!dialog.open) dialog.showModal(); }, Math.max(0, wait));
}
document.addEventListener("submit", (event) => {
  const dialog = event.target.closest?.("#session");
  if (!dialog) return;
  event.preventDefault();
  send("POST", dialog.dataset.extend || "/me/session", {}).then((answer) => {
    if (!answer.ok) { location.reload(); return; }
    dialog.close();
    arm(Number(answer.headers.get("X-Session-Expires")));
  }, () => { dialog.querySelector("[role=alert]")?.replaceChildren(message("offline")); });
});
document.addEventListener("htmx:afterRequest", (event) => {
  const at = event.detail.xhr?.getResponseHeader("X-Session-Expires");
  if (at) arm(Number(at));
});
enhance((part) => {
  if (part === document.body) arm(Number(document.querySelector('meta[name="session-expires"]')?.content));
});
