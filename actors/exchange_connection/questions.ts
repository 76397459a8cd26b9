/** Questions to the exchange's REST interface, which are answered while streams flow on. */
import type { CcxtConnection } from "../../exchanges/ccxt/connection.ts";
import { lastTickers } from "../../exchanges/ccxt/last_prices.ts";
import { recentCandles } from "../../exchanges/ccxt/recent_candles.ts";
import { exchangeQuestionsProtocol } from "../exchange_connection_protocol.ts";
import type { ActorContext } from "../runtime/mod.ts";
import type { Answer, Payload } from "../runtime/types.ts";
import { SlowAnswers } from "../slow_answers.ts";
import type { ccxtConnectionProtocol } from "./ccxt_protocol.ts";

type Questions = typeof exchangeQuestionsProtocol;
type Kind = keyof Questions;

/** An answer has come. */
export interface Answered {
  readonly kind: Kind;
  readonly question: string;
  readonly answer: Answer<Questions[Kind]>;
}

/** Equal questions of one moment share an answer. */
const FRESH_MS = 500;

/** Not sent when a question is put aside: it is answered when it is handled again. */
const LATER = { outcome: "failed", failure: { kind: "RequestTimeout", exchange: "", words: "" } } as const;

/** The questions of one connection. */
export class ExchangeQuestions {
  readonly #answers = {
    FetchCandles: new SlowAnswers<Answer<Questions["FetchCandles"]>>(FRESH_MS),
    FetchTickers: new SlowAnswers<Answer<Questions["FetchTickers"]>>(FRESH_MS),
  };
  readonly #connection: CcxtConnection;
  readonly #ctx: ActorContext<typeof ccxtConnectionProtocol>;

  constructor(connection: CcxtConnection, ctx: ActorContext<typeof ccxtConnectionProtocol>) {
    this.#connection = connection;
    this.#ctx = ctx;
  }

  candles(of: Payload<Questions["FetchCandles"]>): Answer<Questions["FetchCandles"]> {
    return this.#answer("FetchCandles", of, async () => ({
      outcome: "told",
      candles: await this.#connection.ask((exchange) => recentCandles(exchange, of)),
    }));
  }

  tickers(of: Payload<Questions["FetchTickers"]>): Answer<Questions["FetchTickers"]> {
    return this.#answer("FetchTickers", of, async () => ({
      outcome: "told",
      tickers: await this.#connection.ask((exchange) => lastTickers(exchange, of.symbols)),
    }));
  }

  /** An answer has come: whoever was put aside is handled again. */
  answered({ kind, question, answer }: Answered): void {
    (this.#answers[kind] as SlowAnswers<Answered["answer"]>).end(question, answer, this.#ctx.clock.now());
    this.#ctx.unstash();
  }

  #answer<K extends Kind>(kind: K, of: Payload<Questions[K]>, fetch: () => Promise<Answer<Questions[K]>>) {
    const [answers, question] = [this.#answers[kind], JSON.stringify(of)];
    const known = answers.get(question, this.#ctx.clock.now());
    if (known) return known as Answer<Questions[K]>;
    this.#ctx.stash();
    if (answers.begin(question)) void this.#fetch(kind, question, fetch);
    return LATER as Answer<Questions[K]>;
  }

  async #fetch<K extends Kind>(kind: K, question: string, fetch: () => Promise<Answer<Questions[K]>>): Promise<void> {
    const failed = (error: unknown) => ({ outcome: "failed", failure: this.#connection.partsOf(error) }) as const;
    const answer = await fetch().catch(failed);
    this.#ctx.self.tell("Answered", { kind, question, answer });
  }
}
