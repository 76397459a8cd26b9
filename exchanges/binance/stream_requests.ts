/**
 * Which request to send next so that one connection carries the streams that are wanted, and what the answers mean. Pure.
 *
 * Wishes are gathered while the pace does not allow to send. A request that is refused is sent again in halves until the
 * one stream is found that Binance does not know, so that a wrong name takes no other stream along.
 */

const STREAMS_PER_REQUEST = 200;

/** A message to the exchange. */
export interface StreamRequest {
  readonly method: "SUBSCRIBE" | "UNSUBSCRIBE" | "LIST_SUBSCRIPTIONS";
  readonly params?: readonly string[];
  readonly id: number;
}

/** What an answer says. */
export interface AnswerMeaning {
  /** These streams flow now. */
  readonly subscribed: readonly string[];
  /** The exchange does not serve this one. */
  readonly refused: string | null;
  /** The answer concerns more than a subscription: the connection cannot be relied on. */
  readonly fault: boolean;
}

const NOTHING: AnswerMeaning = { subscribed: [], refused: null, fault: false };

/** The wishes and open requests of one connection. */
export class StreamRequests {
  readonly #adding: Set<string>;
  readonly #dropping = new Set<string>();
  /** Those that the exchange was asked for. */
  readonly #asked = new Set<string>();
  /** Parts of refused requests, to be asked again. */
  readonly #again: string[][] = [];
  readonly #unanswered = new Map<number, { request: StreamRequest; sentMs: number }>();
  #ids = 0;

  constructor(streams: Iterable<string>) {
    this.#adding = new Set(streams);
  }

  /** Whether each wanted stream is acknowledged or refused. */
  get settled(): boolean {
    if (this.#adding.size > 0 || this.#again.length > 0) return false;
    return ![...this.#unanswered.values()].some(({ request }) => request.method === "SUBSCRIBE");
  }

  /** When the oldest request was sent that has no answer yet, UTC ms; null = all are answered. */
  get waitingSinceMs(): number | null {
    const [oldest] = this.#unanswered.values();
    return oldest?.sentMs ?? null;
  }

  /** Wants these streams, too. */
  add(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#dropping.delete(stream);
      this.#adding.add(stream);
    }
  }

  /** Wants these streams no more. */
  drop(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#adding.delete(stream);
      if (this.#asked.has(stream)) this.#dropping.add(stream);
    }
  }

  /** The next request, as sent at `nowMs` (UTC ms); null = there is nothing to say. What is dropped goes first and makes room. */
  next(nowMs: number): StreamRequest | null {
    const dropped = take(this.#dropping);
    for (const stream of dropped) this.#asked.delete(stream);
    if (dropped.length > 0) return this.#sent({ method: "UNSUBSCRIBE", params: dropped, id: ++this.#ids }, nowMs);
    const added = this.#nextPart() ?? take(this.#adding);
    for (const stream of added) this.#asked.add(stream);
    return added.length > 0 ? this.#sent({ method: "SUBSCRIBE", params: added, id: ++this.#ids }, nowMs) : null;
  }

  /** Asks only whether anybody is there. */
  probe(): StreamRequest {
    return { method: "LIST_SUBSCRIPTIONS", id: ++this.#ids };
  }

  /** Takes the answer to request `id`. */
  answered(id: number | string | null, failed: boolean): AnswerMeaning {
    const request = typeof id === "number" ? this.#unanswered.get(id)?.request : undefined;
    if (typeof id === "number") this.#unanswered.delete(id);
    if (request?.method !== "SUBSCRIBE") return failed ? { ...NOTHING, fault: true } : NOTHING;
    const streams = request.params!;
    if (!failed) return { ...NOTHING, subscribed: streams };
    if (streams.length === 1) {
      this.#asked.delete(streams[0]!);
      this.#dropping.delete(streams[0]!);
      return { ...NOTHING, refused: streams[0]! };
    }
    const middle = Math.ceil(streams.length / 2);
    this.#again.push(streams.slice(0, middle), streams.slice(middle));
    return NOTHING;
  }

  /** The next part of a refused request, without what is not wanted any more; null = there is none. */
  #nextPart(): string[] | null {
    for (let part = this.#again.shift(); part; part = this.#again.shift()) {
      const wanted = part.filter((stream) => this.#asked.has(stream));
      if (wanted.length > 0) return wanted;
    }
    return null;
  }

  #sent(request: StreamRequest, sentMs: number): StreamRequest {
    this.#unanswered.set(request.id, { request, sentMs });
    return request;
  }
}

/** Removes as many as one request may name. */
function take(from: Set<string>): string[] {
  const taken = [...from].slice(0, STREAMS_PER_REQUEST);
  for (const stream of taken) from.delete(stream);
  return taken;
}
