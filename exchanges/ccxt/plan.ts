/** Which calls give a wish: streams where the exchange has them, else polls. Pure: it reads only what the exchange says of itself. */
import type { Symbol } from "../../domain/market.ts";
import { ExchangeRefused } from "../../domain/exchange_error.ts";
import { POLLS } from "./polls.ts";
import type { Call, Calls, Channel } from "./source.ts";
import { STREAMS } from "./streams.ts";

/** What ccxt says that an exchange can do. */
export interface Abilities {
  /** How it is called in messages. */
  readonly name: string;
  readonly has: Readonly<Record<string, unknown>>;
  readonly timeframes?: Readonly<Record<string, unknown>> | undefined;
  /** Whether we hold a key. */
  readonly hasKey: boolean;
}

/** A wish. */
export interface Wish {
  readonly channel: Channel;
  readonly symbols: readonly Symbol[];
  readonly timeframe: string | null;
}

/** How a wish is got. */
export interface Plan {
  readonly how: "stream" | "poll";
  /** Whether several markets go into one call; else each has its own. */
  readonly together: boolean;
  /** The markets to name, none = all: the private streams are of the account whatever is wished of it. */
  readonly symbols: readonly Symbol[];
}

const PRIVATE: readonly Channel[] = ["balance", "orders", "fills", "positions"];

/** How a wish is got. @throws {ExchangeRefused} when the exchange has no way to give it, or we have no key. */
export function planOf(abilities: Abilities, { channel, symbols, timeframe }: Wish): Plan {
  const { name, has, timeframes, hasKey } = abilities;
  if (PRIVATE.includes(channel) && !hasKey) {
    throw new ExchangeRefused(`${name}: ${channel} need a key, and there is none`);
  }
  if (timeframe !== null && timeframes && !(timeframe in timeframes)) {
    throw new ExchangeRefused(
      `${name}: it has no candles of ${timeframe}; it has those of ${Object.keys(timeframes).join(", ")}`,
    );
  }
  const plan = planWith("stream", STREAMS[channel], has, symbols) ?? planWith("poll", POLLS[channel], has, symbols);
  if (plan) return plan;
  const what = symbols.length === 0 ? `${channel} of all markets at once` : channel;
  throw new ExchangeRefused(`${name}: it neither streams nor serves ${what}`);
}

/** The call for as many markets as are named. */
export function callOf(how: Plan["how"], channel: Channel, count: number, has: Abilities["has"]): Call | undefined {
  return possible(
    (how === "stream" ? STREAMS : POLLS)[channel][count === 0 ? "all" : count === 1 ? "one" : "many"],
    has,
  ) ??
    (count === 1 ? possible((how === "stream" ? STREAMS : POLLS)[channel].many, has) : undefined);
}

function planWith(how: Plan["how"], calls: Calls, has: Abilities["has"], symbols: readonly Symbol[]): Plan | null {
  const [one, many, all] = [possible(calls.one, has), possible(calls.many, has), possible(calls.all, has)];
  if (symbols.length > 1 && many) return { how, together: true, symbols };
  if (symbols.length > 0 && (one ?? many)) return { how, together: false, symbols };
  const ofTheAccount = !calls.one && !calls.many;
  return all && (symbols.length === 0 || ofTheAccount) ? { how, together: true, symbols: [] } : null;
}

function possible(calls: readonly Call[] | undefined, has: Abilities["has"]): Call | undefined {
  return calls?.find(({ needs }) => Boolean(has[needs]));
}
