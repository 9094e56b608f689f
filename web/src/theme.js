/* Light or dark.  The server renders data-theme from the cookie, so there is no flash; the cookie is
   written here too because people who are not signed in have no profile. */
import { action, root, send } from "./dom.js";

const YEAR = 31536000;

function stored() {
  try { return localStorage.getItem("theme"); } catch { return null; }
}

function keep(theme) {
  try { localStorage.setItem("theme", theme); } catch { /* private window: the cookie is enough */ }
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax` +
    (location.protocol === "https:" ? "; secure" : "");
  send("POST", "/me/theme", { theme }, true).catch(() => {});
}

if (!root.dataset.theme && /^(light|dark)$/.test(stored() || "")) root.dataset.theme = stored();

action("theme", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  keep(root.dataset.theme);
});
