/** The protocol of the tests' counter, an actor that counts and fails in every way. */
import { z } from "zod";
import { downSchema, topic } from "../mod.ts";

/** Heard and published by the counter. */
export const numbers = topic("numbers", z.object({ n: z.number() }));

/** The same for all nodes. */
export const news = topic("news", z.object({ n: z.number() }), { cluster: true });

/** What the counter hears. */
export const counterProtocol = {
  Add: { in: z.object({ by: z.number() }) },
  Get: { out: z.number() },
  Nothing: { out: z.void() },
  WrongAnswer: { out: z.number() },
  Throw: {},
  Reject: {},
  /** Leaves a rejection behind, also one of a timer, inside `ctx.contain`; each is counted. */
  RejectContained: {},
  RawTimer: {},
  Spin: {},
  /** Spins until the cell is no longer 0. */
  SpinOn: { in: z.object({ cell: z.custom<Int32Array>((cell) => cell instanceof Int32Array) }) },
  Slow: { in: z.object({ ms: z.number() }), out: z.number() },
  EatHeap: {},
  EatBuffers: {},
  Flood: { in: z.object({ newlines: z.boolean() }) },
  Workers: {},
  Leave: { in: z.object({ code: z.number() }) },
  Print: { in: z.object({ text: z.string() }) },
  Hear: { in: z.object({ key: z.string().optional() }) },
  Heard: { in: z.object({ n: z.number() }) },
  Publish: { in: z.object({ key: z.string().optional(), n: z.number() }) },
  HearNews: {},
  PublishNews: { in: z.object({ n: z.number() }) },
  TellOther: { in: z.object({ path: z.string(), by: z.number() }) },
  AskOther: { in: z.object({ path: z.string() }), out: z.union([z.number(), z.string()]) },
  Watch: { in: z.object({ path: z.string() }) },
  Ended: { in: downSchema },
  Ends: { out: z.array(z.string()) },
  Spawn: { in: z.object({ id: z.string(), module: z.string() }), out: z.string() },
  Try: { in: z.object({ what: z.enum(["read", "env", "run", "net", "import"]) }), out: z.string() },
} as const;
