/** Passwords that a machine makes up for a user, to be changed at the first login. */
import { randomInt } from "node:crypto";

/** No letters and digits that look like others. */
const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
const GROUPS = 5;
const GROUP_LETTERS = 4;

/** A password of 99 random bits, in groups that can be read aloud: `k7mf-92qd-xw4h-p3vn-6tca`. */
export function newOneTimePassword(): string {
  const group = () => Array.from({ length: GROUP_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}
