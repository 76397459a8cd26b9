import assert from "node:assert/strict";
import { type FormSubject, problemsOf, tidied } from "./broker_form.ts";
import type { BrokerForm, ExchangeChoice } from "./broker_services.ts";

const okx: ExchangeChoice = {
  id: "okx",
  name: "OKX",
  environments: ["live", "testnet"],
  fields: [
    { name: "apiKey", isSecret: false },
    { name: "secret", isSecret: true },
    { name: "password", isSecret: true },
  ],
};
const form: BrokerForm = {
  name: "Mine",
  exchange: "okx",
  description: "",
  environment: "live",
  isDefault: false,
  credentials: { apiKey: "k", secret: "s", password: "p" },
};
const subject: FormSubject = { choice: okx, kept: [], missing: "required", taken: [] };

Deno.test("a whole form has no problem", () => {
  assert.deepEqual(problemsOf(form, subject), {});
});

Deno.test("every wrong field is named", () => {
  assert.deepEqual(
    problemsOf({ ...form, name: "", description: "x".repeat(501), environment: "demo", credentials: {} }, subject),
    {
      name: "required",
      description: "description_long",
      environment: "environment_unknown",
      "credentials.apiKey": "required",
      "credentials.secret": "required",
      "credentials.password": "required",
    },
  );
  assert.deepEqual(problemsOf({ ...form, name: "x".repeat(61) }, subject), { name: "name_long" });
  assert.deepEqual(problemsOf(form, { ...subject, taken: ["Mine"] }), { name: "name_taken" });
  assert.deepEqual(problemsOf({ ...form, credentials: {} }, { ...subject, choice: undefined }), {
    exchange: "exchange_unknown",
  });
  const odd = { ...form.credentials, apiKey: "k\u{1}", secret: "s".repeat(5_001), uid: "7" };
  assert.deepEqual(problemsOf({ ...form, credentials: odd }, subject), {
    "credentials.apiKey": "credential_malformed",
    "credentials.secret": "credential_malformed",
    "credentials.uid": "credential_unknown",
  });
});

Deno.test("what is stored need not be typed again, unless the account has moved", () => {
  const only = { ...form, credentials: { password: "new" } };
  assert.deepEqual(problemsOf(only, { ...subject, kept: ["apiKey", "secret", "password"] }), {});
  assert.deepEqual(problemsOf(only, { ...subject, missing: "credential_anew" }), {
    "credentials.apiKey": "credential_anew",
    "credentials.secret": "credential_anew",
  });
});

Deno.test("blanks around texts go, empty credentials too, and a key in lines gets its lines back", () => {
  const lines = `-----BEGIN EC PRIVATE KEY-----\n${"a".repeat(64)}\n${"b".repeat(10)}\n-----END EC PRIVATE KEY-----\n`;
  for (
    const pasted of [lines, lines.replaceAll("\n", "\\n"), lines.replaceAll("\n", ""), lines.replaceAll("\n", " ")]
  ) {
    const { name, credentials } = tidied({
      ...form,
      name: " Mine ",
      credentials: { apiKey: " k\n", secret: pasted, password: "  " },
    });
    assert.deepEqual([name, credentials], ["Mine", { apiKey: "k", secret: lines }]);
  }
});

Deno.test("a name and a description hold no character that the database has no place for", () => {
  const told = problemsOf({ ...form, name: "Mi\0ne", description: "two\nlines, \u0007 a bell" }, subject);
  assert.deepEqual(told, { name: "text_malformed", description: "text_malformed" });
  assert.deepEqual(problemsOf({ ...form, description: "two\nlines\tand a tab" }, subject), {});
});
