/* Reads HTML as a browser's tokenizer does, closely enough to find what stands where: tags with their
   attributes, raw text of script and style, comments.  No tree: what runs or loads is decided by tags. */

const RAW = new Set(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"]);
const SPACE = /[\t\n\f\r /]/;
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", colon: ":", tab: "\t", newline: "\n", lpar: "(", rpar: ")", nbsp: "\u00a0" };

/** Character references as in an attribute, with or without the semicolon. */
export function decoded(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));?/gi, (all, hex, dec, name) =>
    hex || dec ? String.fromCodePoint(Math.min(parseInt(hex || dec, hex ? 16 : 10) || 0xfffd, 0x10ffff)) : NAMED[name.toLowerCase()] ?? all);
}

function attributes(html, at, tag) {
  for (;;) {
    while (at < html.length && SPACE.test(html[at])) at++;
    if (at >= html.length || html[at] === ">") return at + 1;
    let name = html[at++];
    while (at < html.length && !SPACE.test(html[at]) && html[at] !== ">" && html[at] !== "=") name += html[at++];
    while (at < html.length && /\s/.test(html[at])) at++;
    let value = "";
    if (html[at] === "=") {
      at++;
      while (/\s/.test(html[at] ?? "")) at++;
      const quote = html[at];
      if (quote === '"' || quote === "'") {
        const end = html.indexOf(quote, at + 1);
        value = html.slice(at + 1, end < 0 ? html.length : end);
        at = end < 0 ? html.length : end + 1;
      } else while (at < html.length && !/\s/.test(html[at]) && html[at] !== ">") value += html[at++];
    }
    tag.attributes.push({ name: name.toLowerCase(), value: decoded(value) });
  }
}

/** [{ name, attributes: [{ name, value }], text }]; `text` is the raw text of script, style, title… */
export function tags(html) {
  const list = [];
  let at = 0;
  while ((at = html.indexOf("<", at)) >= 0) {
    if (html.startsWith("<!--", at)) {
      const end = html.indexOf("-->", at + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const open = /^<(\/?)([a-zA-Z][^\t\n\f\r />]*)/.exec(html.slice(at, at + 200));
    if (!open) {
      at += 1;
      continue;
    }
    const tag = { name: open[2].toLowerCase(), close: open[1] === "/", attributes: [], text: "" };
    at = attributes(html, at + open[0].length, tag);
    list.push(tag);
    if (tag.close || !RAW.has(tag.name)) continue;
    const end = html.slice(at).search(new RegExp(`</${tag.name}[\\s/>]`, "i"));
    tag.text = html.slice(at, end < 0 ? html.length : at + end);
    at = end < 0 ? html.length : at + end;
  }
  return list;
}

const LINKS = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "cite", "manifest", "ping", "srcset", "hx-get", "hx-post",
  "hx-put", "hx-delete", "hx-patch", "sse-connect", "imagesrcset", "longdesc", "codebase", "classid", "usemap", "profile", "to", "from", "values"]);
const QUIET = /^(value|title|alt|content|label|placeholder|aria-[\w-]+|data-[\w-]+)$/;
const FORBIDDEN = new Set(["iframe", "object", "embed", "applet", "frame", "frameset", "base", "math", "foreignobject", "animate", "set", "marquee", "portal",
  "isindex", "bgsound", "layer", "video", "audio", "source", "track", "xml", "import", "template-x", "style", "handler", "listener"]);

/** What in this page could run, load or lead astray; `mark` is a word that only hostile input holds. */
export function dangers(html, mark) {
  const wrong = [];
  for (const tag of tags(html)) {
    if (tag.close) continue;
    const said = `<${tag.name} ${tag.attributes.map((a) => `${a.name}=${a.value.slice(0, 60)}`).join(" ")}>`;
    const value = (name) => tag.attributes.find((a) => a.name === name)?.value;
    if (FORBIDDEN.has(tag.name) || tag.name.includes(mark)) wrong.push(said);
    if (tag.name === "script" && (tag.text.trim() || !/^\/assets\/[\w./-]+$/.test(value("src") ?? ""))) wrong.push(said);
    if (tag.name === "meta" && tag.attributes.some((a) => a.name === "http-equiv")) wrong.push(said);
    if (tag.name === "link" && !/^\/assets\//.test(value("href") ?? "")) wrong.push(said);
    if (tag.name === "img" && !/^(\/(assets|attachments)\/)/.test(value("src") ?? "")) wrong.push(said);
    if (tag.name === "form" && !/^($|\/(?![/\\])|\?)/.test(value("action") ?? "")) wrong.push(said);
    for (const { name, value: v } of tag.attributes) {
      if (/^on|^hx-on|^srcdoc$|^style$|^hx-(vals|vars|headers)$|^_$/.test(name) && !(name === "hx-vals" && !v.includes(mark))) wrong.push(said);
      if (name.includes(mark)) wrong.push(said);
      if (LINKS.has(name) && !/^(\/(?![/\\])|\?|#|$|https?:\/\/|mailto:|tel:|[\w-]+(\?|$))/i.test(v.replace(/[\u0000-\u0020]/g, ""))) wrong.push(said);
      if (LINKS.has(name) && name !== "href" && /^\s*(https?:)?\/\//i.test(v)) wrong.push(said);
      if (v.includes(mark) && !QUIET.test(name) && !(name === "href" && tag.name === "a") && !/^(hx-get|action|formaction|id|for)$/.test(name)) wrong.push(said);
    }
  }
  return wrong;
}

/** Forms as a browser would send them: [{ method, action, fields: { name: value }, typed: [names], chosen: [names] }].  One
    types into text fields; hidden fields, choices, boxes and buttons are chosen.  A field of another form's (form="id") is
    counted there; of boxes and radios the checked ones are sent. */
export function forms(html) {
  const list = [], byId = new Map();
  let open = null, select = null;
  const put = (form, name, value, list) => {
    if (value !== undefined && (!(name in form.fields) || value !== "")) form.fields[name] = value;
    if (!form[list].includes(name)) form[list].push(name);
  };
  const home = (value) => {
    const id = value("form");
    if (id === undefined) return open;
    if (!byId.has(id)) byId.set(id, { method: "GET", action: "", fields: {}, typed: [], chosen: [] });
    return byId.get(id);
  };
  for (const tag of tags(html)) {
    const value = (name) => tag.attributes.find((a) => a.name === name)?.value;
    if (tag.name === "form" && !tag.close) {
      const id = value("id"), made = (id && byId.get(id)) || { method: "GET", action: "", fields: {}, typed: [], chosen: [] };
      made.method = (value("hx-put") !== undefined && value("method") === undefined ? "PUT" : value("method") ?? "GET").toUpperCase();
      made.action = value("action") ?? value("hx-post") ?? value("hx-put") ?? "";
      if (id) byId.set(id, made);
      list.push(open = made);
    } else if (tag.name === "form") open = null;
    else if (tag.name === "select") select = tag.close ? null : { form: home(value), name: value("name") };
    else if (tag.name === "option" && !tag.close && select?.form && select.name) put(select.form, select.name, value("selected") !== undefined || !(select.name in select.form.fields) ? value("value") ?? "" : undefined, "chosen");
    else if (/^(input|textarea|button)$/.test(tag.name) && !tag.close && value("name")) {
      const form = home(value), type = tag.name === "input" ? (value("type") ?? "text").toLowerCase() : tag.name;
      if (!form) continue;
      if (type === "file") form.file = value("name");
      else if (type === "checkbox" || type === "radio") put(form, value("name"), value("checked") !== undefined ? value("value") ?? "on" : undefined, "chosen");
      else if (type === "button" || type === "submit") put(form, value("name"), undefined, "chosen");
      else put(form, value("name"), type === "textarea" ? decoded(tag.text.replace(/^\n/, "")) : value("value") ?? "", type === "hidden" ? "chosen" : "typed");
    }
  }
  return list;
}
