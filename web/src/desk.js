/* Bundle of the desk: the same, with shortcuts, the Markdown bar and pickers. */
import "./guichet.js";
import { install, uninstall } from "@github/hotkey";
import "@github/markdown-toolbar-element";
import Combobox from "@github/combobox-nav";
import "./call.js";
import { enhance, matching, root } from "./dom.js";

/* Single keys may be turned off (WCAG 2.1.4): then the server writes no data-hotkey either. */
if (root.dataset.shortcuts !== "off") {
  enhance((part) => { for (const element of matching(part, "[data-hotkey]")) install(element); });
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    if (event.detail.elt.matches?.("[data-hotkey]")) uninstall(event.detail.elt);
  });
}

/* <input role="combobox" aria-controls="people" hx-get="/people/suggest" hx-target="#people">
   <input type="hidden" name="person" data-value-of="ID of the input">
   <ul role="listbox" id="people"> with <li role="option" data-value="12">, filled by the server.
   Without script it is a text field that the server resolves. */
enhance((part) => {
  for (const input of matching(part, "input[role=combobox][aria-controls]")) {
    const list = document.getElementById(input.getAttribute("aria-controls"));
    if (list) pick(input, list);
  }
});

function pick(input, list) {
  const box = new Combobox(input, list, { firstOptionSelectionMode: "selected" });
  const value = input.form?.querySelector(`[data-value-of="${input.id}"]`);
  const show = (open) => { list.hidden = !open; if (open) box.start(); else box.stop(); };
  input.addEventListener("input", () => { if (value) value.value = ""; });
  input.addEventListener("blur", () => setTimeout(() => show(false), 150));
  input.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  list.addEventListener("htmx:afterSwap", () => show(list.childElementCount > 0 && document.activeElement === input));
  list.addEventListener("combobox-commit", (event) => {
    const option = event.target;
    input.value = option.dataset.text || option.textContent.trim();
    if (value) value.value = option.dataset.value || "";
    show(false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  show(false);
}
