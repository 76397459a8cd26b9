/** What a connection through ccxt hears: what every connection does, and what it tells itself; and how it is set up. */
import { z } from "zod";
import type { ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import { environment } from "../../domain/venue.ts";
import { openExchange } from "../../exchanges/ccxt/open.ts";
import type { Heard, Source } from "../../exchanges/ccxt/source.ts";
import { exchangeConnectionProtocol, exchangeQuestionsProtocol } from "../exchange_connection_protocol.ts";
import { downSchema } from "../runtime/mod.ts";
import type { Answered } from "./questions.ts";

const heardMessage = z.object({ source: z.custom<Source>(), heard: z.custom<Heard>() });
const failedMessage = z.object({
  source: z.custom<Source>(),
  failure: z.custom<ExchangeUnavailable | ExchangeRefused>(),
  retryInMs: z.number().nullable(),
});

/** What a connection through ccxt hears. */
export const ccxtConnectionProtocol = {
  ...exchangeConnectionProtocol,
  ...exchangeQuestionsProtocol,
  Heard: { in: heardMessage },
  Failed: { in: failedMessage },
  /** The exchange has answered a question. */
  Answered: { in: z.custom<Answered>() },
  TellFlow: { in: z.object({ key: z.string() }) },
  SubscriberEnded: { in: downSchema },
  CheckSockets: {},
} as const;

/** How it is set up. */
export const ccxtConnectionArgs = z.object({
  /** ccxt's id of the exchange, or `demo`. */
  exchange: z.string(),
  environment: environment.default("live"),
  /** Under which name it tells; default: `exchange`. */
  tellsAs: z.string().optional(),
  /** Where the demo exchange is; only for `demo`. */
  address: z.object({ restUrl: z.string(), wsUrl: z.string() }).optional(),
  /** The actor that knows it instead; it is asked at the start and whenever the wire was lost. */
  addressPath: z.string().optional(),
  /** `apiKey`, `secret` and what else the exchange wants; without them market data only. */
  credentials: z.record(z.string(), z.string()).optional(),
  /** Further settings in ccxt's words, such as `urls`. */
  settings: z.record(z.string(), z.unknown()).default({}),
  /** A socket that says nothing for so long is taken for dead, ms. */
  silenceMs: z.number().positive().default(120_000),
  /** Default: ccxt. Only in this isolate. */
  open: z.custom<typeof openExchange>().default(() => openExchange),
});
/** How it is set up. */
export type CcxtConnectionArgs = z.infer<typeof ccxtConnectionArgs>;
