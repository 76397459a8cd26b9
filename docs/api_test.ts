/** The examples of the page, run by a shell against a house. */
import assert from "node:assert/strict";
import { asker, programToken } from "../web/api/api_fixture.ts";
import { testHouse, USER_ID, USER_NAME } from "../web/test_house.ts";
import { demoBroker, listMarkets } from "../web/trading_fixture.ts";

const page = await Deno.readTextFile(new URL("./api.md", import.meta.url));
const shell = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands!);
const shown = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]) => JSON.parse(json!));

/** Each command of a block, with its continuation lines. */
function commandsOf(block: string): string[] {
  return block.trim().split(/\n(?! )/);
}

async function run(command: string, env: Record<string, string>): Promise<unknown> {
  const { stdout, code } = await new Deno.Command("sh", { args: ["-c", command], env }).output();
  assert.equal(code, 0, command);
  const text = new TextDecoder().decode(stdout);
  return text === "" ? null : JSON.parse(text);
}

const { success: hasCurl } = await new Deno.Command("sh", { args: ["-c", "command -v curl"], stdout: "null" }).output();

Deno.test("the examples of the API's page do what it says", { ignore: !hasCurl }, async () => {
  await using house = await testHouse();
  const { id: brokerId } = await demoBroker(house.db, USER_ID);
  await listMarkets(house.db);
  const env = {
    ARISTOBOT: house.url,
    TOKEN: await programToken(house, "trade"),
    BROKER: brokerId,
    KEY: crypto.randomUUID(),
    ORDER: "",
  };
  const [me, ask, check, place, manage, wrong] = shell.map(commandsOf);
  const { userId, ...told } = await run(me![0]!, env) as Record<string, unknown>;
  assert.equal(userId, USER_ID);
  assert.deepEqual(told, { ...shown[0], name: USER_NAME });

  const answers = [];
  for (const command of ask!) answers.push(await run(command, env));
  const [brokers, portfolio, market, candles] = answers as [{ id: string }[], { quote: string }, object, unknown[]];
  assert.deepEqual(brokers.map(({ id }) => id), [brokerId]);
  assert.deepEqual([portfolio.quote, "priceStep" in market, Array.isArray(candles)], ["USDT", true, true]);

  assert.equal((await run(check![0]!, env) as { verdict: string }).verdict, "ok");
  const once = await run(place![0]!, env) as { order: { clientOrderId: string } };
  const again = await run(place![0]!, env) as typeof once;
  assert.equal(again.order.clientOrderId, once.order.clientOrderId);

  const managed = [];
  for (const command of manage!) managed.push(await run(command, { ...env, ORDER: once.order.clientOrderId }));
  const [open, moved, canceled, fills] = managed as [{ total: number }, object, { results: unknown[] }, unknown[]];
  assert.equal(open.total, 1);
  assert.ok("clientOrderId" in moved, JSON.stringify(moved));
  assert.ok(Array.isArray(canceled.results) && Array.isArray(fills));

  assert.deepEqual(await run(wrong![0]!, env), shown[1]);
  assert.equal((await asker(house)("GET", "/openapi.json")).status, 200);
  assert.deepEqual(house.errors, []);
});
