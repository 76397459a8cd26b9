/**
 * What may go wrong on the demo exchange, how often and for how long. Everything is drawn from `seed`: the same plan
 * over the same time of the exchange does the same again. What a plan does not name does not happen.
 */
import { z } from "zod";

const chance = z.number().min(0).max(1).default(0);
const timesAnHour = z.number().min(0).max(3600).default(0);
const lengthMs = (usual: number) => z.int().min(0).max(86_400_000).default(usual);
const minutes = (usual: number) => z.int().min(0).max(1440).default(usual);

/** The plan in full. Lengths are the longest ones: each fault draws its own, from a quarter of it up. */
export const chaosPlan = z.strictObject({
  seed: z.int().default(1),

  /** Chance of each frame of a stream to be lost. */
  drop: chance,
  /** … to be sent twice. */
  duplicate: chance,
  /** … to come late, with what follows on the same stream waiting behind it; other streams go on. */
  delay: chance,
  /** … to change places with the next frame of the same stream. */
  reorder: chance,
  /** Longest delay of a frame, ms of the machine's clock. */
  delayMs: lengthMs(2000),

  /** Chance of each REST or WebSocket-API request to be answered with 500, 502, 503 or 504. */
  serverError: chance,
  /** … with 429 and a `Retry-After` of a second, whatever the client has used. */
  tooMany: chance,
  /** … to be answered late. */
  slow: chance,
  /** Longest lateness of an answer, ms of the machine's clock. */
  slowMs: lengthMs(3000),

  /** Chance of each order or cancel, by REST or WebSocket API, to be carried out and answered with 504 and -1007. */
  unknownOutcome: chance,
  /** … to be carried out, and the connection cut instead of an answer. */
  lostAnswer: chance,
  /** Chance of each event of a private stream to be sent twice. */
  userDuplicate: chance,
  /** … to change places with the next event of the same stream, or to come `delayMs` late. */
  userReorder: chance,
  /** Chance of each fill that leaves its order open to be the last thing that its private stream tells for a while. */
  silentFill: chance,

  /** How many times an hour of the exchange's time one connection falls silent: open, but nothing comes any more. */
  silences: timesAnHour,
  /** … one connection is cut, without a word. */
  cuts: timesAnHour,
  /** … no new connection is let in. */
  refusals: timesAnHour,
  /** … the whole exchange is down for maintenance: connections are closed, and everything is answered with 503. */
  maintenances: timesAnHour,
  /** Longest silence (that after a fill too), refusal and maintenance, ms of the machine's clock. */
  outageMs: lengthMs(5000),

  /** How many times an hour of the exchange's time its clock jumps ahead, and what lay between happens at once. */
  clockJumps: timesAnHour,
  /** Longest jump, ms of the exchange's time. */
  jumpMs: lengthMs(90_000),

  /** How many times an hour of the exchange's time each market halts: flat candles first, then none. This is history. */
  halts: timesAnHour,
  /** Longest flat part, minutes of the exchange's time. */
  flatMinutes: minutes(5),
  /** Longest part without any candle, minutes of the exchange's time. */
  missingMinutes: minutes(5),
}).refine(
  (plan) => plan.drop + plan.duplicate + plan.delay + plan.reorder <= 1,
  "expected the chances of drop, duplicate, delay and reorder to be 1 at most together",
).refine(
  (plan) => plan.serverError + plan.tooMany <= 1,
  "expected the chances of serverError and tooMany to be 1 at most together",
).refine(
  (plan) => plan.unknownOutcome + plan.lostAnswer <= 1,
  "expected the chances of unknownOutcome and lostAnswer to be 1 at most together",
).refine(
  (plan) => plan.userDuplicate + plan.userReorder <= 1,
  "expected the chances of userDuplicate and userReorder to be 1 at most together",
);

/** The plan in full. */
export type ChaosPlan = z.output<typeof chaosPlan>;
/** A plan as it is written: what is not named does not happen. */
export type ChaosOptions = z.input<typeof chaosPlan>;
