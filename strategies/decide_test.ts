import assert from "node:assert/strict";
import { decide, decision, makeStrategy } from "./decide.ts";
import { parameterSpec } from "./parameter.ts";
import { ENGINE, Strategy } from "./strategy.ts";
import { FLAT, LONG, shown } from "./test_strategies.ts";

class Scripted extends Strategy {
  long: unknown = this.parameter("long", false);
  short: unknown = this.parameter("short", false);
  exit = this.parameter("exit", false);
  size = this.parameter("size", 2);
  stop: number | null = null;
  target: number | null = null;
  override shouldLong() {
    return this.long as boolean;
  }
  override shouldShort() {
    return this.short as boolean;
  }
  override shouldExit() {
    return this.exit;
  }
  override calculatePositionSize() {
    return this.size;
  }
  override calculateStopLoss() {
    return this.stop;
  }
  override calculateTakeProfit() {
    return this.target;
  }
}

const scripted = (parameters = {}, prices: Partial<Scripted> = {}) =>
  Object.assign(shown(Scripted, [100], parameters), prices);
const SHORT = { quantity: -1, averagePrice: 100 };

Deno.test("each answer leads to one decision, by what is held and what the venue can do", () => {
  const enter = (side: string) => ({ kind: "enter", side, quantity: 2, stopLoss: null, takeProfit: null });
  const wait = { kind: "wait" };
  const table: [object, object, typeof FLAT, boolean][] = [
    [wait, {}, FLAT, true],
    [enter("long"), { long: true }, FLAT, false],
    [wait, { long: true }, LONG, false],
    [enter("long"), { long: true }, SHORT, true],
    [wait, { short: true }, FLAT, false],
    [enter("short"), { short: true }, FLAT, true],
    [{ kind: "exit", reason: "shouldShort" }, { short: true }, LONG, false],
    [enter("short"), { short: true }, LONG, true],
    [wait, { short: true }, SHORT, true],
    [{ kind: "exit", reason: "shouldExit" }, { exit: true }, LONG, false],
    [wait, { exit: true }, FLAT, false],
    [wait, { long: true, short: true }, LONG, false],
    [wait, { long: true, size: 0 }, FLAT, false],
  ];
  for (const [expected, parameters, held, canShort] of table) {
    const decided = decide(scripted(parameters), held, 1_000, { canShort });
    assert.deepEqual(decided, expected, JSON.stringify(parameters));
    assert.deepEqual(decision.parse(decided), decided);
  }
});

Deno.test("stop and target go with the entry", () => {
  const decided = decide(scripted({ long: true }, { stop: 90, target: 120 }), FLAT, 1_000);
  assert.deepEqual(decided, { kind: "enter", side: "long", quantity: 2, stopLoss: 90, takeProfit: 120 });
});

Deno.test("answers that make no sense are refused with question, answer and expectation", () => {
  const refusals: [object, Partial<Scripted>, RegExp][] = [
    [{}, { long: Promise.resolve(true) }, /shouldLong\(\) answered a Promise \(a strategy may not be async\)/],
    [{}, { long: 1 }, /shouldLong\(\) answered 1; expected true or false/],
    [{ long: true }, { size: NaN }, /calculatePositionSize\(\) answered NaN; expected a quantity of at least 0/],
    [{ long: true, size: -1 }, {}, /calculatePositionSize\(\) answered -1/],
    [{ long: true }, { stop: 100 }, /calculateStopLoss\(\) answered 100; expected a price below the last close 100/],
    [{ long: true }, { target: 99 }, /calculateTakeProfit\(\) answered 99; expected a price above the last close 100/],
  ];
  for (const [parameters, prices, message] of refusals) {
    assert.throws(() => decide(scripted(parameters, prices), FLAT, 1_000), message);
  }
});

Deno.test("by default it enters with the free money less what fee and price may still take", () => {
  class Eager extends Strategy {
    shouldLong() {
      return true;
    }
  }
  const decided = decide(shown(Eager, [100]), FLAT, 1_000);
  assert.ok(decided.kind === "enter");
  assert.equal(decided.quantity.toFixed(6), "9.980000");
});

Deno.test("it waits until it is warm, whatever it would answer", () => {
  class Cold extends Scripted {
    override warmUp = 3;
  }
  assert.equal(decide(shown(Cold, [1, 2], { long: true }), FLAT, 1_000).kind, "wait");
  assert.equal(decide(shown(Cold, [1, 2, 3], { long: true }), FLAT, 1_000).kind, "enter");
});

Deno.test("parameters are chosen by name and type, and strangers are refused", () => {
  class WithConstructor extends Scripted {
    constructor() {
      super();
      this.size *= 2;
    }
  }
  assert.equal((makeStrategy(WithConstructor, { parameters: { size: 5 } }) as Scripted).size, 10);
  assert.throws(() => makeStrategy(Scripted, { parameters: { size: "5" } }), /"size" is "5"; expected a number/);
  assert.throws(
    () => makeStrategy(Scripted, { parameters: { sise: 5 } }),
    /Unknown parameter "sise"; the strategy declares long, short, exit, size/,
  );
});

Deno.test("a position is entered again in its own direction only where that is allowed", () => {
  const again = (parameters: object, held: typeof FLAT) =>
    decide(scripted(parameters), held, 1_000, { canShort: true, canAdd: true }).kind;
  assert.equal(again({ long: true }, LONG), "enter");
  assert.equal(again({ short: true }, SHORT), "enter");
  assert.equal(decide(scripted({ short: true }), SHORT, 1_000, { canShort: true }).kind, "wait");
});

Deno.test("size and exits are asked for knowing the side, and the money that turning round sets free", () => {
  class Sided extends Scripted {
    override calculatePositionSize() {
      return this.balance / this.price;
    }
    override calculateStopLoss() {
      return this.losing(10);
    }
    override calculateTakeProfit() {
      return this.earning(30);
    }
  }
  const decided = (parameters: object, held: typeof FLAT) =>
    decide(shown(Sided, [100], parameters), held, 500, { canShort: true });
  const enter = { kind: "enter" } as const;
  assert.deepEqual(decided({ long: true }, FLAT), {
    ...enter,
    side: "long",
    quantity: 5,
    stopLoss: 90,
    takeProfit: 130,
  });
  assert.deepEqual(decided({ short: true }, LONG), {
    ...enter,
    side: "short",
    quantity: 6,
    stopLoss: 110,
    takeProfit: 70,
  });
  assert.deepEqual(decided({ long: true }, SHORT), {
    ...enter,
    side: "long",
    quantity: 6,
    stopLoss: 90,
    takeProfit: 130,
  });
});

Deno.test("an exit that would lie at or below nothing is none", () => {
  class Far extends Scripted {
    override calculateTakeProfit() {
      return this.earning(100);
    }
  }
  const decided = decide(shown(Far, [100], { short: true }), FLAT, 500, { canShort: true });
  assert.ok(decided.kind === "enter" && decided.takeProfit === null);
});

Deno.test("declared parameters are told with their ranges, and what is chosen must lie within", () => {
  class Ranged extends Scripted {
    length = this.parameter("length", 10, { min: 2, max: 50, step: 2, label: "how long" });
    mode = this.parameter("mode", "calm", { choices: ["calm", "wild"] });
  }
  const specs = makeStrategy(Ranged)[ENGINE].specs.slice(-2);
  assert.deepEqual(specs.map((spec) => parameterSpec.parse(spec)), [
    { name: "length", default: 10, min: 2, max: 50, step: 2, label: "how long" },
    { name: "mode", default: "calm", choices: ["calm", "wild"] },
  ]);
  const refusals: [object, RegExp][] = [
    [{ length: 1 }, /"length" is 1; expected a number of at least 2 and at most 50/],
    [{ length: NaN }, /"length" is NaN; expected a number/],
    [{ mode: "mad" }, /"mode" is "mad"; expected one of calm, wild/],
  ];
  for (const [parameters, message] of refusals) {
    assert.throws(() => makeStrategy(Ranged, { parameters: parameters as Record<string, number> }), message);
  }
});
