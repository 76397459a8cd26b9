/**
 * One account at one exchange through ccxt: orders, cancels, look-ups, balances, markets. One instance of ccxt with its rate
 * limit; nothing that may have been carried out is ever sent twice.
 */
import type { Exchange } from "ccxt";
import { InvalidNonce } from "ccxt/base/errors.js";
import { Decimal, type DecimalText } from "../../domain/decimal.ts";
import { ExchangeRefused, type ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { ExchangeFailure } from "../../domain/exchange_failure.ts";
import type { ForeignOrder } from "../../domain/foreign.ts";
import { currenciesOf, type Market, type Symbol } from "../../domain/market.ts";
import { type WriteFailure, writeFailureOf } from "./broker_errors.ts";
import { type BrokerEnvironment, enterEnvironment } from "./broker_hosts.ts";
import { openOrdersOf } from "./broker_foreign.ts";
import { type Found, foundIn, lookUpOrder, type OrderName } from "./broker_lookup.ts";
import { REAL_TIME } from "./bucket.ts";
import { type Group, groupIn, noGroup, noGroups, sendGroup } from "./broker_groups.ts";
import { marketOf } from "./broker_markets.ts";
import { ccxtOrderOf, notInSteps, notPossible, type Orderable, possible } from "./broker_orders.ts";
import { failureOf, ownWords } from "./errors.ts";
import { failureKindOf } from "./failure_kind.ts";
import { mayWithdraw } from "./key_rights.ts";
import { decimalOf } from "./numbers.ts";
import { type ExchangeSettings, hasKey, nameOf, openExchange } from "./open.ts";
import { orderLimitOf, OrderPace } from "./order_pace.ts";
import { type Holding, holdingsOf, type ReportedFill } from "./private_data.ts";
import { sendOnce } from "./sent_once.ts";
import { first, shareBudget } from "./shared_budget.ts";
import { withoutSecrets } from "./without_secrets.ts";

/** Which account. */
export interface BrokerSettings extends Omit<ExchangeSettings, "environment"> {
  readonly environment: BrokerEnvironment;
  /** The only hosts that it may talk to, where they are not those that ccxt knows. */
  readonly hosts?: readonly string[] | undefined;
  /** How the exchange is called in messages; default: ccxt's name of it. */
  readonly name?: string | undefined;
}

/** What the account needs of whoever holds it. */
export interface BrokerWorld {
  readonly clock: { elapsed(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
  /** Runs code of ccxt, which leaves rejected promises behind. */
  readonly contain: <T>(run: () => T) => T;
  /** Hears what went wrong and changes nothing. */
  readonly note?: (what: string, why: string) => void;
}

/** What came of an order or cancel. `found` = what its answer tells already. */
export type Written<T = Found | null> =
  | { readonly outcome: "accepted"; readonly found: T }
  | { readonly outcome: "refused" | "unknown"; readonly reason: string };

/** An answer is waited for so long, ms: whoever asks waits a little longer. */
const ANSWER_MS = 8_000;
/** An order that was turned away unseen is sent again after no longer a wait than this, ms. */
const LONGEST_PATIENCE_MS = 3_000;
/** How often it is sent again at most. */
const MOST_AGAIN = 2;
/** Markets that were loaded so lately are not asked for again, ms. */
const MARKETS_FRESH_MS = 60_000;
/** An order that was refused may have broken rules that are new, where those that we know are older than this, ms. */
const MARKETS_DOUBTFUL_MS = 600_000;
/** Rules of markets change now and then: they are asked for anew after this, ms. */
const MARKETS_OLD_MS = 3_600_000;

/** One account at one exchange. */
export class CcxtBroker {
  readonly name: string;
  #loading: Promise<unknown> | undefined;
  #loadedMs = -Infinity;
  /** When they were asked for anew last, beside whatever else is asked. */
  #renewedMs = -Infinity;
  readonly #credentials: Readonly<Record<string, string>>;
  readonly #pace: OrderPace;

  private constructor(
    readonly exchange: Exchange,
    readonly world: BrokerWorld,
    { name, credentials }: BrokerSettings,
  ) {
    this.name = name ?? nameOf(exchange);
    this.#credentials = credentials ?? {};
    this.#pace = new OrderPace(orderLimitOf(exchange), REAL_TIME);
  }

  /**
   * Makes it; no network yet.
   * @throws {ExchangeRefused} when ccxt does not know the exchange, or not this environment of it.
   */
  static async open(settings: BrokerSettings, world: BrokerWorld): Promise<CcxtBroker> {
    const exchange = await openExchange({ ...settings, environment: "live" });
    enterEnvironment(exchange, settings.environment, settings.hosts);
    shareBudget(exchange, world.clock);
    sendOnce(exchange);
    exchange.timeout = ANSWER_MS;
    exchange.options["maxRetriesOnFailure"] = 0; // ccxt would send an order again
    return new CcxtBroker(exchange, world, settings);
  }

  /**
   * A market's rules; null where there is none. Those that are old are told all the same, and asked for anew.
   * @throws {ExchangeUnavailable | ExchangeRefused}
   */
  async market(symbol: Symbol): Promise<Market | null> {
    await this.#loaded();
    const known = this.exchange.markets?.[symbol];
    const market = known ? marketOf(known, this.exchange.precisionMode) : null;
    this.#renew(market === null ? MARKETS_FRESH_MS : MARKETS_OLD_MS);
    return market;
  }

  /** What executions cost on a market before any discount of the account, as shares of their value; null = not said. */
  async fees(symbol: Symbol): Promise<{ maker: DecimalText; taker: DecimalText } | null> {
    await this.#loaded();
    const { maker, taker } = this.exchange.markets?.[symbol] ?? {};
    if (maker === undefined || taker === undefined) return null;
    return { maker: new Decimal(maker).toFixed(), taker: new Decimal(taker).toFixed() };
  }

  /**
   * Every spot market that is traded, as the exchange tells them now; new ones are then known to all other calls, too.
   * @throws {ExchangeUnavailable | ExchangeRefused}
   */
  async markets(): Promise<Market[]> {
    const isFresh = this.world.clock.elapsed() - this.#loadedMs < MARKETS_FRESH_MS;
    if (!isFresh) await this.#ask(() => this.#load(true));
    const { markets, precisionMode } = this.exchange;
    return Object.values(markets ?? {}).filter((market) => market?.spot)
      .map((market) => marketOf(market, precisionMode)).filter((market) => market !== null);
  }

  /** Whether all that its private calls need is there. */
  get hasKey(): boolean {
    return hasKey(this.exchange);
  }

  /**
   * Signs in: fetches the balance, and asks what the key may do; null where the exchange does not tell.
   * @throws {ExchangeUnavailable | ExchangeRefused}
   */
  async signIn(): Promise<{ readonly balances: Holding[]; readonly mayWithdraw: boolean | null }> {
    await this.#ask(() => Promise.try(() => this.exchange.checkRequiredCredentials()));
    const balances = await this.balances();
    return { balances, mayWithdraw: await this.#mayWithdraw() };
  }

  /** Sends an order once. Never throws: what is not known is `unknown`. */
  async place(order: Orderable): Promise<Written> {
    try {
      await this.#loaded();
    } catch (error) {
      return { outcome: "refused", reason: `${this.wordsOf(error)}; nothing was sent` };
    }
    const wrong = this.#whyNot(order);
    if (wrong !== null) return { outcome: "refused", reason: `${this.name}: ${wrong}` };
    const { type, side, amount, price, params } = ccxtOrderOf(order, this.exchange);
    const name = { ...order, orderId: null };
    const written = await this.#write(async () => {
      await this.#pace.take(1);
      // ccxt takes exact text wherever it says number, and computes with texts itself
      const row = await this.exchange.createOrder(order.symbol, type, side, amount as never, price as never, params);
      return foundIn(row, name);
    });
    if (written.outcome === "refused") this.#renew(MARKETS_DOUBTFUL_MS);
    return written.outcome === "duplicate" ? await this.#duplicate(name, written.reason) : written;
  }

  /** What can be placed beside market and limit orders, as far as ccxt and we know the exchange. */
  get abilities(): { readonly stopLoss: boolean; readonly takeProfit: boolean; readonly groups: boolean } {
    return { ...possible(this.exchange), groups: noGroups(this.exchange) === null };
  }

  /** Sends two orders of which one cancels the other, once: both or neither. Never throws, as `place`. */
  async placeGroup(orders: Group): Promise<Written<readonly Found[]>> {
    try {
      await this.#loaded();
    } catch (error) {
      return { outcome: "refused", reason: `${this.wordsOf(error)}; nothing was sent` };
    }
    const wrong = noGroups(this.exchange) ?? noGroup(orders) ?? this.#whyNot(orders[0]) ??
      this.#whyNot(orders[1]);
    if (wrong !== null) return { outcome: "refused", reason: `${this.name}: ${wrong}` };
    const written = await this.#write(async () => {
      await this.#pace.take(orders.length);
      return groupIn(await sendGroup(orders, this.exchange), orders, this.exchange);
    });
    if (written.outcome === "refused") this.#renew(MARKETS_DOUBTFUL_MS);
    // whether it is the one that we sent is found by looking its orders up
    return written.outcome === "duplicate" ? { outcome: "unknown", reason: written.reason } : written;
  }

  /** Cancels an order. */
  async cancel(name: OrderName): Promise<Written> {
    const { orderId, symbol, clientOrderId } = name;
    const written = await this.#write(async () => {
      await this.#loaded();
      await this.exchange.cancelOrder(orderId ?? "", symbol, orderId === null ? { clientOrderId } : {});
      return null;
    });
    return written.outcome === "duplicate" ? { outcome: "unknown", reason: written.reason } : written;
  }

  /** What became of an order; null = the exchange does not know it. @throws {ExchangeUnavailable | ExchangeRefused} */
  async lookUp(name: OrderName): Promise<Found | null> {
    await this.#loaded();
    return await this.#ask(() => lookUpOrder(name, this.exchange));
  }

  /** Open orders of the account, whoever has placed them. @throws {ExchangeUnavailable | ExchangeRefused} */
  async openOrders(symbols: readonly Symbol[]): Promise<ForeignOrder[]> {
    await this.#loaded();
    return await this.#ask(() => openOrdersOf(this.exchange, symbols));
  }

  /** What the account has. @throws {ExchangeUnavailable | ExchangeRefused} */
  async balances(): Promise<Holding[]> {
    await this.#loaded();
    return await this.#ask(async () => holdingsOf(await this.exchange.fetchBalance()));
  }

  /**
   * The fee of a fill in its market's base or quote currency: one in a third currency is counted at its last price.
   * @throws {ExchangeUnavailable | ExchangeRefused} when that price cannot be had.
   */
  async feeOf({ symbol, fee, feeCurrency }: ReportedFill): Promise<{ fee: DecimalText; feeCurrency: string }> {
    const { base, quote } = currenciesOf(symbol);
    if (fee === null || feeCurrency === null || new Decimal(fee).isZero()) return { fee: "0", feeCurrency: quote };
    if (feeCurrency === base || feeCurrency === quote) return { fee, feeCurrency };
    const price = await this.#lastPrice(`${feeCurrency}/${quote}`);
    return { fee: new Decimal(fee).times(price).toDecimalPlaces(18).toFixed(), feeCurrency: quote };
  }

  /** For a fee in a currency that has no market: nothing, in quote currency. */
  noFee({ symbol }: ReportedFill): { fee: DecimalText; feeCurrency: string } {
    return { fee: "0", feeCurrency: currenciesOf(symbol).quote };
  }

  /** An error in words without secrets. */
  wordsOf(error: unknown): string {
    return this.#hide(this.failureOf(error).message);
  }

  /** An error in parts, to be told in a user's language. */
  exchangeFailureOf(error: unknown): ExchangeFailure {
    const { message, cause } = this.failureOf(error);
    const words = cause === undefined
      ? message.replace(`${nameOf(this.exchange)}: `, "")
      : ownWords(cause, this.exchange.id);
    return { kind: failureKindOf(error), exchange: this.name, words: this.#hide(words) };
  }

  /** An error as what it means for us. */
  failureOf(error: unknown): ExchangeUnavailable | ExchangeRefused {
    return failureOf(error, this.#failing());
  }

  async #lastPrice(symbol: string): Promise<DecimalText> {
    await this.#loaded();
    const { last, close } = await this.#ask(() => this.exchange.fetchTicker(symbol));
    const price = decimalOf(last ?? close);
    if (price === null) throw new ExchangeRefused(`${this.name}: ${symbol} has no price`);
    return price;
  }

  #whyNot(order: Orderable): string | null {
    const { symbol } = order;
    if (!this.exchange.markets?.[symbol]) return `${symbol} is not traded`;
    const notTaken = notPossible(order, this.exchange);
    if (notTaken !== null) return notTaken;
    try {
      return notInSteps(order, ccxtOrderOf(order, this.exchange));
    } catch (error) {
      return this.wordsOf(error);
    }
  }

  /** The order is there already, by an attempt of which we heard nothing. */
  async #duplicate(name: OrderName, reason: string): Promise<Written> {
    try {
      const found = await this.lookUp(name);
      // what the exchange says is there may not be told everywhere yet
      return found === null ? { outcome: "unknown", reason } : { outcome: "accepted", found };
    } catch (error) {
      return { outcome: "unknown", reason: this.wordsOf(error) };
    }
  }

  /** Makes a call that changes something. It is made again only when the exchange has turned it away unseen. */
  async #write<T>(
    call: () => Promise<T>,
  ): Promise<Written<T> | { readonly outcome: "duplicate"; readonly reason: string }> {
    for (let times = 0;; times++) {
      try {
        return { outcome: "accepted", found: await this.world.contain(() => first(call)) };
      } catch (error) {
        const failure = this.#writeFailureOf(error);
        if (failure.outcome !== "again") return failure;
        if (times >= MOST_AGAIN || failure.afterMs > LONGEST_PATIENCE_MS) {
          return { outcome: "refused", reason: failure.reason };
        }
        await this.#prepareAgain(failure);
      }
    }
  }

  async #prepareAgain(failure: Extract<WriteFailure, { outcome: "again" }>): Promise<void> {
    if (failure.why === "patience") await this.world.clock.sleep(failure.afterMs);
    else await this.#setClock();
  }

  /** Learns how far the exchange's clock is from ours. */
  async #setClock(): Promise<void> {
    if (!this.exchange.has["fetchTime"]) return;
    this.exchange.options["adjustForTimeDifference"] = true;
    // without the exchange's time the next attempt is turned away for the same reason, and that is told
    await this.world.contain(() => this.exchange.loadTimeDifference()).catch(() => {});
  }

  #writeFailureOf(error: unknown): WriteFailure {
    const failure = writeFailureOf(error, this.#failing());
    return { ...failure, reason: this.#hide(failure.reason) };
  }

  /** Reads; what was turned away for our clock is asked once more, by the exchange's. */
  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.world.contain(call);
    } catch (error) {
      if (!(error instanceof InvalidNonce)) throw this.failureOf(error);
    }
    await this.#setClock();
    try {
      return await this.world.contain(call);
    } catch (error) {
      throw this.failureOf(error);
    }
  }

  /** Loads the markets, once; a failure is tried again by the next who needs them. */
  #loaded(): Promise<unknown> {
    return this.#loading ??= this.#ask(() => this.#load(false)).catch((error) => {
      this.#loading = undefined;
      throw error;
    });
  }

  /** Asks for the markets anew where those that are known are older than so many ms; nobody waits for it. */
  #renew(olderThanMs: number): void {
    const nowMs = this.world.clock.elapsed();
    if (nowMs - this.#loadedMs <= olderThanMs || nowMs - this.#renewedMs <= MARKETS_FRESH_MS) return;
    this.#renewedMs = nowMs;
    this.#ask(() => this.#load(true))
      .catch((error) => this.world.note?.("The exchange does not tell its markets anew", this.wordsOf(error)));
  }

  async #load(again: boolean): Promise<void> {
    await this.exchange.loadMarkets(again);
    this.#loadedMs = this.world.clock.elapsed();
  }

  /** Many keys may not ask this. The balance has been told by then, so that the key itself is good. */
  async #mayWithdraw(): Promise<boolean | null> {
    try {
      return await this.world.contain(() => mayWithdraw(this.exchange));
    } catch (error) {
      this.world.note?.("The exchange does not tell what the key may do", this.wordsOf(error));
      return null;
    }
  }

  #failing() {
    const { id, last_response_headers } = this.exchange;
    return { id, name: this.name, last_response_headers };
  }

  #hide(words: string): string {
    return withoutSecrets(words, this.#credentials);
  }
}
