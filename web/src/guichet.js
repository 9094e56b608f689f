/* What every page has.  Everything works without this file: it only makes it better.
   No inline script, no eval, no sentence of ours: web/README.md lists the hooks that pages use. */
import htmx from "htmx.org";
import "htmx-ext-sse";
import { csrf } from "./dom.js";
import "./theme.js";
import "./menu.js";
import "./composer.js";
import "./live.js";
import "./list.js";
import "./toast.js";
import "./files.js";

window.htmx = htmx;
Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0, /* no copy of tickets in the browser's storage */
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409|422", swap: true }, /* the form again with its errors, or the other's version */
    { code: "[45]..", swap: false, error: true },
  ],
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = csrf();
  if (token) event.detail.headers["X-CSRF-Token"] = token;
});
