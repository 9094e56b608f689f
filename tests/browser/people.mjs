/* Who of the demo plays which part (guichet demo). */
import { PASSWORD } from "./harness.mjs";

export const WHO = {
  requester: { login: "icaron", password: PASSWORD },
  agent: { login: "croy", password: PASSWORD },
  colleague: { login: "tnguyen", password: PASSWORD },
  admin: { login: "admin", password: PASSWORD },
};
