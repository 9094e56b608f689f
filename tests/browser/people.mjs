/* Who of the demo plays which part (guichet demo). */
import { PASSWORD } from "./harness.mjs";

export const WHO = {
  requester: { login: "icaron", name: "Inès Caron", password: PASSWORD },
  agent: { login: "croy", name: "Camille Roy", password: PASSWORD },
  colleague: { login: "tnguyen", name: "Thomas Nguyen", password: PASSWORD },
  admin: { login: "admin", password: PASSWORD },
};
