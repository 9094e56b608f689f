/* Menus are details.menu, drawers and modals are <dialog>: the browser does the work, this closes them. */
import { action, all, say } from "./dom.js";

function closeMenus(except, focus) {
  for (const menu of all("details.menu[open]")) {
    if (except && menu.contains(except)) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (focus && inside) menu.querySelector("summary")?.focus();
  }
}

document.addEventListener("click", (event) => closeMenus(event.target, false));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null, true); });
document.addEventListener("focusout", (event) => {
  const menu = event.target instanceof Element && event.target.closest("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

/* <a data-action="dialog" data-dialog="keys" href="/help/keys">: a link where there is no script. */
action("dialog", (button) => {
  const dialog = document.getElementById(button.dataset.dialog);
  if (!dialog || typeof dialog.showModal !== "function") return false;
  if (!dialog.open) dialog.showModal();
});
action("close", (button) => {
  const box = button.closest("dialog");
  if (box) box.close();
  else button.closest(".toast, .notice")?.remove();
});
/* <dialog data-light>: a click beside it closes it (its own padding is not beside it). */
document.addEventListener("click", (event) => {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || dialog.dataset.light === undefined) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
});

/* <button data-action="copy" data-copy="INC-4127" data-copied="Numéro copié"> */
action("copy", (button) => {
  const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = button.dataset.copy ?? (from ? from.value ?? from.textContent.trim() : "");
  navigator.clipboard?.writeText(text).then(() => say(button.dataset.copied || ""), () => {});
});

/* <button type="button" data-action="print"> */
action("print", () => window.print());

/* A bar of tabs too long for a phone begins where one is. */
for (const tab of all(".tabs [aria-current=page]")) {
  const bar = tab.closest(".tabs");
  bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
}
