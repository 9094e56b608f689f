/* Evidence: files dropped on or pasted into a form with a .drop go into its file field, beside those
   already chosen.  What was chosen is listed with its weight; the list is only a mirror of the field.

   What the server would not take is said at once and left out: a file over 20 MB, more than ten.

   <div class="drop"><input type="file" name="files" multiple data-heavy="{name} …" data-many="…">
   <ul data-files data-remove="Retirer {name}"></ul></div> */
import { all, enhance, root } from "./dom.js";

const MOST_BYTES = 20 << 20, MOST_FILES = 10; /* MAX_UPLOAD_BYTES and MAX_UPLOADS of base.h */

const field = (drop) => drop?.querySelector("input[type=file]");

function weigh(bytes) {
  const units = root.lang === "en" ? ["B", "KB", "MB"] : ["o", "Ko", "Mo"];
  let unit = 0;
  while (bytes >= 1000 && unit < 2) { bytes /= 1000; unit++; }
  const digits = unit && bytes < 10 ? 1 : 0;
  return bytes.toLocaleString(root.lang || "fr", { maximumFractionDigits: digits }) + "\u00a0" + units[unit];
}

function put(input, files) {
  const bag = new DataTransfer();
  for (const file of input.multiple ? files : files.slice(-1)) bag.items.add(file);
  input.files = bag.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/* A pasted picture is always called image.png: give each its moment, so that names tell them apart. */
function named(file) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const stamp = new Date().toISOString().slice(0, 19).replace(/[:T]/g, "-");
  return new File([file], file.name.replace("image", "capture-" + stamp), { type: file.type });
}

function add(drop, list) {
  const input = field(drop);
  if (input && list.length) put(input, Array.from(input.files).concat(Array.from(list, named)));
}

function item(input, list, file, index) {
  const line = document.createElement("li");
  line.className = "fileitem";
  const name = document.createElement("span");
  name.textContent = file.name;
  const size = document.createElement("span");
  size.className = "muted sm";
  size.textContent = weigh(file.size);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "btn btn--quiet btn--sm";
  remove.textContent = "×";
  remove.setAttribute("aria-label", (list.dataset.remove || "{name}").replace("{name}", file.name));
  remove.addEventListener("click", () => {
    put(input, Array.from(input.files).filter((_, i) => i !== index));
    input.focus();
  });
  line.append(name, size, remove);
  return line;
}

/* False when something was left out: the field has changed once more by then. */
function takes(drop, input) {
  drop.querySelector("[data-left-out]")?.remove();
  const files = Array.from(input.files), light = files.filter((file) => file.size <= MOST_BYTES), kept = light.slice(0, MOST_FILES);
  if (kept.length === files.length || !input.dataset.heavy) return true;
  put(input, kept);
  const said = document.createElement("p");
  said.className = "error w100";
  said.setAttribute("role", "alert");
  said.dataset.leftOut = "";
  said.textContent = files.filter((file) => file.size > MOST_BYTES).map((file) => input.dataset.heavy.replace("{name}", file.name))
    .concat(light.length > kept.length ? input.dataset.many : []).join(" ");
  drop.append(said);
  return false;
}

document.addEventListener("change", (event) => {
  const drop = event.target instanceof HTMLInputElement && event.target.type === "file" && event.target.closest(".drop");
  if (drop && !takes(drop, event.target)) return;
  const list = drop && drop.querySelector("[data-files]");
  if (list) list.replaceChildren(...Array.from(event.target.files, (file, i) => item(event.target, list, file, i)));
});
document.addEventListener("paste", (event) => {
  const form = event.target instanceof Element && event.target.closest("form");
  const drop = form && form.querySelector(".drop");
  const files = event.clipboardData?.files;
  if (!drop || !field(drop) || !files?.length) return;
  event.preventDefault();
  add(drop, files);
});

enhance((part) => {
  for (const drop of all(".drop", part)) {
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("is-over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("is-over");
      add(drop, event.dataTransfer.files);
    });
  }
});
