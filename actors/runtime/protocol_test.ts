/** What crosses into an isolate is checked by the receiver's schema; what does not fit reaches no handler. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { type ActorRef, AskError, defineActor, type Place, topic } from "./mod.ts";
import { scale, seed } from "./test_scale.ts";
import { moduleOf, testKit } from "./testkit.ts";

const order = z.object({
  symbol: z.string().min(1),
  amount: z.number().positive(),
  tags: z.array(z.string()).optional(),
});
const protocol = {
  Place: { in: order, out: z.object({ id: z.string() }) },
  Note: { in: order },
  Text: { in: z.string() },
  Nothing: {},
  Heard: { in: order },
} as const;
const orders = topic("orders", z.unknown());
const schemas: Record<string, z.ZodType> = {
  Place: order,
  Note: order,
  Text: z.string(),
  Nothing: z.unknown(),
  Heard: order,
};

/** Complains of everything that no schema should have let through. */
const careful = (strange: unknown[]) => {
  const take = (kind: string) => (_state: unknown, message: unknown) => {
    if (kind === "Nothing" ? message !== undefined : !schemas[kind]?.safeParse(message).success) strange.push(message);
  };
  return moduleOf(defineActor({
    protocol,
    args: z.undefined(),
    init: (ctx) => {
      ctx.subscribe(orders, "Heard");
      return null;
    },
    on: {
      Place: (state, message) => {
        take("Place")(state, message);
        return { id: "1" };
      },
      Note: take("Note"),
      Text: take("Text"),
      Nothing: take("Nothing"),
      Heard: take("Heard"),
    },
  }));
};

const kinds = fc.constantFrom(...Object.keys(schemas), "constructor", "__proto__", "toString", "");
const value = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, maxDepth: 3 }),
  fc.record({ symbol: fc.string(), amount: fc.double(), tags: fc.array(fc.string()) }, { requiredKeys: [] }),
);
const message = fc.record({ way: fc.constantFrom("tell", "ask", "publish"), kind: kinds, value });

interface Untyped {
  tell(kind: string, payload: unknown): void;
  ask(kind: string, payload: unknown): Promise<unknown>;
}

for (const place of [{ worker: "w" }, { process: "p" }] satisfies Place[]) {
  const where = "worker" in place ? "worker" : "process";
  Deno.test(`whatever is sent to an actor in a ${where}, it never crashes and hears only what its protocol says`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), async (messages) => {
        const strange: unknown[] = [];
        await using kit = testKit();
        const ref = await kit.spawn({ id: "a", module: careful(strange), protocol, place }) as unknown as Untyped;
        for (const { way, kind, value } of messages) {
          const sendable = way === "publish" || travels(value, where);
          if (!sendable) continue;
          if (way === "tell") ref.tell(kind, value);
          else if (way === "publish") kit.system.publish(orders, travels(value, where) ? value : null);
          else {
            const outcome = ref.ask(kind, value).then(() => "answer", (error: unknown) => error);
            await kit.settle();
            const error = await outcome;
            assert.ok(error === "answer" || (error instanceof AskError && error.code === "invalid"), String(error));
          }
          await kit.settle();
        }
        assert.deepEqual(strange, []);
        assert.equal((await kit.system.tree()).children[0]?.restarts, 0);
        const { sent, handled, dead, queued } = kit.system.counts();
        assert.equal(sent, handled + dead + queued);
        assert.ok(kit.deadLetters.every(({ why }) => why === "invalid"));
      }),
      { numRuns: scale(100, 3_000), seed },
    );
  });
}

/** What can be sent at all; the rest is refused before it leaves. */
function travels(value: unknown, where: "worker" | "process"): boolean {
  try {
    if (where === "worker") structuredClone(value);
    else JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

Deno.test("payloads, answers and kinds are checked by the compiler", async () => {
  await using kit = testKit();
  const ref = await kit.spawn({ id: "a", module: careful([]), protocol });
  const neverCalled = async (to: ActorRef<typeof protocol>) => {
    to.tell("Note", { symbol: "BTC/USDT", amount: 1 });
    // @ts-expect-error the amount is a number
    to.tell("Note", { symbol: "BTC/USDT", amount: "1" });
    // @ts-expect-error a payload is missing
    to.tell("Note");
    // @ts-expect-error there is no payload
    to.tell("Nothing", 1);
    // @ts-expect-error no such kind
    to.tell("Order", {});
    // @ts-expect-error what is told is not asked
    await to.ask("Note", { symbol: "BTC/USDT", amount: 1 });
    const { id } = await to.ask("Place", { symbol: "BTC/USDT", amount: 1 });
    const text: string = id;
    // @ts-expect-error the answer's id is a text
    const number: number = id;
    return [text, number];
  };
  assert.equal(typeof neverCalled, "function");
  // @ts-expect-error a handler is missing
  defineActor({ protocol, args: z.undefined(), init: () => null, on: { Nothing: () => {} } });
  defineActor({
    protocol: { Get: { out: z.number() } },
    args: z.undefined(),
    init: () => null,
    // @ts-expect-error the answer is a number
    on: { Get: () => "one" },
  });
  assert.deepEqual(await ref.ask("Place", { symbol: "BTC/USDT", amount: 1 }), { id: "1" });
});
