/** What the venue desk hears beyond its public protocol: what it tells itself; and how it is set up. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import { type Venue, venue } from "../../domain/venue.ts";
import { connectionInfo, marketDataEvent, watchAnswer } from "../exchange_connection_protocol.ts";
import { type ActorContext, downSchema } from "../runtime/mod.ts";
import { venueDeskProtocol } from "../venue_desk_protocol.ts";
import { type ConnectionChild, connectionChild, type Connections } from "./connections.ts";
import type { CandlesAnswer } from "./asking.ts";
import type { LookBook } from "./look_book.ts";
import type { PriceBook, Priced } from "./price_book.ts";
import { VIEW_CHANNELS, type WatchedMarket } from "./watched_market.ts";
import type { SlowAnswers } from "../slow_answers.ts";

const ofListening = { key: z.string(), channel: z.enum(VIEW_CHANNELS) };

/** What the venue desk hears. */
export const ownProtocol = {
  ...venueDeskProtocol,
  /** Who looked at markets has ended. */
  LookerEnded: { in: downSchema },
  /** A connection has granted or refused a wish, or could not be asked. */
  WishAnswered: { in: z.object({ ...ofListening, answer: watchAnswer }) },
  WishFailed: { in: z.object({ ...ofListening, why: z.string() }) },
  WishAgain: { in: z.object(ofListening) },
  WishRefusedAgain: {},
  MarketDataChanged: { in: marketDataEvent },
  ConnectionChanged: { in: connectionInfo },
  ConnectionEnded: { in: downSchema },
  TellView: { in: z.object({ key: z.string() }) },
  /** An exchange has answered a question. */
  CandlesFetched: { in: z.object({ question: z.string(), answer: z.custom<CandlesAnswer>() }) },
  PricesFetched: { in: z.object({ venue, symbols: z.array(symbol), answer: z.custom<Priced>() }) },
  Tidy: {},
} as const;

/** How the venue desk is set up. */
export const venueDeskArgs = z.object({
  /** The dynamic supervisor of the connections. */
  connectionsPath: z.string(),
  /** The actor of the exchange inside; null = none runs. */
  demoPath: z.string().nullable(),
  /** Where the platform's own market comes from; what is asked of `paper` is answered from there. */
  platformVenue: venue,
  /** A connection ends so long after its last need, ms. */
  lingerMs: z.int().default(300_000),
  mostConnections: z.int().default(24),
  mostMarkets: z.int().default(256),
  /** How a connection is started. Only in this isolate. */
  childOf: z.custom<ConnectionChild>().default(() => connectionChild),
});
/** How the venue desk is set up. */
export type VenueDeskArgs = z.infer<typeof venueDeskArgs>;

/** What the venue desk holds. */
export interface Desk {
  readonly args: VenueDeskArgs;
  readonly looks: LookBook;
  /** Cancels the watch of each who looks. */
  readonly lookers: Map<string, () => void>;
  readonly connections: Connections;
  /** Cancels the watch of each connection, by its path. */
  readonly watched: Map<string, () => void>;
  /** What is looked at, by venue and symbol (see `lookKey`). */
  readonly markets: Map<string, WatchedMarket>;
  readonly candles: SlowAnswers<CandlesAnswer>;
  /** By the venue's name. */
  readonly prices: Map<string, PriceBook>;
}

/** Its context. */
export type DeskContext = ActorContext<typeof ownProtocol>;

/** The paper venue shows the platform's own market. */
export function sourceOf({ platformVenue }: Pick<VenueDeskArgs, "platformVenue">, of: Venue): Venue {
  return of.exchange === "paper" ? platformVenue : of;
}
