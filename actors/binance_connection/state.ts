/** What Binance's connection is told at its start, and what it holds. */
import { z } from "zod";
import type { Symbol } from "../../domain/market.ts";
import type { SymbolNames } from "../../exchanges/binance/symbol_names.ts";
import type { UserDataStream } from "../../exchanges/binance/user_data_stream.ts";
import type { ConnectionStatus } from "../exchange_connection/status.ts";
import type { Subscriptions } from "../exchange_connection/subscriptions.ts";
import type { ActorContext } from "../runtime/mod.ts";
import type { BinanceClient, Transport } from "./client.ts";
import type { Known } from "./demand.ts";
import type { Freshness } from "./freshness.ts";
import type { LocalBook } from "./local_book.ts";
import type { binanceConnectionProtocol } from "./protocol.ts";
import type { SnapshotQueue } from "./snapshot_queue.ts";

/** What it is told at its start. */
export const binanceConnectionArgs = z.object({
  exchange: z.enum(["binance", "demo"]),
  endpoints: z.union([
    z.object({ restUrl: z.string(), wsUrl: z.string(), wsApiUrl: z.string().optional() }),
    z.object({ demoPath: z.string() }),
  ]),
  /** A key that may read one account; null = market data only. */
  credentials: z.object({ apiKey: z.string(), secret: z.string() }).nullable().default(null),
  /** Default: the network. Only in this isolate. */
  transport: z.custom<Transport>().default({}),
});

/** What it holds. */
export interface State {
  readonly args: z.infer<typeof binanceConnectionArgs>;
  readonly exchangeName: string;
  readonly life: number;
  readonly names: SymbolNames;
  readonly client: BinanceClient;
  readonly subscriptions: Subscriptions;
  readonly status: ConnectionStatus;
  /** The streams that are wanted, and how each one is. */
  readonly streams: Map<string, "asked" | "live" | "lost" | "refused">;
  /** Null while nobody wants to know of the account. */
  account: UserDataStream | null;
  readonly books: Map<Symbol, LocalBook>;
  readonly snapshots: SnapshotQueue;
  readonly freshness: Freshness;
  /** Cancellers of the watches over those who wished. */
  readonly watches: Map<string, () => void>;
  /** All markets; null = not known yet. */
  symbols: ReadonlySet<Symbol> | null;
  /** Whether they are being fetched, or will be. */
  isListing: boolean;
  symbolsAttempts: number;
}

/** What its steps act with. */
export type Context = ActorContext<typeof binanceConnectionProtocol>;

/** What is known of the exchange. */
export function knownOf({ exchangeName, symbols, args }: State): Known {
  return { exchangeName, symbols, hasAccount: args.credentials !== null };
}

/** An error in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
