import assert from "node:assert/strict";
import { createSystem, type Logger, supervisor, type System } from "../actors/runtime/mod.ts";
import { keeperPort } from "./broker_port.ts";
import { HttpError } from "./fresh/error.ts";

const account = { exchange: "kraken", environment: "live", credentials: { apiKey: "k", secret: "s" } } as const;

function loggerTo(lines: string[]): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (line) => void lines.push(line),
    error: (line) => void lines.push(line),
  };
}

Deno.test("while the keeper is away no light is known, and that is logged", async () => {
  const lines: string[] = [];
  const system = await createSystem(supervisor({ strategy: "one_for_one", children: [] }));
  const keeper = keeperPort({ system: () => system, log: loggerTo(lines) });
  assert.deepEqual(await keeper.statuses(["one"]), []);
  assert.deepEqual(lines, ["The broker keeper does not answer"]);
  const looked = await keeper.tryBroker(account);
  assert.ok(looked.outcome === "failed" && looked.failure.exchange === "Kraken", JSON.stringify(looked));
  await system.stop();
});

Deno.test("four accounts are looked at at once, twelve wait, and more are asked to come again", async () => {
  let started = 0;
  const ends: (() => void)[] = [];
  // A world in which every exchange takes its time.
  const system = {
    start: () => {
      started++;
      return new Promise((_, reject) => ends.push(() => reject(new Error("over"))));
    },
  } as unknown as System;
  const keeper = keeperPort({ system: () => system, log: loggerTo([]) });
  const looks = Array.from({ length: 16 }, () => keeper.tryBroker(account));
  await assert.rejects(
    keeper.tryBroker(account),
    (error) => error instanceof HttpError && error.status === 429 && /too many/i.test(error.message),
  );
  assert.equal(started, 4);
  let done = 0;
  for (const look of looks) void look.then(() => done++);
  for (let turn = 0; turn < 1_000 && done < 16; turn++) {
    ends.splice(0).forEach((end) => end());
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert.deepEqual(new Set((await Promise.all(looks)).map(({ outcome }) => outcome)), new Set(["failed"]));
});
