import assert from "node:assert/strict";
import { chaosPlan } from "./plan.ts";
import { userEventFault, writeFault } from "./trading_fault.ts";

const count = <T>(times: number, draw: (number: number) => T, is: (drawn: T) => boolean) =>
  Array.from({ length: times }, (_, number) => draw(number)).filter(is).length;

Deno.test("answers hide what was done as often as the plan says, and the same seed draws the same again", () => {
  const plan = chaosPlan.parse({ seed: 5, unknownOutcome: 0.1, lostAnswer: 0.2 });
  const draw = (number: number) => writeFault(plan, number);
  assert.ok(Math.abs(count(10_000, draw, (fault) => fault === "unknownOutcome") - 1_000) < 100);
  assert.ok(Math.abs(count(10_000, draw, (fault) => fault === "lostAnswer") - 2_000) < 150);
  assert.deepEqual([0, 1, 2].map(draw), [0, 1, 2].map(draw));
  assert.equal(count(1_000, (number) => writeFault(chaosPlan.parse({}), number), (fault) => fault !== null), 0);
});

Deno.test("private events come twice or overtaken as often as the plan says; only a partial fill is followed by silence", () => {
  const plan = chaosPlan.parse({ userDuplicate: 0.1, userReorder: 0.1, silentFill: 0.5, outageMs: 1_000 });
  const ordinary = (number: number) => userEventFault(plan, number, false);
  assert.ok(Math.abs(count(10_000, ordinary, ({ onItsWay }) => onItsWay?.kind === "duplicate") - 1_000) < 100);
  assert.ok(Math.abs(count(10_000, ordinary, ({ onItsWay }) => onItsWay?.kind === "reorder") - 1_000) < 100);
  assert.equal(count(1_000, ordinary, ({ silentMs }) => silentMs > 0), 0);
  const partial = (number: number) => userEventFault(plan, number, true);
  assert.ok(Math.abs(count(1_000, partial, ({ silentMs }) => silentMs >= 250 && silentMs <= 1_000) - 500) < 60);
});

Deno.test("chances that exclude each other are 1 at most together", () => {
  assert.throws(() => chaosPlan.parse({ unknownOutcome: 0.6, lostAnswer: 0.6 }), /unknownOutcome and lostAnswer/);
  assert.throws(() => chaosPlan.parse({ userDuplicate: 0.6, userReorder: 0.6 }), /userDuplicate and userReorder/);
});
