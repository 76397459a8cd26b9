/**
 * The only way by which a client library reaches the network: what it sends is what we mean to send, and what comes back is
 * bounded in time and size before the library sees it.
 */
import { plain } from "../domain/plain_words.ts";
import { AssistantFailure, type Call } from "./service.ts";

/** All that a request may carry: no library tells a service about this machine. */
const HEADERS = ["accept", "authorization", "content-type"];
/** Of the answer that refuses something. */
const REFUSAL_BYTES = 16 * 1024;
const NEWLINE = 10;

/** What is asked for. */
export interface Guard extends Call {
  /** What the answer must be, such as `text/event-stream`. */
  readonly types: readonly string[];
  /** The key to present, or null; nothing else is presented, whatever the environment of the platform holds. */
  readonly key: string | null;
}

/**
 * A `fetch` for one request. It follows no redirection, which could carry the question to somebody else.
 * @throws {AssistantFailure} in words, also while the body is read.
 */
export function guardedFetch(guard: Guard): typeof fetch {
  return async (input, init) => {
    const watch = new Watch(guard, init?.signal ? [guard.signal, init.signal] : [guard.signal]);
    try {
      const response = await fetch(input, {
        method: init?.method ?? "GET",
        headers: headersOf(init?.headers, guard.key),
        body: init?.body ?? null,
        redirect: "manual",
        signal: watch.signal,
      });
      watch.begun();
      if (!response.ok) throw await refusalOf(response);
      const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "nothing";
      if (!guard.types.includes(type)) {
        await response.body?.cancel();
        throw new AssistantFailure(`it answered with ${plain(type)}, expected ${guard.types[0]}`);
      }
      return new Response(watch.bounded(response.body), { status: response.status, headers: { "content-type": type } });
    } catch (error) {
      watch.end();
      throw watch.reasonOf(error);
    }
  };
}

function headersOf(given: HeadersInit | undefined, key: string | null): Headers {
  const all = new Headers(given);
  const sent = new Headers();
  for (const name of HEADERS) if (all.has(name)) sent.set(name, all.get(name)!);
  if (key === null) sent.delete("authorization");
  else sent.set("authorization", `Bearer ${key}`);
  return sent;
}

type Timer = ReturnType<typeof setTimeout>;

/**
 * Ends a request that takes too long, grows too large or is not wanted any more. One controller that others are listened to
 * for: a signal made by `AbortSignal.any` can be collected, with what should have passed through it.
 */
class Watch {
  readonly #guard: Guard;
  readonly #controller = new AbortController();
  readonly #over = new AbortController();
  readonly #total: Timer;
  #silence: Timer;
  #failure: AssistantFailure | null = null;
  /** Ends the body that is being read. */
  #giveUp: (reason: unknown) => void = () => {};

  constructor(guard: Guard, others: readonly AbortSignal[]) {
    this.#guard = guard;
    const { beginMs, totalMs } = guard.limits;
    this.#total = setTimeout(() => this.#fail(`it took longer than ${seconds(totalMs)}`), totalMs);
    this.#silence = setTimeout(() => this.#fail(`it did not begin to answer within ${seconds(beginMs)}`), beginMs);
    for (const other of others) {
      if (other.aborted) this.#abort(other.reason);
      else other.addEventListener("abort", () => this.#abort(other.reason), { signal: this.#over.signal });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  begun(): void {
    const { silentMs } = this.#guard.limits;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#fail(`it said nothing for ${seconds(silentMs)}`), silentMs);
  }

  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#silence);
    this.#over.abort();
  }

  /** What is behind an error of the network. */
  reasonOf(error: unknown): unknown {
    if (this.#failure !== null) return this.#failure;
    if (this.#controller.signal.aborted || error instanceof AssistantFailure) return error;
    return new AssistantFailure(plain(error instanceof Error ? error.message : String(error)), { cause: error });
  }

  /** The body, as long as it keeps the bounds. It is given up here, too: the signal of a request need not reach its body. */
  bounded(body: ReadableStream<Uint8Array> | null): ReadableStream<Uint8Array<ArrayBuffer>> {
    const reader = body?.getReader();
    const size = { all: 0, line: 0 };
    return new ReadableStream({
      start: (controller) => {
        this.#giveUp = (reason) => {
          controller.error(reason);
          void reader?.cancel(reason).catch(() => {}); // it has failed already, or is given up now
        };
      },
      pull: async (controller) => {
        try {
          const { done, value } = await reader?.read() ?? { done: true, value: undefined };
          if (this.signal.aborted) return;
          if (done || value === undefined) {
            this.end();
            return controller.close();
          }
          this.begun();
          this.#measure(size, value);
          controller.enqueue(value as Uint8Array<ArrayBuffer>);
        } catch (error) {
          this.#abort(this.reasonOf(error));
        }
      },
      cancel: (reason) => this.#abort(reason),
    });
  }

  #measure(size: { all: number; line: number }, piece: Uint8Array): void {
    const { bytes, lineBytes } = this.#guard.limits;
    const last = piece.lastIndexOf(NEWLINE);
    size.all += piece.length;
    size.line = last === -1 ? size.line + piece.length : piece.length - last - 1;
    if (size.all > bytes) throw new AssistantFailure(`its answer has more than ${bytes} bytes`);
    if (size.line > lineBytes) throw new AssistantFailure(`a line of its answer has more than ${lineBytes} bytes`);
  }

  #fail(reason: string): void {
    this.#failure = new AssistantFailure(reason);
    this.#abort(this.#failure);
  }

  #abort(reason: unknown): void {
    this.end();
    if (this.signal.aborted) return;
    this.#controller.abort(reason);
    this.#giveUp(reason);
  }
}

/** Why it refuses, in its own words where it has some. */
async function refusalOf(response: Response): Promise<AssistantFailure> {
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    return new AssistantFailure(
      `it wants to send the question elsewhere (HTTP ${response.status}), which is not followed`,
    );
  }
  const text = await beginningOf(response.body);
  const words = response.headers.get("content-type")?.includes("json") ? wordsOf(text) : null;
  return new AssistantFailure(words === null ? `HTTP ${response.status}` : `HTTP ${response.status}, ${words}`);
}

async function beginningOf(body: ReadableStream<Uint8Array> | null): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > REFUSAL_BYTES) break;
  }
  return text;
}

/** The words of `{"error": "…"}` or `{"error": {"message": "…"}}`; null where it is neither. */
function wordsOf(text: string): string | null {
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    return null; // cut, or no JSON: the status says enough
  }
  const error = propertyOf(told, "error");
  const words = typeof error === "string" ? error : propertyOf(error, "message");
  return typeof words === "string" && words !== "" ? plain(words) : null;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
