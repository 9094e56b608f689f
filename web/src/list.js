/* Lists of tickets: J K X and Enter, selection with its bar, and quiet arrivals.

   <tbody id="rows" data-hold hx-get="/tickets?…" hx-trigger="sse:queue, resync from:body">
     <tr id="row-INC-4127" data-row> … <a class="t" href> … <input type="checkbox">
   <button data-action="release" data-for="rows" data-one="1 nouvelle demande, afficher" data-many="{n} …" hidden>
   <div class="bulk" data-bulk hidden> <strong data-count data-one="…" data-many="…">

   While pointer or focus is inside, changed rows are replaced where they stand and new ones wait behind
   the button; otherwise htmx swaps the whole and this gives selection and cursor back. */
import { action, all, counted, enhance, root, say, typing } from "./dom.js";

const rows = () => all("[data-row]");
const box = (row) => row.querySelector("input[type=checkbox]");

/* ---- keys ---- */
function moveTo(row) {
  for (const other of all("[data-row].is-cursor")) other.classList.remove("is-cursor");
  row.classList.add("is-cursor");
  (row.querySelector("a.t") || row.querySelector("a, button"))?.focus();
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (root.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  const list = rows();
  if (!list.length) return;
  const at = list.findIndex((row) => row.classList.contains("is-cursor"));
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    /* a row that was replaced under its key is no cursor any more, but has the focus: one goes on from there */
    const from = at >= 0 ? at : list.findIndex((row) => row.contains(document.activeElement));
    moveTo(list[Math.max(0, Math.min(list.length - 1, from + (key === "j" ? 1 : -1)))]);
    event.preventDefault();
  } else if (key === "x" && at >= 0 && box(list[at])) {
    box(list[at]).click();
    event.preventDefault();
  } else if (at >= 0 && /^[a-z]$/.test(key)) {
    const button = list[at].querySelector(`[data-key="${key}"]`);
    if (button) { button.click(); event.preventDefault(); }
  }
});

/* ---- selection ---- */
let last = null;
function selection() {
  const chosen = rows().filter((row) => box(row)?.checked);
  for (const row of rows()) row.classList.toggle("is-sel", Boolean(box(row)?.checked));
  for (const bar of all("[data-bulk]")) {
    bar.hidden = chosen.length === 0;
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = counted(count, chosen.length);
  }
  for (const every of all("input[data-all]")) {
    every.checked = chosen.length > 0 && chosen.length === rows().length;
    every.indeterminate = chosen.length > 0 && !every.checked;
  }
}
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "checkbox") return;
  if (input.matches("[data-all]")) for (const row of rows()) { if (box(row)) box(row).checked = input.checked; }
  if (input.matches("[data-all]") || input.closest("[data-row]")) selection();
});
document.addEventListener("click", (event) => {
  const row = event.target instanceof HTMLInputElement && event.target.closest("[data-row]");
  if (!row || event.target !== box(row)) return;
  const list = rows();
  if (event.shiftKey && last && list.includes(last)) {
    const [from, to] = [list.indexOf(last), list.indexOf(row)].sort((a, b) => a - b);
    for (const between of list.slice(from, to + 1)) if (box(between)) box(between).checked = event.target.checked;
    selection();
  }
  last = row;
});
action("unselect", () => {
  for (const row of rows()) if (box(row)) box(row).checked = false;
  selection();
});

/* ---- quiet arrivals ----
   A list without rows is there but hidden, below « Plus rien à prendre »: the first arrival is announced
   and the page is asked again. */
const held = new WeakMap(); /* list → HTML of the newest answer that waits */

/* Looking or working inside: the pointer is over it, or focus is in it from the keyboard or a field. */
const mouse = matchMedia("(hover: hover)"); /* a finger leaves a :hover behind that means nothing */
const busy = (list) => (mouse.matches && list.matches(":hover")) || (list.contains(document.activeElement) && document.hasFocus());
const noticeOf = (list) => document.querySelector(`[data-action=release][data-for="${list.id}"]`);

function parse(list, html) {
  const copy = document.createElement("template");
  copy.innerHTML = html; /* our own server's page part, as htmx would insert it */
  return copy.content.getElementById(list.id) || copy.content;
}

function tint(row) {
  row.classList.add("is-changed");
  setTimeout(() => row.classList.remove("is-changed"), 2000);
}

/* What a row says, without what only this page put on it. */
function told(row) {
  const copy = row.cloneNode(true);
  copy.classList.remove("is-sel", "is-cursor", "is-changed", "htmx-added", "htmx-settling");
  if (!copy.className) copy.removeAttribute("class");
  return copy.outerHTML;
}

const FOCUSABLE = "a[href], button, input, select, textarea, summary";

function replaceRow(row, fresh) {
  if (told(row) === told(fresh) || (row.contains(document.activeElement) && typing(document.activeElement))) return;
  const focused = all(FOCUSABLE, row).indexOf(document.activeElement);
  const checked = box(row)?.checked;
  const cursor = row.classList.contains("is-cursor");
  row.replaceWith(fresh);
  if (box(fresh)) box(fresh).checked = Boolean(checked);
  fresh.classList.toggle("is-cursor", cursor);
  window.htmx?.process(fresh);
  if (focused >= 0) (all(FOCUSABLE, fresh)[focused] || fresh.querySelector("a.t"))?.focus({ preventScroll: true });
  tint(fresh);
}

function announce(list, n) {
  const notice = noticeOf(list);
  if (!notice || !n) return;
  notice.textContent = counted(notice, n);
  notice.hidden = false;
  say(notice.textContent);
}

function hold(list, html) {
  held.set(list, html);
  let n = 0;
  for (const fresh of all("[data-row][id]", parse(list, html))) {
    const row = document.getElementById(fresh.id);
    if (row && list.contains(row)) replaceRow(row, fresh);
    else n++;
  }
  announce(list, n);
}

function release(list) {
  if (list.closest("[hidden]")) {
    location.reload();
    return;
  }
  const notice = noticeOf(list);
  if (notice) notice.hidden = true;
  if (!held.has(list)) return;
  const html = held.get(list);
  held.delete(list);
  const known = new Set(all("[data-row][id]", list).map((row) => row.id));
  const chosen = keepState(list);
  const fresh = parse(list, html);
  list.replaceChildren(...(fresh === list ? [] : Array.from(fresh.childNodes)));
  window.htmx?.process(list);
  giveBack(list, chosen);
  for (const row of all("[data-row][id]", list)) if (!known.has(row.id)) tint(row);
}

const keepState = (list) => ({
  cursor: list.querySelector(".is-cursor")?.id,
  chosen: all("[data-row][id]", list).filter((row) => box(row)?.checked).map((row) => row.id),
});
function giveBack(list, state) {
  for (const row of all("[data-row][id]", list)) {
    if (state.chosen.includes(row.id) && box(row)) box(row).checked = true;
    row.classList.toggle("is-cursor", row.id === state.cursor);
  }
  selection();
}

const states = new WeakMap();
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, requestConfig, serverResponse, xhr } = event.detail;
  const source = requestConfig?.elt || elt;
  if (!(source instanceof Element) || !source.matches("[data-hold]") || xhr.status !== 200) return;
  if (source.closest("[hidden]")) {
    event.detail.shouldSwap = false;
    announce(source, all("[data-row]", parse(source, serverResponse)).length);
  } else if (busy(source)) {
    event.detail.shouldSwap = false;
    hold(source, serverResponse);
  } else {
    held.delete(source);
    if (noticeOf(source)) noticeOf(source).hidden = true;
    states.set(document.body, { id: source.id, state: keepState(source) });
  }
});
document.addEventListener("htmx:afterSettle", () => {
  const kept = states.get(document.body);
  const list = kept && document.getElementById(kept.id);
  if (!list) return;
  states.delete(document.body);
  giveBack(list, kept.state);
});
action("release", (button) => {
  const list = document.getElementById(button.dataset.for);
  if (list) release(list);
});
/* Once nobody is inside any more, what waited comes in by itself. */
setInterval(() => {
  for (const list of all("[data-hold]")) if (held.has(list) && !busy(list)) release(list);
}, 1500);

enhance((part) => { if (part.querySelector?.("[data-row], [data-bulk]") || part.matches?.("[data-row]")) selection(); });
