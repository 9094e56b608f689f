/* Who of the demo plays which part (guichet demo). */
import { PASSWORD } from "./harness.mjs";

export const WHO = {
  requester: { login: "icaron", name: "Inès Caron", password: PASSWORD },
  teacher: { login: "kbenali", name: "Karim Benali", password: PASSWORD },
  agent: { login: "croy", name: "Camille Roy", password: PASSWORD },
  colleague: { login: "ybenamar", name: "Youssef Benamar", password: PASSWORD },
  lead: { login: "smarchal", name: "Sophie Marchal", password: PASSWORD },
  delegate: { login: "nlemaire", name: "Nadia Lemaire", password: PASSWORD }, /* administers one department: made by serve() */
  manager: { login: "caubert", name: "Claire Aubert", password: PASSWORD },
  admin: { login: "admin", name: "Administration", password: PASSWORD },
};
