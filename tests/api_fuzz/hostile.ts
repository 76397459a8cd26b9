/** What no honest program sends. */
import type { Chance } from "./chance.ts";

/** Texts that some program somewhere has taken for more than text. */
export const HOSTILE_TEXTS: readonly string[] = [
  "' or 1=1 --",
  "'; drop table users; --",
  "1; select pg_sleep(10)",
  "x' union select password_hash from users --",
  "\\'; copy users to '/tmp/x'; --",
  "$1",
  "%' and 1=(select 1 from api_tokens) and '%'='",
  "<script>window.hacked=1</script>",
  `"><img src=x onerror="window.hacked=1">`,
  "javascript:window.hacked=1",
  "{{constructor.constructor('return 1')()}}",
  "${7*7}",
  "../../../../etc/passwd",
  "..%2f..%2f..%2fetc%2fpasswd",
  "/etc/passwd\0.png",
  "file:///etc/passwd",
  "http://169.254.169.254/latest/meta-data",
  "x\r\nset-cookie: hacked=1",
  "\0",
  "a\0b",
  "\ud800",
  "\u202e\u0000\uffff",
  "💥".repeat(50),
  "A".repeat(5_000),
  "%s%s%s%n",
  "%00",
  "%E0%A4%A",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "undefined",
  "NaN",
  "Infinity",
  "-1",
  "0",
  "1e309",
  "-0",
  "0x10",
  "9".repeat(39),
  "0." + "0".repeat(36) + "1",
  "999999999999999999999999999999999999999999",
  "١٢٣",
  "",
  " ",
  "\t",
  "true",
];

/** Anything that is JSON, mostly of another type than expected. */
export function hostile(chance: Chance): unknown {
  const kinds = [
    () => chance.of(HOSTILE_TEXTS),
    () => chance.of(HOSTILE_TEXTS),
    () => chance.of(HOSTILE_TEXTS),
    () => chance.of([-1, 0, 0.5, 1e21, -1e21, 2 ** 53, 2 ** 31, 5e-324]),
    () => chance.of([null, true, false]),
    () => Array.from({ length: chance.below(50) }, () => chance.of(HOSTILE_TEXTS)),
    () => ({ [chance.of(HOSTILE_TEXTS)]: chance.of(HOSTILE_TEXTS), "$gt": "" }),
    () => nested(chance.below(500)),
  ];
  return chance.of(kinds)();
}

/** `depth` lists in one another. */
export function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}
