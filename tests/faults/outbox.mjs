/* node tests/faults/outbox.mjs [LETTERS]
   Two programs on one PostgreSQL and letters that are all due: the relay answers no letter before it holds one of each
   program, since a program sends one after the other.  So both race for every pair, and each letter leaves once. */
import net from "node:net";
import { engines, expect, finish, house, House, ok, pause } from "../stories/house.mjs";

const LETTERS = Number(process.argv[2] || 16), PATIENCE = 120000;

/* A relay that refuses for now, then holds each letter until release() is called. */
class Relay {
  later = true;
  taken = new Map(); /* how often, by Message-ID */
  held = [];
  pairs = 0;

  async listen() {
    this.server = net.createServer((socket) => this.talk(socket));
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    return this.server.address().port;
  }

  talk(socket) {
    let text = "", data = false;
    socket.on("error", () => {}); /* a program that ends does not say goodbye */
    socket.setEncoding("utf8");
    socket.write("220 relay.test\r\n");
    socket.on("data", (bytes) => {
      text += bytes;
      for (let at; (at = text.indexOf(data ? "\r\n.\r\n" : "\r\n")) >= 0;) {
        const part = text.slice(0, at);
        text = text.slice(at + (data ? 5 : 2));
        if (data) {
          data = false;
          this.held.push({ id: part.match(/^Message-ID: *<?([^>\r\n]+)/im)?.[1], socket });
        } else {
          const word = part.slice(0, 4).toUpperCase();
          data = word === "DATA";
          socket.write(word === "DATA" ? "354 Go on\r\n" : word === "RCPT" && this.later ? "450 4.2.1 Later\r\n" : word === "QUIT" ? "221 Bye\r\n" : "250 OK\r\n");
        }
      }
    });
  }

  release() {
    if (this.held.length > 1) this.pairs++;
    for (const { id, socket } of this.held.splice(0)) {
      this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
      socket.write("250 2.0.0 Taken\r\n");
    }
  }
}

async function written(h) {
  const ines = await h.as("ines"), end = Date.now() + PATIENCE;
  for (let i = 0; i < LETTERS; i++) {
    const made = await ines.post("/requests", { service: "aide", subject: `lettre ${i}`, body: "x", urgency: "2" });
    expect(made.status === 303, () => `no request: ${made.status} ${made.text.slice(0, 200)}`);
  }
  const waits = (which) => h.sql(`SELECT COUNT(*) FROM outbox WHERE state = 10 AND ${which}`).then(Number);
  while (await waits("attempts > 0 AND lease = 0") < LETTERS || await waits("(attempts = 0 OR lease <> 0)")) {
    expect(Date.now() < end, `of ${LETTERS} letters ${await waits("attempts > 0")} are written: ${h.tail()}`);
    await pause(100);
  }
}

const sent = (node) => node.log.join("").match(/"mail\.sent".*"outcome":0\b/g)?.length ?? 0;

async function run(nodes, relay) {
  const [h] = nodes;
  await written(h);
  const end = Date.now() + PATIENCE;
  relay.later = false;
  await h.sql("UPDATE outbox SET run_at = 1, attempts = 0 WHERE state = 10 AND lease = 0");
  const due = () => h.sql("SELECT COUNT(*) FROM outbox WHERE state = 10").then(Number);
  for (let left = await due(); left; await pause(5)) {
    expect(Date.now() < end && nodes.every((n) => n.alive()), `${left} letters have not left: ${h.tail()}`);
    const ids = relay.held.map((l) => l.id);
    expect(new Set(ids).size === ids.length, `both send ${ids[0]}`);
    expect(ids.length <= nodes.length, `${ids.length} letters at once from ${nodes.length} programs`);
    if (ids.length === nodes.length) relay.release();
    left = await due();
    if (relay.held.length === left) relay.release(); /* no other is left to wait for */
  }
  const rows = Number(await h.sql("SELECT COUNT(*) FROM outbox WHERE state = 20")), times = [...relay.taken.values()];
  expect(rows >= LETTERS && rows === Number(await h.sql("SELECT COUNT(*) FROM outbox")), `${rows} letters were sent, of ${await h.sql("SELECT COUNT(*) FROM outbox")}`);
  expect(times.length === rows && times.every((n) => n === 1), `${rows} letters, the relay took ${times.length}, ${times.filter((n) => n > 1).length} of them more than once`);
  expect(relay.pairs >= Math.floor(rows / 2) - 1, `of ${rows} letters only ${relay.pairs} pairs were raced for`);
  const by = nodes.map(sent);
  expect(by.every((n) => n >= relay.pairs), `${by} of ${rows}`);
  return by;
}

for (const engine of engines().filter((one) => one.name === "postgres")) {
  const name = "letters due at once, two programs on one database: both send, each leaves once (postgres)";
  const relay = new Relay(), port = await relay.listen(), first = await house(engine, { start: false }), nodes = [first, new House(engine, first.place)];
  try {
    for (const [key, value] of Object.entries({ "mail.relay_host": "127.0.0.1", "mail.relay_port": port, "mail.relay_security": "none",
      "mail.sender": "guichet@univ.example", "site.url": "https://guichet.univ.example", "notify.digest_minutes": "0" }))
      await first.sql(`INSERT INTO setting (name, value, version, changed_at) VALUES ('${key}', '${value}', 1, 1)`);
    for (const node of nodes) await node.start();
    const began = Date.now(), by = await run(nodes, relay);
    ok(name, nodes.every((node) => node.alive()), first.tail());
    console.log(`# ${by.join(" and ")} letters in ${Date.now() - began} ms`);
  } catch (error) {
    ok(name, false, `${error.message} ${first.tail()}`);
  } finally {
    if (nodes[1].server) await nodes[1].stop();
    await first.remove();
    relay.server.close();
  }
}
await finish("outbox");
