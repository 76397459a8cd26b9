/** A service for tests that speaks both protocols on the loopback interface, and does what a test says. */
import type { AssistantKind } from "./conversation.ts";
import type { Connection } from "./service.ts";

/** A request as it came. */
export interface Heard {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What becomes of a question. */
export type Behaviour = (kind: AssistantKind) => Response;

/** A running service. */
export interface TestService extends AsyncDisposable {
  /** What it hears, the oldest first. */
  readonly heard: readonly Heard[];
  /** Questions that are being answered now. */
  readonly underWay: number;
  behave: Behaviour;
  models: readonly string[];
  /** A connection to it; OpenRouter's lies behind `/api/v1`. */
  connection(kind: AssistantKind, key?: string | null): Connection;
}

/** The key that OpenRouter's side asks for. */
export const TEST_KEY = "sk-or-v1-0123456789abcdef-planted";

const TYPES: Readonly<Record<AssistantKind, string>> = {
  openrouter: "text/event-stream",
  ollama: "application/x-ndjson",
};

/** Starts a service that answers in words. */
export function testService(): TestService {
  const heard: Heard[] = [];
  let underWay = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname;
    const text = await request.text();
    heard.push({ path, headers: Object.fromEntries(request.headers), body: text === "" ? null : JSON.parse(text) });
    const kind = path.startsWith("/api/v1/") ? "openrouter" : "ollama";
    if (kind === "openrouter" && request.headers.get("authorization") !== `Bearer ${TEST_KEY}`) {
      return Response.json({ error: { code: 401, message: "No auth credentials found" } }, { status: 401 });
    }
    if (path === "/api/v1/models") return Response.json({ data: service.models.map((id) => ({ id })) });
    if (path === "/api/tags") return Response.json({ models: service.models.map((name) => ({ name })) });
    if (path !== "/api/v1/chat/completions" && path !== "/api/chat") return new Response("no", { status: 404 });
    underWay++;
    return watched(service.behave(kind), () => underWay--);
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const service: TestService = {
    heard,
    get underWay() {
      return underWay;
    },
    behave: (kind) => words(kind, ["All ", "is ", "well."]),
    models: ["maker/small", "maker/large"],
    connection: (kind, key) =>
      kind === "openrouter"
        ? { kind, url: `${url}/api/v1`, key: key === undefined ? TEST_KEY : key, model: "maker/small" }
        : { kind, url, key: key ?? null, model: "maker/small" },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
  return service;
}

/** An answer in pieces, whole to its end. */
export function words(kind: AssistantKind, pieces: readonly string[], reason = "stop"): Response {
  return raw(kind, [...pieces.map((piece) => pieceOf(kind, piece)), endOf(kind, reason)]);
}

/** A line, or lines, that carry a piece of text. */
export function pieceOf(kind: AssistantKind, content: string): string {
  return kind === "openrouter"
    ? `data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`
    : `${JSON.stringify({ model: "m", message: { role: "assistant", content }, done: false })}\n`;
}

/** What ends an answer. */
export function endOf(kind: AssistantKind, reason = "stop"): string {
  return kind === "openrouter"
    ? `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })}\n\ndata: [DONE]\n\n`
    : `${JSON.stringify({ message: { role: "assistant", content: "" }, done: true, done_reason: reason })}\n`;
}

/** A body as it stands, under the protocol's own type or another. */
export function raw(kind: AssistantKind, parts: readonly (string | Uint8Array)[], type = TYPES[kind]): Response {
  return new Response(ReadableStream.from(parts.map(bytesOf)), { headers: { "content-type": type } });
}

/** Says some parts, then the last one again and again until the asker is gone. */
export function endless(kind: AssistantKind, parts: readonly string[], again: string): Response {
  return new Response(ReadableStream.from(forEver()), { headers: { "content-type": TYPES[kind] } });

  async function* forEver() {
    for (const part of parts) yield bytesOf(part);
    while (true) {
      yield bytesOf(again);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

/** An answer in words with a pause before each. */
export function slow(kind: AssistantKind, pieces: readonly string[], pauseMs: number): Response {
  return new Response(ReadableStream.from(paused()), { headers: { "content-type": TYPES[kind] } });

  async function* paused() {
    for (const piece of [...pieces.map((piece) => pieceOf(kind, piece)), endOf(kind)]) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      yield bytesOf(piece);
    }
  }
}

/** Says some parts, and then nothing more. */
export function silent(kind: AssistantKind, parts: readonly string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const part of parts) controller.enqueue(bytesOf(part));
    },
  });
  return new Response(body, { headers: { "content-type": TYPES[kind] } });
}

function bytesOf(part: string | Uint8Array): Uint8Array {
  return typeof part === "string" ? new TextEncoder().encode(part) : part;
}

/** The same response; `over` is called once when it has been sent, or its receiver has gone. */
function watched(response: Response, over: () => void): Response {
  const reader = response.body?.getReader();
  const isOver = Promise.withResolvers<void>();
  void isOver.promise.then(over);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader?.read() ?? { done: true, value: undefined };
      if (!done && value !== undefined) return controller.enqueue(value);
      isOver.resolve();
      controller.close();
    },
    async cancel(reason) {
      isOver.resolve();
      await reader?.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
