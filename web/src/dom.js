/* Small helpers shared by the modules: where sentences come from, how the page speaks, how it posts.
   No sentence lives in a script: the server writes them as data-msg-* attributes on <body>. */

export const root = document.documentElement;

/** All elements of `within` that match, as an array. */
export const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

/** The sentence that the layout put on <body data-msg-KEY>, "" when there is none. */
export const message = (key) => document.body.getAttribute("data-msg-" + key) || "";

/** "{n} nouvelles demandes": data-one or data-many of an element, filled with n. */
export function counted(element, n) {
  const pattern = (n === 1 && element.dataset.one) || element.dataset.many || "";
  return pattern.replace("{n}", String(n));
}

export const csrf = () => document.querySelector('meta[name="csrf"]')?.content || "";

/** fetch() to ourselves with the session's token; `keep` lets it outlive the page. */
export function send(method, url, fields, keep = false) {
  return fetch(url, {
    method,
    credentials: "same-origin",
    keepalive: keep,
    headers: { "X-CSRF-Token": csrf(), "X-Requested-With": "guichet" },
    body: new URLSearchParams(fields),
  });
}

/* One polite announcement at a time, at most one every five seconds; the newest waits its turn. */
let spoken = -Infinity;
let waiting;
export function say(text) {
  const place = document.getElementById("live");
  if (!place || !text) return;
  clearTimeout(waiting);
  const wait = Math.max(0, spoken + 5000 - performance.now());
  waiting = setTimeout(() => {
    spoken = performance.now();
    place.textContent = "";
    requestAnimationFrame(() => { place.textContent = text; });
  }, wait);
}

/** True while somebody types there: single keys are theirs, not ours. */
export const typing = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|reset|file)$/.test(target.type)));

/* Actions: <button data-action="theme">.  One listener for the page, so that swapped-in parts work too. */
const actions = new Map();
export const action = (name, run) => actions.set(name, run);

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-action]") : null;
  const run = button && actions.get(button.dataset.action);
  if (run && run(button, event) !== false) event.preventDefault();
});

/** Runs now for the whole page, then for every fragment that htmx brings. */
export function enhance(run) {
  const start = () => {
    run(document.body);
    /* htmx also announces the body itself when it starts: that one is done. */
    document.body.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) run(event.detail.elt); });
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
}

/** The element itself and its descendants that match. */
export const matching = (element, selector) =>
  (element.matches?.(selector) ? [element] : []).concat(all(selector, element));
