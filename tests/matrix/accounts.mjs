/* Doors of one's own account that a table cannot tell: the second factor between the password and everything
   else. */
import { createHmac } from "node:crypto";
import { PASSWORD, Visitor } from "../stories/house.mjs";
import { isDoor } from "./scene.mjs";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of RFC 6238 for a secret in base32, `later` steps from now. */
export function code(secret, later = 0) {
  const bits = [...secret.replace(/\s/g, "")].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const mac = createHmac("sha1", key).update(step).digest(), at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/** Half signed in: no route but the page of the code opens, whatever is asked; the code opens them all. */
export async function factor(s, routes, fill) {
  const wrong = [], h = s.h, login = "double";
  let cells = 0;
  await h.must(["user", "add", login, "--name", "Dorine Ouble", "--role", "admin", "--password-stdin"], PASSWORD + "\n");
  const first = new Visitor(h, login), half = new Visitor(h, login);
  await first.signIn();
  await first.post("/me/security/totp/start");
  const secret = (await first.get("/me/security/totp")).text.match(/<code[^>]*>([A-Z2-7 ]+)<\/code>/)?.[1] ?? "";
  const on = await first.post("/me/security/totp", { code: code(secret) });
  if (on.status !== 200) wrong.push(`the factor is not turned on: ${on.status}`);
  if (on.text.includes(secret) || (await first.get("/me/security")).text.includes(secret)) wrong.push("the secret is shown again");
  first.csrf = null;
  const reply = await half.signIn();
  if (reply.headers.location !== "/login/code") wrong.push(`the password leads to ${reply.headers.location}`);
  const before = half.jar.get("guichet");
  const open = ["/", "/healthz", "/readyz", "/metrics", "/favicon.ico", "/robots.txt", "/login", "/login/code", "/services", "/search"];
  for (const route of routes.filter((r) => r.startsWith("GET "))) {
    const target = fill(route, {});
    if (open.some((known) => target === known || (known.length > 1 && target.startsWith(known + "/"))) || target.startsWith("/assets") || target.endsWith("openapi.json")) continue;
    const answer = await half.get(target);
    cells++;
    if (!isDoor(answer)) wrong.push(`${route} answers ${answer.status} to whom lacks the code`);
  }
  if ((await half.get("/")).text.includes("Dorine")) wrong.push("the home page greets whom lacks the code");
  const refused = await half.post("/login/code", { code: "000000" });
  if (refused.status !== 403) wrong.push(`a wrong code gets ${refused.status}`);
  const crossed = await half.post("/login/code", { code: code(secret, 1), csrf: "x" });
  if (crossed.status !== 403) wrong.push(`a foreign form gets ${crossed.status}`);
  const let_in = await half.post("/login/code", { code: code(secret, 1) });
  if (let_in.status !== 303 || half.jar.get("guichet") === before) wrong.push(`the right code gets ${let_in.status}, or no new session`);
  half.csrf = null;
  if ((await half.get("/admin/people")).status !== 200) wrong.push("the code opens nothing");
  return { cells: cells + 6, wrong };
}
