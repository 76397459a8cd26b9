/** What the market desk holds, and what it is started with. */
import { z } from "zod";
import { type Symbol, symbol } from "../../domain/market.ts";
import type { marketDeskProtocol, marketFollowerProtocol, marketSourceProtocol } from "../market_desk_protocol.ts";
import type { recorderProtocol } from "../recorder_protocol.ts";
import type { ActorContext, ActorRef } from "../runtime/mod.ts";
import type { BackFill, Block } from "./back_fill.ts";
import type { NeedBook } from "./need_book.ts";

/** What the market desk is started with. */
export const marketDeskArgs = z.object({
  /** Markets that are always wanted; who follows markets is started with them. */
  symbols: z.array(symbol),
  feedPath: z.string(),
  /** Paths of the others who follow markets on the desk's word. */
  followerPaths: z.array(z.string()),
  recorderPath: z.string(),
  /** Markets followed at once at most. */
  maxMarkets: z.int().positive().default(100),
  /** How long a market is kept after the last need of it has ended, ms. */
  lingerMs: z.number().nonnegative().default(300_000),
});

/** The past of one market. */
export interface Past {
  readonly symbol: Symbol;
  fill: BackFill;
  /** Why the last attempt failed; null while all is well. */
  error: string | null;
  attempts: number;
  /** Not before this moment, by the clock that goes on evenly. */
  notBeforeMs: number;
}

/** What is under way for one market, one at a time. */
export interface Job {
  readonly symbol: Symbol;
  /** Null while the recorder is asked where the stored candles begin. */
  readonly block: Block | null;
  /** The first candle of the page that is being stored, UTC ms; undefined while it is fetched, null = it was empty. */
  firstMs?: number | null;
  /** When it is given up, by the clock that goes on evenly: the one who was asked may have ended. */
  readonly overdueMs: number;
}

/** The state of the market desk. */
export interface Desk {
  readonly args: z.infer<typeof marketDeskArgs>;
  readonly life: number;
  readonly feed: ActorRef<typeof marketSourceProtocol>;
  readonly followers: readonly ActorRef<typeof marketFollowerProtocol>[];
  readonly recorder: ActorRef<typeof recorderProtocol>;
  readonly needs: NeedBook;
  /** Markets that everybody was told to follow. */
  readonly followed: Set<Symbol>;
  /** Unwatchers of those who need something, by path. */
  readonly watched: Map<string, () => void>;
  /** Whether the exchange has a market, as far as it was asked; the oldest answers are forgotten. */
  readonly listed: Map<Symbol, { readonly isListed: boolean; readonly atMs: number }>;
  /** Markets that the feed is being asked about. */
  readonly lookingUp: Set<Symbol>;
  readonly pasts: Map<Symbol, Past>;
  job: Job | null;
  /** Whose page was the last. */
  filledLast: Symbol | null;
}

/** The context of the market desk. */
export type DeskContext = ActorContext<typeof marketDeskProtocol>;
