/* What the races stand on: the same request so many times at once, and what was answered to it. */
import { expect } from "../stories/house.mjs";

export const TOGETHER = Number(process.argv[2] || 200);
export const many = (run, n = TOGETHER) => Promise.all(Array.from({ length: n }, (_, i) => run(i)));

/** { 201: 3, 409: 57 } */
export function tally(replies) {
  const count = {};
  for (const r of replies) count[r.status] = (count[r.status] ?? 0) + 1;
  return count;
}

export const only = (count, ...statuses) => Object.keys(count).every((s) => statuses.includes(Number(s)));
export const told = (count) => JSON.stringify(count);

/** One got it, the others were told no: these statuses. */
export function one(replies, won, ...lost) {
  const count = tally(replies);
  expect(count[won] === 1 && only(count, won, ...lost), told(count));
}

export class Race {
  constructor(h) {
    this.h = h;
  }

  async open(login = "ines") {
    const reply = await (await this.h.as(login)).post("/requests", { service: "aide", subject: "course", body: "tous ensemble", urgency: "2" });
    expect(reply.status === 303, `not made: ${reply.status}`);
    const number = reply.headers.location.split("/").pop();
    return { number, id: await this.h.sql(`SELECT id FROM ticket WHERE kind = 1 AND num = ${number.split("-")[1]}`) };
  }

  count(text) {
    return this.h.sql(`SELECT COUNT(*) FROM ${text}`).then(Number);
  }

  async desk() {
    return Promise.all(["karim", "lea", "maya", "ada"].map((login) => this.h.as(login)));
  }

  held(t) {
    return this.h.sql(`SELECT p.login FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE t.id = ${t.id}`);
  }

  /* Lines of the journal in which this field changed. */
  changes(t, field) {
    return this.count(`entry WHERE ticket_id = ${t.id} AND changes LIKE '%"${field}":%'`);
  }
}
