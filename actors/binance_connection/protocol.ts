/** What Binance's connection hears: what every connection does, and what it tells itself. */
import { z } from "zod";
import { symbol } from "../../domain/market.ts";
import type { DepthSnapshot } from "../../exchanges/binance/book_sync.ts";
import type { Frame } from "../../exchanges/binance/frame.ts";
import type { UserEvent } from "../../exchanges/binance/user_events.ts";
import { exchangeConnectionProtocol } from "../exchange_connection_protocol.ts";
import { downSchema } from "../runtime/mod.ts";

/** Number of the incarnation: what an earlier one has set going is ignored. */
const life = z.number();
const ofBook = { life, symbol, round: z.int() };

/** What Binance's connection hears. */
export const binanceConnectionProtocol = {
  ...exchangeConnectionProtocol,
  FrameReceived: { in: z.object({ life, frame: z.custom<Frame>(), receivedMs: z.int() }) },
  WireLive: { in: z.object({ life, streams: z.array(z.string()) }) },
  WireLost: { in: z.object({ life, streams: z.array(z.string()), why: z.string(), retryInMs: z.number() }) },
  /** The exchange does not serve a stream. */
  StreamRefused: { in: z.object({ life, stream: z.string(), why: z.string() }) },
  /** Something has happened to the account. */
  AccountChanged: { in: z.object({ life, event: z.custom<UserEvent>() }) },
  /** It is time to tell a flow's latest state. */
  TellFlow: { in: z.object({ key: z.string() }) },
  SubscriberDown: { in: downSchema },
  /** Asks REST for the snapshot of a book. */
  FetchSnapshot: { in: z.object(ofBook) },
  SnapshotFetched: { in: z.object({ ...ofBook, snapshot: z.custom<DepthSnapshot>() }) },
  SnapshotFailed: { in: z.object({ ...ofBook, why: z.string(), retryAfterMs: z.number().nullable() }) },
  /** Asks REST which markets there are. */
  FetchSymbols: { in: z.object({ life }) },
  SymbolsFetched: { in: z.object({ life, symbols: z.array(symbol) }) },
  FetchSymbolsFailed: { in: z.object({ life, why: z.string() }) },
} as const;
