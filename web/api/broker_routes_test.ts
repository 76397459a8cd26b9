import assert from "node:assert/strict";
import type { Trial } from "../broker_services.ts";
import { HttpError } from "../fresh/error.ts";
import { testHouse } from "../test_house.ts";
import { asker, BROKER_ID, brokerView, Promises, scripted } from "./api_fixture.ts";

const failure = { kind: "AuthenticationError", exchange: "Binance", words: "Invalid API-key" } as const;
const connected: Trial = { outcome: "connected", balances: [], mayWithdraw: null };
const form = { name: "mine", exchange: "demo", environment: "demo", credentials: { apiKey: "k", secret: "s" } };
const whole = { ...form, description: "", isDefault: false };

Deno.test("a broker is stored when its test passed; the exchange's words and wrong fields are told as problems", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const asked = scripted(house, "brokers", {
    save: ({ name }) =>
      Promise.resolve(
        name === "refused"
          ? { outcome: "failed", trial: { outcome: "failed", failure } }
          : name === "wrong"
          ? { outcome: "invalid", fields: { name: "name_taken", "credentials.apiKey": "another" } }
          : { outcome: "saved", broker: brokerView, trial: connected },
      ),
    test: () => Promise.resolve({ outcome: "failed", failure }),
  });
  const made = await ask("POST", "/brokers", { json: form });
  assert.equal(made.status, 201);
  const { broker } = await promises.held("POST", "/brokers", made) as { broker: object };
  assert.ok(!("userId" in broker));
  const put = await ask("PUT", `/brokers/${BROKER_ID}`, { json: form });
  await promises.held("PUT", "/brokers/{brokerId}", put);
  assert.deepEqual(asked, [["save", whole, null], ["save", whole, BROKER_ID]]);
  const refused = await ask("POST", "/brokers", { json: { ...form, name: "refused" } });
  const told = await promises.held("POST", "/brokers", refused);
  assert.deepEqual(told, {
    type: "/api/v1/docs#exchange-failure",
    title: "The exchange did not do it",
    status: 422,
    detail: "Binance: Invalid API-key",
    instance: "/api/v1/brokers",
    failure,
  });
  const wrong = await ask("POST", "/brokers", { json: { ...form, name: "wrong" } });
  const { errors } = await promises.held("POST", "/brokers", wrong) as { errors: unknown };
  assert.deepEqual(errors, [
    { in: "body", pointer: "#/name", detail: "You have an account of this name already." },
    { in: "body", pointer: "#/credentials/apiKey", detail: "another" },
  ]);
  const test = await ask("POST", "/brokers/test", { json: { ...form, brokerId: BROKER_ID } });
  assert.deepEqual(await promises.held("POST", "/brokers/test", test), { outcome: "failed", failure });
  assert.deepEqual(asked.at(-1), ["test", whole, BROKER_ID]);
});

Deno.test("brokers are listed, preferred, removed and loaded; what depends on one is a conflict", async () => {
  await using house = await testHouse();
  const ask = asker(house);
  const promises = await Promises.of(house);
  const choice = { id: "demo", name: "Demo", environments: ["demo"], fields: [] } as const;
  const asked = scripted(house, "brokers", {
    exchanges: () => Promise.resolve([choice]),
    list: () => Promise.resolve([brokerView]),
    find: () => Promise.resolve(brokerView),
    remove: () => Promise.reject(new HttpError(409, "2 strategies trade there")),
    setDefault: () => Promise.resolve(),
    loadSymbols: () => Promise.resolve(),
  });
  const of = "/brokers/{brokerId}";
  const questions = [
    ["GET", "/exchanges", 200],
    ["GET", "/brokers", 200],
    ["GET", of, 200],
    ["DELETE", of, 409],
    ["PUT", `${of}/default`, 204],
    ["POST", `${of}/symbols`, 202],
  ] as const;
  for (const [method, path, status] of questions) {
    const response = await ask(method, path.replace("{brokerId}", BROKER_ID));
    assert.equal(response.status, status, path);
    const told = await promises.held(method, path, response);
    assert.ok(!JSON.stringify(told ?? "").includes("userId"));
  }
  assert.deepEqual(asked.map(([name]) => name), [
    "exchanges",
    "list",
    "find",
    "remove",
    "setDefault",
    "loadSymbols",
  ]);
});

Deno.test("an answer that is not as promised is our own fault, and is not told", async () => {
  await using house = await testHouse();
  const broken = { ...brokerView, createdMs: "hunter2" } as unknown as typeof brokerView;
  scripted(house, "brokers", { list: () => Promise.resolve([broken]) });
  const response = await asker(house)("GET", "/brokers");
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /hunter2|createdMs/);
  assert.match(String(house.errors[0]?.fields?.error), /Cannot answer: .*expected number/);
});
