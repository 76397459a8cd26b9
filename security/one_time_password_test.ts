import assert from "node:assert/strict";
import { newOneTimePassword } from "./one_time_password.ts";
import { passwordProblem } from "./password_rules.ts";

Deno.test("a made-up password is another each time, easy to read, and good enough to be one", () => {
  const made = new Set(Array.from({ length: 200 }, newOneTimePassword));
  assert.equal(made.size, 200);
  for (const password of made) {
    assert.match(password, /^([2-9a-hjkmnp-z]{4}-){4}[2-9a-hjkmnp-z]{4}$/);
    assert.equal(passwordProblem(password, "somebody"), undefined);
  }
});
