/**
 * One WebSocket connection to Binance's WS-API: requests with their answers, and events between them. It notices when the
 * other side is gone: `ping` frames are answered below us and cannot be seen here, so after a silence it asks something.
 */
import { z } from "zod";
import { ExchangeUnavailable } from "../../domain/exchange_error.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionTimings } from "./connection.ts";
import { exchangeFault } from "./exchange_fault.ts";
import type { Link } from "./lasting.ts";
import { type Ending, LinkLife, type Socket } from "./link_life.ts";
import { checked, isRecord } from "./payload.ts";
import type { Parameters } from "./signature.ts";

const answer = z.object({
  id: z.union([z.int(), z.string(), z.null()]),
  status: z.int(),
  result: z.unknown().optional(),
  error: z.object({
    code: z.int(),
    msg: z.string(),
    /** Times in UTC ms. */
    data: z.object({ serverTime: z.int().optional(), retryAfter: z.int().optional() }).optional(),
  }).optional(),
});
type Answer = z.infer<typeof answer>;

/** What a connection needs. */
export interface WsApiOptions {
  readonly clock: Clock;
  readonly exchangeName: string;
  readonly timings: Omit<ConnectionTimings, "sendGapMs">;
  readonly open: (url: string) => Socket;
  /** What makes it live, once it is open; when it fails, the connection ends. */
  readonly begin: (connection: WsApiConnection) => Promise<void>;
  /** What ends it for `error`, thrown by `begin`. */
  readonly endingOf: (error: unknown) => Ending;
  readonly onEvent: (event: Record<string, unknown>, text: string, receivedMs: number) => void;
}

interface Waiting {
  readonly sentMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A connection. */
export class WsApiConnection implements Link {
  /** It is live once it has begun. */
  readonly life: LinkLife;

  readonly #options: WsApiOptions;
  readonly #waiting = new Map<number, Waiting>();
  #ids = 0;

  constructor(url: string, options: WsApiOptions) {
    this.#options = options;
    this.life = new LinkLife(options.open(url), options.clock, {
      opened: () => this.#run(options.begin(this).then(() => this.life.becomeLive())),
      heard: (text) => this.#hear(text),
      over: (ending) => this.#giveUp(ending),
    });
    this.#run(this.#watch());
  }

  /**
   * Asks, and waits for the answer's result.
   * @throws {ExchangeUnavailable} when it makes sense to ask again, or the connection ended before an answer came: what was
   * asked for may then be done or not. @throws {ExchangeRefused} when it does not.
   */
  async request<T>(method: string, params: Parameters, result: z.ZodType<T>): Promise<T> {
    const { clock, exchangeName } = this.#options;
    if (this.life.isOver) throw new ExchangeUnavailable(`${exchangeName}: the connection is closed`);
    const id = ++this.#ids;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#waiting.set(id, { sentMs: clock.elapsed(), resolve, reject });
    this.life.send({ id, method, params });
    const { status, result: told, error } = await promise;
    if (!error) return this.#resultOf(result, told, method);
    const { serverTime, retryAfter } = error.data ?? {};
    const retryAfterMs = retryAfter === undefined ? null : Math.max(0, retryAfter - (serverTime ?? clock.now()));
    const message = `${exchangeName}: ${error.msg} (${error.code})`;
    throw exchangeFault({ status, code: error.code, message, retryAfterMs });
  }

  #resultOf<T>(schema: z.ZodType<T>, told: unknown, method: string): T {
    const result = schema.safeParse(told);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new ExchangeUnavailable(
      `${this.#options.exchangeName}: cannot read the answer to ${method}: ${issue?.path.join(".")}: ${issue?.message}`,
    );
  }

  /** Ends it from our side. */
  close(why = "closed by us"): void {
    this.life.end({ why });
  }

  /** Who waits for an answer does not get one. */
  #giveUp({ why }: Ending): void {
    const error = new ExchangeUnavailable(`${this.#options.exchangeName}: ${why}`);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Runs a step of ours in the background; what it fails of ends the connection. */
  #run(step: Promise<unknown>): void {
    step.catch((error) => this.life.end(this.#options.endingOf(error)));
  }

  #hear(text: string): void {
    try {
      this.#read(JSON.parse(text), text);
    } catch (error) {
      this.life.end(this.#options.endingOf(error));
    }
  }

  /** Events come wrapped with the number of their subscription; serverShutdown may come bare. */
  #read(raw: unknown, text: string): void {
    const event = isRecord(raw) ? isRecord(raw.event) ? raw.event : "e" in raw ? raw : null : null;
    if (event?.e === "serverShutdown") return this.life.announceShutdown();
    if (event) return this.#options.onEvent(event, text, this.life.lastHeardMs);
    const told = checked(answer, raw, text);
    if (typeof told.id !== "number") {
      throw new TypeError(
        told.error ? `${told.error.msg} (${told.error.code})` : `Cannot read an answer to ${told.id}`,
      );
    }
    this.#waiting.get(told.id)?.resolve(told);
    this.#waiting.delete(told.id);
  }

  /** Ends the connection when nothing comes any more, or no answer. */
  async #watch(): Promise<void> {
    const { clock, timings: { connectMs, silenceMs, probeMs } } = this.#options;
    const { life } = this;
    for (;;) {
      const [oldest] = this.#waiting.values();
      const limitMs = life.isLive ? probeMs : connectMs;
      const dueMs = oldest ? oldest.sentMs + limitMs : life.heardAtMs + (life.isLive ? silenceMs : connectMs);
      const waitMs = dueMs - clock.elapsed();
      if (waitMs > 0) await clock.sleep(Math.min(waitMs, limitMs), life.signal);
      else if (oldest || !life.isLive) return this.close(`no answer within ${limitMs} ms`);
      else this.#run(this.request("ping", {}, z.unknown()));
    }
  }
}
