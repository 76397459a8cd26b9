/**
 * Asks Binance's REST API and checks the answers. It waits when the weight is used up and keeps silent as long as the
 * exchange asks for it. Retrying is the caller's choice; the error says whether it makes sense.
 */
import type { z } from "zod";
import { type ExchangeRefused, ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { Clock } from "./clock.ts";
import { exchangeFault } from "./exchange_fault.ts";
import { errorAnswer } from "./rest_payloads.ts";
import { WeightBudget } from "./weight_budget.ts";

/** What a client needs. */
export interface RestOptions {
  /** Such as `https://api.binance.com`. */
  readonly restUrl: string;
  readonly clock: Clock;
  /** How the exchange is called in error messages; default `Binance`. */
  readonly exchangeName?: string;
  /** Default 10 s. */
  readonly timeoutMs?: number;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Shared by all clients of one address; default: one of its own. */
  readonly budget?: WeightBudget;
  /** The most of the budget that may be used up before a request of this client, 0 to 1: less for what is not urgent. */
  readonly share?: number;
}

/** One request. `weight` as documented. */
export interface RestRequest<T> {
  readonly path: string;
  /** What is undefined is not sent. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly weight: number;
  readonly schema: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends requests, one budget for all. */
export class RestTransport {
  readonly budget: WeightBudget;
  readonly #options: RestOptions & Required<Pick<RestOptions, "exchangeName" | "timeoutMs" | "fetch">>;

  constructor(options: RestOptions) {
    this.budget = options.budget ?? new WeightBudget();
    this.#options = { exchangeName: "Binance", timeoutMs: 10_000, fetch: (url, init) => fetch(url, init), ...options };
  }

  /**
   * The answer, checked.
   * @throws {ExchangeUnavailable} when it makes sense to ask again. @throws {ExchangeRefused} when it does not.
   */
  async get<T>({ path, query = {}, weight, schema, signal }: RestRequest<T>): Promise<T> {
    const { clock, exchangeName, share } = this.#options;
    for (;;) {
      const waitMs = this.budget.book(clock, weight, share);
      if (waitMs === 0) break;
      await clock.sleep(waitMs, signal);
    }
    const { response, text } = await this.#send(path + queryText(query), signal);
    this.budget.note(response.headers, clock);
    if (!response.ok) throw this.#errorOf(response, text);
    const result = schema.safeParse(jsonOf(text));
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new ExchangeUnavailable(
      `${exchangeName}: cannot read the answer to ${path}: ${issue?.path.join(".")}: ${issue?.message}`,
    );
  }

  /** Sends, and reads the whole answer before the deadline. */
  async #send(target: string, signal?: AbortSignal): Promise<{ response: Response; text: string }> {
    const { restUrl, timeoutMs, exchangeName, clock } = this.#options;
    const [deadline, done] = [new AbortController(), new AbortController()];
    clock.sleep(timeoutMs, done.signal).then(() => deadline.abort(), () => {}); // `done` rejects it: the answer was in time
    try {
      const either = signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal;
      const response = await this.#options.fetch(restUrl + target, { signal: either });
      return { response, text: await response.text() };
    } catch (cause) {
      signal?.throwIfAborted();
      const why = deadline.signal.aborted ? `no answer within ${timeoutMs} ms` : messageOf(cause);
      throw new ExchangeUnavailable(`${exchangeName}: ${why}`, null, { cause });
    } finally {
      done.abort();
    }
  }

  #errorOf(response: Response, text: string): ExchangeUnavailable | ExchangeRefused {
    const { clock, exchangeName } = this.#options;
    const told = errorAnswer.safeParse(jsonOf(text));
    const code = told.success ? told.data.code : null;
    const words = told.success ? `${told.data.msg} (${code})` : `HTTP ${response.status} ${response.statusText}`;
    const message = `${exchangeName}: ${words}`.trim();
    const seconds = Number(response.headers.get("retry-after") ?? NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1_000 : null;
    const fault = exchangeFault({ status: response.status, code, message, retryAfterMs });
    if (fault instanceof ExchangeUnavailable && fault.retryAfterMs !== null) {
      this.budget.block(clock, fault.retryAfterMs);
    }
    return fault;
  }
}

function queryText(query: NonNullable<RestRequest<unknown>["query"]>): string {
  const told = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = told.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join("&");
  return text ? `?${text}` : "";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON: the caller's schema says so, with the status
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
