/* The composer: reply and internal note are two surfaces with two drafts.

   <form class="composer" data-mode="reply">
     <input type="hidden" name="mode" value="reply">
     <button data-action="mode" data-mode="reply" aria-pressed="true"> … <button data-action="mode" data-mode="note">
     <… data-for-mode="reply"> <… data-for-mode="note" hidden>
     <textarea name="body" hx-put="/tickets/INC-1/draft" hx-include="closest form"
               data-draft-reply="…" data-draft-note="…">      (what the server kept for each mode)

   htmx saves the draft after a second without typing; this saves what is unsaved when the mode
   changes, the page is hidden or left. */
import { action, all, enhance, matching, send } from "./dom.js";

const area = (form) => form.querySelector("textarea");

function save(text, keep) {
  const url = text?.getAttribute("hx-put");
  if (!url || !text.dataset.unsaved) return;
  delete text.dataset.unsaved;
  const form = text.closest("form");
  send("PUT", url, { body: text.value, mode: form?.dataset.mode || "reply" }, keep)
    .catch(() => { text.dataset.unsaved = "1"; });
}

function switchTo(form, mode) {
  const text = area(form);
  const before = form.dataset.mode || "reply";
  if (text && before !== mode) {
    save(text, true);
    text.dataset[before === "note" ? "draftNote" : "draftReply"] = text.value;
    text.value = text.dataset[mode === "note" ? "draftNote" : "draftReply"] || "";
  }
  form.dataset.mode = mode;
  const hidden = form.querySelector('input[name="mode"]');
  if (hidden) hidden.value = mode;
  for (const button of all("[data-action=mode]", form))
    button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  for (const part of all("[data-for-mode]", form)) {
    part.hidden = part.dataset.forMode !== mode;
    /* What is not shown is not sent: no commitment goes out with a note. */
    for (const field of matching(part, "button, input, select, textarea")) field.disabled = part.hidden;
  }
}

action("mode", (button) => {
  const form = button.closest(".composer");
  if (!form) return false;
  switchTo(form, button.dataset.mode);
  area(form)?.focus();
});

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement && event.target.hasAttribute("hx-put"))
    event.target.dataset.unsaved = "1";
});
document.addEventListener("htmx:afterRequest", (event) => {
  const from = event.detail.elt;
  if (from instanceof HTMLTextAreaElement && event.detail.successful) delete from.dataset.unsaved;
});
/* Sent: neither draft of this form may be written again behind the server's back. */
document.addEventListener("submit", (event) => {
  for (const text of all("textarea[hx-put]", event.target)) delete text.dataset.unsaved;
}, true);
const leave = () => { for (const text of all("textarea[hx-put]")) save(text, true); };
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });

/* Ctrl Enter sends with the button that is visible. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target instanceof HTMLTextAreaElement && event.target.form;
  if (!form) return;
  const button = all("button", form).find((b) => b.type === "submit" && !b.hidden && !b.disabled && !b.formAction.endsWith("#"));
  event.preventDefault();
  form.requestSubmit(button);
});

enhance((part) => {
  for (const form of matching(part, ".composer[data-mode]")) switchTo(form, form.dataset.mode);
});

/* A ready answer goes where the cursor stands; without script the button posts and the page comes back. */
action("canned", (button) => {
  const form = button.closest(".composer");
  const text = form && area(form);
  const chosen = form?.querySelector("[name=canned]")?.value;
  if (!text || !chosen) return false;
  fetch(button.dataset.from + chosen, { credentials: "same-origin" })
    .then((reply) => (reply.ok ? reply.text() : Promise.reject(reply.status)))
    .then((words) => {
      const gap = text.value.slice(0, text.selectionStart).trim() ? "\n\n" : "";
      text.setRangeText(gap + words, text.selectionStart, text.selectionEnd, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    })
    .catch(() => form.requestSubmit(button));
});
