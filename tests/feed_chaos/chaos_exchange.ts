/**
 * An exchange in this isolate that replays recorded markets and goes wrong on demand: on the wire, over REST, or both. It
 * knows what it has told, so that a test can tell what must have been repaired.
 */
import type { Symbol } from "../../domain/market.ts";
import type { Clock } from "../../exchanges/binance/clock.ts";
import { ChaosSocket } from "./chaos_socket.ts";
import type { ReplayedMarket, ReplayFrame } from "./replay.ts";

/** How REST answers: well, not at all, or in one of the ways in which an exchange fails. */
export type RestFault = "error" | "tooMany" | "broken" | "unreachable" | "slow";

/** The exchange. */
export class ChaosExchange {
  readonly sockets: ChaosSocket[] = [];
  /** What the wire has told, of each market: closed candles by open time and prints by id. */
  readonly told = new Map<Symbol, { readonly closes: Set<number>; readonly prints: Set<number> }>();
  /** Requests that fail next, and how. */
  readonly restFaults: RestFault[] = [];
  /** Connection attempts that are refused next. */
  refusals = 0;
  /** Until then (exchange time, UTC ms) it is away: no connection, no answer. */
  awayUntilMs = 0;
  /** How far REST lags behind the wire, ms. */
  lagMs = 0;
  /** The exchange's clock, UTC ms. */
  nowMs: number;

  constructor(readonly markets: readonly ReplayedMarket[], readonly clock: Clock, fromMs: number) {
    this.nowMs = fromMs;
    for (const { symbol } of markets) this.told.set(symbol, { closes: new Set(), prints: new Set() });
  }

  /** What the feed is started with. */
  readonly transport = {
    open: (url: string) => {
      const socket = new ChaosSocket(url);
      this.sockets.push(socket);
      if (this.nowMs < this.awayUntilMs || this.refusals > 0) {
        this.refusals = Math.max(0, this.refusals - 1);
        socket.refuse();
      } else socket.accept();
      return socket;
    },
    fetch: (url: string) => this.#answer(decodeURIComponent(url.replace("http://exchange", ""))),
  };

  /** Sockets that are open. */
  get open(): ChaosSocket[] {
    return this.sockets.filter(({ isOpen }) => isOpen);
  }

  /** Tells a frame on every socket that carries it. */
  tell(frame: ReplayFrame, sockets: readonly ChaosSocket[] = this.open): void {
    for (const socket of sockets) {
      if (!socket.tells(frame.stream, frame.data)) continue;
      const { closes, prints } = this.told.get(frame.symbol)!;
      if (frame.kind === "close") closes.add(frame.of);
      if (frame.kind === "print") prints.add(frame.of);
    }
  }

  async #answer(path: string): Promise<Response> {
    if (this.nowMs < this.awayUntilMs) return json({ code: -1000, msg: "Maintenance." }, { status: 503 });
    const fault = this.restFaults.shift();
    if (fault === "slow") await this.clock.sleep(3_000);
    if (fault === "unreachable") throw new TypeError("connection refused");
    if (fault === "broken") return new Answer("<html>Bad gateway</html>");
    if (fault === "error") return json({ code: -1001, msg: "Internal error." }, { status: 500 });
    if (fault === "tooMany") {
      const headers = { "retry-after": "2" };
      return json({ code: -1003, msg: "Too many requests." }, { status: 429, headers });
    }
    return this.#serve(path);
  }

  #serve(path: string): Response {
    const { pathname, searchParams } = new URL(path, "http://exchange");
    const shownMs = this.nowMs - this.lagMs;
    if (pathname === "/api/v3/time") return json({ serverTime: shownMs });
    if (pathname === "/api/v3/exchangeInfo") return json({ rateLimits: [], symbols: this.markets.map(rules) });
    const market = this.markets.find(({ wire }) => wire === searchParams.get("symbol"));
    if (!market) return json({ code: -1121, msg: "Invalid symbol." }, { status: 400 });
    if (pathname === "/api/v3/klines") {
      return json(market.rows(Number(searchParams.get("startTime")), shownMs));
    }
    const fromId = Number(searchParams.get("fromId"));
    return json(market.prints.filter(({ a, T }) => a >= fromId && T <= shownMs).slice(0, 1_000));
  }
}

/** A response whose text is there at once: nothing depends on how busy the machine is. */
class Answer extends Response {
  constructor(readonly words: string, init?: ResponseInit) {
    super(words, init);
  }

  override text(): Promise<string> {
    return Promise.resolve(this.words);
  }
}

function json(value: unknown, init?: ResponseInit): Response {
  return new Answer(JSON.stringify(value), init);
}

function rules({ wire, symbol }: ReplayedMarket) {
  const [baseAsset, quoteAsset] = symbol.split("/");
  const filters = [
    { filterType: "PRICE_FILTER", minPrice: "0", maxPrice: "1000000", tickSize: "0.00000001" },
    { filterType: "LOT_SIZE", minQty: "0.00000001", maxQty: "9000000", stepSize: "0.00000001" },
    { filterType: "NOTIONAL", minNotional: "0" },
  ];
  return { symbol: wire, status: "TRADING", baseAsset, quoteAsset, filters };
}
