/* The phone entry.  <span data-call-clock="75"> counts the seconds on from what the server said.
   <form data-call> with <button data-call-key="Control+Enter">: keys that work inside its fields, because an
   agent who types while somebody speaks does not leave the keyboard. */
import { all, enhance, matching } from "./dom.js";

enhance((part) => {
  for (const clock of matching(part, "[data-call-clock]")) {
    const begun = performance.now() - Number(clock.dataset.callClock) * 1000;
    const timer = setInterval(() => {
      if (!clock.isConnected) return clearInterval(timer);
      const s = Math.floor((performance.now() - begun) / 1000);
      clock.textContent = Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
    }, 500);
  }
});

const held = (event) => (event.ctrlKey ? "Control+" : "") + (event.altKey ? "Alt+" : "") + event.key;

document.addEventListener("keydown", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-call]") : null;
  if (!form || event.isComposing) return;
  const button = all("[data-call-key]", form).find((one) => one.dataset.callKey === held(event));
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
});

/* Enter in a line chooses a person and nothing else: nothing is registered by accident while somebody speaks. */
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented || !(field instanceof HTMLInputElement) || !field.form?.matches("[data-call]")) return;
  event.preventDefault();
});
