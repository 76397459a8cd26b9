/** One closed candle, one decision: the same for backtest, paper and live. */
import { z } from "zod";
import { type CandleNumbers, CandleSeries } from "./candle_series.ts";
import { ENGINE, type HeldPosition, type Strategy } from "./strategy.ts";
import { type StrategySetup, withSetup } from "./strategy_engine.ts";

/**
 * What to do now. `enter` while the other side is held means to turn round: close, then enter. Quantity in base, prices
 * in quote currency; `exit` says which question was answered with yes.
 */
export const decision = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("wait") }),
  z.object({
    kind: z.literal("enter"),
    side: z.enum(["long", "short"]),
    quantity: z.number().positive(),
    stopLoss: z.number().positive().nullable(),
    takeProfit: z.number().positive().nullable(),
  }),
  z.object({ kind: z.literal("exit"), reason: z.enum(["shouldShort", "shouldLong", "shouldExit"]) }),
]);
/** What to do now. */
export type Decision = z.infer<typeof decision>;

/** A strategy's class. */
export type StrategyClass = new () => Strategy;

const WAIT: Decision = { kind: "wait" };

/**
 * Makes a strategy.
 * @throws whatever its own constructor throws, and {@linkcode Error} for parameters that do not fit.
 */
export function makeStrategy(from: StrategyClass, setup: Partial<StrategySetup> = {}): Strategy {
  const { candles = new CandleSeries(), parameters = {}, ...rest } = setup;
  const strategy = withSetup({ candles, parameters, ...rest }, () => new from());
  strategy[ENGINE].checkParameters();
  return strategy;
}

/** Shows a strategy the candle that closed just now, without asking anything. */
export function feed(strategy: Strategy, candle: CandleNumbers): void {
  const { openMs, open, high, low, close, volume } = candle;
  feedNumbers(strategy, Float64Array.of(openMs, open, high, low, close, volume));
}

/** {@linkcode feed} from an array: open time, open, high, low, close, volume. */
export function feedNumbers(strategy: Strategy, candle: Float64Array): void {
  const engine = strategy[ENGINE];
  engine.candles.add(candle);
  engine.update();
  strategy.onCandleClosed();
}

/** Whether a strategy has seen enough candles to be asked. */
export function isWarm(strategy: Strategy): boolean {
  return strategy[ENGINE].candles.seen >= strategy.warmUp && strategy[ENGINE].ready;
}

/** What the venue allows besides buying and selling what is held. */
export interface Allowed {
  /** It sells what one does not hold. Where it does not, a signal to short only closes a long. */
  readonly canShort: boolean;
  /** The position may be entered once more in its own direction. */
  readonly canAdd?: boolean;
}

const SPOT: Allowed = { canShort: false };

/**
 * Asks a strategy what to do after the newest candle it was fed. A strategy that wants long and short at once waits.
 *
 * @throws whatever the strategy throws, and {@linkcode Error} when an answer is not of the expected kind or size.
 */
export function decide(
  strategy: Strategy,
  position: HeldPosition,
  balance: number,
  { canShort, canAdd = false }: Allowed = SPOT,
): Decision {
  strategy.position = position;
  strategy.balance = balance;
  if (!isWarm(strategy)) return WAIT;
  const held = Math.sign(position.quantity);
  if (held !== 0 && yesOrNo(strategy, "shouldExit")) return { kind: "exit", reason: "shouldExit" };
  const long = yesOrNo(strategy, "shouldLong");
  const short = yesOrNo(strategy, "shouldShort");
  if (long === short) return WAIT;
  if (long) return held > 0 && !canAdd ? WAIT : enter(strategy, "long");
  if (!canShort) return held > 0 ? { kind: "exit", reason: "shouldShort" } : WAIT;
  return held < 0 && !canAdd ? WAIT : enter(strategy, "short");
}

function enter(strategy: Strategy, side: "long" | "short"): Decision {
  strategy.entering = side;
  const { quantity: held } = strategy.position;
  const turnsRound = side === "long" ? held < 0 : held > 0;
  if (turnsRound) strategy.balance += Math.abs(held) * strategy.price;
  const quantity = amount("calculatePositionSize", strategy.calculatePositionSize());
  if (quantity === 0) return WAIT;
  const stopLoss = exitPrice(strategy, "calculateStopLoss", side === "long" ? "below" : "above");
  const takeProfit = exitPrice(strategy, "calculateTakeProfit", side === "long" ? "above" : "below");
  return { kind: "enter", side, quantity, stopLoss, takeProfit };
}

function yesOrNo(strategy: Strategy, question: "shouldLong" | "shouldShort" | "shouldExit"): boolean {
  const answer: unknown = answerTo(strategy, question);
  if (typeof answer === "boolean") return answer;
  throw new Error(`${question}() answered ${named(answer)}; expected true or false`);
}

/** One call site for each question: the engine of the language then knows which method is called. */
function answerTo(strategy: Strategy, question: "shouldLong" | "shouldShort" | "shouldExit"): unknown {
  if (question === "shouldLong") return strategy.shouldLong();
  return question === "shouldShort" ? strategy.shouldShort() : strategy.shouldExit();
}

function amount(question: string, answer: unknown): number {
  if (typeof answer === "number" && Number.isFinite(answer) && answer >= 0) return answer;
  throw new Error(`${question}() answered ${named(answer)}; expected a quantity of at least 0`);
}

function exitPrice(
  strategy: Strategy,
  question: "calculateStopLoss" | "calculateTakeProfit",
  where: "above" | "below",
): number | null {
  const answer: unknown = strategy[question]();
  if (answer === null) return null;
  const price = amount(question, answer);
  if (price > 0 && (where === "above" ? price > strategy.price : price < strategy.price)) return price;
  throw new Error(`${question}() answered ${price}; expected a price ${where} the last close ${strategy.price}`);
}

function named(answer: unknown): string {
  return answer instanceof Promise ? "a Promise (a strategy may not be async)" : String(answer);
}
