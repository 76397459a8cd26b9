/** An account at the demo exchange, from the form to its actor and back, in the whole house. */
import assert from "node:assert/strict";
import { brokerPath } from "../actors/broker_keeper_protocol.ts";
import { findCredentials } from "../db/broker_credentials.ts";
import type { BrokerView, Saved } from "../web/broker_services.ts";
import { openHouse, runs, until } from "./house.ts";

Deno.test("an account is opened, signed in to, kept up, filled with symbols, and ended; its keys are told nobody", async () => {
  await using house = await openHouse();
  const post = async (path: string, body?: unknown) =>
    await fetch(`${house.url}/account/brokers${path}`, {
      method: "POST",
      headers: { origin: house.url, ...(body !== undefined && { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  const list = async (): Promise<BrokerView[]> => (await (await fetch(`${house.url}/account/brokers`)).json()).brokers;
  const form = { name: "Play", exchange: "demo", environment: "demo", isDefault: true };

  const saved: Saved = await (await post("", form)).json();
  assert.ok(saved.outcome === "saved" && saved.trial.outcome === "connected", JSON.stringify(saved));
  assert.ok(saved.trial.balances.some(({ currency, free }) => currency === "USDT" && Number(free) > 0));
  const { id, userId } = saved.broker;
  const seen = async () => (await list()).find((one) => one.id === id);
  await until("it is connected", 60_000, async () => (await seen())?.status?.state === "connected");
  assert.ok(await runs(house, brokerPath(id)));
  await until("its symbols are there", 60_000, async () => {
    const [row] = await house.db`select count(*)::int as n from symbols where venue = 'demo'`;
    return row!.n > 0;
  });

  // Only a name has changed: the same actor goes on with the same keys.
  const before = await findCredentials(house.db, userId, id);
  const renamed: Saved = await (await post(`/${id}`, { ...form, name: "Game" })).json();
  assert.ok(renamed.outcome === "saved" && renamed.broker.status?.state === "connected", JSON.stringify(renamed));
  assert.deepEqual(await findCredentials(house.db, userId, id), before);
  assert.deepEqual(before!.fields, ["apiKey", "secret"]);

  assert.equal((await post(`/${id}/remove`)).status, 204);
  assert.equal(await seen(), undefined);
  await until("its actor has ended", 60_000, async () => !await runs(house, brokerPath(id)));
  assert.equal(await findCredentials(house.db, userId, id), undefined);
  assert.doesNotMatch(JSON.stringify([saved, renamed, house.log]), /"(apiKey|secret)":"/);
});
