/* Undo rather than confirm: a toast stays ten seconds, longer while pointer or focus is on it.

   <div id="toasts"><div class="toast" data-toast="10" role="status"><span>…</span>
     <form hx-post="…/undo"><button>Annuler <span data-countdown>10</span></button></form></div></div>
   The header HX-Trigger may also carry {"toast":{"text":"…"}} or {"say":{"text":"…"}}. */
import { all, enhance, matching, message, say } from "./dom.js";

function place() {
  let box = document.getElementById("toasts");
  if (!box) {
    box = document.createElement("div");
    box.id = "toasts";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  return box;
}

export function toast(text, bad = false) {
  if (!text) return;
  const line = document.createElement("div");
  line.className = bad ? "toast toast--bad" : "toast";
  line.dataset.toast = "10";
  const words = document.createElement("span");
  words.textContent = text;
  line.append(words);
  place().append(line);
  watch(line);
}

function watch(line) {
  let left = Number(line.dataset.toast) || 10;
  const mark = line.querySelector("[data-countdown]");
  const tick = setInterval(() => {
    if (!line.isConnected) { clearInterval(tick); return; }
    if (line.matches(":hover") || line.contains(document.activeElement)) return;
    left--;
    if (mark) mark.textContent = String(left);
    if (left <= 0) { clearInterval(tick); line.remove(); }
  }, 1000);
}

enhance((part) => { for (const line of matching(part, "[data-toast]")) watch(line); });
document.addEventListener("toast", (event) => toast(event.detail?.text, event.detail?.bad));
document.addEventListener("say", (event) => say(event.detail?.text));

/* What went wrong, in the server's words if it gave a toast, else in the layout's. */
document.addEventListener("htmx:sendError", () => toast(message("offline"), true));
document.addEventListener("htmx:timeout", () => toast(message("offline"), true));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.getResponseHeader("HX-Trigger") || xhr.getResponseHeader("HX-Redirect")) return;
  toast(xhr.status === 401 || xhr.status === 403 ? message("expired") || message("error") : message("error"), true);
});

/* Errors first: the summary takes the focus, on a full page and on a swapped form. */
enhance((part) => { matching(part, ".errsum").forEach((box) => { box.tabIndex = -1; box.focus(); }); });

/* If the focused thing went away with a swap, focus goes to what replaced it or to the nearest heading: of the
   part it stood in, else of what that part stands in, else of the page. */
let lost = null;
function leaving(event) {
  const { target } = event.detail, at = document.activeElement;
  if (!target?.contains(at) || at === document.body) return;
  lost = ["main"];
  for (let part = at; part; part = part.parentElement) if (part.id) lost.splice(-1, 0, part.id);
}
function settled() {
  if (!lost) return;
  const goals = lost.map((id) => (id === "main" ? document.querySelector("main") : document.getElementById(id)));
  lost = null;
  if (document.activeElement !== document.body) return;
  const part = goals.find(Boolean), goal = part?.querySelector("h1, h2, h3") || part;
  if (!goal) return;
  if (!goal.hasAttribute("tabindex")) goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
}
for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(name, leaving);
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(name, settled);
